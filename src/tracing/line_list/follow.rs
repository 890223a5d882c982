//! Contacts and visits as tables, for the engine of `tracing::follow_up`. Several rows of one contact are several
//! exposures, and so are several columns of last days.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::ListError;
use super::column::{CONTACTS, Mapping, Role};
use super::join::{join, whose};
use super::read::{Cells, Told, VISITS_FILE, Visit, read_visits};
use super::table::{Limits, Table};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::text::t;
use crate::tracing::problem::{Kind, Problem, Problems};
use crate::tracing::trail::{Case, Check, CheckResult, Classification, Exposed, Noted, Trail};

/// What problems call the list of contacts.
const CONTACTS_FILE: &str = "contacts";

/// One contact with all that the two lists say.
#[derive(Debug)]
pub struct Contact {
    /// The id.
    pub id: String,
    /// What the engine reads.
    pub trail: Trail<'static>,
}

/// Contacts as they were read.
#[derive(Debug, Default)]
pub struct ContactList {
    /// In the order of the list.
    pub contacts: Vec<Contact>,
    /// What was wrong with the rows.
    pub problems: Vec<Problem>,
    /// How the contacts were read.
    pub contacts_told: Told,
    /// How the visits were read.
    pub visits_told: Told,
}

/// Reads the result of a visit: this app's words, Go.Data's codes, and the usual words of both languages.
pub fn result_of(text: &str) -> Option<CheckResult> {
    let plain: String = text.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    let word = plain.rsplit("statustype").next().unwrap_or(&plain);
    Some(match word {
        "well" | "seen" | "seenok" | "seenwell" | "ok" | "healthy" | "sehat" | "baik" | "terlihat"
        | "terlihatsehat" | "ditemui" | "done" | "yes" | "ya" | "nosymptoms" | "tanpagejala"
        | "asymptomatic" | "tidakbergejala" => CheckResult::Well,
        "unwell" | "seennotok" | "seenunwell" | "ill" | "sick" | "sakit" | "bergejala"
        | "terlihatbergejala" | "symptoms" | "symptomatic" | "notok" | "terlihatsakit" => CheckResult::Unwell,
        "absent" | "missed" | "nothome" | "notathome" | "notfound" | "notseen" | "tidakada"
        | "tidakdirumah" | "tidakbertemu" | "tidakditemui" | "tidakterlihat" | "unreachable" | "lost" => {
            CheckResult::Absent
        }
        "refused" | "refusal" | "declined" | "menolak" | "ditolak" => CheckResult::Refused,
        "notdone" | "notperformed" | "notattempted" | "tidakdilakukan" | "belumdilakukan" | "no"
        | "tidak" | "notvisited" | "tidakdikunjungi" => CheckResult::NotDone,
        _ => return None,
    })
}

/// Whether a cell that should hold a day says yes instead.
pub(super) fn is_yes(text: &str) -> bool {
    let word = text.to_lowercase();
    matches!(
        word.as_str(),
        "yes" | "y" | "ya" | "true" | "1" | "case" | "kasus" | "died" | "dead" | "meninggal" | "x"
    )
}

/// Whether it says no.
pub(super) fn is_no(text: &str) -> bool {
    let word = text.to_lowercase();
    matches!(word.as_str(), "no" | "n" | "tidak" | "false" | "0" | "alive" | "hidup")
}

/// Reads contacts and, where there are any, visits up to `as_of`: what came later was not known on that day.
pub fn read_contacts(
    contacts: &[u8],
    visits: Option<&[u8]>,
    limits: Limits,
    contacts_mapping: &Mapping,
    visits_mapping: &Mapping,
    as_of: NaiveDate,
) -> Result<ContactList, ListError> {
    let mut list = ContactList::default();
    let mut problems = Problems::default();
    let table = Table::read(contacts, limits, CONTACTS_FILE)?;
    list.problems.extend(table.problems.iter().cloned());
    let visits = visits.map(|bytes| Table::read(bytes, limits, VISITS_FILE)).transpose()?;
    let seen = visits.as_ref().map(|table| (table, visits_mapping));
    let named = join((&table, contacts_mapping), CONTACTS, None, seen)?;
    let places = read_people(&table, &named.people, &mut list, &mut problems)?;
    if let Some(table) = visits {
        list.problems.extend(table.problems.iter().cloned());
        let (visits, told, _) = read_visits(&table, &named.visits, &mut problems)?;
        list.visits_told = told;
        take_visits(visits, &mut list, &places, &mut problems, as_of);
    }
    list.problems.extend(problems.finish());
    list.problems.order_by_key(|problem| problem.kind);
    Ok(list)
}

