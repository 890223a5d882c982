//! Code lists. A record stores the code, never the translated label; each list names its source.

/// Declares a list with its documentation, name, source and `code: Indonesian | English` rows.
macro_rules! code_list {
    ($(#[$doc:meta])* $NAME:ident, $name:literal, $source:expr;
     $($code:literal: $id:literal | $en:literal),* $(,)?) => {
        $(#[$doc])*
        pub static $NAME: $crate::domain::code::CodeList = $crate::domain::code::CodeList {
            name: $name,
            source: $source,
            codes: &[$($crate::domain::code::Code { code: $code, label: $crate::domain::text::t($id, $en) }),*],
        };
    };
}

/// The source of a list that was made for this project and follows no published one.
const OWN: &str = "Pendamping";

pub mod casework;
pub mod civil;
pub mod disease;
pub mod tracing;
pub mod welfare;

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

/// Every list, for the JSON Schema and for checks that hold for all of them.
pub fn all() -> impl Iterator<Item = &'static CodeList> {
    [civil::ALL, welfare::ALL, casework::ALL, tracing::ALL].into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_list_has_its_own_name_and_a_source() {
        let mut names = HashSet::new();
        for list in all() {
            assert!(names.insert(list.name), "{} twice", list.name);
            assert!(!list.source.is_empty() && !list.codes.is_empty(), "{}", list.name);
        }
        assert!(names.len() > 50);
    }

    #[test]
    fn every_code_is_plain_ascii_once_in_its_list_and_has_both_labels() {
        for list in all() {
            let mut codes = HashSet::new();
            for entry in list.codes {
                let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
                let official = entry.code.starts_with("PMKS-") || entry.code.starts_with("PSKS-");
                let score = list.name == "attainment_level";
                assert!(official || score || entry.code.bytes().all(plain), "{} {}", list.name, entry.code);
                assert!(codes.insert(entry.code), "{} {} twice", list.name, entry.code);
                assert!(!entry.label.id.trim().is_empty() && !entry.label.en.trim().is_empty());
            }
        }
    }

    #[test]
    fn a_code_of_a_newer_list_is_shown_as_it_is() {
        assert_eq!(civil::SEX.label("female", Lang::Id), "Perempuan");
        assert_eq!(civil::SEX.label("from_the_future", Lang::En), "from_the_future");
    }
}
