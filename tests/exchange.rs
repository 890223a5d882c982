//! The hand-over file's contract: the same book on the other side, or a clear refusal and no change.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{Draft, FieldSet};
use pendamping::domain::record::casework::note;
use pendamping::domain::record::spine::person;
use pendamping::domain::value::Value;
use pendamping::exchange::schema::json_schema;
use pendamping::exchange::{ExportOptions, ImportError, Limits, read, write_export};
use pendamping::ledger::*;
use serde_json::{Map, Value as Json};

#[path = "exchange/attachments.rs"]
mod attachments;
#[path = "exchange/back.rs"]
mod back;
mod files;
#[path = "exchange/office.rs"]
mod office;
#[path = "exchange/questions.rs"]
mod questions;
#[path = "exchange/sealed.rs"]
mod sealed;

use files::altered;

const ANI: RecordId = RecordId([1; 16]);
const NOTE: RecordId = RecordId([2; 16]);

struct Phone {
    ledger: Ledger,
    now: i64,
}

impl Phone {
    fn new(number: u8) -> Self {
        Phone { ledger: Ledger::new(DeviceId([number; 16])), now: 1_790_000_000_000 }
    }

    fn author(&mut self) -> Author<'static> {
        self.now += 1_000;
        Author { name: "Rina \"R\" <b>", at: Stamp { ms: self.now, offset: 420 } }
    }

    fn commit(&mut self, changes: Vec<Change>) {
        let author = self.author();
        let prepared = self.ledger.prepare_changes(&author, changes);
        self.ledger.accept(&prepared.bytes).unwrap();
    }

    fn save(&mut self, drafts: Vec<Draft>) {
        let author = self.author();
        let prepared = self.ledger.prepare(&author, drafts, &mut || [7; 16]);
        self.ledger.accept(&prepared.bytes).unwrap();
    }

    fn set_name(&mut self, name: &str) {
        let fields = FieldSet::new().with(person::NAME, name);
        self.save(vec![Draft { kind: "person", record: ANI, parent: None, fields }]);
    }

    fn note(&mut self, text: &str) {
        let fields = FieldSet::new().with(note::TEXT, text);
        self.save(vec![Draft { kind: "note", record: NOTE, parent: Some(ANI), fields }]);
    }

    fn export(&self, since: Option<&Heads>) -> Vec<u8> {
        let mut file = Vec::new();
        let options = ExportOptions {
            export_id: uuid::Uuid::from_bytes([9; 16]),
            created: Stamp { ms: self.now, offset: 420 },
            author: "Rina",
            since,
        };
        let exported =
            write_export(&self.ledger, &options, &mut |chunk| file.extend_from_slice(chunk)).unwrap();
        assert_eq!(exported.bytes, file.len() as u64);
        if file.len() < 1_000_000 {
            Schema(json_schema()).check(&serde_json::from_slice(&file).unwrap());
        }
        file
    }

    fn import(&mut self, file: &[u8]) -> Result<MergePlan, ImportError> {
        let incoming = read(file, &Limits::default())?;
        let plan = self.ledger.plan_merge(incoming.origins.clone())?;
        self.ledger.accept_all(plan.commits.iter().map(Vec::as_slice)).unwrap();
        Ok(plan)
    }

    fn canonical(&self) -> Vec<u8> {
        self.ledger.book().canonical()
    }
}

/// The part of JSON Schema that the published schema uses, so that every export of these tests is checked
/// against it. An unknown keyword fails, lest the schema grows beyond what is checked here.
struct Schema(Json);

impl Schema {
    fn check(&self, json: &Json) {
        if let Err(why) = self.holds(&self.0, json) {
            panic!("an export is not as the schema says: {why}");
        }
    }

    fn holds(&self, schema: &Json, json: &Json) -> Result<(), String> {
        let Json::Object(rules) = schema else {
            return if schema == &Json::Bool(false) { Err("not allowed".into()) } else { Ok(()) };
        };
        for (name, rule) in rules {
            self.rule(rules, name, rule, json).map_err(|why| format!("{name}: {why}"))?;
        }
        Ok(())
    }

