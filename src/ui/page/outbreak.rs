//! Page: one outbreak. Today, contacts, cases, chains, the curve, rates and data, of which one is shown at a time.

mod cases;
mod curve;
mod data;
mod days;
mod figures;
mod map;
mod tree;

use crate::domain::order::InOrder;
use leptos::prelude::*;

use crate::ui::live::live;

use super::profile;
use super::tracing_parts::{name_of, status_badge, today_view};
use chrono::NaiveDate;

use crate::app::{App, Worked};
use crate::domain::id::RecordId;
use crate::domain::record::tracing::{exposure, investigation, outbreak};
use crate::domain::text::{Text, t};
use crate::ledger::RecordRef;
use crate::platform::intl;
use crate::tracing::profile::Profile;
use crate::tracing::roll::{Roll, Traced};
use crate::tracing::rule::Rule;
use crate::ui::memory::remembered_one_of;
use crate::ui::part::{Beat, Shown, card, empty, link_row, missing, tr, working};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Today,
    Contacts,
    Tree,
    Curve,
    Cases,
    Figures,
    Data,
}

impl Tab {
    const ALL: [Tab; 7] =
        [Tab::Today, Tab::Contacts, Tab::Cases, Tab::Tree, Tab::Curve, Tab::Figures, Tab::Data];

    const fn label(self) -> Text {
        match self {
            Tab::Today => t("Hari ini", "Today"),
            Tab::Contacts => t("Kontak", "Contacts"),
            Tab::Tree => t("Rantai", "Chains"),
            Tab::Curve => t("Kurva", "Curve"),
            Tab::Cases => t("Kasus", "Cases"),
            Tab::Figures => t("Angka", "Rates"),
            Tab::Data => t("Data", "Data"),
        }
    }
}

/// The page.
pub fn view(id: RecordId) -> AnyView {
    let app = App::get();
    let there = Memo::new(move |_| app.read(|book| book.get_as(id, &outbreak::SPEC).is_some()) == Some(true));
    let roll = app.roll();
    let beat = Beat::new(2);
    // A new outbreak begins with its first case.
    let nobody = app.read_once(|book| {
        let names = |record: RecordRef<'_>| record.get(investigation::OUTBREAK) == Some(id);
        let exposes = |record: RecordRef<'_>| record.get(exposure::OUTBREAK) == Some(id);
        !book.of(&investigation::SPEC).any(names) && !book.of(&exposure::SPEC).any(exposes)
    });
    let first = if nobody == Some(true) { Tab::Cases } else { Tab::Today };
    let tab = remembered_one_of("tab", &Tab::ALL, first);
    let name = move || {
        app.read(|book| book.get(id).map(|record| record.text(outbreak::NAME).to_owned()))
            .flatten()
            .unwrap_or_default()
    };
    view! {
        {live(move || top_bar(name(), true))}
        {live(move || if there.get() {
            view! {
                <div class="stack">
                    {profile::following(id, move || rule(id))}
                    {super::paper::links(outbreak::SPEC.name, id)}
                    {tabs(tab)}
                    {beat.later(2, move || live(move || match tab.get() {
                        Tab::Today => card(tr(Tab::Today.label()), None, today_view(roll, Some(id))),
                        Tab::Contacts => view! {
                            {card(tr(Tab::Contacts.label()), None, contact_list(roll, id))}
                            {Beat::new(2).later(2, move || days::view(roll, id))}
                        }.into_any(),
                        Tab::Tree => view! {
                            {map::view(roll, id)}
                            {Beat::new(2).later(2, move || card(tr(t("Daftar rantai", "Chains as a list")), None, tree::view(roll, id)))}
                        }.into_any(),
                        Tab::Curve => curve::view(roll, id),
                        Tab::Cases => cases::view(id),
                        Tab::Figures => figures::view(roll, id),
                        Tab::Data => data::view(id),
                    }))}
                </div>
            }
            .into_any()
        } else {
            missing()
        })}
    }
    .into_any()
}

