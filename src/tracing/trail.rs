//! What the book holds of one person in one outbreak, gathered once: exposures, follow-ups and
//! investigations. [`Trails`] reads the whole book in one pass for lists; [`Trail::of`] reads one person.
//! Only live records count: what lies in the trash, or hangs on a person there, is left out.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::field::{FieldKind, letters, marker};
use crate::domain::id::RecordId;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{exposure, follow_up, investigation, outbreak};
use crate::domain::text::{Text, t};
use crate::ledger::{Book, Picker, RecordRef};
use crate::tracing::rule::Rule;

/// Case classification: what is known of an illness. Neither contact status nor follow-up status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Classification {
    /// Suspected.
    Suspect,
    /// Probable.
    Probable,
    /// Confirmed, with symptoms.
    ConfirmedSymptomatic,
    /// Confirmed, without symptoms.
    ConfirmedAsymptomatic,
    /// Found not to be a case.
    Discarded,
    /// A code of a newer version: counted as a case, so that nobody drops out of sight.
    Unknown,
}

impl Classification {
    /// Reads the stored code.
    pub fn of_code(code: &str) -> Self {
        match code {
            "suspect" => Classification::Suspect,
            "probable" => Classification::Probable,
            "confirmed_symptomatic" => Classification::ConfirmedSymptomatic,
            "confirmed_asymptomatic" => Classification::ConfirmedAsymptomatic,
            "discarded" => Classification::Discarded,
            _ => Classification::Unknown,
        }
    }

    /// The code a record stores; `None` for a code of a newer version.
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Classification::Suspect => Some("suspect"),
            Classification::Probable => Some("probable"),
            Classification::ConfirmedSymptomatic => Some("confirmed_symptomatic"),
            Classification::ConfirmedAsymptomatic => Some("confirmed_asymptomatic"),
            Classification::Discarded => Some("discarded"),
            Classification::Unknown => None,
        }
    }

    /// Whether somebody of this classification is a case.
    pub const fn is_case(self) -> bool {
        !matches!(self, Classification::Discarded)
    }
}

/// What one check of a contact found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckResult {
    /// Seen, and well.
    Well,
    /// Seen, and with symptoms.
    Unwell,
    /// Not found.
    Absent,
    /// Did not want to be seen.
    Refused,
    /// The worker did not go or call.
    NotDone,
    /// A code of a newer version.
    Unknown,
}

impl CheckResult {
    /// Reads the stored code.
    pub fn of_code(code: &str) -> Self {
        Self::of_letters(code.as_bytes())
    }

    /// The same of letters of which nobody has asked yet whether they are text.
    fn of_letters(code: &[u8]) -> Self {
        match code {
            b"well" => CheckResult::Well,
            b"unwell" => CheckResult::Unwell,
            b"absent" => CheckResult::Absent,
            b"refused" => CheckResult::Refused,
            b"not_done" => CheckResult::NotDone,
            _ => CheckResult::Unknown,
        }
    }

    /// The code a record stores; `None` for a code of a newer version.
    pub const fn code(self) -> Option<&'static str> {
        match self {
            CheckResult::Well => Some("well"),
            CheckResult::Unwell => Some("unwell"),
            CheckResult::Absent => Some("absent"),
            CheckResult::Refused => Some("refused"),
            CheckResult::NotDone => Some("not_done"),
            CheckResult::Unknown => None,
        }
    }

    /// Whether the person was seen.
    pub const fn is_seen(self) -> bool {
        matches!(self, CheckResult::Well | CheckResult::Unwell)
    }

    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            CheckResult::Well => t("Sehat", "Well"),
            CheckResult::Unwell => t("Bergejala", "Unwell"),
            CheckResult::Absent => t("Tidak ada", "Absent"),
            CheckResult::Refused => t("Menolak", "Refused"),
            CheckResult::NotDone => t("Tidak dilakukan", "Not done"),
            CheckResult::Unknown => t("Tidak dikenal versi ini", "Not known to this version"),
        }
    }
}

/// One exposure of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// The exposure.
    pub record: RecordId,
    /// The person or event, where known.
    pub source: Option<RecordId>,
    /// The first day.
    pub first: Option<NaiveDate>,
    /// The last day. Without one it is a link of a chain and sets no day of follow-up.
    pub last: Option<NaiveDate>,
}

/// Where a check is written down.
#[derive(Clone, Copy, Debug)]
pub enum Noted<'a> {
    /// In the book; what else it says is read when it is asked for.
    Record(RecordRef<'a>),
    /// In a list of visits, with the day on which it was entered.
    Row(Option<NaiveDate>),
}

