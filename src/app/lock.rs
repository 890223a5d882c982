//! Locking: by button, when nobody touches the phone, when the app is in the background, and when the
//! clock runs backwards. Locking loads the page anew, which is the surest way to clear its memory.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

use super::{App, Phase};
use crate::platform::{clock, page};
use crate::vault::autolock::{LockSettings, Moment, should_lock};

fn moment() -> Moment {
    Moment { wall_ms: u64::try_from(clock::wall_ms()).unwrap_or(0), monotonic_ms: clock::monotonic_ms() }
}

impl App {
    /// Keeps the forms, forgets everything and asks for the passphrase.
    pub async fn lock(self) {
        self.flush_drafts().await;
        page::set_root_attribute("data-covered", "true");
        page::reload();
    }

    pub(super) fn watch_lock(self) {
        let touched = Rc::new(Cell::new(moment()));
        let hidden: Rc<Cell<Option<Moment>>> = Rc::new(Cell::new(None));
        for event in ["pointerdown", "keydown", "input"] {
            let touched = Rc::clone(&touched);
            page::on_document(event, move |_| touched.set(moment()));
        }
        let check = {
            let (touched, hidden) = (Rc::clone(&touched), Rc::clone(&hidden));
            move || {
                if self.phase.get_untracked() != Phase::Open {
                    return;
                }
                let minutes = self.inner.with_value(|inner| inner.local.lock_minutes);
                let mut settings = LockSettings::default();
                if let Some(minutes) = minutes {
                    settings.idle_ms = u64::from(minutes.clamp(1, 60)) * 60_000;
                }
                if should_lock(moment(), touched.get(), hidden.get(), settings).is_some() {
                    wasm_bindgen_futures::spawn_local(self.lock());
                }
            }
        };
        {
            let check = check.clone();
            page::on_document("visibilitychange", move |_| {
                let covered = page::is_hidden();
                page::set_root_attribute("data-covered", if covered { "true" } else { "false" });
                if covered {
                    hidden.set(Some(moment()));
                    wasm_bindgen_futures::spawn_local(self.flush_drafts());
                } else {
                    check();
                    hidden.set(None);
                }
            });
        }
        wasm_bindgen_futures::spawn_local(async move {
            loop {
                clock::sleep_ms(5_000).await;
                check();
            }
        });
    }
}
