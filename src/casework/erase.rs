//! Trash, restoring and erasure. The trash keeps everything; erasure takes it from every copy for good.
//!
//! What surprises: a plan of erasure names records in the trash too, since they still hold what was
//! written of the person; and putting something in the trash takes along what hangs on it, so that no
//! list shows a note of somebody who is gone.
//!
//! A request for erasure is erased with the person who made it, because it says who they are. That it was made and done
//! is kept by [`plan_proof`]: a request without a person, without names and without words (UU 27/2022, Pasal 43 and 45).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::domain::id::RecordId;
use crate::domain::kind::{DELETED, Draft, FieldSet};
use crate::domain::order::InOrder;
use crate::domain::record::casework::attendance;
use crate::domain::record::spine::{data_request, member, person, relation};
use crate::domain::record::tracing::exposure;
use crate::domain::record::{kind_of, kinds};
use crate::domain::value::Value;
use crate::domain::zone::{Stamp, local_time};
use crate::ledger::{Book, CommitRef, RecordRef};

/// The right to have data erased, as a code of a request.
const ERASURE: &str = "erasure";

/// Every record, also in the trash, and of kinds that only a newer version knows.
fn every(book: &Book) -> impl Iterator<Item = RecordRef<'_>> {
    let in_trash = kinds().flat_map(|kind| book.of_any(kind)).filter(|record| record.is_deleted());
    book.all().chain(in_trash)
}

/// The records under `roots`, with the roots, parents before children.
fn with_descendants(book: &Book, roots: Vec<RecordId>) -> Vec<RecordId> {
    let mut children: FxHashMap<RecordId, Vec<RecordId>> = FxHashMap::default();
    for record in every(book) {
        if let Some(parent) = record.parent() {
            children.entry(parent).or_default().push(record.id());
        }
    }
    let mut seen = FxHashSet::default();
    let mut found: Vec<RecordId> = roots.into_iter().filter(|id| seen.insert(*id)).collect();
    let mut next = 0;
    while let Some(id) = found.get(next).copied() {
        next += 1;
        let below = children.get(&id).map_or(&[][..], Vec::as_slice);
        found.extend(below.iter().copied().filter(|child| seen.insert(*child)));
    }
    found
}

/// All that is to be erased when somebody asks to be forgotten: the person, what hangs on them (cases,
/// notes, follow-ups, consents …), their memberships, what they are to others, exposures to them, and how
/// they were seen at visits. Households stay. Free text about others that names the person cannot be
/// found this way.
pub fn plan_erase(book: &Book, person: RecordId) -> Vec<RecordId> {
    if book.get_any(person).is_none_or(|record| !record.is(&person::SPEC)) {
        return Vec::new();
    }
    let records = book.linked(person);
    let mut roots = records.clone();
    let mut about = |kind, field| {
        let of_them = |record: &RecordRef<'_>| record.get(field).is_some_and(|id| records.contains(&id));
        let hits = book.of_any(kind).filter(of_them);
        roots.extend(hits.map(|record| record.id()));
    };
    about(&member::SPEC, member::PERSON);
    about(&relation::SPEC, relation::OTHER);
    about(&attendance::SPEC, attendance::PERSON);
    about(&exposure::SPEC, exposure::SOURCE);
    with_descendants(book, roots)
}

