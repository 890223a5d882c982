//! The epidemic curve: new cases by the day or the week of onset, report or specimen, stacked.
//!
//! A column is no record, so choosing one tells the page its number and the page lists the people in it.
//! What surprises: weeks are those of ISO 8601, from Monday, because Indonesian surveillance counts so.

use chrono::{Datelike, Days, NaiveDate};
use rustc_hash::FxHashMap;

use super::super::period::Period;
use super::super::scene::{Anchor, Group, Picture, Scene, Shape, Table};
use super::super::summary::date_text;
use super::{CaseFacts, NO_AREA, fill, fill_legend, nice_step, short_date};
use crate::domain::code::tracing::CLASSIFICATION;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::text::{Lang, Text, t};
use crate::tracing::trail::Classification;

/// The date by which cases are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The first day of illness.
    #[default]
    Onset,
    /// The day of the report.
    Reported,
    /// The day of the specimen.
    Specimen,
}

impl By {
    /// All of them, in the order in which they are offered.
    pub const ALL: [By; 3] = [By::Onset, By::Reported, By::Specimen];

    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            By::Onset => t("Mulai bergejala", "Onset"),
            By::Reported => t("Dilaporkan", "Reported"),
            By::Specimen => t("Spesimen diambil", "Specimen taken"),
        }
    }

    fn date(self, case: &CaseFacts) -> Option<NaiveDate> {
        match self {
            By::Onset => case.onset,
            By::Reported => case.reported,
            By::Specimen => case.specimen,
        }
    }
}

/// By what the columns are divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stack {
    /// The classification.
    #[default]
    Classification,
    /// Whether a source is known.
    Source,
    /// The area.
    Area,
}

impl Stack {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Stack; 3] = [Stack::Classification, Stack::Source, Stack::Area];

    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Stack::Classification => t("Klasifikasi", "Classification"),
            Stack::Source => t("Sumber diketahui", "Known source"),
            Stack::Area => t("Wilayah", "Area"),
        }
    }
}

/// How wide a column is in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// A day.
    #[default]
    Day,
    /// A week from Monday.
    Week,
}

impl Step {
    /// Both, in the order in which they are offered.
    pub const ALL: [Step; 2] = [Step::Day, Step::Week];

    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Step::Day => t("Per hari", "By day"),
            Step::Week => t("Per minggu", "By week"),
        }
    }

    const fn days(self) -> u64 {
        match self {
            Step::Day => 1,
            Step::Week => 7,
        }
    }

    fn start(self, date: NaiveDate) -> NaiveDate {
        match self {
            Step::Day => date,
            Step::Week => {
                let since_monday = u64::from(date.weekday().num_days_from_monday());
                date.checked_sub_days(Days::new(since_monday)).unwrap_or(date)
            }
        }
    }

    fn label_of(self, start: NaiveDate, lang: Lang) -> String {
        match self {
            Step::Day => date_text(start, lang),
            Step::Week => {
                let week = start.iso_week();
                t("minggu {w}/{y}, mulai {date}", "week {w}/{y}, from {date}").with(
                    lang,
                    &[
                        ("w", &week.week().to_string()),
                        ("y", &week.year().to_string()),
                        ("date", &date_text(start, lang)),
                    ],
                )
            }
        }
    }
}

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The date that counts.
    pub by: By,
    /// What divides the columns.
    pub stack: Stack,
    /// The width of a column.
    pub step: Step,
    /// Only cases of this stretch of time.
    pub period: Option<Period>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its first day.
    pub start: NaiveDate,
    /// Its day or week in words.
    pub label: String,
    /// The people of each division, in the order of [`Curve::divisions`].
    pub people: Vec<Vec<RecordId>>,
}

impl Column {
    /// How many cases it holds.
    pub fn count(&self) -> usize {
        self.people.iter().map(Vec::len).sum()
    }
}

/// The curve, its picture and what is behind each column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Every day or week from the first case to the last, empty ones too.
    pub columns: Vec<Column>,
    /// What the divisions are called.
    pub divisions: Vec<String>,
    /// Cases without the date by which is counted.
    pub undated: Vec<RecordId>,
    /// The picture; choosing a column gives its number.
    pub picture: Picture,
}

