//! The round of the day: where to go, in which order, and what to know before the door opens.
//!
//! One stop is one home: what is due for the members of a household, for the household and for their cases
//! stands together, and contacts to be checked today are part of the round. Stops of one RT stand together, the
//! RT with the most urgent stop first; the order that the worker set by hand goes before all of that. A stop that the
//! worker added stays although nothing is due there: it was put there for a reason. One that was only moved goes when
//! it was seen to, and one that is skipped is away for the day.

use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use super::agenda::{Item, ItemKind};
use super::caseload::Caseload;
use super::person::{NAMELESS, address_line, display_name, home_name, households_of, members, whereabouts};
use super::stage::is_closed;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{action, case, visit};
use crate::domain::record::spine::{household, person};
use crate::domain::text::{Text, t};
use crate::ledger::{Book, RecordRef, Steps};
use crate::tracing::roll::Roll;

/// Where homes lie together.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area {
    /// The village, or empty.
    pub village: String,
    /// The RW, or empty.
    pub rw: String,
    /// The RT, or empty.
    pub rt: String,
}

/// Why to go there today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The day of a visit or of after-care has passed.
    Overdue,
    /// It is due today.
    DueToday,
    /// A contact is to be checked today.
    FollowUp,
    /// An action is planned for today.
    Planned,
    /// The worker put it on the list.
    ByHand,
}

impl Why {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Why::Overdue => t("Kunjungan terlambat", "Visit overdue"),
            Why::DueToday => t("Kunjungan hari ini", "Visit today"),
            Why::FollowUp => t("Pemantauan kontak", "Contact follow-up"),
            Why::Planned => t("Kegiatan direncanakan hari ini", "Action planned for today"),
            Why::ByHand => t("Ditambahkan sendiri", "Added by hand"),
        }
    }
}

/// What the worker set by hand for one day. The ids are of households, people or cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hand {
    /// The order of the stops.
    pub order: Vec<RecordId>,
    /// Stops that are on the list whether or not something is due there.
    pub added: Vec<RecordId>,
    /// Stops that are left out today.
    pub skipped: Vec<RecordId>,
}

/// Why an item of the agenda is a reason to go there today; `None` where it is none.
pub fn why_of(book: &Book, item: Item, today: NaiveDate) -> Option<Why> {
    match item.kind {
        ItemKind::Visit | ItemKind::AfterCare if item.days > 0 => Some(Why::Overdue),
        ItemKind::Visit | ItemKind::AfterCare if item.days == 0 => Some(Why::DueToday),
        ItemKind::Action if item.days == 0 || starts(book, item, today) => Some(Why::Planned),
        _ => None,
    }
}

/// What stands beside a stop that is not safe to go to alone.
pub const NOT_ALONE: Text = t("Jangan datang sendiri", "Do not go alone");

/// One home on the round.
#[derive(Clone)]
pub struct Stop<'a> {
    /// The household, or the person who is in none, or the case of a group.
    pub about: RecordRef<'a>,
    /// What it is called on a list: initials where somebody there is discreet.
    pub title: String,
    /// Whether somebody there must not be named aloud or on papers left lying about.
    pub discreet: bool,
    /// Where it is.
    pub place: String,
    /// The RT, RW and village.
    pub area: Area,
    /// Why to go, the most pressing first.
    pub why: Vec<Why>,
    /// What is due there by the agenda.
    pub items: Vec<Item>,
    /// The most days that something there is overdue; 0 where nothing is.
    pub days_overdue: i64,
    /// Who lives there.
    pub people: Vec<RecordRef<'a>>,
    /// Members to be checked as contacts, each with the outbreak.
    pub contacts: Vec<(RecordId, RecordId)>,
    /// Whether somebody was there today already.
    pub visited: bool,
    /// What the visitor should know, one text for each person who has one.
    pub dangers: Vec<&'a str>,
    /// Whether to say [`NOT_ALONE`]: a danger is written down, or the risk of a case there is high.
    pub not_alone: bool,
}

