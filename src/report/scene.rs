//! A picture as data: marks with style classes and never colours, so that one stylesheet answers for
//! light, dark and print; and its twin, a table that says the same in words.
//!
//! Nothing here knows SVG. What surprises: every mark that means a record stands in a [`Group`] with a
//! title of its own, because that title is all that a screen reader has of it.

use crate::domain::id::RecordId;

/// A place, in the units of the scene (one unit is one CSS pixel at full size); y goes down.
pub type Point = (f32, f32);

/// Where a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

impl Anchor {
    /// The value of SVG's `text-anchor`.
    pub const fn name(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        }
    }
}

/// The shape of a mark.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Straight from one place to another.
    Line(Point, Point),
    /// Through several places; closed ones may be filled.
    Path(Vec<Point>, bool),
    /// A rectangle by its upper left corner, width, height and the radius of its corners.
    Rect(Point, f32, f32, f32),
    /// A circle by its centre and radius.
    Circle(Point, f32),
    /// A line of text.
    Text(Point, Anchor, String),
}

/// What a letter takes on average, and how high a line of text is; nothing here measures fonts.
const LETTER: (f32, f32) = (6.5, 14.0);

impl Shape {
    /// Points that it lies between.
    fn corners(&self) -> Vec<Point> {
        match self {
            Shape::Line(from, to) => vec![*from, *to],
            Shape::Path(points, _) => points.clone(),
            Shape::Rect((x, y), width, height, _) => vec![(*x, *y), (x + width, y + height)],
            Shape::Circle((x, y), radius) => vec![(x - radius, y - radius), (x + radius, y + radius)],
            Shape::Text((x, y), anchor, text) => {
                let width = text.chars().count() as f32 * LETTER.0;
                let left = match anchor {
                    Anchor::Start => *x,
                    Anchor::Middle => x - width / 2.0,
                    Anchor::End => x - width,
                };
                vec![(left, y - LETTER.1), (left + width, *y)]
            }
        }
    }
}

/// One mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its shape.
    pub shape: Shape,
    /// Its style classes.
    pub class: &'static str,
}

/// Marks that mean one thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// What it is, in a few words.
    pub title: String,
    /// What more is to be said to somebody who does not see it; may be empty.
    pub description: String,
    /// The record it opens.
    pub opens: Option<RecordId>,
    /// What the page is told when it is chosen, where it opens no record: the number of a column, of a branch.
    pub pick: Option<usize>,
    /// Its marks; later ones lie on top.
    pub marks: Vec<Mark>,
}

impl Group {
    /// A group without marks.
    pub fn new(title: impl Into<String>, opens: Option<RecordId>) -> Self {
        Group { title: title.into(), opens, ..Group::default() }
    }

    /// Adds a mark.
    pub fn add(&mut self, class: &'static str, shape: Shape) {
        self.marks.push(Mark { shape, class });
    }

    /// Where a finger hits it: the upper left corner, width and height around all its marks, at least `least` each
    /// way. `None` for a group without marks.
    pub fn target(&self, least: f32) -> Option<(Point, f32, f32)> {
        let mut corners = self.marks.iter().flat_map(|mark| mark.shape.corners());
        let first = corners.next()?;
        let (low, high) = corners.fold((first, first), |(low, high), (x, y)| {
            ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y)))
        });
        let (width, height) = ((high.0 - low.0).max(least), (high.1 - low.1).max(least));
        let middle = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
        Some(((middle.0 - width / 2.0, middle.1 - height / 2.0), width, height))
    }
}

/// A part of a scene.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Something that only helps the eye: axes, legends.
    Mark(Mark),
    /// Something with a meaning of its own.
    Group(Group),
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// What it shows.
    pub title: String,
    /// What it says, in a sentence.
    pub description: String,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// Its parts; later ones lie on top.
    pub parts: Vec<Part>,
}

impl Scene {
    /// Adds a mark without a meaning of its own.
    pub fn add(&mut self, class: &'static str, shape: Shape) {
        self.parts.push(Part::Mark(Mark { shape, class }));
    }

    /// Adds a group.
    pub fn group(&mut self, group: Group) {
        self.parts.push(Part::Group(group));
    }

    /// All groups.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.parts.iter().filter_map(|part| match part {
            Part::Group(group) => Some(group),
            Part::Mark(_) => None,
        })
    }

    /// All marks, in groups or not.
    pub fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.parts.iter().flat_map(|part| match part {
            Part::Group(group) => group.marks.as_slice(),
            Part::Mark(mark) => std::slice::from_ref(mark),
        })
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Whether it holds numbers.
    pub number: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// One text for each column.
    pub cells: Vec<String>,
    /// The record it opens.
    pub opens: Option<RecordId>,
}

