//! Page: the questions that an agency adds to forms: in which order they are asked, and the way to a new one. What one
//! says is changed in the form of its record.

use leptos::prelude::*;

use super::case_part::commit;
use crate::app::App;
use crate::casework::question::{HEADING, in_order, is_retired, plan_raise};
use crate::domain::code::lists;
use crate::domain::record::spine::form_question;
use crate::domain::text::{Lang, t};
use crate::ledger::{Book, RecordRef};
use crate::ui::live::live;
use crate::ui::part::{badge, card, empty, list, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let shown = move || app.read(|book| cards(app, book, lang));
    let add = Route::New(form_question::SPEC.name.to_owned(), None).href();
    view! {
        {top_bar(tr(HEADING), true)}
        <div class="stack">
            <p class="hint">{tr(t(
                "Pertanyaan ini muncul di akhir formulir. Petugas menerimanya lewat paket instansi (Laporan, Kantor). Pilihan ditulis satu per baris; boleh dengan kode: R1 = Atap bocor. Pertanyaan tidak dapat dibuang karena mungkin sudah dijawab; ubah keadaannya menjadi \"Tidak ditanyakan lagi\".",
                "These questions stand at the end of forms. Workers get them with the agency's pack (Reports, Office). Choices are written one on each line, with a code if you like: R1 = Leaking roof. A question cannot be thrown away, because it may have been answered; change its state to \"No longer asked\".",
            ))}</p>
            <a class="btn btn--primary btn--wide" href=add>{tr(t("Tambah pertanyaan", "Add a question"))}</a>
            {live(shown)}
        </div>
    }
    .into_any()
}

fn cards(app: App, book: &Book, lang: Lang) -> AnyView {
    let mut forms: Vec<(&str, Vec<AnyView>)> = Vec::new();
    for one in in_order(book) {
        let form = lists::QUESTION_FORM.label(one.text(form_question::FORM), lang);
        match forms.last_mut() {
            Some((last, rows)) if *last == form => rows.push(row(app, one, false, lang)),
            _ => forms.push((form, vec![row(app, one, true, lang)])),
        }
    }
    if forms.is_empty() {
        let text = t(
            "Belum ada. Formulir hanya menanyakan isian bawaan.",
            "None yet. Forms ask only what they ask by themselves.",
        );
        return empty(t("Belum ada pertanyaan", "No questions yet"), text, None);
    }
    forms.into_iter().map(|(form, rows)| card(form, None, list(rows))).collect::<Vec<_>>().into_any()
}

fn row(app: App, question: RecordRef<'_>, first: bool, lang: Lang) -> AnyView {
    let id = question.id();
    let name = question.text(form_question::NAME).to_owned();
    let choices = question.get(form_question::CHOICES).unwrap_or_default();
    let sub =
        [lists::ANSWER_KIND.label(question.text(form_question::ANSWER), lang).to_owned(), choices.join(", ")];
    let sub: Vec<String> = sub.into_iter().filter(|part| !part.is_empty()).collect();
    let end = if is_retired(question) {
        badge("warn", tr(t("Tidak ditanyakan lagi", "No longer asked")))
    } else if first {
        ().into_any()
    } else {
        let raise = move |_| {
            let drafts = app.read_once(|book| plan_raise(book, id)).unwrap_or_default();
            commit(app, drafts, t("Urutan tersimpan", "Order saved"));
        };
        let label = format!("{}: {name}", tr(t("Naikkan", "Move up")));
        view! { <button type="button" class="btn btn--text" aria-label=label on:click=raise>{tr(t("Naikkan", "Move up"))}</button> }
            .into_any()
    };
    view! {
        <li class="row">
            <a class="row-main" href=Route::Record(id).href()>
                <span class="row-title">{name}</span>
                <span class="row-sub">{sub.join(" · ")}</span>
            </a>
            <span class="row-end">{end}</span>
        </li>
    }
    .into_any()
}
