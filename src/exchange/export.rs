//! Writes an export: everything, or what changed since the heads that a receiver has.
//!
//! The order is fixed (kinds by name, records by id, commits by device and number), so two exports of
//! one state differ in their id and time alone. What surprises: the records come before the commits,
//! because whoever opens the file wants to read records, while the importer reads the commits only.

use std::collections::BTreeMap;

use minicbor::Decoder;
use minicbor::data::Type;
use uuid::Uuid;

use super::attachment;
use super::file::{ALGORITHM, BEFORE_CHECKSUM, FORMAT, MIN_READER, OP_ERASE, OP_ERASED, OP_SET, VERSION};
use super::json::{Page, Writer};
use super::signature::{self, Statement};
use crate::domain::id::{DeviceId, RecordId};
use crate::domain::order::InOrder;
use crate::ledger::{BadCommit, Fingerprint, Hash, Head, Heads, Ledger, RecordRef, Stamp, records_of};

/// What an export says of itself.
#[derive(Clone, Copy, Debug)]
pub struct ExportOptions<'a> {
    /// Names this file, so that a receipt can be asked for.
    pub export_id: Uuid,
    /// When it was made, by this device's clock.
    pub created: Stamp,
    /// The worker's name.
    pub author: &'a str,
    /// What the receiver has; `None` exports everything.
    pub since: Option<&'a Heads>,
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The state that the receiver will have seen, to be kept as the base of the next hand-over.
    pub heads: Heads,
    /// How many commits.
    pub commits: usize,
    /// How many records.
    pub records: usize,
    /// How many attachments with their bytes.
    pub attachments: usize,
    /// How many attachments that were to be carried have no whole bytes on this device.
    pub without_bytes: usize,
    /// The length of the file in bytes.
    pub bytes: u64,
    /// The fingerprint of the book, as the file says it.
    pub book: Hash,
}

/// Writes an export to `sink` in chunks of about 256 KB.
///
/// # Errors
/// [`BadCommit`] if the ledger holds bytes that are no commit, which would be a defect; what the sink
/// has by then is no export, because its end is missing.
pub fn write_export(
    ledger: &Ledger,
    options: &ExportOptions<'_>,
    sink: &mut impl FnMut(&[u8]),
) -> Result<Exported, BadCommit> {
    let mut exporter = Exporter::begin(ledger, options, sink)?;
    loop {
        if let Some(exported) = exporter.step(ledger, sink)? {
            return Ok(exported);
        }
    }
}

/// How many records are hashed in one step: about as much work as writing a chunk.
const HASHED: usize = 500;

/// Where an export in the making stands.
enum Stage {
    Records { kind: usize, record: usize },
    Commits { next: usize },
    Attachments { next: usize },
    Sign,
    Book(Box<Fingerprint>),
}

/// An export in the making: written in steps, so that whoever waits for it can still use the page. The ledger must not
/// change before it is done; one that does gives a file that nobody takes, because its checksums do not match.
pub struct Exporter {
    page: Page,
    stage: Stage,
    kinds: Vec<(String, Vec<RecordId>)>,
    commits: Vec<u32>,
    chain: blake3::Hasher,
    file: [u8; 32],
    export_id: Uuid,
    device: DeviceId,
    /// The device's own recipient, and for whom the file will be sealed, where it is to be signed.
    signing: Option<(String, Vec<String>)>,
    heads: Heads,
    records: usize,
    /// Whose bytes go along.
    attachments: Vec<RecordId>,
    carried: usize,
}

impl std::fmt::Debug for Exporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exporter").field("records", &self.records).finish_non_exhaustive()
    }
}

impl Exporter {
    /// Collects what is to be written, and writes the head.
    ///
    /// # Errors
    /// As [`write_export`].
    pub fn begin(
        ledger: &Ledger,
        options: &ExportOptions<'_>,
        sink: &mut dyn FnMut(&[u8]),
    ) -> Result<Exporter, BadCommit> {
        let heads = ledger.heads();
        let commits = options.since.map_or_else(|| ledger.commit_order(), |since| ledger.order_since(since));
        let records = match options.since {
            Some(_) => touched(ledger, &commits)?,
            None => ledger.book().all_with_trash().collect(),
        };
        let record_count = records.len();
        let mut exporter = Exporter {
            page: Page::new(),
            stage: Stage::Records { kind: 0, record: 0 },
            kinds: by_kind(records.into_iter()),
            commits,
            chain: blake3::Hasher::new(),
            file: [0; 32],
            export_id: options.export_id,
            device: ledger.device(),
            signing: None,
            heads,
            records: record_count,
            attachments: Vec::new(),
            carried: 0,
        };
        let mut w = Writer::new(&mut exporter.page, sink);
        write_head(&mut w, ledger, options, &exporter.heads);
        w.raw(",\"counts\":{\"commits\":");
        w.unsigned(exporter.commits.len() as u64);
        w.raw(",\"records\":{");
        for (number, (kind, list)) in exporter.kinds.iter().enumerate() {
            w.raw(if number > 0 { "," } else { "" });
            w.string(kind);
            w.raw(":");
            w.unsigned(list.len() as u64);
        }
        w.raw("}},\"records\":{");
        Ok(exporter)
    }

