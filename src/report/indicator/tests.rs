//! The indicators over small books whose numbers are reckoned by hand.

use chrono::Days;

use super::*;
use crate::casework::fixture::{Desk, day, fields};
use crate::casework::survey::QUESTIONS;
use crate::domain::kind::FieldSet;
use crate::domain::record::casework::{action, advocacy, case, evaluation, referral, satisfaction};
use crate::domain::record::spine::{partner, person};
use crate::tracing::fixture::Scene;

const TODAY: &str = "2026-11-21";

fn november() -> Period {
    Period::month(day("2026-11-10"))
}

fn month_of(book: &Book, worker: Option<&str>) -> Report {
    report(book, november(), day(TODAY), Weight::Ninth, worker)
}

fn series(book: &Book, measure: Measure, months: u32, worker: Option<&str>) -> Vec<Month> {
    let until = (day(TODAY), months);
    let facts = FactSteps::new(months_until(until.0, months), day(TODAY), worker).at_once(book);
    series_of(&facts, book, measure, until, Weight::Ninth)
}

fn open_case(desk: &mut Desk, opened: &str) -> RecordId {
    let who = desk.make(&person::SPEC, None, fields().with(person::NAME, "M"));
    desk.make(&case::SPEC, Some(who), fields().with(case::OPENED, day(opened)))
}

fn planned(desk: &mut Desk, case: RecordId, to: &str, state: &str, done: Option<&str>) -> RecordId {
    let made = fields()
        .with(action::KIND, "counselling")
        .with(action::PLANNED_TO, day(to))
        .with(action::STATE, state)
        .with_some(action::DONE_ON, done.map(day));
    desk.make(&action::SPEC, Some(case), made)
}

fn of(desk: &Desk, measure: Measure) -> Indicator {
    let found = month_of(desk.book(), None);
    found.now.into_iter().find(|one| one.measure == measure).unwrap()
}

fn records(list: &[Aside], why: Why) -> Vec<RecordId> {
    list.iter().find(|one| one.why == why).map_or_else(Vec::new, |one| one.records.clone())
}

#[test]
fn an_action_is_timely_by_its_date_and_every_edge_case_says_why() {
    let mut desk = Desk::new();
    let case = open_case(&mut desk, "2026-09-01");
    let in_time = planned(&mut desk, case, "2026-11-10", "done", Some("2026-11-10"));
    // Nobody touched the state, but there is a day.
    let early = planned(&mut desk, case, "2026-11-12", "planned", Some("2026-10-30"));
    let late = planned(&mut desk, case, "2026-11-10", "done", Some("2026-11-11"));
    let undone = planned(&mut desk, case, "2026-11-10", "planned", None);
    let refused = planned(&mut desk, case, "2026-11-11", "not_done", None);
    desk.change(&action::SPEC, refused, fields().with(action::NOT_DONE_REASON, "client_refused"));
    let dropped = planned(&mut desk, case, "2026-11-11", "not_done", None);
    desk.change(&action::SPEC, dropped, fields().with(action::NOT_DONE_REASON, "not_needed"));
    let no_day = planned(&mut desk, case, "2026-11-09", "done", None);
    let due_today = planned(&mut desk, case, TODAY, "done", Some("2026-11-20"));
    let ahead = planned(&mut desk, case, "2026-11-30", "planned", None);
    let unplanned = desk.make(&action::SPEC, Some(case), fields().with(action::DONE_ON, day("2026-11-03")));
    // Of another month.
    planned(&mut desk, case, "2026-10-31", "planned", None);
    planned(&mut desk, case, "2026-12-01", "planned", None);
    // In the trash.
    let trashed = planned(&mut desk, case, "2026-11-10", "planned", None);
    desk.trash(trashed);
    // Closed before the date.
    let closed = open_case(&mut desk, "2026-09-01");
    let after_end = planned(&mut desk, closed, "2026-11-10", "planned", None);
    let by_end = planned(&mut desk, closed, "2026-11-05", "planned", None);
    desk.change(&case::SPEC, closed, fields().with(case::CLOSED, day("2026-11-05")));

    let found = of(&desk, Measure::Timeliness);
    let counted: Vec<_> = found.counted.iter().map(|one| one.record).collect();
    assert_eq!(counted, [in_time, early, late, undone, refused, by_end]);
    assert_eq!(found.met().map(|one| one.record).collect::<Vec<_>>(), [in_time, early]);
    assert_eq!((found.numerator, found.denominator), (2.0, 6.0));
    assert_eq!(found.value_text(Lang::Id), "33,3 %");
    assert_eq!(records(&found.left_out, Why::NotNeeded), [dropped]);
    assert_eq!(records(&found.left_out, Why::NoDoneDate), [no_day]);
    assert_eq!(records(&found.left_out, Why::NotYetDue), [due_today, ahead]);
    assert_eq!(records(&found.left_out, Why::NoDueDate), [unplanned]);
    assert_eq!(records(&found.left_out, Why::CaseClosed), [after_end]);

    let found = of(&desk, Measure::Conformity);
    assert_eq!((found.numerator, found.denominator), (4.0, 7.0));
    assert_eq!(records(&found.left_out, Why::NeverPlanned), [unplanned]);
    assert_eq!(records(&found.apart, Why::NotDoneWithReason), [refused]);
}

