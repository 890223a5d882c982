//! The hand-over file: export, preview, import.
