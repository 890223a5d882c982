//! What has changed since the last hand-over, and how pressing it is to hand over again.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::casework::code::worker_initials;
use crate::domain::text::{Lang, t};
use crate::domain::zone::local_time;
use crate::ledger::{Heads, Ledger, Stamp};

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

/// What changed since `handed`. Where nothing was ever handed over the book is counted as it stands.
pub fn pending(ledger: &Ledger, handed: &Heads) -> Pending {
    if !handed.is_empty() {
        let (commits, records) = ledger.changed_since(handed);
        let records = records.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
        return Pending { commits, records };
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for record in ledger.book().all() {
        *kinds.entry(record.kind_name()).or_default() += 1;
    }
    let records = kinds.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
    Pending { commits: ledger.book().commit_count(), records }
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

/// The days that count for [`urgency`]: since the last hand-over, or since the first save where there was none. Every
/// page asks here, so that none says "fine" of what another calls urgent.
pub fn days_since(handed: Option<NaiveDate>, first_save: Option<NaiveDate>, today: NaiveDate) -> i64 {
    handed.or(first_save).map_or(0, |since| (today - since).num_days().max(0))
}

/// When the last hand-over was and how much waits since: `Terakhir diserahkan 6 hari lalu · 14 catatan baru`.
///
/// `days` is counted from calendar day to calendar day; `None` where nothing was ever handed over.
/// `waiting` counts records, not saves, because a worker knows records.
pub fn standing(days: Option<i64>, waiting: usize, lang: Lang) -> String {
    let ago = match days {
        None => t("Belum pernah diserahkan", "Never handed over").get(lang).to_owned(),
        // A clock that was set back makes the last hand-over lie in the future.
        Some(..=0) => t("Terakhir diserahkan hari ini", "Last handed over today").get(lang).to_owned(),
        Some(1) => t("Terakhir diserahkan kemarin", "Last handed over yesterday").get(lang).to_owned(),
        Some(days) => t("Terakhir diserahkan {n} hari lalu", "Last handed over {n} {n?day|days} ago")
            .with(lang, &[("n", &days.to_string())]),
    };
    let new = match waiting {
        0 => t("tidak ada yang baru", "nothing is new").get(lang).to_owned(),
        1 => t("1 catatan baru", "1 new record").get(lang).to_owned(),
        _ => t("{n} catatan baru", "{n} new records").with(lang, &[("n", &waiting.to_string())]),
    };
    format!("{ago} · {new}")
}

/// `pendamping-RN-20261121-1405.json`, by the worker's own clock. No name stands in it, because file
/// names are seen by more people than files are.
pub fn file_name(worker: &str, created: Stamp) -> String {
    named_file("pendamping", worker, created)
}

/// The same for another file than a hand-over.
pub fn named_file(what: &str, whose: &str, created: Stamp) -> String {
    let at = local_time(created.ms, created.offset).format("%Y%m%d-%H%M");
    format!("{what}-{}-{at}.json", worker_initials(whose))
}

/// What is at the office by its receipt: `Sampai di kantor: semua sampai 20 Nov · 3 simpanan belum`. `until` is the day
/// of the last save of this phone that arrived, as it is shown; `waiting` counts saves, because a receipt does.
pub fn at_office(until: Option<&str>, waiting: usize, lang: Lang) -> String {
    let there = match (until, waiting) {
        (_, 0) => t("Sampai di kantor: semua", "At the office: everything").get(lang).to_owned(),
        (None, _) => t("Sampai di kantor: belum ada", "At the office: nothing yet").get(lang).to_owned(),
        (Some(day), _) => t("Sampai di kantor: semua sampai {day}", "At the office: everything up to {day}")
            .with(lang, &[("day", day)]),
    };
    if waiting == 0 {
        return there;
    }
    let rest = t("{n} simpanan belum", "{n} {n?save|saves} not yet");
    format!("{there} · {}", rest.with(lang, &[("n", &waiting.to_string())]))
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

    /// The same by reading every commit.
    fn by_decoding(ledger: &Ledger, handed: &Heads) -> Pending {
        let mut seen = std::collections::BTreeSet::new();
        let mut found = Pending::default();
        for commit in ledger.commits_since(handed) {
            found.commits += 1;
            for change in &crate::ledger::decode_commit(&commit).unwrap().changes {
                if seen.insert(change.record()) {
                    *found.records.entry(change.kind().to_owned()).or_default() += 1;
                }
            }
        }
        found
    }

    #[test]
    fn what_waits_is_counted_as_if_every_commit_were_read_also_after_erasing_and_merging() {
        let mut ledger = Ledger::new(DeviceId([1; 16]));
        let mut other = Ledger::new(DeviceId([2; 16]));
        let author = Author { name: "Rina", at: Stamp { ms: 2_000, offset: 420 } };
        let mut handed = ledger.heads();
        for round in 0..6 {
            for number in 0..4 {
                save(&mut ledger, number * (round + 1), "Ani");
                save(&mut other, number + 3 * round, "Budi");
            }
            save(&mut ledger, 100 + round, "Cici");
            if round % 2 == 1 {
                // One whose making waits too, or was handed over before.
                let gone = [100 + round, 99 + round].map(|number| RecordId::make(number, [0; 10]));
                let prepared = ledger.prepare_erase(&author, &gone, Vec::new(), &mut || [7; 16]);
                ledger.accept(&prepared.bytes).unwrap();
            }
            if round == 4 {
                for commit in other.commits_since(&Heads::new()) {
                    ledger.accept(&commit).unwrap();
                }
            }
            if !handed.is_empty() {
                assert_eq!(pending(&ledger, &handed), by_decoding(&ledger, &handed), "round {round}");
            }
            if round != 2 {
                handed = ledger.heads();
            }
        }
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
    fn what_was_never_handed_over_waits_since_the_first_save() {
        let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        let today = day("2026-11-21").unwrap();
        let judged = |handed, first| urgency(days_since(handed, first, today), 1);
        assert_eq!(judged(None, day("2026-11-01")), Urgency::Now);
        assert_eq!(judged(day("2026-11-20"), day("2026-11-01")), Urgency::Calm);
        assert_eq!((judged(None, None), judged(day("2026-12-01"), None)), (Urgency::Calm, Urgency::Calm));
    }

    #[test]
    fn the_standing_says_when_and_how_much_in_plain_words() {
        assert_eq!(standing(None, 3, Lang::Id), "Belum pernah diserahkan · 3 catatan baru");
        assert_eq!(standing(Some(0), 0, Lang::Id), "Terakhir diserahkan hari ini · tidak ada yang baru");
        assert_eq!(standing(Some(-2), 1, Lang::En), "Last handed over today · 1 new record");
        assert_eq!(standing(Some(1), 0, Lang::En), "Last handed over yesterday · nothing is new");
        assert_eq!(standing(Some(6), 14, Lang::Id), "Terakhir diserahkan 6 hari lalu · 14 catatan baru");
    }

    #[test]
    fn what_is_at_the_office_is_said_in_saves() {
        assert_eq!(at_office(Some("20 Nov"), 0, Lang::Id), "Sampai di kantor: semua");
        assert_eq!(
            at_office(Some("20 Nov"), 3, Lang::Id),
            "Sampai di kantor: semua sampai 20 Nov · 3 simpanan belum"
        );
        assert_eq!(at_office(None, 1, Lang::En), "At the office: nothing yet · 1 save not yet");
    }

    #[test]
    fn the_file_carries_initials_and_the_workers_own_time_and_no_name() {
        // 2026-11-21 07:05 UTC is five past two in the afternoon in Jakarta.
        let created = Stamp { ms: 1_795_244_700_000, offset: 420 };
        assert_eq!(file_name("Rina Nuraini", created), "pendamping-RN-20261121-1405.json");
    }
}
