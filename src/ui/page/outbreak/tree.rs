//! The chains of an outbreak as an indented tree: flat rows, so that ten thousand of them need no
//! recursion and no deep document.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::tracing_parts::name_of;
use crate::app::App;
use crate::domain::id::RecordId;
use crate::domain::text::t;
use crate::platform::intl;
use crate::tracing::chain::{RULE, Row, chains};
use crate::ui::part::{badge, empty, paged, tr};
use crate::ui::route::Route;

/// The deepest indent that fits a phone; the generation stands on the row besides.
const DEEPEST: u32 = 12;

#[derive(Clone, Debug, Default, PartialEq)]
struct Forest {
    rows: Vec<(Row, bool)>,
    cycles: Vec<String>,
    self_loops: Vec<RecordId>,
}

/// The tree.
pub fn view(outbreak: RecordId) -> AnyView {
    let app = App::get();
    let with_contacts = RwSignal::new(false);
    let forest = Memo::new(move |_| {
        let with_contacts = with_contacts.get();
        app.read(|book| {
            let found = chains(book, outbreak, with_contacts);
            let cases: rustc_hash::FxHashSet<RecordId> =
                found.nodes.iter().filter(|node| node.is_case).map(|node| node.person).collect();
            Forest {
                rows: found
                    .rows()
                    .into_iter()
                    .map(|row| {
                        let case = cases.contains(&row.person);
                        (row, case)
                    })
                    .collect(),
                cycles: found
                    .cycles
                    .iter()
                    .map(|cycle| cycle.iter().map(|who| name_of(book, *who)).collect::<Vec<_>>().join(" ↔ "))
                    .collect(),
                self_loops: found.self_loops,
            }
        })
        .unwrap_or_default()
    });
    let rows = Memo::new(move |_| forest.with(|forest| forest.rows.clone()));
    let none = move || {
        rows.with(Vec::is_empty).then(|| {
            empty(
                t("Belum ada rantai", "No chains yet"),
                t(
                    "Rantai tersusun sendiri dari kasus dan paparan: siapa tertular dari siapa.",
                    "Chains form by themselves from cases and exposures: who caught it from whom.",
                ),
                None,
            )
        })
    };
    let warnings = move || {
        forest.with(|forest| {
            let cycles = forest.cycles.iter().map(|cycle| view! { <li>{cycle.clone()}</li> }).collect_view();
            let loops = forest
                .self_loops
                .iter()
                .map(|link| {
                    view! { <li><a href=Route::Record(*link).href()>{tr(t("Paparan pada diri sendiri", "Exposed to themselves"))}</a></li> }
                })
                .collect_view();
            (!forest.cycles.is_empty() || !forest.self_loops.is_empty()).then(|| view! {
                <div class="banner banner--warn">
                    <div>
                        <strong>{tr(t("Lingkaran: saling menjadi sumber. Periksa tanggalnya.", "Circles: each is the other's source. Check the dates."))}</strong>
                        <ul>{cycles}{loops}</ul>
                    </div>
                </div>
            })
        })
    };
    view! {
        <p class="hint">{tr(RULE)}</p>
        <label class="choice">
            <input autocomplete="off" type="checkbox" prop:checked=move || with_contacts.get()
                on:change:target=move |event| with_contacts.set(event.target().checked())/>
            <span>{tr(t("Tampilkan juga kontak yang tidak sakit", "Show contacts who are not ill too"))}</span>
        </label>
        {live(warnings)}
        {none}
        {paged("tree", rows, move |(shown, case)| row(outbreak, shown, *case))}
    }
    .into_any()
}

fn row(outbreak: RecordId, shown: &Row, case: bool) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let name = |who: RecordId| app.read_once(|book| name_of(book, who)).unwrap_or_default();
    let mut facts = vec![match shown.generation {
        Some(n) => t("generasi {n}", "generation {n}").with(lang, &[("n", &n.to_string())]),
        None => tr(t("tanpa generasi", "no generation")).to_owned(),
    }];
    facts.push(match shown.onset {
        Some(onset) => {
            t("sakit {date}", "ill {date}").with(lang, &[("date", &intl::short_date(lang, onset))])
        }
        None if case => tr(t("tanggal sakit tidak diketahui", "onset not known")).to_owned(),
        None => tr(t("tidak sakit", "not ill")).to_owned(),
    });
    facts.extend(
        shown.source.map(|source| t("dari {name}", "from {name}").with(lang, &[("name", &name(source))])),
    );
    view! {
        <li data-depth=shown.depth.min(DEEPEST).to_string()>
            <a class="row" href=Route::Trace(shown.person, outbreak).href()>
                <span class="row-main">
                    <span class="row-title">{name(shown.person)}</span>
                    <span class="row-sub">{facts.join(" · ")}</span>
                </span>
                <span class="row-end">
                    {shown.repeated.then(|| badge("warn", tr(t("beberapa sumber", "several sources"))))}
                    {shown.generation.is_none().then(|| badge("warn", tr(t("lewat lingkaran", "through a circle"))))}
                    {(!case).then(|| badge("muted", tr(t("kontak", "contact"))))}
                </span>
            </a>
        </li>
    }
    .into_any()
}
