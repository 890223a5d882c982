//! The app in the browser. Natively this binary does nothing.
//!
//! `public/boot.js` loads it and waits for `pendampingAlive`; when that call never comes it shows the
//! recovery page.

#[cfg(target_arch = "wasm32")]
fn main() {
    pendamping::ui::run();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