    /// Takes the bytes of these attachments along, which [`Exporter::wants`] will ask for. To be said before the
    /// first step.
    pub fn carry(&mut self, attachments: Vec<RecordId>) {
        self.attachments = attachments;
    }

    /// Has the file signed, with the recipient of this device and those for whom it will be sealed. To be said before the
    /// first step.
    pub fn sign_for(&mut self, own: String, recipients: Vec<String>) {
        self.signing = Some((own, recipients));
    }

    /// What is to be signed now, to be answered by [`Exporter::give_signature`]; a step instead leaves it unsigned.
    pub fn to_sign(&self) -> Option<Statement> {
        let (Stage::Sign, Some((own, recipients))) = (&self.stage, &self.signing) else { return None };
        Some(Statement {
            content: self.file,
            commits: *self.chain.finalize().as_bytes(),
            export_id: self.export_id,
            device: self.device,
            own: own.clone(),
            recipients: recipients.clone(),
        })
    }

    /// Gives the device's public key and its signature of what [`Exporter::to_sign`] says.
    pub fn give_signature(&mut self, key: &[u8; 32], value: &[u8; 64], sink: &mut dyn FnMut(&[u8])) {
        let Some(statement) = self.to_sign() else { return };
        let mut w = Writer::new(&mut self.page, sink);
        signature::write(&mut w, &statement, key, value);
        self.file = w.hash_so_far();
        self.signing = None;
    }

    /// Whose bytes are wanted now, to be given by [`Exporter::give`]; a step instead leaves them out.
    pub fn wants(&self) -> Option<RecordId> {
        match self.stage {
            Stage::Attachments { next } => self.attachments.get(next).copied(),
            _ => None,
        }
    }

    /// Gives the bytes that are wanted. What is not there, or not what the record says, is left out and counted.
    pub fn give(&mut self, ledger: &Ledger, bytes: Option<&[u8]>, sink: &mut dyn FnMut(&[u8])) {
        let Some(record) = self.wants().map(|id| ledger.book().get_any(id)) else { return };
        let mut w = Writer::new(&mut self.page, sink);
        if let Some((record, bytes)) = record.zip(bytes)
            && attachment::write(&mut w, record, bytes, self.carried == 0)
        {
            self.carried += 1;
        }
        w.breathe();
        if let Stage::Attachments { next } = &mut self.stage {
            *next += 1;
        }
    }

    /// Writes about a chunk more; says what was written once all is.
    ///
    /// # Errors
    /// As [`write_export`].
    pub fn step(
        &mut self,
        ledger: &Ledger,
        sink: &mut dyn FnMut(&[u8]),
    ) -> Result<Option<Exported>, BadCommit> {
        if self.wants().is_some() {
            self.give(ledger, None, sink);
            return Ok(None);
        }
        let mut w = Writer::new(&mut self.page, sink);
        match &mut self.stage {
            Stage::Records { kind, record } => {
                if write_records(&mut w, ledger, &self.kinds, kind, record)? {
                    w.raw("},\"commits\":[");
                    self.stage = Stage::Commits { next: 0 };
                }
            }
            Stage::Commits { next } => {
                let mut handed = false;
                while let Some(number) = self.commits.get(*next).filter(|_| !handed) {
                    w.raw(if *next > 0 { ",\n" } else { "\n" });
                    let hash = ledger.commit_hash(*number)?;
                    self.chain.update(&hash.0);
                    handed = write_commit(&mut w, &ledger.commit(*number), hash)?;
                    handed |= w.breathe();
                    *next += 1;
                }
                if *next >= self.commits.len() {
                    w.raw(if self.attachments.is_empty() { "]" } else { "],\"attachments\":[" });
                    self.stage = Stage::Attachments { next: 0 };
                }
            }
            // All that were wanted were given.
            Stage::Attachments { .. } => {
                w.raw(if self.attachments.is_empty() { "" } else { "]" });
                self.file = w.hash_so_far();
                self.stage = Stage::Sign;
            }
            Stage::Sign => self.stage = Stage::Book(Box::new(ledger.book().begin_fingerprint())),
            Stage::Book(fingerprint) => {
                let Some(book) = fingerprint.step(ledger.book(), HASHED) else { return Ok(None) };
                w.raw(BEFORE_CHECKSUM);
                w.raw("{\"algorithm\":");
                w.string(ALGORITHM);
                w.raw(",\"commits\":");
                w.hex(self.chain.finalize().as_bytes());
                w.raw(",\"book\":");
                w.hex(&book.0);
                w.raw(",\"file\":");
                w.hex(&self.file);
                w.raw("}}\n");
                let bytes = w.finish();
                let (commits, heads) = (self.commits.len(), std::mem::take(&mut self.heads));
                return Ok(Some(Exported {
                    heads,
                    commits,
                    records: self.records,
                    attachments: self.carried,
                    without_bytes: self.attachments.len() - self.carried,
                    bytes,
                    book,
                }));
            }
        }
        Ok(None)
    }
}

