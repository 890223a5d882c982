//! The envelope of the small files, receipts and packs: format, version, a body, the checksum of all that, a signature.
//!
//! Invariant: a file whose checksum does not match is not read. What surprises: the checksum covers the bytes as they
//! stand, so a file that was only laid out anew is refused as well; the signature covers the checksum and follows it, and
//! nothing may stand behind it, for nobody would vouch for that.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::file::{ALGORITHM, BEFORE_CHECKSUM, BEFORE_SIGNATURE};
use super::import::ImportError;
use super::json::{Page, Writer};
use super::parse::Hex;
use super::signature::message;
use crate::ledger::BadCommit;

/// The version that is written, and the newest that is read.
const VERSION: u64 = 1;

/// The most bytes that are looked at: some thousand partners.
const MOST_BYTES: usize = 4 << 20;

/// What `format` says in a receipt.
pub const RECEIPT: &str = "pendamping-receipt";

/// What `format` says in a pack.
pub const PACK: &str = "pendamping-pack";

/// How a file ends that nobody signed.
const UNSIGNED_END: &str = ",\"signature\":null}\n";

/// What a file says that it is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A hand-over, or nothing of ours: the reader of hand-overs says which.
    Export,
    /// What an office has of a phone.
    Receipt,
    /// What an agency gives to its workers.
    Pack,
}

/// What a file says that it is.
pub fn kind_of_file(bytes: &[u8]) -> FileKind {
    let start = bytes.get(..bytes.len().min(64)).unwrap_or_default();
    let says = |format: &str| start.windows(format.len()).any(|window| window == format.as_bytes());
    if says(RECEIPT) {
        FileKind::Receipt
    } else if says(PACK) {
        FileKind::Pack
    } else {
        FileKind::Export
    }
}

/// Writes a small file.
pub(super) fn write(
    format: &str,
    body: &mut dyn FnMut(&mut Writer<'_>) -> Result<(), BadCommit>,
) -> Result<Vec<u8>, BadCommit> {
    let mut out = Vec::new();
    let mut push = |bytes: &[u8]| out.extend_from_slice(bytes);
    let mut page = Page::new();
    let mut w = Writer::new(&mut page, &mut push);
    w.raw("{\"format\":");
    w.string(format);
    w.raw(",\"version\":");
    w.unsigned(VERSION);
    w.raw(",\"min_reader\":");
    w.unsigned(VERSION);
    body(&mut w)?;
    let hash = w.hash_so_far();
    w.raw(BEFORE_CHECKSUM);
    w.raw("{\"algorithm\":");
    w.string(ALGORITHM);
    w.raw(",\"file\":");
    w.hex(&hash);
    w.raw("}");
    w.raw(UNSIGNED_END);
    w.finish();
    Ok(out)
}

#[derive(Deserialize)]
struct Head<'a> {
    format: String,
    version: u64,
    min_reader: Option<u64>,
    #[serde(borrow)]
    checksum: Option<&'a RawValue>,
    #[serde(borrow, default)]
    signature: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Checksum {
    algorithm: String,
    file: Hex<32>,
}

#[derive(Deserialize)]
struct RawSigned {
    key: Hex<32>,
    recipient: String,
    value: Hex<64>,
}

/// Who says that they made a small file; whether the signature holds is for `sign::verify` to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallSigned {
    /// The signer's public key.
    pub key: [u8; 32],
    /// The signer's own age recipient: with the key it makes the six words that people compare.
    pub own: String,
    /// The bytes that are signed.
    pub message: Vec<u8>,
    /// The signature.
    pub value: [u8; 64],
}

/// What is signed of a small file: what it is, all of it, and the signer's recipient.
fn statement(format: &str, file: &[u8; 32], own: &str) -> Vec<u8> {
    let domain = if format == RECEIPT { "pendamping/receipt/1" } else { "pendamping/pack/1" };
    message(domain, &[file, own.as_bytes()])
}

/// What is to be signed of a file that was just written; `None` if it is none of ours.
pub fn small_message(bytes: &[u8], own: &str) -> Option<Vec<u8>> {
    let format = format_of(bytes)?;
    checked(bytes, format).ok().map(|file| statement(format, &file.hash, own))
}

