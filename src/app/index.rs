//! Searching the open book. Invariant: a search never leaves out what is not indexed yet: it takes the missing
//! steps itself, which costs whoever searches in the first moments after the unlock a short wait.

use leptos::prelude::*;

use super::{App, Inner};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::platform::clock;
use crate::search::fold::{fold, fold_name};

/// How many records are folded between two looks at the clock.
const STEP: usize = 200;

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// How many records match, exactly.
    pub total: usize,
    /// The first of them: people before what was written about them, newest first.
    pub first: Vec<RecordId>,
}

impl Inner {
    /// Takes up some more records; `true` once every record can be found.
    fn index_step(&mut self, records: usize) -> bool {
        let Some(ledger) = self.ledger.as_ref() else { return true };
        self.index.step(ledger.book(), records);
        self.index.is_complete(ledger.book())
    }
}

impl App {
    /// Makes every record searchable, in slices. Records that come or change meanwhile are taken up as well.
    pub(super) async fn index_in_slices(self) {
        let mut slices = clock::Slices::start();
        loop {
            let mut done = true;
            self.inner.try_update_value(|inner| done = inner.index_step(STEP));
            if done {
                return;
            }
            slices.breathe_if_due().await;
        }
    }

    /// Makes every record searchable in the background.
    pub(super) fn index_soon(self) {
        wasm_bindgen_futures::spawn_local(async move {
            // The page that is being opened comes first.
            clock::breathe().await;
            self.index_in_slices().await;
        });
    }

    /// Waits until every record can be found without further steps.
    pub async fn searchable(self) {
        self.index_in_slices().await;
    }

    /// Searches names, nicknames, numbers and notes.
    pub fn search(self, query: &str, limit: usize) -> Found {
        self.version.track();
        let query = query.trim();
        if query.chars().count() < 2 {
            return Found::default();
        }
        // Whoever is not found may be recorded a second time, so no record may be missing.
        self.inner.try_update_value(|inner| inner.index_step(usize::MAX));
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
