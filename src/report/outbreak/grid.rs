//! The follow-up grid: contacts by days, as it hangs on the wall of an outbreak team.
//!
//! It is a table already, so it has no twin: every cell holds a sign for the eye and a word for whoever
//! does not see it. What surprises: the days run over all contacts, so a contact's own window is only a
//! part of its row; outside of it a cell is empty.

use chrono::{Days, NaiveDate};

use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::text::{Text, t};
use crate::ledger::Book;
use crate::tracing::follow_up::{DayState, FollowUpStatus, MissedWhy, days};
use crate::tracing::roll::{Roll, Traced};
use crate::tracing::trail::{CheckResult, Trail};

/// How one day of one contact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Not a day of this contact's follow-up.
    Outside,
    /// To be seen today.
    Due,
    /// Seen and well.
    Well,
    /// Seen and well, entered later.
    WellLate,
    /// Seen and ill.
    Unwell,
    /// Nothing was entered.
    Missed,
    /// Looked for and not found.
    Absent,
    /// Did not want to be seen.
    Refused,
    /// Nobody went.
    NotDone,
    /// Still to come.
    Future,
    /// Not needed any more.
    Stopped,
}

impl Cell {
    /// All that the legend explains, in its order.
    pub const LEGEND: [Cell; 10] = [
        Cell::Due,
        Cell::Well,
        Cell::WellLate,
        Cell::Unwell,
        Cell::Missed,
        Cell::Absent,
        Cell::Refused,
        Cell::NotDone,
        Cell::Stopped,
        Cell::Future,
    ];

    /// What one check says by itself; nothing for the code of a newer version.
    pub const fn of(result: CheckResult) -> Option<Cell> {
        match result {
            CheckResult::Well => Some(Cell::Well),
            CheckResult::Unwell => Some(Cell::Unwell),
            CheckResult::Absent => Some(Cell::Absent),
            CheckResult::Refused => Some(Cell::Refused),
            CheckResult::NotDone => Some(Cell::NotDone),
            CheckResult::Unknown => None,
        }
    }

    /// The sign in the cell.
    pub const fn sign(self) -> &'static str {
        match self {
            Cell::Outside => "",
            Cell::Due => "○",
            Cell::Well => "✓",
            Cell::WellLate => "(✓)",
            Cell::Unwell => "!",
            Cell::Missed => "–",
            Cell::Absent => "A",
            Cell::Refused => "M",
            Cell::NotDone => "×",
            Cell::Future => "·",
            Cell::Stopped => "/",
        }
    }

    /// What it means.
    pub const fn label(self) -> Text {
        match self {
            Cell::Outside => t("di luar masa pantau", "outside the window"),
            Cell::Due => t("harus ditemui hari ini", "due today"),
            Cell::Well => t("sehat", "well"),
            Cell::WellLate => t("sehat, dicatat terlambat", "well, entered late"),
            Cell::Unwell => t("bergejala", "unwell"),
            Cell::Missed => t("terlewat, tanpa catatan", "missed, nothing entered"),
            Cell::Absent => t("tidak ditemukan", "not found"),
            Cell::Refused => t("menolak", "refused"),
            Cell::NotDone => t("tidak dikerjakan", "not done"),
            Cell::Future => t("belum tiba", "still to come"),
            Cell::Stopped => t("tidak perlu lagi", "not needed any more"),
        }
    }

    /// The style class.
    pub const fn class(self) -> &'static str {
        match self {
            Cell::Outside | Cell::Future | Cell::Stopped => "cell-none",
            Cell::Due => "cell-due",
            Cell::Well | Cell::WellLate => "cell-well",
            Cell::Unwell => "cell-unwell",
            Cell::Missed | Cell::Absent | Cell::Refused | Cell::NotDone => "cell-missed",
        }
    }
}

/// One contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// The person.
    pub person: RecordId,
    /// How the follow-up stands.
    pub status: FollowUpStatus,
    /// One cell for each of [`Grid::days`].
    pub cells: Vec<Cell>,
}

/// The grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The days, ascending, without a gap.
    pub days: Vec<NaiveDate>,
    /// Open contacts first; among them who was never seen and who is lost, then by id.
    pub rows: Vec<GridRow>,
    /// How many rows there are, shown or not.
    pub total: usize,
}

