//! What a device knows of the others: a version vector for concurrency, heads for hand-over.
//!
//! Both count a device's commits without a gap from 1: a commit beyond a missing one is held, but is
//! not claimed to be known, so a receipt never promises what is not there.

use std::collections::BTreeMap;

use super::book::DeviceLog;
use super::change::Hash;
use crate::domain::id::DeviceId;

/// Version vector: device → highest sequence number known.
pub type Seen = BTreeMap<DeviceId, u64>;

/// The last commit known of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its sequence number.
    pub seq: u64,
    /// Its hash, by which a forked device is told from a grown one.
    pub hash: Hash,
}

/// The heads of all devices: the receiver's state in a receipt, and the base of "what changed since".
pub type Heads = BTreeMap<DeviceId, Head>;

/// What is held of a device: its numbers in stretches without a gap, and how many commits bear a number twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The device.
    pub device: DeviceId,
    /// The first and the last number of each stretch, ascending.
    pub stretches: Vec<(u64, u64)>,
    /// Commits under a number that another one of this device has: it was copied or restored.
    pub forks: usize,
}

impl Reach {
    /// `None` for a device that others only have heard of.
    pub(super) fn of(log: &DeviceLog) -> Option<Reach> {
        let dense = log.dense.len() as u64;
        let mut stretches: Vec<(u64, u64)> = (dense > 0).then_some((1, dense)).into_iter().collect();
        for seq in log.sparse.keys() {
            match stretches.last_mut().filter(|(_, last)| *last + 1 == *seq) {
                Some((_, last)) => *last = *seq,
                None => stretches.push((*seq, *seq)),
            }
        }
        (!stretches.is_empty()).then_some(Reach { device: log.id, stretches, forks: log.forks.len() })
    }

    /// The numbers that are missing between those that are held, and before them.
    pub fn gaps(&self) -> Vec<(u64, u64)> {
        let mut next = 1;
        let mut gaps = Vec::new();
        for (first, last) in &self.stretches {
            if *first > next {
                gaps.push((next, first - 1));
            }
            next = last.saturating_add(1);
        }
        gaps
    }
}