#[test]
fn a_revision_with_a_reason_is_counted_apart_from_one_without() {
    let mut desk = Desk::new();
    let case = open_case(&mut desk, "2026-09-01");
    let mut evaluate = |conformity: &str, why: &str, decision: &str| {
        let made = fields()
            .with(evaluation::DATE, day("2026-11-05"))
            .with(evaluation::CONFORMITY, conformity)
            .with(evaluation::WHY_CHANGED, why)
            .with(evaluation::DECISION, decision);
        desk.make(&evaluation::SPEC, Some(case), made)
    };
    let why = evaluate("changed", "Klien pindah", "continue");
    let silent = evaluate("followed", " ", "revise_plan");
    evaluate("followed", "", "continue");
    let found = of(&desk, Measure::Conformity);
    assert_eq!(records(&found.apart, Why::RevisedWithReason), [why]);
    assert_eq!(records(&found.apart, Why::RevisedWithoutReason), [silent]);
    assert_eq!(found.value, None);
}

fn refer(
    desk: &mut Desk,
    case: RecordId,
    state: &str,
    sent: Option<&str>,
    answered: Option<&str>,
) -> RecordId {
    let made = fields()
        .with(referral::STATE, state)
        .with_some(referral::SENT, sent.map(day))
        .with_some(referral::ANSWERED, answered.map(day));
    desk.make(&referral::SPEC, Some(case), made)
}

