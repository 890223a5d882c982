//! Reading a whole vault at unlock, and naming what is damaged in it.
//!
//! Invariant: a row that is missing, altered, swapped or rolled back is named, and every other row is still read.
//! Nothing is written here, so opening a damaged vault never makes it worse.
//!
//! Surprising: a lost manifest does not stop the reading. The rows are then taken as they are found, and the
//! store refuses to save until it is rewritten, because it cannot know what else is missing.

use super::ahead::Ahead;
use super::backend::{Backend, BackendError, Row, Table};
use super::manifest::{Manifest, SegmentEntry, parse_row_key, row_key};
use super::segment::{commits_in, decompress, is_whole};
use super::sentinel::Sentinel;
use super::{MANIFEST_KEY, Store, StoreError};
use crate::vault::seal::{SealError, SealKey};

/// Segments fetched in one read: enough to keep the database busy, little enough for a phone's memory.
const BATCH: usize = 4;
/// Generations tried on rows when both manifest and sentinel are lost.
const SALVAGE_GENERATIONS: u64 = 16;
/// How often the manifest is read again if another tab writes meanwhile.
const READ_ATTEMPTS: usize = 5;

/// A row that is not what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Where.
    pub table: Table,
    /// Row key: a number, the manifest's name, or the opaque id of a draft.
    pub key: String,
    /// What is wrong.
    pub what: DamageKind,
}

impl Damage {
    /// Whether saves may be missing from what was read: all that is there must not be replaced by what was read.
    pub fn hides_saves(&self) -> bool {
        matches!(self.table, Table::Meta | Table::Segments | Table::Tail)
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DamageKind {
    /// It is not there.
    Missing,
    /// It does not open: altered, swapped, or from another vault or time.
    Altered,
    /// It opens, and its content is not in order.
    Undecodable,
    /// It was written by a newer app.
    NewerFormat,
    /// It is there and not in the manifest.
    Unlisted,
    /// The commits read are not as many as the manifest says.
    Count {
        /// Commits read.
        have: u64,
        /// Commits in the manifest.
        expected: u64,
    },
    /// The database is older than the last acknowledged write.
    RolledBack {
        /// Epoch found.
        have: u64,
        /// Epoch that the sentinel remembers.
        expected: u64,
    },
}

/// In which order segments are given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Segments as they were saved, then the tail.
    OldestFirst,
    /// The tail, then segments from the newest: what is on the first screen is usually recent.
    NewestFirst,
}

/// What opening found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// Plain blocks (see [`commits_in`]): a block a segment, then one for the whole tail. Empty when the blocks
    /// were given out one by one.
    pub blocks: Vec<Vec<u8>>,
    /// Commits read.
    pub commits: u64,
    /// What is wrong. Empty for a healthy vault.
    pub damage: Vec<Damage>,
}

impl Opened {
    fn name(&mut self, table: Table, key: impl Into<String>, what: DamageKind) {
        self.damage.push(Damage { table, key: key.into(), what });
    }
}

pub(super) fn kind_of(error: SealError) -> Result<DamageKind, StoreError> {
    match error {
        SealError::NewerFormat(_) => Ok(DamageKind::NewerFormat),
        SealError::Altered | SealError::TooLarge => Ok(DamageKind::Altered),
        // No damage of the row: the platform failed, and everything else would fail too.
        SealError::Unavailable => Err(error.into()),
    }
}

impl<B: Backend> Store<B> {
    /// Reads everything, oldest first.
    ///
    /// # Errors
    /// Only if the database or the platform's cryptography fails; damaged rows are named in [`Opened`].
    pub async fn open(
        backend: B,
        key: SealKey,
        vault_id: &str,
        sentinel: Option<&Sentinel>,
    ) -> Result<(Self, Opened), StoreError> {
        let mut blocks = Vec::new();
        let each = async |block| blocks.push(block);
        let (store, opened) =
            Self::open_each(backend, key, vault_id, sentinel, Order::OldestFirst, each).await?;
        Ok((store, Opened { blocks, ..opened }))
    }

