//! Pseudonyms: known names in any text become initials or another word, and long numbers are masked.
//!
//! Names are matched as whole words whatever their case, the longest first, also in parts ("Ibu Siti" for Siti
//! Aminah). What surprises: a part that is an everyday word too (Hari, Bunga, Putri) is matched only where it is
//! written with a capital, or "tiga hari" would lose its days. A veil knows the names it was given and nothing
//! else, so a paper that wears one says that free text may still tell who is meant.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::casework::person::{NAMELESS, initials};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{attendance, case, note, visit};
use crate::domain::record::spine::{consent, household, member, person, relation};
use crate::domain::record::tracing::exposure;
use crate::ledger::{Book, RecordRef};

/// Words that belong to many names and name nobody.
const TITLES: [&str; 22] = [
    "bin", "binti", "ibu", "bapak", "bpk", "pak", "sdr", "sdri", "haji", "hajah", "alm", "almh", "van",
    "der", "dan", "anak", "adik", "kakak", "nenek", "kakek", "keluarga", "kel",
];

/// Parts of names that are everyday words.
const EVERYDAY: [&str; 30] = [
    "hari", "bulan", "bunga", "indah", "putri", "putra", "fajar", "mulia", "setia", "baik", "damai", "sabar",
    "jaya", "rahmat", "cinta", "kasih", "ratu", "raja", "mawar", "melati", "sari", "cahaya", "bintang",
    "senja", "suci", "tegar", "sehat", "aman", "budi", "guru",
];

struct Name {
    words: Vec<String>,
    /// What stands in its place; none keeps it.
    instead: Option<String>,
    everyday: bool,
}

/// Replaces the names it knows.
#[derive(Default)]
pub struct Veil {
    by_first: FxHashMap<String, Vec<Name>>,
    masks_numbers: bool,
}

impl Veil {
    /// A veil over names, each with what is to stand in its place. A name without a replacement is kept, and its
    /// parts are kept too where others share them.
    pub fn new(names: Vec<(String, Option<String>)>, masks_numbers: bool) -> Veil {
        let mut all: Vec<Name> = Vec::new();
        for (name, instead) in &names {
            let words = words_of(name);
            if words.is_empty() {
                continue;
            }
            if words.len() > 1 {
                for (word, typed) in
                    words.iter().zip(name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()))
                {
                    if word.chars().count() < 3 || TITLES.contains(&word.as_str()) {
                        continue;
                    }
                    // Of a name that becomes initials, the part becomes its own initial.
                    let part = instead
                        .as_ref()
                        .map(|whole| if *whole == initials(name) { initials(typed) } else { whole.clone() });
                    let everyday = EVERYDAY.contains(&word.as_str());
                    all.push(Name { words: vec![word.clone()], instead: part, everyday });
                }
            } else if words.iter().any(|word| TITLES.contains(&word.as_str())) {
                continue;
            }
            let everyday = words.len() == 1 && words.iter().all(|word| EVERYDAY.contains(&word.as_str()));
            all.push(Name { words, instead: instead.clone(), everyday });
        }
        let mut veil = Veil { by_first: FxHashMap::default(), masks_numbers };
        for name in all {
            if let Some(first) = name.words.first() {
                veil.by_first.entry(first.clone()).or_default().push(name);
            }
        }
        for names in veil.by_first.values_mut() {
            // The longest first; of equal ones, what is kept.
            names.order_by_key(|name| (std::cmp::Reverse(name.words.len()), name.instead.is_some()));
        }
        veil
    }

    /// The text under the veil.
    pub fn text(&self, text: &str) -> String {
        if self.by_first.is_empty() && !self.masks_numbers {
            return text.to_owned();
        }
        let tokens = tokens(text);
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if let Some((count, instead)) = self.name_at(&tokens, at) {
                match instead {
                    Some(instead) => out.push_str(instead),
                    None => tokens.iter().skip(at).take(count).for_each(|token| out.push_str(token.text)),
                }
                // "S.A." at the end of a sentence needs no second full stop.
                let dot =
                    tokens.get(at + count).filter(|next| out.ends_with('.') && next.text.starts_with('.'));
                if let Some(next) = dot {
                    out.push_str(next.text.get(1..).unwrap_or_default());
                    at += 1;
                }
                at += count;
            } else if let Some((count, masked)) = self.number_at(&tokens, at) {
                out.push_str(&masked);
                at += count;
            } else {
                out.push_str(token.text);
                at += 1;
            }
        }
        out
    }

    /// The name that begins here: how many tokens it takes, and what stands in its place.
    fn name_at(&self, tokens: &[Token<'_>], at: usize) -> Option<(usize, Option<&str>)> {
        let first = tokens.get(at).filter(|token| token.word)?;
        let names = self.by_first.get(&first.text.to_lowercase())?;
        let capital = first.text.chars().next().is_some_and(char::is_uppercase);
        names.iter().filter(|name| capital || !name.everyday).find_map(|name| {
            let mut count = 1;
            for word in name.words.iter().skip(1) {
                let gap = tokens.get(at + count)?;
                let next = tokens.get(at + count + 1)?;
                let joins = gap.text.chars().count() <= 3 && gap.text.chars().all(joins_names);
                if !joins || next.text.to_lowercase() != *word {
                    return None;
                }
                count += 2;
            }
            Some((count, name.instead.as_deref()))
        })
    }

    /// A number of nine digits or more that begins here: a NIK, a KK, a phone.
    fn number_at(&self, tokens: &[Token<'_>], at: usize) -> Option<(usize, String)> {
        if !self.masks_numbers {
            return None;
        }
        let digits = |token: &Token<'_>| token.word && token.text.bytes().all(|byte| byte.is_ascii_digit());
        let mut all = tokens.get(at).filter(|token| digits(token))?.text.to_owned();
        let mut count = 1;
        while let (Some(gap), Some(next)) = (tokens.get(at + count), tokens.get(at + count + 1)) {
            let joins = gap.text == "-" || (gap.text == " " && next.text.len() >= 3);
            if !joins || !digits(next) {
                break;
            }
            all.push_str(next.text);
            count += 2;
        }
        (all.len() >= 9).then(|| (count, masked(&all)))
    }
}

fn joins_names(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '\'' | '’' | '`' | '-' | ',')
}

