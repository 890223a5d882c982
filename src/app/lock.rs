//! Locking: by button, when nobody touches the phone, when the app is in the background, and when the
//! clock runs backwards. Locking loads the page anew, which is the surest way to clear its memory.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

use super::{App, Phase};
use crate::platform::{clock, page};
use crate::vault::autolock::{LockSettings, Moment, should_lock};

/// How long the camera may cover the app: as long as it takes to lay a paper flat and try again.
const AT_CAMERA_MS: u64 = 3 * 60_000;

/// The camera covers the app soon after it was asked for, or it was not the camera.
const CAMERA_COMES_WITHIN_MS: u64 = 10_000;

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

    /// The camera will cover the app: it is given longer than another app before the vault locks.
    pub fn goes_to_camera(self) {
        self.inner.update_value(|inner| inner.camera_asked = Some(clock::monotonic_ms()));
    }

    pub(super) fn watch_lock(self) {
        let touched = Rc::new(Cell::new(moment()));
        let hidden: Rc<Cell<Option<Moment>>> = Rc::new(Cell::new(None));
        let at_camera = Rc::new(Cell::new(false));
        for event in ["pointerdown", "keydown", "input"] {
            let touched = Rc::clone(&touched);
            page::on_document(event, move |_| touched.set(moment()));
        }
        let check = {
            let (touched, hidden) = (Rc::clone(&touched), Rc::clone(&hidden));
            let at_camera = Rc::clone(&at_camera);
            move || {
                if self.phase.get_untracked() != Phase::Open {
                    return;
                }
                let minutes = self.inner.with_value(|inner| inner.local.lock_minutes);
                let mut settings = LockSettings::default();
                if let Some(minutes) = minutes {
                    settings.idle_ms = u64::from(minutes.clamp(1, 60)) * 60_000;
                }
                if at_camera.get() {
                    settings.hidden_ms = AT_CAMERA_MS;
                    settings.idle_ms = settings.idle_ms.max(AT_CAMERA_MS);
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
                    let mut asked = None;
                    self.inner.update_value(|inner| asked = inner.camera_asked.take());
                    let since = asked.map(|asked| clock::monotonic_ms().saturating_sub(asked));
                    at_camera.set(since.is_some_and(|since| since <= CAMERA_COMES_WITHIN_MS));
                    hidden.set(Some(moment()));
                    wasm_bindgen_futures::spawn_local(self.flush_drafts());
                } else {
                    check();
                    hidden.set(None);
                    at_camera.set(false);
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
