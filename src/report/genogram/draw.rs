//! The marks of a genogram: symbols, lines between partners, drops to children, the ring of the
//! household and the lines of how people get on.
//!
//! Lines of descent leave a couple, or a single parent, at the edge between two slots, where no name
//! stands; each family has a height of its own for its bar, so bars of two families are told apart.

use super::family::{Family, How};
use super::layout::{Node, SLOT, layout};
use super::{Quality, Telling, born, name_of, person_title};
use crate::casework::person::age;
use crate::domain::code::lists;
use crate::domain::order::InOrder;
use crate::domain::record::spine::{person, relation};
use crate::domain::text::{Text, t};
use crate::report::line::line;
use crate::report::scene::{Anchor, Group, Point, Scene, Shape, beside, fit};

/// Half the size of a symbol.
const HALF: f32 = 20.0;
/// From one generation to the next.
const PITCH: f32 = 156.0;
/// The middle of the first generation.
const TOP: f32 = 64.0;
/// Nothing is drawn narrower than this, so that the legend has room.
const NARROWEST: f32 = 320.0;

struct Drawing<'a, 'b> {
    family: &'a Family<'b>,
    telling: Telling,
    at: Vec<Point>,
    scene: Scene,
    /// How many bars there are between two generations, by the lower one.
    lanes: Vec<usize>,
    /// How many arcs there are above each generation.
    arcs: Vec<usize>,
}

pub(super) fn scene(family: &Family<'_>, telling: Telling) -> Scene {
    let row = |level: i32| usize::try_from(level - family.top).unwrap_or(0);
    let nodes: Vec<Node> = family
        .people
        .iter()
        .map(|one| Node {
            row: row(one.level),
            male: one.record.is_some_and(|record| record.text(person::SEX) == "male"),
            born: born(one.record),
        })
        .collect();
    let couples: Vec<_> = family.couples.iter().map(|(a, b, former, _)| (*a, *b, *former)).collect();
    let parents: Vec<_> = family.parents.iter().map(|(parent, child, _)| (*parent, *child)).collect();
    let x = layout(&nodes, &couples, &parents);
    let first = nodes.iter().map(|node| node.row).min().unwrap_or(0);
    let last = nodes.iter().map(|node| node.row).max().unwrap_or(0);
    let width = x.iter().copied().fold(0.0, f32::max) + SLOT / 2.0;
    let shift = ((NARROWEST - width) / 2.0).max(0.0);
    let at =
        x.iter().zip(&nodes).map(|(x, node)| (x + shift, TOP + (node.row - first) as f32 * PITCH)).collect();
    let lang = telling.lang;
    let middle = name_of(family.people.first().and_then(|one| one.record), telling);
    let drawn = family.people.iter().filter(|one| one.record.is_some()).count().to_string();
    let scene = Scene {
        title: t("Genogram {name}", "Genogram of {name}").with(lang, &[("name", &middle)]),
        description: t(
            "{n} orang dalam {g} generasi. Semua hubungan tertulis dalam tabel.",
            "{n} {n?person|people} in {g} {g?generation|generations}. All relations are written in the table.",
        )
        .with(lang, &[("n", &drawn), ("g", &(last - first + 1).to_string())]),
        width: width.max(NARROWEST),
        height: TOP + (last - first) as f32 * PITCH + 60.0,
        parts: Vec::new(),
    };
    let count = last - first + 2;
    let mut drawing = Drawing { family, telling, at, scene, lanes: vec![0; count], arcs: vec![0; count] };
    drawing.home();
    drawing.couples();
    drawing.descents();
    drawing.siblings();
    drawing.ties();
    for place in 0..family.people.len() {
        drawing.symbol(place);
    }
    drawing.legend();
    drawing.scene
}

impl Drawing<'_, '_> {
    fn point(&self, place: usize) -> Point {
        self.at.get(place).copied().unwrap_or_default()
    }

