//! The hand-over files of many phones that work on the same households, from a seed.
//!
//! Twenty phones share a district: they know some of each other's saves and not others, write to the same records at the
//! same time, put things in the trash and take them out, erase people, are copied and go on twice, and hand over all or
//! only the latest part. Nothing here is sensible casework; it is what the fold and the figures must survive.

use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use pendamping::domain::field::{Field, marker};
use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{DELETED, Draft, FieldSet, Kind, SAME_AS};
use pendamping::domain::record::casework::{
    action, advocacy, case, evaluation, note, referral, satisfaction,
};
use pendamping::domain::record::spine::{household, member, partner, person};
use pendamping::domain::record::tracing::{disease_profile, exposure, follow_up, investigation, outbreak};
use pendamping::exchange::{ExportOptions, write_export};
use pendamping::ledger::{Author, Heads, Ledger, Stamp};

use crate::random::Random;

/// 1 November 2026.
const START: i64 = 1_793_491_200_000;
/// So many phones share a district.
const DISTRICT: usize = 20;

impl Random {
    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn bytes(&mut self) -> [u8; 16] {
        let (one, other) = (self.next().to_le_bytes(), self.next().to_le_bytes());
        std::array::from_fn(|place| if place < 8 { one[place] } else { other[place - 8] })
    }

    /// A day from August to November 2026, by which half of what is due is over.
    fn day(&mut self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 8, 1).unwrap() + Days::new(self.below(120) as u64)
    }

    fn some_day(&mut self) -> Option<NaiveDate> {
        (!self.one_in(4)).then(|| self.day())
    }

    /// Texts that break what is careless with texts.
    fn text(&mut self) -> String {
        let odd = [
            "Jl. Melati No. 3",
            "kata \"kutip\" dan \\garis miring\\",
            "nol:\0 dua nol:\0\0 dan \\u0000 dan \\\0",
            "baris\nbaru\r\n\ttab \u{1}\u{2}\u{7f}",
            "=HYPERLINK(\"x\")",
            "\\.",
            "Zoë 😀 \u{202e}terbalik",
            "'; DROP SCHEMA pendamping; --",
            "",
        ];
        let text = self.pick(&odd);
        format!("{text}{}", self.below(4))
    }
}

/// A record that everybody in a district knows of.
fn shared(district: usize, kind: u8, number: usize) -> RecordId {
    let mut bytes = [kind; 16];
    bytes[..8].copy_from_slice(&(district as u64 + 1).to_be_bytes());
    bytes[15] = number as u8;
    RecordId(bytes)
}

struct Phone {
    ledger: Ledger,
    device: DeviceId,
    random: Random,
    now: i64,
    district: usize,
    worker: String,
}

impl Phone {
    fn people(&mut self) -> RecordId {
        shared(self.district, 1, self.random.below(6))
    }

    fn home(&mut self) -> RecordId {
        shared(self.district, 2, self.random.below(2))
    }

    fn case(&mut self) -> RecordId {
        shared(self.district, 3, self.random.below(4))
    }

    fn outbreak(&mut self) -> RecordId {
        shared(self.district, 4, self.random.below(4))
    }

    fn partner(&mut self) -> Option<RecordId> {
        let id = shared(self.district, 5, self.random.below(2));
        (!self.random.one_in(3)).then_some(id)
    }

    fn profile(&self) -> RecordId {
        shared(self.district, 6, 0)
    }

    fn at(&mut self) -> Stamp {
        // Many phones write in the same millisecond, and some clocks go wrong.
        self.now += self.random.pick(&[0, 1, 1_000, 60_000, 3_600_000]);
        let skew = self.random.pick(&[0, 0, 0, 0, 0, -86_400_000, 86_400_000]);
        Stamp { ms: self.now + skew, offset: 420 }
    }

