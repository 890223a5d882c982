//! Chains of transmission: the directed graph of exposures between cases of one outbreak, as a forest.
//!
//! Reported links are not a tree: somebody may have several sources, and two people may each be named as
//! the other's source. Everybody is shown once, on the shortest path from a root; cycles are reported
//! apart. The graph itself, and every figure of it, is that of `tracing::network`; here it is only laid out.
//! Nothing here recurses, so a chain of ten thousand cannot exhaust the stack of a phone.

use crate::domain::order::InOrder;
use chrono::NaiveDate;

use crate::domain::id::RecordId;
use crate::domain::text::{Text, t};
use crate::ledger::Book;
use crate::tracing::graph::Graph;
use crate::tracing::network::Network;
use crate::tracing::trail::Trails;

/// How somebody with several sources is placed.
pub const RULE: Text = t(
    "Akar adalah orang tanpa sumber: generasi 0. Orang dengan beberapa sumber diletakkan pada jalur terpendek dari akar; bila sama panjang, pada sumber yang lebih dahulu sakit. Yang hanya terhubung lewat lingkaran tidak punya generasi; mereka diletakkan di bawah yang lebih dahulu sakit.",
    "Roots are people without a source: generation 0. Somebody with several sources stands on the shortest path from a root; of equal paths, under the source who fell ill first. People reached only through a circle have no generation; they stand under the one who fell ill first.",
);

/// One person in the forest.
#[derive(Clone, Debug)]
pub struct Node {
    /// The person.
    pub person: RecordId,
    /// Steps from the nearest root; `None` for people who are reached only through a circle.
    pub generation: Option<u32>,
    /// Steps from the top of the tree in which the person is shown.
    pub depth: u32,
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
    /// Everybody once; parents before their children.
    pub nodes: Vec<Node>,
    /// Places of the tops in [`Chains::nodes`]: the roots, and of each circle without an outside source the one
    /// who fell ill first.
    pub roots: Vec<usize>,
    /// People who are, through each other, each other's source. Each set is sorted by id.
    pub cycles: Vec<Vec<RecordId>>,
    /// People with several sources.
    pub multi_source: Vec<MultiSource>,
    /// Exposures of somebody to themselves, which a merge may bring in. They are no links.
    pub self_loops: Vec<RecordId>,
    /// The links between people, each once: source and exposed.
    pub links: Vec<(RecordId, RecordId)>,
    /// What all figures are counted from.
    pub network: Network,
    /// Who stands at which place of the network.
    pub ids: Vec<RecordId>,
}

/// One row of the indented tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// How far to indent.
    pub depth: u32,
    /// The person.
    pub person: RecordId,
    /// Steps from the nearest root; `None` for people who are reached only through a circle.
    pub generation: Option<u32>,
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
pub fn chains(book: &Book, trails: &Trails<'_>, outbreak: RecordId, with_contacts: bool) -> Chains {
    let (network, ids) = Network::of_outbreak(book, trails, outbreak, with_contacts);
    let mut self_loops: Vec<RecordId> = trails
        .iter()
        .filter(|((_, of), _)| *of == outbreak)
        .flat_map(|((who, _), trail)| trail.exposures.iter().map(move |exposed| (*who, exposed)))
        .filter(|(who, exposed)| exposed.source == Some(*who))
        .map(|(_, exposed)| exposed.record)
        .collect();
    self_loops.order();
    Chains { self_loops, ..build(network, ids) }
}

/// Lays the forest out. The places of the network are in the order of the ids.
fn build(network: Network, ids: Vec<RecordId>) -> Chains {
    let graph = network.graph();
    let id = |place: u32| ids.get(place as usize).copied();
    // Whose illness began first comes first; an unknown day comes last.
    let key =
        |place: u32| (network.person(place).and_then(|person| person.onset).unwrap_or(NaiveDate::MAX), place);
    let named = |places: &[u32]| -> Vec<RecordId> { places.iter().filter_map(|place| id(*place)).collect() };

    let mut tops = graph.roots();
    let mut cycles = Vec::new();
    let mut circles_on_top = Vec::new();
    for group in graph.strong().into_iter().filter(|group| group.len() > 1) {
        cycles.push(named(&group));
        let sources = group.iter().flat_map(|person| graph.sources(*person));
        if sources.into_iter().all(|source| group.binary_search(source).is_ok()) {
            circles_on_top.extend(group.iter().copied().min_by_key(|person| key(*person)));
        }
    }
    cycles.order();
    tops.order_by_key(|person| key(*person));
    circles_on_top.order_by_key(|person| key(*person));

    let mut nodes: Vec<Node> = Vec::with_capacity(graph.count());
    let mut seen = vec![false; graph.count()];
    let mut roots = grow(graph, &network, &ids, tops, true, &mut nodes, &mut seen);
    // Whoever a root reaches has a place already, even where a circle would be nearer.
    roots.extend(grow(graph, &network, &ids, circles_on_top, false, &mut nodes, &mut seen));
    roots.order_by_key(|place| {
        nodes.get(*place).map(|node| (node.onset.unwrap_or(NaiveDate::MAX), node.person))
    });

    let mut multi_source = Vec::new();
    for node in &nodes {
        let sources = match ids.binary_search(&node.person) {
            Ok(place) => graph.sources(u32::try_from(place).unwrap_or(u32::MAX)),
            Err(_) => &[],
        };
        if sources.len() > 1 {
            multi_source.push(MultiSource { person: node.person, sources: named(sources) });
        }
    }
    let mut links: Vec<(RecordId, RecordId)> =
        network.links().iter().filter_map(|(from, to)| Some((id(*from)?, id(*to)?))).collect();
    links.order();
    Chains { nodes, roots, cycles, multi_source, self_loops: Vec::new(), links, network, ids }
}

