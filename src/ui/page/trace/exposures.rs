//! Who exposed this person, and whom this person exposed: the household by quick ticks, others by search.
//! However many people are ticked, they are written as one commit.

use crate::domain::order::InOrder;
use leptos::prelude::*;

use crate::ui::live::live;

use super::super::tracing_parts::{Kept, field, listed, name_of, problem};
use super::At;
use crate::app::App;
use crate::casework::person::{households_of, members};
use crate::domain::code::tracing::{CONTACT_KIND, EXPOSURE_SETTING};
use crate::domain::id::RecordId;
use crate::domain::kind::FieldSet;
use crate::domain::record::tracing::{event, exposure};
use crate::domain::text::{Text, t};
use crate::domain::value::Value;
use crate::ledger::Book;
use crate::platform::intl;
use crate::tracing::enter::{NewContacts, Subject, plan_contacts};
use crate::ui::form::pick::{Picked, person_picker, unique_id};
use crate::ui::part::{badge, busy_button, card, link_row, list, tr};
use crate::ui::route::Route;

const SOURCE: &str = "_source";
const SOURCE_NAME: &str = "_source_name";
/// The field of who is ticked.
pub const PEOPLE: &str = "_people";
const NAMES: &str = "_names";

/// The exposures of this person, and a new one.
pub fn view(at: At) -> AnyView {
    let body = view! {
        {live(move || own_exposures(at))}
        {add_exposure(at)}
    };
    card(tr(t("Paparan", "Exposures")), None, body.into_any())
}

fn own_exposures(at: At) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    app.read(|book| {
        let mut links: Vec<_> = book
            .children(at.person, &exposure::SPEC)
            .filter(|link| link.get(exposure::OUTBREAK) == Some(at.outbreak))
            .collect();
        links.order_by_key(|link| std::cmp::Reverse((link.get(exposure::LAST), link.id())));
        if links.is_empty() {
            return view! { <p class="hint">{tr(t("Belum ada paparan yang dicatat.", "No exposure is recorded."))}</p> }.into_any();
        }
        let rows = links
            .into_iter()
            .map(|link| {
                let source = link.get(exposure::SOURCE).map_or_else(
                    || tr(t("Sumber tidak diketahui", "Source not known")).to_owned(),
                    |source| name_of(book, source),
                );
                let mut facts: Vec<String> = Vec::new();
                facts.extend(link.get(exposure::LAST).map(|last| {
                    t("terakhir {date}", "last {date}").with(lang, &[("date", &intl::date(lang, last))])
                }));
                facts.extend(link.get(exposure::SETTING).map(|code| EXPOSURE_SETTING.label(code, lang).to_owned()));
                facts.extend(link.get(exposure::CONTACT).map(|code| CONTACT_KIND.label(code, lang).to_owned()));
                link_row(Route::Record(link.id()).href(), source, facts.join(" · "), ().into_any())
            })
            .collect();
        list(rows)
    })
    .into_any()
}

/// Dates, setting and kind of contact, as they go into the record.
fn details(kept: Kept) -> AnyView {
    view! {
        {field(&exposure::SPEC, exposure::LAST.name, kept.typed)}
        {field(&exposure::SPEC, exposure::FIRST.name, kept.typed)}
        {field(&exposure::SPEC, exposure::SETTING.name, kept.typed)}
        {field(&exposure::SPEC, exposure::CONTACT.name, kept.typed)}
    }
    .into_any()
}

/// The exposures to be written, or what is still wrong.
fn checked(kept: Kept, at: At, source: Option<Subject>, exposed: Vec<Subject>) -> Result<NewContacts, Text> {
    let today = App::get().today.get_untracked();
    let last = kept
        .date(exposure::LAST.name)
        .ok_or(t("Isi tanggal paparan terakhir.", "Enter the last exposure."))?;
    let first = kept.date(exposure::FIRST.name);
    if last > today {
        return Err(t("Tanggal paparan belum terjadi.", "The exposure is still to come."));
    }
    if first.is_some_and(|first| first > last) {
        return Err(t("Paparan pertama sesudah paparan terakhir.", "The first exposure is after the last."));
    }
    let mut details = kept.fields();
    details.0.retain(|name, _| name != exposure::LAST.name && name != exposure::FIRST.name);
    Ok(NewContacts { outbreak: at.outbreak, source, exposed, first, last, details })
}

