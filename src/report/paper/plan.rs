//! The plan as the client keeps it (*rencana intervensi*): on one page, in plain words, who does what by when.
//!
//! Scores, weights, risk and the worker's method are left out: it is the client's paper. What is not to be done any
//! more is left out too.

use super::writer::Writer;
use super::{Ask, Paper, PaperError, PaperKind};
use crate::casework::agenda::ItemKind;
use crate::casework::case_view::case_detail;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::casework::{action, case, goal};
use crate::domain::record::spine::person;
use crate::domain::text::t;
use crate::ledger::RecordRef;

/// Writes the client's copy of the plan.
///
/// # Errors
/// [`PaperError::NothingYet`] where there is neither a goal nor an action.
pub fn plan(ask: &Ask<'_>, id: RecordId) -> Result<Paper, PaperError> {
    let detail = case_detail(ask.book, id, ask.today).ok_or(PaperError::NotHere)?;
    if detail.goals.is_empty() && detail.loose_actions.is_empty() {
        let text =
            t("Belum ada tujuan atau kegiatan untuk ditulis", "There is no goal or action to write down yet");
        return Err(PaperError::NothingYet(text));
    }
    let mut w = Writer::about(ask, detail.case);
    let client = detail.subject.filter(|subject| subject.is(&person::SPEC));
    let name = crate::casework::case_view::case_title(detail.case, false);
    let name = client.map_or_else(|| w.said(&name), |client| w.name(client));
    w.labelled(t("Untuk", "For"), name.clone());
    let text = w.t(t(
        "Rencana ini kita buat bersama. Anda boleh bertanya, mengubah, atau menolak bagian mana pun kapan saja.",
        "We made this plan together. You may ask about it, change it or refuse any part of it at any time.",
    ));
    w.paragraph(text);
    for (place, one) in detail.goals.iter().enumerate() {
        let title = t("Tujuan {n}: {what}", "Goal {n}: {what}");
        let what = w.text(one.record, goal::STATEMENT);
        w.heading(title.with(w.lang, &[("n", &(place + 1).to_string()), ("what", &what)]));
        let signs = [w.text(one.record, goal::INDICATOR), w.text(one.record, goal::TARGET)];
        let signs = signs.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        let rows = vec![
            (t("Mengapa penting bagi Anda", "Why it matters to you"), w.text(one.record, goal::RELEVANCE)),
            (t("Jalan yang kita bicarakan", "Ways we talked about"), w.text(one.record, goal::ALTERNATIVES)),
            (t("Pilihan Anda", "Your choice"), w.text(one.record, goal::CHOICE)),
            (t("Tercapai bila", "Reached when"), signs),
            (t("Paling lambat", "By"), w.date(one.record, goal::DUE)),
        ];
        w.fields(rows);
        steps(&mut w, &one.actions);
    }
    if detail.loose_actions.iter().any(|one| one.text(action::STATE) != "not_done") {
        let title = w.t(t("Kegiatan lain", "Other steps"));
        w.heading(title);
        steps(&mut w, &detail.loose_actions);
    }
    let next = detail.due.iter().find(|item| item.kind == ItemKind::Visit && item.days <= 0);
    if let Some(item) = next {
        let date = w.day(item.date);
        w.labelled(t("Kunjungan berikutnya", "Next visit"), date);
    }
    let client = w
        .signature(t("Klien/keluarga", "Client/family"), if client.is_some() { name } else { String::new() });
    let own = w.own_signature();
    w.signatures(vec![client, own]);
    let code = detail.case.text(case::CODE).trim().to_owned();
    Ok(w.finish(PaperKind::Plan, vec![(t("Nomor kasus", "Case number"), code)]))
}

fn steps(w: &mut Writer<'_>, actions: &[RecordRef<'_>]) {
    let rows = actions
        .iter()
        .filter(|one| one.text(action::STATE) != "not_done")
        .map(|one| {
            let who = w.who(*one);
            let who = if who.is_empty() { w.t(t("Pendamping", "Your worker")) } else { who };
            let when = match one.get(action::DONE_ON) {
                Some(done) => t("Sudah, {date}", "Done, {date}").with(w.lang, &[("date", &w.day(done))]),
                None if one.text(action::STATE) == "done" => {
                    lists::ACTION_STATE.label("done", w.lang).to_owned()
                }
                None => w.span(one.get(action::PLANNED_FROM), one.get(action::PLANNED_TO)),
            };
            vec![w.action(*one), who, when]
        })
        .collect();
    w.table(t("Langkah", "Steps"), &[t("Apa", "What"), t("Siapa", "Who"), t("Kapan", "When")], rows);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::paper::Style;
    use crate::report::paper::fixture::{Story, expect};

    #[test]
    fn the_clients_copy_says_who_does_what_by_when_in_plain_words() {
        let story = Story::whole();
        let paper = story.paper(PaperKind::Plan, story.case, Style::default()).ok();
        expect(paper, include_str!("expected/plan.txt"));
    }

    #[test]
    fn without_a_plan_there_is_no_paper() {
        let story = Story::empty();
        let found = story.paper(PaperKind::Plan, story.case, Style::default());
        assert!(matches!(found, Err(PaperError::NothingYet(_))));
    }
}
