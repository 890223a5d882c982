//! Data checks of tracing records, at entry and as a list. A finding is shown and never refuses: real
//! outbreaks hold secondary cases who fell ill before their source, and somebody has to look, not a form.

use crate::domain::order::InOrder;
use chrono::NaiveDate;

use crate::domain::field::{Field, FieldKind, marker};
use crate::domain::id::RecordId;
use crate::domain::kind::Draft;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{exposure, follow_up, investigation};
use crate::domain::text::{Text, t};
use crate::domain::value::Value;
use crate::ledger::{Book, RecordRef};
use crate::tracing::isolation::isolated_from;
use crate::tracing::trail::Classification;

/// What does not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// A secondary case fell ill before the source.
    IllBeforeSource,
    /// A contact whose exposure has no date: no day of follow-up can be counted.
    ExposureWithoutDate,
    /// The first exposure is after the last.
    FirstAfterLast,
    /// Reported before falling ill.
    ReportedBeforeOnset,
    /// Isolation ends before it begins.
    IsolationBackwards,
    /// The outcome lies before the onset.
    OutcomeBeforeOnset,
    /// Died, and no date is known.
    DeathWithoutDate,
    /// Seen after the day of death.
    FollowUpAfterDeath,
    /// Exposed after the source was isolated.
    ExposedInIsolation,
    /// Somebody exposed to themselves.
    OwnSource,
    /// A date that is still to come.
    InFuture,
}

impl Problem {
    /// What the user reads.
    pub const fn text(self) -> Text {
        match self {
            Problem::IllBeforeSource => {
                t("Kasus sekunder sakit sebelum sumbernya", "The secondary case fell ill before the source")
            }
            Problem::ExposureWithoutDate => t(
                "Paparan tanpa tanggal: hari pantau tidak dapat dihitung",
                "Exposure without a date: no days of follow-up can be counted",
            ),
            Problem::FirstAfterLast => {
                t("Paparan pertama sesudah paparan terakhir", "The first exposure is after the last exposure")
            }
            Problem::ReportedBeforeOnset => {
                t("Dilaporkan sebelum mulai bergejala", "Reported before the onset")
            }
            Problem::IsolationBackwards => {
                t("Isolasi selesai sebelum dimulai", "Isolation ends before it begins")
            }
            Problem::OutcomeBeforeOnset => {
                t("Akhir penyakit sebelum mulai bergejala", "The outcome lies before the onset")
            }
            Problem::DeathWithoutDate => t("Meninggal tanpa tanggal", "Died, and no date is known"),
            Problem::FollowUpAfterDeath => {
                t("Terlihat sesudah tanggal meninggal", "Seen after the day of death")
            }
            Problem::ExposedInIsolation => {
                t("Terpapar saat sumber sudah diisolasi", "Exposed after the source was isolated")
            }
            Problem::OwnSource => {
                t("Seseorang tercatat sebagai sumbernya sendiri", "Somebody is recorded as their own source")
            }
            Problem::InFuture => t("Tanggal belum terjadi", "The date is still to come"),
        }
    }

    /// The field beside which it is said while a record of this kind is written.
    fn field(self, kind: &str) -> &'static str {
        match self {
            Problem::FirstAfterLast | Problem::ExposedInIsolation => exposure::LAST.name,
            Problem::ExposureWithoutDate => exposure::FIRST.name,
            Problem::OwnSource => exposure::SOURCE.name,
            Problem::ReportedBeforeOnset => investigation::REPORTED.name,
            Problem::IsolationBackwards => investigation::ISOLATED_TO.name,
            Problem::OutcomeBeforeOnset | Problem::DeathWithoutDate => investigation::OUTCOME_ON.name,
            Problem::FollowUpAfterDeath => follow_up::DATE.name,
            Problem::IllBeforeSource if kind == exposure::SPEC.name => exposure::SOURCE.name,
            Problem::InFuture if kind == exposure::SPEC.name => exposure::LAST.name,
            Problem::InFuture if kind == follow_up::SPEC.name => follow_up::DATE.name,
            Problem::IllBeforeSource | Problem::InFuture => investigation::ONSET.name,
        }
    }
}

/// One finding with the records to open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What is wrong.
    pub problem: Problem,
    /// The records concerned; the one that was checked comes first.
    pub records: Vec<RecordId>,
}

/// A record as it would stand: what the draft sets, over what the book holds.
#[derive(Clone, Copy)]
struct View<'a> {
    id: RecordId,
    parent: Option<RecordId>,
    draft: Option<&'a Draft>,
    record: Option<RecordRef<'a>>,
}

