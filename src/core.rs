//! The layers below the pages' own logic, as a crate of its own (`core/Cargo.toml`): every unlock, import, search
//! and export goes through them record by record, and every figure of an outbreak through `tracing`, so they are
//! compiled for speed and all else for size.
//!
//! `lib.rs` gives them out again, so that everything above finds them where `tests/layers.rs` expects them.

pub mod domain;
pub mod ledger;

pub mod search;
pub mod tracing;

pub mod exchange;
pub mod store;
pub mod vault;
