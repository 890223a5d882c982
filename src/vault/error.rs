//! The one error of this layer. Invariant: no variant carries a passphrase, a code, a key or any
//! byte of them, so an error may be logged. What surprises: a wrong passphrase and a forged slot
//! are the same variant, because an authenticated cipher cannot tell them apart.

use thiserror::Error;

/// What can go wrong with keys, slots and codes.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum VaultError {
    /// Stored key derivation parameters are below the floor (a downgrade, never our own doing).
    #[error("key derivation parameters are below the floor")]
    ParamsTooWeak,
    /// Stored key derivation parameters are above what a phone can do, or not ours.
    #[error("key derivation parameters are above the ceiling")]
    ParamsTooHeavy,
    /// The key derivation could not get its memory.
    #[error("not enough memory for the key derivation")]
    OutOfMemory,
    /// The key derivation refused its input (a passphrase longer than 4 GiB).
    #[error("the key derivation failed")]
    Derivation,
    /// The passphrase or code does not open the slot.
    #[error("the passphrase or code does not open this vault")]
    WrongSecret,
    /// The header is not a whole vault header: cut, changed or overwritten.
    #[error("the vault header is damaged")]
    Damaged,
    /// The header was opened, but it is not the one this key last signed.
    #[error("the vault header was altered")]
    Altered,
    /// A newer version of the app wrote the header.
    #[error("the vault header has version {0}, newer than this app")]
    TooNew(u16),
    /// The vault has no slot of the asked kind.
    #[error("the vault has no slot of this kind")]
    NoSlot,
    /// The recovery code has a character that is not in its alphabet.
    #[error("the recovery code has an unknown character")]
    CodeCharacter,
    /// The recovery code has too few or too many characters; how many were read.
    #[error("the recovery code has {0} characters instead of 28")]
    CodeLength(usize),
    /// The recovery code's check characters do not fit: a typing error.
    #[error("the recovery code has a typing error")]
    CodeChecksum,
    /// The operating system gave no random bytes.
    #[error("no random bytes")]
    Entropy,
}
