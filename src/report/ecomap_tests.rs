//! The ecomap of small families, and the places of every count of systems.

use super::*;
use crate::casework::fixture::{Desk, day, fields};
use crate::domain::record::spine::member;
use crate::domain::text::Lang;

fn telling() -> Telling {
    Telling { today: day("2026-11-22"), lang: Lang::Id, discreet: true }
}

fn who(desk: &mut Desk, name: &str) -> RecordId {
    desk.make(&person::SPEC, None, fields().with(person::NAME, name))
}

fn row<'a>(picture: &'a Picture, name: &str) -> Vec<&'a str> {
    let row = picture.table.rows.iter().find(|row| row.cells[0] == name);
    row.unwrap_or_else(|| panic!("no {name}")).cells.iter().map(String::as_str).collect()
}

#[test]
fn systems_stand_round_the_household_with_strength_and_direction_by_the_stated_rule() {
    let mut desk = Desk::new();
    let (ani, budi, nenek, bos) =
        (who(&mut desk, "Ani"), who(&mut desk, "Budi"), who(&mut desk, "Nenek"), who(&mut desk, "Bos"));
    let home = desk.make(
        &household::SPEC,
        None,
        fields().with(household::NAME, "Keluarga Ani").with(household::PROGRAMMES, vec!["pkh".to_owned()]),
    );
    for one in [ani, budi] {
        desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, one));
    }
    let mut relate = |own: RecordId, other: RecordId, kind: &str, quality: &str| {
        let made =
            fields().with(relation::OTHER, other).with(relation::KIND, kind).with(relation::QUALITY, quality);
        desk.make(&relation::SPEC, Some(own), made);
    };
    // Within the household, from outside, and two to one person.
    relate(ani, budi, "partner", "conflict");
    relate(nenek, ani, "child", "close");
    relate(budi, bos, "employer", "close");
    relate(budi, bos, "friend", "conflict");
    let case = desk.make(&case::SPEC, Some(ani), fields());
    let clinic = desk.make(&partner::SPEC, None, fields().with(partner::NAME, "Puskesmas"));
    let act = |desk: &mut Desk, partner: RecordId, done: Option<&str>| {
        let made = fields().with(action::PARTNER, partner).with_some(action::DONE_ON, done.map(day));
        desk.make(&action::SPEC, Some(case), made);
    };
    for date in ["2026-11-01", "2026-10-01", "2026-09-01"] {
        act(&mut desk, clinic, Some(date));
    }
    let old = desk.make(&partner::SPEC, None, fields().with(partner::NAME, "Yayasan"));
    act(&mut desk, old, Some("2025-01-01"));
    let made = fields()
        .with(referral::PARTNER_NAME, "RSUD")
        .with(referral::STATE, "refused")
        .with(referral::SENT, day("2026-11-02"));
    desk.make(&referral::SPEC, Some(case), made);
    // The same clinic, typed by hand.
    let made = fields().with(advocacy::DATE, day("2026-08-02")).with(advocacy::WHOM, "puskesmas ");
    desk.make(&advocacy::SPEC, Some(case), made);

    let picture = ecomap(desk.book(), home, telling()).unwrap();
    assert_eq!(picture.table.rows.len(), 6);
    assert_eq!(
        row(&picture, "Puskesmas")[2..5],
        ["Kuat", "Memberi kepada yang di tengah", "4 catatan, 4 dalam 180 hari, terakhir 1 November 2026"]
    );
    assert_eq!(row(&picture, "Yayasan")[2], "Lemah atau sudah lama");
    assert_eq!(row(&picture, "RSUD")[2..4], ["Tegang", "Diminta, belum memberi"]);
    assert_eq!(row(&picture, "Nenek")[2..4], ["Kuat", "Timbal balik"]);
    assert_eq!(row(&picture, "Bos")[2], "Tegang");
    assert_eq!(
        row(&picture, "Program Keluarga Harapan (PKH)")[2..4],
        ["Biasa", "Memberi kepada yang di tengah"]
    );
    let middle = picture.scene.groups().last().unwrap();
    assert_eq!((middle.title.as_str(), middle.opens), ("Keluarga Ani", Some(home)));
    let clinic_group = picture.scene.groups().find(|group| group.opens == Some(clinic)).unwrap();
    assert!(clinic_group.marks.iter().any(|mark| mark.class.contains("pic-thick")));

    // Of the person alone the other's relations are none, and the household is inside.
    let picture = ecomap(desk.book(), ani, telling()).unwrap();
    assert!(!picture.table.rows.iter().any(|row| row.cells[0] == "Bos" || row.cells[0] == "Budi"));
    assert!(ecomap(desk.book(), case, telling()).is_none());
}

#[test]
fn twelve_systems_are_drawn_apart_from_each_other_and_the_others_are_named() {
    for count in 0..=15 {
        let mut desk = Desk::new();
        let ani = who(&mut desk, "Ani");
        for number in 0..count {
            let other = who(&mut desk, &format!("Teman {number:02}"));
            desk.make(&relation::SPEC, Some(ani), fields().with(relation::OTHER, other));
        }
        let picture = ecomap(desk.book(), ani, telling()).unwrap();
        assert_eq!(picture.scene.groups().count(), count.min(MOST) + 1);
        let named = picture.table.rows.iter().filter(|row| row.cells[5] == "tidak").count();
        assert_eq!(named, count.saturating_sub(MOST));
        let (places, centre, height) = places(count.min(MOST));
        for (number, one) in places.iter().enumerate() {
            assert!(one.1 >= BOX.1 / 2.0 && one.1 <= height - BOX.1 / 2.0, "{count}: {one:?}");
            let clear = |other: &Point, half: (f32, f32)| {
                (one.0 - other.0).abs() >= BOX.0 / 2.0 + half.0
                    || (one.1 - other.1).abs() >= BOX.1 / 2.0 + half.1
            };
            assert!(clear(&centre, (RADIUS, RADIUS)), "{count}: {one:?}");
            assert!(places[..number].iter().all(|other| clear(other, (BOX.0 / 2.0, BOX.1 / 2.0))));
        }
    }
}
