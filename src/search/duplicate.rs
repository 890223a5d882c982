//! Who may already be on record. Each candidate says why; a name alone is never more than a weak
//! hint, because many clients share one, and two different NIKs speak against the same person.

use crate::domain::order::InOrder;
use crate::domain::text::{Text, t};
use chrono::{Datelike, NaiveDate};

use super::fold::fold_name;

/// A name ready to be compared, whatever the order of its words.
#[derive(Clone, PartialEq, Eq)]
pub struct NameKey {
    sorted: String,
    /// One bit a letter: most pairs are told apart by this alone.
    letters: u32,
}

impl NameKey {
    /// The key of a name; nothing for a name without letters or digits.
    pub fn new(name: &str) -> Option<NameKey> {
        let folded = fold_name(name);
        let mut words: Vec<&str> =
            folded.split(' ').filter(|word| !matches!(*word, "bin" | "binti" | "")).collect();
        words.order();
        let sorted = words.join(" ");
        let letters = sorted.bytes().filter(u8::is_ascii_lowercase).fold(0, |bits, b| bits | 1 << (b - b'a'));
        (!sorted.is_empty()).then_some(NameKey { sorted, letters })
    }

    /// Likeness in percent; 100 is the same, below 85 is different.
    fn likeness(&self, other: &NameKey) -> u8 {
        if self.sorted == other.sorted {
            return 100;
        }
        let inside = self.letters & other.letters;
        if (inside == self.letters || inside == other.letters) && self.words_inside(other) {
            return 88;
        }
        if (self.letters ^ other.letters).count_ones() > 4
            || self.sorted.len().abs_diff(other.sorted.len()) > 6
        {
            return 0;
        }
        let likeness = strsim::jaro_winkler(&self.sorted, &other.sorted);
        // A likeness is within 0–1, so the percentage fits; the same name was returned above.
        (likeness * 100.0).clamp(0.0, 99.0) as u8
    }

    /// Whether every word of the shorter name is a word of the longer one.
    fn words_inside(&self, other: &NameKey) -> bool {
        let (short, long) =
            if self.sorted.len() < other.sorted.len() { (self, other) } else { (other, self) };
        short.sorted.split(' ').all(|word| long.sorted.split(' ').any(|theirs| theirs == word))
    }
}

/// What is compared of a person. It has no `Debug`, because it is personal data.
#[derive(Clone, Default)]
pub struct PersonKey {
    /// NIK digits; more than one where somebody has several records.
    pub niks: Vec<String>,
    /// Phones in E.164.
    pub phones: Vec<String>,
    /// Names and aliases; [`PersonKey::named`] makes them.
    pub names: Vec<NameKey>,
    /// Birth date, where it is exact.
    pub birth: Option<NaiveDate>,
    /// Birth year, also estimated.
    pub birth_year: Option<i32>,
    /// RT.
    pub rt: Option<String>,
    /// RW.
    pub rw: Option<String>,
    /// Village code or name.
    pub village: Option<String>,
}

impl PersonKey {
    /// A key for these names and aliases; the other fields are set by the caller.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> PersonKey {
        PersonKey { names: names.into_iter().filter_map(NameKey::new).collect(), ..PersonKey::default() }
    }

    /// The year of birth, exact or not.
    pub fn year(&self) -> Option<i32> {
        self.birth.map(|birth| birth.year()).or(self.birth_year)
    }
}

/// Why somebody may be the same person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The same NIK.
    SameNik,
    /// Two NIKs that differ: speaks against.
    DifferentNik,
    /// A phone in common; families share phones.
    SamePhone,
    /// The same name after folding, in any order.
    SameName,
    /// A similar name, or one is part of the other.
    SimilarName {
        /// Likeness, 85–99.
        percent: u8,
    },
    /// The same birth date.
    SameBirthDate,
    /// Birth years at most one apart.
    NearBirthYear,
    /// The same village, RW and RT.
    SameNeighbourhood,
    /// The same village.
    SameVillage,
}

impl Reason {
    /// What the user reads.
    pub const fn text(self) -> Text {
        match self {
            Reason::SameNik => t("NIK sama", "same NIK"),
            Reason::DifferentNik => t("NIK berbeda", "different NIK"),
            Reason::SamePhone => t("telepon sama", "same phone"),
            Reason::SameName => t("nama sama", "same name"),
            Reason::SimilarName { .. } => t("nama mirip", "similar name"),
            Reason::SameBirthDate => t("tanggal lahir sama", "same birth date"),
            Reason::NearBirthYear => t("umur hampir sama", "nearly the same age"),
            Reason::SameNeighbourhood => t("RT/RW sama", "same RT/RW"),
            Reason::SameVillage => t("desa/kelurahan sama", "same village"),
        }
    }
}

/// How much a candidate is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A name or a phone alone: common between different people.
    Weak,
    /// A name and one thing more.
    Possible,
    /// The same NIK, or a name with the birth date or the phone.
    Strong,
}

/// Somebody who may be the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Place in the sequence that was given.
    pub index: usize,
    /// Why.
    pub reasons: Vec<Reason>,
    /// How much it is worth.
    pub strength: Strength,
    /// For sorting; it means nothing by itself.
    pub score: u16,
}

