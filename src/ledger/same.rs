//! Who is whom: records that stand for one and the same person.
//!
//! Two workers recorded somebody twice. That it is one person is a field, [`SAME_AS`], of the one record that names the
//! other; nothing is moved or copied. All reading follows it: the record that is named stands for both, has the children
//! of both and is meant by every reference to either, and what is not written of it is read from the other. Taking the
//! field back therefore restores what was, to the letter.
//!
//! Invariant: who stands for whom depends on the records as they stand and on nothing else, so it is the same on every
//! phone. Chains are followed to their end. Where concurrent decisions make a circle, the smallest id in it stands.
//! A record in the trash or erased stands for nobody: the last one before it on the way does.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::book::{Book, Entry, RecordRef, Writes};
use crate::domain::field::{Field, FieldKind, marker};
use crate::domain::id::RecordId;
use crate::domain::kind::SAME_AS;
use crate::domain::order::InOrder;

/// Who is whom in a book.
#[derive(Debug, Default)]
pub(super) struct Same {
    /// Whom a record names, by its place: as written, whatever became of either.
    pub points: FxHashMap<u32, RecordId>,
    /// For whom another one stands, and who.
    mains: BTreeMap<RecordId, RecordId>,
    /// Who stands for others, and for whom.
    groups: FxHashMap<RecordId, Vec<RecordId>>,
}

impl Book {
    /// Who stands for a record: itself, unless it was said to be the same as another one.
    pub fn main_of(&self, id: RecordId) -> RecordId {
        if self.same.mains.is_empty() { id } else { self.same.mains.get(&id).copied().unwrap_or(id) }
    }

    /// The records for which this one stands beside itself, by their id, also those in the trash: for what was done, and
    /// for what hangs on them. What they say is read with [`Book::others_of`].
    pub fn stands_for(&self, main: RecordId) -> &[RecordId] {
        self.same.groups.get(&main).map_or(&[], Vec::as_slice)
    }

    /// The records for which this one stands beside itself, as they are, without those in the trash.
    pub fn others_of(&self, main: RecordId) -> impl Iterator<Item = RecordRef<'_>> {
        self.stands_for(main).iter().filter_map(|id| self.get_any(*id)).filter(|record| !record.is_deleted())
    }

    /// Every record for which another one stands, with that one, by their ids.
    pub fn merged(&self) -> impl Iterator<Item = (RecordId, RecordId)> {
        self.same.mains.iter().map(|(id, main)| (*id, *main))
    }

    /// Every record that was said to be the same as this one, over however many others and wherever they are now, this
    /// one first: for whoever erases a person.
    pub fn linked(&self, id: RecordId) -> Vec<RecordId> {
        let mut found = vec![id];
        let mut next = 0;
        while let Some(id) = found.get(next).copied() {
            next += 1;
            let mut links: Vec<RecordId> = Vec::new();
            for (place, named) in &self.same.points {
                let Some(entry) = self.entries.get(*place as usize).filter(|entry| !entry.erased) else {
                    continue;
                };
                if entry.id == id {
                    links.extend(self.known(*named).map(|one| one.id));
                } else if *named == id {
                    links.push(entry.id);
                }
            }
            links.order();
            for link in links {
                if !found.contains(&link) {
                    found.push(link);
                }
            }
        }
        found
    }

    fn known(&self, id: RecordId) -> Option<&Entry> {
        let entry = self.entries.get(*self.index.get(&id)? as usize)?;
        (!entry.erased && !matches!(entry.writes, Writes::None)).then_some(entry)
    }

    fn is_there(&self, id: RecordId) -> bool {
        self.known(id).is_some_and(|entry| !entry.deleted)
    }

    /// Works out who stands for whom, where that may have changed.
    pub(super) fn settle_same(&mut self) {
        if self.same.points.is_empty() && self.same.mains.is_empty() {
            return;
        }
        let mains = self.find_mains();
        if mains == self.same.mains {
            return;
        }
        let mut groups: FxHashMap<RecordId, Vec<RecordId>> = FxHashMap::default();
        for (id, main) in &mains {
            groups.entry(*main).or_default().push(*id);
        }
        let old = std::mem::take(&mut self.same.mains);
        self.mark(&old, false);
        self.mark(&mains, true);
        self.same.mains = mains;
        self.same.groups = groups;
        // References of every kind lead elsewhere now.
        for slot in &mut self.kinds {
            slot.generation += 1;
        }
    }

    fn mark(&mut self, mains: &BTreeMap<RecordId, RecordId>, stands: bool) {
        for (id, main) in mains {
            let places = [id, main].map(|id| self.index.get(id).copied());
            if let Some(entry) = places[0].and_then(|place| self.entries.get_mut(place as usize)) {
                entry.merged = stands;
            }
            if let Some(entry) = places[1].and_then(|place| self.entries.get_mut(place as usize)) {
                entry.leads = stands;
            }
        }
    }

    fn find_mains(&self) -> BTreeMap<RecordId, RecordId> {
        let mut next: FxHashMap<RecordId, RecordId> = FxHashMap::default();
        for (place, named) in &self.same.points {
            let (Some(entry), Some(other)) = (self.entries.get(*place as usize), self.known(*named)) else {
                continue;
            };
            let may = self.kinds.get(usize::from(entry.kind)).and_then(|slot| slot.spec);
            if !entry.erased && entry.kind == other.kind && may.is_some_and(|kind| kind.can_be_same()) {
                next.insert(entry.id, *named);
            }
        }
        // Who stands for each record that was passed; nobody where all from there on are gone.
        let mut done: FxHashMap<RecordId, Option<RecordId>> = FxHashMap::default();
        for start in next.keys() {
            let mut way: Vec<RecordId> = Vec::new();
            let mut at: FxHashMap<RecordId, usize> = FxHashMap::default();
            let mut id = *start;
            let mut stands = None;
            loop {
                if let Some(known) = done.get(&id) {
                    stands = *known;
                    break;
                }
                if let Some(place) = at.get(&id) {
                    let circle = way.split_off(*place);
                    stands = circle.iter().copied().filter(|one| self.is_there(*one)).min();
                    done.extend(circle.into_iter().map(|one| (one, stands)));
                    break;
                }
                at.insert(id, way.len());
                way.push(id);
                match next.get(&id) {
                    Some(named) => id = *named,
                    None => break,
                }
            }
            for one in way.into_iter().rev() {
                stands = stands.or_else(|| self.is_there(one).then_some(one));
                done.insert(one, stands);
            }
        }
        done.into_iter().filter_map(|(id, main)| Some((id, main.filter(|main| *main != id)?))).collect()
    }
}

impl<'a> RecordRef<'a> {
    /// Whom it was said to be the same as, as written.
    pub fn same_as(&self) -> Option<RecordId> {
        marker::Ref::read(self.own_bytes(SAME_AS.name)?)
    }

    /// A field of this record and of those for which it stands, wherever one has it: for what no merge may hide.
    pub fn get_all<K: FieldKind>(&self, field: Field<K>) -> Vec<K::Out<'a>> {
        let own = std::iter::once(*self).filter(|record| !record.is_deleted());
        own.chain(self.book().others_of(self.id()))
            .filter_map(|record| K::read(record.own_bytes(field.name)?))
            .collect()
    }

    /// Whether another record stands for it.
    pub fn is_merged(&self) -> bool {
        self.entry().merged
    }
}
