//! Page: the directory of partners: whom to ask for what, and how they answered so far.

use leptos::prelude::*;

use crate::ui::live::live;

use super::cases::{Tab, tabs};
use crate::app::App;
use crate::casework::directory::{DirectorySteps, Query, Row};
use crate::domain::code::{CodeList, lists};
use crate::domain::record::spine::partner;
use crate::domain::text::{Lang, Text, t};
use crate::ui::memory::remembered;
use crate::ui::part::{badge, choice, empty, link_row, long_list, tr, working};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// The page.
pub fn view() -> AnyView {
    view! {
        {top_bar(tr(t("Mitra", "Partners")), false)}
        {body()}
    }
    .into_any()
}

/// The list with its filters, without the bar on top: on a wide screen it stands beside what is open.
pub fn body() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let (text, kind, need) = (remembered("query", ""), remembered("kind", ""), remembered("need", ""));
    let all =
        app.worked(move || app.today.get().to_string(), move || Some(DirectorySteps::new(app.today.get())));
    let any = Memo::new(move |_| all.get().is_some_and(|all| !all.is_empty()));
    let list = move || {
        let Some(all) = all.get() else { return working() };
        if all.is_empty() {
            return teach();
        }
        let some = |text: String| (!text.is_empty()).then_some(text);
        let query = Query { text: text.get(), kind: some(kind.get()), need: some(need.get()) };
        let found = query.find(&all);
        if found.is_empty() {
            return view! { <p class="hint" role="status">{tr(t("Tidak ada mitra dengan saringan ini.", "No partner fits this filter."))}</p> }
                .into_any();
        }
        let count = t("{n} mitra", "{n} {n?partner|partners}").with(lang, &[("n", &found.len().to_string())]);
        let row = move |place: &usize| all.get(*place).map(partner_row).into_any();
        view! {
            <p class="hint" role="status">{count}</p>
            <section class="card" aria-label=tr(t("Daftar mitra", "List of partners"))>{long_list(found, row)}</section>
        }
        .into_any()
    };
    // What can be chosen at all: kinds that are there, and needs that somebody served.
    let kinds = move |code: &str| all.get().is_some_and(|all| all.iter().any(|row| row.kind == code));
    let needs = move |code: &str| {
        let served = |row: &Row| row.needs.iter().any(|(need, _)| need == code);
        all.get().is_some_and(|all| all.iter().any(served))
    };
    view! {
        <div class="stack">
            {tabs(Tab::Partners)}
            {live(move || any.get().then(|| view! {
                <div class="cluster">
                    <a class="btn btn--primary" href=new_partner()>{tr(t("Mitra baru", "New partner"))}</a>
                    <a class="btn" href=Route::Referrals.href()>{tr(t("Rujukan terbuka", "Open referrals"))}</a>
                </div>
                <div class="field">
                    <label for="partner-filter">{tr(t("Saring nama, layanan, wilayah", "Filter by name, service, area"))}</label>
                    <input id="partner-filter" type="search" enterkeyhint="search" autocomplete="off" prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))/>
                </div>
                <div class="inline">
                    {met_codes("partner-kind", t("Jenis", "Kind"), t("Semua", "All"), &lists::PARTNER_KIND, kind, |code| untrack(|| kinds(code)), lang)}
                    {met_codes("partner-need", t("Pernah melayani", "Has served"), t("Semua", "All"), &lists::NEED_KIND, need, |code| untrack(|| needs(code)), lang)}
                </div>
            }))}
            {live(list)}
        </div>
    }
    .into_any()
}

fn new_partner() -> String {
    Route::New(partner::SPEC.name.into(), None).href()
}

fn teach() -> AnyView {
    empty(
        t("Belum ada mitra", "No partners yet"),
        t(
            "Mitra adalah puskesmas, dinas, lembaga, atau warga yang menerima rujukan. Catat layanan, berkas yang dibawa, dan nomornya; jawaban atas rujukan terhitung sendiri.",
            "Partners are the clinics, offices, organisations or people that take referrals. Record their services, the papers to bring and their numbers; how they answer is counted by itself.",
        ),
        Some((t("Catat mitra pertama", "Record the first partner"), new_partner())),
    )
}

/// A drop-down of the codes that can be met.
fn met_codes(
    id: &'static str,
    label: Text,
    all: Text,
    list: &'static CodeList,
    chosen: RwSignal<String>,
    met: impl Fn(&str) -> bool,
    lang: Lang,
) -> AnyView {
    let mut options = vec![(String::new(), tr(all).to_owned())];
    options.extend(
        list.codes
            .iter()
            .filter(|code| met(code.code))
            .map(|code| (code.code.to_owned(), code.label.get(lang).to_owned())),
    );
    choice(id, tr(label), options, move || chosen.get(), move |code| chosen.set(code))
}

fn partner_row(row: &Row) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let waiting = (row.waiting > 0).then(|| badge("warn", tr(t("Menunggu", "Waiting"))));
    let kind = lists::PARTNER_KIND.label(&row.kind, lang);
    let answers = row.answers_in_words(lang);
    let sub = [kind, row.area.as_str(), answers.as_str()];
    let sub: Vec<&str> = sub.into_iter().filter(|text| !text.is_empty()).collect();
    link_row(Route::Partner(row.partner).href(), row.name.clone(), sub.join(" · "), waiting.into_any())
}
