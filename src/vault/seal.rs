//! Sealing and opening of bytes at rest: AES-256-GCM with a random nonce for every write.
//!
//! Invariant: what was sealed on one platform opens on the other. The browser uses SubtleCrypto (the key is
//! imported non-extractable), native builds use the `aes-gcm` crate, and both read the same frozen vectors.
//! A sealed value opens only with the associated data it was sealed with, so a row that was moved, swapped or
//! taken from another vault is an error, never wrong text.
//!
//! Surprising: the plain bytes are padded before sealing, because the length of a note says something about it.
//!
//! ```text
//! sealed = 0x01 | nonce (12) | AES-256-GCM( padded ) with its tag (16)
//! padded = length (u32, little endian) | plain | zeros up to the bucket of `padded_len`
//! ```

use thiserror::Error;
use zeroize::Zeroize;

/// The first byte of every sealed value.
const FORMAT: u8 = 1;
const NONCE_LEN: usize = 12;
const TAG_LEN: usize = 16;
const PREFIX_LEN: usize = 1 + NONCE_LEN;
const LENGTH_LEN: usize = 4;

/// Bucket width for small values, and the size from which Padmé takes over.
const BUCKET: usize = 256;
const PADME_FROM: usize = 4096;

/// Why a value could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SealError {
    /// The sealed bytes were altered, moved, or belong to another key or row.
    #[error("the sealed value does not belong here or was altered")]
    Altered,
    /// The sealed value was written by a newer app.
    #[error("sealed format {0} is newer than this app")]
    NewerFormat(u8),
    /// The value is larger than the format can hold.
    #[error("the value is too large to seal")]
    TooLarge,
    /// The platform offers no secure random numbers or no AES-GCM.
    #[error("the platform's cryptography is not available")]
    Unavailable,
}

/// Associated data: fields that a sealed value is bound to, each with its length in front, so that no two
/// different lists of fields give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aad(Vec<u8>);

impl Aad {
    /// Starts with the purpose, so that a value sealed for one thing never opens as another.
    pub fn new(purpose: &str) -> Self {
        Self(Vec::with_capacity(128)).field(purpose.as_bytes())
    }

    /// The associated data of one stored row.
    pub fn row(vault_id: &str, table: &str, key: &str, generation: u64, format: u32) -> Self {
        Self::new("pendamping row")
            .field(vault_id.as_bytes())
            .field(table.as_bytes())
            .field(key.as_bytes())
            .field(&generation.to_le_bytes())
            .field(&format.to_le_bytes())
    }

    /// Adds one field.
    #[must_use]
    pub fn field(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    /// The bytes given to the cipher.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A key that seals and opens. Its raw bytes are held only by the cipher (in the browser: by a
/// non-extractable `CryptoKey`).
#[derive(Clone)]
pub struct SealKey(platform::Cipher);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey(..)")
    }
}

impl SealKey {
    /// Makes a key of 32 raw bytes. The caller wipes its own copy.
    pub async fn import(raw: &[u8; 32]) -> Result<Self, SealError> {
        platform::Cipher::import(raw).await.map(Self)
    }

    /// Pads and seals `plain` under a fresh random nonce, bound to `aad`.
    pub async fn seal(&self, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0u8; NONCE_LEN];
        // A counter would repeat after a restored profile; 96 random bits do not within the life of a vault.
        getrandom::fill(&mut nonce).map_err(|_| SealError::Unavailable)?;
        let mut padded = pad(plain)?;
        let mut sealed = Vec::with_capacity(PREFIX_LEN + padded.len() + TAG_LEN);
        sealed.push(FORMAT);
        sealed.extend_from_slice(&nonce);
        let done = self.0.encrypt(&nonce, aad, &padded, &mut sealed).await;
        padded.zeroize();
        done.map(|()| sealed)
    }

    /// Opens what [`SealKey::seal`] made with the same `aad`.
    pub async fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (format, rest) = sealed.split_first().ok_or(SealError::Altered)?;
        match *format {
            FORMAT => {}
            0 => return Err(SealError::Altered),
            newer => return Err(SealError::NewerFormat(newer)),
        }
        let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Altered)?;
        unpad(self.0.decrypt(nonce, aad, body).await?)
    }
}

/// The length of the padded plain bytes: buckets of 256 bytes below 4 KiB, Padmé (at most 12 % more, and only
/// O(log log n) bits of the length visible) above.
fn padded_len(len: usize) -> usize {
    if len <= PADME_FROM {
        return len.div_ceil(BUCKET).max(1).saturating_mul(BUCKET);
    }
    let exponent = usize::BITS - 1 - len.leading_zeros();
    let mantissa_bits = u32::BITS - exponent.leading_zeros();
    let mask = (1usize << exponent.saturating_sub(mantissa_bits)) - 1;
    len.saturating_add(mask) & !mask
}

fn pad(plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let length = u32::try_from(plain.len()).map_err(|_| SealError::TooLarge)?;
    let total = plain.len().checked_add(LENGTH_LEN).map(padded_len).ok_or(SealError::TooLarge)?;
    let mut padded = Vec::with_capacity(total);
    padded.extend_from_slice(&length.to_le_bytes());
    padded.extend_from_slice(plain);
    padded.resize(total, 0);
    Ok(padded)
}

