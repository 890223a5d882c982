//! Stepping through stored field maps without decoding what is stepped over.
//!
//! The lists and the search index read very many records, and a general reader checks the letters of
//! every text that it skips. Here a text that is skipped is a length and nothing more; whoever reads it
//! checks it then. What surprises: values of forms that this version never writes are still stepped
//! over, by the general reader, because a newer version may have written them.

use minicbor::Decoder;

/// How null is stored.
pub(super) const NULL: &[u8] = &[0xf6];

/// How deep the fast steps go; deeper values take the general reader.
const FAST_DEPTH: u8 = 8;

/// The first byte's kind, its number, and the place after them; `None` for what has no plain number.
#[inline(always)]
fn head(bytes: &[u8], at: usize) -> Option<(u8, usize, usize)> {
    let first = *bytes.get(at)?;
    match first & 31 {
        small @ 0..=23 => Some((first >> 5, usize::from(small), at + 1)),
        24 => Some((first >> 5, usize::from(*bytes.get(at + 1)?), at + 2)),
        _ => long_head(bytes, at),
    }
}

/// The same where the number takes several bytes.
#[cold]
fn long_head(bytes: &[u8], at: usize) -> Option<(u8, usize, usize)> {
    let first = *bytes.get(at)?;
    let length = match first & 31 {
        25 => 2,
        26 => 4,
        _ => return None,
    };
    let digits = bytes.get(at + 1..at + 1 + length)?;
    let number =
        digits.iter().try_fold(0_usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))?;
    Some((first >> 5, number, at + 1 + length))
}

/// Where the value that starts at `at` ends, if nothing is cut off: in one look for what nearly all fields hold.
#[inline(always)]
fn end_of(bytes: &[u8], at: usize) -> Option<usize> {
    match *bytes.get(at)? {
        head @ 0x60..=0x77 => Some(at + 1 + usize::from(head - 0x60)),
        0x78 => Some(at + 2 + usize::from(*bytes.get(at + 1)?)),
        0x00..=0x17 | 0xf4..=0xf6 => Some(at + 1),
        _ => end_of_any(bytes, at, FAST_DEPTH),
    }
}

/// The same of any value.
fn end_of_any(bytes: &[u8], at: usize, depth: u8) -> Option<usize> {
    let general = || {
        let mut d = Decoder::new(bytes);
        d.set_position(at);
        d.skip().ok()?;
        Some(d.position())
    };
    let Some((kind, number, after)) = head(bytes, at) else { return general() };
    let end = match kind {
        0 | 1 | 7 => after,
        2 | 3 => after.checked_add(number)?,
        4 | 5 if depth > 0 => {
            let items = if kind == 5 { number.checked_mul(2)? } else { number };
            let mut place = after;
            for _ in 0..items {
                place = end_of_any(bytes, place, depth - 1)?;
            }
            place
        }
        _ => return general(),
    };
    (end <= bytes.len()).then_some(end)
}

/// Where one field of a map lies: its name begins at `name`, its value at `value`, and the next field at `end`.
pub(super) struct Spot {
    pub name: usize,
    pub value: usize,
    pub end: usize,
}

/// Calls back with the place of each field of a map, until it returns `false` or the map ends.
#[inline(always)]
fn each_spot(map: &[u8], mut visit: impl FnMut(Spot) -> bool) -> Option<()> {
    let (5, count, mut at) = head(map, 0)? else { return None };
    for _ in 0..count {
        let (3, length, name) = head(map, at)? else { return None };
        let value = name.checked_add(length)?;
        at = end_of(map, value).filter(|end| *end <= map.len())?;
        if !visit(Spot { name, value, end: at }) {
            break;
        }
    }
    Some(())
}

/// The same with the name and the bytes of the value.
#[inline(always)]
fn walk<'a>(map: &'a [u8], mut visit: impl FnMut(&'a [u8], &'a [u8]) -> bool) -> Option<()> {
    each_spot(map, |Spot { name, value, end }| match (map.get(name..value), map.get(value..end)) {
        (Some(name), Some(bytes)) => visit(name, bytes),
        _ => false,
    })
}

/// Steps through a field map without decoding the values; a map that is cut off gives what is whole.
pub(super) fn each_entry<'a>(map: &'a [u8], mut visit: impl FnMut(&'a str, &'a [u8])) {
    let _ = walk(map, |name, value| match std::str::from_utf8(name) {
        Ok(name) => {
            visit(name, value);
            true
        }
        Err(_) => false,
    });
}

/// A name with its first eight letters as one number: lists compare several for each of a hundred thousand records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    text: &'a str,
    first: u64,
}

