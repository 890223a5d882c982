//! The ledger: the set of commits with the book it folds into, and the one place where commits are made.
//!
//! A commit is first *prepared* (encoded, hashed, numbered), then saved by the caller, and only then
//! *accepted* into the book: what the user sees as saved is saved.

use std::borrow::Cow;

use minicbor::Decoder;

use super::book::{Book, Writes};
use super::change::{Change, Hash};
use super::clock::Clock;
use super::codec::{self, BadCommit, RawBody};
use super::commit::{Author, Commit, CommitRef};
use super::vector::{Head, Heads, Reach, Seen};
use crate::domain::id::{DeviceId, RecordId};
use crate::domain::kind::Draft;
use crate::domain::order::InOrder;

/// A commit that is ready to be saved.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The bytes to save.
    pub bytes: Vec<u8>,
    /// Its name.
    pub name: CommitRef,
}

/// The set of all commits, and the state they fold into.
#[derive(Debug)]
pub struct Ledger {
    pub(super) book: Book,
    clock: Clock,
    device: DeviceId,
    /// What the last own commit had said of other devices.
    told: Option<Seen>,
    /// How many commits the clock has seen.
    observed: usize,
}

impl Ledger {
    /// An empty ledger of a device.
    pub fn new(device: DeviceId) -> Self {
        Ledger { book: Book::default(), clock: Clock::default(), device, told: None, observed: 0 }
    }

    /// The state.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The device that writes.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Goes on as another device: after a restore, so that no number is used twice.
    pub fn become_device(&mut self, device: DeviceId) {
        self.device = device;
        self.told = None;
    }

    /// Puts in an opened block of the own store: commits, each preceded by its length (four bytes
    /// little-endian). Call [`Ledger::settle`] after the last one.
    ///
    /// # Errors
    /// [`BadCommit`] where the block is not of this form; what came before it stays.
    pub fn load_block(&mut self, block: Vec<u8>) -> Result<(), BadCommit> {
        self.book.load_block(block)
    }

    /// Brings the book up to date after blocks were loaded.
    pub fn settle(&mut self) {
        self.book.settle();
        // Only the new ones, so that a save costs the same in a large book as in a small one.
        let new = self.book.commits.get(self.observed..).unwrap_or_default();
        if let Some(latest) = new.iter().map(|meta| meta.hlc).max() {
            self.clock.observe(latest);
        }
        self.observed = self.book.commits.len();
        if self.told.is_none() {
            self.told = self.last_told();
        }
    }

    /// [`Ledger::settle`] between the parts of what is put in, which must cost no more than the part: where a device is
    /// forked all would be merged anew, so that is left to a `settle` at the end.
    pub fn settle_part(&mut self) {
        if self.book.waits_for_all() {
            self.book.settle_erasures();
        } else {
            self.settle();
        }
    }

    /// The erasures alone: for whoever puts in one set of commits after the other and settles once, so that no commit
    /// is taken a second time for an erasure that is here.
    pub fn settle_erasures(&mut self) {
        self.book.settle_erasures();
    }

    fn last_told(&self) -> Option<Seen> {
        let log = self.log_of(self.device)?;
        if !log.forks.is_empty() {
            // Which branch goes on is not certain, so the next commit says all of it.
            return None;
        }
        let (_, seen) = log.seen.iter().next_back()?;
        Some(
            seen.iter()
                .filter_map(|(device, seq)| Some((self.book.devices.get(*device as usize)?.id, *seq)))
                .collect(),
        )
    }

    /// What is known of the other devices, without gaps.
    fn seen(&self) -> Seen {
        self.book
            .devices
            .iter()
            .filter(|log| log.id != self.device && !log.dense.is_empty())
            .map(|log| (log.id, log.dense.len() as u64))
            .collect()
    }

    fn next_seq(&self) -> u64 {
        let Some(log) = self.log_of(self.device) else { return 1 };
        // A number beyond a gap is taken too: this device wrote it once and lost it since.
        log.sparse.keys().next_back().copied().unwrap_or(0).max(log.dense.len() as u64) + 1
    }