async fn save(kept: Kept, error: RwSignal<Option<Text>>, new: Result<NewContacts, Text>, text: Text) {
    let app = App::get();
    let planned = match new {
        Err(text) => Err(text),
        Ok(new) => match app.read_once(|book| plan_contacts(book, &new, &mut || app.make_id())) {
            Some(Ok(drafts)) => Ok(drafts),
            Some(Err(refusal)) => Err(refusal.text()),
            None => return,
        },
    };
    match planned {
        Err(text) => error.set(Some(text)),
        Ok(drafts) => {
            error.set(None);
            kept.save(drafts, text).await;
        }
    }
}

fn subject(kept: Kept) -> Option<Subject> {
    if let Ok(id) = kept.text(SOURCE).parse() {
        return Some(Subject::Known(id));
    }
    let name = kept.text(SOURCE_NAME);
    (!name.is_empty()).then_some(Subject::New(name))
}

fn add_exposure(at: At) -> AnyView {
    let app = App::get();
    let kept = Kept::start("paparan", FieldSet::new());
    let error: RwSignal<Option<Text>> = RwSignal::new(None);
    let source = Memo::new(move |_| subject(kept));
    let forget = move || {
        kept.put(SOURCE, Value::Null);
        kept.put(SOURCE_NAME, Value::Null);
    };
    let pick = move |picked: Picked| {
        forget();
        match picked {
            Picked::Existing(id) => kept.put(SOURCE, Value::Text(id.to_string())),
            Picked::New(name) => kept.put(SOURCE_NAME, Value::Text(name)),
        }
    };
    let chooser = move || match source.get() {
        Some(subject) => {
            let name = match &subject {
                Subject::Known(id) => app.read_once(|book| name_of(book, *id)).unwrap_or_default(),
                Subject::New(name) => format!("{name} ({})", tr(t("orang baru", "new person"))),
            };
            view! {
                <div class="banner banner--info">
                    <span>{tr(t("Sumber: ", "Source: "))}{name}</span>
                    <button type="button" class="btn btn--text" on:click=move |_| forget()>{tr(t("Ganti", "Change"))}</button>
                </div>
            }
            .into_any()
        }
        None => view! {
            {person_picker(t("Terpapar oleh siapa?", "Exposed by whom?"), pick)}
            {live(move || events(at, kept))}
        }
        .into_any(),
    };
    let press = move || {
        let new = untrack(|| checked(kept, at, source.get(), vec![Subject::Known(at.person)]));
        save(kept, error, new, t("Paparan tersimpan", "Exposure saved"))
    };
    view! {
        <details node_ref=kept.fold open=kept.restored>
            <summary class="btn btn--tonal">{tr(t("Tambah paparan", "Add an exposure"))}</summary>
            <div class="form">
                {kept.banner()}
                {live(chooser)}
                {details(kept)}
                {problem(error)}
                {busy_button("btn btn--primary btn--wide", t("Simpan paparan", "Save the exposure"), press)}
            </div>
        </details>
    }
    .into_any()
}

/// The gatherings and places of the outbreak, which may be the source instead of a person.
fn events(at: At, kept: Kept) -> AnyView {
    let events: Vec<(RecordId, String)> = App::get()
        .read(|book| {
            book.children(at.outbreak, &event::SPEC)
                .map(|one| (one.id(), one.text(event::NAME).to_owned()))
                .collect()
        })
        .unwrap_or_default();
    let id = unique_id("peristiwa");
    let options = events
        .iter()
        .map(|(id, name)| view! { <option value=id.to_string()>{name.clone()}</option> })
        .collect_view();
    view! {
        {(!events.is_empty()).then(|| view! {
            <div class="field">
                <label for=id.clone()>{tr(t("Atau di peristiwa", "Or at an event"))}</label>
                <select autocomplete="off" id=id on:change:target=move |event| kept.put(SOURCE, Value::Text(event.target().value()))>
                    <option value="">{tr(t("Belum dipilih", "Not chosen"))}</option>
                    {options}
                </select>
            </div>
        })}
        <a class="btn btn--text" href=Route::New("event".into(), Some(at.outbreak)).href()>
            {tr(t("Catat peristiwa baru", "Record a new event"))}
        </a>
    }
    .into_any()
}

