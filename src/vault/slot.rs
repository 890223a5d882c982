//! One key slot: the vault key wrapped for one secret.
//!
//! Invariant: everything a slot says about itself, and the vault and generation it belongs to, is
//! associated data of the wrapping (AES-256-GCM), so a slot moved to another vault or with other
//! parameters does not open. What surprises: a slot of a kind this app does not know is kept byte
//! for byte, so an older app never throws away a newer app's way in.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use minicbor::{Decoder, Encoder};
use zeroize::Zeroizing;

use super::entropy::{Entropy, make_bytes};
use super::error::VaultError;
use super::kdf::{KdfParams, SALT_LEN};
use super::key::VaultKey;

const KIND_PASSPHRASE: u8 = 1;
const KIND_RECOVERY: u8 = 2;
const NONCE_LEN: usize = 12;
/// 32 bytes of key and 16 of tag.
const WRAPPED_LEN: usize = 48;

/// What opens a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// A passphrase, through Argon2id with these costs.
    Passphrase(KdfParams),
    /// The recovery code, through HKDF.
    Recovery,
}

/// Which vault and key generation a slot belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The vault's id.
    pub vault_id: [u8; 16],
    /// The generation of the vault key, from 1.
    pub generation: u32,
}

/// A slot of a known kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySlot {
    /// A random id.
    pub id: [u8; 16],
    /// What opens it.
    pub kind: SlotKind,
    /// The salt of its derivation.
    pub salt: [u8; SALT_LEN],
    /// When it was made, milliseconds since 1970 by the device's clock.
    pub created_ms: u64,
    nonce: [u8; NONCE_LEN],
    wrapped: [u8; WRAPPED_LEN],
}

/// A slot as it stands in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Of a kind this app knows.
    Known(KeySlot),
    /// Of a later kind (fingerprint, agency): kept as it is.
    Unknown {
        /// The kind's number.
        kind: u8,
        /// Its content, not read.
        body: Vec<u8>,
    },
}

impl KeySlot {
    /// Wraps `vault_key` under `kek`, which was derived with `kind` and `salt`.
    pub fn make(
        owner: Owner,
        kind: SlotKind,
        salt: [u8; SALT_LEN],
        kek: &[u8; 32],
        vault_key: &VaultKey,
        created_ms: u64,
        entropy: &mut impl Entropy,
    ) -> Result<Self, VaultError> {
        let mut slot = Self {
            id: make_bytes(entropy)?,
            kind,
            salt,
            created_ms,
            nonce: make_bytes(entropy)?,
            wrapped: [0; WRAPPED_LEN],
        };
        let aad = slot.associated_data(owner)?;
        let sealed = Aes256Gcm::new(kek.into())
            .encrypt(&Nonce::from(slot.nonce), Payload { msg: vault_key.expose(), aad: &aad })
            .map_err(|_| VaultError::Derivation)?;
        slot.wrapped = sealed.try_into().map_err(|_| VaultError::Derivation)?;
        Ok(slot)
    }

    /// The vault key, if `kek` is this slot's key and nothing in the slot was changed.
    pub fn open(&self, owner: Owner, kek: &[u8; 32]) -> Result<VaultKey, VaultError> {
        let aad = self.associated_data(owner)?;
        let opened = Aes256Gcm::new(kek.into())
            .decrypt(&Nonce::from(self.nonce), Payload { msg: &self.wrapped, aad: &aad })
            .map(Zeroizing::new)
            .map_err(|_| VaultError::WrongSecret)?;
        let mut key = Zeroizing::new([0; 32]);
        if opened.len() != key.len() {
            return Err(VaultError::Damaged);
        }
        key.copy_from_slice(&opened);
        Ok(VaultKey::from_bytes(key))
    }

