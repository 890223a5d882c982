//! What the figures promise, on the real outbreak, on small networks, and on any.

use super::*;
use crate::tracing::fixture::day;
use crate::tracing::problem::Kind;
use crate::tracing::tianjin::tianjin;
use proptest::prelude::*;
use spread::quantile;

fn person(id: &str, onset: Option<&str>) -> Person {
    Person { id: id.to_owned(), listed: true, onset: onset.map(day), ..Person::default() }
}

#[test]
fn the_app_s_outbreak_of_tianjin_gives_the_known_figures() {
    let (scene, outbreak, _) = tianjin();
    let trails = Trails::read(scene.book(), |_| true);
    let (network, ids) = Network::of_outbreak(scene.book(), &trails, outbreak, false);
    let found = figures(&network);
    assert_eq!(ids.len(), 135);
    assert_eq!((found.counts.cases, found.counts.links, found.counts.ids_in_links), (135, 91, 93));
    assert_eq!((found.degrees.sources, found.degrees.targets, found.degrees.max_out), (50, 66, 6));
    assert_eq!((found.components.count, found.components.singletons), (23, 42));
    assert_eq!(
        (found.longest_chain_links, found.longest_chain_exact, found.max_generation),
        (3, true, Some(2))
    );
    assert_eq!(found.cycles.len(), 2);
    assert_eq!((found.serial_interval.n, found.serial_interval.negative), (73, 12));
}

#[test]
fn an_id_that_is_only_linked_to_itself_is_no_person_of_the_graph() {
    let people = vec![person("a", None), person("b", None), person("c", None)];
    let network = Network::new(people, &[(0, 1), (0, 1), (2, 2), (1, 9)]);
    let found = figures(&network);
    assert_eq!((found.counts.links, found.counts.self_loops, found.counts.duplicate_links), (1, 1, 1));
    assert_eq!((found.counts.ids_in_links, found.counts.cases_without_links), (2, 1));
    assert_eq!((found.components.count, found.components.singletons), (1, 1));
    assert_eq!(found.roots, ["a"]);
    let kinds: Vec<(Kind, Vec<String>)> =
        flaws(&network, None, None).into_iter().map(|flaw| (flaw.kind, flaw.ids)).collect();
    assert_eq!(
        kinds,
        [(Kind::SelfLoop, vec!["c".to_owned()]), (Kind::DuplicateLink, vec!["a".to_owned(), "b".to_owned()])]
    );
}

#[test]
fn people_behind_a_circle_have_no_generation_and_are_counted() {
    let people = ["a", "b", "c", "d", "e"].map(|id| person(id, None)).to_vec();
    let found = figures(&Network::new(people, &[(0, 1), (1, 0), (1, 2), (3, 4)]));
    assert_eq!(found.generations, [(0, 1), (1, 1)].into());
    assert_eq!((found.without_generation, found.longest_chain_links), (3, 2));
    assert_eq!(found.cycles, [["a", "b"]]);
}

#[test]
fn nothing_gives_nulls_and_never_a_division() {
    let found = figures(&Network::default());
    assert_eq!(found.serial_interval, Spread::default());
    assert_eq!((found.max_generation, found.longest_chain_links), (None, 0));
    let one = figures(&Network::new(vec![person("a", Some("2020-01-01"))], &[]));
    assert_eq!((one.epicurve.onset_week["2020-W01"], one.components.singletons), (1, 1));
    assert!(one.secondary_attack_rate.is_none() && one.secondary_attack_rate_reason.is_some());
}

#[test]
fn the_attack_rate_counts_those_who_stayed_well_and_leaves_out_those_who_are_not_listed() {
    let mut people = ["s", "ill", "well", "stranger", "behind"].map(|id| person(id, None)).to_vec();
    people[2].is_case = Some(false);
    people[3].listed = false;
    let found = figures(&Network::new(people, &[(0, 1), (0, 2), (0, 3), (2, 4)]));
    let attack = found.secondary_attack_rate.unwrap();
    assert_eq!((attack.numerator, attack.denominator, attack.left_out), (1, 2, 1));
    assert_eq!((found.counts.cases, found.counts.listed_not_cases), (3, 1));
}

#[test]
fn quartiles_interpolate_as_type_7_and_the_deviation_is_a_sample_s() {
    assert_eq!(quantile(&[1, 2, 3, 4], 0.25), Some(1.75));
    assert_eq!(quantile(&[5], 0.75), Some(5.0));
    assert_eq!(quantile(&[], 0.5), None);
    let found = Spread::of(vec![4, 2], 5);
    assert_eq!((found.sd.unwrap() * found.sd.unwrap()).round(), 2.0);
    assert_eq!((found.missing, Spread::of(vec![1], 1).sd), (3, None));
}

