//! A small world for the tests of this folder: one phone, and short ways to write what the tests need.

use chrono::NaiveDate;

use crate::domain::id::{DeviceId, RecordId};
use crate::domain::kind::{DELETED, Draft, FieldSet};
use crate::domain::record::spine::{household, member, person};
use crate::domain::record::tracing::{exposure, follow_up, investigation};
use crate::ledger::{Author, Book, Ledger, Stamp, Steps};
use crate::tracing::roll::{Roll, RollSteps};
use crate::tracing::rule::plan_outbreak;

/// A date from its text.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub struct Scene {
    ledger: Ledger,
    count: u64,
}

impl Scene {
    pub fn new() -> Self {
        Scene { ledger: Ledger::new(DeviceId([1; 16])), count: 0 }
    }

    pub fn book(&self) -> &Book {
        self.ledger.book()
    }

    pub fn roll(&self, today: &str) -> Roll {
        RollSteps::new(day(today)).at_once(self.book())
    }

    pub fn id(&mut self) -> RecordId {
        self.count += 1;
        RecordId::make(self.count, [0; 10])
    }

    pub fn save(&mut self, drafts: Vec<Draft>) {
        self.count += 1;
        let author = Author { name: "Rina", at: Stamp { ms: 1_000 * self.count as i64, offset: 420 } };
        let prepared = self.ledger.prepare(&author, drafts, &mut || [7; 16]);
        self.ledger.accept(&prepared.bytes).unwrap();
    }

    pub fn draft(&mut self, kind: &'static str, parent: Option<RecordId>, fields: FieldSet) -> Draft {
        Draft { kind, record: self.id(), parent, fields }
    }

    pub fn add(&mut self, kind: &'static str, parent: Option<RecordId>, fields: FieldSet) -> RecordId {
        let draft = self.draft(kind, parent, fields);
        let id = draft.record;
        self.save(vec![draft]);
        id
    }

    pub fn set(&mut self, id: RecordId, fields: FieldSet) {
        let kind = self.book().get(id).unwrap().spec().unwrap().name;
        self.save(vec![Draft { kind, record: id, parent: None, fields }]);
    }

    pub fn trash(&mut self, id: RecordId) {
        self.set(id, FieldSet::new().with(DELETED, true));
    }

    pub fn outbreak(&mut self, profile: &str) -> RecordId {
        let id = self.id();
        let draft = plan_outbreak(profile, "Wabah", None, None, &mut || id);
        self.save(vec![draft]);
        id
    }

    pub fn person(&mut self, name: &str) -> RecordId {
        self.add(person::SPEC.name, None, FieldSet::new().with(person::NAME, name))
    }

    pub fn household(&mut self, people: &[RecordId]) -> RecordId {
        let home = self.add(household::SPEC.name, None, FieldSet::new().with(household::NAME, "Keluarga"));
        for who in people {
            self.add(member::SPEC.name, Some(home), FieldSet::new().with(member::PERSON, *who));
        }
        home
    }

    pub fn exposure(
        &mut self,
        outbreak: RecordId,
        source: Option<RecordId>,
        who: RecordId,
        last: &str,
    ) -> RecordId {
        let fields = FieldSet::new()
            .with(exposure::OUTBREAK, outbreak)
            .with_some(exposure::SOURCE, source)
            .with(exposure::LAST, day(last));
        self.add(exposure::SPEC.name, Some(who), fields)
    }

    pub fn seen(
        &mut self,
        outbreak: RecordId,
        who: RecordId,
        on: &str,
        result: &str,
        entered: &str,
    ) -> RecordId {
        let fields = FieldSet::new()
            .with(follow_up::OUTBREAK, outbreak)
            .with(follow_up::DATE, day(on))
            .with(follow_up::RESULT, result)
            .with(follow_up::ENTERED, day(entered));
        self.add(follow_up::SPEC.name, Some(who), fields)
    }

    pub fn case(
        &mut self,
        outbreak: RecordId,
        who: RecordId,
        classification: &str,
        onset: Option<&str>,
    ) -> RecordId {
        let fields = FieldSet::new()
            .with(investigation::OUTBREAK, outbreak)
            .with(investigation::CLASSIFICATION, classification)
            .with_some(investigation::ONSET, onset.map(day));
        self.add(investigation::SPEC.name, Some(who), fields)
    }
}
