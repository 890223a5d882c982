//! The rule of follow-up in one outbreak: which days, how often, and in words for the screen.
//! The outbreak's own numbers win over those of its profile (`tracing::profile`); where neither gives one, nothing is
//! filled in. Length, given days and given months are one decision: an outbreak that sets length or days takes
//! none of them from the profile, so a daily rule can replace the given months of tuberculosis.
//!
//! Days are dates: a month after 31 January is the last day of February, so what counts is never a number of days
//! that is the same for everybody.

use chrono::{Days, Months, NaiveDate};

use crate::domain::code::disease::{Anchor, DiseaseProfile, PROFILES, find};
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::order::InOrder;
use crate::domain::record::tracing::{exposure, investigation, lab_test, outbreak};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, RecordRef};
use crate::tracing::profile::Profile;

/// Isolation, quarantine, tests and what infectious days are counted from: numbers that only a profile gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Care {
    /// What infectious days and isolation with symptoms are counted from.
    pub anchor: Anchor,
    /// Whether a case without symptoms counts from the day of the specimen.
    pub from_specimen: bool,
    /// Quarantine of a contact.
    pub quarantine_days: Option<u16>,
    /// Day of the test at the start of quarantine.
    pub entry_test_day: Option<u16>,
    /// Day of the test at the end of quarantine.
    pub exit_test_day: Option<u16>,
    /// Isolation of a case without symptoms.
    pub isolation_without: Option<u16>,
    /// The least isolation of a case with symptoms.
    pub isolation_with: Option<u16>,
    /// Days without symptoms before isolation ends.
    pub symptom_free: Option<u16>,
    /// Days of preventive medicine for contacts.
    pub prophylaxis_days: Option<u16>,
}

/// How contacts of one outbreak are followed up. All lengths are days, save the given months.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Days 1…N after the last exposure; `None` where no source gives a number.
    pub follow_up_days: Option<u16>,
    /// How often a day, at least once.
    pub checks_per_day: u8,
    /// Only on these days, ascending; empty for every day.
    pub given_days: Vec<u16>,
    /// Only so many calendar months after day 0, ascending; with given days both hold.
    pub given_months: Vec<u16>,
    /// A case is infectious from so many days before the anchor.
    pub window_before: Option<u16>,
    /// A case is infectious until so many days after the anchor.
    pub window_after: Option<u16>,
    /// Isolation, quarantine and tests.
    pub care: Care,
}

/// A date so many days later; `None` beyond the calendar.
pub fn date_of(day0: NaiveDate, number: u16) -> Option<NaiveDate> {
    day0.checked_add_days(Days::new(u64::from(number)))
}

impl Rule {
    /// A rule without any day, for an outbreak that is not there.
    pub fn none() -> Rule {
        Rule { checks_per_day: 1, ..Rule::default() }
    }

    /// The rule of a built-in profile, without an outbreak that changes it.
    pub fn of_profile(profile: &'static DiseaseProfile) -> Rule {
        Profile::of_built_in(profile).rule
    }

    /// The rule that holds in an outbreak.
    pub fn of(record: RecordRef<'_>) -> Rule {
        let small = |number: i64| u16::try_from(number).ok();
        let mut rule = Profile::of_outbreak(record).map_or_else(Rule::none, |profile| profile.rule);
        let own_length = record.get(outbreak::FOLLOW_UP_DAYS).and_then(small);
        let own_days = record.get(outbreak::GIVEN_DAYS).unwrap_or_default();
        if own_length.is_some() || !own_days.is_empty() {
            rule.follow_up_days = own_length;
            rule.given_days = own_days.into_iter().filter_map(small).collect();
            rule.given_months = Vec::new();
        }
        let often = record.get(outbreak::CHECKS_PER_DAY).and_then(|number| u8::try_from(number).ok());
        rule.checks_per_day = often.unwrap_or(rule.checks_per_day);
        rule.window_before = record.get(outbreak::WINDOW_BEFORE).and_then(small).or(rule.window_before);
        rule.window_after = record.get(outbreak::WINDOW_AFTER).and_then(small).or(rule.window_after);
        rule.in_order()
    }

