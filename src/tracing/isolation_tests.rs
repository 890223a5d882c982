//! What isolation and quarantine promise: the end by every built-in profile, and that it never comes too early.

use proptest::prelude::*;

use super::*;
use crate::domain::code::disease::PROFILES;
use crate::domain::kind::FieldSet;
use crate::domain::record::tracing::follow_up;
use crate::tracing::fixture::{Scene, day};

fn iso(day: NaiveDate) -> String {
    day.to_string()
}

struct Case {
    scene: Scene,
    outbreak: RecordId,
    who: RecordId,
    case: RecordId,
}

/// Ill on the first of November, isolated from the third.
fn case(profile: &str, class: &str) -> Case {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak(profile);
    let who = scene.person("MR");
    let onset = (class != "confirmed_asymptomatic").then_some("2026-11-01");
    let case = scene.case(outbreak, who, class, onset);
    scene.set(case, FieldSet::new().with(investigation::ISOLATED_FROM, day("2026-11-03")));
    Case { scene, outbreak, who, case }
}

impl Case {
    fn isolation(&self) -> Isolation {
        let book = self.scene.book();
        let rule = Rule::of(book.get(self.outbreak).unwrap());
        Isolation::of(book.get(self.case).unwrap(), &Trail::of(book, self.who, self.outbreak), &rule)
    }

    fn state(&self, today: &str) -> State {
        self.isolation().state(day(today))
    }

    fn seen(&mut self, on: &str, result: &str) {
        self.scene.seen(self.outbreak, self.who, on, result, on);
    }
}

#[test]
fn every_built_in_profile_ends_the_isolation_of_a_sample_case_as_its_source_says() {
    for profile in PROFILES {
        // Ill on the first, specimen on the second, seen well from the twelfth.
        let mut with = case(profile.code, "confirmed_symptomatic");
        with.seen("2026-11-12", "well");
        let mut without = case(profile.code, "confirmed_asymptomatic");
        without.scene.set(without.case, FieldSet::new().with(investigation::SPECIMEN, day("2026-11-02")));
        let expected = match profile.code {
            "covid19_kmk4641" => (Earliest::On(day("2026-11-14")), Earliest::On(day("2026-11-12"))),
            // Thirteen days, and three without symptoms from the twelfth.
            "covid19_who2022" => (Earliest::On(day("2026-11-15")), Earliest::NotSet),
            _ => (Earliest::NotSet, Earliest::NotSet),
        };
        assert_eq!((with.isolation().earliest, without.isolation().earliest), expected, "{}", profile.code);
    }
}

#[test]
fn isolation_runs_may_end_and_ends_and_an_early_end_is_named() {
    let mut one = case("covid19_kmk4641", "confirmed_symptomatic");
    assert_eq!(one.state("2026-11-02"), State::NotIsolated);
    assert_eq!(one.state("2026-11-13"), State::Until(day("2026-11-14")));
    assert_eq!(one.state("2026-11-20"), State::MayEnd(day("2026-11-14")));
    one.scene.set(one.case, FieldSet::new().with(investigation::ISOLATED_TO, day("2026-11-10")));
    assert_eq!(one.state("2026-11-10"), State::Ended(day("2026-11-10"), true));
    assert_eq!(one.state("2026-11-09"), State::Until(day("2026-11-14")), "an end to come is none yet");
    one.scene.set(one.case, FieldSet::new().with(investigation::ISOLATED_TO, day("2026-11-14")));
    assert_eq!(one.state("2026-11-20"), State::Ended(day("2026-11-14"), false));
    let without = case("covid19_kmk4641", "confirmed_asymptomatic");
    assert_eq!(without.state("2026-11-20"), State::NoDate, "no specimen: no other day is taken for it");
    assert_eq!(case("ebola", "suspect").state("2026-11-20"), State::RuleNotSet);
}

