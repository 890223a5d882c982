//! Measures folding, scanning and duplicate search natively. Run it with
//! `cargo run --release --example search_speed`; the figures belong to the machine they ran on.
#![allow(clippy::print_stdout, reason = "an example that reports figures")]
#![allow(clippy::disallowed_methods, reason = "a native stopwatch; nothing here runs in a browser")]

use std::time::Instant;

use pendamping::search::duplicate::{PersonKey, candidates};
use pendamping::search::fold::fold_into;
use pendamping::search::scan::TextIndex;

const WORDS: [&str; 16] = [
    "klien",
    "datang",
    "bersama",
    "ibunya",
    "keadaan",
    "Rumah",
    "kebutuhan",
    "pangan",
    "rujukan",
    "puskesmas",
    "kunjungan",
    "anak",
    "sekolah",
    "obat,",
    "bantuan.",
    "keluarga",
];

fn best<T>(mut work: impl FnMut() -> T) -> f64 {
    let time = |work: &mut dyn FnMut() -> T| {
        let start = Instant::now();
        std::hint::black_box(work());
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..9).map(|_| time(&mut work)).fold(f64::MAX, f64::min)
}

fn main() {
    // A fixed linear congruential generator, so that every run has the same notes.
    let mut seed = 1u64;
    let mut next = move |below: usize| {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (seed >> 33) as usize % below
    };
    let mut notes = Vec::new();
    for at in 0..60_000 {
        let mut note = String::new();
        for _ in 0..55 {
            note.push_str(WORDS.get(next(WORDS.len())).copied().unwrap_or_default());
            note.push(' ');
        }
        if at % 600 == 0 {
            note.push_str("isolasi mandiri");
        }
        notes.push(note);
    }
    let bytes: usize = notes.iter().map(String::len).sum();
    let mut out = Vec::with_capacity(bytes);
    let folding = best(|| {
        out.clear();
        notes.iter().for_each(|note| fold_into(note, &mut out));
    });
    println!("fold: {bytes} bytes in {folding:.2} ms, {:.0} MB/s", bytes as f64 / folding / 1e3);
    let mut index = TextIndex::with_capacity(bytes, notes.len());
    let building = best(|| {
        index = TextIndex::with_capacity(bytes, notes.len());
        (0u32..).zip(&notes).for_each(|(key, note)| index.put(key, [note.as_str()]));
    });
    println!("index: {} bytes in {building:.2} ms", index.bytes());
    for query in ["isolasi", "mandiri isolasi", "tidakada", "puskesmas", "puskesmas isolasi", "a"] {
        let total = index.search(query, 50).total;
        println!("search {query:?}: {total} hits in {:.3} ms", best(|| index.search(query, 50)));
    }
    let names: Vec<PersonKey> = (0..10_000)
        .map(|_| {
            let word = |at: usize| WORDS.get(at).copied().unwrap_or_default();
            let name = format!("{} {} {}", word(next(16)), word(next(16)), word(next(16)));
            PersonKey { birth_year: i32::try_from(1950 + next(60)).ok(), ..PersonKey::named([name.as_str()]) }
        })
        .collect();
    let new = PersonKey { birth_year: Some(1980), ..PersonKey::named(["Anak Obat Ibunya"]) };
    let found = candidates(&new, names.iter()).len();
    println!("duplicates: {found} of 10000 in {:.2} ms", best(|| candidates(&new, names.iter())));
}
