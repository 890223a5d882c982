//! The contract of the vault header: what opens it, what does not, and that a change is all or
//! nothing. Kept without Argon2id where it is not the subject, so that every byte can be tried.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use pendamping::vault::header::PassphrasePlan;
use pendamping::vault::kdf::derive_key;
use pendamping::vault::slot::Slot;
use pendamping::vault::{Entropy, Header, KdfParams, Passphrase, RecoveryCode, VaultError, VaultKey};
use sha2::{Digest, Sha256};

struct Seeded(blake3::OutputReader);

fn seeded(seed: u64) -> Seeded {
    Seeded(blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof())
}

impl Entropy for Seeded {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), VaultError> {
        self.0.fill(out);
        Ok(())
    }
}

const KEK: [u8; 32] = [1; 32];
const OTHER: [u8; 32] = [2; 32];

fn vault(seed: u64) -> (Header, VaultKey, RecoveryCode) {
    let mut entropy = seeded(seed);
    let code = RecoveryCode::make(&mut entropy).unwrap();
    let plan = PassphrasePlan::make(KdfParams::DEFAULT, &mut entropy).unwrap();
    let (header, key) = Header::create([seed as u8; 16], plan, &KEK, &code, 1_000, &mut entropy).unwrap();
    (header, key, code)
}

/// Mends the checksum, as somebody would who changes a header on purpose.
fn mended(mut bytes: Vec<u8>) -> Vec<u8> {
    let at = bytes.len() - 16;
    let sum = Sha256::digest(&bytes[..at]);
    bytes[at..].copy_from_slice(&sum[..16]);
    bytes
}

fn find(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).unwrap()
}

#[test]
fn p20_passphrase_and_recovery_code_open_the_vault_and_nothing_else_does() {
    let (header, key, code) = vault(1);
    let stored = Header::decode(&header.encode().unwrap()).unwrap();
    assert_eq!(stored, header);
    assert_eq!(stored.unlock_with_passphrase(&KEK).unwrap().expose(), key.expose());
    assert_eq!(stored.unlock_with_recovery(&code).unwrap().expose(), key.expose());
    assert_eq!(stored.unlock_with_passphrase(&OTHER).unwrap_err(), VaultError::WrongSecret);
    let (_, _, foreign) = vault(2);
    assert_eq!(stored.unlock_with_recovery(&foreign).unwrap_err(), VaultError::WrongSecret);
}

#[test]
fn every_changed_byte_of_a_header_is_an_error_and_never_another_key() {
    let (header, _, code) = vault(3);
    let bytes = header.encode().unwrap();
    for place in 0..bytes.len() {
        for change in [1, 0x80, 0xff] {
            let mut wrong = bytes.clone();
            wrong[place] ^= change;
            assert_eq!(Header::decode(&wrong), Err(VaultError::Damaged), "byte {place}");
        }
    }
    // With the checksum mended a change gets further, but never to a key.
    for place in 10..bytes.len() - 16 {
        let mut wrong = bytes.clone();
        wrong[place] ^= 1;
        if let Ok(read) = Header::decode(&mended(wrong)) {
            assert!(read.unlock_with_passphrase(&KEK).is_err(), "byte {place}");
            assert!(read.unlock_with_recovery(&code).is_err(), "byte {place}");
        }
    }
}

