//! What a device knows of the others: a version vector for concurrency, heads for hand-over.
//!
//! Both count a device's commits without a gap from 1: a commit beyond a missing one is held, but is
//! not claimed to be known, so a receipt never promises what is not there.

use std::collections::BTreeMap;

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