/// What stays of a person's requests for erasure once that is done: what was asked, when, by which way, and when it was
/// done, under a parent that is nobody. Nothing where nobody asked. A request that was refused is not one that was met.
pub fn plan_proof(
    book: &Book,
    person: RecordId,
    now: Stamp,
    ids: &mut impl FnMut() -> RecordId,
) -> Vec<Draft> {
    let done = local_time(now.ms, now.offset);
    book.children(person, &data_request::SPEC)
        .filter(|asked| asked.text(data_request::KIND) == ERASURE)
        .filter(|asked| asked.text(data_request::OUTCOME) != "refused")
        .filter_map(|asked| {
            let at = asked.text(data_request::RECEIVED_AT);
            let how = asked.text(data_request::HOW);
            let fields = FieldSet::new()
                .with(data_request::KIND, ERASURE)
                .with(data_request::RECEIVED, asked.get(data_request::RECEIVED)?)
                .with_some(data_request::RECEIVED_AT, Some(at).filter(|at| !at.is_empty()))
                .with_some(data_request::HOW, Some(how).filter(|how| !how.is_empty()))
                .with(data_request::OUTCOME, "granted")
                .with(data_request::ANSWERED, done.date())
                .with(data_request::ANSWERED_AT, done.format("%H:%M").to_string());
            Some(Draft { kind: data_request::SPEC.name, record: ids(), parent: None, fields })
        })
        .collect()
}

/// The requests for erasure that were met, the latest first: proof without a person.
pub fn proofs(book: &Book) -> Vec<RecordRef<'_>> {
    let mut found: Vec<_> = book.of(&data_request::SPEC).filter(|one| one.parent().is_none()).collect();
    found.order_by_key(|one| (std::cmp::Reverse(one.get(data_request::ANSWERED)), one.id()));
    found
}

/// Puts a record and what hangs on it in the trash.
pub fn plan_trash(book: &Book, id: RecordId) -> Vec<Draft> {
    let Some(id) = book.get(id).map(|record| record.id()) else { return Vec::new() };
    let mut found = vec![id];
    let mut next = 0;
    while let Some(id) = found.get(next).copied() {
        next += 1;
        found.extend(book.all_children(id).map(|child| child.id()));
    }
    // Else somebody who was recorded twice would come up again under the other record.
    found.extend(book.others_of(id).map(|record| record.id()));
    found.into_iter().filter_map(|id| mark(book, id, true)).collect()
}

/// Takes a record out of the trash with what went there in the same step. What was thrown away before
/// that stays in the trash.
pub fn plan_restore(book: &Book, id: RecordId) -> Vec<Draft> {
    if book.get_any(id).is_none_or(|record| !record.is_deleted()) {
        return Vec::new();
    }
    let step = trashed_in(book, id);
    let same =
        book.linked(id).into_iter().filter(|other| book.get_any(*other).is_some_and(|it| it.is_deleted()));
    with_descendants(book, same.collect())
        .into_iter()
        .filter(|other| *other == id || trashed_in(book, *other) == step)
        .filter(|other| book.get_any(*other).is_some_and(|record| record.is_deleted()))
        .filter_map(|other| mark(book, other, false))
        .collect()
}

fn mark(book: &Book, id: RecordId, deleted: bool) -> Option<Draft> {
    let kind = kind_of(book.get_any(id)?.kind_name())?.name;
    Some(Draft { kind, record: id, parent: None, fields: FieldSet::new().with(DELETED, deleted) })
}