    fn prev_hash(&self, seq: u64) -> Hash {
        self.commit_at(self.device, seq - 1)
            .and_then(|number| codec::hash(self.book.commit_bytes(number)).ok())
            .unwrap_or_default()
    }

    pub(super) fn commit_at(&self, device: DeviceId, seq: u64) -> Option<u32> {
        let log = self.log_of(device)?;
        let index = usize::try_from(seq).ok()?.checked_sub(1)?;
        log.dense.get(index).or_else(|| log.sparse.get(&seq)).copied()
    }

    /// All commits of one name: more than one where two copies of a device wrote.
    pub(super) fn commits_at(&self, device: DeviceId, seq: u64) -> impl Iterator<Item = u32> {
        let forks = self.log_of(device).map_or(&[][..], |log| log.forks.as_slice()).iter().copied();
        let of_seq =
            move |number: &u32| self.book.commits.get(*number as usize).is_some_and(|it| it.seq == seq);
        self.commit_at(device, seq).into_iter().chain(forks.filter(of_seq))
    }

    /// Makes the commit of one user action. `salt` gives sixteen random bytes at each call.
    pub fn prepare(
        &mut self,
        author: &Author<'_>,
        drafts: Vec<Draft>,
        salt: &mut impl FnMut() -> [u8; 16],
    ) -> Prepared {
        let changes = drafts.into_iter().map(|draft| set(draft, salt())).collect();
        self.prepare_changes(author, changes)
    }

    /// Makes the commit that erases records and all that hangs on them, and writes what is left in their place.
    pub fn prepare_erase(
        &mut self,
        author: &Author<'_>,
        records: &[RecordId],
        left: Vec<Draft>,
        salt: &mut impl FnMut() -> [u8; 16],
    ) -> Prepared {
        let erased = records.iter().map(|id| Change::Erase {
            kind: self.book.get_any(*id).map_or_else(String::new, |record| record.kind_name().to_owned()),
            record: *id,
        });
        let changes = erased.chain(left.into_iter().map(|draft| set(draft, salt()))).collect();
        self.prepare_changes(author, changes)
    }

    /// Makes a commit of changes.
    pub fn prepare_changes(&mut self, author: &Author<'_>, changes: Vec<Change>) -> Prepared {
        let seq = self.next_seq();
        let seen = self.seen();
        let commit = Commit {
            device: self.device,
            seq,
            hlc: self.clock.tick(author.at.ms),
            at: author.at,
            author: author.name.to_owned(),
            seen: (self.told.as_ref() != Some(&seen)).then_some(seen),
            prev: self.prev_hash(seq),
            changes,
        };
        Prepared { bytes: codec::encode(&commit), name: commit.name() }
    }

    /// Takes a saved commit into the book.
    ///
    /// # Errors
    /// [`BadCommit`] where the bytes are no commit.
    pub fn accept(&mut self, commit: &[u8]) -> Result<(), BadCommit> {
        self.accept_all(std::iter::once(commit))
    }

