//! The ecomap: a person or household in the middle, and round it the systems it lives with: partners,
//! people outside the household, programmes, and those whom advocacy addressed.
//!
//! A line's strength comes from the quality that was written down, or else from what was done and how
//! long ago; the rule stands in words below the table. At most twelve systems are drawn, the strongest and
//! the most strained first; the others are named in the table.

use chrono::{Days, NaiveDate};
use rustc_hash::FxHashSet;

use super::genogram::{Quality, Telling};
use super::line::{Line, arrow, line};
use super::scene::{Anchor, Group, Picture, Point, Scene, Shape, Table, fit, text_width};
use super::summary::date_text;
use crate::casework::person::{display_name, households_of, members};
use crate::casework::referral::{State, state_of};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{action, advocacy, case, referral};
use crate::domain::record::spine::{household, partner, person, relation};
use crate::domain::text::{Text, t};
use crate::ledger::{Book, RecordRef};

/// So many systems are drawn.
pub const MOST: usize = 12;

/// What was done within so many days is recent.
pub const RECENT_DAYS: u64 = 180;

/// So many recent dealings make a strong tie.
pub const STRONG: usize = 3;

/// How strong a tie is, in the order in which systems are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Strong.
    Strong,
    /// Under strain.
    Strained,
    /// Neither.
    Ordinary,
    /// Broken off.
    Broken,
    /// Weak, or long ago.
    Weak,
}

impl Strength {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Strength::Strong => t("Kuat", "Strong"),
            Strength::Strained => t("Tegang", "Strained"),
            Strength::Ordinary => t("Biasa", "Ordinary"),
            Strength::Broken => t("Terputus", "Broken off"),
            Strength::Weak => t("Lemah atau sudah lama", "Weak or long ago"),
        }
    }

    const fn line(self) -> Line {
        match self {
            Strength::Strong => Line::Thick,
            Strength::Strained => Line::Zigzag,
            Strength::Ordinary => Line::Plain,
            Strength::Broken => Line::Broken,
            Strength::Weak => Line::Dotted,
        }
    }
}

/// Who gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The system gives.
    In,
    /// Those in the middle ask or give.
    Out,
    /// Both give.
    Both,
    /// Nothing flows.
    None,
}

impl Flow {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Flow::In => t("Memberi kepada yang di tengah", "Gives to those in the middle"),
            Flow::Out => t("Diminta, belum memberi", "Asked, gives nothing yet"),
            Flow::Both => t("Timbal balik", "Both ways"),
            Flow::None => t("Tidak ada", "None"),
        }
    }

    fn with(self, other: Flow) -> Flow {
        match (self, other) {
            (Flow::None, flow) | (flow, Flow::None) => flow,
            (Flow::In, Flow::In) => Flow::In,
            (Flow::Out, Flow::Out) => Flow::Out,
            // What was asked for and then given is given.
            (Flow::In, Flow::Out) | (Flow::Out, Flow::In) => Flow::In,
            (Flow::Both, _) | (_, Flow::Both) => Flow::Both,
        }
    }
}

/// One dealing with a partner.
struct Dealing {
    date: Option<NaiveDate>,
    flow: Flow,
    /// Whether it ended badly.
    bad: bool,
}

enum Basis {
    Dealings(Vec<Dealing>),
    Quality(Option<Quality>),
    Programme,
}

/// A system round the middle.
struct System {
    name: String,
    kind: String,
    opens: Option<RecordId>,
    basis: Basis,
    flow: Flow,
}

impl System {
    fn last(&self) -> Option<NaiveDate> {
        match &self.basis {
            Basis::Dealings(list) => list.iter().filter_map(|one| one.date).max(),
            Basis::Quality(_) | Basis::Programme => None,
        }
    }

    fn recent(&self, today: NaiveDate) -> usize {
        let since = today.checked_sub_days(Days::new(RECENT_DAYS)).unwrap_or(NaiveDate::MIN);
        match &self.basis {
            Basis::Dealings(list) => {
                list.iter().filter(|one| one.date.is_some_and(|date| since <= date && date <= today)).count()
            }
            Basis::Quality(_) | Basis::Programme => 0,
        }
    }

