//! The book: the state of all records, read in place from the opened bytes of the commits.
//!
//! A record that one commit wrote (nearly all: notes, follow-ups) is a place in those bytes and nothing
//! more. Only records that several commits wrote keep a list of their fields. Fields are decoded when
//! they are asked for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use minicbor::Decoder;
use rustc_hash::{FxHashMap, FxHashSet};

use super::clock::Hlc;
use super::fold::{Conflict, Contender};
use super::same::Same;
use super::shape::Shape;
use super::step::{NULL, Name, each_entry, find_field, pick};
use crate::domain::field::{Field, FieldKind, marker};
use crate::domain::id::{DeviceId, RecordId};
use crate::domain::kind::Kind;
use crate::domain::record::kind_of;
use crate::domain::value::{Fields, Value, decode_fields};

/// Where a commit lies in the opened bytes, and what orders it.
#[derive(Clone, Copy, Debug)]
pub(super) struct CommitMeta {
    pub device: u32,
    pub seq: u64,
    pub hlc: Hlc,
    pub block: u32,
    pub start: u32,
    pub end: u32,
}

/// What is held of one device.
#[derive(Debug)]
pub(super) struct DeviceLog {
    pub id: DeviceId,
    /// Commits 1, 2, 3 … without a gap.
    pub dense: Vec<u32>,
    /// Commits beyond a gap.
    pub sparse: BTreeMap<u64, u32>,
    /// Second commits under a number already taken: the device was copied or restored.
    pub forks: Vec<u32>,
    /// What the device knew of others from this commit on, by its sequence number and its own number.
    pub seen: BTreeMap<(u64, u32), Vec<(u32, u64)>>,
    /// Only for a forked device: the first number that was given twice, and the commit before each.
    pub branches: Option<Branches>,
}

impl DeviceLog {
    /// The numbers of all its commits: those without a gap in their order, then the others.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        self.dense.iter().chain(self.sparse.values()).chain(&self.forks).copied()
    }
}

/// The first number that a forked device gave twice, and of each commit from there on the one before it.
pub(super) type Branches = (u64, FxHashMap<u32, u32>);

/// One write to a record: the commit and the place of its field map in the commit's block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Write {
    pub commit: u32,
    pub start: u32,
    pub end: u32,
}

/// A value's place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub commit: u32,
    pub start: u32,
    pub end: u32,
}

/// The standing of one field: the last of `places` is the winner, the others are concurrent with it.
#[derive(Debug)]
pub(super) struct FieldHead {
    pub name: Box<str>,
    pub places: Vec<Place>,
}

/// A record that several commits wrote.
#[derive(Debug, Default)]
pub(super) struct Many {
    pub writes: Vec<Write>,
    pub heads: Vec<FieldHead>,
    pub dirty: bool,
}

#[derive(Debug)]
pub(super) enum Writes {
    /// Nothing, or nothing left.
    None,
    One(Write),
    Many(Box<Many>),
}

#[derive(Debug)]
pub(super) struct Entry {
    pub id: RecordId,
    pub kind: u16,
    pub parent: Option<RecordId>,
    pub writes: Writes,
    pub erased: bool,
    pub deleted: bool,
    /// Whether another record stands for it.
    pub merged: bool,
    /// Whether it stands for others.
    pub leads: bool,
}

impl Entry {
    fn is_live(&self) -> bool {
        !self.erased && !self.deleted && !self.merged && !matches!(self.writes, Writes::None)
    }
}

#[derive(Debug)]
pub(super) struct KindSlot {
    pub name: String,
    pub spec: Option<&'static Kind>,
    pub records: Vec<u32>,
    pub generation: u64,
}