fn read_people(
    table: &Table,
    named: &Mapping,
    list: &mut ContactList,
    problems: &mut Problems,
) -> Result<FxHashMap<String, usize>, ListError> {
    const DATES: &[Role] = &[Role::LastExposure, Role::FirstExposure, Role::BecameCase, Role::Died];
    let mut cells = Cells::new(table, named, CONTACTS, DATES)?;
    if cells.place(Role::Id).is_none() {
        cells.set(Role::Id, 0);
    }
    let Some(last) = cells.place(Role::LastExposure) else {
        let there = table.headers.clone();
        let role = t("hari paparan terakhir", "the last day of exposure");
        return Err(ListError::NoRole { role, there });
    };
    let mut lasts = vec![last];
    for name in named.more.get(&Role::LastExposure).into_iter().flatten() {
        lasts.push(table.column(name)?);
    }
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut others: Vec<(&str, usize)> = Vec::new();
    let mut number = 0;
    for (at, row) in table.rows.iter().enumerate() {
        let Some((id, other)) = cells.ids(row) else {
            problems.row(Kind::RowWithoutId, CONTACTS_FILE, None, row.number, None);
            continue;
        };
        let place = *places.entry(id.to_owned()).or_insert_with(|| {
            list.contacts.push(Contact { id: id.to_owned(), trail: Trail::default() });
            list.contacts.len() - 1
        });
        if !other.is_empty() {
            others.push((other, place));
        }
        let Some(contact) = list.contacts.get_mut(place) else { continue };
        for column in &lasts {
            let Some(last) = cells.dated_at(at, *column).day else { continue };
            number += 1;
            contact.trail.exposures.push(Exposed {
                record: RecordId::make(number, [0; 10]),
                source: None,
                first: cells.dated(at, Role::FirstExposure).day.filter(|first| *first <= last),
                last: Some(last),
            });
        }
        let when = |role: Role| -> Option<Option<NaiveDate>> {
            if is_yes(cells.text(row, role)) { Some(None) } else { cells.dated(at, role).day.map(Some) }
        };
        if let Some(from) = when(Role::BecameCase) {
            number += 1;
            contact.trail.cases.push(Case {
                record: RecordId::make(number, [0; 10]),
                classification: Classification::Unknown,
                from,
                onset: None,
                reported: None,
                died: false,
                outcome_on: None,
            });
        }
        if let Some(died) = when(Role::Died) {
            contact.trail.died = true;
            contact.trail.died_on = contact.trail.died_on.or(died);
        }
    }
    for (other, place) in whose(others.into_iter()) {
        if let Some(place) = place {
            places.entry(other.to_owned()).or_insert(place);
        }
    }
    let unexposed = list.contacts.iter().filter(|contact| contact.trail.exposures.is_empty());
    let ids: Vec<String> = unexposed.map(|contact| contact.id.clone()).collect();
    if !ids.is_empty() {
        let problem = Problem::of(Kind::ContactWithoutExposure, ids);
        problems.push(Problem { file: Some(CONTACTS_FILE), ..problem });
    }
    cells.name_dates(CONTACTS_FILE, Role::Id, problems);
    cells.finish();
    list.contacts_told = cells.told;
    Ok(places)
}

fn take_visits(
    visits: Vec<Visit>,
    list: &mut ContactList,
    places: &FxHashMap<String, usize>,
    problems: &mut Problems,
    as_of: NaiveDate,
) {
    for visit in visits {
        let mut wrong = |kind| problems.row(kind, VISITS_FILE, None, visit.row, Some(&visit.id));
        let Some(contact) = places.get(&visit.id).and_then(|place| list.contacts.get_mut(*place)) else {
            wrong(Kind::VisitOfNobody);
            continue;
        };
        if visit.date > as_of {
            wrong(Kind::VisitAfterAsOf);
            continue;
        }
        let noted = Noted::Row(visit.entered);
        contact.trail.checks.push(Check { noted, date: visit.date, result: visit.result });
    }
    // The order of the rows says nothing; a check that saw the contact is never hidden by one that did not.
    for contact in &mut list.contacts {
        contact.trail.checks.order_by_key(|check| (check.date, u8::from(check.result.is_seen())));
    }
}