/// A file that was just written, with its signature.
pub fn with_signature(mut bytes: Vec<u8>, key: &[u8; 32], own: &str, value: &[u8; 64]) -> Vec<u8> {
    let Some(end) =
        bytes.len().checked_sub(UNSIGNED_END.len()).filter(|_| bytes.ends_with(UNSIGNED_END.as_bytes()))
    else {
        return bytes;
    };
    bytes.truncate(end);
    let mut page = Page::new();
    let mut push = |part: &[u8]| bytes.extend_from_slice(part);
    let mut w = Writer::new(&mut page, &mut push);
    w.raw(BEFORE_SIGNATURE);
    w.raw("{\"key\":");
    w.hex(key);
    w.raw(",\"recipient\":");
    w.string(own);
    w.raw(",\"value\":");
    w.hex(value);
    w.raw("}}\n");
    w.finish();
    bytes
}

/// The signature of a small file; nothing where it has none.
///
/// # Errors
/// [`ImportError`]; nothing of the file is to be used.
pub fn signature_of(bytes: &[u8]) -> Result<Option<SmallSigned>, ImportError> {
    let format = format_of(bytes).ok_or(ImportError::NotOurs)?;
    let file = checked(bytes, format)?;
    let Some(raw) = file.signature else { return Ok(None) };
    let raw: RawSigned = serde_json::from_str(raw).map_err(|_| ImportError::WrongSignature)?;
    let message = statement(format, &file.hash, &raw.recipient);
    Ok(Some(SmallSigned { key: raw.key.0, own: raw.recipient, message, value: raw.value.0 }))
}

fn format_of(bytes: &[u8]) -> Option<&'static str> {
    match kind_of_file(bytes) {
        FileKind::Receipt => Some(RECEIPT),
        FileKind::Pack => Some(PACK),
        FileKind::Export => None,
    }
}

/// Checks a small file, and reads its body.
pub(super) fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8], format: &str) -> Result<T, ImportError> {
    let file = checked(bytes, format)?;
    serde_json::from_slice(file.bytes).map_err(|error| ImportError::Damaged { at: error.column() })
}

/// A small file whose checksum holds.
struct Whole<'a> {
    bytes: &'a [u8],
    hash: [u8; 32],
    signature: Option<&'a str>,
}

fn checked<'a>(bytes: &'a [u8], format: &str) -> Result<Whole<'a>, ImportError> {
    if bytes.len() > MOST_BYTES {
        return Err(ImportError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head: Head<'a> =
        serde_json::from_slice(bytes).map_err(|error| ImportError::Damaged { at: error.column() })?;
    if head.format != format {
        return Err(ImportError::NotOurs);
    }
    if head.min_reader.unwrap_or(head.version) > VERSION {
        return Err(ImportError::Newer { version: head.version });
    }
    let raw = head.checksum.ok_or(ImportError::ChecksumMismatch)?.get();
    let checksum: Checksum = serde_json::from_str(raw).map_err(|_| ImportError::ChecksumMismatch)?;
    let at = (raw.as_ptr() as usize).checked_sub(bytes.as_ptr() as usize);
    let part = at.and_then(|at| bytes.get(..at)?.strip_suffix(BEFORE_CHECKSUM.as_bytes()));
    let holds = part.is_some_and(|part| *blake3::hash(part).as_bytes() == checksum.file.0);
    if checksum.algorithm != ALGORITHM || !holds {
        return Err(ImportError::ChecksumMismatch);
    }
    let signature = head.signature.map(RawValue::get).filter(|raw| *raw != "null");
    let rest = at.and_then(|at| bytes.get(at + raw.len()..)).unwrap_or_default().trim_ascii_end();
    let signed = signature.unwrap_or("null");
    let ends = rest == b"}" && signature.is_none()
        || rest.strip_prefix(BEFORE_SIGNATURE.as_bytes()).and_then(|rest| rest.strip_suffix(b"}"))
            == Some(signed.as_bytes());
    if ends {
        Ok(Whole { bytes, hash: checksum.file.0, signature })
    } else {
        Err(ImportError::ChecksumMismatch)
    }
}