/// Who lives with the person, and whether they are known as exposed by them already.
pub fn housemates(book: &Book, at: At) -> Vec<(RecordId, String, bool)> {
    let mut found: Vec<(RecordId, String, bool)> = Vec::new();
    for home in households_of(book, at.person) {
        for member in members(book, home.id()) {
            let who = member.person.id();
            if who == at.person || found.iter().any(|(known, ..)| *known == who) {
                continue;
            }
            let known = book.children(who, &exposure::SPEC).any(|link| {
                link.get(exposure::OUTBREAK) == Some(at.outbreak)
                    && link.get(exposure::SOURCE) == Some(at.person)
            });
            found.push((who, name_of(book, who), known));
        }
    }
    found
}

/// Changes a list of people in the form.
pub fn set_people(kept: Kept, field: &str, change: impl FnOnce(&mut Vec<String>)) {
    let mut people = kept.typed.with_untracked(|fields| listed(fields, field));
    change(&mut people);
    kept.put(field, Value::List(people.into_iter().map(Value::Text).collect()));
}

/// Whom this case exposed, and new ones.
pub fn contacts_of(at: At) -> AnyView {
    let app = App::get();
    let kept = Kept::start("kontak", FieldSet::new());
    let error: RwSignal<Option<Text>> = RwSignal::new(None);
    let home = Memo::new(move |_| app.read(|book| housemates(book, at)).unwrap_or_default());
    let others = move || {
        let (ids, names) = kept.typed.with(|fields| (listed(fields, PEOPLE), listed(fields, NAMES)));
        let at_home = home.with(|home| home.iter().map(|(id, ..)| id.to_string()).collect::<Vec<_>>());
        let known = ids.into_iter().filter(|id| !at_home.contains(id)).map(|id| {
            let name =
                id.parse().ok().and_then(|id| app.read_once(|book| name_of(book, id))).unwrap_or_default();
            (PEOPLE, id, name)
        });
        let new = names.into_iter().map(|name| {
            let shown = format!("{name} ({})", tr(t("orang baru", "new person")));
            (NAMES, name, shown)
        });
        known
            .chain(new)
            .map(|(field, key, name)| {
                let label = format!("{}: {name}", tr(t("Hapus dari daftar", "Take off the list")));
                view! {
                    <div class="banner banner--info">
                        <span>{name}</span>
                        <button type="button" class="btn btn--text" aria-label=label
                            on:click=move |_| set_people(kept, field, |people| people.retain(|one| *one != key))>
                            {tr(t("Hapus", "Remove"))}
                        </button>
                    </div>
                }
            })
            .collect_view()
    };
    let everybody = move |_| {
        let all: Vec<String> = home.with_untracked(|home| {
            home.iter().filter(|(.., known)| !known).map(|(id, ..)| id.to_string()).collect()
        });
        set_people(kept, PEOPLE, |people| {
            for id in all {
                if !people.contains(&id) {
                    people.push(id);
                }
            }
        });
        kept.put(exposure::SETTING.name, Value::Text("household".into()));
        kept.put(exposure::CONTACT.name, Value::Text("lives_together".into()));
    };
    let pick = move |picked: Picked| match picked {
        Picked::Existing(id) => set_people(kept, PEOPLE, |people| {
            if !people.contains(&id.to_string()) {
                people.push(id.to_string());
            }
        }),
        Picked::New(name) => set_people(kept, NAMES, |people| people.push(name)),
    };
    let press = move || {
        let (ids, names) =
            kept.typed.with_untracked(|fields| (listed(fields, PEOPLE), listed(fields, NAMES)));
        let mut exposed: Vec<Subject> =
            ids.iter().filter_map(|id| id.parse().ok()).map(Subject::Known).collect();
        exposed.extend(names.into_iter().map(Subject::New));
        let new = if exposed.is_empty() {
            Err(t("Pilih sedikitnya satu orang.", "Choose at least one person."))
        } else {
            untrack(|| checked(kept, at, Some(Subject::Known(at.person)), exposed))
        };
        save(kept, error, new, t("Kontak tersimpan", "Contacts saved"))
    };
    let tick_home = move || {
        let rows = home.get();
        (!rows.is_empty()).then(|| {
            let any_left = rows.iter().any(|(.., known)| !known);
            let ticks = rows.into_iter().map(|(id, name, known)| tick(kept, id, name, known)).collect_view();
            view! {
                <fieldset class="field">
                    <legend>{tr(t("Serumah", "In the household"))}</legend>
                    <div class="choices">{ticks}</div>
                </fieldset>
                {any_left.then(|| view! {
                    <button type="button" class="btn btn--tonal" on:click=everybody>
                        {tr(t("Pilih semua serumah", "Choose the whole household"))}
                    </button>
                })}
            }
        })
    };
    let form = view! {
        <a class="btn btn--primary btn--wide" href=Route::Interview(at.person, at.outbreak).href()>
            {tr(t("Wawancara", "Interview"))}
        </a>
        {live(move || known_contacts(at))}
        <details node_ref=kept.fold open=kept.restored>
            <summary class="btn btn--tonal">{tr(t("Tambah kontak", "Add contacts"))}</summary>
            <div class="form">
                {kept.banner()}
                {live(tick_home)}
                {person_picker(t("Orang lain", "Somebody else"), pick)}
                {live(others)}
                {details(kept)}
                {problem(error)}
                {busy_button("btn btn--primary btn--wide", t("Simpan kontak", "Save the contacts"), press)}
            </div>
        </details>
    };
    card(tr(t("Kontak dari orang ini", "Contacts of this person")), None, form.into_any())
}

