//! Charts of small books: what is drawn, what is said, and that nothing leaves the frame.

use super::*;
use crate::casework::attainment::attainment_of;
use crate::casework::case_view::case_detail;
use crate::casework::fixture::{Desk, day, fields};
use crate::casework::survey::Weight;
use crate::domain::record::casework::{action, attainment as rating, case, evaluation, finding};
use crate::ledger::Steps;
use crate::report::indicator::{FactSteps, months_until, report, series_of};
use crate::report::period::Period;
use crate::report::scene::Mark;

fn within(picture: &Picture) {
    let scene = &picture.scene;
    let inside = |at: &Point| at.0 >= 0.0 && at.0 <= scene.width && at.1 >= 0.0 && at.1 <= scene.height;
    for mark in scene.marks() {
        match &mark.shape {
            Shape::Line(from, to) => assert!(inside(from) && inside(to), "{mark:?}"),
            Shape::Path(points, _) => assert!(points.iter().all(inside), "{mark:?}"),
            Shape::Rect(at, width, height, _) => {
                assert!(inside(at) && inside(&(at.0 + width, at.1 + height)), "{mark:?}")
            }
            Shape::Circle(at, _) => assert!(inside(at), "{mark:?}"),
            Shape::Text(at, anchor, text) => {
                let width = text_width(text, 12.0) * if *anchor == Anchor::Middle { 0.5 } else { 1.0 };
                let (from, to) = match anchor {
                    Anchor::Start => (at.0, at.0 + width),
                    Anchor::Middle => (at.0 - width, at.0 + width),
                    Anchor::End => (at.0 - width, at.0),
                };
                assert!(from >= 0.0 && to <= scene.width + 1.0, "{text}: {from} to {to}");
            }
        }
    }
    assert!(scene.groups().all(|group| !group.title.is_empty()));
}

fn worked() -> Desk {
    let mut desk = Desk::new();
    let case = desk.make(&case::SPEC, None, fields().with(case::OPENED, day("2026-01-01")));
    for (to, done) in
        [("2026-10-10", "2026-10-12"), ("2026-10-11", "2026-10-11"), ("2026-11-10", "2026-11-10")]
    {
        let made = fields()
            .with(action::PLANNED_TO, day(to))
            .with(action::STATE, "done")
            .with(action::DONE_ON, day(done));
        desk.make(&action::SPEC, Some(case), made);
    }
    desk
}

#[test]
fn bars_stand_beside_those_of_the_period_before_and_nothing_is_drawn_at_zero_for_no_value() {
    let desk = worked();
    let found =
        report(desk.book(), Period::month(day("2026-11-01")), day("2026-11-21"), Weight::Rounded, None);
    let picture = indicators(&found, Lang::Id);
    within(&picture);
    let timely = picture.scene.groups().next().unwrap();
    assert_eq!(timely.title, "Ketepatan waktu: 100,0 %, 1 / 1; sebelumnya 50,0 %");
    let width = |class: &str| {
        timely.marks.iter().find_map(|mark| match mark.shape {
            Shape::Rect(_, width, ..) if mark.class == class => Some(width),
            _ => None,
        })
    };
    assert!((width("pic-now").unwrap() - 2.0 * width("pic-before").unwrap()).abs() < 0.1);
    let satisfied = picture.scene.groups().nth(2).unwrap();
    assert!(satisfied.marks.iter().all(|mark| !matches!(mark.shape, Shape::Rect(..))));
    assert_eq!(satisfied.marks.iter().filter(|mark| mark.class == "pic-none").count(), 4);
    assert_eq!(picture.table.rows.len(), 7);
    assert_eq!(picture.table.rows[0].cells[1..6], ["100,0 %", "1 / 1", "50,0 %", "1 / 2", "Lebih baik"]);
    assert!(picture.table.notes.iter().any(|note| note == "SKM: bobot 0,11."));
}

