//! From stage to stage: what is missing in words, and a way past it with a reason.

use leptos::prelude::*;

use super::{Typed, commit};
use crate::app::App;
use crate::casework::case_view::CaseDetail;
use crate::casework::stage::{Stage, gate, plan_move};
use crate::domain::id::RecordId;
use crate::domain::text::{Lang, t};
use crate::ledger::Book;
use crate::platform::intl;
use crate::ui::page::case_part::text_area;
use crate::ui::part::{card, tr};

/// The card.
pub fn view(app: App, book: &Book, detail: &CaseDetail<'_>, typed: Typed, lang: Lang) -> AnyView {
    let id = detail.case.id();
    let stage = &detail.stage;
    let next = Stage::ALL.into_iter().find(|next| *next > stage.current);
    let why = stage.reason.clone().map(|reason| {
        view! { <p class="hint">{t("Alasan: {reason}", "Reason: {reason}").with(lang, &[("reason", &reason)])}</p> }.into_any()
    });
    let closed = stage.closed.map(|day| {
        view! { <p>{t("Ditutup pada {date}", "Closed on {date}").with(lang, &[("date", &intl::date(lang, day))])}</p> }
            .into_any()
    });
    let next = match next {
        Some(next) => forward(app, book, id, next, typed, lang),
        None => reopen(app, id, typed, lang),
    };
    let body = view! {
        {closed}
        <p>{tr(stage.why)}</p>
        {why}
        {next}
        {elsewhere(app, id, stage.current, typed, lang)}
    };
    let title = format!("{}: {}", tr(t("Tahap", "Stage")), tr(stage.current.label()));
    card(title, None, body.into_any())
}

fn forward(app: App, book: &Book, id: RecordId, next: Stage, typed: Typed, lang: Lang) -> AnyView {
    let missing = gate(book, id, next, app.today.get_untracked());
    let text = match next {
        Stage::Closed => tr(t("Tutup kasus", "Close the case")).to_owned(),
        next => t("Lanjut ke {stage}", "Go on to {stage}").with(lang, &[("stage", tr(next.label()))]),
    };
    if missing.is_empty() {
        return step_button(app, id, next, typed, text, "btn btn--tonal");
    }
    let lines: Vec<_> = missing.iter().map(|one| view! { <li>{tr(one.text)}</li> }.into_any()).collect();
    view! {
        <div class="banner banner--warn">
            <div>
                <p><strong>{t("Belum lengkap untuk {stage}:", "Still missing for {stage}:").with(lang, &[("stage", tr(next.label()))])}</strong></p>
                <ul>{lines}</ul>
            </div>
        </div>
        {reason(id, typed, t("Alasan tetap melanjutkan", "Reason to go on all the same").get(lang))}
        {step_button(app, id, next, typed, text, "btn btn--tonal")}
    }
    .into_any()
}

fn reopen(app: App, id: RecordId, typed: Typed, lang: Lang) -> AnyView {
    view! {
        <details>
            <summary>{tr(t("Buka kasus ini lagi", "Open this case again"))}</summary>
            <div class="stack">
                {reason(id, typed, t("Alasan dibuka kembali", "Reason for reopening").get(lang))}
                {step_button(app, id, Stage::Assessment, typed, tr(t("Buka kembali", "Reopen")).to_owned(), "btn btn--tonal")}
            </div>
        </details>
    }
    .into_any()
}

/// Any other stage, behind a fold: going back is free.
fn elsewhere(app: App, id: RecordId, current: Stage, typed: Typed, lang: Lang) -> AnyView {
    let earlier: Vec<Stage> =
        Stage::ALL.into_iter().filter(|stage| *stage < current && current != Stage::Closed).collect();
    if earlier.is_empty() {
        return ().into_any();
    }
    let buttons: Vec<_> = earlier
        .into_iter()
        .map(|stage| {
            let text = t("Kembali ke {stage}", "Back to {stage}").with(lang, &[("stage", tr(stage.label()))]);
            step_button(app, id, stage, typed, text, "btn")
        })
        .collect();
    view! {
        <details>
            <summary>{tr(t("Kembali ke tahap sebelumnya", "Go back to an earlier stage"))}</summary>
            <div class="cluster">{buttons}</div>
        </details>
    }
    .into_any()
}

fn reason(id: RecordId, typed: Typed, label: &str) -> AnyView {
    text_area(
        "stage-reason".into(),
        label.to_owned(),
        "",
        move || typed.get(id, "reason"),
        move |text| {
            typed.set(id, "reason", text);
        },
    )
}

fn step_button(
    app: App,
    id: RecordId,
    to: Stage,
    typed: Typed,
    text: String,
    class: &'static str,
) -> AnyView {
    let press = move |_| {
        let reason = untrack(|| typed.get(id, "reason"));
        let today = app.today.get_untracked();
        let reason = (!reason.trim().is_empty()).then_some(reason);
        match app.read_once(|book| plan_move(book, id, to, reason.as_deref(), today)) {
            Some(Ok(drafts)) => {
                typed.forget(id);
                commit(app, drafts, t("Tahap kasus dipindahkan", "The case was moved to another stage"));
            }
            Some(Err(_)) => {
                app.tell(t("Isi alasannya dahulu", "Give the reason first"));
                crate::platform::page::focus("#stage-reason");
            }
            None => {}
        }
    };
    view! { <button type="button" class=class on:click=press>{text}</button> }.into_any()
}
