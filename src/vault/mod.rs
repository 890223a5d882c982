//! Key derivation, key slots, recovery code, delays and locking. Invariant: it knows no record type
//! and asks neither clock nor system by itself. What surprises: nothing here checks a passphrase by
//! comparing it; a passphrase is right when its key opens a slot.
//!
//! ```text
//! passphrase    --Argon2id(salt)--> key --\
//! recovery code --HKDF(salt)------> key ---+--> each unwraps the vault key in a slot of its own
//! vault key     --HKDF(purpose, generation)--> one key for each use
//! ```

pub mod attempts;
pub mod autolock;
pub mod device_keys;
pub mod entropy;
pub mod error;
pub mod header;
pub mod kdf;
pub mod key;
pub mod passphrase;
pub mod recovery;
pub mod seal;
pub mod slot;
pub mod strength;
pub mod words;

pub use device_keys::DeviceKeys;
pub use entropy::{Entropy, OsEntropy};
pub use error::VaultError;
pub use header::Header;
pub use kdf::KdfParams;
pub use key::VaultKey;
pub use passphrase::Passphrase;
pub use recovery::RecoveryCode;
