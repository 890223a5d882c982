//! Rates of an outbreak, each with its definition, the people behind numerator and denominator, and who was
//! left out and why, so that the screen can show where a number comes from. Dates only: "24 hours" is today or
//! yesterday, and the label says so. Intervals keep their sign; a negative one is counted, never dropped.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use crate::domain::code::lists::EXPOSURE_SETTING;
use crate::domain::field::{FieldKind, marker};
use crate::domain::id::RecordId;
use crate::domain::record::tracing::{exposure, investigation};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::tracing::follow_up::{ContactStatus, FollowUpStatus, Summary};
use crate::tracing::network::Network;
use crate::tracing::roll::Roll;
use crate::tracing::trail::{Case, Exposed, Trails};

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

    /// Who was looked at and not counted; of what is no share, everybody who was looked at.
    pub fn others(&self) -> Vec<RecordId> {
        let counted: rustc_hash::FxHashSet<RecordId> = if self.measure.is_share() {
            self.numerator.iter().copied().collect()
        } else {
            rustc_hash::FxHashSet::default()
        };
        self.denominator.iter().copied().filter(|who| !counted.contains(who)).collect()
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
    trails: &'a Trails<'static>,
    all: Arc<Everybody>,
}

/// Everybody of an outbreak, without the book: kept by a page that makes its parts one by one.
pub struct Everybody {
    /// By id.
    people: Vec<Known>,
    /// Exposures by a case, of one person after the other.
    links: Vec<Link>,
}

/// One person, as far as rates ask.
struct Known {
    who: RecordId,
    summary: Summary,
    case: Option<Case>,
    /// How many exposures have no case as their source.
    elsewhere: usize,
    /// Whether a person or event is recorded as a source.
    has_source: bool,
    /// The places of the exposures by a case.
    links: Range<usize>,
}

/// An exposure by a case.
struct Link {
    source: RecordId,
    on: Option<NaiveDate>,
    /// The place of the setting in its list and one, or 0 where it is not recorded.
    setting: usize,
    in_household: bool,
}

