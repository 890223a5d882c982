//! One input a field type.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::part::tr;
use super::{Odd, Typed, compound, problem_text, reference};
use crate::app::App;
use crate::casework::hints::of_nik;
use crate::domain::code::CodeList;
use crate::domain::field::FieldType;
use crate::domain::identity::{kk, phone};
use crate::domain::kind::{FieldSpec, Trait};
use crate::domain::record::casework::note;
use crate::domain::text::{Text, t};
use crate::domain::validate::Issue;
use crate::domain::value::Value;

/// A list of more codes than this is a drop-down, a shorter one is buttons.
const BUTTONS: usize = 6;

/// Writes a field, or takes it out where nothing is in it.
pub(super) fn put(typed: Typed, name: &str, value: Value) {
    typed.update(|fields| {
        if value.is_empty() {
            fields.remove(name);
        } else {
            fields.insert(name.to_owned(), value);
        }
    });
}

pub(super) fn text_of(typed: Typed, name: &str) -> String {
    typed.with_untracked(|fields| match fields.get(name) {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Int(number)) => number.to_string(),
        _ => String::new(),
    })
}

pub(super) fn list_of(typed: Typed, name: &str) -> Vec<String> {
    typed.with_untracked(|fields| match fields.get(name) {
        Some(Value::List(items)) => items
            .iter()
            .filter_map(|item| match item {
                Value::Text(text) => Some(text.clone()),
                Value::Int(number) => Some(number.to_string()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    })
}

/// The field with its label, hint and what is wrong with it.
pub(super) fn field_view(
    spec: &'static FieldSpec,
    typed: Typed,
    issues: RwSignal<Vec<Issue>>,
    odd: Option<Odd>,
) -> AnyView {
    let id = format!("f-{}", spec.name);
    let error_id = format!("{id}-error");
    let label = format!("{}{}", tr(spec.label), if spec.is(Trait::Required) { " *" } else { "" });
    let wrong = move || issues.with(|issues| issues.iter().any(|issue| issue.field == spec.name));
    let error = {
        let error_id = error_id.clone();
        move || {
            let problem = issues.with(|issues| {
                issues.iter().find(|issue| issue.field == spec.name).map(|issue| issue.problem)
            });
            let error = problem.map(
                |problem| view! { <p class="error" id=error_id.clone()>{tr(problem_text(problem))}</p> },
            );
            let odd = odd.map(|odd| {
                let mine = odd.with(|odd| {
                    let mine = odd.iter().filter(|(field, _)| *field == spec.name);
                    mine.map(|(_, problem)| format!("{}. ", tr(problem.text()))).collect::<String>()
                });
                let hint = (!mine.is_empty())
                    .then(|| mine + tr(t("Periksa lagi; boleh disimpan.", "Look again; it can be saved.")));
                view! { <div role="status">{hint.map(|hint| view! { <p class="hint">{hint}</p> })}</div> }
            });
            view! { {error} {odd} }.into_any()
        }
    };
    let one = |input: AnyView, id: String, label: String| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                {input}
                {error.clone()}
            </div>
        }
        .into_any()
    };
    let invalid = move || wrong().to_string();
    match spec.ty {
        FieldType::Line()
        | FieldType::Time()
        | FieldType::Date()
        | FieldType::Decimal()
        | FieldType::Int(..) => one(simple(spec, typed, id.clone(), error_id, invalid), id, label),
        FieldType::Long() => {
            let value = text_of(typed, spec.name);
            // Only the note itself is a page to write on; several such pages would hide each other.
            let class = if spec.name == note::TEXT.name { "textarea-note" } else { "" };
            let input = view! {
                <textarea autocomplete="off" id=id.clone() rows="3" class=class aria-invalid=invalid
                    on:input=move |event| put(typed, spec.name, Value::Text(event_target_value(&event)))>{value}</textarea>
            };
            one(input.into_any(), id, label)
        }
        FieldType::Lines() | FieldType::Phones() | FieldType::Days() => {
            one(lines(spec, typed, id.clone()), id, label)
        }
        FieldType::Nik() | FieldType::Kk() => one(number16(spec, typed, id.clone()), id, label),
        FieldType::Region() => one(compound::region(spec, typed, id.clone()), id, label),
        FieldType::Ref(kinds) => one(reference::picker(spec, kinds, typed, id.clone()), id, label),
        FieldType::Refs(kinds) => group(label, reference::ticks(spec, kinds, typed), error),
        FieldType::Birth() => group(label, compound::birth(spec, typed), error),
        FieldType::Codes(list) => group(label, ticks(list, spec.name, typed), error),
        FieldType::Code(list) if list.codes.len() > BUTTONS => {
            one(drop_down(list, spec.name, typed, id.clone()), id, label)
        }
        FieldType::Code(list) => group(label, buttons(list, spec.name, typed), error),
        FieldType::Flag() => {
            let checked = typed.with_untracked(|fields| fields.get(spec.name) == Some(&Value::Bool(true)));
            view! {
                <div class="field">
                    <label class="choice">
                        <input autocomplete="off" type="checkbox" checked=checked on:change=move |event| {
                            let value = if event_target_checked(&event) { Value::Bool(true) } else { Value::Null };
                            put(typed, spec.name, value);
                        }/>
                        <span>{label}</span>
                    </label>
                </div>
            }
            .into_any()
        }
    }
}

fn group(label: String, body: AnyView, error: impl IntoView) -> AnyView {
    view! {
        <fieldset class="field">
            <legend>{label}</legend>
            {body}
            {error}
        </fieldset>
    }
    .into_any()
}

fn simple(
    spec: &'static FieldSpec,
    typed: Typed,
    id: String,
    error_id: String,
    invalid: impl Fn() -> String + Send + Sync + 'static,
) -> AnyView {
    let (kind, mode) = match spec.ty {
        FieldType::Date() => ("date", "none"),
        FieldType::Time() => ("time", "none"),
        FieldType::Int(..) => ("text", "numeric"),
        FieldType::Decimal() => ("text", "decimal"),
        _ if spec.name == "rt" || spec.name == "rw" => ("text", "numeric"),
        _ => ("text", "text"),
    };
    let write = move |text: String| {
        let value = match spec.ty {
            FieldType::Int(..) => match text.trim().replace('.', "").parse() {
                Ok(number) => Value::Int(number),
                Err(_) => Value::Text(text.trim().to_owned()),
            },
            // The decimal comma of the keyboard is kept as a point.
            FieldType::Decimal() => Value::Text(text.trim().replace(',', ".")),
            _ => Value::Text(text),
        };
        put(typed, spec.name, value);
    };
    view! {
        <input id=id type=kind inputmode=mode autocomplete="off" value=text_of(typed, spec.name)
            aria-invalid=invalid aria-describedby=error_id required=spec.is(Trait::Required)
            on:input=move |event| write(event_target_value(&event))/>
    }
    .into_any()
}

fn lines(spec: &'static FieldSpec, typed: Typed, id: String) -> AnyView {
    let write = move |text: String| {
        let items = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let value = match spec.ty {
            FieldType::Days() => text
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|day| day.parse().ok())
                .map(Value::Int)
                .collect(),
            FieldType::Phones() => items
                .map(|line| {
                    let number = phone::parse_phone(line);
                    Value::Text(number.map_or_else(|_| line.to_owned(), |phone| phone.e164().to_owned()))
                })
                .collect(),
            _ => items.map(Value::from).collect(),
        };
        put(typed, spec.name, Value::List(value));
    };
    let mode = if matches!(spec.ty, FieldType::Phones()) { "tel" } else { "text" };
    let hint_id = format!("{id}-hint");
    let hint = match spec.ty {
        FieldType::Days() => t("Angka, dipisah koma.", "Numbers, separated by commas."),
        _ => t("Satu per baris.", "One on each line."),
    };
    let separator = if matches!(spec.ty, FieldType::Days()) { ", " } else { "\n" };
    let odd = move || {
        let numbers = typed.with(|fields| match fields.get(spec.name) {
            Some(Value::List(items)) => items.iter().filter_map(Value::as_text).map(str::to_owned).collect(),
            _ => Vec::new(),
        });
        let wrong: Vec<String> =
            numbers.into_iter().filter(|number: &String| phone::parse_phone(number).is_err()).collect();
        let text =
            t("Periksa nomor: {numbers}. Boleh disimpan.", "Check the number: {numbers}. It can be saved.");
        (!wrong.is_empty())
            .then(|| text.with(App::get().lang.get_untracked(), &[("numbers", &wrong.join(", "))]))
    };
    let odd =
        matches!(spec.ty, FieldType::Phones()).then(|| view! { <p class="hint" role="status">{odd}</p> });
    view! {
        <p class="hint" id=hint_id.clone()>{tr(hint)}</p>
        <textarea autocomplete="off" id=id rows="2" inputmode=mode aria-describedby=hint_id
            on:input=move |event| write(event_target_value(&event))>{list_of(typed, spec.name).join(separator)}</textarea>
        {odd}
    }
    .into_any()
}

