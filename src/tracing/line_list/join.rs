//! By which columns the tables of one list name the same people.
//!
//! Programs such as Go.Data give everybody an id of their own, a UUID, beside the one that people read; the latter may be
//! missing, and two people may have the same. Names of columns do not tell which is which: what Go.Data calls *ID* in a list
//! of contacts is *Contact ID* among their follow-ups, where the readable one is *Contact Contact ID*. So the cells decide,
//! and what somebody named stays.

use rustc_hash::{FxHashMap, FxHashSet};

use super::column::{Mapping, Role, plain};
use super::read::{Link, Listed, Visit};
use super::table::{Table, TableRow};
use super::{ListError, is_missing};
use crate::domain::id::RecordId;
use crate::tracing::problem::Problem;

/// What columns with ids of a program are called.
const OWN: [&str; 5] = ["uuid", "uid", "id", "unique id", "record id"];

/// The mappings of the tables of one list, with the columns of ids as they fit together.
pub(super) struct Joined {
    /// Of the people.
    pub people: Mapping,
    /// Of the links.
    pub links: Mapping,
    /// Of the follow-ups.
    pub visits: Mapping,
}

/// A table and what was named of it.
pub(super) type Named<'a> = (&'a Table, &'a Mapping);

/// Finds the columns of ids.
pub(super) fn join(
    people: Named<'_>,
    roles: &[Role],
    links: Option<Named<'_>>,
    visits: Option<Named<'_>>,
) -> Result<Joined, ListError> {
    let (table, named) = people;
    let of = |table: Option<Named<'_>>| table.map(|(_, named)| named.clone()).unwrap_or_default();
    let mut found = Joined { people: named.clone(), links: of(links), visits: of(visits) };
    let one_id = named.without.contains(&Role::OtherId);
    let chosen = named.place(table, Role::OtherId)?;
    let (id, other) = if one_id || named.columns.contains_key(&Role::Id) {
        let id = named.place(table, Role::Id)?.or(ids_of(table, named, roles)?.0);
        // The one that people read stays beside that of the program, also in a file whose columns were remembered.
        let readable = || id.filter(|own| is_own(table, *own)).and_then(|own| beside(table, own));
        (id, chosen.or_else(readable).filter(|_| !one_id))
    } else {
        let (usual, two) = ids_of(table, named, roles)?;
        let two = chosen.map_or(two, |own| usual.filter(|_| is_own(table, own)).map(|usual| (usual, own)));
        let refer = |own: usize| {
            let own: FxHashSet<&str> = column(table, own).collect();
            let there = |(table, _): Named<'_>| {
                let any = |place| column(table, place).any(|cell| own.contains(cell));
                (0..table.headers.len()).any(any)
            };
            links.is_some_and(there) || visits.is_some_and(there)
        };
        match two {
            // The one that people read, unless it does not tell everybody apart.
            Some((readable, own)) if refer(own) => match is_sound(table, readable) {
                true => (Some(readable), Some(own)),
                false => (Some(own), Some(readable)),
            },
            // A UUID to which nothing refers may be that of a row, and another one next week.
            Some((readable, _)) if refer(readable) => (Some(readable), chosen),
            _ => (usual, chosen),
        }
    };
    for (role, place) in [(Role::Id, id), (Role::OtherId, other)] {
        if let Some(header) = place.and_then(|place| table.headers.get(place)) {
            found.people.columns.insert(role, header.clone());
        }
    }
    let mut known: FxHashSet<&str> = column(table, id.unwrap_or(0)).collect();
    if let Some(place) = other {
        let rows = column(table, place).enumerate().map(|(row, id)| (id, row));
        known.extend(whose(rows).into_iter().filter_map(|(id, of)| of.map(|_| id)));
    }
    let known = |id: &str| known.contains(id);
    if let Some((table, _)) = links {
        join_links(table, &mut found.links, known)?;
    }
    if let Some((table, _)) = visits {
        join_visits(table, &mut found.visits, known)?;
    }
    Ok(found)
}

/// The column that names say, and the columns of two ids, that which people read and that of the program, where there are
/// two.
type Ids = (Option<usize>, Option<(usize, usize)>);

fn ids_of(table: &Table, named: &Mapping, roles: &[Role]) -> Result<Ids, ListError> {
    let found = named.suggest(table, roles);
    let usual = found.place(table, Role::Id)?;
    let by_visits = || Mapping::default().suggest(table, &[Role::VisitId]).place(table, Role::VisitId);
    let usual = if is_of_contacts(&found) { by_visits()?.or(usual) } else { usual };
    let two = match usual {
        Some(own) if is_own(table, own) => beside(table, own).map(|readable| (readable, own)),
        Some(readable) => (0..table.headers.len())
            .find(|place| *place != readable && is_own(table, *place))
            .map(|own| (readable, own)),
        None => None,
    };
    Ok((usual, two))
}

/// Whether a list is one of contacts: it has a last contact, and knows neither a classification nor an onset.
pub(super) fn is_of_contacts(mapping: &Mapping) -> bool {
    let has = |role| mapping.columns.contains_key(&role);
    has(Role::LastContact) && !has(Role::Classification) && !has(Role::Onset)
}

/// The id by which a list of follow-ups would name a person, beside that of the program.
fn beside(table: &Table, own: usize) -> Option<usize> {
    let own = Mapping::default().with(Role::OtherId, table.headers.get(own)?);
    own.suggest(table, &[Role::VisitId]).place(table, Role::VisitId).ok().flatten()
}

/// Whether a column is called so and holds a UUID of its own in every row.
fn is_own(table: &Table, place: usize) -> bool {
    let called = table.headers.get(place).is_some_and(|header| OWN.contains(&plain(header).as_str()));
    called && is_sound(table, place) && column(table, place).all(is_uuid)
}

