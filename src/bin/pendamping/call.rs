//! The words of a call that names files: any number of them, options with a value, and switches.
//!
//! What surprises: `-` alone is a file, the standard input, and after `--` every word is one.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::files::Trouble;

/// A call that was read.
#[derive(Debug, Default)]
pub struct Call {
    /// The files, in the order in which they were named.
    pub files: Vec<PathBuf>,
    words: BTreeMap<String, OsString>,
}

impl Call {
    /// Reads the words. `values` take a value, `switches` none; `-o` stands for `--out`.
    pub fn read(
        words: impl Iterator<Item = OsString>,
        values: &[&str],
        switches: &[&str],
    ) -> Result<Call, Trouble> {
        let mut call = Call::default();
        let mut words = words;
        let mut only_files = false;
        while let Some(word) = words.next() {
            let text = word.to_string_lossy().into_owned();
            if only_files || text == "-" || !text.starts_with('-') {
                call.files.push(PathBuf::from(word));
                continue;
            }
            if text == "--" {
                only_files = true;
                continue;
            }
            let long = match text.as_str() {
                "-o" => "--out",
                "-h" => "--help",
                other => other,
            };
            let (name, inline) = match long.strip_prefix("--").map(|name| name.split_once('=')) {
                Some(Some((name, value))) => (name, Some(OsString::from(value))),
                _ => (long.trim_start_matches('-'), None),
            };
            let value = if values.contains(&name) {
                match inline.or_else(|| words.next()) {
                    Some(value) => value,
                    None => return Err(Trouble::Usage(format!("{text} needs a value"))),
                }
            } else if (switches.contains(&name) || name == "help") && inline.is_none() {
                OsString::new()
            } else {
                let known: Vec<String> =
                    values.iter().chain(switches).map(|name| format!("--{name}")).collect();
                return Err(Trouble::Usage(format!("unknown option {text}; there are: {}", known.join(" "))));
            };
            if call.words.insert(name.to_owned(), value).is_some() {
                return Err(Trouble::Usage(format!("--{name} is given twice")));
            }
        }
        Ok(call)
    }

    /// Whether a switch was given.
    pub fn has(&self, name: &str) -> bool {
        self.words.contains_key(name)
    }

    /// The value of an option as text.
    pub fn text(&self, name: &str) -> Option<String> {
        Some(self.words.get(name)?.to_string_lossy().into_owned())
    }

    /// The value of an option as the name of a file.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.words.get(name).map(PathBuf::from)
    }

    /// The value of an option as a day.
    pub fn day(&self, name: &str) -> Result<Option<NaiveDate>, Trouble> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.parse() {
            Ok(day) => Ok(Some(day)),
            Err(_) => Err(Trouble::Usage(format!("--{name} \"{text}\" is no date; write it as 2026-01-31"))),
        }
    }

    /// The one file of a command that takes one.
    pub fn one_file(&self) -> Result<&PathBuf, Trouble> {
        match self.files.as_slice() {
            [file] => Ok(file),
            [] => Err(Trouble::Usage("name a hand-over file".to_owned())),
            _ => Err(Trouble::Usage("name one hand-over file; `merge` makes one of several".to_owned())),
        }
    }

    /// The files of a command that takes any number but none.
    pub fn some_files(&self) -> Result<&[PathBuf], Trouble> {
        if self.files.is_empty() {
            return Err(Trouble::Usage("name one hand-over file or more".to_owned()));
        }
        Ok(&self.files)
    }
}
