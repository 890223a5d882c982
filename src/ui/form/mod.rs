//! Forms made from the declarations of record kinds: one renderer a field type. A page only says which
//! kind, which parent and what is already known.
//!
//! What was typed lives in one signal of fields; inputs write into it and are not written back, so a
//! save or a draft never disturbs the cursor.

mod compound;
mod input;
mod keeper;
pub mod pick;
mod reference;

use leptos::prelude::*;

use crate::ui::live::live;

use input::field_view;
pub use keeper::Keeper;

use super::part::{Beat, Busy, busy_button, card, tr};
use super::route::{Began, Route};
use crate::app::App;
use crate::casework::duplicate::{self, OtherSteps};
use crate::casework::hints::hints;
use crate::casework::question;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet, FieldSpec, Kind, Trait};
use crate::domain::relevance::{is_asked, is_step};
use crate::domain::text::{Text, t};
use crate::domain::validate::{self, Issue, Problem, refuses};
use crate::domain::value::{Fields, Value};
use crate::platform::page as browser;
use crate::report::history::raw_text;
use crate::tracing::check;

/// What was typed, by field.
pub type Typed = RwSignal<Fields>;

/// What does not fit together in what was typed, by field. It is said and never refuses.
type Odd = Memo<Vec<(&'static str, check::Problem)>>;

/// What a form is for.
pub struct FormOf {
    /// The kind of record.
    pub kind: &'static Kind,
    /// The record; a new one has an id from the start, under which its draft is kept.
    pub record: RecordId,
    /// Whether it is there already.
    pub exists: bool,
    /// The parent of a new one.
    pub parent: Option<RecordId>,
    /// What is known at the start.
    pub start: Fields,
    /// Where to go when it is saved.
    pub then: Route,
}

/// How many fields are shown at once; the rest of a long form waits behind "more".
const FIRST_FIELDS: usize = 8;

/// The form.
pub fn record_form(of: FormOf) -> AnyView {
    let app = App::get();
    let FormOf { kind, record, exists, parent, start, then } = of;
    let kept = app.draft(record);
    let restored = kept.is_some();
    let typed: Typed = RwSignal::new(kept.map_or_else(|| start.clone(), |draft| draft.fields));
    let issues: RwSignal<Vec<Issue>> = RwSignal::new(Vec::new());
    let keeper = Keeper::start(record, browser::hash(), restored, move || typed.get());
    let asked_for = asked_for(kind, &start, typed, issues);
    let first_start = StoredValue::new_local(start);
    let odd = check::is_checked(kind.name).then(|| {
        Memo::new(move |_| {
            let fields = typed.with(|fields| {
                first_start.try_with_value(|start| changed(kind, start, fields, exists)).unwrap_or_default()
            });
            let draft = Draft { kind: kind.name, record, parent, fields: FieldSet(fields) };
            let today = app.today.get_untracked();
            app.read_once(|book| check::at_fields(book, &draft, today)).unwrap_or_default()
        })
    });

    let then = StoredValue::new(then);
    let busy = Busy::new();
    let save = move || async move {
        let fields = typed.get_untracked();
        let mut found = validate::check(kind, &fields);
        found.extend(
            app.read_once(|book| first_start.with_value(|start| question::check(book, kind, start, &fields)))
                .unwrap_or_default(),
        );
        let refused = refuses(&found);
        issues.set(found);
        if refused {
            browser::focus("[aria-invalid=true]");
            return;
        }
        let set = first_start.with_value(|start| changed(kind, start, &fields, exists));
        if exists && set.is_empty() {
            keeper.discard();
            then.with_value(Route::replace);
            return;
        }
        let drafts = vec![Draft { kind: kind.name, record, parent, fields: FieldSet(set) }];
        keeper.pause();
        let began = Began::here();
        match app.save_and_tell(drafts, Some(record), t("Tersimpan", "Saved")).await {
            Ok(_) => {
                keeper.done();
                // The page may be gone by now.
                then.try_with_value(|then| began.replace(then));
            }
            Err(_) => keeper.resume(),
        }
    };
    let (first, more) = split_fields(kind);
    let more_open = more.iter().any(|spec| typed.with_untracked(|fields| fields.contains_key(spec.name)));
    view! {
        <form autocomplete="off" class="form" novalidate=true on:submit=move |event| {
            event.prevent_default();
            busy.run(save());
        }>
            {restored.then(|| restored_banner(keeper))}
            <Duplicates kind=kind.name record typed/>
            {first.into_iter().map(|spec| asked(kind, spec, typed, issues, odd)).collect_view()}
            {(!more.is_empty()).then(|| view! {
                <details class="card" open=more_open>
                    <summary>{tr(t("Isian lainnya", "More fields"))}</summary>
                    <div class="stack">
                        {Beat::new(2).later(2, move || {
                            let fields = more.iter().map(|spec| asked(kind, spec, typed, issues, odd));
                            fields.collect::<Vec<_>>().into_any()
                        })}
                    </div>
                </details>
            })}
            {asked_for}
            <Hints kind typed/>
            {live(move || refuses(&issues.get()).then(|| view! {
                <p class="error" role="alert">{tr(t("Periksa isian yang ditandai.", "Check the marked fields."))}</p>
            }))}
            <div class="actions">
                <button type="submit" class="btn btn--primary btn--wide">{tr(t("Simpan", "Save"))}</button>
            </div>
        </form>
    }
    .into_any()
}

/// Fields of a kind by their names, on a page that is more than its record.
pub fn some_fields(kind: &'static Kind, names: &[&str], typed: Typed) -> AnyView {
    let issues: RwSignal<Vec<Issue>> = RwSignal::new(Vec::new());
    let shown: Vec<AnyView> = names
        .iter()
        .filter_map(|name| kind.field(name))
        .map(|spec| field_view(spec, typed, issues, None))
        .collect();
    shown.into_any()
}

/// The field, for as long as it matters.
fn asked(
    kind: &'static Kind,
    spec: &'static FieldSpec,
    typed: Typed,
    issues: RwSignal<Vec<Issue>>,
    odd: Option<Odd>,
) -> AnyView {
    let matters = Memo::new(move |_| typed.with(|fields| is_asked(kind.name, spec.name, fields)));
    (move || matters.get().then(|| untrack(|| field_view(spec, typed, issues, odd)))).into_any()
}

fn split_fields(kind: &'static Kind) -> (Vec<&'static FieldSpec>, Vec<&'static FieldSpec>) {
    let all: Vec<&'static FieldSpec> =
        kind.fields.iter().filter(|spec| !is_step(kind.name, spec.name)).collect();
    if all.len() <= FIRST_FIELDS + 3 {
        return (all, Vec::new());
    }
    let mut first: Vec<&'static FieldSpec> = Vec::new();
    let mut more = Vec::new();
    for spec in all {
        if first.len() < FIRST_FIELDS || spec.is(Trait::Required) {
            first.push(spec);
        } else {
            more.push(spec);
        }
    }
    (first, more)
}

/// What the agency asks beyond the form itself. What stands there in another form than the question's is told, and stays
/// until it is answered anew.
fn asked_for(kind: &'static Kind, start: &Fields, typed: Typed, issues: RwSignal<Vec<Issue>>) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let questions = app.read_once(|book| question::asked(book, kind)).unwrap_or_default();
    if questions.is_empty() {
        return ().into_any();
    }
    let fields: Vec<AnyView> = questions
        .into_iter()
        .map(|spec| {
            let before =
                start.get(spec.name).filter(|value| validate::check_field(spec, Some(value)).is_some());
            let before = before.map(|value| {
                let text = t("Tercatat sebelumnya: {value}", "Recorded before: {value}");
                view! { <p class="hint">{text.with(lang, &[("value", &raw_text(value, lang))])}</p> }
                    .into_any()
            });
            view! { {before} {field_view(spec, typed, issues, None)} }.into_any()
        })
        .collect();
    card(tr(question::HEADING), None, view! { <div class="stack">{fields}</div> }.into_any())
}

/// The fields that differ from the start; a cleared field is set to nothing.
fn changed(kind: &Kind, start: &Fields, fields: &Fields, exists: bool) -> Fields {
    let mut set = Fields::new();
    let answers =
        start.keys().chain(fields.keys()).map(String::as_str).filter(|name| question::is_answer(name));
    for name in kind.fields.iter().map(|spec| spec.name).chain(answers) {
        let now = fields.get(name).filter(|value| !value.is_empty());
        let before = start.get(name).filter(|value| !value.is_empty());
        match (before, now) {
            (before, Some(now)) if !exists || before != Some(now) => {
                drop(set.insert(name.to_owned(), now.clone()))
            }
            (Some(_), None) if exists => drop(set.insert(name.to_owned(), Value::Null)),
            _ => {}
        }
    }
    set
}

/// What is wrong with a field, in words.
pub fn problem_text(problem: Problem) -> Text {
    match problem {
        Problem::Missing => t("Perlu diisi.", "This is needed."),
        Problem::WrongType => t("Isian ini tidak sesuai.", "This does not fit."),
        Problem::BadDate => t("Tanggal atau jam ini tidak ada.", "There is no such date or time."),
        Problem::OutOfRange => t("Angka ini di luar batas.", "This number is out of range."),
        Problem::UnknownCode => {
            t("Pilihan ini dari versi yang lebih baru.", "This choice is from a newer version.")
        }
        Problem::TooLong => t("Teks ini terlalu panjang.", "This text is too long."),
        Problem::Not16Digits => t(
            "Biasanya 16 angka. Boleh disimpan, periksa lagi nanti.",
            "Usually 16 digits. It can be saved; check it later.",
        ),
    }
}

/// Says that a draft was found, and lets it go.
pub fn restored_banner(keeper: Keeper) -> AnyView {
    view! {
        <div class="banner banner--info" role="status">
            <span>{tr(t("Draf dipulihkan.", "Draft restored."))}</span>
            {busy_button("btn btn--text", t("Buang draf", "Discard the draft"), move || async move {
                keeper.discard();
                browser::back();
            })}
        </div>
    }
    .into_any()
}

/// What is pointed out while the form is filled in.
#[component]
fn Hints(kind: &'static Kind, typed: Typed) -> impl IntoView {
    let app = App::get();
    let found = Memo::new(move |_| {
        typed.with(|fields| hints(kind, fields, app.today.get_untracked(), app.lang.get_untracked()))
    });
    view! {
        <div role="status" aria-live="polite">
            {live(move || found.with(|found| (!found.is_empty()).then(|| {
                let lines = found.iter().map(|line| view! { <li>{line.clone()}</li> }.into_any()).collect::<Vec<_>>();
                view! {
                    <div class="banner banner--info">
                        <div><strong>{tr(t("Periksa, bila perlu", "Worth a look"))}</strong><ul>{lines}</ul></div>
                    </div>
                }
            })))}
        </div>
    }
}

#[component]
fn Duplicates(kind: &'static str, record: RecordId, typed: Typed) -> AnyView {
    let app = App::get();
    if kind != "person" {
        return ().into_any();
    }
    // The others are made ready beforehand, so that a keystroke only compares.
    let others = app.worked(move || record.to_string(), move || Some(OtherSteps::new(record)));
    let candidates = Memo::new(move |_| {
        let others = others.get()?;
        Some(typed.with(|fields| duplicate::candidates(&others, fields)))
    });
    let shown = move || {
        let found = candidates.get().unwrap_or_default();
        (!found.is_empty()).then(|| {
            let lang = app.lang.get_untracked();
            let rows = found
                .iter()
                .map(|(id, reasons)| {
                    let name = app.read_once(|book| {
                        book.get(*id).map(|person| crate::casework::person::display_name(person, true))
                    });
                    let why: Vec<&str> = reasons.iter().map(|reason| reason.get(lang)).collect();
                    super::part::link_row(
                        Route::Person(*id).href(),
                        name.flatten().unwrap_or_default(),
                        why.join(" · "),
                        ().into_any(),
                    )
                })
                .collect();
            view! {
                <div class="banner banner--warn" role="status">
                    <div>
                        <strong>{tr(t("Mungkin sudah tercatat", "Perhaps already recorded"))}</strong>
                        {super::part::list(rows)}
                    </div>
                </div>
            }
        })
    };
    shown.into_any()
}
