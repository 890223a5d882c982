//! Falling ill, and what a home in isolation needs.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::tracing_parts::{Kept, code_ticks, illness_fields, illness_of, listed, problem};
use super::At;
use crate::app::App;
use crate::casework::needs::{is_settled, plan_state};
use crate::domain::code::casework::{NEED_KIND, NEED_STATE};
use crate::domain::code::tracing::CLASSIFICATION;
use crate::domain::kind::FieldSet;
use crate::domain::record::casework::{case, need};
use crate::domain::record::tracing::investigation;
use crate::domain::text::{Text, t};
use crate::platform::intl;
use crate::tracing::contact::{household_of, plan_falls_ill, plan_isolation_needs};
use crate::tracing::trail::Classification;
use crate::ui::page::case_part::commit;
use crate::ui::part::{badge, busy_button, card, link_row, list, tr};
use crate::ui::route::Route;

/// The illness: what is known of it, or the step from contact to case.
pub fn view(at: At, is_case: Memo<bool>) -> AnyView {
    let app = App::get();
    let kept = Kept::start("sakit", FieldSet::new());
    let error: RwSignal<Option<Text>> = RwSignal::new(None);
    let save = move || async move {
        let today = app.today.get_untracked();
        let (class, onset) = match illness_of(kept, today) {
            Ok(found) => found,
            Err(wrong) => return error.set(Some(wrong)),
        };
        let planned = app.read_once(|book| {
            plan_falls_ill(book, at.person, at.outbreak, onset, class, today, &mut || app.make_id())
        });
        if let Some(drafts) = planned {
            kept.save(drafts, t("Tersimpan: menjadi kasus", "Saved: became a case")).await;
        }
    };
    let step = move || {
        if is_case.get() {
            t("Ubah klasifikasi", "Change the classification")
        } else {
            t("Menjadi sakit", "Falls ill")
        }
    };
    let body = view! {
        {live(move || known(at))}
        {live(move || super::super::care::course(at.person, at.outbreak))}
        <details node_ref=kept.fold open=kept.restored>
            <summary class="btn btn--tonal">{live(move || tr(step()))}</summary>
            <div class="form">
                {kept.banner()}
                <p class="hint">{tr(t(
                    "Orang yang sama, bukan catatan baru: paparan dan pemantauannya tetap.",
                    "The same person, not a new record: exposures and follow-up stay.",
                ))}</p>
                {illness_fields(kept)}
                {problem(error)}
                {busy_button("btn btn--primary btn--wide", t("Simpan sebagai kasus", "Save as a case"), save)}
            </div>
        </details>
    };
    card(tr(t("Penyakit", "Illness")), None, body.into_any())
}

fn known(at: At) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    app.read(|book| {
        let rows: Vec<AnyView> = book
            .children(at.person, &investigation::SPEC)
            .filter(|record| record.get(investigation::OUTBREAK) == Some(at.outbreak))
            .map(|record| {
                let code = record.text(investigation::CLASSIFICATION);
                let onset = match record.get(investigation::ONSET) {
                    Some(onset) => t("mulai bergejala {date}", "onset {date}").with(lang, &[("date", &intl::date(lang, onset))]),
                    None => tr(t("tanggal gejala belum diketahui", "onset not known")).to_owned(),
                };
                let kind = if Classification::of_code(code).is_case() { "unwell" } else { "muted" };
                link_row(
                    Route::Edit(record.id()).href(),
                    tr(t("Penyelidikan", "Investigation")).to_owned(),
                    onset,
                    badge(kind, CLASSIFICATION.label(code, lang).to_owned()),
                )
            })
            .collect();
        if rows.is_empty() {
            view! { <p class="hint">{tr(t("Tidak tercatat sakit dalam wabah ini.", "Not recorded as ill in this outbreak."))}</p> }.into_any()
        } else {
            list(rows)
        }
    })
    .into_any()
}

