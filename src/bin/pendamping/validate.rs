//! `pendamping validate`: whether hand-over files are whole, and if not, where.
//!
//! First what the app asks before it takes a file (limits, checksums, chains), then what it need not ask: every rule of the
//! schema, and that the records say what the saves say. A file is gone over record by record and save by save, so that
//! a large one is never in memory as a tree.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsString;
use std::fmt;
use std::path::Path;

use pendamping::domain::id::RecordId;
use pendamping::domain::value::Value;
use pendamping::exchange::{Incoming, Limits};
use pendamping::ledger::{CommitRef, Hash, Ledger, MergeRefusal, Origin, decode_commit};
use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use crate::call::Call;
use crate::files::{Answer, HELP, Trouble};
use crate::inspect::Signature;
use crate::schema::{Fault, Rules};
use crate::{handed, place};

/// How many faults of one file are told.
const TOLD: usize = 20;

#[derive(Serialize)]
struct Checked {
    file: String,
    whole: bool,
    commits: usize,
    records: usize,
    attachments: usize,
    /// Of a file that could be read: by which device it is signed.
    signature: Option<Signature>,
    faults: Vec<Told>,
    more_faults: usize,
}

#[derive(Serialize)]
struct Told {
    path: String,
    why: String,
}

#[derive(Serialize)]
struct All<'a> {
    files: &'a [Checked],
    whole: usize,
    refused: usize,
}

/// Runs the command.
pub fn run(words: impl Iterator<Item = OsString>) -> Result<Answer, Trouble> {
    let call = Call::read(words, &[], &["json", "large"])?;
    if call.has("help") {
        return Ok(Answer::of(HELP.to_owned()));
    }
    let limits = handed::limits(call.has("large"));
    let rules = Rules::of_export();
    let files: Vec<Checked> =
        call.some_files()?.iter().map(|path| check_file(path, &limits, &rules)).collect();
    let whole = files.iter().filter(|file| file.whole).count();
    let refused = files.len() - whole;
    let out = if call.has("json") {
        serde_json::to_string_pretty(&All { files: &files, whole, refused })? + "\n"
    } else {
        files.iter().map(|file| file.line() + "\n").collect()
    };
    Ok(Answer { out, notes: Vec::new(), refused: refused > 0 })
}

impl Checked {
    fn line(&self) -> String {
        if self.whole {
            let Checked { file, commits, records, attachments, .. } = self;
            let signed = Signature::line(self.signature.as_ref());
            return format!(
                "{file}: whole; {commits} saves, {records} records, {attachments} attachments; {signed}"
            );
        }
        let faults: Vec<String> =
            self.faults.iter().map(|fault| format!("{}: {}", fault.path, fault.why)).collect();
        let more =
            if self.more_faults > 0 { format!("; and {} more", self.more_faults) } else { String::new() };
        format!("{}: refused; {}{more}", self.file, faults.join("; "))
    }
}

fn check_file(path: &Path, limits: &Limits, rules: &Rules) -> Checked {
    let mut found = Found::new(rules);
    match handed::bytes_of(path, limits) {
        Ok(Some(bytes)) => check_bytes(&bytes, limits, &mut found),
        Ok(None) => found.add("the file", format!("is larger than {} bytes", limits.bytes)),
        Err(trouble) => found.add("the file", trouble.to_string()),
    }
    let more_faults = found.faults.len().saturating_sub(TOLD) + found.more;
    found.faults.truncate(TOLD);
    Checked {
        file: handed::name(path),
        whole: found.faults.is_empty(),
        commits: found.commits,
        records: found.records.values().sum(),
        attachments: found.attachments.len(),
        signature: found.signature,
        faults: found.faults.into_iter().map(|Fault { path, why }| Told { path, why }).collect(),
        more_faults,
    }
}

fn check_bytes(bytes: &[u8], limits: &Limits, found: &mut Found<'_>) {
    let mut told = match handed::read(bytes, limits) {
        Ok(told) => told,
        Err(error) => {
            found.add(&place::of_error(bytes, &error, limits), error.to_string());
            // What can be read of it may say more.
            found.walk(bytes);
            return;
        }
    };
    found.signature = Signature::of(&told);
    let origins = std::mem::take(&mut told.origins);
    let names: Vec<CommitRef> = origins.iter().filter_map(|origin| origin.name().ok()).collect();
    check_since(&told, &origins, &names, found);
    let hashes = names.iter().copied().zip(origins.iter().filter_map(|origin| origin.hash)).collect();
    match handed::fold(origins) {
        Ok(ledger) => {
            if told.since.is_none() {
                check_book(&told, &hashes, &ledger, found);
                found.book = Some(ledger);
            }
        }
        Err(error) => {
            let place = match error {
                MergeRefusal::BrokenChain(name) | MergeRefusal::ImpossibleTime(name) => {
                    of_commit(&names, name)
                }
                MergeRefusal::Bad(_) => "commits".to_owned(),
            };
            found.add(&place, error.to_string());
        }
    }
    found.walk(bytes);
    for one in &told.attachments {
        if one.decode(bytes.get(one.at.clone()).unwrap_or_default()).is_none() {
            found.add_attachment(one.id, "data", "is not of the size and digest that the record says");
        }
    }
    for one in &told.spoiled {
        found.add_attachment(one.id, "", "no save in this file names these bytes");
    }
}

