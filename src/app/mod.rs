//! Use-cases: everything the pages can do, over one value, [`App`].
//!
//! Invariant: what is shown as saved is saved: a commit is accepted into the book only after the store
//! acknowledged it. What surprises: `App` is `Copy`; its parts live as long as the page does.

mod drafts;
mod error;
mod form_draft;
mod forms;
mod guard;
mod handover;
mod index;
mod keys;
mod local;
mod lock;
mod office;
mod photo;
mod receive;
mod save;
mod start;
mod take;
mod unlock;
mod worked;

use leptos::prelude::*;

use crate::domain::id::RecordId;
use crate::domain::text::{Lang, Text};
use crate::domain::zone::Zone;
use crate::ledger::{Book, Ledger};
use crate::platform::{clock, page, prefs};
use crate::search::index::SearchIndex;
use crate::store::Damage;
use crate::store::Store;
use crate::store::indexed_db::IndexedDb;
use crate::store::sentinel::LostReason;
use crate::vault::{Header, VaultKey};

pub use error::AppError;
pub use form_draft::FormDraft;
pub use forms::Made;
pub use handover::{Carry, How, Photos, Range, Sent, Written};
pub use index::Found;
pub use local::{LocalState, Pinned};
pub use office::{AtOffice, Given};
pub use photo::Bytes;
pub use receive::{Arrival, Arrived, Chosen, FileRefusal, Preview, SignedBy};
pub use take::{Back, Taken, WayBack};
pub use unlock::NewVault;
pub use worked::Worked;

/// How many commits are copied or taken up between two looks at the clock.
const STEP: usize = 200;

/// Where the app stands. Only in [`Phase::Open`] does any page exist.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Looking what is there.
    Starting,
    /// There never was a vault here.
    FirstStart,
    /// A vault is there and locked.
    Locked,
    /// Unlocked.
    Open,
    /// There was a vault, and it is gone or damaged.
    Lost(LostReason),
    /// The vault belongs to a newer version of the app.
    Older,
    /// Another tab holds the database in an older version.
    Blocked,
    /// The phone's storage is full, so the vault does not open.
    Full,
    /// The browser gives no database; the name of its error.
    Unavailable(String),
}

/// How the last save went.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Saving {
    /// All is saved.
    #[default]
    Saved,
    /// A save is under way.
    Busy,
    /// Not saved, and why; what was typed is still in the form.
    Failed(AppError),
}

/// A short message with something that can still be undone.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What happened.
    pub text: String,
    /// The commit that can be taken back.
    pub undo: Option<crate::ledger::CommitRef>,
}

/// What lives behind the signals.
#[derive(Default)]
struct Inner {
    ledger: Option<Ledger>,
    store: Option<Store<IndexedDb>>,
    key: Option<VaultKey>,
    header: Option<Header>,
    header_bytes: Vec<u8>,
    local: LocalState,
    index: SearchIndex,
    drafts: Vec<(String, FormDraft)>,
    /// How many forms are being kept just now.
    keeping: usize,
    /// When the camera was asked for.
    camera_asked: Option<u64>,
    /// What was worked out from the book as it stands.
    kept: Vec<worked::Kept>,
}

/// The app's state and everything it can do.
#[derive(Clone, Copy)]
pub struct App {
    inner: StoredValue<Inner, LocalStorage>,
    /// Where the app stands.
    pub phase: RwSignal<Phase>,
    /// Counts up with every change of the book.
    pub version: RwSignal<u64>,
    /// How the last save went.
    pub saving: RwSignal<Saving>,
    /// Whether this tab may write.
    pub writer: RwSignal<bool>,
    /// What the store found wrong at unlock.
    pub damage: RwSignal<Vec<Damage>>,
    /// The interface's language.
    pub lang: RwSignal<Lang>,
    /// The zone in which this worker's days begin.
    pub zone: RwSignal<Zone>,
    /// `light`, `dark` or nothing for the system's.
    pub theme: RwSignal<Option<String>>,
    /// The last short message.
    pub notice: RwSignal<Option<Notice>>,
    /// The way back from what was taken in last.
    pub way_back: RwSignal<WayBack>,
    /// Whether the browser thinks it has a network.
    pub online: RwSignal<bool>,
    /// Whether a newer version of the app is ready.
    pub update_ready: RwSignal<bool>,
    /// Today; it changes at midnight.
    pub today: RwSignal<chrono::NaiveDate>,
    /// How many forms hold text that is not saved as a record: an update waits for them.
    pub dirty_forms: RwSignal<usize>,
}