/// The needs during isolation or quarantine, as chips.
pub fn needs(at: At) -> AnyView {
    let app = App::get();
    let kept = Kept::start("kebutuhan", FieldSet::new());
    let error: RwSignal<Option<Text>> = RwSignal::new(None);
    let kinds: Vec<(&'static str, Text)> =
        NEED_KIND.codes.iter().map(|code| (code.code, code.label)).collect();
    let save = move || async move {
        let chosen = kept.typed.with_untracked(|fields| listed(fields, KINDS));
        let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
        if chosen.is_empty() {
            error.set(Some(t("Pilih sedikitnya satu kebutuhan.", "Choose at least one need.")));
            return;
        }
        let (today, lang) = (app.today.get_untracked(), app.lang.get_untracked());
        let planned = app.read_once(|book| {
            let origin = at.case(book);
            plan_isolation_needs(book, at.person, &chosen, origin, today, lang, &mut || app.make_id())
        });
        match planned {
            Some(Ok(drafts)) if drafts.is_empty() => {
                error.set(Some(t(
                    "Kebutuhan ini sudah tercatat dan masih terbuka.",
                    "These needs are recorded already and still open.",
                )));
            }
            Some(Ok(drafts)) => {
                error.set(None);
                kept.save(drafts, t("Kebutuhan tersimpan", "Needs saved")).await;
            }
            Some(Err(refusal)) => error.set(Some(refusal.text())),
            None => {}
        }
    };
    let body = view! {
        {live(move || open_needs(at))}
        <details node_ref=kept.fold open=kept.restored>
        <summary class="btn btn--tonal">{tr(t("Catat kebutuhan", "Record needs"))}</summary>
        <div class="form">
            {kept.banner()}
            <fieldset class="field">
                <legend>{tr(t("Apa yang dibutuhkan selama isolasi?", "What is needed during isolation?"))}</legend>
                {code_ticks(&kinds, KINDS, kept.typed)}
            </fieldset>
            {problem(error)}
            {busy_button("btn btn--tonal btn--wide", t("Simpan kebutuhan", "Save the needs"), save)}
        </div>
        </details>
    };
    card(tr(t("Kebutuhan selama isolasi", "Needs during isolation")), None, body.into_any())
}

const KINDS: &str = "_kinds";

/// The needs from isolation, wherever they hang: on the case, the home or the person.
fn open_needs(at: At) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get();
    app.read(|book| {
        let mut owners = vec![at.person];
        owners.extend(household_of(book, at.person, today).map(|home| home.id()));
        let cases: Vec<_> = owners
            .iter()
            .flat_map(|owner| book.children(*owner, &case::SPEC))
            .map(|case| case.id())
            .collect();
        let rows: Vec<AnyView> = owners
            .iter()
            .chain(&cases)
            .flat_map(|owner| book.children(*owner, &need::SPEC))
            .filter(|record| record.get(need::ORIGIN) == Some("isolation"))
            .map(|record| {
                let noted = record.get(need::NOTED).map(|on| intl::date(lang, on)).unwrap_or_default();
                let what = record.text(need::WHAT).to_owned();
                let state = NEED_STATE.label(record.get(need::STATE).unwrap_or("open"), lang).to_owned();
                let settled = is_settled(record);
                let kind = if settled { "ok" } else { "warn" };
                let id = record.id();
                let label = format!("{}: {what}", tr(t("Terpenuhi", "Served")));
                let press = move |_| {
                    let drafts = app.read_once(|book| plan_state(book, id, "met")).unwrap_or_default();
                    commit(app, drafts, t("Kebutuhan diperbarui", "Need updated"));
                };
                let served = (!settled).then(|| view! {
                    <button type="button" class="btn" aria-label=label on:click=press>{tr(t("Terpenuhi", "Served"))}</button>
                });
                let case = record.parent_record().filter(|parent| parent.is(&case::SPEC)).map(|case| view! {
                    <a class="btn btn--text" href=Route::Case(case.id()).href()>{tr(t("Buka kasus", "Open the case"))}</a>
                });
                view! {
                    <li class="row">
                        <a class="row-main" href=Route::Edit(id).href()>
                            <span class="row-title">{what.clone()}</span>
                            <span class="row-sub">{noted}</span>
                        </a>
                        <span class="row-end">{badge(kind, state)}</span>
                        <div class="cluster" role="group" aria-label=what>{served}{case}</div>
                    </li>
                }
                .into_any()
            })
            .collect();
        if rows.is_empty() { ().into_any() } else { view! { <ul class="list">{rows}</ul> }.into_any() }
    })
    .into_any()
}
