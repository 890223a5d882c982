//! Goals, each with its actions. An action is answered where it stands: done today, with what came of it.

use leptos::prelude::*;

use super::{Typed, fold_out};
use crate::app::App;
use crate::casework::case_view::{CaseDetail, GoalView};
use crate::casework::hints::smart;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::casework::{action, goal};
use crate::domain::text::{Lang, t};
use crate::ledger::RecordRef;
use crate::platform::intl;
use crate::report::summary;
use crate::ui::page::case_part::{select_code, text_area};
use crate::ui::part::{Busy, badge, card, tr};
use crate::ui::route::Route;

/// The card.
pub fn view(app: App, detail: &CaseDetail<'_>, typed: Typed, lang: Lang) -> AnyView {
    let id = detail.case.id();
    let goals: Vec<_> = detail.goals.iter().map(|one| goal_view(app, one, typed, lang)).collect();
    let loose: Vec<_> = detail.loose_actions.iter().map(|one| action_view(app, *one, typed, lang)).collect();
    let empty = (goals.is_empty() && loose.is_empty()).then(|| {
        view! { <p class="hint">{tr(t(
            "Belum ada tujuan. Sepakati satu tujuan dengan klien, lalu tambahkan kegiatannya.",
            "No goal yet. Agree on one goal with the client, then add its actions.",
        ))}</p> }
        .into_any()
    });
    let others = (!loose.is_empty()).then(|| {
        view! { <h3>{tr(t("Kegiatan lain", "Other actions"))}</h3> <ul class="list">{loose}</ul> }.into_any()
    });
    let body = view! {
        {empty}
        {goals}
        {others}
        <a class="btn btn--text" href=Route::New("action".into(), Some(id)).href()>{tr(t("Tambah kegiatan", "Add an action"))}</a>
    };
    let add = Some((t("Tambah tujuan", "Add a goal"), Route::New("goal".into(), Some(id)).href()));
    card(tr(t("Tujuan dan kegiatan", "Goals and actions")), add, body.into_any())
}

fn goal_view(app: App, one: &GoalView<'_>, typed: Typed, lang: Lang) -> AnyView {
    let record = one.record;
    let due = record.get(goal::DUE).map(|day| {
        view! { <p class="hint">{t("Batas waktu {date}", "Due {date}").with(lang, &[("date", &intl::date(lang, day))])}</p> }
            .into_any()
    });
    let level =
        one.level.map(|level| badge("accent", lists::ATTAINMENT_LEVEL.label(&level.to_string(), lang)));
    let choice = record.text(goal::CHOICE).trim();
    let choice = (!choice.is_empty()).then(|| {
        let text = t("Pilihan klien: {choice}", "The client's choice: {choice}");
        view! { <p class="hint">{text.with(lang, &[("choice", choice)])}</p> }.into_any()
    });
    let lacking = smart(&record.fields());
    let smart = if lacking.is_empty() {
        badge("ok", tr(t("✓ SMART lengkap", "✓ SMART, complete")))
    } else {
        let lines: Vec<_> = lacking.iter().map(|one| view! { <li>{tr(one.text)}</li> }.into_any()).collect();
        let text = t("SMART: {n} hal belum ditulis", "SMART: {n} {n?thing is|things are} not yet written");
        view! {
            <details>
                <summary>{text.with(lang, &[("n", &lacking.len().to_string())])}</summary>
                <ul>{lines}</ul>
                <a class="btn btn--text" href=Route::Edit(record.id()).href()>{tr(t("Lengkapi tujuan", "Complete the goal"))}</a>
            </details>
        }
        .into_any()
    };
    let actions: Vec<_> = one.actions.iter().map(|action| action_view(app, *action, typed, lang)).collect();
    view! {
        <section class="stack">
            <h3><a href=Route::Record(record.id()).href()>{summary::title(record, lang)}</a></h3>
            {due}
            {choice}
            {level}
            {smart}
            <ul class="list">{actions}</ul>
        </section>
    }
    .into_any()
}

fn action_view(app: App, record: RecordRef<'_>, typed: Typed, lang: Lang) -> AnyView {
    let id = record.id();
    let state = record.text(action::STATE);
    let colour = match state {
        "done" => "ok",
        "not_done" => "warn",
        _ => "muted",
    };
    let word = if state.is_empty() { "planned" } else { state };
    let title = summary::title(record, lang);
    let when = match (record.get(action::DONE_ON), record.get(action::PLANNED_TO)) {
        (Some(day), _) | (None, Some(day)) => intl::date(lang, day),
        (None, None) => String::new(),
    };
    let result = record.text(action::RESULT).to_owned();
    let answer = !matches!(state, "done" | "not_done");
    let form = answer.then(|| {
        fold_out(typed, id, t("Sudah dilakukan?", "Was it done?"), &title, move || {
            answer_form(app, id, typed)
        })
    });
    view! {
        <li class="row">
            <a class="row-main" href=Route::Record(id).href()>
                <span class="row-title">{title}</span>
                <span class="row-sub">{when}</span>
                {(!result.is_empty()).then(|| view! { <span class="row-sub">{result}</span> })}
            </a>
            <span class="row-end">{badge(colour, lists::ACTION_STATE.label(word, lang))}</span>
            {form}
        </li>
    }
    .into_any()
}

fn answer_form(app: App, id: RecordId, typed: Typed) -> AnyView {
    let busy = Busy::new();
    let answered = move |state: &'static str| async move {
        let today = app.today.get_untracked();
        let mut fields = FieldSet::new().with(action::STATE, state);
        let result = untrack(|| typed.get(id, "result"));
        let reason = untrack(|| typed.get(id, "not-done"));
        if state == "done" {
            fields.set(action::DONE_ON, today);
        } else if !reason.is_empty() {
            fields.set(action::NOT_DONE_REASON, reason);
        }
        if !result.trim().is_empty() {
            fields.set(action::RESULT, result.trim());
        }
        let draft = Draft { kind: action::SPEC.name, record: id, parent: None, fields };
        // What was typed stays where the save fails.
        if app.save_and_tell(vec![draft], None, t("Kegiatan dijawab", "Action answered")).await.is_ok() {
            typed.forget(id);
        }
    };
    let save = move |state: &'static str| busy.run(answered(state));
    view! {
        <div class="stack">
            {text_area(format!("result-{id}"), tr(t("Hasil", "Result")).into(), "", move || typed.get(id, "result"),
                move |text| typed.set(id, "result", text))}
            <button type="button" class="btn btn--primary" on:click=move |_| save("done")>
                {tr(t("Terlaksana hari ini", "Done today"))}
            </button>
            {select_code(format!("not-done-{id}"), tr(t("Alasan bila tidak terlaksana", "Why, if it was not done")).into(),
                &lists::ACTION_NOT_DONE_REASON, move || typed.get(id, "not-done"), move |code| typed.set(id, "not-done", code))}
            <button type="button" class="btn" on:click=move |_| save("not_done")>
                {tr(t("Tidak terlaksana", "Not done"))}
            </button>
        </div>
    }
    .into_any()
}
