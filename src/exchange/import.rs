//! Reads an export: every limit and checksum first, then the commits for `Ledger::plan_merge`.
//!
//! Reading changes nothing. What is refused is refused whole, so a file is taken in one step or not at
//! all. Errors carry places and numbers, never content. What surprises: the file's records are not read,
//! because the commits say the same and are the ones that are hashed.

use std::cell::RefCell;

use memchr::memchr2;
use serde::de::DeserializeSeed;
use uuid::Uuid;

use super::attachment::{Carried, weigh};
use super::file::{ALGORITHM, BEFORE_CHECKSUM, BEFORE_SIGNATURE, FORMAT};
use super::parse::{Checksum, Envelope, NEWER, NOT_OURS, Parsed, TOO_DEEP, TOO_MANY, sniff_newer};
use super::signature::{self, Signed};
use crate::domain::id::DeviceId;
use crate::ledger::{Hash, Heads, MergeRefusal, Origin, Stamp, hash_commit};

/// How much a file may ask of the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The size of the file in bytes.
    pub bytes: usize,
    /// How deep objects and lists may nest.
    pub depth: usize,
    /// How many commits it may hold.
    pub commits: usize,
    /// How long one text may be, in bytes as written.
    pub text: usize,
    /// How many bytes of attachments it may hold.
    pub attachments: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 256 << 20, depth: 32, commits: 1_000_000, text: 4 << 20, attachments: 64 << 20 }
    }
}

/// Why a file is not taken. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Another kind of file.
    #[error("not an export of Pendamping")]
    NotOurs,
    /// Cut off or altered so that it cannot be read.
    #[error("the file cannot be read at byte {at}")]
    Damaged {
        /// The place in bytes.
        at: usize,
    },
    /// The file, or one text in it, is larger than allowed.
    #[error("the file is too large")]
    TooLarge,
    /// Nested deeper than allowed.
    #[error("the file nests too deep")]
    TooDeep,
    /// More commits, keys or items than allowed.
    #[error("the file holds too many parts")]
    TooMany,
    /// Made by a version that this one does not understand.
    #[error("the file has version {version}")]
    Newer {
        /// The file's version.
        version: u64,
    },
    /// Readable, but not what was written.
    #[error("the checksum does not match")]
    ChecksumMismatch,
    /// A pack holds what must not be in one.
    #[error("the pack holds another kind of record")]
    NotInPack,
    /// It carries a signature that is not of it, or not of the device that it names.
    #[error("the signature does not match")]
    WrongSignature,
    /// The commits do not hold together.
    #[error(transparent)]
    Refused(#[from] MergeRefusal),
}

/// What a file brings, checked in itself; `Ledger::plan_merge` says what it would change.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Names the file, for the receipt.
    pub export_id: Uuid,
    /// When it was made, by the clock of its device.
    pub created: Stamp,
    /// The device that made it.
    pub device: DeviceId,
    /// The worker's name as set there.
    pub author: String,
    /// The commits.
    pub origins: Vec<Origin>,
    /// What the file leaves out because the receiver has it; `None` for a whole book.
    pub since: Option<Heads>,
    /// What its maker had.
    pub heads: Heads,
    /// The fingerprint of its maker's book.
    pub book: Option<Hash>,
    /// The signature of its device, where it carries one. Its place and what it covers are checked; whether it holds is for
    /// `sign::verify` to say, with [`Signed::statement`]'s message, before anything of the file is used.
    pub signature: Option<Signed>,
    /// Where the bytes of attachments stand in the file; still to be decoded, by [`Carried::decode`].
    pub attachments: Vec<Carried>,
    /// Bytes in the file that its commits do not know, or not so: they are not to be taken.
    pub spoiled: Vec<Carried>,
}

