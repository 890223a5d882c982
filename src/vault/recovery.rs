//! The recovery code: 130 random bits on paper that open the vault when the passphrase is forgotten.
//!
//! 26 data characters and 2 check characters of Crockford's base 32, in seven groups of four.
//! Invariant: a code that parses has no one or two wrong characters (the check is a Reed–Solomon
//! code over GF(32) of distance 3), so a typing error is told apart from a wrong code before any key
//! is derived. What surprises: the key comes from HKDF and not from Argon2id, since 130 random bits
//! need no stretching.

use core::fmt;

use zeroize::Zeroizing;

use super::entropy::{Entropy, make_bytes};
use super::error::VaultError;
use super::kdf::SALT_LEN;
use super::key;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA: usize = 26;
const TOTAL: usize = 28;
/// How many characters a group has.
pub const GROUP_LEN: usize = 4;
/// How many groups a code has.
pub const GROUPS: usize = TOTAL / GROUP_LEN;

/// A recovery code. Wiped when dropped, never printed by `Debug`.
#[derive(Clone)]
pub struct RecoveryCode(Zeroizing<[u8; TOTAL]>);

impl RecoveryCode {
    /// A new random code.
    pub fn make(entropy: &mut impl Entropy) -> Result<Self, VaultError> {
        let random: Zeroizing<[u8; DATA]> = Zeroizing::new(make_bytes(entropy)?);
        let mut symbols = Zeroizing::new([0; TOTAL]);
        for (symbol, byte) in symbols.iter_mut().zip(random.iter()) {
            *symbol = byte & 31;
        }
        let checks = derive_checks(symbols.get(..DATA).unwrap_or_default());
        for (symbol, check) in symbols.iter_mut().skip(DATA).zip(checks) {
            *symbol = check;
        }
        Ok(Self(symbols))
    }

    /// Reads a typed code: case, spaces, dashes and dots do not matter; O is 0, I and L are 1.
    pub fn parse(typed: &str) -> Result<Self, VaultError> {
        let mut symbols = Zeroizing::new([0; TOTAL]);
        let mut count = 0;
        for symbol in parse_symbols(typed) {
            let symbol = symbol?;
            if let Some(place) = symbols.get_mut(count) {
                *place = symbol;
            }
            count += 1;
        }
        if count != TOTAL {
            return Err(VaultError::CodeLength(count));
        }
        if syndromes(symbols.as_slice()) != [0, 0] {
            return Err(VaultError::CodeChecksum);
        }
        Ok(Self(symbols))
    }

    /// The code as it is shown and printed: `XXXX-XXXX-…`, seven groups.
    pub fn display(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(TOTAL + GROUPS));
        for group in 0..GROUPS {
            if group > 0 {
                out.push('-');
            }
            out.push_str(&self.group(group));
        }
        out
    }

    /// One group of the code, counted from 0; empty beyond the last.
    pub fn group(&self, index: usize) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(GROUP_LEN));
        for symbol in self.0.chunks(GROUP_LEN).nth(index).unwrap_or_default() {
            out.push(ALPHABET.get(usize::from(*symbol)).map_or('0', |byte| char::from(*byte)));
        }
        out
    }

    /// The key that opens a recovery slot with this salt.
    pub fn derive_key(&self, salt: &[u8; SALT_LEN]) -> Zeroizing<[u8; 32]> {
        key::derive(Some(salt), self.0.get(..DATA).unwrap_or_default(), b"pendamping/v1/recovery-slot")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

/// The two groups that the user must type back before the code counts as written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The earlier group, counted from 0.
    pub first: usize,
    /// The later group, counted from 0.
    pub second: usize,
}

impl Challenge {
    /// Two different groups, every pair equally likely.
    pub fn make(entropy: &mut impl Entropy) -> Result<Self, VaultError> {
        loop {
            let [a, b] = make_bytes::<2>(entropy)?.map(|byte| usize::from(byte & 7));
            if a < b && b < GROUPS {
                return Ok(Self { first: a, second: b });
            }
        }
    }

    /// Whether both typed groups are the code's, read as tolerantly as a whole code.
    pub fn check(self, code: &RecoveryCode, first: &str, second: &str) -> bool {
        group_is(code, self.first, first) && group_is(code, self.second, second)
    }
}

fn group_is(code: &RecoveryCode, index: usize, typed: &str) -> bool {
    let wanted = code.0.chunks(GROUP_LEN).nth(index).unwrap_or_default();
    !wanted.is_empty() && parse_symbols(typed).eq(wanted.iter().map(|symbol| Ok(*symbol)))
}

fn parse_symbols(typed: &str) -> impl Iterator<Item = Result<u8, VaultError>> + '_ {
    let passed_over = |letter: &char| {
        letter.is_whitespace() || matches!(letter, '.' | '_' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
    };
    typed.chars().filter(move |letter| !passed_over(letter)).map(|letter| {
        let plain = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let place = ALPHABET.iter().position(|byte| char::from(*byte) == plain);
        place.and_then(|index| u8::try_from(index).ok()).ok_or(VaultError::CodeCharacter)
    })
}

