//! The commands that read hand-over files, as scripts call them: what is whole, what is refused and where, and that a
//! merge gives the very book that the app has after importing the same files.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{Draft, FieldSet};
use pendamping::domain::record::casework::{action, case, note};
use pendamping::domain::record::spine::person;
use pendamping::domain::value::Value;
use pendamping::exchange::{ExportOptions, Limits, read, write_export};
use pendamping::ledger::*;
use serde_json::{Value as Json, json};

#[path = "cli_files/attached.rs"]
mod attached;
#[path = "cli_files/documents.rs"]
mod documents;
mod files;
#[path = "cli_files/other_forms.rs"]
mod other_forms;
#[path = "cli_files/signed.rs"]
mod signed;
#[path = "cli_files/union.rs"]
mod union;

use files::altered;

const ANI: RecordId = RecordId([1; 16]);
const BUDI: RecordId = RecordId([3; 16]);
const NOTE: RecordId = RecordId([2; 16]);
/// 22 November 2026 in Jakarta.
const START: i64 = 1_795_280_400_000;

/// A folder of one test, empty.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli_files").join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pendamping")).args(words).output().unwrap()
}

fn run_with(input: &[u8], words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pendamping"));
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn answer(words: &[&str]) -> Json {
    let output = run(words);
    assert!(output.status.success(), "{}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    text(&path).to_owned()
}

/// A phone of a worker.
struct Phone {
    ledger: Ledger,
    worker: String,
    now: i64,
}

impl Phone {
    fn new(number: u8) -> Self {
        let ledger = Ledger::new(DeviceId([number; 16]));
        Phone { ledger, worker: format!("Petugas {number}"), now: START + i64::from(number) * 977 }
    }

    fn commit(&mut self, changes: Vec<Change>) {
        self.now += 60_000;
        let author = Author { name: &self.worker, at: Stamp { ms: self.now, offset: 420 } };
        let prepared = self.ledger.prepare_changes(&author, changes);
        self.ledger.accept(&prepared.bytes).unwrap();
        if self.ledger.needs_scrub() {
            self.ledger = self.ledger.scrub().unwrap();
        }
    }

    fn save(&mut self, kind: &'static str, record: RecordId, parent: Option<RecordId>, fields: FieldSet) {
        let Draft { kind, record, parent, fields } = Draft { kind, record, parent, fields };
        let salt = [self.ledger.book().commit_count() as u8; 16];
        self.commit(vec![Change::Set { kind: kind.to_owned(), record, parent, salt, fields: fields.0 }]);
    }

    fn name(&mut self, id: RecordId, name: &str) {
        self.save("person", id, None, FieldSet::new().with(person::NAME, name));
    }

    fn note(&mut self, id: RecordId, of: RecordId, text: &str) {
        self.save("note", id, Some(of), FieldSet::new().with(note::TEXT, text));
    }

    fn export(&self, since: Option<&Heads>) -> Vec<u8> {
        let mut file = Vec::new();
        let options = ExportOptions {
            export_id: uuid::Uuid::from_bytes([9; 16]),
            created: Stamp { ms: self.now, offset: 420 },
            author: &self.worker,
            since,
        };
        write_export(&self.ledger, &options, &mut |chunk| file.extend_from_slice(chunk)).unwrap();
        file
    }

    /// As the app takes a file; whether it does.
    fn import(&mut self, file: &[u8]) -> bool {
        let Ok(incoming) = read(file, &Limits::default()) else { return false };
        let Ok(plan) = self.ledger.plan_merge(incoming.origins) else { return false };
        self.ledger.accept_all(plan.commits.iter().map(Vec::as_slice)).unwrap();
        if self.ledger.needs_scrub() {
            self.ledger = self.ledger.scrub().unwrap();
        }
        true
    }

    fn fingerprint(&self) -> String {
        self.ledger.book().fingerprint().to_string()
    }
}

fn small() -> Phone {
    let mut phone = Phone::new(1);
    phone.name(ANI, "Ani Lestari");
    phone.note(NOTE, ANI, "kunjungan pertama");
    phone.name(ANI, "Ani Lestari binti Umar");
    phone
}

/// Nothing that was written about a client may be said.
fn keeps_silent(output: &Output) {
    for said in [out(output), err(output)] {
        for word in ["Ani", "Lestari", "Umar", "Budi", "kunjungan"] {
            assert!(!said.contains(word), "{word} is in: {said}");
        }
    }
}

#[test]
fn whole_files_are_called_whole_also_from_the_standard_input() {
    let folder = folder("whole");
    let mut phone = small();
    let first = write(&folder, "first.json", &phone.export(None));
    let base = phone.ledger.heads();
    phone.note(RecordId([5; 16]), ANI, "kunjungan kedua");
    let second = write(&folder, "second.json", &phone.export(Some(&base)));
    let output = run(&["validate", &first, &second]);
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
    keeps_silent(&output);
    assert_eq!(
        out(&output),
        format!(
            "{first}: whole; 3 saves, 2 records, 0 attachments; not signed\n\
             {second}: whole; 1 saves, 1 records, 0 attachments; not signed\n"
        )
    );
    let piped = run_with(&phone.export(None), &["validate", "--json", "-"]);
    let found: Json = serde_json::from_slice(&piped.stdout).unwrap();
    assert_eq!((&found["whole"], &found["files"][0]["file"]), (&json!(1), &json!("standard input")));
}

#[test]
fn what_is_wrong_is_told_with_its_place_in_the_file_and_without_what_stands_there() {
    let folder = folder("wrong");
    let file = small().export(None);
    let text = String::from_utf8(file.clone()).unwrap();
    let unsigned = |from: &str, to: &str| {
        let mut json: Json = serde_json::from_slice(&altered(&file, from, to)).unwrap();
        json["checksum"].as_object_mut().unwrap().remove("file");
        serde_json::to_vec(&json).unwrap()
    };
    let note = "\"fields\":{\"text\":\"kunjungan pertama\"}}]}";
    let at_note = text.find("{\"text\":\"kunjungan pertama\"}}]}").unwrap();
    for (name, bytes, place) in [
        ("cut", file[..at_note + 12].to_vec(), "commits[1].changes[0].fields.text"),
        ("altered", altered(&file, note, "\"fields\":{\"text\":\"karangan\"}}]}"), "commits[1]"),
        ("flipped", text.replacen("\"seq\":2", "\"seq\":7", 1).into_bytes(), "commits[1]"),
        (
            "fraction",
            altered(&file, note, "\"fields\":{\"text\":1.5}}]}"),
            "commits[1].changes[0].fields.text",
        ),
        (
            "deep",
            altered(&file, note, &format!("\"fields\":{{\"text\":{}}}}}]}}", "[".repeat(99))),
            "commits[1].changes[0]",
        ),
        ("newer", altered(&file, "\"min_reader\":1", "\"min_reader\":2"), "min_reader"),
        ("foreign", b"{\"type\":\"FeatureCollection\"}".to_vec(), "the file"),
        (
            "counted",
            altered(&file, "\"records\":{\"note\":1", "\"records\":{\"note\":2"),
            "counts.records.note",
        ),
        (
            "retold",
            unsigned("{\"name\":\"Ani Lestari binti Umar\"}}]", "{\"name\":\"Ani\"}}]"),
            "records.person[0].fields.name",
        ),
        ("clock", altered(&file, "\"created\":{", "\"created\":{\"zone\":1,"), ""),
        ("range", altered(&file, "\"range\":\"all\"", "\"range\":\"some\""), "range"),
    ] {
        let path = write(&folder, name, &bytes);
        let output = run(&["validate", "--json", &path]);
        keeps_silent(&output);
        let found: Json = serde_json::from_slice(&output.stdout).unwrap();
        let faults = found["files"][0]["faults"].as_array().unwrap();
        let paths: Vec<&str> = faults.iter().map(|fault| fault["path"].as_str().unwrap()).collect();
        if place.is_empty() {
            assert_eq!((output.status.code(), paths.len()), (Some(0), 0), "{name}: {faults:?}");
            continue;
        }
        assert_eq!(output.status.code(), Some(1), "{name}");
        let told = |path: &&str| {
            path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
        };
        assert!(paths.iter().any(told), "{name}: {faults:?}");
        let line = out(&run(&["validate", &path]));
        assert!(line.starts_with(&format!("{path}: refused; ")) && line.lines().count() == 1, "{line}");
    }
}

#[test]
fn a_record_that_stands_twice_does_not_hide_one_that_is_missing() {
    let folder = folder("twice");
    let mut phone = small();
    phone.name(BUDI, "Budi");
    let mut json: Json = serde_json::from_slice(&phone.export(None)).unwrap();
    json["checksum"].as_object_mut().unwrap().remove("file");
    let first = json["records"]["person"][0].clone();
    json["records"]["person"][1] = first;
    let path = write(&folder, "twice.json", &serde_json::to_vec(&json).unwrap());
    let output = run(&["validate", "--json", &path]);
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    let found: Json = serde_json::from_slice(&output.stdout).unwrap();
    let faults = found["files"][0]["faults"].as_array().unwrap();
    let paths: Vec<&str> = faults.iter().map(|fault| fault["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["records.person[1]", "records"]);
}

#[test]
fn a_field_of_a_wrong_type_is_a_fault_though_every_hash_holds() {
    let mut phone = Phone::new(1);
    let fields = [("name".to_owned(), Value::Int(5)), ("died_on".to_owned(), Value::from("kemarin"))].into();
    phone.commit(vec![Change::Set {
        kind: "person".into(),
        record: ANI,
        parent: None,
        salt: [1; 16],
        fields,
    }]);
    let path = write(&folder("types"), "types.json", &phone.export(None));
    let output = run(&["validate", "--json", &path]);
    let found: Json = serde_json::from_slice(&output.stdout).unwrap();
    let faults = found["files"][0]["faults"].as_array().unwrap();
    let paths: Vec<&str> = faults.iter().map(|fault| fault["path"].as_str().unwrap()).collect();
    assert_eq!(output.status.code(), Some(1));
    for part in ["name", "died_on"] {
        for place in ["records.person[0]", "commits[0].changes[0]"] {
            assert!(paths.contains(&format!("{place}.fields.{part}").as_str()), "{paths:?}");
        }
    }
    assert!(!out(&output).contains("kemarin"));
}

#[test]
fn one_refused_file_among_whole_ones_gives_1_and_all_are_told() {
    let folder = folder("some");
    let whole = write(&folder, "whole.json", &small().export(None));
    let cut = write(&folder, "cut.json", &small().export(None)[..900]);
    let output = run(&["validate", &whole, &cut, "/nowhere/x.json"]);
    assert_eq!(output.status.code(), Some(1));
    let lines = out(&output);
    let lines: Vec<&str> = lines.lines().collect();
    assert!(lines[0].contains(": whole;") && lines[1].contains(": refused; "), "{lines:?}");
    assert!(lines[2].starts_with("/nowhere/x.json: refused; "), "{lines:?}");
}

#[test]
fn an_inspection_counts_and_names_devices_gaps_and_forks_and_nobody_else() {
    let folder = folder("inspect");
    let mut phone = small();
    phone.name(BUDI, "Budi");
    phone.save("person", BUDI, None, FieldSet::new().with(pendamping::domain::kind::DELETED, true));
    let image: Vec<Vec<u8>> = phone.ledger.commits().map(|commit| commit.into_owned()).collect();
    phone.note(RecordId([5; 16]), ANI, "kunjungan kedua");
    // A second phone with the same device, from an image of the first.
    let mut copy = Phone::new(1);
    copy.ledger.accept_all(image.iter().map(Vec::as_slice)).unwrap();
    copy.now = phone.now + 1_000;
    copy.note(RecordId([6; 16]), ANI, "kunjungan ketiga");
    assert!(phone.import(&copy.export(None)));
    let whole = write(&folder, "whole.json", &phone.export(None));
    let output = run(&["inspect", &whole, "--json"]);
    assert!(output.status.success(), "{}", err(&output));
    keeps_silent(&output);
    let found: Json = serde_json::from_slice(&output.stdout).unwrap();
    let file = &found["files"][0];
    assert_eq!(file["range"], "all");
    assert_eq!(file["author"], "Petugas 1");
    assert!(file["created"].as_str().unwrap().starts_with("2026-11-22T"), "{file}");
    assert_eq!(file["counts"]["commits"], 7);
    assert_eq!(file["counts"]["records"], json!({"note": 3, "person": 2}));
    assert_eq!(
        (&file["counts"]["in_trash"], &file["forks"], &file["gaps"]),
        (&json!(1), &json!(1), &json!(0))
    );
    assert_eq!(file["devices"][0]["saves"], json!([[1, 6]]));
    assert_eq!(file["devices"][0]["written"]["by"], json!(["Petugas 1"]));

    // Saves 1 to 3 are with the receiver, 5 is in no file.
    let mut sender = small();
    let held = sender.ledger.heads();
    for number in 0..3 {
        sender.note(RecordId([20 + number; 16]), ANI, "kunjungan");
    }
    let mut holed = Phone::new(8);
    let commits: Vec<Vec<u8>> = sender.ledger.commits().map(|commit| commit.into_owned()).collect();
    holed
        .ledger
        .accept_all([0, 1, 2, 3, 5].map(|place: usize| commits[place].as_slice()).into_iter())
        .unwrap();
    let path = write(&folder, "since.json", &holed.export(Some(&held)));
    let file = &answer(&["inspect", "--json", &path])["files"][0];
    assert_eq!((&file["range"], &file["gaps"]), (&json!("since"), &json!(1)));
    assert_eq!(file["devices"][0]["gaps"], json!([[5, 5]]));
    let plain = out(&run(&["inspect", &path]));
    assert!(plain.contains("what changed") && plain.contains("; missing 5;"), "{plain}");

    let refused = run(&["inspect", &write(&folder, "cut.json", b"{\"format\":\"pendamping-export\"")]);
    assert_eq!((refused.status.code(), out(&refused).as_str()), (Some(1), ""));
    assert!(err(&refused).contains("cut.json: "));
}

/// A book with indicators: two actions that were due in November, one done in time.
fn worked() -> Phone {
    let mut phone = small();
    let case_id = RecordId([30; 16]);
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let fields = FieldSet::new().with(case::OPENED, day("2026-10-01")).with(case::WORKER, "Rina");
    phone.save("case", case_id, Some(ANI), fields);
    for (number, done) in [(31, Some("2026-11-08")), (32, None)] {
        let fields = FieldSet::new()
            .with(action::PLANNED_TO, day("2026-11-09"))
            .with_some(action::DONE_ON, done.map(day))
            .with(action::STATE, if done.is_some() { "done" } else { "planned" });
        phone.save("action", RecordId([number; 16]), Some(case_id), fields);
    }
    phone
}

#[test]
fn a_report_says_what_the_app_says_of_the_same_period() {
    use pendamping::casework::survey::Weight;
    use pendamping::report::indicator::report;
    use pendamping::report::period::Period;

    let phone = worked();
    let path = write(&folder("report"), "book.json", &phone.export(None));
    let found = answer(&["report", &path, "--json", "--as-of", "2026-11-30"]);
    let today = "2026-11-30".parse().unwrap();
    let of_app = report(phone.ledger.book(), Period::month(today), today, Weight::Ninth, None);
    assert_eq!(
        (&found["period"]["from"], &found["period"]["to"]),
        (&json!("2026-11-01"), &json!("2026-11-30"))
    );
    let indicators = found["indicators"].as_array().unwrap();
    assert_eq!(indicators.len(), of_app.now.len() + 1);
    for (shown, now) in indicators.iter().zip(&of_app.now) {
        assert_eq!(shown["now"]["numerator"].as_f64(), Some(now.numerator), "{shown}");
        assert_eq!(shown["now"]["denominator"].as_f64(), Some(now.denominator), "{shown}");
        assert_eq!(shown["now"]["value"].as_f64(), now.value, "{shown}");
        let left_out: u64 =
            shown["now"]["left_out"].as_object().unwrap().values().filter_map(Json::as_u64).sum();
        assert_eq!(left_out as usize, now.left_out.iter().map(|aside| aside.records.len()).sum::<usize>());
        assert!(shown["definition"]["id"].is_string() && shown["definition"]["en"].is_string());
    }
    assert_eq!(
        (&indicators[0]["indicator"], &indicators[0]["now"]["denominator"]),
        (&json!("timeliness"), &json!(2))
    );
    assert_eq!(indicators[0]["now"]["numerator"], 1);
    assert_eq!(indicators[6]["indicator"], "improvement");
    let names: Vec<&str> = indicators.iter().map(|one| one["indicator"].as_str().unwrap()).collect();
    assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), 5);

    // Of another worker there is nothing, and the day of the file stands for today.
    let other = run(&["report", &path, "--json", "--worker", "Joko"]);
    let shown: Json = serde_json::from_slice(&other.stdout).unwrap();
    assert_eq!(
        (&shown["indicators"][0]["now"]["denominator"], &shown["as_of"]),
        (&json!(0), &json!("2026-11-22"))
    );
    assert!(err(&other).contains("no case names \"Joko\"") && shown["note"]["id"].is_string());
    let plain =
        out(&run(&["report", &path, "--from", "2026-11-01", "--to", "2026-11-30", "--worker", "Rina"]));
    assert!(plain.contains("Timeliness: 50.0 % (1 / 2)"), "{plain}");

    let base = small().ledger.heads();
    let part = write(&folder("report_part"), "part.json", &phone.export(Some(&base)));
    let output = run(&["report", &part]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("only what changed"), "{}", err(&output));
}

#[test]
fn converted_records_and_saves_are_those_of_the_file() {
    let folder = folder("convert");
    let mut phone = worked();
    phone.commit(vec![Change::Erase { kind: "note".into(), record: NOTE }]);
    let bytes = phone.export(None);
    let file: Json = serde_json::from_slice(&bytes).unwrap();
    let path = write(&folder, "book.json", &bytes);
    let found = answer(&["convert", &path, "--to", "json"]);
    assert_eq!((&found["format"], &found["version"]), (&json!("pendamping-records"), &json!(1)));
    assert_eq!(found["records"], file["records"]);

    let lines = folder.join("records.ndjson");
    let output = run(&["convert", &path, "--to=ndjson", "-o", text(&lines)]);
    assert!(output.status.success() && out(&output).is_empty(), "{}", err(&output));
    assert!(err(&output).contains(": 4 records"), "{}", err(&output));
    let read = std::fs::read_to_string(&lines).unwrap();
    let mut seen = json!({});
    for line in read.lines() {
        let mut record: Json = serde_json::from_str(line).unwrap();
        let kind = record.as_object_mut().unwrap().remove("kind").unwrap();
        let list = seen.as_object_mut().unwrap().entry(kind.as_str().unwrap()).or_insert_with(|| json!([]));
        list.as_array_mut().unwrap().push(record);
    }
    assert_eq!(seen, file["records"]);

    let saves = out(&run(&["convert", &path, "--to", "ndjson", "--commits"]));
    let saves: Vec<Json> = saves.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(Json::from(saves), file["commits"]);

    let again = run(&["convert", &path, "--to", "ndjson", "-o", text(&lines)]);
    assert_eq!(again.status.code(), Some(1));
    assert!(err(&again).contains("--force"));
    assert!(run(&["convert", &path, "--to", "json", "-o", text(&lines), "--force"]).status.success());
    assert_eq!(serde_json::from_slice::<Json>(&std::fs::read(&lines).unwrap()).unwrap(), found);
}

#[test]
fn a_wrong_call_gives_2_and_one_line() {
    let folder = folder("calls");
    let file = write(&folder, "file.json", &small().export(None));
    for (words, said) in [
        (vec!["validate"], "name one hand-over file or more"),
        (vec!["validate", "--jsno", &file], "unknown option --jsno; there are: --json"),
        (vec!["inspect", "--json", "--json", &file], "given twice"),
        (vec!["merge", &file], "-o OUT"),
        (vec!["merge", &file, "-o"], "needs a value"),
        (vec!["merge", "-", "-o", "x"], "merge reads files only"),
        (vec!["merge", &file, "-o", &file], "is one of the files"),
        (vec!["merge", &file, "-o", "x", "--attachments", "49"], "from 1 to 48"),
        (vec!["report", &file, &file], "name one hand-over file; `merge`"),
        (vec!["report", &file, "--from", "2026-01-01"], "a period has two ends"),
        (vec!["report", &file, "--from", "1/1/2026", "--to", "2026-01-31"], "write it as 2026-01-31"),
        (vec!["report", &file, "--from", "2026-02-01", "--to", "2026-01-31"], "--from is after --to"),
        (vec!["convert", &file], "say --to; there are: json, ndjson"),
        (vec!["convert", &file, "--to", "docx"], "unknown form \"docx\"; there are: json, ndjson"),
        (vec!["convert", &file, "--to", "json", "--commits"], "ndjson has"),
    ] {
        let output = run(&words);
        assert_eq!((output.status.code(), out(&output).as_str()), (Some(2), ""), "{words:?}");
        let said_is = err(&output);
        assert!(said_is.contains(said) && said_is.lines().count() == 1, "{words:?}: {said_is}");
    }
    let help = out(&run(&["merge", "--help"]));
    assert!(help.contains("pendamping merge FILES... -o OUT") && out(&run(&["--help"])).ends_with(&help));
}
