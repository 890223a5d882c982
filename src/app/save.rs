//! Saving: one user action, one commit, one strict transaction.

use leptos::prelude::*;

use super::guard::StoreGuard;
use super::receive::InFile;
use super::start::FULL;
use super::{App, AppError, Notice, Saving, random};
use crate::domain::id::{DeviceId, RecordId};
use crate::domain::kind::Draft;
use crate::domain::record::spine::attachment;
use crate::domain::text::Text;
use crate::ledger::{Author, CommitRef, Heads, Ledger, Prepared, hash_commit};
use crate::platform::{clock, page, prefs};
use crate::store::{Blob, BlobChange, Damage};

/// How many commits of others are taken up between two looks at the clock.
const TAKEN: usize = 100;

/// Makes the commit of a save. One type for all of them, so that the way of a save is compiled once.
type Prepare<'a> = Box<dyn FnOnce(&mut Ledger, &Author<'_>) -> Prepared + 'a>;

/// The rows of attachments that come and go with a commit.
#[derive(Default)]
struct Rows {
    put: Vec<Blob>,
    drop: Vec<String>,
}

impl App {
    /// Saves drafts as one commit, and drops the form draft they came from in the same transaction.
    ///
    /// # Errors
    /// [`AppError`]; nothing was saved and nothing in the book has changed.
    pub async fn save(self, drafts: Vec<Draft>, form: Option<RecordId>) -> Result<CommitRef, AppError> {
        if drafts.is_empty() {
            return Err(AppError::Storage);
        }
        let prepare =
            |ledger: &mut Ledger, author: &Author<'_>| ledger.prepare(author, drafts, &mut random::<16>);
        self.commit(form, Rows::default(), Box::new(prepare)).await
    }

    /// Saves drafts with the bytes of the attachments among them: one commit, one transaction.
    pub(super) async fn save_rows(
        self,
        drafts: Vec<Draft>,
        put: Vec<Blob>,
        form: Option<RecordId>,
    ) -> Result<CommitRef, AppError> {
        let prepare =
            |ledger: &mut Ledger, author: &Author<'_>| ledger.prepare(author, drafts, &mut random::<16>);
        self.commit(form, Rows { put, drop: Vec::new() }, Box::new(prepare)).await
    }

    /// Saves, and says so with a way back.
    ///
    /// # Errors
    /// As [`App::save`].
    pub async fn save_and_tell(
        self,
        drafts: Vec<Draft>,
        form: Option<RecordId>,
        text: Text,
    ) -> Result<CommitRef, AppError> {
        let name = self.save(drafts, form).await?;
        self.notice.set(Some(Notice { text: self.text(text).to_owned(), undo: Some(name) }));
        Ok(name)
    }

    /// Takes a commit back by a new one.
    ///
    /// # Errors
    /// As [`App::save`].
    pub async fn undo(self, name: CommitRef) -> Result<CommitRef, AppError> {
        let drafts = self.ledger(|ledger| ledger.plan_undo(name)).ok_or(AppError::Locked)?;
        self.save(drafts, None).await
    }

