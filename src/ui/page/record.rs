//! Page: any record, by its declaration alone: what it says, what hangs on it, and how it came to be so.

use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::{commit, fact_rows, facts, heading, row, trash_button};
use super::photo::photos;
use crate::app::App;
use crate::domain::id::RecordId;
use crate::domain::record::spine::{attachment, form_question};
use crate::domain::text::{Lang, t};
use crate::ledger::{Book, RecordRef};
use crate::platform::intl;
use crate::report::{history, summary};
use crate::ui::part::{card, list, missing, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// The page.
pub fn view(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let body = move || {
        let found = app.read(|book| {
            // The very record, also where another one stands for it: this is where the two are told apart.
            let record = book.get_any(id).filter(|record| !record.is_deleted())?;
            Some(body(app, book, record, lang))
        });
        found.flatten().unwrap_or_else(|| {
            view! { {top_bar(tr(t("Catatan", "Record")), true)} <div class="stack">{missing()}</div> }
                .into_any()
        })
    };
    view! { {live(body)} }.into_any()
}

fn body(app: App, book: &Book, record: RecordRef<'_>, lang: Lang) -> AnyView {
    let id = record.id();
    let parent = record.is_merged().then(|| book.get(id)).flatten().or(record.parent_record());
    let up = parent.map(|parent| {
        let href = Route::of(parent.kind_name(), parent.id()).href();
        let text = format!("{}: {}", summary::kind_label(parent, lang), summary::title(parent, lang));
        view! { <p><a href=href>{text}</a></p> }.into_any()
    });
    let shown = fact_rows(book, record, &["_deleted"], lang);
    let shown = if shown.is_empty() {
        view! { <p class="hint">{tr(t("Belum ada isi.", "Nothing is filled in yet."))}</p> }.into_any()
    } else {
        facts(shown)
    };
    let after = parent.map_or(Route::Home, |parent| Route::of(parent.kind_name(), parent.id()));
    // A question may be answered on some other phone: it is retired by its form, and never lost.
    let can_go = !record.is_merged() && !record.is(&form_question::SPEC);
    let edit = record.spec().map(|_| {
        view! { <a class="btn btn--tonal" href=Route::Edit(id).href()>{tr(t("Ubah", "Edit"))}</a> }.into_any()
    });
    view! {
        {top_bar(heading(record, lang), true)}
        <div class="stack">
            {up}
            {card(summary::kind_label(record, lang), None, shown)}
            <div class="cluster">{edit}{can_go.then(|| trash_button(app, id, after))}</div>
            {super::paper::links(record.kind_name(), id)}
            {takes_photos(record).then(|| photos(id))}
            {children(book, record, lang)}
            {steps(app, book, id, lang)}
        </div>
    }
    .into_any()
}

/// Whether photos may hang on the record, which then stand in a card of their own.
fn takes_photos(record: RecordRef<'_>) -> bool {
    attachment::SPEC.parents.contains(&record.kind_name())
}

/// What hangs on the record, one card a kind.
fn children(book: &Book, record: RecordRef<'_>, lang: Lang) -> AnyView {
    let mut kinds: Vec<(String, String, Vec<RecordRef<'_>>)> = Vec::new();
    for child in book.all_children(record.id()).filter(|child| !child.is(&attachment::SPEC)) {
        match kinds.iter_mut().find(|(name, ..)| name == child.kind_name()) {
            Some((.., found)) => found.push(child),
            None => kinds.push((child.kind_name().to_owned(), summary::kind_label(child, lang), vec![child])),
        }
    }
    kinds
        .into_iter()
        .map(|(_, label, found)| {
            card(label, None, list(found.into_iter().map(|child| row(child, lang)).collect()))
        })
        .collect::<Vec<_>>()
        .into_any()
}

/// The history, newest first, with a way to take back the last step.
fn steps(app: App, book: &Book, id: RecordId, lang: Lang) -> AnyView {
    let last =
        book.get(id).and_then(|record| record.last_commit()).and_then(|number| book.commit_info(number));
    let created_only = book.history(id).len() < 2;
    let undo = last.filter(|_| !created_only).map(|info| {
        let press = move |_| {
            let drafts = app.ledger(|ledger| ledger.plan_undo(info.name)).unwrap_or_default();
            commit(app, drafts, t("Langkah terakhir diurungkan", "Last step undone"));
        };
        view! {
            <button type="button" class="btn btn--tonal" on:click=press>
                {tr(t("Urungkan langkah terakhir", "Undo the last step"))}
            </button>
        }
        .into_any()
    });
    let mut sentences = history::sentences(book, id, lang);
    sentences.reverse();
    let items: Vec<_> = sentences
        .into_iter()
        .map(|one| view! { <li><time>{intl::stamp(lang, one.at)}</time><p>{one.text}</p></li> }.into_any())
        .collect();
    let body = view! { <ol class="timeline">{items}</ol> {undo} };
    card(tr(t("Riwayat", "History")), None, body.into_any())
}
