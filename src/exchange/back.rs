//! The way back from taking in: the book as it was before.
//!
//! Commits of others are a set that only grows, and an undo that is a commit would travel to the workers and take their
//! work back there too. Invariant: so the way back is open only as long as nothing came after, and what it gives has the
//! saves and the heads of then or is not given at all. Pure: who takes it writes the store.

use crate::ledger::{BadCommit, Heads, Ledger};

/// A book, by what its saves are.
#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    commits: usize,
    heads: Heads,
}

impl State {
    fn of(ledger: &Ledger) -> State {
        State { commits: ledger.book().commit_count(), heads: ledger.heads() }
    }
}

/// How a book was before something is taken in.
#[derive(Clone, Debug)]
pub struct Before {
    state: State,
    erased: usize,
}

impl Before {
    /// How it is now.
    pub fn of(ledger: &Ledger) -> Before {
        Before { state: State::of(ledger), erased: ledger.book().erased_count() }
    }

    /// The way back to here; none once something was erased for good, because those texts are gone.
    pub fn way_back(self, ledger: &Ledger) -> Option<WayBack> {
        (ledger.book().erased_count() == self.erased)
            .then(|| WayBack { before: self.state, after: State::of(ledger) })
    }
}

/// The way back from what was taken in last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack {
    before: State,
    after: State,
}

impl WayBack {
    /// Whether nothing came after what was taken in.
    pub fn is_open(&self, ledger: &Ledger) -> bool {
        State::of(ledger) == self.after
    }

    /// Copies the next saves of before; `true` once all are there. The first step is given an empty ledger of the same
    /// device.
    ///
    /// # Errors
    /// [`BadCommit`] if the book holds bytes that are no commit, which would be a defect.
    pub fn step(&self, ledger: &Ledger, before: &mut Ledger, commits: usize) -> Result<bool, BadCommit> {
        let from = before.book().commit_count();
        let to = from.saturating_add(commits).min(self.before.commits);
        before.copy_from(ledger, from..to)?;
        let done = to == self.before.commits;
        if done {
            before.settle();
        }
        Ok(done)
    }

    /// Whether this is the book of then. It goes by the order in which saves came; another one is never written.
    pub fn leads_to(&self, before: &Ledger) -> bool {
        State::of(before) == self.before
    }
}
