//! What the documents promise of the hand-over file: the worked example is whole, and the commands of the cookbook run.

use super::*;

fn document(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

/// The book of the example: two phones, one of which has the file of the other, a changed field, and an erasure.
fn example() -> Vec<u8> {
    let mut rina = Phone::new(1);
    rina.worker = "Rina".into();
    let fields = FieldSet::new().with(person::NAME, "Contoh Satu").with(person::SEX, "female");
    rina.save("person", ANI, None, fields);
    let fields = FieldSet::new()
        .with(note::DATE, "2026-11-20".parse::<chrono::NaiveDate>().unwrap())
        .with(note::TEXT, "Kunjungan pertama; keluarga bersedia.");
    rina.save("note", NOTE, Some(ANI), fields);
    rina.name(BUDI, "Contoh Dua");
    let mut joko = Phone::new(2);
    joko.worker = "Joko".into();
    assert!(joko.import(&rina.export(None)));
    joko.now = rina.now + 3_600_000;
    joko.save("person", ANI, None, FieldSet::new().with(person::ADDRESS, "Jl. Contoh No. 1"));
    joko.commit(vec![Change::Erase { kind: "person".into(), record: BUDI }]);
    joko.export(None)
}

#[test]
fn the_worked_example_is_what_the_app_writes_and_every_reader_takes_it() {
    let path = document("export.example.json");
    let made = example();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let published = std::fs::read(&path).unwrap_or_default();
    assert!(published == made, "docs/export.example.json is old; write it anew with UPDATE=1");
    let output = run(&["validate", text(&path)]);
    assert!(
        output.status.success() && out(&output).contains("whole; 5 saves, 2 records"),
        "{}",
        out(&output)
    );
    let mut office = Phone::new(9);
    assert!(office.import(&published));
    let json: Json = serde_json::from_slice(&published).unwrap();
    assert_eq!(json["checksum"]["book"], json!(office.fingerprint()));
    for op in ["set", "erase", "erased"] {
        let shown = json["commits"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|commit| commit["changes"].as_array().unwrap());
        assert!(shown.into_iter().any(|change| change["op"] == op), "the example shows no {op}");
    }
}

/// The commands that the document shows, each with what it says that they print: indented lines that begin with `$ `,
/// and the indented lines below them.
fn shown(document: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in document.lines() {
        match (line.strip_prefix("    "), line.strip_prefix("    $ ")) {
            (_, Some(command)) => {
                found.push((command.to_owned(), String::new()));
                open = true;
            }
            (Some(printed), None) if open => {
                let last = &mut found.last_mut().unwrap().1;
                last.push_str(printed);
                last.push('\n');
            }
            _ => open = false,
        }
    }
    found
}

#[test]
fn the_commands_of_the_cookbook_print_what_the_document_says() {
    let commands = shown(&std::fs::read_to_string(document("EXPORT.md")).unwrap());
    assert!(commands.len() >= 12, "only {} commands are shown", commands.len());
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok();
    // Where there is no jq, its commands cannot be asked; the project's own checks install it.
    if !has("sh") || !has("jq") {
        eprintln!("jq is not installed: the cookbook was not run");
        return;
    }
    let folder = folder("cookbook");
    std::fs::copy(document("export.example.json"), folder.join("book.json")).unwrap();
    std::fs::copy(document("export.schema.json"), folder.join("schema.json")).unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_pendamping")).parent().unwrap();
    let paths = std::env::join_paths(
        std::iter::once(bin.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let paths = paths.unwrap();
    for (command, printed) in commands {
        let ran = Command::new("sh")
            .args(["-c", &command])
            .current_dir(&folder)
            .env("PATH", &paths)
            .output()
            .unwrap();
        assert!(ran.status.success(), "{command}: {}", err(&ran));
        assert_eq!(out(&ran), printed, "{command}");
    }
}
