//! Casework: a case and a need as Conditions, the plan as CarePlan with Goals, referrals as ServiceRequests, visits as
//! Encounters, and what was found at them as Observations.
//!
//! Notes have no place: what a worker writes day by day is not for the systems that read this.

use serde_json::Value;

use super::Writing;
use super::part::{Object, concept, known, list, named, notes, object, period, set, some};
use super::people::{CATEGORY, CLINICAL};
use crate::casework::stage::is_closed;
use crate::domain::code::lists as l;
use crate::domain::record::casework::*;
use crate::domain::record::spine::{consent, partner, person};
use crate::ledger::RecordRef;

/// The part of a case that is its plan.
const PLAN: u8 = 1;

pub(super) fn case_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(subject) = w.subject(record) else { return };
    let closed = is_closed(record);
    let mut one = w.resource("Condition", record.id(), 0);
    set(&mut one, "identifier", list([some([("value", w.free(record, case::CODE))])]));
    set(&mut one, "clinicalStatus", known(CLINICAL, if closed { "resolved" } else { "active" }));
    set(&mut one, "category", list([known(CATEGORY, "problem-list-item")]));
    let field = w.concept(record, case::FIELD, &l::FIELD_OF_PRACTICE);
    let code = match (w.free(record, case::PROBLEM), field) {
        (Some(problem), Some(Value::Object(mut field))) => {
            field.insert("text".to_owned(), problem);
            Some(Value::Object(field))
        }
        (Some(problem), _) => some([("text", Some(problem))]),
        (None, field) => field.or_else(|| w.called(case::SPEC.label)),
    };
    set(&mut one, "code", code);
    set(&mut one, "subject", Some(subject.clone()));
    set(&mut one, "recordedDate", w.day(record, case::OPENED));
    set(&mut one, "abatementDateTime", closed.then(|| w.day(record, case::CLOSED)).flatten());
    out.push(one);
    out.extend(plan(w, record, closed, subject));
}

/// The plan of a case, where there is one.
fn plan(w: &Writing<'_>, record: RecordRef<'_>, closed: bool, subject: Value) -> Option<Object> {
    let goals = list(w.book.children(record.id(), &goal::SPEC).map(|goal| Some(w.reference(goal.id()))));
    let actions = list(w.book.children(record.id(), &action::SPEC).map(|action| Some(activity(w, action))));
    if goals.is_none() && actions.is_none() {
        return None;
    }
    let mut one = w.resource("CarePlan", record.id(), PLAN);
    set(&mut one, "status", Some(if closed { "completed" } else { "active" }.into()));
    set(&mut one, "intent", Some("plan".into()));
    set(&mut one, "title", w.free(record, case::CODE));
    set(&mut one, "subject", Some(subject));
    set(&mut one, "period", period(w.day(record, case::OPENED), w.day(record, case::CLOSED)));
    set(&mut one, "addresses", list([Some(w.reference(record.id()))]));
    set(&mut one, "goal", goals);
    set(&mut one, "activity", actions);
    Some(one)
}

fn activity(w: &Writing<'_>, record: RecordRef<'_>) -> Value {
    let status = match record.text(action::STATE) {
        "done" => "completed",
        "not_done" => "stopped",
        _ if record.get(action::PLANNED_FROM).is_some() => "scheduled",
        _ => "not-started",
    };
    let when = match w.day(record, action::DONE_ON) {
        Some(done) => period(Some(done.clone()), Some(done)),
        None => period(w.day(record, action::PLANNED_FROM), w.day(record, action::PLANNED_TO)),
    };
    let detail = object([
        ("kind", Some("ServiceRequest".into())),
        ("code", w.concept(record, action::KIND, &l::ACTION_KIND)),
        ("goal", list([w.pointed(record, action::GOAL, &goal::SPEC)])),
        ("status", Some(status.into())),
        ("statusReason", w.concept(record, action::NOT_DONE_REASON, &l::ACTION_NOT_DONE_REASON)),
        ("scheduledPeriod", when),
        ("description", w.free(record, action::WHAT)),
    ]);
    object([("progress", notes([w.free(record, action::RESULT)])), ("detail", Some(detail))])
}

