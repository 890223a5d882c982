//! The chains of an outbreak as an indented tree: flat rows, so that ten thousand of them need no
//! recursion and no deep document.

use leptos::prelude::*;
use rustc_hash::FxHashSet;

use crate::ui::live::live;

use super::super::tracing_parts::name_of;
use crate::app::{App, Worked};
use crate::domain::id::RecordId;
use crate::domain::text::t;
use crate::ledger::Book;
use crate::platform::intl;
use crate::tracing::chain::{Chains, RULE, Row, chains};
use crate::tracing::roll::Roll;
use crate::ui::part::{Shown, badge, empty, tr, working};
use crate::ui::route::Route;

/// The deepest indent that fits a phone; the generation stands on the row besides.
const DEEPEST: u32 = 12;

/// The tree.
pub fn view(roll: Worked<Roll>, outbreak: RecordId) -> AnyView {
    let app = App::get();
    let with_contacts = RwSignal::new(false);
    let shown = Shown::new();
    let forest = move || {
        let Some(roll) = roll.get() else { return working() };
        let with_contacts = with_contacts.get();
        app.read_once(|book| {
            let found = chains(book, roll.links(), outbreak, with_contacts);
            let rows = found.rows();
            if rows.is_empty() {
                return empty(
                    t("Belum ada rantai", "No chains yet"),
                    t(
                        "Rantai tersusun sendiri dari kasus dan paparan: siapa tertular dari siapa.",
                        "Chains form by themselves from cases and exposures: who caught it from whom.",
                    ),
                    None,
                );
            }
            let cases: FxHashSet<RecordId> =
                found.nodes.iter().filter(|node| node.is_case).map(|node| node.person).collect();
            let total = rows.len();
            let part = move |part: std::ops::Range<usize>| -> Vec<AnyView> {
                let part = rows.get(part.start..part.end.min(rows.len())).unwrap_or_default();
                part.iter().map(|one| row(outbreak, one, cases.contains(&one.person))).collect()
            };
            view! {
                {warnings(book, &found)}
                <ul class="tree">{shown.rows(total, part)}</ul>
                {shown.more(total)}
            }
            .into_any()
        })
        .into_any()
    };
    view! {
        <p class="hint">{tr(RULE)}</p>
        <label class="choice">
            <input autocomplete="off" type="checkbox" prop:checked=move || with_contacts.get()
                on:change:target=move |event| with_contacts.set(event.target().checked())/>
            <span>{tr(t("Tampilkan juga kontak yang tidak sakit", "Show contacts who are not ill too"))}</span>
        </label>
        {live(forest)}
    }
    .into_any()
}

/// Circles, and who is their own source.
fn warnings(book: &Book, found: &Chains) -> Option<AnyView> {
    if found.cycles.is_empty() && found.self_loops.is_empty() {
        return None;
    }
    let circle = |cycle: &Vec<RecordId>| {
        let names: Vec<String> = cycle.iter().map(|who| name_of(book, *who)).collect();
        view! { <li>{names.join(" ↔ ")}</li> }.into_any()
    };
    let own = |link: &RecordId| {
        view! { <li><a href=Route::Record(*link).href()>{tr(t("Paparan pada diri sendiri", "Exposed to themselves"))}</a></li> }
            .into_any()
    };
    let items: Vec<AnyView> =
        found.cycles.iter().map(circle).chain(found.self_loops.iter().map(own)).collect();
    Some(
        view! {
            <div class="banner banner--warn">
                <div>
                    <strong>{tr(t("Lingkaran: saling menjadi sumber. Periksa tanggalnya.", "Circles: each is the other's source. Check the dates."))}</strong>
                    <ul>{items}</ul>
                </div>
            </div>
        }
        .into_any(),
    )
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