type RefIndex = FxHashMap<RecordId, Vec<u32>>;
/// The number of a kind and the name of its field.
type RefKey = (u16, &'static str);

/// All records as they stand.
#[derive(Debug, Default)]
pub struct Book {
    pub(super) blocks: Vec<Vec<u8>>,
    pub(super) commits: Vec<CommitMeta>,
    pub(super) devices: Vec<DeviceLog>,
    pub(super) device_index: FxHashMap<DeviceId, u32>,
    pub(super) entries: Vec<Entry>,
    pub(super) index: FxHashMap<RecordId, u32>,
    pub(super) kinds: Vec<KindSlot>,
    pub(super) children: FxHashMap<RecordId, Vec<u32>>,
    pub(super) dirty: Vec<u32>,
    pub(super) to_erase: Vec<RecordId>,
    pub(super) erased: FxHashSet<RecordId>,
    /// Which commit erased what: of the records themselves nothing is left that would say so.
    pub(super) erasures: Vec<(u32, RecordId)>,
    /// Whether some commit still carries the text of an erased record.
    pub(super) unscrubbed: bool,
    /// Whether what devices had seen of each other was learnt late, so that every merge must be redone.
    pub(super) all_dirty: bool,
    pub(super) generation: u64,
    pub(super) same: Same,
    /// Reverse references, made when first asked for and dropped when the kind changes.
    refs: RefCell<FxHashMap<RefKey, (u64, RefIndex)>>,
}

impl Book {
    /// Counts up with every change; what was computed at one count holds as long as it stands.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Like [`Book::generation`], for one kind of record.
    pub fn kind_generation(&self, kind: &Kind) -> u64 {
        self.slot(kind).map_or(0, |slot| slot.generation)
    }

    /// How many commits there are.
    pub fn commit_count(&self) -> usize {
        self.commits.len()
    }

    /// The record that stands for this id, unless that is unknown, in the trash or erased.
    pub fn get(&self, id: RecordId) -> Option<RecordRef<'_>> {
        self.get_any(self.main_of(id)).filter(|record| !record.is_deleted())
    }

    /// The very record of this id, also if it is in the trash or another one stands for it; `None` where it is unknown or erased.
    pub fn get_any(&self, id: RecordId) -> Option<RecordRef<'_>> {
        let place = *self.index.get(&id)?;
        let entry = self.entries.get(place as usize)?;
        (!entry.erased && !matches!(entry.writes, Writes::None)).then_some(RecordRef { book: self, entry })
    }

    /// The record, if it is of this kind.
    pub fn get_as(&self, id: RecordId, kind: &Kind) -> Option<RecordRef<'_>> {
        self.get(id).filter(|record| record.is(kind))
    }

    /// Whether the record was erased.
    pub fn is_erased(&self, id: RecordId) -> bool {
        self.erased.contains(&id)
    }

    /// How many records were erased, with those that hung on them.
    pub fn erased_count(&self) -> usize {
        self.erased.len()
    }

    /// All live records of a kind, in the order they became known.
    pub fn of<'a>(&'a self, kind: &Kind) -> impl Iterator<Item = RecordRef<'a>> + use<'a> {
        self.of_any(kind).filter(|record| record.entry.is_live())
    }

    /// All records of a kind with those in the trash and those for which another one stands.
    pub fn of_any<'a>(&'a self, kind: &Kind) -> impl Iterator<Item = RecordRef<'a>> + use<'a> {
        let number = self.kind_number(kind.name);
        let records = self.slot(kind).map_or(&[][..], |slot| slot.records.as_slice());
        records.iter().filter_map(move |place| self.entries.get(*place as usize)).filter_map(move |entry| {
            (Some(entry.kind) == number && !entry.erased && !matches!(entry.writes, Writes::None))
                .then_some(RecordRef { book: self, entry })
        })
    }

    /// The live records of a kind at some of its [`Book::capacity_of`] places, for those who go through a kind in
    /// several steps.
    pub fn of_part<'a>(
        &'a self,
        kind: &Kind,
        part: Range<usize>,
    ) -> impl Iterator<Item = RecordRef<'a>> + use<'a> {
        let number = self.kind_number(kind.name);
        let records = self.slot(kind).map_or(&[][..], |slot| slot.records.as_slice());
        let part =
            records.get(part.start.min(records.len())..part.end.min(records.len())).unwrap_or_default();
        part.iter().filter_map(move |place| {
            let entry = self.entries.get(*place as usize)?;
            (Some(entry.kind) == number && entry.is_live()).then_some(RecordRef { book: self, entry })
        })
    }

    /// How many records of a kind were ever made (with those in the trash; for sizes, not for counts).
    pub fn capacity_of(&self, kind: &Kind) -> usize {
        self.slot(kind).map_or(0, |slot| slot.records.len())
    }

    /// Every live record.
    pub fn all(&self) -> impl Iterator<Item = RecordRef<'_>> {
        (0..self.places()).filter_map(|place| self.at_place(place))
    }

    /// How many places there are for [`Book::at_place`]: records only ever take a place behind the others.
    pub fn places(&self) -> usize {
        self.entries.len()
    }

    /// The live record at a place, for those who go through the book in several steps.
    pub fn at_place(&self, place: usize) -> Option<RecordRef<'_>> {
        let entry = self.entries.get(place)?;
        entry.is_live().then_some(RecordRef { book: self, entry })
    }

    /// The place of a record, whatever became of it.
    pub fn place_of(&self, id: RecordId) -> Option<usize> {
        self.index.get(&id).map(|place| *place as usize)
    }

    /// Every record with those in the trash, but without those that were erased.
    pub fn all_with_trash(&self) -> impl Iterator<Item = RecordRef<'_>> {
        self.entries.iter().filter_map(move |entry| {
            (!entry.erased && !matches!(entry.writes, Writes::None))
                .then_some(RecordRef { book: self, entry })
        })
    }

    /// The live records of a kind under a parent, in the order they became known.
    pub fn children<'a>(
        &'a self,
        parent: RecordId,
        kind: &Kind,
    ) -> impl Iterator<Item = RecordRef<'a>> + use<'a> {
        let number = self.kind_number(kind.name);
        self.all_children(parent).filter(move |record| Some(record.entry.kind) == number)
    }

    /// The live records of every kind under a parent.
    pub fn all_children(&self, parent: RecordId) -> impl Iterator<Item = RecordRef<'_>> + use<'_> {
        let main = self.main_of(parent);
        let parents = std::iter::once(main).chain(self.stands_for(main).iter().copied());
        parents.flat_map(move |parent| {
            let list = self.children.get(&parent).map_or(&[][..], Vec::as_slice);
            list.iter().filter_map(move |place| {
                let entry = self.entries.get(*place as usize)?;
                (entry.parent == Some(parent) && entry.is_live()).then_some(RecordRef { book: self, entry })
            })
        })
    }

    /// The live records of a kind whose field `field` is `target`.
    pub fn referring<K>(&self, kind: &Kind, field: Field<K>, target: RecordId) -> Vec<RecordRef<'_>> {
        let Some(number) = self.kind_number(kind.name) else { return Vec::new() };
        let generation = self.kind_generation(kind);
        let mut refs = self.refs.borrow_mut();
        let slot = refs.entry((number, field.name)).or_insert_with(|| (u64::MAX, RefIndex::default()));
        if slot.0 != generation {
            *slot = (generation, self.build_refs(kind, field.name));
        }
        let places = slot.1.get(&self.main_of(target)).map_or(&[][..], Vec::as_slice);
        places
            .iter()
            .filter_map(|place| self.entries.get(*place as usize))
            .map(|entry| RecordRef { book: self, entry })
            .collect()
    }

    fn build_refs(&self, kind: &Kind, field: &'static str) -> RefIndex {
        let mut found = RefIndex::default();
        let places = self.slot(kind).map_or(&[][..], |slot| slot.records.as_slice());
        let number = self.kind_number(kind.name);
        for place in places {
            let entry = self.entries.get(*place as usize);
            let Some(entry) = entry.filter(|entry| Some(entry.kind) == number && entry.is_live()) else {
                continue;
            };
            let Some(bytes) = (RecordRef { book: self, entry }).bytes(field) else { continue };
            let mut note = |id: RecordId| {
                let places = found.entry(self.main_of(id)).or_default();
                // A list may name one person under two ids.
                if places.last() != Some(place) {
                    places.push(*place);
                }
            };
            match marker::Ref::read(bytes) {
                Some(id) => note(id),
                None => marker::Refs::read(bytes).into_iter().flatten().for_each(note),
            }
        }
        found
    }

    /// Every field on which concurrent writes differ.
    pub fn conflicts(&self) -> Vec<Conflict> {
        self.all_with_trash()
            .filter(|record| !record.is_deleted())
            .flat_map(|record| record.conflicts())
            .collect()
    }

    pub(super) fn kind_number(&self, name: &str) -> Option<u16> {
        self.kinds.iter().position(|slot| slot.name == name).and_then(|place| u16::try_from(place).ok())
    }

    fn slot(&self, kind: &Kind) -> Option<&KindSlot> {
        self.kinds.iter().find(|slot| slot.name == kind.name)
    }

    pub(super) fn intern_kind(&mut self, name: &str) -> u16 {
        if let Some(number) = self.kind_number(name) {
            return number;
        }
        self.kinds.push(KindSlot {
            name: name.to_owned(),
            spec: kind_of(name),
            records: Vec::new(),
            generation: 0,
        });
        u16::try_from(self.kinds.len() - 1).unwrap_or(u16::MAX)
    }

    pub(super) fn block_of(&self, commit: u32) -> &[u8] {
        self.commits
            .get(commit as usize)
            .and_then(|meta| self.blocks.get(meta.block as usize))
            .map_or(&[], Vec::as_slice)
    }

    pub(super) fn slice(&self, commit: u32, start: u32, end: u32) -> &[u8] {
        self.block_of(commit).get(start as usize..end as usize).unwrap_or_default()
    }

    pub(super) fn commit_bytes(&self, commit: u32) -> &[u8] {
        self.commits.get(commit as usize).map_or(&[], |meta| self.slice(commit, meta.start, meta.end))
    }
}

