//! The envelope of the small files, receipts and packs: format, version, a body, the checksum of all that, a signature.
//!
//! Invariant: a file whose checksum does not match is not read. What surprises: the checksum covers the bytes as they
//! stand, so a file that was only laid out anew is refused as well; the signature covers the checksum and may follow it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::file::{ALGORITHM, BEFORE_CHECKSUM};
use super::import::ImportError;
use super::json::{Page, Writer};
use super::parse::Hex;
use crate::ledger::{BadCommit, Stamp};

/// The version that is written, and the newest that is read.
const VERSION: u64 = 1;

/// The most bytes that are looked at: some thousand partners.
const MOST_BYTES: usize = 4 << 20;

/// What `format` says in a receipt.
pub const RECEIPT: &str = "pendamping-receipt";

/// What `format` says in a pack.
pub const PACK: &str = "pendamping-pack";

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
    w.raw("},\"signature\":null}\n");
    w.finish();
    Ok(out)
}

/// Writes a time.
pub(super) fn write_created(w: &mut Writer<'_>, created: Stamp) {
    w.raw(",\"created\":{\"ms\":");
    w.number(created.ms);
    w.raw(",\"offset\":");
    w.number(i64::from(created.offset));
    w.raw("}");
}

#[derive(Deserialize)]
struct Head<'a> {
    format: String,
    version: u64,
    min_reader: Option<u64>,
    #[serde(borrow)]
    checksum: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Checksum {
    algorithm: String,
    file: Hex<32>,
}

/// Checks a small file, and reads its body.
pub(super) fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8], format: &str) -> Result<T, ImportError> {
    let bytes = checked(bytes, format)?;
    serde_json::from_slice(bytes).map_err(|error| ImportError::Damaged { at: error.column() })
}

fn checked<'a>(bytes: &'a [u8], format: &str) -> Result<&'a [u8], ImportError> {
    if bytes.len() > MOST_BYTES {
        return Err(ImportError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head: Head<'_> =
        serde_json::from_slice(bytes).map_err(|error| ImportError::Damaged { at: error.column() })?;
    if head.format != format {
        return Err(ImportError::NotOurs);
    }
    if head.min_reader.unwrap_or(head.version) > VERSION {
        return Err(ImportError::Newer { version: head.version });
    }
    let raw = head.checksum.ok_or(ImportError::ChecksumMismatch)?.get();
    let checksum: Checksum = serde_json::from_str(raw).map_err(|_| ImportError::ChecksumMismatch)?;
    let before = (raw.as_ptr() as usize).checked_sub(bytes.as_ptr() as usize);
    let part = before.and_then(|at| bytes.get(..at)?.strip_suffix(BEFORE_CHECKSUM.as_bytes()));
    let holds = part.is_some_and(|part| *blake3::hash(part).as_bytes() == checksum.file.0);
    if checksum.algorithm != ALGORITHM || !holds { Err(ImportError::ChecksumMismatch) } else { Ok(bytes) }
}
