//! `merge` against the app's own import: whatever the files, their order and how often each comes, both have one book.

use proptest::prelude::*;

use super::*;

/// What happens to simulated phones.
#[derive(Clone, Debug)]
enum Step {
    /// A phone writes a field of one of a few people, or a note on one of them.
    Write {
        phone: usize,
        person: u8,
        what: u8,
    },
    /// A phone erases one of them.
    Erase {
        phone: usize,
        person: u8,
    },
    /// A phone makes a file, of everything or of what another one lacks, and that one takes it or not.
    Send {
        phone: usize,
        to: usize,
        whole: bool,
        taken: bool,
    },
    /// A phone is copied as it stands, and later put back.
    Image {
        phone: usize,
    },
    Restore {
        phone: usize,
    },
}

const PHONES: usize = 3;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..PHONES, 0..3_u8, 0..4_u8).prop_map(|(phone, person, what)| Step::Write { phone, person, what }),
        1 => (0..PHONES, 0..3_u8).prop_map(|(phone, person)| Step::Erase { phone, person }),
        5 => (0..PHONES, 0..PHONES, any::<bool>(), any::<bool>())
            .prop_map(|(phone, to, whole, taken)| Step::Send { phone, to, whole, taken }),
        1 => (0..PHONES).prop_map(|phone| Step::Image { phone }),
        1 => (0..PHONES).prop_map(|phone| Step::Restore { phone }),
    ];
    prop::collection::vec(step, 5..40)
}

/// The files that the phones make on the way, and at the end a whole one of each.
fn files_of(steps: &[Step]) -> Vec<Vec<u8>> {
    let mut phones: Vec<Phone> = (0..PHONES as u8).map(|number| Phone::new(number + 1)).collect();
    let mut images: Vec<Option<Vec<Vec<u8>>>> = vec![None; PHONES];
    let mut files = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        let id = |person: u8| RecordId([person + 1; 16]);
        match *step {
            Step::Write { phone, person, what: 0 } => {
                let mut note = id(person).0;
                note[0] = 99;
                phones[phone].note(RecordId(note), id(person), &format!("catatan {number}"));
            }
            Step::Write { phone, person, what } => {
                let fields = FieldSet::new();
                let fields = match what {
                    1 => fields.with(person::NAME, format!("nama {number}")),
                    2 => fields.with(person::ADDRESS, format!("alamat {number}")),
                    _ => fields.with(pendamping::domain::kind::DELETED, number % 2 == 0),
                };
                phones[phone].save("person", id(person), None, fields);
            }
            Step::Erase { phone, person } => {
                if phones[phone].ledger.book().get_any(id(person)).is_some() {
                    phones[phone].commit(vec![Change::Erase { kind: "person".into(), record: id(person) }]);
                }
            }
            Step::Send { phone, to, whole, taken } => {
                let heads = (!whole).then(|| phones[to].ledger.heads());
                let file = phones[phone].export(heads.as_ref());
                if taken && phone != to {
                    phones[to].import(&file);
                }
                files.push(file);
            }
            Step::Image { phone } => {
                let commits = phones[phone].ledger.commits().map(|commit| commit.into_owned());
                images[phone] = Some(commits.collect());
            }
            Step::Restore { phone } => {
                if let Some(image) = &images[phone] {
                    let mut ledger = Ledger::new(DeviceId([phone as u8 + 1; 16]));
                    ledger.accept_all(image.iter().map(Vec::as_slice)).unwrap();
                    phones[phone].ledger = ledger;
                }
            }
        }
    }
    files.extend(phones.iter().map(|phone| phone.export(None)));
    files
}

