//! The follow-up engine: what is due for a contact on which day. Nothing of it is stored, so a late entry,
//! a corrected exposure or another phone's records change the answer at once.
//!
//! Day 0 is the latest last exposure of all live exposures; the rule's days follow. A contact leaves the
//! lists only by being seen at the end, by becoming a case or by death: time alone ends nothing. An entry
//! never takes a day away, and entries outside the window still count as having been seen.

use chrono::{Days, NaiveDate};

use crate::domain::id::RecordId;
use crate::domain::record::tracing::outbreak;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::tracing::rule::Rule;
use crate::tracing::trail::{Check, CheckResult, Classification, Trail};

/// After so many days unseen a contact is proposed as lost.
pub const LOST_AFTER_DAYS: u64 = 3;

/// Whether somebody is a contact at all. Neither the state of follow-up nor a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactStatus {
    /// No live exposure in this outbreak.
    NotAContact,
    /// Exposed, and no case.
    Contact,
    /// Exposed first, a case later (or on an unknown day).
    BecameCase,
    /// A case already before the first exposure.
    CaseBefore,
}

impl ContactStatus {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            ContactStatus::NotAContact => t("Bukan kontak", "Not a contact"),
            ContactStatus::Contact => t("Kontak", "Contact"),
            ContactStatus::BecameCase => t("Kontak yang menjadi kasus", "Contact who became a case"),
            ContactStatus::CaseBefore => t("Sudah kasus sebelum terpapar", "A case before the exposure"),
        }
    }
}

/// How the follow-up of a contact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUpStatus {
    /// There is no exposure to count from.
    NoExposure,
    /// No exposure says when it ended.
    NoDate,
    /// The rule has no days.
    NoRule,
    /// In the window, seen in time or not yet due.
    UnderFollowUp,
    /// In the window, a day has come, and nobody has ever seen the contact.
    NeverSeen,
    /// In the window, unseen for three days. A person decides.
    ProposedLost,
    /// The window has passed and the last day was not seen: stays in the lists.
    WindowPassed,
    /// The window has passed and the last day, or a later one, was seen.
    Completed,
    /// The contact is a case.
    BecameCase,
    /// The contact died before the end of the window.
    Died,
}

impl FollowUpStatus {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            FollowUpStatus::NoExposure => t("Tanpa paparan", "No exposure"),
            FollowUpStatus::NoDate => {
                t("Tanggal paparan belum dicatat", "The date of exposure is not recorded")
            }
            FollowUpStatus::NoRule => t("Aturan tanpa hari pemantauan", "The rule has no days"),
            FollowUpStatus::UnderFollowUp => t("Dalam pemantauan", "Under follow-up"),
            FollowUpStatus::NeverSeen => t("Belum pernah ditemui", "Never seen"),
            FollowUpStatus::ProposedLost => {
                t("Diusulkan hilang: tiga hari tidak terlihat", "Proposed lost: unseen for three days")
            }
            FollowUpStatus::WindowPassed => {
                t("Masa pantau lewat, hari terakhir tidak terlihat", "Window passed, last day not seen")
            }
            FollowUpStatus::Completed => t("Selesai pemantauan", "Completed"),
            FollowUpStatus::BecameCase => t("Menjadi kasus", "Became a case"),
            FollowUpStatus::Died => t("Meninggal", "Died"),
        }
    }

    /// The word that scripts read.
    pub const fn code(self) -> &'static str {
        match self {
            FollowUpStatus::NoExposure => "no_exposure",
            FollowUpStatus::NoDate => "no_date",
            FollowUpStatus::NoRule => "no_rule",
            FollowUpStatus::UnderFollowUp => "under_follow_up",
            FollowUpStatus::NeverSeen => "never_seen",
            FollowUpStatus::ProposedLost => "proposed_lost",
            FollowUpStatus::WindowPassed => "window_passed",
            FollowUpStatus::Completed => "completed",
            FollowUpStatus::BecameCase => "became_case",
            FollowUpStatus::Died => "died",
        }
    }

    /// Whether the contact still needs somebody: such contacts never expire from view.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            FollowUpStatus::UnderFollowUp
                | FollowUpStatus::NeverSeen
                | FollowUpStatus::ProposedLost
                | FollowUpStatus::WindowPassed
                | FollowUpStatus::NoDate
        )
    }
}

