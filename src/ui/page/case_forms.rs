//! Forms of a case that write several records at once.