/// Records in the order in which they are written.
pub(super) fn by_kind<'a>(records: impl Iterator<Item = RecordRef<'a>>) -> Vec<(String, Vec<RecordId>)> {
    let mut kinds: BTreeMap<&str, Vec<RecordId>> = BTreeMap::new();
    for record in records {
        kinds.entry(record.kind_name()).or_default().push(record.id());
    }
    kinds.values_mut().for_each(|list| list.order());
    kinds.into_iter().map(|(kind, list)| (kind.to_owned(), list)).collect()
}

/// The records that these commits are about, each once, without those that were erased.
fn touched<'a>(ledger: &'a Ledger, commits: &[u32]) -> Result<Vec<RecordRef<'a>>, BadCommit> {
    let mut ids: Vec<RecordId> = Vec::new();
    for number in commits {
        ids.extend(records_of(&ledger.commit(*number))?);
    }
    ids.order();
    ids.dedup();
    Ok(ids.into_iter().filter_map(|id| ledger.book().get_any(id)).collect())
}

/// Writes a time.
pub(super) fn write_created(w: &mut Writer<'_>, created: Stamp) {
    w.raw(",\"created\":{\"ms\":");
    w.number(created.ms);
    w.raw(",\"offset\":");
    w.number(i64::from(created.offset));
    w.raw("}");
}

fn write_head(w: &mut Writer<'_>, ledger: &Ledger, options: &ExportOptions<'_>, heads: &Heads) {
    w.raw("{\"format\":");
    w.string(FORMAT);
    w.raw(",\"version\":");
    w.unsigned(VERSION);
    w.raw(",\"min_reader\":");
    w.unsigned(MIN_READER);
    w.raw(",\"export_id\":");
    w.uuid(options.export_id.as_bytes());
    write_created(w, options.created);
    w.raw(",\"device\":");
    w.uuid(&ledger.device().0);
    w.raw(",\"author\":");
    w.string(options.author);
    w.raw(",\"range\":");
    w.string(if options.since.is_some() { "since" } else { "all" });
    w.raw(",\"since\":");
    match options.since {
        Some(since) => write_heads(w, since),
        None => w.raw("null"),
    }
    w.raw(",\"heads\":");
    write_heads(w, heads);
}

pub(super) fn write_heads(w: &mut Writer<'_>, heads: &Heads) {
    w.raw("{");
    for (number, (device, head)) in heads.iter().enumerate() {
        w.raw(if number > 0 { "," } else { "" });
        w.uuid(&device.0);
        w.raw(":");
        write_one(w, *head);
    }
    w.raw("}");
}

/// Writes one head.
pub(super) fn write_one(w: &mut Writer<'_>, head: Head) {
    w.raw("{\"seq\":");
    w.unsigned(head.seq);
    w.raw(",\"hash\":");
    w.hex(&head.hash.0);
    w.raw("}");
}

/// Goes on with the records at a kind and a record of it, until a chunk is handed out or all are written; `true` then.
fn write_records(
    w: &mut Writer<'_>,
    ledger: &Ledger,
    kinds: &[(String, Vec<RecordId>)],
    kind: &mut usize,
    record: &mut usize,
) -> Result<bool, BadCommit> {
    let mut fields = Vec::new();
    while let Some((name, list)) = kinds.get(*kind) {
        if *record == 0 {
            w.raw(if *kind > 0 { "," } else { "" });
            w.string(name);
            w.raw(":[");
        }
        while let Some(id) = list.get(*record) {
            w.raw(if *record > 0 { ",\n{" } else { "\n{" });
            *record += 1;
            write_record(w, ledger, *id, &mut fields)?;
            if w.breathe() {
                return Ok(false);
            }
        }
        w.raw("]");
        *kind += 1;
        *record = 0;
    }
    Ok(true)
}

