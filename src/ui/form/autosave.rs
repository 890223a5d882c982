//! Keeps a form while it is being filled in: within a second of a pause, and when the page is hidden.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

use super::Typed;
use crate::app::{App, FormDraft};
use crate::domain::id::RecordId;
use crate::platform::{clock, page};

/// How long a pause in typing is before the form is kept.
const PAUSE_MS: u32 = 800;

/// The keeper of one form.
#[derive(Clone, Copy)]
pub struct Autosave {
    record: RecordId,
    typed: Typed,
    route: StoredValue<String>,
    /// Whether there is something that is not saved as a record.
    dirty: RwSignal<bool>,
    paused: RwSignal<bool>,
}

impl Autosave {
    /// Starts keeping a form; `dirty` where it already holds a draft.
    pub fn start(record: RecordId, typed: Typed, dirty: bool) -> Autosave {
        let app = App::get();
        let this = Autosave {
            record,
            typed,
            route: StoredValue::new(page::hash()),
            dirty: RwSignal::new(dirty),
            paused: RwSignal::new(false),
        };
        if dirty {
            app.dirty_forms.update(|count| *count += 1);
        }
        let latest = Rc::new(Cell::new(0_u32));
        Effect::new(move |before: Option<()>| {
            typed.track();
            if before.is_none() || this.paused.get_untracked() {
                return;
            }
            if !this.dirty.get_untracked() {
                this.dirty.set(true);
                app.dirty_forms.update(|count| *count += 1);
            }
            let mine = latest.get().wrapping_add(1);
            latest.set(mine);
            let latest = Rc::clone(&latest);
            wasm_bindgen_futures::spawn_local(async move {
                clock::sleep_ms(PAUSE_MS).await;
                if latest.get() == mine {
                    this.keep().await;
                }
            });
        });
        let flush = window_event_listener_untyped("pendamping-flush", move |_| {
            wasm_bindgen_futures::spawn_local(this.keep());
        });
        on_cleanup(move || {
            flush.remove();
            if this.dirty.get_untracked() {
                app.dirty_forms.update(|count| *count = count.saturating_sub(1));
            }
        });
        // Leaving the page keeps what was typed since the last pause.
        on_cleanup(move || {
            if this.dirty.get_untracked() && !this.paused.get_untracked() {
                let (record, draft) = (this.record, this.draft());
                wasm_bindgen_futures::spawn_local(async move {
                    // The shell shows a failed save; a failed draft leaves the one before.
                    let _ = app.keep_draft(record, draft).await;
                });
            }
        });
        this
    }

    fn draft(self) -> FormDraft {
        FormDraft { route: self.route.get_value(), at: clock::wall_ms(), fields: self.typed.get_untracked() }
    }

    async fn keep(self) {
        if self.dirty.try_get_untracked() != Some(true) || self.paused.try_get_untracked() == Some(true) {
            return;
        }
        let app = App::get();
        if let Err(error) = app.keep_draft(self.record, self.draft()).await {
            app.draft_failed(error);
        }
    }

    /// Holds still while the form is being saved.
    pub fn pause(self) {
        self.paused.set(true);
    }

    /// Goes on after a save that failed.
    pub fn resume(self) {
        self.paused.try_set(false);
    }

    /// The form is saved: there is nothing to keep any more.
    pub fn finish(self) {
        if self.dirty.try_get_untracked() == Some(true) {
            self.dirty.set(false);
            App::get().dirty_forms.update(|count| *count = count.saturating_sub(1));
        }
    }

    /// Throws the draft away.
    pub async fn discard(self) {
        self.pause();
        self.finish();
        let app = App::get();
        // A draft that cannot be dropped now is offered again, which loses nothing.
        let _ = app.drop_draft(self.record).await;
    }
}
