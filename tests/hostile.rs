//! What reads foreign bytes, against bytes that were made to do harm: the properties that `cargo xtask fuzz` drives with
//! inputs of its own (`tests/hostile/`), here with whole files of our own writers, those files cut and changed, and
//! whatever the fuzzers found.
//!
//! Invariant: a seed is a file that its reader takes; a fuzzer that begins with files nobody takes finds nothing. With
//! `PENDAMPING_SEEDS=FOLDER` the seeds are written there, one folder a target.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

use pendamping::casework::attachment::plan_attachment;
use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{Draft, FieldSet};
use pendamping::domain::photo::Media;
use pendamping::domain::record::casework::note;
use pendamping::domain::record::spine::{agency, partner, person};
use pendamping::domain::value::{Fields, Value};
use pendamping::exchange::key::{PublicKey, Role};
use pendamping::exchange::receipt::{self, Receipt};
use pendamping::exchange::seal::{Lock, seal};
use pendamping::exchange::{ExportOptions, Exporter, Limits, carried_by, pack, read, sign};
use pendamping::ledger::{Author, Change, Gap, Ledger, Stamp, push_framed};
use pendamping::own_rows::form_draft::FormDraft;
use pendamping::own_rows::local::LocalState;
use pendamping::store::manifest::{Manifest, SegmentEntry};
use pendamping::store::segment::compress;
use pendamping::store::sentinel::Sentinel;
use std::path::Path;
use uuid::Uuid;

#[path = "hostile/hand_over.rs"]
mod hand_over;
#[path = "hostile/key.rs"]
mod key;
#[path = "hostile/line_list.rs"]
mod line_list;
#[path = "hostile/photo.rs"]
mod photo;
#[path = "hostile/sealed.rs"]
mod sealed;
#[path = "hostile/small_files.rs"]
mod small_files;
#[path = "hostile/stored.rs"]
mod stored;

