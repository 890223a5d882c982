//! The five success indicators of social work, reckoned from the records over a period and the one
//! before: timeliness, conformity with the plan, satisfaction, involvement of partners, and the worker's
//! own improvement in all of these.
//!
//! Every number carries what was counted, of what, the records behind both, and what was left out and
//! why. Something belongs to the period in which it was *due* (or sent, answered, opened), never to the
//! one in which it was entered. What surprises: a day counts only when it is over, so nothing that is due
//! today or later counts yet, not even what was done early; otherwise early work would flatter a period
//! whose late work is still to come.

mod facts;

use chrono::{Months, NaiveDate};

pub use self::facts::{FactSteps, Facts};
use super::period::Period;
use crate::casework::agenda::REFERRAL_DAYS;
use crate::casework::survey::{Survey, Weight};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, Steps};

/// What is measured. Partner involvement has three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Done by its date.
    Timeliness,
    /// Done as planned.
    Conformity,
    /// The index of the satisfaction survey.
    Satisfaction,
    /// Cases in which a partner did something.
    Partners,
    /// Referrals that partners accepted.
    Accepted,
    /// Days until a partner answered.
    Waiting,
    /// How many of the others became better.
    Improvement,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A part of the whole, 0 to 1.
    Share,
    /// The index of the survey, 25 to 100.
    Index,
    /// Days.
    Days,
}

impl Measure {
    /// Those that are reckoned from records, in the order of the screen.
    pub const RECKONED: [Measure; 6] = [
        Measure::Timeliness,
        Measure::Conformity,
        Measure::Satisfaction,
        Measure::Partners,
        Measure::Accepted,
        Measure::Waiting,
    ];

    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Measure::Timeliness => t("Ketepatan waktu", "Timeliness"),
            Measure::Conformity => t("Kesesuaian rencana", "Conformity with the plan"),
            Measure::Satisfaction => t("Kepuasan masyarakat (SKM)", "Satisfaction (SKM)"),
            Measure::Partners => t("Keterlibatan mitra kerja", "Involvement of partners"),
            Measure::Accepted => t("Rujukan diterima mitra", "Referrals accepted"),
            Measure::Waiting => t("Lama menunggu jawaban rujukan", "Waiting for an answer to a referral"),
            Measure::Improvement => t("Peningkatan kinerja", "Improvement of the work"),
        }
    }

    /// What its value is.
    pub const fn unit(self) -> Unit {
        match self {
            Measure::Satisfaction => Unit::Index,
            Measure::Waiting => Unit::Days,
            _ => Unit::Share,
        }
    }

    /// Whether a smaller value is the better one.
    pub const fn less_is_better(self) -> bool {
        matches!(self, Measure::Waiting)
    }

    /// The value that cannot be bettered.
    const fn best(self) -> f64 {
        match self.unit() {
            Unit::Share => 1.0,
            Unit::Index => 100.0,
            Unit::Days => 0.0,
        }
    }

    /// Its definition in words.
    pub fn definition(self, lang: Lang) -> String {
        let days = REFERRAL_DAYS.to_string();
        self.definition_text().with(lang, &[("days", &days)])
    }

    const fn definition_text(self) -> Text {
        match self {
            Measure::Timeliness => t(
                "Kegiatan yang terlaksana paling lambat pada batas waktunya, rujukan yang dijawab dalam {days} hari setelah dikirim, dan hari pemantauan kontak yang kontaknya terlihat pada hari itu, dibagi semua yang jatuh tempo dalam periode. Yang jatuh tempo hari ini atau nanti belum dihitung.",
                "Actions done by their date, referrals answered within {days} days of sending, and days of contact follow-up on which the contact was seen, of all that fell due in the period. What is due today or later does not count yet.",
            ),
            Measure::Conformity => t(
                "Kegiatan terencana yang terlaksana, cepat atau lambat, dibagi semua kegiatan yang direncanakan selesai dalam periode. Keterlambatan dinilai pada ketepatan waktu. Perubahan rencana dengan alasan disebut tersendiri.",
                "Planned actions that were done, however late, of all planned to be done in the period. Lateness is weighed under timeliness. Revisions with a reason are counted apart.",
            ),
            Measure::Satisfaction => t(
                "Indeks SKM: jumlah rata-rata unsur yang dijawab, dikali bobot, dikali 25, dari survei bertanggal dalam periode. Pembilang adalah jumlah rata-rata unsur, penyebut banyaknya unsur.",
                "SKM index: the sum of the means of the questions, times the weight, times 25, of surveys dated in the period. The numerator is the sum of the means, the denominator the number of questions.",
            ),
            Measure::Partners => t(
                "Kasus dengan paling sedikit satu kegiatan terlaksana bersama mitra, rujukan terkirim, atau advokasi kepada mitra dalam periode, dibagi kasus yang terbuka dalam periode.",
                "Cases with at least one action done with a partner, referral sent or advocacy with a partner in the period, of cases open in the period.",
            ),
            Measure::Accepted => t(
                "Rujukan yang dikirim dalam periode dan disetujui atau dilayani, dibagi rujukan periode itu yang sudah diputuskan mitra.",
                "Referrals sent in the period that were accepted or served, of those of the period that the partner has decided on.",
            ),
            Measure::Waiting => t(
                "Median hari dari pengiriman sampai jawaban pertama atas rujukan yang dikirim dalam periode; yang belum dijawab dihitung sampai hari ini. Pembilang adalah yang sudah dijawab, penyebut semuanya.",
                "Median of the days from sending to the first answer of referrals sent in the period; those not answered yet count up to today. The numerator is those answered, the denominator all.",
            ),
            Measure::Improvement => t(
                "Angka di atas yang lebih baik daripada periode sebelumnya, atau tetap pada nilai terbaik, dibagi angka yang ada pada kedua periode.",
                "How many of the figures above are better than in the period before, or stay at the best value, of those that both periods have.",
            ),
        }
    }
}

