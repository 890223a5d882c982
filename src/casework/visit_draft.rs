//! An unsaved visit as plain fields and back, so that a form that was interrupted is found as it was left.
//!
//! What surprises: reading never fails. A part that cannot be read (a draft of a newer version) is left
//! empty, because half of a visit is better than none of it.

use chrono::NaiveDate;

use super::visit::{Attendance, NeedForm, NoteForm, VisitForm};
use crate::domain::id::RecordId;
use crate::domain::value::{Fields, Value};

/// Under which id the unsaved visit to a record is kept.
pub fn draft_id(parent: RecordId) -> RecordId {
    draft_id_under(parent, 0x56)
}

/// Under which id an unsaved form about a record is kept; each kind of form has a `salt` of its own. It is
/// not the record's own id, which is the place of the unsaved form that changes the record itself.
pub fn draft_id_under(parent: RecordId, salt: u8) -> RecordId {
    let mut bytes = parent.0;
    if let Some(last) = bytes.last_mut() {
        *last ^= salt;
    }
    RecordId(bytes)
}

impl VisitForm {
    /// The form as fields; what is empty is left out.
    pub fn to_fields(&self) -> Fields {
        let mut fields = Fields::new();
        put(&mut fields, "date", &self.date.to_string());
        for (name, text) in [
            ("from", &self.from),
            ("to", &self.to),
            ("place", &self.place),
            ("purpose", &self.purpose),
            ("outcome", &self.outcome),
            ("present", &self.present),
            ("location", &self.location),
            ("text", &self.note.text),
            ("subjective", &self.note.subjective),
            ("objective", &self.note.objective),
            ("assessment", &self.note.assessment),
            ("plan", &self.note.plan),
        ] {
            put(&mut fields, name, text);
        }
        put_some(&mut fields, "next", self.next);
        put_some(&mut fields, "case", self.case);
        put_list(
            &mut fields,
            "goals",
            self.note.goals.iter().map(|id| Value::Text(id.to_string())).collect(),
        );
        let attendance = self.attendance.iter().map(|one| {
            let mut map = Fields::new();
            put(&mut map, "person", &one.person.to_string());
            put(&mut map, "state", &one.state);
            put(&mut map, "remark", &one.remark);
            Value::Map(map)
        });
        put_list(&mut fields, "attendance", attendance.collect());
        let needs = self.needs.iter().map(|need| {
            let mut map = Fields::new();
            put(&mut map, "what", &need.what);
            put(&mut map, "kind", &need.kind);
            put(&mut map, "priority", &need.priority);
            put_some(&mut map, "due", need.due);
            Value::Map(map)
        });
        put_list(&mut fields, "needs", needs.collect());
        fields
    }

    /// The form that was kept as fields. `today` stands in where the day cannot be read.
    pub fn from_fields(parent: RecordId, today: NaiveDate, fields: &Fields) -> VisitForm {
        let attendance = maps(fields, "attendance").filter_map(|map| {
            let person = parsed(map, "person")?;
            Some(Attendance { person, state: text(map, "state"), remark: text(map, "remark") })
        });
        let needs = maps(fields, "needs").map(|map| NeedForm {
            what: text(map, "what"),
            kind: text(map, "kind"),
            priority: text(map, "priority"),
            due: parsed(map, "due"),
        });
        let goals = list(fields, "goals").iter().filter_map(|id| id.as_text()?.parse().ok());
        VisitForm {
            parent,
            date: parsed(fields, "date").unwrap_or(today),
            from: text(fields, "from"),
            to: text(fields, "to"),
            place: text(fields, "place"),
            purpose: text(fields, "purpose"),
            outcome: text(fields, "outcome"),
            present: text(fields, "present"),
            next: parsed(fields, "next"),
            case: parsed(fields, "case"),
            location: text(fields, "location"),
            attendance: attendance.collect(),
            note: NoteForm {
                text: text(fields, "text"),
                subjective: text(fields, "subjective"),
                objective: text(fields, "objective"),
                assessment: text(fields, "assessment"),
                plan: text(fields, "plan"),
                goals: goals.collect(),
            },
            needs: needs.collect(),
        }
    }

    /// Notes how somebody was; an empty state takes back what was noted.
    pub fn set_attendance(&mut self, person: RecordId, state: &str) {
        match self.attendance.iter_mut().find(|one| one.person == person) {
            Some(one) => one.state = state.to_owned(),
            None => {
                self.attendance.push(Attendance { person, state: state.to_owned(), remark: String::new() })
            }
        }
    }

