//! Families as they are: remarriage, a single parent, unknown fathers, foster children, and records that
//! contradict each other.

use super::*;
use crate::casework::fixture::{Desk, day, fields};
use crate::domain::record::spine::{household, member};
use crate::report::scene::{Mark, Shape};

const TELLING: fn() -> Telling = || Telling { today: day("2026-11-22"), lang: Lang::Id, discreet: true };

fn who(desk: &mut Desk, name: &str, sex: &str, born: &str) -> RecordId {
    let mut made = fields().with(person::NAME, name);
    if !sex.is_empty() {
        made.set(person::SEX, sex);
    }
    if !born.is_empty() {
        made.set(person::BIRTH, Birth::Exact(day(born)));
    }
    desk.make(&person::SPEC, None, made)
}

/// `other` is the `kind` of `own`.
fn relate(desk: &mut Desk, own: RecordId, other: RecordId, kind: &str, quality: &str) -> RecordId {
    let mut made = fields().with(relation::OTHER, other).with(relation::KIND, kind);
    if !quality.is_empty() {
        made.set(relation::QUALITY, quality);
    }
    desk.make(&relation::SPEC, Some(own), made)
}

fn draw(desk: &Desk, index: RecordId) -> Picture {
    let picture = genogram(desk.book(), index, TELLING()).unwrap();
    no_overlap(&picture);
    picture
}

/// The outline of a person.
fn outline(picture: &Picture, id: RecordId) -> Option<&Mark> {
    let group = picture.scene.groups().find(|group| group.opens == Some(id))?;
    group.marks.iter().find(|mark| mark.class.starts_with("pic-person"))
}

fn middle(mark: &Mark) -> (f32, f32) {
    match &mark.shape {
        Shape::Rect((x, y), width, height, _) => (x + width / 2.0, y + height / 2.0),
        Shape::Circle(at, _) => *at,
        Shape::Path(points, _) => (points[0].0, points[1].1),
        other => panic!("no outline: {other:?}"),
    }
}

fn at(picture: &Picture, id: RecordId) -> (f32, f32) {
    middle(outline(picture, id).unwrap())
}

fn no_overlap(picture: &Picture) {
    let people: Vec<(f32, f32)> = picture
        .scene
        .groups()
        .filter_map(|group| group.marks.iter().find(|mark| mark.class.starts_with("pic-person")))
        .map(middle)
        .collect();
    for (place, one) in people.iter().enumerate() {
        assert!(one.0 >= 40.0 && one.0 <= picture.scene.width - 40.0 && one.1 < picture.scene.height);
        for other in &people[..place] {
            assert!((one.0 - other.0).abs() > 80.0 || (one.1 - other.1).abs() > 100.0, "{one:?} {other:?}");
        }
    }
}

fn cells<'a>(picture: &'a Picture, name: &str) -> &'a [String] {
    &picture.table.rows.iter().find(|row| row.cells[0] == name).unwrap_or_else(|| panic!("no {name}")).cells
}

fn has(picture: &Picture, class: &str) -> usize {
    picture.scene.marks().filter(|mark| mark.class.contains(class)).count()
}

