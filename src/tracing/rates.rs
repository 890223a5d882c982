//! Rates of an outbreak, each with its definition, the people behind numerator and denominator, and who was
//! left out and why, so that the screen can show where a number comes from. Dates only: "24 hours" is today or
//! yesterday, and the label says so. Intervals keep their sign; a negative one is counted, never dropped.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::domain::code::lists::EXPOSURE_SETTING;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::tracing::{exposure, investigation};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::tracing::follow_up::{ContactStatus, FollowUpStatus, Summary};
use crate::tracing::network::{Network, Spread};
use crate::tracing::trail::{Exposed, Trail, Trails};

mod gap;
mod spreading;

pub use gap::{Gap, Interval};
pub use spreading::Spreading;

/// What a rate measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Links from a case to a person, per case.
    ContactsPerCase,
    /// Contacts in their window who were seen today or yesterday.
    Seen24h,
    /// Contacts in their window who were seen today or on the two days before.
    Seen48h,
    /// Contacts who are in their window.
    UnderFollowUp,
    /// Contacts whose window has passed and who were seen at its end.
    Completed,
    /// Contacts in their window who were not seen for three days.
    Lost,
    /// Contacts in their window whom nobody has seen.
    NeverSeen,
    /// New cases who were known as contacts before.
    NewCasesKnown,
    /// Cases without any recorded source.
    NoSource,
    /// Cases who were interviewed.
    Interviewed,
    /// Contacts of a case who became cases.
    Attack,
    /// The same in households.
    AttackHousehold,
    /// The same for one setting, by its code; an empty code is a setting that nobody recorded.
    AttackSetting(&'static str),
}

impl Measure {
    /// The measures that every outbreak has, in the order of the screen.
    pub const ALL: [Measure; 12] = [
        Measure::Seen24h,
        Measure::Seen48h,
        Measure::UnderFollowUp,
        Measure::Lost,
        Measure::NeverSeen,
        Measure::Completed,
        Measure::ContactsPerCase,
        Measure::NewCasesKnown,
        Measure::NoSource,
        Measure::Interviewed,
        Measure::Attack,
        Measure::AttackHousehold,
    ];

    /// What the user reads.
    pub fn label(self, lang: Lang) -> String {
        let text = match self {
            Measure::ContactsPerCase => t("Kontak per kasus", "Contacts per case"),
            Measure::Seen24h => t(
                "Terlihat dalam 24 jam (hari ini atau kemarin)",
                "Seen in the last 24 hours (today or yesterday)",
            ),
            Measure::Seen48h => t(
                "Terlihat dalam 48 jam (hari ini atau dua hari sebelumnya)",
                "Seen in the last 48 hours (today or the two days before)",
            ),
            Measure::UnderFollowUp => t("Dalam masa pantau", "Under follow-up"),
            Measure::Completed => t("Pemantauan selesai", "Follow-up completed"),
            Measure::Lost => t("Diusulkan hilang", "Proposed lost"),
            Measure::NeverSeen => t("Belum pernah ditemui", "Never seen"),
            Measure::NewCasesKnown => {
                t("Kasus baru yang sudah tercatat sebagai kontak", "New cases who were known contacts")
            }
            Measure::NoSource => t("Kasus tanpa sumber yang diketahui", "Cases with no known source"),
            Measure::Interviewed => t("Kasus yang sudah diwawancarai", "Cases interviewed"),
            Measure::Attack => t("Angka serangan sekunder", "Secondary attack rate"),
            Measure::AttackHousehold => {
                t("Angka serangan sekunder serumah", "Secondary attack rate in households")
            }
            Measure::AttackSetting(code) => {
                let setting = setting_name(code).get(lang);
                return t("Serangan sekunder – {setting}", "Secondary attack – {setting}")
                    .with(lang, &[("setting", setting)]);
            }
        };
        text.get(lang).to_owned()
    }

