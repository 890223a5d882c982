//! Page: a photo of a paper, or a small file; and the card of such photos on the pages of people, households, cases,
//! visits and notes.
//!
//! Invariant: a picture is decrypted into an address of this page, which is given up when what shows it goes. What
//! surprises: a record may be here without its bytes, or with bytes that are not its own; both are told in words.

mod take;

use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::{fact_rows, facts, trash_button};
use crate::app::{App, AppError, Bytes};
use crate::casework::attachment::attachments;
use crate::domain::id::RecordId;
use crate::domain::photo::{Media, PDF};
use crate::domain::record::spine::attachment;
use crate::domain::text::{Text, t};
use crate::ledger::{Book, RecordRef};
use crate::platform::files::Pieces;
use crate::platform::intl;
use crate::platform::photo::Shown;
use crate::report::summary;
use crate::ui::part::{busy_button, bytes_text, card, missing, tr, understood_first};
use crate::ui::route::{Began, Route};
use crate::ui::shell::top_bar;

pub use take::take;

/// What is to be seen of an attachment.
enum Look {
    /// It is being opened.
    Opening,
    /// A picture.
    Picture(Shown),
    /// A PDF.
    Paper,
    /// Nothing, for this reason.
    Told(Text),
}

const MISSING: Text = t("Belum ada di HP ini", "Not on this phone yet");
const DAMAGED: Text = t("Rusak", "Damaged");

/// Opens an attachment; what is shown of it goes with the part of the page that asked.
fn look(id: RecordId) -> RwSignal<Look, LocalStorage> {
    let app = App::get();
    let look = RwSignal::new_local(Look::Opening);
    wasm_bindgen_futures::spawn_local(async move {
        let found = match app.attachment(id).await {
            Ok(Bytes::Whole(Media::Pdf, _)) => Look::Paper,
            Ok(Bytes::Whole(media, bytes)) => {
                Shown::new(&bytes, media.kept_as()).map_or(Look::Told(DAMAGED), Look::Picture)
            }
            Ok(Bytes::Missing) => Look::Told(MISSING),
            Ok(Bytes::Damaged) => Look::Told(DAMAGED),
            Err(error) => Look::Told(error.text()),
        };
        // The page may be gone by now.
        look.try_set(found);
    });
    look
}

/// How many photos a card opens before it is asked for all.
const FIRST: usize = 6;

