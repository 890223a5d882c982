//! A part of a page that follows its signals.
//!
//! Written as a bare closure in a view, every such part is compiled with its own copy of the code that builds, follows
//! and rebuilds it; with some two hundred of them that was a tenth of the pages. Here they share one.

use leptos::prelude::*;

/// What `part` gives, now and whenever a signal that it reads has changed.
pub fn live<V: IntoAny + 'static>(part: impl Fn() -> V + Send + 'static) -> AnyView {
    follow(Box::new(move || part().into_any()))
}

#[inline(never)]
fn follow(part: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || part()).into_any()
}
