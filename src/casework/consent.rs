//! What people allow now, and what a missing or withdrawn consent keeps from being done.
//!
//! Only sharing with partners is *blocked*; for service, photos, tracing and places a missing consent is a
//! *warning*, because the law knows other grounds for those (UU 27/2022 Pasal 20) and somebody in need is not
//! sent away for want of a form.
//!
//! What surprises: a refusal that names a partner holds until a consent that names the same partner; a general
//! "yes" does not lift it. And a decision that is dated in the future counts as of today, so that a slip of the
//! year cannot outlive every later word of the client.

use chrono::NaiveDate;

use super::person::{age, members};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::order::InOrder;
use crate::domain::record::casework::referral;
use crate::domain::record::spine::{consent, household, person};
use crate::domain::text::{Text, t};
use crate::ledger::{Book, RecordRef};

/// The purpose code of the service itself, without which there is nobody to work with.
pub const SERVICE: &str = "service";
/// The purpose code of a referral.
pub const REFERRAL: &str = "referral";
/// The purpose code of sharing with others.
pub const SHARING: &str = "sharing";

/// How a person stands to a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never asked, as far as is recorded.
    None,
    /// Allowed.
    Given,
    /// Was allowed until a day that has passed.
    Expired,
    /// Asked, and said no.
    Refused,
    /// Was allowed, and taken back.
    Withdrawn,
}

impl Standing {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            Standing::None => t("Belum ada keputusan", "No decision yet"),
            Standing::Given => t("Diberikan", "Given"),
            Standing::Expired => t("Masa berlakunya lewat", "Expired"),
            Standing::Refused => t("Ditolak", "Refused"),
            Standing::Withdrawn => t("Ditarik kembali", "Withdrawn"),
        }
    }
}

/// How a person stands to a purpose, and the record that says so.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// How they stand.
    pub standing: Standing,
    /// The record that decides.
    pub record: Option<RecordRef<'a>>,
}

impl Decision<'_> {
    const NONE: Decision<'static> = Decision { standing: Standing::None, record: None };
}

/// How a person stands to a purpose towards a partner, or towards anybody where `to` is none. The latest
/// decision by date decides, of one day the one that was entered last.
pub fn decision<'a>(
    book: &'a Book,
    person: RecordId,
    purpose: &str,
    to: Option<RecordId>,
    today: NaiveDate,
) -> Decision<'a> {
    let mut records: Vec<RecordRef<'a>> = book
        .children(person, &consent::SPEC)
        .filter(|record| record.get(consent::PURPOSES).is_some_and(|list| list.contains(&purpose)))
        .filter(|record| match record.get(consent::SHARED_WITH) {
            Some(partner) => to == Some(partner),
            None => true,
        })
        .collect();
    records.order_by_key(|record| order(*record, today));
    let mut found = Decision::NONE;
    let mut named_refusal = false;
    for record in records {
        let named = record.get(consent::SHARED_WITH).is_some();
        let standing = match record.text(consent::STATE) {
            "given" if record.get(consent::RETENTION).is_some_and(|until| until < today) => Standing::Expired,
            "given" => Standing::Given,
            "refused" => Standing::Refused,
            "withdrawn" => Standing::Withdrawn,
            // Not a decision of the person, or one that only a newer version knows.
            _ => continue,
        };
        let yes = matches!(standing, Standing::Given | Standing::Expired);
        if yes && named_refusal && !named {
            continue;
        }
        if named {
            named_refusal = !yes;
        }
        found = Decision { standing, record: Some(record) };
    }
    found
}

/// By date, then by entry.
fn order(
    record: RecordRef<'_>,
    today: NaiveDate,
) -> (Option<NaiveDate>, Option<crate::ledger::Hlc>, RecordId) {
    let entered = record.first_commit().and_then(|number| record.book().commit_info(number));
    let date = record.get(consent::DATE).map(|date| date.min(today));
    (date, entered.map(|commit| commit.hlc), record.id())
}

