//! The ledger's contract: order does not matter, nothing is lost, erasure is final, tampering shows.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{Draft, FieldSet};
use pendamping::domain::record::casework::note;
use pendamping::domain::record::spine::{household, member, person};
use pendamping::domain::value::Value;
use pendamping::ledger::*;

const ANI: RecordId = RecordId([1; 16]);

struct Phone {
    ledger: Ledger,
    now: i64,
}

impl Phone {
    fn new(number: u8) -> Self {
        Phone { ledger: Ledger::new(DeviceId([number; 16])), now: 1_000_000 }
    }

    fn save(&mut self, drafts: Vec<Draft>) -> CommitRef {
        self.now += 1_000;
        let author = Author { name: "Rina", at: Stamp { ms: self.now, offset: 420 } };
        let mut salt = 0;
        let prepared = self.ledger.prepare(&author, drafts, &mut || {
            salt += 1;
            [salt; 16]
        });
        self.ledger.accept(&prepared.bytes).unwrap();
        prepared.name
    }

    fn set_name(&mut self, name: &str) -> CommitRef {
        self.save(vec![Draft {
            kind: person::SPEC.name,
            record: ANI,
            parent: None,
            fields: FieldSet::new().with(person::NAME, name),
        }])
    }

    fn erase(&mut self, id: RecordId) {
        self.now += 1_000;
        let author = Author { name: "Rina", at: Stamp { ms: self.now, offset: 420 } };
        let prepared = self.ledger.prepare_erase(&author, &[id], Vec::new(), &mut || [0; 16]);
        self.ledger.accept(&prepared.bytes).unwrap();
    }

    fn commits(&self) -> Vec<Origin> {
        origins(self.ledger.commits().map(|bytes| decode_commit(&bytes).unwrap()))
    }

    fn read(&mut self, commits: &[Origin]) -> MergePlan {
        let plan = self.ledger.plan_merge(commits.to_vec()).unwrap();
        self.ledger.accept_all(plan.commits.iter().map(Vec::as_slice)).unwrap();
        plan
    }

    fn name(&self) -> &str {
        self.ledger.book().get(ANI).unwrap().text(person::NAME)
    }
}

fn origins(commits: impl Iterator<Item = Commit>) -> Vec<Origin> {
    commits.map(|commit| Origin::new(&commit, hash_commit(&encode_commit(&commit)).ok())).collect()
}

#[test]
fn a_saved_field_is_read_back_and_its_history_is_kept() {
    let mut phone = Phone::new(1);
    phone.set_name("Ani");
    phone.set_name("Ani Lestari");
    assert_eq!(phone.name(), "Ani Lestari");
    let history = phone.ledger.book().history(ANI);
    assert_eq!(history.len(), 2);
    assert!(history[0].created && !history[1].created);
    assert_eq!(history[1].changes[0].before, Value::from("Ani"));
}

#[test]
fn two_who_did_not_see_each_other_are_in_conflict_until_one_saw_both() {
    let (mut a, mut b) = (Phone::new(1), Phone::new(2));
    a.set_name("Ani");
    b.read(&a.commits());
    a.set_name("Ani Lestari");
    b.now += 50_000;
    b.set_name("Ani Lestary");
    let plan = a.read(&b.commits());
    assert_eq!(plan.conflicts, [(ANI, "name".to_owned())]);
    assert_eq!(a.name(), "Ani Lestary");
    let conflict = &a.ledger.book().conflicts()[0];
    assert_eq!(conflict.contenders.len(), 2);

    a.set_name("Ani Lestari");
    assert!(a.ledger.book().conflicts().is_empty());
    b.read(&a.commits());
    assert!(b.ledger.book().conflicts().is_empty());
    assert_eq!(a.ledger.book().fingerprint(), b.ledger.book().fingerprint());
}

#[test]
fn equal_values_written_by_two_are_no_conflict() {
    let (mut a, mut b) = (Phone::new(1), Phone::new(2));
    a.set_name("Ani");
    b.set_name("Ani");
    a.read(&b.commits());
    assert!(a.ledger.book().conflicts().is_empty());
}

#[test]
fn importing_twice_changes_nothing() {
    let (mut a, mut b) = (Phone::new(1), Phone::new(2));
    a.set_name("Ani");
    assert_eq!(b.read(&a.commits()).new["person"], 1);
    let before = b.ledger.book().fingerprint();
    let again = b.read(&a.commits());
    assert!(again.is_empty() && again.known == 1);
    assert_eq!(again.identical["person"], 1);
    assert_eq!(b.ledger.book().fingerprint(), before);
}

