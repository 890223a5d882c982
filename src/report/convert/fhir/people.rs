//! People and households: Patient, Group, RelatedPerson, Consent and Flag, and the categories of PPKS as Conditions.
//!
//! What surprises: what endangers a visitor, and the wish to be discreet, are Flags, and only in a bundle for the agency.

use serde_json::Value;

use super::Writing;
use super::part::{Object, concept, concepts, day, known, list, named, object, period, set, some, text};
use crate::casework::person::{address_line, display_name, households_of, members};
use crate::domain::birth::Birth;
use crate::domain::code::CodeList;
use crate::domain::code::lists as l;
use crate::domain::record::spine::{consent, household, member, partner, person, relation};
use crate::domain::text::t;
use crate::ledger::RecordRef;

const NIK: &str = "https://fhir.kemkes.go.id/id/nik";
const KK: &str = "https://fhir.kemkes.go.id/id/kk";
const AREA: &str = "https://fhir.kemkes.go.id/r4/StructureDefinition/administrativeCode";
pub(super) const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
pub(super) const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/condition-category";

/// Parts of a person: the two flags, then a Condition for each category and each disability by its place in its list.
const DANGER: u8 = 2;
const DISCREET: u8 = 3;
const PPKS: u8 = 0x10;
const DISABILITY: u8 = 0x40;

fn identifier(system: &str, value: Option<Value>) -> Option<Value> {
    value.map(|value| object([("system", Some(system.into())), ("value", Some(value))]))
}

fn phones(w: &Writing<'_>, found: Option<Vec<&str>>) -> Option<Value> {
    let found = if w.is_full() { found.unwrap_or_default() } else { Vec::new() };
    list(found.into_iter().map(|number| {
        text(number).map(|number| object([("system", Some("phone".into())), ("value", Some(number))]))
    }))
}

fn name(w: &Writing<'_>, record: RecordRef<'_>) -> Option<Value> {
    w.is_full().then(|| text(&display_name(record, false))).flatten()
}

pub(super) fn patient(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let id = record.id();
    let mut one = w.resource("Patient", id, 0);
    let full = w.is_full();
    let homes = if full { households_of(w.book, id) } else { Vec::new() };
    let nik = identifier(NIK, w.free(record, person::NIK));
    let cards = homes.iter().map(|home| identifier(KK, w.free(*home, household::KK)));
    set(&mut one, "identifier", list(std::iter::once(nik).chain(cards)));
    set(&mut one, "active", Some(true.into()));
    let aliases = if full { record.get(person::ALIASES).unwrap_or_default() } else { Vec::new() };
    let nicknames = aliases.into_iter().map(|alias| {
        text(alias).map(|alias| object([("use", Some("nickname".into())), ("text", Some(alias))]))
    });
    let name = some([("text", name(w, record))]);
    set(&mut one, "name", list(std::iter::once(name).chain(nicknames)));
    set(&mut one, "telecom", phones(w, record.get(person::PHONES)));
    let sex = match record.text(person::SEX) {
        known @ ("male" | "female" | "unknown") => Some(known.into()),
        _ => None,
    };
    set(&mut one, "gender", sex);
    if full {
        let birth = match record.get(person::BIRTH) {
            Some(Birth::Exact(date)) => day(date),
            // An estimate is worth its year and no more.
            Some(birth) => {
                birth.year().filter(|year| (1..=9999).contains(year)).map(|year| format!("{year:04}").into())
            }
            None => None,
        };
        set(&mut one, "birthDate", birth);
    }
    set(&mut one, "deceasedDateTime", w.day(record, person::DIED_ON));
    let place =
        some([("extension", area(w, record)), ("text", full.then(|| text(&address_line(record))).flatten())]);
    set(&mut one, "address", list([place]));
    let marital = match record.text(person::MARITAL) {
        "single" => Some("S"),
        "married" | "married_unregistered" => Some("M"),
        "divorced" => Some("D"),
        "widowed" => Some("W"),
        "separated" => Some("L"),
        _ => None,
    };
    let marital =
        marital.and_then(|code| known("http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", code));
    set(&mut one, "maritalStatus", marital);
    set(&mut one, "contact", list([guardian(w, record)]));
    out.push(one);
    flags(w, record, out);
    let lists: [(u8, &CodeList, Vec<&str>); 2] = [
        (PPKS, &l::PPKS, record.get(person::PPKS).unwrap_or_default()),
        (DISABILITY, &l::DISABILITY, record.get(person::DISABILITIES).unwrap_or_default()),
    ];
    for (first, codes, found) in lists {
        for (place, entry) in codes.codes.iter().enumerate().filter(|(_, entry)| found.contains(&entry.code))
        {
            let Ok(place) = u8::try_from(place) else { continue };
            let mut one = w.resource("Condition", id, first + place);
            set(&mut one, "clinicalStatus", known(CLINICAL, "active"));
            set(&mut one, "category", list([known(CATEGORY, "problem-list-item")]));
            set(&mut one, "code", concept(codes, entry.code, w.options.lang));
            set(&mut one, "subject", Some(w.reference(id)));
            out.push(one);
        }
    }
}

