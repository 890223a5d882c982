//! Merging foreign commits: planned first, so that a preview can be shown, then done in one step.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::book::DeviceLog;
use super::change::{Change, Hash};
use super::clock::Hlc;
use super::codec::{self, BadCommit};
use super::commit::{Commit, CommitRef};
use super::log::{Ledger, push_framed};
use crate::domain::id::{DeviceId, RecordId};

/// What a merge would bring.
#[derive(Debug, Default)]
pub struct MergePlan {
    /// The commits to save and accept, in order.
    pub commits: Vec<Vec<u8>>,
    /// Commits that are here already.
    pub known: usize,
    /// Records that would be new, by kind.
    pub new: BTreeMap<String, usize>,
    /// Records that would change, by kind.
    pub changed: BTreeMap<String, usize>,
    /// Records that are the same here and there, by kind.
    pub identical: BTreeMap<String, usize>,
    /// Fields that would stand in conflict and do not now.
    pub conflicts: Vec<(RecordId, String)>,
    /// Records that would be erased here.
    pub erased: usize,
    /// Devices whose file leaves out commits between what is here and what it brings.
    pub gaps: Vec<DeviceId>,
    /// Devices that were copied or restored: two commits have one number.
    pub forks: Vec<DeviceId>,
    /// Whether commits come back under this device's own name that it does not have: it was restored
    /// from an older state and must go on as a new device.
    pub own_lost: bool,
}

impl MergePlan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.commits.is_empty()
    }
}

/// Why a set of commits is refused as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeRefusal {
    /// The chain of a device does not hold: this is its first commit that was altered, or follows one.
    #[error("the chain breaks at commit {} of device {}", .0.seq, .0.device)]
    BrokenChain(CommitRef),
    /// A commit carries a time that no clock can show.
    #[error("commit {} of device {} has an impossible time", .0.seq, .0.device)]
    ImpossibleTime(CommitRef),
    /// Not a commit.
    #[error(transparent)]
    Bad(#[from] BadCommit),
}

/// A foreign commit with the hash its file gives for it.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The commit.
    pub commit: Commit,
    /// The hash as given; `None` where the source gives none.
    pub hash: Option<Hash>,
}

impl Ledger {
    /// Checks foreign commits and says what they would bring. Changes nothing.
    ///
    /// # Errors
    /// [`MergeRefusal`]: nothing of the file is to be taken.
    pub fn plan_merge(&self, incoming: &[Origin]) -> Result<MergePlan, MergeRefusal> {
        let mut encoded: Vec<(CommitRef, Hash, Vec<u8>, &Commit)> = Vec::with_capacity(incoming.len());
        let mut altered = None;
        for origin in incoming {
            let name = origin.commit.name();
            if origin.commit.seq == 0 || origin.commit.hlc > Hlc::LATEST {
                return Err(MergeRefusal::ImpossibleTime(name));
            }
            let (bytes, hash) = codec::encode_hashed(&origin.commit);
            if origin.hash.is_some_and(|given| given != hash) {
                altered = Some(altered.map_or(name, |known: CommitRef| known.min(name)));
            }
            encoded.push((name, hash, bytes, &origin.commit));
        }
        encoded.sort_by_key(|(name, hash, ..)| (*name, *hash));
        self.check_chains(&encoded, altered)?;

        let mut plan = MergePlan { forks: Vec::new(), ..MergePlan::default() };
        let mut reach: BTreeMap<DeviceId, u64> = BTreeMap::new();
        let mut last: Option<(CommitRef, Hash)> = None;
        let mut brought: Vec<&Commit> = Vec::with_capacity(encoded.len());
        for (name, hash, bytes, commit) in encoded {
            if last == Some((name, hash)) {
                continue;
            }
            if last.is_some_and(|(other, _)| other == name) {
                note(&mut plan.forks, name.device);
            }
            last = Some((name, hash));
            let held = reach.entry(name.device).or_insert_with(|| self.held(name.device));
            if name.seq > *held + 1 {
                note(&mut plan.gaps, name.device);
            }
            *held = (*held).max(name.seq);
            match self.standing(name, hash) {
                Standing::Same => {
                    plan.known += 1;
                    // A known commit is taken again where it brings an erasure.
                    let erases = commit.changes.iter().any(|change| {
                        matches!(change, Change::Erased { record, .. } if !self.book.erased.contains(record))
                    });
                    if erases {
                        plan.commits.push(bytes);
                        brought.push(commit);
                    }
                    continue;
                }
                Standing::Other => note(&mut plan.forks, name.device),
                Standing::Unknown => {}
            }
            plan.own_lost |= name.device == self.device();
            plan.commits.push(bytes);
            brought.push(commit);
        }
        self.count_records(&mut plan, &brought, incoming)?;
        Ok(plan)
    }

    fn held(&self, device: DeviceId) -> u64 {
        self.book
            .device_index
            .get(&device)
            .and_then(|number| self.book.devices.get(*number as usize))
            .map_or(0, |log| log.dense.len() as u64)
    }

    fn standing(&self, name: CommitRef, hash: Hash) -> Standing {
        let Some(first) = self.commit_at(name.device, name.seq) else { return Standing::Unknown };
        let forks = self
            .book
            .device_index
            .get(&name.device)
            .and_then(|number| self.book.devices.get(*number as usize))
            .map_or(&[][..], |log| log.forks.as_slice());
        let same = std::iter::once(first)
            .chain(forks.iter().copied())
            .any(|number| codec::hash(self.book.commit_bytes(number)).is_ok_and(|known| known == hash));
        if same { Standing::Same } else { Standing::Other }
    }

