//! Which fields of a form matter, given what is already in it. A field that does not matter is not asked;
//! what it holds stays, because an answer must not be lost by touching another one.

use super::record::{casework, spine, tracing};
use super::value::{Fields, Value};

/// Whether the form should ask for a field.
pub fn is_asked(kind: &str, field: &str, fields: &Fields) -> bool {
    let filled = |name: &str| fields.get(name).is_some_and(|value| !value.is_empty());
    // The page of the outbreak changes the profile by its name; a form would show a code.
    if (kind, field) == ("outbreak", "profile") {
        return !filled(field);
    }
    if filled(field) && !is_step(kind, field) {
        return true;
    }
    let is = |name: &str, code: &str| fields.get(name).and_then(Value::as_text) == Some(code);
    match (kind, field) {
        _ if is_step(kind, field) => false,
        ("note", "text") => !is(casework::note::KIND.name, "soap"),
        ("note", "subjective" | "objective" | "assessment" | "plan") => is(casework::note::KIND.name, "soap"),
        ("person", "no_nik_reason") => !filled(spine::person::NIK.name),
        ("person", "health_cover_number" | "health_cover_status") => {
            filled(spine::person::HEALTH_COVER.name) && !is(spine::person::HEALTH_COVER.name, "none")
        }
        ("note", "participants" | "decisions" | "tasks") => is(casework::note::KIND.name, "conference"),
        // What is known of a guardian who is recorded stands with them.
        ("person", "guardian_name") => !filled(spine::person::GUARDIAN.name),
        ("person", "guardian_phones") => filled(spine::person::GUARDIAN_NAME.name),
        ("person", "guardian_kind") => {
            filled(spine::person::GUARDIAN.name) || filled(spine::person::GUARDIAN_NAME.name)
        }
        ("action", "done_on" | "result") => is(casework::action::STATE.name, "done"),
        ("action", "not_done_reason") => is(casework::action::STATE.name, "not_done"),
        ("referral", "partner_name") => !filled(casework::referral::PARTNER.name),
        ("referral", "refused_reason") => is(casework::referral::STATE.name, "refused"),
        ("referral", "sent" | "answered" | "feedback") => !is(casework::referral::STATE.name, "drafted"),
        ("consent", "reason") => is(spine::consent::STATE.name, "could_not_ask"),
        ("form_question", "choices") => {
            is(spine::form_question::ANSWER.name, "one") || is(spine::form_question::ANSWER.name, "several")
        }
        ("data_request", "answered" | "answered_at" | "reason") => filled(spine::data_request::OUTCOME.name),
        ("follow_up", "not_done_reason") => is(tracing::follow_up::RESULT.name, "not_done"),
        ("follow_up", "symptoms") => is(tracing::follow_up::RESULT.name, "unwell"),
        ("investigation", "onset") => !is(tracing::investigation::ONSET_KIND.name, "none"),
        _ => true,
    }
}

/// Whether a field is only ever written by a step of its own, never by a form: moving a case from stage to
/// stage, closing and reopening it; sending a referral, which asks for the client's consent first; what an attachment
/// says of its bytes, which never change; the place of a question among others.
pub fn is_step(kind: &str, field: &str) -> bool {
    let of_case = [
        casework::case::STAGE.name,
        casework::case::STAGE_REASON.name,
        casework::case::CLOSED.name,
        casework::case::REOPENED.name,
        casework::case::REOPEN_REASON.name,
    ];
    let of_bytes =
        [spine::attachment::MEDIA_TYPE.name, spine::attachment::SIZE.name, spine::attachment::DIGEST.name];
    (kind == tracing::disease_profile::SPEC.name && field == tracing::disease_profile::BASE.name)
        || (kind == casework::case::SPEC.name && of_case.contains(&field))
        || (kind == spine::form_question::SPEC.name && field == spine::form_question::ORDER.name)
        || (kind == spine::attachment::SPEC.name && of_bytes.contains(&field))
        || (kind == casework::referral::SPEC.name && field == casework::referral::STATE.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::domain::record::casework::{case, note, referral};
    use crate::domain::record::kind_of;
    use crate::domain::record::spine::attachment;

    #[test]
    fn a_free_note_asks_for_one_text_and_a_soap_note_for_four() {
        let asked = |kind: &str| {
            let fields = FieldSet::new().with(note::KIND, kind).0;
            note::SPEC.fields.iter().filter(|spec| is_asked("note", spec.name, &fields)).count()
        };
        assert_eq!(asked("soap"), asked("free") + 3);
    }

    #[test]
    fn only_a_case_conference_asks_who_took_part_and_what_was_decided() {
        let asked =
            |kind: &str, field: &str| is_asked("note", field, &FieldSet::new().with(note::KIND, kind).0);
        for field in ["participants", "decisions", "tasks"] {
            assert!(asked("conference", field) && !asked("free", field) && !asked("soap", field), "{field}");
        }
        assert!(asked("conference", "text"));
    }

    #[test]
    fn what_was_written_stays_in_sight() {
        let fields = FieldSet::new().with(note::KIND, "soap").with(note::TEXT, "sudah tertulis").0;
        assert!(is_asked("note", "text", &fields));
    }

    #[test]
    fn no_form_writes_the_stage_of_a_case_or_sends_a_referral() {
        let fields = FieldSet::new().with(case::STAGE, "evaluation").0;
        assert!(!is_asked("case", "stage", &fields));
        let fields = FieldSet::new().with(referral::STATE, "drafted").0;
        assert!(!is_asked("referral", "state", &fields));
    }

    #[test]
    fn no_form_writes_what_an_attachment_says_of_its_bytes() {
        let fields = FieldSet::new().with(attachment::DIGEST, "ab").with(attachment::SIZE, 2).0;
        let asked: Vec<&str> = attachment::SPEC
            .fields
            .iter()
            .map(|spec| spec.name)
            .filter(|name| is_asked("attachment", name, &fields))
            .collect();
        assert_eq!(asked, ["kind", "caption"]);
    }

    #[test]
    fn every_field_that_is_named_here_is_declared() {
        for (kind, field) in [
            ("note", "text"),
            ("note", "subjective"),
            ("note", "objective"),
            ("note", "assessment"),
            ("note", "plan"),
            ("person", "no_nik_reason"),
            ("person", "health_cover_number"),
            ("person", "health_cover_status"),
            ("note", "participants"),
            ("note", "decisions"),
            ("note", "tasks"),
            ("person", "guardian_name"),
            ("person", "guardian_kind"),
            ("person", "guardian_phones"),
            ("action", "done_on"),
            ("action", "result"),
            ("action", "not_done_reason"),
            ("referral", "partner_name"),
            ("referral", "refused_reason"),
            ("referral", "sent"),
            ("referral", "answered"),
            ("referral", "feedback"),
            ("consent", "reason"),
            ("data_request", "answered"),
            ("data_request", "answered_at"),
            ("data_request", "reason"),
            ("follow_up", "not_done_reason"),
            ("follow_up", "symptoms"),
            ("investigation", "onset"),
            ("outbreak", "profile"),
        ] {
            assert!(kind_of(kind).and_then(|kind| kind.field(field)).is_some(), "{kind}.{field}");
        }
    }
}
