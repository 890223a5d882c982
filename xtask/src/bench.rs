//! `cargo xtask bench`: the performance table, and `target/bench.json` for the record; with `--pages` the walk through the
//! pages with the book of an office, and `target/pages.json`; with `--tracing` the lists of an outbreak in the browser, and
//! `target/tracing.json`; with `--office` the app that takes in the files of thirty phones, and `target/office.json`; with
//! `--merge` the command line on the files of many phones.
//!
//! The measured module goes through the same steps as the app's: release profile, wasm-bindgen, wasm-opt.
//! Invariant: only ratios within one run are compared with budgets, because machines differ.

use crate::build::{Mode, bind, check_bindgen_version, ensure_fresh};
use crate::failure::{Done, Failure};
use crate::run::{cargo, command, read, root, run, target};
use crate::tools::{self, WASM};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Builds the measured module and runs the comparison. The options go to `tests/bench/run.mjs` as they are.
pub fn bench(options: &[String]) -> Done {
    in_browser("run.mjs", "bench.json", options)
}

/// Builds the measured module and times the lists of contact tracing in the browser, on an outbreak of 10,000 people. The
/// options go to `tests/bench/tracing.mjs` as they are.
pub fn tracing(options: &[String]) -> Done {
    in_browser("tracing.mjs", "tracing.json", options)
}

fn in_browser(script: &str, report: &str, options: &[String]) -> Done {
    check_bindgen_version()?;
    tools::wasm_target()?;
    tools::npm()?;
    let chromium = tools::chromium()?;
    run(cargo(&["build", "--package", "pendamping", "--bin", "bench", "--target", WASM, "--release"]))?;
    let built = bind("bench", Mode::Release)?;
    let report = target().join(report);
    let mut node = command("node", &[]);
    node.arg(root().join("tests/bench").join(script)).arg(built).arg(&report).args(options);
    node.env("CHROMIUM", chromium);
    run(node)?;
    println!("written: {}", report.display());
    Ok(())
}

/// Writes the book of an office natively, and walks through the pages of the release app with it. The options go to
/// `tests/bench/pages.mjs` as they are, but for `--n`, the number of clients.
pub fn pages(options: &[String]) -> Done {
    let clients = asked(options, "--n", "10000");
    ensure_fresh()?;
    tools::npm()?;
    let chromium = tools::chromium()?;
    let (book, report) = (target().join("big_book.json"), target().join("pages.json"));
    println!("writing the book of {clients} clients");
    let mut make = cargo(&["run", "--quiet", "--package", "pendamping", "--example", "big_book", "--"]);
    make.arg(&book).arg(&clients);
    let ids = read(make).ok_or_else(|| Failure::Command("cargo run --example big_book".into()))?;
    let mut node = command("node", &[]);
    node.arg(root().join("tests/bench/pages.mjs")).arg(&book).arg(ids.trim()).arg(&report).args(options);
    node.env("CHROMIUM", chromium).env("PENDAMPING_DIST", root().join("dist"));
    run(node)?;
    println!("written: {}", report.display());
    Ok(())
}

/// How many times faster than `jq -s` a merge must be, and how much memory it may take.
const TIMES_FASTER: f64 = 5.0;
const MOST_MEMORY_MIB: u64 = 2048;

