//! The columns of a table, made from a kind's declaration, and the cells of a record in them: for CSV and for workbooks.
//!
//! What surprises: a birth makes three columns, because an age that was estimated is no date.

use chrono::NaiveDate;

use super::{Options, Profile, without_controls};
use crate::domain::birth::Birth;
use crate::domain::code::CodeList;
use crate::domain::field::FieldType;
use crate::domain::id::RecordId;
use crate::domain::kind::{FieldSpec, Kind, Trait};
use crate::domain::record::tracing::{disease_profile, outbreak};
use crate::domain::value::Value;
use crate::ledger::{Book, RecordRef};

/// What stands in a column.
enum What {
    Id,
    ParentKind,
    Parent,
    Field(&'static FieldSpec),
    Label(&'static FieldSpec, &'static CodeList),
    BirthAge(&'static FieldSpec),
    BirthOn(&'static FieldSpec),
}

/// A column.
pub struct Column {
    /// Its name: that of the field, which never changes with the language.
    pub name: String,
    what: What,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text as it was written.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A decimal number, with a point.
    Decimal(String),
    /// A day.
    Day(NaiveDate),
}

/// Whether a table for this reader has the field.
fn is_kept(kind: &Kind, field: &FieldSpec, profile: Profile) -> bool {
    if profile == Profile::Full {
        return true;
    }
    let free = match field.ty {
        // The names of outbreaks and diseases are nobody's.
        FieldType::Line() => ![outbreak::SPEC.name, disease_profile::SPEC.name].contains(&kind.name),
        FieldType::Long() | FieldType::Lines() | FieldType::Phones() | FieldType::Nik() | FieldType::Kk() => {
            true
        }
        _ => false,
    };
    !free && !field.is(Trait::Personal)
}

/// Whether a value is what its field is for: what is not may be anything, also somebody's name or number.
fn has_its_form(ty: FieldType, value: &Value) -> bool {
    let of = |text: &str, length: usize, letters: &str| {
        text.len() <= length && text.chars().all(|c| c.is_ascii_digit() || letters.contains(c))
    };
    match (ty, value) {
        (FieldType::Code(list), Value::Text(code)) => list.find(code).is_some(),
        (FieldType::Codes(list), Value::List(codes)) => {
            codes.iter().all(|code| code.as_text().is_some_and(|code| list.find(code).is_some()))
        }
        (FieldType::Date(), Value::Text(text)) => text.parse::<NaiveDate>().is_ok(),
        (FieldType::Region(), Value::Text(text)) => of(text, 13, "."),
        (FieldType::Time(), Value::Text(text)) => of(text, 8, ":"),
        (FieldType::Decimal(), Value::Text(text)) => of(text, 12, ".-"),
        (FieldType::Days(), Value::List(days)) => days.iter().all(|day| matches!(day, Value::Int(_))),
        (FieldType::Ref(_) | FieldType::Refs(_) | FieldType::Birth() | FieldType::Line(), _) => true,
        (_, value) => matches!(value, Value::Int(_) | Value::Bool(_)),
    }
}

/// The columns of a kind.
pub fn columns(kind: &'static Kind, options: &Options) -> Vec<Column> {
    let mut all = vec![Column { name: "id".to_owned(), what: What::Id }];
    if !kind.parents.is_empty() {
        all.push(Column { name: "parent_kind".to_owned(), what: What::ParentKind });
        all.push(Column { name: "parent".to_owned(), what: What::Parent });
    }
    for field in kind.fields.iter().filter(|field| is_kept(kind, field, options.profile)) {
        all.push(Column { name: field.name.to_owned(), what: What::Field(field) });
        match field.ty {
            FieldType::Code(list) | FieldType::Codes(list) if options.labels => {
                all.push(Column { name: format!("{}_label", field.name), what: What::Label(field, list) });
            }
            FieldType::Birth() => {
                all.push(Column { name: format!("{}_age", field.name), what: What::BirthAge(field) });
                all.push(Column { name: format!("{}_age_on", field.name), what: What::BirthOn(field) });
            }
            _ => {}
        }
    }
    all
}

impl Column {
    /// The record's cell in this column.
    pub fn cell(&self, record: RecordRef<'_>, options: &Options) -> Cell {
        let book = record.book();
        let value = |field: &FieldSpec| record.value(field.name);
        match &self.what {
            What::Id => id_cell(book, record.id(), options.profile),
            What::Parent => record.parent().map_or(Cell::Empty, |id| id_cell(book, id, options.profile)),
            What::ParentKind => {
                record.parent_record().map_or(Cell::Empty, |parent| text_cell(parent.kind_name()))
            }
            What::Field(field) => {
                let shown = |value: &Value| options.profile == Profile::Full || has_its_form(field.ty, value);
                value(field)
                    .filter(shown)
                    .map_or(Cell::Empty, |value| value_cell(book, field, &value, options.profile))
            }
            What::Label(field, list) => {
                let label =
                    |value: &Value| value.as_text().map(|code| list.label(code, options.lang).to_owned());
                match value(field) {
                    Some(Value::List(codes)) => joined(codes.iter().filter_map(label), "|"),
                    Some(code) => label(&code).map_or(Cell::Empty, |label| text_cell(&label)),
                    None => Cell::Empty,
                }
            }
            What::BirthAge(field) => match birth(record, field) {
                Some(Birth::Estimated { age, .. }) => Cell::Number(i64::from(age)),
                _ => Cell::Empty,
            },
            What::BirthOn(field) => match birth(record, field) {
                Some(Birth::Estimated { on, .. }) => Cell::Day(on),
                _ => Cell::Empty,
            },
        }
    }
}

fn birth(record: RecordRef<'_>, field: &FieldSpec) -> Option<Birth> {
    Birth::from_value(&record.value(field.name)?)
}

fn text_cell(text: &str) -> Cell {
    let text = without_controls(text);
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> Cell {
    text_cell(&parts.collect::<Vec<_>>().join(between))
}

/// A record by its id, or for statistics by its place in the book, which says no more than the order of writing.
fn id_cell(book: &Book, id: RecordId, profile: Profile) -> Cell {
    let id = book.main_of(id);
    match profile {
        Profile::Full => Cell::Text(id.to_string()),
        Profile::Statistics => book
            .place_of(id)
            .and_then(|place| i64::try_from(place + 1).ok())
            .map_or(Cell::Empty, Cell::Number),
    }
}

fn value_cell(book: &Book, field: &FieldSpec, value: &Value, profile: Profile) -> Cell {
    let reference =
        |value: &Value| value.as_text().and_then(|id| id.parse().ok()).map(|id| id_cell(book, id, profile));
    let plain = |value: &Value| match value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    };
    match (field.ty, value) {
        (FieldType::Ref(_), value) => reference(value).unwrap_or(Cell::Empty),
        (FieldType::Refs(_), Value::List(items)) => joined(
            items.iter().filter_map(reference).filter_map(|cell| match cell {
                Cell::Text(id) => Some(id),
                Cell::Number(number) => Some(number.to_string()),
                _ => None,
            }),
            "|",
        ),
        (FieldType::Birth(), value) => match Birth::from_value(value) {
            Some(Birth::Exact(day)) => Cell::Day(day),
            Some(Birth::Unknown) => text_cell("unknown"),
            _ => Cell::Empty,
        },
        (FieldType::Date(), Value::Text(text)) => text.parse().map_or_else(|_| text_cell(text), Cell::Day),
        (FieldType::Decimal(), Value::Text(text)) if is_decimal(text) => Cell::Decimal(text.clone()),
        (FieldType::Lines(), Value::List(items)) => joined(items.iter().filter_map(plain), "\n"),
        (_, Value::List(items)) => joined(items.iter().filter_map(plain), "|"),
        (_, Value::Text(text)) => text_cell(text),
        (_, Value::Int(number)) => Cell::Number(*number),
        (_, Value::Bool(flag)) => text_cell(if *flag { "yes" } else { "no" }),
        (_, Value::Null | Value::Map(_)) => Cell::Empty,
    }
}

/// Digits with at most one point among them.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, rest].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
