//! Whom to see today: those who are due or were checked today, and those who are overdue. The list is made by the
//! [roll](crate::tracing::roll). Whoever is overdue stays on the list until a person answers; an outbreak
//! that was ended leaves it, unless it is asked for by name.

use crate::domain::order::InOrder;
use std::cmp::Reverse;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::field::{FieldKind, marker};
use crate::domain::id::RecordId;
use crate::domain::record::spine::{household, member, person};
use crate::domain::record::tracing::outbreak;
use crate::ledger::{Book, RecordRef};
use crate::tracing::follow_up::{DayState, FollowUpStatus, Summary, day_of_today};
use crate::tracing::rule::Rule;
use crate::tracing::trail::Trail;

/// Where contacts are visited together.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group {
    /// The village, or empty.
    pub village: String,
    /// The hamlet (RW), or empty.
    pub rw: String,
    /// The neighbourhood (RT), or empty.
    pub rt: String,
    /// The household, where the person is in one.
    pub household: Option<RecordId>,
}

impl Group {
    fn area(&self) -> [&str; 3] {
        [&self.village, &self.rw, &self.rt]
    }
}

/// A contact who is to be seen.
#[derive(Clone, Debug)]
pub struct DueContact {
    /// The person.
    pub person: RecordId,
    /// The outbreak.
    pub outbreak: RecordId,
    /// Where to go.
    pub group: Group,
    /// How everything stands.
    pub summary: Summary,
    /// The number of today in the window, where today is one of the rule's days.
    pub day: Option<u16>,
    /// Whether today's checks are still to be made.
    pub due: bool,
    /// How many of today's checks were entered, of how many.
    pub checks: (usize, u8),
    /// For how many days nobody saw the contact.
    pub days_unseen: u64,
}

impl DueContact {
    /// What comes first: never seen, proposed lost, window passed, due today, done today.
    fn rank(&self) -> u8 {
        match self.summary.status {
            FollowUpStatus::NeverSeen => 0,
            FollowUpStatus::ProposedLost => 1,
            // After a window without a single sight the contact is as urgent as one never seen.
            FollowUpStatus::WindowPassed if self.summary.last_seen.is_none() => 0,
            FollowUpStatus::WindowPassed => 2,
            _ if self.due => 3,
            _ => 4,
        }
    }
}

/// The running outbreaks in whose list of today somebody stands, without a look at the others.
pub fn on_today_list(book: &Book, who: RecordId, today: NaiveDate) -> Vec<RecordId> {
    let Some(person) = book.get_as(who, &person::SPEC) else { return Vec::new() };
    let running = book.of(&outbreak::SPEC).filter(|record| runs(*record, today));
    running
        .filter(|record| {
            let trail = Trail::of(book, who, record.id());
            let rule = Rule::of(*record);
            let summary = Summary::of(&trail, &rule, today);
            due_contact(person, record.id(), &trail, &rule, &summary, today).is_some()
        })
        .map(|record| record.id())
        .collect()
}

pub(super) fn runs(outbreak: RecordRef<'_>, today: NaiveDate) -> bool {
    outbreak.get(outbreak::END).is_none_or(|end| end >= today)
}

pub(super) fn due_contact(
    person: RecordRef<'_>,
    outbreak: RecordId,
    trail: &Trail<'_>,
    rule: &Rule,
    summary: &Summary,
    today: NaiveDate,
) -> Option<DueContact> {
    // A person answered: the search was given up, until somebody sees the contact again.
    if !summary.status.is_open() || trail.declared_lost().is_some() {
        return None;
    }
    let day = day_of_today(trail, rule, summary, today);
    if day.is_none() && summary.status == FollowUpStatus::UnderFollowUp {
        return None;
    }
    Some(DueContact {
        person: person.id(),
        outbreak,
        group: group_of(person, home_of(person.book(), person.id(), today)),
        summary: *summary,
        day: day.as_ref().map(|day| day.number),
        due: day.as_ref().is_some_and(|day| day.state == DayState::Due),
        checks: day.as_ref().map_or((0, rule.checks_per_day), |day| (day.checks.len(), day.expected)),
        days_unseen: summary.days_unseen(today).unwrap_or(0),
    })
}