impl<'a> View<'a> {
    fn of(record: RecordRef<'a>) -> Self {
        View { id: record.id(), parent: record.parent(), draft: None, record: Some(record) }
    }

    fn text<K>(&self, field: Field<K>) -> Option<String>
    where
        K: for<'b> FieldKind<Out<'b> = &'b str>,
    {
        match self.draft.and_then(|draft| draft.fields.0.get(field.name)) {
            Some(value) => value.as_text().map(str::to_owned),
            None => self.record.and_then(|record| record.get(field)).map(str::to_owned),
        }
    }

    fn date(&self, field: Field<marker::Date>) -> Option<NaiveDate> {
        match self.draft.and_then(|draft| draft.fields.0.get(field.name)) {
            Some(value) => value.as_text()?.parse().ok(),
            None => self.record?.get(field),
        }
    }

    fn link(&self, field: Field<marker::Ref>) -> Option<RecordId> {
        match self.draft.and_then(|draft| draft.fields.0.get(field.name)) {
            Some(value) => Value::as_text(value)?.parse().ok(),
            None => self.record?.get(field),
        }
    }
}

/// Checks a record as it would stand after the draft is written.
pub fn check_draft(book: &Book, draft: &Draft, today: NaiveDate) -> Vec<Finding> {
    let record = book.get(draft.record);
    let parent = record.and_then(|record| record.parent()).or(draft.parent);
    let view = View { id: draft.record, parent, draft: Some(draft), record };
    check(book, draft.kind, view, today)
}

/// Whether records of a kind are checked at all.
pub fn is_checked(kind: &str) -> bool {
    [exposure::SPEC.name, follow_up::SPEC.name, investigation::SPEC.name].contains(&kind)
}

/// What a form says beside its fields of a record as it would stand, each once.
pub fn at_fields(book: &Book, draft: &Draft, today: NaiveDate) -> Vec<(&'static str, Problem)> {
    let found = check_draft(book, draft, today).into_iter().map(|finding| finding.problem);
    let mut found: Vec<_> = found.map(|problem| (problem.field(draft.kind), problem)).collect();
    found.order();
    found.dedup();
    found
}

/// Checks every tracing record, of one outbreak or of all. Each problem of a pair of records is
/// reported once.
pub fn check_all(book: &Book, outbreak: Option<RecordId>, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    let wanted = |of: Option<RecordId>| outbreak.is_none() || of == outbreak;
    for record in book.of(&exposure::SPEC).filter(|record| wanted(record.get(exposure::OUTBREAK))) {
        found.extend(check_exposure(book, View::of(record), today));
    }
    for record in book.of(&investigation::SPEC).filter(|record| wanted(record.get(investigation::OUTBREAK))) {
        // What an onset has to do with the sources was found through the exposures.
        found.extend(check_dates(book, View::of(record), today));
    }
    for record in book.of(&follow_up::SPEC).filter(|record| wanted(record.get(follow_up::OUTBREAK))) {
        found.extend(check_follow_up(book, View::of(record), today));
    }
    found.order();
    found.dedup();
    found
}

/// What does not fit in the records of one person in an outbreak, each kind of problem once.
pub fn check_person(book: &Book, who: RecordId, outbreak: RecordId, today: NaiveDate) -> Vec<Problem> {
    let of = [exposure::OUTBREAK, investigation::OUTBREAK, follow_up::OUTBREAK];
    let mut found: Vec<Problem> = book
        .all_children(who)
        .filter(|record| of.iter().any(|field| record.get(*field) == Some(outbreak)))
        .flat_map(|record| check(book, record.kind_name(), View::of(record), today))
        .map(|finding| finding.problem)
        .collect();
    found.order();
    found.dedup();
    found
}

fn check(book: &Book, kind: &str, view: View<'_>, today: NaiveDate) -> Vec<Finding> {
    if kind == exposure::SPEC.name {
        check_exposure(book, view, today)
    } else if kind == follow_up::SPEC.name {
        check_follow_up(book, view, today)
    } else if kind == investigation::SPEC.name {
        let mut found = check_dates(book, view, today);
        found.extend(check_onset(book, view));
        found
    } else {
        Vec::new()
    }
}

/// The investigation by which somebody is a case in an outbreak.
fn case_of(book: &Book, who: RecordId, outbreak: Option<RecordId>) -> Option<RecordRef<'_>> {
    book.children(who, &investigation::SPEC).find(|record| {
        record.get(investigation::OUTBREAK) == outbreak
            && Classification::of_code(record.text(investigation::CLASSIFICATION)).is_case()
    })
}

