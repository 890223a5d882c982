//! Dates of a column: one order of day and month is found for all its cells, said, and may be overruled.
//!
//! A cell that reads in one way only (a year first, a month by name, a spreadsheet's day number) is read so whatever
//! the order of the rest is. Two digits of a year are 1969–2068, as in R and Python. Times of day are cut off
//! and never move a date. What surprises: an ambiguous column takes the order of the other date columns of its
//! file, and only then the Indonesian one, day first.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{is_missing, trimmed};
use crate::domain::order::InOrder;
use crate::tracing::problem::Kind;

/// The order of a date written in three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// 31/01/2020.
    Dmy,
    /// 01/31/2020.
    Mdy,
    /// 2020-01-31.
    Ymd,
}

impl DateOrder {
    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            DateOrder::Dmy => "dmy",
            DateOrder::Mdy => "mdy",
            DateOrder::Ymd => "ymd",
        }
    }

    /// Reads a format: `%d/%m/%Y` as programs write it, `dd/mm/yyyy` or `hh/bb/tttt` as people do. Only the order of
    /// day, month and year counts; a time of day behind them is passed over.
    pub fn of_format(format: &str) -> Option<DateOrder> {
        let of_program = format.contains('%');
        let with_indonesian = !of_program && format.contains(['b', 'B']);
        let mut parts: Vec<char> = Vec::new();
        let mut letters = format.trim().chars();
        while let Some(letter) = letters.next() {
            let letter = if letter == '%' {
                letters.find(|next| !matches!(next, '-' | '_' | '0'))
            } else {
                Some(letter)
            };
            let part = match (letter?, of_program) {
                ('F', true) => return Some(DateOrder::Ymd),
                ('D', true) => return Some(DateOrder::Mdy),
                ('d' | 'e', true) | ('d' | 'D', false) => 'd',
                ('m' | 'b' | 'B' | 'h', true) | ('m' | 'M', false) => 'm',
                ('y' | 'Y' | 'G', true) | ('y' | 'Y', false) => 'y',
                ('h' | 'H', false) if with_indonesian => 'd',
                ('b' | 'B', false) if with_indonesian => 'm',
                ('t' | 'T', false) if with_indonesian => 'y',
                _ => continue,
            };
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        match parts.as_slice() {
            ['d', 'm', 'y'] => Some(DateOrder::Dmy),
            ['m', 'd', 'y'] => Some(DateOrder::Mdy),
            ['y', 'm', 'd'] => Some(DateOrder::Ymd),
            _ => None,
        }
    }
}

/// How the dates of a column were read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DateReading {
    /// The order of dates in three numbers.
    pub order: DateOrder,
    /// Why: `format` (told), `cells` (only this order reads them all), `unambiguous` (no cell needs an order),
    /// `other_columns`, `habit` (both orders read everything; day first).
    pub why: &'static str,
    /// Whether another order would have read as many cells.
    pub ambiguous: bool,
    /// Cells that were read.
    pub read: usize,
    /// Cells in which nothing is known.
    pub missing: usize,
    /// Cells that were left out.
    pub left_out: usize,
}

/// What one cell says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    /// Nothing.
    Missing,
    /// One day, whatever the order.
    Day(NaiveDate),
    /// Three numbers whose order must be known.
    Numbers([Number; 3]),
    /// No day that exists.
    Wrong(Kind),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number {
    value: u32,
    digits: usize,
}

/// A column on its way: its cells, and how many of them each order reads.
#[derive(Clone, Debug)]
pub struct Column {
    cells: Vec<Cell>,
    day_first: usize,
    month_first: usize,
    year_first: usize,
    /// Cells that only one of the orders reads.
    only_day_first: usize,
    only_month_first: usize,
}

/// One cell as it was read in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The day, where there is one.
    pub day: Option<NaiveDate>,
    /// What is wrong with the cell.
    pub problem: Option<Kind>,
}

