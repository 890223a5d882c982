//! Line lists from strangers: bytes of any table of cases and of a table of links, read as people and links.
//!
//! Nothing is refused for being dirty. What cannot be read is left out and named with its row, and everything that
//! was guessed (encoding, delimiter, columns, the order of day and month) is said, so that a person or a script can
//! overrule it. Ids are text: blanks around them are dropped, and nothing else of them is touched.
//! No clock and no files here: the app and the command line both bring bytes.

pub mod column;
pub mod date;
pub mod follow;
pub mod from_book;
pub mod go_data;
mod join;
pub mod plan;
mod read;
pub mod table;
pub mod text;
pub mod write;

pub use column::{Mapping, Role};
pub use date::{DateOrder, DateReading};
pub use read::{
    CASES_FILE, LINKS_FILE, LineList, Link, Listed, Settings, Told, VISITS_FILE, Visit, read, read_tables,
    read_with_visits,
};
pub use table::{Limits, Table};

use crate::domain::text::Text;
use thiserror::Error;

/// Why a table could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ListError {
    /// The file is larger than allowed.
    #[error("the file has {size} bytes; at most {most} are read")]
    TooLarge {
        /// Its size.
        size: usize,
        /// What is allowed.
        most: usize,
    },
    /// There are more rows than allowed.
    #[error("the table has more than {most} rows")]
    TooManyRows {
        /// What is allowed.
        most: usize,
    },
    /// The file is a spreadsheet program's own, and no text.
    #[error("the file is a workbook (.xlsx, .xls or .ods); save it as CSV")]
    Workbook,
    /// There is no header.
    #[error("the file has no header row")]
    Empty,
    /// A column was named that the table does not have.
    #[error("no column \"{wanted}\"; the columns are: {}", there.join(", "))]
    NoColumn {
        /// The column that was named.
        wanted: String,
        /// What there is.
        there: Vec<String>,
    },
    /// A column that is needed was neither named nor found.
    #[error("no column for {}; name one of: {}", role.en, there.join(", "))]
    NoRole {
        /// What the column is needed for.
        role: Text,
        /// What there is.
        there: Vec<String>,
    },
}

/// Words for "nothing is known" in cells.
pub fn is_missing(cell: &str) -> bool {
    const WORDS: [&str; 22] = [
        "",
        "na",
        "n/a",
        "#n/a",
        "nan",
        "null",
        "none",
        "nil",
        "-",
        "--",
        "–",
        "—",
        ".",
        "?",
        "unknown",
        "unk",
        "not available",
        "missing",
        "tidak diketahui",
        "tdk diketahui",
        "tidak tahu",
        "belum diketahui",
    ];
    let cell = trimmed(cell);
    cell.len() <= 20 && WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// A cell without the blanks around it, those of typesetters and byte-order marks among them.
pub fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\0')
    })
}

#[cfg(test)]
mod tests;
