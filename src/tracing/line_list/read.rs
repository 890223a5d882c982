//! Tables of cases and links to people and links, one person an id.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::column::{CASES, LINKS, Mapping, Role, VISITS, plain};
use super::date::{Column, DateReading, Dated};
use super::follow::{is_no, is_yes, result_of};
use super::join::{as_people_read, by_one_id, is_of_contacts, is_uuid, join};
use super::table::{Limits, Table, TableRow};
use super::{ListError, is_missing};
use crate::domain::code::disease::DiseaseProfile;
use crate::domain::order::InOrder;
use crate::domain::text::t;
use crate::tracing::network::{Figures, Network, Outcome, Person, Sex, figures, flaws};
use crate::tracing::problem::{Kind, Problem, Problems};
use crate::tracing::trail::CheckResult;

/// What problems call the list of cases.
pub const CASES_FILE: &str = "cases";
/// What problems call the list of links.
pub const LINKS_FILE: &str = "links";
/// What problems call the list of follow-ups.
pub const VISITS_FILE: &str = "visits";

/// What words for cases hold.
const CASE_WORDS: [&str; 5] = ["confirm", "konfirm", "positi", "probab", "susp"];

/// How two files are to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How much is read at most.
    pub limits: Limits,
    /// The columns of the cases.
    pub cases: Mapping,
    /// The columns of the links.
    pub links: Mapping,
    /// The columns of the follow-ups.
    pub visits: Mapping,
}

impl Default for Settings {
    fn default() -> Settings {
        let found = Mapping::default;
        Settings { limits: Limits::USUAL, cases: found(), links: found(), visits: found() }
    }
}

/// One person of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// The first row that has the id.
    pub row: usize,
    /// The id.
    pub id: String,
    /// A second id, where the list has one that nobody else of it has: that of the program, or the one that people read.
    pub other_id: String,
    /// The name.
    pub name: String,
    /// The age, as it is written.
    pub age: String,
    /// The telephone number, as it is written.
    pub phone: String,
    /// The address.
    pub address: String,
    /// The sex.
    pub sex: Option<Sex>,
    /// The first day of illness.
    pub onset: Option<NaiveDate>,
    /// The day of report.
    pub report: Option<NaiveDate>,
    /// The day of the outcome.
    pub outcome_on: Option<NaiveDate>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// The classification, as it is written.
    pub classification: String,
    /// The last contact with a source that the list does not name.
    pub last_contact: Option<NaiveDate>,
}

impl Listed {
    /// The id that people read.
    pub fn read_id(&self) -> &str {
        if is_uuid(&self.id) && !self.other_id.is_empty() { &self.other_id } else { &self.id }
    }

    /// Whether the classification says that the person is a case, or that it is none. Of a word for a contact and
    /// one for a case the first counts: *confirmed, contact of A* and *contact of a confirmed case*.
    pub fn is_case(&self) -> Option<bool> {
        let word = self.classification.to_lowercase();
        let first = |words: &[&str]| words.iter().filter_map(|known| word.find(known)).min();
        if word.is_empty() {
            None
        } else if self.is_refused()
            || word.contains("negati")
            || matches!(word.as_str(), "no" | "tidak" | "false" | "0")
        {
            Some(false)
        } else {
            let case = first(&CASE_WORDS);
            let other = first(&["contact", "kontak", "healthy", "sehat"]);
            Some(other.is_none_or(|other| case.is_some_and(|case| case < other)))
        }
    }

    /// Whether the classification says that somebody was looked at and found to be no case. A contact is no case
    /// either, but nobody says so by it, and nobody does by a suspect's negative test.
    pub fn is_refused(&self) -> bool {
        let word = self.classification.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|known| word.contains(known));
        has(&["not a case", "non-case", "noncase", "not_a_case", "discard"])
            || (has(&["bukan"]) && !has(&["kontak"]))
            || (has(&["negati"]) && !has(&CASE_WORDS))
    }
}

/// One link of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Its row.
    pub row: usize,
    /// The source.
    pub from: String,
    /// The exposed person.
    pub to: String,
    /// The day.
    pub date: Option<NaiveDate>,
    /// The kind, as it is written.
    pub kind: String,
}

