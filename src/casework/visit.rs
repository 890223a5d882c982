//! A visit to a household as one save: the visit, how each member was, the note, and for members who are
//! under follow-up in an outbreak also that day's follow-up, so that nobody writes the same thing twice.

use chrono::{NaiveDate, NaiveTime};
use rustc_hash::FxHashSet;

use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::casework::{attendance, need, note, visit};
use crate::domain::record::tracing::follow_up;
use crate::domain::text::{Text, t};
use crate::domain::validate::Severity;

/// What was written at a visit.
#[derive(Clone, Default)]
pub struct NoteForm {
    /// Free text.
    pub text: String,
    /// S: in the client's words.
    pub subjective: String,
    /// O: what was observed.
    pub objective: String,
    /// A: assessment.
    pub assessment: String,
    /// P: plan.
    pub plan: String,
    /// The goals it touches.
    pub goals: Vec<RecordId>,
}

/// A need that was seen at a visit.
#[derive(Clone, Default)]
pub struct NeedForm {
    /// What is needed.
    pub what: String,
    /// Its kind by code; may be empty.
    pub kind: String,
    /// Its priority by code; may be empty.
    pub priority: String,
    /// When it is needed.
    pub due: Option<NaiveDate>,
}

/// How one person was.
#[derive(Clone)]
pub struct Attendance {
    /// Who.
    pub person: RecordId,
    /// A code of the list `attendance`.
    pub state: String,
    /// What else there is to say.
    pub remark: String,
}

/// The form of a visit. Texts are as typed; times are `HH:MM` or empty.
#[derive(Clone)]
pub struct VisitForm {
    /// The household, person or case that was visited.
    pub parent: RecordId,
    /// The day.
    pub date: NaiveDate,
    /// When it began.
    pub from: String,
    /// When it ended.
    pub to: String,
    /// The place by code.
    pub place: String,
    /// The purpose by code.
    pub purpose: String,
    /// The outcome by code.
    pub outcome: String,
    /// Others who were present.
    pub present: String,
    /// The next visit.
    pub next: Option<NaiveDate>,
    /// The case it belongs to.
    pub case: Option<RecordId>,
    /// Where it was, if the worker asked for it to be kept.
    pub location: String,
    /// The members who were ticked.
    pub attendance: Vec<Attendance>,
    /// The note.
    pub note: NoteForm,
    /// Needs that were seen.
    pub needs: Vec<NeedForm>,
}

impl VisitForm {
    /// An empty form.
    pub fn new(parent: RecordId, date: NaiveDate) -> Self {
        VisitForm {
            parent,
            date,
            from: String::new(),
            to: String::new(),
            place: String::new(),
            purpose: String::new(),
            outcome: String::new(),
            present: String::new(),
            next: None,
            case: None,
            location: String::new(),
            attendance: Vec::new(),
            note: NoteForm::default(),
            needs: Vec::new(),
        }
    }
}

/// Something about the form that the user is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The field beside which it is shown.
    pub field: &'static str,
    /// What it says.
    pub text: Text,
    /// Whether it keeps the visit from being saved.
    pub severity: Severity,
}

/// Checks a form. An empty list, or one of warnings only, can be saved.
pub fn validate(form: &VisitForm, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut find = |wrong: bool, severity, field, text| {
        if wrong {
            found.push(Finding { field, text, severity });
        }
    };
    use Severity::{Refusal, Warning};
    let (from, to) = (time(&form.from), time(&form.to));
    let bad_time =
        t("Jam tidak terbaca; tulis seperti 09:30", "The time is not readable; write it like 09:30");
    find(
        form.outcome.is_empty(),
        Refusal,
        visit::OUTCOME.name,
        t("Pilih hasil kunjungan", "Choose what came of the visit"),
    );
    find(from.is_err(), Refusal, visit::FROM.name, bad_time);
    find(to.is_err(), Refusal, visit::TO.name, bad_time);
    find(
        matches!((from, to), (Ok(Some(from)), Ok(Some(to))) if to < from),
        Refusal,
        visit::TO.name,
        t("Selesai lebih awal daripada mulai", "It ends before it begins"),
    );
    find(
        form.date > today,
        Warning,
        visit::DATE.name,
        t("Tanggal ini belum tiba", "This date is still to come"),
    );
    find(
        form.next.is_some_and(|next| next <= form.date),
        Warning,
        visit::NEXT.name,
        t("Kunjungan berikutnya tidak sesudah kunjungan ini", "The next visit is not after this one"),
    );
    let seen = form.attendance.iter().any(|one| one.state.starts_with("seen_"));
    find(
        seen && matches!(form.outcome.as_str(), "not_home" | "moved"),
        Warning,
        visit::OUTCOME.name,
        t(
            "Ada anggota yang bertemu, tetapi hasilnya tidak bertemu",
            "Somebody was seen, but the outcome says nobody was",
        ),
    );
    found
}

