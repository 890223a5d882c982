//! An outbreak in the shape of Go.Data: persons, relationships, follow-ups and laboratory results, with its codes.
//!
//! Only the shape is Go.Data's; `docs/FORMATS.md` says what is mapped and what has no place there. An exposure without a
//! source, or on an event, is a date of the contact and no relationship to a person.

use chrono::NaiveDate;
use rustc_hash::FxHashSet;
use serde_json::{Map, Value, json};

use super::from_book::{everybody, list_ids};
use crate::domain::birth::Birth;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{event, exposure, follow_up, investigation, lab_test};
use crate::ledger::{Book, RecordRef};
use crate::tracing::isolation::isolated_from;
use crate::tracing::rule::tests_of;
use crate::tracing::trail::{CheckResult, Classification, Trail, Trails};

const CODE: &str = "LNG_REFERENCE_DATA_CATEGORY_";

fn code(category: &str, name: &str) -> Value {
    Value::from(format!("{CODE}{category}_{name}"))
}

/// A day as Go.Data writes it.
fn day(date: NaiveDate) -> Value {
    Value::from(format!("{date}T00:00:00.000Z"))
}

/// Sets what is known and leaves out what is not.
fn set(object: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value);
    }
}

/// An outbreak as one JSON object.
pub fn go_data(book: &Book, outbreak: RecordId, today: NaiveDate) -> Value {
    let trails = Trails::read(book, |record| record.id() == outbreak);
    let people = everybody(book, outbreak, &trails);
    let ids = list_ids(book, &people);
    let taken: FxHashSet<&str> = ids.values().map(String::as_str).collect();
    let none = Trail::default();
    let mut found: [Vec<Value>; 4] = Default::default();
    let [persons, relationships, follow_ups, lab_results] = &mut found;
    let mut number = 0_usize;
    for who in &people {
        let Some(record) = book.get(*who) else { continue };
        let trail = trails.get(*who, outbreak).unwrap_or(&none);
        let prefix = if trail.case().is_some() { "CASE" } else { "CONTACT" };
        // The id of the list that somebody came from, where there is one and nobody else has it.
        number += 1;
        let visual = ids.get(who).cloned().unwrap_or_else(|| {
            let mut visual = format!("{prefix}-{number:04}");
            while taken.contains(visual.as_str()) {
                number += 1;
                visual = format!("{prefix}-{number:04}");
            }
            visual
        });
        persons.push(a_person(book, record, trail, &visual, today));
        for one in &trail.exposures {
            relationships.extend(a_relationship(book, one.record, *who, outbreak, &trails));
        }
        let first = trail.exposures.iter().filter_map(|one| one.last).max();
        let mut checks: Vec<_> = trail.checks.iter().collect();
        checks.order_by_key(|check| (check.date, check.record().map(|record| record.id())));
        for check in checks {
            let mut one = Map::new();
            set(&mut one, "id", check.record().map(|record| record.id().to_string().into()));
            one.insert("personId".into(), who.to_string().into());
            one.insert("date".into(), day(check.date));
            set(&mut one, "index", first.map(|day0| (check.date - day0).num_days().into()));
            let status = match check.result {
                CheckResult::Well => "SEEN_OK",
                CheckResult::Unwell => "SEEN_NOT_OK",
                CheckResult::Absent => "MISSED",
                CheckResult::Refused | CheckResult::NotDone | CheckResult::Unknown => "NOT_PERFORMED",
            };
            let status = format!("LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_{status}");
            one.insert("statusId".into(), status.into());
            one.insert("targeted".into(), true.into());
            let remark = check.record().map(|record| record.text(follow_up::REMARK)).unwrap_or_default();
            set(&mut one, "comment", (!remark.is_empty()).then(|| remark.into()));
            follow_ups.push(one.into());
        }
        lab_results.extend(tests_of(book, *who, outbreak).map(|test| a_test(test, *who)));
    }
    let [persons, relationships, follow_ups, lab_results] = found;
    json!({
        "persons": persons,
        "relationships": relationships,
        "followUps": follow_ups,
        "labResults": lab_results,
    })
}

fn kind_of(is_case: bool) -> Value {
    code("PERSON_TYPE", if is_case { "CASE" } else { "CONTACT" })
}