/// The card of photos that hang on a record. It follows the book by itself, so that a save elsewhere on the page does
/// not open every photo again.
pub fn photos(of: RecordId) -> AnyView {
    let app = App::get();
    let ids = Memo::new(move |_| {
        app.read(|book| attachments(book, of).iter().map(|record| record.id()).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let all = RwSignal::new(false);
    let body = move || {
        let ids = ids.get();
        if ids.is_empty() {
            return view! { <p class="hint">{tr(t(
                "Belum ada. Foto KTP, KK, atau surat dokter, supaya tidak perlu diminta lagi.",
                "None yet. Take a photo of the KTP, KK or doctor's letter, so that nobody has to be asked again.",
            ))}</p> }
            .into_any();
        }
        let shown = if all.get() { ids.len() } else { FIRST };
        let rest = ids.len().saturating_sub(shown);
        let more = (rest > 0).then(|| {
            let text = t("Tampilkan {n} lagi", "Show {n} more")
                .with(app.lang.get_untracked(), &[("n", &rest.to_string())]);
            view! {
                <button type="button" class="btn btn--tonal btn--wide" on:click=move |_| all.set(true)>{text}</button>
            }
        });
        let tiles: Vec<_> = ids.into_iter().take(shown).map(|id| tile(app, id)).collect();
        view! { <ul class="photos">{tiles}</ul> {more} }.into_any()
    };
    let add = Route::New(attachment::SPEC.name.into(), Some(of)).href();
    card(
        tr(t("Foto dan berkas", "Photos and papers")),
        Some((t("Foto berkas", "Photo of a paper"), add)),
        body.into_any(),
    )
}

fn tile(app: App, id: RecordId) -> AnyView {
    let lang = app.lang.get_untracked();
    let title = move || {
        app.read(|book| book.get(id).map(|record| summary::title(record, lang))).flatten().unwrap_or_default()
    };
    let look = look(id);
    let face = move || {
        look.with(|look| match look {
            Look::Opening => view! { <span class="photo-face" aria-busy="true"></span> }.into_any(),
            Look::Picture(shown) => {
                view! { <img class="photo-face" alt="" decoding="async" src=shown.url().to_owned()/> }
                    .into_any()
            }
            Look::Paper => view! { <span class="photo-face">"PDF"</span> }.into_any(),
            Look::Told(text) => view! { <span class="photo-face">{tr(*text)}</span> }.into_any(),
        })
    };
    view! {
        <li>
            <a class="photo" href=Route::File(id).href()>
                {live(face)}
                <span class="photo-title">{live(title)}</span>
            </a>
        </li>
    }
    .into_any()
}

/// The page of one.
pub fn view(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    if app.read_once(|book| book.get_as(id, &attachment::SPEC).is_some()) != Some(true) {
        return view! { {top_bar(tr(attachment::SPEC.label), true)} <div class="stack">{missing()}</div> }
            .into_any();
    }
    let title = Memo::new(move |_| {
        app.read(|book| book.get(id).map(|record| summary::title(record, lang))).flatten().unwrap_or_default()
    });
    let up = app.read_once(|book| {
        let parent = book.get(id)?.parent_record()?;
        let label = format!("{}: {}", summary::kind_label(parent, lang), summary::title(parent, lang));
        Some((Route::of(parent.kind_name(), parent.id()), label))
    });
    let up = up.flatten();
    let after = up.as_ref().map_or(Route::Home, |(route, _)| route.clone());
    let up = up.map(|(route, label)| view! { <p><a href=route.href()>{label}</a></p> });
    let told = move || app.read(|book| book.get(id).map(|record| said(book, record))).flatten();
    view! {
        {live(move || top_bar(title.get(), true))}
        <div class="stack">
            {up}
            {face(app, id, title)}
            {live(told)}
            <div class="cluster">
                <a class="btn btn--tonal" href=Route::Edit(id).href()>{tr(t("Ubah keterangan", "Edit the caption"))}</a>
                {trash_button(app, id, after.clone())}
            </div>
            {erase(app, id, after)}
            <p><a href=Route::Record(id).href()>{tr(t("Riwayat perubahan", "History of changes"))}</a></p>
        </div>
    }
    .into_any()
}

/// What the record says, without what only machines read.
fn said(book: &Book, record: RecordRef<'_>) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let skip = [attachment::MEDIA_TYPE.name, attachment::SIZE.name, attachment::DIGEST.name];
    let mut rows = fact_rows(book, record, &skip, lang);
    let mut say = |label: Text, value: String| rows.push((tr(label).to_owned(), value.into_any()));
    if let Some(info) = record.first_commit().and_then(|number| book.commit_info(number)) {
        let by = if info.author.is_empty() { String::new() } else { format!(" · {}", info.author) };
        say(t("Disimpan", "Saved"), format!("{}{by}", intl::stamp(lang, info.at)));
    }
    if let Some(size) = record.get(attachment::SIZE).and_then(|size| u64::try_from(size).ok()) {
        say(t("Ukuran", "Size"), bytes_text(size));
    }
    card(tr(t("Keterangan", "About it")), None, facts(rows))
}

/// The picture itself, or why there is none.
fn face(app: App, id: RecordId, title: Memo<String>) -> AnyView {
    let look = look(id);
    let large = RwSignal::new(false);
    let shown = move || {
        look.with(|look| match look {
            Look::Opening => {
                view! { <p aria-busy="true">{tr(t("Membuka foto…", "Opening the photo…"))}</p> }.into_any()
            }
            Look::Picture(shown) => picture(shown.url().to_owned(), title, large),
            Look::Paper => paper(app, id),
            Look::Told(text) if *text == MISSING => told(*text, t(
                "Catatannya sampai di HP ini tanpa isinya. Minta pengirim menyerahkan semua beserta fotonya, lalu terima berkas itu.",
                "The record has reached this phone without its bytes. Ask the sender to hand over everything with the photos, then receive that file.",
            ), "info"),
            Look::Told(text) if *text == DAMAGED => told(*text, t(
                "Isinya tidak lagi sama dengan yang disimpan, jadi tidak ditampilkan. Terima lagi dari HP lain yang masih memilikinya, atau ambil foto baru.",
                "The bytes are no longer those that were saved, so they are not shown. Receive them again from a phone that has them, or take a new photo.",
            ), "danger"),
            Look::Told(text) => view! { <p class="error" role="alert">{tr(*text)}</p> }.into_any(),
        })
    };
    shown.into_any()
}

fn told(what: Text, hint: Text, kind: &str) -> AnyView {
    view! {
        <div class=format!("banner banner--{kind}") role="note">
            <div><p><strong>{tr(what)}</strong></p><p>{tr(hint)}</p></div>
        </div>
    }
    .into_any()
}

/// A picture that fits the page; on demand in its own size, to be moved about.
fn picture(url: String, title: Memo<String>, large: RwSignal<bool>) -> AnyView {
    let text = move || tr(if large.get() { t("Perkecil", "Fit the page") } else { t("Perbesar", "Enlarge") });
    view! {
        <div class="photo-frame" class:photo-frame--large=move || large.get() tabindex="0" role="region"
            aria-label=tr(t("Foto", "Photo"))>
            <img src=url alt=move || title.get()/>
        </div>
        <div class="cluster">
            <button type="button" class="btn" on:click=move |_| large.update(|large| *large = !*large)>{text}</button>
        </div>
    }
    .into_any()
}

/// A PDF leaves the app to be read, and the worker says first that they know.
fn paper(app: App, id: RecordId) -> AnyView {
    let understood = RwSignal::new(false);
    let failed: RwSignal<Option<AppError>> = RwSignal::new(None);
    let open = move |_| {
        if !understood.get_untracked() {
            return;
        }
        wasm_bindgen_futures::spawn_local(async move {
            let done = match app.attachment(id).await {
                Ok(Bytes::Whole(_, bytes)) => {
                    let mut pieces = Pieces::new();
                    pieces.push(&bytes);
                    // A file's name is seen by more people than the file.
                    pieces.download_as("berkas.pdf", PDF).map(drop).map_err(|_| AppError::FileHandling)
                }
                Ok(Bytes::Missing | Bytes::Damaged) => Err(AppError::FileHandling),
                Err(error) => Err(error),
            };
            failed.try_set(done.err());
        });
    };
    view! {
        {understood_first(
            t("PDF dibuka di luar Pendamping.", "A PDF is opened outside of Pendamping."),
            t(
                "Salinannya tersimpan di Unduhan tanpa kunci: siapa pun yang memegang HP ini dapat membacanya. Hapus setelah dibaca.",
                "A copy is saved to Downloads without a lock: anyone who holds this phone can read it. Delete it after reading.",
            ),
            understood,
        )}
        <div class="cluster">
            <button type="button" class="btn btn--tonal" disabled=move || !understood.get() on:click=open>
                {tr(t("Unduh PDF", "Download the PDF"))}
            </button>
        </div>
        {live(move || failed.get().map(|error| view! { <p class="error" role="alert">{tr(error.text())}</p> }))}
    }
    .into_any()
}

/// For good: the record, its bytes, and what was said of it.
fn erase(app: App, id: RecordId, after: Route) -> AnyView {
    let after = StoredValue::new(after);
    let erase = move || async move {
        let began = Began::here();
        if app.erase(vec![id], Vec::new()).await.is_ok() {
            app.tell(t("Dihapus selamanya", "Erased for good"));
            after.try_with_value(|after| began.replace(after));
        }
    };
    view! {
        <details class="card">
            <summary>{tr(t("Hapus selamanya", "Erase for good"))}</summary>
            <div class="stack">
                <p>{tr(t(
                    "Foto ini dihapus dari HP ini, dan dari HP lain saat serah terima berikutnya. Ini tidak dapat dibatalkan.",
                    "This photo is erased from this phone, and from other phones at the next handover. This cannot be undone.",
                ))}</p>
                {busy_button("btn btn--danger", t("Hapus foto selamanya", "Erase the photo for good"), erase)}
            </div>
        </details>
    }
    .into_any()
}