    /// With its lists ascending and at least one check a day.
    #[must_use]
    pub(super) fn in_order(mut self) -> Rule {
        for list in [&mut self.given_days, &mut self.given_months] {
            list.order();
            list.dedup();
        }
        self.checks_per_day = self.checks_per_day.max(1);
        self
    }

    fn is_given(&self) -> bool {
        !self.given_days.is_empty() || !self.given_months.is_empty()
    }

    /// Whether the rule follows anybody up.
    pub fn has_days(&self) -> bool {
        self.is_given() || self.follow_up_days.is_some_and(|days| days > 0)
    }

    /// The dates on which a contact is to be seen, ascending; what lies beyond the calendar is left out.
    pub fn dates(&self, day0: NaiveDate) -> impl Iterator<Item = NaiveDate> + '_ {
        let every = if self.is_given() { 0 } else { self.follow_up_days.unwrap_or(0) };
        // Nothing is allocated where every day is one.
        let mut given: Vec<NaiveDate> =
            self.given_days.iter().filter_map(|number| date_of(day0, *number)).collect();
        let month = |number: &u16| day0.checked_add_months(Months::new(u32::from(*number)));
        given.extend(self.given_months.iter().filter_map(month));
        given.order();
        given.dedup();
        given.into_iter().chain((1..=every).map_while(move |number| date_of(day0, number)))
    }

    /// The first of the dates after a day.
    pub fn next_date(&self, day0: NaiveDate, after: NaiveDate) -> Option<NaiveDate> {
        if self.is_given() {
            return self.dates(day0).find(|date| *date > after);
        }
        let (first, last) = self.window(day0)?;
        // Where every day is one, nobody must go through them.
        Some(first.max(after.succ_opt()?)).filter(|date| *date <= last)
    }

    /// The first and the last of the dates; `None` where the rule follows nobody up, or beyond the calendar.
    pub fn window(&self, day0: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        if !self.is_given() {
            let days = self.follow_up_days.filter(|days| *days > 0)?;
            return Some((date_of(day0, 1)?, date_of(day0, days)?));
        }
        Some((self.dates(day0).next()?, self.dates(day0).last()?))
    }

    /// The day from which a case counts: the specimen without symptoms where the rule says so, else the first day
    /// of illness or of the rash. `None` where it is not known: no other day is taken for it.
    pub fn anchor_of(&self, case: RecordRef<'_>) -> Option<NaiveDate> {
        if self.care.from_specimen && is_without_symptoms(case) {
            return specimen_of(case);
        }
        match self.care.anchor {
            Anchor::Onset => case.get(investigation::ONSET),
            Anchor::Rash => case.get(investigation::RASH),
        }
    }

    /// The first and last day on which a case is infectious; no last day where the rule gives it in words only.
    pub fn infectious(&self, case: RecordRef<'_>) -> Option<(NaiveDate, Option<NaiveDate>)> {
        self.infectious_around(self.anchor_of(case)?)
    }

    /// The same around the day from which a case counts.
    pub fn infectious_around(&self, anchor: NaiveDate) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let from = anchor.checked_sub_days(Days::new(u64::from(self.window_before?)))?;
        Some((from, self.window_after.and_then(|after| date_of(anchor, after))))
    }

    /// The rule as a sentence.
    pub fn in_words(&self, lang: Lang) -> String {
        if !self.has_days() {
            return t(
                "Lama pemantauan belum ditetapkan: tidak ada hari pemantauan",
                "The length of follow-up is not set: there are no days of follow-up",
            )
            .get(lang)
            .to_owned();
        }
        let often = if self.checks_per_day == 1 {
            t("setiap hari", "every day").get(lang).to_owned()
        } else {
            t("{n} kali sehari", "{n} {n?time|times} a day")
                .with(lang, &[("n", &self.checks_per_day.to_string())])
        };
        if !self.is_given() {
            let days = self.follow_up_days.unwrap_or(0).to_string();
            return t(
                "Dipantau {days} hari sejak paparan terakhir (hari ke-0), {often}, hari 1–{days}",
                "Followed up for {days} days since the last exposure (day 0), {often}, days 1–{days}",
            )
            .with(lang, &[("days", &days), ("often", &often)]);
        }
        let days = listed(t("hari ke-{n}", "days {n}"), &self.given_days, lang);
        let months = listed(t("bulan ke-{n}", "months {n}"), &self.given_months, lang);
        let when: Vec<String> = days.into_iter().chain(months).collect();
        let when = when.join(t(" dan ", " and ").get(lang));
        let text = t(
            "Dipantau hanya pada {when} sejak paparan terakhir (hari ke-0)",
            "Followed up only on {when} since the last exposure (day 0)",
        )
        .with(lang, &[("when", &when)]);
        if self.checks_per_day == 1 { text } else { format!("{text}, {often}") }
    }
}

