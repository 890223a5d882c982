//! The list of people in need of social welfare service (PPKS) as the import of a regency takes it:
//! `nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;jenis_disabilitas`, one row for each person and category.
//!
//! Nobody disappears in silence: who lacks what that import requires is named with every reason. What surprises: an age or
//! a sex that seldom goes with a category does not keep a row out, it is only pointed out, because the importing system
//! judges by rules of its own; and the remark stays empty, because what is written about somebody does not belong there.

use rustc_hash::FxHashSet;

use super::Options;
use crate::casework::person::households_of;
use crate::domain::birth::Birth;
use crate::domain::cell;
use crate::domain::code::welfare::{PpksHint, ppks_hint};
use crate::domain::id::RecordId;
use crate::domain::record::casework::case;
use crate::domain::record::spine::{household, person};
use crate::domain::text::{Text, t};
use crate::ledger::{Book, RecordRef};

/// The first row, which the import passes over.
const HEAD: &str = "nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;jenis_disabilitas\r\n";

/// Why somebody is not in the list, or should be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A client without a category.
    NoCategory,
    /// No NIK.
    NoNik,
    /// A NIK of another length than sixteen digits.
    OddNik,
    /// No name.
    NoName,
    /// No birth date, or only an estimated age.
    NoBirth,
    /// Neither male nor female.
    NoSex,
    /// A category that asks for a kind of disability, and none that the import knows.
    NoDisability,
    /// Dead.
    Died,
    /// The age seldom goes with the category; the row is written.
    Age,
    /// The sex seldom goes with the category; the row is written.
    Sex,
}

impl Reason {
    /// Whether a row is missing for it.
    pub const fn keeps_out(self) -> bool {
        !matches!(self, Reason::Age | Reason::Sex)
    }

    /// What the user reads.
    pub const fn text(self) -> Text {
        match self {
            Reason::NoCategory => t("belum ada kategori PPKS", "no PPKS category yet"),
            Reason::NoNik => t("belum ada NIK", "no NIK yet"),
            Reason::OddNik => t("NIK bukan 16 angka", "the NIK is not 16 digits"),
            Reason::NoName => t("belum ada nama", "no name yet"),
            Reason::NoBirth => t("tanggal lahir belum pasti", "the birth date is not certain"),
            Reason::NoSex => t("jenis kelamin belum dicatat", "the sex is not recorded"),
            Reason::NoDisability => {
                t("ragam disabilitas belum dicatat", "the kind of disability is not recorded")
            }
            Reason::Died => t("sudah meninggal", "has died"),
            Reason::Age => t(
                "umur di luar kebiasaan kategori; tetap ditulis",
                "unusual age for the category; written all the same",
            ),
            Reason::Sex => t(
                "jenis kelamin tidak lazim untuk kategori; tetap ditulis",
                "unusual sex for the category; written all the same",
            ),
        }
    }
}

/// Somebody who is not in the list, or not with every category, or should be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Who.
    pub person: RecordId,
    /// The category it is about; none where it is about all of them.
    pub category: Option<String>,
    /// Every reason.
    pub reasons: Vec<Reason>,
}

/// A list in the making.
pub struct List {
    options: Options,
    at: usize,
    begun: bool,
    written: usize,
    left_out: Vec<LeftOut>,
}

impl List {
    /// Nothing is written yet.
    pub fn new(options: Options) -> List {
        List { options, at: 0, begun: false, written: 0, left_out: Vec::new() }
    }

    pub(super) fn step(&mut self, book: &Book, records: usize, out: &mut String) -> bool {
        if !self.begun {
            self.begun = true;
            out.push_str(HEAD);
        }
        let end = self.at.saturating_add(records);
        for record in book.of_part(&person::SPEC, self.at..end) {
            let asked = self.options.village.as_deref();
            if asked.is_none_or(|asked| village_of(book, record).eq_ignore_ascii_case(asked.trim())) {
                self.one(book, record, out);
            }
        }
        self.at = end;
        end >= book.capacity_of(&person::SPEC)
    }

    pub(super) fn progress(&self, book: &Book) -> (usize, usize) {
        let all = book.capacity_of(&person::SPEC);
        (self.at.min(all), all)
    }

    pub(super) fn written(&self) -> usize {
        self.written
    }

