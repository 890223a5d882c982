//! Referrals: where each stands, how long it waits, and the steps that may come next. The list of all that are open
//! shows the same rows.

use leptos::prelude::*;

use super::{Typed, fold_out};
use crate::app::App;
use crate::casework::case_view::CaseDetail;
use crate::casework::consent::{may_refer, plan_exception};
use crate::casework::referral::{
    Answer, AnswerRefused, State, days_waiting, is_waiting, next_states, plan_answer, state_of,
};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::casework::referral;
use crate::domain::text::{Lang, t};
use crate::ledger::RecordRef;
use crate::report::summary;
use crate::ui::page::case_part::{select_code, text_area};
use crate::ui::part::{Busy, badge, busy_button, card, tr};
use crate::ui::route::Route;

/// The card.
pub fn view(app: App, detail: &CaseDetail<'_>, typed: Typed, lang: Lang) -> AnyView {
    let add = Some((t("Tambah", "Add"), Route::New("referral".into(), Some(detail.case.id())).href()));
    let body = if detail.referrals.is_empty() {
        let text = t(
            "Belum ada rujukan. Rujukan tetap terbuka sampai mitra menjawab.",
            "No referral yet. A referral stays open until the partner answers.",
        );
        view! { <p class="hint">{tr(text)}</p> }.into_any()
    } else {
        let rows: Vec<_> = detail.referrals.iter().map(|one| referral_view(app, *one, typed, lang)).collect();
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    card(tr(t("Rujukan", "Referrals")), add, body)
}

fn referral_view(app: App, record: RecordRef<'_>, typed: Typed, lang: Lang) -> AnyView {
    let days = days_waiting(record, app.today.get_untracked()).map(|days| {
        let text = if is_waiting(record) {
            t("menunggu jawaban {n} hari", "waiting {n} {n?day|days} for an answer")
        } else {
            t("dijawab setelah {n} hari", "answered after {n} {n?day|days}")
        };
        text.with(lang, &[("n", &days.to_string())])
    });
    let href = Route::Record(record.id()).href();
    referral_row(app, record, typed, lang, href, days.into_iter().collect(), ().into_any())
}

/// A referral with its lines, its state and the steps that may come next.
pub fn referral_row(
    app: App,
    record: RecordRef<'_>,
    typed: Typed,
    lang: Lang,
    href: String,
    lines: Vec<String>,
    more: AnyView,
) -> AnyView {
    let id = record.id();
    let title = summary::title(record, lang);
    let lines: Vec<_> =
        lines.into_iter().map(|line| view! { <span class="row-sub">{line}</span> }.into_any()).collect();
    let code = record.text(referral::STATE);
    let colour = match state_of(record) {
        Some(State::Refused) => "danger",
        Some(State::Served | State::Accepted) => "ok",
        Some(State::Sent) => "warn",
        _ => "muted",
    };
    let next: Vec<State> =
        state_of(record).map_or_else(|| State::ALL.to_vec(), |state| next_states(state).to_vec());
    let form = (!next.is_empty()).then(|| {
        fold_out(typed, id, t("Jawab / langkah berikutnya", "Answer / next step"), &title, move || {
            steps(app, id, &next, typed, lang)
        })
    });
    view! {
        <li class="row">
            <a class="row-main" href=href>
                <span class="row-title">{title}</span>
                {lines}
            </a>
            <span class="row-end">{badge(colour, lists::REFERRAL_STATE.label(code, lang))}</span>
            {more}
            {form}
        </li>
    }
    .into_any()
}

fn steps(app: App, id: RecordId, next: &[State], typed: Typed, lang: Lang) -> AnyView {
    let busy = Busy::new();
    let buttons: Vec<_> = next
        .iter()
        .map(|state| {
            let state = *state;
            view! {
                <button type="button" class="btn btn--tonal" on:click=move |_| busy.run(step(app, id, state, typed))>
                    {lists::REFERRAL_STATE.label(state.code(), lang)}
                </button>
            }
            .into_any()
        })
        .collect();
    let refusable = next.contains(&State::Refused).then(|| {
        select_code(
            format!("refused-{id}"),
            tr(t("Alasan bila ditolak", "Why, if it was refused")).into(),
            &lists::REFERRAL_REFUSED_REASON,
            move || typed.get(id, "refused"),
            move |code| typed.set(id, "refused", code),
        )
    });
    let sending = next.contains(&State::Sent).then(|| consent_for_sending(app, id, typed, lang));
    view! {
        <div class="stack">
            {sending}
            {text_area(format!("feedback-{id}"), tr(t("Kata mitra", "What the partner says")).into(), "",
                move || typed.get(id, "feedback"), move |text| typed.set(id, "feedback", text))}
            {refusable}
            <div class="cluster">{buttons}</div>
        </div>
    }
    .into_any()
}

/// What the client's consent says of sending, and the two ways on where it is missing.
fn consent_for_sending(app: App, id: RecordId, typed: Typed, lang: Lang) -> AnyView {
    let today = app.today.get_untracked();
    let found = app.read_once(|book| {
        let record = book.get_as(id, &referral::SPEC)?;
        let permission = may_refer(book, record, today);
        let concerns: Vec<String> =
            permission.concerns.iter().map(|one| one.text.get(lang).to_owned()).collect();
        let subject = record.parent_record().and_then(|case| case.parent_record());
        Some((
            permission.is_blocked(),
            concerns,
            subject.map(|subject| (subject.kind_name() == "person", subject.id())),
        ))
    });
    let Some(Some((blocked, concerns, subject))) = found else { return ().into_any() };
    if concerns.is_empty() {
        return ().into_any();
    }
    let class = if blocked { "banner banner--danger" } else { "banner banner--warn" };
    let concerns: Vec<_> = concerns.into_iter().map(|text| view! { <p>{text}</p> }.into_any()).collect();
    let ask = subject.filter(|_| blocked).map(|(is_person, subject)| {
        let (href, text) = if is_person {
            (Route::New("consent".into(), Some(subject)).href(), t("Catat persetujuan", "Record the consent"))
        } else {
            (
                Route::Household(subject).href(),
                t("Buka keluarga untuk mencatat persetujuan", "Open the household to record the consent"),
            )
        };
        view! { <a class="btn btn--tonal" href=href>{tr(text)}</a> }.into_any()
    });
    let emergency = (blocked && subject.is_some()).then(|| emergency(app, id, typed));
    view! {
        <div class=class role="status" data-testid="consent">
            <div class="stack">
                {blocked.then(|| view! { <strong>{tr(t("Belum boleh dikirim", "Not to be sent yet"))}</strong> })}
                {concerns}
                {ask}
                {emergency}
            </div>
        </div>
    }
    .into_any()
}

/// The exception where nobody can be asked: on the ground of a vital interest or a legal duty, with its reason.
fn emergency(app: App, id: RecordId, typed: Typed) -> AnyView {
    let legal = move |code: &'static str| {
        view! {
            <label class="choice">
                <input autocomplete="off" type="radio" name=format!("basis-{id}") prop:checked=move || typed.get(id, "basis") == code
                    on:change=move |_| typed.set(id, "basis", code.to_owned())/>
                <span>{lists::LEGAL_BASIS.label(code, app.lang.get_untracked())}</span>
            </label>
        }
        .into_any()
    };
    let press = move || async move {
        let (basis, reason) = untrack(|| (typed.get(id, "basis"), typed.get(id, "exception")));
        let today = app.today.get_untracked();
        let consent = app.make_id();
        let planned =
            app.read_once(|book| plan_exception(book, id, consent, &basis, &reason, today)).flatten();
        let Some(drafts) = planned else {
            return app
                .tell(t("Pilih dasarnya dan tulis alasannya", "Choose the ground and write the reason"));
        };
        // What was typed stays where the save fails.
        if app.save_and_tell(drafts, None, t("Pengecualian dicatat", "Exception recorded")).await.is_ok() {
            typed.set(id, "exception", String::new());
        }
    };
    view! {
        <details>
            <summary>{tr(t("Darurat: klien tidak dapat diminta", "Emergency: the client cannot be asked"))}</summary>
            <div class="stack">
                <fieldset class="field">
                    <legend>{tr(t("Dasar", "Ground"))}</legend>
                    <div class="choices">{legal("vital_interest")}{legal("legal_duty")}</div>
                </fieldset>
                {text_area(format!("exception-{id}"), tr(t("Alasan tanpa persetujuan", "Why without consent")).into(), "",
                    move || typed.get(id, "exception"), move |text| typed.set(id, "exception", text))}
                {busy_button("btn", t("Catat pengecualian", "Record the exception"), press)}
            </div>
        </details>
    }
    .into_any()
}

