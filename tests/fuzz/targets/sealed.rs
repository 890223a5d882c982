//! See `tests/hostile/sealed.rs`: the property is there, so that what is found here becomes a test of the usual ones.
#![no_main]

#[path = "../../hostile/sealed.rs"]
mod sealed;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sealed::check(bytes));
