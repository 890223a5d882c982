//! What a line list or its links have wrong: one kind, where it stands, whom it is about.
//!
//! A problem is named and counted; what it says was done about it was done (a value left out, a link kept). One
//! problem gathers every row of its kind, so that ten thousand unreadable cells are one line for the reader.

use serde::{Serialize, Serializer};

use crate::domain::text::{Text, t};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $id:literal | $en:literal;)*) => {
        /// What is wrong, and what was done about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// Every kind, in the order in which problems are listed.
            pub const ALL: &[Kind] = &[$(Kind::$name),*];

            /// The word that scripts read.
            pub const fn code(self) -> &'static str {
                match self { $(Kind::$name => $code,)* }
            }

            /// What the user reads.
            pub const fn text(self) -> Text {
                match self { $(Kind::$name => t($id, $en),)* }
            }
        }
    };
}

kinds! {
    /// Bytes that are no text in the encoding that was found.
    UnreadableBytes = "unreadable_bytes": "Ada huruf yang tidak terbaca; diganti tanda �" | "Bytes that are no text were replaced by �";
    /// A quotation mark that is never closed.
    UnclosedQuote = "unclosed_quote": "Tanda kutip tidak ditutup; dibaca sebagai huruf biasa" | "A quotation mark is never closed; it was read as a letter";
    /// A row above the names of the columns.
    TitleRow = "title_row": "Baris judul di atas nama kolom; dilewati" | "A title above the names of the columns; it was skipped";
    /// Two columns with one name.
    DuplicateColumn = "duplicate_column": "Nama kolom kembar; yang kedua diberi nomor" | "Two columns have one name; the second was numbered";
    /// A row with more or fewer cells than the header.
    RowLength = "row_length": "Jumlah sel baris tidak sama dengan kepala kolom" | "The row has more or fewer cells than the header";
    /// A case without an id.
    RowWithoutId = "row_without_id": "Baris tanpa ID; tidak diambil" | "The row has no id; it was left out";
    /// One id in several rows.
    DuplicateId = "duplicate_id": "ID yang sama pada beberapa baris; dihitung satu orang" | "One id in several rows; counted as one person";
    /// Rows of one id that say different things.
    DifferingRows = "differing_rows": "Baris dengan ID sama berbeda isi; baris pertama yang dipakai" | "Rows of one id differ; the first was taken";
    /// Ids that differ only in spelling.
    IdsAlike = "ids_alike": "ID yang hanya beda ejaan; tetap dianggap orang berbeda" | "Ids that differ in spelling only; kept as different people";
    /// A cell of a date column that is no date.
    DateNotRead = "date_not_read": "Bukan tanggal; nilai tidak diambil" | "Not a date; the value was left out";
    /// A date that no calendar has.
    ImpossibleDate = "impossible_date": "Tanggal yang tidak ada; nilai tidak diambil" | "No such date; the value was left out";
    /// What a spreadsheet shows for an empty or zero cell.
    PlaceholderDate = "placeholder_date": "Tanggal nol dari lembar kerja; nilai tidak diambil" | "A spreadsheet's zero shown as a date; the value was left out";
    /// A date many years away from the others of its column.
    FarDate = "far_date": "Tanggal jauh dari yang lain; tetap dipakai" | "A date far from the others of its column; kept";
    /// A column whose dates read both ways.
    AmbiguousDates = "ambiguous_dates": "Urutan hari dan bulan tidak pasti" | "Day and month could stand either way round";
    /// A column in which some dates need one order and some the other.
    MixedDates = "mixed_dates": "Urutan hari dan bulan bercampur dalam satu kolom" | "Day and month stand both ways round in one column";
    /// A date after the day of the report.
    DateAfterAsOf = "date_after_as_of": "Tanggal sesudah hari laporan; tetap dipakai" | "A date after the day of the report; kept";
    /// A report before the onset.
    ReportBeforeOnset = "report_before_onset": "Dilaporkan sebelum sakit; tetap dihitung" | "Reported before the onset; counted";
    /// An outcome before the onset.
    OutcomeBeforeOnset = "outcome_before_onset": "Hasil akhir sebelum sakit; tetap dihitung" | "The outcome is before the onset; counted";
    /// A sex in words that are not known.
    UnknownSex = "unknown_sex": "Jenis kelamin tidak dikenali; tidak diambil" | "The sex is in words that are not known; left out";
    /// A link without one of its ends.
    IncompleteLink = "incomplete_link": "Hubungan tanpa sumber atau tanpa yang terpapar; tidak diambil" | "A link without a source or without an exposed person; left out";
    /// A link of somebody to themselves.
    SelfLoop = "self_loop": "Hubungan pada diri sendiri; tidak diambil" | "A link of somebody to themselves; left out";
    /// The same link twice.
    DuplicateLink = "duplicate_link": "Hubungan yang sama lebih dari sekali; dihitung satu" | "The same link more than once; counted once";
    /// An id in links that the list does not have.
    LinkIdNotInList = "link_id_not_in_list": "ID hubungan yang tidak ada dalam daftar; tetap dihitung dalam rantai" | "An id in links that is not in the list; counted in the chains";
    /// People who are, through each other, each other's source.
    Cycle = "cycle": "Lingkaran: saling menjadi sumber; tetap dihitung" | "A circle: each is the other's source; the links are kept";
    /// People who are reached only through a circle.
    WithoutGeneration = "without_generation": "Hanya terhubung lewat lingkaran; tanpa generasi" | "Reached only through a circle; they have no generation";
    /// A secondary case who fell ill before its source.
    NegativeSerialInterval = "negative_serial_interval": "Sakit sebelum sumbernya; tetap dihitung dengan tanda minus" | "Ill before its source; counted with its sign";
    /// A link longer or shorter than the disease allows.
    UnlikelyInterval = "unlikely_interval": "Jarak sakit tidak sesuai masa tular dan inkubasi penyakit; tetap dihitung" | "The interval does not fit the disease's infectious window and incubation; counted";
    /// A visit of somebody who is no contact.
    VisitOfNobody = "visit_of_nobody": "Kunjungan untuk ID yang bukan kontak; tidak diambil" | "A visit of an id that is no contact; left out";
    /// A visit without a readable day.
    VisitWithoutDay = "visit_without_day": "Kunjungan tanpa tanggal; tidak diambil" | "A visit without a date; left out";
    /// A visit after the day of the report.
    VisitAfterAsOf = "visit_after_as_of": "Kunjungan sesudah hari laporan; tidak diambil" | "A visit after the day of the report; left out";
    /// A result in words that are not known.
    UnknownResult = "unknown_result": "Hasil kunjungan tidak dikenali; tidak dihitung sebagai terlihat" | "The result is in words that are not known; not counted as seen";
    /// A contact without a day of exposure.
    ContactWithoutExposure = "contact_without_exposure": "Kontak tanpa tanggal paparan; tanpa hari pantau" | "A contact without a date of exposure; no days to follow up";
    /// A visit entered before its day.
    EnteredBefore = "entered_before": "Dicatat sebelum hari kunjungan" | "Entered before the day of the visit";
    /// A visit on a day that is none of the window's.
    OutsideWindow = "outside_window": "Kunjungan di luar hari pantau; tetap dihitung sebagai terlihat" | "A visit on no day of the window; it counts as having been seen";
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// One kind of problem in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What is wrong.
    pub kind: Kind,
    /// In which file: `cases`, `links`, `contacts` or `visits`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'static str>,
    /// In which column, by its header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// About whom; each id once.
    pub ids: Vec<String>,
    /// In which rows, numbered as a spreadsheet does: the header is row 1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<usize>,
    /// About which links: source and exposed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<(String, String)>,
    /// More in words, where there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Problem {
    /// A problem about people.
    pub fn of(kind: Kind, ids: Vec<String>) -> Problem {
        Problem { kind, file: None, column: None, ids, rows: Vec::new(), links: Vec::new(), note: None }
    }

    /// A problem about links.
    pub fn of_links(kind: Kind, links: Vec<(String, String)>) -> Problem {
        let mut ids: Vec<String> = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        for id in links.iter().flat_map(|(from, to)| [from, to]) {
            if seen.insert(id.as_str()) {
                ids.push(id.clone());
            }
        }
        Problem { links, ..Problem::of(kind, ids) }
    }
}

