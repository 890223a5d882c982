//! The cells of a workbook as text: sheet by sheet, row by row, made in steps like every form and put together by whoever
//! can write workbooks (`xlsx.rs`): a worker, because pages must not carry what that takes.
//!
//! A cell is a letter for what it is, its text and [`CELL_END`]; a row ends with [`ROW_END`]. Invariant: no cell holds either
//! of the two, so every row is read as it was written. A row that begins with [`SHEET`] names the sheet of those after it.

use super::Options;
use super::column::{Cell, Column, columns};
use crate::domain::kind::Kind;
use crate::domain::record::kinds;
use crate::ledger::Book;

/// Ends a cell.
pub const CELL_END: char = '\u{1f}';
/// Ends a row.
pub const ROW_END: char = '\u{1e}';
/// The first cell of a row that begins a sheet: its name.
pub const SHEET: char = 's';
/// The name of a column.
pub const HEAD: char = 'h';
/// Nothing.
pub const EMPTY: char = 'e';
/// Text.
pub const TEXT: char = 't';
/// A number.
pub const NUMBER: char = 'n';
/// A day.
pub const DAY: char = 'd';

/// The sheets in the making: one for each kind of which there are records.
pub struct Sheets {
    options: Options,
    kinds: Vec<&'static Kind>,
    place: usize,
    columns: Vec<Column>,
    at: usize,
    passed: usize,
    written: usize,
}

impl Sheets {
    /// Nothing is written yet.
    pub fn new(options: Options) -> Sheets {
        let (kinds, columns) = (kinds().collect(), Vec::new());
        Sheets { options, kinds, place: 0, columns, at: 0, passed: 0, written: 0 }
    }

    pub(super) fn step(&mut self, book: &Book, records: usize, out: &mut String) -> bool {
        let Some(kind) = self.kinds.get(self.place).copied() else { return true };
        if self.at == 0 && book.of(kind).next().is_some() {
            self.columns = columns(kind, &self.options);
            cell(SHEET, kind.name, out);
            out.push(ROW_END);
            for column in &self.columns {
                cell(HEAD, &column.name, out);
            }
            out.push(ROW_END);
        }
        let end = self.at.saturating_add(records);
        for record in book.of_part(kind, self.at..end) {
            self.written += 1;
            for column in &self.columns {
                match column.cell(record, &self.options) {
                    Cell::Empty => cell(EMPTY, "", out),
                    Cell::Text(text) => cell(TEXT, &text, out),
                    Cell::Number(number) => cell(NUMBER, &number.to_string(), out),
                    Cell::Decimal(text) => cell(NUMBER, &text, out),
                    Cell::Day(day) => cell(DAY, &day.to_string(), out),
                }
            }
            out.push(ROW_END);
        }
        self.at = end;
        let all = book.capacity_of(kind);
        if end >= all {
            self.passed += all;
            self.place += 1;
            self.at = 0;
        }
        self.place >= self.kinds.len()
    }

    pub(super) fn progress(&self, book: &Book) -> (usize, usize) {
        let all: usize = self.kinds.iter().map(|kind| book.capacity_of(kind)).sum();
        (all.min(self.passed + self.at), all)
    }

    pub(super) fn written(&self) -> usize {
        self.written
    }
}

fn cell(what: char, text: &str, out: &mut String) {
    out.push(what);
    out.extend(text.chars().filter(|letter| !matches!(*letter, CELL_END | ROW_END)));
    out.push(CELL_END);
}
