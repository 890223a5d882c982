//! The five stages of a case: derived from what is written, moved by an explicit step where somebody
//! decided, closed by a date.
//!
//! Evidence and decisions are read in the order in which they were *recorded*, so a decision holds until
//! something newer speaks against it, and an evaluation that is entered late does not turn a later
//! decision round. What surprises: work never goes backwards by itself; only an evaluation that says
//! "revise the plan", a reopening, or an explicit step sends a case back.

use crate::domain::order::InOrder;
use chrono::NaiveDate;

use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet, Kind};
use crate::domain::record::casework::{
    action, assessment, case, evaluation, finding, goal, referral, termination,
};
use crate::domain::record::spine::person;
use crate::domain::text::{Text, t};
use crate::domain::value::Value;
use crate::ledger::{Book, Hlc, RecordRef, Stamp};

use super::consent::{SERVICE, Standing, decision};
use super::referral::is_waiting;

/// A stage of a case, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Finding out.
    Assessment,
    /// Agreeing on goals and actions.
    Planning,
    /// Doing.
    Intervention,
    /// Looking how far it came.
    Evaluation,
    /// Ending well.
    Termination,
    /// Closed. It may be reopened.
    Closed,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Stage; 6] = [
        Stage::Assessment,
        Stage::Planning,
        Stage::Intervention,
        Stage::Evaluation,
        Stage::Termination,
        Stage::Closed,
    ];

    /// The stored code; closed is not a code of the list but a date.
    pub const fn code(self) -> &'static str {
        match self {
            Stage::Assessment => "assessment",
            Stage::Planning => "planning",
            Stage::Intervention => "intervention",
            Stage::Evaluation => "evaluation",
            Stage::Termination => "termination",
            Stage::Closed => "closed",
        }
    }

    /// Reads the code; `None` for one that a newer version wrote.
    pub fn of_code(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Stage::Assessment => t("Asesmen", "Assessment"),
            Stage::Planning => t("Perencanaan", "Planning"),
            Stage::Intervention => t("Intervensi", "Intervention"),
            Stage::Evaluation => t("Evaluasi", "Evaluation"),
            Stage::Termination => t("Terminasi", "Termination"),
            Stage::Closed => t("Ditutup", "Closed"),
        }
    }
}

/// Where a case stands, and why.
#[derive(Clone, PartialEq, Eq)]
pub struct StageView {
    /// Where it stands.
    pub current: Stage,
    /// Whether an explicit step put it there.
    pub explicit: bool,
    /// Where it would stand by the records alone.
    pub derived: Stage,
    /// Why, in words.
    pub why: Text,
    /// The reason that was given with the explicit step.
    pub reason: Option<String>,
    /// When the last thing that moved it was recorded.
    pub since: Option<Stamp>,
    /// When it was closed.
    pub closed: Option<NaiveDate>,
    /// When it was last reopened.
    pub reopened: Option<NaiveDate>,
}

