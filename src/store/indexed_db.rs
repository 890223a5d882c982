//! The IndexedDB backend: database `pendamping-<vault id>`, one object store a table, values as `Uint8Array`.
//!
//! Thin code over web-sys instead of `indexed_db_futures`: that crate sets strict durability, but gives no hold on
//! `onclose`, `onversionchange` and `event.dataLoss`, on which noticing lost storage rests.
//!
//! Invariants: every write is one `readwrite` transaction with `durability: "strict"`, acknowledged on
//! `complete`. All of a transaction's requests are made at once; nothing is awaited inside. A database is never
//! deleted here, and an empty one that the browser hands out in place of a vault is not kept.
//!
//! Surprising: the browser closes connections on its own (full disk, cleared storage, background). A call on a
//! closed connection opens it again once and repeats. After a time limit it is not known whether a write
//! happened, so before it is repeated its rows are compared; each sealed row holds a random nonce, so equal rows
//! mean that this very write is there.
//!
//! A full disk: opening is harmless, with or without room (it fails, and all rows are there once there is room).
//! A *failed write* is not: Chromium then looks at once for origins to evict, and deletes everything of an origin
//! that it has not promised to keep, OPFS and caches included, even while the page is open. So there is no test
//! write before an open, which would be just such a failed write, and no reserve file, which counts as usage and
//! makes eviction likelier. What protects is the promise; the app asks for it at every unlock.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Event, IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbVersionChangeEvent,
};

use super::backend::{Backend, BackendError, Op, Row, Table};
use super::wait::{Handler, READ_TIMEOUT_MS, Running, Slot, error_of, error_or, write_timeout_ms};
use crate::domain::order::InOrder;

