//! Page: one partner. What one needs before sending somebody there: papers, hours, numbers; and how they answered.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::{facts, paragraphs, phones, trash_button};
use crate::app::App;
use crate::casework::directory::{Row, row};
use crate::casework::referral::{State, days_waiting, is_waiting, state_of};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{action, referral};
use crate::domain::record::spine::partner;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, RecordRef};
use crate::platform::intl;
use crate::report::summary;
use crate::ui::part::{badge, card, link_row, list, missing, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// How many actions are shown.
const ACTIONS: usize = 20;

/// The page.
pub fn view(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let body = move || {
        let today = app.today.get();
        let read = |book: &Book| {
            let record = book.get_as(id, &partner::SPEC)?;
            Some(body(app, book, record, today, lang))
        };
        app.read(read).flatten().unwrap_or_else(|| {
            view! { {top_bar(tr(partner::SPEC.label), true)} <div class="stack">{missing()}</div> }.into_any()
        })
    };
    view! { {live(body)} }.into_any()
}

fn body(app: App, book: &Book, record: RecordRef<'_>, today: NaiveDate, lang: Lang) -> AnyView {
    let row = &row(book, record, today);
    let id = record.id();
    let kind = lists::PARTNER_KIND.label(record.text(partner::KIND), lang);
    view! {
        {top_bar(summary::title(record, lang), true)}
        <div class="stack">
            {(!kind.is_empty()).then(|| view! { <p class="row-sub">{kind.to_owned()}</p> })}
            <div class="cluster">
                <a class="btn btn--tonal" href=Route::Edit(id).href()>{tr(t("Ubah", "Edit"))}</a>
            </div>
            {papers(row)}
            {reach(record)}
            {services(record)}
            {answers(row, lang)}
            {referrals(book, id, today, lang)}
            {actions(book, id, lang)}
            <p><a href=Route::Record(id).href()>{tr(t("Riwayat perubahan", "History of changes"))}</a></p>
            <div class="cluster">{trash_button(app, id, Route::Partners)}</div>
        </div>
    }
    .into_any()
}

/// What the client takes along.
fn papers(row: &Row) -> AnyView {
    let body = if row.papers.is_empty() {
        let text = t(
            "Belum dicatat. Tanyakan kepada mitra agar klien tidak pulang dengan tangan kosong.",
            "Not recorded yet. Ask the partner, so that no client has to go back empty-handed.",
        );
        view! { <p class="hint">{tr(text)}</p> }.into_any()
    } else {
        let lines: Vec<_> =
            row.papers.iter().map(|one| view! { <li>{one.clone()}</li> }.into_any()).collect();
        view! { <ul>{lines}</ul> }.into_any()
    };
    card(tr(t("Berkas yang dibawa", "Papers to bring")), None, body)
}

fn reach(record: RecordRef<'_>) -> AnyView {
    let mut found: Vec<(String, AnyView)> = Vec::new();
    let mut say = |label: Text, text: &str| {
        if !text.trim().is_empty() {
            found.push((tr(label).to_owned(), text.trim().to_owned().into_any()));
        }
    };
    say(t("Jam layanan", "Hours"), record.text(partner::HOURS));
    say(t("Alamat", "Address"), record.text(partner::ADDRESS));
    say(t("Wilayah", "Area"), record.text(partner::AREA));
    let numbers = record.get(partner::PHONES).unwrap_or_default();
    if !numbers.is_empty() {
        found.push((tr(t("Telepon", "Phone")).to_owned(), phones(numbers)));
    }
    if found.is_empty() {
        return ().into_any();
    }
    card(tr(t("Menghubungi", "How to reach them")), None, facts(found))
}

fn services(record: RecordRef<'_>) -> AnyView {
    let (services, eligible) = (record.text(partner::SERVICES), record.text(partner::ELIGIBLE));
    if services.trim().is_empty() && eligible.trim().is_empty() {
        return ().into_any();
    }
    let eligible = (!eligible.trim().is_empty()).then(|| {
        facts(vec![(tr(t("Siapa yang berhak", "Who is eligible")).to_owned(), paragraphs(eligible))])
    });
    card(tr(t("Layanan", "Services")), None, view! { {paragraphs(services)} {eligible} }.into_any())
}

fn answers(row: &Row, lang: Lang) -> AnyView {
    let mut found: Vec<(String, AnyView)> = Vec::new();
    let mut say = |label: Text, text: String| found.push((tr(label).to_owned(), text.into_any()));
    say(t("Rujukan dikirim", "Referrals sent"), row.sent.to_string());
    let (accepted, of) = row.accepted;
    if let Some(percent) = row.acceptance() {
        let text = t("{n} dari {of} yang dijawab ({p} %)", "{n} of {of} answered ({p} %)");
        let counts = [("n", &*accepted.to_string()), ("of", &*of.to_string()), ("p", &*percent.to_string())];
        say(t("Diterima", "Accepted"), text.with(lang, &counts));
    }
    if let Some(days) = row.median_text(lang) {
        say(t("Jawaban pertama setelah (median)", "First answer after (median)"), days);
    }
    if row.waiting > 0 {
        say(t("Menunggu jawaban", "Waiting for an answer"), row.waiting.to_string());
    }
    if row.actions > 0 {
        say(t("Kegiatan bersama yang terlaksana", "Actions done together"), row.actions.to_string());
    }
    if !row.needs.is_empty() {
        let needs: Vec<String> = row
            .needs
            .iter()
            .map(|(kind, count)| format!("{} ({count})", lists::NEED_KIND.label(kind, lang)))
            .collect();
        say(t("Kebutuhan yang dilayani", "Needs that were served"), needs.join(", "));
    }
    card(tr(t("Sejauh ini", "So far")), None, facts(found))
}

fn referrals(book: &Book, id: RecordId, today: NaiveDate, lang: Lang) -> AnyView {
    let mut found = book.referring(&referral::SPEC, referral::PARTNER, id);
    found.order_by_key(|one| {
        let open = !matches!(state_of(*one), Some(State::Served | State::Refused | State::Closed));
        (!open, std::cmp::Reverse(one.get(referral::SENT)), one.id())
    });
    let title = tr(t("Rujukan", "Referrals"));
    if found.is_empty() {
        let text = t(
            "Belum ada rujukan. Rujukan dibuat dari halaman kasus.",
            "No referral yet. Referrals are made on the page of a case.",
        );
        return card(title, None, view! { <p class="hint">{tr(text)}</p> }.into_any());
    }
    let rows = found.into_iter().map(|one| referral_row(one, today, lang)).collect();
    card(title, None, list(rows))
}

fn referral_row(one: RecordRef<'_>, today: NaiveDate, lang: Lang) -> AnyView {
    let state = state_of(one);
    let colour = match state {
        Some(State::Refused) => "danger",
        Some(State::Served | State::Accepted) => "ok",
        Some(State::Sent | State::Received) => "warn",
        _ => "muted",
    };
    let case = one.parent_record();
    let whom = case.map_or_else(|| summary::title(one, lang), |case| summary::discreet_title(case, lang));
    let sent = one
        .get(referral::SENT)
        .map(|day| t("dikirim {date}", "sent {date}").with(lang, &[("date", &intl::short_date(lang, day))]));
    let days = days_waiting(one, today).map(|days| {
        let text = if is_waiting(one) {
            t("menunggu {n} hari", "waiting {n} {n?day|days}")
        } else {
            t("dijawab setelah {n} hari", "answered after {n} {n?day|days}")
        };
        text.with(lang, &[("n", &days.to_string())])
    });
    let why = one.text(referral::REFUSED_REASON);
    let why = (state == Some(State::Refused) && !why.is_empty())
        .then(|| lists::REFERRAL_REFUSED_REASON.label(why, lang).to_owned());
    let sub: Vec<String> = sent.into_iter().chain(days).chain(why).collect();
    // The case is where a referral is answered.
    let href = case.map_or(Route::Record(one.id()), |case| Route::of(case.kind_name(), case.id())).href();
    let end = badge(colour, lists::REFERRAL_STATE.label(one.text(referral::STATE), lang));
    link_row(href, whom, sub.join(" · "), end)
}

fn actions(book: &Book, id: RecordId, lang: Lang) -> AnyView {
    let mut found = book.referring(&action::SPEC, action::PARTNER, id);
    if found.is_empty() {
        return ().into_any();
    }
    found.order_by_key(|one| {
        (std::cmp::Reverse(one.get(action::DONE_ON).or(one.get(action::PLANNED_TO))), one.id())
    });
    let rows = found.into_iter().take(ACTIONS).map(|one| {
        let whom = one.parent_record().map(|case| summary::discreet_title(case, lang));
        let sub: Vec<String> = whom.into_iter().chain([summary::line(one, lang)]).collect();
        link_row(Route::Record(one.id()).href(), summary::title(one, lang), sub.join(" · "), ().into_any())
    });
    card(tr(t("Kegiatan bersama", "Actions together")), None, list(rows.collect()))
}
