//! What a supervisor looks at: every case with its stage, risk, last visit, what is overdue, and the gates that
//! were passed with a reason; and the timeline of one case.
//!
//! Nothing here is stored or judged: days and counts are shown as they are, and the reasons stand as written.
//! Texts of the timeline name the kind of step only; what a record is called is asked of the report layer.

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

use super::case_view::case_detail;
use super::caseload::{CaseRow, Caseload};
use super::stage::{Stage, Step, steps};
use crate::domain::code::lists;
use crate::domain::field::{Field, marker};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{
    action, advocacy, assessment, assistance, case, evaluation, need, note, referral, satisfaction,
    termination, visit,
};
use crate::domain::text::{Text, t};
use crate::domain::zone::local_date;
use crate::ledger::{Book, RecordRef};

/// One case as a supervisor sees it.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// As on the list of cases: whom it is about, stage, risk, what is due, gates passed.
    pub case: &'a CaseRow,
    /// Its place in the list of cases.
    pub place: usize,
    /// Days since the latest visit; none where there was none.
    pub days_unseen: Option<i64>,
}

impl<'a> Row<'a> {
    /// The case at a place of the list.
    pub fn of(list: &'a Caseload, place: usize) -> Option<Self> {
        let case = list.cases.get(place)?;
        let days_unseen = case.last_visit.map(|last| (list.today - last).num_days());
        Some(Row { case, place, days_unseen })
    }

    /// High before medium before low before not judged.
    pub fn risk_rank(&self) -> u8 {
        match self.case.risk.as_str() {
            "high" => 0,
            "medium" => 1,
            "low" => 2,
            _ => 3,
        }
    }
}

/// Which cases are shown. The default shows all that are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only in this stage; without it, closed cases are left out.
    pub stage: Option<Stage>,
    /// Only with this risk, by code.
    pub risk: Option<String>,
    /// Only of this worker.
    pub worker: Option<String>,
    /// Only where something is overdue.
    pub overdue: bool,
    /// Only where nobody was seen for at least so many days, or never.
    pub unseen_days: Option<i64>,
    /// Only where a gate was passed with a reason.
    pub passed: bool,
}

impl Filter {
    fn keeps(&self, row: &Row<'_>) -> bool {
        let stage = match self.stage {
            Some(stage) => row.case.stage == stage,
            None => row.case.stage != Stage::Closed,
        };
        stage
            && self.risk.as_deref().is_none_or(|risk| row.case.risk == risk)
            && self.worker.as_deref().is_none_or(|worker| row.case.worker == worker)
            && (!self.overdue || row.case.overdue > 0)
            && (!self.passed || !row.case.passed.is_empty())
            && self.unseen_days.is_none_or(|days| row.days_unseen.is_none_or(|unseen| unseen >= days))
    }
}

/// In which order cases stand. Equal ones stay in the order of the list of cases: what is due first in front.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By risk, and then by what is overdue.
    #[default]
    Risk,
    /// Never seen first, then the longest unseen.
    Unseen,
    /// Most overdue first.
    Overdue,
    /// The next date first; cases without one, which have been forgotten, in front of all.
    Next,
    /// By worker.
    Worker,
    /// By stage.
    Stage,
}

/// The cases as a supervisor sees them.
pub fn supervision<'a>(list: &'a Caseload, filter: &Filter, sort: Sort) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = (0..list.cases.len())
        .filter_map(|place| Row::of(list, place))
        .filter(|row| filter.keeps(row))
        .collect();
    let names = if sort == Sort::Worker { ranks_of_workers(list) } else { FxHashMap::default() };
    rows.order_by_number(|row| {
        let most_overdue = u32::MAX - u32::try_from(row.case.overdue).unwrap_or(u32::MAX);
        match sort {
            Sort::Risk => u64::from(row.risk_rank()) << 32 | u64::from(most_overdue),
            Sort::Unseen => row.days_unseen.map_or(0, |days| u64::MAX - u64::try_from(days).unwrap_or(0)),
            Sort::Overdue => u64::from(most_overdue),
            Sort::Next => {
                row.case.next.map_or(0, |item| u64::try_from(item.date.num_days_from_ce()).unwrap_or(0))
            }
            Sort::Worker => names.get(row.case.worker.as_str()).copied().unwrap_or(0),
            Sort::Stage => row.case.stage as u64,
        }
    });
    rows
}

/// The workers who are named in the cases of a list, for the filter.
pub fn workers(list: &Caseload) -> Vec<&str> {
    distinct(list.cases.iter().map(|row| row.worker.as_str()))
}

/// Where each worker stands by name, whatever the capitals; one without a name in front.
fn ranks_of_workers(list: &Caseload) -> FxHashMap<&str, u64> {
    let mut names: Vec<(String, &str)> =
        workers(list).into_iter().map(|name| (name.to_lowercase(), name)).collect();
    names.order();
    let mut ranks = FxHashMap::default();
    let (mut rank, mut before) = (0, None);
    for (folded, name) in &names {
        rank += u64::from(before != Some(folded));
        before = Some(folded);
        ranks.insert(*name, rank);
    }
    ranks
}

