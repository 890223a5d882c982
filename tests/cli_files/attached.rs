//! Photos in files that are merged: the same bytes come out, once, in as many files as they need.

use pendamping::casework::attachment::plan_attachment;
use pendamping::domain::photo::Media;
use pendamping::domain::record::spine::attachment;
use pendamping::exchange::{Exporter, carried_by};

use super::*;

fn photo(number: u8, size: usize) -> Vec<u8> {
    (0..size).map(|place| (place as u8).wrapping_mul(number) ^ (place >> 8) as u8).collect()
}

/// A file of a phone whose photos, but for those left out, are carried.
fn with_photos(device: u8, photos: &[(u8, usize)], without: &[u8]) -> Vec<u8> {
    let mut phone = Phone::new(device);
    phone.name(ANI, "Ani");
    for (number, size) in photos {
        let typed = FieldSet::new().with(attachment::CAPTION, "KTP Ani").0;
        let draft =
            plan_attachment(RecordId([*number; 16]), ANI, &typed, Media::Jpeg, &photo(*number, *size));
        phone.save(draft.kind, draft.record, draft.parent, draft.fields);
    }
    let mut file = Vec::new();
    let mut sink = |chunk: &[u8]| file.extend_from_slice(chunk);
    let options = ExportOptions {
        export_id: uuid::Uuid::from_bytes([9; 16]),
        created: Stamp { ms: phone.now, offset: 420 },
        author: "Rina",
        since: None,
    };
    let mut exporter = Exporter::begin(&phone.ledger, &options, &mut sink).unwrap();
    exporter.carry(carried_by(&phone.ledger, None).unwrap());
    loop {
        if let Some(id) = exporter.wants() {
            let made = photos.iter().find(|(number, _)| id == RecordId([*number; 16])).unwrap();
            let bytes = (!without.contains(&made.0)).then(|| photo(made.0, made.1));
            exporter.give(&phone.ledger, bytes.as_deref(), &mut sink);
        } else if exporter.step(&phone.ledger, &mut sink).unwrap().is_some() {
            return file;
        }
    }
}

/// The photos in a file, by number, with their bytes.
fn carried(path: &Path) -> Vec<(u8, Vec<u8>)> {
    let file = std::fs::read(path).unwrap();
    let incoming = read(&file, &Limits::default()).unwrap();
    assert!(incoming.spoiled.is_empty());
    incoming.attachments.iter().map(|one| (one.id.0[0], one.decode(&file[one.at.clone()]).unwrap())).collect()
}

#[test]
fn photos_are_carried_through_once_and_what_is_missing_or_spoiled_is_told() {
    let folder = folder("photos");
    let whole = with_photos(1, &[(11, 5_000), (12, 70_000)], &[]);
    let partly = with_photos(1, &[(11, 5_000), (12, 70_000)], &[12]);
    let lacking = with_photos(2, &[(21, 300)], &[21]);
    let text_of = String::from_utf8(with_photos(3, &[(31, 90)], &[])).unwrap();
    let at = text_of.find("\"data\":\"").unwrap() + 8;
    let mut spoiled: Json = serde_json::from_str(&text_of).unwrap();
    let data = format!("{}AAAA{}", &text_of[at..at + 4], &text_of[at + 8..at + 120]);
    spoiled["attachments"][0]["data"] = json!(data);
    spoiled["checksum"].as_object_mut().unwrap().remove("file");
    let files = [
        write(&folder, "partly.json", &partly),
        write(&folder, "whole.json", &whole),
        write(&folder, "lacking.json", &lacking),
        write(&folder, "spoiled.json", &serde_json::to_vec(&spoiled).unwrap()),
    ];
    let result = folder.join("out.json");
    let mut words = vec!["merge", "--json", "-o", text(&result)];
    words.extend(files.iter().map(String::as_str));
    let output = run(&words);
    assert!(output.status.success(), "{}", err(&output));
    keeps_silent(&output);
    let told: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["attachments"], json!({"carried": 2, "without_bytes": 2, "spoiled": 1}));
    assert_eq!(carried(&result), [(11, photo(11, 5_000)), (12, photo(12, 70_000))]);
    assert!(err(&output).contains("2 attachments of the book are in none of the files"), "{}", err(&output));
    // A file with spoiled bytes is no whole file, and the place is told.
    let checked = run(&["validate", &files[3], text(&result)]);
    assert!(out(&checked).contains("spoiled.json: refused; attachments[0].data: "), "{}", out(&checked));
    assert!(out(&checked).contains("out.json: whole; "), "{}", out(&checked));
    let shown = answer(&["inspect", "--json", text(&result)]);
    assert_eq!(shown["files"][0]["attachments"], json!({"carried": 2, "bytes": 75_000, "spoiled": 0}));
}

#[test]
fn more_photos_than_one_file_takes_make_a_second_file_of_the_same_book() {
    let folder = folder("parts");
    // In an unoptimised build 48 MB take a minute, so a smaller limit stands for the usual one.
    let of = |device: u8| -> Vec<(u8, usize)> { (0..3).map(|n| (device * 20 + n, 500_000)).collect() };
    let files = [
        write(&folder, "one.json", &with_photos(1, &of(1), &[])),
        write(&folder, "two.json", &with_photos(2, &of(2), &[])),
    ];
    let result = folder.join("all.json");
    let words = ["merge", &files[0], &files[1], "-o", text(&result), "--json", "--attachments", "2"];
    let told = answer(&words);
    let second = folder.join("all-2.json");
    assert_eq!(told["out"][1]["file"], text(&second));
    assert_eq!((&told["out"][0]["attachments"], &told["out"][1]["attachments"]), (&json!(4), &json!(2)));
    assert_eq!(told["attachments"]["carried"], 6);
    let (first, rest) = (carried(&result), carried(&second));
    assert_eq!((first.len(), rest.len()), (4, 2));
    assert!(first.iter().chain(&rest).all(|(number, bytes)| *bytes == photo(*number, 500_000)));
    let mut office = Phone::new(9);
    assert!(office.import(&std::fs::read(&second).unwrap()));
    assert_eq!(told["book"], json!(office.fingerprint()));
    // The second name is not overwritten either.
    std::fs::remove_file(&result).unwrap();
    let again = run(&words);
    assert_eq!(again.status.code(), Some(1));
    assert!(err(&again).contains("all-2.json is there already"), "{}", err(&again));
    assert!(!result.exists(), "half of a book is none");
}
