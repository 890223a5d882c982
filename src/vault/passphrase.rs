//! A passphrase as the key derivation sees it. Invariant: the same words typed on another keyboard,
//! with a capital at the start, a double space or "smart" quotes, give the same bytes.
//!
//! The rule, frozen with format version 1: trim; every run of white space becomes one space; curly
//! quotes and long dashes, which phone keyboards put in by themselves, become plain ones; and a text
//! of four or more words that are all in the word list becomes lower case. Everything else, capitals
//! included, is kept. There is no Unicode normalisation: its tables would cost the app about as much
//! as all of its cryptography, and a keyboard gives the same form of a letter each time.
//! What surprises: the word list is part of this rule, so the list may never change.

use core::fmt;

use zeroize::{Zeroize, Zeroizing};

use super::words;

/// The fewest words that are read as a generated phrase and so become lower case.
const GENERATED_WORDS: usize = 4;

/// A normalised passphrase. Wiped when dropped, never printed.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<Vec<u8>>);

impl Passphrase {
    /// Whether both would open the same vault; for "type it once more".
    pub fn is_same(&self, other: &Passphrase) -> bool {
        self.0 == other.0
    }

    /// The passphrase from what was typed.
    pub fn new(typed: &str) -> Self {
        // Filled into one buffer that is large enough from the start, since a growing one leaves
        // copies behind. No substitute is longer than what it replaces.
        let mut out = Zeroizing::new(String::with_capacity(typed.len()));
        for (index, word) in typed.split_whitespace().enumerate() {
            if index > 0 {
                out.push(' ');
            }
            for letter in word.chars() {
                out.push(match letter {
                    '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' => '\'',
                    '\u{201C}' | '\u{201D}' | '\u{201F}' => '"',
                    '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                    other => other,
                });
            }
        }
        if out.split(' ').count() >= GENERATED_WORDS && out.split(' ').all(words::contains_any_case) {
            out.make_ascii_lowercase();
        }
        Self(Zeroizing::new(core::mem::take(&mut *out).into_bytes()))
    }

    /// A passphrase that was normalised before, as it arrives in the worker.
    pub fn from_normalised(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// The bytes for the key derivation.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Wipes the bytes before the end of the value's life.
    pub fn wipe(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vault::entropy::tests::Seeded;

    fn read(typed: &str) -> String {
        String::from_utf8(Passphrase::new(typed).as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn a_generated_phrase_opens_with_capitals_and_extra_spaces() {
        let phrase = words::make_passphrase(&mut Seeded::new(1)).unwrap();
        let typed = format!("  {} ", phrase.to_uppercase().replace(' ', "  \u{a0}"));
        assert_eq!(read(&typed), *phrase);
    }

    #[test]
    fn an_own_passphrase_keeps_its_capitals() {
        assert_eq!(read(" Nasi  Goreng!\tEnak "), "Nasi Goreng! Enak");
        assert_eq!(read("Zulaikha Bertamu Ke Kebon"), "Zulaikha Bertamu Ke Kebon");
    }

    #[test]
    fn marks_that_a_phone_keyboard_replaces_are_read_as_the_plain_ones() {
        assert_eq!(read("Jum\u{2019}at \u{201C}pagi\u{201D} \u{2014} sore"), "Jum'at \"pagi\" - sore");
    }

    #[test]
    fn a_passphrase_is_never_printed() {
        assert_eq!(format!("{:?}", Passphrase::new("rahasia")), "Passphrase(..)");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(typed in "\\PC{0,40}") {
            let once = read(&typed);
            prop_assert_eq!(read(&once), once);
        }
    }
}
