//! Thin edges to the browser.

pub mod kdf;
