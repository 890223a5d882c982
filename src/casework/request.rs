//! What people ask about their own data, and the hours in which they are to be answered.
//!
//! UU 27/2022 gives 3 x 24 hours from the receiving of a request to correct (Pasal 30), to give access
//! (Pasal 32), to stop after a withdrawal (Pasal 40) and to restrict (Pasal 41). For erasure it names no
//! hours; the same clock is kept there as a rule of our own, and [`basis`] says so.
//!
//! What surprises: where the hour was not written down, the clock starts with the day, so that it never
//! runs longer than the law allows; and an answer without an hour counts from the end of its day. The
//! times are those of the writer's zone, which the commit carries.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::spine::data_request;
use crate::domain::text::{Lang, Text, t};
use crate::domain::zone::{Stamp, Zone, local_date, local_time};
use crate::ledger::{Book, RecordRef};

/// The hours of the law.
pub const HOURS: i64 = 72;

const HOUR_MS: i64 = 3_600_000;

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It waits; so many whole hours are left.
    Running {
        /// Whole hours until the time is up.
        hours_left: i64,
    },
    /// It waits, and the time is up since so many whole hours.
    Overdue {
        /// Whole hours since the time was up.
        hours: i64,
    },
    /// It was answered.
    Answered {
        /// Whether in time.
        in_time: bool,
    },
}

/// The clock of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// When it was received.
    pub received: Stamp,
    /// When the answer is due.
    pub due: Stamp,
    /// How far it has come.
    pub progress: Progress,
}

impl Clock {
    /// `Sisa 5 jam`, `Lewat 30 jam`, `Dijawab tepat waktu`.
    pub fn words(&self, lang: Lang) -> String {
        let (text, hours) = match self.progress {
            Progress::Running { hours_left } => (t("Sisa {n} jam", "{n} {n?hour|hours} left"), hours_left),
            Progress::Overdue { hours } => (t("Lewat {n} jam", "{n} {n?hour|hours} overdue"), hours),
            Progress::Answered { in_time: true } => (t("Dijawab tepat waktu", "Answered in time"), 0),
            Progress::Answered { in_time: false } => (t("Dijawab terlambat", "Answered late"), 0),
        };
        text.with(lang, &[("n", &hours.to_string())])
    }
}

/// On what the hours rest, by the code of the request.
pub fn basis(kind: &str) -> Text {
    match kind {
        "access" => t("UU 27/2022 Pasal 32: 3 x 24 jam", "Law 27/2022, article 32: 3 x 24 hours"),
        "correction" => t("UU 27/2022 Pasal 30: 3 x 24 jam", "Law 27/2022, article 30: 3 x 24 hours"),
        "withdrawal" => t("UU 27/2022 Pasal 40: 3 x 24 jam", "Law 27/2022, article 40: 3 x 24 hours"),
        "restriction" => t("UU 27/2022 Pasal 41: 3 x 24 jam", "Law 27/2022, article 41: 3 x 24 hours"),
        _ => t(
            "Target sendiri 3 x 24 jam; undang-undang tidak menyebut jamnya",
            "Our own target of 3 x 24 hours; the law names none",
        ),
    }
}

/// The clock of a request; `None` where it has no date, as in a file from elsewhere.
pub fn clock(record: RecordRef<'_>, now_ms: i64) -> Option<Clock> {
    let offset = offset(record);
    let at = time(record.text(data_request::RECEIVED_AT)).unwrap_or(NaiveTime::MIN);
    let received = instant(record.get(data_request::RECEIVED)?.and_time(at), offset);
    let due = Stamp { ms: received.ms.saturating_add(HOURS * HOUR_MS), offset };
    let progress = match answered(record, offset) {
        Some(answered) => Progress::Answered { in_time: answered <= due.ms },
        None if is_answered(record) => Progress::Answered { in_time: true },
        None if now_ms <= due.ms => {
            Progress::Running { hours_left: due.ms.saturating_sub(now_ms).div_euclid(HOUR_MS) }
        }
        None => Progress::Overdue { hours: now_ms.saturating_sub(due.ms).div_euclid(HOUR_MS) },
    };
    Some(Clock { received, due, progress })
}

/// Whether nothing is left to be done about it.
pub fn is_answered(record: RecordRef<'_>) -> bool {
    !record.text(data_request::OUTCOME).is_empty() || record.get(data_request::ANSWERED).is_some()
}

/// The day on which an open request is due, in the writer's zone.
pub(super) fn due_day(record: RecordRef<'_>) -> Option<NaiveDate> {
    if is_answered(record) {
        return None;
    }
    // The day it is due does not depend on what time it is.
    let due = clock(record, 0)?.due;
    Some(local_date(due.ms, due.offset))
}

fn answered(record: RecordRef<'_>, offset: i16) -> Option<i64> {
    let end = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
    let at = time(record.text(data_request::ANSWERED_AT)).unwrap_or(end);
    Some(instant(record.get(data_request::ANSWERED)?.and_time(at), offset).ms)
}

