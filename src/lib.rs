//! Pendamping: offline case notes and contact tracing, encrypted on the phone.
//!
//! The table of contents. Arrows point one way (`tests/layers.rs` enforces it):
//! `domain <- ledger <- {casework, tracing, report, search} <- {vault, store, exchange} <- app <- ui`.

pub mod domain;
pub mod ledger;

pub mod casework;
pub mod report;
pub mod search;
pub mod tracing;

pub mod exchange;
pub mod store;
pub mod vault;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod platform;
#[cfg(target_arch = "wasm32")]
pub mod ui;