    /// A CBOR array, so no two different slots have the same bytes.
    fn associated_data(&self, owner: Owner) -> Result<Vec<u8>, VaultError> {
        let mut out = Encoder::new(Vec::new());
        (|| {
            out.array(6)?.str("pendamping/slot/1")?;
            out.bytes(&owner.vault_id)?.u32(owner.generation)?;
            out.u8(self.kind_number())?.u64(self.created_ms)?;
            out.bytes(&self.plain_body()?).map(|_| ())
        })()
        .map_err(|_: minicbor::encode::Error<core::convert::Infallible>| VaultError::Damaged)?;
        Ok(out.into_writer())
    }

    const fn kind_number(&self) -> u8 {
        match self.kind {
            SlotKind::Passphrase(_) => KIND_PASSPHRASE,
            SlotKind::Recovery => KIND_RECOVERY,
        }
    }

    /// All of the slot but what the wrapping gives: id, time, derivation, salt.
    fn plain_body(&self) -> Result<Vec<u8>, minicbor::encode::Error<core::convert::Infallible>> {
        let mut out = Encoder::new(Vec::new());
        out.array(6)?.bytes(&self.id)?.u64(self.created_ms)?;
        match self.kind {
            SlotKind::Passphrase(params) => {
                out.array(3)?.u32(params.m_kib())?.u32(params.t())?.u32(params.p())?;
            }
            SlotKind::Recovery => {
                out.array(0)?;
            }
        }
        out.bytes(&self.salt)?;
        Ok(out.into_writer())
    }

    fn body(&self) -> Result<Vec<u8>, minicbor::encode::Error<core::convert::Infallible>> {
        let mut out = Encoder::new(self.plain_body()?);
        out.bytes(&self.nonce)?.bytes(&self.wrapped)?;
        Ok(out.into_writer())
    }

    fn read(kind: u8, body: &[u8]) -> Result<Self, VaultError> {
        let mut input = Decoder::new(body);
        expect_array(&mut input, 6)?;
        let id = read_bytes(&mut input)?;
        let created_ms = input.u64().map_err(damaged)?;
        let kind = if kind == KIND_PASSPHRASE {
            expect_array(&mut input, 3)?;
            let [m_kib, t, p] = [input.u32(), input.u32(), input.u32()].map(|part| part.map_err(damaged));
            SlotKind::Passphrase(KdfParams::checked(m_kib?, t?, p?)?)
        } else {
            expect_array(&mut input, 0)?;
            SlotKind::Recovery
        };
        let salt = read_bytes(&mut input)?;
        let nonce = read_bytes(&mut input)?;
        let wrapped = read_bytes(&mut input)?;
        if input.position() != body.len() {
            return Err(VaultError::Damaged);
        }
        Ok(Self { id, kind, salt, created_ms, nonce, wrapped })
    }
}

impl Slot {
    pub(super) fn write(
        &self,
        out: &mut Encoder<Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<core::convert::Infallible>> {
        out.array(2)?;
        match self {
            Slot::Known(slot) => out.u8(slot.kind_number())?.bytes(&slot.body()?)?,
            Slot::Unknown { kind, body } => out.u8(*kind)?.bytes(body)?,
        };
        Ok(())
    }

    pub(super) fn read(input: &mut Decoder<'_>) -> Result<Self, VaultError> {
        expect_array(input, 2)?;
        let kind = input.u8().map_err(damaged)?;
        let body = input.bytes().map_err(damaged)?;
        match kind {
            KIND_PASSPHRASE | KIND_RECOVERY => Ok(Slot::Known(KeySlot::read(kind, body)?)),
            _ => Ok(Slot::Unknown { kind, body: body.to_vec() }),
        }
    }
}

pub(super) fn expect_array(input: &mut Decoder<'_>, len: u64) -> Result<(), VaultError> {
    if input.array().map_err(damaged)? == Some(len) { Ok(()) } else { Err(VaultError::Damaged) }
}

pub(super) fn read_bytes<const N: usize>(input: &mut Decoder<'_>) -> Result<[u8; N], VaultError> {
    input.bytes().map_err(damaged)?.try_into().map_err(|_| VaultError::Damaged)
}

pub(super) fn damaged(_: minicbor::decode::Error) -> VaultError {
    VaultError::Damaged
}
