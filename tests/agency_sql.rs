//! The SQL of `docs/AGENCY.md` on a real PostgreSQL: the files of a thousand phones become the records, conflicts and figures
//! that the app has after taking the same files in, and who may not read cannot.
//!
//! The commands are those of the document, as they stand there. Where PostgreSQL is not installed, a line on the standard
//! error says that nothing was tested; in CI the test fails.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise, and says how long it took"
)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use chrono::NaiveDate;
use pendamping::casework::survey::Weight;
use pendamping::domain::code::disease::PROFILES;
use pendamping::domain::id::DeviceId;
use pendamping::domain::value::Value;
use pendamping::exchange::plain::{Plain, write_plain};
use pendamping::exchange::{Limits, read};
use pendamping::ledger::{Ledger, push_framed};
use pendamping::report::indicator::{Direction, Indicator, Measure, report};
use pendamping::report::period::Period;
use serde_json::{Value as Json, json};

#[path = "agency_sql/phones.rs"]
mod phones;
mod random;
#[path = "agency_sql/server.rs"]
mod server;

use server::Server;

const FILES: usize = 1_000;
const TODAY: &str = "2026-11-15";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn note(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The commands that a document shows, in their order.
fn shown(document: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(document)).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("    $ ")).map(str::to_owned).collect()
}

/// Runs a command of the document in a folder.
fn sh(server: &Server, folder: &Path, command: &str) -> String {
    let ran = server.command("sh").args(["-c", command]).current_dir(folder).output().unwrap();
    assert!(ran.status.success(), "{command}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

/// The book that the app has after taking in a merged file.
fn book_of(path: &Path) -> Ledger {
    let told = read(&std::fs::read(path).unwrap(), &Limits::default()).unwrap();
    let mut ledger = Ledger::new(DeviceId([0; 16]));
    let plan = ledger.plan_union(told.origins).unwrap();
    let mut block = Vec::new();
    plan.commits.iter().for_each(|commit| push_framed(&mut block, commit));
    ledger.load_block(block).unwrap();
    ledger.settle();
    ledger
}

/// The letter that PostgreSQL cannot hold is another one there, as the document says.
fn without_nul(value: Json) -> Json {
    match value {
        Json::String(text) => json!(text.replace('\0', "\u{fffd}")),
        Json::Array(items) => items.into_iter().map(without_nul).collect(),
        Json::Object(map) => map.into_iter().map(|(name, value)| (name, without_nul(value))).collect(),
        other => other,
    }
}

/// A value as JSON.
fn json_of(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => json!(flag),
        Value::Int(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::Map(map) => map.iter().map(|(name, value)| (name.clone(), json_of(value))).collect(),
    }
}

/// The rows of two sides by their ids; names what differs.
fn same(what: &str, app: &BTreeMap<String, Json>, sql: &BTreeMap<String, Json>) {
    let differ: Vec<String> = app
        .keys()
        .chain(sql.keys().filter(|id| !app.contains_key(*id)))
        .filter(|id| app.get(*id) != sql.get(*id))
        .take(3)
        .map(|id| format!("{id}\n  app {:?}\n  sql {:?}", app.get(id), sql.get(id)))
        .collect();
    assert!(differ.is_empty(), "{what} differ ({} and {}):\n{}", app.len(), sql.len(), differ.join("\n"));
}

fn rows(text: &str, key: impl Fn(&Json) -> String) -> BTreeMap<String, Json> {
    let rows = text.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    rows.map(|row| (key(&row), row)).collect()
}

fn id_of(row: &Json) -> String {
    row["id"].as_str().unwrap().to_owned()
}

/// Every record with those in the trash: kind, parent, and every field.
fn compare_records(server: &Server, ledger: &Ledger) -> usize {
    let mut lines = Vec::new();
    write_plain(ledger, Plain::RecordLines, &mut |chunk| lines.extend_from_slice(chunk)).unwrap();
    let lines = String::from_utf8(lines).unwrap();
    let mut app = rows(&lines, id_of);
    for row in app.values_mut() {
        row["fields"] = without_nul(row["fields"].take());
        row["in_trash"] = json!(row["fields"].get("_deleted") == Some(&json!(true)));
    }
    let sql = server.ask(
        "SELECT json_build_object('id', record, 'kind', kind, 'parent', parent, 'fields', fields, 'in_trash', in_trash)
         FROM pendamping.book",
    );
    same("records", &app, &rows(&sql, id_of));
    let erased = server.ask("SELECT count(*) FROM pendamping.erased");
    assert_eq!(erased.trim(), ledger.book().erased_count().to_string(), "erased records");
    app.len()
}

/// Every conflict with all its values in order.
fn compare_conflicts(server: &Server, ledger: &Ledger) -> usize {
    let mut app = BTreeMap::new();
    for record in ledger.book().all_with_trash() {
        for found in record.conflicts() {
            let values: Vec<Json> =
                found.contenders.iter().map(|one| without_nul(json_of(&one.value))).collect();
            app.insert(format!("{} {}", found.record, found.field), json!(values));
        }
    }
    let sql = server.ask(
        "SELECT json_build_object('id', record::text || ' ' || field, 'values', contenders) FROM pendamping.conflict",
    );
    let sql = rows(&sql, id_of).into_iter().map(|(id, mut row)| (id, row["values"].take())).collect();
    same("conflicts", &app, &sql);
    app.len()
}

/// Who stands for whom.
fn compare_same(server: &Server, ledger: &Ledger) {
    let app: BTreeMap<String, Json> =
        ledger.book().merged().map(|(id, main)| (id.to_string(), json!(main.to_string()))).collect();
    let said = server.ask("SELECT record, main FROM pendamping.same_person");
    let sql = said.lines().map(|line| line.split_once('\t').unwrap());
    same("merged people", &app, &sql.map(|(id, main)| (id.to_owned(), json!(main))).collect());
    assert!(app.len() > 20, "only {} people were recorded twice", app.len());
}

fn name_of(measure: Measure) -> &'static str {
    match measure {
        Measure::Timeliness => "timeliness",
        Measure::Conformity => "conformity",
        Measure::Satisfaction => "satisfaction",
        Measure::Partners => "cases_with_partner",
        Measure::Accepted => "referrals_accepted",
        Measure::Waiting => "days_to_answer",
        Measure::Improvement => "improvement",
    }
}

fn direction_of(direction: Direction) -> &'static str {
    match direction {
        Direction::Better => "better",
        Direction::StaysBest => "stays_best",
        Direction::Same => "same",
        Direction::Worse => "worse",
        Direction::Unknown => "unknown",
    }
}