/// What kind of thing was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// An action.
    Action,
    /// A referral.
    Referral,
    /// A day of contact follow-up.
    FollowUp,
    /// A filled-in survey.
    Survey,
    /// A case.
    Case,
    /// An evaluation.
    Evaluation,
}

impl Source {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Source::Action => t("Kegiatan", "Actions"),
            Source::Referral => t("Rujukan", "Referrals"),
            Source::FollowUp => t("Hari pemantauan kontak", "Days of contact follow-up"),
            Source::Survey => t("Survei", "Surveys"),
            Source::Case => t("Kasus", "Cases"),
            Source::Evaluation => t("Evaluasi", "Evaluations"),
        }
    }
}

/// Why something is left out of a number, or counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Its day is not over.
    NotYetDue,
    /// It has no date to be met.
    NoDueDate,
    /// It was done, nobody knows when.
    NoDoneDate,
    /// It is not needed any more.
    NotNeeded,
    /// The case was closed before the date.
    CaseClosed,
    /// It was never planned.
    NeverPlanned,
    /// The referral was not sent.
    NotSent,
    /// The partner has not decided.
    Undecided,
    /// The referral was closed and the decision is not on record.
    DecisionUnknown,
    /// The referral was closed without an answer.
    NoAnswer,
    /// The contact was a case or dead by then.
    Stopped,
    /// The case has no opening date.
    NoOpeningDate,
    /// No question was answered.
    Blank,
    /// Both periods must have a value.
    NotComparable,
    /// Apart: the reason for not doing it is on record.
    NotDoneWithReason,
    /// Apart: an evaluation changed the plan and said why.
    RevisedWithReason,
    /// Apart: an evaluation changed the plan or found it not followed, and did not say why.
    RevisedWithoutReason,
    /// Apart: seen on the day, entered later.
    EnteredLate,
    /// Apart: still waiting, counted up to today.
    StillWaiting,
    /// Apart: a number that is none of 1 to 4 counts as not answered.
    OutOfRange,
}

