//! The commands that read hand-over files: `validate`, `inspect`, `decrypt`, `merge`, `report` and `convert` (`docs/CLI.md`).
//!
//! It owns the table of them, what they print and how they end: answers on the standard output, what went wrong on the
//! standard error, and never what was written about a client. Exit codes are 0 done, 1 a file was refused or could not
//! be read or written, 2 the call was wrong.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use pendamping::ledger::BadCommit;
use thiserror::Error;

use crate::{convert, decrypt, inspect, merge, report, validate};

/// The commands by name.
pub const NAMES: &str = "validate, inspect, decrypt, merge, report, convert";

/// What `--help` says of these commands.
pub const HELP: &str = "\
pendamping validate FILES... [--json] [--large]
    Whether hand-over files are whole: limits, checksums, hash chains, and every rule of the schema.
pendamping inspect FILES... [--json] [--large]
    What hand-over files hold: by whom and when, counts, devices, gaps, forks; nothing about clients.
pendamping decrypt FILE --identity KEYFILE|--passphrase-file FILE -o OUT [--force]
    The plain hand-over file of a sealed one, by a key file of age or by a passphrase that stands in a file.
pendamping merge FILES... -o OUT [--author NAME] [--attachments MB] [--skip-refused] [--force] [--json] [--large]
    One hand-over file of all, as the app would have it after importing each; the order does not matter. Attachments
    of more than MB (48) go on in OUT-2, OUT-3 and so on.
pendamping report FILE [--from DATE --to DATE] [--worker NAME] [--as-of DATE] [--rounded] [--json] [--large]
    The five indicators of success over a period; without one, over the month in which the file was made.
pendamping convert FILE --to json|ndjson [-o OUT] [--force] [--large]
    The records as plain JSON by kind, or a record a line.
pendamping convert FILES... --to ndjson --commits [-o OUT] [--skip-refused] [--force] [--large]
    The saves of all the files, a save a line, for a database (docs/AGENCY.md).
pendamping convert FILE --to csv|xlsx|ppks|fhir [-o OUT] [--kind KIND] [--profile full|statistics] [--labels] [--comma]
    [--village NAME] [--lang id|en] [--as-of DATE] [--force] [--large]
    Tables (one with --kind, else one a kind into the folder OUT), a workbook, the PPKS list of a regency, a FHIR bundle.

FILE may be - for the standard input, but not in merge. --large takes files that are too large for the app.
Exit codes: 0 done, 1 a file was refused or could not be read or written, 2 the call was wrong.
";

/// Why a command did not do what it was asked.
#[derive(Debug, Error)]
pub enum Trouble {
    /// The call was wrong.
    #[error("{0}")]
    Usage(String),
    /// A file could not be read or written.
    #[error("{}: {error}", path.display())]
    Disk {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A hand-over file is refused.
    #[error("{file}: {place}: {why}")]
    Refused {
        /// Which.
        file: String,
        /// Where in it.
        place: String,
        /// Why.
        why: String,
    },
    /// A book does not fit into the form that was asked for.
    #[error("{0}")]
    NotMade(String),
    /// A file is there already.
    #[error("{} is there already; --force overwrites it", .0.display())]
    There(PathBuf),
    /// A whole book is needed.
    #[error(
        "{0} holds only what changed since another hand-over; merge it with the files before it, then ask again"
    )]
    NotWhole(String),
    /// The answer could not be written to its end.
    #[error("the answer was not written to its end: {0}")]
    Output(std::io::Error),
    /// The answer could not be written as JSON.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// A book that was read cannot be written: a defect of this program.
    #[error("the book cannot be written: {0}")]
    Book(#[from] BadCommit),
}

impl Trouble {
    /// A file that could not be read or written.
    pub fn disk(path: &Path, error: std::io::Error) -> Trouble {
        Trouble::Disk { path: path.to_owned(), error }
    }

    fn code(&self) -> u8 {
        if matches!(self, Trouble::Usage(_)) { 2 } else { 1 }
    }
}

/// What a command says.
#[derive(Debug, Default)]
pub struct Answer {
    /// For the standard output.
    pub out: String,
    /// For the standard error, line by line.
    pub notes: Vec<String>,
    /// Whether some file was refused.
    pub refused: bool,
}

impl Answer {
    /// An answer without more.
    pub fn of(out: String) -> Answer {
        Answer { out, ..Answer::default() }
    }
}

/// Runs a command; `None` if it is none of these.
pub fn run(command: &str, words: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    let outcome = match command {
        "validate" => validate::run(words),
        "inspect" => inspect::run(words),
        "decrypt" => decrypt::run(words),
        "merge" => merge::run(words),
        "report" => report::run(words),
        "convert" => convert::run(words),
        _ => return None,
    };
    let outcome = outcome.and_then(|answer| {
        let mut out = std::io::stdout().lock();
        out.write_all(answer.out.as_bytes()).and_then(|()| out.flush()).map_err(Trouble::Output)?;
        Ok(answer)
    });
    let mut err = std::io::stderr().lock();
    let code = match outcome {
        Ok(answer) => {
            for note in &answer.notes {
                let _ = writeln!(err, "pendamping: {note}");
            }
            u8::from(answer.refused)
        }
        Err(trouble) => {
            let _ = writeln!(err, "pendamping: {trouble}");
            trouble.code()
        }
    };
    Some(ExitCode::from(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_wrong_call_gives_2() {
        assert_eq!(Trouble::Usage("x".to_owned()).code(), 2);
        // The call was right: it is the book that does not fit.
        let full = pendamping::report::convert::xlsx::BookError::TooMany;
        assert_eq!(crate::convert_to::not_made(&full).code(), 1);
        assert_eq!(Trouble::There(PathBuf::from("x")).code(), 1);
    }
}
