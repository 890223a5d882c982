//! What does not fit together in an outbreak, and its lists in and out.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::tracing_parts::name_of;
use crate::app::App;
use crate::domain::id::RecordId;
use crate::domain::text::t;
use crate::ledger::Book;
use crate::report::summary;
use crate::tracing::check::check_all;
use crate::tracing::line_list::from_book::of_outbreak;
use crate::tracing::line_list::go_data::go_data;
use crate::tracing::line_list::write::{write_links, write_people};
use crate::ui::part::{badge, card, link_row, paged, save_file, tr};
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
        <p>{live(move || if count() == 0 {
            tr(t("Tidak ada yang janggal.", "Nothing looks wrong.")).to_owned()
        } else {
            t("{n} hal perlu dilihat. Data tetap tersimpan apa adanya.", "{n} {n?thing|things} to look at. The data stays as it is.")
                .with(lang, &[("n", &count().to_string())])
        })}</p>
        {paged("list", findings, move |found| {
            link_row(Route::Record(found.record).href(), found.title.clone(), found.sub.clone(), badge("warn", tr(t("Periksa", "Check"))))
        })}
    };
    view! {
        {lists(outbreak)}
        {card(tr(t("Pemeriksaan data", "Data checks")), None, body.into_any())}
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
        save_file(
            &format!("{name}-{today}.csv"),
            "text/csv;charset=utf-8",
            text.unwrap_or_default().as_bytes(),
        );
    };
    let save_go_data = move |_| {
        let today = app.today.get_untracked();
        let text = app.read_once(|book| go_data(book, outbreak, today).to_string());
        save_file(&format!("godata-{today}.json"), "application/json", text.unwrap_or_default().as_bytes());
    };
    let body = view! {
        <p><a class="btn btn--primary btn--wide" href=Route::LineList(outbreak).href()>
            {tr(t("Masukkan daftar kasus (CSV)", "Take in a line list (CSV)"))}
        </a></p>
        <details>
            <summary>{tr(t("Keluarkan daftar (CSV, Go.Data)", "Give a list out (CSV, Go.Data)"))}</summary>
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
                <button type="button" class="btn btn--tonal" on:click=save_go_data>"Go.Data (JSON)"</button>
            </div>
        </details>
    };
    card(tr(t("Daftar kasus", "Line lists")), None, body.into_any())
}
