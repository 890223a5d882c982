//! Who signed what came: in a row, in words for a single file, and the way to know them from now on.
//!
//! What surprises: a worker need not send a key file. Their signed hand-over carries the key, and the six words are compared
//! over the telephone with those on the worker's phone.

use leptos::prelude::*;

use crate::app::{App, Arrived, FileRefusal, Preview, SignedBy};
use crate::domain::id::DeviceId;
use crate::domain::text::t;
use crate::exchange::key::PublicKey;
use crate::exchange::roster::{OtherKey, Standing, of_worker};
use crate::ui::live::live;
use crate::ui::part::{busy_button, tr};

/// What a signature is worth, under the states of a file. It changes when its signer is enrolled.
pub fn line(device: DeviceId, signed: Option<&SignedBy>) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let signing = signed.map(|signed| signed.key.signing);
    let text = Memo::new(move |_| match of_worker(&app.roster(), device, signing.as_ref()) {
        Ok(Standing::Enrolled(name)) => {
            t("Ditandatangani: {name}, terdaftar", "Signed: {name}, enrolled").with(lang, &[("name", &name)])
        }
        Ok(Standing::Unknown) => {
            tr(t("Ditandatangani, belum terdaftar", "Signed, not enrolled yet")).to_owned()
        }
        Ok(Standing::Unsigned(None)) => tr(t("Tanpa tanda tangan", "Not signed")).to_owned(),
        Ok(Standing::Unsigned(Some(name))) => t(
            "Tanpa tanda tangan, padahal HP {name} terdaftar: tanyakan kepadanya",
            "Not signed, although {name}'s phone is enrolled: ask them",
        )
        .with(lang, &[("name", &name)]),
        // Such a file is refused; this one was enrolled under another key while it stood here.
        Err(_) => tr(t("Kunci lain", "Another key")).to_owned(),
    });
    view! { <span class="row-sub">{live(move || text.get())}</span> }.into_any()
}

/// For a single hand-over the proof in words; for all the way to enrol who is not known.
pub fn of(preview: &Preview) -> AnyView {
    let alone = match preview.arrivals.as_slice() {
        [one] => match &one.what {
            Arrived::Export { signed, .. } => Some(alone(signed.as_deref())),
            _ => None,
        },
        _ => None,
    };
    view! { {alone} {strangers(preview)} }.into_any()
}

fn alone(signed: Option<&SignedBy>) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let Some(signed) = signed else {
        return view! { <p class="hint">{tr(t(
            "Berkas ini tidak ditandatangani: asalnya tidak dapat dibuktikan.",
            "This file is not signed: where it comes from cannot be proven.",
        ))}</p> }
        .into_any();
    };
    let text = t(
        "Ditandatangani oleh HP dengan kata-kata: {words}.",
        "Signed by the phone with the words: {words}.",
    );
    let passed_on = (!signed.as_sent).then(|| view! { <p class="banner banner--warn">{tr(t(
        "Berkas ini sudah dibuka lalu diteruskan: pengirimnya tidak menyegelnya untuk perangkat ini dengan cara ini. Tanyakan kepada pengirim sebelum menerima.",
        "This file was opened and passed on: its sender did not seal it for this device in this way. Ask the sender before you accept it.",
    ))}</p> });
    view! { <p>{text.with(lang, &[("words", &signed.key.words())])}</p>{passed_on} }.into_any()
}

