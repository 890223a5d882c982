//! Key derivation, key slots, sealing and opening. Knows no record type.

pub mod seal;
