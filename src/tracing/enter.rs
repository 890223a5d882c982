//! Entering cases and contacts in one step, also of people who are not in the book yet: the person is
//! made in the same commit. Plans write nothing; the caller commits them as one.

use chrono::NaiveDate;

use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::spine::person;
use crate::domain::record::tracing::exposure;
use crate::ledger::Book;
use crate::tracing::contact::{ContactRefusal, plan_falls_ill};
use crate::tracing::trail::Classification;

/// Somebody who is known, or only named so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A record of the book.
    Known(RecordId),
    /// A new person of this name.
    New(String),
}

impl Subject {
    /// The record, with the draft that makes it where it is new.
    fn plan(
        &self,
        book: &Book,
        ids: &mut impl FnMut() -> RecordId,
    ) -> Result<(RecordId, Option<Draft>), ContactRefusal> {
        match self {
            Subject::Known(id) if book.get(*id).is_some() => Ok((*id, None)),
            Subject::Known(_) => Err(ContactRefusal::Unknown),
            Subject::New(name) if name.trim().is_empty() => Err(ContactRefusal::Unknown),
            Subject::New(name) => {
                let record = ids();
                let fields = FieldSet::new().with(person::NAME, name.trim());
                Ok((record, Some(Draft { kind: person::SPEC.name, record, parent: None, fields })))
            }
        }
    }
}

/// Several people who were exposed in the same way.
#[derive(Clone, Debug)]
pub struct NewContacts {
    /// The outbreak.
    pub outbreak: RecordId,
    /// The person or event, where known.
    pub source: Option<Subject>,
    /// Who was exposed.
    pub exposed: Vec<Subject>,
    /// The first day, where it differs or is known.
    pub first: Option<NaiveDate>,
    /// The last day.
    pub last: NaiveDate,
    /// Setting, kind of contact, protection and the like.
    pub details: FieldSet,
}

/// Writes one exposure for each of these people. Somebody named twice is written once.
///
/// # Errors
/// [`ContactRefusal`] where somebody is to be their own contact, or is not in the book; nothing of the
/// others is planned then.
pub fn plan_contacts(
    book: &Book,
    new: &NewContacts,
    ids: &mut impl FnMut() -> RecordId,
) -> Result<Vec<Draft>, ContactRefusal> {
    let mut drafts = Vec::new();
    let source = match &new.source {
        Some(source) => {
            let (id, draft) = source.plan(book, ids)?;
            drafts.extend(draft);
            Some(id)
        }
        None => None,
    };
    let mut seen = Vec::new();
    for exposed in &new.exposed {
        let (who, draft) = exposed.plan(book, ids)?;
        if source == Some(who) {
            return Err(ContactRefusal::OneSelf);
        }
        if draft.is_none() && book.get_as(who, &person::SPEC).is_none() {
            return Err(ContactRefusal::Unknown);
        }
        if seen.contains(&who) {
            continue;
        }
        seen.push(who);
        drafts.extend(draft);
        let fields = new
            .details
            .clone()
            .with(exposure::OUTBREAK, new.outbreak)
            .with_some(exposure::SOURCE, source)
            .with_some(exposure::FIRST, new.first)
            .with(exposure::LAST, new.last);
        drafts.push(Draft { kind: exposure::SPEC.name, record: ids(), parent: Some(who), fields });
    }
    Ok(drafts)
}

/// Writes a case: the person where they are new, and the investigation.
///
/// # Errors
/// [`ContactRefusal::Unknown`] where the person is not in the book.
pub fn plan_case(
    book: &Book,
    who: &Subject,
    outbreak: RecordId,
    onset: Option<NaiveDate>,
    classification: Classification,
    today: NaiveDate,
    ids: &mut impl FnMut() -> RecordId,
) -> Result<Vec<Draft>, ContactRefusal> {
    let (person, draft) = who.plan(book, ids)?;
    let mut drafts: Vec<Draft> = draft.into_iter().collect();
    drafts.extend(plan_falls_ill(book, person, outbreak, onset, classification, today, ids));
    Ok(drafts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracing::fixture::{Scene, day};
    use crate::tracing::follow_up::{FollowUpStatus, status};

    #[test]
    fn a_household_is_exposed_in_one_commit_and_a_newcomer_is_made_in_it() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let (ill, ani) = (scene.person("Sari"), scene.person("Ani"));
        let new = NewContacts {
            outbreak,
            source: Some(Subject::Known(ill)),
            exposed: vec![Subject::Known(ani), Subject::Known(ani), Subject::New(" Budi ".into())],
            first: None,
            last: day("2026-11-18"),
            details: FieldSet::new().with(exposure::SETTING, "household"),
        };
        let mut count = 900;
        let mut ids = || {
            count += 1;
            RecordId::make(count, [0; 10])
        };
        let drafts = plan_contacts(scene.book(), &new, &mut ids).unwrap();
        assert_eq!(drafts.len(), 3);
        let budi = drafts[1].record;
        scene.save(drafts);
        assert_eq!(scene.book().get(budi).unwrap().text(person::NAME), "Budi");
        for who in [ani, budi] {
            let found = status(scene.book(), who, outbreak, day("2026-11-19"));
            assert_eq!((found.summary.status, found.exposures), (FollowUpStatus::NeverSeen, 1));
        }
    }

    #[test]
    fn nobody_is_their_own_contact_and_a_stranger_is_refused() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let ill = scene.person("Sari");
        let stranger = scene.id();
        let new = |who| NewContacts {
            outbreak,
            source: Some(Subject::Known(ill)),
            exposed: vec![who],
            first: None,
            last: day("2026-11-18"),
            details: FieldSet::new(),
        };
        let mut ids = || RecordId::make(900, [0; 10]);
        let refusal = |who, ids: &mut dyn FnMut() -> RecordId| {
            plan_contacts(scene.book(), &new(who), &mut || ids()).err()
        };
        assert_eq!(refusal(Subject::Known(ill), &mut ids), Some(ContactRefusal::OneSelf));
        assert_eq!(refusal(Subject::Known(stranger), &mut ids), Some(ContactRefusal::Unknown));
        assert_eq!(refusal(Subject::New("  ".into()), &mut ids), Some(ContactRefusal::Unknown));
    }

    #[test]
    fn a_case_of_somebody_new_is_a_person_and_an_investigation() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let mut count = 900;
        let drafts = plan_case(
            scene.book(),
            &Subject::New("Sari".into()),
            outbreak,
            Some(day("2026-11-10")),
            Classification::Suspect,
            day("2026-11-12"),
            &mut || {
                count += 1;
                RecordId::make(count, [0; 10])
            },
        )
        .unwrap();
        assert_eq!(drafts.iter().map(|draft| draft.kind).collect::<Vec<_>>(), ["person", "investigation"]);
        assert_eq!(drafts[1].parent, Some(drafts[0].record));
    }
}