#[test]
fn sexes_are_read_in_both_languages_and_m_is_always_male() {
    for text in ["f", "F ", "female", "P", "Perempuan", "w", "Wanita", "woman", "GIRL"] {
        assert_eq!(Sex::read(text), Some(Sex::F), "{text}");
    }
    for text in ["m", " M", "Male", "L", "Laki-laki", "laki laki", "pria", "man"] {
        assert_eq!(Sex::read(text), Some(Sex::M), "{text}");
    }
    assert_eq!((Sex::read("x"), Sex::read("")), (None, None));
    assert_eq!(Sex::read("LNG_REFERENCE_DATA_CATEGORY_GENDER_FEMALE"), Some(Sex::F));
}

#[test]
fn ids_stand_in_the_order_in_which_people_read_them() {
    let mut ids = vec!["TJ10", "TJ9", "tj1", "TJ09", "2", "10", "", "TJ9b", "TJ9"];
    ids.sort_by(|a, b| natural(a, b));
    assert_eq!(ids, ["", "2", "10", "TJ09", "TJ9", "TJ9", "TJ9b", "TJ10", "tj1"]);
}

#[test]
fn dates_that_cannot_be_are_named_and_ids_that_look_alike_too() {
    let mut people = vec![person("TJ1", Some("2020-02-01")), person("tj 01", Some("2020-01-20"))];
    people[0].report = Some(day("2020-01-31"));
    people[1].outcome_on = Some(day("2020-03-01"));
    let network = Network::new(people, &[(0, 1)]);
    let measles = crate::domain::code::disease::find("measles");
    let found = flaws(&network, Some(day("2020-02-15")), measles);
    let kinds: Vec<Kind> = found.iter().map(|flaw| flaw.kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::IdsAlike,
            Kind::DateAfterAsOf,
            Kind::ReportBeforeOnset,
            Kind::NegativeSerialInterval,
            Kind::UnlikelyInterval,
        ]
    );
    assert_eq!(found[3].links, [("TJ1".to_owned(), "tj 01".to_owned())]);
}

proptest! {
    #[test]
    fn the_order_of_ids_is_one_order(mut ids in prop::collection::vec("[aB01 9-]{0,5}", 0..12)) {
        ids.sort_by(|a, b| natural(a, b));
        for (place, one) in ids.iter().enumerate() {
            prop_assert!(ids[place..].iter().all(|other| natural(one, other).is_le()));
        }
    }

    #[test]
    fn the_figures_of_any_network_add_up(
        count in 0_usize..9,
        links in prop::collection::vec((0_u32..9, 0_u32..9), 0..30),
        onsets in prop::collection::vec(prop::option::of(0_u64..60), 9),
        listed in prop::collection::vec(any::<bool>(), 9),
    ) {
        let people: Vec<Person> = (0..count).map(|number| Person {
            listed: listed[number],
            onset: onsets[number].map(|days| day("2020-01-01") + chrono::Days::new(days)),
            ..person(&number.to_string(), None)
        }).collect();
        let network = Network::new(people, &links);
        let found = figures(&network);
        let sum = |counts: &std::collections::BTreeMap<usize, usize>| counts.values().sum::<usize>();
        prop_assert_eq!(sum(&found.degrees.out_distribution), found.counts.ids_in_links);
        prop_assert_eq!(sum(&found.degrees.in_distribution), found.counts.ids_in_links);
        prop_assert_eq!(found.components.sizes.iter().sum::<usize>(), found.counts.ids_in_links);
        prop_assert_eq!(found.serial_interval.n + found.serial_interval.missing, found.counts.links);
        let placed: usize = found.generations.values().sum();
        prop_assert_eq!(placed + found.without_generation, found.counts.ids_in_links);
        prop_assert_eq!(found.generations.get(&0).copied().unwrap_or(0), found.roots.len());
        let pairs: usize = found.sex_pairs.values().sum();
        prop_assert_eq!(pairs + found.sex_pairs_unknown, found.counts.links);
        prop_assert!(found.max_generation.unwrap_or(0) <= found.longest_chain_links);
        let onsets: usize = found.epicurve.onset.values().sum();
        prop_assert_eq!(onsets + found.epicurve.onset_missing, found.counts.cases);
        // The order of the links changes nothing that is written.
        let mut turned = links.clone();
        turned.reverse();
        let turned = figures(&Network::new(network.people().to_vec(), &turned));
        prop_assert_eq!(turned, found);
    }
}
