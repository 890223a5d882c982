//! The days of a follow-up, and the entry for one of them: today's, or an earlier one entered late.

use crate::domain::order::InOrder;
use chrono::NaiveDate;
use leptos::prelude::*;

use crate::ui::live::live;

use super::super::tracing_parts::{Kept, day_word, field, problem};
use super::At;
use crate::app::App;
use crate::domain::code::tracing::{NOT_DONE_REASON, SYMPTOM};
use crate::domain::kind::FieldSet;
use crate::domain::record::tracing::follow_up;
use crate::domain::text::{Text, t};
use crate::domain::value::Value;
use crate::ledger::RecordRef;
use crate::platform::intl;
use crate::tracing::contact::plan_follow_up;
use crate::tracing::follow_up::{DayState, FollowUpStatus, status};
use crate::tracing::trail::{Check, Trail};
use crate::ui::part::{badge, busy_button, card, link_row, list, tr};
use crate::ui::route::Route;

/// The days and the form.
pub fn view(at: At, is_case: Memo<bool>) -> AnyView {
    let app = App::get();
    let kept = Kept::start("pantau", FieldSet::new().with(follow_up::DATE, app.today.get_untracked()));
    // Who is a case is no longer followed up: what was entered stays to be read, and a late entry can be made.
    let form = view! {
        <details node_ref=kept.fold open=kept.restored || !is_case.get_untracked()>
            <summary class="btn btn--tonal">{tr(t("Catat hari ini atau susulan", "Enter today or a late day"))}</summary>
            {entry(at, kept)}
        </details>
    };
    let body = view! {
        {form}
        <details>
            <summary class="btn btn--text">{tr(t("Semua hari dan catatan", "All days and entries"))}</summary>
            <div class="stack">
                {live(move || strip(at, kept))}
                {live(move || entries(at))}
            </div>
        </details>
    };
    card(tr(t("Pemantauan harian", "Daily follow-up")), None, body.into_any())
}

/// Somebody unseen for three days, or over the whole window: go on searching, or give up, each with its reason.
/// Nothing is stored but an entry of today, so that a later sight takes it back.
pub fn lost(at: At) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let kept = Kept::start("hilang", FieldSet::new());
    let sure = RwSignal::new(false);
    let error: RwSignal<Option<Text>> = RwSignal::new(None);
    let asked = Memo::new(move |_| {
        let today = app.today.get();
        app.read(|book| {
            let trail = Trail::of(book, at.person, at.outbreak);
            let open = matches!(
                status(book, at.person, at.outbreak, today).summary.status,
                FollowUpStatus::ProposedLost | FollowUpStatus::WindowPassed | FollowUpStatus::NeverSeen
            );
            open.then(|| trail.declared_lost())
        })
        .flatten()
    });
    let save = move |lost: bool| async move {
        let reason = untrack(|| kept.text(follow_up::NOT_DONE_REASON.name));
        let remark = untrack(|| kept.text(follow_up::REMARK.name)).trim().to_owned();
        if reason.is_empty() && remark.is_empty() {
            return error.set(Some(t("Pilih atau tulis alasannya.", "Choose or write the reason.")));
        }
        error.set(None);
        let mut words = Vec::new();
        // Of the two codes the decision is the one that is kept; the reason stays beside it in words.
        if lost && !reason.is_empty() && reason != "lost" {
            words.push(NOT_DONE_REASON.label(&reason, lang).to_owned());
        }
        words.extend(Some(remark).filter(|remark| !remark.is_empty()));
        let code = if lost { "lost" } else { reason.as_str() };
        let mut details = FieldSet::new();
        if !code.is_empty() {
            details.set(follow_up::NOT_DONE_REASON, code);
        }
        if !words.is_empty() {
            details.set(follow_up::REMARK, words.join(" · "));
        }
        let today = app.today.get_untracked();
        let drafts =
            plan_follow_up(at.person, at.outbreak, today, "not_done", details, today, &mut || app.make_id());
        let text = if lost {
            t("Dinyatakan hilang", "Declared lost")
        } else {
            t("Pencarian dicatat", "The search is recorded")
        };
        if kept.save(drafts, text).await {
            sure.set(false);
        }
    };
    let body = move || {
        asked.get().map(|declared| match declared {
            Some(day) => view! {
                <p class="banner banner--warn">{t("Dinyatakan hilang pada {date}. Catatan berikutnya membatalkannya.", "Declared lost on {date}. The next entry takes it back.").with(lang, &[("date", &intl::date(lang, day))])}</p>
            }.into_any(),
            None => view! {
                <details class="card" node_ref=kept.fold open=kept.restored>
                    <summary class="btn btn--tonal btn--wide">{tr(t("Tidak ditemukan? Putuskan", "Not found? Decide"))}</summary>
                    <div class="form">
                        {kept.banner()}
                        {field(&follow_up::SPEC, follow_up::NOT_DONE_REASON.name, kept.typed)}
                        {field(&follow_up::SPEC, follow_up::REMARK.name, kept.typed)}
                        {problem(error)}
                        {busy_button("btn btn--primary btn--wide", t("Lanjutkan mencari", "Go on searching"), move || save(false))}
                        {live(move || if sure.get() {
                            view! {
                                <p>{tr(t("Orang ini keluar dari daftar harian sampai terlihat lagi.", "They leave the daily list until they are seen again."))}</p>
                                {busy_button("btn btn--wide", t("Ya, nyatakan hilang", "Yes, declare lost"), move || save(true))}
                            }.into_any()
                        } else {
                            view! {
                                <button type="button" class="btn btn--wide" on:click=move |_| sure.set(true)>{tr(t("Nyatakan hilang", "Declare lost"))}</button>
                            }.into_any()
                        })}
                    </div>
                </details>
            }.into_any(),
        })
    };
    body.into_any()
}

