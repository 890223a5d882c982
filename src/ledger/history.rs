//! History and undo: readings of the same commits.

use std::collections::BTreeMap;

use minicbor::Decoder;

use super::book::Book;
use super::clock::Hlc;
use super::codec;
use super::commit::CommitRef;
use super::log::Ledger;
use crate::domain::field::Field;
use crate::domain::id::RecordId;
use crate::domain::kind::{DELETED, Draft, FieldSet};
use crate::domain::record::kind_of;
use crate::domain::value::{Fields, Value};
use crate::domain::zone::Stamp;

/// Who wrote when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitInfo {
    /// The commit's name.
    pub name: CommitRef,
    /// Its place in the order.
    pub hlc: Hlc,
    /// When, by the writer's clock.
    pub at: Stamp,
    /// The worker's name.
    pub author: String,
}

/// One step in a record's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Who and when.
    pub commit: CommitInfo,
    /// Whether this step made the record.
    pub created: bool,
    /// What it changed.
    pub changes: Vec<FieldChange>,
}

/// A field before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's name.
    pub field: String,
    /// What stood before.
    pub before: Value,
    /// What was written.
    pub after: Value,
}

impl Book {
    /// Who wrote a commit, by its number.
    pub fn commit_info(&self, number: usize) -> Option<CommitInfo> {
        let number = u32::try_from(number).ok()?;
        let header = codec::read_header(&mut Decoder::new(self.commit_bytes(number))).ok()?;
        Some(CommitInfo {
            name: CommitRef { device: header.device, seq: header.seq },
            hlc: header.hlc,
            at: header.at,
            author: header.author.to_owned(),
        })
    }

    /// When a commit was written, by its number, where the rest of it does not matter.
    pub fn commit_time(&self, number: usize) -> Option<(Hlc, Stamp)> {
        let number = u32::try_from(number).ok()?;
        let header = codec::read_header(&mut Decoder::new(self.commit_bytes(number))).ok()?;
        Some((header.hlc, header.at))
    }

    /// Every step of a record, oldest first. Nothing that was ever written is missing, unless the record
    /// was erased.
    pub fn history(&self, id: RecordId) -> Vec<Entry> {
        let Some(record) = self.get_any(id) else { return Vec::new() };
        let mut state = Fields::new();
        let mut steps = Vec::new();
        for write in record.writes() {
            let Some(commit) = self.commit_info(write.commit as usize) else { continue };
            let created = steps.is_empty();
            let mut changes = Vec::new();
            for (field, after) in record.write_fields(write) {
                let before = state.insert(field.clone(), after.clone()).unwrap_or(Value::Null);
                if before != after {
                    changes.push(FieldChange { field, before, after });
                }
            }
            steps.push(Entry { commit, created, changes });
        }
        steps
    }

    /// Every write to one field, oldest first, also where it repeated what stood: a decision that is
    /// taken a second time is a decision.
    pub fn field_writes<K>(&self, id: RecordId, field: Field<K>) -> Vec<(CommitInfo, Value)> {
        let Some(record) = self.get_any(id) else { return Vec::new() };
        let found = record.writes().into_iter().filter_map(|write| {
            let value = record.write_value(write, field.name)?;
            Some((self.commit_info(write.commit as usize)?, value))
        });
        found.collect()
    }
}

impl Ledger {
    /// The changes that take back a commit: what it set goes back to what stood before, what it made goes
    /// to the trash. A field that somebody wrote since is left alone.
    pub fn plan_undo(&self, name: CommitRef) -> Vec<Draft> {
        let Some(number) = self.commit_at(name.device, name.seq) else { return Vec::new() };
        let Ok(commit) = codec::decode(self.book.commit_bytes(number)) else { return Vec::new() };
        let mut records: BTreeMap<RecordId, ()> = BTreeMap::new();
        commit.changes.iter().for_each(|change| {
            records.insert(change.record(), ());
        });
        records.into_keys().filter_map(|id| self.undo_record(id, name)).collect()
    }

    fn undo_record(&self, id: RecordId, name: CommitRef) -> Option<Draft> {
        let record = self.book.get_any(id)?;
        let kind = kind_of(record.kind_name())?.name;
        let history = self.book.history(id);
        let place = history.iter().position(|entry| entry.commit.name == name)?;
        let step = history.get(place)?;
        let mut fields = FieldSet::new();
        if step.created {
            fields.set(DELETED, true);
        } else {
            for change in &step.changes {
                let later = history
                    .iter()
                    .skip(place + 1)
                    .any(|entry| entry.changes.iter().any(|other| other.field == change.field));
                if !later {
                    fields.0.insert(change.field.clone(), change.before.clone());
                }
            }
        }
        (!fields.0.is_empty()).then_some(Draft { kind, record: id, parent: None, fields })
    }
}
