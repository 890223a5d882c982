//! Taking in what others handed over: hand-overs, receipts and packs, as many files at once as are chosen.
//!
//! Invariant: nothing is in the book before the user says so, and then all of the hand-overs or none, in one transaction. A
//! file that is refused does not stop the others. What surprises: taking in can be taken back only while nothing came after
//! it; the store is then written anew with what was there before ([`App::untake`]).

use leptos::prelude::*;
use zeroize::Zeroizing;

use super::guard::StoreGuard;
use super::office::Given;
use super::save::encode_heads;
use super::{App, AppError};
use crate::domain::id::RecordId;
use crate::domain::text::{Lang, Text, t};
use crate::exchange::key::signer_words;
use crate::exchange::pack::{self, Pack, PackPlan};
use crate::exchange::receipt::{self, OtherDevice, Receipt, Received, Verdict};
use crate::exchange::seal::is_sealed;
use crate::exchange::tray::{NotTaken, Tray, Weighed, order};
use crate::exchange::{
    self, Came, Carried, FileKind, ImportError, Incoming, Limits, MOST_A_FILE, Signed, explain, kind_of_file,
    message,
};
use crate::ledger::{Book, Gap, Heads, Ledger};
use crate::platform::clock;
use crate::platform::files::{self, Body};
use crate::platform::sealer::{self, Opener, SealerFault};
use crate::store::{Blob, Damage};

/// How many commits are copied or taken up between two looks at the clock.
const STEP: usize = 200;

/// The most bytes of photos that are taken in at once: they are all in memory when they are saved.
const MOST_PHOTOS: u64 = 4 * MOST_A_FILE;

/// The bytes of attachments in a file that was checked: they are read from it when they are saved.
pub(super) struct InFile {
    body: Body,
    wanted: Vec<Carried>,
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

/// A file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileRefusal {
    /// The file itself is refused.
    #[error("the file is refused")]
    File(#[from] ImportError),
    /// A receipt for another phone.
    #[error(transparent)]
    OtherDevice(#[from] OtherDevice),
    /// Its photos are more than are taken in at once, with those before it.
    #[error("too many photos at once")]
    Later,
    /// It could not be read or weighed.
    #[error(transparent)]
    App(#[from] AppError),
}

impl FileRefusal {
    /// What the user reads.
    pub fn sentence(&self, lang: Lang) -> String {
        let text: Text = match self {
            FileRefusal::File(error) => {
                let values = message::values(error);
                let places: Vec<(&str, &str)> =
                    values.iter().map(|(key, value)| (*key, value.as_str())).collect();
                return explain(error).with(lang, &places);
            }
            FileRefusal::OtherDevice(error) => error.text(),
            FileRefusal::Later => t(
                "Foto dari semua berkas terlalu banyak untuk sekali terima. Terima yang lain dahulu, lalu berkas ini.",
                "The photos of all files are too many to take in at once. Take in the others first, then this file.",
            ),
            FileRefusal::App(error) => error.text(),
        };
        text.get(lang).to_owned()
    }
}

impl FileRefusal {
    /// Whether the file is locked with a passphrase that was not given, or was another.
    pub fn wants_passphrase(&self) -> bool {
        use SealerFault::{NeedsPassphrase, WrongPassphrase};
        matches!(self, FileRefusal::App(AppError::Sealed(NeedsPassphrase | WrongPassphrase)))
    }
}

/// Who signed a file that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBy {
    /// The six words of the device's signing key.
    pub words: String,
    /// Whether it came in the way in which that device sent it; otherwise somebody opened it and passed it on.
    pub as_sent: bool,
}

/// Checks a signature and says whose it is.
async fn checked(signed: &Signed, came: &Came) -> Result<SignedBy, FileRefusal> {
    let holds = sealer::verify(&signed.key, &signed.statement.message(), &signed.value).await;
    if !holds.map_err(AppError::from)? {
        return Err(ImportError::WrongSignature.into());
    }
    Ok(SignedBy { words: signer_words(signed), as_sent: signed.is_as_sent(came) })
}

/// A file that was chosen.
#[derive(Clone, Debug)]
pub struct Chosen {
    file: web_sys::File,
    /// What it held, once it was opened with a passphrase: nobody types it twice.
    opened: Option<Body>,
}

impl Chosen {
    /// One that nobody has opened yet.
    pub fn new(file: web_sys::File) -> Chosen {
        Chosen { file, opened: None }
    }
}

/// What a file turned out to be.
pub enum Arrived {
    /// A hand-over that can be taken.
    Export {
        /// What it would bring.
        file: Box<Weighed>,
        /// The device that signed it; `None` for a file without a signature.
        signed: Option<SignedBy>,
        /// How many photos and papers it would bring whose bytes are not here.
        photos: usize,
        /// Photos and papers whose bytes in the file are not those of their record: what they are called.
        spoiled: Vec<(String, String)>,
    },
    /// A receipt for this phone.
    Receipt(Receipt, Verdict),
    /// A pack of the agency.
    Pack(Pack, PackPlan),
    /// It is not taken; where it could be read at all, who made it.
    Refused(FileRefusal, Option<Box<NotTaken>>),
}

/// A file that was looked into.
pub struct Arrival {
    /// Its place among those that were chosen.
    pub place: usize,
    /// What it is called.
    pub name: String,
    /// What it turned out to be.
    pub what: Arrived,
}

/// Files that were read and weighed together, and what they would bring. Nothing of them is in the book yet.
pub struct Preview {
    /// The files, hand-overs first, in the order in which they count.
    pub arrivals: Vec<Arrival>,
    /// What would still be missing after all of them, with the name of who writes on that phone.
    pub gaps: Vec<(Gap, String)>,
    /// How many fields would stand in conflict that do not now.
    pub conflicts: usize,
    /// Whether this phone was restored from an older state and goes on under a new name.
    pub own_lost: bool,
    commits: Vec<Vec<u8>>,
    bytes: Vec<InFile>,
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Preview").field("files", &self.arrivals.len()).finish_non_exhaustive()
    }
}

impl Preview {
    /// The hand-overs among the files.
    pub fn exports(&self) -> impl Iterator<Item = &Weighed> {
        self.arrivals.iter().filter_map(|one| match &one.what {
            Arrived::Export { file, .. } => Some(&**file),
            _ => None,
        })
    }

