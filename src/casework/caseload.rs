//! All cases and all that is due, worked out together and in steps: the list of cases, Beranda, the round of the day,
//! supervision and the figures show parts of one and the same [`Caseload`].
//!
//! Nothing here is stored. Rows own what they show, so that a caseload can be kept as long as the book stands.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

use super::agenda::{Collector, DATED, Item, LastVisits, by_kind};
use super::case_view::case_title;
use super::referral::{is_open, is_overdue};
use super::stage::{Stage, Step, stage_of, steps};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::order::OrderSteps;
use crate::domain::record::casework::{case, need, referral, visit};
use crate::ledger::{Book, RecordRef, Steps};
use crate::tracing::isolation::{running, weight};
use crate::tracing::rule::Rule;

/// One line of the list of cases.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub case: RecordId,
    /// The name on lists (initials where discreet), else the case number.
    pub title: String,
    /// The case number.
    pub code: String,
    /// Where it stands.
    pub stage: Stage,
    /// The code of the risk; empty where it was not judged.
    pub risk: String,
    /// The worker's name as recorded in the case.
    pub worker: String,
    /// The latest visit.
    pub last_visit: Option<NaiveDate>,
    /// The first thing that is due, however long ago or ahead.
    pub next_due: Option<Item>,
    /// How many things are overdue.
    pub overdue: usize,
    /// The next date that is still to come or is today.
    pub next: Option<Item>,
    /// The gates that were passed with a reason, oldest first.
    pub passed: Vec<Step>,
}

impl CaseRow {
    /// Whether the day of the first thing that is due has passed.
    pub fn is_overdue(&self) -> bool {
        self.next_due.is_some_and(|item| item.days > 0)
    }
}

/// All cases and all that is due.
#[derive(Clone, PartialEq, Eq)]
pub struct Caseload {
    /// The day it was worked out for.
    pub today: NaiveDate,
    /// The state of the book that it was worked out from.
    pub generation: u64,
    /// Everything that has a date to be met, however far away, by date.
    pub items: Vec<Item>,
    /// All cases: open before closed, overdue first, then by what is due next, then by name. Cases whose client lies
    /// in the trash are left out.
    pub cases: Vec<CaseRow>,
    /// Referrals that are still open, and how many of their answers are overdue.
    pub referrals: (usize, usize),
    /// Visits with a date, and those of this month.
    pub visits: (usize, usize),
    /// Needs, and those that are met.
    pub needs: (usize, usize),
}

/// What is due of one thing.
#[derive(Clone, Copy)]
struct Due {
    first: Item,
    overdue: usize,
    next: Option<Item>,
}

impl Due {
    /// Items come by date, so the first one is the earliest.
    fn note(due: &mut FxHashMap<RecordId, Due>, about: RecordId, item: Item) {
        let due = due.entry(about).or_insert(Due { first: item, overdue: 0, next: None });
        if item.days > 0 {
            due.overdue += 1;
        } else {
            due.next = due.next.or(Some(item));
        }
    }
}

/// Where the work has come to; each goes through the places of one kind, or through the days.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Visits,
    Dated(usize),
    Days,
    Referrals,
    Needs,
    Cases,
    Order,
    Done,
}

/// The caseload in steps.
pub struct CaseloadSteps {
    part: Part,
    /// How far that part has come.
    place: usize,
    visits: LastVisits,
    /// The outbreaks that run, once they were looked up.
    outbreaks: Option<FxHashMap<RecordId, Rule>>,
    /// Sorting day by day is sorting in steps.
    days: BTreeMap<NaiveDate, Vec<Item>>,
    due: FxHashMap<RecordId, Due>,
    order: OrderSteps,
    found: Caseload,
}

impl CaseloadSteps {
    /// For a day.
    pub fn new(today: NaiveDate) -> Self {
        CaseloadSteps {
            part: Part::Visits,
            place: 0,
            visits: LastVisits::default(),
            outbreaks: None,
            days: BTreeMap::new(),
            due: FxHashMap::default(),
            order: OrderSteps::default(),
            found: Caseload {
                today,
                generation: 0,
                items: Vec::new(),
                cases: Vec::new(),
                referrals: (0, 0),
                visits: (0, 0),
                needs: (0, 0),
            },
        }
    }

