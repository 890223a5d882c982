//! What the picture of the chains promises.

use super::*;
use crate::tracing::fixture::{Scene as World, day};
use crate::tracing::tianjin::tianjin;

fn drawn(book: &Book, outbreak: RecordId, view: &View) -> ChainMap {
    let trails = Trails::read(book, |record| record.id() == outbreak);
    chain_map(book, &Ground::of(book, &trails, outbreak, false), view, Lang::En)
}

#[test]
fn everybody_with_a_link_is_drawn_or_counted_behind_a_fold() {
    let (world, outbreak, _) = tianjin();
    let map = drawn(world.book(), outbreak, &View::default());
    let folded: usize = map
        .picture
        .scene
        .groups()
        .filter(|group| group.pick.is_some() && group.title.starts_with("Unfold"))
        .filter_map(|group| group.title.rsplit(": ").next()?.split(' ').next()?.parse::<usize>().ok())
        .sum();
    // 93 people occur in a link; two pairs are each other's source and one of each pair stands as a root.
    assert_eq!(map.drawn + folded, 93);
    assert_eq!(map.picture.table.rows.len(), 93);
    assert_eq!(map.alone.len(), 135 - 93);
    assert!(map.drawn <= AT_FIRST, "{}", map.drawn);
}

#[test]
fn a_branch_that_is_turned_unfolds_and_only_descendants_of_one_are_drawn_for_one() {
    let (world, outbreak, names) = tianjin();
    let only = View { only: Some(names["TJ93"]), ..View::default() };
    let map = drawn(world.book(), outbreak, &only);
    let people = map.picture.scene.groups().filter(|group| group.opens.is_some()).count();
    assert_eq!(people, map.drawn);
    assert!(map.drawn >= 7, "TJ93 has six links: {}", map.drawn);
    let folded = View { turned: [names["TJ93"]].into_iter().collect(), ..only };
    let map = drawn(world.book(), outbreak, &folded);
    assert_eq!(map.drawn, 1);
    assert_eq!(map.branches, [names["TJ93"]]);
}

#[test]
fn a_filter_keeps_the_way_to_the_root_and_marks_who_does_not_match() {
    let mut world = World::new();
    let outbreak = world.outbreak("covid19_kmk413");
    let people: Vec<_> = ["A", "B", "C", "D"].iter().map(|name| world.person(name)).collect();
    for (who, onset) in people.iter().zip(["2026-11-01", "2026-11-05", "2026-11-10", "2026-11-11"]) {
        world.case(outbreak, *who, "confirmed_symptomatic", Some(onset));
    }
    world.exposure(outbreak, Some(people[0]), people[1], "2026-11-02");
    world.exposure(outbreak, Some(people[1]), people[2], "2026-11-06");
    let late = View { from: Some(day("2026-11-09")), ..View::default() };
    let map = drawn(world.book(), outbreak, &late);
    // D has no link and matches: a filter shows whoever it was asked for.
    assert_eq!(map.drawn, 4);
    let dashed = map.picture.scene.groups().filter(|group| {
        group.opens.is_some() && group.marks.iter().any(|mark| mark.class.contains("pic-dashed"))
    });
    assert_eq!(dashed.count(), 2);
    let none = View { classification: Some(Classification::Probable), ..View::default() };
    assert_eq!(drawn(world.book(), outbreak, &none).drawn, 0);
}

#[test]
fn a_circle_and_a_person_without_a_date_are_drawn_once() {
    let mut world = World::new();
    let outbreak = world.outbreak("covid19_kmk413");
    let (a, b) = (world.person("A"), world.person("B"));
    world.case(outbreak, a, "suspect", Some("2026-11-01"));
    world.case(outbreak, b, "suspect", None);
    world.exposure(outbreak, Some(a), b, "2026-11-02");
    world.exposure(outbreak, Some(b), a, "2026-11-02");
    let map = drawn(world.book(), outbreak, &View::default());
    assert_eq!(map.drawn, 2);
    let inside = map.picture.scene.marks().all(|mark| match &mark.shape {
        Shape::Circle((x, y), _) => *x <= map.picture.scene.width && *y <= map.picture.scene.height,
        _ => true,
    });
    assert!(inside);
}

#[test]
fn five_hundred_people_fold_at_first_and_all_unfold_by_hand() {
    let mut world = World::new();
    let outbreak = world.outbreak("covid19_kmk413");
    let people: Vec<_> = (0..500).map(|n| world.person(&format!("Orang {n}"))).collect();
    for (place, who) in people.iter().enumerate() {
        let onset = day("2026-01-01").checked_add_days(Days::new(place as u64 / 4)).unwrap().to_string();
        world.case(outbreak, *who, "confirmed_symptomatic", Some(&onset));
        if place > 0 {
            world.exposure(outbreak, Some(people[place / 3]), *who, "2026-11-02");
        }
    }
    let first = drawn(world.book(), outbreak, &View::default());
    let all: FxHashSet<RecordId> = first
        .picture
        .scene
        .groups()
        .filter(|group| group.title.starts_with("Unfold"))
        .filter_map(|group| first.branches.get(group.pick?).copied())
        .collect();
    assert!(first.drawn <= AT_FIRST && !all.is_empty());
    let map = drawn(world.book(), outbreak, &View { turned: all, ..View::default() });
    assert_eq!((map.drawn, map.picture.table.rows.len()), (500, 500));
}

#[test]
fn cases_without_a_link_fold_nobody_for_they_are_not_drawn() {
    let mut world = World::new();
    let outbreak = world.outbreak("covid19_kmk413");
    let chain: Vec<_> = (0..3).map(|_| world.person("A")).collect();
    for (who, onset) in chain.iter().zip(["2026-11-01", "2026-11-05", "2026-11-10"]) {
        world.case(outbreak, *who, "confirmed_symptomatic", Some(onset));
    }
    world.exposure(outbreak, Some(chain[0]), chain[1], "2026-11-02");
    world.exposure(outbreak, Some(chain[1]), chain[2], "2026-11-06");
    for _ in 0..AT_FIRST {
        let who = world.person("B");
        world.case(outbreak, who, "suspect", Some("2026-11-03"));
    }
    let map = drawn(world.book(), outbreak, &View::default());
    assert_eq!((map.drawn, map.alone.len()), (3, AT_FIRST));
}