/// Stops of one area that follow on each other.
#[derive(Clone)]
pub struct Group<'a> {
    /// Where.
    pub area: Area,
    /// The stops in order.
    pub stops: Vec<Stop<'a>>,
}

/// A home on the round, before what is known of it is read: there may be thousands, of which a page shows some.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// The household, or the person who is in none, or the case of a group.
    pub about: RecordId,
    title: String,
    area: Area,
    why: Vec<Why>,
    items: Vec<Item>,
    days_overdue: i64,
    contacts: Vec<(RecordId, RecordId)>,
}

/// The homes where something is due, in steps.
pub struct RoundSteps {
    list: Arc<Caseload>,
    /// Who is to be checked as a contact today, each with the outbreak.
    contacts: Vec<(RecordId, RecordId)>,
    /// How many items, and how many contacts, were looked at.
    read: (usize, usize),
    places: Vec<Place>,
    at: FxHashMap<RecordId, usize>,
}

impl RoundSteps {
    /// For what is due by a caseload, and for the contacts whom a roll expects to be checked today.
    pub fn new(list: Arc<Caseload>, roll: &Roll) -> Self {
        let contacts = roll.still_due().map(|one| (one.person, one.outbreak)).collect();
        RoundSteps { list, contacts, read: (0, 0), places: Vec::new(), at: FxHashMap::default() }
    }

    /// The place of a household, person or case; made where it is not there yet.
    fn place(&mut self, book: &Book, id: RecordId) -> Option<&mut Place> {
        let about = home_of(book, book.get(id)?)?;
        let at = *self.at.entry(about.id()).or_insert_with(|| {
            self.places.push(make_place(book, about));
            self.places.len() - 1
        });
        self.places.get_mut(at)
    }
}

impl Steps for RoundSteps {
    type Out = Vec<Place>;

    fn step(&mut self, book: &Book, records: usize) -> bool {
        let list = Arc::clone(&self.list);
        let today = list.today;
        let part = list.items.get(self.read.0..).unwrap_or_default();
        for item in part.iter().take(records) {
            self.read.0 += 1;
            let Some(why) = why_of(book, *item, today) else { continue };
            let about = item.household.or(item.person).or(item.case);
            if let Some(place) = about.and_then(|id| self.place(book, id)) {
                place.days_overdue = place.days_overdue.max(if why == Why::Overdue { item.days } else { 0 });
                place.why.push(why);
                place.items.push(*item);
            }
        }
        if !part.is_empty() {
            return false;
        }
        for _ in 0..records.min(self.contacts.len() - self.read.1) {
            let Some(contact) = self.contacts.get(self.read.1).copied() else { break };
            self.read.1 += 1;
            if let Some(place) = self.place(book, contact.0) {
                place.why.push(Why::FollowUp);
                place.contacts.push(contact);
            }
        }
        self.read.1 >= self.contacts.len()
    }

    fn finish(self) -> Vec<Place> {
        self.places
    }
}

/// The homes of the round with what was set by hand, in order.
pub fn in_order(book: &Book, due: &[Place], hand: &Hand) -> Vec<Place> {
    let mut places = due.to_vec();
    let mut at: FxHashMap<RecordId, usize> =
        places.iter().enumerate().map(|(number, place)| (place.about, number)).collect();
    let mut add = |id: RecordId, change: &dyn Fn(&mut Place)| {
        let Some(about) = book.get(id).and_then(|record| home_of(book, record)) else { return };
        let number = *at.entry(about.id()).or_insert_with(|| {
            places.push(make_place(book, about));
            places.len() - 1
        });
        places.get_mut(number).into_iter().for_each(change);
    };
    for id in &hand.added {
        add(*id, &|place| {
            if place.why.is_empty() {
                place.why.push(Why::ByHand);
            }
        });
    }
    let homes = |ids: &[RecordId]| -> Vec<RecordId> {
        ids.iter().filter_map(|id| Some(home_of(book, book.get(*id)?)?.id())).collect()
    };
    let skipped: FxHashSet<RecordId> = homes(&hand.skipped).into_iter().collect();
    places.retain(|place| !skipped.contains(&place.about));
    for place in &mut places {
        place.why.order();
        place.why.dedup();
        place.contacts.order();
        place.contacts.dedup();
    }
    sort(&mut places, &homes(&hand.order));
    places
}