fn distinct<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for name in all.filter(|name| !name.is_empty()) {
        // There are few of them, and the last ones come again and again.
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.order();
    names
}

/// What happened in a case on a day.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub date: NaiveDate,
    /// What kind of thing.
    pub what: Text,
    /// The record that says so; none for a step of the case itself.
    pub record: Option<RecordId>,
    /// An explicit step of the case.
    pub step: Option<Step>,
}

/// The timeline of a case, oldest first: what was recorded with a date, and the explicit steps.
pub fn timeline(book: &Book, id: RecordId, today: NaiveDate) -> Vec<Event> {
    let Some(detail) = case_detail(book, id, today) else { return Vec::new() };
    let mut found: Vec<Event> = Vec::new();
    {
        let mut add = |record: RecordRef<'_>, field: Field<marker::Date>, what: Text| {
            if let Some(date) = record.get(field) {
                found.push(Event { date, what, record: Some(record.id()), step: None });
            }
        };
        add(detail.case, case::OPENED, t("Kasus dibuka", "Case opened"));
        for one in &detail.assessments {
            add(one.record, assessment::DATE, assessment::SPEC.label);
        }
        for one in &detail.needs {
            add(*one, need::NOTED, need::SPEC.label);
        }
        let actions = detail.goals.iter().flat_map(|goal| &goal.actions).chain(&detail.loose_actions);
        for one in actions {
            let what = lists::ACTION_KIND.find(one.text(action::KIND)).map(|kind| kind.label);
            add(*one, action::DONE_ON, what.unwrap_or(action::SPEC.label));
        }
        for one in &detail.referrals {
            add(*one, referral::SENT, t("Rujukan dikirim", "Referral sent"));
            add(*one, referral::ANSWERED, t("Rujukan dijawab", "Referral answered"));
        }
        for one in &detail.evaluations {
            add(one.record, evaluation::DATE, evaluation::SPEC.label);
        }
        for (list, field, kind) in [
            (&detail.assistance, assistance::DATE, &assistance::SPEC),
            (&detail.advocacy, advocacy::DATE, &advocacy::SPEC),
            (&detail.visits, visit::DATE, &visit::SPEC),
            (&detail.terminations, termination::DATE, &termination::SPEC),
            (&detail.satisfaction, satisfaction::DATE, &satisfaction::SPEC),
        ] {
            for one in list {
                add(*one, field, kind.label);
            }
        }
        for one in &detail.notes {
            let kind = lists::NOTE_KIND.find(one.text(note::KIND)).filter(|kind| kind.code == "conference");
            add(*one, note::DATE, kind.map_or(note::SPEC.label, |kind| kind.label));
        }
    }
    for step in steps(book, id) {
        let date = local_date(step.at.ms, step.at.offset);
        let what = if step.to == Stage::Closed {
            t("Kasus ditutup", "Case closed")
        } else {
            t("Tahap dipindahkan", "Stage moved")
        };
        found.push(Event { date, what, record: None, step: Some(step) });
    }
    found.order_by_key(|event| event.date);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::casework::stage::plan_move;
    use crate::domain::record::spine::person;

    const TODAY: &str = "2026-11-21";

    struct Office {
        desk: Desk,
        calm: RecordId,
        grave: RecordId,
    }

    fn office() -> Office {
        let mut desk = Desk::new();
        let mut open = |name: &str, risk: &str, worker: &str| {
            let who = desk.make(&person::SPEC, None, fields().with(person::NAME, name));
            let made = fields().with(case::RISK, risk).with(case::WORKER, worker);
            (who, desk.make(&case::SPEC, Some(who), made.with(case::OPENED, day("2026-10-01"))))
        };
        let (ani, calm) = open("Ani", "low", "Rina");
        let (_, grave) = open("Budi", "high", "Joko");
        let (_, closed) = open("Cici", "high", "Rina");
        let planned = |date: &str| fields().with(action::PLANNED_TO, day(date));
        desk.make(&action::SPEC, Some(calm), planned("2026-11-20"));
        desk.make(&action::SPEC, Some(calm), planned("2026-11-01"));
        desk.make(&action::SPEC, Some(calm), planned("2026-11-30"));
        let seen = fields().with(visit::DATE, day("2026-11-11")).with(visit::NEXT, day("2026-11-25"));
        desk.make(&visit::SPEC, Some(ani), seen);
        let drafts = plan_move(desk.book(), grave, Stage::Intervention, Some("darurat"), day(TODAY)).unwrap();
        desk.save(drafts);
        desk.change(&case::SPEC, closed, fields().with(case::CLOSED, day(TODAY)));
        Office { desk, calm, grave }
    }

    #[test]
    fn a_row_counts_what_is_overdue_and_shows_the_gates_that_were_passed() {
        let office = office();
        let list = office.desk.caseload(TODAY);
        let rows = supervision(&list, &Filter::default(), Sort::Risk);
        assert_eq!(rows.iter().map(|row| row.case.case).collect::<Vec<_>>(), [office.grave, office.calm]);
        assert_eq!((rows[1].case.overdue, rows[1].days_unseen), (2, Some(10)));
        assert_eq!(rows[1].case.next.map(|item| item.date), Some(day("2026-11-25")));
        assert_eq!(rows[0].case.passed[0].reason.as_deref(), Some("darurat"));
        assert_eq!(
            (rows[0].days_unseen, rows[0].case.next, rows[0].case.worker.as_str()),
            (None, None, "Joko")
        );
    }

    #[test]
    fn filters_narrow_and_sorts_order() {
        let office = office();
        let list = office.desk.caseload(TODAY);
        let ids = |filter: Filter, sort| {
            let rows = supervision(&list, &filter, sort);
            rows.iter().map(|row| row.case.title.clone()).collect::<Vec<_>>()
        };
        let all = Filter::default;
        assert_eq!(ids(all(), Sort::Overdue), ["Ani", "Budi"]);
        assert_eq!(ids(all(), Sort::Unseen), ["Budi", "Ani"]);
        assert_eq!(ids(all(), Sort::Next), ["Budi", "Ani"]);
        assert_eq!(ids(all(), Sort::Worker), ["Budi", "Ani"]);
        assert_eq!(ids(Filter { overdue: true, ..all() }, Sort::Risk), ["Ani"]);
        assert_eq!(ids(Filter { passed: true, ..all() }, Sort::Risk), ["Budi"]);
        assert_eq!(ids(Filter { unseen_days: Some(11), ..all() }, Sort::Risk), ["Budi"]);
        assert_eq!(ids(Filter { worker: Some("Rina".into()), ..all() }, Sort::Risk), ["Ani"]);
        assert_eq!(ids(Filter { stage: Some(Stage::Closed), ..all() }, Sort::Risk), ["Cici"]);
        assert_eq!(ids(Filter { risk: Some("low".into()), ..all() }, Sort::Stage), ["Ani"]);
        assert_eq!(workers(&list), ["Joko", "Rina"]);
    }

    #[test]
    fn the_timeline_holds_records_and_steps_by_date() {
        let mut office = office();
        let sent =
            fields().with(referral::SENT, day("2026-10-05")).with(referral::ANSWERED, day("2026-10-09"));
        office.desk.make(&referral::SPEC, Some(office.grave), sent);
        let found = timeline(office.desk.book(), office.grave, day(TODAY));
        let words: Vec<_> = found.iter().map(|event| event.what.id).collect();
        assert_eq!(words, ["Kasus dibuka", "Rujukan dikirim", "Rujukan dijawab", "Tahap dipindahkan"]);
        assert!(found[3].step.as_ref().is_some_and(Step::passed_gate));
    }

    #[test]
    #[ignore = "measures; run in release"]
    fn ten_thousand_cases_are_looked_over_at_once() {
        let mut desk = Desk::new();
        let (mut drafts, mut moved) = (Vec::new(), Vec::new());
        for number in 0..10_000u64 {
            let date = day("2026-08-01") + chrono::Days::new(number % 150);
            let mut add = |kind: &'static str, parent: Option<RecordId>, fields| {
                let record = desk.id();
                drafts.push(crate::domain::kind::Draft { kind, record, parent, fields });
                record
            };
            let person = add("person", None, fields().with(person::NAME, "Siti"));
            let made = fields().with(case::OPENED, date).with(case::WORKER, "Rina");
            let case = add("case", Some(person), made);
            if number % 10 == 0 {
                moved.push(case);
            }
            add(
                "visit",
                Some(person),
                fields().with(visit::DATE, date).with(visit::NEXT, date + chrono::Days::new(7)),
            );
            add("assessment", Some(case), fields().with(assessment::DATE, date));
            add("action", Some(case), fields().with(action::PLANNED_TO, date));
            add("goal", Some(case), fields().with(crate::domain::record::casework::goal::DUE, date));
            add("note", Some(case), fields().with(note::TEXT, "Kunjungan rumah"));
        }
        desk.save(drafts);
        let gate = fields().with(case::STAGE, "evaluation").with(case::STAGE_REASON, "darurat");
        let step =
            |record| crate::domain::kind::Draft { kind: "case", record, parent: None, fields: gate.clone() };
        desk.save(moved.into_iter().map(step).collect());
        for sort in [Sort::Risk, Sort::Unseen, Sort::Next] {
            let start = clock();
            let list = desk.caseload(TODAY);
            let rows = supervision(&list, &Filter::default(), sort);
            let passed = rows.iter().filter(|row| !row.case.passed.is_empty()).count();
            println!("{} cases, {passed} with passed gates, in {} µs", rows.len(), clock() - start);
        }
    }

    /// The processor's time of this thread, which a busy machine does not stretch.
    fn clock() -> u128 {
        let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        spent.split(' ').next().and_then(|ns| ns.parse::<u128>().ok()).unwrap_or_default() / 1_000
    }
}
