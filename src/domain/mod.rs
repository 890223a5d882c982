//! What is recorded: values, code lists, record kinds and their rules. No clock, no I/O.

pub mod code;
pub mod identity;
pub mod text;