/// One check of the person.
#[derive(Clone, Copy, Debug)]
pub struct Check<'a> {
    /// Where it is written down.
    pub noted: Noted<'a>,
    /// The day it is about.
    pub date: NaiveDate,
    /// What it found.
    pub result: CheckResult,
}

impl<'a> Check<'a> {
    /// The follow-up in the book.
    pub fn record(&self) -> Option<RecordRef<'a>> {
        match self.noted {
            Noted::Record(record) => Some(record),
            Noted::Row(_) => None,
        }
    }

    /// The day on which it was entered.
    pub fn entered(&self) -> Option<NaiveDate> {
        match self.noted {
            Noted::Record(record) => record.get(follow_up::ENTERED),
            Noted::Row(entered) => entered,
        }
    }

    /// The code of the reason why it was not done.
    pub fn not_done_reason(&self) -> Option<&'a str> {
        self.record()?.get(follow_up::NOT_DONE_REASON)
    }
}

/// One investigation of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// The investigation.
    pub record: RecordId,
    /// What is known of the illness.
    pub classification: Classification,
    /// From when the person counts as a case: classified, else reported, else ill, else tested.
    pub from: Option<NaiveDate>,
    /// The first day of illness.
    pub onset: Option<NaiveDate>,
    /// The day of report.
    pub reported: Option<NaiveDate>,
    /// Whether it ended in death.
    pub died: bool,
    /// The day of the outcome.
    pub outcome_on: Option<NaiveDate>,
}

/// All that is known of one person in one outbreak.
#[derive(Clone, Debug, Default)]
pub struct Trail<'a> {
    /// Every live exposure, in the order in which they became known.
    pub exposures: Vec<Exposed>,
    /// Every live follow-up.
    pub checks: Vec<Check<'a>>,
    /// Every live investigation.
    pub cases: Vec<Case>,
    /// The day of death, where it is known.
    pub died_on: Option<NaiveDate>,
    /// Whether the person died.
    pub died: bool,
}

impl<'a> Trail<'a> {
    /// Reads one person.
    pub fn of(book: &'a Book, person: RecordId, outbreak: RecordId) -> Trail<'a> {
        let stored = stored_id(outbreak);
        let mut trail = Trail::links_of(book, person, &stored);
        if book.get_as(person, &person::SPEC).is_some() {
            trail.take_checks(&mut check_fields(), book, (person, outbreak), &stored);
        }
        trail
    }

    /// Exposures, investigations and death of one person in one outbreak, without follow-ups.
    pub(super) fn links_of(book: &'a Book, person: RecordId, stored: &StoredIds) -> Trail<'a> {
        let mut trail = Trail::default();
        let Some(who) = book.get_as(person, &person::SPEC) else { return trail };
        let mut fields = exposure_fields();
        for record in book.all_children(person) {
            if record.is(&exposure::SPEC) {
                trail
                    .exposures
                    .extend(stored_exposure(&mut fields, record, stored).map(|(_, exposed)| exposed));
            } else if record.is(&investigation::SPEC) {
                trail.cases.extend(stored_case(record, stored).map(|(_, case)| case));
            }
        }
        trail.read_death(who);
        trail
    }

    /// The investigation by which the person is a case: the earliest one that was not discarded.
    pub fn case(&self) -> Option<&Case> {
        self.cases
            .iter()
            .filter(|case| case.classification.is_case())
            .min_by_key(|case| (case.from.unwrap_or(NaiveDate::MIN), case.record))
    }

    /// When a person decided that the contact is lost: the latest entry says so. Any later entry takes it back.
    pub fn declared_lost(&self) -> Option<NaiveDate> {
        let date = self.checks.iter().map(|check| check.date).max()?;
        // Of several entries for that day the one counts that was entered last.
        let of_day = self.checks.iter().filter(|check| check.date == date);
        let last = of_day.reduce(|one, next| if next.entered() >= one.entered() { next } else { one })?;
        (!last.result.is_seen() && last.not_done_reason() == Some("lost")).then_some(date)
    }

    /// Whether the standing hangs on follow-ups: exposed, and no case.
    pub(super) fn is_of_contact(&self) -> bool {
        !self.exposures.is_empty() && self.case().is_none()
    }

    /// Adds the follow-ups.
    pub(super) fn take_checks(
        &mut self,
        fields: &mut CheckFields,
        book: &'a Book,
        (who, outbreak): Key,
        stored: &StoredIds,
    ) {
        for record in book.children(who, &follow_up::SPEC) {
            if let Some((of, check)) = stored_check(fields, record, stored)
                && of == outbreak
            {
                self.checks.push(check);
            }
        }
    }

    pub(super) fn read_death(&mut self, person: RecordRef<'_>) {
        self.died_on = person
            .get(person::DIED_ON)
            .or_else(|| self.cases.iter().filter(|case| case.died).filter_map(|case| case.outcome_on).min());
        self.died = self.died_on.is_some() || self.cases.iter().any(|case| case.died);
    }
}

/// A person, and the outbreak.
pub(super) type Key = (RecordId, RecordId);

/// So many follow-ups one contact has in most outbreaks.
const USUAL_CHECKS: usize = 16;

/// The trails of everybody, read in one pass.
#[derive(Debug, Default)]
pub struct Trails<'a> {
    /// The rule of each outbreak that was asked for.
    pub rules: FxHashMap<RecordId, Rule>,
    /// Everybody in the order of the book, in which it is read fastest; nothing in place of whom the trash holds.
    all: Vec<Option<(Key, Trail<'a>)>>,
    /// Where somebody stands there.
    places: FxHashMap<Key, usize>,
    /// Who was asked for last: what hangs on one person often follows each other.
    last: Option<(Key, usize)>,
}

impl<'a> Trails<'a> {
    /// Reads the outbreaks for which `wanted` holds.
    pub fn read(book: &'a Book, wanted: impl Fn(RecordRef<'a>) -> bool) -> Trails<'a> {
        let outbreaks = book.of(&outbreak::SPEC).filter(|record| wanted(*record));
        let mut trails = Trails::new(outbreaks.map(|record| (record.id(), Rule::of(record))).collect());
        if !trails.rules.is_empty() {
            let stored = trails.stored();
            let mut fields = exposure_fields();
            book.of(&exposure::SPEC).for_each(|record| trails.take_exposure(&mut fields, record, &stored));
            book.of(&investigation::SPEC).for_each(|record| trails.take_case(record, &stored));
            trails.read_checks(book, &stored);
            trails.only_people(book);
        }
        trails
    }