impl Why {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Why::NotYetDue => t("Belum jatuh tempo", "Not yet due"),
            Why::NoDueDate => t("Tanpa batas waktu", "Without a due date"),
            Why::NoDoneDate => t("Terlaksana, tanggalnya tidak dicatat", "Done, on an unknown day"),
            Why::NotNeeded => t("Tidak diperlukan lagi", "No longer needed"),
            Why::CaseClosed => t("Kasus ditutup sebelum batas waktu", "The case was closed before the date"),
            Why::NeverPlanned => t("Terlaksana tanpa rencana", "Done without a plan"),
            Why::NotSent => t("Rujukan belum dikirim", "Referral not sent"),
            Why::Undecided => t("Mitra belum memutuskan", "The partner has not decided"),
            Why::DecisionUnknown => {
                t("Selesai, keputusan mitra tidak tercatat", "Closed, the decision is not on record")
            }
            Why::NoAnswer => t("Ditutup tanpa jawaban", "Closed without an answer"),
            Why::Stopped => t(
                "Pemantauan berhenti: menjadi kasus atau meninggal",
                "Follow-up ended: became a case or died",
            ),
            Why::NoOpeningDate => t("Kasus tanpa tanggal dibuka", "Case without an opening date"),
            Why::Blank => t("Survei tanpa satu jawaban pun", "Survey without a single answer"),
            Why::NotComparable => {
                t("Tidak ada nilai di salah satu periode", "One of the periods has no value")
            }
            Why::NotDoneWithReason => t("Tidak terlaksana, dengan alasan", "Not done, with a reason"),
            Why::RevisedWithReason => t("Rencana diubah dengan alasan", "Plan revised with a reason"),
            Why::RevisedWithoutReason => t(
                "Rencana diubah atau tidak diikuti, tanpa alasan",
                "Plan revised or not followed, no reason given",
            ),
            Why::EnteredLate => {
                t("Terlihat pada harinya, dicatat kemudian", "Seen on the day, entered later")
            }
            Why::StillWaiting => {
                t("Masih menunggu, dihitung sampai hari ini", "Still waiting, counted up to today")
            }
            Why::OutOfRange => t(
                "Ada jawaban di luar 1–4, dianggap tidak dijawab",
                "An answer outside 1–4 counts as not given",
            ),
        }
    }
}

/// One thing that was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What kind of thing.
    pub source: Source,
    /// The record that says so; for a day on which nothing was entered, the person.
    pub record: RecordId,
    /// The day it is about.
    pub date: Option<NaiveDate>,
    /// Whether it is in the numerator too.
    pub met: bool,
}

/// Records that were left out or are counted apart, for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Why.
    pub why: Why,
    /// The records.
    pub records: Vec<RecordId>,
}

/// A number with everything behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// What is measured.
    pub measure: Measure,
    /// What was counted.
    pub numerator: f64,
    /// Of what.
    pub denominator: f64,
    /// The value by [`Measure::unit`]; `None` where there is nothing to divide by.
    pub value: Option<f64>,
    /// Everything in the denominator.
    pub counted: Vec<Counted>,
    /// What is in neither number.
    pub left_out: Vec<Aside>,
    /// What is to be said besides; it may be in the numbers.
    pub apart: Vec<Aside>,
}

impl Indicator {
    fn new(measure: Measure) -> Self {
        Indicator {
            measure,
            numerator: 0.0,
            denominator: 0.0,
            value: None,
            counted: Vec::new(),
            left_out: Vec::new(),
            apart: Vec::new(),
        }
    }

    /// The records in the numerator.
    pub fn met(&self) -> impl Iterator<Item = &Counted> {
        self.counted.iter().filter(|one| one.met)
    }

