//! Writes the hand-over file of an office of 10,000 clients, for `cargo xtask bench --pages`:
//! `cargo run --example big_book -- FILE [CLIENTS]`. On standard output it names records that the walk through the
//! pages opens.
//!
//! Everybody is invented by a fixed generator, so every run writes the same book but for its dates, which lie around
//! today. One save is one commit, as on a phone: some 95,000 of them for 10,000 clients.
#![allow(clippy::print_stdout, reason = "it tells the script which records to open")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool of the bench; it may stop at once")]
#![allow(clippy::indexing_slicing, reason = "into lists of words that are never empty")]
#![allow(clippy::disallowed_methods, reason = "a native tool may read the clock; the rule is for the app")]

use std::io::Write;

use chrono::{Days, NaiveDate};
use pendamping::domain::birth::Birth;
use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{Draft, FieldSet, Kind};
use pendamping::domain::record::casework::{
    action, assessment, attainment, attendance, case, evaluation, finding, goal, need, note, referral,
    satisfaction, termination, visit,
};
use pendamping::domain::record::spine::{consent, household, member, partner, person};
use pendamping::domain::record::tracing::{exposure, follow_up, investigation, outbreak};
use pendamping::domain::zone::local_date;
use pendamping::exchange::{ExportOptions, write_export};
use pendamping::ledger::{Author, Ledger, Stamp};

const FIRST: [&str; 20] = [
    "Agus", "Budi", "Citra", "Dewi", "Eko", "Fitri", "Gunawan", "Hendra", "Indah", "Joko", "Kartika",
    "Lestari", "Made", "Nurul", "Putri", "Ratna", "Siti", "Sulastri", "Teguh", "Wahyu",
];
const LAST: [&str; 16] = [
    "Santoso", "Wijaya", "Hidayat", "Nugroho", "Saputra", "Wibowo", "Kusuma", "Setiawan", "Rahayu",
    "Purnama", "Siregar", "Nasution", "Ginting", "Hutapea", "Pratama", "Maulana",
];
const WORDS: [&str; 32] = [
    "klien",
    "keluarga",
    "kunjungan",
    "rumah",
    "kondisi",
    "kesehatan",
    "anak",
    "sekolah",
    "bantuan",
    "sosial",
    "rujukan",
    "puskesmas",
    "dinas",
    "pekerjaan",
    "makanan",
    "tempat",
    "tinggal",
    "dokumen",
    "pendampingan",
    "konseling",
    "dukungan",
    "tetangga",
    "petugas",
    "lapangan",
    "jadwal",
    "gejala",
    "demam",
    "isolasi",
    "mandiri",
    "perlu",
    "dengan",
    "lurah",
];
const WORKERS: [&str; 12] =
    ["Rina", "Joko", "Sari", "Dedi", "Maya", "Anton", "Wulan", "Rudi", "Tika", "Bayu", "Lina", "Hadi"];
const RELATIONS: [&str; 4] = ["head", "wife", "child", "parent"];
const RISKS: [&str; 4] = ["low", "medium", "high", "low"];
const DOMAINS: [&str; 4] = ["biological", "psychological", "social", "economic"];

/// The writer: a ledger, a clock that goes on by seconds, and the random numbers.
struct Office {
    ledger: Ledger,
    second: i64,
    made: u64,
    seed: u64,
    today: NaiveDate,
}

impl Office {
    fn below(&mut self, limit: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) as usize % limit
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    fn text(&mut self, words: usize) -> String {
        (0..words).map(|_| self.pick(&WORDS)).collect::<Vec<_>>().join(" ")
    }

    fn name(&mut self) -> String {
        format!("{} {}", self.pick(&FIRST), self.pick(&LAST))
    }

    /// A day up to so many days ago.
    fn past(&mut self, days: usize) -> NaiveDate {
        let ago = self.below(days) as u64;
        self.today - Days::new(ago)
    }

    /// A day around today: mostly to come.
    fn around(&mut self) -> NaiveDate {
        let ahead = self.below(180) as u64;
        self.today - Days::new(60) + Days::new(ahead)
    }

    fn id(&mut self) -> RecordId {
        self.made += 1;
        let mut random = [0; 10];
        for byte in &mut random {
            *byte = self.below(256) as u8;
        }
        RecordId::make(1_760_000_000_000 + self.made * 100, random)
    }