fn of_commit(names: &[CommitRef], name: CommitRef) -> String {
    match names.iter().position(|known| *known == name) {
        Some(place) => format!("commits[{place}]"),
        None => "commits".to_owned(),
    }
}

/// What a file leaves out must be what its receiver had.
fn check_since(told: &Incoming, origins: &[Origin], names: &[CommitRef], found: &mut Found<'_>) {
    let Some(since) = &told.since else { return };
    for (place, (name, origin)) in names.iter().zip(origins).enumerate() {
        let follows = since.get(&name.device).filter(|head| head.seq.checked_add(1) == Some(name.seq));
        let Some(head) = follows else { continue };
        let prev = decode_commit(origin.bytes()).map(|commit| commit.prev);
        if prev != Ok(head.hash) {
            found.add(&format!("commits[{place}].prev"), "is not the hash that `since` gives".to_owned());
        }
    }
}

/// What a file says of the whole book must be what its saves fold into.
fn check_book(told: &Incoming, hashes: &HashSet<(CommitRef, Hash)>, ledger: &Ledger, found: &mut Found<'_>) {
    if told.book.is_some_and(|book| book != ledger.book().fingerprint()) {
        found.add("checksum.book", "is not the fingerprint of these saves".to_owned());
    }
    for (device, head) in &told.heads {
        let name = CommitRef { device: *device, seq: head.seq };
        if !hashes.contains(&(name, head.hash)) {
            found.add(&format!("heads.{device}"), "no save in this file has this number and hash".to_owned());
        }
    }
    for reach in ledger.reaches() {
        let dense = reach.stretches.first().filter(|(first, _)| *first == 1).map(|(_, last)| *last);
        if told.heads.get(&reach.device).map(|head| head.seq) != dense {
            let place = format!("heads.{}", reach.device);
            found.add(&place, "is not the last number without a gap".to_owned());
        }
    }
}

/// What is found in one file.
struct Found<'r> {
    rules: &'r Rules,
    faults: Vec<Fault>,
    /// Faults beyond those that are kept.
    more: usize,
    /// What the saves fold into, where the file is a whole book.
    book: Option<Ledger>,
    commits: usize,
    records: BTreeMap<String, usize>,
    attachments: HashMap<String, usize>,
    signature: Option<Signature>,
    /// The records that were gone over, each once.
    seen: HashSet<RecordId>,
}

