//! The fold: commits into records, per field, the last writer wins, concurrent writers are kept.
//!
//! Commits may come in any order. Each is put in its place ([`Book::insert`]); [`Book::settle`] then
//! mends exactly the records that were touched, so the state depends on the set of commits alone.

use minicbor::Decoder;
use rustc_hash::FxHashMap;

use super::book::{Book, Branches, CommitMeta, DeviceLog, Entry, FieldHead, Many, Place, Write, Writes};
use super::change::Hash;
use super::codec::{self, BadCommit, RawBody};
use super::step::{each_entry, find_field};
use crate::domain::field::{FieldKind, marker};
use crate::domain::id::{DeviceId, RecordId};
use crate::domain::kind::{DELETED, SAME_AS};
use crate::domain::value::Value;

/// Concurrent writes of different values to one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The record.
    pub record: RecordId,
    /// The field's name.
    pub field: String,
    /// The values; the last one stands until somebody who saw them all decides.
    pub contenders: Vec<Contender>,
}

/// One side of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contender {
    /// The number of the commit, for [`Book::commit_info`].
    pub commit: usize,
    /// What it wrote.
    pub value: Value,
}

/// What became of a commit that was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inserted {
    New,
    Known,
    /// New, under a number that another commit of the same device already has.
    Fork,
}

impl Book {
    /// Puts in the commits of an opened block: each is preceded by its length, four bytes little-endian.
    /// Blocks from the own store are trusted: hashes are not computed.
    pub(super) fn load_block(&mut self, block: Vec<u8>) -> Result<(), BadCommit> {
        let number = u32::try_from(self.blocks.len()).map_err(|_| BadCommit::Malformed)?;
        let mut spans = Vec::new();
        let mut place = 0_usize;
        while place < block.len() {
            let length = block
                .get(place..place + 4)
                .and_then(|bytes| bytes.try_into().ok())
                .map(u32::from_le_bytes)
                .ok_or(BadCommit::Malformed)? as usize;
            let start = place + 4;
            let end =
                start.checked_add(length).filter(|end| *end <= block.len()).ok_or(BadCommit::Malformed)?;
            spans.push((start as u32, end as u32));
            place = end;
        }
        self.blocks.push(block);
        for (start, end) in spans {
            self.insert(number, start, end)?;
        }
        Ok(())
    }

    /// Puts in the commit at a place of a block that is already held.
    pub(super) fn insert(&mut self, block: u32, start: u32, end: u32) -> Result<Inserted, BadCommit> {
        // The block is taken out while it is read, so that records can be changed meanwhile.
        let bytes = self.blocks.get_mut(block as usize).map(std::mem::take).unwrap_or_default();
        let result = self.insert_from(&bytes, block, start, end);
        if let Some(slot) = self.blocks.get_mut(block as usize) {
            *slot = bytes;
        }
        result
    }

    fn insert_from(&mut self, bytes: &[u8], block: u32, start: u32, end: u32) -> Result<Inserted, BadCommit> {
        let commit = bytes.get(start as usize..end as usize).ok_or(BadCommit::Malformed)?;
        let mut d = Decoder::new(commit);
        let header = codec::read_header(&mut d)?;
        let device = self.device_number(header.device);
        let number = u32::try_from(self.commits.len()).map_err(|_| BadCommit::Malformed)?;

        let mut outcome = Inserted::New;
        if let Some(known) = self.find_same(device, header.seq, commit, block, bytes)? {
            if known {
                self.note_erasures(&mut d.clone(), header.changes)?;
                return Ok(Inserted::Known);
            }
            outcome = Inserted::Fork;
        }
        let late = self
            .devices
            .get(device as usize)
            .is_some_and(|log| (log.dense.len() as u64) >= header.seq || !log.sparse.is_empty());
        if let Some(place) = header.seen_at {
            let mut at = Decoder::new(commit);
            at.set_position(place);
            let seen = codec::read_seen(&mut at)?;
            let seen = seen.into_iter().map(|(id, seq)| (self.device_number(id), seq)).collect();
            if let Some(log) = self.devices.get_mut(device as usize) {
                log.seen.insert((header.seq, number), seen);
            }
            if late {
                self.all_dirty = true;
            }
        }
        self.commits.push(CommitMeta { device, seq: header.seq, hlc: header.hlc, block, start, end });
        if let Some(log) = self.devices.get_mut(device as usize) {
            file(log, header.seq, number, outcome == Inserted::Fork);
            if !log.forks.is_empty() {
                log.branches = None;
                self.all_dirty = true;
            }
        }

        for _ in 0..header.changes {
            let change = d.bytes()?;
            let change_end = start + d.position() as u32;
            let change_start = change_end - change.len() as u32;
            let raw = codec::read_change(change)?;
            match raw.body {
                RawBody::Set(fields) => {
                    let write =
                        Write { commit: number, start: change_start + fields as u32, end: change_end };
                    let deleted = first_key_is_deleted(change.get(fields..).unwrap_or_default());
                    let place = self.add_write(raw.kind, raw.record, raw.parent, write, deleted);
                    let named = find_field(change.get(fields..).unwrap_or_default(), SAME_AS.name);
                    self.note_same(place, named);
                }
                RawBody::Erase | RawBody::Erased(_) => {
                    self.touch(raw.kind, raw.record, raw.parent);
                    self.to_erase.push(raw.record);
                    self.erasures.push((number, raw.record));
                }
            }
        }
        self.generation += 1;
        Ok(outcome)
    }

