//! Before the vault is open: the first start, unlocking, and what there is to say when it is gone.

mod first_start;
mod passphrase;
mod stopped;
mod unlock;

pub use first_start::FirstStart;
pub use passphrase::passphrase_choice;
pub use stopped::Stopped;
pub use unlock::Unlock;
