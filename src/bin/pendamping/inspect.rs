//! `pendamping inspect`: what hand-over files hold, told without a word about a client.
//!
//! Invariant: only counts, ids of devices, times and the names of workers leave here. A file that the app would refuse is
//! refused; what it holds cannot be told of saves that were altered.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;

use pendamping::exchange::key::{hex, signer_words};
use pendamping::exchange::{Incoming, Limits};
use pendamping::ledger::{Heads, Ledger, Reach, Stamp, decode_commit};
use serde::Serialize;

use crate::call::Call;
use crate::files::{Answer, HELP, Trouble};
use crate::handed;
use crate::place::tame;

#[derive(Serialize)]
struct Shown {
    file: String,
    export_id: String,
    created: String,
    device: String,
    author: String,
    range: &'static str,
    counts: Counts,
    devices: Vec<Device>,
    gaps: usize,
    forks: usize,
    conflicts: usize,
    attachments: Attachments,
    signature: Option<Signature>,
}

#[derive(Serialize)]
struct Counts {
    commits: usize,
    records: BTreeMap<String, usize>,
    in_trash: usize,
    erased: usize,
}

/// A device by what the file holds of it.
#[derive(Serialize)]
pub struct Device {
    /// Its id.
    pub device: String,
    /// The first and the last number of each stretch without a gap.
    pub saves: Vec<(u64, u64)>,
    /// Numbers that are missing.
    pub gaps: Vec<(u64, u64)>,
    /// Saves under a number that another one has.
    pub forks: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<Written>,
}

#[derive(Serialize)]
struct Written {
    by: BTreeSet<String>,
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Attachments {
    carried: usize,
    bytes: u64,
    spoiled: usize,
}

/// A signature that holds: a file with another one is refused.
#[derive(Serialize)]
pub struct Signature {
    /// The public key of the device that signed.
    pub key: String,
    /// The six words by which people compare it, as the app shows them.
    pub words: String,
}

impl Signature {
    /// The signature of a file that was read.
    pub fn of(told: &Incoming) -> Option<Signature> {
        let signed = told.signature.as_ref()?;
        Some(Signature { key: hex(&signed.key), words: signer_words(signed) })
    }

    /// One line for people.
    pub fn line(signature: Option<&Signature>) -> String {
        signature.map_or_else(|| "not signed".to_owned(), |one| format!("signed by {}", one.words))
    }
}

impl Device {
    /// A device with the gaps behind what the receiver is said to have.
    pub fn of(reach: &Reach, since: Option<&Heads>) -> Device {
        let held = since.and_then(|since| since.get(&reach.device)).map_or(0, |head| head.seq);
        let behind = |(from, to): (u64, u64)| (to > held).then(|| (from.max(held + 1), to));
        Device {
            device: reach.device.to_string(),
            saves: reach.stretches.clone(),
            gaps: reach.gaps().into_iter().filter_map(behind).collect(),
            forks: reach.forks,
            written: None,
        }
    }

