//! Everybody who is traced, as they stand today: read once, in steps, for all pages of tracing.
//!
//! This is the one way to lists of everybody. What surprises: exposures and cases are kept without follow-ups, because
//! chains, curves and counts of cases need none; and follow-ups, by far the most records, are read only of those whose
//! standing hangs on them.

use std::cmp::Reverse;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{exposure, investigation, outbreak};
use crate::ledger::{Book, Steps};
use crate::tracing::follow_up::Summary;
use crate::tracing::isolation::{Waiting, has_steps, step_of};
use crate::tracing::rule::Rule;
use crate::tracing::today::{DueContact, due_contact, in_order, runs};
use crate::tracing::trail::{Check, StoredIds, Trail, Trails};

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
        of.filter_map(move |one| Some((one, links.of.get(&(one.person, outbreak))?)))
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

/// So much work is one person, counted in records: their follow-ups are read.
const RECORDS_A_PERSON: usize = 10;

/// The roll in steps.
pub struct RollSteps {
    begun: bool,
    stored: StoredIds,
    exposures: usize,
    cases: usize,
    people: usize,
    ordered: bool,
    found: Roll,
}

impl RollSteps {
    /// For a day.
    pub fn new(today: NaiveDate) -> RollSteps {
        RollSteps {
            begun: false,
            stored: StoredIds::new(),
            exposures: 0,
            cases: 0,
            people: 0,
            ordered: false,
            found: Roll {
                generation: 0,
                today,
                outbreaks: Vec::new(),
                people: Vec::new(),
                due: Vec::new(),
                waiting: Vec::new(),
                links: Trails::new(FxHashMap::default()),
            },
        }
    }

    fn begin(&mut self, book: &Book) {
        let found = &mut self.found;
        found.generation = book.generation();
        for record in book.of(&outbreak::SPEC) {
            let (id, running) = (record.id(), runs(record, found.today));
            found.outbreaks.push(Overview { outbreak: id, running, contacts: 0, open: 0, due: 0, cases: 0 });
            found.links.rules.insert(id, Rule::of(record));
        }
        let start = |id| book.get(id).and_then(|record| record.get(outbreak::START));
        found
            .outbreaks
            .order_by_key(|one| (!one.running, Reverse(start(one.outbreak)), Reverse(one.outbreak)));
        self.stored = found.links.stored();
        // Nobody has a trail who is no person, and hardly anybody without an exposure.
        found.links.of.reserve(book.capacity_of(&person::SPEC).min(book.capacity_of(&exposure::SPEC)));
        self.begun = true;
    }

    /// Reads how somebody stands; `room` is for their follow-ups, of which none is kept.
    fn read_person<'b>(
        &mut self,
        book: &'b Book,
        (who, outbreak): (RecordId, RecordId),
        room: &mut Vec<Check<'b>>,
    ) {
        let today = self.found.today;
        let links = &mut self.found.links;
        let (Some(person), Some(rule)) = (book.get_as(who, &person::SPEC), links.rules.get(&outbreak)) else {
            links.of.remove(&(who, outbreak));
            return;
        };
        let Some(kept) = links.of.get_mut(&(who, outbreak)) else { return };
        kept.read_death(person);
        let mut full: Trail<'b> = std::mem::take(kept);
        std::mem::swap(&mut full.checks, room);
        let steps = has_steps(rule);
        if full.is_of_contact() || steps {
            full.take_checks(book, who, outbreak, &self.stored);
        }
        let summary = Summary::of(&full, rule, today);
        let due = due_contact(book, who, outbreak, &full, rule, &summary, today);
        if let Some(count) = self.found.outbreaks.iter_mut().find(|one| one.outbreak == outbreak) {
            count.contacts += usize::from(!full.exposures.is_empty());
            count.cases += usize::from(full.case().is_some());
            count.open += usize::from(summary.status.is_open());
            count.due += usize::from(due.as_ref().is_some_and(|due| due.due));
        }
        if steps {
            let step = step_of(book, who, outbreak, &full, rule, today).filter(|(_, since)| *since <= today);
            let waiting = step.map(|(step, since)| Waiting { person: who, outbreak, step, since });
            self.found.waiting.extend(waiting);
        }
        self.found.due.extend(due);
        self.found.people.push(Traced { person: who, outbreak, summary });
        let Trail { exposures, cases, died_on, died, checks } = full;
        *kept = Trail { exposures, cases, died_on, died, checks: Vec::new() };
        *room = checks;
        room.clear();
    }
}

impl Steps for RollSteps {
    type Out = Roll;