    fn draft(&mut self, kind: &Kind, parent: Option<RecordId>, fields: FieldSet) -> Draft {
        Draft { kind: kind.name, record: self.id(), parent, fields }
    }

    fn save(&mut self, worker: usize, drafts: Vec<Draft>) {
        self.second += 7;
        let at = Stamp { ms: 1_760_000_000_000 + self.second * 1_000, offset: 420 };
        let author = Author { name: WORKERS[worker % WORKERS.len()], at };
        let salt =
            (self.second as u128).wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645).to_le_bytes();
        let prepared = self.ledger.prepare(&author, drafts, &mut || salt);
        self.ledger.accept(&prepared.bytes).expect("a commit of its own ledger");
    }

    fn add(&mut self, worker: usize, kind: &Kind, parent: Option<RecordId>, fields: FieldSet) -> RecordId {
        let draft = self.draft(kind, parent, fields);
        let id = draft.record;
        self.save(worker, vec![draft]);
        id
    }
}

fn new() -> FieldSet {
    FieldSet::new()
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().expect("a file to write");
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock after 1970").as_millis() as i64;
    let today = local_date(now, 420);
    let clients: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(10_000);
    let ledger = Ledger::new(DeviceId([0x5a; 16]));
    let mut office = Office { ledger, second: 0, made: 0, seed: 1, today };
    let partners = partners(&mut office);
    let (people, homes) = people(&mut office, clients);
    let cases = cases(&mut office, &people, &partners);
    notes(&mut office, &people, &homes, &cases, 5 * clients);
    let (outbreak, contact) = tracing(&mut office, &people, clients / 20);
    let mut out = std::io::BufWriter::new(std::fs::File::create(&file).expect("the file can be written"));
    let options = ExportOptions {
        export_id: uuid::Uuid::from_bytes([3; 16]),
        created: Stamp { ms: 1_760_000_000_000 + office.second * 1_000, offset: 420 },
        author: WORKERS[0],
        since: None,
    };
    let written = write_export(&office.ledger, &options, &mut |bytes: &[u8]| {
        out.write_all(bytes).expect("there is room for the file");
    });
    let written = written.expect("an export");
    // The fifth of each hundred went through all stages and is not closed; its household has visits.
    let chosen = clients / 2 / 10 * 10 + 4;
    println!(
        r#"{{"person":"{}","household":"{}","case":"{}","partner":"{}","outbreak":"{outbreak}","contact":"{contact}","commits":{},"records":{}}}"#,
        people[chosen],
        homes[chosen % homes.len()],
        cases[chosen],
        partners[0],
        written.commits,
        written.records
    );
}

fn partners(office: &mut Office) -> Vec<RecordId> {
    (0..60)
        .map(|number| {
            let fields = new()
                .with(partner::NAME, format!("Puskesmas {} {number}", office.pick(&LAST)))
                .with(partner::KIND, "puskesmas")
                .with(partner::SERVICES, office.text(8));
            office.add(number, &partner::SPEC, None, fields)
        })
        .collect()
}

/// A household is one save with its members.
fn people(office: &mut Office, clients: usize) -> (Vec<RecordId>, Vec<RecordId>) {
    let (mut people, mut homes) = (Vec::new(), Vec::new());
    while people.len() < clients {
        let number = homes.len();
        let (rt, rw) = (format!("{:03}", office.below(12) + 1), format!("{:03}", office.below(9) + 1));
        let fields = new()
            .with(household::NAME, office.name())
            .with(household::ADDRESS, format!("Jalan {} {}", office.pick(&LAST), office.below(200)))
            .with(household::RT, rt)
            .with(household::RW, rw)
            .with(household::VILLAGE, format!("Desa {}", number % 17));
        let home = office.draft(&household::SPEC, None, fields);
        let id = home.record;
        let mut drafts = vec![home];
        for (place, relation) in
            RELATIONS.iter().enumerate().take(if number.is_multiple_of(3) { 4 } else { 3 })
        {
            if people.len() == clients {
                break;
            }
            let born = office.past(25_000);
            let mut fields = new()
                .with(person::NAME, format!("{} {}", office.name(), office.pick(&LAST)))
                .with(person::SEX, if office.below(2) == 0 { "male" } else { "female" })
                .with(person::BIRTH, Birth::Exact(born))
                .with(person::NIK, format!("3171{:012}", people.len()))
                .with(person::PHONES, vec![format!("+62812{:08}", people.len())]);
            if place == 0 {
                fields = fields.with(person::ALIASES, vec![format!("Pak {}", office.pick(&FIRST))]);
            }
            if office.below(40) == 0 {
                fields = fields.with(person::DISCREET, true);
            }
            let who = office.draft(&person::SPEC, None, fields);
            people.push(who.record);
            let fields = new().with(member::PERSON, who.record).with(member::RELATION, *relation);
            drafts.push(who);
            drafts.push(office.draft(&member::SPEC, Some(id), fields));
        }
        office.save(number, drafts);
        homes.push(id);
    }
    (people, homes)
}

