//! Decisions of contact tracing as pure functions over the book. Everything here is derived: only
//! exposures, follow-ups and investigations are stored. Today is always an argument and always a plain
//! date, so no result depends on a clock or a time zone.

pub mod chain;
pub mod check;
pub mod contact;
pub mod enter;
pub mod follow_up;
pub mod graph;
pub mod home_round;
pub mod interview;
pub mod isolation;
pub mod line_list;
pub mod network;
pub mod problem;
pub mod profile;
pub mod rates;
pub mod roll;
pub mod rule;
pub mod today;
pub mod trail;

#[cfg(test)]
pub(crate) mod fixture;