/// How a person stands to their data going to a partner. What was said of referrals decides; where nothing was,
/// what was said of sharing. A sharing that was taken back later takes back the referral too.
pub fn sharing<'a>(book: &'a Book, person: RecordId, to: Option<RecordId>, today: NaiveDate) -> Decision<'a> {
    let refer = decision(book, person, REFERRAL, to, today);
    let share = decision(book, person, SHARING, to, today);
    let later = match (refer.record, share.record) {
        (Some(refer), Some(share)) => order(share, today) > order(refer, today),
        _ => false,
    };
    match (refer.standing, share.standing) {
        (Standing::None, _) => share,
        (Standing::Expired, Standing::Given) => share,
        (Standing::Given, Standing::Withdrawn) if later => share,
        _ => refer,
    }
}

/// A purpose with how the person stands to it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The purpose's code.
    pub purpose: &'static str,
    /// Towards which partner; none for everybody.
    pub to: Option<RecordId>,
    /// How they stand.
    pub decision: Decision<'a>,
}

/// How a person stands to every purpose, and to every partner that a decision names.
pub fn overview(book: &Book, person: RecordId, today: NaiveDate) -> Vec<Line<'_>> {
    let mut partners: Vec<RecordId> =
        book.children(person, &consent::SPEC).filter_map(|record| record.get(consent::SHARED_WITH)).collect();
    partners.order();
    partners.dedup();
    let mut found = Vec::new();
    for entry in lists::CONSENT_PURPOSE.codes {
        let line =
            |to| Line { purpose: entry.code, to, decision: decision(book, person, entry.code, to, today) };
        found.push(line(None));
        let named = partners.iter().map(|partner| line(Some(*partner))).filter(|line| {
            line.decision.record.is_some_and(|record| record.get(consent::SHARED_WITH).is_some())
        });
        found.extend(named);
    }
    found
}

/// What a concern does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It is shown, and the work goes on.
    Warns,
    /// It is not done.
    Blocks,
}

/// Something that speaks against an act. It names nobody, so it may stand in an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concern {
    /// What it does.
    pub weight: Weight,
    /// In words.
    pub text: Text,
    /// The day of the decision it rests on.
    pub date: Option<NaiveDate>,
}

/// Whether something may be done.
#[derive(Clone, Debug, Default)]
pub struct Permission<'a> {
    /// What speaks against it, what blocks first.
    pub concerns: Vec<Concern>,
    /// The consent it rests on, or the exception.
    pub by: Option<RecordRef<'a>>,
    /// Whether it rests on an exception without consent.
    pub exception: bool,
}

impl Permission<'_> {
    /// Whether it is not to be done.
    pub fn is_blocked(&self) -> bool {
        self.concerns.iter().any(|concern| concern.weight == Weight::Blocks)
    }

    fn add(&mut self, weight: Weight, text: Text, date: Option<NaiveDate>) {
        self.concerns.push(Concern { weight, text, date });
    }

    fn sorted(mut self) -> Self {
        self.concerns.order_by_key(|concern| std::cmp::Reverse(concern.weight));
        self
    }
}

/// Whether a person's data may go to a partner.
pub fn may_share<'a>(
    book: &'a Book,
    person: RecordId,
    to: Option<RecordId>,
    today: NaiveDate,
) -> Permission<'a> {
    let mut found = Permission::default();
    weigh_sharing(book, person, to, today, &mut found);
    found.sorted()
}

fn weigh_sharing<'a>(
    book: &'a Book,
    person: RecordId,
    to: Option<RecordId>,
    today: NaiveDate,
    found: &mut Permission<'a>,
) {
    let decision = sharing(book, person, to, today);
    let date = decision.record.and_then(|record| record.get(consent::DATE));
    match decision.standing {
        Standing::Given => {
            found.by = found.by.or(decision.record);
            let Some(record) = decision.record else { return };
            let child =
                book.get(person).and_then(|person| age(person, today)).is_some_and(|years| years < 18);
            if child && record.text(consent::GIVEN_BY).trim().is_empty() {
                let text = t(
                    "Klien masih anak: tulis orang tua atau wali yang menyetujui (Pasal 25)",
                    "The client is a child: write down the parent or guardian who agreed (article 25)",
                );
                found.add(Weight::Warns, text, date);
            }
            if record.text(consent::METHOD).is_empty() {
                let text = t(
                    "Cara persetujuan belum dicatat; buktinya wajib ada (Pasal 22 dan 24)",
                    "How consent was given is not recorded; there must be proof (articles 22 and 24)",
                );
                found.add(Weight::Warns, text, date);
            }
        }
        Standing::None => found.add(
            Weight::Blocks,
            t("Belum ada persetujuan untuk berbagi data", "There is no consent to share data"),
            None,
        ),
        Standing::Expired => found.add(
            Weight::Blocks,
            t("Masa berlaku persetujuan berbagi data sudah lewat", "The consent to share data has expired"),
            date,
        ),
        Standing::Refused => found.add(
            Weight::Blocks,
            t("Klien menolak datanya dibagikan", "The client refused to have data shared"),
            date,
        ),
        Standing::Withdrawn => found.add(
            Weight::Blocks,
            t(
                "Klien menarik kembali persetujuan berbagi data",
                "The client has withdrawn the consent to share data",
            ),
            date,
        ),
    }
}

