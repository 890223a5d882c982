//! Page: the form of any record, new or there already.

use leptos::prelude::*;

use super::super::form::{FormOf, record_form};
use super::super::part::{missing, tr};
use super::super::route::Route;
use super::super::shell::top_bar;
use crate::app::App;
use crate::casework::code::next_code;
use crate::casework::question;
use crate::domain::id::RecordId;
use crate::domain::kind::{FieldSet, Kind};
use crate::domain::record::casework::{
    action, advocacy, assistance, case, evaluation, need, note, referral, satisfaction, termination,
};
use crate::domain::record::kind_of;
use crate::domain::record::spine::{consent, data_request, form_question};
use crate::domain::record::tracing::{lab_test, outreach};
use crate::domain::text::t;
use crate::domain::value::{Fields, Value};
use crate::domain::zone::local_time;
use crate::platform::clock;
use chrono::Datelike;

fn framed(title: String, form: AnyView) -> AnyView {
    view! {
        {top_bar(title, true)}
        {form}
    }
    .into_any()
}

/// The form of a record that is there.
pub fn existing(id: RecordId) -> AnyView {
    let app = App::get();
    let found = app.read_once(|book| {
        // The very record, also where another one stands for it.
        let record = book.get_any(id).filter(|record| !record.is_deleted())?;
        Some((record.spec()?, record.fields(), Route::of(record.kind_name(), id)))
    });
    let Some((kind, start, then)) = found.flatten() else { return missing() };
    let title = format!("{}: {}", tr(t("Ubah", "Edit")), tr(kind.label));
    let form = FormOf { kind, record: id, exists: true, parent: None, start, then };
    framed(title, record_form(form))
}

/// The form of a new record.
pub fn new(kind: &str, parent: Option<RecordId>) -> AnyView {
    let app = App::get();
    // Some forms are more than their record: all domains, or all goals, in one save; a survey for somebody else.
    match (kind, parent) {
        ("assessment", Some(case)) => return super::case_forms::assessment_form(case),
        ("evaluation", Some(case)) => return super::case_forms::evaluation_form(case),
        (super::case::needs::FORM, Some(assessment)) => return super::case_forms::needs_form(assessment),
        ("satisfaction", Some(case)) => return super::survey::view(case),
        ("attachment", Some(parent)) => return super::photo::take(parent),
        // Without bytes there is no attachment.
        ("attachment", None) => return missing(),
        _ => {}
    }
    let Some(kind) = kind_of(kind) else { return missing() };
    let record = record_at(&Route::New(kind.name.to_owned(), parent));
    let then = match parent {
        // What has a page of its own is shown there; what hangs on something is shown with it.
        Some(parent) if matches!(Route::of(kind.name, record), Route::Record(_)) => app
            .read_once(|book| book.get(parent).map(|record| Route::of(record.kind_name(), parent)))
            .flatten(),
        _ => None,
    };
    let then = then.unwrap_or_else(|| Route::of(kind.name, record));
    let title = format!("{}: {}", tr(t("Baru", "New")), tr(kind.label));
    let start = known_at_the_start(kind, parent);
    let form = FormOf { kind, record, exists: false, parent, start, then };
    framed(title, record_form(form))
}

/// The form of a new test of somebody in an outbreak, which leads back to how they stand in it.
pub fn new_test(person: RecordId, outbreak: RecordId) -> AnyView {
    let (kind, parent) = (&lab_test::SPEC, Some(person));
    let record = record_at(&Route::NewTest(person, outbreak));
    let mut start = known_at_the_start(kind, parent);
    start.insert(lab_test::OUTBREAK.name.to_owned(), Value::Text(outbreak.to_string()));
    let title = format!("{}: {}", tr(t("Baru", "New")), tr(kind.label));
    let then = Route::Trace(person, outbreak);
    framed(title, record_form(FormOf { kind, record, exists: false, parent, start, then }))
}

/// The id of a new record: a draft of the same form goes on under its own, so that it is found again.
fn record_at(here: &Route) -> RecordId {
    let app = App::get();
    let here = here.path();
    let kept = app.drafts().into_iter().find(|(_, draft)| draft.route == here).map(|(id, _)| id);
    kept.unwrap_or_else(|| app.make_id())
}

/// The hour and minute now, on the worker's own clock.
fn time_now(app: App) -> String {
    let now = clock::stamp(app.zone.get_untracked());
    local_time(now.ms, now.offset).format("%H:%M").to_string()
}

/// What a new form can know by itself.
fn known_at_the_start(kind: &'static Kind, parent: Option<RecordId>) -> Fields {
    let app = App::get();
    let today = app.today.get_untracked();
    let mut set = FieldSet::new();
    let dated = [
        (note::SPEC.name, note::DATE.name),
        (evaluation::SPEC.name, evaluation::DATE.name),
        (termination::SPEC.name, termination::DATE.name),
        (assistance::SPEC.name, assistance::DATE.name),
        (advocacy::SPEC.name, advocacy::DATE.name),
        (satisfaction::SPEC.name, satisfaction::DATE.name),
        (consent::SPEC.name, consent::DATE.name),
        (data_request::SPEC.name, data_request::RECEIVED.name),
        (outreach::SPEC.name, outreach::DATE.name),
        (lab_test::SPEC.name, lab_test::TAKEN.name),
        (need::SPEC.name, need::NOTED.name),
        (case::SPEC.name, case::OPENED.name),
    ];
    for (name, field) in dated {
        if name == kind.name {
            set.0.insert(field.to_owned(), Value::Text(today.to_string()));
        }
    }
    match kind.name {
        name if name == case::SPEC.name => {
            let worker = app.local(|local| local.worker.clone());
            let code = app.read_once(|book| next_code(book, &worker, today.year())).unwrap_or_default();
            set.set(case::CODE, code);
            set.set(case::WORKER, worker);
            let household = parent
                .and_then(|id| {
                    app.read_once(|book| book.get(id).map(|record| record.kind_name() == "household"))
                })
                .flatten();
            set.set(case::SUBJECT, if household == Some(true) { "household" } else { "person" });
        }
        name if name == referral::SPEC.name => set.set(referral::STATE, "drafted"),
        name if name == action::SPEC.name => set.set(action::STATE, "planned"),
        // The law counts hours, so the hour is known from the start.
        name if name == data_request::SPEC.name => set.set(data_request::RECEIVED_AT, time_now(app)),
        name if name == form_question::SPEC.name => {
            set.set(form_question::PRIVACY, "personal");
            set.set(form_question::STATE, question::ASKED);
        }
        name if name == note::SPEC.name => set.set(note::KIND, "free"),
        _ => {}
    }
    set.0
}
