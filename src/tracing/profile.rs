//! Disease profiles as they are followed: built in, or an agency's own record begun from one of those.
//! An outbreak refers to its profile, so a change to the record changes every day derived from it, on every phone
//! that it reaches. What a profile does not say is not set; nothing is taken from the one it was begun from.
//!
//! A profile in the trash still counts for the outbreaks that follow it: nobody drops out of follow-up because a
//! list was tidied.

use crate::domain::code::disease::{Anchor, DiseaseProfile, PROFILES, Verified, find};
use crate::domain::field::{Field, marker};
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::order::InOrder;
use crate::domain::record::tracing::{disease_profile as own, outbreak};
use crate::domain::text::{Lang, Text, t};
use crate::domain::value::Value;
use crate::ledger::{Book, RecordRef};
use crate::tracing::rule::{Care, Rule};

/// A text that comes with the app, or that somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// In both languages.
    BuiltIn(Text),
    /// As it was written.
    Own(String),
}

impl Words {
    /// What the user reads.
    pub fn get(&self, lang: Lang) -> &str {
        match self {
            Words::BuiltIn(text) => text.get(lang),
            Words::Own(text) => text,
        }
    }

    fn own(text: &str) -> Option<Words> {
        (!text.trim().is_empty()).then(|| Words::Own(text.to_owned()))
    }
}

/// A profile with all that it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What an outbreak stores: a code, or the id of the record.
    pub code: String,
    /// The disease and the guidance followed.
    pub name: Words,
    /// The record, where it is an agency's own.
    pub record: Option<RecordId>,
    /// The built-in profile: itself, or the one it was begun from.
    pub base: Option<&'static DiseaseProfile>,
    /// Its numbers.
    pub rule: Rule,
    /// Where the end of the infectious window is not a number of days.
    pub window_after_rule: Option<Words>,
    /// Shortest and longest incubation.
    pub incubation: (Option<u16>, Option<u16>),
    /// How many contacts of a case should be screened.
    pub min_contacts: Option<u16>,
    /// The guidance.
    pub source: String,
    /// What the user should know besides.
    pub note: Option<Words>,
}

/// One line of a rule in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub label: Text,
    /// What holds.
    pub text: String,
}

impl Profile {
    /// A profile that comes with the app.
    pub fn of_built_in(profile: &'static DiseaseProfile) -> Profile {
        Profile {
            code: profile.code.to_owned(),
            name: Words::BuiltIn(profile.label),
            record: None,
            base: Some(profile),
            rule: Rule {
                follow_up_days: profile.follow_up_days,
                checks_per_day: profile.checks_per_day,
                given_days: profile.given_days.to_vec(),
                given_months: profile.given_months.to_vec(),
                window_before: profile.window_before_days,
                window_after: profile.window_after_days,
                care: Care {
                    anchor: profile.anchor,
                    from_specimen: profile.asymptomatic_from_specimen,
                    quarantine_days: profile.quarantine_days,
                    entry_test_day: profile.entry_test_day,
                    exit_test_day: profile.exit_test_day,
                    isolation_without: profile.isolation_asymptomatic_days,
                    isolation_with: profile.isolation_symptomatic_min_days,
                    symptom_free: profile.extra_symptom_free_days,
                    prophylaxis_days: profile.prophylaxis_days,
                },
            }
            .in_order(),
            window_after_rule: profile.window_after_rule.map(Words::BuiltIn),
            incubation: (
                profile.incubation_days.map(|days| days.0),
                profile.incubation_days.map(|days| days.1),
            ),
            min_contacts: profile.min_contacts_screened,
            source: profile.source.to_owned(),
            note: profile.note.map(Words::BuiltIn),
        }
    }

