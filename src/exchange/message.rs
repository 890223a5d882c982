//! What the user reads when a file is not taken: what happened, what was kept, what to do.

use super::import::ImportError;
use crate::domain::text::{Text, t};
use crate::ledger::{BadCommit, MergeRefusal};

/// The text of an import error. `{at}`, `{version}`, `{seq}` and `{device}` are filled with
/// [`values`].
pub const fn explain(error: &ImportError) -> Text {
    match error {
        ImportError::NotOurs => t(
            "Ini bukan berkas serah terima Pendamping. Catatan Anda tidak berubah. Pilih berkas yang diekspor dari Pendamping.",
            "This is not a Pendamping hand-over file. Your records are unchanged. Choose a file that was exported from Pendamping.",
        ),
        ImportError::Damaged { .. } => t(
            "Berkas rusak atau terpotong (pada bita {at}). Tidak ada yang diimpor; catatan Anda tidak berubah. Minta pengirim mengirim ulang berkasnya.",
            "The file is damaged or cut off (at byte {at}). Nothing was imported; your records are unchanged. Ask the sender to send the file again.",
        ),
        ImportError::TooLarge => t(
            "Berkas ini lebih besar daripada yang dapat dibuka HP ini. Catatan Anda tidak berubah. Minta pengirim mengekspor hanya perubahan sejak serah terima terakhir.",
            "This file is larger than this phone can open. Your records are unchanged. Ask the sender to export only what changed since the last hand-over.",
        ),
        ImportError::TooDeep => t(
            "Susunan berkas ini tidak wajar dan mungkin dibuat untuk merusak. Tidak ada yang diimpor. Pastikan asal berkas sebelum mencoba lagi.",
            "This file is built in an unusual way and may be meant to do harm. Nothing was imported. Make sure where it came from before you try again.",
        ),
        ImportError::TooMany => t(
            "Berkas ini berisi terlalu banyak bagian untuk HP ini. Tidak ada yang diimpor. Minta pengirim mengekspor hanya perubahan sejak serah terima terakhir.",
            "This file holds too many parts for this phone. Nothing was imported. Ask the sender to export only what changed since the last hand-over.",
        ),
        ImportError::Newer { .. } => t(
            "Berkas ini dibuat oleh Pendamping yang lebih baru (format {version}). Catatan Anda tidak berubah. Perbarui aplikasi, lalu impor lagi.",
            "This file was made by a newer Pendamping (format {version}). Your records are unchanged. Update the app, then import again.",
        ),
        ImportError::ChecksumMismatch => t(
            "Isi berkas berubah setelah dibuat: jumlah periksanya tidak cocok. Tidak ada yang diimpor. Minta pengirim mengirim ulang berkas aslinya.",
            "The file was changed after it was made: its checksum does not match. Nothing was imported. Ask the sender to send the original file again.",
        ),
        ImportError::NotInPack => t(
            "Paket ini memuat catatan yang tidak boleh ada dalam paket instansi, misalnya tentang orang. Tidak ada yang diambil. Tanyakan kepada kantor dari mana paket ini.",
            "This pack holds records that must not be in an agency's pack, such as about people. Nothing was taken. Ask the office where it came from.",
        ),
        ImportError::WrongSignature => t(
            "Tanda tangan berkas ini tidak cocok: isinya diubah setelah ditandatangani, atau berkas ini bukan dari perangkat yang disebutnya. Tidak ada yang diimpor. Hubungi pengirim dan minta berkas baru.",
            "The signature of this file does not match: it was changed after it was signed, or it is not from the device it names. Nothing was imported. Call the sender and ask for a new file.",
        ),
        ImportError::Refused(MergeRefusal::BrokenChain(_)) => t(
            "Riwayat dalam berkas tidak utuh: simpanan ke-{seq} dari perangkat {device} diubah. Tidak ada yang diimpor. Beri tahu pengirim dan minta berkas baru.",
            "The history in the file is not whole: save {seq} of device {device} was altered. Nothing was imported. Tell the sender and ask for a new file.",
        ),
        ImportError::Refused(MergeRefusal::ImpossibleTime(_)) => t(
            "Simpanan ke-{seq} dari perangkat {device} membawa waktu yang mustahil. Tidak ada yang diimpor. Minta pengirim memeriksa jam HP-nya.",
            "Save {seq} of device {device} carries an impossible time. Nothing was imported. Ask the sender to check the clock of their phone.",
        ),
        ImportError::Refused(MergeRefusal::Bad(BadCommit::Newer)) => t(
            "Berkas ini memuat simpanan dari Pendamping yang lebih baru. Catatan Anda tidak berubah. Perbarui aplikasi, lalu impor lagi.",
            "This file holds saves of a newer Pendamping. Your records are unchanged. Update the app, then import again.",
        ),
        ImportError::Refused(MergeRefusal::Bad(BadCommit::Malformed)) => t(
            "Sebagian isi berkas tidak dapat dibaca. Tidak ada yang diimpor; catatan Anda tidak berubah. Minta pengirim mengirim ulang berkasnya.",
            "Part of the file cannot be read. Nothing was imported; your records are unchanged. Ask the sender to send the file again.",
        ),
    }
}

/// The values for the places in the text of [`explain`].
pub fn values(error: &ImportError) -> Vec<(&'static str, String)> {
    match error {
        ImportError::Damaged { at } => vec![("at", at.to_string())],
        ImportError::Newer { version } => vec![("version", version.to_string())],
        ImportError::Refused(MergeRefusal::BrokenChain(name) | MergeRefusal::ImpossibleTime(name)) => {
            vec![("seq", name.seq.to_string()), ("device", name.device.to_string())]
        }
        ImportError::NotOurs
        | ImportError::TooLarge
        | ImportError::TooDeep
        | ImportError::TooMany
        | ImportError::ChecksumMismatch
        | ImportError::NotInPack
        | ImportError::WrongSignature
        | ImportError::Refused(MergeRefusal::Bad(_)) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::DeviceId;
    use crate::domain::text::Lang;
    use crate::ledger::CommitRef;

    #[test]
    fn no_place_in_a_text_stays_empty() {
        let name = CommitRef { device: DeviceId([1; 16]), seq: 3 };
        for error in [
            ImportError::Damaged { at: 9 },
            ImportError::Newer { version: 2 },
            ImportError::Refused(MergeRefusal::BrokenChain(name)),
            ImportError::Refused(MergeRefusal::ImpossibleTime(name)),
        ] {
            let values = values(&error);
            let places: Vec<(&str, &str)> =
                values.iter().map(|(key, value)| (*key, value.as_str())).collect();
            for lang in [Lang::Id, Lang::En] {
                assert!(!explain(&error).with(lang, &places).contains('{'));
            }
        }
    }
}