/// More columns are not drawn: ten years of weeks.
const MOST_COLUMNS: usize = 530;
/// So many areas have a hatching of their own; the rest stands together.
const AREAS: usize = 4;

/// Draws the curve of some cases.
pub fn curve(cases: &[CaseFacts], choice: Choice, lang: Lang) -> Curve {
    let dated: Vec<(NaiveDate, &CaseFacts)> = cases
        .iter()
        .filter_map(|case| Some((choice.by.date(case)?, case)))
        .filter(|(date, _)| choice.period.is_none_or(|period| period.holds(*date)))
        .collect();
    let undated: Vec<RecordId> =
        cases.iter().filter(|case| choice.by.date(case).is_none()).map(|case| case.person).collect();
    let (divisions, division_of) = divisions(&dated, choice.stack, lang);
    let days: Vec<NaiveDate> = dated.iter().map(|(date, _)| choice.step.start(*date)).collect();
    let (mut columns, mut place_of, mut cut) = (Vec::new(), FxHashMap::default(), 0_usize);
    if let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) {
        // The newest columns are kept where there are too many.
        let all = usize::try_from((*last - *first).num_days()).unwrap_or(0) / choice.step.days() as usize + 1;
        let skipped = all.saturating_sub(MOST_COLUMNS) as u64 * choice.step.days();
        let mut day = first.checked_add_days(Days::new(skipped)).unwrap_or(*first);
        cut = days.iter().filter(|one| **one < day).count();
        while day <= *last {
            place_of.insert(day, columns.len());
            columns.push(Column {
                start: day,
                label: choice.step.label_of(day, lang),
                people: vec![Vec::new(); divisions.len()],
            });
            let Some(next) = day.checked_add_days(Days::new(choice.step.days())) else { break };
            day = next;
        }
    }
    for ((_, case), day) in dated.iter().zip(&days) {
        let column = place_of.get(day).and_then(|place| columns.get_mut(*place));
        if let Some(people) = column.and_then(|column| column.people.get_mut(division_of(case))) {
            people.push(case.person);
        }
    }
    let picture = draw(&columns, &divisions, choice, undated.len(), cut, lang);
    Curve { columns, divisions, undated, picture }
}

type DivisionOf = Box<dyn Fn(&CaseFacts) -> usize>;

fn divisions(dated: &[(NaiveDate, &CaseFacts)], stack: Stack, lang: Lang) -> (Vec<String>, DivisionOf) {
    match stack {
        Stack::Classification => {
            let all = [
                Classification::ConfirmedSymptomatic,
                Classification::ConfirmedAsymptomatic,
                Classification::Suspect,
                Classification::Probable,
                Classification::Unknown,
            ];
            let used: Vec<Classification> = all
                .into_iter()
                .filter(|one| dated.iter().any(|(_, case)| case.classification == *one))
                .collect();
            let names = used
                .iter()
                .map(|one| one.code().map_or("?", |code| CLASSIFICATION.label(code, lang)).to_owned())
                .collect();
            let place =
                move |case: &CaseFacts| used.iter().position(|one| *one == case.classification).unwrap_or(0);
            (names, Box::new(place))
        }
        Stack::Source => {
            let names =
                [t("Sumber diketahui", "Source known"), t("Sumber tidak diketahui", "Source unknown")];
            (
                names.map(|name| name.get(lang).to_owned()).to_vec(),
                Box::new(|case| usize::from(!case.has_source)),
            )
        }
        Stack::Area => {
            let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
            for (_, case) in dated {
                *counts.entry(case.area.as_str()).or_default() += 1;
            }
            let mut order: Vec<(&str, usize)> = counts.into_iter().collect();
            order.order_by_key(|(name, count)| (std::cmp::Reverse(*count), (*name).to_owned()));
            let rest = order.len() > AREAS + 1;
            let shown: Vec<String> = order
                .iter()
                .take(if rest { AREAS } else { AREAS + 1 })
                .map(|(name, _)| (*name).to_owned())
                .collect();
            let mut names: Vec<String> = shown
                .iter()
                .map(|name| if name.is_empty() { NO_AREA.get(lang).to_owned() } else { name.clone() })
                .collect();
            if rest {
                names.push(t("Wilayah lain", "Other areas").get(lang).to_owned());
            }
            let other = shown.len();
            (names, Box::new(move |case| shown.iter().position(|name| *name == case.area).unwrap_or(other)))
        }
    }
}

