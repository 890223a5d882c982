//! First figures of the work, each a count with what it is counted of.

use crate::casework::caseload::Caseload;
use crate::casework::stage::Stage;
use crate::domain::record::casework::referral;
use crate::domain::text::{Text, t};
use crate::ledger::Book;

/// A count of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What was counted.
    pub label: Text,
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// Of what, with the place `n` for how many.
    pub of_what: Text,
}

/// The figures in the order of the screen, with the cases as they stand.
pub fn figures(book: &Book, list: &Caseload) -> Vec<Figure> {
    let cases = &list.cases;
    let open = cases.iter().filter(|row| row.stage != Stage::Closed).count();
    let mut found = vec![Figure {
        label: t("Kasus terbuka", "Open cases"),
        count: open,
        of: cases.len(),
        of_what: t("{n} kasus", "{n} {n?case|cases}"),
    }];
    for stage in Stage::ALL.into_iter().filter(|stage| *stage != Stage::Closed) {
        found.push(Figure {
            label: stage.label(),
            count: cases.iter().filter(|row| row.stage == stage).count(),
            of: open,
            of_what: t("{n} kasus terbuka", "{n} open {n?case|cases}"),
        });
    }
    found.push(Figure {
        label: t("Rujukan menunggu jawaban", "Referrals waiting for an answer"),
        count: list.referrals.0,
        of: book.of(&referral::SPEC).count(),
        of_what: t("{n} rujukan", "{n} {n?referral|referrals}"),
    });
    found.push(Figure {
        label: t("Kunjungan bulan ini", "Visits this month"),
        count: list.visits.1,
        of: list.visits.0,
        of_what: t("{n} kunjungan", "{n} {n?visit|visits}"),
    });
    found.push(Figure {
        label: t("Kebutuhan terpenuhi", "Needs met"),
        count: list.needs.1,
        of: list.needs.0,
        of_what: t("{n} kebutuhan", "{n} {n?need|needs}"),
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::casework::{case, visit};
    use crate::domain::record::spine::person;
    use crate::domain::text::Lang;

    #[test]
    fn stages_add_up_to_the_open_cases_and_only_this_month_counts() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        for closed in [None, Some(day("2026-11-02"))] {
            let opened = fields().with(case::OPENED, day("2026-10-01")).with_some(case::CLOSED, closed);
            desk.make(&case::SPEC, Some(ani), opened);
        }
        for date in ["2026-11-01", "2026-10-31", "2025-11-01"] {
            let made = fields().with(visit::DATE, day(date)).with(visit::OUTCOME, "met");
            desk.make(&visit::SPEC, Some(ani), made);
        }
        let list = desk.caseload("2026-11-21");
        let found = figures(desk.book(), &list);
        let get = |label: &str| {
            let found = found.iter().find(|figure| figure.label.get(Lang::En) == label).unwrap();
            (found.count, found.of)
        };
        assert_eq!(get("Open cases"), (1, 2));
        assert_eq!(get("Visits this month"), (1, 3));
        let stages: usize =
            found.iter().filter(|figure| figure.of_what.id == "{n} kasus terbuka").map(|f| f.count).sum();
        assert_eq!(stages, 1);
    }
}
