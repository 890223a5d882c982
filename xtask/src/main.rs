//! The project's one build tool: `cargo xtask build|serve|test|bench`.
//!
//! It holds the table of commands only; each command lives in the file of its name.
//! Surprise: `RUSTFLAGS` from outside is dropped for every child process, because cargo would let it replace
//! the wasm flags of `.cargo/config.toml` and rebuild everything between two steps.
#![allow(clippy::disallowed_methods, reason = "a native tool may read the clock; the rule is for the app")]

mod bench;
mod browser;
mod build;
mod css;
mod failure;
mod fuzz;
mod run;
mod serve;
mod site;
mod size;
mod split;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask build [--dev]                 the finished site in dist/
cargo xtask serve [--port N] [--no-build] build if needed, then serve dist/ on http://localhost:8080
cargo xtask test [--quick]                every check; --quick leaves out the release build and the browsers
cargo xtask browser [FILTER]              only the wasm tests in headless Chromium (tests/*_browser.rs)
cargo xtask e2e [FILE...]                 only the end-to-end tests against dist/
cargo xtask fuzz [--seconds N] [TARGET..] what reads foreign bytes, fuzzed for a minute each (nightly compiler)
cargo xtask size                          the size table of dist/
cargo xtask bench [--n N] [--reps R]      this app against raw IndexedDB and Dexie, with the budgets
cargo xtask bench --pages [--n N]         the longest task of every step through the pages with 10,000 clients
cargo xtask bench --office [--files N]    the app that takes in thirty files of 2,000 records at once
cargo xtask bench --tracing [--n N]       the lists of an outbreak of 10,000 people in the browser, with the budget
cargo xtask bench --merge [--files N]     the native merge of 1,000 files of 2,000 records, beside jq";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    let has = |flag: &str| rest.iter().any(|argument| argument == flag);
    let outcome = match command {
        "build" => build::build(if has("--dev") { build::Mode::Dev } else { build::Mode::Release }),
        "serve" => serve::serve(&serve::Options::parse(rest)),
        "test" => test::test(has("--quick")),
        "browser" => {
            tools::npm().and_then(|()| browser::browser_tests(rest.first().map(String::as_str))).map(|_| ())
        }
        "e2e" => build::ensure_fresh()
            .and_then(|()| tools::npm())
            .and_then(|()| test::end_to_end(rest))
            .map(|_| ()),
        "fuzz" => fuzz::fuzz(rest),
        "size" => size::check(),
        "bench" if has("--merge") => bench::merge(rest),
        "bench" if has("--office") => bench::office(rest),
        "bench" if has("--tracing") => bench::tracing(rest),
        "bench" if has("--pages") => bench::pages(rest),
        "bench" => bench::bench(rest),
        _ => {
            println!("{HELP}");
            Ok(())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
