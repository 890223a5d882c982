//! What the indicators are reckoned from, gathered in one pass over the book: facts with a day, each
//! already judged. A period is then one pass over the facts, so a year of months costs little more than
//! one month.
//!
//! Edge cases are decided here, and nowhere else; [`Why`](super::Why) names every one of them.

use chrono::{Days, NaiveDate};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Counted, Indicator, Measure, Source, Why};
use crate::casework::agenda::REFERRAL_DAYS;
use crate::casework::person::members;
use crate::casework::referral::{State, days_waiting, is_waiting, state_of};
use crate::casework::survey::{Survey, Weight, survey};
use crate::domain::field::{FieldKind, marker};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{action, advocacy, case, evaluation, referral, satisfaction};
use crate::ledger::{Book, RecordRef, Steps};
use crate::report::period::Period;
use crate::tracing::follow_up::{DayState, Summary, days};
use crate::tracing::network::quantile;
use crate::tracing::rule::Rule;
use crate::tracing::trail::{Trail, Walk};

/// How a fact enters its number.
#[derive(Clone, Copy)]
enum Role {
    /// Counted, and met or not.
    In(bool),
    /// Left out.
    Out(Why),
    /// Said besides.
    Apart(Why),
}

/// One thing that is known.
struct Fact {
    measure: Measure,
    source: Source,
    record: RecordId,
    /// The day that says to which period it belongs; what has none belongs to every period, and is
    /// always left out.
    date: Option<NaiveDate>,
    role: Role,
}

/// When a case was open.
struct Span {
    case: RecordId,
    opened: Option<NaiveDate>,
    closed: Option<NaiveDate>,
    reopened: Option<NaiveDate>,
}

impl Span {
    /// Whether the case was open on some day of a period, as far as it has come. Between a closing and a
    /// later reopening it was not; earlier closings are overwritten by the last one and not known here.
    fn open_in(&self, period: Period, today: NaiveDate) -> bool {
        let Some(opened) = self.opened else { return false };
        if opened > period.to.min(today) || period.from > today {
            return false;
        }
        match (self.closed, self.reopened) {
            (Some(closed), Some(reopened)) if reopened > closed => {
                closed >= period.from || reopened <= period.to
            }
            (Some(closed), _) => closed >= period.from,
            (None, _) => true,
        }
    }

    /// The day from which the case is closed for good.
    fn ended(&self) -> Option<NaiveDate> {
        self.closed.filter(|closed| self.reopened.is_none_or(|reopened| reopened <= *closed))
    }
}

/// A referral that was sent.
struct Sent {
    record: RecordId,
    date: NaiveDate,
    /// Days to the first answer or to today; `None` where it was closed without one.
    days: Option<i64>,
    waiting: bool,
}

/// All facts of a stretch of time.
pub struct Facts {
    /// Of whose cases; of all where there is none.
    worker: Option<String>,
    today: NaiveDate,
    /// What is dated outside is not kept.
    stretch: Period,
    facts: Vec<Fact>,
    cases: Vec<Span>,
    /// Where each case stands in `cases`; those of other workers and of clients in the trash are not there.
    places: FxHashMap<RecordId, usize>,
    /// Case and day of everything that a partner had a part in.
    partner: Vec<(RecordId, NaiveDate)>,
    sent: Vec<Sent>,
    forms: Vec<(NaiveDate, RecordId)>,
}

/// Reads the facts, or of them the cases of one worker, in steps.
pub struct FactSteps {
    found: Facts,
    kind: usize,
    place: usize,
    /// The people who are traced, once the rest is read; of one worker only those of these cases count.
    walk: Option<Walk>,
    clients: Option<FxHashSet<RecordId>>,
}

/// What is read, in this order: a case comes before whatever belongs to it.
const KINDS: [&Kind; 6] =
    [&case::SPEC, &action::SPEC, &referral::SPEC, &evaluation::SPEC, &advocacy::SPEC, &satisfaction::SPEC];

