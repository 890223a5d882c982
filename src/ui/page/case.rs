//! Page: case. The line of its five stages, what is missing for the next one in words, and one card for
//! each part of the work. What surprises: texts that are typed here live in [`Typed`], outside of what
//! follows the book, so that a change elsewhere never empties them.

mod move_on;
pub(super) mod needs;
mod plan;
pub(super) mod referral;
mod story;

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::{
    commit, danger_banner, danger_of, fact_rows, facts, row, rows, timeline, trash_button,
};
use super::cases::risk_badge;
use super::photo::photos;
use crate::app::App;
use crate::casework::case_view::{AssessmentView, CaseDetail, EvaluationView, case_detail};
use crate::casework::person::members;
use crate::casework::stage::{Stage, Step, steps};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::casework::{case, evaluation, goal};
use crate::domain::record::spine::{household, person};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::platform::intl;
use crate::report::summary;
use crate::ui::part::{Beat, badge, card, link_row, list, missing, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// What is typed on the page, by the record it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Typed(RwSignal<BTreeMap<(RecordId, &'static str), String>>);

impl Typed {
    /// Nothing typed yet.
    pub fn new() -> Typed {
        Typed(RwSignal::new(BTreeMap::new()))
    }

    fn get(self, id: RecordId, what: &'static str) -> String {
        self.0.with(|map| map.get(&(id, what)).cloned().unwrap_or_default())
    }

    fn set(self, id: RecordId, what: &'static str, text: String) {
        self.0.update(|map| drop(map.insert((id, what), text)));
    }

    fn forget(self, id: RecordId) {
        self.0.update(|map| map.retain(|(of, _), _| *of != id));
    }

    fn is_open(self, id: RecordId) -> bool {
        self.0.with(|map| map.contains_key(&(id, "open")))
    }

    fn toggle(self, id: RecordId) {
        self.0.update(|map| {
            if map.remove(&(id, "open")).is_none() {
                map.insert((id, "open"), String::new());
            }
        });
    }
}

/// The page.
pub fn view(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    if app.read_once(|book| book.get_as(id, &case::SPEC).is_some()) != Some(true) {
        return view! { {top_bar(tr(case::SPEC.label), true)} <div class="stack">{missing()}</div> }
            .into_any();
    }
    let typed = Typed::new();
    let title = move || {
        let read = app.read(|book| book.get(id).map(|record| summary::title(record, lang)));
        top_bar(read.flatten().unwrap_or_default(), true)
    };
    let body = move || {
        let today = app.today.get();
        app.read(|book| case_detail(book, id, today).map(|detail| body(app, book, &detail, typed, lang)))
            .flatten()
    };
    let rest = move || {
        let today = app.today.get();
        app.read(|book| case_detail(book, id, today).map(|detail| in_depth(book, &detail, lang))).flatten()
    };
    let beat = Beat::new(3);
    let end = move || {
        view! {
            {photos(id)}
            {story::view(id)}
            <div class="cluster">{trash_button(app, id, Route::Cases)}</div>
        }
        .into_any()
    };
    view! {
        {live(title)}
        <div class="stack">
            {live(body)}
            {beat.later(2, move || live(rest))}
            {beat.later(3, end)}
        </div>
    }
    .into_any()
}

fn body(app: App, book: &Book, detail: &CaseDetail<'_>, typed: Typed, lang: Lang) -> AnyView {
    let id = detail.case.id();
    let add = |kind: &str| Route::New(kind.into(), Some(id)).href();
    let more = t("Tambah", "Add");
    view! {
        {head(detail, lang)}
        {stage_line(detail.stage.current)}
        {move_on::view(app, book, detail, typed, lang)}
        {gates(book, id, lang)}
        <div class="cluster">
            <a class="btn btn--primary" href=Route::Visit(id).href()>{tr(t("Kunjungan", "Visit"))}</a>
            <a class="btn btn--tonal" href=add("note")>{tr(t("Catatan", "Note"))}</a>
            <a class="btn btn--tonal" href=add("attachment")>{tr(t("Foto berkas", "Photo of a paper"))}</a>
            <a class="btn" href=Route::Edit(id).href()>{tr(t("Ubah", "Edit"))}</a>
            <a class="btn" href=Route::Drawn(id).href()>{tr(t("Gambar", "Pictures"))}</a>
        </div>
        {super::paper::links(case::SPEC.name, id)}
        {due(detail, lang)}
        {card(tr(t("Asesmen", "Assessment")), Some((more, add("assessment"))), assessments(&detail.assessments, lang))}
        {needs::view(app, book, detail, lang)}
        {plan::view(app, detail, typed, lang)}
        {referral::view(app, detail, typed, lang)}
    }
    .into_any()
}

fn in_depth(book: &Book, detail: &CaseDetail<'_>, lang: Lang) -> AnyView {
    let id = detail.case.id();
    let add = |kind: &str| Route::New(kind.into(), Some(id)).href();
    let more = t("Tambah", "Add");
    let mut events = detail.visits.clone();
    events.extend(detail.notes.iter().copied());
    let mut help = detail.assistance.clone();
    help.extend(detail.advocacy.iter().copied());
    view! {
        {card(tr(t("Bantuan", "Assistance")), Some((t("Tambah bantuan", "Add assistance"), add("assistance"))), view! {
            {rows(&help, lang, t("Belum ada bantuan atau advokasi.", "No assistance or advocacy yet."))}
            <p><a class="btn btn--text" href=add("advocacy")>{tr(t("Tambah advokasi", "Add advocacy"))}</a></p>
        }.into_any())}
        {card(tr(t("Kunjungan dan catatan", "Visits and notes")), Some((t("Catatan", "Note"), add("note"))), timeline(events, lang,
            t("Belum ada kunjungan atau catatan.", "No visit or note yet.")))}
        {card(tr(t("Evaluasi", "Evaluation")), Some((more, add("evaluation"))), evaluations(&detail.evaluations, lang))}
        {card(tr(t("Terminasi", "Termination")), Some((more, add("termination"))), rows(&detail.terminations, lang,
            t("Dicatat bila pendampingan berakhir.", "Recorded when the accompaniment ends.")))}
        {card(tr(t("Survei kepuasan", "Satisfaction survey")), Some((more, add("satisfaction"))), rows(&detail.satisfaction, lang,
            t("Sembilan pertanyaan singkat kepada klien.", "Nine short questions to the client.")))}
        {card(tr(t("Data kasus", "Facts of the case")), None, facts(fact_rows(book, detail.case, &["stage", "stage_reason"], lang)))}
        <p><a href=Route::Record(id).href()>{tr(t("Riwayat perubahan", "History of changes"))}</a></p>
    }
    .into_any()
}

fn head(detail: &CaseDetail<'_>, lang: Lang) -> AnyView {
    let subject = detail.subject.map(|subject| {
        let href = Route::of(subject.kind_name(), subject.id()).href();
        view! { <p><a href=href>{summary::title(subject, lang)}</a> " "{risk_badge(detail.case.text(case::RISK))}</p> }
            .into_any()
    });
    let dangers = match detail.subject {
        Some(subject) if subject.is(&person::SPEC) => danger_of(subject).into_iter().collect(),
        Some(subject) if subject.is(&household::SPEC) => members(subject.book(), subject.id())
            .iter()
            .filter_map(|member| danger_of(member.person))
            .collect(),
        _ => Vec::new(),
    };
    view! { {subject} {danger_banner(dangers)} }.into_any()
}

/// The five stages; the closing is not one of them.
fn stage_line(current: Stage) -> AnyView {
    let stages: Vec<_> = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != Stage::Closed)
        .map(|stage| {
            let (state, word) = if stage < current {
                ("done", t("selesai", "done"))
            } else if stage == current {
                ("current", t("sekarang", "now"))
            } else {
                ("todo", t("belum", "to come"))
            };
            let here = (stage == current).then_some("step");
            let label = format!("{}: {}", tr(stage.label()), tr(word));
            view! { <li data-state=state aria-current=here aria-label=label><span>{tr(stage.label())}</span></li> }
                .into_any()
        })
        .collect();
    view! { <ol class="stages" aria-label=tr(t("Tahap kasus", "Stages of the case"))>{stages}</ol> }
        .into_any()
}

