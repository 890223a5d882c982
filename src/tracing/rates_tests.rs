//! What the rates of an outbreak promise: vectors by hand, and Tianjin.

use super::*;
use crate::domain::kind::FieldSet;
use crate::tracing::fixture::{Scene, day};
use crate::tracing::network::Spread;
use crate::tracing::tianjin::tianjin;

fn rates(scene: &Scene, outbreak: RecordId, today: &str) -> Vec<Rate> {
    let roll = scene.roll(today);
    Gathered::of(scene.book(), &roll, outbreak).rates(&Filter::default())
}

fn intervals(scene: &Scene, outbreak: RecordId) -> Vec<Interval> {
    let roll = scene.roll("2026-11-20");
    Gathered::of(scene.book(), &roll, outbreak).intervals(&Filter::default())
}

/// As the command line has it.
fn serial_interval(scene: &Scene, outbreak: RecordId) -> Spread {
    let trails = Trails::read(scene.book(), |_| true);
    Network::of_outbreak(scene.book(), &trails, outbreak, false).0.serial_interval()
}

fn of(found: &[Rate], measure: Measure) -> (usize, usize, usize) {
    found.iter().find(|rate| rate.measure == measure).unwrap().counts()
}

#[test]
fn the_serial_interval_of_tianjin_is_signed() {
    let (scene, outbreak, _) = tianjin();
    let found = serial_interval(&scene, outbreak);
    assert_eq!((found.n, found.missing, found.negative), (73, 18, 12));
    assert_eq!((found.min, found.max, found.median), (Some(-7), Some(16), Some(4.0)));
    assert!((found.mean.unwrap() - 3.9041).abs() < 0.000_05);
    let roll = scene.roll("2026-11-07");
    let gathered = Gathered::of(scene.book(), &roll, outbreak);
    let interval = &gathered.intervals(&Filter::default())[0];
    assert_eq!(interval.spread, found);
    // A list of cases alone does not say who stayed well.
    assert_eq!(gathered.rate(Measure::Attack, &Filter::default()).counts(), (0, 0, 66));
    assert_eq!((interval.negative().len(), interval.others().len(), interval.missing.len()), (12, 61, 18));
}

#[test]
fn tianjins_clusters_and_sources_are_those_of_the_command_line() {
    let (scene, outbreak, _) = tianjin();
    let roll = scene.roll("2026-11-07");
    let found = Gathered::of(scene.book(), &roll, outbreak).spreading(&Filter::default());
    assert_eq!((found.links, found.clusters.len(), found.top[0].1), (91, 23, 6));
    assert_eq!(found.out.values().sum::<usize>(), 135);
    assert_eq!(found.out.iter().map(|(out, people)| out * people).sum::<usize>(), 91);
    assert_eq!(found.clusters.iter().sum::<usize>() + found.singletons.len(), 135);
    assert_eq!(found.by_size(false).iter().map(|(_, count)| count).sum::<usize>(), 23);
    assert_eq!(found.by_size(true).last(), Some(&(1, found.singletons.len())));
}

/// S exposed six people on 1 November: the first fell ill, the second was ill before; of the others one each was
/// seen yesterday, two days ago and three days ago, and one never.
fn scene() -> (Scene, RecordId, RecordId, Vec<RecordId>) {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("covid19_kmk413");
    let source = scene.person("S");
    scene.case(outbreak, source, "confirmed_symptomatic", Some("2026-10-30"));
    let people: Vec<_> = (0..6).map(|_| scene.person("K")).collect();
    for who in &people {
        let link = scene.exposure(outbreak, Some(source), *who, "2026-11-01");
        let setting = if *who == people[0] || *who == people[1] { "household" } else { "work" };
        if *who != people[5] {
            scene.set(link, FieldSet::new().with(exposure::SETTING, setting));
        }
    }
    scene.case(outbreak, people[0], "suspect", Some("2026-11-05"));
    scene.case(outbreak, people[1], "suspect", Some("2026-10-29"));
    for (who, on) in [(2, "2026-11-06"), (3, "2026-11-05"), (4, "2026-11-04")] {
        scene.seen(outbreak, people[who], on, "well", on);
    }
    (scene, outbreak, source, people)
}

