//! The table of promises is true: every test it names exists, and every promise test is named in it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a check of the tree may stop at once when the tree cannot be read")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Words like `p07_lost_storage_is_never_a_first_start`.
fn promise_names(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| {
            let bytes = word.as_bytes();
            bytes.len() > 4
                && bytes.first() == Some(&b'p')
                && bytes.get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
                && bytes.get(3) == Some(&b'_')
        })
        .map(str::to_owned)
        .collect()
}

fn names_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("node_modules") {
                names_below(&path, found);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "mjs")
            && !path.ends_with("promises.rs")
        {
            found.extend(promise_names(&fs::read_to_string(path).unwrap()));
        }
    }
}

#[test]
fn the_table_names_exactly_the_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = promise_names(&fs::read_to_string(root.join("docs/PROMISES.md")).unwrap());
    let mut tests = BTreeSet::new();
    names_below(&root.join("src"), &mut tests);
    names_below(&root.join("tests"), &mut tests);
    let missing: Vec<_> = table.difference(&tests).collect();
    let unnamed: Vec<_> = tests.difference(&table).collect();
    assert!(missing.is_empty(), "named but not there: {missing:#?}");
    assert!(unnamed.is_empty(), "there but not named: {unnamed:#?}");
}
