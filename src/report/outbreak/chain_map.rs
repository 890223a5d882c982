//! The chains of transmission on an axis of time: every person on a row of their own, at the day of onset,
//! joined to the source under which they stand.
//!
//! A picture of five hundred people stays readable because branches fold: what does not fit at first is
//! folded, deepest first, and says how many people it holds. Filters keep the people between a match and
//! its root, drawn dashed, so that no branch hangs in the air. People without any link are counted and not
//! drawn. What surprises: the row of a person comes from the tree and only the place along it from the
//! date, so somebody who fell ill before their source stands to the left of it, as reported.

use chrono::{Days, NaiveDate};
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::scene::{Anchor, Group, Picture, Point, Scene, Shape, Table, fit, text_width};
use super::super::summary::date_text;
use super::{CaseFacts, cases, short_date};
use crate::casework::person::display_name;
use crate::domain::code::tracing::CLASSIFICATION;
use crate::domain::id::RecordId;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::tracing::chain::{Chains, RULE, chains};
use crate::tracing::trail::{Classification, Trails};

/// How much time and how many people fit on a screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    /// A few weeks, rows for fingers.
    Near,
    /// A month or two, rows for fingers.
    #[default]
    Middle,
    /// The whole outbreak, rows as dense as text.
    Far,
}

impl Zoom {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Zoom; 3] = [Zoom::Near, Zoom::Middle, Zoom::Far];

    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Zoom::Near => t("Dekat", "Near"),
            Zoom::Middle => t("Sedang", "Middle"),
            Zoom::Far => t("Jauh", "Far"),
        }
    }

    /// The width of a day and the height of a row.
    const fn units(self) -> (f32, f32) {
        match self {
            Zoom::Near => (44.0, 46.0),
            Zoom::Middle => (18.0, 46.0),
            Zoom::Far => (7.0, 26.0),
        }
    }
}

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Only this person and who descends from them.
    pub only: Option<RecordId>,
    /// Only people who fell ill from this day on.
    pub from: Option<NaiveDate>,
    /// Only people who fell ill until this day.
    pub to: Option<NaiveDate>,
    /// Only people of this area.
    pub area: Option<String>,
    /// Only cases of this classification.
    pub classification: Option<Classification>,
    /// Branches that the user folded or unfolded, against what is folded by itself.
    pub turned: FxHashSet<RecordId>,
    /// How dense it is.
    pub zoom: Zoom,
}

/// The picture and what its marks mean to the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChainMap {
    /// The picture; choosing a fold mark gives its place in `branches`.
    pub picture: Picture,
    /// Who stands at the head of each branch with a fold mark.
    pub branches: Vec<RecordId>,
    /// How many people are drawn.
    pub drawn: usize,
    /// Cases that are joined to nobody.
    pub alone: Vec<RecordId>,
}

/// More people than this are not drawn unfolded at first.
const AT_FIRST: usize = 80;
/// No picture is wider than this, however long the outbreak lasted.
const WIDEST: f32 = 8_000.0;
const NAME_WIDTH: f32 = 150.0;

/// Whom a picture can show, whatever is chosen, folded or enlarged: it is read once for all of them.
pub struct Ground {
    chains: Chains,
    facts: FxHashMap<RecordId, CaseFacts>,
}

impl Ground {
    /// Of an outbreak, by its trails; `with_contacts` adds people who were exposed and are no cases.
    pub fn of(book: &Book, trails: &Trails<'_>, outbreak: RecordId, with_contacts: bool) -> Ground {
        let facts = cases(book, trails, outbreak).into_iter().map(|case| (case.person, case)).collect();
        Ground { chains: chains(book, trails, outbreak, with_contacts), facts }
    }
}

/// Draws the chains of an outbreak.
pub fn chain_map(book: &Book, ground: &Ground, view: &View, lang: Lang) -> ChainMap {
    let Ground { chains, facts } = ground;
    let name = |who: RecordId| book.get(who).map(|record| display_name(record, true)).unwrap_or_default();
    Layout::new(chains, facts, view).draw(chains, facts, view, &name, lang)
}

