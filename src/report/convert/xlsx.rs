//! The book as a workbook: a sheet for each kind of which there are records, with the columns of its table.
//!
//! Invariant: every text is a text cell, so nothing in it is ever a formula, and a NIK keeps all of its digits. What
//! surprises: a text longer than a spreadsheet's cell is cut off and says so at its end. Only who makes workbooks links
//! this: the command line, and in the browser the files worker. A page that called it would carry all of it.

use std::io::BufRead;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::sheets::{CELL_END, DAY, EMPTY, HEAD, NUMBER, ROW_END, SHEET, TEXT};
use super::{Form, Options, whole};
use crate::ledger::Book;

/// As many letters as a cell holds, in the units that the format counts.
const LONGEST: usize = 32_767;
/// The rows of a sheet.
const ROWS: usize = 1_048_576;
/// Where a text was cut off.
const CUT: &str = " […]";

/// A workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// More records of a kind than a sheet has rows.
    #[error("there are more records of one kind than a sheet has rows")]
    TooMany,
    /// The format refuses something; what, says the format and not the book.
    #[error("the workbook could not be written")]
    Refused,
}

impl From<XlsxError> for BookError {
    // The error of the format may quote a cell.
    fn from(_: XlsxError) -> Self {
        BookError::Refused
    }
}

/// The whole book.
///
/// # Errors
/// [`BookError`]
pub fn workbook(book: &Book, options: &Options) -> Result<Vec<u8>, BookError> {
    let cells = whole(book, Form::Xlsx, options.clone());
    assemble(&mut cells.as_bytes(), options.today)
}

/// A workbook of cells as `sheets.rs` writes them. The day is that of the options and of no clock: the same book gives the
/// same bytes.
///
/// # Errors
/// [`BookError`]
pub fn assemble(cells: &mut impl BufRead, today: NaiveDate) -> Result<Vec<u8>, BookError> {
    let mut made = Workbook::new();
    let (head, date) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    if let Some(made_on) = date_of(today) {
        made.set_properties(&DocProperties::new().set_creation_datetime(&made_on));
    }
    let mut sheet: Option<Worksheet> = None;
    let (mut line, mut row) = (Vec::new(), 0_usize);
    while cells.read_until(ROW_END as u8, &mut line).map_err(|_| BookError::Refused)? > 0 {
        let text = std::str::from_utf8(&line).map_err(|_| BookError::Refused)?;
        let mut found = text.trim_end_matches(ROW_END).split_terminator(CELL_END).peekable();
        if let Some(name) = found.peek().and_then(|cell| cell.strip_prefix(SHEET)) {
            if let Some(done) = sheet.take() {
                made.push_worksheet(done);
            }
            let mut next = Worksheet::new();
            next.set_name(name)?.set_freeze_panes(1, 0)?;
            (sheet, row) = (Some(next), 0);
        } else {
            let sheet = sheet.as_mut().ok_or(BookError::Refused)?;
            let at = u32::try_from(row).ok().filter(|_| row < ROWS).ok_or(BookError::TooMany)?;
            for (column, cell) in found.enumerate() {
                put(sheet, at, u16::try_from(column).map_err(|_| BookError::Refused)?, cell, &head, &date)?;
            }
            row += 1;
        }
        line.clear();
    }
    made.push_worksheet(sheet.unwrap_or_default());
    Ok(made.save_to_buffer()?)
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &str,
    head: &Format,
    date: &Format,
) -> Result<(), BookError> {
    let mut letters = cell.chars();
    let (what, text) = (letters.next(), letters.as_str());
    match what {
        Some(EMPTY) => {}
        Some(HEAD) => drop(sheet.write_string_with_format(row, column, text, head)?),
        Some(NUMBER) => match text.parse::<f64>() {
            Ok(number) => drop(sheet.write_number(row, column, number)?),
            Err(_) => drop(sheet.write_string(row, column, text)?),
        },
        // Spreadsheets know no day before 1900.
        Some(DAY) => match text.parse().ok().and_then(date_of) {
            Some(known) => drop(sheet.write_datetime_with_format(row, column, known, date)?),
            None => drop(sheet.write_string(row, column, text)?),
        },
        Some(TEXT) => drop(sheet.write_string(row, column, fitting(text.to_owned()))?),
        _ => return Err(BookError::Refused),
    }
    Ok(())
}

fn date_of(day: NaiveDate) -> Option<ExcelDateTime> {
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(u16::try_from(day.year()).ok()?, month, of_month).ok()
}

/// A text that fits into a cell.
fn fitting(text: String) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text;
    }
    let mut left = LONGEST - CUT.encode_utf16().count();
    let kept = text.chars().take_while(|letter| {
        let fits = letter.len_utf16() <= left;
        left -= if fits { letter.len_utf16() } else { 0 };
        fits
    });
    kept.chain(CUT.chars()).collect()
}