/// Writes the files of `--files N` phones (1,000) of `--records N` each (2,000), merges them with the native command line,
/// and lets `jq -s` read the same files, where there is a jq.
pub fn merge(options: &[String]) -> Done {
    let (files, records) = (asked(options, "--files", "1000"), asked(options, "--records", "2000"));
    run(cargo(&[
        "build",
        "--package",
        "pendamping",
        "--profile",
        "native",
        "--bin",
        "pendamping",
        "--bin",
        "bench",
    ]))?;
    let built = target().join("native");
    let folder = target().join("merge");
    let _ = std::fs::remove_dir_all(&folder);
    println!("writing {files} files of {records} records");
    let phones = folder.join("phones");
    let mut make = command(built.join("bench"), &["phones"]);
    make.arg(&phones).args([&files, &records]);
    run(make)?;
    let mut names: Vec<_> = std::fs::read_dir(&phones)
        .map_err(Failure::file(&phones))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    names.sort();
    let bytes: u64 = names.iter().filter_map(|name| name.metadata().ok()).map(|data| data.len()).sum();
    println!("{} files, {} MB", names.len(), bytes / 1_000_000);

    let out = folder.join("all.json");
    let mut ours = Command::new(built.join("pendamping"));
    ours.arg("merge").args(&names).arg("-o").arg(&out);
    let (merge, room) = timed(ours, &folder)?;
    println!("pendamping merge: {merge:.1} s, {}", room.map_or("memory not measured".into(), mib));
    if room.is_some_and(|room| room / 1024 > MOST_MEMORY_MIB) {
        return Err(Failure::Check(format!("the merge took more than {MOST_MEMORY_MIB} MiB")));
    }
    let mut jq = Command::new("jq");
    jq.args(["-s", "{files:.}"]).args(&names);
    if read(command("jq", &["--version"])).is_none() {
        println!("jq is not installed: nothing to compare with");
        return Ok(());
    }
    let (theirs, their_room) = timed(jq, &folder)?;
    println!("jq -s {{files:.}}: {theirs:.1} s, {}", their_room.map_or("memory not measured".into(), mib));
    println!("{:.1} times faster (budget {TIMES_FASTER})", theirs / merge);
    let _ = std::fs::remove_dir_all(&folder);
    if theirs / merge < TIMES_FASTER {
        return Err(Failure::Check("the merge is slower than its budget".into()));
    }
    Ok(())
}

/// Writes the files of `--files N` phones (30) of `--records N` each (2,000), and has the release app take them in at once.
/// The other options go to `tests/bench/office.mjs` as they are.
pub fn office(options: &[String]) -> Done {
    ensure_fresh()?;
    tools::npm()?;
    let chromium = tools::chromium()?;
    let (phones, report) = (target().join("office-phones"), target().join("office.json"));
    let _ = std::fs::remove_dir_all(&phones);
    let mut make = cargo(&["run", "--quiet", "--package", "pendamping", "--bin", "bench", "--", "phones"]);
    make.arg(&phones).args([asked(options, "--files", "30"), asked(options, "--records", "2000")]);
    run(make)?;
    let mut node = command("node", &[]);
    node.arg(root().join("tests/bench/office.mjs")).arg(&phones).arg(&report).args(options);
    node.env("CHROMIUM", chromium).env("PENDAMPING_DIST", root().join("dist"));
    run(node)?;
    println!("written: {}", report.display());
    Ok(())
}

/// What an option was given, or what it usually is.
fn asked(options: &[String], name: &str, usual: &str) -> String {
    let place = options.iter().position(|option| option == name);
    place.and_then(|place| options.get(place + 1)).cloned().unwrap_or_else(|| usual.to_owned())
}

fn mib(kib: u64) -> String {
    format!("{} MiB at most", kib / 1024)
}

/// Runs a program; gives the seconds, and the most memory in KiB where GNU time is there to say it.
fn timed(program: Command, folder: &Path) -> Done<(f64, Option<u64>)> {
    let report = folder.join("time.txt");
    let gnu = Path::new("/usr/bin/time");
    let mut measured = if gnu.exists() {
        let mut time = Command::new(gnu);
        time.args(["-f", "%M", "-o"]).arg(&report).arg(program.get_program()).args(program.get_args());
        time
    } else {
        program
    };
    // Of both only the time counts.
    measured.stdout(Stdio::null());
    let start = Instant::now();
    run(measured)?;
    let seconds = start.elapsed().as_secs_f64();
    let room = std::fs::read_to_string(&report).ok().and_then(|text| text.trim().parse().ok());
    Ok((seconds, room))
}
