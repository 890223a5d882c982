//! Receiving: files are chosen or dropped, as many as there are, read, checked and shown as what they would change. Only
//! then they are taken in, all of them or none; receipts are given for them, and until the next save all of it can be
//! taken back.

mod back;
pub(super) mod given;
mod locked;
mod proof;
mod rows;

pub use proof::enrol;

use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::{App, Arrival, Arrived, Chosen, FileRefusal, Preview, Taken};
use crate::domain::text::{Text, t};
use crate::platform::files;
use crate::ui::form::pick::unique_id;
use crate::ui::part::{busy_button, card, tr};
use crate::ui::route::Route;

/// Where the files stand.
#[derive(Default)]
enum Step {
    /// None was chosen.
    #[default]
    Waiting,
    /// They are being read or saved.
    Busy,
    /// Nothing came of it; the sentence to show.
    Refused(String),
    /// They were looked into.
    Ready(Box<Preview>, Vec<Chosen>),
    /// They were taken.
    Taken(Box<Taken>),
    /// They were taken back.
    Untaken,
}

/// The name of the card, and of the page that holds it alone.
pub const TITLE: Text = t("Terima berkas", "Receive files");

/// What another program gave to the app and the browser did not keep.
const LOST: Text = t(
    "Berkas yang dibagikan tidak sampai ke sini. Tidak ada yang berubah. Bagikan sekali lagi, atau simpan berkasnya lalu pilih di sini.",
    "The file that was shared did not get here. Nothing has changed. Share it once more, or save it and choose it here.",
);

type Place = RwSignal<Step, LocalStorage>;
type Progress = RwSignal<Option<(usize, usize)>>;

/// The card.
pub fn view() -> AnyView {
    let step: Place = RwSignal::new_local(Step::Waiting);
    let progress: Progress = RwSignal::new(None);
    let over = RwSignal::new(false);
    let id = unique_id("berkas");
    let take = move |chosen: Vec<web_sys::File>| {
        if chosen.is_empty() || step.with_untracked(|step| matches!(step, Step::Busy)) {
            return;
        }
        let chosen = chosen.into_iter().map(Chosen::new).collect();
        wasm_bindgen_futures::spawn_local(look_into(step, progress, chosen));
    };
    // Anywhere on the page: a browser opens what is dropped beside the field, and the app would be gone.
    let hovering = window_event_listener(leptos::ev::dragover, move |event| {
        event.prevent_default();
        over.set(true);
    });
    let leaving = window_event_listener(leptos::ev::dragleave, move |_| over.set(false));
    let dropping = window_event_listener(leptos::ev::drop, move |event| {
        event.prevent_default();
        over.set(false);
        take(files::all_of(event.data_transfer().and_then(|data| data.files())));
    });
    let arrive = move || {
        let (given, lost) = files::arrived();
        if given.is_empty() && !lost {
            return;
        }
        match lost {
            true => step.set(Step::Refused(tr(LOST).to_owned())),
            false => take(given),
        }
    };
    let arriving = window_event_listener_untyped(files::ARRIVED, move |_| {
        if !step.with_untracked(|step| matches!(step, Step::Busy)) {
            arrive();
        }
    });
    // What came while the page was not there, or was busy.
    Effect::new(move |_| {
        if step.with(|step| matches!(step, Step::Waiting)) {
            arrive();
        }
    });
    on_cleanup(move || {
        arriving.remove();
        hovering.remove();
        leaving.remove();
        dropping.remove();
    });
    let body = view! {
        <div class="field drop" class:drop--over=move || over.get()>
            <label for=id.clone()>{tr(t("Pilih berkas", "Choose files"))}</label>
            <input autocomplete="off" id=id type="file" multiple
                on:change=move |event| take(files::chosen_all(&event))/>
            <p class="hint">{tr(t(
                "Atau seret berkas ke halaman ini, satu atau banyak sekaligus: serah terima, tanda terima dari kantor, atau paket instansi. Isinya diperiksa dahulu; tidak ada yang berubah sebelum Anda menekan Terima.",
                "Or drop files on this page, one or many at once: hand-overs, receipts from the office, or an agency's pack. They are checked first; nothing changes before you press Accept.",
            ))}</p>
        </div>
        {live(move || progress.get().map(|(done, of)| reading(done, of)))}
        <div aria-live="polite">{live(move || step.with(|now| shown(now, step, progress)))}</div>
    };
    card(tr(TITLE), None, body.into_any())
}