fn listed(text: Text, numbers: &[u16], lang: Lang) -> Option<String> {
    let all: Vec<String> = numbers.iter().map(u16::to_string).collect();
    (!all.is_empty()).then(|| text.with(lang, &[("n", &all.join(", "))]))
}

/// Whether a case is recorded as one without symptoms.
pub fn is_without_symptoms(case: RecordRef<'_>) -> bool {
    case.get(investigation::CLASSIFICATION) == Some("confirmed_asymptomatic")
        || case.get(investigation::ONSET_KIND) == Some("none")
}

/// The day of the specimen: the recorded one, else that of the first positive test of this outbreak.
pub fn specimen_of(case: RecordRef<'_>) -> Option<NaiveDate> {
    let of_tests = || {
        tests_of(case.book(), case.parent()?, case.get(investigation::OUTBREAK)?)
            .filter(|test| test.get(lab_test::RESULT) == Some("positive"))
            .filter_map(|test| test.get(lab_test::TAKEN))
            .min()
    };
    case.get(investigation::SPECIMEN).or_else(of_tests)
}

/// The tests of somebody in an outbreak. One that names none counts only for whoever is in no other outbreak: else
/// nobody knows for which it was taken.
pub fn tests_of(book: &Book, who: RecordId, outbreak: RecordId) -> impl Iterator<Item = RecordRef<'_>> {
    let elsewhere = move |record: RecordRef<'_>| {
        let of = if record.is(&exposure::SPEC) { exposure::OUTBREAK } else { investigation::OUTBREAK };
        // An outbreak in the trash is none.
        record.get(of).is_some_and(|of| of != outbreak && book.get_as(of, &outbreak::SPEC).is_some())
    };
    let in_another = move || {
        [&investigation::SPEC, &exposure::SPEC]
            .into_iter()
            .flat_map(|kind| book.children(who, kind))
            .any(elsewhere)
    };
    book.children(who, &lab_test::SPEC).filter(move |test| match test.get(lab_test::OUTBREAK) {
        Some(of) => of == outbreak,
        None => !in_another(),
    })
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

