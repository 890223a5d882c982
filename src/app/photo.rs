//! Attachments: saving one with its bytes, and reading the bytes back.
//!
//! Invariant: the record and its bytes are one transaction. What surprises: bytes that are not on this phone are no
//! error but a state, because a record may arrive by a file that was made without photos.

use leptos::prelude::*;

use super::guard::StoreGuard;
use super::{App, AppError, Notice};
use crate::casework::attachment::is_whole;
use crate::domain::id::RecordId;
use crate::domain::kind::Draft;
use crate::domain::photo::{Media, sniff};
use crate::domain::text::Text;
use crate::ledger::CommitRef;
use crate::store::StoreError;
use crate::vault::seal::SealError;

/// The bytes of an attachment on this phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bytes {
    /// They are here, and are those that the record names.
    Whole(Media, Vec<u8>),
    /// The record came without them.
    Missing,
    /// They are not those that the record names, or do not open.
    Damaged,
}

impl App {
    /// Saves an attachment with its bytes as one commit and one transaction, and says so with a way back.
    ///
    /// # Errors
    /// As [`App::save`]; neither the record nor the bytes were saved.
    pub async fn save_attachment(
        self,
        draft: Draft,
        bytes: Vec<u8>,
        text: Text,
    ) -> Result<CommitRef, AppError> {
        let form = draft.record;
        let put = vec![(form.to_string(), bytes)];
        let name = self.save_rows(vec![draft], put, Some(form)).await?;
        self.notice.set(Some(Notice { text: self.text(text).to_owned(), undo: Some(name) }));
        Ok(name)
    }

    /// The bytes of an attachment.
    ///
    /// # Errors
    /// [`AppError`] where the store does not answer.
    pub async fn attachment(self, id: RecordId) -> Result<Bytes, AppError> {
        let mut guard = StoreGuard::take(self).await?;
        let found = guard.store()?.get_blob(&id.to_string()).await;
        drop(guard);
        let bytes = match found {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(Bytes::Missing),
            Err(StoreError::Seal(SealError::Unavailable)) => return Err(AppError::Vault),
            Err(StoreError::Seal(_)) => return Ok(Bytes::Damaged),
            Err(error) => return Err(error.into()),
        };
        let whole = self.read_once(|book| book.get_any(id).is_some_and(|record| is_whole(record, &bytes)));
        Ok(match sniff(&bytes).filter(|_| whole == Some(true)) {
            Some(media) => Bytes::Whole(media, bytes),
            None => Bytes::Damaged,
        })
    }
}
