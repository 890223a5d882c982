//! Writes an export: everything, or what changed since the heads that a receiver has.
//!
//! The order is fixed (kinds by name, records by id, commits by device and number), so two exports of
//! one state differ in their id and time alone. What surprises: the records come before the commits,
//! because whoever opens the file wants to read records, while the importer reads the commits only.

use std::borrow::Cow;
use std::collections::BTreeMap;

use minicbor::Decoder;
use minicbor::data::Type;
use uuid::Uuid;

use super::file::{ALGORITHM, BEFORE_CHECKSUM, FORMAT, MIN_READER, OP_ERASE, OP_ERASED, OP_SET, VERSION};
use super::json::Writer;
use crate::domain::id::RecordId;
use crate::ledger::{BadCommit, Hash, Heads, Ledger, RecordRef, Stamp, hash_commit, records_of};

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
    /// The length of the file in bytes.
    pub bytes: u64,
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
    let heads = ledger.heads();
    let changed = options.since.map(|since| ledger.commits_since(since));
    let records = match &changed {
        Some(commits) => touched(ledger, commits)?,
        None => ledger.book().all_with_trash().collect(),
    };
    let commit_count = changed.as_ref().map_or(ledger.book().commit_count(), Vec::len);
    let record_count = records.len();
    let mut kinds: BTreeMap<&str, Vec<RecordRef<'_>>> = BTreeMap::new();
    for record in records {
        kinds.entry(record.kind_name()).or_default().push(record);
    }
    kinds.values_mut().for_each(|list| list.sort_unstable_by_key(RecordRef::id));

    let mut w = Writer::new(sink);
    write_head(&mut w, ledger, options, &heads);
    w.raw(",\"counts\":{\"commits\":");
    w.unsigned(commit_count as u64);
    w.raw(",\"records\":{");
    for (number, (kind, list)) in kinds.iter().enumerate() {
        w.raw(if number > 0 { "," } else { "" });
        w.string(kind);
        w.raw(":");
        w.unsigned(list.len() as u64);
    }
    w.raw("}},\"records\":{");
    write_records(&mut w, kinds)?;

    w.raw("},\"commits\":[");
    let mut chain = blake3::Hasher::new();
    let commits: &mut dyn Iterator<Item = Cow<'_, [u8]>> = match changed {
        Some(commits) => &mut commits.into_iter(),
        None => &mut ledger.commits(),
    };
    for (number, commit) in commits.enumerate() {
        w.raw(if number > 0 { ",\n" } else { "\n" });
        let hash = hash_commit(&commit)?;
        chain.update(&hash.0);
        write_commit(&mut w, &commit, hash)?;
        w.breathe();
    }
    w.raw("]");
    let file = w.hash_so_far();
    w.raw(BEFORE_CHECKSUM);
    w.raw("{\"algorithm\":");
    w.string(ALGORITHM);
    w.raw(",\"commits\":");
    w.hex(chain.finalize().as_bytes());
    w.raw(",\"book\":");
    w.hex(&ledger.book().fingerprint().0);
    w.raw(",\"file\":");
    w.hex(&file);
    w.raw("}}\n");
    Ok(Exported { heads, commits: commit_count, records: record_count, bytes: w.finish() })
}

/// The records that these commits are about, each once, without those that were erased.
fn touched<'a>(ledger: &'a Ledger, commits: &[Cow<'_, [u8]>]) -> Result<Vec<RecordRef<'a>>, BadCommit> {
    let mut ids: Vec<RecordId> = Vec::new();
    for commit in commits {
        ids.extend(records_of(commit)?);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids.into_iter().filter_map(|id| ledger.book().get_any(id)).collect())
}

fn write_head<F: FnMut(&[u8])>(
    w: &mut Writer<'_, F>,
    ledger: &Ledger,
    options: &ExportOptions<'_>,
    heads: &Heads,
) {
    w.raw("{\"format\":");
    w.string(FORMAT);
    w.raw(",\"version\":");
    w.unsigned(VERSION);
    w.raw(",\"min_reader\":");
    w.unsigned(MIN_READER);
    w.raw(",\"export_id\":");
    w.uuid(options.export_id.as_bytes());
    w.raw(",\"created\":{\"ms\":");
    w.number(options.created.ms);
    w.raw(",\"offset\":");
    w.number(i64::from(options.created.offset));
    w.raw("},\"device\":");
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

fn write_heads<F: FnMut(&[u8])>(w: &mut Writer<'_, F>, heads: &Heads) {
    w.raw("{");
    for (number, (device, head)) in heads.iter().enumerate() {
        w.raw(if number > 0 { "," } else { "" });
        w.uuid(&device.0);
        w.raw(":{\"seq\":");
        w.unsigned(head.seq);
        w.raw(",\"hash\":");
        w.hex(&head.hash.0);
        w.raw("}");
    }
    w.raw("}");
}

fn write_records<F: FnMut(&[u8])>(
    w: &mut Writer<'_, F>,
    kinds: BTreeMap<&str, Vec<RecordRef<'_>>>,
) -> Result<(), BadCommit> {
    let mut fields: Vec<(&str, &[u8])> = Vec::new();
    for (number, (kind, list)) in kinds.into_iter().enumerate() {
        w.raw(if number > 0 { "," } else { "" });
        w.string(kind);
        w.raw(":[");
        for (number, record) in list.into_iter().enumerate() {
            w.raw(if number > 0 { ",\n{\"id\":" } else { "\n{\"id\":" });
            w.uuid(&record.id().0);
            w.raw(",\"parent\":");
            w.uuid_or_null(record.parent().as_ref().map(|id| id.0.as_slice()));
            w.raw(",\"fields\":{");
            fields.clear();
            record.each_value(|name, bytes| fields.push((name, bytes)));
            fields.sort_unstable_by_key(|(name, _)| *name);
            for (number, (name, bytes)) in fields.iter().enumerate() {
                w.raw(if number > 0 { "," } else { "" });
                w.string(name);
                w.raw(":");
                w.value(&mut Decoder::new(bytes))?;
            }
            w.raw("}}");
            w.breathe();
        }
        w.raw("]");
    }
    Ok(())
}

fn write_commit<F: FnMut(&[u8])>(w: &mut Writer<'_, F>, bytes: &[u8], hash: Hash) -> Result<(), BadCommit> {
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
        w.breathe();
    }
    w.raw("]}");
    Ok(())
}

fn write_change<F: FnMut(&[u8])>(w: &mut Writer<'_, F>, bytes: &[u8]) -> Result<(), BadCommit> {
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
