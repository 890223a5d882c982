//! The letter of termination (*surat terminasi*): why the service ends, what was reached, and what comes after.

use super::writer::{DOTS, Writer};
use super::{Ask, Paper, PaperError, PaperKind};
use crate::casework::agenda::after_care_date;
use crate::casework::case_view::{case_detail, case_title};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::casework::{action, case, goal, termination, visit};
use crate::domain::record::spine::person;
use crate::domain::text::t;

/// Writes the letter of the latest termination of a case.
///
/// # Errors
/// [`PaperError::NothingYet`] while none is recorded.
pub fn termination_letter(ask: &Ask<'_>, id: RecordId) -> Result<Paper, PaperError> {
    let detail = case_detail(ask.book, id, ask.today).ok_or(PaperError::NotHere)?;
    let Some(record) = detail.terminations.last().copied() else {
        return Err(PaperError::NothingYet(t(
            "Terminasi belum dicatat",
            "The termination is not recorded yet",
        )));
    };
    let mut w = Writer::about(ask, detail.case);
    let client = detail.subject.filter(|subject| subject.is(&person::SPEC));
    let name = client.map_or_else(|| w.said(&case_title(detail.case, false)), |client| w.name(client));
    let text = w.t(t(
        "Dengan ini diterangkan bahwa pelayanan sosial kepada klien berikut telah berakhir.",
        "This is to state that the social service to the following client has ended.",
    ));
    w.paragraph(text);
    let rows = vec![
        (t("Nama", "Name"), name.clone()),
        (t("Pelayanan", "Service"), w.span(detail.case.get(case::OPENED), record.get(termination::DATE))),
        (t("Alasan", "Reason"), w.code(record, termination::REASON, &lists::TERMINATION_REASON)),
        (t("Hasil atau penempatan", "Outcome or placement"), w.text(record, termination::OUTCOME)),
        (t("Ditempatkan di", "Placed at"), w.partner(record.get(termination::PLACED_AT))),
        (
            t("Disepakati klien", "Agreed with the client"),
            w.code(record, termination::AGREED, &lists::YES_NO_UNKNOWN),
        ),
    ];
    w.fields(rows);
    let actions = detail.goals.iter().flat_map(|one| &one.actions).chain(&detail.loose_actions);
    let done =
        actions.filter(|one| one.text(action::STATE) == "done" || one.get(action::DONE_ON).is_some()).count();
    let met = detail.visits.iter().filter(|one| one.text(visit::OUTCOME) == "met").count();
    let given = t(
        "{done} kegiatan, {met} kunjungan, {help} bantuan",
        "{done} {done?action|actions}, {met} {met?visit|visits}, {help} items of assistance",
    );
    let counts = [done, met, detail.assistance.len()].map(|count| count.to_string());
    let [done, met, help] = &counts;
    let given = given.with(w.lang, &[("done", done), ("met", met), ("help", help)]);
    w.labelled(t("Layanan yang diberikan", "Services given"), given);
    let rows = detail
        .goals
        .iter()
        .map(|one| {
            let level = one.level.map_or_else(
                || w.t(t("belum dinilai", "not rated")),
                |level| lists::ATTAINMENT_LEVEL.label(&level.to_string(), w.lang).to_owned(),
            );
            vec![w.text(one.record, goal::STATEMENT), level]
        })
        .collect();
    w.table(
        t("Capaian tujuan", "Goals reached"),
        &[t("Tujuan", "Goal"), t("Capaian", "Level reached")],
        rows,
    );
    let gains = w.text(record, termination::GAINS);
    w.labelled(t("Cara mempertahankan hasil", "How gains are kept"), gains);
    let after: Vec<String> = record
        .get(termination::AFTER_CARE)
        .unwrap_or_default()
        .into_iter()
        .map(|line| match (after_care_date(line), line.trim().split_once(char::is_whitespace)) {
            (Some(date), Some((_, words))) => format!("{}: {}", w.day(date), w.said(words)),
            (Some(date), None) => w.day(date),
            (None, _) => w.said(line),
        })
        .collect();
    if !after.is_empty() {
        let text = w.t(t("Bimbingan lanjut:", "After-care:"));
        w.paragraph(text);
        w.list(after);
    }
    let died = record.text(termination::REASON) == "died";
    if !died {
        let text = w.t(t(
            "Bila keadaan berubah, klien dapat menghubungi kami kembali dan kasus dapat dibuka lagi.",
            "If things change, the client may come back to us and the case can be reopened.",
        ));
        w.paragraph(text);
    }
    let own = w.own_signature();
    let mut signs = vec![w.signature(t("Mengetahui", "Acknowledged by"), String::new()), own];
    if !died {
        let name = if client.is_some() { name } else { String::new() };
        signs.insert(0, w.signature(t("Klien/keluarga", "Client/family"), name));
    }
    w.signatures(signs);
    let code = detail.case.text(case::CODE).trim().to_owned();
    let date = w.date(record, termination::DATE);
    Ok(w.finish(
        PaperKind::TerminationLetter,
        vec![
            (t("Nomor", "Number"), DOTS.to_owned()),
            (t("Nomor kasus", "Case number"), code),
            (t("Tanggal terminasi", "Date of termination"), date),
        ],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{day, fields};
    use crate::report::paper::Style;
    use crate::report::paper::fixture::{Story, expect};
    use crate::report::paper::text::plain;

    fn end(story: &mut Story, reason: &str) {
        let made = fields()
            .with(termination::DATE, day("2026-11-18"))
            .with(termination::REASON, reason)
            .with(termination::OUTCOME, "Ani Lestari kembali bekerja")
            .with(termination::AGREED, "yes")
            .with(
                termination::AFTER_CARE,
                vec!["2026-12-18 kunjungan".to_owned(), "nanti dikabari".to_owned()],
            );
        story.desk.make(&termination::SPEC, Some(story.case), made);
    }

    #[test]
    fn the_letter_says_why_it_ends_what_was_reached_and_what_follows() {
        let mut story = Story::whole();
        let letter = |story: &Story| story.paper(PaperKind::TerminationLetter, story.case, Style::default());
        assert!(matches!(letter(&story), Err(PaperError::NothingYet(_))));
        end(&mut story, "goals_met");
        expect(letter(&story).ok(), include_str!("expected/termination_letter.txt"));
    }

    #[test]
    fn nobody_who_died_is_asked_to_sign_or_to_come_back() {
        let mut story = Story::whole();
        end(&mut story, "died");
        let paper = story.paper(PaperKind::TerminationLetter, story.case, Style::default()).ok();
        let text = paper.map(|paper| plain(&paper)).unwrap_or_default();
        assert!(
            text.contains("Meninggal") && !text.contains("Klien/keluarga") && !text.contains("dibuka lagi")
        );
    }
}
