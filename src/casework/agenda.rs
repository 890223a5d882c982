//! What is to be done: overdue, due today, and in the coming week.
//!
//! Nothing here is stored; it is read from the few kinds that carry a date to be met, each record once.
//! Closed cases are left out, with one exception: the after-care dates of a termination are for after
//! the closing. What surprises: a visit's "next visit" counts only until somebody is visited again under
//! the same parent, whatever the date of that visit.

use crate::domain::order::InOrder;
use chrono::{Days, NaiveDate};
use rustc_hash::FxHashMap;

use super::attainment::latest_level;
use super::referral::is_waiting;
use super::request;
use super::stage::is_closed;
use crate::domain::field::{FieldKind, marker};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::record::casework::{action, case, goal, need, referral, termination, visit};
use crate::domain::record::spine::{data_request, household, person};
use crate::domain::record::tracing::{exposure, investigation, lab_test};
use crate::domain::text::{Text, t};
use crate::ledger::{Book, RecordRef};
use crate::tracing::isolation::{Step, due_of};
use crate::tracing::rule::Rule;

/// After how many days without an answer a referral is to be asked after.
pub const REFERRAL_DAYS: u64 = 7;

/// How many days ahead the agenda looks.
pub const DAYS_AHEAD: i64 = 7;

/// What kind of thing is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A visit that was announced.
    Visit,
    /// A planned action.
    Action,
    /// A goal whose time is up.
    Goal,
    /// A referral that nobody answered.
    Referral,
    /// After-care.
    AfterCare,
    /// A need.
    Need,
    /// A person's request about their own data, for which the law sets hours.
    DataRequest,
    /// A step of isolation or quarantine, or a test, in an outbreak.
    Care(Step),
}

impl ItemKind {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            ItemKind::Visit => t("Kunjungan berikutnya", "Next visit"),
            ItemKind::Action => t("Kegiatan belum dilakukan", "Action not yet done"),
            ItemKind::Goal => t("Batas waktu tujuan", "Goal is due"),
            ItemKind::Referral => t("Rujukan belum dijawab", "Referral not answered"),
            ItemKind::AfterCare => t("Bimbingan lanjut", "After-care"),
            ItemKind::Need => t("Kebutuhan belum terpenuhi", "Need not yet met"),
            ItemKind::DataRequest => t("Permintaan atas data belum dijawab", "Data request not answered"),
            ItemKind::Care(step) => step.label(),
        }
    }
}

/// One thing to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// What kind of thing.
    pub kind: ItemKind,
    /// The record that says so.
    pub record: RecordId,
    /// The person it is about.
    pub person: Option<RecordId>,
    /// The household it is about.
    pub household: Option<RecordId>,
    /// The case it belongs to.
    pub case: Option<RecordId>,
    /// The outbreak it belongs to.
    pub outbreak: Option<RecordId>,
    /// The day it is to be done by.
    pub date: NaiveDate,
    /// What the user reads.
    pub label: Text,
    /// Days from that day to today: positive where it is overdue, negative where it is to come.
    pub days: i64,
}

/// What is to be done, each list by date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Before today, the longest overdue first.
    pub overdue: Vec<Item>,
    /// Today.
    pub due_today: Vec<Item>,
    /// In the next [`DAYS_AHEAD`] days.
    pub upcoming: Vec<Item>,
}

impl Agenda {
    /// How many things there are.
    pub fn len(&self) -> usize {
        self.overdue.len() + self.due_today.len() + self.upcoming.len()
    }