fn draw(
    columns: &[Column],
    divisions: &[String],
    choice: Choice,
    undated: usize,
    cut: usize,
    lang: Lang,
) -> Picture {
    let say = |text: Text| text.get(lang).to_owned();
    let total: usize = columns.iter().map(Column::count).sum();
    let most = columns.iter().map(Column::count).max().unwrap_or(0);
    let title = t("Kurva epidemi: {by}", "Epidemic curve: {by}")
        .with(lang, &[("by", &choice.by.label().get(lang).to_lowercase())]);
    let peak = columns.iter().max_by_key(|column| (column.count(), std::cmp::Reverse(column.start)));
    let description = match peak.filter(|_| most > 0) {
        Some(peak) => t("{n} kasus; terbanyak {most}, {when}.", "{n} {n?case|cases}; most, {most}, {when}.")
            .with(lang, &[("n", &total.to_string()), ("most", &most.to_string()), ("when", &peak.label)]),
        None => say(t("Belum ada kasus dengan tanggal ini.", "No case has this date yet.")),
    };
    let mut table = Table::new(title.clone()).text(say(choice.step.label()));
    for division in divisions {
        table = table.number(division.clone());
    }
    table = table.number(say(t("Jumlah", "Total")));

    // Wide enough for a finger, whether the picture is shrunk to a phone or scrolled.
    let (left, right, top) = (34.0, 14.0, 10.0);
    let narrow = columns.len() as f32 * 36.0 + left + right <= 440.0;
    let step_width = if narrow { 36.0 } else { 26.0 };
    let width = (left + columns.len() as f32 * step_width + right).max(320.0);
    let mut scene = Scene { title, description, width, height: 0.0, parts: Vec::new() };
    let legend_bottom = fill_legend(&mut scene, divisions, left, top, width.min(440.0) - left);
    let (plot_top, plot_height) = (legend_bottom + 12.0, 150.0);
    let bottom = plot_top + plot_height;
    let tick = nice_step(most);
    let highest = (most.div_ceil(tick) * tick).max(1);
    let unit = plot_height / highest as f32;
    for mark in (0..=highest).step_by(tick) {
        let y = bottom - mark as f32 * unit;
        scene.add("pic-grid", Shape::Line((left - 4.0, y), (width - right, y)));
        scene.add("pic-axis", Shape::Text((left - 8.0, y + 4.0), Anchor::End, mark.to_string()));
    }
    let label_every = (52.0 / step_width).ceil() as usize;
    for (place, column) in columns.iter().enumerate() {
        let x = left + place as f32 * step_width;
        let count = column.count();
        if place % label_every == 0 {
            let label = short_date(column.start, lang);
            scene.add("pic-axis", Shape::Text((x + 2.0, bottom + 16.0), Anchor::Start, label));
        }
        if count == 0 {
            continue;
        }
        let parts: Vec<String> = divisions
            .iter()
            .zip(&column.people)
            .filter(|(_, people)| !people.is_empty())
            .map(|(name, people)| format!("{name} {}", people.len()))
            .collect();
        let mut group = Group::new(format!("{}: {count} ({})", column.label, parts.join(", ")), None);
        group.pick = Some(place);
        let mut y = bottom;
        for (way, people) in column.people.iter().enumerate().filter(|(_, people)| !people.is_empty()) {
            let height = people.len() as f32 * unit;
            y -= height;
            fill(&mut group, (x + 2.0, y), step_width - 4.0, height, way);
        }
        scene.group(group);
        let mut cells = vec![column.label.clone()];
        cells.extend(column.people.iter().map(|people| people.len().to_string()));
        cells.push(count.to_string());
        table.row(None, cells);
    }
    scene.height = bottom + 26.0;
    for (count, text) in [
        (
            undated,
            t(
                "{n} kasus tidak digambar karena tanggal ini belum ada.",
                "{n} {n?case is|cases are} not drawn: {n?it lacks|they lack} this date.",
            ),
        ),
        (cut, t("{n} kasus lebih lama tidak digambar.", "{n} earlier cases are not drawn.")),
    ] {
        if count > 0 {
            table.notes.push(text.with(lang, &[("n", &count.to_string())]));
        }
    }
    if choice.step == Step::Week {
        table.notes.push(say(t("Minggu ISO 8601, mulai Senin.", "ISO 8601 weeks, from Monday.")));
    }
    Picture { scene, table }
}

