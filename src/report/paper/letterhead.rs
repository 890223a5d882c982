//! The letterhead, from the latest records of the agency and the worker.

use crate::domain::kind::Kind;
use crate::domain::record::spine::{agency, worker};
use crate::ledger::{Book, RecordRef};

/// Who writes, as it stands on paper.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// The lines on top; empty where neither an agency nor a unit is recorded.
    pub lines: Vec<String>,
    /// The worker's name.
    pub worker: String,
    /// The worker's registration number.
    pub registration: String,
}

/// The letterhead for an author. The agency is the one that was written last. The worker is the one of the
/// author's name; another worker's number would be worse than none, so only an author without a name takes the
/// latest one. `unit` is what this device calls its office; it stands on top where no record says more.
pub fn letterhead(book: &Book, author: &str, unit: &str) -> Letterhead {
    let author = author.trim();
    let same = |one: &RecordRef<'_>| one.text(worker::NAME).trim().to_lowercase() == author.to_lowercase();
    let own = book.of(&worker::SPEC).filter(same).last();
    let worker = own.or_else(|| latest(book, &worker::SPEC).filter(|_| author.is_empty()));
    let text = |field| worker.map_or("", |worker| worker.text(field).trim());
    let mut lines: Vec<String> = Vec::new();
    if let Some(agency) = latest(book, &agency::SPEC) {
        let typed = agency.text(agency::LETTERHEAD).lines().map(str::trim).filter(|line| !line.is_empty());
        lines.extend(typed.map(str::to_owned));
        if lines.is_empty() {
            lines.push(agency.text(agency::NAME).trim().to_owned());
        }
    }
    if lines.is_empty() {
        lines.push(text(worker::UNIT).to_owned());
    }
    lines.retain(|line| !line.is_empty());
    if lines.is_empty() && !unit.trim().is_empty() {
        lines.push(unit.trim().to_owned());
    }
    let name = if author.is_empty() { text(worker::NAME) } else { author };
    if lines.is_empty() && !name.is_empty() {
        lines.push(name.to_owned());
    }
    Letterhead { lines, worker: name.to_owned(), registration: text(worker::REGISTRATION).to_owned() }
}

fn latest<'a>(book: &'a Book, kind: &Kind) -> Option<RecordRef<'a>> {
    book.of(kind).max_by_key(|record| {
        record.last_commit().and_then(|number| book.commit_info(number)).map(|commit| commit.hlc)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, fields};

    #[test]
    fn the_agency_that_was_written_last_is_on_top_and_without_one_the_unit_or_the_name() {
        let mut desk = Desk::new();
        assert_eq!(letterhead(desk.book(), " Rina ", "").lines, ["Rina"]);
        assert_eq!(letterhead(desk.book(), "Rina", "UPT Bogor").lines, ["UPT Bogor"]);
        assert!(letterhead(desk.book(), "", "").lines.is_empty());
        let rina = fields().with(worker::NAME, "rina").with(worker::UNIT, "Rehabilitasi Sosial");
        desk.make(&worker::SPEC, None, rina.with(worker::REGISTRATION, "STR-1"));
        let other = fields().with(worker::NAME, "Joko").with(worker::REGISTRATION, "STR-2");
        desk.make(&worker::SPEC, None, other);
        let found = letterhead(desk.book(), "Rina", "UPT");
        assert_eq!(
            (found.lines.as_slice(), found.registration.as_str()),
            (["Rehabilitasi Sosial".to_owned()].as_slice(), "STR-1")
        );
        assert_eq!(letterhead(desk.book(), "Sari", "").registration, "");
        assert_eq!(letterhead(desk.book(), "", "").worker, "Joko");
        let old = desk.make(&agency::SPEC, None, fields().with(agency::NAME, "Dinas Lama"));
        desk.make(&agency::SPEC, None, fields().with(agency::NAME, "Dinas Baru"));
        assert_eq!(letterhead(desk.book(), "Rina", "UPT").lines, ["Dinas Baru"]);
        desk.change(&agency::SPEC, old, fields().with(agency::LETTERHEAD, "DINAS SOSIAL\n\n Jl. Merdeka 1 "));
        assert_eq!(letterhead(desk.book(), "Rina", "UPT").lines, ["DINAS SOSIAL", "Jl. Merdeka 1"]);
    }
}
