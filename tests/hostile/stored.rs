//! Any bytes as what this device keeps for itself: rows of commits, segments, the manifest, the header of the vault, the
//! sentinel, forms that were not saved, and the device's own row. Sealing keeps strangers out, but not a failing disk that
//! answers with a row of an older app.

use pendamping::domain::id::DeviceId;
use pendamping::domain::value::Value;
use pendamping::ledger::{Ledger, decode_commit, encode_commit, hash_commit, records_of};
use pendamping::own_rows::{form_draft::FormDraft, local::LocalState};
use pendamping::store::manifest::Manifest;
use pendamping::store::segment::{commits_in, compress, decompress, is_whole};
use pendamping::store::sentinel::Remembered;
use pendamping::vault::Header;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

pub fn check(bytes: &[u8]) {
    if let Ok(value) = Value::from_bytes(bytes) {
        let mut out = Vec::new();
        value.encode(&mut out);
        assert_eq!(Value::from_bytes(&out), Ok(value));
    }
    if let Some(found) = Manifest::decode(bytes) {
        assert_eq!(Manifest::decode(&found.encode()), Some(found));
    }
    if let Some(found) = FormDraft::decode(bytes) {
        assert_eq!(FormDraft::decode(&found.encode()), Some(found));
    }
    if let Some(found) = LocalState::decode(bytes) {
        assert!(LocalState::decode(&found.encode()) == Some(found));
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Remembered::Vault(found) = Remembered::from_text(Some(text))
    {
        assert_eq!(found.to_text(), text);
    }
    header(bytes);
    block(bytes);
    if let Some(plain) = decompress(bytes) {
        assert!(decompress(&compress(&plain)).is_some_and(|again| again == plain));
        block(&plain);
    }
}

/// As it is, and with the checksum that belongs to it.
fn header(bytes: &[u8]) {
    let sum = Sha256::digest(bytes);
    let mended = [bytes, sum.get(..16).unwrap_or_default()].concat();
    for bytes in [bytes, &mended] {
        if let Ok(found) = Header::decode(bytes) {
            assert_eq!(found.encode().as_deref(), Ok(bytes));
            let _ = found.passphrase_plan();
        }
    }
}

fn block(bytes: &[u8]) {
    let whole = is_whole(bytes);
    for commit in commits_in(bytes).flatten() {
        if let Ok(found) = decode_commit(commit) {
            let again = encode_commit(&found);
            assert_eq!(decode_commit(&again), Ok(found));
            assert!(hash_commit(&again).is_ok() && records_of(&again).is_ok());
        }
    }
    let mut ledger = Ledger::new(DeviceId([1; 16]));
    let loaded = ledger.load_block(bytes.to_vec());
    assert!(whole || loaded.is_err(), "a torn block is no block");
    ledger.settle();
    for record in ledger.book().all_with_trash() {
        let _ = (record.fields(), record.conflicts(), ledger.book().history(record.id()));
    }
    for device in ledger.devices() {
        let _ = ledger.gaps_with(device, &BTreeSet::new());
    }
    let _ = (ledger.book().canonical(), ledger.heads());
}
