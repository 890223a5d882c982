//! Page: the keys of the hand-over. A worker takes in the agency's key and pins it once the six words were compared; an
//! agency makes its key and gives it out as a file and as a QR code. What surprises: every device has both kinds of keys in
//! one pair, so the page offers the same file twice, once as the agency's and once as the worker's own.

mod workers;

use leptos::prelude::*;
use zeroize::Zeroizing;

use super::super::live::live;
use super::super::part::{busy_button, card, save_file, tr, understood_first};
use super::super::shell::top_bar;
use crate::app::{App, AppError};
use crate::domain::text::{Text, t};
use crate::exchange::key::{KeyFault, PublicKey, Role};
use crate::ledger::Stamp;
use crate::platform::{files, intl, scan, sealer};

/// The page.
pub fn view() -> AnyView {
    view! {
        {top_bar(tr(t("Kunci serah terima", "Hand-over keys")), true)}
        <div class="stack">
            {agency()}
            {own(Role::Worker)}
            {own(Role::Agency)}
            {workers::view()}
        </div>
    }
    .into_any()
}

type Found = RwSignal<Option<Result<PublicKey, Text>>>;

/// The six words, large enough to be read aloud.
fn six_words(key: &PublicKey) -> AnyView {
    view! { <p class="words" data-testid="six-words">{key.words()}</p> }.into_any()
}

/// The agency's key: what is pinned, and the way to pin one.
fn agency() -> AnyView {
    let app = App::get();
    let found: Found = RwSignal::new(None);
    let pinned = Memo::new(move |_| app.local(|local| local.agency.clone()));
    let standing = move || {
        match pinned.get() {
        None => view! { <p>{tr(t(
            "Belum ada kunci kantor di HP ini. Dengan kunci kantor, berkas serah terima disegel sendiri: hanya kantor yang dapat membukanya.",
            "There is no office key on this phone yet. With the office's key, hand-over files are sealed by themselves: only the office can open them.",
        ))}</p> }
        .into_any(),
        Some(pinned) => {
            let lang = app.lang.get_untracked();
            let at = Stamp { ms: pinned.at, offset: app.zone.get_untracked().offset_minutes() };
            let text = t("Terpasang: {name}, sejak {at}.", "Paired with {name} since {at}.")
                .with(lang, &[("name", &pinned.key.name), ("at", &intl::stamp(lang, at))]);
            let away = move || async move {
                if let Err(error) = app.pin_agency(None).await {
                    app.tell(error.text());
                }
            };
            view! {
                <p><strong>{text}</strong></p>
                {six_words(&pinned.key)}
                {busy_button("btn btn--text", t("Lepas kunci ini", "Remove this key"), away)}
            }
            .into_any()
        }
    }
    };
    let body = view! {
        {live(standing)}
        <details>
            <summary>{tr(t("Pasang kunci kantor", "Pair with the office"))}</summary>
            <div class="stack">{take_in(found)}</div>
        </details>
        <div aria-live="polite">{live(move || found.with(|now| now.as_ref().map(|now| compare(now, found))))}</div>
    };
    card(tr(t("Kunci kantor", "The office's key")), None, body.into_any())
}

/// The public key in a file.
async fn read_key(file: &web_sys::File) -> Result<PublicKey, Text> {
    let start = files::read_part(file, &(0..10_000)).await.map_err(|_| AppError::FileHandling.text())?;
    PublicKey::parse(&String::from_utf8_lossy(&start)).map_err(fault_text)
}

/// The ways in which a key comes.
fn take_in(found: Found) -> AnyView {
    let pasted = RwSignal::new(String::new());
    let look = move |text: &str| found.set(Some(PublicKey::parse(text).map_err(fault_text)));
    let from_file = move |event: web_sys::Event| {
        let Some(file) = files::chosen(&event) else { return };
        wasm_bindgen_futures::spawn_local(async move {
            if !file.type_().starts_with("image/") {
                found.set(Some(read_key(&file).await));
                return;
            }
            let no_code = t(
                "Kode QR tidak terbaca. Foto lagi dari dekat dan lurus, atau pakai berkasnya.",
                "The QR code could not be read. Take the photo again, close and straight, or use the file.",
            );
            let code = scan::read_code(&file).await.ok_or(no_code);
            found.set(Some(code.and_then(|text| PublicKey::parse(&text).map_err(fault_text))));
        });
    };
    let picture = scan::can_scan().then(|| view! {
        <div class="field">
            <label for="kunci-foto">{tr(t("Foto kode QR kantor", "Photograph the office's QR code"))}</label>
            <input id="kunci-foto" autocomplete="off" type="file" accept="image/*" capture="environment"
                on:change=from_file/>
        </div>
    });
    view! {
        {picture}
        <div class="field">
            <label for="kunci-berkas">{tr(t("Berkas kunci dari kantor", "The key file from the office"))}</label>
            <input id="kunci-berkas" autocomplete="off" type="file" on:change=from_file/>
        </div>
        <div class="field">
            <label for="kunci-teks">{tr(t("Atau tempel isi kuncinya", "Or paste the text of the key"))}</label>
            <textarea id="kunci-teks" autocomplete="off" spellcheck="false" rows="3"
                on:input=move |event| pasted.set(event_target_value(&event))></textarea>
        </div>
        <button type="button" class="btn" on:click=move |_| pasted.with_untracked(|text| look(text))>
            {tr(t("Periksa kunci", "Check the key"))}
        </button>
    }
    .into_any()
}