/// Which nodes are kept, and how they hang together.
struct Layout {
    /// The place of the source in [`Chains::nodes`].
    parent: Vec<Option<usize>>,
    /// Whether a node matches, or leads to one that does.
    kept: Vec<bool>,
    /// Whether it matches itself.
    matches: Vec<bool>,
    /// Kept nodes below it.
    below: Vec<usize>,
    folded: Vec<bool>,
    tops: Vec<usize>,
    alone: Vec<RecordId>,
}

impl Layout {
    fn new(chains: &Chains, facts: &FxHashMap<RecordId, CaseFacts>, view: &View) -> Layout {
        let count = chains.nodes.len();
        let mut parent = vec![None; count];
        for (place, node) in chains.nodes.iter().enumerate() {
            for child in &node.children {
                if let Some(slot) = parent.get_mut(*child) {
                    *slot = Some(place);
                }
            }
        }
        // Parents come before their children, so one pass forward reaches every descendant.
        let mut under = vec![view.only.is_none(); count];
        for (place, node) in chains.nodes.iter().enumerate() {
            let above = parent.get(place).copied().flatten().and_then(|up| under.get(up)).copied();
            if let Some(slot) = under.get_mut(place) {
                *slot |= above.unwrap_or(false) || view.only == Some(node.person);
            }
        }
        let filtered =
            view.from.is_some() || view.to.is_some() || view.area.is_some() || view.classification.is_some();
        let matches: Vec<bool> = chains
            .nodes
            .iter()
            .zip(&under)
            .map(|(node, under)| {
                let case = facts.get(&node.person);
                let in_time = |day: NaiveDate| {
                    view.from.is_none_or(|from| day >= from) && view.to.is_none_or(|to| day <= to)
                };
                *under
                    && (view.from.is_none() && view.to.is_none() || node.onset.is_some_and(in_time))
                    && view.area.as_ref().is_none_or(|area| case.is_some_and(|case| case.area == *area))
                    && view
                        .classification
                        .is_none_or(|one| case.is_some_and(|case| case.classification == one))
            })
            .collect();
        let mut kept = matches.clone();
        let mut below = vec![0_usize; count];
        for place in (0..count).rev() {
            let is_kept = kept.get(place).copied().unwrap_or(false);
            let own = below.get(place).copied().unwrap_or(0);
            if let (true, Some(up)) = (is_kept, parent.get(place).copied().flatten()) {
                if let Some(slot) = kept.get_mut(up) {
                    *slot |= under.get(up).copied().unwrap_or(false);
                }
                if let Some(slot) = below.get_mut(up) {
                    *slot += own + 1;
                }
            }
        }
        let is_top = |place: usize| match view.only {
            Some(only) => chains.nodes.get(place).is_some_and(|node| node.person == only),
            None => parent.get(place).copied().flatten().is_none(),
        };
        // Somebody may be a source and yet have nobody below: who was exposed stands under another source.
        let linked: FxHashSet<RecordId> =
            chains.links.iter().flat_map(|(source, exposed)| [*source, *exposed]).collect();
        let (mut tops, mut alone) = (Vec::new(), Vec::new());
        for place in (0..count).filter(|place| is_top(*place)) {
            let Some(slot) = kept.get_mut(place).filter(|kept| **kept) else { continue };
            // Whoever was asked for, or is left by a filter, is drawn even without a link.
            match chains.nodes.get(place).map(|node| node.person) {
                Some(who) if !linked.contains(&who) && view.only.is_none() && !filtered => {
                    // What is not drawn takes no room from what is.
                    *slot = false;
                    alone.push(who);
                }
                _ => tops.push(place),
            }
        }
        let mut layout = Layout { parent, kept, matches, below, folded: vec![false; count], tops, alone };
        layout.fold(chains, view);
        layout
    }

