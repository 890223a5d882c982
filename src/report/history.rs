//! The history of a record in plain sentences, made from the declarations of the kinds; no kind needs
//! sentences of its own. Nothing is shortened here: what was written is what is shown.

use chrono::{NaiveDate, NaiveTime};

use crate::casework::question;
use crate::domain::birth::Birth;
use crate::domain::field::FieldType;
use crate::domain::id::RecordId;
use crate::domain::kind::{DELETED, FieldSpec, SAME_AS};
use crate::domain::order::InOrder;
use crate::domain::text::{Lang, Text, t};
use crate::domain::value::Value;
use crate::ledger::{Book, FieldChange, RecordRef, Stamp};

use super::summary::{date_text, kind_label, title};

/// One step as a sentence.
#[derive(Clone, PartialEq, Eq)]
pub struct Sentence {
    /// When, by the writer's clock.
    pub at: Stamp,
    /// Who.
    pub author: String,
    /// The whole sentence, the author in it.
    pub text: String,
}

impl std::fmt::Debug for Sentence {
    /// The time only: the text is about a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sentence({:?})", self.at)
    }
}

const SOMEBODY: Text = t("Seseorang", "Somebody");
const MADE: Text = t("{who} mencatat {kind} ini", "{who} recorded this {kind}");
const TRASHED: Text =
    t("{who} memindahkan {kind} ini ke tempat sampah", "{who} moved this {kind} to the trash");
const RESTORED: Text =
    t("{who} mengeluarkan {kind} ini dari tempat sampah", "{who} took this {kind} out of the trash");
const FILLED: Text = t("{who} mengisi {field} dengan “{after}”", "{who} filled in {field} with “{after}”");
const CHANGED: Text = t(
    "{who} mengubah {field} dari “{before}” menjadi “{after}”",
    "{who} changed {field} from “{before}” to “{after}”",
);
const CLEARED: Text =
    t("{who} menghapus isi {field} (tadinya “{before}”)", "{who} cleared {field} (it was “{before}”)");

const MERGED: Text = t(
    "{who} menyatakan “{own}” dan “{other}” orang yang sama",
    "{who} said that “{own}” and “{other}” are the same person",
);
const PARTED: Text =
    t("{who} memisahkan lagi “{own}” dari “{other}”", "{who} separated “{own}” and “{other}” again");

/// Every step of a record and of those for which it stands, oldest first; nothing where it is unknown or erased.
pub fn sentences(book: &Book, record: RecordId, lang: Lang) -> Vec<Sentence> {
    let mut found = sentences_of(book, record, lang);
    let others = book.stands_for(record);
    if !others.is_empty() {
        found.extend(others.iter().flat_map(|other| sentences_of(book, *other, lang)));
        found.order_by_key(|sentence| sentence.at.ms);
    }
    found
}

fn sentences_of(book: &Book, record: RecordId, lang: Lang) -> Vec<Sentence> {
    let Some(record) = book.get_any(record) else { return Vec::new() };
    let kind = kind_label(record, lang).to_lowercase();
    let mut found = Vec::new();
    for step in book.history(record.id()) {
        let author = step.commit.author.trim();
        let who = if author.is_empty() { SOMEBODY.get(lang) } else { author };
        let mut say = |text: String| {
            found.push(Sentence { at: step.commit.at, author: who.to_owned(), text });
        };
        if step.created {
            say(MADE.with(lang, &[("who", who), ("kind", &kind)]));
            continue;
        }
        for change in &step.changes {
            if change.field == DELETED.name {
                let text = if change.after == Value::Bool(true) { TRASHED } else { RESTORED };
                say(text.with(lang, &[("who", who), ("kind", &kind)]));
            } else if change.field == SAME_AS.name {
                let (text, other) = match change.after.as_text() {
                    Some(id) => (MERGED, id),
                    None => (PARTED, change.before.as_text().unwrap_or_default()),
                };
                let other = reference_text(other, book, lang);
                say(text.with(lang, &[("who", who), ("own", &title(record, lang)), ("other", &other)]));
            } else if let Some(text) = change_text(record, change, who, lang) {
                say(text);
            }
        }
    }
    found
}

fn change_text(record: RecordRef<'_>, change: &FieldChange, who: &str, lang: Lang) -> Option<String> {
    let spec = question::spec_in(record, &change.field);
    let field = spec.map_or(change.field.as_str(), |spec| spec.label.get(lang));
    let text_of = |value: &Value| match spec {
        Some(spec) => value_text(spec, value, record.book(), lang),
        None => raw_text(value, lang),
    };
    let (before, after) = (text_of(&change.before), text_of(&change.after));
    let sentence = match (change.before.is_empty(), change.after.is_empty()) {
        (true, true) => return None,
        (true, false) => FILLED,
        (false, true) => CLEARED,
        (false, false) => CHANGED,
    };
    Some(sentence.with(lang, &[("who", who), ("field", field), ("before", &before), ("after", &after)]))
}

