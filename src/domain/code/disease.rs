//! Disease profiles: how long somebody passes an illness on and how long a contact is followed up.
//! A missing number means that no source gives one: nothing is filled in. An outbreak refers
//! to a profile, and an agency may follow a changed copy, so a profile is a proposal, never a rule of law.

use crate::domain::text::{Text, t};

/// What a profile's days are counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// The first day of illness.
    #[default]
    Onset,
    /// The first day of the rash.
    Rash,
}

impl Anchor {
    /// The code a record stores.
    pub const fn code(self) -> &'static str {
        match self {
            Anchor::Onset => "onset",
            Anchor::Rash => "rash",
        }
    }

    /// The anchor of a code; illness where it says nothing else.
    pub fn of_code(code: &str) -> Anchor {
        if code == Anchor::Rash.code() { Anchor::Rash } else { Anchor::Onset }
    }

    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Anchor::Onset => t("hari pertama sakit", "first day of illness"),
            Anchor::Rash => t("hari pertama ruam", "first day of the rash"),
        }
    }
}

/// Whether somebody has read the source of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every number was read in the source.
    Yes,
    /// Some numbers were.
    Partly,
    /// From memory: the screen says so.
    No,
}

/// How one disease is followed up. All lengths are days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiseaseProfile {
    /// What an outbreak stores.
    pub code: &'static str,
    /// The disease and the guidance followed.
    pub label: Text,
    /// What the window is counted from.
    pub anchor: Anchor,
    /// Whether a case without symptoms counts from the day of the specimen.
    pub asymptomatic_from_specimen: bool,
    /// Infectious from so many days before the anchor.
    pub window_before_days: Option<u16>,
    /// Infectious until so many days after the anchor.
    pub window_after_days: Option<u16>,
    /// In words, where the end of the window is not a number of days.
    pub window_after_rule: Option<Text>,
    /// Contacts are followed up on days 1…N after the last exposure.
    pub follow_up_days: Option<u16>,
    /// How often a day.
    pub checks_per_day: u8,
    /// Follow-up on these days only (empty: every day).
    pub given_days: &'static [u16],
    /// Follow-up so many calendar months after the last exposure.
    pub given_months: &'static [u16],
    /// Quarantine of a contact.
    pub quarantine_days: Option<u16>,
    /// Day of the test at the start of quarantine.
    pub entry_test_day: Option<u16>,
    /// Day of the test at the end of quarantine.
    pub exit_test_day: Option<u16>,
    /// Isolation of a case without symptoms.
    pub isolation_asymptomatic_days: Option<u16>,
    /// The least isolation of a case with symptoms.
    pub isolation_symptomatic_min_days: Option<u16>,
    /// Further days without symptoms before isolation ends.
    pub extra_symptom_free_days: Option<u16>,
    /// Days of preventive medicine for contacts.
    pub prophylaxis_days: Option<u16>,
    /// Shortest and longest incubation.
    pub incubation_days: Option<(u16, u16)>,
    /// How many contacts of a case should be screened.
    pub min_contacts_screened: Option<u16>,
    /// Whether the source was read.
    pub verified: Verified,
    /// The guidance.
    pub source: &'static str,
    /// What the user should know besides.
    pub note: Option<Text>,
}

const fn profile(code: &'static str, label: Text, source: &'static str) -> DiseaseProfile {
    DiseaseProfile {
        code,
        label,
        anchor: Anchor::Onset,
        asymptomatic_from_specimen: false,
        window_before_days: None,
        window_after_days: None,
        window_after_rule: None,
        follow_up_days: None,
        checks_per_day: 1,
        given_days: &[],
        given_months: &[],
        quarantine_days: None,
        entry_test_day: None,
        exit_test_day: None,
        isolation_asymptomatic_days: None,
        isolation_symptomatic_min_days: None,
        extra_symptom_free_days: None,
        prophylaxis_days: None,
        incubation_days: None,
        min_contacts_screened: None,
        verified: Verified::Yes,
        source,
        note: None,
    }
}

const COMPILED: &str = "Compiled from public health guidance for this project";

