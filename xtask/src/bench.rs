//! `cargo xtask bench`: the performance table, and `target/bench.json` for the record.
//!
//! The measured module goes through the same steps as the app's: release profile, wasm-bindgen, wasm-opt.
//! Invariant: only ratios within one run are compared with budgets, because machines differ.

use crate::build::{Mode, bind, check_bindgen_version};
use crate::failure::Done;
use crate::run::{cargo, command, root, run, target};
use crate::tools::{self, WASM};

/// Builds the measured module and runs the comparison. The options go to `tests/bench/run.mjs` as they are.
pub fn bench(options: &[String]) -> Done {
    check_bindgen_version()?;
    tools::wasm_target()?;
    tools::npm()?;
    let chromium = tools::chromium()?;
    run(cargo(&["build", "--package", "pendamping", "--bin", "bench", "--target", WASM, "--release"]))?;
    let built = bind("bench", Mode::Release)?;
    let report = target().join("bench.json");
    let mut node = command("node", &[]);
    node.arg(root().join("tests/bench/run.mjs")).arg(built).arg(&report).args(options);
    node.env("CHROMIUM", chromium);
    run(node)?;
    println!("written: {}", report.display());
    Ok(())
}
