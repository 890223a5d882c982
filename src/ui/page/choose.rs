//! Page: for whom? One search, then the visit or the note.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::part::{link_row, list, tr};
use super::super::route::Route;
use super::super::shell::top_bar;
use crate::app::App;
use crate::casework::person::display_name;
use crate::domain::id::RecordId;
use crate::domain::record::casework::visit;
use crate::domain::text::t;
use crate::ledger::{Book, RecordRef};
use crate::report::summary;

const SHOWN: usize = 30;

/// The page.
pub fn view(what: &str) -> AnyView {
    let app = App::get();
    let is_visit = what == "visit";
    let title = if is_visit {
        t("Kunjungan ke siapa?", "A visit to whom?")
    } else {
        t("Catatan tentang siapa?", "A note about whom?")
    };
    let lead = move |id: RecordId| {
        if is_visit { Route::Visit(id) } else { Route::New("note".into(), Some(id)) }
    };
    let query = RwSignal::new(String::new());
    let rows = move || {
        let typed = query.get();
        let ids: Vec<RecordId> = if typed.trim().chars().count() < 2 {
            app.read(recent).unwrap_or_default()
        } else {
            app.search(&typed, 4 * SHOWN).first
        };
        app.read(|book| {
            let fitting = ids.iter().filter_map(|id| book.get(*id)).filter(|record| fits(*record));
            list(fitting.take(SHOWN).map(|record| row(record, lead(record.id()).href())).collect())
        })
    };
    view! {
        {top_bar(tr(title), true)}
        <div class="stack">
            <div class="field">
                <label for="who">{tr(t("Cari nama, NIK, telepon, atau RT/RW", "Search a name, NIK, phone or RT/RW"))}</label>
                <input id="who" type="search" autocomplete="off" enterkeyhint="search"
                    on:input=move |event| query.set(event_target_value(&event))/>
            </div>
            {live(rows)}
            <div class="cluster">
                <a class="btn btn--tonal" href=Route::New("person".into(), None).href()>{tr(t("Orang baru", "New person"))}</a>
                <a class="btn btn--tonal" href=Route::New("household".into(), None).href()>{tr(t("Keluarga baru", "New household"))}</a>
            </div>
        </div>
    }
    .into_any()
}

fn fits(record: RecordRef<'_>) -> bool {
    matches!(record.kind_name(), "person" | "household" | "case")
}

fn row(record: RecordRef<'_>, href: String) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let title = if record.kind_name() == "person" {
        display_name(record, true)
    } else {
        summary::discreet_title(record, lang)
    };
    link_row(href, title, summary::line(record, lang), ().into_any())
}

/// Households and people of the latest visits, then the newest people.
fn recent(book: &Book) -> Vec<RecordId> {
    let visits: Vec<RecordId> = book.of(&visit::SPEC).filter_map(|visit| visit.parent()).collect();
    let households: Vec<RecordId> =
        book.of(&crate::domain::record::spine::household::SPEC).map(|record| record.id()).collect();
    let people: Vec<RecordId> =
        book.of(&crate::domain::record::spine::person::SPEC).map(|record| record.id()).collect();
    let newest = |list: Vec<RecordId>| list.into_iter().rev().take(SHOWN);
    let mut ids = Vec::new();
    for id in newest(visits).chain(newest(households)).chain(newest(people)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}
