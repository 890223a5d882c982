//! What lists and headings say of a person, and who lives with whom.
//!
//! Nothing but a name is required of a person, so every fact may be missing and is then left out, never
//! replaced by a guess. A discreet person keeps their name on their own page; on lists stand initials.

use crate::domain::order::InOrder;
use chrono::NaiveDate;
use rustc_hash::FxHashSet;

use crate::domain::birth::Birth;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::spine::{household, member, person};
use crate::domain::text::{Lang, t};
use crate::ledger::{Book, RecordRef};

/// What stands where a record has no name.
pub const NAMELESS: &str = "—";

/// The person's name, or their first nickname. Where `discreet` (lists, anything that others may see
/// over a shoulder), a person with the discreet flag is shown by initials.
pub fn display_name(record: RecordRef<'_>, discreet: bool) -> String {
    let mut name = record.text(person::NAME).trim().to_owned();
    if name.is_empty() {
        let nicknames = record.get(person::ALIASES).unwrap_or_default();
        name = nicknames.into_iter().map(str::trim).find(|name| !name.is_empty()).unwrap_or(NAMELESS).into();
    }
    if discreet && record.get(person::DISCREET) == Some(true) { initials(&name) } else { name }
}

/// The name of a household. Where `discreet`, it stands by initials if anybody in it is discreet: a family is known by
/// the name of its head.
pub fn home_name(record: RecordRef<'_>, discreet: bool) -> String {
    let name = record.text(household::NAME).trim();
    if name.is_empty() {
        return NAMELESS.to_owned();
    }
    if discreet && hides_somebody(record) { initials(name) } else { name.to_owned() }
}

/// Whether somebody who lives in a household, or heads it, is discreet.
fn hides_somebody(home: RecordRef<'_>) -> bool {
    let book = home.book();
    let members = book
        .children(home.id(), &member::SPEC)
        .filter(|one| one.get(member::UNTIL).is_none())
        .filter_map(|one| one.get(member::PERSON));
    let mut people = members.chain(home.get(household::HEAD)).filter_map(|id| book.get_as(id, &person::SPEC));
    people.any(|one| one.get(person::DISCREET) == Some(true))
}

/// `Ani Lestari` becomes `A.L.`
pub fn initials(name: &str) -> String {
    let mut out = String::new();
    for first in name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric())) {
        out.extend(first.to_uppercase());
        out.push('.');
    }
    if out.is_empty() { NAMELESS.to_owned() } else { out }
}

/// Completed years today, or on the day of death.
pub fn age(record: RecordRef<'_>, today: NaiveDate) -> Option<u16> {
    let day = record.get(person::DIED_ON).map_or(today, |died| died.min(today));
    record.get(person::BIRTH)?.age_on(day)
}

/// Street, RT/RW, hamlet and village, of a person or of a household; empty where nothing is known.
pub fn address_line(record: RecordRef<'_>) -> String {
    // A household declares these fields under the same names, so one reading serves both.
    let mut parts: Vec<String> = Vec::new();
    let mut push = |text: &str| {
        if !text.trim().is_empty() {
            parts.push(text.trim().to_owned());
        }
    };
    push(record.text(person::ADDRESS));
    match (record.text(person::RT).trim(), record.text(person::RW).trim()) {
        ("", "") => {}
        (rt, "") => push(&format!("RT {rt}")),
        ("", rw) => push(&format!("RW {rw}")),
        (rt, rw) => push(&format!("RT {rt}/RW {rw}")),
    }
    push(record.text(person::DUSUN));
    push(record.text(person::VILLAGE));
    parts.join(", ")
}

/// Where somebody is to be found: where they really live, else their own address, else their household's.
pub fn whereabouts(book: &Book, record: RecordRef<'_>) -> String {
    let elsewhere = record.text(person::LIVES_ELSEWHERE).trim();
    if !elsewhere.is_empty() {
        return elsewhere.to_owned();
    }
    let own = address_line(record);
    if !own.is_empty() {
        return own;
    }
    households_of(book, record.id())
        .into_iter()
        .map(address_line)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
}

