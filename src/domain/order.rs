//! Sorting with one copy of the sorting code. The standard sorts are compiled anew for every type and
//! every key, some five kilobytes each; fifty of them were a tenth of the app that a phone must fetch.
//! Here only places are sorted. Hot paths of the ledger keep the standard sorts.

use std::cmp::Ordering;
use std::collections::VecDeque;

/// Stable sorting of small things.
pub trait InOrder<T> {
    /// Sorts by a key, which is computed once for each item.
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    /// Sorts by a whole number: of ten thousand items and more, in a fraction of the time.
    fn order_by_number(&mut self, number: impl FnMut(&T) -> u64);

    /// Sorts by a comparison.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by the items' own order.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> InOrder<T> for Vec<T> {
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let places = sorted_places(keys.len(), &mut |a, b| keys.get(a).cmp(&keys.get(b)));
        rearrange(self, &places);
    }

    fn order_by_number(&mut self, number: impl FnMut(&T) -> u64) {
        rearrange(self, &places_by_number(self.iter().map(number).collect()));
    }

    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let places = sorted_places(self.len(), &mut |a, b| match (self.get(a), self.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        });
        rearrange(self, &places);
    }
}

#[inline(never)]
fn sorted_places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[inline(never)]
fn places_by_number(numbers: Vec<u64>) -> Vec<usize> {
    let mut numbered: Vec<(u64, usize)> = numbers.into_iter().zip(0..).collect();
    numbered.sort_unstable();
    numbered.into_iter().map(|(_, place)| place).collect()
}

fn rearrange<T>(items: &mut Vec<T>, places: &[usize]) {
    let mut slots: Vec<Option<T>> = std::mem::take(items).into_iter().map(Some).collect();
    items.extend(places.iter().filter_map(|place| slots.get_mut(*place).and_then(Option::take)));
}

/// Sorting in steps, for lists of which the whole sort would hold a page: parts are sorted, then merged two by two. No
/// step does more than look at each item once. The order is that of [`InOrder::order_by`].
#[derive(Default)]
pub struct OrderSteps {
    begun: usize,
    runs: VecDeque<Vec<usize>>,
}

impl OrderSteps {
    /// One step, with parts of so many items; `true` once `items` stand in order.
    pub fn step<T>(
        &mut self,
        items: &mut Vec<T>,
        part: usize,
        mut compare: impl FnMut(&T, &T) -> Ordering,
    ) -> bool {
        let places = self.places(items.len(), part, &mut |a, b| match (items.get(a), items.get(b)) {
            (Some(one), Some(other)) => compare(one, other).then(a.cmp(&b)),
            _ => Ordering::Equal,
        });
        places.map(|places| rearrange(items, &places)).is_some()
    }

    #[inline(never)]
    fn places(
        &mut self,
        count: usize,
        part: usize,
        compare: &mut dyn FnMut(usize, usize) -> Ordering,
    ) -> Option<Vec<usize>> {
        if self.begun < count {
            let end = self.begun.saturating_add(part.max(1)).min(count);
            let mut run: Vec<usize> = (self.begun..end).collect();
            run.sort_unstable_by(|a, b| compare(*a, *b));
            self.runs.push_back(run);
            self.begun = end;
            return None;
        }
        let one = self.runs.pop_front().unwrap_or_default();
        let other = self.runs.pop_front().unwrap_or_default();
        let merged = merged(&one, &other, compare);
        if self.runs.is_empty() {
            return Some(merged);
        }
        self.runs.push_back(merged);
        None
    }
}

fn merged(one: &[usize], other: &[usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut one, mut other) = (one.iter().copied().peekable(), other.iter().copied().peekable());
    loop {
        let next = match (one.peek(), other.peek()) {
            (Some(a), Some(b)) if compare(*a, *b).is_gt() => other.next(),
            (Some(_), _) => one.next(),
            _ => other.next(),
        };
        match next {
            Some(place) => all.push(place),
            None => return all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_stable_sort_does(items in prop::collection::vec((0_u8..5, any::<u8>()), 0..60)) {
            let mut by_key = items.clone();
            by_key.order_by_key(|(key, _)| *key);
            let mut by = items.clone();
            by.order_by(|a, b| a.0.cmp(&b.0));
            let mut all = items.clone();
            all.order();
            let unsorted = items.clone();
            let (mut wanted, mut sorted) = (items.clone(), items);
            wanted.sort_by_key(|(key, _)| *key);
            sorted.sort();
            let mut by_number = unsorted;
            by_number.order_by_number(|(key, _)| u64::from(*key));
            prop_assert_eq!(&by_number, &wanted);
            prop_assert_eq!(&by_key, &wanted);
            prop_assert_eq!(&by, &wanted);
            prop_assert_eq!(&all, &sorted);
        }

        #[test]
        fn in_steps_it_sorts_as_at_once(items in prop::collection::vec((0_u8..5, any::<u8>()), 0..60), part in 0_usize..70) {
            let mut wanted = items.clone();
            wanted.order_by(|a, b| a.0.cmp(&b.0));
            let (mut found, mut steps) = (items, OrderSteps::default());
            let mut taken = 0;
            while !steps.step(&mut found, part, |a, b| a.0.cmp(&b.0)) {
                taken += 1;
                prop_assert!(taken < 200, "it does not end");
            }
            prop_assert_eq!(found, wanted);
        }
    }
}
