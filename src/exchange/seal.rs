//! Whole files locked with `age` (age-encryption.org/v1), as a stream. Invariant: what [`open`] has written counts only
//! once it returned `Ok`: a file is checked piece by piece, and one that was cut off shows at its end. What surprises:
//! nothing here is for a page to call. The files worker and the command line do; a page would carry the whole of age.

use std::io::{self, Read, Write};

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::secrecy::{ExposeSecret, SecretString};
use age::{Decryptor, EncryptError, Encryptor, scrypt, x25519};
use zeroize::Zeroizing;

/// Work for a passphrase file: 32 MiB and a third of a second, so that a phone of 2 GB opens it. The passphrases are made
/// of six words of the list (66 bits), which no amount of work would have to protect.
pub const WORK: u8 = 15;

/// The most work that a file may ask for. `age -p` asks for 18, which is 256 MiB.
pub const MOST_WORK: u8 = if cfg!(target_arch = "wasm32") { 18 } else { 22 };

/// How long the head of a file may be: about a hundred receivers.
const LONGEST_HEAD: u64 = 16 * 1024;

/// What stands at the end of the head, before its check sum.
const HEAD_END: &[u8] = b"\n---";

/// With what a file is locked.
#[derive(Clone, Copy, Debug)]
pub enum Lock<'a> {
    /// The keys of those who may open it.
    For(&'a [String]),
    /// Six words, or others.
    Passphrase(&'a Zeroizing<String>),
}

/// With what a file is opened.
#[derive(Clone, Copy, Debug)]
pub enum Opener<'a> {
    /// The secret keys of this device, or those of a key file.
    Identities(&'a [Zeroizing<String>]),
    /// What was typed.
    Passphrase(&'a Zeroizing<String>),
}

/// Why a file was not locked or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealFault {
    /// A recipient is none.
    #[error("not a recipient of age")]
    Recipient,
    /// A secret key is none.
    #[error("not an identity of age")]
    Identity,
    /// It asks for something that this version does not know.
    #[error("a newer file of age")]
    Newer,
    /// It is sealed for others.
    #[error("the file is sealed for others")]
    NotForUs,
    /// It is locked with a passphrase, and a key was given.
    #[error("the file asks for a passphrase")]
    NeedsPassphrase,
    /// It is sealed for keys, and a passphrase was given.
    #[error("the file asks for a key")]
    NeedsKey,
    /// The passphrase is another.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// Opening it would take more memory than is allowed.
    #[error("the file asks for too much work")]
    TooMuchWork,
    /// It was changed or cut off.
    #[error("the file was changed or cut off")]
    Altered,
    /// Reading or writing failed.
    #[error("reading or writing failed: {0}")]
    Io(#[source] io::Error),
}

impl SealFault {
    /// A fixed word for the message to the page.
    pub const fn code(&self) -> &'static str {
        match self {
            SealFault::Recipient => "recipient",
            SealFault::Identity => "identity",
            SealFault::Newer => "newer",
            SealFault::NotForUs => "not-for-us",
            SealFault::NeedsPassphrase => "needs-passphrase",
            SealFault::NeedsKey => "needs-key",
            SealFault::WrongPassphrase => "wrong-passphrase",
            SealFault::TooMuchWork => "work",
            SealFault::Altered => "altered",
            SealFault::Io(_) => "io",
        }
    }

    /// What went wrong while an age file was read: its own faults come as those of reading, too.
    fn of_reading(error: io::Error) -> SealFault {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => SealFault::Altered,
            _ => SealFault::Io(error),
        }
    }
}

/// Whether a file is one of age, by how it begins.
pub fn is_sealed(start: &[u8]) -> bool {
    start.starts_with(b"age-encryption.org/") || start.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----")
}

/// A new key: the secret identity and its public recipient.
pub fn make_identity() -> (Zeroizing<String>, String) {
    let identity = x25519::Identity::generate();
    let secret = Zeroizing::new(identity.to_string().expose_secret().to_owned());
    (secret, identity.to_public().to_string())
}

