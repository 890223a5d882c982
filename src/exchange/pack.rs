//! Packs: what an agency gives to all its workers, as a file: partners, rules of diseases, questions that
//! forms ask beyond their own, the letterhead.
//!
//! Invariant: nothing personal is in a pack, whoever made it: any other kind of record refuses the whole file. A key is
//! never in one either: what a phone seals for is pinned by a person who compares words, not by a file that came along.

use minicbor::Decoder;
use serde::Deserialize;
use uuid::Uuid;

use super::export::{write_created, write_fields};
use super::fields::FieldBytes;
use super::import::ImportError;
use super::parse::{Created, Id, MAX_ITEMS};
use super::small::{self, PACK};
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet, FieldSpec, Kind, Trait};
use crate::domain::order::InOrder;
use crate::domain::record::spine::{agency, form_question, partner};
use crate::domain::record::tracing::disease_profile;
use crate::domain::validate;
use crate::domain::value::{Fields, decode_fields};
use crate::ledger::{BadCommit, Book, Stamp};

/// The kinds that a pack may hold.
const KINDS: [&Kind; 4] = [&partner::SPEC, &disease_profile::SPEC, &form_question::SPEC, &agency::SPEC];

/// What is never taken along of them.
const NEVER: [&str; 2] = [agency::PUBLIC_KEY.name, agency::FINGERPRINT.name];

/// What an agency gives to its workers.
pub struct Pack {
    /// Names the pack.
    pub pack_id: Uuid,
    /// When it was made, by the agency's clock.
    pub created: Stamp,
    /// Who gives it.
    pub agency: String,
    /// What is in it.
    pub records: Vec<PackRecord>,
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pack").field("records", &self.records.len()).finish_non_exhaustive()
    }
}

/// A record of a pack.
pub struct PackRecord {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its id, the same on all phones.
    pub id: RecordId,
    /// Its fields.
    pub fields: Fields,
}

impl PackRecord {
    /// Its name.
    pub fn name(&self) -> &str {
        self.fields.get(partner::NAME.name).and_then(|value| value.as_text()).unwrap_or_default()
    }
}

/// What a pack would change in a book.
#[derive(Debug, Default)]
pub struct PackPlan {
    /// What is to be saved, as one commit: only fields that differ.
    pub drafts: Vec<Draft>,
    /// The records that would be new, by their place in the pack.
    pub new: Vec<usize>,
    /// The records that would change, and their fields that differ.
    pub changed: Vec<(usize, Vec<&'static FieldSpec>)>,
    /// How many are the same here.
    pub same: usize,
    /// How many are passed over: erased here, or another kind of record here.
    pub passed: usize,
}

fn belongs(field: &FieldSpec) -> bool {
    !field.is(Trait::Personal) && !NEVER.contains(&field.name)
}

/// Writes a pack of all that this book has for one; gives how many records are in it too.
///
/// # Errors
/// [`BadCommit`] if the book holds bytes that are no value, which would be a defect.
pub fn write(
    book: &Book,
    pack_id: Uuid,
    created: Stamp,
    agency: &str,
) -> Result<(Vec<u8>, usize), BadCommit> {
    let mut count = 0;
    let file = small::write(PACK, &mut |w| {
        w.raw(",\"pack_id\":");
        w.uuid(pack_id.as_bytes());
        write_created(w, created);
        w.raw(",\"agency\":");
        w.string(agency);
        w.raw(",\"records\":[");
        for kind in KINDS {
            let mut records: Vec<_> = book.of(kind).collect();
            records.order_by_key(|record| record.id());
            for record in records {
                w.raw(if count > 0 { ",\n{\"kind\":" } else { "\n{\"kind\":" });
                count += 1;
                w.string(kind.name);
                w.raw(",\"id\":");
                w.uuid(&record.id().0);
                w.raw(",\"fields\":");
                let mut fields: Vec<(&str, &[u8])> = Vec::new();
                record.each_value(|name, bytes| fields.push((name, bytes)));
                fields.retain(|(name, _)| kind.field(name).is_some_and(belongs));
                write_fields(w, &mut fields)?;
                w.raw("}");
            }
        }
        w.raw("]");
        Ok(())
    })?;
    Ok((file, count))
}

#[derive(Deserialize)]
struct Raw {
    pack_id: Id,
    created: Created,
    agency: String,
    records: Vec<RawRecord>,
}

#[derive(Deserialize)]
struct RawRecord {
    kind: String,
    id: Id,
    fields: FieldBytes,
}

/// Reads a pack.
///
/// # Errors
/// [`ImportError`]; nothing of the file is to be used.
pub fn read(bytes: &[u8]) -> Result<Pack, ImportError> {
    let raw: Raw = small::read(bytes, PACK)?;
    if raw.records.len() > MAX_ITEMS {
        return Err(ImportError::TooMany);
    }
    let record = |raw: RawRecord| {
        let kind = KINDS.into_iter().find(|kind| kind.name == raw.kind).ok_or(ImportError::NotInPack)?;
        let unreadable = ImportError::Damaged { at: 0 };
        let mut fields = decode_fields(&mut Decoder::new(&raw.fields.0)).map_err(|_| unreadable)?;
        fields.retain(|name, _| kind.field(name).is_some_and(belongs));
        let refused = validate::refuses(&validate::check(kind, &fields));
        if refused { Err(unreadable) } else { Ok(PackRecord { kind, id: RecordId(raw.id.0), fields }) }
    };
    Ok(Pack {
        pack_id: Uuid::from_bytes(raw.pack_id.0),
        created: raw.created.stamp(),
        agency: raw.agency,
        records: raw.records.into_iter().map(record).collect::<Result<_, _>>()?,
    })
}

/// What a pack would change.
pub fn plan(book: &Book, pack: &Pack) -> PackPlan {
    let mut plan = PackPlan::default();
    for (place, record) in pack.records.iter().enumerate() {
        let here = book.get_any(record.id);
        if book.is_erased(record.id) || here.is_some_and(|here| !here.is(record.kind)) {
            plan.passed += 1;
            continue;
        }
        let mut fields = record.fields.clone();
        fields.retain(|name, value| {
            here.and_then(|here| here.value(name)).map_or(!value.is_empty(), |known| known != *value)
        });
        match here {
            None => plan.new.push(place),
            Some(_) if fields.is_empty() => {
                plan.same += 1;
                continue;
            }
            Some(_) => {
                let named = fields.keys().filter_map(|name| record.kind.field(name)).collect();
                plan.changed.push((place, named));
            }
        }
        plan.drafts.push(Draft {
            kind: record.kind.name,
            record: record.id,
            parent: None,
            fields: FieldSet(fields),
        });
    }
    plan
}
