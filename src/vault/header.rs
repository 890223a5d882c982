//! The vault header: the only part of a vault that is stored in clear. It names the vault and holds
//! the key slots.
//!
//! ```text
//! "PDPGVALT" | version u16 | CBOR [vault id, generation, [slot, ..]] | MAC 32 | checksum 16
//! ```
//!
//! Invariants: a header is a value; changing a passphrase makes another header, which has been read
//! back and opened before the caller gets it, and which the caller writes over the old one in one
//! transaction, so a kill leaves one or the other. The checksum (SHA-256, cut) tells a damaged header
//! from a wrong passphrase; it stays the last 16 bytes in every later version. The MAC, under a
//! subkey of the vault key, makes a removed or added slot an error at unlock.
//! What surprises: an older header of the same vault is whole and opens with the older passphrase;
//! only the sealed manifest, which counts epochs, can notice that.

use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::entropy::{Entropy, make_bytes};
use super::error::VaultError;
use super::kdf::{KdfParams, SALT_LEN};
use super::key::VaultKey;
use super::recovery::RecoveryCode;
use super::slot::{KeySlot, Owner, Slot, SlotKind, damaged, expect_array, read_bytes};

/// The header version this app writes, and the newest it reads.
pub const VERSION: u16 = 1;
const MAGIC: &[u8; 8] = b"PDPGVALT";
const MAC_LEN: usize = 32;
const CHECKSUM_LEN: usize = 16;
/// More than any real vault has; a header that claims more is not ours.
const MAX_SLOTS: u64 = 64;

/// A salt and costs chosen for a passphrase whose key is still to be derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassphrasePlan {
    /// A fresh salt.
    pub salt: [u8; SALT_LEN],
    /// The costs.
    pub params: KdfParams,
}

impl PassphrasePlan {
    /// A plan with a random salt.
    pub fn make(params: KdfParams, entropy: &mut impl Entropy) -> Result<Self, VaultError> {
        Ok(Self { salt: make_bytes(entropy)?, params })
    }
}

/// The vault's id and its key slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    owner: Owner,
    slots: Vec<Slot>,
    mac: [u8; MAC_LEN],
}

impl Header {
    /// A new vault with a random key, a passphrase slot and a recovery slot. `kek` is the key that
    /// the passphrase gives with `plan`.
    pub fn create(
        vault_id: [u8; 16],
        plan: PassphrasePlan,
        kek: &[u8; 32],
        code: &RecoveryCode,
        now_ms: u64,
        entropy: &mut impl Entropy,
    ) -> Result<(Self, VaultKey), VaultError> {
        let key = VaultKey::make(entropy)?;
        let owner = Owner { vault_id, generation: 1 };
        let slots = vec![
            Slot::Known(make_passphrase_slot(owner, plan, kek, &key, now_ms, entropy)?),
            Slot::Known(make_recovery_slot(owner, code, &key, now_ms, entropy)?),
        ];
        let header = Self::sign(owner, slots, &key)?;
        header.verified(|header| header.unlock_with_passphrase(kek))?;
        header.verified(|header| header.unlock_with_recovery(code))?;
        Ok((header, key))
    }

    /// The vault's id.
    pub fn vault_id(&self) -> [u8; 16] {
        self.owner.vault_id
    }

    /// The generation of the vault key, from 1.
    pub fn generation(&self) -> u32 {
        self.owner.generation
    }

    /// All slots, those of unknown kinds too.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// What the key derivation needs before [`Header::unlock_with_passphrase`].
    pub fn passphrase_plan(&self) -> Result<PassphrasePlan, VaultError> {
        let plan = self.known().find_map(|slot| match slot.kind {
            SlotKind::Passphrase(params) => Some(PassphrasePlan { salt: slot.salt, params }),
            SlotKind::Recovery => None,
        });
        plan.ok_or(VaultError::NoSlot)
    }

