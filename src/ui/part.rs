//! Small parts that many pages share.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::ui::live::live;

use super::memory::remembered_count;
use super::route::Route;
use crate::app::App;
use crate::domain::id::RecordId;
use crate::domain::text::{Text, t};
use crate::ledger::Book;
use crate::platform::files::Pieces;
use crate::report::summary;

/// A text in the present language.
pub fn tr(text: Text) -> &'static str {
    App::get().text(text)
}

/// The place that is open, for rows that stand beside it.
#[derive(Clone, Copy)]
pub struct OpenPlace(pub RwSignal<Route>);

/// A row of a list that leads somewhere.
pub fn link_row(href: String, title: String, sub: String, end: AnyView) -> AnyView {
    let open = use_context::<OpenPlace>();
    let place = href.clone();
    let here = move || open.is_some_and(|open| open.0.get().href() == place).then_some("page");
    view! {
        <li>
            <a class="row" href=href aria-current=here>
                <span class="row-main">
                    <span class="row-title">{title}</span>
                    {(!sub.is_empty()).then(|| view! { <span class="row-sub">{sub}</span> })}
                </span>
                <span class="row-end">{end}</span>
            </a>
        </li>
    }
    .into_any()
}

/// The row of any record. It stands on lists, so discreet people stand by initials.
pub fn record_row(book: &Book, id: RecordId) -> Option<AnyView> {
    let lang = App::get().lang.get_untracked();
    let record = book.get(id)?;
    let href = Route::of(record.kind_name(), id).href();
    Some(link_row(href, summary::discreet_title(record, lang), summary::line(record, lang), ().into_any()))
}

/// A coloured word.
pub fn badge(kind: &str, text: impl Into<String>) -> AnyView {
    view! { <span class=format!("badge badge--{kind}")>{text.into()}</span> }.into_any()
}

/// Shown where there is nothing yet; it teaches the next step.
pub fn empty(title: Text, hint: Text, action: Option<(Text, String)>) -> AnyView {
    view! {
        <div class="empty">
            <h2>{tr(title)}</h2>
            <p>{tr(hint)}</p>
            {action.map(|(text, href)| view! { <a class="btn btn--primary" href=href>{tr(text)}</a> })}
        </div>
    }
    .into_any()
}

/// A card with a heading.
pub fn card(title: impl Into<String>, action: Option<(Text, String)>, body: AnyView) -> AnyView {
    let title = title.into();
    let label = title.clone();
    view! {
        <section class="card" aria-label=label>
            <div class="card-head">
                <h2>{title}</h2>
                {action.map(|(text, href)| view! { <a class="btn btn--text" href=href>{tr(text)}</a> })}
            </div>
            {body}
        </section>
    }
    .into_any()
}

/// A list of rows, or nothing.
pub fn list(rows: Vec<AnyView>) -> AnyView {
    view! { <ul class="list">{rows}</ul> }.into_any()
}

/// How many rows a long list shows before it is asked for more.
pub const PAGE: usize = 30;

/// A list of any length: it renders as much as is asked for, so that ten thousand rows stay smooth. Rows that stand
/// there are not made again for those that follow.
pub fn long_list<T: 'static>(items: Vec<T>, row: impl Fn(&T) -> AnyView + 'static) -> AnyView {
    let total = items.len();
    let rows = move |part: std::ops::Range<usize>| -> Vec<AnyView> {
        items.get(part.start..part.end.min(total)).unwrap_or_default().iter().map(&row).collect()
    };
    let shown = remembered_count(PAGE);
    view! {
        <ul class="list">{rows_from(0, total, shown, StoredValue::new_local(Box::new(rows)))}</ul>
        {live(move || (shown.get() < total).then(|| more(shown, total)))}
    }
    .into_any()
}

/// The rows of a part of a list.
pub type Rows = StoredValue<Box<dyn Fn(std::ops::Range<usize>) -> Vec<AnyView>>, LocalStorage>;

/// The rows from a place on, page by page: each page knows only whether another one follows.
pub fn rows_from(from: usize, total: usize, shown: RwSignal<usize>, rows: Rows) -> AnyView {
    let end = from + PAGE;
    let page = rows.try_with_value(|rows| untrack(|| rows(from..end)));
    let follows = Memo::new(move |_| shown.get() > end && total > end);
    view! { {page} {live(move || follows.get().then(|| rows_from(end, total, shown, rows)))} }.into_any()
}

/// The button that shows more rows.
pub fn more(shown: RwSignal<usize>, total: usize) -> AnyView {
    view! {
        <button type="button" class="btn btn--tonal btn--wide" on:click=move |_| shown.update(|n| *n += PAGE)>
            {tr(t("Tampilkan lebih banyak", "Show more"))}
            {live(move || format!(" ({} / {total})", shown.get()))}
        </button>
    }
    .into_any()
}

/// Shown while something is worked out from a large book.
pub fn working() -> AnyView {
    view! { <p class="hint" role="status" aria-busy="true">{tr(t("Menghitung…", "Working it out…"))}</p> }
        .into_any()
}

