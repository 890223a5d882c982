//! Receipts: an office tells a phone, in a file, what of it has arrived.
//!
//! Invariant: a receipt names only what the office holds without a gap, so it never promises what is not there; of other
//! devices it says no more than the phone's own file did. Pure: who takes a receipt in keeps it beside the ledger.
//!
//! What surprises: a newer receipt that says less counts. An office that lost its book must be sent everything again.

use std::collections::BTreeSet;

use serde::Deserialize;
use uuid::Uuid;

use super::export::{write_created, write_heads, write_one};
use super::import::ImportError;
use super::parse::{ByDevice, Created, Id, RawHead};
use super::small::{self, RECEIPT};
use crate::domain::id::DeviceId;
use crate::domain::text::{Text, t};
use crate::ledger::{Ends, Gap, Heads, Ledger, MergeRefusal, Stamp};

/// What an office has of a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Names the receipt.
    pub receipt_id: Uuid,
    /// When it was made, by the office's clock.
    pub created: Stamp,
    /// Who gives it.
    pub agency: String,
    /// The phone that it is for.
    pub device: DeviceId,
    /// What the office has of that phone and of the others in its files, without gaps.
    pub heads: Heads,
    /// The ends of the branches of those that are forked, of other devices no more than its files named.
    pub ends: Ends,
    /// What is missing in between.
    pub gaps: Vec<Gap>,
    /// Files of that phone that were not taken: which, and why in one word.
    pub refused: Vec<(Uuid, String)>,
}

/// What a phone keeps of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// When the receipt was made, by the office's clock.
    pub created: Stamp,
    /// Who gave it.
    pub agency: String,
    /// What they had then.
    pub heads: Heads,
    /// And of forked devices.
    pub ends: Ends,
}

impl From<Receipt> for Received {
    fn from(receipt: Receipt) -> Received {
        Received {
            created: receipt.created,
            agency: receipt.agency,
            heads: receipt.heads,
            ends: receipt.ends,
        }
    }
}

/// What a receipt would tell a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is newer than what the phone knows; an older one changes nothing.
    pub newer: bool,
    /// How many saves the office has of this very phone that are not here any more: it was restored from an older state.
    pub lost: u64,
    /// Whether the office has another save of this phone under the same number: it was copied or restored.
    pub forked: bool,
    /// Whether the office holds every save that this phone wrote and has here.
    pub arrived: bool,
}

/// The receipt is for another phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the receipt is for another device")]
pub struct OtherDevice;

impl OtherDevice {
    /// What the user reads.
    pub const fn text(self) -> Text {
        t(
            "Tanda terima ini untuk HP lain. Tidak ada yang berubah. Berikan kepada petugas yang berkasnya diterima kantor, atau minta tanda terima untuk HP ini.",
            "This receipt is for another phone. Nothing has changed. Give it to the worker whose file the office took, or ask for one for this phone.",
        )
    }
}

/// What of a phone's files an office has now. `told` are the heads that the files named.
pub fn heads_for(ledger: &Ledger, device: DeviceId, told: &Heads) -> Heads {
    let within = |(other, head): (&DeviceId, &crate::ledger::Head)| {
        // Of the phone itself all is said: an older file may come after a newer one.
        let most = if *other == device { u64::MAX } else { head.seq };
        Some((*other, ledger.head_within(*other, most)?))
    };
    told.iter().filter_map(within).collect()
}

/// The ends of branches that an office has of a phone and of the others in its files.
pub fn ends_for(ledger: &Ledger, device: DeviceId, told: &Heads) -> Ends {
    let ends = told.iter().map(|(other, head)| {
        let mut ends = ledger.branch_ends(*other);
        if *other != device {
            ends.retain(|end| end == head);
        }
        (*other, ends)
    });
    ends.filter(|(_, ends)| !ends.is_empty()).collect()
}

/// What is missing of these devices.
pub fn gaps_for(ledger: &Ledger, told: &Heads) -> Vec<Gap> {
    let none = BTreeSet::new();
    told.keys().flat_map(|device| ledger.gaps_with(*device, &none)).collect()
}

/// Why a file was not taken, in one word.
pub const fn reason(refusal: &MergeRefusal) -> &'static str {
    match refusal {
        MergeRefusal::BrokenChain(_) => "broken_chain",
        MergeRefusal::ImpossibleTime(_) => "impossible_time",
        MergeRefusal::Bad(_) => "unreadable",
    }
}

