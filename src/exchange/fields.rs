//! The fields of a change, from JSON straight into the bytes that the ledger keeps.
//!
//! Invariant: what is written is what [`crate::domain::value::encode_fields`] writes of the same fields: names in
//! order, none twice, no fractions, nothing deeper than it can be read again. What surprises: a map's names nearly always
//! come in order, because an export writes them so; only where they do not is the map written a second time.

use std::fmt;

use minicbor::{Decoder, Encoder};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::parse::{MAX_ITEMS, TOO_DEEP, TOO_MANY};
use crate::domain::value::MAX_DEPTH;

/// A map of fields as stored.
pub struct FieldBytes(pub Vec<u8>);

impl<'de> Deserialize<'de> for FieldBytes {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let mut out = Vec::with_capacity(512);
        d.deserialize_map(Fields(&mut out))?;
        Ok(FieldBytes(out))
    }
}

/// Fields are a map and nothing else.
struct Fields<'o>(&'o mut Vec<u8>);

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        write_map(access, 1, self.0)
    }
}

const MAP: u8 = 0xa0;
const LIST: u8 = 0x80;

/// Puts the head of a map or list where room for its smallest form was left.
fn put_head(out: &mut Vec<u8>, start: usize, kind: u8, count: usize) {
    if let (Ok(small @ 0..=23), Some(slot)) = (u8::try_from(count), out.get_mut(start)) {
        *slot = kind | small;
        return;
    }
    let mut head = Vec::with_capacity(9);
    let mut e = Encoder::new(&mut head);
    // Writing into a `Vec` cannot fail.
    drop(if kind == MAP { e.map(count as u64) } else { e.array(count as u64) });
    out.splice(start..=start, head);
}

/// Writes a name at the end of a map; the place where its letters begin.
fn write_name(out: &mut Vec<u8>, name: &str) -> usize {
    drop(Encoder::new(&mut *out).str(name));
    out.len() - name.len()
}

/// Writes a name that is not kept.
struct Name<'o>(&'o mut Vec<u8>);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = (usize, usize);

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(usize, usize), D::Error> {
        d.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = (usize, usize);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<(usize, usize), E> {
        let start = write_name(self.0, name);
        Ok((start, self.0.len()))
    }
}

/// `depth` as [`crate::domain::value::Value::decode`] counts it, so that what is written can be read.
fn write_map<'de, A: MapAccess<'de>>(mut access: A, depth: usize, out: &mut Vec<u8>) -> Result<(), A::Error> {
    let start = out.len();
    out.push(MAP);
    let mut count = 0;
    let mut before: Option<(usize, usize)> = None;
    let mut in_order = true;
    while let Some((from, to)) = access.next_key_seed(Name(out))? {
        if count >= MAX_ITEMS {
            return Err(A::Error::custom(TOO_MANY));
        }
        if let Some((last_from, last_to)) = before {
            match out.get(last_from..last_to).cmp(&out.get(from..to)) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => return Err(A::Error::custom("a key twice")),
                std::cmp::Ordering::Greater => in_order = false,
            }
        }
        before = Some((from, to));
        access.next_value_seed(ValueSeed { depth, out })?;
        count += 1;
    }
    if !in_order {
        put_in_order(out, start + 1, count).ok_or_else(|| A::Error::custom("a key twice"))?;
    }
    put_head(out, start, MAP, count);
    Ok(())
}

/// Sorts the entries that begin at `start`; `None` if a name is there twice.
fn put_in_order(out: &mut Vec<u8>, start: usize, count: usize) -> Option<()> {
    let entries = out.split_off(start);
    let mut places: Vec<(&str, &[u8])> = Vec::with_capacity(count);
    let mut d = Decoder::new(&entries);
    for _ in 0..count {
        let from = d.position();
        let name = d.str().ok()?;
        d.skip().ok()?;
        places.push((name, entries.get(from..d.position())?));
    }
    places.sort_unstable_by_key(|(name, _)| *name);
    if places.windows(2).any(|pair| matches!(pair, [(one, _), (other, _)] if one == other)) {
        return None;
    }
    places.iter().for_each(|(_, bytes)| out.extend_from_slice(bytes));
    Some(())
}