/// NIK and KK: typed freely, kept as digits, with warnings and never a refusal.
fn number16(spec: &'static FieldSpec, typed: Typed, id: String) -> AnyView {
    let app = App::get();
    let is_nik = matches!(spec.ty, FieldType::Nik());
    let hint_id = format!("{id}-hint");
    let warnings = move || {
        let found: Vec<Text> = typed.with(|fields| {
            let text = fields.get(spec.name).and_then(Value::as_text).unwrap_or_default();
            match is_nik {
                true => of_nik(text, fields, app.today.get_untracked()),
                false if text.is_empty() => Vec::new(),
                false => kk::parse_kk(text, |_| true).warnings.iter().map(|warning| warning.text()).collect(),
            }
        });
        found.into_iter().map(tr).collect::<Vec<_>>().join(" ")
    };
    view! {
        <input id=id type="text" inputmode="numeric" autocomplete="off" value=text_of(typed, spec.name)
            aria-describedby=hint_id.clone()
            on:input=move |event| {
                let digits: String = event_target_value(&event).chars().filter(char::is_ascii_digit).collect();
                put(typed, spec.name, Value::Text(digits));
            }/>
        <p class="hint" id=hint_id role="status">{live(warnings)}</p>
    }
    .into_any()
}

fn drop_down(list: &'static CodeList, name: &'static str, typed: Typed, id: String) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let chosen = text_of(typed, name);
    view! {
        <select autocomplete="off" id=id on:change=move |event| put(typed, name, Value::Text(event_target_value(&event)))>
            <option value="" selected=chosen.is_empty()>"—"</option>
            {list.codes.iter().map(|code| view! {
                <option value=code.code selected=code.code == chosen>{code.label.get(lang)}</option>
            }).collect_view()}
        </select>
    }
    .into_any()
}