#[test]
fn a_family_of_twelve_with_a_second_marriage_stands_in_three_generations() {
    let mut desk = Desk::new();
    let budi = who(&mut desk, "Budi", "male", "1980-03-01");
    let ani = who(&mut desk, "Ani", "female", "1984-01-01");
    let rina = who(&mut desk, "Rina", "female", "1982-01-01");
    let grandpa = who(&mut desk, "Karto", "male", "1950-01-01");
    let grandma = who(&mut desk, "Sri", "female", "1952-01-01");
    desk.change(&person::SPEC, grandpa, fields().with(person::DIED_ON, day("2010-05-05")));
    let sister = who(&mut desk, "Dewi", "female", "1976-01-01");
    let brother = who(&mut desk, "Eko", "male", "1985-01-01");
    let kids: Vec<_> = [
        ("Tono", "male", "2008-01-01"),
        ("Tini", "female", "2005-01-01"),
        ("Dimas", "male", "2015-01-01"),
        ("Fitri", "female", "2018-01-01"),
    ]
    .map(|(name, sex, born)| who(&mut desk, name, sex, born))
    .to_vec();
    let foster = who(&mut desk, "Adi", "", "");
    relate(&mut desk, budi, grandpa, "parent", "conflict");
    relate(&mut desk, budi, grandma, "parent", "close");
    relate(&mut desk, grandpa, grandma, "partner", "");
    relate(&mut desk, budi, sister, "sibling", "cut_off");
    relate(&mut desk, brother, grandma, "parent", "");
    relate(&mut desk, brother, grandpa, "parent", "");
    relate(&mut desk, budi, rina, "former_partner", "distant");
    relate(&mut desk, budi, ani, "partner", "violence");
    for (kid, mother) in [(0, rina), (1, rina), (2, ani), (3, ani)] {
        relate(&mut desk, kids[kid], budi, "parent", "");
        relate(&mut desk, kids[kid], mother, "parent", "");
    }
    relate(&mut desk, foster, budi, "foster_parent", "");
    let home =
        desk.make(&household::SPEC, None, fields().with(household::NAME, "B").with(household::HEAD, budi));
    for one in [budi, ani, kids[2], kids[3]] {
        desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, one));
    }
    let picture = draw(&desk, budi);
    let place = |id| at(&picture, id);
    // Generations.
    assert!(place(grandpa).1 < place(budi).1 && place(budi).1 < place(kids[0]).1);
    assert!((place(ani).1 - place(sister).1).abs() < 0.1);
    // The former wife on one side, the present one on the other; brothers and sisters by age.
    assert!(place(rina).0 < place(budi).0 && place(budi).0 < place(ani).0);
    assert!(place(sister).0 < place(budi).0 && place(budi).0 < place(brother).0);
    assert!(place(kids[1]).0 < place(kids[0]).0 && place(kids[2]).0 < place(kids[3]).0);
    assert!(place(grandpa).0 < place(grandma).0);
    // Shapes: the person in the middle twice.
    assert_eq!(has(&picture, "pic-index"), 2);
    assert!(matches!(outline(&picture, ani).unwrap().shape, Shape::Circle(..)));
    assert!(matches!(outline(&picture, foster).unwrap().shape, Shape::Path(..)));
    // Each quality in its manner; the legend shows each once more.
    assert_eq!(
        (has(&picture, "pic-close"), has(&picture, "pic-dotted"), has(&picture, "pic-bar")),
        (4, 2, 4)
    );
    assert_eq!(
        (has(&picture, "pic-conflict"), has(&picture, "pic-violence"), has(&picture, "pic-arrow")),
        (2, 2, 4)
    );
    assert!(picture.scene.groups().any(|group| group.title == "Budi – Ani: kekerasan"));
    // Words.
    assert_eq!(picture.table.rows.iter().filter(|row| !row.cells[0].contains('–')).count(), 12);
    assert_eq!(cells(&picture, "Rina")[1..3], ["Mantan pasangan", "Jauh"]);
    assert_eq!(cells(&picture, "Tono")[1], "Anak");
    assert_eq!(cells(&picture, "Adi")[1], "Anak asuh");
    assert_eq!(cells(&picture, "Karto")[4..], ["60", "tidak", "meninggal"]);
    assert_eq!(cells(&picture, "Ani")[5], "ya");
}

#[test]
fn a_household_alone_gives_a_family_and_says_what_it_took_as_understood() {
    let mut desk = Desk::new();
    let head = who(&mut desk, "Slamet", "male", "1970-01-01");
    let wife = who(&mut desk, "Wati", "female", "1972-01-01");
    let child = who(&mut desk, "Joko", "male", "2000-01-01");
    let grandchild = who(&mut desk, "Cinta", "female", "2020-01-01");
    let mother_in_law = who(&mut desk, "Mbah", "female", "1940-01-01");
    let home = desk.make(&household::SPEC, None, fields().with(household::NAME, "S"));
    let people = [
        (head, "head"),
        (wife, "wife"),
        (child, "child"),
        (grandchild, "grandchild"),
        (mother_in_law, "parent_in_law"),
    ];
    for (one, code) in people {
        desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, one).with(member::RELATION, code));
    }
    let picture = draw(&desk, child);
    assert!(
        at(&picture, wife).1 < at(&picture, child).1 && at(&picture, child).1 < at(&picture, grandchild).1
    );
    assert_eq!(cells(&picture, "Wati")[1], "Orang tua");
    assert!(cells(&picture, "Mbah")[6].contains("di luar tiga generasi"));
    assert!(outline(&picture, mother_in_law).is_none());
    assert!(picture.table.notes.iter().any(|note| note.contains("pasangannya yang serumah")));
    // From the grandchild's side there is somebody unknown between.
    let picture = draw(&desk, grandchild);
    assert!(picture.scene.groups().any(|group| group.title == "Orang tua yang belum tercatat"));
    assert!(has(&picture, "pic-home") > 1);
}

