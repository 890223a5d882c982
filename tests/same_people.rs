//! Two records of one person: who stands for whom is the same on every phone, and taking it back restores what was.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use pendamping::casework::erase::plan_erase;
use pendamping::casework::same_person::{plan_apart, plan_same};
use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{DELETED, Draft, FieldSet, SAME_AS};
use pendamping::domain::record::casework::{case, visit};
use pendamping::domain::record::spine::{household, member, person, relation};
use pendamping::ledger::*;
use proptest::prelude::*;

const PHONES: usize = 3;
const PEOPLE: u8 = 6;
const HOME: RecordId = RecordId([0xfe; 16]);

fn who(number: u8) -> RecordId {
    RecordId([number + 1; 16])
}

/// One thing that happens on one of the phones.
#[derive(Clone, Debug)]
enum Act {
    /// Writes a person, so that it is there.
    Person(u8),
    /// Says that the first is the same as the second, whatever stands.
    Same(u8, u8),
    /// Takes it back.
    Apart(u8),
    Trash(u8, bool),
    Erase(u8),
    /// A case under somebody.
    Case(u8),
    /// A membership, a relation of the first to the second, and a visit to the first.
    Around(u8, u8),
    /// Reads all that another phone has.
    Read(usize),
}

fn acts(longest: usize) -> impl Strategy<Value = Vec<(usize, Act)>> {
    let one = || 0..PEOPLE;
    let act = prop_oneof![
        3 => one().prop_map(Act::Person),
        5 => (one(), one()).prop_map(|(a, b)| Act::Same(a, b)),
        2 => one().prop_map(Act::Apart),
        1 => (one(), any::<bool>()).prop_map(|(a, gone)| Act::Trash(a, gone)),
        1 => one().prop_map(Act::Erase),
        3 => one().prop_map(Act::Case),
        2 => (one(), one()).prop_map(|(a, b)| Act::Around(a, b)),
        3 => (0..PHONES).prop_map(Act::Read),
    ];
    prop::collection::vec((0..PHONES, act), 1..longest)
}

struct Phones {
    ledgers: Vec<Ledger>,
    now: i64,
    made: u64,
}

impl Phones {
    fn new() -> Self {
        let ledgers = (0..PHONES).map(|phone| Ledger::new(DeviceId([phone as u8 + 1; 16]))).collect();
        let mut phones = Phones { ledgers, now: 1_000_000, made: 0 };
        phones.save(0, vec![draft(&household::SPEC, HOME, None, FieldSet::new())]);
        phones
    }

    fn author(&mut self) -> Author<'static> {
        self.now += 1_000;
        Author { name: "R", at: Stamp { ms: self.now, offset: 420 } }
    }

    fn save(&mut self, phone: usize, drafts: Vec<Draft>) {
        let author = self.author();
        let ledger = &mut self.ledgers[phone];
        let prepared = ledger.prepare(&author, drafts, &mut || [1; 16]);
        ledger.accept(&prepared.bytes).unwrap();
    }

    fn erase(&mut self, phone: usize, person: RecordId) {
        let author = self.author();
        let ledger = &mut self.ledgers[phone];
        let plan = plan_erase(ledger.book(), person);
        let prepared = ledger.prepare_erase(&author, &plan, Vec::new(), &mut || [1; 16]);
        ledger.accept(&prepared.bytes).unwrap();
    }

    fn read(&mut self, phone: usize, from: usize) {
        let origins = origins(&self.ledgers[from]);
        let plan = self.ledgers[phone].plan_merge(origins).unwrap();
        self.ledgers[phone].accept_all(plan.commits.iter().map(Vec::as_slice)).unwrap();
    }

    fn id(&mut self) -> RecordId {
        self.made += 1;
        RecordId::make(self.made, [9; 10])
    }

    fn play(&mut self, phone: usize, act: &Act) {
        let same = |a: u8, fields: FieldSet| draft(&person::SPEC, who(a), None, fields);
        match *act {
            Act::Person(a) => {
                self.save(phone, vec![same(a, FieldSet::new().with(person::NAME, a.to_string()))])
            }
            Act::Same(a, b) => self.save(phone, vec![same(a, FieldSet::new().with(SAME_AS, who(b)))]),
            Act::Apart(a) => {
                let mut fields = FieldSet::new();
                fields.clear(SAME_AS);
                self.save(phone, vec![same(a, fields)]);
            }
            Act::Trash(a, gone) => self.save(phone, vec![same(a, FieldSet::new().with(DELETED, gone))]),
            Act::Erase(a) => self.erase(phone, who(a)),
            Act::Case(a) => {
                let id = self.id();
                self.save(phone, vec![draft(&case::SPEC, id, Some(who(a)), FieldSet::new())]);
            }
            Act::Around(a, b) => {
                let ids = [self.id(), self.id(), self.id()];
                let of = FieldSet::new().with(member::PERSON, who(a));
                let to = FieldSet::new().with(relation::OTHER, who(b));
                self.save(
                    phone,
                    vec![
                        draft(&member::SPEC, ids[0], Some(HOME), of),
                        draft(&relation::SPEC, ids[1], Some(who(a)), to),
                        draft(&visit::SPEC, ids[2], Some(who(a)), FieldSet::new()),
                    ],
                );
            }
            Act::Read(from) => self.read(phone, from),
        }
    }
}