/// [`RecordRef::pick`] of one record of a kind after the other.
#[derive(Debug)]
pub struct Picker<const N: usize> {
    names: [Name<'static>; N],
    /// Of records before; those that were met more often stand further ahead.
    shapes: [Shape; SHAPES],
}

/// So many shapes most records of a kind have: a text takes a few words, and a few fields are left out.
const SHAPES: usize = 4;

impl<const N: usize> Picker<N> {
    /// Of these fields, all of different names.
    pub fn new(names: [&'static str; N]) -> Picker<N> {
        Picker { names: names.map(Name::of), shapes: [Shape::NONE; SHAPES] }
    }

    /// The stored bytes of the fields.
    pub fn pick<'a>(&mut self, record: RecordRef<'a>) -> [Option<&'a [u8]>; N] {
        let mut found = [None; N];
        record.pick_by(&self.names, &mut found, &mut self.shapes);
        found
    }
}

/// A record as it stands.
#[derive(Clone, Copy)]
pub struct RecordRef<'a> {
    book: &'a Book,
    entry: &'a Entry,
}

impl std::fmt::Debug for RecordRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind_name(), self.entry.id)
    }
}

impl<'a> RecordRef<'a> {
    pub(super) fn new(book: &'a Book, entry: &'a Entry) -> Self {
        RecordRef { book, entry }
    }