    /// Opens the vault with the key that the passphrase gives with [`Header::passphrase_plan`].
    pub fn unlock_with_passphrase(&self, kek: &[u8; 32]) -> Result<VaultKey, VaultError> {
        self.unlock(|slot| match slot.kind {
            SlotKind::Passphrase(_) => Some(Zeroizing::new(*kek)),
            SlotKind::Recovery => None,
        })
    }

    /// Opens the vault with its recovery code.
    pub fn unlock_with_recovery(&self, code: &RecoveryCode) -> Result<VaultKey, VaultError> {
        self.unlock(|slot| match slot.kind {
            SlotKind::Recovery => Some(code.derive_key(&slot.salt)),
            SlotKind::Passphrase(_) => None,
        })
    }

    /// The header in which the passphrase of `plan` and `kek` replaces the present one. The new slot
    /// has been opened from the encoded bytes before this returns.
    pub fn with_new_passphrase(
        &self,
        key: &VaultKey,
        plan: PassphrasePlan,
        kek: &[u8; 32],
        now_ms: u64,
        entropy: &mut impl Entropy,
    ) -> Result<Self, VaultError> {
        self.verify(key)?;
        let slot = make_passphrase_slot(self.owner, plan, kek, key, now_ms, entropy)?;
        let header = self.replaced(slot, |kind| matches!(kind, SlotKind::Passphrase(_)), key)?;
        header.verified(|header| header.unlock_with_passphrase(kek))?;
        Ok(header)
    }

    /// The header in which `code` replaces the present recovery code.
    pub fn with_new_recovery(
        &self,
        key: &VaultKey,
        code: &RecoveryCode,
        now_ms: u64,
        entropy: &mut impl Entropy,
    ) -> Result<Self, VaultError> {
        self.verify(key)?;
        let slot = make_recovery_slot(self.owner, code, key, now_ms, entropy)?;
        let header = self.replaced(slot, |kind| matches!(kind, SlotKind::Recovery), key)?;
        header.verified(|header| header.unlock_with_recovery(code))?;
        Ok(header)
    }

    /// The bytes to store. The same header always gives the same bytes.
    pub fn encode(&self) -> Result<Vec<u8>, VaultError> {
        let mut out = signed_part(self.owner, &self.slots)?;
        out.extend_from_slice(&self.mac);
        let sum = checksum(&out);
        out.extend_from_slice(&sum);
        Ok(out)
    }

    /// Reads stored bytes. Damage is noticed here; a change made by somebody who also mended the
    /// checksum is noticed at unlock.
    pub fn decode(bytes: &[u8]) -> Result<Self, VaultError> {
        let (whole, sum) = split_end(bytes, CHECKSUM_LEN)?;
        let rest = whole.strip_prefix(MAGIC).ok_or(VaultError::Damaged)?;
        if checksum(whole) != *sum {
            return Err(VaultError::Damaged);
        }
        let (version, rest) = rest.split_first_chunk::<2>().ok_or(VaultError::Damaged)?;
        match u16::from_be_bytes(*version) {
            VERSION => {}
            0 => return Err(VaultError::Damaged),
            newer => return Err(VaultError::TooNew(newer)),
        }
        let (body, mac) = split_end(rest, MAC_LEN)?;
        let mut input = Decoder::new(body);
        expect_array(&mut input, 3)?;
        let vault_id = read_bytes(&mut input)?;
        let generation = input.u32().map_err(damaged)?;
        let count = input.array().map_err(damaged)?.filter(|count| *count <= MAX_SLOTS);
        let mut slots = Vec::new();
        for _ in 0..count.ok_or(VaultError::Damaged)? {
            slots.push(Slot::read(&mut input)?);
        }
        let mac = mac.try_into().map_err(|_| VaultError::Damaged)?;
        let header = Self { owner: Owner { vault_id, generation }, slots, mac };
        // Also refuses trailing bytes and any other way to write the same content.
        if header.encode()? == bytes { Ok(header) } else { Err(VaultError::Damaged) }
    }

