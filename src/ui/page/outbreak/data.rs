//! What does not fit together in an outbreak, and its rates with their denominators.

use leptos::prelude::*;

use super::super::tracing_parts::{name_of, paged};
use crate::app::App;
use crate::domain::id::RecordId;
use crate::domain::text::t;
use crate::ledger::Book;
use crate::platform::files::Pieces;
use crate::report::summary;
use crate::tracing::check::check_all;
use crate::tracing::line_list::from_book::of_outbreak;
use crate::tracing::line_list::write::{write_links, write_people};
use crate::tracing::rates::{Rate, rates, serial_interval};
use crate::ui::part::{badge, card, link_row, tr};
use crate::ui::route::Route;

#[derive(Clone, Debug, PartialEq)]
struct Found {
    record: RecordId,
    title: String,
    sub: String,
}

/// The part.
pub fn view(outbreak: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let findings = Memo::new(move |_| {
        let today = app.today.get();
        let show = |book: &Book| {
            check_all(book, Some(outbreak), today)
                .into_iter()
                .filter_map(|finding| {
                    let record = *finding.records.first()?;
                    let whose =
                        book.get(record).and_then(|found| found.parent()).map(|who| name_of(book, who));
                    let kind = book.get(record).map(|found| summary::kind_label(found, lang));
                    let sub = [whose, kind].into_iter().flatten().collect::<Vec<_>>().join(" · ");
                    Some(Found { record, title: tr(finding.problem.text()).to_owned(), sub })
                })
                .collect::<Vec<_>>()
        };
        app.read(show).unwrap_or_default()
    });
    let count = move || findings.with(Vec::len);
    let body = view! {
        <p>{move || if count() == 0 {
            tr(t("Tidak ada yang janggal.", "Nothing looks wrong.")).to_owned()
        } else {
            t("{n} hal perlu dilihat. Data tetap tersimpan apa adanya.", "{n} {n?thing|things} to look at. The data stays as it is.")
                .with(lang, &[("n", &count().to_string())])
        }}</p>
        {paged("list", findings, move |found| {
            link_row(Route::Record(found.record).href(), found.title.clone(), found.sub.clone(), badge("warn", tr(t("Periksa", "Check"))))
        })}
    };
    let figures = move || {
        let today = app.today.get();
        app.read(|book| (rates(book, outbreak, today), serial_interval(book, outbreak))).map(|(rates, serial)| {
            let rows = rates.all().into_iter().map(rate_row).collect_view();
            let serial = serial.median.map(|median| {
                let values = [
                    ("median", number(median)),
                    ("first", number(serial.q1.unwrap_or(median))),
                    ("third", number(serial.q3.unwrap_or(median))),
                    ("n", serial.n.to_string()),
                    ("negative", serial.negative.to_string()),
                    ("out", serial.missing.to_string()),
                ];
                let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                t(
                    "Jarak antargejala: median {median} hari (kuartil {first}–{third}) dari {n} pasangan; {negative} negatif, {out} tanpa tanggal.",
                    "Serial interval: median {median} days (quartiles {first}–{third}) of {n} pairs; {negative} negative, {out} without a date.",
                )
                .with(lang, &values)
            });
            view! {
                <div class="table-wrap" tabindex="0" role="region" aria-label=tr(t("Tabel angka wabah", "Table of the rates"))>
                    <table>
                        <caption>{tr(t("Angka dengan penyebutnya", "Rates with their denominators"))}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{tr(t("Ukuran", "Measure"))}</th>
                                <th scope="col" class="num">{tr(t("Nilai", "Value"))}</th>
                                <th scope="col" class="num">{tr(t("Jumlah/dari", "Count/of"))}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {serial.map(|text| view! { <p class="hint">{text}</p> })}
            }
        })
    };
    view! {
        {lists(outbreak)}
        {card(tr(t("Pemeriksaan data", "Data checks")), None, body.into_any())}
        {card(tr(t("Angka", "Rates")), None, view! { {figures} }.into_any())}
    }
    .into_any()
}

/// Line lists in and out.
fn lists(outbreak: RecordId) -> AnyView {
    let app = App::get();
    let hxl = RwSignal::new(false);
    let save = move |name: &'static str, links: bool| {
        let today = app.today.get_untracked();
        let text = app.read_once(|book| {
            let (people, between) = of_outbreak(book, outbreak, today);
            if links {
                write_links(&between, hxl.get_untracked())
            } else {
                write_people(&people, hxl.get_untracked())
            }
        });
        let mut pieces = Pieces::new();
        pieces.push(text.unwrap_or_default().as_bytes());
        if pieces.download_as(&format!("{name}-{today}.csv"), "text/csv;charset=utf-8").is_err() {
            app.tell(t("Berkas tidak dapat disimpan.", "The file could not be saved."));
        }
    };
    let body = view! {
        <p><a class="btn btn--primary btn--wide" href=Route::LineList(outbreak).href()>
            {tr(t("Masukkan daftar kasus (CSV)", "Take in a line list (CSV)"))}
        </a></p>
        <details>
            <summary>{tr(t("Keluarkan daftar (CSV)", "Give a list out (CSV)"))}</summary>
            <p class="banner banner--warn">{tr(t(
                "Berkas ini tidak terkunci dan memuat nama. Serahkan hanya kepada yang berhak, lalu hapus dari HP.",
                "These files are not locked and hold names. Give them only to those entitled, then delete them from the phone.",
            ))}</p>
            <label class="choice">
                <input autocomplete="off" type="checkbox" on:change:target=move |event| hxl.set(event.target().checked())/>
                <span>{tr(t("Dengan baris tagar HXL", "With a row of HXL hashtags"))}</span>
            </label>
            <div class="cluster">
                <button type="button" class="btn btn--tonal" on:click=move |_| save("orang", false)>{tr(t("Daftar orang", "People"))}</button>
                <button type="button" class="btn btn--tonal" on:click=move |_| save("hubungan", true)>{tr(t("Daftar hubungan", "Links"))}</button>
            </div>
        </details>
    };
    card(tr(t("Daftar kasus", "Line lists")), None, body.into_any())
}

/// One decimal at most, with the decimal mark of the language.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text).to_owned();
    match App::get().lang.get_untracked() {
        crate::domain::text::Lang::Id => text.replace('.', ","),
        crate::domain::text::Lang::En => text,
    }
}

fn rate_row(rate: Rate) -> AnyView {
    // More than one a case is no share.
    let per_case = rate.label == t("Kontak per kasus", "Contacts per case");
    let value = match rate.value() {
        None => "–".to_owned(),
        Some(value) if per_case => number(value),
        Some(value) => format!("{}%", number(100.0 * value)),
    };
    // A column of its own would leave no room on a phone.
    let left_out = (rate.left_out > 0).then(|| {
        let text = t("Dikeluarkan {n}: {why}", "{n} left out: {why}");
        let why = tr(rate.left_out_why);
        let values = [("n", &*rate.left_out.to_string()), ("why", why)];
        view! { <p class="hint">{text.with(App::get().lang.get_untracked(), &values)}</p> }
    });
    view! {
        <tr>
            <th scope="row">{tr(rate.label)}{left_out}</th>
            <td class="num">{value}</td>
            <td class="num">{format!("{}/{}", rate.numerator, rate.denominator)}</td>
        </tr>
    }
    .into_any()
}
