//! What has to be on the machine: the wasm target, npm packages, Chromium.
//!
//! Missing things are installed where that is allowed (rustup, npm, apt as root); otherwise one line says what to do.

use crate::failure::{Done, Failure};
use crate::run::{command, npm_project, read, run};
use std::path::{Path, PathBuf};

/// The only target the app is built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target when rustup lacks it.
pub fn wasm_target() -> Done {
    let Some(installed) = read(command("rustup", &["target", "list", "--installed"])) else {
        // A toolchain without rustup: cargo itself will say when the target is missing.
        return Ok(());
    };
    if installed.lines().any(|line| line.trim() == WASM) {
        return Ok(());
    }
    run(command("rustup", &["target", "add", WASM]))
}

/// Installs the locked npm packages unless they are already those of the lock file.
pub fn npm() -> Done {
    let modified = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    let project = npm_project();
    let lock = project.join("package-lock.json");
    let installed = project.join("node_modules/.package-lock.json");
    if modified(&installed) >= modified(&lock) && installed.exists() {
        return Ok(());
    }
    if read(command("npm", &["--version"])).is_none() {
        return Err(Failure::Missing("npm is missing: install Node.js 20 or newer".into()));
    }
    let mut install =
        command("npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    install.current_dir(&project);
    run(install)?;
    // npm keeps the old time when nothing changed, which would ask for the same install every time.
    if let Ok(file) = std::fs::File::options().append(true).open(&installed) {
        file.set_modified(std::time::SystemTime::now()).map_err(Failure::file(&installed))?;
    }
    Ok(())
}

/// A program of the npm packages.
pub fn npm_program(name: &str) -> PathBuf {
    npm_project().join("node_modules/.bin").join(name)
}

/// The native lightningcss program: its npm wrapper needs an install script, which we never run.
pub fn lightningcss() -> Option<PathBuf> {
    let packages = std::fs::read_dir(npm_project().join("node_modules")).ok()?;
    packages
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("lightningcss-cli-"))
        .map(|entry| entry.path().join("lightningcss"))
        .find(|program| program.is_file())
}

/// Chromium's program; installed through apt when that is possible.
pub fn chromium() -> Done<PathBuf> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    apt(&["chromium"]);
    find_chromium().ok_or_else(|| {
        Failure::Missing(
            "Chromium is missing: `apt-get install chromium`, or set CHROMIUM to its program".into(),
        )
    })
}

/// What single tests need beside Chromium: the WebKit driver for the Safari-engine smoke test, the reader that takes the
/// text out of a printed paper, the command `age`, `jq` for the commands that the documents show, and a PostgreSQL for
/// the SQL of agencies. Without them these tests say what is missing.
pub fn for_single_tests() {
    if on_path("WebKitWebDriver").is_none() {
        apt(&["webkit2gtk-driver", "xvfb"]);
    }
    if on_path("pdftotext").is_none() {
        apt(&["poppler-utils"]);
    }
    for program in ["age", "jq"] {
        if on_path(program).is_none() {
            apt(&[program]);
        }
    }
    // Its server programs are on nobody's path.
    if !Path::new("/usr/lib/postgresql").is_dir() {
        apt(&["postgresql"]);
    }
}

fn find_chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
        .iter()
        .find_map(|name| on_path(name))
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// Best effort: the caller looks again and says what is missing.
fn apt(packages: &[&str]) {
    let is_root = read(command("id", &["-u"])).is_some_and(|id| id.trim() == "0");
    if !is_root || on_path("apt-get").is_none() {
        return;
    }
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(packages);
    for arguments in [&["update"][..], &install] {
        let mut command = command("apt-get", arguments);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        if let Err(failure) = run(command) {
            eprintln!("xtask: {failure}");
            return;
        }
    }
}
