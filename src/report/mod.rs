//! Documents, histories and charts as data.

pub mod history;
pub mod summary;
