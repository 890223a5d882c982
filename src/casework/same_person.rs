//! One person under two records: who may be the same, saying so, and taking it back.
//!
//! Nothing is copied from one record to the other: the one that goes on stands for both (`ledger::Book::main_of`), and
//! what only the other one says is read from there. So taking it back loses nothing, and what was written since stays
//! with the record that stood for both.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

use super::duplicate::{PAIRS, key, own_key};
use super::question;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet, FieldSpec, SAME_AS};
use crate::domain::order::InOrder;
use crate::domain::record::spine::person;
use crate::domain::text::Text;
use crate::domain::value::Value;
use crate::ledger::{Book, RecordRef, Steps};
use crate::search::duplicate::{PersonKey, Strength, compare};

/// Says that two are one person, who goes on as `main`; nothing where they are one already.
pub fn plan_same(book: &Book, main: RecordId, other: RecordId) -> Vec<Draft> {
    let (Some(main), Some(other)) = (book.get_as(main, &person::SPEC), book.get_as(other, &person::SPEC))
    else {
        return Vec::new();
    };
    if main.id() == other.id() {
        return Vec::new();
    }
    vec![write(other.id(), Some(main.id()))]
}

/// Takes back that a record is the same person as another one. What was said to be the same as it stays with it.
pub fn plan_apart(book: &Book, other: RecordId) -> Vec<Draft> {
    let main = book.main_of(other);
    if main == other {
        return Vec::new();
    }
    let mut drafts = vec![write(other, None)];
    // Two workers may each have named the other one: then both take it back.
    let named = |id: RecordId| book.get_any(id).and_then(|record| record.same_as());
    let mut way = vec![main];
    while let Some(next) = way.last().and_then(|id| named(*id)).filter(|next| !way.contains(next)) {
        if next == other {
            drafts.push(write(main, None));
            break;
        }
        way.push(next);
    }
    drafts
}

fn write(record: RecordId, same: Option<RecordId>) -> Draft {
    let mut fields = FieldSet::new();
    match same {
        Some(id) => fields.set(SAME_AS, id),
        None => fields.clear(SAME_AS),
    }
    Draft { kind: person::SPEC.name, record, parent: None, fields }
}

/// The records for which a person's record stands, as they are, without those in the trash.
pub fn also_recorded(book: &Book, main: RecordId) -> Vec<RecordRef<'_>> {
    book.others_of(main).collect()
}

/// Two records side by side: every field that either has, and whether they differ in it.
pub fn side_by_side(a: RecordRef<'_>, b: RecordRef<'_>) -> Vec<(&'static FieldSpec, [Option<Value>; 2])> {
    let answers = question::answers_of(a.book(), [a, b].into_iter());
    let (a, b) = (a.fields(), b.fields());
    let both = person::SPEC.fields.iter().chain(answers).map(|spec| {
        let of = |fields: &crate::domain::value::Fields| {
            fields.get(spec.name).filter(|value| !value.is_empty()).cloned()
        };
        (spec, [of(&a), of(&b)])
    });
    both.filter(|(_, [a, b])| a.is_some() || b.is_some()).collect()
}

/// Why two may be the same person; nothing where only a person can tell.
pub fn reasons(a: RecordRef<'_>, b: RecordRef<'_>) -> Vec<Text> {
    // Of two that are one person already, the one that stands for both would repeat what the other says.
    let key = if a.is_merged() || b.is_merged() { own_key } else { key };
    let found = compare(&key(a), &key(b), 0);
    found.map_or_else(Vec::new, |found| found.reasons.iter().map(|reason| reason.text()).collect())
}

/// Two people on record who may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one who was recorded first.
    pub first: RecordId,
    /// The other one.
    pub second: RecordId,
    /// Why they may be the same.
    pub reasons: Vec<Text>,
}

