//! What the follow-up engine promises.

use super::*;
use crate::domain::kind::FieldSet;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::follow_up;
use crate::domain::record::tracing::{exposure, investigation};
use crate::tracing::fixture::{Scene, day};
use proptest::prelude::*;

/// One contact last exposed on 1 November, followed up for 14 days (2–15 November).
fn contact() -> (Scene, RecordId, RecordId) {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("covid19_kmk413");
    let (who, source) = (scene.person("MR"), scene.person("S"));
    scene.exposure(outbreak, Some(source), who, "2026-11-01");
    (scene, outbreak, who)
}

fn standing(scene: &Scene, outbreak: RecordId, who: RecordId, today: &str) -> FollowUpStatus {
    status(scene.book(), who, outbreak, day(today)).summary.status
}

#[test]
fn the_last_exposure_is_day_0_and_the_days_are_1_to_14() {
    let (scene, outbreak, who) = contact();
    let found = status(scene.book(), who, outbreak, day("2026-11-03"));
    assert_eq!(found.summary.day0, Some(day("2026-11-01")));
    assert_eq!(found.summary.window, Some((day("2026-11-02"), day("2026-11-15"))));
    assert_eq!(found.days.len(), 14);
    assert_eq!(found.days[0].state, DayState::Missed(MissedWhy::NothingEntered));
    assert_eq!(found.days[1].state, DayState::Due);
    assert!(found.days[2..].iter().all(|day| day.state == DayState::Future));
}

#[test]
fn a_second_exposure_moves_the_window_and_the_screen_says_which_one_did() {
    let (mut scene, outbreak, who) = contact();
    let second = scene.exposure(outbreak, None, who, "2026-11-05");
    scene.exposure(outbreak, None, who, "2026-10-20");
    let found = status(scene.book(), who, outbreak, day("2026-11-06"));
    assert_eq!(found.summary.set_by, Some(second));
    assert_eq!(found.summary.window, Some((day("2026-11-06"), day("2026-11-19"))));
    assert!(found.rule_text(Lang::En).ends_with("Day 0 is 2026-11-05: the exposure that ended last of 3"));
    assert!(found.rule_text(Lang::Id).contains("paparan yang berakhir paling akhir dari 3 paparan"));
    scene.trash(second);
    let found = status(scene.book(), who, outbreak, day("2026-11-06"));
    assert_eq!(found.summary.day0, Some(day("2026-11-01")));
}

#[test]
fn an_entry_made_later_is_marked_and_counts_as_seen() {
    let (mut scene, outbreak, who) = contact();
    scene.seen(outbreak, who, "2026-11-02", "well", "2026-11-02");
    scene.seen(outbreak, who, "2026-11-03", "unwell", "2026-11-09");
    let found = status(scene.book(), who, outbreak, day("2026-11-04"));
    assert_eq!(found.days[0].state, DayState::Done);
    assert_eq!(found.days[1].state, DayState::LateEntered);
    assert_eq!(found.summary.status, FollowUpStatus::UnderFollowUp);
    // Long after the window a late entry for the last day still completes it.
    assert_eq!(standing(&scene, outbreak, who, "2027-06-01"), FollowUpStatus::WindowPassed);
    scene.seen(outbreak, who, "2026-11-15", "well", "2027-06-01");
    assert_eq!(standing(&scene, outbreak, who, "2027-06-01"), FollowUpStatus::Completed);
}

#[test]
fn a_missed_day_says_why() {
    let (mut scene, outbreak, who) = contact();
    scene.seen(outbreak, who, "2026-11-02", "absent", "2026-11-02");
    scene.seen(outbreak, who, "2026-11-03", "refused", "2026-11-03");
    let not_done = scene.seen(outbreak, who, "2026-11-04", "not_done", "2026-11-04");
    scene.set(not_done, FieldSet::new().with(follow_up::NOT_DONE_REASON, "unsafe"));
    let found = status(scene.book(), who, outbreak, day("2026-11-06"));
    let states: Vec<_> = found.days[..4].iter().map(|day| day.state).collect();
    assert_eq!(
        states,
        [
            DayState::Missed(MissedWhy::Absent),
            DayState::Missed(MissedWhy::Refused),
            DayState::Missed(MissedWhy::NotDone(Some("unsafe"))),
            DayState::Missed(MissedWhy::NothingEntered),
        ]
    );
    assert_eq!(found.summary.status, FollowUpStatus::NeverSeen);
}

