//! The one idea: a save is a [`Commit`], the state is a fold of all commits.
//!
//! Merge is the union of two sets of commits, so it is commutative, associative and idempotent by
//! construction. History, undo, hand-over, conflicts and erasure are all readings of the same set.

mod assemble;
mod book;
mod branch;
mod change;
mod clock;
mod codec;
mod commit;
mod device;
mod fingerprint;
mod fold;
mod history;
mod log;
mod merge;
mod same;
mod shape;
mod step;
mod steps;
mod vector;

pub use crate::domain::zone::Stamp;
pub use assemble::Origin;
pub(crate) use assemble::{Part, assemble};
pub use book::{Book, Picker, RecordRef};
pub use branch::{Arrived, Ends};
pub use change::{Change, Hash};
pub use clock::{Clock, Hlc};
pub use codec::BadCommit;
pub use codec::{decode as decode_commit, encode as encode_commit, hash as hash_commit, records_of, sets_of};
pub use commit::{Author, Commit, CommitRef};
pub use device::Gap;
pub use fingerprint::Fingerprint;
pub use fold::{Conflict, Contender};
pub use history::{CommitInfo, Entry, FieldChange};
pub use log::{Ledger, Prepared, push_framed};
pub use merge::{MergePlan, MergeRefusal};
pub use steps::Steps;
pub use vector::{Head, Heads, Reach, Seen};
