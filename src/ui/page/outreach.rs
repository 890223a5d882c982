//! Page: outreach to offices, neighbourhood leaders and families: how often whom, counted from the records, and the
//! records themselves.

use leptos::prelude::*;

use crate::app::App;
use crate::domain::code::lists;
use crate::domain::record::tracing::outreach;
use crate::domain::text::t;
use crate::ledger::Book;
use crate::platform::intl;
use crate::report::outreach::{frequencies, records};
use crate::report::period::{Period, Preset};
use crate::ui::memory::remembered_one_of;
use crate::ui::part::{badge, card, empty, link_row, long_list, pick_one, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let preset = remembered_one_of("period", &Preset::ALL, Preset::default());
    let period = move || preset.get().period(app.today.get());
    let new = Route::New(outreach::SPEC.name.into(), None).href();
    view! {
        {top_bar(tr(t("Penjangkauan", "Outreach")), true)}
        <div class="stack">
            <a class="btn btn--primary btn--wide" href=new>{tr(t("Catat penjangkauan", "Record outreach"))}</a>
            {pick_one("periode", t("Periode", "Period"), &Preset::ALL, Preset::label, preset)}
            {card(tr(t("Seberapa sering", "How often")), None, (move || app.read(|book| table(book, period()))).into_any())}
            {card(tr(t("Catatan", "Records")), None, (move || app.read(|book| rows(book, period()))).into_any())}
        </div>
    }
    .into_any()
}

fn table(book: &Book, period: Period) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let rows: Vec<AnyView> = frequencies(book, period)
        .into_iter()
        .map(|one| {
            let months: Vec<String> = one
                .months
                .iter()
                .map(|((year, month), count)| format!("{month:02}/{year}: {count}"))
                .collect();
            let last = one
                .last
                .map_or_else(|| tr(t("belum", "not yet")).to_owned(), |day| intl::short_date(lang, day));
            view! {
                <tr>
                    <th scope="row">{lists::OUTREACH_TARGET.label(one.target, lang)}</th>
                    <td class="num">{one.count}</td>
                    <td>{last}</td>
                    <td>{months.join(", ")}</td>
                    <td class="num">{one.with_data}</td>
                    <td class="num">{one.with_support}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let title = tr(t("Frekuensi menurut sasaran", "Frequencies by target"));
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=title>
            <table>
                <caption>{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tr(t("Sasaran", "Whom"))}</th>
                        <th scope="col" class="num">{tr(t("Kali", "Times"))}</th>
                        <th scope="col">{tr(t("Terakhir", "Last"))}</th>
                        <th scope="col">{tr(t("Per bulan", "By month"))}</th>
                        <th scope="col" class="num">{tr(t("Dapat data", "Data received"))}</th>
                        <th scope="col" class="num">{tr(t("Beri dukungan", "Support given"))}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn rows(book: &Book, period: Period) -> AnyView {
    let found = records(book, period);
    if found.is_empty() {
        return empty(
            t("Belum ada penjangkauan dalam periode ini", "No outreach in this period"),
            t(
                "Catat siapa yang didatangi, data apa yang diperoleh, dan dukungan apa yang diberikan.",
                "Record who was visited, what data was received, and what support was given.",
            ),
            None,
        );
    }
    long_list(found, |id| {
        let app = App::get();
        let lang = app.lang.get_untracked();
        app.read_once(|book| {
            let record = book.get(*id)?;
            let target = lists::OUTREACH_TARGET.label(record.text(outreach::TARGET), lang).to_owned();
            let whom = record.text(outreach::WHOM).trim();
            let title = if whom.is_empty() { target.clone() } else { whom.to_owned() };
            let mut facts: Vec<String> =
                record.get(outreach::DATE).map(|day| intl::date(lang, day)).into_iter().collect();
            let data = record.get(outreach::DATA).unwrap_or_default();
            facts.extend(data.into_iter().map(|code| lists::OUTREACH_DATA.label(code, lang).to_owned()));
            facts.extend(
                Some(record.text(outreach::SUPPORT).trim().to_owned()).filter(|text| !text.is_empty()),
            );
            facts.extend(
                Some(record.text(outreach::NEXT_STEP).trim().to_owned()).filter(|text| !text.is_empty()),
            );
            Some(link_row(Route::Record(*id).href(), title, facts.join(" · "), badge("muted", target)))
        })
        .flatten()
        .into_any()
    })
}
