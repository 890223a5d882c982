//! An outbreak of any size for what is measured of contact tracing, natively and in the browser.
//!
//! Invariant: the same number of people makes the same book everywhere, so that the figures can be compared.

use chrono::{Days, NaiveDate};
use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{Draft, FieldSet};
use pendamping::domain::record::spine::person;
use pendamping::domain::record::tracing::{exposure, follow_up, investigation};
use pendamping::ledger::{Author, BadCommit, Ledger, Stamp};
use pendamping::tracing::rule::plan_outbreak;

/// The book with its outbreak, and the day on which it is looked at.
pub struct Outbreak {
    /// Everybody who is traced.
    pub ledger: Ledger,
    /// The outbreak.
    pub outbreak: RecordId,
    /// The day after which nobody was looked at any more.
    pub today: NaiveDate,
}

impl Outbreak {
    /// So many people, a quarter of them cases, each with three exposures and fourteen days of follow-up, one in seven
    /// of which found nobody; `profile` is the code of the disease.
    ///
    /// # Errors
    /// Where the ledger does not take its own commit.
    pub fn make(people: u64, profile: &str) -> Result<Outbreak, BadCommit> {
        let mut ledger = Ledger::new(DeviceId([1; 16]));
        let mut count = 1_000_000;
        let mut id = || {
            count += 1;
            RecordId::make(count, [0; 10])
        };
        let start = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap_or_default();
        let outbreak = id();
        let mut drafts = vec![plan_outbreak(profile, "Wabah", None, None, &mut || outbreak)];
        let who = |number: u64| RecordId::make(number, [1; 10]);
        for number in 0..people {
            let fields = FieldSet::new()
                .with(person::NAME, "M")
                .with(person::RT, format!("{:03}", number % 40).as_str());
            drafts.push(Draft { kind: person::SPEC.name, record: who(number), parent: None, fields });
            let mut tell = |kind: &'static str, fields: FieldSet| {
                drafts.push(Draft { kind, record: id(), parent: Some(who(number)), fields });
            };
            let day = start + Days::new(number % 9);
            if number % 4 == 0 {
                let fields = FieldSet::new()
                    .with(investigation::OUTBREAK, outbreak)
                    .with(investigation::CLASSIFICATION, "confirmed_symptomatic")
                    .with(investigation::ONSET, day);
                tell(investigation::SPEC.name, fields);
            }
            for step in 1..=3 {
                // A case a little before, so that chains are deep and broad; some links close circles.
                let source = (number / 2 + step * 4) / 4 * 4 % people;
                let fields = FieldSet::new()
                    .with(exposure::OUTBREAK, outbreak)
                    .with(exposure::SOURCE, who(source))
                    .with(exposure::LAST, day);
                tell(exposure::SPEC.name, fields);
            }
            for offset in 1..=14 {
                let date = day + Days::new(offset);
                let fields = FieldSet::new()
                    .with(follow_up::OUTBREAK, outbreak)
                    .with(follow_up::DATE, date)
                    .with(follow_up::RESULT, if (number + offset) % 7 == 0 { "absent" } else { "well" })
                    .with(follow_up::ENTERED, date);
                tell(follow_up::SPEC.name, fields);
            }
        }
        let author = Author { name: "Rina", at: Stamp { ms: 1_000, offset: 420 } };
        let prepared = ledger.prepare(&author, drafts, &mut || [7; 16]);
        ledger.accept(&prepared.bytes)?;
        Ok(Outbreak { ledger, outbreak, today: start + Days::new(14) })
    }
}