    fn known(&self) -> impl Iterator<Item = &KeySlot> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Known(slot) => Some(slot),
            Slot::Unknown { .. } => None,
        })
    }

    fn unlock(
        &self,
        kek_for: impl Fn(&KeySlot) -> Option<Zeroizing<[u8; 32]>>,
    ) -> Result<VaultKey, VaultError> {
        let mut outcome = Err(VaultError::NoSlot);
        for slot in self.known() {
            let Some(kek) = kek_for(slot) else { continue };
            outcome = slot.open(self.owner, &kek);
            if let Ok(key) = &outcome {
                self.verify(key)?;
                break;
            }
        }
        outcome
    }

    fn verify(&self, key: &VaultKey) -> Result<(), VaultError> {
        let wanted = derive_mac(key, &signed_part(self.owner, &self.slots)?);
        // `blake3::Hash` compares in constant time.
        if wanted == self.mac { Ok(()) } else { Err(VaultError::Altered) }
    }

    /// Encodes, decodes and opens: what will be stored is what was tested.
    fn verified(&self, open: impl Fn(&Self) -> Result<VaultKey, VaultError>) -> Result<(), VaultError> {
        open(&Self::decode(&self.encode()?)?).map(|_| ())
    }

    fn replaced(
        &self,
        new: KeySlot,
        goes: impl Fn(&SlotKind) -> bool,
        key: &VaultKey,
    ) -> Result<Self, VaultError> {
        let stays = |slot: &&Slot| !matches!(slot, Slot::Known(known) if goes(&known.kind));
        let mut slots = vec![Slot::Known(new)];
        slots.extend(self.slots.iter().filter(stays).cloned());
        Self::sign(self.owner, slots, key)
    }

    fn sign(owner: Owner, slots: Vec<Slot>, key: &VaultKey) -> Result<Self, VaultError> {
        let mac = *derive_mac(key, &signed_part(owner, &slots)?).as_bytes();
        Ok(Self { owner, slots, mac })
    }
}

fn make_passphrase_slot(
    owner: Owner,
    plan: PassphrasePlan,
    kek: &[u8; 32],
    key: &VaultKey,
    now_ms: u64,
    entropy: &mut impl Entropy,
) -> Result<KeySlot, VaultError> {
    KeySlot::make(owner, SlotKind::Passphrase(plan.params), plan.salt, kek, key, now_ms, entropy)
}

fn make_recovery_slot(
    owner: Owner,
    code: &RecoveryCode,
    key: &VaultKey,
    now_ms: u64,
    entropy: &mut impl Entropy,
) -> Result<KeySlot, VaultError> {
    let salt = make_bytes(entropy)?;
    let kek = code.derive_key(&salt);
    KeySlot::make(owner, SlotKind::Recovery, salt, &kek, key, now_ms, entropy)
}

fn signed_part(owner: Owner, slots: &[Slot]) -> Result<Vec<u8>, VaultError> {
    let mut start = MAGIC.to_vec();
    start.extend_from_slice(&VERSION.to_be_bytes());
    let mut out = Encoder::new(start);
    (|| {
        out.array(3)?.bytes(&owner.vault_id)?.u32(owner.generation)?;
        out.array(u64::try_from(slots.len()).unwrap_or(u64::MAX))?;
        slots.iter().try_for_each(|slot| slot.write(&mut out))
    })()
    .map_err(|_: minicbor::encode::Error<core::convert::Infallible>| VaultError::Damaged)?;
    Ok(out.into_writer())
}

fn derive_mac(key: &VaultKey, signed: &[u8]) -> blake3::Hash {
    blake3::keyed_hash(&key.subkey("header", 0), signed)
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM_LEN] {
    let mut out = [0; CHECKSUM_LEN];
    for (to, from) in out.iter_mut().zip(Sha256::digest(bytes)) {
        *to = from;
    }
    out
}

fn split_end(bytes: &[u8], len: usize) -> Result<(&[u8], &[u8]), VaultError> {
    bytes.len().checked_sub(len).and_then(|at| bytes.split_at_checked(at)).ok_or(VaultError::Damaged)
}
