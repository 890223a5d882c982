//! Page: the follow-up of a whole household in one visit. Everybody with one tap each, "all well" with one for all; one
//! commit, in every outbreak that follows them up.

use leptos::prelude::*;

use crate::ui::live::live;

use super::tracing_parts::{Kept, code_ticks, listed, name_of, problem, status_badge};
use crate::app::App;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::kind::FieldSet;
use crate::domain::record::spine::{household, person};
use crate::domain::record::tracing::{follow_up, outbreak};
use crate::domain::text::{Text, t};
use crate::domain::value::Value;
use crate::tracing::home_round::{Answer, DIED, Housemate, housemates, plan_round};
use crate::ui::form::pick::unique_id;
use crate::ui::part::{badge, busy_button, empty, missing, tr};
use crate::ui::route::{Began, Route};
use crate::ui::shell::top_bar;

const RESULTS: [(&str, Text, &str); 5] = [
    ("well", t("Sehat", "Well"), "choice choice--well"),
    ("unwell", t("Sakit", "Unwell"), "choice choice--unwell"),
    ("absent", t("Tidak ada", "Absent"), "choice"),
    ("refused", t("Menolak", "Refused"), "choice"),
    (DIED, t("Meninggal", "Died"), "choice choice--died"),
];

/// A field of somebody in the kept form.
fn of(stem: &str, who: RecordId) -> String {
    format!("_{stem}_{who}")
}

/// The page.
pub fn view(home: RecordId) -> AnyView {
    let app = App::get();
    let title =
        app.read_once(|book| book.get_as(home, &household::SPEC).map(|home| name_of(book, home.id())));
    let Some(title) = title.flatten() else {
        return view! { {top_bar(tr(household::SPEC.label), true)} <div class="stack">{missing()}</div> }
            .into_any();
    };
    let kept = Kept::start("keliling", FieldSet::new().with(follow_up::DATE, app.today.get_untracked()));
    let error: RwSignal<Option<Text>> = RwSignal::new(None);
    let date = Memo::new(move |_| kept.date(follow_up::DATE.name));
    // What was typed stays in the kept form, so the rows may be made again when the book or the day changes.
    let mates = Memo::new(move |_| {
        let today = app.today.get();
        let on = date.get().unwrap_or(today);
        app.read(|book| housemates(book, home, on, today)).unwrap_or_default()
    });
    let everybody = move |_| {
        for mate in mates.get_untracked().iter().filter(|mate| !mate.entered) {
            kept.put(&of("r", mate.person), Value::Text("well".into()));
        }
    };
    let save = move || async move {
        let today = app.today.get_untracked();
        let Some(on) = date.get_untracked().filter(|on| *on <= today) else {
            return error.set(Some(t("Isi tanggal sampai hari ini.", "Enter a day up to today.")));
        };
        let found = mates.get_untracked();
        let answers: Vec<Answer> = untrack(|| found.iter().filter_map(|mate| answer(kept, mate)).collect());
        if answers.is_empty() {
            return error.set(Some(t(
                "Pilih hasil sedikitnya untuk satu orang.",
                "Choose a result for at least one person.",
            )));
        }
        error.set(None);
        let drafts =
            app.read_once(|book| plan_round(book, &found, &answers, on, today, &mut || app.make_id()));
        let began = Began::here();
        if let Some(drafts) = drafts
            && kept.save(drafts, t("Pemantauan serumah tersimpan", "Household follow-up saved")).await
        {
            began.replace(&Route::Contacts);
        }
    };
    let id = unique_id("tanggal");
    let rows = move || {
        let found = mates.get();
        if found.is_empty() {
            return empty(
                t("Tidak ada kontak di rumah ini", "No contacts in this home"),
                t(
                    "Orang serumah muncul di sini selama masa pantaunya.",
                    "Members appear here while they are followed up.",
                ),
                None,
            );
        }
        found.iter().map(|mate| row(kept, mate)).collect::<Vec<_>>().into_any()
    };
    view! {
        {top_bar(title, true)}
        <div class="stack">
            {kept.banner()}
            {live(move || dangers(&mates.get()))}
            <button type="button" class="btn btn--tonal btn--wide" on:click=everybody>{tr(t("Semua sehat", "Everybody well"))}</button>
            {live(rows)}
            <div class="form">
                <div class="field">
                    <label for=id.clone()>{tr(follow_up::SPEC.field(follow_up::DATE.name).map_or(t("Tanggal", "Date"), |field| field.label))}</label>
                    <input id=id type="date" autocomplete="off" prop:value=move || kept.text(follow_up::DATE.name)
                        on:input:target=move |event| kept.put(follow_up::DATE.name, Value::Text(event.target().value()))/>
                </div>
                {live(move || date.get().is_some_and(|on| on < app.today.get()).then(|| view! {
                    <p class="banner banner--info" role="status">{tr(t("Ini catatan susulan.", "This is a late entry."))}</p>
                }))}
                {problem(error)}
                {busy_button("btn btn--primary btn--wide", t("Simpan untuk serumah", "Save for the home"), save)}
                <a class="btn btn--text" href=Route::Household(home).href()>{tr(t("Buka keluarga", "Open the household"))}</a>
            </div>
        </div>
    }
    .into_any()
}

