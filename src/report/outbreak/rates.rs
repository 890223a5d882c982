//! The rates of an outbreak side by side for every area.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::super::scene::{Row, Table};
use super::{Areas, NO_AREA};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::tracing::rates::{Filter, Gathered, Measure};

/// What is compared.
const COLUMNS: [(Measure, Text); 4] = [
    (Measure::NoSource, t("Tanpa sumber", "No source")),
    (Measure::Attack, t("Serangan sekunder", "Secondary attack")),
    (Measure::Seen48h, t("Terlihat 48 jam", "Seen in 48 h")),
    (Measure::NeverSeen, t("Belum ditemui", "Never seen")),
];

/// The rates of every area, each as "count/of"; most cases first, the area that is not recorded last.
pub fn by_area(
    book: &Book,
    gathered: &Gathered<'_>,
    period: Option<(NaiveDate, NaiveDate)>,
    lang: Lang,
) -> Table {
    let areas = Areas::read(book);
    let of: FxHashMap<RecordId, String> = gathered.people().map(|who| (who, areas.of(book, who))).collect();
    let mut names: Vec<&String> = of.values().collect();
    names.order();
    names.dedup();
    let mut table = Table::new(t("Angka menurut wilayah", "Rates by area").get(lang))
        .text(t("Wilayah", "Area").get(lang))
        .number(t("Kasus", "Cases").get(lang));
    for (_, name) in COLUMNS {
        table = table.number(name.get(lang));
    }
    let mut rows: Vec<(bool, usize, Row)> = Vec::new();
    for name in names {
        let here = |who: RecordId| of.get(&who) == Some(name);
        let filter = Filter { period, people: Some(&here) };
        let rates = COLUMNS.map(|(measure, _)| gathered.rate(measure, &filter));
        let cases = rates.first().map_or(0, |rate| rate.denominator.len());
        let shown = if name.is_empty() { NO_AREA.get(lang).to_owned() } else { name.clone() };
        let mut cells = vec![shown, cases.to_string()];
        cells.extend(rates.iter().map(|rate| {
            let (count, all, _) = rate.counts();
            if all == 0 { "–".to_owned() } else { format!("{count}/{all}") }
        }));
        rows.push((name.is_empty(), cases, Row { cells, opens: None }));
    }
    rows.order_by_key(|(nameless, cases, _)| (*nameless, std::cmp::Reverse(*cases)));
    table.rows = rows.into_iter().map(|(_, _, row)| row).collect();
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::domain::record::spine::person;
    use crate::tracing::fixture::Scene;

    #[test]
    fn every_area_has_its_own_rates() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let (a, b, c) = (scene.person("A"), scene.person("B"), scene.person("C"));
        for who in [a, b] {
            scene.set(who, FieldSet::new().with(person::VILLAGE, "Sukamaju"));
        }
        scene.case(outbreak, a, "suspect", Some("2026-11-01"));
        scene.exposure(outbreak, Some(a), b, "2026-11-02");
        scene.exposure(outbreak, Some(a), c, "2026-11-02");
        let roll = scene.roll("2026-11-05");
        let gathered = Gathered::of(scene.book(), &roll, outbreak);
        let table = by_area(scene.book(), &gathered, None, Lang::En);
        let cells: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect();
        assert_eq!(
            cells,
            [
                vec!["Sukamaju", "1", "1/1", "0/1", "0/1", "1/1"],
                vec!["Area not recorded", "0", "–", "0/1", "0/1", "1/1"],
            ]
        );
    }
}
