//! Hand-over files on a disk: read with every limit, checked as the app checks them, and folded into a book.
//!
//! Invariant: what is refused by the app is refused here, with the same checks. Only the limits of size and number may be
//! raised, because an office has more room than a phone; those of nesting and of single texts stay.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use chrono::FixedOffset;
use pendamping::domain::id::DeviceId;
use pendamping::exchange::{ImportError, Incoming, Limits, sign};
use pendamping::ledger::{BadCommit, Ledger, MergeRefusal, Origin, Stamp, push_framed};

use crate::files::Trouble;
use crate::place;

/// The limits of the app, or with `large` those of an office.
pub fn limits(large: bool) -> Limits {
    let app = Limits::default();
    if large {
        return Limits { bytes: 64 << 30, commits: 100_000_000, attachments: 64 << 30, ..app };
    }
    app
}

/// What a file is called in what is said.
pub fn name(path: &Path) -> String {
    if is_standard_input(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// Whether a word means the standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The bytes of a file, or `None` if it is larger than allowed; then only so much was read.
pub fn bytes_of(path: &Path, limits: &Limits) -> Result<Option<Vec<u8>>, Trouble> {
    let trouble = |error| Trouble::disk(path, error);
    // One byte more than allowed says that it is too large, also of a pipe, whose length nobody knows.
    let most = limits.bytes as u64 + 1;
    let mut bytes = Vec::new();
    if is_standard_input(path) {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(trouble)?;
    } else {
        let file = File::open(path).map_err(trouble)?;
        let length = file.metadata().map_err(trouble)?.len();
        if length >= most {
            return Ok(None);
        }
        bytes.reserve_exact(usize::try_from(length).unwrap_or(0).saturating_add(1));
        file.take(most).read_to_end(&mut bytes).map_err(trouble)?;
    }
    Ok((bytes.len() <= limits.bytes).then_some(bytes))
}

/// Reads a file and checks its signature, where it carries one.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Incoming, ImportError> {
    let told = pendamping::exchange::read(bytes, limits)?;
    let holds = told
        .signature
        .as_ref()
        .is_none_or(|signed| sign::verify(&signed.key, &signed.statement.message(), &signed.value));
    if holds { Ok(told) } else { Err(ImportError::WrongSignature) }
}

/// Why a file is refused, with its place in the file.
pub fn refused(path: &Path, bytes: &[u8], error: ImportError, limits: &Limits) -> Trouble {
    let place = place::of_error(bytes, &error, limits);
    Trouble::Refused { file: name(path), place, why: error.to_string() }
}

/// A hand-over file that was read and folded.
pub struct Opened {
    /// What it says of itself. Its commits are in the ledger.
    pub told: Incoming,
    /// The book, or what the file holds of one.
    pub ledger: Ledger,
}

/// Reads a file and folds it.
pub fn open(path: &Path, limits: &Limits) -> Result<Opened, Trouble> {
    let bytes = bytes_of(path, limits)?.ok_or_else(|| refused(path, &[], ImportError::TooLarge, limits))?;
    let mut told = read(&bytes, limits).map_err(|error| refused(path, &bytes, error, limits))?;
    let origins = std::mem::take(&mut told.origins);
    let ledger = fold(origins).map_err(|error| refused(path, &bytes, ImportError::Refused(error), limits))?;
    Ok(Opened { told, ledger })
}

/// The same for a command that needs a whole book.
pub fn open_whole(path: &Path, limits: &Limits) -> Result<Opened, Trouble> {
    let opened = open(path, limits)?;
    if opened.told.since.is_some() {
        return Err(Trouble::NotWhole(name(path)));
    }
    Ok(opened)
}

/// The book that commits fold into, by the steps of an import into an empty one.
pub fn fold(origins: Vec<Origin>) -> Result<Ledger, MergeRefusal> {
    let mut ledger = Ledger::new(DeviceId([0; 16]));
    let plan = ledger.plan_union(origins)?;
    load(&mut ledger, &plan.commits)?;
    ledger.settle();
    Ok(ledger)
}

/// Puts planned commits into a ledger as one block of just their size. The ledger is to be settled after the last.
pub fn load(ledger: &mut Ledger, commits: &[Vec<u8>]) -> Result<(), BadCommit> {
    let mut block = Vec::with_capacity(commits.iter().map(|commit| commit.len() + 4).sum());
    for commit in commits {
        push_framed(&mut block, commit);
    }
    if block.is_empty() { Ok(()) } else { ledger.load_block(block) }
}

/// An instant as RFC 3339 has it, by the clock that wrote it.
pub fn instant(at: Stamp) -> String {
    let zone = FixedOffset::east_opt(i32::from(at.offset) * 60).or(FixedOffset::east_opt(0));
    let time = chrono::DateTime::from_timestamp_millis(at.ms).unwrap_or_default();
    zone.map_or_else(String::new, |zone| time.with_timezone(&zone).to_rfc3339())
}
