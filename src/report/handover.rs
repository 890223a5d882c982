//! What has changed since the last hand-over, and how pressing it is to hand over again.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::casework::code::worker_initials;
use crate::domain::zone::local_time;
use crate::ledger::{Heads, Ledger, Stamp, decode_commit};

/// What a receiver does not have yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// Saves since then.
    pub commits: usize,
    /// New or changed records, each once, by kind.
    pub records: BTreeMap<String, usize>,
}

impl Pending {
    /// How many records of a kind.
    pub fn of(&self, kind: &str) -> usize {
        self.records.get(kind).copied().unwrap_or(0)
    }

    /// How many records of any kind.
    pub fn total(&self) -> usize {
        self.records.values().sum()
    }
}

/// What changed since `handed`. Where nothing was ever handed over the book is counted as it stands,
/// without reading its commits.
pub fn pending(ledger: &Ledger, handed: &Heads) -> Pending {
    let mut found = Pending::default();
    if handed.is_empty() {
        found.commits = ledger.book().commit_count();
        for record in ledger.book().all() {
            *found.records.entry(record.kind_name().to_owned()).or_default() += 1;
        }
        return found;
    }
    let mut seen = FxHashSet::default();
    for commit in ledger.commits_since(handed) {
        found.commits += 1;
        let Ok(commit) = decode_commit(&commit) else { continue };
        for change in &commit.changes {
            if seen.insert(change.record()) {
                *found.records.entry(change.kind().to_owned()).or_default() += 1;
            }
        }
    }
    found
}

/// How pressing a hand-over is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Nothing is waiting, or it was lately.
    Calm,
    /// Three days and more.
    Soon,
    /// A week and more.
    Now,
}

/// After so many days a hand-over is asked for.
pub const SOON_AFTER_DAYS: i64 = 3;

/// After so many days it is asked for with a warning.
pub const NOW_AFTER_DAYS: i64 = 7;

/// How pressing it is, from the days since the last hand-over, or since the first save where there was
/// none.
pub const fn urgency(days: i64, waiting: usize) -> Urgency {
    if waiting == 0 || days < SOON_AFTER_DAYS {
        Urgency::Calm
    } else if days < NOW_AFTER_DAYS {
        Urgency::Soon
    } else {
        Urgency::Now
    }
}

/// `pendamping-RN-20261121-1405.json`, by the worker's own clock. No name stands in it, because file
/// names are seen by more people than files are.
pub fn file_name(worker: &str, created: Stamp) -> String {
    let at = local_time(created.ms, created.offset).format("%Y%m%d-%H%M");
    format!("pendamping-{}-{at}.json", worker_initials(worker))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{DeviceId, RecordId};
    use crate::domain::kind::{Draft, FieldSet};
    use crate::domain::record::spine::person;
    use crate::ledger::Author;

    fn save(ledger: &mut Ledger, number: u64, name: &str) {
        let author = Author { name: "Rina", at: Stamp { ms: 1_000, offset: 420 } };
        let fields = FieldSet::new().with(person::NAME, name);
        let record = RecordId::make(number, [0; 10]);
        let draft = Draft { kind: person::SPEC.name, record, parent: None, fields };
        let prepared = ledger.prepare(&author, vec![draft], &mut || [1; 16]);
        ledger.accept(&prepared.bytes).unwrap();
    }

    #[test]
    fn only_what_changed_since_the_hand_over_waits_and_each_record_counts_once() {
        let mut ledger = Ledger::new(DeviceId([1; 16]));
        save(&mut ledger, 1, "Ani");
        save(&mut ledger, 2, "Budi");
        let everything = pending(&ledger, &Heads::new());
        assert_eq!((everything.commits, everything.of("person"), everything.total()), (2, 2, 2));
        let handed = ledger.heads();
        assert_eq!(pending(&ledger, &handed), Pending::default());
        save(&mut ledger, 3, "Cici");
        save(&mut ledger, 3, "Cica");
        let since = pending(&ledger, &handed);
        assert_eq!((since.commits, since.of("person")), (2, 1));
    }

    #[test]
    fn three_days_ask_and_seven_warn_but_only_where_something_waits() {
        let found = [0, 2, 3, 6, 7, 90].map(|days| urgency(days, 1));
        assert_eq!(
            found,
            [Urgency::Calm, Urgency::Calm, Urgency::Soon, Urgency::Soon, Urgency::Now, Urgency::Now]
        );
        assert_eq!(urgency(90, 0), Urgency::Calm);
    }

    #[test]
    fn the_file_carries_initials_and_the_workers_own_time_and_no_name() {
        // 2026-11-21 07:05 UTC is five past two in the afternoon in Jakarta.
        let created = Stamp { ms: 1_795_244_700_000, offset: 420 };
        assert_eq!(file_name("Rina Nuraini", created), "pendamping-RN-20261121-1405.json");
    }
}
