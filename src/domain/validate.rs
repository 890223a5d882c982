//! Checks of one record against its declaration. A *refusal* keeps a record from being saved; a
//! *warning* is shown and can be passed, because life does not keep to forms.

use super::birth::Birth;
use super::field::FieldType;
use super::id::RecordId;
use super::kind::{FieldSpec, Kind, Trait};
use super::value::{Fields, Value};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Shown, and can be passed.
    Warning,
    /// Keeps the record from being saved.
    Refusal,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing is given where something must be.
    Missing,
    /// Not of the field's type.
    WrongType,
    /// No such date or time.
    BadDate,
    /// Not a number of this field.
    OutOfRange,
    /// A code that this version's lists do not have.
    UnknownCode,
    /// Text of more than [`MAX_TEXT`] bytes.
    TooLong,
    /// A number of another length than 16 digits.
    Not16Digits,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
    /// How much that weighs.
    pub severity: Severity,
}

/// The longest text that one field takes, in bytes: some 25 pages.
pub const MAX_TEXT: usize = 100_000;

/// Checks the fields of a whole record.
pub fn check(kind: &'static Kind, fields: &Fields) -> Vec<Issue> {
    kind.fields.iter().filter_map(|spec| check_field(spec, fields.get(spec.name))).collect()
}

/// Whether any finding keeps the record from being saved.
pub fn refuses(issues: &[Issue]) -> bool {
    issues.iter().any(|issue| issue.severity == Severity::Refusal)
}

/// Checks one field.
pub fn check_field(spec: &'static FieldSpec, value: Option<&Value>) -> Option<Issue> {
    let issue = |problem, severity| Some(Issue { field: spec.name, problem, severity });
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return if spec.is(Trait::Required) { issue(Problem::Missing, Severity::Refusal) } else { None };
    };
    let problem = check_type(spec.ty, value)?;
    let severity = match problem {
        Problem::UnknownCode | Problem::Not16Digits => Severity::Warning,
        _ => Severity::Refusal,
    };
    issue(problem, severity)
}

fn check_type(ty: FieldType, value: &Value) -> Option<Problem> {
    use FieldType as F;
    match (ty, value) {
        (F::Line() | F::Long() | F::Region(), Value::Text(text)) => {
            (text.len() > MAX_TEXT).then_some(Problem::TooLong)
        }
        (F::Date(), Value::Text(text)) => text.parse::<chrono::NaiveDate>().err().map(|_| Problem::BadDate),
        (F::Time(), Value::Text(text)) => {
            chrono::NaiveTime::parse_from_str(text, "%H:%M").err().map(|_| Problem::BadDate)
        }
        (F::Int(least, most), Value::Int(number)) => {
            (!(least..=most).contains(number)).then_some(Problem::OutOfRange)
        }
        (F::Decimal(), Value::Text(text)) => (!is_decimal(text)).then_some(Problem::OutOfRange),
        (F::Flag(), Value::Bool(_)) => None,
        (F::Code(list), Value::Text(code)) => list.find(code).is_none().then_some(Problem::UnknownCode),
        (F::Codes(list), Value::List(items)) => {
            each_text(items, |code| list.find(code).is_none().then_some(Problem::UnknownCode))
        }
        (F::Ref(_), Value::Text(id)) => id.parse::<RecordId>().err().map(|_| Problem::WrongType),
        (F::Refs(_), Value::List(items)) => {
            each_text(items, |id| id.parse::<RecordId>().err().map(|_| Problem::WrongType))
        }
        (F::Lines() | F::Phones(), Value::List(items)) => {
            each_text(items, |text| (text.len() > MAX_TEXT).then_some(Problem::TooLong))
        }
        (F::Nik() | F::Kk(), Value::Text(text)) => (text.len() != 16
            || !text.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(Problem::Not16Digits),
        (F::Birth(), value) => Birth::from_value(value).is_none().then_some(Problem::BadDate),
        (F::Days(), Value::List(items)) => {
            items.iter().any(|item| !matches!(item, Value::Int(0..=3650))).then_some(Problem::OutOfRange)
        }
        _ => Some(Problem::WrongType),
    }
}

fn each_text(items: &[Value], check: impl Fn(&str) -> Option<Problem>) -> Option<Problem> {
    items.iter().find_map(|item| item.as_text().map_or(Some(Problem::WrongType), &check))
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= 20 && all_digits(whole) && all_digits(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::domain::record::casework::{evaluation, visit};
    use crate::domain::record::spine::person;

    #[test]
    fn a_nickname_of_one_letter_is_enough_to_start() {
        let fields = FieldSet::new().with(person::NAME, "M");
        assert_eq!(check(&person::SPEC, &fields.0), []);
    }

    #[test]
    fn a_person_without_any_name_is_refused() {
        let issues = check(&person::SPEC, &FieldSet::new().with(person::NAME, "  ").0);
        assert_eq!(issues, [Issue { field: "name", problem: Problem::Missing, severity: Severity::Refusal }]);
    }

    #[test]
    fn a_wrong_nik_warns_and_an_impossible_date_refuses() {
        let mut fields = FieldSet::new().with(person::NAME, "Siti").with(person::NIK, "517123");
        assert!(!refuses(&check(&person::SPEC, &fields.0)));
        fields.0.insert("died_on".into(), Value::from("2026-02-30"));
        assert!(refuses(&check(&person::SPEC, &fields.0)));
    }

    #[test]
    fn a_code_of_a_newer_list_is_kept_with_a_warning() {
        let mut fields = FieldSet::new().with(evaluation::DECISION, "pause");
        fields.0.insert("date".into(), Value::from("2026-11-21"));
        let issues = check(&evaluation::SPEC, &fields.0);
        assert!(!refuses(&issues) && issues.len() == 1);
        let _ = visit::SPEC.name;
    }
}
