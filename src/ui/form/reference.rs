//! Inputs that point to other records: the few that come into question first, the rest by search.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::part::tr;
use super::Typed;
use super::input::{list_of, put, text_of, tick};
use crate::app::App;
use crate::domain::id::RecordId;
use crate::domain::kind::FieldSpec;
use crate::domain::record::kind_of;
use crate::domain::text::t;
use crate::domain::value::Value;
use crate::report::summary;

/// With more records than this a search box comes first.
const OFFERED: usize = 40;
const SHOWN: usize = 8;

fn title(id: RecordId) -> Option<String> {
    let app = App::get();
    app.read_once(|book| book.get(id).map(|record| summary::discreet_title(record, app.lang.get_untracked())))
        .flatten()
}

/// What there is to point to.
enum Offered {
    Nothing,
    Few(Vec<(RecordId, String)>),
    Many,
}

fn offered(kinds: &'static [&'static str]) -> Offered {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let found = app.read_once(|book| {
        let kinds = kinds.iter().filter_map(|name| kind_of(name));
        let total: usize = kinds.clone().map(|kind| book.capacity_of(kind)).sum();
        if total > OFFERED {
            return Offered::Many;
        }
        let records = kinds.flat_map(|kind| book.of(kind));
        let few: Vec<_> =
            records.map(|record| (record.id(), summary::discreet_title(record, lang))).collect();
        if few.is_empty() { Offered::Nothing } else { Offered::Few(few) }
    });
    found.unwrap_or(Offered::Nothing)
}

fn nothing(id: Option<String>) -> AnyView {
    view! { <p class="hint" id=id>{tr(t("Belum ada yang dapat dipilih.", "There is nothing to choose yet."))}</p> }.into_any()
}

/// One record: a drop-down of a few, or a search among many.
pub(super) fn picker(
    spec: &'static FieldSpec,
    kinds: &'static [&'static str],
    typed: Typed,
    id: String,
) -> AnyView {
    let found = offered(kinds);
    if matches!(found, Offered::Nothing) {
        return nothing(Some(id));
    }
    if let Offered::Few(few) = found {
        let chosen = text_of(typed, spec.name);
        let standing = |id| App::get().read_once(|book| book.main_of(id).to_string());
        let chosen = chosen.parse().ok().and_then(standing).unwrap_or(chosen);
        return view! {
            <select autocomplete="off" id=id on:change=move |event| put(typed, spec.name, Value::Text(event_target_value(&event)))>
                <option value="" selected=chosen.is_empty()>"—"</option>
                {few.into_iter().map(|(id, title)| view! {
                    <option value=id.to_string() selected=id.to_string() == chosen>{title}</option>
                }).collect_view()}
            </select>
        }
        .into_any();
    }
    let app = App::get();
    let query = RwSignal::new(String::new());
    let chosen = move || {
        let id = typed.with(|fields| {
            fields.get(spec.name).and_then(Value::as_text).and_then(|text| text.parse().ok())
        })?;
        title(id)
    };
    let results = move || {
        let found = app.search(&query.get(), 4 * SHOWN);
        let hits: Vec<(RecordId, String)> = app
            .read_once(|book| {
                let lang = app.lang.get_untracked();
                let records = found.first.iter().filter_map(|id| book.get(*id));
                let fitting = records.filter(|record| kinds.contains(&record.kind_name()));
                fitting
                    .take(SHOWN)
                    .map(|record| (record.id(), summary::discreet_title(record, lang)))
                    .collect()
            })
            .unwrap_or_default();
        hits.into_iter()
            .map(|(id, title)| {
                view! {
                    <button type="button" class="btn btn--tonal" on:click=move |_| {
                        put(typed, spec.name, Value::Text(id.to_string()));
                        query.set(String::new());
                    }>{title}</button>
                }
            })
            .collect_view()
    };
    view! {
        <input id=id type="search" autocomplete="off" placeholder=tr(t("Cari nama", "Search a name"))
            prop:value=move || query.get() on:input=move |event| query.set(event_target_value(&event))/>
        <div class="stack" role="status">{live(results)}</div>
        {live(move || chosen().map(|title| view! {
            <p class="cluster">
                <span>{title}</span>
                <button type="button" class="btn btn--text" on:click=move |_| put(typed, spec.name, Value::Null)>
                    {tr(t("Lepas", "Remove"))}
                </button>
            </p>
        }))}
    }
    .into_any()
}

/// Several records of a few, as ticks.
pub(super) fn ticks(spec: &'static FieldSpec, kinds: &'static [&'static str], typed: Typed) -> AnyView {
    let chosen = list_of(typed, spec.name);
    let Offered::Few(few) = offered(kinds) else { return nothing(None) };
    let body = few
        .into_iter()
        .map(|(id, title)| {
            let id = id.to_string();
            let checked = chosen.contains(&id);
            view! {
                <label class="choice">
                    <input autocomplete="off" type="checkbox" checked=checked
                        on:change=move |event| tick(typed, spec.name, &id, event_target_checked(&event))/>
                    <span>{title}</span>
                </label>
            }
        })
        .collect_view();
    view! { <div class="choices">{body}</div> }.into_any()
}
