//! The questions that an agency adds to forms, and the answers to them.
//!
//! An answer is a field of the very record that the form is for, named after the question's id. So it is saved, merged,
//! told, handed over and erased with that record, and a phone that does not know the question keeps it. Invariant: an
//! answer is never dropped nor hidden where the record is shown: a question that is retired, changed or unknown only
//! decides how it is told.
//!
//! What surprises: a question becomes a declaration like those in the source, and stays in memory until the app is
//! closed. Forms, checks and sentences take declarations that live as long as the app; there are few questions, and each
//! is kept once for each way in which it was ever worded.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::domain::code::{Code, CodeList, lists};
use crate::domain::field::FieldType;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet, FieldSpec, Kind, Trait};
use crate::domain::order::InOrder;
use crate::domain::record::spine::form_question;
use crate::domain::text::{Text, t};
use crate::domain::validate::{Issue, check_field};
use crate::domain::value::Fields;
use crate::ledger::{Book, RecordRef};

/// What stands over the questions in a form.
pub const HEADING: Text = t("Pertanyaan instansi", "Agency's questions");
/// The state of a question that forms ask.
pub const ASKED: &str = "asked";
/// The state of one that they do not ask any more.
pub const RETIRED: &str = "retired";

/// With what the names of answers begin; no declared field does.
const PREFIX: &str = "q_";
const UNKNOWN: Text = t("Pertanyaan yang tidak dikenal", "Unknown question");

/// The field in which the answers to a question stand.
pub fn field_of(question: RecordId) -> String {
    format!("{PREFIX}{question}")
}

/// Whether a field is an answer.
pub fn is_answer(field: &str) -> bool {
    question_of(field).is_some()
}

fn question_of(field: &str) -> Option<RecordId> {
    let id = field.strip_prefix(PREFIX)?.parse().ok()?;
    // Only the one spelling: two names for one answer would be two answers.
    (field_of(id) == field).then_some(id)
}

/// Whether it is an answer that papers without names leave out.
pub fn is_personal_answer(spec: &FieldSpec) -> bool {
    is_answer(spec.name) && spec.is(Trait::Personal)
}

/// All that a declaration is made of.
#[derive(PartialEq, Eq)]
struct Said {
    id: RecordId,
    /// Nothing where the question is not known here.
    label: Option<String>,
    answer: String,
    choices: Vec<String>,
    personal: bool,
}

thread_local! {
    static MADE: RefCell<Vec<(Said, &'static FieldSpec)>> = const { RefCell::new(Vec::new()) };
}

/// The declaration of the field in which a question is answered.
fn declaration(id: RecordId, question: Option<RecordRef<'_>>) -> &'static FieldSpec {
    let said = Said {
        id,
        label: question.map(|question| question.text(form_question::NAME).trim().to_owned()),
        answer: question.map_or("", |question| question.text(form_question::ANSWER)).to_owned(),
        choices: question
            .and_then(|question| question.get(form_question::CHOICES))
            .map_or_else(Vec::new, |choices| choices.into_iter().map(str::to_owned).collect()),
        // Whatever is not said to be plain may be about somebody.
        personal: question.is_none_or(|question| question.text(form_question::PRIVACY) != "plain"),
    };
    MADE.with_borrow_mut(|made| {
        if let Some((_, spec)) = made.iter().find(|(known, _)| *known == said) {
            return *spec;
        }
        let label = said.label.clone().map_or(UNKNOWN, same_in_both);
        let spec: &'static FieldSpec = Box::leak(Box::new(FieldSpec {
            name: field_of(id).leak(),
            label,
            ty: type_of(&said),
            traits: if said.personal { &[Trait::Personal] } else { &[] },
        }));
        made.push((said, spec));
        spec
    })
}

fn same_in_both(text: String) -> Text {
    let text: &'static str = text.leak();
    t(text, text)
}

