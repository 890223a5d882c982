//! Indonesian phone numbers, kept as E.164. `08…`, `62…`, `+62…` and a bare `8…` are the same number
//! however it is separated. A number of another country is kept when it starts with `+`; what cannot
//! be read is told apart by [`PhoneProblem`] so that the form can keep it as typed.

use crate::domain::text::{Text, t};

/// Why a number could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneProblem {
    /// Something other than digits and separators.
    #[error("phone number holds something other than digits")]
    NotOnlyDigits,
    /// Neither `0`, `62`, `+` nor `8` at the start.
    #[error("phone number has no known start")]
    UnknownStart,
    /// Too short or too long.
    #[error("phone number has a wrong length")]
    WrongLength,
}

impl PhoneProblem {
    /// What the user reads.
    pub const fn text(self) -> Text {
        match self {
            PhoneProblem::NotOnlyDigits => {
                t("Nomor telepon hanya boleh berisi angka.", "A phone number holds digits only.")
            }
            PhoneProblem::UnknownStart => t(
                "Nomor harus diawali 0, 8, 62, atau tanda +.",
                "The number must start with 0, 8, 62 or a + sign.",
            ),
            PhoneProblem::WrongLength => {
                t("Nomor terlalu pendek atau terlalu panjang.", "The number is too short or too long.")
            }
        }
    }
}

/// A phone number in E.164. It has no `Debug`, because it is personal data.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone {
    /// `+62…`.
    e164: String,
}

/// Area codes of three figures with the zero; all others have four.
const SHORT_AREAS: [&str; 4] = ["21", "22", "24", "31"];

/// Reads a number as typed.
pub fn parse_phone(input: &str) -> Result<Phone, PhoneProblem> {
    let trimmed = input.trim();
    let plus = trimmed.starts_with('+');
    let mut digits = String::with_capacity(16);
    for c in trimmed.chars().skip(usize::from(plus)) {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' | '\u{2010}'..='\u{2014}' => {}
            _ => return Err(PhoneProblem::NotOnlyDigits),
        }
    }
    // 00 dials abroad, as + does; no Indonesian area code starts with a zero.
    let (digits, plus) = match digits.strip_prefix("00") {
        Some(rest) if !plus => (rest, true),
        _ => (digits.as_str(), plus),
    };
    if plus && !digits.starts_with("62") {
        // E.164 allows 15 digits; the shortest foreign numbers in use have 7.
        let fits = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
        return if fits { Ok(Phone { e164: format!("+{digits}") }) } else { Err(PhoneProblem::UnknownStart) };
    }
    // People write +62 (0)812…: the zero after the country code is dropped.
    let national = if let Some(rest) = digits.strip_prefix("62").filter(|_| plus || digits.len() > 9) {
        rest.strip_prefix('0').unwrap_or(rest)
    } else if let Some(rest) = digits.strip_prefix('0') {
        rest
    } else if digits.starts_with('8') {
        digits
    } else {
        return Err(PhoneProblem::UnknownStart);
    };
    // Mobile numbers have 9–12 digits without the zero, landlines 7–11.
    let allowed = if national.starts_with('8') { 9..=12 } else { 7..=11 };
    if !allowed.contains(&national.len()) {
        return Err(PhoneProblem::WrongLength);
    }
    Ok(Phone { e164: format!("+62{national}") })
}

impl Phone {
    /// `+6281234567890`: what a record stores.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    fn national(&self) -> Option<&str> {
        self.e164.strip_prefix("+62")
    }

    /// Whether it is an Indonesian mobile number.
    pub fn is_mobile(&self) -> bool {
        self.national().is_some_and(|national| national.starts_with('8'))
    }

    /// Grouped for reading: `0812-3456-7890`, `(021) 5551234`; foreign numbers stay as they are.
    pub fn display(&self) -> String {
        let Some(national) = self.national() else { return self.e164.clone() };
        if !self.is_mobile() {
            let area = if SHORT_AREAS.iter().any(|area| national.starts_with(area)) { 2 } else { 3 };
            return match national.split_at_checked(area) {
                Some((area, rest)) => format!("(0{area}) {rest}"),
                None => format!("0{national}"),
            };
        }
        let mut out = String::with_capacity(16);
        for (place, digit) in std::iter::once('0').chain(national.chars()).enumerate() {
            // Groups of four; what is left over stays with the third group.
            if place == 4 || place == 8 {
                out.push('-');
            }
            out.push(digit);
        }
        out
    }

    /// The link that dials.
    pub fn tel_link(&self) -> String {
        format!("tel:{}", self.e164)
    }

    /// The link that opens a WhatsApp chat; landlines have none.
    pub fn whatsapp_link(&self) -> Option<String> {
        let landline = self.national().is_some() && !self.is_mobile();
        (!landline).then(|| format!("https://wa.me/{}", self.e164.trim_start_matches('+')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_way_of_writing_a_number_is_the_same_number() {
        for typed in
            ["081234567890", "62 812-3456-7890", "+62 (0)812 3456 7890", "81234567890", "006281234567890"]
        {
            assert!(parse_phone(typed).is_ok_and(|phone| phone.e164() == "+6281234567890"), "{typed}");
        }
    }

    #[test]
    fn a_number_links_to_the_dialler_and_a_mobile_to_a_chat() {
        let phone = parse_phone("081234567890").ok().unwrap();
        assert_eq!(phone.tel_link(), "tel:+6281234567890");
        assert_eq!(phone.whatsapp_link().as_deref(), Some("https://wa.me/6281234567890"));
        assert_eq!(phone.display(), "0812-3456-7890");
        let landline = parse_phone("(0561) 123456").ok().unwrap();
        assert!(landline.whatsapp_link().is_none() && landline.display() == "(0561) 123456");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert_eq!(parse_phone("112").err(), Some(PhoneProblem::UnknownStart));
        assert_eq!(parse_phone("08123").err(), Some(PhoneProblem::WrongLength));
        assert_eq!(parse_phone("0812 345O").err(), Some(PhoneProblem::NotOnlyDigits));
        assert!(parse_phone("+60123456789").is_ok_and(|phone| phone.display() == "+60123456789"));
    }

    proptest! {
        #[test]
        fn a_stored_number_reads_as_itself(national in "8[0-9]{8,11}") {
            let phone = parse_phone(&national).ok().unwrap();
            prop_assert!(parse_phone(phone.e164()).ok().as_ref() == Some(&phone));
            prop_assert!(parse_phone(&phone.display()).ok().as_ref() == Some(&phone));
        }
    }
}
