//! `convert` to the forms of other programs: whole files or nothing, and who is left out of a list is named by id.

use super::*;

fn example() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/export.example.json").to_string_lossy().into_owned()
}

#[test]
fn a_book_becomes_tables_a_workbook_and_a_bundle() {
    let folder = folder("other_forms");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let table = run(&["convert", &example(), "--to", "csv", "--kind", "person", "--labels"]);
    assert!(table.status.success(), "{}", err(&table));
    assert!(out(&table).starts_with("\u{feff}id;name;"));
    let comma = run(&[
        "convert",
        &example(),
        "--to",
        "csv",
        "--kind",
        "person",
        "--comma",
        "--profile",
        "statistics",
    ]);
    assert!(out(&comma).starts_with("\u{feff}id,sex,"), "{}", out(&comma));

    let all = run(&["convert", &example(), "--to", "csv", "-o", &path("tables")]);
    assert!(all.status.success(), "{}", err(&all));
    assert_eq!(std::fs::read_dir(path("tables")).unwrap().count(), 2);
    let again = run(&["convert", &example(), "--to", "csv", "-o", &path("tables")]);
    assert_eq!(again.status.code(), Some(1), "{}", err(&again));

    let workbook = run(&["convert", &example(), "--to", "xlsx", "-o", &path("book.xlsx")]);
    assert!(workbook.status.success(), "{}", err(&workbook));
    assert!(std::fs::read(path("book.xlsx")).unwrap().starts_with(b"PK"));

    let bundle = run(&["convert", &example(), "--to", "fhir"]);
    let bundle: Json = serde_json::from_str(&out(&bundle)).unwrap();
    assert!(bundle["entry"].as_array().unwrap().iter().any(|it| it["resource"]["resourceType"] == "Patient"));
}

#[test]
fn the_saves_of_many_files_come_in_one_go_or_not_at_all() {
    let folder = folder("saves");
    let torn = write(&folder, "torn.json", b"{");
    let path = folder.join("saves.ndjson").to_string_lossy().into_owned();
    let (one, words) = (example(), ["--to", "ndjson", "--commits", "-o", path.as_str()]);
    let call = |files: &[&str], more: &[&str]| run(&[&["convert"][..], files, &words, more].concat());
    let stopped = call(&[&one, &torn, &one], &[]);
    assert_eq!(stopped.status.code(), Some(1));
    assert!(err(&stopped).contains("torn.json") && !Path::new(&path).exists(), "{}", err(&stopped));
    let whole = call(&[&one, &torn, &one], &["--skip-refused"]);
    assert!(whole.status.success() && err(&whole).contains("torn.json"), "{}", err(&whole));
    let lines = std::fs::read_to_string(&path).unwrap();
    let saves: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((saves.len(), &saves[..5]), (10, &saves[5..]));
    let records = run(&["convert", &one, &one, "--to", "ndjson"]);
    assert_eq!(records.status.code(), Some(2), "records are whole in one whole book only");
}

#[test]
fn who_is_left_out_of_a_ppks_list_is_named_by_id_and_reason_alone() {
    let mut phone = Phone::new(1);
    let fields =
        FieldSet::new().with(person::NAME, "Ani Rahasia").with(person::PPKS, vec!["PMKS-24".to_owned()]);
    phone.save("person", ANI, None, fields);
    let file = write(&folder("ppks"), "book.json", &phone.export(None));
    let list = run(&["convert", &file, "--to", "ppks"]);
    assert!(list.status.success());
    assert_eq!(out(&list), "nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;jenis_disabilitas\r\n");
    assert_eq!(
        err(&list).trim_end(),
        format!(
            "pendamping: person {ANI}: no NIK yet, the birth date is not certain, the sex is not recorded"
        )
    );
}

#[test]
fn a_call_that_makes_no_sense_is_told_so() {
    for (words, why) in [
        (vec!["--to", "csv"], "--kind"),
        (vec!["--to", "csv", "--kind", "orang"], "unknown kind"),
        (vec!["--to", "xlsx"], "-o OUT.xlsx"),
        (vec!["--to", "fhir", "--profile", "all"], "--profile is full or statistics"),
        (vec!["--to", "ppks", "--profile", "statistics"], "PPKS"),
        (vec!["--to", "fhir", "--commits"], "--commits"),
        (vec!["--to", "json", "--kind", "person"], "--kind is for csv"),
        (vec!["--to", "ndjson", "--skip-refused"], "--skip-refused is for --commits"),
        (vec!["--to", "fhir", "--kind", "person"], "--kind is for csv, not for fhir"),
        (vec!["--to", "fhir", "--comma"], "--comma is for csv, not for fhir"),
        (vec!["--to", "ppks", "--labels"], "--labels is for csv, xlsx, not for ppks"),
        (vec!["--to", "csv", "--kind", "person", "--village", "Sukamaju"], "--village is for ppks"),
    ] {
        let file = example();
        let mut call = vec!["convert", file.as_str()];
        call.extend(&words);
        let output = run(&call);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(err(&output).contains(why), "{}", err(&output));
    }
}

#[test]
fn a_wrong_call_is_told_so_before_the_file_is_read() {
    let folder = folder("before");
    let taken = write(&folder, "taken.csv", b"");
    for (words, code) in [
        (vec!["--to", "xlsx"], 2),
        (vec!["--to", "csv"], 2),
        (vec!["--to", "csv", "-o", &taken], 2),
        (vec!["--to", "ppks", "-o", &taken], 1),
    ] {
        let mut call = vec!["convert", "no-such-file.json"];
        call.extend(&words);
        let output = run(&call);
        assert_eq!(output.status.code(), Some(code), "{words:?}");
        assert!(!err(&output).contains("no-such-file"), "{}", err(&output));
    }
}
