//! What profiles promise: their rule in words, copies that say the same, and changes that reach every outbreak.

use super::*;
use crate::domain::code::disease::PROFILES;
use crate::domain::code::lists;
use crate::domain::validate;
use crate::tracing::fixture::{Scene, day};

fn days(scene: &Scene, outbreak: RecordId, day0: &str) -> Vec<String> {
    Rule::of(scene.book().get(outbreak).unwrap()).dates(day(day0)).map(|date| date.to_string()).collect()
}

/// What each built-in profile says, line by line: a change of a number has to be seen here.
#[test]
fn every_built_in_profile_says_its_rule_in_words() {
    let told: Vec<String> = PROFILES
        .iter()
        .map(|profile| {
            let facts = Profile::of_built_in(profile).facts(Lang::Id);
            let lines: Vec<String> = facts
                .iter()
                .skip(1)
                .map(|fact| format!("{}: {}", fact.label.get(Lang::Id), fact.text))
                .collect();
            let count = Rule::of_profile(profile).dates(day("2026-11-01")).count();
            format!("{} {count} | {}", profile.code, lines.join(" | "))
        })
        .collect();
    let expected = include_str!("profile_vectors.txt");
    assert_eq!(told, expected.lines().collect::<Vec<_>>(), "\n{}", told.join("\n"));
}

#[test]
fn a_copy_says_the_same_as_the_profile_it_was_begun_from() {
    for profile in PROFILES {
        let mut scene = Scene::new();
        let id = scene.id();
        let built_in = Profile::of_built_in(profile);
        let draft = built_in.plan_copy("Salinan", Lang::Id, id);
        assert!(validate::check(&own::SPEC, &draft.fields.0).is_empty(), "{}", profile.code);
        scene.save(vec![draft]);
        let copy = Profile::of_record(scene.book().get(id).unwrap());
        assert_eq!(copy.facts(Lang::Id), built_in.facts(Lang::Id), "{}", profile.code);
        assert_eq!(copy.rule, built_in.rule, "{}", profile.code);
        assert_eq!(copy.base.map(|base| base.code), Some(profile.code));
        assert_eq!(copy.is_verified(), built_in.is_verified());
    }
    let anchors: Vec<&str> = lists::ANCHOR.codes.iter().map(|code| code.code).collect();
    assert_eq!(anchors, [Anchor::Onset.code(), Anchor::Rash.code()]);
}

#[test]
fn a_change_of_a_profile_changes_the_days_of_every_outbreak_that_follows_it() {
    let mut scene = Scene::new();
    let id = scene.id();
    let covid = Profile::find(scene.book(), "covid19_kmk413").unwrap();
    scene.save(vec![covid.plan_copy("Dinas", Lang::Id, id)]);
    let outbreak = scene.outbreak(&id.to_string());
    assert_eq!(days(&scene, outbreak, "2026-11-01").len(), 14);
    scene.set(id, FieldSet::new().with(own::FOLLOW_UP_DAYS, 2));
    assert_eq!(days(&scene, outbreak, "2026-11-01"), ["2026-11-02", "2026-11-03"]);
    let months = vec![1, 0];
    scene.set(id, FieldSet::new().with(own::GIVEN_MONTHS, months));
    assert_eq!(days(&scene, outbreak, "2026-01-31"), ["2026-01-31", "2026-02-28"]);
    scene.trash(id);
    assert_eq!(days(&scene, outbreak, "2026-01-31").len(), 2, "nobody drops out because a list was tidied");
    // The outbreak's own number wins, until it follows another profile.
    scene.set(outbreak, FieldSet::new().with(outbreak::FOLLOW_UP_DAYS, 5));
    assert_eq!(days(&scene, outbreak, "2026-11-01").len(), 5);
    let record = scene.book().get(outbreak).unwrap();
    assert!(has_own_numbers(record));
    let switch = plan_switch(record, "ebola");
    assert_eq!(switch.fields.0.len(), 2, "only what was set is let go");
    scene.save(vec![switch]);
    assert_eq!(days(&scene, outbreak, "2026-11-01").len(), 21);
    assert!(!has_own_numbers(scene.book().get(outbreak).unwrap()));
}

#[test]
fn a_number_that_is_cleared_is_not_set_and_not_taken_from_anywhere() {
    let mut scene = Scene::new();
    let id = scene.id();
    let covid = Profile::find(scene.book(), "covid19_kmk4641").unwrap();
    let mut draft = covid.plan_copy("Dinas", Lang::Id, id);
    draft.fields.clear(own::FOLLOW_UP_DAYS);
    draft.fields.clear(own::ISOLATION_WITH);
    draft.fields.clear(own::ISOLATION_WITHOUT);
    scene.save(vec![draft]);
    let profile = Profile::find(scene.book(), &id.to_string()).unwrap();
    assert!(!profile.rule.has_days());
    let facts = profile.facts(Lang::En);
    assert!(facts.iter().any(|fact| fact.text == "not set"), "{facts:?}");
    let person = scene.person("X");
    assert_eq!(Profile::find(scene.book(), &person.to_string()), None, "a person is no profile");
}
