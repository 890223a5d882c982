//! One use of the store at a time. The store is taken out while it is used and put back when the guard
//! goes, whatever happens in between: a save must never find the store of a save that was given up.

use leptos::prelude::*;

use super::{App, AppError};
use crate::platform::clock;
use crate::store::Store;
use crate::store::indexed_db::IndexedDb;

/// The store, for as long as this lives.
pub(super) struct StoreGuard {
    app: App,
    store: Option<Store<IndexedDb>>,
}

impl StoreGuard {
    /// Waits until nobody else uses the store.
    pub(super) async fn take(app: App) -> Result<StoreGuard, AppError> {
        loop {
            if app.inner.with_value(|inner| inner.ledger.is_none()) {
                return Err(AppError::Locked);
            }
            let mut store = None;
            app.inner.update_value(|inner| store = inner.store.take());
            if store.is_some() {
                return Ok(StoreGuard { app, store });
            }
            clock::sleep_ms(3).await;
        }
    }

    /// The store.
    pub(super) fn store(&mut self) -> Result<&mut Store<IndexedDb>, AppError> {
        self.store.as_mut().ok_or(AppError::Locked)
    }
}

impl Drop for StoreGuard {
    fn drop(&mut self) {
        let store = self.store.take();
        self.app.inner.update_value(|inner| inner.store = store);
    }
}
