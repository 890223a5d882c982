//! Any bytes as the tables of a stranger: cases, links and follow-ups, with a record separator (0x1E) between the files.
//! What was read is written and read as the same people and links, and a plan is the same in however many steps.

use chrono::NaiveDate;
use pendamping::domain::id::RecordId;

use pendamping::ledger::{Ledger, Steps};
use pendamping::tracing::line_list::follow::read_contacts;
use pendamping::tracing::line_list::plan::{Choices, PlanSteps};
use pendamping::tracing::line_list::write::{write_links, write_people};
use pendamping::tracing::line_list::{
    Limits, LineList, Link, Listed, Mapping, Settings, read, read_with_visits,
};
use pendamping::tracing::trail::Classification;
use std::sync::Arc;

/// Small, so that an input reaches them.
const LIMITS: Limits = Limits { bytes: 32 << 10, rows: 200 };

pub fn check(bytes: &[u8]) {
    let mut files = bytes.splitn(3, |byte| *byte == 0x1E);
    let (cases, links, visits) = (files.next().unwrap_or_default(), files.next(), files.next());
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
    let usual = Mapping::default();
    let _ = read_contacts(cases, visits, LIMITS, &usual, &usual, today);
    let settings = Settings { limits: LIMITS, ..Settings::default() };
    let Ok(list) = read_with_visits(cases, links, visits, &settings) else { return };
    assert!(cases.len() <= LIMITS.bytes && list.cases_told.rows <= LIMITS.rows);
    let _ = (list.all_problems(Some(today)), list.network());
    again(&list);
    planned(list, today);
}

fn again(list: &LineList) {
    for hxl in [false, true] {
        let (people, links) = (write_people(&list.people, hxl), write_links(&list.links, hxl));
        let settings = Settings::default();
        let again =
            read(people.as_bytes(), Some(links.as_bytes()), &settings).expect("what was written is read");
        let bare = |one: &Listed| Listed { row: 0, last_contact: None, ..one.clone() };
        let of = |people: &[Listed]| people.iter().map(bare).collect::<Vec<_>>();
        assert_eq!(of(&again.people), of(&list.people), "{people}");
        let bare = |one: &Link| Link { row: 0, ..one.clone() };
        let of = |links: &[Link]| links.iter().map(bare).collect::<Vec<_>>();
        assert_eq!(of(&again.links), of(&list.links), "{links}");
    }
}

fn planned(list: LineList, today: NaiveDate) {
    let ledger = Ledger::new(pendamping::domain::id::DeviceId([1; 16]));
    let choices = Choices {
        outbreak: RecordId([4; 16]),
        otherwise: Classification::Suspect,
        same: Default::default(),
        today,
        key: String::new(),
    };
    let list = Arc::new(list);
    let whole = PlanSteps::new(list.clone(), choices.clone()).at_once(ledger.book());
    let mut steps = PlanSteps::new(list, choices);
    while !steps.step(ledger.book(), 1) {}
    let slow = steps.finish();
    assert_eq!((slow.people, slow.drafts.len()), (whole.people, whole.drafts.len()));
}