#[test]
fn referrals_are_due_a_week_after_sending_and_their_decision_survives_the_closing() {
    let mut desk = Desk::new();
    let case = open_case(&mut desk, "2026-09-01");
    let quick = refer(&mut desk, case, "served", Some("2026-11-01"), Some("2026-11-08"));
    let slow = refer(&mut desk, case, "refused", Some("2026-11-02"), Some("2026-11-12"));
    let silent = refer(&mut desk, case, "sent", Some("2026-11-11"), None);
    let fresh = refer(&mut desk, case, "sent", Some("2026-11-15"), None);
    let draft = refer(&mut desk, case, "drafted", None, None);
    let accepted = refer(&mut desk, case, "accepted", Some("2026-11-03"), Some("2026-11-03"));
    desk.change(&referral::SPEC, accepted, fields().with(referral::STATE, "closed"));
    let dropped = refer(&mut desk, case, "closed", Some("2026-11-04"), None);

    let found = of(&desk, Measure::Timeliness);
    assert_eq!(found.met().map(|one| one.record).collect::<Vec<_>>(), [quick, accepted]);
    assert_eq!(found.by_source(), [(Source::Referral, 2, 5)]);
    assert_eq!(records(&found.left_out, Why::NotYetDue), [fresh]);
    assert_eq!(records(&found.left_out, Why::NotSent), [draft]);

    let found = of(&desk, Measure::Accepted);
    assert_eq!(found.met().map(|one| one.record).collect::<Vec<_>>(), [quick, accepted]);
    assert_eq!((found.numerator, found.denominator), (2.0, 3.0));
    assert_eq!(records(&found.left_out, Why::Undecided), [silent, fresh]);
    assert_eq!(records(&found.left_out, Why::DecisionUnknown), [dropped]);

    // 7, 10, 10 (up to today), 6 (up to today) and 0 days.
    let found = of(&desk, Measure::Waiting);
    assert_eq!((found.value, found.numerator, found.denominator), (Some(7.0), 3.0, 5.0));
    assert_eq!(found.value_text(Lang::En), "7 days");
    assert_eq!(records(&found.apart, Why::StillWaiting), [silent, fresh]);
    assert_eq!(records(&found.left_out, Why::NoAnswer), [dropped]);
    assert!(found.counted.iter().all(|one| one.record != slow || one.met));
}

#[test]
fn a_case_counts_where_it_was_open_and_a_partner_did_something_in_the_period() {
    let mut desk = Desk::new();
    let mitra = desk.make(&partner::SPEC, None, fields().with(partner::NAME, "Puskesmas"));
    let with_action = open_case(&mut desk, "2026-10-01");
    let done = planned(&mut desk, with_action, "2026-11-10", "done", Some("2026-11-09"));
    desk.change(&action::SPEC, done, fields().with(action::PARTNER, mitra));
    // A partner is named, but nothing was done yet.
    let only_planned = open_case(&mut desk, "2026-10-01");
    let hope = planned(&mut desk, only_planned, "2026-11-10", "planned", None);
    desk.change(&action::SPEC, hope, fields().with(action::PARTNER, mitra));
    let referred = open_case(&mut desk, "2026-11-05");
    refer(&mut desk, referred, "sent", Some("2026-11-06"), None);
    let argued = open_case(&mut desk, "2026-11-05");
    let made = fields().with(advocacy::DATE, day("2026-11-07")).with(advocacy::PARTNER, mitra);
    desk.make(&advocacy::SPEC, Some(argued), made);
    // Opened after the period or after today, closed before it, and closed before it but reopened in it.
    open_case(&mut desk, "2026-12-01");
    open_case(&mut desk, "2026-11-25");
    let gone = open_case(&mut desk, "2026-09-01");
    desk.change(&case::SPEC, gone, fields().with(case::CLOSED, day("2026-10-31")));
    let back = open_case(&mut desk, "2026-09-01");
    let again = fields().with(case::CLOSED, day("2026-10-15")).with(case::REOPENED, day("2026-11-15"));
    desk.change(&case::SPEC, back, again);
    let undated = desk.make(&case::SPEC, None, fields());

    let found = of(&desk, Measure::Partners);
    let counted: Vec<_> = found.counted.iter().map(|one| (one.record, one.met)).collect();
    let expected =
        [(with_action, true), (only_planned, false), (referred, true), (argued, true), (back, false)];
    assert_eq!(counted, expected);
    assert_eq!(found.value_text(Lang::En), "60.0 %");
    assert_eq!(records(&found.left_out, Why::NoOpeningDate), [undated]);
}

