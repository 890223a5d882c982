//! When there is no vault to open, though there should be: said plainly, and never as a first start.

use leptos::prelude::*;

use super::super::part::tr;
use super::first_start::FirstStart;
use crate::app::{App, Phase};
use crate::domain::text::{Text, t};
use crate::platform::{page, prefs};
use crate::store::sentinel::LostReason;

fn heading_and_words(phase: &Phase) -> (Text, Text) {
    match phase {
        Phase::Lost(LostReason::Emptied) => (
            t("Penyimpanan di HP ini hilang", "The storage on this phone is gone"),
            t(
                "Di peramban ini pernah ada catatan, tetapi penyimpanannya kosong sekarang. Mungkin data peramban dihapus. Aplikasi tidak menghapus apa pun.",
                "There were notes in this browser, but its storage is empty now. Perhaps the browser's data were cleared. The app deleted nothing.",
            ),
        ),
        Phase::Lost(LostReason::Corrupt) => (
            t("Penyimpanan di HP ini rusak", "The storage on this phone is damaged"),
            t(
                "Peramban melaporkan bahwa penyimpanan catatan rusak. Mulai ulang HP dan coba lagi sebelum melakukan hal lain.",
                "The browser reports that the storage of the notes is damaged. Restart the phone and try again before anything else.",
            ),
        ),
        Phase::Lost(LostReason::HeaderMissing) => (
            t("Kunci brankas tidak ditemukan", "The vault's header is missing"),
            t(
                "Sebagian penyimpanan masih ada, tetapi bagian yang membukanya hilang atau rusak. Jangan hapus apa pun; hubungi kantor.",
                "Part of the storage is still there, but what opens it is missing or damaged. Delete nothing; ask your office.",
            ),
        ),
        Phase::Older => (
            t("Perlu versi yang lebih baru", "A newer version is needed"),
            t(
                "Catatan di HP ini ditulis oleh versi aplikasi yang lebih baru. Sambungkan ke jaringan dan muat ulang. Tidak ada yang berubah.",
                "The notes on this phone were written by a newer version of the app. Go online and reload. Nothing was changed.",
            ),
        ),
        Phase::Blocked => (
            t("Tutup tab lain", "Close the other tabs"),
            t(
                "Tab lain masih memakai catatan dengan versi lama. Tutup semua tab Pendamping lain, lalu muat ulang.",
                "Another tab still uses the notes with an older version. Close all other Pendamping tabs, then reload.",
            ),
        ),
        Phase::Full => (
            t("Penyimpanan HP penuh", "The phone's storage is full"),
            t(
                "Tanpa ruang, catatan tidak dapat dibuka. Hapus foto, video, atau aplikasi lain, lalu tekan \"Coba lagi\". Jangan hapus data peramban: di situlah catatan Anda.",
                "Without room the notes cannot be opened. Delete photos, videos or other apps, then press \"Try again\". Do not clear the browser's data: your notes are there.",
            ),
        ),
        _ => (
            t("Penyimpanan tidak dapat dibuka", "The storage cannot be opened"),
            t(
                "Peramban tidak memberi akses ke penyimpanan. Jika penyimpanan HP penuh, kosongkan ruang dahulu. Mulai ulang peramban atau HP. Aplikasi tidak menghapus apa pun.",
                "The browser gives no access to its storage. If the phone's storage is full, free some room first. Restart the browser or the phone. The app deleted nothing.",
            ),
        ),
    }
}

/// The page that says what happened, what was kept, and what to do.
#[component]
pub fn Stopped(phase: Phase) -> impl IntoView {
    let app = App::get();
    let (heading, words) = heading_and_words(&phase);
    let lost = matches!(phase, Phase::Lost(_));
    let fresh = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let word = tr(t("MULAI BARU", "START NEW"));
    let exported =
        prefs::read("sentinel").is_some_and(|text| text.split(';').nth(4).is_some_and(|at| !at.is_empty()));
    move || {
        if fresh.get() {
            return view! { <FirstStart/> }.into_any();
        }
        view! {
            <main class="gate" data-testid="stopped">
                <p class="brand">"Pendamping"</p>
                <section class="card">
                    <h1>{tr(heading)}</h1>
                    <p>{tr(words)}</p>
                    {lost.then(|| view! {
                        <p>{if exported {
                            tr(t(
                                "Yang sudah Anda serahkan ada di kantor: minta berkas terakhir, mulai baru, lalu terima berkas itu.",
                                "What you have handed over is at the office: ask for the last file, start new, then receive it.",
                            ))
                        } else {
                            tr(t(
                                "Belum ada yang pernah diserahkan dari HP ini.",
                                "Nothing was ever handed over from this phone.",
                            ))
                        }}</p>
                    })}
                    <button type="button" class="btn btn--primary btn--wide" on:click=|_| page::reload()>
                        {tr(t("Coba lagi", "Try again"))}
                    </button>
                </section>
                {lost.then(|| view! {
                    <details class="card">
                        <summary>{tr(t("Mulai baru di HP ini", "Start new on this phone"))}</summary>
                        <div class="field">
                            <label for="word">{t("Ketik {word} untuk melanjutkan", "Type {word} to go on")
                                .with(app.lang.get_untracked(), &[("word", word)])}</label>
                            <input id="word" autocomplete="off" on:input=move |event| typed.set(event_target_value(&event))/>
                        </div>
                        <button type="button" class="btn btn--danger btn--wide" disabled=move || typed.get().trim() != word
                            on:click=move |_| fresh.set(true)>
                            {tr(t("Mulai baru", "Start new"))}
                        </button>
                    </details>
                })}
            </main>
        }
        .into_any()
    }
}
