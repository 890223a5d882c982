//! `pendamping convert --to csv|ppks|fhir|xlsx`: a hand-over file in the forms of `report::convert`.
//!
//! Invariant: who is left out is named by the record's id and the reason, never by a name. There is no clock here: ages are
//! counted by the day on which the hand-over file was made, unless `--as-of` says another.

use std::io::Write;
use std::path::Path;

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

/// The forms by name.
pub const NAMES: [&str; 4] = ["csv", "ppks", "fhir", "xlsx"];
/// The options that only these forms have: with a value, and without.
pub const VALUES: [&str; 5] = ["kind", "profile", "lang", "village", "as-of"];
pub const SWITCHES: [&str; 2] = ["labels", "comma"];

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
    let lang = if one("lang", &["id", "en"])?.as_deref() == Some("en") { Lang::En } else { Lang::Id };
    let kind = call.text("kind").map(|name| {
        kind_of(&name).ok_or_else(|| {
            let known: Vec<&str> = kinds().map(|kind| kind.name).collect();
            Trouble::Usage(format!("unknown kind \"{name}\"; there are: {}", known.join(", ")))
        })
    });
    let (kind, as_of, out) = (kind.transpose()?, call.day("as-of")?, call.path("out"));
    let opened = handed::open_whole(call.one_file()?, &handed::limits(call.has("large")))?;
    let created = opened.told.created;
    let options = Options {
        profile,
        labels: call.has("labels"),
        comma: call.has("comma"),
        village: call.text("village"),
        ..Options::new(as_of.unwrap_or_else(|| local_date(created.ms, created.offset)), lang)
    };
    let book = opened.ledger.book();
    let force = call.has("force");
    let form = match (to, kind, &out) {
        ("xlsx", _, Some(path)) => return workbook(book, &options, Target::new(path.clone(), force)?),
        ("xlsx", _, None) => return Err(Trouble::Usage("a workbook is a file; say -o OUT.xlsx".to_owned())),
        ("csv", None, Some(folder)) => return tables(book, &options, folder, force),
        ("csv", None, None) => {
            return Err(Trouble::Usage("say --kind for one table, or -o FOLDER for all of them".to_owned()));
        }
        ("csv", Some(kind), _) => Form::Csv(kind),
        ("ppks", _, _) => Form::Ppks,
        _ => Form::Fhir,
    };
    let mut answer = Answer::default();
    match out {
        Some(path) => {
            let target = Target::new(path, force)?;
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

/// A workbook with a sheet for each kind of which there are records.
fn workbook(book: &Book, options: &Options, target: Target) -> Result<Answer, Trouble> {
    let bytes = xlsx::workbook(book, options).map_err(|error| Trouble::Usage(error.to_string()))?;
    target.write(|sink| {
        sink(&bytes);
        Ok(())
    })?;
    Ok(Answer {
        notes: vec![format!("{}: {} bytes", target.path().display(), bytes.len())],
        ..Answer::default()
    })
}
