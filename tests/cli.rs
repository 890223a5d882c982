//! The command line as scripts call it: the real outbreak, an independent library's figures, dirty lists, follow-ups,
//! and what is said and given back when a call is wrong.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).to_string_lossy().into_owned()
}

fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pendamping")).args(words).output().unwrap()
}

fn answer(words: &[&str]) -> Value {
    let output = run(words);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn tracing(cases: &str, links: &str, more: &[&str]) -> Value {
    let (cases, links) = (fixture(cases), fixture(links));
    let mut words = vec!["tracing", "--cases", &cases, "--links", &links, "--json"];
    words.extend(more);
    answer(&words)
}

/// The problems of one kind: their ids.
fn ids<'a>(answer: &'a Value, kind: &str) -> Vec<&'a str> {
    let found = answer["problems"].as_array().unwrap().iter().filter(|problem| problem["kind"] == kind);
    found.flat_map(|problem| problem["ids"].as_array().unwrap()).filter_map(Value::as_str).collect()
}

/// Whether all that `wanted` says is said by `found`; numbers with a fraction may differ in the last digits.
fn compare(found: &Value, wanted: &Value, at: &str, wrong: &mut Vec<String>) {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => {
            for (key, wanted) in wanted {
                compare(found.get(key).unwrap_or(&Value::Null), wanted, &format!("{at}.{key}"), wrong);
            }
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            if (a - b).abs() > 1e-9 {
                wrong.push(format!("{at}: {a}, not {b}"));
            }
        }
        _ if found == wanted => {}
        _ => wrong.push(format!("{at}: {found}, not {wanted}")),
    }
}