/// Writes a receipt.
pub fn write(receipt: &Receipt) -> Vec<u8> {
    let written = small::write(RECEIPT, &mut |w| {
        w.raw(",\"receipt_id\":");
        w.uuid(receipt.receipt_id.as_bytes());
        write_created(w, receipt.created);
        w.raw(",\"agency\":");
        w.string(&receipt.agency);
        w.raw(",\"device\":");
        w.uuid(&receipt.device.0);
        w.raw(",\"heads\":");
        write_heads(w, &receipt.heads);
        if !receipt.ends.is_empty() {
            w.raw(",\"ends\":{");
            for (number, (device, ends)) in receipt.ends.iter().enumerate() {
                w.raw(if number > 0 { "," } else { "" });
                w.uuid(&device.0);
                w.raw(":[");
                for (number, end) in ends.iter().enumerate() {
                    w.raw(if number > 0 { "," } else { "" });
                    write_one(w, *end);
                }
                w.raw("]");
            }
            w.raw("}");
        }
        w.raw(",\"gaps\":[");
        for (number, gap) in receipt.gaps.iter().enumerate() {
            w.raw(if number > 0 { ",{\"device\":" } else { "{\"device\":" });
            w.uuid(&gap.device.0);
            w.raw(",\"from\":");
            w.unsigned(gap.from);
            w.raw(",\"to\":");
            w.unsigned(gap.to);
            w.raw("}");
        }
        w.raw("],\"refused\":[");
        for (number, (export, reason)) in receipt.refused.iter().enumerate() {
            w.raw(if number > 0 { ",{\"export_id\":" } else { "{\"export_id\":" });
            w.uuid(export.as_bytes());
            w.raw(",\"reason\":");
            w.string(reason);
            w.raw("}");
        }
        w.raw("]");
        Ok(())
    });
    // Nothing of a receipt comes from stored bytes, so nothing of it can be malformed.
    written.unwrap_or_default()
}

#[derive(Deserialize)]
struct Raw {
    receipt_id: Id,
    created: Created,
    agency: String,
    device: Id,
    heads: ByDevice<RawHead>,
    #[serde(default)]
    ends: Option<ByDevice<Vec<RawHead>>>,
    #[serde(default)]
    gaps: Vec<RawGap>,
    #[serde(default)]
    refused: Vec<RawRefused>,
}

#[derive(Deserialize)]
struct RawGap {
    device: Id,
    from: u64,
    to: u64,
}

#[derive(Deserialize)]
struct RawRefused {
    export_id: Id,
    reason: String,
}

/// Reads a receipt.
///
/// # Errors
/// [`ImportError`]; nothing of the file is to be used.
pub fn read(bytes: &[u8]) -> Result<Receipt, ImportError> {
    let raw: Raw = small::read(bytes, RECEIPT)?;
    let gap = |raw: RawGap| Gap { device: DeviceId(raw.device.0), from: raw.from, to: raw.to };
    let refused = |raw: RawRefused| (Uuid::from_bytes(raw.export_id.0), raw.reason);
    Ok(Receipt {
        receipt_id: Uuid::from_bytes(raw.receipt_id.0),
        created: raw.created.stamp(),
        agency: raw.agency,
        device: DeviceId(raw.device.0),
        heads: raw.heads.heads(),
        ends: raw.ends.map(ByDevice::ends).unwrap_or_default(),
        gaps: raw.gaps.into_iter().map(gap).collect(),
        refused: raw.refused.into_iter().map(refused).collect(),
    })
}

/// What a receipt tells the phone that writes this ledger.
///
/// # Errors
/// [`OtherDevice`]: it is not for this phone.
pub fn weigh(receipt: &Receipt, ledger: &Ledger, known: Option<&Received>) -> Result<Verdict, OtherDevice> {
    let own = ledger.device();
    if receipt.device != own {
        return Err(OtherDevice);
    }
    let newer = known.is_none_or(|known| receipt.created.ms > known.created.ms);
    let theirs = receipt.heads.get(&own);
    let here = ledger.head_within(own, u64::MAX).map_or(0, |head| head.seq);
    let forked = theirs.is_some_and(|theirs| {
        ledger.head_within(own, theirs.seq).is_some_and(|ours| ours.seq == theirs.seq && ours != *theirs)
    });
    let lost = theirs.map_or(0, |head| head.seq.saturating_sub(here));
    Ok(Verdict { newer, lost, forked, arrived: ledger.arrived(&receipt.heads, &receipt.ends).own >= here })
}