    /// Whether the hand-overs would change nothing.
    pub fn is_empty(&self) -> bool {
        self.commits.is_empty() && self.bytes.is_empty()
    }
}

/// What came of taking in.
#[derive(Debug, Default)]
pub struct Taken {
    /// New records.
    pub new: usize,
    /// Changed records.
    pub changed: usize,
    /// Fields in conflict.
    pub conflicts: usize,
    /// How many hand-overs there were.
    pub files: usize,
    /// The receipts that can be given, with the name of who gets them.
    pub receipts: Vec<Given>,
    /// How many records of packs were saved.
    pub packed: usize,
    /// Whether a receipt for this phone was taken in.
    pub received: bool,
    /// The way back, where there is one.
    pub untake: Option<Untake>,
}

/// The way back from taking in: good until anything else is saved.
#[derive(Clone, Debug)]
pub struct Untake {
    commits: usize,
    heads: Heads,
    generation: u64,
    blobs: Vec<String>,
}

/// A file that was read.
enum Opened {
    Export {
        body: Body,
        incoming: Box<Incoming>,
        signed: Option<SignedBy>,
        wanted: Vec<Carried>,
        spoiled: Vec<Carried>,
    },
    Other(Arrived),
}

impl App {
    /// Reads files and says what they would bring together. Changes nothing. `tell` is told how far it is.
    ///
    /// # Errors
    /// [`AppError`] where the vault is locked meanwhile; what is wrong with a file stands at that file.
    pub async fn preview(self, chosen: &[Chosen], tell: &dyn Fn(usize, usize)) -> Result<Preview, AppError> {
        let (limits, count) = (Limits::default(), chosen.len());
        let (mut arrivals, mut others, mut exports) = (Vec::new(), Vec::new(), Vec::new());
        for (place, one) in chosen.iter().enumerate() {
            tell(place, 2 * count);
            clock::breathe().await;
            let name = one.file.name();
            match self.read_chosen(one, &limits).await {
                Ok(Opened::Export { body, incoming, signed, wanted, spoiled }) => {
                    exports.push(Some((place, name, body, incoming, signed, wanted, spoiled)));
                }
                Ok(Opened::Other(what)) => others.push(Arrival { place, name, what }),
                Err(refusal) => others.push(Arrival { place, name, what: Arrived::Refused(refusal, None) }),
            }
        }
        let places = order(&exports.iter().flatten().map(|(_, _, _, one, ..)| &**one).collect::<Vec<_>>());
        let (mut tray, mut bytes, mut room) = (Tray::new(), Vec::new(), MOST_PHOTOS);
        let mut photographed: rustc_hash::FxHashSet<RecordId> = rustc_hash::FxHashSet::default();
        for (number, place) in places.into_iter().enumerate() {
            tell(count + number, 2 * count);
            if number > 0 {
                self.catch_up(&mut tray).await?;
            }
            clock::breathe().await;
            let Some((place, name, body, incoming, signed, mut wanted, spoiled)) =
                exports.get_mut(place).and_then(Option::take)
            else {
                continue;
            };
            // The same photo in two files is taken from the first.
            wanted.retain(|one| !photographed.contains(&one.id));
            let weight: u64 = wanted.iter().map(|one| one.size).sum();
            let Some(left) = room.checked_sub(weight) else {
                others.push(Arrival { place, name, what: Arrived::Refused(FileRefusal::Later, None) });
                continue;
            };
            let weighed = self.ledger(|ledger| tray.weigh(ledger, *incoming)).ok_or(AppError::Locked)?;
            match weighed {
                Ok(weighed) => {
                    room = left;
                    photographed.extend(wanted.iter().map(|one| one.id));
                    let photos = wanted.len();
                    if photos > 0 {
                        bytes.push(InFile { body, wanted });
                    }
                    let spoiled = spoiled.into_iter().map(|one| (one.kind, one.caption)).collect();
                    let what = Arrived::Export { file: Box::new(weighed), signed, photos, spoiled };
                    arrivals.push(Arrival { place, name, what });
                }
                Err(refused) => {
                    let why = ImportError::Refused(refused.why).into();
                    others.push(Arrival { place, name, what: Arrived::Refused(why, Some(refused)) });
                }
            }
        }
        if arrivals.len() > 1 {
            self.catch_up(&mut tray).await?;
        }
        arrivals.append(&mut others);
        let gaps = self.ledger(|ledger| tray.gaps(ledger)).ok_or(AppError::Locked)?;
        let conflicts = tray.conflicts();
        let (commits, own_lost) = tray.into_commits();
        let mut preview = Preview { arrivals, gaps: Vec::new(), conflicts, own_lost, commits, bytes };
        preview.gaps = gaps.into_iter().map(|gap| (gap, self.who_writes(&preview, gap))).collect();
        Ok(preview)
    }

