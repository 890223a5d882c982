//! A book with a record of every kind and every field filled in: texts as they are asked for, codes and dates that are right.

use std::collections::BTreeMap;

use pendamping::casework::question::field_of;
use pendamping::domain::birth::Birth;
use pendamping::domain::field::FieldType;
use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{Draft, FieldSet, Kind};
use pendamping::domain::record::kinds;
use pendamping::domain::value::Value;
use pendamping::ledger::{Author, Ledger, Stamp};

/// A phone that makes records.
pub struct Phone {
    pub ledger: Ledger,
    made: u64,
}

impl Phone {
    pub fn new() -> Self {
        Phone { ledger: Ledger::new(DeviceId([7; 16])), made: 0 }
    }

    pub fn make(&mut self, kind: &'static Kind, parent: Option<RecordId>, fields: FieldSet) -> RecordId {
        self.made += 1;
        let record = RecordId::make(self.made, [3; 10]);
        self.change(kind, record, parent, fields);
        record
    }

    pub fn change(
        &mut self,
        kind: &'static Kind,
        record: RecordId,
        parent: Option<RecordId>,
        fields: FieldSet,
    ) {
        let at = Stamp { ms: 1_790_000_000_000, offset: 420 };
        let drafts = vec![Draft { kind: kind.name, record, parent, fields }];
        let prepared = self.ledger.prepare(&Author { name: "Rina", at }, drafts, &mut || [5; 16]);
        self.ledger.accept(&prepared.bytes).unwrap();
    }
}

/// Two rounds of every kind, so that every reference finds somebody.
pub fn every_kind(text: &str) -> Phone {
    let mut phone = Phone::new();
    let mut last: BTreeMap<&str, RecordId> = BTreeMap::new();
    for round in 0..2 {
        for kind in kinds() {
            let parent = kind.parents.iter().find_map(|name| last.get(name)).copied();
            let mut fields = FieldSet::new();
            for field in kind.fields {
                if let Some(value) = value(field.ty, text, round, &last) {
                    fields.0.insert(field.name.to_owned(), value);
                }
            }
            // What an agency's question was answered with may be anything.
            let answer = field_of(RecordId([9; 16]));
            fields.0.insert(answer, Value::from(text));
            let id = phone.make(kind, parent, fields);
            last.insert(kind.name, id);
        }
    }
    phone
}

fn value(ty: FieldType, text: &str, round: usize, last: &BTreeMap<&str, RecordId>) -> Option<Value> {
    let text = || Value::Text(text.to_owned());
    let found =
        |kinds: &[&str]| kinds.iter().find_map(|name| last.get(name)).map(|id| Value::Text(id.to_string()));
    Some(match ty {
        FieldType::Date() => Value::from("2026-03-04"),
        FieldType::Int(from, _) => Value::Int(from),
        FieldType::Decimal() if round == 0 => Value::from("37.5"),
        FieldType::Flag() => Value::Bool(true),
        FieldType::Code(list) => Value::from(list.codes.get(round).or(list.codes.first())?.code),
        FieldType::Codes(list) => {
            Value::List(list.codes.iter().map(|entry| Value::from(entry.code)).collect())
        }
        FieldType::Ref(kinds) => found(kinds)?,
        FieldType::Refs(kinds) => Value::List(vec![found(kinds)?]),
        FieldType::Lines() | FieldType::Phones() => Value::List(vec![text(), text()]),
        FieldType::Birth() if round == 0 => {
            Birth::Estimated { age: 40, on: "2026-03-04".parse().ok()? }.to_value()
        }
        FieldType::Birth() => Birth::Exact("2000-02-29".parse().ok()?).to_value(),
        FieldType::Days() => Value::List(vec![Value::Int(7), Value::Int(14)]),
        FieldType::Line()
        | FieldType::Long()
        | FieldType::Time()
        | FieldType::Decimal()
        | FieldType::Nik()
        | FieldType::Kk()
        | FieldType::Region() => text(),
    })
}
