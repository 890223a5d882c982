//! Readable case numbers, such as `RN-2026-001`: the worker's initials, the year, and a running number.
//!
//! Each worker counts alone, because phones that are offline cannot agree on one number. Numbers in the
//! trash stay taken: a paper may already carry them.

use crate::domain::record::casework::case;
use crate::ledger::Book;

/// The next free number of a worker in a year.
pub fn next_code(book: &Book, worker: &str, year: i32) -> String {
    let prefix = format!("{}-{year}-", worker_initials(worker));
    let last = book
        .of_any(&case::SPEC)
        .filter_map(|case| case.text(case::CODE).strip_prefix(&prefix)?.parse::<u32>().ok())
        .max()
        .unwrap_or(0);
    format!("{prefix}{:03}", last.saturating_add(1))
}

/// Two or three capital letters: the first letters of the names, or of a single name the first letter
/// and the consonant after it (`Rina` is `RN`).
pub fn worker_initials(name: &str) -> String {
    let words: Vec<String> = name
        .split_whitespace()
        .map(|word| word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_uppercase).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    match words.as_slice() {
        [] => "PS".to_owned(),
        [only] => {
            let mut letters = only.chars();
            let first = letters.next();
            let rest = letters.clone().find(|c| !"AEIOU".contains(*c)).or_else(|| letters.next());
            first.into_iter().chain(rest).collect()
        }
        several => several.iter().take(3).filter_map(|word| word.chars().next()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, fields};

    #[test]
    fn initials_come_from_one_two_or_many_names() {
        for (name, initials) in [
            ("Rina", "RN"),
            ("Rina Nuraini", "RN"),
            ("siti nur aisyah putri", "SNA"),
            ("Io", "IO"),
            ("A", "A"),
            (" - ", "PS"),
        ] {
            assert_eq!(worker_initials(name), initials);
        }
    }

    #[test]
    fn numbers_go_on_after_the_greatest_also_of_one_in_the_trash_and_start_anew_each_year() {
        let mut desk = Desk::new();
        assert_eq!(next_code(desk.book(), "Rina", 2026), "RN-2026-001");
        for code in ["RN-2026-001", "RN-2026-007", "RN-2025-090", "AB-2026-050", "RN-2026-lama"] {
            desk.make(&case::SPEC, None, fields().with(case::CODE, code));
        }
        let trashed = desk.make(&case::SPEC, None, fields().with(case::CODE, "RN-2026-009"));
        desk.trash(trashed);
        assert_eq!(next_code(desk.book(), "Rina", 2026), "RN-2026-010");
        assert_eq!(next_code(desk.book(), "Rina", 2027), "RN-2027-001");
    }
}
