//! One person's days in an outbreak: exposures, the infectious window, isolation, follow-up, tests and
//! the dates of the illness, on one axis of time.
//!
//! What lasts is a bar, what happens on a day is a mark; every one opens its record. The table says the
//! same in the order of time.

use chrono::{Days, NaiveDate};

use super::super::scene::{Anchor, Group, Picture, Point, Scene, Shape, Table, fit};
use super::super::summary::date_text;
use super::grid::Cell;
use super::short_date;
use crate::casework::person::display_name;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{event, exposure, follow_up, investigation, lab_test, outbreak};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, RecordRef};
use crate::tracing::isolation::isolated_from;
use crate::tracing::rule::{Rule, tests_of};
use crate::tracing::trail::Trail;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lane {
    Exposure,
    Illness,
    Infectious,
    Isolation,
    FollowUp,
    Test,
}

impl Lane {
    const ALL: [Lane; 6] =
        [Lane::Exposure, Lane::Illness, Lane::Infectious, Lane::Isolation, Lane::FollowUp, Lane::Test];

    const fn label(self) -> Text {
        match self {
            Lane::Exposure => t("Paparan", "Exposures"),
            Lane::Illness => t("Sakit", "Illness"),
            Lane::Infectious => t("Masa menular", "Infectious window"),
            Lane::Isolation => t("Isolasi", "Isolation"),
            Lane::FollowUp => t("Pemantauan", "Follow-up"),
            Lane::Test => t("Pemeriksaan laboratorium", "Laboratory tests"),
        }
    }
}

/// One thing that happened or lasted.
struct Entry {
    lane: Lane,
    from: NaiveDate,
    to: NaiveDate,
    what: String,
    opens: RecordId,
    /// Drawn in the mark of a single day.
    sign: &'static str,
}

/// How wide a mark of one day is at least.
const MARK: f32 = 26.0;

/// Draws a person's days.
pub fn life(book: &Book, who: RecordId, outbreak_id: RecordId, today: NaiveDate, lang: Lang) -> Picture {
    let mut entries = Vec::new();
    let trail = Trail::of(book, who, outbreak_id);
    let rule = book.get_as(outbreak_id, &outbreak::SPEC).map_or_else(Rule::none, Rule::of);
    exposures(book, &trail, lang, &mut entries);
    for case in &trail.cases {
        if let Some(record) = book.get(case.record) {
            illness(record, &rule, today, lang, &mut entries);
        }
    }
    if let Some(died) = book.get(who).and_then(|record| record.get(person::DIED_ON)) {
        entries.push(single(Lane::Illness, died, t("Meninggal", "Died"), who, "†", lang));
    }
    for check in &trail.checks {
        let Some(record) = check.record() else { continue };
        let (sign, mut what) =
            (Cell::of(check.result).map_or("?", Cell::sign), check.result.label().get(lang).to_owned());
        let symptoms = record.get(follow_up::SYMPTOMS).unwrap_or_default();
        if !symptoms.is_empty() {
            let names: Vec<&str> = symptoms.iter().map(|code| lists::SYMPTOM.label(code, lang)).collect();
            what = format!("{what}: {}", names.join(", "));
        }
        entries.push(Entry {
            lane: Lane::FollowUp,
            from: check.date,
            to: check.date,
            what,
            opens: record.id(),
            sign,
        });
    }
    for record in tests_of(book, who, outbreak_id) {
        if let Some(taken) = record.get(lab_test::TAKEN) {
            let kind = lists::LAB_TEST_KIND.label(record.text(lab_test::KIND), lang);
            let result = lists::LAB_RESULT.label(record.text(lab_test::RESULT), lang);
            let what =
                [kind, result].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ");
            let sign = match record.text(lab_test::RESULT) {
                "positive" => "+",
                "negative" => "−",
                _ => "?",
            };
            entries.push(Entry { lane: Lane::Test, from: taken, to: taken, what, opens: record.id(), sign });
        }
    }
    draw(entries, lang)
}

fn single(lane: Lane, day: NaiveDate, what: Text, opens: RecordId, sign: &'static str, lang: Lang) -> Entry {
    Entry { lane, from: day, to: day, what: what.get(lang).to_owned(), opens, sign }
}

