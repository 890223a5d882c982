//! A backend in memory, for tests and for the practice vault.
//!
//! Invariant: it keeps the same contract as IndexedDB (`tests/store_suite`), including all-or-nothing writes.
//!
//! Surprising: clones share the rows, as two tabs share a database, and [`Faults`] says which write fails and
//! how, so that every point at which a phone can die is tried.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::backend::{Backend, BackendError, Op, Row, Table};

/// How a chosen write fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is written and this error is reported.
    Before(BackendError),
    /// Everything is written, and yet this error is reported (a kill or a timeout after the commit).
    After(BackendError),
}

/// Which writes fail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// Writes to let pass before the fault.
    pub after_writes: usize,
    /// What happens then, once.
    pub fault: Option<Fault>,
    /// Every call fails as on a closed connection.
    pub closed: bool,
}

#[derive(Default)]
struct Shared {
    rows: BTreeMap<(Table, String), Vec<u8>>,
    faults: Faults,
    writes: usize,
}

/// Rows in memory; clones share them.
#[derive(Clone, Default)]
pub struct Memory(Rc<RefCell<Shared>>);

impl Memory {
    /// An empty database.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what fails from now on.
    pub fn set_faults(&self, faults: Faults) {
        self.0.borrow_mut().faults = faults;
    }

    /// How many writes were asked for so far.
    pub fn writes(&self) -> usize {
        self.0.borrow().writes
    }

    /// A copy of everything, to compare with or to go back to.
    pub fn snapshot(&self) -> BTreeMap<(Table, String), Vec<u8>> {
        self.0.borrow().rows.clone()
    }

    /// Puts a copy back, as a restored profile does.
    pub fn restore(&self, rows: BTreeMap<(Table, String), Vec<u8>>) {
        self.0.borrow_mut().rows = rows;
    }

    fn rows(&self) -> Result<std::cell::Ref<'_, Shared>, BackendError> {
        let shared = self.0.borrow();
        if shared.faults.closed { Err(BackendError::Closed) } else { Ok(shared) }
    }
}

impl Backend for Memory {
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        Ok(self.rows()?.rows.get(&(table, key.to_owned())).cloned())
    }

    async fn get_many(&self, table: Table, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, BackendError> {
        let shared = self.rows()?;
        Ok(keys.iter().map(|key| shared.rows.get(&(table, key.clone())).cloned()).collect())
    }

    async fn get_all(&self, table: Table) -> Result<Vec<Row>, BackendError> {
        let shared = self.rows()?;
        let rows = shared.rows.iter().filter(|((of, _), _)| *of == table);
        Ok(rows.map(|((_, key), bytes)| (key.clone(), bytes.clone())).collect())
    }

    async fn keys(&self, table: Table) -> Result<Vec<String>, BackendError> {
        let shared = self.rows()?;
        Ok(shared.rows.keys().filter(|(of, _)| *of == table).map(|(_, key)| key.clone()).collect())
    }

    async fn write(&self, ops: Vec<Op>) -> Result<(), BackendError> {
        self.rows()?;
        let mut shared = self.0.borrow_mut();
        shared.writes += 1;
        let fault = match shared.faults.after_writes.checked_sub(1) {
            Some(left) => {
                shared.faults.after_writes = left;
                None
            }
            None => shared.faults.fault.take(),
        };
        if let Some(Fault::Before(error)) = fault {
            return Err(error);
        }
        let rows = apply(shared.rows.clone(), ops)?;
        shared.rows = rows;
        match fault {
            Some(Fault::After(error)) => Err(error),
            _ => Ok(()),
        }
    }
}

fn apply(
    mut rows: BTreeMap<(Table, String), Vec<u8>>,
    ops: Vec<Op>,
) -> Result<BTreeMap<(Table, String), Vec<u8>>, BackendError> {
    for op in ops {
        match op {
            Op::Put { table, key, bytes } => {
                rows.insert((table, key), bytes);
            }
            Op::Add { table, key, bytes } => {
                if rows.insert((table, key), bytes).is_some() {
                    return Err(BackendError::Conflict);
                }
            }
            Op::Delete { table, key } => {
                rows.remove(&(table, key));
            }
            Op::Clear { table } => rows.retain(|(of, _), _| *of != table),
            Op::Expect { table, key, bytes } => {
                if rows.get(&(table, key)) != bytes.as_ref() {
                    return Err(BackendError::Conflict);
                }
            }
        }
    }
    Ok(rows)
}
