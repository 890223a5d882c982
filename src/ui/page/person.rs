//! Page: person. What one needs at the door comes first: dangers, how to reach them, what to do next.

mod household;
mod rights;
mod tracing;

use crate::domain::order::InOrder;
use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::{danger_banner, danger_of, fact_rows, facts, heading, rows, timeline, trash_button};
use super::photo::photos;
use crate::app::App;
use crate::casework::erase::{plan_erase, plan_proof};
use crate::casework::person::{address_line, age, households_of, whereabouts};
use crate::domain::id::RecordId;
use crate::domain::record::casework::{assistance, attendance, case, need, note, visit};
use crate::domain::record::spine::{person, relation};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, RecordRef};
use crate::platform::clock;
use crate::ui::part::{Beat, Busy, badge, card, missing, tr};
use crate::ui::route::{Began, Route};
use crate::ui::shell::top_bar;

/// Fields that the page shows elsewhere, or as one line.
const SKIP: [&str; 9] = ["name", "address", "rt", "rw", "dusun", "village", "dangers", "discreet", "birth"];

/// The page.
pub fn view(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    if app.read_once(|book| book.get_as(id, &person::SPEC).is_some()) != Some(true) {
        return view! { {top_bar(tr(person::SPEC.label), true)} <div class="stack">{missing()}</div> }
            .into_any();
    }
    let title = move || {
        let read = app.read(|book| book.get(id).map(|record| heading(record, lang)));
        top_bar(read.flatten().unwrap_or_default(), true)
    };
    // What one needs at the door comes first, the rest after it.
    let part = move |make: fn(&Book, RecordRef<'_>, chrono::NaiveDate, Lang) -> AnyView| {
        live(move || {
            let today = app.today.get();
            let record =
                |book: &Book| book.get_as(id, &person::SPEC).map(|record| make(book, record, today, lang));
            app.read(record).flatten()
        })
    };
    let beat = Beat::new(3);
    view! {
        {live(title)}
        <div class="stack">
            {part(at_the_door)}
            {beat.later(2, move || part(in_depth))}
            {beat.later(3, move || view! { {photos(id)} {household::join(id)} {super::same::find(id)} {erase(app, id)} }.into_any())}
        </div>
    }
    .into_any()
}

fn at_the_door(book: &Book, record: RecordRef<'_>, today: chrono::NaiveDate, lang: Lang) -> AnyView {
    let id = record.id();
    let add = |kind: &str| Route::New(kind.into(), Some(id)).href();
    let homes = households_of(book, id);
    let cases: Vec<_> = book.children(id, &case::SPEC).collect();
    view! {
        {danger_banner(danger_of(record).into_iter().collect())}
        <div class="cluster">
            <a class="btn btn--primary" href=Route::Visit(id).href()>{tr(t("Kunjungan", "Visit"))}</a>
            <a class="btn btn--tonal" href=add("note")>{tr(t("Catatan", "Note"))}</a>
            <a class="btn btn--tonal" href=add("case")>{tr(t("Buka kasus", "Open a case"))}</a>
            <a class="btn btn--tonal" href=add("attachment")>{tr(t("Foto berkas", "Photo of a paper"))}</a>
            <a class="btn" href=Route::Edit(id).href()>{tr(t("Ubah", "Edit"))}</a>
            <a class="btn" href=Route::Drawn(id).href()>{tr(t("Gambar", "Pictures"))}</a>
        </div>
        {super::paper::links(person::SPEC.name, id)}
        {card(tr(t("Data diri", "Facts")), None, own_facts(book, record, today, lang))}
        {super::same::also(book, record, lang)}
        {card(tr(t("Keluarga", "Households")), None, rows(&homes, lang,
            t("Belum tercatat di keluarga mana pun.", "Not recorded in any household yet.")))}
        {card(tr(t("Kasus", "Cases")), Some((t("Buka kasus", "Open a case"), add("case"))), rows(&cases, lang,
            t("Belum ada kasus. Buka kasus bila orang ini didampingi.", "No case yet. Open one if this person is accompanied.")))}
    }
    .into_any()
}

fn in_depth(book: &Book, record: RecordRef<'_>, today: chrono::NaiveDate, lang: Lang) -> AnyView {
    let id = record.id();
    let add = |kind: &str| Route::New(kind.into(), Some(id)).href();
    let children = |kind: &'static crate::domain::kind::Kind| book.children(id, kind).collect::<Vec<_>>();
    let mut events = children(&visit::SPEC);
    events.extend(children(&note::SPEC));
    for case in book.children(id, &case::SPEC) {
        events.extend(book.children(case.id(), &note::SPEC));
        events.extend(book.children(case.id(), &visit::SPEC));
    }
    let at_visits = book.referring(&attendance::SPEC, attendance::PERSON, id);
    events.extend(at_visits.iter().filter_map(|one| one.parent_record()));
    let visits: Vec<_> = events.iter().filter(|event| event.is(&visit::SPEC)).copied().collect();
    events.extend(visits.iter().flat_map(|visit| book.children(visit.id(), &note::SPEC)));
    // A person may be reached in several ways; each visit stands once.
    events.order_by_key(|event| event.id());
    events.dedup_by_key(|event| event.id());
    let text = t("Belum ada. Sentuh Tambah.", "None yet. Touch Add.");
    let more = t("Tambah", "Add");
    view! {
        {tracing::summary_card(book, id, today, lang)}
        {card(tr(t("Kebutuhan", "Needs")), Some((more, add("need"))), rows(&children(&need::SPEC), lang, text))}
        {rights::consents(book, id, today, lang)}
        {card(tr(t("Kunjungan dan catatan", "Visits and notes")), Some((t("Catatan", "Note"), add("note"))), timeline(events, lang,
            t("Belum ada kunjungan atau catatan.", "No visit or note yet.")))}
        {card(tr(t("Bantuan", "Assistance")), Some((more, add("assistance"))), rows(&children(&assistance::SPEC), lang, text))}
        {card(tr(t("Hubungan dengan orang lain", "Relations to others")), Some((more, add("relation"))), rows(&relations(book, id), lang, text))}
        {rights::requests(book, id, lang)}
        <p><a href=Route::Record(id).href()>{tr(t("Riwayat perubahan", "History of changes"))}</a></p>
    }
    .into_any()
}

