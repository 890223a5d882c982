//! The public key file of a device, `kunci-….json`, and the six words by which two people compare it over the telephone.
//!
//! Invariant: a key that parses has an age recipient with a right check sum, so nothing can be sealed to a mistyped one.
//! What surprises: the file proves nothing by itself. Whoever takes it in compares the words with the owner, and only then
//! is it pinned; from then on another key is a change to be warned of.

use serde::{Deserialize, Serialize};

use super::signature::{Signed, message};
use crate::domain::id::DeviceId;
use crate::vault::words;

/// What `format` says in every key file.
pub const FORMAT: &str = "pendamping-key";
/// The version that is written, and the newest that is read.
pub const VERSION: u64 = 1;
/// What the fingerprint is a hash of, besides the keys.
pub const WORDS_DOMAIN: &str = "pendamping/key/1";
/// How many words a fingerprint has: 66 bits.
pub const WORDS: usize = 6;

/// A key file is a few hundred bytes; nothing near this size is one.
const LONGEST_FILE: usize = 8_192;
const LONGEST_NAME: usize = 200;

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The agency, which workers hand over to.
    Agency,
    /// A worker, to whom receipts go back.
    Worker,
}

/// The public keys of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// Whose it is.
    pub role: Role,
    /// The agency's or the worker's name, as its owner wrote it.
    pub name: String,
    /// The device as a writer in the ledger.
    pub device: Option<DeviceId>,
    /// For sealing: `age1…`.
    pub recipient: String,
    /// For checking signatures: Ed25519.
    pub signing: [u8; 32],
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Another kind of file.
    #[error("not a key of Pendamping")]
    NotAKey,
    /// Made by a version that this one does not understand.
    #[error("a key of a newer version")]
    Newer,
    /// A letter of it was changed or lost.
    #[error("the key is damaged")]
    Damaged,
}

/// The file.
#[derive(Serialize, Deserialize)]
struct Written {
    format: String,
    version: u64,
    role: Role,
    agency: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    recipient: String,
    signing_key: String,
}

impl PublicKey {
    /// The text of the key file; the same text goes into the QR code.
    pub fn to_json(&self) -> String {
        let written = Written {
            format: FORMAT.to_owned(),
            version: VERSION,
            role: self.role,
            agency: self.name.clone(),
            device: self.device.map(|device| device.to_string()),
            recipient: self.recipient.clone(),
            signing_key: hex(&self.signing),
        };
        // Texts and numbers always become JSON.
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// Reads a key file, or what a QR code or a message held.
    ///
    /// # Errors
    /// [`KeyFault`].
    pub fn parse(text: &str) -> Result<PublicKey, KeyFault> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u64,
        }
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.len() > LONGEST_FILE {
            return Err(KeyFault::NotAKey);
        }
        let head: Head = serde_json::from_str(text).map_err(|_| KeyFault::NotAKey)?;
        if head.format != FORMAT {
            return Err(KeyFault::NotAKey);
        }
        if head.version > VERSION {
            return Err(KeyFault::Newer);
        }
        let written: Written = serde_json::from_str(text).map_err(|_| KeyFault::Damaged)?;
        let device = written.device.map(|device| device.parse()).transpose();
        if !is_recipient(&written.recipient) || written.agency.len() > LONGEST_NAME {
            return Err(KeyFault::Damaged);
        }
        Ok(PublicKey {
            role: written.role,
            name: written.agency,
            device: device.map_err(|_| KeyFault::Damaged)?,
            recipient: written.recipient,
            signing: bytes_of(&written.signing_key).ok_or(KeyFault::Damaged)?,
        })
    }

    /// The six words.
    pub fn words(&self) -> String {
        fingerprint(&[self.recipient.as_bytes(), &self.signing])
    }

    /// `kunci-dinsos-sleman.json`.
    pub fn file_name(&self) -> String {
        let plain: String =
            self.name.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect();
        let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
        let name: String = parts.join("-").to_ascii_lowercase().chars().take(40).collect();
        if name.is_empty() { "kunci.json".to_owned() } else { format!("kunci-{name}.json") }
    }
}

