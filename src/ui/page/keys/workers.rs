//! The workers whom an office knows by their keys: the list, and enrolling from their key files.
//!
//! What surprises: most are enrolled from the preview of their first signed hand-over (`report/receive/proof.rs`), which
//! carries the key; this is for those who send the key before.

use leptos::prelude::*;

use super::read_key;
use crate::app::{App, Pinned};
use crate::domain::text::{Text, t};
use crate::exchange::key::{PublicKey, Role};
use crate::ledger::Stamp;
use crate::platform::{files, intl};
use crate::ui::live::live;
use crate::ui::page::report::enrol;
use crate::ui::part::{busy_button, card, tr};

/// Keys that were read from files, or why a file is none.
type Found = RwSignal<Vec<(String, Result<PublicKey, Text>)>>;

/// The card.
pub fn view() -> AnyView {
    let app = App::get();
    let found: Found = RwSignal::new(Vec::new());
    let known = Memo::new(move |_| app.local(|local| local.workers.clone()));
    let list = move || {
        known.with(|known| {
            if known.is_empty() {
                return view! { <p class="hint">{tr(t(
                    "Belum ada petugas yang terdaftar di perangkat ini.",
                    "No worker is enrolled on this device yet.",
                ))}</p> }
                .into_any();
            }
            let rows: Vec<AnyView> = known.iter().map(row).collect();
            view! { <ul class="list">{rows}</ul> }.into_any()
        })
    };
    let take = move |event: web_sys::Event| {
        let chosen = files::chosen_all(&event);
        wasm_bindgen_futures::spawn_local(async move {
            let mut read = Vec::new();
            for file in chosen {
                read.push((file.name(), read_key(&file).await.and_then(of_worker)));
            }
            found.try_set(read);
        });
    };
    let compare = move || {
        let rows: Vec<AnyView> = found.with(|found| found.iter().map(|one| to_compare(one, known)).collect());
        (!rows.is_empty()).then(|| view! { <ul class="list">{rows}</ul> })
    };
    let body = view! {
        <p>{tr(t(
            "Untuk kantor: berkas dari HP yang terdaftar terbukti asalnya, dan berkas palsu atas namanya ditolak. Pendaftaran termudah: dari pratinjau berkas pertamanya di Laporan.",
            "For the office: files from an enrolled phone are proven to be theirs, and false ones in their name are refused. Easiest is to enrol from the preview of their first file, under Reports.",
        ))}</p>
        {live(list)}
        <details>
            <summary>{tr(t("Daftarkan dari berkas kunci", "Enrol from key files"))}</summary>
            <div class="stack">
                <div class="field">
                    <label for="kunci-petugas">{tr(t("Berkas kunci dari petugas", "Key files from workers"))}</label>
                    <input id="kunci-petugas" autocomplete="off" type="file" multiple on:change=take/>
                </div>
                <div aria-live="polite">{live(compare)}</div>
            </div>
        </details>
    };
    card(tr(t("Petugas terdaftar", "Enrolled workers")), None, body.into_any())
}

fn of_worker(key: PublicKey) -> Result<PublicKey, Text> {
    if key.role == Role::Worker {
        return Ok(key);
    }
    Err(t("Ini kunci sebuah kantor, bukan kunci petugas.", "This is the key of an office, not of a worker."))
}

fn to_compare(one: &(String, Result<PublicKey, Text>), known: Memo<Vec<Pinned>>) -> AnyView {
    let (name, read) = one;
    match read {
        Err(text) => view! { <li class="error">{name.clone()}": "{tr(*text)}</li> }.into_any(),
        Ok(key) => {
            let signing = key.signing;
            let is_known =
                Memo::new(move |_| known.with(|all| all.iter().any(|one| one.key.signing == signing)));
            let key = StoredValue::new(key.clone());
            live(move || (!is_known.get()).then(|| key.with_value(enrol))).into_any()
        }
    }
}

fn row(one: &Pinned) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let at = Stamp { ms: one.at, offset: app.zone.get_untracked().offset_minutes() };
    let since = t("Sejak {at}", "Since {at}").with(lang, &[("at", &intl::stamp(lang, at))]);
    let signing = one.key.signing;
    let away = move || async move {
        if let Err(error) = app.dismiss(signing).await {
            app.tell(error.text());
        }
    };
    view! {
        <li class="row">
            <span class="row-main">
                <span class="row-title">{one.key.name.clone()}</span>
                <span class="row-sub">{since}" · "{one.key.words()}</span>
            </span>
            <span class="row-end">{busy_button("btn btn--text", t("Hapus dari daftar", "Take off the list"), away)}</span>
        </li>
    }
    .into_any()
}
