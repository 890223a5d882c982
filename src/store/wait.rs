//! IndexedDB requests and transactions as futures, with a time limit, and exceptions as [`BackendError`]; giving way between
//! two of them.
//!
//! Invariant: a transaction counts as done on its `complete` event only. On a full quota a request reports
//! success and the transaction aborts afterwards, so a request's success is never an acknowledgement.
//!
//! Surprising: a transaction whose future is dropped is aborted, and one that runs into its time limit too.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::task::{Poll, Waker};

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, Event, IdbRequest, IdbTransaction};

use super::backend::{BackendError, Op};

/// A write that is not complete after this is reported to the user as not saved.
pub const WRITE_TIMEOUT_MS: u32 = 5_000;
/// What even a slow phone writes in a millisecond. A file with many photos may take longer than a note.
const BYTES_A_MS: usize = 2_000;
/// Reads may be large and the phone slow.
pub const READ_TIMEOUT_MS: u32 = 20_000;

/// How long a write may take: what any write may, and more for much.
pub(super) fn write_timeout_ms(ops: &[Op]) -> u32 {
    let bytes: usize = ops
        .iter()
        .map(|op| match op {
            Op::Put { bytes, .. } | Op::Add { bytes, .. } => bytes.len(),
            Op::Delete { .. } | Op::Clear { .. } | Op::Expect { .. } => 0,
        })
        .sum();
    WRITE_TIMEOUT_MS.saturating_add(u32::try_from(bytes / BYTES_A_MS).unwrap_or(u32::MAX))
}

/// Lets the browser paint and take input before going on. A message and no timer: of timers that follow each other
/// the browser makes each wait four milliseconds, which in work of many slices is longer than the work.
pub async fn breathe() {
    let Ok(channel) = web_sys::MessageChannel::new() else { return TimeoutFuture::new(0).await };
    let (to, from) = (channel.port2(), channel.port1());
    let heard = js_sys::Promise::new(&mut |resolve, _| from.set_onmessage(Some(&resolve)));
    if to.post_message(&wasm_bindgen::JsValue::NULL).is_err() {
        return TimeoutFuture::new(0).await;
    }
    // The promise is never rejected.
    let _ = wasm_bindgen_futures::JsFuture::from(heard).await;
    from.close();
}

/// An event handler that lives as long as the wait.
pub(super) type Handler = Closure<dyn FnMut(Event)>;

/// A value that a callback sets once and a future waits for. The first value stays.
pub(super) struct Slot<T>(Rc<RefCell<(Option<T>, Option<Waker>)>>);

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: 'static> Slot<T> {
    pub(super) fn new() -> Self {
        Self(Rc::new(RefCell::new((None, None))))
    }

    pub(super) fn set(&self, value: T) {
        let mut inner = self.0.borrow_mut();
        if inner.0.is_none() {
            inner.0 = Some(value);
        }
        let waker = inner.1.take();
        // The waker may poll at once, so the borrow ends first.
        drop(inner);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(super) fn wait(&self) -> impl Future<Output = T> + use<T> {
        let slot = self.clone();
        poll_fn(move |context| {
            let mut inner = slot.0.borrow_mut();
            match inner.0.take() {
                Some(value) => Poll::Ready(value),
                None => {
                    inner.1 = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
    }

    /// A handler that sets what `make` returns.
    pub(super) fn on(&self, mut make: impl FnMut(Event) -> T + 'static) -> Handler {
        let slot = self.clone();
        Closure::new(move |event| slot.set(make(event)))
    }
}

fn named(exception: &DomException) -> BackendError {
    BackendError::of_exception(&exception.name(), &exception.message())
}

/// The error that a thrown value stands for.
pub(super) fn error_of(thrown: &JsValue) -> BackendError {
    match thrown.dyn_ref::<DomException>() {
        Some(exception) => named(exception),
        None => BackendError::Other { name: "not a DOMException".to_owned() },
    }
}

pub(super) fn error_or(exception: Option<DomException>, otherwise: &str) -> BackendError {
    exception.map_or_else(|| BackendError::of_exception(otherwise, ""), |e| named(&e))
}

/// Waits for one request that has no transaction to wait for.
pub(super) async fn request(request: &IdbRequest, limit_ms: u32) -> Result<JsValue, BackendError> {
    let slot = Slot::new();
    let success = slot.on(|_| Ok(()));
    let of = request.clone();
    let error = slot.on(move |event| {
        event.prevent_default();
        Err(error_or(of.error().ok().flatten(), "UnknownError"))
    });
    request.set_onsuccess(Some(success.as_ref().unchecked_ref()));
    request.set_onerror(Some(error.as_ref().unchecked_ref()));
    let late = slot.clone();
    let _limit = Timeout::new(limit_ms, move || late.set(Err(BackendError::Timeout)));
    let done = slot.wait().await;
    request.set_onsuccess(None);
    request.set_onerror(None);
    done?;
    request.result().map_err(|thrown| error_of(&thrown))
}

/// A running transaction; aborted if it is dropped before it is complete.
pub(super) struct Running {
    transaction: IdbTransaction,
    finished: Cell<bool>,
    /// Set by a condition that does not hold, before it aborts the transaction.
    pub(super) conflict: Rc<Cell<bool>>,
    /// Handlers of requests, kept until the transaction is over.
    pub(super) handlers: RefCell<Vec<Handler>>,
}

impl Running {
    pub(super) fn new(transaction: IdbTransaction) -> Self {
        Self {
            transaction,
            finished: Cell::new(false),
            conflict: Rc::new(Cell::new(false)),
            handlers: RefCell::new(Vec::new()),
        }
    }

    pub(super) fn transaction(&self) -> &IdbTransaction {
        &self.transaction
    }

    /// Waits for `complete` or `abort`. After the time limit the transaction is aborted.
    pub(super) async fn complete(self, limit_ms: u32) -> Result<(), BackendError> {
        let slot = Slot::new();
        let complete = slot.on(|_| Ok(()));
        let (of, conflict) = (self.transaction.clone(), Rc::clone(&self.conflict));
        let abort = slot.on(move |_| {
            if conflict.get() {
                return Err(BackendError::Conflict);
            }
            // A connection that is closed by force aborts without an error.
            Err(of.error().map_or(BackendError::Closed, |e| named(&e)))
        });
        self.transaction.set_oncomplete(Some(complete.as_ref().unchecked_ref()));
        self.transaction.set_onabort(Some(abort.as_ref().unchecked_ref()));
        let late = slot.clone();
        let _limit = Timeout::new(limit_ms, move || late.set(Err(BackendError::Timeout)));
        let done = slot.wait().await;
        self.finished.set(done != Err(BackendError::Timeout));
        done
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.transaction.set_oncomplete(None);
        self.transaction.set_onabort(None);
        if !self.finished.get() {
            // It may be over already, and then there is nothing to abort.
            let _ = self.transaction.abort();
        }
    }
}