    fn save(&mut self, drafts: Vec<Draft>) {
        let at = self.at();
        let mut salt = self.random.bytes();
        let author = Author { name: &self.worker, at };
        let prepared = self.ledger.prepare(&author, drafts, &mut || {
            salt[0] = salt[0].wrapping_add(1);
            salt
        });
        self.ledger.accept(&prepared.bytes).unwrap();
    }

    fn put(&mut self, kind: &'static Kind, record: RecordId, parent: Option<RecordId>, fields: FieldSet) {
        self.save(vec![Draft { kind: kind.name, record, parent, fields }]);
    }

    fn add(&mut self, kind: &'static Kind, parent: RecordId, fields: FieldSet) {
        let id = RecordId(self.random.bytes());
        self.put(kind, id, Some(parent), fields);
    }

    fn erase(&mut self, record: RecordId) {
        let at = self.at();
        let salt = self.random.bytes();
        let author = Author { name: &self.worker, at };
        let prepared = self.ledger.prepare_erase(&author, &[record], Vec::new(), &mut || salt);
        self.ledger.accept(&prepared.bytes).unwrap();
    }

    /// Some record of a kind that this phone holds.
    fn held(&mut self, kind: &'static Kind) -> Option<RecordId> {
        let mut all: Vec<RecordId> = self.ledger.book().of_any(kind).map(|record| record.id()).collect();
        all.sort_unstable();
        (!all.is_empty()).then(|| self.random.pick(&all))
    }

