//! Sealed rows on a backend: tail, segments, manifest, drafts.
//!
//! The store knows no record type: a commit is opaque bytes, and the chain heads are opaque bytes given with it.
//!
//! | file | owns |
//! |---|---|
//! | `backend` | what is asked of a database |
//! | `memory`, `indexed_db` | the two databases |
//! | `manifest`, `segment`, `sentinel` | layouts and what they prove |
//! | `opening` | reading everything at unlock, naming what is damaged |
//! | `saving` | append, import, compaction, rewrite |
//! | `ahead` | rows that are read and opened while others are worked on |
//! | `blobs` | the bytes of attachments |
//! | `drafts` | drafts, header, small clear values |
//! | `wipe` | the only place that deletes a database |
//!
//! Invariants: everything is sealed before a transaction opens; every change is one strict transaction that also
//! rewrites the manifest; the memory of the store changes only after that transaction is complete.
//!
//! Surprising: after a failed write the store does not know whether it happened (a timeout, a kill of the
//! connection), so it remembers what it tried and looks before it writes again ([`Store::append`]).

mod ahead;
pub mod backend;
mod blobs;
pub mod drafts;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
pub mod manifest;
pub mod memory;
pub mod opening;
pub mod saving;
pub mod segment;
pub mod sentinel;
#[cfg(target_arch = "wasm32")]
pub mod wait;
#[cfg(target_arch = "wasm32")]
pub mod wipe;

use thiserror::Error;

use crate::vault::seal::{Aad, SealError, SealKey};
use backend::{Backend, BackendError, Op, Table};
use manifest::Manifest;
use sentinel::Sentinel;

pub use blobs::{Blob, BlobChange};
pub use drafts::{read_clear, read_header, write_clear, write_header};
pub use opening::{Damage, DamageKind, Opened, Order};

/// Version of the layout of sealed rows; part of their associated data.
pub const ROW_FORMAT: u32 = 1;

const MANIFEST_KEY: &str = "manifest";
const HEADER_KEY: &str = "header";

/// Why the store could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The database failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// Sealing or opening failed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The manifest is lost: what is readable was read, and only [`Store::rewrite`] may write. Or some row was not read,
    /// and an erasure would lose it.
    #[error("part of the vault was not read, it must be repaired first")]
    NeedsRepair,
    /// A commit is too large.
    #[error("a commit is too large")]
    TooLarge,
}

/// What was last tried and not acknowledged.
struct Pending {
    manifest: Manifest,
    sealed: Vec<u8>,
    digest: [u8; 32],
}

/// An opened vault on a backend.
pub struct Store<B> {
    backend: B,
    key: SealKey,
    vault_id: String,
    last_export_ms: Option<u64>,
    manifest: Manifest,
    /// The manifest row as it stands in the database; what the next write expects to find.
    sealed_manifest: Option<Vec<u8>>,
    pending: Option<Pending>,
    needs_repair: bool,
    /// Whether something was not as it must be when everything was read, and was not replaced since.
    damaged: bool,
}

impl<B> std::fmt::Debug for Store<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("epoch", &self.manifest.epoch).finish_non_exhaustive()
    }
}

impl<B: Backend> Store<B> {
    /// Writes the header, an empty manifest and rows of the device's own into an empty database: all of it or none.
    ///
    /// # Errors
    /// [`BackendError::Conflict`] if there is a vault already; it is left as it is.
    pub async fn create(
        backend: B,
        key: SealKey,
        vault_id: &str,
        header: Vec<u8>,
        own: &[Blob],
    ) -> Result<(Self, Sentinel), StoreError> {
        let mut store = Self {
            backend,
            key,
            vault_id: vault_id.to_owned(),
            last_export_ms: None,
            manifest: Manifest::default(),
            sealed_manifest: None,
            pending: None,
            needs_repair: false,
            damaged: false,
        };
        let manifest = Manifest { epoch: 1, ..Manifest::default() };
        let add = Op::Add { table: Table::Meta, key: HEADER_KEY.to_owned(), bytes: header };
        let mut ops = vec![add];
        for (id, plain) in own {
            ops.push(store.blob_op(id, plain).await?);
        }
        let sentinel = store.write(manifest, ops, [0; 32]).await?;
        Ok((store, sentinel))
    }

