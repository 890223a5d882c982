//! Page: what a supervisor looks at: every case with its stage, risk, last visit, what is overdue, and the gates that
//! were passed with the reasons as they were written. Days and counts are shown as they are; nothing is judged.

use leptos::prelude::*;

use super::case::passed_gate;
use super::cases::{risk_badge, stage_badge};
use crate::app::App;
use crate::casework::stage::{Stage, Step};
use crate::casework::supervise::{Filter, Row, Sort, supervision, workers};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::text::{Lang, Text, t};
use crate::platform::intl;
use crate::ui::memory::{remembered, remembered_count, remembered_one_of};
use crate::ui::part::{badge, empty, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// How many cases are shown before more are asked for.
const SHOWN: usize = 60;

/// From so many days on without a visit a case is among those nobody has seen.
const UNSEEN_DAYS: i64 = 30;

/// The orders, the one that is shown first in front.
const SORTS: [Sort; 6] = [Sort::Risk, Sort::Unseen, Sort::Overdue, Sort::Next, Sort::Worker, Sort::Stage];

const fn sort_label(sort: Sort) -> Text {
    match sort {
        Sort::Risk => t("Risiko tertinggi", "Highest risk"),
        Sort::Unseen => t("Terlama tidak dikunjungi", "Longest unvisited"),
        Sort::Overdue => t("Paling banyak terlambat", "Most overdue"),
        Sort::Next => t("Tanggal berikutnya", "Next date"),
        Sort::Worker => t("Pendamping", "Worker"),
        Sort::Stage => t("Tahap", "Stage"),
    }
}

/// What the table shows of a case.
#[derive(Clone, PartialEq)]
struct Shown {
    id: RecordId,
    title: String,
    stage: Stage,
    risk: String,
    worker: String,
    days_unseen: Option<i64>,
    overdue: usize,
    next: Option<String>,
    passed: Vec<Step>,
}

impl Shown {
    fn of(row: Row<'_>, lang: Lang) -> Shown {
        Shown {
            id: row.case.case.id(),
            title: row.case.title,
            stage: row.case.stage,
            risk: row.case.risk.to_owned(),
            worker: row.worker.trim().to_owned(),
            days_unseen: row.days_unseen,
            overdue: row.overdue,
            next: row
                .next
                .map(|item| format!("{}: {}", intl::short_date(lang, item.date), item.label.get(lang))),
            passed: row.passed,
        }
    }
}

/// What is chosen; "back" finds it again.
#[derive(Clone, Copy)]
struct Chosen {
    stage: RwSignal<String>,
    risk: RwSignal<String>,
    worker: RwSignal<String>,
    overdue: RwSignal<String>,
    unseen: RwSignal<String>,
    passed: RwSignal<String>,
    sort: RwSignal<Sort>,
}

impl Chosen {
    fn new() -> Chosen {
        Chosen {
            stage: remembered("stage", ""),
            risk: remembered("risk", ""),
            worker: remembered("worker", ""),
            overdue: remembered("overdue", ""),
            unseen: remembered("unseen", ""),
            passed: remembered("passed", ""),
            sort: remembered_one_of("sort", &SORTS, Sort::Risk),
        }
    }

    fn filter(self) -> Filter {
        let some = |text: String| (!text.is_empty()).then_some(text);
        let on = |signal: RwSignal<String>| signal.with(|text| !text.is_empty());
        Filter {
            stage: Stage::of_code(&self.stage.get()),
            risk: some(self.risk.get()),
            worker: some(self.worker.get()),
            overdue: on(self.overdue),
            unseen_days: on(self.unseen).then_some(UNSEEN_DAYS),
            passed: on(self.passed),
        }
    }
}

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let chosen = Chosen::new();
    let shown = remembered_count(SHOWN);
    let rows = Memo::new(move |_| {
        let (today, filter, sort) = (app.today.get(), chosen.filter(), chosen.sort.get());
        app.read(|book| {
            let found = supervision(book, today, &filter, sort);
            found.into_iter().map(|row| Shown::of(row, lang)).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    });
    let found = move || {
        let total = rows.with(Vec::len);
        if total == 0 {
            return nothing(chosen);
        }
        let count = t("{n} kasus", "{n} {n?case|cases}").with(lang, &[("n", &total.to_string())]);
        let limit = shown.get();
        let lines = rows.with(|rows| rows.iter().take(limit).map(|row| line(row, lang)).collect::<Vec<_>>());
        let more = (limit < total).then(|| {
            view! {
                <button type="button" class="btn btn--tonal btn--wide" on:click=move |_| shown.update(|n| *n += 2 * SHOWN)>
                    {tr(t("Tampilkan lebih banyak", "Show more"))}{format!(" ({limit} / {total})")}
                </button>
            }
        });
        view! { <p class="hint" role="status">{count}</p> {table(lines)} {more} }.into_any()
    };
    view! {
        {top_bar(tr(t("Supervisi", "Supervision")), true)}
        <div class="stack">
            {filters(chosen, lang)}
            {found}
        </div>
    }
    .into_any()
}

fn nothing(chosen: Chosen) -> AnyView {
    if chosen.filter() == Filter::default() {
        return empty(
            t("Belum ada kasus terbuka", "No open cases"),
            t(
                "Kasus dari HP lain muncul di sini setelah berkas serah terimanya diterima di halaman Laporan.",
                "Cases of other phones appear here once their handover files were received on the Reports page.",
            ),
            Some((t("Ke Laporan", "To Reports"), Route::Report.href())),
        );
    }
    view! { <p class="hint" role="status">{tr(t("Tidak ada kasus dengan saringan ini.", "No case fits this filter."))}</p> }
        .into_any()
}

/// A drop-down with its label over it.
fn choice(
    id: &'static str,
    label: Text,
    options: Vec<(String, String)>,
    value: impl Fn() -> String + Copy + Send + Sync + 'static,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let options: Vec<_> = options
        .into_iter()
        .map(|(code, text)| {
            let own = code.clone();
            view! { <option value=code prop:selected=move || value() == own>{text}</option> }.into_any()
        })
        .collect();
    view! {
        <div class="field">
            <label for=id>{tr(label)}</label>
            <select autocomplete="off" id=id on:change=move |event| set(event_target_value(&event))>{options}</select>
        </div>
    }
    .into_any()
}

fn filters(chosen: Chosen, lang: Lang) -> AnyView {
    let app = App::get();
    let all = |text: Text| vec![(String::new(), tr(text).to_owned())];
    let mut stages = all(t("Terbuka", "Open"));
    stages.extend(Stage::ALL.map(|stage| (stage.code().to_owned(), tr(stage.label()).to_owned())));
    let mut risks = all(t("Semua", "All"));
    risks
        .extend(lists::RISK.codes.iter().map(|code| (code.code.to_owned(), code.label.get(lang).to_owned())));
    let mut names = all(t("Semua", "All"));
    names.extend(app.read_once(workers).unwrap_or_default().into_iter().map(|name| (name.clone(), name)));
    let sorts =
        SORTS.iter().enumerate().map(|(place, sort)| (place.to_string(), tr(sort_label(*sort)).to_owned()));
    let sort = move || SORTS.iter().position(|one| *one == chosen.sort.get()).unwrap_or_default().to_string();
    let set_sort = move |place: String| {
        let sort = place.parse().ok().and_then(|place: usize| SORTS.get(place));
        chosen.sort.set(sort.copied().unwrap_or_default());
    };
    let unseen = t("Tidak dikunjungi ≥ {n} hari", "Unvisited for ≥ {n} days");
    let stage = chosen.stage;
    let risk = chosen.risk;
    let worker = chosen.worker;
    view! {
        <div class="inline">
            {choice("sup-stage", t("Tahap", "Stage"), stages, move || stage.get(), move |code| stage.set(code))}
            {choice("sup-risk", t("Risiko", "Risk"), risks, move || risk.get(), move |code| risk.set(code))}
            {choice("sup-worker", t("Pendamping", "Worker"), names, move || worker.get(), move |name| worker.set(name))}
            {choice("sup-sort", t("Urutkan", "Sort by"), sorts.collect(), sort, set_sort)}
        </div>
        <div class="choices" role="group" aria-label=tr(t("Hanya yang", "Only those"))>
            {tick(tr(t("Ada yang terlambat", "Something overdue")).to_owned(), chosen.overdue)}
            {tick(unseen.with(lang, &[("n", &UNSEEN_DAYS.to_string())]), chosen.unseen)}
            {tick(tr(t("Gerbang dilewati", "Passed gates")).to_owned(), chosen.passed)}
        </div>
    }
    .into_any()
}

fn tick(label: String, signal: RwSignal<String>) -> AnyView {
    let set =
        move |event| signal.set(if event_target_checked(&event) { "1".to_owned() } else { String::new() });
    view! {
        <label class="choice">
            <input autocomplete="off" type="checkbox" prop:checked=move || signal.with(|text| !text.is_empty()) on:change=set/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// On a phone each row stands as a block; the roles keep it a table for who listens.
fn table(lines: Vec<AnyView>) -> AnyView {
    let heads = [
        t("Kasus", "Case"),
        t("Tahap dan risiko", "Stage and risk"),
        t("Pendamping", "Worker"),
        t("Kunjungan terakhir", "Last visit"),
        t("Terlambat", "Overdue"),
        t("Berikutnya", "Next"),
        t("Gerbang yang dilewati", "Gates passed"),
    ];
    let heads = heads.map(|text| view! { <th scope="col" role="columnheader">{tr(text)}</th> }.into_any());
    view! {
        <div class="table-wrap blocks">
            <table role="table" aria-label=tr(t("Kasus untuk supervisi", "Cases for supervision"))>
                <thead role="rowgroup"><tr role="row">{heads.into_iter().collect::<Vec<_>>()}</tr></thead>
                <tbody role="rowgroup">{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(row: &Shown, lang: Lang) -> AnyView {
    let unseen = match row.days_unseen {
        Some(0) => tr(t("hari ini", "today")).to_owned(),
        Some(days) => t("{n} hari", "{n} {n?day|days}").with(lang, &[("n", &days.to_string())]),
        None => tr(t("belum pernah", "never")).to_owned(),
    };
    let overdue = if row.overdue > 0 {
        badge("danger", t("{n} terlambat", "{n} overdue").with(lang, &[("n", &row.overdue.to_string())]))
    } else {
        "–".into_any()
    };
    let passed = if row.passed.is_empty() {
        "–".into_any()
    } else {
        let items: Vec<_> =
            row.passed.iter().map(|step| view! { <li>{passed_gate(step, lang)}</li> }.into_any()).collect();
        view! { <ol class="passed">{items}</ol> }.into_any()
    };
    let worker = if row.worker.is_empty() { "–".to_owned() } else { row.worker.clone() };
    let next = row.next.clone().unwrap_or_else(|| tr(t("tidak ada tanggal", "no date")).to_owned());
    let cell = |label: Text, class: &'static str, body: AnyView| {
        view! {
            <td role="cell" class=class><span class="cell-label" aria-hidden="true">{tr(label)}</span>{body}</td>
        }
        .into_any()
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader"><a href=Route::Case(row.id).href()>{row.title.clone()}</a></th>
            <td role="cell"><span class="cluster">{stage_badge(row.stage)}{risk_badge(&row.risk)}</span></td>
            {cell(t("Pendamping", "Worker"), "", worker.into_any())}
            {cell(t("Kunjungan terakhir", "Last visit"), "", unseen.into_any())}
            {cell(t("Terlambat", "Overdue"), if row.overdue > 0 { "" } else { "none" }, overdue)}
            {cell(t("Berikutnya", "Next"), "", next.into_any())}
            {cell(t("Gerbang yang dilewati", "Gates passed"), if row.passed.is_empty() { "none" } else { "wide" }, passed)}
        </tr>
    }
    .into_any()
}
