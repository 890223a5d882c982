//! Page: trash. Everything stays here until somebody erases it; restoring brings back what went along.

use crate::domain::order::InOrder;
use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::commit;
use crate::app::App;
use crate::casework::erase::{plan_restore, proofs};
use crate::domain::id::RecordId;
use crate::domain::record::spine::data_request;
use crate::domain::text::{Lang, t};
use crate::ledger::RecordRef;
use crate::platform::intl;
use crate::report::summary;
use crate::ui::part::{card, empty, link_row, list, long_list, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

struct Row {
    id: RecordId,
    title: String,
    sub: String,
}

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let shown = move || {
        let rows = app.read(|book| {
            let trashed = book.all_with_trash().filter(|record| record.is_deleted());
            // What went along with its parent comes back with it, so the parent alone is listed.
            let tops = trashed.filter(|record| {
                let parent = record.same_as().or(record.parent()).and_then(|parent| book.get_any(parent));
                !parent.is_some_and(|parent| parent.is_deleted())
            });
            let mut rows: Vec<(Option<i64>, Row)> = tops
                .map(|record| {
                    let info = record.last_commit().and_then(|number| book.commit_info(number));
                    let when = info.as_ref().map(|info| info.at.ms);
                    let by = info.map_or_else(String::new, |info| {
                        format!(" · {} · {}", intl::stamp(lang, info.at), info.author)
                    });
                    let sub = format!("{}{by}", summary::kind_label(record, lang));
                    (when, Row { id: record.id(), title: summary::discreet_title(record, lang), sub })
                })
                .collect();
            rows.order_by_key(|(when, row)| (std::cmp::Reverse(*when), row.id));
            rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>()
        });
        let rows = rows.unwrap_or_default();
        if rows.is_empty() {
            return empty(
                t("Tempat sampah kosong", "The trash is empty"),
                t(
                    "Yang dipindahkan ke sini dapat dikembalikan kapan saja.",
                    "What is moved here can be restored at any time.",
                ),
                None,
            );
        }
        view! {
            <section class="card" aria-label=tr(t("Isi tempat sampah", "In the trash"))>
                {long_list(rows, move |row| trashed(app, row))}
            </section>
        }
        .into_any()
    };
    let proof = move || app.read(|book| met_requests(&proofs(book), lang)).flatten();
    view! {
        {top_bar(tr(t("Tempat sampah", "Trash")), true)}
        <div class="stack">{live(shown)} {proof}</div>
    }
    .into_any()
}

/// Requests for erasure that were met. The people are gone; that it was done is proof for the law.
fn met_requests(found: &[RecordRef<'_>], lang: Lang) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let rows = found.iter().map(|one| {
        let day = |field| one.get(field).map_or_else(String::new, |day| intl::date(lang, day));
        let title = t("Data dihapus pada {date}", "Data erased on {date}");
        let sub = t("Diminta {date}", "Asked on {date}");
        link_row(
            Route::Record(one.id()).href(),
            title.with(lang, &[("date", &day(data_request::ANSWERED))]),
            sub.with(lang, &[("date", &day(data_request::RECEIVED))]),
            ().into_any(),
        )
    });
    Some(card(
        tr(t("Permintaan hapus yang dipenuhi", "Requests for erasure that were met")),
        None,
        list(rows.collect()),
    ))
}

fn trashed(app: App, row: &Row) -> AnyView {
    let id = row.id;
    let press = move |_| {
        let drafts = app.read_once(|book| plan_restore(book, id)).unwrap_or_default();
        commit(app, drafts, t("Dikembalikan", "Restored"));
    };
    let label = format!("{}: {}", tr(t("Kembalikan", "Restore")), row.title);
    view! {
        <li class="row">
            <span class="row-main">
                <span class="row-title">{row.title.clone()}</span>
                <span class="row-sub">{row.sub.clone()}</span>
            </span>
            <span class="row-end">
                <button type="button" class="btn btn--tonal" aria-label=label on:click=press>
                    {tr(t("Kembalikan", "Restore"))}
                </button>
            </span>
        </li>
    }
    .into_any()
}