/// Everybody on record who may be there twice, the likeliest first.
///
/// A name alone is no reason, so only those are compared who have something else in common: a number, a telephone, a
/// neighbourhood, or nearly a year of birth. That makes it possible with ten thousand people.
#[derive(Default)]
pub struct PairSteps {
    read: usize,
    people: Vec<(RecordId, PersonKey)>,
    /// What somebody has, as a number, and who has it.
    common: Vec<(u64, u32)>,
    sorted: bool,
    place: usize,
    /// How far down from `place` the pairs were compared.
    below: usize,
    found: FxHashMap<(u32, u32), (Strength, u16, Vec<Text>)>,
}

impl PairSteps {
    fn note(&mut self, record: RecordRef<'_>) {
        let key = key(record);
        let who = self.people.len() as u32;
        let mut put = |what: &dyn Fn(&mut FxHasher)| {
            let mut hasher = FxHasher::default();
            what(&mut hasher);
            self.common.push((hasher.finish(), who));
        };
        for nik in &key.niks {
            put(&|h| (1, nik).hash(h));
        }
        for phone in &key.phones {
            put(&|h| (2, phone).hash(h));
        }
        if let Some(year) = key.year() {
            // Years that lie one apart have one of the two in common, and so has everybody of one birthday.
            put(&|h| (3, year).hash(h));
            put(&|h| (3, year + 1).hash(h));
        }
        if let (Some(village), Some(rt)) = (&key.village, &key.rt) {
            put(&|h| (4, village, &key.rw, rt).hash(h));
        }
        self.people.push((record.id(), key));
    }

    /// Compares some pairs; `true` once all were.
    fn pairs(&mut self, many: usize) -> bool {
        let mut left = many;
        while let Some((what, a)) = self.common.get(self.place).copied() {
            let next = self.common.get(self.place + 1 + self.below).filter(|(other, _)| *other == what);
            let Some((_, b)) = next.copied() else {
                self.place += 1;
                self.below = 0;
                continue;
            };
            self.below += 1;
            let pair = (a.min(b), a.max(b));
            if a != b && !self.found.contains_key(&pair) {
                let (Some((_, one)), Some((_, other))) =
                    (self.people.get(pair.0 as usize), self.people.get(pair.1 as usize))
                else {
                    continue;
                };
                if let Some(found) = compare(one, other, 0).filter(|found| found.strength > Strength::Weak) {
                    let reasons = found.reasons.iter().map(|reason| reason.text()).collect();
                    self.found.insert(pair, (found.strength, found.score, reasons));
                }
            }
            left -= 1;
            if left == 0 {
                return false;
            }
        }
        true
    }
}

impl Steps for PairSteps {
    type Out = Vec<Pair>;

    fn step(&mut self, book: &Book, records: usize) -> bool {
        if self.read < book.capacity_of(&person::SPEC) {
            let end = self.read.saturating_add(records.max(1));
            let part = book.of_part(&person::SPEC, self.read..end);
            part.for_each(|record| self.note(record));
            self.read = end;
            return false;
        }
        if !self.sorted {
            self.common.order_by_number(|(what, _)| *what);
            self.sorted = true;
        }
        self.pairs(records.max(1).saturating_mul(PAIRS))
    }

