//! Any bytes as a hand-over file. What is taken is merged, written again, and read again as the same.
//!
//! Checksums would stop nearly every changed file at the gate, as they must. So each input is also tried with its sums
//! and its chain made to fit, as somebody would who writes a hostile file on purpose.

use pendamping::domain::id::DeviceId;
use pendamping::domain::text::Lang;
use pendamping::exchange::file::{ALGORITHM, BEFORE_CHECKSUM};
use pendamping::exchange::{ExportOptions, Incoming, Limits, explain, message, read, sign, write_export};
use pendamping::ledger::{CommitRef, Hash, Ledger, MergePlan, Origin, Stamp, decode_commit, hash_commit};
use std::collections::BTreeMap;

/// Small, so that an input reaches them.
const LIMITS: Limits =
    Limits { bytes: 64 << 10, depth: 16, commits: 100, text: 4 << 10, attachments: 8 << 10 };

pub fn check(bytes: &[u8]) {
    taken(bytes);
    if let Some(mended) = mended(bytes) {
        taken(&mended);
    }
}

/// The same file with the sums that belong to what is in it.
pub fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let body = text.rsplit_once(BEFORE_CHECKSUM).map_or(text, |(body, _)| body);
    let json: serde_json::Value = serde_json::from_str(&format!("{body}}}")).ok()?;
    let mut chain = blake3::Hasher::new();
    for commit in json.get("commits")?.as_array()? {
        chain.update(&Hash::parse_hex(commit.get("hash")?.as_str()?)?.0);
    }
    let (commits, file) = (chain.finalize().to_hex(), blake3::hash(body.as_bytes()).to_hex());
    let sums = format!("{{\"algorithm\":\"{ALGORITHM}\",\"commits\":\"{commits}\",\"file\":\"{file}\"}}}}\n");
    Some(format!("{body}{BEFORE_CHECKSUM}{sums}").into_bytes())
}

fn taken(bytes: &[u8]) {
    let incoming = match read(bytes, &LIMITS) {
        Ok(incoming) => incoming,
        Err(error) => {
            let values = message::values(&error);
            let places: Vec<_> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
            assert!(!explain(&error).with(Lang::Id, &places).contains('{'));
            return;
        }
    };
    assert!(bytes.len() <= LIMITS.bytes && incoming.origins.len() <= LIMITS.commits);
    assert!(incoming.author.len() <= LIMITS.text);
    let mut carried = 0;
    for one in incoming.attachments.iter().chain(&incoming.spoiled) {
        let data = bytes.get(one.at.clone()).expect("what is carried stands in the file");
        carried += data.len();
        if let Some(plain) = one.decode(data) {
            assert_eq!(plain.len() as u64, one.size);
        }
    }
    assert!(carried / 4 * 3 <= LIMITS.attachments);
    if let Some(signed) = &incoming.signature {
        assert_eq!(signed.statement.device, incoming.device);
        let _ = sign::verify(&signed.key, &signed.statement.message(), &signed.value);
    }
    let Incoming { origins, .. } = incoming;
    if let Some(chained) = chained(&origins) {
        merged(chained);
    }
    merged(origins);
}

/// The commits with the hashes that they have, each after the one before it.
fn chained(origins: &[Origin]) -> Option<Vec<Origin>> {
    let mut commits = Vec::new();
    for origin in origins {
        commits.push(decode_commit(origin.bytes()).ok()?);
    }
    commits.sort_by_key(|commit| commit.name());
    let mut hashes: BTreeMap<CommitRef, Hash> = BTreeMap::new();
    let mut chained = Vec::new();
    for mut commit in commits {
        let before = CommitRef { device: commit.device, seq: commit.seq.wrapping_sub(1) };
        if commit.seq == 1 {
            commit.prev = Hash::default();
        } else if let Some(hash) = hashes.get(&before) {
            commit.prev = *hash;
        }
        let hash = hash_commit(Origin::new(&commit, None).bytes()).ok()?;
        hashes.insert(commit.name(), hash);
        chained.push(Origin::new(&commit, Some(hash)));
    }
    Some(chained)
}

fn accept(ledger: &mut Ledger, plan: &MergePlan) {
    ledger.accept_all(plan.commits.iter().map(Vec::as_slice)).expect("what was planned is taken");
}

fn merged(origins: Vec<Origin>) {
    let mut ledger = Ledger::new(DeviceId([0xEE; 16]));
    let Ok(plan) = ledger.plan_merge(origins.clone()) else { return };
    accept(&mut ledger, &plan);
    let again = ledger.plan_merge(origins).expect("what was taken once is no surprise");
    assert!(again.is_empty(), "a second time there is nothing new");
    for record in ledger.book().all_with_trash() {
        let _ = (record.fields(), record.conflicts(), ledger.book().history(record.id()));
    }
    let mut file = Vec::new();
    let options = ExportOptions {
        export_id: uuid::Uuid::from_bytes([9; 16]),
        created: Stamp { ms: 1_790_000_000_000, offset: 420 },
        author: "Rina",
        since: None,
    };
    write_export(&ledger, &options, &mut |chunk| file.extend_from_slice(chunk))
        .expect("what was taken is written");
    let read = read(&file, &Limits::default()).expect("what was written is read");
    assert_eq!(read.book, Some(ledger.book().fingerprint()));
    let mut other = Ledger::new(DeviceId([0xDD; 16]));
    let plan = other.plan_merge(read.origins).expect("what was written holds together");
    accept(&mut other, &plan);
    assert_eq!(other.book().canonical(), ledger.book().canonical());
    assert_eq!(other.heads(), ledger.heads());
}