#[test]
fn a_cut_or_lengthened_header_is_damaged() {
    let bytes = vault(4).0.encode().unwrap();
    for len in 0..bytes.len() {
        assert_eq!(Header::decode(&bytes[..len]), Err(VaultError::Damaged));
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(Header::decode(&longer), Err(VaultError::Damaged));
    longer.extend_from_slice(&[0; 16]);
    assert_eq!(Header::decode(&mended(longer)), Err(VaultError::Damaged));
}

#[test]
fn a_header_of_a_newer_app_is_named_as_such() {
    let mut bytes = vault(5).0.encode().unwrap();
    bytes[9] = 2;
    assert_eq!(Header::decode(&mended(bytes)), Err(VaultError::TooNew(2)));
}

#[test]
fn p14_stored_costs_below_the_floor_are_refused_before_any_derivation() {
    let mut bytes = vault(6).0.encode().unwrap();
    // 32,768 KiB as CBOR; 32,768 becomes 16,384, below the floor of 19,456.
    let at = find(&bytes, &[0x83, 0x19, 0x80, 0x00, 3, 1]);
    bytes[at + 2] = 0x40;
    assert_eq!(Header::decode(&mended(bytes.clone())), Err(VaultError::ParamsTooWeak));
    bytes[at + 2] = 0x80;
    bytes[at + 4] = 11;
    assert_eq!(Header::decode(&mended(bytes)), Err(VaultError::ParamsTooHeavy));
}

#[test]
fn slots_swapped_between_vaults_do_not_open() {
    let (ours, _, code) = vault(7);
    let (theirs, _, their_code) = vault(8);
    let (a, b) = (ours.encode().unwrap(), theirs.encode().unwrap());
    assert_eq!(a.len(), b.len());
    // Everything after the vault id is theirs; the id stays ours.
    let id = find(&a, &[7; 16]);
    let mixed = mended([&a[..id + 16], &b[id + 16..]].concat());
    let mixed = Header::decode(&mixed).unwrap();
    assert_eq!(mixed.vault_id(), ours.vault_id());
    assert_eq!(mixed.unlock_with_passphrase(&KEK).unwrap_err(), VaultError::WrongSecret);
    assert!(mixed.unlock_with_recovery(&their_code).is_err());
    assert!(mixed.unlock_with_recovery(&code).is_err());
}

#[test]
fn a_slot_taken_out_by_somebody_else_is_noticed_at_unlock() {
    let (header, _, _) = vault(9);
    let bytes = header.encode().unwrap();
    let later = header.slots().iter().filter(|slot| matches!(slot, Slot::Known(_))).count();
    assert_eq!(later, 2);
    // The recovery slot is the last item before the MAC: [2, body]; the count before the first goes
    // from two to one.
    let recovery = bytes.windows(2).rposition(|pair| pair == [0x82, 2]).unwrap();
    let list = find(&bytes, &[0x82, 0x82, 1]);
    let mut cut = bytes[..recovery].to_vec();
    cut[list] = 0x81;
    cut.extend_from_slice(&bytes[bytes.len() - 48..]);
    let cut = Header::decode(&mended(cut)).unwrap();
    assert_eq!(cut.slots().len(), 1);
    assert_eq!(cut.unlock_with_passphrase(&KEK).unwrap_err(), VaultError::Altered);
}

#[test]
fn p21_a_new_passphrase_replaces_the_old_one_and_keeps_the_key_and_the_code() {
    let (old, key, code) = vault(10);
    let mut entropy = seeded(100);
    let plan = PassphrasePlan::make(KdfParams::STRONG, &mut entropy).unwrap();
    let new = old.with_new_passphrase(&key, plan, &OTHER, 2_000, &mut entropy).unwrap();
    // Both headers are whole: a kill before the row is replaced leaves the old, after it the new.
    assert_eq!(old.unlock_with_passphrase(&KEK).unwrap().expose(), key.expose());
    assert_eq!(new.unlock_with_passphrase(&OTHER).unwrap().expose(), key.expose());
    assert_eq!(new.unlock_with_passphrase(&KEK).unwrap_err(), VaultError::WrongSecret);
    assert_eq!(new.unlock_with_recovery(&code).unwrap().expose(), key.expose());
    assert_eq!(new.passphrase_plan().unwrap(), plan);
    assert_eq!(new.slots().len(), 2);
}

#[test]
fn p21_a_new_recovery_code_replaces_the_old_one_and_keeps_the_passphrase() {
    let (old, key, code) = vault(11);
    let (_, foreign, fresh) = vault(12);
    let new = old.with_new_recovery(&key, &fresh, 2_000, &mut seeded(1)).unwrap();
    assert_eq!(new.unlock_with_recovery(&fresh).unwrap().expose(), key.expose());
    assert_eq!(new.unlock_with_recovery(&code).unwrap_err(), VaultError::WrongSecret);
    assert_eq!(new.unlock_with_passphrase(&KEK).unwrap().expose(), key.expose());
    let refused = old.with_new_recovery(&foreign, &fresh, 2_000, &mut seeded(1));
    assert_eq!(refused.unwrap_err(), VaultError::Altered);
}

#[test]
fn the_frozen_vault_of_version_1_still_opens() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/vault_v1.json"));
    let fixture: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
    let text = |name: &str| fixture[name].as_str().unwrap().to_owned();
    let header = Header::decode(&unhex(&text("header"))).unwrap();
    let plan = header.passphrase_plan().unwrap();
    let kek = derive_key(&Passphrase::new(&text("passphrase")), &plan.salt, plan.params).unwrap();
    assert_eq!(hex(kek.as_slice()), text("passphrase_key"));
    let key = header.unlock_with_passphrase(&kek).unwrap();
    assert_eq!(hex(key.expose()), text("vault_key"));
    assert_eq!(hex(key.subkey("record", 1).as_slice()), text("subkey_record_1"));
    let code = RecoveryCode::parse(&text("recovery_code")).unwrap();
    assert_eq!(hex(header.unlock_with_recovery(&code).unwrap().expose()), text("vault_key"));
    assert_eq!(hex(&header.encode().unwrap()), text("header"));
}

/// Writes the fixture; run by hand once, for a new format version only.
#[test]
#[ignore = "writes a fixture that is frozen once released"]
fn write_the_frozen_vault() {
    let mut entropy = seeded(2_026);
    let passphrase = pendamping::vault::words::make_passphrase(&mut entropy).unwrap();
    let code = RecoveryCode::make(&mut entropy).unwrap();
    let plan = PassphrasePlan::make(KdfParams::DEFAULT, &mut entropy).unwrap();
    let kek = derive_key(&Passphrase::new(&passphrase), &plan.salt, plan.params).unwrap();
    let made = Header::create([0xAB; 16], plan, &kek, &code, 1_795_300_000_000, &mut entropy);
    let (header, key) = made.unwrap();
    let fixture = serde_json::json!({
        "header": hex(&header.encode().unwrap()),
        "passphrase": *passphrase,
        "salt": hex(&plan.salt),
        "passphrase_key": hex(kek.as_slice()),
        "recovery_code": *code.display(),
        "vault_key": hex(key.expose()),
        "subkey_record_1": hex(key.subkey("record", 1).as_slice()),
    });
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/vault_v1.json");
    std::fs::write(path, format!("{}\n", serde_json::to_string_pretty(&fixture).unwrap())).unwrap();
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