    fn rule(&self, rules: &Map<String, Json>, name: &str, rule: &Json, json: &Json) -> Result<(), String> {
        let list = || rule.as_array().unwrap().iter();
        let say = |holds: bool| if holds { Ok(()) } else { Err(json.to_string()) };
        match name {
            "$schema" | "$id" | "$defs" | "title" | "description" | "examples" | "contentEncoding"
            | "then" | "else" => Ok(()),
            name if name.starts_with("x-") => Ok(()),
            "$ref" => self.holds(self.0.pointer(&rule.as_str().unwrap()[1..]).unwrap(), json),
            "const" => say(rule == json),
            "enum" => say(list().any(|one| one == json)),
            "type" => match rule {
                Json::Array(_) => say(list().any(|one| is_type(one, json))),
                one => say(is_type(one, json)),
            },
            "anyOf" => say(list().any(|one| self.holds(one, json).is_ok())),
            "oneOf" => say(list().filter(|one| self.holds(one, json).is_ok()).count() == 1),
            "allOf" => list().try_for_each(|one| self.holds(one, json)),
            "if" => {
                let branch = if self.holds(rule, json).is_ok() { "then" } else { "else" };
                rules.get(branch).map_or(Ok(()), |schema| self.holds(schema, json))
            }
            "minimum" => say(json.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap())),
            "maximum" => say(json.as_i64().is_none_or(|number| number <= rule.as_i64().unwrap())),
            "pattern" => say(json.as_str().is_none_or(|text| matches(rule.as_str().unwrap(), text))),
            "required" => say(json
                .as_object()
                .is_none_or(|map| list().all(|key| map.contains_key(key.as_str().unwrap())))),
            "items" => json.as_array().into_iter().flatten().try_for_each(|item| self.holds(rule, item)),
            "propertyNames" => {
                let mut names = json.as_object().into_iter().flatten();
                names.try_for_each(|(key, _)| self.holds(rule, &Json::from(key.as_str())))
            }
            "properties" | "additionalProperties" => {
                let known = rules.get("properties").and_then(Json::as_object);
                let mut members = json.as_object().into_iter().flatten();
                members.try_for_each(|(key, value)| {
                    let schema = known.and_then(|known| known.get(key));
                    match (name, schema) {
                        ("properties", Some(schema)) => self.holds(schema, value),
                        ("additionalProperties", None) => self.holds(rule, value),
                        _ => Ok(()),
                    }
                })
            }
            other => Err(format!("{other} is not known to this test")),
        }
    }
}

fn is_type(name: &Json, json: &Json) -> bool {
    match name.as_str().unwrap() {
        "null" => json.is_null(),
        "boolean" => json.is_boolean(),
        "integer" => json.is_i64() || json.is_u64(),
        "string" => json.is_string(),
        "array" => json.is_array(),
        "object" => json.is_object(),
        other => panic!("{other} is no type"),
    }
}

/// The patterns of the schema by what they ask for.
fn matches(pattern: &str, text: &str) -> bool {
    let hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    match pattern {
        "^[0-9a-f]{64}$" => hex(text, 64),
        "^[0-9a-f]{32}$" => hex(text, 32),
        "^[0-9a-f]{128}$" => hex(text, 128),
        "^[0-9]{1,20}$" => (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()),
        p if p.starts_with("^[0-9a-f]{8}-") => {
            text.split('-').zip([8, 4, 4, 4, 12]).all(|(part, length)| hex(part, length)) && text.len() == 36
        }
        p if p.starts_with("^[0-9]{4}-") => text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok(),
        other => panic!("the pattern {other} is not known to this test"),
    }
}

fn small() -> Phone {
    let mut phone = Phone::new(1);
    phone.set_name("Ani");
    phone.note("kunjungan");
    phone.set_name("Ani Lestari");
    phone
}

fn refusal(file: &[u8]) -> ImportError {
    Phone::new(5).import(file).unwrap_err()
}

#[test]
fn the_same_file_gives_the_same_book_byte_for_byte_and_a_second_time_changes_nothing() {
    let phone = small();
    let file = phone.export(None);
    let mut other = Phone::new(2);
    let plan = other.import(&file).unwrap();
    assert_eq!((plan.new["person"], plan.new["note"], plan.commits.len()), (1, 1, 3));
    assert_eq!(other.canonical(), phone.canonical());
    let again = other.import(&file).unwrap();
    assert!(again.is_empty() && again.identical["person"] == 1);
    assert_eq!(other.canonical(), phone.canonical());
    let book = read(&file, &Limits::default()).unwrap().book;
    assert_eq!(book, Some(other.ledger.book().fingerprint()));
}

