//! Taking in what was weighed, and taking it back.
//!
//! Invariant: of the hand-overs all are saved or none, in one transaction. What surprises: the way back is no commit, because
//! that would travel to the workers and take their work back there too; the store is written anew with what was there
//! before, as long as nothing came after ([`crate::exchange::back`]).

use leptos::prelude::*;

use super::guard::StoreGuard;
use super::office::Given;
use super::receive::{Arrived, FileRefusal, Preview};
use super::{App, AppError, Saving};
use crate::domain::order::InOrder;
use crate::exchange::back::{self, Before};
use crate::exchange::pack;
use crate::exchange::receipt::Received;
use crate::exchange::roster::OtherKey;
use crate::ledger::Ledger;
use crate::store::Damage;

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
    /// The files that were not taken, and why.
    pub left: Vec<(String, FileRefusal)>,
    /// The receipts that can be given, with the name of who gets them.
    pub receipts: Vec<Given>,
    /// How many records of packs were saved.
    pub packed: usize,
    /// Whether a receipt for this phone was taken in.
    pub received: bool,
}

/// Whether what was taken in last can be taken back. It outlives the page, but not a lock.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum WayBack {
    /// Nothing was taken in.
    #[default]
    Nothing,
    /// Something of it cannot be brought back: what was erased, a pack, or this phone's older name.
    Never,
    /// As long as nothing comes after.
    Open(Back),
    /// A receipt was given, which must stay true.
    Receipted,
}

/// The way back, and what it would take away.
#[derive(Clone, Debug, PartialEq)]
pub struct Back {
    /// How many hand-overs were taken in.
    pub files: usize,
    /// How many records they brought.
    pub new: usize,
    way: back::WayBack,
    blobs: Vec<String>,
}

impl App {
    /// Takes in what was weighed: all hand-overs or none, then a receipt for this phone, then each pack as a save.
    ///
    /// # Errors
    /// [`AppError`] where the hand-overs were not saved, or the vault is locked meanwhile.
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
            let before = self.ledger(Before::of).ok_or(AppError::Locked)?;
            let blobs = bytes.iter().flat_map(|one| &one.wanted).map(|one| one.id.to_string()).collect();
            let only = arrivals.iter().all(|one| !matches!(one.what, Arrived::Pack(..)));
            let rewritten = self.take_in_with(commits, own_lost, bytes).await?;
            let way = self.ledger(|ledger| before.way_back(ledger)).ok_or(AppError::Locked)?;
            // What was erased is gone from the store already, and a phone does not go back to an old name.
            let way = way.filter(|_| only && !own_lost && !rewritten);
            let (files, new) = (taken.files, taken.new);
            self.way_back.set(match way {
                Some(way) => WayBack::Open(Back { files, new, way, blobs }),
                None => WayBack::Never,
            });
        }
        let (mut weighed, mut refused, mut packs) = (Vec::new(), Vec::new(), Vec::new());
        // The hand-overs are saved by now: what fails from here on is told beside what was taken.
        for one in arrivals {
            if let Err(refusal) = self.still_believed(&one.what) {
                taken.left.push((one.name, refusal));
                continue;
            }
            match one.what {
                Arrived::Export { file, .. } => weighed.push(file),
                Arrived::Refused(refusal, file) => {
                    taken.left.push((one.name, refusal));
                    refused.extend(file);
                }
                Arrived::Receipt(receipt, verdict, _) => {
                    let kept = if verdict.newer { self.keep_receipt(receipt.into()).await } else { Ok(()) };
                    match kept {
                        Ok(()) => taken.received = true,
                        Err(error) => taken.left.push((one.name, error.into())),
                    }
                }
                Arrived::Pack(pack, ..) => packs.push((one.name, pack)),
            }
        }
        // The newest comes last, whatever order they were chosen in, and is weighed against what the others left.
        packs.order_by_key(|(_, pack)| pack.created.ms);
        for (name, pack) in packs {
            let plan = self.read_once(|book| pack::plan(book, &pack)).ok_or(AppError::Locked)?;
            let count = plan.drafts.len();
            if count == 0 {
                continue;
            }
            match self.save(plan.drafts, None).await {
                Ok(_) => taken.packed += count,
                Err(error) => taken.left.push((name, error.into())),
            }
        }
        taken.receipts = self.make_receipts(&weighed, &refused).await;
        Ok(taken)
    }

    /// Whether a receipt or pack may still be taken: meanwhile this phone may have been paired with another office.
    fn still_believed(self, what: &Arrived) -> Result<(), FileRefusal> {
        let (Arrived::Receipt(.., signed) | Arrived::Pack(.., signed)) = what else { return Ok(()) };
        let signing = signed.as_ref().map(|signed| &signed.key.signing);
        let standing = untrack(|| self.standing_of_office(signing));
        standing.map(drop).map_err(|OtherKey(name)| FileRefusal::NotOffice(name))
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

    /// Whether this way back is still open: nothing was saved or taken in since.
    pub fn can_untake(self, back: &Back) -> bool {
        self.version.track();
        self.writer.get() && self.ledger(|ledger| back.way.is_open(ledger)) == Some(true)
    }

    /// Takes back what was taken in last: the store is written anew with what was there before, in one transaction.
    /// `false` if something came after it, and nothing was changed.
    ///
    /// # Errors
    /// [`AppError`]; nothing was changed.
    pub async fn untake(self, back: &Back) -> Result<bool, AppError> {
        // A rewrite keeps what was read and nothing else.
        if self.damage.with_untracked(|damage| damage.iter().any(Damage::hides_saves)) {
            return self.failed(AppError::Damaged);
        }
        self.saving.set(Saving::Busy);
        match self.try_untake(back).await {
            Ok(done) => {
                if done {
                    self.way_back.set(WayBack::Nothing);
                }
                self.saving.set(Saving::Saved);
                Ok(done)
            }
            Err(error) => self.failed(error),
        }
    }

    async fn try_untake(self, back: &Back) -> Result<bool, AppError> {
        let guard = StoreGuard::take(self).await?;
        if !untrack(|| self.can_untake(back)) {
            return Ok(false);
        }
        let mut before = self.ledger(|ledger| Ledger::new(ledger.device())).ok_or(AppError::Locked)?;
        self.step_by_step(|ledger, commits| back.way.step(ledger, &mut before, commits)).await?;
        if !back.way.leads_to(&before) {
            return Ok(false);
        }
        self.rewrite(guard, before, &back.blobs).await?;
        Ok(true)
    }
}