    fn row(&self, y: f32) -> usize {
        ((y - TOP) / PITCH).round().max(0.0) as usize
    }

    /// A ring round neighbours of one household.
    fn home(&mut self) {
        if self.family.home.len() < 2 {
            return;
        }
        let lives = |place: usize| {
            let record = self.family.people.get(place).and_then(|one| one.record);
            record.is_some_and(|record| self.family.home.contains(&record.id()))
        };
        let mut places: Vec<(f32, f32)> = (0..self.at.len())
            .filter(|place| lives(*place))
            .map(|place| self.point(place))
            .map(|(x, y)| (y, x))
            .collect();
        places.order_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut runs: Vec<(f32, f32, f32)> = Vec::new();
        for (y, x) in places {
            match runs.last_mut() {
                Some((row, _, end)) if (*row - y).abs() < 1.0 && x - *end < SLOT * 1.1 => *end = x,
                _ => runs.push((y, x, x)),
            }
        }
        for (y, from, to) in runs {
            let corner = (from - SLOT / 2.0 + 2.0, y - HALF - 12.0);
            let size = (to - from + SLOT - 4.0, 2.0 * HALF + 40.0);
            self.scene.add("pic-home", Shape::Rect(corner, size.0, size.1, 18.0));
        }
    }

    /// Whether two stand side by side.
    fn adjacent(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.point(a), self.point(b));
        (a.1 - b.1).abs() < 1.0 && (a.0 - b.0).abs() < SLOT * 1.5 && {
            let (left, right) = (a.0.min(b.0), a.0.max(b.0));
            !self.at.iter().any(|(x, y)| (y - a.1).abs() < 1.0 && *x > left + 1.0 && *x < right - 1.0)
        }
    }

    /// Where the children of two partners hang.
    fn couple_point(&self, a: usize, b: usize) -> Point {
        let (left, right) = if self.point(a).0 <= self.point(b).0 { (a, b) } else { (b, a) };
        let (from, to) = (self.point(left), self.point(right));
        if self.adjacent(a, b) {
            return ((from.0 + to.0) / 2.0, from.1);
        }
        // The gap on the inner side of the one who stands further out, which is who has fewer partners.
        let partners =
            |who: usize| self.family.couples.iter().filter(|(a, b, ..)| *a == who || *b == who).count();
        if partners(left) > partners(right) {
            (to.0 - SLOT / 2.0, to.1)
        } else {
            (from.0 + SLOT / 2.0, from.1)
        }
    }

    fn couples(&mut self) {
        for (a, b, former, concluded) in self.family.couples.clone() {
            let class = if concluded { "pic-line pic-dashed" } else { "pic-line" };
            let (left, right) = if self.point(a).0 <= self.point(b).0 { (a, b) } else { (b, a) };
            let (from, to) = (self.point(left), self.point(right));
            let middle = self.couple_point(a, b);
            if self.adjacent(a, b) {
                let line = Shape::Line((from.0 + HALF, from.1), (to.0 - HALF, to.1));
                self.scene.add(class, line);
            } else {
                // Over the heads of those who stand between, down into the gap, and to the outer one.
                let y = from.1 - HALF - 14.0 - self.arc(from.1);
                let hub_left = (middle.0 - to.0).abs() < (middle.0 - from.0).abs();
                let (hub, outer) = if hub_left { (from, to) } else { (to, from) };
                let side = if hub_left { -HALF } else { HALF };
                let start = hub.0 + if hub_left { 8.0 } else { -8.0 };
                let path = vec![
                    (start, hub.1 - HALF),
                    (start, y),
                    (middle.0, y),
                    (middle.0, outer.1),
                    (outer.0 + side, outer.1),
                ];
                self.scene.add(class, Shape::Path(path, false));
            }
            if former {
                let outer_side = if self.adjacent(a, b) { middle.0 - 12.0 } else { middle.0 + 8.0 };
                for shift in [0.0, 6.0] {
                    let x = outer_side + shift;
                    self.scene
                        .add("pic-line", Shape::Line((x - 3.0, middle.1 + 7.0), (x + 3.0, middle.1 - 7.0)));
                }
            }
        }
    }

    /// The next free height above a generation; all of them lie below the bars, so that the two are told
    /// apart.
    fn arc(&mut self, y: f32) -> f32 {
        let row = self.row(y);
        let slot = self.arcs.get_mut(row);
        let used = slot.map_or(0, |slot| {
            *slot += 1;
            *slot - 1
        });
        (used % 4) as f32 * 4.0
    }

    /// The height of the next bar above a generation.
    fn lane(&mut self, y: f32) -> f32 {
        let row = self.row(y);
        let used = self.lanes.get_mut(row).map_or(0, |slot| {
            *slot += 1;
            *slot - 1
        });
        y - HALF - 32.0 - (used % 6) as f32 * 7.0
    }

    /// Where the children of a single parent hang: in a gap where no partner's line runs.
    fn single_point(&self, who: usize) -> Point {
        let at = self.point(who);
        let partner_at = |side: f32| {
            self.family.couples.iter().any(|(a, b, ..)| {
                let other = if *a == who { *b } else { *a };
                (*a == who || *b == who) && (self.point(other).0 - at.0 - side * SLOT).abs() < SLOT * 0.6
            })
        };
        let side = if !partner_at(1.0) || partner_at(-1.0) { 1.0 } else { -1.0 };
        (at.0 + side * (SLOT / 2.0 - 3.0), at.1)
    }

    /// From parents to children. Children by birth hang on whole lines, others on dashed ones.
    fn descents(&mut self) {
        let mut units: Vec<(Vec<usize>, How, Vec<usize>)> = Vec::new();
        for child in 0..self.family.people.len() {
            for how in [How::Birth, How::Other] {
                let mut parents: Vec<usize> = self
                    .family
                    .parents
                    .iter()
                    .filter(|(_, one, known)| *one == child && *known == how)
                    .map(|(parent, ..)| *parent)
                    .collect();
                if how == How::Other {
                    parents.retain(|parent| !self.married_to_parent(*parent, child));
                }
                parents.order();
                if parents.is_empty() {
                    continue;
                }
                match units.iter_mut().find(|(known, of, _)| *known == parents && *of == how) {
                    Some((.., children)) => children.push(child),
                    None => units.push((parents, how, vec![child])),
                }
            }
        }
        for (parents, how, children) in units {
            match parents.as_slice() {
                [a, b]
                    if self.family.couples.iter().any(|(c, d, ..)| (c, d) == (a, b) || (c, d) == (b, a)) =>
                {
                    let from = self.couple_point(*a, *b);
                    self.descent(from, None, how, &children);
                }
                // Adoptive parents who are no couple each have a line of their own.
                _ => {
                    for parent in parents {
                        let (from, at) = (self.single_point(parent), self.point(parent));
                        let side = if from.0 > at.0 { HALF } else { -HALF };
                        self.descent(from, Some((at.0 + side, at.1)), how, &children);
                    }
                }
            }
        }
    }

    /// A step-parent needs no line: the partner's line and the table say it.
    fn married_to_parent(&self, parent: usize, child: usize) -> bool {
        self.family.couples.iter().any(|(a, b, ..)| {
            let other = if *a == parent { b } else { a };
            (*a == parent || *b == parent)
                && self
                    .family
                    .parents
                    .iter()
                    .any(|(of, one, how)| of == other && *one == child && *how == How::Birth)
        })
    }

    fn descent(&mut self, from: Point, side: Option<Point>, how: How, children: &[usize]) {
        let class = if how == How::Birth { "pic-line" } else { "pic-line pic-dashed" };
        let Some(first) = children.first() else { return };
        let bar = self.lane(self.point(*first).1);
        let aside = if how == How::Birth { 0.0 } else { 9.0 };
        let mut trunk: Vec<Point> = side.into_iter().collect();
        trunk.extend([from, (from.0, bar)]);
        self.scene.add(class, Shape::Path(trunk, false));
        self.bar(class, bar, aside, children, Some(from.0));
    }

    /// A bar with a drop to everybody below it.
    fn bar(&mut self, class: &'static str, y: f32, aside: f32, children: &[usize], from: Option<f32>) {
        let ends: Vec<f32> = children.iter().map(|child| self.point(*child).0 + aside).chain(from).collect();
        let left = ends.iter().copied().fold(f32::INFINITY, f32::min);
        let right = ends.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if right - left > 0.5 {
            self.scene.add(class, Shape::Line((left, y), (right, y)));
        }
        for child in children {
            let at = self.point(*child);
            let gap = if *child == 0 { HALF + 4.0 } else { HALF };
            self.scene.add(class, Shape::Line((at.0 + aside, y), (at.0 + aside, at.1 - gap)));
        }
    }

    /// Brothers and sisters without a drawn parent in common hang on a bar of their own.
    fn siblings(&mut self) {
        let mut groups: Vec<(Vec<usize>, bool)> = Vec::new();
        for (one, other, full) in &self.family.siblings {
            let joined = groups
                .iter_mut()
                .find(|(group, whole)| whole == full && (group.contains(one) || group.contains(other)));
            match joined {
                Some((group, _)) => {
                    for who in [one, other] {
                        if !group.contains(who) {
                            group.push(*who);
                        }
                    }
                }
                None => groups.push((vec![*one, *other], *full)),
            }
        }
        for (group, full) in groups {
            let class = if full { "pic-line" } else { "pic-line pic-dashed" };
            let Some(first) = group.first() else { continue };
            let bar = self.lane(self.point(*first).1);
            self.bar(class, bar, if full { 0.0 } else { -9.0 }, &group, None);
        }
    }

    /// How people get on.
    fn ties(&mut self) {
        let lang = self.telling.lang;
        for record in &self.family.relations {
            let Some(quality) = Quality::of_code(record.text(relation::QUALITY)) else { continue };
            let places = record
                .parent()
                .and_then(|one| self.family.place(one))
                .zip(record.get(relation::OTHER).and_then(|one| self.family.place(one)));
            let Some((a, b)) = places.filter(|(a, b)| a != b) else { continue };
            let name = |place: usize| {
                name_of(self.family.people.get(place).and_then(|one| one.record), self.telling)
            };
            let label = lists::RELATION_QUALITY.label(quality.code(), lang).to_lowercase();
            let mut group = Group::new(format!("{} – {}: {label}", name(a), name(b)), Some(record.id()));
            let (from, to) = (self.point(a), self.point(b));
            if (from.1 - to.1).abs() > 1.0 {
                let (from, to) = beside(from, to, 7.0);
                let length = (to.0 - from.0).hypot(to.1 - from.1).max(1.0);
                // Below the upper one stands the name.
                let share = |room: f32| (room / length).min(0.45);
                let (upper, lower) = (share(HALF + 24.0), share(HALF + 7.0));
                let (start, end) = if from.1 < to.1 { (upper, lower) } else { (lower, upper) };
                let along = |share: f32| (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
                line(&mut group, along(start), along(1.0 - end), quality.line());
            } else if self.adjacent(a, b) {
                let (left, right) = if from.0 < to.0 { (from, to) } else { (to, from) };
                let y = left.1 - 12.0;
                line(&mut group, (left.0 + HALF + 3.0, y), (right.0 - HALF - 3.0, y), quality.line());
            } else {
                let y = from.1 - HALF - 14.0 - self.arc(from.1);
                for end in [from, to] {
                    group.add("pic-tie", Shape::Line((end.0, end.1 - HALF - 3.0), (end.0, y)));
                }
                line(&mut group, (from.0, y), (to.0, y), quality.line());
            }
            self.scene.group(group);
        }
    }

    fn symbol(&mut self, place: usize) {
        let Some(one) = self.family.people.get(place) else { return };
        let (x, y) = self.point(place);
        let record = one.record;
        let title = record.map_or_else(
            || {
                t("Orang tua yang belum tercatat", "A parent who is not on record")
                    .get(self.telling.lang)
                    .to_owned()
            },
            |record| person_title(self.family, record, self.telling),
        );
        let mut group = Group::new(title, record.map(|record| record.id()));
        let sex = record.map_or("", |record| record.text(person::SEX));
        let class = if place == 0 { "pic-person pic-index" } else { "pic-person" };
        let outline = |group: &mut Group, half: f32| {
            let shape = match sex {
                "male" => Shape::Rect((x - half, y - half), 2.0 * half, 2.0 * half, 0.0),
                "female" => Shape::Circle((x, y), half),
                _ => Shape::Path(vec![(x, y - half), (x + half, y), (x, y + half), (x - half, y)], true),
            };
            group.add(class, shape);
        };
        if place == 0 {
            outline(&mut group, HALF + 4.0);
        }
        outline(&mut group, HALF);
        if record.is_some_and(|record| record.get(person::DIED_ON).is_some()) {
            let arm = HALF * 0.7;
            group.add("pic-line", Shape::Line((x - arm, y - arm), (x + arm, y + arm)));
            group.add("pic-line", Shape::Line((x - arm, y + arm), (x + arm, y - arm)));
        }
        let years = record.and_then(|record| age(record, self.telling.today));
        let inside =
            years.map(|years| years.to_string()).or_else(|| record.is_none().then(|| "?".to_owned()));
        if let Some(inside) = inside {
            group.add("pic-inside", Shape::Text((x, y + 5.0), Anchor::Middle, inside));
        }
        if record.is_some() {
            let name = fit(&name_of(record, self.telling), 12.0, SLOT - 8.0);
            group.add("pic-name", Shape::Text((x, y + HALF + 16.0), Anchor::Middle, name));
        }
        self.scene.group(group);
    }

    /// Only what is in the picture is explained below it.
    fn legend(&mut self) {
        let lang = self.telling.lang;
        let drawn: Vec<Quality> = Quality::ALL
            .into_iter()
            .filter(|quality| {
                self.family.relations.iter().any(|record| {
                    record.text(relation::QUALITY) == quality.code()
                        && record.parent().is_some_and(|one| self.family.place(one).is_some())
                        && record.get(relation::OTHER).is_some_and(|one| self.family.place(one).is_some())
                })
            })
            .collect();
        let mut y = self.scene.height + 6.0;
        let words = |scene: &mut Scene, y: f32, text: &str| {
            scene.add("pic-legend", Shape::Text((84.0, y + 4.0), Anchor::Start, text.to_owned()));
        };
        for quality in drawn {
            let mut sample = Group::default();
            line(&mut sample, (12.0, y), (72.0, y), quality.line());
            sample.marks.into_iter().for_each(|mark| self.scene.add(mark.class, mark.shape));
            words(&mut self.scene, y, lists::RELATION_QUALITY.label(quality.code(), lang));
            y += 22.0;
        }
        let mut line = |class: &'static str, text: Text| {
            self.scene.add(class, Shape::Line((12.0, y), (72.0, y)));
            words(&mut self.scene, y, text.get(lang));
            y += 22.0;
        };
        if self.family.parents.iter().any(|(.., how)| *how == How::Other) {
            line("pic-line pic-dashed", t("Anak angkat, tiri, atau asuh", "Adopted, step- or foster child"));
        }
        if self.family.home.len() > 1 {
            self.scene.add("pic-home", Shape::Rect((12.0, y - 8.0), 60.0, 16.0, 8.0));
            words(&mut self.scene, y, t("Tinggal serumah", "Same household").get(lang));
            y += 22.0;
        }
        self.scene.height = y;
    }
}
