//! The vault key: 32 random bytes that everything else is derived from. Invariant: it is never used
//! as a cipher key itself; each purpose has its own subkey, so keys of two purposes tell nothing
//! about each other. What surprises: it cannot be printed or compared, only used.

use core::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::entropy::{Entropy, make_bytes};
use super::error::VaultError;

/// The random root key of a vault. Wiped when dropped.
#[derive(Clone)]
pub struct VaultKey(Zeroizing<[u8; 32]>);

impl VaultKey {
    /// A new random key.
    pub fn make(entropy: &mut impl Entropy) -> Result<Self, VaultError> {
        Ok(Self(Zeroizing::new(make_bytes(entropy)?)))
    }

    /// The key from its bytes, for the code that unwraps slots.
    pub fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The key's bytes, for the code that wraps slots.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key of one purpose (`"record"`, `"manifest"`, …) and key generation: HKDF-SHA256 without
    /// salt, info `pendamping/v1/<purpose>/<generation in decimal>`.
    pub fn subkey(&self, purpose: &str, generation: u32) -> Zeroizing<[u8; 32]> {
        let info = format!("pendamping/v1/{purpose}/{generation}");
        derive(None, self.0.as_slice(), info.as_bytes())
    }
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VaultKey(..)")
    }
}

/// HKDF-SHA256 with 32 bytes out.
pub(super) fn derive(salt: Option<&[u8]>, secret: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    let done = Hkdf::<Sha256>::new(salt, secret).expand(info, out.as_mut_slice());
    // HKDF only refuses outputs above 8,160 bytes; ours is 32 by its type.
    debug_assert!(done.is_ok());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derivation_gives_the_bytes_of_rfc_5869() {
        let salt: Vec<u8> = (0..=0x0c).collect();
        let info: Vec<u8> = (0xf0..=0xf9).collect();
        let expected = [
            0x3c, 0xb2, 0x5f, 0x25, 0xfa, 0xac, 0xd5, 0x7a, 0x90, 0x43, 0x4f, 0x64, 0xd0, 0x36, 0x2f, 0x2a,
            0x2d, 0x2d, 0x0a, 0x90, 0xcf, 0x1a, 0x5a, 0x4c, 0x5d, 0xb0, 0x2d, 0x56, 0xec, 0xc4, 0xc5, 0xbf,
        ];
        assert_eq!(*derive(Some(&salt), &[0x0b; 22], &info), expected);
    }

    #[test]
    fn each_purpose_and_generation_has_its_own_key() {
        let key = VaultKey::from_bytes(Zeroizing::new([9; 32]));
        let record = key.subkey("record", 1);
        assert_eq!(*record, *key.subkey("record", 1));
        assert_ne!(*record, *key.subkey("record", 2));
        assert_ne!(*record, *key.subkey("manifest", 1));
        assert_ne!(*record, *VaultKey::from_bytes(Zeroizing::new([8; 32])).subkey("record", 1));
    }

    #[test]
    fn a_key_is_never_printed() {
        assert_eq!(format!("{:?}", VaultKey::from_bytes(Zeroizing::new([9; 32]))), "VaultKey(..)");
    }
}
