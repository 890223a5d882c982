//! What one record is called in a list, in a history and where another record refers to it.
//!
//! Every kind has a title, also one that only a newer version knows. Titles name other records only one
//! step down a fixed order of kinds (a case its client, a membership its person), so they always end.
//! Names stand in full: a list that others may see over a shoulder asks [`discreet_title`].

use chrono::{Datelike, NaiveDate};

use crate::casework::case_view::case_title;
use crate::casework::person::{NAMELESS, address_line, display_name, home_name};
use crate::domain::code::{CodeList, lists};
use crate::domain::field::{Field, FieldKind, FieldType, marker};
use crate::domain::id::RecordId;
use crate::domain::kind::Trait;
use crate::domain::record::casework::{
    action, attainment, attendance, case, finding, goal, need, note, referral, visit,
};
use crate::domain::record::spine::{household, member, partner, person, relation};
use crate::domain::record::tracing::{exposure, investigation, lab_test, outbreak};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::RecordRef;

use super::history::value_text;

/// How many words of a long text make a title.
const TITLE_WORDS: usize = 8;

const MONTHS: [Text; 12] = [
    t("Januari", "January"),
    t("Februari", "February"),
    t("Maret", "March"),
    t("April", "April"),
    t("Mei", "May"),
    t("Juni", "June"),
    t("Juli", "July"),
    t("Agustus", "August"),
    t("September", "September"),
    t("Oktober", "October"),
    t("November", "November"),
    t("Desember", "December"),
];

/// `21 November 2026`.
pub fn date_text(date: NaiveDate, lang: Lang) -> String {
    let month = MONTHS.get(date.month0() as usize).map_or("", |month| month.get(lang));
    format!("{} {month} {}", date.day(), date.year())
}

/// The first words of a text, with an ellipsis where more follow.
pub fn first_words(text: &str, count: usize) -> String {
    let mut words = text.split_whitespace();
    let mut out = words.by_ref().take(count).collect::<Vec<_>>().join(" ");
    if words.next().is_some() {
        out.push('…');
    }
    out
}

/// What a record is called.
pub fn title(record: RecordRef<'_>, lang: Lang) -> String {
    titled(record, lang, false)
}

/// What a record is called where others may look on: a discreet person by initials.
pub fn discreet_title(record: RecordRef<'_>, lang: Lang) -> String {
    titled(record, lang, true)
}

fn titled(record: RecordRef<'_>, lang: Lang, discreet: bool) -> String {
    let kind = record.kind_name();
    let by_name = |found: String| if found.is_empty() { kind_label(record, lang) } else { found };
    let of_person = |id: Option<RecordId>| {
        id.and_then(|id| record.book().get_any(id))
            .map_or_else(|| kind_label(record, lang), |other| plain_name(other, discreet))
    };
    let dated = |field: Field<marker::Date>| {
        let date = record.get(field).map_or_else(String::new, |date| format!(" {}", date_text(date, lang)));
        format!("{}{date}", kind_label(record, lang))
    };
    match kind {
        name if name == person::SPEC.name => display_name(record, discreet),
        name if name == household::SPEC.name => home_name(record, discreet),
        name if name == partner::SPEC.name => plain_name(record, discreet),
        name if name == case::SPEC.name => {
            let whom = case_title(record, discreet);
            let code = record.text(case::CODE).trim();
            if code.is_empty() || whom == code { whom } else { format!("{code} – {whom}") }
        }
        name if name == member::SPEC.name => of_person(record.get(member::PERSON)),
        name if name == relation::SPEC.name => of_person(record.get(relation::OTHER)),
        name if name == attendance::SPEC.name => of_person(record.get(attendance::PERSON)),
        name if name == note::SPEC.name => by_name(note_words(record)),
        name if name == goal::SPEC.name => by_name(first_words(record.text(goal::STATEMENT), TITLE_WORDS)),
        name if name == need::SPEC.name => by_name(first_words(record.text(need::WHAT), TITLE_WORDS)),
        name if name == action::SPEC.name => {
            let what = first_words(record.text(action::WHAT), TITLE_WORDS);
            by_name(if what.is_empty() {
                label(record, action::KIND, &lists::ACTION_KIND, lang)
            } else {
                what
            })
        }
        name if name == finding::SPEC.name => {
            by_name(label(record, finding::DOMAIN, &lists::LIFE_DOMAIN, lang))
        }
        name if name == attainment::SPEC.name => {
            let goal = record.get(attainment::GOAL).and_then(|id| record.book().get_any(id));
            by_name(
                goal.map_or_else(String::new, |goal| first_words(goal.text(goal::STATEMENT), TITLE_WORDS)),
            )
        }
        name if name == referral::SPEC.name => {
            let partner = record.get(referral::PARTNER).and_then(|id| record.book().get_any(id));
            let whom = partner.map_or_else(
                || record.text(referral::PARTNER_NAME).trim().to_owned(),
                |partner| partner.text(partner::NAME).to_owned(),
            );
            let to = t("Rujukan ke {whom}", "Referral to {whom}");
            if whom.is_empty() { kind_label(record, lang) } else { to.with(lang, &[("whom", &whom)]) }
        }
        name if name == exposure::SPEC.name => {
            let source = record.get(exposure::SOURCE).and_then(|id| record.book().get_any(id));
            let from = t("Paparan dari {source}", "Exposure to {source}");
            source.map_or_else(
                || dated(exposure::LAST),
                |source| from.with(lang, &[("source", &plain_name(source, discreet))]),
            )
        }
        name if name == investigation::SPEC.name => {
            let outbreak = record.get(investigation::OUTBREAK).and_then(|id| record.book().get_any(id));
            let name = outbreak.map_or("", |outbreak| outbreak.text(outbreak::NAME));
            format!("{} {name}", kind_label(record, lang)).trim_end().to_owned()
        }
        name if name == lab_test::SPEC.name => dated(lab_test::TAKEN),
        _ => generic(record, lang),
    }
}