/// The stops of some homes that follow on each other, with all that is known of them.
pub fn stops<'a>(book: &'a Book, today: NaiveDate, places: &[Place]) -> Vec<Group<'a>> {
    let mut found: Vec<Group<'a>> = Vec::new();
    for stop in places.iter().filter_map(|place| make_stop(book, today, place)) {
        match found.last_mut() {
            Some(group) if group.area == stop.area => group.stops.push(stop),
            _ => found.push(Group { area: stop.area.clone(), stops: vec![stop] }),
        }
    }
    found
}

/// The order of stops after one of them moved by one place.
pub fn moved(shown: &[RecordId], id: RecordId, up: bool) -> Vec<RecordId> {
    let mut order = shown.to_vec();
    if let Some(from) = order.iter().position(|one| *one == id) {
        let to = if up { from.saturating_sub(1) } else { (from + 1).min(order.len() - 1) };
        order.swap(from, to);
    }
    order
}

/// The home of a household, person or case, and what it is called on a list.
pub fn home_title(book: &Book, id: RecordId) -> Option<(RecordId, String)> {
    let home = home_of(book, book.get(id)?)?;
    Some((home.id(), title_of(home)))
}

/// Whether an open action was planned to begin today.
fn starts(book: &Book, item: Item, today: NaiveDate) -> bool {
    book.get(item.record).is_some_and(|record| record.get(action::PLANNED_FROM) == Some(today))
}

/// The home to go to: of a person the household they live in, of a case that of its subject.
fn home_of<'a>(book: &'a Book, record: RecordRef<'a>) -> Option<RecordRef<'a>> {
    if record.is(&case::SPEC) {
        return match (record.parent(), record.parent_record()) {
            (_, Some(subject)) => home_of(book, subject),
            (None, None) => Some(record),
            (Some(_), None) => None,
        };
    }
    if record.is(&person::SPEC) {
        // Somebody who really lives elsewhere is not found at their household.
        let elsewhere = !record.text(person::LIVES_ELSEWHERE).trim().is_empty();
        let home = households_of(book, record.id()).into_iter().next().filter(|_| !elsewhere);
        return Some(home.unwrap_or(record));
    }
    record.is(&household::SPEC).then_some(record)
}

/// Who lives there: of a person they alone.
fn people_of<'a>(book: &'a Book, about: RecordRef<'a>) -> Vec<RecordRef<'a>> {
    if about.is(&person::SPEC) {
        return vec![about];
    }
    members(book, about.id()).into_iter().map(|member| member.person).collect()
}

fn is_discreet(people: &[RecordRef<'_>]) -> bool {
    people.iter().any(|one| one.get(person::DISCREET) == Some(true))
}

fn title_of(about: RecordRef<'_>) -> String {
    if about.is(&person::SPEC) {
        return display_name(about, true);
    }
    let name = if about.is(&household::SPEC) {
        home_name(about, true)
    } else {
        about.text(case::CODE).trim().to_owned()
    };
    if name.is_empty() { NAMELESS.to_owned() } else { name }
}

/// Whether a visit of today is recorded to the home, to somebody who lives there, or to a case of theirs.
fn was_visited(book: &Book, today: NaiveDate, about: RecordRef<'_>, people: &[RecordRef<'_>]) -> bool {
    let to = |id: RecordId| book.children(id, &visit::SPEC).any(|one| one.get(visit::DATE) == Some(today));
    let mut all = people.iter().map(|one| one.id()).chain([about.id()]);
    all.any(|id| to(id) || book.children(id, &case::SPEC).any(|one| to(one.id())))
}