/// The cells of a column in which something stands.
fn column(table: &Table, place: usize) -> impl Iterator<Item = &str> {
    table.rows.iter().map(move |row| text(row, place)).filter(|cell| !cell.is_empty())
}

fn text(row: &TableRow, place: usize) -> &str {
    let cell = row.cell(place);
    if is_missing(cell) { "" } else { cell }
}

/// Whether every row has an id of its own.
fn is_sound(table: &Table, place: usize) -> bool {
    let ids: FxHashSet<&str> = column(table, place).collect();
    !ids.is_empty() && ids.len() == table.rows.len()
}

/// Whether an id is that of a program: `8-4-4-4-12` hexadecimal digits.
pub(super) fn is_uuid(id: &str) -> bool {
    id.len() == 36 && id.parse::<RecordId>().is_ok()
}

/// Whether somebody chose a column, or that there is none.
fn is_chosen(mapping: &Mapping, role: Role) -> bool {
    mapping.columns.contains_key(&role) || mapping.without.contains(&role)
}

/// Of two ways to name both ends of a link, the one by which more people are known; else the more complete one.
fn join_links(table: &Table, mapping: &mut Mapping, known: impl Fn(&str) -> bool) -> Result<(), ListError> {
    if [Role::From, Role::To].iter().any(|role| is_chosen(mapping, *role)) {
        return Ok(());
    }
    let plain: Vec<String> = table.headers.iter().map(|header| plain(header)).collect();
    let worth = |[from, to]: [usize; 2]| {
        let rows = || table.rows.iter().map(|row| [text(row, from), text(row, to)]);
        let ends = rows().flatten().filter(|end| !end.is_empty() && known(end)).count();
        (ends, rows().filter(|ends| ends.iter().all(|end| !end.is_empty())).count())
    };
    let usual = mapping.suggest(table, &[Role::From, Role::To]);
    let usual = [usual.place(table, Role::From)?, usual.place(table, Role::To)?];
    let mut best = if let [Some(from), Some(to)] = usual { Some([from, to]) } else { None };
    for (from, name) in plain.iter().enumerate().filter(|(_, name)| Role::From.is_called(name)) {
        let partner = name.replace("source", "target");
        let to = plain.iter().position(|other| *other == partner).filter(|to| *to != from);
        let pair = to.map(|to| [from, to]);
        if pair.map(worth) > best.map(worth) {
            best = pair;
        }
    }
    for (role, place) in [Role::From, Role::To].into_iter().zip(best.into_iter().flatten()) {
        if let Some(header) = table.headers.get(place) {
            mapping.columns.insert(role, header.clone());
        }
    }
    Ok(())
}

/// The column by which most of those who were followed up are known.
fn join_visits(table: &Table, mapping: &mut Mapping, known: impl Fn(&str) -> bool) -> Result<(), ListError> {
    if is_chosen(mapping, Role::VisitId) {
        return Ok(());
    }
    let worth = |place: usize| column(table, place).filter(|id| known(id)).count();
    let mut best = mapping.suggest(table, &[Role::VisitId]).place(table, Role::VisitId)?;
    for (place, header) in table.headers.iter().enumerate() {
        if Role::VisitId.is_called(&plain(header)) && Some(worth(place)) > best.map(worth) {
            best = Some(place);
        }
    }
    if let Some(header) = best.and_then(|place| table.headers.get(place)) {
        mapping.columns.insert(Role::VisitId, header.clone());
    }
    Ok(())
}

/// Names those whom links and follow-ups call by their other id by the id of the list. An other id that two people have is
/// dropped: it tells nobody apart.
pub(super) fn by_one_id(people: &mut [Listed], links: &mut [Link], visits: &mut [Visit]) {
    let two = people.iter().filter(|one| !one.other_id.is_empty());
    let of = whose(two.map(|one| (one.other_id.as_str(), one.id.as_str())));
    let ids: FxHashSet<&str> = people.iter().map(|one| one.id.as_str()).collect();
    let ends = links.iter_mut().flat_map(|link| [&mut link.from, &mut link.to]);
    for end in ends.chain(visits.iter_mut().map(|visit| &mut visit.id)) {
        if let Some(Some(id)) = of.get(end.as_str()).filter(|_| !ids.contains(end.as_str())) {
            *end = (*id).to_owned();
        }
    }
    let shared: FxHashSet<String> =
        of.into_iter().filter(|(_, of)| of.is_none()).map(|(id, _)| id.to_owned()).collect();
    for one in people.iter_mut().filter(|one| shared.contains(&one.other_id)) {
        one.other_id.clear();
    }
}

/// Whose each id is; nobody's where it is given to two.
pub(super) fn whose<'a, T: PartialEq>(
    given: impl Iterator<Item = (&'a str, T)>,
) -> FxHashMap<&'a str, Option<T>> {
    let mut found: FxHashMap<&str, Option<T>> = FxHashMap::default();
    for (id, who) in given {
        match found.get_mut(id) {
            None => {
                found.insert(id, Some(who));
            }
            Some(of) if of.as_ref() != Some(&who) => *of = None,
            Some(_) => {}
        }
    }
    found
}

/// Puts the ids that people read into what is wrong with their list.
pub(super) fn as_people_read(people: &[Listed], problems: &mut [Problem]) {
    let two = people.iter().filter(|one| one.read_id() != one.id);
    let read: FxHashMap<&str, &str> = two.map(|one| (one.id.as_str(), one.read_id())).collect();
    for id in problems.iter_mut().flat_map(|problem| &mut problem.ids) {
        if let Some(read) = read.get(id.as_str()) {
            *id = (*read).to_owned();
        }
    }
}
