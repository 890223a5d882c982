//! `pendamping followups`: how the follow-up of each contact stands on a day, by the app's own engine.

use std::collections::BTreeMap;
use std::ffi::OsString;

use chrono::NaiveDate;
use pendamping::domain::text::Lang;
use pendamping::tracing::follow_up::{ContactStatus, DayState, FollowUp, MissedWhy};
use pendamping::tracing::line_list::follow::{Contact, read_contacts};
use pendamping::tracing::line_list::{Limits, Role, Told};
use pendamping::tracing::problem::{Kind, Problem};
use pendamping::tracing::rule::Rule;
use serde::Serialize;

use crate::args::{Args, Fault};
use crate::output::{Shown, json};
use crate::summary;

const CONTACTS: [(&str, Role); 5] = [
    ("id", Role::Id),
    ("last", Role::LastExposure),
    ("first", Role::FirstExposure),
    ("case", Role::BecameCase),
    ("died", Role::Died),
];
const VISITS: [(&str, Role); 4] = [
    ("visit-id", Role::VisitId),
    ("date", Role::VisitDate),
    ("result", Role::VisitResult),
    ("entered", Role::VisitEntered),
];

/// One contact as it stands.
#[derive(Serialize)]
pub struct Standing {
    /// The id.
    pub id: String,
    /// The first day of the window.
    pub first_day: Option<String>,
    /// The last day of the window.
    pub last_day: Option<String>,
    /// How the follow-up stands.
    pub status: &'static str,
    /// Days of the window by how they stand.
    pub due: usize,
    pub done: usize,
    pub late: usize,
    pub missed: usize,
    pub future: usize,
    pub stopped: usize,
    /// The latest last day of exposure.
    day0: Option<String>,
    last_seen: Option<String>,
    contact: &'static str,
    exposures: usize,
    visits: usize,
    days: Vec<OneDay>,
    /// Days of visits that are none of the window's.
    outside: Vec<String>,
}

#[derive(Serialize)]
struct OneDay {
    day: u16,
    date: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
}

#[derive(Serialize)]
struct RuleShown {
    disease: &'static str,
    days: Vec<u16>,
    months: Vec<u16>,
    checks_per_day: u8,
    text: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    contacts: &'a [Standing],
    counts: BTreeMap<&'static str, usize>,
    as_of: String,
    rule: RuleShown,
    read: Files<'a>,
    problems: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Files<'a> {
    contacts: &'a Told,
    visits: Option<&'a Told>,
}

/// Runs the command; gives what it prints.
pub fn run(words: impl Iterator<Item = OsString>) -> Result<String, Fault> {
    let mut options: Vec<&str> = vec!["contacts", "visits"];
    options.extend(CONTACTS.iter().chain(&VISITS).map(|(name, _)| *name));
    options.extend(["date-format", "disease", "as-of"]);
    let args = Args::read(words, &options, &["json", "help"])?;
    if args.has("help") {
        return Ok(crate::args::HELP.to_owned());
    }
    let profile = args.disease()?.ok_or_else(|| Fault::Usage("--disease PROFILE is needed".to_owned()))?;
    let as_of = args.as_of()?.ok_or_else(|| Fault::Usage("--as-of DATE is needed".to_owned()))?;
    let (contacts_mapping, visits_mapping) = (args.mapping(&CONTACTS)?, args.mapping(&VISITS)?);
    let (contacts, visits) = (args.needed_file("contacts")?, args.file("visits")?);
    let list = read_contacts(
        &contacts,
        visits.as_deref(),
        Limits::USUAL,
        &contacts_mapping,
        &visits_mapping,
        as_of,
    )?;
    let rule = Rule::of_profile(profile);
    let standings: Vec<Standing> =
        list.contacts.iter().map(|contact| standing(contact, &rule, as_of)).collect();
    let mut problems = list.problems;
    let outside = standings.iter().filter(|one| !one.outside.is_empty()).map(|one| one.id.clone()).collect();
    problems.push(Problem::of(Kind::OutsideWindow, outside));
    let later = list.contacts.iter().filter(|contact| {
        contact.trail.exposures.iter().any(|exposed| exposed.last.is_some_and(|last| last > as_of))
    });
    problems.push(Problem::of(Kind::DateAfterAsOf, later.map(|contact| contact.id.clone()).collect()));
    problems.retain(|problem| !problem.ids.is_empty() || problem.file.is_some());
    problems.sort_by_key(|problem| problem.kind);
    let mut counts = BTreeMap::new();
    for one in &standings {
        *counts.entry(one.status).or_default() += 1;
    }
    let text = rule.in_words(Lang::En);
    if !args.has("json") {
        return Ok(summary::followups(&standings, &counts, &text, as_of, &problems));
    }
    json(&Answer {
        contacts: &standings,
        counts,
        as_of: as_of.to_string(),
        rule: RuleShown {
            disease: profile.code,
            days: match rule.follow_up_days {
                Some(days) if rule.given_days.is_empty() && rule.given_months.is_empty() => {
                    (1..=days).collect()
                }
                _ => rule.given_days.clone(),
            },
            months: rule.given_months.clone(),
            checks_per_day: rule.checks_per_day,
            text,
        },
        read: Files { contacts: &list.contacts_told, visits: visits.is_some().then_some(&list.visits_told) },
        problems: Shown::all(&problems),
    })
}

fn standing(contact: &Contact, rule: &Rule, as_of: NaiveDate) -> Standing {
    let found = FollowUp::of(&contact.trail, rule.clone(), as_of);
    let count = |code: &str| found.days.iter().filter(|day| day.state.code() == code).count();
    let text = |day: NaiveDate| day.to_string();
    Standing {
        id: contact.id.clone(),
        first_day: found.summary.window.map(|(first, _)| text(first)),
        last_day: found.summary.window.map(|(_, last)| text(last)),
        status: found.summary.status.code(),
        due: count("due"),
        done: count("done"),
        late: count("late"),
        missed: count("missed"),
        future: count("future"),
        stopped: count("stopped"),
        day0: found.summary.day0.map(text),
        last_seen: found.summary.last_seen.map(text),
        contact: match found.summary.contact {
            ContactStatus::NotAContact => "not_a_contact",
            ContactStatus::Contact => "contact",
            ContactStatus::BecameCase => "became_case",
            ContactStatus::CaseBefore => "case_before",
        },
        exposures: found.exposures,
        visits: contact.trail.checks.len(),
        days: found
            .days
            .iter()
            .map(|day| OneDay {
                day: day.number,
                date: text(day.date),
                state: day.state.code(),
                why: match day.state {
                    DayState::Missed(MissedWhy::NothingEntered) => Some("nothing_entered"),
                    DayState::Missed(MissedWhy::Absent) => Some("absent"),
                    DayState::Missed(MissedWhy::Refused) => Some("refused"),
                    DayState::Missed(MissedWhy::NotDone(_)) => Some("not_done"),
                    _ => None,
                },
            })
            .collect(),
        outside: found.outside.iter().map(|check| text(check.date)).collect(),
    }
}
