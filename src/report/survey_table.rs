//! The satisfaction survey as a table with everything that has to be printed beside it: how many
//! answered, the weight, the band, alpha, and how missing answers were treated.

use super::indicator::decimal;
use super::scene::Table;
use crate::casework::survey::{QUESTIONS, Survey};
use crate::domain::text::{Lang, Text, t};

/// A survey in words.
pub fn survey_table(survey: &Survey, lang: Lang) -> Table {
    let say = |text: Text| text.get(lang).to_owned();
    let mut table =
        Table::new(say(t("Survei Kepuasan Masyarakat (SKM)", "Public satisfaction survey (SKM)")))
            .text(say(t("Unsur", "Question")))
            .number(say(t("Rata-rata (NRR)", "Mean")))
            .number(say(t("NRR tertimbang", "Weighted mean")))
            .number(say(t("Yang menjawab", "Answered by")));
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| decimal(value, 3, lang));
    for (place, (question, result)) in QUESTIONS.iter().zip(&survey.questions).enumerate() {
        let name = format!("U{} {}", place + 1, question.label.get(lang));
        let answered = result.answered.to_string();
        table.row(None, vec![name, number(result.mean), number(result.weighted), answered]);
    }
    let mut note = |text: String| table.notes.push(text);
    let weight = survey.weight.label().get(lang);
    match survey.index.zip(survey.band()) {
        Some((index, band)) => {
            let text = t(
                "Indeks {index} ({weight}); mutu {band}, {label}; {n} responden",
                "Index {index} ({weight}); band {band}, {label}; {n} {n?respondent|respondents}",
            );
            let label = band.label().get(lang).to_lowercase();
            note(text.with(
                lang,
                &[
                    ("index", &decimal(index, 2, lang)),
                    ("weight", weight),
                    ("band", band.letter()),
                    ("label", &label),
                    ("n", &survey.respondents.len().to_string()),
                ],
            ));
        }
        None => note(say(t("Belum ada jawaban dalam periode ini", "No answers in this period yet"))),
    }
    match survey.alpha {
        Ok(alpha) => note(
            t(
                "Alfa Cronbach {alpha} dari {n} jawaban lengkap",
                "Cronbach's alpha {alpha} of {n} complete answers",
            )
            .with(lang, &[("alpha", &decimal(alpha, 3, lang)), ("n", &survey.complete.to_string())]),
        ),
        Err(why) => note(say(why.label())),
    }
    note(say(Survey::rule()));
    let left_out = survey.unanswered();
    if !left_out.is_empty() && !survey.respondents.is_empty() {
        let numbers: Vec<String> = left_out.iter().map(|number| format!("U{number}")).collect();
        let text = t("Tidak dijawab siapa pun: {list}", "Answered by nobody: {list}");
        note(text.with(lang, &[("list", &numbers.join(", "))]));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::casework::survey::{Weight, survey_between};
    use crate::domain::record::casework::{case, satisfaction};

    #[test]
    fn everything_that_has_to_be_printed_stands_beside_the_index() {
        let mut desk = Desk::new();
        let case = desk.make(&case::SPEC, None, fields());
        let empty = survey_between(desk.book(), day("2026-01-01"), day("2026-12-31"), Weight::Ninth);
        assert!(survey_table(&empty, Lang::En).notes[0].starts_with("No answers"));
        for answer in [3, 4] {
            let mut form = fields().with(satisfaction::DATE, day("2026-11-02"));
            // Nobody was asked about the cost.
            let asked = QUESTIONS.iter().enumerate().filter(|(place, _)| *place != 3);
            asked.for_each(|(_, question)| form.set(question.field, answer));
            desk.make(&satisfaction::SPEC, Some(case), form);
        }
        let found = survey_between(desk.book(), day("2026-01-01"), day("2026-12-31"), Weight::Rounded);
        let table = survey_table(&found, Lang::Id);
        assert_eq!(table.rows[0].cells[1..], ["3,500", "0,433", "2"]);
        assert_eq!(table.rows[3].cells[1..], ["–", "–", "0"]);
        assert_eq!(table.notes[0], "Indeks 86,63 (bobot 0,11); mutu B, baik; 2 responden");
        assert_eq!(table.notes[1], "Alfa perlu paling sedikit dua jawaban lengkap");
        assert_eq!(table.notes[3], "Tidak dijawab siapa pun: U4");
    }
}