impl Steps for FactSteps {
    type Out = Facts;

    fn step(&mut self, book: &Book, records: usize) -> bool {
        let Some(kind) = KINDS.get(self.kind) else {
            return self.follow_ups(book, records);
        };
        let end = self.place.saturating_add(records);
        for record in book.of_part(kind, self.place..end) {
            match self.kind {
                0 => self.case(record),
                1 => self.action(record),
                2 => self.referral(book, record),
                3 => self.evaluation(record),
                4 => self.advocacy(record),
                _ => self.form(record),
            }
        }
        self.place = end;
        if end >= book.capacity_of(kind) {
            (self.kind, self.place) = (self.kind + 1, 0);
        }
        false
    }

    fn finish(self) -> Facts {
        self.found
    }
}

impl FactSteps {
    /// Begins; what lies outside `stretch` may be left unread.
    pub fn new(stretch: Period, today: NaiveDate, worker: Option<&str>) -> Self {
        let found = Facts {
            worker: worker.map(str::to_owned),
            today,
            stretch,
            facts: Vec::new(),
            cases: Vec::new(),
            places: FxHashMap::default(),
            partner: Vec::new(),
            sent: Vec::new(),
            forms: Vec::new(),
        };
        FactSteps { found, kind: 0, place: 0, walk: None, clients: None }
    }

    fn is_ours(&self, case: RecordId) -> bool {
        self.found.places.contains_key(&case)
    }

    /// A case whose client is not in the trash, as everywhere else.
    fn case(&mut self, record: RecordRef<'_>) {
        if record.parent().is_some() && record.parent_record().is_none() {
            return;
        }
        if self.found.worker.as_ref().is_some_and(|worker| record.text(case::WORKER).trim() != worker) {
            return;
        }
        self.found.places.insert(record.id(), self.found.cases.len());
        let [opened, closed, reopened] = record
            .pick([case::OPENED.name, case::CLOSED.name, case::REOPENED.name])
            .map(|bytes| bytes.and_then(marker::Date::read));
        self.found.cases.push(Span { case: record.id(), opened, closed, reopened });
    }

    fn advocacy(&mut self, record: RecordRef<'_>) {
        let case = record.parent().filter(|case| self.is_ours(*case));
        if let (Some(case), Some(date), Some(_)) =
            (case, record.get(advocacy::DATE), record.get(advocacy::PARTNER))
        {
            self.touched_by_partner(case, date);
        }
    }

    fn form(&mut self, record: RecordRef<'_>) {
        let date = record.get(satisfaction::DATE).filter(|date| self.found.stretch.holds(*date));
        if let (Some(date), Some(_)) = (date, record.parent().filter(|case| self.is_ours(*case))) {
            self.found.forms.push((date, record.id()));
        }
    }

    fn add(
        &mut self,
        measure: Measure,
        record: RecordId,
        source: Source,
        date: Option<NaiveDate>,
        role: Role,
    ) {
        if date.is_none_or(|date| self.found.stretch.holds(date)) {
            self.found.facts.push(Fact { measure, source, record, date, role });
        }
    }

    fn touched_by_partner(&mut self, case: RecordId, date: NaiveDate) {
        if self.found.stretch.holds(date) {
            self.found.partner.push((case, date));
        }
    }

