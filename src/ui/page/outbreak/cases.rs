//! The cases of an outbreak, and a new one. The person of a new case may be new too: one commit.

use crate::domain::order::InOrder;
use leptos::prelude::*;

use crate::ui::live::live;

use super::super::tracing_parts::{Kept, illness_fields, illness_of, name_of, problem};
use crate::app::App;
use crate::domain::code::tracing::CLASSIFICATION;
use crate::domain::id::RecordId;
use crate::domain::kind::FieldSet;
use crate::domain::record::tracing::investigation;
use crate::domain::text::{Text, t};
use crate::domain::value::Value;
use crate::ledger::Book;
use crate::platform::intl;
use crate::tracing::enter::{Subject, plan_case};
use crate::tracing::trail::Classification;
use crate::ui::form::pick::{Picked, person_picker};
use crate::ui::part::{badge, busy_button, card, empty, link_row, paged, tr};
use crate::ui::route::{Began, Route};

/// Where the chosen person stands in the form until the case is saved.
const WHO: &str = "_who";
const NEW_NAME: &str = "_new_name";

/// The part.
pub fn view(outbreak: RecordId) -> AnyView {
    let app = App::get();
    let rows = Memo::new(move |_| {
        app.read(|book| {
            let of = book.of(&investigation::SPEC);
            let of = of.filter(|record| record.get(investigation::OUTBREAK) == Some(outbreak));
            let mut found: Vec<_> = of
                .map(|record| {
                    (std::cmp::Reverse(record.get(investigation::ONSET)), record.parent(), record.id())
                })
                .collect();
            found.order();
            found.into_iter().map(|(_, _, id)| id).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    });
    let none = move || {
        rows.with(Vec::is_empty).then(|| {
            empty(
                t("Belum ada kasus", "No cases yet"),
                t(
                    "Catat orang pertama yang sakit di bawah ini. Sesudah itu tambahkan siapa saja yang terpapar olehnya.",
                    "Enter the first person who is ill below. Then add whoever was exposed to them.",
                ),
                None,
            )
        })
    };
    let row = move |id: &RecordId| app.read_once(|book| case_row(book, *id, outbreak)).flatten().into_any();
    let body = view! { {live(none)} {paged("list", rows, row)} }.into_any();
    view! {
        {card(tr(t("Kasus", "Cases")), None, body)}
        {new_case(outbreak)}
    }
    .into_any()
}

fn case_row(book: &Book, id: RecordId, outbreak: RecordId) -> Option<AnyView> {
    let lang = App::get().lang.get_untracked();
    let record = book.get_as(id, &investigation::SPEC)?;
    let person = record.parent()?;
    let sub = match record.get(investigation::ONSET) {
        Some(onset) => {
            t("mulai bergejala {date}", "onset {date}").with(lang, &[("date", &intl::date(lang, onset))])
        }
        None => tr(t("tanggal gejala belum diketahui", "onset not known")).to_owned(),
    };
    let code = record.text(investigation::CLASSIFICATION);
    let kind = match Classification::of_code(code) {
        Classification::Discarded => "muted",
        Classification::Suspect | Classification::Probable => "warn",
        _ => "unwell",
    };
    let end = badge(kind, CLASSIFICATION.label(code, lang));
    Some(link_row(Route::Trace(person, outbreak).href(), name_of(book, person), sub, end))
}

fn chosen(kept: Kept) -> Option<Subject> {
    if let Ok(id) = kept.text(WHO).parse() {
        return Some(Subject::Known(id));
    }
    let name = kept.text(NEW_NAME);
    (!name.is_empty()).then_some(Subject::New(name))
}

fn new_case(outbreak: RecordId) -> AnyView {
    let app = App::get();
    let kept = Kept::start("kasus", FieldSet::new());
    let error: RwSignal<Option<Text>> = RwSignal::new(None);
    let who = Memo::new(move |_| chosen(kept));
    let forget = move || {
        kept.put(WHO, Value::Null);
        kept.put(NEW_NAME, Value::Null);
    };
    let pick = move |picked: Picked| {
        forget();
        match picked {
            Picked::Existing(id) => kept.put(WHO, Value::Text(id.to_string())),
            Picked::New(name) => kept.put(NEW_NAME, Value::Text(name)),
        }
    };
    let person = move || match who.get() {
        None => person_picker(t("Siapa yang sakit? *", "Who is ill? *"), pick),
        Some(subject) => {
            let (name, new) = match &subject {
                Subject::Known(id) => (app.read_once(|book| name_of(book, *id)).unwrap_or_default(), false),
                Subject::New(name) => (name.clone(), true),
            };
            view! {
                <div class="banner banner--info">
                    <span>{name}{new.then(|| format!(" ({})", tr(t("orang baru", "new person"))))}</span>
                    <button type="button" class="btn btn--text" on:click=move |_| forget()>{tr(t("Ganti", "Change"))}</button>
                </div>
            }
            .into_any()
        }
    };
    let save = move || async move {
        let Some(subject) = who.get_untracked() else {
            error.set(Some(t("Pilih atau tulis siapa yang sakit.", "Choose or enter who is ill.")));
            return;
        };
        let today = app.today.get_untracked();
        let (class, onset) = match illness_of(kept, today) {
            Ok(found) => found,
            Err(wrong) => return error.set(Some(wrong)),
        };
        let planned = app.read_once(|book| {
            plan_case(book, &subject, outbreak, onset, class, today, &mut || app.make_id())
        });
        match planned {
            Some(Ok(drafts)) => {
                error.set(None);
                let person = drafts.iter().find_map(|draft| match subject {
                    Subject::Known(id) => Some(id),
                    Subject::New(_) => (draft.kind == "person").then_some(draft.record),
                });
                let began = Began::here();
                if kept.save(drafts, t("Kasus tersimpan", "Case saved")).await
                    && let Some(person) = person
                {
                    began.go(&Route::Trace(person, outbreak));
                }
            }
            Some(Err(refusal)) => error.set(Some(refusal.text())),
            None => {}
        }
    };
    view! {
        <details class="card" node_ref=kept.fold open=kept.restored>
            <summary class="btn btn--tonal btn--wide">{tr(t("Tambah kasus", "Add a case"))}</summary>
            <div class="form">
                {kept.banner()}
                {live(person)}
                {illness_fields(kept)}
                {problem(error)}
                {busy_button("btn btn--primary btn--wide", t("Simpan kasus", "Save the case"), save)}
            </div>
        </details>
    }
    .into_any()
}
