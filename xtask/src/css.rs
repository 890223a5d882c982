//! The style sheet: every `style/*.css` in name order, as one minified text.
//!
//! Each file wraps itself in an `@layer`, so the order of files decides little. `../public/NAME` in a sheet means a
//! public file; the build puts its hashed name there.

use crate::failure::{Done, Failure};
use crate::run::{command, root, run, target};
use crate::tools;
use std::fs;

/// Reads, joins and minifies the style folder.
pub fn bundle(minify: bool) -> Done<String> {
    let folder = root().join("style");
    let entries = fs::read_dir(&folder).map_err(Failure::file(&folder))?;
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "css"))
        .collect();
    files.sort();
    let mut joined = String::new();
    for file in files {
        joined.push_str(&fs::read_to_string(&file).map_err(Failure::file(&file))?);
        joined.push('\n');
    }
    if !minify {
        return Ok(joined);
    }
    let program = tools::lightningcss().ok_or_else(|| {
        Failure::Missing("lightningcss has no program for this machine in node_modules".into())
    })?;
    let work = target().join("site");
    fs::create_dir_all(&work).map_err(Failure::file(&work))?;
    let (plain, small) = (work.join("joined.css"), work.join("minified.css"));
    fs::write(&plain, joined).map_err(Failure::file(&plain))?;
    let mut minify = command(program, &["--minify"]);
    minify.arg(&plain).arg("--output-file").arg(&small);
    run(minify)?;
    Ok(fs::read_to_string(&small).map_err(Failure::file(&small))?.trim_end().to_owned())
}
