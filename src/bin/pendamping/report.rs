//! `pendamping report`: the five indicators of success from a whole book, by the code of the app.
//!
//! There is no clock here: the day on which the report stands is that on which the file was made, unless the call says
//! another, so the same call gives the same bytes for ever. Records behind a number are counted, not named.

use std::collections::BTreeMap;
use std::ffi::OsString;

use chrono::NaiveDate;
use pendamping::casework::survey::Weight;
use pendamping::domain::record::casework::case;
use pendamping::domain::text::{Lang, Text};
use pendamping::domain::zone::local_date;
use pendamping::report::indicator::{
    Aside, Direction, Indicator, Measure, OF_ONE_WORKER, Report, Source, Unit, Why, report,
};
use pendamping::report::period::Period;
use serde::Serialize;
use serde_json::Number;

use crate::call::Call;
use crate::files::{Answer, HELP, Trouble};
use crate::handed;

#[derive(Serialize)]
struct Shown {
    file: String,
    as_of: String,
    period: Days,
    previous: Days,
    worker: Option<String>,
    weight: &'static str,
    indicators: Vec<One>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Both>,
}

#[derive(Serialize)]
struct Days {
    from: String,
    to: String,
}

/// A text in both languages.
#[derive(Serialize)]
struct Both {
    id: String,
    en: String,
}

#[derive(Serialize)]
struct One {
    indicator: &'static str,
    measure: &'static str,
    label: Both,
    definition: Both,
    unit: &'static str,
    less_is_better: bool,
    now: Figures,
    before: Option<Figures>,
    direction: Option<&'static str>,
}

#[derive(Serialize)]
struct Figures {
    numerator: Option<Number>,
    denominator: Option<Number>,
    value: Option<Number>,
    by_source: Vec<BySource>,
    left_out: BTreeMap<&'static str, usize>,
    apart: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct BySource {
    source: &'static str,
    met: usize,
    of: usize,
}

/// Runs the command.
pub fn run(words: impl Iterator<Item = OsString>) -> Result<Answer, Trouble> {
    let call = Call::read(words, &["from", "to", "worker", "as-of"], &["rounded", "json", "large"])?;
    if call.has("help") {
        return Ok(Answer::of(HELP.to_owned()));
    }
    let path = call.one_file()?;
    let (from, to, as_of) = (call.day("from")?, call.day("to")?, call.day("as-of")?);
    if from.is_some() != to.is_some() {
        return Err(Trouble::Usage("a period has two ends: --from DATE --to DATE".to_owned()));
    }
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Trouble::Usage("--from is after --to".to_owned()));
    }
    let opened = handed::open_whole(path, &handed::limits(call.has("large")))?;
    let created = opened.told.created;
    let today = as_of.unwrap_or_else(|| local_date(created.ms, created.offset));
    let period = from.zip(to).map_or_else(|| Period::month(today), |(from, to)| Period::new(from, to));
    let worker = call.text("worker").map(|name| name.trim().to_owned());
    let weight = if call.has("rounded") { Weight::Rounded } else { Weight::Ninth };
    let book = opened.ledger.book();
    let found = report(book, period, today, weight, worker.as_deref());
    let mut answer = Answer::default();
    if let Some(name) = worker.as_deref()
        && !book.of(&case::SPEC).any(|record| record.text(case::WORKER).trim() == name)
    {
        answer.notes.push(format!("no case names \"{name}\" as its worker"));
    }
    let file = handed::name(path);
    answer.out = if call.has("json") {
        let shown = Shown {
            file,
            as_of: today.to_string(),
            period: days(found.period),
            previous: days(found.previous),
            note: worker.is_some().then(|| both(OF_ONE_WORKER)),
            worker,
            weight: weight.code(),
            indicators: indicators(&found),
        };
        serde_json::to_string_pretty(&shown)? + "\n"
    } else {
        text(&file, today, worker.as_deref(), &found)
    };
    Ok(answer)
}

fn days(period: Period) -> Days {
    Days { from: period.from.to_string(), to: period.to.to_string() }
}

fn both(text: Text) -> Both {
    Both { id: text.get(Lang::Id).to_owned(), en: text.get(Lang::En).to_owned() }
}

fn indicators(report: &Report) -> Vec<One> {
    let reckoned = report.now.iter().zip(&report.before).zip(&report.changes);
    let mut all: Vec<One> = reckoned
        .map(|((now, before), change)| One {
            before: Some(figures(before)),
            direction: Some(direction(change.direction)),
            ..one(now)
        })
        .collect();
    all.push(one(&report.improvement));
    all
}

