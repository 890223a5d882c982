//! Decisions of casework as pure functions over the book. What a function would write it returns as
//! drafts; the caller saves them as one commit, so that one action of the user is one step of history.
//!
//! Forms and views that hold what a person said or is called have no `Debug`, so they cannot be logged.

pub mod agenda;
pub mod attachment;
pub mod attainment;
pub mod case_view;
pub mod caseload;
pub mod code;
pub mod consent;
pub mod day_plan;
pub mod directory;
pub mod duplicate;
pub mod erase;
pub mod hints;
pub mod household;
pub mod names;
pub mod needs;
pub mod person;
pub mod question;
pub mod referral;
pub mod request;
pub mod same_person;
pub mod stage;
pub mod supervise;
pub mod survey;
pub mod together;
pub mod visit;
pub mod visit_draft;

#[cfg(test)]
pub(crate) mod fixture;
