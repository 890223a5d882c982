//! The command line (`docs/CLI.md`): line lists with `tracing` and `followups`, hand-over files with those of `files`.
//!
//! It reads files and writes text; every figure comes from the library, by the same code as the app's. Exit codes: 0
//! when figures were written, 1 when a file could not be read, 2 when the call was wrong. What surprises: there is no
//! clock in it, so the same call gives the same bytes on any day. For the browser this binary does nothing.

#[cfg(not(target_arch = "wasm32"))]
mod args;
#[cfg(not(target_arch = "wasm32"))]
mod call;
#[cfg(not(target_arch = "wasm32"))]
mod convert;
#[cfg(not(target_arch = "wasm32"))]
mod convert_to;
#[cfg(not(target_arch = "wasm32"))]
mod decrypt;
#[cfg(not(target_arch = "wasm32"))]
mod files;
#[cfg(not(target_arch = "wasm32"))]
mod followups;
#[cfg(not(target_arch = "wasm32"))]
mod handed;
#[cfg(not(target_arch = "wasm32"))]
mod inspect;
#[cfg(not(target_arch = "wasm32"))]
mod merge;
#[cfg(not(target_arch = "wasm32"))]
mod merged;
#[cfg(not(target_arch = "wasm32"))]
mod output;
#[cfg(not(target_arch = "wasm32"))]
mod place;
#[cfg(not(target_arch = "wasm32"))]
mod report;
#[cfg(not(target_arch = "wasm32"))]
mod schema;
#[cfg(not(target_arch = "wasm32"))]
mod summary;
#[cfg(not(target_arch = "wasm32"))]
mod target;
#[cfg(not(target_arch = "wasm32"))]
mod tracing;
#[cfg(not(target_arch = "wasm32"))]
mod validate;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    use args::Fault;
    use std::io::Write;
    use std::process::ExitCode;

    let mut words = std::env::args_os().skip(1);
    let command = words.next().map(|word| word.to_string_lossy().into_owned());
    if let Some(code) = command.as_deref().and_then(|name| files::run(name, &mut words)) {
        return code;
    }
    let outcome = match command.as_deref() {
        Some("tracing") => tracing::run(words),
        Some("followups") => followups::run(words),
        Some("--help" | "-h" | "help") => Ok(format!("{}\n{}", args::HELP, files::HELP)),
        Some("--version" | "-V") => Ok(format!("pendamping {}\n", env!("CARGO_PKG_VERSION"))),
        Some(other) => Err(Fault::Usage(format!(
            "unknown command \"{other}\"; there are: tracing, followups, {}",
            files::NAMES
        ))),
        None => Err(Fault::Usage(format!(
            "name a command: tracing, followups, {}; --help tells more",
            files::NAMES
        ))),
    };
    // Whoever reads must learn that a part is missing, so a closed pipe is a fault like a full disk.
    let written = outcome.and_then(|text| {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Fault::Output)
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let _ = writeln!(std::io::stderr().lock(), "pendamping: {fault}");
            ExitCode::from(fault.code())
        }
    }
}