#[cfg(test)]
mod tests {
    use super::super::cases;
    use super::*;
    use crate::tracing::fixture::day;
    use crate::tracing::tianjin::tianjin;

    #[test]
    fn the_curve_of_tianjin_counts_every_case_once_and_names_those_without_a_date() {
        let (scene, outbreak, _) = tianjin();
        let found = cases(scene.book(), scene.roll("2026-11-21").links(), outbreak);
        for step in Step::ALL {
            let curve = curve(&found, Choice { step, ..Choice::default() }, Lang::En);
            let drawn: usize = curve.columns.iter().map(Column::count).sum();
            assert_eq!((drawn, curve.undated.len()), (125, 10));
            assert_eq!(curve.picture.scene.groups().count(), curve.picture.table.rows.len());
            assert!(curve.picture.table.notes.iter().any(|note| note.starts_with("10 cases")));
        }
    }

    #[test]
    fn weeks_begin_on_monday_and_empty_days_keep_their_place() {
        let facts = |onset: &str, area: &str| CaseFacts {
            person: RecordId::make(1, [0; 10]),
            classification: Classification::Suspect,
            onset: Some(day(onset)),
            reported: None,
            specimen: None,
            has_source: area.is_empty(),
            died: false,
            area: area.to_owned(),
        };
        // A Sunday and the Monday after it.
        let cases =
            [facts("2026-11-01", ""), facts("2026-11-02", "Sukamaju"), facts("2026-11-05", "Sukamaju")];
        let weeks = curve(&cases, Choice { step: Step::Week, ..Choice::default() }, Lang::Id);
        assert_eq!(weeks.columns.iter().map(Column::count).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(weeks.columns[1].start, day("2026-11-02"));
        let days = curve(&cases, Choice::default(), Lang::Id);
        assert_eq!(days.columns.iter().map(Column::count).collect::<Vec<_>>(), [1, 1, 0, 0, 1]);
        let by_area = curve(&cases, Choice { stack: Stack::Area, ..Choice::default() }, Lang::Id);
        assert_eq!(by_area.divisions, ["Sukamaju", "Wilayah belum dicatat"]);
        let by_source = curve(&cases, Choice { stack: Stack::Source, ..Choice::default() }, Lang::Id);
        assert_eq!(by_source.columns[0].people.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0]);
        let only = Period::new(day("2026-11-02"), day("2026-11-04"));
        let some = curve(&cases, Choice { period: Some(only), ..Choice::default() }, Lang::Id);
        assert_eq!(some.columns.len(), 1);
        assert_eq!(curve(&[], Choice::default(), Lang::Id).columns, []);
    }

    #[test]
    fn a_century_between_two_cases_makes_no_endless_picture_and_says_what_is_left_out() {
        let (scene, outbreak, _) = tianjin();
        let mut found = cases(scene.book(), scene.roll("2026-11-21").links(), outbreak);
        found[0].onset = Some(day("1861-10-30"));
        let curve = curve(&found, Choice::default(), Lang::En);
        assert!(curve.columns.len() <= MOST_COLUMNS);
        assert!(curve.picture.table.notes.iter().any(|note| note.contains("earlier cases")));
    }
}
