//! Taking in what others handed over: hand-overs, receipts and packs, as many files at once as are chosen.
//!
//! Invariant: nothing is in the book before the user says so, and then all of the hand-overs or none, in one transaction. A
//! file that is refused does not stop the others. What surprises: all sealed files are opened in one worker and all
//! signatures checked in another, because a worker's start costs more than its work; what follows is in `take.rs`.

use leptos::prelude::*;
use zeroize::Zeroizing;

use super::guard::StoreGuard;
use super::{App, AppError};
use crate::domain::id::RecordId;
use crate::domain::text::{Lang, Text, t};
use crate::exchange::key::{PublicKey, Role};
use crate::exchange::pack::{self, Pack, PackPlan};
use crate::exchange::receipt::{self, OtherDevice, Receipt, Verdict};
use crate::exchange::roster::{self, OtherKey};
use crate::exchange::seal::is_sealed;
use crate::exchange::tray::{NotTaken, Tray, Weighed, order};
use crate::exchange::{
    self, Came, Carried, FileKind, ImportError, Incoming, Limits, MOST_A_FILE, SmallSigned, explain,
    kind_of_file, message, signature_of,
};
use crate::ledger::Gap;
use crate::platform::clock;
use crate::platform::files::{self, Body};
use crate::platform::sealer::{self, Claim, Opener, SealerFault};
use crate::store::Blob;

/// The most bytes of photos that are taken in at once: they are all in memory when they are saved.
const MOST_PHOTOS: u64 = 4 * MOST_A_FILE;

/// The bytes of attachments in a file that was checked: they are read from it when they are saved.
pub(super) struct InFile {
    body: Body,
    pub(super) wanted: Vec<Carried>,
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
    /// It is signed with another key than the one that is known of this phone.
    #[error("the worker is known by another key")]
    OtherKey(String),
    /// It is not from the office that this phone is paired with.
    #[error("not from the office")]
    NotOffice(String),
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
            FileRefusal::OtherKey(name) => {
                return t(
                    "Mengaku dari HP {name}, tetapi ditandatangani dengan kunci lain. Mungkin seseorang menyamar. Telepon {name}; bila kuncinya memang baru, daftarkan dahulu di Kunci serah terima.",
                    "It says that it is from {name}'s phone, but is signed with another key. Somebody may pretend. Call {name}; if the key is really new, enrol it first under Hand-over keys.",
                )
                .with(lang, &[("name", name)]);
            }
            FileRefusal::NotOffice(name) => {
                return t(
                    "Tidak ditandatangani oleh {name}, kantor yang terpasang di HP ini. Tidak ada yang berubah. Tanyakan kepada kantor.",
                    "Not signed by {name}, the office that this phone is paired with. Nothing has changed. Ask the office.",
                )
                .with(lang, &[("name", name)]);
            }
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
    /// The signer's keys, by which they can be known from now on.
    pub key: PublicKey,
    /// Whether it came in the way in which that device sent it; otherwise somebody opened it and passed it on.
    pub as_sent: bool,
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
        signed: Option<Box<SignedBy>>,
        /// How many photos and papers it would bring whose bytes are not here.
        photos: usize,
        /// Photos and papers whose bytes in the file are not those of their record: what they are called.
        spoiled: Vec<(String, String)>,
    },
    /// A receipt for this phone, and who signed it.
    Receipt(Receipt, Verdict, Option<Box<SignedBy>>),
    /// A pack of the agency, and who signed it.
    Pack(Pack, PackPlan, Option<Box<SignedBy>>),
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
    pub(super) commits: Vec<Vec<u8>>,
    pub(super) bytes: Vec<InFile>,
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

/// What was read from a file.
enum Read {
    Export { incoming: Box<Incoming>, wanted: Vec<Carried>, spoiled: Vec<Carried> },
    Receipt(Receipt, Verdict),
    Pack(Pack, PackPlan),
}

/// A file that was read, and what its signature claims.
struct Opened {
    body: Body,
    read: Read,
    claim: Option<(Claim, Box<SignedBy>)>,
}

/// A file on its way through the preview.
struct Looked {
    place: usize,
    name: String,
    found: Result<Opened, FileRefusal>,
}

/// How much of sealed files is open at once; one alone may be more.
const MOST_OPEN: u64 = 64 << 20;

/// How many of the next files are opened together.
fn group(chosen: &[Chosen]) -> usize {
    let mut open = 0;
    let fits = |one: &&Chosen| {
        open += files::size(&one.file);
        open <= MOST_OPEN
    };
    chosen.iter().take_while(fits).count().max(1)
}