    /// Nothing yet, of outbreaks with these rules.
    fn new(rules: FxHashMap<RecordId, Rule>) -> Trails<'a> {
        Trails { rules, ..Trails::default() }
    }

    /// The outbreaks as records name them.
    fn stored(&self) -> StoredIds {
        self.rules.keys().map(|id| (as_stored(*id), *id)).collect()
    }

    /// The trail of a live person in an outbreak.
    pub fn get(&self, person: RecordId, outbreak: RecordId) -> Option<&Trail<'a>> {
        let place = *self.places.get(&(person, outbreak))?;
        self.all.get(place)?.as_ref().map(|(_, trail)| trail)
    }

    /// Everybody, by person and outbreak.
    pub fn iter(&self) -> impl Iterator<Item = &(Key, Trail<'a>)> {
        self.all.iter().flatten()
    }

    /// Leaves out whom the trash holds, and learns who died.
    fn only_people(&mut self, book: &'a Book) {
        for slot in &mut self.all {
            let Some((key, trail)) = slot else { continue };
            match book.get_as(key.0, &person::SPEC) {
                Some(person) => trail.read_death(person),
                None => *slot = None,
            }
        }
    }

    /// Adds an exposure, where it is of one of these outbreaks.
    fn take_exposure<'b>(&mut self, fields: &mut ExposureFields, record: RecordRef<'b>, stored: &StoredIds) {
        let exposed = stored_exposure(fields, record, stored);
        if let (Some(who), Some((outbreak, exposed))) = (record.parent(), exposed)
            && let Some(trail) = self.at((who, outbreak))
        {
            trail.exposures.push(exposed);
        }
    }

    /// Adds an investigation, where it is of one of these outbreaks.
    fn take_case(&mut self, record: RecordRef<'_>, stored: &StoredIds) {
        if let (Some(who), Some((outbreak, case))) = (record.parent(), stored_case(record, stored))
            && let Some(trail) = self.at((who, outbreak))
        {
            trail.cases.push(case);
        }
    }

    /// The trail of somebody while they are read, begun where there is none.
    fn at(&mut self, key: Key) -> Option<&mut Trail<'a>> {
        let known = self.last.filter(|(last, _)| *last == key).map(|(_, place)| place);
        let place = known.unwrap_or_else(|| {
            *self.places.entry(key).or_insert_with(|| {
                self.all.push(Some((key, Trail::default())));
                self.all.len() - 1
            })
        });
        self.last = Some((key, place));
        self.all.get_mut(place)?.as_mut().map(|(_, trail)| trail)
    }

    /// Reads every follow-up. Those of one person often follow each other: a run of them looks its place up once.
    fn read_checks(&mut self, book: &'a Book, stored: &StoredIds) {
        let mut run: Vec<Check<'a>> = Vec::with_capacity(USUAL_CHECKS);
        let mut run_of = None;
        let mut flush = |key: Option<Key>, run: &mut Vec<Check<'a>>| {
            if let Some(key) = key.filter(|_| !run.is_empty()) {
                let Some(Trail { checks, .. }) = self.at(key) else { return };
                if checks.is_empty() {
                    // About a window's worth, so that most lists grow once.
                    checks.reserve(USUAL_CHECKS.max(run.len()));
                }
                checks.append(run);
            }
        };
        let mut fields = check_fields();
        for record in book.of(&follow_up::SPEC) {
            let check = stored_check(&mut fields, record, stored);
            if let (Some(who), Some((outbreak, check))) = (record.parent(), check) {
                if run_of != Some((who, outbreak)) {
                    flush(run_of, &mut run);
                    run_of = Some((who, outbreak));
                }
                run.push(check);
            }
        }
        flush(run_of, &mut run);
    }
}