fn unpad(mut padded: Vec<u8>) -> Result<Vec<u8>, SealError> {
    let (length, _) = padded.split_first_chunk::<LENGTH_LEN>().ok_or(SealError::Altered)?;
    let end = LENGTH_LEN.saturating_add(u32::from_le_bytes(*length) as usize);
    if end > padded.len() {
        return Err(SealError::Altered);
    }
    padded.truncate(end);
    padded.drain(..LENGTH_LEN);
    Ok(padded)
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use aes_gcm::aead::{Aead, KeyInit, Payload};
    use aes_gcm::{Aes256Gcm, Nonce};

    use super::{NONCE_LEN, SealError};

    #[derive(Clone)]
    pub(super) struct Cipher(Aes256Gcm);

    // The functions are async only because the browser's twins are.
    impl Cipher {
        pub(super) async fn import(raw: &[u8; 32]) -> Result<Self, SealError> {
            Aes256Gcm::new_from_slice(raw).map(Self).map_err(|_| SealError::Unavailable)
        }

        pub(super) async fn encrypt(
            &self,
            nonce: &[u8; NONCE_LEN],
            aad: &[u8],
            padded: &[u8],
            into: &mut Vec<u8>,
        ) -> Result<(), SealError> {
            let body = self
                .0
                .encrypt(&Nonce::from(*nonce), Payload { msg: padded, aad })
                .map_err(|_| SealError::TooLarge)?;
            into.extend_from_slice(&body);
            Ok(())
        }

        pub(super) async fn decrypt(
            &self,
            nonce: &[u8; NONCE_LEN],
            aad: &[u8],
            body: &[u8],
        ) -> Result<Vec<u8>, SealError> {
            self.0.decrypt(&Nonce::from(*nonce), Payload { msg: body, aad }).map_err(|_| SealError::Altered)
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use js_sys::{Array, Object, Reflect, Uint8Array};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Crypto, CryptoKey, SubtleCrypto};

    use super::{NONCE_LEN, SealError};

    #[derive(Clone)]
    pub(super) struct Cipher {
        key: CryptoKey,
        subtle: SubtleCrypto,
    }

    fn unavailable(_: JsValue) -> SealError {
        SealError::Unavailable
    }

    fn params(nonce: &[u8], aad: &[u8]) -> Result<Object, SealError> {
        let params = Object::new();
        for (name, value) in [
            ("name", JsValue::from_str("AES-GCM")),
            ("iv", Uint8Array::from(nonce).into()),
            ("additionalData", Uint8Array::from(aad).into()),
        ] {
            Reflect::set(&params, &name.into(), &value).map_err(unavailable)?;
        }
        Ok(params)
    }

    impl Cipher {
        pub(super) async fn import(raw: &[u8; 32]) -> Result<Self, SealError> {
            // The global is a window in the app and a worker scope in the worker, so it is not named here.
            let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).map_err(unavailable)?;
            if crypto.is_undefined() {
                return Err(SealError::Unavailable);
            }
            let subtle = crypto.unchecked_into::<Crypto>().subtle();
            let bytes = Uint8Array::from(raw.as_slice());
            let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
            let import = subtle.import_key_with_str("raw", &bytes, "AES-GCM", false, &usages);
            let key = match import {
                Ok(promise) => JsFuture::from(promise).await,
                Err(error) => Err(error),
            };
            bytes.fill(0, 0, bytes.length());
            Ok(Self { key: key.map_err(unavailable)?.unchecked_into(), subtle })
        }

        pub(super) async fn encrypt(
            &self,
            nonce: &[u8; NONCE_LEN],
            aad: &[u8],
            padded: &[u8],
            into: &mut Vec<u8>,
        ) -> Result<(), SealError> {
            // SubtleCrypto copies its input before it returns the promise, so a view of wasm memory is safe.
            let promise = self
                .subtle
                .encrypt_with_object_and_u8_array(&params(nonce, aad)?, &self.key, padded)
                .map_err(unavailable)?;
            let body = Uint8Array::new(&JsFuture::from(promise).await.map_err(unavailable)?);
            let start = into.len();
            into.resize(start.saturating_add(body.length() as usize), 0);
            body.copy_to(into.get_mut(start..).unwrap_or_default());
            Ok(())
        }

        pub(super) async fn decrypt(
            &self,
            nonce: &[u8; NONCE_LEN],
            aad: &[u8],
            body: &[u8],
        ) -> Result<Vec<u8>, SealError> {
            let promise = self
                .subtle
                .decrypt_with_object_and_u8_array(&params(nonce, aad)?, &self.key, body)
                .map_err(unavailable)?;
            let plain = JsFuture::from(promise).await.map_err(|_| SealError::Altered)?;
            Ok(Uint8Array::new(&plain).to_vec())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_never_shrinks_and_costs_at_most_an_eighth() {
        for len in (0..20_000).chain([640_000, 655_361, 10_000_019]) {
            let padded = padded_len(len);
            assert!(padded >= len.max(1));
            if len <= PADME_FROM {
                assert_eq!(padded % BUCKET, 0);
            } else {
                assert!(padded - len <= len / 8, "{len} became {padded}");
            }
        }
    }

    #[test]
    fn lengths_within_a_bucket_look_the_same() {
        assert_eq!(padded_len(5), padded_len(256));
        assert_ne!(padded_len(256), padded_len(257));
    }

    #[test]
    fn fields_cannot_be_shifted_into_each_other() {
        assert_ne!(Aad::row("ab", "c", "d", 0, 1), Aad::row("a", "bc", "d", 0, 1));
        assert_ne!(Aad::row("a", "b", "c", 0, 1), Aad::row("a", "b", "c", 1, 1));
    }
}
