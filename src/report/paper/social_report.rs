//! The social report (*laporan sosial*) of a case: who, in what need, what was found, planned, done and reached.
//!
//! Assessment, plan, work and evaluation always have their section, because their absence says something;
//! everything else is left out where nothing was recorded. The recommendation is the writer's: the paper lists what
//! is still to be done and leaves lines for it.

use super::writer::{Identity, Writer};
use super::{Ask, Paper, PaperError, PaperKind};
use crate::casework::case_view::{CaseDetail, case_detail};
use crate::casework::person::households_of;
use crate::casework::stage::Stage;
use crate::domain::code::lists;
use crate::domain::field::{Field, marker};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{
    action, advocacy, assessment, assistance, case, evaluation, finding, goal, need, note, referral,
    termination, visit,
};
use crate::domain::record::spine::{household, person};
use crate::domain::text::{Text, t};
use crate::ledger::RecordRef;
use crate::report::summary::CONFERENCE;

/// Writes the social report of a case.
///
/// # Errors
/// [`PaperError::NotHere`] where there is no such case.
pub fn social_report(ask: &Ask<'_>, id: RecordId) -> Result<Paper, PaperError> {
    let detail = case_detail(ask.book, id, ask.today).ok_or(PaperError::NotHere)?;
    let mut w = Writer::about(ask, detail.case);
    who(&mut w, &detail);
    problem(&mut w, detail.case);
    assessed(&mut w, &detail);
    needs(&mut w, &detail);
    planned(&mut w, &detail);
    done(&mut w, &detail);
    evaluated(&mut w, &detail);
    conclusion(&mut w, &detail);
    let own = w.own_signature();
    let head = w.signature(t("Mengetahui", "Acknowledged by"), String::new());
    w.signatures(vec![head, own]);
    let case = detail.case;
    Ok(w.finish(
        PaperKind::SocialReport,
        vec![
            (t("Nomor kasus", "Case number"), case.text(case::CODE).trim().to_owned()),
            (t("Tanggal laporan", "Date"), crate::report::summary::date_text(ask.today, ask.style.lang)),
            (t("Tahap", "Stage"), detail.stage.current.label().get(ask.style.lang).to_owned()),
        ],
    ))
}

fn who(w: &mut Writer<'_>, detail: &CaseDetail<'_>) {
    w.section(t("Identitas klien", "The client"));
    match detail.subject {
        Some(subject) if subject.is(&person::SPEC) => {
            w.identity(subject, Identity::Whole);
            for home in households_of(w.ask.book, subject.id()) {
                w.section(t("Keluarga", "The household"));
                w.household(home);
            }
        }
        Some(subject) if subject.is(&household::SPEC) => {
            let name = w.said(subject.text(household::NAME));
            w.labelled(t("Keluarga", "Household"), name);
            w.household(subject);
        }
        _ => {
            let text = w.t(t("Kasus kelompok", "A case of a group"));
            w.paragraph(text);
        }
    }
}

fn problem(w: &mut Writer<'_>, case: RecordRef<'_>) {
    w.section(t("Masalah yang dikemukakan", "The presenting problem"));
    let rows = vec![
        (t("Kasus dibuka", "Opened"), w.date(case, case::OPENED)),
        (t("Asal klien", "How the client came"), w.code(case, case::SOURCE, &lists::CASE_SOURCE)),
        (t("Bidang praktik", "Field of practice"), w.code(case, case::FIELD, &lists::FIELD_OF_PRACTICE)),
        (t("Masalah", "Problem"), w.text(case, case::PROBLEM)),
        (t("Tingkat risiko", "Risk"), w.code(case, case::RISK, &lists::RISK)),
        (t("Alasan tingkat risiko", "Why this risk"), w.text(case, case::RISK_WHY)),
    ];
    or_none(w, rows, t("Belum ada catatan masalah.", "No problem is recorded yet."));
}

fn or_none(w: &mut Writer<'_>, rows: Vec<(Text, String)>, none: Text) {
    if !w.fields(rows) {
        let none = w.t(none);
        w.paragraph(none);
    }
}

/// The label of a score with what it means; the number alone where it is none of ours.
fn score(w: &Writer<'_>, score: i64) -> String {
    lists::SCORE.label(&score.to_string(), w.lang).to_owned()
}

