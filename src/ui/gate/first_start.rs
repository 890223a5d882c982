//! The first start: who works here, what opens the vault, and the recovery code that is typed back in
//! part. Nothing is written before that, so giving up half-way leaves nothing behind.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::part::tr;
use super::passphrase::passphrase_choice;
use crate::app::{App, AppError, NewVault};
use crate::domain::text::{Lang, t};
use crate::vault::recovery::Challenge;
use crate::vault::{OsEntropy, Passphrase};

#[derive(Clone, Copy, PartialEq)]
enum Step {
    Welcome,
    Passphrase,
    Working,
    Code,
    TypeBack,
}

/// The pages of the first start.
#[component]
pub fn FirstStart() -> impl IntoView {
    let app = App::get();
    let step = RwSignal::new(Step::Welcome);
    let name = RwSignal::new(String::new());
    let chosen: RwSignal<Option<String>> = RwSignal::new(None);
    let again = RwSignal::new(String::new());
    let error: RwSignal<Option<AppError>> = RwSignal::new(None);
    let vault: StoredValue<Option<NewVault>, LocalStorage> = StoredValue::new_local(None);

    let make = move || {
        let Some(passphrase) = chosen.get_untracked() else { return };
        step.set(Step::Working);
        error.set(None);
        wasm_bindgen_futures::spawn_local(async move {
            match app.make_vault(&passphrase).await {
                Ok(made) => {
                    vault.set_value(Some(made));
                    chosen.set(None);
                    step.set(Step::Code);
                }
                Err(failure) => {
                    error.set(Some(failure));
                    step.set(Step::Passphrase);
                }
            }
        });
    };

    view! {
        <main class="gate">
            <p class="brand">"Pendamping"</p>
            {live(move || match step.get() {
                Step::Welcome => welcome(app, name, step),
                Step::Passphrase => {
                    let matches = move || {
                        let same = |words: String| Passphrase::new(&words).is_same(&Passphrase::new(&again.get()));
                        chosen.get().is_some_and(same)
                    };
                    view! {
                        <section class="card">
                            <h1>{tr(t("Buat frasa sandi", "Make a passphrase"))}</h1>
                            <p>{tr(t(
                                "Frasa ini membuka catatan di HP ini. Tidak ada yang dapat mengirimnya ulang kepada Anda. Tulis di kertas, simpan terpisah dari HP.",
                                "It opens the notes on this phone. Nobody can send it to you again. Write it on paper and keep it apart from the phone.",
                            ))}</p>
                            {passphrase_choice(chosen)}
                            <div class="field">
                                <label for="again">{tr(t("Ketik sekali lagi", "Type it once more"))}</label>
                                <input id="again" type="text" autocomplete="off" autocapitalize="none" spellcheck="false"
                                    on:input=move |event| again.set(event_target_value(&event))/>
                            </div>
                            {live(move || error.get().map(|error| view! { <p class="error" role="alert">{tr(error.text())}</p> }))}
                            <button type="button" class="btn btn--primary btn--wide" disabled=move || !matches()
                                on:click=move |_| make()>
                                {tr(t("Lanjut", "Continue"))}
                            </button>
                        </section>
                    }
                    .into_any()
                }
                Step::Working => view! {
                    <section class="card" role="status">
                        <h1>{tr(t("Menyiapkan kunci…", "Preparing the keys…"))}</h1>
                        <progress class="progress" aria-label=tr(t("Menyiapkan kunci", "Preparing the keys"))></progress>
                        <p>{tr(t("Ini memakan waktu satu sampai tiga detik.", "This takes one to three seconds."))}</p>
                    </section>
                }
                .into_any(),
                Step::Code => {
                    let code = vault.with_value(|made| made.as_ref().map(|made| made.code.display().to_string()));
                    view! {
                        <section class="card">
                            <h1>{tr(t("Kode pemulihan", "Recovery code"))}</h1>
                            <p>{tr(t(
                                "Bila frasa sandi terlupa, hanya kode ini yang membuka catatan. Tulis di kertas dan simpan di kantor, bukan di HP.",
                                "If the passphrase is forgotten, only this code opens the notes. Write it on paper and keep it at the office, not on the phone.",
                            ))}</p>
                            <p class="code-box" data-testid="code">{code}</p>
                            <button type="button" class="btn btn--primary btn--wide" on:click=move |_| step.set(Step::TypeBack)>
                                {tr(t("Sudah saya tulis", "I have written it down"))}
                            </button>
                        </section>
                    }
                    .into_any()
                }
                Step::TypeBack => view! { <TypeBack vault name step/> }.into_any(),
            })}
        </main>
    }
}