#[test]
fn follow_up_counts_days_on_which_the_contact_was_seen_even_if_entered_later() {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("covid19_kmk413");
    let who = scene.person("K");
    scene.exposure(outbreak, None, who, "2026-11-15");
    let seen = scene.seen(outbreak, who, "2026-11-16", "well", "2026-11-16");
    let late = scene.seen(outbreak, who, "2026-11-17", "well", "2026-11-19");
    let absent = scene.seen(outbreak, who, "2026-11-18", "absent", "2026-11-18");
    scene.seen(outbreak, who, TODAY, "well", TODAY);
    let found = month_of(scene.book(), None);
    let found = &found.now[0];
    let counted: Vec<_> = found.counted.iter().map(|one| (one.record, one.met)).collect();
    // The 19th and 20th have no entry, so the person stands for them; today is not over.
    assert_eq!(counted, [(seen, true), (late, true), (absent, false), (who, false), (who, false)]);
    assert_eq!(records(&found.apart, Why::EnteredLate), [late]);
    assert_eq!(found.by_source(), [(Source::FollowUp, 2, 5)]);
}

#[test]
fn improvement_weighs_each_number_against_the_period_before() {
    let mut desk = Desk::new();
    let case = open_case(&mut desk, "2026-09-01");
    planned(&mut desk, case, "2026-10-10", "done", Some("2026-10-12"));
    planned(&mut desk, case, "2026-11-10", "done", Some("2026-11-09"));
    refer(&mut desk, case, "served", Some("2026-10-01"), Some("2026-10-03"));
    refer(&mut desk, case, "refused", Some("2026-11-01"), Some("2026-11-07"));
    let mut form = fields().with(satisfaction::DATE, day("2026-11-03"));
    QUESTIONS.iter().for_each(|question| form.set(question.field, 3));
    desk.make(&satisfaction::SPEC, Some(case), form);
    let found = month_of(desk.book(), None);
    let directions: Vec<_> = found.changes.iter().map(|one| one.direction).collect();
    assert_eq!(
        directions,
        [
            Direction::Better,
            Direction::StaysBest,
            Direction::Unknown,
            Direction::StaysBest,
            Direction::Worse,
            // Six days after two: fewer would be better.
            Direction::Worse,
        ]
    );
    let improved = &found.improvement;
    assert_eq!((improved.numerator, improved.denominator, improved.value), (3.0, 5.0, Some(0.6)));
    let survey = &found.now[2];
    assert_eq!((survey.numerator, survey.denominator, survey.value), (27.0, 9.0, Some(75.0)));
    assert_eq!(survey.fraction_text(Lang::Id), "27,00 / 9");
}

#[test]
fn an_empty_book_divides_by_nothing_and_every_number_has_its_definition() {
    let desk = Desk::new();
    let found = month_of(desk.book(), None);
    assert!(found.now.iter().chain([&found.improvement]).all(|one| one.value.is_none()));
    assert_eq!(found.now[0].value_text(Lang::Id), "–");
    let order: Vec<_> = found.now.iter().map(|one| one.measure).collect();
    assert_eq!(order, Measure::RECKONED);
    assert!(Measure::Timeliness.definition(Lang::Id).contains("dalam 7 hari"));
}

#[test]
fn a_series_says_of_each_month_what_a_report_of_it_says() {
    let mut desk = Desk::new();
    let case = open_case(&mut desk, "2026-01-15");
    for (to, done) in
        [("2026-08-31", "2026-08-31"), ("2026-09-01", "2026-09-02"), ("2026-11-01", "2026-11-01")]
    {
        planned(&mut desk, case, to, "done", Some(done));
    }
    refer(&mut desk, case, "sent", Some("2026-10-20"), None);
    for measure in Measure::RECKONED {
        let months = series(desk.book(), measure, 4, None);
        assert_eq!(months.len(), 4);
        for month in &months {
            let alone = report(desk.book(), month.period, day(TODAY), Weight::Ninth, None);
            assert!(alone.now.contains(&month.number), "{measure:?}");
            assert_eq!(month.number.measure, measure);
        }
    }
    let timely = series(desk.book(), Measure::Timeliness, 4, None);
    let timely: Vec<_> = timely.iter().map(|month| month.number.value).collect();
    assert_eq!(timely, [Some(1.0), Some(0.0), Some(0.0), Some(1.0)]);
}

