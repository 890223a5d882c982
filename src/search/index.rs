//! The search index of the open book: the searched fields of every record, folded, in memory only.
//!
//! It is filled in steps, because folding all notes would hold the page for long. Invariant: a record before the
//! place that the steps have reached is found by its present text, and [`SearchIndex::is_complete`] says whether
//! any lies behind it; whoever searches before that takes the missing steps first. What surprises: a record that
//! changes before its turn is left to its turn.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::fold::fold_name;
use super::scan::TextIndex;
use crate::domain::field::{FieldKind, FieldType, marker};
use crate::domain::id::RecordId;
use crate::domain::kind::{FieldSpec, Trait};
use crate::ledger::{Book, RecordRef, records_of};

/// Folded texts of the records of one book.
#[derive(Default)]
pub struct SearchIndex {
    texts: TextIndex,
    ids: Vec<RecordId>,
    numbers: FxHashMap<RecordId, u32>,
    /// The searched fields of each kind.
    specs: FxHashMap<&'static str, Vec<&'static FieldSpec>>,
    /// How many of the book's places were looked at.
    reached: usize,
    /// Who stands for whom, as it was at the last look.
    merged: Vec<(RecordId, RecordId)>,
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What was written about people is in here, so only its size is shown.
        f.debug_struct("SearchIndex").field("reached", &self.reached).finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// Whether every record of the book is in.
    pub fn is_complete(&self, book: &Book) -> bool {
        self.reached >= book.places()
    }

    /// Takes up some more records of the book.
    pub fn step(&mut self, book: &Book, records: usize) {
        let end = self.reached.saturating_add(records).min(book.places());
        if self.reached == 0 {
            self.numbers.reserve(book.places());
            self.ids.reserve(book.places());
            self.texts.reserve(book.places());
        }
        for place in self.reached..end {
            if let Some(record) = book.at_place(place) {
                self.put(record);
            }
        }
        self.reached = self.reached.max(end);
    }

    /// Takes up all that is missing.
    pub fn complete(&mut self, book: &Book) {
        self.step(book, usize::MAX);
    }