fn welcome(app: App, name: RwSignal<String>, step: RwSignal<Step>) -> AnyView {
    let language = move |lang: Lang, label: &'static str| {
        view! {
            <label class="choice">
                <input autocomplete="off" type="radio" name="lang" checked=app.lang.get_untracked() == lang
                    on:change=move |_| app.set_lang(lang)/>
                <span lang=lang.tag()>{label}</span>
            </label>
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !name.get_untracked().trim().is_empty() {
            step.set(Step::Passphrase);
        }
    };
    view! {
        <section class="card">
            <h1>{tr(t("Selamat datang", "Welcome"))}</h1>
            <p>{tr(t(
                "Catatan kasus dan pelacakan kontak, terkunci di HP ini, tanpa jaringan. Tidak ada yang keluar dari HP kecuali berkas yang Anda serahkan sendiri.",
                "Case notes and contact tracing, locked on this phone, without a network. Nothing leaves the phone but the files that you hand over yourself.",
            ))}</p>
            <form autocomplete="off" class="form" on:submit=submit>
                <fieldset class="field">
                    <legend>"Bahasa / Language"</legend>
                    <div class="choices">
                        {language(Lang::Id, "Bahasa Indonesia")}
                        {language(Lang::En, "English")}
                    </div>
                </fieldset>
                <div class="field">
                    <label for="name">{tr(t("Nama Anda", "Your name"))}</label>
                    <p class="hint" id="name-hint">{tr(t("Tertera pada setiap catatan.", "It stands on every note."))}</p>
                    <input id="name" required autocomplete="off" aria-describedby="name-hint"
                        prop:value=move || name.get()
                        on:input=move |event| name.set(event_target_value(&event))/>
                </div>
                <button type="submit" class="btn btn--primary btn--wide">{tr(t("Mulai", "Start"))}</button>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn TypeBack(
    vault: StoredValue<Option<NewVault>, LocalStorage>,
    name: RwSignal<String>,
    step: RwSignal<Step>,
) -> impl IntoView {
    let app = App::get();
    let challenge = Challenge::make(&mut OsEntropy).ok();
    let (first, second) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let error: RwSignal<Option<crate::domain::text::Text>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let right = vault.with_value(|made| {
            let made = made.as_ref()?;
            Some(challenge?.check(&made.code, &first.get_untracked(), &second.get_untracked()))
        });
        if right != Some(true) {
            error.set(Some(t(
                "Belum sama dengan kode di kertas. Periksa lagi.",
                "Not the same as the code. Check your paper.",
            )));
            return;
        }
        let mut made = None;
        vault.update_value(|slot| made = slot.take());
        let Some(made) = made else { return };
        busy.set(true);
        wasm_bindgen_futures::spawn_local(async move {
            if let Err(failure) = app.found_vault(&made, &name.get_untracked()).await {
                // The code on the paper is that of this vault, so it is this one that is tried again.
                vault.set_value(Some(made));
                busy.set(false);
                error.set(Some(failure.text()));
            }
        });
    };
    let label = move |group: usize| {
        t("Kelompok ke-{n}", "Group {n}").with(app.lang.get_untracked(), &[("n", &(group + 1).to_string())])
    };
    view! {
        <section class="card">
            <h1>{tr(t("Periksa kode", "Check the code"))}</h1>
            <p>{tr(t("Ketik dua kelompok huruf dari kertas Anda.", "Type two groups of letters from your paper."))}</p>
            <form autocomplete="off" class="form" on:submit=submit>
                {challenge.map(|challenge| [(challenge.first, "first", first), (challenge.second, "second", second)].map(|(group, id, value)| view! {
                    <div class="field">
                        <label for=id>{label(group)}</label>
                        <input id=id autocomplete="off" autocapitalize="characters" spellcheck="false" required
                            on:input=move |event| value.set(event_target_value(&event))/>
                    </div>
                }).collect_view())}
                {live(move || error.get().map(|text| view! { <p class="error" role="alert">{tr(text)}</p> }))}
                <button type="submit" class="btn btn--primary btn--wide" disabled=move || busy.get()>
                    {tr(t("Buka Pendamping", "Open Pendamping"))}
                </button>
                <button type="button" class="btn btn--text btn--wide" on:click=move |_| step.set(Step::Code)>
                    {tr(t("Lihat kode lagi", "See the code again"))}
                </button>
            </form>
        </section>
    }
}
