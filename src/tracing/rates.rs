//! Rates of an outbreak, each with its numerator, its denominator and what was left out, so that the
//! screen can show where a number comes from. Dates only: "24 hours" is today or yesterday, and the label
//! says so. Serial intervals keep their sign; a negative one is counted, never dropped.

use chrono::{Days, NaiveDate};

use crate::domain::id::RecordId;
use crate::domain::record::tracing::exposure;
use crate::domain::text::{Text, t};
use crate::ledger::Book;
use crate::tracing::follow_up::{ContactStatus, FollowUpStatus, Summary};
use crate::tracing::network::{Network, Spread};
use crate::tracing::trail::{Trail, Trails};

/// A share or a number per case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// What it says.
    pub label: Text,
    /// What was counted.
    pub numerator: usize,
    /// Of how many.
    pub denominator: usize,
    /// How many could not be taken in.
    pub left_out: usize,
    /// Why they could not.
    pub left_out_why: Text,
}

impl Rate {
    /// The value; `None` where there is nothing to divide by.
    pub fn value(&self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }
}

/// The rates of one outbreak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Links from a case to a person, per case.
    pub contacts_per_case: Rate,
    /// Contacts in their window who were seen today or yesterday.
    pub seen_24h: Rate,
    /// Contacts in their window who were seen today or on the two days before.
    pub seen_48h: Rate,
    /// Contacts in their window whom nobody has seen.
    pub never_seen: Rate,
    /// Contacts in their window who were not seen for three days.
    pub lost: Rate,
    /// Cases of the last seven days who were known as contacts before.
    pub new_cases_known: Rate,
    /// Cases without any recorded source.
    pub no_source: Rate,
    /// Contacts of a case who became cases.
    pub attack_all: Rate,
    /// The same in households.
    pub attack_household: Rate,
}

impl Rates {
    /// All of them, in the order of the screen.
    pub fn all(&self) -> [Rate; 9] {
        [
            self.contacts_per_case,
            self.seen_24h,
            self.seen_48h,
            self.never_seen,
            self.lost,
            self.new_cases_known,
            self.no_source,
            self.attack_all,
            self.attack_household,
        ]
    }
}

const NOTHING: Text = t("Tidak ada yang dikeluarkan", "Nothing is left out");
const NOT_IN_WINDOW: Text = t(
    "Kontak di luar masa pantau, sudah menjadi kasus, atau meninggal",
    "Contacts outside their window, who are cases, or who died",
);
const CO_PRIMARY: Text = t(
    "Orang yang sudah kasus sebelum terpapar; yang masih dipantau tetap dihitung",
    "People who were cases before the exposure; those still followed up are counted",
);

