//! Handing the book over as a file, and taking in the file of somebody else.
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
use super::{App, AppError, DeviceKeys, LocalState, random};
use crate::domain::id::RecordId;
use crate::domain::text::Lang;
use crate::domain::zone::local_date;
use crate::exchange::key::signer_words;
use crate::exchange::seal::is_sealed;
use crate::exchange::signature::BY_PASSPHRASE;
use crate::exchange::{
    self, Came, Carried, ExportOptions, Exported, Exporter, ImportError, Incoming, Limits, Signed, explain,
    message,
};
use crate::ledger::{BadCommit, Heads, MergePlan, Stamp};
use crate::platform::clock;
use crate::platform::files::{self, Body, Handed, Pieces};
use crate::platform::sealer::{self, Lock, Opener, SealerFault};
use crate::report::handover::{Pending, file_name, pending};
use crate::store::Blob;

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

/// The bytes of attachments in a file that was checked: they are read from it when they are saved.
pub(super) struct InFile {
    body: Body,
    wanted: Vec<Carried>,
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

/// Who signed a file that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBy {
    /// The six words of the device's signing key.
    pub words: String,
    /// Whether it came in the way in which that device sent it; otherwise somebody opened it and passed it on.
    pub as_sent: bool,
}

impl InFile {
    /// Reads and checks them once more, because the file may have changed since.
    pub(super) async fn read(self) -> Result<Vec<Blob>, AppError> {
        let mut blobs = Vec::with_capacity(self.wanted.len());
        for one in &self.wanted {
            let data = self.body.part(&one.at).await.map_err(|_| AppError::FileHandling)?;
            let bytes = one.decode(&data).ok_or(AppError::FileHandling)?;
            blobs.push((one.id.to_string(), bytes));
        }
        Ok(blobs)
    }
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

/// A file that was read and checked, and what it would bring. Nothing of it is in the book yet.
pub struct Preview {
    /// The worker's name as the file gives it.
    pub author: String,
    /// When it was made, by the clock of its device.
    pub created: Stamp,
    /// Whether it holds a whole book.
    pub whole: bool,
    /// What it would bring.
    pub plan: MergePlan,
    /// How many photos and papers it would bring whose bytes are not here.
    pub photos: usize,
    /// The device that signed it; `None` for a file without a signature.
    pub signed: Option<SignedBy>,
    /// Photos and papers whose bytes in the file are not those of their record: what they are called.
    pub spoiled: Vec<(String, String)>,
    bytes: InFile,
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Preview").field("photos", &self.photos).finish_non_exhaustive()
    }
}

impl Preview {
    /// Whether it would change nothing.
    pub fn is_empty(&self) -> bool {
        self.plan.is_empty() && self.photos == 0
    }
}

/// A file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileRefusal {
    /// The file itself is refused.
    #[error("the file is refused")]
    File(#[from] ImportError),
    /// It could not be read or weighed.
    #[error(transparent)]
    App(#[from] AppError),
}

impl FileRefusal {
    /// What the user reads.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            FileRefusal::File(error) => {
                let values = message::values(error);
                let places: Vec<(&str, &str)> =
                    values.iter().map(|(key, value)| (*key, value.as_str())).collect();
                explain(error).with(lang, &places)
            }
            FileRefusal::App(error) => error.text().get(lang).to_owned(),
        }
    }
}

impl FileRefusal {
    /// Whether the file is locked with a passphrase that was not given, or was another.
    pub fn wants_passphrase(&self) -> bool {
        use SealerFault::{NeedsPassphrase, WrongPassphrase};
        matches!(self, FileRefusal::App(AppError::Sealed(NeedsPassphrase | WrongPassphrase)))
    }
}

/// Who signs a file, and what is signed of its receivers.
#[derive(Debug)]
pub struct Signer {
    keys: DeviceKeys,
    recipients: Vec<String>,
}