fn check_exposure(book: &Book, view: View<'_>, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut report = |problem, others: &[RecordId]| {
        let records = std::iter::once(view.id).chain(others.iter().copied()).collect();
        found.push(Finding { problem, records });
    };
    let (first, last) = (view.date(exposure::FIRST), view.date(exposure::LAST));
    if let (Some(first), Some(last)) = (first, last)
        && first > last
    {
        report(Problem::FirstAfterLast, &[]);
    }
    if last.is_some_and(|last| last > today) {
        report(Problem::InFuture, &[]);
    }
    // A link between cases needs none to stand in a chain.
    let exposed_case = view.parent.and_then(|who| case_of(book, who, view.link(exposure::OUTBREAK)));
    if first.is_none() && last.is_none() && exposed_case.is_none() {
        report(Problem::ExposureWithoutDate, &[]);
    }
    let Some(source) = view.link(exposure::SOURCE) else { return found };
    if Some(source) == view.parent {
        report(Problem::OwnSource, &[source]);
        return found;
    }
    let outbreak = view.link(exposure::OUTBREAK);
    let Some(source_case) = case_of(book, source, outbreak) else { return found };
    if let (Some(from), Some(last)) = (isolated_from(source_case), last)
        && last > from
        && source_case.get(investigation::ISOLATED_TO).is_none_or(|to| first.unwrap_or(last) <= to)
    {
        report(Problem::ExposedInIsolation, &[source_case.id()]);
    }
    if let Some(own_case) = view.parent.and_then(|who| case_of(book, who, outbreak))
        && let Some(own) = own_case.get(investigation::ONSET)
        && let Some(theirs) = source_case.get(investigation::ONSET)
        && own < theirs
    {
        report(Problem::IllBeforeSource, &[own_case.id(), source_case.id()]);
    }
    found
}

fn check_dates(book: &Book, view: View<'_>, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut report = |problem| found.push(Finding { problem, records: vec![view.id] });
    let onset = view.date(investigation::ONSET);
    let before = |early: Option<NaiveDate>, late: Option<NaiveDate>| matches!((early, late), (Some(early), Some(late)) if early > late);
    if before(onset, view.date(investigation::REPORTED)) {
        report(Problem::ReportedBeforeOnset);
    }
    if before(view.date(investigation::ISOLATED_FROM), view.date(investigation::ISOLATED_TO)) {
        report(Problem::IsolationBackwards);
    }
    if before(onset, view.date(investigation::OUTCOME_ON)) {
        report(Problem::OutcomeBeforeOnset);
    }
    if onset.is_some_and(|onset| onset > today) {
        report(Problem::InFuture);
    }
    let died_on = view.parent.and_then(|who| book.get(who)).and_then(|who| who.get(person::DIED_ON));
    if view.text(investigation::OUTCOME).as_deref() == Some("died")
        && view.date(investigation::OUTCOME_ON).is_none()
        && died_on.is_none()
    {
        report(Problem::DeathWithoutDate);
    }
    found
}

/// An onset as it would stand, against the sources of the person and those whose source the person is.
fn check_onset(book: &Book, view: View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let (Some(onset), Some(who)) = (view.date(investigation::ONSET), view.parent) else { return found };
    let outbreak = view.link(investigation::OUTBREAK);
    let onset_of = |who| {
        let case = case_of(book, who, outbreak)?;
        Some((case.id(), case.get(investigation::ONSET)?))
    };
    for link in book.children(who, &exposure::SPEC) {
        let Some(source) = link.get(exposure::SOURCE).filter(|source| *source != who) else { continue };
        if link.get(exposure::OUTBREAK) == outbreak
            && let Some((case, theirs)) = onset_of(source)
            && onset < theirs
        {
            found
                .push(Finding { problem: Problem::IllBeforeSource, records: vec![view.id, link.id(), case] });
        }
    }
    for link in book.referring(&exposure::SPEC, exposure::SOURCE, who) {
        let Some(exposed) = link.parent().filter(|exposed| *exposed != who) else { continue };
        if link.get(exposure::OUTBREAK) == outbreak
            && let Some((case, theirs)) = onset_of(exposed)
            && theirs < onset
        {
            found
                .push(Finding { problem: Problem::IllBeforeSource, records: vec![view.id, link.id(), case] });
        }
    }
    found
}