fn exposures(book: &Book, trail: &Trail<'_>, lang: Lang, entries: &mut Vec<Entry>) {
    for one in &trail.exposures {
        let source = one.source.and_then(|id| book.get(id)).map(|source| {
            if source.is(&event::SPEC) {
                source.text(event::NAME).to_owned()
            } else {
                display_name(source, true)
            }
        });
        let setting = book.get(one.record).map(|record| record.text(exposure::SETTING)).unwrap_or_default();
        let source =
            source.unwrap_or_else(|| t("sumber tidak diketahui", "unknown source").get(lang).to_owned());
        let what = if setting.is_empty() {
            source
        } else {
            format!("{source} ({})", lists::EXPOSURE_SETTING.label(setting, lang))
        };
        let (Some(first), Some(last)) = (one.first.or(one.last), one.last.or(one.first)) else { continue };
        entries.push(Entry {
            lane: Lane::Exposure,
            from: first.min(last),
            to: last,
            what,
            opens: one.record,
            sign: "",
        });
    }
}

fn illness(record: RecordRef<'_>, rule: &Rule, today: NaiveDate, lang: Lang, entries: &mut Vec<Entry>) {
    let id = record.id();
    for (field, what, sign) in [
        (investigation::ONSET, t("Mulai bergejala", "Onset"), "G"),
        (investigation::RASH, t("Mulai ruam", "Rash since"), "R"),
        (investigation::SYMPTOMS_ENDED, t("Bebas gejala", "Free of symptoms"), "B"),
        (investigation::SPECIMEN, t("Spesimen diambil", "Specimen taken"), "S"),
        (investigation::REPORTED, t("Dilaporkan", "Reported"), "L"),
        (investigation::CLASSIFIED, t("Diklasifikasi", "Classified"), "K"),
        (investigation::INTERVIEWED, t("Diwawancarai", "Interviewed"), "W"),
    ] {
        if let Some(day) = record.get(field) {
            entries.push(single(Lane::Illness, day, what, id, sign, lang));
        }
    }
    if let Some(day) = record.get(investigation::OUTCOME_ON) {
        let outcome = record.text(investigation::OUTCOME);
        let what = lists::CASE_OUTCOME.label(outcome, lang).to_owned();
        let sign = if outcome == "died" { "†" } else { "■" };
        entries.push(Entry { lane: Lane::Illness, from: day, to: day, what, opens: id, sign });
    }
    if let Some((from, to)) = rule.infectious(record) {
        let mut what = t("Masa menular menurut aturan", "Infectious window by the rule").get(lang).to_owned();
        if to.is_none() {
            what = format!(
                "{what} ({})",
                t("akhirnya tidak berupa hari", "its end is not a number of days").get(lang)
            );
        }
        let to = to.unwrap_or(today).max(from);
        entries.push(Entry { lane: Lane::Infectious, from, to, what, opens: id, sign: "" });
    }
    if let Some(from) = isolated_from(record) {
        let end = record.get(investigation::ISOLATED_TO);
        let place = lists::ISOLATION_PLACE.label(record.text(investigation::ISOLATED_AT), lang);
        let mut what =
            if place.is_empty() { t("Isolasi", "Isolation").get(lang).to_owned() } else { place.to_owned() };
        if end.is_none() {
            what = format!("{what} ({})", t("belum berakhir", "not ended").get(lang));
        }
        entries.push(Entry {
            lane: Lane::Isolation,
            from,
            to: end.unwrap_or(today).max(from),
            what,
            opens: id,
            sign: "",
        });
    }
}

