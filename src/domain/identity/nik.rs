//! The NIK: 16 digits `PPKKCC DDMMYY SSSS`, day + 40 for women. Parsing warns and never refuses: a
//! NIK with a wrong date or serial is on real cards, and a district code may be older than the last
//! redrawing of borders. The century is not written; it is the latest that is not in the future.

use chrono::{Datelike, NaiveDate};

use super::{digits_of, dotted};
use crate::domain::text::{Text, t};

/// Sex as the NIK writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NikSex {
    /// Day 1–31.
    Male,
    /// Day 41–71.
    Female,
}

impl NikSex {
    /// The code of [`crate::domain::code::civil::SEX`].
    pub const fn code(self) -> &'static str {
        match self {
            NikSex::Male => "male",
            NikSex::Female => "female",
        }
    }
}

/// What is odd about a NIK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NikWarning {
    /// Not 16 digits.
    WrongLength {
        /// How many digits there are.
        digits: usize,
    },
    /// Letters or signs that are not separators.
    NotOnlyDigits,
    /// Day, month and year are no date up to today.
    ImpossibleDate,
    /// The serial number is 0000, which is never given out.
    SerialZero,
    /// The district code is not in the region list (it may be an older code).
    UnknownRegion,
    /// The sex on record differs.
    SexDiffers,
    /// The birth date on record differs.
    BirthDiffers,
}

impl NikWarning {
    /// What the user reads.
    pub const fn text(self) -> Text {
        match self {
            NikWarning::WrongLength { .. } => t("NIK seharusnya 16 angka.", "A NIK has 16 digits."),
            NikWarning::NotOnlyDigits => {
                t("NIK berisi tanda selain angka.", "The NIK holds something other than digits.")
            }
            NikWarning::ImpossibleDate => {
                t("Tanggal lahir di dalam NIK tidak mungkin.", "The birth date inside the NIK is impossible.")
            }
            NikWarning::SerialZero => {
                t("Nomor urut NIK 0000 tidak pernah diterbitkan.", "Serial 0000 is never given out.")
            }
            NikWarning::UnknownRegion => t(
                "Kode wilayah NIK tidak ada di daftar (mungkin kode lama).",
                "The NIK's region code is not in the list (it may be an old code).",
            ),
            NikWarning::SexDiffers => t(
                "Jenis kelamin menurut NIK berbeda dengan yang dicatat.",
                "The NIK says another sex than the record.",
            ),
            NikWarning::BirthDiffers => t(
                "Tanggal lahir menurut NIK berbeda dengan yang dicatat.",
                "The NIK says another birth date than the record.",
            ),
        }
    }
}

/// What a NIK says. Empty parts could not be read. It has no `Debug`, because it is personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct NikReport {
    /// The digits, without separators.
    pub digits: String,
    /// `PP`.
    pub province: Option<String>,
    /// `PP.KK`.
    pub regency: Option<String>,
    /// `PP.KK.CC`.
    pub district: Option<String>,
    /// Sex.
    pub sex: Option<NikSex>,
    /// Birth date.
    pub birth: Option<NaiveDate>,
    /// The last four digits.
    pub serial: Option<String>,
    /// What is odd; empty is good.
    pub warnings: Vec<NikWarning>,
}

/// Reads a NIK as typed. `known_region` tells whether a dotted district code exists.
pub fn parse_nik(input: &str, today: NaiveDate, known_region: impl Fn(&str) -> bool) -> NikReport {
    let (digits, foreign) = digits_of(input);
    let mut report = NikReport {
        province: dotted(&digits, 1),
        regency: dotted(&digits, 2),
        district: dotted(&digits, 3),
        sex: None,
        birth: None,
        serial: None,
        warnings: Vec::new(),
        digits,
    };
    if foreign {
        report.warnings.push(NikWarning::NotOnlyDigits);
    }
    if report.digits.len() != 16 {
        report.warnings.push(NikWarning::WrongLength { digits: report.digits.len() });
        return report;
    }
    let number = |from: usize| report.digits.get(from..from + 2).and_then(|pair| pair.parse::<u32>().ok());
    if let (Some(day), Some(month), Some(year)) = (number(6), number(8), number(10)) {
        // Days 32–40 and 72 up belong to neither sex.
        let (day, sex) = if day > 40 { (day - 40, NikSex::Female) } else { (day, NikSex::Male) };
        report.birth = latest_birth(day, month, year, today);
        if report.birth.is_some() {
            report.sex = Some(sex);
        } else {
            report.warnings.push(NikWarning::ImpossibleDate);
        }
    }
    report.serial = report.digits.get(12..16).map(str::to_owned);
    if report.serial.as_deref() == Some("0000") {
        report.warnings.push(NikWarning::SerialZero);
    }
    if !report.district.as_deref().is_some_and(known_region) {
        report.warnings.push(NikWarning::UnknownRegion);
    }
    report
}

