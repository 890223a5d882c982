//! Isolation, quarantine and their tests on the pages of tracing: how one person stands, and who waits for a step.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::ui::live::live;

use super::tracing_parts::name_of;
use crate::app::{App, Worked};
use crate::domain::code::tracing::{CASE_OUTCOME, CLASSIFICATION, LAB_RESULT, LAB_TEST_KIND};
use crate::domain::id::RecordId;
use crate::domain::kind::Draft;
use crate::domain::record::tracing::{investigation, lab_test, outbreak};
use crate::domain::text::{Text, t};
use crate::ledger::RecordRef;
use crate::platform::intl;
use crate::tracing::check::check_person;
use crate::tracing::isolation::{Isolation, Quarantine, State, Waiting, plan_begin, plan_end};
use crate::tracing::roll::Roll;
use crate::tracing::rule::Rule;
use crate::tracing::trail::Trail;
use crate::ui::part::{badge, busy_button, card, link_row, list, long_list, tr};
use crate::ui::route::Route;

/// Tests that are due and isolations that may end, in one outbreak or in all that run; nothing where there are none.
pub fn waiting(roll: Worked<Roll>, wanted: Option<RecordId>) -> AnyView {
    let shown = move || {
        let found: Vec<Waiting> = roll.get()?.waiting(wanted).cloned().collect();
        let row = move |one: &Waiting| waiting_row(one, wanted.is_none());
        (!found.is_empty()).then(|| {
            view! {
                <h3>{tr(t("Tes dan isolasi", "Tests and isolation"))}</h3>
                {long_list(found, row)}
            }
        })
    };
    live(shown)
}

fn waiting_row(one: &Waiting, with_outbreak: bool) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let since = t("sejak {date}", "since {date}").with(lang, &[("date", &intl::short_date(lang, one.since))]);
    let mut facts = vec![tr(one.step.label()).to_owned(), since];
    let name = app.read_once(|book| {
        if with_outbreak {
            facts.extend(book.get(one.outbreak).map(|record| record.text(outbreak::NAME).to_owned()));
        }
        name_of(book, one.person)
    });
    let href = Route::Trace(one.person, one.outbreak).href();
    link_row(href, name.unwrap_or_default(), facts.join(" · "), ().into_any())
}

/// How isolation or quarantine of one person stands, with the rule behind it.
pub fn standing(who: RecordId, outbreak_id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get();
    let show = |day| intl::date(lang, day);
    let found = app.read(|book| {
        let rule = Rule::of(book.get_as(outbreak_id, &outbreak::SPEC)?);
        let trail = Trail::of(book, who, outbreak_id);
        if let Some(case) = trail.case() {
            let isolation = Isolation::of(book.get(case.record)?, &trail, &rule);
            let state = isolation.state(today);
            let write = step_of(state).map(|(text, plan)| {
                let id = case.record;
                busy_button("btn btn--tonal", text, move || async move {
                    let app = App::get();
                    let today = app.today.get_untracked();
                    let drafts = app.read_once(|book| book.get(id).map(|case| plan(case, today))).flatten();
                    let drafts = drafts.into_iter().collect();
                    drop(app.save_and_tell(drafts, None, t("Isolasi tersimpan", "Isolation saved")).await);
                })
            });
            return Some(view! {
                <p><strong>{isolation.state_text(today, lang, &show)}"."</strong></p>
                <p class="hint">{tr(t("Aturan: ", "Rule: "))}{isolation.rule_text(&rule, lang, &show)}"."</p>
                <div class="cluster">
                    {write}
                    <a class="btn btn--text" href=Route::Edit(case.record).href()>{tr(t("Ubah tanggal", "Change the dates"))}</a>
                </div>
            }
            .into_any());
        }
        let (day0, _) = trail.day0()?;
        let quarantine = Quarantine::of_person(book, who, outbreak_id, &rule, day0);
        let mut lines: Vec<String> = quarantine.text(today, lang, &show).into_iter().collect();
        lines.extend(rule.care.prophylaxis_days.map(|days| {
            t("Obat pencegahan selama {n} hari", "Preventive medicine for {n} {n?day|days}").with(lang, &[("n", &days.to_string())])
        }));
        (!lines.is_empty()).then(|| view! { <p>{lines.join(". ")}"."</p> }.into_any())
    });
    found
        .flatten()
        .map(|body| card(tr(t("Isolasi dan karantina", "Isolation and quarantine")), None, body))
        .into_any()
}

