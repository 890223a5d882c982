//! Commits from elsewhere, put together from parts that were read one by one: no tree of values in between, because a
//! file brings them by the ten thousand.
//!
//! Invariant: the bytes of an [`Origin`] are in the one form that `codec::encode` writes.

use minicbor::Encoder;

use super::change::{Change, Hash};
use super::codec::{self, BadCommit};
use super::commit::{Commit, CommitRef};
use crate::domain::id::RecordId;

/// A foreign commit with the hash its file gives for it.
#[derive(Clone)]
pub struct Origin {
    bytes: Vec<u8>,
    /// The hash as given; `None` where the source gives none.
    pub hash: Option<Hash>,
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What was written about people is in here.
        write!(f, "Origin({} bytes)", self.bytes.len())
    }
}

impl Origin {
    /// A commit as a file gives it.
    pub fn new(commit: &Commit, hash: Option<Hash>) -> Origin {
        Origin { bytes: codec::encode(commit), hash }
    }

    /// The commit.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The commit's name.
    ///
    /// # Errors
    /// [`BadCommit`], which would be a defect.
    pub fn name(&self) -> Result<CommitRef, BadCommit> {
        let header = codec::read_header(&mut minicbor::Decoder::new(&self.bytes))?;
        Ok(CommitRef { device: header.device, seq: header.seq })
    }
}

/// A change whose fields are bytes already.
pub(crate) enum Part<'a> {
    /// Sets fields: a map as `encode_fields` writes it.
    Set { kind: &'a str, record: RecordId, parent: Option<RecordId>, salt: [u8; 16], fields: &'a [u8] },
    /// Any other.
    Other(Change),
}

/// Puts a commit together; `head` says all but the changes. `scratch` is room that is used again.
pub(crate) fn assemble(
    head: &Commit,
    hash: Option<Hash>,
    parts: &[Part<'_>],
    scratch: &mut Vec<u8>,
) -> Origin {
    let room = |part: &Part<'_>| match part {
        Part::Set { fields, .. } => fields.len() + 80,
        Part::Other(_) => 120,
    };
    let mut bytes = Vec::with_capacity(140 + head.author.len() + parts.iter().map(room).sum::<usize>());
    codec::encode_header(head, &mut bytes);
    // Writing into a `Vec` cannot fail.
    drop(Encoder::new(&mut bytes).array(parts.len() as u64));
    for part in parts {
        match part {
            Part::Set { kind, record, parent, salt, fields } => {
                scratch.clear();
                codec::begin_set(kind, *record, *parent, salt, scratch);
                scratch.extend_from_slice(fields);
                drop(Encoder::new(&mut bytes).bytes(scratch));
            }
            Part::Other(change) => drop(Encoder::new(&mut bytes).bytes(&codec::encode_change(change))),
        }
    }
    Origin { bytes, hash }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::DeviceId;
    use crate::domain::value::{Fields, Value, encode_fields};
    use crate::ledger::{Hlc, Seen, Stamp};

    #[test]
    fn parts_give_the_very_bytes_of_the_whole() {
        let fields: Fields =
            [("a".to_owned(), Value::from("x".repeat(300).as_str())), ("b".to_owned(), Value::Int(-7))]
                .into();
        let erased = Change::Erased {
            kind: "note".into(),
            record: RecordId([4; 16]),
            parent: Some(RecordId([3; 16])),
            hash: Hash([6; 32]),
        };
        let set = |parent| Change::Set {
            kind: "person".into(),
            record: RecordId([3; 16]),
            parent,
            salt: [8; 16],
            fields: fields.clone(),
        };
        let commit = Commit {
            device: DeviceId([1; 16]),
            seq: 300,
            hlc: Hlc(77 << 16),
            at: Stamp { ms: -77, offset: 420 },
            author: "Rina".into(),
            seen: Some(Seen::from([(DeviceId([2; 16]), 9)])),
            prev: Hash([5; 32]),
            changes: vec![set(None), erased.clone(), set(Some(RecordId([9; 16])))],
        };
        let mut map = Vec::new();
        encode_fields(&fields, &mut map);
        let part = |parent| Part::Set {
            kind: "person",
            record: RecordId([3; 16]),
            parent,
            salt: [8; 16],
            fields: &map,
        };
        let parts = [part(None), Part::Other(erased), part(Some(RecordId([9; 16])))];
        let head = Commit { changes: Vec::new(), ..commit.clone() };
        let origin = assemble(&head, None, &parts, &mut vec![1, 2, 3]);
        assert_eq!(origin.bytes(), codec::encode(&commit));
        assert_eq!(origin.name(), Ok(commit.name()));
    }
}