pub(super) const fn fault_text(fault: KeyFault) -> Text {
    match fault {
        KeyFault::NotAKey => t(
            "Ini bukan kunci Pendamping. Minta berkas \"kunci-….json\" dari kantor.",
            "This is not a key of Pendamping. Ask the office for its \"kunci-….json\" file.",
        ),
        KeyFault::Newer => t(
            "Kunci ini dibuat oleh Pendamping yang lebih baru. Perbarui aplikasi dahulu.",
            "This key was made by a newer Pendamping. Update the app first.",
        ),
        KeyFault::Damaged => t(
            "Kunci ini rusak: ada huruf yang berubah atau hilang. Minta lagi dari kantor.",
            "This key is damaged: a letter was changed or lost. Ask the office for it again.",
        ),
    }
}

/// The words to compare, and the button that pins.
fn compare(now: &Result<PublicKey, Text>, found: Found) -> AnyView {
    let app = App::get();
    let key = match now {
        Ok(key) => key.clone(),
        Err(text) => return view! { <p class="error">{tr(*text)}</p> }.into_any(),
    };
    let own = untrack(|| app.own_key(Role::Agency));
    let refused = |text: Text| view! { <p class="banner banner--info">{tr(text)}</p> }.into_any();
    if key.role != Role::Agency {
        return refused(t(
            "Ini kunci seorang petugas, bukan kunci kantor.",
            "This is the key of a worker, not of an office.",
        ));
    }
    if own.is_some_and(|own| own.recipient == key.recipient) {
        return refused(t("Ini kunci perangkat ini sendiri.", "This is this device's own key."));
    }
    let pinned = untrack(|| app.pinned_agency());
    if pinned.as_ref().is_some_and(|old| old.recipient == key.recipient && old.signing == key.signing) {
        return refused(t("Kunci ini sudah terpasang.", "You are paired with this key already."));
    }
    let changed = pinned.is_some();
    let understood = RwSignal::new(!changed);
    let lang = app.lang.get_untracked();
    let ask = t(
        "Telepon atau temui {name} dan minta mereka membacakan enam katanya. Pasang hanya bila semuanya sama:",
        "Call or meet {name} and have them read out their six words. Pair only if all are the same:",
    );
    let warning = changed.then(|| understood_first(
        t("Kunci kantor berbeda dari yang terpasang!", "This is not the key you are paired with!"),
        t(
            "Mungkin kantor mengganti komputernya. Mungkin juga seseorang menyamar sebagai kantor untuk membaca berkas Anda. Pastikan langsung kepada orang yang Anda kenal di kantor, bukan lewat nomor dalam pesan itu.",
            "The office may have a new computer. Or somebody may pretend to be the office in order to read your files. Make sure with a person you know at the office, not by a number from that message.",
        ),
        understood,
    ));
    let words = six_words(&key);
    let name = key.name.clone();
    let pin = move || {
        let key = key.clone();
        async move {
            if !understood.get_untracked() {
                return app.tell(t("Baca peringatannya dahulu.", "Read the warning first."));
            }
            match app.pin_agency(Some(key)).await {
                Ok(()) => {
                    found.try_set(None);
                    app.tell(t("Kunci kantor terpasang", "Paired with the office"));
                }
                Err(error) => app.tell(error.text()),
            }
        }
    };
    let text = if changed {
        t("Ganti kunci kantor", "Replace the office's key")
    } else {
        t("Sama, pasang kunci", "The same: pair")
    };
    view! {
        <div class="stack">
            {warning}
            <p>{ask.with(lang, &[("name", &name)])}</p>
            {words}
            <div class="cluster">
                {busy_button("btn btn--primary", text, pin)}
                <button type="button" class="btn" on:click=move |_| found.set(None)>{tr(t("Tidak sama, batal", "Not the same: cancel"))}</button>
            </div>
        </div>
    }
    .into_any()
}

