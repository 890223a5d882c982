//! Taking a photo of a paper, or choosing a file: one hand, bright sun, and the other hand holds the paper.
//!
//! Invariant: record and bytes are saved together or not at all. What surprises: the picture is kept in the form's
//! draft like everything that was typed, so that a call or a lock between taking and saving loses nothing.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::super::form::{Keeper, Typed, restored_banner, some_fields};
use crate::app::App;
use crate::casework::attachment::{concern, plan_attachment};
use crate::domain::id::RecordId;
use crate::domain::photo::{Media, Refusal, sniff};
use crate::domain::record::spine::attachment;
use crate::domain::text::{Text, t};
use crate::domain::value::{Fields, Value};
use crate::exchange::base64;
use crate::platform::photo::{Shown, prepare};
use crate::platform::{files, intl};
use crate::report::summary;
use crate::ui::form::pick::unique_id;
use crate::ui::icon::Icon;
use crate::ui::part::{busy_button, missing, tr};
use crate::ui::route::{Began, Route};
use crate::ui::shell::top_bar;

/// Where the draft keeps the bytes, in base64; no field of a record begins so.
const BYTES: &str = "_bytes";

/// What was taken, ready to be looked at.
enum Taken {
    Nothing,
    Preparing,
    Picture(Shown),
    Paper(u64),
    Refused(Refusal),
}

type State = RwSignal<Taken, LocalStorage>;

/// The page.
pub fn take(parent: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get_untracked();
    let about = app.read_once(|book| {
        let record = book.get(parent)?;
        let whom =
            format!("{}: {}", summary::kind_label(record, lang), summary::discreet_title(record, lang));
        let concern = concern(book, parent, today).map(|concern| (concern.text, concern.date));
        Some((whom, Route::of(record.kind_name(), parent), concern))
    });
    let Some((whom, back, concern)) = about.flatten() else { return missing() };
    let route = Route::New(attachment::SPEC.name.to_owned(), Some(parent)).path();
    let kept = app.drafts().into_iter().find(|(_, draft)| draft.route == route);
    let restored = kept.is_some();
    let (record, fields) =
        kept.map_or_else(|| (app.make_id(), Fields::new()), |(id, draft)| (id, draft.fields));
    let state: State = RwSignal::new_local(bytes_of(&fields).map_or(Taken::Nothing, |bytes| shown(&bytes)));
    let typed: Typed = RwSignal::new(fields);
    let keeper = Keeper::start(record, route, restored, move || typed.get());

    let warning = concern.map(|(text, date)| {
        let since = date.map(|date| format!(" ({})", intl::date(lang, date)));
        view! {
            <div class="banner banner--warn" role="note">
                <div>
                    <p><strong>{tr(text)}{since}</strong></p>
                    <p>{tr(t(
                        "Foto hanya bila klien sendiri memintanya sekarang, dan catat persetujuannya.",
                        "Take it only if the client asks for it now, and record the consent.",
                    ))}</p>
                </div>
            </div>
        }
    });
    let back = StoredValue::new(back);
    let save = move || async move {
        let Some((media, bytes)) = ready(typed) else { return };
        let mut fields = typed.get_untracked();
        fields.remove(BYTES);
        let draft = plan_attachment(record, parent, &fields, media, &bytes);
        keeper.pause();
        let began = Began::here();
        match app.save_attachment(draft, bytes, t("Foto tersimpan", "Photo saved")).await {
            Ok(_) => {
                keeper.done();
                // The page may be gone by now.
                back.try_with_value(|back| began.replace(back));
            }
            // The frame says that it is not saved and why; the photo stays here.
            Err(_) => keeper.resume(),
        }
    };
    // The fields stay where they are while another photo is taken.
    let has_photo =
        Memo::new(move |_| state.with(|state| matches!(state, Taken::Picture(_) | Taken::Paper(_))));
    let form = move || {
        has_photo.get().then(|| {
            untrack(|| {
                view! {
                    {some_fields(&attachment::SPEC, &["kind", "caption"], typed)}
                    <div class="actions">
                        {busy_button("btn btn--primary btn--wide", t("Simpan foto", "Save the photo"), save)}
                    </div>
                }
                .into_any()
            })
        })
    };
    view! {
        {top_bar(tr(t("Foto berkas", "Photo of a paper")), true)}
        <div class="form">
            {restored.then(|| restored_banner(keeper))}
            <p>{whom}</p>
            {warning}
            <div aria-live="polite">{live(move || state.with(face))}</div>
            {choosers(app, typed, state, has_photo)}
            {live(form)}
        </div>
    }
    .into_any()
}