    /// An agency's own profile.
    pub fn of_record(record: RecordRef<'_>) -> Profile {
        let small = |field: Field<marker::Int>| number(record, field);
        let list = |field: Field<marker::Days>| {
            record
                .get(field)
                .unwrap_or_default()
                .into_iter()
                .filter_map(|one| u16::try_from(one).ok())
                .collect()
        };
        Profile {
            code: record.id().to_string(),
            name: Words::Own(record.text(own::NAME).to_owned()),
            record: Some(record.id()),
            base: record.get(own::BASE).and_then(find),
            rule: Rule {
                follow_up_days: small(own::FOLLOW_UP_DAYS),
                checks_per_day: small(own::CHECKS_PER_DAY)
                    .and_then(|often| u8::try_from(often).ok())
                    .unwrap_or(1),
                given_days: list(own::GIVEN_DAYS),
                given_months: list(own::GIVEN_MONTHS),
                window_before: small(own::WINDOW_BEFORE),
                window_after: small(own::WINDOW_AFTER),
                care: Care {
                    anchor: Anchor::of_code(record.text(own::ANCHOR)),
                    from_specimen: record.get(own::FROM_SPECIMEN) == Some(true),
                    quarantine_days: small(own::QUARANTINE_DAYS),
                    entry_test_day: small(own::ENTRY_TEST_DAY),
                    exit_test_day: small(own::EXIT_TEST_DAY),
                    isolation_without: small(own::ISOLATION_WITHOUT),
                    isolation_with: small(own::ISOLATION_WITH),
                    symptom_free: small(own::SYMPTOM_FREE),
                    prophylaxis_days: small(own::PROPHYLAXIS_DAYS),
                },
            }
            .in_order(),
            window_after_rule: Words::own(record.text(own::WINDOW_AFTER_RULE)),
            incubation: (small(own::INCUBATION_FROM), small(own::INCUBATION_TO)),
            min_contacts: small(own::MIN_CONTACTS),
            source: record.text(own::SOURCE).to_owned(),
            note: Words::own(record.text(own::NOTE)),
        }
    }

    /// The profile of a code or of the id of a record.
    pub fn find(book: &Book, code: &str) -> Option<Profile> {
        if let Some(profile) = find(code) {
            return Some(Profile::of_built_in(profile));
        }
        let record = book.get_any(code.parse().ok()?)?;
        record.is(&own::SPEC).then(|| Profile::of_record(record))
    }

    /// The profile that an outbreak follows; `None` where it has not reached this phone.
    pub fn of_outbreak(outbreak: RecordRef<'_>) -> Option<Profile> {
        Profile::find(outbreak.book(), outbreak.get(outbreak::PROFILE)?)
    }

    /// Whether every number was read in its source, as far as the app can know.
    pub fn is_verified(&self) -> bool {
        self.base.is_none_or(|base| base.verified == Verified::Yes)
    }

    /// An agency's own copy, to be changed.
    pub fn plan_copy(&self, name: &str, lang: Lang, id: RecordId) -> Draft {
        let (rule, care) = (&self.rule, &self.rule.care);
        let list = |days: &[u16]| {
            (!days.is_empty()).then(|| days.iter().map(|day| i64::from(*day)).collect::<Vec<_>>())
        };
        let words = |words: &Option<Words>| words.as_ref().map(|words| words.get(lang).to_owned());
        let fields = FieldSet::new()
            .with(own::NAME, name)
            .with_some(own::BASE, self.base.map(|base| base.code))
            .with(own::ANCHOR, care.anchor.code())
            .with(own::FROM_SPECIMEN, care.from_specimen)
            .with_some(own::WINDOW_BEFORE, rule.window_before)
            .with_some(own::WINDOW_AFTER, rule.window_after)
            .with_some(own::WINDOW_AFTER_RULE, words(&self.window_after_rule))
            .with_some(own::FOLLOW_UP_DAYS, rule.follow_up_days)
            .with_some(own::GIVEN_DAYS, list(&rule.given_days))
            .with_some(own::GIVEN_MONTHS, list(&rule.given_months))
            .with(own::CHECKS_PER_DAY, i64::from(rule.checks_per_day))
            .with_some(own::QUARANTINE_DAYS, care.quarantine_days)
            .with_some(own::ENTRY_TEST_DAY, care.entry_test_day)
            .with_some(own::EXIT_TEST_DAY, care.exit_test_day)
            .with_some(own::ISOLATION_WITHOUT, care.isolation_without)
            .with_some(own::ISOLATION_WITH, care.isolation_with)
            .with_some(own::SYMPTOM_FREE, care.symptom_free)
            .with_some(own::PROPHYLAXIS_DAYS, care.prophylaxis_days)
            .with_some(own::INCUBATION_FROM, self.incubation.0)
            .with_some(own::INCUBATION_TO, self.incubation.1)
            .with_some(own::MIN_CONTACTS, self.min_contacts)
            .with(own::SOURCE, self.source.as_str())
            .with_some(own::NOTE, words(&self.note));
        Draft { kind: own::SPEC.name, record: id, parent: None, fields }
    }

