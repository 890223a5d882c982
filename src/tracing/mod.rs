//! Decisions of contact tracing as pure functions over the book.