    /// Who writes on the phone of a gap, by its own file or by what is here.
    fn who_writes(self, preview: &Preview, gap: Gap) -> String {
        let by_file = preview.exports().find(|file| file.device == gap.device);
        by_file.map(|file| file.author.clone()).unwrap_or_else(|| {
            let last = self.ledger(|ledger| ledger.last_of(gap.device)).flatten();
            last.map_or_else(String::new, |info| info.author)
        })
    }

    async fn catch_up(self, tray: &mut Tray) -> Result<(), AppError> {
        let mut slices = clock::Slices::start();
        loop {
            let done = self.ledger(|ledger| tray.catch_up(ledger, STEP)).ok_or(AppError::Locked)?;
            if done.map_err(|_| AppError::Damaged)? {
                return Ok(());
            }
            slices.breathe_if_due().await;
        }
    }

    /// Opens a file with its passphrase.
    ///
    /// # Errors
    /// [`FileRefusal`]; one of [`FileRefusal::wants_passphrase`] where it is another.
    pub async fn open_with(self, chosen: &Chosen, passphrase: &str) -> Result<Chosen, FileRefusal> {
        let phrase = crate::vault::Passphrase::new(passphrase);
        let phrase = Zeroizing::new(String::from_utf8_lossy(phrase.as_bytes()).into_owned());
        let pieces = sealer::open(&chosen.file, &Opener::Passphrase(phrase)).await;
        let opened = Some(Body::Pieces(pieces.map_err(AppError::from)?));
        Ok(Chosen { opened, ..chosen.clone() })
    }

