//! `pendamping merge`: one hand-over file of any number, as the app would have it after importing each of them.
//!
//! Files are read one by one, two or three at a time on threads of their own, and only their packed saves are kept; the
//! commits are weighed and folded by the ledger's own merge, and settled once, after the last. The bytes of attachments
//! stay where they are until they are written. What surprises: the book that comes out depends on the set of saves alone,
//! so the order of the files does not matter, and there is no clock: the file is dated as the latest of those it is made of.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};

use pendamping::domain::id::{DeviceId, RecordId};
use pendamping::exchange::{
    Carried, ExportOptions, Exported, Exporter, ImportError, Limits, MOST_A_FILE, carried_by, parts_within,
};
use pendamping::ledger::{Ledger, MergeRefusal, Origin, Stamp};
use uuid::Uuid;

use crate::call::Call;
use crate::files::{Answer, HELP, Trouble};
use crate::merged::{Part, Refused, Summary, nothing};
use crate::target::Target;
use crate::{handed, place};

/// Who is said to have made the file where the call does not say it.
const NOBODY: &str = "pendamping merge";

/// A file that was read and checked in itself.
struct Loaded {
    origins: Vec<Origin>,
    attachments: Vec<Carried>,
    spoiled: usize,
    created: Stamp,
}

/// Where the bytes of attachments stand: the place of the file among those named, and the place in it.
type Places = HashMap<RecordId, Vec<(usize, Carried)>>;

/// What the files give together.
struct Union<'a> {
    files: &'a [PathBuf],
    ledger: Ledger,
    places: Places,
    created: Option<Stamp>,
    known: usize,
    spoiled: usize,
    refused: Vec<Refused>,
}

/// Runs the command.
pub fn run(words: impl Iterator<Item = OsString>) -> Result<Answer, Trouble> {
    let call =
        Call::read(words, &["out", "author", "attachments"], &["skip-refused", "force", "json", "large"])?;
    if call.has("help") {
        return Ok(Answer::of(HELP.to_owned()));
    }
    let files = call.some_files()?;
    if files.iter().any(|path| handed::is_standard_input(path)) {
        return Err(Trouble::Usage("merge reads files only; save the standard input as one".to_owned()));
    }
    let out = call.path("out").ok_or_else(|| Trouble::Usage("say where to: -o OUT".to_owned()))?;
    let force = call.has("force");
    let first = target(files, out.clone(), force)?;
    let most = most_of(&call)?;
    let author = call.text("author").unwrap_or_else(|| NOBODY.to_owned());

    let mut union = Union::of(files, &author);
    union.read_all(&handed::limits(call.has("large")))?;
    let mut answer = Answer::default();
    answer.notes.extend(union.refused.iter().map(Refused::line));
    let skip = call.has("skip-refused");
    let Some(created) = union.created.filter(|_| skip || union.refused.is_empty()) else {
        let hint = if skip { "" } else { "; --skip-refused leaves them out" };
        let (refused, all) = (union.refused.len(), files.len());
        answer.notes.push(format!("{refused} of {all} files refused, nothing was written{hint}"));
        answer.refused = true;
        if call.has("json") {
            answer.out = nothing(&union.refused)?;
        }
        return Ok(answer);
    };
    union.ledger.settle();

    let (groups, without) = union.groups(most)?;
    // None is written where another of them cannot be.
    let mut targets = vec![first];
    for number in 2..=groups.len() {
        targets.push(target(files, numbered(&out, number), force)?);
    }
    let mut written: Vec<Part> = Vec::new();
    for (target, group) in targets.iter().zip(&groups) {
        let options = ExportOptions {
            export_id: union.export_id(&author, created, group),
            created,
            author: &author,
            since: None,
        };
        let exported = target.write(|sink| union.export(&options, group, sink))?;
        written.push(Part::of(target.path(), &exported));
    }
    let summary = Summary::of(&union.ledger, files.len(), union.known, union.spoiled, without, written);
    summary.tell(&mut answer.notes);
    answer.out = if call.has("json") { summary.json(&union.refused)? } else { summary.line() };
    Ok(answer)
}