    fn strength(&self, today: NaiveDate) -> Strength {
        match &self.basis {
            Basis::Quality(quality) => match quality {
                Some(Quality::Close) => Strength::Strong,
                Some(Quality::Conflict | Quality::Violence) => Strength::Strained,
                Some(Quality::CutOff) => Strength::Broken,
                Some(Quality::Distant) => Strength::Weak,
                None => Strength::Ordinary,
            },
            Basis::Programme => Strength::Ordinary,
            Basis::Dealings(list) => {
                let last = list.iter().filter(|one| one.date.is_some()).max_by_key(|one| one.date);
                match self.recent(today) {
                    _ if last.is_some_and(|one| one.bad) => Strength::Strained,
                    count if count >= STRONG => Strength::Strong,
                    0 => Strength::Weak,
                    _ => Strength::Ordinary,
                }
            }
        }
    }
}

/// Draws the ecomap of a person or household; `None` where there is no such record.
pub fn ecomap(book: &Book, middle: RecordId, telling: Telling) -> Option<Picture> {
    let record = book.get(middle).filter(|one| one.is(&person::SPEC) || one.is(&household::SPEC))?;
    let name = if record.is(&person::SPEC) {
        display_name(record, telling.discreet)
    } else {
        record.text(household::NAME).trim().to_owned()
    };
    let mut systems = gather(book, record, telling);
    systems.order_by(|a, b| {
        let rank = |one: &System| {
            (one.strength(telling.today), std::cmp::Reverse((one.recent(telling.today), one.last())))
        };
        rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name))
    });
    Some(Picture { scene: scene(&name, middle, &systems, telling), table: table(&name, &systems, telling) })
}

fn gather(book: &Book, middle: RecordRef<'_>, telling: Telling) -> Vec<System> {
    let homes: Vec<RecordRef<'_>> =
        if middle.is(&household::SPEC) { vec![middle] } else { households_of(book, middle.id()) };
    let mut inside: FxHashSet<RecordId> = FxHashSet::default();
    for home in &homes {
        inside.extend(members(book, home.id()).iter().map(|one| one.person.id()));
    }
    let mut people: Vec<RecordId> =
        if middle.is(&person::SPEC) { vec![middle.id()] } else { inside.iter().copied().collect() };
    people.order();
    inside.insert(middle.id());
    let mut systems = Vec::new();
    let subjects = people.iter().copied().chain(homes.iter().map(|home| home.id()));
    let cases: Vec<RecordId> =
        subjects.flat_map(|subject| book.children(subject, &case::SPEC)).map(|record| record.id()).collect();
    for case in cases {
        dealings(book, case, &mut systems, telling);
    }
    for who in people {
        relations(book, who, &inside, &mut systems, telling);
    }
    for home in &homes {
        for code in home.get(household::PROGRAMMES).unwrap_or_default() {
            let name = lists::PROGRAMME.label(code, telling.lang).to_owned();
            if !systems.iter().any(|one: &System| one.name == name) {
                let kind = t("Program bantuan", "Programme").get(telling.lang).to_owned();
                let opens = Some(home.id());
                systems.push(System { name, kind, opens, basis: Basis::Programme, flow: Flow::In });
            }
        }
    }
    systems
}