/// The last four digits, the others as dots.
pub fn masked(number: &str) -> String {
    let count = number.chars().count();
    let hidden = count.saturating_sub(4).max(count.min(4));
    number.chars().enumerate().map(|(place, c)| if place < hidden { '•' } else { c }).collect()
}

struct Token<'a> {
    text: &'a str,
    word: bool,
}

/// Words and what stands between them.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut word = None;
    for (at, c) in text.char_indices() {
        let now = c.is_alphanumeric();
        if word.is_some_and(|before| before != now) {
            found.push(Token { text: text.get(start..at).unwrap_or_default(), word: !now });
            start = at;
        }
        word = Some(now);
    }
    if let Some(word) = word {
        found.push(Token { text: text.get(start..).unwrap_or_default(), word });
    }
    found
}

fn words_of(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The people around a record, and names of people who are no records.
#[derive(Default)]
pub struct Circle<'a> {
    /// People.
    pub people: Vec<RecordRef<'a>>,
    /// Names that were only written down: of guardians and witnesses.
    pub names: Vec<String>,
    /// Names of households.
    pub homes: Vec<String>,
}

/// Who is known around a person, household or case: households with former members, relations, guardians, who gave
/// or witnessed a consent, who was seen at visits, and whom they were exposed to.
pub fn circle<'a>(book: &'a Book, about: RecordRef<'a>) -> Circle<'a> {
    let mut circle = Circle::default();
    let mut seen = FxHashSet::default();
    let mut homes = FxHashSet::default();
    let mut visits: Vec<RecordId> =
        book.referring(&visit::SPEC, visit::CASE, about.id()).iter().map(|one| one.id()).collect();
    let mut places = vec![about.id()];
    places.extend(about.parent().filter(|_| about.is(&case::SPEC)));
    let mut waiting = places.clone();
    // People who are reached over the first step only are named, but not looked around.
    let mut depth: FxHashMap<RecordId, u8> = waiting.iter().map(|id| (*id, 0)).collect();
    while let Some(id) = waiting.pop() {
        let Some(record) = book.get_any(id) else { continue };
        let level = depth.get(&id).copied().unwrap_or(2);
        let mut next: Vec<RecordId> = Vec::new();
        if record.is(&person::SPEC) {
            if !seen.insert(id) {
                continue;
            }
            circle.people.push(record);
            circle.names.extend(record.get_all(person::GUARDIAN_NAME).into_iter().map(str::to_owned));
            if level < 2 {
                next.extend(record.get(person::GUARDIAN));
                next.extend(book.children(id, &relation::SPEC).filter_map(|one| one.get(relation::OTHER)));
                next.extend(
                    book.referring(&relation::SPEC, relation::OTHER, id)
                        .into_iter()
                        .filter_map(|one| one.parent()),
                );
                next.extend(book.children(id, &exposure::SPEC).filter_map(|one| one.get(exposure::SOURCE)));
                next.extend(
                    book.referring(&member::SPEC, member::PERSON, id)
                        .into_iter()
                        .filter_map(|one| one.parent()),
                );
                next.extend(
                    book.referring(&household::SPEC, household::HEAD, id).into_iter().map(|one| one.id()),
                );
                for one in book.children(id, &consent::SPEC) {
                    circle.names.push(one.text(consent::GIVEN_BY).to_owned());
                    circle.names.push(one.text(consent::WITNESS).to_owned());
                }
            }
        } else if record.is(&household::SPEC) && homes.insert(id) {
            circle.homes.push(record.text(household::NAME).to_owned());
            next.extend(record.get(household::HEAD));
            next.extend(book.children(id, &member::SPEC).filter_map(|one| one.get(member::PERSON)));
            places.push(id);
        }
        for id in next {
            depth.entry(id).or_insert(level + 1);
            waiting.push(id);
        }
    }
    let cases: Vec<RecordId> =
        places.iter().flat_map(|place| book.children(*place, &case::SPEC)).map(|one| one.id()).collect();
    let at = || places.iter().chain(&cases).copied();
    visits.extend(at().flat_map(|place| book.children(place, &visit::SPEC)).map(|one| one.id()));
    visits.extend(
        cases.iter().flat_map(|case| book.referring(&visit::SPEC, visit::CASE, *case)).map(|one| one.id()),
    );
    let noted = at().chain(visits.iter().copied());
    for note in noted.flat_map(|id| book.children(id, &note::SPEC)) {
        // "Rosa, Puskesmas": what follows the comma is the agency, which may be named.
        let took_part = note.get(note::PARTICIPANTS).unwrap_or_default();
        circle
            .names
            .extend(took_part.into_iter().filter_map(|line| line.split(',').next()).map(str::to_owned));
    }
    for visit in visits {
        for one in book.children(visit, &attendance::SPEC) {
            let person = one.get(attendance::PERSON).and_then(|id| book.get_any(id));
            if let Some(person) = person.filter(|person| seen.insert(person.id())) {
                circle.people.push(person);
            }
        }
    }
    circle.names.retain(|name| !name.trim().is_empty());
    circle
}