/// Computes the rates of an outbreak.
pub fn rates(book: &Book, outbreak: RecordId, today: NaiveDate) -> Rates {
    let trails = Trails::read(book, |record| record.id() == outbreak);
    let mut people: Vec<(RecordId, &Trail<'_>, Summary)> = Vec::new();
    if let Some(rule) = trails.rules.get(&outbreak) {
        people
            .extend(trails.of.iter().map(|((who, _), trail)| (*who, trail, Summary::of(trail, rule, today))));
    }
    let is_case = |who: RecordId| trails.of.get(&(who, outbreak)).is_some_and(|trail| trail.case().is_some());
    let rate = |label, numerator, denominator, left_out, left_out_why| Rate {
        label,
        numerator,
        denominator,
        left_out,
        left_out_why,
    };

    let cases: Vec<_> = people.iter().filter(|(_, trail, _)| trail.case().is_some()).collect();
    let links = Network::of_outbreak(book, &trails, outbreak, true).0.links().len();
    let no_case_source = people
        .iter()
        .flat_map(|(_, trail, _)| &trail.exposures)
        .filter(|exposed| !exposed.source.is_some_and(is_case))
        .count();

    let contacts = people.iter().filter(|(_, trail, _)| !trail.exposures.is_empty()).count();
    let active: Vec<&Summary> = people
        .iter()
        .map(|(_, _, summary)| summary)
        .filter(|summary| {
            summary.status.is_open()
                && summary.window.is_some_and(|(first, last)| first <= today && today <= last)
        })
        .collect();
    let share = |label, counts: &dyn Fn(&Summary) -> bool| {
        let numerator = active.iter().filter(|summary| counts(summary)).count();
        rate(label, numerator, active.len(), contacts - active.len(), NOT_IN_WINDOW)
    };
    let seen_since = |days: u64| {
        let since = today.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
        move |summary: &Summary| summary.last_seen.is_some_and(|seen| seen >= since)
    };

    let week = today.checked_sub_days(Days::new(6)).unwrap_or(NaiveDate::MIN);
    let undated =
        cases.iter().filter(|(_, trail, _)| trail.case().is_some_and(|case| case.from.is_none())).count();
    let new: Vec<_> = cases
        .iter()
        .filter(|(_, trail, _)| {
            trail.case().and_then(|case| case.from).is_some_and(|from| week <= from && from <= today)
        })
        .collect();
    let known = new.iter().filter(|(_, _, summary)| summary.contact == ContactStatus::BecameCase).count();
    let no_source = cases
        .iter()
        .filter(|(_, trail, _)| trail.exposures.iter().all(|exposed| exposed.source.is_none()))
        .count();

    let attack = |label, household_only: bool| {
        let exposed: Vec<&Summary> = people
            .iter()
            .filter(|(who, trail, _)| {
                trail.exposures.iter().any(|one| {
                    one.source.is_some_and(|source| source != *who && is_case(source))
                        && (!household_only || in_household(book, one.record))
                })
            })
            .map(|(_, _, summary)| summary)
            .collect();
        let before = exposed.iter().filter(|summary| summary.contact == ContactStatus::CaseBefore).count();
        let ill = exposed.iter().filter(|summary| summary.contact == ContactStatus::BecameCase).count();
        rate(label, ill, exposed.len() - before, before, CO_PRIMARY)
    };

    Rates {
        contacts_per_case: rate(
            t("Kontak per kasus", "Contacts per case"),
            links,
            cases.len(),
            no_case_source,
            t("Paparan tanpa kasus sebagai sumber", "Exposures whose source is no case"),
        ),
        seen_24h: share(
            t(
                "Terlihat dalam 24 jam (hari ini atau kemarin)",
                "Seen in the last 24 hours (today or yesterday)",
            ),
            &seen_since(1),
        ),
        seen_48h: share(
            t(
                "Terlihat dalam 48 jam (hari ini atau dua hari sebelumnya)",
                "Seen in the last 48 hours (today or the two days before)",
            ),
            &seen_since(2),
        ),
        never_seen: share(t("Belum pernah ditemui", "Never seen"), &|summary| {
            summary.status == FollowUpStatus::NeverSeen
        }),
        lost: share(t("Diusulkan hilang", "Proposed lost"), &|summary| {
            summary.status == FollowUpStatus::ProposedLost
        }),
        new_cases_known: rate(
            t(
                "Kasus baru 7 hari terakhir yang sudah tercatat sebagai kontak",
                "New cases of the last 7 days who were known contacts",
            ),
            known,
            new.len(),
            undated,
            t("Kasus tanpa tanggal", "Cases without a date"),
        ),
        no_source: rate(
            t("Kasus tanpa sumber yang diketahui", "Cases with no known source"),
            no_source,
            cases.len(),
            0,
            NOTHING,
        ),
        attack_all: attack(t("Angka serangan sekunder", "Secondary attack rate"), false),
        attack_household: attack(
            t("Angka serangan sekunder serumah", "Secondary attack rate in households"),
            true,
        ),
    }
}

fn in_household(book: &Book, link: RecordId) -> bool {
    book.get(link).is_some_and(|record| {
        record.get(exposure::SETTING) == Some("household")
            || record.get(exposure::CONTACT) == Some("lives_together")
    })
}

/// The serial interval of every link between cases of an outbreak: the same that the command line gives.
pub fn serial_interval(book: &Book, outbreak: RecordId) -> Spread {
    let trails = Trails::read(book, |record| record.id() == outbreak);
    Network::of_outbreak(book, &trails, outbreak, false).0.serial_interval()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::tracing::fixture::{Scene, day, tianjin};

    #[test]
    fn the_serial_interval_of_tianjin_is_signed() {
        let (scene, outbreak, _) = tianjin();
        let found = serial_interval(scene.book(), outbreak);
        assert_eq!((found.n, found.missing, found.negative), (73, 18, 12));
        assert_eq!((found.min, found.max, found.median), (Some(-7), Some(16), Some(4.0)));
        assert!((found.mean.unwrap() - 3.9041).abs() < 0.000_05);
    }

    #[test]
    fn every_rate_shows_what_it_counted_and_what_it_left_out() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let source = scene.person("S");
        scene.case(outbreak, source, "confirmed_symptomatic", Some("2026-10-30"));
        let people: Vec<_> = (0..6).map(|_| scene.person("K")).collect();
        for who in &people {
            let link = scene.exposure(outbreak, Some(source), *who, "2026-11-01");
            if *who == people[0] || *who == people[1] {
                scene.set(link, FieldSet::new().with(exposure::SETTING, "household"));
            }
        }
        // The first fell ill, the second was ill before; of the others one each was seen yesterday, two
        // days ago and three days ago, and one never.
        scene.case(outbreak, people[0], "suspect", Some("2026-11-05"));
        scene.case(outbreak, people[1], "suspect", Some("2026-10-29"));
        for (who, on) in [(2, "2026-11-06"), (3, "2026-11-05"), (4, "2026-11-04")] {
            scene.seen(outbreak, people[who], on, "well", on);
        }
        let found = rates(scene.book(), outbreak, day("2026-11-07"));
        let counts = |rate: Rate| (rate.numerator, rate.denominator, rate.left_out);
        assert_eq!(counts(found.contacts_per_case), (6, 3, 0));
        assert_eq!(counts(found.seen_24h), (1, 4, 2));
        assert_eq!(counts(found.seen_48h), (2, 4, 2));
        assert_eq!(counts(found.never_seen), (1, 4, 2));
        assert_eq!(counts(found.lost), (1, 4, 2));
        assert_eq!(counts(found.new_cases_known), (1, 1, 0));
        assert_eq!(counts(found.no_source), (1, 3, 0));
        assert_eq!(counts(found.attack_all), (1, 5, 1));
        assert_eq!(counts(found.attack_household), (1, 1, 1));
        assert_eq!(found.lost.value(), Some(0.25));
    }

    #[test]
    fn an_empty_outbreak_divides_by_nothing() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("mpox");
        let found = rates(scene.book(), outbreak, day("2026-11-07"));
        assert!(found.all().iter().all(|rate| rate.value().is_none()));
        assert_eq!(serial_interval(scene.book(), outbreak).median, None);
    }
}
