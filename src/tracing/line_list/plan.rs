//! A line list as records of an outbreak: what is new, what changes, and what stays as it is.
//!
//! A person of a list is found again by the id of the list, so that a corrected list updates and never doubles.
//! The ids of new records are made from the outbreak and the id of the list: two phones that take in the same
//! list make the same records. An empty cell says nothing and empties nothing; a link that is missing in a
//! later list stays. Nothing is written here: the caller saves all drafts as one commit, or none.

use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use super::join::is_uuid;
use super::{LineList, Link, Listed, Visit};
use crate::domain::birth::Birth;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::identity::phone::parse_phone;
use crate::domain::kind::{Draft, FieldSet, Kind};
use crate::domain::order::InOrder;
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{exposure, follow_up, investigation};
use crate::domain::value::Value;
use crate::ledger::{Book, RecordRef, Steps};
use crate::tracing::network::{Outcome, Sex};
use crate::tracing::trail::{CheckResult, Classification, Trails};

/// What becomes of one person of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Not known before.
    New,
    /// Known, and the list says something else.
    Changed,
    /// Known, and nothing changes.
    Same,
    /// Erased or in the trash: left out.
    Gone,
}

/// One person of the list as it will stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The id of the list.
    pub id: String,
    /// The person.
    pub person: RecordId,
    /// What becomes of them.
    pub fate: Fate,
}

/// What an import would do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Of which list and choices it is the plan.
    pub key: String,
    /// Of which state of the book.
    pub generation: u64,
    /// One commit.
    pub drafts: Vec<Draft>,
    /// Everybody of the list, then those who occur only in links.
    pub people: Vec<Planned>,
    /// Links that are not known yet.
    pub new_links: usize,
    /// Known links whose date or kind changes.
    pub changed_links: usize,
    /// Links that are known as they are.
    pub same_links: usize,
    /// Links left out: of somebody to themselves, given twice, or of somebody who is gone.
    pub left_out_links: usize,
    /// Follow-ups that are not known yet.
    pub new_visits: usize,
    /// Known follow-ups that the list says differently.
    pub changed_visits: usize,
    /// Follow-ups that are known as they are.
    pub same_visits: usize,
    /// Follow-ups left out: of nobody in the list or the outbreak, or on a day to come.
    pub left_out_visits: usize,
}

impl Plan {
    /// How many people have a fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.people.iter().filter(|one| one.fate == fate).count()
    }
}

/// What a person decides about an import.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The outbreak.
    pub outbreak: RecordId,
    /// What listed people are where the list does not say.
    pub otherwise: Classification,
    /// People of the list who are somebody that is known already, by the id of the list.
    pub same: FxHashMap<String, RecordId>,
    /// Today: an age is taken to be that of the report, the onset, or else of today.
    pub today: NaiveDate,
    /// A word for the list and these choices, which the plan repeats.
    pub key: String,
}

/// An id made from an outbreak and words of a list; the same everywhere.
fn fixed_id(outbreak: RecordId, kind: &str, words: &[&str]) -> RecordId {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"pendamping line list 1");
    hasher.update(&outbreak.0);
    for word in std::iter::once(&kind).chain(words) {
        hasher.update(&(word.len() as u64).to_le_bytes());
        hasher.update(word.as_bytes());
    }
    let mut random = [0; 10];
    random.copy_from_slice(hasher.finalize().as_bytes().get(..10).unwrap_or(&[0; 10]));
    // Beside the outbreak in the order of time.
    let time = outbreak.0.iter().take(6).fold(0_u64, |time, byte| time << 8 | u64::from(*byte));
    RecordId::make(time, random)
}

/// Plans an import, in steps. They follow the list: its people, those who occur only in links, the pairs, contacts whose
/// source is not named, and follow-ups.
pub struct PlanSteps {
    list: Arc<LineList>,
    choices: Choices,
    planner: Option<Planner>,
    stage: u8,
    at: usize,
    pairs: Vec<(Pair, Link)>,
    linked: FxHashSet<String>,
    times: FxHashMap<(RecordId, NaiveDate), usize>,
}

impl PlanSteps {
    /// The plan of this list.
    pub fn new(list: Arc<LineList>, choices: Choices) -> PlanSteps {
        let (pairs, linked, times) = (Vec::new(), FxHashSet::default(), FxHashMap::default());
        PlanSteps { list, choices, planner: None, stage: 0, at: 0, pairs, linked, times }
    }