/// How many bytes of attachments go into one file; the app takes no more than the usual.
fn most_of(call: &Call) -> Result<u64, Trouble> {
    let Some(text) = call.text("attachments") else { return Ok(MOST_A_FILE) };
    let bytes = text.parse::<u64>().ok().and_then(|mega| mega.checked_mul(1 << 20));
    bytes.filter(|bytes| (1..=MOST_A_FILE).contains(bytes)).ok_or_else(|| {
        Trouble::Usage(format!("--attachments \"{text}\" is no whole number of megabytes from 1 to 48"))
    })
}

/// A file to be written, which is none of those that are read: their attachments are read to the end.
fn target(files: &[PathBuf], out: PathBuf, force: bool) -> Result<Target, Trouble> {
    if let Ok(whole) = out.canonicalize()
        && files.iter().any(|path| path.canonicalize().is_ok_and(|path| path == whole))
    {
        return Err(Trouble::Usage(format!("{} is one of the files to be merged", out.display())));
    }
    Target::new(out, force)
}

/// `all.json`, `all-2.json`, `all-3.json`.
fn numbered(out: &Path, number: usize) -> PathBuf {
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    match out.extension() {
        Some(extension) => out.with_file_name(format!("{stem}-{number}.{}", extension.to_string_lossy())),
        None => out.with_file_name(format!("{stem}-{number}")),
    }
}

/// Reads a file and checks it in itself; runs beside others.
fn load(path: &Path, limits: &Limits) -> Result<Loaded, Trouble> {
    let bytes = handed::bytes_of(path, limits)?
        .ok_or_else(|| handed::refused(path, &[], ImportError::TooLarge, limits))?;
    let told = handed::read(&bytes, limits).map_err(|error| handed::refused(path, &bytes, error, limits))?;
    let mut spoiled = told.spoiled.len();
    let mut attachments = told.attachments;
    attachments.retain(|one| {
        let whole = one.decode(bytes.get(one.at.clone()).unwrap_or_default()).is_some();
        spoiled += usize::from(!whole);
        whole
    });
    Ok(Loaded { origins: told.origins, attachments, spoiled, created: told.created })
}

/// How many files are read at a time. Folding goes on beside them.
fn lanes() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().clamp(1, 3))
}

