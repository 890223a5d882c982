//! The forms for other programs: nothing in them ever runs, nobody disappears in silence, and statistics know nobody.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

use std::collections::HashSet;

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use pendamping::domain::birth::Birth;
use pendamping::domain::field::FieldType;
use pendamping::domain::id::RecordId;
use pendamping::domain::kind::{FieldSet, Kind, Trait};
use pendamping::domain::record::casework::{case, need, note};
use pendamping::domain::record::kinds;
use pendamping::domain::record::spine::{household, member, person};
use pendamping::domain::record::tracing::follow_up;
use pendamping::domain::text::Lang;
use pendamping::ledger::Book;
use pendamping::report::convert::ppks::Reason;
use pendamping::report::convert::{Form, Making, Options, Profile, whole, xlsx};
use proptest::prelude::*;
use serde_json::Value as Json;

#[path = "convert/every_kind.rs"]
mod every_kind;
use every_kind::{Phone, every_kind};

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

fn options() -> Options {
    Options::new(today(), Lang::Id)
}

fn statistics() -> Options {
    Options { profile: Profile::Statistics, labels: true, ..options() }
}

/// Rows of cells as any reader of CSV sees them.
fn cells(text: &str, between: char) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        let row = rows.last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                row.last_mut().unwrap().push(letters.next().unwrap())
            }
            '"' => quoted = !quoted,
            '\r' if !quoted && letters.peek() == Some(&'\n') => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            other if other == between && !quoted => row.push(String::new()),
            other => row.last_mut().unwrap().push(other),
        }
    }
    rows.pop();
    rows
}

fn csv(book: &Book, kind: &'static Kind, options: Options) -> Vec<Vec<String>> {
    let between = if options.comma { ',' } else { ';' };
    let text = whole(book, Form::Csv(kind), options);
    assert!(text.starts_with('\u{feff}'));
    cells(&text, between)
}

fn column<'a>(rows: &'a [Vec<String>], name: &str) -> Vec<&'a str> {
    let place =
        rows[0].iter().position(|header| header == name).unwrap_or_else(|| panic!("no column {name}"));
    rows[1..].iter().map(|row| row[place].as_str()).collect()
}

