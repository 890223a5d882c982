//! Keeps a form as a sealed draft: 800 ms after the last key, when the app asks every form to
//! keep itself, and when the page is left. Invariant: after a successful save nothing is kept again.

use std::time::Duration;

use leptos::prelude::*;

use crate::app::{App, FormDraft};
use crate::domain::id::RecordId;
use crate::domain::value::Fields;
use crate::platform::clock;

/// How long a pause in typing is.
const PAUSE: Duration = Duration::from_millis(800);

/// What keeps one form.
#[derive(Clone, Copy)]
pub struct Keeper {
    app: App,
    id: RecordId,
    dirty: RwSignal<bool>,
    closed: RwSignal<bool>,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
}

impl Keeper {
    /// Starts to keep what `fields` gives, which must read signals; `restored` where it holds a kept draft.
    pub fn start(
        id: RecordId,
        route: String,
        restored: bool,
        fields: impl Fn() -> Fields + Copy + Send + Sync + 'static,
    ) -> Keeper {
        let keeper = Keeper {
            app: App::get(),
            id,
            dirty: RwSignal::new(false),
            closed: RwSignal::new(false),
            timer: StoredValue::new_local(None),
        };
        if restored {
            keeper.touch();
        }
        let route = StoredValue::new(route);
        let keep = move || {
            keeper.stop_timer();
            let open = keeper.closed.try_get_untracked() == Some(false);
            if !open || keeper.dirty.try_get_untracked() != Some(true) {
                return;
            }
            let Some(route) = route.try_get_value() else { return };
            let draft = FormDraft { route, at: clock::wall_ms(), fields: untrack(fields) };
            keeper.app.keep_soon(keeper.id, draft);
        };
        Effect::new(move |before: Option<Fields>| {
            let now = fields();
            // While a save or a discard is under way nothing new is to be kept.
            let open = !keeper.closed.get_untracked();
            if open && before.is_some_and(|before| before != now) {
                keeper.touch();
                let handle = set_timeout_with_handle(keep, PAUSE).ok();
                keeper.timer.set_value(handle);
            }
            now
        });
        let listener = window_event_listener_untyped("pendamping-flush", move |_| keep());
        on_cleanup(move || {
            listener.remove();
            keep();
            keeper.settle();
        });
        keeper
    }

    fn touch(self) {
        self.stop_timer();
        if !self.dirty.get_untracked() {
            self.dirty.set(true);
            self.app.dirty_forms.update(|count| *count += 1);
        }
    }

    fn stop_timer(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    fn settle(self) {
        if self.dirty.try_get_untracked() == Some(true) {
            self.dirty.try_set(false);
            self.app.dirty_forms.update(|count| *count = count.saturating_sub(1));
        }
    }

    /// Stops keeping while a save is under way.
    pub fn pause(self) {
        self.stop_timer();
        self.closed.set(true);
    }

    /// Keeps on: the save failed. What was typed meanwhile is kept too.
    pub fn resume(self) {
        self.closed.try_set(false);
    }

    /// The form was saved or thrown away; what it held is no longer unsaved.
    pub fn done(self) {
        self.stop_timer();
        self.settle();
    }

    /// Throws the kept form away; the form itself is emptied by its page first.
    pub fn discard(self) {
        self.pause();
        self.done();
        wasm_bindgen_futures::spawn_local(async move {
            drop(self.app.drop_draft(self.id).await);
            self.resume();
        });
    }
}
