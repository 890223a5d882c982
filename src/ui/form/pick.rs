//! Choosing a person: a search box whose results are buttons, with the way to a new person at its end.
//!
//! What surprises: a new person is not written here. The page gets the name and writes the person in the
//! same commit as what is said about them.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::App;
use crate::casework::person::{display_name, whereabouts};
use crate::domain::id::RecordId;
use crate::domain::record::spine::person;
use crate::domain::text::{Text, t};
use crate::ui::part::tr;

/// How many results are offered at once.
const SHOWN: usize = 8;

/// Who was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// Somebody of the book.
    Existing(RecordId),
    /// Somebody new of this name.
    New(String),
}

/// An element id that is not used twice on this page.
pub fn unique_id(stem: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{stem}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The people that a search finds.
fn people(app: App, query: &str) -> Vec<(RecordId, String, String)> {
    let found = app.search(query, 5 * SHOWN);
    app.read_once(|book| {
        found
            .first
            .iter()
            .filter_map(|id| book.get_as(*id, &person::SPEC))
            .take(SHOWN)
            .map(|record| (record.id(), display_name(record, true), whereabouts(book, record)))
            .collect()
    })
    .unwrap_or_default()
}

/// A search box for one person. It empties itself when somebody was chosen.
pub fn person_picker(label: Text, on_pick: impl Fn(Picked) + 'static) -> AnyView {
    let app = App::get();
    let query = RwSignal::new(String::new());
    let on_pick = StoredValue::new_local(on_pick);
    let id = unique_id("cari-orang");
    let pick = move |picked: Picked| {
        query.set(String::new());
        on_pick.with_value(|on_pick| on_pick(picked));
    };
    let found = Memo::new(move |_| people(app, &query.get()));
    let typed = move || query.with(|query| query.trim().chars().count() >= 2);
    view! {
        <div class="field">
            <label for=id.clone()>{tr(label)}</label>
            <input id=id type="search" autocomplete="off" enterkeyhint="search"
                placeholder=tr(t("Nama, panggilan, NIK, atau nomor", "Name, nickname, NIK or number"))
                prop:value=move || query.get()
                on:input:target=move |event| query.set(event.target().value())/>
            <p class="hint" aria-live="polite">
                {live(move || typed().then(|| {
                    let count = found.with(Vec::len).to_string();
                    t("{n} orang ditemukan", "{n} {n?person|people} found").with(app.lang.get_untracked(), &[("n", &count)])
                }))}
            </p>
            {live(move || typed().then(|| {
                let rows: Vec<AnyView> = found.get().into_iter().map(|(id, name, place)| view! {
                    <li>
                        <button type="button" class="row" on:click=move |_| pick(Picked::Existing(id))>
                            <span class="row-main">
                                <span class="row-title">{name}</span>
                                <span class="row-sub">{place}</span>
                            </span>
                        </button>
                    </li>
                }.into_any()).collect();
                let name = query.get().trim().to_owned();
                let text = t("Tidak ada? Buat baru: {name}", "Not there? Make new: {name}")
                    .with(app.lang.get_untracked(), &[("name", &name)]);
                view! {
                    <ul class="list">
                        {rows}
                        <li>
                            <button type="button" class="btn btn--tonal btn--wide"
                                on:click=move |_| pick(Picked::New(name.clone()))>{text}</button>
                        </li>
                    </ul>
                }
            }))}
        </div>
    }
    .into_any()
}