/// What a step writes of a case today.
type Plan = fn(RecordRef<'_>, NaiveDate) -> Draft;

/// The step that a button offers: to begin, or to end today.
fn step_of(state: State) -> Option<(Text, Plan)> {
    match state {
        State::NotIsolated => Some((t("Mulai isolasi hari ini", "Isolated from today"), plan_begin)),
        State::Ended(..) => None,
        _ => Some((t("Akhiri isolasi hari ini", "End isolation today"), plan_end)),
    }
}

/// What is recorded of an illness: how the classification went, tests, hospital, outcome, and what does not fit.
pub fn course(who: RecordId, outbreak_id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get();
    app.read(|book| {
        let trail = Trail::of(book, who, outbreak_id);
        let mut steps: Vec<AnyView> = Vec::new();
        let mut facts: Vec<String> = Vec::new();
        for case in &trail.cases {
            for (commit, value) in book.field_writes(case.record, investigation::CLASSIFICATION) {
                let Some(code) = value.as_text() else { continue };
                let when = format!("{} · {}", intl::stamp(lang, commit.at), commit.author);
                steps.push(view! { <li>{CLASSIFICATION.label(code, lang).to_owned()}" – "{when}</li> }.into_any());
            }
            let Some(record) = book.get(case.record) else { continue };
            facts.extend(record.get(investigation::HOSPITAL).filter(|text| !text.is_empty()).map(str::to_owned));
            if let Some(code) = record.get(investigation::OUTCOME) {
                let on = record.get(investigation::OUTCOME_ON).map(|day| intl::date(lang, day)).unwrap_or_default();
                facts.push(format!("{} {on}", CASE_OUTCOME.label(code, lang)).trim().to_owned());
            }
        }
        let history = (!steps.is_empty()).then(|| view! {
            <h3>{tr(t("Riwayat klasifikasi", "History of the classification"))}</h3>
            <ol>{steps}</ol>
        });
        let tests: Vec<AnyView> = book
            .children(who, &lab_test::SPEC)
            .filter(|test| test.get(lab_test::OUTBREAK).is_none_or(|of| of == outbreak_id))
            .map(|test| {
                let result = LAB_RESULT.label(test.text(lab_test::RESULT), lang);
                let kind = LAB_TEST_KIND.label(test.text(lab_test::KIND), lang);
                let kind = if kind.is_empty() { tr(t("Tes", "Test")) } else { kind };
                let taken = test.get(lab_test::TAKEN).map(|day| intl::date(lang, day)).unwrap_or_default();
                let end = if result.is_empty() { ().into_any() } else { badge("muted", result) };
                link_row(Route::Edit(test.id()).href(), kind.to_owned(), taken, end)
            })
            .collect();
        let findings: Vec<AnyView> = check_person(book, who, outbreak_id, today)
            .into_iter()
            .map(|problem| view! { <p class="banner banner--warn">{tr(problem.text())}</p> }.into_any())
            .collect();
        view! {
            {findings}
            {(!facts.is_empty()).then(|| view! { <p>{facts.join(" · ")}</p> })}
            {history}
            <h3>{tr(t("Pemeriksaan laboratorium", "Laboratory tests"))}</h3>
            {list(tests)}
            <p><a class="btn btn--text" href=Route::NewTest(who, outbreak_id).href()>{tr(t("Tambah tes", "Add a test"))}</a></p>
        }
        .into_any()
    })
    .into_any()
}
