//! Chains of transmission: the directed graph of exposures between cases of one outbreak.
//!
//! Reported links are not a tree: somebody may have several sources, and two people may each be named as
//! the other's source. Everybody is shown once, on the shortest path from a root; cycles are reported
//! apart. Nothing here recurses, so a chain of ten thousand cannot exhaust the stack of a phone.

use crate::domain::order::InOrder;
use chrono::NaiveDate;
use petgraph::Direction::{Incoming, Outgoing};
use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;
use petgraph::unionfind::UnionFind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::domain::id::RecordId;
use crate::domain::text::{Text, t};
use crate::ledger::Book;
use crate::tracing::trail::Trails;

/// How somebody with several sources is placed.
pub const RULE: Text = t(
    "Orang dengan beberapa sumber diletakkan pada jalur terpendek dari akar; bila sama panjang, pada sumber yang lebih dahulu sakit. Dalam lingkaran tanpa sumber luar, yang lebih dahulu sakit menjadi akar.",
    "Somebody with several sources stands on the shortest path from a root; of equal paths, under the source who fell ill first. In a circle without an outside source, who fell ill first is the root.",
);

/// One person in the forest.
#[derive(Clone, Debug)]
pub struct Node {
    /// The person.
    pub person: RecordId,
    /// Steps from a root; roots are 0.
    pub generation: u32,
    /// The source under which the person stands.
    pub source: Option<RecordId>,
    /// Places of the children in [`Chains::nodes`].
    pub children: Vec<usize>,
    /// The first day of illness.
    pub onset: Option<NaiveDate>,
    /// Whether the person has an investigation that was not discarded.
    pub is_case: bool,
}

/// Somebody for whom several sources are recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultiSource {
    /// The person.
    pub person: RecordId,
    /// The sources, by id.
    pub sources: Vec<RecordId>,
}

/// The chains of an outbreak.
#[derive(Clone, Debug, Default)]
pub struct Chains {
    /// Everybody once; generations ascend.
    pub nodes: Vec<Node>,
    /// Places of the roots in [`Chains::nodes`].
    pub roots: Vec<usize>,
    /// People who are, through each other, each other's source. Each set is sorted by id.
    pub cycles: Vec<Vec<RecordId>>,
    /// People with several sources.
    pub multi_source: Vec<MultiSource>,
    /// Exposures of somebody to themselves, which a merge may bring in. They are no links.
    pub self_loops: Vec<RecordId>,
    /// The links between people, each once: source and exposed.
    pub links: Vec<(RecordId, RecordId)>,
}

/// One row of the indented tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// How far to indent.
    pub depth: u32,
    /// The person.
    pub person: RecordId,
    /// Steps from the root.
    pub generation: u32,
    /// The first day of illness.
    pub onset: Option<NaiveDate>,
    /// The source under which the person stands.
    pub source: Option<RecordId>,
    /// Whether the person belongs under other sources too.
    pub repeated: bool,
}

/// Sizes of the graph of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Links between different people.
    pub links: usize,
    /// People who are a source.
    pub sources: usize,
    /// People who have a source.
    pub targets: usize,
    /// The most links from one source.
    pub largest_out_degree: usize,
    /// Groups of people who hang together; people without a link are not counted.
    pub components: usize,
}

/// The chains of an outbreak; `with_contacts` adds exposed people who are no cases, as leaves.
pub fn chains(book: &Book, outbreak: RecordId, with_contacts: bool) -> Chains {
    let trails = Trails::read(book, |record| record.id() == outbreak);
    let people: FxHashMap<RecordId, Option<NaiveDate>> =
        trails.of.iter().filter_map(|((who, _), trail)| Some((*who, trail.case()?.onset))).collect();
    let mut links = Vec::new();
    let mut self_loops = Vec::new();
    for ((who, _), trail) in &trails.of {
        for exposed in &trail.exposures {
            let Some(source) = exposed.source else { continue };
            if source == *who {
                self_loops.push(exposed.record);
            } else if people.contains_key(&source) && (with_contacts || people.contains_key(who)) {
                links.push((source, *who));
            }
        }
    }
    self_loops.order();
    Chains { self_loops, ..build(&people, links) }
}

type Key = (NaiveDate, RecordId);

