//! Page: choose.

use leptos::prelude::*;



/// The page.
pub fn view(what: &str) -> AnyView {
    ().into_any()
}
