//! Page: what a supervisor looks at: every case with its stage, risk, last visit, what is overdue, and the gates that
//! were passed with the reasons as they were written. Days and counts are shown as they are; nothing is judged.

use leptos::prelude::*;

use crate::ui::live::live;

use super::case::passed_gate;
use super::cases::{risk_badge, stage_badge};
use crate::app::{App, Worked};
use crate::casework::caseload::Caseload;
use crate::casework::stage::Stage;
use crate::casework::supervise::{Filter, Row, Sort, supervision, workers};
use crate::domain::code::lists;
use crate::domain::text::{Lang, Text, t};
use crate::platform::intl;
use crate::ui::memory::{remembered, remembered_one_of};
use crate::ui::part::{Shown, badge, choice, empty, tr, working};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

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
    let list = app.caseload();
    // What a supervisor looks at are places in the list of cases, in another order.
    let rows = Memo::new(move |_| {
        let (filter, sort) = (chosen.filter(), chosen.sort.get());
        let list = list.get()?;
        let places = supervision(&list, &filter, sort).iter().map(|row| row.place).collect::<Vec<_>>();
        Some((list, places))
    });
    let found = move || {
        let Some((list, places)) = rows.get() else { return working() };
        let total = places.len();
        if total == 0 {
            return nothing(chosen);
        }
        let count = t("{n} kasus", "{n} {n?case|cases}").with(lang, &[("n", &total.to_string())]);
        let lines = move |part: std::ops::Range<usize>| -> Vec<AnyView> {
            let places = places.get(part.start..part.end.min(total)).unwrap_or_default();
            places.iter().filter_map(|place| Row::of(&list, *place)).map(|row| line(row, lang)).collect()
        };
        let shown = Shown::new();
        view! {
            <p class="hint" role="status">{count}</p>
            {table(shown.rows(total, lines))}
            {shown.more(total)}
        }
        .into_any()
    };
    view! {
        {top_bar(tr(t("Supervisi", "Supervision")), true)}
        <div class="stack">
            {filters(chosen, list, lang)}
            {live(found)}
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

fn filters(chosen: Chosen, list: Worked<Caseload>, lang: Lang) -> AnyView {
    let all = |text: Text| vec![(String::new(), tr(text).to_owned())];
    let mut stages = all(t("Terbuka", "Open"));
    stages.extend(Stage::ALL.map(|stage| (stage.code().to_owned(), tr(stage.label()).to_owned())));
    let mut risks = all(t("Semua", "All"));
    risks
        .extend(lists::RISK.codes.iter().map(|code| (code.code.to_owned(), code.label.get(lang).to_owned())));
    // Only another worker makes the choice anew, not every change of the book.
    let names = Memo::new(move |_| {
        let list = list.get();
        let names = list.iter().flat_map(|list| workers(list)).map(|name| (name.to_owned(), name.to_owned()));
        all(t("Semua", "All")).into_iter().chain(names).collect::<Vec<_>>()
    });
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
            {choice("sup-stage", tr(t("Tahap", "Stage")), stages, move || stage.get(), move |code| stage.set(code))}
            {choice("sup-risk", tr(t("Risiko", "Risk")), risks, move || risk.get(), move |code| risk.set(code))}
            {live(move || choice("sup-worker", tr(t("Pendamping", "Worker")), names.get(), move || worker.get(), move |name| worker.set(name)))}
            {choice("sup-sort", tr(t("Urutkan", "Sort by")), sorts.collect(), sort, set_sort)}
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
fn table(lines: AnyView) -> AnyView {
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

fn line(row: Row<'_>, lang: Lang) -> AnyView {
    let case = row.case;
    let unseen = match row.days_unseen {
        Some(0) => tr(t("hari ini", "today")).to_owned(),
        Some(days) => t("{n} hari", "{n} {n?day|days}").with(lang, &[("n", &days.to_string())]),
        None => tr(t("belum pernah", "never")).to_owned(),
    };
    let overdue = if case.overdue > 0 {
        badge("danger", t("{n} terlambat", "{n} overdue").with(lang, &[("n", &case.overdue.to_string())]))
    } else {
        "–".into_any()
    };
    let passed = if case.passed.is_empty() {
        "–".into_any()
    } else {
        let items: Vec<_> =
            case.passed.iter().map(|step| view! { <li>{passed_gate(step, lang)}</li> }.into_any()).collect();
        view! { <ol class="passed">{items}</ol> }.into_any()
    };
    let worker = if case.worker.is_empty() { "–".to_owned() } else { case.worker.clone() };
    let next = match case.next {
        Some(item) => format!("{}: {}", intl::short_date(lang, item.date), item.label.get(lang)),
        None => tr(t("tidak ada tanggal", "no date")).to_owned(),
    };
    let cell = |label: Text, class: &'static str, body: AnyView| {
        view! {
            <td role="cell" class=class><span class="cell-label" aria-hidden="true">{tr(label)}</span>{body}</td>
        }
        .into_any()
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader"><a href=Route::Case(case.case).href()>{case.title.clone()}</a></th>
            <td role="cell"><span class="cluster">{stage_badge(case.stage)}{risk_badge(&case.risk)}</span></td>
            {cell(t("Pendamping", "Worker"), "", worker.into_any())}
            {cell(t("Kunjungan terakhir", "Last visit"), "", unseen.into_any())}
            {cell(t("Terlambat", "Overdue"), if case.overdue > 0 { "" } else { "none" }, overdue)}
            {cell(t("Berikutnya", "Next"), "", next.into_any())}
            {cell(t("Gerbang yang dilewati", "Gates passed"), if case.passed.is_empty() { "none" } else { "wide" }, passed)}
        </tr>
    }
    .into_any()
}
