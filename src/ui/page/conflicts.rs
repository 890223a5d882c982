//! Page: conflicts. Two workers wrote the same field without knowing of each other; both values are kept
//! until somebody who knows the family decides.

use leptos::prelude::*;

use super::case_part::commit;
use crate::app::App;
use crate::casework::question;
use crate::domain::kind::{DELETED, Draft, FieldSet};
use crate::domain::text::{Lang, t};
use crate::ledger::{Book, Conflict};
use crate::platform::intl;
use crate::report::{history, summary};
use crate::ui::part::{badge, empty, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// How many are shown at once; the others come up as these are settled.
const SHOWN: usize = 30;

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let shown = move || {
        let found = app.read(|book| {
            let conflicts = book.conflicts();
            let count = conflicts.len();
            let cards: Vec<_> = conflicts
                .into_iter()
                .take(SHOWN)
                .filter_map(|one| side_by_side(app, book, one, lang))
                .collect();
            (count, cards)
        });
        let (count, cards) = found.unwrap_or_default();
        if count == 0 {
            return empty(
                t("Tidak ada selisih", "No differences"),
                t(
                    "Bila dua petugas mengisi hal yang sama dengan berbeda, keduanya muncul di sini.",
                    "When two workers write the same thing differently, both show up here.",
                ),
                None,
            );
        }
        let text =
            t("{n} selisih. Pilih mana yang benar.", "{n} {n?difference|differences}. Choose what is right.");
        view! {
            <p role="status">{text.with(lang, &[("n", &count.to_string())])}</p>
            {cards}
        }
        .into_any()
    };
    view! {
        {top_bar(tr(t("Selisih", "Differences")), true)}
        <div class="stack">{shown}</div>
    }
    .into_any()
}

fn side_by_side(app: App, book: &Book, conflict: Conflict, lang: Lang) -> Option<AnyView> {
    let record = book.get(conflict.record)?;
    let kind = record.spec();
    let spec = question::spec_in(record, &conflict.field);
    let field = match spec {
        Some(spec) => spec.label.get(lang).to_owned(),
        None if conflict.field == DELETED.name => tr(t("Di tempat sampah", "In the trash")).to_owned(),
        None => conflict.field.clone(),
    };
    let title = summary::discreet_title(record, lang);
    let last = conflict.contenders.len().saturating_sub(1);
    let sides: Vec<_> = conflict
        .contenders
        .into_iter()
        .enumerate()
        .map(|(place, contender)| {
            let info = book.commit_info(contender.commit);
            let who = info
                .map_or_else(String::new, |info| format!("{} · {}", info.author, intl::stamp(lang, info.at)));
            let text = match spec {
                Some(spec) => history::value_text(spec, &contender.value, book, lang),
                None => history::raw_text(&contender.value, lang),
            };
            let shown = if text.is_empty() { tr(t("(kosong)", "(empty)")).to_owned() } else { text };
            let label = format!("{}: {field} “{shown}”", tr(t("Pakai ini", "Use this")));
            let (id, name, value) = (conflict.record, conflict.field.clone(), contender.value);
            let press = move |_| {
                let Some(kind) = kind else { return };
                let mut fields = FieldSet::new();
                fields.0.insert(name.clone(), value.clone());
                let draft = Draft { kind: kind.name, record: id, parent: None, fields };
                commit(app, vec![draft], t("Pilihan tersimpan", "Choice saved"));
            };
            let stands = (place == last).then(|| badge("accent", tr(t("berlaku sekarang", "stands now"))));
            // What a newer version wrote cannot be settled here.
            let button = kind.map(|_| {
                view! {
                    <button type="button" class="btn btn--tonal" aria-label=label on:click=press>
                        {tr(t("Pakai ini", "Use this"))}
                    </button>
                }
                .into_any()
            });
            view! {
                <div class="stack">
                    <p><strong>{shown}</strong></p>
                    <p class="hint">{who} " " {stands}</p>
                    {button}
                </div>
            }
            .into_any()
        })
        .collect();
    let href = Route::of(record.kind_name(), record.id()).href();
    let label = format!("{title}: {field}");
    let view = view! {
        <section class="card" aria-label=label>
            <h2>{field.clone()}</h2>
            <p><a href=href>{format!("{}: {title}", summary::kind_label(record, lang))}</a></p>
            <div class="grid-2">{sides}</div>
        </section>
    };
    Some(view.into_any())
}