    /// What it means, in words.
    pub const fn definition(self) -> Text {
        match self {
            Measure::ContactsPerCase => t(
                "Hubungan dari seorang kasus ke orang lain, dibagi jumlah kasus. Satu orang yang terpapar dari dua kasus dihitung dua kali.",
                "Links from a case to another person, divided by the cases. Somebody exposed by two cases counts twice.",
            ),
            Measure::Seen24h => t(
                "Kontak dalam masa pantau yang terlihat (sehat atau bergejala) hari ini atau kemarin, dari semua kontak dalam masa pantau.",
                "Contacts in their window who were seen (well or unwell) today or yesterday, of all contacts in their window.",
            ),
            Measure::Seen48h => t(
                "Kontak dalam masa pantau yang terlihat hari ini atau dalam dua hari sebelumnya, dari semua kontak dalam masa pantau.",
                "Contacts in their window who were seen today or on the two days before, of all contacts in their window.",
            ),
            Measure::UnderFollowUp => t(
                "Kontak yang hari ini masih dalam masa pantau, dari semua orang yang pernah terpapar.",
                "Contacts whose window holds today, of everybody who was exposed.",
            ),
            Measure::Completed => t(
                "Kontak yang terlihat pada hari pantau terakhir atau sesudahnya, dari kontak yang masa pantaunya sudah lewat.",
                "Contacts seen on the last day of follow-up or later, of those whose window has passed.",
            ),
            Measure::Lost => t(
                "Kontak dalam masa pantau yang pernah terlihat tetapi sudah tiga hari atau lebih tidak terlihat, dari semua kontak dalam masa pantau.",
                "Contacts in their window who were seen once but not for three days or more, of all contacts in their window.",
            ),
            Measure::NeverSeen => t(
                "Kontak dalam masa pantau yang belum pernah terlihat, dari semua kontak dalam masa pantau.",
                "Contacts in their window whom nobody has seen yet, of all contacts in their window.",
            ),
            Measure::NewCasesKnown => t(
                "Kasus baru yang tercatat terpapar sebelum sakit. Kasus baru: tujuh hari terakhir, atau dalam periode yang dipilih.",
                "New cases who were recorded as exposed before they fell ill. New: of the last seven days, or of the chosen period.",
            ),
            Measure::NoSource => t(
                "Kasus tanpa orang atau peristiwa yang tercatat sebagai sumber, dari semua kasus.",
                "Cases without a person or event recorded as the source, of all cases.",
            ),
            Measure::Interviewed => t(
                "Kasus dengan tanggal wawancara, dari semua kasus.",
                "Cases with a date of interview, of all cases.",
            ),
            Measure::Attack => t(
                "Orang yang terpapar seorang kasus lalu menjadi kasus, dari semua orang yang terpapar seorang kasus.",
                "People exposed by a case who then became cases, of everybody exposed by a case.",
            ),
            Measure::AttackHousehold => t(
                "Seperti di atas, hanya untuk paparan serumah.",
                "The same, only for exposures within a household.",
            ),
            Measure::AttackSetting(_) => t(
                "Seperti angka serangan sekunder, hanya untuk paparan di tempat ini. Seseorang dapat terhitung di beberapa tempat.",
                "The secondary attack rate of exposures in this setting only. Somebody may count in several settings.",
            ),
        }
    }

    /// Whether it is a share; else it is a number per case.
    pub const fn is_share(self) -> bool {
        !matches!(self, Measure::ContactsPerCase)
    }
}

fn setting_name(code: &str) -> Text {
    let known = EXPOSURE_SETTING.codes.iter().find(|one| one.code == code);
    known.map_or(t("tempat tidak dicatat", "setting not recorded"), |one| one.label)
}

/// A share or a number per case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// What it measures.
    pub measure: Measure,
    /// Who was counted; of links, the exposed person of each.
    pub numerator: Vec<RecordId>,
    /// Of whom.
    pub denominator: Vec<RecordId>,
    /// Who could not be taken in.
    pub left_out: Vec<RecordId>,
    /// Why they could not.
    pub left_out_why: Text,
}

impl Rate {
    /// The value; `None` where there is nothing to divide by.
    pub fn value(&self) -> Option<f64> {
        let of = self.denominator.len();
        (of > 0).then(|| self.numerator.len() as f64 / of as f64)
    }