/// Reads the files and weighs them.
async fn look_into(step: Place, progress: Progress, chosen: Vec<Chosen>) {
    step.set(Step::Busy);
    let tell = |done: usize, of: usize| {
        progress.try_set((of > 2).then_some((done, of)));
    };
    let next = match App::get().preview(&chosen, &tell).await {
        Ok(preview) => Step::Ready(Box::new(preview), chosen),
        Err(error) => Step::Refused(sentence(&error.into())),
    };
    // The page may be gone by now.
    progress.try_set(None);
    step.try_set(next);
}

fn sentence(refusal: &FileRefusal) -> String {
    refusal.sentence(App::get().lang.get_untracked())
}

fn reading(done: usize, of: usize) -> AnyView {
    let label = tr(t("Kemajuan pemeriksaan", "Progress of the check"));
    view! { <progress class="progress" aria-label=label max=of.to_string() value=done.to_string()></progress> }
        .into_any()
}

fn shown(now: &Step, step: Place, progress: Progress) -> AnyView {
    match now {
        Step::Waiting => back::view(step, false),
        Step::Busy => {
            view! { <p aria-busy="true">{tr(t("Memeriksa berkas…", "Checking the files…"))}</p> }.into_any()
        }
        Step::Refused(text) => view! { <p class="error">{text.clone()}</p> }.into_any(),
        Step::Ready(preview, _) => preview_view(preview, step, progress),
        Step::Taken(taken) => taken_view(taken, step),
        Step::Untaken => view! { <p class="banner banner--info">{tr(t(
            "Penerimaan dibatalkan. Buku kembali seperti sebelumnya.",
            "Taken back. The book is as it was before.",
        ))}</p> }
        .into_any(),
    }
}

/// A number with its words, where there is something to say.
fn counted(count: usize, text: Text, kind: &'static str) -> Option<AnyView> {
    let lang = App::get().lang.get_untracked();
    (count > 0).then(|| {
        let text = text.with(lang, &[("n", &count.to_string())]);
        view! { <p class=format!("banner banner--{kind}")>{text}</p> }.into_any()
    })
}

fn preview_view(preview: &Preview, step: Place, progress: Progress) -> AnyView {
    // One file that is refused needs no table.
    if let [Arrival { what: Arrived::Refused(refusal, _), .. }] = preview.arrivals.as_slice() {
        return match locked::of(preview, step, progress) {
            Some(view) => view,
            None => view! { <p class="error">{sentence(refusal)}</p> }.into_any(),
        };
    }
    let files = preview.exports().count();
    let erased = preview.exports().map(|file| file.plan.erased).sum();
    let photos = preview.arrivals.iter().map(|one| match one.what {
        Arrived::Export { photos, .. } => photos,
        _ => 0,
    });
    let own_lost = preview.own_lost.then(|| {
        view! { <p class="banner banner--info">{tr(t(
            "HP ini dipulihkan dari keadaan lama: berkas membawa kembali simpanan yang hilang. Sesudah diterima, HP ini menulis dengan tanda perangkat baru agar tidak bertabrakan.",
            "This phone was restored from an older state: the file brings back saves that were lost. Once accepted, this phone writes under a new device mark so that nothing collides.",
        ))}</p> }
    });
    let empty = preview.is_empty();
    let others = preview.arrivals.iter().any(|one| match &one.what {
        Arrived::Receipt(_, verdict, _) => verdict.newer,
        Arrived::Pack(_, plan, _) => !plan.drafts.is_empty(),
        _ => false,
    });
    let text = match (empty, others, files) {
        (true, false, 0) => None,
        (true, false, _) => Some(t("Buat tanda terima", "Make receipts")),
        (_, _, 0 | 1) if preview.arrivals.len() == 1 => Some(t("Terima", "Accept")),
        _ => Some(t("Terima semua", "Accept all")),
    };
    let accept = move || accept(step);
    view! {
        <div class="stack">
            <h3>{tr(t("Pratinjau", "Preview"))}</h3>
            {rows::of(preview)}
            {proof::of(preview)}
            {locked::of(preview, step, progress)}
            {counted(preview.conflicts, t(
                "{n} isian akan berselisih: dua petugas menulis berbeda. Keduanya disimpan; Anda memilih sesudahnya.",
                "{n} {n?field|fields} would be in conflict: two workers wrote different things. Both are kept; you choose afterwards.",
            ), "warn")}
            {counted(erased, t("{n} catatan akan dihapus selamanya di sini.", "{n} {n?record|records} would be erased here for good."), "danger")}
            {rows::gaps(&preview.gaps)}
            {own_lost}
            {counted(photos.sum(), t("{n} foto atau berkas ikut diterima.", "{n} {n?photo or paper comes|photos or papers come} along."), "info")}
            {rows::spoiled(preview)}
            {(empty && files > 0).then(|| view! { <p class="banner banner--info">{tr(t("Semua isi berkas sudah ada di HP ini.", "Everything in the file is on this phone already."))}</p> })}
            <div class="cluster">
                {text.map(|text| busy_button("btn btn--primary", text, accept))}
                <button type="button" class="btn" on:click=move |_| step.set(Step::Waiting)>{tr(t("Batal", "Cancel"))}</button>
            </div>
        </div>
    }
    .into_any()
}

