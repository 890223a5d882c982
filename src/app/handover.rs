//! Handing the book over as a file.
//!
//! A hand-over counts as made only after the browser took the file: a closed share sheet changes nothing. One whose photos
//! need several files counts as made after the last of them; which photos are gone already outlives a lock.
//! What surprises: the file is written in slices while the store is held, so that nothing is saved meanwhile: the
//! ledger must not change underneath. Its pieces leave wasm memory as they are made.

use chrono::NaiveDate;
use leptos::prelude::*;
use rustc_hash::FxHashSet;
use uuid::Uuid;

use super::guard::StoreGuard;
use super::{App, AppError, LocalState, random};
use crate::domain::id::RecordId;
use crate::domain::zone::local_date;
use crate::exchange::{self, ExportOptions, Exported, Exporter};
use crate::ledger::{BadCommit, Heads};
use crate::platform::clock;
use crate::platform::files::{Handed, Pieces};
use crate::report::handover::{Pending, file_name, pending};

/// What a hand-over has yet to carry of photos and papers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Photos {
    /// How many.
    pub count: usize,
    /// How many bytes.
    pub bytes: u64,
    /// In how many files, because one would be too large for a phone.
    pub files: usize,
    /// How many went with files of this hand-over before.
    pub sent: usize,
    /// They cannot be told, because part of the vault is damaged.
    pub unknown: bool,
}

/// Which photos and papers a file carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// None: the records alone.
    Nothing,
    /// As many as a file bears of those that were not sent yet.
    Next,
}

/// A file that was written.
pub struct Written {
    /// What is in it.
    pub exported: Exported,
    /// The photos and papers that were to be in it.
    pub carried: Vec<RecordId>,
    /// How many are left for further files.
    pub left: usize,
}

/// What to hand over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// The whole book.
    All,
    /// What changed since the last hand-over.
    Since,
}

/// A file that was handed over.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What became of it.
    pub handed: Handed,
    /// Its name.
    pub name: String,
    /// How many saves it holds.
    pub commits: usize,
    /// How many records it holds.
    pub records: usize,
    /// How many photos and papers it holds.
    pub attachments: usize,
    /// How many photos and papers should be in it and are not whole on this phone.
    pub without_bytes: usize,
    /// How many photos and papers are left for further files: until then nothing is noted as handed over.
    pub left: usize,
    /// Its length.
    pub bytes: u64,
}

/// The photos and papers that went with earlier files of an unfinished hand-over.
fn sent_of(local: &LocalState, range: Range) -> &[RecordId] {
    match range {
        Range::Since => &local.sent_new,
        Range::All => &local.sent_all,
    }
}

impl App {
    /// What somebody who took the last hand-over does not have yet.
    pub fn pending_handover(self) -> Pending {
        let handed = self.local().handed;
        self.ledger(|ledger| pending(ledger, &handed)).unwrap_or_default()
    }

    /// What a file of what is new would hold: what the office lacks where its receipt is known.
    pub fn pending_since(self) -> Pending {
        let local = self.local();
        self.ledger(|ledger| pending(ledger, local.base())).unwrap_or_default()
    }

    /// The day of the last hand-over, and that of the first save of the book.
    pub fn handovers(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let handed = self.local().handed_at.map(|at| local_date(at, self.zone.get().offset_minutes()));
        let first = self.read(|book| book.commit_info(0).map(|info| local_date(info.at.ms, info.at.offset)));
        (handed, first.flatten())
    }

    /// Hands the book over, by the share sheet where there is one and `download` is not asked for.
    ///
    /// # Errors
    /// [`AppError`]; nothing is noted as handed over.
    pub async fn export(self, range: Range, carry: Carry, download: bool) -> Result<Sent, AppError> {
        // The button shows that it works before the file is written.
        clock::breathe().await;
        let local = self.inner.try_with_value(|inner| inner.local.clone()).ok_or(AppError::Locked)?;
        let created = clock::stamp(self.zone.get_untracked());
        let options = ExportOptions {
            export_id: Uuid::from_bytes(random()),
            created,
            author: &local.worker,
            since: (range == Range::Since).then(|| local.base()),
        };
        let mut pieces = Pieces::new();
        let sent = sent_of(&local, range);
        let Written { exported, carried, left } =
            self.write_file(&options, carry, sent, &mut |chunk: &[u8]| pieces.push(chunk)).await?;
        let name = file_name(&local.worker, created);
        let handed = if download { pieces.download(&name) } else { pieces.share(&name).await };
        let handed = handed.map_err(|_| AppError::FileHandling)?;
        if handed != Handed::Cancelled && left > 0 {
            self.set_local(|local| match range {
                Range::Since => local.sent_new.extend(carried),
                Range::All => local.sent_all.extend(carried),
            })
            .await?;
        } else if handed != Handed::Cancelled {
            let heads = exported.heads;
            self.set_local(|local| {
                local.handed = heads;
                local.handed_at = Some(created.ms);
                local.sent_new.clear();
                if range == Range::All && carry == Carry::Next {
                    local.sent_all.clear();
                }
            })
            .await?;
            let mut guard = StoreGuard::take(self).await?;
            let sentinel = guard.store()?.set_last_export(u64::try_from(created.ms).unwrap_or(0));
            self.keep_sentinel(&sentinel);
        }
        Ok(Sent {
            handed,
            name,
            commits: exported.commits,
            records: exported.records,
            attachments: exported.attachments,
            without_bytes: exported.without_bytes,
            left,
            bytes: exported.bytes,
        })
    }

