//! The sentinel: a few clear facts kept outside IndexedDB, and what a start-up must conclude from them.
//!
//! Invariant: where a sentinel says that there was a vault, an empty, corrupt or older database is never taken
//! for a first start. Browsers replace a corrupt database by an empty one and report success, so the database
//! alone cannot be asked.
//!
//! Surprising: nothing here is secret or personal, because it stands in localStorage in clear.

use super::backend::BackendError;

const FORMAT: &str = "p1";

/// What is remembered outside the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentinel {
    /// Random name of the vault.
    pub vault_id: String,
    /// Epoch of the last acknowledged write.
    pub epoch: u64,
    /// Generation of the rows at that time.
    pub generation: u64,
    /// When something was last exported (milliseconds since 1970), if ever.
    pub last_export_ms: Option<u64>,
}

impl Sentinel {
    /// The string for localStorage.
    pub fn to_text(&self) -> String {
        let export = self.last_export_ms.map(|ms| ms.to_string()).unwrap_or_default();
        let body = format!("{FORMAT};{};{};{};{export}", self.vault_id, self.epoch, self.generation);
        let check = blake3::hash(body.as_bytes()).to_hex();
        format!("{body};{}", check.get(..8).unwrap_or_default())
    }

    fn parse(text: &str) -> Option<Self> {
        let (body, _) = text.rsplit_once(';')?;
        let mut parts = body.split(';');
        if parts.next()? != FORMAT {
            return None;
        }
        let sentinel = Self {
            vault_id: parts.next().filter(|id| !id.is_empty())?.to_owned(),
            epoch: parts.next()?.parse().ok()?,
            generation: parts.next()?.parse().ok()?,
            last_export_ms: match parts.next()? {
                "" => None,
                ms => Some(ms.parse().ok()?),
            },
        };
        (sentinel.to_text() == text).then_some(sentinel)
    }
}

/// What localStorage gave back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remembered {
    /// There is no sentinel.
    Nothing,
    /// A sentinel.
    Vault(Sentinel),
    /// There is something, but it cannot be read: there was a vault.
    Unreadable,
}

impl Remembered {
    /// Reads the string from localStorage.
    pub fn from_text(text: Option<&str>) -> Self {
        match text {
            None => Self::Nothing,
            Some(text) => Sentinel::parse(text).map_or(Self::Unreadable, Self::Vault),
        }
    }
}

/// Why stored work is gone or cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LostReason {
    /// The database is missing or was emptied (cleared, evicted, or replaced by the browser).
    Emptied,
    /// The browser reports that it was corrupt.
    Corrupt,
    /// The rows are there, but the vault header is not.
    HeaderMissing,
}

/// What the app does at start-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// There never was a vault here.
    FirstStart,
    /// A vault is there: ask for the passphrase.
    Unlock {
        /// Vault header as it was written.
        header: Vec<u8>,
    },
    /// There was a vault and it is gone: offer restoring from a file, never a fresh start.
    Lost(LostReason),
    /// This app is older than the database: update first, change nothing.
    Older,
    /// Another tab holds the database: ask to close it.
    Blocked,
    /// The phone's storage is full, so the database does not open: ask to free room, change nothing.
    Full,
    /// The database does not answer now; it may later. Say so, offer to try again, change nothing.
    Unavailable(BackendError),
}

/// Decides what to do at start-up, from the sentinel and what reading the vault header gave.
pub fn plan_start(remembered: &Remembered, header: Result<Option<Vec<u8>>, BackendError>) -> Start {
    let known = !matches!(remembered, Remembered::Nothing);
    match header {
        Ok(Some(header)) if !header.is_empty() => Start::Unlock { header },
        Ok(Some(_)) => Start::Lost(LostReason::HeaderMissing),
        Ok(None) if known => Start::Lost(LostReason::HeaderMissing),
        Err(BackendError::Absent) if known => Start::Lost(LostReason::Emptied),
        Ok(None) | Err(BackendError::Absent) => Start::FirstStart,
        // Without a sentinel too: corrupt means that there was something.
        Err(BackendError::Corrupt) => Start::Lost(LostReason::Corrupt),
        Err(BackendError::NewerSchema) => Start::Older,
        Err(BackendError::Blocked) => Start::Blocked,
        Err(BackendError::Quota) => Start::Full,
        Err(error) => Start::Unavailable(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentinel() -> Sentinel {
        Sentinel { vault_id: "a1b2".into(), epoch: 12, generation: 1, last_export_ms: Some(99) }
    }

    #[test]
    fn a_sentinel_comes_back_from_its_text() {
        for last_export_ms in [None, Some(0), Some(1_800_000_000_000)] {
            let sentinel = Sentinel { last_export_ms, ..sentinel() };
            assert_eq!(Remembered::from_text(Some(&sentinel.to_text())), Remembered::Vault(sentinel));
        }
        assert_eq!(Remembered::from_text(None), Remembered::Nothing);
    }

    #[test]
    fn a_damaged_sentinel_still_says_that_there_was_a_vault() {
        let text = sentinel().to_text();
        for end in 0..text.len() {
            assert_eq!(Remembered::from_text(Some(&text[..end])), Remembered::Unreadable);
        }
        assert_eq!(Remembered::from_text(Some(&text.replace("12", "13"))), Remembered::Unreadable);
    }

    #[test]
    fn p07_lost_storage_is_never_a_first_start() {
        let answers = || {
            [
                Ok(None),
                Ok(Some(Vec::new())),
                Ok(Some(vec![1])),
                Err(BackendError::Absent),
                Err(BackendError::Corrupt),
                Err(BackendError::Closed),
                Err(BackendError::Quota),
                Err(BackendError::Timeout),
                Err(BackendError::Blocked),
                Err(BackendError::Conflict),
                Err(BackendError::NewerSchema),
                Err(BackendError::Other { name: "UnknownError".into() }),
            ]
        };
        for remembered in [Remembered::Vault(sentinel()), Remembered::Unreadable] {
            for answer in answers() {
                assert_ne!(plan_start(&remembered, answer), Start::FirstStart);
            }
        }
        for lost in [Ok(None), Ok(Some(Vec::new())), Err(BackendError::Absent), Err(BackendError::Corrupt)] {
            assert!(matches!(plan_start(&Remembered::Unreadable, lost), Start::Lost(_)));
        }
    }

    #[test]
    fn p06_a_full_disk_at_the_start_is_neither_a_loss_nor_a_first_start() {
        for remembered in [Remembered::Vault(sentinel()), Remembered::Unreadable, Remembered::Nothing] {
            assert_eq!(plan_start(&remembered, Err(BackendError::Quota)), Start::Full);
        }
    }

    #[test]
    fn without_a_sentinel_only_a_truly_absent_database_is_a_first_start() {
        let start = |answer| plan_start(&Remembered::Nothing, answer);
        assert_eq!(start(Ok(None)), Start::FirstStart);
        assert_eq!(start(Err(BackendError::Absent)), Start::FirstStart);
        assert_eq!(start(Ok(Some(vec![1]))), Start::Unlock { header: vec![1] });
        assert_eq!(start(Err(BackendError::Corrupt)), Start::Lost(LostReason::Corrupt));
        assert_eq!(start(Err(BackendError::NewerSchema)), Start::Older);
        assert_eq!(start(Err(BackendError::Timeout)), Start::Unavailable(BackendError::Timeout));
    }
}
