//! The rule of follow-up in one outbreak: which days, how often, and in words for the screen.
//! The outbreak's own numbers win over those of its disease profile; where neither gives one, nothing is
//! filled in. Length and given days are one decision: an outbreak that sets either does not take the
//! other from the profile, so a daily rule can replace the given days of tuberculosis.

use crate::domain::order::InOrder;
use chrono::NaiveDate;

use crate::domain::code::disease::{DiseaseProfile, PROFILES, find};
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::tracing::outbreak;
use crate::domain::text::{Lang, t};
use crate::ledger::RecordRef;

/// How contacts of one outbreak are followed up. All lengths are days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Days 1…N after the last exposure; `None` where no source gives a number.
    pub follow_up_days: Option<u16>,
    /// How often a day, at least once.
    pub checks_per_day: u8,
    /// Only on these days, ascending; empty for every day.
    pub given_days: Vec<u16>,
    /// A case is infectious from so many days before onset.
    pub window_before: Option<u16>,
    /// A case is infectious until so many days after onset.
    pub window_after: Option<u16>,
}

impl Rule {
    /// A rule without any day, for an outbreak that is not there.
    pub fn none() -> Rule {
        Rule {
            follow_up_days: None,
            checks_per_day: 1,
            given_days: Vec::new(),
            window_before: None,
            window_after: None,
        }
    }

    /// The rule of a profile, without an outbreak that changes it.
    pub fn of_profile(profile: &DiseaseProfile) -> Rule {
        Rule {
            follow_up_days: profile.follow_up_days,
            checks_per_day: profile.checks_per_day.max(1),
            given_days: profile.given_days.to_vec(),
            window_before: profile.window_before_days,
            window_after: profile.window_after_days,
        }
    }

    /// The rule that holds in an outbreak.
    pub fn of(record: RecordRef<'_>) -> Rule {
        let profile = record.get(outbreak::PROFILE).and_then(find);
        let small = |number: i64| u16::try_from(number).ok();
        let own_length = record.get(outbreak::FOLLOW_UP_DAYS).and_then(small);
        let own_days = record.get(outbreak::GIVEN_DAYS).unwrap_or_default();
        let (follow_up_days, mut given_days) = if own_length.is_none() && own_days.is_empty() {
            (
                profile.and_then(|profile| profile.follow_up_days),
                profile.map_or_else(Vec::new, |profile| profile.given_days.to_vec()),
            )
        } else {
            (own_length, own_days.into_iter().filter_map(small).collect())
        };
        given_days.order();
        given_days.dedup();
        Rule {
            follow_up_days,
            checks_per_day: record
                .get(outbreak::CHECKS_PER_DAY)
                .and_then(|number| u8::try_from(number).ok())
                .or(profile.map(|profile| profile.checks_per_day))
                .unwrap_or(1)
                .max(1),
            given_days,
            window_before: record
                .get(outbreak::WINDOW_BEFORE)
                .and_then(small)
                .or(profile.and_then(|profile| profile.window_before_days)),
            window_after: record
                .get(outbreak::WINDOW_AFTER)
                .and_then(small)
                .or(profile.and_then(|profile| profile.window_after_days)),
        }
    }

    /// The numbers of the days on which a contact is to be seen, ascending.
    pub fn days(&self) -> impl Iterator<Item = u16> + '_ {
        let every = if self.given_days.is_empty() { self.follow_up_days.unwrap_or(0) } else { 0 };
        self.given_days.iter().copied().chain(1..=every)
    }

    /// The number of the first day; `None` where the rule follows nobody up.
    pub fn first_day(&self) -> Option<u16> {
        self.days().next()
    }

    /// The number of the last day; `None` where the rule follows nobody up.
    pub fn last_day(&self) -> Option<u16> {
        match self.given_days.last() {
            Some(day) => Some(*day),
            None => self.follow_up_days.filter(|days| *days > 0),
        }
    }

    /// The rule as a sentence.
    pub fn in_words(&self, lang: Lang) -> String {
        let Some(last) = self.last_day() else {
            return t(
                "Lama pemantauan belum ditetapkan: tidak ada hari pemantauan",
                "The length of follow-up is not set: there are no days of follow-up",
            )
            .get(lang)
            .to_owned();
        };
        let often = if self.checks_per_day == 1 {
            t("setiap hari", "every day").get(lang).to_owned()
        } else {
            t("{n} kali sehari", "{n} times a day").with(lang, &[("n", &self.checks_per_day.to_string())])
        };
        if self.given_days.is_empty() {
            return t(
                "Dipantau {days} hari sejak paparan terakhir (hari ke-0), {often}, hari 1–{days}",
                "Followed up for {days} days since the last exposure (day 0), {often}, days 1–{days}",
            )
            .with(lang, &[("days", &last.to_string()), ("often", &often)]);
        }
        let days: Vec<String> = self.given_days.iter().map(u16::to_string).collect();
        let days = days.join(", ");
        if self.checks_per_day == 1 {
            t(
                "Dipantau hanya pada hari ke-{days} sejak paparan terakhir (hari ke-0)",
                "Followed up only on days {days} since the last exposure (day 0)",
            )
            .with(lang, &[("days", &days)])
        } else {
            t(
                "Dipantau hanya pada hari ke-{days} sejak paparan terakhir (hari ke-0), {often}",
                "Followed up only on days {days} since the last exposure (day 0), {often}",
            )
            .with(lang, &[("days", &days), ("often", &often)])
        }
    }
}

