//! The whole story of a case, oldest first: what was recorded with a date, and its explicit steps. It is read when it is
//! unfolded, because it goes through every record of the case.

use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::App;
use crate::casework::supervise::{Event, timeline};
use crate::domain::id::RecordId;
use crate::domain::text::{Lang, t};
use crate::ledger::Book;
use crate::platform::intl;
use crate::report::summary;
use crate::ui::part::tr;
use crate::ui::route::Route;

/// The fold.
pub fn view(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let open = RwSignal::new(false);
    let events = move || {
        let today = app.today.get();
        app.read(|book| {
            let rows =
                timeline(book, id, today).iter().map(|event| row(book, event, lang)).collect::<Vec<_>>();
            view! { <ol class="timeline">{rows}</ol> }.into_any()
        })
    };
    view! {
        <details class="card" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>{tr(t("Linimasa kasus dari awal", "Timeline of the case from its start"))}</summary>
            {live(move || open.get().then(events))}
        </details>
    }
    .into_any()
}

fn row(book: &Book, event: &Event, lang: Lang) -> AnyView {
    let said = match (&event.record, &event.step) {
        (Some(record), _) => book.get(*record).map(|record| summary::line(record, lang)),
        (None, Some(step)) => {
            let way = format!("{} → {}", step.from.label().get(lang), step.to.label().get(lang));
            Some(step.reason.as_ref().map_or_else(|| way.clone(), |reason| format!("{way}: {reason}")))
        }
        (None, None) => None,
    };
    let what = match event.record {
        Some(record) => view! { <a href=Route::Record(record).href()>{tr(event.what)}</a> }.into_any(),
        None => view! { <strong>{tr(event.what)}</strong> }.into_any(),
    };
    view! {
        <li>
            <time datetime=event.date.to_string()>{intl::date(lang, event.date)}</time>
            {what}
            <p>{said}</p>
        </li>
    }
    .into_any()
}
