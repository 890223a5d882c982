//! Files that are locked with a passphrase: each asks for its own, and the others need not wait for it.

use leptos::prelude::*;

use super::{Place, Progress, Step, look_into, sentence};
use crate::app::{App, Arrived, Preview};
use crate::domain::text::t;
use crate::ui::form::pick::unique_id;
use crate::ui::live::live;
use crate::ui::part::{busy_button, tr};

/// One field for each locked file.
pub fn of(preview: &Preview, step: Place, progress: Progress) -> Option<AnyView> {
    let alone = preview.arrivals.len() == 1;
    let fields: Vec<AnyView> = preview
        .arrivals
        .iter()
        .filter(|one| matches!(&one.what, Arrived::Refused(refusal, _) if refusal.wants_passphrase()))
        .map(|one| field(one.place, (!alone).then_some(one.name.as_str()), step, progress))
        .collect();
    if fields.is_empty() {
        return None;
    }
    let heading = (!alone).then(|| view! { <h3>{tr(t("Berkas terkunci", "Locked files"))}</h3> });
    let view = view! {
        <section class="stack" aria-label=tr(t("Berkas terkunci", "Locked files"))>
            {heading}
            <p class="hint">{tr(t(
                "Terkunci dengan frasa. Minta kata-katanya kepada pengirim lewat telepon.",
                "Locked with a passphrase. Ask the sender for the words on the telephone.",
            ))}</p>
            {fields}
        </section>
    };
    Some(view.into_any())
}

fn field(place: usize, name: Option<&str>, step: Place, progress: Progress) -> AnyView {
    let typed = RwSignal::new(String::new());
    let wrong: RwSignal<Option<String>> = RwSignal::new(None);
    let id = unique_id("frasa");
    let label = match name {
        None => tr(t("Frasa berkas ini", "The passphrase of this file")).to_owned(),
        Some(name) => {
            let lang = App::get().lang.get_untracked();
            t("Frasa untuk {name}", "Passphrase of {name}").with(lang, &[("name", name)])
        }
    };
    let open = move || async move {
        let words = typed.get_untracked();
        let chosen = step.try_with_untracked(|step| match step {
            Step::Ready(_, chosen) => chosen.get(place).cloned(),
            _ => None,
        });
        let Some(chosen) = chosen.flatten().filter(|_| !words.trim().is_empty()) else { return };
        match App::get().open_with(&chosen, &words).await {
            Err(refusal) => drop(wrong.try_set(Some(sentence(&refusal)))),
            Ok(opened) => {
                // The files leave the page while they are looked into once more.
                let all = step.try_update(|step| match std::mem::take(step) {
                    Step::Ready(_, mut chosen) => {
                        if let Some(slot) = chosen.get_mut(place) {
                            *slot = opened;
                        }
                        Some(chosen)
                    }
                    other => {
                        *step = other;
                        None
                    }
                });
                if let Some(all) = all.flatten() {
                    look_into(step, progress, all).await;
                }
            }
        }
    };
    view! {
        <div class="stack">
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input id=id autocomplete="off" autocapitalize="none" spellcheck="false"
                    on:input=move |event| typed.set(event_target_value(&event))/>
            </div>
            {live(move || wrong.get().map(|text| view! { <p class="error" role="alert">{text}</p> }))}
            <div>{busy_button("btn", t("Buka berkas", "Open the file"), open)}</div>
        </div>
    }
    .into_any()
}