/// One follow-up of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Its row.
    pub row: usize,
    /// Who was visited.
    pub id: String,
    /// The day.
    pub date: NaiveDate,
    /// What was found.
    pub result: CheckResult,
    /// When it was entered.
    pub entered: Option<NaiveDate>,
}

/// How a file was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The encoding.
    pub encoding: &'static str,
    /// What stands between cells.
    pub delimiter: String,
    /// Rows below the header that are not empty.
    pub rows: usize,
    /// The columns that were read, by what they mean; further ones of one meaning are numbered.
    pub columns: BTreeMap<String, String>,
    /// How the dates of each column were read.
    pub dates: BTreeMap<String, DateReading>,
}

/// People and links as they were read.
#[derive(Clone, Debug, Default)]
pub struct LineList {
    /// People, in the order of the list.
    pub people: Vec<Listed>,
    /// Links with both ends, in the order of the list; those of somebody to themselves and second ones too.
    pub links: Vec<Link>,
    /// Follow-ups that say who and when, in the order of the list.
    pub visits: Vec<Visit>,
    /// What was wrong with the rows.
    pub problems: Vec<Problem>,
    /// How the follow-ups were read.
    pub visits_told: Told,
    /// The mapping of the follow-ups.
    pub visits_mapping: Mapping,
    /// How the cases were read.
    pub cases_told: Told,
    /// How the links were read.
    pub links_told: Told,
    /// The mapping of the cases, as it was named or found.
    pub cases_mapping: Mapping,
    /// The mapping of the links.
    pub links_mapping: Mapping,
}

impl LineList {
    /// The figures of the list and everything that is wrong with it, of rows and of the network.
    pub fn figures(
        &self,
        as_of: Option<NaiveDate>,
        disease: Option<&DiseaseProfile>,
    ) -> (Figures, Vec<Problem>) {
        let network = self.network();
        let mut found = figures(&network);
        let problems = self.problems_in(&network, as_of, disease);
        let rows_of = |kind| -> usize {
            self.problems
                .iter()
                .filter(|problem| problem.kind == kind)
                .map(|problem| problem.rows.len())
                .sum()
        };
        found.counts.rows = self.cases_told.rows;
        found.counts.rows_without_id = rows_of(Kind::RowWithoutId);
        found.counts.link_rows = self.links_told.rows;
        found.counts.incomplete_links = rows_of(Kind::IncompleteLink);
        (found, problems)
    }

    /// Everything that is wrong with the list, without the figures, with the ids that people read.
    pub fn all_problems(&self, as_of: Option<NaiveDate>) -> Vec<Problem> {
        let mut problems = self.problems_in(&self.network(), as_of, None);
        as_people_read(&self.people, &mut problems);
        problems
    }

    fn problems_in(
        &self,
        network: &Network,
        as_of: Option<NaiveDate>,
        disease: Option<&DiseaseProfile>,
    ) -> Vec<Problem> {
        let mut problems = self.problems.clone();
        problems.extend(flaws(network, as_of, disease));
        problems.order_by_key(|problem| problem.kind);
        problems
    }

    /// The network of the list.
    pub fn network(&self) -> Network {
        let mut places: FxHashMap<&str, u32> = FxHashMap::default();
        let mut people: Vec<Person> = Vec::with_capacity(self.people.len());
        for one in &self.people {
            places.insert(&one.id, u32::try_from(people.len()).unwrap_or(u32::MAX));
            people.push(Person {
                id: one.id.clone(),
                listed: true,
                is_case: one.is_case(),
                onset: one.onset,
                report: one.report,
                outcome_on: one.outcome_on,
                sex: one.sex,
                outcome: one.outcome,
            });
        }
        let mut links = Vec::with_capacity(self.links.len());
        for link in &self.links {
            let [from, to] = [&link.from, &link.to].map(|id| {
                *places.entry(id.as_str()).or_insert_with(|| {
                    people.push(Person { id: id.clone(), ..Person::default() });
                    u32::try_from(people.len() - 1).unwrap_or(u32::MAX)
                })
            });
            links.push((from, to));
        }
        Network::new(people, &links)
    }
}

/// Reads a list of cases and, where there is one, a list of links.
pub fn read(cases: &[u8], links: Option<&[u8]>, settings: &Settings) -> Result<LineList, ListError> {
    read_with_visits(cases, links, None, settings)
}

