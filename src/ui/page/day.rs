//! Page: the round of the day. Where to go, in which order, and what to know before the door opens.
//!
//! What is set by hand is kept for this day only, sealed beside the ledger. What surprises: it is shown before it is
//! kept, so that a second touch on an arrow builds on the first; names and dangers on paper are fewer than on the screen.

use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::picker_over;
use crate::app::App;
use crate::casework::day_plan::{
    Area, Hand, NOT_ALONE, Place, Stop, Why, home_title, in_order, moved, stops,
};
use crate::casework::person::display_name;
use crate::domain::id::RecordId;
use crate::domain::identity::phone::parse_phone;
use crate::domain::record::spine::{household, person};
use crate::domain::text::{Lang, t};
use crate::ledger::{Book, RecordRef};
use crate::platform::{clock, intl, page as browser};
use crate::ui::icon::Icon;
use crate::ui::memory::remembered_count;
use crate::ui::part::{badge, card, empty, tr, working};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// How many stops are shown before more are asked for.
const SHOWN: usize = 20;

/// Numbers of how many people of a household are offered.
const CALLS: usize = 2;

/// What was set by hand, and what the page says of a change.
#[derive(Clone, Copy)]
struct Board {
    app: App,
    set: RwSignal<(NaiveDate, Hand)>,
    said: RwSignal<String>,
}

impl Board {
    fn new(app: App) -> Board {
        let kept = app
            .local(|local| local.day_order.clone())
            .unwrap_or_else(|| (app.today.get_untracked(), Hand::default()));
        Board { app, set: RwSignal::new(kept), said: RwSignal::new(String::new()) }
    }

    /// What holds for today; what was set on another day does not.
    fn hand(self) -> Hand {
        let today = self.app.today.get();
        self.set.with(|(day, hand)| if *day == today { hand.clone() } else { Hand::default() })
    }

    fn change(self, change: impl FnOnce(&mut Hand)) {
        let mut hand = untrack(|| self.hand());
        change(&mut hand);
        let next = (self.app.today.get_untracked(), hand);
        self.set.set(next.clone());
        wasm_bindgen_futures::spawn_local(async move {
            // A later touch may have come first, and the page may be gone.
            let keep = move || self.set.try_get_untracked().unwrap_or(next);
            if let Err(error) = self.app.set_local(move |local| local.day_order = Some(keep())).await {
                self.app.draft_failed(error);
            }
        });
    }

    fn go(self, shown: &[RecordId], id: RecordId, title: &str, up: bool) {
        let order = moved(shown, id, up);
        let place = order.iter().position(|one| *one == id).unwrap_or_default() + 1;
        let text = t("{name}: urutan {n} dari {of}", "{name}: place {n} of {of}");
        let said = [("name", title), ("n", &place.to_string()), ("of", &order.len().to_string())];
        self.said.set(text.with(self.app.lang.get_untracked(), &said));
        let at_end = if up { place == 1 } else { place == order.len() };
        self.change(|hand| hand.order = order);
        // The arrow is found again where the stop went; at an end the other one is left.
        let arrow = if up != at_end { "naik" } else { "turun" };
        clock::next_frame(move || browser::focus(&format!("#{arrow}-{id}")));
    }

    fn add(self, id: RecordId) {
        let app = self.app;
        let Some((home, title)) = app.read_once(|book| home_title(book, id)).flatten() else { return };
        self.change(|hand| {
            hand.skipped.retain(|one| *one != home && *one != id);
            if !hand.added.contains(&home) {
                hand.added.push(home);
            }
        });
        let text = t("{name} ada di rencana hari ini", "{name} is in today's plan");
        self.said.set(text.with(app.lang.get_untracked(), &[("name", &title)]));
    }

