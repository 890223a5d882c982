//! Charts: bars of the indicators beside the period before, their trend over months, goals before and
//! after, and the scores of an assessment.
//!
//! All are made for a width of 320 pixels and for black and white: the present is filled, what was before
//! is an outline, and points are told apart by their shape. Where there is no value nothing is drawn at
//! zero; a cross and the table say that there is none.

use super::indicator::{Indicator, Measure, Month, Report, Unit, Why, decimal, value_text};
use super::scene::{Anchor, Group, Picture, Point, Scene, Shape, Table, fit, text_width};
use super::summary::{date_text, first_words};
use crate::casework::attainment::Attainment;
use crate::casework::case_view::AssessmentView;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{assessment, goal};
use crate::domain::text::{Lang, Text, t};

/// The width that every chart is made for.
pub const WIDTH: f32 = 320.0;

const EDGE: f32 = 8.0;
const LABEL: f32 = 13.0;

/// One line of a bar chart.
struct Pair {
    label: String,
    /// Parts of the whole length, 0 to 1.
    now: Option<f32>,
    before: Option<f32>,
    now_text: String,
    before_text: String,
    title: String,
    opens: Option<RecordId>,
}

/// Bars below each other, each with the one before it as an outline.
fn bars(title: String, description: String, pairs: Vec<Pair>, lang: Lang) -> Scene {
    let mut scene = Scene { title, description, width: WIDTH, height: 0.0, parts: Vec::new() };
    let value_room = pairs
        .iter()
        .flat_map(|pair| [&pair.now_text, &pair.before_text])
        .map(|text| text_width(text, 12.0))
        .fold(36.0, f32::max)
        .min(96.0);
    let length = WIDTH - 2.0 * EDGE - value_room - 6.0;
    let mut y = legend(&mut scene, lang);
    for pair in pairs {
        let mut group = Group::new(pair.title, pair.opens);
        let label = fit(&pair.label, LABEL, WIDTH - 2.0 * EDGE);
        group.add("pic-label", Shape::Text((EDGE, y + 12.0), Anchor::Start, label));
        y += 20.0;
        for (class, part, text) in
            [("pic-now", pair.now, pair.now_text), ("pic-before", pair.before, pair.before_text)]
        {
            let end = match part {
                Some(part) => {
                    // What is very small is still seen.
                    let width = (length * part.clamp(0.0, 1.0)).max(1.5);
                    group.add(class, Shape::Rect((EDGE, y), width, 14.0, 0.0));
                    EDGE + width
                }
                None => {
                    cross(&mut group, (EDGE + 6.0, y + 7.0));
                    EDGE + 14.0
                }
            };
            group.add("pic-value", Shape::Text((end + 6.0, y + 11.5), Anchor::Start, text));
            y += 18.0;
        }
        y += 10.0;
        scene.group(group);
    }
    scene.height = y;
    scene
}

/// What is filled and what is an outline; the height below it.
fn legend(scene: &mut Scene, lang: Lang) -> f32 {
    let words =
        [("pic-now", t("Sekarang", "Now"), EDGE), ("pic-before", t("Sebelumnya", "Before"), WIDTH / 2.0)];
    for (class, text, x) in words {
        scene.add(class, Shape::Rect((x, 6.0), 18.0, 12.0, 0.0));
        let text = text.get(lang).to_owned();
        scene.add("pic-legend", Shape::Text((x + 24.0, 16.5), Anchor::Start, text));
    }
    34.0
}

/// There is no value.
fn cross(group: &mut Group, at: Point) {
    let arm = 4.0;
    group.add("pic-none", Shape::Line((at.0 - arm, at.1 - arm), (at.0 + arm, at.1 + arm)));
    group.add("pic-none", Shape::Line((at.0 - arm, at.1 + arm), (at.0 + arm, at.1 - arm)));
}

/// Where a value lies on its scale.
fn part(unit: Unit, value: Option<f64>, most: f64) -> Option<f32> {
    let value = value?;
    let share = match unit {
        Unit::Share => value,
        Unit::Index => value / 100.0,
        Unit::Days => value / most.max(1.0),
    };
    Some(share as f32)
}

