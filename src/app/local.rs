//! What this device keeps for itself, sealed beside the ledger: who it is, its secret keys, and what it handed over.
//!
//! Invariant: a row whose keys cannot be read is no row without keys: whoever wrote new ones over them could never again
//! open what was sealed to the old ones. What surprises: this file needs no browser, so its tests run natively (`lib.rs`).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use zeroize::{Zeroize, Zeroizing};

use crate::casework::day_plan::Hand;
use crate::domain::id::{DeviceId, RecordId};
use crate::domain::value::{Fields, Value};
use crate::domain::zone::Stamp;
use crate::exchange::key::{PublicKey, bytes_of, hex};
use crate::exchange::receipt::Received;
use crate::ledger::{Ends, Hash, Head, Heads};
use crate::vault::DeviceKeys;

/// Room for the keys with their names: two of 64 digits, and two of `age`, the longer of 74 letters.
const ROOM_OF_KEYS: usize = 1_024;

/// An agency's key that was compared by its owner and this worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    /// The key.
    pub key: PublicKey,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// What this device keeps for itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LocalState {
    /// The device as a writer in the ledger.
    pub device: Option<DeviceId>,
    /// The worker's name, which stands on every commit.
    pub worker: String,
    /// The agency's or unit's name, for papers and files.
    pub unit: String,
    /// What was handed over last.
    pub handed: Heads,
    /// When, in milliseconds since 1970.
    pub handed_at: Option<i64>,
    /// Photos and papers of a hand-over of what is new that needs several files, of which some are still to be sent.
    pub sent_new: Vec<RecordId>,
    /// The same for one of everything.
    pub sent_all: Vec<RecordId>,
    /// What the office has, by the newest receipt that was taken in.
    pub received: Option<Received>,
    /// Minutes without a touch until the vault locks.
    pub lock_minutes: Option<u32>,
    /// What the worker set by hand for the round of a day. It is of no use on any other day.
    pub day_order: Option<(NaiveDate, Hand)>,
    /// With which it signs and opens files.
    pub keys: Option<DeviceKeys>,
    /// For whom it seals them.
    pub agency: Option<Pinned>,
    /// The workers whose keys were compared, at an office.
    pub workers: Vec<Pinned>,
}

impl LocalState {
    /// What a hand-over of what is new goes on from: what the office says that it has, else what was handed over. Until
    /// the receipt comes, what may have been lost on the way goes along again, which costs the receiver nothing.
    pub fn base(&self) -> &Heads {
        self.received.as_ref().map_or(&self.handed, |received| &received.heads)
    }

    /// The bytes of the row; they and all that they were made from are wiped.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut map = BTreeMap::new();
        let mut put = |name: &str, value: Value| drop(map.insert(name.to_owned(), value));
        if let Some(device) = self.device {
            put("device", Value::Text(device.to_string()));
        }
        put("worker", Value::Text(self.worker.clone()));
        put("unit", Value::Text(self.unit.clone()));
        put("handed", write_heads(&self.handed));
        if let Some(received) = &self.received {
            let parts = [
                ("ms", Value::Int(received.created.ms)),
                ("offset", Value::Int(i64::from(received.created.offset))),
                ("agency", Value::Text(received.agency.clone())),
                ("heads", write_heads(&received.heads)),
                ("ends", write_ends(&received.ends)),
            ];
            put("received", Value::Map(parts.map(|(name, value)| (name.to_owned(), value)).into()));
        }
        if let Some(at) = self.handed_at {
            put("handed_at", Value::Int(at));
        }
        let ids = |ids: &[RecordId]| Value::List(ids.iter().map(|id| Value::Text(id.to_string())).collect());
        put("sent_new", ids(&self.sent_new));
        put("sent_all", ids(&self.sent_all));
        if let Some(minutes) = self.lock_minutes {
            put("lock_minutes", Value::Int(i64::from(minutes)));
        }
        if let Some((day, hand)) = &self.day_order {
            let parts = [
                ("day", Value::Text(day.to_string())),
                ("order", ids(&hand.order)),
                ("added", ids(&hand.added)),
                ("skipped", ids(&hand.skipped)),
            ];
            put("day_order", Value::Map(parts.map(|(name, value)| (name.to_owned(), value)).into()));
        }
        if let Some(pinned) = &self.agency {
            put("agency", write_pinned(pinned));
        }
        put("workers", Value::List(self.workers.iter().map(write_pinned).collect()));
        let mut row = Value::Map(map);
        // Whoever grows leaves a copy behind: the room is that of the row without its keys, and of them.
        let mut out = Vec::new();
        row.encode(&mut out);
        let mut out = Zeroizing::new(Vec::with_capacity(out.len() + ROOM_OF_KEYS));
        if let (Value::Map(map), Some(keys)) = (&mut row, &self.keys) {
            map.insert("keys".to_owned(), write_keys(keys));
        }
        row.encode(&mut out);
        if let Value::Map(map) = &mut row {
            wipe_keys(map);
        }
        out
    }

    /// Reads it back; what is missing or of another shape is as if never set. `None` where that would lose keys: the bytes
    /// are no row, or the keys in it are not to be read.
    pub fn decode(bytes: &[u8]) -> Option<LocalState> {
        let Ok(Value::Map(mut map)) = Value::from_bytes(bytes) else { return None };
        let keys = map.get("keys").map(read_keys);
        wipe_keys(&mut map);
        let text = |name: &str| map.get(name).and_then(Value::as_text).unwrap_or_default().to_owned();
        let number = |name: &str| match map.get(name) {
            Some(Value::Int(number)) => Some(*number),
            _ => None,
        };
        let ids = |name: &str| map.get(name).map(read_ids).unwrap_or_default();
        Some(LocalState {
            device: text("device").parse().ok(),
            worker: text("worker"),
            unit: text("unit"),
            handed: map.get("handed").map(read_heads).unwrap_or_default(),
            handed_at: number("handed_at"),
            sent_new: ids("sent_new"),
            sent_all: ids("sent_all"),
            received: map.get("received").and_then(read_received),
            lock_minutes: number("lock_minutes").and_then(|minutes| u32::try_from(minutes).ok()),
            day_order: map.get("day_order").and_then(read_day_order),
            keys: match keys {
                Some(keys) => Some(keys?),
                None => None,
            },
            agency: map.get("agency").and_then(read_pinned),
            workers: match map.get("workers") {
                Some(Value::List(all)) => all.iter().filter_map(read_pinned).collect(),
                _ => Vec::new(),
            },
        })
    }
}

