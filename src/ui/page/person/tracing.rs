//! What contact tracing knows of a person, one line an outbreak.

use chrono::NaiveDate;
use leptos::prelude::*;
use rustc_hash::FxHashSet;

use crate::domain::id::RecordId;
use crate::domain::record::tracing::{exposure, follow_up, investigation, outbreak};
use crate::domain::text::{Lang, t};
use crate::ledger::Book;
use crate::platform::intl;
use crate::tracing::follow_up::status;
use crate::ui::part::{badge, card, link_row, list, tr};
use crate::ui::route::Route;

/// The card; nothing for somebody who is in no outbreak.
pub fn summary_card(book: &Book, person: RecordId, today: NaiveDate, lang: Lang) -> AnyView {
    let mut outbreaks: Vec<RecordId> = Vec::new();
    let mut seen = FxHashSet::default();
    let mut note = |id: Option<RecordId>| {
        if let Some(id) = id.filter(|id| seen.insert(*id)) {
            outbreaks.push(id);
        }
    };
    book.children(person, &investigation::SPEC).for_each(|one| note(one.get(investigation::OUTBREAK)));
    book.children(person, &exposure::SPEC).for_each(|one| note(one.get(exposure::OUTBREAK)));
    book.children(person, &follow_up::SPEC).for_each(|one| note(one.get(follow_up::OUTBREAK)));
    let rows: Vec<_> = outbreaks
        .into_iter()
        .filter_map(|id| book.get_as(id, &outbreak::SPEC))
        .map(|outbreak| {
            let found = status(book, person, outbreak.id(), today);
            let summary = found.summary;
            let mut parts = vec![summary.contact.label().get(lang).to_owned()];
            if let Some((from, to)) = summary.window {
                let days = t("dipantau {from} sampai {to}", "followed {from} to {to}");
                let (from, to) = (intl::date(lang, from), intl::date(lang, to));
                parts.push(days.with(lang, &[("from", &from), ("to", &to)]));
            }
            if let Some(day) = summary.last_seen {
                let seen = t("terakhir terlihat {date}", "last seen {date}");
                parts.push(seen.with(lang, &[("date", &intl::date(lang, day))]));
            }
            let colour = if summary.status.is_open() { "warn" } else { "finished" };
            let href = Route::Trace(person, outbreak.id()).href();
            let name = outbreak.text(outbreak::NAME).to_owned();
            link_row(href, name, parts.join(" · "), badge(colour, summary.status.label().get(lang)))
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    card(tr(t("Pelacakan kontak", "Contact tracing")), None, list(rows))
}
