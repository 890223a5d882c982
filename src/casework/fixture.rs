//! A small book for tests: every call is one commit, a minute after the one before.

use chrono::NaiveDate;

use super::agenda::Agenda;
use super::caseload::{Caseload, CaseloadSteps};
use crate::domain::id::{DeviceId, RecordId};
use crate::domain::kind::{Draft, FieldSet, Kind};
use crate::ledger::{Author, Book, Ledger, Stamp, Steps};

pub(crate) struct Desk {
    ledger: Ledger,
    minute: i64,
    made: u64,
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn fields() -> FieldSet {
    FieldSet::new()
}

impl Desk {
    pub(crate) fn new() -> Self {
        Desk { ledger: Ledger::new(DeviceId([7; 16])), minute: 29_900_000, made: 0 }
    }

    pub(crate) fn book(&self) -> &Book {
        self.ledger.book()
    }

    /// All cases and all that is due, as pages work it out.
    pub(crate) fn caseload(&self, today: &str) -> Caseload {
        CaseloadSteps::new(day(today)).at_once(self.book())
    }

    /// What Beranda shows of it.
    pub(crate) fn agenda(&self, today: &str) -> Agenda {
        Agenda::of(&self.caseload(today).items)
    }

    pub(crate) fn id(&mut self) -> RecordId {
        self.made += 1;
        RecordId::make(self.made, [3; 10])
    }

    pub(crate) fn save(&mut self, drafts: Vec<Draft>) {
        self.minute += 1;
        let author = Author { name: "Rina", at: Stamp { ms: self.minute * 60_000, offset: 420 } };
        let prepared = self.ledger.prepare(&author, drafts, &mut || [5; 16]);
        self.ledger.accept(&prepared.bytes).unwrap();
    }

    pub(crate) fn make(
        &mut self,
        kind: &'static Kind,
        parent: Option<RecordId>,
        fields: FieldSet,
    ) -> RecordId {
        let record = self.id();
        self.save(vec![Draft { kind: kind.name, record, parent, fields }]);
        record
    }

    pub(crate) fn change(&mut self, kind: &'static Kind, record: RecordId, fields: FieldSet) {
        self.save(vec![Draft { kind: kind.name, record, parent: None, fields }]);
    }

    pub(crate) fn trash(&mut self, record: RecordId) {
        let drafts = super::erase::plan_trash(self.book(), record);
        self.save(drafts);
    }

    pub(crate) fn erase(&mut self, records: &[RecordId]) {
        self.erase_leaving(records, Vec::new());
    }

    pub(crate) fn erase_leaving(&mut self, records: &[RecordId], left: Vec<Draft>) {
        self.minute += 1;
        let author = Author { name: "Rina", at: Stamp { ms: self.minute * 60_000, offset: 420 } };
        let prepared = self.ledger.prepare_erase(&author, records, left, &mut || [5; 16]);
        self.ledger.accept(&prepared.bytes).unwrap();
    }
}
