//! Every figure of a network, ready to be written down. Keys keep the order of the fields, and maps that of their
//! keys, so two runs over one list give the same bytes.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Serialize, Serializer};

use super::{Network, Person, Spread, natural};
use crate::domain::order::InOrder;
use crate::tracing::graph::BUDGET;

/// How many sources are named.
const TOP: usize = 10;

/// How many of what there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Different ids in the list of cases.
    pub cases: usize,
    /// Different links between different people.
    pub links: usize,
    /// Different ids in those links.
    pub ids_in_links: usize,
    /// Listed people without a link.
    pub cases_without_links: usize,
    /// Ids in links that are not in the list.
    pub link_ids_not_in_list: usize,
    /// Listed people who are no cases.
    pub listed_not_cases: usize,
    /// Links of somebody to themselves, left out.
    pub self_loops: usize,
    /// Links given before, counted once.
    pub duplicate_links: usize,
    /// Rows of the list of cases, where the network comes from one.
    pub rows: usize,
    /// Of them, those without an id, left out.
    pub rows_without_id: usize,
    /// Rows of the list of links.
    pub link_rows: usize,
    /// Of them, those without one of their ends, left out.
    pub incomplete_links: usize,
}

/// One of those with the most links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Top {
    /// Who.
    pub id: String,
    /// How many people they exposed.
    pub out: usize,
}

/// The links of those with the most of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// So many percent of the people in links.
    pub percent: usize,
    /// So many people, rounded up.
    pub people: usize,
    /// Their links.
    pub links: usize,
    /// Of all links.
    pub share: Option<f64>,
}

/// Who has how many links.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Degrees {
    /// People who are a source.
    pub sources: usize,
    /// People who have a source.
    pub targets: usize,
    /// People who have several.
    pub several_sources: usize,
    /// The most links from one source.
    pub max_out: usize,
    /// The most sources of one person.
    pub max_in: usize,
    /// The ten with the most links; equal ones by id.
    pub top: Vec<Top>,
    /// What part of all links the top people have.
    pub top_shares: Vec<Share>,
    /// Of the people in links: how many exposed so many.
    pub out_distribution: BTreeMap<usize, usize>,
    /// Of the people in links: how many have so many sources.
    pub in_distribution: BTreeMap<usize, usize>,
}

/// Groups that hang together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Components {
    /// Of people in links.
    pub count: usize,
    /// Their sizes, largest first.
    pub sizes: Vec<usize>,
    /// Listed people without a link.
    pub singletons: usize,
    /// Groups when each singleton is one too.
    pub count_with_singletons: usize,
}

/// Delays of listed cases.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Delays {
    /// From onset to report.
    pub onset_report: Spread,
    /// From onset to outcome.
    pub onset_outcome: Spread,
    /// From report to outcome.
    pub report_outcome: Spread,
}

/// Listed cases by day and by ISO week. Days without a case are not written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Epicurve {
    /// By the day of onset.
    #[serde(serialize_with = "by_day")]
    pub onset: BTreeMap<NaiveDate, usize>,
    /// By the day of report.
    #[serde(serialize_with = "by_day")]
    pub report: BTreeMap<NaiveDate, usize>,
    /// By the week of onset.
    pub onset_week: BTreeMap<String, usize>,
    /// By the week of report.
    pub report_week: BTreeMap<String, usize>,
    /// Cases without an onset.
    pub onset_missing: usize,
    /// Cases without a report.
    pub report_missing: usize,
}

fn by_day<S: Serializer>(days: &BTreeMap<NaiveDate, usize>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(days.iter().map(|(day, count)| (day.to_string(), count)))
}

/// Of the people whom a case exposed: how many became cases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attack {
    /// Cases among them.
    pub numerator: usize,
    /// Exposed people of whom it is known whether they are cases.
    pub denominator: usize,
    /// Exposed people of whom it is not.
    pub left_out: usize,
    /// The share.
    pub value: Option<f64>,
}

