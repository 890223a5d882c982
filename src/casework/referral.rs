//! Referrals: from the draft to the answer. A referral stays open until it was served, refused or
//! closed, and every day until the first answer is counted.

use super::agenda::REFERRAL_DAYS;
use super::consent::may_refer;
use crate::domain::order::InOrder;
use chrono::NaiveDate;

use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::casework::referral;
use crate::domain::record::spine::partner;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, RecordRef};

/// Where a referral stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Written, not sent.
    Drafted,
    /// On its way; was it received?
    Sent,
    /// It arrived.
    Received,
    /// The partner will serve.
    Accepted,
    /// The partner will not.
    Refused,
    /// The client was served.
    Served,
    /// Done with, whatever came of it.
    Closed,
}

impl State {
    /// All states in order.
    pub const ALL: [State; 7] = [
        State::Drafted,
        State::Sent,
        State::Received,
        State::Accepted,
        State::Refused,
        State::Served,
        State::Closed,
    ];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            State::Drafted => "drafted",
            State::Sent => "sent",
            State::Received => "received",
            State::Accepted => "accepted",
            State::Refused => "refused",
            State::Served => "served",
            State::Closed => "closed",
        }
    }

    /// Reads the code; `None` for one that a newer version wrote.
    pub fn of_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Where a referral stands; a state this version does not know counts as none.
pub fn state_of(record: RecordRef<'_>) -> Option<State> {
    State::of_code(record.text(referral::STATE))
}

/// What may come after a state. A refused referral may be sent again.
pub const fn next_states(state: State) -> &'static [State] {
    match state {
        State::Drafted => &[State::Sent, State::Closed],
        State::Sent => &[State::Received, State::Accepted, State::Refused, State::Closed],
        State::Received => &[State::Accepted, State::Refused, State::Closed],
        State::Accepted => &[State::Served, State::Refused, State::Closed],
        State::Refused => &[State::Sent, State::Closed],
        State::Served => &[State::Closed],
        State::Closed => &[],
    }
}

/// A step of a referral.
#[derive(Clone)]
pub struct Answer {
    /// The new state.
    pub state: State,
    /// The day it happened.
    pub date: NaiveDate,
    /// The code of why it was refused.
    pub refused_reason: Option<String>,
    /// What the partner says.
    pub feedback: Option<String>,
}

/// Why a step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefused {
    /// There is no such referral.
    #[error("no such referral")]
    NoReferral,
    /// The state does not follow on the present one.
    #[error("the state does not follow")]
    NotNext,
    /// The answer is dated before the letter.
    #[error("answered before it was sent")]
    BeforeSent,
    /// A refusal without its reason.
    #[error("a refusal needs its reason")]
    NoReason,
    /// The client's data may not go to this partner; `consent::may_refer` says why.
    #[error("no consent to share")]
    NoConsent,
}

/// Plans a step of a referral.
///
/// # Errors
/// [`AnswerRefused`], each of which the form explains.
pub fn plan_answer(book: &Book, id: RecordId, answer: &Answer) -> Result<Vec<Draft>, AnswerRefused> {
    let record = book.get_as(id, &referral::SPEC).ok_or(AnswerRefused::NoReferral)?;
    // From a state of a newer version, any step is better than a referral that is stuck.
    let follows = state_of(record).is_none_or(|state| next_states(state).contains(&answer.state));
    if !follows {
        return Err(AnswerRefused::NotNext);
    }
    let resent = answer.state == State::Sent;
    if !resent && record.get(referral::SENT).is_some_and(|sent| answer.date < sent) {
        return Err(AnswerRefused::BeforeSent);
    }
    if resent && may_refer(book, record, answer.date).is_blocked() {
        return Err(AnswerRefused::NoConsent);
    }
    let mut fields = FieldSet::new().with(referral::STATE, answer.state.code());
    match answer.state {
        State::Sent => {
            fields.set(referral::SENT, answer.date);
            if record.get(referral::ANSWERED).is_some() {
                fields.clear(referral::ANSWERED);
            }
            if record.get(referral::REFUSED_REASON).is_some() {
                fields.clear(referral::REFUSED_REASON);
            }
        }
        State::Received | State::Accepted | State::Refused | State::Served => {
            if record.get(referral::ANSWERED).is_none() {
                fields.set(referral::ANSWERED, answer.date);
            }
        }
        State::Drafted | State::Closed => {}
    }
    if answer.state == State::Refused {
        let reason = answer.refused_reason.clone().filter(|reason| !reason.is_empty());
        fields.set(referral::REFUSED_REASON, reason.ok_or(AnswerRefused::NoReason)?);
    }
    if let Some(feedback) = answer.feedback.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        fields.set(referral::FEEDBACK, feedback);
    }
    Ok(vec![Draft { kind: referral::SPEC.name, record: id, parent: None, fields }])
}