fn assessed(w: &mut Writer<'_>, detail: &CaseDetail<'_>) {
    w.section(t("Hasil asesmen", "Assessment"));
    let Some(latest) = detail.assessments.last() else {
        let none = w.t(t("Belum ada asesmen.", "No assessment yet."));
        w.paragraph(none);
        return;
    };
    let record = latest.record;
    let rows = vec![
        (t("Tanggal asesmen", "Date"), w.date(record, assessment::DATE)),
        (t("Sumber data", "Sources"), w.codes(record, assessment::SOURCES, &lists::INFO_SOURCE)),
    ];
    w.fields(rows);
    let mut findings: Vec<_> = latest.findings.iter().collect();
    let place = |domain: &str| lists::LIFE_DOMAIN.codes.iter().position(|entry| entry.code == domain);
    findings.order_by_key(|one| place(one.domain));
    let rows = findings
        .iter()
        .map(|one| {
            let mut judged = one.score.map_or_else(String::new, |value| score(w, value));
            if let Some(before) = one.previous {
                let text = t("\nSebelumnya: {n}", "\nBefore: {n}");
                judged.push_str(&text.with(w.lang, &[("n", &before.to_string())]));
            }
            vec![
                lists::LIFE_DOMAIN.label(one.domain, w.lang).to_owned(),
                w.text(one.record, finding::CONDITION),
                w.text(one.record, finding::STRENGTHS),
                w.text(one.record, finding::NEEDS),
                judged,
            ]
        })
        .collect();
    w.table(
        t("Temuan menurut ranah", "Findings by domain"),
        &[
            t("Ranah", "Domain"),
            t("Keadaan", "Condition"),
            t("Kekuatan", "Strengths"),
            t("Kebutuhan", "Needs"),
            t("Skor dan artinya", "Score and its meaning"),
        ],
        rows,
    );
    let rows = vec![
        (t("Harapan klien", "The client's wishes"), w.text(record, assessment::WISHES)),
        (t("Orang terdekat", "Significant others"), w.text(record, assessment::SIGNIFICANT_OTHERS)),
        (t("Potensi dan sumber", "Resources"), w.text(record, assessment::RESOURCES)),
        (t("Kesimpulan asesmen", "Conclusion"), w.text(record, assessment::CONCLUSION)),
    ];
    w.fields(rows);
}

fn needs(w: &mut Writer<'_>, detail: &CaseDetail<'_>) {
    if detail.needs.is_empty() {
        return;
    }
    w.section(t("Kebutuhan", "Needs"));
    let rows = detail
        .needs
        .iter()
        .map(|one| {
            vec![
                w.text(*one, need::WHAT),
                w.code(*one, need::DOMAIN, &lists::LIFE_DOMAIN),
                w.code(*one, need::PRIORITY, &lists::PRIORITY),
                w.code(*one, need::STATE, &lists::NEED_STATE),
            ]
        })
        .collect();
    w.table(
        t("Kebutuhan klien", "The client's needs"),
        &[t("Kebutuhan", "Need"), t("Ranah", "Domain"), t("Prioritas", "Priority"), t("Keadaan", "State")],
        rows,
    );
}

fn planned(w: &mut Writer<'_>, detail: &CaseDetail<'_>) {
    w.section(t("Rencana intervensi", "Plan"));
    if detail.goals.is_empty() {
        let none = w.t(t("Belum ada rencana.", "No plan yet."));
        w.paragraph(none);
        return;
    }
    let rows = detail
        .goals
        .iter()
        .map(|one| {
            let actions: Vec<String> = one.actions.iter().map(|action| w.action(*action)).collect();
            vec![
                w.text(one.record, goal::STATEMENT),
                w.text(one.record, goal::INDICATOR),
                w.text(one.record, goal::BASELINE),
                w.text(one.record, goal::TARGET),
                actions.join("\n"),
                w.date(one.record, goal::DUE),
            ]
        })
        .collect();
    w.table(
        t("Tujuan dan kegiatan", "Goals and actions"),
        &[
            t("Tujuan", "Goal"),
            t("Indikator", "Indicator"),
            t("Keadaan awal", "Baseline"),
            t("Target", "Target"),
            t("Kegiatan", "Actions"),
            t("Batas waktu", "Due"),
        ],
        rows,
    );
}

/// All actions of the case.
fn actions<'a>(detail: &CaseDetail<'a>) -> Vec<RecordRef<'a>> {
    detail.goals.iter().flat_map(|goal| &goal.actions).chain(&detail.loose_actions).copied().collect()
}