/// The app of an agency after these files, or `None` where it refuses one.
fn imported(files: &[&Vec<u8>]) -> Option<Phone> {
    let mut office = Phone::new(200);
    files.iter().all(|file| office.import(file)).then_some(office)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_repetition_of_files_gives_the_book_that_the_app_has_after_them(
        steps in steps(),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        seed in any::<u64>(),
    ) {
        let files = files_of(&steps);
        let folder = folder("union");
        let paths: Vec<String> =
            files.iter().enumerate().map(|(at, file)| write(&folder, &format!("{at}.json"), file)).collect();
        // Every file once and some twice, as the dice have it.
        let mut named: Vec<usize> = (0..files.len()).collect();
        named.extend(order.iter().map(|index| index.index(files.len())));
        let mut dice = seed;
        for place in (1..named.len()).rev() {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            named.swap(place, (dice >> 33) as usize % (place + 1));
        }
        let out = folder.join("out.json");
        let mut words = vec!["merge"];
        words.extend(named.iter().map(|place| paths[*place].as_str()));
        words.extend(["-o", text(&out), "--json"]);
        let output = run(&words);
        let Some(same) = imported(&named.iter().map(|place| &files[*place]).collect::<Vec<_>>()) else {
            // What the app refuses is refused here.
            prop_assert_eq!(output.status.code(), Some(1));
            prop_assert!(!out.exists());
            return Ok(());
        };
        prop_assert!(output.status.success(), "{}", err(&output));
        let told: Json = serde_json::from_slice(&output.stdout).unwrap();
        prop_assert_eq!(&told["book"], &json!(same.fingerprint()));
        if let Some(office) = imported(&files.iter().rev().collect::<Vec<_>>()) {
            prop_assert_eq!(&told["book"], &json!(office.fingerprint()));
        }
        prop_assert_eq!(told["conflicts"].as_array().unwrap().len(), same.ledger.book().conflicts().len());
        prop_assert_eq!(told["forks"].as_array().unwrap().len(), same.ledger.forked_devices().len());
        // The app takes what was written, and has the same book then.
        let written = std::fs::read(&out).unwrap();
        let taken = imported(&[&written]);
        prop_assert_eq!(taken.map(|phone| phone.fingerprint()), Some(same.fingerprint()));
        let book = read(&written, &Limits::default()).unwrap().book;
        prop_assert_eq!(book.map(|book| book.to_string()), Some(same.fingerprint()));
        let checked = run(&["validate", text(&out)]);
        prop_assert!(checked.status.success(), "{}", super::out(&checked));
    }
}

#[test]
fn the_same_files_give_the_same_bytes_and_say_who_made_them_and_when() {
    let folder = folder("same");
    let (mut one, mut other) = (small(), Phone::new(2));
    other.name(BUDI, "Budi");
    one.now += 999_000;
    one.note(RecordId([7; 16]), ANI, "kunjungan");
    let files = [write(&folder, "a.json", &one.export(None)), write(&folder, "b.json", &other.export(None))];
    let (first, second) = (folder.join("first.json"), folder.join("second.json"));
    let made = run(&["merge", &files[0], &files[1], "-o", text(&first), "--author", "Dinsos Kota"]);
    assert!(made.status.success(), "{}", err(&made));
    assert!(out(&made).contains("2 files, 5 saves (0 came twice), 4 records"), "{}", out(&made));
    keeps_silent(&made);
    run(&["merge", &files[1], &files[0], &files[1], "-o", text(&second), "--author", "Dinsos Kota"]);
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());
    let file: Json = serde_json::from_slice(&std::fs::read(&first).unwrap()).unwrap();
    assert_eq!((&file["author"], &file["created"]["ms"]), (&json!("Dinsos Kota"), &json!(one.now)));
    assert_eq!((&file["range"], &file["since"]), (&json!("all"), &Json::Null));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&first).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_refused_file_is_named_and_stops_the_merge_unless_the_call_says_otherwise() {
    let folder = folder("refused");
    let whole = write(&folder, "whole.json", &small().export(None));
    let bad = altered(&small().export(None), "\"name\":\"Ani Lestari\"}}]}", "\"name\":\"Ani\"}}]}");
    let bad = write(&folder, "bad.json", &bad);
    let other = write(&folder, "other.json", b"not ours");
    let result = folder.join("out.json");
    let output = run(&["merge", &bad, &whole, &other, "-o", text(&result)]);
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(1), ""));
    keeps_silent(&output);
    let said = err(&output);
    assert!(
        said.contains("bad.json: commits[0]: the chain breaks") && said.contains("other.json: the file: not"),
        "{said}"
    );
    assert!(said.contains("2 of 3 files refused, nothing was written"), "{said}");
    let left = || std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(left(), 3);

    let output = run(&["merge", &bad, &whole, &other, "-o", text(&result), "--skip-refused", "--json"]);
    assert!(output.status.success(), "{}", err(&output));
    let told: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["refused"].as_array().unwrap().len(), 2);
    assert_eq!((&told["refused"][0]["path"], &told["commits"]), (&json!("commits[0]"), &json!(3)));
    assert_eq!(told["book"], json!(small().fingerprint()));
    assert_eq!(left(), 4);

    let before = std::fs::read(&result).unwrap();
    let output = run(&["merge", &whole, "-o", text(&result)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("out.json is there already; --force"), "{}", err(&output));
    assert_eq!(std::fs::read(&result).unwrap(), before);
    let second = write(&folder, "second.json", &worked().export(None));
    assert!(run(&["merge", &second, "-o", text(&result), "--force"]).status.success());
    assert_ne!(std::fs::read(&result).unwrap(), before);
    assert_eq!(left(), 5);

    let output = run(&["merge", &bad, "-o", text(&folder.join("none.json")), "--skip-refused"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("1 of 1 files refused, nothing was written") && left() == 5,
        "{}",
        err(&output)
    );
    let output = run(&["merge", &bad, &whole, "-o", text(&folder.join("none.json")), "--json"]);
    let told: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &told["out"]), (Some(1), &json!([])));
    assert_eq!(told["refused"][0]["path"], "commits[0]");
    let output = run(&["merge", &whole, "-o", text(&folder.join("nowhere/out.json"))]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("nowhere: "), "{}", err(&output));
    let output =
        run(&["merge", &whole, "/nowhere/x.json", "-o", text(&folder.join("n.json")), "--skip-refused"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("/nowhere/x.json: ") && left() == 5, "{}", err(&output));
}

