//! Contacts of an outbreak, and what is written about them: an exposure, a day of follow-up, falling ill,
//! and what a home in isolation needs. A person is one person: who falls ill gains an investigation and
//! keeps id, exposures and follow-ups. Plans write nothing; the caller commits them as one.

use chrono::NaiveDate;

use crate::domain::code::lists::NEED_KIND;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::casework::{case, need};
use crate::domain::record::spine::{household, member, person};
use crate::domain::record::tracing::{exposure, follow_up, investigation};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, RecordRef};
use crate::tracing::trail::Classification;

/// Why something about a contact cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactRefusal {
    /// Nobody is their own contact.
    #[error("source and exposed are one")]
    OneSelf,
    /// The person or household is not in the book.
    #[error("unknown person")]
    Unknown,
}

impl ContactRefusal {
    /// What the user reads.
    pub const fn text(self) -> Text {
        match self {
            ContactRefusal::OneSelf => t(
                "Sumber dan orang yang terpapar adalah orang yang sama",
                "The source and the exposed person are the same",
            ),
            ContactRefusal::Unknown => t("Orang ini tidak ditemukan", "This person was not found"),
        }
    }
}

/// An exposure to be written.
#[derive(Clone, Debug)]
pub struct NewExposure {
    /// The outbreak.
    pub outbreak: RecordId,
    /// The person or event, where known.
    pub source: Option<RecordId>,
    /// Who was exposed.
    pub exposed: RecordId,
    /// The first day, where it differs or is known.
    pub first: Option<NaiveDate>,
    /// The last day.
    pub last: NaiveDate,
    /// Setting, kind of contact, protection and the like.
    pub details: FieldSet,
}

/// Writes an exposure.
///
/// # Errors
/// [`ContactRefusal`] where somebody is to be their own contact, or is not in the book.
pub fn plan_exposure(
    book: &Book,
    new: NewExposure,
    ids: &mut impl FnMut() -> RecordId,
) -> Result<Vec<Draft>, ContactRefusal> {
    if new.source == Some(new.exposed) {
        return Err(ContactRefusal::OneSelf);
    }
    if book.get_as(new.exposed, &person::SPEC).is_none()
        || new.source.is_some_and(|id| book.get(id).is_none())
    {
        return Err(ContactRefusal::Unknown);
    }
    let fields = new
        .details
        .with(exposure::OUTBREAK, new.outbreak)
        .with_some(exposure::SOURCE, new.source)
        .with_some(exposure::FIRST, new.first)
        .with(exposure::LAST, new.last);
    Ok(vec![Draft { kind: exposure::SPEC.name, record: ids(), parent: Some(new.exposed), fields }])
}

/// Writes one check of a contact for a day, today's or an earlier one; `details` holds symptoms,
/// temperature, method or the reason why it was not done.
pub fn plan_follow_up(
    who: RecordId,
    outbreak: RecordId,
    date: NaiveDate,
    result: &str,
    details: FieldSet,
    today: NaiveDate,
    ids: &mut impl FnMut() -> RecordId,
) -> Vec<Draft> {
    let fields = details
        .with(follow_up::OUTBREAK, outbreak)
        .with(follow_up::DATE, date)
        .with(follow_up::RESULT, result)
        .with(follow_up::ENTERED, today);
    vec![Draft { kind: follow_up::SPEC.name, record: ids(), parent: Some(who), fields }]
}

/// A contact falls ill: gains an investigation, and keeps everything. An open investigation in the same
/// outbreak is carried on instead of making a second; a discarded one stays as it is.
pub fn plan_falls_ill(
    book: &Book,
    who: RecordId,
    outbreak: RecordId,
    onset: Option<NaiveDate>,
    classification: Classification,
    today: NaiveDate,
    ids: &mut impl FnMut() -> RecordId,
) -> Vec<Draft> {
    let known = book.children(who, &investigation::SPEC).find(|record| {
        record.get(investigation::OUTBREAK) == Some(outbreak)
            && Classification::of_code(record.text(investigation::CLASSIFICATION)).is_case()
    });
    let mut fields = FieldSet::new()
        .with_some(investigation::CLASSIFICATION, classification.code())
        .with(investigation::CLASSIFIED, today)
        .with_some(investigation::ONSET, onset);
    if known.is_none() {
        fields.set(investigation::OUTBREAK, outbreak);
    }
    vec![Draft {
        kind: investigation::SPEC.name,
        record: known.map_or_else(ids, |record| record.id()),
        parent: known.is_none().then_some(who),
        fields,
    }]
}

/// The household in which somebody lives today.
pub fn household_of(book: &Book, who: RecordId, today: NaiveDate) -> Option<RecordRef<'_>> {
    book.referring(&member::SPEC, member::PERSON, who)
        .into_iter()
        .filter(|record| record.get(member::UNTIL).is_none_or(|until| until >= today))
        .find_map(|record| record.parent_record().filter(|home| home.is(&household::SPEC)))
}

