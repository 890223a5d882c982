//! Handing the book over as a file, and taking in the file of somebody else.
//!
//! A hand-over counts as made only after the browser took the file: a closed share sheet changes nothing.
//! What surprises: the file is written in slices while the store is held, so that nothing is saved meanwhile: the
//! ledger must not change underneath. Its pieces leave wasm memory as they are made.

use chrono::NaiveDate;
use leptos::prelude::*;
use uuid::Uuid;

use super::guard::StoreGuard;
use super::{App, AppError, random};
use crate::domain::text::Lang;
use crate::domain::zone::local_date;
use crate::exchange::{
    self, ExportOptions, Exported, Exporter, ImportError, Incoming, Limits, explain, message,
};
use crate::ledger::{MergePlan, Stamp};
use crate::platform::clock;
use crate::platform::files::{self, Handed, Pieces};
use crate::report::handover::{Pending, file_name, pending};

/// What to hand over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// The whole book.
    All,
    /// What changed since the last hand-over.
    Since,
}

/// A file that was handed over.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What became of it.
    pub handed: Handed,
    /// Its name.
    pub name: String,
    /// How many saves it holds.
    pub commits: usize,
    /// How many records it holds.
    pub records: usize,
    /// Its length.
    pub bytes: u64,
}

/// A file that was read and checked, and what it would bring. Nothing of it is in the book yet.
#[derive(Debug)]
pub struct Preview {
    /// The worker's name as the file gives it.
    pub author: String,
    /// When it was made, by the clock of its device.
    pub created: Stamp,
    /// Whether it holds a whole book.
    pub whole: bool,
    /// What it would bring.
    pub plan: MergePlan,
}

/// A file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileRefusal {
    /// The file itself is refused.
    #[error("the file is refused")]
    File(#[from] ImportError),
    /// It could not be read or weighed.
    #[error(transparent)]
    App(#[from] AppError),
}

impl FileRefusal {
    /// What the user reads.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            FileRefusal::File(error) => {
                let values = message::values(error);
                let places: Vec<(&str, &str)> =
                    values.iter().map(|(key, value)| (*key, value.as_str())).collect();
                explain(error).with(lang, &places)
            }
            FileRefusal::App(error) => error.text().get(lang).to_owned(),
        }
    }
}

impl App {
    /// What somebody who took the last hand-over does not have yet.
    pub fn pending_handover(self) -> Pending {
        let handed = self.local().handed;
        self.ledger(|ledger| pending(ledger, &handed)).unwrap_or_default()
    }

    /// The day of the last hand-over, and that of the first save of the book.
    pub fn handovers(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let handed = self.local().handed_at.map(|at| local_date(at, self.zone.get().offset_minutes()));
        let first = self.read(|book| book.commit_info(0).map(|info| local_date(info.at.ms, info.at.offset)));
        (handed, first.flatten())
    }

    /// Hands the book over, by the share sheet where there is one and `download` is not asked for.
    ///
    /// # Errors
    /// [`AppError`]; nothing is noted as handed over.
    pub async fn export(self, range: Range, download: bool) -> Result<Sent, AppError> {
        // The button shows that it works before the file is written.
        clock::breathe().await;
        let local = self.inner.try_with_value(|inner| inner.local.clone()).ok_or(AppError::Locked)?;
        let created = clock::stamp(self.zone.get_untracked());
        let options = ExportOptions {
            export_id: Uuid::from_bytes(random()),
            created,
            author: &local.worker,
            since: (range == Range::Since).then_some(&local.handed),
        };
        let mut pieces = Pieces::new();
        let written = self.write_file(&options, &mut |chunk: &[u8]| pieces.push(chunk)).await?;
        let name = file_name(&local.worker, created);
        let handed = if download { pieces.download(&name) } else { pieces.share(&name).await };
        let handed = handed.map_err(|_| AppError::FileHandling)?;
        if handed != Handed::Cancelled {
            let heads = written.heads;
            self.set_local(|local| {
                local.handed = heads;
                local.handed_at = Some(created.ms);
            })
            .await?;
            let mut guard = StoreGuard::take(self).await?;
            let sentinel = guard.store()?.set_last_export(u64::try_from(created.ms).unwrap_or(0));
            self.keep_sentinel(&sentinel);
        }
        Ok(Sent { handed, name, commits: written.commits, records: written.records, bytes: written.bytes })
    }

    /// Writes an export in slices. A save that is asked for meanwhile waits until the file is whole.
    ///
    /// # Errors
    /// [`AppError`]; what the sink has by then is no file.
    pub async fn write_file(
        self,
        options: &ExportOptions<'_>,
        sink: &mut impl FnMut(&[u8]),
    ) -> Result<Exported, AppError> {
        let _guard = StoreGuard::take(self).await?;
        let mut slices = clock::Slices::start();
        let begun = self.ledger(|ledger| Exporter::begin(ledger, options, sink));
        let mut exporter = begun.ok_or(AppError::Locked)?.map_err(|_| AppError::Damaged)?;
        loop {
            slices.breathe_if_due().await;
            let step = self.ledger(|ledger| exporter.step(ledger, sink));
            if let Some(exported) = step.ok_or(AppError::Locked)?.map_err(|_| AppError::Damaged)? {
                return Ok(exported);
            }
        }
    }

    /// Reads a file and says what it would bring. Changes nothing.
    ///
    /// # Errors
    /// [`FileRefusal`] with the sentence to show.
    pub async fn preview(self, file: web_sys::File) -> Result<Preview, FileRefusal> {
        let limits = Limits::default();
        if usize::try_from(files::size(&file)).map_or(true, |bytes| bytes > limits.bytes) {
            return Err(ImportError::TooLarge.into());
        }
        let bytes = files::read(&file).await.map_err(|_| AppError::FileHandling)?;
        clock::breathe().await;
        let incoming = exchange::read(&bytes, &limits)?;
        drop(bytes);
        clock::breathe().await;
        let Incoming { author, created, since, origins, .. } = incoming;
        let plan = self
            .ledger(|ledger| ledger.plan_merge(origins))
            .ok_or(AppError::Locked)?
            .map_err(ImportError::Refused)?;
        Ok(Preview { author, created, whole: since.is_none(), plan })
    }

    /// Takes a file in, all or nothing.
    ///
    /// # Errors
    /// [`AppError`]; nothing of the file was saved.
    pub async fn take(self, plan: MergePlan) -> Result<(), AppError> {
        if plan.is_empty() {
            return Ok(());
        }
        self.take_in(plan.commits, plan.own_lost).await
    }
}