/// Somebody of the household to be ticked.
pub fn tick(kept: Kept, id: RecordId, name: String, known: bool) -> AnyView {
    let key = id.to_string();
    let has = {
        let key = key.clone();
        move || kept.typed.with(|fields| listed(fields, PEOPLE).contains(&key))
    };
    view! {
        <label class="choice">
            <input autocomplete="off" type="checkbox" prop:checked=has on:change:target=move |event| {
                let on = event.target().checked();
                set_people(kept, PEOPLE, |people| {
                    people.retain(|one| *one != key);
                    if on {
                        people.push(key.clone());
                    }
                });
            }/>
            <span>{name}{known.then(|| format!(" ({})", tr(t("sudah dicatat", "recorded already"))))}</span>
        </label>
    }
    .into_any()
}

fn known_contacts(at: At) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    app.read(|book| {
        let mut links: Vec<_> = book
            .referring(&exposure::SPEC, exposure::SOURCE, at.person)
            .into_iter()
            .filter(|link| link.get(exposure::OUTBREAK) == Some(at.outbreak))
            .filter_map(|link| Some((link, link.parent()?)))
            .collect();
        links.order_by_key(|(link, who)| (std::cmp::Reverse(link.get(exposure::LAST)), *who));
        if links.is_empty() {
            return view! { <p class="hint">{tr(t(
                "Siapa saja yang bertemu orang ini selama masa menular? Mulai dari orang serumah.",
                "Whom did this person meet while infectious? Begin with the household.",
            ))}</p> }
            .into_any();
        }
        let rows = links
            .into_iter()
            .map(|(link, who)| {
                let last = link.get(exposure::LAST).map(|last| intl::date(lang, last)).unwrap_or_default();
                let setting =
                    link.get(exposure::SETTING).map(|code| EXPOSURE_SETTING.label(code, lang).to_owned());
                let end = setting.map_or_else(|| ().into_any(), |setting| badge("muted", setting));
                link_row(Route::Trace(who, at.outbreak).href(), name_of(book, who), last, end)
            })
            .collect();
        list(rows)
    })
    .into_any()
}
