//! People and links as CSV for other people's spreadsheets: UTF-8, commas, dates as 2020-01-31, one header row, and
//! on request a row of hashtags of the Humanitarian Exchange Language below it.
//!
//! No cell is ever run by a spreadsheet or taken for a hashtag (`domain::cell`). Reading takes the apostrophe off again, so a
//! list survives being written and read.

use chrono::NaiveDate;

use super::read::{Link, Listed};
use crate::domain::cell::push;

fn row<'a>(cells: impl IntoIterator<Item = &'a str>, out: &mut String) {
    for (place, text) in cells.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        push(text, out);
    }
    out.push_str("\r\n");
}

/// A cell that is written as it stands: headers and hashtags.
fn plain(cells: &[&str], out: &mut String) {
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// People as CSV.
pub fn write_people(people: &[Listed], hxl: bool) -> String {
    let mut out = String::new();
    plain(
        &[
            "id",
            "name",
            "sex",
            "age",
            "phone",
            "address",
            "onset",
            "report",
            "outcome",
            "outcome_date",
            "classification",
        ],
        &mut out,
    );
    if hxl {
        plain(
            &[
                "#meta+id",
                "#affected+i+name",
                "#affected+i+sex",
                "#affected+i+age",
                "#contact+phone",
                "#loc+address",
                "#date+onset",
                "#date+reported",
                "#status+outcome",
                "#date+outcome",
                "#status+classification",
            ],
            &mut out,
        );
    }
    for one in people {
        let (onset, report, outcome_on) = (day(one.onset), day(one.report), day(one.outcome_on));
        row(
            [
                one.id.as_str(),
                &one.name,
                one.sex.map_or("", |sex| sex.letter()),
                &one.age,
                &one.phone,
                &one.address,
                &onset,
                &report,
                one.outcome.map_or("", |outcome| outcome.code()),
                &outcome_on,
                &one.classification,
            ],
            &mut out,
        );
    }
    out
}

/// Links as CSV.
pub fn write_links(links: &[Link], hxl: bool) -> String {
    let mut out = String::new();
    plain(&["from", "to", "date", "kind"], &mut out);
    if hxl {
        plain(
            &["#meta+id+source", "#meta+id+contact", "#date+contact+last", "#indicator+exposure"],
            &mut out,
        );
    }
    for link in links {
        let on = day(link.date);
        row([link.from.as_str(), &link.to, &on, &link.kind], &mut out);
    }
    out
}
