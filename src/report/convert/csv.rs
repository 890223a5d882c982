//! A table of one kind as CSV: UTF-8 with a byte-order mark, one row of names, `;` between cells unless told otherwise.
//!
//! No cell begins a formula (`domain::cell`). What surprises: a number of more than fifteen digits, such as a NIK, stands
//! behind an apostrophe too, because a spreadsheet would round it off without a word.

use super::Options;
use super::column::{Cell, Column, columns};
use crate::domain::cell;
use crate::domain::kind::Kind;
use crate::ledger::Book;

/// So that spreadsheets read the letters as they are.
const MARK: &str = "\u{feff}";
/// As many digits as a spreadsheet keeps of a number.
const DIGITS: usize = 15;

/// A table in the making.
pub struct Table {
    kind: &'static Kind,
    options: Options,
    columns: Vec<Column>,
    at: usize,
    begun: bool,
    written: usize,
}

impl Table {
    /// Nothing is written yet.
    pub fn new(kind: &'static Kind, options: Options) -> Table {
        let columns = columns(kind, &options);
        Table { kind, options, columns, at: 0, begun: false, written: 0 }
    }

    pub(super) fn step(&mut self, book: &Book, records: usize, out: &mut String) -> bool {
        let Table { kind, options, columns, .. } = self;
        let between = if options.comma { ',' } else { ';' };
        if !self.begun {
            self.begun = true;
            out.push_str(MARK);
            row(columns.iter().map(|column| Cell::Text(column.name.clone())), between, out);
        }
        let end = self.at.saturating_add(records);
        for record in book.of_part(kind, self.at..end) {
            self.written += 1;
            row(columns.iter().map(|column| column.cell(record, options)), between, out);
        }
        self.at = end;
        end >= book.capacity_of(kind)
    }

    pub(super) fn progress(&self, book: &Book) -> (usize, usize) {
        let all = book.capacity_of(self.kind);
        (self.at.min(all), all)
    }

    pub(super) fn written(&self) -> usize {
        self.written
    }
}

fn row(cells: impl Iterator<Item = Cell>, between: char, out: &mut String) {
    for (place, one) in cells.enumerate() {
        if place > 0 {
            out.push(between);
        }
        match one {
            Cell::Empty => {}
            Cell::Text(text) if text.len() > DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push('\'');
                out.push_str(&text);
            }
            Cell::Text(text) => cell::push(&text, out),
            Cell::Number(number) => out.push_str(&number.to_string()),
            // A lone comma between digits needs no quotation marks where cells are parted by semicolons.
            Cell::Decimal(text) if between == ';' => out.push_str(&text.replace('.', ",")),
            Cell::Decimal(text) => out.push_str(&text),
            Cell::Day(day) => cell::push(&day.to_string(), out),
        }
    }
    out.push_str("\r\n");
}