#[test]
fn two_checks_a_day_keep_today_due_until_the_second() {
    let (mut scene, outbreak, who) = contact();
    scene.set(outbreak, FieldSet::new().with(outbreak::CHECKS_PER_DAY, 2));
    scene.seen(outbreak, who, "2026-11-02", "well", "2026-11-02");
    let is_due =
        |scene: &Scene, today| status(scene.book(), who, outbreak, day(today)).days[0].state == DayState::Due;
    assert!(is_due(&scene, "2026-11-02"));
    assert!(!is_due(&scene, "2026-11-03"));
    scene.seen(outbreak, who, "2026-11-02", "well", "2026-11-02");
    assert!(!is_due(&scene, "2026-11-02"));
}

#[test]
fn time_alone_completes_nothing() {
    let (mut scene, outbreak, who) = contact();
    scene.seen(outbreak, who, "2026-11-14", "well", "2026-11-14");
    assert_eq!(standing(&scene, outbreak, who, "2026-11-16"), FollowUpStatus::WindowPassed);
    assert_eq!(standing(&scene, outbreak, who, "2036-11-16"), FollowUpStatus::WindowPassed);
    assert!(FollowUpStatus::WindowPassed.is_open());
    scene.seen(outbreak, who, "2026-11-17", "well", "2026-11-17");
    assert_eq!(standing(&scene, outbreak, who, "2026-11-17"), FollowUpStatus::Completed);
}

#[test]
fn three_days_unseen_propose_lost_and_never_seen_is_apart() {
    let (mut scene, outbreak, who) = contact();
    assert_eq!(standing(&scene, outbreak, who, "2026-11-01"), FollowUpStatus::UnderFollowUp);
    assert_eq!(standing(&scene, outbreak, who, "2026-11-08"), FollowUpStatus::NeverSeen);
    scene.seen(outbreak, who, "2026-11-02", "well", "2026-11-02");
    scene.seen(outbreak, who, "2026-11-04", "absent", "2026-11-04");
    assert_eq!(standing(&scene, outbreak, who, "2026-11-04"), FollowUpStatus::UnderFollowUp);
    assert_eq!(standing(&scene, outbreak, who, "2026-11-05"), FollowUpStatus::ProposedLost);
    // A new exposure starts new days: nobody was to come before them.
    scene.exposure(outbreak, None, who, "2026-11-05");
    assert_eq!(standing(&scene, outbreak, who, "2026-11-07"), FollowUpStatus::UnderFollowUp);
    assert_eq!(standing(&scene, outbreak, who, "2026-11-08"), FollowUpStatus::ProposedLost);
}

#[test]
fn given_days_lose_nobody_between_them() {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("tb");
    let who = scene.person("MR");
    scene.exposure(outbreak, None, who, "2026-01-01");
    scene.seen(outbreak, who, "2026-01-01", "well", "2026-01-01");
    assert_eq!(standing(&scene, outbreak, who, "2026-05-01"), FollowUpStatus::UnderFollowUp);
    assert_eq!(standing(&scene, outbreak, who, "2026-07-03"), FollowUpStatus::ProposedLost);
    let found = status(scene.book(), who, outbreak, day("2026-07-01"));
    assert_eq!(found.days[1].state, DayState::Due);
}