/// Partners and agencies that a case dealt with.
fn dealings(book: &Book, case: RecordId, systems: &mut Vec<System>, telling: Telling) {
    let mut add = |record: RecordRef<'_>, partner: Option<RecordId>, typed: &str, dealing: Dealing| {
        let known = partner.and_then(|id| book.get_as(id, &partner::SPEC));
        let name = known.map_or(typed, |known| known.text(partner::NAME)).trim().to_owned();
        if name.is_empty() {
            return;
        }
        let flow = dealing.flow;
        let same = |one: &&mut System| {
            matches!(one.basis, Basis::Dealings(_)) && one.name.to_lowercase() == name.to_lowercase()
        };
        if let Some(system) = systems.iter_mut().find(same) {
            system.flow = system.flow.with(flow);
            if let Basis::Dealings(list) = &mut system.basis {
                list.push(dealing);
            }
            if let Some(known) = known {
                system.opens = Some(known.id());
            }
            return;
        }
        let kind = known.and_then(|known| known.get(partner::KIND)).map_or_else(
            || t("Mitra", "Partner").get(telling.lang).to_owned(),
            |kind| lists::PARTNER_KIND.label(kind, telling.lang).to_owned(),
        );
        let opens = Some(known.map_or(record.id(), |known| known.id()));
        systems.push(System { name, kind, opens, basis: Basis::Dealings(vec![dealing]), flow });
    };
    for record in book.children(case, &action::SPEC) {
        let date = record.get(action::DONE_ON);
        let flow = if date.is_some() || record.text(action::STATE) == "done" { Flow::In } else { Flow::Out };
        add(record, record.get(action::PARTNER), "", Dealing { date, flow, bad: false });
    }
    for record in book.children(case, &referral::SPEC) {
        let state = state_of(record);
        let gave = matches!(state, Some(State::Accepted | State::Served));
        let dealing = Dealing {
            date: record.get(referral::ANSWERED).or_else(|| record.get(referral::SENT)),
            flow: if gave { Flow::In } else { Flow::Out },
            bad: state == Some(State::Refused),
        };
        add(record, record.get(referral::PARTNER), record.text(referral::PARTNER_NAME), dealing);
    }
    for record in book.children(case, &advocacy::SPEC) {
        let outcome = record.text(advocacy::OUTCOME);
        let dealing = Dealing {
            date: record.get(advocacy::DATE),
            flow: if matches!(outcome, "solved" | "partly") { Flow::In } else { Flow::Out },
            bad: outcome == "failed",
        };
        add(record, record.get(advocacy::PARTNER), record.text(advocacy::WHOM), dealing);
    }
}

/// People outside the household, whichever side wrote the relation down.
fn relations(
    book: &Book,
    who: RecordId,
    inside: &FxHashSet<RecordId>,
    systems: &mut Vec<System>,
    telling: Telling,
) {
    let own = book.children(who, &relation::SPEC).map(|record| (record, record.get(relation::OTHER)));
    let theirs = book.referring(&relation::SPEC, relation::OTHER, who);
    let theirs = theirs.into_iter().map(|record| (record, record.parent()));
    for (record, other) in own.chain(theirs) {
        let other = other
            .filter(|id| *id != who && !inside.contains(id))
            .and_then(|id| book.get_as(id, &person::SPEC));
        let Some(other) = other else { continue };
        let name = display_name(other, telling.discreet);
        let kind = record.text(relation::KIND);
        let quality = Quality::of_code(record.text(relation::QUALITY));
        let cares = matches!(kind, "carer" | "guardian" | "foster_parent" | "adoptive_parent");
        let flow = match quality {
            Some(Quality::CutOff | Quality::Violence) => Flow::None,
            _ if cares && record.parent() == Some(who) => Flow::In,
            _ => Flow::Both,
        };
        // Of several relations to one person the worst is shown, because it must not be overlooked.
        let known = systems.iter_mut().find(|one| one.opens == Some(other.id()));
        let basis = Basis::Quality(quality);
        if let Some(known) = known {
            let grave = |basis: &Basis| {
                matches!(basis, Basis::Quality(Some(Quality::Violence | Quality::Conflict | Quality::CutOff)))
            };
            if grave(&basis) && !grave(&known.basis) {
                known.basis = basis;
                known.flow = flow;
            }
            continue;
        }
        let kind = if kind.is_empty() {
            t("Orang", "Person").get(telling.lang)
        } else {
            lists::RELATION_KIND.label(kind, telling.lang)
        };
        systems.push(System { name, kind: kind.to_owned(), opens: Some(other.id()), basis, flow });
    }
}

const WIDTH: f32 = 400.0;
const RADIUS: f32 = 42.0;
const BOX: (f32, f32) = (106.0, 50.0);
const ROW: f32 = 78.0;

/// The middles of the boxes, clockwise from the top, and the height of the whole.
fn places(count: usize) -> (Vec<Point>, Point, f32) {
    let (top, bottom) = (usize::from(count >= 3), usize::from(count >= 4));
    let sides = count - top - bottom;
    let (right, left) = (sides.div_ceil(2), sides / 2);
    let rows = right.max(1) as f32;
    let above = if top == 1 { ROW + 24.0 } else { 12.0 };
    let middle_height = (rows * ROW).max(2.0 * RADIUS + 40.0);
    let height = above + middle_height + if bottom == 1 { ROW + 24.0 } else { 12.0 };
    let centre = (WIDTH / 2.0, above + middle_height / 2.0);
    let column = |count: usize, x: f32| {
        (0..count).map(move |row| (x, centre.1 + (row as f32 - (count as f32 - 1.0) / 2.0) * ROW))
    };
    let edge = BOX.0 / 2.0 + 4.0;
    let mut found = Vec::new();
    found.extend((0..top).map(|_| (centre.0, BOX.1 / 2.0 + 8.0)));
    found.extend(column(right, WIDTH - edge));
    found.extend((0..bottom).map(|_| (centre.0, height - BOX.1 / 2.0 - 8.0)));
    found.extend(column(left, edge).collect::<Vec<_>>().into_iter().rev());
    (found, centre, height)
}