    fn finish(self) -> Vec<Pair> {
        let id = |place: u32| self.people.get(place as usize).map(|(id, _)| *id);
        let mut found: Vec<_> = self
            .found
            .into_iter()
            .filter_map(|((a, b), (strength, score, reasons))| {
                let (a, b) = (id(a)?, id(b)?);
                Some(((strength, score), Pair { first: a.min(b), second: a.max(b), reasons }))
            })
            .collect();
        found
            .order_by(|(a, one), (b, other)| (b, one.first, one.second).cmp(&(a, other.first, other.second)));
        found.into_iter().map(|(_, pair)| pair).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::erase::{plan_erase, plan_restore};
    use crate::casework::fixture::{Desk, fields};
    use crate::casework::person::{households_of, members};
    use crate::domain::birth::Birth;
    use crate::domain::kind::DELETED;
    use crate::domain::record::casework::{case, note};
    use crate::domain::record::spine::{household, member, relation};

    fn somebody(desk: &mut Desk, name: &str) -> RecordId {
        desk.make(&person::SPEC, None, fields().with(person::NAME, name))
    }

    #[test]
    fn everything_of_two_records_is_on_one_page_and_apart_again_it_is_as_before() {
        let mut desk = Desk::new();
        let (ani, anni) = (somebody(&mut desk, "Ani"), somebody(&mut desk, "Anni"));
        desk.change(&person::SPEC, anni, fields().with(person::DANGERS, "Anjing galak"));
        let home = desk.make(&household::SPEC, None, fields().with(household::NAME, "Ani"));
        for who in [ani, anni] {
            desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, who));
        }
        let own = desk.make(&case::SPEC, Some(ani), fields());
        let other = desk.make(&case::SPEC, Some(anni), fields());
        let canonical = |desk: &Desk| {
            let book = desk.book();
            let of = |who| book.children(who, &case::SPEC).map(|one| one.id()).collect::<Vec<_>>();
            (of(ani), of(anni), members(book, home).len(), book.of(&person::SPEC).count())
        };
        let before = canonical(&desk);

        let plan = plan_same(desk.book(), ani, anni);
        desk.save(plan);
        let both = vec![own, other];
        assert_eq!(canonical(&desk), (both.clone(), both, 1, 1));
        let book = desk.book();
        assert_eq!(book.get(anni).unwrap().id(), ani);
        assert_eq!(book.get(ani).unwrap().text(person::DANGERS), "Anjing galak");
        assert_eq!(book.get(other).unwrap().parent_record().unwrap().id(), ani);
        assert_eq!(households_of(book, anni).len(), 1);
        assert_eq!(also_recorded(book, ani)[0].text(person::NAME), "Anni");
        assert!(plan_same(book, anni, ani).is_empty() && plan_apart(book, ani).is_empty());
        assert!(PairSteps::default().at_once(book).is_empty());