    /// How many of how many, and how many were left out.
    pub fn counts(&self) -> (usize, usize, usize) {
        (self.numerator.len(), self.denominator.len(), self.left_out.len())
    }
}

/// Of what time and of whom.
#[derive(Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Cases who became cases, and contacts who were last exposed, between these days, both counted.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Of these people only.
    pub people: Option<&'a dyn Fn(RecordId) -> bool>,
}

impl Filter<'_> {
    fn holds(&self, day: Option<NaiveDate>) -> bool {
        self.period.is_none_or(|(from, to)| day.is_some_and(|day| from <= day && day <= to))
    }

    fn admits(&self, who: RecordId) -> bool {
        self.people.is_none_or(|admits| admits(who))
    }
}

/// What is known of everybody of an outbreak, read once for all rates.
pub struct Gathered<'a> {
    book: &'a Book,
    outbreak: RecordId,
    today: NaiveDate,
    trails: Trails<'a>,
    /// By id.
    people: Vec<(RecordId, Summary)>,
}

const NOTHING: Text = t("Tidak ada yang dikeluarkan", "Nothing is left out");
const NOT_IN_WINDOW: Text = t(
    "Kontak di luar masa pantau, sudah menjadi kasus, atau meninggal",
    "Contacts outside their window, who are cases, or who died",
);
const CO_PRIMARY: Text = t(
    "Orang yang sudah kasus sebelum terpapar; yang masih dipantau tetap dihitung",
    "People who were cases before the exposure; those still followed up are counted",
);

impl<'a> Gathered<'a> {
    /// Reads an outbreak.
    pub fn read(book: &'a Book, outbreak: RecordId, today: NaiveDate) -> Gathered<'a> {
        let trails = Trails::read(book, |record| record.id() == outbreak);
        let mut people: Vec<(RecordId, Summary)> = Vec::new();
        if let Some(rule) = trails.rules.get(&outbreak) {
            people.extend(trails.of.iter().map(|((who, _), trail)| (*who, Summary::of(trail, rule, today))));
        }
        people.order_by_key(|(who, _)| *who);
        Gathered { book, outbreak, today, trails, people }
    }

    fn trail(&self, who: RecordId) -> Option<&Trail<'a>> {
        self.trails.of.get(&(who, self.outbreak))
    }

    fn is_case(&self, who: RecordId) -> bool {
        self.trail(who).is_some_and(|trail| trail.case().is_some())
    }

    fn case_day(&self, who: RecordId) -> Option<NaiveDate> {
        self.trail(who)?.case()?.from
    }

