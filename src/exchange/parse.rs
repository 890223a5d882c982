//! JSON straight into the bytes of commits: visitors without a tree in between, with the limits kept on the way.
//!
//! Duplicate keys are refused everywhere something is read, because two readers may disagree about which
//! of the two counts. serde carries its errors as text, so the limits speak through the marks below,
//! which `import.rs` turns into its own errors.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::fields::FieldBytes;
use super::file::{FORMAT, MIN_READER, OP_ERASE, OP_ERASED, OP_SET, VERSION};
use super::import::Limits;
use super::key::bytes_of;
use crate::domain::id::{DeviceId, RecordId};
use crate::ledger::{Change, Commit, Ends, Hash, Head, Heads, Hlc, Origin, Part, Seen, Stamp, assemble};

/// Says that the file is of another format.
pub const NOT_OURS: &str = "\u{1}not ours";
/// Says that a newer version is asked for.
pub const NEWER: &str = "\u{1}newer";
/// Says that a value nests too deep.
pub const TOO_DEEP: &str = "\u{1}too deep";
/// Says that there is too much of something.
pub const TOO_MANY: &str = "\u{1}too many";

/// The most keys of one object and items of one list inside a field, and the most unknown keys around.
pub const MAX_ITEMS: usize = 10_000;

/// What an export says, as far as it is read.
#[derive(Debug, Default)]
pub struct Parsed<'a> {
    pub export_id: Option<Uuid>,
    pub created: Option<Stamp>,
    pub device: Option<DeviceId>,
    pub author: Option<String>,
    pub since: Option<Heads>,
    pub heads: Option<Heads>,
    pub commit_count: Option<u64>,
    pub origins: Option<Vec<Origin>>,
    pub attachments: Option<Vec<RawAttachment<'a>>>,
    /// Left as text, like the checksum, because its place in the file matters.
    pub signature: Option<&'a RawValue>,
    /// Left as text, because its place in the file matters.
    pub checksum: Option<&'a RawValue>,
}

/// What the checksum says.
#[derive(Debug, Deserialize)]
pub struct Checksum {
    pub algorithm: String,
    pub commits: Hex<32>,
    pub book: Option<Hex<32>>,
    pub file: Option<Hex<32>>,
}

/// Bytes as hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

/// Sixteen bytes as a UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(pub [u8; 16]);

/// A number as a string of digits.
struct Digits(u64);

/// What a change does.
enum Op {
    Set,
    Erase,
    Erased,
}

impl<'de> Deserialize<'de> for Op {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let parse = |text: &str| match text {
            OP_SET => Some(Op::Set),
            OP_ERASE => Some(Op::Erase),
            OP_ERASED => Some(Op::Erased),
            _ => None,
        };
        d.deserialize_str(FromText("set, erase or erased", parse))
    }
}

struct FromText<T>(&'static str, fn(&str) -> Option<T>);

impl<T> Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.1(text).ok_or_else(|| E::custom(self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_str(FromText("hexadecimal digits", |text| bytes_of(text).map(Hex)))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let parse = |text: &str| text.parse().ok().map(|RecordId(id)| Id(id));
        d.deserialize_str(FromText("a UUID", parse))
    }
}

impl<'de> Deserialize<'de> for Digits {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_str(FromText("a number in digits", |text| text.parse().ok().map(Digits)))
    }
}

/// A map whose keys are devices; a device twice is an error.
pub struct ByDevice<T>(BTreeMap<DeviceId, T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ByDevice<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Read<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Read<T> {
            type Value = BTreeMap<DeviceId, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object whose keys are devices")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut map = BTreeMap::new();
                while let Some((Id(device), item)) = access.next_entry::<Id, T>()? {
                    if map.len() >= MAX_ITEMS {
                        return Err(A::Error::custom(TOO_MANY));
                    }
                    if map.insert(DeviceId(device), item).is_some() {
                        return Err(A::Error::custom("a device twice"));
                    }
                }
                Ok(map)
            }
        }
        d.deserialize_map(Read(std::marker::PhantomData)).map(ByDevice)
    }
}

#[derive(Deserialize)]
pub struct RawHead {
    seq: u64,
    hash: Hex<32>,
}

impl RawHead {
    fn head(self) -> Head {
        Head { seq: self.seq, hash: Hash(self.hash.0) }
    }
}

