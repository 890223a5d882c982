//! What the store asks of a database: five tables of bytes under string keys, and one way to write.
//!
//! Invariant: [`Backend::write`] is one transaction. When it returns `Ok`, every operation is durable; when it
//! returns an error other than [`BackendError::Timeout`], none is. After a timeout either may be true, and the
//! store finds out before it writes again.
//!
//! Surprising: [`Op::Expect`] is a condition, not a write. It is how a second tab that wrote first is noticed
//! inside the transaction instead of before it.

use thiserror::Error;

/// The tables of a vault's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Vault header, sealed manifest, small clear values.
    Meta,
    /// Recent commits, one sealed row a save.
    Tail,
    /// Packed blocks of many commits, sealed.
    Segments,
    /// Sealed unsaved forms.
    Drafts,
    /// Sealed attachments.
    Blobs,
}

impl Table {
    /// Every table, in the order of the schema.
    pub const ALL: [Self; 5] = [Self::Meta, Self::Tail, Self::Segments, Self::Drafts, Self::Blobs];

    /// The name of the table in the database and in associated data.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Tail => "tail",
            Self::Segments => "segments",
            Self::Drafts => "drafts",
            Self::Blobs => "blobs",
        }
    }
}

/// One step of a write.
#[derive(Clone, PartialEq, Eq)]
pub enum Op {
    /// Writes a row, replacing one with the same key.
    Put {
        /// Where.
        table: Table,
        /// Row key.
        key: String,
        /// Row value.
        bytes: Vec<u8>,
    },
    /// Writes a row, or fails the whole write with [`BackendError::Conflict`] if the key exists.
    Add {
        /// Where.
        table: Table,
        /// Row key.
        key: String,
        /// Row value.
        bytes: Vec<u8>,
    },
    /// Removes a row; a missing one is no error.
    Delete {
        /// Where.
        table: Table,
        /// Row key.
        key: String,
    },
    /// Removes every row of a table.
    Clear {
        /// Which.
        table: Table,
    },
    /// Fails the whole write with [`BackendError::Conflict`] unless the row holds exactly these bytes
    /// (`None`: unless there is no such row).
    Expect {
        /// Where.
        table: Table,
        /// Row key.
        key: String,
        /// What must be there.
        bytes: Option<Vec<u8>>,
    },
}

impl Op {
    /// The table that the operation touches.
    pub const fn table(&self) -> Table {
        match self {
            Self::Put { table, .. }
            | Self::Add { table, .. }
            | Self::Delete { table, .. }
            | Self::Clear { table }
            | Self::Expect { table, .. } => *table,
        }
    }
}

/// Why the database did not do what was asked. Each variant is something a caller treats differently.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BackendError {
    /// There is no room. Nothing was written; the user must free space or export.
    #[error("the storage is full")]
    Quota,
    /// Somebody else wrote first. Nothing was written; the vault must be opened again.
    #[error("another tab wrote first")]
    Conflict,
    /// The connection is closed and could not be opened again.
    #[error("the database connection is closed")]
    Closed,
    /// The browser says that the database was corrupt.
    #[error("the database is corrupt")]
    Corrupt,
    /// There is no such database, or it was emptied.
    #[error("there is no such database")]
    Absent,
    /// The database was written by a newer app.
    #[error("the database belongs to a newer app")]
    NewerSchema,
    /// Another tab holds an older version open.
    #[error("another tab holds the database")]
    Blocked,
    /// The database did not answer in time. Whether the write happened is not known.
    #[error("the database did not answer in time")]
    Timeout,
    /// Anything else, by the name of the browser's exception.
    #[error("the database failed: {name}")]
    Other {
        /// Name of the `DOMException`, never its message.
        name: String,
    },
}

impl BackendError {
    /// The error that an exception of the browser stands for, by its name and message.
    pub fn of_exception(name: &str, message: &str) -> Self {
        // Chromium reports a full disk as `UnknownError` and names it in the message only.
        if ["FILE_ERROR_NO_SPACE", "disk full", "disk is full"].iter().any(|sign| message.contains(sign)) {
            return Self::Quota;
        }
        match name {
            "QuotaExceededError" => Self::Quota,
            "ConstraintError" => Self::Conflict,
            "InvalidStateError" => Self::Closed,
            "NotFoundError" => Self::Absent,
            "VersionError" => Self::NewerSchema,
            name => Self::Other { name: name.to_owned() },
        }
    }

    /// What a failure means once the disk is known to be full: a database that then does not open, or does not
    /// answer, lacks room. Everything else keeps its own meaning, and a loss is never taken for a full disk.
    #[must_use]
    pub fn on_full_disk(self, full: bool) -> Self {
        match self {
            Self::Timeout => {}
            Self::Other { ref name } if name == "UnknownError" => {}
            other => return other,
        }
        if full { Self::Quota } else { self }
    }
}

/// A row: its key and its bytes.
pub type Row = (String, Vec<u8>);

/// A database of five tables. Single-threaded: futures are not `Send`.
#[expect(async_fn_in_trait, reason = "the app is single-threaded, no caller needs Send futures")]
pub trait Backend {
    /// One row.
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, BackendError>;

    /// Several rows in one read, in the order of `keys`.
    async fn get_many(&self, table: Table, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, BackendError>;

    /// Every row of a table, ordered by key.
    async fn get_all(&self, table: Table) -> Result<Vec<Row>, BackendError>;

    /// The keys of a table, in order, without reading what stands under them.
    async fn keys(&self, table: Table) -> Result<Vec<String>, BackendError>;

    /// Runs all operations in one strict transaction, or none of them.
    async fn write(&self, ops: Vec<Op>) -> Result<(), BackendError>;

    /// Gives way to whoever else waits for this thread, between the parts of long work outside a transaction.
    async fn give_way(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p06_a_full_disk_is_known_by_the_message_that_names_it() {
        let message = "Connection is closing because of: IO error: 000003.log: FILE_ERROR_NO_SPACE";
        assert_eq!(BackendError::of_exception("UnknownError", message), BackendError::Quota);
        assert_eq!(BackendError::of_exception("QuotaExceededError", ""), BackendError::Quota);
        let other = BackendError::of_exception("UnknownError", "Internal error opening backing store");
        assert_eq!(other, BackendError::Other { name: "UnknownError".to_owned() });
    }

    #[test]
    fn p06_a_database_that_does_not_open_on_a_full_disk_lacks_room() {
        let unknown = || BackendError::Other { name: "UnknownError".to_owned() };
        assert_eq!(unknown().on_full_disk(true), BackendError::Quota);
        assert_eq!(BackendError::Timeout.on_full_disk(true), BackendError::Quota);
        assert_eq!(unknown().on_full_disk(false), unknown());
        assert_eq!(BackendError::Timeout.on_full_disk(false), BackendError::Timeout);
    }

    #[test]
    fn p07_a_loss_is_never_taken_for_a_full_disk() {
        for loss in
            [BackendError::Absent, BackendError::Corrupt, BackendError::NewerSchema, BackendError::Conflict]
        {
            assert_eq!(loss.clone().on_full_disk(true), loss);
        }
    }
}
