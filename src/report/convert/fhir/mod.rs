//! The book as an HL7 FHIR R4 bundle of type `collection`; `docs/FORMATS.md` has the table of what becomes what.
//!
//! Invariant: every reference with an address resolves inside the bundle, because it is made only for a live record that
//! has an entry itself; partners are named, not referred to. No resource has a narrative, so nothing in it is ever markup.
//! What surprises: a resource that is only a part of a record here (a plan, a category of PPKS) has an id that is made of
//! the record's, of UUID version 8, so that the same book always gives the same bundle.

mod illness;
mod part;
mod people;
mod work;

use serde_json::Value;

use self::part::{Object, day, label, text};
use super::{Options, Profile};
use crate::domain::code::CodeList;
use crate::domain::field::{Field, FieldKind};
use crate::domain::id::RecordId;
use crate::domain::record::casework::*;
use crate::domain::record::spine::*;
use crate::domain::record::tracing::*;
use crate::ledger::{Book, RecordRef};

/// What makes the resources of a record of one kind.
type Make = fn(&Writing<'_>, RecordRef<'_>, &mut Vec<Object>);

/// The kinds that have resources of their own.
static MADE: [(&str, Make); 16] = [
    (person::SPEC.name, people::patient),
    (household::SPEC.name, people::group),
    (member::SPEC.name, people::member_of),
    (relation::SPEC.name, people::related),
    (consent::SPEC.name, people::consent_of),
    (case::SPEC.name, work::case_of),
    (need::SPEC.name, work::need_of),
    (goal::SPEC.name, work::goal_of),
    (referral::SPEC.name, work::referral_of),
    (visit::SPEC.name, work::visit_of),
    (attendance::SPEC.name, work::attendance_of),
    (finding::SPEC.name, work::finding_of),
    (attainment::SPEC.name, work::attainment_of),
    (investigation::SPEC.name, illness::investigation_of),
    (follow_up::SPEC.name, illness::follow_up_of),
    (lab_test::SPEC.name, illness::test_of),
];

/// The kinds whose fields stand in the resources of others.
static WITHIN_OTHERS: [&str; 5] = [
    action::SPEC.name,
    assessment::SPEC.name,
    evaluation::SPEC.name,
    partner::SPEC.name,
    outbreak::SPEC.name,
];

/// What the resources of a record are made with.
struct Writing<'a> {
    book: &'a Book,
    options: &'a Options,
}

/// A bundle in the making.
pub struct Bundle {
    options: Options,
    at: usize,
    written: usize,
    without_place: usize,
    done: bool,
}

impl Bundle {
    /// Nothing is written yet.
    pub fn new(options: Options) -> Bundle {
        Bundle { options, at: 0, written: 0, without_place: 0, done: false }
    }

    pub(super) fn step(&mut self, book: &Book, records: usize, out: &mut String) -> bool {
        if self.done {
            return true;
        }
        if self.at == 0 {
            out.push_str("{\"resourceType\":\"Bundle\",\"type\":\"collection\"");
        }
        let end = self.at.saturating_add(records.max(1)).min(book.places());
        let writing = Writing { book, options: &self.options };
        let mut made = Vec::new();
        for record in (self.at..end).filter_map(|place| book.at_place(place)) {
            let name = record.kind_name();
            let before = made.len();
            if let Some((_, make)) = MADE.iter().find(|(kind, _)| *kind == name) {
                make(&writing, record, &mut made);
            }
            if made.len() == before && !WITHIN_OTHERS.contains(&name) && !people::is_head(record) {
                self.without_place += 1;
            }
        }
        for resource in made {
            out.push_str(if self.written == 0 { ",\"entry\":[\n" } else { ",\n" });
            self.written += 1;
            let id = resource.get("id").and_then(Value::as_str).unwrap_or_default();
            out.push_str("{\"fullUrl\":\"urn:uuid:");
            out.push_str(id);
            out.push_str("\",\"resource\":");
            out.push_str(&Value::Object(resource).to_string());
            out.push('}');
        }
        self.at = end;
        if end >= book.places() {
            self.done = true;
            out.push_str(if self.written == 0 { "}\n" } else { "\n]}\n" });
        }
        self.done
    }

    pub(super) fn progress(&self, book: &Book) -> (usize, usize) {
        (self.at, book.places())
    }

    pub(super) fn written(&self) -> usize {
        self.written
    }

    pub(super) fn without_place(&self) -> usize {
        self.without_place
    }
}

impl Writing<'_> {
    fn is_full(&self) -> bool {
        self.options.profile == Profile::Full
    }

    /// The name of one of the resources that are made of a record; part 0 is the record's own. For statistics it is made of
    /// the record's place in the book.
    fn name(&self, id: RecordId, part: u8) -> String {
        if !self.is_full() {
            let place = self.book.place_of(id).map_or(0, |place| place + 1);
            return format!("00000000-0000-8000-80{part:02x}-{place:012x}");
        }
        let mut bytes = id;
        if part > 0 {
            let [.., version, _, variant, _, _, _, _, _, _, last] = &mut bytes.0;
            *version = 0x80 | (*version & 0x0f);
            *variant = 0x80 | (*variant & 0x3f);
            *last ^= part;
        }
        bytes.to_string()
    }

    /// A resource of a type with its id.
    fn resource(&self, kind: &str, id: RecordId, part: u8) -> Object {
        let mut made = Object::new();
        made.insert("resourceType".to_owned(), kind.into());
        made.insert("id".to_owned(), self.name(id, part).into());
        made
    }

    /// Refers to a record's own resource.
    fn reference(&self, id: RecordId) -> Value {
        self.reference_to_part(id, 0)
    }

    fn reference_to_part(&self, id: RecordId, part: u8) -> Value {
        part::object([("reference", Some(format!("urn:uuid:{}", self.name(id, part)).into()))])
    }

    /// Whom a record is about: the person or the household above it.
    fn subject(&self, record: RecordRef<'_>) -> Option<Value> {
        let mut at = record;
        while !at.is(&person::SPEC) && !at.is(&household::SPEC) {
            at = at.parent_record()?;
        }
        Some(self.reference(at.id()))
    }

    /// The live record of a kind to which a field points, if it has a resource.
    fn pointed<'r, K>(
        &self,
        record: RecordRef<'r>,
        field: Field<K>,
        kind: &crate::domain::kind::Kind,
    ) -> Option<Value>
    where
        K: FieldKind<Out<'r> = RecordId>,
    {
        let found = self.book.get_as(record.get(field)?, kind)?;
        self.subject(found).map(|_| self.reference(found.id()))
    }

    /// What somebody wrote freely: only in a bundle for the agency.
    fn free<'r, K>(&self, record: RecordRef<'r>, field: Field<K>) -> Option<Value>
    where
        K: FieldKind<Out<'r> = &'r str>,
    {
        self.is_full().then(|| text(record.text(field))).flatten()
    }

    /// A code with its label, where one is set.
    fn concept<'r, K>(&self, record: RecordRef<'r>, field: Field<K>, list: &CodeList) -> Option<Value>
    where
        K: FieldKind<Out<'r> = &'r str>,
    {
        record.get(field).and_then(|code| part::concept(list, code, self.options.lang))
    }

    /// A day, where one is set.
    fn day<'r, K>(&self, record: RecordRef<'r>, field: Field<K>) -> Option<Value>
    where
        K: FieldKind<Out<'r> = chrono::NaiveDate>,
    {
        record.get(field).and_then(day)
    }

    /// What a kind or field is called, as a concept without a code.
    fn called(&self, name: crate::domain::text::Text) -> Option<Value> {
        label(name.get(self.options.lang))
    }
}
