//! See `tests/hostile/photo.rs`: the property is there, so that what is found here becomes a test of the usual ones.
#![no_main]

#[path = "../../hostile/photo.rs"]
mod photo;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| photo::check(bytes));
