//! The words of a call: `--name value` or `--name=value`, and switches. Faults are one line, fit for scripts.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use chrono::NaiveDate;
use pendamping::domain::code::disease::{DiseaseProfile, PROFILES};
use pendamping::tracing::line_list::{DateOrder, ListError, Mapping, Role};
use pendamping::tracing::rule::profile_named;
use thiserror::Error;

/// What `--help` says.
pub const HELP: &str = "\
pendamping tracing --cases FILE [--links FILE] [options] [--json]
    Figures of a transmission network: degrees, generations, chains, circles, groups, serial interval, delays,
    epicurves, and what was wrong with the lists.
      --id COL --onset COL --report COL --sex COL       columns of the cases
      --outcome COL --outcome-date COL --classification COL
      --from COL --to COL                               columns of the links; without --links, of the cases
      --date-format F                                   %d/%m/%Y, dd/mm/yyyy, ...: the order of day and month
      --disease PROFILE  --as-of DATE                   further checks

pendamping followups --contacts FILE [--visits FILE] --disease PROFILE --as-of DATE [options] [--json]
    How the follow-up of each contact stands on a day.
      --id COL --last COL (may be repeated) --first COL --case COL --died COL      columns of the contacts
      --visit-id COL --date COL --result COL --entered COL                         columns of the visits
      --date-format F

Columns that are not named are looked for by the usual names. Dates are written 2020-01-31.
Exit codes: 0 done, 1 a file could not be read or the answer not be written, 2 the call was wrong. docs/CLI.md says what every figure means.
";

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum Fault {
    /// The call was wrong.
    #[error("{0}")]
    Usage(String),
    /// A file could not be opened.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A file could not be understood.
    #[error("{error}")]
    List {
        /// What is wrong.
        #[from]
        error: ListError,
    },
    /// The answer could not be written to its end.
    #[error("the answer was not written to its end: {0}")]
    Output(std::io::Error),
    /// The figures could not be written as JSON.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

impl Fault {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Fault::Usage(_)
            | Fault::List { error: ListError::NoColumn { .. } | ListError::NoRole { .. } } => 2,
            _ => 1,
        }
    }
}

/// The options of a call.
#[derive(Debug, Default)]
pub struct Args {
    values: BTreeMap<String, Vec<OsString>>,
}

impl Args {
    /// Reads the words. `values` take a value, `switches` none.
    pub fn read(
        words: impl Iterator<Item = OsString>,
        values: &[&str],
        switches: &[&str],
    ) -> Result<Args, Fault> {
        let mut args = Args::default();
        let mut words = words;
        while let Some(word) = words.next() {
            let text = word.to_string_lossy().into_owned();
            let Some(name) = text.strip_prefix("--") else {
                return Err(Fault::Usage(format!("unexpected \"{text}\"; options begin with --")));
            };
            let (name, inline) = match name.split_once('=') {
                Some((name, value)) => (name, Some(OsString::from(value))),
                None => (name, None),
            };
            let value = if values.contains(&name) {
                match inline.or_else(|| words.next()) {
                    Some(value) => value,
                    None => return Err(Fault::Usage(format!("--{name} needs a value"))),
                }
            } else if switches.contains(&name) {
                OsString::new()
            } else {
                let known: Vec<String> =
                    values.iter().chain(switches).map(|name| format!("--{name}")).collect();
                return Err(Fault::Usage(format!("unknown option --{name}; there are: {}", known.join(" "))));
            };
            args.values.entry(name.to_owned()).or_default().push(value);
        }
        Ok(args)
    }

    /// Whether a switch was given.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The last value of an option as text.
    pub fn text(&self, name: &str) -> Option<String> {
        Some(self.values.get(name)?.last()?.to_string_lossy().into_owned())
    }

    /// All values of an option as text.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.values
            .get(name)
            .map_or_else(Vec::new, |all| all.iter().map(|one| one.to_string_lossy().into_owned()).collect())
    }

    /// The bytes of the file that an option names.
    pub fn file(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(path) = self.values.get(name).and_then(|all| all.last()).map(PathBuf::from) else {
            return Ok(None);
        };
        std::fs::read(&path).map(Some).map_err(|error| Fault::File { path, error })
    }

    /// The same, where the call is wrong without it.
    pub fn needed_file(&self, name: &str) -> Result<Vec<u8>, Fault> {
        self.file(name)?.ok_or_else(|| Fault::Usage(format!("--{name} FILE is needed")))
    }

    /// The day of the report.
    pub fn as_of(&self) -> Result<Option<NaiveDate>, Fault> {
        let Some(text) = self.text("as-of") else { return Ok(None) };
        match text.parse() {
            Ok(day) => Ok(Some(day)),
            Err(_) => Err(Fault::Usage(format!("--as-of \"{text}\" is no date; write it as 2020-01-31"))),
        }
    }

    /// The disease.
    pub fn disease(&self) -> Result<Option<&'static DiseaseProfile>, Fault> {
        let Some(text) = self.text("disease") else { return Ok(None) };
        profile_named(&text).map(Some).ok_or_else(|| {
            let known: Vec<&str> = PROFILES.iter().map(|profile| profile.code).collect();
            Fault::Usage(format!("unknown disease \"{text}\"; there are: {}", known.join(", ")))
        })
    }

    /// A mapping from the options that name columns.
    pub fn mapping(&self, columns: &[(&str, Role)]) -> Result<Mapping, Fault> {
        let mut mapping = Mapping::default();
        for (name, role) in columns {
            let mut named = self.texts(name).into_iter();
            if let Some(first) = named.next() {
                mapping.columns.insert(*role, first);
                let more: Vec<String> = named.collect();
                if !more.is_empty() {
                    mapping.more.insert(*role, more);
                }
            }
        }
        if let Some(format) = self.text("date-format") {
            mapping.dates = Some(DateOrder::of_format(&format).ok_or_else(|| {
                Fault::Usage(format!(
                    "--date-format \"{format}\" does not say the order of day, month and year; \
                     write %d/%m/%Y, %m/%d/%Y or %Y-%m-%d"
                ))
            })?);
        }
        Ok(mapping)
    }
}
