//! Whether a person who is being entered is perhaps recorded already, and why one may think so.

use crate::domain::birth::Birth;
use crate::domain::id::RecordId;
use crate::domain::kind::FieldSet;
use crate::domain::record::spine::person;
use crate::domain::text::Text;
use crate::domain::value::{Fields, Value};
use crate::ledger::{Book, RecordRef};
use crate::search::duplicate::{PersonKey, candidates as compare};

/// How many candidates are worth reading while somebody is waiting.
const SHOWN: usize = 4;

/// Everybody but the person being entered, ready for comparison.
pub fn others(book: &Book, but: RecordId) -> Vec<(RecordId, PersonKey)> {
    book.of(&person::SPEC)
        .filter(|record| record.id() != but)
        .map(|record| (record.id(), key(record)))
        .collect()
}

/// The likeliest of them, with the reasons.
pub fn candidates(others: &[(RecordId, PersonKey)], typed: &Fields) -> Vec<(RecordId, Vec<Text>)> {
    let new = key_of(typed);
    if new.names.is_empty() && new.nik.is_none() && new.phones.is_empty() {
        return Vec::new();
    }
    compare(&new, others.iter().map(|(_, key)| key))
        .into_iter()
        .take(SHOWN)
        .filter_map(|found| {
            let (id, _) = others.get(found.index)?;
            Some((*id, found.reasons.iter().map(|reason| reason.text()).collect()))
        })
        .collect()
}

fn key(record: RecordRef<'_>) -> PersonKey {
    key_of(&record.fields())
}

fn key_of(fields: &Fields) -> PersonKey {
    let text =
        |name: &str| fields.get(name).and_then(Value::as_text).map(str::trim).filter(|text| !text.is_empty());
    let texts = |name: &str| match fields.get(name) {
        Some(Value::List(items)) => items.iter().filter_map(Value::as_text).collect(),
        _ => Vec::new(),
    };
    let names = text(person::NAME.name).into_iter().chain(texts(person::ALIASES.name));
    let birth = FieldSet(fields.clone()).get(person::BIRTH).and_then(Birth::from_value);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    PersonKey {
        nik: owned(text(person::NIK.name)),
        phones: texts(person::PHONES.name).into_iter().map(str::to_owned).collect(),
        birth: match birth {
            Some(Birth::Exact(date)) => Some(date),
            _ => None,
        },
        birth_year: birth.and_then(Birth::year),
        rt: owned(text(person::RT.name)),
        rw: owned(text(person::RW.name)),
        village: owned(text(person::VILLAGE.name)),
        ..PersonKey::named(names)
    }
}
