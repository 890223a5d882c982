//! The follow-up grid: contacts by days, a week at a time.

use chrono::Days;
use leptos::prelude::*;

use crate::ui::live::live;

use super::super::tracing_parts::name_of;
use crate::app::{App, Worked};
use crate::domain::id::RecordId;
use crate::domain::text::t;
use crate::platform::intl;
use crate::report::outbreak::grid::{Cell, GridRow, grid};
use crate::tracing::roll::Roll;
use crate::ui::part::{card, tr, working};
use crate::ui::route::Route;

/// How many days are shown at a time.
const SPAN: u64 = 7;
/// How many contacts are shown before more are asked for.
const PAGE: usize = 20;

/// The part.
pub fn view(roll: Worked<Roll>, outbreak: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    // Counted in days before today: the last shown day is tomorrow at first.
    let back = RwSignal::new(0_u64);
    let shown = RwSignal::new(PAGE);
    let frame = NodeRef::<leptos::html::Div>::new();
    // A phone shows half of a week: the days around today, not those long past.
    Effect::new(move |_| {
        if let Some(div) = frame.get() {
            div.set_scroll_left(div.scroll_width());
        }
    });
    let table = move || {
        let Some(roll) = roll.get() else { return working() };
        let today = roll.today;
        let to = today
            .checked_add_days(Days::new(1))
            .and_then(|day| day.checked_sub_days(Days::new(back.get())))
            .unwrap_or(today);
        let from = to.checked_sub_days(Days::new(SPAN - 1)).unwrap_or(to);
        app.read_once(|book| {
            let found = grid(book, &roll, outbreak, (from, to), shown.get());
            let heads: Vec<AnyView> = found
                .days
                .iter()
                .map(|day| {
                    let (class, full) =
                        (if *day == today { "grid-today" } else { "" }, intl::date(lang, *day));
                    let number = chrono::Datelike::day(day).to_string();
                    view! { <th scope="col" class=class><abbr title=full>{number}</abbr></th> }.into_any()
                })
                .collect();
            let rows: Vec<AnyView> = found
                .rows
                .iter()
                .map(|one| row(one, name_of(book, one.person), outbreak))
                .collect();
            let total = found.total;
            let days = format!("{} – {}", intl::date(lang, from), intl::date(lang, to));
            if total == 0 {
                let none = t("Tidak ada masa pantau pada {days}.", "No window of follow-up in {days}.");
                return view! { <p>{none.with(lang, &[("days", &days)])}</p> }.into_any();
            }
            let caption = t("Pemantauan {days}", "Follow-up, {days}").with(lang, &[("days", &days)]);
            let label = caption.clone();
            view! {
                <div node_ref=frame class="table-wrap" tabindex="0" role="region" aria-label=label>
                    <table class="day-grid">
                        <caption>{caption}</caption>
                        <thead><tr><th scope="col">{tr(t("Kontak", "Contact"))}</th>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {(shown.get() < total).then(|| view! {
                    <button type="button" class="btn btn--tonal btn--wide" on:click=move |_| shown.update(|n| *n += 2 * PAGE)>
                        {format!("{} ({} / {total})", tr(t("Tampilkan lebih banyak", "Show more")), shown.get())}
                    </button>
                })}
            }
            .into_any()
        })
        .into_any()
    };
    let legend: Vec<AnyView> = Cell::LEGEND
        .into_iter()
        .map(|cell| {
            let class = format!("day-cell {}", cell.class());
            view! { <li><span class=class aria-hidden="true">{cell.sign()}</span>" "{tr(cell.label())}</li> }
                .into_any()
        })
        .collect();
    let body = view! {
        <div class="cluster">
            <button type="button" class="btn" on:click=move |_| back.update(|n| *n += SPAN)>
                {tr(t("Minggu sebelumnya", "The week before"))}
            </button>
            <button type="button" class="btn" disabled=move || back.get() == 0
                on:click=move |_| back.update(|n| *n = n.saturating_sub(SPAN))>
                {tr(t("Minggu sesudahnya", "The week after"))}
            </button>
        </div>
        {live(table)}
        <details>
            <summary>{tr(t("Arti tanda", "What the signs mean"))}</summary>
            <ul class="grid-legend">{legend}</ul>
        </details>
    };
    card(tr(t("Tabel pemantauan", "Follow-up table")), None, body.into_any())
}

fn row(one: &GridRow, name: String, outbreak: RecordId) -> AnyView {
    let cells: Vec<AnyView> = one
        .cells
        .iter()
        .map(|cell| {
            if *cell == Cell::Outside {
                return view! { <td></td> }.into_any();
            }
            let class = format!("day-cell {}", cell.class());
            view! { <td class=class><span aria-hidden="true">{cell.sign()}</span><span class="visually-hidden">{tr(cell.label())}</span></td> }
                .into_any()
        })
        .collect();
    let href = Route::Trace(one.person, outbreak).href();
    view! { <tr><th scope="row"><a href=href>{name}</a></th>{cells}</tr> }.into_any()
}
