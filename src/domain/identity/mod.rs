//! Numbers and names by which a person is known: NIK, family card, phone, region. What is typed is
//! always kept: a number that breaks its rules gives warnings, never a refusal, because agencies'
//! own papers break them too.

pub mod kk;
pub mod nik;
pub mod phone;
pub mod region;

/// The digits of `input`, and whether it held anything besides digits and the usual separators.
pub(crate) fn digits_of(input: &str) -> (String, bool) {
    let mut digits = String::with_capacity(16);
    let mut foreign = false;
    for c in input.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '.' | '-' | '\u{a0}' | '\'' | '\t' | '\u{2010}'..='\u{2014}' => {}
            _ => foreign = true,
        }
    }
    (digits, foreign)
}

/// The dotted code of the digits `PPKKCC`, as far as they go (`12`, `12.71`, `12.71.02`).
pub(crate) fn dotted(digits: &str, pairs: usize) -> Option<String> {
    let mut out = String::with_capacity(8);
    for pair in 0..pairs {
        if pair > 0 {
            out.push('.');
        }
        out.push_str(digits.get(pair * 2..pair * 2 + 2)?);
    }
    Some(out)
}