struct ValueSeed<'o> {
    depth: usize,
    out: &'o mut Vec<u8>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(D::Error::custom(TOO_DEEP));
        }
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, true, false, a whole number, text, a list or an object")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        drop(Encoder::new(self.out).null());
        Ok(())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        drop(Encoder::new(self.out).bool(flag));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        drop(Encoder::new(self.out).i64(number));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        let number = i64::try_from(number).map_err(|_| E::custom("a number without end"))?;
        self.visit_i64(number)
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        drop(Encoder::new(self.out).str(text));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let start = self.out.len();
        self.out.push(LIST);
        let mut count = 0;
        while access.next_element_seed(ValueSeed { depth: self.depth + 1, out: self.out })?.is_some() {
            if count >= MAX_ITEMS {
                return Err(A::Error::custom(TOO_MANY));
            }
            count += 1;
        }
        put_head(self.out, start, LIST, count);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        write_map(access, self.depth + 1, self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::tests::any_value;
    use crate::domain::value::{Fields as Tree, Value, encode_fields};
    use proptest::prelude::*;

    fn read(json: &str) -> Result<Vec<u8>, String> {
        serde_json::from_str::<FieldBytes>(json).map(|it| it.0).map_err(|error| error.to_string())
    }

    fn json(value: &Value, turned: bool) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Bool(flag) => flag.to_string(),
            Value::Int(number) => number.to_string(),
            Value::Text(text) => serde_json::to_string(text).unwrap(),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| json(item, turned)).collect();
                format!("[{}]", items.join(","))
            }
            Value::Map(map) => {
                let mut entries: Vec<String> = map
                    .iter()
                    .map(|(name, value)| {
                        format!("{}:{}", serde_json::to_string(name).unwrap(), json(value, turned))
                    })
                    .collect();
                if turned {
                    entries.reverse();
                }
                format!("{{{}}}", entries.join(","))
            }
        }
    }

    proptest! {
        #[test]
        fn fields_become_the_bytes_of_their_tree_whatever_the_order_of_their_names(
            fields in prop::collection::btree_map(".{0,5}", any_value(), 0..40),
            turned in any::<bool>(),
        ) {
            let fields: Tree = fields;
            let mut expected = Vec::new();
            encode_fields(&fields, &mut expected);
            prop_assert_eq!(read(&json(&Value::Map(fields), turned)).unwrap(), expected);
        }
    }

    #[test]
    fn long_lists_and_many_fields_have_the_longer_heads() {
        for count in [23, 24, 255, 256, 300, 9_999] {
            let list = Value::List((0..count).map(Value::Int).collect());
            let map = (0..count).map(|number| (format!("k{number}"), Value::Int(number))).collect();
            let fields: Tree = [("l".to_owned(), list), ("m".to_owned(), Value::Map(map))].into();
            let mut expected = Vec::new();
            encode_fields(&fields, &mut expected);
            for turned in [false, true] {
                assert!(read(&json(&Value::Map(fields.clone()), turned)) == Ok(expected.clone()), "{count}");
            }
        }
    }

    #[test]
    fn a_name_twice_is_refused_also_where_others_stand_between() {
        for json in [r#"{"a":1,"a":1}"#, r#"{"b":1,"a":1,"b":2}"#, r#"{"x":{"b":1,"a":1,"b":1}}"#] {
            assert!(read(json).unwrap_err().starts_with("a key twice"), "{json}");
        }
    }

    #[test]
    fn what_the_ledger_cannot_hold_is_refused() {
        for json in ["7", r#"{"a":1.5}"#, r#"{"a":9223372036854775808}"#, r#"{"a":1e9}"#] {
            assert!(read(json).is_err(), "{json}");
        }
        let deep = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(&deep(MAX_DEPTH)).is_ok());
        assert!(read(&deep(MAX_DEPTH + 1)).unwrap_err().starts_with(TOO_DEEP));
        let many = format!("{{\"a\":[{}0]}}", "0,".repeat(MAX_ITEMS));
        assert!(read(&many).unwrap_err().starts_with(TOO_MANY));
    }
}