/// The gates that were passed with a reason, oldest first; nothing where none was.
fn gates(book: &Book, id: RecordId, lang: Lang) -> AnyView {
    let passed: Vec<_> = steps(book, id).into_iter().filter(Step::passed_gate).collect();
    if passed.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> =
        passed.iter().map(|step| view! { <li>{passed_gate(step, lang)}</li> }.into_any()).collect();
    let body = view! { <ol class="timeline">{items}</ol> }.into_any();
    card(tr(t("Gerbang yang dilewati", "Gates that were passed")), None, body)
}

/// From where to where, when, by whom, and why, as it was written.
pub fn passed_gate(step: &Step, lang: Lang) -> AnyView {
    let way = format!("{} → {}", step.from.label().get(lang), step.to.label().get(lang));
    let mut when = intl::stamp(lang, step.at);
    if !step.author.trim().is_empty() {
        when = format!("{when} · {}", step.author.trim());
    }
    view! {
        <time>{when}</time>
        <p><strong>{way}</strong></p>
        <p>{step.reason.clone()}</p>
    }
    .into_any()
}

fn due(detail: &CaseDetail<'_>, lang: Lang) -> AnyView {
    if detail.due.is_empty() {
        return ().into_any();
    }
    let items = detail.due.iter().take(6).filter_map(|item| {
        let record = detail.case.book().get(item.record)?;
        let href = Route::of(record.kind_name(), record.id()).href();
        let end = match item.days {
            1.. => badge(
                "danger",
                t("terlewat {n} hari", "{n} {n?day|days} overdue")
                    .with(lang, &[("n", &item.days.to_string())]),
            ),
            0 => badge("warn", tr(t("hari ini", "today"))),
            _ => intl::short_date(lang, item.date).into_any(),
        };
        Some(link_row(href, item.label.get(lang).to_owned(), summary::discreet_title(record, lang), end))
    });
    card(tr(t("Yang harus dilakukan", "To do")), None, list(items.collect()))
}