/// The grid of an outbreak for some days, by the roll: at most so many rows are read, and all are counted.
pub fn grid(
    book: &Book,
    roll: &Roll,
    outbreak: RecordId,
    (from, to): (NaiveDate, NaiveDate),
    rows: usize,
) -> Grid {
    let Some(rule) = roll.links().rules.get(&outbreak) else { return Grid::default() };
    let count = u64::try_from((to - from).num_days() + 1).unwrap_or(0);
    let dates: Vec<NaiveDate> = (0..count).filter_map(|n| from.checked_add_days(Days::new(n))).collect();
    let within = |(first, last): (NaiveDate, NaiveDate)| last >= from && first <= to;
    let mut shown: Vec<&Traced> =
        roll.contacts(outbreak).filter(|one| one.summary.window.is_some_and(within)).collect();
    let urgency = |status: FollowUpStatus| match status {
        FollowUpStatus::NeverSeen => 0,
        FollowUpStatus::ProposedLost => 1,
        FollowUpStatus::WindowPassed => 2,
        status if status.is_open() => 3,
        _ => 4,
    };
    shown.order_by_key(|one| (urgency(one.summary.status), one.person));
    let total = shown.len();
    let row = |one: &Traced| {
        let trail = Trail::of(book, one.person, outbreak);
        let mut cells = vec![Cell::Outside; dates.len()];
        for day in days(&trail, rule, &one.summary, roll.today) {
            let place = usize::try_from((day.date - from).num_days()).ok();
            let Some(cell) = place.and_then(|place| cells.get_mut(place)) else { continue };
            let unwell = day.checks.iter().any(|check| check.result == CheckResult::Unwell);
            *cell = match day.state {
                _ if unwell => Cell::Unwell,
                DayState::Due => Cell::Due,
                DayState::Done => Cell::Well,
                DayState::LateEntered => Cell::WellLate,
                DayState::Missed(MissedWhy::NothingEntered) => Cell::Missed,
                DayState::Missed(MissedWhy::Absent) => Cell::Absent,
                DayState::Missed(MissedWhy::Refused) => Cell::Refused,
                DayState::Missed(MissedWhy::NotDone(_)) => Cell::NotDone,
                DayState::Future => Cell::Future,
                DayState::Stopped => Cell::Stopped,
            };
        }
        GridRow { person: one.person, status: one.summary.status, cells }
    };
    Grid { rows: shown.into_iter().take(rows).map(row).collect(), days: dates, total }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracing::fixture::{Scene, day};

    #[test]
    fn a_row_says_of_each_day_how_it_stands_and_nothing_outside_the_window() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let who = scene.person("K");
        scene.exposure(outbreak, None, who, "2026-11-01");
        scene.seen(outbreak, who, "2026-11-02", "well", "2026-11-02");
        scene.seen(outbreak, who, "2026-11-03", "well", "2026-11-05");
        scene.seen(outbreak, who, "2026-11-04", "absent", "2026-11-04");
        scene.seen(outbreak, who, "2026-11-06", "unwell", "2026-11-06");
        let found = grid(
            scene.book(),
            &scene.roll("2026-11-08"),
            outbreak,
            (day("2026-11-01"), day("2026-11-09")),
            9,
        );
        assert_eq!(found.days.len(), 9);
        assert_eq!(
            found.rows[0].cells,
            [
                Cell::Outside,
                Cell::Well,
                Cell::WellLate,
                Cell::Absent,
                Cell::Missed,
                Cell::Unwell,
                Cell::Missed,
                Cell::Due,
                Cell::Future
            ]
        );
        let later = grid(
            scene.book(),
            &scene.roll("2026-11-08"),
            outbreak,
            (day("2026-12-01"), day("2026-12-09")),
            9,
        );
        assert_eq!((later.rows.len(), later.total), (0, 0));
        let none = grid(
            scene.book(),
            &scene.roll("2026-11-08"),
            outbreak,
            (day("2026-11-01"), day("2026-11-09")),
            0,
        );
        assert_eq!((none.rows.len(), none.total), (0, 1));
    }

    #[test]
    fn whoever_was_never_seen_stands_first() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let (seen, never) = (scene.person("A"), scene.person("B"));
        for who in [seen, never] {
            scene.exposure(outbreak, None, who, "2026-11-01");
        }
        scene.seen(outbreak, seen, "2026-11-02", "well", "2026-11-02");
        let found = grid(
            scene.book(),
            &scene.roll("2026-11-03"),
            outbreak,
            (day("2026-11-01"), day("2026-11-03")),
            9,
        );
        assert_eq!(found.rows.iter().map(|row| row.person).collect::<Vec<_>>(), [never, seen]);
    }

    #[test]
    fn no_two_states_share_a_sign() {
        let mut signs: Vec<&str> = Cell::LEGEND.iter().map(|cell| cell.sign()).collect();
        signs.sort_unstable();
        signs.dedup();
        assert_eq!(signs.len(), Cell::LEGEND.len());
    }
}
