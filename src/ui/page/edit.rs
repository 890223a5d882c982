//! Page: the form of any record.

use leptos::prelude::*;

use crate::domain::id::RecordId;

/// The form of a record that is there.
pub fn existing(id: RecordId) -> AnyView {
    let _ = id;
    ().into_any()
}

/// The form of a new record.
pub fn new(kind: &str, parent: Option<RecordId>) -> AnyView {
    let _ = (kind, parent);
    ().into_any()
}
