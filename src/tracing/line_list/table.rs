//! Text to rows of cells: the delimiter is found out, quoted cells may hold delimiters and line ends, and ragged rows
//! are kept. Rows are numbered as a spreadsheet shows them, so the header is row 1 and empty rows count.
//!
//! A quotation mark that is never closed would swallow the rest of the list. It is read as a letter instead, and
//! named; after [`REPAIRS`] of them no mark opens a cell any more, so the time stays in proportion to the text.

use super::column::is_usual;
use super::text::{Encoding, decode};
use super::{ListError, trimmed};
use crate::domain::cell::unguarded;
use crate::tracing::problem::{Kind, Problem, Problems};

/// How many unclosed quotation marks are mended one by one.
const REPAIRS: usize = 20;
/// Where nothing stands below a row of several cells, so many rows of a single cell above it are titles; more of them
/// are a table of one column.
const TITLES: usize = 5;
/// So many rows below a row of several cells tell whether that one holds the names of the columns.
const AHEAD: usize = 20;
/// So much of the text is read to find the delimiter.
const SAMPLE: usize = 64 * 1024;
/// What may stand between cells; of equal ones the first wins.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// How much is read at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: usize,
    /// Rows of a table.
    pub rows: usize,
}

impl Limits {
    /// What a phone can bear, and far more than an outbreak of a district has.
    pub const USUAL: Limits = Limits { bytes: 50 * 1024 * 1024, rows: 200_000 };
}

/// One row below the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// Its number in a spreadsheet.
    pub number: usize,
    /// Its cells, as they stand in the file.
    pub cells: Vec<String>,
}

impl TableRow {
    /// A cell without the blanks around it; empty where the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| unguarded(trimmed(cell)))
    }
}

/// A table with a header.
#[derive(Clone, Debug)]
pub struct Table {
    /// How the bytes were read.
    pub encoding: Encoding,
    /// What stands between cells.
    pub delimiter: char,
    /// The names of the columns, each once.
    pub headers: Vec<String>,
    /// The rows that are not empty.
    pub rows: Vec<TableRow>,
    /// What was wrong so far.
    pub problems: Vec<Problem>,
}

impl Table {
    /// Reads a table; `file` is what problems call it.
    pub fn read(bytes: &[u8], limits: Limits, file: &'static str) -> Result<Table, ListError> {
        if bytes.len() > limits.bytes {
            return Err(ListError::TooLarge { size: bytes.len(), most: limits.bytes });
        }
        // Read as text, its bytes would be people.
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(ListError::Workbook);
        }
        let (text, encoding) = decode(bytes);
        let mut body = text.trim_start_matches('\u{feff}');
        let mut number = 0;
        // Spreadsheets write `sep=;` to tell the delimiter.
        let told = body.lines().next().and_then(|line| {
            let sign = line.strip_prefix("sep=")?;
            let mut letters = sign.trim_end_matches('\r').chars();
            letters.next().filter(|_| letters.next().is_none())
        });
        if told.is_some() {
            body = body.split_once('\n').map_or("", |(_, rest)| rest);
            number = 1;
        }
        let delimiter = told.unwrap_or_else(|| delimiter_of(body));
        let mut problems = Problems::default();
        let mut reader = Reader::new(body, delimiter);
        let mut titles = titles_above(Reader::new(body, delimiter));
        let mut headers: Option<Vec<String>> = None;
        let mut rows = Vec::new();
        while let Some(cells) = reader.next() {
            number += 1;
            if reader.mended {
                problems.row(Kind::UnclosedQuote, file, None, number, None);
            }
            if cells.iter().any(|cell| cell.contains('\u{fffd}')) {
                problems.row(Kind::UnreadableBytes, file, None, number, None);
            }
            if filled(&cells) == 0 {
                continue;
            }
            let Some(headers) = &headers else {
                if titles > 0 {
                    titles -= 1;
                    problems.row(Kind::TitleRow, file, None, number, None);
                } else {
                    headers = Some(names(cells, file, number, &mut problems));
                }
                continue;
            };
            if rows.is_empty() && is_hxl(&cells) {
                continue;
            }
            // Empty cells behind the last column are common and harmless.
            let full = cells.iter().rposition(|cell| !trimmed(cell).is_empty()).map_or(0, |last| last + 1);
            if full > headers.len() || cells.len() < headers.len() {
                problems.row(Kind::RowLength, file, None, number, None);
            }
            if rows.len() >= limits.rows {
                return Err(ListError::TooManyRows { most: limits.rows });
            }
            rows.push(TableRow { number, cells });
        }
        let headers = headers.ok_or(ListError::Empty)?;
        Ok(Table { encoding, delimiter, headers, rows, problems: problems.finish() })
    }

    /// The place of a column: by its name, else by its name in other capitals.
    pub fn column(&self, name: &str) -> Result<usize, ListError> {
        let wanted = trimmed(name);
        let exact = self.headers.iter().position(|header| header == wanted);
        let loose = || {
            let wanted = wanted.to_lowercase();
            self.headers.iter().position(|header| header.to_lowercase() == wanted)
        };
        exact
            .or_else(loose)
            .ok_or_else(|| ListError::NoColumn { wanted: wanted.to_owned(), there: self.headers.clone() })
    }
}

/// Whether a row holds hashtags of the Humanitarian Exchange Language and nothing else.
fn is_hxl(cells: &[String]) -> bool {
    let tag = |cell: &str| {
        cell.strip_prefix('#')
            .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_alphabetic()))
    };
    let mut filled = cells.iter().map(|cell| trimmed(cell)).filter(|cell| !cell.is_empty());
    // One hash sign is an id; a row of them are tags.
    filled.clone().nth(1).is_some() && filled.all(tag)
}

