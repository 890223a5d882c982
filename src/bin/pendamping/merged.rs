//! What a merge made, and what those who merged must know of it: gaps, forks, conflicts, and what was left out.
//!
//! Invariant: a conflict is told by its record and field, never by the values that differ.

use std::collections::BTreeMap;
use std::path::Path;

use pendamping::exchange::{Exported, Limits};
use pendamping::ledger::Ledger;
use serde::Serialize;

use crate::files::Trouble;
use crate::inspect::Device;
use crate::place::tame;

/// How many conflicts are told one by one on the standard error.
const TOLD: usize = 20;

/// A file that was refused.
#[derive(Serialize)]
pub struct Refused {
    /// Which.
    pub file: String,
    /// Where in it.
    pub path: String,
    /// Why.
    pub why: String,
}

impl Refused {
    /// One line for people.
    pub fn line(&self) -> String {
        format!("refused: {}: {}: {}", self.file, self.path, self.why)
    }
}

/// The answer as JSON where nothing was written.
pub fn nothing(refused: &[Refused]) -> Result<String, Trouble> {
    Ok(serde_json::to_string_pretty(&serde_json::json!({"out": [], "refused": refused}))? + "\n")
}

/// A file that was written.
#[derive(Serialize)]
pub struct Part {
    file: String,
    bytes: u64,
    attachments: usize,
    #[serde(skip)]
    commits: usize,
    #[serde(skip)]
    records: usize,
    #[serde(skip)]
    lost: usize,
    #[serde(skip)]
    book: String,
}

impl Part {
    /// A file as it was written.
    pub fn of(path: &Path, exported: &Exported) -> Part {
        Part {
            file: path.display().to_string(),
            bytes: exported.bytes,
            attachments: exported.attachments,
            commits: exported.commits,
            records: exported.records,
            lost: exported.without_bytes,
            book: exported.book.to_string(),
        }
    }
}

#[derive(Serialize)]
struct Conflict {
    kind: String,
    record: String,
    field: String,
    values: usize,
}

#[derive(Serialize)]
struct Attachments {
    carried: usize,
    without_bytes: usize,
    spoiled: usize,
}

/// All that is told.
#[derive(Serialize)]
pub struct Summary {
    out: Vec<Part>,
    files: usize,
    commits: usize,
    known: usize,
    records: BTreeMap<String, usize>,
    book: String,
    attachments: Attachments,
    gaps: Vec<Device>,
    forks: Vec<Device>,
    conflicts: Vec<Conflict>,
    /// Whether a file is larger than the app takes.
    beyond_app: bool,
}

impl Summary {
    /// What was written, with what the book says of itself.
    pub fn of(
        ledger: &Ledger,
        files: usize,
        known: usize,
        spoiled: usize,
        without: usize,
        out: Vec<Part>,
    ) -> Summary {
        let book = ledger.book();
        let mut records: BTreeMap<String, usize> = BTreeMap::new();
        for record in book.all_with_trash() {
            match records.get_mut(record.kind_name()) {
                Some(count) => *count += 1,
                None => drop(records.insert(record.kind_name().to_owned(), 1)),
            }
        }
        let conflict = |found: pendamping::ledger::Conflict| Conflict {
            kind: book.get_any(found.record).map_or_else(String::new, |it| it.kind_name().to_owned()),
            record: found.record.to_string(),
            field: found.field,
            values: found.contenders.len(),
        };
        let mut conflicts: Vec<Conflict> = book.conflicts().into_iter().map(conflict).collect();
        conflicts.sort_by(|a, b| (&a.kind, &a.record, &a.field).cmp(&(&b.kind, &b.record, &b.field)));
        let reaches = ledger.reaches();
        let devices = || reaches.iter().map(|reach| Device::of(reach, None));
        let app = Limits::default();
        Summary {
            files,
            commits: book.commit_count(),
            known,
            records,
            book: out.first().map(|part| part.book.clone()).unwrap_or_default(),
            attachments: Attachments {
                carried: out.iter().map(|part| part.attachments).sum(),
                without_bytes: without + out.iter().map(|part| part.lost).sum::<usize>(),
                spoiled,
            },
            gaps: devices().filter(|device| !device.gaps.is_empty()).collect(),
            forks: devices().filter(|device| device.forks > 0).collect(),
            conflicts,
            beyond_app: out.iter().any(|part| part.bytes > app.bytes as u64 || part.commits > app.commits),
            out,
        }
    }

    /// What people must know, a line each.
    pub fn tell(&self, notes: &mut Vec<String>) {
        for device in &self.gaps {
            let gaps: Vec<String> = device.gaps.iter().map(|(from, to)| format!("{from}-{to}")).collect();
            notes.push(format!("gap: saves {} of device {} are in no file", gaps.join(", "), device.device));
        }
        for device in &self.forks {
            notes.push(format!(
                "fork: device {} was copied or restored; {} of its numbers stand for two saves, both are kept",
                device.device, device.forks
            ));
        }
        for one in self.conflicts.iter().take(TOLD) {
            let Conflict { kind, record, field, values } = one;
            notes.push(format!("conflict: {} {record}: {values} values of {}", tame(kind), tame(field)));
        }
        if self.conflicts.len() > TOLD {
            notes.push(format!("conflict: {} more; --json names all", self.conflicts.len() - TOLD));
        }
        let Attachments { without_bytes, spoiled, .. } = self.attachments;
        if without_bytes > 0 {
            notes.push(format!("{without_bytes} attachments of the book are in none of the files"));
        }
        if spoiled > 0 {
            notes.push(format!(
                "{spoiled} attachments were left out: their bytes are not those of the record"
            ));
        }
        if self.out.len() > 1 {
            notes.push(format!(
                "{} files were written, because the attachments do not go into one; each holds the whole book",
                self.out.len()
            ));
        }
        if self.beyond_app {
            notes.push(
                "the file is larger than the app takes (256 MB, 1,000,000 saves); these commands read it with --large"
                    .to_owned(),
            );
        }
    }

    /// The answer in one line.
    pub fn line(&self) -> String {
        let out: Vec<&str> = self.out.iter().map(|part| part.file.as_str()).collect();
        let records = self.out.first().map_or(0, |part| part.records);
        format!(
            "{}: {} files, {} saves ({} came twice), {records} records, {} attachments, book {}\n",
            out.join(", "),
            self.files,
            self.commits,
            self.known,
            self.attachments.carried,
            self.book
        )
    }

    /// The answer as JSON.
    pub fn json(&self, refused: &[Refused]) -> Result<String, Trouble> {
        #[derive(Serialize)]
        struct All<'a> {
            #[serde(flatten)]
            summary: &'a Summary,
            refused: &'a [Refused],
        }
        Ok(serde_json::to_string_pretty(&All { summary: self, refused })? + "\n")
    }
}