    /// Who is linked to whom, once everybody is known.
    fn link_up(&mut self) {
        let Some(planner) = &mut self.planner else { return };
        let last: FxHashMap<&str, NaiveDate> =
            self.list.people.iter().filter_map(|one| Some((one.id.as_str(), one.last_contact?))).collect();
        self.pairs = planner.pairs(&self.list.links);
        for (_, link) in &mut self.pairs {
            link.date = link.date.or_else(|| last.get(link.to.as_str()).copied());
        }
        self.linked = self.list.links.iter().map(|link| link.to.clone()).collect();
    }
}

impl Steps for PlanSteps {
    type Out = Plan;

    fn step(&mut self, book: &Book, records: usize) -> bool {
        let list = self.list.clone();
        let Some(planner) = &mut self.planner else {
            self.planner = Some(Planner::new(book, self.choices.clone()));
            return false;
        };
        let end = self.at.saturating_add(records);
        let (from, many) = (self.at, records);
        let all = match self.stage {
            0 => {
                for one in list.people.iter().skip(from).take(many) {
                    planner.listed(book, one);
                }
                list.people.len()
            }
            1 => {
                for id in list.links.iter().skip(from).take(many).flat_map(|link| [&link.from, &link.to]) {
                    if !planner.known.contains_key(id.as_str()) {
                        planner.person(book, &Listed { id: id.clone(), ..Listed::default() });
                    }
                }
                list.links.len()
            }
            2 => {
                for (pair, link) in self.pairs.iter().skip(from).take(many) {
                    planner.link(book, *pair, link);
                }
                self.pairs.len()
            }
            3 => {
                for one in list.people.iter().skip(from).take(many) {
                    if !self.linked.contains(&one.id) {
                        planner.last_contact(book, one);
                    }
                }
                list.people.len()
            }
            4 => {
                for visit in list.visits.iter().skip(from).take(many) {
                    planner.visit(book, visit, &mut self.times);
                }
                list.visits.len()
            }
            _ => return true,
        };
        self.at = end;
        if end >= all {
            (self.stage, self.at) = (self.stage + 1, 0);
            if self.stage == 2 {
                self.link_up();
            }
        }
        self.stage > 4
    }

    fn finish(self) -> Plan {
        self.planner.map(|planner| planner.plan).unwrap_or_default()
    }
}

/// A source and whom it exposed.
type Pair = (RecordId, RecordId);

struct Planner {
    choices: Choices,
    /// People of this outbreak by the ids of lists that they carry.
    carried: FxHashMap<String, RecordId>,
    /// Their case.
    cases: FxHashMap<RecordId, RecordId>,
    /// Of every source and exposed person the exposure that lasted longest.
    exposures: FxHashMap<Pair, (RecordId, Option<NaiveDate>)>,
    /// The latest last exposure of everybody.
    latest: FxHashMap<RecordId, NaiveDate>,
    /// What was found on which day.
    checks: FxHashMap<(RecordId, NaiveDate), Vec<CheckResult>>,
    /// Who each id of the list is; `None` where they are gone.
    known: FxHashMap<String, Option<RecordId>>,
    plan: Plan,
}

impl Planner {
    fn new(book: &Book, choices: Choices) -> Planner {
        let trails = Trails::read(book, |record| record.id() == choices.outbreak);
        let (mut carried, mut cases) = (FxHashMap::default(), FxHashMap::default());
        let mut exposures: FxHashMap<Pair, (RecordId, Option<NaiveDate>)> = FxHashMap::default();
        let mut latest = FxHashMap::default();
        let mut checks: FxHashMap<_, Vec<_>> = FxHashMap::default();
        let mut people: Vec<_> = trails.iter().map(|((who, _), trail)| (*who, trail)).collect();
        people.order_by_key(|(who, _)| *who);
        for (who, trail) in people {
            // Somebody who was recorded twice goes by the ids of both.
            for id in
                book.get(who).map(|record| record.get_all(person::LIST_IDS)).into_iter().flatten().flatten()
            {
                carried.entry(id.to_owned()).or_insert(who);
            }
            if let Some(case) = trail.case().or(trail.cases.first()) {
                cases.insert(who, case.record);
            }
            if let Some(last) = trail.exposures.iter().filter_map(|exposed| exposed.last).max() {
                latest.insert(who, last);
            }
            for check in &trail.checks {
                checks.entry((who, check.date)).or_default().push(check.result);
            }
            for exposed in &trail.exposures {
                if let Some(source) = exposed.source {
                    let this = (exposed.record, exposed.last);
                    let kept = exposures.entry((source, who)).or_insert(this);
                    if this.1 > kept.1 {
                        *kept = this;
                    }
                }
            }
        }
        let plan = Plan { key: choices.key.clone(), generation: book.generation(), ..Plan::default() };
        Planner { choices, carried, cases, exposures, latest, checks, known: FxHashMap::default(), plan }
    }

