//! Code lists. A record stores the code, never the translated label; each list names its source.

use super::text::{Lang, Text};

/// One code with its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// What a record stores: short, lower-case ASCII or the official code (`PMKS-01`).
    pub code: &'static str,
    /// What the user reads.
    pub label: Text,
}

/// A named list of codes.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeList {
    /// The list's name in the JSON Schema.
    pub name: &'static str,
    /// Where the list comes from.
    pub source: &'static str,
    /// The codes in the order they are offered.
    pub codes: &'static [Code],
}

impl CodeList {
    /// The entry of `code`, if the list has it.
    pub fn find(&self, code: &str) -> Option<&'static Code> {
        self.codes.iter().find(|entry| entry.code == code)
    }

    /// The label of `code`, or the code itself where a newer list wrote it.
    pub fn label<'a>(&self, code: &'a str, lang: Lang) -> &'a str {
        match self.find(code) {
            Some(entry) => entry.label.get(lang),
            None => code,
        }
    }
}