fn make_place(book: &Book, about: RecordRef<'_>) -> Place {
    let people = people_of(book, about);
    // A household and a person declare these fields under the same names.
    let source = people
        .iter()
        .copied()
        .chain([about])
        .rev()
        .find(|one| {
            [person::RT, person::RW, person::VILLAGE].iter().any(|field| !one.text(*field).trim().is_empty())
        })
        .unwrap_or(about);
    let part = |field| source.text(field).trim().to_owned();
    Place {
        about: about.id(),
        title: title_of(about),
        area: Area { village: part(person::VILLAGE), rw: part(person::RW), rt: part(person::RT) },
        why: Vec::new(),
        items: Vec::new(),
        days_overdue: 0,
        contacts: Vec::new(),
    }
}

fn make_stop<'a>(book: &'a Book, today: NaiveDate, place: &Place) -> Option<Stop<'a>> {
    let about = book.get(place.about)?;
    let people = people_of(book, about);
    let dangers: Vec<&str> =
        people.iter().map(|one| one.text(person::DANGERS).trim()).filter(|text| !text.is_empty()).collect();
    let high = |record: RecordRef<'_>| {
        book.children(record.id(), &case::SPEC).any(|one| one.text(case::RISK) == "high" && !is_closed(one))
    };
    let own = about.is(&case::SPEC) && about.text(case::RISK) == "high" && !is_closed(about);
    let not_alone = own || !dangers.is_empty() || high(about) || people.iter().any(|one| high(*one));
    Some(Stop {
        about,
        title: place.title.clone(),
        discreet: is_discreet(&people),
        place: if about.is(&person::SPEC) { whereabouts(book, about) } else { address_line(about) },
        area: place.area.clone(),
        why: place.why.clone(),
        items: place.items.clone(),
        days_overdue: place.days_overdue,
        visited: was_visited(book, today, about, &people),
        people,
        contacts: place.contacts.clone(),
        dangers,
        not_alone,
    })
}

