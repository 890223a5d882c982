//! Needs: chosen out of an assessment with their priority, and put in the order in which they are worked on.
//!
//! What an assessment says is lacking is proposed line by line; a low score of which no need was written is proposed
//! too, lest a crisis stays a number. What surprises: what was taken up may have been worded anew, so a proposal counts
//! as taken up by a need of the same words, else by any need of its domain that no other proposal has.

use chrono::NaiveDate;

use super::together::part;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::order::InOrder;
use crate::domain::record::casework::{assessment, finding, need};
use crate::domain::text::{Lang, t};
use crate::domain::value::{Fields, Value};
use crate::ledger::{Book, RecordRef};
use crate::search::fold::fold;

/// Up to this score a domain is proposed although no need was written down.
pub const LOW_SCORE: i64 = 2;

/// How many words of a condition stand in for a need that was not written.
const WORDS: usize = 12;

/// Something that an assessment found lacking.
#[derive(Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The code of the life domain.
    pub domain: String,
    /// What is needed, as it was written.
    pub what: String,
    /// 1 to 5.
    pub score: Option<i64>,
    /// The code of the priority that the score suggests.
    pub priority: &'static str,
    /// Whether nothing but the score says so.
    pub from_score: bool,
    /// The need that was made of it.
    pub taken: Option<RecordId>,
}

/// The priority that a score suggests: a crisis is urgent.
pub const fn priority_of(score: Option<i64>) -> &'static str {
    match score {
        Some(..=1) => "urgent",
        Some(2) => "high",
        Some(3) | None => "normal",
        Some(_) => "low",
    }
}

/// What an assessment proposes, the most pressing first.
pub fn proposals(book: &Book, id: RecordId, lang: Lang) -> Vec<Proposal> {
    let Some(record) = book.get_as(id, &assessment::SPEC) else { return Vec::new() };
    let mut found = Vec::new();
    for one in book.children(id, &finding::SPEC) {
        let score = one.get(finding::SCORE);
        let domain = one.text(finding::DOMAIN);
        let said: Vec<String> = lines(one.text(finding::NEEDS));
        let from_score = said.is_empty() && score.is_some_and(|score| score <= LOW_SCORE);
        let said = if from_score { vec![from_condition(one, domain, lang)] } else { said };
        found.extend(said.into_iter().map(|what| Proposal {
            domain: domain.to_owned(),
            what,
            score,
            priority: priority_of(score),
            from_score,
            taken: None,
        }));
    }
    let mut needs: Vec<RecordRef<'_>> = record.parent().map_or_else(Vec::new, |case| {
        book.children(case, &need::SPEC).filter(|need| need.get(need::ORIGIN_RECORD) == Some(id)).collect()
    });
    for same_words in [true, false] {
        for one in found.iter_mut().filter(|one| one.taken.is_none()) {
            let at = needs.iter().position(|need| {
                need.text(need::DOMAIN) == one.domain
                    && (!same_words || fold(need.text(need::WHAT)) == fold(&one.what))
            });
            one.taken = at.map(|at| needs.remove(at).id());
        }
    }
    found.order_by_key(|one| (rank(one.priority), place(&one.domain)));
    found
}

