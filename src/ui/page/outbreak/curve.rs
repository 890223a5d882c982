//! The epidemic curve and the counts by area. Choosing a column or an area lists the people behind it.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::tracing_parts::name_of;
use crate::app::{App, Worked};
use crate::domain::id::RecordId;
use crate::domain::text::{Text, t};
use crate::ledger::Book;
use crate::report::outbreak::areas::{by_area, picture as areas_picture};
use crate::report::outbreak::cases;
use crate::report::outbreak::curve::{By, Choice, Stack, Step, curve};
use crate::tracing::roll::Roll;
use crate::ui::part::{Beat, card, link_row, long_list, pick_one, tr, working};
use crate::ui::picture::{Ways, picture_with};
use crate::ui::route::Route;

/// Columns and bars are wide enough for a finger at their full size.
const FINGER: f32 = 24.0;

/// The people behind a mark, under its name.
type Behind = RwSignal<Option<(String, Vec<RecordId>)>>;

/// The part.
pub fn view(roll: Worked<Roll>, outbreak: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let (by, stack, step) =
        (RwSignal::new(By::default()), RwSignal::new(Stack::default()), RwSignal::new(Step::default()));
    let behind: Behind = RwSignal::new(None);
    let facts = Memo::new(move |_| {
        let roll = roll.get()?;
        app.read_once(|book| cases(book, roll.links(), outbreak))
    });
    let drawn = move || {
        let choice = Choice { by: by.get(), stack: stack.get(), step: step.get(), period: None };
        let Some(found) = facts.with(|facts| Some(curve(facts.as_ref()?, choice, lang))) else {
            return working();
        };
        let columns = StoredValue::new(found.columns);
        behind.set(None);
        let pick = Callback::new(move |place: usize| {
            behind.set(columns.with_value(|columns| {
                let column = columns.get(place)?;
                Some((column.label.clone(), column.people.concat()))
            }));
        });
        let href = |id: RecordId| Some(Route::Trace(id, outbreak).href());
        picture_with("kurva", &found.picture, &Ways { href: &href, pick: Some(pick), finger: FINGER })
            .into_any()
    };
    let body = view! {
        <div class="grid-2">
            {pick_one("curve-by", t("Dihitung menurut", "Counted by"), &By::ALL, By::label, by)}
            {pick_one("curve-stack", t("Dibagi menurut", "Divided by"), &Stack::ALL, Stack::label, stack)}
            {pick_one("curve-step", t("Lebar kolom", "Width of a column"), &Step::ALL, Step::label, step)}
        </div>
        {live(drawn)}
        {people(outbreak, behind)}
    };
    view! {
        {card(tr(t("Kurva epidemi", "Epidemic curve")), None, body.into_any())}
        {Beat::new(2).later(2, move || areas(roll, outbreak))}
    }
    .into_any()
}

fn areas(roll: Worked<Roll>, outbreak: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let behind: Behind = RwSignal::new(None);
    let drawn = move || {
        let roll = roll.get()?;
        app.read_once(|book: &Book| {
            let counts = by_area(book, &roll, outbreak);
            let picture = areas_picture(&counts, lang);
            let names: Vec<String> =
                picture.table.rows.iter().filter_map(|row| row.cells.first().cloned()).collect();
            let kept = StoredValue::new((counts, names));
            behind.set(None);
            let pick = Callback::new(move |place: usize| {
                behind.set(kept.with_value(|(counts, names)| {
                    let count = counts.get(place)?;
                    Some((
                        names.get(place)?.clone(),
                        [&count.confirmed[..], &count.other, &count.followed].concat(),
                    ))
                }));
            });
            let href = |id: RecordId| Some(Route::Trace(id, outbreak).href());
            picture_with("wilayah", &picture, &Ways { href: &href, pick: Some(pick), finger: FINGER })
        })
    };
    let body = view! { {live(drawn)} {people(outbreak, behind)} };
    card(tr(t("Menurut wilayah", "By area")), None, body.into_any())
}

/// Who is behind the chosen mark, or how to choose one.
fn people(outbreak: RecordId, behind: Behind) -> AnyView {
    const HOW: Text =
        t("Ketuk kolom untuk melihat orang di baliknya.", "Tap a column to see the people behind it.");
    view! {
        <div aria-live="polite">
            {live(move || match behind.get() {
                None => view! { <p class="hint">{tr(HOW)}</p> }.into_any(),
                Some((name, people)) => {
                    let app = App::get();
                    let rows: Vec<(RecordId, String)> = app
                        .read_once(|book| people.iter().map(|who| (*who, name_of(book, *who))).collect())
                        .unwrap_or_default();
                    view! {
                        <h3>{format!("{name} ({})", rows.len())}</h3>
                        {long_list(rows, move |(who, name)| {
                            link_row(Route::Trace(*who, outbreak).href(), name.clone(), String::new(), ().into_any())
                        })}
                    }
                    .into_any()
                }
            })}
        </div>
    }
    .into_any()
}