    /// Adds what of `fields` is news: what differs from what is recorded, by this record and by others of the same person;
    /// says whether anything is.
    fn write(
        &mut self,
        book: &Book,
        kind: &'static Kind,
        id: RecordId,
        parent: Option<RecordId>,
        fields: FieldSet,
    ) -> bool {
        let there = book.get(id);
        let mut fields = fields;
        if let Some(record) = there {
            let other =
                |one: RecordRef<'_>, name: &str, value: &Value| one.value(name).as_ref() != Some(value);
            fields.0.retain(|name, value| {
                other(record, name, value) && book.others_of(record.id()).all(|one| other(one, name, value))
            });
        }
        if there.is_some() && fields.0.is_empty() {
            return false;
        }
        let parent = if there.is_some() { None } else { parent };
        self.plan.drafts.push(Draft { kind: kind.name, record: id, parent, fields });
        true
    }

    /// Who carries the ids of a row: by that of the program first, which it gives to nobody else.
    fn carrier(&self, book: &Book, one: &Listed) -> Option<RecordId> {
        let mut ids = [one.id.as_str(), one.other_id.as_str()];
        if is_uuid(&one.other_id) {
            ids.reverse();
        }
        let of = |id: &&str| self.carried.get(*id).copied().filter(|who| !self.is_other(book, *who, one));
        ids.iter().filter(|id| !id.is_empty()).find_map(of)
    }

    /// Whether a person is told apart from that of a row by the id of the program.
    fn is_other(&self, book: &Book, who: RecordId, one: &Listed) -> bool {
        let Some(own) = [&one.id, &one.other_id].into_iter().find(|id| is_uuid(id)) else { return false };
        let carried = book.get(who).map(|record| record.get_all(person::LIST_IDS)).unwrap_or_default();
        let mut carried = carried.into_iter().flatten().filter(|id| is_uuid(id)).peekable();
        carried.peek().is_some() && carried.all(|id| id != own)
    }

    /// Finds or plans a person.
    fn person(&mut self, book: &Book, one: &Listed) -> Option<RecordId> {
        let outbreak = self.choices.outbreak;
        let who = self
            .choices
            .same
            .get(&one.id)
            .copied()
            .or_else(|| self.carrier(book, one))
            // A list that this app wrote names people without an id of their own by that of the record.
            .or_else(|| one.id.parse().ok().filter(|id| book.get_as(*id, &person::SPEC).is_some()))
            .unwrap_or_else(|| {
                let new = fixed_id(outbreak, person::SPEC.name, &[&one.id]);
                // Somebody else was made of this id, which two people of the list's program have.
                let taken = book.get_any(new).is_some() && self.is_other(book, new, one);
                if taken { fixed_id(outbreak, person::SPEC.name, &[&one.id, &one.other_id]) } else { new }
            });
        let who = book.main_of(who);
        let there = book.get_as(who, &person::SPEC);
        let gone = book.is_erased(who) || (there.is_none() && book.get_any(who).is_some());
        self.known.insert(one.id.clone(), (!gone).then_some(who));
        if gone {
            self.plan.people.push(Planned { id: one.id.clone(), person: who, fate: Fate::Gone });
            return None;
        }
        let said = there.map(|main| record_of(book, main, &one.id));
        let fields = person_fields(one, said, self.choices.today);
        let fate = if there.is_none() { Fate::New } else { Fate::Same };
        let written = self.write(book, &person::SPEC, said.map_or(who, |said| said.id()), None, fields);
        let fate = if written && fate == Fate::Same { Fate::Changed } else { fate };
        self.plan.people.push(Planned { id: one.id.clone(), person: who, fate });
        Some(who)
    }