/// A button that runs a use-case and cannot be pressed twice meanwhile.
pub fn busy_button<F, Fut>(class: &'static str, text: Text, run: F) -> AnyView
where
    F: Fn() -> Fut + 'static,
    Fut: std::future::Future<Output = ()> + 'static,
{
    boxed_button(class, text, Box::new(move || Box::pin(run())))
}

type Running = std::pin::Pin<Box<dyn std::future::Future<Output = ()>>>;

/// One copy of the button for all that it may run.
fn boxed_button(class: &'static str, text: Text, run: Box<dyn Fn() -> Running>) -> AnyView {
    let busy = RwSignal::new(false);
    let press = move |_: MouseEvent| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let done = run();
        wasm_bindgen_futures::spawn_local(async move {
            done.await;
            // The page may be gone by now.
            busy.try_set(false);
        });
    };
    view! {
        <button
            type="button"
            class=class
            on:click=press
            disabled=move || busy.get()
            aria-busy=move || busy.get().to_string()
        >
            {tr(text)}
        </button>
    }
    .into_any()
}

/// How much something weighs.
pub fn bytes_text(bytes: u64) -> String {
    match bytes {
        0..=1_023 => format!("{bytes} B"),
        1_024..=1_048_575 => format!("{} KB", bytes / 1_024),
        _ => {
            let tenths = bytes / 104_858;
            let point = tr(t(",", "."));
            format!("{}{point}{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// A choice of one of a few, by the signal that holds it.
pub fn pick_one<T: Copy + PartialEq + Send + Sync + 'static>(
    id: &'static str,
    label: Text,
    all: &'static [T],
    name: impl Fn(T) -> Text,
    chosen: RwSignal<T>,
) -> AnyView {
    let names: Vec<String> = all.iter().map(|one| tr(name(*one)).to_owned()).collect();
    let first = all.iter().position(|one| *one == chosen.get_untracked()).unwrap_or(0);
    pick_named(id, tr(label), &names, first, move |place| {
        if let Some(one) = all.get(place) {
            chosen.set(*one);
        }
    })
}

/// A choice of one of some names, by its place.
pub fn pick_named(
    id: impl Into<String>,
    label: &str,
    names: &[String],
    first: usize,
    on_change: impl Fn(usize) + 'static,
) -> AnyView {
    let options = names.iter().enumerate().map(|(place, name)| (place.to_string(), name.clone())).collect();
    let first = first.to_string();
    choice(id, label, options, move || first.clone(), move |place| on_change(place.parse().unwrap_or(0)))
}

/// A drop-down with its label over it: values with their names, the one that is chosen, and what a choice does.
pub fn choice(
    id: impl Into<String>,
    label: &str,
    options: Vec<(String, String)>,
    value: impl Fn() -> String + Send + Sync + 'static,
    set: impl Fn(String) + 'static,
) -> AnyView {
    drop_down(id.into(), label.to_owned(), options, Arc::new(value), Box::new(set))
}

/// One copy of the drop-down for all that it may choose.
fn drop_down(
    id: String,
    label: String,
    options: Vec<(String, String)>,
    value: Arc<dyn Fn() -> String + Send + Sync>,
    set: Box<dyn Fn(String)>,
) -> AnyView {
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(code, text)| {
            let (own, value) = (code.clone(), value.clone());
            view! { <option value=code prop:selected=move || value() == own>{text}</option> }.into_any()
        })
        .collect();
    let target = id.clone();
    view! {
        <div class="field">
            <label for=target>{label}</label>
            <select id=id autocomplete="off" on:change=move |event| set(event_target_value(&event))>{options}</select>
        </div>
    }
    .into_any()
}

/// Gives a file out as a download; says so where the browser does not let it.
pub fn save_file(name: &str, media_type: &str, bytes: &[u8]) {
    let mut pieces = Pieces::new();
    pieces.push(bytes);
    if pieces.download_as(name, media_type).is_err() {
        App::get().tell(t("Berkas tidak dapat disimpan.", "The file could not be saved."));
    }
}

/// Says what must be understood before something leaves the app unlocked, with the tick that says it is.
pub fn understood_first(title: Text, text: Text, understood: RwSignal<bool>) -> AnyView {
    view! {
        <div class="banner banner--warn">
            <div>
                <strong>{tr(title)}</strong>
                <p>{tr(text)}</p>
                <label class="choice">
                    <input autocomplete="off" type="checkbox" prop:checked=move || understood.get()
                        on:change:target=move |event| understood.set(event.target().checked())/>
                    <span>{tr(t("Saya mengerti", "I understand"))}</span>
                </label>
            </div>
        </div>
    }
    .into_any()
}

/// A page that is not there: erased, in the trash, or never known.
pub fn missing() -> AnyView {
    empty(
        t("Tidak ada di sini", "Not here"),
        t(
            "Catatan ini sudah dihapus, atau belum sampai di HP ini.",
            "This record was removed, or has not reached this phone.",
        ),
        Some((t("Ke Beranda", "Go home"), Route::Home.href())),
    )
}
