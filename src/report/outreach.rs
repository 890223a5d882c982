//! How often whom was gone out to: counted from the records, never asked.

use chrono::{Datelike, NaiveDate};

use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::tracing::outreach;
use crate::ledger::Book;
use crate::report::period::Period;

/// What was done towards one kind of target in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The code of the target.
    pub target: &'static str,
    /// How many times.
    pub count: usize,
    /// The last day.
    pub last: Option<NaiveDate>,
    /// How many times in each month of the period, oldest first, months without any too.
    pub months: Vec<((i32, u32), usize)>,
    /// How many times data was received.
    pub with_data: usize,
    /// How many times support was given.
    pub with_support: usize,
}

/// The frequencies of every target, also of those that nobody went to.
pub fn frequencies(book: &Book, period: Period) -> Vec<Reached> {
    let mut months = Vec::new();
    let mut at = (period.from.year(), period.from.month());
    while at <= (period.to.year(), period.to.month()) {
        months.push((at, 0));
        at = if at.1 == 12 { (at.0 + 1, 1) } else { (at.0, at.1 + 1) };
    }
    let one = |code: &crate::domain::code::Code| Reached {
        target: code.code,
        count: 0,
        last: None,
        months: months.clone(),
        with_data: 0,
        with_support: 0,
    };
    let mut found: Vec<Reached> = lists::OUTREACH_TARGET.codes.iter().map(one).collect();
    for record in book.of(&outreach::SPEC) {
        let Some(day) = record.get(outreach::DATE).filter(|day| period.holds(*day)) else { continue };
        let target = record.text(outreach::TARGET);
        let Some(reached) = found.iter_mut().find(|one| one.target == target) else { continue };
        reached.count += 1;
        reached.last = reached.last.max(Some(day));
        let month = (day.year(), day.month());
        if let Some((_, count)) = reached.months.iter_mut().find(|(at, _)| *at == month) {
            *count += 1;
        }
        let data = record.get(outreach::DATA).unwrap_or_default();
        reached.with_data += usize::from(data.iter().any(|code| *code != "none"));
        reached.with_support += usize::from(!record.text(outreach::SUPPORT).trim().is_empty());
    }
    found
}

/// The records of a period, latest first.
pub fn records(book: &Book, period: Period) -> Vec<RecordId> {
    let mut found: Vec<(NaiveDate, RecordId)> = book
        .of(&outreach::SPEC)
        .filter_map(|record| {
            Some((record.get(outreach::DATE).filter(|day| period.holds(*day))?, record.id()))
        })
        .collect();
    found.order_by_key(|one| std::cmp::Reverse(*one));
    found.into_iter().map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};

    #[test]
    fn frequencies_are_counted_by_target_and_month_and_say_when_nobody_went() {
        let mut desk = Desk::new();
        let mut go = |on: &str, target: &str, data: Vec<String>, support: &str| {
            let made = fields().with(outreach::DATE, day(on)).with(outreach::TARGET, target);
            desk.make(&outreach::SPEC, None, made.with(outreach::DATA, data).with(outreach::SUPPORT, support))
        };
        go("2025-12-31", "rt_rw", vec!["case_list".into()], "");
        let first = go("2025-11-01", "rt_rw", vec!["none".into()], "Masker");
        go("2025-10-31", "rt_rw", vec![], "");
        let last = go("2026-01-05", "family", vec![], "");
        let period = Period::new(day("2025-11-01"), day("2026-01-31"));
        let found = frequencies(desk.book(), period);
        assert_eq!(found.len(), lists::OUTREACH_TARGET.codes.len());
        let rt = found.iter().find(|one| one.target == "rt_rw").unwrap();
        assert_eq!((rt.count, rt.last, rt.with_data, rt.with_support), (2, Some(day("2025-12-31")), 1, 1));
        assert_eq!(rt.months, [((2025, 11), 1), ((2025, 12), 1), ((2026, 1), 0)]);
        assert_eq!(
            found.iter().find(|one| one.target == "village_office").map(|one| (one.count, one.last)),
            Some((0, None))
        );
        let records = records(desk.book(), period);
        assert_eq!((records.len(), records.first(), records.last()), (3, Some(&last), Some(&first)));
    }
}
