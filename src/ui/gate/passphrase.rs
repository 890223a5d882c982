//! Choosing a passphrase: five generated words, or one's own with an honest estimate.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::part::tr;
use crate::app::App;
use crate::domain::text::t;
use crate::vault::strength::estimate;
use crate::vault::{OsEntropy, words};

fn generate() -> String {
    // Without random bytes no words are offered, and one's own passphrase remains.
    words::make_passphrase(&mut OsEntropy).map(|words| words.to_string()).unwrap_or_default()
}

/// Lets the user choose. `chosen` holds the passphrase, or nothing while it is not fit for use.
pub fn passphrase_choice(chosen: RwSignal<Option<String>>) -> AnyView {
    let own = RwSignal::new(false);
    let generated = RwSignal::new(generate());
    let typed = RwSignal::new(String::new());
    let shown = RwSignal::new(false);
    Effect::new(move |_| {
        let value = if own.get() {
            typed.with(|typed| estimate(typed, &[]).too_weak.is_none().then(|| typed.clone()))
        } else {
            Some(generated.get()).filter(|words| !words.is_empty())
        };
        chosen.set(value);
    });
    view! {
        <fieldset class="field">
            <legend>{tr(t("Frasa sandi", "Passphrase"))}</legend>
            <div class="choices">
                <label class="choice">
                    <input autocomplete="off" type="radio" name="kind" checked=true on:change=move |_| own.set(false)/>
                    <span>{tr(t("Lima kata acak", "Five random words"))}</span>
                </label>
                <label class="choice">
                    <input autocomplete="off" type="radio" name="kind" on:change=move |_| own.set(true)/>
                    <span>{tr(t("Buatan sendiri", "My own"))}</span>
                </label>
            </div>
        </fieldset>
        {live(move || if own.get() {
            view! {
                <div class="field">
                    <label for="own">{tr(t("Frasa sandi Anda", "Your passphrase"))}</label>
                    <p class="hint" id="own-hint">
                        {tr(t("Sedikitnya 12 huruf; lebih panjang lebih aman.", "At least 12 characters; longer is safer."))}
                    </p>
                    <input id="own" autocomplete="off" autocapitalize="none" spellcheck="false"
                        aria-describedby="own-hint own-strength"
                        type=move || if shown.get() { "text" } else { "password" }
                        on:input=move |event| typed.set(event_target_value(&event))/>
                    <label class="choice">
                        <input autocomplete="off" type="checkbox" on:change=move |_| shown.update(|shown| *shown = !*shown)/>
                        <span>{tr(t("Tampilkan", "Show"))}</span>
                    </label>
                    <p id="own-strength" role="status">{live(move || strength_text(&typed.get()))}</p>
                </div>
            }
            .into_any()
        } else {
            view! {
                <p class="words" data-testid="words">{live(move || generated.get())}</p>
                <button type="button" class="btn btn--text" on:click=move |_| generated.set(generate())>
                    {tr(t("Beri kata lain", "Offer other words"))}
                </button>
            }
            .into_any()
        })}
    }
    .into_any()
}

fn strength_text(typed: &str) -> String {
    if typed.is_empty() {
        return String::new();
    }
    let lang = App::get().lang.get_untracked();
    let strength = estimate(typed, &[]);
    match strength.too_weak {
        Some(reason) => reason.text().get(lang).to_owned(),
        None => t("Waktu untuk menebaknya: {time}", "Time to guess it: {time}")
            .with(lang, &[("time", &strength.guess_time.text(lang))]),
    }
}
