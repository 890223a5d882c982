//! An office takes in many files at once, gives receipts for them, and gives its workers a pack.

use super::*;
use pendamping::domain::record::spine::{agency, partner};
use pendamping::exchange::receipt::{self, Received};
use pendamping::exchange::tray::{Acquaintance, NotTaken, Tray, Weighed, order, receipts};
use pendamping::exchange::{FileKind, Incoming, kind_of_file, pack};
use uuid::Uuid;

fn person(number: u64) -> RecordId {
    RecordId::make(number, [3; 10])
}

impl Phone {
    pub(super) fn save_person(&mut self, number: u64, name: &str) {
        let fields = FieldSet::new().with(person::NAME, name);
        self.save(vec![Draft { kind: "person", record: person(number), parent: None, fields }]);
    }

    pub(super) fn file(&self, since: Option<&Heads>) -> Incoming {
        read(&self.export(since), &Limits::default()).unwrap()
    }
}

/// What a tray says, in words that can be compared.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Told {
    pub(super) new: usize,
    changed: usize,
    identical: usize,
    replays: usize,
    pub(super) forks: usize,
    pub(super) gaps: Vec<Gap>,
    pub(super) conflicts: usize,
    refused: usize,
}

pub(super) struct Taken {
    pub(super) told: Told,
    weighed: Vec<Weighed>,
    refused: Vec<NotTaken>,
    book: Vec<u8>,
}

/// Weighs files as the app does, takes them in, and says what was told and what came of it.
pub(super) fn take(office: &mut Phone, files: Vec<Incoming>) -> Taken {
    let places = order(&files.iter().collect::<Vec<_>>());
    let mut files: Vec<Option<Incoming>> = files.into_iter().map(Some).collect();
    let (mut weighed, mut refused) = (Vec::new(), Vec::new());
    let mut tray = Tray::new();
    let before = office.canonical();
    let stood = office.ledger.book().conflicts().len();
    for (number, place) in places.into_iter().enumerate() {
        while number > 0 && !tray.catch_up(&office.ledger, 3).unwrap() {}
        match tray.weigh(&office.ledger, files[place].take().unwrap()) {
            Ok(one) => weighed.push(one),
            Err(one) => refused.push(*one),
        }
    }
    while weighed.len() > 1 && !tray.catch_up(&office.ledger, 3).unwrap() {}
    assert_eq!(office.canonical(), before, "weighing changes nothing");
    let sum = |of: fn(&MergePlan) -> &std::collections::BTreeMap<String, usize>| -> usize {
        weighed.iter().flat_map(|one| of(&one.plan).values()).sum()
    };
    let mut told = Told {
        new: sum(|plan| &plan.new),
        changed: sum(|plan| &plan.changed),
        identical: sum(|plan| &plan.identical),
        replays: weighed.iter().filter(|one| one.is_replay()).count(),
        forks: weighed.iter().filter(|one| !one.plan.forks.is_empty()).count(),
        gaps: tray.gaps(&office.ledger),
        conflicts: tray.conflicts(),
        refused: refused.len(),
    };
    told.gaps.sort_unstable();
    let (commits, _) = tray.into_commits();
    office.ledger.accept_all(commits.iter().map(Vec::as_slice)).unwrap();
    assert_eq!(
        office.ledger.book().conflicts().len(),
        stood + told.conflicts,
        "as many conflicts as were told"
    );
    Taken { told, weighed, refused, book: office.canonical() }
}

pub(super) fn receipt_of(office: &Phone, taken: &Taken, now: i64) -> Vec<receipt::Receipt> {
    let weighed: Vec<&Weighed> = taken.weighed.iter().collect();
    let refused: Vec<&NotTaken> = taken.refused.iter().collect();
    let created = Stamp { ms: now, offset: 420 };
    let made =
        receipts(&office.ledger, &weighed, &refused, "Dinas", created, &mut || Uuid::from_bytes([4; 16]));
    made.into_iter().map(|(_, receipt)| receipt).collect()
}

/// The office's pack, and how many records are in it.
pub(super) fn pack_of(office: &Phone) -> (Vec<u8>, usize) {
    let created = Stamp { ms: 7, offset: 420 };
    pack::write(office.ledger.book(), Uuid::from_bytes([8; 16]), created, "Dinas").unwrap()
}