/// Every day of the window; those that can be entered are buttons.
fn strip(at: At, kept: Kept) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get();
    app.read(|book| {
        let found = status(book, at.person, at.outbreak, today);
        let days = found
            .days
            .iter()
            .map(|day| {
                let (kind, word) = day_word(day.state);
                let unwell = day.checks.iter().any(|check| check.result == crate::tracing::trail::CheckResult::Unwell);
                let (kind, word) = if unwell { ("unwell", t("Bergejala", "Unwell")) } else { (kind, word) };
                let mut word = tr(word).to_owned();
                if day.expected > 1 {
                    word = format!("{word} {}/{}", day.checks.len(), day.expected);
                }
                let title = t("Hari {n}, {date}", "Day {n}, {date}")
                    .with(lang, &[("n", &day.number.to_string()), ("date", &intl::short_date(lang, day.date))]);
                let date = day.date;
                let open = day.date <= today && day.state != DayState::Stopped;
                let chosen = move || kept.date(follow_up::DATE.name) == Some(date);
                view! {
                    <li>
                        <button type="button" class="btn" disabled=!open aria-pressed=move || chosen().to_string()
                            on:click=move |_| kept.put(follow_up::DATE.name, Value::Text(date.to_string()))>
                            <span>{title}</span>
                            {badge(kind, word)}
                        </button>
                    </li>
                }
            })
            .collect_view();
        view! { <ol class="cluster" aria-label=tr(t("Hari pemantauan", "Days of follow-up"))>{days}</ol> }
    })
    .into_any()
}

