//! What the site weighs on the wire, against its budget.
//!
//! "App" is everything fetched before the first screen works. The inside is fetched while the passphrase is typed, the
//! key-derivation worker when it has been, and the files worker when a file is first handed over or taken in: each has a
//! budget of its own. The region list is only shown.

use crate::build::files_below;
use crate::failure::{Done, Failure};
use crate::run::root;
use crate::site;
use std::fs;
use std::io::Write;
use std::path::Path;

/// The goal was 350 KiB for all that a page needs. What the first screen waits for keeps to it; with the inside, which
/// comes while the passphrase is typed, the goal is missed, and the check says so each time.
const APP_BUDGET: usize = 350 * 1024;
/// What the inside weighs today, rounded up: lower it with every saving, never raise it without saying what for. Some
/// 40 KB of both are speed: the layers that work record by record are compiled for it (`src/core.rs`). It was 564 KiB
/// before photos, line lists, the pictures and rates of an outbreak, interviews, isolation and needs came in, and 768 KiB
/// before keys and sealed files, files for other programs, and the checks beside the fields of a form; 832 KiB before the
/// office's side (many files at once, receipts, packs, enrolled workers) and people who were recorded twice; 884 KiB before
/// the engine of the follow-up was compiled for speed (some 20 KB), agencies asked questions of their own and workbooks were made here;
/// 916 KiB before records were known by the shape of others, which takes a quarter of the work from lists of an outbreak;
/// 920 KiB before the tables of Go.Data were joined by both of its ids.
const INSIDE_CEILING: usize = 925 * 1024;
const WORKER_BUDGET: usize = 700 * 1024;
/// `age` with its own generation of cryptography.
const FILES_BUDGET: usize = 400 * 1024;

/// Writes a `.br` and a `.gz` beside every file that shrinks, for hosts that serve such twins.
pub fn write_compressed_twins(folder: &Path) -> Done {
    let files = files_below(folder)?;
    let wanted: Vec<_> =
        files.iter().filter(|(path, content)| site::compresses(path) && content.len() > 512).collect();
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    // Dealt out one by one, because the few large modules come next to each other in the list.
    let deal = |core: usize| -> Done {
        for (path, content) in wanted.iter().skip(core).step_by(cores) {
            for (ending, small) in [("br", brotli(content)), ("gz", gzip(content))] {
                let file = folder.join(format!("{path}.{ending}"));
                fs::write(&file, small).map_err(Failure::file(&file))?;
            }
        }
        Ok(())
    };
    let deal = &deal;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|core| scope.spawn(move || deal(core))).collect();
        let lost = || Err(Failure::Inconsistent("a compression thread died".into()));
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| lost()))
    })
}

fn brotli(content: &[u8]) -> Vec<u8> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, 11, 22);
    // Writing into memory cannot fail.
    let _ = writer.write_all(content);
    writer.into_inner()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let _ = writer.write_all(content);
    writer.finish().unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    App,
    Inside,
    Worker,
    Files,
    Later,
}

fn part_of(path: &str) -> Option<Part> {
    let name = path.strip_prefix("assets/").unwrap_or(path);
    match name {
        "_headers" | "404.html" | "robots.txt" => None,
        _ if name.starts_with("inside-") => Some(Part::Inside),
        _ if name.starts_with("worker-") => Some(Part::Worker),
        _ if name.starts_with("files-") => Some(Part::Files),
        // Icons are fetched by the system when it installs the app, the regions when an address is typed.
        _ if name.starts_with("wilayah_") || name.ends_with(".png") => Some(Part::Later),
        _ => Some(Part::App),
    }
}

/// Prints the table and fails when a budget is exceeded.
pub fn check() -> Done {
    let files = files_below(&root().join("dist"))?;
    let mut rows = Vec::new();
    for (path, content) in files.iter().filter(|(path, _)| !path.ends_with(".br") && !path.ends_with(".gz")) {
        let Some(part) = part_of(path) else { continue };
        let twin = |ending: &str| files.get(&format!("{path}.{ending}")).map_or(content.len(), Vec::len);
        rows.push((part, path, content.len(), twin("gz"), twin("br")));
    }
    rows.sort_by_key(|row| (row.0, std::cmp::Reverse(row.4)));
    println!("{:<44}{:>10}{:>10}{:>10}", "file (bytes)", "raw", "gzip", "brotli");
    for (_, path, raw, gzip, brotli) in &rows {
        println!("{path:<44}{raw:>10}{gzip:>10}{brotli:>10}");
    }
    let mut over = Vec::new();
    let mut together = 0;
    for (part, name, budget) in [
        (Part::App, "app, for the first screen", APP_BUDGET),
        (Part::Inside, "inside, while the passphrase is typed", INSIDE_CEILING),
        (Part::Worker, "lazy worker", WORKER_BUDGET),
        (Part::Files, "files worker", FILES_BUDGET),
    ] {
        let of_part = rows.iter().filter(|row| row.0 == part);
        let (raw, gzip, brotli) =
            of_part.fold((0, 0, 0), |sum, row| (sum.0 + row.2, sum.1 + row.3, sum.2 + row.4));
        println!("{:<44}{raw:>10}{gzip:>10}{brotli:>10}  of {budget}", format!("= {name}"));
        if part == Part::App || part == Part::Inside {
            together += brotli;
        }
        if brotli > budget {
            over.push(format!("{name} is {} bytes over its brotli budget", brotli - budget));
        }
        if raw == 0 {
            over.push(format!("{name} was not built"));
        }
    }
    if together > APP_BUDGET {
        println!("app and inside together miss the goal of {APP_BUDGET} by {} bytes", together - APP_BUDGET);
    }
    if over.is_empty() { Ok(()) } else { Err(Failure::Check(over.join("; "))) }
}
