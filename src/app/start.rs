//! What the app finds when it starts: a vault, nothing, or the traces of a vault that is gone.

use leptos::prelude::*;

use super::{App, Phase};
use crate::platform::{clock, page, prefs, tabs};
use crate::store::indexed_db::{IndexedDb, Mode};
use crate::store::read_header;
use crate::store::sentinel::{Remembered, Start, plan_start};
use crate::vault::Header;

/// The database's name. One vault a browser profile; the vault's own id is in its header.
pub(super) const VAULT: &str = "utama";

/// The name of the sentinel in `localStorage`.
pub(super) const SENTINEL: &str = "sentinel";

/// There in `localStorage` while the last save found no room: a start at which the database then does not
/// open can say why.
pub(super) const FULL: &str = "full";

impl App {
    /// Looks what is there.
    pub async fn start(self) {
        let remembered = Remembered::from_text(prefs::read(SENTINEL).as_deref());
        let header = match IndexedDb::open(VAULT, Mode::Existing).await {
            Ok(backend) => {
                let header = read_header(&backend).await;
                backend.close();
                header
            }
            Err(error) => Err(error.on_full_disk(prefs::read(FULL).is_some())),
        };
        self.phase.set(match plan_start(&remembered, header) {
            Start::FirstStart => Phase::FirstStart,
            Start::Unlock { header } => match Header::decode(&header) {
                Ok(read) => {
                    self.inner.update_value(|inner| {
                        inner.header = Some(read);
                        inner.header_bytes = header;
                    });
                    Phase::Locked
                }
                Err(crate::vault::VaultError::TooNew(_)) => Phase::Older,
                Err(_) => Phase::Lost(crate::store::sentinel::LostReason::HeaderMissing),
            },
            Start::Lost(reason) => Phase::Lost(reason),
            Start::Older => Phase::Older,
            Start::Blocked => Phase::Blocked,
            Start::Full => Phase::Full,
            Start::Unavailable(error) => Phase::Unavailable(error.to_string()),
        });
    }

    /// Asks to be the tab that writes; with `steal` even if another tab is.
    pub async fn ask_to_write(self, steal: bool) {
        let role = tabs::become_writer(steal, move || {
            // Another tab took over: what this tab holds may be old from now on.
            self.writer.set(false);
        })
        .await;
        self.writer.set(role == tabs::Role::Writer);
    }

    /// Takes writing over from another tab. The book is read anew, because the other tab may have
    /// written to it; that needs the passphrase again.
    pub async fn take_over(self) {
        self.flush_drafts().await;
        prefs::write("take-over", "1");
        page::reload();
    }

    /// Follows the page: visibility, network, midnight, updates, keys and touches.
    pub fn watch_page(self) {
        page::on_window("online", move |_| self.online.set(true));
        page::on_window("offline", move |_| self.online.set(false));
        // Browsers keep their promise to an installed app readily; before that they may have refused.
        page::on_window("appinstalled", move |_| {
            wasm_bindgen_futures::spawn_local(self.ask_for_persistence());
        });
        page::on_window("pendamping-update", move |_| self.update_ready.set(true));
        self.watch_lock();
        wasm_bindgen_futures::spawn_local(async move {
            loop {
                clock::sleep_ms(30_000).await;
                let today = clock::today(self.zone.get_untracked());
                if self.today.get_untracked() != today {
                    self.today.set(today);
                }
            }
        });
    }

    /// Goes over to the version that is ready. Only called when the user asks for it.
    pub async fn apply_update(self) {
        self.flush_drafts().await;
        page::call_boot("pendampingApplyUpdate");
    }
}