fn draw(mut entries: Vec<Entry>, lang: Lang) -> Picture {
    let say = |text: Text| text.get(lang).to_owned();
    let title = say(t("Garis waktu", "Timeline"));
    let mut table = Table::new(title.clone())
        .text(say(t("Tanggal", "Date")))
        .text(say(t("Bagian", "Part")))
        .text(say(t("Apa", "What")));
    entries.order_by_key(|one| (one.from, one.lane, one.opens));
    let span = entries.iter().map(|one| one.from).min().zip(entries.iter().map(|one| one.to).max());
    let mut scene = Scene { title, width: 320.0, ..Scene::default() };
    let Some((first, last)) = span else {
        scene.description = say(t("Belum ada tanggal yang dicatat.", "No date is recorded yet."));
        scene.height = 20.0;
        return Picture { scene, table };
    };
    let when = |one: &Entry| {
        if one.from == one.to {
            date_text(one.from, lang)
        } else {
            t("{from} sampai {to}", "{from} to {to}")
                .with(lang, &[("from", &date_text(one.from, lang)), ("to", &date_text(one.to, lang))])
        }
    };
    scene.description = t("Dari {from} sampai {to}.", "From {from} to {to}.")
        .with(lang, &[("from", &date_text(first, lang)), ("to", &date_text(last, lang))]);
    let (left, right) = (8.0, 24.0);
    let count = (last - first).num_days() as f32 + 1.0;
    // A day is wide enough to be hit; what is too wide for a phone is scrolled.
    let unit = (300.0 / count).clamp(if count > 400.0 { 2.0 } else { 26.0 }, 40.0);
    scene.width = (left + count * unit + right).max(320.0);
    let x_of = |day: NaiveDate| left + (day - first).num_days() as f32 * unit;
    for one in &entries {
        table.row(Some(one.opens), vec![when(one), say(one.lane.label()), one.what.clone()]);
    }
    let (mut y, mut labels, mut groups) = (26.0, Vec::new(), Vec::new());
    for lane in Lane::ALL {
        let of_lane: Vec<&Entry> = entries.iter().filter(|one| one.lane == lane).collect();
        if of_lane.is_empty() {
            continue;
        }
        labels.push(Shape::Text((left, y + 12.0), Anchor::Start, say(lane.label())));
        y += 20.0;
        // Each row holds what does not overlap, however narrow a day is: a mark is as wide as a finger needs.
        let mut ends: Vec<f32> = Vec::new();
        for one in of_lane {
            let middle = x_of(one.from) + unit / 2.0;
            let (start, end) = if one.sign.is_empty() {
                (x_of(one.from), (x_of(one.to) + unit).max(x_of(one.from) + MARK))
            } else {
                (middle - MARK / 2.0, middle + MARK / 2.0)
            };
            let row = ends.iter().position(|end| *end <= start + 0.1).unwrap_or(ends.len());
            match ends.get_mut(row) {
                Some(there) => *there = end,
                None => ends.push(end),
            }
            let title = format!("{}: {}, {}", lane.label().get(lang), one.what, when(one));
            let mut group = Group::new(title, Some(one.opens));
            let top = y + row as f32 * 30.0;
            let width = x_of(one.to) + unit - x_of(one.from);
            if one.sign.is_empty() {
                group.add("pic-band", Shape::Rect((x_of(one.from), top), width, 24.0, 4.0));
                let name = fit(&one.what, 12.0, (width - 8.0).max(0.0));
                if name.chars().count() > 3 {
                    let at = (x_of(one.from) + 5.0, top + 16.0);
                    group.add("pic-legend", Shape::Text(at, Anchor::Start, name));
                }
            } else {
                stamp(&mut group, (x_of(one.from) + unit / 2.0, top + 12.0), one.sign);
            }
            groups.push(group);
        }
        y += ends.len() as f32 * 30.0 + 6.0;
    }
    // The lines of the axis lie below everything.
    let every = (46.0 / unit).ceil().max(1.0) as u64;
    let mut day = first;
    while day <= last {
        scene.add("pic-grid", Shape::Line((x_of(day), 20.0), (x_of(day), y)));
        scene.add("pic-axis", Shape::Text((x_of(day) + 2.0, 14.0), Anchor::Start, short_date(day, lang)));
        let Some(next) = day.checked_add_days(Days::new(every)) else { break };
        day = next;
    }
    labels.into_iter().for_each(|label| scene.add("pic-name", label));
    groups.into_iter().for_each(|group| scene.group(group));
    scene.height = y + 8.0;
    table.notes.push(say(t(
        "Tanda: G mulai bergejala, R mulai ruam, B bebas gejala, S spesimen, L dilaporkan, K diklasifikasi, W diwawancarai, ■ akhir penyakit, † meninggal, ✓ sehat, ! bergejala, A tidak ditemukan, M menolak, × tidak dikerjakan.",
        "Signs: G onset, R rash, B free of symptoms, S specimen, L reported, K classified, W interviewed, ■ outcome, † died, ✓ well, ! unwell, A not found, M refused, × not done.",
    )));
    Picture { scene, table }
}

