//! Hand-over files: documented, versioned JSON out of the ledger and back in.
//!
//! An export holds the commits (the truth, hashed and chained) and the records they fold into (for
//! people and other programs to read). An import reads the commits alone, checks everything before the
//! ledger is asked for a plan, and never writes: the caller shows the plan and saves it in one step.
//! The bytes of attachments stand beside the commits that name them; neither side holds them all at once.
//! `seal` locks a whole file and `sign` signs what is in it: both, and `qr`, are for the files worker and the command line.
//! A page that called them would carry their weight; what pages need of keys and signatures is in `key` and `signature`.

mod attachment;
pub mod back;
pub mod base64;
pub mod export;
mod fields;
pub mod file;
pub mod import;
mod json;
pub mod key;
pub mod message;
pub mod pack;
mod parse;
pub mod plain;
pub mod qr;
pub mod receipt;
pub mod roster;
pub mod schema;
pub mod seal;
pub mod sign;
pub mod signature;
mod small;
pub mod tray;

pub use attachment::{Carried, MOST_A_FILE, carried_by, parts, parts_within, size_of};
pub use export::{ExportOptions, Exported, Exporter, write_export};
pub use import::{ImportError, Incoming, Limits, read};
pub use message::explain;
pub use signature::{Came, Signed, Statement};
pub use small::{FileKind, SmallSigned, kind_of_file, signature_of, small_message, with_signature};