    /// The kinds of things that were counted, each with how many were met and how many there are.
    pub fn by_source(&self) -> Vec<(Source, usize, usize)> {
        let mut found: Vec<(Source, usize, usize)> = Vec::new();
        for one in &self.counted {
            let place = found.iter().position(|(source, ..)| *source == one.source);
            if let Some((_, met, of)) = place.and_then(|place| found.get_mut(place)) {
                *met += usize::from(one.met);
                *of += 1;
            } else {
                found.push((one.source, usize::from(one.met), 1));
            }
        }
        found.order_by_key(|(source, ..)| *source);
        found
    }

    /// The value as it is read: `66,7 %`, `91,48`, `4 hari`; a dash where there is none.
    pub fn value_text(&self, lang: Lang) -> String {
        value_text(self.measure.unit(), self.value, lang)
    }

    /// `2 / 3`, or with decimals where the numerator is a sum of means.
    pub fn fraction_text(&self, lang: Lang) -> String {
        let numerator = if self.measure == Measure::Satisfaction {
            decimal(self.numerator, 2, lang)
        } else {
            format!("{:.0}", self.numerator)
        };
        format!("{numerator} / {:.0}", self.denominator)
    }

    fn leave_out(&mut self, why: Why, record: RecordId) {
        aside(&mut self.left_out, why, record);
    }

    fn set_apart(&mut self, why: Why, record: RecordId) {
        aside(&mut self.apart, why, record);
    }

    /// Counts what was gathered, for a part of the whole.
    fn divide(mut self) -> Self {
        self.numerator = self.met().count() as f64;
        self.denominator = self.counted.len() as f64;
        self.value = (self.denominator > 0.0).then(|| self.numerator / self.denominator);
        self
    }
}

/// Adds a record to those of one reason; a record that was added just before is not added twice.
fn aside(list: &mut Vec<Aside>, why: Why, record: RecordId) {
    match list.iter().position(|known| known.why == why).and_then(|place| list.get_mut(place)) {
        Some(known) if known.records.last() == Some(&record) => {}
        Some(known) => known.records.push(record),
        None => list.push(Aside { why, records: vec![record] }),
    }
}

/// A value as it is read.
pub fn value_text(unit: Unit, value: Option<f64>, lang: Lang) -> String {
    let Some(value) = value else { return "–".to_owned() };
    match unit {
        Unit::Share => format!("{} %", decimal(value * 100.0, 1, lang)),
        Unit::Index => decimal(value, 2, lang),
        Unit::Days => {
            let number = if value.fract() == 0.0 { format!("{value:.0}") } else { decimal(value, 1, lang) };
            t("{n} hari", "{n} {n?day|days}").with(lang, &[("n", &number)])
        }
    }
}

/// A number with a decimal comma in Indonesian.
pub fn decimal(value: f64, places: usize, lang: Lang) -> String {
    let text = format!("{value:.places$}");
    if lang == Lang::Id { text.replace('.', ",") } else { text }
}

/// How a number stands to that of the period before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It became better.
    Better,
    /// It stays, and cannot become better.
    StaysBest,
    /// It stays.
    Same,
    /// It became worse.
    Worse,
    /// One of the periods has no value.
    Unknown,
}

impl Direction {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Direction::Better => t("Lebih baik", "Better"),
            Direction::StaysBest => t("Tetap pada nilai terbaik", "Stays at the best value"),
            Direction::Same => t("Tetap", "The same"),
            Direction::Worse => t("Lebih buruk", "Worse"),
            Direction::Unknown => t("Tidak dapat dibandingkan", "Cannot be compared"),
        }
    }

    /// Whether it counts as improvement.
    pub const fn is_improvement(self) -> bool {
        matches!(self, Direction::Better | Direction::StaysBest)
    }

    fn of(measure: Measure, now: Option<f64>, before: Option<f64>) -> Direction {
        let (Some(now), Some(before)) = (now, before) else { return Direction::Unknown };
        let gain = if measure.less_is_better() { before - now } else { now - before };
        if gain > 1e-9 {
            Direction::Better
        } else if gain < -1e-9 {
            Direction::Worse
        } else if (now - measure.best()).abs() < 1e-9 {
            Direction::StaysBest
        } else {
            Direction::Same
        }
    }
}