    /// The sentinel that belongs to the last acknowledged write.
    pub fn sentinel(&self) -> Sentinel {
        Sentinel {
            vault_id: self.vault_id.clone(),
            epoch: self.manifest.epoch,
            generation: self.manifest.generation,
            last_export_ms: self.last_export_ms,
        }
    }

    /// Notes an export, so that later sentinels carry it.
    pub fn set_last_export(&mut self, now_ms: u64) -> Sentinel {
        self.last_export_ms = Some(now_ms);
        self.sentinel()
    }

    /// The opaque chain heads given with the last acknowledged save.
    pub fn heads(&self) -> &[u8] {
        &self.manifest.heads
    }

    /// Commits in the database, as of the last acknowledged write.
    pub fn commit_count(&self) -> u64 {
        self.manifest.commits
    }

    /// `true` if the manifest was lost and only [`Store::rewrite`] may write.
    pub fn needs_repair(&self) -> bool {
        self.needs_repair
    }

    /// The database below, for the header and the small clear values.
    pub fn backend(&self) -> &B {
        &self.backend
    }

    async fn seal(
        &self,
        table: Table,
        row: &str,
        generation: u64,
        plain: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let aad = Aad::row(&self.vault_id, table.name(), row, generation, ROW_FORMAT);
        self.key.seal(aad.as_bytes(), plain).await
    }

    async fn open_row(
        &self,
        table: Table,
        row: &str,
        generation: u64,
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let aad = Aad::row(&self.vault_id, table.name(), row, generation, ROW_FORMAT);
        self.key.open(aad.as_bytes(), sealed).await
    }

    /// Writes `ops` and the new manifest in one transaction, if the manifest in the database is still the one
    /// that this store knows. `digest` names the change, so that a repeated attempt recognises itself.
    async fn write(
        &mut self,
        next: Manifest,
        ops: Vec<Op>,
        digest: [u8; 32],
    ) -> Result<Sentinel, StoreError> {
        let sealed = self.seal_manifest(&next).await?;
        self.write_sealed(next, sealed, ops, digest).await
    }

    async fn seal_manifest(&self, next: &Manifest) -> Result<Vec<u8>, SealError> {
        self.seal(Table::Meta, MANIFEST_KEY, 0, &next.encode()).await
    }

    /// [`Store::write`] with a manifest that is sealed already.
    async fn write_sealed(
        &mut self,
        next: Manifest,
        sealed: Vec<u8>,
        ops: Vec<Op>,
        digest: [u8; 32],
    ) -> Result<Sentinel, StoreError> {
        let mut all = Vec::with_capacity(ops.len() + 2);
        all.push(Op::Expect {
            table: Table::Meta,
            key: MANIFEST_KEY.to_owned(),
            bytes: self.sealed_manifest.clone(),
        });
        all.extend(ops);
        all.push(Op::Put { table: Table::Meta, key: MANIFEST_KEY.to_owned(), bytes: sealed.clone() });
        // Noted before the write, because the future may also be dropped in the middle of it.
        self.pending = Some(Pending { manifest: next, sealed, digest });
        self.backend.write(all).await?;
        self.adopt_pending();
        Ok(self.sentinel())
    }

    fn adopt_pending(&mut self) {
        if let Some(pending) = self.pending.take() {
            // Only a rewrite begins a generation, and nothing of the ones before is left then.
            self.damaged &= pending.manifest.generation == self.manifest.generation;
            self.manifest = pending.manifest;
            self.sealed_manifest = Some(pending.sealed);
            self.needs_repair = false;
        }
    }

    /// Finds out whether the last unacknowledged write happened. Returns its digest if it did.
    async fn settle(&mut self) -> Result<Option<[u8; 32]>, StoreError> {
        let Some(pending) = &self.pending else { return Ok(None) };
        let found = self.backend.get(Table::Meta, MANIFEST_KEY).await?;
        if found.as_ref() == Some(&pending.sealed) {
            let digest = pending.digest;
            self.adopt_pending();
            return Ok(Some(digest));
        }
        self.pending = None;
        if found == self.sealed_manifest { Ok(None) } else { Err(BackendError::Conflict.into()) }
    }
}
