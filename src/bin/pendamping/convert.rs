//! `pendamping convert`: a hand-over file in a form that other programs read.
//!
//! Every form is a row of [`FORMS`]: its name, and what writes it from the book. Forms that need more than the book are in
//! `convert_to`.

use std::ffi::OsString;

use pendamping::exchange::Limits;
use pendamping::exchange::plain::{Plain, write_plain};
use pendamping::ledger::{BadCommit, Ledger};

use crate::call::Call;
use crate::convert_to;
use crate::files::{Answer, HELP, Trouble};
use crate::handed;
use crate::target::Target;

/// Writes a book in some form, to a sink; says how many records or saves it wrote.
type Write = fn(&Ledger, &mut dyn FnMut(&[u8])) -> Result<usize, BadCommit>;

/// A form that a book can be written in.
struct Form {
    /// What `--to` says.
    name: &'static str,
    /// Writes the records.
    records: Write,
    /// Writes the saves, where the form has room for them.
    commits: Option<Write>,
}

const FORMS: [Form; 2] = [
    Form { name: "json", records: |ledger, sink| write_plain(ledger, Plain::Records, sink), commits: None },
    Form {
        name: "ndjson",
        records: |ledger, sink| write_plain(ledger, Plain::RecordLines, sink),
        commits: Some(|ledger, sink| write_plain(ledger, Plain::CommitLines, sink)),
    },
];

/// Runs the command.
pub fn run(words: impl Iterator<Item = OsString>) -> Result<Answer, Trouble> {
    let values: Vec<&str> = ["to", "out"].into_iter().chain(convert_to::VALUES).collect();
    let switches: Vec<&str> =
        ["commits", "skip-refused", "force", "large"].into_iter().chain(convert_to::SWITCHES).collect();
    let call = Call::read(words, &values, &switches)?;
    if call.has("help") {
        return Ok(Answer::of(HELP.to_owned()));
    }
    let known =
        || FORMS.map(|form| form.name).into_iter().chain(convert_to::NAMES).collect::<Vec<_>>().join(", ");
    let to = call.text("to").ok_or_else(|| Trouble::Usage(format!("say --to; there are: {}", known())))?;
    if call.has("skip-refused") && !call.has("commits") {
        return Err(Trouble::Usage("--skip-refused is for --commits, which takes many files".to_owned()));
    }
    if convert_to::NAMES.contains(&to.as_str()) {
        return convert_to::run(&call, &to);
    }
    let form = FORMS
        .iter()
        .find(|form| form.name == to)
        .ok_or_else(|| Trouble::Usage(format!("unknown form \"{to}\"; there are: {}", known())))?;
    if let Some(name) = convert_to::VALUES.iter().chain(&convert_to::SWITCHES).find(|name| call.has(name)) {
        return Err(Trouble::Usage(format!("--{name} is for {}", convert_to::NAMES.join(", "))));
    }
    let (write, what) = if call.has("commits") {
        let write = form.commits.ok_or_else(|| {
            Trouble::Usage(format!("--commits writes a save a line; {to} has no lines, ndjson has"))
        })?;
        (write, "saves")
    } else {
        (form.records, "records")
    };
    let target = call.path("out").map(|out| Target::new(out, call.has("force"))).transpose()?;
    let limits = handed::limits(call.has("large"));
    let mut answer = Answer::default();
    // Saves are what they are, of however many files; records are whole only in a whole book.
    let mut into = |sink: &mut dyn FnMut(&[u8])| {
        if call.has("commits") {
            return saves_of(&call, write, &limits, &mut answer.notes, sink);
        }
        Ok(write(&handed::open_whole(call.one_file()?, &limits)?.ledger, sink)?)
    };
    match target {
        Some(target) => {
            let written = target.write(into)?;
            answer.notes.push(format!("{}: {written} {what}", target.path().display()));
        }
        None => {
            let mut out = std::io::stdout().lock();
            let mut outcome = Ok(());
            into(&mut |chunk| {
                if outcome.is_ok() {
                    outcome = std::io::Write::write_all(&mut out, chunk);
                }
            })?;
            outcome.map_err(Trouble::Output)?;
        }
    }
    Ok(answer)
}

/// The saves of one file after the other, of which one is held at a time. A save that several files bring comes as often.
fn saves_of(
    call: &Call,
    write: Write,
    limits: &Limits,
    notes: &mut Vec<String>,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<usize, Trouble> {
    let mut written = 0;
    for path in call.some_files()? {
        match handed::open(path, limits) {
            Ok(opened) => written += write(&opened.ledger, sink)?,
            Err(refused @ Trouble::Refused { .. }) if call.has("skip-refused") => {
                notes.push(refused.to_string());
            }
            Err(other) => return Err(other),
        }
    }
    Ok(written)
}