/// A new outbreak that follows a profile: the code of a built-in one, or the id of the agency's own.
pub fn plan_outbreak(
    profile: &str,
    name: &str,
    start: Option<NaiveDate>,
    area: Option<&str>,
    ids: &mut impl FnMut() -> RecordId,
) -> Draft {
    Draft {
        kind: outbreak::SPEC.name,
        record: ids(),
        parent: None,
        fields: FieldSet::new()
            .with(outbreak::NAME, name)
            .with(outbreak::PROFILE, profile)
            .with_some(outbreak::AREA, area)
            .with_some(outbreak::START, start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracing::fixture::{Scene, day};

    #[test]
    fn an_outbreak_follows_its_profile_and_says_the_rule_in_words() {
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
        let dates =
            |rule: &Rule, day0: &str| rule.dates(day(day0)).map(|date| date.to_string()).collect::<Vec<_>>();
        assert_eq!(
            dates(&rule, "2026-08-31"),
            ["2026-08-31", "2027-02-28", "2027-08-31", "2028-02-29", "2028-08-31"]
        );
        assert!(rule.in_words(Lang::En).contains("only on months 0, 6, 12, 18, 24"));
        assert!(rule.in_words(Lang::Id).contains("hanya pada bulan ke-0, 6, 12, 18, 24"));

        let mut fields = FieldSet::new().with(outbreak::FOLLOW_UP_DAYS, 3).with(outbreak::CHECKS_PER_DAY, 2);
        fields.clear(outbreak::GIVEN_DAYS);
        scene.save(vec![Draft { kind: outbreak::SPEC.name, record: id, parent: None, fields }]);
        let rule = Rule::of(scene.book().get(id).unwrap());
        assert_eq!(dates(&rule, "2026-11-01"), ["2026-11-02", "2026-11-03", "2026-11-04"]);
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
        assert_eq!((rule.window(day("2026-11-01")), rule.checks_per_day), (None, 1));
        assert!(rule.in_words(Lang::En).contains("not set"));
    }

    #[test]
    fn the_next_date_is_the_one_that_going_through_all_of_them_finds() {
        let rules = [
            Rule { follow_up_days: Some(5), ..Rule::none() },
            Rule { given_days: vec![2, 5], follow_up_days: Some(9), ..Rule::none() },
            Rule { given_months: vec![0, 1], ..Rule::none() },
            Rule::none(),
        ];
        let day0 = day("2026-11-10");
        for rule in &rules {
            for after in day("2026-11-08").iter_days().take(40) {
                let found = rule.dates(day0).find(|date| *date > after);
                assert_eq!(rule.next_date(day0, after), found, "{rule:?} after {after}");
            }
        }
    }

    #[test]
    fn months_are_counted_by_the_calendar_and_merge_with_given_days() {
        let rule = Rule { given_months: vec![1, 0], given_days: vec![28, 3, 3], ..Rule::none() }.in_order();
        let dates: Vec<String> = rule.dates(day("2026-01-31")).map(|date| date.to_string()).collect();
        assert_eq!(
            dates,
            ["2026-01-31", "2026-02-03", "2026-02-28"],
            "31 January and a month is 28 February"
        );
        assert_eq!(rule.window(day("2026-01-31")), Some((day("2026-01-31"), day("2026-02-28"))));
        assert!(rule.in_words(Lang::Id).contains("hari ke-3, 28 dan bulan ke-0, 1"));
    }

    #[test]
    fn the_infectious_window_counts_from_the_rash_or_the_specimen_where_the_profile_says_so() {
        let mut scene = Scene::new();
        let measles = scene.outbreak("measles");
        let who = scene.person("A");
        let case = scene.case(measles, who, "confirmed_symptomatic", Some("2026-11-01"));
        let window = |scene: &Scene, outbreak, case| {
            Rule::of(scene.book().get(outbreak).unwrap()).infectious(scene.book().get(case).unwrap())
        };
        assert_eq!(window(&scene, measles, case), None, "the onset is not taken for the rash");
        scene.set(case, FieldSet::new().with(investigation::RASH, day("2026-11-05")));
        let whole = |from, to| Some((day(from), Some(day(to))));
        assert_eq!(window(&scene, measles, case), whole("2026-11-01", "2026-11-09"));
        let covid = scene.outbreak("covid19_kmk413");
        let who = scene.person("B");
        let case = scene.case(covid, who, "confirmed_asymptomatic", None);
        assert_eq!(window(&scene, covid, case), None);
        let test =
            FieldSet::new().with(lab_test::TAKEN, day("2026-11-10")).with(lab_test::RESULT, "positive");
        scene.add(lab_test::SPEC.name, Some(who), test);
        assert_eq!(window(&scene, covid, case), whole("2026-11-08", "2026-11-24"));
        let mpox = scene.outbreak("mpox");
        let who = scene.person("C");
        let case = scene.case(mpox, who, "suspect", Some("2026-11-10"));
        assert_eq!(window(&scene, mpox, case), Some((day("2026-11-08"), None)));
    }
}
