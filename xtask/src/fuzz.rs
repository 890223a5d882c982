//! `cargo xtask fuzz`: everything that reads foreign bytes, with inputs that a fuzzer makes up, for so many seconds each.
//!
//! The properties are in `tests/hostile/`; here is only how they are driven. What surprises: nothing is written into the
//! repository. Seeds, what the fuzzers keep, and the inputs that fail are below `target/fuzz`, and what kept a fuzzer busy
//! once is its beginning the next time.

use crate::failure::{Done, Failure};
use crate::run::{cargo, command, read, root, run, target};
use std::path::Path;

const CRATE: &str = "tests/fuzz";
/// A single input that takes longer, or more memory, is a finding.
const LIMITS: [&str; 3] = ["-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=0"];

/// Runs `[--seconds N] [TARGET...]`; all targets where none is named.
pub fn fuzz(arguments: &[String]) -> Done {
    let mut seconds = 60;
    let mut named = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--seconds" {
            let told = rest.next().and_then(|number| number.parse().ok());
            seconds = told.ok_or_else(|| Failure::Missing("--seconds takes a number".into()))?;
        } else {
            named.push(argument.as_str());
        }
    }
    if read(nightly(&["fuzz", "--version"])).is_none() {
        return Err(Failure::Missing(
            "the fuzzers need a nightly compiler and cargo-fuzz: `rustup toolchain install nightly --profile minimal && \
             cargo install cargo-fuzz`"
                .into(),
        ));
    }
    let below = target().join("fuzz");
    let seeds = below.join("seeds");
    let mut writing = cargo(&["test", "--quiet", "--test", "hostile", "every_reader_has"]);
    writing.env("PENDAMPING_SEEDS", &seeds);
    run(writing)?;
    let folder = below.display().to_string();
    run(nightly(&["fuzz", "build", "--fuzz-dir", CRATE, "--target-dir", &folder]))?;
    let targets = targets()?;
    if let Some(none) = named.iter().find(|name| !targets.iter().any(|target| target == *name)) {
        return Err(Failure::Missing(format!("no target {none}; there are: {}", targets.join(", "))));
    }
    let wanted = targets.iter().filter(|target| named.is_empty() || named.contains(&target.as_str()));
    let mut fell = Vec::new();
    for name in wanted {
        println!("\n=== {name}");
        if one(name, &below, &seeds.join(name), seconds).is_err() {
            fell.push(name.as_str());
        }
    }
    if fell.is_empty() {
        return Ok(());
    }
    let found = below.join("found");
    Err(Failure::Check(format!(
        "{} fell; the inputs are in {}. Each belongs into tests/hostile.rs, with what was mended",
        fell.join(", "),
        found.display()
    )))
}

fn one(name: &str, below: &Path, seeds: &Path, seconds: u32) -> Done {
    let (kept, found) = (below.join("kept").join(name), below.join("found"));
    for folder in [&kept, &found] {
        std::fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    }
    let program = built(below, name)?;
    let mut fuzzer = command(program, &LIMITS);
    fuzzer.arg(format!("-max_total_time={seconds}"));
    fuzzer.arg(format!("-artifact_prefix={}/{name}-", found.display()));
    fuzzer.args([&kept, seeds]);
    run(fuzzer)
}

/// The program of a target: below the name of the machine, which only cargo-fuzz knows.
fn built(below: &Path, name: &str) -> Done<std::path::PathBuf> {
    let entries = std::fs::read_dir(below).map_err(Failure::file(below))?;
    let mut programs = entries.flatten().map(|entry| entry.path().join("release").join(name));
    programs
        .find(|program| program.is_file())
        .ok_or_else(|| Failure::Missing(format!("cargo-fuzz built no program {name}")))
}

fn targets() -> Done<Vec<String>> {
    let folder = root().join(CRATE).join("targets");
    let entries = std::fs::read_dir(&folder).map_err(Failure::file(&folder))?;
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| Some(entry.path().file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    Ok(names)
}

/// The nightly cargo, whatever toolchain runs this tool.
fn nightly(arguments: &[&str]) -> std::process::Command {
    let mut command = command("rustup", &["run", "nightly", "cargo"]);
    command.args(arguments).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command
}
