//! Page: the satisfaction survey, which the worker hands to the client on the phone.
//!
//! Invariant: from "start" on, nothing but the survey is in the document, and every way out of it locks the vault: the
//! phone is in somebody else's hands. What surprises: it ends locked too, so the worker unlocks to go on.

use leptos::prelude::*;

use crate::app::App;
use crate::casework::survey::{COUNT, QUESTIONS, Question};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::casework::satisfaction;
use crate::domain::text::{Text, t};
use crate::domain::value::{Fields, Value};
use crate::platform::page as browser;
use crate::ui::form::{Keeper, Typed};
use crate::ui::part::{Busy, tr};
use crate::ui::route::Route;
use crate::ui::shell::{InClientsHands, top_bar};

/// The steps: the nine questions, then a comment, then thanks.
const COMMENT: usize = COUNT;
const THANKS: usize = COUNT + 1;

/// The page of a case's new survey.
pub fn view(case: RecordId) -> AnyView {
    let app = App::get();
    let here = Route::New(satisfaction::SPEC.name.to_owned(), Some(case)).path();
    let kept = app.drafts().into_iter().find(|(_, draft)| draft.route == here);
    let restored = kept.is_some();
    let (record, fields) = kept.map_or_else(|| (app.make_id(), first(app)), |(id, draft)| (id, draft.fields));
    let typed: Typed = RwSignal::new(fields);
    let keeper = Keeper::start(record, browser::hash(), restored, move || typed.get());
    let Some(InClientsHands(handed)) = use_context() else { return ().into_any() };
    let step = RwSignal::new(0_usize);
    let finish = move || async move {
        let fields = FieldSet(typed.get_untracked());
        let draft = Draft { kind: satisfaction::SPEC.name, record, parent: Some(case), fields };
        keeper.pause();
        match app.save_and_tell(vec![draft], Some(record), t("Survei tersimpan", "Survey saved")).await {
            Ok(_) => {
                keeper.done();
                step.try_set(THANKS);
            }
            Err(_) => keeper.resume(),
        }
    };
    let busy = Busy::new();
    let save = move || busy.run(finish());
    Effect::new(move |before: Option<usize>| {
        let now = step.get();
        if before.is_some_and(|before| before != now) {
            browser::focus("main h1");
            browser::scroll_to(0.0);
        }
        now
    });
    (move || {
        if !handed.get() {
            return untrack(|| introduction(typed, handed, restored));
        }
        let step_now = step.get();
        untrack(|| match step_now {
            THANKS => thanks(app),
            COMMENT => comment(typed, step, save),
            _ => QUESTIONS
                .get(step_now)
                .map_or_else(|| ().into_any(), |asked| question(asked, step_now, typed, step)),
        })
    })
    .into_any()
}

fn first(app: App) -> Fields {
    FieldSet::new().with(satisfaction::DATE, app.today.get_untracked()).0
}