/// Needs of a person or household in isolation, as `kinds` of the need list. They hang on the open case
/// if there is one, so that casework sees them, else on the household, else on the person. A kind that
/// is still open there is not written again.
///
/// # Errors
/// [`ContactRefusal::Unknown`] where `subject` is neither a person nor a household of the book.
pub fn plan_isolation_needs(
    book: &Book,
    subject: RecordId,
    kinds: &[&str],
    origin: Option<RecordId>,
    today: NaiveDate,
    lang: Lang,
    ids: &mut impl FnMut() -> RecordId,
) -> Result<Vec<Draft>, ContactRefusal> {
    let record = book.get(subject).ok_or(ContactRefusal::Unknown)?;
    let home = if record.is(&household::SPEC) {
        Some(record)
    } else if record.is(&person::SPEC) {
        household_of(book, subject, today)
    } else {
        return Err(ContactRefusal::Unknown);
    };
    let mut owners = vec![subject];
    owners.extend(home.map(|home| home.id()).filter(|id| *id != subject));
    let cases: Vec<RecordId> = owners
        .iter()
        .flat_map(|owner| book.children(*owner, &case::SPEC))
        .filter(|record| is_open_case(*record))
        .map(|record| record.id())
        .collect();
    let parent = cases.first().copied().unwrap_or_else(|| home.map_or(subject, |home| home.id()));
    let mut open: Vec<&str> = owners
        .iter()
        .chain(&cases)
        .flat_map(|owner| book.children(*owner, &need::SPEC))
        .filter(|record| !matches!(record.get(need::STATE), Some("met" | "dropped")))
        .filter_map(|record| record.get(need::KIND))
        .collect();
    let mut drafts = Vec::new();
    for kind in kinds {
        if open.contains(kind) {
            continue;
        }
        open.push(kind);
        let fields = FieldSet::new()
            .with(need::WHAT, NEED_KIND.label(kind, lang))
            .with(need::KIND, *kind)
            .with(need::ORIGIN, "isolation")
            .with_some(need::ORIGIN_RECORD, origin)
            .with(need::STATE, "open")
            .with(need::NOTED, today)
            // A household that may not go out needs it now: Beranda shows it from today on.
            .with(need::DUE, today);
        drafts.push(Draft { kind: need::SPEC.name, record: ids(), parent: Some(parent), fields });
    }
    Ok(drafts)
}

fn is_open_case(record: RecordRef<'_>) -> bool {
    match (record.get(case::CLOSED), record.get(case::REOPENED)) {
        (None, _) => true,
        (Some(closed), Some(reopened)) => reopened >= closed,
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Steps;
    use crate::tracing::fixture::{Scene, day};
    use crate::tracing::follow_up::{FollowUpStatus, status};
    use crate::tracing::roll::RollSteps;

    #[test]
    fn nobody_is_their_own_contact() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("mpox");
        let who = scene.person("MR");
        let new = NewExposure {
            outbreak,
            source: Some(who),
            exposed: who,
            first: None,
            last: day("2026-11-01"),
            details: FieldSet::new(),
        };
        let refused = plan_exposure(scene.book(), new.clone(), &mut || who);
        assert_eq!(refused, Err(ContactRefusal::OneSelf));
        let planned = plan_exposure(scene.book(), NewExposure { source: None, ..new }, &mut || outbreak);
        assert_eq!(planned.unwrap().len(), 1);
    }

    #[test]
    fn a_contact_who_falls_ill_keeps_id_exposures_and_follow_ups_and_gains_one_investigation() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let (who, source) = (scene.person("MR"), scene.person("S"));
        scene.exposure(outbreak, Some(source), who, "2026-11-01");
        let check = scene.id();
        let today = day("2026-11-03");
        scene.save(plan_follow_up(
            who,
            outbreak,
            day("2026-11-02"),
            "unwell",
            FieldSet::new().with(follow_up::TEMPERATURE, "38.2"),
            today,
            &mut || check,
        ));
        for classification in [Classification::Suspect, Classification::ConfirmedSymptomatic] {
            let id = scene.id();
            let onset = Some(day("2026-11-02"));
            let plan = plan_falls_ill(scene.book(), who, outbreak, onset, classification, today, &mut || id);
            scene.save(plan);
        }
        let book = scene.book();
        assert_eq!(book.children(who, &investigation::SPEC).count(), 1);
        assert_eq!(book.children(who, &exposure::SPEC).count(), 1);
        assert_eq!(book.children(who, &follow_up::SPEC).count(), 1);
        let roll = RollSteps::new(today).at_once(book);
        let found: Vec<_> = roll.contacts(outbreak).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].summary.classification, Some(Classification::ConfirmedSymptomatic));
        assert_eq!(status(book, who, outbreak, today).summary.status, FollowUpStatus::BecameCase);
    }

    #[test]
    fn needs_in_isolation_hang_on_the_open_case_and_are_not_written_twice() {
        let mut scene = Scene::new();
        let who = scene.person("MR");
        let home = scene.household(&[who]);
        let today = day("2026-11-03");
        let plan = |scene: &mut Scene, kinds: &[&str]| {
            let ids = [scene.id(), scene.id(), scene.id()];
            let mut next = ids.into_iter();
            plan_isolation_needs(scene.book(), who, kinds, None, today, Lang::Id, &mut || {
                next.next().unwrap()
            })
            .unwrap()
        };
        let first = plan(&mut scene, &["food", "food", "medicine"]);
        assert_eq!(first.len(), 2);
        assert!(first.iter().all(|draft| draft.parent == Some(home)));
        assert_eq!(first[0].fields.get(need::WHAT).unwrap().as_text(), Some("Pangan"));
        scene.save(first.clone());
        let opened = FieldSet::new().with(case::OPENED, today);
        let open_case = scene.add(case::SPEC.name, Some(home), opened);
        let second = plan(&mut scene, &["food", "hygiene"]);
        assert_eq!(second.len(), 1);
        assert_eq!(second[0].parent, Some(open_case));
        scene.set(first[0].record, FieldSet::new().with(need::STATE, "met"));
        assert_eq!(plan(&mut scene, &["food"]).len(), 1);
        scene.set(open_case, FieldSet::new().with(case::CLOSED, today));
        assert_eq!(plan(&mut scene, &["legal"])[0].parent, Some(home));
    }
}
