//! Many hand-over files weighed together: each against the book as it would be after those before it.
//!
//! Invariant: the counts do not depend on the order in which the files were chosen, and weighing changes nothing. A file
//! that is refused leaves the others as they are. What surprises: files are put in order by the numbers of their device and
//! not by their dates, because a phone's clock may be wrong.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::import::Incoming;
use super::receipt;
use crate::domain::id::{DeviceId, RecordId};
use crate::domain::order::InOrder;
use crate::ledger::{BadCommit, Gap, Heads, Ledger, MergePlan, MergeRefusal, Stamp};

/// How well the maker of a file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquaintance {
    /// There are saves of this device here.
    Known,
    /// There are none of this device, but some of somebody of the same name.
    NewDevice,
    /// Neither.
    Stranger,
}

/// A file on the scales.
#[derive(Debug)]
pub struct Weighed {
    /// Names the file.
    pub export_id: Uuid,
    /// The device that made it.
    pub device: DeviceId,
    /// The worker's name as set there.
    pub author: String,
    /// When it was made, by the clock of its device.
    pub created: Stamp,
    /// Whether it holds a whole book.
    pub whole: bool,
    /// How well its maker is known.
    pub maker: Acquaintance,
    /// What its maker had.
    pub heads: Heads,
    /// What it would bring, after the files before it; without the commits, which are in the tray. What it leaves out is
    /// said by [`Tray::gaps`], because another file may bring it.
    pub plan: MergePlan,
    /// How many commits it would bring.
    pub commits: usize,
}

impl Weighed {
    /// Whether it brings nothing, because all of it is here or in a file before it.
    pub fn is_replay(&self) -> bool {
        self.commits == 0
    }
}

/// A file that does not hold together with the others or with the book.
#[derive(Debug)]
pub struct NotTaken {
    /// Names the file.
    pub export_id: Uuid,
    /// The device that made it.
    pub device: DeviceId,
    /// The worker's name as set there.
    pub author: String,
    /// When it was made.
    pub created: Stamp,
    /// Why.
    pub why: MergeRefusal,
}

/// In which order files are weighed: device by device, and those of a device by how far it was.
pub fn order(files: &[&Incoming]) -> Vec<usize> {
    let mut first: BTreeMap<DeviceId, i64> = BTreeMap::new();
    for file in files {
        let earliest = first.entry(file.device).or_insert(i64::MAX);
        *earliest = file.created.ms.min(*earliest);
    }
    let mut places: Vec<usize> = (0..files.len()).collect();
    places.order_by_key(|place| {
        files.get(*place).map(|file| {
            let own = file.heads.get(&file.device).map_or(0, |head| head.seq);
            (first.get(&file.device).copied(), file.device, own, file.created.ms, file.export_id)
        })
    });
    places
}

/// What many files would bring together.
#[derive(Debug, Default)]
pub struct Tray {
    /// The commits of all files, in the order in which they are to be taken.
    commits: Vec<Vec<u8>>,
    /// The book as it would be: this many of its commits, then of those above, are in it.
    trial: Option<Ledger>,
    copied: usize,
    /// How many commits the book had when the trial was begun.
    before: usize,
    seen: BTreeMap<DeviceId, BTreeSet<u64>>,
    conflicts: BTreeSet<(RecordId, String)>,
    own_lost: bool,
}

impl Tray {
    /// An empty tray.
    pub fn new() -> Tray {
        Tray::default()
    }

    /// Brings the trial up to what was weighed so far, in steps of so many commits; `true` once it is. To be asked before
    /// every file but the first, so that whoever takes in one file pays for no copy of the book.
    ///
    /// # Errors
    /// [`BadCommit`] if the book holds bytes that are no commit, which would be a defect.
    pub fn catch_up(&mut self, ledger: &Ledger, commits: usize) -> Result<bool, BadCommit> {
        if self.trial.is_none() {
            self.before = ledger.book().commit_count();
        }
        let trial = self.trial.get_or_insert_with(|| Ledger::new(ledger.device()));
        if self.copied < self.before {
            let end = self.copied.saturating_add(commits).min(self.before);
            trial.copy_from(ledger, self.copied..end)?;
            self.copied = end;
        } else {
            let rest = self.commits.get(self.copied - self.before..).unwrap_or_default();
            let part = rest.get(..commits.min(rest.len())).unwrap_or_default();
            trial.accept_part(part.iter().map(Vec::as_slice))?;
            self.copied += part.len();
        }
        let done = self.copied == self.before + self.commits.len();
        if done {
            trial.settle();
        }
        Ok(done)
    }

