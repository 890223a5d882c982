//! A scene as an SVG file: for a report, a slide or the wall.
//!
//! What surprises: the file has no stylesheet. Every mark carries its looks as attributes, so it is drawn
//! alike by any program, needs no exception from the page's content policy when it is turned into a PNG,
//! and prints in black and white. Only texts and numbers of the scene get in, and all of them are escaped.

use std::fmt::Write;

use super::scene::{Anchor, Mark, Part, Point, Scene, Shape};

/// How a class looks in a file: fill, line, width of the line, dashes.
struct Look(&'static str, &'static str, &'static str, &'static str);

const INK: &str = "#1a1a1a";
const ACCENT: &str = "#0b5c58";
const SOFT: &str = "#d7e8e6";

fn look(class: &str) -> Look {
    let first = class.split(' ').next().unwrap_or_default();
    let dashes = if class.contains("pic-dashed") || class.contains("pic-dotted") { "5 4" } else { "" };
    // A second class of a line says how wide it is.
    if class.contains("pic-thick") {
        return Look("none", ACCENT, "6", dashes);
    }
    match first {
        "pic-grid" => Look("none", "#8a8a8a", "0.75", dashes),
        "pic-fill0" | "pic-now" => Look(ACCENT, INK, "1", dashes),
        "pic-fill1" | "pic-fill2" | "pic-fill3" | "pic-person" | "pic-system" | "pic-before"
        | "pic-point" => Look("#ffffff", INK, "1.5", dashes),
        "pic-fill4" => Look("#9a9a9a", INK, "1", dashes),
        "pic-middle" | "pic-home" | "pic-band" => Look(SOFT, ACCENT, "1.5", dashes),
        "pic-arrow" | "pic-solid" => Look(INK, INK, "1", dashes),
        "pic-tie" | "pic-trend" => Look("none", ACCENT, "2.5", dashes),
        _ => Look("none", INK, "1.5", dashes),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Not allowed in XML 1.0, and a name may hold one that was pasted.
            letter
                if (letter < ' ' && letter != '\t' && letter != '\n')
                    || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => out.push(letter),
        }
    }
    out
}

fn points(path: &[Point]) -> String {
    path.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}

fn mark(out: &mut String, mark: &Mark) {
    let Look(fill, line, width, dashes) = look(mark.class);
    let dashes = if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
    let drawn = format!("stroke=\"{line}\" stroke-width=\"{width}\"{dashes}");
    // Writing to a string cannot fail.
    let _ = match &mark.shape {
        Shape::Line((x1, y1), (x2, y2)) => {
            write!(out, "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" {drawn}/>")
        }
        Shape::Path(path, false) => {
            write!(out, "<polyline points=\"{}\" fill=\"none\" {drawn}/>", points(path))
        }
        Shape::Path(path, true) => {
            write!(out, "<polygon points=\"{}\" fill=\"{fill}\" {drawn}/>", points(path))
        }
        Shape::Rect((x, y), w, h, round) => write!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"{round:.1}\" fill=\"{fill}\" {drawn}/>"
        ),
        Shape::Circle((x, y), radius) => {
            write!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{fill}\" {drawn}/>")
        }
        Shape::Text((x, y), anchor, text) => {
            let ink = if mark.class == "pic-on-solid" { "#ffffff" } else { INK };
            let (size, weight) = match mark.class {
                "pic-axis" => (11, 400),
                "pic-label" => (13, 400),
                "pic-inside" | "pic-on-solid" => (14, 600),
                _ => (12, 400),
            };
            write!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{ink}\" text-anchor=\"{}\">{}</text>",
                if *anchor == Anchor::Start { "start" } else { anchor.name() },
                escape(text)
            )
        }
    };
}

/// The scene as a file, with its title and description; links and everything that is only for the screen are left out.
pub fn to_svg(scene: &Scene) -> String {
    let (width, height) = (scene.width, scene.height + 24.0);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -24 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\">\n<title>{title}</title>\n<desc>{about}</desc>\n<rect x=\"0\" y=\"-24\" width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n<text x=\"8\" y=\"-8\" font-size=\"14\" font-weight=\"600\" fill=\"{INK}\">{title}</text>\n",
        title = escape(&scene.title),
        about = escape(&scene.description),
    );
    for part in &scene.parts {
        match part {
            Part::Mark(one) => mark(&mut out, one),
            Part::Group(group) => {
                let _ = write!(out, "<g><title>{}</title>", escape(&group.title));
                group.marks.iter().for_each(|one| mark(&mut out, one));
                out.push_str("</g>");
            }
        }
        out.push('\n');
    }
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::scene::Group;

    #[test]
    fn a_name_cannot_break_out_of_the_file_and_nothing_needs_a_stylesheet() {
        let mut scene = Scene { title: "A & B".into(), width: 100.0, height: 50.0, ..Scene::default() };
        let mut group = Group::new("</title><script>alert(1)</script>", None);
        group.add("pic-label", Shape::Text((1.0, 2.0), Anchor::End, "\"<b>\u{1}ü".into()));
        group.add("pic-fill0", Shape::Rect((0.0, 0.0), 10.0, 5.0, 0.0));
        scene.group(group);
        let svg = to_svg(&scene);
        assert!(svg.contains("<title>A &amp; B</title>"));
        assert!(svg.contains("&lt;/title&gt;&lt;script&gt;") && !svg.contains("<script"));
        assert!(svg.contains("&quot;&lt;b&gt;ü</text>"));
        assert!(!svg.contains("class=") && !svg.contains("<style"));
        assert_eq!(svg.matches("<g>").count(), svg.matches("</g>").count());
    }

    #[test]
    fn a_thick_tie_is_thick_in_a_file_too() {
        let mut scene = Scene { width: 100.0, height: 50.0, ..Scene::default() };
        scene.add("pic-tie pic-thick", Shape::Line((0.0, 0.0), (9.0, 9.0)));
        scene.add("pic-tie", Shape::Line((0.0, 9.0), (9.0, 0.0)));
        let svg = to_svg(&scene);
        assert_eq!(
            (svg.matches("stroke-width=\"6\"").count(), svg.matches("stroke-width=\"2.5\"").count()),
            (1, 1)
        );
    }
}