impl<'r> Found<'r> {
    fn new(rules: &'r Rules) -> Found<'r> {
        Found {
            rules,
            faults: Vec::new(),
            more: 0,
            book: None,
            commits: 0,
            records: BTreeMap::new(),
            attachments: HashMap::new(),
            signature: None,
            seen: HashSet::new(),
        }
    }

    fn add(&mut self, path: &str, why: String) {
        let fault = Fault { path: path.to_owned(), why };
        if self.faults.len() > TOLD {
            self.more += 1;
        } else if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn add_attachment(&mut self, id: RecordId, member: &str, why: &str) {
        let place = match self.attachments.get(&id.to_string()) {
            Some(number) if member.is_empty() => format!("attachments[{number}]"),
            Some(number) => format!("attachments[{number}].{member}"),
            None => "attachments".to_owned(),
        };
        self.add(&place, why.to_owned());
    }

    fn check(&mut self, pointer: &str, json: &Json, mut path: String) {
        let Some(rule) = self.rules.at(pointer) else { return };
        let mut faults = Vec::new();
        self.rules.check(rule, json, &mut path, &mut faults);
        for Fault { path, why } in faults {
            self.add(&path, why);
        }
    }

    /// Goes over the file and holds every part against the rules.
    fn walk(&mut self, bytes: &[u8]) {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let Ok(mut head) = Whole(self).deserialize(&mut json) else {
            // The reader has said where it breaks off.
            return;
        };
        // The parts that were gone over stand here empty, so that the rule of the whole finds them.
        for (name, empty) in [("records", Json::Object(Map::new())), ("commits", Json::Array(Vec::new()))] {
            if let Some(slot) = head.get_mut(name) {
                *slot = empty;
            }
        }
        let counts = head.get("counts").cloned().unwrap_or_default();
        self.check("", &Json::Object(head), String::new());
        if counts.get("commits").is_some_and(|count| count.as_u64() != Some(self.commits as u64)) {
            self.add("counts.commits", "is not how many saves there are".to_owned());
        }
        let of = |kind: &str| counts.get("records").and_then(|all| all.get(kind)).and_then(Json::as_u64);
        let wrong = |(kind, count): (&String, &usize)| {
            (of(kind).unwrap_or(0) != *count as u64).then(|| format!("counts.records.{}", place::tame(kind)))
        };
        let listed = counts.get("records").and_then(Json::as_object).into_iter().flat_map(Map::keys);
        let none = listed.filter(|kind| !self.records.contains_key(*kind));
        let none: Vec<String> = none.map(|kind| format!("counts.records.{}", place::tame(kind))).collect();
        for place in self.records.iter().filter_map(wrong).chain(none).collect::<Vec<_>>() {
            self.add(&place, "is not how many records there are".to_owned());
        }
        let folded = self.book.as_ref().map(|ledger| ledger.book().all_with_trash().count());
        if folded.is_some_and(|count| count > self.seen.len()) {
            self.add("records", "does not hold every record that the saves make".to_owned());
        }
    }

    fn record(&mut self, kind: &str, number: usize, record: &Json) {
        let path = format!("records.{}[{number}]", place::tame(kind));
        let known = format!("/properties/records/properties/{kind}/items");
        let rule = if kind.contains(['/', '~']) || self.rules.at(&known).is_none() {
            "/properties/records/additionalProperties/items"
        } else {
            &known
        };
        self.check(rule, record, path.clone());
        *self.records.entry(kind.to_owned()).or_default() += 1;
        let id = record.get("id").and_then(Json::as_str).and_then(|id| id.parse::<RecordId>().ok());
        if id.is_some_and(|id| !self.seen.insert(id)) {
            self.add(&path, "stands here a second time".to_owned());
        }
        let Some(ledger) = &self.book else { return };
        let Some(folded) = id.and_then(|id| ledger.book().get_any(id)) else {
            self.add(&path, "no save makes this record".to_owned());
            return;
        };
        let mut wrong = Vec::new();
        if folded.kind_name() != kind {
            wrong.push(path.clone());
        }
        if record.get("parent").and_then(Json::as_str).map(str::to_owned)
            != folded.stored_parent().map(|id| id.to_string())
        {
            wrong.push(format!("{path}.parent"));
        }
        let mut expected = Map::new();
        folded.each_value(|name, bytes| {
            if let Ok(value) = Value::from_bytes(bytes) {
                expected.insert(name.to_owned(), as_json(&value));
            }
        });
        let nothing = Map::new();
        let fields = record.get("fields").and_then(Json::as_object).unwrap_or(&nothing);
        let names = expected.keys().chain(fields.keys().filter(|name| !expected.contains_key(*name)));
        for name in names.filter(|name| expected.get(*name) != fields.get(*name)) {
            wrong.push(format!("{path}.fields.{}", place::tame(name)));
        }
        for place in wrong {
            self.add(&place, "is not what the saves say".to_owned());
        }
    }
}

/// A stored value as the file writes it.
fn as_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Int(number) => Json::from(*number),
        Value::Text(text) => Json::String(text.clone()),
        Value::List(items) => Json::Array(items.iter().map(as_json).collect()),
        Value::Map(map) => map.iter().map(|(name, value)| (name.clone(), as_json(value))).collect(),
    }
}

/// The file; gives its members but for the long ones, which are gone over on the way.
struct Whole<'f, 'r>(&'f mut Found<'r>);

impl<'de> DeserializeSeed<'de> for Whole<'_, '_> {
    type Value = Map<String, Json>;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        d.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_, '_> {
    type Value = Map<String, Json>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an export")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let found = self.0;
        let mut head = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            match key.as_str() {
                "records" => access.next_value_seed(Kinds(found))?,
                "commits" => access.next_value_seed(Items(&mut |number, json| {
                    found.commits += 1;
                    found.check("/$defs/commit", json, format!("commits[{number}]"));
                }))?,
                "attachments" => access.next_value_seed(Items(&mut |number, json| {
                    if let Some(id) = json.get("id").and_then(Json::as_str) {
                        found.attachments.insert(id.to_owned(), number);
                    }
                    found.check("/properties/attachments/items", json, format!("attachments[{number}]"));
                }))?,
                _ => {
                    head.insert(key, access.next_value()?);
                    continue;
                }
            }
            if key != "attachments" {
                head.insert(key, Json::Null);
            }
        }
        Ok(head)
    }
}

/// The records of the file.
struct Kinds<'f, 'r>(&'f mut Found<'r>);

impl<'de> DeserializeSeed<'de> for Kinds<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Kinds<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of lists")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let found = self.0;
        while let Some(kind) = access.next_key::<String>()? {
            access.next_value_seed(Items(&mut |number, json| found.record(&kind, number, json)))?;
        }
        Ok(())
    }
}

/// A list, item by item.
struct Items<'v>(&'v mut dyn FnMut(usize, &Json));

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(item) = access.next_element::<Json>()? {
            (self.0)(number, &item);
            number += 1;
        }
        Ok(())
    }
}