    /// What the first phone of a district writes down.
    fn found(&mut self) {
        let d = self.district;
        let mut drafts = Vec::new();
        let mut draft = |kind: &'static Kind, record, parent, fields| {
            drafts.push(Draft { kind: kind.name, record, parent, fields });
        };
        for number in 0..6 {
            let name = FieldSet::new().with(person::NAME, format!("Warga {d}-{number}"));
            draft(&person::SPEC, shared(d, 1, number), None, name);
        }
        for number in 0..2 {
            let head =
                FieldSet::new().with(household::NAME, "Keluarga").with(household::HEAD, shared(d, 1, number));
            draft(&household::SPEC, shared(d, 2, number), None, head);
            let name = FieldSet::new().with(partner::NAME, "Puskesmas");
            draft(&partner::SPEC, shared(d, 5, number), None, name);
        }
        for number in 0..4 {
            let parent = if number < 2 { shared(d, 2, number) } else { shared(d, 1, number) };
            let opened = NaiveDate::from_ymd_opt(2026, 8 + number as u32, 3).unwrap();
            let fields = FieldSet::new()
                .with(case::WORKER, format!(" Petugas {} ", d * 2 + number % 2))
                .with_some(case::OPENED, (!(d + number).is_multiple_of(7)).then_some(opened));
            draft(&case::SPEC, shared(d, 3, number), Some(parent), fields);
        }
        let own = FieldSet::new()
            .with(disease_profile::NAME, "Aturan sendiri")
            .with(disease_profile::GIVEN_DAYS, vec![2, 5, 9]);
        draft(&disease_profile::SPEC, self.profile(), None, own);
        let profiles =
            ["covid19_kmk413".to_owned(), "tb".to_owned(), self.profile().to_string(), "?".to_owned()];
        for (number, profile) in profiles.into_iter().enumerate() {
            let fields = FieldSet::new().with(outbreak::NAME, "Wabah").with(outbreak::PROFILE, profile);
            draft(&outbreak::SPEC, shared(d, 4, number), None, fields);
        }
        self.save(drafts);
        for number in 2..6 {
            let (home, who) = (self.home(), shared(d, 1, number));
            self.add(&member::SPEC, home, FieldSet::new().with(member::PERSON, who));
        }
    }

    fn work(&mut self) {
        match self.random.below(24) {
            0 => {
                let (who, text) = (self.people(), self.random.text());
                self.put(&person::SPEC, who, None, FieldSet::new().with(person::ADDRESS, text));
            }
            1 if self.random.one_in(2) => self.merge_people(),
            1 => {
                let who = self.people();
                let mut fields = FieldSet::new().with(person::VILLAGE, self.random.text());
                fields.clear(person::ADDRESS);
                self.put(&person::SPEC, who, None, fields);
            }
            2..=4 => self.new_action(),
            5 => {
                let Some(id) = self.held(&action::SPEC) else { return };
                let fields = FieldSet::new()
                    .with(action::STATE, self.random.pick(&["done", "not_done", "planned"]))
                    .with_some(action::DONE_ON, self.random.some_day());
                self.put(&action::SPEC, id, None, fields);
            }
            6 | 7 => self.new_referral(),
            8 => self.step_referral(),
            9 => {
                let case = self.case();
                let fields = FieldSet::new()
                    .with_some(evaluation::DATE, self.random.some_day())
                    .with(evaluation::CONFORMITY, self.random.pick(&["followed", "changed", "not_followed"]))
                    .with(evaluation::WHY_CHANGED, self.random.pick(&["", " \t", "banjir"]));
                self.add(&evaluation::SPEC, case, fields);
            }
            10 => {
                let (case, partner) = (self.case(), self.partner());
                let fields = FieldSet::new()
                    .with_some(advocacy::DATE, self.random.some_day())
                    .with_some(advocacy::PARTNER, partner);
                self.add(&advocacy::SPEC, case, fields);
            }
            11 | 12 => self.new_survey(),
            13 => self.change_case(),
            14 => {
                let (who, of) = (self.people(), self.outbreak());
                let fields = FieldSet::new()
                    .with(exposure::OUTBREAK, of)
                    .with_some(exposure::LAST, self.random.some_day());
                self.add(&exposure::SPEC, who, fields);
            }
            15 => self.new_investigation(),
            16..=18 => {
                let (who, of) = (self.people(), self.outbreak());
                let day = self.random.day();
                let later = day + Days::new(self.random.below(3) as u64);
                let fields = FieldSet::new()
                    .with(follow_up::OUTBREAK, of)
                    .with(follow_up::DATE, day)
                    .with(
                        follow_up::RESULT,
                        self.random.pick(&["well", "unwell", "absent", "refused", "baru"]),
                    )
                    .with_some(follow_up::ENTERED, (!self.random.one_in(3)).then_some(later));
                self.add(&follow_up::SPEC, who, fields);
            }
            19 => self.change_home(),
            20 => self.trash(),
            21 if self.random.one_in(4) => {
                let of = [&person::SPEC, &case::SPEC, &action::SPEC, &note::SPEC];
                let kind = self.random.pick(&of);
                if let Some(id) = self.held(kind) {
                    self.erase(id);
                }
            }
            22 if self.random.one_in(3) => {
                let of = self.outbreak();
                let mut fields = FieldSet::new();
                match self.random.below(3) {
                    0 => fields.set(outbreak::FOLLOW_UP_DAYS, self.random.below(20) as i64),
                    1 => fields.set(outbreak::GIVEN_DAYS, vec![1, 3, 70_000]),
                    _ => fields.clear(outbreak::FOLLOW_UP_DAYS),
                }
                self.put(&outbreak::SPEC, of, None, fields);
            }
            _ => {
                let (who, text) = (self.people(), self.random.text());
                let fields = FieldSet::new().with(note::DATE, self.random.day()).with(note::TEXT, text);
                self.add(&note::SPEC, who, fields);
            }
        }
    }

    fn new_action(&mut self) {
        let (case, partner) = (self.case(), self.partner());
        let reason = self.random.pick(&[None, None, Some("not_needed"), Some("client_absent")]);
        let fields = FieldSet::new()
            .with(action::KIND, "visit")
            .with_some(action::PARTNER, partner)
            .with_some(action::PLANNED_FROM, self.random.some_day())
            .with_some(action::PLANNED_TO, self.random.some_day())
            .with_some(action::DONE_ON, self.random.some_day())
            .with_some(
                action::STATE,
                self.random.pick(&[None, Some("done"), Some("not_done"), Some("planned")]),
            )
            .with_some(action::NOT_DONE_REASON, reason);
        self.add(&action::SPEC, case, fields);
    }

    fn new_referral(&mut self) {
        let (case, partner) = (self.case(), self.partner());
        let sent = self.random.some_day();
        let state = if sent.is_some() {
            self.random.pick(&["sent", "sent", "received", "accepted"])
        } else {
            "drafted"
        };
        let answered =
            sent.filter(|_| state != "sent").map(|sent| sent + Days::new(self.random.below(12) as u64));
        let fields = FieldSet::new()
            .with_some(referral::PARTNER, partner)
            .with(referral::STATE, state)
            .with_some(referral::SENT, sent)
            .with_some(referral::ANSWERED, answered);
        self.add(&referral::SPEC, case, fields);
    }

    fn step_referral(&mut self) {
        let Some(id) = self.held(&referral::SPEC) else { return };
        let state =
            self.random.pick(&["accepted", "refused", "served", "closed", "closed", "state_of_tomorrow"]);
        let reason = (state == "refused" && self.random.one_in(2)).then_some("full");
        let fields = FieldSet::new()
            .with(referral::STATE, state)
            .with_some(referral::REFUSED_REASON, reason)
            .with_some(referral::ANSWERED, self.random.some_day());
        self.put(&referral::SPEC, id, None, fields);
    }

    fn new_survey(&mut self) {
        let case = self.case();
        let questions: [Field<marker::Int>; 9] = [
            satisfaction::U1,
            satisfaction::U2,
            satisfaction::U3,
            satisfaction::U4,
            satisfaction::U5,
            satisfaction::U6,
            satisfaction::U7,
            satisfaction::U8,
            satisfaction::U9,
        ];
        let mut fields = FieldSet::new().with_some(satisfaction::DATE, self.random.some_day());
        if !self.random.one_in(6) {
            for question in questions {
                match self.random.below(12) {
                    0 => {}
                    1 => fields.set(question, self.random.pick(&[0, 5, -3])),
                    answer => fields.set(question, answer as i64 % 4 + 1),
                }
            }
        }
        self.add(&satisfaction::SPEC, case, fields);
    }

    fn change_case(&mut self) {
        let case = self.case();
        let mut fields = FieldSet::new().with_some(case::CLOSED, self.random.some_day());
        match self.random.below(4) {
            0 => fields.set(case::REOPENED, self.random.day()),
            1 => fields.set(case::OPENED, self.random.day()),
            2 => fields.clear(case::CLOSED),
            _ => {}
        }
        self.put(&case::SPEC, case, None, fields);
    }

    fn new_investigation(&mut self) {
        let (who, of) = (self.people(), self.outbreak());
        let class = self.random.pick(&[
            Some("suspect"),
            Some("discarded"),
            Some("discarded"),
            Some("kelas_baru"),
            None,
        ]);
        let died = self.random.one_in(3).then_some("died");
        let fields = FieldSet::new()
            .with(investigation::OUTBREAK, of)
            .with_some(investigation::CLASSIFICATION, class)
            .with_some(investigation::REPORTED, self.random.some_day().filter(|_| class != Some("suspect")))
            .with_some(investigation::ONSET, self.random.some_day())
            .with_some(investigation::OUTCOME, died)
            .with_some(investigation::OUTCOME_ON, self.random.some_day());
        self.add(&investigation::SPEC, who, fields);
    }

    fn change_home(&mut self) {
        if self.random.one_in(2) {
            let (home, who) = (self.home(), self.people());
            let until = self.random.one_in(2).then(|| self.random.day());
            let fields = FieldSet::new().with(member::PERSON, who).with_some(member::UNTIL, until);
            self.add(&member::SPEC, home, fields);
        } else {
            let who = self.people();
            let died = self.random.one_in(4).then(|| self.random.day());
            self.put(&person::SPEC, who, None, FieldSet::new().with_some(person::DIED_ON, died));
        }
    }

    /// Says that two are one person, or takes it back; also in circles, and with whoever lies in the trash.
    fn merge_people(&mut self) {
        let (who, other) = (self.people(), self.people());
        let mut fields = FieldSet::new();
        match self.random.below(4) {
            0 => fields.clear(SAME_AS),
            _ => fields.set(SAME_AS, other),
        }
        self.put(&person::SPEC, who, None, fields);
    }

    /// Into the trash, or out of it.
    fn trash(&mut self) {
        let of = [
            &person::SPEC,
            &household::SPEC,
            &case::SPEC,
            &action::SPEC,
            &referral::SPEC,
            &exposure::SPEC,
            &outbreak::SPEC,
            &disease_profile::SPEC,
            &member::SPEC,
        ];
        let kind = self.random.pick(&of);
        if let Some(id) = self.held(kind) {
            let away = !self.random.one_in(3);
            self.put(kind, id, None, FieldSet::new().with(DELETED, away));
        }
    }

    fn export(&mut self, since: Option<&Heads>) -> Vec<u8> {
        let options = ExportOptions {
            export_id: uuid::Uuid::from_bytes(self.random.bytes()),
            created: Stamp { ms: self.now, offset: 420 },
            author: &self.worker,
            since,
        };
        let mut bytes = Vec::new();
        write_export(&self.ledger, &options, &mut |chunk| bytes.extend_from_slice(chunk)).unwrap();
        bytes
    }
}