fn one(now: &Indicator) -> One {
    let (indicator, measure) = names(now.measure);
    One {
        indicator,
        measure,
        label: both(now.measure.label()),
        definition: Both { id: now.measure.definition(Lang::Id), en: now.measure.definition(Lang::En) },
        unit: match now.measure.unit() {
            Unit::Share => "share",
            Unit::Index => "index",
            Unit::Days => "days",
        },
        less_is_better: now.measure.less_is_better(),
        now: figures(now),
        before: None,
        direction: None,
    }
}

fn figures(of: &Indicator) -> Figures {
    let by_source = of.by_source().into_iter();
    Figures {
        numerator: number(of.numerator),
        denominator: number(of.denominator),
        value: of.value.and_then(number),
        by_source: by_source.map(|(kind, met, of)| BySource { source: source(kind), met, of }).collect(),
        left_out: asides(&of.left_out),
        apart: asides(&of.apart),
    }
}

fn asides(list: &[Aside]) -> BTreeMap<&'static str, usize> {
    list.iter().map(|aside| (why(aside.why), aside.records.len())).collect()
}

/// A whole number as such.
fn number(value: f64) -> Option<Number> {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return Some(Number::from(value as i64));
    }
    Number::from_f64(value)
}

/// The indicator of which a measure is one number, and the measure.
const fn names(measure: Measure) -> (&'static str, &'static str) {
    match measure {
        Measure::Timeliness => ("timeliness", "timeliness"),
        Measure::Conformity => ("conformity", "conformity"),
        Measure::Satisfaction => ("satisfaction", "satisfaction"),
        Measure::Partners => ("partners", "cases_with_partner"),
        Measure::Accepted => ("partners", "referrals_accepted"),
        Measure::Waiting => ("partners", "days_to_answer"),
        Measure::Improvement => ("improvement", "improvement"),
    }
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Better => "better",
        Direction::StaysBest => "stays_best",
        Direction::Same => "same",
        Direction::Worse => "worse",
        Direction::Unknown => "unknown",
    }
}

const fn source(source: Source) -> &'static str {
    match source {
        Source::Action => "action",
        Source::Referral => "referral",
        Source::FollowUp => "follow_up",
        Source::Survey => "survey",
        Source::Case => "case",
        Source::Evaluation => "evaluation",
    }
}

const fn why(why: Why) -> &'static str {
    match why {
        Why::NotYetDue => "not_yet_due",
        Why::NoDueDate => "no_due_date",
        Why::NoDoneDate => "no_done_date",
        Why::NotNeeded => "not_needed",
        Why::CaseClosed => "case_closed",
        Why::NeverPlanned => "never_planned",
        Why::NotSent => "not_sent",
        Why::Undecided => "undecided",
        Why::DecisionUnknown => "decision_unknown",
        Why::NoAnswer => "no_answer",
        Why::Stopped => "stopped",
        Why::NoOpeningDate => "no_opening_date",
        Why::Blank => "blank",
        Why::NotComparable => "not_comparable",
        Why::NotDoneWithReason => "not_done_with_reason",
        Why::RevisedWithReason => "revised_with_reason",
        Why::RevisedWithoutReason => "revised_without_reason",
        Why::EnteredLate => "entered_late",
        Why::StillWaiting => "still_waiting",
        Why::OutOfRange => "out_of_range",
    }
}

fn text(file: &str, today: NaiveDate, worker: Option<&str>, report: &Report) -> String {
    let of = worker.map_or_else(String::new, |worker| format!(", cases of {worker}"));
    let Period { from, to } = report.period;
    let mut lines = vec![format!("{file}: {from} to {to}, as of {today}{of}")];
    let before = report.before.iter().map(Some).chain([None]);
    for (now, before) in report.now.iter().chain([&report.improvement]).zip(before) {
        let mut line = format!(
            "  {}: {} ({})",
            now.measure.label().get(Lang::En),
            now.value_text(Lang::En),
            now.fraction_text(Lang::En)
        );
        if let Some(before) = before {
            line.push_str(&format!("; before {}", before.value_text(Lang::En)));
        }
        let left_out: usize = now.left_out.iter().map(|aside| aside.records.len()).sum();
        if left_out > 0 {
            line.push_str(&format!("; {left_out} left out"));
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}