fn draft(
    kind: &'static pendamping::domain::kind::Kind,
    record: RecordId,
    parent: Option<RecordId>,
    fields: FieldSet,
) -> Draft {
    Draft { kind: kind.name, record, parent, fields }
}

fn origins(ledger: &Ledger) -> Vec<Origin> {
    let origin = |bytes: &[u8]| Origin::new(&decode_commit(bytes).unwrap(), hash_commit(bytes).ok());
    ledger.commits().map(|bytes| origin(&bytes)).collect()
}

/// What can be read of everybody: what a page would show.
#[derive(Debug, PartialEq)]
struct Seen {
    mains: Vec<(RecordId, RecordId)>,
    people: BTreeMap<RecordId, Vec<Vec<RecordId>>>,
    names: BTreeMap<RecordId, String>,
    parents: BTreeMap<RecordId, Option<RecordId>>,
}

fn seen(ledger: &Ledger) -> Seen {
    let book = ledger.book();
    let ids = |records: Vec<RecordRef<'_>>| {
        let mut ids: Vec<RecordId> = records.iter().map(|record| record.id()).collect();
        ids.sort_unstable();
        ids
    };
    let around = |id: RecordId| {
        vec![
            ids(book.all_children(id).collect()),
            ids(book.referring(&member::SPEC, member::PERSON, id)),
            ids(book.referring(&relation::SPEC, relation::OTHER, id)),
        ]
    };
    let everybody = (0..PEOPLE).map(who);
    Seen {
        mains: book.merged().collect(),
        people: everybody.clone().map(|id| (id, around(id))).collect(),
        names: everybody.filter_map(|id| Some((id, book.get(id)?.text(person::NAME).to_owned()))).collect(),
        parents: book.all().map(|record| (record.id(), record.parent())).collect(),
    }
}