#[test]
fn p25_the_preview_of_many_files_is_the_same_in_whatever_order_they_were_chosen() {
    let (mut rina, mut tono) = (Phone::new(1), Phone::new(2));
    for number in 0..8 {
        rina.save_person(number, "Ani");
        tono.save_person(100 + number, "Budi");
    }
    let handed = rina.ledger.heads();
    // A clock that was set back makes the later file look like the earlier one.
    rina.now -= 86_400_000;
    rina.save_person(3, "Ani Lestari");
    rina.save_person(50, "Cici");
    let files = || {
        let mut first = Phone::new(1);
        first.ledger.copy_from(&rina.ledger, 0..8).unwrap();
        first.now += 8_000;
        vec![first.file(None), rina.file(Some(&handed)), tono.file(None), tono.file(None)]
    };
    let expected = Told { new: 17, changed: 1, identical: 0, replays: 1, ..Told::default() };
    let mut books = Vec::new();
    for turn in 0..4 {
        let mut chosen = files();
        chosen.rotate_left(turn);
        chosen.swap(0, 2);
        let mut office = Phone::new(9);
        let taken = take(&mut office, chosen);
        // What a replay holds is the same as what is there by then.
        assert_eq!(Told { identical: 0, ..taken.told }, expected, "turn {turn}");
        books.push(taken.book);
    }
    assert!(books.iter().all(|book| *book == books[0]));
}

#[test]
fn p25_old_duplicate_missing_reordered_and_forked_files_are_named_and_a_second_import_changes_nothing() {
    let mut rina = Phone::new(1);
    let mut heads = vec![Heads::new()];
    let mut parts = Vec::new();
    for part in 0..4 {
        for number in 0..3 {
            rina.save_person(10 * part + number, "Ani");
        }
        parts.push(rina.export(heads.last()));
        heads.push(rina.ledger.heads());
    }
    let part = |number: usize| read(&parts[number], &Limits::default()).unwrap();
    let mut office = Phone::new(9);

    // One between is missing, the others come the wrong way round, and one of them twice.
    let taken = take(&mut office, vec![part(3), part(1), part(3), part(0)]);
    let gap = Gap { device: DeviceId([1; 16]), from: 7, to: 9 };
    assert_eq!((taken.told.new, taken.told.replays, &taken.told.gaps[..]), (9, 1, &[gap][..]));
    assert!(taken.weighed.iter().all(|one| one.maker == Acquaintance::Stranger));
    let given = receipt_of(&office, &taken, 1);
    assert_eq!((given[0].heads[&DeviceId([1; 16])].seq, &given[0].gaps[..]), (6, &[gap][..]));

    // What is missing comes late, with an old one.
    let taken = take(&mut office, vec![part(2), part(0)]);
    assert_eq!((taken.told.new, taken.told.replays, taken.told.gaps.len()), (3, 1, 0));
    assert!(taken.weighed.iter().all(|one| one.maker == Acquaintance::Known));
    let book = taken.book;
    assert_eq!(book, rina.canonical());

    // All of it once more.
    let taken = take(&mut office, (0..4).map(part).collect());
    assert_eq!((taken.told.new, taken.told.changed, taken.told.replays), (0, 0, 4));
    assert_eq!(taken.book, book);

    // The phone is restored from an older state and goes on under its old name.
    let mut restored = Phone::new(1);
    restored.ledger.copy_from(&rina.ledger, 0..9).unwrap();
    restored.now = rina.now + 5_000;
    restored.save_person(77, "Dewi");
    let taken = take(&mut office, vec![restored.file(None)]);
    assert_eq!((taken.told.new, taken.told.forks, taken.told.refused), (1, 1, 0));

    // Another phone of the same worker is a new device, and says so.
    let mut second = Phone::new(3);
    second.save_person(200, "Eka");
    let mut file = second.file(None);
    file.author = "Rina \"R\" <b>".to_owned();
    let taken = take(&mut office, vec![file]);
    assert_eq!(taken.weighed[0].maker, Acquaintance::NewDevice);
}

#[test]
fn a_file_that_breaks_with_what_is_here_is_refused_and_the_others_are_taken() {
    let (mut rina, mut tono, mut office) = (Phone::new(1), Phone::new(2), Phone::new(9));
    rina.save_person(1, "Ani");
    rina.save_person(2, "Ani");
    tono.save_person(3, "Budi");
    take(&mut office, vec![rina.file(None)]);
    // The third save of another phone with the same name, of which the second is not the one that is here.
    let mut forged = Phone::new(1);
    for name in ["X", "Y", "Z"] {
        forged.save_person(5, name);
    }
    let mut heads = Heads::new();
    heads.insert(DeviceId([1; 16]), forged.ledger.head_within(DeviceId([1; 16]), 2).unwrap());
    let taken = take(&mut office, vec![forged.file(Some(&heads)), tono.file(None)]);
    assert_eq!((taken.told.new, taken.told.refused), (1, 1));
    assert!(office.ledger.book().get(person(3)).is_some() && office.ledger.book().get(person(5)).is_none());
}

