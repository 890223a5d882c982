//! What a place remembers while the app is open: how far it was scrolled, its filters, how much of a list was unfolded.
//!
//! It is kept by the entry of the browser's history, so "back" finds a page as it was left, and a fresh visit to the
//! same page starts anew. Invariant: it is in memory only. The history's entry itself holds a number and nothing else,
//! because browsers write their history to disk. Locking loads the page anew, and all of this is gone.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use rustc_hash::FxHashMap;

use crate::platform::{clock, page};

const SCROLL: &str = "scroll";

thread_local! {
    /// The entry of the history that is shown.
    static HERE: Cell<f64> = const { Cell::new(0.0) };
    static KEPT: RefCell<FxHashMap<(u64, &'static str), String>> = RefCell::default();
}

fn keep(entry: f64, name: &'static str, value: String) {
    KEPT.with_borrow_mut(|kept| kept.insert((entry.to_bits(), name), value));
}

fn kept(entry: f64, name: &'static str) -> Option<String> {
    KEPT.with_borrow(|kept| kept.get(&(entry.to_bits(), name)).cloned())
}

/// Gives the present entry its number, the first time it is shown.
fn mark() {
    let number = page::history_mark().unwrap_or_else(|| {
        // An entry from before a reload has a number too; a later number than all of them is never one of theirs.
        let next = HERE.get().max(clock::wall_ms() as f64) + 1.0;
        page::mark_history(next);
        next
    });
    HERE.set(number);
}

/// Begins to remember: the browser no longer scrolls by itself.
pub fn begin() {
    page::scroll_by_hand();
    mark();
}

/// To be called when the address has changed, before the page of the new place is made.
pub fn leave() {
    keep(HERE.get(), SCROLL, page::scrolled().to_string());
    mark();
}

/// In so many frames a page must have grown as long as it was, or its place is not found again.
const FRAMES: usize = 60;

/// To be called when the new page is made: scrolls to where it was left, or to the top.
pub fn arrive() {
    let entry = HERE.get();
    let wanted = kept(entry, SCROLL).and_then(|text| text.parse().ok()).unwrap_or(0.0);
    page::scroll_to(wanted);
    // A page grows part by part, and its rows are in the document only after the effects have run.
    scroll_again(entry, wanted, FRAMES);
}

fn scroll_again(entry: f64, wanted: f64, frames: usize) {
    let before = page::scrolled();
    clock::next_frame(move || {
        // Who scrolls meanwhile, or goes on, is not held back.
        let moved = (page::scrolled() - before).abs() > 1.0 && frames < FRAMES;
        if frames == 0 || moved || HERE.get().to_bits() != entry.to_bits() {
            return;
        }
        page::scroll_to(wanted);
        if page::scrolled() + 1.0 < wanted {
            scroll_again(entry, wanted, frames - 1);
        }
    });
}

/// A signal of the present page that "back" brings back. `write` gives nothing for what is not to be kept.
fn remember<T: Clone + Send + Sync + 'static>(
    name: &'static str,
    first: impl FnOnce() -> T,
    read: impl FnOnce(String) -> Option<T>,
    write: impl Fn(T) -> Option<String> + 'static,
) -> RwSignal<T> {
    let entry = HERE.get();
    let signal = RwSignal::new(kept(entry, name).and_then(read).unwrap_or_else(first));
    Effect::new(move |_| {
        if let Some(text) = write(signal.get()) {
            keep(entry, name, text);
        }
    });
    signal
}

/// A text of the present page.
pub fn remembered(name: &'static str, first: &str) -> RwSignal<String> {
    remember(name, || first.to_owned(), Some, Some)
}

/// How many rows of the present page's list are shown.
pub fn remembered_count(first: usize) -> RwSignal<usize> {
    remember("rows", || first, |text| text.parse().ok(), |count| Some(count.to_string()))
}

/// One of a few choices of the present page.
pub fn remembered_one_of<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    all: &'static [T],
    first: T,
) -> RwSignal<T> {
    let read = |text: String| all.get(text.parse::<usize>().ok()?).copied();
    let write = |one: T| all.iter().position(|other| *other == one).map(|place| place.to_string());
    remember(name, || first, read, write)
}