/// One need a line; a sentence is not taken apart.
fn lines(text: &str) -> Vec<String> {
    let parts = text.split(['\n', ';']).map(|line| line.trim().trim_start_matches(['-', '•', '*']).trim());
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn from_condition(one: RecordRef<'_>, domain: &str, lang: Lang) -> String {
    let words: Vec<&str> = one.text(finding::CONDITION).split_whitespace().take(WORDS).collect();
    if !words.is_empty() {
        return words.join(" ");
    }
    let label = lists::LIFE_DOMAIN.label(domain, lang).to_lowercase();
    t("Keadaan {domain} perlu ditangani", "The {domain} situation needs help")
        .with(lang, &[("domain", &label)])
}

/// The form over proposals at its start: everything that is not taken up is chosen.
pub fn form_of(proposals: &[Proposal], today: NaiveDate) -> Fields {
    let mut form = Fields::from([("date".to_owned(), Value::from(today.to_string().as_str()))]);
    for (place, one) in proposals.iter().enumerate().filter(|(_, one)| one.taken.is_none()) {
        let place = place.to_string();
        form.insert(part("take", &place), Value::Bool(true));
        form.insert(part(need::WHAT.name, &place), Value::from(one.what.as_str()));
        form.insert(part(need::PRIORITY.name, &place), Value::from(one.priority));
    }
    form
}

/// Plans the needs that were chosen. Nothing where none was, or where a chosen one says nothing.
pub fn plan_needs(
    case: RecordId,
    assessment: RecordId,
    proposals: &[Proposal],
    form: &Fields,
    ids: &mut impl FnMut() -> RecordId,
) -> Vec<Draft> {
    let text = |name: &str| form.get(name).and_then(Value::as_text).map(str::trim).unwrap_or_default();
    let mut drafts = Vec::new();
    for (place, one) in proposals.iter().enumerate().filter(|(_, one)| one.taken.is_none()) {
        let place = place.to_string();
        let what = text(&part(need::WHAT.name, &place));
        if form.get(&part("take", &place)) != Some(&Value::Bool(true)) || what.is_empty() {
            continue;
        }
        let mut fields = FieldSet::new()
            .with(need::WHAT, what)
            .with(need::DOMAIN, one.domain.as_str())
            .with(need::ORIGIN, "assessment")
            .with(need::ORIGIN_RECORD, assessment)
            .with(need::STATE, "open");
        if let Ok(noted) = text("date").parse::<NaiveDate>() {
            fields.set(need::NOTED, noted);
        }
        for field in [need::PRIORITY, need::KIND] {
            let code = text(&part(field.name, &place));
            if !code.is_empty() {
                fields.set(field, code);
            }
        }
        drafts.push(Draft { kind: need::SPEC.name, record: ids(), parent: Some(case), fields });
    }
    drafts
}

/// Needs in the order in which they are worked on: what is open before what is not, the most urgent first, and of equal
/// ones what is needed soonest.
pub fn in_order(needs: &mut Vec<RecordRef<'_>>) {
    needs.order_by_key(|one| {
        let due = one.get(need::DUE).or(one.get(need::NOTED)).unwrap_or(NaiveDate::MAX);
        (is_settled(*one), rank(one.text(need::PRIORITY)), due, one.id())
    });
}

/// Whether nothing is to be done about it any more.
pub fn is_settled(need: RecordRef<'_>) -> bool {
    matches!(need.text(need::STATE), "met" | "dropped")
}

/// What a need may become in one touch, the likeliest first.
pub fn next_states(state: &str) -> &'static [&'static str] {
    match state {
        "met" | "dropped" => &["open"],
        "partly_met" => &["met", "dropped"],
        _ => &["met", "partly_met", "dropped"],
    }
}

/// The step of a need to another state, in one touch.
pub fn plan_state(book: &Book, id: RecordId, state: &str) -> Vec<Draft> {
    match book.get_as(id, &need::SPEC) {
        Some(record) if record.text(need::STATE) != state => {
            vec![Draft {
                kind: need::SPEC.name,
                record: id,
                parent: None,
                fields: FieldSet::new().with(need::STATE, state),
            }]
        }
        _ => Vec::new(),
    }
}

/// The place of a priority; what has none comes after "normal" and before "low".
fn rank(priority: &str) -> u8 {
    match priority {
        "urgent" => 0,
        "high" => 1,
        "normal" => 2,
        "low" => 4,
        _ => 3,
    }
}