fn begins_a_formula(cell: &str) -> bool {
    let number = cell.replace(',', ".").parse::<f64>().is_ok();
    let first = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
    !number
        && (cell.starts_with(['\t', '\r', '\n'])
            || first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']))
}

#[test]
fn a_table_has_the_fields_of_its_declaration_in_order_and_the_newest_values() {
    let mut phone = Phone::new();
    let fields = FieldSet::new()
        .with(person::NAME, "Siti")
        .with(person::NIK, "3515144508680002")
        .with(person::SEX, "female")
        .with(person::BIRTH, Birth::Estimated { age: 58, on: today() })
        .with(person::PHONES, vec!["+6281234567890".to_owned()])
        .with(person::PPKS, vec!["PMKS-09".to_owned(), "PMKS-24".to_owned()]);
    let id = phone.make(&person::SPEC, None, fields);
    phone.change(&person::SPEC, id, None, FieldSet::new().with(person::NAME, "Siti; \"Ibu\"\nAminah"));
    let rows = csv(phone.ledger.book(), &person::SPEC, Options { labels: true, ..options() });
    let declared: Vec<&str> = person::SPEC.fields.iter().map(|field| field.name).collect();
    let named: Vec<&str> =
        rows[0].iter().map(String::as_str).filter(|name| declared.contains(name)).collect();
    assert_eq!((rows[0][0].as_str(), named), ("id", declared));
    assert_eq!(rows[1][0], id.to_string());
    for (name, cell) in [
        ("name", "Siti; \"Ibu\"\nAminah"),
        ("nik", "'3515144508680002"),
        ("sex", "female"),
        ("sex_label", "Perempuan"),
        ("birth", ""),
        ("birth_age", "58"),
        ("birth_age_on", "2026-11-22"),
        ("phones", "'+6281234567890"),
        ("ppks", "PMKS-09|PMKS-24"),
        ("ppks_label", "Penyandang disabilitas|Fakir miskin"),
    ] {
        assert_eq!(column(&rows, name), [cell], "{name}");
    }
}

#[test]
fn decimals_have_the_mark_of_the_spreadsheet_and_what_lies_in_the_trash_is_left_out() {
    let mut phone = Phone::new();
    let who = phone.make(&person::SPEC, None, FieldSet::new().with(person::NAME, "Ani"));
    let check = |degrees: &str| FieldSet::new().with(follow_up::TEMPERATURE, degrees);
    phone.make(&follow_up::SPEC, Some(who), check("37.5"));
    let gone = phone.make(&follow_up::SPEC, Some(who), check("36.0"));
    phone.change(&follow_up::SPEC, gone, None, FieldSet::new().with(pendamping::domain::kind::DELETED, true));
    let book = phone.ledger.book();
    let rows = csv(book, &follow_up::SPEC, options());
    assert_eq!(column(&rows, "temperature"), ["37,5"]);
    assert_eq!(
        (column(&rows, "parent_kind"), column(&rows, "parent")),
        (vec!["person"], vec![who.to_string().as_str()])
    );
    assert_eq!(
        column(&csv(book, &follow_up::SPEC, Options { comma: true, ..options() }), "temperature"),
        ["37.5"]
    );
}

#[test]
fn statistics_have_no_personal_field_no_free_text_and_numbers_for_ids() {
    const SECRET: &str = "RAHASIA 3515144508680002";
    let phone = every_kind(SECRET);
    let book = phone.ledger.book();
    for kind in kinds() {
        let text = whole(book, Form::Csv(kind), statistics());
        let ids: Vec<RecordId> = book.all().map(|record| record.id()).collect();
        assert!(ids.iter().all(|id| !text.contains(&id.to_string())), "{}", kind.name);
        if !["outbreak", "disease_profile"].contains(&kind.name) {
            assert!(!text.contains("RAHASIA") && !text.contains("351514"), "{}", kind.name);
        }
        let rows = cells(&text, ';');
        for field in kind.fields.iter().filter(|field| field.is(Trait::Personal)) {
            assert!(!rows[0].iter().any(|header| header == field.name), "{} {}", kind.name, field.name);
        }
        // A reference is the number that its record has in its own table.
        for field in kind.fields {
            if let FieldType::Ref([of]) = field.ty
                && !field.is(Trait::Personal)
            {
                let of = pendamping::domain::record::kind_of(of).unwrap();
                let known = cells(&whole(book, Form::Csv(of), statistics()), ';');
                let known: HashSet<&str> = column(&known, "id").into_iter().collect();
                assert!(column(&rows, field.name).iter().all(|one| one.is_empty() || known.contains(one)));
            }
        }
    }
    let bundle = whole(book, Form::Fhir, statistics());
    let said = bundle.replace("\"text\":\"RAHASIA 3515144508680002\"", "");
    // The name of an outbreak is all that is left of what was written.
    assert!(!said.contains("RAHASIA"), "{}", &said[said.find("RAHASIA").unwrap() - 200..]);
    assert!(book.all().all(|record| !bundle.contains(&record.id().to_string())));
    for word in ["\"Flag\"", "birthDate", "fhir.kemkes.go.id/id"] {
        assert!(!bundle.contains(word), "{word}");
    }
}

fn client(phone: &mut Phone, fields: FieldSet) -> RecordId {
    let id = phone.make(&person::SPEC, None, fields);
    phone.make(&case::SPEC, Some(id), FieldSet::new().with(case::OPENED, today()));
    id
}

fn whole_client() -> FieldSet {
    FieldSet::new()
        .with(person::NAME, "Siti Aminah")
        .with(person::NIK, "3515144508680002")
        .with(person::SEX, "female")
        .with(person::BIRTH, Birth::Exact("1968-08-05".parse().unwrap()))
        .with(person::PPKS, vec!["PMKS-09".to_owned(), "PMKS-24".to_owned(), "PMKS-24".to_owned()])
        .with(
            person::DISABILITIES,
            ["sensory_sight", "physical", "sensory_hearing"].map(str::to_owned).to_vec(),
        )
}

#[test]
fn the_ppks_list_has_a_row_for_each_person_and_category_as_the_regency_publishes_it() {
    let mut phone = Phone::new();
    let who = client(&mut phone, whole_client());
    let home = phone.make(&household::SPEC, None, FieldSet::new().with(household::VILLAGE, "Sukodono"));
    phone.make(&member::SPEC, Some(home), FieldSet::new().with(member::PERSON, who));
    let book = phone.ledger.book();
    assert_eq!(
        whole(book, Form::Ppks, options()),
        "nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;jenis_disabilitas\r\n\
         3515144508680002;Siti Aminah;05-08-1968;P;PMKS-09;;sensorik|fisik\r\n\
         3515144508680002;Siti Aminah;05-08-1968;P;PMKS-24;;\r\n"
    );
    let of = |village: &str| {
        let options = Options { village: Some(village.to_owned()), ..options() };
        whole(book, Form::Ppks, options).lines().count() - 1
    };
    assert_eq!((of("sukodono"), of("Lain")), (2, 0));
}

#[test]
fn who_lacks_what_the_import_requires_is_named_with_every_reason() {
    let mut phone = Phone::new();
    let bare = client(&mut phone, FieldSet::new().with(person::PPKS, vec!["PMKS-24".to_owned()]));
    let uncategorised = client(&mut phone, FieldSet::new().with(person::NAME, "Budi"));
    let estimated = whole_client().with(person::BIRTH, Birth::Estimated { age: 58, on: today() });
    let estimated = client(&mut phone, estimated.with(person::NIK, "123"));
    let dead = client(&mut phone, whole_client().with(person::DIED_ON, today()));
    let half = whole_client().with(person::DISABILITIES, vec!["multiple".to_owned()]);
    let half = client(&mut phone, half);
    let young = whole_client().with(person::PPKS, vec!["PMKS-01".to_owned(), "PMKS-23".to_owned()]);
    let young = client(&mut phone, young.with(person::SEX, "male"));
    phone.make(&person::SPEC, None, FieldSet::new().with(person::NAME, "Kontak tanpa kasus"));
    let book = phone.ledger.book();
    let mut making = Making::new(Form::Ppks, options());
    let mut out = String::new();
    while !making.step(book, 1, &mut out) {}
    let found: Vec<_> = making
        .left_out()
        .iter()
        .map(|one| (one.person, one.category.as_deref(), one.reasons.clone()))
        .collect();
    assert_eq!(
        found,
        [
            (bare, None, vec![Reason::NoNik, Reason::NoName, Reason::NoBirth, Reason::NoSex]),
            (uncategorised, None, vec![Reason::NoCategory]),
            (estimated, None, vec![Reason::OddNik, Reason::NoBirth]),
            (dead, None, vec![Reason::Died]),
            (half, Some("PMKS-09"), vec![Reason::NoDisability]),
            (young, Some("PMKS-01"), vec![Reason::Age]),
            (young, Some("PMKS-23"), vec![Reason::Sex]),
        ]
    );
    // What is only unusual is written; what is missing is not.
    assert_eq!((making.written(), out.lines().count()), (3, 4));
}

/// The type and id of every entry; fails where two have one address or a reference leads nowhere.
fn checked(bundle: &str) -> Vec<(String, String)> {
    let bundle: Json = serde_json::from_str(bundle).unwrap();
    assert_eq!((&bundle["resourceType"], &bundle["type"]), (&"Bundle".into(), &"collection".into()));
    let none = Vec::new();
    let entries = bundle["entry"].as_array().unwrap_or(&none);
    let addresses: HashSet<&str> = entries.iter().map(|entry| entry["fullUrl"].as_str().unwrap()).collect();
    assert_eq!(addresses.len(), entries.len());
    walk(&bundle, &mut |key, value| {
        assert!(!matches!(value, Json::Null), "{key} is null");
        assert!(value.as_array().is_none_or(|list| !list.is_empty()), "{key} is empty");
        assert!(value.as_object().is_none_or(|object| !object.is_empty()), "{key} is empty");
        assert!(value.as_str() != Some(""), "{key} is empty");
        assert!(key != "div", "a narrative is markup");
        if key == "reference" && value.is_string() {
            assert!(addresses.contains(value.as_str().unwrap()), "{value} leads nowhere");
        }
    });
    let of = |entry: &Json| {
        let (kind, id) = (entry["resource"]["resourceType"].as_str(), entry["resource"]["id"].as_str());
        (kind.unwrap().to_owned(), id.unwrap().to_owned())
    };
    entries.iter().map(of).collect()
}

fn walk(value: &Json, see: &mut impl FnMut(&str, &Json)) {
    match value {
        Json::Object(map) => map.iter().for_each(|(key, value)| {
            see(key, value);
            walk(value, see);
        }),
        Json::Array(items) => items.iter().for_each(|item| {
            see("", item);
            walk(item, see);
        }),
        _ => {}
    }
}

#[test]
fn a_bundle_has_every_resource_that_is_promised_and_every_reference_resolves() {
    let phone = every_kind("Teks");
    for options in [options(), statistics(), Options { lang: Lang::En, ..options() }] {
        let found = checked(&whole(phone.ledger.book(), Form::Fhir, options));
        let types: HashSet<&str> = found.iter().map(|(kind, _)| kind.as_str()).collect();
        for kind in [
            "Patient",
            "Group",
            "RelatedPerson",
            "Encounter",
            "Condition",
            "CarePlan",
            "Goal",
            "ServiceRequest",
            "Consent",
            "Observation",
        ] {
            assert!(types.contains(kind), "{kind}");
        }
    }
    assert_eq!(checked(&whole(Phone::new().ledger.book(), Form::Fhir, options())), []);
}

#[test]
fn a_patient_has_the_systems_of_the_health_ministry_and_an_estimated_birth_is_a_year() {
    let mut phone = Phone::new();
    let fields = whole_client().with(person::BIRTH, Birth::Estimated { age: 58, on: today() });
    let fields = fields.with(person::DANGERS, "Anjing galak").with(person::REGION, "35.15.14");
    let who = client(&mut phone, fields);
    let home = FieldSet::new().with(household::KK, "3515140101200001").with(household::HEAD, who);
    phone.make(&household::SPEC, None, home);
    let bundle: Json = serde_json::from_str(&whole(phone.ledger.book(), Form::Fhir, options())).unwrap();
    let patient = &bundle["entry"][0]["resource"];
    assert_eq!(
        patient["identifier"],
        serde_json::json!([
            {"system": "https://fhir.kemkes.go.id/id/nik", "value": "3515144508680002"},
            {"system": "https://fhir.kemkes.go.id/id/kk", "value": "3515140101200001"},
        ])
    );
    assert_eq!((&patient["gender"], &patient["birthDate"]), (&"female".into(), &"1968".into()));
    let area = &patient["address"][0]["extension"][0]["extension"];
    assert_eq!(area[2], serde_json::json!({"url": "district", "valueCode": "351514"}));
    assert_eq!(bundle["entry"][1]["resource"]["code"]["text"], "Anjing galak");
}

#[test]
fn a_record_whose_person_is_in_the_trash_has_no_place_and_is_counted() {
    let mut phone = Phone::new();
    let who = client(&mut phone, whole_client());
    phone.make(&need::SPEC, Some(who), FieldSet::new().with(need::WHAT, "Beras"));
    phone.make(&note::SPEC, Some(who), FieldSet::new().with(note::TEXT, "Catatan"));
    let trash = FieldSet::new().with(pendamping::domain::kind::DELETED, true);
    phone.change(&person::SPEC, who, None, trash);
    let mut making = Making::new(Form::Fhir, options());
    let mut out = String::new();
    while !making.step(phone.ledger.book(), 1, &mut out) {}
    assert_eq!((checked(&out).len(), making.without_place()), (0, 3));
}

#[test]
fn a_form_is_the_same_in_however_many_steps_it_is_made() {
    let phone = every_kind("Teks");
    let book = phone.ledger.book();
    for form in [Form::Csv(&person::SPEC), Form::Ppks, Form::Fhir] {
        let mut making = Making::new(form, options());
        let mut out = String::new();
        while !making.step(book, 1, &mut out) {
            let (at, of) = making.progress(book);
            assert!(at <= of);
        }
        assert_eq!(out, whole(book, form, options()));
    }
}

/// The sheets of a workbook by name; fails where a cell is a formula.
fn sheets(bytes: Vec<u8>) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let of = |name: String| {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.rows().flatten().all(String::is_empty), "{name} has a formula");
        let rows = book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect();
        (name, rows)
    };
    names.into_iter().map(of).collect()
}