    /// Plans somebody of the list of cases, with the investigation.
    fn listed(&mut self, book: &Book, one: &Listed) {
        let Some(who) = self.person(book, one) else { return };
        let recorded = self.cases.get(&who).copied();
        let own = fixed_id(self.choices.outbreak, investigation::SPEC.name, &[&one.id]);
        // Of two records of one person each row goes on with the case that it made.
        let two = recorded.is_some() && !book.stands_for(who).is_empty() && book.get(own).is_some();
        let recorded = if two { Some(own) } else { recorded };
        let said = match one.is_case() {
            // A list of contacts makes nobody a case, and takes nobody's case away without a word of refusal.
            Some(false) => recorded.filter(|_| one.is_refused()).map(|_| Classification::Discarded),
            // Words that are not known, and none, change nothing that is recorded.
            _ => {
                class_of(&one.classification).or_else(|| recorded.is_none().then_some(self.choices.otherwise))
            }
        };
        let there = recorded.and_then(|id| book.get(id));
        let text = |field| there.map(|record| record.text(field)).unwrap_or_default();
        let class = Classification::of_code(text(investigation::CLASSIFICATION));
        let said = said.filter(|said| !is_coarser(&one.classification, *said, class));
        if recorded.is_none() && (said.is_none() || one.is_case() == Some(false)) {
            return;
        }
        let id = recorded.unwrap_or(own);
        if book.is_erased(id) {
            return;
        }
        let mut fields = FieldSet::new()
            .with(investigation::OUTBREAK, self.choices.outbreak)
            .with_some(investigation::CLASSIFICATION, said.and_then(Classification::code))
            .with_some(investigation::ONSET, one.onset)
            .with_some(investigation::ONSET_KIND, one.onset.map(|_| "exact"))
            .with_some(investigation::REPORTED, one.report)
            .with_some(investigation::OUTCOME_ON, one.outcome_on);
        let outcome = match one.outcome {
            Some(Outcome::Died) => Some("died"),
            Some(Outcome::Recovered) => Some("recovered"),
            Some(Outcome::Ill) => Some("ill"),
            _ => None,
        };
        // "Recovered" does not overwrite "recovered, with sequelae".
        let known = Outcome::of_code(text(investigation::OUTCOME)) == one.outcome;
        if let Some(outcome) = outcome.filter(|_| !known) {
            fields.set(investigation::OUTCOME, outcome);
        }
        // The precision that somebody recorded by hand stays where the day stays.
        if book.get(id).is_some_and(|record| record.get(investigation::ONSET) == one.onset) {
            fields.0.remove(investigation::ONSET_KIND.name);
        }
        if self.write(book, &investigation::SPEC, id, Some(who), fields)
            && let Some(planned) = self.plan.people.last_mut()
            && planned.fate == Fate::Same
        {
            planned.fate = Fate::Changed;
        }
    }

    /// The links between two different people who are there, each pair once and with its latest day.
    fn pairs(&mut self, links: &[Link]) -> Vec<(Pair, Link)> {
        let mut places: FxHashMap<Pair, usize> = FxHashMap::default();
        let mut pairs: Vec<(Pair, Link)> = Vec::with_capacity(links.len());
        for link in links {
            let ends = [&link.from, &link.to].map(|id| self.known.get(id.as_str()).copied().flatten());
            let pair = match ends {
                [Some(source), Some(who)] if source != who => (source, who),
                _ => {
                    self.plan.left_out_links += 1;
                    continue;
                }
            };
            let place = *places.entry(pair).or_insert(pairs.len());
            let Some((_, kept)) = pairs.get_mut(place) else {
                pairs.push((pair, link.clone()));
                continue;
            };
            self.plan.left_out_links += 1;
            let later = link.date > kept.date;
            if !link.kind.is_empty() && (later || kept.kind.is_empty()) {
                kept.kind.clone_from(&link.kind);
            }
            kept.date = kept.date.max(link.date);
        }
        pairs
    }

    fn link(&mut self, book: &Book, (source, who): Pair, link: &Link) {
        let recorded = self.exposures.get(&(source, who)).copied();
        let own = fixed_id(self.choices.outbreak, exposure::SPEC.name, &[&link.from, &link.to]);
        let id = recorded.map_or(own, |(id, _)| id);
        // A list corrects its own day; what somebody here wrote down later is not moved back by it.
        let last = recorded.and_then(|(id, last)| last.filter(|_| id != own));
        let date = link.date.filter(|date| last.is_none_or(|last| last < *date));
        if book.is_erased(id) || (recorded.is_none() && book.get_any(id).is_some()) {
            self.plan.left_out_links += 1;
            return;
        }
        let mut fields = FieldSet::new()
            .with(exposure::OUTBREAK, self.choices.outbreak)
            // A known link may name another record of the same person: it was found by who stands for it.
            .with_some(exposure::SOURCE, recorded.is_none().then_some(source))
            .with_some(exposure::LAST, date);
        if let Some(setting) = setting_of(&link.kind) {
            fields.set(exposure::SETTING, setting);
        }
        let new = recorded.is_none();
        match (self.write(book, &exposure::SPEC, id, Some(who), fields), new) {
            (_, true) => self.plan.new_links += 1,
            (true, false) => self.plan.changed_links += 1,
            (false, false) => self.plan.same_links += 1,
        }
    }