fn a_person(book: &Book, record: RecordRef<'_>, trail: &Trail<'_>, visual: &str, today: NaiveDate) -> Value {
    let mut one = Map::new();
    let case = trail.case();
    one.insert("id".into(), record.id().to_string().into());
    one.insert("visualId".into(), visual.into());
    one.insert("type".into(), kind_of(case.is_some()));
    one.insert("firstName".into(), record.text(person::NAME).into());
    let gender = match record.get(person::SEX) {
        Some("female") => Some("FEMALE"),
        Some("male") => Some("MALE"),
        _ => None,
    };
    set(&mut one, "gender", gender.map(|name| code("GENDER", name)));
    let birth = record.get(person::BIRTH);
    if let Some(Birth::Exact(date)) = birth {
        one.insert("dob".into(), day(date));
    }
    let years = birth.and_then(|birth| birth.age_on(today));
    set(&mut one, "age", years.map(|years| json!({ "years": years, "months": 0 })));
    let phone = record.get(person::PHONES).unwrap_or_default().first().copied();
    let address = Some(record.text(person::ADDRESS)).filter(|text| !text.is_empty());
    let city = Some(record.text(person::VILLAGE)).filter(|text| !text.is_empty());
    if phone.is_some() || address.is_some() || city.is_some() {
        let mut place = Map::new();
        place.insert("typeId".into(), code("ADDRESS_TYPE", "USUAL_PLACE_OF_RESIDENCE"));
        set(&mut place, "addressLine1", address.map(Value::from));
        set(&mut place, "city", city.map(Value::from));
        set(&mut place, "phoneNumber", phone.map(Value::from));
        one.insert("addresses".into(), json!([place]));
    }
    let last = trail.exposures.iter().filter_map(|exposed| exposed.last).max();
    set(&mut one, "dateOfLastContact", last.map(day));
    one.insert("wasContact".into(), (case.is_some() && !trail.exposures.is_empty()).into());
    let Some(case) = case else { return one.into() };
    let classification = match case.classification {
        Classification::Suspect | Classification::Unknown => "SUSPECT",
        Classification::Probable => "PROBABLE",
        Classification::ConfirmedSymptomatic | Classification::ConfirmedAsymptomatic => "CONFIRMED",
        Classification::Discarded => "NOT_A_CASE_DISCARDED",
    };
    one.insert("classification".into(), code("CASE_CLASSIFICATION", classification));
    set(&mut one, "dateOfReporting", case.reported.map(day));
    set(&mut one, "dateOfOnset", case.onset.map(day));
    set(&mut one, "dateBecomeCase", case.from.map(day));
    set(&mut one, "dateOfOutcome", case.outcome_on.map(day));
    if let Some(record) = book.get(case.record) {
        let kind = record.get(investigation::ONSET_KIND);
        set(&mut one, "isDateOfOnsetApproximate", kind.map(|kind| (kind == "approximate").into()));
        let outcome = match record.get(investigation::OUTCOME) {
            Some("died") => Some("DECEASED"),
            Some("recovered" | "recovered_sequelae") => Some("RECOVERED"),
            Some("ill") => Some("ALIVE"),
            _ => None,
        };
        set(&mut one, "outcomeId", outcome.map(|name| code("OUTCOME", name)));
        if let Some(from) = isolated_from(record) {
            let mut range = Map::new();
            range.insert("typeId".into(), code("PERSON_DATE_TYPE", "ISOLATION"));
            range.insert("startDate".into(), day(from));
            set(&mut range, "endDate", record.get(investigation::ISOLATED_TO).map(day));
            one.insert("dateRanges".into(), json!([range]));
        }
    }
    one.into()
}