    /// What the profile says, line by line.
    pub fn facts(&self, lang: Lang) -> Vec<Fact> {
        facts(&self.rule, Some(self), lang)
    }
}

/// Every profile: those that come with the app, then the agency's own by name.
pub fn all(book: &Book) -> Vec<Profile> {
    let mut own: Vec<Profile> = book.of(&own::SPEC).map(Profile::of_record).collect();
    own.order_by(|a, b| (a.name.get(Lang::Id), &a.code).cmp(&(b.name.get(Lang::Id), &b.code)));
    PROFILES.iter().map(Profile::of_built_in).chain(own).collect()
}

fn number(record: RecordRef<'_>, field: Field<marker::Int>) -> Option<u16> {
    record.get(field).and_then(|number| u16::try_from(number).ok())
}

/// An outbreak that follows another profile from now on. The numbers that it set itself are let go, or the new
/// profile would not be followed.
pub fn plan_switch(record: RecordRef<'_>, code: &str) -> Draft {
    let mut fields = FieldSet::new().with(outbreak::PROFILE, code);
    for name in OWN_NUMBERS {
        if record.value(name).is_some_and(|value| !value.is_empty()) {
            fields.0.insert(name.to_owned(), Value::Null);
        }
    }
    Draft { kind: outbreak::SPEC.name, record: record.id(), parent: None, fields }
}

const OWN_NUMBERS: [&str; 5] = [
    outbreak::FOLLOW_UP_DAYS.name,
    outbreak::GIVEN_DAYS.name,
    outbreak::CHECKS_PER_DAY.name,
    outbreak::WINDOW_BEFORE.name,
    outbreak::WINDOW_AFTER.name,
];

/// Whether an outbreak sets numbers of its own, which win over its profile.
pub fn has_own_numbers(record: RecordRef<'_>) -> bool {
    OWN_NUMBERS.iter().any(|name| record.value(name).is_some_and(|value| !value.is_empty()))
}

/// The whole rule in words, as it holds: what is not set is said to be so.
pub fn facts(rule: &Rule, profile: Option<&Profile>, lang: Lang) -> Vec<Fact> {
    let care = &rule.care;
    let mut found = vec![
        Fact { label: t("Pemantauan kontak", "Follow-up of contacts"), text: rule.in_words(lang) },
        Fact { label: t("Masa menular", "Infectious window"), text: window_words(rule, profile, lang) },
        Fact { label: t("Isolasi kasus", "Isolation of cases"), text: isolation_words(care, lang) },
    ];
    let mut add = |label: Text, text: Option<String>| {
        found.extend(text.map(|text| Fact { label, text }));
    };
    add(t("Karantina kontak", "Quarantine of contacts"), quarantine_words(rule, lang));
    let days = |n: u16| days_text(n, lang);
    add(
        t("Obat pencegahan untuk kontak", "Preventive medicine for contacts"),
        care.prophylaxis_days.map(days),
    );
    let Some(profile) = profile else { return found };
    let incubation = match profile.incubation {
        (Some(from), Some(to)) => Some(format!("{from}–{}", days(to))),
        (from, to) => from.or(to).map(days),
    };
    add(t("Masa inkubasi", "Incubation"), incubation);
    let screened = |n: u16| {
        t("sedikitnya {n} kontak untuk setiap kasus", "at least {n} contacts of each case")
            .with(lang, &[("n", &n.to_string())])
    };
    add(t("Kontak yang diperiksa", "Contacts to screen"), profile.min_contacts.map(screened));
    found
}

