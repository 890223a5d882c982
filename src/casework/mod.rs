//! Decisions of casework as pure functions over the book.