/// How many cells of a row hold anything.
fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !trimmed(cell).is_empty()).count()
}

/// How many of the rows that hold anything stand above the names of the columns: titles in a single cell, or facts
/// about the list in a few. None in a table of one column, some rows of which a delimiter may divide by chance.
fn titles_above(mut reader: Reader<'_>) -> usize {
    let (mut above, mut padded) = (0, false);
    let first = loop {
        let Some(cells) = reader.next() else { return 0 };
        match filled(&cells) {
            0 => {}
            1 => {
                above += 1;
                padded |= cells.len() > 1;
            }
            _ => break cells,
        }
    };
    let mut below = Vec::new();
    while below.len() < AHEAD
        && let Some(cells) = reader.next()
    {
        if filled(&cells) > 0 {
            below.push(cells);
        }
    }
    let known = |cells: &[String]| cells.iter().filter(|cell| is_usual(cell)).count();
    // "Kabupaten;Bandung" names no column; a wider row that names some does.
    let wider = |cells: &Vec<String>| filled(cells) > filled(&first) && known(cells) > 1;
    if known(&first) == 0
        && let Some(between) = below.iter().position(wider)
    {
        return above + 1 + between;
    }
    let like_it = |cells: &&Vec<String>| if padded { filled(cells) > 1 } else { cells.len() > 1 };
    let alike = below.iter().filter(like_it).count();
    let is_header = if below.is_empty() { above <= TITLES } else { 2 * alike >= below.len() };
    if is_header { above } else { 0 }
}

/// The header's names, trimmed; an empty one gets its place, a second one of the same name a number.
fn names(cells: Vec<String>, file: &'static str, row: usize, problems: &mut Problems) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    let mut taken = rustc_hash::FxHashSet::default();
    for (place, cell) in cells.iter().enumerate() {
        let name = match unguarded(trimmed(cell)) {
            "" => format!("column {}", place + 1),
            name => name.to_owned(),
        };
        let mut unique = name.clone();
        let mut number = 1;
        while !taken.insert(unique.clone()) {
            number += 1;
            unique = format!("{name} ({number})");
        }
        if unique != name {
            problems.row(Kind::DuplicateColumn, file, Some(&name), row, None);
        }
        names.push(unique);
    }
    names
}

/// The delimiter under which most rows have as many cells as the header, and the header has several. Only where no
/// delimiter divides the first row, it is taken for a title, and the first one that is divided for the header.
fn delimiter_of(text: &str) -> char {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or(text);
    let mut best = ((false, 0.0), ',');
    for delimiter in DELIMITERS {
        let mut reader = Reader::new(sample, delimiter);
        let mut counts = Vec::new();
        while let Some(cells) = reader.next() {
            if cells.iter().any(|cell| !trimmed(cell).is_empty()) {
                counts.push(cells.len());
            }
        }
        // The sample may end in the middle of a row.
        if end < text.len() {
            counts.pop();
        }
        let Some(header) = counts.iter().copied().find(|cells| *cells > 1) else { continue };
        let is_first = counts.first() == Some(&header);
        let alike = counts.iter().filter(|count| **count == header).count() as f64 / counts.len() as f64;
        let score = alike * (1.0 + header as f64).ln();
        if (is_first, score) > best.0 {
            best = ((is_first, score), delimiter);
        }
    }
    best.1
}

/// Reads one row after the other.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    delimiter: char,
    repairs: usize,
    /// Whether the row that was read last had an unclosed quotation mark.
    mended: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, delimiter: char) -> Reader<'a> {
        Reader { text, at: 0, delimiter, repairs: 0, mended: false }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<Vec<String>> {
        self.mended = false;
        if self.at >= self.text.len() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            let quoted = if self.repairs < REPAIRS { self.quoted() } else { None };
            let delimiter = self.delimiter;
            let rest = self.rest();
            let end = rest.find([delimiter, '\n', '\r']).unwrap_or(rest.len());
            let mut cell = quoted.unwrap_or_default();
            cell.push_str(rest.get(..end).unwrap_or_default());
            cells.push(cell);
            self.at += end;
            match self.rest().chars().next() {
                Some('\r') => {
                    self.at += if self.rest().starts_with("\r\n") { 2 } else { 1 };
                    return Some(cells);
                }
                Some('\n') => {
                    self.at += 1;
                    return Some(cells);
                }
                Some(delimiter) => self.at += delimiter.len_utf8(),
                None => return Some(cells),
            }
        }
    }

    /// The text of a quoted cell up to its closing mark, also behind blanks; `None`, and nothing read, where there is
    /// none.
    fn quoted(&mut self) -> Option<String> {
        let rest = self.rest();
        let body = rest.trim_start_matches(' ').strip_prefix('"')?;
        let before = rest.len() - body.len();
        let mut cell = String::new();
        let mut from = 0;
        while let Some(mark) = body.get(from..)?.find('"') {
            cell.push_str(body.get(from..from + mark)?);
            from += mark + 1;
            if !body.get(from..)?.starts_with('"') {
                // A mark that closes over a line end in the middle of a cell opens another cell: the one before
                // it was never closed.
                let next = body.get(from..)?.chars().next();
                let ends = next.is_none_or(|next| next == self.delimiter || next.is_whitespace());
                if !ends && cell.contains('\n') {
                    break;
                }
                self.at += before + from;
                return Some(cell);
            }
            cell.push('"');
            from += 1;
        }
        self.repairs += 1;
        self.mended = true;
        None
    }
}