/// A sign in a circle.
fn stamp(group: &mut Group, at: Point, sign: &str) {
    group.add(
        if sign == "!" || sign == "+" || sign == "†" { "pic-solid" } else { "pic-point" },
        Shape::Circle(at, 11.0),
    );
    let class = if sign == "!" || sign == "+" || sign == "†" { "pic-on-solid" } else { "pic-inside" };
    group.add(class, Shape::Text((at.0, at.1 + 4.5), Anchor::Middle, sign.to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::tracing::fixture::{Scene as World, day};

    #[test]
    fn every_day_of_a_contact_who_fell_ill_is_there_in_the_order_of_time() {
        let mut world = World::new();
        let outbreak = world.outbreak("covid19_kmk413");
        let (source, who) = (world.person("Sari"), world.person("Budi"));
        let exposure = world.exposure(outbreak, Some(source), who, "2026-11-01");
        world.seen(outbreak, who, "2026-11-02", "well", "2026-11-02");
        world.seen(outbreak, who, "2026-11-03", "unwell", "2026-11-03");
        let case = world.case(outbreak, who, "suspect", Some("2026-11-03"));
        let isolated = FieldSet::new().with(investigation::ISOLATED_FROM, day("2026-11-04"));
        world.set(case, isolated);
        let found = life(world.book(), who, outbreak, day("2026-11-08"), Lang::Id);
        let rows: Vec<(&str, &str)> =
            found.table.rows.iter().map(|row| (row.cells[1].as_str(), row.cells[2].as_str())).collect();
        assert!(rows.contains(&("Paparan", "Sari")), "{rows:?}");
        assert!(rows.contains(&("Isolasi", "Isolasi (belum berakhir)")), "{rows:?}");
        assert!(rows.contains(&("Masa menular", "Masa menular menurut aturan")), "{rows:?}");
        assert_eq!(rows.iter().filter(|row| row.0 == "Pemantauan").count(), 2);
        assert_eq!(found.scene.groups().count(), found.table.rows.len());
        assert_eq!(rows[0].0, "Paparan", "the table is in the order of time: {rows:?}");
        assert!(found.scene.groups().any(|group| group.opens == Some(exposure)));
        // Two years later a day is two units wide, and no sign lies on another.
        world.seen(outbreak, who, "2028-11-03", "well", "2028-11-03");
        let long = life(world.book(), who, outbreak, day("2028-11-08"), Lang::Id);
        let at: Vec<Point> = long
            .scene
            .groups()
            .filter(|group| group.opens != Some(exposure))
            .filter_map(|group| match group.marks.first()?.shape {
                Shape::Circle(at, _) => Some(at),
                _ => None,
            })
            .collect();
        assert!(at.len() > 3);
        for (place, one) in at.iter().enumerate() {
            let near = |other: &&Point| (one.0 - other.0).abs() < 24.0 && (one.1 - other.1).abs() < 24.0;
            assert_eq!(at.iter().skip(place + 1).find(near), None);
        }
        world.set(case, FieldSet::new().with(investigation::ISOLATED_AT, "none"));
        let none = life(world.book(), who, outbreak, day("2026-11-08"), Lang::Id);
        assert!(none.table.rows.iter().all(|row| row.cells[1] != "Isolasi"), "not isolated is no isolation");
        let test = FieldSet::new().with(lab_test::TAKEN, day("2026-11-04"));
        world.add(lab_test::SPEC.name, Some(who), test);
        let tests = |world: &World| {
            let rows = life(world.book(), who, outbreak, day("2026-11-08"), Lang::Id).table.rows;
            rows.iter().filter(|row| row.cells[1] == "Pemeriksaan laboratorium").count()
        };
        assert_eq!(tests(&world), 1);
        let other = world.outbreak("measles");
        world.exposure(other, None, who, "2026-11-04");
        assert_eq!(tests(&world), 0, "a test that names no outbreak is of neither");
        world.trash(other);
        assert_eq!(tests(&world), 1, "what lies in the trash counts for nothing");
        let empty = life(world.book(), source, outbreak, day("2026-11-08"), Lang::En);
        assert!(empty.table.rows.is_empty() && empty.scene.height > 0.0);
    }
}
