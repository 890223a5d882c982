//! The family card number (nomor KK): 16 digits, region first, then the day the card was first
//! issued. Only its length and its region are worth a warning; nothing is refused.

use super::{digits_of, dotted};
use crate::domain::text::{Text, t};

/// What is odd about a family card number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KkWarning {
    /// Not 16 digits.
    WrongLength {
        /// How many digits there are.
        digits: usize,
    },
    /// Letters or signs that are not separators.
    NotOnlyDigits,
    /// The serial number is 0000.
    SerialZero,
    /// The district code is not in the region list.
    UnknownRegion,
}

impl KkWarning {
    /// What the user reads.
    pub const fn text(self) -> Text {
        match self {
            KkWarning::WrongLength { .. } => {
                t("Nomor KK seharusnya 16 angka.", "A family card number has 16 digits.")
            }
            KkWarning::NotOnlyDigits => {
                t("Nomor KK berisi tanda selain angka.", "The number holds something other than digits.")
            }
            KkWarning::SerialZero => {
                t("Nomor urut KK 0000 tidak pernah diterbitkan.", "Serial 0000 is never given out.")
            }
            KkWarning::UnknownRegion => t(
                "Kode wilayah KK tidak ada di daftar (mungkin kode lama).",
                "The region code is not in the list (it may be an old code).",
            ),
        }
    }
}

/// What a family card number says. It has no `Debug`, because it is personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct KkReport {
    /// The digits, without separators.
    pub digits: String,
    /// `PP.KK.CC`.
    pub district: Option<String>,
    /// What is odd; empty is good.
    pub warnings: Vec<KkWarning>,
}

/// Reads a family card number as typed. `known_region` tells whether a dotted district code exists.
pub fn parse_kk(input: &str, known_region: impl Fn(&str) -> bool) -> KkReport {
    let (digits, foreign) = digits_of(input);
    let district = dotted(&digits, 3);
    let mut warnings = Vec::new();
    if foreign {
        warnings.push(KkWarning::NotOnlyDigits);
    }
    if digits.len() != 16 {
        warnings.push(KkWarning::WrongLength { digits: digits.len() });
    } else {
        if digits.ends_with("0000") {
            warnings.push(KkWarning::SerialZero);
        }
        if !district.as_deref().is_some_and(known_region) {
            warnings.push(KkWarning::UnknownRegion);
        }
    }
    KkReport { digits, district, warnings }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_card_number_warns_and_never_refuses() {
        let good = parse_kk("1271 0210 0118 0003", |code| code == "12.71.02");
        assert!(good.warnings.is_empty() && good.district.as_deref() == Some("12.71.02"));
        let odd = parse_kk("12710210x", |_| true);
        assert_eq!(odd.warnings, [KkWarning::NotOnlyDigits, KkWarning::WrongLength { digits: 8 }]);
        let odd = parse_kk("1271021001180000", |_| false);
        assert_eq!(odd.warnings, [KkWarning::SerialZero, KkWarning::UnknownRegion]);
    }
}
