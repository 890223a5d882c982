//! The arrows between the layers, and the few words that may not appear in the source at all.
//!
//! Reads `src/**/*.rs` as text, so it sees code for every target at once. It knows paths that begin with `crate`,
//! `$crate` or `super`; a layer is a folder directly below `src/`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a check of the tree may stop at once when the tree cannot be read")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with the layers it may use. `lib.rs`, `main.rs` and `bin/` stand above all of them.
const MAY_USE: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("ledger", &["domain"]),
    ("casework", &["domain", "ledger", "tracing", "search"]),
    ("tracing", &["domain", "ledger", "casework", "search"]),
    ("search", &["domain", "ledger"]),
    ("report", &["domain", "ledger", "casework", "tracing", "search"]),
    // The vault knows no record type: bilingual words are all it takes from below.
    ("vault", &["domain::text"]),
    ("store", &["domain", "ledger", "vault"]),
    ("exchange", &["domain", "ledger", "casework", "tracing", "report", "search", "vault"]),
    ("platform", &["domain", "vault", "store"]),
    (
        "app",
        &[
            "domain", "ledger", "casework", "tracing", "report", "search", "vault", "store", "exchange",
            "platform",
        ],
    ),
    (
        "ui",
        &[
            "domain", "ledger", "casework", "tracing", "report", "search", "vault", "store", "exchange",
            "platform", "app",
        ],
    ),
];

/// The one file that may destroy a database, on a person's explicit order.
const WIPE: &str = "store/wipe.rs";
const LONGEST: usize = 700;

#[test]
fn every_layer_uses_only_the_layers_below_it() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(layer) = layer_of(&path) else { continue };
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == layer) else {
            wrong.push(format!("src/{path}: the folder {layer} has no place in MAY_USE"));
            continue;
        };
        for used in used_paths(&path, &text) {
            let first = used.split("::").next().unwrap_or_default();
            let below = |one: &&str| used == **one || used.starts_with(&format!("{one}::"));
            if first != layer && is_layer(first) && !allowed.iter().any(below) {
                wrong.push(format!("src/{path}: {layer} must not use {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_two_layers_use_each_other() {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources() {
        let Some(layer) = layer_of(&path) else { continue };
        let firsts =
            used_paths(&path, &text).into_iter().filter_map(|used| used.split("::").next().map(String::from));
        uses.entry(layer.to_owned())
            .or_default()
            .extend(firsts.filter(|first| is_layer(first) && first != layer));
    }
    for (layer, used) in &uses {
        for other in used {
            let back = uses.get(other).is_some_and(|their| their.contains(layer));
            assert!(!back, "{layer} and {other} use each other");
        }
    }
}

#[test]
fn no_text_ever_becomes_markup() {
    for (path, text) in sources().into_iter().chain(scripts()) {
        for word in [
            "inner_html",
            "innerHTML",
            "outerHTML",
            "insert_adjacent_html",
            "insertAdjacentHTML",
            "document.write",
        ] {
            assert!(!without_comments(&text).contains(word), "{path} uses {word}");
        }
    }
}

#[test]
fn only_the_wipe_deletes_a_database() {
    for (path, text) in sources().into_iter().chain(scripts()) {
        for word in ["deleteDatabase", "delete_database", "delete_by_name"] {
            assert!(path == WIPE || !without_comments(&text).contains(word), "{path} uses {word}");
        }
    }
}

#[test]
fn every_file_says_what_it_owns_and_stays_readable() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "src/{path} does not open with //!");
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "src/{path} has {lines} lines: two subjects in one file?");
    }
}

#[test]
fn the_reader_of_paths_sees_what_it_must_see() {
    let seen = |path, text| used_paths(path, text).into_iter().collect::<Vec<_>>();
    assert_eq!(
        seen("vault/a.rs", "use crate::{ledger::{Book, fold}, domain::id};"),
        ["domain::id", "ledger"]
    );
    assert_eq!(seen("vault/a.rs", "fn f(b: &super::super::ledger::Book) {}"), ["ledger::Book"]);
    assert_eq!(seen("vault/mod.rs", "use super::ui;"), ["ui"]);
    assert_eq!(seen("vault/a.rs", "use super::error; // crate::ui"), [""; 0]);
    assert_eq!(seen("vault/a.rs", "use crate::domain::text::{Text, t};"), ["domain::text"]);
}

fn is_layer(name: &str) -> bool {
    MAY_USE.iter().any(|(layer, _)| *layer == name)
}

/// The folder below `src/` in which a file lies, unless it stands above the layers.
fn layer_of(path: &str) -> Option<&str> {
    let (layer, _) = path.split_once('/')?;
    (layer != "bin").then_some(layer)
}

/// Every path from the crate's root that the text names, as far as it is written in one piece.
fn used_paths(path: &str, text: &str) -> BTreeSet<String> {
    let text = without_comments(text);
    let depth = path.trim_end_matches("mod.rs").trim_end_matches('/').split('/').count();
    let mut found = BTreeSet::new();
    let root = "super::".repeat(depth);
    for start in ["crate::", root.as_str()] {
        for (at, _) in text.match_indices(start) {
            let before = text.get(..at).unwrap_or_default();
            // A part of a longer word or of a longer chain is not the beginning of a path.
            if before.ends_with(|it: char| it.is_alphanumeric() || it == '_' || it == ':') {
                continue;
            }
            let rest = text.get(at + start.len()..).unwrap_or_default();
            match rest.strip_prefix('{') {
                Some(group) => found.extend(members(group).iter().map(|member| leading_path(member))),
                None => {
                    found.insert(leading_path(rest));
                }
            }
        }
    }
    found.retain(|it| !it.is_empty());
    found
}

/// The members of a `{...}` group, up to its closing brace.
fn members(group: &str) -> Vec<String> {
    let mut level = 0;
    let mut members = vec![String::new()];
    for letter in group.chars() {
        match letter {
            '}' if level == 0 => break,
            ',' if level == 0 => {
                members.push(String::new());
                continue;
            }
            '{' => level += 1,
            '}' => level -= 1,
            _ => {}
        }
        if let Some(last) = members.last_mut() {
            last.push(letter);
        }
    }
    members.iter().map(|member| member.trim().to_owned()).collect()
}

fn leading_path(text: &str) -> String {
    let end = text.find(|it: char| !it.is_alphanumeric() && it != '_' && it != ':').unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_end_matches(':').to_owned()
}

/// Drops what follows `//` in a line; a `//` inside a string costs us only the rest of that line.
fn without_comments(text: &str) -> String {
    let keep = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    text.lines().map(keep).collect::<Vec<_>>().join("\n")
}

/// Every Rust file below `src/`, by its path relative to it.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = files(&root, "rs");
    assert!(!files.is_empty(), "no sources found");
    let relative = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    files.iter().map(|path| (relative(path), fs::read_to_string(path).unwrap())).collect()
}

/// Our own scripts.
fn scripts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
    let named = |path: PathBuf| (path.to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap());
    files(&root, "js").into_iter().map(named).collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}
