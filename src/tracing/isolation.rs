//! Isolation of cases, quarantine of contacts, and the tests that go with it: what the rule says about one person,
//! and the list of steps that wait. Derived like the follow-up; only the days that people wrote down are stored.
//!
//! A rule never ends an isolation: it says from when it may end, and a person ends it. A date that is missing is
//! named; no other one is taken for it.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet, Kind};
use crate::domain::order::InOrder;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{exposure, investigation, lab_test, outbreak};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, RecordRef};
use crate::tracing::profile::isolation_words;
use crate::tracing::rule::{Rule, date_of, is_without_symptoms, specimen_of, tests_of};
use crate::tracing::today::runs;
use crate::tracing::trail::{CheckResult, RECORDS_A_PERSON, Trail, check_fields, stored_id};

/// Whether what a case says of isolation counts: not where somebody wrote down that there is none, whatever days
/// stand beside it.
pub fn is_isolated(case: RecordRef<'_>) -> bool {
    case.get(investigation::ISOLATED_AT) != Some("none")
}

/// Since when a case is or was isolated.
pub fn isolated_from(case: RecordRef<'_>) -> Option<NaiveDate> {
    case.get(investigation::ISOLATED_FROM).filter(|_| is_isolated(case))
}

/// Begins the isolation of a case. That there is none was true until now, and so was an end beside it.
pub fn plan_begin(case: RecordRef<'_>, today: NaiveDate) -> Draft {
    let mut fields = FieldSet::new().with(investigation::ISOLATED_FROM, today);
    if !is_isolated(case) {
        fields.clear(investigation::ISOLATED_AT);
        fields.clear(investigation::ISOLATED_TO);
    }
    Draft { kind: investigation::SPEC.name, record: case.id(), parent: None, fields }
}

/// Ends the isolation of a case.
pub fn plan_end(case: RecordRef<'_>, today: NaiveDate) -> Draft {
    let fields = FieldSet::new().with(investigation::ISOLATED_TO, today);
    Draft { kind: investigation::SPEC.name, record: case.id(), parent: None, fields }
}

/// When isolation may end by the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earliest {
    /// The profile has no number for it.
    NotSet,
    /// The day from which it counts is not known.
    NoDate,
    /// On this day.
    On(NaiveDate),
    /// Not before this day (where there is one), and only after days without symptoms, whose first is not known.
    AfterSymptoms(Option<NaiveDate>),
}

/// How the isolation of a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// No isolation is recorded.
    NotIsolated,
    /// Isolated, and the rule does not say until when.
    RuleNotSet,
    /// Isolated, and the day from which the rule counts is not known.
    NoDate,
    /// Isolated, at least until this day.
    Until(NaiveDate),
    /// The days have passed; the days without symptoms have not, as far as anybody wrote down.
    WaitsForSymptomFree,
    /// May end since this day.
    MayEnd(NaiveDate),
    /// Ended on this day; whether that was before the rule allowed it.
    Ended(NaiveDate, bool),
}

/// The isolation of one case, with the dates that the rule used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Isolation {
    /// Since when, where the person is or was isolated.
    pub from: Option<NaiveDate>,
    /// The recorded end.
    pub to: Option<NaiveDate>,
    /// Whether the rule of cases without symptoms holds.
    pub without_symptoms: bool,
    /// The day from which the rule counts.
    pub counted_from: Option<NaiveDate>,
    /// The first day without symptoms, where the rule asks for it and it is known.
    pub free_since: Option<NaiveDate>,
    /// When it may end.
    pub earliest: Earliest,
}