fn is_done(record: RecordRef<'_>) -> bool {
    record.text(action::STATE) == "done" || record.get(action::DONE_ON).is_some()
}

fn done(w: &mut Writer<'_>, detail: &CaseDetail<'_>) {
    w.section(t("Pelaksanaan intervensi", "Intervention"));
    let mut settled: Vec<_> = actions(detail);
    settled.retain(|one| is_done(*one) || one.text(action::STATE) == "not_done");
    settled.order_by_key(|one| (one.get(action::DONE_ON).unwrap_or(chrono::NaiveDate::MAX), one.id()));
    let rows = settled
        .into_iter()
        .map(|one| {
            let result = if is_done(one) {
                w.text(one, action::RESULT)
            } else {
                let why = w.code(one, action::NOT_DONE_REASON, &lists::ACTION_NOT_DONE_REASON);
                let state = w.t(t("Tidak terlaksana", "Not done"));
                if why.is_empty() { state } else { format!("{state}: {why}") }
            };
            let method = w.code(one, action::METHOD, &lists::METHOD);
            vec![w.date(one, action::DONE_ON), w.action(one), method, w.who(one), result]
        })
        .collect();
    let mut any = w.table(
        t("Kegiatan", "Actions"),
        &[
            t("Tanggal", "Date"),
            t("Kegiatan", "Action"),
            t("Metode", "Method"),
            t("Pelaksana", "Who"),
            t("Hasil", "Result"),
        ],
        rows,
    );
    any |= visits(w, detail);
    any |= given(w, detail);
    any |= referred(w, detail);
    any |= argued(w, detail);
    any |= conferred(w, detail);
    if !any {
        let none = w.t(t("Belum ada kegiatan yang dilaksanakan.", "Nothing was done yet."));
        w.paragraph(none);
    }
}

fn visits(w: &mut Writer<'_>, detail: &CaseDetail<'_>) -> bool {
    let dates: Vec<_> = detail.visits.iter().filter_map(|one| one.get(visit::DATE)).collect();
    let (Some(first), Some(last)) = (dates.iter().min(), dates.iter().max()) else { return false };
    let met = detail.visits.iter().filter(|one| one.text(visit::OUTCOME) == "met").count();
    let text = t("{n} kali ({span}), bertemu {met} kali", "{n} ({span}), met at {met}");
    let span = w.span(Some(*first), Some(*last));
    let values = [("n", &*dates.len().to_string()), ("span", &*span), ("met", &*met.to_string())];
    let text = text.with(w.lang, &values);
    w.labelled(t("Kunjungan", "Visits"), text)
}

fn given(w: &mut Writer<'_>, detail: &CaseDetail<'_>) -> bool {
    let rows = detail
        .assistance
        .iter()
        .map(|one| {
            let what = w.text(*one, assistance::WHAT);
            let kind = w.code(*one, assistance::KIND, &lists::ASSISTANCE_KIND);
            let unit = w.code(*one, assistance::UNIT, &lists::ASSISTANCE_UNIT);
            let amount = w.value(*one, assistance::AMOUNT.name);
            vec![
                w.date(*one, assistance::DATE),
                if what.is_empty() { kind } else { what },
                format!("{amount} {}", unit.to_lowercase()).trim().to_owned(),
                w.code(*one, assistance::FUNDS, &lists::FUND_SOURCE),
            ]
        })
        .collect();
    w.table(
        t("Bantuan yang diberikan", "Assistance given"),
        &[t("Tanggal", "Date"), t("Bantuan", "Assistance"), t("Jumlah", "Amount"), t("Sumber", "Source")],
        rows,
    )
}

fn referred(w: &mut Writer<'_>, detail: &CaseDetail<'_>) -> bool {
    let sent = detail.referrals.iter().filter(|one| one.get(referral::SENT).is_some());
    let rows = sent
        .map(|one| {
            vec![
                w.date(*one, referral::SENT),
                w.referred_to(*one),
                w.text(*one, referral::REASON),
                w.code(*one, referral::STATE, &lists::REFERRAL_STATE),
                w.text(*one, referral::FEEDBACK),
            ]
        })
        .collect();
    w.table(
        t("Rujukan", "Referrals"),
        &[
            t("Dikirim", "Sent"),
            t("Rujukan ke", "Referred to"),
            t("Alasan", "Reason"),
            t("Keadaan", "State"),
            t("Umpan balik", "Feedback"),
        ],
        rows,
    )
}