/// Builds the forest from who is a case (with the onset) and the links between people.
fn build(people: &FxHashMap<RecordId, Option<NaiveDate>>, mut links: Vec<(RecordId, RecordId)>) -> Chains {
    links.order();
    links.dedup();
    let mut graph: DiGraphMap<RecordId, ()> = DiGraphMap::new();
    let mut order: Vec<RecordId> = people.keys().copied().collect();
    order.order();
    for person in order {
        graph.add_node(person);
    }
    for (source, exposed) in &links {
        graph.add_edge(*source, *exposed, ());
    }
    // Whose illness began first comes first; an unknown day comes last.
    let key = |person: RecordId| -> Key {
        (people.get(&person).copied().flatten().unwrap_or(NaiveDate::MAX), person)
    };

    let components = kosaraju_scc(&graph);
    let mut component_of: FxHashMap<RecordId, usize> = FxHashMap::default();
    for (number, component) in components.iter().enumerate() {
        component_of.extend(component.iter().map(|person| (*person, number)));
    }
    let mut cycles = Vec::new();
    let mut roots = Vec::new();
    for (number, component) in components.iter().enumerate() {
        if component.len() > 1 {
            let mut cycle = component.clone();
            cycle.order();
            cycles.push(cycle);
        }
        let has_outside_source = component.iter().any(|person| {
            graph
                .neighbors_directed(*person, Incoming)
                .any(|source| component_of.get(&source) != Some(&number))
        });
        if !has_outside_source {
            roots.extend(component.iter().copied().min_by_key(|person| key(*person)));
        }
    }
    cycles.order();
    roots.order_by_key(|person| key(*person));

    let mut found = Chains { cycles, ..Chains::default() };
    let mut seen: FxHashSet<RecordId> = roots.iter().copied().collect();
    let mut layer = Vec::new();
    for root in roots {
        layer.push(found.place(root, 0, None, people));
    }
    found.roots.clone_from(&layer);
    let mut generation = 0;
    while !layer.is_empty() {
        generation += 1;
        let mut next = Vec::new();
        for parent in layer {
            let Some(source) = found.nodes.get(parent).map(|node| node.person) else { continue };
            let mut exposed: Vec<RecordId> =
                graph.neighbors_directed(source, Outgoing).filter(|person| seen.insert(*person)).collect();
            exposed.order_by_key(|person| key(*person));
            for person in exposed {
                let child = found.place(person, generation, Some(source), people);
                if let Some(node) = found.nodes.get_mut(parent) {
                    node.children.push(child);
                }
                next.push(child);
            }
        }
        next.order_by_key(|place| found.nodes.get(*place).map(|node| key(node.person)));
        layer = next;
    }
    for node in &found.nodes {
        let mut sources: Vec<RecordId> = graph.neighbors_directed(node.person, Incoming).collect();
        if sources.len() > 1 {
            sources.order();
            found.multi_source.push(MultiSource { person: node.person, sources });
        }
    }
    found.links = links;
    found
}

impl Chains {
    fn place(
        &mut self,
        person: RecordId,
        generation: u32,
        source: Option<RecordId>,
        people: &FxHashMap<RecordId, Option<NaiveDate>>,
    ) -> usize {
        let case = people.get(&person);
        self.nodes.push(Node {
            person,
            generation,
            source,
            children: Vec::new(),
            onset: case.copied().flatten(),
            is_case: case.is_some(),
        });
        self.nodes.len() - 1
    }

    /// The indented tree as rows, everybody once.
    pub fn rows(&self) -> Vec<Row> {
        let several: FxHashSet<RecordId> = self.multi_source.iter().map(|multi| multi.person).collect();
        let mut rows = Vec::with_capacity(self.nodes.len());
        let mut stack: Vec<usize> = self.roots.iter().rev().copied().collect();
        while let Some(node) = stack.pop().and_then(|place| self.nodes.get(place)) {
            rows.push(Row {
                depth: node.generation,
                person: node.person,
                generation: node.generation,
                onset: node.onset,
                source: node.source,
                repeated: several.contains(&node.person),
            });
            stack.extend(node.children.iter().rev());
        }
        rows
    }

    /// The links that leave each source, most first.
    pub fn out_degrees(&self) -> Vec<(RecordId, usize)> {
        let mut counts: FxHashMap<RecordId, usize> = FxHashMap::default();
        for (source, _) in &self.links {
            *counts.entry(*source).or_default() += 1;
        }
        let mut found: Vec<_> = counts.into_iter().collect();
        found.order_by_key(|(person, count)| (std::cmp::Reverse(*count), *person));
        found
    }

    /// The sizes of groups that hang together, largest first; people without a link are left out.
    pub fn cluster_sizes(&self) -> Vec<usize> {
        let mut numbers: FxHashMap<RecordId, usize> = FxHashMap::default();
        for person in self.links.iter().flat_map(|(source, exposed)| [*source, *exposed]) {
            let next = numbers.len();
            numbers.entry(person).or_insert(next);
        }
        let mut sets = UnionFind::new(numbers.len());
        for (source, exposed) in &self.links {
            if let (Some(a), Some(b)) = (numbers.get(source), numbers.get(exposed)) {
                sets.union(*a, *b);
            }
        }
        let mut sizes: FxHashMap<usize, usize> = FxHashMap::default();
        for set in sets.into_labeling() {
            *sizes.entry(set).or_default() += 1;
        }
        let mut sizes: Vec<usize> = sizes.into_values().collect();
        sizes.order_by_key(|size| std::cmp::Reverse(*size));
        sizes
    }

    /// The sizes of the graph.
    pub fn shape(&self) -> Shape {
        let degrees = self.out_degrees();
        let targets: FxHashSet<RecordId> = self.links.iter().map(|(_, exposed)| *exposed).collect();
        Shape {
            links: self.links.len(),
            sources: degrees.len(),
            targets: targets.len(),
            largest_out_degree: degrees.first().map_or(0, |(_, count)| *count),
            components: self.cluster_sizes().len(),
        }
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
