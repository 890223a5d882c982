//! Making a vault, opening it, and changing what opens it.

use leptos::prelude::*;
use zeroize::Zeroizing;

use super::guard::StoreGuard;
use super::local::LocalState;
use super::start::{SENTINEL, VAULT};
use super::{App, AppError, Inner, Phase, random};
use crate::domain::id::DeviceId;
use crate::ledger::Ledger;
use crate::platform::kdf::derive_in_worker;
use crate::platform::{clock, prefs};
use crate::search::index::SearchIndex;
use crate::store::backend::Table;
use crate::store::indexed_db::{IndexedDb, Mode};
use crate::store::sentinel::{Remembered, Sentinel};
use crate::store::{Damage, DamageKind, Order, Store, read_clear, write_clear, write_header};
use crate::vault::attempts::{Attempts, Watch};
use crate::vault::header::PassphrasePlan;
use crate::vault::recovery::RecoveryCode;
use crate::vault::seal::SealKey;
use crate::vault::{Header, KdfParams, OsEntropy, Passphrase, VaultKey};

const ATTEMPTS: &str = "attempts";

/// The row of what this device keeps for itself.
const LOCAL_ROW: &str = "local";
/// Where its bytes stay that did not open, once it was written anew.
const LOST_ROW: &str = "local-rusak";

/// How long an erasure that is to be finished waits for the browser's promise to keep the storage.
const ANSWER_MS: u32 = 10_000;

/// A vault that is being made: nothing is written before the recovery code was typed back.
pub struct NewVault {
    header: Header,
    key: VaultKey,
    /// To be shown once, and typed back in part.
    pub code: RecoveryCode,
}

impl NewVault {
    /// Makes the keys of a new vault in memory; `kek` is the key that the passphrase gives with `plan`.
    ///
    /// # Errors
    /// [`AppError::Vault`] where the system gives no random bytes.
    pub fn make(plan: PassphrasePlan, kek: &[u8; 32]) -> Result<NewVault, AppError> {
        let code = RecoveryCode::make(&mut OsEntropy)?;
        let (header, key) = Header::create(random(), plan, kek, &code, now(), &mut OsEntropy)?;
        Ok(NewVault { header, key, code })
    }
}

impl App {
    /// Makes the keys of a new vault in memory.
    ///
    /// # Errors
    /// [`AppError::Vault`] where the browser cannot derive keys.
    pub async fn make_vault(self, passphrase: &str) -> Result<NewVault, AppError> {
        let plan = PassphrasePlan::make(KdfParams::DEFAULT, &mut OsEntropy)?;
        let kek = derive_in_worker(Passphrase::new(passphrase), plan.salt, plan.params).await?;
        NewVault::make(plan, &kek)
    }

    /// Writes a new vault and opens it.
    ///
    /// # Errors
    /// [`AppError`] where the store does not take it; nothing is left behind.
    pub async fn found_vault(self, new: &NewVault, worker: &str) -> Result<(), AppError> {
        let backend = IndexedDb::open(VAULT, Mode::Create).await?;
        let seal = seal_key(&new.header, &new.key).await?;
        let bytes = new.header.encode()?;
        let id = vault_id(&new.header);
        let device = DeviceId::make(now(), random());
        let local =
            LocalState { device: Some(device), worker: worker.trim().to_owned(), ..LocalState::default() };
        let own = [(LOCAL_ROW.to_owned(), local.encode().to_vec())];
        let (store, sentinel) = Store::create(backend, seal, &id, bytes.clone(), &own).await?;
        prefs::write(SENTINEL, &sentinel.to_text());
        let mut ledger = Ledger::new(device);
        ledger.settle();
        self.inner.set_value(Inner {
            ledger: Some(ledger),
            store: Some(store),
            key: Some(new.key.clone()),
            header: Some(new.header.clone()),
            header_bytes: bytes,
            local,
            ..Inner::default()
        });
        self.ask_to_write(false).await;
        self.enter();
        Ok(())
    }

