//! See `tests/hostile/hand_over.rs`: the property is there, so that what is found here becomes a test of the usual ones.
#![no_main]

#[path = "../../hostile/hand_over.rs"]
mod hand_over;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hand_over::check(bytes));