fn a_relationship(
    book: &Book,
    link: RecordId,
    who: RecordId,
    outbreak: RecordId,
    trails: &Trails<'_>,
) -> Option<Value> {
    let record = book.get(link)?;
    let source = record.get(exposure::SOURCE)?;
    let is_case = |who: RecordId| trails.get(who, outbreak).is_some_and(|one| one.case().is_some());
    let source_kind = if book.get_as(source, &event::SPEC).is_some() {
        code("PERSON_TYPE", "EVENT")
    } else {
        book.get_as(source, &person::SPEC)?;
        kind_of(is_case(source))
    };
    let mut one = Map::new();
    one.insert("id".into(), link.to_string().into());
    one.insert(
        "persons".into(),
        json!([
            { "id": source.to_string(), "type": source_kind, "source": true },
            { "id": who.to_string(), "type": kind_of(is_case(who)), "target": true },
        ]),
    );
    set(&mut one, "contactDate", record.get(exposure::LAST).map(day));
    set(&mut one, "dateOfFirstContact", record.get(exposure::FIRST).map(day));
    let setting = match record.text(exposure::SETTING) {
        "household" | "family" => Some("FAMILY"),
        "work" => Some("CO_WORKERS"),
        "health_care" => Some("NOSOCOMIAL"),
        "travel" => Some("TRAVEL"),
        _ => None,
    };
    set(&mut one, "socialRelationshipTypeId", setting.map(|name| code("CONTEXT_OF_TRANSMISSION", name)));
    let detail = Some(record.text(exposure::SETTING)).filter(|text| !text.is_empty());
    set(&mut one, "socialRelationshipDetail", detail.map(Value::from));
    one.insert("contactDateEstimated".into(), false.into());
    one.insert("active".into(), true.into());
    Some(one.into())
}

