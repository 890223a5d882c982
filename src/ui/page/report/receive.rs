//! Receiving: a file is chosen or dropped, read, checked and shown as what it would change. Only then it
//! is taken in, whole or not at all.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::{App, FileRefusal, Preview};
use crate::domain::code::lists;
use crate::domain::record::kind_of;
use crate::domain::text::{Text, t};
use crate::platform::{files, intl};
use crate::ui::form::pick::unique_id;
use crate::ui::part::{busy_button, card, tr};
use crate::ui::route::Route;

/// Where a file stands.
#[derive(Default)]
enum Step {
    /// None was chosen.
    #[default]
    Waiting,
    /// It is being read.
    Reading,
    /// It is locked with a passphrase; what to say of the last one that was tried.
    Locked(web_sys::File, Option<String>),
    /// It is refused; the sentence to show.
    Refused(String),
    /// It can be taken.
    Ready(Box<Preview>),
    /// It was taken: new and changed records, and fields in conflict.
    Taken(usize, usize, usize),
}

type Place = RwSignal<Step, LocalStorage>;

/// The card.
pub fn view() -> AnyView {
    let step: Place = RwSignal::new_local(Step::Waiting);
    let id = unique_id("berkas");
    let take = move |file: Option<web_sys::File>| {
        if let Some(file) = file {
            wasm_bindgen_futures::spawn_local(look_into(step, file, None));
        }
    };
    let body = view! {
        <div class="field"
            on:dragover=move |event: leptos::ev::DragEvent| event.prevent_default()
            on:drop=move |event: leptos::ev::DragEvent| {
                event.prevent_default();
                take(event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)));
            }>
            <label for=id.clone()>{tr(t("Pilih berkas", "Choose a file"))}</label>
            <input autocomplete="off" id=id type="file"
                on:change=move |event| take(files::chosen(&event))/>
            <p class="hint">{tr(t(
                "Atau seret berkas serah terima ke sini. Isinya diperiksa dahulu; tidak ada yang berubah sebelum Anda menekan Terima.",
                "Or drop a hand-over file here. It is checked first; nothing changes before you press Accept.",
            ))}</p>
        </div>
        <div aria-live="polite">{live(move || step.with(|now| shown(now, step)))}</div>
    };
    card(tr(t("Terima berkas", "Receive a file")), None, body.into_any())
}

/// Reads a file; a locked one with the passphrase.
async fn look_into(step: Place, file: web_sys::File, passphrase: Option<String>) {
    step.set(Step::Reading);
    let next = match App::get().preview(file.clone(), passphrase.as_deref()).await {
        Ok(preview) => Step::Ready(Box::new(preview)),
        Err(refusal) if refusal.wants_passphrase() => {
            Step::Locked(file, passphrase.map(|_| sentence(&refusal)))
        }
        Err(refusal) => Step::Refused(sentence(&refusal)),
    };
    // The page may be gone by now.
    step.try_set(next);
}

fn ask_passphrase(file: web_sys::File, wrong: Option<String>, step: Place) -> AnyView {
    let typed = RwSignal::new(String::new());
    let file = StoredValue::new_local(file);
    let id = unique_id("frasa");
    let open = move || async move {
        let words = typed.get_untracked();
        if !words.trim().is_empty() {
            look_into(step, file.get_value(), Some(words)).await;
        }
    };
    view! {
        <div class="stack">
            <div class="field">
                <label for=id.clone()>{tr(t("Frasa berkas ini", "The passphrase of this file"))}</label>
                <input id=id autocomplete="off" autocapitalize="none" spellcheck="false"
                    on:input=move |event| typed.set(event_target_value(&event))/>
                <p class="hint">{tr(t(
                    "Berkas ini terkunci dengan frasa. Minta kata-katanya kepada pengirim lewat telepon.",
                    "This file is locked with a passphrase. Ask the sender for the words on the telephone.",
                ))}</p>
            </div>
            {wrong.map(|wrong| view! { <p class="error">{wrong}</p> })}
            {busy_button("btn btn--primary", t("Buka berkas", "Open the file"), open)}
        </div>
    }
    .into_any()
}