/// Whether somebody still has to do something about it.
pub fn is_open(record: RecordRef<'_>) -> bool {
    !matches!(state_of(record), Some(State::Refused | State::Served | State::Closed))
}

/// Whether it was sent and nobody has answered.
pub fn is_waiting(record: RecordRef<'_>) -> bool {
    state_of(record) == Some(State::Sent) && record.get(referral::ANSWERED).is_none()
}

/// Days from sending to the first answer, or to today while there is none. `None` where it was never
/// sent, or closed without an answer.
pub fn days_waiting(record: RecordRef<'_>, today: NaiveDate) -> Option<i64> {
    let sent = record.get(referral::SENT)?;
    let until = match record.get(referral::ANSWERED) {
        Some(answered) => answered,
        None if is_waiting(record) => today,
        None => return None,
    };
    Some((until - sent).num_days().max(0))
}

/// Open referrals of cases that exist, the one that waits longest first, drafts last.
pub fn open_referrals(book: &Book) -> Vec<RecordRef<'_>> {
    let mut open: Vec<_> = book
        .of(&referral::SPEC)
        .filter(|record| is_open(*record) && record.parent_record().is_some())
        .collect();
    open.order_by_key(|record| (record.get(referral::SENT).unwrap_or(NaiveDate::MAX), record.id()));
    open
}

/// Which open referrals are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only to this partner.
    pub partner: Option<RecordId>,
    /// Only in this state.
    pub state: Option<State>,
    /// Only those whose answer is overdue.
    pub overdue: bool,
}

/// An open referral with what its list says of it.
#[derive(Clone, Debug)]
pub struct Open<'a> {
    /// The referral.
    pub record: RecordRef<'a>,
    /// Where it stands; none for a state of a newer version.
    pub state: Option<State>,
    /// The partner, where one is recorded.
    pub partner: Option<RecordRef<'a>>,
    /// Days since it was sent, while nobody has answered.
    pub waiting: Option<i64>,
    /// Whether an answer is overdue by [`rule`].
    pub overdue: bool,
}

impl Wanted {
    /// Whether an open referral is one of those that are asked for.
    pub fn fits(&self, one: &Open<'_>) -> bool {
        self.partner.is_none_or(|id| one.partner.is_some_and(|partner| partner.id() == id))
            && self.state.is_none_or(|state| one.state == Some(state))
            && (!self.overdue || one.overdue)
    }
}

impl<'a> Open<'a> {
    /// What the list says of a referral.
    pub fn of(book: &'a Book, record: RecordRef<'a>, today: NaiveDate) -> Open<'a> {
        let waiting = days_waiting(record, today).filter(|_| is_waiting(record));
        Open {
            record,
            state: state_of(record),
            partner: record.get(referral::PARTNER).and_then(|id| book.get_as(id, &partner::SPEC)),
            waiting,
            overdue: is_late(waiting),
        }
    }
}

impl Open<'_> {
    /// The question that takes it a step further.
    pub const fn next_step(&self) -> Text {
        match self.state {
            Some(State::Drafted) => t("Belum dikirim. Kirim sekarang?", "Not sent yet. Send it now?"),
            Some(State::Sent) => t("Sudah diterima mitra?", "Was it received?"),
            Some(State::Received) => t("Disetujui atau ditolak?", "Accepted or refused?"),
            Some(State::Accepted) => t("Klien sudah dilayani?", "Was the client served?"),
            _ => t("Tanyakan kabarnya.", "Ask how it stands."),
        }
    }
}

