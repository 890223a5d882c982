//! Needs: the most urgent first, each answered where it stands, and the way from an assessment to the needs it names.

use leptos::prelude::*;

use crate::app::App;
use crate::casework::case_view::CaseDetail;
use crate::casework::needs::{in_order, is_settled, next_states, plan_state, proposals};
use crate::casework::stage::Stage;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::casework::need;
use crate::domain::text::{Lang, t};
use crate::ledger::{Book, RecordRef};
use crate::report::summary;
use crate::ui::page::case_part::commit;
use crate::ui::part::{badge, card, list, tr};
use crate::ui::route::Route;

/// The kind under which the form of an assessment's needs is found: `/baru/kebutuhan/…`.
pub const FORM: &str = "kebutuhan";

/// The card.
pub fn view(app: App, book: &Book, detail: &CaseDetail<'_>, lang: Lang) -> AnyView {
    let mut needs = detail.needs.clone();
    in_order(&mut needs);
    let rows: Vec<_> = needs.iter().map(|one| row(app, *one, lang)).collect();
    let none = rows.is_empty().then(|| {
        view! { <p class="hint">{tr(t("Belum ada kebutuhan yang dicatat.", "No need is recorded yet."))}</p> }.into_any()
    });
    // Of two assessments the later one says what is lacking now; a closed case has no more work.
    let open = detail.stage.current != Stage::Closed;
    let found = detail.assessments.last().filter(|_| open).map(|one| {
        let id = one.record.id();
        (id, proposals(book, id, lang).iter().filter(|one| one.taken.is_none()).count())
    });
    let choose = found.filter(|(_, count)| *count > 0).map(|(id, count)| {
        let text = t(
            "Asesmen terakhir menyebut {n} hal yang belum menjadi kebutuhan.",
            "The latest assessment names {n} {n?thing that is|things that are} not yet {n?a need|needs}.",
        );
        let text = text.with(lang, &[("n", &count.to_string())]);
        view! {
            <div class="banner banner--info">
                <span>{text}</span>
                <a class="btn btn--text" href=Route::New(FORM.to_owned(), Some(id)).href()>
                    {tr(t("Pilih kebutuhan", "Choose the needs"))}
                </a>
            </div>
        }
        .into_any()
    });
    let add = Some((t("Tambah", "Add"), Route::New(need::SPEC.name.into(), Some(detail.case.id())).href()));
    card(tr(t("Kebutuhan", "Needs")), add, view! { {choose} {none} {list(rows)} }.into_any())
}

fn row(app: App, one: RecordRef<'_>, lang: Lang) -> AnyView {
    let id = one.id();
    let priority = one.text(need::PRIORITY);
    let state = one.text(need::STATE);
    let state = if state.is_empty() { "open" } else { state };
    let settled = is_settled(one);
    let colour = match priority {
        _ if settled => "muted",
        "urgent" => "danger",
        "high" => "warn",
        _ => "accent",
    };
    let priority = (!priority.is_empty()).then(|| badge(colour, lists::PRIORITY.label(priority, lang)));
    let title = summary::title(one, lang);
    let domain = lists::LIFE_DOMAIN.label(one.text(need::DOMAIN), lang);
    let sub: Vec<&str> =
        [domain, lists::NEED_STATE.label(state, lang)].into_iter().filter(|text| !text.is_empty()).collect();
    let buttons: Vec<_> =
        next_states(state).iter().map(|step| step_button(app, id, step, &title, lang)).collect();
    view! {
        <li class="row">
            <a class="row-main" href=Route::Record(id).href()>
                <span class="row-title">{title.clone()}</span>
                <span class="row-sub">{sub.join(" · ")}</span>
            </a>
            <span class="row-end">{priority}</span>
            <div class="cluster" role="group" aria-label=title>{buttons}</div>
        </li>
    }
    .into_any()
}

fn step_button(app: App, id: RecordId, step: &'static str, title: &str, lang: Lang) -> AnyView {
    let text = match step {
        "open" => t("Buka lagi", "Open again").get(lang),
        // Two of the steps fit beside each other on a phone.
        "partly_met" => t("Sebagian", "In part").get(lang),
        step => lists::NEED_STATE.label(step, lang),
    };
    let label = format!("{text}: {title}");
    let press = move |_| {
        let drafts = app.read_once(|book| plan_state(book, id, step)).unwrap_or_default();
        commit(app, drafts, t("Kebutuhan diperbarui", "Need updated"));
    };
    view! { <button type="button" class="btn" aria-label=label on:click=press>{text}</button> }.into_any()
}
