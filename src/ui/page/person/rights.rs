//! What somebody allows, and what they ask about their own data, with the hours that the law gives.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::App;
use crate::casework::consent::{SERVICE, Standing, concern_of, overview, plan_withdraw};
use crate::casework::request::{AnswerRefused, Progress, basis, clock, is_answered, plan_answer};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::spine::{consent, data_request};
use crate::domain::text::{Lang, t};
use crate::ledger::{Book, RecordRef};
use crate::platform::clock as now;
use crate::report::summary;
use crate::ui::page::case_part::{select_code, text_area};
use crate::ui::part::{badge, busy_button, card, link_row, list, tr};
use crate::ui::route::Route;

/// The card of consents: how the person stands to each purpose that was ever spoken of, and the records behind.
pub fn consents(book: &Book, id: RecordId, today: NaiveDate, lang: Lang) -> AnyView {
    let add = Some((t("Tambah", "Add"), Route::New("consent".into(), Some(id)).href()));
    let spoken_of = overview(book, id, today).into_iter().filter_map(|line| {
        let record = line.decision.record?;
        let purpose = lists::CONSENT_PURPOSE.label(line.purpose, lang);
        let title = match line.to.and_then(|partner| book.get(partner)) {
            Some(partner) => format!("{purpose}: {}", summary::title(partner, lang)),
            None => purpose.to_owned(),
        };
        let colour = match line.decision.standing {
            Standing::Given => "ok",
            Standing::Refused | Standing::Withdrawn => "danger",
            Standing::Expired => "warn",
            Standing::None => "muted",
        };
        let date = record.get(consent::DATE).map(|date| crate::platform::intl::date(lang, date));
        let end = badge(colour, tr(line.decision.standing.label()));
        Some(link_row(Route::Record(record.id()).href(), title, date.unwrap_or_default(), end))
    });
    let rows: Vec<AnyView> = spoken_of.chain(exceptions(book, id, lang)).collect();
    // Work goes on without it, so it is said and nothing is blocked.
    let concern = concern_of(book, id, SERVICE, today)
        .map(|concern| view! { <p class="hint">{tr(concern.text)}</p> }.into_any());
    let withdraw = overview(book, id, today)
        .iter()
        .any(|line| line.decision.standing == Standing::Given)
        .then(|| withdraw(id));
    card(tr(t("Persetujuan", "Consents")), add, view! { {concern} {list(rows)} {withdraw} }.into_any())
}

/// Takes back all that is allowed, as the person may at any time; it can be undone like every save.
fn withdraw(id: RecordId) -> AnyView {
    let app = App::get();
    busy_button(
        "btn btn--text",
        t("Klien menarik semua persetujuan", "The client withdraws all consents"),
        move || async move {
            let today = app.today.get_untracked();
            let drafts = app
                .read_once(|book| plan_withdraw(book, id, today, &mut || app.make_id()))
                .unwrap_or_default();
            // The frame says why where it is not saved.
            drop(app.save_and_tell(drafts, None, t("Persetujuan ditarik", "Consents withdrawn")).await);
        },
    )
}

/// Where somebody could not be asked; it is no decision of theirs, and it must not be forgotten.
fn exceptions(book: &Book, id: RecordId, lang: Lang) -> impl Iterator<Item = AnyView> {
    book.children(id, &consent::SPEC).filter(|record| record.text(consent::STATE) == "could_not_ask").map(
        move |record| {
            let title = lists::CONSENT_STATE.label("could_not_ask", lang).to_owned();
            let end = badge("warn", tr(t("Beri tahu klien", "Tell the client")));
            link_row(
                Route::Record(record.id()).href(),
                title,
                summary::first_words(record.text(consent::REASON), 12),
                end,
            )
        },
    )
}

/// The card of requests about the person's own data.
pub fn requests(book: &Book, id: RecordId, lang: Lang) -> AnyView {
    let add =
        Some((t("Catat permintaan", "Record a request"), Route::New("data_request".into(), Some(id)).href()));
    let rows: Vec<AnyView> =
        book.children(id, &data_request::SPEC).map(|record| request(record, lang)).collect();
    let body = if rows.is_empty() {
        let text = t(
            "Klien berhak melihat, memperbaiki, dan menghapus datanya. Permintaan dijawab dalam 3 x 24 jam.",
            "Clients may see, correct and erase their data. A request is answered within 3 x 24 hours.",
        );
        view! { <p class="hint">{tr(text)}</p> }.into_any()
    } else {
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    card(tr(t("Hak atas data pribadi", "Rights over personal data")), add, body)
}

fn request(record: RecordRef<'_>, lang: Lang) -> AnyView {
    let id = record.id();
    let kind = record.text(data_request::KIND);
    let state = clock(record, now::wall_ms()).map(|clock| {
        let colour = match clock.progress {
            Progress::Answered { in_time: true } => "ok",
            Progress::Running { hours_left } if hours_left > 24 => "accent",
            Progress::Running { .. } | Progress::Answered { in_time: false } => "warn",
            Progress::Overdue { .. } => "danger",
        };
        badge(colour, clock.words(lang))
    });
    let open = !is_answered(record);
    let title = lists::DATA_RIGHT.label(kind, lang).to_owned();
    view! {
        <li class="row">
            <a class="row-main" href=Route::Record(id).href()>
                <span class="row-title">{title}</span>
                <span class="row-sub">{tr(basis(kind))}</span>
            </a>
            <span class="row-end">{state}</span>
            {open.then(|| answer(id))}
        </li>
    }
    .into_any()
}

fn answer(id: RecordId) -> AnyView {
    let app = App::get();
    let outcome = RwSignal::new(String::new());
    let reason = RwSignal::new(String::new());
    let problem = RwSignal::new(None);
    let press = move || async move {
        let (chosen, why) = (outcome.get_untracked(), reason.get_untracked());
        if chosen.is_empty() {
            return problem.set(Some(t("Pilih keputusannya dahulu", "Choose the decision first")));
        }
        let at = now::stamp(app.zone.get_untracked());
        match app.read_once(|book| plan_answer(book, id, &chosen, &why, at)) {
            // The frame says why where it is not saved, and what was typed stays.
            Some(Ok(drafts)) => {
                drop(app.save_and_tell(drafts, None, t("Permintaan dijawab", "Request answered")).await);
            }
            Some(Err(AnswerRefused::NoReason)) => {
                problem.set(Some(t("Tulis alasannya", "Write the reason")));
            }
            Some(Err(AnswerRefused::NoRequest)) | None => {}
        }
    };
    let summary = tr(t("Jawab permintaan", "Answer the request"));
    view! {
        <details>
            <summary>{summary}</summary>
            <div class="stack">
                {select_code(format!("outcome-{id}"), tr(t("Keputusan", "Decision")).into(), &lists::REQUEST_OUTCOME,
                    move || outcome.get(), move |code| outcome.set(code))}
                {text_area(format!("request-reason-{id}"), tr(t("Alasan keputusan", "Why it was decided so")).into(), "",
                    move || reason.get(), move |text| reason.set(text))}
                {live(move || problem.get().map(|text| view! { <p class="error" role="alert">{tr(text)}</p> }))}
                {busy_button("btn btn--primary", t("Catat jawaban", "Record the answer"), press)}
            </div>
        </details>
    }
    .into_any()
}
