//! Page: people and households, by name. The box filters while it is typed in.

use leptos::prelude::*;

use crate::ui::live::live;
use rustc_hash::FxHashSet;

use super::case_part::radios;
use super::cases::{Tab, tabs};
use crate::app::App;
use crate::casework::names::{Name, NameSteps};
use crate::casework::person::{address_line, facts};
use crate::domain::id::RecordId;
use crate::domain::text::t;
use crate::search::fold::fold_name;
use crate::ui::memory::remembered;
use crate::ui::part::{empty, link_row, long_list, tr, working};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// The page.
pub fn view() -> AnyView {
    view! {
        {top_bar(tr(t("Orang", "People")), false)}
        {body()}
    }
    .into_any()
}

/// The list with its filters, without the bar on top: on a wide screen it stands beside what is open.
pub fn body() -> AnyView {
    let app = App::get();
    let names = app.worked(String::new, || Some(NameSteps::default()));
    let which = remembered("which", "people");
    let query = remembered("query", "");
    let shown = move || {
        let house = which.get() == "homes";
        let Some(names) = names.get() else { return working() };
        if !names.iter().any(|name| name.house == house) {
            return teach(house);
        }
        let text = query.get();
        let words: Vec<String> =
            fold_name(&text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let hits: FxHashSet<RecordId> = app.search(&text, 500).first.into_iter().collect();
        let fits = |name: &Name| {
            text.trim().is_empty()
                || (!words.is_empty() && words.iter().all(|word| name.key.contains(word.as_str())))
                || hits.contains(&name.id)
        };
        let found = names.iter().enumerate().filter(|(_, name)| name.house == house && fits(name));
        let found: Vec<usize> = found.map(|(place, _)| place).collect();
        if found.is_empty() {
            return nobody(house);
        }
        let count = t("{n} ditemukan", "{n} found")
            .with(app.lang.get_untracked(), &[("n", &found.len().to_string())]);
        let row = move |place: &usize| names.get(*place).map(person_row).into_any();
        view! {
            <p class="hint" role="status">{count}</p>
            <section class="card" aria-label=tr(t("Daftar nama", "List of names"))>{long_list(found, row)}</section>
        }
        .into_any()
    };
    let kinds = vec![
        ("people", tr(t("Orang", "People")).to_owned(), ""),
        ("homes", tr(t("Keluarga", "Households")).to_owned(), ""),
    ];
    view! {
        <div class="stack">
            {tabs(Tab::People)}
            <div class="field">
                <label for="people-filter">{tr(t("Saring nama, panggilan, NIK, telepon", "Filter by name, nickname, NIK, phone"))}</label>
                <input id="people-filter" type="search" enterkeyhint="search" autocomplete="off" prop:value=move || query.get()
                    on:input=move |event| query.set(event_target_value(&event))/>
            </div>
            {radios("choices", "people-kind".into(), tr(t("Tampilkan", "Show")).into(), kinds,
                move || which.get(),
                // One of the two is always shown, so a second touch changes nothing.
                move |code| if !code.is_empty() { which.set(code) } else { which.notify() })}
            {live(shown)}
            <p><a href=Route::Same.href()>{tr(super::same::TITLE)}</a></p>
        </div>
    }
    .into_any()
}

fn teach(house: bool) -> AnyView {
    if house {
        return empty(
            t("Belum ada keluarga", "No households yet"),
            t(
                "Satu keluarga menyatukan anggotanya dan kunjungan ke rumahnya.",
                "A household brings together its members and the visits to their home.",
            ),
            Some((t("Catat keluarga", "Record a household"), Route::New("household".into(), None).href())),
        );
    }
    empty(
        t("Belum ada orang", "Nobody yet"),
        t("Nama atau nama panggilan sudah cukup untuk memulai.", "A name or a nickname is enough to begin."),
        Some((t("Catat orang", "Record a person"), Route::New("person".into(), None).href())),
    )
}

fn nobody(house: bool) -> AnyView {
    let kind = if house { "household" } else { "person" };
    let text = if house {
        t("Catat keluarga baru", "Record a new household")
    } else {
        t("Catat orang baru", "Record a new person")
    };
    empty(
        t("Tidak ditemukan", "Nothing found"),
        t("Periksa ejaannya, atau catat sebagai baru.", "Check the spelling, or record it as new."),
        Some((text, Route::New(kind.into(), None).href())),
    )
}

fn person_row(row: &Name) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get_untracked();
    let sub = app.read_once(|book| match book.get(row.id) {
        Some(record) if row.house => address_line(record),
        Some(record) => facts(book, record, today, lang).join(" · "),
        None => String::new(),
    });
    let route = if row.house { Route::Household(row.id) } else { Route::Person(row.id) };
    link_row(route.href(), row.title.clone(), sub.unwrap_or_default(), ().into_any())
}
