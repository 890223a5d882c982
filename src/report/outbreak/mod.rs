//! Pictures of an outbreak: the epidemic curve, the chains on an axis of time, the grid of follow-up,
//! counts by area, and one person's days. Each has a table that says the same.
//!
//! Kinds of things are told apart by shape or hatching and never by colour alone, so that a print in black
//! and white says the same. What has no date is never drawn at a guessed one: it is counted in a note.

pub mod areas;
pub mod chain_map;
pub mod curve;
pub mod grid;
pub mod life;
pub mod rates;

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

use super::scene::{Group, Point, Scene, Shape, zigzag};
use super::summary::date_text;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::spine::{household, member, person};
use crate::domain::record::tracing::investigation;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::tracing::trail::{Classification, Trails};

/// What a picture needs to know of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFacts {
    /// The person.
    pub person: RecordId,
    /// What is known of the illness.
    pub classification: Classification,
    /// The first day of illness.
    pub onset: Option<NaiveDate>,
    /// The day of the report.
    pub reported: Option<NaiveDate>,
    /// The day of the first specimen.
    pub specimen: Option<NaiveDate>,
    /// Whether a person or event is recorded as the source.
    pub has_source: bool,
    /// Whether the person died.
    pub died: bool,
    /// The village, or another name of the area; empty where none is recorded.
    pub area: String,
}

/// Everybody who is a case of an outbreak, by its trails; in the order of ids.
pub fn cases(book: &Book, trails: &Trails<'_>, outbreak: RecordId) -> Vec<CaseFacts> {
    let areas = Areas::read(book);
    let mut found: Vec<CaseFacts> = trails
        .iter()
        .filter(|((_, of), _)| *of == outbreak)
        .filter_map(|((who, _), trail)| {
            let case = trail.case()?;
            let record = book.get(case.record)?;
            Some(CaseFacts {
                person: *who,
                classification: case.classification,
                onset: case.onset,
                reported: record.get(investigation::REPORTED),
                specimen: record.get(investigation::SPECIMEN),
                has_source: trail.exposures.iter().any(|exposed| exposed.source.is_some()),
                died: trail.died,
                area: areas.of(book, *who),
            })
        })
        .collect();
    found.order_by_key(|case| case.person);
    found
}

/// Where people live, by the village of their household or their own.
#[derive(Debug)]
pub struct Areas {
    home: FxHashMap<RecordId, RecordId>,
}

impl Areas {
    /// Reads who lives where; of several households the one that became known last.
    pub fn read(book: &Book) -> Areas {
        let home = book
            .of(&member::SPEC)
            .filter(|record| record.get(member::UNTIL).is_none())
            .filter_map(|record| Some((record.get(member::PERSON)?, record.parent()?)))
            .collect();
        Areas { home }
    }

    /// The area of a person; empty where none is recorded.
    pub fn of(&self, book: &Book, who: RecordId) -> String {
        let home = self.home.get(&who).and_then(|home| book.get_as(*home, &household::SPEC));
        let names = [
            home.map(|home| home.text(household::VILLAGE)),
            book.get(who).map(|record| record.text(person::VILLAGE)),
        ];
        names
            .into_iter()
            .flatten()
            .map(str::trim)
            .find(|name| !name.is_empty())
            .unwrap_or_default()
            .to_owned()
    }
}

/// What stands for an area that is not recorded.
pub const NO_AREA: Text = t("Wilayah belum dicatat", "Area not recorded");

/// A date as short as it can be without losing the day: "3 Nov".
pub(crate) fn short_date(date: NaiveDate, lang: Lang) -> String {
    let words = date_text(date, lang);
    let month: String = words.split(' ').nth(1).unwrap_or_default().chars().take(3).collect();
    format!("{} {month}", date.day())
}

/// A rectangle filled in one of five ways that differ without colour.
pub(crate) fn fill(group: &mut Group, (x, y): Point, width: f32, height: f32, way: usize) {
    let class = ["pic-fill0", "pic-fill1", "pic-fill2", "pic-fill3", "pic-fill4"];
    group.add(class.get(way).unwrap_or(&"pic-fill4"), Shape::Rect((x, y), width, height, 0.0));
    let middle = x + width / 2.0;
    match way {
        1 => {
            let path = zigzag((middle, y + height), (middle, y), 4.0, (width / 2.0 - 1.5).max(1.0));
            group.add("pic-hatch", Shape::Path(path, false));
        }
        3 => group.add("pic-hatch", Shape::Line((middle, y), (middle, y + height))),
        _ => {}
    }
}

/// Names of the five ways of filling below each other in lines of as many as fit; the height below them.
pub(crate) fn fill_legend(scene: &mut Scene, names: &[String], left: f32, top: f32, width: f32) -> f32 {
    let (mut x, mut y) = (left, top);
    for (way, name) in names.iter().enumerate() {
        let room = 26.0 + super::scene::text_width(name, 12.0) + 10.0;
        if x > left && x + room > left + width {
            (x, y) = (left, y + 20.0);
        }
        let mut sample = Group::default();
        fill(&mut sample, (x, y), 16.0, 12.0, way);
        sample.marks.into_iter().for_each(|mark| scene.add(mark.class, mark.shape));
        scene.add("pic-legend", Shape::Text((x + 22.0, y + 10.5), super::scene::Anchor::Start, name.clone()));
        x += room;
    }
    y + 22.0
}

/// A step of an axis of counts that gives at most five marks: 1, 2, 5, 10, 20, 50 …
pub(crate) fn nice_step(most: usize) -> usize {
    let mut size = 1_usize;
    loop {
        for step in [1, 2, 5] {
            let step = size.saturating_mul(step);
            if step.saturating_mul(5) >= most {
                return step;
            }
        }
        size = size.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_at_most_five_marks_above_nought() {
        for (most, step) in [(0, 1), (1, 1), (5, 1), (6, 2), (11, 5), (26, 10), (500, 100), (501, 200)] {
            assert_eq!(nice_step(most), step, "{most}");
        }
    }
}