    async fn attempts(self) -> Attempts {
        let stored = match IndexedDb::open(VAULT, Mode::Existing).await {
            Ok(backend) => {
                let stored = read_clear(&backend, ATTEMPTS).await.ok().flatten();
                backend.close();
                stored
            }
            Err(_) => None,
        };
        let stored = stored.and_then(|bytes| String::from_utf8(bytes).ok());
        Attempts::decode(prefs::read(ATTEMPTS).as_deref(), stored.as_deref())
    }

    async fn keep_attempts(self, attempts: Attempts) {
        prefs::write(ATTEMPTS, &attempts.encode());
        if let Ok(backend) = IndexedDb::open(VAULT, Mode::Existing).await {
            // The copy in `localStorage` stands even where this one fails.
            let _ = write_clear(&backend, ATTEMPTS, attempts.encode().into_bytes()).await;
            backend.close();
        }
    }

    /// Lets a wait run down while the page is open, and says how much is left, in milliseconds.
    pub async fn run_down_wait(self, mut tell: impl FnMut(u64)) {
        let mut watch = Watch::new(self.attempts().await, clock::monotonic_ms());
        loop {
            let state = watch.at(clock::monotonic_ms());
            tell(state.remaining_ms());
            if state.remaining_ms() == 0 {
                break;
            }
            prefs::write(ATTEMPTS, &state.encode());
            clock::sleep_ms(1_000).await;
        }
        let done = watch.at(clock::monotonic_ms());
        self.keep_attempts(done).await;
    }

    /// Opens the vault with the passphrase.
    ///
    /// # Errors
    /// [`AppError::WrongSecret`], [`AppError::Wait`], or why the vault cannot be read.
    pub async fn unlock(self, passphrase: &str) -> Result<(), AppError> {
        let header = self.header()?;
        self.count_attempt().await?;
        let plan = header.passphrase_plan()?;
        let kek = derive_in_worker(Passphrase::new(passphrase), plan.salt, plan.params).await?;
        self.unlock_derived(&kek).await
    }

    /// Opens the vault with the key that the passphrase derives to.
    ///
    /// # Errors
    /// As [`App::unlock`].
    pub async fn unlock_derived(self, kek: &[u8; 32]) -> Result<(), AppError> {
        let header = self.header()?;
        let key = header.unlock_with_passphrase(kek)?;
        self.open(header, key).await
    }

    /// Opens the vault with the recovery code and sets a new passphrase.
    ///
    /// # Errors
    /// As [`App::unlock`], and [`AppError::MistypedCode`], which costs no attempt.
    pub async fn recover(self, code: &str, new_passphrase: &str) -> Result<(), AppError> {
        let header = self.header()?;
        let code = RecoveryCode::parse(code)?;
        self.count_attempt().await?;
        let key = header.unlock_with_recovery(&code)?;
        let header = self.replace_passphrase(&header, &key, new_passphrase).await?;
        self.open(header, key).await
    }

    /// Replaces the passphrase of the open vault, after the old one was given once more.
    ///
    /// # Errors
    /// [`AppError::WrongSecret`] if the old one is wrong; otherwise the old one stays in force.
    pub async fn change_passphrase(self, old: &str, new: &str) -> Result<(), AppError> {
        let header = self.header()?;
        let plan = header.passphrase_plan()?;
        let kek = derive_in_worker(Passphrase::new(old), plan.salt, plan.params).await?;
        let key = header.unlock_with_passphrase(&kek)?;
        let header = self.replace_passphrase(&header, &key, new).await?;
        self.inner.update_value(|inner| inner.header = Some(header));
        Ok(())
    }

    /// Makes a recovery code that opens nothing yet: it is to be written down first.
    ///
    /// # Errors
    /// [`AppError::Vault`] where the system gives no random bytes.
    pub fn make_recovery(self) -> Result<RecoveryCode, AppError> {
        Ok(RecoveryCode::make(&mut OsEntropy)?)
    }

