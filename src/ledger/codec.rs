//! The binary form of a commit and its hash.
//!
//! A commit is a CBOR array whose changes are byte strings, so that a reader can step over one without
//! reading it and the fold can keep its place in the opened bytes. The hash covers the header and the
//! *hashes* of the changes: an erased change keeps its place in the chain.
//!
//! ```text
//! commit = [1, device bstr16, seq, hlc, at ms, offset min, author, {device: seq} / null, prev bstr32, [change bstr …]]
//! change = [0, kind, record bstr16, parent bstr16 / null, salt bstr16, {field: value}]   set
//!        | [1, kind, record bstr16]                                                      erase
//!        | [2, kind, record bstr16, parent bstr16 / null, hash bstr32]                   erased
//! ```

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

use super::change::{Change, Hash};
use super::clock::Hlc;
use super::commit::Commit;
use super::vector::Seen;
use crate::domain::id::{DeviceId, RecordId};
use crate::domain::value::{BadValue, Fields, decode_fields, encode_fields};
use crate::domain::zone::Stamp;

/// The version of the binary form.
pub const VERSION: u8 = 1;

/// The bytes are not a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCommit {
    /// Written by a newer version.
    #[error("the commit has a newer format")]
    Newer,
    /// Not of the form at all.
    #[error("not a commit")]
    Malformed,
}

impl From<minicbor::decode::Error> for BadCommit {
    fn from(_: minicbor::decode::Error) -> Self {
        BadCommit::Malformed
    }
}

impl From<BadValue> for BadCommit {
    fn from(_: BadValue) -> Self {
        BadCommit::Malformed
    }
}

/// The header of a commit with its changes left as bytes.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// The writer.
    pub device: DeviceId,
    /// Its running number.
    pub seq: u64,
    /// Orders commits.
    pub hlc: Hlc,
    /// When, by the writer's clock.
    pub at: Stamp,
    /// Who.
    pub author: &'a str,
    /// Where the `seen` map starts, if there is one.
    pub seen_at: Option<usize>,
    /// The hash of the device's commit before.
    pub prev: Hash,
    /// How many changes follow.
    pub changes: u64,
}

/// A change whose fields are left as bytes.
#[derive(Clone, Copy, Debug)]
pub struct RawChange<'a> {
    /// The name of the record's kind.
    pub kind: &'a str,
    /// The record.
    pub record: RecordId,
    /// Its parent.
    pub parent: Option<RecordId>,
    /// What it does.
    pub body: RawBody,
}

/// What a change does; for a `Set` the place of its field map within the change's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawBody {
    /// Sets the fields found there.
    Set(usize),
    /// Erases the record.
    Erase,
    /// Was erased.
    Erased(Hash),
}

fn bytes<const N: usize>(d: &mut Decoder<'_>) -> Result<[u8; N], BadCommit> {
    d.bytes()?.try_into().map_err(|_| BadCommit::Malformed)
}

fn optional_id(d: &mut Decoder<'_>) -> Result<Option<RecordId>, BadCommit> {
    if d.datatype()? == Type::Null {
        d.null()?;
        return Ok(None);
    }
    Ok(Some(RecordId(bytes(d)?)))
}

/// Reads a commit's header; the decoder is left at the first change.
pub fn read_header<'a>(d: &mut Decoder<'a>) -> Result<Header<'a>, BadCommit> {
    if d.array()? != Some(10) {
        return Err(BadCommit::Malformed);
    }
    match d.u8()? {
        VERSION => {}
        newer if newer > VERSION => return Err(BadCommit::Newer),
        _ => return Err(BadCommit::Malformed),
    }
    let device = DeviceId(bytes(d)?);
    let seq = d.u64()?;
    let hlc = Hlc(d.u64()?);
    let at = Stamp { ms: d.i64()?, offset: d.i16()? };
    let author = d.str()?;
    let seen_at = if d.datatype()? == Type::Null {
        d.null()?;
        None
    } else {
        let place = d.position();
        d.skip()?;
        Some(place)
    };
    let prev = Hash(bytes(d)?);
    let changes = d.array()?.ok_or(BadCommit::Malformed)?;
    Ok(Header { device, seq, hlc, at, author, seen_at, prev, changes })
}

/// Reads a `seen` map.
pub fn read_seen(d: &mut Decoder<'_>) -> Result<Seen, BadCommit> {
    let count = d.map()?.ok_or(BadCommit::Malformed)?;
    let mut seen = Seen::new();
    for _ in 0..count {
        let device = DeviceId(bytes(d)?);
        seen.insert(device, d.u64()?);
    }
    Ok(seen)
}