/// The region, RT and RW as the health ministry's extension has them: codes without points.
fn area(w: &Writing<'_>, record: RecordRef<'_>) -> Option<Value> {
    let digits: String = record.text(person::REGION).chars().filter(char::is_ascii_digit).collect();
    // What is longer is no region, but perhaps a NIK in the wrong place.
    let digits = Some(digits).filter(|digits| digits.len() <= 10).unwrap_or_default();
    let mut parts: Vec<(&str, &str)> = [("province", 2), ("city", 4), ("district", 6), ("village", 10)]
        .into_iter()
        .filter_map(|(name, length)| Some((name, digits.get(..length)?)))
        .collect();
    if w.is_full() {
        parts.push(("rt", record.text(person::RT)));
        parts.push(("rw", record.text(person::RW)));
    }
    let parts = list(parts.into_iter().map(|(name, code)| {
        let plain = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        plain.then(|| object([("url", Some(name.into())), ("valueCode", Some(code.into()))]))
    }));
    list([parts.map(|parts| object([("url", Some(AREA.into())), ("extension", Some(parts))]))])
}

/// Whoever answers for somebody, recorded or only named.
fn guardian(w: &Writing<'_>, record: RecordRef<'_>) -> Option<Value> {
    if !w.is_full() {
        return None;
    }
    let recorded = record.get(person::GUARDIAN).and_then(|id| w.book.get_as(id, &person::SPEC));
    let called = match recorded {
        Some(guardian) => name(w, guardian),
        None => w.free(record, person::GUARDIAN_NAME),
    }?;
    let numbers = match recorded {
        Some(guardian) => guardian.get(person::PHONES),
        None => record.get(person::GUARDIAN_PHONES),
    };
    some([
        ("relationship", list([w.concept(record, person::GUARDIAN_KIND, &l::GUARDIAN_KIND)])),
        ("name", some([("text", Some(called))])),
        ("telecom", phones(w, numbers)),
    ])
}

fn flags(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let discreet = w.is_full() && record.get(person::DISCREET) == Some(true);
    let discreet =
        discreet.then(|| text(t("Sembunyikan nama di daftar", "Hide the name on lists").get(w.options.lang)));
    for (part, category, words) in
        [(DANGER, "safety", w.free(record, person::DANGERS)), (DISCREET, "admin", discreet.flatten())]
    {
        let Some(words) = words else { continue };
        let mut one = w.resource("Flag", record.id(), part);
        set(&mut one, "status", Some("active".into()));
        let kind = known("http://terminology.hl7.org/CodeSystem/flag-category", category);
        set(&mut one, "category", list([kind]));
        set(&mut one, "code", some([("text", Some(words))]));
        set(&mut one, "subject", Some(w.reference(record.id())));
        out.push(one);
    }
}

pub(super) fn group(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let mut one = w.resource("Group", record.id(), 0);
    set(&mut one, "identifier", list([identifier(KK, w.free(record, household::KK))]));
    set(&mut one, "active", Some(true.into()));
    set(&mut one, "type", Some("person".into()));
    set(&mut one, "actual", Some(true.into()));
    set(&mut one, "name", w.free(record, household::NAME));
    let found = members(w.book, record.id());
    let found = found.iter().map(|one| Some(object([("entity", Some(w.reference(one.person.id())))])));
    set(&mut one, "member", list(found));
    out.push(one);
}