#[test]
fn p23_the_file_is_plain_json_with_readable_records() {
    let mut phone = small();
    phone.save(vec![Draft {
        kind: "person",
        record: ANI,
        parent: None,
        fields: FieldSet::new().with(person::DISCREET, true),
    }]);
    let json: serde_json::Value = serde_json::from_slice(&phone.export(None)).unwrap();
    assert_eq!(json["records"]["person"][0]["fields"]["name"], "Ani Lestari");
    assert_eq!(json["records"]["note"][0]["parent"], ANI.to_string());
    assert_eq!(json["counts"]["records"]["person"], 1);
    assert_eq!(json["counts"]["commits"], 4);
    assert_eq!(json["commits"][0]["changes"][0]["fields"]["name"], "Ani");
    assert!(json["commits"][0]["hlc"].is_string());
}

#[test]
fn two_exports_of_one_state_are_equal() {
    let phone = small();
    let mut other = Phone::new(2);
    other.import(&phone.export(None)).unwrap();
    other.now = phone.now;
    let device = |phone: &Phone| phone.ledger.device().to_string();
    let (a, b) = (phone.export(None), other.export(None));
    let a: serde_json::Value = serde_json::from_slice(&a).unwrap();
    let b: serde_json::Value = serde_json::from_slice(&b).unwrap();
    assert_ne!(device(&phone), device(&other));
    for part in ["records", "commits", "counts", "heads"] {
        assert_eq!(a[part], b[part], "{part}");
    }
}

#[test]
fn p27_every_cut_is_refused_and_every_flipped_byte_is_refused_or_brings_the_same() {
    let file = small().export(None);
    let body = file.trim_ascii_end().len();
    let whole = read(&file, &Limits::default()).unwrap();
    for cut in 0..body {
        assert!(read(&file[..cut], &Limits::default()).is_err(), "cut at {cut}");
    }
    for place in 0..body {
        for bit in [1, 0x20, 0x80] {
            let mut flipped = file.clone();
            flipped[place] ^= bit;
            // Only the names within the checksum itself are not covered by it.
            if let Ok(incoming) = read(&flipped, &Limits::default()) {
                let commits = |origins: &[Origin]| {
                    origins.iter().map(|origin| origin.bytes().to_vec()).collect::<Vec<_>>()
                };
                assert_eq!(commits(&incoming.origins), commits(&whole.origins), "byte {place}");
                assert_eq!((incoming.author, incoming.device), (whole.author.clone(), whole.device));
            }
        }
    }
}

#[test]
fn p35_an_altered_commit_is_named_even_if_the_checksum_of_the_file_was_made_to_fit() {
    let file = altered(
        &small().export(None),
        "\"fields\":{\"text\":\"kunjungan\"}}]}",
        "\"fields\":{\"text\":\"karangan\"}}]}",
    );
    let second = CommitRef { device: DeviceId([1; 16]), seq: 2 };
    assert_eq!(refusal(&file), ImportError::Refused(MergeRefusal::BrokenChain(second)));
}

#[test]
fn p28_a_newer_file_is_refused_kindly_and_what_it_merely_adds_is_passed_over() {
    let file = small().export(None);
    let newer = altered(&file, "\"version\":1,\"min_reader\":1", "\"version\":3,\"min_reader\":2");
    assert_eq!(refusal(&newer), ImportError::Newer { version: 3 });
    let added = altered(&file, "\"version\":1", "\"hologram\":{\"a\":[1.5]},\"version\":2");
    assert_eq!(Phone::new(2).import(&added).unwrap().commits.len(), 3);
}

#[test]
fn p28_kinds_fields_and_codes_of_a_newer_version_go_through_two_phones_untouched() {
    let mut phone = Phone::new(1);
    let deep = (0..6).fold(Value::Int(i64::MIN), |value, _| Value::List(vec![value]));
    let fields = [("sex".to_owned(), Value::from("from_the_future")), ("hologram".to_owned(), deep)].into();
    phone.commit(vec![
        Change::Set { kind: "person".into(), record: ANI, parent: None, salt: [1; 16], fields },
        Change::Set {
            kind: "drone".into(),
            record: NOTE,
            parent: None,
            salt: [2; 16],
            fields: [("height".to_owned(), Value::Int(7))].into(),
        },
    ]);
    let (mut second, mut third) = (Phone::new(2), Phone::new(3));
    second.import(&phone.export(None)).unwrap();
    third.import(&second.export(None)).unwrap();
    assert_eq!(third.canonical(), phone.canonical());
}