    /// Puts a recovery code in force for the open vault; the old one no longer opens it.
    ///
    /// # Errors
    /// [`AppError`]; the old code then stays in force.
    pub async fn renew_recovery(self, code: &RecoveryCode) -> Result<(), AppError> {
        let header = self.header()?;
        let key = self.inner.with_value(|inner| inner.key.clone()).ok_or(AppError::Locked)?;
        let header = header.with_new_recovery(&key, code, now(), &mut OsEntropy)?;
        self.write_new_header(&header).await?;
        self.inner.update_value(|inner| inner.header = Some(header));
        Ok(())
    }

    /// One row is replaced in one strict transaction: a kill leaves the old passphrase or the new one.
    async fn replace_passphrase(
        self,
        header: &Header,
        key: &VaultKey,
        new: &str,
    ) -> Result<Header, AppError> {
        let plan = PassphrasePlan::make(KdfParams::DEFAULT, &mut OsEntropy)?;
        let kek = derive_in_worker(Passphrase::new(new), plan.salt, plan.params).await?;
        let header = header.with_new_passphrase(key, plan, &kek, now(), &mut OsEntropy)?;
        self.write_new_header(&header).await?;
        Ok(header)
    }

    async fn write_new_header(self, header: &Header) -> Result<(), AppError> {
        let bytes = header.encode()?;
        let backend = IndexedDb::open(VAULT, Mode::Existing).await?;
        let written = write_header(&backend, bytes).await;
        backend.close();
        Ok(written?)
    }

    fn header(self) -> Result<Header, AppError> {
        self.inner.with_value(|inner| inner.header.clone()).ok_or(AppError::Locked)
    }

    /// Counts an attempt as failed before it is made, so that killing the app gains nothing.
    async fn count_attempt(self) -> Result<(), AppError> {
        let attempts = self.attempts().await;
        match attempts.begin() {
            Some(counted) => {
                self.keep_attempts(counted).await;
                Ok(())
            }
            None => Err(AppError::Wait(attempts.remaining_ms())),
        }
    }

    async fn open(self, header: Header, key: VaultKey) -> Result<(), AppError> {
        self.keep_attempts(Attempts::succeeded()).await;
        let take_over = prefs::read("take-over").is_some();
        prefs::remove("take-over");
        self.ask_to_write(take_over).await;

        let backend = IndexedDb::open(VAULT, Mode::Existing).await?;
        let seal = seal_key(&header, &key).await?;
        let sentinel = match Remembered::from_text(prefs::read(SENTINEL).as_deref()) {
            Remembered::Vault(sentinel) => Some(sentinel),
            Remembered::Nothing | Remembered::Unreadable => None,
        };
        let mut ledger = Ledger::new(DeviceId::make(now(), random()));
        let mut unreadable = false;
        let mut slices = clock::Slices::start();
        let (store, opened) = Store::open_each(
            backend,
            seal,
            &vault_id(&header),
            sentinel.as_ref(),
            Order::OldestFirst,
            async |block| {
                unreadable |= ledger.load_block(block).is_err();
                slices.breathe_if_due().await;
            },
        )
        .await?;
        let mut damage = opened.damage;
        if unreadable {
            damage.push(Damage { table: Table::Segments, key: String::new(), what: DamageKind::Undecodable });
        }
        let read = store.own_row(LOCAL_ROW).await?;
        let mut local = read.and_then(decode_own).unwrap_or_else(|damaged| {
            damage.push(damaged);
            LocalState::default()
        });
        let device = *local.device.get_or_insert_with(|| DeviceId::make(now(), random()));
        ledger.become_device(device);
        ledger.settle();
        let (drafts, damaged_drafts) = self.read_drafts(&store).await?;
        damage.extend(damaged_drafts);
        prefs::write(SENTINEL, &store.sentinel().to_text());
        self.damage.set(damage);
        // The first page has a task of its own.
        slices.breathe_if_due().await;
        self.inner.update_value(|inner| {
            inner.ledger = Some(ledger);
            inner.store = Some(store);
            inner.key = Some(key);
            inner.header = Some(header);
            inner.local = local;
            inner.index = SearchIndex::default();
            inner.drafts = drafts;
        });
        self.enter();
        Ok(())
    }