    /// Plans the exposure of somebody whose last contact the list knows, and whose source it does not.
    fn last_contact(&mut self, book: &Book, one: &Listed) {
        let who = self.known.get(one.id.as_str()).copied().flatten();
        let (Some(who), Some(last)) = (who, one.last_contact) else { return };
        let id = fixed_id(self.choices.outbreak, exposure::SPEC.name, &["last contact", &one.id]);
        let there = book.get(id).is_some();
        let known = self.latest.get(&who).is_some_and(|latest| *latest >= last);
        if book.is_erased(id) || (!there && (known || book.get_any(id).is_some())) {
            return;
        }
        let fields =
            FieldSet::new().with(exposure::OUTBREAK, self.choices.outbreak).with(exposure::LAST, last);
        match (self.write(book, &exposure::SPEC, id, Some(who), fields), there) {
            (true, false) => self.plan.new_links += 1,
            (true, true) => self.plan.changed_links += 1,
            (false, _) => self.plan.same_links += 1,
        }
    }

    /// Plans a follow-up. The first of a person's day in the list is the same one in every list, and so on.
    fn visit(&mut self, book: &Book, visit: &Visit, times: &mut FxHashMap<(RecordId, NaiveDate), usize>) {
        let who = match self.known.get(visit.id.as_str()) {
            Some(known) => *known,
            None => self.carried.get(visit.id.as_str()).copied(),
        };
        let (Some(who), Some(result)) = (who, visit.result.code()) else {
            self.plan.left_out_visits += 1;
            return;
        };
        if visit.date > self.choices.today {
            self.plan.left_out_visits += 1;
            return;
        }
        let time = times.entry((who, visit.date)).or_default();
        *time += 1;
        let words = [visit.id.as_str(), &visit.date.to_string(), &time.to_string()];
        let id = fixed_id(self.choices.outbreak, follow_up::SPEC.name, &words);
        let there = book.get(id).is_some();
        if book.is_erased(id) || (!there && book.get_any(id).is_some()) {
            self.plan.left_out_visits += 1;
            return;
        }
        let by_hand = self.checks.get(&(who, visit.date));
        if !there && by_hand.is_some_and(|checks| checks.contains(&visit.result)) {
            // Somebody of this office wrote it down already.
            self.plan.same_visits += 1;
            return;
        }
        let fields = FieldSet::new()
            .with(follow_up::OUTBREAK, self.choices.outbreak)
            .with(follow_up::DATE, visit.date)
            .with(follow_up::RESULT, result)
            .with_some(follow_up::ENTERED, visit.entered);
        match (self.write(book, &follow_up::SPEC, id, Some(who), fields), there) {
            (true, false) => self.plan.new_visits += 1,
            (true, true) => self.plan.changed_visits += 1,
            (false, _) => self.plan.same_visits += 1,
        }
    }
}

/// The record that a row of a list is about. Of several records of one person it is the one that goes by the id of the row:
/// else two rows would write over each other, and over what was chosen, at each import.
fn record_of<'a>(book: &'a Book, main: RecordRef<'a>, id: &str) -> RecordRef<'a> {
    let is_it = |one: &RecordRef<'_>| {
        one.id().to_string() == id || one.get(person::LIST_IDS).into_iter().flatten().any(|known| known == id)
    };
    book.others_of(main.id()).find(is_it).unwrap_or(main)
}