/// A number as both sides can be compared: nine decimals are more than anybody prints.
fn plain(number: Option<f64>) -> Json {
    number.map_or(Json::Null, |number| json!(format!("{number:.9}")))
}

/// How many things of each kind were counted and met, and how many were left out or stand apart for each reason.
fn asides_of(indicators: &[Indicator]) -> BTreeMap<String, Json> {
    let mut found = BTreeMap::new();
    for one in indicators {
        let name = name_of(one.measure);
        for (source, met, of) in one.by_source() {
            found.insert(format!("{name} {source:?}"), json!([met, of]));
        }
        for aside in one.left_out.iter().chain(&one.apart) {
            found.insert(format!("{name} {:?}", aside.why), json!(aside.records.len()));
        }
    }
    found
}

/// `not_yet_due` as the code calls it: `NotYetDue`.
fn camel(word: &str) -> String {
    word.split('_').map(|part| format!("{}{}", part[..1].to_uppercase(), &part[1..])).collect()
}

fn compare_report(
    server: &Server,
    ledger: &Ledger,
    from: &str,
    to: &str,
    worker: Option<&str>,
    weight: Weight,
) {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let of = format!("the report of {from} to {to}, {worker:?}, {weight:?},");
    let told = report(ledger.book(), Period::new(day(from), day(to)), day(TODAY), weight, worker);
    let mut app = BTreeMap::new();
    for (now, change) in told.now.iter().zip(&told.changes) {
        let numbers = [Some(now.numerator), Some(now.denominator), now.value, change.before].map(plain);
        let row = json!({"id": name_of(now.measure), "is": numbers, "went": direction_of(change.direction)});
        app.insert(id_of(&row), row);
    }
    let better = &told.improvement;
    let numbers = [Some(better.numerator), Some(better.denominator), better.value, None].map(plain);
    app.insert("improvement".into(), json!({"id": "improvement", "is": numbers, "went": null}));
    let who = worker.map_or("NULL".to_owned(), |worker| format!("'{worker}'"));
    let rounded = weight == Weight::Rounded;
    let said = server.ask(&format!(
        "SET pendamping.today = '{TODAY}';
         SELECT json_build_object('id', measure, 'went', direction, 'is', json_build_array(
            numerator::numeric(30, 9)::text, denominator::numeric(30, 9)::text, value::numeric(30, 9)::text,
            before::numeric(30, 9)::text))
         FROM pendamping.report('{from}', '{to}', {who}, {rounded})"
    ));
    same(&of, &app, &rows(&said, id_of));
    let said = server.ask(&format!(
        "SET pendamping.today = '{TODAY}';
         SELECT measure, source, coalesce(why, ''), count(*) FILTER (WHERE met), count(DISTINCT record), count(*)
         FROM pendamping.behind(ARRAY[daterange('{from}', '{to}', '[]')], {who}) GROUP BY 1, 2, 3"
    ));
    let mut sql: BTreeMap<String, Json> = BTreeMap::new();
    for line in said.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [measure, source, why, met, records, of] = cells[..] else { panic!("{line}") };
        let number = |text: &str| text.parse::<usize>().unwrap();
        if why.is_empty() {
            sql.insert(format!("{measure} {}", camel(source)), json!([number(met), number(of)]));
            continue;
        }
        let slot = sql.entry(format!("{measure} {}", camel(why))).or_insert(json!(0));
        *slot = json!(slot.as_u64().unwrap() + number(records) as u64);
    }
    let mut app = asides_of(&told.now);
    // The app names a person once more where other people's days stand between two of theirs.
    for list in [&mut app, &mut sql] {
        list.remove("timeliness Stopped");
    }
    same(&format!("{of} its parts"), &app, &sql);
}

