//! `cargo xtask test`: every check, in the order that fails fastest, stopping at the first fault.

use crate::failure::{Done, Failure};
use crate::run::{cargo, command, npm_project, root, run, run_and_read, target};
use crate::tools::{self, WASM};
use crate::{browser, size};
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

type Step = (&'static str, fn() -> Done<String>);
type Run = Box<dyn FnOnce() -> Done<String>>;

/// What a machine without the browsers can still check.
const QUICK: [Step; 4] = [
    ("rustfmt", || {
        run(cargo(&["fmt", "--all", "--check"]))?;
        run(cargo(&["fmt", "--manifest-path", "tests/fuzz/Cargo.toml", "--check"])).map(quiet)
    }),
    ("clippy, native", || {
        run(cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])).map(quiet)
    }),
    ("clippy, wasm", || {
        tools::wasm_target()?;
        let arguments = ["clippy", "--quiet", "--package", "pendamping", "--package", "pendamping-core"];
        let mut clippy = cargo(&arguments);
        clippy.args(["--target", WASM]);
        clippy.args([
            "--lib", "--bin", "app", "--bin", "worker", "--bin", "files", "--bin", "bench", "--", "-D",
            "warnings",
        ]);
        run(clippy).map(quiet)
    }),
    // The build tool has no tests of its own, and leaving it out saves compiling it a second time.
    ("native tests and layers", || {
        run_and_read(cargo(&["test", "--package", "pendamping", "--package", "pendamping-core"]))
    }),
];

const FULL: [Step; 3] = [
    ("size budgets", || size::check().map(quiet)),
    ("browser tests", || browser::browser_tests(None)),
    ("end-to-end tests", || end_to_end(&[])),
];

fn quiet(_: ()) -> String {
    String::new()
}

/// Runs the checks; `quick` leaves out the release build and the browsers.
pub fn test(quick: bool) -> Done {
    let begin = Instant::now();
    let mut release = None;
    if !quick {
        tools::npm()?;
        tools::chromium()?;
        tools::for_single_tests();
        tools::wasm_target()?;
        release = Some(Aside::start("build")?);
    }
    let mut count = Count::default();
    let mut times = Vec::new();
    let mut steps: Vec<(&str, Run)> = Vec::new();
    steps.extend(QUICK.map(|(name, step)| (name, Box::new(step) as Run)));
    if let Some(release) = release {
        steps.push(("release build (rest of it)", Box::new(|| release.finish().map(quiet))));
        steps.extend(FULL.map(|(name, step)| (name, Box::new(step) as Run)));
    }
    for (name, step) in steps {
        println!("\n=== {name}");
        let start = Instant::now();
        let outcome = step();
        println!(
            "=== {name}: {} in {}",
            if outcome.is_ok() { "ok" } else { "FAILED" },
            seconds(start.elapsed())
        );
        times.push((name, start.elapsed()));
        match outcome {
            Ok(output) => {
                // A step that counts nothing, such as clippy, is one check.
                let counted = Count::read(&output);
                count.passed += if counted.passed == 0 { 1 } else { counted.passed };
                count.failed += counted.failed;
            }
            Err(failure) => {
                println!("\n{} passed, 1 failed (stopped at: {name})", count.passed);
                return Err(failure);
            }
        }
    }
    println!();
    for (name, time) in times {
        println!("{name:<28}{:>10}", seconds(time));
    }
    println!("{:<28}{:>10}", "all", seconds(begin.elapsed()));
    println!("{} passed, {} failed", count.passed, count.failed);
    Ok(())
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// A command of this tool that runs beside the checks: the release build is one long chain on one core, and the
/// checks before it need nothing of it. A check that fails ends this tool and leaves it running to its own end.
struct Aside {
    child: Child,
    log: PathBuf,
}

impl Aside {
    fn start(name: &str) -> Done<Self> {
        let log = target().join(format!("{name}-aside.log"));
        let file = File::create(&log).map_err(Failure::file(&log))?;
        let errors = file.try_clone().map_err(Failure::file(&log))?;
        let tool = std::env::current_exe().map_err(Failure::file(&log))?;
        let mut aside = command(tool, &[name]);
        aside.stdout(file).stderr(errors);
        let failed = |error| Failure::Missing(format!("cannot start `xtask {name}`: {error}"));
        Ok(Self { child: aside.spawn().map_err(failed)?, log })
    }

    /// Waits for it and shows what it said.
    fn finish(mut self) -> Done {
        let ended = self.child.wait().map_err(Failure::file(&self.log))?;
        print!("{}", std::fs::read_to_string(&self.log).map_err(Failure::file(&self.log))?);
        if ended.success() { Ok(()) } else { Err(Failure::Command("xtask build".to_owned())) }
    }
}

/// What measures seconds, fills disks or drives another engine has the machine to itself.
const ALONE: [&str; 4] = ["lock.test.mjs", "save.test.mjs", "storage.test.mjs", "webkit.test.mjs"];

/// Runs the end-to-end tests, all of them or the named files, against `dist/`.
pub fn end_to_end(files: &[String]) -> Done<String> {
    if !files.is_empty() {
        return run_and_read(node_tests(files.iter().map(PathBuf::from).collect(), 1)?);
    }
    let entries = std::fs::read_dir(npm_project()).map_err(Failure::file(&npm_project()))?;
    let mut found: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    found.sort();
    let is_alone = |path: &PathBuf| ALONE.iter().any(|name| path.ends_with(name));
    let (alone, together) = found.into_iter().partition(is_alone);
    // With two at once two cores wait a quarter of the time for a page, with four hardly ever.
    let output = run_and_read(node_tests(together, 3)?)?;
    Ok(output + &run_and_read(node_tests(alone, 1)?)?)
}

fn node_tests(files: Vec<PathBuf>, at_once: u8) -> Done<Command> {
    let chromium = tools::chromium()?;
    let at_once = format!("--test-concurrency={at_once}");
    let mut node = command("node", &["--test", &at_once, "--test-reporter=spec"]);
    node.args(files).env("CHROMIUM", chromium).env("PENDAMPING_DIST", root().join("dist"));
    Ok(node)
}

/// Passed and failed tests as cargo, our browser runner and node print them.
#[derive(Default)]
struct Count {
    passed: u32,
    failed: u32,
}

impl Count {
    fn read(output: &str) -> Self {
        let mut count = Self::default();
        for line in output.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                // test result: ok. 12 passed; 0 failed; ...
                ["test", "result:", _, passed, "passed;", failed, ..] => {
                    count.passed += passed.parse().unwrap_or(0);
                    count.failed += failed.parse().unwrap_or(0);
                }
                // ℹ pass 12
                ["\u{2139}", "pass", passed] => count.passed += passed.parse().unwrap_or(0),
                ["\u{2139}", "fail", failed] => count.failed += failed.parse().unwrap_or(0),
                _ => {}
            }
        }
        count
    }
}