fn time(text: &str) -> Result<Option<NaiveTime>, chrono::ParseError> {
    if text.is_empty() { Ok(None) } else { NaiveTime::parse_from_str(text, "%H:%M").map(Some) }
}

/// Plans the save. `under_follow_up` lists who is under follow-up in which outbreak on that day.
/// `today` is the day of entry.
pub fn plan_visit(
    form: &VisitForm,
    under_follow_up: &[(RecordId, RecordId)],
    ids: &mut impl FnMut() -> RecordId,
    today: NaiveDate,
) -> Vec<Draft> {
    let visit = ids();
    let mut fields = FieldSet::new()
        .with(visit::DATE, form.date)
        .with_some(visit::NEXT, form.next)
        .with_some(visit::CASE, form.case);
    set_text(&mut fields, visit::FROM, &form.from);
    set_text(&mut fields, visit::TO, &form.to);
    set_text(&mut fields, visit::PLACE, &form.place);
    set_text(&mut fields, visit::PURPOSE, &form.purpose);
    set_text(&mut fields, visit::OUTCOME, &form.outcome);
    set_text(&mut fields, visit::PRESENT, &form.present);
    set_text(&mut fields, visit::LOCATION, &form.location);
    let mut drafts = vec![Draft { kind: visit::SPEC.name, record: visit, parent: Some(form.parent), fields }];

    let mut seen = FxHashSet::default();
    for one in form.attendance.iter().filter(|one| !one.state.is_empty()) {
        // One answer a person: the list may hold a member of two households twice.
        if !seen.insert(one.person) {
            continue;
        }
        let mut fields =
            FieldSet::new().with(attendance::PERSON, one.person).with(attendance::STATE, one.state.as_str());
        set_text(&mut fields, attendance::REMARK, &one.remark);
        drafts.push(Draft { kind: attendance::SPEC.name, record: ids(), parent: Some(visit), fields });
        let outbreaks: FxHashSet<RecordId> = under_follow_up
            .iter()
            .filter(|(person, _)| *person == one.person)
            .map(|(_, outbreak)| *outbreak)
            .collect();
        let Some(result) = follow_up_result(&one.state) else { continue };
        for outbreak in outbreaks {
            let method = if form.place == "phone" { "phone" } else { "visit" };
            let mut fields = FieldSet::new()
                .with(follow_up::OUTBREAK, outbreak)
                .with(follow_up::DATE, form.date)
                .with(follow_up::RESULT, result)
                .with(follow_up::METHOD, method)
                .with(follow_up::ENTERED, today);
            set_text(&mut fields, follow_up::REMARK, &one.remark);
            drafts.push(Draft {
                kind: follow_up::SPEC.name,
                record: ids(),
                parent: Some(one.person),
                fields,
            });
        }
    }
    drafts.extend(plan_note(&form.note, visit, form.date, ids));
    for need in form.needs.iter().filter(|need| !need.what.trim().is_empty()) {
        let mut fields = FieldSet::new()
            .with(need::WHAT, need.what.trim())
            .with(need::STATE, "open")
            .with(need::ORIGIN, "visit")
            .with(need::ORIGIN_RECORD, visit)
            .with(need::NOTED, form.date)
            .with_some(need::DUE, need.due);
        set_text(&mut fields, need::KIND, &need.kind);
        set_text(&mut fields, need::PRIORITY, &need.priority);
        let parent = form.case.unwrap_or(form.parent);
        drafts.push(Draft { kind: need::SPEC.name, record: ids(), parent: Some(parent), fields });
    }
    drafts
}

/// Plans a note under anything; `None` where nothing was written.
pub fn plan_note(
    form: &NoteForm,
    parent: RecordId,
    date: NaiveDate,
    ids: &mut impl FnMut() -> RecordId,
) -> Option<Draft> {
    let mut fields = FieldSet::new();
    set_text(&mut fields, note::SUBJECTIVE, &form.subjective);
    set_text(&mut fields, note::OBJECTIVE, &form.objective);
    set_text(&mut fields, note::ASSESSMENT, &form.assessment);
    set_text(&mut fields, note::PLAN, &form.plan);
    let kind = if fields.0.is_empty() { "free" } else { "soap" };
    set_text(&mut fields, note::TEXT, &form.text);
    if fields.0.is_empty() {
        return None;
    }
    fields.set(note::KIND, kind);
    fields.set(note::DATE, date);
    if !form.goals.is_empty() {
        fields.set(note::GOALS, form.goals.clone());
    }
    Some(Draft { kind: note::SPEC.name, record: ids(), parent: Some(parent), fields })
}

/// The result of a day of follow-up that a visit's finding stands for.
fn follow_up_result(attendance: &str) -> Option<&'static str> {
    match attendance {
        "seen_well" => Some("well"),
        "seen_unwell" => Some("unwell"),
        "absent" => Some("absent"),
        "refused" => Some("refused"),
        _ => None,
    }
}