fn entry(at: At, kept: Kept) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let error: RwSignal<Option<Text>> = RwSignal::new(None);
    let result = Memo::new(move |_| kept.text(follow_up::RESULT.name));
    let when = move || {
        let date = kept.date(follow_up::DATE.name)?;
        (date < app.today.get()).then(|| {
            let text = t("Catatan susulan untuk {date}.", "A late entry for {date}.");
            view! { <p class="banner banner--info" role="status">{text.with(lang, &[("date", &intl::date(lang, date))])}</p> }
        })
    };
    let details = move || match result.get().as_str() {
        "well" | "unwell" => {
            let unwell = result.get() == "unwell";
            view! {
                {unwell.then(|| field(&follow_up::SPEC, follow_up::SYMPTOMS.name, kept.typed))}
                {field(&follow_up::SPEC, follow_up::TEMPERATURE.name, kept.typed)}
                {field(&follow_up::SPEC, follow_up::METHOD.name, kept.typed)}
            }
            .into_any()
        }
        "not_done" => field(&follow_up::SPEC, follow_up::NOT_DONE_REASON.name, kept.typed),
        _ => ().into_any(),
    };
    let save = move || async move {
        let today = app.today.get_untracked();
        match untrack(|| checked(kept, today)) {
            Err(text) => error.set(Some(text)),
            Ok((date, result, details)) => {
                error.set(None);
                let drafts =
                    plan_follow_up(at.person, at.outbreak, date, &result, details, today, &mut || {
                        app.make_id()
                    });
                kept.save(drafts, t("Pemantauan tersimpan", "Follow-up saved")).await;
            }
        }
    };
    view! {
        <div class="form">
            {kept.banner()}
            {field(&follow_up::SPEC, follow_up::DATE.name, kept.typed)}
            {live(when)}
            {field(&follow_up::SPEC, follow_up::RESULT.name, kept.typed)}
            {live(details)}
            {field(&follow_up::SPEC, follow_up::REMARK.name, kept.typed)}
            {problem(error)}
            {busy_button("btn btn--primary btn--wide", t("Simpan pemantauan", "Save the follow-up"), save)}
        </div>
    }
    .into_any()
}

/// What is to be written, or what is still wrong. Fields that the result has hidden are not written.
fn checked(kept: Kept, today: NaiveDate) -> Result<(NaiveDate, String, FieldSet), Text> {
    let date = kept.date(follow_up::DATE.name).ok_or(t("Isi tanggalnya.", "Enter the date."))?;
    if date > today {
        return Err(t("Hari itu belum terjadi.", "That day is still to come."));
    }
    let result = kept.text(follow_up::RESULT.name);
    if result.is_empty() {
        return Err(t("Pilih hasilnya.", "Choose the result."));
    }
    let mut details = kept.fields();
    let seen = matches!(result.as_str(), "well" | "unwell");
    details.0.retain(|name, _| match name.as_str() {
        "date" | "result" => false,
        "symptoms" => result == "unwell",
        "temperature" | "method" => seen,
        "not_done_reason" => result == "not_done",
        _ => true,
    });
    if let Some(text) = details.0.get(follow_up::TEMPERATURE.name).and_then(Value::as_text)
        && !text.parse::<f64>().is_ok_and(|degrees| (30.0..=45.0).contains(&degrees))
    {
        return Err(t("Suhu tubuh antara 30 dan 45 °C.", "A body temperature lies between 30 and 45 °C."));
    }
    Ok((date, result, details))
}

/// What was entered so far, newest day first, each with its history behind it.
fn entries(at: At) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get();
    app.read(|book| {
        let found = status(book, at.person, at.outbreak, today);
        let mut checks: Vec<(Check<'_>, RecordRef<'_>)> = found
            .days
            .iter()
            .flat_map(|day| day.checks.iter().copied())
            .chain(found.outside.iter().copied())
            .filter_map(|check| Some((check, check.record()?)))
            .collect();
        if checks.is_empty() {
            return ().into_any();
        }
        checks.order_by_key(|(check, record)| std::cmp::Reverse((check.date, record.id())));
        let rows = checks
            .into_iter()
            .map(|(check, record)| {
                let symptoms = record.get(follow_up::SYMPTOMS).unwrap_or_default();
                let mut facts: Vec<String> =
                    symptoms.into_iter().map(|code| SYMPTOM.label(code, lang).to_owned()).collect();
                facts.extend(record.get(follow_up::TEMPERATURE).map(|degrees| format!("{degrees} °C")));
                facts.extend(
                    record
                        .get(follow_up::NOT_DONE_REASON)
                        .map(|why| NOT_DONE_REASON.label(why, lang).to_owned()),
                );
                facts.extend(record.get(follow_up::REMARK).map(str::to_owned));
                let kind = match check.result {
                    crate::tracing::trail::CheckResult::Well => "well",
                    crate::tracing::trail::CheckResult::Unwell => "unwell",
                    _ => "warn",
                };
                link_row(
                    Route::Record(record.id()).href(),
                    intl::date(lang, check.date),
                    facts.join(" · "),
                    badge(kind, tr(check.result.label())),
                )
            })
            .collect();
        view! { <h3>{tr(t("Catatan pemantauan", "Entries"))}</h3> {list(rows)} }.into_any()
    })
    .into_any()
}