    /// A commit's `prev` must be the hash of a commit before it, in the file or here, wherever one is known.
    fn check_chains(
        &self,
        encoded: &[(CommitRef, Hash, Vec<u8>, &Commit)],
        altered: Option<CommitRef>,
    ) -> Result<(), MergeRefusal> {
        let mut broken = altered;
        let mut note = |name: CommitRef| {
            if broken.is_none_or(|known| name < known) {
                broken = Some(name);
            }
        };
        for (name, _, _, commit) in encoded {
            let holds = if name.seq == 1 {
                commit.prev == Hash::default()
            } else {
                let before = CommitRef { device: name.device, seq: name.seq - 1 };
                let start = encoded.partition_point(|(other, ..)| *other < before);
                let in_file = encoded
                    .get(start..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|(other, ..)| *other == before);
                let mut candidates = in_file.map(|(_, hash, ..)| *hash).peekable();
                let unknown =
                    candidates.peek().is_none() && self.commit_at(before.device, before.seq).is_none();
                unknown
                    || candidates.any(|hash| hash == commit.prev)
                    || self.standing(before, commit.prev) == Standing::Same
            };
            if !holds {
                note(*name);
            }
        }
        broken.map_or(Ok(()), |name| Err(MergeRefusal::BrokenChain(name)))
    }

    /// Folds a trial copy of the touched records to say what is new, changed, identical and conflicting. `brought`
    /// are the plan's commits.
    fn count_records(
        &self,
        plan: &mut MergePlan,
        brought: &[&Commit],
        incoming: &[Origin],
    ) -> Result<(), MergeRefusal> {
        let mut touched: Touched<'_> = Touched::default();
        for change in incoming.iter().flat_map(|origin| &origin.commit.changes) {
            touched.entry(change.record()).or_insert_with(|| change.kind());
        }
        let erases = |change: &Change| !matches!(change, Change::Set { .. });
        let simple = plan.forks.is_empty()
            && self.book.erased.is_empty()
            && !incoming.iter().any(|origin| origin.commit.changes.iter().any(erases));
        if simple {
            // Without erasures and forks nothing can happen to a record that is not here but that it comes.
            touched.retain(|id, kind| {
                let known = self.book.place_of(*id).is_some();
                if !known {
                    count(&mut plan.new, kind);
                }
                known
            });
        }
        let mut trial = Ledger::new(self.device());
        let mut block = Vec::new();
        let forked = |log: &DeviceLog| !log.forks.is_empty() || plan.forks.contains(&log.id);
        let mut numbers = self.commits_touching(&touched);
        for log in self.book.devices.iter().filter(|log| forked(log)) {
            numbers.extend(log.dense.iter().chain(log.sparse.values()).chain(&log.forks));
        }
        numbers.sort_unstable();
        numbers.dedup();
        // A new record under an erased one is erased as well, though the erasure is not in the file.
        trial.book.erased.clone_from(&self.book.erased);
        for number in numbers {
            push_framed(&mut block, self.book.commit_bytes(number));
        }
        for (commit, bytes) in brought.iter().zip(&plan.commits) {
            // What a writer had seen is needed of every commit, also where its records need no trial.
            let weighed = !simple
                || commit.seen.is_some()
                || commit.changes.iter().any(|change| touched.contains_key(&change.record()));
            if weighed {
                push_framed(&mut block, bytes);
            }
        }
        trial.load_block(block)?;
        // What devices had seen of each other is needed whole, also from commits that are not in the
        // trial. Of forked devices every commit is in it.
        for log in self.book.devices.iter().filter(|log| !forked(log)) {
            let number = trial.book.device_number(log.id);
            let mut copies = Vec::with_capacity(log.seen.len());
            for ((seq, _), seen) in &log.seen {
                let seen: Vec<(u32, u64)> = seen
                    .iter()
                    .filter_map(|(device, seq)| {
                        let id = self.book.devices.get(*device as usize)?.id;
                        Some((trial.book.device_number(id), *seq))
                    })
                    .collect();
                copies.push(((*seq, u32::MAX), seen));
            }
            if let Some(copy) = trial.book.devices.get_mut(number as usize) {
                copy.seen.extend(copies);
            }
        }
        trial.settle();
        for (id, kind) in touched {
            let before = self.book.get_any(id);
            let after = trial.book.get_any(id);
            let group = match (before, after) {
                (None, Some(_)) => &mut plan.new,
                (Some(_), None) => {
                    plan.erased += 1;
                    continue;
                }
                (None, None) => continue,
                (Some(before), Some(after)) => {
                    let known: Vec<String> =
                        before.conflicts().into_iter().map(|conflict| conflict.field).collect();
                    for conflict in after.conflicts() {
                        if !known.contains(&conflict.field) {
                            plan.conflicts.push((id, conflict.field));
                        }
                    }
                    if before.fields() == after.fields() { &mut plan.identical } else { &mut plan.changed }
                }
            };
            count(group, kind);
        }
        plan.conflicts.sort_unstable();
        Ok(())
    }

    fn commits_touching(&self, touched: &Touched<'_>) -> Vec<u32> {
        let mut numbers: Vec<u32> = Vec::new();
        for id in touched.keys() {
            if let Some(record) = self.book.get_any(*id) {
                numbers.extend(record.writes().iter().map(|write| write.commit));
            }
        }
        numbers
    }
}

fn count(group: &mut BTreeMap<String, usize>, kind: &str) {
    match group.get_mut(kind) {
        Some(count) => *count += 1,
        None => drop(group.insert(kind.to_owned(), 1)),
    }
}

/// The kinds of the records that a file is about.
type Touched<'a> = FxHashMap<RecordId, &'a str>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Unknown,
    Same,
    Other,
}

fn note(list: &mut Vec<DeviceId>, device: DeviceId) {
    if !list.contains(&device) {
        list.push(device);
    }
}