#[test]
fn p27_hostile_shapes_are_refused_without_a_change() {
    let file = small().export(None);
    let keys: String = (0..1_000_000).map(|number| format!("\"k{number}\":0,")).collect();
    let list = format!("[{}0]", "0,".repeat(20_000));
    let nested = format!("{}1{}", "[".repeat(12), "]".repeat(12));
    let name = "\"fields\":{\"name\":\"Ani\"}}]}";
    let with = |value: &str| altered(&file, name, &format!("\"fields\":{{\"name\":{value}}}}}]}}"));
    assert_eq!(refusal(&altered(&file, "\"range\"", &format!("{keys}\"range\""))), ImportError::TooMany);
    assert_eq!(refusal(&with(&list)), ImportError::TooMany);
    assert_eq!(refusal(&with(&nested)), ImportError::TooDeep);
    assert_eq!(refusal(&with(&"[".repeat(10_000))), ImportError::TooDeep);
    for value in ["1.5", "1e400", "99999999999999999999", "-9223372036854775809", "nul", "\"\\ud800\""] {
        assert!(matches!(refusal(&with(value)), ImportError::Damaged { .. }), "{value}");
    }
    for (from, to) in [
        ("\"range\"", "\"author\":\"X\",\"range\""),
        ("\"range\"", "\"x\":1,\"x\":2,\"range\""),
        ("\"seq\":1,\"hlc\"", "\"seq\":1,\"seq\":1,\"hlc\""),
        ("{\"name\":\"Ani\"}}]}", "{\"name\":\"Ani\",\"name\":\"Ani\"}}]}"),
        ("\"seq\":1,\"hlc\"", "\"seq\":-1,\"hlc\""),
        ("\"seq\":1,\"hlc\"", "\"seq\":\"1\",\"hlc\""),
        ("\"commits\":[", "\"commits\":{"),
        ("\"op\":\"set\"", "\"op\":\"run\""),
        ("\"op\":\"set\"", "\"op\":\"erase\""),
        ("\"created\":{", "\"created\":[{"),
    ] {
        assert!(matches!(refusal(&altered(&file, from, to)), ImportError::Damaged { .. }), "{to}");
    }
    let few = Limits { commits: 2, ..Limits::default() };
    assert_eq!(read(&file, &few).unwrap_err(), ImportError::TooMany);
}

#[test]
fn p29_formulas_and_html_are_text_on_both_sides() {
    for text in [
        "=HYPERLINK(\"http://x\")",
        "<script>alert(1)</script>",
        "+62",
        "@x",
        "{\"a\":1}",
        "\u{202e}\0\u{1b}",
    ] {
        let mut phone = Phone::new(1);
        phone.set_name(text);
        let mut other = Phone::new(2);
        other.import(&phone.export(None)).unwrap();
        assert_eq!(other.ledger.book().get(ANI).unwrap().text(person::NAME), text);
    }
}

#[test]
fn p25_hand_overs_since_the_last_may_come_in_any_order_and_a_missing_one_is_seen() {
    let mut phone = Phone::new(1);
    phone.set_name("Ani");
    let first = phone.export(None);
    let base = phone.ledger.heads();
    phone.note("satu");
    let second = phone.export(Some(&base));
    let base = phone.ledger.heads();
    phone.note("dua");
    let third = phone.export(Some(&base));
    let json: serde_json::Value = serde_json::from_slice(&third).unwrap();
    assert_eq!(
        (&json["counts"]["commits"], &json["counts"]["records"]),
        (&1.into(), &serde_json::json!({"note": 1}))
    );
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1], [0, 2, 1], [1, 0, 2]] {
        let mut office = Phone::new(9);
        for number in order {
            office.import([&first, &second, &third][number]).unwrap();
        }
        assert_eq!(office.canonical(), phone.canonical(), "{order:?}");
        assert_eq!(office.ledger.heads(), phone.ledger.heads());
    }
    let mut office = Phone::new(9);
    office.import(&first).unwrap();
    office.import(&third).unwrap();
    let gap = Gap { device: DeviceId([1; 16]), from: 2, to: 2 };
    assert_eq!(office.ledger.gaps_with(DeviceId([1; 16]), &[].into()), [gap]);
}

