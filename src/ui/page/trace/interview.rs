//! Page: the interview of a case. The infectious window, the household by ticks, where they may have been infected, and
//! a list into which contacts are typed one after the other. One commit; the form is kept like every other.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::tracing_parts::{Kept, field, listed, name_of, problem};
use super::At;
use super::exposures::{PEOPLE, housemates, set_people, tick};
use crate::app::App;
use crate::casework::duplicate::{OtherSteps, candidates};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::identity::phone::parse_phone;
use crate::domain::kind::FieldSet;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{event, exposure, investigation, outbreak};
use crate::domain::text::{Text, t};
use crate::domain::value::Value;
use crate::platform::intl;
use crate::tracing::enter::Subject;
use crate::tracing::interview::{Interview, Line, Place, infectious, no_window, plan_interview, usual_last};
use crate::tracing::rule::Rule;
use crate::tracing::trail::Trail;
use crate::ui::form::pick::unique_id;
use crate::ui::part::{busy_button, card, choice, list, missing, tr};
use crate::ui::route::{Began, Route};
use crate::ui::shell::top_bar;

const LINES: &str = "_lines";
const NAME: &str = "_name";
const PHONE: &str = "_phone";
const HOME_LAST: &str = "_home_last";
const PLACE: &str = "_place";
const PLACE_NAME: &str = "_place_name";
const PLACE_DAY: &str = "_place_day";

/// The page.
pub fn view(person: RecordId, outbreak: RecordId) -> AnyView {
    let app = App::get();
    let at = At { person, outbreak };
    let lang = app.lang.get_untracked();
    let today = app.today.get_untracked();
    let known = app.read_once(|book| {
        let case = book.get(Trail::of(book, person, outbreak).case()?.record)?;
        let rule = Rule::of(book.get_as(outbreak, &outbreak::SPEC)?);
        let anchor = rule.anchor_of(case);
        Some((name_of(book, person), infectious(&rule, anchor), no_window(&rule, anchor, lang)))
    });
    let Some((name, window, unknown)) = known.flatten() else {
        return view! { {top_bar(tr(t("Wawancara", "Interview")), true)} <div class="stack">{missing()}</div> }.into_any();
    };
    let last = usual_last(window, today).to_string();
    let empty = FieldSet::new()
        .with(investigation::INTERVIEWED, today)
        .with(exposure::LAST, usual_last(window, today));
    let kept = Kept::start("wawancara", empty);
    if untrack(|| kept.text(HOME_LAST)).is_empty() {
        kept.put(HOME_LAST, Value::Text(last));
    }
    let error: RwSignal<Option<Text>> = RwSignal::new(None);
    let line_error: RwSignal<Option<Text>> = RwSignal::new(None);
    let words = match window {
        Some((from, to)) => t(
            "Dapat menularkan dari {from} sampai {to} menurut aturan wabah ini. Siapa yang ditemui pada hari-hari itu?",
            "Infectious from {from} to {to} by the rule of this outbreak. Whom did they meet on those days?",
        )
        .with(lang, &[("from", &intl::date(lang, from)), ("to", &intl::date(lang, to))]),
        None => unknown.to_owned(),
    };
    let add = move |who: Subject| {
        let line = untrack(|| typed_line(kept, who));
        match line.map(|line| (line.problem(today), line)) {
            Err(wrong) => line_error.set(Some(wrong)),
            Ok((Some(wrong), _)) => line_error.set(Some(wrong)),
            Ok((None, line)) => {
                line_error.set(None);
                set_people(kept, LINES, |lines| lines.push(line.to_text()));
                for name in [NAME, PHONE, exposure::RELATION.name] {
                    kept.put(name, Value::Null);
                }
            }
        }
    };
    let save = move || async move {
        // What still stands in the row was meant to be in the list.
        let rest = untrack(|| kept.text(NAME)).trim().to_owned();
        if !rest.is_empty() {
            add(Subject::New(rest));
            if line_error.get_untracked().is_some() {
                return;
            }
        }
        let told = match untrack(|| told(kept, at)) {
            Ok(told) => told,
            Err(wrong) => return error.set(Some(wrong)),
        };
        match app.read_once(|book| plan_interview(book, &told, &mut || app.make_id())) {
            Some(Ok(drafts)) => {
                error.set(None);
                let began = Began::here();
                if kept.save(drafts, t("Wawancara tersimpan", "Interview saved")).await {
                    began.replace(&Route::Trace(person, outbreak));
                }
            }
            Some(Err(refusal)) => error.set(Some(refusal.text())),
            None => {}
        }
    };
    view! {
        {top_bar(format!("{}: {name}", tr(t("Wawancara", "Interview"))), true)}
        <div class="stack">
            {kept.banner()}
            <p class="banner banner--info">{words}</p>
            {household(kept, at)}
            {card(tr(t("Kontak lain", "Other contacts")), None, fast_list(kept, at, line_error, add))}
            {place(kept, at)}
            <div class="form">
                {field(&investigation::SPEC, investigation::INTERVIEWED.name, kept.typed)}
                {problem(error)}
                {busy_button("btn btn--primary btn--wide", t("Simpan wawancara", "Save the interview"), save)}
            </div>
        </div>
    }
    .into_any()
}