pub(super) fn need_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(subject) = w.subject(record) else { return };
    let mut one = w.resource("Condition", record.id(), 0);
    let status = match record.text(need::STATE) {
        "met" => "resolved",
        "dropped" => "inactive",
        _ => "active",
    };
    set(&mut one, "clinicalStatus", known(CLINICAL, status));
    let kind = w.concept(record, need::KIND, &l::NEED_KIND);
    set(&mut one, "category", list([kind.clone()]));
    let what = some([("text", w.free(record, need::WHAT))]);
    set(&mut one, "code", what.or(kind).or_else(|| w.called(need::SPEC.label)));
    set(&mut one, "subject", Some(subject));
    set(&mut one, "recordedDate", w.day(record, need::NOTED));
    out.push(one);
}

pub(super) fn goal_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(subject) = w.subject(record) else { return };
    let mut one = w.resource("Goal", record.id(), 0);
    let closed = record.parent_record().is_some_and(is_closed);
    set(&mut one, "lifecycleStatus", Some(if closed { "completed" } else { "active" }.into()));
    let statement = some([("text", w.free(record, goal::STATEMENT))]);
    set(&mut one, "description", statement.or_else(|| w.called(goal::SPEC.label)));
    set(&mut one, "subject", Some(subject));
    set(&mut one, "addresses", list([w.pointed(record, goal::NEED, &need::SPEC)]));
    let (aim, due) = (w.free(record, goal::TARGET), w.day(record, goal::DUE));
    let measured = some([("text", w.free(record, goal::INDICATOR))]);
    // FHIR asks for a measure where there is an aim.
    let measured = measured.or_else(|| aim.as_ref().and_then(|_| w.called(goal::SPEC.label)));
    set(&mut one, "target", list([some([("measure", measured), ("detailString", aim), ("dueDate", due)])]));
    set(&mut one, "note", notes([w.free(record, goal::BASELINE), w.free(record, goal::RELEVANCE)]));
    out.push(one);
}

pub(super) fn referral_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(subject) = w.subject(record) else { return };
    let mut one = w.resource("ServiceRequest", record.id(), 0);
    let status = match record.text(referral::STATE) {
        "drafted" => "draft",
        "refused" => "revoked",
        "served" | "closed" => "completed",
        "sent" | "received" | "accepted" => "active",
        _ => "unknown",
    };
    set(&mut one, "status", Some(status.into()));
    set(&mut one, "intent", Some("order".into()));
    let services = some([("text", w.free(record, referral::SERVICES))]);
    set(&mut one, "code", services.or_else(|| w.called(referral::SPEC.label)));
    set(&mut one, "subject", Some(subject));
    set(&mut one, "authoredOn", w.day(record, referral::SENT));
    let partner = record.get(referral::PARTNER).and_then(|id| w.book.get_as(id, &partner::SPEC));
    let partner = match partner {
        Some(partner) => w.free(partner, partner::NAME),
        None => w.free(record, referral::PARTNER_NAME),
    };
    set(&mut one, "performer", list([named(partner)]));
    set(&mut one, "reasonCode", list([some([("text", w.free(record, referral::REASON))])]));
    let case = record.parent_record().map(|case| w.reference(case.id()));
    set(&mut one, "reasonReference", list([case]));
    let consent = record.get(referral::CONSENT).and_then(|id| w.book.get_as(id, &consent::SPEC));
    let consent = consent.filter(|one| one.parent_record().is_some_and(|who| who.is(&person::SPEC)));
    set(&mut one, "supportingInfo", list([consent.map(|consent| w.reference(consent.id()))]));
    set(&mut one, "note", notes([w.free(record, referral::SUMMARY), w.free(record, referral::FEEDBACK)]));
    out.push(one);
}

