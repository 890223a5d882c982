//! `pendamping tracing`: a list of cases and a list of links, in figures.

use std::ffi::OsString;

use pendamping::tracing::line_list::read;
use pendamping::tracing::line_list::{Role, Settings, Told};
use pendamping::tracing::network::Figures;
use serde::Serialize;

use crate::args::{Args, Fault};
use crate::output::{Shown, json};
use crate::summary;

const CASES: [(&str, Role); 7] = [
    ("id", Role::Id),
    ("onset", Role::Onset),
    ("report", Role::Report),
    ("sex", Role::Sex),
    ("outcome", Role::Outcome),
    ("outcome-date", Role::OutcomeDate),
    ("classification", Role::Classification),
];
const LINKS: [(&str, Role); 2] = [("from", Role::From), ("to", Role::To)];

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    figures: &'a Figures,
    disease: Option<&'static str>,
    as_of: Option<String>,
    read: Files<'a>,
    problems: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Files<'a> {
    cases: &'a Told,
    links: Option<&'a Told>,
}

/// Runs the command; gives what it prints.
pub fn run(words: impl Iterator<Item = OsString>) -> Result<String, Fault> {
    let mut options: Vec<&str> = vec!["cases", "links"];
    options.extend(CASES.iter().chain(&LINKS).map(|(name, _)| *name));
    options.extend(["date-format", "disease", "as-of"]);
    let args = Args::read(words, &options, &["json", "help"])?;
    if args.has("help") {
        return Ok(crate::args::HELP.to_owned());
    }
    let (as_of, disease) = (args.as_of()?, args.disease()?);
    let mut settings =
        Settings { cases: args.mapping(&CASES)?, links: args.mapping(&LINKS)?, ..Settings::default() };
    // A list of cases is one of cases, unless the call says which column tells who is none.
    settings.cases.without.push(Role::Classification);
    let (cases, mut links) = (args.needed_file("cases")?, args.file("links")?);
    // A list of cases often says in a column of its own who infected each.
    if links.is_none() && (args.has("from") || args.has("to")) {
        links = Some(cases.clone());
    }
    let list = read(&cases, links.as_deref(), &settings)?;
    let (figures, problems) = list.figures(as_of, disease);
    if !args.has("json") {
        return Ok(summary::tracing(&figures, &problems));
    }
    json(&Answer {
        figures: &figures,
        disease: disease.map(|profile| profile.code),
        as_of: as_of.map(|day| day.to_string()),
        read: Files { cases: &list.cases_told, links: links.is_some().then_some(&list.links_told) },
        problems: Shown::all(&problems),
    })
}