/// Why a day passed without the contact being seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissedWhy<'a> {
    /// Nothing was entered.
    NothingEntered,
    /// Looked for and not found.
    Absent,
    /// The contact refused.
    Refused,
    /// Not done, with the code of the reason where one was given.
    NotDone(Option<&'a str>),
}

/// How one day stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayState<'a> {
    /// Today, and checks are still to be made.
    Due,
    /// Seen, and entered on the day.
    Done,
    /// Seen, and entered after the day.
    LateEntered,
    /// Not seen.
    Missed(MissedWhy<'a>),
    /// Still to come.
    Future,
    /// Not needed any more: the contact was a case or dead by then.
    Stopped,
}

impl DayState<'_> {
    /// The word that scripts read.
    pub const fn code(self) -> &'static str {
        match self {
            DayState::Due => "due",
            DayState::Done => "done",
            DayState::LateEntered => "late",
            DayState::Missed(_) => "missed",
            DayState::Future => "future",
            DayState::Stopped => "stopped",
        }
    }
}

/// One day of the window.
#[derive(Clone, Debug)]
pub struct Day<'a> {
    /// The number counted from day 0.
    pub number: u16,
    /// The date.
    pub date: NaiveDate,
    /// How it stands.
    pub state: DayState<'a>,
    /// Every check entered for this day.
    pub checks: Vec<Check<'a>>,
    /// How many checks the rule asks for.
    pub expected: u8,
}

impl Day<'_> {
    /// How many checks saw the contact.
    pub fn seen(&self) -> usize {
        self.checks.iter().filter(|check| check.result.is_seen()).count()
    }
}

/// The standing of one contact without the single days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Whether the person is a contact.
    pub contact: ContactStatus,
    /// How the follow-up stands.
    pub status: FollowUpStatus,
    /// What is known of an illness, if anything.
    pub classification: Option<Classification>,
    /// Day 0.
    pub day0: Option<NaiveDate>,
    /// The exposure that set day 0.
    pub set_by: Option<RecordId>,
    /// The first and last date of the rule's days.
    pub window: Option<(NaiveDate, NaiveDate)>,
    /// The latest day on which somebody saw the contact in this outbreak.
    pub last_seen: Option<NaiveDate>,
    /// Follow-up is not needed after this day: the day of becoming a case or of death.
    pub stopped: Option<NaiveDate>,
}

impl Summary {
    /// Reads a trail by a rule.
    pub fn of(trail: &Trail<'_>, rule: &Rule, today: NaiveDate) -> Summary {
        let (day0, set_by) = trail.day0().unzip();
        let window = day0.and_then(|day0| rule.window(day0));
        let last_seen =
            trail.checks.iter().filter(|check| check.result.is_seen()).map(|check| check.date).max();
        let case = trail.case();
        let first_exposed = trail.exposures.iter().filter_map(|exposed| exposed.first.or(exposed.last)).min();
        let contact = match case {
            _ if trail.exposures.is_empty() => ContactStatus::NotAContact,
            None => ContactStatus::Contact,
            Some(case) => match (first_exposed, case.onset.or(case.from)) {
                (Some(first), Some(ill)) if ill < first => ContactStatus::CaseBefore,
                _ => ContactStatus::BecameCase,
            },
        };
        let ends_with_death =
            trail.died && window.is_some_and(|(_, end)| trail.died_on.is_none_or(|died| died <= end));
        let status = if trail.exposures.is_empty() {
            FollowUpStatus::NoExposure
        } else if case.is_some() {
            FollowUpStatus::BecameCase
        } else if day0.is_none() {
            FollowUpStatus::NoDate
        } else if ends_with_death {
            FollowUpStatus::Died
        } else {
            match (window, day0) {
                (Some(window), Some(day0)) => open_status(rule, day0, window, last_seen, trail.died, today),
                _ => FollowUpStatus::NoRule,
            }
        };
        let stopped = match status {
            // A case without any date stops follow-up from the start.
            FollowUpStatus::BecameCase => Some(case.and_then(|case| case.from).unwrap_or(NaiveDate::MIN)),
            FollowUpStatus::Died => Some(trail.died_on.unwrap_or(today.min(trail.last_known(today)))),
            _ => None,
        };
        Summary {
            contact,
            status,
            classification: case.or(trail.cases.last()).map(|case| case.classification),
            day0,
            set_by,
            window,
            last_seen,
            stopped,
        }
    }