async fn step(app: App, id: RecordId, state: State, typed: Typed) {
    let (reason, feedback) = untrack(|| (typed.get(id, "refused"), typed.get(id, "feedback")));
    let answer = Answer {
        state,
        date: app.today.get_untracked(),
        refused_reason: Some(reason).filter(|reason| !reason.is_empty()),
        feedback: Some(feedback).filter(|text| !text.trim().is_empty()),
    };
    let drafts = match app.read_once(|book| plan_answer(book, id, &answer)) {
        Some(Ok(drafts)) => drafts,
        Some(Err(why)) => {
            app.tell(match why {
                AnswerRefused::NoReason => {
                    t("Pilih alasan penolakan dahulu", "Choose why it was refused first")
                }
                AnswerRefused::BeforeSent => t(
                    "Rujukan ini bertanggal kirim sesudah hari ini",
                    "This referral is dated as sent after today",
                ),
                AnswerRefused::NoConsent => t(
                    "Belum ada persetujuan klien untuk berbagi data",
                    "There is no consent of the client to share data",
                ),
                AnswerRefused::NotNext => t(
                    "Langkah ini tidak mengikuti keadaan sekarang",
                    "This step does not follow on the present state",
                ),
                AnswerRefused::NoReferral => {
                    t("Rujukan ini tidak ada lagi", "This referral is no longer there")
                }
            });
            return;
        }
        None => return,
    };
    // What was typed stays where the save fails.
    if app.save_and_tell(drafts, None, t("Rujukan diperbarui", "Referral updated")).await.is_ok() {
        typed.forget(id);
    }
}