impl Column {
    /// Looks at the cells of a column.
    pub fn new<'a>(cells: impl Iterator<Item = &'a str>) -> Column {
        let mut column = Column {
            cells: cells.map(read_cell).collect(),
            day_first: 0,
            month_first: 0,
            year_first: 0,
            only_day_first: 0,
            only_month_first: 0,
        };
        for cell in &column.cells {
            let Cell::Numbers(numbers) = cell else { continue };
            let day_first = in_order(*numbers, DateOrder::Dmy).is_ok();
            let month_first = in_order(*numbers, DateOrder::Mdy).is_ok();
            column.day_first += usize::from(day_first);
            column.month_first += usize::from(month_first);
            column.year_first += usize::from(in_order(*numbers, DateOrder::Ymd).is_ok());
            column.only_day_first += usize::from(day_first && !month_first);
            column.only_month_first += usize::from(month_first && !day_first);
        }
        column
    }

    /// How many cells hold a day, in whatever order.
    pub fn days(&self) -> usize {
        self.cells
            .iter()
            .filter(|cell| match cell {
                Cell::Day(_) => true,
                Cell::Numbers(numbers) => [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd]
                    .iter()
                    .any(|order| in_order(*numbers, *order).is_ok()),
                _ => false,
            })
            .count()
    }

    /// How many cells are not empty.
    pub fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| **cell != Cell::Missing).count()
    }

    /// The order that the cells themselves demand.
    pub fn certain(&self) -> Option<DateOrder> {
        let most = self.day_first.max(self.month_first).max(self.year_first);
        if most == 0 || (self.day_first == most && self.month_first == most) {
            None
        } else if self.day_first == most {
            Some(DateOrder::Dmy)
        } else if self.month_first == most {
            Some(DateOrder::Mdy)
        } else {
            Some(DateOrder::Ymd)
        }
    }

    /// Reads the column. `told` is an order that somebody gave; `others` the one that other columns of the file
    /// demand.
    pub fn read(&self, told: Option<DateOrder>, others: Option<DateOrder>) -> (DateReading, Vec<Dated>) {
        let needs_order = self.cells.iter().any(|cell| matches!(cell, Cell::Numbers(_)));
        let (order, why) = match (told, self.certain()) {
            (Some(order), _) => (order, "format"),
            (None, Some(order)) => (order, "cells"),
            (None, None) if !needs_order => (others.unwrap_or(DateOrder::Dmy), "unambiguous"),
            (None, None) => match others {
                Some(order @ (DateOrder::Dmy | DateOrder::Mdy)) => (order, "other_columns"),
                _ => (DateOrder::Dmy, "habit"),
            },
        };
        let mut dated: Vec<Dated> = self
            .cells
            .iter()
            .map(|cell| match cell {
                Cell::Missing => Dated { day: None, problem: None },
                Cell::Day(day) => Dated { day: Some(*day), problem: None },
                Cell::Wrong(kind) => Dated { day: None, problem: Some(*kind) },
                Cell::Numbers(numbers) => match in_order(*numbers, order) {
                    Ok(day) => Dated { day: Some(day), problem: None },
                    Err(kind) => Dated { day: None, problem: Some(kind) },
                },
            })
            .collect();
        doubt(&mut dated);
        let missing = self.cells.iter().filter(|cell| **cell == Cell::Missing).count();
        let read = dated.iter().filter(|cell| cell.day.is_some()).count();
        let reading = DateReading {
            order,
            why,
            ambiguous: matches!(why, "other_columns" | "habit"),
            read,
            missing,
            left_out: dated.len() - read - missing,
        };
        (reading, dated)
    }

    /// Whether some cells demand the day first and others the month.
    pub fn is_mixed(&self) -> bool {
        self.only_day_first > 0 && self.only_month_first > 0
    }
}

/// Days that spreadsheets and programs show for zero are left out where the other days are of other years; days
/// far from the rest are kept and named.
fn doubt(dated: &mut [Dated]) {
    let is_zero = |day: NaiveDate| {
        matches!(
            (day.year(), day.month(), day.day()),
            (1899, 12, 30 | 31) | (1900, 1, 1) | (1904, 1, 1) | (1970, 1, 1) | (9999, 12, 31)
        )
    };
    let mut years: Vec<i32> =
        dated.iter().filter_map(|cell| cell.day).filter(|day| !is_zero(*day)).map(|day| day.year()).collect();
    years.order();
    let middle = years.get(years.len() / 2).copied();
    for cell in dated {
        let Some(day) = cell.day else { continue };
        let far = middle.map(|middle| (day.year() - middle).abs());
        if is_zero(day) && far.is_none_or(|far| far > 3) {
            *cell = Dated { day: None, problem: Some(Kind::PlaceholderDate) };
        } else if far.is_some_and(|far| far > 10) {
            cell.problem = Some(Kind::FarDate);
        }
    }
}