/// What the worker sees before the phone is handed over.
fn introduction(typed: Typed, handed: RwSignal<bool>, restored: bool) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let chosen = move || typed.with(|fields| text(fields, satisfaction::RESPONDENT.name));
    let choices = lists::RESPONDENT
        .codes
        .iter()
        .map(|code| {
            view! {
                <label class="choice">
                    <input autocomplete="off" type="radio" name="respondent" value=code.code prop:checked=move || chosen() == code.code
                        on:change=move |_| typed.update(|fields| drop(fields.insert(satisfaction::RESPONDENT.name.to_owned(), code.code.into())))/>
                    <span>{code.label.get(lang)}</span>
                </label>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        {top_bar(tr(t("Survei kepuasan", "Satisfaction survey")), true)}
        <div class="stack">
            {restored.then(|| view! { <p class="banner banner--info" role="status">{tr(t("Draf dipulihkan.", "Draft restored."))}</p> })}
            <p>{tr(t(
                "Berikan HP kepada yang menjawab. Yang terlihat hanya sembilan pertanyaan dan satu kolom komentar. Jawabannya tidak dibacakan dan tidak ditunggui.",
                "Hand the phone to whoever answers. Only nine questions and a place for a comment are seen. Do not read the answers out or look on.",
            ))}</p>
            <p class="banner banner--info">{tr(t(
                "Catatan terkunci begitu survei selesai atau ditinggalkan. Anda membukanya lagi dengan frasa sandi.",
                "The notes are locked as soon as the survey ends or is left. You open them again with your passphrase.",
            ))}</p>
            <fieldset class="field">
                <legend>{tr(t("Yang menjawab", "Who answers"))}</legend>
                <div class="choices">{choices}</div>
            </fieldset>
            <div class="actions">
                <button type="button" class="btn btn--primary btn--wide" on:click=move |_| {
                    handed.set(true);
                    browser::focus("main h1");
                }>{tr(t("Mulai, lalu berikan HP", "Start, then hand over the phone"))}</button>
            </div>
        </div>
    }
    .into_any()
}

fn question(asked: &'static Question, number: usize, typed: Typed, step: RwSignal<usize>) -> AnyView {
    let name = asked.field.name;
    let answer = move || typed.with(|fields| fields.get(name).cloned());
    let choices = asked
        .choices
        .iter()
        .enumerate()
        .map(|(place, label)| {
            let value = Value::Int(place as i64 + 1);
            let mine = value.clone();
            let pressed = move || (answer() == Some(mine.clone())).to_string();
            view! {
                <button type="button" class="btn btn--wide btn--answer" aria-pressed=pressed on:click=move |_| {
                    typed.update(|fields| drop(fields.insert(name.to_owned(), value.clone())));
                    step.set(number + 1);
                }>{tr(*label)}</button>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let progress = t("Pertanyaan {n} dari {all}", "Question {n} of {all}").with(
        App::get().lang.get_untracked(),
        &[("n", &(number + 1).to_string()), ("all", &COUNT.to_string())],
    );
    let skip = move |_| {
        typed.update(|fields| drop(fields.remove(name)));
        step.set(number + 1);
    };
    view! {
        <div class="stack survey">
            <p class="hint">{progress}</p>
            <h1 tabindex="-1">{tr(asked.asks)}</h1>
            {choices}
            <div class="cluster">
                {(number > 0).then(|| back(step, number))}
                <button type="button" class="btn btn--text" on:click=skip>{tr(t("Lewati pertanyaan ini", "Skip this question"))}</button>
            </div>
        </div>
    }
    .into_any()
}

fn back(step: RwSignal<usize>, number: usize) -> AnyView {
    let text: Text = t("Pertanyaan sebelumnya", "The question before");
    view! { <button type="button" class="btn btn--text" on:click=move |_| step.set(number.saturating_sub(1))>{tr(text)}</button> }
        .into_any()
}

fn comment(typed: Typed, step: RwSignal<usize>, save: impl Fn() + 'static) -> AnyView {
    let name = satisfaction::COMMENT.name;
    let value = typed.with_untracked(|fields| text(fields, name));
    view! {
        <div class="stack survey">
            <h1 tabindex="-1">{tr(t("Ada yang ingin disampaikan?", "Is there anything you want to say?"))}</h1>
            <div class="field">
                <label for="survey-comment">{tr(t("Saran atau keluhan (boleh kosong)", "Suggestion or complaint (may be empty)"))}</label>
                <textarea autocomplete="off" id="survey-comment" rows="4"
                    on:input=move |event| typed.update(|fields| drop(fields.insert(name.to_owned(), Value::Text(event_target_value(&event)))))>{value}</textarea>
            </div>
            <button type="button" class="btn btn--primary btn--wide" on:click=move |_| save()>{tr(t("Selesai", "Done"))}</button>
            <div class="cluster">{back(step, COMMENT)}</div>
        </div>
    }
    .into_any()
}

fn thanks(app: App) -> AnyView {
    view! {
        <div class="stack survey">
            <h1 tabindex="-1">{tr(t("Terima kasih", "Thank you"))}</h1>
            <p>{tr(t("Jawaban Anda tersimpan. Kembalikan HP kepada petugas.", "Your answers are saved. Give the phone back."))}</p>
            <button type="button" class="btn btn--tonal btn--wide" on:click=move |_| wasm_bindgen_futures::spawn_local(app.lock())>
                {tr(t("Petugas: buka catatan", "Worker: open the notes"))}
            </button>
        </div>
    }
    .into_any()
}

fn text(fields: &Fields, name: &str) -> String {
    fields.get(name).and_then(Value::as_text).unwrap_or_default().to_owned()
}
