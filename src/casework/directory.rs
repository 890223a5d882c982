//! The directory of partners: whom to ask for what, and how they answered so far.
//!
//! Only answers count: the acceptance rate is of the referrals that a partner accepted or refused, and the days
//! are those until the first answer. A referral that was accepted at any time counts as accepted, also where it
//! was closed since. What surprises: which needs a partner served is known by way of actions (action, goal,
//! need), because a referral names no need.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::referral::{State, days_waiting, is_waiting, state_of};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{action, goal, need, referral};
use crate::domain::record::spine::partner;
use crate::domain::text::{Lang, t};
use crate::domain::value::Value;
use crate::ledger::{Book, RecordRef, Steps};
use crate::search::fold::fold;

/// What to look for; an empty query finds every partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words that all stand in the name, the services, whom they serve, the area or the address.
    pub text: String,
    /// The code of the partner's kind.
    pub kind: Option<String>,
    /// The code of a kind of need that the partner has served.
    pub need: Option<String>,
}

/// A partner with what came of working with them.
#[derive(Clone, Debug)]
pub struct Row {
    /// The partner.
    pub partner: RecordId,
    /// The name as it was written.
    pub name: String,
    /// The code of the kind, or nothing.
    pub kind: String,
    /// Where they work, or nothing.
    pub area: String,
    /// The folded name, by which the directory is in order.
    name_key: String,
    /// All words by which the partner is found, folded.
    key: String,
    /// Papers to bring, one a line.
    pub papers: Vec<String>,
    /// Referrals that were sent to them.
    pub sent: usize,
    /// Of those, how many wait for an answer.
    pub waiting: usize,
    /// Accepted, of all that were accepted or refused.
    pub accepted: (usize, usize),
    /// The median of the days until the first answer, in halves of a day (7 is 3.5 days).
    pub median_half_days: Option<i64>,
    /// Kinds of need that actions with them served, with how often; the most frequent first.
    pub needs: Vec<(String, usize)>,
    /// Actions with them that were done.
    pub actions: usize,
}

impl Row {
    /// Accepted in percent; none where nothing was answered.
    pub fn acceptance(&self) -> Option<u8> {
        let (accepted, of) = self.accepted;
        u8::try_from((200 * accepted + of).checked_div(2 * of)?).ok()
    }

    /// The median of the days until the first answer: `3,5 hari`.
    pub fn median_text(&self, lang: Lang) -> Option<String> {
        let halves = self.median_half_days?;
        let (comma, day) = match lang {
            Lang::Id => (',', "hari"),
            Lang::En => ('.', if halves == 2 { "day" } else { "days" }),
        };
        let half = if halves % 2 == 0 { String::new() } else { format!("{comma}5") };
        Some(format!("{}{half} {day}", halves / 2))
    }

    /// How they answered so far, in a line: `menerima 3 dari 4 · median 2 hari · 1 menunggu`.
    pub fn answers_in_words(&self, lang: Lang) -> String {
        if self.sent == 0 {
            return t("belum ada rujukan", "no referral yet").get(lang).to_owned();
        }
        let mut parts = Vec::new();
        let (accepted, of) = self.accepted;
        if of > 0 {
            let counts = [("n", accepted.to_string()), ("of", of.to_string())];
            let text = t("menerima {n} dari {of}", "accepted {n} of {of}");
            parts.push(text.with(lang, &counts.each_ref().map(|(name, count)| (*name, count.as_str()))));
        }
        parts.extend(self.median_text(lang).map(|days| format!("median {days}")));
        if self.waiting > 0 {
            parts.push(t("{n} menunggu", "{n} waiting").with(lang, &[("n", &self.waiting.to_string())]));
        }
        if parts.is_empty() {
            parts.push(t("belum dijawab", "not answered").get(lang).to_owned());
        }
        parts.join(" · ")
    }
}

/// The whole directory in steps, by name.
pub struct DirectorySteps {
    today: NaiveDate,
    at: usize,
    rows: Vec<Row>,
    done: bool,
}

impl DirectorySteps {
    /// Begins.
    pub fn new(today: NaiveDate) -> DirectorySteps {
        DirectorySteps { today, at: 0, rows: Vec::new(), done: false }
    }
}

/// A partner is asked for with the referrals and actions that name them: about as much work as so many records.
const RECORDS_A_PARTNER: usize = 25;

impl Steps for DirectorySteps {
    type Out = Vec<Row>;

    fn step(&mut self, book: &Book, records: usize) -> bool {
        if self.at < book.capacity_of(&partner::SPEC) {
            let end = self.at.saturating_add((records / RECORDS_A_PARTNER).max(1));
            let part = book.of_part(&partner::SPEC, self.at..end);
            self.rows.extend(part.map(|one| row(book, one, self.today)));
            self.at = end;
        } else if !self.done {
            self.rows.order_by(|a, b| (&a.name_key, a.partner).cmp(&(&b.name_key, b.partner)));
            self.done = true;
        }
        self.done
    }