#[test]
fn days_without_symptoms_come_from_the_record_or_the_checks_and_symptoms_that_return_count_anew() {
    let mut one = case("covid19_who2022", "confirmed_symptomatic");
    assert_eq!(one.state("2026-11-13"), State::Until(day("2026-11-14")));
    assert_eq!(one.state("2026-11-20"), State::WaitsForSymptomFree);
    one.seen("2026-11-12", "unwell");
    assert_eq!(one.state("2026-11-20"), State::WaitsForSymptomFree);
    one.seen("2026-11-15", "well");
    assert_eq!(one.state("2026-11-20"), State::MayEnd(day("2026-11-18")));
    one.scene.set(one.case, FieldSet::new().with(investigation::SYMPTOMS_ENDED, day("2026-11-13")));
    assert_eq!(one.state("2026-11-20"), State::MayEnd(day("2026-11-16")), "the recorded day wins");
    one.seen("2026-11-19", "unwell");
    assert_eq!(one.state("2026-11-20"), State::WaitsForSymptomFree);
    let text = one.isolation().state_text(day("2026-11-20"), Lang::Id, &iso);
    assert_eq!(text, "Menunggu hari tanpa gejala");
    let book = one.scene.book();
    let rule = Rule::of(book.get(one.outbreak).unwrap());
    assert_eq!(
        one.isolation().rule_text(&rule, Lang::Id, &iso),
        "bergejala sedikitnya 13 hari sejak hari pertama sakit dan 3 hari tanpa gejala; dihitung dari 2026-11-01"
    );
}

#[test]
fn quarantine_ends_with_a_negative_exit_test_and_else_runs_as_long_as_the_follow_up() {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("covid19_kmk4641");
    let who = scene.person("K");
    scene.exposure(outbreak, None, who, "2026-11-01");
    let steps = |scene: &Scene, today: &str| {
        scene.roll(today).waiting(None).map(|one| (one.step, one.since)).collect::<Vec<_>>()
    };
    assert_eq!(steps(&scene, "2026-11-01"), []);
    assert_eq!(steps(&scene, "2026-11-03"), [(Step::EntryTest, day("2026-11-02"))]);
    assert_eq!(steps(&scene, "2026-11-07"), [(Step::ExitTest, day("2026-11-06"))]);
    assert_eq!(steps(&scene, "2026-11-16"), [], "the quarantine is over");
    let test = |scene: &mut Scene, on: &str, result: &str| {
        let fields = FieldSet::new()
            .with(lab_test::OUTBREAK, outbreak)
            .with(lab_test::TAKEN, day(on))
            .with(lab_test::RESULT, result);
        scene.add(lab_test::SPEC.name, Some(who), fields)
    };
    test(&mut scene, "2026-11-02", "negative");
    assert_eq!(steps(&scene, "2026-11-03"), []);
    let standing = |scene: &Scene| {
        let rule = Rule::of(scene.book().get(outbreak).unwrap());
        Quarantine::of_person(scene.book(), who, outbreak, &rule, day("2026-11-01"))
    };
    assert_eq!(
        standing(&scene).until,
        Some(day("2026-11-15")),
        "without the exit test it runs fourteen days"
    );
    let last = test(&mut scene, "2026-11-06", "negative");
    assert_eq!(standing(&scene).until, Some(day("2026-11-06")));
    assert_eq!(steps(&scene, "2026-11-07"), []);
    scene.set(last, FieldSet::new().with(lab_test::RESULT, "positive"));
    assert_eq!(standing(&scene).until, Some(day("2026-11-15")));
    let text = standing(&scene).text(day("2026-11-07"), Lang::Id, &iso).unwrap();
    assert_eq!(
        text,
        "Karantina sampai 2026-11-15; Tes masuk karantina diambil 2026-11-02; Tes akhir karantina diambil 2026-11-06"
    );
    // Who falls ill is isolated, not quarantined; who died waits for nothing.
    let case = scene.case(outbreak, who, "confirmed_symptomatic", Some("2026-11-07"));
    scene.set(case, FieldSet::new().with(investigation::ISOLATED_FROM, day("2026-11-07")));
    assert_eq!(steps(&scene, "2026-11-25"), [(Step::MayEnd, day("2026-11-20"))]);
    scene.set(case, FieldSet::new().with(investigation::OUTCOME, "died"));
    assert_eq!(steps(&scene, "2026-11-25"), []);
    scene.set(
        case,
        FieldSet::new()
            .with(investigation::CLASSIFICATION, "discarded")
            .with(investigation::OUTCOME, "recovered"),
    );
    assert_eq!(steps(&scene, "2026-11-03"), [], "a discarded case is a contact again, whose test was taken");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn isolation_never_ends_before_its_days_nor_while_symptoms_were_seen_and_the_order_of_entry_is_nothing(
        checks in prop::collection::vec((0_i64..30, any::<bool>()), 0..8),
        today in 0_i64..45,
    ) {
        let onset = day("2026-11-01");
        let at = |days: i64| onset + chrono::TimeDelta::days(days);
        let read = |order: &[(i64, bool)]| {
            let mut one = case("covid19_who2022", "confirmed_symptomatic");
            let drafts = order.iter().map(|(on, well)| {
                let fields = FieldSet::new()
                    .with(follow_up::OUTBREAK, one.outbreak)
                    .with(follow_up::DATE, at(*on))
                    .with(follow_up::RESULT, if *well { "well" } else { "unwell" });
                one.scene.draft(follow_up::SPEC.name, Some(one.who), fields)
            }).collect();
            one.scene.save(drafts);
            one.isolation()
        };
        let found = read(&checks);
        let turned: Vec<(i64, bool)> = checks.iter().rev().copied().collect();
        prop_assert_eq!(found, read(&turned));
        let last_unwell = checks.iter().filter(|(_, well)| !well).map(|(on, _)| at(*on)).max();
        if let State::MayEnd(since) = found.state(at(today)) {
            prop_assert!(since <= at(today) && since >= at(13));
            prop_assert!(last_unwell.is_none_or(|unwell| since > unwell + chrono::TimeDelta::days(3)));
        }
    }
}

