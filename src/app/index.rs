//! The search index of the open book: the searched fields of every record, folded, in memory only.

use std::borrow::Cow;

use crate::domain::order::InOrder;
use rustc_hash::FxHashMap;

use super::App;
use crate::domain::field::{FieldKind, FieldType, marker};
use crate::domain::id::RecordId;
use crate::domain::kind::{FieldSpec, Trait};
use crate::ledger::{Book, RecordRef, records_of};
use crate::platform::clock;
use crate::search::fold::{fold, fold_name};
use crate::search::scan::TextIndex;
use leptos::prelude::*;

/// How many records are folded before the browser may paint again.
const SLICE: usize = 1_000;

#[derive(Default)]
pub(super) struct SearchIndex {
    texts: TextIndex,
    ids: Vec<RecordId>,
    numbers: FxHashMap<RecordId, u32>,
    /// The searched fields of each kind.
    specs: FxHashMap<&'static str, Vec<&'static FieldSpec>>,
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
        let Some(kind) = record.spec() else { return };
        let is_searched = |spec: &&FieldSpec| spec.is(Trait::Searched);
        let specs =
            self.specs.entry(kind.name).or_insert_with(|| kind.fields.iter().filter(is_searched).collect());
        let texts = searched_texts(record, specs);
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
        self.texts.put(number, texts.iter().map(Cow::as_ref));
    }

    /// Takes up what commits have changed.
    pub(super) fn refresh(&mut self, book: &Book, commits: &[Vec<u8>]) {
        for id in commits.iter().filter_map(|bytes| records_of(bytes).ok()).flatten() {
            match book.get(id) {
                Some(record) => self.put(record),
                None => {
                    if let Some(number) = self.numbers.get(&id) {
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
fn searched_texts<'a>(record: RecordRef<'a>, specs: &[&'static FieldSpec]) -> Vec<Cow<'a, str>> {
    let mut texts = Vec::new();
    // One pass over what is stored: asking field by field would step over the long texts each time.
    record.each_value(|name, bytes| {
        let Some(spec) = specs.iter().find(|spec| spec.name == name) else { return };
        let is_name = spec.name == "name" || spec.name == "aliases";
        let mut note = |text: &'a str| {
            if is_name {
                texts.push(Cow::Owned(fold_name(text)));
            }
            if matches!(spec.ty, FieldType::Phones()) && text.starts_with("+62") {
                // People type their numbers with a leading zero.
                texts.push(Cow::Owned(text.replacen("+62", "0", 1)));
            }
            texts.push(Cow::Borrowed(text));
        };
        match marker::Long::read(bytes) {
            Some(text) => note(text),
            None => marker::Lines::read(bytes).into_iter().flatten().for_each(note),
        }
    });
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
                // Only where the spelling of a name differs: the words of a phrase would count records that
                // hold them apart, and every search would cost twice.
                if !folded.is_empty() && folded != fold(query) {
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