async fn accept(step: Place) {
    // The plan leaves the page while it is being saved, so that it cannot be taken twice.
    let Some(Step::Ready(preview, _)) = step.try_update(|step| std::mem::replace(step, Step::Busy)) else {
        return;
    };
    let next = match App::get().take(*preview).await {
        Ok(taken) => Step::Taken(Box::new(taken)),
        Err(error) => Step::Refused(tr(error.text()).to_owned()),
    };
    step.try_set(next);
}

fn taken_view(taken: &Taken, step: Place) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let text = t(
        "Diterima: {new} catatan baru, {changed} berubah.",
        "Accepted: {new} new {new?record|records}, {changed} changed.",
    )
    .with(lang, &[("new", &taken.new.to_string()), ("changed", &taken.changed.to_string())]);
    let link = (taken.conflicts > 0).then(|| {
        let text = t("Lihat {n} selisih", "Look at {n} {n?conflict|conflicts}")
            .with(lang, &[("n", &taken.conflicts.to_string())]);
        view! { <a class="btn" href=Route::Conflicts.href()>{text}</a> }
    });
    // Whoever came with the file may be on record here already.
    let twice = (taken.new > 0).then(|| {
        view! { <a class="btn" href=Route::Same.href()>{tr(crate::ui::page::same::TITLE)}</a> }.into_any()
    });
    let left: Vec<AnyView> = taken
        .left
        .iter()
        .map(|(name, why)| {
            view! { <li><strong>{name.clone()}</strong>": "{why.sentence(lang)}</li> }.into_any()
        })
        .collect();
    let left = (!left.is_empty()).then(|| {
        view! {
            <div class="banner banner--warn">
                <div><p>{tr(t("Tidak diterima:", "Not accepted:"))}</p><ul>{left}</ul></div>
            </div>
        }
    });
    view! {
        <div class="stack">
            {(taken.files > 0).then(|| view! { <div class="banner banner--info"><p>{text}</p>{link}</div> })}
            {taken.received.then(|| view! { <p class="banner banner--info">{tr(t("Tanda terima dari kantor tersimpan.", "The receipt from the office is kept."))}</p> })}
            {counted(taken.packed, t("Paket instansi: {n} catatan tersimpan.", "The agency's pack: {n} {n?record|records} saved."), "info")}
            {left}
            {back::view(step, true)}
            {given::receipts(taken)}
            <div class="cluster">
                {twice}
                <button type="button" class="btn" on:click=move |_| step.set(Step::Waiting)>{tr(t("Selesai", "Done"))}</button>
            </div>
        </div>
    }
    .into_any()
}