    /// Everybody of the outbreak, by id.
    pub fn people(&self) -> impl Iterator<Item = RecordId> + '_ {
        self.people.iter().map(|(who, _)| *who)
    }

    /// The cases that a filter takes in.
    fn cases(&self, filter: &Filter<'_>) -> Vec<RecordId> {
        let admitted = self.people().filter(|who| filter.admits(*who) && self.is_case(*who));
        admitted.filter(|who| filter.holds(self.case_day(*who))).collect()
    }

    /// The contacts that a filter takes in.
    fn contacts(&self, filter: &Filter<'_>) -> Vec<(RecordId, &Summary)> {
        self.people
            .iter()
            .filter(|(who, summary)| {
                summary.contact != ContactStatus::NotAContact
                    && filter.admits(*who)
                    && filter.holds(summary.day0)
            })
            .map(|(who, summary)| (*who, summary))
            .collect()
    }

    fn cases_without_day(&self, filter: &Filter<'_>) -> Vec<RecordId> {
        let admitted = self.people().filter(|who| filter.admits(*who) && self.is_case(*who));
        admitted.filter(|who| self.case_day(*who).is_none()).collect()
    }

    /// All rates, those of the settings that occur among them.
    pub fn rates(&self, filter: &Filter<'_>) -> Vec<Rate> {
        let mut found: Vec<Rate> =
            Measure::ALL.into_iter().map(|measure| self.rate(measure, filter)).collect();
        found.extend(self.attack_by_setting(filter));
        found
    }

    /// One rate.
    pub fn rate(&self, measure: Measure, filter: &Filter<'_>) -> Rate {
        match measure {
            Measure::ContactsPerCase => self.contacts_per_case(filter),
            Measure::Seen24h => self.share(measure, filter, |summary| seen_within(summary, self.today, 1)),
            Measure::Seen48h => self.share(measure, filter, |summary| seen_within(summary, self.today, 2)),
            Measure::Lost => {
                self.share(measure, filter, |summary| summary.status == FollowUpStatus::ProposedLost)
            }
            Measure::NeverSeen => {
                self.share(measure, filter, |summary| summary.status == FollowUpStatus::NeverSeen)
            }
            Measure::UnderFollowUp => {
                let contacts = self.contacts(filter);
                let active = contacts.iter().filter(|(_, summary)| self.is_active(summary));
                Rate {
                    measure,
                    numerator: active.map(|(who, _)| *who).collect(),
                    denominator: contacts.iter().map(|(who, _)| *who).collect(),
                    left_out: Vec::new(),
                    left_out_why: NOTHING,
                }
            }
            Measure::Completed => self.completed(filter),
            Measure::NewCasesKnown => self.new_cases_known(filter),
            Measure::NoSource => self.of_cases(measure, filter, |who| {
                self.trail(who).is_some_and(|trail| trail.exposures.iter().all(|one| one.source.is_none()))
            }),
            Measure::Interviewed => self.of_cases(measure, filter, |who| {
                let case = self.trail(who).and_then(|trail| trail.case());
                case.and_then(|case| self.book.get(case.record))
                    .is_some_and(|record| record.get(investigation::INTERVIEWED).is_some())
            }),
            Measure::Attack => self.attack(measure, filter, |_| true),
            Measure::AttackHousehold => self.attack(measure, filter, |link| in_household(self.book, link)),
            Measure::AttackSetting(_) => {
                let mut all = self.attack_by_setting(filter).into_iter();
                all.find(|rate| rate.measure == measure).unwrap_or(attack_of(measure))
            }
        }
    }

    fn is_active(&self, summary: &Summary) -> bool {
        let in_window = summary.window.is_some_and(|(first, last)| first <= self.today && self.today <= last);
        summary.status.is_open() && in_window
    }

    fn share(&self, measure: Measure, filter: &Filter<'_>, counts: impl Fn(&Summary) -> bool) -> Rate {
        let (active, others): (Vec<_>, Vec<_>) =
            self.contacts(filter).into_iter().partition(|(_, summary)| self.is_active(summary));
        Rate {
            measure,
            numerator: active.iter().filter(|(_, one)| counts(one)).map(|(who, _)| *who).collect(),
            denominator: active.into_iter().map(|(who, _)| who).collect(),
            left_out: others.into_iter().map(|(who, _)| who).collect(),
            left_out_why: NOT_IN_WINDOW,
        }
    }

    fn of_cases(&self, measure: Measure, filter: &Filter<'_>, counts: impl Fn(RecordId) -> bool) -> Rate {
        let cases = self.cases(filter);
        // Without a period nobody needs a date.
        let left_out = if filter.period.is_some() { self.cases_without_day(filter) } else { Vec::new() };
        let left_out_why = if left_out.is_empty() { NOTHING } else { UNDATED };
        Rate {
            measure,
            numerator: cases.iter().copied().filter(|who| counts(*who)).collect(),
            denominator: cases,
            left_out,
            left_out_why,
        }
    }

    fn contacts_per_case(&self, filter: &Filter<'_>) -> Rate {
        let mut rate = self.of_cases(Measure::ContactsPerCase, filter, |_| false);
        let cases: rustc_hash::FxHashSet<RecordId> = rate.denominator.iter().copied().collect();
        let mut elsewhere = Vec::new();
        for (who, _) in &self.people {
            let mut sources: Vec<RecordId> = Vec::new();
            for exposed in self.trail(*who).map_or(&[][..], |trail| &trail.exposures) {
                match exposed.source.filter(|source| *source != *who && self.is_case(*source)) {
                    Some(source) => sources.push(source),
                    None if filter.admits(*who) => elsewhere.push(*who),
                    None => {}
                }
            }
            sources.order();
            sources.dedup();
            rate.numerator.extend(sources.iter().filter(|one| cases.contains(one)).map(|_| *who));
        }
        if filter.period.is_none() {
            rate.left_out = elsewhere;
            rate.left_out_why = t("Paparan tanpa kasus sebagai sumber", "Exposures whose source is no case");
        }
        rate
    }

    fn completed(&self, filter: &Filter<'_>) -> Rate {
        let over = |summary: &Summary| {
            matches!(summary.status, FollowUpStatus::Completed | FollowUpStatus::WindowPassed)
        };
        let (over, others): (Vec<_>, Vec<_>) =
            self.contacts(filter).into_iter().partition(|(_, summary)| over(summary));
        let done = over.iter().filter(|(_, summary)| summary.status == FollowUpStatus::Completed);
        Rate {
            measure: Measure::Completed,
            numerator: done.map(|(who, _)| *who).collect(),
            denominator: over.iter().map(|(who, _)| *who).collect(),
            left_out: others.into_iter().map(|(who, _)| who).collect(),
            left_out_why: t(
                "Kontak yang masih dipantau, menjadi kasus, meninggal, atau tanpa tanggal paparan",
                "Contacts still in their window, who are cases, who died, or without a date of exposure",
            ),
        }
    }

    fn new_cases_known(&self, filter: &Filter<'_>) -> Rate {
        let week = self.today.checked_sub_days(Days::new(6)).unwrap_or(NaiveDate::MIN);
        let period = filter.period.or(Some((week, self.today)));
        let new = self.cases(&Filter { period, people: filter.people });
        let known = |who: &RecordId| {
            let place = self.people.binary_search_by_key(who, |(who, _)| *who);
            let summary = place.ok().and_then(|place| self.people.get(place));
            summary.is_some_and(|(_, summary)| summary.contact == ContactStatus::BecameCase)
        };
        Rate {
            measure: Measure::NewCasesKnown,
            numerator: new.iter().copied().filter(known).collect(),
            denominator: new,
            left_out: self.cases_without_day(filter),
            left_out_why: UNDATED,
        }
    }

    /// Everybody whom a case exposed, with their exposures by cases.
    fn exposed_by_cases<'s>(
        &'s self,
        filter: &'s Filter<'_>,
    ) -> impl Iterator<Item = (RecordId, ContactStatus, Vec<RecordId>)> + 's {
        self.people.iter().filter(|(who, _)| filter.admits(*who)).filter_map(|(who, summary)| {
            let by_a_case = |one: &&Exposed| {
                one.source.is_some_and(|source| source != *who && self.is_case(source))
                    && filter.holds(one.last.or(one.first))
            };
            let links: Vec<RecordId> =
                self.trail(*who)?.exposures.iter().filter(by_a_case).map(|one| one.record).collect();
            (!links.is_empty()).then_some((*who, summary.contact, links))
        })
    }

    fn attack(&self, measure: Measure, filter: &Filter<'_>, counts: impl Fn(RecordId) -> bool) -> Rate {
        let mut rate = attack_of(measure);
        for (who, contact, links) in self.exposed_by_cases(filter) {
            if links.into_iter().any(&counts) {
                put(&mut rate, who, contact);
            }
        }
        self.only_where_known(&mut rate);
        rate
    }

    /// Where everybody is a case, nobody knows how many were exposed and stayed well: such a list has no attack rate.
    fn only_where_known(&self, rate: &mut Rate) {
        if !self.people.iter().any(|(_, summary)| summary.contact == ContactStatus::Contact) {
            rate.numerator.clear();
            rate.left_out.append(&mut rate.denominator);
            rate.left_out_why = t(
                "Semua orang yang tercatat adalah kasus; berapa yang terpapar dan tetap sehat tidak diketahui",
                "Everybody on record is a case; how many were exposed and stayed well is not known",
            );
        }
    }

    /// The settings in which somebody was exposed, in the order of their list, the one not recorded first.
    fn attack_by_setting(&self, filter: &Filter<'_>) -> Vec<Rate> {
        let codes = std::iter::once("").chain(EXPOSURE_SETTING.codes.iter().map(|one| one.code));
        let mut found: Vec<Rate> = codes.map(|code| attack_of(Measure::AttackSetting(code))).collect();
        for (who, contact, links) in self.exposed_by_cases(filter) {
            let mut places: Vec<usize> = links
                .into_iter()
                .map(|link| {
                    let setting = self.book.get(link).map_or("", |record| record.text(exposure::SETTING));
                    let place = EXPOSURE_SETTING.codes.iter().position(|one| one.code == setting);
                    place.map_or(0, |place| place + 1)
                })
                .collect();
            places.order();
            places.dedup();
            for place in places {
                if let Some(rate) = found.get_mut(place) {
                    put(rate, who, contact);
                }
            }
        }
        found.iter_mut().for_each(|rate| self.only_where_known(rate));
        found.retain(|rate| !rate.denominator.is_empty() || !rate.left_out.is_empty());
        found
    }

    /// The network between the cases that a filter takes in, and who stands where in it.
    fn network(&self, filter: &Filter<'_>) -> (Network, Vec<RecordId>) {
        let (all, ids) = Network::of_outbreak(self.book, &self.trails, self.outbreak, false);
        let takes = |place: u32| {
            let who = ids.get(place as usize).copied();
            who.is_some_and(|who| filter.admits(who) && filter.holds(self.case_day(who)))
        };
        if filter.period.is_none() && filter.people.is_none() {
            return (all, ids);
        }
        // A link belongs where the exposed person does; its source stays, wherever it is from.
        let links: Vec<(u32, u32)> = all.links().iter().copied().filter(|(_, to)| takes(*to)).collect();
        let mut kept: BTreeMap<u32, u32> = BTreeMap::new();
        let places = (0_u32..).take(ids.len());
        for place in places {
            if takes(place) || links.iter().any(|(from, _)| *from == place) {
                kept.insert(place, u32::try_from(kept.len()).unwrap_or(u32::MAX));
            }
        }
        let people = kept
            .keys()
            .filter_map(|place| {
                let person = all.person(*place)?.clone();
                Some(crate::tracing::network::Person { listed: takes(*place), ..person })
            })
            .collect();
        let links: Vec<(u32, u32)> =
            links.iter().filter_map(|(from, to)| Some((*kept.get(from)?, *kept.get(to)?))).collect();
        let ids = kept.keys().filter_map(|place| ids.get(*place as usize).copied()).collect();
        (Network::new(people, &links), ids)
    }
}

