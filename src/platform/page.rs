//! The page itself: its hash, title, language, theme, focus, and what happens to it.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// The window; there is always one on a page.
pub fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The document.
pub fn document() -> Option<web_sys::Document> {
    window()?.document()
}

/// The part of the address after `#`, which no server ever sees.
pub fn hash() -> String {
    window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
        .trim_start_matches('#')
        .to_owned()
}

/// Goes to another place within the app.
pub fn set_hash(hash: &str) {
    if let Some(window) = window() {
        // A hash can always be set.
        let _ = window.location().set_hash(hash);
    }
}

/// Replaces the present place, so that "back" does not return to it.
pub fn replace_hash(hash: &str) {
    if let Some(window) = window() {
        let _ = window.location().replace(&format!("#{hash}"));
    }
}

/// One step back.
pub fn back() {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.back();
    }
}

/// Opens the browser's print dialog.
pub fn print() {
    if let Some(window) = window() {
        // A browser without printing does nothing, which the worker sees.
        let _ = window.print();
    }
}

/// Loads the app anew: the surest way to clear its memory.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Sets an attribute of `<html>`.
pub fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute(name, value);
    }
}

/// Whether the page can be seen.
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Whether the browser thinks there is a network. Only good for a badge.
pub fn is_online() -> bool {
    window().is_some_and(|window| window.navigator().on_line())
}

/// Moves the focus to the first element of a selector, so that a screen reader reads the new page. Nothing scrolls.
pub fn focus(selector: &str) {
    let element = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// How far the page is scrolled down, in CSS pixels.
pub fn scrolled() -> f64 {
    window().and_then(|window| window.scroll_y().ok()).unwrap_or(0.0)
}

/// Scrolls the page to a place, in CSS pixels from its top.
pub fn scroll_to(top: f64) {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, top);
    }
}

/// Tells the browser not to scroll by itself when it goes back: it would do so before the page is made.
pub fn scroll_by_hand() {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // A browser that cannot scrolls by itself, as it always did.
        let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
    }
}

/// The number that the present entry of the history was given.
pub fn history_mark() -> Option<f64> {
    window()?.history().ok()?.state().ok()?.as_f64()
}

/// Gives the present entry of the history a number. Never anything else: browsers write it to disk.
pub fn mark_history(number: f64) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // Without a mark "back" shows the page from its top.
        let _ = history.replace_state(&JsValue::from_f64(number), "");
    }
}

/// Whether a media query holds.
pub fn matches_media(query: &str) -> bool {
    media(query).is_some_and(|list| list.matches())
}

/// Calls back when a media query begins or ceases to hold, for as long as the page lives.
pub fn on_media(query: &str, mut callback: impl FnMut(bool) + 'static) {
    if let Some(list) = media(query) {
        let again = list.clone();
        listen(list.as_ref(), "change", move |_| callback(again.matches()));
    }
}

fn media(query: &str) -> Option<web_sys::MediaQueryList> {
    window()?.match_media(query).ok().flatten()
}

/// Calls back at an event of the window (`hashchange`, `online` …) for as long as the page lives.
pub fn on_window(event: &str, callback: impl FnMut(web_sys::Event) + 'static) {
    if let Some(window) = window() {
        listen(window.as_ref(), event, callback);
    }
}

/// Calls back at an event of the document for as long as the page lives.
pub fn on_document(event: &str, callback: impl FnMut(web_sys::Event) + 'static) {
    if let Some(document) = document() {
        listen(document.as_ref(), event, callback);
    }
}

fn listen(target: &web_sys::EventTarget, event: &str, callback: impl FnMut(web_sys::Event) + 'static) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(callback);
    let added = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    if added.is_ok() {
        // These listeners live as long as the page.
        closure.forget();
    }
}

/// Calls a function that `boot.js` put on the global object.
pub fn call_boot(name: &str) -> Option<JsValue> {
    let global = js_sys::global();
    let function = js_sys::Reflect::get(&global, &JsValue::from_str(name)).ok()?;
    function.dyn_into::<js_sys::Function>().ok()?.call0(&global).ok()
}

/// Tells every open form to keep itself now.
pub fn call_flush() {
    if let (Some(window), Ok(event)) = (window(), web_sys::Event::new("pendamping-flush")) {
        // Nobody cancels this event, so the answer says nothing.
        let _ = window.dispatch_event(&event);
    }
}

/// A fact that the build wrote on the global object: `build`, `regions` ….
pub fn build_fact(name: &str) -> Option<String> {
    let facts = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("PENDAMPING")).ok()?;
    js_sys::Reflect::get(&facts, &JsValue::from_str(name)).ok()?.as_string()
}

/// Asks the browser to keep the storage; what it answered.
pub async fn persist_storage() -> Option<bool> {
    let promise = window()?.navigator().storage().persist().ok()?;
    wasm_bindgen_futures::JsFuture::from(promise).await.ok()?.as_bool()
}

/// Whether the browser promised to keep the storage.
pub async fn is_storage_persisted() -> Option<bool> {
    let promise = window()?.navigator().storage().persisted().ok()?;
    wasm_bindgen_futures::JsFuture::from(promise).await.ok()?.as_bool()
}
