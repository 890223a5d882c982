//! Merging foreign commits: planned first, so that a preview can be shown, then done in one step.

use std::collections::BTreeMap;

use minicbor::Decoder;
use rustc_hash::FxHashMap;

use super::assemble::Origin;
use super::book::DeviceLog;
use super::change::Hash;
use super::clock::Hlc;
use super::codec::{self, BadCommit, RawBody, RawChange};
use super::commit::CommitRef;
use super::log::{Ledger, push_framed};
use crate::domain::id::{DeviceId, RecordId};
use crate::domain::order::InOrder;

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

/// A foreign commit on the scales.
struct Weighed {
    name: CommitRef,
    hash: Hash,
    prev: Hash,
    /// Whether it says what its writer had seen of others.
    tells: bool,
    bytes: Vec<u8>,
}

impl Ledger {
    /// Checks foreign commits and says what they would bring. Changes nothing.
    ///
    /// # Errors
    /// [`MergeRefusal`]: nothing of the file is to be taken.
    pub fn plan_merge(&self, incoming: Vec<Origin>) -> Result<MergePlan, MergeRefusal> {
        let mut touched = Touched::default();
        touched.kinds.reserve(incoming.len());
        let (mut plan, tells) = self.weigh(incoming, Some(&mut touched))?;
        self.count_records(&mut plan, &tells, touched)?;
        Ok(plan)
    }

    /// The same checks and the same commits for whoever takes many files and asks for no preview of each: the
    /// records are not counted.
    ///
    /// # Errors
    /// As [`Ledger::plan_merge`].
    pub fn plan_union(&self, incoming: Vec<Origin>) -> Result<MergePlan, MergeRefusal> {
        Ok(self.weigh(incoming, None)?.0)
    }

    /// Checks foreign commits and says which are to be taken, and of each whether it tells what its writer had seen.
    fn weigh(
        &self,
        incoming: Vec<Origin>,
        mut touched: Option<&mut Touched>,
    ) -> Result<(MergePlan, Vec<bool>), MergeRefusal> {
        let mut weighed: Vec<Weighed> = Vec::with_capacity(incoming.len());
        let mut altered = None;
        for origin in incoming {
            let mut d = Decoder::new(origin.bytes());
            let header = codec::read_header(&mut d)?;
            let name = CommitRef { device: header.device, seq: header.seq };
            if header.seq == 0 || header.hlc > Hlc::LATEST {
                return Err(MergeRefusal::ImpossibleTime(name));
            }
            let hash = codec::hash(origin.bytes())?;
            if origin.hash.is_some_and(|given| given != hash) {
                altered = Some(altered.map_or(name, |known: CommitRef| known.min(name)));
            }
            if let Some(touched) = &mut touched {
                for _ in 0..header.changes {
                    let change = d.bytes().map_err(BadCommit::from)?;
                    touched.note(&codec::read_change(change)?);
                }
            }
            let (prev, tells) = (header.prev, header.seen_at.is_some());
            weighed.push(Weighed { name, hash, prev, tells, bytes: origin.into_bytes() });
        }
        // The longer way of sorting is for files that were not written in order.
        if !weighed.is_sorted_by_key(|it| (it.name, it.hash)) {
            weighed.order_by_key(|it| (it.name, it.hash));
        }
        self.check_chains(&weighed, altered)?;

        let mut plan = MergePlan { forks: Vec::new(), ..MergePlan::default() };
        let mut last: Option<(CommitRef, Hash)> = None;
        let mut tells: Vec<bool> = Vec::with_capacity(weighed.len());
        for it in weighed {
            let (name, hash) = (it.name, it.hash);
            if last == Some((name, hash)) {
                continue;
            }
            if last.is_some_and(|(other, _)| other == name) {
                note(&mut plan.forks, name.device);
            }
            last = Some((name, hash));
            match self.standing(name, hash) {
                Standing::Same => {
                    plan.known += 1;
                    // A known commit is taken again where it brings an erasure.
                    if self.brings_erasure(&it.bytes)? {
                        plan.commits.push(it.bytes);
                        tells.push(it.tells);
                    }
                    continue;
                }
                Standing::Other => note(&mut plan.forks, name.device),
                Standing::Unknown => {}
            }
            plan.own_lost |= name.device == self.device();
            plan.commits.push(it.bytes);
            tells.push(it.tells);
        }
        Ok((plan, tells))
    }