    fn step(&mut self, book: &Book, records: usize) -> bool {
        if !self.begun {
            self.begin(book);
        } else if self.exposures < book.capacity_of(&exposure::SPEC) {
            let end = self.exposures.saturating_add(records);
            let part = book.of_part(&exposure::SPEC, self.exposures..end);
            part.for_each(|record| self.found.links.take_exposure(record, &self.stored));
            self.exposures = end;
        } else if self.cases < book.capacity_of(&investigation::SPEC) {
            let end = self.cases.saturating_add(records);
            let part = book.of_part(&investigation::SPEC, self.cases..end);
            part.for_each(|record| self.found.links.take_case(record, &self.stored));
            self.cases = end;
        } else if self.people < self.found.links.order.len() {
            // In the order of the book, in which it is read fastest.
            let mut room = Vec::new();
            for _ in 0..(records / RECORDS_A_PERSON).max(1) {
                let Some(key) = self.found.links.order.get(self.people).copied() else { break };
                self.people += 1;
                self.read_person(book, key, &mut room);
            }
        } else if !self.ordered {
            self.found.people.order_by_key(|one| (one.outbreak, one.person));
            self.found.waiting.order_by_key(|one| (one.since, one.step, one.person, one.outbreak));
            self.ordered = true;
        }
        self.ordered
    }

    fn finish(self) -> Roll {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::tracing::fixture::{Scene, day};

    #[test]
    fn contacts_cases_and_dues_are_counted_and_ended_outbreaks_come_last() {
        let mut scene = Scene::new();
        let ended = scene.outbreak("measles");
        scene.set(ended, FieldSet::new().with(outbreak::END, day("2026-10-01")));
        let running = scene.outbreak("measles");
        let (ill, first, second) = (scene.person("S"), scene.person("A"), scene.person("B"));
        scene.case(running, ill, "suspect", Some("2026-11-10"));
        scene.exposure(running, Some(ill), first, "2026-11-18");
        scene.exposure(running, Some(ill), second, "2026-11-18");
        let today = day("2026-11-20");
        scene.seen(running, first, "2026-11-20", "well", "2026-11-20");
        assert_eq!(
            RollSteps::new(today).at_once(scene.book()).outbreaks,
            [
                Overview { outbreak: running, running: true, contacts: 2, open: 2, due: 1, cases: 1 },
                Overview { outbreak: ended, running: false, contacts: 0, open: 0, due: 0, cases: 0 },
            ]
        );
    }

    #[test]
    fn the_size_of_a_step_changes_nothing() {
        let mut scene = Scene::new();
        let outbreaks = [scene.outbreak("covid19_kmk4641"), scene.outbreak("measles")];
        let ended = scene.outbreak("covid19_kmk413");
        scene.set(ended, FieldSet::new().with(outbreak::END, day("2026-11-04")));
        let people: Vec<_> = (0..24).map(|_| scene.person("M")).collect();
        for (number, who) in people.iter().enumerate() {
            let outbreak = [outbreaks[0], outbreaks[1], ended][number % 3];
            scene.exposure(outbreak, None, *who, ["2026-11-16", "2026-11-12", "2026-11-03"][number % 3]);
            if number % 4 == 0 {
                scene.seen(outbreak, *who, "2026-11-04", ["well", "absent"][number % 2], "2026-11-04");
            }
            if number % 5 == 0 {
                scene.case(outbreak, *who, ["suspect", "discarded"][number % 2], Some("2026-11-02"));
            }
        }
        scene.household(&people[3..6]);
        let (book, today) = (scene.book(), day("2026-11-20"));
        let whole = RollSteps::new(today).at_once(book);
        assert!(!whole.today(None).is_empty() && whole.waiting(None).next().is_some());
        assert_eq!(whole.contacts(outbreaks[1]).count(), 8);
        assert_eq!(whole.people(ended).count(), 8);
        for records in [1, 7] {
            let mut steps = RollSteps::new(today);
            while !steps.step(book, records) {}
            let roll = steps.finish();
            assert_eq!(roll.outbreaks, whole.outbreaks);
            for wanted in [None, Some(outbreaks[0]), Some(ended)] {
                let short = |one: &DueContact| (one.person, one.outbreak, one.due, one.days_unseen);
                let stepped: Vec<_> = roll.today(wanted).into_iter().map(short).collect();
                assert_eq!(stepped, whole.today(wanted).into_iter().map(short).collect::<Vec<_>>());
                assert!(roll.waiting(wanted).eq(whole.waiting(wanted)));
            }
        }
    }
}
