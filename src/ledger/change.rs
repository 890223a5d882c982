//! What one commit does to one record.

use std::fmt;

use crate::domain::id::RecordId;
use crate::domain::value::Fields;

/// A BLAKE3 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Hash {
    /// Reads 64 hexadecimal digits.
    pub fn parse_hex(text: &str) -> Option<Hash> {
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Hash(bytes))
    }
}

/// A change to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Fields are set; a record exists from its first `Set` on.
    Set {
        /// The record's kind by name; a name this version does not know is kept.
        kind: String,
        /// The record.
        record: RecordId,
        /// Its parent. It never changes: what belongs to somebody stays with them.
        parent: Option<RecordId>,
        /// Random, so that an erased text cannot be guessed from the hash that stays.
        salt: [u8; 16],
        /// What is set.
        fields: Fields,
    },
    /// The record and all that hangs on it is erased everywhere and for good.
    Erase {
        /// The record's kind by name.
        kind: String,
        /// The record.
        record: RecordId,
    },
    /// What is left of a `Set` whose record was erased: its place in the hash chain.
    Erased {
        /// The record's kind by name.
        kind: String,
        /// The record.
        record: RecordId,
        /// Its parent.
        parent: Option<RecordId>,
        /// The hash of the change that was here.
        hash: Hash,
    },
}

impl Change {
    /// The record it is about.
    pub fn record(&self) -> RecordId {
        match self {
            Change::Set { record, .. } | Change::Erase { record, .. } | Change::Erased { record, .. } => {
                *record
            }
        }
    }

    /// The name of the record's kind.
    pub fn kind(&self) -> &str {
        match self {
            Change::Set { kind, .. } | Change::Erase { kind, .. } | Change::Erased { kind, .. } => kind,
        }
    }
}
