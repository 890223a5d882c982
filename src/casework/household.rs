//! A household entered on one page: the household, the people who are new, and everybody's membership.

use chrono::NaiveDate;
use rustc_hash::FxHashSet;

use crate::casework::person::display_name;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::spine::{household, member, person};
use crate::domain::value::Value;
use crate::ledger::Book;

/// Who is to be a member.
#[derive(Clone, Debug)]
pub enum Who {
    /// Somebody already recorded.
    Known(RecordId),
    /// Somebody new, with what was typed in.
    New(FieldSet),
}

/// A member to be written.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// Who.
    pub who: Who,
    /// The code of their relation to the head; may be empty.
    pub relation: String,
    /// Since when, if known.
    pub since: Option<NaiveDate>,
}

/// Plans a household with its members. The one whose relation is `head` becomes the head; a household
/// without a name is called after them, or after its first member. `fields` holds the rest of the form. Blank new people and second
/// mentions of the same person are left out.
pub fn plan_household(
    book: &Book,
    name: &str,
    fields: FieldSet,
    new_members: &[NewMember],
    ids: &mut impl FnMut() -> RecordId,
) -> Vec<Draft> {
    let home = ids();
    let mut household = fields;
    let mut people = Vec::new();
    let mut memberships = Vec::new();
    let mut seen = FxHashSet::default();
    let (mut head, mut first) = (None, None);
    for new in new_members {
        let Some((id, called)) = plan_person(book, &new.who, ids, &mut people) else { continue };
        if !seen.insert(id) {
            continue;
        }
        first.get_or_insert_with(|| called.clone());
        if new.relation == "head" && head.is_none() {
            head = Some((id, called));
        }
        memberships.push(plan_member(home, id, &new.relation, new.since, ids));
    }
    let called = head.as_ref().map(|(_, called)| called.clone()).or(first).unwrap_or_default();
    household.set(household::NAME, if name.trim().is_empty() { called } else { name.trim().to_owned() });
    if let Some((id, _)) = head {
        household.set(household::HEAD, id);
    }
    let mut drafts =
        vec![Draft { kind: household::SPEC.name, record: home, parent: None, fields: household }];
    drafts.append(&mut people);
    drafts.append(&mut memberships);
    drafts
}

fn plan_person(
    book: &Book,
    who: &Who,
    ids: &mut impl FnMut() -> RecordId,
    people: &mut Vec<Draft>,
) -> Option<(RecordId, String)> {
    match who {
        Who::Known(id) => {
            let record = book.get_as(*id, &person::SPEC)?;
            Some((*id, display_name(record, false)))
        }
        Who::New(fields) => {
            let name = fields.get(person::NAME).and_then(Value::as_text)?.trim().to_owned();
            let record = ids();
            people.push(Draft { kind: person::SPEC.name, record, parent: None, fields: fields.clone() });
            Some((record, name))
        }
    }
}

/// Plans one membership.
pub fn plan_member(
    household: RecordId,
    person: RecordId,
    relation: &str,
    since: Option<NaiveDate>,
    ids: &mut impl FnMut() -> RecordId,
) -> Draft {
    let mut fields = FieldSet::new().with(member::PERSON, person).with_some(member::SINCE, since);
    if !relation.is_empty() {
        fields.set(member::RELATION, relation);
    }
    Draft { kind: member::SPEC.name, record: ids(), parent: Some(household), fields }
}

/// Plans the end of a membership; the person and what is written of them stays.
pub fn plan_leave(membership: RecordId, until: NaiveDate) -> Draft {
    let fields = FieldSet::new().with(member::UNTIL, until);
    Draft { kind: member::SPEC.name, record: membership, parent: None, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::casework::person::{households_of, members};

    #[test]
    fn a_household_with_known_and_new_people_is_one_save_and_is_named_after_its_head() {
        let mut desk = Desk::new();
        let known = desk.make(&person::SPEC, None, fields().with(person::NAME, "Budi"));
        let new = |name: &str, relation: &str| NewMember {
            who: Who::New(fields().with(person::NAME, name)),
            relation: relation.into(),
            since: None,
        };
        let again =
            |relation: &str| NewMember { who: Who::Known(known), relation: relation.into(), since: None };
        let list = [again("husband"), new("Ani", "head"), again("child"), new("  ", "child")];
        let mut number = 100;
        let drafts = plan_household(desk.book(), " ", fields(), &list, &mut || {
            number += 1;
            RecordId::make(number, [1; 10])
        });
        let home = drafts[0].record;
        desk.save(drafts);
        let names: Vec<_> =
            members(desk.book(), home).iter().map(|m| display_name(m.person, false)).collect();
        assert_eq!(names, ["Ani", "Budi"]);
        assert_eq!(desk.book().get(home).unwrap().text(household::NAME), "Ani");

        let membership = members(desk.book(), home)[1].membership.unwrap();
        desk.save(vec![plan_leave(membership, day("2026-11-21"))]);
        assert!(households_of(desk.book(), known).is_empty());
    }
}
