//! The wasm tests in a real browser: `tests/*_browser.rs`, written with wasm-bindgen-test.
//!
//! The usual runner needs chromedriver and another compilation of wasm-bindgen; here the tests go through the same
//! wasm-bindgen library as the app and through the same Chromium as the end-to-end tests (`tests/e2e/lib/wasm_tests.mjs`).

use crate::build::clear;
use crate::failure::{Done, Failure};
use crate::run::{cargo, command, npm_project, root, run_and_read, target};
use crate::tools::{self, WASM};
use std::fs;
use std::process::Stdio;
use wasm_bindgen_cli_support::Bindgen;

/// Compiles and runs the browser tests; returns what was printed. `filter` keeps the tests whose name contains it.
pub fn browser_tests(filter: Option<&str>) -> Done<String> {
    let folder = root().join("tests");
    let entries = fs::read_dir(&folder).map_err(Failure::file(&folder))?;
    if !entries.flatten().any(|entry| entry.file_name().to_string_lossy().ends_with("_browser.rs")) {
        return Ok(String::new());
    }
    tools::wasm_target()?;
    let chromium = tools::chromium()?;
    let mut build = cargo(&[
        "test",
        "--no-run",
        "--profile",
        "browser",
        "--package",
        "pendamping-core",
        "--target",
        WASM,
    ]);
    build.args(["--test", "*_browser", "--message-format=json-render-diagnostics"]).stderr(Stdio::inherit());
    let output = build.output().map_err(|error| Failure::Missing(format!("cannot start cargo: {error}")))?;
    if !output.status.success() {
        return Err(Failure::Command("cargo test --no-run of the browser tests".into()));
    }
    let mut runner = command("node", &[]);
    runner.arg(npm_project().join("lib/wasm_tests.mjs")).env("CHROMIUM", chromium);
    if let Some(filter) = filter {
        runner.env("FILTER", filter);
    }
    for (name, module) in String::from_utf8_lossy(&output.stdout).lines().filter_map(test_module) {
        let folder = target().join("site/tests").join(&name);
        clear(&folder)?;
        let refused = |error| Failure::Bindgen { name: name.clone(), reason: format!("{error:#}") };
        let mut bindgen = Bindgen::new();
        bindgen
            .input_path(&module)
            .out_name("test")
            .typescript(false)
            .debug(true)
            .export_wasm(true)
            .emit_start(false);
        bindgen.web(true).map_err(refused)?;
        bindgen.generate(&folder).map_err(refused)?;
        runner.arg(folder);
    }
    run_and_read(runner)
}

/// The name and the wasm file in one line of cargo's report, if it speaks of a test.
fn test_module(line: &str) -> Option<(String, String)> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    let executable = message.get("executable")?.as_str()?;
    let name = message.get("target")?.get("name")?.as_str()?;
    // Cargo builds the app's own binaries along with its tests and reports them too.
    if !name.ends_with("_browser") {
        return None;
    }
    Some((name.to_owned(), executable.to_owned()))
}
