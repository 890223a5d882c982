//! Page: contact tracing. Whom to see today in every running outbreak, the outbreaks, and a new one.

use leptos::prelude::*;

use crate::ui::live::live;

use super::profile::about;
use super::tracing_parts::{Kept, field, problem, today_view};
use crate::app::App;
use crate::domain::kind::FieldSet;
use crate::domain::record::tracing::outbreak;
use crate::domain::text::{Text, t};
use crate::domain::value::Value;
use crate::tracing::profile::{self, Profile};
use crate::tracing::roll::Overview;
use crate::tracing::rule::plan_outbreak;
use crate::ui::form::pick::unique_id;
use crate::ui::part::{badge, busy_button, card, empty, link_row, long_list, tr, working};
use crate::ui::route::{Began, Route};
use crate::ui::shell::top_bar;

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let roll = app.roll();
    let any = Memo::new(move |_| roll.get().is_none_or(|roll| !roll.outbreaks.is_empty()));
    let outbreaks = move || {
        let Some(roll) = roll.get() else { return working() };
        long_list(roll.outbreaks.clone(), outbreak_row)
    };
    let lists = move || {
        if !any.get() {
            return empty(
                t("Belum ada wabah yang dipantau", "No outbreak is followed yet"),
                t(
                    "Mulai wabah di bawah ini: pilih penyakitnya, lalu catat kasus pertama dan kontaknya. Setelah itu halaman ini menyusun siapa yang perlu ditemui setiap hari.",
                    "Start an outbreak below: choose the disease, then enter the first case and its contacts. From then on this page lists whom to see each day.",
                ),
                None,
            );
        }
        view! {
            {card(tr(t("Hari ini", "Today")), None, today_view(roll, None))}
            {card(tr(t("Wabah", "Outbreaks")), None, live(outbreaks))}
        }
        .into_any()
    };
    view! {
        {top_bar(tr(t("Kontak", "Contacts")), false)}
        <div class="stack">
            {live(lists)}
            <a class="btn btn--wide" href=Route::Outreach.href()>{tr(t("Penjangkauan", "Outreach"))}</a>
            {start_form()}
            <p><a class="btn btn--text" href=Route::Profiles.href()>{tr(t("Profil penyakit dan aturannya", "Disease profiles and their rules"))}</a></p>
        </div>
    }
    .into_any()
}

fn outbreak_row(one: &Overview) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let (name, area) = app
        .read_once(|book| {
            book.get(one.outbreak).map(|record| {
                (record.text(outbreak::NAME).to_owned(), record.text(outbreak::AREA).to_owned())
            })
        })
        .flatten()
        .unwrap_or_default();
    let counts = t(
        "{cases} kasus · {contacts} kontak, {open} masih dipantau",
        "{cases} {cases?case|cases} · {contacts} {contacts?contact|contacts}, {open} still followed up",
    )
    .with(
        lang,
        &[
            ("cases", &one.cases.to_string()),
            ("contacts", &one.contacts.to_string()),
            ("open", &one.open.to_string()),
        ],
    );
    let sub = if area.is_empty() { counts } else { format!("{area} · {counts}") };
    let end = if !one.running {
        badge("finished", tr(t("Selesai", "Ended")))
    } else if one.due > 0 {
        badge("accent", t("{n} hari ini", "{n} today").with(lang, &[("n", &one.due.to_string())]))
    } else {
        ().into_any()
    };
    link_row(Route::Outbreak(one.outbreak).href(), name, sub, end)
}

fn start_form() -> AnyView {
    let app = App::get();
    let kept = Kept::start("wabah", FieldSet::new().with(outbreak::START, app.today.get_untracked()));
    let error: RwSignal<Option<Text>> = RwSignal::new(None);
    let code = Memo::new(move |_| kept.text(outbreak::PROFILE.name));
    let id = unique_id("penyakit");
    let lang = app.lang.get_untracked();
    let options = app
        .read_once(profile::all)
        .unwrap_or_default()
        .into_iter()
        .map(|one| {
            let value = one.code.clone();
            let chosen = move || code.get() == one.code;
            view! { <option value=value selected=chosen>{one.name.get(lang).to_owned()}</option> }.into_any()
        })
        .collect::<Vec<_>>();
    let facts = move || {
        let one = app.read_once(|book| Profile::find(book, &code.get())).flatten()?;
        Some(view! { <p class="hint">{one.rule.in_words(lang)}"."</p> {about(&one)} })
    };
    let save = move || async move {
        let profile = code.get_untracked();
        if profile.is_empty() {
            error.set(Some(t("Pilih penyakitnya dahulu.", "Choose the disease first.")));
            return;
        }
        let text = |name| untrack(|| kept.text(name)).trim().to_owned();
        let name = text(outbreak::NAME.name);
        if name.is_empty() {
            error.set(Some(t("Beri nama wabah ini.", "Give the outbreak a name.")));
            return;
        }
        error.set(None);
        let start = untrack(|| kept.date(outbreak::START.name));
        let area = text(outbreak::AREA.name);
        let area = (!area.is_empty()).then_some(area.as_str());
        let draft = plan_outbreak(&profile, &name, start, area, &mut || app.make_id());
        let id = draft.record;
        let began = Began::here();
        if kept.save(vec![draft], t("Wabah dimulai", "Outbreak started")).await {
            began.go(&Route::Outbreak(id));
        }
    };
    view! {
        <details class="card" node_ref=kept.fold open=kept.restored>
            <summary class="btn btn--tonal btn--wide">{tr(t("Mulai wabah", "Start an outbreak"))}</summary>
            <div class="form">
                {kept.banner()}
                <div class="field">
                    <label for=id.clone()>{tr(t("Penyakit *", "Disease *"))}</label>
                    <select autocomplete="off" id=id on:change:target=move |event| {
                        kept.put(outbreak::PROFILE.name, Value::Text(event.target().value()));
                    }>
                        <option value="" selected=move || code.get().is_empty()>{tr(t("Belum dipilih", "Not chosen"))}</option>
                        {options}
                    </select>
                    {live(facts)}
                </div>
                {field(&outbreak::SPEC, outbreak::NAME.name, kept.typed)}
                {field(&outbreak::SPEC, outbreak::AREA.name, kept.typed)}
                {field(&outbreak::SPEC, outbreak::START.name, kept.typed)}
                {problem(error)}
                {busy_button("btn btn--primary btn--wide", t("Mulai", "Start"), save)}
            </div>
        </details>
    }
    .into_any()
}
