//! See `tests/hostile/small_files.rs`: the property is there, so that what is found here becomes a test of the usual ones.
#![no_main]

#[path = "../../hostile/small_files.rs"]
mod small_files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| small_files::check(bytes));