    /// What of these, which stand by date, is to be done by the end of the coming week.
    pub fn of(items: &[Item]) -> Agenda {
        let mut found = Agenda::default();
        for item in items.iter().take_while(|item| item.days >= -DAYS_AHEAD) {
            match item.days {
                1.. => found.overdue.push(*item),
                0 => found.due_today.push(*item),
                _ => found.upcoming.push(*item),
            }
        }
        found
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What has a date to be met in one case, by date, without a look at the others.
pub fn items_of_case(book: &Book, case: RecordId, today: NaiveDate) -> Vec<Item> {
    let visits = LastVisits::around_case(book, case);
    // What an outbreak asks for is the person's, and of no case.
    let outbreaks = FxHashMap::default();
    let mut found = Collector { book, today, visits: &visits, outbreaks: &outbreaks, items: Vec::new() };
    let elsewhere = visits.by_parent.values().filter_map(|(_, visit)| book.get(*visit));
    elsewhere.for_each(|visit| found.visit(visit));
    // Requests about data are the person's, and of no case.
    for (kind, read) in DATED.iter().filter(|(kind, _)| kind.name != visit::SPEC.name) {
        book.children(case, kind).for_each(|record| read(&mut found, record));
    }
    let mut items = found.items;
    items.retain(|item| item.case == Some(case));
    items.order_by_key(|item| (item.date, item.kind, item.record));
    items
}

/// The latest visit to each household, person and case.
#[derive(Default)]
pub(super) struct LastVisits {
    by_parent: FxHashMap<RecordId, (NaiveDate, RecordId)>,
    by_case: FxHashMap<RecordId, NaiveDate>,
}

impl LastVisits {
    /// Of a case, whom it is about, and wherever else it was visited.
    fn around_case(book: &Book, case: RecordId) -> Self {
        let elsewhere = book.referring(&visit::SPEC, visit::CASE, case);
        let subject = book.get(case).and_then(|record| record.parent());
        let mut places: Vec<RecordId> =
            elsewhere.iter().filter_map(|visit| visit.parent()).chain(subject).chain([case]).collect();
        places.order();
        places.dedup();
        let mut found = LastVisits::default();
        places
            .into_iter()
            .flat_map(|place| book.children(place, &visit::SPEC))
            .for_each(|one| found.add(one));
        found
    }

    /// Takes a visit up.
    pub(super) fn add(&mut self, visit: RecordRef<'_>) {
        let [date, case] = visit.pick([visit::DATE.name, visit::CASE.name]);
        let (Some(parent), Some(date)) = (visit.parent(), date.and_then(marker::Date::read)) else { return };
        let last = self.by_parent.entry(parent).or_insert((date, visit.id()));
        *last = (*last).max((date, visit.id()));
        if let Some(case) = case.and_then(marker::Ref::read) {
            let last = self.by_case.entry(case).or_insert(date);
            *last = (*last).max(date);
        }
    }

    /// Whether a visit is the latest one to its parent.
    fn is_last(&self, visit: RecordRef<'_>) -> bool {
        visit
            .parent()
            .and_then(|parent| self.by_parent.get(&parent))
            .is_some_and(|(_, last)| *last == visit.id())
    }

    /// The day of the latest visit that belongs to a case, or was made to whom it is about.
    pub(super) fn of_case(&self, case: RecordRef<'_>) -> Option<NaiveDate> {
        let to = |id: RecordId| self.by_parent.get(&id).map(|(date, _)| *date);
        [self.by_case.get(&case.id()).copied(), to(case.id()), case.parent().and_then(to)]
            .into_iter()
            .flatten()
            .max()
    }
}

/// Reads one record.
type Reader = fn(&mut Collector<'_>, RecordRef<'_>);

/// The kinds that carry a date to be met, each with what reads it.
pub(super) const DATED: [(&Kind, Reader); 10] = [
    (&visit::SPEC, |all, record| all.visit(record)),
    (&action::SPEC, |all, record| all.action(record)),
    (&goal::SPEC, |all, record| all.goal(record)),
    (&referral::SPEC, |all, record| all.referral(record)),
    (&need::SPEC, |all, record| all.need(record)),
    (&termination::SPEC, |all, record| all.after_care(record)),
    (&data_request::SPEC, |all, record| all.data_request(record)),
    (&investigation::SPEC, |all, record| all.care(record)),
    (&exposure::SPEC, |all, record| all.care(record)),
    (&lab_test::SPEC, |all, record| all.care(record)),
];

/// Reads what has a date to be met, record by record.
pub(super) struct Collector<'a> {
    pub(super) book: &'a Book,
    pub(super) today: NaiveDate,
    pub(super) visits: &'a LastVisits,
    /// The outbreaks that run, with their rules.
    pub(super) outbreaks: &'a FxHashMap<RecordId, Rule>,
    pub(super) items: Vec<Item>,
}

impl Collector<'_> {
    /// Adds an item about `about` (a person, household or case), unless that lies in the trash, or its
    /// case is closed and `also_closed` is not set.
    fn push(
        &mut self,
        kind: ItemKind,
        record: RecordId,
        about: Option<RecordId>,
        date: NaiveDate,
        also_closed: bool,
    ) {
        let Some(mut subject) = about.and_then(|id| self.book.get(id)) else { return };
        let mut item = Item {
            kind,
            record,
            person: None,
            household: None,
            case: None,
            outbreak: None,
            date,
            label: kind.label(),
            days: (self.today - date).num_days(),
        };
        if subject.is(&case::SPEC) {
            if !also_closed && is_closed(subject) {
                return;
            }
            item.case = Some(subject.id());
            // A case of a group stands alone.
            match (subject.parent(), subject.parent_record()) {
                (_, Some(parent)) => subject = parent,
                (None, None) => {}
                (Some(_), None) => return,
            }
        }
        let died = subject.is(&person::SPEC) && subject.get(person::DIED_ON).is_some();
        if died && matches!(kind, ItemKind::Visit | ItemKind::Care(_)) {
            return;
        }
        item.person = subject.is(&person::SPEC).then(|| subject.id());
        item.household = subject.is(&household::SPEC).then(|| subject.id());
        self.items.push(item);
    }

