//! Page: one search box over names, nicknames, numbers and notes.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::memory::remembered;
use super::super::part::{list, record_row, tr};
use super::super::route::Route;
use super::super::shell::top_bar;
use crate::app::App;
use crate::domain::text::t;

const SHOWN: usize = 50;

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let query = remembered("query", "");
    let found = Memo::new(move |_| {
        app.version.track();
        query.with(|query| app.search(query, SHOWN))
    });
    let count = move || {
        let lang = app.lang.get_untracked();
        let total = found.with(|found| found.total);
        let asked = query.with(|query| query.trim().chars().count() >= 2);
        let number = crate::platform::intl::number(lang, total as i64);
        match (asked, total) {
            (false, _) => String::new(),
            (true, 0) => tr(t("Tidak ditemukan.", "Nothing found.")).to_owned(),
            (true, _) => t("{n} ditemukan", "{n} found").with(lang, &[("n", &number)]),
        }
    };
    let rows = move || {
        app.read(|book| {
            found.with(|found| list(found.first.iter().filter_map(|id| record_row(book, *id)).collect()))
        })
    };
    let nothing = move || {
        (found.with(|found| found.total == 0) && query.with(|query| query.trim().chars().count() >= 2)).then(
            || {
                view! {
                    <a class="btn btn--primary btn--wide" href=Route::New("person".into(), None).href()>
                        {tr(t("Catat orang baru", "Record a new person"))}
                    </a>
                }
            },
        )
    };
    view! {
        {top_bar(tr(t("Cari", "Search")), true)}
        <div class="stack">
            <div class="field">
                <label for="search">{tr(t("Nama, panggilan, NIK, telepon, atau isi catatan", "Name, nickname, NIK, phone or words of a note"))}</label>
                <input id="search" type="search" autocomplete="off" enterkeyhint="search" autofocus=true
                    prop:value=move || query.get()
                    on:input=move |event| query.set(event_target_value(&event))/>
            </div>
            <p role="status" aria-live="polite">{live(count)}</p>
            {live(rows)}
            {nothing}
        </div>
    }
    .into_any()
}