/// The signer of a receipt or pack.
fn signer_of(bytes: &[u8], agency: &str) -> Result<Option<(Claim, Box<SignedBy>)>, ImportError> {
    let Some(SmallSigned { key, own, message, value }) = signature_of(bytes)? else { return Ok(None) };
    let by =
        PublicKey { role: Role::Agency, name: agency.to_owned(), device: None, recipient: own, signing: key };
    Ok(Some((Claim { key, message, value }, Box::new(SignedBy { key: by, as_sent: true }))))
}

impl App {
    /// Reads files and says what they would bring together. Changes nothing. `tell` is told how far it is.
    ///
    /// # Errors
    /// [`AppError`] where the vault is locked meanwhile; what is wrong with a file stands at that file.
    pub async fn preview(self, chosen: &[Chosen], tell: &dyn Fn(usize, usize)) -> Result<Preview, AppError> {
        let (limits, count) = (Limits::default(), chosen.len());
        let (mut arrivals, mut others, mut exports) = (Vec::new(), Vec::new(), Vec::new());
        let mut looked = Vec::new();
        let mut rest = chosen;
        while !rest.is_empty() {
            let (part, more) = rest.split_at(group(rest).min(rest.len()));
            let bodies = self.bodies(part, &limits).await;
            for (one, body) in part.iter().zip(bodies) {
                tell(looked.len(), 2 * count);
                clock::breathe().await;
                let found = match body {
                    Ok((body, came)) => self.read_body(body, &came, &limits).await,
                    Err(refusal) => Err(refusal),
                };
                looked.push(Looked { place: looked.len(), name: one.file.name(), found });
            }
            rest = more;
        }
        check_signatures(&mut looked).await?;
        for Looked { place, name, found } in looked {
            let found = found.and_then(|opened| self.believed(opened));
            let what = match found {
                Ok((body, Read::Export { incoming, wanted, spoiled }, signed)) => {
                    exports.push(Some((place, name, body, incoming, signed, wanted, spoiled)));
                    continue;
                }
                Ok((_, Read::Receipt(receipt, verdict), signed)) => {
                    Arrived::Receipt(receipt, verdict, signed)
                }
                Ok((_, Read::Pack(pack, plan), signed)) => Arrived::Pack(pack, plan, signed),
                Err(refusal) => Arrived::Refused(refusal, None),
            };
            others.push(Arrival { place, name, what });
        }
        let places = order(&exports.iter().flatten().map(|(_, _, _, one, ..)| &**one).collect::<Vec<_>>());
        let (mut tray, mut bytes, mut room) = (Tray::new(), Vec::new(), MOST_PHOTOS);
        let mut photographed: rustc_hash::FxHashSet<RecordId> = rustc_hash::FxHashSet::default();
        for (number, place) in places.into_iter().enumerate() {
            tell(count + number, 2 * count);
            if number > 0 {
                self.step_by_step(|ledger, commits| tray.catch_up(ledger, commits)).await?;
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
            self.step_by_step(|ledger, commits| tray.catch_up(ledger, commits)).await?;
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

    /// Opens a file with its passphrase.
    ///
    /// # Errors
    /// [`FileRefusal`]; one of [`FileRefusal::wants_passphrase`] where it is another.
    pub async fn open_with(self, chosen: &Chosen, passphrase: &str) -> Result<Chosen, FileRefusal> {
        let phrase = crate::vault::Passphrase::new(passphrase);
        let phrase = Zeroizing::new(String::from_utf8_lossy(phrase.as_bytes()).into_owned());
        let opened = sealer::open(&[&chosen.file], &Opener::Passphrase(phrase)).await;
        let pieces = opened.map_err(AppError::from)?.pop().ok_or(AppError::FileHandling)?;
        let opened = Some(Body::Pieces(pieces.map_err(AppError::from)?));
        Ok(Chosen { opened, ..chosen.clone() })
    }

    /// What files hold, opened with this device's key where they are sealed, and how they came.
    async fn bodies(self, chosen: &[Chosen], limits: &Limits) -> Vec<Result<(Body, Came), FileRefusal>> {
        let mut bodies = Vec::new();
        let mut sealed = Vec::new();
        for one in chosen {
            let fits = usize::try_from(files::size(&one.file)).is_ok_and(|bytes| bytes <= limits.bytes);
            bodies.push(match &one.opened {
                Some(body) => Ok((body.clone(), Came::Passphrase)),
                None if !fits => Err(ImportError::TooLarge.into()),
                None => match files::read_part(&one.file, &(0..40)).await {
                    Err(_) => Err(AppError::FileHandling.into()),
                    Ok(start) => {
                        if is_sealed(&start) {
                            sealed.push((bodies.len(), &one.file));
                        }
                        Ok((Body::File(one.file.clone()), Came::Open))
                    }
                },
            });
        }
        let files: Vec<&web_sys::File> = sealed.iter().map(|(_, file)| *file).collect();
        let opened = if files.is_empty() { Ok(Vec::new()) } else { self.open_sealed(&files).await };
        for (number, (place, _)) in sealed.iter().enumerate() {
            let body = match &opened {
                Ok(opened) => opened.get(number).cloned().unwrap_or(Err(AppError::FileHandling)),
                Err(error) => Err(error.clone()),
            };
            if let Some(slot) = bodies.get_mut(*place) {
                *slot = body.map_err(FileRefusal::from);
            }
        }
        bodies
    }

    async fn open_sealed(
        self,
        files: &[&web_sys::File],
    ) -> Result<Vec<Result<(Body, Came), AppError>>, AppError> {
        let keys = self.device_keys().await?;
        let opened = sealer::open(files, &Opener::Identity(keys.identity)).await?;
        let came = |pieces| (Body::Pieces(pieces), Came::For(keys.recipient.clone()));
        Ok(opened.into_iter().map(|one| one.map(came).map_err(AppError::from)).collect())
    }

    async fn read_body(self, body: Body, came: &Came, limits: &Limits) -> Result<Opened, FileRefusal> {
        if usize::try_from(body.size()).map_or(true, |bytes| bytes > limits.bytes) {
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
                let claim = signer_of(&bytes, &receipt.agency)?;
                Ok(Opened { body, read: Read::Receipt(receipt, verdict), claim })
            }
            FileKind::Pack => {
                let pack = pack::read(&bytes)?;
                let plan = self.read_once(|book| pack::plan(book, &pack)).ok_or(AppError::Locked)?;
                let claim = signer_of(&bytes, &pack.agency)?;
                Ok(Opened { body, read: Read::Pack(pack, plan), claim })
            }
            FileKind::Export => {
                let mut incoming = exchange::read(&bytes, limits)?;
                let claim = incoming.signature.as_ref().map(|signed| {
                    let by = PublicKey {
                        role: Role::Worker,
                        name: incoming.author.clone(),
                        device: Some(incoming.device),
                        recipient: signed.statement.own.clone(),
                        signing: signed.key,
                    };
                    let message = signed.statement.message();
                    let claim = Claim { key: signed.key, message, value: signed.value };
                    (claim, Box::new(SignedBy { key: by, as_sent: signed.is_as_sent(came) }))
                });
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
                let read = Read::Export { incoming: Box::new(incoming), wanted, spoiled };
                Ok(Opened { body, read, claim })
            }
        }
    }

    /// Whether the file may be taken from whoever signed it.
    fn believed(self, opened: Opened) -> Result<(Body, Read, Option<Box<SignedBy>>), FileRefusal> {
        let Opened { body, read, claim } = opened;
        let signed = claim.map(|(_, signed)| signed);
        let signing = signed.as_ref().map(|signed| &signed.key.signing);
        let known = untrack(|| match &read {
            Read::Export { incoming, .. } => {
                let standing = roster::of_worker(&self.roster(), incoming.device, signing);
                standing.map_err(|OtherKey(name)| FileRefusal::OtherKey(name))
            }
            _ => self.standing_of_office(signing).map_err(|OtherKey(name)| FileRefusal::NotOffice(name)),
        });
        known.map(|_| (body, read, signed))
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
}

/// Refuses the files whose signatures do not hold: all are checked in one worker.
async fn check_signatures(looked: &mut [Looked]) -> Result<(), AppError> {
    let claim = |one: &Looked| one.found.as_ref().ok()?.claim.as_ref().map(|(claim, _)| claim.clone());
    let claims: Vec<(usize, Claim)> =
        looked.iter().enumerate().filter_map(|(place, one)| Some((place, claim(one)?))).collect();
    if claims.is_empty() {
        return Ok(());
    }
    let holds = sealer::verify(&claims.iter().map(|(_, claim)| claim).collect::<Vec<_>>()).await?;
    for ((place, _), holds) in claims.into_iter().zip(holds) {
        if let Some(one) = looked.get_mut(place).filter(|_| !holds) {
            one.found = Err(ImportError::WrongSignature.into());
        }
    }
    Ok(())
}
