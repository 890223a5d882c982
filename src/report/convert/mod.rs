//! The book in forms that other programs read: a table for each kind of record, the PPKS list that a regency's system
//! takes in, and a FHIR bundle. `docs/FORMATS.md` says what goes where and what is lost.
//!
//! Everything is made in steps of some records, so that a page stays awake and can stop half-way. Invariant: a form that
//! says *statistics* holds no name, no number of a person and nothing that somebody wrote freely, and its records are
//! numbers. What surprises: nothing made here is read back; the hand-over file is the form that keeps the history.

pub mod column;
pub mod csv;
pub mod fhir;
pub mod ppks;
pub mod sheets;
pub mod xlsx;

use chrono::NaiveDate;

use crate::domain::kind::Kind;
use crate::domain::text::Lang;
use crate::ledger::Book;

use self::ppks::LeftOut;

/// Who is to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The agency: everything.
    Full,
    /// Whoever counts: no identities.
    Statistics,
}

/// How it is to be written.
#[derive(Clone, Debug)]
pub struct Options {
    /// For whom.
    pub profile: Profile,
    /// The language of labels.
    pub lang: Lang,
    /// Whether tables have the label of each code beside it.
    pub labels: bool,
    /// Whether a comma stands between cells, and decimals have a point. Else it is a semicolon, and they have a comma,
    /// as Indonesian spreadsheets read them.
    pub comma: bool,
    /// The day by which ages are counted.
    pub today: NaiveDate,
    /// Only people of this village go into the PPKS list.
    pub village: Option<String>,
}

impl Options {
    /// Everything for the agency, as Indonesian spreadsheets read it.
    pub fn new(today: NaiveDate, lang: Lang) -> Options {
        Options { profile: Profile::Full, lang, labels: false, comma: false, today, village: None }
    }
}

/// A form.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A table of one kind of record.
    Csv(&'static Kind),
    /// The PPKS list of a regency.
    Ppks,
    /// HL7 FHIR R4.
    Fhir,
    /// A workbook with a sheet for each kind: here its cells, which `xlsx.rs` puts together.
    Xlsx,
}

enum Maker {
    Csv(csv::Table),
    Ppks(ppks::List),
    Fhir(fhir::Bundle),
    Xlsx(sheets::Sheets),
}

/// A file in the making. The book must not change before it is whole; one that does gives a file that is thrown away.
pub struct Making(Maker);

impl Making {
    /// Nothing is written yet.
    pub fn new(form: Form, options: Options) -> Making {
        Making(match form {
            Form::Csv(kind) => Maker::Csv(csv::Table::new(kind, options)),
            Form::Ppks => Maker::Ppks(ppks::List::new(options)),
            Form::Fhir => Maker::Fhir(fhir::Bundle::new(options)),
            Form::Xlsx => Maker::Xlsx(sheets::Sheets::new(options)),
        })
    }

    /// Appends what some more records give; `true` once all is written.
    pub fn step(&mut self, book: &Book, records: usize, out: &mut String) -> bool {
        match &mut self.0 {
            Maker::Csv(table) => table.step(book, records, out),
            Maker::Ppks(list) => list.step(book, records, out),
            Maker::Fhir(bundle) => bundle.step(book, records, out),
            Maker::Xlsx(sheets) => sheets.step(book, records, out),
        }
    }

    /// How many of how many records were looked at.
    pub fn progress(&self, book: &Book) -> (usize, usize) {
        match &self.0 {
            Maker::Csv(table) => table.progress(book),
            Maker::Ppks(list) => list.progress(book),
            Maker::Fhir(bundle) => bundle.progress(book),
            Maker::Xlsx(sheets) => sheets.progress(book),
        }
    }

    /// How many rows or entries were written.
    pub fn written(&self) -> usize {
        match &self.0 {
            Maker::Csv(table) => table.written(),
            Maker::Ppks(list) => list.written(),
            Maker::Fhir(bundle) => bundle.written(),
            Maker::Xlsx(sheets) => sheets.written(),
        }
    }

    /// Who is not in a PPKS list, and who should be looked at; empty for the other forms.
    pub fn left_out(&self) -> &[LeftOut] {
        match &self.0 {
            Maker::Ppks(list) => list.left_out(),
            Maker::Csv(_) | Maker::Fhir(_) | Maker::Xlsx(_) => &[],
        }
    }

    /// How many records a bundle has no place for; 0 for the other forms.
    pub fn without_place(&self) -> usize {
        match &self.0 {
            Maker::Fhir(bundle) => bundle.without_place(),
            Maker::Csv(_) | Maker::Ppks(_) | Maker::Xlsx(_) => 0,
        }
    }
}

/// The whole file at once, for whom nobody waits.
pub fn whole(book: &Book, form: Form, options: Options) -> String {
    let mut out = String::new();
    let mut making = Making::new(form, options);
    while !making.step(book, 1_000, &mut out) {}
    out
}

/// What a file is called.
pub fn file_name(form: Form, options: &Options) -> String {
    let what = if options.profile == Profile::Full { "" } else { "statistik-" };
    match form {
        Form::Csv(kind) => format!("{what}{}-{}.csv", kind.name, options.today),
        Form::Ppks => format!("ppks-{}.csv", options.today),
        Form::Fhir => format!("{what}fhir-{}.json", options.today),
        Form::Xlsx => format!("{what}buku-{}.xlsx", options.today),
    }
}

/// Its media type.
pub const fn media_type(form: Form) -> &'static str {
    match form {
        Form::Csv(_) | Form::Ppks => "text/csv;charset=utf-8",
        Form::Fhir => "application/fhir+json",
        Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

/// Text without what no file is to carry: control characters other than line ends and tabs.
fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