/// Reads one change without its fields.
pub fn read_change(bytes_of_change: &[u8]) -> Result<RawChange<'_>, BadCommit> {
    let mut d = Decoder::new(bytes_of_change);
    let length = d.array()?.ok_or(BadCommit::Malformed)?;
    let tag = d.u8()?;
    let kind = d.str()?;
    let record = RecordId(bytes(&mut d)?);
    let (parent, body) = match (tag, length) {
        (0, 6) => {
            let parent = optional_id(&mut d)?;
            let _salt: [u8; 16] = bytes(&mut d)?;
            (parent, RawBody::Set(d.position()))
        }
        (1, 3) => (None, RawBody::Erase),
        (2, 5) => (optional_id(&mut d)?, RawBody::Erased(Hash(bytes(&mut d)?))),
        (3.., _) => return Err(BadCommit::Newer),
        _ => return Err(BadCommit::Malformed),
    };
    Ok(RawChange { kind, record, parent, body })
}

/// Reads one change whole.
pub fn decode_change(bytes_of_change: &[u8]) -> Result<Change, BadCommit> {
    let raw = read_change(bytes_of_change)?;
    let (kind, record, parent) = (raw.kind.to_owned(), raw.record, raw.parent);
    Ok(match raw.body {
        RawBody::Set(place) => {
            let mut d = Decoder::new(bytes_of_change);
            d.set_position(place);
            let fields = decode_fields(&mut d)?;
            if d.position() != bytes_of_change.len() {
                return Err(BadCommit::Malformed);
            }
            let salt = place
                .checked_sub(16)
                .and_then(|start| bytes_of_change.get(start..place))
                .and_then(|salt| salt.try_into().ok())
                .ok_or(BadCommit::Malformed)?;
            Change::Set { kind, record, parent, salt, fields }
        }
        RawBody::Erase => Change::Erase { kind, record },
        RawBody::Erased(hash) => Change::Erased { kind, record, parent, hash },
    })
}

/// Reads a commit whole.
///
/// # Errors
/// [`BadCommit`] where the bytes are no commit, or one of a newer version.
pub fn decode(bytes_of_commit: &[u8]) -> Result<Commit, BadCommit> {
    let mut d = Decoder::new(bytes_of_commit);
    let header = read_header(&mut d)?;
    let mut changes = Vec::new();
    for _ in 0..header.changes {
        changes.push(decode_change(d.bytes()?)?);
    }
    if d.position() != bytes_of_commit.len() {
        return Err(BadCommit::Malformed);
    }
    let seen = match header.seen_at {
        Some(place) => {
            d.set_position(place);
            Some(read_seen(&mut d)?)
        }
        None => None,
    };
    Ok(Commit {
        device: header.device,
        seq: header.seq,
        hlc: header.hlc,
        at: header.at,
        author: header.author.to_owned(),
        seen,
        prev: header.prev,
        changes,
    })
}

/// The records that a commit is about, without reading what it says of them.
///
/// # Errors
/// [`BadCommit`] where the bytes are no commit.
pub fn records_of(bytes_of_commit: &[u8]) -> Result<Vec<RecordId>, BadCommit> {
    let mut d = Decoder::new(bytes_of_commit);
    let header = read_header(&mut d)?;
    (0..header.changes).map(|_| Ok(read_change(d.bytes()?)?.record)).collect()
}

/// What a commit sets in records of a kind. Changes of other kinds are stepped over.
///
/// # Errors
/// [`BadCommit`] where the bytes are no commit.
pub fn sets_of(bytes_of_commit: &[u8], kind: &str) -> Result<Vec<(RecordId, Fields)>, BadCommit> {
    let mut d = Decoder::new(bytes_of_commit);
    let header = read_header(&mut d)?;
    let mut found = Vec::new();
    for _ in 0..header.changes {
        let change = d.bytes()?;
        if read_change(change)?.kind == kind
            && let Change::Set { record, fields, .. } = decode_change(change)?
        {
            found.push((record, fields));
        }
    }
    Ok(found)
}

// Writing into a `Vec` cannot fail, so the results of the encoder below carry no information.

/// The bytes of a commit.
pub fn encode(commit: &Commit) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    encode_header(commit, &mut out);
    let mut e = Encoder::new(&mut out);
    drop(e.array(commit.changes.len() as u64));
    for change in &commit.changes {
        drop(Encoder::new(&mut out).bytes(&encode_change(change)));
    }
    out
}

/// The bytes of a commit up to its list of changes.
pub(super) fn encode_header(commit: &Commit, out: &mut Vec<u8>) {
    let mut e = Encoder::new(out);
    drop(e.array(10));
    drop(e.u8(VERSION));
    drop(e.bytes(&commit.device.0));
    drop(e.u64(commit.seq));
    drop(e.u64(commit.hlc.0));
    drop(e.i64(commit.at.ms));
    drop(e.i16(commit.at.offset));
    drop(e.str(&commit.author));
    match &commit.seen {
        None => drop(e.null()),
        Some(seen) => {
            drop(e.map(seen.len() as u64));
            for (device, seq) in seen {
                drop(e.bytes(&device.0));
                drop(e.u64(*seq));
            }
        }
    }
    drop(e.bytes(&commit.prev.0));
}

