//! `cargo xtask build`: from sources to the finished site in `dist/`.
//!
//! Invariant: every file under `dist/assets/` has the hash of its content in its name, and `dist/sw.js` lists every
//! file the app needs with its SHA-256, so one build can never be mixed with another.
//! Surprise: the site is made in `target/site/next` and copied to `dist/` at the end; a failed build leaves the old one.

use crate::failure::{Done, Failure};
use crate::run::{cargo, command, root, run, target};
use crate::site;
use crate::tools::{self, WASM};
use crate::{css, size, split};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use wasm_bindgen_cli_support::Bindgen;

/// How much work a build puts into small files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Unoptimised wasm and plain CSS, for a quick look.
    Dev,
    /// What is published.
    Release,
}

/// The modules that run beside the page, each fetched when it is first asked.
pub const WORKERS: [&str; 2] = ["worker", "files"];

/// Files of `public/` whose names are addresses and must not change.
const FIXED: [&str; 2] = ["manifest.webmanifest", "robots.txt"];
/// Files of `public/` that the build fills in.
const TEMPLATES: [&str; 2] = ["boot.js", "sw.js"];
/// Sources whose change makes `dist/` stale.
const SOURCES: [&str; 11] = [
    "src",
    "build.rs",
    "core",
    "public",
    "style",
    "xtask/src",
    "index.html",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "tests/e2e/package-lock.json",
];

/// Builds the site.
pub fn build(mode: Mode) -> Done {
    check_bindgen_version()?;
    tools::wasm_target()?;
    tools::npm()?;
    compile(mode)?;
    let (app, workers) = std::thread::scope(|scope| {
        let app = scope.spawn(|| bind("app", mode));
        let workers: Vec<_> = WORKERS.iter().map(|name| (*name, bind(name, mode))).collect();
        let lost = || Err(Failure::Inconsistent("the wasm-bindgen thread died".into()));
        (app.join().unwrap_or_else(|_| lost()), workers)
    });
    let mut site = Site::new()?;
    site.add_module("app", app?)?;
    for (name, folder) in workers {
        site.add_module(name, folder?)?;
    }
    site.add_public()?;
    let sheet = site.with_asset_names(css::bundle(mode == Mode::Release)?, "../public/", "");
    site.add_asset("app.css", sheet.as_bytes())?;
    site.add_pages()?;
    if mode == Mode::Release {
        size::write_compressed_twins(&site.folder)?;
    }
    site.publish(mode)
}

/// Builds the release site unless `dist/` already holds it.
pub fn ensure_fresh() -> Done {
    let built = fs::metadata(stamp(Mode::Release)).and_then(|data| data.modified()).ok();
    let newest = SOURCES.iter().filter_map(|path| newest_change(&root().join(path))).max();
    match built {
        Some(built) if newest <= Some(built) && root().join("dist/index.html").is_file() => Ok(()),
        _ => build(Mode::Release),
    }
}

/// Marks when `dist/` was last built in this mode; lies outside `dist/` so that it is never uploaded.
fn stamp(mode: Mode) -> PathBuf {
    target().join(if mode == Mode::Release { "dist-release.stamp" } else { "dist-dev.stamp" })
}

fn newest_change(path: &Path) -> Option<SystemTime> {
    let own = path.metadata().ok()?.modified().ok()?;
    let below =
        fs::read_dir(path).into_iter().flatten().flatten().filter_map(|entry| newest_change(&entry.path()));
    below.chain([own]).max()
}

/// The glue and the module must come from one wasm-bindgen, or the app dies with a link error at start.
pub fn check_bindgen_version() -> Done {
    let lock_path = root().join("Cargo.lock");
    let lock = fs::read_to_string(&lock_path).map_err(Failure::file(&lock_path))?;
    let version = |name: &str| {
        let package = format!("name = \"{name}\"\nversion = \"");
        lock.split_once(&package).and_then(|(_, rest)| rest.split_once('"')).map(|(version, _)| version)
    };
    let (library, tool) = (version("wasm-bindgen"), version("wasm-bindgen-cli-support"));
    if library.is_some() && library == tool {
        return Ok(());
    }
    Err(Failure::Inconsistent(format!(
        "wasm-bindgen {} and wasm-bindgen-cli-support {} must be one version: set both in Cargo.toml and xtask/Cargo.toml",
        library.unwrap_or("(absent)"),
        tool.unwrap_or("(absent)"),
    )))
}

fn compile(mode: Mode) -> Done {
    let mut arguments = vec!["build", "--package", "pendamping", "--bin", "app", "--target", WASM];
    arguments.extend(WORKERS.iter().flat_map(|name| ["--bin", *name]));
    if mode == Mode::Release {
        arguments.push("--release");
    }
    run(cargo(&arguments))
}

