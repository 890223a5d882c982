//! What a form points out while it is filled in: facts that seldom go together, and what a good goal still lacks.
//! Everything here is a hint; nothing is refused, because life does not keep to forms.

use chrono::NaiveDate;

use crate::domain::birth::Birth;
use crate::domain::code::lists;
use crate::domain::code::welfare::ppks_hint;
use crate::domain::field::Field;
use crate::domain::identity::nik::parse_nik;
use crate::domain::kind::Kind;
use crate::domain::record::casework::goal;
use crate::domain::record::spine::person;
use crate::domain::text::{Lang, Text, t};
use crate::domain::value::{Fields, Value};

/// Below this age somebody has a guardian (UU 35/2014).
const ADULT: u16 = 18;

/// The hints for what is typed into the form of a kind, in words.
pub fn hints(kind: &Kind, fields: &Fields, today: NaiveDate, lang: Lang) -> Vec<String> {
    match kind.name {
        name if name == person::SPEC.name => of_person(fields, today, lang),
        name if name == goal::SPEC.name && fields.contains_key(goal::STATEMENT.name) => {
            smart(fields).into_iter().map(|one| one.text.get(lang).to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

/// What is odd about a NIK, in itself and against the sex and the birth date that stand in the same form.
pub fn of_nik(nik: &str, fields: &Fields, today: NaiveDate) -> Vec<Text> {
    if nik.is_empty() {
        return Vec::new();
    }
    // Districts are not looked up here: the list may not be loaded, and an unknown one is no error.
    let report = parse_nik(nik, today, |_| true);
    let sex = fields.get(person::SEX.name).and_then(Value::as_text);
    let birth = match fields.get(person::BIRTH.name).and_then(Birth::from_value) {
        Some(Birth::Exact(date)) => Some(date),
        _ => None,
    };
    let differs = report.check_against(sex, birth);
    report.warnings.iter().chain(&differs).map(|warning| warning.text()).collect()
}

fn filled<K>(fields: &Fields, field: Field<K>) -> bool {
    fields.get(field.name).is_some_and(|value| !value.is_empty())
}

fn of_person(fields: &Fields, today: NaiveDate, lang: Lang) -> Vec<String> {
    let birth = fields.get(person::BIRTH.name).and_then(Birth::from_value);
    let age = birth.and_then(|birth| birth.age_on(today));
    let sex = fields.get(person::SEX.name).and_then(Value::as_text).unwrap_or_default();
    let mut found = Vec::new();
    let guarded = filled(fields, person::GUARDIAN) || filled(fields, person::GUARDIAN_NAME);
    if age.is_some_and(|age| age < ADULT) && !guarded {
        let text = t(
            "Masih anak: catat orang tua atau wali di Isian lainnya.",
            "Still a child: record the parent or guardian under More fields.",
        );
        found.push(text.get(lang).to_owned());
    }
    let chosen = match fields.get(person::PPKS.name) {
        Some(Value::List(items)) => items.iter().filter_map(Value::as_text).collect(),
        _ => Vec::new(),
    };
    for hint in chosen.into_iter().filter_map(ppks_hint) {
        let category = lists::PPKS.label(hint.code, lang);
        let mut say = |text: Text, from: Option<u8>, to: Option<u8>| {
            let number = |bound: Option<u8>| bound.map_or_else(String::new, |bound| bound.to_string());
            found.push(text.with(lang, &[("what", category), ("from", &number(from)), ("to", &number(to))]));
        };
        let young = age.zip(hint.age_from).is_some_and(|(age, from)| age < u16::from(from));
        let old = age.zip(hint.age_to).is_some_and(|(age, to)| age > u16::from(to));
        if young || old {
            let text = match (hint.age_from, hint.age_to) {
                (Some(1..), Some(_)) => {
                    t("{what}: biasanya berumur {from}–{to} tahun.", "{what}: usually aged {from} to {to}.")
                }
                (_, Some(_)) => {
                    t("{what}: biasanya paling tua {to} tahun.", "{what}: usually aged {to} at most.")
                }
                _ => {
                    t("{what}: biasanya sejak umur {from} tahun.", "{what}: usually from the age of {from}.")
                }
            };
            say(text, hint.age_from, hint.age_to);
        }
        if hint.sex.is_some_and(|wanted| !sex.is_empty() && sex != wanted) {
            say(t("{what}: biasanya perempuan.", "{what}: usually a woman."), None, None);
        }
        if hint.needs_disability && !filled(fields, person::DISABILITIES) {
            say(
                t("{what}: catat ragam disabilitasnya.", "{what}: record the kind of disability."),
                None,
                None,
            );
        }
    }
    found
}

/// What a goal still lacks of one letter of SMART, or of the client's own choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The field that would say it.
    pub field: &'static str,
    /// In words.
    pub text: Text,
}

/// How many words make a goal specific enough to be told from another one.
const SPECIFIC_WORDS: usize = 3;

/// What a goal lacks, letter by letter: specific, measurable, achievable, relevant, time-bound; then the client's choice.
pub fn smart(fields: &Fields) -> Vec<Lacking> {
    let words = |field: &str| {
        fields.get(field).and_then(Value::as_text).map_or(0, |text| text.split_whitespace().count())
    };
    let has = |field: &str| fields.get(field).is_some_and(|value| !value.is_empty());
    let checks = [
        (
            words(goal::STATEMENT.name) >= SPECIFIC_WORDS,
            goal::STATEMENT.name,
            t(
                "Spesifik: tulis siapa melakukan apa, dalam satu kalimat.",
                "Specific: write who does what, in one sentence.",
            ),
        ),
        (
            has(goal::INDICATOR.name),
            goal::INDICATOR.name,
            t(
                "Terukur: belum ada indikator; bagaimana kita tahu ini tercapai?",
                "Measurable: no indicator yet; how will we know?",
            ),
        ),
        (
            has(goal::BASELINE.name) || !has(goal::INDICATOR.name),
            goal::BASELINE.name,
            t("Terukur: keadaan awal belum dicatat.", "Measurable: the baseline is not recorded."),
        ),
        (
            has(goal::TARGET.name),
            goal::TARGET.name,
            t("Dapat dicapai: target belum ditulis.", "Achievable: no target is written."),
        ),
        (
            has(goal::RELEVANCE.name),
            goal::RELEVANCE.name,
            t(
                "Relevan: tulis mengapa ini penting bagi klien.",
                "Relevant: write why it matters to the client.",
            ),
        ),
        (
            has(goal::DUE.name),
            goal::DUE.name,
            t("Berbatas waktu: belum ada batas waktu.", "Time-bound: there is no due date."),
        ),
        (
            has(goal::CHOICE.name),
            goal::CHOICE.name,
            t(
                "Pilihan klien: tawarkan lebih dari satu jalan dan catat yang dipilihnya.",
                "The client's choice: offer more than one way and record which one they chose.",
            ),
        ),
    ];
    checks.into_iter().filter(|(met, ..)| !met).map(|(_, field, text)| Lacking { field, text }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::day;
    use crate::domain::kind::FieldSet;

    fn says(fields: FieldSet) -> Vec<String> {
        hints(&person::SPEC, &fields.0, day("2026-11-21"), Lang::Id)
    }

    #[test]
    fn an_age_or_sex_that_seldom_goes_with_a_category_is_pointed_out_and_one_that_is_not_known_is_not() {
        let ppks = |codes: &[&str]| {
            FieldSet::new()
                .with(person::PPKS, codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>())
        };
        let aged = |years: u16| Birth::Estimated { age: years, on: day("2026-11-21") };
        assert_eq!(says(ppks(&["PMKS-08", "PMKS-23"])), [""; 0]);
        assert_eq!(
            says(ppks(&["PMKS-08", "PMKS-23"]).with(person::BIRTH, aged(40)).with(person::SEX, "male")),
            [
                "Lanjut usia telantar: biasanya sejak umur 60 tahun.",
                "Perempuan rawan sosial ekonomi: biasanya perempuan."
            ]
        );
        assert_eq!(
            says(ppks(&["PMKS-04", "PMKS-09"]).with(person::BIRTH, aged(30))),
            [
                "Anak jalanan: biasanya berumur 6–18 tahun.",
                "Penyandang disabilitas: catat ragam disabilitasnya."
            ]
        );
        assert_eq!(
            says(ppks(&["PMKS-01"]).with(person::BIRTH, aged(9)).with(person::GUARDIAN_NAME, "Bu Ani")),
            ["Anak balita telantar: biasanya paling tua 5 tahun."]
        );
    }

    #[test]
    fn a_nik_that_disagrees_with_what_stands_beside_it_is_pointed_out() {
        let says = |nik: &str, fields: FieldSet| {
            let found = of_nik(nik, &fields.0, day("2026-11-21"));
            found.into_iter().map(|text| text.en).collect::<Vec<_>>()
        };
        // A woman born on 5 August 1968.
        let nik = "3515144508680002";
        let born = |date: &str| FieldSet::new().with(person::BIRTH, Birth::Exact(day(date)));
        assert_eq!(says(nik, FieldSet::new()), [""; 0]);
        assert_eq!(says(nik, born("1968-08-05").with(person::SEX, "female")), [""; 0]);
        assert_eq!(says("", born("1968-08-06").with(person::SEX, "male")), [""; 0]);
        assert_eq!(
            says(nik, born("1968-08-06").with(person::SEX, "male")),
            ["The NIK says another sex than the record.", "The NIK says another birth date than the record."]
        );
        let about = Birth::Estimated { age: 20, on: day("2026-11-21") };
        assert_eq!(says(nik, FieldSet::new().with(person::BIRTH, about)), [""; 0]);
        assert_eq!(says("32", FieldSet::new()), ["A NIK has 16 digits."]);
    }

    #[test]
    fn a_child_without_a_guardian_is_pointed_out() {
        let child = FieldSet::new().with(person::BIRTH, Birth::Exact(day("2010-01-01")));
        assert_eq!(says(child.clone()).len(), 1);
        assert!(says(child.with(person::GUARDIAN_NAME, "Bu Ani")).is_empty());
        assert!(says(FieldSet::new().with(person::BIRTH, Birth::Exact(day("2008-11-21")))).is_empty());
    }

    #[test]
    fn each_letter_of_smart_is_asked_for_until_it_is_there() {
        let lacking = |fields: &FieldSet| smart(&fields.0).iter().map(|one| one.field).collect::<Vec<_>>();
        let mut fields = FieldSet::new().with(goal::STATEMENT, "Mandiri");
        assert_eq!(lacking(&fields), ["statement", "indicator", "target", "relevance", "due", "choice"]);
        fields = fields.with(goal::STATEMENT, "Ani berjualan nasi uduk").with(goal::INDICATOR, "Penghasilan");
        fields = fields.with(goal::TARGET, "300 ribu").with(goal::RELEVANCE, "Untuk sekolah anak");
        assert_eq!(lacking(&fields), ["baseline", "due", "choice"]);
        let whole = fields
            .with(goal::BASELINE, "0")
            .with(goal::DUE, day("2027-01-01"))
            .with(goal::CHOICE, "Di rumah");
        assert!(lacking(&whole).is_empty());
        assert!(hints(&goal::SPEC, &Fields::new(), day("2026-11-21"), Lang::Id).is_empty());
    }
}
