//! Words of line lists that mean the same: sexes, outcomes, and the order of ids.

use serde::{Serialize, Serializer};
use std::cmp::Ordering;

/// A sex, as far as lists tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
}

impl Sex {
    /// Reads a cell, in English or Indonesian. `P` and `L` are *perempuan* and *laki-laki*; `M` is always male.
    pub fn read(text: &str) -> Option<Sex> {
        let word: String =
            text.trim().to_lowercase().chars().filter(|letter| letter.is_alphabetic()).collect();
        // Go.Data writes `LNG_REFERENCE_DATA_CATEGORY_GENDER_FEMALE`.
        let word = word.strip_prefix("lngreferencedatacategorygender").unwrap_or(&word);
        match word {
            "f" | "female" | "p" | "pr" | "perempuan" | "w" | "wanita" | "woman" | "women" | "girl" => {
                Some(Sex::F)
            }
            "m" | "male" | "l" | "lk" | "laki" | "lakilaki" | "pria" | "man" | "men" | "boy" => Some(Sex::M),
            _ => None,
        }
    }

    /// The letter of pair tables.
    pub const fn letter(self) -> &'static str {
        match self {
            Sex::F => "F",
            Sex::M => "M",
        }
    }
}

/// How an illness ended, as far as lists tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Dead.
    Died,
    /// Recovered or released.
    Recovered,
    /// Alive, without more.
    Alive,
    /// Still ill.
    Ill,
    /// Words that are not known.
    Other,
}

impl Outcome {
    /// Reads a cell that is not empty.
    pub fn read(text: &str) -> Outcome {
        let word = text.trim().to_lowercase();
        let has = |words: &[&str]| words.iter().any(|known| word.contains(known));
        if has(&["death", "died", "dead", "deceased", "fatal", "meninggal", "mati", "wafat"]) {
            if word.contains("non-fatal") || word.contains("nonfatal") {
                Outcome::Alive
            } else {
                Outcome::Died
            }
        } else if has(&["recover", "cured", "discharge", "release", "sembuh", "selesai"]) {
            Outcome::Recovered
        } else if has(&["alive", "surviv", "hidup"]) {
            Outcome::Alive
        } else if has(&["ill", "sick", "sakit", "hospital", "dirawat", "isola"]) {
            Outcome::Ill
        } else {
            Outcome::Other
        }
    }

    /// Reads the code of an investigation; `None` where it says that nothing is known.
    pub fn of_code(code: &str) -> Option<Outcome> {
        Some(match code {
            "died" => Outcome::Died,
            "recovered" | "recovered_sequelae" => Outcome::Recovered,
            "ill" => Outcome::Ill,
            "unknown" => return None,
            _ => Outcome::Other,
        })
    }

    /// The word that scripts read.
    pub const fn code(self) -> &'static str {
        match self {
            Outcome::Died => "died",
            Outcome::Recovered => "recovered",
            Outcome::Alive => "alive",
            Outcome::Ill => "ill",
            Outcome::Other => "other",
        }
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// The order in which people read ids: runs of digits by their value, so that TJ9 stands before TJ10. Ids that are
/// equal in this way keep one order all the same.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (one, rest_left) = chunk(left);
        let (other, rest_right) = chunk(right);
        if one.is_empty() || other.is_empty() {
            return one.len().cmp(&other.len()).then_with(|| a.cmp(b));
        }
        let digits = |text: &str| text.starts_with(|letter: char| letter.is_ascii_digit());
        let order = if digits(one) && digits(other) {
            let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
            one.len().cmp(&other.len()).then_with(|| one.cmp(other))
        } else {
            one.cmp(other)
        };
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (rest_left, rest_right);
    }
}

/// The run of digits or of other letters at the start, and the rest.
fn chunk(text: &str) -> (&str, &str) {
    let digit = text.starts_with(|letter: char| letter.is_ascii_digit());
    let end = text.find(|letter: char| letter.is_ascii_digit() != digit).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}
