//! What a ledger holds of each device: whether it is known, what is missing in between, how far it goes without a gap.
//!
//! What surprises: the numbers of a foreign file may be as large as a number can be, so that gaps are ranges and never
//! walked through.

use std::collections::BTreeSet;
use std::ops::Range;

use super::book::DeviceLog;
use super::codec::BadCommit;
use super::history::CommitInfo;
use super::log::{Ledger, push_framed};
use super::vector::Head;
use crate::domain::id::DeviceId;
use crate::domain::zone::Stamp;

/// Saves of a device that are missing between others that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The writer.
    pub device: DeviceId,
    /// The first that is missing.
    pub from: u64,
    /// The last that is missing.
    pub to: u64,
}

impl Ledger {
    pub(super) fn log_of(&self, device: DeviceId) -> Option<&DeviceLog> {
        self.book.devices.get(*self.book.device_index.get(&device)? as usize)
    }

    /// What is missing of a device beside what is here and these numbers.
    pub fn gaps_with(&self, device: DeviceId, more: &BTreeSet<u64>) -> Vec<Gap> {
        let log = self.log_of(device);
        let mut before = log.map_or(0, |log| log.dense.len() as u64);
        let mut numbers: BTreeSet<u64> = log.into_iter().flat_map(|log| log.sparse.keys().copied()).collect();
        numbers.extend(more.iter().filter(|seq| **seq > before));
        let mut gaps = Vec::new();
        for seq in numbers {
            if seq > before.saturating_add(1) {
                gaps.push(Gap { device, from: before + 1, to: seq - 1 });
            }
            before = seq;
        }
        gaps
    }

    /// Who wrote the last commit of a device, and when; nothing of a device of which there is no commit.
    pub fn last_of(&self, device: DeviceId) -> Option<CommitInfo> {
        let log = self.log_of(device)?;
        let number = log.sparse.values().next_back().or_else(|| log.dense.last())?;
        self.book.commit_info(*number as usize)
    }

    /// The devices of which there are commits.
    pub fn devices(&self) -> impl Iterator<Item = DeviceId> {
        let written = |log: &&DeviceLog| !log.dense.is_empty() || !log.sparse.is_empty();
        self.book.devices.iter().filter(written).map(|log| log.id)
    }

    /// What is held of a device without gaps, at most up to a number.
    pub fn head_within(&self, device: DeviceId, most: u64) -> Option<Head> {
        let log = self.log_of(device)?;
        let count = log.dense.len().min(usize::try_from(most).unwrap_or(usize::MAX));
        let number = log.dense.get(count.checked_sub(1)?)?;
        Some(Head { seq: count as u64, hash: self.commit_hash(*number).ok()? })
    }

    /// When a commit of a device was written.
    pub fn written_at(&self, device: DeviceId, seq: u64) -> Option<Stamp> {
        let number = self.commit_at(device, seq)?;
        Some(self.book.commit_time(number as usize)?.1)
    }

    /// Takes over commits of another ledger, named by the order in which they came there. For copies that are made in
    /// steps: of the whole, or of how it was before something came. After the last, [`Ledger::settle`].
    ///
    /// # Errors
    /// [`BadCommit`] if the other ledger holds bytes that are no commit, which would be a defect.
    pub fn copy_from(&mut self, other: &Ledger, numbers: Range<usize>) -> Result<(), BadCommit> {
        let mut block = Vec::new();
        for number in numbers.start..numbers.end.min(other.book.commits.len()) {
            push_framed(&mut block, &other.commit(u32::try_from(number).unwrap_or(u32::MAX)));
        }
        self.load_block(block)?;
        self.settle_part();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RecordId;
    use crate::domain::kind::{Draft, FieldSet};
    use crate::domain::record::spine::person;
    use crate::ledger::Author;

    fn save(ledger: &mut Ledger) -> Vec<u8> {
        let author = Author { name: "Rina", at: Stamp { ms: 1_000, offset: 420 } };
        let fields = FieldSet::new().with(person::NAME, "Ani");
        let draft =
            Draft { kind: person::SPEC.name, record: RecordId::make(7, [0; 10]), parent: None, fields };
        let prepared = ledger.prepare(&author, vec![draft], &mut || [1; 16]);
        ledger.accept(&prepared.bytes).unwrap();
        prepared.bytes
    }

    #[test]
    fn gaps_are_ranges_and_what_comes_along_fills_them() {
        let device = DeviceId([1; 16]);
        let mut phone = Ledger::new(device);
        let saves: Vec<Vec<u8>> = (0..9).map(|_| save(&mut phone)).collect();
        let mut office = Ledger::new(DeviceId([9; 16]));
        for number in [0, 1, 4, 8] {
            office.accept(&saves[number]).unwrap();
        }
        let gap = |from, to| Gap { device, from, to };
        assert_eq!(office.gaps_with(device, &BTreeSet::new()), [gap(3, 4), gap(6, 8)]);
        assert_eq!(office.gaps_with(device, &[3, 4, 7].into()), [gap(6, 6), gap(8, 8)]);
        assert_eq!(office.head_within(device, 9).map(|head| head.seq), Some(2));
        assert_eq!(office.head_within(device, 1).map(|head| head.seq), Some(1));
        assert_eq!(office.last_of(device).map(|info| info.name.seq), Some(9));
        let far = office.gaps_with(device, &[u64::MAX].into());
        assert_eq!(far.last(), Some(&gap(10, u64::MAX - 1)));
        assert!(office.gaps_with(DeviceId([5; 16]), &BTreeSet::new()).is_empty());
    }

    #[test]
    fn a_copy_in_steps_is_the_same_book_and_one_of_the_beginning_is_the_book_of_then() {
        let mut phone = Ledger::new(DeviceId([1; 16]));
        let mut before = None;
        for number in 0..7 {
            save(&mut phone);
            if number == 3 {
                before = Some(phone.book().canonical());
            }
        }
        for step in [1, 3, 50] {
            let mut copy = Ledger::new(phone.device());
            let mut start = 0;
            while start < 7 {
                copy.copy_from(&phone, start..start + step).unwrap();
                start += step;
            }
            copy.settle();
            assert_eq!(copy.book().canonical(), phone.book().canonical());
            assert_eq!(copy.heads(), phone.heads());
        }
        let mut then = Ledger::new(phone.device());
        then.copy_from(&phone, 0..4).unwrap();
        assert_eq!(Some(then.book().canonical()), before);
    }
}