fn tabs(tab: RwSignal<Tab>) -> AnyView {
    let choices = Tab::ALL
        .into_iter()
        .map(|one| {
            view! {
                <label class="choice">
                    <input autocomplete="off" type="radio" name="bagian" prop:checked=move || tab.get() == one on:change=move |_| tab.set(one)/>
                    <span>{tr(one.label())}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="segmented segmented--quarters" role="radiogroup" aria-label=tr(t("Bagian wabah", "Part of the outbreak"))>{choices}</div>
    }
    .into_any()
}

/// The rule in words, and the way to change it.
fn rule(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    app.read(|book| {
        let record = book.get_as(id, &outbreak::SPEC)?;
        let disease = Profile::of_outbreak(record).map(|profile| profile.name.get(lang).to_owned());
        let mut facts: Vec<String> = disease.into_iter().collect();
        facts.extend(record.get(outbreak::AREA).filter(|area| !area.is_empty()).map(str::to_owned));
        facts.extend(record.get(outbreak::START).map(|start| {
            t("mulai {date}", "since {date}").with(lang, &[("date", &intl::date(lang, start))])
        }));
        facts.extend(record.get(outbreak::END).map(|end| {
            t("selesai {date}", "ended {date}").with(lang, &[("date", &intl::date(lang, end))])
        }));
        Some(view! {
            <section class="card" aria-label=tr(t("Aturan", "Rule"))>
                <div class="card-head">
                    <h2>{tr(t("Aturan", "Rule"))}</h2>
                    <a class="btn btn--text" href=Route::Edit(id).href()>{tr(t("Ubah aturan", "Change the rule"))}</a>
                </div>
                <p>{Rule::of(record).in_words(lang)}"."</p>
                <p class="hint">{facts.join(" · ")}</p>
                {profile::of_outbreak(book, id)}
            </section>
        })
    })
    .flatten()
    .into_any()
}

fn contact_list(roll: Worked<Roll>, id: RecordId) -> AnyView {
    let shown = Shown::new();
    let list = move || {
        let Some(roll) = roll.get() else { return working() };
        let app = App::get();
        let mut rows: Vec<(bool, String, Traced)> = app
            .read_once(|book| {
                let of = roll.contacts(id).cloned();
                of.map(|one| (!one.summary.status.is_open(), name_of(book, one.person), one)).collect()
            })
            .unwrap_or_default();
        if rows.is_empty() {
            return empty(
                t("Belum ada kontak", "No contacts yet"),
                t(
                    "Buka bagian Kasus, pilih orang yang sakit, lalu tambahkan orang serumah dan siapa pun yang ditemuinya.",
                    "Open Cases, choose who is ill, then add the household and whoever they met.",
                ),
                None,
            );
        }
        rows.order_by(|a, b| (a.0, &a.1, a.2.person).cmp(&(b.0, &b.1, b.2.person)));
        let (total, today) = (rows.len(), roll.today);
        let part = move |part: std::ops::Range<usize>| -> Vec<AnyView> {
            let part = rows.get(part.start..part.end.min(rows.len())).unwrap_or_default();
            part.iter().map(|(_, name, one)| contact_row(name, one, today)).collect()
        };
        view! { <ul class="list">{shown.rows(total, part)}</ul> {shown.more(total)} }.into_any()
    };
    live(list)
}

fn contact_row(name: &str, one: &Traced, today: NaiveDate) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let summary = &one.summary;
    let mut facts = vec![tr(summary.contact.label()).to_owned()];
    facts.extend(summary.day0.map(|day0| {
        t("paparan terakhir {date}", "last exposure {date}")
            .with(lang, &[("date", &intl::short_date(lang, day0))])
    }));
    let unseen = summary.days_unseen(today).filter(|days| *days > 0 && summary.status.is_open());
    facts.extend(unseen.map(|days| {
        t("{n} hari tidak terlihat", "unseen for {n} {n?day|days}").with(lang, &[("n", &days.to_string())])
    }));
    let href = Route::Trace(one.person, one.outbreak).href();
    link_row(href, name.to_owned(), facts.join(" · "), status_badge(summary.status))
}