fn set_text<K>(fields: &mut FieldSet, field: crate::domain::field::Field<K>, text: &str)
where
    K: crate::domain::field::FieldKind<In = String>,
{
    if !text.trim().is_empty() {
        fields.set(field, text.trim());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::spine::{household, person};

    fn ticked(person: RecordId, state: &str) -> Attendance {
        Attendance { person, state: state.into(), remark: String::new() }
    }

    #[test]
    fn one_visit_writes_attendance_note_needs_and_the_follow_up_of_who_is_under_follow_up() {
        let mut desk = Desk::new();
        let home = desk.make(&household::SPEC, None, fields().with(household::NAME, "Ani"));
        let people: Vec<_> =
            (0..4).map(|_| desk.make(&person::SPEC, None, fields().with(person::NAME, "Siti"))).collect();
        let outbreak = desk.id();
        let mut form = VisitForm::new(home, day("2026-11-20"));
        form.outcome = "met".into();
        form.attendance = vec![
            ticked(people[0], "seen_unwell"),
            ticked(people[1], "absent"),
            ticked(people[2], "from_the_future"),
            ticked(people[3], ""),
            ticked(people[0], "seen_well"),
        ];
        form.note.objective = "Rumah bersih".into();
        form.needs = vec![NeedForm { what: "Beras".into(), ..Default::default() }, NeedForm::default()];
        let under: Vec<_> = [0, 0, 2, 3].iter().map(|i| (people[*i], outbreak)).collect();
        let drafts = plan_visit(&form, &under, &mut || desk.id(), day("2026-11-21"));
        let count = |kind: &str| drafts.iter().filter(|draft| draft.kind == kind).count();
        assert_eq!((count("visit"), count("attendance"), count("follow_up")), (1, 3, 1));
        assert_eq!((count("note"), count("need")), (1, 1));
        let visit = drafts[0].record;
        desk.save(drafts);
        let book = desk.book();
        let follow_up = book.children(people[0], &follow_up::SPEC).next().unwrap();
        assert_eq!(follow_up.text(follow_up::RESULT), "unwell");
        assert_eq!(follow_up.get(follow_up::DATE), Some(day("2026-11-20")));
        assert_eq!(follow_up.get(follow_up::ENTERED), Some(day("2026-11-21")));
        let note = book.children(visit, &note::SPEC).next().unwrap();
        assert_eq!(note.text(note::KIND), "soap");
        let need = book.children(home, &need::SPEC).next().unwrap();
        assert_eq!(need.get(need::ORIGIN_RECORD), Some(visit));
    }

    #[test]
    fn every_finding_at_a_visit_has_its_result_of_follow_up() {
        let person = RecordId([1; 16]);
        let outbreaks = [RecordId([2; 16]), RecordId([3; 16])];
        for (state, result) in
            [("seen_well", "well"), ("seen_unwell", "unwell"), ("absent", "absent"), ("refused", "refused")]
        {
            let mut form = VisitForm::new(RecordId([4; 16]), day("2026-11-20"));
            form.attendance = vec![ticked(person, state)];
            form.place = "phone".into();
            let under = outbreaks.map(|outbreak| (person, outbreak));
            let drafts = plan_visit(&form, &under, &mut || RecordId([5; 16]), day("2026-11-20"));
            let days: Vec<_> = drafts.iter().filter(|draft| draft.kind == follow_up::SPEC.name).collect();
            assert_eq!(days.len(), 2);
            assert!(days.iter().all(|one| one.fields.get(follow_up::RESULT) == Some(&result.into())));
            assert!(days.iter().all(|one| one.fields.get(follow_up::METHOD) == Some(&"phone".into())));
        }
    }

    #[test]
    fn a_visit_where_nobody_was_home_is_one_record() {
        let mut desk = Desk::new();
        let mut form = VisitForm::new(desk.id(), day("2026-11-20"));
        form.outcome = "not_home".into();
        form.note.text = "  \n ".into();
        assert_eq!(plan_visit(&form, &[], &mut || desk.id(), day("2026-11-20")).len(), 1);
        assert!(validate(&form, day("2026-11-20")).is_empty());
    }

    #[test]
    fn a_form_says_what_cannot_be_and_warns_of_what_is_odd() {
        let mut form = VisitForm::new(RecordId([1; 16]), day("2026-11-20"));
        form.from = "10:30".into();
        form.to = "09:00".into();
        form.next = Some(day("2026-11-20"));
        let found = validate(&form, day("2026-11-19"));
        let refused: Vec<_> =
            found.iter().filter(|one| one.severity == Severity::Refusal).map(|one| one.field).collect();
        assert_eq!(refused, ["outcome", "to"]);
        assert_eq!(found.len(), 4);
        form.from = "setengah sepuluh".into();
        assert!(validate(&form, day("2026-11-20")).iter().any(|one| one.field == "from"));
        form.outcome = "moved".into();
        form.attendance = vec![ticked(RecordId([2; 16]), "seen_well")];
        assert!(validate(&form, day("2026-11-20")).iter().any(|one| one.field == "outcome"));
    }
}
