//! The text index: folded texts end to end in one buffer, scanned with SIMD. Between two records
//! stands a line feed, which no folded text holds, so a hit never crosses records. A removed record
//! is overwritten with line feeds: it can no longer be hit, and its words are gone from memory.

use crate::domain::order::InOrder;
use memchr::memmem::Finder;
use rustc_hash::FxHashMap;

use super::fold::{fold, fold_into};

const GAP: u8 = b'\n';

#[derive(Clone, Copy)]
struct Entry {
    start: u32,
    end: u32,
    key: u32,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// How many records hold every word: exact, also when `first` is cut.
    pub total: usize,
    /// The first records by the order in which they were added.
    pub first: Vec<u32>,
}

/// Folded texts by record key.
#[derive(Default)]
pub struct TextIndex {
    buffer: Vec<u8>,
    /// Sorted by `start`, because texts are only ever appended.
    entries: Vec<Entry>,
    place: FxHashMap<u32, u32>,
    dead: usize,
}

impl TextIndex {
    /// An index with room for `bytes` of text.
    pub fn with_capacity(bytes: usize, records: usize) -> TextIndex {
        TextIndex {
            buffer: Vec::with_capacity(bytes),
            entries: Vec::with_capacity(records),
            ..TextIndex::default()
        }
    }

    /// Makes room for so many more records.
    pub fn reserve(&mut self, records: usize) {
        self.entries.reserve(records);
        self.place.reserve(records);
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.place.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.place.is_empty()
    }

    /// How many bytes are held, with those of removed records.
    pub fn bytes(&self) -> usize {
        self.buffer.len()
    }

    /// Sets the texts of a record; what it had before is removed. A word is never made of two texts,
    /// but a search for several words may find them in different texts of one record.
    pub fn put<'a>(&mut self, key: u32, texts: impl IntoIterator<Item = &'a str>) {
        self.remove(key);
        let start = self.buffer.len();
        for text in texts {
            let before = self.buffer.len();
            fold_into(text, &mut self.buffer);
            if self.buffer.len() > before {
                self.buffer.push(GAP);
            }
        }
        if self.buffer.len() == start {
            self.buffer.push(GAP);
        }
        // Texts beyond 4 GiB do not fit a phone, and wasm32 cannot address them.
        let (Ok(from), Ok(end), Ok(at)) =
            (u32::try_from(start), u32::try_from(self.buffer.len()), u32::try_from(self.entries.len()))
        else {
            self.buffer.truncate(start);
            return;
        };
        self.entries.push(Entry { start: from, end, key });
        self.place.insert(key, at);
    }

    /// Removes a record, if it is there.
    pub fn remove(&mut self, key: u32) {
        let Some(at) = self.place.remove(&key) else { return };
        if let Some(entry) = self.entries.get(at as usize)
            && let Some(bytes) = self.buffer.get_mut(entry.start as usize..entry.end as usize)
        {
            bytes.fill(GAP);
            self.dead += bytes.len();
        }
        if self.dead > 1 << 16 && self.dead > self.buffer.len() / 2 {
            self.compact();
        }
    }

    /// Drops the room of removed records.
    pub fn compact(&mut self) {
        let mut fresh = TextIndex::with_capacity(self.buffer.len() - self.dead, self.place.len());
        for (at, entry) in self.entries.iter().enumerate() {
            let live = self.place.get(&entry.key).is_some_and(|place| *place as usize == at);
            if let (true, Some(bytes)) = (live, self.buffer.get(entry.start as usize..entry.end as usize)) {
                let shift = |from: usize| u32::try_from(from).unwrap_or(u32::MAX);
                let start = shift(fresh.buffer.len());
                fresh.buffer.extend_from_slice(bytes);
                fresh.place.insert(entry.key, shift(fresh.entries.len()));
                fresh.entries.push(Entry { start, end: shift(fresh.buffer.len()), key: entry.key });
            }
        }
        *self = fresh;
    }

    /// The records that hold every word of `query` somewhere, also inside a longer word; words in
    /// "quotation marks" must stand together. An empty query finds nothing.
    pub fn search(&self, query: &str, limit: usize) -> Hits {
        let mut words = words_of(query);
        // The longest word is the rarest as a rule, and the fastest to scan for.
        words.order_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        let mut finders = words.iter().map(|word| Finder::new(word.as_bytes()));
        let mut hits = Hits::default();
        let Some(first) = finders.next() else { return hits };
        let others: Vec<Finder<'_>> = finders.collect();
        let mut from = 0;
        let mut at = 0;
        while let Some(found) = self.buffer.get(from..).and_then(|rest| first.find(rest)) {
            at = self.entry_at(at, from + found);
            let Some(entry) = self.entries.get(at) else { break };
            from = entry.end as usize;
            let text = self.buffer.get(entry.start as usize..from).unwrap_or_default();
            if others.iter().all(|word| word.find(text).is_some()) {
                hits.total += 1;
                if hits.first.len() < limit {
                    hits.first.push(entry.key);
                }
            }
        }
        hits
    }

    /// The entry that holds `position`, at or after entry `at`. A frequent word hits the next few
    /// entries, a rare one far ahead, so a few steps are walked before halving.
    fn entry_at(&self, at: usize, position: usize) -> usize {
        let rest = self.entries.get(at..).unwrap_or_default();
        let before = |entry: &Entry| entry.end as usize <= position;
        match rest.iter().take(8).position(|entry| !before(entry)) {
            Some(steps) => at + steps,
            None => at + rest.partition_point(before),
        }
    }
}