/// Locks what `input` gives; `armored` as text, for ways that carry nothing else.
///
/// # Errors
/// [`SealFault`]; what `output` has by then is to be thrown away.
pub fn seal(
    input: &mut impl Read,
    lock: Lock<'_>,
    armored: bool,
    output: impl Write,
) -> Result<(), SealFault> {
    let encryptor = match lock {
        Lock::For(names) => {
            let parse = |name: &String| name.parse::<x25519::Recipient>().map_err(|_| SealFault::Recipient);
            let recipients = names.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
            Encryptor::with_recipients(recipients.iter().map(|one| one as &dyn age::Recipient))
        }
        // Whatever made it empty, this is no lock.
        Lock::Passphrase(phrase) if phrase.trim().is_empty() => return Err(SealFault::NeedsPassphrase),
        Lock::Passphrase(phrase) => {
            let mut recipient = scrypt::Recipient::new(SecretString::from(phrase.as_str().to_owned()));
            recipient.set_work_factor(WORK);
            Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        }
    };
    let encryptor = encryptor.map_err(|error| match error {
        EncryptError::Io(error) => SealFault::Io(error),
        _ => SealFault::Recipient,
    })?;
    let format = if armored { Format::AsciiArmor } else { Format::Binary };
    let armor = ArmoredWriter::wrap_output(output, format).map_err(SealFault::Io)?;
    let mut writer = encryptor.wrap_output(armor).map_err(SealFault::Io)?;
    io::copy(input, &mut writer).map_err(SealFault::Io)?;
    let mut output = writer.finish().and_then(ArmoredWriter::finish).map_err(SealFault::Io)?;
    output.flush().map_err(SealFault::Io)
}

/// Opens a file, binary or as text.
///
/// # Errors
/// [`SealFault`]; what `output` has by then is to be thrown away.
pub fn open(input: impl Read, opener: Opener<'_>, output: &mut impl Write) -> Result<(), SealFault> {
    let mut input = ArmoredReader::new(input);
    let mut start = Vec::new();
    input.by_ref().take(LONGEST_HEAD).read_to_end(&mut start).map_err(SealFault::of_reading)?;
    // age parses its head again for every byte, so one that never ends would keep a worker busy for hours.
    if !start.windows(HEAD_END.len()).any(|part| part == HEAD_END) {
        return Err(SealFault::Altered);
    }
    let input = io::Cursor::new(start).chain(input);
    let decryptor = Decryptor::new(input).map_err(|error| match error {
        age::DecryptError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => SealFault::Altered,
        age::DecryptError::Io(error) if error.kind() != io::ErrorKind::InvalidData => SealFault::Io(error),
        age::DecryptError::UnknownFormat => SealFault::Newer,
        _ => SealFault::Altered,
    })?;
    let opened = match (opener, decryptor.is_scrypt()) {
        (Opener::Identities(_), true) => return Err(SealFault::NeedsPassphrase),
        (Opener::Passphrase(_), false) => return Err(SealFault::NeedsKey),
        (Opener::Identities(secrets), false) => {
            let parse = |secret: &Zeroizing<String>| {
                secret.parse::<x25519::Identity>().map_err(|_| SealFault::Identity)
            };
            let identities = secrets.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
            decryptor.decrypt(identities.iter().map(|one| one as &dyn age::Identity))
        }
        (Opener::Passphrase(phrase), true) => {
            let mut identity = scrypt::Identity::new(SecretString::from(phrase.as_str().to_owned()));
            identity.set_max_work_factor(MOST_WORK);
            decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
        }
    };
    let by_passphrase = matches!(opener, Opener::Passphrase(_));
    let mut reader = opened.map_err(|error| match error {
        age::DecryptError::KeyDecryptionFailed | age::DecryptError::DecryptionFailed if by_passphrase => {
            SealFault::WrongPassphrase
        }
        age::DecryptError::NoMatchingKeys => SealFault::NotForUs,
        age::DecryptError::ExcessiveWork { .. } => SealFault::TooMuchWork,
        age::DecryptError::Io(error) => SealFault::of_reading(error),
        _ => SealFault::Altered,
    })?;
    // By hand: `io::copy` would not say whether reading or writing failed.
    let mut piece = vec![0; 64 * 1024];
    loop {
        let count = reader.read(&mut piece).map_err(SealFault::of_reading)?;
        let Some(part) = piece.get(..count).filter(|part| !part.is_empty()) else { break };
        output.write_all(part).map_err(SealFault::Io)?;
    }
    output.flush().map_err(SealFault::Io)
}

