//! Paths of the project and child processes.

use crate::failure::{Done, Failure};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The repository's root.
pub fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map(PathBuf::from).unwrap_or(xtask)
}

/// Where cargo puts its output; the tool's own intermediate files go below it too.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The npm project that holds the build tools and the end-to-end tests.
pub fn npm_project() -> PathBuf {
    root().join("tests/e2e")
}

/// A program in the repository's root, free of outside compiler flags.
pub fn command(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
}

/// The same cargo that runs this tool.
pub fn cargo(arguments: &[&str]) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// Runs to the end with the output shown.
pub fn run(mut command: Command) -> Done {
    let shown = describe(&command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::Command(shown)),
        Err(error) => Err(Failure::Missing(format!("cannot start `{shown}`: {error}"))),
    }
}

/// Runs to the end, shows standard output as it comes and returns it too.
pub fn run_and_read(mut command: Command) -> Done<String> {
    use std::io::{BufRead, BufReader};
    let shown = describe(&command);
    let start = |error| Failure::Missing(format!("cannot start `{shown}`: {error}"));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(start)?;
    let mut text = String::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{line}");
            text.push_str(&line);
            text.push('\n');
        }
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(text),
        _ => Err(Failure::Command(shown)),
    }
}

/// Runs silently and returns standard output, or nothing when the program is absent or fails.
pub fn read(mut command: Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
