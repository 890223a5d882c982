//! Installing the app on the home screen, and the number on its icon.
//!
//! What surprises: Safari has no prompt to show, so there the person is told which buttons to touch.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::page::window;

/// How this browser installs an app that it has not installed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It shows its own prompt when asked.
    Prompt,
    /// By "Add to Home Screen" in the share menu.
    ShareMenu,
}

/// How the app can be installed; `None` where it is installed, or where it cannot be known.
pub fn way() -> Option<Way> {
    if prompt_function().is_some() {
        return Some(Way::Prompt);
    }
    let navigator = window()?.navigator();
    // Only Safari on iOS has this property; it is false in a tab and true on the home screen.
    let standalone = Reflect::get(&navigator, &JsValue::from_str("standalone")).ok()?;
    (standalone.as_bool() == Some(false)).then_some(Way::ShareMenu)
}

fn prompt_function() -> Option<Function> {
    Reflect::get(&js_sys::global(), &JsValue::from_str("pendampingInstall")).ok()?.dyn_into().ok()
}

/// Shows the browser's prompt. It can be shown once, so it is gone afterwards, whatever was answered.
pub async fn prompt() {
    let Some(function) = prompt_function() else { return };
    let _ = Reflect::delete_property(&js_sys::global(), &JsValue::from_str("pendampingInstall"));
    let shown = function.call0(&JsValue::UNDEFINED).ok().and_then(|shown| shown.dyn_into::<Promise>().ok());
    if let Some(shown) = shown {
        // Refusing is an answer, not an error.
        let _ = wasm_bindgen_futures::JsFuture::from(shown).await;
    }
}

/// Shows a number on the app's icon; nothing for zero. A number tells no name to who sees the phone.
pub fn set_badge(number: usize) {
    let Some(navigator) = window().map(|window| window.navigator()) else { return };
    let name = if number == 0 { "clearAppBadge" } else { "setAppBadge" };
    let function = Reflect::get(&navigator, &JsValue::from_str(name)).ok();
    // Not every browser has badges.
    let Some(function) = function.and_then(|function| function.dyn_into::<Function>().ok()) else { return };
    let answer = match number {
        0 => function.call0(&navigator),
        _ => function.call1(&navigator, &JsValue::from_f64(number as f64)),
    };
    if let Some(promise) = answer.ok().and_then(|answer| answer.dyn_into::<Promise>().ok()) {
        wasm_bindgen_futures::spawn_local(async move {
            // An app that is not installed may refuse; the number stands on Beranda anyway.
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}
