//! What the roll promises: of everybody it says what is said of them alone, in however many steps it is read.

use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::domain::kind::FieldSet;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{exposure, follow_up, investigation, lab_test};
use crate::tracing::fixture::{Scene, day};
use crate::tracing::follow_up::{FollowUpStatus, status};
use crate::tracing::isolation::{Step, due_of, running};
use crate::tracing::today::on_today_list;

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

/// One thing that somebody wrote down: what, of whom, in which outbreak, on which day, and how.
type Entry = (u8, usize, usize, u64, usize);

/// Three outbreaks and five people, with what was written down of them; at last some of it lies in the trash.
fn written(entries: &[Entry], trashed: &[usize]) -> (Scene, Vec<RecordId>, Vec<RecordId>) {
    let mut scene = Scene::new();
    let outbreaks: Vec<RecordId> =
        ["covid19_kmk4641", "covid19_who2022", "measles"].map(|profile| scene.outbreak(profile)).into();
    let people: Vec<RecordId> = (0..5).map(|_| scene.person("M")).collect();
    let mut made: Vec<RecordId> = outbreaks.iter().chain(&people).copied().collect();
    for (what, who, at, on, how) in entries {
        let (who, at, on) = (people[who % 5], outbreaks[at % 3], day("2026-11-01") + Days::new(*on));
        let text = on.to_string();
        let none = FieldSet::new();
        made.push(match what {
            0 | 1 => scene.exposure(at, None, who, &text),
            2 => scene.add(exposure::SPEC.name, Some(who), none.with(exposure::OUTBREAK, at)),
            3 | 4 => {
                let id = scene.seen(at, who, &text, ["well", "unwell", "absent", "not_done"][how % 4], &text);
                if how % 8 == 7 {
                    scene.set(id, none.with(follow_up::NOT_DONE_REASON, "lost"));
                }
                id
            }
            5 => {
                let class = ["suspect", "confirmed_symptomatic", "discarded", "confirmed_asymptomatic"];
                let id = scene.case(at, who, class[how % 4], (how % 3 > 0).then_some(&text));
                let from = on + Days::new(1);
                let more = none.with_some(investigation::ISOLATED_FROM, (how % 5 > 1).then_some(from));
                scene.set(id, more.with_some(investigation::OUTCOME, (how % 11 == 0).then_some("died")));
                id
            }
            6 => scene.add(
                lab_test::SPEC.name,
                Some(who),
                none.with_some(lab_test::OUTBREAK, (how % 2 > 0).then_some(at))
                    .with(lab_test::TAKEN, on)
                    .with(lab_test::RESULT, ["negative", "positive"][how % 2]),
            ),
            _ => {
                scene.set(who, none.with(person::DIED_ON, on));
                continue;
            }
        });
    }
    for place in trashed {
        let id = made[place % made.len()];
        if scene.book().get(id).is_some() {
            scene.trash(id);
        }
    }
    (scene, outbreaks, people)
}

/// Of a case nobody asks when they were seen, and the roll reads no follow-ups of them.
fn without_sight(mut summary: Summary) -> Summary {
    if matches!(summary.status, FollowUpStatus::BecameCase | FollowUpStatus::NoExposure) {
        summary.last_seen = None;
    }
    summary
}

type Waits = (RecordId, RecordId, Step, NaiveDate);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn of_everybody_the_roll_and_the_agenda_say_what_is_said_of_them_alone(
        entries in prop::collection::vec((0_u8..8, 0_usize..5, 0_usize..3, 0_u64..24, 0_usize..40), 0..30),
        trashed in prop::collection::vec(0_usize..40, 0..4),
        records in prop::sample::select(vec![1, 25, usize::MAX]),
    ) {
        let (scene, outbreaks, people) = written(&entries, &trashed);
        let (book, today) = (scene.book(), day("2026-11-20"));
        let mut steps = RollSteps::new(today);
        while !steps.step(book, records) {}
        let roll = steps.finish();
        let (mut listed, mut waits): (Vec<(RecordId, RecordId)>, Vec<Waits>) = (Vec::new(), Vec::new());
        for outbreak in &outbreaks {
            let Some(record) = book.get(*outbreak) else {
                prop_assert_eq!(roll.people(*outbreak).count(), 0);
                continue;
            };
            let rule = Rule::of(record);
            let mut alone = Vec::new();
            for who in people.iter().filter(|who| book.get(**who).is_some()) {
                let trail = Trail::of(book, *who, *outbreak);
                if !trail.exposures.is_empty() || !trail.cases.is_empty() {
                    alone.push((*who, without_sight(status(book, *who, *outbreak, today).summary)));
                    let step = step_of(book, *who, *outbreak, &trail, &rule, today);
                    let step = step.filter(|(_, since)| has_steps(&rule) && *since <= today);
                    waits.extend(step.map(|(step, since)| (*who, *outbreak, step, since)));
                }
                if on_today_list(book, *who, today).contains(outbreak) {
                    listed.push((*who, *outbreak));
                }
            }
            let found: Vec<_> =
                roll.people(*outbreak).map(|(one, _)| (one.person, without_sight(one.summary))).collect();
            prop_assert_eq!(found, alone);
        }
        let sorted = |mut list: Vec<Waits>| { list.sort(); list };
        let mut on_list: Vec<_> = roll.today(None).into_iter().map(|one| (one.person, one.outbreak)).collect();
        on_list.sort_unstable();
        listed.sort_unstable();
        prop_assert_eq!(on_list, listed);
        let waits = sorted(waits);
        let found = roll.waiting(None).map(|one| (one.person, one.outbreak, one.step, one.since)).collect();
        prop_assert_eq!(&sorted(found), &waits);
        let running = running(book, today);
        let all = book.of(&exposure::SPEC).chain(book.of(&investigation::SPEC));
        let due = all.filter_map(|record| {
            let (outbreak, step, by) = due_of(record, &running, today).filter(|due| due.2 <= today)?;
            // The agenda itself leaves out whom the trash holds.
            book.get(record.parent()?)?;
            Some((record.parent()?, outbreak?, step, by))
        });
        prop_assert_eq!(&sorted(due.collect()), &waits);
    }

    #[test]
    fn the_trails_of_all_are_those_of_each_and_the_trash_has_none(
        entries in prop::collection::vec((0_u8..8, 0_usize..5, 0_usize..3, 0_u64..24, 0_usize..40), 0..30),
        trashed in prop::collection::vec(0_usize..40, 0..4),
    ) {
        let (scene, outbreaks, people) = written(&entries, &trashed);
        let book = scene.book();
        let trails = Trails::read(book, |_| true);
        let told = |trail: &Trail<'_>| {
            let checks: Vec<_> = trail.checks.iter().map(|check| (check.date, check.result)).collect();
            (trail.exposures.clone(), trail.cases.clone(), checks, trail.died_on)
        };
        let mut there = 0;
        for (who, outbreak) in people.iter().flat_map(|who| outbreaks.iter().map(move |of| (*who, *of))) {
            let alone = told(&Trail::of(book, who, outbreak));
            let live = book.get(who).is_some() && book.get(outbreak).is_some();
            let found = trails.get(who, outbreak).map(told);
            there += usize::from(found.is_some());
            let nothing = alone.0.is_empty() && alone.1.is_empty() && alone.2.is_empty();
            prop_assert_eq!(found, (live && !nothing).then_some(alone));
        }
        prop_assert_eq!(trails.iter().count(), there);
    }
}
