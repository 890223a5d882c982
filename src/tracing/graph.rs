//! Directed graphs of people, counted: degrees, roots, generations, longest chain, circles, groups.
//!
//! People are dense numbers here, so the same code serves a phone's book and a line list of strangers
//! (`tracing::network`, `tracing::chain`). Invariant: a [`Graph`] holds no link of somebody to themselves and
//! no link twice. What surprises: nothing recurses, and the one question that has no quick answer, the longest
//! path through a circle, has a budget and says when it ran out.

use std::collections::BTreeMap;

use crate::domain::order::InOrder;

/// The steps that the search for the longest path may take through circles.
pub const BUDGET: u64 = 3_000_000;

/// Links between the people 0…`count`.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    out: Lists,
    into: Lists,
}

/// One list of neighbours for each person, end to end.
#[derive(Clone, Debug, Default)]
struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    fn make(count: usize, pairs: &[(u32, u32)]) -> Lists {
        let mut starts = vec![0_u32; count + 1];
        for (owner, _) in pairs {
            add(&mut starts, owner + 1, 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut items = vec![0; pairs.len()];
        for (owner, item) in pairs {
            let place = at(&next, *owner);
            put(&mut items, place, *item);
            put(&mut next, *owner, place + 1);
        }
        Lists { starts, items }
    }

    fn of(&self, owner: u32) -> &[u32] {
        let (from, to) = (at(&self.starts, owner), at(&self.starts, owner + 1));
        self.items.get(from as usize..to as usize).unwrap_or_default()
    }
}

fn at<T: Copy + Default>(items: &[T], place: u32) -> T {
    items.get(place as usize).copied().unwrap_or_default()
}

fn put<T>(items: &mut [T], place: u32, value: T) {
    if let Some(slot) = items.get_mut(place as usize) {
        *slot = value;
    }
}

fn add(items: &mut [u32], place: u32, by: u32) {
    if let Some(slot) = items.get_mut(place as usize) {
        *slot += by;
    }
}

/// The longest path that visits nobody twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Longest {
    /// Its number of links.
    pub links: u32,
    /// Whether it is certain that there is no longer one. Always true where there is no circle.
    pub exact: bool,
}

impl Graph {
    /// A graph of `count` people. Links to nobody, of somebody to themselves, and second ones of the same pair
    /// are dropped.
    pub fn new(count: usize, links: &[(u32, u32)]) -> Graph {
        let known = |person: u32| (person as usize) < count;
        let mut pairs: Vec<(u32, u32)> =
            links.iter().copied().filter(|(from, to)| from != to && known(*from) && known(*to)).collect();
        pairs.order();
        pairs.dedup();
        let out = Lists::make(count, &pairs);
        for pair in &mut pairs {
            *pair = (pair.1, pair.0);
        }
        Graph { into: Lists::make(count, &pairs), out }
    }

    /// How many people there are.
    pub fn count(&self) -> usize {
        self.out.starts.len().saturating_sub(1)
    }