/// Whether this is the membership of a head of household, which the Group says already.
pub(super) fn is_head(record: RecordRef<'_>) -> bool {
    record.is(&member::SPEC)
        && record.parent_record().and_then(|home| home.get(household::HEAD)) == record.get(member::PERSON)
}

/// A member is a related person of the head.
pub(super) fn member_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let head = record.parent_record().and_then(|home| home.get(household::HEAD));
    let head = head.and_then(|id| w.book.get_as(id, &person::SPEC));
    let who = record.get(member::PERSON).and_then(|id| w.book.get_as(id, &person::SPEC));
    let (Some(head), Some(who)) = (head, who) else { return };
    if head.id() == who.id() {
        return;
    }
    let mut one = related_person(w, record, head, who);
    set(&mut one, "relationship", list([w.concept(record, member::RELATION, &l::FAMILY_RELATION)]));
    set(&mut one, "period", period(w.day(record, member::SINCE), w.day(record, member::UNTIL)));
    set(&mut one, "active", Some(record.get(member::UNTIL).is_none().into()));
    out.push(one);
}

pub(super) fn related(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let of = record.parent_record().filter(|of| of.is(&person::SPEC));
    let other = record.get(relation::OTHER).and_then(|id| w.book.get_as(id, &person::SPEC));
    let (Some(of), Some(other)) = (of, other) else { return };
    let mut one = related_person(w, record, of, other);
    set(&mut one, "relationship", list([w.concept(record, relation::KIND, &l::RELATION_KIND)]));
    out.push(one);
}

/// `who` in the life of `of`.
fn related_person(w: &Writing<'_>, record: RecordRef<'_>, of: RecordRef<'_>, who: RecordRef<'_>) -> Object {
    let mut one = w.resource("RelatedPerson", record.id(), 0);
    set(&mut one, "patient", Some(w.reference(of.id())));
    set(&mut one, "identifier", list([identifier(NIK, w.free(who, person::NIK))]));
    set(&mut one, "name", list([some([("text", name(w, who))])]));
    let sex = Some(who.text(person::SEX)).filter(|sex| matches!(*sex, "male" | "female"));
    set(&mut one, "gender", sex.map(Value::from));
    one
}

pub(super) fn consent_of(w: &Writing<'_>, record: RecordRef<'_>, out: &mut Vec<Object>) {
    let Some(who) = record.parent_record().filter(|who| who.is(&person::SPEC)) else { return };
    let mut one = w.resource("Consent", record.id(), 0);
    let (status, kind) = match record.text(consent::STATE) {
        "given" => ("active", "permit"),
        "refused" => ("rejected", "deny"),
        "withdrawn" => ("inactive", "deny"),
        _ => ("proposed", "deny"),
    };
    set(&mut one, "status", Some(status.into()));
    set(&mut one, "scope", known("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"));
    set(&mut one, "category", list([known("http://loinc.org", "59284-0")]));
    set(&mut one, "patient", Some(w.reference(who.id())));
    set(&mut one, "dateTime", w.day(record, consent::DATE));
    set(&mut one, "performer", list([named(w.free(record, consent::GIVEN_BY))]));
    let basis = w.concept(record, consent::LEGAL_BASIS, &l::LEGAL_BASIS);
    set(&mut one, "policyRule", basis.or_else(|| w.called(t("UU 27/2022", "Law 27/2022"))));
    let receiver = record.get(consent::SHARED_WITH).and_then(|id| w.book.get_as(id, &partner::SPEC));
    let receiver = receiver.and_then(|receiver| named(w.free(receiver, partner::NAME))).map(|receiver| {
        let role = known("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP");
        object([("role", role), ("reference", Some(receiver))])
    });
    let purposes = record.get(consent::PURPOSES).unwrap_or_default();
    let provision = object([
        ("type", Some(kind.into())),
        ("period", period(None, w.day(record, consent::RETENTION))),
        ("actor", list([receiver])),
        ("code", concepts(&l::CONSENT_PURPOSE, &purposes, w.options.lang)),
    ]);
    set(&mut one, "provision", Some(provision));
    out.push(one);
}