    fn skip(self, id: RecordId, title: &str) {
        self.change(|hand| {
            hand.added.retain(|one| *one != id);
            hand.order.retain(|one| *one != id);
            hand.skipped.push(id);
        });
        let text = t("{name} dilewati hari ini", "{name} is left out today");
        self.said.set(text.with(self.app.lang.get_untracked(), &[("name", title)]));
        browser::focus("#isi h1");
    }
}

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let board = Board::new(app);
    let shown = remembered_count(SHOWN);
    let load = app.caseload();
    let round = app.round(load, app.roll());
    let order = Memo::new(move |_| {
        let (hand, due) = (board.hand(), round.get()?);
        app.read_once(|book| Arc::new(in_order(book, &due, &hand)))
    });
    let plan = move || {
        let (Some(places), limit) = (order.get(), shown.get()) else { return working() };
        let total = places.len();
        let groups = app.read_once(|book| groups(board, book, app.today.get(), &places, limit, lang));
        let more = (total > limit).then(|| {
            view! {
                <button type="button" class="btn btn--tonal btn--wide" on:click=move |_| shown.update(|n| *n += SHOWN)>
                    {tr(t("Tampilkan lebih banyak", "Show more"))}
                    {format!(" ({limit} / {total})")}
                </button>
            }
        });
        view! { {groups} {more} }.into_any()
    };
    view! {
        {top_bar(tr(t("Rencana hari ini", "Today's plan")), true)}
        <div class="stack">
            <p class="row-sub">{live(move || intl::long_date(lang, app.today.get()))}</p>
            {live(plan)}
            <p class="visually-hidden" role="status">{live(move || board.said.get())}</p>
            {adding(board)}
            {live(move || skipped(board))}
            <div class="cluster">
                {live(move || (!board.hand().order.is_empty()).then(|| view! {
                    <button type="button" class="btn btn--text" on:click=move |_| {
                        board.change(|hand| hand.order.clear());
                        board.said.set(tr(t("Diurutkan menurut RT", "Ordered by RT")).to_owned());
                    }>{tr(t("Urutkan kembali menurut RT", "Order by RT again"))}</button>
                }))}
                <button type="button" class="btn btn--text" on:click=|_| browser::print()>{tr(t("Cetak", "Print"))}</button>
            </div>
        </div>
    }
    .into_any()
}

fn groups(
    board: Board,
    book: &Book,
    today: NaiveDate,
    places: &[Place],
    limit: usize,
    lang: Lang,
) -> AnyView {
    let order: Vec<RecordId> = places.iter().map(|place| place.about).collect();
    if order.is_empty() {
        return empty(
            t("Tidak ada kunjungan hari ini", "No visits today"),
            t(
                "Kunjungan dengan tanggal berikutnya, kegiatan yang direncanakan, dan kontak yang dipantau muncul di sini menurut RT. Tempat lain dapat ditambahkan di bawah.",
                "Visits with a next date, planned actions and contacts to follow up appear here by RT. Other places can be added below.",
            ),
            None,
        );
    }
    let order = StoredValue::new(order);
    let mut place = 0;
    let cards: Vec<_> = stops(book, today, places.get(..limit.min(places.len())).unwrap_or_default())
        .iter()
        .map(|group| {
            let stops: Vec<_> = group
                .stops
                .iter()
                .map(|stop| {
                    place += 1;
                    stop_view(board, book, stop, place, order, lang)
                })
                .collect();
            let body = view! { <ol class="list stops">{stops}</ol> };
            card(area_name(&group.area), None, body.into_any())
        })
        .collect();
    cards.into_any()
}

fn area_name(area: &Area) -> String {
    let mut parts = Vec::new();
    match (area.rt.as_str(), area.rw.as_str()) {
        ("", "") => {}
        (rt, "") => parts.push(format!("RT {rt}")),
        ("", rw) => parts.push(format!("RW {rw}")),
        (rt, rw) => parts.push(format!("RT {rt}/RW {rw}")),
    }
    if !area.village.is_empty() {
        parts.push(area.village.clone());
    }
    if parts.is_empty() { tr(t("Tanpa RT/RW", "No RT/RW")).to_owned() } else { parts.join(", ") }
}

