//! Folding of Indonesian spellings, the scan over names and notes, and duplicate candidates. No
//! index is stored: everything is folded into memory after unlock and scanned.

pub mod duplicate;
pub mod fold;
pub mod index;
pub mod scan;