fn encode_parent(parent: Option<RecordId>, e: &mut Encoder<&mut Vec<u8>>) {
    match parent {
        Some(id) => drop(e.bytes(&id.0)),
        None => drop(e.null()),
    }
}

/// The bytes of a `Set` up to its map of fields.
pub(super) fn begin_set(
    kind: &str,
    record: RecordId,
    parent: Option<RecordId>,
    salt: &[u8; 16],
    out: &mut Vec<u8>,
) {
    let mut e = Encoder::new(out);
    drop(e.array(6));
    drop(e.u8(0));
    drop(e.str(kind));
    drop(e.bytes(&record.0));
    encode_parent(parent, &mut e);
    drop(e.bytes(salt));
}

/// The bytes of a change.
pub fn encode_change(change: &Change) -> Vec<u8> {
    let mut out = Vec::with_capacity(128);
    match change {
        Change::Set { kind, record, parent, salt, fields } => {
            begin_set(kind, *record, *parent, salt, &mut out);
            encode_fields(fields, &mut out);
        }
        Change::Erase { kind, record } => {
            let mut e = Encoder::new(&mut out);
            drop(e.array(3));
            drop(e.u8(1));
            drop(e.str(kind));
            drop(e.bytes(&record.0));
        }
        Change::Erased { kind, record, parent, hash } => {
            let mut e = Encoder::new(&mut out);
            drop(e.array(5));
            drop(e.u8(2));
            drop(e.str(kind));
            drop(e.bytes(&record.0));
            encode_parent(*parent, &mut e);
            drop(e.bytes(&hash.0));
        }
    }
    out
}

/// The hash of a change: of its bytes, or the one that an erased change kept.
pub fn hash_change(bytes_of_change: &[u8]) -> Result<Hash, BadCommit> {
    Ok(match read_change(bytes_of_change)?.body {
        RawBody::Erased(hash) => hash,
        RawBody::Set(_) | RawBody::Erase => Hash(*blake3::hash(bytes_of_change).as_bytes()),
    })
}

/// The hash of a commit: of its header and the hashes of its changes.
///
/// # Errors
/// [`BadCommit`] where the bytes are no commit.
pub fn hash(bytes_of_commit: &[u8]) -> Result<Hash, BadCommit> {
    let mut d = Decoder::new(bytes_of_commit);
    let header = read_header(&mut d)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(bytes_of_commit.get(..d.position()).ok_or(BadCommit::Malformed)?);
    for _ in 0..header.changes {
        hasher.update(&hash_change(d.bytes()?)?.0);
    }
    Ok(Hash(*hasher.finalize().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::Value;

    fn commit() -> Commit {
        Commit {
            device: DeviceId([1; 16]),
            seq: 3,
            hlc: Hlc(77 << 16),
            at: Stamp { ms: 77, offset: 420 },
            author: "Rina".into(),
            seen: Some(Seen::from([(DeviceId([2; 16]), 9)])),
            prev: Hash([5; 32]),
            changes: vec![
                Change::Set {
                    kind: "person".into(),
                    record: RecordId([3; 16]),
                    parent: None,
                    salt: [8; 16],
                    fields: [("name".to_owned(), Value::from("MR"))].into(),
                },
                Change::Erase { kind: "note".into(), record: RecordId([4; 16]) },
            ],
        }
    }

    #[test]
    fn a_commit_survives_its_bytes() {
        let commit = commit();
        assert_eq!(decode(&encode(&commit)), Ok(commit.clone()));
        let bytes = encode(&commit);
        assert_eq!(records_of(&bytes), Ok(vec![RecordId([3; 16]), RecordId([4; 16])]));
    }

    #[test]
    fn erasing_a_change_keeps_the_hash_of_the_commit() {
        let whole = commit();
        let mut stub = whole.clone();
        let hash_of_set = hash_change(&encode_change(&whole.changes[0])).unwrap();
        stub.changes[0] = Change::Erased {
            kind: "person".into(),
            record: RecordId([3; 16]),
            parent: None,
            hash: hash_of_set,
        };
        assert_ne!(encode(&whole), encode(&stub));
        assert_eq!(hash(&encode(&whole)), hash(&encode(&stub)));
    }

    #[test]
    fn every_cut_and_every_flipped_byte_is_an_error_or_another_commit() {
        let bytes = encode(&commit());
        for cut in 0..bytes.len() {
            assert!(decode(&bytes[..cut]).is_err());
        }
        for place in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1;
            if let (Ok(read), Ok(new_hash)) = (decode(&flipped), hash(&flipped)) {
                assert_ne!(read, commit());
                assert_ne!(Ok(new_hash), hash(&bytes));
            }
        }
    }

    #[test]
    fn a_newer_commit_is_named_as_newer() {
        let mut bytes = encode(&commit());
        bytes[1] = 2;
        assert_eq!(decode(&bytes), Err(BadCommit::Newer));
    }
}