/// Reads a file.
///
/// # Errors
/// [`ImportError`]; nothing of the file is to be used.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Incoming, ImportError> {
    if bytes.len() > limits.bytes {
        return Err(ImportError::TooLarge);
    }
    let whole = bytes;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.iter().position(|byte| !byte.is_ascii_whitespace());
    if first.and_then(|at| bytes.get(at)) != Some(&b'{') {
        return Err(ImportError::NotOurs);
    }
    check_shape(bytes, limits)?;
    let parsed = parse(bytes, limits)?;
    let mut incoming = check(bytes, parsed)?;
    // Places are those in the file as it is, with the mark that some programs put in front.
    let mark = whole.len() - bytes.len();
    for one in &mut incoming.attachments {
        one.at = one.at.start + mark..one.at.end + mark;
    }
    Ok(incoming)
}

/// Steps over the file once, before anything is allocated for it.
fn check_shape(bytes: &[u8], limits: &Limits) -> Result<(), ImportError> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => {
                depth += 1;
                if depth > limits.depth {
                    return Err(ImportError::TooDeep);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = at;
                loop {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let Some(found) = memchr2(b'"', b'\\', rest) else {
                        return Err(damaged_or_foreign(bytes, bytes.len()));
                    };
                    at += found + 1;
                    if rest.get(found) == Some(&b'"') {
                        break;
                    }
                    at += 1;
                }
                if at - start > limits.text {
                    return Err(ImportError::TooLarge);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn parse<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Parsed<'a>, ImportError> {
    let newer = RefCell::new(0);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let parsed = Envelope { limits, newer: &newer }
        .deserialize(&mut json)
        .and_then(|parsed| json.end().map(|()| parsed));
    parsed.map_err(|error| {
        let text = error.to_string();
        let says = |mark: &str| text.starts_with(mark);
        if says(TOO_DEEP) {
            ImportError::TooDeep
        } else if says(TOO_MANY) {
            ImportError::TooMany
        } else if let Some(version) = sniff_newer(bytes) {
            ImportError::Newer { version }
        } else if says(NEWER) {
            ImportError::Newer { version: *newer.borrow() }
        } else if says(NOT_OURS) {
            ImportError::NotOurs
        } else {
            damaged_or_foreign(bytes, place(bytes, error.line(), error.column()))
        }
    })
}

/// A file that names the format near its start is a damaged one of ours.
fn damaged_or_foreign(bytes: &[u8], at: usize) -> ImportError {
    let start = bytes.get(..bytes.len().min(400)).unwrap_or_default();
    let ours = start.windows(FORMAT.len()).any(|window| window == FORMAT.as_bytes());
    if ours { ImportError::Damaged { at } } else { ImportError::NotOurs }
}

fn place(bytes: &[u8], line: usize, column: usize) -> usize {
    let before = line.saturating_sub(1);
    let start = match before {
        0 => 0,
        _ => memchr::memchr_iter(b'\n', bytes).nth(before - 1).map_or(0, |at| at + 1),
    };
    (start + column).min(bytes.len())
}

fn check(bytes: &[u8], mut parsed: Parsed<'_>) -> Result<Incoming, ImportError> {
    let end = ImportError::Damaged { at: bytes.len() };
    let raw = parsed.checksum.ok_or(end)?;
    let origins = parsed.origins.ok_or(end)?;
    let checksum: Checksum = serde_json::from_str(raw.get()).map_err(|_| end)?;
    if checksum.algorithm != ALGORITHM {
        return Err(ImportError::ChecksumMismatch);
    }
    let whole =
        checksum.file.is_none_or(|file| covered(bytes, raw.get()).is_some_and(|part| is_hash(part, &file.0)));
    let mut chain = blake3::Hasher::new();
    for hash in origins.iter().filter_map(|origin| origin.hash) {
        chain.update(&hash.0);
    }
    let counted = parsed.commit_count.is_none_or(|count| count == origins.len() as u64);
    if !whole || !counted || *chain.finalize().as_bytes() != checksum.commits.0 {
        return Err(name_altered(&origins));
    }
    let export_id = parsed.export_id.ok_or(end)?;
    let device = parsed.device.ok_or(end)?;
    let signature = match parsed.signature {
        Some(member) => {
            let signed = signature::read(member.get(), checksum.commits.0, export_id);
            let signed = signed.filter(|signed| signed.statement.device == device);
            let part = signed_part(bytes, member.get(), raw.get());
            let fits = |signed: &Signed| part.is_some_and(|part| is_hash(part, &signed.statement.content));
            Some(signed.filter(fits).ok_or(ImportError::WrongSignature)?)
        }
        None => None,
    };
    let raw = parsed.attachments.take().unwrap_or_default();
    let (attachments, spoiled) = weigh(bytes, raw, &origins).map_err(MergeRefusal::Bad)?;
    Ok(Incoming {
        export_id,
        created: parsed.created.ok_or(end)?,
        device,
        author: parsed.author.ok_or(end)?,
        origins,
        since: parsed.since,
        heads: parsed.heads.ok_or(end)?,
        book: checksum.book.map(|book| Hash(book.0)),
        signature,
        attachments,
        spoiled,
    })
}

fn is_hash(part: &[u8], hash: &[u8; 32]) -> bool {
    blake3::hash(part).as_bytes() == hash
}

/// The part of the file that a signature covers: all before it, where nothing but the checksum follows.
fn signed_part<'a>(bytes: &'a [u8], signature: &str, checksum: &str) -> Option<&'a [u8]> {
    let at = (signature.as_ptr() as usize).checked_sub(bytes.as_ptr() as usize)?;
    let before_checksum = covered(bytes, checksum)?;
    (at + signature.len() == before_checksum.len()).then_some(())?;
    bytes.get(..at)?.strip_suffix(BEFORE_SIGNATURE.as_bytes())
}

