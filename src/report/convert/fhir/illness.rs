//! Outbreaks: an investigation as a Condition, checks and tests as Observations. Exposures have no place in FHIR's
//! resources of one person; who met whom goes out in Go.Data's shape instead.

use serde_json::{Number, Value};

use super::Writing;
use super::part::{Object, concept, concepts, known, label, list, named, notes, object, set, some};
use super::people::{CATEGORY, CLINICAL};
use super::work::{OBSERVATION, observation};
use crate::domain::code::lists as l;
use crate::domain::record::tracing::*;
use crate::ledger::RecordRef;

const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";

pub(super) fn investigation_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(subject) = w.subject(record) else { return };
    let mut one = w.resource("Condition", record.id(), 0);
    let verified = match record.text(investigation::CLASSIFICATION) {
        "probable" => "provisional",
        "confirmed_symptomatic" | "confirmed_asymptomatic" => "confirmed",
        "discarded" => "refuted",
        _ => "unconfirmed",
    };
    let status = match record.text(investigation::OUTCOME) {
        "recovered" | "recovered_sequelae" => "resolved",
        "died" => "inactive",
        _ if verified == "refuted" => "inactive",
        _ => "active",
    };
    set(&mut one, "clinicalStatus", known(CLINICAL, status));
    set(&mut one, "verificationStatus", known(VERIFICATION, verified));
    set(&mut one, "category", list([known(CATEGORY, "encounter-diagnosis")]));
    // The name of an outbreak is nobody's.
    let outbreak = record.get(investigation::OUTBREAK).and_then(|id| w.book.get_as(id, &outbreak::SPEC));
    let code = outbreak.and_then(|outbreak| label(outbreak.text(outbreak::NAME)));
    set(&mut one, "code", code.or_else(|| w.called(investigation::SPEC.label)));
    set(&mut one, "subject", Some(subject));
    set(&mut one, "onsetDateTime", w.day(record, investigation::ONSET));
    set(&mut one, "recordedDate", w.day(record, investigation::REPORTED));
    let symptoms = record.get(investigation::SYMPTOMS).unwrap_or_default();
    let symptoms = concepts(&l::SYMPTOM, &symptoms, w.options.lang);
    set(&mut one, "evidence", list([some([("code", symptoms)])]));
    set(&mut one, "note", notes([w.free(record, investigation::HOW_INFECTED)]));
    out.push(one);
}

pub(super) fn follow_up_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(subject) = w.subject(record) else { return };
    let mut one = observation(w, record, subject, None, w.day(record, follow_up::DATE));
    set(&mut one, "valueCodeableConcept", w.concept(record, follow_up::RESULT, &l::FOLLOW_UP_RESULT));
    set(&mut one, "method", w.concept(record, follow_up::METHOD, &l::FOLLOW_UP_METHOD));
    let degrees = record.text(follow_up::TEMPERATURE).parse().ok().and_then(Number::from_f64);
    let degrees = degrees.map(|degrees| {
        let quantity = object([
            ("value", Some(Value::Number(degrees))),
            ("unit", Some("°C".into())),
            ("system", Some("http://unitsofmeasure.org".into())),
            ("code", Some("Cel".into())),
        ]);
        object([("code", known("http://loinc.org", "8310-5")), ("valueQuantity", Some(quantity))])
    });
    let symptoms = record.get(follow_up::SYMPTOMS).unwrap_or_default();
    let called = follow_up::SPEC.field(follow_up::SYMPTOMS.name).and_then(|field| w.called(field.label));
    let symptoms = symptoms.into_iter().map(|code| {
        let value = concept(&l::SYMPTOM, code, w.options.lang)?;
        Some(object([("code", called.clone()), ("valueCodeableConcept", Some(value))]))
    });
    set(&mut one, "component", list(std::iter::once(degrees).chain(symptoms)));
    set(&mut one, "note", notes([w.free(record, follow_up::REMARK)]));
    out.push(one);
}

pub(super) fn test_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(subject) = w.subject(record) else { return };
    let code = w.concept(record, lab_test::KIND, &l::LAB_TEST_KIND);
    let mut one = observation(w, record, subject, code, w.day(record, lab_test::TAKEN));
    let status = match record.text(lab_test::RESULT) {
        "pending" | "" => "registered",
        "rejected" => "cancelled",
        _ => "final",
    };
    set(&mut one, "status", Some(status.into()));
    set(&mut one, "category", list([known(OBSERVATION, "laboratory")]));
    let result = w.concept(record, lab_test::RESULT, &l::LAB_RESULT);
    set(&mut one, "valueCodeableConcept", result.filter(|_| status == "final"));
    set(&mut one, "performer", list([named(w.free(record, lab_test::LABORATORY))]));
    out.push(one);
}
