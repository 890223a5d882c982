//! The bytes of attachments in a file: which of them an export carries, and how they are read back.
//!
//! Invariant: bytes are taken only where the commits of the same file, which are hashed and chained, name their
//! digest and size. One that does not match is left out by name; the rest of the file stands.
//!
//! What surprises: reading a file only finds the places of the bytes. They are decoded one by one, by whoever has
//! the file and the time, so that a file with many photos never stands in memory twice.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::base64;
use super::json::Writer;
use super::parse::RawAttachment;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::photo;
use crate::domain::record::spine::attachment;
use crate::domain::value::{Fields, Value};
use crate::ledger::{BadCommit, Book, Heads, Ledger, Origin, RecordRef, sets_of};

/// The most bytes of attachments that go into one file: what a phone can still read and save in one step. What is
/// beyond goes into further files, each of them whole but for the other photos.
pub const MOST_A_FILE: u64 = 48 << 20;

/// How many bytes the record says that it has.
pub fn size_of(record: RecordRef<'_>) -> u64 {
    record.get(attachment::SIZE).and_then(|size| u64::try_from(size).ok()).unwrap_or(0)
}

/// The attachments whose making an export holds, in order, also those in the trash: of a whole book all of them,
/// of what changed those that are new.
///
/// # Errors
/// [`BadCommit`] if the ledger holds bytes that are no commit, which would be a defect.
pub fn carried_by(ledger: &Ledger, since: Option<&Heads>) -> Result<Vec<RecordId>, BadCommit> {
    let book = ledger.book();
    let has_bytes =
        |record: &RecordRef<'_>| record.is(&attachment::SPEC) && !record.text(attachment::DIGEST).is_empty();
    let mut found = Vec::new();
    match since {
        None => found.extend(book.of_any(&attachment::SPEC).filter(has_bytes).map(|record| record.id())),
        Some(since) => {
            // Only the commits that wrote an attachment are opened; of a hundred thousand that wait they are few.
            let of_some: FxHashSet<u32> = book
                .of_any(&attachment::SPEC)
                .filter(has_bytes)
                .flat_map(|record| record.written_in())
                .collect();
            for number in ledger.order_since(since).into_iter().filter(|number| of_some.contains(number)) {
                for (id, fields) in sets_of(&ledger.commit(number), attachment::SPEC.name)? {
                    if fields.contains_key(attachment::DIGEST.name)
                        && book.get_any(id).is_some_and(|it| has_bytes(&it))
                    {
                        found.push(id);
                    }
                }
            }
        }
    }
    found.order();
    found.dedup();
    Ok(found)
}

/// Attachments in as many files as they need, at most [`MOST_A_FILE`] in each.
pub fn parts(book: &Book, attachments: &[RecordId]) -> Vec<Vec<RecordId>> {
    parts_within(book, attachments, MOST_A_FILE)
}

/// The same with another limit, for ways on which files must be smaller. What is larger alone goes alone.
pub fn parts_within(book: &Book, attachments: &[RecordId], most: u64) -> Vec<Vec<RecordId>> {
    let mut parts: Vec<Vec<RecordId>> = Vec::new();
    let mut room = 0_u64;
    for id in attachments {
        let size = book.get_any(*id).map_or(0, size_of);
        match parts.last_mut().filter(|_| size <= room) {
            Some(part) => {
                part.push(*id);
                room -= size;
            }
            None => {
                parts.push(vec![*id]);
                room = most.saturating_sub(size);
            }
        }
    }
    parts
}

/// Writes one attachment; `false`, and nothing, where the bytes are not those of the record.
pub(super) fn write(w: &mut Writer<'_>, record: RecordRef<'_>, bytes: &[u8], first: bool) -> bool {
    let digest = record.text(attachment::DIGEST);
    if size_of(record) != bytes.len() as u64 || photo::digest(bytes) != digest {
        return false;
    }
    w.raw(if first { "\n{\"id\":" } else { ",\n{\"id\":" });
    w.uuid(&record.id().0);
    w.raw(",\"media_type\":");
    w.string(record.text(attachment::MEDIA_TYPE));
    w.raw(",\"size\":");
    w.unsigned(bytes.len() as u64);
    w.raw(",\"digest\":");
    w.string(digest);
    w.raw(",\"data\":");
    w.base64(bytes);
    w.raw("}");
    true
}

/// An attachment in a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Carried {
    /// Its record.
    pub id: RecordId,
    /// What kind of paper it is, as a code; empty where nobody said.
    pub kind: String,
    /// Its caption.
    pub caption: String,
    /// How many bytes it has.
    pub size: u64,
    /// Where its bytes stand in the file, in base64.
    pub at: Range<usize>,
    digest: String,
}

impl std::fmt::Debug for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The caption may name somebody.
        f.debug_struct("Carried").field("id", &self.id).field("size", &self.size).finish_non_exhaustive()
    }
}

impl Carried {
    /// The bytes, from the part of the file where they stand; `None` where they are not those of the record.
    pub fn decode(&self, data: &[u8]) -> Option<Vec<u8>> {
        let bytes = base64::decode(data)?;
        self.matches(&bytes).then_some(bytes)
    }

    /// Whether another file carries the very same bytes.
    pub fn is_same(&self, other: &Carried) -> bool {
        (self.id, self.size, &self.digest) == (other.id, other.size, &other.digest)
    }

    /// Whether these are the bytes of the record.
    pub fn matches(&self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.size && photo::digest(bytes) == self.digest
    }
}

/// Attachments as a file holds them: those that its commits know, and those that they do not know so.
pub(super) fn weigh(
    file: &[u8],
    raw: Vec<RawAttachment<'_>>,
    origins: &[Origin],
) -> Result<(Vec<Carried>, Vec<Carried>), BadCommit> {
    let mut known: FxHashMap<RecordId, Fields> = FxHashMap::default();
    if !raw.is_empty() {
        for origin in origins {
            for (id, fields) in sets_of(origin.bytes(), attachment::SPEC.name)? {
                if fields.contains_key(attachment::DIGEST.name) {
                    known.entry(id).or_insert(fields);
                }
            }
        }
    }
    let (mut whole, mut spoiled) = (Vec::new(), Vec::new());
    for one in raw {
        let id = one.id();
        let fields = known.remove(&id);
        let text = |name: &str| {
            let value = fields.as_ref().and_then(|fields| fields.get(name)).and_then(Value::as_text);
            value.unwrap_or_default().to_owned()
        };
        let size = match fields.as_ref().and_then(|fields| fields.get(attachment::SIZE.name)) {
            Some(Value::Int(size)) => u64::try_from(*size).ok(),
            _ => None,
        };
        let digest = text(attachment::DIGEST.name);
        let place = match &one.data {
            Cow::Borrowed(data) => place_in(file, data),
            // No export of ours writes base64 with escapes.
            Cow::Owned(_) => None,
        };
        let fits = place.is_some() && size == Some(one.size) && digest == one.digest_text();
        let carried = Carried {
            id,
            kind: text(attachment::KIND.name),
            caption: text(attachment::CAPTION.name),
            size: one.size,
            at: place.unwrap_or_default(),
            digest,
        };
        if fits { &mut whole } else { &mut spoiled }.push(carried);
    }
    Ok((whole, spoiled))
}

fn place_in(file: &[u8], part: &str) -> Option<Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(file.as_ptr() as usize)?;
    let end = start.checked_add(part.len())?;
    (file.get(start..end)? == part.as_bytes()).then_some(start..end)
}
