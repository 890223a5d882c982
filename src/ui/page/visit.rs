//! Page: visit.

use leptos::prelude::*;

use crate::domain::id::RecordId;

/// The page.
pub fn view(id: RecordId) -> AnyView {
    ().into_any()
}