/// All figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// How many.
    pub counts: Counts,
    /// Who has how many links.
    pub degrees: Degrees,
    /// People in links without a source.
    pub roots: Vec<String>,
    /// How many stand so many steps from the nearest root.
    pub generations: BTreeMap<u32, usize>,
    /// The furthest.
    pub max_generation: Option<u32>,
    /// People in links who are reached only through a circle.
    pub without_generation: usize,
    /// The links of the longest chain that visits nobody twice.
    pub longest_chain_links: u32,
    /// Whether there is certainly no longer one.
    pub longest_chain_exact: bool,
    /// People who are, through each other, each other's source.
    pub cycles: Vec<Vec<String>>,
    /// Groups that hang together.
    pub components: Components,
    /// Days between the onsets of the two ends of a link.
    pub serial_interval: Spread,
    /// Links by the sexes of source and exposed.
    pub sex_pairs: BTreeMap<String, usize>,
    /// Links where one of them is not known.
    pub sex_pairs_unknown: usize,
    /// Delays of listed cases.
    pub delays: Delays,
    /// Listed cases by time.
    pub epicurve: Epicurve,
    /// Listed cases by how it ended.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// `None` where the list has nobody who stayed well.
    pub secondary_attack_rate: Option<Attack>,
    /// Why it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secondary_attack_rate_reason: Option<&'static str>,
}

const ALL_ARE_CASES: &str =
    "everybody in the list is a case: how many were exposed and stayed well is not known";
const NOBODY_EXPOSED: &str = "no link leads to a listed person";

/// Counts everything.
pub fn figures(network: &Network) -> Figures {
    let graph = network.graph();
    let linked = || graph.people().filter(|place| network.is_linked(*place));
    let ids = |mut places: Vec<u32>| {
        let mut ids: Vec<String> = places.drain(..).map(|place| network.id(place)).collect();
        ids.order_by(|a, b| natural(a, b));
        ids
    };
    let mut generations = BTreeMap::new();
    let mut without_generation = 0;
    for (place, generation) in (0_u32..).zip(graph.generations()) {
        match generation {
            _ if !network.is_linked(place) => {}
            Some(generation) => *generations.entry(generation).or_default() += 1,
            None => without_generation += 1,
        }
    }
    let mut cycles: Vec<Vec<String>> =
        graph.strong().into_iter().filter(|group| group.len() > 1).map(ids).collect();
    cycles.order_by(|a, b| match (a.first(), b.first()) {
        (Some(a), Some(b)) => natural(a, b),
        _ => a.cmp(b),
    });
    let longest = graph.longest(BUDGET);
    let mut sex_pairs = BTreeMap::new();
    let mut sex_pairs_unknown = 0;
    for (from, to) in network.links() {
        let sex = |place: u32| network.person(place).and_then(|person| person.sex);
        match (sex(*from), sex(*to)) {
            (Some(from), Some(to)) => {
                *sex_pairs.entry(format!("{}>{}", from.letter(), to.letter())).or_default() += 1;
            }
            _ => sex_pairs_unknown += 1,
        }
    }
    let attack = attack(network);
    Figures {
        counts: counts(network),
        degrees: degrees(network),
        roots: ids(graph.roots().into_iter().filter(|place| network.is_linked(*place)).collect()),
        max_generation: generations.last_key_value().map(|(generation, _)| *generation),
        generations,
        without_generation,
        longest_chain_links: longest.links,
        longest_chain_exact: longest.exact,
        cycles,
        components: components(network),
        serial_interval: network.serial_interval(),
        sex_pairs,
        sex_pairs_unknown,
        delays: delays(network),
        epicurve: epicurve(network),
        outcomes: outcomes(network),
        secondary_attack_rate_reason: match &attack {
            Some(_) => None,
            None if linked().any(|place| !graph.sources(place).is_empty()) => Some(ALL_ARE_CASES),
            None => Some(NOBODY_EXPOSED),
        },
        secondary_attack_rate: attack,
    }
}

fn cases(network: &Network) -> impl Iterator<Item = &Person> {
    network.people().iter().filter(|person| person.is_listed_case())
}

fn counts(network: &Network) -> Counts {
    let mut counts = Counts {
        cases: cases(network).count(),
        links: network.links().len(),
        self_loops: network.self_loops().len(),
        duplicate_links: network.repeated().len(),
        ..Counts::default()
    };
    for (place, person) in (0_u32..).zip(network.people()) {
        let linked = network.is_linked(place);
        counts.ids_in_links += usize::from(linked);
        counts.cases_without_links += usize::from(person.listed && !linked);
        counts.link_ids_not_in_list += usize::from(!person.listed && linked);
        counts.listed_not_cases += usize::from(person.listed && !person.is_listed_case());
    }
    counts
}

