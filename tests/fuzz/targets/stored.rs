//! See `tests/hostile/stored.rs`: the property is there, so that what is found here becomes a test of the usual ones.
#![no_main]

#[path = "../../hostile/stored.rs"]
mod stored;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stored::check(bytes));