/// Who signed the file.
fn signed_view(preview: &Preview) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let Some(signed) = &preview.signed else {
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
    view! { <p>{text.with(lang, &[("words", &signed.words)])}</p>{passed_on} }.into_any()
}

fn sentence(refusal: &FileRefusal) -> String {
    refusal.sentence(App::get().lang.get_untracked())
}

fn shown(now: &Step, step: Place) -> AnyView {
    match now {
        Step::Waiting => ().into_any(),
        Step::Reading => {
            view! { <p aria-busy="true">{tr(t("Memeriksa berkas…", "Checking the file…"))}</p> }.into_any()
        }
        Step::Locked(file, wrong) => ask_passphrase(file.clone(), wrong.clone(), step),
        Step::Refused(text) => view! { <p class="error">{text.clone()}</p> }.into_any(),
        Step::Ready(preview) => preview_view(preview, step),
        Step::Taken(new, changed, conflicts) => taken_view(*new, *changed, *conflicts),
    }
}

fn kind_name(kind: &str) -> String {
    kind_of(kind).map_or_else(|| kind.to_owned(), |kind| tr(kind.label).to_owned())
}

fn preview_view(preview: &Preview, step: Place) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let plan = &preview.plan;
    let made = t("Dari {author}, dibuat {at}.", "From {author}, made {at}.").with(
        lang,
        &[
            ("author", if preview.author.is_empty() { "—" } else { &preview.author }),
            ("at", &intl::stamp(lang, preview.created)),
        ],
    );
    let range = if preview.whole {
        t("Berkas ini memuat seluruh buku.", "This file holds a whole book.")
    } else {
        t(
            "Berkas ini memuat perubahan sejak serah terima sebelumnya.",
            "This file holds what changed since the hand-over before.",
        )
    };
    let kinds: BTreeSet<&String> =
        plan.new.keys().chain(plan.changed.keys()).chain(plan.identical.keys()).collect();
    let rows = kinds
        .into_iter()
        .map(|kind| {
            let count = |of: &std::collections::BTreeMap<String, usize>| of.get(kind).copied().unwrap_or(0);
            view! {
                <tr>
                    <th scope="row">{kind_name(kind)}</th>
                    <td class="num">{count(&plan.new)}</td>
                    <td class="num">{count(&plan.changed)}</td>
                    <td class="num">{count(&plan.identical)}</td>
                </tr>
            }
        })
        .collect_view();
    let counted = |count: usize, text: Text, kind: &'static str| {
        (count > 0).then(|| {
            let text = text.with(lang, &[("n", &count.to_string())]);
            view! { <p class=format!("banner banner--{kind}")>{text}</p> }
        })
    };
    let own_lost = plan.own_lost.then(|| {
        view! { <p class="banner banner--info">{tr(t(
            "HP ini dipulihkan dari keadaan lama: berkas membawa kembali simpanan yang hilang. Sesudah diterima, HP ini menulis dengan tanda perangkat baru agar tidak bertabrakan.",
            "This phone was restored from an older state: the file brings back saves that were lost. Once accepted, this phone writes under a new device mark so that nothing collides.",
        ))}</p> }
    });
    let empty = preview.is_empty();
    let spoiled = (!preview.spoiled.is_empty()).then(|| {
        let names: Vec<_> = preview
            .spoiled
            .iter()
            .map(|(kind, caption)| {
                let kind = lists::ATTACHMENT_KIND.label(kind, lang).to_owned();
                let name = if caption.is_empty() { kind } else { caption.clone() };
                let name = if name.is_empty() { "—".to_owned() } else { name };
                view! { <li>{name}</li> }.into_any()
            })
            .collect();
        view! {
            <div class="banner banner--danger">
                <div>
                    <p>{tr(t(
                        "Isi foto ini tidak cocok dengan catatannya, jadi tidak diambil. Yang lain tetap dapat diterima:",
                        "The bytes of these photos do not match their records, so they are not taken. All else can be accepted:",
                    ))}</p>
                    <ul>{names}</ul>
                </div>
            </div>
        }
    });
    let accept = move || accept(step);
    view! {
        <div class="stack">
            <h3>{tr(t("Pratinjau", "Preview"))}</h3>
            <p>{made}" "{tr(range)}</p>
            {signed_view(preview)}
            <div class="table-wrap" tabindex="0" role="region" aria-label=tr(t("Isi berkas", "What the file holds"))>
                <table>
                    <caption>{tr(t("Yang akan terjadi", "What would happen"))}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{tr(t("Jenis", "Kind"))}</th>
                            <th scope="col" class="num">{tr(t("Baru", "New"))}</th>
                            <th scope="col" class="num">{tr(t("Berubah", "Changed"))}</th>
                            <th scope="col" class="num">{tr(t("Sama", "Identical"))}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {counted(plan.conflicts.len(), t(
                "{n} isian akan berselisih: dua petugas menulis berbeda. Keduanya disimpan; Anda memilih sesudahnya.",
                "{n} {n?field|fields} would be in conflict: two workers wrote different things. Both are kept; you choose afterwards.",
            ), "warn")}
            {counted(plan.erased, t("{n} catatan akan dihapus selamanya di sini.", "{n} {n?record|records} would be erased here for good."), "danger")}
            {counted(plan.gaps.len(), t(
                "Ada celah dari {n} perangkat: sebagian simpanan di antaranya tidak ada di berkas ini. Minta \"Serahkan semua\".",
                "There are gaps of {n} {n?device|devices}: some saves in between are not in this file. Ask for \"everything\".",
            ), "warn")}
            {counted(plan.forks.len(), t(
                "{n} perangkat pernah disalin atau dipulihkan: dua simpanan memakai nomor yang sama. Keduanya diterima.",
                "{n} {n?device was|devices were} copied or restored: two saves have one number. Both are accepted.",
            ), "warn")}
            {own_lost}
            {counted(preview.photos, t("{n} foto atau berkas ikut diterima.", "{n} {n?photo or paper comes|photos or papers come} along."), "info")}
            {spoiled}
            {empty.then(|| view! { <p class="banner banner--info">{tr(t("Semua isi berkas sudah ada di HP ini.", "Everything in the file is on this phone already."))}</p> })}
            <div class="cluster">
                {(!empty).then(|| busy_button("btn btn--primary", t("Terima", "Accept"), accept))}
                <button type="button" class="btn" on:click=move |_| step.set(Step::Waiting)>{tr(t("Batal", "Cancel"))}</button>
            </div>
        </div>
    }
    .into_any()
}