impl Link {
    fn read(book: &Book, one: &Exposed, source: RecordId) -> Link {
        let fields = book
            .get(one.record)
            .map(|record| record.pick([exposure::SETTING.name, exposure::CONTACT.name]))
            .unwrap_or_default();
        let [setting, contact] = fields.map(|code| code.and_then(marker::Code::read).unwrap_or_default());
        let place = EXPOSURE_SETTING.codes.iter().position(|one| one.code == setting);
        Link {
            source,
            on: one.last.or(one.first),
            setting: place.map_or(0, |place| place + 1),
            in_household: setting == "household" || contact == "lives_together",
        }
    }
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
    /// Everybody of an outbreak, by the roll.
    pub fn of(book: &'a Book, roll: &'a Roll, outbreak: RecordId) -> Gathered<'a> {
        let (mut people, mut links) = (Vec::new(), Vec::new());
        let cases: rustc_hash::FxHashSet<RecordId> = roll
            .people(outbreak)
            .filter(|(_, trail)| trail.case().is_some())
            .map(|(one, _)| one.person)
            .collect();
        for (one, trail) in roll.people(outbreak) {
            let (who, from) = (one.person, links.len());
            let (mut has_source, mut elsewhere) = (false, 0);
            for exposed in &trail.exposures {
                has_source |= exposed.source.is_some();
                match exposed.source.filter(|source| *source != who && cases.contains(source)) {
                    Some(source) => links.push(Link::read(book, exposed, source)),
                    None => elsewhere += 1,
                }
            }
            let (summary, case) = (one.summary, trail.case().copied());
            people.push(Known { who, summary, case, elsewhere, has_source, links: from..links.len() });
        }
        Gathered::again(book, roll, outbreak, Arc::new(Everybody { people, links }))
    }

    /// The same once more from what was kept, as long as roll and outbreak are the same.
    pub fn again(book: &'a Book, roll: &'a Roll, outbreak: RecordId, all: Arc<Everybody>) -> Gathered<'a> {
        Gathered { book, outbreak, today: roll.today, trails: roll.links(), all }
    }

    /// What [`Gathered::again`] takes.
    pub fn keep(&self) -> Arc<Everybody> {
        Arc::clone(&self.all)
    }

    fn links_of(&self, known: &Known) -> &[Link] {
        self.all.links.get(known.links.clone()).unwrap_or_default()
    }

    /// Everybody of the outbreak, by id.
    pub fn people(&self) -> impl Iterator<Item = RecordId> + '_ {
        self.all.people.iter().map(|known| known.who)
    }

    /// Somebody of the outbreak.
    fn known(&self, who: RecordId) -> Option<&Known> {
        let place = self.all.people.binary_search_by_key(&who, |known| known.who).ok()?;
        self.all.people.get(place)
    }

    /// Those whom a filter admits, whatever the days, with their cases.
    fn admitted<'s>(&'s self, filter: &Filter<'_>) -> impl Iterator<Item = (&'s Known, &'s Case)> {
        let cases = self.all.people.iter().filter_map(|known| Some((known, known.case.as_ref()?)));
        cases.filter(|(known, _)| filter.admits(known.who))
    }

    /// The cases that a filter takes in.
    fn cases<'s>(&'s self, filter: &Filter<'_>) -> Vec<(&'s Known, &'s Case)> {
        self.admitted(filter).filter(|(_, case)| filter.holds(case.from)).collect()
    }

    /// The contacts that a filter takes in.
    fn contacts(&self, filter: &Filter<'_>) -> Vec<&Known> {
        self.all
            .people
            .iter()
            .filter(|known| {
                known.summary.contact != ContactStatus::NotAContact
                    && filter.admits(known.who)
                    && filter.holds(known.summary.day0)
            })
            .collect()
    }

    fn cases_without_day(&self, filter: &Filter<'_>) -> Vec<RecordId> {
        self.admitted(filter).filter(|(_, case)| case.from.is_none()).map(|(known, _)| known.who).collect()
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
                let active = contacts.iter().filter(|known| self.is_active(&known.summary));
                Rate {
                    measure,
                    numerator: active.map(|known| known.who).collect(),
                    denominator: ids(&contacts),
                    left_out: Vec::new(),
                    left_out_why: NOTHING,
                }
            }
            Measure::Completed => self.completed(filter),
            Measure::NewCasesKnown => self.new_cases_known(filter),
            Measure::NoSource => self.of_cases(measure, filter, |known, _| !known.has_source),
            Measure::Interviewed => self.of_cases(measure, filter, |_, case| {
                let record = self.book.get(case.record);
                record.is_some_and(|record| record.get(investigation::INTERVIEWED).is_some())
            }),
            Measure::Attack => self.attack(measure, filter, |_| true),
            Measure::AttackHousehold => self.attack(measure, filter, |link| link.in_household),
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
        let (active, others): (Vec<&Known>, Vec<&Known>) =
            self.contacts(filter).into_iter().partition(|known| self.is_active(&known.summary));
        let counted = active.iter().filter(|known| counts(&known.summary));
        Rate {
            measure,
            numerator: counted.map(|known| known.who).collect(),
            denominator: ids(&active),
            left_out: ids(&others),
            left_out_why: NOT_IN_WINDOW,
        }
    }

    fn of_cases(
        &self,
        measure: Measure,
        filter: &Filter<'_>,
        counts: impl Fn(&Known, &Case) -> bool,
    ) -> Rate {
        let cases = self.cases(filter);
        // Without a period nobody needs a date.
        let left_out = if filter.period.is_some() { self.cases_without_day(filter) } else { Vec::new() };
        let left_out_why = if left_out.is_empty() { NOTHING } else { UNDATED };
        Rate {
            measure,
            numerator: cases
                .iter()
                .filter(|(known, case)| counts(known, case))
                .map(|(known, _)| known.who)
                .collect(),
            denominator: cases.iter().map(|(known, _)| known.who).collect(),
            left_out,
            left_out_why,
        }
    }

    fn contacts_per_case(&self, filter: &Filter<'_>) -> Rate {
        let mut rate = self.of_cases(Measure::ContactsPerCase, filter, |_, _| false);
        let cases: rustc_hash::FxHashSet<RecordId> = rate.denominator.iter().copied().collect();
        let mut elsewhere = Vec::new();
        for known in &self.all.people {
            if filter.admits(known.who) {
                elsewhere.extend(std::iter::repeat_n(known.who, known.elsewhere));
            }
            let links = self.links_of(known);
            // Two exposures by one case are one link.
            let first = |(place, link): (usize, &Link)| {
                let earlier = links.get(..place).unwrap_or_default();
                earlier.iter().all(|other| other.source != link.source) && cases.contains(&link.source)
            };
            let counted = links.iter().enumerate().filter(|one| first(*one)).count();
            rate.numerator.extend(std::iter::repeat_n(known.who, counted));
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
        let (over, others): (Vec<&Known>, Vec<&Known>) =
            self.contacts(filter).into_iter().partition(|known| over(&known.summary));
        let done = over.iter().filter(|known| known.summary.status == FollowUpStatus::Completed);
        Rate {
            measure: Measure::Completed,
            numerator: done.map(|known| known.who).collect(),
            denominator: ids(&over),
            left_out: ids(&others),
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
        let new: Vec<&Known> = new.into_iter().map(|(known, _)| known).collect();
        let before = new.iter().filter(|known| known.summary.contact == ContactStatus::BecameCase);
        Rate {
            measure: Measure::NewCasesKnown,
            numerator: before.map(|known| known.who).collect(),
            denominator: ids(&new),
            left_out: self.cases_without_day(filter),
            left_out_why: UNDATED,
        }
    }

    /// Everybody whom a case exposed, with their exposures by cases.
    fn exposed_by_cases<'s>(
        &'s self,
        filter: &'s Filter<'_>,
    ) -> impl Iterator<Item = (&'s Known, impl Iterator<Item = &'s Link> + 's)> + 's {
        self.all.people.iter().filter(|known| filter.admits(known.who)).filter_map(move |known| {
            let mut links = self.links_of(known).iter().filter(|link| filter.holds(link.on)).peekable();
            links.peek().is_some().then_some((known, links))
        })
    }

    fn attack(&self, measure: Measure, filter: &Filter<'_>, counts: impl Fn(&Link) -> bool) -> Rate {
        let mut rate = attack_of(measure);
        for (known, mut links) in self.exposed_by_cases(filter) {
            if links.any(&counts) {
                put(&mut rate, known);
            }
        }
        self.only_where_known(&mut rate);
        rate
    }

    /// Where everybody is a case, nobody knows how many were exposed and stayed well: such a list has no attack rate.
    fn only_where_known(&self, rate: &mut Rate) {
        if !self.all.people.iter().any(|known| known.summary.contact == ContactStatus::Contact) {
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
        let mut places: Vec<usize> = Vec::new();
        for (known, links) in self.exposed_by_cases(filter) {
            places.clear();
            for link in links {
                if !places.contains(&link.setting) {
                    places.push(link.setting);
                }
            }
            for place in &places {
                if let Some(rate) = found.get_mut(*place) {
                    put(rate, known);
                }
            }
        }
        found.iter_mut().for_each(|rate| self.only_where_known(rate));
        found.retain(|rate| !rate.denominator.is_empty() || !rate.left_out.is_empty());
        found
    }

    /// The network between the cases that a filter takes in, and who stands where in it.
    fn network(&self, filter: &Filter<'_>) -> (Network, Vec<RecordId>) {
        let (all, ids) = Network::of_outbreak(self.book, self.trails, self.outbreak, false);
        let takes = |place: u32| {
            let who = ids.get(place as usize).copied();
            let case = who.and_then(|who| self.known(who)?.case);
            case.zip(who).is_some_and(|(case, who)| filter.admits(who) && filter.holds(case.from))
        };
        if filter.period.is_none() && filter.people.is_none() {
            return (all, ids);
        }
        // A link belongs where the exposed person does; its source stays, wherever it is from.
        let links: Vec<(u32, u32)> = all.links().iter().copied().filter(|(_, to)| takes(*to)).collect();
        let sources: rustc_hash::FxHashSet<u32> = links.iter().map(|(from, _)| *from).collect();
        let mut kept: BTreeMap<u32, u32> = BTreeMap::new();
        let places = (0_u32..).take(ids.len());
        for place in places {
            if takes(place) || sources.contains(&place) {
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
fn put(rate: &mut Rate, known: &Known) {
    match known.summary.contact {
        ContactStatus::CaseBefore => rate.left_out.push(known.who),
        contact => {
            rate.denominator.push(known.who);
            if contact == ContactStatus::BecameCase {
                rate.numerator.push(known.who);
            }
        }
    }
}

fn ids(people: &[&Known]) -> Vec<RecordId> {
    people.iter().map(|known| known.who).collect()
}

const UNDATED: Text = t("Kasus tanpa tanggal", "Cases without a date");

fn seen_within(summary: &Summary, today: NaiveDate, days: u64) -> bool {
    let since = today.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
    summary.last_seen.is_some_and(|seen| seen >= since)
}

#[cfg(test)]
#[path = "rates_tests.rs"]
mod tests;