#[test]
fn a_conflict_that_a_later_file_settles_is_not_told() {
    let (mut rina, mut tono, mut office) = (Phone::new(1), Phone::new(2), Phone::new(9));
    rina.save_person(1, "Ani");
    tono.import(&rina.export(None)).unwrap();
    office.import(&rina.export(None)).unwrap();
    rina.save_person(1, "Anny");
    tono.save_person(1, "Annie");
    let both = |rina: &Phone, tono: &Phone| vec![rina.file(None), tono.file(None)];
    let mut copy = Phone::new(8);
    copy.import(&office.export(None)).unwrap();
    assert_eq!(take(&mut copy, both(&rina, &tono)).told.conflicts, 1);
    tono.import(&rina.export(None)).unwrap();
    tono.save_person(1, "Ani");
    assert_eq!(take(&mut office, both(&rina, &tono)).told.conflicts, 0);
}

#[test]
fn a_receipt_is_read_back_and_one_that_was_altered_is_refused() {
    let (mut rina, mut office) = (Phone::new(1), Phone::new(9));
    rina.save_person(1, "Ani");
    rina.save_person(2, "Budi");
    let taken = take(&mut office, vec![rina.file(None)]);
    let given = receipt_of(&office, &taken, 5).remove(0);
    let file = receipt::write(&given);
    assert_eq!(kind_of_file(&file), FileKind::Receipt);
    assert_eq!(receipt::read(&file).unwrap(), given);
    assert!(serde_json::from_slice::<Json>(&file).unwrap()["signature"].is_null());
    let text = String::from_utf8(file).unwrap();
    let altered = text.replace("\"seq\":2", "\"seq\":3");
    assert_ne!(altered, text);
    assert_eq!(receipt::read(altered.as_bytes()).unwrap_err(), ImportError::ChecksumMismatch);
    let newer =
        text.replace("\"min_reader\":1", "\"min_reader\":2").replace("\"version\":1", "\"version\":2");
    assert_eq!(receipt::read(newer.as_bytes()).unwrap_err(), ImportError::Newer { version: 2 });
    for cut in [0, 1, 40, 90, text.len() / 2, text.len() - 3] {
        assert!(receipt::read(&text.as_bytes()[..cut]).is_err());
    }
}

#[test]
fn an_older_receipt_changes_nothing_one_for_another_phone_is_refused_and_one_that_names_more_is_told() {
    let (mut rina, mut office) = (Phone::new(1), Phone::new(9));
    rina.save_person(1, "Ani");
    let first = take(&mut office, vec![rina.file(None)]);
    let old = receipt_of(&office, &first, 5).remove(0);
    rina.save_person(2, "Budi");
    let second = take(&mut office, vec![rina.file(None)]);
    let new = receipt_of(&office, &second, 6).remove(0);

    let verdict = receipt::weigh(&new, &rina.ledger, None).unwrap();
    assert_eq!((verdict.newer, verdict.lost, verdict.forked), (true, 0, false));
    let known = Received::from(new.clone());
    assert!(rina.ledger.commits_since(&known.heads).is_empty());
    assert!(!receipt::weigh(&old, &rina.ledger, Some(&known)).unwrap().newer);
    assert!(!receipt::weigh(&new, &rina.ledger, Some(&known)).unwrap().newer);
    assert!(receipt::weigh(&new, &Phone::new(2).ledger, None).is_err());

    let mut restored = Phone::new(1);
    restored.ledger.copy_from(&rina.ledger, 0..1).unwrap();
    assert_eq!(receipt::weigh(&new, &restored.ledger, None).unwrap().lost, 1);
    restored.now += 60_000;
    restored.save_person(9, "Lain");
    let verdict = receipt::weigh(&new, &restored.ledger, None).unwrap();
    assert_eq!((verdict.lost, verdict.forked, verdict.arrived), (0, true, false));
    // Nothing may be left out then.
    assert_eq!(restored.ledger.commits_since(&new.heads).len(), 2);
}