/// The part of the file that `checksum.file` covers: all before the checksum, which comes last.
fn covered<'a>(bytes: &'a [u8], checksum: &str) -> Option<&'a [u8]> {
    let at = (checksum.as_ptr() as usize).checked_sub(bytes.as_ptr() as usize)?;
    let part = bytes.get(..at)?.strip_suffix(BEFORE_CHECKSUM.as_bytes())?;
    let after = bytes.get(at + checksum.len()..)?;
    (after.trim_ascii() == b"}").then_some(part)
}

/// Where a checksum does not match, the first altered commit says more than the checksum.
fn name_altered(origins: &[Origin]) -> ImportError {
    let altered = origins
        .iter()
        .filter(|origin| hash_commit(origin.bytes()).ok() != origin.hash)
        .filter_map(|origin| origin.name().ok())
        .min();
    match altered {
        Some(name) => ImportError::Refused(MergeRefusal::BrokenChain(name)),
        None => ImportError::ChecksumMismatch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_another_kind_are_named_as_such() {
        let limits = Limits::default();
        for bytes in
            [&b""[..], b"age-encryption.org/v1\n", b"%PDF-1.7", b"[]", b"{}", b"{\"format\":\"x\"}", b"{"]
        {
            assert_eq!(read(bytes, &limits).unwrap_err(), ImportError::NotOurs);
        }
    }

    #[test]
    fn ten_thousand_nested_lists_are_refused_before_they_are_read() {
        let file = format!("{{\"format\":\"{FORMAT}\",\"x\":{}", "[".repeat(10_000));
        assert_eq!(read(file.as_bytes(), &Limits::default()).unwrap_err(), ImportError::TooDeep);
    }

    #[test]
    fn size_is_checked_before_anything_else() {
        let limits = Limits { bytes: 3, ..Limits::default() };
        assert_eq!(read(b"{}  ", &limits).unwrap_err(), ImportError::TooLarge);
        let limits = Limits { text: 5, ..Limits::default() };
        assert_eq!(read(b"{\"format\":\"pendamping\"}", &limits).unwrap_err(), ImportError::TooLarge);
    }

    #[test]
    fn a_newer_file_is_named_even_if_nothing_else_in_it_is_understood() {
        let newer = ImportError::Newer { version: 7 };
        for file in [
            r#"{"format":"pendamping-export","version":7,"min_reader":2,"commits":{"a":1}}"#,
            r#"{"commits":5,"version":7,"format":"pendamping-export"}"#,
            r#"{"format":"pendamping-export","min_reader":5,"version":7}"#,
        ] {
            assert_eq!(read(file.as_bytes(), &Limits::default()).unwrap_err(), newer);
        }
    }
}