/// The offset of whoever first wrote it down.
fn offset(record: RecordRef<'_>) -> i16 {
    record
        .first_commit()
        .and_then(|number| record.book().commit_info(number))
        .map_or(Zone::default().offset_minutes(), |commit| commit.at.offset)
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

fn instant(local: NaiveDateTime, offset: i16) -> Stamp {
    let ms = local.and_utc().timestamp_millis().saturating_sub(i64::from(offset) * 60_000);
    Stamp { ms, offset }
}

/// Why an answer is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefused {
    /// There is no such request.
    #[error("no such request")]
    NoRequest,
    /// A refusal, or a part of it, without its reason.
    #[error("a refusal needs its reason")]
    NoReason,
}

/// Plans the answer to a request, given now.
///
/// # Errors
/// [`AnswerRefused`], each of which the form explains.
pub fn plan_answer(
    book: &Book,
    id: RecordId,
    outcome: &str,
    reason: &str,
    now: Stamp,
) -> Result<Vec<Draft>, AnswerRefused> {
    book.get_as(id, &data_request::SPEC).ok_or(AnswerRefused::NoRequest)?;
    let reason = reason.trim();
    if reason.is_empty() && matches!(outcome, "refused" | "partly") {
        return Err(AnswerRefused::NoReason);
    }
    let at = local_time(now.ms, now.offset);
    let mut fields = FieldSet::new()
        .with(data_request::OUTCOME, outcome)
        .with(data_request::ANSWERED, at.date())
        .with(data_request::ANSWERED_AT, at.format("%H:%M").to_string());
    if !reason.is_empty() {
        fields.set(data_request::REASON, reason);
    }
    Ok(vec![Draft { kind: data_request::SPEC.name, record: id, parent: None, fields }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::agenda::ItemKind;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::spine::person;

    /// 2026-11-20 09:30 in Jakarta, as the fixture's writer has it.
    const RECEIVED_MS: i64 = 1_795_141_800_000;

    struct Case {
        desk: Desk,
        id: RecordId,
        who: RecordId,
    }

    fn asked(at: Option<&str>) -> Case {
        let mut desk = Desk::new();
        let who = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let fields = fields()
            .with(data_request::KIND, "access")
            .with(data_request::RECEIVED, day("2026-11-20"))
            .with_some(data_request::RECEIVED_AT, at);
        let id = desk.make(&data_request::SPEC, Some(who), fields);
        Case { desk, id, who }
    }

    fn progress(case: &Case, now_ms: i64) -> Progress {
        clock(case.desk.book().get(case.id).unwrap(), now_ms).unwrap().progress
    }

    #[test]
    fn seventy_two_hours_run_from_the_minute_it_was_received() {
        let case = asked(Some("09:30"));
        let clock = clock(case.desk.book().get(case.id).unwrap(), RECEIVED_MS).unwrap();
        assert_eq!(clock.received, Stamp { ms: RECEIVED_MS, offset: 420 });
        assert_eq!(clock.due.ms - clock.received.ms, 3 * 24 * HOUR_MS);
        assert_eq!(progress(&case, RECEIVED_MS), Progress::Running { hours_left: 72 });
        assert_eq!(progress(&case, RECEIVED_MS + 1), Progress::Running { hours_left: 71 });
        assert_eq!(progress(&case, clock.due.ms), Progress::Running { hours_left: 0 });
        assert_eq!(progress(&case, clock.due.ms + 5 * HOUR_MS), Progress::Overdue { hours: 5 });
        assert_eq!(clock.words(Lang::Id), "Sisa 72 jam");
    }

    #[test]
    fn without_an_hour_the_clock_starts_with_the_day_and_an_answer_counts_from_its_end() {
        let mut case = asked(None);
        let start = RECEIVED_MS - 9 * HOUR_MS - HOUR_MS / 2;
        assert_eq!(progress(&case, start), Progress::Running { hours_left: 72 });
        let answer = |date: &str| fields().with(data_request::ANSWERED, day(date));
        case.desk.change(&data_request::SPEC, case.id, answer("2026-11-22"));
        assert_eq!(progress(&case, 0), Progress::Answered { in_time: true });
        case.desk.change(&data_request::SPEC, case.id, answer("2026-11-23"));
        assert_eq!(progress(&case, 0), Progress::Answered { in_time: false });
    }

    #[test]
    fn a_request_is_on_the_agenda_until_it_is_answered_and_a_refusal_says_why() {
        let mut case = asked(Some("09:30"));
        let items = case.desk.agenda("2026-11-24").overdue;
        assert_eq!(
            (items[0].kind, items[0].days, items[0].person),
            (ItemKind::DataRequest, 1, Some(case.who))
        );
        let now = Stamp { ms: RECEIVED_MS + 2 * HOUR_MS, offset: 420 };
        let plan = |desk: &Desk, outcome: &str, reason: &str| {
            plan_answer(desk.book(), case.id, outcome, reason, now)
        };
        assert_eq!(plan(&case.desk, "refused", " "), Err(AnswerRefused::NoReason));
        let drafts = plan(&case.desk, "granted", "").unwrap();
        case.desk.save(drafts);
        let record = case.desk.book().get(case.id).unwrap();
        assert_eq!(record.text(data_request::ANSWERED_AT), "11:30");
        assert_eq!(progress(&case, i64::MAX), Progress::Answered { in_time: true });
        assert!(case.desk.agenda("2026-11-24").is_empty());
    }

    #[test]
    fn every_request_says_on_what_its_hours_rest() {
        assert!(basis("correction").id.contains("Pasal 30"));
        assert!(basis("erasure").id.contains("Target sendiri"));
    }
}