#[test]
#[ignore = "a measurement: run it in release with --ignored --nocapture"]
#[allow(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "it measures, and prints what it measured"
)]
fn ten_thousand_clients_are_reckoned_in_a_blink() {
    use crate::domain::kind::Draft;
    use crate::domain::record::casework::note;
    use crate::domain::record::tracing::{exposure, follow_up};
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("covid19_kmk413");
    let mut drafts: Vec<Draft> = Vec::new();
    for number in 0..10_000_u64 {
        let who = scene.draft(person::SPEC.name, None, FieldSet::new().with(person::NAME, "M"));
        let at = day("2025-12-01") + Days::new(number % 340);
        let opened = FieldSet::new().with(case::OPENED, at);
        let made = scene.draft(case::SPEC.name, Some(who.record), opened);
        for part in 0..3_u64 {
            let fields = FieldSet::new()
                .with(action::KIND, "counselling")
                .with(action::PLANNED_TO, at + Days::new(7 * part))
                .with(action::STATE, "done")
                .with(action::DONE_ON, at + Days::new(7 * part + number % 2));
            drafts.push(scene.draft(action::SPEC.name, Some(made.record), fields));
        }
        for part in 0..5_u64 {
            let fields = FieldSet::new().with(note::DATE, at + Days::new(part)).with(note::TEXT, "Catatan");
            drafts.push(scene.draft(note::SPEC.name, Some(made.record), fields));
        }
        let fields = FieldSet::new()
            .with(referral::STATE, "served")
            .with(referral::SENT, at)
            .with(referral::ANSWERED, at + Days::new(number % 12));
        drafts.push(scene.draft(referral::SPEC.name, Some(made.record), fields));
        if number % 5 == 0 {
            let mut form = FieldSet::new().with(satisfaction::DATE, at);
            QUESTIONS.iter().for_each(|question| form.set(question.field, 3 + (number % 2) as i64));
            drafts.push(scene.draft(satisfaction::SPEC.name, Some(made.record), form));
        }
        if number % 10 == 0 {
            let fields = FieldSet::new().with(exposure::OUTBREAK, outbreak).with(exposure::LAST, at);
            drafts.push(scene.draft(exposure::SPEC.name, Some(who.record), fields));
            for part in 1..8_u64 {
                let fields = FieldSet::new()
                    .with(follow_up::OUTBREAK, outbreak)
                    .with(follow_up::DATE, at + Days::new(part))
                    .with(follow_up::RESULT, "well");
                drafts.push(scene.draft(follow_up::SPEC.name, Some(who.record), fields));
            }
        }
        drafts.push(made);
        drafts.push(who);
    }
    scene.save(drafts);
    let mut best = [std::time::Duration::MAX; 2];
    for _ in 0..30 {
        let start = std::time::Instant::now();
        let found = month_of(scene.book(), None);
        best[0] = best[0].min(start.elapsed());
        assert!(found.now[0].denominator > 0.0);
        let start = std::time::Instant::now();
        assert_eq!(series(scene.book(), Measure::Timeliness, 12, None).len(), 12);
        best[1] = best[1].min(start.elapsed());
    }
    let [one, year] = best.map(|time| time.as_secs_f64() * 1_000.0);
    eprintln!("indicators: a month with the one before {one:.1} ms, twelve months {year:.1} ms");
}

#[test]
fn the_numbers_of_one_worker_are_reckoned_from_the_cases_that_name_them_only() {
    let mut desk = Desk::new();
    let (mine, other) = (open_case(&mut desk, "2026-09-01"), open_case(&mut desk, "2026-09-01"));
    desk.change(&case::SPEC, mine, fields().with(case::WORKER, "Rina "));
    desk.change(&case::SPEC, other, fields().with(case::WORKER, "Budi"));
    let done = planned(&mut desk, mine, "2026-11-10", "done", Some("2026-11-10"));
    planned(&mut desk, other, "2026-11-10", "planned", None);
    let timely = |worker: Option<&str>| {
        let found = month_of(desk.book(), worker);
        let one = found.now.into_iter().find(|one| one.measure == Measure::Timeliness).unwrap();
        (one.numerator, one.denominator, one.counted.iter().map(|one| one.record).collect::<Vec<_>>())
    };
    assert_eq!((timely(None).0, timely(None).1), (1.0, 2.0));
    assert_eq!(timely(Some("Rina")), (1.0, 1.0, vec![done]));
    assert_eq!(timely(Some("Nobody")).1, 0.0);
    let months = series(desk.book(), Measure::Timeliness, 1, Some("Rina"));
    assert_eq!(months[0].number.denominator, 1.0);
}