/// The indicators of a period beside those of the period before.
pub fn indicators(report: &Report, lang: Lang) -> Picture {
    let say = |text: Text| text.get(lang).to_owned();
    let [from, to] = [report.period.from, report.period.to].map(|date| date_text(date, lang));
    let period = t("{from} sampai {to}", "{from} to {to}").with(lang, &[("from", &from), ("to", &to)]);
    let title = t("Lima indikator keberhasilan", "The five success indicators");
    let mut table = Table::new(format!("{}, {period}", title.get(lang)))
        .text(say(t("Indikator", "Indicator")))
        .number(say(t("Nilai", "Value")))
        .number(say(t("Terhitung", "Counted")))
        .number(say(t("Sebelumnya", "Before")))
        .number(say(t("Terhitung sebelumnya", "Counted before")))
        .text(say(t("Perubahan", "Change")))
        .text(say(t("Dikeluarkan dan catatan", "Left out and remarks")));
    let most = report.now.iter().chain(&report.before).filter(|one| one.measure.unit() == Unit::Days);
    let most = most.filter_map(|one| one.value).fold(0.0, f64::max);
    let mut pairs = Vec::new();
    for ((now, before), change) in report.now.iter().zip(&report.before).zip(&report.changes) {
        let unit = now.measure.unit();
        let label = say(now.measure.label());
        let [now_text, before_text] = [now, before].map(|one| one.value_text(lang));
        let was = t("{now}, {of}; sebelumnya {before}", "{now}, {of}; before {before}");
        let counted = now.fraction_text(lang);
        let told = was.with(lang, &[("now", &now_text), ("of", &counted), ("before", &before_text)]);
        table.row(
            None,
            vec![
                label.clone(),
                now_text.clone(),
                counted,
                before_text.clone(),
                before.fraction_text(lang),
                say(change.direction.label()),
                asides(now, lang),
            ],
        );
        pairs.push(Pair {
            title: format!("{label}: {told}"),
            label,
            now: part(unit, now.value, most),
            before: part(unit, before.value, most),
            now_text,
            before_text,
            opens: None,
        });
    }
    let better = &report.improvement;
    table.row(
        None,
        vec![
            say(Measure::Improvement.label()),
            better.value_text(lang),
            better.fraction_text(lang),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ],
    );
    for measure in Measure::RECKONED.into_iter().chain([Measure::Improvement]) {
        table.notes.push(format!("{}: {}", measure.label().get(lang), measure.definition(lang)));
    }
    table.notes.push(format!("SKM: {}.", report.survey.weight.label().get(lang)));
    Picture { scene: bars(say(title), period, pairs, lang), table }
}

/// What was left out of a number and what is to be said besides, each with its count.
pub fn asides(one: &Indicator, lang: Lang) -> String {
    let told = |why: Why, count: usize| format!("{}: {count}", why.label().get(lang));
    let parts: Vec<String> =
        one.left_out.iter().chain(&one.apart).map(|aside| told(aside.why, aside.records.len())).collect();
    parts.join("; ")
}

/// The trend of one indicator over the months that were reckoned for it.
pub fn trend(months: &[Month], measure: Measure, lang: Lang) -> Picture {
    let say = |text: Text| text.get(lang).to_owned();
    let points: Vec<(String, &Indicator)> = months
        .iter()
        .map(|month| {
            let name = date_text(month.period.from, lang);
            // "1 November 2026" without its day.
            let name = name.split_once(' ').map_or(name.clone(), |(_, rest)| rest.to_owned());
            (name, &month.number)
        })
        .collect();
    let values: Vec<Option<f64>> = points.iter().map(|(_, one)| one.value).collect();
    let (low, high) = scale(measure.unit(), &values);
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let described = match (known.first(), known.last()) {
        (Some(first), Some(last)) => {
            let [first, last] = [first, last].map(|value| value_text(measure.unit(), Some(*value), lang));
            t("Dari {first} ke {last} dalam {n} bulan.", "From {first} to {last} in {n} months.")
                .with(lang, &[("first", &first), ("last", &last), ("n", &months.len().to_string())])
        }
        _ => say(t("Belum ada nilai dalam bulan-bulan ini.", "These months have no value yet.")),
    };
    let mut scene = Scene {
        title: say(measure.label()),
        description: described,
        width: WIDTH,
        height: 190.0,
        parts: Vec::new(),
    };
    let (left, right, top, bottom) = (52.0, WIDTH - 14.0, 18.0, 150.0);
    let y_of = |value: f64| bottom - (bottom - top) * ((value - low) / (high - low)).clamp(0.0, 1.0) as f32;
    let step = if points.len() > 1 { (right - left) / (points.len() - 1) as f32 } else { 0.0 };
    let x_of = |number: usize| left + number as f32 * step;
    for tick in [low, (low + high) / 2.0, high] {
        let y = y_of(tick);
        scene.add("pic-grid", Shape::Line((left - 4.0, y), (right + 4.0, y)));
        let text = tick_text(measure.unit(), tick, lang);
        scene.add("pic-axis", Shape::Text((left - 8.0, y + 4.0), Anchor::End, text));
    }
    let mut run: Vec<Point> = Vec::new();
    let mut runs: Vec<Vec<Point>> = Vec::new();
    for (number, value) in values.iter().enumerate() {
        match value {
            Some(value) => run.push((x_of(number), y_of(*value))),
            None => runs.push(std::mem::take(&mut run)),
        }
    }
    runs.push(run);
    for run in runs.into_iter().filter(|run| run.len() > 1) {
        scene.add("pic-trend", Shape::Path(run, false));
    }
    // As many month names as have room beside each other.
    let every = if step > 0.0 { (26.0 / step).ceil().max(1.0) as usize } else { 1 };
    let mut table = Table::new(say(measure.label()))
        .text(say(t("Bulan", "Month")))
        .number(say(t("Nilai", "Value")))
        .number(say(t("Terhitung", "Counted")))
        .text(say(t("Dikeluarkan dan catatan", "Left out and remarks")));
    for (number, (name, one)) in points.iter().enumerate() {
        let x = x_of(number);
        let text = one.value_text(lang);
        let counted = one.fraction_text(lang);
        let mut group = Group::new(format!("{name}: {text} ({counted})"), None);
        match one.value {
            Some(value) => group.add("pic-point", Shape::Circle((x, y_of(value)), 4.5)),
            None => cross(&mut group, (x, bottom - 6.0)),
        }
        // Counted from the last month, so that this one is always named.
        if (points.len() - 1 - number).is_multiple_of(every) {
            let short: String = name.chars().take(3).collect();
            group.add("pic-axis", Shape::Text((x, bottom + 18.0), Anchor::Middle, short));
        }
        scene.group(group);
        table.row(None, vec![name.clone(), text, counted, asides(one, lang)]);
    }
    let year = months.last().map_or_else(String::new, |month| {
        let words = date_text(month.period.to, lang);
        words.rsplit(' ').next().unwrap_or_default().to_owned()
    });
    scene.add("pic-axis", Shape::Text((right, bottom + 34.0), Anchor::End, year));
    table.notes.push(measure.definition(lang));
    Picture { scene, table }
}

