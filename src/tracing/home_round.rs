//! One visit, the whole household: every contact of a home on one day, in as many outbreaks as they are followed up in.
//! Plans write nothing; the caller commits them as one.

use chrono::NaiveDate;

use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::spine::{member, person};
use crate::domain::record::tracing::{follow_up, outbreak};
use crate::ledger::Book;
use crate::tracing::contact::{plan_falls_ill, plan_follow_up};
use crate::tracing::follow_up::{FollowUpStatus, Summary};
use crate::tracing::rule::Rule;
use crate::tracing::trail::{Classification, Trail};

/// A contact of the home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Housemate {
    /// The person.
    pub person: RecordId,
    /// Every running outbreak in which they are followed up, with the state there.
    pub follows: Vec<(RecordId, FollowUpStatus)>,
    /// Whether something was entered for this day in each of them.
    pub entered: bool,
}

/// The contacts of a home whose follow-up is open today, and what is entered for a day, today's or an earlier one.
pub fn housemates(book: &Book, home: RecordId, on: NaiveDate, today: NaiveDate) -> Vec<Housemate> {
    let mut found: Vec<Housemate> = Vec::new();
    let lives = book
        .children(home, &member::SPEC)
        .filter(|one| one.get(member::UNTIL).is_none_or(|until| until >= on));
    for who in lives.filter_map(|one| one.get(member::PERSON)) {
        if found.iter().any(|one| one.person == who) || book.get_as(who, &person::SPEC).is_none() {
            continue;
        }
        let mut entered = true;
        let mut follows = Vec::new();
        for outbreak in book.of(&outbreak::SPEC) {
            if outbreak.get(outbreak::END).is_some_and(|end| end < today) {
                continue;
            }
            let trail = Trail::of(book, who, outbreak.id());
            let summary = Summary::of(&trail, &Rule::of(outbreak), today);
            if summary.status.is_open() {
                entered &= trail.checks.iter().any(|check| check.date == on);
                follows.push((outbreak.id(), summary.status));
            }
        }
        if !follows.is_empty() {
            found.push(Housemate { person: who, follows, entered });
        }
    }
    found
}

/// How somebody of the home was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The person.
    pub person: RecordId,
    /// The code of the result, or [`DIED`].
    pub result: String,
    /// Codes of symptoms, of the ill.
    pub symptoms: Vec<String>,
    /// Whether the ill one is a suspected case from this day on.
    pub suspect: bool,
}

/// A death that the visit learns of. It is no result of a day: it stands on the person.
pub const DIED: &str = "died";

/// Writes what a visit found: an entry for every outbreak of everybody who was answered for.
pub fn plan_round(
    book: &Book,
    mates: &[Housemate],
    answers: &[Answer],
    on: NaiveDate,
    today: NaiveDate,
    ids: &mut impl FnMut() -> RecordId,
) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for answer in answers {
        let Some(mate) = mates.iter().find(|mate| mate.person == answer.person) else { continue };
        if answer.result == DIED {
            let fields = FieldSet::new().with(person::DIED_ON, on);
            drafts.push(Draft { kind: person::SPEC.name, record: mate.person, parent: None, fields });
            continue;
        }
        let ill = answer.result == "unwell";
        for (outbreak, _) in &mate.follows {
            let mut details = FieldSet::new().with(follow_up::METHOD, "visit");
            if ill && !answer.symptoms.is_empty() {
                details.set(follow_up::SYMPTOMS, answer.symptoms.clone());
            }
            drafts.extend(plan_follow_up(mate.person, *outbreak, on, &answer.result, details, today, ids));
        }
        // Of several outbreaks a person decides which illness it is, on the person's own page.
        if let (true, true, [(outbreak, _)]) = (ill, answer.suspect, mate.follows.as_slice()) {
            let suspect = Classification::of_code("suspect");
            drafts.extend(plan_falls_ill(book, mate.person, *outbreak, Some(on), suspect, today, ids));
        }
    }
    drafts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracing::fixture::{Scene, day};
    use crate::tracing::follow_up::status;

    fn answer(person: RecordId, result: &str) -> Answer {
        Answer { person, result: result.into(), symptoms: vec!["fever".into()], suspect: true }
    }

    #[test]
    fn one_visit_answers_for_everybody_in_every_outbreak_that_follows_them() {
        let mut scene = Scene::new();
        let (measles, covid) = (scene.outbreak("measles"), scene.outbreak("covid19_kmk413"));
        let people: Vec<_> = ["Ani", "Budi", "Cici", "Doni"].map(|name| scene.person(name)).into();
        let home = scene.household(&people);
        for who in &people[..3] {
            scene.exposure(covid, None, *who, "2026-11-01");
        }
        scene.exposure(measles, None, people[0], "2026-11-01");
        let today = day("2026-11-04");
        let mates = housemates(scene.book(), home, today, today);
        assert_eq!(mates.iter().map(|mate| mate.person).collect::<Vec<_>>(), people[..3]);
        assert_eq!(mates[0].follows.len(), 2);
        assert!(mates.iter().all(|mate| !mate.entered));
        let answers = [
            answer(people[0], "well"),
            answer(people[1], "unwell"),
            answer(people[2], DIED),
            answer(people[3], "well"),
        ];
        let mut count = 900;
        let mut ids = || {
            count += 1;
            RecordId::make(count, [0; 10])
        };
        let drafts = plan_round(scene.book(), &mates, &answers, day("2026-11-03"), today, &mut ids);
        let kinds: Vec<_> = drafts.iter().map(|draft| draft.kind).collect();
        assert_eq!(kinds, ["follow_up", "follow_up", "follow_up", "investigation", "person"]);
        scene.save(drafts);
        let standing = |who, outbreak| status(scene.book(), who, outbreak, today).summary.status;
        assert_eq!(standing(people[0], measles), FollowUpStatus::UnderFollowUp);
        assert_eq!(standing(people[1], covid), FollowUpStatus::BecameCase);
        assert_eq!(standing(people[2], covid), FollowUpStatus::Died);
        let late = housemates(scene.book(), home, day("2026-11-03"), today);
        assert_eq!(
            late.iter().map(|mate| (mate.person, mate.entered)).collect::<Vec<_>>(),
            [(people[0], true)]
        );
        assert!(!housemates(scene.book(), home, today, today)[0].entered);
    }

    #[test]
    fn an_illness_in_two_outbreaks_is_left_to_a_person() {
        let mut scene = Scene::new();
        let (measles, covid) = (scene.outbreak("measles"), scene.outbreak("covid19_kmk413"));
        let ani = scene.person("Ani");
        let home = scene.household(&[ani]);
        scene.exposure(covid, None, ani, "2026-11-01");
        scene.exposure(measles, None, ani, "2026-11-01");
        let today = day("2026-11-04");
        let mates = housemates(scene.book(), home, today, today);
        let mut ids = || RecordId::make(900, [0; 10]);
        let drafts = plan_round(scene.book(), &mates, &[answer(ani, "unwell")], today, today, &mut ids);
        assert!(drafts.iter().all(|draft| draft.kind == "follow_up") && drafts.len() == 2);
    }
}
