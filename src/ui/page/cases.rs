//! Page: cases. Open ones first, what is overdue on top.

use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::radios;
use crate::app::App;
use crate::casework::caseload::CaseRow;
use crate::casework::stage::Stage;
use crate::domain::code::lists;
use crate::domain::text::{Text, t};
use crate::platform::intl;
use crate::ui::memory::remembered;
use crate::ui::part::{badge, empty, link_row, long_list, tr, working};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// One of the lists that stand beside each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Cases.
    Cases,
    /// People and households.
    People,
    /// Partners.
    Partners,
}

/// The tabs of the pages that list cases, people and partners.
pub fn tabs(here: Tab) -> AnyView {
    let tab = |route: Route, text: Text, here: bool| {
        let class = if here { "btn btn--tonal" } else { "btn btn--text" };
        view! { <a class=class href=route.href() aria-current=here.then_some("page")>{tr(text)}</a> }
            .into_any()
    };
    view! {
        <nav class="cluster" aria-label=tr(t("Kasus, orang, atau mitra", "Cases, people or partners"))>
            {tab(Route::Cases, t("Kasus", "Cases"), here == Tab::Cases)}
            {tab(Route::People, t("Orang", "People"), here == Tab::People)}
            {tab(Route::Partners, t("Mitra", "Partners"), here == Tab::Partners)}
        </nav>
    }
    .into_any()
}

/// The page.
pub fn view() -> AnyView {
    view! {
        {top_bar(tr(t("Kasus", "Cases")), false)}
        {body()}
    }
    .into_any()
}

/// The list with its filters, without the bar on top: on a wide screen it stands beside what is open.
pub fn body() -> AnyView {
    let app = App::get();
    let list = app.caseload();
    let state = remembered("state", "open");
    let stage = remembered("stage", "");
    // The filters are made once, not anew with every change of the book.
    let any = Memo::new(move |_| list.get().is_none_or(|list| !list.cases.is_empty()));
    let shown = move || {
        let Some(list) = list.get() else { return working() };
        if list.cases.is_empty() {
            return teach();
        }
        let (wanted, state) = (Stage::of_code(&stage.get()), state.get());
        let fits = |row: &CaseRow| {
            let closed = row.stage == Stage::Closed;
            let state = match state.as_str() {
                "closed" => closed,
                "overdue" => !closed && row.is_overdue(),
                "open" => !closed,
                _ => true,
            };
            state && wanted.is_none_or(|wanted| row.stage == wanted)
        };
        let found: Vec<usize> =
            list.cases.iter().enumerate().filter(|(_, row)| fits(row)).map(|(place, _)| place).collect();
        if found.is_empty() {
            return view! { <p class="hint" role="status">{tr(t("Tidak ada kasus dengan saringan ini.", "No case fits this filter."))}</p> }
                .into_any();
        }
        let count = t("{n} kasus", "{n} {n?case|cases}")
            .with(app.lang.get_untracked(), &[("n", &found.len().to_string())]);
        let row = move |place: &usize| list.cases.get(*place).map(case_row).into_any();
        view! {
            <p class="hint" role="status">{count}</p>
            <section class="card" aria-label=tr(t("Daftar kasus", "List of cases"))>{long_list(found, row)}</section>
        }
        .into_any()
    };
    view! {
        <div class="stack">
            {tabs(Tab::Cases)}
            {live(move || any.get().then(|| filters(state, stage)))}
            {live(shown)}
        </div>
    }
    .into_any()
}

fn teach() -> AnyView {
    empty(
        t("Belum ada kasus", "No cases yet"),
        t(
            "Kasus dibuka dari halaman orang atau keluarga yang didampingi. Catat dahulu orangnya.",
            "A case is opened on the page of the person or household it is about. Record the person first.",
        ),
        Some((t("Catat orang baru", "Record a person"), Route::New("person".into(), None).href())),
    )
}

fn filters(state: RwSignal<String>, stage: RwSignal<String>) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let states = vec![
        ("open", tr(t("Terbuka", "Open")).to_owned(), ""),
        ("overdue", tr(t("Terlewat", "Overdue")).to_owned(), ""),
        ("closed", tr(t("Ditutup", "Closed")).to_owned(), ""),
    ];
    let options: Vec<_> = lists::STAGE
        .codes
        .iter()
        .map(|code| view! { <option value=code.code>{code.label.get(lang)}</option> }.into_any())
        .collect();
    view! {
        <div class="cluster">
            {radios("choices", "case-state".into(), tr(t("Tampilkan", "Show")).into(), states,
                move || state.get(), move |code| state.set(code))}
            <select autocomplete="off" aria-label=tr(t("Tahap", "Stage")) on:change=move |event| stage.set(event_target_value(&event))
                prop:value=move || stage.get()>
                <option value="">{tr(t("Semua tahap", "All stages"))}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// The badge of a stage.
pub fn stage_badge(stage: Stage) -> AnyView {
    badge(if stage == Stage::Closed { "muted" } else { "accent" }, tr(stage.label()))
}

/// The word for the risk; nothing where it was not judged.
pub fn risk_badge(risk: &str) -> AnyView {
    let colour = match risk {
        "" => return ().into_any(),
        "high" => "danger",
        "medium" => "warn",
        _ => "ok",
    };
    let lang = App::get().lang.get_untracked();
    let text = t("Risiko {risk}", "{risk} risk")
        .with(lang, &[("risk", &lists::RISK.label(risk, lang).to_lowercase())]);
    badge(colour, text)
}

fn case_row(row: &CaseRow) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let mut parts = Vec::new();
    if !row.code.is_empty() && row.code != row.title {
        parts.push(row.code.clone());
    }
    parts.push(match row.last_visit {
        Some(day) => t("kunjungan {date}", "visited {date}").with(lang, &[("date", &intl::date(lang, day))]),
        None => tr(t("belum dikunjungi", "not visited yet")).to_owned(),
    });
    if let Some(due) = row.next_due {
        parts.push(format!("{}: {}", due.label.get(lang), intl::short_date(lang, due.date)));
    }
    let end = view! {
        {row.is_overdue().then(|| badge("danger", tr(t("Terlewat", "Overdue"))))}
        {risk_badge(&row.risk)}
        {stage_badge(row.stage)}
    };
    link_row(Route::Case(row.case).href(), row.title.clone(), parts.join(" · "), end.into_any())
}
