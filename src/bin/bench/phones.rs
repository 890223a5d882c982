//! The hand-over files of many phones, for `cargo xtask bench --merge`: `bench phones FOLDER FILES RECORDS`.
//!
//! Everybody is invented by a fixed generator, so every run writes the same bytes. One save is one record, as on a phone
//! whose worker writes note after note; a twentieth of the records is written a second time. No two phones know of each
//! other: nothing in one file makes another one shorter.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use pendamping::domain::birth::Birth;
use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::domain::kind::{Draft, FieldSet};
use pendamping::domain::record::casework::{case, note, visit};
use pendamping::domain::record::spine::person;
use pendamping::domain::zone::local_date;
use pendamping::exchange::{ExportOptions, write_export};
use pendamping::ledger::{Author, BadCommit, Ledger, Stamp};

/// 2 January 2026.
const START: i64 = 1_767_312_000_000;
const NAMES: [&str; 12] =
    ["Agus", "Budi", "Citra", "Dewi", "Eko", "Fitri", "Gunawan", "Hendra", "Indah", "Joko", "Siti", "Wahyu"];
const FAMILIES: [&str; 8] =
    ["Santoso", "Wijaya", "Hidayat", "Nugroho", "Saputra", "Siregar", "Rahayu", "Maulana"];
const WORDS: [&str; 16] = [
    "keluarga",
    "kunjungan",
    "rumah",
    "kesehatan",
    "anak",
    "sekolah",
    "bantuan",
    "rujukan",
    "puskesmas",
    "pekerjaan",
    "dokumen",
    "pendampingan",
    "tetangga",
    "jadwal",
    "dengan",
    "perlu",
];

struct Phone {
    ledger: Ledger,
    now: i64,
    seed: u64,
    worker: String,
}

impl Phone {
    fn below(&mut self, limit: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) as usize % limit
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        let place = self.below(words.len());
        words.get(place).copied().unwrap_or_default()
    }

    fn bytes(&mut self) -> [u8; 16] {
        std::array::from_fn(|_| self.below(256) as u8)
    }

    fn save(
        &mut self,
        kind: &'static str,
        record: RecordId,
        parent: Option<RecordId>,
        fields: FieldSet,
    ) -> Result<(), BadCommit> {
        self.now += 60_000;
        let salt = self.bytes();
        let author = Author { name: &self.worker, at: Stamp { ms: self.now, offset: 420 } };
        let draft = Draft { kind, record, parent, fields };
        let prepared = self.ledger.prepare(&author, vec![draft], &mut || salt);
        self.ledger.accept(&prepared.bytes)
    }

    fn person(&mut self) -> Result<RecordId, BadCommit> {
        let id = RecordId(self.bytes());
        let name = format!("{} {}", self.pick(&NAMES), self.pick(&FAMILIES));
        let born = local_date(START - 86_400_000 * (3_000 + self.below(20_000) as i64), 420);
        let fields = FieldSet::new()
            .with(person::NAME, name)
            .with(person::SEX, if self.below(2) == 0 { "female" } else { "male" })
            .with(person::BIRTH, Birth::Exact(born))
            .with(person::ADDRESS, format!("Jl. {} No. {}", self.pick(&FAMILIES), self.below(200)));
        self.save(person::SPEC.name, id, None, fields)?;
        Ok(id)
    }

    fn text(&mut self) -> String {
        let words = 8 + self.below(24);
        (0..words).map(|_| self.pick(&WORDS)).collect::<Vec<_>>().join(" ")
    }

    /// As many records, for every client one case, two visits and the rest notes.
    fn fill(&mut self, records: usize) -> Result<(), BadCommit> {
        let mut left = records;
        while left > 0 {
            let client = self.person()?;
            let about = (left - 1).min(9);
            left -= 1 + about;
            for number in 0..about {
                let id = RecordId(self.bytes());
                let day = local_date(self.now, 420);
                let (kind, fields) = match number {
                    0 => (
                        case::SPEC.name,
                        FieldSet::new().with(case::OPENED, day).with(case::WORKER, self.worker.as_str()),
                    ),
                    1 | 2 => {
                        (visit::SPEC.name, FieldSet::new().with(visit::DATE, day).with(visit::OUTCOME, "met"))
                    }
                    _ => {
                        let text = self.text();
                        (note::SPEC.name, FieldSet::new().with(note::DATE, day).with(note::TEXT, text))
                    }
                };
                self.save(kind, id, Some(client), fields)?;
            }
            if self.below(2) == 0 {
                let text = self.text();
                self.save(person::SPEC.name, client, None, FieldSet::new().with(person::ADDRESS, text))?;
            }
        }
        Ok(())
    }
}

/// Writes so many files of so many records into a folder.
pub fn write(folder: &Path, files: usize, records: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for number in 0..files {
        let mut phone = Phone {
            ledger: Ledger::new(DeviceId([0; 16])),
            now: START,
            seed: number as u64 + 1,
            worker: format!("Petugas {number}"),
        };
        let device = DeviceId(phone.bytes());
        phone.ledger.become_device(device);
        phone.fill(records).map_err(std::io::Error::other)?;
        let options = ExportOptions {
            export_id: uuid::Uuid::from_bytes(phone.bytes()),
            created: Stamp { ms: phone.now, offset: 420 },
            author: &phone.worker,
            since: None,
        };
        let mut bytes = Vec::new();
        write_export(&phone.ledger, &options, &mut |chunk| bytes.extend_from_slice(chunk))
            .map_err(std::io::Error::other)?;
        File::create(folder.join(format!("phone-{number:05}.json")))?.write_all(&bytes)?;
    }
    Ok(())
}