impl ByDevice<RawHead> {
    pub fn heads(self) -> Heads {
        self.0.into_iter().map(|(device, raw)| (device, raw.head())).collect()
    }
}

impl ByDevice<Vec<RawHead>> {
    pub fn ends(self) -> Ends {
        let heads = |raw: Vec<RawHead>| raw.into_iter().map(RawHead::head).collect();
        self.0.into_iter().map(|(device, raw)| (device, heads(raw))).collect()
    }
}

#[derive(Deserialize)]
pub struct Created {
    ms: i64,
    offset: i16,
}

impl Created {
    pub fn stamp(&self) -> Stamp {
        Stamp { ms: self.ms, offset: self.offset }
    }
}

#[derive(Deserialize)]
struct Counts {
    commits: u64,
}

#[derive(Deserialize)]
struct RawCommit<'a> {
    device: Id,
    seq: u64,
    hlc: Digits,
    at: i64,
    offset: i16,
    author: String,
    seen: Option<ByDevice<u64>>,
    prev: Hex<32>,
    hash: Hex<32>,
    #[serde(borrow)]
    changes: Vec<RawChange<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChange<'a> {
    op: Op,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    record: Id,
    parent: Option<Id>,
    salt: Option<Hex<16>>,
    hash: Option<Hex<32>>,
    fields: Option<FieldBytes>,
}

impl RawChange<'_> {
    fn part(&self) -> Option<Part<'_>> {
        let (kind, record, parent) =
            (&*self.kind, RecordId(self.record.0), self.parent.as_ref().map(|id| RecordId(id.0)));
        match (&self.op, &self.salt, &self.fields, &self.hash) {
            (Op::Set, Some(salt), Some(fields), None) => {
                Some(Part::Set { kind, record, parent, salt: salt.0, fields: &fields.0 })
            }
            (Op::Erase, None, None, None) if parent.is_none() => {
                Some(Part::Other(Change::Erase { kind: kind.to_owned(), record }))
            }
            (Op::Erased, None, None, Some(hash)) => {
                let (kind, hash) = (kind.to_owned(), Hash(hash.0));
                Some(Part::Other(Change::Erased { kind, record, parent, hash }))
            }
            _ => None,
        }
    }
}

impl RawCommit<'_> {
    fn origin(self, scratch: &mut Vec<u8>) -> Option<Origin> {
        let parts = self.changes.iter().map(RawChange::part).collect::<Option<Vec<_>>>()?;
        let head = Commit {
            device: DeviceId(self.device.0),
            seq: self.seq,
            hlc: Hlc(self.hlc.0),
            at: Stamp { ms: self.at, offset: self.offset },
            author: self.author,
            seen: self.seen.map(|seen| Seen::from_iter(seen.0)),
            prev: Hash(self.prev.0),
            changes: Vec::new(),
        };
        Some(assemble(&head, Some(Hash(self.hash.0)), &parts, scratch))
    }
}

/// The bytes of an attachment, still as text.
#[derive(Debug, Deserialize)]
pub struct RawAttachment<'a> {
    id: Id,
    pub size: u64,
    digest: Hex<32>,
    /// Left where it stands in the file: there may be hundreds.
    #[serde(borrow)]
    pub data: Cow<'a, str>,
}

impl RawAttachment<'_> {
    pub fn id(&self) -> RecordId {
        RecordId(self.id.0)
    }

    pub fn digest_text(&self) -> String {
        Hash(self.digest.0).to_string()
    }
}

struct Attachments<'l>(&'l Limits);

impl<'de> DeserializeSeed<'de> for Attachments<'_> {
    type Value = Vec<RawAttachment<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        d.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Attachments<'_> {
    type Value = Vec<RawAttachment<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of attachments")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut list: Vec<RawAttachment<'de>> = Vec::new();
        let mut digits = 0;
        while let Some(raw) = access.next_element::<RawAttachment<'de>>()? {
            digits += raw.data.len();
            if list.len() >= MAX_ITEMS || digits / 4 * 3 > self.0.attachments {
                return Err(A::Error::custom(TOO_MANY));
            }
            list.push(raw);
        }
        Ok(list)
    }
}

struct Commits<'l>(&'l Limits);

