//! The names and numbers of the export format that its writer, its reader and its schema share.
//!
//! The format has its own version, apart from the stored form: a file may be read years later by a
//! reader that never saw the app that made it. `min_reader` lets a newer writer add what an older
//! reader may skip; only a file that asks for more than [`VERSION`] is refused.

/// What `format` says in every export.
pub const FORMAT: &str = "pendamping-export";

/// The version that is written, and the newest that is read.
pub const VERSION: u64 = 1;

/// The oldest reader that understands what is written.
pub const MIN_READER: u64 = 1;

/// What `checksum.algorithm` says.
pub const ALGORITHM: &str = "blake3";

/// What stands between the part that `checksum.file` covers and the checksum itself.
pub const BEFORE_CHECKSUM: &str = ",\"checksum\":";

/// What stands between the part that a signature covers and the signature itself.
pub const BEFORE_SIGNATURE: &str = ",\"signature\":";

/// What `op` says of a change that sets fields.
pub const OP_SET: &str = "set";
/// What `op` says of a change that erases a record.
pub const OP_ERASE: &str = "erase";
/// What `op` says of a change that was erased.
pub const OP_ERASED: &str = "erased";