/// Sex, age, death and village: what tells two people of the same name apart.
pub fn facts(book: &Book, record: RecordRef<'_>, today: NaiveDate, lang: Lang) -> Vec<String> {
    let mut facts = Vec::new();
    let sex = record.text(person::SEX);
    if !sex.is_empty() {
        facts.push(lists::SEX.label(sex, lang).to_owned());
    }
    if let Some(years) = age(record, today) {
        let text = match record.get(person::BIRTH) {
            Some(Birth::Estimated { .. }) => t("± {n} tahun", "about {n} {n?year|years}"),
            _ => t("{n} tahun", "{n} {n?year|years}"),
        };
        facts.push(text.with(lang, &[("n", &years.to_string())]));
    }
    if record.get(person::DIED_ON).is_some() {
        facts.push(t("meninggal", "died").get(lang).to_owned());
    }
    let place = whereabouts(book, record);
    if !place.is_empty() {
        facts.push(place);
    }
    facts
}

/// The households that somebody lives in now, each once.
pub fn households_of(book: &Book, person: RecordId) -> Vec<RecordRef<'_>> {
    let mut seen = FxHashSet::default();
    let by_membership = book
        .referring(&member::SPEC, member::PERSON, person)
        .into_iter()
        .filter(|member| member.get(member::UNTIL).is_none())
        .filter_map(|member| member.parent_record());
    let as_head = book.referring(&household::SPEC, household::HEAD, person);
    by_membership
        .chain(as_head.into_iter().filter(|home| !has_left(book, home.id(), person)))
        .filter(|home| home.is(&household::SPEC) && seen.insert(home.id()))
        .collect()
}

fn has_left(book: &Book, household: RecordId, person: RecordId) -> bool {
    let mut ended = false;
    for member in book.children(household, &member::SPEC) {
        if member.get(member::PERSON) == Some(person) {
            if member.get(member::UNTIL).is_none() {
                return false;
            }
            ended = true;
        }
    }
    ended
}

/// Somebody in a household.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The membership; a head who was only named as head has none.
    pub membership: Option<RecordId>,
    /// Who.
    pub person: RecordRef<'a>,
    /// The code of their relation to the head; empty where it was not given.
    pub relation: &'a str,
    /// Whether they are the head.
    pub head: bool,
}