fn sort(places: &mut Vec<Place>, wanted: &[RecordId]) {
    let by_hand: FxHashMap<RecordId, usize> =
        wanted.iter().enumerate().rev().map(|(number, id)| (*id, number)).collect();
    let by_hand = |place: &Place| by_hand.get(&place.about).copied().unwrap_or(usize::MAX);
    let urgency = |place: &Place| {
        (place.why.first().copied().unwrap_or(Why::ByHand), std::cmp::Reverse(place.days_overdue))
    };
    let mut areas: FxHashMap<Area, _> = FxHashMap::default();
    for place in places.iter().filter(|place| by_hand(place) == usize::MAX) {
        let best = areas.entry(place.area.clone()).or_insert_with(|| urgency(place));
        *best = (*best).min(urgency(place));
    }
    places.order_by_key(|place| {
        let number = by_hand(place);
        // Among those set by hand nothing else counts.
        let rest = (number == usize::MAX).then(|| {
            (areas.get(&place.area).copied(), place.area.clone(), urgency(place), place.title.clone())
        });
        (number, rest)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::casework::visit;
    use crate::domain::record::spine::member;
    use crate::tracing::roll::RollSteps;

    const TODAY: &str = "2026-11-21";

    fn day_plan<'a>(desk: &'a Desk, hand: &Hand) -> Vec<Group<'a>> {
        let (book, today) = (desk.book(), day(TODAY));
        let roll = RollSteps::new(today).at_once(book);
        let due = RoundSteps::new(Arc::new(desk.caseload(TODAY)), &roll).at_once(book);
        stops(book, today, &in_order(book, &due, hand))
    }

    struct Village {
        desk: Desk,
    }

    impl Village {
        fn home(&mut self, name: &str, rt: &str) -> RecordId {
            let made = fields().with(household::NAME, name).with(household::RT, rt);
            self.desk.make(&household::SPEC, None, made.with(household::VILLAGE, "Sukamaju"))
        }

        fn lives(&mut self, home: RecordId, name: &str) -> RecordId {
            let id = self.desk.make(&person::SPEC, None, fields().with(person::NAME, name));
            self.desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, id));
            id
        }

        fn announce(&mut self, parent: RecordId, next: &str) {
            let made = fields().with(visit::DATE, day("2026-10-01")).with(visit::NEXT, day(next));
            self.desk.make(&visit::SPEC, Some(parent), made);
        }

        fn plan(&self, order: &[RecordId]) -> Vec<(String, Vec<String>)> {
            let hand = by_hand(order);
            let groups = day_plan(&self.desk, &hand);
            groups
                .into_iter()
                .map(|group| (group.area.rt, group.stops.into_iter().map(|stop| stop.title).collect()))
                .collect()
        }
    }

    fn by_hand(order: &[RecordId]) -> Hand {
        Hand { order: order.to_vec(), added: order.to_vec(), skipped: Vec::new() }
    }

    fn rows(list: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        list.iter()
            .map(|(rt, names)| ((*rt).to_owned(), names.iter().map(|n| (*n).to_owned()).collect()))
            .collect()
    }

    #[test]
    fn homes_of_one_rt_stand_together_the_most_urgent_first_and_the_hand_goes_before_all() {
        let mut village = Village { desk: Desk::new() };
        let [a, b, c, d] =
            [("A", "01"), ("B", "02"), ("C", "01"), ("D", "02")].map(|(n, rt)| village.home(n, rt));
        village.announce(a, TODAY);
        village.announce(b, "2026-11-01");
        village.announce(c, "2026-11-20");
        village.announce(d, "2026-11-30");
        assert_eq!(village.plan(&[]), rows(&[("02", &["B"]), ("01", &["C", "A"])]));
        assert_eq!(village.plan(&[a, d]), rows(&[("01", &["A"]), ("02", &["D", "B"]), ("01", &["C"])]));
        let by_hand = [("02", &["D"] as &[&str]), ("01", &["A"]), ("02", &["B"]), ("01", &["C"])];
        assert_eq!(village.plan(&[d, a]), rows(&by_hand));
    }

    #[test]
    fn what_is_due_for_several_people_of_one_home_is_one_stop() {
        let mut village = Village { desk: Desk::new() };
        let home = village.home("Ani", "01");
        let (ani, budi) = (village.lives(home, "Ani"), village.lives(home, "Budi"));
        village.announce(ani, TODAY);
        village.announce(budi, "2026-11-11");
        let case = village.desk.make(&case::SPEC, Some(budi), fields());
        let planned =
            fields().with(action::PLANNED_FROM, day(TODAY)).with(action::PLANNED_TO, day("2026-12-01"));
        village.desk.make(&action::SPEC, Some(case), planned);
        let plan = day_plan(&village.desk, &by_hand(&[budi]));
        let stop = &plan[0].stops[0];
        assert_eq!((plan.len(), plan[0].stops.len(), stop.about.id()), (1, 1, home));
        assert_eq!(stop.why, [Why::Overdue, Why::DueToday, Why::Planned]);
        assert_eq!((stop.items.len(), stop.days_overdue), (3, 10));
        assert!(!stop.not_alone && !stop.discreet);
    }

    #[test]
    fn a_danger_or_a_high_risk_says_not_to_go_alone_and_a_discreet_member_hides_the_name() {
        let mut village = Village { desk: Desk::new() };
        let home = village.home("Ani Lestari", "01");
        let ani = village.lives(home, "Ani Lestari");
        village.announce(home, TODAY);
        let set = fields().with(person::DANGERS, "Anjing galak").with(person::DISCREET, true);
        village.desk.change(&person::SPEC, ani, set);
        let other = village.home("Budi", "02");
        village.announce(other, TODAY);
        village.desk.make(&case::SPEC, Some(other), fields().with(case::RISK, "high"));
        let plan = day_plan(&village.desk, &by_hand(&[home, other]));
        let stop = &plan[0].stops[0];
        assert_eq!((stop.title.as_str(), stop.dangers.as_slice()), ("A.L.", ["Anjing galak"].as_slice()));
        assert!(stop.discreet && stop.not_alone && plan[1].stops[0].not_alone);
        assert!(plan[1].stops[0].dangers.is_empty());
    }

    #[test]
    fn somebody_who_lives_elsewhere_is_a_stop_of_their_own_and_what_is_in_the_trash_is_none() {
        let mut village = Village { desk: Desk::new() };
        let home = village.home("Ani", "01");
        let away = village.lives(home, "Budi");
        village.desk.change(&person::SPEC, away, fields().with(person::LIVES_ELSEWHERE, "Kos Melati"));
        village.announce(away, TODAY);
        let plan = day_plan(&village.desk, &Hand::default());
        assert_eq!((plan[0].stops[0].about.id(), plan[0].stops[0].place.as_str()), (away, "Kos Melati"));
        village.desk.trash(away);
        assert!(day_plan(&village.desk, &by_hand(&[away])).is_empty());
    }

    #[test]
    fn what_was_only_moved_goes_when_it_was_seen_to_what_was_added_stays_and_what_is_skipped_is_away() {
        let mut village = Village { desk: Desk::new() };
        let [a, b, c] = [("A", "01"), ("B", "01"), ("C", "01")].map(|(n, rt)| village.home(n, rt));
        let ani = village.lives(c, "Ani");
        village.announce(a, TODAY);
        village.announce(b, TODAY);
        let titles = |village: &Village, hand: &Hand| {
            let groups = day_plan(&village.desk, hand);
            let stops = groups.into_iter().flat_map(|group| group.stops);
            stops.map(|stop| (stop.title, stop.visited)).collect::<Vec<_>>()
        };
        let row = |title: &str, visited| (title.to_owned(), visited);
        let mut hand = Hand { order: vec![b, ani, a], added: vec![ani], skipped: Vec::new() };
        assert_eq!(titles(&village, &hand), [row("B", false), row("C", false), row("A", false)]);
        for home in [b, c] {
            village.desk.make(&visit::SPEC, Some(home), fields().with(visit::DATE, day(TODAY)));
        }
        assert_eq!(titles(&village, &hand), [row("C", true), row("A", false)]);
        hand.skipped.push(ani);
        assert_eq!(titles(&village, &hand), [row("A", false)]);
        assert_eq!(home_title(village.desk.book(), ani), Some((c, "C".to_owned())));
    }

    #[test]
    fn the_round_is_the_same_in_steps_of_any_size() {
        let mut village = Village { desk: Desk::new() };
        for (number, rt) in ["01", "02", "01", "03"].iter().enumerate() {
            let home = village.home(&format!("R{number}"), rt);
            let who = village.lives(home, &format!("Orang {number}"));
            village.announce(home, TODAY);
            village.announce(who, "2026-11-15");
        }
        let book = village.desk.book();
        let load = Arc::new(village.desk.caseload(TODAY));
        let told = |size: usize| {
            let mut steps =
                RoundSteps::new(Arc::clone(&load), &RollSteps::new(day(TODAY)).at_once(village.desk.book()));
            while !steps.step(book, size) {}
            let places = steps.finish();
            places
                .into_iter()
                .map(|one| (one.about, one.why, one.items, one.days_overdue))
                .collect::<Vec<_>>()
        };
        let whole = told(usize::MAX);
        assert_eq!(whole.len(), 4);
        for size in [1, 3] {
            assert_eq!(told(size), whole, "in steps of {size}");
        }
    }

    #[test]
    fn a_stop_moves_by_one_place_and_not_beyond_the_ends() {
        let [a, b, c] = [1, 2, 3].map(|n| RecordId([n; 16]));
        assert_eq!(moved(&[a, b, c], c, true), [a, c, b]);
        assert_eq!(moved(&[a, b, c], a, false), [b, a, c]);
        assert_eq!(moved(&[a, b, c], a, true), [a, b, c]);
        assert_eq!(moved(&[a, b, c], c, false), [a, b, c]);
        assert_eq!(moved(&[a], b, true), [a]);
    }
}