    /// Takes up what commits have changed in records that were looked at before; new ones wait for their step.
    pub fn refresh<'a>(&mut self, book: &Book, commits: impl IntoIterator<Item = &'a [u8]>) {
        for id in commits.into_iter().filter_map(|bytes| records_of(bytes).ok()).flatten() {
            self.look_again(book, id);
        }
        // One commit may bring together, or apart, records that it does not write.
        let merged: Vec<_> = book.merged().collect();
        if merged != self.merged {
            let before = std::mem::replace(&mut self.merged, merged);
            // Both stand by their ids. Of those who stay together nothing is read again.
            let not_in = |others: &[_], one: &_| others.binary_search(one).is_err();
            let gone = before.iter().filter(|one| not_in(&self.merged, one));
            let come = self.merged.iter().filter(|one| not_in(&before, one));
            let other: Vec<_> = gone.chain(come).copied().collect();
            for (id, main) in other {
                self.look_again(book, id);
                self.look_again(book, main);
            }
        }
    }

    fn look_again(&mut self, book: &Book, id: RecordId) {
        if book.place_of(id).is_some_and(|place| place >= self.reached) {
            return;
        }
        match book.get(id) {
            Some(record) if record.id() == id => self.put(record),
            Some(main) => {
                // Its words are found with the one that stands for it.
                self.remove(id);
                if book.place_of(main.id()).is_some_and(|place| place < self.reached) {
                    self.put(main);
                }
            }
            None => self.remove(id),
        }
    }

    /// Follows a book that was folded anew from fewer texts: its places are others, so all are looked at again.
    pub fn begin_again(&mut self) {
        *self = SearchIndex::default();
    }

    /// How many records hold the words, exactly, and the first of them in the order in which they were taken up.
    pub fn search(&self, query: &str, limit: usize) -> (usize, Vec<RecordId>) {
        let hits = self.texts.search(query, limit);
        let ids = hits.first.iter().filter_map(|number| self.ids.get(*number as usize).copied()).collect();
        (hits.total, ids)
    }

    fn remove(&mut self, id: RecordId) {
        if let Some(number) = self.numbers.get(&id) {
            self.texts.remove(*number);
        }
    }

    fn put(&mut self, record: RecordRef<'_>) {
        let Some(kind) = record.spec() else { return };
        let is_searched = |spec: &&FieldSpec| spec.is(Trait::Searched);
        let specs =
            self.specs.entry(kind.name).or_insert_with(|| kind.fields.iter().filter(is_searched).collect());
        let mut texts = searched_texts(record, specs);
        let book = record.book();
        for other in book.others_of(record.id()) {
            texts.extend(searched_texts(other, specs));
        }
        if texts.is_empty() {
            return self.remove(record.id());
        }
        let number = match self.numbers.get(&record.id()) {
            Some(number) => *number,
            None => {
                let number = self.ids.len() as u32;
                self.ids.push(record.id());
                self.numbers.insert(record.id(), number);
                number
            }
        };
        self.texts.put(number, texts.iter().map(Cow::as_ref));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::DeviceId;
    use crate::domain::kind::{Draft, FieldSet};
    use crate::domain::record::casework::note;
    use crate::ledger::{Author, Ledger, Stamp};

    #[test]
    fn somebody_who_was_recorded_twice_is_found_once_by_either_name() {
        use crate::domain::kind::{DELETED, SAME_AS};
        use crate::domain::record::spine::person;
        let mut desk = Desk::new();
        let mut index = SearchIndex::default();
        let mut set = |index: &mut SearchIndex, id: u8, fields: FieldSet| {
            let author = desk.author();
            let draft = Draft { kind: person::SPEC.name, record: RecordId([id; 16]), parent: None, fields };
            let bytes = desk.0.prepare(&author, vec![draft], &mut || [0; 16]).bytes;
            desk.0.accept(&bytes).unwrap();
            index.refresh(desk.0.book(), [bytes.as_slice()]);
            index.complete(desk.0.book());
        };
        let named = |name: &str| FieldSet::new().with(person::NAME, name);
        let found = |index: &SearchIndex, text: &str| index.search(text, 9);
        let (one, other) = (vec![RecordId([1; 16])], vec![RecordId([2; 16])]);
        set(&mut index, 1, named("siti aminah"));
        set(&mut index, 2, named("mbak iti aminah"));
        assert_eq!(found(&index, "aminah").0, 2);
        set(&mut index, 2, FieldSet::new().with(SAME_AS, RecordId([1; 16])));
        for text in ["siti aminah", "mbak iti", "aminah"] {
            assert_eq!(found(&index, text), (1, one.clone()), "{text}");
        }
        // In the trash it gives its words to nobody; out of it, again.
        for (deleted, count) in [(true, 0), (false, 1)] {
            set(&mut index, 2, FieldSet::new().with(DELETED, deleted));
            assert_eq!((found(&index, "mbak").0, found(&index, "siti").0), (count, 1));
        }
        // Where the one that stands for three goes to the trash, the two others come up again, and go with it when it is back.
        set(&mut index, 3, named("bu iti"));
        set(&mut index, 3, FieldSet::new().with(SAME_AS, RecordId([1; 16])));
        for (deleted, siti, iti) in [(true, 0, 2), (false, 1, 1)] {
            set(&mut index, 1, FieldSet::new().with(DELETED, deleted));
            assert_eq!((found(&index, "siti").0, found(&index, "iti").0), (siti, iti), "{deleted}");
        }
        for id in [3, 2] {
            assert_eq!((found(&index, "bu iti").0, found(&index, "mbak").1), (1, one.clone()));
            let mut fields = FieldSet::new();
            fields.clear(SAME_AS);
            set(&mut index, id, fields);
        }
        assert_eq!((found(&index, "siti aminah"), found(&index, "mbak")), ((1, one), (1, other)));
        assert_eq!(found(&index, "aminah").0, 2);
    }

    struct Desk(Ledger, u64);

    impl Desk {
        fn new() -> Self {
            Desk(Ledger::new(DeviceId([1; 16])), 0)
        }

        fn author(&mut self) -> Author<'static> {
            self.1 += 1;
            Author { name: "Rina", at: Stamp { ms: self.1 as i64, offset: 420 } }
        }

        fn write(&mut self, id: u8, text: &str) -> Vec<u8> {
            let author = self.author();
            let fields = FieldSet::new().with(note::TEXT, text.to_owned());
            let draft = Draft { kind: note::SPEC.name, record: RecordId([id; 16]), parent: None, fields };
            let prepared = self.0.prepare(&author, vec![draft], &mut || [0; 16]);
            self.0.accept(&prepared.bytes).unwrap();
            prepared.bytes
        }

        fn erase(&mut self, id: u8) -> Vec<u8> {
            let author = self.author();
            let prepared = self.0.prepare_erase(&author, &[RecordId([id; 16])], Vec::new(), &mut || [0; 16]);
            self.0.accept(&prepared.bytes).unwrap();
            prepared.bytes
        }
    }

    fn found(index: &SearchIndex, query: &str) -> Vec<u8> {
        index.search(query, 99).1.iter().map(|id| id.0[0]).collect()
    }

    #[test]
    fn an_index_is_complete_only_when_every_record_is_in() {
        let mut desk = Desk::new();
        for id in 1..=5 {
            desk.write(id, "demam tinggi");
        }
        let mut index = SearchIndex::default();
        index.step(desk.0.book(), 2);
        assert!(!index.is_complete(desk.0.book()));
        assert_eq!(found(&index, "demam"), [1, 2]);
        index.complete(desk.0.book());
        assert!(index.is_complete(desk.0.book()));
        assert_eq!(found(&index, "demam"), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_save_in_the_middle_of_the_steps_is_found_by_its_new_text_only() {
        let mut desk = Desk::new();
        for id in 1..=4 {
            desk.write(id, "demam");
        }
        let mut index = SearchIndex::default();
        index.step(desk.0.book(), 2);
        // One that was looked at, one that was not, and one that is new.
        for (id, text) in [(1, "batuk"), (4, "batuk"), (5, "batuk")] {
            let commit = desk.write(id, text);
            index.refresh(desk.0.book(), [commit.as_slice()]);
        }
        assert!(!index.is_complete(desk.0.book()));
        index.complete(desk.0.book());
        assert_eq!(found(&index, "demam"), [2, 3]);
        let mut late = found(&index, "batuk");
        late.sort_unstable();
        assert_eq!(late, [1, 4, 5]);
    }

    #[test]
    fn an_erasure_in_the_middle_of_the_steps_leaves_nothing_to_find() {
        let mut desk = Desk::new();
        for id in 1..=4 {
            desk.write(id, "demam");
        }
        let mut index = SearchIndex::default();
        index.step(desk.0.book(), 2);
        for id in [1, 3] {
            let commit = desk.erase(id);
            index.refresh(desk.0.book(), [commit.as_slice()]);
        }
        assert_eq!(found(&index, "demam"), [2]);
        let clean = desk.0.scrub().unwrap();
        index.begin_again();
        assert!(!index.is_complete(clean.book()));
        index.complete(clean.book());
        assert_eq!(found(&index, "demam"), [2, 4]);
    }

    #[test]
    fn a_record_that_loses_its_text_is_no_longer_found_by_it() {
        let mut desk = Desk::new();
        desk.write(1, "demam");
        let mut index = SearchIndex::default();
        index.complete(desk.0.book());
        let author = desk.author();
        let fields = FieldSet([(note::TEXT.name.to_owned(), crate::domain::value::Value::Null)].into());
        let draft = Draft { kind: note::SPEC.name, record: RecordId([1; 16]), parent: None, fields };
        let prepared = desk.0.prepare(&author, vec![draft], &mut || [0; 16]);
        desk.0.accept(&prepared.bytes).unwrap();
        index.refresh(desk.0.book(), [prepared.bytes.as_slice()]);
        assert_eq!(found(&index, "demam"), [0_u8; 0]);
    }
}