    /// Reads everything and gives each plain block out as soon as it is opened. The next block waits for `each`: blocks
    /// that are there already come in one turn of the event loop, so whoever folds them lets the page breathe.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_each(
        backend: B,
        key: SealKey,
        vault_id: &str,
        sentinel: Option<&Sentinel>,
        order: Order,
        mut each: impl AsyncFnMut(Vec<u8>),
    ) -> Result<(Self, Opened), StoreError> {
        let (sealed_manifest, tail) = read_together(&backend).await?;
        let mut store = Self {
            backend,
            key,
            vault_id: vault_id.to_owned(),
            last_export_ms: sentinel.and_then(|s| s.last_export_ms),
            manifest: Manifest::default(),
            sealed_manifest,
            pending: None,
            needs_repair: false,
            damaged: false,
        };
        let mut opened = Opened::default();
        match store.open_manifest().await? {
            Ok(manifest) => store.manifest = manifest,
            Err(what) => {
                opened.name(Table::Meta, MANIFEST_KEY, what);
                store.salvage(sentinel, tail, &mut opened, &mut each).await?;
                return Ok((store, opened));
            }
        }
        let expected = sentinel.map_or(0, |s| s.epoch);
        if store.manifest.epoch < expected {
            let what = DamageKind::RolledBack { have: store.manifest.epoch, expected };
            opened.name(Table::Meta, MANIFEST_KEY, what);
            // Later epochs must not repeat numbers that were already given out.
            store.manifest.epoch = expected;
        }
        let listed = store.manifest.commits;
        let mut unlisted = 0;
        match order {
            Order::OldestFirst => {
                store.open_segments(order, &mut opened, &mut each).await?;
                unlisted += store.open_tail(tail, &mut opened, &mut each).await?;
            }
            Order::NewestFirst => {
                unlisted += store.open_tail(tail, &mut opened, &mut each).await?;
                store.open_segments(order, &mut opened, &mut each).await?;
            }
        }
        let have = opened.commits.saturating_sub(unlisted);
        if have != listed {
            opened.name(Table::Meta, MANIFEST_KEY, DamageKind::Count { have, expected: listed });
        }
        store.manifest.commits = listed.saturating_add(unlisted);
        store.damaged = !opened.damage.is_empty();
        Ok((store, opened))
    }

    async fn open_manifest(&self) -> Result<Result<Manifest, DamageKind>, StoreError> {
        let Some(sealed) = &self.sealed_manifest else { return Ok(Err(DamageKind::Missing)) };
        Ok(match self.open_row(Table::Meta, MANIFEST_KEY, 0, sealed).await {
            Ok(plain) => Manifest::decode(&plain).ok_or(DamageKind::Undecodable),
            Err(error) => Err(kind_of(error)?),
        })
    }

    /// Gives out the listed tail rows as one block. Rows after the last listed one are read too: they are what a
    /// lost manifest write would leave. Returns how many commits came from such rows.
    async fn open_tail(
        &mut self,
        rows: Vec<Row>,
        opened: &mut Opened,
        each: &mut impl AsyncFnMut(Vec<u8>),
    ) -> Result<u64, StoreError> {
        let generation = self.manifest.generation;
        let (first, next) = (self.manifest.tail_first, self.manifest.tail_next);
        let (mut block, mut expected, mut unlisted) = (Vec::new(), first, 0);
        for (key, sealed) in rows {
            let Some(number) = parse_row_key(&key).filter(|number| *number >= first) else {
                opened.name(Table::Tail, key, DamageKind::Unlisted);
                continue;
            };
            for missing in expected..number.min(next) {
                opened.name(Table::Tail, row_key(missing), DamageKind::Missing);
            }
            expected = number.saturating_add(1);
            let read = self.open_block(Table::Tail, &key, generation, &sealed).await?;
            if number >= next {
                opened.name(Table::Tail, key.as_str(), DamageKind::Unlisted);
                self.manifest.tail_next = expected;
            }
            match read {
                Ok(plain) => {
                    let commits = commits_in(&plain).count() as u64;
                    opened.commits = opened.commits.saturating_add(commits);
                    if number >= next {
                        unlisted += commits;
                    }
                    block.extend_from_slice(&plain);
                }
                Err(what) => opened.name(Table::Tail, key, what),
            }
        }
        for missing in expected..next {
            opened.name(Table::Tail, row_key(missing), DamageKind::Missing);
        }
        if !block.is_empty() {
            each(block).await;
        }
        Ok(unlisted)
    }

    async fn open_segments(
        &self,
        order: Order,
        opened: &mut Opened,
        each: &mut impl AsyncFnMut(Vec<u8>),
    ) -> Result<(), StoreError> {
        let mut entries: Vec<&SegmentEntry> = self.manifest.segments.iter().collect();
        if order == Order::NewestFirst {
            entries.reverse();
        }
        let mut batches = entries.chunks(BATCH);
        let Some(mut batch) = batches.next() else { return Ok(()) };
        let mut reading = Ahead::begin(self.read_segments(batch)).await;
        loop {
            let found = reading.finish().await?;
            // The database reads the next rows, and the browser opens these, while the first of them is folded.
            let next = batches.next();
            reading = Ahead::begin(self.read_segments(next.unwrap_or_default())).await;
            let mut opening = Vec::with_capacity(batch.len());
            for (entry, sealed) in batch.iter().copied().zip(found) {
                let open = async move { self.open_segment(entry, sealed.as_deref()).await };
                opening.push((entry, Ahead::begin(open).await));
            }
            for (entry, open) in opening {
                match open.finish().await? {
                    Ok(block) => {
                        opened.commits = opened.commits.saturating_add(entry.commits);
                        each(block).await;
                    }
                    Err(what) => opened.name(Table::Segments, row_key(entry.key), what),
                }
            }
            match next {
                Some(next) => batch = next,
                None => return Ok(()),
            }
        }
    }

    async fn read_segments(&self, entries: &[&SegmentEntry]) -> Result<Vec<Option<Vec<u8>>>, BackendError> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<String> = entries.iter().map(|entry| row_key(entry.key)).collect();
        self.backend.get_many(Table::Segments, &keys).await
    }

    /// The plain block of a listed segment.
    pub(super) async fn open_segment(
        &self,
        entry: &SegmentEntry,
        sealed: Option<&[u8]>,
    ) -> Result<Result<Vec<u8>, DamageKind>, StoreError> {
        let Some(sealed) = sealed else { return Ok(Err(DamageKind::Missing)) };
        if *blake3::hash(sealed).as_bytes() != entry.digest {
            return Ok(Err(DamageKind::Altered));
        }
        let key = row_key(entry.key);
        let read = self.open_block(Table::Segments, &key, self.manifest.generation, sealed).await?;
        Ok(read.and_then(|block| {
            let same = commits_in(&block).count() as u64 == entry.commits;
            if same { Ok(block) } else { Err(DamageKind::Undecodable) }
        }))
    }

    /// The plain block of a tail row or a segment.
    pub(super) async fn open_block(
        &self,
        table: Table,
        key: &str,
        generation: u64,
        sealed: &[u8],
    ) -> Result<Result<Vec<u8>, DamageKind>, StoreError> {
        let plain = match self.open_row(table, key, generation, sealed).await {
            Ok(plain) => plain,
            Err(error) => return Ok(Err(kind_of(error)?)),
        };
        let block = if table == Table::Segments { decompress(&plain) } else { Some(plain) };
        Ok(block.filter(|block| is_whole(block)).ok_or(DamageKind::Undecodable))
    }

    /// Reads whatever opens, without a manifest.
    async fn salvage(
        &mut self,
        sentinel: Option<&Sentinel>,
        tail: Vec<Row>,
        opened: &mut Opened,
        each: &mut impl AsyncFnMut(Vec<u8>),
    ) -> Result<(), StoreError> {
        self.needs_repair = true;
        self.manifest.epoch = sentinel.map_or(0, |s| s.epoch);
        // An older generation is what an erasure replaced, so with a sentinel only its own is tried.
        let mut generations =
            sentinel.map_or(0..SALVAGE_GENERATIONS, |s| s.generation..s.generation.saturating_add(1));
        let segments = self.backend.get_all(Table::Segments).await?;
        for (table, rows) in [(Table::Segments, segments), (Table::Tail, tail)] {
            let mut tail_block = Vec::new();
            for (key, sealed) in rows {
                let next = parse_row_key(&key).map_or(0, |number| number.saturating_add(1));
                match table {
                    Table::Tail => self.manifest.tail_next = self.manifest.tail_next.max(next),
                    _ => self.manifest.segment_next = self.manifest.segment_next.max(next),
                }
                let mut read = Err(DamageKind::Altered);
                for generation in generations.clone() {
                    read = self.open_block(table, &key, generation, &sealed).await?;
                    if read != Err(DamageKind::Altered) {
                        // All rows of a vault are of one generation.
                        generations = generation..generation.saturating_add(1);
                        break;
                    }
                }
                match read {
                    Ok(block) => {
                        let commits = commits_in(&block).count() as u64;
                        opened.commits = opened.commits.saturating_add(commits);
                        if table == Table::Tail {
                            tail_block.extend_from_slice(&block);
                        } else {
                            each(block).await;
                        }
                    }
                    Err(what) => opened.name(table, key, what),
                }
            }
            if !tail_block.is_empty() {
                each(tail_block).await;
            }
        }
        self.manifest.tail_first = self.manifest.tail_next;
        self.manifest.generation = generations.start;
        self.manifest.commits = opened.commits;
        Ok(())
    }
}

/// The manifest row and the tail as they were at one moment: another tab may write between the two reads.
async fn read_together<B: Backend>(backend: &B) -> Result<(Option<Vec<u8>>, Vec<Row>), BackendError> {
    for _ in 0..READ_ATTEMPTS {
        let before = backend.get(Table::Meta, MANIFEST_KEY).await?;
        let tail = backend.get_all(Table::Tail).await?;
        if backend.get(Table::Meta, MANIFEST_KEY).await? == before {
            return Ok((before, tail));
        }
    }
    Err(BackendError::Conflict)
}