/// The names of a person: the name and the nicknames, of every record of them.
pub fn names_of(person: RecordRef<'_>) -> Vec<String> {
    let aliases = person.get_all(person::ALIASES).into_iter().flatten();
    let mut names: Vec<String> =
        person.get_all(person::NAME).into_iter().chain(aliases).map(|name| name.trim().to_owned()).collect();
    names.retain(|name| !name.is_empty() && name != NAMELESS);
    names
}

/// The veil under which everybody of a circle is initials.
pub fn initials_veil(circle: &Circle<'_>) -> Veil {
    let people = circle.people.iter().flat_map(|person| names_of(*person));
    let names = people.chain(circle.names.iter().chain(&circle.homes).cloned());
    Veil::new(names.map(|name| (name.clone(), Some(initials(&name)))).collect(), true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, fields};

    #[test]
    fn somebody_who_was_recorded_twice_is_hidden_under_both_names() {
        let mut desk = Desk::new();
        let [ani, anita] = ["Ani", "Anita"].map(|name| {
            let made = fields().with(person::NAME, name).with(person::ALIASES, vec![format!("Mbak {name}")]);
            desk.make(&person::SPEC, None, made)
        });
        let plan = crate::casework::same_person::plan_same(desk.book(), ani, anita);
        desk.save(plan);
        let found = names_of(desk.book().get(anita).unwrap());
        assert_eq!(found, ["Ani", "Anita", "Mbak Ani", "Mbak Anita"]);
    }

    fn veil(names: &[&str]) -> Veil {
        Veil::new(names.iter().map(|name| ((*name).to_owned(), Some(initials(name)))).collect(), true)
    }

    #[test]
    fn names_become_initials_as_whole_words_whatever_their_case_and_the_longest_first() {
        let veil = veil(&["Siti Aminah", "Siti", "Moh. Ali"]);
        assert_eq!(veil.text("SITI AMINAH dan ibu siti"), "S.A. dan ibu S.");
        assert_eq!(veil.text("Bu Aminah menemui Moh Ali."), "Bu A. menemui M.A.");
        assert_eq!(veil.text("Situasi sulit, Sitinya"), "Situasi sulit, Sitinya");
        assert_eq!(veil.text("moh. ali, siti\naminah"), "M.A., S.A.");
        assert_eq!(veil.text(""), "");
    }

    #[test]
    fn a_part_that_is_an_everyday_word_is_hidden_only_with_a_capital() {
        let veil = veil(&["Hari Putra Wijaya", "Bunga"]);
        assert_eq!(
            veil.text("Tiga hari Hari sakit, beli bunga untuk Bunga"),
            "Tiga hari H. sakit, beli bunga untuk B."
        );
        assert_eq!(veil.text("hari putra wijaya"), "H.P.W.");
        // Words that stand in many names hide nothing.
        let veil = super::Veil::new(vec![("Ali bin Umar".into(), Some("A.B.U.".into()))], false);
        assert_eq!(veil.text("bin Ali"), "bin A.");
        let veil = super::Veil::new(vec![("Keluarga Budi".into(), Some("K.B.".into()))], false);
        assert_eq!(veil.text("didukung keluarga. Keluarga Budi pindah."), "didukung keluarga. K.B. pindah.");
    }

    #[test]
    fn long_numbers_are_masked_and_dates_and_money_are_not() {
        let veil = veil(&["X"]);
        assert_eq!(veil.text("NIK 3201015708680001"), "NIK ••••••••••••0001");
        assert_eq!(veil.text("HP 0812-3456-7890, 0812 3456 7890"), "HP ••••••••7890, ••••••••7890");
        assert_eq!(
            veil.text("21-11-2026, Rp 1.500.000, pukul 08.00-10.00"),
            "21-11-2026, Rp 1.500.000, pukul 08.00-10.00"
        );
        assert_eq!(masked("123"), "•••");
    }

    #[test]
    fn a_name_that_is_kept_keeps_what_it_shares_with_others() {
        let names = vec![
            ("Ani Lestari".to_owned(), Some("[orang lain]".to_owned())),
            ("Budi Lestari".to_owned(), None),
        ];
        let veil = Veil::new(names, false);
        assert_eq!(veil.text("Ani Lestari dan Budi Lestari"), "[orang lain] dan Budi Lestari");
        assert_eq!(veil.text("keluarga Lestari, ani"), "keluarga Lestari, [orang lain]");
    }

    #[test]
    fn the_circle_reaches_over_the_household_and_relations_also_to_who_moved_away() {
        let mut desk = Desk::new();
        let mut named = |name: &str| desk.make(&person::SPEC, None, fields().with(person::NAME, name));
        let [ani, budi, gone, friend, seen, far] =
            ["Ani", "Budi", "Cici", "Dodi", "Eka", "Fani"].map(&mut named);
        let home = desk.make(&household::SPEC, None, fields().with(household::NAME, "Keluarga Budi"));
        for (who, until) in
            [(ani, None), (budi, None), (gone, Some(crate::casework::fixture::day("2026-01-01")))]
        {
            let made = fields().with(member::PERSON, who).with_some(member::UNTIL, until);
            desk.make(&member::SPEC, Some(home), made);
        }
        desk.make(&relation::SPEC, Some(ani), fields().with(relation::OTHER, friend));
        let visit = desk.make(&visit::SPEC, Some(home), fields());
        desk.make(&attendance::SPEC, Some(visit), fields().with(attendance::PERSON, seen));
        let given = fields().with(consent::GIVEN_BY, "Gita");
        desk.make(&consent::SPEC, Some(ani), given);
        let case = desk.make(&case::SPEC, Some(ani), fields());
        let circle = circle(desk.book(), desk.book().get(case).unwrap());
        let mut found: Vec<_> = circle.people.iter().map(|one| one.text(person::NAME)).collect();
        found.sort_unstable();
        assert_eq!(found, ["Ani", "Budi", "Cici", "Dodi", "Eka"]);
        assert_eq!((circle.names, circle.homes), (vec!["Gita".to_owned()], vec!["Keluarga Budi".to_owned()]));
        assert!(desk.book().get(far).is_some());
    }

    #[test]
    fn who_took_part_is_hidden_also_where_the_visit_hangs_on_a_case_of_the_person() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let case = desk.make(&case::SPEC, Some(ani), fields());
        // A home that the person does not belong to, seen for the case; and a visit at the case itself.
        let other = desk.make(&household::SPEC, None, fields().with(household::NAME, "Rumah singgah"));
        let elsewhere = desk.make(&visit::SPEC, Some(other), fields().with(visit::CASE, case));
        let own = desk.make(&visit::SPEC, Some(case), fields());
        for (visit, name) in [(elsewhere, "Hasan"), (own, "Intan")] {
            let seen = desk.make(&person::SPEC, None, fields().with(person::NAME, name));
            desk.make(&attendance::SPEC, Some(visit), fields().with(attendance::PERSON, seen));
            let lines = vec![format!("Rosa {name}, Puskesmas")];
            desk.make(&note::SPEC, Some(visit), fields().with(note::PARTICIPANTS, lines));
        }
        for about in [ani, case] {
            let circle = circle(desk.book(), desk.book().get(about).unwrap());
            let mut found: Vec<_> = circle.people.iter().map(|one| one.text(person::NAME)).collect();
            found.sort_unstable();
            assert_eq!(found, ["Ani", "Hasan", "Intan"]);
            let mut names = circle.names;
            names.sort_unstable();
            names.dedup();
            assert_eq!(names, ["Rosa Hasan", "Rosa Intan"]);
        }
    }
}