    /// How many days the contact has not been seen; for one who never was, since day 0.
    pub fn days_unseen(&self, today: NaiveDate) -> Option<u64> {
        let since = self.last_seen.or(self.day0)?;
        u64::try_from((today - since).num_days()).ok().or(Some(0))
    }
}

impl Trail<'_> {
    /// Day 0, and the exposure that sets it: of two that ended on one day the one known first.
    pub fn day0(&self) -> Option<(NaiveDate, RecordId)> {
        let dated = self.exposures.iter().filter_map(|exposed| Some((exposed.last?, exposed.record)));
        dated.min_by_key(|(last, record)| (std::cmp::Reverse(*last), *record))
    }

    /// The last day on which anything was entered, for a death of unknown date.
    fn last_known(&self, today: NaiveDate) -> NaiveDate {
        self.checks.iter().map(|check| check.date).max().unwrap_or(today)
    }
}

fn open_status(
    rule: &Rule,
    day0: NaiveDate,
    (first, end): (NaiveDate, NaiveDate),
    last_seen: Option<NaiveDate>,
    died: bool,
    today: NaiveDate,
) -> FollowUpStatus {
    if today > end {
        return if last_seen.is_some_and(|seen| seen >= end) {
            FollowUpStatus::Completed
        } else if died {
            FollowUpStatus::Died
        } else {
            FollowUpStatus::WindowPassed
        };
    }
    if today < first {
        return FollowUpStatus::UnderFollowUp;
    }
    let Some(seen) = last_seen else { return FollowUpStatus::NeverSeen };
    // Unseen days count from the first day that was due after the contact was last seen. With daily
    // follow-up that is the same as "last seen three days ago"; with given days, or after a new exposure,
    // nobody is lost on days when nobody was to come.
    let unseen_since = rule.next_date(day0, seen);
    match unseen_since.and_then(|date| date.checked_add_days(Days::new(LOST_AFTER_DAYS - 1))) {
        Some(lost) if lost <= today => FollowUpStatus::ProposedLost,
        _ => FollowUpStatus::UnderFollowUp,
    }
}

/// Every day of the window as it stands.
pub fn days<'a>(trail: &Trail<'a>, rule: &Rule, summary: &Summary, today: NaiveDate) -> Vec<Day<'a>> {
    let Some(day0) = summary.day0 else { return Vec::new() };
    rule.dates(day0)
        .map(|date| day_at(trail, rule, summary.stopped, number_of(day0, date), date, today))
        .collect()
}

/// The number of a date counted from day 0; what lies centuries away stays at the largest number.
fn number_of(day0: NaiveDate, date: NaiveDate) -> u16 {
    u16::try_from((date - day0).num_days()).unwrap_or(u16::MAX)
}

/// The standing of the day of the window that is today, if the rule has one.
pub fn day_of_today<'a>(
    trail: &Trail<'a>,
    rule: &Rule,
    summary: &Summary,
    today: NaiveDate,
) -> Option<Day<'a>> {
    let day0 = summary.day0?;
    rule.next_date(day0, today.pred_opt()?).filter(|date| *date == today)?;
    Some(day_at(trail, rule, summary.stopped, number_of(day0, today), today, today))
}

