//! Page: one person in one outbreak. How they stand, every day of their follow-up, who exposed them, and
//! for who is ill: whom they exposed and what they need.

mod days;
mod exposures;
mod illness;
pub mod interview;

use leptos::prelude::*;

use crate::ui::live::live;

use super::care;
use super::tracing_parts::{name_of, status_badge};
use crate::app::App;
use crate::casework::person::whereabouts;
use crate::domain::code::tracing::CLASSIFICATION;
use crate::domain::id::RecordId;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::outbreak;
use crate::domain::text::{Text, t};
use crate::ledger::Book;
use crate::report::outbreak::life::life;
use crate::tracing::follow_up::status;
use crate::tracing::trail::Trail;
use crate::ui::part::{Beat, badge, missing, tr};
use crate::ui::picture::{Ways, picture_with};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// Whom and what the parts of this page are about.
#[derive(Clone, Copy)]
struct At {
    person: RecordId,
    outbreak: RecordId,
}

impl At {
    /// The investigation by which the person is a case.
    fn case(self, book: &Book) -> Option<RecordId> {
        Trail::of(book, self.person, self.outbreak).case().map(|case| case.record)
    }
}

/// The page.
pub fn view(person: RecordId, outbreak: RecordId) -> AnyView {
    let app = App::get();
    let at = At { person, outbreak };
    let there = Memo::new(move |_| {
        let both = app.read(|book| {
            book.get_as(person, &person::SPEC).is_some() && book.get_as(outbreak, &outbreak::SPEC).is_some()
        });
        both == Some(true)
    });
    let is_case = Memo::new(move |_| app.read(|book| at.case(book).is_some()) == Some(true));
    let followed = Memo::new(move |_| {
        app.read(|book| !Trail::of(book, person, outbreak).exposures.is_empty()) == Some(true)
    });
    let name = move || app.read(|book| name_of(book, person)).unwrap_or_default();
    let beat = Beat::new(3);
    view! {
        {live(move || top_bar(name(), true))}
        {live(move || if there.get() {
            view! {
                <div class="stack">
                    {live(move || dangers(at))}
                    {live(move || standing(at))}
                    // The next step of the work comes first: whom a case has met, or how a contact is today.
                    {live(move || is_case.get().then(|| exposures::contacts_of(at)))}
                    {days::lost(at)}
                    {live(move || followed.get().then(|| days::view(at, is_case)))}
                    {beat.later(2, move || view! {
                        {live(move || care::standing(at.person, at.outbreak))}
                        {illness::needs(at)}
                        {illness::view(at, is_case)}
                    }.into_any())}
                    {beat.later(3, move || view! {
                        {exposures::view(at)}
                        {folded(t("Garis waktu", "Timeline"), timeline, at)}
                    }.into_any())}
                </div>
            }
            .into_any()
        } else {
            missing()
        })}
    }
    .into_any()
}

/// A part that is worked out only when it is opened.
fn folded(title: Text, part: fn(At) -> AnyView, at: At) -> AnyView {
    let open = RwSignal::new(false);
    view! {
        <details class="card" on:toggle:target=move |event| open.set(event.target().open())>
            <summary class="btn btn--text">{tr(title)}</summary>
            {live(move || open.get().then(|| part(at)))}
        </details>
    }
    .into_any()
}

/// Everything with a date, on one axis.
fn timeline(at: At) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get();
    let drawn = app.read(|book| {
        let found = life(book, at.person, at.outbreak, today, lang);
        let href = |id| book.get(id).map(|record| Route::of(record.kind_name(), id).href());
        picture_with("garis-waktu", &found, &Ways { href: &href, pick: None, finger: 24.0 })
    });
    drawn.into_any()
}

/// What somebody must know before they go there.
fn dangers(at: At) -> AnyView {
    App::get()
        .read(|book| book.get(at.person).map(|record| record.text(person::DANGERS).trim().to_owned()))
        .flatten()
        .filter(|dangers| !dangers.is_empty())
        .map(|dangers| {
            view! {
                <div class="banner banner--danger">
                    <div><strong>{tr(t("Bahaya bagi petugas", "Dangers for the visitor"))}</strong><p>{dangers}</p></div>
                </div>
            }
        })
        .into_any()
}

/// How the person stands, in words, with the rule behind it.
fn standing(at: At) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get();
    app.read(|book| {
        let found = status(book, at.person, at.outbreak, today);
        let summary = found.summary;
        let class = summary.classification.and_then(|class| class.code()).map(|code| {
            badge("unwell", CLASSIFICATION.label(code, lang).to_owned())
        });
        let unseen = summary.days_unseen(today).filter(|days| *days > 0 && summary.status.is_open()).map(|days| {
            let text = t("{n} hari tidak terlihat", "Unseen for {n} {n?day|days}").with(lang, &[("n", &days.to_string())]);
            view! { <p>{text}</p> }
        });
        let outbreak_name = book.get(at.outbreak).map(|record| record.text(outbreak::NAME).to_owned());
        let place = book.get(at.person).map(|record| whereabouts(book, record)).filter(|place| !place.is_empty());
        view! {
            <section class="card" aria-label=tr(t("Keadaan", "Standing"))>
                <h2>{tr(t("Keadaan", "Standing"))}</h2>
                <p class="cluster">
                    {badge("muted", tr(summary.contact.label()))}
                    {status_badge(summary.status)}
                    {class}
                </p>
                {unseen}
                <p class="hint">{found.rule_text(lang)}"."</p>
                {place.map(|place| view! { <p>{place}</p> })}
                <div class="cluster">
                    <a class="btn" href=Route::Person(at.person).href()>{tr(t("Buka orang", "Open the person"))}</a>
                    <a class="btn" href=Route::Outbreak(at.outbreak).href()>{outbreak_name}</a>
                </div>
            </section>
        }
    })
    .into_any()
}