/// A case a person; how far it came goes by its number.
fn cases(office: &mut Office, people: &[RecordId], partners: &[RecordId]) -> Vec<RecordId> {
    let mut cases = Vec::new();
    for (number, who) in people.iter().enumerate() {
        let far = number % 10;
        let opened = office.past(900);
        let fields = new()
            .with(case::CODE, format!("K-{number:05}"))
            .with(case::OPENED, opened)
            .with(case::RISK, RISKS[number % RISKS.len()])
            .with(case::WORKER, WORKERS[number % WORKERS.len()])
            .with(case::PROBLEM, office.text(14));
        let id = office.add(number, &case::SPEC, Some(*who), fields);
        cases.push(id);
        if number.is_multiple_of(2) {
            let fields = new()
                .with(consent::PURPOSES, vec!["service".to_owned(), "referral".to_owned()])
                .with(consent::STATE, "given")
                .with(consent::DATE, opened);
            office.add(number, &consent::SPEC, Some(*who), fields);
        }
        if far >= 2 {
            let fields = new().with(assessment::DATE, opened).with(assessment::CONCLUSION, office.text(20));
            let one = office.draft(&assessment::SPEC, Some(id), fields);
            let mut drafts = Vec::new();
            for domain in DOMAINS {
                let score = 1 + office.below(5) as i64;
                let fields = new().with(finding::DOMAIN, domain).with(finding::SCORE, score);
                drafts.push(office.draft(&finding::SPEC, Some(one.record), fields));
            }
            drafts.insert(0, one);
            office.save(number, drafts);
        }
        if far >= 3 {
            stages(office, number, id, partners);
        }
    }
    cases
}

/// From the plan on.
fn stages(office: &mut Office, number: usize, id: RecordId, partners: &[RecordId]) {
    let far = number % 10;
    let (due, noted) = (office.around(), office.past(300));
    let fields = new()
        .with(need::WHAT, office.text(3))
        .with(need::KIND, "food")
        .with(need::NOTED, noted)
        .with(need::STATE, if far > 6 { "met" } else { "open" })
        .with(need::DUE, due);
    office.add(number, &need::SPEC, Some(id), fields);
    let fields = new().with(goal::STATEMENT, office.text(9)).with(goal::DUE, office.around());
    let goal = office.add(number, &goal::SPEC, Some(id), fields);
    for _ in 0..2 {
        let planned = office.around();
        let mut fields = new()
            .with(action::WHAT, office.text(5))
            .with(action::KIND, "counselling")
            .with(action::GOAL, goal)
            .with(action::PLANNED_TO, planned);
        if planned <= office.today && office.below(4) > 0 {
            fields = fields.with(action::STATE, "done").with(action::DONE_ON, planned);
        }
        office.add(number, &action::SPEC, Some(id), fields);
    }
    if far >= 5 {
        let sent = office.past(200);
        let mut fields = new()
            .with(referral::PARTNER, partners[number % partners.len()])
            .with(referral::REASON, office.text(10))
            .with(referral::STATE, "sent")
            .with(referral::SENT, sent);
        if office.below(3) > 0 {
            let answered = sent + Days::new(office.below(12) as u64);
            fields = fields.with(referral::STATE, "accepted").with(referral::ANSWERED, answered);
        }
        office.add(number, &referral::SPEC, Some(id), fields);
    }
    if far == 6 {
        let fields = new().with(case::STAGE, "evaluation").with(case::STAGE_REASON, "Keadaan darurat");
        office.save(number, vec![Draft { kind: case::SPEC.name, record: id, parent: None, fields }]);
    }
    if far >= 7 {
        let day = office.past(120);
        let decision = if far >= 8 { "terminate" } else { "continue" };
        let fields = new().with(evaluation::DATE, day).with(evaluation::DECISION, decision);
        let one = office.draft(&evaluation::SPEC, Some(id), fields);
        let level = office.below(5) as i64 - 2;
        let fields = new().with(attainment::GOAL, goal).with(attainment::LEVEL, level);
        let of = office.draft(&attainment::SPEC, Some(one.record), fields);
        office.save(number, vec![one, of]);
    }
    if far >= 9 {
        let day = office.past(100);
        let fields = new().with(termination::DATE, day).with(termination::REASON, "goals_met");
        office.add(number, &termination::SPEC, Some(id), fields);
        let fields = new().with(case::CLOSED, day);
        office.save(number, vec![Draft { kind: case::SPEC.name, record: id, parent: None, fields }]);
        let mut form = new().with(satisfaction::DATE, day);
        for field in
            [satisfaction::U1, satisfaction::U2, satisfaction::U3, satisfaction::U4, satisfaction::U5]
        {
            form = form.with(field, 2 + office.below(3) as i64);
        }
        office.add(number, &satisfaction::SPEC, Some(id), form);
    }
}