/// The same with a list of follow-ups.
pub fn read_with_visits(
    cases: &[u8],
    links: Option<&[u8]>,
    visits: Option<&[u8]>,
    settings: &Settings,
) -> Result<LineList, ListError> {
    let table = |bytes, file| Table::read(bytes, settings.limits, file);
    let links = links.map(|bytes| table(bytes, LINKS_FILE)).transpose()?;
    let visits = visits.map(|bytes| table(bytes, VISITS_FILE)).transpose()?;
    read_tables(&table(cases, CASES_FILE)?, links.as_ref(), visits.as_ref(), settings)
}

/// The same of tables that were read before: of cases, links and follow-ups.
pub fn read_tables(
    cases: &Table,
    links: Option<&Table>,
    visits: Option<&Table>,
    settings: &Settings,
) -> Result<LineList, ListError> {
    let mut list = LineList::default();
    let mut problems = Problems::default();
    for table in [Some(cases), links, visits].into_iter().flatten() {
        list.problems.extend(table.problems.iter().cloned());
    }
    let named = join(
        (cases, &settings.cases),
        CASES,
        links.map(|table| (table, &settings.links)),
        visits.map(|table| (table, &settings.visits)),
    )?;
    read_cases(cases, &named.people, &mut list, &mut problems)?;
    if let Some(table) = links {
        read_links(table, &named.links, &mut list, &mut problems)?;
    }
    if let Some(table) = visits {
        let found = read_visits(table, &named.visits, &mut problems)?;
        (list.visits, list.visits_told, list.visits_mapping) = found;
    }
    by_one_id(&mut list.people, &mut list.links, &mut list.visits);
    list.problems.extend(problems.finish());
    list.problems.order_by_key(|problem| problem.kind);
    Ok(list)
}

/// The columns of one table, read by their roles.
pub(super) struct Cells<'a> {
    pub table: &'a Table,
    pub mapping: Mapping,
    places: BTreeMap<Role, usize>,
    days: BTreeMap<usize, Dates>,
    pub told: Told,
}

/// A column of dates as it was read.
struct Dates {
    /// What the column means, as [`Told`] says it.
    name: String,
    /// Whether some cells need one order and some another.
    mixed: bool,
    cells: Vec<Dated>,
}

