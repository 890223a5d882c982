//! See `tests/hostile/line_list.rs`: the property is there, so that what is found here becomes a test of the usual ones.
#![no_main]

#[path = "../../hostile/line_list.rs"]
mod line_list;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| line_list::check(bytes));