fn a_test(test: RecordRef<'_>, who: RecordId) -> Value {
    let mut one = Map::new();
    one.insert("id".into(), test.id().to_string().into());
    one.insert("personId".into(), who.to_string().into());
    set(&mut one, "dateSampleTaken", test.get(lab_test::TAKEN).map(day));
    set(&mut one, "dateOfResult", test.get(lab_test::RESULT_ON).map(day));
    let text = |text: &str| (!text.is_empty()).then(|| Value::from(text));
    set(&mut one, "labName", text(test.text(lab_test::LABORATORY)));
    set(&mut one, "testType", text(test.text(lab_test::KIND)));
    let result = match test.text(lab_test::RESULT) {
        "positive" => Some("POSITIVE"),
        "negative" => Some("NEGATIVE"),
        "inconclusive" => Some("INCONCLUSIVE"),
        _ => None,
    };
    set(&mut one, "result", result.map(|name| code("LAB_TEST_RESULT", name)));
    let status = if result.is_some() { "COMPLETED" } else { "IN_PROGRESS" };
    one.insert("status".into(), code("LAB_TEST_RESULT_STATUS", status));
    one.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::tracing::fixture::{Scene, day as on};
    use crate::tracing::tianjin::tianjin;

    #[test]
    fn an_outbreak_has_the_shape_and_the_codes_of_go_data() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let (ani, budi) = (scene.person("Ani"), scene.person("Budi"));
        // Of two ids of a list, Go.Data's own and the one that people read.
        let ids = ["0198c000-0000-4000-8000-00000000000b", "B-7"].map(str::to_owned).to_vec();
        scene.set(budi, FieldSet::new().with(person::SEX, "male").with(person::LIST_IDS, ids));
        let case = scene.case(outbreak, ani, "confirmed_symptomatic", Some("2026-11-01"));
        let isolated = FieldSet::new()
            .with(investigation::ISOLATED_FROM, on("2026-11-03"))
            .with(investigation::OUTCOME, "died");
        scene.set(case, isolated);
        let link = scene.exposure(outbreak, Some(ani), budi, "2026-11-02");
        scene.set(link, FieldSet::new().with(exposure::SETTING, "work"));
        scene.exposure(outbreak, None, budi, "2026-11-03");
        scene.seen(outbreak, budi, "2026-11-04", "unwell", "2026-11-04");
        scene.seen(outbreak, budi, "2026-11-05", "absent", "2026-11-05");
        let test = FieldSet::new()
            .with(lab_test::OUTBREAK, outbreak)
            .with(lab_test::TAKEN, on("2026-11-02"))
            .with(lab_test::KIND, "pcr")
            .with(lab_test::RESULT, "positive");
        scene.add(lab_test::SPEC.name, Some(ani), test);
        let found = go_data(scene.book(), outbreak, on("2026-11-22"));
        let at = |pointer: &str| found.pointer(pointer).cloned().unwrap_or_default();
        assert_eq!(found["persons"].as_array().unwrap().len(), 2);
        assert_eq!(at("/persons/0/type"), "LNG_REFERENCE_DATA_CATEGORY_PERSON_TYPE_CASE");
        assert_eq!(at("/persons/0/visualId"), "CASE-0001");
        assert_eq!(
            at("/persons/0/classification"),
            "LNG_REFERENCE_DATA_CATEGORY_CASE_CLASSIFICATION_CONFIRMED"
        );
        assert_eq!(at("/persons/0/outcomeId"), "LNG_REFERENCE_DATA_CATEGORY_OUTCOME_DECEASED");
        assert_eq!(at("/persons/0/dateOfOnset"), "2026-11-01T00:00:00.000Z");
        assert_eq!(at("/persons/0/dateRanges/0/startDate"), "2026-11-03T00:00:00.000Z");
        assert_eq!(at("/persons/1/type"), "LNG_REFERENCE_DATA_CATEGORY_PERSON_TYPE_CONTACT");
        assert_eq!(at("/persons/1/visualId"), "B-7");
        assert_eq!(at("/persons/1/gender"), "LNG_REFERENCE_DATA_CATEGORY_GENDER_MALE");
        assert_eq!(at("/persons/1/dateOfLastContact"), "2026-11-03T00:00:00.000Z");
        assert_eq!(
            found["relationships"].as_array().unwrap().len(),
            1,
            "an exposure without a source is none"
        );
        assert_eq!(at("/relationships/0/persons/0/id"), ani.to_string());
        assert_eq!(at("/relationships/0/persons/0/source"), true);
        assert_eq!(at("/relationships/0/persons/1/target"), true);
        assert_eq!(at("/relationships/0/contactDate"), "2026-11-02T00:00:00.000Z");
        let status = "LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE";
        assert_eq!(at("/followUps/0/statusId"), format!("{status}_SEEN_NOT_OK"));
        assert_eq!(at("/followUps/1/statusId"), format!("{status}_MISSED"));
        assert_eq!(
            (at("/followUps/0/personId"), at("/followUps/0/index")),
            (budi.to_string().into(), 1.into())
        );
        assert_eq!(at("/labResults/0/result"), "LNG_REFERENCE_DATA_CATEGORY_LAB_TEST_RESULT_POSITIVE");
        assert_eq!(at("/labResults/0/dateSampleTaken"), "2026-11-02T00:00:00.000Z");
        // Not isolated, whatever day stands beside it; and of a test that names no outbreak nobody knows of which it is.
        scene.set(case, FieldSet::new().with(investigation::ISOLATED_AT, "none"));
        let unnamed = FieldSet::new().with(lab_test::TAKEN, on("2026-11-04"));
        scene.add(lab_test::SPEC.name, Some(ani), unnamed);
        let elsewhere = scene.outbreak("measles");
        let results = |scene: &Scene| go_data(scene.book(), outbreak, on("2026-11-22"))["labResults"].clone();
        assert_eq!(results(&scene).as_array().unwrap().len(), 2, "there is but one outbreak it can be of");
        scene.exposure(elsewhere, None, ani, "2026-11-02");
        assert_eq!(results(&scene).as_array().unwrap().len(), 1);
        let found = go_data(scene.book(), outbreak, on("2026-11-22"));
        assert_eq!(found.pointer("/persons/0/dateRanges"), None);
    }

    #[test]
    fn nobody_shares_a_visual_id_whatever_the_lists_called_them() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let people = ["Ani", "Budi", "Cici"].map(|name| scene.person(name));
        for (who, id) in people.into_iter().zip(["7", "7", "CASE-0002"]) {
            scene.set(who, FieldSet::new().with(person::LIST_IDS, vec![id.to_owned()]));
            scene.case(outbreak, who, "probable", None);
        }
        let found = go_data(scene.book(), outbreak, on("2026-11-22"));
        let visual: std::collections::BTreeSet<&str> = found["persons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["visualId"].as_str().unwrap())
            .collect();
        assert_eq!(visual.len(), 3, "{visual:?}");
        assert!(visual.contains("7") && visual.contains("CASE-0002"));
    }

    #[test]
    fn every_end_of_a_relationship_is_a_person_of_the_file() {
        let (scene, outbreak, _) = tianjin();
        let found = go_data(scene.book(), outbreak, on("2026-11-22"));
        let ids: std::collections::HashSet<&str> =
            found["persons"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        let links = found["relationships"].as_array().unwrap();
        assert_eq!((ids.len(), links.len()), (135, 91));
        assert!(links.iter().all(|link| {
            link["persons"].as_array().unwrap().iter().all(|end| ids.contains(end["id"].as_str().unwrap()))
        }));
        let visual: std::collections::HashSet<&str> = found["persons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["visualId"].as_str().unwrap())
            .collect();
        assert_eq!(visual.len(), 135);
    }
}