    fn action<'a>(&mut self, record: RecordRef<'a>) {
        let [from, to, state, done_on, reason, partner] = record.pick([
            action::PLANNED_FROM.name,
            action::PLANNED_TO.name,
            action::STATE.name,
            action::DONE_ON.name,
            action::NOT_DONE_REASON.name,
            action::PARTNER.name,
        ]);
        let date = |bytes: Option<&[u8]>| bytes.and_then(marker::Date::read);
        let code = |bytes: Option<&'a [u8]>| bytes.and_then(marker::Code::read).unwrap_or_default();
        let (from, to, done_on) = (date(from), date(to), date(done_on));
        // Most actions of a long book lie outside, and are left before anything else is read.
        let mut dates = [from, to, done_on].into_iter().flatten().peekable();
        if dates.peek().is_some() && !dates.any(|date| self.found.stretch.holds(date)) {
            return;
        }
        let Some(case) = record.parent() else { return };
        let Some(span) = self.found.places.get(&case).and_then(|place| self.found.cases.get(*place)) else {
            return;
        };
        let ended = span.ended();
        let (state, reason) = (code(state), code(reason));
        // A day on which it was done counts as done, also where nobody touched the state.
        let done = state == "done" || (state != "not_done" && done_on.is_some());
        if done
            && partner.is_some()
            && let Some(day) = done_on
        {
            self.touched_by_partner(case, day);
        }
        let (id, today) = (record.id(), self.found.today);
        let common = |due: NaiveDate| {
            if due >= today {
                Some(Why::NotYetDue)
            } else if state == "not_done" && reason == "not_needed" {
                Some(Why::NotNeeded)
            } else if !done && ended.is_some_and(|ended| ended < due) {
                Some(Why::CaseClosed)
            } else {
                None
            }
        };
        let timely = match to {
            None => (done_on.or(from), Role::Out(Why::NoDueDate)),
            Some(due) => match common(due) {
                Some(why) => (Some(due), Role::Out(why)),
                None if done && done_on.is_none() => (Some(due), Role::Out(Why::NoDoneDate)),
                None => (Some(due), Role::In(done && done_on.is_some_and(|day| day <= due))),
            },
        };
        self.add(Measure::Timeliness, id, Source::Action, timely.0, timely.1);
        let Some(planned) = to.or(from) else {
            if done {
                self.add(Measure::Conformity, id, Source::Action, done_on, Role::Out(Why::NeverPlanned));
            }
            return;
        };
        let role = common(planned).map_or(Role::In(done), Role::Out);
        self.add(Measure::Conformity, id, Source::Action, Some(planned), role);
        if matches!(role, Role::In(false)) && !reason.is_empty() {
            let role = Role::Apart(Why::NotDoneWithReason);
            self.add(Measure::Conformity, id, Source::Action, Some(planned), role);
        }
    }

    fn evaluation(&mut self, record: RecordRef<'_>) {
        if !record.parent().is_some_and(|case| self.is_ours(case)) {
            return;
        }
        let conformity = record.text(evaluation::CONFORMITY);
        let revised = matches!(conformity, "changed" | "not_followed")
            || record.text(evaluation::DECISION) == "revise_plan";
        if !revised {
            return;
        }
        let why = if record.text(evaluation::WHY_CHANGED).trim().is_empty() {
            Why::RevisedWithoutReason
        } else {
            Why::RevisedWithReason
        };
        if let Some(date) = record.get(evaluation::DATE) {
            self.add(Measure::Conformity, record.id(), Source::Evaluation, Some(date), Role::Apart(why));
        }
    }

    fn referral(&mut self, book: &Book, record: RecordRef<'_>) {
        let Some(case) = record.parent().filter(|case| self.is_ours(*case)) else { return };
        let id = record.id();
        let Some(sent) = record.get(referral::SENT) else {
            self.add(Measure::Timeliness, id, Source::Referral, None, Role::Out(Why::NotSent));
            return;
        };
        self.touched_by_partner(case, sent);
        let due = sent.checked_add_days(Days::new(REFERRAL_DAYS)).unwrap_or(sent);
        if !self.found.stretch.holds(sent) && !self.found.stretch.holds(due) {
            return;
        }
        let answered = record.get(referral::ANSWERED);
        let role = if due >= self.found.today {
            Role::Out(Why::NotYetDue)
        } else {
            Role::In(answered.is_some_and(|answered| answered <= due))
        };
        self.add(Measure::Timeliness, id, Source::Referral, Some(due), role);
        self.add(Measure::Accepted, id, Source::Referral, Some(sent), decision(book, record));
        self.found.sent.push(Sent {
            record: id,
            date: sent,
            days: days_waiting(record, self.found.today),
            waiting: is_waiting(record),
        });
    }

    /// Days of contact follow-up, of one worker only those of their clients; `true` once all were read.
    fn follow_ups(&mut self, book: &Book, records: usize) -> bool {
        let found = &mut self.found;
        let Some(walk) = &mut self.walk else {
            self.clients = found.worker.is_some().then(|| clients(book, &found.places));
            self.walk = Some(Walk::begin(book));
            return false;
        };
        let (stretch, clients) = (found.stretch, &self.clients);
        let wants = |(who, _): (RecordId, RecordId), trail: &Trail<'_>, rule: &Rule| {
            let window = trail.day0().and_then(|(day0, _)| rule.window(day0));
            clients.as_ref().is_none_or(|of| of.contains(&who))
                && window.is_some_and(|(first, last)| first <= stretch.to && stretch.from <= last)
        };
        walk.step(book, records, wants, |person, outbreak, trail, rule| {
            if wants((person.id(), outbreak), trail, rule) {
                found.window(person.id(), trail, rule);
            }
        })
    }
}

