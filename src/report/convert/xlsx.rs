//! The book as a workbook: a sheet for each kind of which there are records, with the columns of its table.
//!
//! Invariant: every text is a text cell, so nothing in it is ever a formula, and a NIK keeps all of its digits. What
//! surprises: a text longer than a spreadsheet's cell is cut off and says so at its end. Only who makes workbooks links
//! this: the command line, and in the browser a worker that is built with the feature `xlsx`.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::Options;
use super::column::{Cell, columns};
use crate::domain::record::kinds;
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
    let mut made = Workbook::new();
    let (head, date) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    // The day of the options and no clock: the same book gives the same bytes.
    if let Some(made_on) = date_of(options.today) {
        made.set_properties(&DocProperties::new().set_creation_datetime(&made_on));
    }
    let mut sheets = 0;
    for kind in kinds() {
        if book.of(kind).next().is_none() {
            continue;
        }
        sheets += 1;
        let sheet = made.add_worksheet();
        sheet.set_name(kind.name)?;
        sheet.set_freeze_panes(1, 0)?;
        let columns = columns(kind, options);
        for (column, one) in columns.iter().enumerate() {
            sheet.write_string_with_format(0, place(column)?, &one.name, &head)?;
        }
        for (row, record) in book.of(kind).enumerate() {
            let row =
                u32::try_from(row + 1).ok().filter(|row| (*row as usize) < ROWS).ok_or(BookError::TooMany)?;
            for (column, one) in columns.iter().enumerate() {
                let column = place(column)?;
                match one.cell(record, options) {
                    Cell::Empty => continue,
                    Cell::Text(text) => sheet.write_string(row, column, fitting(text))?,
                    Cell::Number(number) => sheet.write_number(row, column, number as f64)?,
                    Cell::Decimal(text) => match text.parse::<f64>() {
                        Ok(number) => sheet.write_number(row, column, number)?,
                        Err(_) => sheet.write_string(row, column, text)?,
                    },
                    Cell::Day(day) => {
                        // Spreadsheets know no day before 1900.
                        match date_of(day) {
                            Some(known) => sheet.write_datetime_with_format(row, column, known, &date)?,
                            None => sheet.write_string(row, column, day.to_string())?,
                        }
                    }
                };
            }
        }
    }
    if sheets == 0 {
        made.add_worksheet();
    }
    Ok(made.save_to_buffer()?)
}

fn date_of(day: NaiveDate) -> Option<ExcelDateTime> {
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(u16::try_from(day.year()).ok()?, month, of_month).ok()
}

fn place(column: usize) -> Result<u16, BookError> {
    u16::try_from(column).map_err(|_| BookError::Refused)
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