impl<'de> DeserializeSeed<'de> for Commits<'_> {
    type Value = Vec<Origin>;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Vec<Origin>, D::Error> {
        d.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Commits<'_> {
    type Value = Vec<Origin>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of commits")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Vec<Origin>, A::Error> {
        let mut origins = Vec::new();
        let mut scratch = Vec::new();
        while let Some(raw) = access.next_element::<RawCommit<'_>>()? {
            if origins.len() >= self.0.commits {
                return Err(A::Error::custom(TOO_MANY));
            }
            origins.push(raw.origin(&mut scratch).ok_or_else(|| A::Error::custom("no such change"))?);
        }
        Ok(origins)
    }
}

/// Reads the whole file; leaves in `newer` the version of one that asks for a newer reader.
pub struct Envelope<'l> {
    pub limits: &'l Limits,
    pub newer: &'l RefCell<u64>,
}

impl<'de> DeserializeSeed<'de> for Envelope<'_> {
    type Value = Parsed<'de>;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Parsed<'de>, D::Error> {
        d.deserialize_map(self)
    }
}

fn once<T, E: Error>(slot: &mut Option<T>, value: T) -> Result<(), E> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::custom("a key twice")),
    }
}

impl<'de> Visitor<'de> for Envelope<'_> {
    type Value = Parsed<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an export")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Parsed<'de>, A::Error> {
        let mut parsed = Parsed::default();
        let (mut format, mut version, mut min_reader, mut range) = (None, None, None, None);
        let mut since = None;
        let mut keys: HashSet<String> = HashSet::new();
        while let Some(key) = access.next_key::<String>()? {
            match key.as_str() {
                "format" => {
                    let name: String = access.next_value()?;
                    if name != FORMAT {
                        return Err(A::Error::custom(NOT_OURS));
                    }
                    once(&mut format, ())?;
                }
                "version" => {
                    let number: u64 = access.next_value()?;
                    *self.newer.borrow_mut() = number;
                    once(&mut version, number)?;
                }
                "min_reader" => {
                    let number: u64 = access.next_value()?;
                    if number > VERSION {
                        return Err(A::Error::custom(NEWER));
                    }
                    once(&mut min_reader, number)?;
                }
                "export_id" => once(&mut parsed.export_id, Uuid::from_bytes(access.next_value::<Id>()?.0))?,
                "created" => {
                    let at: Created = access.next_value()?;
                    once(&mut parsed.created, at.stamp())?;
                }
                "device" => once(&mut parsed.device, DeviceId(access.next_value::<Id>()?.0))?,
                "author" => once(&mut parsed.author, access.next_value()?)?,
                "range" => once(&mut range, access.next_value::<IgnoredAny>()?)?,
                "since" => {
                    let heads = access.next_value::<Option<ByDevice<RawHead>>>()?.map(ByDevice::heads);
                    once(&mut since, heads)?;
                }
                "heads" => once(&mut parsed.heads, access.next_value::<ByDevice<RawHead>>()?.heads())?,
                "counts" => once(&mut parsed.commit_count, access.next_value::<Counts>()?.commits)?,
                "commits" => once(&mut parsed.origins, access.next_value_seed(Commits(self.limits))?)?,
                "attachments" => {
                    once(&mut parsed.attachments, access.next_value_seed(Attachments(self.limits))?)?;
                }
                "signature" => once(&mut parsed.signature, access.next_value()?)?,
                "checksum" => once(&mut parsed.checksum, access.next_value()?)?,
                // The records are for other readers, and what a newer version adds is not for this one.
                _ => {
                    if keys.len() >= MAX_ITEMS {
                        return Err(A::Error::custom(TOO_MANY));
                    }
                    if !keys.insert(key) {
                        return Err(A::Error::custom("a key twice"));
                    }
                    access.next_value::<IgnoredAny>()?;
                }
            }
        }
        parsed.since = since.flatten();
        if format.is_none() {
            return Err(A::Error::custom(NOT_OURS));
        }
        match version {
            Some(number) if number > VERSION && min_reader.is_none() => Err(A::Error::custom(NEWER)),
            Some(1..) if min_reader.unwrap_or(MIN_READER) >= 1 => Ok(parsed),
            _ => Err(A::Error::custom("no version")),
        }
    }
}

/// The version that a file asks for, read past everything else; for files that could not be read.
pub fn sniff_newer(bytes: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Sniff {
        format: String,
        version: u64,
        min_reader: Option<u64>,
    }
    let sniff: Sniff = serde_json::from_slice(bytes).ok()?;
    let asked = sniff.min_reader.unwrap_or(sniff.version);
    (sniff.format == FORMAT && asked > VERSION).then_some(sniff.version)
}
