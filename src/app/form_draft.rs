//! A form that was not saved, as its row holds it. What surprises: this file needs no browser, so that what reads rows is
//! tested natively (`lib.rs`).

use std::collections::BTreeMap;

use crate::domain::value::{Fields, Value};

/// A form as it was left: where it belongs and what was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct FormDraft {
    /// The place in the app that shows the form, as in the address.
    pub route: String,
    /// When it was kept, in milliseconds since 1970.
    pub at: i64,
    /// What was typed, by field; a page may add fields of its own.
    pub fields: Fields,
}

impl FormDraft {
    /// The bytes of the row.
    pub fn encode(&self) -> Vec<u8> {
        let map = BTreeMap::from([
            ("at".to_owned(), Value::Int(self.at)),
            ("fields".to_owned(), Value::Map(self.fields.clone())),
            ("route".to_owned(), Value::Text(self.route.clone())),
        ]);
        let mut out = Vec::new();
        Value::Map(map).encode(&mut out);
        out
    }

    /// Reads it back; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<FormDraft> {
        let Ok(Value::Map(mut map)) = Value::from_bytes(bytes) else { return None };
        let Some(Value::Map(fields)) = map.remove("fields") else { return None };
        let Some(Value::Text(route)) = map.remove("route") else { return None };
        let Some(Value::Int(at)) = map.remove("at") else { return None };
        Some(FormDraft { route, at, fields })
    }
}