/// The bytes in a draft.
fn bytes_of(fields: &Fields) -> Option<Vec<u8>> {
    base64::decode(fields.get(BYTES).and_then(Value::as_text)?.as_bytes())
}

fn ready(typed: Typed) -> Option<(Media, Vec<u8>)> {
    let bytes = typed.with_untracked(bytes_of)?;
    Some((sniff(&bytes)?, bytes))
}

fn shown(bytes: &[u8]) -> Taken {
    match sniff(bytes) {
        Some(Media::Pdf) => Taken::Paper(bytes.len() as u64),
        Some(media) => {
            Shown::new(bytes, media.kept_as()).map_or(Taken::Refused(Refusal::NotMade), Taken::Picture)
        }
        None => Taken::Nothing,
    }
}

/// What there is to see so far.
fn face(state: &Taken) -> AnyView {
    match state {
        Taken::Nothing => view! {
            <p class="hint">{tr(t(
                "Letakkan kertas di tempat rata dan terang, lalu penuhi layar kamera dengan kertas itu. Foto dikecilkan; lokasi dan jenis HP tidak ikut disimpan.",
                "Lay the paper flat in good light and fill the camera's screen with it. The photo is made smaller; place and phone are not kept.",
            ))}</p>
        }
        .into_any(),
        Taken::Preparing => {
            view! { <p aria-busy="true">{tr(t("Menyiapkan foto…", "Preparing the photo…"))}</p> }.into_any()
        }
        Taken::Picture(shown) => view! {
            <div class="photo-frame">
                <img src=shown.url().to_owned() alt=tr(t("Foto yang akan disimpan", "The photo to be saved"))/>
            </div>
        }
        .into_any(),
        Taken::Paper(size) => {
            let text = format!("PDF · {}", crate::ui::part::bytes_text(*size));
            view! { <p class="banner banner--info">{text}</p> }.into_any()
        }
        Taken::Refused(refusal) => {
            view! { <p class="error" role="alert">{tr(refusal.text())}</p> }.into_any()
        }
    }
}

/// The camera and the files. Once there is a photo they step back behind the save.
fn choosers(app: App, typed: Typed, state: State, has_photo: Memo<bool>) -> AnyView {
    let put = move |event: web_sys::Event| {
        let Some(file) = files::chosen(&event) else { return };
        state.set(Taken::Preparing);
        wasm_bindgen_futures::spawn_local(async move {
            let next = match prepare(&file).await {
                Ok((_, bytes)) => {
                    let mut text = Vec::new();
                    base64::encode(&bytes, &mut text);
                    let text = String::from_utf8(text).unwrap_or_default();
                    typed.try_update(|fields| drop(fields.insert(BYTES.to_owned(), Value::Text(text))));
                    shown(&bytes)
                }
                Err(refusal) => {
                    // What was taken before is no longer to be seen, so it is not to be saved either.
                    typed.try_update(|fields| drop(fields.remove(BYTES)));
                    Taken::Refused(refusal)
                }
            };
            // The page may be gone by now.
            state.try_set(next);
        });
    };
    let camera = chooser(
        move || if has_photo.get() { "btn" } else { "btn btn--primary btn--wide" },
        move || {
            if has_photo.get() { t("Ambil ulang", "Take again") } else { t("Ambil foto", "Take a photo") }
        },
        "image/*",
        true,
        move |_| app.goes_to_camera(),
        put,
    );
    let file = chooser(
        move || if has_photo.get() { "btn" } else { "btn btn--tonal btn--wide" },
        move || {
            if has_photo.get() {
                t("Pilih berkas lain", "Choose another file")
            } else {
                t("Pilih foto atau PDF", "Choose a photo or PDF")
            }
        },
        "image/*,application/pdf",
        false,
        move |_| app.goes_to_camera(),
        put,
    );
    view! { <div class="cluster photo-choosers">{camera}{file}</div> }.into_any()
}

fn chooser(
    class: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    text: impl Fn() -> Text + Copy + Send + Sync + 'static,
    accept: &'static str,
    camera: bool,
    click: impl Fn(leptos::ev::MouseEvent) + 'static,
    put: impl Fn(web_sys::Event) + Copy + 'static,
) -> AnyView {
    let id = unique_id("foto");
    view! {
        <label class=class for=id.clone()>
            {camera.then(|| Icon::Camera.view())}
            {live(move || tr(text()))}
            <input autocomplete="off" class="file-under" id=id.clone() type="file" accept=accept capture=camera.then_some("environment")
                on:click=click on:change=put/>
        </label>
    }
    .into_any()
}
