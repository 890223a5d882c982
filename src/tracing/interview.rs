//! The interview of a case: whom they met while infectious, written as one commit. The household is ticked, others
//! are lines of a list; where the case may have been infected is an event, known or new; and the day of the
//! interview stands on the investigation.
//!
//! What surprises: a line is also a text (fields parted by tabs), because that is how an open form is kept.

use chrono::NaiveDate;

use crate::domain::id::RecordId;
use crate::domain::identity::phone::parse_phone;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{event, exposure, investigation};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::tracing::contact::ContactRefusal;
use crate::tracing::enter::{NewContacts, Subject, plan_contacts};
use crate::tracing::rule::Rule;
use crate::tracing::trail::Trail;

/// From when to when a case may infect others, by the rule and the day from which it counts ([`Rule::anchor_of`]); none
/// without that day or without both numbers.
pub fn infectious(rule: &Rule, anchor: Option<NaiveDate>) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = rule.infectious_around(anchor?)?;
    Some((from, to?))
}

/// Why there is no window, for a case without one.
pub fn no_window(rule: &Rule, anchor: Option<NaiveDate>, lang: Lang) -> &'static str {
    let text = if anchor.is_none() {
        t(
            "Masa menular belum dapat dihitung: hari patokannya (mulai sakit, ruam, atau spesimen) belum dicatat.",
            "The infectious window cannot be worked out: the day it counts from (onset, rash or specimen) is not recorded.",
        )
    } else if rule.window_before.is_none() || rule.window_after.is_none() {
        t(
            "Aturan wabah ini tidak menyebut masa menular. Tanyakan sejak beberapa hari sebelum bergejala.",
            "The rule of this outbreak names no infectious window. Ask from some days before the onset on.",
        )
    } else {
        t("Masa menular di luar penanggalan.", "The infectious window is beyond the calendar.")
    };
    text.get(lang)
}

/// The last contact that is assumed until told otherwise: today, or the end of the window once it has passed.
pub fn usual_last(window: Option<(NaiveDate, NaiveDate)>, today: NaiveDate) -> NaiveDate {
    window.map_or(today, |(_, to)| to.min(today))
}

/// One contact of the fast list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Somebody known, or a new name.
    pub who: Subject,
    /// A number for a new person; may be empty.
    pub phone: String,
    /// A code of the relation to the case; may be empty.
    pub relation: String,
    /// A code of the setting; may be empty.
    pub setting: String,
    /// The last contact.
    pub last: NaiveDate,
}

impl Line {
    /// The line as one text.
    pub fn to_text(&self) -> String {
        let (id, name) = match &self.who {
            Subject::Known(id) => (id.to_string(), String::new()),
            Subject::New(name) => (String::new(), name.replace('\t', " ")),
        };
        let phone = self.phone.replace('\t', " ");
        [id, name, phone, self.relation.clone(), self.setting.clone(), self.last.to_string()].join("\t")
    }

    /// The line of a text.
    pub fn from_text(text: &str) -> Option<Line> {
        let mut parts = text.split('\t');
        let mut next = || parts.next().map(str::to_owned);
        let (id, name, phone, relation, setting) = (next()?, next()?, next()?, next()?, next()?);
        let last = next()?.parse().ok()?;
        let who = if id.is_empty() { Subject::New(name) } else { Subject::Known(id.parse().ok()?) };
        Some(Line { who, phone, relation, setting, last })
    }

    /// What is wrong with a line before it is taken into the list.
    pub fn problem(&self, today: NaiveDate) -> Option<Text> {
        if matches!(&self.who, Subject::New(name) if name.trim().is_empty()) {
            return Some(t("Tulis namanya.", "Enter the name."));
        }
        if self.last > today {
            return Some(t("Tanggal bertemu belum terjadi.", "The day of the contact is still to come."));
        }
        let phone = self.phone.trim();
        if phone.is_empty() { None } else { parse_phone(phone).err().map(|problem| problem.text()) }
    }
}

/// Where the case may have been infected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An event of the outbreak.
    Known(RecordId),
    /// A new one of this name.
    New(String),
}

