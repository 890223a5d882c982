//! What chains promise, on small graphs, on random ones, and on the links of a real outbreak.

use super::*;
use crate::tracing::fixture::{Scene, day, tianjin};
use proptest::prelude::*;

fn id(number: u64) -> RecordId {
    RecordId::make(number, [0; 10])
}

fn graph(count: u64, links: &[(u64, u64)]) -> Chains {
    let people = (0..count).map(|number| (id(number), None)).collect();
    build(&people, links.iter().map(|(from, to)| (id(*from), id(*to))).collect())
}

#[test]
fn a_root_is_generation_0_and_the_shortest_path_places_a_person() {
    let found = graph(5, &[(0, 1), (1, 2), (0, 2), (2, 3)]);
    let rows: Vec<_> = found.rows().iter().map(|row| (row.person, row.depth, row.repeated)).collect();
    assert_eq!(
        rows,
        [(id(0), 0, false), (id(1), 1, false), (id(2), 1, true), (id(3), 2, false), (id(4), 0, false)]
    );
    assert_eq!(found.multi_source, [MultiSource { person: id(2), sources: vec![id(0), id(1)] }]);
}

#[test]
fn two_who_name_each_other_are_a_cycle_with_one_root() {
    let found = graph(3, &[(0, 1), (1, 0), (1, 2)]);
    assert_eq!(found.cycles, [vec![id(0), id(1)]]);
    assert_eq!(found.roots.len(), 1);
    assert_eq!(found.rows().len(), 3);
}

#[test]
fn a_chain_of_ten_thousand_does_not_exhaust_the_stack() {
    let links: Vec<_> = (0..9_999).map(|number| (number, number + 1)).collect();
    let found = graph(10_000, &links);
    assert_eq!(found.rows().last().unwrap().generation, 9_999);
    let mut ring = links;
    ring.push((9_999, 0));
    let found = graph(10_000, &ring);
    assert_eq!((found.cycles.len(), found.rows().len()), (1, 10_000));
}

#[test]
fn contacts_who_are_no_cases_are_leaves_when_asked_for_and_a_self_loop_is_reported() {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("measles");
    let (source, contact) = (scene.person("S"), scene.person("K"));
    scene.case(outbreak, source, "confirmed_symptomatic", Some("2026-11-01"));
    scene.exposure(outbreak, Some(source), contact, "2026-11-02");
    let itself = scene.exposure(outbreak, Some(source), source, "2026-11-02");
    assert_eq!(chains(scene.book(), outbreak, false).rows().len(), 1);
    let found = chains(scene.book(), outbreak, true);
    assert_eq!(found.rows().len(), 2);
    assert!(!found.nodes[1].is_case && found.nodes[0].onset == Some(day("2026-11-01")));
    assert_eq!(found.self_loops, [itself]);
    scene.case(outbreak, contact, "discarded", None);
    assert_eq!(chains(scene.book(), outbreak, false).rows().len(), 1);
}

#[test]
fn the_links_of_tianjin_give_the_known_figures() {
    let (scene, outbreak, names) = tianjin();
    let found = chains(scene.book(), outbreak, false);
    assert_eq!(
        found.shape(),
        Shape { links: 91, sources: 50, targets: 66, largest_out_degree: 6, components: 23 }
    );
    assert_eq!(found.out_degrees()[0].0, names["TJ93"]);
    let pair = |a: &str, b: &str| {
        let mut pair = vec![names[a], names[b]];
        pair.sort_unstable();
        pair
    };
    let mut expected = vec![pair("TJ96", "TJ97"), pair("TJ114", "TJ115")];
    expected.sort_unstable();
    assert_eq!(found.cycles, expected);
    assert_eq!(found.rows().len(), 135);
}

proptest! {
    #[test]
    fn any_links_end_with_everybody_once_and_each_one_step_below_their_source(
        links in prop::collection::vec((0_u64..12, 0_u64..12), 0..40),
    ) {
        let links: Vec<_> = links.into_iter().filter(|(from, to)| from != to).collect();
        let found = graph(12, &links);
        let rows = found.rows();
        let people: FxHashSet<_> = rows.iter().map(|row| row.person).collect();
        prop_assert_eq!((rows.len(), people.len()), (12, 12));
        let generation: FxHashMap<_, _> = rows.iter().map(|row| (row.person, row.generation)).collect();
        for row in &rows {
            match row.source {
                Some(source) => prop_assert_eq!(generation[&source] + 1, row.generation),
                None => prop_assert_eq!(row.generation, 0),
            }
        }
        for (from, to) in &found.links {
            prop_assert!(generation[to] <= generation[from] + 1);
        }
    }
}