fn type_of(said: &Said) -> FieldType {
    match said.answer.as_str() {
        "number" => FieldType::Decimal(),
        "date" => FieldType::Date(),
        "yes_no" => FieldType::Code(&lists::YES_NO_UNKNOWN),
        // Without choices there is nothing to choose, so it is answered in words.
        "one" | "several" if !said.choices.is_empty() => {
            let list = Box::leak(Box::new(CodeList {
                name: "choices",
                source: "agency",
                codes: codes(&said.choices).leak(),
            }));
            if said.answer == "one" { FieldType::Code(list) } else { FieldType::Codes(list) }
        }
        _ => FieldType::Long(),
    }
}

/// An agency's code list, one choice a line: `R1 = Atap bocor`, or the words alone, which then are the code.
fn codes(lines: &[String]) -> Vec<Code> {
    let mut all: Vec<Code> = Vec::new();
    for line in lines {
        let (code, label) = line.split_once(" = ").unwrap_or((line, line));
        let (code, label) = (code.trim(), label.trim());
        if !code.is_empty() && !label.is_empty() && all.iter().all(|known| known.code != code) {
            all.push(Code { code: code.to_owned().leak(), label: same_in_both(label.to_owned()) });
        }
    }
    all
}

/// How a field of a record is told: as declared, or as the question to which it is the answer.
pub fn spec_in(record: RecordRef<'_>, field: &str) -> Option<&'static FieldSpec> {
    let declared = record.spec().and_then(|kind| kind.field(field));
    declared.or_else(|| question_of(field).map(|id| declaration_in(record.book(), id)))
}

fn declaration_in(book: &Book, id: RecordId) -> &'static FieldSpec {
    // Also of a question in the trash the words are known.
    declaration(id, book.get_any(id).filter(|record| record.is(&form_question::SPEC)))
}

/// Where a question stands among the others.
fn place(question: RecordRef<'_>) -> (usize, bool, i64, RecordId) {
    let form = question.text(form_question::FORM);
    let form = lists::QUESTION_FORM.codes.iter().position(|code| code.code == form).unwrap_or(usize::MAX);
    let order = question.get(form_question::ORDER).unwrap_or(i64::MAX);
    (form, is_retired(question), order, question.id())
}

/// Whether forms do not ask it any more.
pub fn is_retired(question: RecordRef<'_>) -> bool {
    question.text(form_question::STATE) == RETIRED
}

/// All questions, form by form, as they are asked; those that are retired last.
pub fn in_order(book: &Book) -> Vec<RecordRef<'_>> {
    let mut all: Vec<_> = book.of(&form_question::SPEC).collect();
    all.order_by_key(|question| place(*question));
    all
}

fn on_form<'a>(book: &'a Book, form: &str) -> Vec<RecordRef<'a>> {
    let mut all = in_order(book);
    all.retain(|one| one.text(form_question::FORM) == form && !is_retired(*one));
    all
}

/// What the form of a kind asks beyond its own fields.
pub fn asked(book: &Book, kind: &Kind) -> Vec<&'static FieldSpec> {
    on_form(book, kind.name).into_iter().map(|one| declaration(one.id(), Some(one))).collect()
}

/// What a record answers, in the order of the questions; what nobody asks any more and what is not known comes last.
pub fn answered(record: RecordRef<'_>) -> Vec<&'static FieldSpec> {
    let book = record.book();
    answers_of(book, std::iter::once(record).chain(book.others_of(record.id())))
}

/// What any of these records answers.
pub fn answers_of<'a>(
    book: &'a Book,
    records: impl Iterator<Item = RecordRef<'a>>,
) -> Vec<&'static FieldSpec> {
    let mut found = BTreeSet::new();
    for record in records {
        record.each_value(|name, _| found.extend(question_of(name)));
    }
    let mut found: Vec<RecordId> = found.into_iter().collect();
    found.order_by_key(|id| {
        let question = book.get_any(*id).filter(|record| record.is(&form_question::SPEC));
        question.map_or((usize::MAX, true, i64::MAX, *id), place)
    });
    found.into_iter().map(|id| declaration_in(book, id)).collect()
}