/// The household, each with one tick.
fn household(kept: Kept, at: At) -> AnyView {
    let app = App::get();
    let home = app.read_once(|book| housemates(book, at)).unwrap_or_default();
    if home.is_empty() {
        return ().into_any();
    }
    let everybody: Vec<String> =
        home.iter().filter(|(.., known)| !known).map(|(id, ..)| id.to_string()).collect();
    let ticks = home.into_iter().map(|(id, name, known)| tick(kept, id, name, known)).collect_view();
    let all = (everybody.len() > 1).then(|| {
        let press = move |_| set_people(kept, PEOPLE, |people| people.clone_from(&everybody));
        view! { <button type="button" class="btn btn--tonal" on:click=press>{tr(t("Semua serumah", "The whole household"))}</button> }
    });
    let body = view! {
        <div class="form">
            <div class="choices" role="group" aria-label=tr(t("Serumah", "In the household"))>{ticks}</div>
            {all}
            {input(kept, HOME_LAST, t("Terakhir serumah", "Last together"), "date", "none")}
        </div>
    };
    card(tr(t("Serumah", "In the household")), None, body.into_any())
}

/// One line a contact: Enter takes it into the list and begins the next.
fn fast_list(
    kept: Kept,
    at: At,
    error: RwSignal<Option<Text>>,
    add: impl Fn(Subject) + Copy + Send + Sync + 'static,
) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let row: NodeRef<leptos::html::Form> = NodeRef::new();
    let others = app.worked(move || at.person.to_string(), move || Some(OtherSteps::new(at.person)));
    let same = Memo::new(move |_| {
        let phone = kept.text(PHONE);
        let phone = parse_phone(phone.trim()).map_or(phone, |found| found.e164().to_owned());
        let typed =
            FieldSet::new().with(person::NAME, kept.text(NAME).trim()).with(person::PHONES, vec![phone]);
        others.get().map(|others| candidates(&others, &typed.0)).unwrap_or_default()
    });
    let written = move || {
        let lines = kept.typed.with(|fields| listed(fields, LINES));
        let rows: Vec<AnyView> = lines.into_iter().filter_map(|text| Some((Line::from_text(&text)?, text))).map(|(line, text)| {
            let name = match &line.who {
                Subject::Known(id) => app.read_once(|book| name_of(book, *id)).unwrap_or_default(),
                Subject::New(name) => name.clone(),
            };
            let mut facts = vec![intl::short_date(lang, line.last)];
            for (list, code) in [(&lists::RELATION_KIND, &line.relation), (&lists::EXPOSURE_SETTING, &line.setting)] {
                facts.extend((!code.is_empty()).then(|| list.label(code, lang).to_owned()));
            }
            facts.extend(Some(line.phone).filter(|phone| !phone.is_empty()));
            let label = format!("{}: {name}", tr(t("Hapus dari daftar", "Take off the list")));
            let press = move |_| set_people(kept, LINES, |lines| lines.retain(|one| *one != text));
            view! {
                <li class="row">
                    <span class="row-main"><span class="row-title">{name}</span><span class="row-sub">{facts.join(" · ")}</span></span>
                    <button type="button" class="btn btn--text" aria-label=label on:click=press>{tr(t("Hapus", "Remove"))}</button>
                </li>
            }
            .into_any()
        }).collect();
        (!rows.is_empty()).then(|| list(rows))
    };
    let focus = move || {
        let field = row.get_untracked().and_then(|form| form.query_selector("input").ok().flatten());
        if let Some(field) =
            field.and_then(|field| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(field).ok())
        {
            // Without a focus the next line is typed after a touch.
            let _ = field.focus();
        }
    };
    let perhaps = move || {
        let found = same.get();
        (!found.is_empty()).then(|| {
            let rows: Vec<AnyView> = found.into_iter().map(|(id, reasons)| {
                let name = app.read_once(|book| name_of(book, id)).unwrap_or_default();
                let why: Vec<&str> = reasons.iter().map(|reason| reason.get(lang)).collect();
                let press = move |_| {
                    add(Subject::Known(id));
                    focus();
                };
                view! {
                    <li>
                        <button type="button" class="row" on:click=press>
                            <span class="row-main">
                                <span class="row-title">{format!("{}: {name}", tr(t("Orang yang sama", "The same person")))}</span>
                                <span class="row-sub">{why.join(" · ")}</span>
                            </span>
                        </button>
                    </li>
                }
                .into_any()
            }).collect();
            view! {
                <div class="banner banner--warn" role="status">
                    <div><strong>{tr(t("Mungkin sudah tercatat", "Perhaps already recorded"))}</strong>{list(rows)}</div>
                </div>
            }
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        add(Subject::New(untrack(|| kept.text(NAME)).trim().to_owned()));
        focus();
    };
    view! {
        <div aria-live="polite">{live(written)}</div>
        <form class="form" node_ref=row on:submit=submit autocomplete="off">
            {input(kept, NAME, t("Nama kontak", "Name of the contact"), "text", "text")}
            {live(perhaps)}
            {input(kept, PHONE, t("Telepon", "Phone"), "tel", "tel")}
            {field(&exposure::SPEC, exposure::RELATION.name, kept.typed)}
            {field(&exposure::SPEC, exposure::SETTING.name, kept.typed)}
            {input(kept, exposure::LAST.name, t("Terakhir bertemu", "Last met"), "date", "none")}
            {problem(error)}
            <button type="submit" class="btn btn--tonal btn--wide">{tr(t("Tambah ke daftar", "Add to the list"))}</button>
        </form>
    }
    .into_any()
}

/// Where the case may have been infected: an event of the outbreak, or a new one.
fn place(kept: Kept, at: At) -> AnyView {
    let events: Vec<(String, String)> = App::get()
        .read_once(|book| {
            let events = book.children(at.outbreak, &event::SPEC);
            events.map(|one| (one.id().to_string(), one.text(event::NAME).to_owned())).collect()
        })
        .unwrap_or_default();
    let choose = (!events.is_empty()).then(|| {
        let mut options = vec![(String::new(), tr(t("Belum dipilih", "Not chosen")).to_owned())];
        options.extend(events);
        let label = tr(t("Acara yang sudah dicatat", "An event that is recorded"));
        choice(
            unique_id("acara"),
            label,
            options,
            move || kept.text(PLACE),
            move |id| kept.put(PLACE, Value::Text(id)),
        )
    });
    view! {
        <details class="card" open=kept.restored && untrack(|| !kept.text(PLACE_NAME).is_empty() || !kept.text(PLACE).is_empty())>
            <summary class="btn btn--tonal btn--wide">{tr(t("Mungkin tertular di acara atau tempat", "Perhaps infected at an event or place"))}</summary>
            <div class="form">
                {choose}
                {input(kept, PLACE_NAME, t("Acara atau tempat baru", "A new event or place"), "text", "text")}
                {input(kept, PLACE_DAY, t("Tanggal di sana", "Day there"), "date", "none")}
            </div>
        </details>
    }
    .into_any()
}

/// A field of the page's own.
fn input(kept: Kept, name: &'static str, label: Text, kind: &'static str, mode: &'static str) -> AnyView {
    let id = unique_id("wawancara");
    view! {
        <div class="field">
            <label for=id.clone()>{tr(label)}</label>
            <input id=id type=kind inputmode=mode autocomplete="off" enterkeyhint="done" prop:value=move || kept.text(name)
                on:input:target=move |event| kept.put(name, Value::Text(event.target().value()))/>
        </div>
    }
    .into_any()
}

/// The line that is being typed, for somebody known or new.
fn typed_line(kept: Kept, who: Subject) -> Result<Line, Text> {
    let last = kept
        .date(exposure::LAST.name)
        .ok_or(t("Isi tanggal terakhir bertemu.", "Enter when they last met."))?;
    Ok(Line {
        who,
        phone: kept.text(PHONE).trim().to_owned(),
        relation: kept.text(exposure::RELATION.name),
        setting: kept.text(exposure::SETTING.name),
        last,
    })
}

/// What is to be written, or what is still wrong.
fn told(kept: Kept, at: At) -> Result<Interview, Text> {
    let today = App::get().today.get_untracked();
    let on = kept
        .date(investigation::INTERVIEWED.name)
        .ok_or(t("Isi tanggal wawancara.", "Enter the day of the interview."))?;
    let (people, lines) = kept.typed.with(|fields| (listed(fields, PEOPLE), listed(fields, LINES)));
    let home: Vec<RecordId> = people.iter().filter_map(|id| id.parse().ok()).collect();
    let home_last = kept.date(HOME_LAST);
    let home_last = if home.is_empty() {
        home_last.unwrap_or(today)
    } else {
        home_last.ok_or(t("Isi tanggal terakhir serumah.", "Enter when they were last together."))?
    };
    let name = kept.text(PLACE_NAME).trim().to_owned();
    let place = match (kept.text(PLACE).parse().ok(), name.is_empty()) {
        (_, false) => Some(Place::New(name)),
        (Some(id), true) => Some(Place::Known(id)),
        (None, true) => None,
    };
    let place = match place {
        Some(place) => Some((
            place,
            kept.date(PLACE_DAY).ok_or(t("Isi tanggal di acara itu.", "Enter the day of the event."))?,
        )),
        None => None,
    };
    if on > today || home_last > today || place.as_ref().is_some_and(|(_, day)| *day > today) {
        return Err(t("Ada tanggal yang belum terjadi.", "A date is still to come."));
    }
    let lines = lines.iter().filter_map(|text| Line::from_text(text)).collect();
    Ok(Interview { person: at.person, outbreak: at.outbreak, on, home: (home, home_last), place, lines })
}