fn day_at<'a>(
    trail: &Trail<'a>,
    rule: &Rule,
    stopped: Option<NaiveDate>,
    number: u16,
    date: NaiveDate,
    today: NaiveDate,
) -> Day<'a> {
    let checks: Vec<Check<'a>> = trail.checks.iter().filter(|check| check.date == date).copied().collect();
    let seen = checks.iter().filter(|check| check.result.is_seen()).count();
    let in_time =
        |check: &Check<'a>| check.result.is_seen() && check.entered().is_none_or(|entered| entered <= date);
    let stopped = stopped.is_some_and(|stopped| date > stopped);
    let state = if date == today && checks.len() < usize::from(rule.checks_per_day) && !stopped {
        DayState::Due
    } else if checks.iter().any(in_time) {
        DayState::Done
    } else if seen > 0 {
        DayState::LateEntered
    } else if let Some(check) = checks.last() {
        DayState::Missed(match check.result {
            CheckResult::Absent => MissedWhy::Absent,
            CheckResult::Refused => MissedWhy::Refused,
            _ => MissedWhy::NotDone(check.not_done_reason()),
        })
    } else if stopped {
        DayState::Stopped
    } else if date > today {
        DayState::Future
    } else {
        DayState::Missed(MissedWhy::NothingEntered)
    };
    Day { number, date, state, checks, expected: rule.checks_per_day }
}

impl<'a> FollowUp<'a> {
    /// How a trail stands by a rule, whether it comes from the book or from a list.
    pub fn of(trail: &Trail<'a>, rule: Rule, today: NaiveDate) -> FollowUp<'a> {
        let summary = Summary::of(trail, &rule, today);
        let days = days(trail, &rule, &summary, today);
        let outside = trail
            .checks
            .iter()
            .filter(|check| !days.iter().any(|day| day.date == check.date))
            .copied()
            .collect();
        FollowUp { summary, days, outside, rule, exposures: trail.exposures.len() }
    }
}

/// The follow-up of one person in one outbreak.
#[derive(Clone, Debug)]
pub struct FollowUp<'a> {
    /// The standing.
    pub summary: Summary,
    /// Every day of the window.
    pub days: Vec<Day<'a>>,
    /// Checks on days that are none of the window's, such as those of an earlier window.
    pub outside: Vec<Check<'a>>,
    /// The rule that applied.
    pub rule: Rule,
    /// How many exposures were weighed.
    pub exposures: usize,
}

impl FollowUp<'_> {
    /// The rule in words, with the exposure that set the window.
    pub fn rule_text(&self, lang: Lang) -> String {
        let rule = self.rule.in_words(lang);
        let Some(day0) = self.summary.day0 else { return rule };
        let values =
            [("rule", rule.as_str()), ("date", &day0.to_string()), ("n", &self.exposures.to_string())];
        let text = if self.exposures > 1 {
            t(
                "{rule}. Hari ke-0 adalah {date}: paparan yang berakhir paling akhir dari {n} paparan",
                "{rule}. Day 0 is {date}: the exposure that ended last of {n}",
            )
        } else {
            t(
                "{rule}. Hari ke-0 adalah {date}: satu-satunya paparan",
                "{rule}. Day 0 is {date}: the only exposure",
            )
        };
        text.with(lang, &values)
    }
}

/// How the follow-up of a person in an outbreak stands today.
pub fn status<'a>(book: &'a Book, person: RecordId, outbreak: RecordId, today: NaiveDate) -> FollowUp<'a> {
    let rule = book.get_as(outbreak, &outbreak::SPEC).map_or_else(Rule::none, Rule::of);
    FollowUp::of(&Trail::of(book, person, outbreak), rule, today)
}

#[cfg(test)]
#[path = "follow_up_tests.rs"]
mod tests;
