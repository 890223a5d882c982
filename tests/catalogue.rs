//! The record catalogue, kind by kind and field by field: every field can be written, is valid, can be changed, is told
//! in the history in both languages, travels through the hand-over file, and comes back equal on the other side.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use pendamping::domain::birth::Birth;
use pendamping::domain::code::CodeList;
use pendamping::domain::field::FieldType as F;
use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{Draft, FieldSet, FieldSpec, Kind};
use pendamping::domain::record::{kind_of, kinds};
use pendamping::domain::text::Lang;
use pendamping::domain::validate;
use pendamping::domain::value::Value;
use pendamping::exchange::{ExportOptions, Limits, read, write_export};
use pendamping::ledger::*;
use pendamping::report::history::sentences;
use pendamping::report::summary;

struct Phone {
    ledger: Ledger,
    now: i64,
    made: u64,
}

impl Phone {
    fn new(number: u8) -> Self {
        Phone { ledger: Ledger::new(DeviceId([number; 16])), now: 1_790_000_000_000, made: 0 }
    }

    fn save(&mut self, draft: Draft) {
        self.now += 60_000;
        let author = Author { name: "Rina", at: Stamp { ms: self.now, offset: 420 } };
        let prepared = self.ledger.prepare(&author, vec![draft], &mut || [7; 16]);
        self.ledger.accept(&prepared.bytes).unwrap();
    }

    fn make(&mut self, kind: &'static Kind, fields: FieldSet) -> RecordId {
        // A whole chain of parents, so that the record stands where it would in life.
        let parent = kind.parents.first().map(|parent| self.make(kind_of(parent).unwrap(), FieldSet::new()));
        self.made += 1;
        let record = RecordId::make(self.made, [3; 10]);
        self.save(Draft { kind: kind.name, record, parent, fields });
        record
    }

    fn export(&self) -> Vec<u8> {
        let mut file = Vec::new();
        let options = ExportOptions {
            export_id: uuid::Uuid::from_bytes([9; 16]),
            created: Stamp { ms: self.now, offset: 420 },
            author: "Rina",
            since: None,
        };
        write_export(&self.ledger, &options, &mut |chunk| file.extend_from_slice(chunk)).unwrap();
        file
    }
}

fn code(list: &CodeList, place: usize) -> Value {
    Value::from(list.codes[place.min(list.codes.len() - 1)].code)
}

/// The first or second value of a field; both are such as a form would write.
fn value(spec: &FieldSpec, second: bool) -> Value {
    let place = usize::from(second);
    let text = |one: &str, other: &str| Value::from(if second { other } else { one });
    let several = |items: &[Value]| Value::List(items.to_vec());
    let id = RecordId::make(1, [3; 10]).to_string();
    let other_id = RecordId::make(2, [3; 10]).to_string();
    match spec.ty {
        F::Line() | F::Long() => text("\"Ani\" <b>\u{301} – baris\nkedua", "Diubah 🙂"),
        F::Date() => text("2026-11-20", "2026-11-21"),
        F::Time() => text("09:30", "23:59"),
        F::Int(least, most) => Value::Int(if second { most } else { least }),
        F::Decimal() => text("12.5", "-3"),
        F::Flag() => Value::Bool(!second),
        F::Code(list) => code(list, place),
        F::Codes(list) => {
            several(&if second { vec![code(list, 1)] } else { vec![code(list, 0), code(list, 1)] })
        }
        F::Ref(_) => text(&id, &other_id),
        F::Refs(_) => several(&[text(&id, &other_id)]),
        F::Lines() => several(&[Value::from("satu"), text("dua", "tiga")]),
        F::Phones() => several(&[text("+6281234567890", "+6281234567891")]),
        F::Nik() => text("3271014508680001", "3271014508680002"),
        F::Kk() => text("3271010101100002", "3271010101100003"),
        F::Region() => text("32.73.02", "12.71"),
        F::Birth() => {
            let day = |text: &str| text.parse().unwrap();
            let exact = Birth::Exact(day("1968-08-05"));
            (if second { Birth::Estimated { age: 60, on: day("2026-01-01") } } else { exact }).to_value()
        }
        F::Days() => several(&[Value::Int(1), Value::Int(if second { 7 } else { 14 })]),
    }
}