impl Facts {
    /// The days of somebody's window.
    fn window(&mut self, who: RecordId, trail: &Trail<'_>, rule: &Rule) {
        let summary = Summary::of(trail, rule, self.today);
        for day in days(trail, rule, &summary, self.today) {
            if !self.stretch.holds(day.date) || day.date >= self.today {
                continue;
            }
            let seen = day.checks.iter().find(|check| check.result.is_seen());
            let record =
                seen.or(day.checks.last()).and_then(|check| check.record()).map_or(who, |record| record.id());
            let mut add = |role| {
                self.facts.push(Fact {
                    measure: Measure::Timeliness,
                    source: Source::FollowUp,
                    record,
                    date: Some(day.date),
                    role,
                });
            };
            match day.state {
                DayState::Done => add(Role::In(true)),
                DayState::LateEntered => {
                    add(Role::In(true));
                    add(Role::Apart(Why::EnteredLate));
                }
                DayState::Missed(_) => add(Role::In(false)),
                DayState::Stopped => add(Role::Out(Why::Stopped)),
                DayState::Due | DayState::Future => add(Role::Out(Why::NotYetDue)),
            }
        }
    }
}

impl Facts {
    /// Whether these are the facts of a worker, of a day, and of at least a stretch.
    pub fn fit(&self, stretch: Period, today: NaiveDate, worker: Option<&str>) -> bool {
        self.worker.as_deref() == worker
            && self.today == today
            && self.stretch.from <= stretch.from
            && stretch.to <= self.stretch.to
    }

    /// The numbers of a period in the order of [`Measure::RECKONED`], and its survey.
    pub(super) fn reckon(&self, book: &Book, period: Period, weight: Weight) -> (Vec<Indicator>, Survey) {
        let survey = self.survey(book, period, weight);
        let of = |measure| match measure {
            Measure::Satisfaction => satisfaction(&survey),
            other => self.reckon_one(other, book, period, weight),
        };
        (Measure::RECKONED.map(of).into(), survey)
    }

    /// One number of a period.
    pub(super) fn reckon_one(
        &self,
        measure: Measure,
        book: &Book,
        period: Period,
        weight: Weight,
    ) -> Indicator {
        match measure {
            Measure::Satisfaction => satisfaction(&self.survey(book, period, weight)),
            Measure::Partners => self.partners(period),
            Measure::Waiting => self.waiting(period),
            by_facts => self.counted(by_facts, period),
        }
    }

    fn counted(&self, measure: Measure, period: Period) -> Indicator {
        let mut number = Indicator::new(measure);
        for fact in &self.facts {
            if fact.measure != measure || fact.date.is_some_and(|date| !period.holds(date)) {
                continue;
            }
            match fact.role {
                Role::In(met) => number.counted.push(Counted {
                    source: fact.source,
                    record: fact.record,
                    date: fact.date,
                    met,
                }),
                Role::Out(why) => number.leave_out(why, fact.record),
                Role::Apart(why) => number.set_apart(why, fact.record),
            }
        }
        number.divide()
    }

