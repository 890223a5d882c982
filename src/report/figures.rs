//! First figures of the work, each a count with what it is counted of.

use chrono::{Datelike, NaiveDate};

use crate::casework::caseload::Caseload;
use crate::casework::referral::open_referrals;
use crate::casework::stage::Stage;
use crate::domain::record::casework::{need, referral, visit};
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
    let (cases, today) = (&list.cases, list.today);
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
        count: open_referrals(book).len(),
        of: book.of(&referral::SPEC).count(),
        of_what: t("{n} rujukan", "{n} {n?referral|referrals}"),
    });
    let visits = book.of(&visit::SPEC).filter_map(|record| record.get(visit::DATE));
    let this_month = |date: &NaiveDate| (date.year(), date.month()) == (today.year(), today.month());
    let (all, month) =
        visits.fold((0, 0), |(all, month), date| (all + 1, month + usize::from(this_month(&date))));
    found.push(Figure {
        label: t("Kunjungan bulan ini", "Visits this month"),
        count: month,
        of: all,
        of_what: t("{n} kunjungan", "{n} {n?visit|visits}"),
    });
    let needs: Vec<_> = book.of(&need::SPEC).collect();
    found.push(Figure {
        label: t("Kebutuhan terpenuhi", "Needs met"),
        count: needs.iter().filter(|record| record.get(need::STATE) == Some("met")).count(),
        of: needs.len(),
        of_what: t("{n} kebutuhan", "{n} {n?need|needs}"),
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::caseload::caseload;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::casework::case;
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
        let list = caseload(desk.book(), day("2026-11-21"));
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