/// The latest date with these digits that is not after `today`.
fn latest_birth(day: u32, month: u32, year: u32, today: NaiveDate) -> Option<NaiveDate> {
    let century = today.year() - today.year().rem_euclid(100);
    [century, century - 100]
        .into_iter()
        .filter_map(|century| NaiveDate::from_ymd_opt(century + i32::try_from(year).ok()?, month, day))
        .find(|birth| *birth <= today)
}

impl NikReport {
    /// Compares with what the record says; `sex` is a code of [`crate::domain::code::civil::SEX`].
    /// Where either side is unknown there is nothing to compare.
    pub fn check_against(&self, sex: Option<&str>, birth: Option<NaiveDate>) -> Vec<NikWarning> {
        let mut warnings = Vec::new();
        if let (Some(mine), Some(theirs @ ("male" | "female"))) = (self.sex, sex)
            && mine.code() != theirs
        {
            warnings.push(NikWarning::SexDiffers);
        }
        if let (Some(mine), Some(theirs)) = (self.birth, birth)
            && mine != theirs
        {
            warnings.push(NikWarning::BirthDiffers);
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn separators_are_dropped_and_a_womans_day_is_forty_more() {
        let report = parse_nik("3515 1445-0868.0002", day(2026, 11, 21), |code| code == "35.15.14");
        assert!(report.warnings.is_empty());
        assert!(report.sex == Some(NikSex::Female) && report.birth == Some(day(1968, 8, 5)));
        assert!(report.digits == "3515144508680002" && report.serial.as_deref() == Some("0002"));
    }

    #[test]
    fn the_century_is_the_latest_that_is_not_in_the_future() {
        let birth = |nik| parse_nik(nik, day(2026, 11, 21), |_| true).birth;
        assert_eq!(birth("3204112111260001"), Some(day(2026, 11, 21)));
        assert_eq!(birth("3204112211260001"), Some(day(1926, 11, 22)));
        assert_eq!(birth("3204112902000001"), Some(day(2000, 2, 29)));
    }

    #[test]
    fn the_first_and_last_days_of_each_sex_are_read() {
        let sex =
            |day| parse_nik(&format!("320411{day}01900001"), super::tests::day(2026, 11, 21), |_| true).sex;
        assert_eq!(["01", "31", "40"].map(sex), [Some(NikSex::Male), Some(NikSex::Male), None]);
        assert_eq!(["41", "71", "72"].map(sex), [Some(NikSex::Female), Some(NikSex::Female), None]);
    }

    #[test]
    fn nothing_is_refused_and_everything_odd_is_said() {
        let report = parse_nik("3204113102970000", day(2026, 11, 21), |_| false);
        use NikWarning::*;
        assert_eq!(report.warnings, [ImpossibleDate, SerialZero, UnknownRegion]);
        let report = parse_nik("32O4", day(2026, 11, 21), |_| true);
        assert_eq!(report.warnings, [NotOnlyDigits, WrongLength { digits: 3 }]);
        assert!(report.province.as_deref() == Some("32"));
    }

    #[test]
    fn a_record_that_disagrees_is_pointed_out_and_an_unknown_is_not() {
        let report = parse_nik("3515144508680002", day(2026, 11, 21), |_| true);
        use NikWarning::*;
        assert_eq!(report.check_against(Some("male"), Some(day(1968, 8, 6))), [SexDiffers, BirthDiffers]);
        assert_eq!(report.check_against(Some("unknown"), None), []);
        assert_eq!(report.check_against(Some("female"), Some(day(1968, 8, 5))), []);
    }
}