fn in_order([a, b, c]: [Number; 3], order: DateOrder) -> Result<NaiveDate, Kind> {
    let (day, month, year) = match order {
        DateOrder::Dmy => (a, b, c),
        DateOrder::Mdy => (b, a, c),
        DateOrder::Ymd => (c, b, a),
    };
    if day.digits > 2 || month.digits > 2 {
        return Err(Kind::DateNotRead);
    }
    date(year_of(year).ok_or(Kind::ImpossibleDate)?, month.value, day.value)
}

fn date(year: i32, month: u32, day: u32) -> Result<NaiveDate, Kind> {
    // A spreadsheet shows its day 0 as the zeroth of January 1900, and a database an empty date as zeros.
    if (year == 1900 && month == 1 && day == 0) || (year == 0 && month == 0 && day == 0) {
        return Err(Kind::PlaceholderDate);
    }
    if year < 1000 {
        return Err(Kind::ImpossibleDate);
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Kind::ImpossibleDate)
}

fn year_of(year: Number) -> Option<i32> {
    let value = i32::try_from(year.value).ok()?;
    match year.digits {
        4 => Some(value),
        1 | 2 => Some(if value >= 69 { 1900 + value } else { 2000 + value }),
        _ => None,
    }
}

/// Reads one cell as far as it can be read alone.
fn read_cell(cell: &str) -> Cell {
    let cell = trimmed(cell);
    if is_missing(cell) {
        return Cell::Missing;
    }
    let parts = parts_of(without_time(cell)).or_else(|| parts_of(before_hour(cell)?));
    let Some(parts) = parts else { return Cell::Wrong(Kind::DateNotRead) };
    match parts.as_slice() {
        [Part::Number(number)] => alone(*number),
        // 43844.5: a day number with a time of day.
        [Part::Number(whole), Part::Number(_)] if whole.digits == 5 && cell.matches('.').count() == 1 => {
            alone(*whole)
        }
        [Part::Number(a), Part::Number(b), Part::Number(c)] if a.digits == 4 => {
            // The year is first; that the day follows it is not known of any list.
            outcome(if b.digits > 2 || c.digits > 2 {
                Err(Kind::DateNotRead)
            } else {
                date(i32::try_from(a.value).unwrap_or(0), b.value, c.value)
            })
        }
        [Part::Number(a), Part::Number(b), Part::Number(c)] => Cell::Numbers([*a, *b, *c]),
        [Part::Month(month), Part::Number(a), Part::Number(b)]
        | [Part::Number(a), Part::Month(month), Part::Number(b)] => {
            let (day, year) = if a.digits > 2 { (*b, *a) } else { (*a, *b) };
            if day.digits > 2 {
                return Cell::Wrong(Kind::DateNotRead);
            }
            outcome(year_of(year).ok_or(Kind::ImpossibleDate).and_then(|year| date(year, *month, day.value)))
        }
        _ => Cell::Wrong(Kind::DateNotRead),
    }
}

fn outcome(date: Result<NaiveDate, Kind>) -> Cell {
    match date {
        Ok(day) => Cell::Day(day),
        Err(kind) => Cell::Wrong(kind),
    }
}