        let plan = plan_apart(desk.book(), anni);
        desk.save(plan);
        assert_eq!(canonical(&desk), before);
        assert_eq!(desk.book().get(ani).unwrap().get(person::DANGERS), None);
    }

    #[test]
    fn what_only_one_of_two_records_says_is_no_likeness_of_them() {
        let mut desk = Desk::new();
        let ani = somebody(&mut desk, "Ani");
        let known = fields().with(person::NIK, "1").with(person::PHONES, vec!["+62811".to_owned()]);
        let budi = desk.make(&person::SPEC, None, known.with(person::NAME, "Budi"));
        let why =
            |desk: &Desk| reasons(desk.book().get_any(ani).unwrap(), desk.book().get_any(budi).unwrap());
        assert_eq!(why(&desk), []);
        let plan = plan_same(desk.book(), ani, budi);
        desk.save(plan);
        assert_eq!(why(&desk), []);
        // Said of either by somebody, it is one.
        desk.change(&person::SPEC, ani, fields().with(person::NIK, "1"));
        assert_eq!(why(&desk).len(), 1);
    }

    #[test]
    fn two_who_named_each_other_are_apart_after_one_step() {
        let mut desk = Desk::new();
        let (a, b, c) = (somebody(&mut desk, "A"), somebody(&mut desk, "B"), somebody(&mut desk, "C"));
        desk.save(vec![write(a, Some(b)), write(b, Some(c)), write(c, Some(a))]);
        assert_eq!(desk.book().of(&person::SPEC).count(), 1);
        let plan = plan_apart(desk.book(), c);
        desk.save(plan);
        let book = desk.book();
        assert_eq!((book.main_of(a), book.main_of(b), book.main_of(c)), (a, c, c));
    }

    #[test]
    fn erasing_somebody_who_was_recorded_twice_takes_both_records_with_all_that_is_about_either() {
        let mut desk = Desk::new();
        let (ani, anni, budi) =
            (somebody(&mut desk, "Ani"), somebody(&mut desk, "Anni"), somebody(&mut desk, "Budi"));
        let about: Vec<RecordId> = [ani, anni]
            .into_iter()
            .flat_map(|who| {
                let case = desk.make(&case::SPEC, Some(who), fields());
                let note = desk.make(&note::SPEC, Some(case), fields());
                [case, note, desk.make(&relation::SPEC, Some(budi), fields().with(relation::OTHER, who))]
            })
            .collect();
        let plan = plan_same(desk.book(), ani, anni);
        desk.save(plan);
        for named in [ani, anni] {
            let plan = plan_erase(desk.book(), named);
            assert!([ani, anni].iter().chain(&about).all(|id| plan.contains(id)));
            assert_eq!(plan.len(), 8);
        }
        let plan = plan_erase(desk.book(), ani);
        desk.erase(&plan);
        assert_eq!(desk.book().all_with_trash().map(|one| one.id()).collect::<Vec<_>>(), [budi]);
    }

    #[test]
    fn the_trash_takes_and_gives_back_both_records() {
        let mut desk = Desk::new();
        let (ani, anni) = (somebody(&mut desk, "Ani"), somebody(&mut desk, "Anni"));
        let other = desk.make(&case::SPEC, Some(anni), fields());
        let plan = plan_same(desk.book(), ani, anni);
        desk.save(plan);
        desk.trash(ani);
        assert!(desk.book().all().next().is_none());
        let plan = plan_restore(desk.book(), ani);
        desk.save(plan);
        let book = desk.book();
        assert_eq!((book.of(&person::SPEC).count(), book.get(other).unwrap().parent()), (1, Some(ani)));
        assert!(book.get_any(anni).is_some_and(|one| one.is_merged() && !one.is_deleted()));
    }

    #[test]
    fn a_record_in_the_trash_is_none_of_those_that_somebody_also_has() {
        let mut desk = Desk::new();
        let (ani, anni, anna) =
            (somebody(&mut desk, "Ani"), somebody(&mut desk, "Anni"), somebody(&mut desk, "Anna"));
        for other in [anni, anna] {
            let plan = plan_same(desk.book(), ani, other);
            desk.save(plan);
        }
        let also = |desk: &Desk| {
            also_recorded(desk.book(), ani)
                .iter()
                .map(|one| one.text(person::NAME).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(also(&desk), ["Anni", "Anna"]);
        // As when another phone threw it away before it knew of the merge.
        desk.change(&person::SPEC, anni, fields().with(DELETED, true));
        assert_eq!(also(&desk), ["Anna"]);
        desk.change(&person::SPEC, anni, fields().with(DELETED, false));
        assert_eq!(also(&desk), ["Anni", "Anna"]);
    }

    #[test]
    fn those_who_may_be_the_same_are_found_whatever_the_size_of_a_step() {
        let mut desk = Desk::new();
        let born = |year| {
            fields().with(
                person::BIRTH,
                Birth::Estimated { age: 30, on: format!("{}-01-01", year + 30).parse().unwrap() },
            )
        };
        let mut make =
            |name: &str, made: FieldSet| desk.make(&person::SPEC, None, made.with(person::NAME, name));
        let siti = make("Siti Aminah", born(1990));
        let aminah = make("Aminah Siti", born(1991));
        make("Siti Aminah", born(1950));
        let nik = |nik: &str| fields().with(person::NIK, nik);
        let budi = make("Budi", nik("1"));
        let robert = make("Robert", nik("1"));
        make("Budi", nik("2").with(person::PHONES, vec!["+62811".to_owned()]));
        let whole = PairSteps::default().at_once(desk.book());
        let pairs: Vec<_> = whole.iter().map(|pair| (pair.first, pair.second)).collect();
        assert_eq!(pairs, [(budi, robert), (siti, aminah)]);
        assert!(whole.iter().all(|pair| !pair.reasons.is_empty()));
        for size in [1, 2, 9] {
            let mut steps = PairSteps::default();
            while !steps.step(desk.book(), size) {}
            assert_eq!(steps.finish(), whole);
        }
    }
}