/// Version of the IndexedDB schema: the five tables.
const SCHEMA: u32 = 1;
/// Pauses before an open that failed for no told reason is tried again.
const BACK_OFF_MS: [u32; 3] = [100, 400, 1_600];
/// How long another tab may hold an older version before the user is asked to close it.
const BLOCKED_AFTER_MS: u32 = 5_000;

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase.transaction` with options, which web-sys has only behind an unstable flag.
    #[wasm_bindgen(catch, method, js_name = "transaction")]
    fn transaction_with_options(
        this: &Connection,
        tables: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;

    #[wasm_bindgen(extends = Object)]
    type Connection;
}

/// Whether a missing database may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Make it if it is not there.
    Create,
    /// It must be there; otherwise [`BackendError::Absent`].
    Existing,
}

/// The name of a vault's database.
pub fn database_name(vault_id: &str) -> String {
    format!("pendamping-{vault_id}")
}

pub(super) fn factory() -> Result<IdbFactory, BackendError> {
    // The global is a window in the app and a worker scope in a worker.
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into()).map_err(|e| error_of(&e))?;
    factory.dyn_into().map_err(|_| BackendError::Other { name: "no IndexedDB".to_owned() })
}

/// A connection that opens itself again.
pub struct IndexedDb {
    name: String,
    open: Rc<RefCell<Option<Open>>>,
    /// Set by a write that found no room, until one succeeds.
    full: Cell<bool>,
}

/// An open connection with its handlers, which are taken off when it is dropped.
struct Open {
    database: IdbDatabase,
    _on_close: Handler,
    _on_version_change: Handler,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.database.set_onclose(None);
        self.database.set_onversionchange(None);
        self.database.close();
    }
}

impl std::fmt::Debug for IndexedDb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexedDb").finish_non_exhaustive()
    }
}

impl IndexedDb {
    /// Opens the database of a vault.
    ///
    /// # Errors
    /// [`BackendError::Absent`] or [`BackendError::Corrupt`] if the vault is gone, `NewerSchema` if a newer app
    /// wrote it, `Blocked` if another tab holds it; give them to [`super::sentinel::plan_start`].
    pub async fn open(vault_id: &str, mode: Mode) -> Result<Self, BackendError> {
        let this = Self { name: database_name(vault_id), open: Rc::default(), full: Cell::new(false) };
        this.connect(mode).await?;
        Ok(this)
    }

    /// Closes the connection; the next call opens it again.
    pub fn close(&self) {
        drop(self.open.borrow_mut().take());
    }

    async fn connect(&self, mode: Mode) -> Result<(), BackendError> {
        let mut pauses = BACK_OFF_MS.iter();
        let database = loop {
            match open_once(&self.name, mode).await.map_err(|error| error.on_full_disk(self.full.get())) {
                // Chromium reports a backing store that does not open as `UnknownError`, often only for a moment.
                Err(BackendError::Other { name }) if name == "UnknownError" => match pauses.next() {
                    Some(pause) => TimeoutFuture::new(*pause).await,
                    None => return Err(BackendError::Other { name }),
                },
                other => break other?,
            }
        };
        *self.open.borrow_mut() = Some(attend(database, Rc::downgrade(&self.open)));
        Ok(())
    }

    /// Starts a transaction, opening the connection again if the browser has closed it.
    async fn begin(&self, tables: &[Table], mode: &str) -> Result<Running, BackendError> {
        if self.open.borrow().is_none() {
            self.connect(Mode::Existing).await?;
        }
        match self.try_begin(tables, mode) {
            Err(BackendError::Closed) => {
                self.close();
                self.connect(Mode::Existing).await?;
                self.try_begin(tables, mode)
            }
            other => other,
        }
    }

    fn try_begin(&self, tables: &[Table], mode: &str) -> Result<Running, BackendError> {
        let open = self.open.borrow();
        let database = &open.as_ref().ok_or(BackendError::Closed)?.database;
        let names: Array = tables.iter().map(|table| JsValue::from_str(table.name())).collect();
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into()).map_err(|e| error_of(&e))?;
        database
            .unchecked_ref::<Connection>()
            .transaction_with_options(&names, mode, &options)
            .map(Running::new)
            .map_err(|thrown| error_of(&thrown))
    }

    /// Runs the requests that `ask` makes in one read transaction and gives back their results.
    async fn read(
        &self,
        table: Table,
        ask: impl Fn(&IdbObjectStore) -> Result<Vec<IdbRequest>, JsValue>,
    ) -> Result<Vec<JsValue>, BackendError> {
        let mut again = true;
        loop {
            let running = self.begin(&[table], "readonly").await?;
            let requests = running
                .transaction()
                .object_store(table.name())
                .and_then(|store| ask(&store))
                .map_err(|thrown| error_of(&thrown))?;
            match running.complete(READ_TIMEOUT_MS).await {
                Ok(()) => {
                    let results = requests.iter().map(IdbRequest::result).collect::<Result<_, _>>();
                    return results.map_err(|thrown| error_of(&thrown));
                }
                Err(BackendError::Closed | BackendError::Timeout) if again => self.close(),
                Err(error) => return Err(error),
            }
            again = false;
        }
    }

    async fn write_once(&self, ops: &[Op]) -> Result<(), BackendError> {
        let mut tables: Vec<Table> = ops.iter().map(Op::table).collect();
        tables.order();
        tables.dedup();
        let running = self.begin(&tables, "readwrite").await?;
        for op in ops {
            // Leaving early drops the transaction, and that aborts it.
            issue(&running, op).map_err(|thrown| error_of(&thrown))?;
        }
        running.complete(write_timeout_ms(ops)).await
    }

    async fn write_or_repeat(&self, ops: &[Op]) -> Result<(), BackendError> {
        match self.write_once(ops).await {
            Err(BackendError::Closed | BackendError::Timeout) => {
                self.close();
                if self.is_written(ops).await? {
                    return Ok(());
                }
                self.write_once(ops).await
            }
            other => other,
        }
    }

    /// `true` if every row of a write is there already, so that the write must have happened.
    async fn is_written(&self, ops: &[Op]) -> Result<bool, BackendError> {
        let mut any = false;
        for op in ops {
            match op {
                Op::Put { table, key, bytes } | Op::Add { table, key, bytes } => {
                    any = true;
                    if self.get(*table, key).await?.as_ref() != Some(bytes) {
                        return Ok(false);
                    }
                }
                Op::Delete { .. } | Op::Clear { .. } | Op::Expect { .. } => {}
            }
        }
        Ok(any)
    }
}

impl Backend for IndexedDb {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        let found = self.read(table, |store| Ok(vec![store.get(&key.into())?])).await?;
        Ok(found.first().and_then(bytes_of))
    }

    async fn get_many(&self, table: Table, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, BackendError> {
        let ask = |store: &IdbObjectStore| keys.iter().map(|key| store.get(&key.into())).collect();
        Ok(self.read(table, ask).await?.iter().map(bytes_of).collect())
    }

    async fn get_all(&self, table: Table) -> Result<Vec<Row>, BackendError> {
        let found = self.read(table, |store| Ok(vec![store.get_all_keys()?, store.get_all()?])).await?;
        let [keys, values] = found.as_slice() else { return Ok(Vec::new()) };
        let keys = keys.unchecked_ref::<Array>().iter();
        let rows = keys.zip(values.unchecked_ref::<Array>().iter());
        Ok(rows.filter_map(|(key, value)| Some((key.as_string()?, bytes_of(&value)?))).collect())
    }

    async fn keys(&self, table: Table) -> Result<Vec<String>, BackendError> {
        let found = self.read(table, |store| Ok(vec![store.get_all_keys()?])).await?;
        let keys = found.first().map(|keys| keys.unchecked_ref::<Array>().iter());
        Ok(keys.into_iter().flatten().filter_map(|key| key.as_string()).collect())
    }

    async fn write(&self, ops: Vec<Op>) -> Result<(), BackendError> {
        let written = self.write_or_repeat(&ops).await.map_err(|error| error.on_full_disk(self.full.get()));
        match &written {
            Ok(()) => self.full.set(false),
            Err(BackendError::Quota) => self.full.set(true),
            Err(_) => {}
        }
        written
    }

    async fn give_way(&self) {
        super::wait::breathe().await;
    }
}

fn bytes_of(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

fn issue(running: &Running, op: &Op) -> Result<(), JsValue> {
    let store = running.transaction().object_store(op.table().name())?;
    match op {
        Op::Put { key, bytes, .. } => {
            store.put_with_key(&Uint8Array::from(bytes.as_slice()), &key.into())?;
        }
        Op::Add { key, bytes, .. } => {
            store.add_with_key(&Uint8Array::from(bytes.as_slice()), &key.into())?;
        }
        Op::Delete { key, .. } => {
            store.delete(&key.into())?;
        }
        Op::Clear { .. } => {
            store.clear()?;
        }
        Op::Expect { key, bytes, .. } => {
            let request = store.get(&key.into())?;
            let (of, expected) = (request.clone(), bytes.clone());
            let (transaction, conflict) = (running.transaction().clone(), Rc::clone(&running.conflict));
            let compare: Handler = Closure::new(move |_: Event| {
                let found = of.result().ok().as_ref().and_then(bytes_of);
                if found != expected {
                    conflict.set(true);
                    let _ = transaction.abort();
                }
            });
            request.set_onsuccess(Some(compare.as_ref().unchecked_ref()));
            running.handlers.borrow_mut().push(compare);
        }
    }
    Ok(())
}

/// Lets go of the connection when the browser closes it or another tab needs it closed.
fn attend(database: IdbDatabase, open: Weak<RefCell<Option<Open>>>) -> Open {
    let let_go = move || {
        let open = open.clone();
        let handler: Handler = Closure::new(move |_: Event| {
            let Some(open) = open.upgrade() else { return };
            // Closing must happen at once, but dropping the handler that is running must not.
            if let Some(current) = open.borrow().as_ref() {
                current.database.close();
            }
            wasm_bindgen_futures::spawn_local(async move {
                drop(open.borrow_mut().take());
            });
        });
        handler
    };
    let (on_close, on_version_change) = (let_go(), let_go());
    database.set_onclose(Some(on_close.as_ref().unchecked_ref()));
    database.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
    Open { database, _on_close: on_close, _on_version_change: on_version_change }
}

/// Opens the database once. If the upgrade shows that the vault is gone, the upgrade is aborted, so that no
/// empty database stays behind.
async fn open_once(name: &str, mode: Mode) -> Result<IdbDatabase, BackendError> {
    let request: IdbOpenDbRequest =
        factory()?.open_with_u32(name, SCHEMA).map_err(|thrown| error_of(&thrown))?;
    let slot: Slot<Result<IdbDatabase, BackendError>> = Slot::new();
    let gone: Rc<RefCell<Option<BackendError>>> = Rc::new(RefCell::new(None));
    let abandoned = Rc::new(Cell::new(false));

    let (of, why) = (request.clone(), Rc::clone(&gone));
    let upgrade: Handler = Closure::new(move |event: Event| {
        let made = upgrade(&of, event.unchecked_ref(), mode);
        if let Err(error) = made {
            *why.borrow_mut() = Some(error);
            if let Some(transaction) = of.transaction() {
                let _ = transaction.abort();
            }
        }
    });
    let (of, late, to) = (request.clone(), Rc::clone(&abandoned), slot.clone());
    let success: Handler = Closure::new(move |_: Event| {
        let Ok(database) = of.result().map(JsCast::unchecked_into::<IdbDatabase>) else { return };
        if late.get() {
            // Nobody waits any more, and an unattended connection would block other tabs.
            database.close();
        } else {
            to.set(Ok(database));
        }
    });
    let of = request.clone();
    let error = slot.on(move |event| {
        event.prevent_default();
        let gone = gone.borrow_mut().take();
        Err(gone.unwrap_or_else(|| error_or(of.error().ok().flatten(), "UnknownError")))
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    request.set_onsuccess(Some(success.as_ref().unchecked_ref()));
    request.set_onerror(Some(error.as_ref().unchecked_ref()));
    let to = slot.clone();
    // No `onblocked`: of several waiting tabs only the first gets it, and a short wait is normal.
    let limit =
        gloo_timers::callback::Timeout::new(BLOCKED_AFTER_MS, move || to.set(Err(BackendError::Blocked)));
    let opened = slot.wait().await;
    drop(limit);
    if opened == Err(BackendError::Blocked) {
        // The request cannot be withdrawn, so its handlers stay alive to close what it opens.
        abandoned.set(true);
        upgrade.forget();
        success.forget();
        error.forget();
    } else {
        request.set_onupgradeneeded(None);
        request.set_onsuccess(None);
        request.set_onerror(None);
    }
    opened
}

fn upgrade(
    request: &IdbOpenDbRequest,
    event: &IdbVersionChangeEvent,
    mode: Mode,
) -> Result<(), BackendError> {
    let loss = Reflect::get(event, &"dataLoss".into()).ok().and_then(|loss| loss.as_string());
    if loss.as_deref() == Some("total") {
        return Err(BackendError::Corrupt);
    }
    if event.old_version() == 0.0 && mode == Mode::Existing {
        return Err(BackendError::Absent);
    }
    let database: IdbDatabase = request.result().map_err(|e| error_of(&e))?.unchecked_into();
    let there = database.object_store_names();
    for table in Table::ALL {
        if !there.contains(table.name()) {
            database.create_object_store(table.name()).map_err(|e| error_of(&e))?;
        }
    }
    Ok(())
}
