//! Whether a person who is being entered is perhaps recorded already, and why one may think so.

use std::sync::Arc;

use crate::domain::birth::Birth;
use crate::domain::id::RecordId;
use crate::domain::record::spine::person;
use crate::domain::text::Text;
use crate::domain::value::{Fields, Value};
use crate::ledger::{Book, RecordRef, Steps};
use crate::search::duplicate::{PersonKey, candidates as compare};

/// How many candidates are worth reading while somebody is waiting.
const SHOWN: usize = 4;

/// Everybody but the person being entered, ready for comparison, in steps.
pub struct OtherSteps {
    but: RecordId,
    place: usize,
    found: Vec<(RecordId, PersonKey)>,
}

impl OtherSteps {
    /// Everybody but this person.
    pub fn new(but: RecordId) -> Self {
        OtherSteps { but, place: 0, found: Vec::new() }
    }
}

impl Steps for OtherSteps {
    type Out = Vec<(RecordId, PersonKey)>;

    fn step(&mut self, book: &Book, records: usize) -> bool {
        let end = self.place.saturating_add(records);
        let others = book.of_part(&person::SPEC, self.place..end).filter(|record| record.id() != self.but);
        self.found.extend(others.map(|record| (record.id(), key(record))));
        self.place = end;
        end >= book.capacity_of(&person::SPEC)
    }

    fn finish(self) -> Self::Out {
        self.found
    }
}

/// People whom somebody may be, the likeliest first, each with the reasons.
pub type Candidates = Vec<(RecordId, Vec<Text>)>;

/// How many pairs of people are compared in the time in which one record is read.
pub(super) const PAIRS: usize = 50;

/// Many new people against everybody who is recorded, in steps.
pub struct AlikeSteps {
    others: Arc<Vec<(RecordId, PersonKey)>>,
    new: Vec<(String, Fields)>,
    place: usize,
    found: Alike,
}

/// Who of the new people may be recorded already.
#[derive(Clone, Debug, Default)]
pub struct Alike {
    /// A word for the new people, as it was given.
    pub key: String,
    /// The word for a new person, and who they may be, with the reasons.
    pub found: Vec<(String, Candidates)>,
}

impl AlikeSteps {
    /// These new people, each with a word for them. `key` is a word for all of them.
    pub fn new(key: String, others: Arc<Vec<(RecordId, PersonKey)>>, new: Vec<(String, Fields)>) -> Self {
        AlikeSteps { others, new, place: 0, found: Alike { key, found: Vec::new() } }
    }
}

impl Steps for AlikeSteps {
    type Out = Alike;

    fn step(&mut self, _: &Book, records: usize) -> bool {
        let many = (records.saturating_mul(PAIRS) / self.others.len().max(1)).max(1);
        for (word, fields) in self.new.iter().skip(self.place).take(many) {
            let people = candidates(&self.others, fields);
            if !people.is_empty() {
                self.found.found.push((word.clone(), people));
            }
        }
        self.place = self.place.saturating_add(many);
        self.place >= self.new.len()
    }

    fn finish(self) -> Alike {
        self.found
    }
}

/// The likeliest of them, with the reasons.
pub fn candidates(others: &[(RecordId, PersonKey)], typed: &Fields) -> Candidates {
    candidates_for(others, &key_of(typed))
}

/// The likeliest to be somebody who is recorded, with the reasons.
pub fn candidates_of(others: &[(RecordId, PersonKey)], recorded: RecordRef<'_>) -> Candidates {
    candidates_for(others, &key(recorded))
}

fn candidates_for(others: &[(RecordId, PersonKey)], new: &PersonKey) -> Candidates {
    if new.names.is_empty() && new.niks.is_empty() && new.phones.is_empty() {
        return Vec::new();
    }
    compare(new, others.iter().map(|(_, key)| key))
        .into_iter()
        .take(SHOWN)
        .filter_map(|found| {
            let (id, _) = others.get(found.index)?;
            Some((*id, found.reasons.iter().map(|reason| reason.text()).collect()))
        })
        .collect()
}

/// What is compared of somebody, also of what other records of them say. In one pass over what is stored: everybody is
/// read for it.
pub(super) fn key(record: RecordRef<'_>) -> PersonKey {
    const FIELDS: [&str; 8] = [
        person::NAME.name,
        person::ALIASES.name,
        person::NIK.name,
        person::PHONES.name,
        person::BIRTH.name,
        person::RT.name,
        person::RW.name,
        person::VILLAGE.name,
    ];
    let stored = FIELDS.iter().copied().zip(record.pick(FIELDS));
    let values = stored.filter_map(|(name, bytes)| Some((name.to_owned(), Value::from_bytes(bytes?).ok()?)));
    let mut key = key_of(&values.collect());
    for other in record.book().others_of(record.id()).map(own_key) {
        key.names.extend(other.names);
        key.niks.extend(other.niks);
        key.phones.extend(other.phones);
    }
    key
}