    /// Forgets which photos went already, so that a hand-over in several files begins again, for another receiver.
    ///
    /// # Errors
    /// [`AppError`] where the store does not take it.
    pub async fn begin_handover_again(self) -> Result<(), AppError> {
        self.set_local(|local| {
            local.sent_new.clear();
            local.sent_all.clear();
        })
        .await
    }

    /// Writes an export in slices, without the photos that were sent. A save that is asked for meanwhile waits until the
    /// file is whole.
    ///
    /// # Errors
    /// [`AppError`]; what the sink has by then is no file.
    pub async fn write_file(
        self,
        options: &ExportOptions<'_>,
        carry: Carry,
        sent: &[RecordId],
        sink: &mut impl FnMut(&[u8]),
    ) -> Result<Written, AppError> {
        let handed = self.inner.try_with_value(|inner| inner.local.handed.clone()).unwrap_or_default();
        let mut guard = StoreGuard::take(self).await?;
        let mut slices = clock::Slices::start();
        let begun = self.ledger(|ledger| Exporter::begin(ledger, options, sink));
        let mut exporter = begun.ok_or(AppError::Locked)?.map_err(|_| AppError::Damaged)?;
        let (mut carried, mut left) = (Vec::new(), 0);
        if carry == Carry::Next {
            let mut parts = self.photo_parts(options.since, &handed, sent)?.into_iter();
            carried = parts.next().unwrap_or_default();
            left = parts.map(|part| part.len()).sum();
            exporter.carry(carried.clone());
        }
        loop {
            slices.breathe_if_due().await;
            if let Some(id) = exporter.wants() {
                // One that does not open is left out and counted; the rest of the file stands.
                let bytes = guard.store()?.get_blob(&id.to_string()).await.ok().flatten();
                self.ledger(|ledger| exporter.give(ledger, bytes.as_deref(), sink))
                    .ok_or(AppError::Locked)?;
                continue;
            }
            let step = self.ledger(|ledger| exporter.step(ledger, sink));
            if let Some(exported) = step.ok_or(AppError::Locked)?.map_err(|_| AppError::Damaged)? {
                return Ok(Written { exported, carried, left });
            }
        }
    }

    /// Of a hand-over of what is new only those that no hand-over before took along: a receipt says nothing of bytes, and
    /// those that have gone once must not go again with every file until it comes.
    fn photo_parts(
        self,
        since: Option<&Heads>,
        handed: &Heads,
        sent: &[RecordId],
    ) -> Result<Vec<Vec<RecordId>>, AppError> {
        let sent: FxHashSet<&RecordId> = sent.iter().collect();
        let parts = self.ledger(|ledger| {
            let mut found = exchange::carried_by(ledger, since)?;
            if since.is_some_and(|since| since != handed) {
                let new: FxHashSet<RecordId> =
                    exchange::carried_by(ledger, Some(handed))?.into_iter().collect();
                found.retain(|id| new.contains(id));
            }
            found.retain(|id| !sent.contains(id));
            Ok(exchange::parts(ledger.book(), &found))
        });
        parts.ok_or(AppError::Locked)?.map_err(|_: BadCommit| AppError::Damaged)
    }

    /// The photos and papers of a hand-over that are still to be sent.
    pub fn photos_to_hand_over(self, range: Range) -> Photos {
        let local = self.local();
        let sent = sent_of(&local, range);
        let since = (range == Range::Since).then(|| local.base());
        let Ok(parts) = self.photo_parts(since, &local.handed, sent) else {
            return Photos { unknown: true, ..Photos::default() };
        };
        let size = |id: &RecordId| {
            self.read_once(|book| book.get_any(*id).map_or(0, exchange::size_of)).unwrap_or(0)
        };
        Photos {
            count: parts.iter().map(Vec::len).sum(),
            bytes: parts.iter().flatten().map(size).sum(),
            files: parts.len(),
            sent: sent.len(),
            unknown: false,
        }
    }
}
