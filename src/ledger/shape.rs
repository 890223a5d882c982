//! Records of one kind that are written alike, and where their fields lie.
//!
//! Most records of a kind have the same fields, with values of the same length. A few comparisons say so, and then every
//! field lies where it lay in the record before. What surprises: a record is not stepped through, and yet nothing is taken
//! on trust. Whatever leads from one field to the next (the number of fields, the names, how long each value is) is
//! compared; only the letters of texts are not.

use super::step::{NULL, Name, each_wanted, word};
use crate::domain::field::letters;

/// How one record is written, up to the last wanted field.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    length: usize,
    /// Eight bytes at a place: which of them are compared, and what they are.
    words: Vec<(usize, u64, u64)>,
    /// Where the wanted fields begin and end.
    ranges: Vec<(usize, usize)>,
}

/// Of what is not there or null: no map has it.
const NOWHERE: (usize, usize) = (1, 0);

/// Of a shape that no other record has.
const NO_LENGTH: usize = usize::MAX;

impl Shape {
    /// Of no record.
    pub const NONE: Shape = Shape { length: NO_LENGTH, words: Vec::new(), ranges: Vec::new() };

    /// Of a record, by a walk through it.
    #[inline(never)]
    pub fn learn(map: &[u8], wanted: &[Name<'_>]) -> Shape {
        let mut shape = Shape { length: map.len(), words: Vec::new(), ranges: vec![NOWHERE; wanted.len()] };
        let mut at = 0;
        let whole = each_wanted(map, wanted, |number, spot| {
            let value = map.get(spot.value..spot.end).unwrap_or_default();
            let free = letters(value).map_or(0, <[u8]>::len);
            shape.compare(map, at, spot.end - free);
            at = spot.end;
            if let Some(range) = number.and_then(|number| shape.ranges.get_mut(number))
                && value != NULL
            {
                *range = (spot.value, spot.end);
            }
        });
        if whole.is_none() || shape.words.is_empty() {
            // What it ends with, or that it holds nothing, is not among what is compared.
            shape.length = NO_LENGTH;
        }
        shape
    }

    /// Adds some bytes to what is compared.
    fn compare(&mut self, map: &[u8], from: usize, to: usize) {
        for start in (from..to).step_by(8) {
            let length = (to - start).min(8);
            // Near the end of the map the eight bytes begin before it.
            let place = start.min(map.len().saturating_sub(8));
            let mask = (u64::MAX >> (64 - 8 * length)) << (8 * (start - place));
            let word = word(map, place).unwrap_or_default();
            self.words.push((place, mask, word & mask));
        }
    }

    /// Whether a record is written alike.
    #[inline(always)]
    pub fn is_of(&self, map: &[u8]) -> bool {
        map.len() == self.length
            && self
                .words
                .iter()
                .all(|(place, mask, known)| word(map, *place).is_some_and(|word| word & mask == *known))
    }

    /// Gives the wanted fields of a record that is written alike.
    #[inline(always)]
    pub fn give<'a>(&self, map: &'a [u8], found: &mut [Option<&'a [u8]>]) {
        for (place, (from, to)) in found.iter_mut().zip(&self.ranges) {
            *place = map.get(*from..*to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::{Fields, Value, encode_fields};
    use crate::ledger::step::pick;
    use proptest::prelude::*;

    /// Values of few lengths, so that two records are often written alike.
    fn values() -> impl Strategy<Value = Value> {
        prop_oneof![
            4 => "[ab]{4}".prop_map(Value::Text),
            2 => prop::sample::select(vec!["", "a", "b"]).prop_map(|text| Value::Text(text.to_owned())),
            1 => "[ab]{24}".prop_map(Value::Text),
            1 => "[ab]{256}".prop_map(Value::Text),
            1 => (0_i64..3).prop_map(Value::Int),
            1 => Just(Value::Int(500)),
            1 => any::<bool>().prop_map(Value::Bool),
            1 => Just(Value::Null),
            1 => prop::collection::vec("[ab]{1}".prop_map(Value::Text), 0..3).prop_map(Value::List),
        ]
    }

    fn map_of(fields: &Fields) -> Vec<u8> {
        let mut map = Vec::new();
        encode_fields(fields, &mut map);
        map
    }

    proptest! {
        #[test]
        fn what_is_written_alike_is_read_as_by_a_walk(
            before in prop::collection::btree_map("[ab]{1,2}|[ab]{12}", values(), 0..6),
            change in prop::collection::vec(prop::option::weighted(0.4, values()), 6),
            wanted in prop::collection::btree_set("[ab]{1,2}|[ab]{12}", 3),
            cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
            wrong in prop::option::weighted(0.2, (any::<prop::sample::Index>(), any::<u8>())),
        ) {
            let after: Fields = (before.iter().zip(change))
                .map(|((name, value), other)| (name.clone(), other.unwrap_or_else(|| value.clone())))
                .collect();
            let (mut before, mut after) = (map_of(&before), map_of(&after));
            if let Some(cut) = cut {
                let cut = cut.index(before.len());
                before.truncate(cut);
                after.truncate(cut);
            }
            if let Some((place, byte)) = wrong && !after.is_empty() {
                let place = place.index(after.len());
                after[place] = byte;
            }
            let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
            let names: [Name<'_>; 3] = [Name::of(names[0]), Name::of(names[1]), Name::of(names[2])];
            let by_walk = |map| {
                let mut found = [None; 3];
                pick(map, &names, &mut found);
                found
            };
            let shape = Shape::learn(&before, &names);
            let by_shape = |map| {
                let mut found = [None; 3];
                shape.give(map, &mut found);
                found
            };
            prop_assert_eq!(by_shape(&before), by_walk(&before));
            if shape.is_of(&after) {
                prop_assert_eq!(by_shape(&after), by_walk(&after));
            }
        }
    }

    #[test]
    fn records_that_differ_in_their_letters_alone_are_alike() {
        let map = |date: &str, seen: bool, result: &str| {
            let text = |text: &str| Value::Text(text.to_owned());
            map_of(&Fields::from([
                ("date".to_owned(), text(date)),
                ("outbreak".to_owned(), text("0198c000-0000-7000-8000-000000000000")),
                ("result".to_owned(), text(result)),
                ("seen".to_owned(), Value::Bool(seen)),
            ]))
        };
        let before = map("2026-11-01", true, "well");
        let names = ["date", "outbreak", "result"].map(Name::of);
        let shape = Shape::learn(&before, &names);
        assert!(shape.is_of(&before));
        assert!(shape.is_of(&map("1999-01-31", true, "sick")));
        // What stands behind the last wanted field does not count, its length does.
        assert!(shape.is_of(&map("2026-11-01", false, "well")));
        assert!(!shape.is_of(&map("2026-11-01", true, "absent")));
        assert!(!Shape::learn(&before, &["date", "seen"].map(Name::of)).is_of(&map(
            "2026-11-01",
            false,
            "well"
        )));
        assert!(!shape.is_of(&[]));
        // Of a map that says it is empty nothing is known of what has its length.
        assert!(!Shape::learn(b"\xa0\x61a\x01", &[Name::of("a")]).is_of(b"\xa1\x61a\x01"));
    }
}
