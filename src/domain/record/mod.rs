//! The record kinds: the spine (people and households), casework, and tracing.

pub mod casework;
pub mod spine;
pub mod tracing;

use super::kind::Kind;

/// Every declared kind.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    [spine::KINDS, casework::KINDS, tracing::KINDS].into_iter().flatten().copied()
}

/// The kind of this name, unless a newer version declared it.
pub fn kind_of(name: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_parents_exist() {
        let names: HashSet<_> = kinds().map(|kind| kind.name).collect();
        assert_eq!(names.len(), kinds().count());
        for kind in kinds() {
            let fields: HashSet<_> = kind.fields.iter().map(|field| field.name).collect();
            assert_eq!(fields.len(), kind.fields.len(), "{}", kind.name);
            assert!(kind.parents.iter().all(|parent| names.contains(parent)), "{}", kind.name);
            assert!(fields.iter().all(|name| !name.starts_with('_')), "{}", kind.name);
        }
    }

    #[test]
    fn every_list_that_a_field_takes_is_one_that_the_schema_knows() {
        use crate::domain::code::all;
        use crate::domain::field::FieldType;
        for field in kinds().flat_map(|kind| kind.fields) {
            if let FieldType::Code(list) | FieldType::Codes(list) = field.ty {
                assert!(all().any(|known| std::ptr::eq(known, list)), "{} is in no list of lists", list.name);
            }
        }
    }

    #[test]
    fn the_list_of_record_kinds_is_whole() {
        for name in [
            "person",
            "household",
            "member",
            "relation",
            "partner",
            "worker",
            "agency",
            "form_question",
            "consent",
            "data_request",
            "attachment",
            "case",
            "assessment",
            "need",
            "goal",
            "action",
            "assistance",
            "referral",
            "advocacy",
            "visit",
            "note",
            "evaluation",
            "termination",
            "satisfaction",
            "outreach",
            "disease_profile",
            "outbreak",
            "investigation",
            "event",
            "exposure",
            "follow_up",
            "lab_test",
        ] {
            assert!(kind_of(name).is_some(), "{name}");
        }
    }
}