/// Makes a record of every kind with all of its fields, then changes each field in a save of its own.
fn whole_book() -> (Phone, Vec<(&'static Kind, RecordId)>) {
    let mut phone = Phone::new(1);
    let mut all = Vec::new();
    for kind in kinds() {
        let mut fields = FieldSet::new();
        for spec in kind.fields {
            fields.0.insert(spec.name.to_owned(), value(spec, false));
        }
        assert_eq!(validate::check(kind, &fields.0), [], "{}", kind.name);
        let record = phone.make(kind, fields);
        for spec in kind.fields {
            let mut fields = FieldSet::new();
            fields.0.insert(spec.name.to_owned(), value(spec, true));
            phone.save(Draft { kind: kind.name, record, parent: None, fields });
        }
        all.push((kind, record));
    }
    (phone, all)
}

#[test]
fn every_field_of_every_kind_is_written_changed_and_told_in_the_history_in_both_languages() {
    let (phone, all) = whole_book();
    let book = phone.ledger.book();
    for (kind, id) in all {
        let record = book.get(id).unwrap();
        for spec in kind.fields {
            assert_eq!(record.value(spec.name), Some(value(spec, true)), "{}.{}", kind.name, spec.name);
        }
        assert_eq!(record.fields().len(), kind.fields.len(), "{}", kind.name);
        let history = book.history(id);
        assert_eq!(history.len(), 1 + kind.fields.len(), "{}", kind.name);
        for lang in [Lang::Id, Lang::En] {
            let told = sentences(book, id, lang);
            for spec in kind.fields {
                let label = spec.label.get(lang).to_lowercase();
                let said = told.iter().filter(|one| one.text.to_lowercase().contains(&label)).count();
                assert!(said > 0, "{}.{}: {:?}", kind.name, spec.name, told.last().map(|one| &one.text));
            }
            assert!(told.iter().all(|one| one.text.contains("Rina")), "{}", kind.name);
            assert!(
                !summary::title(record, lang).is_empty() && !summary::discreet_title(record, lang).is_empty()
            );
        }
    }
}

#[test]
fn every_field_of_every_kind_travels_through_the_hand_over_file_and_comes_back_equal() {
    let (phone, all) = whole_book();
    let file = phone.export();
    let json: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let mut other = Phone::new(2);
    let incoming = read(&file, &Limits::default()).unwrap();
    let plan = other.ledger.plan_merge(incoming.origins.clone()).unwrap();
    assert!(plan.conflicts.is_empty(), "one writer is never in conflict");
    other.ledger.accept_all(plan.commits.iter().map(Vec::as_slice)).unwrap();
    assert!(other.ledger.book().canonical() == phone.ledger.book().canonical());
    for (kind, id) in all {
        let (here, there) = (phone.ledger.book().get(id).unwrap(), other.ledger.book().get(id).unwrap());
        assert_eq!(here.fields(), there.fields(), "{}", kind.name);
        assert_eq!((here.parent(), there.kind_name()), (there.parent(), kind.name));
        let steps =
            |phone: &Phone| sentences(phone.ledger.book(), id, Lang::Id).into_iter().map(|one| one.text);
        assert!(steps(&phone).eq(steps(&other)), "{}", kind.name);
        // The readable part of the file holds every field too.
        let records = json["records"][kind.name].as_array().unwrap();
        let own = records.iter().find(|one| one["id"] == id.to_string()).unwrap();
        assert_eq!(own["fields"].as_object().unwrap().len(), kind.fields.len(), "{}", kind.name);
    }
    let again = other.export();
    let again: serde_json::Value = serde_json::from_slice(&again).unwrap();
    assert_eq!(again["records"], json["records"]);
}