/// The title of a kind without one of its own: its name, else its label with its date, else its first line.
fn generic(record: RecordRef<'_>, lang: Lang) -> String {
    let name = plain_name(record, false);
    if name != NAMELESS {
        return name;
    }
    let label = kind_label(record, lang);
    match record.get(visit::DATE) {
        Some(date) => format!("{label} {}", date_text(date, lang)),
        None => label,
    }
}

/// The field `name` that most kinds which have one share, or a person's display name.
fn plain_name(record: RecordRef<'_>, discreet: bool) -> String {
    if record.is(&person::SPEC) {
        return display_name(record, discreet);
    }
    let name = record.text(household::NAME).trim();
    if name.is_empty() { NAMELESS.to_owned() } else { name.to_owned() }
}

/// What the user calls a record of this kind; the kind's own name where a newer version declared it.
pub fn kind_label(record: RecordRef<'_>, lang: Lang) -> String {
    record.spec().map_or_else(|| record.kind_name().to_owned(), |kind| kind.label.get(lang).to_owned())
}

/// The texts of a note in the order in which they are read, whatever its kind.
pub const fn note_parts() -> [Field<marker::Long>; 6] {
    [note::TEXT, note::DECISIONS, note::SUBJECTIVE, note::OBJECTIVE, note::ASSESSMENT, note::PLAN]
}

/// What a note is called: a case conference by that name.
pub fn note_label(record: RecordRef<'_>) -> Text {
    let kind = lists::NOTE_KIND.find(record.text(note::KIND)).filter(|kind| kind.code == CONFERENCE);
    kind.map_or(note::SPEC.label, |kind| kind.label)
}

/// The code of the note of a case conference.
pub const CONFERENCE: &str = "conference";

fn note_words(record: RecordRef<'_>) -> String {
    let text = note_parts().into_iter().map(|part| record.text(part).trim()).find(|text| !text.is_empty());
    first_words(text.unwrap_or_default(), TITLE_WORDS)
}

fn label<K>(record: RecordRef<'_>, field: Field<K>, list: &'static CodeList, lang: Lang) -> String
where
    K: for<'a> FieldKind<Out<'a> = &'a str>,
{
    record.get(field).map_or_else(String::new, |code| list.label(code, lang).to_owned())
}