/// What the list says of a person, where it differs from what is recorded or may do so. `there` is the record that it is
/// written to; what any record of the person says is known.
pub fn person_fields(one: &Listed, there: Option<RecordRef<'_>>, today: NaiveDate) -> FieldSet {
    let main = there.and_then(|record| record.book().get(record.id()));
    let mut ids: Vec<String> = main
        .map(|record| record.get_all(person::LIST_IDS).into_iter().flatten().map(str::to_owned).collect())
        .unwrap_or_default();
    let mut fields = FieldSet::new();
    let known = ids.len();
    for id in [&one.id, &one.other_id].into_iter().filter(|id| !id.is_empty()) {
        if !ids.contains(id) && there.is_none_or(|record| record.id().to_string() != *id) {
            ids.push(id.clone());
        }
    }
    if ids.len() > known {
        fields.set(person::LIST_IDS, ids);
    }
    let names = main.map(|record| record.get_all(person::NAME)).unwrap_or_default();
    if !one.name.is_empty() && !names.iter().any(|known| is_short_for(&one.name, known)) {
        fields.set(person::NAME, one.name.clone());
    } else if there.is_none() {
        // A name is all that a person must have.
        fields.set(person::NAME, one.id.clone());
    }
    if let Some(sex) = one.sex {
        fields.set(person::SEX, if sex == Sex::F { "female" } else { "male" });
    }
    // Nor does a village replace the street and the village.
    let addresses = main.map(|record| record.get_all(person::ADDRESS)).unwrap_or_default();
    let address = one.address.to_lowercase();
    if !address.is_empty() && !addresses.iter().any(|known| known.to_lowercase().contains(&address)) {
        fields.set(person::ADDRESS, one.address.clone());
    }
    if let Ok(phone) = parse_phone(&one.phone) {
        let known = main.map(|record| record.get_all(person::PHONES)).unwrap_or_default();
        if !known.into_iter().flatten().any(|known| known == phone.e164()) {
            let phones = there.and_then(|record| record.get(person::PHONES)).unwrap_or_default();
            let phones = phones.into_iter().chain([phone.e164()]).map(str::to_owned);
            fields.set(person::PHONES, phones.collect::<Vec<_>>());
        }
    }
    // An estimate never replaces what is known already, and is not renewed on every import.
    let age = one.age.trim().split(['.', ',']).next().and_then(|years| years.parse::<u16>().ok());
    let known = main.and_then(|record| record.get(person::BIRTH)).is_some();
    if let Some(age) = age.filter(|age| !known && *age <= 130) {
        let on = one.report.or(one.onset).unwrap_or(today);
        fields.set(person::BIRTH, Birth::Estimated { age, on });
    }
    fields
}

/// The classification that a cell names, in English, Indonesian or as Go.Data writes it.
fn class_of(text: &str) -> Option<Classification> {
    let word = text.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    let denied =
        has(&["unconfirm", "not confirm", "not yet confirm", "belum konf", "belum terkonf", "tidak terkonf"]);
    let confirmed = has(&["confirm", "konfirm", "positi"]) && !denied;
    if has(&["probab"]) && !confirmed {
        Some(Classification::Probable)
    } else if has(&["susp"]) && !confirmed {
        Some(Classification::Suspect)
    } else if has(&["tanpa gejala", "tidak bergejala", "asymptomatic", "asimtomatik"]) {
        Some(Classification::ConfirmedAsymptomatic)
    } else if confirmed {
        Some(Classification::ConfirmedSymptomatic)
    } else {
        None
    }
}

/// Whether a cell says of a confirmed case nothing about symptoms, while the record does.
fn is_coarser(text: &str, said: Classification, recorded: Classification) -> bool {
    let word = text.to_lowercase();
    said == Classification::ConfirmedSymptomatic
        && recorded == Classification::ConfirmedAsymptomatic
        && !["symptom", "gejala", "simtom"].iter().any(|part| word.contains(part))
}

/// Whether a name is a longer one cut short: its first letters, or some of its words, whole or as a letter.
fn is_short_for(short: &str, name: &str) -> bool {
    let (short, name) = (short.to_lowercase(), name.to_lowercase());
    let plain = |word: &'_ str| word.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let full: Vec<String> = name.split_whitespace().map(plain).collect();
    let first = full.iter().filter_map(|word| word.chars().next());
    let mut rest = full.iter();
    let mut is_there = |word: String| {
        rest.any(|full| *full == word || (word.chars().count() == 1 && full.starts_with(&word)))
    };
    short.len() < name.len()
        && (plain(&short).chars().eq(first) || short.split_whitespace().map(plain).all(&mut is_there))
}

/// The setting that a cell names: a code, or its label in either language.
fn setting_of(text: &str) -> Option<&'static str> {
    let word = text.trim().to_lowercase();
    if word.is_empty() {
        return None;
    }
    lists::EXPOSURE_SETTING
        .codes
        .iter()
        .find(|code| {
            code.code == word || code.label.id.to_lowercase() == word || code.label.en.to_lowercase() == word
        })
        .map(|code| code.code)
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
