//! Signing with a device's Ed25519 key, and checking. Invariant: whoever signs names the purpose in the message
//! ([`message`]), so a signature for one thing never holds for another. What surprises: pages must not call this; it is
//! linked into the files worker and the command line only, because curves weigh more than a page may.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// The secret from which a device's key is made: 32 random bytes.
pub type Seed = [u8; 32];

/// The public half of a device's key.
pub fn public_key(seed: &Seed) -> [u8; 32] {
    SigningKey::from_bytes(seed).verifying_key().to_bytes()
}

/// Signs a message.
pub fn sign(seed: &Seed, message: &[u8]) -> [u8; 64] {
    SigningKey::from_bytes(seed).sign(message).to_bytes()
}

/// Whether this key signed this message. Strict: no key or signature of small order passes, and no signature has a
/// second spelling.
pub fn verify(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key)
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::signature::message;

    const SEED: Seed = [7; 32];

    #[test]
    fn a_signature_holds_for_its_key_and_its_message_alone() {
        let text = message("test/1", &[b"satu", b"dua"]);
        let signature = sign(&SEED, &text);
        let key = public_key(&SEED);
        assert!(verify(&key, &text, &signature));
        assert!(!verify(&public_key(&[8; 32]), &text, &signature));
        for other in [
            message("test/2", &[b"satu", b"dua"]),
            message("test/1", &[b"sat", b"udua"]),
            message("test/1", &[b"satudua"]),
            message("test/1", &[b"satu", b"dua", b""]),
        ] {
            assert!(!verify(&key, &other, &signature));
        }
        for place in 0..64 {
            let mut changed = signature;
            changed[place] ^= 1;
            assert!(!verify(&key, &text, &changed));
        }
    }

    #[test]
    fn a_key_of_small_order_signs_nothing() {
        // The neutral element as a key, with a signature that the lax equation would accept for any message.
        let mut key = [0; 32];
        key[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(!verify(&key, b"apa saja", &signature));
    }

    /// RFC 8032, section 7.1, test 2.
    #[test]
    fn signatures_are_those_of_the_standard() {
        fn bytes<const N: usize>(hex: &str) -> [u8; N] {
            std::array::from_fn(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
        }
        let seed: Seed = bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let key: [u8; 32] = bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        assert_eq!(public_key(&seed), key);
        let signature: [u8; 64] = bytes(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        );
        assert_eq!(sign(&seed, b"\x72"), signature);
    }
}
