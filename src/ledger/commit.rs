//! A save. It is immutable and holds everything one user action changed.

use super::change::{Change, Hash};
use super::clock::Hlc;
use super::vector::Seen;
use crate::domain::id::DeviceId;
use crate::domain::zone::Stamp;

/// Names a commit: the device and its running number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitRef {
    /// The writer.
    pub device: DeviceId,
    /// 1, 2, 3 … for each device.
    pub seq: u64,
}

/// Everything one user action changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The writer.
    pub device: DeviceId,
    /// 1, 2, 3 … for each device.
    pub seq: u64,
    /// Orders commits.
    pub hlc: Hlc,
    /// When, by the writer's own clock.
    pub at: Stamp,
    /// Who: the worker's name as set on the device.
    pub author: String,
    /// What the writer knew of other devices; `None` where it is as in the device's commit before.
    pub seen: Option<Seen>,
    /// The hash of the device's commit before; zero for the first.
    pub prev: Hash,
    /// What changed.
    pub changes: Vec<Change>,
}

impl Commit {
    /// The name of this commit.
    pub fn name(&self) -> CommitRef {
        CommitRef { device: self.device, seq: self.seq }
    }
}

/// Who writes, when and with what randomness: the inputs of a commit that are not the user's doing.
#[derive(Clone, Debug)]
pub struct Author<'a> {
    /// The worker's name.
    pub name: &'a str,
    /// The wall clock.
    pub at: Stamp,
}
