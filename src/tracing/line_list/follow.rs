//! Contacts and visits as tables, for the engine of `tracing::follow_up`. Several rows of one contact are several
//! exposures, and so are several columns of last days.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::ListError;
use super::column::{CONTACTS, Mapping, Role};
use super::read::{Cells, Told};
use super::table::{Limits, Table};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::tracing::problem::{Kind, Problem, Problems};
use crate::tracing::trail::{Case, Check, CheckResult, Classification, Exposed, Noted, Trail};

/// What problems call the list of contacts.
const CONTACTS_FILE: &str = "contacts";
/// What problems call the list of visits.
const VISITS_FILE: &str = "visits";

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
fn is_yes(text: &str) -> bool {
    let word = text.to_lowercase();
    matches!(
        word.as_str(),
        "yes" | "y" | "ya" | "true" | "1" | "case" | "kasus" | "died" | "dead" | "meninggal" | "x"
    )
}

fn is_no(text: &str) -> bool {
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
    let places = read_people(&table, contacts_mapping, &mut list, &mut problems)?;
    if let Some(bytes) = visits {
        let table = Table::read(bytes, limits, VISITS_FILE)?;
        list.problems.extend(table.problems.iter().cloned());
        read_visits(&table, visits_mapping, &mut list, &places, &mut problems, as_of)?;
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
    const DATES: &[Role] = &[Role::LastExposure, Role::FirstExposure];
    // Columns that may say yes instead of a day are read apart, so that a yes is no problem.
    const EITHER: &[Role] = &[Role::BecameCase, Role::Died];
    let mut cells = Cells::new(table, named, CONTACTS, DATES)?;
    if cells.place(Role::Id).is_none() {
        cells.set(Role::Id, 0);
    }
    let Some(last) = cells.place(Role::LastExposure) else {
        let there = table.headers.clone();
        return Err(ListError::NoRole { role: "the last day of exposure", there });
    };
    let mut lasts = vec![last];
    for name in named.more.get(&Role::LastExposure).into_iter().flatten() {
        lasts.push(table.column(name)?);
    }
    let mut either = FxHashMap::default();
    for role in EITHER {
        if let Some(place) = cells.place(*role) {
            let column = super::date::Column::new(table.rows.iter().map(|row| row.cell(place)));
            let others = cells.told.dates.values().map(|reading| reading.order).next();
            either.insert(*role, column.read(named.order_of(*role), others).1);
        }
    }
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut number = 0;
    for (at, row) in table.rows.iter().enumerate() {
        let id = cells.text(row, Role::Id);
        if id.is_empty() {
            problems.row(Kind::RowWithoutId, CONTACTS_FILE, None, row.number, None);
            continue;
        }
        let place = *places.entry(id.to_owned()).or_insert_with(|| {
            list.contacts.push(Contact { id: id.to_owned(), trail: Trail::default() });
            list.contacts.len() - 1
        });
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
        let mut when = |role: Role| -> Option<Option<NaiveDate>> {
            let text = cells.text(row, role);
            let dated = either.get(&role).and_then(|days| days.get(at)).copied()?;
            if text.is_empty() || is_no(text) {
                return None;
            }
            if is_yes(text) {
                return Some(None);
            }
            if let Some(kind) = dated.problem {
                let header = cells.place(role).and_then(|place| table.headers.get(place));
                problems.row(kind, CONTACTS_FILE, header.map(String::as_str), row.number, Some(id));
            }
            dated.day.map(Some)
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
    for contact in list.contacts.iter().filter(|contact| contact.trail.exposures.is_empty()) {
        problems.push(Problem {
            file: Some(CONTACTS_FILE),
            ..Problem::of(Kind::ContactWithoutExposure, vec![contact.id.clone()])
        });
    }
    cells.name_dates(CONTACTS_FILE, Role::Id, problems);
    cells.finish();
    list.contacts_told = cells.told;
    Ok(places)
}

fn read_visits(
    table: &Table,
    named: &Mapping,
    list: &mut ContactList,
    places: &FxHashMap<String, usize>,
    problems: &mut Problems,
    as_of: NaiveDate,
) -> Result<(), ListError> {
    let mut cells = Cells::of_visits(table, named)?;
    for (at, row) in table.rows.iter().enumerate() {
        let id = cells.text(row, Role::VisitId);
        if id.is_empty() {
            problems.row(Kind::RowWithoutId, VISITS_FILE, None, row.number, None);
            continue;
        }
        let Some(contact) = places.get(id).and_then(|place| list.contacts.get_mut(*place)) else {
            problems.row(Kind::VisitOfNobody, VISITS_FILE, None, row.number, Some(id));
            continue;
        };
        let Some(date) = cells.dated(at, Role::VisitDate).day else {
            problems.row(Kind::VisitWithoutDay, VISITS_FILE, None, row.number, Some(id));
            continue;
        };
        if date > as_of {
            problems.row(Kind::VisitAfterAsOf, VISITS_FILE, None, row.number, Some(id));
            continue;
        }
        let text = cells.text(row, Role::VisitResult);
        let result = result_of(text).unwrap_or_else(|| {
            problems.row(Kind::UnknownResult, VISITS_FILE, None, row.number, Some(id));
            CheckResult::Unknown
        });
        let entered = cells.dated(at, Role::VisitEntered).day;
        if entered.is_some_and(|entered| entered < date) {
            problems.row(Kind::EnteredBefore, VISITS_FILE, None, row.number, Some(id));
        }
        contact.trail.checks.push(Check { noted: Noted::Row(entered), date, result });
    }
    // The order of the rows says nothing; a check that saw the contact is never hidden by one that did not.
    for contact in &mut list.contacts {
        contact.trail.checks.order_by_key(|check| (check.date, u8::from(check.result.is_seen())));
    }
    cells.name_dates(VISITS_FILE, Role::VisitId, problems);
    cells.finish();
    list.visits_told = cells.told;
    Ok(())
}
