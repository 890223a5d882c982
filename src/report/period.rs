//! The stretch of time that a report is about, and the ones that are offered.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::domain::text::{Text, t};

/// From one day to another, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// The days between two dates, whichever comes first.
    pub fn new(one: NaiveDate, other: NaiveDate) -> Period {
        Period { from: one.min(other), to: one.max(other) }
    }

    /// The month of a day.
    pub fn month(day: NaiveDate) -> Period {
        Period::months(day.with_day(1).unwrap_or(day), 1)
    }

    /// Whole months from a first of a month on.
    fn months(from: NaiveDate, count: u32) -> Period {
        let to = from.checked_add_months(Months::new(count)).and_then(|next| next.pred_opt());
        Period { from, to: to.unwrap_or(from) }
    }

    /// The period before: as many whole months where this one is whole months, else as many days.
    pub fn previous(self) -> Period {
        let to = self.from.pred_opt().unwrap_or(self.from);
        let whole = self.from.day() == 1 && Period::month(self.to).to == self.to;
        let from = if whole {
            let months = (self.to.year() - self.from.year()) * 12 + self.to.month() as i32
                - self.from.month() as i32
                + 1;
            self.from.checked_sub_months(Months::new(months.unsigned_abs()))
        } else {
            let days = (self.to - self.from).num_days() + 1;
            self.from.checked_sub_days(Days::new(days.unsigned_abs()))
        };
        Period { from: from.unwrap_or(to), to }
    }

    /// Whether a day lies in it.
    pub fn holds(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

/// A period that is offered by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// The month of today.
    #[default]
    ThisMonth,
    /// The month before.
    LastMonth,
    /// The quarter of today.
    ThisQuarter,
    /// The quarter before.
    LastQuarter,
    /// The year of today.
    ThisYear,
    /// The year before.
    LastYear,
}

impl Preset {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Preset; 6] = [
        Preset::ThisMonth,
        Preset::LastMonth,
        Preset::ThisQuarter,
        Preset::LastQuarter,
        Preset::ThisYear,
        Preset::LastYear,
    ];

    /// As a form holds it.
    pub const fn code(self) -> &'static str {
        match self {
            Preset::ThisMonth => "this_month",
            Preset::LastMonth => "last_month",
            Preset::ThisQuarter => "this_quarter",
            Preset::LastQuarter => "last_quarter",
            Preset::ThisYear => "this_year",
            Preset::LastYear => "last_year",
        }
    }

    /// Reads the code; this month where it is none.
    pub fn of_code(code: &str) -> Preset {
        Preset::ALL.into_iter().find(|one| one.code() == code).unwrap_or_default()
    }

    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Preset::ThisMonth => t("Bulan ini", "This month"),
            Preset::LastMonth => t("Bulan lalu", "Last month"),
            Preset::ThisQuarter => t("Triwulan ini", "This quarter"),
            Preset::LastQuarter => t("Triwulan lalu", "Last quarter"),
            Preset::ThisYear => t("Tahun ini", "This year"),
            Preset::LastYear => t("Tahun lalu", "Last year"),
        }
    }

    /// The days it stands for.
    pub fn period(self, today: NaiveDate) -> Period {
        let first = |month: u32| NaiveDate::from_ymd_opt(today.year(), month, 1).unwrap_or(today);
        match self {
            Preset::ThisMonth => Period::month(today),
            Preset::ThisQuarter => Period::months(first(today.month0() / 3 * 3 + 1), 3),
            Preset::ThisYear => Period::months(first(1), 12),
            Preset::LastMonth => Preset::ThisMonth.period(today).previous(),
            Preset::LastQuarter => Preset::ThisQuarter.period(today).previous(),
            Preset::LastYear => Preset::ThisYear.period(today).previous(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::day;

    fn dates(period: Period) -> (String, String) {
        (period.from.to_string(), period.to.to_string())
    }

    fn pair(from: &str, to: &str) -> (String, String) {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn whole_months_are_compared_with_whole_months_and_days_with_days() {
        let before = |from: &str, to: &str| dates(Period::new(day(from), day(to)).previous());
        assert_eq!(before("2026-03-01", "2026-03-31"), pair("2026-02-01", "2026-02-28"));
        assert_eq!(before("2026-01-01", "2026-03-31"), pair("2025-10-01", "2025-12-31"));
        assert_eq!(before("2026-11-02", "2026-11-08"), pair("2026-10-26", "2026-11-01"));
        assert_eq!(before("2026-11-08", "2026-11-02"), pair("2026-10-26", "2026-11-01"));
        assert_eq!(Period::month(day("2024-02-10")).to, day("2024-02-29"));
    }

    #[test]
    fn every_preset_is_whole_months_round_today() {
        let found = Preset::ALL.map(|one| dates(one.period(day("2026-02-28"))));
        let expected = [
            pair("2026-02-01", "2026-02-28"),
            pair("2026-01-01", "2026-01-31"),
            pair("2026-01-01", "2026-03-31"),
            pair("2025-10-01", "2025-12-31"),
            pair("2026-01-01", "2026-12-31"),
            pair("2025-01-01", "2025-12-31"),
        ];
        assert_eq!(found, expected);
        assert!(Preset::ALL.into_iter().all(|one| Preset::of_code(one.code()) == one));
    }
}
