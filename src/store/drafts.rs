//! Rows that are no commits: drafts, the vault header, and small clear values.
//!
//! Invariant: drafts are sealed and padded like everything else; the header and the clear values hold nothing
//! personal, because they are readable without a key.
//!
//! Surprising: a draft has its own transaction and does not touch the manifest, so typing never competes with
//! saving. Ids are row keys in clear: they must be random, never a name.

use super::backend::{Backend, BackendError, Op, Table};
use super::opening::{Damage, DamageKind};
use super::{HEADER_KEY, Store, StoreError};
use crate::vault::seal::SealError;

/// Drafts and attachments outlive a rewrite, so they are not bound to a generation.
pub(super) const NO_GENERATION: u64 = 0;

/// Drafts that open (id and plain bytes), and those that do not.
pub type Drafts = (Vec<(String, Vec<u8>)>, Vec<Damage>);

impl<B: Backend> Store<B> {
    /// Writes an unsaved form under an opaque id, replacing its earlier version.
    ///
    /// # Errors
    /// Whatever the database or the cryptography reports; the earlier version then stays.
    pub async fn put_draft(&self, id: &str, plain: &[u8]) -> Result<(), StoreError> {
        self.put_sealed(Table::Drafts, id, plain).await
    }

    /// All drafts, and the names of those that do not open.
    ///
    /// # Errors
    /// Whatever the database reports.
    pub async fn drafts(&self) -> Result<Drafts, StoreError> {
        let (mut drafts, mut damage) = (Vec::new(), Vec::new());
        for (id, sealed) in self.backend.get_all(Table::Drafts).await? {
            match self.open_row(Table::Drafts, &id, NO_GENERATION, &sealed).await {
                Ok(plain) => drafts.push((id, plain)),
                Err(SealError::Unavailable) => return Err(SealError::Unavailable.into()),
                Err(SealError::NewerFormat(_)) => {
                    damage.push(Damage { table: Table::Drafts, key: id, what: DamageKind::NewerFormat });
                }
                Err(_) => damage.push(Damage { table: Table::Drafts, key: id, what: DamageKind::Altered }),
            }
        }
        Ok((drafts, damage))
    }

    /// Removes a draft; a missing one is no error.
    ///
    /// # Errors
    /// Whatever the database reports.
    pub async fn delete_draft(&self, id: &str) -> Result<(), StoreError> {
        self.delete(Table::Drafts, id).await
    }

    pub(super) async fn put_sealed(&self, table: Table, id: &str, plain: &[u8]) -> Result<(), StoreError> {
        let bytes = self.seal(table, id, NO_GENERATION, plain).await?;
        Ok(self.backend.write(vec![Op::Put { table, key: id.to_owned(), bytes }]).await?)
    }

    pub(super) async fn delete(&self, table: Table, id: &str) -> Result<(), StoreError> {
        Ok(self.backend.write(vec![Op::Delete { table, key: id.to_owned() }]).await?)
    }
}

/// The vault header (key slots and the like), which is read before there is a key.
///
/// # Errors
/// Whatever the database reports; give it to [`super::sentinel::plan_start`].
pub async fn read_header<B: Backend>(backend: &B) -> Result<Option<Vec<u8>>, BackendError> {
    backend.get(Table::Meta, HEADER_KEY).await
}

/// Replaces the vault header in one strict transaction.
///
/// # Errors
/// Whatever the database reports; the earlier header then stays.
pub async fn write_header<B: Backend>(backend: &B, header: Vec<u8>) -> Result<(), BackendError> {
    let put = Op::Put { table: Table::Meta, key: HEADER_KEY.to_owned(), bytes: header };
    backend.write(vec![put]).await
}

fn clear_key(name: &str) -> String {
    format!("clear/{name}")
}

/// A small value that needs no key, such as the counter of wrong passphrases. Never anything personal.
///
/// # Errors
/// Whatever the database reports.
pub async fn read_clear<B: Backend>(backend: &B, name: &str) -> Result<Option<Vec<u8>>, BackendError> {
    backend.get(Table::Meta, &clear_key(name)).await
}

/// Writes a small clear value in one strict transaction.
///
/// # Errors
/// Whatever the database reports.
pub async fn write_clear<B: Backend>(backend: &B, name: &str, bytes: Vec<u8>) -> Result<(), BackendError> {
    backend.write(vec![Op::Put { table: Table::Meta, key: clear_key(name), bytes }]).await
}
