//! Record kinds. A kind is declared once with [`kinds!`]: from that one declaration come typed reading,
//! validation, form fields, history sentences, merge, the JSON Schema, pseudonymisation and the text
//! that search sees. Adding a field is one line and its two translations.

use super::field::{Field, FieldKind, FieldType, marker};
use super::id::RecordId;
use super::text::{Text, t};
use super::value::{Fields, Value};

/// A field as declared.
#[derive(Debug)]
pub struct FieldSpec {
    /// The name in the ledger, the export and the schema.
    pub name: &'static str,
    /// What the user reads beside it.
    pub label: Text,
    /// What it holds.
    pub ty: FieldType,
    /// What else holds of it.
    pub traits: &'static [Trait],
}

/// What else can be said of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// Identifies or describes a person: dropped or shortened when a paper is pseudonymised.
    Personal,
    /// Its text is found by the search box.
    Searched,
    /// A record without it is not saved.
    Required,
}

impl FieldSpec {
    /// Whether the declaration says so.
    pub fn is(&self, what: Trait) -> bool {
        self.traits.contains(&what)
    }
}

/// A record kind as declared.
#[derive(Debug)]
pub struct Kind {
    /// The name in the ledger, the export and the schema.
    pub name: &'static str,
    /// What the user calls one of them.
    pub label: Text,
    /// The kinds its parent may be of; empty for kinds that stand alone.
    pub parents: &'static [&'static str],
    /// Its fields in the order of the form.
    pub fields: &'static [FieldSpec],
}

impl Kind {
    /// The declared field of this name, also [`SAME_AS`] where this kind has it.
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        let same = || (name == SAME_AS.name && self.can_be_same()).then_some(&SAME_AS_SPEC);
        self.fields.iter().find(|field| field.name == name).or_else(same)
    }

    /// Whether two records of this kind can be said to be the same: people alone are recorded by several workers
    /// without knowing of each other, and known again later.
    pub fn can_be_same(&self) -> bool {
        matches!(SAME_AS_SPEC.ty, FieldType::Ref(kinds) if kinds.contains(&self.name))
    }
}

/// The flag that puts any record in the trash. It sorts before every other name, so that the fold can
/// see it without reading the rest of the record.
pub const DELETED: Field<marker::Flag> = Field::new("_deleted");

/// The person that this one was found to be, recorded twice. Like [`DELETED`] it is seen early by the fold.
pub const SAME_AS: Field<marker::Ref> = Field::new("_same_as");

/// How [`SAME_AS`] is told and what it holds; no form shows it.
pub static SAME_AS_SPEC: FieldSpec = FieldSpec {
    name: SAME_AS.name,
    label: t("Orang yang sama dengan", "The same person as"),
    ty: FieldType::Ref(&["person"]),
    traits: &[],
};

/// Builds the fields of a change with their types checked by the compiler.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(pub Fields);

impl FieldSet {
    /// No fields yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this field set.
    #[must_use]
    pub fn with<K: FieldKind>(mut self, field: Field<K>, value: impl Into<K::In>) -> Self {
        self.set(field, value);
        self
    }

    /// Sets a field.
    pub fn set<K: FieldKind>(&mut self, field: Field<K>, value: impl Into<K::In>) {
        self.0.insert(field.name.to_owned(), K::write(value.into()));
    }

    /// Sets a field where there is something to say.
    #[must_use]
    pub fn with_some<K: FieldKind>(self, field: Field<K>, value: Option<impl Into<K::In>>) -> Self {
        match value {
            Some(value) => self.with(field, value),
            None => self,
        }
    }

    /// Clears a field.
    pub fn clear<K>(&mut self, field: Field<K>) {
        self.0.insert(field.name.to_owned(), Value::Null);
    }

    /// Reads a field back.
    pub fn get<K: FieldKind>(&self, field: Field<K>) -> Option<&Value> {
        self.0.get(field.name).filter(|value| !value.is_empty())
    }
}

/// A record to be written: its kind, id and parent, with the fields that change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The kind's name.
    pub kind: &'static str,
    /// The record.
    pub record: RecordId,
    /// Its parent, given when it is created.
    pub parent: Option<RecordId>,
    /// What is set.
    pub fields: FieldSet,
}

/// Declares record kinds: one module each, with a typed constant a field and the static `SPEC`.
#[macro_export]
macro_rules! kinds {
    ($(
        $(#[$doc:meta])*
        $module:ident $name:literal ($id:literal, $en:literal) of [$($parent:literal),*] {
            $( $konst:ident: $ty:ident $(($($arg:expr),*))? $field:literal ($fid:literal, $fen:literal) $([$($tr:ident)*])?; )*
        }
    )*) => {
        $(
            $(#[$doc])*
            pub mod $module {
                #[allow(unused_imports, reason = "not every kind uses a code list or a trait")]
                use $crate::domain::{
                    code::lists as l, field::{Field, FieldType, marker}, kind::{FieldSpec, Kind, Trait}, text::t,
                };

                $(
                    #[doc = concat!($fen, ".")]
                    pub const $konst: Field<marker::$ty> = Field::new($field);
                )*

                /// The declaration of this kind.
                pub static SPEC: Kind = Kind {
                    name: $name,
                    label: t($id, $en),
                    parents: &[$($parent),*],
                    fields: &[$(
                        FieldSpec {
                            name: $field,
                            label: t($fid, $fen),
                            ty: FieldType::$ty($($($arg),*)?),
                            traits: &[$($(Trait::$tr),*)?],
                        },
                    )*],
                };
            }
        )*

        /// The kinds declared in this file.
        pub static KINDS: &[&$crate::domain::kind::Kind] = &[$(&$module::SPEC),*];
    };
}