impl Isolation {
    /// Reads a case.
    pub fn of(case: RecordRef<'_>, trail: &Trail<'_>, rule: &Rule) -> Isolation {
        let care = &rule.care;
        let without_symptoms = is_without_symptoms(case);
        let (counted_from, free_since, earliest);
        if without_symptoms {
            counted_from = specimen_of(case);
            free_since = None;
            earliest = match (care.isolation_without, counted_from) {
                (None, _) => Earliest::NotSet,
                (Some(days), Some(from)) => date_of(from, days).map_or(Earliest::NoDate, Earliest::On),
                (Some(_), None) => Earliest::NoDate,
            };
        } else {
            counted_from = rule.anchor_of(case);
            free_since = care.symptom_free.and_then(|_| symptom_free_since(case, trail));
            let least = care.isolation_with.map(|days| counted_from.and_then(|from| date_of(from, days)));
            let free = care.symptom_free.map(|days| free_since.and_then(|since| date_of(since, days)));
            earliest = match (least, free) {
                (None, None) => Earliest::NotSet,
                (Some(None), _) => Earliest::NoDate,
                (Some(Some(least)), None) => Earliest::On(least),
                (least, Some(None)) => Earliest::AfterSymptoms(least.flatten()),
                (least, Some(Some(free))) => {
                    Earliest::On(least.flatten().map_or(free, |least| least.max(free)))
                }
            };
        }
        let from = isolated_from(case);
        let to = case.get(investigation::ISOLATED_TO).filter(|_| is_isolated(case));
        Isolation { from, to, without_symptoms, counted_from, free_since, earliest }
    }

    /// How it stands on a day.
    pub fn state(&self, today: NaiveDate) -> State {
        if let Some(to) = self.to.filter(|to| *to <= today) {
            let early = match self.earliest {
                Earliest::On(earliest) => to < earliest,
                Earliest::AfterSymptoms(least) => least.is_some_and(|least| to < least),
                Earliest::NotSet | Earliest::NoDate => false,
            };
            return State::Ended(to, early);
        }
        if self.from.is_none_or(|from| from > today) {
            return State::NotIsolated;
        }
        match self.earliest {
            Earliest::NotSet => State::RuleNotSet,
            Earliest::NoDate => State::NoDate,
            Earliest::On(day) if today < day => State::Until(day),
            Earliest::On(day) => State::MayEnd(day),
            Earliest::AfterSymptoms(Some(day)) if today < day => State::Until(day),
            Earliest::AfterSymptoms(_) => State::WaitsForSymptomFree,
        }
    }

    /// How it stands, in words.
    pub fn state_text(&self, today: NaiveDate, lang: Lang, show: &dyn Fn(NaiveDate) -> String) -> String {
        let dated = |text: Text, day: NaiveDate| text.with(lang, &[("date", &show(day))]);
        match self.state(today) {
            State::NotIsolated => {
                t("Tidak tercatat diisolasi", "No isolation is recorded").get(lang).to_owned()
            }
            State::RuleNotSet => t(
                "Diisolasi; aturan akhir isolasi belum ditetapkan",
                "Isolated; the rule has no end of isolation",
            )
            .get(lang)
            .to_owned(),
            State::NoDate => t(
                "Diisolasi; hari awal hitungannya belum dicatat",
                "Isolated; the day it counts from is not recorded",
            )
            .get(lang)
            .to_owned(),
            State::Until(day) => dated(
                t("Isolasi berlangsung sedikitnya sampai {date}", "Isolated at least until {date}"),
                day,
            ),
            State::WaitsForSymptomFree => {
                t("Menunggu hari tanpa gejala", "Waiting for days without symptoms").get(lang).to_owned()
            }
            State::MayEnd(day) => dated(t("Boleh diakhiri sejak {date}", "May end since {date}"), day),
            State::Ended(day, false) => dated(t("Berakhir {date}", "Ended on {date}"), day),
            State::Ended(day, true) => dated(
                t(
                    "Berakhir {date}, sebelum waktunya menurut aturan",
                    "Ended on {date}, earlier than the rule allows",
                ),
                day,
            ),
        }
    }