#[test]
fn a_single_mother_whose_children_have_unknown_fathers_is_drawn_without_inventing_anybody() {
    let mut desk = Desk::new();
    let mother = who(&mut desk, "Ibu", "female", "1990-01-01");
    let kids: Vec<_> = ["2010-01-01", "2013-01-01"].map(|born| who(&mut desk, "Anak", "", born)).to_vec();
    for kid in &kids {
        relate(&mut desk, mother, *kid, "child", "");
    }
    let picture = draw(&desk, mother);
    assert_eq!(picture.scene.groups().count(), 3);
    assert!(at(&picture, kids[0]).0 < at(&picture, kids[1]).0);
}

#[test]
fn parents_in_a_circle_and_relations_to_oneself_end_and_are_named() {
    let mut desk = Desk::new();
    let people: Vec<_> = ["A", "B", "C"].map(|name| who(&mut desk, name, "male", "")).to_vec();
    for (child, parent) in [(0, 1), (1, 2), (2, 0)] {
        relate(&mut desk, people[child], people[parent], "parent", "");
    }
    relate(&mut desk, people[0], people[0], "parent", "conflict");
    relate(&mut desk, people[1], people[0], "parent", "");
    for index in &people {
        let picture = draw(&desk, *index);
        let said = |text: &str| picture.table.rows.iter().filter(|row| row.cells[6].contains(text)).count();
        assert_eq!(said("diri sendiri"), 1);
        assert!(said("bertentangan") >= 1, "{:?}", picture.table.rows);
    }
    assert!(genogram(desk.book(), RecordId([9; 16]), TELLING()).is_none());
}

#[test]
fn a_third_parent_by_birth_and_a_partner_who_is_a_sister_are_named_and_not_drawn() {
    let mut desk = Desk::new();
    let child = who(&mut desk, "Anak", "", "");
    for name in ["P", "Q", "R"] {
        let parent = who(&mut desk, name, "male", "");
        relate(&mut desk, child, parent, "parent", "");
    }
    let sister = who(&mut desk, "Kak", "female", "");
    relate(&mut desk, child, sister, "sibling", "");
    relate(&mut desk, child, sister, "partner", "");
    let picture = draw(&desk, child);
    let said = |text: &str| picture.table.rows.iter().any(|row| row.cells[6].contains(text));
    assert!(said("lebih dari dua orang tua kandung") && said("bertentangan"));
}

#[test]
fn a_discreet_person_is_shown_by_initials_in_picture_and_table() {
    let mut desk = Desk::new();
    let shy = who(&mut desk, "Siti Aminah", "female", "");
    desk.change(&person::SPEC, shy, fields().with(person::DISCREET, true));
    let picture = draw(&desk, shy);
    assert!(!format!("{picture:?}").contains("Aminah"));
    assert_eq!(cells(&picture, "S.A.")[1], "Orang yang digambarkan");
}

#[test]
fn a_hundred_relatives_are_drawn_up_to_a_limit_and_the_others_are_named() {
    let mut desk = Desk::new();
    let index = who(&mut desk, "X", "male", "");
    for number in 0..100 {
        let kid = who(&mut desk, &format!("A{number}"), "", "");
        relate(&mut desk, index, kid, "child", "");
    }
    let picture = draw(&desk, index);
    assert_eq!(picture.scene.groups().count(), 40);
    assert_eq!(picture.table.rows.iter().filter(|row| row.cells[6].contains("terlalu banyak")).count(), 61);
}
