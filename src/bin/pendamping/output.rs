//! Shapes of the answers that are the same in every command. Keys are written in the order of the fields.

use pendamping::domain::text::Lang;
use pendamping::tracing::problem::{Kind, Problem};
use serde::Serialize;

use crate::args::Fault;

/// A problem with its sentence.
#[derive(Serialize)]
pub struct Shown<'a> {
    kind: Kind,
    ids: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    rows: &'a [usize],
    #[serde(skip_serializing_if = "<[(String, String)]>::is_empty")]
    links: &'a [(String, String)],
    text: String,
}

impl<'a> Shown<'a> {
    /// All problems, ready to be written.
    pub fn all(problems: &'a [Problem]) -> Vec<Shown<'a>> {
        problems.iter().map(Shown::of).collect()
    }

    fn of(problem: &'a Problem) -> Shown<'a> {
        let text = problem.kind.text().get(Lang::En);
        Shown {
            kind: problem.kind,
            ids: &problem.ids,
            file: problem.file,
            column: problem.column.as_deref(),
            rows: &problem.rows,
            links: &problem.links,
            text: match &problem.note {
                Some(note) => format!("{text}: {note}"),
                None => text.to_owned(),
            },
        }
    }
}

/// JSON that people can read too.
pub fn json(value: &impl Serialize) -> Result<String, Fault> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}