impl<'a> Cells<'a> {
    /// Finds the columns of `roles` and reads those of `dates`. `id` is what a problem is about.
    pub fn new(
        table: &'a Table,
        named: &Mapping,
        roles: &[Role],
        dates: &[Role],
    ) -> Result<Cells<'a>, ListError> {
        let mapping = named.suggest(table, roles);
        let mut places = BTreeMap::new();
        for role in roles {
            if let Some(place) = mapping.place(table, *role)? {
                places.insert(*role, place);
            }
        }
        let told = Told {
            encoding: table.encoding.name(),
            delimiter: table.delimiter.to_string(),
            rows: table.rows.len(),
            ..Told::default()
        };
        let mut cells = Cells { table, mapping, places, days: BTreeMap::new(), told };
        cells.read_dates(dates)?;
        Ok(cells)
    }

    /// The columns of a table of visits, of which all but the day of entry are needed.
    pub fn of_visits(table: &'a Table, named: &Mapping) -> Result<Cells<'a>, ListError> {
        let cells = Cells::new(table, named, VISITS, &[Role::VisitDate, Role::VisitEntered])?;
        for (role, what) in [
            (Role::VisitId, t("kontak yang dikunjungi", "the contact of a visit")),
            (Role::VisitDate, t("tanggal kunjungan", "the day of a visit")),
            (Role::VisitResult, t("hasil kunjungan", "the result of a visit")),
        ] {
            if cells.place(role).is_none() {
                return Err(ListError::NoRole { role: what, there: table.headers.clone() });
            }
        }
        Ok(cells)
    }

    fn read_dates(&mut self, dates: &[Role]) -> Result<(), ListError> {
        let mut columns: Vec<(Role, String, usize, Column)> = Vec::new();
        for role in dates {
            let mut places: Vec<usize> = self.places.get(role).copied().into_iter().collect();
            for name in self.mapping.more.get(role).into_iter().flatten() {
                places.push(self.table.column(name)?);
            }
            // Where a column may say yes or no instead of a day, that is no day that could not be read.
            let either = matches!(role, Role::BecameCase | Role::Died);
            let is_word = |cell: &str| either && (is_yes(cell) || is_no(cell));
            for (number, place) in (1..).zip(places) {
                let cells = self.table.rows.iter().map(|row| row.cell(place));
                let column = Column::new(cells.map(|cell| if is_word(cell) { "" } else { cell }));
                let name = match number {
                    1 => role.code().to_owned(),
                    number => format!("{} ({number})", role.code()),
                };
                columns.push((*role, name, place, column));
            }
        }
        // An order that some columns demand and none contradicts.
        let mut certain: Vec<_> = columns.iter().filter_map(|(_, _, _, column)| column.certain()).collect();
        certain.order();
        certain.dedup();
        let others = if let [order] = certain.as_slice() { Some(*order) } else { None };
        for (role, name, place, column) in columns {
            let (reading, cells) = column.read(self.mapping.order_of(role), others);
            self.told.dates.insert(name.clone(), reading);
            self.days.insert(place, Dates { name, mixed: column.is_mixed(), cells });
        }
        Ok(())
    }

    /// The place of a role's column.
    pub fn place(&self, role: Role) -> Option<usize> {
        self.places.get(&role).copied()
    }

    /// Puts a role on a column that nobody named.
    pub fn set(&mut self, role: Role, place: usize) {
        self.places.insert(role, place);
        if let Some(header) = self.table.headers.get(place) {
            self.mapping.columns.insert(role, header.clone());
        }
    }

    /// A cell as text; empty where nothing is known.
    pub fn text<'t>(&self, row: &'t TableRow, role: Role) -> &'t str {
        let cell = self.place(role).map_or("", |place| row.cell(place));
        if is_missing(cell) { "" } else { cell }
    }

    /// The id of a row's person and a second one, which takes its place where it is empty.
    pub fn ids<'t>(&self, row: &'t TableRow) -> Option<(&'t str, &'t str)> {
        match (self.text(row, Role::Id), self.text(row, Role::OtherId)) {
            ("", "") => None,
            ("", only) => Some((only, "")),
            both => Some(both),
        }
    }

    /// The columns of the name: where the list has first names, also those of the further names.
    pub fn names(&self) -> Vec<usize> {
        let mut places: Vec<usize> = self.place(Role::Name).into_iter().collect();
        let headers: Vec<String> = self.table.headers.iter().map(|header| plain(header)).collect();
        if places.iter().any(|place| headers.get(*place).is_some_and(|header| header == "first name")) {
            let further = ["middle name", "last name"];
            places.extend(further.iter().filter_map(|name| headers.iter().position(|header| header == name)));
        }
        places
    }

    /// A cell of a date column, by the place of the row in the table.
    pub fn dated(&self, at: usize, role: Role) -> Dated {
        self.place(role).map_or(Dated { day: None, problem: None }, |place| self.dated_at(at, place))
    }

    /// The same by the place of the column.
    pub fn dated_at(&self, at: usize, place: usize) -> Dated {
        self.days
            .get(&place)
            .and_then(|dates| dates.cells.get(at))
            .copied()
            .unwrap_or(Dated { day: None, problem: None })
    }

    /// Names what is wrong with the dates: of the columns, then of the cells.
    pub fn name_dates(&self, file: &'static str, id: Role, problems: &mut Problems) {
        for (place, dates) in &self.days {
            let Some(header) = self.table.headers.get(*place) else { continue };
            if let Some(reading) = self.told.dates.get(&dates.name) {
                let note = |text: &str| Problem {
                    file: Some(file),
                    column: Some(header.clone()),
                    note: Some(format!("{text} {}", reading.order.code())),
                    ..Problem::of(Kind::AmbiguousDates, Vec::new())
                };
                if reading.ambiguous {
                    problems
                        .push(note("every date reads with the day first and with the month first; read as"));
                } else if dates.mixed {
                    let kind = Kind::MixedDates;
                    problems.push(Problem {
                        kind,
                        ..note("some dates need the day first, some the month; read as")
                    });
                }
            }
            for (row, dated) in self.table.rows.iter().zip(&dates.cells) {
                if let Some(kind) = dated.problem {
                    let who = self.text(row, id);
                    problems.row(kind, file, Some(header), row.number, (!who.is_empty()).then_some(who));
                }
            }
        }
    }

    /// Says which columns were read.
    pub fn finish(&mut self) {
        let named = self.places.iter().map(|(role, place)| (role.code(), place));
        let dated = self.days.iter().map(|(place, dates)| (dates.name.as_str(), place));
        let columns = named
            .chain(dated)
            .filter_map(|(name, place)| Some((name.to_owned(), self.table.headers.get(*place)?.clone())));
        self.told.columns = columns.collect();
    }
}