    fn line(&self) -> String {
        let stretches = |list: &[(u64, u64)]| {
            let shown = list
                .iter()
                .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") });
            shown.collect::<Vec<_>>().join(", ")
        };
        let mut line = format!("  device {}: saves {}", self.device, stretches(&self.saves));
        if !self.gaps.is_empty() {
            line.push_str(&format!("; missing {}", stretches(&self.gaps)));
        }
        if self.forks > 0 {
            line.push_str(&format!("; copied or restored ({} numbers twice)", self.forks));
        }
        if let Some(Written { by, from, to }) = &self.written {
            let by: Vec<String> = by.iter().map(|name| tame(name)).collect();
            line.push_str(&format!("; by {}, {from} to {to}", by.join(", ")));
        }
        line
    }
}

/// Runs the command.
pub fn run(words: impl Iterator<Item = OsString>) -> Result<Answer, Trouble> {
    let call = Call::read(words, &[], &["json", "large"])?;
    if call.has("help") {
        return Ok(Answer::of(HELP.to_owned()));
    }
    let limits = handed::limits(call.has("large"));
    let mut answer = Answer::default();
    let mut files = Vec::new();
    for path in call.some_files()? {
        match inspect(path, &limits) {
            Ok(shown) => files.push(shown),
            Err(trouble) => {
                answer.notes.push(trouble.to_string());
                answer.refused = true;
            }
        }
    }
    answer.out = if call.has("json") {
        #[derive(Serialize)]
        struct All {
            files: Vec<Shown>,
        }
        serde_json::to_string_pretty(&All { files })? + "\n"
    } else {
        files.iter().map(Shown::text).collect()
    };
    Ok(answer)
}

fn inspect(path: &Path, limits: &Limits) -> Result<Shown, Trouble> {
    let opened = handed::open(path, limits)?;
    let (told, ledger) = (&opened.told, &opened.ledger);
    let mut devices: Vec<Device> =
        ledger.reaches().iter().map(|reach| Device::of(reach, told.since.as_ref())).collect();
    sign(&mut devices, ledger)?;
    let book = ledger.book();
    let mut records: BTreeMap<String, usize> = BTreeMap::new();
    let mut in_trash = 0;
    for record in book.all_with_trash() {
        *records.entry(record.kind_name().to_owned()).or_default() += 1;
        in_trash += usize::from(record.is_deleted());
    }
    Ok(Shown {
        file: handed::name(path),
        export_id: told.export_id.to_string(),
        created: handed::instant(told.created),
        device: told.device.to_string(),
        author: told.author.clone(),
        range: if told.since.is_some() { "since" } else { "all" },
        counts: Counts { commits: book.commit_count(), records, in_trash, erased: book.erased_count() },
        gaps: devices.iter().filter(|device| !device.gaps.is_empty()).count(),
        forks: devices.iter().filter(|device| device.forks > 0).count(),
        devices,
        conflicts: book.conflicts().len(),
        attachments: Attachments {
            carried: told.attachments.len(),
            bytes: told.attachments.iter().map(|one| one.size).sum(),
            spoiled: told.spoiled.len(),
        },
        signature: Signature::of(told),
    })
}

/// Adds by whom and when the saves of each device were written, by the clock of the device.
fn sign(devices: &mut [Device], ledger: &Ledger) -> Result<(), Trouble> {
    let mut found: BTreeMap<String, (BTreeSet<String>, Stamp, Stamp)> = BTreeMap::new();
    for number in ledger.commit_order() {
        let commit = decode_commit(&ledger.commit(number))?;
        let slot =
            found.entry(commit.device.to_string()).or_insert_with(|| (BTreeSet::new(), commit.at, commit.at));
        slot.0.insert(commit.author);
        if commit.at.ms < slot.1.ms {
            slot.1 = commit.at;
        }
        if commit.at.ms > slot.2.ms {
            slot.2 = commit.at;
        }
    }
    for device in devices {
        if let Some((by, from, to)) = found.remove(&device.device) {
            let (from, to) = (handed::instant(from), handed::instant(to));
            device.written = Some(Written { by, from, to });
        }
    }
    Ok(())
}

impl Shown {
    fn text(&self) -> String {
        let range = if self.range == "all" { "the whole book" } else { "what changed" };
        let mut lines = vec![
            format!("{}: {range}, made {} by {}", self.file, self.created, tame(&self.author)),
            format!("  export {} on device {}", self.export_id, self.device),
            format!("  {}", Signature::line(self.signature.as_ref())),
            format!(
                "  {} saves, {} records ({} in the trash), {} erased, {} fields in conflict",
                self.counts.commits,
                self.counts.records.values().sum::<usize>(),
                self.counts.in_trash,
                self.counts.erased,
                self.conflicts
            ),
        ];
        let kinds: Vec<String> =
            self.counts.records.iter().map(|(kind, count)| format!("{} {count}", tame(kind))).collect();
        lines.push(format!("  {}", kinds.join(", ")));
        let Attachments { carried, bytes, spoiled } = &self.attachments;
        lines.push(format!("  {carried} attachments carried ({bytes} bytes), {spoiled} spoiled"));
        lines.extend(self.devices.iter().map(Device::line));
        lines.join("\n") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pendamping::domain::id::DeviceId;
    use pendamping::ledger::{Hash, Head};

    #[test]
    fn what_a_receiver_has_to_the_last_number_leaves_no_gap_behind_it() {
        let device = DeviceId([1; 16]);
        let reach = Reach { device, stretches: vec![(1, 2), (5, 6)], forks: 0 };
        let with = |seq| Device::of(&reach, Some(&[(device, Head { seq, hash: Hash([0; 32]) })].into())).gaps;
        assert_eq!((with(1), with(3)), (vec![(3, 4)], vec![(4, 4)]));
        assert_eq!(with(u64::MAX), []);
    }
}
