//! A transmission network: people by their own ids, and who infected whom. One definition of every figure, for
//! the app's outbreak and for a line list on the command line (`docs/CLI.md` says the definitions in words).
//!
//! The people of the graph are those of its links, listed or not; who is listed and has no link is a singleton.
//! A link of somebody to themselves is left out, a pair given twice is one link; both are kept aside to be named.

mod figures;
mod flaws;
mod spread;
mod text;

pub use figures::{
    Attack, Components, Counts, Degrees, Delays, Epicurve, Figures, Share, Top, epicurve_week, figures,
};
pub use flaws::flaws;
pub use spread::Spread;
pub(crate) use spread::quantile;
pub use text::{Outcome, Sex, natural};

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::investigation;
use crate::ledger::Book;
use crate::tracing::graph::Graph;
use crate::tracing::trail::Trails;

/// One person of a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// As the list or the link writes it.
    pub id: String,
    /// Whether the list of cases has the person.
    pub listed: bool,
    /// Whether the person is a case, where somebody says so. A listed person of whom nothing is said is one.
    pub is_case: Option<bool>,
    /// The first day of illness.
    pub onset: Option<NaiveDate>,
    /// The day of report or confirmation.
    pub report: Option<NaiveDate>,
    /// The day of the outcome.
    pub outcome_on: Option<NaiveDate>,
    /// The sex.
    pub sex: Option<Sex>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

impl Person {
    /// Whether the person counts as a case of the list.
    pub fn is_listed_case(&self) -> bool {
        self.listed && self.is_case != Some(false)
    }
}

/// People and links.
#[derive(Clone, Debug, Default)]
pub struct Network {
    people: Vec<Person>,
    links: Vec<(u32, u32)>,
    self_loops: Vec<u32>,
    repeated: Vec<(u32, u32)>,
    graph: Graph,
}

impl Network {
    /// A network of people and links between their places. Links to places that do not exist are dropped.
    pub fn new(people: Vec<Person>, links: &[(u32, u32)]) -> Network {
        let mut network = Network { people, ..Network::default() };
        let mut seen = rustc_hash::FxHashSet::default();
        for (from, to) in links.iter().copied() {
            if network.person(from).is_none() || network.person(to).is_none() {
                continue;
            }
            if from == to {
                network.self_loops.push(from);
            } else if seen.insert((from, to)) {
                network.links.push((from, to));
            } else {
                network.repeated.push((from, to));
            }
        }
        network.graph = Graph::new(network.people.len(), &network.links);
        network
    }

    /// The network of one outbreak: cases, and the exposures between them. `with_contacts` adds people whom a case
    /// exposed and who are no cases. The second value says whose place is whose.
    pub fn of_outbreak(
        book: &Book,
        trails: &Trails<'_>,
        outbreak: RecordId,
        with_contacts: bool,
    ) -> (Network, Vec<RecordId>) {
        let of_outbreak = || trails.iter().filter(|((_, of), _)| *of == outbreak);
        let is_case = |who: RecordId| trails.get(who, outbreak).is_some_and(|trail| trail.case().is_some());
        let mut pairs: Vec<(RecordId, RecordId)> = Vec::new();
        let mut ids: Vec<RecordId> = Vec::new();
        for ((who, _), trail) in of_outbreak() {
            let case = trail.case().is_some();
            let before = pairs.len();
            if case || with_contacts {
                let sources = trail.exposures.iter().filter_map(|exposed| exposed.source);
                pairs.extend(sources.filter(|source| is_case(*source)).map(|source| (source, *who)));
            }
            if case || pairs.len() > before {
                ids.push(*who);
            }
        }
        ids.order();
        let places: FxHashMap<RecordId, u32> = ids.iter().copied().zip(0..).collect();
        let mut links: Vec<(u32, u32)> =
            pairs.iter().filter_map(|(from, to)| Some((*places.get(from)?, *places.get(to)?))).collect();
        links.order();
        let people = ids
            .iter()
            .map(|who| {
                let case = trails.get(*who, outbreak).and_then(|trail| trail.case());
                Person {
                    id: who.to_string(),
                    listed: case.is_some(),
                    is_case: Some(case.is_some()),
                    onset: case.and_then(|case| case.onset),
                    report: case.and_then(|case| case.reported),
                    outcome_on: case.and_then(|case| case.outcome_on),
                    sex: book.get(*who).and_then(|record| record.get(person::SEX)).and_then(Sex::read),
                    outcome: case
                        .and_then(|case| book.get(case.record)?.get(investigation::OUTCOME))
                        .and_then(Outcome::of_code),
                }
            })
            .collect();
        (Network::new(people, &links), ids)
    }

    /// Everybody, listed first in the order of the list.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person at a place.
    pub fn person(&self, place: u32) -> Option<&Person> {
        self.people.get(place as usize)
    }

    /// The id of the person at a place.
    pub fn id(&self, place: u32) -> String {
        self.person(place).map(|person| person.id.clone()).unwrap_or_default()
    }

    /// The links that count, in the order in which they were given.
    pub fn links(&self) -> &[(u32, u32)] {
        &self.links
    }

    /// People who were linked to themselves, once a link.
    pub fn self_loops(&self) -> &[u32] {
        &self.self_loops
    }

    /// Links that were given before.
    pub fn repeated(&self) -> &[(u32, u32)] {
        &self.repeated
    }

    /// The graph behind it, of everybody.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Whether the person has a link.
    pub fn is_linked(&self, place: u32) -> bool {
        !self.graph.exposed(place).is_empty() || !self.graph.sources(place).is_empty()
    }

    /// Days from the onset of a source to the onset of whom it exposed, of every link that has both.
    pub fn intervals(&self) -> impl Iterator<Item = ((u32, u32), i64)> + '_ {
        self.links.iter().filter_map(|(from, to)| {
            let days = (self.person(*to)?.onset? - self.person(*from)?.onset?).num_days();
            Some(((*from, *to), days))
        })
    }

    /// The serial interval: signed, one for each link whose two ends have an onset.
    pub fn serial_interval(&self) -> Spread {
        Spread::of(self.intervals().map(|(_, days)| days).collect(), self.links.len())
    }
}

#[cfg(test)]
mod tests;
