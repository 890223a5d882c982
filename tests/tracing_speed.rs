//! How long the lists of contact tracing take on a book of 10,000 people, 30,000 exposures and 140,000 follow-ups:
//! the due list, the chains and the rates, each within 50 ms natively.
//!
//! Unoptimised, a twentieth of it is built and only the answers are looked at: `cargo test --profile
//! native --test tracing_speed -- --nocapture` measures.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "it measures, prints what it measured, and may stop at the first surprise"
)]

use std::cell::RefCell;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use pendamping::casework::caseload::CaseloadSteps;
use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{Draft, FieldSet};
use pendamping::domain::record::spine::person;
use pendamping::domain::record::tracing::{exposure, follow_up, investigation};
use pendamping::domain::text::Lang;
use pendamping::ledger::{Author, Book, Ledger, Stamp, Steps};
use pendamping::report::outbreak::areas::by_area;
use pendamping::report::outbreak::chain_map::{Ground, View, chain_map};
use pendamping::tracing::chain::chains;
use pendamping::tracing::rates::{Filter, Gathered, Measure};
use pendamping::tracing::roll::RollSteps;
use pendamping::tracing::rule::plan_outbreak;

const MOST: Duration = Duration::from_millis(50);

/// A book of `people`, a quarter of them cases, each with three exposures and fourteen follow-ups.
fn book(people: u64, profile: &str) -> (Ledger, RecordId, NaiveDate) {
    let mut ledger = Ledger::new(DeviceId([1; 16]));
    let mut count = 1_000_000;
    let mut id = || {
        count += 1;
        RecordId::make(count, [0; 10])
    };
    let start: NaiveDate = "2026-11-01".parse().unwrap();
    let outbreak = id();
    let mut drafts = vec![plan_outbreak(profile, "Wabah", None, None, &mut || outbreak)];
    let who = |number: u64| RecordId::make(number, [1; 10]);
    for number in 0..people {
        let fields =
            FieldSet::new().with(person::NAME, "M").with(person::RT, format!("{:03}", number % 40).as_str());
        drafts.push(Draft { kind: person::SPEC.name, record: who(number), parent: None, fields });
        let day = start + Days::new(number % 9);
        if number % 4 == 0 {
            let fields = FieldSet::new()
                .with(investigation::OUTBREAK, outbreak)
                .with(investigation::CLASSIFICATION, "confirmed_symptomatic")
                .with(investigation::ONSET, day);
            drafts.push(Draft {
                kind: investigation::SPEC.name,
                record: id(),
                parent: Some(who(number)),
                fields,
            });
        }
        for step in 1..=3 {
            // A case a little before, so that chains are deep and broad; some links close circles.
            let source = (number / 2 + step * 4) / 4 * 4 % people;
            let fields = FieldSet::new()
                .with(exposure::OUTBREAK, outbreak)
                .with(exposure::SOURCE, who(source))
                .with(exposure::LAST, day);
            drafts.push(Draft { kind: exposure::SPEC.name, record: id(), parent: Some(who(number)), fields });
        }
        for offset in 1..=14 {
            let date = day + Days::new(offset);
            let fields = FieldSet::new()
                .with(follow_up::OUTBREAK, outbreak)
                .with(follow_up::DATE, date)
                .with(follow_up::RESULT, if (number + offset) % 7 == 0 { "absent" } else { "well" })
                .with(follow_up::ENTERED, date);
            drafts.push(Draft {
                kind: follow_up::SPEC.name,
                record: id(),
                parent: Some(who(number)),
                fields,
            });
        }
    }
    let author = Author { name: "Rina", at: Stamp { ms: 1_000, offset: 420 } };
    let prepared = ledger.prepare(&author, drafts, &mut || [7; 16]);
    ledger.accept(&prepared.bytes).unwrap();
    (ledger, outbreak, start + Days::new(14))
}

/// The time that this thread has had on a core, where the system tells it: other work then does not count. Else the
/// time that passed.
fn now() -> Duration {
    thread_local! { static BEGIN: Instant = Instant::now(); }
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = told.and_then(|text| text.split(' ').next()?.parse().ok());
    ran.map_or_else(|| BEGIN.with(Instant::elapsed), Duration::from_nanos)
}

/// The best of some runs, within the fifty milliseconds of a list.
fn best<T>(name: &str, run: impl Fn() -> T) -> T {
    best_within(name, MOST, run)
}