    /// Who is not in the list, and who should be looked at.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    fn one(&mut self, book: &Book, record: RecordRef<'_>, out: &mut String) {
        let categories = record.get(person::PPKS).unwrap_or_default();
        let who = record.id();
        let mut out_of_it = |category: Option<&str>, reasons: Vec<Reason>| {
            self.left_out.push(LeftOut { person: who, category: category.map(str::to_owned), reasons });
        };
        if categories.is_empty() {
            if book.children(who, &case::SPEC).next().is_some() {
                out_of_it(None, vec![Reason::NoCategory]);
            }
            return;
        }
        let nik = record.text(person::NIK).trim();
        let name = plain(record.text(person::NAME));
        let birth = match record.get(person::BIRTH) {
            Some(Birth::Exact(day)) => Some(day),
            _ => None,
        };
        let sex = match record.text(person::SEX) {
            "male" => Some("L"),
            "female" => Some("P"),
            _ => None,
        };
        let odd = nik.len() != 16 || !nik.bytes().all(|byte| byte.is_ascii_digit());
        let lacking: Vec<Reason> = [
            (nik.is_empty(), Reason::NoNik),
            (!nik.is_empty() && odd, Reason::OddNik),
            (name.is_empty(), Reason::NoName),
            (birth.is_none(), Reason::NoBirth),
            (sex.is_none(), Reason::NoSex),
            (record.get(person::DIED_ON).is_some(), Reason::Died),
        ]
        .into_iter()
        .filter_map(|(lacks, reason)| lacks.then_some(reason))
        .collect();
        let (Some(birth), Some(sex), true) = (birth, sex, lacking.is_empty()) else {
            return out_of_it(None, lacking);
        };
        let kinds = disabilities(&record.get(person::DISABILITIES).unwrap_or_default());
        let age = Birth::Exact(birth).age_on(self.options.today);
        let mut seen = FxHashSet::default();
        for category in categories.into_iter().filter(|category| seen.insert(*category)) {
            let hint = ppks_hint(category);
            let needs = hint.is_some_and(|hint| hint.needs_disability);
            if needs && kinds.is_empty() {
                out_of_it(Some(category), vec![Reason::NoDisability]);
                continue;
            }
            let odd = hint.map_or_else(Vec::new, |hint| unusual(hint, age, record.text(person::SEX)));
            if !odd.is_empty() {
                out_of_it(Some(category), odd);
            }
            // Nothing but the kind that the category asks for: what is not required stays here.
            let kinds = if needs { kinds.as_str() } else { "" };
            let birth = birth.format("%d-%m-%Y");
            let (name, category) = (cell::guarded(&name), plain(category));
            out.push_str(&format!("{nik};{name};{birth};{sex};{category};;{kinds}\r\n"));
            self.written += 1;
        }
    }
}

fn unusual(hint: &PpksHint, age: Option<u16>, sex: &str) -> Vec<Reason> {
    let young = age.zip(hint.age_from).is_some_and(|(age, from)| age < u16::from(from));
    let old = age.zip(hint.age_to).is_some_and(|(age, to)| age > u16::from(to));
    let other = hint.sex.is_some_and(|usual| usual != sex);
    [(young || old, Reason::Age), (other, Reason::Sex)]
        .into_iter()
        .filter_map(|(odd, reason)| odd.then_some(reason))
        .collect()
}

/// The kinds of disability in the words of the import. It has none for "multiple", so that alone is none.
fn disabilities(codes: &[&str]) -> String {
    let mut found: Vec<&str> = Vec::new();
    for code in codes {
        let word = match *code {
            "physical" => "fisik",
            "intellectual" => "intelektual",
            "mental" => "mental",
            "sensory_sight" | "sensory_hearing" | "sensory_speech" => "sensorik",
            _ => continue,
        };
        if !found.contains(&word) {
            found.push(word);
        }
    }
    found.join("|")
}

/// One line without what parts cells: the import need not know of quotation marks.
fn plain(text: &str) -> String {
    let line = text.replace(|c: char| c.is_control() || matches!(c, ';' | '"'), " ");
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The village somebody lives in: their own, else that of a household.
fn village_of<'a>(book: &'a Book, record: RecordRef<'a>) -> &'a str {
    let own = record.text(person::VILLAGE).trim();
    if !own.is_empty() {
        return own;
    }
    let homes = households_of(book, record.id());
    homes
        .into_iter()
        .map(|home| home.text(household::VILLAGE).trim())
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}