    fn survey(&self, book: &Book, period: Period, weight: Weight) -> Survey {
        let forms = self.forms.iter().filter(|(date, _)| period.holds(*date));
        survey(forms.filter_map(|(_, form)| book.get(*form)), weight)
    }

    fn partners(&self, period: Period) -> Indicator {
        let with: FxHashSet<RecordId> =
            self.partner.iter().filter(|(_, date)| period.holds(*date)).map(|(case, _)| *case).collect();
        let mut found = Indicator::new(Measure::Partners);
        for span in &self.cases {
            if span.opened.is_none() {
                found.leave_out(Why::NoOpeningDate, span.case);
            } else if span.open_in(period, self.today) {
                found.counted.push(Counted {
                    source: Source::Case,
                    record: span.case,
                    date: span.opened,
                    met: with.contains(&span.case),
                });
            }
        }
        found.divide()
    }

    fn waiting(&self, period: Period) -> Indicator {
        let mut found = Indicator::new(Measure::Waiting);
        let mut lengths: Vec<i64> = Vec::new();
        for sent in self.sent.iter().filter(|sent| period.holds(sent.date)) {
            let Some(days) = sent.days else {
                found.leave_out(Why::NoAnswer, sent.record);
                continue;
            };
            lengths.push(days);
            found.counted.push(Counted {
                source: Source::Referral,
                record: sent.record,
                date: Some(sent.date),
                met: !sent.waiting,
            });
            if sent.waiting {
                found.set_apart(Why::StillWaiting, sent.record);
            }
        }
        lengths.order();
        let mut found = found.divide();
        found.value = quantile(&lengths, 0.5);
        found
    }
}

fn satisfaction(survey: &Survey) -> Indicator {
    let mut found = Indicator::new(Measure::Satisfaction);
    // An empty sum of fractions is minus zero, which would be printed so.
    found.numerator = survey.questions.iter().filter_map(|one| one.mean).fold(0.0, |sum, mean| sum + mean);
    found.denominator = survey.questions.iter().filter(|one| one.mean.is_some()).count() as f64;
    found.value = survey.index;
    found.counted.extend(survey.respondents.iter().map(|record| Counted {
        source: Source::Survey,
        record: *record,
        date: None,
        met: true,
    }));
    survey.blank.iter().for_each(|record| found.leave_out(Why::Blank, *record));
    survey.out_of_range.iter().for_each(|record| found.set_apart(Why::OutOfRange, *record));
    found
}

/// Whom some cases are about: people, and everybody in a household.
fn clients(book: &Book, cases: &FxHashMap<RecordId, usize>) -> FxHashSet<RecordId> {
    let subjects = cases.keys().filter_map(|case| book.get(*case)?.parent());
    subjects
        .flat_map(|id| members(book, id).into_iter().map(|member| member.person.id()).chain([id]))
        .collect()
}

/// What the partner decided. "Closed" says nothing of that, so the states before it are asked.
fn decision(book: &Book, record: RecordRef<'_>) -> Role {
    match state_of(record) {
        Some(State::Accepted | State::Served) => Role::In(true),
        Some(State::Refused) => Role::In(false),
        Some(State::Closed) if record.get(referral::REFUSED_REASON).is_some() => Role::In(false),
        Some(State::Closed) => {
            let states = book.field_writes(record.id(), referral::STATE);
            let decided = states.iter().rev().find_map(|(_, value)| {
                match value.as_text().and_then(State::of_code)? {
                    State::Accepted | State::Served => Some(true),
                    State::Refused => Some(false),
                    _ => None,
                }
            });
            decided.map_or(Role::Out(Why::DecisionUnknown), Role::In)
        }
        Some(State::Drafted | State::Sent | State::Received) | None => Role::Out(Why::Undecided),
    }
}