#[test]
fn a_contact_who_falls_ill_stops_being_followed_up_and_a_discarded_one_does_not() {
    let (mut scene, outbreak, who) = contact();
    scene.seen(outbreak, who, "2026-11-02", "well", "2026-11-02");
    let case = scene.case(outbreak, who, "suspect", Some("2026-11-05"));
    let found = status(scene.book(), who, outbreak, day("2026-11-07"));
    assert_eq!(found.summary.status, FollowUpStatus::BecameCase);
    assert_eq!(found.summary.contact, ContactStatus::BecameCase);
    assert_eq!(found.summary.classification, Some(Classification::Suspect));
    assert_eq!(found.days[0].state, DayState::Done);
    assert_eq!(found.days[1].state, DayState::Missed(MissedWhy::NothingEntered));
    assert_eq!(found.days[4].state, DayState::Stopped);
    assert_eq!(found.days[5].state, DayState::Stopped);
    scene.set(case, FieldSet::new().with(investigation::CLASSIFICATION, "discarded"));
    let found = status(scene.book(), who, outbreak, day("2026-11-03"));
    assert_eq!(found.summary.status, FollowUpStatus::UnderFollowUp);
    assert_eq!(found.summary.contact, ContactStatus::Contact);
    assert_eq!(found.summary.classification, Some(Classification::Discarded));
}

#[test]
fn a_case_who_is_exposed_later_was_a_case_before() {
    let (mut scene, outbreak, who) = contact();
    scene.case(outbreak, who, "probable", Some("2026-10-20"));
    let found = status(scene.book(), who, outbreak, day("2026-11-03"));
    assert_eq!(found.summary.contact, ContactStatus::CaseBefore);
}

#[test]
fn death_in_the_window_ends_follow_up_and_death_after_completion_does_not_rewrite_it() {
    let (mut scene, outbreak, who) = contact();
    scene.set(who, FieldSet::new().with(person::DIED_ON, day("2026-11-06")));
    let found = status(scene.book(), who, outbreak, day("2026-11-09"));
    assert_eq!(found.summary.status, FollowUpStatus::Died);
    assert_eq!(found.days[6].state, DayState::Stopped);
    scene.set(who, FieldSet::new().with(person::DIED_ON, day("2027-11-06")));
    scene.seen(outbreak, who, "2026-11-15", "well", "2026-11-15");
    assert_eq!(standing(&scene, outbreak, who, "2028-01-01"), FollowUpStatus::Completed);
}

#[test]
fn somebody_without_exposure_has_no_window() {
    let (mut scene, outbreak, _) = contact();
    let other = scene.person("X");
    let found = status(scene.book(), other, outbreak, day("2026-11-03"));
    assert_eq!(found.summary.status, FollowUpStatus::NoExposure);
    assert_eq!(found.summary.contact, ContactStatus::NotAContact);
    assert!(found.days.is_empty());
}

#[test]
fn follow_ups_of_another_outbreak_do_not_count() {
    let (mut scene, outbreak, who) = contact();
    let other = scene.outbreak("measles");
    scene.seen(other, who, "2026-11-03", "well", "2026-11-03");
    assert_eq!(standing(&scene, outbreak, who, "2026-11-03"), FollowUpStatus::NeverSeen);
}