fn read_cases(
    table: &Table,
    named: &Mapping,
    list: &mut LineList,
    problems: &mut Problems,
) -> Result<(), ListError> {
    const DATES: &[Role] = &[Role::Onset, Role::Report, Role::OutcomeDate, Role::LastContact];
    let mut named = named.clone();
    // An "outcome" that holds days is the day of the outcome.
    let wanted = named.suggest(table, CASES);
    if let (Some(place), None) =
        (wanted.place(table, Role::Outcome)?, wanted.place(table, Role::OutcomeDate)?)
    {
        let column = Column::new(table.rows.iter().map(|row| row.cell(place)));
        if column.days() * 2 > column.filled()
            && let Some(header) = table.headers.get(place)
        {
            named.columns.remove(&Role::Outcome);
            named.columns.insert(Role::OutcomeDate, header.clone());
        }
    }
    let are_contacts = is_of_contacts(&wanted);
    let mut cells = Cells::new(table, &named, CASES, DATES)?;
    if cells.place(Role::Id).is_none() {
        cells.set(Role::Id, 0);
    }
    let names = cells.names();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for (at, row) in table.rows.iter().enumerate() {
        let Some((id, other_id)) = cells.ids(row) else {
            problems.row(Kind::RowWithoutId, CASES_FILE, None, row.number, None);
            continue;
        };
        let text = |role| cells.text(row, role).to_owned();
        let sex = cells.text(row, Role::Sex);
        let name: Vec<&str> =
            names.iter().map(|place| row.cell(*place)).filter(|cell| !is_missing(cell)).collect();
        let one = Listed {
            row: row.number,
            id: id.to_owned(),
            other_id: other_id.to_owned(),
            name: name.join(" "),
            age: text(Role::Age),
            phone: text(Role::Phone),
            address: text(Role::Address),
            sex: Sex::read(sex),
            onset: cells.dated(at, Role::Onset).day,
            report: cells.dated(at, Role::Report).day,
            outcome_on: cells.dated(at, Role::OutcomeDate).day,
            outcome: Some(cells.text(row, Role::Outcome)).filter(|text| !text.is_empty()).map(Outcome::read),
            classification: if are_contacts { "contact".to_owned() } else { text(Role::Classification) },
            last_contact: cells.dated(at, Role::LastContact).day,
        };
        if one.sex.is_none() && !sex.is_empty() {
            let column = cells.place(Role::Sex).and_then(|place| table.headers.get(place));
            problems.row(Kind::UnknownSex, CASES_FILE, column.map(String::as_str), row.number, Some(id));
        }
        let first = *places.entry(one.id.clone()).or_insert(list.people.len());
        match list.people.get_mut(first) {
            None => list.people.push(one),
            Some(known) => {
                problems.row(Kind::DuplicateId, CASES_FILE, None, row.number, Some(id));
                if differs(known, &one) {
                    problems.row(Kind::DifferingRows, CASES_FILE, None, row.number, Some(id));
                }
                take_missing(known, one);
            }
        }
    }
    cells.name_dates(CASES_FILE, Role::Id, problems);
    cells.finish();
    (list.cases_told, list.cases_mapping) = (cells.told, cells.mapping);
    Ok(())
}

/// Whether a second row of an id says something else than the first, where both say something.
fn differs(known: &Listed, other: &Listed) -> bool {
    fn both<T: PartialEq>(known: &Option<T>, other: &Option<T>) -> bool {
        matches!((known, other), (Some(known), Some(other)) if known != other)
    }
    let texts = |one: &Listed| [one.name.clone(), one.age.clone(), one.classification.clone()];
    both(&known.onset, &other.onset)
        || both(&known.report, &other.report)
        || both(&known.outcome_on, &other.outcome_on)
        || both(&known.sex, &other.sex)
        || both(&known.outcome, &other.outcome)
        || texts(known)
            .iter()
            .zip(texts(other))
            .any(|(known, other)| !known.is_empty() && !other.is_empty() && *known != other)
}

