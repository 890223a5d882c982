//! What a device says when it signs a hand-over file, and the member of the file that carries it.
//!
//! The member `signature` stands right before `checksum`. Invariant: it covers every byte before itself, and nothing may
//! stand between it and the checksum. What surprises: the receivers are named inside what is signed, so that a file that
//! was opened and sealed for somebody else is noticed; and nothing here knows a curve (`sign.rs` does), because pages
//! read the member and leave the sums to the files worker.

use serde::Deserialize;
use uuid::Uuid;

use super::file::BEFORE_SIGNATURE;
use super::json::Writer;
use super::parse::Hex;
use crate::domain::id::DeviceId;

/// What the message of an export begins with.
pub const EXPORT_DOMAIN: &str = "pendamping/export/1";

/// What stands for the receivers of a file that is locked with a passphrase.
pub const BY_PASSPHRASE: &str = "passphrase";

/// How many receivers a file may name, and how long a name may be.
const MOST_RECIPIENTS: usize = 64;
const LONGEST_RECIPIENT: usize = 4_096;

/// The bytes that are signed: the purpose and the parts, each after its length, so that no two lists of parts give the
/// same bytes.
pub fn message(domain: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + parts.iter().map(|part| part.len() + 8).sum::<usize>());
    for part in [domain.as_bytes()].iter().chain(parts) {
        out.extend_from_slice(&(part.len() as u64).to_le_bytes());
        out.extend_from_slice(part);
    }
    out
}

/// What is signed of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// BLAKE3 over all bytes before the member.
    pub content: [u8; 32],
    /// The same as `checksum.commits`.
    pub commits: [u8; 32],
    /// Names the file.
    pub export_id: Uuid,
    /// The device that made it.
    pub device: DeviceId,
    /// The device's own age recipient: with its key it makes the six words that people compare, and answers are sealed to it.
    pub own: String,
    /// For whom it is sealed: age recipients, [`BY_PASSPHRASE`] alone, or nobody where it goes out readable.
    pub recipients: Vec<String>,
}

impl Statement {
    /// The bytes to sign.
    pub fn message(&self) -> Vec<u8> {
        let mut parts: Vec<&[u8]> = vec![
            &self.content,
            &self.commits,
            self.export_id.as_bytes(),
            &self.device.0,
            self.own.as_bytes(),
        ];
        parts.extend(self.recipients.iter().map(String::as_bytes));
        message(EXPORT_DOMAIN, &parts)
    }
}

/// How a file came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// Readable.
    Open,
    /// Sealed for this recipient.
    For(String),
    /// Locked with a passphrase.
    Passphrase,
}

/// A signed statement as a file carries it; whether the signature holds is for `sign::verify` to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What is said.
    pub statement: Statement,
    /// The device's public key.
    pub key: [u8; 32],
    /// The signature.
    pub value: [u8; 64],
}

impl Signed {
    /// Whether the file came in the way in which its maker sent it. One that did not was opened by somebody and passed on.
    pub fn is_as_sent(&self, came: &Came) -> bool {
        let recipients = &self.statement.recipients;
        match came {
            Came::Open => recipients.is_empty(),
            Came::For(own) => recipients.contains(own),
            Came::Passphrase => matches!(recipients.as_slice(), [one] if one == BY_PASSPHRASE),
        }
    }
}

/// Writes the member.
pub(super) fn write(w: &mut Writer<'_>, statement: &Statement, key: &[u8; 32], value: &[u8; 64]) {
    w.raw(BEFORE_SIGNATURE);
    w.raw("{\"device\":");
    w.uuid(&statement.device.0);
    w.raw(",\"key\":");
    w.hex(key);
    w.raw(",\"recipient\":");
    w.string(&statement.own);
    w.raw(",\"recipients\":[");
    for (number, recipient) in statement.recipients.iter().enumerate() {
        w.raw(if number > 0 { "," } else { "" });
        w.string(recipient);
    }
    w.raw("],\"content\":");
    w.hex(&statement.content);
    w.raw(",\"value\":");
    w.hex(value);
    w.raw("}");
}

/// The member as it is written.
#[derive(Deserialize)]
struct Raw {
    device: String,
    key: Hex<32>,
    recipient: String,
    recipients: Vec<String>,
    content: Hex<32>,
    value: Hex<64>,
}

/// Reads the member; the rest of what is signed comes from the file. `None` if it has another shape.
pub(super) fn read(raw: &str, commits: [u8; 32], export_id: Uuid) -> Option<Signed> {
    let raw: Raw = serde_json::from_str(raw).ok()?;
    let is_short = |recipient: &String| recipient.len() <= LONGEST_RECIPIENT;
    let fits = raw.recipients.len() <= MOST_RECIPIENTS
        && raw.recipients.iter().chain([&raw.recipient]).all(is_short);
    fits.then_some(())?;
    let device = raw.device.parse().ok()?;
    let statement = Statement {
        content: raw.content.0,
        commits,
        export_id,
        device,
        own: raw.recipient,
        recipients: raw.recipients,
    };
    Some(Signed { statement, key: raw.key.0, value: raw.value.0 })
}
