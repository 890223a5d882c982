//! One form of the whole state, and its hash: equal for two books exactly if they hold the same state, whatever the
//! order in which the commits came.
//!
//! The hash of a large book is made in steps, so that a page that asks for it stays alive. What surprises: a record
//! that one commit wrote is taken as it is stored, because stored names are already in order.

use std::collections::BTreeMap;

use minicbor::Encoder;

use super::book::{Book, Entry, RecordRef, Writes};
use super::change::Hash;
use super::step::each_entry;

/// Bytes after which the hash takes them up.
const CHUNK: usize = 64 * 1024;

/// A fingerprint in the making. The book must not change before it is done.
#[derive(Debug)]
pub struct Fingerprint {
    order: Vec<u32>,
    done: usize,
    hasher: blake3::Hasher,
    buffer: Vec<u8>,
}

impl Fingerprint {
    /// Goes on with up to so many records; gives the fingerprint once all were taken.
    pub fn step(&mut self, book: &Book, records: usize) -> Option<Hash> {
        let end = self.done.saturating_add(records).min(self.order.len());
        for place in self.order.get(self.done..end).unwrap_or_default() {
            if let Some(entry) = book.entries.get(*place as usize) {
                append(book, entry, &mut self.buffer);
            }
            if self.buffer.len() >= CHUNK {
                self.hasher.update(&self.buffer);
                self.buffer.clear();
            }
        }
        self.done = end;
        if end < self.order.len() {
            return None;
        }
        self.hasher.update(&self.buffer);
        self.buffer.clear();
        Some(Hash(*self.hasher.finalize().as_bytes()))
    }
}

impl Book {
    /// The whole state in one canonical form.
    pub fn canonical(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for place in self.canonical_order() {
            if let Some(entry) = self.entries.get(place as usize) {
                append(self, entry, &mut out);
            }
        }
        out
    }

    /// The hash of [`Book::canonical`].
    pub fn fingerprint(&self) -> Hash {
        self.begin_fingerprint().step(self, usize::MAX).unwrap_or_default()
    }

    /// The same in steps.
    pub fn begin_fingerprint(&self) -> Fingerprint {
        Fingerprint {
            order: self.canonical_order(),
            done: 0,
            hasher: blake3::Hasher::new(),
            buffer: Vec::with_capacity(CHUNK + CHUNK / 4),
        }
    }

    fn canonical_order(&self) -> Vec<u32> {
        let mut order: Vec<(u128, u32)> = (0_u32..)
            .zip(&self.entries)
            .map(|(place, entry)| (u128::from_be_bytes(entry.id.0), place))
            .collect();
        order.sort_unstable();
        order.into_iter().map(|(_, place)| place).collect()
    }
}

/// Writing into a `Vec` cannot fail.
fn append(book: &Book, entry: &Entry, out: &mut Vec<u8>) {
    let mut e = Encoder::new(&mut *out);
    drop(e.bytes(&entry.id.0));
    if entry.erased {
        drop(e.null());
        return;
    }
    let record = RecordRef::new(book, entry);
    drop(e.str(record.kind_name()));
    match entry.parent {
        Some(parent) => drop(e.bytes(&parent.0)),
        None => drop(e.null()),
    }
    if let Writes::One(write) = &entry.writes {
        each_entry(book.slice(write.commit, write.start, write.end), |name, value| {
            drop(e.str(name));
            drop(e.bytes(value));
        });
        return;
    }
    let mut fields: BTreeMap<&str, Vec<&[u8]>> = BTreeMap::new();
    record.each_field(|name, values| {
        fields.insert(name, values);
    });
    for (name, values) in fields {
        drop(e.str(name));
        for value in values {
            drop(e.bytes(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{DeviceId, RecordId};
    use crate::domain::kind::{Draft, FieldSet};
    use crate::domain::value::Value;
    use crate::ledger::{Author, Ledger, Stamp};

    #[test]
    fn the_steps_give_the_hash_of_the_canonical_form() {
        let mut ledger = Ledger::new(DeviceId([1; 16]));
        for number in 0..60_u8 {
            let author = Author { name: "Rina", at: Stamp { ms: i64::from(number), offset: 420 } };
            // Every third one writes to a record that was written before.
            let record = RecordId([if number % 3 == 0 { 7 } else { 200 - number }; 16]);
            let text = "x".repeat(usize::from(number) * 200);
            let fields =
                FieldSet([("b".to_owned(), Value::from("1")), ("a".to_owned(), Value::from(&*text))].into());
            let draft = Draft { kind: "note", record, parent: None, fields };
            let prepared = ledger.prepare(&author, vec![draft], &mut || [number; 16]);
            ledger.accept(&prepared.bytes).unwrap();
        }
        let book = ledger.book();
        let mut steps = book.begin_fingerprint();
        let stepped = loop {
            if let Some(hash) = steps.step(book, 7) {
                break hash;
            }
        };
        assert_eq!(stepped, Hash(*blake3::hash(&book.canonical()).as_bytes()));
        assert_eq!(stepped, book.fingerprint());
    }
}