/// Fills what the first row of an id does not say from a later one.
fn take_missing(known: &mut Listed, other: Listed) {
    known.onset = known.onset.or(other.onset);
    known.report = known.report.or(other.report);
    known.outcome_on = known.outcome_on.or(other.outcome_on);
    known.last_contact = known.last_contact.max(other.last_contact);
    known.sex = known.sex.or(other.sex);
    known.outcome = known.outcome.or(other.outcome);
    for (text, other) in [
        (&mut known.other_id, other.other_id),
        (&mut known.name, other.name),
        (&mut known.age, other.age),
        (&mut known.phone, other.phone),
        (&mut known.address, other.address),
        (&mut known.classification, other.classification),
    ] {
        if text.is_empty() {
            *text = other;
        }
    }
}

fn read_links(
    table: &Table,
    named: &Mapping,
    list: &mut LineList,
    problems: &mut Problems,
) -> Result<(), ListError> {
    let mut cells = Cells::new(table, named, LINKS, &[Role::LinkDate])?;
    // Without headers that say it, the first column is the source and the second the exposed person.
    if cells.place(Role::From).is_none() || cells.place(Role::To).is_none() {
        let is_named = |role| named.columns.contains_key(&role);
        let mut free = (0..table.headers.len()).filter(|place| {
            ![Role::From, Role::To]
                .into_iter()
                .any(|role| is_named(role) && cells.place(role) == Some(*place))
        });
        let (from, to) = match (is_named(Role::From), is_named(Role::To)) {
            (false, false) => (free.next(), free.next()),
            (true, _) => (cells.place(Role::From), free.next()),
            (_, true) => (free.next(), cells.place(Role::To)),
        };
        let (Some(from), Some(to)) = (from, to) else {
            let role = t("kedua ujung hubungan", "the two ends of a link");
            return Err(ListError::NoRole { role, there: table.headers.clone() });
        };
        cells.set(Role::From, from);
        cells.set(Role::To, to);
    }
    for (at, row) in table.rows.iter().enumerate() {
        let (from, to) = (cells.text(row, Role::From), cells.text(row, Role::To));
        if from.is_empty() || to.is_empty() {
            let known = if from.is_empty() { to } else { from };
            let id = (!known.is_empty()).then_some(known);
            problems.row(Kind::IncompleteLink, LINKS_FILE, None, row.number, id);
            continue;
        }
        list.links.push(Link {
            row: row.number,
            from: from.to_owned(),
            to: to.to_owned(),
            date: cells.dated(at, Role::LinkDate).day,
            kind: cells.text(row, Role::LinkKind).to_owned(),
        });
    }
    cells.name_dates(LINKS_FILE, Role::To, problems);
    cells.finish();
    (list.links_told, list.links_mapping) = (cells.told, cells.mapping);
    Ok(())
}

/// Reads visits that say who and when. One whose result is in words that are not known is kept: it was a visit, and
/// nobody was seen by it.
pub(super) fn read_visits(
    table: &Table,
    named: &Mapping,
    problems: &mut Problems,
) -> Result<(Vec<Visit>, Told, Mapping), ListError> {
    let mut cells = Cells::of_visits(table, named)?;
    let mut visits = Vec::with_capacity(table.rows.len());
    for (at, row) in table.rows.iter().enumerate() {
        let id = cells.text(row, Role::VisitId);
        let who = (!id.is_empty()).then_some(id);
        let mut wrong = |kind| problems.row(kind, VISITS_FILE, None, row.number, who);
        let (Some(id), Some(date)) = (who, cells.dated(at, Role::VisitDate).day) else {
            wrong(if who.is_none() { Kind::RowWithoutId } else { Kind::VisitWithoutDay });
            continue;
        };
        let result = result_of(cells.text(row, Role::VisitResult)).unwrap_or_else(|| {
            wrong(Kind::UnknownResult);
            CheckResult::Unknown
        });
        let entered = cells.dated(at, Role::VisitEntered).day;
        if entered.is_some_and(|entered| entered < date) {
            wrong(Kind::EnteredBefore);
        }
        visits.push(Visit { row: row.number, id: id.to_owned(), date, result, entered });
    }
    cells.name_dates(VISITS_FILE, Role::VisitId, problems);
    cells.finish();
    Ok((visits, cells.told, cells.mapping))
}