/// Three notes of ten are written at a visit, which is one save with who was seen.
fn notes(office: &mut Office, people: &[RecordId], homes: &[RecordId], cases: &[RecordId], count: usize) {
    for number in 0..count {
        let place = office.below(people.len());
        let date = office.past(700);
        let words = 40 + office.below(30);
        let text = office.text(words);
        let written = new().with(note::DATE, date).with(note::TEXT, text);
        if number % 10 < 3 {
            let mut fields = new().with(visit::DATE, date).with(visit::OUTCOME, "met");
            let parent = if number % 10 == 0 { homes[place % homes.len()] } else { people[place] };
            if number % 10 == 1 {
                fields = fields.with(visit::CASE, cases[place]);
            }
            if office.below(2) == 0 {
                fields = fields.with(visit::NEXT, office.around());
            }
            let at = office.draft(&visit::SPEC, Some(parent), fields);
            let seen = new().with(attendance::PERSON, people[place]).with(attendance::STATE, "seen_well");
            let seen = office.draft(&attendance::SPEC, Some(at.record), seen);
            let written = office.draft(&note::SPEC, Some(at.record), written);
            office.save(place, vec![at, seen, written]);
        } else {
            let parent = if number % 10 < 8 { cases[place] } else { people[place] };
            office.add(place, &note::SPEC, Some(parent), written);
        }
    }
}

/// One outbreak whose contacts are in all days of their fourteen.
fn tracing(office: &mut Office, people: &[RecordId], contacts: usize) -> (RecordId, RecordId) {
    let fields = new()
        .with(outbreak::NAME, "COVID-19 Jakarta Barat")
        .with(outbreak::PROFILE, "covid19_kmk413")
        .with(outbreak::START, office.today - Days::new(40));
    let id = office.add(0, &outbreak::SPEC, None, fields);
    let sick: Vec<RecordId> = people.iter().take(contacts / 10 + 1).copied().collect();
    for who in &sick {
        let onset = office.past(30);
        let fields = new()
            .with(investigation::OUTBREAK, id)
            .with(investigation::CLASSIFICATION, "confirmed_symptomatic")
            .with(investigation::ONSET, onset)
            .with(investigation::REPORTED, onset + Days::new(2));
        office.add(0, &investigation::SPEC, Some(*who), fields);
    }
    let exposed: Vec<RecordId> = people.iter().skip(sick.len()).take(contacts).copied().collect();
    for (number, who) in exposed.iter().enumerate() {
        let last = office.past(16);
        let fields = new()
            .with(exposure::OUTBREAK, id)
            .with(exposure::SOURCE, sick[number % sick.len()])
            .with(exposure::LAST, last);
        office.add(number, &exposure::SPEC, Some(*who), fields);
        let mut date = last + Days::new(1);
        while date < office.today {
            if office.below(10) > 0 {
                let fields = new()
                    .with(follow_up::OUTBREAK, id)
                    .with(follow_up::DATE, date)
                    .with(follow_up::RESULT, "well")
                    .with(follow_up::ENTERED, date);
                office.add(number, &follow_up::SPEC, Some(*who), fields);
            }
            date = date + Days::new(1);
        }
    }
    (id, exposed[contacts / 2])
}