/// Everybody in `existing` who may be `new`, best first.
pub fn candidates<'a>(new: &PersonKey, existing: impl Iterator<Item = &'a PersonKey>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> =
        existing.enumerate().filter_map(|(index, person)| compare(new, person, index)).collect();
    found.order_by(|a, b| (b.strength, b.score, a.index).cmp(&(a.strength, a.score, b.index)));
    found
}

/// Whether two may be the same person, and why; `index` comes back with the candidate.
pub fn compare(new: &PersonKey, old: &PersonKey, index: usize) -> Option<Candidate> {
    let niks = (!new.niks.is_empty() && !old.niks.is_empty())
        .then(|| new.niks.iter().any(|nik| old.niks.contains(nik)));
    let phone = new.phones.iter().any(|phone| old.phones.contains(phone));
    let pairs = new.names.iter().flat_map(|mine| old.names.iter().map(move |theirs| mine.likeness(theirs)));
    let name = pairs.max().filter(|percent| *percent >= 85);
    if niks != Some(true) && !phone && name.is_none() {
        return None;
    }
    let same = |mine: &Option<String>, theirs: &Option<String>| mine.is_some() && mine == theirs;
    let birth = new.birth.is_some() && new.birth == old.birth;
    let near = new.year().zip(old.year()).is_some_and(|(mine, theirs)| mine.abs_diff(theirs) <= 1);
    let village = same(&new.village, &old.village);
    let neighbourhood = village && same(&new.rw, &old.rw) && same(&new.rt, &old.rt);

    let strength = match name {
        _ if niks == Some(true) => Strength::Strong,
        _ if niks == Some(false) => Strength::Weak,
        Some(_) if birth || phone => Strength::Strong,
        Some(_) if near || neighbourhood => Strength::Possible,
        Some(_) => Strength::Weak,
        None if birth => Strength::Possible,
        None => Strength::Weak,
    };
    // A name that is only similar and stands alone would list half of the village.
    if name.is_some_and(|percent| percent < 100) && !phone && strength == Strength::Weak {
        return None;
    }
    let rows = [
        (niks == Some(true), Reason::SameNik, 100),
        (niks == Some(false), Reason::DifferentNik, 0),
        (phone, Reason::SamePhone, 40),
        (name == Some(100), Reason::SameName, 45),
        (name.is_some_and(|p| p < 100), Reason::SimilarName { percent: name.unwrap_or(0) }, 30),
        (birth, Reason::SameBirthDate, 35),
        (near && !birth, Reason::NearBirthYear, 15),
        (neighbourhood, Reason::SameNeighbourhood, 20),
        (village && !neighbourhood, Reason::SameVillage, 5),
    ];
    let mut candidate = Candidate { index, reasons: Vec::new(), strength, score: 0 };
    for (_, reason, score) in rows.into_iter().filter(|row| row.0) {
        candidate.reasons.push(reason);
        candidate.score += score;
    }
    Some(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, birth: Option<(i32, u32, u32)>) -> PersonKey {
        let birth = birth.map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap());
        PersonKey { birth, ..PersonKey::named([name]) }
    }

    #[test]
    fn a_name_alone_is_weak_and_a_name_with_a_birth_date_is_strong() {
        let new = person("Moh. Soedjono", Some((1980, 2, 1)));
        let existing = [person("Sujono Muhammad", None), person("Muhammad Sujono", Some((1980, 2, 1)))];
        let found = candidates(&new, existing.iter());
        assert_eq!((found[0].index, found[0].strength), (1, Strength::Strong));
        assert_eq!(found[0].reasons, [Reason::SameName, Reason::SameBirthDate]);
        assert_eq!((found[1].strength, &found[1].reasons[..]), (Strength::Weak, &[Reason::SameName][..]));
    }

    #[test]
    fn a_similar_name_needs_something_more() {
        let existing = [person("Siti Aminah", None), person("Siti Aminnah", Some((1991, 1, 1)))];
        let found = candidates(&person("Siti Amina", Some((1990, 5, 5))), existing.iter());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].index, found[0].strength), (1, Strength::Possible));
    }

    #[test]
    fn the_same_nik_is_strong_whatever_the_name_and_different_niks_speak_against() {
        let nik =
            |name, nik: &str| PersonKey { niks: vec![nik.to_owned()], ..person(name, Some((1990, 1, 1))) };
        let existing = [nik("Wati", "1"), nik("Budi", "2")];
        let found = candidates(&nik("Budi", "1"), existing.iter());
        assert_eq!((found[0].index, found[0].strength), (0, Strength::Strong));
        assert_eq!((found[1].index, found[1].strength), (1, Strength::Weak));
        assert!(found[1].reasons.contains(&Reason::DifferentNik));
    }

    #[test]
    fn a_shared_phone_alone_is_weak_and_strangers_are_not_listed() {
        let phone = |name| PersonKey { phones: vec!["+62812".to_owned()], ..PersonKey::named([name]) };
        let existing = [phone("Wati"), person("Joko", None)];
        let found = candidates(&phone("Budi"), existing.iter());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].strength, &found[0].reasons[..]), (Strength::Weak, &[Reason::SamePhone][..]));
    }
}