    /// How somebody was; empty where nothing was noted.
    pub fn attendance_of(&self, person: RecordId) -> &str {
        self.attendance.iter().find(|one| one.person == person).map_or("", |one| one.state.as_str())
    }

    /// Takes up a need of a kind, or drops it where nothing but the kind was said.
    pub fn toggle_need(&mut self, kind: &str, label: &str) {
        let before = self.needs.len();
        self.needs.retain(|need| need.kind != kind);
        if self.needs.len() == before {
            self.needs.push(NeedForm {
                what: label.to_owned(),
                kind: kind.to_owned(),
                ..NeedForm::default()
            });
        }
    }
}

fn put(fields: &mut Fields, name: &str, text: &str) {
    if !text.is_empty() {
        fields.insert(name.to_owned(), Value::from(text));
    }
}

fn put_some(fields: &mut Fields, name: &str, value: Option<impl ToString>) {
    if let Some(value) = value {
        put(fields, name, &value.to_string());
    }
}

fn put_list(fields: &mut Fields, name: &str, items: Vec<Value>) {
    if !items.is_empty() {
        fields.insert(name.to_owned(), Value::List(items));
    }
}

fn text(fields: &Fields, name: &str) -> String {
    fields.get(name).and_then(Value::as_text).unwrap_or_default().to_owned()
}

fn parsed<T: std::str::FromStr>(fields: &Fields, name: &str) -> Option<T> {
    fields.get(name).and_then(Value::as_text)?.parse().ok()
}

fn list<'a>(fields: &'a Fields, name: &str) -> &'a [Value] {
    match fields.get(name) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn maps<'a>(fields: &'a Fields, name: &str) -> impl Iterator<Item = &'a Fields> {
    list(fields, name).iter().filter_map(|item| match item {
        Value::Map(map) => Some(map),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::day;

    fn full() -> VisitForm {
        let mut form = VisitForm::new(RecordId([1; 16]), day("2026-11-20"));
        form.from = "09:30".into();
        form.outcome = "met".into();
        form.next = Some(day("2026-12-01"));
        form.case = Some(RecordId([4; 16]));
        form.set_attendance(RecordId([2; 16]), "seen_unwell");
        form.note.text = "Ibu menangis.\nAnak di rumah nenek.".into();
        form.note.goals = vec![RecordId([5; 16])];
        form.toggle_need("food", "Pangan");
        form
    }

    #[test]
    fn an_interrupted_visit_is_found_as_it_was_left() {
        let form = full();
        let fields = form.to_fields();
        let back = VisitForm::from_fields(form.parent, day("2026-11-25"), &fields);
        assert_eq!(back.to_fields(), fields);
        assert_eq!(back.date, form.date);
        assert_eq!(back.note.text, form.note.text);
        assert_eq!(back.attendance_of(RecordId([2; 16])), "seen_unwell");
        assert_eq!((back.needs[0].kind.as_str(), back.next, back.case), ("food", form.next, form.case));
        assert_eq!(back.note.goals, form.note.goals);
    }

    #[test]
    fn a_draft_of_a_newer_version_keeps_what_can_be_read() {
        let mut fields = full().to_fields();
        fields.insert("date".into(), Value::from("besok"));
        fields.insert("attendance".into(), Value::List(vec![Value::Int(3), Value::Map(Fields::new())]));
        fields.insert("outcome".into(), Value::Int(2));
        let back = VisitForm::from_fields(RecordId([1; 16]), day("2026-11-25"), &fields);
        assert_eq!(back.date, day("2026-11-25"));
        assert!(back.attendance.is_empty() && back.outcome.is_empty());
        assert!(back.note.text.starts_with("Ibu"));
    }

    #[test]
    fn a_second_touch_takes_back_a_need_and_an_empty_state_takes_back_a_tick() {
        let mut form = full();
        form.toggle_need("food", "Pangan");
        form.set_attendance(RecordId([2; 16]), "");
        assert!(form.needs.is_empty());
        assert_eq!(form.attendance_of(RecordId([2; 16])), "");
        assert_ne!(draft_id(form.parent), form.parent);
        assert_eq!(draft_id(draft_id(form.parent)), form.parent);
    }
}
