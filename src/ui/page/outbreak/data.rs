//! What does not fit together in an outbreak, and its rates with their denominators.

use leptos::prelude::*;

use super::super::tracing_parts::{name_of, paged};
use crate::app::App;
use crate::domain::id::RecordId;
use crate::domain::text::t;
use crate::ledger::Book;
use crate::report::summary;
use crate::tracing::check::check_all;
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
            t("{n} hal perlu dilihat. Data tetap tersimpan apa adanya.", "{n} things to look at. The data stays as it is.")
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
                                <th scope="col">{tr(t("Dikeluarkan", "Left out"))}</th>
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
        {card(tr(t("Pemeriksaan data", "Data checks")), None, body.into_any())}
        {card(tr(t("Angka", "Rates")), None, view! { {figures} }.into_any())}
    }
    .into_any()
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
    let left_out = if rate.left_out == 0 {
        "0".to_owned()
    } else {
        format!("{}: {}", rate.left_out, tr(rate.left_out_why))
    };
    view! {
        <tr>
            <th scope="row">{tr(rate.label)}</th>
            <td class="num">{value}</td>
            <td class="num">{format!("{}/{}", rate.numerator, rate.denominator)}</td>
            <td>{left_out}</td>
        </tr>
    }
    .into_any()
}