    fn finish(self) -> Vec<Row> {
        self.rows
    }
}

impl Query {
    /// The places of the partners that it finds.
    pub fn find(&self, rows: &[Row]) -> Vec<usize> {
        let folded = fold(&self.text);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let fits = |row: &Row| {
            self.kind.as_deref().is_none_or(|kind| row.kind == kind)
                && self.need.as_deref().is_none_or(|kind| row.needs.iter().any(|(served, _)| served == kind))
                && words.iter().all(|word| row.key.contains(word))
        };
        rows.iter().enumerate().filter(|(_, row)| fits(row)).map(|(place, _)| place).collect()
    }
}

/// One partner.
pub fn row(book: &Book, partner: RecordRef<'_>, today: NaiveDate) -> Row {
    let all = [
        partner.text(partner::SERVICES),
        partner.text(partner::ELIGIBLE),
        partner.text(partner::AREA),
        partner.text(partner::ADDRESS),
    ];
    let name_key = fold(partner.text(partner::NAME));
    let key = format!("{name_key} {}", fold(&all.join(" ")));
    let mut row = Row {
        partner: partner.id(),
        name: partner.text(partner::NAME).trim().to_owned(),
        kind: partner.text(partner::KIND).trim().to_owned(),
        area: partner.text(partner::AREA).trim().to_owned(),
        name_key,
        key,
        papers: papers(partner.text(partner::PAPERS)),
        sent: 0,
        waiting: 0,
        accepted: (0, 0),
        median_half_days: None,
        needs: Vec::new(),
        actions: 0,
    };
    let mut days = Vec::new();
    for one in book.referring(&referral::SPEC, referral::PARTNER, partner.id()) {
        if one.get(referral::SENT).is_none() {
            continue;
        }
        row.sent += 1;
        row.waiting += usize::from(is_waiting(one));
        if was_accepted(book, one) {
            row.accepted.0 += 1;
            row.accepted.1 += 1;
        } else if state_of(one) == Some(State::Refused) {
            row.accepted.1 += 1;
        }
        if one.get(referral::ANSWERED).is_some() {
            days.extend(days_waiting(one, today));
        }
    }
    row.median_half_days = median_halves(days);
    let mut needs: FxHashMap<&str, usize> = FxHashMap::default();
    for one in book.referring(&action::SPEC, action::PARTNER, partner.id()) {
        if one.text(action::STATE) != "done" && one.get(action::DONE_ON).is_none() {
            continue;
        }
        row.actions += 1;
        if let Some(kind) = need_kind(book, one) {
            *needs.entry(kind).or_default() += 1;
        }
    }
    let mut needs: Vec<(&str, usize)> = needs.into_iter().collect();
    needs.order_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    row.needs = needs.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
    row
}

fn need_kind<'a>(book: &'a Book, action: RecordRef<'a>) -> Option<&'a str> {
    let goal = book.get_as(action.get(action::GOAL)?, &goal::SPEC)?;
    let need = book.get_as(goal.get(goal::NEED)?, &need::SPEC)?;
    need.get(need::KIND).filter(|kind| !kind.is_empty())
}

/// Whether it is accepted, or once was.
fn was_accepted(book: &Book, record: RecordRef<'_>) -> bool {
    let accepted = |code: &str| matches!(State::of_code(code), Some(State::Accepted | State::Served));
    match state_of(record) {
        Some(State::Accepted | State::Served) => true,
        // A partner who accepted and then refused did not serve.
        Some(State::Closed) => {
            let writes = book.field_writes(record.id(), referral::STATE);
            let mut answers = writes.iter().filter_map(|(_, value): &(_, Value)| value.as_text());
            answers.rfind(|code| *code != "closed").is_some_and(accepted)
        }
        _ => false,
    }
}