fn not_set(lang: Lang) -> String {
    t("belum ditetapkan", "not set").get(lang).to_owned()
}

fn days_text(n: u16, lang: Lang) -> String {
    t("{n} hari", "{n} {n?day|days}").with(lang, &[("n", &n.to_string())])
}

fn window_words(rule: &Rule, profile: Option<&Profile>, lang: Lang) -> String {
    let anchor = rule.care.anchor.label().get(lang);
    let before = rule.window_before.map(|days| {
        if days == 0 {
            return t("sejak {anchor}", "from the {anchor}").with(lang, &[("anchor", anchor)]);
        }
        t("dari {days} sebelum {anchor}", "from {days} before the {anchor}")
            .with(lang, &[("days", &days_text(days, lang)), ("anchor", anchor)])
    });
    let in_words = || profile.and_then(|profile| profile.window_after_rule.as_ref());
    let after = match rule.window_after {
        Some(days) => Some(
            t("sampai {days} sesudahnya", "until {days} after it")
                .with(lang, &[("days", &days_text(days, lang))]),
        ),
        None => in_words().map(|words| words.get(lang).to_owned()),
    };
    let whole = match (before, after) {
        (None, None) => return not_set(lang),
        (Some(before), Some(after)) => format!("{before} {after}"),
        (Some(before), None) => {
            format!("{before}; {}", t("akhirnya belum ditetapkan", "its end is not set").get(lang))
        }
        (None, Some(after)) => after,
    };
    if !rule.care.from_specimen {
        return whole;
    }
    let specimen = t(
        "kasus tanpa gejala dihitung dari hari spesimen diambil",
        "a case without symptoms counts from the day of the specimen",
    );
    format!("{whole}; {}", specimen.get(lang))
}

/// The rule of isolation in words.
pub fn isolation_words(care: &Care, lang: Lang) -> String {
    let without = care.isolation_without.map(|days| {
        t("tanpa gejala {days} sejak spesimen diambil", "without symptoms {days} since the specimen")
            .with(lang, &[("days", &days_text(days, lang))])
    });
    let free = care.symptom_free.map(|days| {
        t("{days} tanpa gejala", "{days} without symptoms").with(lang, &[("days", &days_text(days, lang))])
    });
    let least = care.isolation_with.map(|days| {
        t("sedikitnya {days} sejak {anchor}", "at least {days} since the {anchor}")
            .with(lang, &[("days", &days_text(days, lang)), ("anchor", care.anchor.label().get(lang))])
    });
    let with: Vec<String> = least.into_iter().chain(free).collect();
    let with = (!with.is_empty()).then(|| {
        format!("{} {}", t("bergejala", "with symptoms").get(lang), with.join(t(" dan ", " and ").get(lang)))
    });
    let all: Vec<String> = without.into_iter().chain(with).collect();
    if all.is_empty() { not_set(lang) } else { all.join("; ") }
}

fn quarantine_words(rule: &Rule, lang: Lang) -> Option<String> {
    let care = &rule.care;
    let say = |text: Text, n: u16| text.with(lang, &[("n", &n.to_string())]);
    let mut parts: Vec<String> = care.quarantine_days.map(|days| days_text(days, lang)).into_iter().collect();
    parts.extend(care.entry_test_day.map(|n| say(t("tes masuk hari ke-{n}", "entry test on day {n}"), n)));
    parts.extend(care.exit_test_day.map(|n| say(t("tes akhir hari ke-{n}", "exit test on day {n}"), n)));
    if care.exit_test_day.is_some()
        && let Some(n) = rule.follow_up_days
    {
        let text = t(
            "selesai bila tes akhir negatif, bila tidak sampai hari ke-{n}",
            "over when the exit test is negative, else until day {n}",
        );
        parts.push(say(text, n));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
#[path = "profile_tests.rs"]
mod tests;
