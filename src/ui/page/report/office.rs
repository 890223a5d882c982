//! Between the office and its workers: what of this phone has arrived, and the pack that an agency gives to all.

use leptos::prelude::*;

use super::receive::given::give;
use crate::app::{App, AtOffice};
use crate::casework::question::HEADING;
use crate::domain::text::t;
use crate::platform::intl;
use crate::report::handover::at_office;
use crate::ui::live::live;
use crate::ui::part::{busy_button, card, tr};
use crate::ui::route::Route;

/// Whether workers are enrolled on this device.
pub fn is_office() -> bool {
    untrack(|| !App::get().local(|local| local.workers.is_empty()))
}

/// The card.
pub fn view() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let made: RwSignal<Option<usize>> = RwSignal::new(None);
    let pack = move || async move {
        if let Some(given) = app.make_pack().await {
            if given.count > 0 {
                give(&given);
            }
            made.try_set(Some(given.count));
        }
    };
    let arrived = move || {
        match app.at_office() {
        Some(there) => {
            let from = t("Menurut tanda terima {agency}, {at}.", "By the receipt of {agency}, {at}.");
            let at = intl::stamp(lang, there.created);
            let from = from.with(lang, &[("agency", &there.agency), ("at", &at)]);
            view! { <p><strong>{line(&there)}</strong></p> <p class="hint">{from}</p> }.into_any()
        }
        None => view! { <p class="hint">{tr(t(
            "Belum ada tanda terima dari kantor di HP ini. Kantor membuatnya sesudah menerima berkas Anda; pilih di \"Terima berkas\".",
            "There is no receipt from the office on this phone yet. The office makes one after taking your file; choose it under \"Receive files\".",
        ))}</p> }
        .into_any(),
    }
    };
    let packed = move || {
        made.get().map(|count| {
            let text = match count {
                0 => t(
                    "Belum ada mitra, profil penyakit, pertanyaan, atau kop surat di sini.",
                    "There are no partners, disease profiles, questions or letterhead here yet.",
                ),
                _ => t(
                    "Paket berisi {n} catatan tersimpan di Unduhan.",
                    "A pack of {n} {n?record|records} is in Downloads.",
                ),
            };
            view! { <p class="banner banner--info">{text.with(lang, &[("n", &count.to_string())])}</p> }
        })
    };
    let making = view! {
        <p class="hint">{tr(t(
            "Untuk kantor: mitra, profil penyakit, pertanyaan instansi, dan kop surat dalam satu berkas bagi semua petugas, ditandatangani. Tidak ada data orang di dalamnya.",
            "For the office: partners, disease profiles, the agency's questions and the letterhead in one signed file for all workers. There is nothing about people in it.",
        ))}</p>
        <div class="cluster">
            {busy_button("btn", t("Buat paket", "Make the pack"), pack)}
            <a class="btn btn--text" href=Route::Questions.href()>{tr(HEADING)}</a>
        </div>
        <div aria-live="polite">{live(packed)}</div>
    };
    let title = t("Paket instansi untuk petugas", "Agency's pack for workers");
    let body = if is_office() {
        view! {
            <h3>{tr(title)}</h3>
            {making}
            <p><a href=Route::Keys.href()>{live(move || {
                let count = app.local(|local| local.workers.len()).to_string();
                t("Petugas terdaftar: {n}", "Enrolled workers: {n}").with(lang, &[("n", &count)])
            })}</a></p>
        }
        .into_any()
    } else {
        view! {
            {live(arrived)}
            <details>
                <summary class="btn btn--text">{tr(title)}</summary>
                <div class="stack">{making}</div>
            </details>
        }
        .into_any()
    };
    card(tr(t("Kantor", "Office")), None, body)
}

/// What is at the office, in one line.
pub fn line(there: &AtOffice) -> String {
    let lang = App::get().lang.get_untracked();
    let until = there.until.map(|day| intl::short_date(lang, day));
    at_office(until.as_deref(), there.waiting, lang)
}
