//! Giving the book out in forms that other programs read. None of these files is locked, so the worker says first that
//! they know; what is left out of a file is said beside it, with the way to whom it is about.

use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::{App, Made};
use crate::casework::person::display_name;
use crate::domain::kind::Kind;
use crate::domain::record::kinds;
use crate::domain::text::{Text, t};
use crate::report::convert::ppks::LeftOut;
use crate::report::convert::{Form, Options, Profile, file_name, media_type};
use crate::ui::part::{card, link_row, long_list, pick_named, pick_one, tr, understood_first};
use crate::ui::route::Route;

/// The forms by name.
#[derive(Clone, Copy, PartialEq)]
enum What {
    Csv,
    Xlsx,
    Ppks,
    Fhir,
}

const WHAT: [What; 4] = [What::Csv, What::Xlsx, What::Ppks, What::Fhir];
const PROFILES: [Profile; 2] = [Profile::Full, Profile::Statistics];

fn what_name(what: What) -> Text {
    match what {
        What::Csv => t("Tabel untuk lembar kerja (CSV)", "A table for a spreadsheet (CSV)"),
        What::Xlsx => t(
            "Buku kerja Excel, satu lembar tiap jenis (XLSX)",
            "Excel workbook, a sheet for each kind (XLSX)",
        ),
        What::Ppks => {
            t("Daftar PPKS untuk aplikasi kabupaten (CSV)", "PPKS list for a regency's system (CSV)")
        }
        What::Fhir => t("Berkas kesehatan HL7 FHIR R4 (JSON)", "Health file, HL7 FHIR R4 (JSON)"),
    }
}

fn profile_name(profile: Profile) -> Text {
    match profile {
        Profile::Full => t("Untuk instansi: lengkap dengan nama", "For the agency: complete, with names"),
        Profile::Statistics => t("Untuk statistik: tanpa identitas", "For statistics: no identities"),
    }
}

/// How a file came out.
enum Outcome {
    Stopped,
    Refused,
    Saved { name: String, made: Made },
}

#[derive(Clone, Copy)]
struct Asked {
    what: RwSignal<What>,
    kind: RwSignal<usize>,
    profile: RwSignal<Profile>,
    labels: RwSignal<bool>,
    village: RwSignal<String>,
}

impl Asked {
    fn form(self) -> Option<Form> {
        Some(match self.what.get_untracked() {
            What::Csv => Form::Csv(kinds().nth(self.kind.get_untracked())?),
            What::Xlsx => Form::Xlsx,
            What::Ppks => Form::Ppks,
            What::Fhir => Form::Fhir,
        })
    }

    fn options(self) -> Options {
        let app = App::get();
        let village = self.village.get_untracked();
        Options {
            profile: self.profile.get_untracked(),
            labels: self.labels.get_untracked(),
            village: (!village.trim().is_empty()).then_some(village),
            ..Options::new(app.today.get_untracked(), app.lang.get_untracked())
        }
    }
}

/// The card, folded.
pub fn view() -> AnyView {
    let asked = Asked {
        what: RwSignal::new(What::Csv),
        kind: RwSignal::new(0),
        profile: RwSignal::new(Profile::Full),
        labels: RwSignal::new(true),
        village: RwSignal::new(String::new()),
    };
    // Made when it is unfolded: most who hand over never need it.
    let open = RwSignal::new(false);
    let inside = move || {
        open.get().then(|| view! {
            <div class="stack">
                {pick_one("berkas-bentuk", t("Bentuk berkas", "Form of the file"), &WHAT, what_name, asked.what)}
                {live(move || choices(asked))}
                {maker(asked)}
            </div>
        })
    };
    let body = view! {
        <details on:toggle=move |_| open.set(true)>
            <summary class="btn btn--text">{tr(t("Buat berkas untuk program lain", "Make a file for another program"))}</summary>
            {live(inside)}
        </details>
    };
    card(tr(t("Berkas lain", "Other files")), None, body.into_any())
}

/// What else can be chosen of a form.
fn choices(asked: Asked) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let profile =
        || pick_one("berkas-untuk", t("Untuk siapa", "For whom"), &PROFILES, profile_name, asked.profile);
    let labels = move || {
        view! {
            <label class="choice">
                <input autocomplete="off" type="checkbox" prop:checked=move || asked.labels.get()
                    on:change:target=move |event| asked.labels.set(event.target().checked())/>
                <span>{tr(t("Arti kode di sebelah kodenya", "The meaning of each code beside it"))}</span>
            </label>
        }
        .into_any()
    };
    match asked.what.get() {
        What::Xlsx => view! { {profile()} {labels()} }.into_any(),
        What::Csv => {
            let names: Vec<String> = kinds().map(|kind: &Kind| kind.label.get(lang).to_owned()).collect();
            let first = asked.kind.get_untracked();
            view! {
                {pick_named("berkas-catatan", tr(t("Jenis catatan", "Kind of record")), &names, first, move |place| asked.kind.set(place))}
                {profile()}
                {labels()}
            }
            .into_any()
        }
        What::Ppks => view! {
            <div class="field">
                <label for="berkas-desa">{tr(t("Hanya dari desa/kelurahan (kosong: semua)", "Only of the village (empty: all)"))}</label>
                <input id="berkas-desa" autocomplete="off" prop:value=move || asked.village.get()
                    on:input:target=move |event| asked.village.set(event.target().value())/>
            </div>
        }
        .into_any(),
        What::Fhir => profile(),
    }
}