/// Multiplies in GF(32), reduced by x^5 + x^2 + 1. Its generator is 2.
const fn multiply(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b > 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a <<= 1;
        if a & 0x20 != 0 {
            a ^= 0x25;
        }
        b >>= 1;
    }
    product
}

/// The word's value at the two roots, 2 and 4, of the code's generator polynomial.
fn syndromes(symbols: &[u8]) -> [u8; 2] {
    [2, 4].map(|root| symbols.iter().fold(0, |sum, symbol| multiply(sum, root) ^ symbol))
}

/// The two check symbols: the remainder of data·x² by (x+2)(x+4) = x² + 6x + 8.
fn derive_checks(data: &[u8]) -> [u8; 2] {
    let (mut high, mut low) = (0, 0);
    for symbol in data {
        let feedback = high ^ symbol;
        high = low ^ multiply(feedback, 6);
        low = multiply(feedback, 8);
    }
    [high, low]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vault::entropy::tests::Seeded;

    fn code(seed: u64) -> RecoveryCode {
        RecoveryCode::make(&mut Seeded::new(seed)).unwrap()
    }

    #[test]
    fn a_code_has_seven_groups_of_four_and_reads_back() {
        let code = code(1);
        let shown = code.display();
        assert_eq!(shown.len(), 34);
        assert_eq!(shown.split('-').count(), 7);
        assert_eq!(*RecoveryCode::parse(&shown).unwrap().0, *code.0);
    }

    #[test]
    fn case_spaces_dashes_and_look_alikes_do_not_matter() {
        let code = code(2);
        let typed =
            code.display().to_lowercase().replace('-', " \u{2013}").replace('0', "o").replace('1', "l");
        assert_eq!(*RecoveryCode::parse(&typed).unwrap().0, *code.0);
        let typed = code.display().replace('-', "").replace('0', "O").replace('1', "i");
        assert_eq!(*RecoveryCode::parse(&typed).unwrap().0, *code.0);
    }

    #[test]
    fn a_short_code_and_a_foreign_letter_are_named_as_such() {
        let shown = code(3).display();
        assert_eq!(RecoveryCode::parse(&shown[..33]).err(), Some(VaultError::CodeLength(27)));
        assert_eq!(RecoveryCode::parse(&format!("{}7", *shown)).err(), Some(VaultError::CodeLength(29)));
        assert_eq!(RecoveryCode::parse("").err(), Some(VaultError::CodeLength(0)));
        assert_eq!(RecoveryCode::parse("U").err(), Some(VaultError::CodeCharacter));
    }

    #[test]
    fn every_single_wrong_character_is_a_typing_error() {
        let code = code(4);
        for place in 0..TOTAL {
            for change in 1..32 {
                let mut wrong = *code.0;
                wrong[place] ^= change;
                assert_ne!(syndromes(&wrong), [0, 0]);
            }
        }
    }

    #[test]
    fn every_pair_of_groups_is_asked_for() {
        let mut entropy = Seeded::new(5);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..2_100 {
            let challenge = Challenge::make(&mut entropy).unwrap();
            *seen.entry((challenge.first, challenge.second)).or_insert(0) += 1;
        }
        assert_eq!(seen.len(), 21);
        assert!(seen.values().all(|count| (60..=140).contains(count)));
    }

    #[test]
    fn the_challenge_wants_the_right_groups_in_order() {
        let code = code(6);
        let challenge = Challenge { first: 1, second: 6 };
        let (a, b) = (code.group(1), code.group(6));
        assert!(challenge.check(&code, &a.to_lowercase(), &format!(" {} ", *b)));
        assert!(!challenge.check(&code, &b, &a));
        assert!(!challenge.check(&code, &a, ""));
        assert!(!challenge.check(&code, &a[..3], &b));
        assert!(!Challenge { first: 1, second: 7 }.check(&code, &a, ""));
    }

    #[test]
    fn a_code_is_never_printed_and_its_key_depends_on_the_salt() {
        let code = code(7);
        assert_eq!(format!("{code:?}"), "RecoveryCode(..)");
        assert_ne!(*code.derive_key(&[1; 16]), *code.derive_key(&[2; 16]));
        assert_ne!(*code.derive_key(&[1; 16]), *self::code(8).derive_key(&[1; 16]));
    }

    proptest! {
        #[test]
        fn two_wrong_characters_or_an_exchange_are_a_typing_error(
            seed in any::<u64>(), a in 0..TOTAL, b in 0..TOTAL, x in 1u8..32, y in 1u8..32
        ) {
            let code = code(seed);
            prop_assume!(a != b);
            let mut wrong = *code.0;
            wrong[a] ^= x;
            wrong[b] ^= y;
            prop_assert_ne!(syndromes(&wrong), [0, 0]);
            let mut exchanged = *code.0;
            exchanged.swap(a, b);
            prop_assert_eq!(syndromes(&exchanged) == [0, 0], exchanged == *code.0);
        }

        #[test]
        fn any_text_parses_or_is_refused(typed in "\\PC{0,60}") {
            let _ = RecoveryCode::parse(&typed);
        }
    }
}