    /// `Some(true)`: the very commit is known; `Some(false)`: another one has its name.
    fn find_same(
        &self,
        device: u32,
        seq: u64,
        commit: &[u8],
        block: u32,
        open: &[u8],
    ) -> Result<Option<bool>, BadCommit> {
        let Some(log) = self.devices.get(device as usize) else { return Ok(None) };
        let first =
            match usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1)).and_then(|i| log.dense.get(i))
            {
                Some(number) => Some(*number),
                None => log.sparse.get(&seq).copied(),
            };
        let Some(first) = first else { return Ok(None) };
        let forks =
            log.forks.iter().copied().filter(|n| self.commits.get(*n as usize).is_some_and(|m| m.seq == seq));
        let mut hash = None;
        for number in std::iter::once(first).chain(forks) {
            let Some(meta) = self.commits.get(number as usize) else { continue };
            // The block being read is not in its slot just now.
            let other = if meta.block == block {
                open.get(meta.start as usize..meta.end as usize).unwrap_or_default()
            } else {
                self.commit_bytes(number)
            };
            if other == commit {
                return Ok(Some(true));
            }
            let own = match hash {
                Some(own) => own,
                None => *hash.insert(codec::hash(commit)?),
            };
            if codec::hash(other)? == own {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    /// A copy of a known commit may come back with some of its changes erased.
    fn note_erasures(&mut self, d: &mut Decoder<'_>, changes: u64) -> Result<(), BadCommit> {
        for _ in 0..changes {
            let raw = codec::read_change(d.bytes()?)?;
            if matches!(raw.body, RawBody::Erased(_)) {
                self.to_erase.push(raw.record);
            }
        }
        Ok(())
    }

    pub(super) fn device_number(&mut self, id: DeviceId) -> u32 {
        if let Some(number) = self.device_index.get(&id) {
            return *number;
        }
        let number = u32::try_from(self.devices.len()).unwrap_or(u32::MAX);
        self.devices.push(DeviceLog {
            id,
            dense: Vec::new(),
            sparse: Default::default(),
            forks: Vec::new(),
            seen: Default::default(),
            branches: None,
        });
        self.device_index.insert(id, number);
        number
    }

    /// The entry of a record, made where it is new, with its kind and parent noted.
    fn touch(&mut self, kind: &str, id: RecordId, parent: Option<RecordId>) -> u32 {
        let kind_number = self.intern_kind(kind);
        let place = match self.index.get(&id) {
            Some(place) => *place,
            None => {
                let place = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
                self.entries.push(Entry {
                    id,
                    kind: kind_number,
                    parent: None,
                    writes: Writes::None,
                    erased: self.erased.contains(&id),
                    deleted: false,
                    merged: false,
                    leads: false,
                });
                self.index.insert(id, place);
                if let Some(slot) = self.kinds.get_mut(usize::from(kind_number)) {
                    slot.records.push(place);
                }
                place
            }
        };
        let Some(entry) = self.entries.get_mut(place as usize) else { return place };
        if entry.kind != kind_number {
            // Two commits disagree about the kind, which no honest one does: the smaller name stands,
            // so that the order of arrival does not matter.
            let known = self.kinds.get(usize::from(entry.kind)).map_or("", |slot| slot.name.as_str());
            if kind < known {
                entry.kind = kind_number;
                if let Some(slot) = self.kinds.get_mut(usize::from(kind_number)) {
                    slot.records.push(place);
                }
            }
        }
        if let Some(parent) = parent
            && entry.parent != Some(parent)
        {
            // Likewise for two parents: the smaller id stands, but either's erasure erases it.
            let first = entry.parent.is_none();
            entry.parent = Some(entry.parent.map_or(parent, |known| known.min(parent)));
            let siblings = self.children.entry(parent).or_default();
            if first || !siblings.contains(&place) {
                siblings.push(place);
            }
            if self.erased.contains(&parent) {
                self.to_erase.push(id);
            }
        }
        if let Some(slot) = self.kinds.get_mut(usize::from(kind_number)) {
            slot.generation += 1;
        }
        place
    }

    fn add_write(
        &mut self,
        kind: &str,
        id: RecordId,
        parent: Option<RecordId>,
        write: Write,
        deleted: bool,
    ) -> u32 {
        let place = self.touch(kind, id, parent);
        let Some(entry) = self.entries.get_mut(place as usize) else { return place };
        if entry.erased {
            self.unscrubbed = true;
            return place;
        }
        match &mut entry.writes {
            Writes::None => {
                entry.deleted = deleted;
                entry.writes = Writes::One(write);
            }
            Writes::One(first) => {
                let many = Many { writes: vec![*first, write], heads: Vec::new(), dirty: true };
                entry.writes = Writes::Many(Box::new(many));
                self.dirty.push(place);
            }
            Writes::Many(many) => {
                many.writes.push(write);
                if !many.dirty {
                    many.dirty = true;
                    self.dirty.push(place);
                }
            }
        }
        place
    }

    /// Takes up whom a record names as the same; of a record with several writes [`Book::settle`] takes up what stands.
    fn note_same(&mut self, place: u32, named: Option<&[u8]>) {
        match named.and_then(marker::Ref::read) {
            Some(id) => drop(self.same.points.insert(place, id)),
            // The usual case, without a look into the map.
            None if self.same.points.is_empty() => {}
            None => drop(self.same.points.remove(&place)),
        }
    }

    /// Whether the next [`Book::settle`] merges every record anew.
    pub(super) fn waits_for_all(&self) -> bool {
        self.all_dirty
    }

    fn mark_all_dirty(&mut self) {
        for (place, entry) in self.entries.iter_mut().enumerate() {
            if let Writes::Many(many) = &mut entry.writes
                && !many.dirty
            {
                many.dirty = true;
                self.dirty.push(place as u32);
            }
        }
    }

    /// Brings every touched record up to date. The book is not to be read between `insert` and this.
    pub(super) fn settle(&mut self) {
        self.settle_erasures();
        self.settle_branches();
        if std::mem::take(&mut self.all_dirty) {
            self.mark_all_dirty();
        }
        for place in std::mem::take(&mut self.dirty) {
            let Some(entry) = self.entries.get_mut(place as usize) else { continue };
            let Writes::Many(many) = &mut entry.writes else { continue };
            let mut many = std::mem::take(many);
            self.merge(&mut many);
            let standing = |name: &str| {
                let head = many.heads.iter().find(|head| &*head.name == name)?;
                head.places.last().map(|at| self.slice(at.commit, at.start, at.end))
            };
            let deleted = standing(DELETED.name) == Some(&[0xf5]);
            let named = standing(SAME_AS.name).and_then(marker::Ref::read);
            match named {
                Some(id) => drop(self.same.points.insert(place, id)),
                None => drop(self.same.points.remove(&place)),
            }
            if let Some(entry) = self.entries.get_mut(place as usize) {
                entry.writes = Writes::Many(many);
                entry.deleted = deleted;
                if let Some(slot) = self.kinds.get_mut(usize::from(entry.kind)) {
                    slot.generation += 1;
                }
            }
        }
        self.settle_same();
    }

    /// Finds the branches of forked devices. One number stands for two commits there, so which of them a
    /// later commit follows is told by the hash it names, and by nothing else.
    fn settle_branches(&mut self) {
        let open = |log: &&DeviceLog| !log.forks.is_empty() && log.branches.is_none();
        let found: Vec<(u32, Branches)> = self
            .devices
            .iter()
            .filter(open)
            .filter_map(|log| Some((*self.device_index.get(&log.id)?, self.find_branches(log))))
            .collect();
        for (device, branches) in found {
            if let Some(log) = self.devices.get_mut(device as usize) {
                log.branches = Some(branches);
            }
        }
    }

    /// The number that a commit has on its device; 0 for none.
    pub(super) fn seq_of(&self, number: u32) -> u64 {
        self.commits.get(number as usize).map_or(0, |meta| meta.seq)
    }

    fn find_branches(&self, log: &DeviceLog) -> Branches {
        let from = log.forks.iter().map(|number| self.seq_of(*number)).min().unwrap_or(u64::MAX);
        let by_hash: FxHashMap<Hash, u32> = log
            .numbers()
            .filter(|number| self.seq_of(*number) + 1 >= from)
            .filter_map(|number| Some((codec::hash(self.commit_bytes(number)).ok()?, number)))
            .collect();
        let before = log
            .numbers()
            .filter(|number| self.seq_of(*number) >= from)
            .filter_map(|number| {
                let header = codec::read_header(&mut Decoder::new(self.commit_bytes(number))).ok()?;
                Some((number, *by_hash.get(&header.prev)?))
            })
            .collect();
        (from, before)
    }

    pub(super) fn settle_erasures(&mut self) {
        while let Some(id) = self.to_erase.pop() {
            if !self.erased.insert(id) {
                continue;
            }
            let Some(place) = self.index.get(&id).copied() else { continue };
            if let Some(entry) = self.entries.get_mut(place as usize) {
                if !matches!(entry.writes, Writes::None) {
                    self.unscrubbed = true;
                }
                entry.erased = true;
                entry.writes = Writes::None;
                if let Some(slot) = self.kinds.get_mut(usize::from(entry.kind)) {
                    slot.generation += 1;
                }
            }
            for child in self.children.get(&id).into_iter().flatten() {
                if let Some(entry) = self.entries.get(*child as usize) {
                    self.to_erase.push(entry.id);
                }
            }
        }
    }

    /// Orders a record's writes and finds each field's standing.
    fn merge(&self, many: &mut Many) {
        let order = |write: &Write| {
            let meta = self.commits.get(write.commit as usize);
            let device = meta.and_then(|meta| self.devices.get(meta.device as usize)).map(|log| log.id);
            (meta.map(|meta| meta.hlc), device, meta.map(|meta| meta.seq))
        };
        many.writes.sort_by(|a, b| {
            order(a).cmp(&order(b)).then_with(|| {
                if a.commit == b.commit {
                    return a.start.cmp(&b.start);
                }
                // Only forks get here: their hashes decide, as those stay when something is erased.
                let hash = |write: &Write| codec::hash(self.commit_bytes(write.commit)).unwrap_or_default();
                hash(a).cmp(&hash(b))
            })
        });
        many.dirty = false;
        many.heads.clear();
        for write in &many.writes {
            let map = self.slice(write.commit, write.start, write.end);
            each_entry(map, |name, value| {
                let start = write.start + (value.as_ptr() as usize - map.as_ptr() as usize) as u32;
                let place = Place { commit: write.commit, start, end: start + value.len() as u32 };
                match many.heads.iter_mut().find(|head| &*head.name == name) {
                    None => many.heads.push(FieldHead { name: name.into(), places: vec![place] }),
                    Some(head) => {
                        head.places.retain(|known| !self.saw(place.commit, known.commit));
                        head.places.push(place);
                    }
                }
            });
        }
    }

    /// Whether the writer of `later` knew `earlier`.
    fn saw(&self, later: u32, earlier: u32) -> bool {
        let (Some(a), Some(b)) = (self.commits.get(later as usize), self.commits.get(earlier as usize))
        else {
            return false;
        };
        if later == earlier {
            return true;
        }
        let Some(log) = self.devices.get(a.device as usize) else { return false };
        if a.device == b.device {
            return a.seq > b.seq && self.follows(log, later, earlier, b.seq);
        }
        self.seen_at(log, later)
            .and_then(|seen| seen.iter().find(|(device, _)| *device == b.device))
            .is_some_and(|(_, seq)| *seq >= b.seq)
    }

    /// Whether a commit comes after one of the same device with a smaller number.
    fn follows(&self, log: &DeviceLog, later: u32, earlier: u32, seq: u64) -> bool {
        let Some((from, before)) = &log.branches else { return true };
        if seq < *from {
            return true;
        }
        let mut at = later;
        while let Some(next) = before.get(&at) {
            if *next == earlier {
                return true;
            }
            at = *next;
        }
        false
    }

    /// What the writer of a commit knew of others: as this commit says, or the last before it that does.
    fn seen_at<'a>(&self, log: &'a DeviceLog, commit: u32) -> Option<&'a Vec<(u32, u64)>> {
        let mut at = commit;
        let mut seq = self.commits.get(at as usize)?.seq;
        if let Some((from, before)) = &log.branches {
            while seq >= *from {
                if let Some(seen) = log.seen.get(&(seq, at)) {
                    return Some(seen);
                }
                at = *before.get(&at)?;
                seq = self.commits.get(at as usize)?.seq;
            }
        }
        log.seen.range(..=(seq, u32::MAX)).next_back().map(|(_, seen)| seen)
    }
}

fn file(log: &mut DeviceLog, seq: u64, number: u32, fork: bool) {
    if fork {
        log.forks.push(number);
        return;
    }
    if seq == log.dense.len() as u64 + 1 {
        log.dense.push(number);
        while let Some(next) = log.sparse.remove(&(log.dense.len() as u64 + 1)) {
            log.dense.push(next);
        }
    } else {
        log.sparse.insert(seq, number);
    }
}

fn first_key_is_deleted(map: &[u8]) -> bool {
    let mut d = Decoder::new(map);
    matches!(d.map(), Ok(Some(1..)))
        && d.str().is_ok_and(|name| name == DELETED.name)
        && d.bool().is_ok_and(|flag| flag)
}
