//! Writing commits: one save, an import, compaction of the tail, and the rewrite of everything.
//!
//! Invariant: each of them is one transaction that also rewrites the manifest; on failure the database and the
//! memory of the store are as before, and the next attempt works.
//!
//! Surprising: a save that failed with an unknown outcome and is repeated with the same content answers `Ok`
//! without writing twice, if the first attempt did reach the disk.

use super::ahead::Ahead;
use super::backend::{Backend, Op, Table};
use super::blobs::{Blob, BlobChange, drop_ops};
use super::manifest::{Manifest, SegmentEntry, row_key};
use super::segment::{Packed, Packer, TARGET_BYTES, TARGET_COMMITS, commits_in, compress, push_commit};
use super::sentinel::Sentinel;
use super::{Store, StoreError};
use crate::vault::seal::SealError;

/// Tail rows after which the tail is packed: few enough to read quickly, enough for a good segment.
pub const COMPACT_AFTER: u64 = 256;

/// Separates the changes that a repeated attempt may recognise.
fn digest_of(kind: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(kind.as_bytes());
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

impl<B: Backend> Store<B> {
    /// Saves the commits of one user action, and drops the draft that they came from, in one transaction.
    /// `Ok` means durable.
    ///
    /// # Errors
    /// [`super::backend::BackendError::Conflict`] if another tab wrote first; [`super::BackendError::Quota`] and others
    /// leave everything as it was, and the same call may be repeated.
    pub async fn append(
        &mut self,
        commits: &[&[u8]],
        heads: Vec<u8>,
        drop_draft: Option<&str>,
    ) -> Result<Sentinel, StoreError> {
        self.append_with(commits, heads, drop_draft, BlobChange::default()).await
    }

    /// [`Store::append`] with the bytes of attachments that come or go by these commits: all of it or none.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub async fn append_with(
        &mut self,
        commits: &[&[u8]],
        heads: Vec<u8>,
        drop_draft: Option<&str>,
        blobs: BlobChange<'_>,
    ) -> Result<Sentinel, StoreError> {
        self.check_writable()?;
        let mut block = Vec::new();
        for commit in commits {
            if !push_commit(&mut block, commit) {
                return Err(StoreError::TooLarge);
            }
        }
        let draft = drop_draft.unwrap_or_default().as_bytes();
        let digest = digest_of("append", &[&block, &heads, draft, &blobs.digest()]);
        if self.settle().await? == Some(digest) {
            return Ok(self.sentinel());
        }
        let mut next = self.next_manifest(heads);
        let mut ops = Vec::with_capacity(4 + blobs.put.len() + blobs.drop.len());
        for (id, plain) in blobs.put {
            ops.push(self.blob_op(id, plain).await?);
        }
        ops.extend(drop_ops(blobs.drop));
        if let Some(id) = drop_draft {
            ops.push(Op::Delete { table: Table::Drafts, key: id.to_owned() });
        }
        if commits.is_empty() {
            return self.write(next, ops, digest).await;
        }
        let key = row_key(next.tail_next);
        next.tail_next = next.tail_next.saturating_add(1);
        next.commits = next.commits.saturating_add(commits.len() as u64);
        // Both are sealed beside each other: a save waits for the slower one and not for one after the other.
        let row = Ahead::begin(self.seal(Table::Tail, &key, next.generation, &block)).await;
        let manifest = self.seal_manifest(&next).await?;
        ops.push(Op::Add { table: Table::Tail, bytes: row.finish().await?, key: key.clone() });
        self.write_sealed(next, manifest, ops, digest).await
    }

    /// Imports many commits straight into segments, in one transaction: all of them or none.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub async fn append_bulk<I>(&mut self, commits: I, heads: Vec<u8>) -> Result<Sentinel, StoreError>
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        self.append_bulk_with(commits, heads, Vec::new()).await
    }

    /// [`Store::append_bulk`] with the bytes of attachments; there may be none but these. They are taken, so that
    /// none stands in memory twice: in plain and sealed.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub async fn append_bulk_with<I>(
        &mut self,
        commits: I,
        heads: Vec<u8>,
        blobs: Vec<Blob>,
    ) -> Result<Sentinel, StoreError>
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        self.check_writable()?;
        self.settle().await?;
        let mut next = self.next_manifest(heads);
        let mut ops = Vec::new();
        for (id, plain) in blobs {
            ops.push(self.blob_op(&id, &plain).await?);
        }
        let added = self.pack(&mut next, &mut ops, commits).await?;
        next.commits = next.commits.saturating_add(added);
        let digest = digest_of("bulk", &[&next.epoch.to_le_bytes()]);
        self.write(next, ops, digest).await
    }

    /// `true` if the tail is long enough to be packed. Ask when the app is idle.
    pub fn needs_compaction(&self) -> bool {
        !self.needs_repair && self.manifest.tail_rows() > COMPACT_AFTER
    }

    /// Packs the tail into segments, in one transaction. `None` if there was nothing to do or the tail is
    /// damaged: what does not open is left where it is, for a later rescue.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub async fn compact(&mut self) -> Result<Option<Sentinel>, StoreError> {
        self.check_writable()?;
        self.settle().await?;
        if self.manifest.tail_rows() == 0 {
            return Ok(None);
        }
        let mut next = self.next_manifest(self.manifest.heads.clone());
        let mut ops = Vec::new();
        let mut blocks = Vec::new();
        if let Some((entry, block)) = self.small_last_segment().await? {
            ops.push(Op::Delete { table: Table::Segments, key: row_key(entry.key) });
            next.segments.pop();
            blocks.push(block);
        }
        let keys: Vec<String> = (next.tail_first..next.tail_next).map(row_key).collect();
        let rows = self.backend.get_many(Table::Tail, &keys).await?;
        for (key, sealed) in keys.into_iter().zip(rows) {
            let Some(sealed) = sealed else { return Ok(None) };
            match self.open_block(Table::Tail, &key, next.generation, &sealed).await? {
                Ok(block) => blocks.push(block),
                Err(_) => return Ok(None),
            }
            ops.push(Op::Delete { table: Table::Tail, key });
        }
        next.tail_first = next.tail_next;
        let commits = blocks.iter().flat_map(|block| commits_in(block).flatten());
        self.pack(&mut next, &mut ops, commits).await?;
        let digest = digest_of("compact", &[&next.epoch.to_le_bytes()]);
        self.write(next, ops, digest).await.map(Some)
    }

    /// Replaces every segment and tail row by these commits, in one transaction, under a new generation: to repair
    /// a damaged vault. What was there before no longer opens in this vault, also what was not read.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub async fn rewrite<I>(&mut self, commits: I, heads: Vec<u8>) -> Result<Sentinel, StoreError>
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        self.replace_all(commits, heads, &[]).await
    }

    /// [`Store::rewrite`] for an erasure, which takes these rows of attachments away in the same transaction. It must
    /// not cost anything else, so a vault that was read only in part is left as it is.
    ///
    /// # Errors
    /// As [`Store::append`], and [`StoreError::NeedsRepair`] where a row was not read.
    pub async fn rewrite_without<I>(
        &mut self,
        commits: I,
        heads: Vec<u8>,
        blobs: &[String],
    ) -> Result<Sentinel, StoreError>
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        self.check_writable()?;
        if self.damaged {
            return Err(StoreError::NeedsRepair);
        }
        self.replace_all(commits, heads, blobs).await
    }

    async fn replace_all<I>(
        &mut self,
        commits: I,
        heads: Vec<u8>,
        blobs: &[String],
    ) -> Result<Sentinel, StoreError>
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        self.settle().await?;
        let mut next = self.next_manifest(heads);
        next.generation = next.generation.saturating_add(1);
        next.segments = Vec::new();
        next.tail_first = next.tail_next;
        let mut ops = vec![Op::Clear { table: Table::Segments }, Op::Clear { table: Table::Tail }];
        ops.extend(drop_ops(blobs));
        next.commits = self.pack(&mut next, &mut ops, commits).await?;
        let digest = digest_of("rewrite", &[&next.epoch.to_le_bytes()]);
        self.write(next, ops, digest).await
    }

    fn check_writable(&self) -> Result<(), StoreError> {
        if self.needs_repair { Err(StoreError::NeedsRepair) } else { Ok(()) }
    }

    fn next_manifest(&self, heads: Vec<u8>) -> Manifest {
        Manifest { epoch: self.manifest.epoch.saturating_add(1), heads, ..self.manifest.clone() }
    }

    /// Packs and seals commits into new segments of `next`; returns how many there were.
    async fn pack<I>(&self, next: &mut Manifest, ops: &mut Vec<Op>, commits: I) -> Result<u64, StoreError>
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        let mut packer = Packer::default();
        let mut count = 0u64;
        // The browser seals a segment while the next one is packed and compressed.
        let mut before = None;
        for commit in commits {
            count = count.saturating_add(1);
            if let Some(packed) = packer.push(commit.as_ref()).map_err(|_| StoreError::TooLarge)? {
                let sealing = self.begin_segment(next, packed).await;
                self.backend.give_way().await;
                if let Some(sealed) = before.replace(sealing) {
                    add_segment(next, ops, sealed).await?;
                }
            }
        }
        let last = match packer.finish() {
            Some(packed) => Some(self.begin_segment(next, packed).await),
            None => None,
        };
        for sealed in before.into_iter().chain(last) {
            add_segment(next, ops, sealed).await?;
        }
        // The write of all of them is one long task by itself.
        self.backend.give_way().await;
        Ok(count)
    }

    async fn begin_segment(&self, next: &mut Manifest, packed: Packed) -> Sealing<'_> {
        let (number, generation) = (next.segment_next, next.generation);
        next.segment_next = number.saturating_add(1);
        let plain = compress(&packed.block);
        let seal = async move { self.seal(Table::Segments, &row_key(number), generation, &plain).await };
        Sealing { number, commits: packed.commits, bytes: Ahead::begin(seal).await }
    }

    /// The last segment, if it is small enough to be packed again together with the tail.
    async fn small_last_segment(&self) -> Result<Option<(SegmentEntry, Vec<u8>)>, StoreError> {
        let small = |entry: &&SegmentEntry| {
            entry.commits < TARGET_COMMITS / 2 && entry.bytes < TARGET_BYTES as u64 / 4
        };
        let Some(entry) = self.manifest.segments.last().filter(small).cloned() else { return Ok(None) };
        let sealed = self.backend.get(Table::Segments, &row_key(entry.key)).await?;
        let block = self.open_segment(&entry, sealed.as_deref()).await?;
        Ok(block.ok().map(|block| (entry, block)))
    }
}

/// A segment that is being sealed.
struct Sealing<'a> {
    number: u64,
    commits: u64,
    bytes: Ahead<'a, Result<Vec<u8>, SealError>>,
}

async fn add_segment(next: &mut Manifest, ops: &mut Vec<Op>, sealing: Sealing<'_>) -> Result<(), StoreError> {
    let bytes = sealing.bytes.finish().await?;
    next.segments.push(SegmentEntry {
        key: sealing.number,
        commits: sealing.commits,
        bytes: bytes.len() as u64,
        digest: *blake3::hash(&bytes).as_bytes(),
    });
    ops.push(Op::Add { table: Table::Segments, key: row_key(sealing.number), bytes });
    Ok(())
}