/// Who lives in a household: the head first, then in the order they became known. Memberships with an
/// end are left out, as are people in the trash.
pub fn members(book: &Book, household: RecordId) -> Vec<Member<'_>> {
    let named_head = book.get(household).and_then(|home| home.get(household::HEAD));
    let mut seen = FxHashSet::default();
    let mut found: Vec<Member<'_>> = Vec::new();
    for membership in book.children(household, &member::SPEC) {
        if membership.get(member::UNTIL).is_some() {
            continue;
        }
        let Some(person) = membership.get(member::PERSON).and_then(|id| book.get_as(id, &person::SPEC))
        else {
            continue;
        };
        if !seen.insert(person.id()) {
            continue;
        }
        let relation = membership.text(member::RELATION);
        let head = named_head.map_or(relation == "head", |head| head == person.id());
        found.push(Member { membership: Some(membership.id()), person, relation, head });
    }
    let missing_head = named_head
        .filter(|head| !seen.contains(head) && !has_left(book, household, *head))
        .and_then(|head| book.get_as(head, &person::SPEC));
    if let Some(person) = missing_head {
        found.push(Member { membership: None, person, relation: "head", head: true });
    }
    // The sort is stable, so the others keep their order.
    found.order_by_key(|member| !member.head);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};

    #[test]
    fn a_discreet_person_is_shown_by_initials_on_lists_only() {
        let mut desk = Desk::new();
        let shy = desk.make(
            &person::SPEC,
            None,
            fields().with(person::NAME, "siti  aminah").with(person::DISCREET, true),
        );
        let open = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani Lestari"));
        let get = |id| desk.book().get(id).unwrap();
        assert_eq!(display_name(get(shy), true), "S.A.");
        assert_eq!(display_name(get(shy), false), "siti  aminah");
        assert_eq!(display_name(get(open), true), "Ani Lestari");
    }

    #[test]
    fn a_household_with_a_discreet_member_is_shown_by_initials_on_lists_only() {
        let mut desk = Desk::new();
        let shy = fields().with(person::NAME, "Siti").with(person::DISCREET, true);
        let shy = desk.make(&person::SPEC, None, shy);
        let home = desk.make(&household::SPEC, None, fields().with(household::NAME, "Keluarga Budi"));
        let name = |desk: &Desk, discreet| home_name(desk.book().get(home).unwrap(), discreet);
        assert_eq!(name(&desk, true), "Keluarga Budi");
        let membership = desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, shy));
        assert_eq!((name(&desk, true).as_str(), name(&desk, false).as_str()), ("K.B.", "Keluarga Budi"));
        desk.change(&member::SPEC, membership, fields().with(member::UNTIL, day("2026-01-01")));
        assert_eq!(name(&desk, true), "Keluarga Budi");
    }

    #[test]
    fn a_person_of_whom_nothing_is_known_has_no_age_and_no_facts() {
        let mut desk = Desk::new();
        let id = desk.make(
            &person::SPEC,
            None,
            fields().with(person::NAME, " ").with(person::BIRTH, Birth::Unknown),
        );
        let record = desk.book().get(id).unwrap();
        assert_eq!(display_name(record, true), NAMELESS);
        assert_eq!(age(record, day("2026-11-21")), None);
        assert!(facts(desk.book(), record, day("2026-11-21"), Lang::Id).is_empty());
        assert!(households_of(desk.book(), id).is_empty());
    }

    #[test]
    fn two_of_the_same_name_are_told_apart_by_age_and_household() {
        let mut desk = Desk::new();
        let today = day("2026-11-21");
        let home = desk.make(
            &household::SPEC,
            None,
            fields().with(household::NAME, "Siti").with(household::RT, "02").with(household::RW, "05"),
        );
        let old = desk.make(
            &person::SPEC,
            None,
            fields().with(person::NAME, "Siti").with(person::BIRTH, Birth::Estimated { age: 60, on: today }),
        );
        let young = desk.make(
            &person::SPEC,
            None,
            fields().with(person::NAME, "Siti").with(person::BIRTH, Birth::Exact(day("2010-01-02"))),
        );
        desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, old));
        let facts_of = |id| facts(desk.book(), desk.book().get(id).unwrap(), today, Lang::Id);
        assert_eq!(facts_of(old), ["± 60 tahun", "RT 02/RW 05"]);
        assert_eq!(facts_of(young), ["16 tahun"]);
    }

    #[test]
    fn the_age_of_the_dead_stands_still() {
        let mut desk = Desk::new();
        let birth = Birth::Exact(day("1950-01-01"));
        let id = desk.make(
            &person::SPEC,
            None,
            fields()
                .with(person::NAME, "A")
                .with(person::BIRTH, birth)
                .with(person::DIED_ON, day("2000-06-01")),
        );
        assert_eq!(age(desk.book().get(id).unwrap(), day("2026-11-21")), Some(50));
    }

    #[test]
    fn members_leave_out_who_moved_away_and_who_is_in_the_trash_and_put_the_head_first() {
        let mut desk = Desk::new();
        let named =
            |desk: &mut Desk, name: &str| desk.make(&person::SPEC, None, fields().with(person::NAME, name));
        let (child, gone, trashed, head) = (
            named(&mut desk, "Anak"),
            named(&mut desk, "Pergi"),
            named(&mut desk, "Salah"),
            named(&mut desk, "Ibu"),
        );
        let home = desk.make(
            &household::SPEC,
            None,
            fields().with(household::NAME, "Ibu").with(household::HEAD, head),
        );
        desk.make(
            &member::SPEC,
            Some(home),
            fields().with(member::PERSON, child).with(member::RELATION, "child"),
        );
        desk.make(
            &member::SPEC,
            Some(home),
            fields().with(member::PERSON, child).with(member::RELATION, "child"),
        );
        desk.make(
            &member::SPEC,
            Some(home),
            fields().with(member::PERSON, gone).with(member::UNTIL, day("2026-01-01")),
        );
        desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, trashed));
        desk.trash(trashed);
        let found = members(desk.book(), home);
        let ids: Vec<_> = found.iter().map(|member| member.person.id()).collect();
        assert_eq!(ids, [head, child]);
        assert!(found[0].head && found[0].membership.is_none() && found[1].relation == "child");
        assert_eq!(households_of(desk.book(), head).len(), 1);
        assert!(households_of(desk.book(), gone).is_empty());
    }
}