    /// The next records of a kind; goes on to the next part where there are none left.
    fn part_of(
        &mut self,
        book: &Book,
        kind: &Kind,
        records: usize,
        next: Part,
        mut take: impl FnMut(&mut Self, RecordRef<'_>),
    ) {
        let end = self.place.saturating_add(records);
        for record in book.of_part(kind, self.place..end) {
            take(self, record);
        }
        if end >= book.capacity_of(kind) { self.begin(next) } else { self.place = end }
    }

    fn begin(&mut self, part: Part) {
        (self.part, self.place) = (part, 0);
    }

    fn dated(&mut self, book: &Book, number: usize, records: usize) {
        let Some((kind, read)) = DATED.get(number) else { return self.begin(Part::Days) };
        let today = self.found.today;
        let outbreaks = self.outbreaks.get_or_insert_with(|| running(book, today));
        let end = self.place.saturating_add((records / weight(kind, outbreaks)).max(1));
        let mut found = Collector { book, today, visits: &self.visits, outbreaks, items: Vec::new() };
        for record in book.of_part(kind, self.place..end) {
            read(&mut found, record);
        }
        for item in found.items {
            self.days.entry(item.date).or_default().push(item);
        }
        if end >= book.capacity_of(kind) { self.begin(Part::Dated(number + 1)) } else { self.place = end }
    }

    fn day(&mut self, records: usize) {
        let mut done = 0;
        while done < records {
            let Some((_, mut items)) = self.days.pop_first() else {
                return self.begin(Part::Referrals);
            };
            by_kind(&mut items);
            for item in &items {
                match item.case {
                    // What belongs to a case is not due in another one of the same client.
                    Some(case) => Due::note(&mut self.due, case, *item),
                    None => {
                        for about in [item.person, item.household].into_iter().flatten() {
                            Due::note(&mut self.due, about, *item);
                        }
                    }
                }
            }
            done += items.len();
            self.found.items.append(&mut items);
        }
    }

    fn case(&mut self, case: RecordRef<'_>) {
        let subject = case.parent_record();
        if case.parent().is_some() && subject.is_none() {
            return;
        }
        let Some(stage) = stage_of(case.book(), case.id()).map(|view| view.current) else { return };
        let own = self.due.get(&case.id());
        let of_subject =
            case.parent().filter(|_| stage != Stage::Closed).and_then(|subject| self.due.get(&subject));
        let both = || own.into_iter().chain(of_subject);
        self.found.cases.push(CaseRow {
            case: case.id(),
            title: case_title(case, true),
            code: case.text(case::CODE).to_owned(),
            stage,
            risk: case.text(case::RISK).to_owned(),
            worker: case.text(case::WORKER).trim().to_owned(),
            last_visit: self.visits.of_case(case),
            next_due: both().map(|due| due.first).min_by_key(|item| item.date),
            overdue: both().map(|due| due.overdue).sum(),
            next: both().filter_map(|due| due.next).min_by_key(|item| item.date),
            passed: passed(case),
        });
    }
}

impl Steps for CaseloadSteps {
    type Out = Caseload;

    fn step(&mut self, book: &Book, records: usize) -> bool {
        self.found.generation = book.generation();
        match self.part {
            Part::Visits => self.part_of(book, &visit::SPEC, records, Part::Dated(0), |this, record| {
                this.visits.add(record);
                if let Some(date) = record.get(visit::DATE) {
                    let today = this.found.today;
                    this.found.visits.0 += 1;
                    this.found.visits.1 +=
                        usize::from((date.year(), date.month()) == (today.year(), today.month()));
                }
            }),
            Part::Dated(number) => self.dated(book, number, records),
            Part::Days => self.day(records),
            Part::Referrals => {
                self.part_of(book, &referral::SPEC, records, Part::Needs, |this, record| {
                    if is_open(record) && record.parent_record().is_some() {
                        this.found.referrals.0 += 1;
                        this.found.referrals.1 += usize::from(is_overdue(record, this.found.today));
                    }
                });
            }
            Part::Needs => self.part_of(book, &need::SPEC, records, Part::Cases, |this, record| {
                this.found.needs.0 += 1;
                this.found.needs.1 += usize::from(record.get(need::STATE) == Some("met"));
            }),
            Part::Cases => self.part_of(book, &case::SPEC, records, Part::Order, Self::case),
            Part::Order => {
                let order = |row: &CaseRow| {
                    let due = row.next_due.map_or(NaiveDate::MAX, |item| item.date);
                    (row.stage == Stage::Closed, due)
                };
                let ordered = self.order.step(&mut self.found.cases, records, |a, b| {
                    (order(a), &a.title, a.case).cmp(&(order(b), &b.title, b.case))
                });
                if ordered {
                    self.begin(Part::Done);
                }
            }
            Part::Done => {}
        }
        self.part == Part::Done
    }

