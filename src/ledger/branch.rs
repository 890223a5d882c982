//! The branches of a forked device: a phone that was copied or restored has written two saves under one number.
//!
//! Invariant: what is said to be held is held with every save before it. What surprises: one number stands for several
//! saves there, so which one follows which is told by the hash that it names, and by nothing else.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::book::DeviceLog;
use super::log::Ledger;
use super::vector::{Head, Heads};
use crate::domain::id::DeviceId;
use crate::domain::order::InOrder;

/// The last saves of each branch, of devices that are forked.
pub type Ends = BTreeMap<DeviceId, Vec<Head>>;

/// What of a ledger somebody else holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The highest number of a save of this very device that they hold; 0 where there is none.
    pub own: u64,
    /// How many saves they do not hold.
    pub waiting: usize,
}

impl Ledger {
    /// The last save of each branch of a forked device, as far as every save before it is here; none of a device that is
    /// not forked.
    pub fn branch_ends(&self, device: DeviceId) -> Vec<Head> {
        let Some((log, (from, before))) =
            self.log_of(device).and_then(|log| Some((log, log.branches.as_ref()?)))
        else {
            return Vec::new();
        };
        let followed: FxHashSet<u32> = before.values().copied().collect();
        let is_end = |number: &u32| self.book.seq_of(*number) >= *from && !followed.contains(number);
        let whole = |number: &u32| self.trail(log, *number).is_some();
        let head =
            |number: u32| Some(Head { seq: self.book.seq_of(number), hash: self.commit_hash(number).ok()? });
        let mut ends: Vec<Head> = log.numbers().filter(is_end).filter(whole).filter_map(head).collect();
        ends.order_by_key(|end| (end.seq, end.hash.0));
        ends
    }

    /// What somebody holds who names these heads and ends of branches.
    pub fn arrived(&self, heads: &Heads, ends: &Ends) -> Arrived {
        let mut found = Arrived { own: 0, waiting: 0 };
        for log in &self.book.devices {
            let known = heads.get(&log.id).into_iter().chain(ends.get(&log.id).into_iter().flatten());
            let (mut first, mut beyond) = (0, FxHashSet::default());
            for head in known {
                let is_it = |number: &u32| self.commit_hash(*number).is_ok_and(|hash| hash == head.hash);
                let number = self.commits_at(log.id, head.seq).find(is_it);
                let Some(trail) = number.and_then(|number| self.trail(log, number)) else { continue };
                first = trail.first.max(first);
                beyond.extend(trail.branch);
                if log.id == self.device() {
                    found.own = found.own.max(head.seq);
                }
            }
            found.waiting += log.numbers().count() - first - beyond.len();
        }
        found
    }

    /// A save and every one before it; `None` where one of them is not here.
    fn trail(&self, log: &DeviceLog, number: u32) -> Option<Trail> {
        let (mut at, mut seq) = (number, self.book.seq_of(number));
        let mut branch = Vec::new();
        if let Some((from, before)) = &log.branches {
            while seq >= *from && seq > 0 {
                branch.push(at);
                seq -= 1;
                if seq > 0 {
                    at = *before.get(&at)?;
                }
            }
        }
        let first = usize::try_from(seq).ok()?;
        (first <= log.dense.len()).then_some(Trail { first, branch })
    }
}

/// A save and all before it.
struct Trail {
    /// So many of those that are numbered without a gap.
    first: usize,
    /// Those from the fork on.
    branch: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RecordId;
    use crate::domain::kind::{Draft, FieldSet};
    use crate::domain::record::spine::person;
    use crate::ledger::{Author, Stamp};

    const RINA: DeviceId = DeviceId([1; 16]);

    fn save(ledger: &mut Ledger, name: &str, ms: i64) {
        let author = Author { name: "Rina", at: Stamp { ms, offset: 420 } };
        let record = RecordId::make(u64::try_from(ms).unwrap(), [0; 10]);
        let draft = Draft {
            kind: person::SPEC.name,
            record,
            parent: None,
            fields: FieldSet::new().with(person::NAME, name),
        };
        let prepared = ledger.prepare(&author, vec![draft], &mut || [1; 16]);
        ledger.accept(&prepared.bytes).unwrap();
    }

    /// A phone with five saves, the same phone restored to two of them with two others, and an office that has both.
    fn forked() -> [Ledger; 3] {
        let mut phone = Ledger::new(RINA);
        (0..5).for_each(|n| save(&mut phone, "Ani", 1_000 + n));
        let mut restored = Ledger::new(RINA);
        restored.copy_from(&phone, 0..2).unwrap();
        restored.settle();
        (0..2).for_each(|n| save(&mut restored, "Budi", 9_000 + n));
        let mut office = Ledger::new(DeviceId([9; 16]));
        for from in [&phone, &restored] {
            let commits: Vec<Vec<u8>> = from.commits().map(std::borrow::Cow::into_owned).collect();
            office.accept_all(commits.iter().map(Vec::as_slice)).unwrap();
        }
        [phone, restored, office]
    }

    #[test]
    fn an_office_names_the_end_of_each_branch_and_either_phone_reads_that_all_is_there() {
        let [phone, restored, office] = forked();
        let ends = office.branch_ends(RINA);
        assert_eq!(ends.iter().map(|end| end.seq).collect::<Vec<_>>(), [4, 5]);
        let named: Ends = [(RINA, ends)].into();
        let all = |own| Arrived { own, waiting: 0 };
        assert_eq!(phone.arrived(&office.heads(), &named), all(5));
        assert_eq!(restored.arrived(&office.heads(), &named), all(4));
        assert_eq!(office.arrived(&office.heads(), &named), Arrived { own: 0, waiting: 0 });
        // One head alone names one branch.
        assert_eq!(restored.arrived(&office.heads(), &Ends::new()), Arrived { own: 0, waiting: 4 });
        assert_eq!(office.arrived(&office.heads(), &Ends::new()).waiting, 2);
        assert_eq!((phone.branch_ends(RINA), restored.branch_ends(RINA)), (Vec::new(), Vec::new()));
    }

    #[test]
    fn what_was_written_since_waits() {
        let [mut phone, mut restored, office] = forked();
        let named: Ends = [(RINA, office.branch_ends(RINA))].into();
        save(&mut phone, "Cici", 20_000);
        save(&mut restored, "Dewi", 20_000);
        assert_eq!(phone.arrived(&office.heads(), &named), Arrived { own: 5, waiting: 1 });
        assert_eq!(restored.arrived(&office.heads(), &named), Arrived { own: 4, waiting: 1 });
    }

    #[test]
    fn a_branch_with_a_gap_is_not_named_as_held() {
        let [phone, restored, _] = forked();
        let mut office = Ledger::new(DeviceId([9; 16]));
        let mut commits: Vec<Vec<u8>> = phone.commits().map(std::borrow::Cow::into_owned).collect();
        commits.push(restored.commits().last().unwrap().into_owned());
        office.accept_all(commits.iter().map(Vec::as_slice)).unwrap();
        assert_eq!(office.branch_ends(RINA).iter().map(|end| end.seq).collect::<Vec<_>>(), [5]);
    }
}
