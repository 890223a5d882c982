//! Stepping through stored field maps without decoding what is stepped over.
//!
//! The lists and the search index read very many records, and a general reader checks the letters of
//! every text that it skips. Here a text that is skipped is a length and nothing more; whoever reads it
//! checks it then. What surprises: values of forms that this version never writes are still stepped
//! over, by the general reader, because a newer version may have written them.

use minicbor::Decoder;

/// How deep the fast steps go; deeper values take the general reader.
const FAST_DEPTH: u8 = 8;

/// The first byte's kind, its number, and the place after them; `None` for what has no plain number.
fn head(bytes: &[u8], at: usize) -> Option<(u8, usize, usize)> {
    let first = *bytes.get(at)?;
    let number = |length: usize| {
        let digits = bytes.get(at + 1..at + 1 + length)?;
        digits.iter().try_fold(0_usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))
    };
    let (number, length) = match first & 31 {
        small @ 0..=23 => (usize::from(small), 0),
        24 => (number(1)?, 1),
        25 => (number(2)?, 2),
        26 => (number(4)?, 4),
        _ => return None,
    };
    Some((first >> 5, number, at + 1 + length))
}

/// Where the value that starts at `at` ends.
fn end_of(bytes: &[u8], at: usize, depth: u8) -> Option<usize> {
    let general = || {
        let mut d = Decoder::new(bytes);
        d.set_position(at);
        d.skip().ok()?;
        Some(d.position())
    };
    let Some((kind, number, after)) = head(bytes, at) else { return general() };
    let end = match kind {
        // Whole numbers, and null, false and true.
        0 | 1 | 7 => after,
        // Bytes and texts.
        2 | 3 => after.checked_add(number)?,
        4 | 5 if depth > 0 => {
            let items = if kind == 5 { number.checked_mul(2)? } else { number };
            let mut place = after;
            for _ in 0..items {
                place = end_of(bytes, place, depth - 1)?;
            }
            place
        }
        _ => return general(),
    };
    (end <= bytes.len()).then_some(end)
}

/// Calls back with the name and the bytes of each entry of a map, until it returns `false` or the map ends.
fn walk<'a>(map: &'a [u8], mut visit: impl FnMut(&'a [u8], &'a [u8]) -> bool) -> Option<()> {
    let (5, count, mut at) = head(map, 0)? else { return None };
    for _ in 0..count {
        let (3, length, start) = head(map, at)? else { return None };
        let name = map.get(start..start.checked_add(length)?)?;
        let from = start + length;
        at = end_of(map, from, FAST_DEPTH)?;
        if !visit(name, map.get(from..at)?) {
            break;
        }
    }
    Some(())
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

/// The same with the names as they are stored: whoever only compares them need not know that they are text.
pub(super) fn each_stored<'a>(map: &'a [u8], mut visit: impl FnMut(&'a [u8], &'a [u8])) {
    let _ = walk(map, |name, value| {
        visit(name, value);
        true
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

    #[test]
    fn what_only_a_newer_version_writes_is_stepped_over() {
        // {"a": 1.5, "b": a text of unknown length, "c": a tagged number, "d": 7}
        let map = b"\xa4\x61a\xf9\x3e\x00\x61b\x7f\x61x\xff\x61c\xc1\x05\x61d\x07";
        assert_eq!(find_field(map, "d"), Some(&b"\x07"[..]));
        assert_eq!(find_field(map, "b"), Some(&b"\x7f\x61x\xff"[..]));
    }
}