    /// The rule in words, with the dates that it used.
    pub fn rule_text(&self, rule: &Rule, lang: Lang, show: &dyn Fn(NaiveDate) -> String) -> String {
        let mut parts = vec![isolation_words(&rule.care, lang)];
        if self.earliest == Earliest::NotSet {
            return parts.concat();
        }
        let dated = |text: Text, day: NaiveDate| text.with(lang, &[("date", &show(day))]);
        let counted = t("dihitung dari {date}", "counted from {date}");
        parts.extend(self.counted_from.map(|day| dated(counted, day)));
        parts.extend(
            self.free_since
                .map(|day| dated(t("bebas gejala sejak {date}", "free of symptoms since {date}"), day)),
        );
        parts.join("; ")
    }
}

/// The first day without symptoms: the recorded one, unless symptoms were seen on it or later; else the first
/// check after the last one with symptoms that found the person well.
fn symptom_free_since(case: RecordRef<'_>, trail: &Trail<'_>) -> Option<NaiveDate> {
    let ill = case.get(investigation::ONSET);
    let of = |result: CheckResult| {
        trail.checks.iter().filter(move |check| check.result == result).map(|check| check.date)
    };
    let last_unwell = of(CheckResult::Unwell).max().max(ill);
    let recorded = case.get(investigation::SYMPTOMS_ENDED);
    let since_checks = || {
        let last_unwell = last_unwell?;
        of(CheckResult::Well).filter(|day| *day > last_unwell).min()
    };
    recorded.filter(|day| of(CheckResult::Unwell).all(|unwell| unwell < *day)).or_else(since_checks)
}

/// A test that quarantine asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuarantineTest {
    /// The day on which it is due.
    pub due: NaiveDate,
    /// The day on which one was taken for it.
    pub taken: Option<NaiveDate>,
    /// Its result was negative.
    pub negative: bool,
}

/// The quarantine of a contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quarantine {
    /// The test at its start.
    pub entry: Option<QuarantineTest>,
    /// The test at its end.
    pub exit: Option<QuarantineTest>,
    /// The day on which it ends; `None` where no rule says.
    pub until: Option<NaiveDate>,
}

impl Quarantine {
    /// Of somebody whose last exposure was on `day0`, with the days of their tests and whether those were negative.
    /// A negative exit test ends it on that day; without one it runs as long as the follow-up.
    pub fn of(rule: &Rule, day0: NaiveDate, tests: &[(NaiveDate, bool)]) -> Quarantine {
        let care = &rule.care;
        let taken = |from: NaiveDate, before: Option<NaiveDate>| {
            let mut of: Vec<&(NaiveDate, bool)> = tests
                .iter()
                .filter(|(taken, _)| *taken >= from && before.is_none_or(|before| *taken < before))
                .collect();
            of.order_by_key(|(taken, negative)| (!negative, *taken));
            of.first().map(|test| **test)
        };
        let exit_due = care.exit_test_day.and_then(|day| date_of(day0, day));
        let test = |due: NaiveDate, found: Option<(NaiveDate, bool)>| QuarantineTest {
            due,
            taken: found.map(|test| test.0),
            negative: found.is_some_and(|test| test.1),
        };
        // A test on the day of exposure or after it is one of the start.
        let entry_due = care.entry_test_day.and_then(|day| date_of(day0, day));
        let entry = entry_due.map(|due| test(due, taken(day0, exit_due)));
        let exit = exit_due.map(|due| test(due, taken(due, None)));
        let until = match exit {
            Some(QuarantineTest { taken: Some(day), negative: true, .. }) => Some(day),
            Some(_) => rule.follow_up_days.or(care.quarantine_days).and_then(|days| date_of(day0, days)),
            None => care.quarantine_days.and_then(|days| date_of(day0, days)),
        };
        Quarantine { entry, exit, until }
    }

