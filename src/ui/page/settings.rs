//! Page: settings: who works here, language, look, zone, locking, passphrase, and what is stored.

use leptos::prelude::*;
use zeroize::{Zeroize, Zeroizing};

use crate::ui::live::live;

use super::super::gate::passphrase_choice;
use super::super::part::{busy_button, bytes_text, card, radio as choice, radio_group as group, tr};
use super::super::route::Route;
use super::super::shell::top_bar;
use crate::app::App;
use crate::casework::attachment::room;
use crate::domain::text::{Lang, Text, t};
use crate::domain::zone::Zone;
use crate::platform::page;
use crate::vault::recovery::RecoveryCode;
use crate::vault::words;

/// The page.
pub fn view() -> AnyView {
    view! {
        {top_bar(tr(t("Setelan", "Settings")), true)}
        <div class="stack">
            {worker()}
            {look()}
            {security()}
            {storage()}
        </div>
    }
    .into_any()
}

fn worker() -> AnyView {
    let app = App::get();
    let (name, unit) = app.local(|local| (local.worker.clone(), local.unit.clone()));
    let (name, unit) = (RwSignal::new(name), RwSignal::new(unit));
    let input = |id: &'static str, label: Text, value: RwSignal<String>| {
        view! {
            <div class="field">
                <label for=id>{tr(label)}</label>
                <input id=id autocomplete="off" value=value.get_untracked()
                    on:input=move |event| value.set(event_target_value(&event))/>
            </div>
        }
    };
    let body = view! {
        {input("worker", t("Nama Anda", "Your name"), name)}
        {input("unit", t("Instansi atau unit", "Agency or unit"), unit)}
        {busy_button("btn btn--tonal", t("Simpan nama", "Save the name"), move || async move {
            let (name, unit) = (name.get_untracked(), unit.get_untracked());
            let kept = app.set_local(move |local| {
                local.worker = name.trim().to_owned();
                local.unit = unit.trim().to_owned();
            });
            match kept.await {
                Ok(()) => app.tell(t("Tersimpan", "Saved")),
                Err(error) => app.draft_failed(error),
            }
        })}
    };
    card(tr(t("Petugas", "Worker")), None, body.into_any())
}

fn look() -> AnyView {
    let app = App::get();
    let (lang, zone, theme) = (app.lang.get_untracked(), app.zone.get_untracked(), app.theme.get_untracked());
    let languages = vec![
        choice("lang", "Bahasa Indonesia", lang == Lang::Id, move || app.set_lang(Lang::Id)),
        choice("lang", "English", lang == Lang::En, move || app.set_lang(Lang::En)),
    ];
    let themes = [
        (None, t("Ikut HP", "As the phone")),
        (Some("light"), t("Terang", "Light")),
        (Some("dark"), t("Gelap", "Dark")),
    ];
    let themes = themes
        .into_iter()
        .map(|(value, label)| {
            choice("theme", tr(label), theme.as_deref() == value, move || app.set_theme(value))
        })
        .collect();
    let zones = Zone::ALL
        .into_iter()
        .map(|value| choice("zone", tr(value.label()), value == zone, move || app.set_zone(value)))
        .collect();
    let body = view! {
        {group(t("Bahasa", "Language"), languages)}
        {group(t("Tampilan", "Appearance"), themes)}
        {group(t("Zona waktu", "Time zone"), zones)}
    };
    card(tr(t("Bahasa dan tampilan", "Language and appearance")), None, body.into_any())
}

fn security() -> AnyView {
    let app = App::get();
    let minutes = app.local(|local| local.lock_minutes).unwrap_or(5);
    let idle = [1_u32, 5, 15]
        .into_iter()
        .map(|value| {
            let label = match value {
                1 => t("1 menit", "1 minute"),
                5 => t("5 menit", "5 minutes"),
                _ => t("15 menit", "15 minutes"),
            };
            choice("idle", tr(label), value == minutes, move || {
                wasm_bindgen_futures::spawn_local(async move {
                    if let Err(error) = app.set_local(move |local| local.lock_minutes = Some(value)).await {
                        app.draft_failed(error);
                    }
                });
            })
        })
        .collect();
    let body = view! {
        {group(t("Kunci bila tidak disentuh selama", "Lock when not touched for"), idle)}
        <details>
            <summary>{tr(t("Ganti frasa sandi", "Change the passphrase"))}</summary>
            {change_passphrase()}
        </details>
        <details>
            <summary>{tr(t("Kode pemulihan baru", "A new recovery code"))}</summary>
            {new_code()}
        </details>
        <a class="btn btn--text" href=Route::Keys.href()>{tr(t("Kunci serah terima", "Hand-over keys"))}</a>
        <button type="button" class="btn btn--tonal" on:click=move |_| wasm_bindgen_futures::spawn_local(app.lock())>
            {tr(t("Kunci sekarang", "Lock now"))}
        </button>
    };
    card(tr(t("Keamanan", "Security")), None, body.into_any())
}

