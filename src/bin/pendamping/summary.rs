//! The answers for people: a few lines instead of JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDate;
use pendamping::domain::text::Lang;
use pendamping::tracing::network::{Figures, Spread};
use pendamping::tracing::problem::Problem;

use crate::followups::Standing;

/// So many ids of a problem are named.
const NAMED: usize = 8;

/// Writing into a text cannot fail; the result is dropped in one place.
struct Page(String);

impl Page {
    fn line(&mut self, text: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.0, "{text}");
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}

fn spread(name: &str, spread: &Spread, page: &mut Page) {
    page.line(format_args!(
        "{name}: n {}, missing {}, negative {}; mean {}, median {}, quartiles {}–{}, sd {}, from {} to {}",
        spread.n,
        spread.missing,
        spread.negative,
        number(spread.mean),
        number(spread.median),
        number(spread.q1),
        number(spread.q3),
        number(spread.sd),
        spread.min.map_or_else(|| "–".to_owned(), |day| day.to_string()),
        spread.max.map_or_else(|| "–".to_owned(), |day| day.to_string()),
    ));
}

/// The figures of a network.
pub fn tracing(found: &Figures, problems: &[Problem]) -> String {
    let mut page = Page(String::new());
    let counts = &found.counts;
    page.line(format_args!(
        "Cases {}; links {}; people in links {} ({} not in the list); cases without links {}",
        counts.cases,
        counts.links,
        counts.ids_in_links,
        counts.link_ids_not_in_list,
        counts.cases_without_links
    ));
    let top: Vec<String> =
        found.degrees.top.iter().take(5).map(|top| format!("{} {}", top.id, top.out)).collect();
    page.line(format_args!(
        "Sources {}, targets {}; most links: {}",
        found.degrees.sources,
        found.degrees.targets,
        if top.is_empty() { "–".to_owned() } else { top.join(", ") }
    ));
    let generations: Vec<String> =
        found.generations.iter().map(|(generation, people)| format!("{generation}: {people}")).collect();
    page.line(format_args!(
        "Roots {}; generations {}; without a generation {}; longest chain {} links{}",
        found.roots.len(),
        if generations.is_empty() { "–".to_owned() } else { generations.join(", ") },
        found.without_generation,
        found.longest_chain_links,
        if found.longest_chain_exact { "" } else { " or more" }
    ));
    for cycle in &found.cycles {
        page.line(format_args!("Circle: {}", cycle.join(", ")));
    }
    let sizes: Vec<String> = found.components.sizes.iter().take(10).map(usize::to_string).collect();
    page.line(format_args!(
        "Groups {} (largest: {}); with singletons {}",
        found.components.count,
        if sizes.is_empty() { "–".to_owned() } else { sizes.join(", ") },
        found.components.count_with_singletons
    ));
    spread("Serial interval", &found.serial_interval, &mut page);
    spread("Onset to report", &found.delays.onset_report, &mut page);
    let pairs: Vec<String> = found.sex_pairs.iter().map(|(pair, links)| format!("{pair} {links}")).collect();
    if !pairs.is_empty() {
        page.line(format_args!("Links by sex: {}; not known {}", pairs.join(", "), found.sex_pairs_unknown));
    }
    write_problems(problems, &mut page);
    page.0
}

/// How contacts stand.
pub fn followups(
    standings: &[Standing],
    counts: &BTreeMap<&'static str, usize>,
    rule: &str,
    as_of: NaiveDate,
    problems: &[Problem],
) -> String {
    let mut page = Page(String::new());
    page.line(format_args!("{rule}. As of {as_of}:"));
    for (status, people) in counts {
        page.line(format_args!("  {status}: {people}"));
    }
    for one in standings {
        page.line(format_args!(
            "{}  {}..{}  {}  due {}, done {}, late {}, missed {}, future {}",
            one.id,
            one.first_day.as_deref().unwrap_or("–"),
            one.last_day.as_deref().unwrap_or("–"),
            one.status,
            one.due,
            one.done,
            one.late,
            one.missed,
            one.future
        ));
    }
    write_problems(problems, &mut page);
    page.0
}

fn write_problems(problems: &[Problem], page: &mut Page) {
    if problems.is_empty() {
        return;
    }
    page.line(format_args!("Problems:"));
    for problem in problems {
        let text = problem.kind.text().get(Lang::En);
        let mut whom: Vec<String> = if problem.links.is_empty() {
            problem.ids.clone()
        } else {
            problem.links.iter().map(|(from, to)| format!("{from}>{to}")).collect()
        };
        if whom.is_empty() {
            whom = problem.rows.iter().map(|row| format!("row {row}")).collect();
        }
        let all = whom.len();
        whom.truncate(NAMED);
        let more = if all > NAMED { format!(" and {} more", all - NAMED) } else { String::new() };
        let place = problem.column.as_ref().map(|column| format!(" [{column}]")).unwrap_or_default();
        let note = problem.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        page.line(format_args!("  {text}{place}{note}: {}{more}", whom.join(", ")));
    }
}
