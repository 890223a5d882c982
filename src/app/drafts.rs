//! Unsaved forms, sealed. A form keeps itself within a second of a pause, and when the page is hidden.

use crate::domain::order::InOrder;
use leptos::prelude::*;

use super::form_draft::FormDraft;
use super::guard::StoreGuard;
use super::save::note_full;
use super::{App, AppError};
use crate::domain::id::RecordId;
use crate::platform::clock;
use crate::store::backend::Table;
use crate::store::indexed_db::IndexedDb;
use crate::store::{Damage, DamageKind, Store};

/// How long locking waits for forms that are being kept, in rounds of 5 ms: a store that does not answer
/// for two seconds must not keep the phone open.
const FLUSH_ROUNDS: u32 = 400;

impl App {
    /// The kept forms, and those that cannot be read, which are told and not written over. A database that fails here
    /// opens no vault: forms that are there would look as if they never were.
    pub(super) async fn read_drafts(
        self,
        store: &Store<IndexedDb>,
    ) -> Result<(Vec<(String, FormDraft)>, Vec<Damage>), AppError> {
        let (rows, mut damage) = store.drafts().await?;
        let mut drafts = Vec::new();
        for (key, bytes) in rows {
            match FormDraft::decode(&bytes) {
                Some(draft) => drafts.push((key, draft)),
                None => damage.push(Damage { table: Table::Drafts, key, what: DamageKind::Undecodable }),
            }
        }
        Ok((drafts, damage))
    }

    /// The kept forms, newest first.
    pub fn drafts(self) -> Vec<(RecordId, FormDraft)> {
        self.version.track();
        let mut drafts: Vec<(RecordId, FormDraft)> = self
            .inner
            .try_with_value(|inner| {
                inner
                    .drafts
                    .iter()
                    .filter_map(|(id, draft)| Some((id.parse().ok()?, draft.clone())))
                    .collect()
            })
            .unwrap_or_default();
        drafts.order_by_key(|(_, draft)| std::cmp::Reverse(draft.at));
        drafts
    }

    /// A kept form.
    pub fn draft(self, id: RecordId) -> Option<FormDraft> {
        let id = id.to_string();
        self.inner
            .try_with_value(|inner| {
                inner.drafts.iter().find(|(known, _)| *known == id).map(|(_, draft)| draft.clone())
            })
            .flatten()
    }

    /// Keeps a form in the background. It counts as under way from this very call on, so that locking
    /// or an update right afterwards waits for it.
    pub fn keep_soon(self, id: RecordId, draft: FormDraft) {
        self.inner.update_value(|inner| inner.keeping += 1);
        wasm_bindgen_futures::spawn_local(async move {
            let kept = self.keep_draft(id, draft).await;
            self.inner.update_value(|inner| inner.keeping -= 1);
            // The form itself still has the text.
            if let Err(error) = kept {
                self.draft_failed(error);
            }
        });
    }

    async fn keep_draft(self, id: RecordId, draft: FormDraft) -> Result<(), AppError> {
        let name = id.to_string();
        if self
            .inner
            .with_value(|inner| inner.drafts.iter().any(|(known, kept)| *known == name && *kept == draft))
        {
            return Ok(());
        }
        let mut guard = StoreGuard::take(self).await?;
        guard.store()?.put_draft(&name, &draft.encode()).await?;
        drop(guard);
        let mut first = false;
        self.inner.update_value(|inner| {
            let before = inner.drafts.len();
            inner.drafts.retain(|(known, _)| *known != name);
            first = inner.drafts.len() == before;
            inner.drafts.push((name, draft));
        });
        if first {
            // Beranda lists it from now on; later keeps of the same form change nothing there.
            self.version.update(|version| *version += 1);
        }
        Ok(())
    }

    /// Says that a form could not be kept.
    pub fn draft_failed(self, error: AppError) {
        note_full(&error);
        self.saving.set(super::Saving::Failed(error));
    }

    /// Throws a kept form away.
    ///
    /// # Errors
    /// [`AppError`] where the store does not take it; the form then stays.
    pub async fn drop_draft(self, id: RecordId) -> Result<(), AppError> {
        let name = id.to_string();
        let mut guard = StoreGuard::take(self).await?;
        guard.store()?.delete_draft(&name).await?;
        drop(guard);
        self.inner.update_value(|inner| inner.drafts.retain(|(known, _)| *known != name));
        self.version.update(|version| *version += 1);
        Ok(())
    }

    /// Throws away the forms that stand at erased records: what was typed about them goes too.
    ///
    /// # Errors
    /// That of the last one that stays.
    pub(super) async fn drop_drafts_of_erased(self) -> Result<(), AppError> {
        let mut dropped = Ok(());
        for (draft, form) in self.drafts() {
            let ids = form.route.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let mut ids = ids.filter_map(|id| id.parse().ok()).chain([draft]);
            if self.read_once(|book| ids.any(|id| book.is_erased(id))) == Some(true) {
                dropped = self.drop_draft(draft).await.and(dropped);
            }
        }
        dropped
    }

    /// Waits until what the forms have asked to keep is kept.
    pub async fn flush_drafts(self) {
        crate::platform::page::call_flush();
        for _ in 0..FLUSH_ROUNDS {
            if self.inner.with_value(|inner| inner.keeping == 0) {
                return;
            }
            clock::sleep_ms(5).await;
        }
    }
}