/// Whether a case is closed. A closing on the day of a reopening comes after it.
pub fn is_closed(case: RecordRef<'_>) -> bool {
    match (case.get(case::CLOSED), case.get(case::REOPENED)) {
        (Some(closed), Some(reopened)) => closed >= reopened,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

enum Event {
    Assessed,
    Goal,
    Action,
    Evaluated(Decision),
    Terminated,
    Moved(Stage),
    Reopened,
}

#[derive(Clone, Copy)]
enum Decision {
    Continue,
    Revise,
    Terminate,
}

struct Fold {
    stage: Stage,
    explicit: bool,
    why: Text,
    since: Option<Stamp>,
    goals: bool,
    actions: bool,
}

impl Fold {
    fn new() -> Self {
        let why = t("Belum ada asesmen", "There is no assessment yet");
        Fold { stage: Stage::Assessment, explicit: false, why, since: None, goals: false, actions: false }
    }

    fn go(&mut self, stage: Stage, why: Text, at: Stamp) {
        *self = Fold { stage, why, explicit: false, since: Some(at), ..*self };
    }

    fn take(&mut self, event: &Event, at: Stamp) {
        let planned = t("Sudah ada tujuan dan kegiatan", "There are goals and actions");
        match event {
            Event::Assessed => {
                if self.stage == Stage::Assessment {
                    self.go(Stage::Planning, t("Asesmen sudah ada", "There is an assessment"), at);
                }
            }
            Event::Goal | Event::Action => {
                let is_action = matches!(event, Event::Action);
                self.goals |= !is_action;
                self.actions |= is_action;
                if self.goals && self.actions && self.stage <= Stage::Planning {
                    self.go(Stage::Intervention, planned, at);
                } else if is_action && self.stage == Stage::Evaluation {
                    let why =
                        t("Ada kegiatan baru setelah evaluasi", "There is a new action since the evaluation");
                    self.go(Stage::Intervention, why, at);
                }
            }
            Event::Evaluated(Decision::Continue) => {
                self.go(Stage::Evaluation, t("Evaluasi sudah ada", "There is an evaluation"), at);
            }
            Event::Evaluated(Decision::Revise) => {
                // The goals stay; what is awaited is a new action of the revised plan.
                self.actions = false;
                let why =
                    t("Evaluasi memutuskan mengubah rencana", "The evaluation decided to revise the plan");
                self.go(Stage::Planning, why, at);
            }
            Event::Evaluated(Decision::Terminate) => {
                let why = t("Evaluasi memutuskan terminasi", "The evaluation decided to terminate");
                self.go(Stage::Termination, why, at);
            }
            Event::Terminated => {
                self.go(Stage::Termination, t("Terminasi sudah dicatat", "The termination is recorded"), at);
            }
            Event::Moved(stage) => {
                self.go(*stage, t("Dipindahkan oleh pendamping", "Moved by the worker"), at);
                self.explicit = true;
                if *stage <= Stage::Planning {
                    self.actions = false;
                }
            }
            Event::Reopened => {
                self.actions = false;
                self.go(Stage::Assessment, t("Kasus dibuka kembali", "The case was reopened"), at);
            }
        }
    }
}

/// Where a case stands. `None` where there is no such case.
pub fn stage_of(book: &Book, case: RecordId) -> Option<StageView> {
    let record = book.get_as(case, &case::SPEC)?;
    let events = events(book, case);
    let (mut all, mut derived) = (Fold::new(), Fold::new());
    for (_, at, event) in &events {
        all.take(event, *at);
        if !matches!(event, Event::Moved(_)) {
            derived.take(event, *at);
        }
    }
    let closed = record.get(case::CLOSED).filter(|_| is_closed(record));
    let (current, explicit, why) = match closed {
        Some(_) => (Stage::Closed, true, t("Kasus sudah ditutup", "The case is closed")),
        None => (all.stage, all.explicit, all.why),
    };
    let reason = record.text(case::STAGE_REASON).trim();
    Some(StageView {
        current,
        explicit,
        derived: derived.stage,
        why,
        reason: (explicit && !reason.is_empty()).then(|| reason.to_owned()),
        since: all.since,
        closed,
        reopened: record.get(case::REOPENED),
    })
}

fn events(book: &Book, case: RecordId) -> Vec<(Hlc, Stamp, Event)> {
    let mut events = Vec::new();
    for child in book.all_children(case) {
        let event = match child.kind_name() {
            name if name == assessment::SPEC.name => Event::Assessed,
            name if name == goal::SPEC.name => Event::Goal,
            name if name == action::SPEC.name => Event::Action,
            name if name == termination::SPEC.name => Event::Terminated,
            name if name == evaluation::SPEC.name => {
                Event::Evaluated(match child.text(evaluation::DECISION) {
                    "revise_plan" => Decision::Revise,
                    "terminate" => Decision::Terminate,
                    _ => Decision::Continue,
                })
            }
            _ => continue,
        };
        if let Some((hlc, at)) = child.first_commit().and_then(|number| book.commit_time(number)) {
            events.push((hlc, at, event));
        }
    }
    // A cleared field is a decision taken back, so those before it do not count.
    // A reopening says in the same commit where the case goes on, so it comes first.
    for (commit, value) in book.field_writes(case, case::REOPENED) {
        if value == Value::Null {
            events.retain(|(.., event)| !matches!(event, Event::Reopened));
        } else {
            events.push((commit.hlc, commit.at, Event::Reopened));
        }
    }
    for (commit, value) in book.field_writes(case, case::STAGE) {
        if value == Value::Null {
            events.retain(|(.., event)| !matches!(event, Event::Moved(_)));
        } else if let Some(stage) = value.as_text().and_then(Stage::of_code) {
            events.push((commit.hlc, commit.at, Event::Moved(stage)));
        }
    }
    // Stable: what one commit wrote keeps the order above.
    events.order_by_key(|(hlc, ..)| *hlc);
    events
}

/// An explicit step of a case: who moved it from where to where, and what they wrote as the reason.
#[derive(Clone, PartialEq, Eq)]
pub struct Step {
    /// When, by the writer's clock.
    pub at: Stamp,
    /// Who.
    pub author: String,
    /// Where it stood.
    pub from: Stage,
    /// Where it went.
    pub to: Stage,
    /// The reason, where one was given.
    pub reason: Option<String>,
}

impl Step {
    /// Whether a gate was passed with a reason: the step goes forward, and a reason was written.
    pub fn passed_gate(&self) -> bool {
        self.to > self.from && self.reason.is_some()
    }
}

/// The explicit steps of a case, oldest first. Steps that were taken back are left out.
pub fn steps(book: &Book, case: RecordId) -> Vec<Step> {
    let reopened: Vec<Hlc> =
        book.field_writes(case, case::REOPENED).into_iter().map(|(commit, _)| commit.hlc).collect();
    let mut moments: Vec<(Hlc, Stamp, Option<Event>)> =
        events(book, case).into_iter().map(|(hlc, at, event)| (hlc, at, Some(event))).collect();
    let mut authors = Vec::new();
    for (commit, value) in book.field_writes(case, case::CLOSED) {
        if value != Value::Null {
            moments.push((commit.hlc, commit.at, None));
            authors.push((commit.hlc, commit.author));
        } else if !reopened.contains(&commit.hlc)
            && let Some(last) = moments.iter().rposition(|(.., event)| event.is_none())
        {
            moments.remove(last);
        }
    }
    authors.extend(book.field_writes(case, case::STAGE).into_iter().map(|(one, _)| (one.hlc, one.author)));
    let reasons = book.field_writes(case, case::STAGE_REASON);
    moments.order_by_key(|(hlc, ..)| *hlc);
    let (mut fold, mut closed, mut steps) = (Fold::new(), false, Vec::new());
    for (hlc, at, event) in moments {
        let from = if closed { Stage::Closed } else { fold.stage };
        if let Some(event) = &event {
            fold.take(event, at);
        }
        let to = match event {
            None => Stage::Closed,
            Some(Event::Moved(to)) => to,
            Some(_) => continue,
        };
        closed = to == Stage::Closed;
        let reason =
            reasons.iter().find(|(commit, _)| commit.hlc == hlc).and_then(|(_, value)| value.as_text());
        steps.push(Step {
            at,
            author: authors
                .iter()
                .find(|(one, _)| *one == hlc)
                .map(|(_, name)| name.clone())
                .unwrap_or_default(),
            from,
            to,
            reason: reason.map(str::trim).filter(|reason| !reason.is_empty()).map(str::to_owned),
        });
    }
    steps
}

/// What is missing before a case goes to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// In words.
    pub text: Text,
}

const fn missing(id: &'static str, en: &'static str) -> Missing {
    Missing { text: t(id, en) }
}

/// What is missing before a case goes to `to`; nothing where the gate is open.
pub fn gate(book: &Book, case: RecordId, to: Stage, today: NaiveDate) -> Vec<Missing> {
    let Some(record) = book.get_as(case, &case::SPEC) else {
        return vec![missing("Kasus tidak ditemukan", "There is no such case")];
    };
    let has = |kind: &'static Kind| book.children(case, kind).next().is_some();
    let mut found = Vec::new();
    let mut need = |met: bool, missing: Missing| {
        if !met {
            found.push(missing);
        }
    };
    match to {
        Stage::Assessment => {}
        Stage::Planning => {
            need(has(&assessment::SPEC), missing("Belum ada asesmen", "There is no assessment"));
            let scored = book
                .children(case, &assessment::SPEC)
                .any(|one| book.children(one.id(), &finding::SPEC).next().is_some());
            need(
                scored || !has(&assessment::SPEC),
                missing("Asesmen belum berisi satu ranah pun", "The assessment has no domain filled in"),
            );
        }
        Stage::Intervention => {
            need(has(&goal::SPEC), missing("Belum ada tujuan", "There is no goal"));
            need(has(&action::SPEC), missing("Belum ada kegiatan yang direncanakan", "No action is planned"));
            let dated = book.children(case, &goal::SPEC).all(|goal| goal.get(goal::DUE).is_some());
            need(dated, missing("Ada tujuan tanpa batas waktu", "A goal has no due date"));
            let unserved = without_consent(book, record, today);
            need(unserved.is_none(), Missing { text: unserved.unwrap_or(Stage::Intervention.label()) });
        }
        Stage::Evaluation => {
            let answered = book.children(case, &action::SPEC).any(|action| {
                matches!(action.text(action::STATE), "done" | "not_done")
                    || action.get(action::DONE_ON).is_some()
            });
            need(
                answered,
                missing("Belum ada kegiatan yang terlaksana atau dijawab", "No action was done or answered"),
            );
        }
        Stage::Termination => {
            need(has(&evaluation::SPEC), missing("Belum ada evaluasi", "There is no evaluation"));
        }
        Stage::Closed => {
            need(
                has(&termination::SPEC),
                missing("Terminasi belum dicatat", "The termination is not recorded"),
            );
            need(
                !book.children(case, &referral::SPEC).any(is_waiting),
                missing("Ada rujukan yang belum dijawab", "A referral has no answer yet"),
            );
        }
    }
    found
}

/// Why the person the case is about may not be served as far as their consent goes; none where they consent. A case of
/// a household has nobody to ask here.
fn without_consent(book: &Book, case: RecordRef<'_>, today: NaiveDate) -> Option<Text> {
    let subject = case.parent_record().filter(|subject| subject.is(&person::SPEC))?;
    match decision(book, subject.id(), SERVICE, None, today).standing {
        Standing::Given => None,
        Standing::None => Some(t(
            "Belum ada persetujuan klien untuk pelayanan",
            "The client has not consented to the service",
        )),
        Standing::Expired => Some(t(
            "Masa berlaku persetujuan klien untuk pelayanan sudah lewat",
            "The client's consent to the service has expired",
        )),
        Standing::Refused => Some(t("Klien menolak pelayanan", "The client refused the service")),
        Standing::Withdrawn => Some(t(
            "Klien menarik kembali persetujuan untuk pelayanan",
            "The client has withdrawn the consent to the service",
        )),
    }
}

/// The gate is closed, and no reason was given to pass it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the gate of the stage is closed")]
pub struct GateClosed {
    /// What is missing.
    pub missing: Vec<Missing>,
}

/// Plans the step to a stage. Going back is free; an unmet gate and the reopening of a closed case take a reason.
///
/// # Errors
/// [`GateClosed`] with what is missing.
pub fn plan_move(
    book: &Book,
    case: RecordId,
    to: Stage,
    reason: Option<&str>,
    today: NaiveDate,
) -> Result<Vec<Draft>, GateClosed> {
    let Some(view) = stage_of(book, case) else {
        return Err(GateClosed { missing: gate(book, case, to, today) });
    };
    if view.current == to {
        return Ok(Vec::new());
    }
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let reopening = view.current == Stage::Closed;
    let mut unmet = if to > view.current { gate(book, case, to, today) } else { Vec::new() };
    if reopening {
        unmet.push(missing("Alasan dibuka kembali belum diisi", "The reason for reopening is not given"));
    }
    if !unmet.is_empty() && reason.is_none() {
        return Err(GateClosed { missing: unmet });
    }
    let mut fields = FieldSet::new();
    if to == Stage::Closed {
        fields.set(case::CLOSED, today);
    } else {
        fields.set(case::STAGE, to.code());
    }
    if reopening {
        fields.clear(case::CLOSED);
        fields.set(case::REOPENED, today);
        if let Some(reason) = reason {
            fields.set(case::REOPEN_REASON, reason);
        }
    }
    match reason {
        Some(reason) => fields.set(case::STAGE_REASON, reason),
        None if view.reason.is_some() => fields.clear(case::STAGE_REASON),
        None => {}
    }
    Ok(vec![Draft { kind: case::SPEC.name, record: case, parent: None, fields }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::spine::consent;

    struct Run {
        desk: Desk,
        case: RecordId,
    }

    impl Run {
        fn new() -> Self {
            let mut desk = Desk::new();
            let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
            let case = desk.make(&case::SPEC, Some(ani), fields().with(case::OPENED, day("2026-01-01")));
            Run { desk, case }
        }

        fn add(&mut self, kind: &'static Kind, fields: FieldSet) -> RecordId {
            self.desk.make(kind, Some(self.case), fields)
        }

        fn evaluate(&mut self, decision: &str) {
            self.add(&evaluation::SPEC, fields().with(evaluation::DECISION, decision));
        }

        fn stage(&self) -> Stage {
            stage_of(self.desk.book(), self.case).unwrap().current
        }

        fn go(&mut self, to: Stage, reason: Option<&str>) -> Result<Stage, usize> {
            let plan = plan_move(self.desk.book(), self.case, to, reason, day("2026-11-21"));
            self.desk.save(plan.map_err(|closed| closed.missing.len())?);
            Ok(self.stage())
        }
    }

    #[test]
    fn the_records_alone_carry_a_case_through_its_stages_and_back_to_planning() {
        let mut run = Run::new();
        assert_eq!(run.stage(), Stage::Assessment);
        run.add(&assessment::SPEC, fields());
        assert_eq!(run.stage(), Stage::Planning);
        run.add(&goal::SPEC, fields());
        assert_eq!(run.stage(), Stage::Planning);
        run.add(&action::SPEC, fields());
        assert_eq!(run.stage(), Stage::Intervention);
        run.evaluate("revise_plan");
        assert_eq!(run.stage(), Stage::Planning);
        run.add(&action::SPEC, fields());
        assert_eq!(run.stage(), Stage::Intervention);
        run.evaluate("from_the_future");
        assert_eq!(run.stage(), Stage::Evaluation);
        run.add(&action::SPEC, fields());
        assert_eq!(run.stage(), Stage::Intervention);
        run.evaluate("terminate");
        assert_eq!(run.stage(), Stage::Termination);
    }

    #[test]
    fn an_explicit_step_holds_until_something_newer_speaks() {
        let mut run = Run::new();
        run.add(&assessment::SPEC, fields());
        run.add(&goal::SPEC, fields());
        run.add(&action::SPEC, fields());
        assert_eq!(run.go(Stage::Assessment, None), Ok(Stage::Assessment));
        let view = stage_of(run.desk.book(), run.case).unwrap();
        assert!(view.explicit && view.derived == Stage::Intervention);
        run.add(&assessment::SPEC, fields());
        assert_eq!(run.stage(), Stage::Planning);
        assert_eq!(run.go(Stage::Assessment, None), Ok(Stage::Assessment));
    }

    #[test]
    fn a_closed_gate_says_what_is_missing_and_opens_with_a_reason() {
        let mut run = Run::new();
        let missing = gate(run.desk.book(), run.case, Stage::Planning, day("2026-11-21"));
        assert_eq!(missing[0].text.id, "Belum ada asesmen");
        assert_eq!(run.go(Stage::Planning, None), Err(1));
        assert_eq!(run.go(Stage::Planning, Some("  ")), Err(1));
        assert_eq!(run.go(Stage::Planning, Some("darurat")), Ok(Stage::Planning));
        let view = stage_of(run.desk.book(), run.case).unwrap();
        assert_eq!(view.reason.as_deref(), Some("darurat"));
        // No goal, no action, no consent.
        assert_eq!(run.go(Stage::Intervention, None), Err(3));
    }

    #[test]
    fn a_closed_case_is_reopened_with_a_reason_and_can_be_closed_again_on_the_same_day() {
        let mut run = Run::new();
        run.add(&assessment::SPEC, fields());
        run.add(&termination::SPEC, fields());
        assert_eq!(run.stage(), Stage::Termination);
        assert_eq!(run.go(Stage::Closed, None), Ok(Stage::Closed));
        assert_eq!(run.go(Stage::Planning, None), Err(1));
        assert_eq!(run.go(Stage::Planning, Some("kambuh")), Ok(Stage::Planning));
        let record = run.desk.book().get(run.case).unwrap();
        assert_eq!(record.text(case::REOPEN_REASON), "kambuh");
        assert!(!is_closed(record));
        assert_eq!(run.go(Stage::Closed, None), Ok(Stage::Closed));
        assert_eq!(run.go(Stage::Planning, Some("lagi")), Ok(Stage::Planning));
    }

    #[test]
    fn the_steps_say_from_where_to_where_and_which_gate_was_passed_with_a_reason() {
        let mut run = Run::new();
        run.go(Stage::Planning, Some("darurat")).unwrap();
        run.go(Stage::Assessment, Some("kurang data")).unwrap();
        run.add(&assessment::SPEC, fields());
        run.add(&termination::SPEC, fields());
        run.go(Stage::Closed, None).unwrap();
        run.go(Stage::Planning, Some("kambuh")).unwrap();
        let found: Vec<_> = steps(run.desk.book(), run.case)
            .into_iter()
            .map(|step| {
                (step.passed_gate(), step.from, step.to, step.reason.unwrap_or_default(), step.author)
            })
            .collect();
        let step = |passed, from, to, reason: &str| (passed, from, to, reason.to_owned(), "Rina".to_owned());
        assert_eq!(
            found.as_slice(),
            [
                step(true, Stage::Assessment, Stage::Planning, "darurat"),
                step(false, Stage::Planning, Stage::Assessment, "kurang data"),
                step(false, Stage::Termination, Stage::Closed, ""),
                step(false, Stage::Closed, Stage::Planning, "kambuh"),
            ]
        );
    }

    #[test]
    fn a_step_that_was_taken_back_counts_no_more_and_one_of_a_newer_version_does_not_either() {
        let mut run = Run::new();
        run.add(&assessment::SPEC, fields());
        assert_eq!(run.go(Stage::Evaluation, Some("mendesak")), Ok(Stage::Evaluation));
        let mut back = FieldSet::new();
        back.clear(case::STAGE);
        run.desk.change(&case::SPEC, run.case, back);
        assert_eq!(run.stage(), Stage::Planning);
        run.desk.change(&case::SPEC, run.case, fields().with(case::STAGE, "from_the_future"));
        assert_eq!(run.stage(), Stage::Planning);
    }

    #[test]
    fn a_record_in_the_trash_is_no_evidence_and_an_unknown_case_has_no_stage() {
        let mut run = Run::new();
        let wrong = run.add(&assessment::SPEC, fields());
        run.desk.trash(wrong);
        assert_eq!(run.stage(), Stage::Assessment);
        assert!(stage_of(run.desk.book(), RecordId([9; 16])).is_none());
        assert!(
            plan_move(run.desk.book(), RecordId([9; 16]), Stage::Planning, Some("x"), day("2026-11-21"))
                .is_err()
        );
    }

    #[test]
    fn a_waiting_referral_keeps_a_case_open_and_consent_counts_only_while_it_holds() {
        let mut run = Run::new();
        run.add(&termination::SPEC, fields());
        run.add(&referral::SPEC, fields().with(referral::STATE, "sent"));
        assert_eq!(gate(run.desk.book(), run.case, Stage::Closed, day("2026-11-21")).len(), 1);
        let ani = run.desk.book().get(run.case).unwrap().parent();
        let unserved = |run: &Run, today: &str| {
            let case = run.desk.book().get(run.case).unwrap();
            without_consent(run.desk.book(), case, day(today)).map(|text| text.en)
        };
        let asked = |run: &mut Run, state: &str, date: &str| {
            let fields =
                fields().with(consent::PURPOSES, vec![SERVICE.to_owned()]).with(consent::STATE, state);
            let until = (state == "given").then(|| day("2026-06-30"));
            let fields = fields.with(consent::DATE, day(date)).with_some(consent::RETENTION, until);
            run.desk.make(&consent::SPEC, ani, fields);
        };
        assert_eq!(unserved(&run, "2026-01-01"), Some("The client has not consented to the service"));
        asked(&mut run, "given", "2026-01-01");
        assert_eq!(unserved(&run, "2026-06-30"), None);
        assert_eq!(unserved(&run, "2026-07-01"), Some("The client's consent to the service has expired"));
        asked(&mut run, "withdrawn", "2026-02-01");
        assert_eq!(unserved(&run, "2026-03-01"), Some("The client has withdrawn the consent to the service"));
    }
}
