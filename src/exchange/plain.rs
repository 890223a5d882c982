//! A book as plain JSON for other programs: the records as they stand by kind, or a record or a save a line.
//!
//! Nothing here is read back: the hand-over file is the form that keeps the history. Values are written as the
//! hand-over file writes them, in the same order, so that two books that hold the same give the same text.

use super::export::{by_kind, write_commit, write_record};
use super::json::{Page, Writer};
use crate::domain::id::RecordId;
use crate::ledger::{BadCommit, Ledger};

/// What `format` says in the plain JSON of a book.
pub const RECORDS_FORMAT: &str = "pendamping-records";

/// How a book is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// One object: the records by kind.
    Records,
    /// A record a line, with its kind.
    RecordLines,
    /// A save a line, as the hand-over file writes it.
    CommitLines,
}

/// Writes a book to `sink` in chunks of about 256 KB; gives how many records or saves it wrote.
///
/// # Errors
/// [`BadCommit`] if the ledger holds bytes that are no commit, which would be a defect.
pub fn write_plain(ledger: &Ledger, plain: Plain, sink: &mut dyn FnMut(&[u8])) -> Result<usize, BadCommit> {
    let mut page = Page::new();
    let mut w = Writer::new(&mut page, sink);
    let written = match plain {
        Plain::Records => records(&mut w, ledger)?,
        Plain::RecordLines => record_lines(&mut w, ledger)?,
        Plain::CommitLines => commit_lines(&mut w, ledger)?,
    };
    w.finish();
    Ok(written)
}

fn kinds_of(ledger: &Ledger) -> Vec<(String, Vec<RecordId>)> {
    by_kind(ledger.book().all_with_trash())
}

fn records(w: &mut Writer<'_>, ledger: &Ledger) -> Result<usize, BadCommit> {
    let mut fields = Vec::new();
    let mut written = 0;
    w.raw("{\"format\":");
    w.string(RECORDS_FORMAT);
    w.raw(",\"version\":1,\"records\":{");
    for (place, (kind, list)) in kinds_of(ledger).iter().enumerate() {
        w.raw(if place > 0 { ",\n" } else { "\n" });
        w.string(kind);
        w.raw(":[");
        for (place, id) in list.iter().enumerate() {
            w.raw(if place > 0 { ",\n{" } else { "\n{" });
            write_record(w, ledger, *id, &mut fields)?;
            w.breathe();
        }
        w.raw("]");
        written += list.len();
    }
    w.raw("}}\n");
    Ok(written)
}

fn record_lines(w: &mut Writer<'_>, ledger: &Ledger) -> Result<usize, BadCommit> {
    let mut fields = Vec::new();
    let mut written = 0;
    for (kind, list) in kinds_of(ledger) {
        for id in &list {
            w.raw("{\"kind\":");
            w.string(&kind);
            w.raw(",");
            write_record(w, ledger, *id, &mut fields)?;
            w.raw("\n");
            w.breathe();
        }
        written += list.len();
    }
    Ok(written)
}

fn commit_lines(w: &mut Writer<'_>, ledger: &Ledger) -> Result<usize, BadCommit> {
    let order = ledger.commit_order();
    for number in &order {
        write_commit(w, &ledger.commit(*number), ledger.commit_hash(*number)?)?;
        w.raw("\n");
        w.breathe();
    }
    Ok(order.len())
}
