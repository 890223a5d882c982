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
use zeroize::Zeroizing;

use super::guard::StoreGuard;
use super::{App, AppError, LocalState, random};
use crate::domain::id::RecordId;
use crate::domain::zone::local_date;
use crate::exchange::signature::BY_PASSPHRASE;
use crate::exchange::{self, ExportOptions, Exported, Exporter};
use crate::ledger::{BadCommit, Heads};
use crate::platform::clock;
use crate::platform::files::{self, Handed, Pieces};
use crate::platform::sealer::{self, Lock, SealerFault};
use crate::report::handover::{Pending, file_name, pending};
use crate::vault::DeviceKeys;

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

/// How a file leaves this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// Sealed for the pinned agency and for this device itself.
    ForAgency,
    /// Locked with this passphrase.
    Passphrase(Zeroizing<String>),
    /// As JSON that anybody can read.
    Open,
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

/// Who signs a file, and what is signed of its receivers.
#[derive(Debug)]
pub struct Signer {
    keys: DeviceKeys,
    recipients: Vec<String>,
}

/// Locks a file where it is to be locked, and gives it out. A share sheet that does not take our ending takes the same
/// file as text.
async fn give_out(
    pieces: Pieces,
    name: String,
    lock: Option<Lock>,
    download: bool,
) -> Result<(String, Handed), AppError> {
    let Some(lock) = lock else {
        let endings = [("json", "application/json"), ("txt", "text/plain")];
        let handed = if download { pieces.download(&name) } else { pieces.share(&name, &endings).await };
        return Ok((name, handed.map_err(|_| AppError::FileHandling)?));
    };
    let armored =
        !download && !files::can_share(ENDING, files::BYTES) && files::can_share("txt", "text/plain");
    let (ending, media_type) = if armored { ("txt", "text/plain") } else { (ENDING, files::BYTES) };
    let name = format!("{}.{ending}", name.trim_end_matches(".json"));
    let sealed = sealer::seal(pieces, &lock, armored).await?;
    let handed =
        if download { sealed.download(&name) } else { sealed.share(&name, &[(ending, media_type)]).await };
    Ok((name, handed.map_err(|_| AppError::FileHandling)?))
}

