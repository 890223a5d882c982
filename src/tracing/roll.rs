//! Everybody who is traced, as they stand today: read once, in steps, for all pages of tracing.
//!
//! This is the one way to lists of everybody. What surprises: exposures and cases are kept without follow-ups, because
//! chains, curves and counts of cases need none; and follow-ups, by far the most records, are read only of those whose
//! standing hangs on them.

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::domain::id::RecordId;
use crate::domain::order::{InOrder, OrderSteps};
use crate::domain::record::tracing::outbreak;
use crate::ledger::{Book, RecordRef, Steps};
use crate::tracing::follow_up::Summary;
use crate::tracing::isolation::{Waiting, has_steps, step_of};
use crate::tracing::rule::Rule;
use crate::tracing::today::{DueContact, due_contact, in_order, runs};
use crate::tracing::trail::{Trail, Trails, Walk};

/// One outbreak in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The outbreak.
    pub outbreak: RecordId,
    /// Whether it has not ended.
    pub running: bool,
    /// People who were exposed.
    pub contacts: usize,
    /// Of them, those whom somebody still has to see.
    pub open: usize,
    /// Of them, those whose check of today is still to be made.
    pub due: usize,
    /// People who are cases.
    pub cases: usize,
}

/// Somebody in an outbreak.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The person.
    pub person: RecordId,
    /// The outbreak.
    pub outbreak: RecordId,
    /// How contact, follow-up and illness stand.
    pub summary: Summary,
}

/// Everybody who is traced.
#[derive(Debug)]
pub struct Roll {
    /// The state of the book that it was read from.
    pub generation: u64,
    /// The day.
    pub today: NaiveDate,
    /// Every outbreak: those that run first, and of them the newest.
    pub outbreaks: Vec<Overview>,
    /// By outbreak and person.
    people: Vec<Traced>,
    due: Vec<DueContact>,
    waiting: Vec<Waiting>,
    links: Trails<'static>,
}

impl Roll {
    /// Whether a list for one outbreak, or for all that run, holds this one.
    fn holds(&self, wanted: Option<RecordId>, outbreak: RecordId) -> bool {
        wanted.map_or_else(
            || self.outbreaks.iter().any(|one| one.outbreak == outbreak && one.running),
            |id| id == outbreak,
        )
    }

    /// The list of today, in one outbreak or in all that run.
    pub fn today(&self, wanted: Option<RecordId>) -> Vec<&DueContact> {
        in_order(self.due.iter().filter(|one| self.holds(wanted, one.outbreak)).collect())
    }

    /// Whose check of today is still to be made, in all outbreaks that run.
    pub fn still_due(&self) -> impl Iterator<Item = &DueContact> {
        self.due.iter().filter(|one| one.due && self.holds(None, one.outbreak))
    }

    /// Everybody of an outbreak, by id, with exposures and cases.
    pub fn people(&self, outbreak: RecordId) -> impl Iterator<Item = (&Traced, &Trail<'static>)> {
        let from = self.people.partition_point(|one| one.outbreak < outbreak);
        let all = self.people.get(from..).unwrap_or_default();
        let links = &self.links;
        let of = all.iter().take_while(move |one| one.outbreak == outbreak);
        of.filter_map(move |one| Some((one, links.get(one.person, outbreak)?)))
    }

    /// Everybody who was exposed in an outbreak, by id; cases too, because nobody drops out of sight.
    pub fn contacts(&self, outbreak: RecordId) -> impl Iterator<Item = &Traced> {
        let exposed = |(_, trail): &(&Traced, &Trail<'static>)| !trail.exposures.is_empty();
        self.people(outbreak).filter(exposed).map(|(one, _)| one)
    }

    /// The steps of isolation and quarantine that wait today, in one outbreak or in all that run; the longest waiting
    /// first.
    pub fn waiting(&self, wanted: Option<RecordId>) -> impl Iterator<Item = &Waiting> {
        self.waiting.iter().filter(move |one| self.holds(wanted, one.outbreak))
    }

    /// Exposures and cases of all outbreaks, without follow-ups.
    pub fn links(&self) -> &Trails<'static> {
        &self.links
    }
}

/// The roll in steps.
pub struct RollSteps {
    part: Part,
    order: OrderSteps,
    found: Roll,
}