/// The ends of the scale. Shares and the index have fixed ones, so that two charts can be compared.
fn scale(unit: Unit, values: &[Option<f64>]) -> (f64, f64) {
    match unit {
        Unit::Share => (0.0, 1.0),
        Unit::Index => (25.0, 100.0),
        Unit::Days => {
            let most = values.iter().flatten().copied().fold(0.0, f64::max);
            let nice = [2.0, 4.0, 10.0, 20.0, 30.0, 60.0, 90.0, 180.0, 365.0];
            (0.0, nice.into_iter().find(|end| *end >= most).unwrap_or(most))
        }
    }
}

/// A number of the scale, as short as it can be.
fn tick_text(unit: Unit, value: f64, lang: Lang) -> String {
    let (value, after) = if unit == Unit::Share { (value * 100.0, " %") } else { (value, "") };
    let places = usize::from(value.fract() != 0.0);
    format!("{}{after}", decimal(value, places, lang))
}

/// The goals at an evaluation and at the one before, from −2 to +2.
pub fn attainment(found: &Attainment<'_>, lang: Lang) -> Picture {
    let say = |text: Text| text.get(lang).to_owned();
    let title = say(t("Capaian tujuan, sebelum dan sekarang", "Goal attainment, before and now"));
    let t_text = found.t.map_or_else(|| "–".to_owned(), |t| decimal(t, 1, lang));
    let mut table = Table::new(title.clone())
        .text(say(t("Tujuan", "Goal")))
        .number(say(t("Bobot", "Weight")))
        .text(say(t("Sebelumnya", "Before")))
        .text(say(t("Sekarang", "Now")));
    let mut scene = Scene {
        title,
        description: t(
            "Nilai T {t}; 50 berarti tercapai sesuai harapan.",
            "T score {t}; 50 means reached as expected.",
        )
        .with(lang, &[("t", &t_text)]),
        width: WIDTH,
        height: 0.0,
        parts: Vec::new(),
    };
    let (left, right) = (30.0, WIDTH - 30.0);
    let x_of = |level: i64| left + (right - left) * (level.clamp(-2, 2) + 2) as f32 / 4.0;
    for (at, filled, text) in
        [(EDGE + 8.0, false, t("Sebelumnya", "Before")), (WIDTH / 2.0, true, t("Sekarang", "Now"))]
    {
        let mut sample = Group::default();
        level_mark(&mut sample, (at, 12.0), filled);
        sample.marks.into_iter().for_each(|mark| scene.add(mark.class, mark.shape));
        scene.add("pic-legend", Shape::Text((at + 16.0, 16.5), Anchor::Start, say(text)));
    }
    let first_row = 40.0;
    let mut y = first_row;
    let level_text = |level: Option<i64>| {
        level.map_or_else(
            || "–".to_owned(),
            |level| {
                let code = level.to_string();
                lists::ATTAINMENT_LEVEL.label(&code, lang).to_owned()
            },
        )
    };
    for goal in &found.goals {
        let statement = goal.goal.text(goal::STATEMENT);
        let [before, now] = [goal.previous, Some(goal.level)].map(level_text);
        let short = first_words(statement, 12);
        let told = t("{goal}: {now}; sebelumnya {before}", "{goal}: {now}; before {before}");
        let told = told.with(lang, &[("goal", &short), ("now", &now), ("before", &before)]);
        let mut group = Group::new(told, Some(goal.goal.id()));
        let label = fit(&short, LABEL, WIDTH - 2.0 * EDGE);
        group.add("pic-label", Shape::Text((EDGE, y + 12.0), Anchor::Start, label));
        let line = y + 32.0;
        group.add("pic-grid", Shape::Line((left, line), (right, line)));
        for level in -2..=2 {
            group.add("pic-grid", Shape::Line((x_of(level), line - 4.0), (x_of(level), line + 4.0)));
        }
        if let Some(previous) = goal.previous {
            group.add("pic-trend", Shape::Line((x_of(previous), line), (x_of(goal.level), line)));
            level_mark(&mut group, (x_of(previous), line), false);
        }
        level_mark(&mut group, (x_of(goal.level), line), true);
        scene.group(group);
        table.row(Some(goal.goal.id()), vec![statement.to_owned(), goal.weight.to_string(), before, now]);
        y += 56.0;
    }
    for level in -2..=2_i64 {
        let text = if level > 0 { format!("+{level}") } else { level.to_string().replace('-', "−") };
        scene.add("pic-axis", Shape::Text((x_of(level), y + 8.0), Anchor::Middle, text));
    }
    scene.height = y + 18.0;
    for goal in &found.unrated {
        let unrated = say(t("tidak dinilai", "not rated"));
        let cells = vec![goal.text(goal::STATEMENT).to_owned(), String::new(), String::new(), unrated];
        table.row(Some(goal.id()), cells);
    }
    table.notes.push(t("Nilai T: {t}", "T score: {t}").with(lang, &[("t", &t_text)]));
    Picture { scene, table }
}

