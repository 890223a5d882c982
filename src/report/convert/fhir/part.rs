//! Small parts of resources: texts, days, codes. What would break a rule of FHIR's is left out here and nowhere else.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value};

use crate::domain::code::CodeList;
use crate::domain::text::Lang;
use crate::report::convert::without_controls;

/// A resource, or a part of one.
pub type Object = Map<String, Value>;

/// Sets what is known and leaves out what is not: FHIR knows no null.
pub fn set(object: &mut Object, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value);
    }
}

/// An object of what is known.
pub fn object<const N: usize>(parts: [(&str, Option<Value>); N]) -> Value {
    let mut made = Object::new();
    for (name, value) in parts {
        set(&mut made, name, value);
    }
    Value::Object(made)
}

/// A list of what is known; none rather than an empty one.
pub fn list(items: impl IntoIterator<Item = Option<Value>>) -> Option<Value> {
    let items: Vec<Value> = items.into_iter().flatten().collect();
    (!items.is_empty()).then_some(Value::Array(items))
}

/// An object of what is known, unless nothing is.
pub fn some<const N: usize>(parts: [(&str, Option<Value>); N]) -> Option<Value> {
    parts.iter().any(|(_, value)| value.is_some()).then(|| object(parts))
}

/// A text; none where nothing is in it. FHIR knows of white space only blanks, tabs and line ends.
pub fn text(text: &str) -> Option<Value> {
    let plain =
        |c: char| if (c.is_whitespace() && !matches!(c, '\n' | '\t')) || c == '\u{feff}' { ' ' } else { c };
    let text: String = without_controls(text).chars().map(plain).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.into())
}

/// A day, if FHIR can write it.
pub fn day(day: NaiveDate) -> Option<Value> {
    (1..=9999).contains(&day.year()).then(|| day.to_string().into())
}

/// A code of a published system.
pub fn coding(system: &str, code: &str) -> Option<Value> {
    list([Some(object([("system", Some(system.into())), ("code", Some(code.into()))]))])
}

/// A concept of a published system.
pub fn known(system: &str, code: &str) -> Option<Value> {
    some([("coding", coding(system, code))])
}

/// A concept that is a text alone.
pub fn label(words: &str) -> Option<Value> {
    some([("text", text(words))])
}

/// A concept of a list of this app's. What the list does not have may be anything, also somebody's name, so it is left out.
pub fn concept(codes: &CodeList, code: &str, lang: Lang) -> Option<Value> {
    let entry = codes.find(code)?;
    let name = text(entry.label.get(lang));
    let system = format!("urn:pendamping:{}", codes.name);
    let one =
        object([("system", Some(system.into())), ("code", Some(code.into())), ("display", name.clone())]);
    some([("coding", list([Some(one)])), ("text", name)])
}

/// Concepts of a list.
pub fn concepts(codes: &CodeList, found: &[&str], lang: Lang) -> Option<Value> {
    list(found.iter().map(|code| concept(codes, code, lang)))
}

/// A period.
pub fn period(start: Option<Value>, end: Option<Value>) -> Option<Value> {
    some([("start", start), ("end", end)])
}

/// Notes, one for each text.
pub fn notes(texts: impl IntoIterator<Item = Option<Value>>) -> Option<Value> {
    list(texts.into_iter().map(|one| some([("text", one)])))
}

/// Somebody who is named and not referred to.
pub fn named(name: Option<Value>) -> Option<Value> {
    some([("display", name)])
}