/// What this person is to others, as recorded here or with the others.
fn relations(book: &Book, id: RecordId) -> Vec<RecordRef<'_>> {
    let mut found: Vec<_> = book.children(id, &relation::SPEC).collect();
    let theirs = book.referring(&relation::SPEC, relation::OTHER, id);
    found.extend(theirs.into_iter().filter(|one| one.parent() != Some(id)));
    found
}

fn own_facts(book: &Book, record: RecordRef<'_>, today: chrono::NaiveDate, lang: Lang) -> AnyView {
    let mut found: Vec<(String, AnyView)> = Vec::new();
    let mut say = |label: Text, value: String| {
        if !value.is_empty() {
            found.push((label.get(lang).to_owned(), value.into_any()));
        }
    };
    let birth = record.value("birth").zip(person::SPEC.field("birth"));
    let born = birth.map_or_else(String::new, |(value, spec)| {
        crate::report::history::value_text(spec, &value, book, lang)
    });
    if let Some(years) = age(record, today) {
        let years = t("{n} tahun", "{n} {n?year|years}").with(lang, &[("n", &years.to_string())]);
        say(t("Umur", "Age"), years);
    }
    say(t("Kelahiran", "Birth"), born);
    say(t("Alamat", "Address"), address_line(record));
    if address_line(record).is_empty() {
        say(t("Alamat (dari keluarga)", "Address (of the household)"), whereabouts(book, record));
    }
    found.extend(fact_rows(book, record, &SKIP, lang));
    let discreet = (record.get(person::DISCREET) == Some(true))
        .then(|| badge("warn", tr(t("Nama disembunyikan di daftar", "Name hidden on lists"))));
    if found.is_empty() {
        return view! {
            {discreet}
            <p class="hint">{tr(t("Baru nama yang tercatat. Sentuh Ubah untuk melengkapi.", "Only the name is recorded. Touch Edit to add more."))}</p>
        }
        .into_any();
    }
    view! { {discreet} {facts(found)} }.into_any()
}

/// The word that must be typed before somebody is erased.
const WORD: &str = "HAPUS";

/// The two ways to be rid of a person: the trash, which can be undone, and for good.
fn erase(app: App, id: RecordId) -> AnyView {
    let typed = RwSignal::new(String::new());
    let busy = Busy::new();
    let fits = move || typed.with(|text| text.trim().eq_ignore_ascii_case(WORD)) && !busy.is();
    let press = move |_| {
        if !untrack(fits) {
            return;
        }
        let now = clock::stamp(app.zone.get_untracked());
        let planned =
            app.read_once(|book| (plan_erase(book, id), plan_proof(book, id, now, &mut || app.make_id())));
        let (records, proof) = planned.unwrap_or_default();
        let began = Began::here();
        busy.run(async move {
            let erased = app.erase(records, proof).await;
            if erased.is_ok() {
                app.tell(t("Dihapus selamanya", "Erased for good"));
                began.replace(&Route::People);
            }
        });
    };
    let count = move || {
        let records = app.read(|book| plan_erase(book, id).len()).unwrap_or_default();
        t(
            "{n} catatan tentang orang ini akan dihapus dari HP ini, dan dari HP lain saat serah terima berikutnya. Ini tidak dapat dibatalkan.",
            "{n} {n?record|records} about this person will be erased from this phone, and from other phones at the next handover. This cannot be undone.",
        )
        .with(app.lang.get_untracked(), &[("n", &records.to_string())])
    };
    // Counting reads every record, so it waits until somebody looks.
    let open = RwSignal::new(false);
    view! {
        <div class="cluster">{trash_button(app, id, Route::People)}</div>
        <details class="card" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>{tr(t("Hapus selamanya", "Erase for good"))}</summary>
            <div class="stack">
                <p>{live(move || open.get().then(count))}</p>
                <p>{tr(t(
                    "Catatan bebas tentang orang lain yang menyebut namanya tidak ikut terhapus.",
                    "Free notes about others that mention this person are not erased.",
                ))}</p>
                <p>{tr(t(
                    "Bila ada permintaan menghapus, yang tersisa hanya bukti tanpa nama bahwa permintaan itu dipenuhi, di Tempat sampah.",
                    "Where erasure was asked for, only a proof without a name stays, in the trash, that it was done.",
                ))}</p>
                <div class="field">
                    <label for="erase-word">{tr(t("Ketik HAPUS untuk melanjutkan", "Type HAPUS to go on"))}</label>
                    <input id="erase-word" type="text" autocomplete="off" autocapitalize="characters" prop:value=move || typed.get()
                        on:input=move |event| typed.set(event_target_value(&event))/>
                </div>
                <button type="button" class="btn btn--danger" disabled=move || !fits() on:click=press>
                    {tr(t("Hapus selamanya", "Erase for good"))}
                </button>
            </div>
        </details>
    }
    .into_any()
}
