//! The parts of one case's page, gathered from the book, and what a case is called.

use crate::domain::order::InOrder;
use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::agenda::{Item, items_of_case};
use super::attainment::{Attainment, attainment_of, latest_level};
use super::person::{NAMELESS, display_name, home_name};
use super::stage::{StageView, stage_of};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::record::casework::{
    action, advocacy, assessment, assistance, case, evaluation, finding, goal, need, note, referral,
    satisfaction, termination, visit,
};
use crate::domain::record::spine::{household, person};
use crate::ledger::{Book, RecordRef};

/// Whom a case is about by name; for a group, or where the client is unknown, the case number.
pub fn case_title(case: RecordRef<'_>, discreet: bool) -> String {
    let name = match case.parent_record() {
        Some(subject) if subject.is(&person::SPEC) => display_name(subject, discreet),
        Some(subject) if subject.is(&household::SPEC) => home_name(subject, discreet),
        _ => String::new(),
    };
    let code = case.text(case::CODE).trim();
    match (name.as_str(), code) {
        ("" | NAMELESS, "") => NAMELESS.to_owned(),
        ("" | NAMELESS, code) => code.to_owned(),
        _ => name,
    }
}

/// What an assessment found in one domain.
#[derive(Clone, Copy, Debug)]
pub struct FindingView<'a> {
    /// The finding.
    pub record: RecordRef<'a>,
    /// The domain's code.
    pub domain: &'a str,
    /// 1 to 5.
    pub score: Option<i64>,
    /// The score at the latest earlier assessment that gave one.
    pub previous: Option<i64>,
}

/// An assessment with what it found.
#[derive(Clone, Debug)]
pub struct AssessmentView<'a> {
    /// The assessment.
    pub record: RecordRef<'a>,
    /// Its findings.
    pub findings: Vec<FindingView<'a>>,
}

/// A goal with what is done for it.
#[derive(Clone, Debug)]
pub struct GoalView<'a> {
    /// The goal.
    pub record: RecordRef<'a>,
    /// Its actions by planned date.
    pub actions: Vec<RecordRef<'a>>,
    /// The level at the latest evaluation.
    pub level: Option<i64>,
}

/// An evaluation with its score.
#[derive(Clone, Debug)]
pub struct EvaluationView<'a> {
    /// The evaluation.
    pub record: RecordRef<'a>,
    /// Levels and T.
    pub attainment: Option<Attainment<'a>>,
}

/// The parts of a case's page. Whatever has a date is in order of that date, the newest last.
#[derive(Clone)]
pub struct CaseDetail<'a> {
    /// The case.
    pub case: RecordRef<'a>,
    /// Whom it is about.
    pub subject: Option<RecordRef<'a>>,
    /// Where it stands.
    pub stage: StageView,
    /// Assessments.
    pub assessments: Vec<AssessmentView<'a>>,
    /// Needs of the case.
    pub needs: Vec<RecordRef<'a>>,
    /// Goals with their actions.
    pub goals: Vec<GoalView<'a>>,
    /// Actions for no goal, or for one that is gone.
    pub loose_actions: Vec<RecordRef<'a>>,
    /// Assistance given.
    pub assistance: Vec<RecordRef<'a>>,
    /// Referrals.
    pub referrals: Vec<RecordRef<'a>>,
    /// Advocacy.
    pub advocacy: Vec<RecordRef<'a>>,
    /// Visits under the case and visits elsewhere that belong to it.
    pub visits: Vec<RecordRef<'a>>,
    /// Notes of the case and of those visits.
    pub notes: Vec<RecordRef<'a>>,
    /// Evaluations.
    pub evaluations: Vec<EvaluationView<'a>>,
    /// Terminations: more than one where the case was reopened.
    pub terminations: Vec<RecordRef<'a>>,
    /// Satisfaction surveys.
    pub satisfaction: Vec<RecordRef<'a>>,
    /// What is to be done, by date.
    pub due: Vec<Item>,
}