fn place(domain: &str) -> usize {
    lists::LIFE_DOMAIN.codes.iter().position(|code| code.code == domain).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::casework::case;

    fn assessed() -> (Desk, RecordId, RecordId) {
        let mut desk = Desk::new();
        let case = desk.make(&case::SPEC, None, fields());
        let id = desk.make(&assessment::SPEC, Some(case), fields());
        let mut find = |domain: &str, score: i64, needs: &str, condition: &str| {
            let made = fields().with(finding::DOMAIN, domain).with(finding::SCORE, score);
            let made = made.with(finding::NEEDS, needs).with(finding::CONDITION, condition);
            desk.make(&finding::SPEC, Some(id), made);
        };
        find("economic", 2, "- Modal usaha\n• Akta lahir;", "");
        find("social", 4, "", "Akrab dengan tetangga");
        find("biological", 1, "", "Batuk darah sejak sebulan");
        find("spiritual", 2, "", "");
        (desk, case, id)
    }

    #[test]
    fn every_line_of_needs_and_every_low_score_is_proposed_the_most_pressing_first() {
        let (desk, _, id) = assessed();
        let found = proposals(desk.book(), id, Lang::Id);
        let rows: Vec<_> =
            found.iter().map(|one| (one.what.as_str(), one.priority, one.from_score)).collect();
        assert_eq!(
            rows,
            [
                ("Batuk darah sejak sebulan", "urgent", true),
                ("Keadaan spiritual perlu ditangani", "high", true),
                ("Modal usaha", "high", false),
                ("Akta lahir", "high", false),
            ]
        );
        assert!(proposals(desk.book(), RecordId([9; 16]), Lang::Id).is_empty());
    }

    #[test]
    fn what_is_chosen_becomes_needs_in_one_save_and_is_not_proposed_again_even_if_it_was_worded_anew() {
        let (mut desk, case, id) = assessed();
        let found = proposals(desk.book(), id, Lang::Id);
        let mut form = form_of(&found, day("2026-11-21"));
        form.insert(part("take", "1"), Value::Bool(false));
        form.insert(part("what", "2"), Value::from(" Modal warung "));
        form.insert(part("priority", "3"), Value::from("low"));
        let drafts = plan_needs(case, id, &found, &form, &mut || desk.id());
        assert_eq!(drafts.len(), 3);
        desk.save(drafts);
        let mut needs: Vec<_> = desk.book().children(case, &need::SPEC).collect();
        in_order(&mut needs);
        let said: Vec<_> = needs
            .iter()
            .map(|one| (one.text(need::WHAT), one.text(need::PRIORITY), one.text(need::ORIGIN)))
            .collect();
        assert_eq!(
            said,
            [
                ("Batuk darah sejak sebulan", "urgent", "assessment"),
                ("Modal warung", "high", "assessment"),
                ("Akta lahir", "low", "assessment"),
            ]
        );
        let again = proposals(desk.book(), id, Lang::Id);
        let open: Vec<_> =
            again.iter().filter(|one| one.taken.is_none()).map(|one| one.what.as_str()).collect();
        assert_eq!(open, ["Keadaan spiritual perlu ditangani"]);
        let form = form_of(&again, day("2026-11-21"));
        assert_eq!(plan_needs(case, id, &again, &form, &mut || RecordId([7; 16])).len(), 1);
    }

    #[test]
    fn what_is_met_comes_last_and_a_state_is_written_once() {
        let mut desk = Desk::new();
        let case = desk.make(&case::SPEC, None, fields());
        let mut make = |priority: &str, state: &str| {
            let made = fields().with(need::PRIORITY, priority).with(need::STATE, state);
            desk.make(&need::SPEC, Some(case), made)
        };
        let (met, low, none, urgent) =
            (make("urgent", "met"), make("low", "open"), make("", ""), make("urgent", "open"));
        let order = |desk: &Desk| {
            let mut needs: Vec<_> = desk.book().children(case, &need::SPEC).collect();
            in_order(&mut needs);
            needs.iter().map(|one| one.id()).collect::<Vec<_>>()
        };
        assert_eq!(order(&desk), [urgent, none, low, met]);
        let drafts = plan_state(desk.book(), urgent, "dropped");
        desk.save(drafts);
        assert_eq!(order(&desk), [none, low, met, urgent]);
        assert!(plan_state(desk.book(), urgent, "dropped").is_empty());
        let known = |state: &&str| {
            lists::NEED_STATE.find(state).is_some_and(|code| !next_states(code.code).contains(state))
        };
        assert!(
            ["", "open", "partly_met", "met", "dropped"].iter().flat_map(|one| next_states(one)).all(known)
        );
    }
}