/// The commit that put a record in the trash.
fn trashed_in(book: &Book, id: RecordId) -> Option<CommitRef> {
    let history = book.history(id);
    let step = history.iter().rev().find(|step| {
        step.changes.iter().any(|change| change.field == DELETED.name && change.after == Value::Bool(true))
    })?;
    Some(step.commit.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::kind::Trait;
    use crate::domain::record::casework::{case, need, note, visit};
    use crate::domain::record::spine::household;
    use crate::domain::record::tracing::follow_up;

    #[test]
    fn erasing_somebody_takes_all_that_is_about_them_and_nothing_of_others() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let budi = desk.make(&person::SPEC, None, fields().with(person::NAME, "Budi"));
        let home = desk.make(&household::SPEC, None, fields().with(household::NAME, "Ani"));
        let membership = desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, ani));
        let other_member = desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, budi));
        let relation = desk.make(&relation::SPEC, Some(budi), fields().with(relation::OTHER, ani));
        let exposed = desk.make(&exposure::SPEC, Some(budi), fields().with(exposure::SOURCE, ani));
        let case = desk.make(&case::SPEC, Some(ani), fields());
        let note = desk.make(&note::SPEC, Some(case), fields().with(note::TEXT, "x"));
        let trashed = desk.make(&note::SPEC, Some(case), fields().with(note::TEXT, "y"));
        desk.trash(trashed);
        let follow_up = desk.make(&follow_up::SPEC, Some(ani), fields());
        let visit = desk.make(&visit::SPEC, Some(home), fields());
        let seen = desk.make(&attendance::SPEC, Some(visit), fields().with(attendance::PERSON, ani));
        let other_seen = desk.make(&attendance::SPEC, Some(visit), fields().with(attendance::PERSON, budi));

        let plan = plan_erase(desk.book(), ani);
        for id in [ani, membership, relation, exposed, case, note, trashed, follow_up, seen] {
            assert!(plan.contains(&id));
        }
        assert_eq!(plan.len(), 9);
        desk.erase(&plan);
        for id in [budi, home, other_member, visit, other_seen] {
            assert!(desk.book().get(id).is_some());
        }
        assert!(plan_erase(desk.book(), ani).is_empty());
        assert!(plan_erase(desk.book(), home).is_empty());
    }

    #[test]
    fn that_a_request_for_erasure_was_met_stays_on_record_without_a_word_about_the_person() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let mut ask = |kind: &str, outcome: Option<&str>| {
            let made =
                fields().with(data_request::KIND, kind).with(data_request::RECEIVED, day("2026-11-19"));
            let made = made.with(data_request::ASKED_BY, "Ani").with(data_request::WHAT, "Hapus data saya");
            let made = made.with(data_request::HOW, "letter").with_some(data_request::OUTCOME, outcome);
            desk.make(&data_request::SPEC, Some(ani), made)
        };
        ask(ERASURE, None);
        ask(ERASURE, Some("refused"));
        ask("access", None);
        // 2026-11-20 09:30 in Jakarta.
        let now = Stamp { ms: 1_795_141_800_000, offset: 420 };
        let mut made = 0;
        let proof = plan_proof(desk.book(), ani, now, &mut || {
            made += 1;
            RecordId::make(made, [9; 10])
        });
        assert_eq!((proof.len(), proof[0].parent), (1, None));
        let erased = plan_erase(desk.book(), ani);
        desk.erase_leaving(&erased, proof);
        assert_eq!(desk.book().of(&data_request::SPEC).count(), 1);
        let kept = proofs(desk.book());
        let (asked, done) = (kept[0].get(data_request::RECEIVED), kept[0].get(data_request::ANSWERED));
        assert_eq!((asked, done), (Some(day("2026-11-19")), Some(day("2026-11-20"))));
        for spec in data_request::SPEC.fields.iter().filter(|spec| spec.is(Trait::Personal)) {
            assert_eq!(kept[0].value(spec.name), None, "{}", spec.name);
        }
        assert!(plan_proof(desk.book(), ani, now, &mut || RecordId([8; 16])).is_empty());
    }

    #[test]
    fn restoring_brings_back_what_went_along_but_not_what_was_thrown_away_before() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let case = desk.make(&case::SPEC, Some(ani), fields());
        let kept = desk.make(&need::SPEC, Some(case), fields());
        let before = desk.make(&need::SPEC, Some(case), fields());
        desk.trash(before);
        desk.trash(ani);
        assert!([ani, case, kept].iter().all(|id| desk.book().get(*id).is_none()));
        assert!(plan_trash(desk.book(), ani).is_empty());

        let plan = plan_restore(desk.book(), ani);
        desk.save(plan);
        assert!([ani, case, kept].iter().all(|id| desk.book().get(*id).is_some()));
        assert!(desk.book().get(before).is_none());
        assert!(plan_restore(desk.book(), ani).is_empty());
    }
}