/// The profile of a code or of a usual name of the disease, in English or Indonesian.
pub fn profile_named(name: &str) -> Option<&'static DiseaseProfile> {
    let plain: String = name.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    let code = match plain.as_str() {
        "covid" | "covid19" | "corona" | "sarscov2" => "covid19_kmk4641",
        "evd" | "ebolavirus" | "ebolavirusdisease" => "ebola",
        "monkeypox" | "cacarmonyet" => "mpox",
        "campak" | "rubeola" => "measles",
        "difteri" => "diphtheria",
        "tbc" | "tuberculosis" | "tuberkulosis" => "tb",
        "merscov" => "mers",
        "pes" => "plague",
        "lassafever" | "demamlassa" => "lassa",
        "influenza" | "flu" | "avianinfluenza" | "fluburung" | "h5n1" | "h7n9" | "h1n1" => "influenza_new",
        "kolera" => "cholera",
        _ => "",
    };
    let of_code = |profile: &&DiseaseProfile| profile.code.replace('_', "") == plain;
    PROFILES.iter().find(of_code).or_else(|| find(code))
}

/// A new outbreak with the numbers of its profile, which it may change later.
pub fn plan_outbreak(
    profile: &DiseaseProfile,
    name: &str,
    start: Option<NaiveDate>,
    area: Option<&str>,
    ids: &mut impl FnMut() -> RecordId,
) -> Draft {
    let days = profile.given_days.iter().map(|day| i64::from(*day)).collect::<Vec<_>>();
    Draft {
        kind: outbreak::SPEC.name,
        record: ids(),
        parent: None,
        fields: FieldSet::new()
            .with(outbreak::NAME, name)
            .with(outbreak::PROFILE, profile.code)
            .with_some(outbreak::AREA, area)
            .with_some(outbreak::START, start)
            .with_some(outbreak::FOLLOW_UP_DAYS, profile.follow_up_days)
            .with(outbreak::CHECKS_PER_DAY, i64::from(profile.checks_per_day))
            .with_some(outbreak::GIVEN_DAYS, (!days.is_empty()).then_some(days))
            .with_some(outbreak::WINDOW_BEFORE, profile.window_before_days)
            .with_some(outbreak::WINDOW_AFTER, profile.window_after_days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracing::fixture::{Scene, day};

    #[test]
    fn an_outbreak_copies_the_numbers_of_its_profile_and_says_the_rule_in_words() {
        let mut scene = Scene::new();
        let id = scene.outbreak("covid19_kmk413");
        let rule = Rule::of(scene.book().get(id).unwrap());
        assert_eq!(
            (rule.follow_up_days, rule.window_before, rule.window_after),
            (Some(14), Some(2), Some(14))
        );
        assert_eq!(
            rule.in_words(Lang::Id),
            "Dipantau 14 hari sejak paparan terakhir (hari ke-0), setiap hari, hari 1–14"
        );
        assert_eq!(
            rule.in_words(Lang::En),
            "Followed up for 14 days since the last exposure (day 0), every day, days 1–14"
        );
    }

    #[test]
    fn a_number_of_the_outbreak_wins_over_its_profile() {
        let mut scene = Scene::new();
        let id = scene.outbreak("tb");
        let rule = Rule::of(scene.book().get(id).unwrap());
        assert_eq!(rule.days().collect::<Vec<_>>(), [0, 180, 365, 545, 730]);
        assert!(rule.in_words(Lang::En).contains("only on days 0, 180, 365, 545, 730"));

        let mut fields = FieldSet::new().with(outbreak::FOLLOW_UP_DAYS, 3).with(outbreak::CHECKS_PER_DAY, 2);
        fields.clear(outbreak::GIVEN_DAYS);
        scene.save(vec![Draft { kind: outbreak::SPEC.name, record: id, parent: None, fields }]);
        let rule = Rule::of(scene.book().get(id).unwrap());
        assert_eq!(rule.days().collect::<Vec<_>>(), [1, 2, 3]);
        assert!(rule.in_words(Lang::Id).contains("2 kali sehari, hari 1–3"));
    }

    #[test]
    fn an_unknown_profile_gives_no_numbers() {
        let mut scene = Scene::new();
        let id = scene.id();
        let fields =
            FieldSet::new().with(outbreak::NAME, "?").with(outbreak::PROFILE, "new-in-a-later-version");
        scene.save(vec![Draft { kind: outbreak::SPEC.name, record: id, parent: None, fields }]);
        let rule = Rule::of(scene.book().get(id).unwrap());
        assert_eq!((rule.last_day(), rule.checks_per_day), (None, 1));
        assert!(rule.in_words(Lang::En).contains("not set"));
        let _ = day("2026-11-01");
    }
}
