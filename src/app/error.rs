//! What can go wrong in a use-case, and what the user reads then: what happened, what was kept, what
//! to do.

use crate::domain::text::{Text, t};
use crate::platform::sealer::SealerFault;
use crate::store::StoreError;
use crate::store::backend::BackendError;
use crate::vault::VaultError;
use crate::vault::seal::SealError;

/// A use-case did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppError {
    /// The vault is locked.
    #[error("locked")]
    Locked,
    /// Another tab writes.
    #[error("another tab writes")]
    ReadOnly,
    /// No room.
    #[error("storage full")]
    Full,
    /// The database did not take it.
    #[error("storage failed")]
    Storage,
    /// Part of the vault is damaged; it must be repaired before it takes more.
    #[error("vault needs repair")]
    Damaged,
    /// Records are erased from the book, and their texts not yet from the store.
    #[error("erased from the book only")]
    Unerased,
    /// Wrong passphrase or code.
    #[error("wrong secret")]
    WrongSecret,
    /// The recovery code is mistyped.
    #[error("mistyped code")]
    MistypedCode,
    /// Too many attempts; milliseconds to wait.
    #[error("must wait")]
    Wait(u64),
    /// The vault or the browser does not allow it.
    #[error("vault error")]
    Vault,
    /// The file is refused; the sentence to show.
    #[error("file refused")]
    File(Text),
    /// The file is sealed and does not open so.
    #[error(transparent)]
    Sealed(SealerFault),
    /// The browser did not let the file out or in.
    #[error("file handling failed")]
    FileHandling,
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Backend(BackendError::Quota) => AppError::Full,
            StoreError::Backend(BackendError::Conflict) => AppError::ReadOnly,
            StoreError::Backend(_) | StoreError::TooLarge => AppError::Storage,
            StoreError::Seal(SealError::Unavailable) => AppError::Vault,
            StoreError::Seal(_) | StoreError::NeedsRepair => AppError::Damaged,
        }
    }
}

impl From<BackendError> for AppError {
    fn from(error: BackendError) -> Self {
        StoreError::Backend(error).into()
    }
}

impl From<SealError> for AppError {
    fn from(error: SealError) -> Self {
        StoreError::Seal(error).into()
    }
}

impl From<VaultError> for AppError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::WrongSecret => AppError::WrongSecret,
            VaultError::CodeCharacter | VaultError::CodeLength(_) | VaultError::CodeChecksum => {
                AppError::MistypedCode
            }
            VaultError::Damaged | VaultError::Altered => AppError::Damaged,
            _ => AppError::Vault,
        }
    }
}

impl AppError {
    /// What stands over it: what was erased is saved, and only its texts are still to go.
    pub const fn heading(&self) -> Text {
        match self {
            AppError::Unerased => t("BELUM SELESAI", "NOT FINISHED"),
            _ => t("BELUM TERSIMPAN", "NOT SAVED"),
        }
    }