impl App {
    /// The app in its first state, with the settings that were kept.
    fn new() -> Self {
        let zone = prefs::read("zone")
            .and_then(|text| text.parse().ok())
            .and_then(Zone::from_offset)
            .or_else(clock::phone_zone)
            .unwrap_or_default();
        let lang = if prefs::read("lang").as_deref() == Some("en") { Lang::En } else { Lang::Id };
        let app = App {
            inner: StoredValue::new_local(Inner::default()),
            phase: RwSignal::new(Phase::Starting),
            version: RwSignal::new(0),
            saving: RwSignal::new(Saving::Saved),
            writer: RwSignal::new(true),
            damage: RwSignal::new(Vec::new()),
            lang: RwSignal::new(lang),
            zone: RwSignal::new(zone),
            theme: RwSignal::new(prefs::read("theme")),
            notice: RwSignal::new(None),
            way_back: RwSignal::new(WayBack::default()),
            online: RwSignal::new(page::is_online()),
            update_ready: RwSignal::new(false),
            today: RwSignal::new(clock::today(zone)),
            dirty_forms: RwSignal::new(0),
        };
        app.apply_settings();
        app
    }

    /// The app of this page: made once, at the first call, below the root of the page.
    pub fn get() -> App {
        APP.with(|slot| match slot.get() {
            Some(app) => app,
            None => {
                let app = App::new();
                slot.set(Some(app));
                app
            }
        })
    }

    /// A text in the present language. Not reactive: a change of language makes the pages anew.
    pub fn text(self, text: Text) -> &'static str {
        text.get(self.lang.get_untracked())
    }

    /// Reads the book, and reads it again whenever it changes; `None` while locked.
    pub fn read<R>(self, read: impl FnOnce(&Book) -> R) -> Option<R> {
        self.version.track();
        self.read_once(read)
    }

    /// Reads the book once.
    pub fn read_once<R>(self, read: impl FnOnce(&Book) -> R) -> Option<R> {
        self.inner.try_with_value(|inner| inner.ledger.as_ref().map(|ledger| read(ledger.book()))).flatten()
    }

    /// Reads the ledger once.
    pub fn ledger<R>(self, read: impl FnOnce(&Ledger) -> R) -> Option<R> {
        self.inner.try_with_value(|inner| inner.ledger.as_ref().map(read)).flatten()
    }

    /// Reads what this device keeps for itself, and reads it again whenever it changes.
    pub fn local<R>(self, read: impl FnOnce(&LocalState) -> R) -> R {
        self.version.track();
        self.inner.with_value(|inner| read(&inner.local))
    }

    /// Goes on with something, so many steps at a time, until it says that it is done; the page stays awake meanwhile.
    async fn step_by_step<E>(
        self,
        mut step: impl FnMut(&Ledger, usize) -> Result<bool, E>,
    ) -> Result<(), AppError> {
        let mut slices = clock::Slices::start();
        loop {
            let done = self.ledger(|ledger| step(ledger, STEP)).ok_or(AppError::Locked)?;
            if done.map_err(|_| AppError::Damaged)? {
                return Ok(());
            }
            slices.breathe_if_due().await;
        }
    }

    /// A new record's id.
    pub fn make_id(self) -> RecordId {
        RecordId::make(u64::try_from(clock::wall_ms()).unwrap_or(0), random())
    }

    /// Shows a short message.
    pub fn tell(self, text: Text) {
        self.notice.set(Some(Notice { text: self.text(text).to_owned(), undo: None }));
    }

    /// Sets the language, and keeps it.
    pub fn set_lang(self, lang: Lang) {
        prefs::write("lang", lang.tag());
        self.lang.set(lang);
        self.apply_settings();
    }

    /// Sets the zone, and keeps it.
    pub fn set_zone(self, zone: Zone) {
        prefs::write("zone", &zone.offset_minutes().to_string());
        self.zone.set(zone);
        self.today.set(clock::today(zone));
    }

    /// Sets the theme, and keeps it; `None` follows the system.
    pub fn set_theme(self, theme: Option<&str>) {
        match theme {
            Some(theme) => drop(prefs::write("theme", theme)),
            None => prefs::remove("theme"),
        }
        self.theme.set(theme.map(str::to_owned));
        self.apply_settings();
    }

    fn apply_settings(self) {
        page::set_root_attribute("lang", self.lang.get_untracked().tag());
        page::set_root_attribute("data-theme", self.theme.get_untracked().as_deref().unwrap_or("auto"));
    }
}

thread_local! {
    // Event handlers and spawned futures run outside any owner, so a context would not reach them.
    static APP: std::cell::Cell<Option<App>> = const { std::cell::Cell::new(None) };
}

/// Random bytes. Where the system has none, nothing may be written that needs them, so the app stops:
/// the crash page says that what was typed is kept as a draft.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(
        clippy::expect_used,
        reason = "no browser that runs wasm lacks getRandomValues; zeros would be worse"
    )]
    getrandom::fill(&mut bytes).expect("the system has random bytes");
    bytes
}