#[test]
fn a_restored_phone_learns_from_a_file_that_it_lost_saves() {
    let mut phone = small();
    let backup = phone.export(None);
    phone.note("sesudah cadangan");
    let mut restored = Phone::new(1);
    assert!(restored.import(&backup).unwrap().own_lost);
    assert!(restored.import(&phone.export(None)).unwrap().own_lost);
    restored.ledger.become_device(DeviceId([8; 16]));
    restored.note("dari HP pulih");
    let mut office = Phone::new(9);
    office.import(&phone.export(None)).unwrap();
    assert_eq!(office.import(&restored.export(None)).unwrap().forks, []);
    assert_eq!(office.canonical(), restored.canonical());
}

#[test]
fn saves_of_two_copies_that_do_not_follow_each_other_are_refused_in_either_order() {
    let mut phone = small();
    let mut copy = small();
    let held = phone.ledger.heads();
    phone.note("di HP");
    let left = phone.export(Some(&held));
    copy.now += 500;
    copy.note("di salinan");
    let middle = copy.export(Some(&held));
    let after = copy.ledger.heads();
    copy.note("di salinan lagi");
    let right = copy.export(Some(&after));
    // What follows is the fifth save of the copy, whose fourth is in no file: the fourth of the phone is another one.
    for order in [[&left, &right], [&right, &left]] {
        let mut office = Phone::new(9);
        office.import(&small().export(None)).unwrap();
        office.import(order[0]).unwrap();
        let before = office.canonical();
        let refused = office.import(order[1]).unwrap_err();
        assert!(matches!(refused, ImportError::Refused(MergeRefusal::BrokenChain(_))), "{refused}");
        assert_eq!(office.canonical(), before);
        Phone::new(8).import(&office.export(None)).unwrap();
    }
    // With the fourth of the copy both are a fork, whatever comes first, and what is handed on is whole.
    for order in [[&left, &middle, &right], [&middle, &right, &left], [&right, &middle, &left]] {
        let mut office = Phone::new(9);
        office.import(&small().export(None)).unwrap();
        for file in order {
            office.import(file).unwrap();
        }
        assert_eq!(office.ledger.forked_devices(), [DeviceId([1; 16])]);
        let mut next = Phone::new(8);
        next.import(&office.export(None)).unwrap();
        assert_eq!(next.canonical(), office.canonical());
    }
}

#[test]
fn two_saves_of_one_number_may_come_before_what_their_writers_wrote_first() {
    let mut phone = small();
    let mut copy = small();
    let held = phone.ledger.heads();
    phone.note("di HP");
    copy.now += 500;
    copy.note("di salinan");
    let [fourth, other_fourth] = [&phone, &copy].map(|it| it.export(Some(&held)));
    let [after, other_after] = [&phone, &copy].map(|it| it.ledger.heads());
    phone.note("di HP lagi");
    copy.note("di salinan lagi");
    let (fifth, other_fifth) = (phone.export(Some(&after)), copy.export(Some(&other_after)));
    let files = [&fourth, &other_fourth, &fifth, &other_fifth];
    let mut whole: Option<Vec<u8>> = None;
    for order in
        [[2, 3, 0, 1], [2, 3, 1, 0], [3, 2, 0, 1], [3, 2, 1, 0], [0, 2, 3, 1], [1, 3, 2, 0], [0, 1, 2, 3]]
    {
        let mut office = Phone::new(9);
        office.import(&small().export(None)).unwrap();
        for place in order {
            office.import(files[place]).unwrap_or_else(|error| panic!("{order:?} {place}: {error}"));
            // What is held at any time can be handed on.
            let mut next = Phone::new(8);
            next.import(&office.export(None)).unwrap();
            assert_eq!(next.canonical(), office.canonical(), "{order:?} {place}");
        }
        let found = office.canonical();
        assert_eq!(*whole.get_or_insert_with(|| found.clone()), found, "{order:?}");
    }
}

