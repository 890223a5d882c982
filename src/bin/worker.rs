//! Heavy jobs off the page thread: key derivation. Natively this binary does nothing.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
