//! Heavy jobs off the page thread: key derivation. Natively this binary does nothing.

#[cfg(target_arch = "wasm32")]
fn main() {
    // wasm-bindgen cannot process a module that names no JavaScript value.
    drop(js_sys::global());
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
