//! Between the office and its workers: what of this phone has arrived, and the pack that an agency gives to all.

use leptos::prelude::*;

use crate::app::{App, AtOffice};
use crate::domain::text::t;
use crate::platform::intl;
use crate::report::handover::at_office;
use crate::ui::live::live;
use crate::ui::part::{busy_button, card, save_file, tr};

/// The card.
pub fn view() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let made: RwSignal<Option<usize>> = RwSignal::new(None);
    let pack = move || async move {
        if let Some(given) = app.make_pack().await {
            if given.count > 0 {
                save_file(&given.name, "application/json", &given.bytes);
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
                    "Belum ada mitra, profil penyakit, atau kop surat di sini.",
                    "There are no partners, disease profiles or letterhead here yet.",
                ),
                _ => t(
                    "Paket berisi {n} catatan tersimpan di Unduhan.",
                    "A pack of {n} {n?record|records} is in Downloads.",
                ),
            };
            view! { <p class="banner banner--info">{text.with(lang, &[("n", &count.to_string())])}</p> }
        })
    };
    let body = view! {
        {live(arrived)}
        <details>
            <summary class="btn btn--text">{tr(t("Paket instansi untuk petugas", "Agency's pack for workers"))}</summary>
            <div class="stack">
                <p class="hint">{tr(t(
                    "Untuk kantor: mitra, profil penyakit, dan kop surat dalam satu berkas bagi semua petugas. Tidak ada data orang di dalamnya.",
                    "For the office: partners, disease profiles and the letterhead in one file for all workers. There is nothing about people in it.",
                ))}</p>
                {busy_button("btn", t("Buat paket", "Make the pack"), pack)}
                <div aria-live="polite">{live(packed)}</div>
            </div>
        </details>
    };
    card(tr(t("Kantor", "Office")), None, body.into_any())
}

/// What is at the office, in one line.
pub fn line(there: &AtOffice) -> String {
    let lang = App::get().lang.get_untracked();
    let until = there.until.map(|day| intl::short_date(lang, day));
    at_office(until.as_deref(), there.waiting, lang)
}