/// What must be known before the door is knocked on.
fn dangers(mates: &[Housemate]) -> AnyView {
    let app = App::get();
    let found: Vec<String> = app
        .read_once(|book| {
            let all = mates.iter().filter_map(|mate| book.get(mate.person));
            all.map(|record| record.text(person::DANGERS).trim().to_owned())
                .filter(|text| !text.is_empty())
                .collect()
        })
        .unwrap_or_default();
    (!found.is_empty())
        .then(|| view! {
            <div class="banner banner--danger">
                <div><strong>{tr(t("Bahaya bagi petugas", "Dangers for the visitor"))}</strong><p>{found.join(" · ")}</p></div>
            </div>
        })
        .into_any()
}

fn answer(kept: Kept, mate: &Housemate) -> Option<Answer> {
    let result = kept.text(&of("r", mate.person));
    (!result.is_empty()).then(|| Answer {
        person: mate.person,
        result,
        symptoms: kept.typed.with(|fields| listed(fields, &of("s", mate.person))),
        suspect: kept.text(&of("c", mate.person)) == "1",
    })
}

fn row(kept: Kept, mate: &Housemate) -> AnyView {
    let app = App::get();
    let who = mate.person;
    let name = app.read_once(|book| name_of(book, who)).unwrap_or_default();
    let result = Memo::new(move |_| kept.text(&of("r", who)));
    let group = unique_id("hasil");
    let choices = RESULTS
        .into_iter()
        .map(|(code, label, class)| {
            view! {
                <label class=class>
                    <input autocomplete="off" type="radio" name=group.clone() prop:checked=move || result.get() == code
                        on:change=move |_| kept.put(&of("r", who), Value::Text(code.to_owned()))/>
                    <span>{tr(label)}</span>
                </label>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    // In which outbreaks, where there are several; and what is unusual about the state.
    let several = mate.follows.len() > 1;
    let states: Vec<AnyView> = mate
        .follows
        .iter()
        .map(|(id, status)| {
            let outbreak =
                app.read_once(|book| book.get(*id).map(|record| record.text(outbreak::NAME).to_owned()));
            let outbreak = outbreak.flatten().filter(|_| several);
            view! { <span>{outbreak}" "{status_badge(*status)}</span> }.into_any()
        })
        .collect();
    let entered = mate.entered.then(|| badge("ok", tr(t("Sudah dicatat", "Entered"))));
    let symptoms: Vec<(&'static str, Text)> =
        lists::SYMPTOM.codes.iter().map(|code| (code.code, code.label)).collect();
    let more = move || {
        match result.get().as_str() {
        "unwell" => {
            let on = move || kept.text(&of("c", who)) == "1";
            let suspect = (!several).then(|| view! {
                <label class="choice">
                    <input autocomplete="off" type="checkbox" prop:checked=on on:change:target=move |event| {
                        kept.put(&of("c", who), if event.target().checked() { Value::Text("1".into()) } else { Value::Null });
                    }/>
                    <span>{tr(t("Catat sebagai kasus suspek", "Record as a suspected case"))}</span>
                </label>
            });
            view! {
                {code_ticks(&symptoms, &of("s", who), kept.typed)}
                {suspect}
            }
            .into_any()
        }
        DIED => view! { <p class="banner banner--warn">{tr(t(
            "Tanggal kunjungan dicatat sebagai tanggal meninggal. Ubah di halaman orang bila lain harinya.",
            "The day of the visit is recorded as the day of death. Change it on the person's page if it was another.",
        ))}</p> }
        .into_any(),
        _ => ().into_any(),
    }
    };
    view! {
        <section class="card">
            <fieldset class="field">
                <legend>{name}</legend>
                <p class="cluster">{states}{entered}</p>
                <div class="choices">{choices}</div>
                {live(more)}
            </fieldset>
        </section>
    }
    .into_any()
}
