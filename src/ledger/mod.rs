//! Commits, clock, version vectors and the fold into a book.