    /// Erases records and all that hangs on them, in memory and in the store, and writes what is left in their place.
    ///
    /// # Errors
    /// [`AppError`]; [`AppError::Unerased`] if only the store still has the texts, which goes on later by itself.
    pub async fn erase(self, records: Vec<RecordId>, left: Vec<Draft>) -> Result<(), AppError> {
        let drop = self.read_once(|book| {
            let with_bytes =
                |id: &&RecordId| book.get_any(**id).is_some_and(|record| record.is(&attachment::SPEC));
            records.iter().filter(with_bytes).map(RecordId::to_string).collect()
        });
        let rows = Rows { put: Vec::new(), drop: drop.unwrap_or_default() };
        let prepare = |ledger: &mut Ledger, author: &Author<'_>| {
            ledger.prepare_erase(author, &records, left, &mut || random())
        };
        self.commit(None, rows, Box::new(prepare)).await?;
        self.scrub_and_tell().await
    }

    /// Goes on with an erasure that a kill or a full disk has stopped half-way. Only after the browser was asked to keep
    /// the storage, and never on a disk that was full at the last write: this one writes the whole book.
    pub(super) async fn finish_erasure(self) {
        if self.writer.get_untracked()
            && prefs::read(FULL).is_none()
            && let Err(error) = self.scrub().await
        {
            // It is tried again at the next unlock; what was erased is not shown meanwhile.
            note_full(&error);
        }
    }

    /// Scrubs, and says so if the texts are still in the store: what the pages show is without them already.
    async fn scrub_and_tell(self) -> Result<(), AppError> {
        let Err(error) = self.scrub().await else { return Ok(()) };
        note_full(&error);
        self.failed(AppError::Unerased)
    }

    /// Takes the texts of erased records out of the store, with the bytes of erased attachments and with the forms that
    /// were kept about them.
    async fn scrub(self) -> Result<(), AppError> {
        if !self.writer.get_untracked() {
            return Err(AppError::ReadOnly);
        }
        // Also where the rewrite was done before. One that stays for now is tried again whenever this is.
        let dropped = self.drop_drafts_of_erased().await;
        if self.ledger(Ledger::needs_scrub) != Some(true) {
            return dropped;
        }
        // A rewrite keeps what was read and nothing else.
        if self.damage.with_untracked(|damage| damage.iter().any(Damage::hides_saves)) {
            return Err(AppError::Damaged);
        }
        let mut guard = StoreGuard::take(self).await?;
        let clean = self.ledger(Ledger::scrub).ok_or(AppError::Locked)?.map_err(|_| AppError::Damaged)?;
        // Also those of which a file told that they are erased.
        let erased = |id: &String| id.parse().is_ok_and(|id| clean.book().is_erased(id));
        let gone: Vec<String> = guard.store()?.blob_ids().await?.into_iter().filter(erased).collect();
        self.rewrite(guard, clean, &gone).await?;
        dropped
    }

    /// Goes on with another book in place of this one, in the store as here, without these attachments. The store is held
    /// until both have it, so that no save comes in between.
    pub(super) async fn rewrite(
        self,
        mut guard: StoreGuard,
        ledger: Ledger,
        gone: &[String],
    ) -> Result<(), AppError> {
        let heads = encode_heads(&ledger.heads());
        let commits: Vec<Vec<u8>> = ledger.commits().map(|commit| commit.into_owned()).collect();
        let sentinel = guard.store()?.rewrite_without(commits, heads, gone).await?;
        self.keep_sentinel(&sentinel);
        self.inner.update_value(|inner| {
            inner.ledger = Some(ledger);
            inner.index.begin_again();
            // The fold anew may come to a generation that was there before.
            inner.kept.clear();
        });
        drop(guard);
        self.index_soon();
        self.version.update(|version| *version += 1);
        Ok(())
    }

    async fn commit(
        self,
        form: Option<RecordId>,
        rows: Rows,
        prepare: Prepare<'_>,
    ) -> Result<CommitRef, AppError> {
        if !self.writer.get_untracked() {
            return self.failed(AppError::ReadOnly);
        }
        self.saving.set(Saving::Busy);
        match self.try_commit(form, rows, prepare).await {
            Ok(name) => {
                self.saving.set(Saving::Saved);
                if prefs::read(FULL).is_some() {
                    prefs::remove(FULL);
                    wasm_bindgen_futures::spawn_local(self.finish_erasure());
                }
                self.compact_when_idle();
                Ok(name)
            }
            Err(error) => self.failed(error),
        }
    }

    pub(super) fn failed<T>(self, error: AppError) -> Result<T, AppError> {
        note_full(&error);
        if error == AppError::ReadOnly {
            self.writer.set(false);
        }
        self.saving.set(Saving::Failed(error.clone()));
        Err(error)
    }

    async fn try_commit(
        self,
        form: Option<RecordId>,
        rows: Rows,
        prepare: Prepare<'_>,
    ) -> Result<CommitRef, AppError> {
        let mut guard = StoreGuard::take(self).await?;
        let mut prepared = None;
        let mut heads = Heads::new();
        let stamp = clock::stamp(self.zone.get_untracked());
        self.inner.update_value(|inner| {
            let Some(ledger) = inner.ledger.as_mut() else { return };
            let author = Author { name: &inner.local.worker, at: stamp };
            heads = ledger.heads();
            prepared = Some(prepare(ledger, &author));
        });
        let Some(prepared) = prepared else { return Err(AppError::Locked) };
        if let Ok(hash) = hash_commit(&prepared.bytes) {
            let head = crate::ledger::Head { seq: prepared.name.seq, hash };
            heads.insert(prepared.name.device, head);
        }
        let form = form.map(|id| id.to_string());
        let blobs = BlobChange { put: &rows.put, drop: &rows.drop };
        let heads = encode_heads(&heads);
        let sentinel = guard.store()?.append_with(&[&prepared.bytes], heads, form.as_deref(), blobs).await?;
        self.keep_sentinel(&sentinel);
        drop(guard);
        self.accept(std::slice::from_ref(&prepared.bytes), form.as_deref())?;
        Ok(prepared.name)
    }

    /// Takes saved commits into the book and the search index.
    fn accept(self, commits: &[Vec<u8>], form: Option<&str>) -> Result<(), AppError> {
        let accepted = self.take_up(commits);
        if let Some(form) = form {
            self.inner.update_value(|inner| inner.drafts.retain(|(id, _)| id != form));
        }
        self.version.update(|version| *version += 1);
        self.index_soon();
        accepted
    }

    fn take_up(self, commits: &[Vec<u8>]) -> Result<(), AppError> {
        let mut accepted = Ok(());
        self.inner.update_value(|inner| {
            let Some(ledger) = inner.ledger.as_mut() else { return };
            accepted = ledger.accept_all(commits.iter().map(Vec::as_slice)).map_err(|_| AppError::Damaged);
            inner.index.refresh(ledger.book(), commits.iter().map(Vec::as_slice));
        });
        accepted
    }

    /// Saves foreign commits as one all-or-nothing step.
    ///
    /// # Errors
    /// [`AppError`]; nothing of them was saved.
    pub async fn take_in(self, commits: Vec<Vec<u8>>, own_lost: bool) -> Result<(), AppError> {
        self.take_in_with(commits, own_lost, Vec::new()).await.map(drop)
    }

    /// [`App::take_in`] with the bytes of attachments from files; says whether the store was then written anew, because they
    /// brought or carried what is erased.
    ///
    /// # Errors
    /// As [`App::take_in`].
    pub(super) async fn take_in_with(
        self,
        commits: Vec<Vec<u8>>,
        own_lost: bool,
        bytes: Vec<InFile>,
    ) -> Result<bool, AppError> {
        if !self.writer.get_untracked() {
            return self.failed(AppError::ReadOnly);
        }
        self.saving.set(Saving::Busy);
        let taken = self.try_take_in(commits, own_lost, bytes).await;
        match taken {
            Ok(()) => {
                self.saving.set(Saving::Saved);
                let erases = self.ledger(Ledger::needs_scrub) == Some(true);
                // The file is taken in, whatever becomes of the texts of what it erased.
                drop(self.scrub_and_tell().await);
                Ok(erases)
            }
            Err(error) => self.failed(error),
        }
    }

    async fn try_take_in(
        self,
        commits: Vec<Vec<u8>>,
        own_lost: bool,
        bytes: Vec<InFile>,
    ) -> Result<(), AppError> {
        let mut guard = StoreGuard::take(self).await?;
        let heads = self.ledger(Ledger::heads).ok_or(AppError::Locked)?;
        let mut blobs = Vec::new();
        for one in bytes {
            blobs.extend(one.read().await?);
        }
        let sentinel = guard.store()?.append_bulk_with(&commits, encode_heads(&heads), blobs).await?;
        self.keep_sentinel(&sentinel);
        // In slices, because thirty files may hold a hundred thousand. Nothing is saved meanwhile.
        let mut slices = clock::Slices::start();
        let mut rest = commits.as_slice();
        while !rest.is_empty() {
            // Once a device is forked, each part would have the whole book merged anew: all that is left is one.
            let forked = self.ledger(|ledger| !ledger.forked_devices().is_empty()) == Some(true);
            let part = if forked { rest.len() } else { TAKEN.min(rest.len()) };
            let (now, later) = rest.split_at(part);
            self.take_up(now)?;
            rest = later;
            slices.breathe_if_due().await;
        }
        drop(guard);
        self.version.update(|version| *version += 1);
        self.index_soon();
        if own_lost {
            // This phone was restored from an older state: from here on it writes under a new name.
            let device = DeviceId::make(u64::try_from(clock::wall_ms()).unwrap_or(0), random());
            self.set_local(|local| local.device = Some(device)).await?;
            self.inner.update_value(|inner| {
                if let Some(ledger) = inner.ledger.as_mut() {
                    ledger.become_device(device);
                }
            });
        }
        Ok(())
    }

    /// Packs recent saves into segments when nothing else happens.
    pub(super) fn compact_when_idle(self) {
        wasm_bindgen_futures::spawn_local(async move {
            let needed = self
                .inner
                .with_value(|inner| inner.store.as_ref().is_some_and(|store| store.needs_compaction()));
            if !needed || !self.writer.get_untracked() || prefs::read(FULL).is_some() {
                return;
            }
            clock::sleep_ms(1_500).await;
            let Ok(mut guard) = StoreGuard::take(self).await else { return };
            let Ok(store) = guard.store() else { return };
            if !store.needs_compaction() {
                return;
            }
            match store.compact().await {
                Ok(Some(sentinel)) => self.keep_sentinel(&sentinel),
                Ok(None) => {}
                // One that fails changes nothing; the next save or unlock asks for it again.
                Err(error) => note_full(&error.into()),
            }
        });
    }

    /// Asks the browser to keep the storage, at every unlock until it promises to. Without the promise Chromium
    /// deletes all of an origin when the disk runs full: the first write that fails for lack of room sets that off,
    /// even for the page that is open. A refusal is not for good, because it rests on use and installation.
    pub(super) async fn ask_for_persistence(self) {
        if page::is_storage_persisted().await != Some(true) {
            // Settings shows the state as it is, so the answer is not kept.
            let _ = page::persist_storage().await;
        }
    }
}

/// Remembers that the disk is full, until a save goes well: what nobody waits for is not written before that.
pub(super) fn note_full(error: &AppError) {
    if *error == AppError::Full {
        prefs::write(FULL, "1");
    }
}

/// The heads as the manifest keeps them: device, number and hash, one a line.
pub(super) fn encode_heads(heads: &Heads) -> Vec<u8> {
    let lines: Vec<String> =
        heads.iter().map(|(device, head)| format!("{device} {} {}", head.seq, head.hash)).collect();
    lines.join("\n").into_bytes()
}
