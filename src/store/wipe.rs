//! Deleting a vault for good: the only place of the app that deletes a database.
//!
//! Invariant: it is called for an explicit, confirmed order of the user and for nothing else (`p09`). A damaged,
//! blocked or unreadable database is never a reason.
//!
//! Surprising: the browser may keep deleted bytes on the disk for a while. They are sealed, so a wipe is complete
//! once the key slots are overwritten; the caller does that first through [`super::write_header`].

use super::backend::BackendError;
use super::indexed_db::{database_name, factory};
use super::wait::{self, request};

/// Deletes the database of a vault. Other tabs must have closed it.
///
/// # Errors
/// [`BackendError::Blocked`] if another tab does not let go in time: the deletion then happens as soon as it does.
pub async fn wipe_vault(vault_id: &str) -> Result<(), BackendError> {
    let name = database_name(vault_id);
    let deletion = factory()?.delete_database(&name).map_err(|error| wait::error_of(&error))?;
    match request(&deletion, wait::WRITE_TIMEOUT_MS).await {
        Err(BackendError::Timeout) => Err(BackendError::Blocked),
        other => other.map(drop),
    }
}
