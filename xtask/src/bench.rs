//! `cargo xtask bench`: the performance table, and `target/bench.json` for the record; with `--pages` the walk through the
//! pages with the book of an office, and `target/pages.json`.
//!
//! The measured module goes through the same steps as the app's: release profile, wasm-bindgen, wasm-opt.
//! Invariant: only ratios within one run are compared with budgets, because machines differ.

use crate::build::{Mode, bind, check_bindgen_version, ensure_fresh};
use crate::failure::{Done, Failure};
use crate::run::{cargo, command, read, root, run, target};
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

/// Writes the book of an office natively, and walks through the pages of the release app with it. The options go to
/// `tests/bench/pages.mjs` as they are, but for `--n`, the number of clients.
pub fn pages(options: &[String]) -> Done {
    let asked = options.iter().position(|option| option == "--n");
    let clients = asked.and_then(|place| options.get(place + 1)).map_or("10000", String::as_str);
    ensure_fresh()?;
    tools::npm()?;
    let chromium = tools::chromium()?;
    let (book, report) = (target().join("big_book.json"), target().join("pages.json"));
    println!("writing the book of {clients} clients");
    let mut make = cargo(&["run", "--quiet", "--package", "pendamping", "--example", "big_book", "--"]);
    make.arg(&book).arg(clients);
    let ids = read(make).ok_or_else(|| Failure::Command("cargo run --example big_book".into()))?;
    let mut node = command("node", &[]);
    node.arg(root().join("tests/bench/pages.mjs")).arg(&book).arg(ids.trim()).arg(&report).args(options);
    node.env("CHROMIUM", chromium).env("PENDAMPING_DIST", root().join("dist"));
    run(node)?;
    println!("written: {}", report.display());
    Ok(())
}