fn argued(w: &mut Writer<'_>, detail: &CaseDetail<'_>) -> bool {
    let rows = detail
        .advocacy
        .iter()
        .map(|one| {
            let whom = w.said(one.text(advocacy::WHOM));
            let partner = w.partner(one.get(advocacy::PARTNER));
            vec![
                w.date(*one, advocacy::DATE),
                if whom.is_empty() { partner } else { whom },
                w.text(*one, advocacy::OBSTACLE),
                w.text(*one, advocacy::DONE),
                w.code(*one, advocacy::OUTCOME, &lists::ADVOCACY_OUTCOME),
            ]
        })
        .collect();
    w.table(
        t("Advokasi", "Advocacy"),
        &[
            t("Tanggal", "Date"),
            t("Kepada", "To"),
            t("Hambatan", "Obstacle"),
            t("Yang dilakukan", "Done"),
            t("Hasil", "Outcome"),
        ],
        rows,
    )
}

/// Case conferences: what was decided together, and who does what by when.
fn conferred(w: &mut Writer<'_>, detail: &CaseDetail<'_>) -> bool {
    let rows = detail
        .notes
        .iter()
        .filter(|one| one.text(note::KIND) == CONFERENCE)
        .map(|one| {
            let lines = |field: Field<marker::Lines>| {
                let lines = one.get(field).unwrap_or_default().into_iter();
                lines.map(|line| w.said(line)).collect::<Vec<_>>().join("\n")
            };
            let decided = w.text(*one, note::DECISIONS);
            vec![w.date(*one, note::DATE), lines(note::PARTICIPANTS), decided, lines(note::TASKS)]
        })
        .collect();
    w.table(
        t("Konferensi kasus", "Case conferences"),
        &[
            t("Tanggal", "Date"),
            t("Yang hadir", "Who took part"),
            t("Keputusan", "Decided"),
            t("Tindak lanjut", "Follow-up"),
        ],
        rows,
    )
}

fn evaluated(w: &mut Writer<'_>, detail: &CaseDetail<'_>) {
    w.section(t("Evaluasi", "Evaluation"));
    let Some(latest) = detail.evaluations.last() else {
        let none = w.t(t("Belum ada evaluasi.", "No evaluation yet."));
        w.paragraph(none);
        return;
    };
    let record = latest.record;
    let rows = vec![
        (t("Tanggal evaluasi", "Date"), w.date(record, evaluation::DATE)),
        (
            t("Kesesuaian dengan rencana", "Plan followed"),
            w.code(record, evaluation::CONFORMITY, &lists::PLAN_CONFORMITY),
        ),
        (t("Mengapa berubah", "Why it changed"), w.text(record, evaluation::WHY_CHANGED)),
        (t("Perubahan pada klien", "Change in the client"), w.text(record, evaluation::PROGRESS)),
        (t("Hambatan", "Obstacles"), w.text(record, evaluation::OBSTACLES)),
    ];
    w.fields(rows);
    if let Some(attainment) = &latest.attainment {
        let level = |level: i64| lists::ATTAINMENT_LEVEL.label(&level.to_string(), w.lang).to_owned();
        let rows = attainment
            .goals
            .iter()
            .map(|one| {
                let before = one.previous.map_or_else(String::new, level);
                vec![w.text(one.goal, goal::STATEMENT), before, level(one.level)]
            })
            .collect();
        let rated = w.table(
            t("Capaian tujuan", "Goal attainment"),
            &[t("Tujuan", "Goal"), t("Sebelumnya", "Before"), t("Capaian", "Level reached")],
            rows,
        );
        if let Some(score) = attainment.t.filter(|_| rated) {
            let text = t(
                "Skor capaian tujuan (GAS) T = {t}; 50 berarti tercapai sesuai harapan.",
                "Goal attainment score (GAS) T = {t}; 50 means as expected.",
            );
            let score = w.decimal(score);
            let text = text.with(w.lang, &[("t", &score)]);
            w.paragraph(text);
        }
    }
    let decision = w.code(record, evaluation::DECISION, &lists::EVALUATION_DECISION);
    w.labelled(t("Keputusan", "Decision"), decision);
}