fn papers(text: &str) -> Vec<String> {
    let lines = text.split(['\n', ';']).map(|line| line.trim().trim_start_matches(['-', '•', '*']).trim());
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Twice the median, which is whole where the values are.
fn median_halves(mut days: Vec<i64>) -> Option<i64> {
    days.order();
    let middle = days.len() / 2;
    let upper = days.get(middle)?;
    if days.len() % 2 == 1 { Some(2 * upper) } else { Some(upper + days.get(middle.checked_sub(1)?)?) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::kind::FieldSet;
    use crate::domain::record::casework::case;

    const TODAY: &str = "2026-11-21";

    fn row_of(book: &Book, id: RecordId, today: NaiveDate) -> Option<Row> {
        Some(row(book, book.get_as(id, &partner::SPEC)?, today))
    }

    fn desk() -> (Desk, RecordId) {
        let mut desk = Desk::new();
        let made = |name: &str, kind: &str, services: &str| {
            fields().with(partner::NAME, name).with(partner::KIND, kind).with(partner::SERVICES, services)
        };
        let papers = made("Puskesmas Mawar", "puskesmas", "Imunisasi, gizi");
        desk.make(&partner::SPEC, None, made("Baznas", "zakat", "Bantuan tunai"));
        let clinic = desk.make(&partner::SPEC, None, papers.with(partner::PAPERS, "KTP; KK\n- Kartu JKN"));
        (desk, clinic)
    }

    #[test]
    fn partners_are_found_by_words_of_their_services_and_by_kind() {
        let (desk, clinic) = desk();
        let names = |text: &str, kind: Option<&str>| {
            let query = Query { text: text.into(), kind: kind.map(str::to_owned), need: None };
            let rows = DirectorySteps::new(day(TODAY)).at_once(desk.book());
            query.find(&rows).into_iter().map(|place| rows[place].name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names("", None), ["Baznas", "Puskesmas Mawar"]);
        assert_eq!(names("GIZI mawar", None), ["Puskesmas Mawar"]);
        assert_eq!(names("gizi", Some("zakat")), [""; 0]);
        assert_eq!(row_of(desk.book(), clinic, day(TODAY)).unwrap().papers, ["KTP", "KK", "Kartu JKN"]);
    }

    #[test]
    fn acceptance_counts_answers_only_and_the_median_days_until_the_first() {
        let (mut desk, clinic) = desk();
        let case = desk.make(&case::SPEC, None, fields());
        let mut refer = |state: &str, sent: Option<&str>, answered: Option<&str>| {
            let made = fields().with(referral::PARTNER, clinic).with(referral::STATE, state);
            let made = made
                .with_some(referral::SENT, sent.map(day))
                .with_some(referral::ANSWERED, answered.map(day));
            desk.make(&referral::SPEC, Some(case), made)
        };
        refer("drafted", None, None);
        refer("sent", Some("2026-11-01"), None);
        refer("refused", Some("2026-11-01"), Some("2026-11-02"));
        refer("served", Some("2026-11-01"), Some("2026-11-05"));
        let closed = refer("accepted", Some("2026-11-01"), Some("2026-11-04"));
        let unanswered = refer("sent", Some("2026-11-01"), None);
        let row = |desk: &Desk| {
            let row = row_of(desk.book(), clinic, day(TODAY)).unwrap();
            (row.sent, row.waiting, row.accepted, row.acceptance(), row.median_half_days)
        };
        assert_eq!(row(&desk), (5, 2, (2, 3), Some(67), Some(6)));
        for id in [closed, unanswered] {
            desk.change(&referral::SPEC, id, fields().with(referral::STATE, "closed"));
        }
        assert_eq!(row(&desk), (5, 1, (2, 3), Some(67), Some(6)));
        let another = desk.make(
            &referral::SPEC,
            Some(case),
            fields()
                .with(referral::PARTNER, clinic)
                .with(referral::STATE, "received")
                .with(referral::SENT, day("2026-11-01"))
                .with(referral::ANSWERED, day("2026-11-11")),
        );
        assert!(desk.book().get(another).is_some());
        assert_eq!(row(&desk).4, Some(7));
        let words = |id| row_of(desk.book(), id, day(TODAY)).unwrap().answers_in_words(Lang::Id);
        assert_eq!(words(clinic), "menerima 2 dari 3 · median 3,5 hari · 1 menunggu");
        let new = desk.book().of(&partner::SPEC).find(|one| one.id() != clinic).unwrap().id();
        assert_eq!(words(new), "belum ada rujukan");
    }

    #[test]
    fn the_needs_a_partner_served_come_from_actions_that_were_done() {
        let (mut desk, clinic) = desk();
        let case = desk.make(&case::SPEC, None, fields());
        let mut served = |kind: &str, state: &str| {
            let need = desk.make(&need::SPEC, Some(case), fields().with(need::KIND, kind));
            let goal = desk.make(&goal::SPEC, Some(case), fields().with(goal::NEED, need));
            let made: FieldSet = fields().with(action::GOAL, goal).with(action::PARTNER, clinic);
            desk.make(&action::SPEC, Some(case), made.with(action::STATE, state));
        };
        served("health", "done");
        served("medicine", "done");
        served("health", "done");
        served("food", "planned");
        let row = row_of(desk.book(), clinic, day(TODAY)).unwrap();
        let needs: Vec<_> = row.needs.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
        assert_eq!((needs.as_slice(), row.actions), ([("health", 2), ("medicine", 1)].as_slice(), 3));
        let found = |kind: &str| {
            let query = Query { need: Some(kind.into()), ..Query::default() };
            query.find(&DirectorySteps::new(day(TODAY)).at_once(desk.book())).len()
        };
        assert_eq!((found("health"), found("food")), (1, 0));
    }
}
