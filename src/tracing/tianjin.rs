//! A real outbreak for tests.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::fixture::{Scene, day};
use crate::domain::id::RecordId;
use crate::domain::kind::FieldSet;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{exposure, investigation};

/// The 135 cases and 91 links of Tianjin, 2020 (Colijn et al., eLife 57149, MIT licence).
pub fn tianjin() -> (Scene, RecordId, HashMap<String, RecordId>) {
    let cases = include_str!("../../tests/fixtures/tianjin/Tianjin135cases_revised.csv");
    let links = include_str!("../../tests/fixtures/tianjin/tianjin_links_from_to.csv");
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("covid19_kmk413");
    let mut names = HashMap::new();
    let mut drafts = Vec::new();
    for line in cases.lines().skip(1) {
        // The first four columns hold neither quotes nor commas.
        let cells: Vec<&str> = line.split(',').collect();
        let who = scene.draft(person::SPEC.name, None, FieldSet::new().with(person::NAME, cells[0]));
        let fields = FieldSet::new()
            .with(investigation::OUTBREAK, outbreak)
            .with(investigation::CLASSIFICATION, "confirmed_symptomatic")
            .with_some(investigation::ONSET, NaiveDate::parse_from_str(cells[3], "%d/%m/%Y").ok());
        drafts.push(scene.draft(investigation::SPEC.name, Some(who.record), fields));
        names.insert(cells[0].to_owned(), who.record);
        drafts.push(who);
    }
    for line in links.lines().skip(1).filter(|line| !line.is_empty()) {
        let (from, to) = line.split_once(',').unwrap();
        let fields = FieldSet::new()
            .with(exposure::OUTBREAK, outbreak)
            .with(exposure::SOURCE, names[from])
            .with(exposure::LAST, day("2020-02-01"));
        drafts.push(scene.draft(exposure::SPEC.name, Some(names[to.trim()]), fields));
    }
    scene.save(drafts);
    (scene, outbreak, names)
}
