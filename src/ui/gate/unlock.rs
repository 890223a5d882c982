//! Unlocking, and the way back in with the recovery code.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::part::{Busy, tr};
use super::passphrase::passphrase_choice;
use crate::app::{App, AppError};
use crate::domain::text::t;

/// The page of a locked vault.
#[component]
pub fn Unlock() -> impl IntoView {
    let forgotten = RwSignal::new(false);
    let wait = RwSignal::new(0_u64);
    let error: RwSignal<Option<AppError>> = RwSignal::new(None);
    watch_wait(wait);
    view! {
        <main class="gate">
            <p class="brand">"Pendamping"</p>
            {live(move || if forgotten.get() {
                view! { <Recover error wait/> }.into_any()
            } else {
                view! { <Passphrase error wait/> }.into_any()
            })}
            {live(move || error.get().map(|error| view! { <p class="error" role="alert">{tr(error.text())}</p> }))}
            {live(move || (wait.get() > 0).then(|| {
                let seconds = wait.get().div_ceil(1_000).to_string();
                let text = t("Coba lagi dalam {n} detik.", "Try again in {n} {n?second|seconds}.");
                view! { <p role="timer">{text.with(App::get().lang.get_untracked(), &[("n", &seconds)])}</p> }
            }))}
            <button type="button" class="btn btn--text" on:click=move |_| {
                error.set(None);
                forgotten.update(|it| *it = !*it);
            }>
                {live(move || if forgotten.get() {
                    tr(t("Kembali ke frasa sandi", "Back to the passphrase"))
                } else {
                    tr(t("Lupa frasa sandi?", "Forgot the passphrase?"))
                })}
            </button>
        </main>
    }
}

fn watch_wait(wait: RwSignal<u64>) {
    let app = App::get();
    wasm_bindgen_futures::spawn_local(async move {
        app.run_down_wait(move |left| {
            // The page may be gone by now.
            wait.try_set(left);
        })
        .await;
    });
}

#[component]
fn Passphrase(error: RwSignal<Option<AppError>>, wait: RwSignal<u64>) -> impl IntoView {
    let app = App::get();
    let input: NodeRef<leptos::html::Input> = NodeRef::new();
    let busy = Busy::new();
    let shown = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get_untracked() else { return };
        let passphrase = input.value();
        if busy.is_now() || passphrase.is_empty() {
            return;
        }
        error.set(None);
        busy.run(async move {
            if let Err(failure) = app.unlock(&passphrase).await {
                input.set_value("");
                error.set(Some(failure));
                watch_wait(wait);
            }
        });
    };
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            // Focus is a comfort; a browser may decline it.
            let _ = input.focus();
        }
    });
    view! {
        <form autocomplete="off" class="card form" on:submit=submit>
            <h1>{tr(t("Buka catatan", "Unlock"))}</h1>
            <div class="field">
                <label for="passphrase">{tr(t("Frasa sandi", "Passphrase"))}</label>
                <input id="passphrase" node_ref=input autocomplete="off" autocapitalize="none"
                    spellcheck="false" enterkeyhint="go" type=move || if shown.get() { "text" } else { "password" }/>
                <label class="choice">
                    <input autocomplete="off" type="checkbox" on:change=move |_| shown.update(|shown| *shown = !*shown)/>
                    <span>{tr(t("Tampilkan", "Show"))}</span>
                </label>
            </div>
            <button type="submit" class="btn btn--primary btn--wide" disabled=move || busy.is() || wait.get() != 0
                aria-busy=move || busy.is().to_string()>
                {live(move || if busy.is() { tr(t("Membuka…", "Unlocking…")) } else { tr(t("Buka", "Unlock")) })}
            </button>
            {live(move || busy.is().then(|| view! {
                <progress class="progress" aria-label=tr(t("Membuka", "Unlocking"))></progress>
            }))}
        </form>
    }
}

#[component]
fn Recover(error: RwSignal<Option<AppError>>, wait: RwSignal<u64>) -> impl IntoView {
    let app = App::get();
    let code = RwSignal::new(String::new());
    let chosen: RwSignal<Option<String>> = RwSignal::new(None);
    let busy = Busy::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(passphrase) = chosen.get_untracked().filter(|_| !busy.is_now()) else { return };
        error.set(None);
        busy.run(async move {
            if let Err(failure) = app.recover(&code.get_untracked(), &passphrase).await {
                error.set(Some(failure));
                watch_wait(wait);
            }
        });
    };
    view! {
        <form autocomplete="off" class="card form" on:submit=submit>
            <h1>{tr(t("Pulihkan dengan kode", "Recover with the code"))}</h1>
            <p>{tr(t(
                "Ketik kode pemulihan dari kertas Anda, lalu pilih frasa sandi baru. Catatan Anda tidak berubah.",
                "Type the recovery code from your paper, then choose a new passphrase. Your notes are not changed.",
            ))}</p>
            <div class="field">
                <label for="code">{tr(t("Kode pemulihan", "Recovery code"))}</label>
                <input id="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required
                    on:input=move |event| code.set(event_target_value(&event))/>
            </div>
            {passphrase_choice(chosen)}
            <button type="submit" class="btn btn--primary btn--wide"
                disabled=move || busy.is() || chosen.get().is_none() || wait.get() != 0>
                {tr(t("Pulihkan", "Recover"))}
            </button>
        </form>
    }
}
