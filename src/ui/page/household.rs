//! Page: household. Who lives here, and the door to the next visit.

mod member;

use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::{
    commit, danger_banner, danger_of, fact_rows, facts, heading, rows, timeline, trash_button,
};
use super::photo::photos;
use crate::app::App;
use crate::casework::person::{Member, address_line, display_name, facts as person_facts, members};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::casework::{assistance, case, need, note, visit};
use crate::domain::record::spine::household;
use crate::domain::text::{Lang, t};
use crate::ledger::{Book, RecordRef};
use crate::ui::part::{badge, card, missing, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// Fields that the page shows elsewhere, or as one line.
const SKIP: [&str; 7] = ["name", "head", "address", "rt", "rw", "dusun", "village"];

/// The page.
pub fn view(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    if app.read_once(|book| book.get_as(id, &household::SPEC).is_some()) != Some(true) {
        return view! { {top_bar(tr(household::SPEC.label), true)} <div class="stack">{missing()}</div> }
            .into_any();
    }
    let title = move || {
        let read = app.read(|book| book.get(id).map(|record| heading(record, lang)));
        top_bar(read.flatten().unwrap_or_default(), true)
    };
    let top = move || app.read(|book| book.get(id).map(|record| top(app, book, record, lang))).flatten();
    let rest = move || app.read(|book| book.get(id).map(|record| rest(book, record, lang))).flatten();
    view! {
        {live(title)}
        <div class="stack">
            {live(top)}
            {member::add(id)}
            {photos(id)}
            {live(rest)}
            <div class="cluster">{trash_button(app, id, Route::People)}</div>
        </div>
    }
    .into_any()
}

fn top(app: App, book: &Book, record: RecordRef<'_>, lang: Lang) -> AnyView {
    let id = record.id();
    let found = members(book, id);
    let dangers = found.iter().filter_map(|member| danger_of(member.person)).collect();
    let address = address_line(record);
    let list = if found.is_empty() {
        view! { <p class="hint">{tr(t("Belum ada anggota. Tambahkan di bawah ini.", "No members yet. Add them below."))}</p> }.into_any()
    } else {
        let rows: Vec<_> = found.iter().map(|member| member_row(app, book, id, member, lang)).collect();
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    view! {
        {danger_banner(dangers)}
        {(!address.is_empty()).then(|| view! { <p>{address}</p> })}
        <a class="btn btn--primary btn--wide" href=Route::Visit(id).href()>{tr(t("Kunjungan", "Visit"))}</a>
        <div class="cluster">
            <a class="btn btn--tonal" href=Route::New("note".into(), Some(id)).href()>{tr(t("Catatan", "Note"))}</a>
            <a class="btn btn--tonal" href=Route::New("case".into(), Some(id)).href()>{tr(t("Buka kasus", "Open a case"))}</a>
            <a class="btn btn--tonal" href=Route::New("attachment".into(), Some(id)).href()>{tr(t("Foto berkas", "Photo of a paper"))}</a>
            <a class="btn" href=Route::Edit(id).href()>{tr(t("Ubah", "Edit"))}</a>
            <a class="btn" href=Route::Drawn(id).href()>{tr(t("Gambar", "Pictures"))}</a>
        </div>
        {super::paper::links(household::SPEC.name, id)}
        {card(tr(t("Anggota", "Members")), None, list)}
    }
    .into_any()
}

fn member_row(app: App, book: &Book, home: RecordId, member: &Member<'_>, lang: Lang) -> AnyView {
    let person = member.person.id();
    let name = display_name(member.person, true);
    let sub = person_facts(book, member.person, app.today.get_untracked(), lang).into_iter().take(2);
    let relation = (!member.relation.is_empty() && !member.head)
        .then(|| lists::FAMILY_RELATION.label(member.relation, lang).to_owned());
    let sub = relation.into_iter().chain(sub).collect::<Vec<_>>().join(" · ");
    let make_head = (!member.head).then(|| {
        let press = move |_| {
            let fields = FieldSet::new().with(household::HEAD, person);
            let draft = Draft { kind: household::SPEC.name, record: home, parent: None, fields };
            commit(app, vec![draft], t("Kepala keluarga diganti", "Head of household changed"));
        };
        let label = format!("{}: {name}", tr(t("Jadikan kepala keluarga", "Make head of household")));
        view! {
            <button type="button" class="btn btn--text" aria-label=label on:click=press>
                {tr(t("Jadikan kepala", "Make head"))}
            </button>
        }
        .into_any()
    });
    let leave = member.membership.map(|membership| {
        let press = move |_| {
            let draft = crate::casework::household::plan_leave(membership, app.today.get_untracked());
            commit(app, vec![draft], t("Tidak lagi menjadi anggota", "No longer a member"));
        };
        let label = format!("{}: {name}", tr(t("Pindah dari keluarga ini", "Left this household")));
        view! { <button type="button" class="btn btn--text" aria-label=label on:click=press>{tr(t("Pindah", "Left"))}</button> }
            .into_any()
    });
    let head = member.head.then(|| badge("accent", tr(t("Kepala keluarga", "Head"))));
    view! {
        <li class="row">
            <a class="row-main" href=Route::Person(person).href()>
                <span class="row-title">{name.clone()}</span>
                <span class="row-sub">{sub}</span>
            </a>
            <span class="row-end">{head}{make_head}{leave}</span>
        </li>
    }
    .into_any()
}

fn rest(book: &Book, record: RecordRef<'_>, lang: Lang) -> AnyView {
    let id = record.id();
    let add = |kind: &str| Route::New(kind.into(), Some(id)).href();
    let more = t("Tambah", "Add");
    let none = t("Belum ada. Sentuh Tambah.", "None yet. Touch Add.");
    let children = |kind: &'static crate::domain::kind::Kind| book.children(id, kind).collect::<Vec<_>>();
    let mut events = children(&visit::SPEC);
    events.extend(children(&note::SPEC));
    let visits: Vec<_> = book.children(id, &visit::SPEC).collect();
    events.extend(visits.iter().flat_map(|visit| book.children(visit.id(), &note::SPEC)));
    let known = fact_rows(book, record, &SKIP, lang);
    let data = if known.is_empty() {
        let hint = t(
            "Baru nama dan alamat yang tercatat. Sentuh Ubah untuk melengkapi.",
            "Only name and address are recorded. Tap Edit for more.",
        );
        view! { <p class="row-sub">{tr(hint)}</p> }.into_any()
    } else {
        facts(known)
    };
    view! {
        {card(tr(t("Kunjungan dan catatan", "Visits and notes")), Some((t("Catatan", "Note"), add("note"))), timeline(events, lang,
            t("Belum ada kunjungan. Sentuh Kunjungan di atas.", "No visit yet. Touch Visit above.")))}
        {card(tr(t("Kasus", "Cases")), Some((t("Buka kasus", "Open a case"), add("case"))), rows(&children(&case::SPEC), lang,
            t("Belum ada kasus keluarga.", "No case of the household yet.")))}
        {card(tr(t("Kebutuhan", "Needs")), Some((more, add("need"))), rows(&children(&need::SPEC), lang, none))}
        {card(tr(t("Bantuan", "Assistance")), Some((more, add("assistance"))), rows(&children(&assistance::SPEC), lang, none))}
        {card(tr(t("Data keluarga", "Facts")), Some((t("Ubah", "Edit"), Route::Edit(id).href())), data)}
        <p><a href=Route::Record(id).href()>{tr(t("Riwayat perubahan", "History of changes"))}</a></p>
    }
    .into_any()
}
