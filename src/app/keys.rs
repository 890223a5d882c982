//! The keys of this device, and the agency's key that was compared and pinned.
//!
//! Invariant: a device's keys are made once and never replaced, for what was sealed to them could no longer be opened. What
//! surprises: pinning asks nothing more: the page has shown the words and, where another key stood, the warning.

use leptos::prelude::WithValue;

use super::{App, AppError, Pinned};
use crate::domain::order::InOrder;
use crate::exchange::key::{PublicKey, Role};
use crate::exchange::roster::{self, OtherKey, Standing};
use crate::platform::clock;
use crate::platform::sealer::{self, SealerFault};
use crate::vault::DeviceKeys;

impl From<SealerFault> for AppError {
    fn from(fault: SealerFault) -> Self {
        match fault {
            SealerFault::Unavailable => AppError::FileHandling,
            other => AppError::Sealed(other),
        }
    }
}

/// Whether a key that is kept can be read back: a signed file may name anything as its recipient.
fn is_sound(key: &PublicKey) -> bool {
    PublicKey::parse(&key.to_json()).as_ref() == Ok(key)
}

impl App {
    /// The keys of this device; made and kept at the first need.
    ///
    /// # Errors
    /// [`AppError`]; no key is used that was not kept.
    pub async fn device_keys(self) -> Result<DeviceKeys, AppError> {
        let kept = self.inner.try_with_value(|inner| inner.local.keys.clone()).ok_or(AppError::Locked)?;
        if let Some(keys) = kept {
            return Ok(keys);
        }
        self.may_set_local()?;
        let keys = sealer::make_keys().await?;
        // Two that were asked for at once agree on the first that is kept.
        self.set_local(move |local| {
            local.keys.get_or_insert(keys);
        })
        .await?;
        let kept = self.inner.try_with_value(|inner| inner.local.keys.clone()).flatten();
        kept.ok_or(AppError::Locked)
    }

    /// The public key file of this device, if its keys were made.
    pub fn own_key(self, role: Role) -> Option<PublicKey> {
        self.local(|local| {
            let keys = local.keys.as_ref()?;
            let of_office = role == Role::Agency && !local.unit.is_empty();
            let name = if of_office { &local.unit } else { &local.worker }.clone();
            let (device, recipient, signing) = (local.device, keys.recipient.clone(), keys.signing);
            Some(PublicKey { role, name, device, recipient, signing })
        })
    }

    /// Pins the agency's key, or takes it away.
    ///
    /// # Errors
    /// [`AppError`] where the store does not take it.
    pub async fn pin_agency(self, key: Option<PublicKey>) -> Result<(), AppError> {
        if key.as_ref().is_some_and(|key| !is_sound(key)) {
            return Err(AppError::Sealed(SealerFault::BadKey));
        }
        let at = clock::wall_ms();
        self.set_local(move |local| local.agency = key.map(|key| Pinned { key, at })).await
    }

    /// The key of the office that this phone is paired with.
    pub fn pinned_agency(self) -> Option<PublicKey> {
        self.local(|local| local.agency.as_ref().map(|pinned| pinned.key.clone()))
    }

    /// Enrols a worker whose six words were compared; an older key of the same phone goes.
    ///
    /// # Errors
    /// [`AppError`]; a key that is none, or a store that does not take it.
    pub async fn enrol(self, key: PublicKey) -> Result<(), AppError> {
        let key = PublicKey { role: Role::Worker, ..key };
        if !is_sound(&key) {
            return Err(AppError::Sealed(SealerFault::BadKey));
        }
        let at = clock::wall_ms();
        self.set_local(move |local| {
            let same = |one: &Pinned| {
                one.key.signing == key.signing || key.device.is_some() && one.key.device == key.device
            };
            local.workers.retain(|one| !same(one));
            local.workers.push(Pinned { key, at });
            local.workers.order_by_key(|one| one.key.name.to_lowercase());
        })
        .await
    }

    /// Takes a worker from the list.
    ///
    /// # Errors
    /// [`AppError`] where the store does not take it.
    pub async fn dismiss(self, signing: [u8; 32]) -> Result<(), AppError> {
        self.set_local(move |local| local.workers.retain(|one| one.key.signing != signing)).await
    }

    /// The keys that are known here: those of the workers, and this device's own.
    pub fn roster(self) -> Vec<PublicKey> {
        let own = self.own_key(Role::Worker);
        self.local(|local| local.workers.iter().map(|one| one.key.clone()).chain(own).collect())
    }

    /// What the signature of a receipt or pack is worth here: by the office that this phone is paired with, or by itself
    /// where it made the file.
    ///
    /// # Errors
    /// [`OtherKey`]: the file is not to be taken.
    pub fn standing_of_office(self, signing: Option<&[u8; 32]>) -> Result<Standing, OtherKey> {
        let own = self.own_key(Role::Agency).filter(|own| signing == Some(&own.signing));
        let office = own.or_else(|| self.pinned_agency());
        roster::of_office(office.as_ref(), signing)
    }
}