    /// Folds the deepest generations until few enough people are left, then turns what the user turned.
    fn fold(&mut self, chains: &Chains, view: &View) {
        let mut depth = vec![0_usize; chains.nodes.len()];
        for place in 0..chains.nodes.len() {
            let up = self.parent.get(place).copied().flatten().and_then(|up| depth.get(up)).copied();
            if let (Some(up), Some(slot)) = (up, depth.get_mut(place)) {
                *slot = up + 1;
            }
        }
        let drawn: Vec<usize> =
            depth.iter().zip(&self.kept).filter(|(_, kept)| **kept).map(|(depth, _)| *depth).collect();
        let least = self.tops.iter().filter_map(|top| depth.get(*top)).min().copied().unwrap_or(0);
        let deepest = drawn.iter().max().copied().unwrap_or(0);
        let at = (least..=deepest)
            .rev()
            .find(|limit| drawn.iter().filter(|depth| *depth <= limit).count() <= AT_FIRST)
            .unwrap_or(least);
        for (place, node) in chains.nodes.iter().enumerate() {
            let by_itself = at < deepest && depth.get(place) == Some(&at);
            if let Some(slot) = self.folded.get_mut(place) {
                *slot = by_itself != view.turned.contains(&node.person);
            }
        }
    }

    /// The nodes that are drawn, from top to bottom.
    fn rows(&self, chains: &Chains) -> Vec<usize> {
        let mut rows = Vec::new();
        let mut stack: Vec<usize> = self.tops.iter().rev().copied().collect();
        while let Some(place) = stack.pop() {
            rows.push(place);
            let open = self.folded.get(place) == Some(&false);
            if let Some(node) = chains.nodes.get(place).filter(|_| open) {
                stack
                    .extend(node.children.iter().rev().filter(|child| self.kept.get(**child) == Some(&true)));
            }
        }
        rows
    }