fn check_follow_up(book: &Book, view: View<'_>, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(date) = view.date(follow_up::DATE) else { return found };
    if date > today {
        found.push(Finding { problem: Problem::InFuture, records: vec![view.id] });
    }
    let seen = matches!(view.text(follow_up::RESULT).as_deref(), Some("well" | "unwell"));
    let Some(who) = view.parent.filter(|_| seen) else { return found };
    let died = book.get(who).and_then(|who| who.get(person::DIED_ON)).map(|on| (who, on)).or_else(|| {
        book.children(who, &investigation::SPEC)
            .filter(|record| record.get(investigation::OUTCOME) == Some("died"))
            .find_map(|record| Some((record.id(), record.get(investigation::OUTCOME_ON)?)))
    });
    if let Some((record, on)) = died
        && date > on
    {
        found.push(Finding { problem: Problem::FollowUpAfterDeath, records: vec![view.id, record] });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::tracing::fixture::{Scene, day};
    use crate::tracing::tianjin::tianjin;

    const TODAY: &str = "2026-11-21";

    #[test]
    fn a_death_without_a_date_is_flagged_where_the_person_is_seen() {
        let mut scene = Scene::new();
        let (outbreak, other) = (scene.outbreak("mpox"), scene.outbreak("ebola"));
        let who = scene.person("A");
        let case = scene.case(outbreak, who, "probable", None);
        assert_eq!(check_person(scene.book(), who, outbreak, day(TODAY)), []);
        scene.set(case, FieldSet::new().with(investigation::OUTCOME, "died"));
        assert_eq!(check_person(scene.book(), who, outbreak, day(TODAY)), [Problem::DeathWithoutDate]);
        assert_eq!(check_person(scene.book(), who, other, day(TODAY)), []);
        scene.set(case, FieldSet::new().with(investigation::OUTCOME_ON, day("2026-11-20")));
        assert_eq!(check_person(scene.book(), who, outbreak, day(TODAY)), []);
    }

    fn problems(scene: &Scene) -> Vec<Problem> {
        check_all(scene.book(), None, day(TODAY)).into_iter().map(|finding| finding.problem).collect()
    }

    #[test]
    fn a_secondary_case_who_fell_ill_first_is_found_at_entry_and_in_the_list() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let (source, who) = (scene.person("S"), scene.person("K"));
        let source_case = scene.case(outbreak, source, "probable", Some("2026-11-10"));
        let link = scene.exposure(outbreak, Some(source), who, "2026-11-09");
        let fields = FieldSet::new()
            .with(investigation::OUTBREAK, outbreak)
            .with(investigation::CLASSIFICATION, "suspect")
            .with(investigation::ONSET, day("2026-11-08"));
        let draft = scene.draft(investigation::SPEC.name, Some(who), fields);
        let found = check_draft(scene.book(), &draft, day(TODAY));
        let records = vec![draft.record, link, source_case];
        assert_eq!(found, [Finding { problem: Problem::IllBeforeSource, records }]);
        assert!(problems(&scene).is_empty());
        let own = draft.record;
        scene.save(vec![draft]);
        assert_eq!(problems(&scene), [Problem::IllBeforeSource]);
        // Corrected in the form, before it is saved.
        let fields = FieldSet::new().with(investigation::ONSET, day("2026-11-12"));
        let draft = Draft { kind: investigation::SPEC.name, record: own, parent: None, fields };
        assert!(check_draft(scene.book(), &draft, day(TODAY)).is_empty());
    }

    #[test]
    fn dates_out_of_order_are_found() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let who = scene.person("K");
        let link = scene.exposure(outbreak, None, who, "2026-11-09");
        scene.set(link, FieldSet::new().with(exposure::FIRST, day("2026-11-10")));
        let case = scene.case(outbreak, who, "probable", Some("2026-11-10"));
        let fields = FieldSet::new()
            .with(investigation::REPORTED, day("2026-11-09"))
            .with(investigation::ISOLATED_FROM, day("2026-11-12"))
            .with(investigation::ISOLATED_TO, day("2026-11-11"))
            .with(investigation::OUTCOME_ON, day("2026-11-01"));
        scene.set(case, fields);
        assert_eq!(
            problems(&scene),
            [
                Problem::FirstAfterLast,
                Problem::ReportedBeforeOnset,
                Problem::IsolationBackwards,
                Problem::OutcomeBeforeOnset,
            ]
        );
    }

    #[test]
    fn a_death_needs_a_date_and_nobody_is_seen_after_it() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let who = scene.person("K");
        let case = scene.case(outbreak, who, "probable", None);
        scene.set(case, FieldSet::new().with(investigation::OUTCOME, "died"));
        assert_eq!(problems(&scene), [Problem::DeathWithoutDate]);
        scene.set(who, FieldSet::new().with(person::DIED_ON, day("2026-11-10")));
        assert!(problems(&scene).is_empty());
        scene.seen(outbreak, who, "2026-11-10", "well", "2026-11-10");
        scene.seen(outbreak, who, "2026-11-11", "absent", "2026-11-11");
        assert!(problems(&scene).is_empty());
        scene.seen(outbreak, who, "2026-11-11", "well", "2026-11-11");
        assert_eq!(problems(&scene), [Problem::FollowUpAfterDeath]);
    }

    #[test]
    fn an_exposure_to_an_isolated_source_and_to_oneself_are_found() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let (source, who) = (scene.person("S"), scene.person("K"));
        let case = scene.case(outbreak, source, "probable", Some("2026-11-01"));
        scene.set(case, FieldSet::new().with(investigation::ISOLATED_FROM, day("2026-11-05")));
        scene.exposure(outbreak, Some(source), who, "2026-11-05");
        assert!(problems(&scene).is_empty());
        scene.exposure(outbreak, Some(source), who, "2026-11-06");
        scene.exposure(outbreak, Some(who), who, "2026-11-06");
        assert_eq!(problems(&scene), [Problem::ExposedInIsolation, Problem::OwnSource]);
        scene.set(case, FieldSet::new().with(investigation::ISOLATED_AT, "none"));
        assert_eq!(problems(&scene), [Problem::OwnSource], "there was no isolation");
    }

    #[test]
    fn what_does_not_fit_is_said_beside_its_field_while_it_is_written() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let who = scene.person("K");
        let dates = |fields: [(Field<marker::Date>, &str); 3]| {
            fields.into_iter().fold(FieldSet::new(), |set, (field, date)| set.with(field, day(date)))
        };
        let wrong = dates([
            (investigation::ONSET, "2026-11-22"),
            (investigation::REPORTED, "2026-11-09"),
            (investigation::OUTCOME_ON, "2026-11-01"),
        ]);
        let mut draft = scene.draft(investigation::SPEC.name, Some(who), wrong);
        draft.fields.set(investigation::OUTBREAK, outbreak);
        assert_eq!(
            at_fields(scene.book(), &draft, day(TODAY)),
            [
                (investigation::ONSET.name, Problem::InFuture),
                (investigation::OUTCOME_ON.name, Problem::OutcomeBeforeOnset),
                (investigation::REPORTED.name, Problem::ReportedBeforeOnset),
            ]
        );
        // Corrected, and what stood in a record that is changed is taken out.
        scene.save(vec![draft.clone()]);
        draft.fields.set(investigation::ONSET, day("2026-11-01"));
        draft.fields.0.insert(investigation::OUTCOME_ON.name.to_owned(), Value::Null);
        assert_eq!(at_fields(scene.book(), &draft, day(TODAY)), []);

        let link = FieldSet::new().with(exposure::OUTBREAK, outbreak).with(exposure::SOURCE, who);
        let link = link.with(exposure::FIRST, day("2026-11-10")).with(exposure::LAST, day("2026-11-09"));
        let link = scene.draft(exposure::SPEC.name, Some(who), link);
        let found = at_fields(scene.book(), &link, day(TODAY));
        let expected =
            [(exposure::LAST.name, Problem::FirstAfterLast), (exposure::SOURCE.name, Problem::OwnSource)];
        assert_eq!(found, expected);
        assert!(is_checked(link.kind) && !is_checked(person::SPEC.name));
    }

    #[test]
    fn a_date_to_come_is_found() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let who = scene.person("K");
        scene.exposure(outbreak, None, who, "2026-11-22");
        scene.seen(outbreak, who, "2026-11-22", "well", "2026-11-21");
        assert_eq!(problems(&scene), [Problem::InFuture, Problem::InFuture]);
    }

    #[test]
    fn the_twelve_negative_links_of_tianjin_are_listed() {
        let (scene, outbreak, _) = tianjin();
        let found = check_all(scene.book(), Some(outbreak), day(TODAY));
        let early = found.iter().filter(|finding| finding.problem == Problem::IllBeforeSource).count();
        assert_eq!((early, found.len()), (12, 12));
    }

    #[test]
    fn a_contacts_exposure_without_a_date_is_found_and_a_link_between_cases_is_not() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let (source, who) = (scene.person("A"), scene.person("B"));
        scene.case(outbreak, source, "suspect", Some("2026-11-01"));
        let fields = FieldSet::new().with(exposure::OUTBREAK, outbreak).with(exposure::SOURCE, source);
        scene.add(exposure::SPEC.name, Some(who), fields);
        assert_eq!(problems(&scene), [Problem::ExposureWithoutDate]);
        scene.case(outbreak, who, "suspect", Some("2026-11-05"));
        assert_eq!(problems(&scene), []);
    }
}
