//! Page: trace.

use leptos::prelude::*;

use crate::domain::id::RecordId;

/// The page.
pub fn view(person: RecordId, outbreak: RecordId) -> AnyView {
    ().into_any()
}