fn conclusion(w: &mut Writer<'_>, detail: &CaseDetail<'_>) {
    w.section(t("Kesimpulan dan rekomendasi", "Conclusion and recommendation"));
    if let Some(ended) = detail.terminations.last() {
        let rows = vec![
            (t("Terminasi", "Termination"), w.date(*ended, termination::DATE)),
            (
                t("Alasan terminasi", "Reason"),
                w.code(*ended, termination::REASON, &lists::TERMINATION_REASON),
            ),
            (t("Hasil atau penempatan", "Outcome or placement"), w.text(*ended, termination::OUTCOME)),
            (t("Cara mempertahankan hasil", "How gains are kept"), w.text(*ended, termination::GAINS)),
        ];
        w.fields(rows);
    }
    if detail.stage.current == Stage::Closed {
        return;
    }
    let mut left: Vec<String> = Vec::new();
    for one in
        actions(detail).into_iter().filter(|one| !is_done(*one) && one.text(action::STATE) != "not_done")
    {
        let when = w.span(one.get(action::PLANNED_FROM), one.get(action::PLANNED_TO));
        let what = w.action(one);
        left.push(if when.is_empty() { what } else { format!("{what} ({when})") });
    }
    for one in detail.needs.iter().filter(|one| !matches!(one.text(need::STATE), "met" | "dropped")) {
        let text = t("Memenuhi kebutuhan: {what}", "Meet the need: {what}");
        left.push(text.with(w.lang, &[("what", &w.text(*one, need::WHAT))]));
    }
    if !left.is_empty() {
        let text = w.t(t("Yang masih perlu dilakukan:", "Still to be done:"));
        w.paragraph(text);
        w.list(left);
    }
    w.blank(t("Rekomendasi pekerja sosial", "The social worker's recommendation"), 3);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{day, fields};
    use crate::domain::text::Lang;
    use crate::report::paper::Style;
    use crate::report::paper::fixture::{Story, expect};

    #[test]
    fn the_report_of_a_whole_case_reads_as_a_social_worker_writes_it() {
        let story = Story::whole();
        let paper = story.paper(PaperKind::SocialReport, story.case, Style::default()).ok();
        expect(paper, include_str!("expected/social_report.txt"));
    }

    #[test]
    fn under_a_pseudonym_no_name_number_or_address_is_left() {
        let story = Story::whole();
        let style = Style { lang: Lang::En, pseudonym: true };
        let paper = story.paper(PaperKind::SocialReport, story.case, style).ok();
        expect(paper, include_str!("expected/social_report_pseudonym.txt"));
    }

    #[test]
    fn a_case_conference_is_told_with_who_took_part_what_was_decided_and_who_does_what() {
        let mut story = Story::whole();
        let lines = |one: &str, other: &str| vec![one.to_owned(), other.to_owned()];
        let made = fields()
            .with(note::DATE, day("2026-11-10"))
            .with(note::KIND, CONFERENCE)
            .with(note::PARTICIPANTS, lines("Ani Lestari", "Bidan Rosa, Puskesmas Merdeka"))
            .with(note::DECISIONS, "Modal dipinjamkan bertahap")
            .with(note::TASKS, lines("Bidan Rosa: periksa tiap minggu, 30 November", "Rina: urus modal"));
        story.desk.make(&note::SPEC, Some(story.case), made);
        let paper = story.paper(PaperKind::SocialReport, story.case, Style::default()).ok();
        let text = paper.map(|paper| crate::report::paper::text::plain(&paper)).unwrap_or_default();
        for said in
            ["Yang hadir", "Bidan Rosa, Puskesmas Merdeka", "Modal dipinjamkan bertahap", "Rina: urus modal"]
        {
            assert!(text.contains(said), "{said} is not in {text}");
        }
        let style = Style { lang: Lang::Id, pseudonym: true };
        let paper = story.paper(PaperKind::SocialReport, story.case, style).ok();
        let text = paper.map(|paper| crate::report::paper::text::plain(&paper)).unwrap_or_default();
        assert!(!text.contains("Rosa") && text.contains("Modal dipinjamkan bertahap"), "{text}");
    }

    #[test]
    fn a_case_of_which_nothing_is_recorded_yet_says_so_section_by_section() {
        let story = Story::empty();
        let paper = story.paper(PaperKind::SocialReport, story.case, Style::default()).ok();
        expect(paper, include_str!("expected/social_report_empty.txt"));
        assert!(story.paper(PaperKind::SocialReport, story.ani, Style::default()).is_err());
    }
}
