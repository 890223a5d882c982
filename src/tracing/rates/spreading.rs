//! Who passed the illness on to how many, and how large the clusters are. The cases and the links between them;
//! contacts who stayed well are no part of it.

use std::collections::BTreeMap;

use super::{Filter, Gathered};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;

/// How many sources are named.
const TOP: usize = 10;

/// Links between cases, by source and by cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spreading {
    /// Links between cases.
    pub links: usize,
    /// How many cases infected so many, those without any link among them.
    pub out: BTreeMap<usize, usize>,
    /// Those who infected most, with how many.
    pub top: Vec<(RecordId, usize)>,
    /// The links of the most infectious fifth of all cases (rounded up).
    pub top_fifth_links: usize,
    /// How many people that fifth is.
    pub top_fifth: usize,
    /// The sizes of clusters of two and more, largest first.
    pub clusters: Vec<usize>,
    /// Cases without a link.
    pub singletons: Vec<RecordId>,
}

impl Spreading {
    /// What part of all links the most infectious fifth has.
    pub fn top_share(&self) -> Option<f64> {
        (self.links > 0).then(|| self.top_fifth_links as f64 / self.links as f64)
    }

    /// How many clusters there are of each size, the largest first; with singletons as clusters of one.
    pub fn by_size(&self, with_singletons: bool) -> Vec<(usize, usize)> {
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for size in &self.clusters {
            *sizes.entry(*size).or_default() += 1;
        }
        if with_singletons && !self.singletons.is_empty() {
            sizes.insert(1, self.singletons.len());
        }
        sizes.into_iter().rev().collect()
    }
}

impl Gathered<'_> {
    /// Who infected whom among the cases that a filter takes in.
    pub fn spreading(&self, filter: &Filter<'_>) -> Spreading {
        let (network, ids) = self.network(filter);
        let graph = network.graph();
        let mut order: Vec<(RecordId, usize)> = Vec::new();
        let mut found = Spreading { links: network.links().len(), ..Spreading::default() };
        for (place, who) in (0_u32..).zip(&ids) {
            let out = graph.exposed(place).len();
            *found.out.entry(out).or_default() += 1;
            order.push((*who, out));
            if !network.is_linked(place) {
                found.singletons.push(*who);
            }
        }
        order.order_by_key(|(who, out)| (std::cmp::Reverse(*out), *who));
        found.top_fifth = order.len().div_ceil(5);
        found.top_fifth_links = order.iter().take(found.top_fifth).map(|(_, out)| out).sum();
        found.top = order.into_iter().filter(|(_, out)| *out > 0).take(TOP).collect();
        found.clusters = graph.weak().iter().map(Vec::len).filter(|size| *size > 1).collect();
        found
    }
}
