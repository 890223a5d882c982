//! The app in the browser. Natively this binary only says where it belongs.
//!
//! `public/boot.js` loads it and waits for `pendampingAlive`; when that call never comes it shows the recovery page.

#[cfg(target_arch = "wasm32")]
fn main() {
    tell_page("pendampingAlive");
}

/// Calls one of the functions that `public/boot.js` put on the global object; absent ones are ignored.
#[cfg(target_arch = "wasm32")]
fn tell_page(name: &str) {
    use wasm_bindgen::JsCast;
    let global = js_sys::global();
    let function = js_sys::Reflect::get(&global, &name.into()).ok().and_then(|it| it.dyn_into().ok());
    if let Some(function) = function {
        let function: js_sys::Function = function;
        // A page function that throws leaves the watchdog armed, which then shows the recovery page.
        let _ = function.call0(&global);
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
