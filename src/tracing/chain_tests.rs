//! What chains promise, on small graphs, on random ones, and on the links of a real outbreak.

use super::*;
use crate::tracing::fixture::{Scene, day};
use crate::tracing::network::Person;
use crate::tracing::tianjin::tianjin;
use proptest::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

fn id(number: u64) -> RecordId {
    RecordId::make(number, [0; 10])
}

fn chains(scene: &Scene, outbreak: RecordId, with_contacts: bool) -> Chains {
    super::chains(scene.book(), scene.roll("2026-11-21").links(), outbreak, with_contacts)
}

fn graph(count: u64, links: &[(u64, u64)]) -> Chains {
    let person = |number: u64| Person { id: number.to_string(), listed: true, ..Person::default() };
    let links: Vec<_> = links.iter().map(|(from, to)| (*from as u32, *to as u32)).collect();
    build(Network::new((0..count).map(person).collect(), &links), (0..count).map(id).collect())
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
fn two_who_name_each_other_are_a_cycle_with_one_top_and_no_generation() {
    let found = graph(4, &[(0, 1), (1, 0), (1, 2)]);
    assert_eq!(found.cycles, [vec![id(0), id(1)]]);
    assert_eq!(found.roots.len(), 2);
    let rows: Vec<_> = found.rows().iter().map(|row| (row.person, row.depth, row.generation)).collect();
    assert_eq!(rows, [(id(0), 0, None), (id(1), 1, None), (id(2), 2, None), (id(3), 0, Some(0))]);
}

#[test]
fn whom_a_root_reaches_has_a_generation_even_where_a_circle_is_nearer() {
    let found = graph(5, &[(0, 1), (1, 0), (1, 4), (2, 3), (3, 4)]);
    let rows: FxHashMap<_, _> = found.rows().iter().map(|row| (row.person, row.generation)).collect();
    assert_eq!((rows[&id(4)], rows[&id(1)], rows[&id(3)]), (Some(2), None, Some(1)));
}

#[test]
fn a_chain_of_ten_thousand_does_not_exhaust_the_stack() {
    let links: Vec<_> = (0..9_999).map(|number| (number, number + 1)).collect();
    let found = graph(10_000, &links);
    assert_eq!(found.rows().last().unwrap().generation, Some(9_999));
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
    assert_eq!(chains(&scene, outbreak, false).rows().len(), 1);
    let found = chains(&scene, outbreak, true);
    assert_eq!(found.rows().len(), 2);
    assert!(!found.nodes[1].is_case && found.nodes[0].onset == Some(day("2026-11-01")));
    assert_eq!(found.self_loops, [itself]);
    scene.case(outbreak, contact, "discarded", None);
    assert_eq!(chains(&scene, outbreak, false).rows().len(), 1);
}

#[test]
fn the_links_of_tianjin_give_the_known_figures() {
    let (scene, outbreak, names) = tianjin();
    let found = chains(&scene, outbreak, false);
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
        let depth: FxHashMap<_, _> = rows.iter().map(|row| (row.person, row.depth)).collect();
        let generations = found.network.graph().generations();
        for row in &rows {
            match row.source {
                Some(source) => prop_assert_eq!(depth[&source] + 1, row.depth),
                None => prop_assert_eq!(row.depth, 0),
            }
            // The tree and the figures say the same.
            let place = found.ids.iter().position(|who| *who == row.person).unwrap();
            prop_assert_eq!(row.generation, generations[place]);
            prop_assert!(row.generation.is_none_or(|generation| generation == row.depth));
        }
    }
}

#[test]
fn a_contact_whom_two_workers_recorded_is_one_link_of_the_chain() {
    use crate::domain::kind::{FieldSet, SAME_AS};
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("covid19_kmk413");
    let people = ["Ani", "Budi", "Budi S", "Cici"].map(|name| scene.person(name));
    let [ani, budi, again, cici] = people;
    for who in people {
        scene.case(outbreak, who, "confirmed_symptomatic", Some("2026-11-01"));
    }
    scene.exposure(outbreak, Some(ani), budi, "2026-11-01");
    scene.exposure(outbreak, Some(again), cici, "2026-11-05");
    let links = |scene: &Scene| chains(scene, outbreak, false).links;
    assert_eq!(links(&scene), [(ani, budi), (again, cici)]);
    scene.set(again, FieldSet::new().with(SAME_AS, budi));
    assert_eq!(links(&scene), [(ani, budi), (budi, cici)]);
    assert_eq!(chains(&scene, outbreak, false).rows().len(), 3);
}