fn attack_of(measure: Measure) -> Rate {
    let none = Vec::new;
    Rate { measure, numerator: none(), denominator: none(), left_out: none(), left_out_why: CO_PRIMARY }
}

/// Counts somebody exposed by a case.
fn put(rate: &mut Rate, who: RecordId, contact: ContactStatus) {
    match contact {
        ContactStatus::CaseBefore => rate.left_out.push(who),
        contact => {
            rate.denominator.push(who);
            if contact == ContactStatus::BecameCase {
                rate.numerator.push(who);
            }
        }
    }
}

const UNDATED: Text = t("Kasus tanpa tanggal", "Cases without a date");

fn seen_within(summary: &Summary, today: NaiveDate, days: u64) -> bool {
    let since = today.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
    summary.last_seen.is_some_and(|seen| seen >= since)
}

fn in_household(book: &Book, link: RecordId) -> bool {
    book.get(link).is_some_and(|record| {
        record.get(exposure::SETTING) == Some("household")
            || record.get(exposure::CONTACT) == Some("lives_together")
    })
}

/// The rates of an outbreak.
pub fn rates(book: &Book, outbreak: RecordId, today: NaiveDate) -> Vec<Rate> {
    Gathered::read(book, outbreak, today).rates(&Filter::default())
}

/// The serial interval of every link between cases of an outbreak: the same that the command line gives.
pub fn serial_interval(book: &Book, outbreak: RecordId) -> Spread {
    let trails = Trails::read(book, |record| record.id() == outbreak);
    Network::of_outbreak(book, &trails, outbreak, false).0.serial_interval()
}

#[cfg(test)]
#[path = "rates_tests.rs"]
mod tests;