fn change_passphrase() -> AnyView {
    // After a change the words that open the vault now, until they were written down; nothing for one's own passphrase.
    let changed: RwSignal<Option<Zeroizing<String>>> = RwSignal::new(None);
    live(move || {
        match changed.get() {
        None => untrack(|| passphrase_form(changed)),
        Some(words) => view! {
            <div class="form">
                <p>{tr(t("Mulai sekarang frasa yang baru membuka catatan.", "From now on the new passphrase opens the notes."))}</p>
                {(!words.is_empty()).then(|| view! {
                    <p>{tr(t("Sudah ditulis di kertas?", "Is it written on paper?"))}</p>
                    <p class="words">{words.to_string()}</p>
                })}
                <button type="button" class="btn btn--tonal" on:click=move |_| changed.set(None)>{tr(WRITTEN)}</button>
            </div>
        }
        .into_any(),
    }
    })
}

const WRITTEN: Text = t("Sudah saya tulis", "I have written it down");

fn passphrase_form(changed: RwSignal<Option<Zeroizing<String>>>) -> AnyView {
    let app = App::get();
    let old = RwSignal::new(String::new());
    let chosen: RwSignal<Option<String>> = RwSignal::new(None);
    view! {
        <div class="form">
            <div class="field">
                <label for="old">{tr(t("Frasa sandi sekarang", "The present passphrase"))}</label>
                <input id="old" type="password" autocomplete="off" prop:value=move || old.get()
                    on:input=move |event| old.set(event_target_value(&event))/>
            </div>
            {passphrase_choice(chosen)}
            {busy_button("btn btn--primary", t("Ganti", "Change"), move || async move {
                let Some(new) = chosen.get_untracked().map(Zeroizing::new) else { return };
                let given = Zeroizing::new(old.get_untracked());
                let outcome = app.change_passphrase(&given, &new).await;
                // Right or wrong, it does not stay on the page.
                old.try_update(Zeroize::zeroize);
                match outcome {
                    Ok(()) => {
                        app.tell(t("Frasa sandi diganti", "Passphrase changed"));
                        chosen.try_update(Zeroize::zeroize);
                        let generated = new.split(' ').all(words::contains_any_case);
                        changed.try_set(Some(if generated { new } else { Zeroizing::default() }));
                    }
                    Err(error) => app.tell(error.text()),
                }
            })}
        </div>
    }
    .into_any()
}

/// A new code is in force only once the worker says that it is on paper: whoever leaves before that still has the old one.
fn new_code() -> AnyView {
    let app = App::get();
    let made: RwSignal<Option<RecoveryCode>, LocalStorage> = RwSignal::new_local(None);
    let adopt = move || async move {
        let Some(code) = made.get_untracked() else { return };
        match app.renew_recovery(&code).await {
            Ok(()) => {
                made.try_set(None);
                app.tell(t("Kode pemulihan diganti", "Recovery code changed"));
            }
            Err(error) => app.tell(error.text()),
        }
    };
    let body = move || match made.get() {
        None => busy_button("btn btn--tonal", t("Buat kode baru", "Make a new code"), move || async move {
            match app.make_recovery() {
                Ok(code) => made.set(Some(code)),
                Err(error) => app.tell(error.text()),
            }
        }),
        Some(code) => view! {
            <p class="code-box" data-testid="new-code">{code.display().to_string()}</p>
            {busy_button("btn btn--primary", WRITTEN, adopt)}
        }
        .into_any(),
    };
    view! {
        <p>{tr(t(
            "Tulis kode baru di kertas. Kode lama berlaku sampai Anda menekan \"Sudah saya tulis\".",
            "Write the new code on paper. The old one works until you press \"I have written it down\".",
        ))}</p>
        {live(body)}
    }
    .into_any()
}

fn storage() -> AnyView {
    let app = App::get();
    let persisted: RwSignal<Option<bool>> = RwSignal::new(None);
    wasm_bindgen_futures::spawn_local(async move {
        let kept = page::is_storage_persisted().await;
        persisted.try_set(kept);
    });
    let photo_room = move || {
        let (count, bytes) = app.read(room).unwrap_or_default();
        if count == 0 { "0".to_owned() } else { format!("{count} · {}", bytes_text(bytes)) }
    };
    let body = view! {
        <dl class="facts">
            <dt>{tr(t("Penyimpanan dilindungi", "Storage protected"))}</dt>
            <dd>{live(move || match persisted.get() {
                Some(true) => tr(t("Ya", "Yes")),
                Some(false) => tr(t("Belum: pasang aplikasi di layar utama", "Not yet: install the app on the home screen")),
                None => tr(t("Tidak diketahui", "Unknown")),
            })}</dd>
            <dt>{tr(t("Jumlah simpanan", "Saves"))}</dt>
            <dd>{live(move || app.read(|book| book.commit_count()))}</dd>
            <dt>{tr(t("Foto dan berkas", "Photos and papers"))}</dt>
            <dd>{live(photo_room)}</dd>
            <dt>{tr(t("Versi", "Version"))}</dt>
            <dd>{page::build_fact("build")}</dd>
        </dl>
        <div class="cluster">
            <a class="btn btn--text" href=Route::Conflicts.href()>{tr(t("Selisih antarpetugas", "Differences between workers"))}</a>
            <a class="btn btn--text" href=Route::Trash.href()>{tr(t("Tempat sampah", "Trash"))}</a>
        </div>
    };
    card(tr(t("Penyimpanan", "Storage")), None, body.into_any())
}