/// When an answer is overdue, in words.
pub fn rule(lang: Lang) -> String {
    t(
        "Terlambat bila mitra belum menjawab lebih dari {n} hari setelah dikirim. Rujukan tetap terbuka sampai dilayani, ditolak, atau ditutup.",
        "Overdue when the partner has not answered more than {n} days after sending. A referral stays open until it was served, refused or closed.",
    )
    .with(lang, &[("n", &REFERRAL_DAYS.to_string())])
}

/// Whether so many days of waiting for an answer are too many.
fn is_late(waiting: Option<i64>) -> bool {
    waiting.and_then(|days| u64::try_from(days).ok()).is_some_and(|days| days > REFERRAL_DAYS)
}

/// Whether the answer to a referral is overdue.
pub fn is_overdue(record: RecordRef<'_>, today: NaiveDate) -> bool {
    is_waiting(record) && is_late(days_waiting(record, today))
}

/// The open referrals over all cases: the one that waits longest first, drafts last.
pub fn open_list<'a>(book: &'a Book, wanted: &Wanted, today: NaiveDate) -> Vec<Open<'a>> {
    let open = open_referrals(book).into_iter().map(|record| Open::of(book, record, today));
    open.filter(|one| wanted.fits(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::consent::plan_exception;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::casework::case;
    use crate::domain::record::spine::{consent, person};

    fn answer(state: State, date: &str) -> Answer {
        Answer { state, date: day(date), refused_reason: None, feedback: None }
    }

    #[test]
    fn days_are_counted_until_the_first_answer_and_sending_again_starts_anew() {
        let mut desk = Desk::new();
        let case = desk.make(&case::SPEC, None, fields());
        let id = desk.make(&referral::SPEC, Some(case), fields().with(referral::STATE, "drafted"));
        let today = day("2026-11-21");
        assert_eq!(days_waiting(desk.book().get(id).unwrap(), today), None);
        let mut step = |answer: Answer| {
            let plan = plan_answer(desk.book(), id, &answer);
            if let Ok(drafts) = plan.clone() {
                desk.save(drafts);
            }
            (plan.err(), days_waiting(desk.book().get(id).unwrap(), today))
        };
        assert_eq!(step(answer(State::Served, "2026-11-01")).0, Some(AnswerRefused::NotNext));
        assert_eq!(step(answer(State::Sent, "2026-11-01")), (None, Some(20)));
        assert_eq!(step(answer(State::Received, "2026-10-30")).0, Some(AnswerRefused::BeforeSent));
        assert_eq!(step(answer(State::Received, "2026-11-04")), (None, Some(3)));
        assert_eq!(step(answer(State::Refused, "2026-11-09")).0, Some(AnswerRefused::NoReason));
        let refused = Answer { refused_reason: Some("full".into()), ..answer(State::Refused, "2026-11-09") };
        assert_eq!(step(refused), (None, Some(3)));
        assert_eq!(step(answer(State::Sent, "2026-11-19")), (None, Some(2)));
        assert_eq!(desk.book().get(id).unwrap().get(referral::REFUSED_REASON), None);
    }

    #[test]
    fn nothing_is_sent_without_consent_and_an_exception_with_its_reason_lifts_that() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let case = desk.make(&case::SPEC, Some(ani), fields());
        let id = desk.make(&referral::SPEC, Some(case), fields().with(referral::STATE, "drafted"));
        let sent = answer(State::Sent, "2026-11-01");
        assert_eq!(plan_answer(desk.book(), id, &sent).err(), Some(AnswerRefused::NoConsent));
        let except = |reason: &str| {
            let consent = RecordId::make(9, [9; 10]);
            plan_exception(desk.book(), id, consent, "vital_interest", reason, day("2026-11-01"))
        };
        assert!(except("  ").is_none());
        let drafts = except("Tidak sadar, perlu rumah sakit").unwrap();
        desk.save(drafts);
        assert!(plan_answer(desk.book(), id, &sent).is_ok());
    }

    #[test]
    fn nothing_is_sent_without_consent_but_what_was_sent_goes_on() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let case = desk.make(&case::SPEC, Some(ani), fields());
        let mut refer =
            |state: &str| desk.make(&referral::SPEC, Some(case), fields().with(referral::STATE, state));
        let (draft, sent) = (refer("drafted"), refer("sent"));
        let step = |desk: &Desk, id, state| plan_answer(desk.book(), id, &answer(state, "2026-11-20")).err();
        assert_eq!(step(&desk, draft, State::Sent), Some(AnswerRefused::NoConsent));
        assert_eq!(step(&desk, draft, State::Closed), None);
        assert_eq!(step(&desk, sent, State::Accepted), None);
        let given = fields()
            .with(consent::PURPOSES, vec!["referral".to_owned()])
            .with(consent::STATE, "given")
            .with(consent::DATE, day("2026-11-19"));
        desk.make(&consent::SPEC, Some(ani), given);
        assert_eq!(step(&desk, draft, State::Sent), None);
    }

    #[test]
    fn open_referrals_are_found_by_partner_and_state_and_are_overdue_as_on_the_agenda() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let case = desk.make(&case::SPEC, Some(ani), fields());
        let clinic = desk.make(&partner::SPEC, None, fields().with(partner::NAME, "Puskesmas"));
        let mut refer = |state: &str, sent: &str, to: Option<RecordId>| {
            let made = fields().with(referral::STATE, state).with(referral::SENT, day(sent));
            desk.make(&referral::SPEC, Some(case), made.with_some(referral::PARTNER, to))
        };
        let late = refer("sent", "2026-11-13", Some(clinic));
        let in_time = refer("sent", "2026-11-14", None);
        let received = refer("received", "2026-11-01", Some(clinic));
        refer("served", "2026-11-01", Some(clinic));
        let today = day("2026-11-21");
        let found = |wanted: Wanted| {
            let rows = open_list(desk.book(), &wanted, today);
            rows.iter().map(|one| (one.record.id(), one.waiting, one.overdue)).collect::<Vec<_>>()
        };
        let all = [(received, None, false), (late, Some(8), true), (in_time, Some(7), false)];
        assert_eq!(found(Wanted::default()), all);
        assert_eq!(found(Wanted { partner: Some(clinic), ..Wanted::default() }), all[..2]);
        assert_eq!(found(Wanted { state: Some(State::Sent), ..Wanted::default() }), all[1..]);
        assert_eq!(found(Wanted { overdue: true, ..Wanted::default() }), all[1..2]);
        let counted = desk.caseload("2026-11-21").referrals;
        assert_eq!(counted, (3, 1), "Beranda counts what the page lists");
        let overdue = desk.agenda("2026-11-21").overdue;
        assert_eq!(overdue.iter().map(|item| item.record).collect::<Vec<_>>(), [late]);
        assert!(rule(Lang::Id).contains("lebih dari 7 hari"));
    }

    #[test]
    fn the_longest_waiting_is_first_and_what_is_done_with_is_left_out() {
        let mut desk = Desk::new();
        let case = desk.make(&case::SPEC, None, fields());
        let mut refer = |state: &str, sent: Option<&str>| {
            let fields = fields().with(referral::STATE, state).with_some(referral::SENT, sent.map(day));
            desk.make(&referral::SPEC, Some(case), fields)
        };
        let draft = refer("drafted", None);
        let late = refer("sent", Some("2026-11-10"));
        let early = refer("from_the_future", Some("2026-11-01"));
        refer("served", Some("2026-10-01"));
        refer("refused", Some("2026-10-01"));
        let ids: Vec<_> = open_referrals(desk.book()).iter().map(|record| record.id()).collect();
        assert_eq!(ids, [early, late, draft]);
    }
}