#[test]
fn a_window_at_the_end_of_the_calendar_does_not_panic() {
    let (mut scene, outbreak, who) = contact();
    scene.add(
        exposure::SPEC.name,
        Some(who),
        FieldSet::new().with(exposure::OUTBREAK, outbreak).with(exposure::LAST, NaiveDate::MAX),
    );
    let found = status(scene.book(), who, outbreak, day("2026-11-03"));
    assert!(found.days.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_window_is_day_0_plus_the_rule(offset in 0_i64..20_000, length in 1_i64..60, today in 0_i64..20_000) {
        let (mut scene, outbreak, who) = contact();
        scene.set(outbreak, FieldSet::new().with(outbreak::FOLLOW_UP_DAYS, length));
        let base = day("2026-11-01");
        let day0 = base + chrono::TimeDelta::days(offset);
        scene.exposure(outbreak, None, who, &day0.to_string());
        let today = base + chrono::TimeDelta::days(today);
        let found = status(scene.book(), who, outbreak, today);
        prop_assert_eq!(found.summary.day0, Some(day0));
        prop_assert_eq!(found.days.len() as i64, length);
        for (index, one) in found.days.iter().enumerate() {
            prop_assert_eq!((one.date - day0).num_days(), index as i64 + 1);
            prop_assert_eq!(one.state == DayState::Due, one.date == today);
            prop_assert_eq!(one.state == DayState::Future, one.date > today);
        }
    }

    #[test]
    fn given_months_and_days_lose_no_date_and_invent_none_whatever_their_order(
        months in prop::collection::vec(0_i64..30, 0..5),
        days in prop::collection::vec(0_i64..400, 0..5),
        offset in 0_i64..20_000,
    ) {
        use crate::domain::record::tracing::disease_profile as own;
        use chrono::{Datelike, Months};
        let day0 = day("2026-11-01") + chrono::TimeDelta::days(offset);
        let read = |months: Vec<i64>, days: Vec<i64>| {
            let mut scene = Scene::new();
            let fields = FieldSet::new().with(own::GIVEN_MONTHS, months).with(own::GIVEN_DAYS, days);
            let profile = scene.add(own::SPEC.name, None, fields);
            let outbreak = scene.outbreak(&profile.to_string());
            let who = scene.person("MR");
            scene.exposure(outbreak, None, who, &day0.to_string());
            let found = status(scene.book(), who, outbreak, day0);
            (found.days.iter().map(|one| one.date).collect::<Vec<_>>(), found.summary.window)
        };
        let (found, window) = read(months.clone(), days.clone());
        let mut expected: Vec<NaiveDate> =
            days.iter().map(|number| day0 + chrono::TimeDelta::days(*number)).collect();
        for number in &months {
            let date = day0 + Months::new(*number as u32);
            prop_assert!(date.day() == day0.day() || (date.day() < day0.day() && date.succ_opt().unwrap().day() == 1));
            expected.push(date);
        }
        expected.sort();
        expected.dedup();
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(window, expected.first().copied().zip(expected.last().copied()));
        let turned = |list: &[i64]| list.iter().rev().copied().collect::<Vec<_>>();
        prop_assert_eq!(read(turned(&months), turned(&days)).0, expected);
    }

    #[test]
    fn a_follow_up_never_removes_a_day_and_never_unsees_one(
        entries in prop::collection::vec((0_i64..25, 0_usize..5, 0_i64..25), 0..12),
        today in 0_i64..30,
    ) {
        let results = ["well", "unwell", "absent", "refused", "not_done"];
        let (mut scene, outbreak, who) = contact();
        let base = day("2026-11-01");
        let at = |days: i64| (base + chrono::TimeDelta::days(days)).to_string();
        let today = base + chrono::TimeDelta::days(today);
        let mut before = status(scene.book(), who, outbreak, today)
            .days.iter().map(|day| (day.date, day.seen())).collect::<Vec<_>>();
        for (on, result, entered) in entries {
            scene.seen(outbreak, who, &at(on), results[result], &at(entered));
            let found = status(scene.book(), who, outbreak, today);
            let after = found.days.iter().map(|day| (day.date, day.seen())).collect::<Vec<_>>();
            prop_assert_eq!(after.len(), 14);
            prop_assert!(before.iter().zip(&after).all(|(old, new)| old.0 == new.0 && old.1 <= new.1));
            let kept = found.days.iter().map(|day| day.checks.len()).sum::<usize>() + found.outside.len();
            prop_assert_eq!(kept, scene.book().of(&follow_up::SPEC).count());
            before = after;
        }
    }
}

#[test]
fn an_exposure_without_a_date_is_a_link_and_stays_in_sight_until_it_has_one() {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("covid19_kmk413");
    let who = scene.person("K");
    let undated = FieldSet::new().with(exposure::OUTBREAK, outbreak);
    let link = scene.add(exposure::SPEC.name, Some(who), undated);
    let today = day("2026-11-05");
    let found = status(scene.book(), who, outbreak, today);
    assert_eq!(found.summary.contact, ContactStatus::Contact);
    assert_eq!(found.summary.status, FollowUpStatus::NoDate);
    assert!(found.summary.status.is_open() && found.days.is_empty());
    scene.set(link, FieldSet::new().with(exposure::LAST, day("2026-11-04")));
    let found = status(scene.book(), who, outbreak, today);
    assert_eq!(found.summary.status, FollowUpStatus::NeverSeen);
}