fn scene(name: &str, middle: RecordId, systems: &[System], telling: Telling) -> Scene {
    let lang = telling.lang;
    let drawn: Vec<&System> = systems.iter().take(MOST).collect();
    let (places, centre, height) = places(drawn.len());
    let mut scene = Scene {
        title: t("Ekomap {name}", "Ecomap of {name}").with(lang, &[("name", name)]),
        description: t(
            "{n} dari {all} sistem di sekitar digambar. Semua tertulis dalam tabel.",
            "{n} of {all} systems around are drawn. All are written in the table.",
        )
        .with(lang, &[("n", &drawn.len().to_string()), ("all", &systems.len().to_string())]),
        width: WIDTH,
        height,
        parts: Vec::new(),
    };
    for (system, at) in drawn.iter().zip(places) {
        let strength = system.strength(telling.today);
        let words = [strength.label(), system.flow.label()].map(|text| text.get(lang).to_lowercase());
        let mut group = Group::new(format!("{}: {}", system.name, words[0]), system.opens);
        group.description = format!("{}. {}", system.kind, words[1]);
        tie(&mut group, centre, at, strength, system.flow);
        let corner = (at.0 - BOX.0 / 2.0, at.1 - BOX.1 / 2.0);
        group.add("pic-system", Shape::Rect(corner, BOX.0, BOX.1, 10.0));
        let (first, second) = two_lines(&system.name, 13.0, BOX.0 - 8.0);
        let lines = if second.is_empty() { vec![(5.0, first)] } else { vec![(-3.0, first), (14.0, second)] };
        for (dy, text) in lines {
            group.add("pic-label", Shape::Text((at.0, at.1 + dy), Anchor::Middle, text));
        }
        scene.group(group);
    }
    let mut group = Group::new(name, Some(middle));
    group.add("pic-system pic-middle", Shape::Circle(centre, RADIUS));
    let (first, second) = two_lines(name, 13.0, 2.0 * RADIUS - 14.0);
    let lines = if second.is_empty() { vec![(5.0, first)] } else { vec![(-3.0, first), (14.0, second)] };
    for (dy, text) in lines {
        group.add("pic-label", Shape::Text((centre.0, centre.1 + dy), Anchor::Middle, text));
    }
    scene.group(group);
    legend(&mut scene, &drawn, telling);
    scene
}

/// The line between the circle in the middle and a box, with arrows where something is given.
fn tie(group: &mut Group, centre: Point, at: Point, strength: Strength, flow: Flow) {
    // To the middle of the edge that faces the circle, so that no line crosses another box.
    let side = at.0 - centre.0;
    let to = if side.abs() < 1.0 {
        (at.0, at.1 - (at.1 - centre.1).signum() * (BOX.1 / 2.0 + 3.0))
    } else {
        (at.0 - side.signum() * (BOX.0 / 2.0 + 3.0), at.1)
    };
    let (dx, dy) = (to.0 - centre.0, to.1 - centre.1);
    let length = dx.hypot(dy).max(1.0);
    let from = (centre.0 + dx / length * (RADIUS + 3.0), centre.1 + dy / length * (RADIUS + 3.0));
    line(group, from, to, strength.line());
    if matches!(flow, Flow::In | Flow::Both) {
        arrow(group, to, from);
    }
    if matches!(flow, Flow::Out | Flow::Both) {
        arrow(group, from, to);
    }
}

/// A name on at most two lines, broken between words.
fn two_lines(text: &str, size: f32, width: f32) -> (String, String) {
    let mut first = String::new();
    let mut rest = text.split_whitespace().peekable();
    while let Some(word) = rest.peek() {
        let longer = if first.is_empty() { (*word).to_owned() } else { format!("{first} {word}") };
        if !first.is_empty() && text_width(&longer, size) > width {
            break;
        }
        first = longer;
        rest.next();
    }
    let second = rest.collect::<Vec<_>>().join(" ");
    (fit(&first, size, width), fit(&second, size, width))
}

