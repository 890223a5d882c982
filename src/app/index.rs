//! The search index of the open book: the searched fields of every record, folded, in memory only.

use crate::domain::order::InOrder;
use rustc_hash::FxHashMap;

use super::App;
use crate::domain::field::FieldType;
use crate::domain::id::RecordId;
use crate::domain::kind::Trait;
use crate::domain::value::Value;
use crate::ledger::{Book, RecordRef, decode_commit};
use crate::platform::clock;
use crate::search::fold::fold_name;
use crate::search::scan::TextIndex;
use leptos::prelude::*;

/// How many records are folded before the browser may paint again.
const SLICE: usize = 1_000;

#[derive(Default)]
pub(super) struct SearchIndex {
    texts: TextIndex,
    ids: Vec<RecordId>,
    numbers: FxHashMap<RecordId, u32>,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// How many records match, exactly.
    pub total: usize,
    /// The first of them: people before what was written about them, newest first.
    pub first: Vec<RecordId>,
}

impl SearchIndex {
    /// Folds every record, in slices.
    pub(super) async fn build(book: &Book) -> SearchIndex {
        let mut index = SearchIndex::default();
        let mut slice = 0;
        for record in book.all() {
            index.put(record);
            slice += 1;
            if slice % SLICE == 0 {
                clock::breathe().await;
            }
        }
        index
    }

    fn put(&mut self, record: RecordRef<'_>) {
        let texts = searched_texts(record);
        if texts.is_empty() {
            return;
        }
        let number = match self.numbers.get(&record.id()) {
            Some(number) => {
                self.texts.remove(*number);
                *number
            }
            None => {
                let number = self.ids.len() as u32;
                self.ids.push(record.id());
                self.numbers.insert(record.id(), number);
                number
            }
        };
        self.texts.put(number, texts.iter().map(String::as_str));
    }

    /// Takes up what commits have changed.
    pub(super) fn refresh(&mut self, book: &Book, commits: &[Vec<u8>]) {
        let commits = commits.iter().filter_map(|bytes| decode_commit(bytes).ok());
        for change in commits.flat_map(|commit| commit.changes) {
            match book.get(change.record()) {
                Some(record) => self.put(record),
                None => {
                    if let Some(number) = self.numbers.get(&change.record()) {
                        self.texts.remove(*number);
                    }
                }
            }
        }
    }

    fn search(&self, query: &str, limit: usize) -> (usize, Vec<RecordId>) {
        let hits = self.texts.search(query, limit);
        let ids = hits.first.iter().filter_map(|number| self.ids.get(*number as usize).copied()).collect();
        (hits.total, ids)
    }
}

/// What the search box sees of a record. Names are added once more in folded spelling, so that
/// *Muhammad* finds *Moh.*; numbers as bare digits.
fn searched_texts(record: RecordRef<'_>) -> Vec<String> {
    let Some(kind) = record.spec() else { return Vec::new() };
    let mut texts = Vec::new();
    for spec in kind.fields.iter().filter(|spec| spec.is(Trait::Searched)) {
        let is_name = spec.name == "name" || spec.name == "aliases";
        let mut note = |text: &str| {
            if is_name {
                texts.push(fold_name(text));
            }
            if matches!(spec.ty, FieldType::Phones()) && text.starts_with("+62") {
                // People type their numbers with a leading zero.
                texts.push(text.replacen("+62", "0", 1));
            }
            texts.push(text.to_owned());
        };
        match record.value(spec.name) {
            Some(Value::Text(text)) => note(&text),
            Some(Value::List(items)) => items.iter().filter_map(Value::as_text).for_each(note),
            _ => {}
        }
    }
    texts
}

impl App {
    /// Searches names, nicknames, numbers and notes.
    pub fn search(self, query: &str, limit: usize) -> Found {
        self.version.track();
        let query = query.trim();
        if query.chars().count() < 2 {
            return Found::default();
        }
        self.inner
            .try_with_value(|inner| {
                let Some(ledger) = inner.ledger.as_ref() else { return Found::default() };
                let (total, mut ids) = inner.index.search(query, 4 * limit);
                let mut count = total;
                let folded = fold_name(query);
                if !folded.is_empty() && folded != query.to_lowercase() {
                    let (more, others) = inner.index.search(&folded, 4 * limit);
                    let before = ids.len();
                    ids.extend(others);
                    dedup(&mut ids);
                    count = count.max(more).max(ids.len()).max(before);
                }
                let book = ledger.book();
                let mut first: Vec<(u8, usize, RecordId)> = ids
                    .into_iter()
                    .enumerate()
                    .filter_map(|(place, id)| Some((rank(book.get(id)?.kind_name()), place, id)))
                    .collect();
                first.order_by_key(|(rank, place, _)| (*rank, std::cmp::Reverse(*place)));
                first.truncate(limit);
                Found { total: count, first: first.into_iter().map(|(_, _, id)| id).collect() }
            })
            .unwrap_or_default()
    }
}

fn rank(kind: &str) -> u8 {
    match kind {
        "person" => 0,
        "household" => 1,
        "case" => 2,
        "partner" => 3,
        _ => 4,
    }
}

fn dedup(ids: &mut Vec<RecordId>) {
    let mut seen = rustc_hash::FxHashSet::default();
    ids.retain(|id| seen.insert(*id));
}