    fn visit(&mut self, visit: RecordRef<'_>) {
        let [next, case] = visit.pick([visit::NEXT.name, visit::CASE.name]);
        let Some(next) = next.and_then(marker::Date::read).filter(|_| self.visits.is_last(visit)) else {
            return;
        };
        let case = case.and_then(marker::Ref::read).and_then(|id| self.book.get_as(id, &case::SPEC));
        if case.is_some_and(is_closed) {
            return;
        }
        let before = self.items.len();
        self.push(ItemKind::Visit, visit.id(), visit.parent(), next, false);
        if let Some(item) = self.items.get_mut(before) {
            item.case = item.case.or(case.map(|case| case.id()));
        }
    }

    fn action(&mut self, record: RecordRef<'_>) {
        let [date, state, done] =
            record.pick([action::PLANNED_TO.name, action::STATE.name, action::DONE_ON.name]);
        let Some(date) = date.and_then(marker::Date::read) else { return };
        let settled = matches!(state.and_then(marker::Code::read), Some("done" | "not_done"));
        if !settled && done.and_then(marker::Date::read).is_none() {
            self.push(ItemKind::Action, record.id(), record.parent(), date, false);
        }
    }

    fn goal(&mut self, record: RecordRef<'_>) {
        let Some(date) = record.get(goal::DUE) else { return };
        if latest_level(self.book, record.id()).is_none_or(|level| level < 0) {
            self.push(ItemKind::Goal, record.id(), record.parent(), date, false);
        }
    }

    fn referral(&mut self, record: RecordRef<'_>) {
        let Some(sent) = record.get(referral::SENT) else { return };
        let Some(date) = sent.checked_add_days(Days::new(REFERRAL_DAYS)) else { return };
        if is_waiting(record) {
            self.push(ItemKind::Referral, record.id(), record.parent(), date, false);
        }
    }

    fn need(&mut self, record: RecordRef<'_>) {
        let Some(date) = record.get(need::DUE) else { return };
        if !matches!(record.text(need::STATE), "met" | "dropped") {
            self.push(ItemKind::Need, record.id(), record.parent(), date, false);
        }
    }

    fn data_request(&mut self, record: RecordRef<'_>) {
        if let Some(due) = request::due_day(record) {
            self.push(ItemKind::DataRequest, record.id(), record.parent(), due, true);
        }
    }

    fn care(&mut self, record: RecordRef<'_>) {
        let Some((outbreak, step, date)) = due_of(record, self.outbreaks, self.today) else { return };
        let before = self.items.len();
        self.push(ItemKind::Care(step), record.id(), record.parent(), date, false);
        if let Some(item) = self.items.get_mut(before) {
            item.outbreak = outbreak;
        }
    }

    fn after_care(&mut self, record: RecordRef<'_>) {
        let Some(case) = record.parent_record() else { return };
        // Once the case goes on, its own plan takes the place of after-care.
        if case.get(case::REOPENED).is_some() && !is_closed(case) {
            return;
        }
        let seen = self.visits.of_case(case);
        for line in record.get(termination::AFTER_CARE).unwrap_or_default() {
            let Some(date) = after_care_date(line) else { continue };
            if seen.is_none_or(|seen| seen < date) {
                self.push(ItemKind::AfterCare, record.id(), Some(case.id()), date, true);
            }
        }
    }
}