async fn accept(step: Place) {
    let app = App::get();
    // The plan leaves the page while it is being saved, so that it cannot be taken twice.
    let Some(Step::Ready(preview)) = step.try_update(|step| std::mem::replace(step, Step::Reading)) else {
        return;
    };
    let sum = |of: &std::collections::BTreeMap<String, usize>| of.values().sum::<usize>();
    let plan = &preview.plan;
    let (new, changed, conflicts) = (sum(&plan.new), sum(&plan.changed), plan.conflicts.len());
    let next = match app.take(*preview).await {
        Ok(()) => Step::Taken(new, changed, conflicts),
        Err(error) => Step::Refused(sentence(&error.into())),
    };
    step.try_set(next);
}

fn taken_view(new: usize, changed: usize, conflicts: usize) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let text = t(
        "Diterima: {new} catatan baru, {changed} berubah.",
        "Accepted: {new} new records, {changed} changed.",
    )
    .with(lang, &[("new", &new.to_string()), ("changed", &changed.to_string())]);
    let link = (conflicts > 0).then(|| {
        let text = t("Lihat {n} selisih", "Look at {n} {n?conflict|conflicts}")
            .with(lang, &[("n", &conflicts.to_string())]);
        view! { <a class="btn" href=Route::Conflicts.href()>{text}</a> }
    });
    view! { <div class="banner banner--info"><p>{text}</p>{link}</div> }.into_any()
}