/// A filled diamond for now, a hollow circle for before, so that both are seen on one place.
fn level_mark(group: &mut Group, at: Point, now: bool) {
    if now {
        let arm = 6.0;
        let points = vec![(at.0, at.1 - arm), (at.0 + arm, at.1), (at.0, at.1 + arm), (at.0 - arm, at.1)];
        group.add("pic-now", Shape::Path(points, true));
    } else {
        group.add("pic-before", Shape::Circle(at, 9.0));
    }
}

/// The scores of an assessment by domain, beside those of the one before.
pub fn assessment(view: &AssessmentView<'_>, lang: Lang) -> Picture {
    let say = |text: Text| text.get(lang).to_owned();
    let title = t("Perubahan skor asesmen", "Change of the assessment's scores");
    let mut table = Table::new(say(title))
        .text(say(t("Ranah", "Domain")))
        .text(say(t("Sebelumnya", "Before")))
        .text(say(t("Sekarang", "Now")))
        .text(say(t("Perubahan", "Change")));
    let mut findings: Vec<_> = view.findings.iter().collect();
    // In the order of the list, as on the form.
    findings.order_by_key(|one| {
        lists::LIFE_DOMAIN.codes.iter().position(|code| code.code == one.domain).unwrap_or(usize::MAX)
    });
    let mut pairs = Vec::new();
    for one in findings {
        let label = lists::LIFE_DOMAIN.label(one.domain, lang).to_owned();
        let [now, before] = [one.score, one.previous].map(|score| {
            score.map_or_else(
                || "–".to_owned(),
                |score| {
                    let code = score.to_string();
                    lists::SCORE.label(&code, lang).to_owned()
                },
            )
        });
        let change = match (one.score, one.previous) {
            (Some(now), Some(before)) if now > before => t("naik", "up"),
            (Some(now), Some(before)) if now < before => t("turun", "down"),
            (Some(_), Some(_)) => t("tetap", "the same"),
            _ => t("tidak dapat dibandingkan", "cannot be compared"),
        };
        let short = |score: Option<i64>| score.map_or_else(|| "–".to_owned(), |score| format!("{score} / 5"));
        let told = t("{domain}: {now}; sebelumnya {before}", "{domain}: {now}; before {before}");
        pairs.push(Pair {
            title: told.with(lang, &[("domain", &label), ("now", &now), ("before", &before)]),
            label: label.clone(),
            now: one.score.map(|score| score as f32 / 5.0),
            before: one.previous.map(|score| score as f32 / 5.0),
            now_text: short(one.score),
            before_text: short(one.previous),
            opens: Some(one.record.id()),
        });
        table.row(Some(one.record.id()), vec![label, before, now, say(change)]);
    }
    let date = view.record.get(assessment::DATE).map_or_else(String::new, |date| date_text(date, lang));
    Picture { scene: bars(say(title), date, pairs, lang), table }
}

#[cfg(test)]
#[path = "chart_tests.rs"]
mod tests;
