//! The merge as algebra: commutative, associative, idempotent; nothing lost; erasure wins.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::value::{Fields, Value};
use pendamping::ledger::*;
use proptest::prelude::*;

const DEVICES: usize = 3;

/// One thing that happens to one of three phones.
#[derive(Clone, Debug)]
enum Act {
    /// Writes fields of a record; the clock is off by so many milliseconds.
    Write { phone: usize, record: u8, fields: Vec<(u8, i64)>, off: i64 },
    /// Erases a record.
    Erase { phone: usize, record: u8 },
    /// Reads all that another phone has.
    Read { phone: usize, from: usize },
    /// Goes back to an empty state without knowing it, so that it writes its numbers again.
    Copy { phone: usize, from: usize },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let phone = 0..DEVICES;
    let act = prop_oneof![
        8 => (phone.clone(), 1..6_u8, prop::collection::vec((0..3_u8, 0..4_i64), 1..3), -9_000..9_000_i64)
            .prop_map(|(phone, record, fields, off)| Act::Write { phone, record, fields, off }),
        1 => (phone.clone(), 1..6_u8).prop_map(|(phone, record)| Act::Erase { phone, record }),
        4 => (phone.clone(), phone.clone()).prop_map(|(phone, from)| Act::Read { phone, from }),
        1 => (phone.clone(), phone).prop_map(|(phone, from)| Act::Copy { phone, from }),
    ];
    prop::collection::vec(act, 1..24)
}

/// Records 4 and 5 hang on 1 and 2.
fn parent(record: u8) -> Option<RecordId> {
    (record > 3).then(|| RecordId([record - 3; 16]))
}

fn origins(ledger: &Ledger) -> Vec<Origin> {
    ledger
        .commits()
        .map(|bytes| Origin::new(&decode_commit(&bytes).unwrap(), hash_commit(&bytes).ok()))
        .collect()
}

/// A record's fields and the fields in conflict, where it is here.
type Standing = Option<(Fields, Vec<String>)>;

fn standing(ledger: &Ledger, id: RecordId) -> Standing {
    let record = ledger.book().get_any(id)?;
    Some((record.fields(), record.conflicts().into_iter().map(|conflict| conflict.field).collect()))
}

/// Merges, and holds the plan to what then happened.
fn merge(ledger: &mut Ledger, origins: &[Origin]) -> MergePlan {
    let plan = ledger.plan_merge(origins.to_vec()).unwrap();
    let touched: BTreeSet<RecordId> =
        origins.iter().flat_map(|origin| records_of(origin.bytes()).unwrap()).collect();
    let before: Vec<(RecordId, Standing)> = touched.iter().map(|id| (*id, standing(ledger, *id))).collect();
    ledger.accept_all(plan.commits.iter().map(Vec::as_slice)).unwrap();
    let (mut new, mut changed, mut identical, mut erased) = (0, 0, 0, 0);
    let mut conflicts = Vec::new();
    for (id, before) in before {
        match (before, standing(ledger, id)) {
            (None, Some(_)) => new += 1,
            (Some(_), None) => erased += 1,
            (None, None) => {}
            (Some((fields, known)), Some((fields_after, after))) => {
                if fields == fields_after {
                    identical += 1
                } else {
                    changed += 1
                }
                conflicts.extend(after.into_iter().filter(|field| !known.contains(field)).map(|it| (id, it)));
            }
        }
    }
    conflicts.sort_unstable();
    let sum = |group: &BTreeMap<String, usize>| group.values().sum::<usize>();
    assert_eq!((sum(&plan.new), sum(&plan.changed), sum(&plan.identical)), (new, changed, identical));
    assert_eq!((plan.erased, &plan.conflicts), (erased, &conflicts));
    plan
}

/// A record, a field and what was written to it.
type Written = (RecordId, String, Value);

/// Plays the acts; gives each phone's set of commits, and every written value.
fn play(acts: Vec<Act>) -> (Vec<Vec<Origin>>, Vec<Written>) {
    let device = |phone: usize| DeviceId([phone as u8 + 1; 16]);
    let mut phones: Vec<Ledger> = (0..DEVICES).map(|phone| Ledger::new(device(phone))).collect();
    let mut seen_once: Vec<Vec<Origin>> = Vec::new();
    let mut written = Vec::new();
    let mut now = 1_000_000;
    for act in acts {
        now += 1_000;
        let author = |off: i64| Author { name: "R", at: Stamp { ms: now + off, offset: 420 } };
        match act {
            Act::Write { phone, record, fields, off } => {
                let id = RecordId([record; 16]);
                let fields: Fields =
                    fields.into_iter().map(|(name, value)| (format!("f{name}"), Value::Int(value))).collect();
                written.extend(fields.iter().map(|(name, value)| (id, name.clone(), value.clone())));
                let (kind, parent) = ("person".to_owned(), parent(record));
                let salt = [now as u8; 16];
                let change = Change::Set { kind, record: id, parent, salt, fields };
                let prepared = phones[phone].prepare_changes(&author(off), vec![change]);
                phones[phone].accept(&prepared.bytes).unwrap();
            }
            Act::Erase { phone, record } => {
                let prepared = phones[phone].prepare_erase(
                    &author(0),
                    &[RecordId([record; 16])],
                    Vec::new(),
                    &mut || [0; 16],
                );
                phones[phone].accept(&prepared.bytes).unwrap();
            }
            Act::Read { phone, from } => {
                let other = origins(&phones[from]);
                merge(&mut phones[phone], &other);
            }
            Act::Copy { phone, from } => {
                // What the phone held before is a file somewhere; the phone itself starts from another's
                // state under the other's name.
                seen_once.push(origins(&phones[phone]));
                let other = origins(&phones[from]);
                phones[phone] = Ledger::new(phones[from].device());
                merge(&mut phones[phone], &other);
            }
        }
    }
    seen_once.extend(phones.iter().map(origins));
    (seen_once, written)
}