fn stop_view(
    board: Board,
    book: &Book,
    stop: &Stop<'_>,
    place: usize,
    order: StoredValue<Vec<RecordId>>,
    lang: Lang,
) -> AnyView {
    let id = stop.about.id();
    let href = Route::of(stop.about.kind_name(), id).href();
    let kind = stop.about.is(&household::SPEC).then(|| tr(household::SPEC.label).to_owned());
    let sub: Vec<String> =
        kind.into_iter().chain(Some(stop.place.clone()).filter(|place| !place.is_empty())).collect();
    let title = stop.title.clone();
    let (to_visit, to_skip) =
        (format!("{}: {title}", tr(t("Kunjungan", "Visit"))), format!("{}: {title}", tr(SKIP)));
    let skip = {
        let title = title.clone();
        move |_| board.skip(id, &title)
    };
    view! {
        <li class="stop">
            <div class="stop-head">
                <div class="row-main">
                    <h3><a href=href>{format!("{place}. {title}")}</a></h3>
                    <p class="row-sub">{sub.join(" · ")}</p>
                </div>
                {(order.with_value(Vec::len) > 1).then(|| view! {
                    <div class="stop-arrows">
                        {arrow(board, id, &title, order, place, true)}
                        {arrow(board, id, &title, order, place, false)}
                    </div>
                })}
            </div>
            <div class="cluster">{reasons(stop, lang)}</div>
            {dangers(stop)}
            {contacts(book, stop)}
            <div class="cluster">
                <a class="btn btn--primary" href=Route::Visit(id).href() aria-label=to_visit>{tr(t("Kunjungan", "Visit"))}</a>
                {calls(stop)}
                <button type="button" class="btn btn--text" aria-label=to_skip on:click=skip>{tr(t("Lewati", "Skip"))}</button>
            </div>
        </li>
    }
    .into_any()
}

const SKIP: crate::domain::text::Text = t("Lewati hari ini", "Skip today");

fn arrow(
    board: Board,
    id: RecordId,
    title: &str,
    order: StoredValue<Vec<RecordId>>,
    place: usize,
    up: bool,
) -> AnyView {
    let (icon, text, name) = if up {
        (Icon::Up, t("Naikkan {name}", "Move {name} up"), "naik")
    } else {
        (Icon::Down, t("Turunkan {name}", "Move {name} down"), "turun")
    };
    let last = if up { 1 } else { order.with_value(Vec::len) };
    let label = text.with(board.app.lang.get_untracked(), &[("name", title)]);
    let title = title.to_owned();
    let press = move |_| order.with_value(|order| board.go(order, id, &title, up));
    view! {
        <button type="button" class="btn-icon" id=format!("{name}-{id}") aria-label=label disabled=place == last on:click=press>
            {icon.view()}
        </button>
    }
    .into_any()
}

/// Why to go there, the most pressing first.
fn reasons(stop: &Stop<'_>, lang: Lang) -> Vec<AnyView> {
    let mut found: Vec<AnyView> = stop
        .why
        .iter()
        .map(|why| match why {
            Why::Overdue => {
                let text = t("Kunjungan terlambat {n} hari", "Visit {n} {n?day|days} overdue");
                badge("danger", text.with(lang, &[("n", &stop.days_overdue.to_string())]))
            }
            Why::DueToday | Why::FollowUp => badge("accent", tr(why.label())),
            Why::Planned | Why::ByHand => badge("muted", tr(why.label())),
        })
        .collect();
    if stop.visited {
        found.push(badge("ok", tr(t("✓ Sudah dikunjungi hari ini", "✓ Visited today"))));
    }
    found
}

