//! Pendamping: offline case notes and contact tracing, encrypted on the phone.
//!
//! The table of contents. Arrows point one way (`tests/layers.rs` enforces it):
//! `domain <- ledger <- {casework, tracing, report, search} <- {vault, store, exchange} <- app <- ui`.
//! The layers that work record by record are a crate of their own, compiled for speed (`src/core.rs`).

pub use pendamping_core::{domain, exchange, ledger, search, store, vault};

pub mod casework;
pub mod report;
pub mod tracing;

#[cfg(target_arch = "wasm32")]
pub mod app;
// The files of `app` that need no browser, for the tests of what reads rows.
#[cfg(not(target_arch = "wasm32"))]
#[path = "app"]
#[doc(hidden)]
pub mod own_rows {
    pub mod form_draft;
    pub mod local;
}
#[cfg(target_arch = "wasm32")]
pub mod platform;
#[cfg(target_arch = "wasm32")]
pub mod ui;