    fn finish(self) -> Caseload {
        self.found
    }
}

/// The gates of a case that were passed with a reason. Most cases have no reason at all, which is quickly seen.
fn passed(case: RecordRef<'_>) -> Vec<Step> {
    if case.book().field_writes(case.id(), case::STAGE_REASON).is_empty() {
        return Vec::new();
    }
    steps(case.book(), case.id()).into_iter().filter(Step::passed_gate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::casework::stage::plan_move;
    use crate::domain::record::casework::{action, goal, need};
    use crate::domain::record::spine::{household, person};
    use proptest::prelude::*;

    const TODAY: &str = "2026-11-21";

    #[test]
    fn what_is_overdue_comes_first_and_closed_cases_come_last() {
        let mut desk = Desk::new();
        let client = |desk: &mut Desk, name: &str, due: Option<&str>, closed: Option<&str>| {
            let person = desk.make(
                &person::SPEC,
                None,
                fields().with(person::NAME, name).with(person::DISCREET, true),
            );
            let case =
                desk.make(&case::SPEC, Some(person), fields().with_some(case::CLOSED, closed.map(day)));
            desk.make(&action::SPEC, Some(case), fields().with_some(action::PLANNED_TO, due.map(day)));
            (person, case)
        };
        let (_, closed) = client(&mut desk, "A", Some("2026-01-01"), Some("2026-02-01"));
        let (_, idle) = client(&mut desk, "B", None, None);
        let (_, overdue) = client(&mut desk, "Citra Dewi", Some("2026-11-01"), None);
        let (gone, _) = client(&mut desk, "D", Some("2026-11-01"), None);
        desk.trash(gone);
        let rows = desk.caseload(TODAY).cases;
        let ids: Vec<_> = rows.iter().map(|row| row.case).collect();
        assert_eq!(ids, [overdue, idle, closed]);
        assert!(rows[0].is_overdue() && rows[0].title == "C.D." && rows[2].next_due.is_none());
        assert_eq!(rows[2].stage, Stage::Closed);
    }
    /// A book of some clients with work on several days, in which something is closed, passed and thrown away.
    fn some_book(clients: u8, seed: u8) -> Desk {
        let mut desk = Desk::new();
        let home = desk.make(&household::SPEC, None, fields().with(household::NAME, "Budi"));
        let date =
            |number: u8| day("2026-11-01") + chrono::Days::new(u64::from(number.wrapping_mul(37) % 40));
        for number in 0..clients {
            let turn = number.wrapping_add(seed);
            let who = desk.make(&person::SPEC, None, fields().with(person::NAME, format!("N{}", turn % 5)));
            let parent = if turn % 4 == 0 { home } else { who };
            let case = desk.make(&case::SPEC, Some(parent), fields().with(case::WORKER, "Rina"));
            for part in 0..turn % 3 {
                let due = date(turn.wrapping_add(part));
                desk.make(&action::SPEC, Some(case), fields().with(action::PLANNED_TO, due));
                desk.make(&goal::SPEC, Some(case), fields().with(goal::DUE, due));
                desk.make(&need::SPEC, Some(who), fields().with(need::DUE, due));
            }
            let seen = fields().with(visit::DATE, date(turn)).with(visit::NEXT, date(turn.wrapping_add(9)));
            desk.make(&visit::SPEC, Some(parent), seen.with(visit::CASE, case));
            match turn % 6 {
                0 => desk.change(&case::SPEC, case, fields().with(case::CLOSED, day(TODAY))),
                1 => {
                    let to = Stage::Intervention;
                    let moved = plan_move(desk.book(), case, to, Some("darurat"), day(TODAY)).unwrap();
                    desk.save(moved);
                }
                2 => desk.trash(who),
                _ => {}
            }
        }
        desk
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_same_comes_out_in_however_many_steps(clients in 0_u8..30, seed in any::<u8>(), size in 1_usize..40) {
            let desk = some_book(clients, seed);
            let whole = desk.caseload(TODAY);
            let mut steps = CaseloadSteps::new(day(TODAY));
            while !steps.step(desk.book(), size) {}
            prop_assert!(steps.step(desk.book(), size));
            prop_assert!(steps.finish() == whole);
        }

        #[test]
        fn items_stand_by_date_kind_and_record_and_each_case_shows_its_own(clients in 0_u8..30, seed in any::<u8>()) {
            let desk = some_book(clients, seed);
            let found = desk.caseload(TODAY);
            let mut sorted = found.items.clone();
            sorted.sort_by_key(|item| (item.date, item.kind, item.record));
            prop_assert_eq!(&sorted, &found.items);
            for row in &found.cases {
                let subject = desk.book().get(row.case).unwrap().parent();
                let own: Vec<&Item> = sorted.iter().filter(|item| match item.case {
                    Some(case) => case == row.case,
                    None => row.stage != Stage::Closed && subject.is_some()
                        && (item.person == subject || item.household == subject),
                }).collect();
                prop_assert_eq!(row.overdue, own.iter().filter(|item| item.days > 0).count());
                prop_assert_eq!(row.next_due.map(|item| item.date), own.first().map(|item| item.date));
                let next = own.iter().find(|item| item.days <= 0).map(|item| item.date);
                prop_assert_eq!(row.next.map(|item| item.date), next);
            }
        }
    }
}
