//! Passphrase to key: Argon2id version 1.3, 32 bytes out, 16 bytes of salt, one lane.
//!
//! Invariant: no [`KdfParams`] value weaker than the floor or heavier than the ceiling exists, so a
//! changed header can neither weaken the derivation nor freeze a phone with it.
//! What surprises: the passphrase arrives already normalised (`passphrase.rs`); this file must not
//! know the word list, because it is all that the key derivation worker carries.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::error::VaultError;
use super::passphrase::Passphrase;

/// Length of a salt in bytes.
pub const SALT_LEN: usize = 16;
/// Length of a key in bytes.
pub const KEY_LEN: usize = 32;

const FLOOR_M_KIB: u32 = 19 * 1024;
const CEILING_M_KIB: u32 = 256 * 1024;
const FLOOR_T: u32 = 2;
const CEILING_T: u32 = 10;

/// Argon2id's costs. Only [`KdfParams::checked`] and the constants make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfParams {
    m_kib: u32,
    t: u32,
    p: u32,
}

impl KdfParams {
    /// 32 MiB, 3 passes: about 0.1 s on a laptop, estimated 0.6–2.3 s on a cheap phone.
    pub const DEFAULT: Self = Self { m_kib: 32 * 1024, t: 3, p: 1 };
    /// 19 MiB, 2 passes (OWASP's minimum): for a phone that cannot give 32 MiB.
    pub const FLOOR: Self = Self { m_kib: FLOOR_M_KIB, t: FLOOR_T, p: 1 };
    /// 64 MiB, 3 passes: for a device that does the default in under 0.4 s.
    pub const STRONG: Self = Self { m_kib: 64 * 1024, t: 3, p: 1 };

    /// Accepts stored parameters between the floor and the ceiling and refuses all others.
    pub const fn checked(m_kib: u32, t: u32, p: u32) -> Result<Self, VaultError> {
        if m_kib < FLOOR_M_KIB || t < FLOOR_T || p == 0 {
            return Err(VaultError::ParamsTooWeak);
        }
        if m_kib > CEILING_M_KIB || t > CEILING_T || p > 1 {
            return Err(VaultError::ParamsTooHeavy);
        }
        Ok(Self { m_kib, t, p })
    }

    /// Memory in KiB.
    pub const fn m_kib(self) -> u32 {
        self.m_kib
    }

    /// Passes over the memory.
    pub const fn t(self) -> u32 {
        self.t
    }

    /// Lanes; always 1.
    pub const fn p(self) -> u32 {
        self.p
    }

    /// Whether a vault that stores these should be re-wrapped with `other` at the next unlock.
    pub const fn is_weaker_than(self, other: Self) -> bool {
        (self.m_kib as u64) * (self.t as u64) < (other.m_kib as u64) * (other.t as u64)
    }
}

/// Derives the key that opens a passphrase slot. Takes 0.1–2 s and `params.m_kib()` KiB.
pub fn derive_key(
    passphrase: &Passphrase,
    salt: &[u8; SALT_LEN],
    params: KdfParams,
) -> Result<Zeroizing<[u8; KEY_LEN]>, VaultError> {
    let inner = Params::new(params.m_kib, params.t, params.p, Some(KEY_LEN))
        .map_err(|_| VaultError::ParamsTooHeavy)?;
    let mut key = Zeroizing::new([0; KEY_LEN]);
    // The library reserves its memory fallibly and wipes it.
    Argon2::new(Algorithm::Argon2id, Version::V0x13, inner)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(|error| match error {
            argon2::Error::OutOfMemory => VaultError::OutOfMemory,
            _ => VaultError::Derivation,
        })?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use argon2::{AssociatedData, ParamsBuilder};

    use super::*;

    #[test]
    fn the_library_gives_the_tag_of_rfc_9106() {
        let mut builder = ParamsBuilder::new();
        builder.m_cost(32).t_cost(3).p_cost(4).data(AssociatedData::new(&[4; 12]).unwrap());
        let argon =
            Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, builder.build().unwrap())
                .unwrap();
        let mut tag = [0; 32];
        argon.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
        let expected = [
            0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53, 0xc9,
            0xd0, 0x1e, 0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59,
        ];
        assert_eq!(tag, expected);
    }

    #[test]
    fn parameters_below_the_floor_or_above_the_ceiling_are_refused() {
        for weak in [(19 * 1024 - 1, 2, 1), (32 * 1024, 1, 1), (32 * 1024, 3, 0), (0, 0, 0)] {
            assert_eq!(KdfParams::checked(weak.0, weak.1, weak.2), Err(VaultError::ParamsTooWeak));
        }
        for heavy in [(256 * 1024 + 1, 3, 1), (32 * 1024, 11, 1), (32 * 1024, 3, 2), (u32::MAX, 3, 1)] {
            assert_eq!(KdfParams::checked(heavy.0, heavy.1, heavy.2), Err(VaultError::ParamsTooHeavy));
        }
        for fine in [KdfParams::FLOOR, KdfParams::DEFAULT, KdfParams::STRONG] {
            assert_eq!(KdfParams::checked(fine.m_kib(), fine.t(), fine.p()), Ok(fine));
        }
    }

    #[test]
    fn every_input_changes_the_key() {
        let base = derive_key(&Passphrase::new("lima kata"), &[7; 16], KdfParams::FLOOR).unwrap();
        let again = derive_key(&Passphrase::new("lima kata"), &[7; 16], KdfParams::FLOOR).unwrap();
        assert_eq!(*base, *again);
        let more = KdfParams::checked(19 * 1024, 3, 1).unwrap();
        assert_ne!(*base, *derive_key(&Passphrase::new("lima katb"), &[7; 16], KdfParams::FLOOR).unwrap());
        assert_ne!(*base, *derive_key(&Passphrase::new("lima kata"), &[8; 16], KdfParams::FLOOR).unwrap());
        assert_ne!(*base, *derive_key(&Passphrase::new("lima kata"), &[7; 16], more).unwrap());
        assert!(KdfParams::FLOOR.is_weaker_than(KdfParams::DEFAULT));
    }
}