/// The order of items that are due on one day.
pub(super) fn by_kind(items: &mut Vec<Item>) {
    items.order_by_key(|item| (item.kind, item.record));
}

/// The date at the start of a line, `2026-12-01` or `1/12/2026`, with or without words after it.
pub fn after_care_date(line: &str) -> Option<NaiveDate> {
    let first = line.split_whitespace().next()?.trim_end_matches([',', ';', ':']);
    first.parse().ok().or_else(|| {
        let mut parts = first.split(['/', '-', '.']);
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
            .filter(|_| parts.next().is_none() && year.len() == 4)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::kind::{Draft, FieldSet};
    use crate::domain::record::casework::{attainment, evaluation, note};
    use crate::domain::record::tracing::outbreak;

    const TODAY: &str = "2026-11-21";

    struct Work {
        desk: Desk,
        ani: RecordId,
        case: RecordId,
    }

    impl Work {
        fn new() -> Self {
            let mut desk = Desk::new();
            let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
            let case = desk.make(&case::SPEC, Some(ani), fields());
            Work { desk, ani, case }
        }

        fn kinds(&self) -> Vec<ItemKind> {
            self.desk.caseload(TODAY).items.iter().map(|item| item.kind).collect()
        }

        fn visit(&mut self, parent: RecordId, date: &str, next: Option<&str>) -> RecordId {
            let fields = fields().with(visit::DATE, day(date)).with_some(visit::NEXT, next.map(day));
            self.desk.make(&visit::SPEC, Some(parent), fields)
        }

        fn close(&mut self) {
            self.desk.change(&case::SPEC, self.case, fields().with(case::CLOSED, day(TODAY)));
        }
    }

    #[test]
    fn what_is_due_falls_into_overdue_today_and_the_coming_week() {
        let mut work = Work::new();
        for date in ["2026-11-01", "2026-11-20", TODAY, "2026-11-28", "2026-11-29"] {
            work.desk.make(&need::SPEC, Some(work.ani), fields().with(need::DUE, day(date)));
        }
        let agenda = work.desk.agenda(TODAY);
        assert_eq!(agenda.overdue.iter().map(|item| item.days).collect::<Vec<_>>(), [20, 1]);
        assert_eq!((agenda.due_today.len(), agenda.upcoming.len(), agenda.len()), (1, 1, 4));
        assert_eq!(agenda.due_today[0].person, Some(work.ani));
    }

    #[test]
    fn a_later_visit_to_the_same_parent_takes_the_place_of_what_was_announced() {
        let mut work = Work::new();
        work.visit(work.ani, "2026-11-10", Some("2026-11-17"));
        let other = work.desk.make(&household::SPEC, None, fields().with(household::NAME, "Budi"));
        work.visit(other, "2026-11-18", None);
        assert_eq!(work.kinds(), [ItemKind::Visit]);
        // Entered late: an older visit changes nothing.
        work.visit(work.ani, "2026-11-01", Some("2026-11-05"));
        assert_eq!(work.desk.caseload(TODAY).items[0].date, day("2026-11-17"));
        let wrong = work.visit(work.ani, "2026-11-18", None);
        assert!(work.kinds().is_empty());
        work.desk.trash(wrong);
        assert_eq!(work.kinds(), [ItemKind::Visit]);
    }

    #[test]
    fn closed_cases_are_silent_but_for_their_after_care_until_somebody_goes_there() {
        let mut work = Work::new();
        let in_case = Some(work.case);
        work.desk.make(&action::SPEC, in_case, fields().with(action::PLANNED_TO, day("2026-11-01")));
        work.desk.make(
            &action::SPEC,
            in_case,
            fields().with(action::PLANNED_TO, day("2026-11-01")).with(action::STATE, "done"),
        );
        work.desk.make(&goal::SPEC, in_case, fields().with(goal::DUE, day("2026-11-02")));
        work.desk.make(
            &referral::SPEC,
            in_case,
            fields().with(referral::STATE, "sent").with(referral::SENT, day("2026-11-14")),
        );
        work.desk.make(
            &need::SPEC,
            in_case,
            fields().with(need::DUE, day("2026-11-21")).with(need::STATE, "from_the_future"),
        );
        assert_eq!(work.kinds(), [ItemKind::Action, ItemKind::Goal, ItemKind::Referral, ItemKind::Need]);
        let after_care = vec!["2026-12-01".to_owned(), "1/2/2027, telepon".to_owned(), "nanti".to_owned()];
        work.desk.make(&termination::SPEC, in_case, fields().with(termination::AFTER_CARE, after_care));
        work.close();
        assert_eq!(work.kinds(), [ItemKind::AfterCare, ItemKind::AfterCare]);
        work.visit(work.ani, "2026-12-02", None);
        assert_eq!(work.kinds(), [ItemKind::AfterCare]);
        work.desk.trash(work.ani);
        assert!(work.kinds().is_empty());
    }

    #[test]
    fn one_case_alone_says_what_the_whole_agenda_says_of_it() {
        let mut work = Work::new();
        let home = work.desk.make(&household::SPEC, None, fields().with(household::NAME, "Ani"));
        let other = work.desk.make(&case::SPEC, Some(work.ani), fields());
        for case in [work.case, other] {
            work.desk.make(&action::SPEC, Some(case), fields().with(action::PLANNED_TO, day("2026-11-01")));
        }
        let announced = fields().with(visit::DATE, day("2026-11-01")).with(visit::NEXT, day("2026-11-09"));
        work.desk.make(&visit::SPEC, Some(home), announced.with(visit::CASE, work.case));
        let both = |work: &Work| {
            let all = work.desk.caseload(TODAY).items;
            let own: Vec<_> = all.into_iter().filter(|item| item.case == Some(work.case)).collect();
            assert_eq!(items_of_case(work.desk.book(), work.case, day(TODAY)), own);
            own.len()
        };
        assert_eq!(both(&work), 2);
        // A later visit to that household, for another reason, counts too.
        work.visit(home, "2026-11-10", None);
        assert_eq!(both(&work), 1);
    }

    #[test]
    fn a_goal_that_was_reached_is_no_longer_due() {
        let mut work = Work::new();
        let goal = work.desk.make(&goal::SPEC, Some(work.case), fields().with(goal::DUE, day(TODAY)));
        let evaluation =
            work.desk.make(&evaluation::SPEC, Some(work.case), fields().with(evaluation::DATE, day(TODAY)));
        let rating = |level: i64| fields().with(attainment::GOAL, goal).with(attainment::LEVEL, level);
        let rated = work.desk.make(&attainment::SPEC, Some(evaluation), rating(-1));
        assert_eq!(work.kinds(), [ItemKind::Goal]);
        work.desk.change(&attainment::SPEC, rated, rating(0));
        assert!(work.kinds().is_empty());
    }

    #[test]
    fn no_visit_to_the_dead_is_announced_but_what_is_left_to_do_in_their_case_is() {
        let mut work = Work::new();
        work.visit(work.ani, "2026-11-10", Some("2026-11-17"));
        work.desk.make(&action::SPEC, Some(work.case), fields().with(action::PLANNED_TO, day(TODAY)));
        work.desk.change(&person::SPEC, work.ani, fields().with(person::DIED_ON, day("2026-11-15")));
        assert_eq!(work.kinds(), [ItemKind::Action]);
    }

    #[test]
    fn isolation_quarantine_and_tests_of_a_running_outbreak_are_due_on_their_days() {
        let mut work = Work::new();
        let outbreak = work.desk.make(
            &outbreak::SPEC,
            None,
            fields().with(outbreak::NAME, "Wabah").with(outbreak::PROFILE, "covid19_kmk4641"),
        );
        let budi = work.desk.make(&person::SPEC, None, fields().with(person::NAME, "Budi"));
        // Exposed twice: the later exposure sets the days, and nothing is due twice.
        for last in ["2026-11-17", "2026-11-19"] {
            let exposed = fields().with(exposure::OUTBREAK, outbreak).with(exposure::LAST, day(last));
            work.desk.make(&exposure::SPEC, Some(budi), exposed);
        }
        let ill = fields()
            .with(investigation::OUTBREAK, outbreak)
            .with(investigation::CLASSIFICATION, "confirmed_symptomatic")
            .with(investigation::ONSET, day("2026-11-05"))
            .with(investigation::SYMPTOMS_ENDED, day("2026-11-10"))
            .with(investigation::ISOLATED_FROM, day("2026-11-06"));
        let ill = work.desk.make(&investigation::SPEC, Some(work.ani), ill);
        let taken = fields().with(lab_test::TAKEN, day("2026-11-18")).with(lab_test::RESULT, "pending");
        let test = work.desk.make(&lab_test::SPEC, Some(work.ani), taken);
        let found = |work: &Work| -> Vec<(ItemKind, i64, Option<RecordId>, Option<RecordId>)> {
            let items = work.desk.agenda(TODAY);
            let all = items.overdue.into_iter().chain(items.due_today).chain(items.upcoming);
            all.map(|item| (item.kind, item.days, item.person, item.outbreak)).collect()
        };
        let (ani, of) = (Some(work.ani), Some(outbreak));
        let end = (ItemKind::Care(Step::MayEnd), 3, ani, of);
        let result = (ItemKind::Care(Step::Result), 0, ani, None);
        let entry = (ItemKind::Care(Step::EntryTest), 1, Some(budi), of);
        assert_eq!(found(&work), [end, entry, result]);
        // Nobody waits for the result of somebody who died, though only the investigation says so.
        work.desk.change(&investigation::SPEC, ill, fields().with(investigation::OUTCOME, "died"));
        assert_eq!(found(&work), [entry]);
        work.desk.change(&investigation::SPEC, ill, fields().with(investigation::OUTCOME, "ill"));
        // The entry test was taken: the exit test comes, and the result of the other is known.
        let negative = fields().with(lab_test::RESULT, "negative").with(lab_test::TAKEN, day("2026-11-20"));
        work.desk.make(&lab_test::SPEC, Some(budi), negative.with(lab_test::OUTBREAK, outbreak));
        work.desk.change(&lab_test::SPEC, test, fields().with(lab_test::RESULT, "positive"));
        let exit = (ItemKind::Care(Step::ExitTest), -3, Some(budi), of);
        assert_eq!(found(&work), [end, exit]);
        work.desk.change(&investigation::SPEC, ill, fields().with(investigation::ISOLATED_AT, "none"));
        assert_eq!(found(&work), [exit]);
        work.desk.change(&outbreak::SPEC, outbreak, fields().with(outbreak::END, day("2026-11-20")));
        assert_eq!(found(&work), []);
    }

    #[test]
    fn a_case_without_a_subject_still_has_its_agenda() {
        let mut work = Work::new();
        let group = work.desk.make(&case::SPEC, None, fields().with(case::SUBJECT, "group"));
        work.desk.make(&action::SPEC, Some(group), fields().with(action::PLANNED_TO, day(TODAY)));
        let items = work.desk.caseload(TODAY).items;
        assert_eq!((items[0].case, items[0].person), (Some(group), None));
    }

    #[test]
    fn ten_thousand_clients_do_not_make_it_slow() {
        let mut desk = Desk::new();
        let mut drafts = Vec::new();
        let mut add = |desk: &mut Desk, kind: &'static str, parent: Option<RecordId>, fields: FieldSet| {
            let record = desk.id();
            drafts.push(Draft { kind, record, parent, fields });
            record
        };
        for number in 0..10_000u64 {
            let date = day("2026-08-01") + Days::new(number % 150);
            let person = add(&mut desk, "person", None, fields().with(person::NAME, "Siti"));
            let case = add(&mut desk, "case", Some(person), fields().with(case::OPENED, date));
            add(
                &mut desk,
                "visit",
                Some(person),
                fields().with(visit::DATE, date).with(visit::NEXT, date + Days::new(7)),
            );
            add(&mut desk, "action", Some(case), fields().with(action::PLANNED_TO, date));
            add(&mut desk, "goal", Some(case), fields().with(goal::DUE, date));
            add(&mut desk, "note", Some(case), fields().with(note::TEXT, "Kunjungan rumah"));
        }
        desk.save(drafts);
        let start = clock();
        let found = desk.agenda(TODAY).len();
        println!("agenda of 60,000 records: {} items in {} ms", found, clock() - start);
        assert!(found > 10_000);
        let start = clock();
        let rows = desk.caseload(TODAY).cases.len();
        println!("list of {} cases in {} ms", rows, clock() - start);
    }

    #[allow(clippy::disallowed_methods, reason = "the test measures, and runs natively only")]
    fn clock() -> u128 {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis()
    }
}