/// Contacts in the order of the list. Those of one household, and households of one RT, stand together; the group with the
/// most urgent contact comes first, and in it never-seen contacts.
pub(super) fn in_order(found: Vec<&DueContact>) -> Vec<&DueContact> {
    // Texts are compared once a group, not once a contact: groups get their place first.
    let mut numbers: FxHashMap<&Group, usize> = FxHashMap::default();
    let mut groups: Vec<(&Group, u8)> = Vec::new();
    let mut of: Vec<usize> = Vec::with_capacity(found.len());
    for contact in &found {
        let rank = contact.rank();
        let number = *numbers.entry(&contact.group).or_insert_with(|| {
            groups.push((&contact.group, rank));
            groups.len() - 1
        });
        if let Some((_, best)) = groups.get_mut(number) {
            *best = rank.min(*best);
        }
        of.push(number);
    }
    let mut areas: FxHashMap<[&str; 3], u8> = FxHashMap::default();
    for (group, best) in &groups {
        let area = areas.entry(group.area()).or_insert(*best);
        *area = (*best).min(*area);
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.order_by_key(|number| {
        let (group, best) = groups.get(*number)?;
        let area = group.area();
        Some((areas.get(&area).copied(), area, *best, group.household.is_none(), group.household))
    });
    let mut places = vec![usize::MAX; order.len()];
    for (place, number) in order.into_iter().enumerate() {
        if let Some(slot) = places.get_mut(number) {
            *slot = place;
        }
    }
    let mut keyed: Vec<_> = found
        .into_iter()
        .zip(of)
        .map(|(contact, number)| {
            let place = places.get(number).copied().unwrap_or(usize::MAX);
            ((place, contact.rank(), Reverse(contact.days_unseen), contact.person, contact.outbreak), contact)
        })
        .collect();
    keyed.order_by(|a, b| a.0.cmp(&b.0));
    keyed.into_iter().map(|(_, contact)| contact).collect()
}

/// The household of a person today; of several the one that became known last.
fn home_of(book: &Book, who: RecordId, today: NaiveDate) -> Option<RecordId> {
    let memberships = book.referring(&member::SPEC, member::PERSON, who);
    let now = |record: &RecordRef<'_>| record.get(member::UNTIL).is_none_or(|until| until >= today);
    memberships.into_iter().rev().filter(now).find_map(|record| record.parent())
}

fn group_of(who: RecordRef<'_>, home: Option<RecordId>) -> Group {
    let home = home.and_then(|home| who.book().get_as(home, &household::SPEC));
    let of_home =
        home.map(|home| home.pick([household::VILLAGE, household::RW, household::RT].map(|f| f.name)));
    let own = who.pick([person::VILLAGE, person::RW, person::RT].map(|field| field.name));
    let [village, rw, rt] = [0, 1, 2].map(|place| {
        let texts = of_home.iter().chain([&own]).filter_map(|fields| *fields.get(place)?);
        texts.filter_map(marker::Line::read).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    });
    Group { village, rw, rt, household: home.map(|home| home.id()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::domain::record::tracing::follow_up;
    use crate::tracing::fixture::{Scene, day};

    #[test]
    fn households_stand_together_and_never_seen_contacts_come_first() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let people: Vec<_> = (0..4).map(|_| scene.person("M")).collect();
        for who in &people {
            scene.exposure(outbreak, None, *who, "2026-11-01");
        }
        for who in [people[0], people[1], people[3]] {
            scene.seen(outbreak, who, "2026-11-04", "well", "2026-11-04");
        }
        let home = scene.household(&[people[1], people[2]]);
        let roll = scene.roll("2026-11-05");
        let list = roll.today(Some(outbreak));
        let order: Vec<_> = list.iter().map(|contact| contact.person).collect();
        assert_eq!(order, [people[2], people[1], people[0], people[3]]);
        assert_eq!(list[0].summary.status, FollowUpStatus::NeverSeen);
        assert_eq!((list[0].days_unseen, list[1].days_unseen), (4, 1));
        assert!(list.iter().all(|contact| contact.due && contact.day == Some(4)));
        assert_eq!(list[1].group.household, Some(home));
    }

    #[test]
    fn an_overdue_contact_stays_and_a_completed_one_leaves() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let who = scene.person("M");
        scene.exposure(outbreak, None, who, "2026-11-01");
        assert_eq!(scene.roll("2030-01-01").today(None).len(), 1);
        assert_eq!(on_today_list(scene.book(), who, day("2030-01-01")), [outbreak]);
        scene.seen(outbreak, who, "2030-01-01", "well", "2030-01-01");
        assert_eq!(scene.roll("2030-01-01").today(None).len(), 0);
        assert!(on_today_list(scene.book(), who, day("2030-01-01")).is_empty());
    }

    #[test]
    fn who_was_declared_lost_leaves_the_list_until_they_are_seen_again() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let who = scene.person("M");
        scene.exposure(outbreak, None, who, "2026-11-01");
        let entry = scene.seen(outbreak, who, "2026-11-06", "not_done", "2026-11-06");
        let on_list = |scene: &Scene| scene.roll("2026-11-07").today(None).len();
        assert_eq!(on_list(&scene), 1);
        scene.set(entry, FieldSet::new().with(follow_up::NOT_DONE_REASON, "lost"));
        assert_eq!(on_list(&scene), 0);
        assert_eq!(Trail::of(scene.book(), who, outbreak).declared_lost(), Some(day("2026-11-06")));
        scene.seen(outbreak, who, "2026-11-07", "well", "2026-11-07");
        assert_eq!(on_list(&scene), 1);
    }

    #[test]
    fn an_ended_outbreak_leaves_the_common_list_but_not_its_own() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let who = scene.person("M");
        scene.exposure(outbreak, None, who, "2026-11-01");
        scene.set(outbreak, FieldSet::new().with(outbreak::END, day("2026-11-02")));
        assert_eq!(scene.roll("2026-11-03").today(None).len(), 0);
        assert!(on_today_list(scene.book(), who, day("2026-11-03")).is_empty());
        assert_eq!(scene.roll("2026-11-03").today(Some(outbreak)).len(), 1);
    }
}