    fn draw(
        self,
        chains: &Chains,
        facts: &FxHashMap<RecordId, CaseFacts>,
        view: &View,
        name: &dyn Fn(RecordId) -> String,
        lang: Lang,
    ) -> ChainMap {
        let say = |text: Text| text.get(lang).to_owned();
        let rows = self.rows(chains);
        let onsets: Vec<NaiveDate> =
            rows.iter().filter_map(|place| chains.nodes.get(*place)?.onset).collect();
        let span = onsets.iter().min().copied().zip(onsets.iter().max().copied());
        let days = span.map_or(0, |(first, last)| (last - first).num_days()) as f32;
        let (day_width, row_height) = view.zoom.units();
        let unit = day_width.min(WIDEST / days.max(1.0));
        let (left, top) = (30.0, 40.0);
        let title = say(t("Rantai penularan", "Chains of transmission"));
        let numbers = [rows.len(), self.tops.len(), self.alone.len()].map(|number| number.to_string());
        let [n, roots, alone] = &numbers;
        let text = if self.alone.is_empty() {
            t("{n} orang dalam {roots} rantai.", "{n} {n?person|people} in {roots} {roots?chain|chains}.")
        } else {
            t(
                "{n} orang dalam {roots} rantai; {alone} kasus tanpa kaitan tidak digambar.",
                "{n} {n?person|people} in {roots} {roots?chain|chains}; {alone} {alone?case without a link is|cases without a link are} not drawn.",
            )
        };
        let description = text.with(lang, &[("n", n), ("roots", roots), ("alone", alone)]);
        let mut scene = Scene {
            title,
            description,
            width: (left + days * unit + NAME_WIDTH + 90.0).max(320.0),
            height: top + rows.len() as f32 * row_height + 12.0,
            parts: Vec::new(),
        };
        if let Some((first, last)) = span {
            axis(&mut scene, first, last, left, unit, lang);
        }
        // Where everybody stands; who has no date stands one step right of their source.
        let mut at: FxHashMap<usize, Point> = FxHashMap::default();
        for (row, place) in rows.iter().enumerate() {
            let y = top + (row as f32 + 0.5) * row_height;
            let onset = chains.nodes.get(*place).and_then(|node| node.onset);
            let x = match (onset, span) {
                (Some(onset), Some((first, _))) => left + (onset - first).num_days() as f32 * unit,
                _ => {
                    let source = self.parent.get(*place).copied().flatten().and_then(|up| at.get(&up));
                    source.map_or(left, |(x, _)| x + 22.0)
                }
            };
            at.insert(*place, (x, y));
        }
        for place in &rows {
            let source = self.parent.get(*place).copied().flatten();
            if let (Some(from), Some(to)) = (source.and_then(|up| at.get(&up)), at.get(place)) {
                scene.add("pic-line", Shape::Path(vec![*from, (from.0, to.1), *to], false));
            }
        }
        let place_of: FxHashMap<RecordId, usize> =
            rows.iter().filter_map(|place| Some((chains.nodes.get(*place)?.person, *place))).collect();
        for several in &chains.multi_source {
            let Some(place) = place_of.get(&several.person) else { continue };
            let under = self.parent.get(*place).copied().flatten();
            for source in &several.sources {
                let other = place_of.get(source).filter(|other| Some(**other) != under);
                if let (Some(from), Some(to)) = (other.and_then(|other| at.get(other)), at.get(place)) {
                    scene.add("pic-line pic-dashed", Shape::Line(*from, *to));
                }
            }
        }
        let mut branches = Vec::new();
        for place in &rows {
            let (Some(node), Some(spot)) = (chains.nodes.get(*place), at.get(place)) else { continue };
            let called = name(node.person);
            let case = facts.get(&node.person);
            let told = self.told(*place, chains, case, &called, name, lang);
            let mut group = Group::new(told, Some(node.person));
            let full = self.matches.get(*place) == Some(&true);
            person_mark(&mut group, *spot, case, node.onset.is_some(), full);
            let shown = fit(&called, 12.0, NAME_WIDTH);
            let end = spot.0 + 13.0 + text_width(&shown, 12.0);
            group.add("pic-name", Shape::Text((spot.0 + 13.0, spot.1 + 4.0), Anchor::Start, shown));
            scene.group(group);
            let below = self.below.get(*place).copied().unwrap_or(0);
            if below > 0 {
                let folded = self.folded.get(*place) == Some(&true);
                let told = if folded {
                    t("Buka cabang {name}: {n} orang", "Unfold the branch of {name}: {n} {n?person|people}")
                } else {
                    t("Lipat cabang {name}: {n} orang", "Fold the branch of {name}: {n} {n?person|people}")
                };
                let mut fold =
                    Group::new(told.with(lang, &[("name", &called), ("n", &below.to_string())]), None);
                fold.pick = Some(branches.len());
                branches.push(node.person);
                let sign = if folded { format!("+{below}") } else { "−".to_owned() };
                let width = text_width(&sign, 12.0).max(12.0) + 12.0;
                fold.add("pic-middle", Shape::Rect((end + 10.0, spot.1 - 11.0), width, 22.0, 11.0));
                let middle = (end + 10.0 + width / 2.0, spot.1 + 4.0);
                fold.add("pic-legend", Shape::Text(middle, Anchor::Middle, sign));
                scene.width = scene.width.max(end + width + 24.0);
                scene.group(fold);
            }
        }
        let table = self.table(chains, facts, name, lang);
        ChainMap { picture: Picture { scene, table }, branches, drawn: rows.len(), alone: self.alone }
    }

    fn told(
        &self,
        place: usize,
        chains: &Chains,
        case: Option<&CaseFacts>,
        called: &str,
        name: &dyn Fn(RecordId) -> String,
        lang: Lang,
    ) -> String {
        let mut parts = vec![called.to_owned(), class_text(case, lang)];
        let node = chains.nodes.get(place);
        parts.extend(
            node.and_then(|node| node.onset).map(|onset| {
                t("sakit {date}", "onset {date}").with(lang, &[("date", &date_text(onset, lang))])
            }),
        );
        let source = self.parent.get(place).copied().flatten().and_then(|up| chains.nodes.get(up));
        parts.extend(
            source
                .map(|source| t("dari {name}", "from {name}").with(lang, &[("name", &name(source.person))])),
        );
        if case.is_some_and(|case| case.died) {
            parts.push(t("meninggal", "died").get(lang).to_owned());
        }
        parts.join(", ")
    }

