//! Forms that write several records at once: an assessment with a finding for each life domain, and an
//! evaluation with a level for each goal. One form, one commit, so one step of history.
//!
//! What is typed is held as plain fields, the same that a kept draft holds: the fields of the record under
//! their own names, and those of a part as `score.biological` or `level.<goal's id>`.

use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet, Kind};
use crate::domain::record::casework::{assessment, attainment, evaluation, finding};
use crate::domain::value::{Fields, Value};

/// The name of a part's field in the form.
pub fn part(field: &str, of: &str) -> String {
    format!("{field}.{of}")
}

/// A text of the form, trimmed.
fn text<'a>(form: &'a Fields, name: &str) -> Option<&'a str> {
    form.get(name).and_then(Value::as_text).map(str::trim).filter(|text| !text.is_empty())
}

/// The fields that the form holds of the record itself.
fn own(form: &Fields, kind: &Kind) -> FieldSet {
    let mut fields = FieldSet::new();
    for spec in kind.fields {
        let value = match form.get(spec.name) {
            Some(Value::Text(text)) if text.trim().is_empty() => continue,
            Some(Value::Text(text)) => Value::from(text.trim()),
            Some(value) if !value.is_empty() => value.clone(),
            _ => continue,
        };
        fields.0.insert(spec.name.to_owned(), value);
    }
    fields
}

/// Plans an assessment with its findings. Nothing where nothing but the date was filled in.
pub fn plan_assessment(case: RecordId, form: &Fields, ids: &mut impl FnMut() -> RecordId) -> Vec<Draft> {
    let record = ids();
    let fields = own(form, &assessment::SPEC);
    let said = fields.0.keys().any(|name| name != assessment::DATE.name);
    let mut drafts = vec![Draft { kind: assessment::SPEC.name, record, parent: Some(case), fields }];
    for domain in lists::LIFE_DOMAIN.codes {
        let mut fields = FieldSet::new();
        let score =
            text(form, &part(finding::SCORE.name, domain.code)).and_then(|score| score.parse::<i64>().ok());
        if let Some(score) = score.filter(|score| (1..=5).contains(score)) {
            fields.set(finding::SCORE, score);
        }
        for field in [finding::CONDITION, finding::STRENGTHS, finding::NEEDS] {
            if let Some(said) = text(form, &part(field.name, domain.code)) {
                fields.set(field, said);
            }
        }
        if !fields.0.is_empty() {
            fields.set(finding::DOMAIN, domain.code);
            drafts.push(Draft { kind: finding::SPEC.name, record: ids(), parent: Some(record), fields });
        }
    }
    if said || drafts.len() > 1 { drafts } else { Vec::new() }
}

/// Plans an evaluation with the level of each goal that was rated. Nothing while the decision is missing.
pub fn plan_evaluation(
    case: RecordId,
    goals: &[RecordId],
    form: &Fields,
    ids: &mut impl FnMut() -> RecordId,
) -> Vec<Draft> {
    if text(form, evaluation::DECISION.name).is_none() {
        return Vec::new();
    }
    let record = ids();
    let fields = own(form, &evaluation::SPEC);
    let mut drafts = vec![Draft { kind: evaluation::SPEC.name, record, parent: Some(case), fields }];
    for goal in goals {
        let name = goal.to_string();
        let level =
            text(form, &part(attainment::LEVEL.name, &name)).and_then(|level| level.parse::<i64>().ok());
        let Some(level) = level.filter(|level| (-2..=2).contains(level)) else { continue };
        let mut fields = FieldSet::new().with(attainment::GOAL, *goal).with(attainment::LEVEL, level);
        if let Some(remark) = text(form, &part(attainment::REMARK.name, &name)) {
            fields.set(attainment::REMARK, remark);
        }
        drafts.push(Draft { kind: attainment::SPEC.name, record: ids(), parent: Some(record), fields });
    }
    drafts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::attainment::attainment_of;
    use crate::casework::case_view::case_detail;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::casework::{case, goal};

    fn form(rows: &[(&str, &str)]) -> Fields {
        rows.iter().map(|(name, text)| ((*name).to_owned(), Value::from(*text))).collect()
    }

    #[test]
    fn an_assessment_and_its_domains_are_one_save_and_untouched_domains_are_not_recorded() {
        let mut desk = Desk::new();
        let case = desk.make(&case::SPEC, None, fields());
        let typed = form(&[
            ("date", "2026-11-20"),
            ("wishes", "  Ingin sekolah lagi "),
            ("score.economic", "2"),
            ("condition.social", "Jarang keluar rumah"),
            ("score.legal", "9"),
            ("score.spiritual", ""),
        ]);
        let drafts = plan_assessment(case, &typed, &mut || desk.id());
        desk.save(drafts);
        let found = case_detail(desk.book(), case, day("2026-11-21")).unwrap().assessments;
        assert_eq!(found[0].record.text(assessment::WISHES), "Ingin sekolah lagi");
        let domains: Vec<_> = found[0].findings.iter().map(|one| (one.domain, one.score)).collect();
        assert_eq!(domains, [("social", None), ("economic", Some(2))]);
    }

    #[test]
    fn an_assessment_of_which_only_the_date_stands_is_not_one() {
        let mut desk = Desk::new();
        let case = desk.id();
        assert!(
            plan_assessment(case, &form(&[("date", "2026-11-20"), ("wishes", " ")]), &mut || desk.id())
                .is_empty()
        );
    }

    #[test]
    fn an_evaluation_rates_all_goals_in_one_save_and_waits_for_the_decision() {
        let mut desk = Desk::new();
        let case = desk.make(&case::SPEC, None, fields());
        let goals: Vec<_> = (0..2).map(|_| desk.make(&goal::SPEC, Some(case), fields())).collect();
        let level = part("level", &goals[0].to_string());
        let mut typed = form(&[("date", "2026-11-20"), (&level, "-1")]);
        assert!(plan_evaluation(case, &goals, &typed, &mut || desk.id()).is_empty());
        typed.insert("decision".into(), Value::from("continue"));
        let drafts = plan_evaluation(case, &goals, &typed, &mut || desk.id());
        let evaluation = drafts[0].record;
        desk.save(drafts);
        let found = attainment_of(desk.book(), evaluation).unwrap();
        assert_eq!((found.goals.len(), found.goals[0].level, found.unrated.len()), (1, -1, 1));
    }
}