/// What was told.
#[derive(Clone, Debug)]
pub struct Interview {
    /// The case.
    pub person: RecordId,
    /// The outbreak.
    pub outbreak: RecordId,
    /// The day of the interview.
    pub on: NaiveDate,
    /// Members of the household who were exposed, and until when.
    pub home: (Vec<RecordId>, NaiveDate),
    /// Where the case may have been infected, and when.
    pub place: Option<(Place, NaiveDate)>,
    /// Everybody else.
    pub lines: Vec<Line>,
}

/// Writes an interview. Somebody named twice, at home and in the list, is written once.
///
/// # Errors
/// [`ContactRefusal`] where somebody is to be their own contact, or is not in the book; nothing is planned then.
pub fn plan_interview(
    book: &Book,
    told: &Interview,
    ids: &mut impl FnMut() -> RecordId,
) -> Result<Vec<Draft>, ContactRefusal> {
    let case = Trail::of(book, told.person, told.outbreak).case().map(|case| case.record);
    let mut drafts = vec![Draft {
        kind: investigation::SPEC.name,
        record: case.ok_or(ContactRefusal::Unknown)?,
        parent: None,
        fields: FieldSet::new().with(investigation::INTERVIEWED, told.on),
    }];
    let contacts = |exposed: Vec<Subject>, last, details| NewContacts {
        outbreak: told.outbreak,
        source: Some(Subject::Known(told.person)),
        exposed,
        first: None,
        last,
        details,
    };
    let (home, last) = &told.home;
    let at_home =
        FieldSet::new().with(exposure::SETTING, "household").with(exposure::CONTACT, "lives_together");
    let members = home.iter().copied().map(Subject::Known).collect();
    drafts.extend(plan_contacts(book, &contacts(members, *last, at_home), ids)?);
    let mut seen: Vec<RecordId> = home.clone();
    for line in &told.lines {
        if let Subject::Known(id) = &line.who {
            if seen.contains(id) {
                continue;
            }
            seen.push(*id);
        }
        let code = |code: &str| (!code.is_empty()).then(|| code.to_owned());
        let details = FieldSet::new()
            .with_some(exposure::RELATION, code(&line.relation))
            .with_some(exposure::SETTING, code(&line.setting));
        let mut planned = plan_contacts(book, &contacts(vec![line.who.clone()], line.last, details), ids)?;
        let phone = line.phone.trim();
        if let (false, Some(new)) =
            (phone.is_empty(), planned.iter_mut().find(|one| one.kind == person::SPEC.name))
        {
            let number =
                parse_phone(phone).map_or_else(|_| phone.to_owned(), |found| found.e164().to_owned());
            new.fields.set(person::PHONES, vec![number]);
        }
        drafts.extend(planned);
    }
    if let Some((place, day)) = &told.place {
        let source = match place {
            Place::Known(id) => *id,
            Place::New(name) => {
                let fields = FieldSet::new()
                    .with(event::NAME, name.trim())
                    .with(event::FROM, *day)
                    .with(event::TO, *day);
                let record = ids();
                drafts.push(Draft { kind: event::SPEC.name, record, parent: Some(told.outbreak), fields });
                record
            }
        };
        let fields = FieldSet::new()
            .with(exposure::OUTBREAK, told.outbreak)
            .with(exposure::SOURCE, source)
            .with(exposure::LAST, *day);
        drafts.push(Draft { kind: exposure::SPEC.name, record: ids(), parent: Some(told.person), fields });
    }
    Ok(drafts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracing::fixture::{Scene, day};
    use crate::tracing::follow_up::{FollowUpStatus, status};

    fn counter() -> impl FnMut() -> RecordId {
        let mut count = 900;
        move || {
            count += 1;
            RecordId::make(count, [0; 10])
        }
    }

    fn told(person: RecordId, outbreak: RecordId) -> Interview {
        let on = day("2026-11-05");
        Interview { person, outbreak, on, home: (Vec::new(), on), place: None, lines: Vec::new() }
    }

    fn line(who: Subject) -> Line {
        let last = day("2026-11-03");
        Line { who, phone: String::new(), relation: "friend".into(), setting: "work".into(), last }
    }

    #[test]
    fn an_interview_is_one_list_of_drafts_with_home_strangers_event_and_its_day() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let (ill, ani, eko) = (scene.person("Sari"), scene.person("Ani"), scene.person("Eko"));
        let case = scene.case(outbreak, ill, "probable", Some("2026-11-02"));
        let mut phone = line(Subject::New(" Budi ".into()));
        phone.phone = "0812-3456-7890".into();
        let lines = vec![phone, line(Subject::Known(eko)), line(Subject::Known(ani))];
        let home = (vec![ani], day("2026-11-05"));
        let place = Some((Place::New("Arisan".into()), day("2026-10-28")));
        let interview = Interview { home, place, lines, ..told(ill, outbreak) };
        let drafts = plan_interview(scene.book(), &interview, &mut counter()).unwrap();
        let kinds: Vec<_> = drafts.iter().map(|draft| draft.kind).collect();
        let expected = ["investigation", "exposure", "person", "exposure", "exposure", "event", "exposure"];
        assert_eq!(kinds, expected);
        let budi = drafts[2].record;
        scene.save(drafts);
        let book = scene.book();
        assert_eq!(book.get(case).unwrap().get(investigation::INTERVIEWED), Some(day("2026-11-05")));
        let phones: Vec<_> = book.get(budi).unwrap().get(person::PHONES).unwrap_or_default();
        assert_eq!(phones, ["+6281234567890"]);
        for (who, day0) in [(ani, "2026-11-05"), (budi, "2026-11-03"), (eko, "2026-11-03")] {
            let found = status(book, who, outbreak, day("2026-11-06"));
            assert_eq!((found.summary.day0, found.exposures), (Some(day(day0)), 1));
            assert_eq!(found.summary.status, FollowUpStatus::NeverSeen);
        }
        assert_eq!(Trail::of(book, ill, outbreak).exposures.len(), 1);
    }

    #[test]
    fn only_a_case_is_interviewed_and_nobody_is_their_own_contact() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let ill = scene.person("Sari");
        let mut interview = told(ill, outbreak);
        let plan = |scene: &Scene, told: &Interview| plan_interview(scene.book(), told, &mut counter()).err();
        assert_eq!(plan(&scene, &interview), Some(ContactRefusal::Unknown));
        scene.case(outbreak, ill, "suspect", None);
        assert_eq!(plan(&scene, &interview), None);
        interview.lines = vec![line(Subject::Known(ill))];
        assert_eq!(plan(&scene, &interview), Some(ContactRefusal::OneSelf));
    }

    #[test]
    fn a_line_comes_back_from_its_text_and_says_what_is_wrong_with_it() {
        let known = line(Subject::Known(RecordId::make(7, [1; 10])));
        let mut new = line(Subject::New("Siti\tAminah".into()));
        for one in [&known, &line(Subject::New("Siti".into()))] {
            assert_eq!(Line::from_text(&one.to_text()).as_ref(), Some(one));
        }
        assert_eq!(Line::from_text(&new.to_text()).unwrap().who, Subject::New("Siti Aminah".into()));
        assert_eq!(Line::from_text("x"), None);
        let today = day("2026-11-03");
        assert_eq!(new.problem(today), None);
        assert!(new.problem(day("2026-11-02")).is_some());
        new.phone = "12".into();
        assert!(new.problem(today).is_some());
        assert!(line(Subject::New(" ".into())).problem(today).is_some());
    }

    #[test]
    fn the_window_is_the_rules_around_the_onset_and_the_usual_last_day_lies_in_it() {
        let rule = Rule { window_before: Some(2), window_after: Some(10), ..Rule::none() };
        let window = infectious(&rule, Some(day("2026-11-05")));
        assert_eq!(window, Some((day("2026-11-03"), day("2026-11-15"))));
        assert_eq!(usual_last(window, day("2026-11-07")), day("2026-11-07"));
        assert_eq!(usual_last(window, day("2026-11-27")), day("2026-11-15"));
        assert_eq!(infectious(&Rule::none(), Some(day("2026-11-05"))), None);
        assert_eq!(infectious(&rule, None), None);
        assert_ne!(
            no_window(&rule, None, Lang::Id),
            no_window(&Rule::none(), Some(day("2026-11-05")), Lang::Id)
        );
    }
}