    /// Everybody who is kept, folded or not.
    fn table(
        &self,
        chains: &Chains,
        facts: &FxHashMap<RecordId, CaseFacts>,
        name: &dyn Fn(RecordId) -> String,
        lang: Lang,
    ) -> Table {
        let say = |text: Text| text.get(lang).to_owned();
        let mut table = Table::new(say(t("Rantai penularan", "Chains of transmission")))
            .text(say(t("Orang", "Person")))
            .text(say(t("Sumber", "Source")))
            .text(say(t("Mulai bergejala", "Onset")))
            .text(say(t("Klasifikasi", "Classification")))
            .text(say(t("Wilayah", "Area")));
        let mut stack: Vec<usize> = self.tops.iter().rev().copied().collect();
        while let Some(place) = stack.pop() {
            let Some(node) = chains.nodes.get(place) else { continue };
            stack.extend(node.children.iter().rev().filter(|child| self.kept.get(**child) == Some(&true)));
            let case = facts.get(&node.person);
            let source = self.parent.get(place).copied().flatten().and_then(|up| chains.nodes.get(up));
            table.row(
                Some(node.person),
                vec![
                    name(node.person),
                    source.map_or_else(|| "–".to_owned(), |source| name(source.person)),
                    node.onset.map_or_else(|| "–".to_owned(), |onset| date_text(onset, lang)),
                    class_text(case, lang),
                    case.map(|case| case.area.clone()).unwrap_or_default(),
                ],
            );
        }
        table.notes.push(say(RULE));
        table
    }
}

fn class_text(case: Option<&CaseFacts>, lang: Lang) -> String {
    match case {
        Some(case) => {
            let code = case.classification.code();
            code.map_or("?", |code| CLASSIFICATION.label(code, lang)).to_owned()
        }
        None => t("Kontak", "Contact").get(lang).to_owned(),
    }
}

/// Confirmed is solid, probable has a dot, suspected is hollow, a contact is a square; a cross means death.
fn person_mark(group: &mut Group, (x, y): Point, case: Option<&CaseFacts>, dated: bool, full: bool) {
    let outline = if dated && full { "pic-person" } else { "pic-person pic-dashed" };
    match case.map(|case| case.classification) {
        Some(Classification::ConfirmedSymptomatic | Classification::ConfirmedAsymptomatic) if full => {
            group.add("pic-fill0", Shape::Circle((x, y), 8.0));
        }
        Some(Classification::Probable) => {
            group.add(outline, Shape::Circle((x, y), 8.0));
            group.add("pic-solid", Shape::Circle((x, y), 3.0));
        }
        Some(_) => group.add(outline, Shape::Circle((x, y), 8.0)),
        None => group.add(outline, Shape::Rect((x - 6.0, y - 6.0), 12.0, 12.0, 0.0)),
    }
    if case.is_some_and(|case| case.died) {
        group.add("pic-line", Shape::Line((x - 10.0, y - 10.0), (x + 10.0, y + 10.0)));
        group.add("pic-line", Shape::Line((x - 10.0, y + 10.0), (x + 10.0, y - 10.0)));
    }
}

/// Lines and names of days above everybody.
fn axis(scene: &mut Scene, first: NaiveDate, last: NaiveDate, left: f32, unit: f32, lang: Lang) {
    let every = (64.0 / unit).ceil().max(1.0) as u64;
    let mut day = first;
    while day <= last {
        let x = left + (day - first).num_days() as f32 * unit;
        scene.add("pic-grid", Shape::Line((x, 24.0), (x, scene.height - 4.0)));
        scene.add("pic-axis", Shape::Text((x, 16.0), Anchor::Middle, short_date(day, lang)));
        let Some(next) = day.checked_add_days(Days::new(every)) else { break };
        day = next;
    }
}

#[cfg(test)]
#[path = "chain_map_tests.rs"]
mod tests;