/// Checks the answers that differ from those of before: what came from elsewhere and was not touched keeps no form from
/// being saved.
pub fn check(book: &Book, kind: &Kind, start: &Fields, fields: &Fields) -> Vec<Issue> {
    let asked = asked(book, kind).into_iter();
    let touched = asked.filter(|spec| start.get(spec.name) != fields.get(spec.name));
    touched.filter_map(|spec| check_field(spec, fields.get(spec.name))).collect()
}

/// Puts a question before the one that is asked before it on the same form.
pub fn plan_raise(book: &Book, question: RecordId) -> Vec<Draft> {
    let form = book.get(question).map_or("", |one| one.text(form_question::FORM));
    let mut all: Vec<RecordRef<'_>> = on_form(book, form);
    let Some(at) = all.iter().position(|one| one.id() == question).filter(|at| *at > 0) else {
        return Vec::new();
    };
    all.swap(at - 1, at);
    let numbered = (1_i64..).zip(all);
    let moved = numbered.filter(|(number, one)| one.get(form_question::ORDER) != Some(*number));
    moved
        .map(|(number, one)| Draft {
            kind: form_question::SPEC.name,
            record: one.id(),
            parent: None,
            fields: FieldSet::new().with(form_question::ORDER, number),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, fields};
    use crate::domain::kind::DELETED;
    use crate::domain::record::kinds;
    use crate::domain::record::spine::person;
    use crate::domain::text::Lang;
    use crate::domain::validate::{Problem, refuses};
    use crate::domain::value::Value;

    fn ask(desk: &mut Desk, name: &str, form: &str, answer: &str, choices: &[&str]) -> RecordId {
        let choices: Vec<String> = choices.iter().map(|one| (*one).to_owned()).collect();
        let fields = fields()
            .with(form_question::NAME, name)
            .with(form_question::FORM, form)
            .with(form_question::ANSWER, answer)
            .with(form_question::CHOICES, choices);
        desk.make(&form_question::SPEC, None, fields)
    }

    fn answer(question: RecordId, value: Value) -> FieldSet {
        FieldSet([(field_of(question), value)].into())
    }

    fn labels(specs: &[&'static FieldSpec]) -> Vec<&'static str> {
        specs.iter().map(|spec| spec.label.get(Lang::Id)).collect()
    }

    #[test]
    fn no_declared_field_can_be_taken_for_an_answer_nor_an_answer_be_spelled_twice() {
        for field in kinds().flat_map(|kind| kind.fields) {
            assert!(!field.name.starts_with(PREFIX), "{}", field.name);
        }
        let name = field_of(RecordId([0xab; 16]));
        assert!(is_answer(&name) && !is_answer(&name.to_uppercase().replace("Q_", PREFIX)));
        assert!(!is_answer("q_1") && !is_answer("name"));
    }

    #[test]
    fn a_form_asks_its_own_questions_in_their_order_until_they_are_retired() {
        let mut desk = Desk::new();
        let ids = ["A", "B", "C"].map(|name| ask(&mut desk, name, "person", "text", &[]));
        ask(&mut desk, "D", "case", "text", &[]);
        assert_eq!(labels(&asked(desk.book(), &person::SPEC)), ["A", "B", "C"]);
        for _ in 0..2 {
            let drafts = plan_raise(desk.book(), ids[2]);
            desk.save(drafts);
        }
        assert_eq!(labels(&asked(desk.book(), &person::SPEC)), ["C", "A", "B"]);
        assert!(plan_raise(desk.book(), ids[2]).is_empty());
        desk.change(&form_question::SPEC, ids[0], fields().with(form_question::STATE, RETIRED));
        assert_eq!(labels(&asked(desk.book(), &person::SPEC)), ["C", "B"]);
        let all: Vec<&str> =
            in_order(desk.book()).into_iter().map(|one| one.text(form_question::NAME)).collect();
        assert_eq!(all, ["C", "B", "A", "D"]);
    }

    #[test]
    fn the_agencys_codes_are_stored_and_their_words_are_shown() {
        let mut desk = Desk::new();
        let roof = ask(&mut desk, "Atap", "household", "one", &["R1 = Bocor", " Utuh ", "R1 = Lagi", " = "]);
        let spec = declaration_in(desk.book(), roof);
        let FieldType::Code(list) = spec.ty else { panic!("no list") };
        let codes: Vec<(&str, &str)> =
            list.codes.iter().map(|code| (code.code, code.label.get(Lang::En))).collect();
        assert_eq!(codes, [("R1", "Bocor"), ("Utuh", "Utuh")]);
        assert_eq!((list.label("R1", Lang::Id), list.label("R9", Lang::Id)), ("Bocor", "R9"));
        assert!(std::ptr::eq(spec, declaration_in(desk.book(), roof)), "it is made once");
        desk.change(&form_question::SPEC, roof, fields().with(form_question::NAME, "Keadaan atap"));
        assert_eq!(declaration_in(desk.book(), roof).label.get(Lang::Id), "Keadaan atap");
        let none = ask(&mut desk, "Kosong", "household", "several", &[]);
        assert!(matches!(declaration_in(desk.book(), none).ty, FieldType::Long()));
    }

    #[test]
    fn an_answer_is_shown_whatever_became_of_its_question() {
        let mut desk = Desk::new();
        let ids = ["A", "B", "C"].map(|name| ask(&mut desk, name, "person", "date", &[]));
        let unknown = RecordId([9; 16]);
        let mut said = fields().with(person::NAME, "Ani");
        for id in [unknown, ids[2], ids[1], ids[0]] {
            said.0.extend(answer(id, Value::from("bukan tanggal")).0);
        }
        let ani = desk.make(&person::SPEC, None, said);
        desk.change(&form_question::SPEC, ids[0], fields().with(form_question::STATE, RETIRED));
        desk.change(&form_question::SPEC, ids[2], fields().with(DELETED, true));
        let record = desk.book().get(ani).unwrap();
        let told = answered(record);
        assert_eq!(labels(&told)[0], "B");
        assert_eq!(labels(&told)[3], "Pertanyaan yang tidak dikenal");
        let mut rest = labels(&told)[1..3].to_vec();
        rest.sort_unstable();
        assert_eq!(rest, ["A", "C"]);
        for spec in told {
            let value = record.value(spec.name).unwrap();
            assert_eq!(value.as_text(), Some("bukan tanggal"));
            assert!(is_personal_answer(spec), "what is not said to be plain is personal");
        }
        assert_eq!(labels(&asked(desk.book(), &person::SPEC)), ["B"]);
    }

    #[test]
    fn what_is_typed_must_fit_and_what_came_from_elsewhere_keeps_nobody_from_saving() {
        let mut desk = Desk::new();
        let number = ask(&mut desk, "Lingkar lengan", "person", "number", &[]);
        let kind = &person::SPEC;
        let (odd, right) = (answer(number, Value::from("banyak")).0, answer(number, Value::from("12.5")).0);
        assert_eq!(check(desk.book(), kind, &odd, &odd), []);
        assert_eq!(check(desk.book(), kind, &odd, &right), []);
        let found = check(desk.book(), kind, &right, &odd);
        assert!(refuses(&found) && found[0].problem == Problem::OutOfRange);
    }

    #[test]
    fn an_answer_of_somebody_recorded_twice_is_theirs_on_either_record() {
        use crate::casework::same_person::{plan_same, side_by_side};
        let mut desk = Desk::new();
        let suku = ask(&mut desk, "Suku", "person", "text", &[]);
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let other = desk.make(&person::SPEC, None, answer(suku, Value::from("Batak")));
        let told = |desk: &Desk| {
            let (a, b) = (desk.book().get_any(ani).unwrap(), desk.book().get_any(other).unwrap());
            side_by_side(a, b).into_iter().any(|(spec, _)| spec.name == field_of(suku))
        };
        assert!(told(&desk));
        let drafts = plan_same(desk.book(), ani, other);
        desk.save(drafts);
        let record = desk.book().get(ani).unwrap();
        assert_eq!(labels(&answered(record)), ["Suku"]);
        assert_eq!(record.value(&field_of(suku)), Some(Value::from("Batak")));
    }
}