/// The warning, the button, the progress, and what became of it.
fn maker(asked: Asked) -> AnyView {
    let app = App::get();
    let understood = RwSignal::new(false);
    let going: RwSignal<Option<(usize, usize)>> = RwSignal::new(None);
    let stopped = RwSignal::new(false);
    let outcome: RwSignal<Option<Outcome>, LocalStorage> = RwSignal::new_local(None);
    let make = move |_| {
        let Some(form) = asked.form().filter(|_| going.get_untracked().is_none()) else { return };
        let options = asked.options();
        going.set(Some((0, 1)));
        stopped.set(false);
        outcome.set(None);
        wasm_bindgen_futures::spawn_local(async move {
            let name = file_name(form, &options);
            // The page may be gone by now: then nobody waits for the file any more.
            let told = |at, all| {
                going.try_set(Some((at, all))).is_none() && stopped.try_get_untracked() == Some(false)
            };
            let became = match app.make_form(form, options, told).await {
                None => Outcome::Stopped,
                // The bytes go with the download; what is told of it needs none of them.
                Some(mut made) => {
                    match made.pieces.take().map(|file| file.download_as(&name, media_type(form))) {
                        Some(Ok(_)) => Outcome::Saved { name, made },
                        _ => Outcome::Refused,
                    }
                }
            };
            going.try_set(None);
            outcome.try_set(Some(became));
        });
    };
    let busy = Memo::new(move |_| going.with(Option::is_some));
    let at = move || going.get().map_or(0, |(at, _)| at).to_string();
    let all = move || going.get().map_or(1, |(_, all)| all.max(1)).to_string();
    let progress = move || {
        busy.get().then(|| view! {
            <progress class="progress" aria-label=tr(t("Membuat berkas", "Making the file")) value=at max=all></progress>
            <div class="cluster">
                <button type="button" class="btn" on:click=move |_| stopped.set(true)>{tr(t("Batalkan", "Cancel"))}</button>
            </div>
        })
    };
    view! {
        {understood_first(
            t("Berkas ini tidak terkunci.", "This file is not locked."),
            t(
                "Siapa pun yang memegangnya dapat membacanya. Juga tanpa nama, orang dapat dikenali bila jumlahnya kecil. Kirim hanya kepada yang berhak, lalu hapus dari HP.",
                "Anyone who holds it can read it. Even without names, people can be recognised where numbers are small. Send it only to those entitled, then delete it from the phone.",
            ),
            understood,
        )}
        <div class="cluster">
            <button type="button" class="btn btn--tonal" aria-busy=move || busy.get().to_string()
                disabled=move || busy.get() || !understood.get() on:click=make>{tr(t("Buat berkas", "Make the file"))}</button>
        </div>
        {live(progress)}
        <div aria-live="polite">{live(move || outcome.with(|became| became.as_ref().map(told)))}</div>
    }
    .into_any()
}

fn told(outcome: &Outcome) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let (name, made) = match outcome {
        Outcome::Stopped => {
            return view! { <p class="banner banner--info">{tr(t("Dibatalkan. Tidak ada berkas yang dibuat.", "Cancelled. No file was made."))}</p> }.into_any();
        }
        Outcome::Refused => {
            return view! { <p class="error">{tr(t("Berkas tidak dapat disimpan.", "The file could not be saved."))}</p> }.into_any();
        }
        Outcome::Saved { name, made } => (name, made),
    };
    let saved =
        t("Tersimpan di Unduhan: {name}, {n} baris.", "Saved to Downloads: {name}, {n} {n?row|rows}.");
    let saved = saved.with(lang, &[("name", name), ("n", &made.written.to_string())]);
    let lost = t(
        "{n} catatan tidak punya tempat dalam bentuk ini, misalnya catatan harian dan paparan.",
        "{n} {n?record has|records have} no place in this form, such as notes and exposures.",
    );
    let lost = (made.without_place > 0)
        .then(|| view! { <p class="hint">{lost.with(lang, &[("n", &made.without_place.to_string())])}</p> });
    let left = (!made.left_out.is_empty()).then(|| {
        view! {
            <h3>{tr(t("Perlu dilihat", "To look at"))}</h3>
            <p class="hint">{tr(t(
                "Belum masuk daftar, atau masuk tetapi tidak lazim. Lengkapi, lalu buat lagi.",
                "Not in the list yet, or in it but unusual. Complete them, then make it again.",
            ))}</p>
            {long_list(made.left_out.clone(), left_row)}
        }
    });
    view! { <p class="banner banner--info">{saved}</p> {lost} {left} }.into_any()
}

fn left_row(one: &LeftOut) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let named = app.read_once(|book| book.get(one.person).map(|record| display_name(record, true)));
    let reasons: Vec<&str> = one.reasons.iter().map(|reason| reason.text().get(lang)).collect();
    let why = match &one.category {
        Some(category) => format!("{category}: {}", reasons.join(", ")),
        None => reasons.join(", "),
    };
    link_row(Route::of("person", one.person).href(), named.flatten().unwrap_or_default(), why, ().into_any())
}