/// Overwrites the texts of the keys in a row that was read or written.
fn wipe_keys(map: &mut Fields) {
    if let Some(Value::Map(parts)) = map.get_mut("keys") {
        for part in parts.values_mut() {
            if let Value::Text(text) = part {
                text.zeroize();
            }
        }
    }
}

fn write_head(head: &Head) -> Value {
    Value::List(vec![Value::Int(head.seq as i64), Value::Text(head.hash.to_string())])
}

fn write_heads(heads: &Heads) -> Value {
    Value::Map(heads.iter().map(|(device, head)| (device.to_string(), write_head(head))).collect())
}

fn write_ends(ends: &Ends) -> Value {
    let of_one = |(device, ends): (&DeviceId, &Vec<Head>)| {
        (device.to_string(), Value::List(ends.iter().map(write_head).collect()))
    };
    Value::Map(ends.iter().map(of_one).collect())
}

fn read_received(value: &Value) -> Option<Received> {
    let Value::Map(map) = value else { return None };
    let (Value::Int(ms), Value::Int(offset)) = (map.get("ms")?, map.get("offset")?) else { return None };
    Some(Received {
        created: Stamp { ms: *ms, offset: i16::try_from(*offset).ok()? },
        agency: map.get("agency")?.as_text()?.to_owned(),
        heads: read_heads(map.get("heads")?),
        ends: map.get("ends").map(read_ends).unwrap_or_default(),
    })
}

fn read_head(pair: &Value) -> Option<Head> {
    let Value::List(pair) = pair else { return None };
    let [Value::Int(seq), Value::Text(hash)] = pair.as_slice() else { return None };
    Some(Head { seq: u64::try_from(*seq).ok()?, hash: Hash::parse_hex(hash)? })
}

fn read_heads(value: &Value) -> Heads {
    let Value::Map(map) = value else { return Heads::new() };
    map.iter().filter_map(|(device, head)| Some((device.parse().ok()?, read_head(head)?))).collect()
}

fn read_ends(value: &Value) -> Ends {
    let Value::Map(map) = value else { return Ends::new() };
    let read = |(device, ends): (&String, &Value)| {
        let Value::List(ends) = ends else { return None };
        Some((device.parse().ok()?, ends.iter().filter_map(read_head).collect()))
    };
    map.iter().filter_map(read).collect()
}

fn read_ids(value: &Value) -> Vec<RecordId> {
    let Value::List(ids) = value else { return Vec::new() };
    ids.iter().filter_map(|id| id.as_text()?.parse().ok()).collect()
}

fn read_day_order(value: &Value) -> Option<(NaiveDate, Hand)> {
    let Value::Map(map) = value else { return None };
    let day = map.get("day")?.as_text()?.parse().ok()?;
    let ids = |name: &str| map.get(name).map(read_ids).unwrap_or_default();
    Some((day, Hand { order: ids("order"), added: ids("added"), skipped: ids("skipped") }))
}

fn write_keys(keys: &DeviceKeys) -> Value {
    let parts = [
        ("seed", hex(keys.seed.as_slice())),
        ("signing", hex(&keys.signing)),
        ("identity", keys.identity.to_string()),
        ("recipient", keys.recipient.clone()),
    ];
    Value::Map(parts.map(|(name, text)| (name.to_owned(), Value::Text(text))).into())
}

fn read_keys(value: &Value) -> Option<DeviceKeys> {
    let Value::Map(map) = value else { return None };
    let text = |name: &str| map.get(name)?.as_text();
    Some(DeviceKeys {
        seed: Zeroizing::new(bytes_of(text("seed")?)?),
        signing: bytes_of(text("signing")?)?,
        identity: Zeroizing::new(text("identity")?.to_owned()),
        recipient: text("recipient")?.to_owned(),
    })
}

