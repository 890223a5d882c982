//! Rows of attachments: the bytes of photos and papers, each under the id of its record.
//!
//! Invariant: a row of an attachment comes and goes in the transaction of the commit that says so, so that neither a
//! record without its bytes nor bytes without their record can arise by a kill.
//!
//! Surprising: one row is no attachment but what this device keeps for itself; its name is no record's id.

use super::backend::{Backend, Op, Table};
use super::drafts::NO_GENERATION;
use super::opening::{Damage, kind_of};
use super::{Store, StoreError};

/// The bytes of an attachment and the row they belong in.
pub type Blob = (String, Vec<u8>);

/// What a save does to the rows of attachments.
#[derive(Clone, Copy, Default)]
pub struct BlobChange<'a> {
    /// Rows to write, in plain.
    pub put: &'a [Blob],
    /// Rows to remove; a missing one is no error.
    pub drop: &'a [String],
}

impl BlobChange<'_> {
    /// Names the change, so that a repeated save recognises itself.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        for (id, plain) in self.put {
            hasher.update(id.as_bytes());
            hasher.update(blake3::hash(plain).as_bytes());
        }
        for id in self.drop {
            hasher.update(b"drop");
            hasher.update(id.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}

/// The operations that remove rows.
pub(super) fn drop_ops(ids: &[String]) -> impl Iterator<Item = Op> + '_ {
    ids.iter().map(|id| Op::Delete { table: Table::Blobs, key: id.clone() })
}

impl<B: Backend> Store<B> {
    /// Writes a row of its own, outside of any commit.
    ///
    /// # Errors
    /// Whatever the database or the cryptography reports.
    pub async fn put_blob(&self, id: &str, plain: &[u8]) -> Result<(), StoreError> {
        self.put_sealed(Table::Blobs, id, plain).await
    }

    /// The bytes of an attachment; `None` if there are none of this id.
    ///
    /// # Errors
    /// [`crate::vault::seal::SealError::Altered`] if the row is there and does not open.
    pub async fn get_blob(&self, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.backend.get(Table::Blobs, id).await? {
            Some(sealed) => Ok(Some(self.open_row(Table::Blobs, id, NO_GENERATION, &sealed).await?)),
            None => Ok(None),
        }
    }

    /// A row that this device keeps for itself, as it is at unlock: `None` only where it was never written. One that is
    /// there and does not open is named, because what would be written in its place is lost with it.
    ///
    /// # Errors
    /// Whatever the database reports, or the platform's cryptography.
    pub async fn own_row(&self, id: &str) -> Result<Result<Option<Vec<u8>>, Damage>, StoreError> {
        match self.get_blob(id).await {
            Ok(found) => Ok(Ok(found)),
            Err(StoreError::Seal(error)) => {
                Ok(Err(Damage { table: Table::Blobs, key: id.to_owned(), what: kind_of(error)? }))
            }
            Err(error) => Err(error),
        }
    }

    /// Writes such a row anew where it did not open. What lay there stays, as it is, under another name.
    ///
    /// # Errors
    /// Whatever the database or the cryptography reports; nothing was changed then.
    pub async fn renew_own_row(&self, id: &str, aside: &str, plain: &[u8]) -> Result<(), StoreError> {
        let mut ops = vec![self.blob_op(id, plain).await?];
        if let Some(bytes) = self.backend.get(Table::Blobs, id).await? {
            ops.push(Op::Put { table: Table::Blobs, key: aside.to_owned(), bytes });
        }
        Ok(self.backend.write(ops).await?)
    }

    /// Removes a row; a missing one is no error.
    ///
    /// # Errors
    /// Whatever the database reports.
    pub async fn delete_blob(&self, id: &str) -> Result<(), StoreError> {
        self.delete(Table::Blobs, id).await
    }

    /// The ids of all rows.
    ///
    /// # Errors
    /// Whatever the database reports.
    pub async fn blob_ids(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.backend.keys(Table::Blobs).await?)
    }

    /// Seals the bytes of an attachment for a transaction.
    pub(super) async fn blob_op(&self, id: &str, plain: &[u8]) -> Result<Op, StoreError> {
        let bytes = self.seal(Table::Blobs, id, NO_GENERATION, plain).await?;
        Ok(Op::Put { table: Table::Blobs, key: id.to_owned(), bytes })
    }
}