fn legend(scene: &mut Scene, drawn: &[&System], telling: Telling) {
    let mut y = scene.height + 10.0;
    for strength in
        [Strength::Strong, Strength::Ordinary, Strength::Weak, Strength::Strained, Strength::Broken]
    {
        if !drawn.iter().any(|one| one.strength(telling.today) == strength) {
            continue;
        }
        let mut sample = Group::default();
        line(&mut sample, (12.0, y), (72.0, y), strength.line());
        sample.marks.into_iter().for_each(|mark| scene.add(mark.class, mark.shape));
        let text = strength.label().get(telling.lang).to_owned();
        scene.add("pic-legend", Shape::Text((84.0, y + 4.0), Anchor::Start, text));
        y += 22.0;
    }
    scene.height = y;
}

fn table(name: &str, systems: &[System], telling: Telling) -> Table {
    let lang = telling.lang;
    let say = |text: Text| text.get(lang).to_owned();
    let mut table = Table::new(t("Ekomap {name}", "Ecomap of {name}").with(lang, &[("name", name)]))
        .text(say(t("Sistem", "System")))
        .text(say(t("Jenis", "Kind")))
        .text(say(t("Kekuatan", "Strength")))
        .text(say(t("Siapa memberi", "Who gives")))
        .text(say(t("Dasar", "Ground")))
        .text(say(t("Digambar", "Drawn")));
    for (number, system) in systems.iter().enumerate() {
        let ground = match &system.basis {
            Basis::Programme => say(t("tercatat pada keluarga", "on record of the household")),
            Basis::Quality(None) => {
                say(t("mutu hubungan tidak dinilai", "quality of the relation not judged"))
            }
            Basis::Quality(Some(quality)) => lists::RELATION_QUALITY.label(quality.code(), lang).to_owned(),
            Basis::Dealings(list) => {
                let last = system.last().map_or_else(|| "–".to_owned(), |date| date_text(date, lang));
                let counts = [list.len(), system.recent(telling.today)].map(|count| count.to_string());
                t(
                    "{n} catatan, {r} dalam {days} hari, terakhir {d}",
                    "{n} {n?record|records}, {r} within {days} days, last {d}",
                )
                .with(
                    lang,
                    &[("n", &counts[0]), ("r", &counts[1]), ("d", &last), ("days", &RECENT_DAYS.to_string())],
                )
            }
        };
        let drawn = if number < MOST { t("ya", "yes") } else { t("tidak", "no") };
        let cells = vec![
            system.name.clone(),
            system.kind.clone(),
            say(system.strength(telling.today).label()),
            say(system.flow.label()),
            ground,
            say(drawn),
        ];
        table.row(system.opens, cells);
    }
    let rule = t(
        "Kekuatan: hubungan antarorang menurut mutu yang dicatat. Mitra: kuat bila ada {strong} catatan atau lebih dalam {days} hari, biasa bila kurang dari itu, lemah bila tidak ada, tegang bila yang terakhir ditolak atau gagal. Program bantuan selalu biasa.",
        "Strength: between people by the quality on record. Partners: strong with {strong} or more records within {days} days, ordinary with fewer, weak with none, strained where the latest was refused or failed. Programmes are always ordinary.",
    );
    let values = [("strong", STRONG.to_string()), ("days", RECENT_DAYS.to_string())];
    table.notes.push(rule.with(lang, &values.each_ref().map(|(name, value)| (*name, value.as_str()))));
    table.notes.push(say(t(
        "Panah: mitra memberi bila kegiatan terlaksana, rujukan disetujui atau dilayani, atau hambatan teratasi; selain itu yang di tengah yang meminta. Antarorang timbal balik, kecuali pengasuh dan wali memberi, dan tidak ada panah pada hubungan terputus atau kekerasan.",
        "Arrows: a partner gives where an action was done, a referral accepted or served, or an obstacle solved; otherwise those in the middle ask. Between people it goes both ways, but carers and guardians give, and a broken or violent relation has no arrow.",
    )));
    table
}

#[cfg(test)]
#[path = "ecomap_tests.rs"]
mod tests;
