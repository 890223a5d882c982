//! The office and its workers: receipts and packs that are given, and what a phone knows to be at the office.

use chrono::NaiveDate;
use leptos::prelude::*;
use uuid::Uuid;

use super::{App, random};
use crate::domain::record::spine::agency;
use crate::domain::zone::local_date;
use crate::exchange::tray::{NotTaken, Weighed, receipts};
use crate::exchange::{pack, receipt, small_message, with_signature};
use crate::ledger::Stamp;
use crate::platform::{clock, sealer};
use crate::report::handover::named_file;

/// A file that can be given to somebody.
#[derive(Clone, Debug)]
pub struct Given {
    /// Who gets it; empty where it is for all.
    pub whom: String,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// How many records or saves it speaks of.
    pub count: usize,
}

/// What of this phone is at the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtOffice {
    /// Who gave the receipt.
    pub agency: String,
    /// When, by the office's clock.
    pub created: Stamp,
    /// The day of the last save of this phone that is there.
    pub until: Option<NaiveDate>,
    /// How many saves are not there.
    pub waiting: usize,
}

impl App {
    /// What of this phone is at the office, by the newest receipt.
    pub fn at_office(self) -> Option<AtOffice> {
        let received = self.local(|local| local.received.clone())?;
        let found = self.ledger(|ledger| {
            let arrived = ledger.arrived(&received.heads, &received.ends);
            let at = ledger.written_at(ledger.device(), arrived.own);
            (at.map(|at| local_date(at.ms, at.offset)), arrived.waiting)
        });
        let (until, waiting) = found?;
        Some(AtOffice { agency: received.agency, created: received.created, until, waiting })
    }

    /// What the office calls itself: by its own record, else by what was set on this device.
    fn office_name(self) -> String {
        let local = self.inner.try_with_value(|inner| inner.local.clone()).unwrap_or_default();
        let by_record = self.read_once(|book| {
            let found = book.of(&agency::SPEC).max_by_key(|record| record.first_commit());
            found.map(|record| record.text(agency::NAME).trim().to_owned())
        });
        let names = [by_record.flatten().unwrap_or_default(), local.unit, local.worker];
        names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
    }

    /// The receipts for files that were taken in, one for each phone.
    pub(super) async fn make_receipts(
        self,
        weighed: &[Box<Weighed>],
        refused: &[Box<NotTaken>],
    ) -> Vec<Given> {
        let created = clock::stamp(self.zone.get_untracked());
        let office = self.office_name();
        let weighed: Vec<&Weighed> = weighed.iter().map(|one| &**one).collect();
        let refused: Vec<&NotTaken> = refused.iter().map(|one| &**one).collect();
        let mut make_id = || Uuid::from_bytes(random());
        let made = self.ledger(|ledger| receipts(ledger, &weighed, &refused, &office, created, &mut make_id));
        let given = |(whom, made): (String, receipt::Receipt)| Given {
            name: named_file("tanda-terima", &whom, created),
            bytes: receipt::write(&made),
            count: made.heads.get(&made.device).map_or(0, |head| usize::try_from(head.seq).unwrap_or(0)),
            whom,
        };
        let mut given: Vec<Given> = made.unwrap_or_default().into_iter().map(given).collect();
        tell_apart(&mut given);
        self.sign(&mut given).await;
        given
    }

    /// The pack for all workers; nothing while locked.
    pub async fn make_pack(self) -> Option<Given> {
        let created = clock::stamp(self.zone.get_untracked());
        let office = self.office_name();
        let id = Uuid::from_bytes(random());
        let (bytes, count) = self.read_once(|book| pack::write(book, id, created, &office))?.ok()?;
        let name = named_file("paket-instansi", &office, created);
        let mut given = [Given { whom: String::new(), name, bytes, count }];
        self.sign(&mut given).await;
        let [given] = given;
        Some(given)
    }

    /// Signs files with the keys of this device, all in one worker. Where it does not come they go out unsigned, and a
    /// phone that is paired with this office says that it does not take them.
    async fn sign(self, given: &mut [Given]) {
        if given.is_empty() {
            return;
        }
        let Ok(keys) = self.device_keys().await else { return };
        let messages: Vec<Vec<u8>> =
            given.iter().filter_map(|one| small_message(&one.bytes, &keys.recipient)).collect();
        let parts: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
        let Ok(values) = sealer::sign(&keys.seed, &parts).await else { return };
        if values.len() == given.len() {
            for (one, value) in given.iter_mut().zip(values) {
                let bytes = std::mem::take(&mut one.bytes);
                one.bytes = with_signature(bytes, &keys.signing, &keys.recipient, &value);
            }
        }
    }
}

/// Two workers with the same initials must not get files of one name.
fn tell_apart(given: &mut [Given]) {
    let names: Vec<String> = given.iter().map(|one| one.name.clone()).collect();
    for (place, one) in given.iter_mut().enumerate() {
        let before = names.iter().take(place).filter(|name| **name == one.name).count();
        if before > 0 {
            one.name = one.name.replace(".json", &format!("-{}.json", before + 1));
        }
    }
}