/// So much work is one person, counted in records: their follow-ups are read.
pub(super) const RECORDS_A_PERSON: usize = 10;

/// Everybody who is traced, in steps: first the exposures and cases of all, then how one person after the other stands.
/// Follow-ups, by far the most records, are read of those for whom they are asked for, and none is kept.
#[derive(Debug, Default)]
pub struct Walk {
    trails: Trails<'static>,
    stored: StoredIds,
    exposures: usize,
    cases: usize,
    people: usize,
}

impl Walk {
    /// Of all outbreaks.
    pub fn begin(book: &Book) -> Walk {
        let mut trails =
            Trails::new(book.of(&outbreak::SPEC).map(|record| (record.id(), Rule::of(record))).collect());
        // Nobody has a trail who is no person, and hardly anybody without an exposure.
        let most = book.capacity_of(&person::SPEC).min(book.capacity_of(&exposure::SPEC));
        trails.places.reserve(most);
        trails.all.reserve(most);
        let stored = trails.stored();
        Walk { trails, stored, exposures: 0, cases: 0, people: 0 }
    }

    /// A step of about so many records. `wants` says of whom follow-ups are to be read, by exposures and cases; `see` is
    /// called once for everybody who is live, with the outbreak. `true` once all were seen.
    pub fn step<'b>(
        &mut self,
        book: &'b Book,
        records: usize,
        wants: impl Fn(Key, &Trail<'b>, &Rule) -> bool,
        mut see: impl FnMut(RecordRef<'b>, RecordId, &Trail<'b>, &Rule),
    ) -> bool {
        if self.exposures < book.capacity_of(&exposure::SPEC) {
            let end = self.exposures.saturating_add(records);
            let part = book.of_part(&exposure::SPEC, self.exposures..end);
            let mut fields = exposure_fields();
            part.for_each(|record| self.trails.take_exposure(&mut fields, record, &self.stored));
            self.exposures = end;
            return false;
        }
        if self.cases < book.capacity_of(&investigation::SPEC) {
            let end = self.cases.saturating_add(records);
            let part = book.of_part(&investigation::SPEC, self.cases..end);
            part.for_each(|record| self.trails.take_case(record, &self.stored));
            self.cases = end;
            return false;
        }
        // The room for follow-ups is used again.
        let (mut room, mut fields) = (Vec::new(), check_fields());
        for _ in 0..(records / RECORDS_A_PERSON).max(1) {
            let Trails { all, rules, .. } = &mut self.trails;
            let Some(slot) = all.get_mut(self.people) else { return true };
            self.people += 1;
            let Some((key, kept)) = slot else { continue };
            let key = *key;
            let person = book.get_as(key.0, &person::SPEC);
            let (Some(person), Some(rule)) = (person, rules.get(&key.1)) else {
                *slot = None;
                continue;
            };
            kept.read_death(person);
            let mut full: Trail<'b> = std::mem::take(kept);
            std::mem::swap(&mut full.checks, &mut room);
            if wants(key, &full, rule) {
                full.take_checks(&mut fields, book, key, &self.stored);
            }
            see(person, key.1, &full, rule);
            let Trail { exposures, cases, died_on, died, checks } = full;
            *kept = Trail { exposures, cases, died_on, died, checks: Vec::new() };
            room = checks;
            room.clear();
        }
        false
    }

    /// Exposures and cases of everybody who was seen.
    pub fn finish(self) -> Trails<'static> {
        self.trails
    }
}

/// How an id is stored, CBOR's head of a text below 256 letters and the text, as numbers: in the browser so many bytes are
/// compared by a call.
type Stored = [u64; 5];

