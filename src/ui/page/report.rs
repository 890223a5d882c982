//! Page: reports. Handing over, receiving, first figures, and what is known of the storage.

mod give;
pub mod office;
mod other;
mod receive;

pub(in crate::ui::page) use receive::enrol;

use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::App;
use crate::domain::text::t;
use crate::platform::{intl, page as browser};
use crate::report::figures::{Figure, figures};
use crate::ui::part::{Beat, busy_button, card, tr, working};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// The page.
pub fn view() -> AnyView {
    let beat = Beat::new(4);
    // An office takes in every day and hands over seldom.
    let [first, second] =
        if office::is_office() { [receive::view, give::view] } else { [give::view, receive::view] };
    view! {
        {top_bar(tr(t("Laporan", "Reports")), false)}
        <div class="stack">
            {first()}
            {beat.later(2, second)}
            {beat.later(3, office::view)}
            {beat.later(3, figures_of_work)}
            {beat.later(4, other::view)}
        </div>
    }
    .into_any()
}

/// The page of files that were opened with the app or shared with it.
pub fn receiving() -> AnyView {
    view! { {top_bar(tr(receive::TITLE), true)}{receive::view()} }.into_any()
}

fn figures_of_work() -> AnyView {
    view! {
            <a class="btn btn--tonal btn--wide" href=Route::Indicators.href()>
                {tr(t("Lima indikator keberhasilan", "The five success indicators"))}
            </a>
            {card(tr(t("Angka", "Figures")), None, figure_table())}
            {card(tr(t("Supervisi", "Supervision")), None, supervision())}
            {card(tr(t("Penyimpanan", "Storage")), None, storage())}
    }
    .into_any()
}

/// The way to what a supervisor looks at.
fn supervision() -> AnyView {
    let text = t(
        "Semua kasus menurut tahap, risiko, kunjungan terakhir, dan gerbang yang dilewati dengan alasan.",
        "All cases by stage, risk, last visit, and the gates that were passed with a reason.",
    );
    view! {
        <p>{tr(text)}</p>
        <div class="cluster">
            <a class="btn" href=Route::Supervision.href()>{tr(t("Buka supervisi kasus", "Open case supervision"))}</a>
        </div>
    }
    .into_any()
}

fn figure_table() -> AnyView {
    let app = App::get();
    let list = app.caseload();
    let rows = move || {
        let Some(list) = list.get() else { return Vec::new() };
        app.read_once(|book| figures(book, &list)).unwrap_or_default().into_iter().map(figure_row).collect()
    };
    let wait = move || list.get().is_none().then(working);
    view! {
        {live(wait)}
        <div class="table-wrap" tabindex="0" role="region" aria-label=tr(t("Angka kerja", "Figures of the work"))>
            <table>
                <caption>{tr(t("Angka kerja dengan penyebutnya", "Figures of the work with what they are counted of"))}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tr(t("Ukuran", "Measure"))}</th>
                        <th scope="col" class="num">{tr(t("Jumlah", "Count"))}</th>
                        <th scope="col">{tr(t("Dari", "Of"))}</th>
                    </tr>
                </thead>
                <tbody>{live(rows)}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn figure_row(figure: Figure) -> AnyView {
    let lang = App::get().lang.get_untracked();
    view! {
        <tr>
            <th scope="row">{tr(figure.label)}</th>
            <td class="num">{figure.count}</td>
            <td>{figure.of_what.with(lang, &[("n", &figure.of.to_string())])}</td>
        </tr>
    }
    .into_any()
}

fn storage() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let kept: RwSignal<Option<bool>> = RwSignal::new(None);
    wasm_bindgen_futures::spawn_local(async move {
        let answer = browser::is_storage_persisted().await;
        // The page may be gone by now.
        kept.try_set(answer);
    });
    let kept_text = move || match kept.get() {
        Some(true) => tr(t(
            "Ya: peramban berjanji tidak menghapusnya sendiri",
            "Yes: the browser promised not to clear it by itself",
        )),
        Some(false) => tr(t(
            "Belum: bila HP kehabisan ruang, peramban boleh menghapusnya. Pasang aplikasi ini dan serahkan berkas secara teratur",
            "Not yet: if the phone runs out of room the browser may clear it. Install this app and hand over regularly",
        )),
        None => tr(t("Tidak diketahui", "Not known")),
    };
    let commits = move || {
        let count = app.read(|book| book.commit_count()).unwrap_or(0);
        intl::number(lang, i64::try_from(count).unwrap_or(i64::MAX))
    };
    view! {
        <dl class="facts">
            <div><dt>{tr(t("Dipertahankan peramban", "Kept by the browser"))}</dt><dd>{live(kept_text)}</dd></div>
            <div><dt>{tr(t("Jumlah simpanan", "Saves"))}</dt><dd class="num">{live(commits)}</dd></div>
        </dl>
        {fingerprint()}
    }
    .into_any()
}

/// The fingerprint of the book: two phones that show the same one hold the same book.
fn fingerprint() -> AnyView {
    let app = App::get();
    // With the state of the book it belongs to, so that an old one is never shown for a new state.
    let found: RwSignal<Option<(u64, String)>> = RwSignal::new(None);
    let compute = move || async move {
        crate::platform::clock::breathe().await;
        let hash = app.read_once(|book| (book.generation(), book.fingerprint().to_string()));
        found.try_set(hash);
    };
    let shown = move || {
        let now = app.read(|book| book.generation());
        let (_, full) = found.get().filter(|(generation, _)| Some(*generation) == now)?;
        let short: String = full.chars().take(12).collect();
        Some(view! {
            <p>{tr(t("Singkat: ", "Short: "))}<strong class="num">{short}</strong></p>
            <p><code data-testid="fingerprint">{full}</code></p>
        })
    };
    view! {
        <details>
            <summary class="btn btn--text">{tr(t("Sidik buku", "Book fingerprint"))}</summary>
            <div class="stack">
                <p class="hint">{tr(t(
                    "Dua HP dengan sidik yang sama menyimpan isi buku yang sama.",
                    "Two phones with the same fingerprint hold the same book.",
                ))}</p>
                {busy_button("btn", t("Hitung sidik", "Compute the fingerprint"), compute)}
                <div aria-live="polite">{live(shown)}</div>
            </div>
        </details>
    }
    .into_any()
}