impl<'a> Union<'a> {
    fn of(files: &'a [PathBuf], author: &str) -> Union<'a> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"pendamping merge\0");
        hasher.update(author.as_bytes());
        // One office is one device, which never writes a save.
        let device = DeviceId(*id_of(&hasher).as_bytes());
        Union {
            files,
            ledger: Ledger::new(device),
            places: Places::new(),
            created: None,
            known: 0,
            spoiled: 0,
            refused: Vec::new(),
        }
    }

    /// Reads all files. They are taken in the order in which they are named, so that every call gives the same file.
    fn read_all(&mut self, limits: &Limits) -> Result<(), Trouble> {
        let (files, lanes) = (self.files, lanes());
        std::thread::scope(|scope| {
            let reading: Vec<Receiver<Result<Loaded, Trouble>>> = (0..lanes)
                .map(|lane| {
                    // One file waits in each lane; more would only take room.
                    let (send, receive) = sync_channel(1);
                    scope.spawn(move || {
                        for path in files.iter().skip(lane).step_by(lanes) {
                            if send.send(load(path, limits)).is_err() {
                                return;
                            }
                        }
                    });
                    receive
                })
                .collect();
            for (number, path) in files.iter().enumerate() {
                let lane = reading.get(number % lanes).and_then(|lane| lane.recv().ok());
                let gone = || Trouble::disk(path, std::io::Error::other("the reader stopped"));
                let taken = lane.ok_or_else(gone)?.and_then(|loaded| self.take(number, path, loaded, limits));
                match taken {
                    Err(Trouble::Refused { file, place, why }) => {
                        self.refused.push(Refused { file, path: place, why });
                    }
                    other => other?,
                }
            }
            Ok(())
        })
    }

    fn take(&mut self, number: usize, path: &Path, loaded: Loaded, limits: &Limits) -> Result<(), Trouble> {
        let plan = self.ledger.plan_union(loaded.origins).map_err(|why| refusal(path, why, limits))?;
        self.known += plan.known;
        handed::load(&mut self.ledger, &plan.commits)?;
        self.ledger.settle_erasures();
        self.spoiled += loaded.spoiled;
        let later = |known: &Stamp| (known.ms, known.offset) >= (loaded.created.ms, loaded.created.offset);
        self.created = self.created.filter(later).or(Some(loaded.created));
        for one in loaded.attachments {
            let places = self.places.entry(one.id).or_default();
            if !places.iter().any(|(_, known)| known.is_same(&one)) {
                places.push((number, one));
            }
        }
        Ok(())
    }

    /// The attachments of each file that is written, and how many of the book are in none of those that were read.
    fn groups(&self, most: u64) -> Result<(Vec<Vec<RecordId>>, usize), Trouble> {
        let mut of_book = carried_by(&self.ledger, None)?;
        let all = of_book.len();
        of_book.retain(|id| self.places.contains_key(id));
        let without = all - of_book.len();
        let mut groups = parts_within(self.ledger.book(), &of_book, most);
        if groups.is_empty() {
            groups.push(Vec::new());
        }
        Ok((groups, without))
    }

    /// Named by what it holds, so that the same files give the same file.
    fn export_id(&self, author: &str, created: Stamp, group: &[RecordId]) -> Uuid {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"pendamping merged file\0");
        hasher.update(author.as_bytes());
        hasher.update(&created.ms.to_le_bytes());
        hasher.update(&(self.ledger.book().commit_count() as u64).to_le_bytes());
        for (device, head) in self.ledger.heads() {
            hasher.update(&device.0);
            hasher.update(&head.seq.to_le_bytes());
            hasher.update(&head.hash.0);
        }
        for id in group {
            hasher.update(&id.0);
        }
        id_of(&hasher)
    }

    fn export(
        &self,
        options: &ExportOptions<'_>,
        group: &[RecordId],
        sink: &mut dyn FnMut(&[u8]),
    ) -> Result<Exported, Trouble> {
        let mut exporter = Exporter::begin(&self.ledger, options, sink)?;
        exporter.carry(group.to_vec());
        loop {
            if let Some(id) = exporter.wants() {
                exporter.give(&self.ledger, self.bytes_of(id).as_deref(), sink);
            } else if let Some(exported) = exporter.step(&self.ledger, sink)? {
                return Ok(exported);
            }
        }
    }

    /// The bytes of an attachment, from the first file that has them whole. A file that changed meanwhile has not.
    fn bytes_of(&self, id: RecordId) -> Option<Vec<u8>> {
        self.places.get(&id)?.iter().find_map(|(number, one)| {
            let mut file = File::open(self.files.get(*number)?).ok()?;
            file.seek(SeekFrom::Start(one.at.start as u64)).ok()?;
            let mut data = vec![0; one.at.len()];
            file.read_exact(&mut data).ok()?;
            one.decode(&data)
        })
    }
}

fn refusal(path: &Path, why: MergeRefusal, limits: &Limits) -> Trouble {
    // The file is read once more, because only now its place is asked for.
    let place = match (why, handed::bytes_of(path, limits)) {
        (MergeRefusal::BrokenChain(name) | MergeRefusal::ImpossibleTime(name), Ok(Some(bytes))) => {
            place::of_commit(&bytes, name)
        }
        _ => "commits".to_owned(),
    };
    Trouble::Refused { file: handed::name(path), place, why: why.to_string() }
}

fn id_of(hasher: &blake3::Hasher) -> Uuid {
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    uuid::Builder::from_custom_bytes(id).into_uuid()
}
