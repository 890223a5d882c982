//! Any text as a key: from a file, pasted, or found in a QR code. What is taken is written and read as the same, its
//! words can be read out, and something can be sealed for it.

use pendamping::exchange::key::{PublicKey, WORDS};
use pendamping::exchange::seal::{Lock, seal};

pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(key) = PublicKey::parse(&text) else { return };
    assert_eq!(PublicKey::parse(&key.to_json()), Ok(key.clone()));
    assert_eq!(key.words().split(' ').count(), WORDS);
    let name = key.file_name();
    assert!(name.len() < 60 && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'.'));
    assert!(!name.contains(".."));
    let mut out = Vec::new();
    seal(&mut &b"isi"[..], Lock::For(&[key.recipient]), false, &mut out).expect("a key that parses seals");
}