    /// Everybody.
    pub fn people(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.count()).unwrap_or(u32::MAX)
    }

    /// Whom a person is a source of, ascending.
    pub fn exposed(&self, person: u32) -> &[u32] {
        self.out.of(person)
    }

    /// The sources of a person, ascending.
    pub fn sources(&self, person: u32) -> &[u32] {
        self.into.of(person)
    }

    /// People without a source.
    pub fn roots(&self) -> Vec<u32> {
        self.people().filter(|person| self.sources(*person).is_empty()).collect()
    }

    /// How many people have how many links, by `degree`.
    pub fn distribution(&self, degree: impl Fn(u32) -> usize) -> BTreeMap<usize, usize> {
        let mut counts = BTreeMap::new();
        for person in self.people() {
            *counts.entry(degree(person)).or_default() += 1;
        }
        counts
    }

    /// Steps from the nearest root; `None` for people who are reached only through a circle.
    pub fn generations(&self) -> Vec<Option<u32>> {
        let mut found: Vec<Option<u32>> = vec![None; self.count()];
        let mut layer = self.roots();
        let mut generation = 0;
        for root in &layer {
            put(&mut found, *root, Some(0));
        }
        while !layer.is_empty() {
            generation += 1;
            let mut next = Vec::new();
            for person in layer.iter().flat_map(|source| self.exposed(*source)) {
                if at(&found, *person).is_none() {
                    put(&mut found, *person, Some(generation));
                    next.push(*person);
                }
            }
            layer = next;
        }
        found
    }

    /// Groups of people who each reach every other (Tarjan), sources before those they exposed. Nearly all are
    /// of one person; a larger one is a circle.
    pub fn strong(&self) -> Vec<Vec<u32>> {
        let count = self.count();
        // 0 is "not met yet" in `number`.
        let (mut number, mut low, mut open) = (vec![0_u32; count], vec![0_u32; count], vec![false; count]);
        let mut found: Vec<Vec<u32>> = Vec::new();
        let mut waiting: Vec<u32> = Vec::new();
        let mut path: Vec<(u32, usize)> = Vec::new();
        let mut last = 0;
        for start in self.people() {
            if at(&number, start) != 0 {
                continue;
            }
            path.push((start, 0));
            while let Some((person, step)) = path.pop() {
                if step == 0 {
                    last += 1;
                    put(&mut number, person, last);
                    put(&mut low, person, last);
                    put(&mut open, person, true);
                    waiting.push(person);
                }
                if let Some(next) = self.exposed(person).get(step).copied() {
                    path.push((person, step + 1));
                    if at(&number, next) == 0 {
                        path.push((next, 0));
                    } else if at(&open, next) {
                        let least = at(&low, person).min(at(&number, next));
                        put(&mut low, person, least);
                    }
                    continue;
                }
                if at(&low, person) == at(&number, person) {
                    let mut group = Vec::new();
                    while let Some(member) = waiting.pop() {
                        put(&mut open, member, false);
                        group.push(member);
                        if member == person {
                            break;
                        }
                    }
                    group.order();
                    found.push(group);
                }
                if let Some((parent, _)) = path.last() {
                    let least = at(&low, *parent).min(at(&low, person));
                    put(&mut low, *parent, least);
                }
            }
        }
        found.reverse();
        found
    }

    /// Groups of people who hang together, whichever way the links point; largest first, then by the least member.
    pub fn weak(&self) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.count()];
        let mut found: Vec<Vec<u32>> = Vec::new();
        for start in self.people() {
            if at(&seen, start) {
                continue;
            }
            put(&mut seen, start, true);
            let mut group = vec![start];
            let mut next = 0;
            while let Some(person) = group.get(next).copied() {
                next += 1;
                for other in self.exposed(person).iter().chain(self.sources(person)) {
                    if !at(&seen, *other) {
                        put(&mut seen, *other, true);
                        group.push(*other);
                    }
                }
            }
            group.order();
            found.push(group);
        }
        found.order_by_key(|group| std::cmp::Reverse(group.len()));
        found
    }

    /// The longest path that visits nobody twice. A path passes through the strong groups in their order and
    /// through each in one piece, so only inside a circle every way must be tried; `budget` bounds those steps.
    pub fn longest(&self, budget: u64) -> Longest {
        let strong = self.strong();
        let mut group_of = vec![0_u32; self.count()];
        for (number, group) in (0_u32..).zip(&strong) {
            for person in group {
                put(&mut group_of, *person, number);
            }
        }
        // The longest path known that ends at each person.
        let mut best = vec![0_u32; self.count()];
        let mut left = budget;
        let mut exact = true;
        for (number, group) in (0_u32..).zip(&strong) {
            let mut entries: Vec<(u32, u32)> = Vec::with_capacity(group.len());
            for person in group {
                let outside = self.sources(*person).iter().filter(|source| at(&group_of, **source) != number);
                entries.push((outside.map(|source| at(&best, *source) + 1).max().unwrap_or(0), *person));
            }
            if let [(entry, person)] = entries.as_slice() {
                put(&mut best, *person, *entry);
                continue;
            }
            entries.order_by_key(|entry| std::cmp::Reverse(*entry));
            for (entry, person) in &entries {
                put(&mut best, *person, *entry);
            }
            // No path can be longer than the best entry and everybody else of the group. Where nothing leaves the
            // group, that is all there is to know.
            let most = entries.first().map_or(0, |(entry, _)| *entry)
                + u32::try_from(entries.len() - 1).unwrap_or(0);
            let leaves = group
                .iter()
                .any(|person| self.exposed(*person).iter().any(|next| at(&group_of, *next) != number));
            let mut whole = true;
            for (entry, person) in &entries {
                whole &= self.walk(*person, *entry, &group_of, number, &mut best, &mut left);
                if !leaves && group.iter().any(|person| at(&best, *person) == most) {
                    whole = true;
                    break;
                }
            }
            exact &= whole;
        }
        Longest { links: best.into_iter().max().unwrap_or(0), exact }
    }

    /// Tries every path inside one strong group from `start`; false when `budget` ran out first.
    fn walk(
        &self,
        start: u32,
        entry: u32,
        group_of: &[u32],
        group: u32,
        best: &mut [u32],
        budget: &mut u64,
    ) -> bool {
        let mut path: Vec<(u32, usize)> = vec![(start, 0)];
        let mut on_path = rustc_hash::FxHashSet::default();
        on_path.insert(start);
        while let Some((person, step)) = path.pop() {
            let Some(next) = self.exposed(person).get(step).copied() else {
                on_path.remove(&person);
                continue;
            };
            path.push((person, step + 1));
            if *budget == 0 {
                return false;
            }
            *budget -= 1;
            if at(group_of, next) == group && on_path.insert(next) {
                let links = entry + u32::try_from(path.len()).unwrap_or(u32::MAX);
                put(best, next, at(best, next).max(links));
                path.push((next, 0));
            }
        }
        true
    }
}

#[cfg(test)]
#[path = "graph_tests.rs"]
mod tests;
