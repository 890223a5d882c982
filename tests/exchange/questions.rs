//! The questions that an agency adds to forms go out with its pack, and their answers come back with the hand-over.

use super::*;
use pendamping::casework::question::{answered, asked, field_of, spec_in};
use pendamping::domain::record::spine::form_question;
use pendamping::domain::text::Lang;
use pendamping::exchange::pack;
use pendamping::report::history::value_text;
use uuid::Uuid;

const ROOF: RecordId = RecordId([40; 16]);
/// A question that only a newer version, or another agency, knows.
const UNKNOWN: RecordId = RecordId([41; 16]);

fn question(fields: FieldSet) -> Vec<Draft> {
    vec![Draft { kind: form_question::SPEC.name, record: ROOF, parent: None, fields }]
}

fn office() -> Phone {
    let mut office = Phone::new(9);
    let fields = FieldSet::new()
        .with(form_question::NAME, "Keadaan atap")
        .with(form_question::FORM, "person")
        .with(form_question::ANSWER, "one")
        .with(form_question::CHOICES, vec!["R1 = Bocor".to_owned(), "R2 = Utuh".to_owned()]);
    office.save(question(fields));
    office
}

fn give(office: &Phone, phone: &mut Phone) -> pack::PackPlan {
    let created = Stamp { ms: 7, offset: 420 };
    let (file, _) = pack::write(office.ledger.book(), Uuid::from_bytes([8; 16]), created, "Dinas").unwrap();
    let given = pack::read(&file).unwrap();
    assert_eq!(given.records[0].name(), "Keadaan atap");
    let plan = pack::plan(phone.ledger.book(), &given);
    phone.save(plan.drafts.clone());
    plan
}

fn answer(phone: &mut Phone, question: RecordId, value: Value) {
    let fields = FieldSet([(field_of(question), value)].into());
    phone.save(vec![Draft { kind: "person", record: ANI, parent: None, fields }]);
}

#[test]
fn a_pack_brings_the_questions_of_the_agency_and_what_is_asked_no_longer() {
    let (mut office, mut rina) = (office(), Phone::new(1));
    assert_eq!(give(&office, &mut rina).new, [0]);
    let told = |phone: &Phone| asked(phone.ledger.book(), &person::SPEC).len();
    assert_eq!(told(&rina), 1);
    office.save(question(FieldSet::new().with(form_question::STATE, "retired")));
    assert_eq!(give(&office, &mut rina).changed[0].1[0].name, "state");
    assert_eq!(told(&rina), 0);
}

#[test]
fn answers_travel_in_the_records_of_a_hand_over_also_where_the_question_is_not_known() {
    let (office, mut rina, mut tono) = (office(), Phone::new(1), Phone::new(2));
    give(&office, &mut rina);
    rina.set_name("Ani");
    answer(&mut rina, ROOF, Value::from("R1"));
    answer(&mut rina, UNKNOWN, Value::List(vec![Value::Int(7), Value::from("a")]));
    let file = rina.export(None);
    let json: Json = serde_json::from_slice(&file).unwrap();
    let fields = &json["records"]["person"][0]["fields"];
    assert_eq!(fields[field_of(ROOF)], "R1");
    assert_eq!(fields[field_of(UNKNOWN)], serde_json::json!([7, "a"]));
    tono.import(&file).unwrap();
    assert_eq!(tono.canonical(), rina.canonical());
    let record = tono.ledger.book().get(ANI).unwrap();
    let told: Vec<String> = answered(record)
        .into_iter()
        .map(|spec| {
            let value = record.value(spec.name).unwrap();
            format!("{}: {}", spec.label.get(Lang::En), value_text(spec, &value, record.book(), Lang::En))
        })
        .collect();
    assert_eq!(told, ["Keadaan atap: Bocor", "Unknown question: 7, a"]);
}

#[test]
fn two_answers_of_two_workers_are_a_conflict_and_go_when_the_person_is_erased() {
    let (mut rina, mut tono) = (Phone::new(1), Phone::new(2));
    give(&office(), &mut rina);
    rina.set_name("Ani");
    tono.import(&rina.export(None)).unwrap();
    answer(&mut rina, ROOF, Value::from("R1"));
    answer(&mut tono, ROOF, Value::from("roboh"));
    rina.import(&tono.export(None)).unwrap();
    let book = rina.ledger.book();
    let found = book.conflicts();
    assert_eq!((found.len(), found[0].field.as_str()), (1, field_of(ROOF).as_str()));
    let spec = spec_in(book.get(ANI).unwrap(), &found[0].field).unwrap();
    let mut said: Vec<String> =
        found[0].contenders.iter().map(|one| value_text(spec, &one.value, book, Lang::Id)).collect();
    said.sort();
    assert_eq!(spec.label.get(Lang::Id), "Keadaan atap");
    assert_eq!(said, ["Bocor", "roboh"]);
    rina.commit(vec![Change::Erase { kind: "person".to_owned(), record: ANI }]);
    let file = String::from_utf8(rina.export(None)).unwrap();
    assert!(!file.contains("roboh") && !file.contains(&field_of(ROOF)));
}