    async fn read_chosen(self, chosen: &Chosen, limits: &Limits) -> Result<Opened, FileRefusal> {
        let fits = |size: u64| usize::try_from(size).is_ok_and(|bytes| bytes <= limits.bytes);
        if !fits(files::size(&chosen.file)) {
            return Err(ImportError::TooLarge.into());
        }
        let (body, came) = match &chosen.opened {
            Some(body) => (body.clone(), Came::Passphrase),
            None => self.opened(chosen.file.clone()).await?,
        };
        if !fits(body.size()) {
            return Err(ImportError::TooLarge.into());
        }
        let bytes = body.whole().await.map_err(|_| AppError::FileHandling)?;
        clock::breathe().await;
        match kind_of_file(&bytes) {
            FileKind::Receipt => {
                let receipt = receipt::read(&bytes)?;
                let known = self.inner.try_with_value(|inner| inner.local.received.clone()).flatten();
                let verdict = self.ledger(|ledger| receipt::weigh(&receipt, ledger, known.as_ref()));
                let verdict = verdict.ok_or(AppError::Locked)??;
                Ok(Opened::Other(Arrived::Receipt(receipt, verdict)))
            }
            FileKind::Pack => {
                let pack = pack::read(&bytes)?;
                let plan = self.read_once(|book| pack::plan(book, &pack)).ok_or(AppError::Locked)?;
                Ok(Opened::Other(Arrived::Pack(pack, plan)))
            }
            FileKind::Export => {
                let mut incoming = exchange::read(&bytes, limits)?;
                let signed = match &incoming.signature {
                    Some(signed) => Some(checked(signed, &came).await?),
                    None => None,
                };
                let mut spoiled = std::mem::take(&mut incoming.spoiled);
                let mut whole = Vec::new();
                let mut slices = clock::Slices::start();
                for one in std::mem::take(&mut incoming.attachments) {
                    slices.breathe_if_due().await;
                    let data = bytes.get(one.at.clone()).unwrap_or_default();
                    if one.decode(data).is_some() { &mut whole } else { &mut spoiled }.push(one);
                }
                drop(bytes);
                let wanted = self.not_here(whole).await?;
                Ok(Opened::Export { body, incoming: Box::new(incoming), signed, wanted, spoiled })
            }
        }
    }

