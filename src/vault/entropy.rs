//! Where random bytes come from. Invariant: nothing in the vault asks the system by itself; it is
//! handed an [`Entropy`], so tests repeat exactly. What surprises: filling may fail, and a caller
//! must then stop, never go on with zeros.

use super::error::VaultError;

/// A source of random bytes fit for keys.
pub trait Entropy {
    /// Fills the whole of `out`.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), VaultError>;
}

/// The operating system's source (in the browser `crypto.getRandomValues`).
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), VaultError> {
        getrandom::fill(out).map_err(|_| VaultError::Entropy)
    }
}

/// An array of random bytes.
pub fn make_bytes<const N: usize>(entropy: &mut impl Entropy) -> Result<[u8; N], VaultError> {
    let mut out = [0; N];
    entropy.fill(&mut out)?;
    Ok(out)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A repeatable source for tests: the BLAKE3 stream of a seed.
    pub(crate) struct Seeded(blake3::OutputReader);

    impl Seeded {
        pub(crate) fn new(seed: u64) -> Self {
            Self(blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof())
        }
    }

    impl Entropy for Seeded {
        fn fill(&mut self, out: &mut [u8]) -> Result<(), VaultError> {
            self.0.fill(out);
            Ok(())
        }
    }

    #[test]
    fn the_system_gives_different_bytes_each_time() {
        let a: [u8; 32] = make_bytes(&mut OsEntropy).unwrap();
        let b: [u8; 32] = make_bytes(&mut OsEntropy).unwrap();
        assert_ne!(a, b);
        assert_ne!(a, [0; 32]);
    }
}