#[test]
fn what_was_erased_is_not_in_the_file() {
    let mut phone = small();
    phone.commit(vec![Change::Erase { kind: "person".into(), record: ANI }]);
    let file = String::from_utf8(phone.export(None)).unwrap();
    assert!(!file.contains("Lestari") && !file.contains("kunjungan"));
    let mut other = small();
    let plan = other.import(file.as_bytes()).unwrap();
    assert!(plan.erased > 0 && other.ledger.book().get_any(NOTE).is_none());
    assert_eq!(other.canonical(), phone.canonical());
}

#[test]
fn the_schema_sees_a_wrong_type_and_lets_newer_fields_through() {
    let file = String::from_utf8(small().export(None)).unwrap();
    let schema = Schema(json_schema());
    let holds = |from: &str, to: &str| {
        assert!(file.contains(from), "{from}");
        schema.holds(&schema.0, &serde_json::from_str(&file.replacen(from, to, 1)).unwrap()).is_ok()
    };
    let name = "\"name\":\"Ani Lestari\"";
    assert!(holds(name, name));
    assert!(holds(name, "\"name\":\"A\",\"hologram\":{\"x\":[1]},\"sex\":\"from_the_future\""));
    assert!(holds("\"range\"", "\"new\":1.5,\"range\""));
    for wrong in ["\"name\":5", "\"name\":\"A\",\"died_on\":\"1.2.2026\"", "\"name\":\"A\",\"hologram\":1.5"]
    {
        assert!(!holds(name, wrong), "{wrong}");
    }
    assert!(!holds("\"op\":\"set\"", "\"op\":\"run\""));
    assert!(!holds("\"range\":\"all\"", "\"range\":\"since\""));
    assert!(!holds("\"min_reader\":1", "\"min_reader\":2"));
}

#[test]
fn the_worked_example_is_as_the_published_schema_says() {
    let schema = Schema(serde_json::from_str(include_str!("../docs/export.schema.json")).unwrap());
    schema.check(&serde_json::from_str(include_str!("../docs/export.example.json")).unwrap());
}

#[test]
fn the_published_schema_is_the_one_that_the_declarations_give() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/export.schema.json");
    let made = serde_json::to_string_pretty(&json_schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(published == made, "docs/export.schema.json is old; write it anew with UPDATE=1");
}

/// Speed and size; run it with `cargo test --release --test exchange -- --ignored --nocapture`.
#[test]
#[ignore = "measures"]
#[allow(clippy::disallowed_methods, reason = "runs natively, and measures")]
fn sixty_thousand_records_go_out_and_come_in() {
    let mut phone = Phone::new(1);
    let text = "Kunjungan rumah: keluarga menerima dengan baik, anak kembali sekolah. ".repeat(6);
    for number in 0..60_000_u32 {
        let mut id = [3; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let fields = FieldSet::new().with(note::TEXT, format!("{number} {text}"));
        let author = Author { name: "Rina", at: Stamp { ms: phone.now + i64::from(number), offset: 420 } };
        let draft = Draft { kind: "note", record: RecordId(id), parent: Some(ANI), fields };
        let prepared = phone.ledger.prepare(&author, vec![draft], &mut || [7; 16]);
        phone.ledger.accept(&prepared.bytes).unwrap();
    }
    let clock = std::time::Instant::now;
    let speed = |what: &str, start: std::time::Instant, bytes: usize| {
        let seconds = start.elapsed().as_secs_f64();
        println!("{what}: {:.0} ms, {:.0} MB/s", seconds * 1e3, bytes as f64 / 1e6 / seconds);
    };
    let start = clock();
    let file = phone.export(None);
    speed("export", start, file.len());
    let start = clock();
    let incoming = read(&file, &Limits::default()).unwrap();
    speed("read", start, file.len());
    let mut other = Phone::new(2);
    let start = clock();
    let plan = other.ledger.plan_merge(incoming.origins.clone()).unwrap();
    speed("plan", start, file.len());
    let start = clock();
    other.ledger.accept_all(plan.commits.iter().map(Vec::as_slice)).unwrap();
    speed("accept", start, file.len());
    let start = clock();
    let fingerprint = phone.ledger.book().fingerprint();
    speed("fingerprint", start, file.len());
    assert_eq!(fingerprint, other.ledger.book().fingerprint());
}
