//! Any bytes as a file locked with `age`: they open with the key, or a reason is given, and memory stays small.
//!
//! Passphrases are not tried: deriving a key takes a third of a second by design, and the head has been read by then.

use pendamping::exchange::seal::{Opener, identities_of, is_sealed, open};
use zeroize::Zeroizing;

/// A key of this test and of nobody.
pub const IDENTITY: &str = "AGE-SECRET-KEY-1YXPQFM2C9RLZFA37ASQESCGA2XHCFFNR6F38A5CZK7DRSRDP2AWQWHZJT2";

pub fn check(bytes: &[u8]) {
    let mut out = Vec::new();
    let keys = [Zeroizing::new(IDENTITY.to_owned())];
    match open(bytes, Opener::Identities(&keys), &mut out) {
        Ok(()) => assert!(out.len() < bytes.len(), "nothing is unpacked"),
        Err(fault) => assert!(!fault.code().is_empty()),
    }
    let phrase = Zeroizing::new("enam kata".to_owned());
    if !bytes.windows(6).any(|part| part == b"scrypt") && is_sealed(bytes) && !bytes.starts_with(b"-----") {
        assert!(open(bytes, Opener::Passphrase(&phrase), &mut Vec::new()).is_err());
    }
    let _ = identities_of(&String::from_utf8_lossy(bytes));
}