/// What this device gives out of its own keys.
fn own(role: Role) -> AnyView {
    let app = App::get();
    let key = Memo::new(move |_| app.own_key(role));
    let (title, why, make) = match role {
        Role::Worker => (
            t("Kunci saya", "My key"),
            t(
                "Kantor mengenali berkas Anda dari kunci ini. Kirim berkasnya ke kantor, lalu bacakan enam katanya.",
                "The office knows your files by this key. Send the file to the office, then read out its six words.",
            ),
            t("Buat kunci saya", "Make my key"),
        ),
        Role::Agency => (
            t("Perangkat ini sebagai kantor", "This device as the office"),
            t(
                "Untuk komputer kantor yang menerima serah terima. Bagikan kuncinya kepada petugas, lalu bacakan enam katanya saat mereka memasangnya.",
                "For the office's computer, which receives the hand-overs. Give the key to the workers, and read out its six words while they pair.",
            ),
            t("Buat kunci kantor", "Make the office's key"),
        ),
    };
    let begin = move || async move {
        if let Err(error) = app.device_keys().await {
            app.tell(error.text());
        }
    };
    let shown = move || match key.get() {
        Some(key) => given_out(key),
        None => busy_button("btn btn--tonal", make, begin),
    };
    card(tr(title), None, view! { <p>{tr(why)}</p>{live(shown)} }.into_any())
}

fn given_out(key: PublicKey) -> AnyView {
    let words = six_words(&key);
    let save = key.clone();
    let download = move |_| save_file(&save.file_name(), "application/json", save.to_json().as_bytes());
    let office = (key.role == Role::Agency).then(|| {
        view! {
            {qr(key.to_json())}
            <details>
                <summary>{tr(t("Cadangan kunci rahasia", "Back up the secret key"))}</summary>
                {secret()}
            </details>
        }
    });
    view! {
        {words}
        <div class="cluster">
            <button type="button" class="btn btn--tonal" on:click=download>{tr(t("Unduh berkas kunci", "Download the key file"))}</button>
        </div>
        {office}
    }
    .into_any()
}

/// The key as a picture to be photographed.
fn qr(text: String) -> AnyView {
    let picture: RwSignal<Option<(u32, String)>> = RwSignal::new(None);
    let draw = move || {
        let text = text.clone();
        async move {
            match sealer::qr(&text).await {
                Ok(made) => drop(picture.try_set(Some(made))),
                Err(_) => App::get().tell(t("Kode QR tidak dapat dibuat.", "The QR code could not be made.")),
            }
        }
    };
    let shown = move || {
        picture.get().map(|(side, path)| {
            view! {
                <svg class="qr" role="img" viewBox=format!("0 0 {side} {side}")
                    aria-label=tr(t("Kode QR kunci kantor", "QR code of the office's key"))>
                    <path d=path/>
                </svg>
            }
        })
    };
    view! {
        {busy_button("btn", t("Tampilkan kode QR", "Show the QR code"), draw)}
        {live(shown)}
    }
    .into_any()
}

/// The way to keep the secret key outside this vault: without it nobody opens what was sealed for it.
fn secret() -> AnyView {
    let app = App::get();
    let understood = RwSignal::new(false);
    let save = move |_| {
        let Some(keys) =
            untrack(|| app.local(|local| local.keys.clone())).filter(|_| understood.get_untracked())
        else {
            return;
        };
        let text = format!("# public key: {}\n{}\n", keys.recipient, keys.identity.as_str());
        let text = Zeroizing::new(text);
        save_file("kunci-rahasia.txt", "text/plain", text.as_bytes());
    };
    view! {
        {understood_first(
            t("Siapa pun yang memegang berkas ini dapat membuka semua serah terima.", "Whoever holds this file can open every hand-over."),
            t(
                "Bila komputer ini rusak dan tidak ada cadangan, berkas yang sudah disegel tidak dapat dibuka lagi. Simpan cadangannya di tempat terkunci, bukan di komputer ini. Berkasnya dipakai dengan perintah \"age\" atau \"pendamping decrypt\".",
                "If this computer breaks and there is no copy, files that were sealed cannot be opened any more. Keep the copy in a locked place, not on this computer. It is used with the command \"age\" or \"pendamping decrypt\".",
            ),
            understood,
        )}
        <button type="button" class="btn" disabled=move || !understood.get() on:click=save>
            {tr(t("Unduh kunci rahasia", "Download the secret key"))}
        </button>
    }
    .into_any()
}