/// The numbers of what is as long as a stored id; the last two overlap.
#[inline(always)]
fn words(bytes: &[u8]) -> Option<Stored> {
    let bytes: &[u8; 38] = bytes.try_into().ok()?;
    let word = |at: usize| bytes.get(at..)?.first_chunk::<8>().map(|word| u64::from_le_bytes(*word));
    Some([word(0)?, word(8)?, word(16)?, word(24)?, word(30)?])
}

/// Outbreaks by their ids as records store them: reading an id costs several times as much as comparing it.
pub(super) type StoredIds = Vec<(Stored, RecordId)>;

/// The outbreak that a record names, where it is one of these.
fn outbreak_of(bytes: Option<&[u8]>, stored: &StoredIds) -> Option<RecordId> {
    let bytes = bytes?;
    let written = words(bytes);
    let is = |stored: &Stored| written.as_ref().is_some_and(|written| stored.iter().eq(written));
    let found = stored.iter().find(|(stored, _)| is(stored)).or_else(|| {
        // Of an outbreak that was not asked for, or in another spelling.
        let named = marker::Ref::read(bytes)?;
        stored.iter().find(|(_, id)| *id == named)
    });
    found.map(|(_, id)| *id)
}

/// What is read of one exposure after the other.
type ExposureFields = Picker<4>;

fn exposure_fields() -> ExposureFields {
    Picker::new([exposure::OUTBREAK.name, exposure::SOURCE.name, exposure::FIRST.name, exposure::LAST.name])
}

/// What is read of one follow-up after the other.
type CheckFields = Picker<3>;

pub(super) fn check_fields() -> CheckFields {
    Picker::new([follow_up::DATE.name, follow_up::OUTBREAK.name, follow_up::RESULT.name])
}

/// An exposure of one of these outbreaks.
fn stored_exposure<'a>(
    fields: &mut ExposureFields,
    record: RecordRef<'a>,
    stored: &StoredIds,
) -> Option<(RecordId, Exposed)> {
    let [outbreak, source, first, last] = fields.pick(record);
    // First, so that of other outbreaks no day is read.
    let outbreak = outbreak_of(outbreak, stored)?;
    let exposed = Exposed {
        record: record.id(),
        source: source.and_then(marker::Ref::read).map(|id| record.book().main_of(id)),
        first: first.and_then(marker::Date::read),
        last: last.and_then(marker::Date::read),
    };
    Some((outbreak, exposed))
}

/// A follow-up of one of these outbreaks: its fields are found in one pass.
fn stored_check<'a>(
    fields: &mut CheckFields,
    record: RecordRef<'a>,
    stored: &StoredIds,
) -> Option<(RecordId, Check<'a>)> {
    let [date, outbreak, result] = fields.pick(record);
    let outbreak = outbreak_of(outbreak, stored)?;
    let date = date.and_then(marker::Date::read)?;
    let result = CheckResult::of_letters(result.and_then(letters).unwrap_or_default());
    Some((outbreak, Check { noted: Noted::Record(record), date, result }))
}

/// One outbreak as records name it.
pub(super) fn stored_id(outbreak: RecordId) -> StoredIds {
    vec![(as_stored(outbreak), outbreak)]
}

/// An id as a record stores it.
fn as_stored(id: RecordId) -> Stored {
    let mut bytes = Vec::with_capacity(38);
    marker::Ref::write(id).encode(&mut bytes);
    words(&bytes).unwrap_or_default()
}

/// An investigation of one of these outbreaks.
fn stored_case(record: RecordRef<'_>, stored: &StoredIds) -> Option<(RecordId, Case)> {
    let [outbreak, class, classified, reported, onset, specimen, outcome, outcome_on] = record.pick([
        investigation::OUTBREAK.name,
        investigation::CLASSIFICATION.name,
        investigation::CLASSIFIED.name,
        investigation::REPORTED.name,
        investigation::ONSET.name,
        investigation::SPECIMEN.name,
        investigation::OUTCOME.name,
        investigation::OUTCOME_ON.name,
    ]);
    let outbreak = outbreak_of(outbreak, stored)?;
    let [classified, reported, onset, specimen, outcome_on] =
        [classified, reported, onset, specimen, outcome_on].map(|day| day.and_then(marker::Date::read));
    let case = Case {
        record: record.id(),
        classification: Classification::of_code(class.and_then(marker::Code::read).unwrap_or_default()),
        from: classified.or(reported).or(onset).or(specimen),
        onset,
        reported,
        died: outcome.and_then(marker::Code::read) == Some("died"),
        outcome_on,
    };
    Some((outbreak, case))
}