/// On paper stands only that one does not go alone: a paper may be left lying about.
fn dangers(stop: &Stop<'_>) -> AnyView {
    if !stop.not_alone {
        return ().into_any();
    }
    let lines: Vec<_> =
        stop.dangers.iter().map(|text| view! { <p>{(*text).to_owned()}</p> }.into_any()).collect();
    view! {
        <div class="banner banner--danger" role="note" aria-label=tr(NOT_ALONE)>
            <div>
                <p><strong>"⚠ "{tr(NOT_ALONE)}</strong></p>
                {lines}
            </div>
        </div>
        <p class="print-only"><strong>{tr(NOT_ALONE)}</strong></p>
    }
    .into_any()
}

/// Whom to check there, each leading to the page of their follow-up.
fn contacts(book: &Book, stop: &Stop<'_>) -> AnyView {
    if stop.contacts.is_empty() {
        return ().into_any();
    }
    let links: Vec<_> = stop
        .contacts
        .iter()
        .filter_map(|(who, outbreak)| {
            let name = display_name(book.get_as(*who, &person::SPEC)?, true);
            let label = format!("{}: {name}", tr(t("Pantau", "Check")));
            Some(
                view! { <a class="btn btn--tonal" href=Route::Trace(*who, *outbreak).href()>{label}</a> }
                    .into_any(),
            )
        })
        .collect();
    view! { <div class="cluster">{links}</div> }.into_any()
}

/// The first number of the people there; in a household it says whose it is.
fn calls(stop: &Stop<'_>) -> Vec<AnyView> {
    let number = |one: &RecordRef<'_>| {
        one.get(person::PHONES).unwrap_or_default().into_iter().find_map(|number| parse_phone(number).ok())
    };
    let numbers = stop.people.iter().filter_map(|one| Some((display_name(*one, true), number(one)?)));
    numbers
        .take(CALLS)
        .map(|(name, phone)| {
            let label = format!("{} {name}: {}", tr(t("Telepon", "Call")), phone.display());
            let text = if stop.about.is(&person::SPEC) {
                phone.display()
            } else {
                format!("{name}: {}", phone.display())
            };
            view! { <a class="btn" href=phone.tel_link() aria-label=label>{text}</a> }.into_any()
        })
        .collect()
}

/// A place that is not due today.
fn adding(board: Board) -> AnyView {
    let query = RwSignal::new(String::new());
    let pick = move |id: RecordId| {
        query.set(String::new());
        board.add(id);
        browser::focus("#tambah-tempat");
    };
    let fits = |kind: &str| kind == person::SPEC.name || kind == household::SPEC.name;
    let body = picker_over(
        "tambah-tempat",
        t("Cari orang atau keluarga", "Search a person or household"),
        query,
        fits,
        t("Tambah", "Add"),
        pick,
    );
    view! {
        <section class="card no-print" aria-label=tr(t("Tambah tempat", "Add a place"))>
            <h2>{tr(t("Tambah tempat", "Add a place"))}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// What is left out today, with the way back.
fn skipped(board: Board) -> Option<AnyView> {
    let hand = board.hand();
    let found = board.app.read(|book| {
        let named = hand.skipped.iter().filter_map(|id| Some((*id, home_title(book, *id)?.1)));
        named.collect::<Vec<_>>()
    });
    let found = found.filter(|found| !found.is_empty())?;
    let title = format!("{} ({})", tr(t("Dilewati hari ini", "Left out today")), found.len());
    let rows: Vec<_> = found
        .into_iter()
        .map(|(id, name)| {
            let label = format!("{}: {name}", tr(t("Kembalikan", "Put back")));
            view! {
                <li class="row">
                    <span class="row-main row-title">{name}</span>
                    <button type="button" class="btn btn--text" aria-label=label
                        on:click=move |_| board.change(|hand| hand.skipped.retain(|one| *one != id))>
                        {tr(t("Kembalikan", "Put back"))}
                    </button>
                </li>
            }
            .into_any()
        })
        .collect();
    Some(
        view! {
            <details class="card no-print">
                <summary>{title}</summary>
                <ul class="list">{rows}</ul>
            </details>
        }
        .into_any(),
    )
}