/// Checks a signature and says whose it is.
async fn checked(signed: &Signed, came: &Came) -> Result<SignedBy, FileRefusal> {
    let holds = sealer::verify(&signed.key, &signed.statement.message(), &signed.value).await;
    if !holds.map_err(AppError::from)? {
        return Err(ImportError::WrongSignature.into());
    }
    Ok(SignedBy { words: signer_words(signed), as_sent: signed.is_as_sent(came) })
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
        let handed = self.local().handed;
        self.ledger(|ledger| pending(ledger, &handed)).unwrap_or_default()
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
            since: (range == Range::Since).then_some(&local.handed),
        };
        let (signer, lock) = self.signer_and_lock(how).await?;
        let mut pieces = Pieces::new();
        let sent = sent_of(&local, range);
        let mut sink = |chunk: &[u8]| pieces.push(chunk);
        let written = self.write_file(&options, carry, sent, signer.as_ref(), &mut sink).await?;
        let Written { exported, carried, left } = written;
        let (name, handed) = give_out(pieces, file_name(&local.worker, created), lock, download).await?;
        // Where the device's own row is damaged the file is all that can be saved; that it went out is not noted.
        let noted = handed != Handed::Cancelled && !self.own_row_is_damaged();
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
        let mut guard = StoreGuard::take(self).await?;
        let mut slices = clock::Slices::start();
        let begun = self.ledger(|ledger| Exporter::begin(ledger, options, sink));
        let mut exporter = begun.ok_or(AppError::Locked)?.map_err(|_| AppError::Damaged)?;
        let (mut carried, mut left) = (Vec::new(), 0);
        if carry == Carry::Next {
            let mut parts = self.photo_parts(options.since, sent)?.into_iter();
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
                let value = sealer::sign(&signer.keys.seed, &statement.message()).await;
                // Unsigned is better than not handed over, where the file is not sealed anyway.
                if value.is_ok() || !statement.recipients.is_empty() {
                    exporter.give_signature(&signer.keys.signing, &value?, sink);
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

    fn photo_parts(self, since: Option<&Heads>, sent: &[RecordId]) -> Result<Vec<Vec<RecordId>>, AppError> {
        let sent: FxHashSet<&RecordId> = sent.iter().collect();
        let parts = self.ledger(|ledger| {
            let mut found = exchange::carried_by(ledger, since)?;
            found.retain(|id| !sent.contains(id));
            Ok(exchange::parts(ledger.book(), &found))
        });
        parts.ok_or(AppError::Locked)?.map_err(|_: BadCommit| AppError::Damaged)
    }

    /// The photos and papers of a hand-over that are still to be sent.
    pub fn photos_to_hand_over(self, range: Range) -> Photos {
        let local = self.local();
        let sent = sent_of(&local, range);
        let Ok(parts) = self.photo_parts((range == Range::Since).then_some(&local.handed), sent) else {
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

    /// Reads a file and says what it would bring. Changes nothing. A sealed file is opened with this device's key, or with
    /// the passphrase; [`FileRefusal::wants_passphrase`] says that one is needed.
    ///
    /// # Errors
    /// [`FileRefusal`] with the sentence to show.
    pub async fn preview(
        self,
        file: web_sys::File,
        passphrase: Option<&str>,
    ) -> Result<Preview, FileRefusal> {
        let limits = Limits::default();
        let fits = |size: u64| usize::try_from(size).is_ok_and(|bytes| bytes <= limits.bytes);
        if !fits(files::size(&file)) {
            return Err(ImportError::TooLarge.into());
        }
        let (body, came) = self.opened(file, passphrase).await?;
        if !fits(body.size()) {
            return Err(ImportError::TooLarge.into());
        }
        let bytes = body.whole().await.map_err(|_| AppError::FileHandling)?;
        clock::breathe().await;
        let incoming = exchange::read(&bytes, &limits)?;
        clock::breathe().await;
        let Incoming { author, created, since, origins, attachments, signature, mut spoiled, .. } = incoming;
        let signed = match &signature {
            Some(signed) => Some(checked(signed, &came).await?),
            None => None,
        };
        let mut whole = Vec::new();
        let mut slices = clock::Slices::start();
        for one in attachments {
            slices.breathe_if_due().await;
            let data = bytes.get(one.at.clone()).unwrap_or_default();
            if one.decode(data).is_some() { &mut whole } else { &mut spoiled }.push(one);
        }
        drop(bytes);
        let wanted = self.not_here(whole).await?;
        let plan = self
            .ledger(|ledger| ledger.plan_merge(origins))
            .ok_or(AppError::Locked)?
            .map_err(ImportError::Refused)?;
        Ok(Preview {
            author,
            created,
            whole: since.is_none(),
            plan,
            photos: wanted.len(),
            signed,
            spoiled: spoiled.into_iter().map(|one| (one.kind, one.caption)).collect(),
            bytes: InFile { body, wanted },
        })
    }

    /// What a file holds, opened where it is sealed, and how it came.
    async fn opened(self, file: web_sys::File, passphrase: Option<&str>) -> Result<(Body, Came), AppError> {
        let start = files::read_part(&file, &(0..40)).await.map_err(|_| AppError::FileHandling)?;
        if !is_sealed(&start) {
            return Ok((Body::File(file), Came::Open));
        }
        let (opener, came) = match passphrase {
            Some(typed) => {
                let phrase = crate::vault::Passphrase::new(typed);
                let phrase = String::from_utf8_lossy(phrase.as_bytes()).into_owned();
                (Opener::Passphrase(Zeroizing::new(phrase)), Came::Passphrase)
            }
            None => {
                let keys = self.device_keys().await?;
                (Opener::Identity(keys.identity), Came::For(keys.recipient))
            }
        };
        Ok((Body::Pieces(sealer::open(&file, &opener).await?), came))
    }

    /// The attachments whose bytes are not on this phone, or not whole; without those that were erased here.
    async fn not_here(self, found: Vec<Carried>) -> Result<Vec<Carried>, AppError> {
        let mut wanted = Vec::new();
        for one in found {
            if self.read_once(|book| book.is_erased(one.id)).ok_or(AppError::Locked)? {
                continue;
            }
            let mut guard = StoreGuard::take(self).await?;
            let here = guard.store()?.get_blob(&one.id.to_string()).await;
            drop(guard);
            if !matches!(here, Ok(Some(bytes)) if one.matches(&bytes)) {
                wanted.push(one);
            }
        }
        Ok(wanted)
    }

    /// Takes a file in, all or nothing.
    ///
    /// # Errors
    /// [`AppError`]; nothing of the file was saved.
    pub async fn take(self, preview: Preview) -> Result<(), AppError> {
        if preview.is_empty() {
            return Ok(());
        }
        let MergePlan { commits, own_lost, .. } = preview.plan;
        self.take_in_with(commits, own_lost, Some(preview.bytes)).await
    }
}