#[test]
fn gaps_forks_and_conflicts_are_told_without_the_values_that_differ() {
    let folder = folder("told");
    let mut phone = small();
    let image: Vec<Vec<u8>> = phone.ledger.commits().map(|commit| commit.into_owned()).collect();
    let held = phone.ledger.heads();
    phone.name(ANI, "Ani satu");
    let mut copy = Phone::new(1);
    copy.ledger.accept_all(image.iter().map(Vec::as_slice)).unwrap();
    copy.name(ANI, "Ani dua");
    let mut third = Phone::new(3);
    third.name(BUDI, "Budi");
    let base = third.ledger.heads();
    third.name(BUDI, "Budi satu");
    let after = third.ledger.heads();
    third.name(BUDI, "Budi dua");
    let files = [
        write(&folder, "phone.json", &phone.export(Some(&held))),
        write(&folder, "first.json", &small().export(None)),
        write(&folder, "copy.json", &copy.export(None)),
        write(&folder, "late.json", &third.export(Some(&after))),
    ];
    assert_ne!(base, after);
    let result = folder.join("out.json");
    let mut words = vec!["merge"];
    words.extend(files.iter().map(String::as_str));
    words.extend(["-o", text(&result), "--json"]);
    let output = run(&words);
    assert!(output.status.success(), "{}", err(&output));
    keeps_silent(&output);
    let told: Json = serde_json::from_slice(&output.stdout).unwrap();
    let device = |number: u8| DeviceId([number; 16]).to_string();
    assert_eq!(told["gaps"][0]["device"], device(3));
    assert_eq!(told["gaps"][0]["gaps"], json!([[1, 2]]));
    assert_eq!((&told["forks"][0]["device"], &told["forks"][0]["forks"]), (&json!(device(1)), &json!(1)));
    let conflict = json!({"kind": "person", "record": ANI.to_string(), "field": "name", "values": 2});
    assert_eq!(told["conflicts"], json!([conflict]));
    assert_eq!(told["known"], 3);
    let said = err(&output);
    for line in ["gap: saves 1-2 of device", "fork: device", "conflict: person"] {
        assert!(said.contains(line), "{said}");
    }
    let nobody = run(&["merge", &files[1], "-o", text(&folder.join("quiet.json"))]);
    assert_eq!(err(&nobody), "");
}