#[test]
fn a_restored_phone_and_whoever_had_its_saves_read_from_their_receipts_that_all_has_arrived() {
    let (mut rina, mut tono, mut office) = (Phone::new(1), Phone::new(2), Phone::new(9));
    rina.save_person(1, "Ani");
    let mut restored = Phone::new(1);
    restored.ledger.copy_from(&rina.ledger, 0..1).unwrap();
    restored.now += 60_000;
    (2..5).for_each(|number| rina.save_person(number, "Budi"));
    (7..9).for_each(|number| restored.save_person(number, "Cici"));
    tono.import(&restored.export(None)).unwrap();
    take(&mut office, vec![rina.file(None)]);
    let taken = take(&mut office, vec![restored.file(None), tono.file(None)]);
    let given = receipt_of(&office, &taken, 5);
    let [to_restored, to_tono] = given.as_slice() else { panic!("two receipts") };
    for (given, phone, ends) in [(to_restored, &restored, &[3, 4][..]), (to_tono, &tono, &[3])] {
        let given = receipt::read(&receipt::write(given)).unwrap();
        let named: Vec<u64> = given.ends.values().flatten().map(|end| end.seq).collect();
        assert_eq!(named, ends);
        assert_eq!(phone.ledger.arrived(&given.heads, &given.ends).waiting, 0);
        // What the next file begins from stays what one head can say: rather too much than too little.
        assert!(!phone.ledger.commits_since(&given.heads).is_empty());
    }
    // The branch that came first goes further; the own one is there all the same.
    let verdict = receipt::weigh(to_restored, &restored.ledger, None).unwrap();
    assert_eq!((verdict.lost, verdict.forked, verdict.arrived), (1, false, true));
    let own = |phone: &Phone| phone.ledger.arrived(&to_restored.heads, &to_restored.ends).own;
    assert_eq!((own(&restored), own(&rina)), (3, 4));
}

#[test]
fn what_comes_after_a_forked_phone_is_weighed_against_all_that_it_wrote() {
    let (mut rina, mut office) = (Phone::new(1), Phone::new(9));
    rina.save_person(1, "Ani");
    let mut restored = Phone::new(1);
    restored.ledger.copy_from(&rina.ledger, 0..1).unwrap();
    restored.now += 60_000;
    for name in ["Anni", "Anna", "Anah", "Ana"] {
        rina.save_person(1, name);
        restored.save_person(1, &name.to_uppercase());
    }
    let mut tono = Phone::new(2);
    tono.import(&restored.export(None)).unwrap();
    // Files are weighed device by device in the order of their first one.
    tono.now = restored.now;
    tono.save_person(2, "Budi");
    let taken = take(&mut office, vec![rina.file(None), restored.file(None), tono.file(None)]);
    let last = taken.weighed.last().unwrap();
    let sum = |of: &std::collections::BTreeMap<String, usize>| of.values().sum::<usize>();
    // Tono's file says of Ani nothing that the two before it do not say.
    assert_eq!((last.device, sum(&last.plan.new)), (tono.ledger.device(), 1));
    assert_eq!((sum(&last.plan.changed), sum(&last.plan.identical), last.plan.conflicts.len()), (0, 1, 0));
}

#[test]
fn a_receipt_says_of_other_phones_no_more_than_the_file_did() {
    let (mut rina, mut tono, mut office) = (Phone::new(1), Phone::new(2), Phone::new(9));
    tono.save_person(1, "Ani");
    rina.import(&tono.export(None)).unwrap();
    rina.save_person(2, "Budi");
    tono.save_person(3, "Cici");
    let mut third = Phone::new(3);
    third.save_person(4, "Dewi");
    take(&mut office, vec![tono.file(None), third.file(None)]);
    let taken = take(&mut office, vec![rina.file(None)]);
    let given = receipt_of(&office, &taken, 5).remove(0);
    let seqs: Vec<(u8, u64)> = given.heads.iter().map(|(device, head)| (device.0[0], head.seq)).collect();
    assert_eq!(seqs, [(1, 1), (2, 1)]);
    assert!(rina.ledger.commits_since(&given.heads).is_empty(), "all of it has arrived");
}

