//! What a field can hold, and its one binary form (deterministic CBOR: map keys in byte order, shortest
//! integers, no floats). There are no floats so that the same value has one spelling on every machine.
//!
//! `Debug` shows the shape only, never the content: a value may be about a person.

use std::collections::BTreeMap;
use std::fmt;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

/// How deep lists and maps may nest; a hostile file must not exhaust the stack.
pub const MAX_DEPTH: usize = 8;

/// A field's value. `Null` says that the field was cleared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Cleared.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text; dates are `YYYY-MM-DD`, ids are UUIDs, codes are codes.
    Text(String),
    /// Several values.
    List(Vec<Value>),
    /// A compound value.
    Map(BTreeMap<String, Value>),
}

/// The fields of one change, by name.
pub type Fields = BTreeMap<String, Value>;

/// The bytes are not a value in the form this module writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a value")]
pub struct BadValue;

impl From<minicbor::decode::Error> for BadValue {
    fn from(_: minicbor::decode::Error) -> Self {
        BadValue
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("Null"),
            Value::Bool(_) => f.write_str("Bool"),
            Value::Int(_) => f.write_str("Int"),
            Value::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Value::List(items) => write!(f, "List({})", items.len()),
            Value::Map(map) => write!(f, "Map({})", map.len()),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl Value {
    /// Whether nothing is in it: null, blank text, an empty list or map.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Bool(_) | Value::Int(_) => false,
            Value::Text(text) => text.trim().is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(map) => map.is_empty(),
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Appends the value's bytes.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut e = Encoder::new(out);
        self.encode_with(&mut e);
    }

    fn encode_with(&self, e: &mut Encoder<&mut Vec<u8>>) {
        // Writing into a `Vec` cannot fail; the results carry no information.
        match self {
            Value::Null => drop(e.null()),
            Value::Bool(flag) => drop(e.bool(*flag)),
            Value::Int(number) => drop(e.i64(*number)),
            Value::Text(text) => drop(e.str(text)),
            Value::List(items) => {
                drop(e.array(items.len() as u64));
                for item in items {
                    item.encode_with(e);
                }
            }
            Value::Map(map) => encode_map(map, e),
        }
    }

    /// Reads one value at the decoder's place.
    ///
    /// # Errors
    /// [`BadValue`] for floats, tags, indefinite lengths, keys out of order, or nesting over [`MAX_DEPTH`].
    pub fn decode(d: &mut Decoder<'_>) -> Result<Value, BadValue> {
        decode_at(d, 0)
    }

    /// Reads one value from a slice that holds nothing else.
    ///
    /// # Errors
    /// As [`Value::decode`], and for bytes left over.
    pub fn from_bytes(bytes: &[u8]) -> Result<Value, BadValue> {
        let mut d = Decoder::new(bytes);
        let value = Value::decode(&mut d)?;
        if d.position() == bytes.len() { Ok(value) } else { Err(BadValue) }
    }
}

/// Appends a map of fields in byte order of the names.
pub fn encode_fields(fields: &Fields, out: &mut Vec<u8>) {
    encode_map(fields, &mut Encoder::new(out));
}

/// Reads a map of fields.
///
/// # Errors
/// [`BadValue`] as [`Value::decode`].
pub fn decode_fields(d: &mut Decoder<'_>) -> Result<Fields, BadValue> {
    decode_map(d, 0)
}

fn encode_map(map: &BTreeMap<String, Value>, e: &mut Encoder<&mut Vec<u8>>) {
    drop(e.map(map.len() as u64));
    for (key, value) in map {
        drop(e.str(key));
        value.encode_with(e);
    }
}

fn decode_at(d: &mut Decoder<'_>, depth: usize) -> Result<Value, BadValue> {
    if depth > MAX_DEPTH {
        return Err(BadValue);
    }
    Ok(match d.datatype()? {
        Type::Null => {
            d.null()?;
            Value::Null
        }
        Type::Bool => Value::Bool(d.bool()?),
        Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
            Value::Int(d.i64()?)
        }
        Type::String => Value::Text(d.str()?.to_owned()),
        Type::Array => {
            let count = d.array()?.ok_or(BadValue)?;
            let mut items = Vec::new();
            for _ in 0..count {
                items.push(decode_at(d, depth + 1)?);
            }
            Value::List(items)
        }
        Type::Map => Value::Map(decode_map(d, depth)?),
        _ => return Err(BadValue),
    })
}

fn decode_map(d: &mut Decoder<'_>, depth: usize) -> Result<BTreeMap<String, Value>, BadValue> {
    let count = d.map()?.ok_or(BadValue)?;
    let mut map = BTreeMap::new();
    for _ in 0..count {
        let key = d.str()?;
        if map.last_key_value().is_some_and(|(last, _): (&String, _)| last.as_str() >= key) {
            return Err(BadValue);
        }
        let value = decode_at(d, depth + 1)?;
        map.insert(key.to_owned(), value);
    }
    Ok(map)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Int),
            ".{0,12}".prop_map(Value::Text),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
                prop::collection::btree_map("[a-z]{1,6}", inner, 0..4).prop_map(Value::Map),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_value_survives_its_bytes(value in any_value()) {
            let mut bytes = Vec::new();
            value.encode(&mut bytes);
            prop_assert!(Value::from_bytes(&bytes) == Ok(value));
        }

        #[test]
        fn any_bytes_are_a_value_or_an_error_but_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(value) = Value::from_bytes(&bytes) {
                let mut again = Vec::new();
                value.encode(&mut again);
                prop_assert!(Value::from_bytes(&again) == Ok(value));
            }
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let mut bytes = vec![0x81; 5_000];
        bytes.push(0xf6);
        assert!(Value::from_bytes(&bytes).is_err());
    }

    #[test]
    fn debug_never_shows_content() {
        assert_eq!(format!("{:?}", Value::from("Siti")), "Text(4 bytes)");
    }
}