fn words_of(query: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (part, text) in query.split(['"', '\u{201c}', '\u{201d}']).enumerate() {
        let folded = fold(text);
        if part % 2 == 1 {
            words.push(folded);
        } else {
            words.extend(folded.split(' ').map(str::to_owned));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn index(texts: &[&str]) -> TextIndex {
        let mut index = TextIndex::default();
        for (key, text) in texts.iter().enumerate() {
            index.put(u32::try_from(key).unwrap(), [*text]);
        }
        index
    }

    #[test]
    fn every_word_must_be_in_the_record_and_each_record_counts_once() {
        let index = index(&["Ibu butuh obat. Obat habis.", "Butuh pangan", "obat"]);
        assert_eq!(index.search("OBAT", 9), Hits { total: 2, first: vec![0, 2] });
        assert_eq!(index.search("obat butuh", 9), Hits { total: 1, first: vec![0] });
        assert_eq!(index.search("obat", 1), Hits { total: 2, first: vec![0] });
        assert_eq!(index.search(" ' ", 9), Hits::default());
    }

    #[test]
    fn quoted_words_stand_together_and_never_across_records() {
        let index = index(&["anak sakit", "sakit anak", "demam"]);
        assert_eq!(index.search("\"anak sakit\"", 9).first, [0]);
        assert_eq!(index.search("\"anak demam\"", 9).total, 0);
    }

    #[test]
    fn a_changed_record_is_found_by_its_new_text_only_and_its_old_words_are_gone() {
        let mut index = index(&["rahasia", "lain"]);
        index.put(0, ["baru", "", "dua"]);
        assert_eq!(index.search("rahasia", 9).total, 0);
        assert_eq!(index.search("dua baru", 9).first, [0]);
        assert!(memchr::memmem::find(&index.buffer, b"rahasia").is_none());
        index.remove(1);
        index.compact();
        assert_eq!((index.len(), index.search("lain", 9).total), (1, 0));
        assert_eq!(index.search("baru", 9).first, [0]);
    }

    proptest! {
        #[test]
        fn a_search_finds_what_a_plain_loop_finds(
            texts in prop::collection::vec("[abc ]{0,8}", 0..20),
            gone in prop::collection::vec(0u32..20, 0..6),
            query in "[abc]{1,2} [abc]{0,2}",
        ) {
            let mut index = TextIndex::default();
            for (key, text) in (0u32..).zip(&texts) {
                index.put(key, [text.as_str()]);
            }
            for key in &gone {
                index.remove(*key);
            }
            let expected: Vec<u32> = (0u32..)
                .zip(&texts)
                .filter(|(key, text)| !gone.contains(key) && query.split_whitespace().all(|w| text.contains(w)))
                .map(|(key, _)| key)
                .collect();
            let hits = index.search(&query, 99);
            prop_assert_eq!(hits.total, expected.len());
            prop_assert_eq!(&hits.first, &expected);
            index.compact();
            prop_assert_eq!(index.search(&query, 99).first, expected);
        }
    }
}