#[test]
fn in_two_outbreaks_at_once_each_has_its_own_rule_and_a_test_that_names_none_is_of_neither() {
    let mut one = case("covid19_kmk4641", "confirmed_asymptomatic");
    let taken = FieldSet::new().with(lab_test::TAKEN, day("2026-11-02")).with(lab_test::RESULT, "positive");
    let test = one.scene.add(lab_test::SPEC.name, Some(one.who), taken);
    assert_eq!(one.isolation().earliest, Earliest::On(day("2026-11-12")), "there is but one it can be of");
    let other = one.scene.outbreak("covid19_who2022");
    let ill = one.scene.case(other, one.who, "confirmed_symptomatic", Some("2026-11-01"));
    one.scene.set(ill, FieldSet::new().with(investigation::ISOLATED_FROM, day("2026-11-01")));
    assert_eq!(one.isolation().earliest, Earliest::NoDate, "nobody knows for which it was taken");
    let of_other = |scene: &Scene| {
        let book = scene.book();
        let rule = Rule::of(book.get(other).unwrap());
        Isolation::of(book.get(ill).unwrap(), &Trail::of(book, one.who, other), &rule).earliest
    };
    assert_eq!(of_other(&one.scene), Earliest::AfterSymptoms(Some(day("2026-11-14"))));
    one.scene.set(test, FieldSet::new().with(lab_test::OUTBREAK, one.outbreak));
    assert_eq!(one.isolation().earliest, Earliest::On(day("2026-11-12")));
    assert_eq!(of_other(&one.scene), Earliest::AfterSymptoms(Some(day("2026-11-14"))));
}

#[test]
fn who_was_not_isolated_is_so_from_today_and_the_word_and_the_old_end_are_gone() {
    let mut one = case("covid19_kmk4641", "confirmed_symptomatic");
    let none = FieldSet::new()
        .with(investigation::ISOLATED_AT, "none")
        .with(investigation::ISOLATED_TO, day("2026-11-05"));
    one.scene.set(one.case, none);
    assert_eq!(one.state("2026-11-06"), State::NotIsolated);
    let record = one.scene.book().get(one.case).unwrap();
    assert_eq!(isolated_from(record), None);
    let draft = plan_begin(record, day("2026-11-06"));
    one.scene.save(vec![draft]);
    assert_eq!(one.state("2026-11-06"), State::Until(day("2026-11-14")));
    assert_eq!(isolated_from(one.scene.book().get(one.case).unwrap()), Some(day("2026-11-06")));
    // A place that is one is kept.
    one.scene.set(one.case, FieldSet::new().with(investigation::ISOLATED_AT, "home"));
    let draft = plan_begin(one.scene.book().get(one.case).unwrap(), day("2026-11-07"));
    one.scene.save(vec![draft]);
    assert_eq!(one.scene.book().get(one.case).unwrap().get(investigation::ISOLATED_AT), Some("home"));
}