/// Whether a referral may be sent, and its letter written.
///
/// Of a household its head is asked; of a group nobody can be, so that is a warning. The exception: the
/// referral names a consent record of the person that says "could not be asked", on the ground of a vital
/// interest or a legal duty, with the reason written down. It holds for that one referral only.
pub fn may_refer<'a>(book: &'a Book, record: RecordRef<'a>, today: NaiveDate) -> Permission<'a> {
    let mut found = Permission::default();
    let subject = record.parent_record().and_then(|case| case.parent_record());
    let linked = record.get(referral::CONSENT).and_then(|id| book.get_as(id, &consent::SPEC));
    let people: Vec<RecordRef<'a>> = match subject {
        Some(subject) if subject.is(&person::SPEC) => vec![subject],
        Some(subject) if subject.is(&household::SPEC) => {
            let head = members(book, subject.id()).into_iter().find(|member| member.head);
            found.add(
                Weight::Warns,
                t(
                    "Rujukan keluarga: pastikan setiap anggota yang disebut juga setuju",
                    "A household is referred: make sure that each member who is named agrees too",
                ),
                None,
            );
            head.map(|member| member.person).into_iter().collect()
        }
        _ => Vec::new(),
    };
    if let Some(exception) = linked.filter(|one| one.text(consent::STATE) == "could_not_ask") {
        match exception_flaw(exception, &people, today) {
            None => {
                found.by = Some(exception);
                found.exception = true;
                let text = t(
                    "Dirujuk tanpa persetujuan karena darurat; beri tahu klien segera setelah dapat",
                    "Referred without consent in an emergency; tell the client as soon as that is possible",
                );
                found.add(Weight::Warns, text, exception.get(consent::DATE));
            }
            Some(flaw) => found.add(Weight::Blocks, flaw, None),
        }
        return found.sorted();
    }
    if people.is_empty() {
        found.add(
            Weight::Warns,
            t(
                "Tidak ada orang yang dapat dimintai persetujuan; tanyakan kepada setiap orang yang disebut",
                "There is nobody to ask for consent here; ask each person who is named",
            ),
            None,
        );
    }
    let partner = record.get(referral::PARTNER);
    let to = partner.or_else(|| linked.and_then(|linked| linked.get(consent::SHARED_WITH)));
    for person in people {
        weigh_sharing(book, person.id(), to, today, &mut found);
    }
    found.sorted()
}

/// Plans the exception for one referral of a person who could not be asked: a consent record that says so, and
/// the referral that names it. `None` where there is nobody to ask, or the reason is not written.
pub fn plan_exception(
    book: &Book,
    id: RecordId,
    consent: RecordId,
    basis: &str,
    reason: &str,
    today: NaiveDate,
) -> Option<Vec<Draft>> {
    let record = book.get_as(id, &referral::SPEC)?;
    let subject = record.parent_record()?.parent_record()?;
    let person = if subject.is(&person::SPEC) {
        subject.id()
    } else {
        members(book, subject.id()).into_iter().find(|member| member.head)?.person.id()
    };
    let reason = reason.trim();
    if reason.is_empty() || !matches!(basis, "vital_interest" | "legal_duty") {
        return None;
    }
    let fields = FieldSet::new()
        .with(consent::PURPOSES, vec![REFERRAL.to_owned()])
        .with_some(consent::SHARED_WITH, record.get(referral::PARTNER))
        .with(consent::STATE, "could_not_ask")
        .with(consent::DATE, today)
        .with(consent::LEGAL_BASIS, basis)
        .with(consent::REASON, reason);
    Some(vec![
        Draft { kind: consent::SPEC.name, record: consent, parent: Some(person), fields },
        Draft {
            kind: referral::SPEC.name,
            record: id,
            parent: None,
            fields: FieldSet::new().with(referral::CONSENT, consent),
        },
    ])
}