    /// Puts the next file on the scales.
    ///
    /// # Errors
    /// [`NotTaken`]; the tray is as before.
    pub fn weigh(&mut self, ledger: &Ledger, file: Incoming) -> Result<Weighed, Box<NotTaken>> {
        let Incoming { export_id, created, device, author, origins, since, heads, .. } = file;
        let names: Vec<_> = origins.iter().filter_map(|origin| origin.name().ok()).collect();
        let base = self.trial.as_ref().unwrap_or(ledger);
        let mut plan = match base.plan_merge(origins) {
            Ok(plan) => plan,
            Err(why) => return Err(Box::new(NotTaken { export_id, device, author, created, why })),
        };
        for name in names {
            self.seen.entry(name.device).or_default().insert(name.seq);
        }
        let commits = plan.commits.len();
        self.commits.append(&mut plan.commits);
        self.conflicts.extend(plan.conflicts.iter().cloned());
        self.own_lost |= plan.own_lost;
        let maker = if ledger.last_of(device).is_some() {
            Acquaintance::Known
        } else if ledger.devices().any(|other| ledger.last_of(other).is_some_and(|it| it.author == author)) {
            Acquaintance::NewDevice
        } else {
            Acquaintance::Stranger
        };
        Ok(Weighed {
            export_id,
            device,
            author,
            created,
            whole: since.is_none(),
            maker,
            heads,
            plan,
            commits,
        })
    }

    /// What would still be missing after all files were taken.
    pub fn gaps(&self, ledger: &Ledger) -> Vec<Gap> {
        self.seen.iter().flat_map(|(device, seqs)| ledger.gaps_with(*device, seqs)).collect()
    }

    /// How many fields would stand in conflict in the end: what a later file settles is none.
    pub fn conflicts(&self) -> usize {
        let Some(trial) = &self.trial else { return self.conflicts.len() };
        let stands = |(id, field): &&(RecordId, String)| {
            let record = trial.book().get_any(*id);
            record.is_some_and(|record| record.conflicts().iter().any(|one| one.field == *field))
        };
        self.conflicts.iter().filter(stands).count()
    }

    /// The commits to save and accept, in order, and whether this device must go on under a new name.
    pub fn into_commits(self) -> (Vec<Vec<u8>>, bool) {
        (self.commits, self.own_lost)
    }
}

/// The receipts for files that were taken, one for each device, from the book that has them now. `make_id` gives their
/// names.
pub fn receipts(
    ledger: &Ledger,
    weighed: &[&Weighed],
    refused: &[&NotTaken],
    agency: &str,
    created: Stamp,
    make_id: &mut dyn FnMut() -> Uuid,
) -> Vec<(String, receipt::Receipt)> {
    let mut told: BTreeMap<DeviceId, (String, Heads)> = BTreeMap::new();
    for file in weighed {
        let (author, heads) = told.entry(file.device).or_default();
        author.clone_from(&file.author);
        for (device, head) in &file.heads {
            let known = heads.entry(*device).or_insert(*head);
            if head.seq > known.seq {
                *known = *head;
            }
        }
    }
    told.into_iter()
        .map(|(device, (author, heads))| {
            let mine = refused.iter().filter(|file| file.device == device);
            let made = receipt::Receipt {
                receipt_id: make_id(),
                created,
                agency: agency.to_owned(),
                device,
                heads: receipt::heads_for(ledger, device, &heads),
                ends: receipt::ends_for(ledger, device, &heads),
                gaps: receipt::gaps_for(ledger, &heads),
                refused: mine.map(|file| (file.export_id, receipt::reason(&file.why).to_owned())).collect(),
            };
            (author, made)
        })
        .collect()
}
