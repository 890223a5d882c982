//! Decisions of contact tracing as pure functions over the book. Everything here is derived: only
//! exposures, follow-ups and investigations are stored. Today is always an argument and always a plain
//! date, so no result depends on a clock or a time zone.
//!
//! What reads everybody is compiled for speed (`core.rs`) and given out again here.

pub use pendamping_core::tracing::{follow_up, isolation, profile, roll, rule, today, trail};

pub mod chain;
pub mod check;
pub mod contact;
pub mod enter;
pub mod graph;
pub mod home_round;
pub mod interview;
pub mod line_list;
pub mod network;
pub mod problem;
pub mod rates;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
pub(crate) mod tianjin;