fn exception_flaw(exception: RecordRef<'_>, people: &[RecordRef<'_>], today: NaiveDate) -> Option<Text> {
    let basis = exception.text(consent::LEGAL_BASIS);
    let own = people.is_empty() || people.iter().any(|person| exception.parent() == Some(person.id()));
    if !own {
        Some(t("Pengecualian ini milik orang lain", "This exception is another person's"))
    } else if !matches!(basis, "vital_interest" | "legal_duty") {
        Some(t(
            "Tanpa persetujuan hanya boleh karena kepentingan vital atau kewajiban hukum",
            "Without consent only a vital interest or a legal duty will do",
        ))
    } else if exception.text(consent::REASON).trim().is_empty() {
        Some(t(
            "Alasan tanpa persetujuan belum ditulis",
            "The reason for going without consent is not written",
        ))
    } else if exception.get(consent::RETENTION).is_some_and(|until| until < today) {
        Some(t("Pengecualian darurat ini sudah lewat", "This emergency exception has passed"))
    } else {
        None
    }
}

/// What speaks against work with a person for a purpose other than sharing. It only ever warns.
pub fn concern_of(book: &Book, person: RecordId, purpose: &str, today: NaiveDate) -> Option<Concern> {
    let decision = decision(book, person, purpose, None, today);
    let text = match (purpose, decision.standing) {
        (_, Standing::Given) => return None,
        (_, Standing::None) => t(
            "Persetujuan belum diminta; minta, atau catat dasar hukum lain",
            "Consent was not asked; ask for it, or record another legal basis",
        ),
        (_, Standing::Expired) => {
            t("Masa berlaku persetujuan sudah lewat; minta kembali", "The consent has expired; ask again")
        }
        ("photo", _) => t("Klien tidak mau difoto", "The client does not want photos"),
        ("location", _) => {
            t("Klien tidak mau lokasinya dicatat", "The client does not want the location recorded")
        }
        ("tracing", _) => t(
            "Klien menolak pelacakan kontak; lanjutkan hanya bila ada dasar hukum lain",
            "The client refuses contact tracing; go on only on another legal basis",
        ),
        _ => t(
            "Klien menolak atau menarik persetujuannya; bicarakan dahulu",
            "The client refused or withdrew consent; talk about it first",
        ),
    };
    let date = decision.record.and_then(|record| record.get(consent::DATE));
    Some(Concern { weight: Weight::Warns, text, date })
}