/// A value as the user reads it: codes as labels, dates in words, references as the other record's title.
pub fn value_text(spec: &FieldSpec, value: &Value, book: &Book, lang: Lang) -> String {
    use FieldType as F;
    match (spec.ty, value) {
        (F::Code(list), Value::Text(code)) => list.label(code, lang).to_owned(),
        (F::Codes(list), Value::List(items)) => joined(items, |code| list.label(code, lang).to_owned()),
        (F::Date(), Value::Text(text)) => {
            text.parse::<NaiveDate>().map_or_else(|_| text.clone(), |date| date_text(date, lang))
        }
        (F::Time(), Value::Text(text)) => time_text(text, lang),
        (F::Decimal(), Value::Text(text)) if lang == Lang::Id => text.replace('.', ","),
        (F::Int(..), Value::Int(number)) => grouped(*number, lang),
        (F::Ref(_), Value::Text(id)) => reference_text(id, book, lang),
        (F::Refs(_), Value::List(items)) => joined(items, |id| reference_text(id, book, lang)),
        (F::Birth(), value) => {
            Birth::from_value(value).map_or_else(|| raw_text(value, lang), |birth| birth_text(birth, lang))
        }
        (_, value) => raw_text(value, lang),
    }
}

/// A value of which only the shape is known.
pub fn raw_text(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => t("ya", "yes").get(lang).to_owned(),
        Value::Bool(false) => t("tidak", "no").get(lang).to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::List(items) => items.iter().map(|item| raw_text(item, lang)).collect::<Vec<_>>().join(", "),
        Value::Map(map) => {
            let parts: Vec<_> =
                map.iter().map(|(key, value)| format!("{key}: {}", raw_text(value, lang))).collect();
            parts.join(", ")
        }
    }
}

fn joined(items: &[Value], text: impl Fn(&str) -> String) -> String {
    items.iter().filter_map(Value::as_text).map(text).collect::<Vec<_>>().join(", ")
}

fn time_text(text: &str, lang: Lang) -> String {
    let format = match lang {
        Lang::Id => "%H.%M",
        Lang::En => "%H:%M",
    };
    NaiveTime::parse_from_str(text, "%H:%M")
        .map_or_else(|_| text.to_owned(), |time| time.format(format).to_string())
}