fn best_within<T>(name: &str, most: Duration, run: impl Fn() -> T) -> T {
    let mut least = Duration::MAX;
    let mut last = run();
    for _ in 0..7 {
        let start = now();
        last = run();
        least = least.min(now().saturating_sub(start));
    }
    eprintln!("{name}: {:.1} ms", least.as_secs_f64() * 1_000.0);
    if !cfg!(debug_assertions) && least > most {
        LATE.with_borrow_mut(|late| late.push(format!("{name} took {least:?}")));
    }
    last
}

thread_local! {
    /// What took too long: everything is measured before the test fails, so that one run shows all of it.
    static LATE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn nothing_took_too_long() {
    LATE.with_borrow(|late| assert!(late.is_empty(), "{}", late.join("; ")));
}

#[test]
fn ten_thousand_traced_people_are_listed_chained_and_rated_within_fifty_milliseconds() {
    let people = if cfg!(debug_assertions) { 500 } else { 10_000 };
    let (ledger, outbreak, today) = book(people, "covid19_kmk413");
    let book: &Book = ledger.book();
    assert_eq!(book.of(&follow_up::SPEC).count() as u64, 14 * people);
    assert_eq!(book.of(&exposure::SPEC).count() as u64, 3 * people);
    let list = best("due list", || RollSteps::new(today).at_once(book).today(None).len());
    assert!(list as u64 > people / 2);
    // What the pages of tracing share, read once; each list is made from it.
    let roll = RollSteps::new(today).at_once(book);
    best("due list once everybody is read", || roll.today(None).len());
    let found = best("chains of cases", || chains(book, roll.links(), outbreak, false));
    assert_eq!(found.nodes.len() as u64, people.div_ceil(4));
    let wide = best("chains with contacts", || chains(book, roll.links(), outbreak, true));
    assert_eq!(wide.nodes.len() as u64, people);
    let found = best("rates", || Gathered::of(book, &roll, outbreak).rates(&Filter::default()));
    let no_source = found.iter().find(|rate| rate.measure == Measure::NoSource);
    assert_eq!(no_source.map(|rate| rate.denominator.len() as u64), Some(people.div_ceil(4)));
    let gathered = Gathered::of(book, &roll, outbreak);
    best("intervals and clusters", || {
        (gathered.intervals(&Filter::default()), gathered.spreading(&Filter::default()))
    });
    best("areas", || by_area(book, &roll, outbreak));
    best("figures", || pendamping::tracing::network::figures(&wide.network));
    best("agenda", || CaseloadSteps::new(today).at_once(book).items.len());
    nothing_took_too_long();
}

#[test]
fn the_steps_of_quarantine_of_ten_thousand_people_are_listed_within_fifty_milliseconds() {
    let people = if cfg!(debug_assertions) { 500 } else { 10_000 };
    // A rule with tests of quarantine and an end of isolation asks for a step of nearly everybody.
    let (ledger, _, today) = book(people, "covid19_kmk4641");
    let book: &Book = ledger.book();
    let roll = best("due list and steps", || RollSteps::new(today).at_once(book));
    assert!(roll.today(None).len() as u64 > people / 2);
    let waiting = roll.waiting(None).count();
    assert!(waiting as u64 > people / 2, "{waiting}");
    // What the roll says of today, the agenda says of every day; nobody has two steps.
    let found = best("agenda with steps", || CaseloadSteps::new(today).at_once(book).items);
    assert_eq!(found.iter().filter(|item| item.days >= 0).count(), waiting);
    nothing_took_too_long();
}

#[test]
fn the_picture_of_five_hundred_people_is_laid_out_within_a_hundred_milliseconds() {
    let (ledger, outbreak, today) = book(2_000, "covid19_kmk413");
    let book: &Book = ledger.book();
    let roll = RollSteps::new(today).at_once(book);
    let ground = best("ground of the picture", || Ground::of(book, roll.links(), outbreak, false));
    let folded = chain_map(book, &ground, &View::default(), Lang::Id);
    // Every branch that was folded by itself is turned, so that everybody is drawn.
    let signs = folded.picture.scene.groups().filter(|group| group.title.starts_with("Buka cabang"));
    let turned = signs.filter_map(|group| folded.branches.get(group.pick?).copied()).collect();
    let view = View { turned, ..View::default() };
    let most = Duration::from_millis(100);
    let map = best_within("picture of 500", most, || chain_map(book, &ground, &view, Lang::Id));
    assert_eq!(map.drawn + map.alone.len(), 500);
    nothing_took_too_long();
}