/// The profiles an outbreak can start from.
pub static PROFILES: &[DiseaseProfile] = &[
    DiseaseProfile {
        asymptomatic_from_specimen: true,
        window_before_days: Some(2),
        window_after_days: Some(14),
        follow_up_days: Some(14),
        ..profile(
            "covid19_kmk413",
            t("COVID-19 (KMK 413/2020)", "COVID-19 (KMK 413/2020)"),
            "KMK HK.01.07/MENKES/413/2020",
        )
    },
    DiseaseProfile {
        asymptomatic_from_specimen: true,
        window_before_days: Some(2),
        window_after_days: Some(14),
        follow_up_days: Some(14),
        quarantine_days: Some(5),
        entry_test_day: Some(1),
        exit_test_day: Some(5),
        isolation_asymptomatic_days: Some(10),
        isolation_symptomatic_min_days: Some(13),
        note: Some(t(
            "Tanpa tes akhir, karantina berlangsung 14 hari (dari ingatan).",
            "Without the exit test the quarantine runs 14 days (from memory).",
        )),
        ..profile(
            "covid19_kmk4641",
            t("COVID-19 (KMK 4641/2021)", "COVID-19 (KMK 4641/2021)"),
            "KMK HK.01.07/MENKES/4641/2021",
        )
    },
    DiseaseProfile {
        window_before_days: Some(2),
        window_after_days: Some(10),
        follow_up_days: Some(14),
        extra_symptom_free_days: Some(3),
        isolation_symptomatic_min_days: Some(13),
        ..profile(
            "covid19_who2022",
            t("COVID-19 (panduan surveilans WHO)", "COVID-19 (WHO surveillance guidance)"),
            "WHO, Public health surveillance for COVID-19 (2022)",
        )
    },
    DiseaseProfile {
        window_before_days: Some(0),
        follow_up_days: Some(21),
        ..profile("ebola", t("Ebola", "Ebola"), COMPILED)
    },
    DiseaseProfile {
        window_before_days: Some(2),
        window_after_rule: Some(t(
            "sampai keropeng lepas dan kulit baru tumbuh",
            "until the scabs have fallen and new skin has formed",
        )),
        follow_up_days: Some(21),
        ..profile("mpox", t("Mpox", "Mpox"), COMPILED)
    },
    DiseaseProfile {
        anchor: Anchor::Rash,
        window_before_days: Some(4),
        window_after_days: Some(4),
        follow_up_days: Some(21),
        incubation_days: Some((7, 23)),
        ..profile("measles", t("Campak", "Measles"), COMPILED)
    },
    DiseaseProfile {
        follow_up_days: Some(7),
        prophylaxis_days: Some(7),
        incubation_days: Some((2, 5)),
        ..profile("diphtheria", t("Difteri", "Diphtheria"), COMPILED)
    },
    DiseaseProfile {
        // Three months before, as days.
        window_before_days: Some(90),
        given_months: &[0, 6, 12, 18, 24],
        min_contacts_screened: Some(8),
        verified: Verified::Partly,
        ..profile("tb", t("TBC (investigasi kontak)", "Tuberculosis (contact investigation)"), COMPILED)
    },
    DiseaseProfile {
        follow_up_days: Some(14),
        verified: Verified::No,
        ..profile("mers", t("MERS-CoV", "MERS-CoV"), COMPILED)
    },
    DiseaseProfile { follow_up_days: Some(7), ..profile("plague", t("Pes", "Plague"), COMPILED) },
    DiseaseProfile { follow_up_days: Some(21), ..profile("lassa", t("Lassa", "Lassa fever"), COMPILED) },
    DiseaseProfile {
        follow_up_days: Some(17),
        ..profile("influenza_new", t("Influenza baru", "Novel influenza"), COMPILED)
    },
    DiseaseProfile { follow_up_days: Some(5), ..profile("cholera", t("Kolera", "Cholera"), COMPILED) },
];

/// The profile of `code`.
pub fn find(code: &str) -> Option<&'static DiseaseProfile> {
    PROFILES.iter().find(|profile| profile.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_says_when_contacts_are_followed_up() {
        for profile in PROFILES {
            let given = !profile.given_days.is_empty() || !profile.given_months.is_empty();
            assert!(profile.follow_up_days.is_some() || given, "{}", profile.code);
            assert!(profile.given_days.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(profile.given_months.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(std::ptr::eq(find(profile.code).unwrap(), profile), "{} twice", profile.code);
        }
        assert_eq!(PROFILES.len(), 13);
    }

    #[test]
    fn tuberculosis_is_checked_in_given_months_and_measles_counts_from_the_rash() {
        assert_eq!(find("tb").unwrap().given_months, [0, 6, 12, 18, 24]);
        assert_eq!(find("measles").unwrap().anchor, Anchor::Rash);
    }
}
