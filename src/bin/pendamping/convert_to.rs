//! `pendamping convert --to csv|ppks|fhir|xlsx`: a hand-over file in the forms of `report::convert`.
//!
//! Invariant: who is left out is named by the record's id and the reason, never by a name. There is no clock here: ages are
//! counted by the day on which the hand-over file was made, unless `--as-of` says another.

use std::io::Write;
use std::path::{Path, PathBuf};

use pendamping::domain::kind::Kind;
use pendamping::domain::record::{kind_of, kinds};
use pendamping::domain::text::Lang;
use pendamping::domain::zone::local_date;
use pendamping::ledger::Book;
use pendamping::report::convert::{Form, Making, Options, Profile, file_name, xlsx};

use crate::call::Call;
use crate::files::{Answer, Trouble};
use crate::handed;
use crate::target::Target;

/// The options that only these forms have: with a value, and without.
pub const VALUES: [&str; 5] = ["kind", "profile", "lang", "village", "as-of"];
pub const SWITCHES: [&str; 2] = ["labels", "comma"];

/// Which of them each form reads.
const READS: [(&str, &[&str]); 4] = [
    ("csv", &["kind", "profile", "lang", "as-of", "labels", "comma"]),
    ("ppks", &["village", "as-of"]),
    ("fhir", &["profile", "lang", "as-of"]),
    ("xlsx", &["profile", "lang", "as-of", "labels"]),
];

/// The forms by name.
pub const NAMES: [&str; READS.len()] = {
    let [(csv, _), (ppks, _), (fhir, _), (xlsx, _)] = READS;
    [csv, ppks, fhir, xlsx]
};

/// How many records are written before the text goes on to the file.
const STEP: usize = 1_000;

/// Runs the command for one of these forms.
pub fn run(call: &Call, to: &str) -> Result<Answer, Trouble> {
    if call.has("commits") {
        return Err(Trouble::Usage(format!(
            "--commits writes a save a line; {to} has no lines for them, ndjson has"
        )));
    }
    let one = |name: &str, known: &[&str]| -> Result<Option<String>, Trouble> {
        match call.text(name) {
            Some(word) if !known.contains(&word.as_str()) => {
                Err(Trouble::Usage(format!("--{name} is {}, not \"{word}\"", known.join(" or "))))
            }
            word => Ok(word),
        }
    };
    let profile = match one("profile", &["full", "statistics"])?.as_deref() {
        Some("statistics") => Profile::Statistics,
        _ => Profile::Full,
    };
    if profile == Profile::Statistics && to == "ppks" {
        return Err(Trouble::Usage("a PPKS list is one of people; it has no form for statistics".to_owned()));
    }
    // Whoever asks for something must not get a file without it.
    let reads = READS.iter().find(|(name, _)| *name == to).map_or(&[][..], |(_, reads)| *reads);
    if let Some(name) = VALUES.iter().chain(&SWITCHES).find(|name| call.has(name) && !reads.contains(*name)) {
        let forms: Vec<&str> =
            READS.iter().filter(|(_, reads)| reads.contains(name)).map(|(form, _)| *form).collect();
        return Err(Trouble::Usage(format!("--{name} is for {}, not for {to}", forms.join(", "))));
    }
    let lang = if one("lang", &["id", "en"])?.as_deref() == Some("en") { Lang::En } else { Lang::Id };
    let kind = call.text("kind").map(|name| {
        kind_of(&name).ok_or_else(|| {
            let known: Vec<&str> = kinds().map(|kind| kind.name).collect();
            Trouble::Usage(format!("unknown kind \"{name}\"; there are: {}", known.join(", ")))
        })
    });
    let (kind, as_of, out) = (kind.transpose()?, call.day("as-of")?, call.path("out"));
    let (file, force) = (call.one_file()?, call.has("force"));
    // A call that is wrong is told so before anything is read.
    let goal = match (to, kind, out) {
        ("xlsx", _, Some(path)) => Goal::Workbook(Target::new(path, force)?),
        ("xlsx", _, None) => return Err(Trouble::Usage("a workbook is a file; say -o OUT.xlsx".to_owned())),
        ("csv", None, Some(path)) if path.exists() && !path.is_dir() => {
            return Err(Trouble::Usage(format!(
                "{} is a file; name a folder, or say --kind",
                path.display()
            )));
        }
        ("csv", None, Some(path)) => Goal::Tables(path),
        ("csv", None, None) => {
            return Err(Trouble::Usage("say --kind for one table, or -o FOLDER for all of them".to_owned()));
        }
        (_, kind, out) => {
            let form = match (to, kind) {
                ("csv", Some(kind)) => Form::Csv(kind),
                ("ppks", _) => Form::Ppks,
                _ => Form::Fhir,
            };
            Goal::One(form, out.map(|path| Target::new(path, force)).transpose()?)
        }
    };
    let opened = handed::open_whole(file, &handed::limits(call.has("large")))?;
    let created = opened.told.created;
    let options = Options {
        profile,
        labels: call.has("labels"),
        comma: call.has("comma"),
        village: call.text("village"),
        ..Options::new(as_of.unwrap_or_else(|| local_date(created.ms, created.offset)), lang)
    };
    let book = opened.ledger.book();
    let (form, target) = match goal {
        Goal::Workbook(target) => return workbook(book, &options, target),
        Goal::Tables(folder) => return tables(book, &options, &folder, force),
        Goal::One(form, target) => (form, target),
    };
    let mut answer = Answer::default();
    match target {
        Some(target) => {
            let made = target.write(|sink| {
                make(book, form, &options, |text| {
                    sink(text.as_bytes());
                    Ok(())
                })
            })?;
            answer.notes.push(format!("{}: {} rows", target.path().display(), made.written()));
            tell(&made, &mut answer.notes);
        }
        None => {
            let mut stdout = std::io::stdout().lock();
            let made = make(book, form, &options, |text| {
                stdout.write_all(text.as_bytes()).map_err(Trouble::Output)
            })?;
            tell(&made, &mut answer.notes);
        }
    }
    Ok(answer)
}