impl<'a> Name<'a> {
    #[inline(always)]
    pub fn of(text: &'a str) -> Name<'a> {
        Name { text, first: first(text.as_bytes(), 0, text.len()) }
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Whether it is the name at a place.
    #[inline(always)]
    fn is_at(&self, map: &[u8], start: usize, length: usize, letters: u64) -> bool {
        self.first == letters
            && self.text.len() == length
            && (length <= 8 || map.get(start..start + length) == Some(self.text.as_bytes()))
    }
}

/// Eight bytes at a place, the first the lowest.
#[inline(always)]
pub(super) fn word(bytes: &[u8], place: usize) -> Option<u64> {
    bytes.get(place..)?.first_chunk().map(|word| u64::from_le_bytes(*word))
}

/// The first eight letters of a name as one number, fewer of a shorter one.
#[inline(always)]
fn first(bytes: &[u8], start: usize, length: usize) -> u64 {
    // As a rule something stands behind the name.
    match word(bytes, start) {
        Some(word) if length < 8 => word & !(u64::MAX << (8 * length)),
        Some(word) => word,
        None => {
            let letters = bytes.get(start..).unwrap_or_default().iter().take(length).rev();
            letters.fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        }
    }
}

/// Calls back with the place of each field and its number among the wanted names, until all of those were met; `None` where
/// the map is cut off or of an unknown form before. Whoever only compares names need not know that they are text.
#[inline(always)]
pub(super) fn each_wanted(
    map: &[u8],
    wanted: &[Name<'_>],
    mut visit: impl FnMut(Option<usize>, Spot),
) -> Option<()> {
    let mut left = wanted.len();
    each_spot(map, |spot| {
        let length = spot.value - spot.name;
        let letters = first(map, spot.name, length);
        let number = wanted.iter().position(|name| name.is_at(map, spot.name, length, letters));
        left -= usize::from(number.is_some());
        visit(number, spot);
        left > 0
    })
}

/// The bytes of several fields, in the order of their names here; null counts as absent.
pub(super) fn pick<'a>(map: &'a [u8], wanted: &[Name<'_>], found: &mut [Option<&'a [u8]>]) {
    let _ = each_wanted(map, wanted, |number, spot| {
        if let Some(place) = number.and_then(|number| found.get_mut(number)) {
            *place = map.get(spot.value..spot.end).filter(|value| *value != NULL);
        }
    });
}

/// The bytes of one field. Names are stored in order, so the walk ends where the name would stand.
pub(super) fn find_field<'a>(map: &'a [u8], wanted: &str) -> Option<&'a [u8]> {
    let mut found = None;
    walk(map, |name, value| {
        if name == wanted.as_bytes() {
            found = Some(value);
        }
        name < wanted.as_bytes()
    })?;
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::{Fields, Value, encode_fields};
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Int),
            "\\PC{0,40}".prop_map(Value::Text),
            "[a-z]{250,270}".prop_map(Value::Text),
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
                prop::collection::btree_map("[a-z]{1,3}", inner, 0..4).prop_map(Value::Map),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_field_is_found_as_it_was_written_and_a_cut_map_gives_whole_fields_only(
            fields in prop::collection::btree_map("[a-z]{1,6}", values(), 0..6),
            cut in any::<prop::sample::Index>(),
        ) {
            let fields: Fields = fields;
            let mut map = Vec::new();
            encode_fields(&fields, &mut map);
            let mut seen = Fields::new();
            each_entry(&map, |name, bytes| {
                seen.insert(name.to_owned(), Value::from_bytes(bytes).unwrap());
            });
            prop_assert_eq!(&seen, &fields);
            for (name, value) in &fields {
                prop_assert_eq!(&Value::from_bytes(find_field(&map, name).unwrap()).unwrap(), value);
            }
            prop_assert_eq!(find_field(&map, "0"), None);
            let short = map.get(..cut.index(map.len())).unwrap();
            each_entry(short, |name, bytes| {
                assert_eq!(Value::from_bytes(bytes).unwrap(), fields[name]);
            });
        }
    }

    proptest! {
        #[test]
        fn of_several_fields_each_is_found_alone_whatever_stands_around_it(
            fields in prop::collection::btree_map("[ab]{0,6}|[ab]{7,20}", values(), 0..8),
            others in prop::collection::vec("[ab]{0,20}", 3),
            cut in any::<prop::sample::Index>(),
        ) {
            let fields: Fields = fields;
            let mut map = Vec::new();
            encode_fields(&fields, &mut map);
            let wanted: Vec<&str> = fields.keys().chain(&others).map(String::as_str).collect();
            for map in [&map[..], &map[..cut.index(map.len())]] {
                for part in wanted.chunks(3) {
                    let names: Vec<Name<'_>> = part.iter().map(|name| Name::of(name)).collect();
                    let mut found = vec![None; part.len()];
                    pick(map, &names, &mut found);
                    for (place, name) in part.iter().enumerate() {
                        // The first of two that ask for one name has it.
                        if part[..place].contains(name) {
                            continue;
                        }
                        let alone = find_field(map, name).filter(|value| *value != NULL);
                        prop_assert_eq!(found[place], alone);
                    }
                }
            }
        }
    }

    #[test]
    fn what_only_a_newer_version_writes_is_stepped_over() {
        // {"a": 1.5, "b": a text of unknown length, "c": a tagged number, "d": 7}
        let map = b"\xa4\x61a\xf9\x3e\x00\x61b\x7f\x61x\xff\x61c\xc1\x05\x61d\x07";
        assert_eq!(find_field(map, "d"), Some(&b"\x07"[..]));
        assert_eq!(find_field(map, "b"), Some(&b"\x7f\x61x\xff"[..]));
    }
}