/// What the document's `profiles.sql` must say.
fn profiles() -> String {
    let list = |numbers: &[u16]| {
        let numbers: Vec<String> = numbers.iter().map(u16::to_string).collect();
        format!("'{{{}}}'", numbers.join(","))
    };
    let row = |profile: &pendamping::domain::code::disease::DiseaseProfile| {
        let days = profile.follow_up_days.map_or("NULL".to_owned(), |days| days.to_string());
        format!(
            "    ('{}', {days}, {}, {})",
            profile.code,
            list(profile.given_days),
            list(profile.given_months)
        )
    };
    let rows: Vec<String> = PROFILES.iter().map(row).collect();
    format!(
        "-- Made from src/domain/code/disease.rs by `UPDATE=1 cargo test --test agency_sql`.\n\
         INSERT INTO pendamping.profile (code, follow_up_days, given_days, given_months) VALUES\n{};\n",
        rows.join(",\n")
    )
}

#[test]
fn the_profiles_of_the_database_are_those_of_the_app() {
    let path = root().join("docs/sql/profiles.sql");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, profiles()).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap();
    assert!(stands == profiles(), "UPDATE=1 cargo test --test agency_sql writes docs/sql/profiles.sql anew");
}

fn folder() -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("agency_sql");
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn the_files_of_a_thousand_phones_are_in_the_database_what_they_are_in_the_app() {
    let Some(programs) = server::programs() else { return };
    let folder = folder();
    let start = Instant::now();
    let files = phones::write(&folder.join("inbox"), FILES);
    note(&format!("{} files written in {:.1} s", files.len(), start.elapsed().as_secs_f64()));

    let start = Instant::now();
    let merged = folder.join("all.json");
    let own = env!("CARGO_BIN_EXE_pendamping");
    let merge = Command::new(own).arg("merge").args(&files).arg("-o").arg(&merged).output().unwrap();
    assert!(merge.status.success(), "{}", String::from_utf8_lossy(&merge.stderr));
    let ledger = book_of(&merged);
    note(&format!("merged and folded by the app in {:.1} s", start.elapsed().as_secs_f64()));

    let server = Server::start(programs);
    std::os::unix::fs::symlink(root().join("docs"), folder.join("docs")).unwrap();
    let commands = shown("docs/AGENCY.md");
    let copy = commands.iter().find(|command| command.contains("take_in")).unwrap();
    let mut parts = 0;
    for command in &commands {
        let start = Instant::now();
        if command.starts_with("pendamping convert") {
            parts += 1;
            // A file that is damaged is left out, and a save that comes twice counts once.
            std::fs::write(folder.join("inbox/torn.json"), "{").unwrap();
            std::fs::copy(&files[7], folder.join("inbox/again.json")).unwrap();
        }
        if command.starts_with("shred") {
            parts += 1;
            refuses_a_broken_chain(&server, &folder, copy);
            // What is known is passed over.
            let again = sh(&server, &folder, copy);
            let counts: Vec<&str> = again.lines().nth(2).unwrap().split('|').map(str::trim).collect();
            assert_eq!((counts[0], counts[2]), ("0", "0"), "{again}");
        }
        let said = sh(&server, &folder, command);
        let short: String = command.chars().take(70).collect();
        note(&format!(
            "{:6.2} s  {short}{}",
            start.elapsed().as_secs_f64(),
            said.lines().nth(2).unwrap_or("")
        ));
    }
    assert_eq!(
        parts, 2,
        "the document no longer shows the commands before which a damaged file and a broken chain come"
    );

    let start = Instant::now();
    let records = compare_records(&server, &ledger);
    let conflicts = compare_conflicts(&server, &ledger);
    compare_same(&server, &ledger);
    let (erased, forks) = (ledger.book().erased_count(), ledger.forked_devices().len());
    note(&format!(
        "{records} records, {conflicts} conflicts, {erased} erased, {forks} copied phones: the same, in {:.1} s",
        start.elapsed().as_secs_f64()
    ));
    assert!(records > 3_000 && conflicts > 200 && erased > 50 && forks > 50, "the phones do too little");
    let devices = server.ask("SELECT count(*) FROM pendamping.device WHERE missing > 0");
    let gaps = ledger.reaches().iter().filter(|reach| !reach.gaps().is_empty()).count();
    assert_eq!(devices.trim(), gaps.to_string(), "devices with missing saves");
    let left = server.ask("SELECT count(*) FROM pendamping.change JOIN pendamping.erased USING (record) WHERE fields IS NOT NULL");
    assert_eq!(left.trim(), "0", "a text of an erased record is left");
    assert_eq!(server.ask("SELECT * FROM pendamping.broken_chain"), "");

    let start = Instant::now();
    for (from, to) in
        [("2026-10-01", "2026-10-31"), ("2026-07-01", "2026-12-31"), ("2026-11-10", "2026-11-16")]
    {
        compare_report(&server, &ledger, from, to, None, Weight::Ninth);
        compare_report(&server, &ledger, from, to, Some("Petugas 4"), Weight::Rounded);
    }
    compare_report(&server, &ledger, "2031-01-01", "2031-01-31", None, Weight::Ninth);
    note(&format!("seven reports are the same, in {:.1} s", start.elapsed().as_secs_f64()));
    who_may_read(&server);
}