#[test]
fn every_rate_shows_whom_it_counted_and_whom_it_left_out() {
    let (mut scene, outbreak, source, people) = scene();
    let record = Trails::read(scene.book(), |_| true).get(source, outbreak).unwrap().case().unwrap().record;
    scene.set(record, FieldSet::new().with(investigation::INTERVIEWED, day("2026-11-02")));
    let found = rates(&scene, outbreak, "2026-11-07");
    assert_eq!(of(&found, Measure::ContactsPerCase), (6, 3, 0));
    assert_eq!(of(&found, Measure::Seen24h), (1, 4, 2));
    assert_eq!(of(&found, Measure::Seen48h), (2, 4, 2));
    assert_eq!(of(&found, Measure::UnderFollowUp), (4, 6, 0));
    assert_eq!(of(&found, Measure::Completed), (0, 0, 6));
    assert_eq!(of(&found, Measure::NeverSeen), (1, 4, 2));
    assert_eq!(of(&found, Measure::Lost), (1, 4, 2));
    assert_eq!(of(&found, Measure::NewCasesKnown), (1, 1, 0));
    assert_eq!(of(&found, Measure::NoSource), (1, 3, 0));
    assert_eq!(of(&found, Measure::Interviewed), (1, 3, 0));
    assert_eq!(of(&found, Measure::Attack), (1, 5, 1));
    assert_eq!(of(&found, Measure::AttackHousehold), (1, 1, 1));
    assert_eq!(of(&found, Measure::AttackSetting("household")), (1, 1, 1));
    assert_eq!(of(&found, Measure::AttackSetting("work")), (0, 3, 0));
    assert_eq!(of(&found, Measure::AttackSetting("")), (0, 1, 0));
    let lost = found.iter().find(|rate| rate.measure == Measure::Lost).unwrap();
    assert_eq!((lost.value(), lost.numerator.clone()), (Some(0.25), vec![people[4]]));
    assert_eq!(lost.left_out, [people[0], people[1]]);
    let source_rate = found.iter().find(|rate| rate.measure == Measure::NoSource).unwrap();
    assert_eq!(source_rate.numerator, [source]);
}

#[test]
fn whoever_was_seen_on_the_last_day_has_completed() {
    let (mut scene, outbreak, _, people) = scene();
    scene.seen(outbreak, people[2], "2026-11-15", "well", "2026-11-15");
    let found = rates(&scene, outbreak, "2026-12-01");
    assert_eq!(of(&found, Measure::Completed), (1, 4, 2));
    assert_eq!(of(&found, Measure::UnderFollowUp), (0, 6, 0));
}

#[test]
fn delays_are_of_cases_with_both_dates_and_keep_their_sign() {
    let (mut scene, outbreak, source, people) = scene();
    let cases = [(source, "2026-11-01", "2026-10-31"), (people[0], "2026-11-09", "2026-11-11")];
    for (who, reported, isolated) in cases {
        let record = Trails::read(scene.book(), |_| true).get(who, outbreak).unwrap().case().unwrap().record;
        let fields = FieldSet::new()
            .with(investigation::REPORTED, day(reported))
            .with(investigation::ISOLATED_FROM, day(isolated));
        scene.set(record, fields);
    }
    let found = intervals(&scene, outbreak);
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.spread.n, one.spread.missing, one.spread.negative, one.spread.median))
        .collect();
    // Onset to report: 2 and 4 days; to isolation: 1 and 6; from report to isolation: -1 and 2.
    assert_eq!(told[1..], [(2, 1, 0, Some(3.0)), (2, 1, 0, Some(3.5)), (2, 1, 1, Some(0.5))]);
    assert_eq!((found[3].negative(), found[3].missing.clone()), (vec![source], vec![people[1]]));
    // S fell ill on 30 October: the first six days later, the second a day before.
    assert_eq!(told[0], (2, 0, 1, Some(2.5)));
    // Who is written down as not isolated has no day of isolation.
    let record =
        Trails::read(scene.book(), |_| true).get(people[0], outbreak).unwrap().case().unwrap().record;
    scene.set(record, FieldSet::new().with(investigation::ISOLATED_AT, "none"));
    let found = intervals(&scene, outbreak);
    assert_eq!(found[2].counted, [(source, 1)]);
}

#[test]
fn a_period_and_an_area_take_in_only_theirs() {
    let (scene, outbreak, source, people) = scene();
    let roll = scene.roll("2026-11-07");
    let gathered = Gathered::of(scene.book(), &roll, outbreak);
    let october = Filter { period: Some((day("2026-10-01"), day("2026-10-31"))), people: None };
    let found = gathered.rates(&october);
    // S and the second became cases in October; the exposures were in November.
    assert_eq!(of(&found, Measure::NoSource), (1, 2, 0));
    assert_eq!(of(&found, Measure::ContactsPerCase), (6, 2, 0));
    assert_eq!(of(&found, Measure::Seen24h), (0, 0, 0));
    assert_eq!(of(&found, Measure::Attack), (0, 0, 0));
    assert_eq!(gathered.intervals(&october)[0].counted, [(people[1], -1)]);
    let own = |who: RecordId| who == source || who == people[0];
    let here = Filter { period: None, people: Some(&own) };
    let found = gathered.rates(&here);
    assert_eq!(of(&found, Measure::Attack), (1, 1, 0));
    assert_eq!(of(&found, Measure::NoSource), (1, 2, 0));
    assert_eq!(gathered.spreading(&here).links, 1);
}

#[test]
fn an_empty_outbreak_divides_by_nothing() {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("mpox");
    let found = rates(&scene, outbreak, "2026-11-07");
    assert_eq!(found.len(), Measure::ALL.len());
    assert!(found.iter().all(|rate| rate.value().is_none()));
    assert_eq!(serial_interval(&scene, outbreak).median, None);
}