/// A record as it stands, from behind its opening brace on. `fields` is room that is used again.
pub(super) fn write_record<'a>(
    w: &mut Writer<'_>,
    ledger: &'a Ledger,
    id: RecordId,
    fields: &mut Vec<(&'a str, &'a [u8])>,
) -> Result<(), BadCommit> {
    w.raw("\"id\":");
    let found = ledger.book().get_any(id).ok_or(BadCommit::Malformed)?;
    w.uuid(&id.0);
    w.raw(",\"parent\":");
    w.uuid_or_null(found.stored_parent().as_ref().map(|id| id.0.as_slice()));
    w.raw(",\"fields\":");
    fields.clear();
    found.each_value(|name, bytes| fields.push((name, bytes)));
    write_fields(w, fields)?;
    w.raw("}");
    Ok(())
}

/// Writes stored fields by their names.
pub(super) fn write_fields(w: &mut Writer<'_>, fields: &mut [(&str, &[u8])]) -> Result<(), BadCommit> {
    fields.sort_unstable_by_key(|(name, _)| *name);
    w.raw("{");
    for (number, (name, bytes)) in fields.iter().enumerate() {
        w.raw(if number > 0 { "," } else { "" });
        w.string(name);
        w.raw(":");
        w.value(&mut Decoder::new(bytes))?;
    }
    w.raw("}");
    Ok(())
}

/// `true` if a chunk was handed out on the way, which happens in very long commits.
pub(super) fn write_commit(w: &mut Writer<'_>, bytes: &[u8], hash: Hash) -> Result<bool, BadCommit> {
    let mut handed = false;
    let mut d = Decoder::new(bytes);
    d.array()?;
    d.u8()?;
    w.raw("{\"device\":");
    w.uuid(d.bytes()?);
    w.raw(",\"seq\":");
    w.unsigned(d.u64()?);
    // As a string: it lies beyond the whole numbers that every JSON reader keeps.
    w.raw(",\"hlc\":\"");
    w.unsigned(d.u64()?);
    w.raw("\",\"at\":");
    w.number(d.i64()?);
    w.raw(",\"offset\":");
    w.number(i64::from(d.i16()?));
    w.raw(",\"author\":");
    w.string(d.str()?);
    w.raw(",\"seen\":");
    if d.datatype()? == Type::Null {
        d.null()?;
        w.raw("null");
    } else {
        let count = d.map()?.ok_or(BadCommit::Malformed)?;
        w.raw("{");
        for number in 0..count {
            w.raw(if number > 0 { "," } else { "" });
            w.uuid(d.bytes()?);
            w.raw(":");
            w.unsigned(d.u64()?);
        }
        w.raw("}");
    }
    w.raw(",\"prev\":");
    w.hex(d.bytes()?);
    w.raw(",\"hash\":");
    w.hex(&hash.0);
    w.raw(",\"changes\":[");
    let count = d.array()?.ok_or(BadCommit::Malformed)?;
    for number in 0..count {
        w.raw(if number > 0 { "," } else { "" });
        write_change(w, d.bytes()?)?;
        handed |= w.breathe();
    }
    w.raw("]}");
    Ok(handed)
}

fn write_change(w: &mut Writer<'_>, bytes: &[u8]) -> Result<(), BadCommit> {
    let mut d = Decoder::new(bytes);
    d.array()?;
    let tag = d.u8()?;
    w.raw("{\"op\":");
    w.string(match tag {
        0 => OP_SET,
        1 => OP_ERASE,
        2 => OP_ERASED,
        _ => return Err(BadCommit::Newer),
    });
    w.raw(",\"kind\":");
    w.string(d.str()?);
    w.raw(",\"record\":");
    w.uuid(d.bytes()?);
    if tag != 1 {
        w.raw(",\"parent\":");
        if d.datatype()? == Type::Null {
            d.null()?;
            w.raw("null");
        } else {
            w.uuid(d.bytes()?);
        }
    }
    match tag {
        0 => {
            w.raw(",\"salt\":");
            w.hex(d.bytes()?);
            w.raw(",\"fields\":");
            w.map(&mut d)?;
        }
        2 => {
            w.raw(",\"hash\":");
            w.hex(d.bytes()?);
        }
        _ => {}
    }
    w.raw("}");
    Ok(())
}