    /// What a file holds, opened with this device's key where it is sealed, and how it came.
    async fn opened(self, file: web_sys::File) -> Result<(Body, Came), AppError> {
        let start = files::read_part(&file, &(0..40)).await.map_err(|_| AppError::FileHandling)?;
        if !is_sealed(&start) {
            return Ok((Body::File(file), Came::Open));
        }
        let keys = self.device_keys().await?;
        let pieces = sealer::open(&file, &Opener::Identity(keys.identity)).await?;
        Ok((Body::Pieces(pieces), Came::For(keys.recipient)))
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

    /// Takes in what was weighed: all hand-overs or none, then a receipt for this phone, then a pack as a save.
    ///
    /// # Errors
    /// [`AppError`]; of the hand-overs nothing was saved if there is no later part.
    pub async fn take(self, preview: Preview) -> Result<Taken, AppError> {
        let sum = |of: &std::collections::BTreeMap<String, usize>| of.values().sum::<usize>();
        let mut taken = Taken {
            new: preview.exports().map(|file| sum(&file.plan.new)).sum(),
            changed: preview.exports().map(|file| sum(&file.plan.changed)).sum(),
            conflicts: preview.conflicts,
            files: preview.exports().count(),
            ..Taken::default()
        };
        let empty = preview.is_empty();
        let Preview { arrivals, own_lost, commits, bytes, .. } = preview;
        if !empty {
            let state =
                |ledger: &Ledger| (ledger.book().commit_count(), ledger.heads(), ledger.erased_count());
            let (count, heads, erased) = self.ledger(state).ok_or(AppError::Locked)?;
            let blobs = bytes.iter().flat_map(|one| &one.wanted).map(|one| one.id.to_string()).collect();
            let only = arrivals.iter().all(|one| !matches!(one.what, Arrived::Pack(..)));
            let rewritten = self.take_in_with(commits, own_lost, bytes).await?;
            let after = self.ledger(|ledger| (ledger.erased_count(), ledger.book().generation()));
            let (erased_now, generation) = after.ok_or(AppError::Locked)?;
            // What was erased is gone from the store already, and a phone does not go back to an old name.
            if only && !own_lost && !rewritten && erased_now == erased {
                taken.untake = Some(Untake { commits: count, heads, generation, blobs });
            }
        }
        let (mut weighed, mut refused) = (Vec::new(), Vec::new());
        for one in arrivals {
            match one.what {
                Arrived::Export { file, .. } => weighed.push(file),
                Arrived::Refused(_, Some(file)) => refused.push(file),
                Arrived::Refused(_, None) => {}
                Arrived::Receipt(receipt, verdict) => {
                    taken.received = true;
                    if verdict.newer {
                        self.keep_receipt(receipt.into()).await?;
                    }
                }
                Arrived::Pack(_, plan) if plan.drafts.is_empty() => {}
                Arrived::Pack(_, plan) => {
                    taken.packed += plan.drafts.len();
                    self.save(plan.drafts, None).await?;
                }
            }
        }
        taken.receipts = self.make_receipts(&weighed, &refused);
        Ok(taken)
    }

    async fn keep_receipt(self, received: Received) -> Result<(), AppError> {
        self.set_local(|local| {
            // Of two that came together the newer counts.
            if local.received.as_ref().is_none_or(|known| received.created.ms > known.created.ms) {
                local.received = Some(received);
            }
        })
        .await
    }

    /// Whether what was taken in can still be taken back.
    pub fn can_untake(self, way: &Untake) -> bool {
        self.writer.get() && self.read(Book::generation) == Some(way.generation)
    }

    /// Takes back what was taken in last: the store is written anew with what was there before, in one transaction.
    /// `false` if something came after it, and nothing was changed.
    ///
    /// # Errors
    /// [`AppError`]; nothing was changed.
    pub async fn untake(self, way: &Untake) -> Result<bool, AppError> {
        // A rewrite keeps what was read and nothing else.
        if self.damage.with_untracked(|damage| damage.iter().any(Damage::hides_saves)) {
            return self.failed(AppError::Damaged);
        }
        self.saving.set(super::Saving::Busy);
        match self.try_untake(way).await {
            Ok(done) => {
                self.saving.set(super::Saving::Saved);
                Ok(done)
            }
            Err(error) => self.failed(error),
        }
    }

    async fn try_untake(self, way: &Untake) -> Result<bool, AppError> {
        let mut guard = StoreGuard::take(self).await?;
        if !untrack(|| self.can_untake(way)) {
            return Ok(false);
        }
        let mut before = self.ledger(|ledger| Ledger::new(ledger.device())).ok_or(AppError::Locked)?;
        let mut slices = clock::Slices::start();
        for from in (0..way.commits).step_by(STEP) {
            let part = from..(from + STEP).min(way.commits);
            let copied = self.ledger(|ledger| before.copy_from(ledger, part)).ok_or(AppError::Locked)?;
            copied.map_err(|_| AppError::Damaged)?;
            slices.breathe_if_due().await;
        }
        // The way back is by the order in which commits came; a book that is not the one of then is never written.
        if before.heads() != way.heads || before.book().commit_count() != way.commits {
            return Ok(false);
        }
        let heads = encode_heads(&way.heads);
        let commits: Vec<Vec<u8>> = before.commits().map(|commit| commit.into_owned()).collect();
        let sentinel = guard.store()?.rewrite_without(commits, heads, &way.blobs).await?;
        self.keep_sentinel(&sentinel);
        drop(guard);
        self.replace_book(before);
        Ok(true)
    }
}