    /// Its id.
    pub fn id(&self) -> RecordId {
        self.entry.id
    }

    pub(super) fn entry(&self) -> &'a Entry {
        self.entry
    }

    /// The id of the record that stands for its parent.
    pub fn parent(&self) -> Option<RecordId> {
        Some(self.book.main_of(self.entry.parent?))
    }

    /// Its parent's id as written.
    pub fn stored_parent(&self) -> Option<RecordId> {
        self.entry.parent
    }

    /// Its parent, where that is live.
    pub fn parent_record(&self) -> Option<RecordRef<'a>> {
        self.book.get(self.entry.parent?)
    }

    /// The book it is in.
    pub fn book(&self) -> &'a Book {
        self.book
    }

    /// The name of its kind.
    pub fn kind_name(&self) -> &'a str {
        self.book.kinds.get(usize::from(self.entry.kind)).map_or("", |slot| slot.name.as_str())
    }

    /// The declaration of its kind, unless a newer version wrote it.
    pub fn spec(&self) -> Option<&'static Kind> {
        self.book.kinds.get(usize::from(self.entry.kind)).and_then(|slot| slot.spec)
    }

    /// Whether it is of this kind.
    pub fn is(&self, kind: &Kind) -> bool {
        self.kind_name() == kind.name
    }

    /// Whether it lies in the trash.
    pub fn is_deleted(&self) -> bool {
        self.entry.deleted
    }

    /// A field's value; `None` where it is not set, was cleared, or has a shape of a newer version. A reference is given
    /// as the record that stands for it.
    pub fn get<K: FieldKind>(&self, field: Field<K>) -> Option<K::Out<'a>> {
        K::read(self.bytes(field.name)?).map(|out| K::follow(out, &|id| self.book.main_of(id)))
    }

    /// A text-like field, or the empty string.
    pub fn text<K>(&self, field: Field<K>) -> &'a str
    where
        K: FieldKind<Out<'a> = &'a str>,
    {
        self.get(field).unwrap_or_default()
    }

    /// A field as a value of unknown type.
    pub fn value(&self, name: &str) -> Option<Value> {
        Value::from_bytes(self.bytes(name)?).ok()
    }

    /// All set fields of this very record.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        self.each_field(|name, values| {
            if let Some(value) = values.last().and_then(|bytes| Value::from_bytes(bytes).ok())
                && value != Value::Null
            {
                fields.insert(name.to_owned(), value);
            }
        });
        fields
    }

    /// Calls back with the name and the stored bytes of every set field of this very record, in no promised order: for
    /// writers that need no decoded value.
    pub fn each_value(&self, mut visit: impl FnMut(&'a str, &'a [u8])) {
        let mut visit = |name: &'a str, bytes: &'a [u8]| {
            if bytes != NULL {
                visit(name, bytes);
            }
        };
        match &self.entry.writes {
            Writes::None => {}
            Writes::One(write) => {
                each_entry(self.book.slice(write.commit, write.start, write.end), visit);
            }
            Writes::Many(many) => {
                for head in &many.heads {
                    if let Some(place) = head.places.last() {
                        visit(&head.name, self.book.slice(place.commit, place.start, place.end));
                    }
                }
            }
        }
    }

    /// The stored bytes of several fields of different names, found in one pass: for lists that read very many records.
    /// Read them with [`FieldKind::read`].
    #[inline]
    pub fn pick<const N: usize>(&self, names: [&str; N]) -> [Option<&'a [u8]>; N] {
        let mut found = [None; N];
        self.pick_into(&names.map(Name::of), &mut found);
        found
    }

    /// Not generic, so that it is compiled here, for speed, and not where it is called.
    fn pick_into(&self, names: &[Name<'_>], found: &mut [Option<&'a [u8]>]) {
        match self.lone_write() {
            Some(write) => pick(self.book.slice(write.commit, write.start, write.end), names, found),
            None => {
                for (name, place) in names.iter().zip(found) {
                    *place = self.bytes(name.text());
                }
            }
        }
    }

    /// The same by the shapes of records before.
    fn pick_by(&self, names: &[Name<'_>], found: &mut [Option<&'a [u8]>], shapes: &mut [Shape; SHAPES]) {
        let Some(write) = self.lone_write() else { return self.pick_into(names, found) };
        let map = self.book.slice(write.commit, write.start, write.end);
        let known = shapes.iter().position(|shape| shape.is_of(map));
        let place = known.unwrap_or(SHAPES - 1);
        let Some(shape) = shapes.get_mut(place) else { return };
        if known.is_none() {
            *shape = Shape::learn(map, names);
        }
        shape.give(map, found);
        if let Some(before) = place.checked_sub(1) {
            shapes.swap(place, before);
        }
    }

    /// The one write of a record that one commit wrote and that stands for no other.
    fn lone_write(&self) -> Option<&'a Write> {
        match &self.entry.writes {
            Writes::One(write) if !self.entry.leads => Some(write),
            _ => None,
        }
    }

    /// The stored bytes of a field, unless it is not set or null. What was never written of a record is read from those
    /// for which it stands: a danger must not be hidden by a merge.
    pub(super) fn bytes(&self, name: &str) -> Option<&'a [u8]> {
        let mut bytes = self.own_bytes(name);
        if self.entry.leads && bytes.is_none() && !name.starts_with('_') {
            let others = self.book.others_of(self.entry.id);
            bytes = others.filter_map(|record| record.own_bytes(name)).find(|bytes| *bytes != NULL);
        }
        bytes.filter(|bytes| *bytes != NULL)
    }

    /// The stored bytes of a field of this very record; null where it was cleared.
    pub(super) fn own_bytes(&self, name: &str) -> Option<&'a [u8]> {
        match &self.entry.writes {
            Writes::None => None,
            Writes::One(write) => find_field(self.book.slice(write.commit, write.start, write.end), name),
            Writes::Many(many) => many
                .heads
                .iter()
                .find(|head| &*head.name == name)
                .and_then(|head| head.places.last())
                .map(|place| self.book.slice(place.commit, place.start, place.end)),
        }
    }

    /// Calls back with every field and its standing values, the winner last.
    pub(super) fn each_field(&self, mut visit: impl FnMut(&'a str, Vec<&'a [u8]>)) {
        match &self.entry.writes {
            Writes::None => {}
            Writes::One(write) => {
                each_entry(self.book.slice(write.commit, write.start, write.end), |name, value| {
                    visit(name, vec![value]);
                });
            }
            Writes::Many(many) => {
                for head in &many.heads {
                    let mut values: Vec<&[u8]> = Vec::new();
                    for place in &head.places {
                        let bytes = self.book.slice(place.commit, place.start, place.end);
                        values.retain(|known| *known != bytes);
                        values.push(bytes);
                    }
                    visit(&head.name, values);
                }
            }
        }
    }

    /// The fields on which concurrent writes differ.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let Writes::Many(many) = &self.entry.writes else { return Vec::new() };
        let mut found = Vec::new();
        for head in many.heads.iter().filter(|head| head.places.len() > 1) {
            let mut contenders: Vec<Contender> = Vec::new();
            for place in &head.places {
                let Ok(value) = Value::from_bytes(self.book.slice(place.commit, place.start, place.end))
                else {
                    continue;
                };
                contenders.retain(|known| known.value != value);
                contenders.push(Contender { commit: place.commit as usize, value });
            }
            if contenders.len() > 1 {
                found.push(Conflict { record: self.entry.id, field: head.name.to_string(), contenders });
            }
        }
        found
    }

    /// The commits that wrote it, in order.
    pub(super) fn writes(&self) -> Vec<Write> {
        match &self.entry.writes {
            Writes::None => Vec::new(),
            Writes::One(write) => vec![*write],
            Writes::Many(many) => many.writes.clone(),
        }
    }

    /// The fields that one write set.
    pub(super) fn write_fields(&self, write: Write) -> Fields {
        let bytes = self.book.slice(write.commit, write.start, write.end);
        decode_fields(&mut Decoder::new(bytes)).unwrap_or_default()
    }

    /// What one write set a field to; the other fields are not decoded.
    pub(super) fn write_value(&self, write: Write, name: &str) -> Option<Value> {
        let bytes = find_field(self.book.slice(write.commit, write.start, write.end), name)?;
        Value::from_bytes(bytes).ok()
    }

    /// The number of the commit that first and last wrote it, for [`Book::commit_info`].
    pub fn first_commit(&self) -> Option<usize> {
        match &self.entry.writes {
            Writes::None => None,
            Writes::One(write) => Some(write.commit as usize),
            Writes::Many(many) => many.writes.first().map(|write| write.commit as usize),
        }
    }

    /// The numbers of the commits that wrote it.
    pub fn written_in(&self) -> Vec<u32> {
        self.writes().into_iter().map(|write| write.commit).collect()
    }

    /// The number of the commit that last wrote it.
    pub fn last_commit(&self) -> Option<usize> {
        match &self.entry.writes {
            Writes::None => None,
            Writes::One(write) => Some(write.commit as usize),
            Writes::Many(many) => many.writes.last().map(|write| write.commit as usize),
        }
    }
}