/// What is compared of somebody, of what this very record says.
pub(super) fn own_key(record: RecordRef<'_>) -> PersonKey {
    key_of(&record.fields())
}

fn key_of(fields: &Fields) -> PersonKey {
    let text =
        |name: &str| fields.get(name).and_then(Value::as_text).map(str::trim).filter(|text| !text.is_empty());
    let texts = |name: &str| match fields.get(name) {
        Some(Value::List(items)) => items.iter().filter_map(Value::as_text).collect(),
        _ => Vec::new(),
    };
    let names = text(person::NAME.name).into_iter().chain(texts(person::ALIASES.name));
    let birth = fields.get(person::BIRTH.name).and_then(Birth::from_value);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    PersonKey {
        niks: owned(text(person::NIK.name)).into_iter().collect(),
        phones: texts(person::PHONES.name).into_iter().map(str::to_owned).collect(),
        birth: match birth {
            Some(Birth::Exact(date)) => Some(date),
            _ => None,
        },
        birth_year: birth.and_then(Birth::year),
        rt: owned(text(person::RT.name)),
        rw: owned(text(person::RW.name)),
        village: owned(text(person::VILLAGE.name)),
        ..PersonKey::named(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::casework::same_person::plan_same;
    use crate::domain::kind::FieldSet;

    #[test]
    fn everybody_else_is_compared_whatever_the_size_of_a_step() {
        let mut desk = Desk::new();
        let ids: Vec<_> = ["Siti Aminah", "Budi Santoso", "Siti Aminah"]
            .map(|name| {
                let made = fields().with(person::NAME, name).with(person::PHONES, vec!["+628123".to_owned()]);
                let made = made.with(person::BIRTH, Birth::Exact(day("1980-02-03"))).with(person::RT, "02");
                desk.make(&person::SPEC, None, made)
            })
            .into();
        for size in [1, 2, 9] {
            let mut steps = OtherSteps::new(ids[0]);
            while !steps.step(desk.book(), size) {}
            let others = steps.finish();
            assert_eq!(others.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids[1..]);
            let key = key_of(&desk.book().get(ids[1]).unwrap().fields());
            assert!(others[0].1.birth == key.birth && others[0].1.phones == key.phones);
            assert!(others[0].1.names == key.names && others[0].1.rt.as_deref() == Some("02"));
            let typed = fields().with(person::NAME, "Siti Aminah").0;
            assert_eq!(candidates(&others, &typed).first().map(|(id, _)| *id), Some(ids[2]));
            let new = ["Budi Santoso", "Nobody Else", "Siti Aminah"];
            let new = new.map(|name| (name[..4].to_owned(), fields().with(person::NAME, name).0));
            let mut steps = AlikeSteps::new("list".to_owned(), Arc::new(others), new.into());
            while !steps.step(desk.book(), size - 1) {}
            let alike = steps.finish();
            let found: Vec<_> = alike.found.iter().map(|(word, who)| (word.as_str(), who[0].0)).collect();
            assert_eq!((alike.key.as_str(), found), ("list", vec![("Budi", ids[1]), ("Siti", ids[2])]));
        }
    }

    #[test]
    fn somebody_with_two_records_is_found_by_what_either_says() {
        let mut desk = Desk::new();
        let lines = |line: &str| vec![line.to_owned()];
        let siti =
            desk.make(&person::SPEC, None, fields().with(person::NAME, "Siti Aminah").with(person::NIK, "1"));
        let known = fields().with(person::NAME, "Mbak Iti").with(person::PHONES, lines("+62811"));
        let known = known.with(person::NIK, "2");
        let iti = desk.make(&person::SPEC, None, known.with(person::ALIASES, lines("Kartini Dewi")));
        // A telephone of its own must not hide that of the other record.
        desk.change(&person::SPEC, siti, fields().with(person::PHONES, lines("+62822")));
        let found = |desk: &Desk, typed: FieldSet| {
            let others = OtherSteps::new(RecordId([9; 16])).at_once(desk.book());
            candidates(&others, &typed.0).into_iter().map(|(id, _)| id).collect::<Vec<_>>()
        };
        let typed = || {
            [
                fields().with(person::NAME, "Mbak Iti"),
                fields().with(person::NAME, "Kartini Dewi"),
                fields().with(person::PHONES, lines("+62811")),
                fields().with(person::NIK, "2"),
            ]
        };
        for typed in typed() {
            assert_eq!(found(&desk, typed), [iti]);
        }
        let plan = plan_same(desk.book(), siti, iti);
        desk.save(plan);
        for typed in typed() {
            assert_eq!(found(&desk, typed), [siti]);
        }
        assert_eq!(found(&desk, fields().with(person::NAME, "Siti Aminah")), [siti]);
        // Nor is a third record missed that is like the other one only.
        let third = desk.make(&person::SPEC, None, fields().with(person::NAME, "Kartini Dewi"));
        let others = OtherSteps::new(siti).at_once(desk.book());
        let alike = candidates_of(&others, desk.book().get(siti).unwrap());
        assert_eq!(alike.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), [third]);
    }
}