/// Those who signed and are not enrolled, each with their words and the button that enrols.
fn strangers(preview: &Preview) -> Option<AnyView> {
    let app = App::get();
    let mut keys: Vec<PublicKey> = Vec::new();
    for one in &preview.arrivals {
        if let Arrived::Export { signed: Some(signed), .. } = &one.what
            && !keys.iter().any(|key| key.signing == signed.key.signing)
        {
            keys.push(signed.key.clone());
        }
    }
    let unknown = Memo::new(move |_| {
        let roster = app.roster();
        let known = |key: &&PublicKey| roster.iter().any(|one| one.signing == key.signing);
        keys.iter().filter(|key| !known(key)).cloned().collect::<Vec<_>>()
    });
    if unknown.with_untracked(Vec::is_empty) {
        return None;
    }
    let count = move || {
        let count = unknown.with(Vec::len).to_string();
        t("Daftarkan pengirim ({n})", "Enrol the senders ({n})")
            .with(app.lang.get_untracked(), &[("n", &count)])
    };
    let rows = move || {
        unknown.with(|keys| {
            let rows: Vec<AnyView> = keys.iter().map(enrol).collect();
            if rows.is_empty() {
                view! { <p class="hint">{tr(t("Semua pengirim terdaftar.", "All senders are enrolled."))}</p> }
                    .into_any()
            } else {
                view! { <ul class="list">{rows}</ul> }.into_any()
            }
        })
    };
    let view = view! {
        <details>
            <summary class="btn btn--text">{live(count)}</summary>
            <div class="stack">
                <p class="hint">{tr(t(
                    "Sekali saja untuk setiap HP. Telepon petugasnya: di HP-nya, Setelan › Kunci serah terima › Kunci saya menampilkan enam kata. Daftarkan hanya bila semuanya sama; sejak itu berkas palsu atas namanya ditolak.",
                    "Once for each phone. Call the worker: on their phone, Settings › Hand-over keys › My key shows six words. Enrol only if all are the same; from then on false files in their name are refused.",
                ))}</p>
                {live(rows)}
            </div>
        </details>
    };
    Some(view.into_any())
}

/// A row with a key's words and the button that enrols its owner.
pub fn enrol(key: &PublicKey) -> AnyView {
    let app = App::get();
    let name = if key.name.is_empty() { "—".to_owned() } else { key.name.clone() };
    let words = key.words();
    let key = StoredValue::new(key.clone());
    let press = move || async move {
        match app.enrol(key.get_value()).await {
            Ok(()) => app.tell(t("Petugas terdaftar", "Worker enrolled")),
            Err(error) => app.tell(error.text()),
        }
    };
    view! {
        <li class="row">
            <span class="row-main">
                <span class="row-title">{name}</span>
                <span class="words" data-testid="six-words">{words}</span>
            </span>
            <span class="row-end">{busy_button("btn btn--tonal", t("Sama, daftarkan", "The same: enrol"), press)}</span>
        </li>
    }
    .into_any()
}

/// What the signature of a receipt or pack is worth, and the way to pair with its office.
pub fn of_office(signed: Option<&SignedBy>) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let Some(signed) = signed else {
        return view! { <p class="hint">{tr(t(
            "Tidak ditandatangani: tidak terbukti dari kantor.",
            "Not signed: it is not proven to be from the office.",
        ))}</p> }
        .into_any();
    };
    let key = StoredValue::new(signed.key.clone());
    // Pairing with one office decides about the files of all others that were chosen with it.
    let standing = Memo::new(move |_| app.standing_of_office(Some(&key.with_value(|key| key.signing))));
    let pair = move || async move {
        match app.pin_agency(Some(key.get_value())).await {
            Ok(()) => app.tell(t("Kunci kantor terpasang", "Paired with the office")),
            Err(error) => app.tell(error.text()),
        }
    };
    let shown = move || {
        match standing.get() {
            Ok(Standing::Enrolled(_)) => {
                return view! { <p class="hint">{tr(t(
                    "Ditandatangani oleh kantor yang terpasang.",
                    "Signed by the office you are paired with.",
                ))}</p> }
                .into_any();
            }
            Err(OtherKey(office)) => {
                let told = FileRefusal::NotOffice(office).sentence(lang);
                return view! { <p class="banner banner--danger">{told}</p> }.into_any();
            }
            Ok(Standing::Unknown | Standing::Unsigned(_)) => {}
        }
        let name = key.with_value(|key| key.name.clone());
        let ask = t(
            "Ditandatangani, tetapi kunci kantor belum terpasang di HP ini. Telepon {name} dan minta mereka membacakan enam katanya. Pasang hanya bila semuanya sama:",
            "Signed, but this phone is not paired with an office yet. Call {name} and have them read out their six words. Pair only if all are the same:",
        );
        view! {
            <p class="hint">{ask.with(lang, &[("name", &name)])}</p>
            <p class="words" data-testid="six-words">{key.with_value(PublicKey::words)}</p>
            <div class="cluster">{busy_button("btn", t("Sama, pasang kunci", "The same: pair"), pair)}</div>
        }
        .into_any()
    };
    view! { <div class="stack">{live(shown)}</div> }.into_any()
}