type Target = (&'static str, fn(&[u8]), fn() -> Vec<Vec<u8>>);

const TARGETS: [Target; 7] = [
    ("hand_over", hand_over::check, hand_overs),
    ("small_files", small_files::check, small),
    ("sealed", sealed::check, locked),
    ("key", key::check, keys),
    ("line_list", line_list::check, lists),
    ("stored", stored::check, rows),
    ("photo", photo::check, photos),
];

const ANI: RecordId = RecordId([1; 16]);
const AT: Stamp = Stamp { ms: 1_790_000_000_000, offset: 420 };
const RECIPIENT: &str = "age18q84kf9qdlqh7h2nf82mrpwxjqdk3pft9mdpp7tlkucgcwy07ghs67yuug";

/// A phone with a client, two versions of a note, a photo, a partner and a record that was erased.
fn book() -> Ledger {
    let mut ledger = Ledger::new(DeviceId([1; 16]));
    let mut now = AT.ms;
    let mut save = |ledger: &mut Ledger, drafts: Vec<Draft>| {
        now += 1_000;
        let author = Author { name: "Rina \"R\" <b>", at: Stamp { ms: now, offset: 420 } };
        let prepared = ledger.prepare(&author, drafts, &mut || [7; 16]);
        ledger.accept(&prepared.bytes).unwrap();
    };
    let draft = |kind, record, parent, fields| Draft { kind, record, parent, fields };
    save(&mut ledger, vec![draft("person", ANI, None, FieldSet::new().with(person::NAME, "Ani"))]);
    for text in ["kunjungan", "=1+1 <b>"] {
        let fields = FieldSet::new().with(note::TEXT, text);
        save(&mut ledger, vec![draft("note", RecordId([2; 16]), Some(ANI), fields)]);
    }
    let typed: Fields = [("caption".to_owned(), Value::from("KTP"))].into();
    save(&mut ledger, vec![plan_attachment(RecordId([3; 16]), ANI, &typed, Media::Jpeg, &jpeg())]);
    let fields = FieldSet::new().with(partner::NAME, "Puskesmas");
    save(&mut ledger, vec![draft("partner", RecordId([4; 16]), None, fields)]);
    let fields = FieldSet::new().with(agency::NAME, "Dinas Sosial");
    save(&mut ledger, vec![draft("agency", RecordId([5; 16]), None, fields)]);
    let author = Author { name: "Rina", at: Stamp { ms: AT.ms + 90_000, offset: 420 } };
    let erase = vec![Change::Erase { kind: "note".into(), record: RecordId([2; 16]) }];
    let prepared = ledger.prepare_changes(&author, erase);
    ledger.accept(&prepared.bytes).unwrap();
    ledger
}

fn jpeg() -> Vec<u8> {
    let app = [&[0xff, 0xe1, 0, 6][..], b"Exif"].concat();
    let scan = [0xff, 0xda, 0, 4, 1, 2, 7, 0xff, 0, 9, 0xff, 0xd0, 5];
    [&[0xff, 0xd8][..], &app, &[0xff, 0xdb, 0, 3, 1], &scan, &[0xff, 0xd9]].concat()
}

fn file(ledger: &Ledger, signed: bool, photos: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut sink = |chunk: &[u8]| file.extend_from_slice(chunk);
    let options =
        ExportOptions { export_id: Uuid::from_bytes([9; 16]), created: AT, author: "Rina", since: None };
    let mut exporter = Exporter::begin(ledger, &options, &mut sink).unwrap();
    if photos {
        exporter.carry(carried_by(ledger, None).unwrap());
    }
    if signed {
        exporter.sign_for(RECIPIENT.to_owned(), vec![RECIPIENT.to_owned()]);
    }
    let seed = zeroize::Zeroizing::new([3; 32]);
    loop {
        if exporter.wants().is_some() {
            exporter.give(ledger, Some(&jpeg()), &mut sink);
        } else if let Some(statement) = exporter.to_sign() {
            let value = sign::sign(&seed, &statement.message());
            exporter.give_signature(&sign::public_key(&seed), &value, &mut sink);
        } else if exporter.step(ledger, &mut sink).unwrap().is_some() {
            return file;
        }
    }
}

fn hand_overs() -> Vec<Vec<u8>> {
    let ledger = book();
    let files = vec![
        file(&Ledger::new(DeviceId([1; 16])), false, false),
        file(&ledger, false, false),
        file(&ledger, true, true),
    ];
    for file in &files {
        assert!(read(file, &Limits::default()).is_ok());
    }
    files
}

fn small() -> Vec<Vec<u8>> {
    let ledger = book();
    let receipt = Receipt {
        receipt_id: Uuid::from_bytes([8; 16]),
        created: AT,
        agency: "Dinas".into(),
        device: DeviceId([1; 16]),
        heads: ledger.heads(),
        ends: ledger.heads().into_iter().map(|(device, head)| (device, vec![head])).collect(),
        gaps: vec![Gap { device: DeviceId([2; 16]), from: 3, to: 4 }],
        refused: vec![(Uuid::from_bytes([9; 16]), "unreadable".into())],
    };
    let (pack, count) = pack::write(ledger.book(), Uuid::from_bytes([7; 16]), AT, "Dinas").unwrap();
    assert_eq!((count, pack::read(&pack).unwrap().records.len()), (2, 2));
    let file = receipt::write(&receipt);
    assert_eq!(receipt::read(&file), Ok(receipt));
    vec![file, pack]
}

fn locked() -> Vec<Vec<u8>> {
    let lock = |armored| {
        let mut out = Vec::new();
        seal(&mut &b"isi"[..], Lock::For(&[RECIPIENT.to_owned()]), armored, &mut out).unwrap();
        out
    };
    vec![lock(false), lock(true), b"# a key file\nAGE-SECRET-KEY-1ABC\n".to_vec()]
}

fn a_key() -> PublicKey {
    PublicKey {
        role: Role::Agency,
        name: "Dinsos Kab. Sléman".into(),
        device: Some(DeviceId([3; 16])),
        recipient: RECIPIENT.into(),
        signing: [9; 32],
    }
}

fn keys() -> Vec<Vec<u8>> {
    vec![a_key().to_json().into_bytes()]
}

fn lists() -> Vec<Vec<u8>> {
    let cases = "id;nama;jk;umur;onset;klasifikasi;kontak terakhir\n\
                 A;Ani;P;30;01/02/2026;konfirmasi;\nB;\"Budi, \"\"B\"\"\";L;7 bln;13/02/2026;kontak erat;10/02/2026\n";
    let links = "dari,ke,tanggal,jenis\nA,B,2026-02-10,serumah\nA,A,,\n";
    let visits = "id,date,result\nB,2026-02-12,sehat\nB,2026-02-13,demam\n";
    let all = [cases, links, visits].join("\u{1e}");
    let wide: Vec<u8> = "\u{feff}id\tname\nA\tSiti\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let titled = "Kabupaten;Bandung\n\nsep=;\nNo;Nama;Tanggal lahir\n1;'=1+1;31/12/1999\n";
    vec![all.into_bytes(), wide, titled.as_bytes().to_vec()]
}

fn rows() -> Vec<Vec<u8>> {
    let mut block = Vec::new();
    for commit in book().commits() {
        push_framed(&mut block, &commit);
    }
    let segments = vec![SegmentEntry { key: 2, commits: 9, bytes: 10, digest: [5; 32] }];
    let manifest = Manifest { epoch: 7, tail_next: 3, segments, heads: vec![1, 2], ..Manifest::default() };
    let sentinel = Sentinel { vault_id: "a1b2".into(), epoch: 12, generation: 1, last_export_ms: Some(9) };
    let own = LocalState {
        device: Some(DeviceId([1; 16])),
        worker: "Rina".into(),
        handed: book().heads(),
        workers: vec![pendamping::own_rows::local::Pinned { key: a_key(), at: 7 }],
        ..LocalState::default()
    };
    let form =
        FormDraft { route: "catat".into(), at: 5, fields: [("text".to_owned(), Value::from("isi"))].into() };
    vec![
        compress(&block),
        block,
        manifest.encode(),
        sentinel.to_text().into_bytes(),
        own.encode().to_vec(),
        form.encode(),
    ]
}

fn photos() -> Vec<Vec<u8>> {
    vec![jpeg()]
}

#[test]
fn p27_every_reader_bears_files_of_ours_whole_cut_and_changed() {
    for (_, check, seeds) in TARGETS {
        for seed in seeds() {
            check(&seed);
            // Some hundred places of each, which is a second in all; the fuzzers try the others.
            let step = seed.len().div_ceil(150).max(1);
            for place in (0..seed.len()).step_by(step) {
                check(&seed[..place]);
                let mut changed = seed.clone();
                changed[place] ^= 1 << (place % 8);
                check(&changed);
            }
        }
    }
}

/// What the fuzzers found: inputs on which a property did not hold, as short as they could be made.
#[test]
fn what_the_fuzzers_found_stays_mended() {
    // Fill before a restart mark within a scan: the mark was taken for a segment, and a second pass saw another picture.
    photo::check(b"\xff\xd8\xff\xda\0\x04\x01\x02\x07\xff\xff\xd3\0\x08\xff\xff\xdb\0\x03\x01\xff\xd9");
}

#[test]
fn every_reader_has_a_fuzz_target_with_seeds() {
    let manifest =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/Cargo.toml"));
    let manifest = manifest.unwrap();
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
    for (name, _, seeds) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        let seeds = seeds();
        assert!(!seeds.is_empty());
        // Where the build tool asks for them, the seeds are written for the fuzzers to begin with.
        if let Some(folder) = std::env::var_os("PENDAMPING_SEEDS") {
            let folder = Path::new(&folder).join(name);
            std::fs::create_dir_all(&folder).unwrap();
            for (number, seed) in seeds.iter().enumerate() {
                std::fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
            }
        }
    }
}