/// Gathers one case. `None` where it is not there.
pub fn case_detail(book: &Book, case: RecordId, today: NaiveDate) -> Option<CaseDetail<'_>> {
    let record = book.get_as(case, &case::SPEC)?;
    let list = |kind: &'static Kind, date: crate::domain::field::Field<_>| {
        let mut found: Vec<_> = book.children(case, kind).collect();
        found.order_by_key(|record| (record.get(date), record.id()));
        found
    };
    let mut visits = list(&visit::SPEC, visit::DATE);
    visits.extend(
        book.referring(&visit::SPEC, visit::CASE, case).into_iter().filter(|one| one.parent() != Some(case)),
    );
    visits.order_by_key(|visit| (visit.get(visit::DATE), visit.id()));
    let mut notes = list(&note::SPEC, note::DATE);
    notes.extend(visits.iter().flat_map(|visit| book.children(visit.id(), &note::SPEC)));
    notes.order_by_key(|note| (note.get(note::DATE), note.id()));
    let goals = list(&goal::SPEC, goal::DUE);
    let (for_goals, loose_actions): (Vec<_>, Vec<_>) =
        list(&action::SPEC, action::PLANNED_TO).into_iter().partition(|action| {
            action.get(action::GOAL).is_some_and(|id| goals.iter().any(|goal| goal.id() == id))
        });
    let evaluations = list(&evaluation::SPEC, evaluation::DATE);
    Some(CaseDetail {
        case: record,
        subject: record.parent_record(),
        stage: stage_of(book, case)?,
        assessments: assessments(book, list(&assessment::SPEC, assessment::DATE)),
        needs: list(&need::SPEC, need::NOTED),
        goals: goals
            .into_iter()
            .map(|goal| GoalView {
                record: goal,
                actions: for_goals
                    .iter()
                    .filter(|one| one.get(action::GOAL) == Some(goal.id()))
                    .copied()
                    .collect(),
                level: latest_level(book, goal.id()),
            })
            .collect(),
        loose_actions,
        assistance: list(&assistance::SPEC, assistance::DATE),
        referrals: list(&referral::SPEC, referral::SENT),
        advocacy: list(&advocacy::SPEC, advocacy::DATE),
        visits,
        notes,
        evaluations: evaluations
            .into_iter()
            .map(|record| EvaluationView { record, attainment: attainment_of(book, record.id()) })
            .collect(),
        terminations: list(&termination::SPEC, termination::DATE),
        satisfaction: list(&satisfaction::SPEC, satisfaction::DATE),
        due: items_of_case(book, case, today),
    })
}

/// Adds to each assessment, oldest first, the score that each domain had before.
fn assessments<'a>(book: &'a Book, records: Vec<RecordRef<'a>>) -> Vec<AssessmentView<'a>> {
    let mut before: FxHashMap<&'a str, i64> = FxHashMap::default();
    let mut found = Vec::new();
    for record in records {
        let findings: Vec<FindingView<'a>> = book
            .children(record.id(), &finding::SPEC)
            .map(|finding| {
                let domain = finding.text(finding::DOMAIN);
                let previous = before.get(domain).copied();
                FindingView { record: finding, domain, score: finding.get(finding::SCORE), previous }
            })
            .collect();
        before.extend(findings.iter().filter_map(|finding| Some((finding.domain, finding.score?))));
        found.push(AssessmentView { record, findings });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};

    const TODAY: &str = "2026-11-21";

    #[test]
    fn a_reassessment_shows_the_score_before_even_where_one_between_gave_none() {
        let mut desk = Desk::new();
        let case = desk.make(&case::SPEC, None, fields());
        for (date, score) in [("2026-05-01", None), ("2026-09-01", Some(4)), ("2026-01-01", Some(2))] {
            let id = desk.make(&assessment::SPEC, Some(case), fields().with(assessment::DATE, day(date)));
            let fields = fields().with(finding::DOMAIN, "social").with_some(finding::SCORE, score);
            desk.make(&finding::SPEC, Some(id), fields);
        }
        let detail = case_detail(desk.book(), case, day(TODAY)).unwrap();
        let scores: Vec<_> =
            detail.assessments.iter().map(|one| (one.findings[0].score, one.findings[0].previous)).collect();
        assert_eq!(scores, [(Some(2), None), (None, Some(2)), (Some(4), Some(2))]);
    }

    #[test]
    fn visits_and_notes_of_the_household_that_belong_to_the_case_are_on_its_page() {
        let mut desk = Desk::new();
        let home = desk.make(&household::SPEC, None, fields().with(household::NAME, "Ani"));
        let case = desk.make(&case::SPEC, Some(home), fields());
        let visit = desk.make(
            &visit::SPEC,
            Some(home),
            fields().with(visit::DATE, day("2026-11-10")).with(visit::CASE, case),
        );
        desk.make(&visit::SPEC, Some(home), fields().with(visit::DATE, day("2026-11-12")));
        let later = desk.make(&note::SPEC, Some(visit), fields().with(note::DATE, day("2026-11-10")));
        let early = desk.make(&note::SPEC, Some(case), fields().with(note::DATE, day("2026-11-01")));
        let goal = desk.make(&goal::SPEC, Some(case), fields());
        let doing = desk.make(&action::SPEC, Some(case), fields().with(action::GOAL, goal));
        let loose = desk.make(&action::SPEC, Some(case), fields().with(action::GOAL, RecordId([9; 16])));
        let detail = case_detail(desk.book(), case, day(TODAY)).unwrap();
        assert_eq!(detail.visits.iter().map(|one| one.id()).collect::<Vec<_>>(), [visit]);
        assert_eq!(detail.notes.iter().map(|one| one.id()).collect::<Vec<_>>(), [early, later]);
        assert_eq!(detail.goals[0].actions[0].id(), doing);
        assert_eq!(detail.loose_actions[0].id(), loose);
        let rows = desk.caseload(TODAY).cases;
        assert_eq!((rows[0].title.as_str(), rows[0].last_visit), ("Ani", Some(day("2026-11-12"))));
        assert!(case_detail(desk.book(), home, day(TODAY)).is_none());
    }
}