/// Six words of the list for some bytes: eleven bits of their hash each.
pub fn fingerprint(parts: &[&[u8]]) -> String {
    let hash = blake3::hash(&message(WORDS_DOMAIN, parts));
    let mut first = [0; 16];
    first.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
    let number = u128::from_le_bytes(first);
    let words = (0..WORDS).filter_map(|place| {
        let at = (number >> (11 * place)) as usize & (words::COUNT - 1);
        words::all().nth(at)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The words of the device that signed a file: the same as those of its key file.
pub fn signer_words(signed: &Signed) -> String {
    fingerprint(&[signed.statement.own.as_bytes(), &signed.key])
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of hexadecimal digits as [`hex`] writes them; `None` for another length or other letters.
pub fn bytes_of<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let digits = digits.as_bytes();
    let mut out = [0; N];
    (digits.len() == 2 * N).then_some(())?;
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(out)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// Whether a text is an X25519 recipient of age: Bech32 of 32 bytes under `age`.
pub fn is_recipient(text: &str) -> bool {
    const LETTERS: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let Some(data) = text.strip_prefix("age1") else { return false };
    // 32 bytes are 52 letters of five bits, four of them over and zero; six letters are the check sum.
    if data.len() != 58 || !data.is_ascii() {
        return false;
    }
    let mut sum = 1_u32;
    let mut step = |value: u32| {
        let top = sum >> 25;
        sum = (sum & 0x01ff_ffff) << 5 ^ value;
        for (bit, generator) in
            [0x3b6a_57b2_u32, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3].iter().enumerate()
        {
            if top >> bit & 1 == 1 {
                sum ^= generator;
            }
        }
    };
    for letter in "age".bytes() {
        step(u32::from(letter) >> 5);
    }
    step(0);
    for letter in "age".bytes() {
        step(u32::from(letter) & 31);
    }
    let mut last_of_key = 0;
    for (place, letter) in data.chars().enumerate() {
        let Some(value) = LETTERS.find(letter).and_then(|value| u32::try_from(value).ok()) else {
            return false;
        };
        if place == 51 {
            last_of_key = value;
        }
        step(value);
    }
    sum == 1 && last_of_key & 15 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    // The recipient of age's own documentation.
    const RECIPIENT: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    fn key() -> PublicKey {
        PublicKey {
            role: Role::Agency,
            name: "Dinsos Kab. Sléman".into(),
            device: Some(DeviceId([3; 16])),
            recipient: RECIPIENT.into(),
            signing: [9; 32],
        }
    }

    #[test]
    fn a_key_file_is_read_back_and_its_name_is_fit_for_a_file() {
        let text = key().to_json();
        assert_eq!(PublicKey::parse(&format!("\u{feff} {text}\r\n")), Ok(key()));
        assert_eq!(key().file_name(), "kunci-dinsos-kab-sl-man.json");
        assert_eq!(PublicKey { name: "../..".into(), ..key() }.file_name(), "kunci.json");
        assert!(text.len() < 320, "{}", text.len());
    }

    #[test]
    fn a_recipient_with_any_letter_changed_is_refused() {
        assert!(is_recipient(RECIPIENT));
        for place in 4..RECIPIENT.len() {
            for letter in "qpzry9x8gf2tvdw0s3jn54khce6mua7lbB".chars() {
                let mut changed: Vec<char> = RECIPIENT.chars().collect();
                if changed[place] != letter {
                    changed[place] = letter;
                    assert!(!is_recipient(&changed.iter().collect::<String>()), "{place} {letter}");
                }
            }
        }
        for odd in ["", "age1", "AGE-SECRET-KEY-1", &RECIPIENT[..61], &format!("{RECIPIENT}q")] {
            assert!(!is_recipient(odd));
        }
    }

    #[test]
    fn what_is_no_key_is_named() {
        for text in ["", "{}", "[]", "age1xyz", "{\"format\":\"pendamping-export\",\"version\":1}"] {
            assert_eq!(PublicKey::parse(text), Err(KeyFault::NotAKey), "{text}");
        }
        let text = key().to_json();
        let with = |from: &str, to: &str| PublicKey::parse(&text.replacen(from, to, 1));
        assert_eq!(with("\"version\":1", "\"version\":2"), Err(KeyFault::Newer));
        assert_eq!(with("age1ql3", "age1qm3"), Err(KeyFault::Damaged));
        assert_eq!(with("0909", "09"), Err(KeyFault::Damaged));
        assert_eq!(with("0909", "09zz"), Err(KeyFault::Damaged));
        assert_eq!(with("\"agency\"", "\"agent\""), Err(KeyFault::Damaged));
        let long = PublicKey { name: "x".repeat(10_000), ..key() };
        assert_eq!(PublicKey::parse(&long.to_json()), Err(KeyFault::NotAKey));
    }

    #[test]
    fn the_words_are_those_of_both_keys_and_of_nothing_else() {
        let words = key().words();
        assert_eq!(words.split(' ').count(), WORDS);
        assert!(words.split(' ').all(words::contains_any_case));
        assert_eq!(PublicKey { name: "Lain".into(), device: None, ..key() }.words(), words);
        assert_ne!(PublicKey { signing: [8; 32], ..key() }.words(), words);
        let other = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj".to_owned();
        assert!(is_recipient(&other));
        assert_ne!(PublicKey { recipient: other, ..key() }.words(), words);
        // Words that were read out and written down must not change with a version of the app.
        assert_eq!(words, "kayu lengking harap lengkap setrika gamis");
    }
}
