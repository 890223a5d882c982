//! Folding of Indonesian spellings and the scan over names and notes.