#[test]
fn a_pack_brings_what_differs_as_one_commit_and_never_a_person_or_a_key() {
    let (mut office, mut rina) = (Phone::new(9), Phone::new(1));
    let puskesmas = RecordId([21; 16]);
    let fields = FieldSet::new().with(partner::NAME, "Puskesmas Medan").with(partner::HOURS, "08-14");
    office.save(vec![Draft { kind: "partner", record: puskesmas, parent: None, fields }]);
    let fields = FieldSet::new()
        .with(agency::NAME, "Dinas Sosial")
        .with(agency::LETTERHEAD, "DINAS SOSIAL")
        .with(agency::PUBLIC_KEY, "age1x");
    office.save(vec![Draft { kind: "agency", record: RecordId([22; 16]), parent: None, fields }]);
    office.save_person(1, "Ani");
    let (file, count) = pack_of(&office);
    assert_eq!((count, kind_of_file(&file)), (2, FileKind::Pack));
    let text = String::from_utf8(file.clone()).unwrap();
    assert!(!text.contains("Ani") && !text.contains("age1x"));

    let given = pack::read(&file).unwrap();
    let plan = pack::plan(rina.ledger.book(), &given);
    assert_eq!((plan.new.len(), plan.changed.len(), plan.same), (2, 0, 0));
    rina.save(plan.drafts);
    let again = pack::plan(rina.ledger.book(), &given);
    assert_eq!((again.drafts.len(), again.same), (0, 2));

    let fields = FieldSet::new().with(partner::HOURS, "08-16");
    office.save(vec![Draft { kind: "partner", record: puskesmas, parent: None, fields }]);
    let given = pack::read(&pack_of(&office).0).unwrap();
    let plan = pack::plan(rina.ledger.book(), &given);
    let named: Vec<&str> = plan.changed[0].1.iter().map(|field| field.name).collect();
    assert_eq!((plan.new.len(), &named[..], plan.drafts[0].fields.0.len()), (0, &["hours"][..], 1));
    rina.save(plan.drafts);
    assert_eq!(rina.ledger.book().get(puskesmas).unwrap().text(partner::HOURS), "08-16");

    // The id of a person with the kind of a partner: the person stays what they are.
    rina.save(vec![Draft {
        kind: "person",
        record: RecordId([30; 16]),
        parent: None,
        fields: FieldSet::new().with(person::NAME, "Ani"),
    }]);
    let mut sly = given;
    sly.records[0].id = RecordId([30; 16]);
    let plan = pack::plan(rina.ledger.book(), &sly);
    assert!(plan.passed == 1 && plan.drafts.iter().all(|draft| draft.record != RecordId([30; 16])));
}

#[test]
fn a_pack_with_any_other_kind_of_record_is_refused_whole() {
    let mut office = Phone::new(9);
    let fields = FieldSet::new().with(partner::NAME, "Puskesmas");
    office.save(vec![Draft { kind: "partner", record: NOTE, parent: None, fields }]);
    let (file, _) = pack_of(&office);
    assert!(pack::read(&altered(&file, "Puskesmas", "Posyandu")).is_ok());
    let person = altered(&file, "\"kind\":\"partner\"", "\"kind\":\"person\"");
    assert_eq!(pack::read(&person).unwrap_err(), ImportError::NotInPack);
    let nameless = altered(&file, "\"name\":\"Puskesmas\"", "\"name\":7");
    assert!(matches!(pack::read(&nameless), Err(ImportError::Damaged { .. })));
    let text = String::from_utf8(file).unwrap();
    assert_eq!(
        pack::read(&text.replace("Puskesmas", "Posyandu").into_bytes()).unwrap_err(),
        ImportError::ChecksumMismatch
    );
}

/// How long thirty files of two thousand records take, natively: `OFFICE_SPEED=1 cargo test --test exchange thirty`.
#[test]
#[expect(clippy::disallowed_methods, reason = "a native measurement takes the time itself")]
fn thirty_files_are_weighed_together() {
    let (phones, records) = if std::env::var("OFFICE_SPEED").is_ok() { (30, 2_000) } else { (5, 20) };
    let files: Vec<Vec<u8>> = (0..phones)
        .map(|phone| {
            let mut rina = Phone::new(10 + phone);
            for number in 0..records {
                rina.save_person(u64::from(phone) * 100_000 + number, "Siti Aminah binti Abdullah");
            }
            rina.export(None)
        })
        .collect();
    let start = std::time::Instant::now();
    let office = Phone::new(9);
    let incoming: Vec<Incoming> = files.iter().map(|file| read(file, &Limits::default()).unwrap()).collect();
    let read_in = start.elapsed();
    let places = order(&incoming.iter().collect::<Vec<_>>());
    let mut incoming: Vec<Option<Incoming>> = incoming.into_iter().map(Some).collect();
    let (mut tray, mut longest, mut new) = (Tray::new(), std::time::Duration::ZERO, 0);
    for (number, place) in places.into_iter().enumerate() {
        while number > 0 && !tray.catch_up(&office.ledger, 500).unwrap() {}
        let begun = std::time::Instant::now();
        let one = tray.weigh(&office.ledger, incoming[place].take().unwrap()).unwrap();
        longest = longest.max(begun.elapsed());
        new += one.plan.new.values().sum::<usize>();
    }
    assert_eq!(new as u64, u64::from(phones) * records);
    println!("read {read_in:?}, all {:?}, longest weighing {longest:?}", start.elapsed());
}
