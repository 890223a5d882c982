//! Generated passphrases: five of 2,048 plain Indonesian words, 11 bits each. Invariant: the list is
//! frozen, since `passphrase.rs` normalises by it; a test holds its hash. What surprises: the list is
//! one text that is walked through each time, because an array of slices would double its size in
//! the app and nobody asks for a word more than a few times.

use zeroize::Zeroizing;

use super::entropy::{Entropy, make_bytes};
use super::error::VaultError;

const LIST: &str = include_str!("words_id.txt");
/// How many words the list has.
pub const COUNT: usize = 2_048;
/// How many words a generated passphrase has.
pub const PHRASE_WORDS: usize = 5;

/// All words, sorted.
pub fn all() -> impl Iterator<Item = &'static str> {
    LIST.lines()
}

/// Whether the list has this word, in any case.
pub fn contains_any_case(word: &str) -> bool {
    all().any(|known| known.eq_ignore_ascii_case(word))
}

/// A new passphrase of five words with single spaces: 55 bits, every phrase equally likely.
pub fn make_passphrase(entropy: &mut impl Entropy) -> Result<Zeroizing<String>, VaultError> {
    make_phrase(PHRASE_WORDS, entropy)
}

/// The same with another number of words. A file that leaves the phone has six: nobody can slow down who guesses at it.
pub fn make_phrase(words: usize, entropy: &mut impl Entropy) -> Result<Zeroizing<String>, VaultError> {
    let mut phrase = Zeroizing::new(String::with_capacity(words * 9));
    for place in 0..words {
        // 2,048 divides 65,536, so cutting to 11 bits favours no word.
        let index = usize::from(u16::from_le_bytes(make_bytes(entropy)?)) & (COUNT - 1);
        if place > 0 {
            phrase.push(' ');
        }
        phrase.push_str(all().nth(index).ok_or(VaultError::Entropy)?);
    }
    Ok(phrase)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::vault::entropy::tests::Seeded;

    #[test]
    fn the_list_has_2048_distinct_plain_words() {
        let distinct: BTreeSet<&str> = all().collect();
        assert_eq!(all().count(), COUNT);
        assert_eq!(distinct.len(), COUNT);
        assert!(all().all(|word| (4..=8).contains(&word.len())));
        assert!(all().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())));
        assert!(all().is_sorted());
    }

    #[test]
    fn few_words_differ_in_one_letter_only() {
        let mut holes: BTreeMap<String, usize> = BTreeMap::new();
        for word in all() {
            for place in 0..word.len() {
                *holes.entry(format!("{}_{}", &word[..place], &word[place + 1..])).or_default() += 1;
            }
        }
        let pairs: usize = holes.values().map(|count| count * (count - 1) / 2).sum();
        assert!(pairs <= 20, "{pairs} pairs");
    }

    #[test]
    fn the_list_is_frozen() {
        assert_eq!(blake3::hash(LIST.as_bytes()).to_hex()[..16], *"fa186a1c6dbd3a1a");
    }

    #[test]
    fn a_phrase_has_five_words_of_the_list() {
        let phrase = make_passphrase(&mut Seeded::new(1)).unwrap();
        assert_eq!(phrase.split(' ').count(), PHRASE_WORDS);
        assert!(phrase.split(' ').all(contains_any_case));
        assert_ne!(*phrase, *make_passphrase(&mut Seeded::new(2)).unwrap());
    }

    #[test]
    fn every_word_comes_up_about_equally_often() {
        let mut entropy = Seeded::new(3);
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for _ in 0..4_096 {
            for word in make_passphrase(&mut entropy).unwrap().split(' ') {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
        // 10 expected each; 3.2 is one standard deviation.
        assert!(counts.len() > COUNT - 4);
        assert!(counts.values().all(|count| (1..=30).contains(count)));
    }
}
