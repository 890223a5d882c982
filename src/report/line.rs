//! The lines of a genogram and an ecomap. Each is told from the others by its shape, never by colour, so
//! that it can be read in black and white.

use super::scene::{Group, Point, Shape, arrow_head, beside, zigzag};

/// A manner of drawing a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// One line.
    Plain,
    /// One thick line.
    Thick,
    /// Two lines side by side.
    Double,
    /// A dotted line.
    Dotted,
    /// A zigzag.
    Zigzag,
    /// A zigzag with an arrow at both ends.
    Violent,
    /// Broken by two bars.
    Broken,
}

/// Draws a line from one place to another.
pub fn line(group: &mut Group, from: Point, to: Point, manner: Line) {
    match manner {
        Line::Plain => group.add("pic-tie", Shape::Line(from, to)),
        Line::Thick => group.add("pic-tie pic-thick", Shape::Line(from, to)),
        Line::Double => {
            for side in [-2.5, 2.5] {
                let (from, to) = beside(from, to, side);
                group.add("pic-tie pic-close", Shape::Line(from, to));
            }
        }
        Line::Dotted => group.add("pic-tie pic-dotted", Shape::Line(from, to)),
        Line::Zigzag => group.add("pic-tie pic-conflict", Shape::Path(zigzag(from, to, 6.0, 4.0), false)),
        Line::Violent => {
            group.add("pic-tie pic-violence", Shape::Path(zigzag(from, to, 6.0, 4.0), false));
            arrow(group, from, to);
            arrow(group, to, from);
        }
        Line::Broken => {
            let length = (to.0 - from.0).hypot(to.1 - from.1).max(1.0);
            let along = |share: f32| (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            let gap = (5.0 / length).min(0.4);
            let (ux, uy) = ((to.0 - from.0) / length * 7.0, (to.1 - from.1) / length * 7.0);
            for (end, middle) in [(from, along(0.5 - gap)), (to, along(0.5 + gap))] {
                group.add("pic-tie", Shape::Line(end, middle));
                let bar = Shape::Line((middle.0 - uy, middle.1 + ux), (middle.0 + uy, middle.1 - ux));
                group.add("pic-tie pic-bar", bar);
            }
        }
    }
}

/// The head of an arrow at `tip`.
pub fn arrow(group: &mut Group, from: Point, tip: Point) {
    group.add("pic-arrow", Shape::Path(arrow_head(from, tip, 9.0), true));
}