/// `1.500.000` or `1,500,000`.
fn grouped(number: i64, lang: Lang) -> String {
    let digits = number.unsigned_abs().to_string();
    let separator = match lang {
        Lang::Id => '.',
        Lang::En => ',',
    };
    let mut out = String::new();
    if number < 0 {
        out.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

fn reference_text(id: &str, book: &Book, lang: Lang) -> String {
    let unknown = t("(tidak dikenal)", "(unknown)");
    let Ok(id) = id.parse::<RecordId>() else { return unknown.get(lang).to_owned() };
    match book.get_any(id) {
        Some(record) if record.is_deleted() => {
            let trashed = t("{title} (di tempat sampah)", "{title} (in the trash)");
            trashed.with(lang, &[("title", &title(record, lang))])
        }
        Some(record) => title(record, lang),
        None if book.is_erased(id) => t("(sudah dihapus)", "(erased)").get(lang).to_owned(),
        None => unknown.get(lang).to_owned(),
    }
}

fn birth_text(birth: Birth, lang: Lang) -> String {
    match birth {
        Birth::Exact(date) => date_text(date, lang),
        Birth::Estimated { age, on } => {
            let text = t("± {age} tahun (perkiraan pada {on})", "about {age} years (estimated on {on})");
            text.with(lang, &[("age", &age.to_string()), ("on", &date_text(on, lang))])
        }
        Birth::Unknown => t("tidak diketahui", "unknown").get(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::kind::FieldSet;
    use crate::domain::record::casework::visit;
    use crate::domain::record::spine::{household, person};

    fn texts(desk: &Desk, id: RecordId, lang: Lang) -> Vec<String> {
        sentences(desk.book(), id, lang).into_iter().map(|one| one.text).collect()
    }

    #[test]
    fn a_person_from_first_entry_to_trash_and_back_reads_like_a_story() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        desk.change(&person::SPEC, ani, fields().with(person::NAME, "Ani Lestari"));
        desk.change(&person::SPEC, ani, fields().with(person::SEX, "female"));
        let birth = Birth::Estimated { age: 60, on: day("2026-11-21") };
        desk.change(&person::SPEC, ani, fields().with(person::BIRTH, birth));
        let mut cleared = FieldSet::new();
        cleared.clear(person::SEX);
        desk.change(&person::SPEC, ani, cleared);
        desk.trash(ani);
        let restore = crate::casework::erase::plan_restore(desk.book(), ani);
        desk.save(restore);
        assert_eq!(
            texts(&desk, ani, Lang::Id),
            [
                "Rina mencatat orang ini",
                "Rina mengubah Nama dari “Ani” menjadi “Ani Lestari”",
                "Rina mengisi Jenis kelamin dengan “Perempuan”",
                "Rina mengisi Kelahiran dengan “± 60 tahun (perkiraan pada 21 November 2026)”",
                "Rina menghapus isi Jenis kelamin (tadinya “Perempuan”)",
                "Rina memindahkan orang ini ke tempat sampah",
                "Rina mengeluarkan orang ini dari tempat sampah",
            ]
        );
        assert_eq!(texts(&desk, ani, Lang::En)[1], "Rina changed Name from “Ani” to “Ani Lestari”");
        desk.erase(&[ani]);
        assert!(sentences(desk.book(), ani, Lang::Id).is_empty());
    }

    #[test]
    fn references_are_titles_also_of_what_is_in_the_trash_erased_or_unknown() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let home =
            desk.make(&household::SPEC, None, fields().with(household::NAME, "H").with(household::HEAD, ani));
        let spec = household::SPEC.field("head").unwrap();
        let text =
            |desk: &Desk, id: RecordId| value_text(spec, &Value::Text(id.to_string()), desk.book(), Lang::Id);
        assert_eq!(text(&desk, ani), "Ani");
        desk.trash(ani);
        assert_eq!(text(&desk, ani), "Ani (di tempat sampah)");
        desk.erase(&[ani]);
        assert_eq!(text(&desk, ani), "(sudah dihapus)");
        assert_eq!(text(&desk, RecordId([9; 16])), "(tidak dikenal)");
        assert_eq!(value_text(spec, &Value::from("bukan id"), desk.book(), Lang::En), "(unknown)");
        assert!(desk.book().get(home).is_some());
    }

    #[test]
    fn values_read_as_the_language_writes_them_and_a_shape_of_a_newer_version_is_shown_as_it_is() {
        let desk = Desk::new();
        let text = |kind: &'static crate::domain::kind::Kind, field: &str, value: Value, lang| {
            value_text(kind.field(field).unwrap(), &value, desk.book(), lang)
        };
        let home = &household::SPEC;
        assert_eq!(text(home, "income", Value::Int(1_500_000), Lang::Id), "1.500.000");
        assert_eq!(text(home, "income", Value::Int(-999), Lang::En), "−999");
        assert_eq!(text(&visit::SPEC, "from", Value::from("09:30"), Lang::Id), "09.30");
        assert_eq!(text(&visit::SPEC, "date", Value::from("2026-08-05"), Lang::Id), "5 Agustus 2026");
        assert_eq!(text(&visit::SPEC, "date", Value::from("besok"), Lang::Id), "besok");
        assert_eq!(
            text(&visit::SPEC, "outcome", Value::from("from_the_future"), Lang::En),
            "from_the_future"
        );
        assert_eq!(
            text(&visit::SPEC, "outcome", Value::List(vec![Value::from("a"), Value::Int(2)]), Lang::En),
            "a, 2"
        );
        assert_eq!(text(&person::SPEC, "discreet", Value::Bool(true), Lang::Id), "ya");
        let both = Value::List(vec![Value::from("government"), Value::from("x")]);
        assert!(text(&person::SPEC, "disabilities", both, Lang::Id).ends_with(", x"));
    }

    #[test]
    fn an_unknown_field_and_an_author_without_a_name_still_make_a_sentence() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let mut newer = FieldSet::new();
        newer.0.insert("blood_group".into(), Value::from("O {field}"));
        desk.change(&person::SPEC, ani, newer);
        assert_eq!(texts(&desk, ani, Lang::Id)[1], "Rina mengisi blood_group dengan “O {field}”");
        desk.change(&person::SPEC, ani, fields().with(person::NAME, "Ani"));
        assert_eq!(texts(&desk, ani, Lang::Id).len(), 2);
    }

    #[test]
    fn an_answer_is_told_in_the_words_of_its_question_and_an_unknown_one_in_plain_words() {
        use crate::domain::record::spine::form_question;
        let mut desk = Desk::new();
        let asked = fields()
            .with(form_question::NAME, "Keadaan atap")
            .with(form_question::ANSWER, "one")
            .with(form_question::CHOICES, vec!["R1 = Bocor".to_owned()]);
        let roof = desk.make(&form_question::SPEC, None, asked);
        let home = desk.make(&household::SPEC, None, fields().with(household::NAME, "H"));
        let answer = |id, value: &str| FieldSet([(question::field_of(id), Value::from(value))].into());
        desk.change(&household::SPEC, home, answer(roof, "R1"));
        desk.change(&household::SPEC, home, answer(roof, "roboh"));
        desk.change(&household::SPEC, home, answer(RecordId([9; 16]), "tiga"));
        assert_eq!(
            texts(&desk, home, Lang::Id)[1..],
            [
                "Rina mengisi Keadaan atap dengan “Bocor”",
                "Rina mengubah Keadaan atap dari “Bocor” menjadi “roboh”",
                "Rina mengisi Pertanyaan yang tidak dikenal dengan “tiga”",
            ]
        );
    }
}