    /// Takes saved commits into the book.
    ///
    /// # Errors
    /// [`BadCommit`] where the bytes are no commit; commits before it are in.
    pub fn accept_all<'a>(&mut self, commits: impl Iterator<Item = &'a [u8]>) -> Result<(), BadCommit> {
        let loaded = self.put_in(commits);
        self.settle();
        loaded
    }

    /// [`Ledger::accept_all`] for one part of many; whoever reads the book before the last calls [`Ledger::settle`].
    ///
    /// # Errors
    /// As [`Ledger::accept_all`].
    pub fn accept_part<'a>(&mut self, commits: impl Iterator<Item = &'a [u8]>) -> Result<(), BadCommit> {
        let loaded = self.put_in(commits);
        self.settle_part();
        loaded
    }

    fn put_in<'a>(&mut self, commits: impl Iterator<Item = &'a [u8]>) -> Result<(), BadCommit> {
        let mut block = Vec::new();
        for commit in commits {
            push_framed(&mut block, commit);
        }
        self.told = None;
        self.book.load_block(block)
    }

    /// All commits as they are to be stored or handed over: what was erased is left out. Within a
    /// device they are in order.
    pub fn commits(&self) -> impl Iterator<Item = Cow<'_, [u8]>> {
        self.commit_numbers().map(|number| self.scrubbed(number))
    }

    /// The numbers of all commits in the order of [`Ledger::commits`], for those who go through them in steps.
    pub fn commit_order(&self) -> Vec<u32> {
        self.commit_numbers().collect()
    }

    /// The commit of a number, as it is to be stored or handed over.
    pub fn commit(&self, number: u32) -> Cow<'_, [u8]> {
        self.scrubbed(number)
    }

    /// The hash of the commit of a number. The next commit of an unforked device carries it, so as a rule it is read
    /// and not computed; whoever receives both checks that it is true.
    ///
    /// # Errors
    /// [`BadCommit`] where the bytes are no commit.
    pub fn commit_hash(&self, number: u32) -> Result<Hash, BadCommit> {
        let bytes = self.book.commit_bytes(number);
        let next = self.book.commits.get(number as usize).and_then(|meta| {
            let log = self.book.devices.get(meta.device as usize).filter(|log| log.forks.is_empty())?;
            let at = usize::try_from(meta.seq).ok()?;
            (log.dense.get(at.checked_sub(1)?) == Some(&number)).then(|| log.dense.get(at).copied())?
        });
        match next {
            Some(next) => Ok(codec::read_header(&mut Decoder::new(self.book.commit_bytes(next)))?.prev),
            None => codec::hash(bytes),
        }
    }

    fn commit_numbers(&self) -> impl Iterator<Item = u32> {
        let mut order: Vec<&super::book::DeviceLog> = self.book.devices.iter().collect();
        order.order_by_key(|log| log.id);
        order.into_iter().flat_map(super::book::DeviceLog::numbers)
    }

    /// The commits that a holder of `heads` does not have. A forked device is sent whole, because a head
    /// cannot say which of its branches the receiver has.
    pub fn commits_since(&self, heads: &Heads) -> Vec<Cow<'_, [u8]>> {
        self.order_since(heads).into_iter().map(|number| self.scrubbed(number)).collect()
    }

    /// The numbers of [`Ledger::commits_since`].
    pub fn order_since(&self, heads: &Heads) -> Vec<u32> {
        let mut out = Vec::new();
        let mut order: Vec<&super::book::DeviceLog> = self.book.devices.iter().collect();
        order.order_by_key(|log| log.id);
        for log in order {
            let known = heads.get(&log.id).filter(|head| {
                log.forks.is_empty()
                    && self.commit_at(log.id, head.seq).is_some_and(|number| {
                        codec::hash(self.book.commit_bytes(number)).is_ok_and(|hash| hash == head.hash)
                    })
            });
            let skip = known.and_then(|head| usize::try_from(head.seq).ok()).unwrap_or(0);
            let numbers = log.dense.iter().skip(skip).chain(log.sparse.values()).chain(log.forks.iter());
            out.extend(numbers);
        }
        out
    }

    /// How many commits somebody with these heads does not have, and how many records of each kind they set or
    /// erased, each record once. Nothing is decoded: where every write lies is known.
    pub fn changed_since(&self, heads: &Heads) -> (usize, Vec<(&str, usize)>) {
        let waiting = self.order_since(heads);
        let mut waits = vec![false; self.book.commits.len()];
        for number in &waiting {
            if let Some(slot) = waits.get_mut(*number as usize) {
                *slot = true;
            }
        }
        let waits = |commit: u32| waits.get(commit as usize).copied().unwrap_or_default();
        let mut counts = vec![0; self.book.kinds.len()];
        let mut count = |kind: u16| {
            if let Some(slot) = counts.get_mut(usize::from(kind)) {
                *slot += 1;
            }
        };
        for entry in &self.book.entries {
            let changed = match &entry.writes {
                Writes::None => false,
                Writes::One(write) => waits(write.commit),
                Writes::Many(many) => many.writes.iter().any(|write| waits(write.commit)),
            };
            if changed {
                count(entry.kind);
            }
        }
        let mut erased: Vec<RecordId> =
            self.book.erasures.iter().filter(|(commit, _)| waits(*commit)).map(|(_, id)| *id).collect();
        erased.order();
        erased.dedup();
        for place in erased.iter().filter_map(|id| self.book.index.get(id)) {
            let entry = self.book.entries.get(*place as usize);
            // What was written of it anew is counted above.
            if let Some(entry) = entry.filter(|entry| matches!(entry.writes, Writes::None)) {
                count(entry.kind);
            }
        }
        let names = self.book.kinds.iter().map(|slot| slot.name.as_str());
        (waiting.len(), names.zip(counts).filter(|(_, count)| *count > 0).collect())
    }

    /// What this ledger holds of each device, without gaps.
    pub fn heads(&self) -> Heads {
        self.book
            .devices
            .iter()
            .filter_map(|log| {
                let number = *log.dense.last()?;
                let hash = codec::hash(self.book.commit_bytes(number)).ok()?;
                Some((log.id, Head { seq: log.dense.len() as u64, hash }))
            })
            .collect()
    }

    /// The devices of which two different commits have one number: copied or restored phones.
    pub fn forked_devices(&self) -> Vec<DeviceId> {
        self.book.devices.iter().filter(|log| !log.forks.is_empty()).map(|log| log.id).collect()
    }

    /// What is held of each device, by its id.
    pub fn reaches(&self) -> Vec<Reach> {
        let mut found: Vec<Reach> = self.book.devices.iter().filter_map(Reach::of).collect();
        found.order_by_key(|reach| reach.device);
        found
    }

    /// Whether some commit still carries the text of an erased record: the store is to be rewritten
    /// with [`Ledger::commits`] and the ledger loaded anew.
    pub fn needs_scrub(&self) -> bool {
        self.book.unscrubbed
    }

    /// The same ledger without the texts of erased records.
    ///
    /// # Errors
    /// [`BadCommit`] if a commit cannot be read, which would be a defect.
    pub fn scrub(&self) -> Result<Ledger, BadCommit> {
        let mut fresh = Ledger::new(self.device);
        let mut block = Vec::new();
        for commit in self.commits() {
            push_framed(&mut block, &commit);
        }
        fresh.load_block(block)?;
        fresh.settle();
        fresh.book.unscrubbed = false;
        Ok(fresh)
    }

    fn scrubbed(&self, number: u32) -> Cow<'_, [u8]> {
        let bytes = self.book.commit_bytes(number);
        if self.book.erased.is_empty() {
            return Cow::Borrowed(bytes);
        }
        match self.try_scrub(bytes) {
            Ok(Some(clean)) => Cow::Owned(clean),
            _ => Cow::Borrowed(bytes),
        }
    }

    fn try_scrub(&self, bytes: &[u8]) -> Result<Option<Vec<u8>>, BadCommit> {
        let mut d = Decoder::new(bytes);
        let header = codec::read_header(&mut d)?;
        let mut touched = false;
        for _ in 0..header.changes {
            let raw = codec::read_change(d.bytes()?)?;
            touched |= matches!(raw.body, RawBody::Set(_)) && self.book.erased.contains(&raw.record);
        }
        if !touched {
            return Ok(None);
        }
        let mut commit = codec::decode(bytes)?;
        for change in &mut commit.changes {
            // Of the change as it was, before anything is taken out of it.
            let hash = codec::hash_change(&codec::encode_change(change))?;
            if let Change::Set { kind, record, parent, .. } = change
                && self.book.erased.contains(record)
            {
                *change =
                    Change::Erased { kind: std::mem::take(kind), record: *record, parent: *parent, hash };
            }
        }
        Ok(Some(codec::encode(&commit)))
    }
}

/// Appends a commit to a block: its length, four bytes little-endian, then its bytes.
pub fn push_framed(block: &mut Vec<u8>, commit: &[u8]) {
    block.extend_from_slice(&(commit.len() as u32).to_le_bytes());
    block.extend_from_slice(commit);
}

/// The change that a draft asks for.
fn set(draft: Draft, salt: [u8; 16]) -> Change {
    let Draft { kind, record, parent, fields } = draft;
    Change::Set { kind: kind.to_owned(), record, parent, salt, fields: fields.0 }
}
