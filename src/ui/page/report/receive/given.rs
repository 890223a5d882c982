//! Files that the office gives back: a receipt for each phone whose file it took.

use leptos::prelude::*;

use crate::app::{App, Given, Taken, WayBack};
use crate::domain::text::t;
use crate::platform::clock;
use crate::ui::part::{busy_button, save_file, tr};

/// Saves a file as a download.
pub fn give(given: &Given) {
    save_file(&given.name, "application/json", &given.bytes);
}

/// The receipts that can be given. Once one is given, what it says must stay true, so nothing can be taken back.
pub fn receipts(taken: &Taken) -> Option<AnyView> {
    if taken.receipts.is_empty() {
        return None;
    }
    let app = App::get();
    let lang = app.lang.get_untracked();
    let all = StoredValue::new_local(taken.receipts.clone());
    let rows: Vec<AnyView> = taken
        .receipts
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let whom = if one.whom.is_empty() { "—" } else { &one.whom };
            let text =
                t("Tanda terima untuk {whom} ({n} simpanan)", "Receipt for {whom} ({n} {n?save|saves})");
            let text = text.with(lang, &[("whom", whom), ("n", &one.count.to_string())]);
            let press = move |_| {
                app.way_back.set(WayBack::Receipted);
                all.with_value(|all| all.get(place).map(give));
            };
            view! { <li><button type="button" class="btn" on:click=press>{text}</button></li> }.into_any()
        })
        .collect();
    // A browser drops downloads that come too fast.
    let every = move || async move {
        app.way_back.set(WayBack::Receipted);
        for one in all.get_value() {
            give(&one);
            clock::sleep_ms(300).await;
        }
    };
    let rows = if taken.receipts.len() > 1 {
        view! {
            <div class="cluster">{busy_button("btn btn--tonal", t("Simpan semua tanda terima", "Save all receipts"), every)}</div>
            <details>
                <summary class="btn btn--text">{tr(t("Satu per satu", "One by one"))}</summary>
                <ul class="stack">{rows}</ul>
            </details>
        }
        .into_any()
    } else {
        view! { <ul class="stack">{rows}</ul> }.into_any()
    };
    let view = view! {
        <section class="stack" aria-label=tr(t("Tanda terima", "Receipts"))>
            <h3>{tr(t("Tanda terima", "Receipts"))}</h3>
            <p class="hint">{tr(t(
                "Kirim kembali kepada petugasnya. HP mereka lalu tahu apa yang sudah sampai; di dalamnya tidak ada data klien.",
                "Send them back to the workers. Their phones then know what has arrived; there is nothing about clients in them.",
            ))}</p>
            {rows}
        </section>
    };
    Some(view.into_any())
}
