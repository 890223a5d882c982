//! What can go wrong while building; every text says what to do or where to look.

use std::path::{Path, PathBuf};

/// Why a command of the build tool stopped.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file could not be read, written or listed.
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    /// A program ran and said no; its own output is above this line.
    #[error("`{0}` failed")]
    Command(String),
    /// Something this machine lacks, and how to get it.
    #[error("{0}")]
    Missing(String),
    /// The sources contradict each other, so no site can be built from them.
    #[error("{0}")]
    Inconsistent(String),
    /// wasm-bindgen refused the compiled module.
    #[error("wasm-bindgen on {name}: {reason}")]
    Bindgen { name: String, reason: String },
    /// The compiled module could not be split in two.
    #[error("splitting the app: {0}")]
    Split(String),
    /// A check found faults.
    #[error("{0}")]
    Check(String),
}

impl Failure {
    /// Turns an I/O error into one that names its file.
    pub fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_path_buf(), source }
    }
}

/// The result of every step.
pub type Done<T = ()> = Result<T, Failure>;