/// A number that stands alone: eight digits are a year, a month and a day; five are a spreadsheet's day number
/// (1927 to 2119). Smaller numbers could be anything and are left out.
fn alone(number: Number) -> Cell {
    match (number.digits, number.value) {
        (8, value) => {
            outcome(date(i32::try_from(value / 10_000).unwrap_or(0), value / 100 % 100, value % 100))
        }
        (5, value @ 10_000..=80_000) => {
            let zero = NaiveDate::from_ymd_opt(1899, 12, 30);
            match zero.and_then(|zero| zero.checked_add_days(Days::new(u64::from(value)))) {
                Some(day) => Cell::Day(day),
                None => Cell::Wrong(Kind::DateNotRead),
            }
        }
        (_, 0) => Cell::Wrong(Kind::PlaceholderDate),
        _ => Cell::Wrong(Kind::DateNotRead),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Number(Number),
    Month(u32),
}

/// The text before a time of day: `08:30`, or `08.30` behind a whole date.
fn without_time(cell: &str) -> &str {
    for (at, letter) in cell.char_indices() {
        if !letter.is_whitespace() && !matches!(letter, 'T' | 't' | ',') {
            continue;
        }
        let (before, rest) =
            (cell.get(..at).unwrap_or_default(), cell.get(at + letter.len_utf8()..).unwrap_or_default());
        let rest = rest.trim_start();
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        if !(1..=2).contains(&digits) || !before.ends_with(|before: char| before.is_ascii_digit()) {
            continue;
        }
        match rest.get(digits..).and_then(|rest| rest.chars().next()) {
            Some(':') => return before,
            Some('.') if parts_of(before).is_some_and(|parts| parts.len() == 3) => return before,
            _ => {}
        }
    }
    cell
}

/// The text before a word for the hour: *5 Maret 2021 pukul 08.00*.
fn before_hour(cell: &str) -> Option<&str> {
    let plain = cell.to_ascii_lowercase();
    let at = [" pukul", " pkl", " jam"].iter().filter_map(|word| plain.find(word)).min()?;
    cell.get(..at)
}

/// Numbers and names of months; names of weekdays are dropped, and anything else is no date.
fn parts_of(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::with_capacity(3);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let digit = letter.is_ascii_digit();
        let end = if digit || letter.is_alphabetic() {
            // Jum'at is one word.
            let goes_on = |other: char| match digit {
                true => other.is_ascii_digit(),
                false => other.is_alphabetic() || matches!(other, '\'' | '’'),
            };
            rest.find(|other: char| !goes_on(other)).unwrap_or(rest.len())
        } else {
            letter.len_utf8()
        };
        let (part, after) = rest.split_at_checked(end)?;
        rest = after;
        if digit {
            // A long fraction of a day number is of no interest, and nothing else is so long.
            let value = part.parse().unwrap_or(u32::MAX);
            parts.push(Part::Number(Number { value, digits: part.len() }));
        } else if letter.is_alphabetic() {
            let word = part.to_lowercase().replace(['\'', '’'], "");
            match month_of(&word) {
                Some(month) => parts.push(Part::Month(month)),
                None if is_filler(&word) => {}
                None => return None,
            }
        } else if !letter.is_whitespace() && !matches!(letter, '-' | '/' | '.' | ',' | '\'' | '’' | '–' | '_')
        {
            return None;
        }
        if parts.len() > 3 {
            return None;
        }
    }
    // A sign before a lone number is no separator.
    if parts.len() < 3 && text.starts_with(['-', '.', '/']) {
        return None;
    }
    Some(parts)
}

/// Months by their English and Indonesian names, whole or cut to three letters or more.
fn month_of(word: &str) -> Option<u32> {
    const NAMES: [(&str, u32); 27] = [
        ("january", 1),
        ("januari", 1),
        ("february", 2),
        ("februari", 2),
        ("pebruari", 2),
        ("march", 3),
        ("maret", 3),
        ("mrt", 3),
        ("april", 4),
        ("may", 5),
        ("mei", 5),
        ("june", 6),
        ("juni", 6),
        ("july", 7),
        ("juli", 7),
        ("august", 8),
        ("agustus", 8),
        ("agt", 8),
        ("ags", 8),
        ("september", 9),
        ("sept", 9),
        ("october", 10),
        ("oktober", 10),
        ("november", 11),
        ("nopember", 11),
        ("december", 12),
        ("desember", 12),
    ];
    if word.len() < 3 {
        return None;
    }
    NAMES.iter().find(|(name, _)| name.starts_with(word)).map(|(_, month)| *month)
}

/// Words around a date that say nothing about it.
fn is_filler(word: &str) -> bool {
    const WORDS: [&str; 20] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "senin",
        "selasa",
        "rabu",
        "kamis",
        "jumat",
        "sabtu",
        "minggu",
        "ahad",
        "tanggal",
        "tgl",
        "of",
        "wib",
        "wita",
    ];
    matches!(word, "st" | "nd" | "rd" | "th")
        || (word.len() > 1 && WORDS.iter().any(|known| known.starts_with(word)))
}
