//! Sorting with one copy of the sorting code. The standard sorts are compiled anew for every type and
//! every key, some five kilobytes each; fifty of them were a tenth of the app that a phone must fetch.
//! Here only places are sorted. Hot paths of the ledger keep the standard sorts.

use std::cmp::Ordering;

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
    }
}
