//! Thin edges to the browser.
