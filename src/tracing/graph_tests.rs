//! What the graph promises: against a second, slower reading of each definition, and on shapes that are large.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn links() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((0_u32..9, 0_u32..9), 0..24)
}

/// Everybody whom `from` reaches, not counting nobody's step.
fn reach(graph: &Graph, from: u32) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut next = vec![from];
    while let Some(person) = next.pop() {
        next.extend(graph.exposed(person).iter().copied().filter(|other| found.insert(*other)));
    }
    found
}

/// The longest path from `person`, by trying every one.
fn longest_from(graph: &Graph, person: u32, visited: &mut Vec<u32>) -> u32 {
    visited.push(person);
    let mut best = 0;
    for next in graph.exposed(person) {
        if !visited.contains(next) {
            best = best.max(1 + longest_from(graph, *next, visited));
        }
    }
    visited.pop();
    best
}

proptest! {
    #[test]
    fn the_longest_chain_is_the_longest_of_all_paths_that_visit_nobody_twice(links in links()) {
        let graph = Graph::new(9, &links);
        let wanted = graph.people().map(|person| longest_from(&graph, person, &mut Vec::new())).max().unwrap();
        prop_assert_eq!(graph.longest(BUDGET), Longest { links: wanted, exact: true });
        // A budget that is too small gives no more than there is.
        let short = graph.longest(3);
        prop_assert!(short.links <= wanted && (!short.exact || short.links == wanted));
    }

    #[test]
    fn a_generation_is_one_more_than_the_least_of_the_sources(links in links()) {
        let graph = Graph::new(9, &links);
        let found = graph.generations();
        for person in graph.people() {
            let sources = graph.sources(person);
            let least = sources.iter().filter_map(|source| found[*source as usize]).min();
            let wanted = if sources.is_empty() { Some(0) } else { least.map(|least| least + 1) };
            prop_assert_eq!(found[person as usize], wanted);
        }
        let reached: BTreeSet<u32> =
            graph.roots().into_iter().flat_map(|root| reach(&graph, root).into_iter().chain([root])).collect();
        for person in graph.people() {
            prop_assert_eq!(found[person as usize].is_some(), reached.contains(&person));
        }
    }

    #[test]
    fn strong_groups_are_those_who_reach_each_other_with_sources_first(links in links()) {
        let graph = Graph::new(9, &links);
        let groups = graph.strong();
        let place = |person: u32| groups.iter().position(|group| group.contains(&person)).unwrap();
        prop_assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), 9);
        for a in graph.people() {
            let reached = reach(&graph, a);
            for b in graph.people().filter(|b| *b != a) {
                let both = reached.contains(&b) && reach(&graph, b).contains(&a);
                prop_assert_eq!(both, place(a) == place(b));
                prop_assert!(!reached.contains(&b) || place(a) <= place(b));
            }
        }
    }

    #[test]
    fn weak_groups_part_everybody_and_no_link_crosses_them(links in links()) {
        let graph = Graph::new(9, &links);
        let groups = graph.weak();
        let mut everybody: Vec<u32> = groups.concat();
        everybody.sort_unstable();
        prop_assert_eq!(everybody, graph.people().collect::<Vec<_>>());
        prop_assert!(groups.windows(2).all(|pair| pair[0].len() >= pair[1].len()));
        for group in &groups {
            for person in group {
                prop_assert!(graph.exposed(*person).iter().all(|other| group.contains(other)));
            }
            // Joined by links alone: from one member all are met.
            let mut met = BTreeSet::from([group[0]]);
            while let Some(new) = group.iter().find(|one| {
                !met.contains(*one)
                    && graph.exposed(**one).iter().chain(graph.sources(**one)).any(|other| met.contains(other))
            }) {
                met.insert(*new);
            }
            prop_assert_eq!(met.len(), group.len());
        }
    }

    #[test]
    fn every_link_has_two_ends(links in links()) {
        let graph = Graph::new(9, &links);
        let sum = |counts: BTreeMap<usize, usize>| counts.iter().map(|(links, people)| links * people).sum::<usize>();
        let out = sum(graph.distribution(|person| graph.exposed(person).len()));
        prop_assert_eq!(out, sum(graph.distribution(|person| graph.sources(person).len())));
        let wanted: BTreeSet<_> = links.iter().filter(|(from, to)| from != to).collect();
        prop_assert_eq!(out, wanted.len());
    }
}

#[test]
fn a_chain_and_a_ring_of_many_thousands_end_without_recursion() {
    let chain: Vec<(u32, u32)> = (0..49_999).map(|person| (person, person + 1)).collect();
    let graph = Graph::new(50_000, &chain);
    assert_eq!(graph.generations().last(), Some(&Some(49_999)));
    assert_eq!(graph.longest(BUDGET), Longest { links: 49_999, exact: true });
    let mut ring = chain;
    ring.push((49_999, 0));
    let graph = Graph::new(50_000, &ring);
    assert_eq!((graph.strong().len(), graph.weak().len(), graph.roots().len()), (1, 1, 0));
    assert!(graph.generations().iter().all(Option::is_none));
    assert_eq!(graph.longest(BUDGET), Longest { links: 49_999, exact: true });
}

#[test]
fn thirty_who_all_name_each_other_end_within_the_budget_and_say_what_is_not_certain() {
    let mut links: Vec<(u32, u32)> = (0..30).flat_map(|from| (0..30).map(move |to| (from, to))).collect();
    assert_eq!(Graph::new(30, &links).longest(BUDGET), Longest { links: 29, exact: true });
    // Whether a longest way also ends with the one who infected an outsider cannot be tried out.
    links.push((3, 30));
    let found = Graph::new(31, &links).longest(BUDGET);
    assert!(!found.exact && (29..=30).contains(&found.links), "{found:?}");
}

#[test]
fn nobody_and_links_to_nobody_are_no_graph() {
    let graph = Graph::new(0, &[(0, 1)]);
    assert_eq!((graph.count(), graph.longest(9).links, graph.weak().len()), (0, 0, 0));
    let graph = Graph::new(2, &[(0, 7), (1, 1), (0, 1), (0, 1)]);
    assert_eq!((graph.exposed(0), graph.sources(1)), (&[1][..], &[0][..]));
}
