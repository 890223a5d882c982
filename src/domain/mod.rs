//! What is recorded: values, code lists, record kinds and their rules. No clock, no I/O.

pub mod birth;
pub mod cell;
pub mod code;
pub mod field;
pub mod id;
pub mod identity;
pub mod kind;
pub mod order;
pub mod photo;
pub mod record;
pub mod relevance;
pub mod text;
pub mod validate;
pub mod value;
pub mod zone;