    /// Of a person in the book.
    pub fn of_person(
        book: &Book,
        who: RecordId,
        outbreak: RecordId,
        rule: &Rule,
        day0: NaiveDate,
    ) -> Quarantine {
        let tests: Vec<(NaiveDate, bool)> = tests_of(book, who, outbreak)
            .filter_map(|test| {
                Some((test.get(lab_test::TAKEN)?, test.get(lab_test::RESULT) == Some("negative")))
            })
            .collect();
        Quarantine::of(rule, day0, &tests)
    }

    /// The next test that is not taken, with the day on which it is due, whether that has come or not.
    pub fn next(&self, today: NaiveDate) -> Option<(Step, NaiveDate)> {
        if self.until.is_some_and(|until| today > until) {
            return None;
        }
        let open = |test: Option<QuarantineTest>, step| {
            test.filter(|test| test.taken.is_none()).map(|test| (step, test.due))
        };
        let exit = || open(self.exit, Step::ExitTest);
        // From the day of the exit test on, the entry test comes too late.
        if self.exit.is_some_and(|test| test.due <= today) {
            return exit();
        }
        open(self.entry, Step::EntryTest).or_else(exit)
    }

    /// How it stands, in words; `None` where the rule knows no quarantine.
    pub fn text(&self, today: NaiveDate, lang: Lang, show: &dyn Fn(NaiveDate) -> String) -> Option<String> {
        let dated = |text: Text, day: NaiveDate| text.with(lang, &[("date", &show(day))]);
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.until.map(|day| {
            if day < today {
                dated(t("Karantina selesai {date}", "Quarantine ended on {date}"), day)
            } else {
                dated(t("Karantina sampai {date}", "Quarantine until {date}"), day)
            }
        }));
        for (test, name) in [(self.entry, Step::EntryTest), (self.exit, Step::ExitTest)] {
            let Some(test) = test else { continue };
            let when = match test.taken {
                Some(taken) => dated(t("diambil {date}", "taken on {date}"), taken),
                None => dated(t("jatuh pada {date}", "due on {date}"), test.due),
            };
            parts.push(format!("{} {when}", name.label().get(lang)));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// A step of care that waits for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The test at the start of quarantine.
    EntryTest,
    /// The test at the end of quarantine.
    ExitTest,
    /// Isolation may end.
    MayEnd,
    /// Somebody must see whether there are still symptoms.
    SymptomFree,
    /// A test was taken, and its result is not known.
    Result,
}

impl Step {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Step::EntryTest => t("Tes masuk karantina", "Entry test"),
            Step::ExitTest => t("Tes akhir karantina", "Exit test"),
            Step::MayEnd => t("Isolasi boleh diakhiri", "Isolation may end"),
            Step::SymptomFree => t("Periksa: masih bergejala?", "Check: still symptoms?"),
            Step::Result => t("Hasil tes belum dicatat", "Test result not recorded"),
        }
    }
}

/// One step of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The person.
    pub person: RecordId,
    /// The outbreak.
    pub outbreak: RecordId,
    /// What is to be done.
    pub step: Step,
    /// Since when.
    pub since: NaiveDate,
}

/// After how many days a result that nobody wrote down is asked after.
pub const RESULT_DAYS: u16 = 3;

/// The outbreaks that run, with their rules.
pub fn running(book: &Book, today: NaiveDate) -> FxHashMap<RecordId, Rule> {
    let all = book.of(&outbreak::SPEC).filter(|record| runs(*record, today));
    all.map(|record| (record.id(), Rule::of(record))).collect()
}

