//! Any bytes as a receipt or a pack, as they are and with a checksum that fits.

use pendamping::domain::id::DeviceId;
use pendamping::exchange::file::{ALGORITHM, BEFORE_CHECKSUM};
use pendamping::exchange::{kind_of_file, pack, receipt, signature_of, small_message, with_signature};
use pendamping::ledger::{Author, Ledger};
use std::collections::BTreeSet;

pub fn check(bytes: &[u8]) {
    taken(bytes);
    if let Some(mended) = mended(bytes) {
        taken(&mended);
    }
}

/// The same file with the sum that belongs to what is in it, and nobody's signature.
pub fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let body = text.rsplit_once(BEFORE_CHECKSUM).map_or(text, |(body, _)| body);
    let sum = blake3::hash(body.as_bytes()).to_hex();
    let end = format!("{{\"algorithm\":\"{ALGORITHM}\",\"file\":\"{sum}\"}},\"signature\":null}}\n");
    Some(format!("{body}{BEFORE_CHECKSUM}{end}").into_bytes())
}

fn taken(bytes: &[u8]) {
    let _ = kind_of_file(bytes);
    if let Ok(found) = receipt::read(bytes) {
        assert_eq!(receipt::read(&receipt::write(&found)), Ok(found.clone()));
        let _ = receipt::weigh(&found, &Ledger::new(found.device), None);
    }
    if let Ok(found) = pack::read(bytes) {
        packed(&found);
    }
    if let Ok(None) = signature_of(bytes) {
        signed(bytes);
    }
}

/// A pack that was taken into an empty book comes out of it again.
fn packed(found: &pack::Pack) {
    let mut ledger = Ledger::new(DeviceId([5; 16]));
    let plan = pack::plan(ledger.book(), found);
    let author = Author { name: "Rina", at: found.created };
    let prepared = ledger.prepare(&author, plan.drafts, &mut || [7; 16]);
    ledger.accept(&prepared.bytes).expect("what was taken is saved");
    let (file, count) = pack::write(ledger.book(), found.pack_id, found.created, &found.agency)
        .expect("what was saved is written");
    let again = pack::read(&file).expect("what was written is read");
    let ids: BTreeSet<_> = found.records.iter().map(|record| record.id).collect();
    assert_eq!((count, again.records.len()), (ids.len(), ids.len()));
    for record in &again.records {
        let same = found.records.iter().any(|one| {
            let mut fields = one.fields.clone();
            fields.retain(|_, value| !value.is_empty());
            one.id == record.id && one.kind.name == record.kind.name && fields == record.fields
        });
        assert!(same || ids.len() < found.records.len());
    }
    assert!(pack::plan(ledger.book(), &again).drafts.is_empty(), "a second time there is nothing new");
}

/// Whatever may be signed is read with a signature as without one.
fn signed(bytes: &[u8]) {
    let message = small_message(bytes, "age1x").expect("what is whole can be signed");
    let whole = with_signature(bytes.to_vec(), &[1; 32], "age1x", &[2; 64]);
    if whole != bytes {
        let found = signature_of(&whole).expect("still whole").expect("signed");
        assert_eq!((found.message, found.own.as_str(), found.key), (message, "age1x", [1; 32]));
        assert_eq!(receipt::read(&whole).ok(), receipt::read(bytes).ok());
    }
}