/// Problems as they are found, gathered by kind, file and column.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// Notes one row, with the id of whom it is about where there is one.
    pub fn row(
        &mut self,
        kind: Kind,
        file: &'static str,
        column: Option<&str>,
        row: usize,
        id: Option<&str>,
    ) {
        let same = |one: &&mut Problem| {
            one.kind == kind && one.file == Some(file) && one.column.as_deref() == column
        };
        let place = match self.found.iter_mut().rev().find(same) {
            Some(problem) => problem,
            None => {
                let column = column.map(str::to_owned);
                self.found.push(Problem { file: Some(file), column, ..Problem::of(kind, Vec::new()) });
                let Some(problem) = self.found.last_mut() else { return };
                problem
            }
        };
        if place.rows.last() != Some(&row) {
            place.rows.push(row);
        }
        if let Some(id) = id
            && place.ids.last().map(String::as_str) != Some(id)
        {
            place.ids.push(id.to_owned());
        }
    }

    /// Notes a whole problem.
    pub fn push(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    /// Everything found, by kind; each id once.
    pub fn finish(mut self) -> Vec<Problem> {
        for problem in &mut self.found {
            let mut seen = rustc_hash::FxHashSet::default();
            problem.ids.retain(|id| seen.insert(id.clone()));
        }
        crate::domain::order::InOrder::order_by_key(&mut self.found, |problem| problem.kind);
        self.found
    }
}