#[test]
fn a_trend_breaks_where_a_month_has_no_value_and_names_every_month() {
    let mut desk = worked();
    // With nothing in September the line does not run on to October.
    let case = desk.book().of(&case::SPEC).next().unwrap().id();
    let made = fields().with(action::PLANNED_TO, day("2026-08-10")).with(action::DONE_ON, day("2026-08-10"));
    desk.make(&action::SPEC, Some(case), made);
    let today = day("2026-11-21");
    let facts = FactSteps::new(months_until(today, 12), today, None).at_once(desk.book());
    let months = |measure| series_of(&facts, desk.book(), measure, (today, 12), Weight::Ninth);
    let picture = trend(&months(Measure::Timeliness), Measure::Timeliness, Lang::Id);
    within(&picture);
    let points = picture.scene.marks().filter(|mark| mark.class == "pic-point").count();
    assert_eq!((picture.scene.groups().count(), points), (12, 3));
    let lines: Vec<_> = picture.scene.marks().filter(|mark| mark.class == "pic-trend").collect();
    assert!(matches!(lines.as_slice(), [Mark { shape: Shape::Path(path, false), .. }] if path.len() == 2));
    assert_eq!(picture.table.rows[10].cells[..3], ["Oktober 2026", "50,0 %", "1 / 2"]);
    assert_eq!(picture.table.rows[0].cells[1], "–");
    let ticks: Vec<_> = picture
        .scene
        .marks()
        .filter_map(|mark| match &mark.shape {
            Shape::Text(_, Anchor::End, text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(ticks, ["0 %", "50 %", "100 %", "2026"]);
    let waiting = trend(&months(Measure::Waiting), Measure::Waiting, Lang::En);
    assert_eq!(waiting.scene.description, "These months have no value yet.");
    within(&waiting);
    within(&trend(&[], Measure::Satisfaction, Lang::Id));
}

#[test]
fn goals_stand_at_their_level_before_and_now() {
    let mut desk = Desk::new();
    let case = desk.make(&case::SPEC, None, fields());
    let goals: Vec<_> = [
        "Anak kembali bersekolah dan mengikuti pelajaran setiap hari sampai akhir tahun ajaran",
        "Ibu bekerja",
    ]
    .map(|text| desk.make(&goal::SPEC, Some(case), fields().with(goal::STATEMENT, text)))
    .to_vec();
    let mut last = None;
    for (date, level) in [("2026-09-01", -2), ("2026-11-01", 1)] {
        let id = desk.make(&evaluation::SPEC, Some(case), fields().with(evaluation::DATE, day(date)));
        desk.make(&rating::SPEC, Some(id), fields().with(rating::GOAL, goals[0]).with(rating::LEVEL, level));
        last = Some(id);
    }
    let found = attainment_of(desk.book(), last.unwrap()).unwrap();
    let picture = attainment(&found, Lang::Id);
    within(&picture);
    let group = picture.scene.groups().next().unwrap();
    let x = |class: &str| {
        group.marks.iter().find_map(|mark| match &mark.shape {
            Shape::Circle(at, _) if mark.class == class => Some(at.0),
            Shape::Path(points, true) if mark.class == class => Some(points[0].0),
            _ => None,
        })
    };
    assert!(x("pic-now").unwrap() - x("pic-before").unwrap() > 150.0);
    assert_eq!(group.opens, Some(goals[0]));
    assert!(picture.table.rows[0].cells[3].starts_with("+1"));
    assert_eq!(picture.table.rows[1].cells[3], "tidak dinilai");
    assert_eq!(picture.table.notes, ["Nilai T: 60,0"]);
}

#[test]
fn scores_stand_by_domain_in_the_order_of_the_form() {
    let mut desk = Desk::new();
    let case = desk.make(&case::SPEC, None, fields());
    for (date, scores) in
        [("2026-09-01", [("economic", 2), ("social", 4)]), ("2026-11-01", [("economic", 3), ("social", 2)])]
    {
        let id = desk.make(&assessment::SPEC, Some(case), fields().with(assessment::DATE, day(date)));
        for (domain, score) in scores {
            desk.make(
                &finding::SPEC,
                Some(id),
                fields().with(finding::DOMAIN, domain).with(finding::SCORE, score),
            );
        }
    }
    let detail = case_detail(desk.book(), case, day("2026-11-21")).unwrap();
    let picture = assessment(detail.assessments.last().unwrap(), Lang::Id);
    within(&picture);
    let rows: Vec<_> =
        picture.table.rows.iter().map(|row| (row.cells[0].as_str(), row.cells[3].as_str())).collect();
    assert_eq!(rows, [("Sosial", "turun"), ("Ekonomi", "naik")]);
    let group = picture.scene.groups().nth(1).unwrap();
    assert!(group.title.starts_with("Ekonomi: 3 – Cukup") && group.title.contains("sebelumnya 2 – Rentan"));
}