/// What is to be made.
enum Goal {
    /// One file, or text on the standard output.
    One(Form, Option<Target>),
    /// A table for each kind.
    Tables(PathBuf),
    /// A workbook.
    Workbook(Target),
}

/// Writes a form bit by bit.
fn make(
    book: &Book,
    form: Form,
    options: &Options,
    mut sink: impl FnMut(&str) -> Result<(), Trouble>,
) -> Result<Making, Trouble> {
    let mut making = Making::new(form, options.clone());
    let mut text = String::new();
    loop {
        let done = making.step(book, STEP, &mut text);
        sink(&text)?;
        text.clear();
        if done {
            return Ok(making);
        }
    }
}

/// What must be known of a file that was made.
fn tell(made: &Making, notes: &mut Vec<String>) {
    for one in made.left_out() {
        let reasons: Vec<&str> = one.reasons.iter().map(|reason| reason.text().en).collect();
        let category = one.category.as_ref().map(|category| format!("{category}: ")).unwrap_or_default();
        notes.push(format!("person {}: {category}{}", one.person, reasons.join(", ")));
    }
    if made.without_place() > 0 {
        notes.push(format!("{} records have no place in this form", made.without_place()));
    }
}

/// A file for each kind of which there are records.
fn tables(book: &Book, options: &Options, folder: &Path, force: bool) -> Result<Answer, Trouble> {
    std::fs::create_dir_all(folder).map_err(|error| Trouble::disk(folder, error))?;
    let some = |kind: &&'static Kind| book.of(kind).next().is_some();
    let targets = kinds().filter(some).map(|kind| {
        let form = Form::Csv(kind);
        Target::new(folder.join(file_name(form, options)), force).map(|target| (form, target))
    });
    // None is written where one of them stands there already.
    let targets: Vec<(Form, Target)> = targets.collect::<Result<_, _>>()?;
    let mut answer = Answer::default();
    for (form, target) in targets {
        let made = target.write(|sink| {
            make(book, form, options, |text| {
                sink(text.as_bytes());
                Ok(())
            })
        })?;
        answer.notes.push(format!("{}: {} rows", target.path().display(), made.written()));
    }
    Ok(answer)
}

/// A book that the format does not take; the call was right.
pub fn not_made(error: &xlsx::BookError) -> Trouble {
    Trouble::NotMade(error.to_string())
}

/// A workbook with a sheet for each kind of which there are records.
fn workbook(book: &Book, options: &Options, target: Target) -> Result<Answer, Trouble> {
    let bytes = xlsx::workbook(book, options).map_err(|error| not_made(&error))?;
    target.write(|sink| {
        sink(&bytes);
        Ok(())
    })?;
    Ok(Answer {
        notes: vec![format!("{}: {} bytes", target.path().display(), bytes.len())],
        ..Answer::default()
    })
}