fn assessments(found: &[AssessmentView<'_>], lang: Lang) -> AnyView {
    if found.is_empty() {
        let text = t(
            "Belum ada asesmen. Tujuh ranah kehidupan dinilai sekaligus pada satu halaman.",
            "No assessment yet. Seven domains of life are judged together on one page.",
        );
        return view! { <p class="hint">{tr(text)}</p> }.into_any();
    }
    // The newest is what one works with.
    found.iter().rev().map(|one| assessment(one, lang)).collect::<Vec<_>>().into_any()
}

fn assessment(one: &AssessmentView<'_>, lang: Lang) -> AnyView {
    let score = |score: Option<i64>| score.map_or_else(|| "–".to_owned(), |score| score.to_string());
    let lines: Vec<_> = one
        .findings
        .iter()
        .map(|finding| {
            let domain = lists::LIFE_DOMAIN.label(finding.domain, lang).to_owned();
            let change = match (finding.score, finding.previous) {
                (Some(now), Some(before)) if now > before => badge("ok", tr(t("▲ naik", "▲ better"))),
                (Some(now), Some(before)) if now < before => badge("danger", tr(t("▼ turun", "▼ worse"))),
                (Some(_), Some(_)) => badge("muted", tr(t("tetap", "same"))),
                _ => ().into_any(),
            };
            let condition = finding.record.text(crate::domain::record::casework::finding::CONDITION).to_owned();
            let meaning = finding.score.map(|score| lists::SCORE.label(&score.to_string(), lang).to_owned());
            view! {
                <tr>
                    <th scope="row">{domain}{(!condition.is_empty()).then(|| view! { <p class="hint">{condition}</p> })}</th>
                    <td class="num" title=meaning>{score(finding.score)}</td>
                    <td class="num">{score(finding.previous)}</td>
                    <td>{change}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let table = (!lines.is_empty()).then(|| {
        view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label=summary::title(one.record, lang)>
                <table>
                    <thead><tr>
                        <th scope="col">{tr(t("Ranah", "Domain"))}</th>
                        <th scope="col" class="num">{tr(t("Skor", "Score"))}</th>
                        <th scope="col" class="num">{tr(t("Sebelum", "Before"))}</th>
                        <th scope="col">{tr(t("Perubahan", "Change"))}</th>
                    </tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        }
        .into_any()
    });
    view! { <ul class="list">{row(one.record, lang)}</ul> {table} }.into_any()
}

fn evaluations(found: &[EvaluationView<'_>], lang: Lang) -> AnyView {
    if found.is_empty() {
        let text = t(
            "Belum ada evaluasi. Setiap tujuan dinilai dari −2 sampai +2.",
            "No evaluation yet. Each goal is rated from −2 to +2.",
        );
        return view! { <p class="hint">{tr(text)}</p> }.into_any();
    }
    found.iter().rev().map(|one| evaluation_of(one, lang)).collect::<Vec<_>>().into_any()
}

fn evaluation_of(one: &EvaluationView<'_>, lang: Lang) -> AnyView {
    let decision = one.record.text(evaluation::DECISION);
    let decision =
        (!decision.is_empty()).then(|| badge("accent", lists::EVALUATION_DECISION.label(decision, lang)));
    let level = |level: i64| lists::ATTAINMENT_LEVEL.label(&level.to_string(), lang).to_owned();
    let goals: Vec<_> = one
        .attainment
        .iter()
        .flat_map(|found| &found.goals)
        .map(|rated| {
            let before = rated.previous.map(|before| {
                t("sebelumnya {level}", "before: {level}").with(lang, &[("level", &level(before))])
            });
            let statement = summary::first_words(rated.goal.text(goal::STATEMENT), 12);
            view! { <li class="row"><div class="row-main"><p>{statement}</p><p><strong>{level(rated.level)}</strong></p><p class="hint">{before}</p></div></li> }
                .into_any()
        })
        .collect();
    let score = one.attainment.as_ref().and_then(|found| found.t).map(|score| {
        let mut number = format!("{score:.1}");
        if lang == Lang::Id {
            number = number.replace('.', ",");
        }
        let text = t("Skor T {n} (50 berarti sesuai harapan)", "T score {n} (50 means as expected)");
        view! { <p>{text.with(lang, &[("n", &number)])}</p> }.into_any()
    });
    view! {
        <ul class="list">{row(one.record, lang)}</ul>
        {score}
        <ul>{goals}</ul>
        <p>{decision}</p>
    }
    .into_any()
}

/// A small form that opens below a row, and stays open while the book changes.
fn fold_out(
    typed: Typed,
    id: RecordId,
    text: Text,
    about: &str,
    form: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let label = format!("{}: {about}", tr(text));
    view! {
        <button type="button" class="btn btn--text" aria-label=label aria-expanded=move || typed.is_open(id).to_string()
            on:click=move |_| typed.toggle(id)>{tr(text)}</button>
        {
            let open = Memo::new(move |_| typed.is_open(id));
            move || open.get().then(&form)
        }
    }
    .into_any()
}
