//! What does not fit together in a network: named, with the people it is about, and never mended.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::{Network, Person, natural};
use crate::domain::code::disease::DiseaseProfile;
use crate::domain::order::InOrder;
use crate::tracing::problem::{Kind, Problem};

/// Every flaw, by kind. Dates after `as_of` and intervals that do not fit the disease are looked for where these
/// are given.
pub fn flaws(network: &Network, as_of: Option<NaiveDate>, disease: Option<&DiseaseProfile>) -> Vec<Problem> {
    let graph = network.graph();
    let mut found = Vec::new();
    let people = |kind, places: Vec<u32>| {
        let mut ids: Vec<String> = places.into_iter().map(|place| network.id(place)).collect();
        ids.order_by(|a, b| natural(a, b));
        ids.dedup();
        Problem::of(kind, ids)
    };
    let links = |kind, links: Vec<(u32, u32)>| {
        let mut pairs: Vec<(String, String)> =
            links.into_iter().map(|(from, to)| (network.id(from), network.id(to))).collect();
        pairs.order_by(|a, b| natural(&a.0, &b.0).then_with(|| natural(&a.1, &b.1)));
        pairs.dedup();
        Problem::of_links(kind, pairs)
    };
    let all = || (0_u32..).zip(network.people());
    let those = |holds: &dyn Fn(u32, &Person) -> bool| -> Vec<u32> {
        all().filter(|(place, person)| holds(*place, person)).map(|(place, _)| place).collect()
    };

    found.push(Problem::of(Kind::IdsAlike, alike(network)));
    if let Some(day) = as_of {
        let after = |date: Option<NaiveDate>| date.is_some_and(|date| date > day);
        found.push(people(
            Kind::DateAfterAsOf,
            those(&|_, who| after(who.onset) || after(who.report) || after(who.outcome_on)),
        ));
    }
    let before = |late: Option<NaiveDate>, early: Option<NaiveDate>| matches!((late, early), (Some(late), Some(early)) if late < early);
    found.push(people(Kind::ReportBeforeOnset, those(&|_, who| before(who.report, who.onset))));
    found.push(people(Kind::OutcomeBeforeOnset, those(&|_, who| before(who.outcome_on, who.onset))));
    found.push(people(Kind::SelfLoop, network.self_loops().to_vec()));
    found.push(links(Kind::DuplicateLink, network.repeated().to_vec()));
    // Only links make people who are not in the list.
    found.push(people(Kind::LinkIdNotInList, those(&|_, who| !who.listed)));
    let mut cycles: Vec<Vec<u32>> = graph.strong().into_iter().filter(|group| group.len() > 1).collect();
    cycles.order();
    for cycle in cycles {
        found.push(people(Kind::Cycle, cycle));
    }
    let generations = graph.generations();
    found.push(people(
        Kind::WithoutGeneration,
        those(&|place, _| generations.get(place as usize).is_some_and(Option::is_none)),
    ));
    let intervals = |kind, wanted: &dyn Fn(i64) -> bool| {
        links(kind, network.intervals().filter(|(_, days)| wanted(*days)).map(|(link, _)| link).collect())
    };
    found.push(intervals(Kind::NegativeSerialInterval, &|days| days < 0));
    if let Some((least, most)) = disease.and_then(allowed) {
        found.push(intervals(Kind::UnlikelyInterval, &|days| days < least || days > most));
    }
    found.retain(|problem| !problem.ids.is_empty());
    found.order_by_key(|problem| problem.kind);
    found
}

/// The shortest and the longest interval that the infectious window and the incubation allow together.
fn allowed(disease: &DiseaseProfile) -> Option<(i64, i64)> {
    let (shortest, longest) = disease.incubation_days?;
    let least = i64::from(shortest) - i64::from(disease.window_before_days?);
    Some((least, i64::from(longest) + i64::from(disease.window_after_days?)))
}

/// Ids that are the same once case, blanks, signs, leading zeros and the fraction that a spreadsheet gives to whole
/// numbers are put aside.
fn alike(network: &Network) -> Vec<String> {
    let mut by_key: FxHashMap<String, Vec<&str>> = FxHashMap::default();
    for person in network.people() {
        by_key.entry(plain(&person.id)).or_default().push(&person.id);
    }
    by_key.remove("");
    let mut found: Vec<String> =
        by_key.into_values().filter(|ids| ids.len() > 1).flatten().map(str::to_owned).collect();
    found.order_by(|a, b| natural(&plain(a), &plain(b)).then_with(|| natural(a, b)));
    found
}

fn plain(id: &str) -> String {
    let mut plain = String::with_capacity(id.len());
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let id = match id.trim().split_once(['.', ',']) {
        Some((whole, fraction))
            if digits(whole) && digits(fraction) && !fraction.contains(|zero| zero != '0') =>
        {
            whole
        }
        _ => id,
    };
    let (mut last_is_digit, mut apart) = (false, false);
    for letter in id.chars().flat_map(char::to_lowercase) {
        if !letter.is_alphanumeric() {
            apart = true;
            continue;
        }
        let digit = letter.is_ascii_digit();
        // Two numbers with a sign between them are not one number.
        if digit && last_is_digit && apart {
            plain.push('-');
            last_is_digit = false;
        }
        apart = false;
        // A zero that begins a run of digits says nothing, unless it is the whole id.
        if letter == '0' && !last_is_digit {
            continue;
        }
        last_is_digit = digit;
        plain.push(letter);
    }
    plain
}
