//! Inputs of compound fields: birth and region.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::part::tr;
use super::Typed;
use super::input::{put, text_of};
use crate::app::App;
use crate::domain::birth::Birth;
use crate::domain::identity::region::Regions;
use crate::domain::kind::FieldSpec;
use crate::domain::text::t;
use crate::domain::value::Value;
use crate::platform::regions;

#[derive(Clone, Copy, PartialEq)]
enum How {
    NotAsked,
    Exact,
    Estimated,
    Unknown,
}

/// Birth: a date, an estimated age, or unknown; nothing chosen means that nobody asked.
pub(super) fn birth(spec: &'static FieldSpec, typed: Typed) -> AnyView {
    let today = App::get().today.get_untracked();
    let known = typed.with_untracked(|fields| fields.get(spec.name).and_then(Birth::from_value));
    let how = RwSignal::new(match known {
        None => How::NotAsked,
        Some(Birth::Exact(_)) => How::Exact,
        Some(Birth::Estimated { .. }) => How::Estimated,
        Some(Birth::Unknown) => How::Unknown,
    });
    let write = move |birth: Option<Birth>| put(typed, spec.name, birth.map_or(Value::Null, Birth::to_value));
    let choice = move |value: How, label: &'static str| {
        view! {
            <label class="choice">
                <input autocomplete="off" type="radio" name="birth-how" checked=how.get_untracked() == value on:change=move |_| {
                    how.set(value);
                    write((value == How::Unknown).then_some(Birth::Unknown));
                }/>
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <div class="choices">
            {choice(How::Exact, tr(t("Tanggal", "Date")))}
            {choice(How::Estimated, tr(t("Perkiraan umur", "Estimated age")))}
            {choice(How::Unknown, tr(t("Tidak diketahui", "Unknown")))}
        </div>
        {live(move || match how.get() {
            How::Exact => {
                let value = match known {
                    Some(Birth::Exact(date)) => date.to_string(),
                    _ => String::new(),
                };
                view! {
                    <input autocomplete="off" type="date" aria-label=tr(t("Tanggal lahir", "Date of birth")) value=value max=today.to_string()
                        on:input=move |event| write(event_target_value(&event).parse().ok().map(Birth::Exact))/>
                }
                .into_any()
            }
            How::Estimated => {
                let value = match known {
                    Some(Birth::Estimated { age, .. }) => age.to_string(),
                    _ => String::new(),
                };
                view! {
                    <input autocomplete="off" type="text" inputmode="numeric" aria-label=tr(t("Perkiraan umur (tahun)", "Estimated age (years)"))
                        value=value
                        on:input=move |event| {
                            let age = event_target_value(&event).trim().parse().ok().filter(|age| *age <= 130);
                            write(age.map(|age| Birth::Estimated { age, on: today }));
                        }/>
                }
                .into_any()
            }
            How::Unknown | How::NotAsked => ().into_any(),
        })}
    }
    .into_any()
}

/// How many regions are suggested at once.
const SUGGESTED: usize = 8;

/// Region: typed as a name or code, chosen from the list, which is loaded when the field is first used.
pub(super) fn region(spec: &'static FieldSpec, typed: Typed, id: String) -> AnyView {
    let list: StoredValue<Option<Regions>, LocalStorage> = StoredValue::new_local(None);
    let loaded = RwSignal::new(false);
    let query = RwSignal::new(String::new());
    let load = move || {
        if loaded.get_untracked() {
            return;
        }
        loaded.set(true);
        wasm_bindgen_futures::spawn_local(async move {
            let regions = regions::load().await;
            let found = regions.is_some();
            list.try_update_value(|slot| *slot = regions);
            // A list that could not be fetched is tried again with the next letter.
            loaded.try_set(found);
            query.try_update(|_| ());
        });
    };
    // A code says little: where one is kept, its names are fetched at once.
    if !text_of(typed, spec.name).is_empty() {
        load();
    }
    let options = move || {
        let button = |code: &str, name: String| {
            let label = format!("{name} ({code})");
            let code = code.to_owned();
            view! {
                <button type="button" class="btn btn--tonal" on:click=move |_| {
                    put(typed, spec.name, Value::Text(code.clone()));
                    query.set(String::new());
                }>{label}</button>
            }
        };
        query.with(|asked| {
            list.with_value(|regions| {
                let regions = regions.as_ref().filter(|_| asked.chars().count() >= 3)?;
                let hits = regions.search(asked, SUGGESTED).into_iter();
                Some(hits.map(|region| button(region.code, regions.full_name(region.code))).collect_view())
            })
        })
    };
    let code = Memo::new(move |_| {
        typed.with(|fields| fields.get(spec.name).and_then(Value::as_text).map(str::to_owned))
    });
    let chosen = move || {
        // Only whether the list is there matters, not each letter that is typed to search it.
        loaded.track();
        code.with(|code| {
            let code = code.as_ref()?;
            let name = list.with_value(|regions| regions.as_ref().map(|regions| regions.full_name(code)));
            let name = name.filter(|name| !name.is_empty());
            Some(name.map_or_else(|| code.clone(), |name| format!("{name} ({code})")))
        })
    };
    view! {
        <input id=id type="text" autocomplete="off" placeholder=tr(t("Contoh: coblong bandung", "For example: coblong bandung"))
            prop:value=move || query.get() on:focus=move |_| load()
            on:input=move |event| {
                load();
                query.set(event_target_value(&event));
            }/>
        <div class="stack" role="status">{live(options)}</div>
        {live(move || chosen().map(|name| view! {
            <p class="cluster">
                <span>{name}</span>
                <button type="button" class="btn btn--text" on:click=move |_| put(typed, spec.name, Value::Null)>
                    {tr(t("Lepas", "Remove"))}
                </button>
            </p>
        }))}
    }
    .into_any()
}
