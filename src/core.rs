//! The layers below the pages' own logic, as a crate of its own (`core/Cargo.toml`): every unlock, import, search
//! and export goes through them record by record, and every list of an outbreak through the engine of the follow-up, so
//! they are compiled for speed and all else for size.
//!
//! `lib.rs` gives them out again, so that everything above finds them where `tests/layers.rs` expects them.

pub mod domain;
pub mod ledger;

pub mod search;

/// What reads everybody who is traced: 140,000 follow-ups in one go. The rest of the folder is in the other crate, whose
/// `tracing` gives all of it out.
pub mod tracing {
    pub mod follow_up;
    pub mod isolation;
    pub mod profile;
    pub mod roll;
    pub mod rule;
    pub mod today;
    pub mod trail;

    #[cfg(test)]
    pub(crate) mod fixture;
}

pub mod exchange;
pub mod store;
pub mod vault;