/// Runs wasm-bindgen, then wasm-opt for a release; returns the folder with `NAME.js` and `NAME_bg.wasm`. The app's
/// module is split before.
pub fn bind(name: &str, mode: Mode) -> Done<PathBuf> {
    let profile = if mode == Mode::Release { "release" } else { "debug" };
    let input = target().join(WASM).join(profile).join(format!("{name}.wasm"));
    let output = target().join("site").join(format!("{profile}-{name}"));
    clear(&output)?;
    let mut modules = vec![output.join(format!("{name}_bg.wasm"))];
    let mut bindgen = Bindgen::new();
    if name == split::MAIN {
        bindgen.input_path(split::apart(&input, &output)?).keep_lld_exports(true);
        modules.push(split::inside(&output));
    } else {
        bindgen.input_path(&input);
    }
    bindgen.typescript(false).remove_producers_section(mode == Mode::Release);
    let refused = |error| Failure::Bindgen { name: name.into(), reason: format!("{error:#}") };
    bindgen.web(true).map_err(refused)?;
    bindgen.debug(mode == Mode::Dev).generate(&output).map_err(refused)?;
    if mode == Mode::Release {
        // Each on a core of its own: wasm-opt from npm knows only one.
        let optimise = |module: &PathBuf| {
            let mut optimise = command(tools::npm_program("wasm-opt"), &WASM_OPT);
            optimise.arg(module).arg("-o").arg(module);
            run(optimise)
        };
        std::thread::scope(|scope| {
            let runs: Vec<_> = modules.iter().map(|module| scope.spawn(move || optimise(module))).collect();
            let failed = || Failure::Command("wasm-opt".to_owned());
            runs.into_iter().try_for_each(|run| run.join().unwrap_or_else(|_| Err(failed())))
        })?;
    }
    Ok(output)
}

/// Once: until nothing changes any more (`--converge`) takes four times as long and saves 400 bytes of 941,000. The
/// features are named because the module's own list does not always survive wasm-bindgen.
const WASM_OPT: [&str; 11] = [
    "-Oz",
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-call-indirect-overlong",
    "--strip-producers",
];

/// The site being put together.
struct Site {
    folder: PathBuf,
    /// Source name to path within the site: `app.css` to `assets/app-0123456789.css`.
    assets: BTreeMap<String, String>,
}

impl Site {
    fn new() -> Done<Self> {
        let folder = target().join("site/next");
        clear(&folder)?;
        fs::create_dir_all(folder.join("assets")).map_err(Failure::file(&folder))?;
        Ok(Self { folder, assets: BTreeMap::new() })
    }

    fn write(&self, path: &str, content: &[u8]) -> Done {
        let file = self.folder.join(path);
        fs::write(&file, content).map_err(Failure::file(&file))
    }

    /// Writes a file under a name that carries its hash.
    fn add_asset(&mut self, name: &str, content: &[u8]) -> Done {
        let hash: String = hex(&Sha256::digest(content)).chars().take(10).collect();
        let flat = name.replace('/', "-");
        let hashed = match flat.rsplit_once('.') {
            Some((stem, extension)) => format!("assets/{stem}-{hash}.{extension}"),
            None => format!("assets/{flat}-{hash}"),
        };
        self.write(&hashed, content)?;
        self.assets.insert(name.into(), hashed);
        Ok(())
    }

    /// Adds a wasm-bindgen output folder: the glue, the modules, and inline snippets where a crate has them.
    fn add_module(&mut self, name: &str, folder: PathBuf) -> Done {
        let glue_path = folder.join(format!("{name}.js"));
        let mut glue = fs::read_to_string(&glue_path).map_err(Failure::file(&glue_path))?;
        let snippets = folder.join("snippets");
        for (path, content) in files_below(&snippets)? {
            let asset = format!("snippet/{path}");
            self.add_asset(&asset, &content)?;
            let hashed = self.path_of(&asset)?.replace("assets/", "./");
            glue = glue.replace(&format!("./snippets/{path}"), &hashed);
        }
        if name == split::MAIN {
            let inside = split::inside(&folder);
            self.add_asset(split::INSIDE, &fs::read(&inside).map_err(Failure::file(&inside))?)?;
            let hashed = self.path_of(split::INSIDE)?.replace("assets/", "./");
            glue = split::with_loader(&glue, &folder, &hashed)?;
        }
        self.add_asset(&format!("{name}.js"), glue.as_bytes())?;
        let module = folder.join(format!("{name}_bg.wasm"));
        self.add_asset(&format!("{name}.wasm"), &fs::read(&module).map_err(Failure::file(&module))?)
    }

