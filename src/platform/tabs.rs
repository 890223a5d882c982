//! One writer among the tabs: whoever holds the Web Lock writes, the others read.
//!
//! What surprises: a tab that takes over *steals* the lock, and the tab it is stolen from learns that
//! by its own lock request failing. The store's own check (a row key that is already taken) stays the
//! last word, so that not even a browser without Web Locks can overwrite another tab's work.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const NAME: &str = "pendamping-writer";

/// How asking for the lock went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// This tab writes.
    Writer,
    /// Another tab writes.
    Reader,
}

/// Asks for the lock; with `steal` it is taken from the tab that has it. `lost` is called when another
/// tab takes it away later.
pub async fn become_writer(steal: bool, lost: impl FnOnce() + 'static) -> Role {
    let Some(window) = web_sys::window() else { return Role::Reader };
    // Web Locks are behind an unstable flag in web-sys, so they are reached by name.
    let locks = Reflect::get(&window.navigator(), &JsValue::from_str("locks")).unwrap_or(JsValue::UNDEFINED);
    let request = Reflect::get(&locks, &JsValue::from_str("request"))
        .ok()
        .and_then(|it| it.dyn_into::<Function>().ok());
    // An old browser without Web Locks: the store's own check remains.
    let Some(request) = request else { return Role::Writer };
    let options = Object::new();
    let wish = if steal { "steal" } else { "ifAvailable" };
    let _ = Reflect::set(&options, &JsValue::from_str(wish), &JsValue::TRUE);
    let mut lost = Some(lost);
    let asked = Promise::new(&mut |answer: Function, _| {
        let decline = answer.clone();
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            let got = !lock.is_null() && !lock.is_undefined();
            let _ = answer.call1(&JsValue::NULL, &JsValue::from_bool(got));
            // Held until the page goes away or another tab steals it.
            if got { Promise::new(&mut |_, _| {}).into() } else { JsValue::UNDEFINED }
        });
        let held = request.call3(&locks, &JsValue::from_str(NAME), &options, &granted);
        let lost = lost.take();
        wasm_bindgen_futures::spawn_local(async move {
            let ended = match held.and_then(|held| held.dyn_into::<Promise>()) {
                Ok(held) => JsFuture::from(held).await,
                Err(error) => Err(error),
            };
            if ended.is_err() {
                let _ = decline.call1(&JsValue::NULL, &JsValue::FALSE);
                if let Some(lost) = lost {
                    lost();
                }
            }
        });
    });
    match JsFuture::from(asked).await.ok().and_then(|got| got.as_bool()) {
        Some(true) => Role::Writer,
        _ => Role::Reader,
    }
}
