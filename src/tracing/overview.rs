//! All outbreaks at a glance, counted in one pass over the book.

use crate::domain::order::InOrder;
use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::id::RecordId;
use crate::domain::record::tracing::outbreak;
use crate::ledger::Book;
use crate::tracing::follow_up::{DayState, Summary, day_of_today};
use crate::tracing::trail::Trails;

/// One outbreak in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The outbreak.
    pub outbreak: RecordId,
    /// Whether it has not ended.
    pub running: bool,
    /// People who were exposed.
    pub contacts: usize,
    /// Of them, those whom somebody still has to see.
    pub open: usize,
    /// Of them, those whose check of today is still to be made.
    pub due: usize,
    /// People who are cases.
    pub cases: usize,
}

/// Every outbreak: those that run first, and of them the newest.
pub fn overview(book: &Book, today: NaiveDate) -> Vec<Overview> {
    let trails = Trails::of_contacts(book, |_| true);
    let mut counts: FxHashMap<RecordId, Overview> = FxHashMap::default();
    for record in book.of(&outbreak::SPEC) {
        let running = record.get(outbreak::END).is_none_or(|end| end >= today);
        let id = record.id();
        counts.insert(id, Overview { outbreak: id, running, contacts: 0, open: 0, due: 0, cases: 0 });
    }
    for ((_, outbreak), trail) in &trails.of {
        let (Some(rule), Some(count)) = (trails.rules.get(outbreak), counts.get_mut(outbreak)) else {
            continue;
        };
        let summary = Summary::of(trail, rule, today);
        count.contacts += usize::from(!trail.exposures.is_empty());
        count.cases += usize::from(trail.case().is_some());
        if summary.status.is_open() {
            count.open += 1;
            let due =
                day_of_today(trail, rule, &summary, today).is_some_and(|day| day.state == DayState::Due);
            count.due += usize::from(due);
        }
    }
    let mut found: Vec<Overview> = counts.into_values().collect();
    let start = |id| book.get(id).and_then(|record| record.get(outbreak::START));
    found.order_by_key(|one| {
        (!one.running, std::cmp::Reverse(start(one.outbreak)), std::cmp::Reverse(one.outbreak))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::tracing::fixture::{Scene, day};

    #[test]
    fn contacts_cases_and_dues_are_counted_and_ended_outbreaks_come_last() {
        let mut scene = Scene::new();
        let ended = scene.outbreak("measles");
        scene.set(ended, FieldSet::new().with(outbreak::END, day("2026-10-01")));
        let running = scene.outbreak("measles");
        let (ill, first, second) = (scene.person("S"), scene.person("A"), scene.person("B"));
        scene.case(running, ill, "suspect", Some("2026-11-10"));
        scene.exposure(running, Some(ill), first, "2026-11-18");
        scene.exposure(running, Some(ill), second, "2026-11-18");
        let today = day("2026-11-20");
        scene.seen(running, first, "2026-11-20", "well", "2026-11-20");
        let found = overview(scene.book(), today);
        assert_eq!(
            found,
            [
                Overview { outbreak: running, running: true, contacts: 2, open: 2, due: 1, cases: 1 },
                Overview { outbreak: ended, running: false, contacts: 0, open: 0, due: 0, cases: 0 },
            ]
        );
    }
}