/// Writes so many files into a folder; gives their names.
pub fn write(folder: &Path, files: usize) -> Vec<PathBuf> {
    std::fs::create_dir_all(folder).unwrap();
    let mut written = Vec::new();
    // What each phone of the district holds, as the next one may take it in.
    let mut held: Vec<Vec<Vec<u8>>> = Vec::new();
    while written.len() < files {
        let (district, number) = (written.len() / DISTRICT, written.len() % DISTRICT);
        let mut random = Random(written.len() as u64);
        let device = DeviceId(random.bytes());
        let worker = format!("Petugas {}", district * 2 + number % 2);
        let mut phone = Phone { ledger: Ledger::new(device), device, random, now: START, district, worker };
        if number == 0 {
            held.clear();
            phone.found();
        } else {
            let times = phone.random.below(3);
            for _ in 0..times {
                let from = phone.random.below(held.len());
                phone.ledger.accept_all(held[from].iter().map(Vec::as_slice)).unwrap();
            }
        }
        for _ in 0..4 {
            phone.work();
        }
        let middle = phone.ledger.heads();
        let image: Vec<Vec<u8>> = phone.ledger.commits().map(|bytes| bytes.into_owned()).collect();
        for _ in 0..3 {
            phone.work();
        }
        let mut give = |phone: &mut Phone, since: Option<&Heads>| {
            let path = folder.join(format!("phone-{:05}.json", written.len()));
            std::fs::write(&path, phone.export(since)).unwrap();
            written.push(path);
            held.push(phone.ledger.commits().map(|bytes| bytes.into_owned()).collect());
        };
        // Some hand over only the latest part, and the part before it is lost.
        let since = phone.random.one_in(10).then_some(&middle);
        give(&mut phone, since);
        if phone.random.one_in(8) && number + 1 < DISTRICT {
            // The phone is restored from the image and goes on under its old name.
            phone.ledger = Ledger::new(phone.device);
            phone.ledger.accept_all(image.iter().map(Vec::as_slice)).unwrap();
            for _ in 0..4 {
                phone.work();
            }
            give(&mut phone, None);
        }
    }
    written.truncate(files);
    written
}