#[test]
fn of_one_worker_only_the_contacts_of_their_cases_are_counted() {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("covid19_kmk413");
    let who = scene.person("K");
    scene.exposure(outbreak, None, who, "2026-11-15");
    let days = |scene: &Scene| {
        let found = month_of(scene.book(), Some("Rina"));
        found.now.iter().flat_map(|one| &one.counted).filter(|one| one.source == Source::FollowUp).count()
    };
    assert_eq!(days(&scene), 0);
    scene.add(case::SPEC.name, Some(who), fields().with(case::WORKER, "Rina"));
    assert!(days(&scene) > 0);
}

#[test]
fn the_facts_are_the_same_in_steps_of_any_size_and_fit_only_what_they_were_read_for() {
    let mut desk = Desk::new();
    for number in 0..5 {
        let case = open_case(&mut desk, "2026-09-01");
        planned(&mut desk, case, "2026-11-10", "done", Some("2026-11-10"));
        planned(&mut desk, case, "2026-11-12", if number % 2 == 0 { "done" } else { "planned" }, None);
        desk.make(&advocacy::SPEC, Some(case), fields().with(advocacy::DATE, day("2026-11-05")));
    }
    let (book, today) = (desk.book(), day(TODAY));
    let stretch = Period::new(november().previous().from, november().to);
    let whole = month_of(book, None);
    for size in [1, 3, 100] {
        let mut steps = FactSteps::new(stretch, today, None);
        while !steps.step(book, size) {}
        let facts = steps.finish();
        assert_eq!(report_of(&facts, book, november(), Weight::Ninth), whole, "in steps of {size}");
        assert!(facts.fit(november(), today, None));
        assert!(!facts.fit(november(), today, Some("Rina")));
        assert!(!facts.fit(Period::new(day("2020-01-01"), today), today, None));
    }
}

#[test]
fn the_days_of_follow_up_are_the_same_in_steps_of_any_size_and_no_step_reads_everybody() {
    let mut scene = Scene::new();
    let outbreaks = [scene.outbreak("covid19_kmk413"), scene.outbreak("measles")];
    for number in 0..24 {
        let (who, outbreak) = (scene.person("K"), outbreaks[number % 2]);
        scene.exposure(outbreak, None, who, "2026-11-10");
        scene.seen(
            outbreak,
            who,
            "2026-11-12",
            if number % 3 == 0 { "absent" } else { "well" },
            "2026-11-12",
        );
        match number % 6 {
            1 => drop(scene.case(outbreak, who, "suspect", Some("2026-11-15"))),
            2 => scene.trash(who),
            _ => {}
        }
    }
    let (book, today) = (scene.book(), day(TODAY));
    let whole = month_of(book, None);
    assert!(whole.now[0].counted.iter().filter(|one| one.source == Source::FollowUp).count() > 100);
    for size in [1, 10, 100] {
        let stretch = Period::new(november().previous().from, november().to);
        let (mut steps, mut count) = (FactSteps::new(stretch, today, None), 0);
        while !steps.step(book, size) {
            count += 1;
        }
        assert!(steps.step(book, size), "once done it stays so");
        assert_eq!(report_of(&steps.finish(), book, november(), Weight::Ninth), whole, "in steps of {size}");
        assert!(count >= 20 || size > 10, "{count} steps of {size}");
    }
}