    /// What the user reads.
    pub fn text(&self) -> Text {
        match self {
            AppError::Locked => t("Brankas terkunci. Buka dahulu.", "The vault is locked. Unlock it first."),
            AppError::ReadOnly => t(
                "Tab lain sedang menulis. Tulisan Anda masih ada di sini; tekan \"Ambil alih\" lalu simpan lagi.",
                "Another tab is writing. Your text is still here; press \"Take over\" and save again.",
            ),
            AppError::Full => t(
                "Penyimpanan HP penuh. Tulisan Anda masih ada di sini. Kosongkan ruang atau serahkan berkas, lalu simpan lagi.",
                "The phone's storage is full. Your text is still here. Free some room or hand over a file, then save again.",
            ),
            AppError::Storage => t(
                "Penyimpanan tidak menjawab. Tulisan Anda masih ada di sini; coba simpan lagi.",
                "The storage does not answer. Your text is still here; try to save again.",
            ),
            AppError::Damaged => t(
                "Sebagian brankas rusak. Catatan lama tetap dapat dibaca; buka Setelan untuk memperbaiki.",
                "Part of the vault is damaged. Older notes can still be read; open Settings to repair it.",
            ),
            AppError::Unerased => t(
                "Catatannya sudah dihapus dan tidak tampil lagi, tetapi teksnya belum terhapus dari penyimpanan HP ini. Penghapusan dilanjutkan sendiri saat brankas dibuka lagi, bila ada ruang dan brankas utuh.",
                "The records are erased and no longer show, but their text is not yet gone from this phone's storage. Erasing goes on by itself when the vault is opened again, if there is room and the vault is whole.",
            ),
            AppError::WrongSecret => t("Frasa sandi atau kode salah.", "The passphrase or code is wrong."),
            AppError::MistypedCode => t(
                "Kode pemulihan salah ketik. Periksa lagi.",
                "The recovery code is mistyped. Check it again.",
            ),
            AppError::Wait(_) => {
                t("Terlalu banyak percobaan. Tunggu sebentar.", "Too many attempts. Wait a moment.")
            }
            AppError::Vault => t(
                "Peramban ini tidak mengizinkan langkah itu. Tidak ada yang berubah.",
                "This browser does not allow that step. Nothing was changed.",
            ),
            AppError::File(text) => *text,
            AppError::Sealed(fault) => sealed(*fault),
            AppError::FileHandling => t(
                "Berkas tidak dapat dibuat atau dibaca. Tidak ada yang berubah; coba lagi.",
                "The file could not be made or read. Nothing was changed; try again.",
            ),
        }
    }
}

/// Why a sealed file does not open, or a file cannot be sealed.
fn sealed(fault: SealerFault) -> Text {
    match fault {
        SealerFault::NotForUs => t(
            "Berkas ini disegel untuk penerima lain, jadi tidak dapat dibuka di perangkat ini. Catatan Anda tidak berubah. Minta pengirim memeriksa kunci kantor di HP-nya.",
            "This file is sealed for another receiver, so it does not open on this device. Your records are unchanged. Ask the sender to check the office's key on their phone.",
        ),
        SealerFault::NeedsPassphrase => t(
            "Berkas ini terkunci dengan frasa. Tanyakan frasanya kepada pengirim.",
            "This file is locked with a passphrase. Ask the sender for it.",
        ),
        SealerFault::NeedsKey => t(
            "Berkas ini disegel dengan kunci, bukan dengan frasa.",
            "This file is sealed with a key, not with a passphrase.",
        ),
        SealerFault::WrongPassphrase => t(
            "Frasanya tidak cocok dengan berkas ini. Periksa ejaannya, lalu coba lagi.",
            "The passphrase does not fit this file. Check how it is spelt and try again.",
        ),
        SealerFault::TooMuchWork => t(
            "Berkas ini dikunci terlalu berat untuk perangkat ini. Buka di komputer dengan perintah \"age\", atau minta berkas yang dikunci oleh Pendamping.",
            "This file is locked too heavily for this device. Open it on a computer with the command \"age\", or ask for a file that Pendamping locked.",
        ),
        SealerFault::Newer => t(
            "Berkas ini disegel dengan cara yang lebih baru. Catatan Anda tidak berubah. Perbarui aplikasi, lalu coba lagi.",
            "This file is sealed in a newer way. Your records are unchanged. Update the app and try again.",
        ),
        SealerFault::Altered => t(
            "Berkas tersegel ini rusak, terpotong, atau diubah. Tidak ada yang diimpor. Minta pengirim mengirim ulang berkasnya.",
            "This sealed file is damaged, cut off or changed. Nothing was imported. Ask the sender to send it again.",
        ),
        SealerFault::BadKey => t(
            "Kuncinya tidak dapat dipakai. Pasang lagi kunci kantor di Setelan.",
            "The key cannot be used. Pair with the office's key again in Settings.",
        ),
        SealerFault::Unavailable => AppError::FileHandling.text(),
    }
}