/// A save that names another save before it than the one that is there is refused with all that came with it.
fn refuses_a_broken_chain(server: &Server, folder: &Path, copy: &str) {
    let saves = folder.join("saves.ndjson");
    let whole = std::fs::read_to_string(&saves).unwrap();
    let mut save: Json = whole
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).unwrap())
        .find(|save| save["seq"] == json!(2))
        .unwrap();
    // Made up: its number is free, and what it names does not exist.
    let known = server.ask(&format!(
        "SELECT max(seq) FROM pendamping.save WHERE device = '{}'",
        save["device"].as_str().unwrap()
    ));
    save["seq"] = json!(known.trim().parse::<u64>().unwrap() + 1);
    save["hash"] = json!("ab".repeat(32));
    save["prev"] = json!("cd".repeat(32));
    std::fs::write(&saves, format!("{save}\n")).unwrap();
    let ran = server.command("sh").args(["-c", copy]).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(!ran.status.success() && said.contains("the chain breaks at save"), "{said}");
    assert_eq!(server.ask("SELECT count(*) FROM pendamping.incoming").trim(), "0");
    std::fs::write(&saves, whole).unwrap();
}

fn who_may_read(server: &Server) {
    let ask = |role: &str, sql: &str| server.try_ask(&format!("SET ROLE {role}; {sql}"));
    let may = |role: &str, sql: &str| ask(role, sql).status.success();
    // What does not exist cannot be read either, and that would say nothing.
    let may_not = |role: &str, sql: &str| {
        let answer = ask(role, sql);
        let said = String::from_utf8_lossy(&answer.stderr);
        assert!(!answer.status.success() && said.contains("permission denied"), "{role}: {sql}: {said}");
    };
    let numbers = "SELECT * FROM pendamping.report('2026-10-01', '2026-10-31')";
    assert!(may("pendamping_figures", numbers) && may("pendamping_read", numbers));
    assert!(may("pendamping_figures", "SELECT * FROM pendamping.indicator_month"));
    assert!(may("pendamping_load", "SELECT * FROM pendamping.take_in()"));
    assert!(may("pendamping_load", "CALL pendamping.refresh()"));
    assert!(may("pendamping_read", "SELECT * FROM pendamping.conflict LIMIT 1"));
    assert!(may("pendamping_read", "SELECT * FROM pendamping.indicator_worker LIMIT 1"));
    for relation in
        ["book", "change", "save", "live", "field_write", "fact", "follow_up_day", "indicator_worker"]
    {
        for role in ["pendamping_figures", "pendamping_load"] {
            may_not(role, &format!("SELECT * FROM pendamping.{relation} LIMIT 1"));
        }
    }
    may_not(
        "pendamping_figures",
        "SELECT * FROM pendamping.behind(ARRAY[daterange('2026-10-01', '2026-11-01')])",
    );
    may_not("pendamping_read", "SELECT * FROM pendamping.take_in()");
}