#[test]
fn erasing_a_person_erases_what_hangs_on_them_and_an_older_file_cannot_bring_it_back() {
    let (mut a, mut b) = (Phone::new(1), Phone::new(2));
    a.set_name("Ani");
    let note_id = RecordId([9; 16]);
    a.save(vec![Draft {
        kind: note::SPEC.name,
        record: note_id,
        parent: Some(ANI),
        fields: FieldSet::new().with(note::TEXT, "rahasia"),
    }]);
    let older = a.commits();
    b.read(&older);
    // While A erases, B writes about the same person without knowing.
    b.set_name("Ani B");
    a.erase(ANI);
    assert!(a.ledger.needs_scrub());
    let mut clean = a.ledger.scrub().unwrap();
    let stored: Vec<u8> = clean.commits().flat_map(|bytes| bytes.into_owned()).collect();
    assert!(!stored.windows(7).any(|window| window == b"rahasia"));
    assert!(clean.book().get(ANI).is_none() && clean.book().get(note_id).is_none());

    let plan = clean.plan_merge(older.clone()).unwrap();
    clean.accept_all(plan.commits.iter().map(Vec::as_slice)).unwrap();
    let plan = clean.plan_merge(b.commits()).unwrap();
    clean.accept_all(plan.commits.iter().map(Vec::as_slice)).unwrap();
    assert!(clean.book().get(ANI).is_none() && clean.book().get(note_id).is_none());

    b.read(&origins(clean.commits().map(|bytes| decode_commit(&bytes).unwrap())));
    assert!(b.ledger.book().get(ANI).is_none() && b.ledger.book().get(note_id).is_none());
    assert_eq!(b.ledger.book().fingerprint(), clean.book().fingerprint());
}

#[test]
fn p35_an_altered_commit_is_named() {
    let mut a = Phone::new(1);
    a.set_name("Ani");
    let second = a.set_name("Ani Lestari");
    a.set_name("Ani L.");
    let mut commits = a.commits();
    let mut altered = decode_commit(commits[1].bytes()).unwrap();
    if let Change::Set { fields, .. } = &mut altered.changes[0] {
        fields.insert("name".into(), Value::from("Orang lain"));
    }
    commits[1] = Origin::new(&altered, commits[1].hash);
    // With the hashes of the file and without them: the chain itself shows it.
    let mut third = second;
    third.seq = 3;
    assert_eq!(
        Ledger::new(DeviceId([5; 16])).plan_merge(commits.clone()).unwrap_err(),
        MergeRefusal::BrokenChain(second)
    );
    commits.iter_mut().for_each(|origin| origin.hash = None);
    assert_eq!(
        Ledger::new(DeviceId([5; 16])).plan_merge(commits.clone()).unwrap_err(),
        MergeRefusal::BrokenChain(third)
    );
}

#[test]
fn a_restored_phone_forks_and_nothing_is_lost() {
    let (mut a, mut office) = (Phone::new(1), Phone::new(9));
    a.set_name("Ani");
    let backup = a.commits();
    a.set_name("Ani setelah cadangan");
    office.read(&a.commits());

    let mut restored = Phone::new(1);
    restored.read(&backup);
    restored.now = 5_000_000;
    restored.set_name("Ani dari HP pulih");
    let plan = office.read(&restored.commits());
    assert_eq!(plan.forks, [DeviceId([1; 16])]);
    let conflict = &office.ledger.book().conflicts()[0];
    assert_eq!(conflict.contenders.len(), 2);
    assert_eq!(office.ledger.forked_devices(), [DeviceId([1; 16])]);

    // The restored phone meets its lost half and learns that it must become another device.
    let plan = restored.read(&office.commits());
    assert!(plan.own_lost);
    assert_eq!(restored.ledger.book().fingerprint(), office.ledger.book().fingerprint());
}

#[test]
fn only_what_the_receiver_lacks_is_handed_over() {
    let (mut a, mut b) = (Phone::new(1), Phone::new(2));
    a.set_name("Ani");
    b.read(&a.commits());
    let heads = b.ledger.heads();
    assert!(a.ledger.commits_since(&heads).is_empty());
    a.set_name("Ani L.");
    assert_eq!(a.ledger.commits_since(&heads).len(), 1);
}