/// The line below the title: what kind of thing it is and what matters of it, as far as known.
pub fn line(record: RecordRef<'_>, lang: Lang) -> String {
    let date = |field: Field<marker::Date>| record.get(field).map(|date| date_text(date, lang));
    let code = |field: Field<marker::Code>, list| Some(label(record, field, list, lang));
    let label = || Some(kind_label(record, lang));
    let parts: Vec<Option<String>> = match record.kind_name() {
        name if name == person::SPEC.name => vec![code(person::SEX, &lists::SEX), Some(address_line(record))],
        name if name == household::SPEC.name => vec![label(), Some(address_line(record))],
        name if name == case::SPEC.name => {
            vec![label(), code(case::FIELD, &lists::FIELD_OF_PRACTICE), date(case::OPENED)]
        }
        name if name == visit::SPEC.name => {
            vec![code(visit::PURPOSE, &lists::VISIT_PURPOSE), code(visit::OUTCOME, &lists::VISIT_OUTCOME)]
        }
        name if name == note::SPEC.name => {
            let decided = first_words(record.text(note::DECISIONS), 2 * TITLE_WORDS);
            vec![Some(note_label(record).get(lang).to_owned()), date(note::DATE), Some(decided)]
        }
        name if name == goal::SPEC.name => vec![label(), date(goal::DUE)],
        name if name == need::SPEC.name => {
            vec![label(), code(need::PRIORITY, &lists::PRIORITY), code(need::STATE, &lists::NEED_STATE)]
        }
        name if name == action::SPEC.name => {
            vec![label(), code(action::STATE, &lists::ACTION_STATE), date(action::PLANNED_TO)]
        }
        name if name == referral::SPEC.name => {
            vec![code(referral::STATE, &lists::REFERRAL_STATE), date(referral::SENT)]
        }
        name if name == member::SPEC.name => vec![code(member::RELATION, &lists::FAMILY_RELATION)],
        name if name == finding::SPEC.name => {
            let score = record.get(finding::SCORE).map(|score| score.to_string());
            let score = score.map(|score| format!("{score} – {}", lists::SCORE.label(&score, lang)));
            vec![score, Some(first_words(record.text(finding::CONDITION), 2 * TITLE_WORDS))]
        }
        _ => generic_line(record, lang),
    };
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// The required fields and the first codes, as many as fit a line.
fn generic_line(record: RecordRef<'_>, lang: Lang) -> Vec<Option<String>> {
    let Some(kind) = record.spec() else { return Vec::new() };
    let telling = kind.fields.iter().filter(|spec| {
        let code = matches!(spec.ty, FieldType::Code(_) | FieldType::Codes(_));
        let in_title = matches!(spec.name, "name" | "date");
        (code || spec.is(Trait::Required)) && !in_title && !matches!(spec.ty, FieldType::Long())
    });
    telling
        .filter_map(|spec| record.value(spec.name).map(|value| value_text(spec, &value, record.book(), lang)))
        .take(3)
        .map(Some)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::kinds;

    #[test]
    fn every_kind_has_a_title_and_a_line_even_without_a_single_field() {
        let mut desk = Desk::new();
        for kind in kinds() {
            let id = desk.make(kind, None, fields());
            let record = desk.book().get(id).unwrap();
            for lang in [Lang::Id, Lang::En] {
                assert!(!title(record, lang).is_empty(), "{}", kind.name);
                let _ = line(record, lang);
            }
        }
    }

    #[test]
    fn titles_say_what_a_worker_would_say() {
        let mut desk = Desk::new();
        let ani = desk.make(
            &person::SPEC,
            None,
            fields().with(person::NAME, "Ani Lestari").with(person::DISCREET, true),
        );
        let case = desk.make(&case::SPEC, Some(ani), fields().with(case::CODE, "RN-2026-001"));
        let visit = desk.make(
            &visit::SPEC,
            Some(case),
            fields().with(visit::DATE, day("2026-11-21")).with(visit::OUTCOME, "met"),
        );
        let long = desk.make(
            &note::SPEC,
            Some(case),
            fields().with(note::PLAN, "satu dua tiga empat lima enam tujuh delapan sembilan"),
        );
        let refer =
            desk.make(&referral::SPEC, Some(case), fields().with(referral::PARTNER_NAME, "Puskesmas"));
        let exposed = desk.make(&exposure::SPEC, Some(ani), fields().with(exposure::SOURCE, ani));
        let orphan = desk.make(&member::SPEC, Some(ani), fields().with(member::PERSON, RecordId([9; 16])));
        let get = |id| desk.book().get(id).unwrap();
        assert_eq!(title(get(visit), Lang::Id), "Kunjungan 21 November 2026");
        assert_eq!(line(get(visit), Lang::En), "Met");
        assert_eq!(title(get(long), Lang::Id), "satu dua tiga empat lima enam tujuh delapan…");
        assert_eq!(title(get(case), Lang::Id), "RN-2026-001 – Ani Lestari");
        assert_eq!(discreet_title(get(case), Lang::Id), "RN-2026-001 – A.L.");
        assert_eq!(title(get(refer), Lang::En), "Referral to Puskesmas");
        assert_eq!(discreet_title(get(exposed), Lang::Id), "Paparan dari A.L.");
        assert_eq!(title(get(orphan), Lang::Id), "Anggota keluarga");
    }
}