/// What an investigation, an exposure or a test asks for next in a running outbreak: the outbreak where it names one,
/// the step, and the day by which it is to be done, which may be still to come. Of somebody's many records the one
/// says it that the rule counts from, so that nothing is said twice.
pub fn due_of(
    record: RecordRef<'_>,
    running: &FxHashMap<RecordId, Rule>,
    today: NaiveDate,
) -> Option<(Option<RecordId>, Step, NaiveDate)> {
    let (book, who) = (record.book(), record.parent()?);
    if record.is(&lab_test::SPEC) {
        let outbreak = record.get(lab_test::OUTBREAK);
        let runs = outbreak.is_none_or(|id| running.contains_key(&id));
        let waits = matches!(record.get(lab_test::RESULT), None | Some("pending"));
        let due = record.get(lab_test::TAKEN).filter(|_| runs && waits && !has_died(book, who));
        return Some((outbreak, Step::Result, date_of(due?, RESULT_DAYS)?));
    }
    let is_case = record.is(&investigation::SPEC);
    let outbreak = record.get(if is_case { investigation::OUTBREAK } else { exposure::OUTBREAK })?;
    let rule = running.get(&outbreak).filter(|rule| has_steps(rule))?;
    // Nearly all are over: they are told by themselves, without a look at the rest of the person.
    if is_case {
        isolated_from(record)?;
    } else {
        Quarantine::of(rule, record.get(exposure::LAST)?, &[]).next(today)?;
    }
    // Of the others one alone says what is next, which exposures and cases tell without the many follow-ups.
    let stored = stored_id(outbreak);
    let mut trail = Trail::links_of(book, who, &stored);
    let counts = trail.case().map(|case| case.record).or_else(|| Some(trail.day0()?.1));
    if trail.died || counts != Some(record.id()) {
        return None;
    }
    if is_case && rule.care.symptom_free.is_some() {
        trail.take_checks(&mut check_fields(), book, (who, outbreak), &stored);
    }
    let (step, by) = step_of(book, who, outbreak, &trail, rule, today)?;
    Some((Some(outbreak), step, by))
}

/// Whether somebody died, of whatever illness; a death may stand in an investigation alone.
fn has_died(book: &Book, who: RecordId) -> bool {
    book.get_as(who, &person::SPEC).is_some_and(|who| who.get(person::DIED_ON).is_some())
        || book
            .children(who, &investigation::SPEC)
            .any(|case| case.get(investigation::OUTCOME) == Some("died"))
}

/// How many records of the many one of a kind stands for when steps are counted, because [`due_of`] looks at the rest of
/// the person.
pub fn weight(kind: &Kind, running: &FxHashMap<RecordId, Rule>) -> usize {
    let looks = kind.name == exposure::SPEC.name || kind.name == investigation::SPEC.name;
    if looks && running.values().any(has_steps) { RECORDS_A_PERSON } else { 1 }
}

/// Whether a rule asks for any step of care.
pub(super) fn has_steps(rule: &Rule) -> bool {
    let care = &rule.care;
    let numbers = [
        care.entry_test_day,
        care.exit_test_day,
        care.isolation_with,
        care.isolation_without,
        care.symptom_free,
    ];
    numbers.iter().any(Option::is_some)
}

/// The next step of somebody, with the day by which it is to be done.
pub(super) fn step_of(
    book: &Book,
    who: RecordId,
    outbreak: RecordId,
    trail: &Trail<'_>,
    rule: &Rule,
    today: NaiveDate,
) -> Option<(Step, NaiveDate)> {
    if trail.died {
        return None;
    }
    if let Some(case) = trail.case() {
        let isolation = Isolation::of(book.get(case.record)?, trail, rule);
        return match (isolation.state(today), isolation.earliest) {
            (State::Until(day), Earliest::AfterSymptoms(_)) => Some((Step::SymptomFree, day)),
            (State::Until(day) | State::MayEnd(day), _) => Some((Step::MayEnd, day)),
            (State::WaitsForSymptomFree, Earliest::AfterSymptoms(least)) => {
                Some((Step::SymptomFree, least.or(isolation.from)?))
            }
            _ => None,
        };
    }
    Quarantine::of_person(book, who, outbreak, rule, trail.day0()?.0).next(today)
}

#[cfg(test)]
#[path = "isolation_tests.rs"]
mod tests;