fn reader() -> Ledger {
    Ledger::new(DeviceId([99; 16]))
}

proptest! {
    #[test]
    fn p26_files_in_any_order_grouped_in_any_way_give_one_book(
        acts in acts(), seed in any::<prop::sample::Index>(), swap in prop::collection::vec(any::<prop::sample::Index>(), 12),
    ) {
        let (files, _) = play(acts);
        let mut straight = reader();
        for file in &files {
            merge(&mut straight, file);
        }
        // Commutative: the files turned round, and each file's commits shuffled.
        let mut turned = reader();
        for file in files.iter().rev() {
            let mut file = file.clone();
            for pick in &swap {
                if !file.is_empty() {
                    let place = pick.index(file.len());
                    file.swap(0, place);
                }
            }
            merge(&mut turned, &file);
        }
        prop_assert!(straight.book().canonical() == turned.book().canonical());
        // Associative: some are merged elsewhere first.
        let cut = seed.index(files.len());
        let (mut left, mut right) = (reader(), Ledger::new(DeviceId([98; 16])));
        files[..cut].iter().for_each(|file| drop(merge(&mut left, file)));
        files[cut..].iter().for_each(|file| drop(merge(&mut right, file)));
        merge(&mut left, &origins(&right));
        prop_assert!(straight.book().canonical() == left.book().canonical());
        // In one heap.
        let mut heap = reader();
        merge(&mut heap, &files.concat());
        prop_assert!(straight.book().canonical() == heap.book().canonical());
        // Idempotent.
        let before = straight.book().canonical();
        for file in &files {
            prop_assert!(merge(&mut straight, file).is_empty());
        }
        prop_assert!(straight.book().canonical() == before);
        // And what the disk holds is the same book again.
        prop_assert!(straight.scrub().unwrap().book().canonical() == before);
    }

    #[test]
    fn p26_every_written_value_wins_is_in_conflict_or_is_in_the_history(acts in acts()) {
        let (files, written) = play(acts);
        let mut office = reader();
        files.iter().for_each(|file| drop(merge(&mut office, file)));
        for (record, field, value) in written {
            if office.book().is_erased(record) {
                prop_assert!(office.book().get_any(record).is_none());
                continue;
            }
            let stands = office.book().get_any(record).unwrap().value(&field);
            let stood = office.book().history(record).iter().any(|entry| {
                entry.changes.iter().any(|change| change.field == field && change.after == value)
            });
            prop_assert!(stood || stands == Some(value));
        }
    }

    #[test]
    fn erasing_beats_every_older_and_newer_write_in_any_order(acts in acts(), record in 1..4_u8) {
        let (files, _) = play(acts);
        let id = RecordId([record; 16]);
        let mut eraser = Ledger::new(DeviceId([50; 16]));
        let author = Author { name: "R", at: Stamp { ms: 1, offset: 0 } };
        let prepared = eraser.prepare_erase(&author, &[id], Vec::new(), &mut || [0; 16]);
        eraser.accept(&prepared.bytes).unwrap();
        for last in [true, false] {
            let mut office = reader();
            if !last {
                merge(&mut office, &origins(&eraser));
            }
            files.iter().for_each(|file| drop(merge(&mut office, file)));
            merge(&mut office, &origins(&eraser));
            let child = RecordId([record + 3; 16]);
            prop_assert!(office.book().get_any(id).is_none());
            prop_assert!(office.book().get_any(child).is_none() || record == 3);
            let mut clean = office.scrub().unwrap();
            files.iter().for_each(|file| drop(merge(&mut clean, file)));
            prop_assert!(clean.book().get_any(id).is_none());
        }
    }

    #[test]
    fn p35_the_first_altered_commit_is_the_one_that_is_named(
        count in 1..8_usize, pick in any::<prop::sample::Index>(), with_hash in any::<bool>(),
    ) {
        let mut phone = Ledger::new(DeviceId([1; 16]));
        for number in 0..count {
            let author = Author { name: "R", at: Stamp { ms: number as i64, offset: 0 } };
            let fields = [("name".to_owned(), Value::Int(number as i64))].into();
            let change =
                Change::Set { kind: "person".into(), record: RecordId([1; 16]), parent: None, salt: [0; 16], fields };
            let prepared = phone.prepare_changes(&author, vec![change]);
            phone.accept(&prepared.bytes).unwrap();
        }
        let mut file = origins(&phone);
        let place = pick.index(count);
        let mut altered = decode_commit(file[place].bytes()).unwrap();
        altered.author = "X".into();
        file[place] = Origin::new(&altered, file[place].hash);
        if !with_hash {
            file.iter_mut().for_each(|origin| origin.hash = None);
        }
        let named = |seq: usize| MergeRefusal::BrokenChain(CommitRef { device: DeviceId([1; 16]), seq: seq as u64 });
        let result = reader().plan_merge(file);
        if with_hash {
            prop_assert_eq!(result.unwrap_err(), named(place + 1));
        } else if place + 1 < count {
            // Without the file's hashes the link from the next commit shows it.
            prop_assert_eq!(result.unwrap_err(), named(place + 2));
        }
    }
}
