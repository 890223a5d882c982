//! Days between two days of an illness: the serial interval and the delays until report and isolation. A
//! negative gap is counted and named, a missing one is left out and named.

use super::{Filter, Gathered};
use crate::domain::id::RecordId;
use crate::domain::text::{Text, t};
use crate::tracing::isolation::isolated_from;
use crate::tracing::network::Spread;
use crate::tracing::trail::Case;

/// Between which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// From the onset of a source to that of the person it infected.
    Serial,
    /// From onset to report.
    OnsetReport,
    /// From onset to isolation.
    OnsetIsolation,
    /// From report to isolation.
    ReportIsolation,
}

impl Gap {
    /// All of them, in the order of the screen.
    pub const ALL: [Gap; 4] = [Gap::Serial, Gap::OnsetReport, Gap::OnsetIsolation, Gap::ReportIsolation];

    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Gap::Serial => t("Jarak antargejala", "Serial interval"),
            Gap::OnsetReport => t("Dari gejala sampai dilaporkan", "From onset to report"),
            Gap::OnsetIsolation => t("Dari gejala sampai isolasi", "From onset to isolation"),
            Gap::ReportIsolation => t("Dari laporan sampai isolasi", "From report to isolation"),
        }
    }

    /// What it means, in words.
    pub const fn definition(self) -> Text {
        match self {
            Gap::Serial => t(
                "Hari dari mulai bergejalanya sumber sampai mulai bergejalanya orang yang tertular, untuk setiap hubungan antarkasus. Nilai negatif tetap dihitung.",
                "Days from the onset of a source to the onset of whom it infected, for every link between cases. Negative values count.",
            ),
            Gap::OnsetReport => t(
                "Hari dari mulai bergejala sampai dilaporkan, untuk setiap kasus yang memiliki kedua tanggal.",
                "Days from onset to report, for every case with both dates.",
            ),
            Gap::OnsetIsolation => t(
                "Hari dari mulai bergejala sampai mulai isolasi, untuk setiap kasus yang memiliki kedua tanggal. Negatif: diisolasi sebelum bergejala.",
                "Days from onset to isolation, for every case with both dates. Negative: isolated before the onset.",
            ),
            Gap::ReportIsolation => t(
                "Hari dari dilaporkan sampai mulai isolasi, untuk setiap kasus yang memiliki kedua tanggal. Negatif: diisolasi sebelum dilaporkan.",
                "Days from report to isolation, for every case with both dates. Negative: isolated before the report.",
            ),
        }
    }
}

/// The gaps of an outbreak. Of the serial interval each link stands for the person who was infected.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// Between which days.
    pub gap: Gap,
    /// How they are spread.
    pub spread: Spread,
    /// Who was counted, with the days.
    pub counted: Vec<(RecordId, i64)>,
    /// Who has not both dates.
    pub missing: Vec<RecordId>,
}

impl Interval {
    fn of(gap: Gap, all: impl Iterator<Item = (RecordId, Option<i64>)>) -> Interval {
        let (mut counted, mut missing) = (Vec::new(), Vec::new());
        for (who, days) in all {
            match days {
                Some(days) => counted.push((who, days)),
                None => missing.push(who),
            }
        }
        let days = counted.iter().map(|(_, days)| *days).collect();
        Interval { gap, spread: Spread::of(days, counted.len() + missing.len()), counted, missing }
    }

    /// Whose gap is below zero.
    pub fn negative(&self) -> Vec<RecordId> {
        self.counted.iter().filter(|(_, days)| *days < 0).map(|(who, _)| *who).collect()
    }

    /// Whose gap is not.
    pub fn others(&self) -> Vec<RecordId> {
        self.counted.iter().filter(|(_, days)| *days >= 0).map(|(who, _)| *who).collect()
    }
}

impl Gathered<'_> {
    /// The gaps of the cases that a filter takes in.
    pub fn intervals(&self, filter: &Filter<'_>) -> Vec<Interval> {
        Gap::ALL.into_iter().map(|gap| self.interval(gap, filter)).collect()
    }

    fn interval(&self, gap: Gap, filter: &Filter<'_>) -> Interval {
        if gap == Gap::Serial {
            let (network, ids) = self.network(filter);
            let onset = |place: u32| network.person(place).and_then(|person| person.onset);
            let all = network.links().iter().filter_map(|(from, to)| {
                let days = onset(*to).zip(onset(*from)).map(|(ill, source)| (ill - source).num_days());
                Some((*ids.get(*to as usize)?, days))
            });
            return Interval::of(gap, all);
        }
        let days = |case: &Case| {
            let isolated = || isolated_from(self.book.get(case.record)?);
            let (from, to) = match gap {
                Gap::OnsetReport => (case.onset, case.reported),
                Gap::OnsetIsolation => (case.onset, isolated()),
                Gap::ReportIsolation | Gap::Serial => (case.reported, isolated()),
            };
            Some((to? - from?).num_days())
        };
        Interval::of(gap, self.cases(filter).into_iter().map(|(known, case)| (known.who, days(case))))
    }
}