fn degrees(network: &Network) -> Degrees {
    let graph = network.graph();
    let mut found = Degrees::default();
    let mut order: Vec<u32> = graph.people().filter(|place| network.is_linked(*place)).collect();
    for place in &order {
        let (out, into) = (graph.exposed(*place).len(), graph.sources(*place).len());
        *found.out_distribution.entry(out).or_default() += 1;
        *found.in_distribution.entry(into).or_default() += 1;
        found.sources += usize::from(out > 0);
        found.targets += usize::from(into > 0);
        found.several_sources += usize::from(into > 1);
        found.max_out = found.max_out.max(out);
        found.max_in = found.max_in.max(into);
    }
    let id = |place: u32| network.person(place).map_or("", |person| person.id.as_str());
    order.order_by(|a, b| {
        graph.exposed(*b).len().cmp(&graph.exposed(*a).len()).then_with(|| natural(id(*a), id(*b)))
    });
    found.top = order
        .iter()
        .map(|place| Top { id: network.id(*place), out: graph.exposed(*place).len() })
        .filter(|top| top.out > 0)
        .take(TOP)
        .collect();
    for percent in [1, 5, 10, 20] {
        let people = (order.len() * percent).div_ceil(100);
        let links: usize = order.iter().take(people).map(|place| graph.exposed(*place).len()).sum();
        let all = network.links().len();
        let share = (all > 0).then(|| links as f64 / all as f64);
        found.top_shares.push(Share { percent, people, links, share });
    }
    found
}

fn components(network: &Network) -> Components {
    let sizes: Vec<usize> = network.graph().weak().iter().map(Vec::len).filter(|size| *size > 1).collect();
    let singletons = (0_u32..)
        .zip(network.people())
        .filter(|(place, person)| person.listed && !network.is_linked(*place))
        .count();
    Components { count: sizes.len(), count_with_singletons: sizes.len() + singletons, sizes, singletons }
}

fn delays(network: &Network) -> Delays {
    let all = cases(network).count();
    let delay = |from: fn(&Person) -> Option<NaiveDate>, to: fn(&Person) -> Option<NaiveDate>| {
        Spread::of(cases(network).filter_map(|who| Some((to(who)? - from(who)?).num_days())).collect(), all)
    };
    Delays {
        onset_report: delay(|who| who.onset, |who| who.report),
        onset_outcome: delay(|who| who.onset, |who| who.outcome_on),
        report_outcome: delay(|who| who.report, |who| who.outcome_on),
    }
}

fn epicurve(network: &Network) -> Epicurve {
    let mut found = Epicurve::default();
    for person in cases(network) {
        match person.onset {
            Some(day) => {
                *found.onset.entry(day).or_default() += 1;
                *found.onset_week.entry(epicurve_week(day)).or_default() += 1;
            }
            None => found.onset_missing += 1,
        }
        match person.report {
            Some(day) => {
                *found.report.entry(day).or_default() += 1;
                *found.report_week.entry(epicurve_week(day)).or_default() += 1;
            }
            None => found.report_missing += 1,
        }
    }
    found
}

/// The ISO week of a day: `2020-W04`.
pub fn epicurve_week(day: NaiveDate) -> String {
    let week = day.iso_week();
    format!("{:04}-W{:02}", week.year(), week.week())
}

fn outcomes(network: &Network) -> BTreeMap<&'static str, usize> {
    let mut found = BTreeMap::new();
    for person in cases(network) {
        *found.entry(person.outcome.map_or("missing", super::Outcome::code)).or_default() += 1;
    }
    found
}

fn attack(network: &Network) -> Option<Attack> {
    if !network.people().iter().any(|person| person.is_case == Some(false)) {
        return None;
    }
    let graph = network.graph();
    let infects = |source: &u32| network.person(*source).is_some_and(|person| person.is_case != Some(false));
    let (mut numerator, mut denominator, mut left_out) = (0, 0, 0);
    for (place, person) in (0_u32..).zip(network.people()) {
        if !graph.sources(place).iter().any(infects) {
            continue;
        }
        match person.is_case.or(person.listed.then_some(true)) {
            Some(case) => {
                numerator += usize::from(case);
                denominator += 1;
            }
            None => left_out += 1,
        }
    }
    let value = (denominator > 0).then(|| f64::from(numerator as u32) / f64::from(denominator));
    Some(Attack { numerator, denominator: denominator as usize, left_out, value })
}
