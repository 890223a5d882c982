//! The keys with which a device signs files and opens those that were sealed to it.
//!
//! Invariant: the secret halves are wiped from memory with the value, and are never printed.

use zeroize::Zeroizing;

/// The secret and public keys of this device.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceKeys {
    /// From which the signing key comes.
    pub seed: Zeroizing<[u8; 32]>,
    /// The public signing key.
    pub signing: [u8; 32],
    /// The secret key for opening files, as `age` writes it.
    pub identity: Zeroizing<String>,
    /// Its public half.
    pub recipient: String,
}

impl std::fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeviceKeys").field("recipient", &self.recipient).finish_non_exhaustive()
    }
}