/// How far it is.
enum Part {
    Begin,
    Walk(Box<Walk>),
    People,
    Waiting,
    Done,
}

/// So many people are sorted in about the time in which one is read.
const SORTED_A_RECORD: usize = 8;

impl RollSteps {
    /// For a day.
    pub fn new(today: NaiveDate) -> RollSteps {
        RollSteps {
            part: Part::Begin,
            order: OrderSteps::default(),
            found: Roll {
                generation: 0,
                today,
                outbreaks: Vec::new(),
                people: Vec::new(),
                due: Vec::new(),
                waiting: Vec::new(),
                links: Trails::default(),
            },
        }
    }
}

impl Roll {
    fn begin(&mut self, book: &Book) -> Walk {
        self.generation = book.generation();
        for record in book.of(&outbreak::SPEC) {
            let (id, running) = (record.id(), runs(record, self.today));
            self.outbreaks.push(Overview { outbreak: id, running, contacts: 0, open: 0, due: 0, cases: 0 });
        }
        let start = |id| book.get(id).and_then(|record| record.get(outbreak::START));
        self.outbreaks
            .order_by_key(|one| (!one.running, Reverse(start(one.outbreak)), Reverse(one.outbreak)));
        Walk::begin(book)
    }

    /// Takes somebody in.
    fn take(&mut self, person: RecordRef<'_>, outbreak: RecordId, trail: &Trail<'_>, rule: &Rule) {
        let (today, who) = (self.today, person.id());
        let summary = Summary::of(trail, rule, today);
        let due = due_contact(person, outbreak, trail, rule, &summary, today);
        if let Some(count) = self.outbreaks.iter_mut().find(|one| one.outbreak == outbreak) {
            count.contacts += usize::from(!trail.exposures.is_empty());
            count.cases += usize::from(trail.case().is_some());
            count.open += usize::from(summary.status.is_open());
            count.due += usize::from(due.as_ref().is_some_and(|due| due.due));
        }
        if has_steps(rule) {
            let step = step_of(person.book(), who, outbreak, trail, rule, today)
                .filter(|(_, since)| *since <= today);
            let waiting = step.map(|(step, since)| Waiting { person: who, outbreak, step, since });
            self.waiting.extend(waiting);
        }
        self.due.extend(due);
        self.people.push(Traced { person: who, outbreak, summary });
    }
}

/// Whose standing hangs on follow-ups: contacts, and cases whose isolation ends by symptoms that were seen.
fn wants_checks(_: (RecordId, RecordId), trail: &Trail<'_>, rule: &Rule) -> bool {
    trail.is_of_contact() || (rule.care.symptom_free.is_some() && trail.case().is_some())
}

impl Steps for RollSteps {
    type Out = Roll;

    fn step(&mut self, book: &Book, records: usize) -> bool {
        let (found, order) = (&mut self.found, &mut self.order);
        let sorted = records.saturating_mul(SORTED_A_RECORD);
        let next = match &mut self.part {
            Part::Begin => Some(Part::Walk(Box::new(found.begin(book)))),
            Part::Walk(walk) => {
                let take = |person: RecordRef<'_>, outbreak, trail: &Trail<'_>, rule: &Rule| {
                    found.take(person, outbreak, trail, rule);
                };
                walk.step(book, records, wants_checks, take).then(|| {
                    found.links = std::mem::take(walk).finish();
                    Part::People
                })
            }
            Part::People => {
                let key = |one: &Traced| (one.outbreak, one.person);
                order.step(&mut found.people, sorted, |a, b| key(a).cmp(&key(b))).then_some(Part::Waiting)
            }
            Part::Waiting => {
                let key = |one: &Waiting| (one.since, one.step, one.person, one.outbreak);
                order.step(&mut found.waiting, sorted, |a, b| key(a).cmp(&key(b))).then_some(Part::Done)
            }
            Part::Done => None,
        };
        if let Some(next) = next {
            self.part = next;
            self.order = OrderSteps::default();
        }
        matches!(self.part, Part::Done)
    }

    fn finish(self) -> Roll {
        self.found
    }
}

#[cfg(test)]
#[path = "roll_tests.rs"]
mod tests;