    fn enter(self) {
        self.version.update(|version| *version += 1);
        self.phase.set(Phase::Open);
        // Every list is whole from here on. Words are folded behind the first page; a search waits for the rest.
        self.index_soon();
        self.compact_when_idle();
        wasm_bindgen_futures::spawn_local(async move {
            // A browser may show a question of its own, which nobody has to answer.
            clock::at_most(ANSWER_MS, self.ask_for_persistence()).await;
            self.finish_erasure().await;
        });
    }

    /// Whether the row of this device did not open. It is left as it is until a person says that it is to be given up: the
    /// secret keys in it may yet be rescued.
    pub fn own_row_is_damaged(self) -> bool {
        self.damage.with(|damage| damage.iter().any(is_own_row))
    }

    /// Goes on as a new device where the row of this one did not open. Its bytes stay aside; its keys are gone.
    ///
    /// # Errors
    /// [`AppError`] where another tab writes, or the store does not take it; nothing was changed then.
    pub async fn renew_own_row(self) -> Result<(), AppError> {
        if !self.writer.get_untracked() {
            return Err(AppError::ReadOnly);
        }
        let mut guard = StoreGuard::take(self).await?;
        // Of a second touch at once the row is whole by now.
        if !untrack(|| self.own_row_is_damaged()) {
            return Ok(());
        }
        let mut local = self.inner.with_value(|inner| inner.local.clone());
        local.device = self.ledger(Ledger::device);
        guard.store()?.renew_own_row(LOCAL_ROW, LOST_ROW, &local.encode()).await?;
        self.inner.update_value(|inner| inner.local = local);
        self.damage.update(|damage| damage.retain(|one| !is_own_row(one)));
        drop(guard);
        self.version.update(|version| *version += 1);
        Ok(())
    }

    /// Whether what this device knows of itself may be written: never from what an older tab knows, and never over a row
    /// that was not read.
    pub(super) fn may_set_local(self) -> Result<(), AppError> {
        if !self.writer.get_untracked() {
            return Err(AppError::ReadOnly);
        }
        if untrack(|| self.own_row_is_damaged()) { Err(AppError::Damaged) } else { Ok(()) }
    }

    /// Keeps what this device knows of itself.
    ///
    /// # Errors
    /// [`AppError`] where another tab writes, the row is damaged, or the store does not take it.
    pub async fn set_local(self, change: impl FnOnce(&mut LocalState)) -> Result<(), AppError> {
        self.may_set_local()?;
        // Read only once the store is held: two changes at once must not lose one of them.
        let mut guard = StoreGuard::take(self).await?;
        let mut local = self.inner.with_value(|inner| inner.local.clone());
        change(&mut local);
        guard.store()?.put_blob(LOCAL_ROW, &local.encode()).await?;
        self.inner.update_value(|inner| inner.local = local);
        drop(guard);
        self.version.update(|version| *version += 1);
        Ok(())
    }

    pub(super) fn keep_sentinel(self, sentinel: &Sentinel) {
        prefs::write(SENTINEL, &sentinel.to_text());
    }
}

fn now() -> u64 {
    u64::try_from(clock::wall_ms()).unwrap_or(0)
}

fn is_own_row(damage: &Damage) -> bool {
    damage.table == Table::Blobs && damage.key == LOCAL_ROW
}

/// What this device keeps for itself, from its row, or what is wrong with that.
fn decode_own(row: Option<Vec<u8>>) -> Result<LocalState, Damage> {
    let Some(row) = row.map(Zeroizing::new) else { return Ok(LocalState::default()) };
    let damaged = || Damage { table: Table::Blobs, key: LOCAL_ROW.to_owned(), what: DamageKind::Undecodable };
    LocalState::decode(&row).ok_or_else(damaged)
}

fn vault_id(header: &Header) -> String {
    crate::domain::id::RecordId(header.vault_id()).to_string()
}

async fn seal_key(header: &Header, key: &VaultKey) -> Result<SealKey, AppError> {
    Ok(SealKey::import(&key.subkey("record", header.generation())).await?)
}