fn write_pinned(pinned: &Pinned) -> Value {
    Value::List(vec![Value::Text(pinned.key.to_json()), Value::Int(pinned.at)])
}

fn read_pinned(value: &Value) -> Option<Pinned> {
    let Value::List(pair) = value else { return None };
    let [Value::Text(text), Value::Int(at)] = pair.as_slice() else { return None };
    Some(Pinned { key: PublicKey::parse(text).ok()?, at: *at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::key::Role;

    fn key(name: &str) -> PublicKey {
        PublicKey {
            role: Role::Worker,
            name: name.into(),
            device: Some(DeviceId([3; 16])),
            recipient: "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p".into(),
            signing: [9; 32],
        }
    }

    #[test]
    fn the_order_of_the_day_is_read_back_and_a_row_from_before_it_reads_as_none() {
        let [a, b, c] = [1, 2, 3].map(|n| RecordId([n; 16]));
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let hand = Hand { order: vec![b, a], added: vec![b], skipped: vec![c] };
        let old = LocalState { worker: "Rina".into(), lock_minutes: Some(5), ..LocalState::default() };
        let new = LocalState {
            day_order: Some((day, hand)),
            sent_new: vec![a],
            sent_all: vec![b, c],
            received: Some(Received {
                created: Stamp { ms: 5, offset: 420 },
                agency: "Dinas".into(),
                heads: [(DeviceId([1; 16]), Head { seq: 3, hash: Hash([2; 32]) })].into(),
                ends: [(DeviceId([1; 16]), vec![Head { seq: 4, hash: Hash([5; 32]) }])].into(),
            }),
            workers: vec![Pinned { key: key("Rina"), at: 7 }, Pinned { key: key("Tono"), at: 8 }],
            ..old.clone()
        };
        assert_eq!((old.base().len(), new.base().len()), (0, 1));
        assert_eq!(LocalState::decode(&new.encode()), Some(new));
        assert_eq!(LocalState::decode(&old.encode()), Some(old));
    }

    fn keys() -> DeviceKeys {
        DeviceKeys {
            seed: Zeroizing::new([0xAB; 32]),
            signing: [7; 32],
            identity: Zeroizing::new(format!("AGE-SECRET-KEY-1{}", "Q".repeat(58))),
            recipient: format!("age1{}", "q".repeat(58)),
        }
    }

    #[test]
    fn keys_are_read_back_and_the_row_is_written_without_leaving_copies_behind() {
        let head = Head { seq: 1 << 62, hash: Hash([255; 32]) };
        let ids: Vec<RecordId> = (0..200).map(|n| RecordId([n; 16])).collect();
        let hand = Hand { order: ids.clone(), added: ids.clone(), skipped: ids.clone() };
        let full = LocalState {
            worker: "Rina".repeat(2_000),
            keys: Some(keys()),
            handed: (0..200).map(|n| (DeviceId([n; 16]), head)).collect(),
            sent_new: ids,
            day_order: Some((NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(), hand)),
            received: Some(Received {
                created: Stamp { ms: 5, offset: 420 },
                agency: "Dinas".repeat(2_000),
                heads: (0..200).map(|n| (DeviceId([n; 16]), head)).collect(),
                ends: Ends::new(),
            }),
            workers: (0..60).map(|at| Pinned { key: key("Rina"), at }).collect(),
            ..LocalState::default()
        };
        let written = full.encode();
        let bare = LocalState { keys: None, ..full.clone() }.encode().len();
        assert!(written.capacity() == Vec::<u8>::with_capacity(bare + ROOM_OF_KEYS).capacity());
        assert!(LocalState::decode(&written) == Some(full));
    }

    #[test]
    fn a_row_whose_keys_cannot_be_read_is_no_row_without_keys() {
        let row = LocalState { keys: Some(keys()), ..LocalState::default() }.encode();
        let of = |keys: Value| {
            let Ok(Value::Map(mut map)) = Value::from_bytes(&row) else { panic!("no row") };
            map.insert("keys".into(), keys);
            let mut bytes = Vec::new();
            Value::Map(map).encode(&mut bytes);
            LocalState::decode(&bytes)
        };
        for odd in [Value::Null, Value::Text("kunci".into()), Value::Map(BTreeMap::new())] {
            assert_eq!(of(odd), None);
        }
        for odd in [&b""[..], b"bukan", &row[..row.len() - 1]] {
            assert_eq!(LocalState::decode(odd), None);
        }
    }

    #[test]
    fn a_day_order_of_another_shape_is_as_if_never_set() {
        for odd in [Value::Null, Value::Text("besok".into()), Value::Map(BTreeMap::new())] {
            assert_eq!(read_day_order(&odd), None);
        }
        let day = ("day".to_owned(), Value::Text("2026-11-21".into()));
        let order = ("order".to_owned(), Value::List(vec![Value::Int(1), Value::Text("bukan id".into())]));
        let read = read_day_order(&Value::Map([day, order].into())).unwrap();
        assert_eq!(read.1, Hand::default());
    }
}