/// The same as a picture, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What is to be known besides: rules in words, and what is not drawn.
    pub notes: Vec<String>,
}

impl Table {
    /// A table without rows.
    pub fn new(caption: impl Into<String>) -> Self {
        Table { caption: caption.into(), ..Table::default() }
    }

    /// With a column of texts.
    #[must_use]
    pub fn text(mut self, title: impl Into<String>) -> Self {
        self.columns.push(Column { title: title.into(), number: false });
        self
    }

    /// With a column of numbers.
    #[must_use]
    pub fn number(mut self, title: impl Into<String>) -> Self {
        self.columns.push(Column { title: title.into(), number: true });
        self
    }

    /// Adds a row.
    pub fn row(&mut self, opens: Option<RecordId>, cells: Vec<String>) {
        self.rows.push(Row { cells, opens });
    }
}

/// A picture with its twin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// For the eye.
    pub scene: Scene,
    /// In words.
    pub table: Table,
}

/// How wide a text of a size is at most, roughly: the scene is made where no font can be measured.
pub fn text_width(text: &str, size: f32) -> f32 {
    text.chars().count() as f32 * size * 0.6
}

/// A text cut to a width, with an ellipsis where something was cut.
pub fn fit(text: &str, size: f32, width: f32) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let room = ((width / (size * 0.6)) as usize).saturating_sub(1);
    let kept: String = text.chars().take(room).collect();
    format!("{}…", kept.trim_end())
}

/// A zigzag from one place to another, for conflict.
pub fn zigzag(from: Point, to: Point, step: f32, swing: f32) -> Vec<Point> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    if length < step {
        return vec![from, to];
    }
    let (ux, uy) = (dx / length, dy / length);
    let count = (length / step) as usize;
    let mut points = vec![from];
    for number in 1..count {
        let along = length * number as f32 / count as f32;
        let side = if number % 2 == 0 { swing } else { -swing };
        points.push((from.0 + ux * along - uy * side, from.1 + uy * along + ux * side));
    }
    points.push(to);
    points
}

/// The head of an arrow that arrives at `tip` from `from`, as a closed path.
pub fn arrow_head(from: Point, tip: Point, size: f32) -> Vec<Point> {
    let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
    let length = dx.hypot(dy).max(0.001);
    let (ux, uy) = (dx / length, dy / length);
    let base = (tip.0 - ux * size, tip.1 - uy * size);
    let half = size * 0.5;
    vec![tip, (base.0 - uy * half, base.1 + ux * half), (base.0 + uy * half, base.1 - ux * half)]
}

/// A line moved sideways, to the right of its direction where `by` is positive.
pub fn beside(from: Point, to: Point, by: f32) -> (Point, Point) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(0.001);
    let (sx, sy) = (-dy / length * by, dx / length * by);
    ((from.0 + sx, from.1 + sy), (to.0 + sx, to.1 + sy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finger_hits_all_marks_of_a_group_and_never_less_than_the_least() {
        let mut group = Group::new("x", None);
        assert_eq!(group.target(44.0), None);
        group.add("", Shape::Circle((100.0, 50.0), 10.0));
        assert_eq!(group.target(44.0), Some(((78.0, 28.0), 44.0, 44.0)));
        group.add("", Shape::Text((100.0, 114.0), Anchor::Middle, "x".repeat(20)));
        assert_eq!(group.target(44.0), Some(((35.0, 40.0), 130.0, 74.0)));
    }

    #[test]
    fn a_long_name_is_cut_to_its_place_and_a_short_one_is_not() {
        assert_eq!(fit("Ani", 10.0, 60.0), "Ani");
        let cut = fit("Muhammad Abdurrahman Wahid", 10.0, 60.0);
        assert!(cut.ends_with('…') && text_width(&cut, 10.0) <= 60.0, "{cut}");
    }

    #[test]
    fn a_zigzag_begins_and_ends_where_it_should_and_one_of_no_length_is_a_line() {
        let found = zigzag((0.0, 0.0), (0.0, 40.0), 8.0, 4.0);
        assert_eq!((found.first(), found.last()), (Some(&(0.0, 0.0)), Some(&(0.0, 40.0))));
        assert!(found.iter().any(|point| point.0 > 3.0) && found.iter().any(|point| point.0 < -3.0));
        assert_eq!(zigzag((1.0, 1.0), (1.0, 1.0), 8.0, 4.0).len(), 2);
        assert!(arrow_head((1.0, 1.0), (1.0, 1.0), 5.0).iter().all(|point| point.0.is_finite()));
    }
}
