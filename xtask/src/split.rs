//! The split of the app's module: what the first screen needs, and the inside behind the gates.
//!
//! `src/main.rs` names the split point. Whatever only that function reaches moves into a module of its own, which the
//! glue fetches when the function is first called; both work on one memory and one table.
//! Surprise: the loader and the glue import each other, so neither could carry its hash in the other's name. They
//! become one file.

use crate::failure::{Done, Failure};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_split_cli_support::{Options, transform};

/// The module that is split.
pub const MAIN: &str = "app";
/// The part that is fetched later, as `Site` and the table of sizes know it.
pub const INSIDE: &str = "inside.wasm";
/// The same as the splitting library names it, after the split point.
const INSIDE_FILE: &str = "split_inside.wasm";
const LOADER: &str = "./split.js";

/// Splits a compiled module; returns the main part, which wasm-bindgen has still to see.
pub fn apart(input: &Path, folder: &Path) -> Done<PathBuf> {
    let module = fs::read(input).map_err(Failure::file(input))?;
    let main = folder.join(format!("{MAIN}.wasm"));
    let glue = format!("./{MAIN}.js");
    let mut options = Options::new(&module);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = &glue;
    let parts = transform(options).map_err(|error| Failure::Split(format!("{error:#}")))?;
    match parts.split_modules.as_slice() {
        [inside] if *inside == folder.join(INSIDE_FILE) => Ok(main),
        others => Err(Failure::Split(format!("one part named {INSIDE_FILE} was expected, not {others:?}"))),
    }
}

/// The inside within the folder that [`apart`] wrote to.
pub fn inside(folder: &Path) -> PathBuf {
    folder.join(INSIDE_FILE)
}

/// Puts the loader into the glue; `inside` is the name of the inside as seen from the glue.
pub fn with_loader(glue: &str, folder: &Path, inside: &str) -> Done<String> {
    let path = folder.join(LOADER);
    let loader = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let odd = || Failure::Split("the glue or the loader has an unknown shape".into());

    let import = glue
        .lines()
        .find(|line| line.starts_with("import * as ") && line.contains(LOADER))
        .ok_or_else(odd)?;
    let module = import.split_whitespace().nth(3).ok_or_else(odd)?;
    let (imports, loader) = loader.split_once('\n').ok_or_else(odd)?;
    if !imports.starts_with("import { initSync }") || !loader.contains(INSIDE_FILE) {
        return Err(odd());
    }
    let exports: Vec<_> = loader
        .lines()
        .filter_map(|line| line.strip_prefix("export const ")?.split_once(' ').map(|(name, _)| name))
        .collect();
    let loader = loader.replace("export const ", "const ").replace(&format!("./{INSIDE_FILE}"), inside);
    Ok(format!("{}{loader}\nconst {module} = {{ {} }};\n", glue.replace(import, ""), exports.join(", ")))
}