/// Plans the withdrawal of all that a person allows now, as one decision towards everybody and one towards each
/// partner that was named. Nothing where nothing is allowed.
pub fn plan_withdraw(
    book: &Book,
    person: RecordId,
    today: NaiveDate,
    ids: &mut impl FnMut() -> RecordId,
) -> Vec<Draft> {
    let mut by_partner: Vec<(Option<RecordId>, Vec<String>)> = Vec::new();
    for line in overview(book, person, today) {
        if line.decision.standing != Standing::Given {
            continue;
        }
        match by_partner.iter_mut().find(|(to, _)| *to == line.to) {
            Some((_, purposes)) => purposes.push(line.purpose.to_owned()),
            None => by_partner.push((line.to, vec![line.purpose.to_owned()])),
        }
    }
    let draft = |(to, purposes): (Option<RecordId>, Vec<String>)| {
        let fields = FieldSet::new()
            .with(consent::PURPOSES, purposes)
            .with(consent::STATE, "withdrawn")
            .with(consent::DATE, today)
            .with_some(consent::SHARED_WITH, to);
        Draft { kind: consent::SPEC.name, record: ids(), parent: Some(person), fields }
    };
    by_partner.into_iter().map(draft).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::birth::Birth;
    use crate::domain::record::casework::case;
    use crate::domain::record::spine::{member, partner};

    const TODAY: &str = "2026-11-21";

    struct Work {
        desk: Desk,
        ani: RecordId,
        clinic: RecordId,
        police: RecordId,
    }

    impl Work {
        fn new() -> Self {
            let mut desk = Desk::new();
            let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
            let clinic = desk.make(&partner::SPEC, None, fields().with(partner::NAME, "Puskesmas"));
            let police = desk.make(&partner::SPEC, None, fields().with(partner::NAME, "Polsek"));
            Work { desk, ani, clinic, police }
        }

        fn say(&mut self, purpose: &str, state: &str, date: &str, to: Option<RecordId>) -> RecordId {
            let fields = fields()
                .with(consent::PURPOSES, vec![purpose.to_owned()])
                .with(consent::STATE, state)
                .with(consent::DATE, day(date))
                .with(consent::METHOD, "written")
                .with_some(consent::SHARED_WITH, to);
            self.desk.make(&consent::SPEC, Some(self.ani), fields)
        }

        fn share(&self, to: Option<RecordId>) -> Standing {
            sharing(self.desk.book(), self.ani, to, day(TODAY)).standing
        }

        fn refer(&mut self, consent: Option<RecordId>) -> RecordId {
            let case = self.desk.make(&case::SPEC, Some(self.ani), fields());
            let fields = fields().with(referral::PARTNER, self.clinic).with_some(referral::CONSENT, consent);
            self.desk.make(&referral::SPEC, Some(case), fields)
        }
    }

    #[test]
    fn the_latest_day_decides_then_the_latest_entry_and_a_wrong_year_does_not_outlive_a_withdrawal() {
        let mut work = Work::new();
        assert_eq!(work.share(None), Standing::None);
        work.say("sharing", "given", "2026-11-02", None);
        work.say("sharing", "refused", "2026-11-01", None);
        assert_eq!(work.share(None), Standing::Given);
        work.say("sharing", "refused", "2026-11-02", None);
        assert_eq!(work.share(None), Standing::Refused);
        work.say("sharing", "given", "2062-11-03", None);
        assert_eq!(work.share(None), Standing::Given);
        work.say("sharing", "withdrawn", TODAY, None);
        assert_eq!(work.share(None), Standing::Withdrawn);
    }

    #[test]
    fn a_no_to_one_partner_is_lifted_only_by_a_yes_to_that_partner() {
        let mut work = Work::new();
        work.say("sharing", "refused", "2026-11-01", Some(work.police));
        work.say("sharing", "given", "2026-11-02", None);
        assert_eq!(work.share(Some(work.police)), Standing::Refused);
        assert_eq!(work.share(Some(work.clinic)), Standing::Given);
        work.say("sharing", "given", "2026-11-03", Some(work.police));
        assert_eq!(work.share(Some(work.police)), Standing::Given);
        work.say("sharing", "withdrawn", "2026-11-04", None);
        assert_eq!(work.share(Some(work.police)), Standing::Withdrawn);
    }

    #[test]
    fn what_was_said_of_referrals_goes_before_what_was_said_of_sharing_until_that_is_taken_back() {
        let mut work = Work::new();
        work.say("referral", "given", "2026-11-01", None);
        work.say("sharing", "refused", "2026-11-02", None);
        assert_eq!(work.share(None), Standing::Given);
        work.say("sharing", "withdrawn", "2026-11-03", None);
        assert_eq!(work.share(None), Standing::Withdrawn);
        work.say("referral", "given", "2026-11-04", None);
        assert_eq!(work.share(None), Standing::Given);
    }

    #[test]
    fn a_consent_ends_with_the_day_until_which_it_holds() {
        let mut work = Work::new();
        let id = work.say("referral", "given", "2026-01-01", None);
        work.desk.change(&consent::SPEC, id, fields().with(consent::RETENTION, day(TODAY)));
        assert_eq!(work.share(None), Standing::Given);
        work.desk.change(&consent::SPEC, id, fields().with(consent::RETENTION, day("2026-11-20")));
        assert_eq!(work.share(None), Standing::Expired);
        let permission = may_share(work.desk.book(), work.ani, None, day(TODAY));
        assert!(permission.is_blocked() && permission.concerns[0].date == Some(day("2026-01-01")));
    }

    #[test]
    fn a_referral_is_blocked_without_consent_and_an_emergency_needs_ground_and_reason() {
        let mut work = Work::new();
        let open = work.refer(None);
        let emergency = work.say("referral", "could_not_ask", TODAY, None);
        let urgent = work.refer(Some(emergency));
        let blocked = |work: &Work, id| {
            may_refer(work.desk.book(), work.desk.book().get(id).unwrap(), day(TODAY)).is_blocked()
        };
        assert!(blocked(&work, open) && blocked(&work, urgent));
        let change = |work: &mut Work, fields| work.desk.change(&consent::SPEC, emergency, fields);
        change(&mut work, fields().with(consent::LEGAL_BASIS, "vital_interest"));
        assert!(blocked(&work, urgent));
        change(&mut work, fields().with(consent::REASON, "Tidak sadarkan diri"));
        assert!(!blocked(&work, urgent));
        // It is no consent, and speaks for no other referral.
        assert!(blocked(&work, open));
        let found = may_refer(work.desk.book(), work.desk.book().get(urgent).unwrap(), day(TODAY));
        assert!(found.exception && found.concerns.len() == 1);
        change(&mut work, fields().with(consent::LEGAL_BASIS, "public_task"));
        assert!(blocked(&work, urgent));
        work.say("referral", "given", TODAY, Some(work.clinic));
        assert!(!blocked(&work, open));
    }

    #[test]
    fn for_a_household_its_head_is_asked_and_a_group_is_only_warned_about() {
        let mut work = Work::new();
        let home = work.desk.make(
            &household::SPEC,
            None,
            fields().with(household::NAME, "Ani").with(household::HEAD, work.ani),
        );
        work.desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, work.ani));
        let mut refer = |subject| {
            let case = work.desk.make(&case::SPEC, subject, fields());
            work.desk.make(&referral::SPEC, Some(case), fields())
        };
        let (of_home, of_group) = (refer(Some(home)), refer(None));
        let weights = |work: &Work, id| {
            let found = may_refer(work.desk.book(), work.desk.book().get(id).unwrap(), day(TODAY));
            found.concerns.iter().map(|one| one.weight).collect::<Vec<_>>()
        };
        assert_eq!(weights(&work, of_home), [Weight::Blocks, Weight::Warns]);
        assert_eq!(weights(&work, of_group), [Weight::Warns]);
        work.say("referral", "given", TODAY, None);
        assert_eq!(weights(&work, of_home), [Weight::Warns]);
    }

    #[test]
    fn a_childs_consent_asks_for_who_gave_it_and_proof_is_asked_for() {
        let mut work = Work::new();
        let birth = Birth::Exact(day("2015-01-01"));
        work.desk.change(&person::SPEC, work.ani, fields().with(person::BIRTH, birth));
        let id = work.say("referral", "given", TODAY, None);
        let count = |work: &Work| may_share(work.desk.book(), work.ani, None, day(TODAY)).concerns.len();
        assert_eq!(count(&work), 1);
        work.desk.change(
            &consent::SPEC,
            id,
            fields().with(consent::GIVEN_BY, "Ibu").with(consent::METHOD, ""),
        );
        let found = may_share(work.desk.book(), work.ani, None, day(TODAY));
        assert!(found.concerns[0].text.id.contains("Pasal 22") && !found.is_blocked());
    }

    #[test]
    fn service_photo_and_tracing_only_warn() {
        let mut work = Work::new();
        let concern = |work: &Work, purpose| concern_of(work.desk.book(), work.ani, purpose, day(TODAY));
        assert_eq!(concern(&work, "service").map(|one| one.weight), Some(Weight::Warns));
        work.say("service", "given", TODAY, None);
        work.say("photo", "refused", TODAY, None);
        assert_eq!(concern(&work, "service"), None);
        assert_eq!(concern(&work, "photo").unwrap().text.en, "The client does not want photos");
    }

    #[test]
    fn withdrawing_takes_back_what_is_given_and_nothing_else() {
        let mut work = Work::new();
        work.say("service", "given", "2026-01-01", None);
        work.say("photo", "refused", "2026-01-01", None);
        work.say("sharing", "given", "2026-01-01", Some(work.clinic));
        let drafts = plan_withdraw(work.desk.book(), work.ani, day(TODAY), &mut || RecordId([9; 16]));
        assert_eq!(drafts.len(), 2);
        let mut made = drafts;
        for (number, draft) in made.iter_mut().enumerate() {
            draft.record = RecordId::make(9_000 + number as u64, [1; 10]);
        }
        work.desk.save(made);
        let lines = overview(work.desk.book(), work.ani, day(TODAY));
        assert!(lines.iter().all(|line| line.decision.standing != Standing::Given));
        let photo = lines.iter().find(|line| line.purpose == "photo").unwrap();
        assert_eq!(photo.decision.standing, Standing::Refused);
    }
}