    fn brings_erasure(&self, commit: &[u8]) -> Result<bool, BadCommit> {
        let mut d = Decoder::new(commit);
        for _ in 0..codec::read_header(&mut d)?.changes {
            let raw = codec::read_change(d.bytes()?)?;
            if matches!(raw.body, RawBody::Erased(_)) && !self.book.erased.contains(&raw.record) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn standing(&self, name: CommitRef, hash: Hash) -> Standing {
        let mut held = self.commits_at(name.device, name.seq).peekable();
        if held.peek().is_none() {
            return Standing::Unknown;
        }
        let same =
            held.any(|number| codec::hash(self.book.commit_bytes(number)).is_ok_and(|known| known == hash));
        if same { Standing::Same } else { Standing::Other }
    }

    /// A commit's `prev` must be the hash of a commit before it, in the file or here, wherever one is known. Where two
    /// copies of a device wrote under one number, what only one of them wrote before may still be on its way.
    fn check_chains(&self, weighed: &[Weighed], altered: Option<CommitRef>) -> Result<(), MergeRefusal> {
        let mut broken = altered;
        let mut note = |name: CommitRef| {
            if broken.is_none_or(|known| name < known) {
                broken = Some(name);
            }
        };
        for (place, it) in weighed.iter().enumerate() {
            let holds = if it.name.seq == 1 {
                it.prev == Hash::default()
            } else {
                let before = CommitRef { device: it.name.device, seq: it.name.seq - 1 };
                let in_file = || {
                    // As a rule it is the one right before.
                    let start = match place.checked_sub(1).and_then(|at| weighed.get(at)) {
                        Some(other) if other.name == before => {
                            let earlier = weighed.get(..place).unwrap_or_default();
                            place - earlier.iter().rev().take_while(|other| other.name == before).count()
                        }
                        _ => weighed.partition_point(|other| other.name < before),
                    };
                    let rest = weighed.get(start..).unwrap_or_default();
                    rest.iter().take_while(|other| other.name == before).map(|other| other.hash)
                };
                let unknown =
                    in_file().next().is_none() && self.commit_at(before.device, before.seq).is_none();
                unknown
                    || in_file().any(|hash| hash == it.prev)
                    || self.standing(before, it.prev) == Standing::Same
                    || self.is_doubled(weighed, it.name)
            };
            if !holds || !self.leads_on(weighed, it) {
                note(it.name);
            }
        }
        broken.map_or(Ok(()), |name| Err(MergeRefusal::BrokenChain(name)))
    }

    /// Whether what is held right after a commit follows it, or another one of its name in the file or here. Else the
    /// order of two files would decide whether the second is refused.
    fn leads_on(&self, weighed: &[Weighed], it: &Weighed) -> bool {
        let next = it.name.seq.checked_add(1).map(|seq| CommitRef { device: it.name.device, seq });
        let Some((next, number)) = next.and_then(|next| Some((next, self.commit_at(next.device, next.seq)?)))
        else {
            return true;
        };
        let Ok(header) = codec::read_header(&mut Decoder::new(self.book.commit_bytes(number))) else {
            return true;
        };
        header.prev == it.hash
            || named(weighed, it.name).any(|other| other.hash == header.prev)
            || self.standing(it.name, header.prev) == Standing::Same
            || self.is_doubled(weighed, next)
    }

    /// Whether two saves bear this name once the file is taken in. Asks the union, so that no order decides.
    fn is_doubled(&self, weighed: &[Weighed], name: CommitRef) -> bool {
        let held = self
            .commits_at(name.device, name.seq)
            .filter_map(|number| codec::hash(self.book.commit_bytes(number)).ok());
        let mut hashes = held.chain(named(weighed, name).map(|it| it.hash));
        let first = hashes.next();
        hashes.any(|hash| Some(hash) != first)
    }

    /// Folds a trial copy of the touched records to say what is new, changed, identical and conflicting. `tells` says
    /// of each of the plan's commits whether it holds what its writer had seen.
    fn count_records(
        &self,
        plan: &mut MergePlan,
        tells: &[bool],
        touched: Touched,
    ) -> Result<(), MergeRefusal> {
        let Touched { mut kinds, names, erases } = touched;
        let name_of = |kind: u16| names.get(usize::from(kind)).map_or("", String::as_str);
        // Of a fork, known or new, the whole chain says which of its commits saw which.
        let any_fork = !plan.forks.is_empty() || self.book.devices.iter().any(|log| !log.forks.is_empty());
        let simple = !any_fork && self.book.erased.is_empty() && !erases;
        if simple {
            // Without erasures and forks nothing can happen to a record that is not here but that it comes.
            let mut new = vec![0_usize; names.len()];
            kinds.retain(|id, kind| {
                let known = self.book.place_of(*id).is_some();
                if let (false, Some(count)) = (known, new.get_mut(usize::from(*kind))) {
                    *count += 1;
                }
                known
            });
            let counted = names.iter().zip(new).filter(|(_, count)| *count > 0);
            plan.new.extend(counted.map(|(name, count)| (name.clone(), count)));
        }
        let mut trial = Ledger::new(self.device());
        let mut block = Vec::new();
        let forked = |log: &DeviceLog| !log.forks.is_empty() || plan.forks.contains(&log.id);
        let mut numbers = self.commits_touching(kinds.keys());
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
        for (tells, bytes) in tells.iter().zip(&plan.commits) {
            // What a writer had seen is needed of every commit, also where its records need no trial.
            let weighs = !simple
                || *tells
                || (!kinds.is_empty() && codec::records_of(bytes)?.iter().any(|id| kinds.contains_key(id)));
            if weighs {
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
        for (id, kind) in kinds {
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
            count(group, name_of(kind));
        }
        plan.conflicts.order();
        Ok(())
    }

    fn commits_touching<'a>(&self, touched: impl Iterator<Item = &'a RecordId>) -> Vec<u32> {
        let mut numbers: Vec<u32> = Vec::new();
        for id in touched {
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

/// The records that a file is about, each with the kind it is first given.
#[derive(Default)]
struct Touched {
    kinds: FxHashMap<RecordId, u16>,
    names: Vec<String>,
    /// Whether something is erased.
    erases: bool,
}

impl Touched {
    fn note(&mut self, change: &RawChange<'_>) {
        self.erases |= !matches!(change.body, RawBody::Set(_));
        let known = self.names.iter().position(|name| name == change.kind);
        let number = known.unwrap_or_else(|| {
            self.names.push(change.kind.to_owned());
            self.names.len() - 1
        });
        self.kinds.entry(change.record).or_insert_with(|| u16::try_from(number).unwrap_or(u16::MAX));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Unknown,
    Same,
    Other,
}

/// The commits of one name in a file; the file's are sorted by name.
fn named(weighed: &[Weighed], name: CommitRef) -> impl Iterator<Item = &Weighed> {
    let start = weighed.partition_point(|it| it.name < name);
    weighed.get(start..).unwrap_or_default().iter().take_while(move |it| it.name == name)
}

fn note(list: &mut Vec<DeviceId>, device: DeviceId) {
    if !list.contains(&device) {
        list.push(device);
    }
}