fn buttons(list: &'static CodeList, name: &'static str, typed: Typed) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let chosen = text_of(typed, name);
    view! {
        <div class="choices">
            {list.codes.iter().map(|code| view! {
                <label class="choice">
                    <input autocomplete="off" type="radio" name=format!("f-{name}") value=code.code checked=code.code == chosen
                        on:change=move |_| put(typed, name, Value::from(code.code))/>
                    <span>{code.label.get(lang)}</span>
                </label>
            }).collect_view()}
        </div>
    }
    .into_any()
}

fn ticks(list: &'static CodeList, name: &'static str, typed: Typed) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let chosen = list_of(typed, name);
    let body = list
        .codes
        .iter()
        .map(|code| {
            let checked = chosen.iter().any(|known| known == code.code);
            view! {
                <label class="choice">
                    <input autocomplete="off" type="checkbox" checked=checked
                        on:change=move |event| tick(typed, name, code.code, event_target_checked(&event))/>
                    <span>{code.label.get(lang)}</span>
                </label>
            }
        })
        .collect_view();
    let body = view! { <div class="choices">{body}</div> };
    if list.codes.len() > 2 * BUTTONS {
        let count = move || {
            typed.with(|fields| matches!(fields.get(name), Some(Value::List(items)) if !items.is_empty()))
        };
        view! {
            <details>
                <summary>{live(move || if count() { tr(t("Lihat pilihan", "See the choices")) } else { tr(t("Pilih", "Choose")) })}</summary>
                {body}
            </details>
        }
        .into_any()
    } else {
        body.into_any()
    }
}

/// Puts a text into a list or takes it out, keeping the order in which they were ticked.
pub(super) fn tick(typed: Typed, name: &str, code: &str, on: bool) {
    let mut chosen = list_of(typed, name);
    chosen.retain(|known| known != code);
    if on {
        chosen.push(code.to_owned());
    }
    put(typed, name, Value::List(chosen.into_iter().map(Value::Text).collect()));
}
