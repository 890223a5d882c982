//! A text as a QR code: the path of an SVG picture, one unit a module. Invariant: the picture has a quiet margin of four
//! units on every side, without which cameras do not find it. What surprises: like `seal.rs` this is for the files worker.

use std::fmt::Write as _;

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

/// The margin that the standard asks for.
const MARGIN: usize = 4;

/// A picture of black squares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// How wide and how high it is, margins included.
    pub side: usize,
    /// The `d` of its one path.
    pub path: String,
}

/// The picture of a text; `None` if it is too long for one.
pub fn picture(text: &str) -> Option<Picture> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for row in 0..code.size {
        let modules = code.data.get(row * code.size..(row + 1) * code.size)?;
        let mut column = 0;
        while column < code.size {
            let run = modules.iter().skip(column).take_while(|module| module.value()).count();
            if run > 0 {
                // Writing into a string cannot fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", column + MARGIN, row + MARGIN);
            }
            column += run.max(1);
        }
    }
    Some(Picture { side: code.size + 2 * MARGIN, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_a_code_are_its_finder_patterns() {
        let found = picture("pendamping").unwrap();
        assert_eq!(found.side, 21 + 8);
        // The upper edges of the two finder patterns in the first row, seven modules wide.
        assert!(found.path.starts_with("M4 4h7v1h-7z"), "{}", found.path);
        assert!(found.path.contains("M18 4h7v1h-7z"));
    }

    #[test]
    fn a_text_that_is_too_long_gives_no_picture() {
        assert_eq!(picture(&"x".repeat(4_000)), None);
    }
}
