//! The chains as a picture on an axis of time: zoom, filters, and branches that fold.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::live::live;
use rustc_hash::FxHashSet;

use super::super::tracing_parts::name_of;
use crate::app::{App, Worked};
use crate::domain::code::tracing::CLASSIFICATION;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::text::t;
use crate::ledger::Book;
use crate::report::outbreak::chain_map::{Ground, View, Zoom, chain_map};
use crate::report::outbreak::{NO_AREA, cases};
use crate::tracing::chain::chains;
use crate::tracing::roll::Roll;
use crate::tracing::trail::Classification;
use crate::ui::form::pick::unique_id;
use crate::ui::part::{card, pick_named, pick_one, tr, working};
use crate::ui::picture::{Ways, picture_with};
use crate::ui::route::Route;

const FINGER: f32 = 24.0;

/// How many people with contacts can be chosen, those with the most first.
const MOST_SOURCES: usize = 200;

const CLASSES: [Classification; 4] = [
    Classification::ConfirmedSymptomatic,
    Classification::ConfirmedAsymptomatic,
    Classification::Probable,
    Classification::Suspect,
];

/// What the picture was drawn from last.
struct Kept {
    with_contacts: bool,
    roll: Arc<Roll>,
    ground: Rc<Ground>,
}

/// The part.
pub fn view(roll: Worked<Roll>, outbreak: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let zoom = RwSignal::new(Zoom::default());
    let with_contacts = RwSignal::new(false);
    let turned: RwSignal<FxHashSet<RecordId>> = RwSignal::default();
    let class: RwSignal<Option<Classification>> = RwSignal::new(None);
    let area: RwSignal<Option<String>> = RwSignal::new(None);
    let only: RwSignal<Option<RecordId>> = RwSignal::new(None);
    let (from, to) = (RwSignal::new(None), RwSignal::new(None));
    // Folding and zooming draw anew what was read once.
    let ground: StoredValue<Option<Kept>, LocalStorage> = StoredValue::new_local(None);
    let ground_of = move |book: &Book, roll: &Arc<Roll>| {
        let contacts = with_contacts.get();
        let same = |kept: &Kept| kept.with_contacts == contacts && Arc::ptr_eq(&kept.roll, roll);
        let kept =
            ground.with_value(|kept| kept.as_ref().filter(|kept| same(kept)).map(|kept| kept.ground.clone()));
        kept.unwrap_or_else(|| {
            let found = Rc::new(Ground::of(book, roll.links(), outbreak, contacts));
            ground.set_value(Some(Kept {
                with_contacts: contacts,
                roll: roll.clone(),
                ground: found.clone(),
            }));
            found
        })
    };
    let drawn = move || {
        let Some(roll) = roll.get() else { return working() };
        let view = View {
            only: only.get(),
            from: from.get(),
            to: to.get(),
            area: area.get(),
            classification: class.get(),
            turned: turned.get(),
            zoom: zoom.get(),
        };
        app.read_once(|book| {
            let found = chain_map(book, &ground_of(book, &roll), &view, lang);
            let branches = StoredValue::new(found.branches);
            let pick = Callback::new(move |place: usize| {
                let Some(who) = branches.with_value(|branches| branches.get(place).copied()) else { return };
                turned.update(|turned| {
                    if !turned.remove(&who) {
                        turned.insert(who);
                    }
                });
            });
            let href = |id: RecordId| Some(Route::Trace(id, outbreak).href());
            let about = found.picture.scene.description.clone();
            view! {
                <p class="hint" aria-live="polite">{about}</p>
                {picture_with("rantai", &found.picture, &Ways { href: &href, pick: Some(pick), finger: FINGER })}
            }
            .into_any()
        })
        .into_any()
    };
    let filters = move |roll: &Roll| {
        let (areas, sources) = app
            .read_once(|book| {
                let links = roll.links();
                let mut areas: Vec<String> =
                    cases(book, links, outbreak).into_iter().map(|case| case.area).collect();
                areas.order();
                areas.dedup();
                let sources: Vec<(String, RecordId)> = chains(book, links, outbreak, true)
                    .out_degrees()
                    .into_iter()
                    .take(MOST_SOURCES)
                    .map(|(who, count)| (format!("{} ({count})", name_of(book, who)), who))
                    .collect();
                (areas, sources)
            })
            .unwrap_or_default();
        let all = tr(t("Semua", "All")).to_owned();
        let class_names: Vec<String> = std::iter::once(all.clone())
            .chain(
                CLASSES
                    .iter()
                    .map(|one| one.code().map_or("?", |code| CLASSIFICATION.label(code, lang)).to_owned()),
            )
            .collect();
        let area_names: Vec<String> = std::iter::once(all.clone())
            .chain(
                areas.iter().map(|name| if name.is_empty() { tr(NO_AREA).to_owned() } else { name.clone() }),
            )
            .collect();
        let source_names: Vec<String> =
            std::iter::once(all).chain(sources.iter().map(|(name, _)| name.clone())).collect();
        let date = move |label, signal: RwSignal<Option<chrono::NaiveDate>>| {
            let id = unique_id("chain-date");
            view! {
                <div class="field">
                    <label for=id.clone()>{tr(label)}</label>
                    <input id=id type="date" autocomplete="off"
                        on:change:target=move |event| signal.set(event.target().value().parse().ok())/>
                </div>
            }
            .into_any()
        };
        view! {
        <label class="choice">
            <input autocomplete="off" type="checkbox"
                on:change:target=move |event| with_contacts.set(event.target().checked())/>
            <span>{tr(t("Gambar juga kontak yang tidak sakit", "Draw contacts who are not ill too"))}</span>
        </label>
        <div class="grid-2">
            {pick_named("chain-only", tr(t("Hanya turunan dari", "Only descendants of")), &source_names, 0,
                move |place| only.set(place.checked_sub(1).and_then(|place| sources.get(place)).map(|(_, who)| *who)))}
            {pick_named("chain-class", tr(t("Klasifikasi", "Classification")), &class_names, 0,
                move |place| class.set(place.checked_sub(1).and_then(|place| CLASSES.get(place)).copied()))}
            {pick_named("chain-area", tr(t("Wilayah", "Area")), &area_names, 0,
                move |place| area.set(place.checked_sub(1).and_then(|place| areas.get(place)).cloned()))}
            {date(t("Sakit sejak", "Ill since"), from)}
            {date(t("Sakit sampai", "Ill until"), to)}
        </div>
    }
    .into_any()
    };
    // The filters are made once, when they are looked at: a changed book must not throw the chosen ones away.
    let opened = RwSignal::new(false);
    let ready = Memo::new(move |_| opened.get() && roll.get().is_some());
    let made = move || ready.get().then(|| untrack(|| roll.get().map(|roll| filters(&roll))));
    let body = view! {
        {pick_one("chain-zoom", t("Ukuran", "Size"), &Zoom::ALL, Zoom::label, zoom)}
        <details on:toggle=move |_| opened.set(true)>
            <summary>{tr(t("Saring gambar", "Filter the picture"))}</summary>
            <div class="form">{live(made)}</div>
        </details>
        {live(drawn)}
    };
    card(tr(t("Gambar rantai", "Chains as a picture")), None, body.into_any())
}
