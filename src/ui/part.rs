//! Small parts that many pages share.

use std::ops::Range;
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
use crate::platform::clock;
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

/// A page or list that is made in several tasks, so that none of them grows long on a slow phone. It counts the tasks
/// from the first part that was made later; what is made anew after the last of them stands there at once.
#[derive(Clone, Copy)]
pub struct Beat {
    at: RwSignal<usize>,
    tasks: usize,
}

impl Beat {
    /// So many tasks.
    pub fn new(tasks: usize) -> Beat {
        Beat { at: RwSignal::new(0), tasks }
    }

    /// A part that is made in a later task; the first is the one of now.
    pub fn later(self, task: usize, make: impl Fn() -> AnyView + Send + 'static) -> AnyView {
        if self.at.get_untracked() == 0 {
            self.begin();
        }
        if self.at.get_untracked() >= task {
            return untrack(&make);
        }
        let due = Memo::new(move |_| self.at.get() >= task);
        live(move || due.get().then(|| untrack(&make)))
    }

    fn begin(self) {
        self.at.set(1);
        wasm_bindgen_futures::spawn_local(async move {
            for task in 2..=self.tasks {
                clock::breathe().await;
                // The page may be gone by now.
                if self.at.try_set(task).is_some() {
                    return;
                }
            }
        });
    }
}

/// How many rows a long list shows before it is asked for more.
const PAGE: usize = 30;

/// How many of them are made in one task: about a phone's screen.
const TASK: usize = 10;

/// A list of any length: it renders as much as is asked for, so that ten thousand rows stay smooth. Rows that stand
/// there are not made again for those that follow.
pub fn long_list<T: 'static>(items: Vec<T>, row: impl Fn(&T) -> AnyView + 'static) -> AnyView {
    let total = items.len();
    let rows = move |part: Range<usize>| -> Vec<AnyView> {
        items.get(part.start..part.end.min(total)).unwrap_or_default().iter().map(&row).collect()
    };
    let shown = Shown::new();
    view! {
        <ul class="list">{shown.rows(total, rows)}</ul>
        {shown.more(total)}
    }
    .into_any()
}

/// The same over a signal of the page, so that a changed book does not fold the list up.
pub fn paged<T: Send + Sync + 'static>(
    class: &'static str,
    items: Memo<Vec<T>>,
    row: impl Fn(&T) -> AnyView + Copy + Send + Sync + 'static,
) -> AnyView {
    let shown = Shown::new();
    let total = move || items.with(Vec::len);
    let rows = move |part: Range<usize>| -> Vec<AnyView> {
        items.with_untracked(|items| items.iter().skip(part.start).take(part.len()).map(row).collect())
    };
    view! {
        <ul class=class>{live(move || shown.rows(total(), rows))}</ul>
        {live(move || shown.more(total()))}
    }
    .into_any()
}

/// How much of a list is shown; "back" finds it again.
#[derive(Clone, Copy)]
pub struct Shown {
    count: RwSignal<usize>,
    beat: Beat,
}

/// The rows of a part of a list.
type Rows = StoredValue<Box<dyn Fn(Range<usize>) -> Vec<AnyView>>, LocalStorage>;

impl Shown {
    /// A first page.
    pub fn new() -> Shown {
        Shown { count: remembered_count(PAGE), beat: Beat::new(PAGE / TASK) }
    }

    /// The rows of a list of so many.
    pub fn rows(self, total: usize, rows: impl Fn(Range<usize>) -> Vec<AnyView> + 'static) -> AnyView {
        rows_from(0, total, self, StoredValue::new_local(Box::new(rows)))
    }

    /// The button that shows more rows, where there are more.
    pub fn more(self, total: usize) -> AnyView {
        let count = self.count;
        // The button stays the same while it is pressed again and again: it keeps the focus.
        let left = Memo::new(move |_| count.get() < total);
        live(move || {
            left.get().then(|| view! {
            <button type="button" class="btn btn--tonal btn--wide" on:click=move |_| count.update(|n| *n += PAGE)>
                {tr(t("Tampilkan lebih banyak", "Show more"))}
                {live(move || format!(" ({} / {total})", count.get()))}
            </button>
        })
        })
    }
}

/// The rows from a place on, page by page: each page knows only whether another one follows.
fn rows_from(from: usize, total: usize, shown: Shown, rows: Rows) -> AnyView {
    let end = from + PAGE;
    let part = move |part: Range<usize>| rows.try_with_value(|rows| untrack(|| rows(part))).into_any();
    // The first page is made in several tasks, and so is each that was asked for.
    let beat = if from == 0 { shown.beat } else { Beat::new(PAGE / TASK) };
    let tasks: Vec<AnyView> = (from..end.min(total))
        .step_by(TASK)
        .enumerate()
        .map(|(task, start)| beat.later(task + 1, move || part(start..end.min(start + TASK))))
        .collect();
    let follows = Memo::new(move |_| shown.count.get() > end && total > end);
    view! { {tasks} {live(move || follows.get().then(|| rows_from(end, total, shown, rows)))} }.into_any()
}

/// Shown while something is worked out from a large book.
pub fn working() -> AnyView {
    view! { <p class="hint" role="status" aria-busy="true">{tr(t("Menghitung…", "Working it out…"))}</p> }
        .into_any()
}

/// What runs one thing at a time: a second touch while a save runs does nothing.
#[derive(Clone, Copy)]
pub struct Busy(RwSignal<bool>);

impl Busy {
    /// Nothing runs yet.
    pub fn new() -> Busy {
        Busy(RwSignal::new(false))
    }

    /// Whether something runs; it is followed.
    pub fn is(self) -> bool {
        self.0.get()
    }

    /// Whether something runs at this moment.
    pub fn is_now(self) -> bool {
        self.0.try_get_untracked() != Some(false)
    }

    /// Runs it, unless something runs already.
    pub fn run(self, work: impl Future<Output = ()> + 'static) {
        self.run_boxed(Box::pin(work));
    }

    fn run_boxed(self, work: Running) {
        if self.is_now() {
            return;
        }
        self.0.set(true);
        wasm_bindgen_futures::spawn_local(async move {
            work.await;
            // The page may be gone by now.
            self.0.try_set(false);
        });
    }
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
    let busy = Busy::new();
    let press = move |_: MouseEvent| busy.run_boxed(run());
    view! {
        <button
            type="button"
            class=class
            on:click=press
            disabled=move || busy.is()
            aria-busy=move || busy.is().to_string()
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

/// One of a few that exclude each other.
pub fn radio(
    name: &'static str,
    label: impl Into<String>,
    checked: bool,
    choose: impl Fn() + 'static,
) -> AnyView {
    let label = label.into();
    view! {
        <label class="choice">
            <input autocomplete="off" type="radio" name=name checked=checked on:change=move |_| choose()/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// Choices under what they answer.
pub fn radio_group(legend: Text, choices: Vec<AnyView>) -> AnyView {
    view! {
        <fieldset class="field">
            <legend>{tr(legend)}</legend>
            <div class="choices">{choices}</div>
        </fieldset>
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