/// What must hold in every book.
fn check(ledger: &Ledger) {
    let book = ledger.book();
    let listed: Vec<RecordId> = book.of(&person::SPEC).map(|one| one.id()).collect();
    for (id, main) in book.merged() {
        assert!(listed.contains(&main) && !listed.contains(&id), "one of them is listed, the other is not");
        assert_eq!(book.main_of(main), main);
        assert_eq!(book.get(id).unwrap().id(), main);
        assert!(book.stands_for(main).contains(&id));
        for kind in [&case::SPEC, &visit::SPEC, &relation::SPEC] {
            assert!(
                book.children(id, kind).map(|one| one.id()).eq(book.children(main, kind).map(|one| one.id()))
            );
        }
    }
    // Nothing is lost and nothing is listed twice: what hangs on somebody who is there hangs on whom is listed.
    for record in book.all() {
        if let Some(parent) = record.parent() {
            let found = book.all_children(parent).filter(|child| child.id() == record.id()).count();
            assert_eq!(found, 1);
        }
    }
    for record in book.of(&member::SPEC) {
        let person = record.get(member::PERSON).unwrap();
        assert_eq!(book.main_of(person), person);
        let hits = book.referring(&member::SPEC, member::PERSON, person);
        assert_eq!(hits.iter().filter(|hit| hit.id() == record.id()).count(), 1);
    }
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn who_stands_for_whom_is_the_same_whatever_the_order_in_which_the_saves_come(
        acts in acts(30),
        order in prop::collection::vec(any::<prop::sample::Index>(), 60),
    ) {
        let mut phones = Phones::new();
        for (phone, act) in &acts {
            phones.play(*phone, act);
            check(&phones.ledgers[*phone]);
        }
        for from in [1, 2] {
            phones.read(0, from);
        }
        check(&phones.ledgers[0]);
        let all: Vec<Vec<u8>> = phones.ledgers[0].commits().map(|bytes| bytes.into_owned()).collect();
        let mut left = all.clone();
        let mut other = Ledger::new(DeviceId([0x77; 16]));
        for index in order {
            if !left.is_empty() {
                let commit = left.remove(index.index(left.len()));
                other.accept(&commit).unwrap();
                check(&other);
            }
        }
        other.accept_all(left.iter().map(Vec::as_slice)).unwrap();
        prop_assert_eq!(seen(&other), seen(&phones.ledgers[0]));
        prop_assert_eq!(other.book().canonical(), phones.ledgers[0].book().canonical());
    }

    #[test]
    fn what_was_brought_together_is_apart_again_as_it_was(
        acts in acts(30), a in 0..PEOPLE, b in 0..PEOPLE,
    ) {
        let mut phones = Phones::new();
        for (phone, act) in &acts {
            phones.play(*phone, act);
        }
        for from in [1, 2] {
            phones.read(0, from);
        }
        let before = seen(&phones.ledgers[0]);
        let other = phones.ledgers[0].book().main_of(who(b));
        let plan = plan_same(phones.ledgers[0].book(), who(a), other);
        // The two may be one already, or gone.
        if plan.is_empty() {
            return Ok(());
        }
        phones.save(0, plan);
        check(&phones.ledgers[0]);
        let book = phones.ledgers[0].book();
        prop_assert_eq!(book.main_of(who(a)), book.main_of(who(b)));
        prop_assert_eq!(book.main_of(who(a)), before.mains.iter().find(|(id, _)| *id == who(a)).map_or(who(a), |(_, main)| *main));
        let plan = plan_apart(book, other);
        phones.save(0, plan);
        prop_assert_eq!(seen(&phones.ledgers[0]), before);
    }

    #[test]
    fn p11_erasing_somebody_who_was_recorded_twice_leaves_neither_record(acts in acts(30), a in 0..PEOPLE) {
        let mut phones = Phones::new();
        for (phone, act) in &acts {
            phones.play(*phone, act);
        }
        for from in [1, 2] {
            phones.read(0, from);
        }
        let group: Vec<RecordId> = (0..PEOPLE)
            .map(who)
            .filter(|id| phones.ledgers[0].book().main_of(*id) == phones.ledgers[0].book().main_of(who(a)))
            .filter(|id| phones.ledgers[0].book().get_any(*id).is_some())
            .collect();
        phones.erase(0, who(a));
        if phones.ledgers[0].book().is_erased(who(a)) {
            let book = phones.ledgers[0].book();
            prop_assert!(group.iter().all(|id| book.is_erased(*id)));
            for record in book.all_with_trash() {
                prop_assert!(record.stored_parent().is_none_or(|parent| !group.contains(&parent)));
                for value in record.fields().values() {
                    let text = value.as_text().unwrap_or_default();
                    // That somebody else was the same as a person who is gone says nothing of that person.
                    prop_assert!(record.is(&person::SPEC) || group.iter().all(|id| text != id.to_string()));
                }
            }
        }
        check(&phones.ledgers[0]);
    }
}

#[test]
fn a_long_chain_is_followed_to_its_end() {
    let mut phones = Phones::new();
    let id = |number: u64| RecordId::make(number, [2; 10]);
    let named = |number: u64| FieldSet::new().with(person::NAME, "x").with(SAME_AS, id(number + 1));
    let drafts = (0..50_000).map(|number| draft(&person::SPEC, id(number), None, named(number)));
    let last = draft(&person::SPEC, id(50_000), None, FieldSet::new().with(person::NAME, "last"));
    phones.save(0, drafts.chain([last]).collect());
    let book = phones.ledgers[0].book();
    assert_eq!(book.of(&person::SPEC).map(|one| one.id()).collect::<Vec<_>>(), [id(50_000)]);
    assert_eq!(book.main_of(id(0)), id(50_000));
}