#[test]
fn undo_takes_back_the_whole_visit_but_not_what_came_later() {
    let mut phone = Phone::new(1);
    let (house, link) = (RecordId([2; 16]), RecordId([3; 16]));
    phone.set_name("Ani");
    let visit = phone.save(vec![
        Draft {
            kind: "person",
            record: ANI,
            parent: None,
            fields: FieldSet::new().with(person::NAME, "Salah").with(person::RT, "001"),
        },
        Draft {
            kind: "household",
            record: house,
            parent: None,
            fields: FieldSet::new().with(household::NAME, "Ani"),
        },
        Draft {
            kind: "member",
            record: link,
            parent: Some(house),
            fields: FieldSet::new().with(member::PERSON, ANI),
        },
    ]);
    phone.save(vec![Draft {
        kind: "person",
        record: ANI,
        parent: None,
        fields: FieldSet::new().with(person::RT, "002"),
    }]);
    let undo = phone.ledger.plan_undo(visit);
    phone.save(undo);
    assert_eq!(phone.name(), "Ani");
    assert_eq!(phone.ledger.book().get(ANI).unwrap().text(person::RT), "002");
    assert!(phone.ledger.book().get(house).is_none());
    assert!(phone.ledger.book().get_any(house).is_some());
    assert_eq!(phone.ledger.book().children(house, &member::SPEC).count(), 0);
}

#[test]
fn fields_and_kinds_of_a_newer_version_come_through_untouched() {
    let mut a = Phone::new(1);
    let author = Author { name: "Rina", at: Stamp { ms: 1, offset: 420 } };
    let fields = [("hologram".to_owned(), Value::List(vec![Value::Int(7)]))].into();
    let change = Change::Set { kind: "drone".into(), record: ANI, parent: None, salt: [0; 16], fields };
    let prepared = a.ledger.prepare_changes(&author, vec![change]);
    a.ledger.accept(&prepared.bytes).unwrap();
    let mut b = Phone::new(2);
    b.read(&a.commits());
    assert_eq!(b.ledger.commits().next().unwrap().as_ref(), prepared.bytes.as_slice());
    assert_eq!(b.ledger.book().get(ANI).unwrap().value("hologram"), Some(Value::List(vec![Value::Int(7)])));
}

#[test]
fn scrubbing_leaves_every_hash_as_it_was() {
    let mut phone = Phone::new(1);
    phone.set_name("Ani");
    phone.set_name("Ani Lestari");
    let hashes = |ledger: &Ledger| -> Vec<Hash> {
        ledger.commits().map(|bytes| hash_commit(&bytes).unwrap()).collect()
    };
    let before: Vec<Hash> = hashes(&phone.ledger);
    phone.erase(ANI);
    let clean = phone.ledger.scrub().unwrap();
    assert_eq!(hashes(&clean)[..2], before);
    assert!(Ledger::new(DeviceId([5; 16])).plan_merge(phone.commits()).is_ok());
}

#[test]
fn what_the_lost_half_of_a_restored_phone_wrote_is_a_conflict_and_not_overwritten() {
    let (mut a, mut office) = (Phone::new(1), Phone::new(9));
    a.set_name("Ani");
    let mut restored = Phone::new(1);
    restored.read(&a.commits());
    a.set_name("Ani hilang");
    restored.now = 5_000_000;
    restored.set_name("Ani");
    // A later number of the other branch; by numbers alone it would seem to follow the lost one.
    restored.set_name("Ani pulih");
    office.read(&a.commits());
    office.read(&restored.commits());
    let values: Vec<Value> =
        office.ledger.book().conflicts()[0].contenders.iter().map(|side| side.value.clone()).collect();
    assert!(values == [Value::from("Ani hilang"), Value::from("Ani pulih")]);
}

#[test]
fn of_two_changes_to_one_record_in_one_save_the_later_stands() {
    let mut phone = Phone::new(1);
    let draft = |name: &str| Draft {
        kind: "person",
        record: ANI,
        parent: None,
        fields: FieldSet::new().with(person::NAME, name),
    };
    phone.save(vec![draft("Z"), draft("A")]);
    assert_eq!(phone.name(), "A");
}

#[test]
fn the_preview_does_not_count_what_hangs_on_an_erased_record_as_new() {
    let (mut a, mut b) = (Phone::new(1), Phone::new(2));
    a.set_name("Ani");
    b.read(&a.commits());
    a.erase(ANI);
    let base = b.ledger.heads();
    b.save(vec![Draft {
        kind: "note",
        record: RecordId([9; 16]),
        parent: Some(ANI),
        fields: FieldSet::new().with(note::TEXT, "x"),
    }]);
    let late: Vec<Commit> = b.ledger.commits_since(&base).iter().map(|c| decode_commit(c).unwrap()).collect();
    let plan = a.ledger.plan_merge(origins(late.into_iter())).unwrap();
    assert!(plan.new.is_empty());
}