/// One number in both periods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// What is measured.
    pub measure: Measure,
    /// The value of the period.
    pub now: Option<f64>,
    /// The value of the period before.
    pub before: Option<f64>,
    /// How they stand to each other.
    pub direction: Direction,
}

/// The indicators of a period and the one before.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The period.
    pub period: Period,
    /// The period before.
    pub previous: Period,
    /// The numbers of the period, by [`Measure::RECKONED`].
    pub now: Vec<Indicator>,
    /// The numbers of the period before, in the same order.
    pub before: Vec<Indicator>,
    /// Each number in both periods, in the same order.
    pub changes: Vec<Change>,
    /// How many became better. Its records are those of the numbers themselves.
    pub improvement: Indicator,
    /// The survey of the period in full.
    pub survey: Survey,
}

/// What the numbers of one worker are reckoned from, in words.
pub const OF_ONE_WORKER: Text = t(
    "Hanya kasus yang mencatat pendamping ini. Hari pemantauan kontak dihitung hanya untuk orang dalam kasus itu, sebab pemantauan sendiri tidak mencatat pendamping.",
    "Only cases that name this worker. Days of contact follow-up count only for the people of those cases, because a follow-up itself names no worker.",
);

/// Reckons the indicators of a period, of all cases or of those of one worker.
pub fn report(book: &Book, period: Period, today: NaiveDate, weight: Weight, worker: Option<&str>) -> Report {
    let stretch = Period::new(period.previous().from, period.to);
    report_of(&FactSteps::new(stretch, today, worker).at_once(book), book, period, weight)
}

/// The same from facts that reach from the beginning of the period before to the end of this one.
pub fn report_of(facts: &Facts, book: &Book, period: Period, weight: Weight) -> Report {
    let previous = period.previous();
    let (now, survey) = facts.reckon(book, period, weight);
    let (before, _) = facts.reckon(book, previous, weight);
    let changes: Vec<Change> = now
        .iter()
        .zip(&before)
        .map(|(now, before)| Change {
            measure: now.measure,
            now: now.value,
            before: before.value,
            direction: Direction::of(now.measure, now.value, before.value),
        })
        .collect();
    let comparable = changes.iter().filter(|one| one.direction != Direction::Unknown).count() as f64;
    let better = changes.iter().filter(|one| one.direction.is_improvement()).count() as f64;
    let improvement = Indicator {
        numerator: better,
        denominator: comparable,
        value: (comparable > 0.0).then(|| better / comparable),
        ..Indicator::new(Measure::Improvement)
    };
    Report { period, previous, now, before, changes, improvement, survey }
}

/// One month of a trend.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// The month.
    pub period: Period,
    /// Its number.
    pub number: Indicator,
}

/// The stretch of so many months up to that of a day.
pub fn months_until(until: NaiveDate, months: u32) -> Period {
    let last = Period::month(until);
    let first = last.from.checked_sub_months(Months::new(months.saturating_sub(1)));
    Period::new(first.unwrap_or(last.from), last.to)
}

/// One number in the last `months` months up to the month of a day, the earliest first, from facts of at least these.
pub fn series_of(
    facts: &Facts,
    book: &Book,
    measure: Measure,
    (until, months): (NaiveDate, u32),
    weight: Weight,
) -> Vec<Month> {
    let last = Period::month(until);
    let back = (0..months).rev().filter_map(|back| last.from.checked_sub_months(Months::new(back)));
    back.map(Period::month)
        .map(|period| Month { period, number: facts.reckon_one(measure, book, period, weight) })
        .collect()
}

#[cfg(test)]
mod tests;