pub(super) fn visit_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(subject) = w.subject(record) else { return };
    let mut one = w.resource("Encounter", record.id(), 0);
    let status = match record.text(visit::OUTCOME) {
        "met" => "finished",
        "not_home" | "refused" | "moved" => "cancelled",
        _ => "unknown",
    };
    set(&mut one, "status", Some(status.into()));
    let class = match record.text(visit::PLACE) {
        "home" | "" => "HH",
        "phone" => "VR",
        "office" => "AMB",
        _ => "FLD",
    };
    let class = object([
        ("system", Some("http://terminology.hl7.org/CodeSystem/v3-ActCode".into())),
        ("code", Some(class.into())),
    ]);
    set(&mut one, "class", Some(class));
    set(&mut one, "type", list([w.concept(record, visit::PURPOSE, &l::VISIT_PURPOSE)]));
    set(&mut one, "subject", Some(subject));
    let day = w.day(record, visit::DATE);
    set(&mut one, "period", period(day.clone(), day));
    let above =
        record.parent_record().filter(|above| above.is(&case::SPEC)).map(|case| w.reference(case.id()));
    set(&mut one, "reasonReference", list([above.or_else(|| w.pointed(record, visit::CASE, &case::SPEC))]));
    let place = w.concept(record, visit::PLACE, &l::VISIT_PLACE);
    let place = place.and_then(|place| named(place.get("text").cloned()));
    set(&mut one, "location", list([place.map(|place| object([("location", Some(place))]))]));
    out.push(one);
}

/// An observation of a record; what it says is set by whoever asks.
pub(super) fn observation(
    w: &Writing<'_>,
    record: RecordRef<'_>,
    subject: Value,
    code: Option<Value>,
    day: Option<Value>,
) -> Object {
    let mut one = w.resource("Observation", record.id(), 0);
    set(&mut one, "status", Some("final".into()));
    set(
        &mut one,
        "code",
        code.or_else(|| w.called(record.spec().map_or(need::SPEC.label, |kind| kind.label))),
    );
    set(&mut one, "subject", Some(subject));
    set(&mut one, "effectiveDateTime", day);
    one
}

pub(super) fn attendance_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(who) = w.pointed(record, attendance::PERSON, &person::SPEC) else { return };
    let visit = record.parent_record().filter(|visit| w.subject(*visit).is_some());
    let day = visit.and_then(|visit| w.day(visit, visit::DATE));
    let mut one = observation(w, record, who, None, day);
    set(&mut one, "encounter", visit.map(|visit| w.reference(visit.id())));
    set(&mut one, "valueCodeableConcept", w.concept(record, attendance::STATE, &l::ATTENDANCE));
    set(&mut one, "note", notes([w.free(record, attendance::REMARK)]));
    out.push(one);
}

pub(super) fn finding_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(subject) = w.subject(record) else { return };
    let day = record.parent_record().and_then(|assessment| w.day(assessment, assessment::DATE));
    let code = w.concept(record, finding::DOMAIN, &l::LIFE_DOMAIN);
    let mut one = observation(w, record, subject, code, day);
    set(&mut one, "category", list([known(OBSERVATION, "survey")]));
    set(&mut one, "valueInteger", record.get(finding::SCORE).and_then(whole));
    let said = [finding::CONDITION, finding::STRENGTHS, finding::NEEDS].map(|field| w.free(record, field));
    set(&mut one, "note", notes(said));
    out.push(one);
}

pub(super) fn attainment_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(subject) = w.subject(record) else { return };
    let day = record.parent_record().and_then(|evaluation| w.day(evaluation, evaluation::DATE));
    let mut one = observation(w, record, subject, None, day);
    set(&mut one, "focus", list([w.pointed(record, attainment::GOAL, &goal::SPEC)]));
    let level = record.get(attainment::LEVEL);
    set(&mut one, "valueInteger", level.and_then(whole));
    let meant = level.and_then(|level| concept(&l::ATTAINMENT_LEVEL, &level.to_string(), w.options.lang));
    set(&mut one, "interpretation", list([meant]));
    set(&mut one, "note", notes([w.free(record, attainment::REMARK)]));
    out.push(one);
}

pub(super) const OBSERVATION: &str = "http://terminology.hl7.org/CodeSystem/observation-category";

/// A number that FHIR's integers hold.
fn whole(number: i64) -> Option<Value> {
    i32::try_from(number).ok().map(Value::from)
}
