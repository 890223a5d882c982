//! Goal attainment scaling (Kiresuk & Sherman 1968):
//! T = 50 + 10·Σwx / √((1−ρ)Σw² + ρ(Σw)²) with ρ = 0.3, x from −2 to +2 and weights w. A T of 50 means
//! that the goals were reached as expected.

use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{attainment, evaluation, goal};
use crate::ledger::{Book, RecordRef};

/// The correlation between goals that the formula assumes.
pub const RHO: f64 = 0.3;

/// The weight of a goal that was given none.
pub const DEFAULT_WEIGHT: i64 = 1;

/// T of pairs of weight and level; `None` where no goal has a weight.
pub fn t_score(goals: &[(i64, i64)]) -> Option<f64> {
    let (mut weighted, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for (weight, level) in goals {
        let (weight, level) = (as_real(*weight), as_real(*level));
        weighted += weight * level;
        sum += weight;
        squares += weight * weight;
    }
    let spread = (1.0 - RHO) * squares + RHO * sum * sum;
    (spread > 0.0).then(|| 50.0 + 10.0 * weighted / spread.sqrt())
}

/// Weights and levels are small, but a file from elsewhere may hold anything; it is cut to what the
/// declaration allows.
fn as_real(number: i64) -> f64 {
    i16::try_from(number).map_or(0.0, f64::from)
}

/// How far one goal was reached.
#[derive(Clone, Copy, Debug)]
pub struct GoalLevel<'a> {
    /// The goal.
    pub goal: RecordRef<'a>,
    /// Its weight.
    pub weight: i64,
    /// −2 to +2.
    pub level: i64,
    /// The level at the evaluation before.
    pub previous: Option<i64>,
}

/// What an evaluation says of the goals.
#[derive(Clone, Debug)]
pub struct Attainment<'a> {
    /// The T score; `None` where no goal was rated.
    pub t: Option<f64>,
    /// The rated goals, in the order of the plan.
    pub goals: Vec<GoalLevel<'a>>,
    /// Goals of the case that this evaluation did not rate; T leaves them out.
    pub unrated: Vec<RecordRef<'a>>,
}

/// Reads an evaluation. Ratings of goals in the trash are left out; of two ratings of one goal the last counts.
pub fn attainment_of(book: &Book, evaluation: RecordId) -> Option<Attainment<'_>> {
    let record = book.get_as(evaluation, &evaluation::SPEC)?;
    let case = record.parent()?;
    let mut before: Vec<RecordRef<'_>> = book
        .children(case, &evaluation::SPEC)
        .filter(|other| {
            (other.get(evaluation::DATE), other.id()) < (record.get(evaluation::DATE), evaluation)
        })
        .collect();
    before.order_by_key(|other| std::cmp::Reverse((other.get(evaluation::DATE), other.id())));
    let mut found = Attainment { t: None, goals: Vec::new(), unrated: Vec::new() };
    for goal in book.children(case, &goal::SPEC) {
        let Some(level) = level_of(book, evaluation, goal.id()) else {
            found.unrated.push(goal);
            continue;
        };
        let weight = goal.get(goal::WEIGHT).unwrap_or(DEFAULT_WEIGHT);
        let previous = before.iter().find_map(|other| level_of(book, other.id(), goal.id()));
        found.goals.push(GoalLevel { goal, weight, level, previous });
    }
    let pairs: Vec<_> = found.goals.iter().map(|goal| (goal.weight, goal.level)).collect();
    found.t = t_score(&pairs);
    Some(found)
}

/// The level that an evaluation gives a goal.
fn level_of(book: &Book, evaluation: RecordId, goal: RecordId) -> Option<i64> {
    book.children(evaluation, &attainment::SPEC)
        .filter(|rating| rating.get(attainment::GOAL) == Some(goal))
        .filter_map(|rating| rating.get(attainment::LEVEL))
        .last()
}

/// The level of a goal at the latest evaluation that rated it.
pub fn latest_level(book: &Book, goal: RecordId) -> Option<i64> {
    book.referring(&attainment::SPEC, attainment::GOAL, goal)
        .into_iter()
        .filter_map(|rating| {
            let at = rating.parent_record()?;
            Some(((at.get(evaluation::DATE), at.id()), rating.get(attainment::LEVEL)?))
        })
        .max_by_key(|(at, _)| *at)
        .map(|(_, level)| level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::casework::case;

    fn near(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|t| (t - expected).abs() < 0.000_05)
    }

    #[test]
    fn the_published_examples_come_out() {
        assert!(near(t_score(&[(1, 0), (3, 0)]), 50.0));
        assert!(near(t_score(&[(1, -1), (1, -1), (1, -1)]), 36.3069));
        assert!(near(t_score(&[(2, -1), (1, 0), (3, 2)]), 58.8131));
        assert_eq!(t_score(&[]), None);
        assert_eq!(t_score(&[(0, 2)]), None);
    }

    #[test]
    fn an_evaluation_shows_the_level_before_and_names_what_it_did_not_rate() {
        let mut desk = Desk::new();
        let case = desk.make(&case::SPEC, None, fields());
        let rated = desk.make(&goal::SPEC, Some(case), fields().with(goal::WEIGHT, 2));
        let left = desk.make(&goal::SPEC, Some(case), fields());
        let evaluate = |desk: &mut Desk, date: &str, level: i64| {
            let id = desk.make(&evaluation::SPEC, Some(case), fields().with(evaluation::DATE, day(date)));
            let rating = fields().with(attainment::GOAL, rated).with(attainment::LEVEL, level);
            desk.make(&attainment::SPEC, Some(id), rating);
            id
        };
        // The later evaluation was entered first.
        let second = evaluate(&mut desk, "2026-11-01", 1);
        let first = evaluate(&mut desk, "2026-09-01", -1);
        let found = attainment_of(desk.book(), second).unwrap();
        assert_eq!((found.goals[0].level, found.goals[0].previous, found.goals[0].weight), (1, Some(-1), 2));
        assert_eq!(found.unrated[0].id(), left);
        assert!(near(found.t, 60.0));
        assert_eq!(attainment_of(desk.book(), first).unwrap().goals[0].previous, None);
        assert_eq!(latest_level(desk.book(), rated), Some(1));
        assert_eq!(latest_level(desk.book(), left), None);
    }
}
