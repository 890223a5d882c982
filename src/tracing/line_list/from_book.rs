//! An outbreak as a line list: what [`super::write`] writes, and what comes back by [`super::plan`] unchanged.

use super::join::is_uuid;
use super::{Link, Listed};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{exposure, investigation};
use crate::ledger::Book;
use crate::tracing::network::{Outcome, Sex};
use crate::tracing::trail::Trails;
use chrono::NaiveDate;
use rustc_hash::FxHashMap;

/// Everybody of an outbreak, cases first, among them sources of whom it knows nothing else.
pub(super) fn everybody(book: &Book, outbreak: RecordId, trails: &Trails<'_>) -> Vec<RecordId> {
    let mut order: Vec<RecordId> = trails.iter().map(|((who, _), _)| *who).collect();
    let sources = trails.iter().flat_map(|(_, trail)| trail.exposures.iter().filter_map(|one| one.source));
    order.extend(sources.filter(|source| book.get_as(*source, &person::SPEC).is_some()));
    order.order();
    order.dedup();
    let is_case = |who: RecordId| trails.get(who, outbreak).is_some_and(|trail| trail.case().is_some());
    order.order_by_key(|who| (!is_case(*who), *who));
    order
}

/// The ids of lists that these people came from, of several one that people read. Two people may carry one id from two
/// lists: the first has it.
pub(super) fn list_ids(book: &Book, people: &[RecordId]) -> FxHashMap<RecordId, String> {
    let mut taken = rustc_hash::FxHashSet::default();
    let mut ids = FxHashMap::default();
    for who in people {
        let listed = book.get(*who).and_then(|record| record.get(person::LIST_IDS)).unwrap_or_default();
        if let Some(own) = listed.iter().find(|id| !is_uuid(id)).or(listed.first())
            && taken.insert(*own)
        {
            ids.insert(*who, (*own).to_owned());
        }
    }
    ids
}

/// Everybody of an outbreak, cases first, and the links between people. Whoever came from a list goes by the
/// id of that list, everybody else by the id of the record.
pub fn of_outbreak(book: &Book, outbreak: RecordId, today: NaiveDate) -> (Vec<Listed>, Vec<Link>) {
    let trails = Trails::read(book, |record| record.id() == outbreak);
    let order = everybody(book, outbreak, &trails);
    let trail_of = |who: RecordId| trails.get(who, outbreak);
    let mut ids = list_ids(book, &order);
    for who in &order {
        ids.entry(*who).or_insert_with(|| who.to_string());
    }
    let mut people = Vec::new();
    let mut links = Vec::new();
    for who in &order {
        let (Some(record), Some(id)) = (book.get(*who), ids.get(who)) else { continue };
        let trail = trail_of(*who);
        let case = trail.and_then(|trail| trail.case());
        let investigation = case.and_then(|case| book.get(case.record));
        people.push(Listed {
            row: 0,
            id: id.clone(),
            other_id: String::new(),
            name: record.text(person::NAME).to_owned(),
            age: record
                .get(person::BIRTH)
                .and_then(|birth| birth.age_on(today))
                .map(|years| years.to_string())
                .unwrap_or_default(),
            phone: record
                .get(person::PHONES)
                .unwrap_or_default()
                .first()
                .copied()
                .unwrap_or_default()
                .to_owned(),
            address: record.text(person::ADDRESS).to_owned(),
            sex: record.get(person::SEX).and_then(Sex::read),
            onset: case.and_then(|case| case.onset),
            report: case.and_then(|case| case.reported),
            outcome_on: case.and_then(|case| case.outcome_on),
            outcome: investigation.and_then(|one| one.get(investigation::OUTCOME)).and_then(Outcome::of_code),
            classification: match case {
                Some(case) => case.classification.code().unwrap_or("unknown").to_owned(),
                None => "contact".to_owned(),
            },
            last_contact: None,
        });
        for exposed in trail.map(|trail| trail.exposures.as_slice()).unwrap_or_default() {
            let Some(from) = exposed.source.and_then(|source| ids.get(&source)) else { continue };
            let setting = book.get(exposed.record).map(|one| one.text(exposure::SETTING)).unwrap_or_default();
            links.push(Link {
                row: 0,
                from: from.clone(),
                to: id.clone(),
                date: exposed.last,
                kind: lists::EXPOSURE_SETTING
                    .codes
                    .iter()
                    .find(|code| code.code == setting)
                    .map_or("", |code| code.code)
                    .to_owned(),
            });
        }
    }
    links.order_by_key(|link| (link.from.clone(), link.to.clone(), link.date));
    (people, links)
}

#[cfg(test)]
mod tests {
    use super::super::plan::{Choices, PlanSteps};
    use super::super::write::{write_links, write_people};
    use super::super::{Settings, read};
    use super::*;
    use crate::ledger::Steps;
    use crate::tracing::fixture::{Scene, day};
    use crate::tracing::network::figures;
    use crate::tracing::tianjin::tianjin;
    use crate::tracing::trail::Classification;

    #[test]
    fn what_is_written_comes_back_without_a_change() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let (a, b) = (scene.person("=Ani, \"A\""), scene.person("Budi"));
        scene.case(outbreak, a, "confirmed_asymptomatic", Some("2026-11-01"));
        scene.exposure(outbreak, Some(a), b, "2026-11-02");
        let (people, links) = of_outbreak(scene.book(), outbreak, day("2026-11-22"));
        for hxl in [false, true] {
            let (cases, between) = (write_people(&people, hxl), write_links(&links, hxl));
            let list = read(cases.as_bytes(), Some(between.as_bytes()), &Settings::default()).unwrap();
            let choices = Choices {
                outbreak,
                otherwise: Classification::Suspect,
                same: FxHashMap::default(),
                today: day("2026-11-22"),
                key: String::new(),
            };
            let again = PlanSteps::new(list.into(), choices).at_once(scene.book());
            assert_eq!(again.drafts, [], "hxl {hxl}");
            assert_eq!(again.people.len(), 2);
        }
    }

    #[test]
    fn tianjin_written_and_read_by_the_command_line_gives_its_figures() {
        let (scene, outbreak, _) = tianjin();
        let (people, links) = of_outbreak(scene.book(), outbreak, day("2026-11-22"));
        let (cases, between) = (write_people(&people, false), write_links(&links, false));
        let list = read(cases.as_bytes(), Some(between.as_bytes()), &Settings::default()).unwrap();
        let found = figures(&list.network());
        assert_eq!((found.counts.cases, found.counts.links, found.serial_interval.n), (135, 91, 73));
    }
}