    /// Copies `public/`, hashing every name that is not an address of its own.
    fn add_public(&mut self) -> Done {
        for (path, content) in files_below(&root().join("public"))? {
            if !FIXED.contains(&path.as_str()) && !TEMPLATES.contains(&path.as_str()) {
                self.add_asset(&path, &content)?;
            }
        }
        Ok(())
    }

    /// Fills the templates. The order matters: each page names files that must be finished before it.
    fn add_pages(&mut self) -> Done {
        let mut build = Sha256::new();
        for path in self.assets.values() {
            build.update(path.as_bytes());
        }
        for template in ["index.html", "public/boot.js", "public/sw.js", "public/manifest.webmanifest"] {
            build.update(read_source(template)?.as_bytes());
        }
        let build: String = hex(&build.finalize()).chars().take(12).collect();

        let files: BTreeMap<_, _> =
            self.assets.iter().map(|(name, path)| (name, path.replace("assets/", ""))).collect();
        let boot = read_source("public/boot.js")?
            .replace("__BUILD__", &build)
            .replace("\"__FILES__\"", &json!(files).to_string());
        self.add_asset("boot.js", boot.as_bytes())?;

        for name in FIXED.iter().filter(|name| root().join("public").join(name).is_file()) {
            let text =
                self.with_asset_names(read_source(&format!("public/{name}"))?, "./public/", "./assets/");
            self.write(name, text.as_bytes())?;
        }
        let index =
            read_source("index.html")?.replace("__CSP__", site::CSP_META).replace("__BUILD__", &build);
        let index = self.with_asset_names(index, "./public/", "./assets/");
        self.write("index.html", index.as_bytes())?;
        // A static host serves this page for addresses of any depth, so its links start at the root.
        self.write("404.html", index.replace("\"./", "\"/").as_bytes())?;
        self.write("_headers", site::headers_file().as_bytes())?;

        let mut precache = BTreeMap::new();
        for (path, content) in files_below(&self.folder)? {
            if path != "404.html" && path != "_headers" {
                precache.insert(path, hex(&Sha256::digest(&content)));
            }
        }
        let worker = read_source("public/sw.js")?
            .replace("__BUILD__", &build)
            .replace("\"__PRECACHE__\"", &json!(precache).to_string());
        self.write("sw.js", worker.as_bytes())
    }

    fn path_of(&self, name: &str) -> Done<&String> {
        self.assets
            .get(name)
            .ok_or_else(|| Failure::Inconsistent(format!("{name} is named but was not built")))
    }

    /// Puts the hashed name, after `replacement`, for every mention of an asset's source name after `prefix`.
    fn with_asset_names(&self, text: String, prefix: &str, replacement: &str) -> String {
        // From the last name to the first, so that a name never replaces the beginning of a longer one.
        self.assets.iter().rev().fold(text, |text, (name, path)| {
            text.replace(
                &format!("{prefix}{name}"),
                &format!("{replacement}{}", path.trim_start_matches("assets/")),
            )
        })
    }

    /// Puts the finished site where it is served from.
    fn publish(self, mode: Mode) -> Done {
        let dist = root().join("dist");
        clear(&dist)?;
        // Copied, because the target folder may lie on another file system where a move fails.
        for (path, content) in files_below(&self.folder)? {
            let file = dist.join(path);
            let folder = file.parent().unwrap_or(&dist);
            fs::create_dir_all(folder).map_err(Failure::file(folder))?;
            fs::write(&file, content).map_err(Failure::file(&file))?;
        }
        for other in [Mode::Dev, Mode::Release] {
            let path = stamp(other);
            if other == mode {
                fs::write(&path, "").map_err(Failure::file(&path))?;
            } else if path.exists() {
                fs::remove_file(&path).map_err(Failure::file(&path))?;
            }
        }
        println!("dist/ is ready");
        Ok(())
    }
}

fn read_source(path: &str) -> Done<String> {
    let file = root().join(path);
    fs::read_to_string(&file).map_err(Failure::file(&file))
}

/// Removes a folder of generated files; it need not exist.
pub fn clear(folder: &Path) -> Done {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::file(folder))?;
    }
    Ok(())
}

/// All files below a folder with their `/`-separated relative paths, sorted; none when it does not exist.
pub fn files_below(folder: &Path) -> Done<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![(folder.to_path_buf(), String::new())];
    while let Some((path, prefix)) = waiting.pop() {
        for entry in fs::read_dir(&path).into_iter().flatten().flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let path = entry.path();
            if path.is_dir() {
                waiting.push((path, format!("{name}/")));
            } else {
                let content = fs::read(&path).map_err(Failure::file(&path))?;
                found.insert(name, content);
            }
        }
    }
    Ok(found)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