/// Places everybody whom the tops reach, layer by layer; gives the places of the tops.
fn grow(
    graph: &Graph,
    network: &Network,
    ids: &[RecordId],
    tops: Vec<u32>,
    has_generation: bool,
    nodes: &mut Vec<Node>,
    seen: &mut [bool],
) -> Vec<usize> {
    let mut first = |person: u32| match seen.get_mut(person as usize) {
        Some(seen) => !std::mem::replace(seen, true),
        None => false,
    };
    let onset = |person: u32| network.person(person).and_then(|person| person.onset);
    let key = |person: u32| (onset(person).unwrap_or(NaiveDate::MAX), person);
    let place = |person: u32, depth: u32, source: Option<RecordId>, nodes: &mut Vec<Node>| {
        nodes.push(Node {
            person: ids.get(person as usize).copied()?,
            generation: has_generation.then_some(depth),
            depth,
            source,
            children: Vec::new(),
            onset: onset(person),
            is_case: network.person(person).is_some_and(|person| person.is_case != Some(false)),
        });
        Some((nodes.len() - 1, person))
    };
    let mut layer: Vec<(usize, u32)> = Vec::new();
    for top in tops {
        if first(top) {
            layer.extend(place(top, 0, None, nodes));
        }
    }
    let placed = layer.iter().map(|(node, _)| *node).collect();
    let mut depth = 0;
    while !layer.is_empty() {
        depth += 1;
        let mut next = Vec::new();
        for (parent, source) in layer {
            let mut exposed: Vec<u32> =
                graph.exposed(source).iter().copied().filter(|person| first(*person)).collect();
            exposed.order_by_key(|person| key(*person));
            for person in exposed {
                let Some(child) = place(person, depth, ids.get(source as usize).copied(), nodes) else {
                    continue;
                };
                if let Some(node) = nodes.get_mut(parent) {
                    node.children.push(child.0);
                }
                next.push(child);
            }
        }
        next.order_by_key(|(_, person)| key(*person));
        layer = next;
    }
    placed
}

impl Chains {
    /// The indented tree as rows, everybody once.
    pub fn rows(&self) -> Vec<Row> {
        let several: rustc_hash::FxHashSet<RecordId> =
            self.multi_source.iter().map(|multi| multi.person).collect();
        let mut rows = Vec::with_capacity(self.nodes.len());
        let mut stack: Vec<usize> = self.roots.iter().rev().copied().collect();
        while let Some(node) = stack.pop().and_then(|place| self.nodes.get(place)) {
            rows.push(Row {
                depth: node.depth,
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
        let graph = self.network.graph();
        let degree = |person: u32| graph.exposed(person).len();
        let mut found: Vec<_> =
            self.ids.iter().copied().zip(0_u32..).map(|(who, place)| (who, degree(place))).collect();
        found.retain(|(_, count)| *count > 0);
        found.order_by_key(|(person, count)| (std::cmp::Reverse(*count), *person));
        found
    }

    /// The sizes of groups that hang together, largest first; people without a link are left out.
    pub fn cluster_sizes(&self) -> Vec<usize> {
        self.network.graph().weak().iter().map(Vec::len).filter(|size| *size > 1).collect()
    }

    /// The sizes of the graph.
    pub fn shape(&self) -> Shape {
        let degrees = self.out_degrees();
        let graph = self.network.graph();
        Shape {
            links: self.links.len(),
            sources: degrees.len(),
            targets: graph.people().filter(|person| !graph.sources(*person).is_empty()).count(),
            largest_out_degree: degrees.first().map_or(0, |(_, count)| *count),
            components: self.cluster_sizes().len(),
        }
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