/// The identities of a key file of age: a line each, with comments.
pub fn identities_of(text: &str) -> Vec<Zeroizing<String>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| Zeroizing::new(line.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    fn sealed(text: &[u8], lock: Lock<'_>, armored: bool) -> Vec<u8> {
        let mut out = Vec::new();
        seal(&mut &text[..], lock, armored, &mut out).unwrap();
        out
    }

    fn opened(file: &[u8], opener: Opener<'_>) -> Result<Vec<u8>, &'static str> {
        let mut out = Vec::new();
        open(file, opener, &mut out).map(|()| out).map_err(|fault| fault.code())
    }

    #[test]
    fn a_file_for_two_keys_opens_with_either_and_with_no_other() {
        let keys: Vec<_> = (0..3).map(|_| make_identity()).collect();
        let recipients = [keys[0].1.clone(), keys[1].1.clone()];
        let text = vec![42; 200_000];
        for armored in [false, true] {
            let file = sealed(&text, Lock::For(&recipients), armored);
            assert!(file.starts_with(if armored { b"-----BEGIN AGE" } else { b"age-encryption" }));
            for key in &keys[..2] {
                assert_eq!(opened(&file, Opener::Identities(from_ref(&key.0))), Ok(text.clone()));
            }
            assert_eq!(opened(&file, Opener::Identities(from_ref(&keys[2].0))), Err("not-for-us"));
            assert_eq!(opened(&file, Opener::Passphrase(&Zeroizing::new("x".into()))), Err("needs-key"));
        }
    }

    #[test]
    fn a_file_with_a_passphrase_opens_with_it_alone() {
        let phrase = Zeroizing::new("enam kata yang dibacakan lewat telepon".to_owned());
        let file = sealed(b"isi", Lock::Passphrase(&phrase), false);
        assert!(file.windows(4).any(|part| part == b" 15\n"), "the work is not what a phone bears");
        assert_eq!(opened(&file, Opener::Passphrase(&phrase)), Ok(b"isi".to_vec()));
        let wrong = Zeroizing::new("enam kata yang lain sama sekali".to_owned());
        assert_eq!(opened(&file, Opener::Passphrase(&wrong)), Err("wrong-passphrase"));
        assert_eq!(opened(&file, Opener::Identities(&[make_identity().0])), Err("needs-passphrase"));
    }

    #[test]
    fn nothing_is_no_passphrase() {
        for empty in ["", " ", "\n"] {
            let empty = Zeroizing::new(empty.to_owned());
            let mut out = Vec::new();
            let refused = seal(&mut &b"isi"[..], Lock::Passphrase(&empty), false, &mut out);
            assert_eq!((refused.map_err(|fault| fault.code()), out), (Err("needs-passphrase"), vec![]));
        }
    }

    #[test]
    fn what_is_no_key_or_no_sealed_file_is_named() {
        let out = seal(&mut &b""[..], Lock::For(&["age1x".into()]), false, &mut Vec::new());
        assert_eq!(out.map_err(|fault| fault.code()), Err("recipient"));
        let out = seal(&mut &b""[..], Lock::For(&[]), false, &mut Vec::new());
        assert_eq!(out.map_err(|fault| fault.code()), Err("recipient"));
        let key = [make_identity().0];
        for text in [&b""[..], b"{\"format\":1}", b"age-encryption.org/v1\n"] {
            assert_eq!(opened(text, Opener::Identities(&key)), Err("altered"));
        }
        // A head without an end is told by its beginning.
        let endless = [b"age-encryption.org/v1\n-> X25519 ".to_vec(), vec![b'a'; 4 << 20]].concat();
        assert_eq!(opened(&endless, Opener::Identities(&key)), Err("altered"));
        let (_, recipient) = make_identity();
        let file = sealed(b"isi", Lock::For(&[recipient]), false);
        let none = Zeroizing::new("AGE-SECRET-KEY-1X".to_owned());
        assert_eq!(opened(&file, Opener::Identities(&[none])), Err("identity"));
    }

    #[test]
    fn a_key_file_of_the_command_line_is_read_with_its_comments() {
        let text = "# created: 2026-11-22\r\n# public key: age1x\r\nAGE-SECRET-KEY-1ABC\r\n\n";
        assert_eq!(identities_of(text), [Zeroizing::new("AGE-SECRET-KEY-1ABC".to_owned())]);
    }
}