#[test]
fn a_workbook_has_a_sheet_a_kind_with_every_digit_of_a_nik_and_days_as_days() {
    let mut phone = Phone::new();
    client(&mut phone, whole_client().with(person::NAME, "x".repeat(40_000)));
    let bytes = xlsx::workbook(phone.ledger.book(), &options()).unwrap();
    assert_eq!(bytes, xlsx::workbook(phone.ledger.book(), &options()).unwrap());
    let found = sheets(bytes);
    assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["person", "case"]);
    let people = &found[0].1;
    let cell = |name: &str| {
        let place = people[0].iter().position(|header| header == &Data::String(name.to_owned())).unwrap();
        people[1][place].clone()
    };
    assert_eq!(cell("nik"), Data::String("3515144508680002".to_owned()));
    assert!(matches!(cell("birth"), Data::DateTime(_)), "{:?}", cell("birth"));
    let name = cell("name").to_string();
    assert!(name.chars().count() == 32_767 && name.ends_with("x […]"));
    assert_eq!(sheets(xlsx::workbook(Phone::new().ledger.book(), &options()).unwrap()).len(), 1);
}

/// Texts that are likely to do harm, and any others.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[=+@\\-'\"\t\r\n;,| ]{0,4}[\\PC\\s]{0,10}",
        Just("=HYPERLINK(\"http://x\";\"y\")".to_owned()),
        Just("<script>alert(1)</script>".to_owned()),
        Just("\u{feff}=1\u{0}\u{1b}".to_owned()),
        Just("\u{a0}\u{2028}".to_owned()),
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn p29_no_cell_of_a_table_begins_a_formula_and_no_text_is_markup_in_a_bundle(text in hostile()) {
        let phone = every_kind(&text);
        let book = phone.ledger.book();
        for kind in kinds() {
            for options in [options(), statistics(), Options { comma: true, labels: true, ..options() }] {
                let rows = csv(book, kind, options);
                for row in &rows {
                    prop_assert_eq!(row.len(), rows[0].len());
                    prop_assert!(row.iter().all(|cell| !begins_a_formula(cell)), "{:?}", row);
                }
            }
        }
        checked(&whole(book, Form::Fhir, options()));
        for (kind, rows) in sheets(xlsx::workbook(book, &options()).unwrap()) {
            prop_assert_eq!(rows.len(), 3, "{}", kind);
        }
        // The import of a regency knows no quotation marks.
        let mut phone = Phone::new();
        client(&mut phone, whole_client().with(person::NAME, text));
        let list = whole(phone.ledger.book(), Form::Ppks, options());
        for line in list.lines() {
            let cells: Vec<&str> = line.split(';').collect();
            prop_assert_eq!(cells.len(), 7);
            prop_assert!(cells.iter().all(|cell| !begins_a_formula(cell)));
        }
    }
}