/// The ending of a sealed file: one dot, so that no messenger takes it for something else.
const ENDING: &str = "pendamping";

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
        self.local(|local| self.ledger(|ledger| pending(ledger, &local.handed))).unwrap_or_default()
    }

    /// What a file of what is new would hold: what the office lacks where its receipt is known.
    pub fn pending_since(self) -> Pending {
        self.local(|local| self.ledger(|ledger| pending(ledger, local.base()))).unwrap_or_default()
    }

    /// The day of the last hand-over, and that of the first save of the book.
    pub fn handovers(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let handed =
            self.local(|local| local.handed_at).map(|at| local_date(at, self.zone.get().offset_minutes()));
        let first = self.read(|book| book.commit_info(0).map(|info| local_date(info.at.ms, info.at.offset)));
        (handed, first.flatten())
    }

    /// Hands the book over, by the share sheet where there is one and `download` is not asked for.
    ///
    /// # Errors
    /// [`AppError`]; nothing is noted as handed over.
    pub async fn export(
        self,
        range: Range,
        carry: Carry,
        how: &How,
        download: bool,
    ) -> Result<Sent, AppError> {
        // The button shows that it works before the file is written.
        clock::breathe().await;
        // What a tab that only reads knows of earlier hand-overs may be old.
        if !self.writer.get_untracked() {
            return Err(AppError::ReadOnly);
        }
        let local = self.inner.try_with_value(|inner| inner.local.clone()).ok_or(AppError::Locked)?;
        let created = clock::stamp(self.zone.get_untracked());
        let options = ExportOptions {
            export_id: Uuid::from_bytes(random()),
            created,
            author: &local.worker,
            since: (range == Range::Since).then(|| local.base()),
        };
        let (signer, lock) = self.signer_and_lock(how).await?;
        let mut pieces = Pieces::new();
        let sent = sent_of(&local, range);
        let mut sink = |chunk: &[u8]| pieces.push(chunk);
        let written = self.write_file(&options, carry, sent, signer.as_ref(), &mut sink).await?;
        let Written { exported, carried, left } = written;
        let (name, handed) = give_out(pieces, file_name(&local.worker, created), lock, download).await?;
        // Where the device's own row is damaged the file is all that can be saved; that it went out is not noted.
        let noted = handed != Handed::Cancelled && !untrack(|| self.own_row_is_damaged());
        if noted && left > 0 {
            self.set_local(|local| match range {
                Range::Since => local.sent_new.extend(carried),
                Range::All => local.sent_all.extend(carried),
            })
            .await?;
        } else if noted {
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

    /// The keys to sign with, and the lock. Whoever hands over readable text need not wait for the worker that signs: where
    /// it does not come, the file goes out unsigned and says so to its receiver.
    async fn signer_and_lock(self, how: &How) -> Result<(Option<Signer>, Option<Lock>), AppError> {
        let keys = self.device_keys().await;
        Ok(match how {
            How::Open => (keys.ok().map(|keys| Signer { keys, recipients: Vec::new() }), None),
            How::Passphrase(phrase) => {
                // Without the device's own row there are no keys to sign with, and the file must come out all the same.
                let signer = match keys {
                    Err(AppError::Damaged) => None,
                    keys => Some(Signer { keys: keys?, recipients: vec![BY_PASSPHRASE.to_owned()] }),
                };
                (signer, Some(Lock::Passphrase(phrase.clone())))
            }
            How::ForAgency => {
                let pinned = self.inner.try_with_value(|inner| inner.local.agency.clone()).flatten();
                let agency = pinned.ok_or(AppError::Sealed(SealerFault::BadKey))?;
                let keys = keys?;
                let mut recipients = vec![agency.key.recipient, keys.recipient.clone()];
                recipients.dedup();
                (Some(Signer { keys, recipients: recipients.clone() }), Some(Lock::For(recipients)))
            }
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

    /// Writes an export in slices, without the photos that were sent, and has it signed where a signer is given. A save that
    /// is asked for meanwhile waits until the file is whole.
    ///
    /// # Errors
    /// [`AppError`]; what the sink has by then is no file.
    pub async fn write_file(
        self,
        options: &ExportOptions<'_>,
        carry: Carry,
        sent: &[RecordId],
        signer: Option<&Signer>,
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
        if let Some(signer) = signer {
            exporter.sign_for(signer.keys.recipient.clone(), signer.recipients.clone());
        }
        loop {
            slices.breathe_if_due().await;
            if let Some((signer, statement)) = signer.zip(exporter.to_sign()) {
                let signed = sealer::sign(&signer.keys.seed, &[&statement.message()]).await;
                // Unsigned is better than not handed over, where the file is not sealed anyway.
                if signed.is_ok() || !statement.recipients.is_empty() {
                    let value = signed?.pop().ok_or(AppError::FileHandling)?;
                    exporter.give_signature(&signer.keys.signing, &value, sink);
                }
            }
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
        let (parts, sent) = self.local(|local| {
            let sent = sent_of(local, range);
            let since = (range == Range::Since).then(|| local.base());
            (self.photo_parts(since, &local.handed, sent), sent.len())
        });
        let Ok(parts) = parts else { return Photos { unknown: true, ..Photos::default() } };
        let size = |id: &RecordId| {
            self.read_once(|book| book.get_any(*id).map_or(0, exchange::size_of)).unwrap_or(0)
        };
        Photos {
            count: parts.iter().map(Vec::len).sum(),
            bytes: parts.iter().flatten().map(size).sum(),
            files: parts.len(),
            sent,
            unknown: false,
        }
    }
}