#[track_caller]
fn says(found: &Value, wanted: &Value) {
    let mut wrong = Vec::new();
    compare(found, wanted, "", &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tianjin_gives_the_figures_that_were_computed_independently() {
    let cases = "tianjin/Tianjin135cases_revised.csv";
    let links = "tianjin/tianjin_links_from_to.csv";
    let named = [
        "--id",
        "case_id",
        "--onset",
        "symptom_onset",
        "--report",
        "confirm_date",
        "--from",
        "from",
        "--to",
        "to",
        "--sex",
        "gender",
        "--date-format",
        "%d/%m/%Y",
        "--disease",
        "covid19",
        "--as-of",
        "2020-03-01",
    ];
    let found = tracing(cases, links, &named);
    says(
        &found,
        &json!({
            "counts": {"cases": 135, "links": 91, "ids_in_links": 93, "cases_without_links": 42,
                "link_ids_not_in_list": 0, "rows": 135, "link_rows": 91},
            "degrees": {"sources": 50, "targets": 66, "max_out": 6},
            "generations": {"0": 27, "1": 52, "2": 12},
            "max_generation": 2, "without_generation": 2,
            "longest_chain_links": 3, "longest_chain_exact": true,
            "cycles": [["TJ96", "TJ97"], ["TJ114", "TJ115"]],
            "components": {"count": 23, "singletons": 42, "count_with_singletons": 65},
            "serial_interval": {"n": 73, "missing": 18, "negative": 12, "median": 4, "min": -7, "max": 16},
            "delays": {"onset_report": {"n": 125, "median": 5, "mean": 5.232}},
            "secondary_attack_rate": null, "disease": "covid19_kmk4641",
        }),
    );
    assert_eq!(found["degrees"]["top"][0], json!({"id": "TJ93", "out": 6}));
    assert!((found["serial_interval"]["mean"].as_f64().unwrap() - 3.9041).abs() < 0.000_05);
    let pairs: u64 = found["sex_pairs"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(pairs, 91);
    // Without a word about columns and dates the answer is the same.
    let plain = tracing(cases, links, &["--disease", "covid19", "--as-of", "2020-03-01"]);
    for key in ["counts", "degrees", "serial_interval", "delays", "epicurve", "sex_pairs", "problems"] {
        assert_eq!(plain[key], found[key], "{key}");
    }
}

#[test]
fn the_same_call_gives_the_same_bytes_and_keys_in_one_order() {
    let (cases, links) =
        (fixture("tianjin/Tianjin135cases_revised.csv"), fixture("tianjin/tianjin_links_from_to.csv"));
    let words = ["tracing", "--cases", &cases, "--links", &links, "--json"];
    let text = String::from_utf8(run(&words).stdout).unwrap();
    assert_eq!(text.as_bytes(), run(&words).stdout);
    let keys = [
        "\"counts\"",
        "\"degrees\"",
        "\"roots\"",
        "\"generations\"",
        "\"longest_chain_links\"",
        "\"cycles\"",
        "\"components\"",
        "\"serial_interval\"",
        "\"sex_pairs\"",
        "\"delays\"",
        "\"epicurve\"",
        "\"problems\"",
    ];
    let places: Vec<usize> = keys.iter().map(|key| text.find(key).unwrap()).collect();
    assert!(places.is_sorted());
    // People read it too.
    let plain = run(words.split_last().unwrap().1);
    assert!(String::from_utf8(plain.stdout).unwrap().contains("Circle: TJ96, TJ97"));
}

#[test]
fn random_networks_give_what_an_independent_library_gives() {
    let text = std::fs::read_to_string(fixture("tracing/oracle.json")).unwrap();
    let lists: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(lists.len(), 24);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (cases, links) = (folder.join("oracle_cases.csv"), folder.join("oracle_links.csv"));
    for (number, list) in lists.iter().enumerate() {
        std::fs::write(&cases, list["cases"].as_str().unwrap()).unwrap();
        std::fs::write(&links, list["links"].as_str().unwrap()).unwrap();
        let found = answer(&[
            "tracing",
            "--cases",
            &cases.to_string_lossy(),
            "--links",
            &links.to_string_lossy(),
            "--json",
        ]);
        let mut wrong = Vec::new();
        compare(&found, &list["expected"], &format!("list {number}"), &mut wrong);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn a_list_with_every_trap_is_counted_and_what_was_left_out_is_named() {
    let found = tracing(
        "tracing/dirty/every_trap_cases.csv",
        "tracing/dirty/every_trap_links.csv",
        &[
            "--id", "case id", "--onset", "ONSET", "--report", "reported", "--sex", "gender", "--from",
            "infector", "--to", "infectee",
        ],
    );
    says(
        &found,
        &json!({
            "counts": {"cases": 7, "links": 5, "ids_in_links": 6, "cases_without_links": 2,
                "link_ids_not_in_list": 1, "self_loops": 1, "duplicate_links": 1, "rows": 9, "rows_without_id": 1,
                "link_rows": 9, "incomplete_links": 2},
            "roots": ["001", "1"],
            "generations": {"0": 2, "1": 2, "2": 1, "3": 1},
            "longest_chain_links": 3,
            "cycles": [["002", "003"]],
            "components": {"count": 2, "sizes": [4, 2], "singletons": 2},
            "serial_interval": {"n": 4, "missing": 1, "negative": 2, "min": -3, "max": 3, "median": 0},
            "sex_pairs": {"F>M": 2, "F>F": 1, "M>F": 1}, "sex_pairs_unknown": 1,
            "read": {"cases": {"encoding": "UTF-8 with a byte-order mark", "columns": {"id": "Case ID"}}},
        }),
    );
    assert_eq!(ids(&found, "duplicate_id"), ["003"]);
    assert_eq!(ids(&found, "self_loop"), ["005"]);
    assert_eq!(ids(&found, "duplicate_link"), ["001", "002"]);
    assert_eq!(ids(&found, "link_id_not_in_list"), ["1"]);
    assert_eq!(ids(&found, "impossible_date"), ["003"]);
    assert_eq!(ids(&found, "placeholder_date"), ["004"]);
    assert_eq!(ids(&found, "incomplete_link"), ["004", "006"]);
    assert_eq!(ids(&found, "unknown_sex"), ["004"]);
    assert_eq!(ids(&found, "report_before_onset"), ["1.0"]);
    assert_eq!(ids(&found, "cycle"), ["002", "003"]);
    assert_eq!(ids(&found, "differing_rows"), ["003"]);
}

#[test]
fn other_encodings_delimiters_and_languages_need_no_option() {
    let found = tracing("tracing/dirty/utf16_cases.csv", "tracing/dirty/western_links.csv", &[]);
    says(
        &found,
        &json!({
            "counts": {"cases": 3, "links": 2, "link_ids_not_in_list": 0},
            "serial_interval": {"n": 2, "mean": 6.0, "min": 3, "max": 9},
            "delays": {"onset_report": {"n": 3, "median": 2}},
            "sex_pairs": {"F>M": 1, "M>F": 1},
            "read": {
                "cases": {"encoding": "UTF-16LE", "delimiter": ";", "dates": {"onset": {"order": "dmy", "why": "cells"}}},
                "links": {"encoding": "Windows-1252", "columns": {"from": "Sumber", "to": "Kontak"}},
            },
        }),
    );
}

#[test]
fn an_ambiguous_column_follows_the_others_and_a_format_overrules_it() {
    let (cases, links) = ("tracing/dirty/month_first_cases.tsv", "tracing/dirty/month_first_links.tsv");
    let found = tracing(cases, links, &[]);
    says(
        &found,
        &json!({
            "serial_interval": {"n": 2, "mean": 3.5},
            "read": {"cases": {"delimiter": "\t", "dates": {
                "onset": {"order": "mdy", "why": "other_columns", "ambiguous": true}, "report": {"why": "cells"}}}},
        }),
    );
    assert_eq!(found["problems"][0]["kind"], "ambiguous_dates");
    let told = tracing(cases, links, &["--date-format", "mm/dd/yyyy"]);
    assert_eq!((&told["problems"], &told["serial_interval"]), (&json!([]), &found["serial_interval"]));
    let turned = tracing(cases, links, &["--date-format=%d/%m/%Y"]);
    assert_eq!(turned["serial_interval"]["mean"], 106.5);
}

#[test]
fn one_list_of_1861_may_hold_its_own_links() {
    let list = "tracing/dirty/in_one_list_1861.csv";
    let found = tracing(list, list, &["--id", "case_ID", "--from", "infector", "--to", "case_ID"]);
    says(
        &found,
        &json!({
            "counts": {"cases": 5, "links": 3, "ids_in_links": 4, "cases_without_links": 1, "incomplete_links": 2},
            "roots": ["45"], "generations": {"0": 1, "1": 2, "2": 1}, "longest_chain_links": 2,
            "serial_interval": {"n": 3, "median": 11, "mean": 35.0 / 3.0},
            "epicurve": {"onset": {"1861-11-21": 1}, "onset_week": {"1861-W47": 2}},
            "delays": {"onset_outcome": {"n": 1, "median": 7}},
            "sex_pairs": {"M>F": 2, "F>M": 1},
        }),
    );
}

#[test]
fn contacts_stand_as_the_engine_of_the_app_says() {
    let (contacts, visits) =
        (fixture("tracing/followups/contacts.csv"), fixture("tracing/followups/visits.csv"));
    let found = answer(&[
        "followups",
        "--contacts",
        &contacts,
        "--visits",
        &visits,
        "--disease",
        "covid-19",
        "--as-of",
        "2026-11-09",
        "--json",
    ]);
    let all = found["contacts"].as_array().unwrap();
    let of = |id: &str| all.iter().find(|one| one["id"] == id).unwrap();
    says(
        of("c1"),
        &json!({"first_day": "2026-11-04", "last_day": "2026-11-17", "status": "under_follow_up", "due": 1, "done": 2,
            "late": 1, "missed": 2, "future": 8, "stopped": 0, "last_seen": "2026-11-08", "exposures": 2,
            "outside": ["2026-11-02"]}),
    );
    let days = of("c1")["days"].as_array().unwrap();
    assert_eq!(days.len(), 14);
    assert_eq!(days[2], json!({"day": 3, "date": "2026-11-06", "state": "missed", "why": "absent"}));
    assert_eq!(days[3]["why"], "not_done");
    says(of("c2"), &json!({"status": "proposed_lost", "due": 1, "done": 1, "missed": 6, "future": 6}));
    says(of("c3"), &json!({"status": "became_case", "contact": "became_case", "stopped": 10, "due": 0}));
    says(of("c4"), &json!({"status": "died", "stopped": 11}));
    says(of("c5"), &json!({"status": "never_seen", "due": 1, "missed": 7, "future": 6}));
    says(of("c6"), &json!({"status": "no_exposure", "first_day": null, "due": 0, "missed": 0}));
    says(of("c7"), &json!({"status": "completed", "first_day": "2026-10-21", "done": 1, "missed": 13}));
    // Seen today: not due any more. The visit of the 20th was not known on the 9th.
    says(
        of("c8"),
        &json!({"status": "under_follow_up", "due": 0, "done": 2, "missed": 6, "future": 6, "visits": 3}),
    );
    assert_eq!(found["counts"]["under_follow_up"], 2);
    assert_eq!(ids(&found, "visit_of_nobody"), ["ghost"]);
    assert_eq!(ids(&found, "visit_after_as_of"), ["c8"]);
    assert_eq!(ids(&found, "unknown_result"), ["c8"]);
    assert_eq!(ids(&found, "contact_without_exposure"), ["c6"]);
    assert_eq!(ids(&found, "outside_window"), ["c1"]);
    let plain = run(&["followups", "--contacts", &contacts, "--disease", "measles", "--as-of", "2026-11-09"]);
    let plain = String::from_utf8(plain.stdout).unwrap();
    assert!(plain.contains("21 days") && plain.contains("never_seen"), "{plain}");
}

#[test]
fn a_wrong_call_says_so_in_one_line_and_gives_2_and_a_bad_file_gives_1() {
    let cases = fixture("tianjin/Tianjin135cases_revised.csv");
    let empty = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("empty.csv");
    std::fs::write(&empty, "\n\n").unwrap();
    let empty = empty.to_string_lossy().into_owned();
    let workbook = written("workbook.csv", "PK\u{3}\u{4}\u{14}\n1,2\n");
    for (words, code, said) in [
        (vec![], 2, "name a command"),
        (vec!["trace"], 2, "unknown command \"trace\""),
        (vec!["tracing"], 2, "--cases FILE is needed"),
        (vec!["tracing", "--cases"], 2, "--cases needs a value"),
        (vec!["tracing", "--cases", &cases, "--ids", "x"], 2, "unknown option --ids"),
        (
            vec!["tracing", "--cases", &cases, "--id", "nr"],
            2,
            "no column \"nr\"; the columns are: case_id, gender",
        ),
        (vec!["tracing", "--cases", &cases, "--date-format", "soon"], 2, "--date-format"),
        (vec!["tracing", "--cases", &cases, "--as-of", "01/02/2020"], 2, "write it as 2020-01-31"),
        (
            vec!["tracing", "--cases", &cases, "--disease", "gout"],
            2,
            "unknown disease \"gout\"; there are: covid19_kmk413",
        ),
        (vec!["tracing", "--cases", "/nowhere/x.csv"], 1, "/nowhere/x.csv"),
        (vec!["tracing", "--cases", &empty], 1, "no header row"),
        (vec!["tracing", "--cases", &workbook], 1, "save it as CSV"),
        (vec!["followups", "--contacts", &cases, "--disease", "ebola"], 2, "--as-of DATE is needed"),
        (
            vec!["followups", "--contacts", &cases, "--disease", "ebola", "--as-of", "2020-02-01"],
            2,
            "no column for the last day",
        ),
    ] {
        let output = run(&words);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{words:?}: {error}");
        assert!(error.starts_with("pendamping: ") && error.lines().count() == 1, "{error}");
        assert!(error.contains(said), "{error}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(run(&["--help"]).status.code(), Some(0));
}

/// A file for one test.
fn written(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn every_date_column_of_contacts_that_reads_both_ways_is_named() {
    let contacts = written(
        "ambiguous_contacts.csv",
        "id,last,later,case,died\na,2026-11-01,03/04/2026,05/06/2026,\nb,2026-11-01,01/02/2026,yes,07/08/2026\nc,,,,\nd,,,,\n",
    );
    let words = [
        "followups",
        "--contacts",
        &contacts,
        "--last",
        "last",
        "--last",
        "later",
        "--case",
        "case",
        "--died",
        "died",
        "--disease",
        "measles",
        "--as-of",
        "2026-11-09",
        "--json",
    ];
    let found = answer(&words);
    let of = |kind: &str| -> Vec<&Value> {
        found["problems"].as_array().unwrap().iter().filter(|problem| problem["kind"] == kind).collect()
    };
    let columns: Vec<&str> =
        of("ambiguous_dates").iter().map(|one| one["column"].as_str().unwrap()).collect();
    assert_eq!(columns, ["later", "case", "died"]);
    assert!(of("date_not_read").is_empty(), "a yes is no date that was not read");
    assert_eq!(of("contact_without_exposure").len(), 1);
    assert_eq!(of("contact_without_exposure")[0]["ids"], json!(["c", "d"]));
    // Each column says how it was read.
    let dates = found["read"]["contacts"]["dates"].as_object().unwrap();
    assert_eq!(dates.len(), 4, "{dates:?}");
    assert_eq!(dates.values().filter(|one| one["ambiguous"] == true).count(), 3);
}

#[test]
fn an_answer_that_cannot_be_written_is_a_fault() {
    let cases = fixture("tianjin/Tianjin135cases_revised.csv");
    let call = |to: std::process::Stdio| {
        Command::new(env!("CARGO_BIN_EXE_pendamping"))
            .args(["tracing", "--cases", &cases])
            .stdout(to)
            .output()
            .unwrap()
    };
    let mut faults = Vec::new();
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        faults.push(call(full.into()));
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    faults.push(call(writer.into()));
    for output in faults {
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.starts_with("pendamping: ") && error.lines().count() == 1, "{error}");
    }
}

#[test]
fn ids_that_a_spreadsheet_turned_into_numbers_are_named_and_joined_to_nobody() {
    let cases = written(
        "number_cases.csv",
        "id,onset\n1.0,2020-01-01\n10,2020-01-02\n2-1,2020-01-02\n21,2020-01-02\n3,2020-01-02\n",
    );
    let links = written("number_links.csv", "from,to\n1,10\n\"3,0\",10\n");
    let found = answer(&["tracing", "--cases", &cases, "--links", &links, "--json"]);
    says(
        &found,
        &json!({"counts": {"cases": 5, "links": 2, "ids_in_links": 3, "link_ids_not_in_list": 2, "cases_without_links": 4}}),
    );
    assert_eq!(ids(&found, "ids_alike"), ["1", "1.0", "3", "3,0"]);
    assert_eq!(ids(&found, "link_id_not_in_list"), ["1", "3,0"]);
}

#[test]
fn the_two_ends_that_are_named_without_a_list_of_links_stand_in_the_list_of_cases() {
    let list = fixture("tracing/dirty/in_one_list_1861.csv");
    let one = answer(&["tracing", "--cases", &list, "--from", "infector", "--to", "case_ID", "--json"]);
    let two = answer(&[
        "tracing", "--cases", &list, "--links", &list, "--from", "infector", "--to", "case_ID", "--json",
    ]);
    assert_eq!(one["counts"]["links"], 3);
    assert_eq!(one, two);
}

#[test]
fn a_report_of_a_health_centre_is_read_with_its_titles_its_dates_in_words_and_its_source_column() {
    let list = fixture("tracing/dirty/laporan_klb.csv");
    let words = ["tracing", "--cases", &list, "--from", "Tertular dari", "--to", "Kode Kasus", "--json"];
    let found = answer(&words);
    says(
        &found,
        &json!({
            "counts": {"cases": 7, "links": 4, "ids_in_links": 6, "cases_without_links": 2, "link_ids_not_in_list": 1,
                "self_loops": 1, "rows": 7, "link_rows": 7, "incomplete_links": 2},
            "roots": ["KLB-01", "KLB-2"],
            "generations": {"0": 2, "1": 3, "2": 1}, "longest_chain_links": 2, "cycles": [],
            "components": {"count": 2, "sizes": [4, 2], "singletons": 2},
            "serial_interval": {"n": 2, "missing": 2, "median": 11.5, "q1": 10.75, "q3": 12.25, "min": 10, "max": 13},
            "sex_pairs": {"F>M": 1, "F>F": 1, "M>M": 1}, "sex_pairs_unknown": 1,
            "delays": {"onset_report": {"n": 4, "mean": 2.5, "median": 2.5}},
            "epicurve": {
                "onset": {"2021-03-05": 1, "2021-03-15": 1, "2021-03-18": 1, "2021-03-28": 1, "2021-03-29": 1, "2021-03-30": 1},
                "report": {"2021-03-08": 1, "2021-03-17": 1, "2021-03-30": 1, "2021-03-31": 1, "2021-04-01": 1},
            },
            "read": {"cases": {"delimiter": ";", "columns": {"id": "Kode Kasus", "name": "Nama", "sex": "JK"}}},
        }),
    );
    assert_eq!(ids(&found, "ids_alike"), ["KLB-02", "KLB-2"]);
    assert_eq!((ids(&found, "self_loop"), ids(&found, "impossible_date")), (vec!["KLB-06"], vec!["KLB-06"]));
    let titles = found["problems"].as_array().unwrap().iter().find(|one| one["kind"] == "title_row").unwrap();
    assert_eq!(titles["rows"], json!([1, 2]));
}
