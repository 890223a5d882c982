//! Counts by area: cases, deaths and contacts of every village, as bars and as a table.

use rustc_hash::FxHashMap;

use super::super::scene::{Anchor, Group, Picture, Scene, Shape, Table, fit, text_width};
use super::{Areas, NO_AREA, fill, fill_legend};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::tracing::roll::Roll;
use crate::tracing::trail::Classification;

/// What is counted in one area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AreaCount {
    /// Its name; empty where none is recorded.
    pub area: String,
    /// Confirmed cases.
    pub confirmed: Vec<RecordId>,
    /// Suspected and probable cases, and those of an unknown classification.
    pub other: Vec<RecordId>,
    /// Cases who died.
    pub died: Vec<RecordId>,
    /// Contacts whose follow-up is open.
    pub followed: Vec<RecordId>,
}

impl AreaCount {
    /// All cases.
    pub fn cases(&self) -> usize {
        self.confirmed.len() + self.other.len()
    }
}

/// Counts an outbreak by area; most cases first, the area that is not recorded last.
pub fn by_area(book: &Book, roll: &Roll, outbreak: RecordId) -> Vec<AreaCount> {
    let areas = Areas::read(book);
    let mut counts: FxHashMap<String, AreaCount> = FxHashMap::default();
    for (one, trail) in roll.people(outbreak) {
        let (who, open) = (one.person, one.summary.status.is_open());
        let case = trail.case();
        if case.is_none() && !open {
            continue;
        }
        let area = areas.of(book, who);
        let count = counts.entry(area.clone()).or_insert_with(|| AreaCount { area, ..AreaCount::default() });
        match case.map(|case| case.classification) {
            Some(Classification::ConfirmedSymptomatic | Classification::ConfirmedAsymptomatic) => {
                count.confirmed.push(who);
            }
            Some(_) => count.other.push(who),
            None => {}
        }
        if case.is_some() && trail.died {
            count.died.push(who);
        }
        if open {
            count.followed.push(who);
        }
    }
    let mut found: Vec<AreaCount> = counts.into_values().collect();
    found.order_by_key(|one| (one.area.is_empty(), std::cmp::Reverse(one.cases()), one.area.clone()));
    found
}

/// Draws the counts; choosing an area gives its number.
pub fn picture(counts: &[AreaCount], lang: Lang) -> Picture {
    let say = |text: Text| text.get(lang).to_owned();
    let confirmed = say(t("Konfirmasi", "Confirmed"));
    let other = say(t("Suspek dan probable", "Suspected and probable"));
    let title = say(t("Kasus menurut wilayah", "Cases by area"));
    let mut table = Table::new(title.clone())
        .text(say(t("Wilayah", "Area")))
        .number(say(t("Kasus", "Cases")))
        .number(confirmed.clone())
        .number(other.clone())
        .number(say(t("Meninggal", "Died")))
        .number(say(t("Kontak dipantau", "Contacts followed up")));
    let most = counts.iter().map(AreaCount::cases).max().unwrap_or(0).max(1);
    let all: usize = counts.iter().map(AreaCount::cases).sum();
    let description = t("{n} kasus di {areas} wilayah.", "{n} {n?case|cases} in {areas} {areas?area|areas}.")
        .with(lang, &[("n", &all.to_string()), ("areas", &counts.len().to_string())]);
    let (width, edge) = (320.0, 8.0);
    let mut scene = Scene { title, description, width, height: 0.0, parts: Vec::new() };
    let mut y = fill_legend(&mut scene, &[confirmed, other], edge, 8.0, width - edge) + 8.0;
    let room = text_width("9999", 12.0) + 8.0;
    for (place, one) in counts.iter().enumerate() {
        let name = if one.area.is_empty() { say(NO_AREA) } else { one.area.clone() };
        let told = t(
            "{area}: {n} kasus, {c} konfirmasi, {d} meninggal, {f} kontak dipantau",
            "{area}: {n} {n?case|cases}, {c} confirmed, {d} died, {f} {f?contact|contacts} followed up",
        );
        let numbers = [one.cases(), one.confirmed.len(), one.other.len(), one.died.len(), one.followed.len()]
            .map(|number| number.to_string());
        let [n, c, _, d, f] = &numbers;
        let told = told.with(lang, &[("area", &name), ("n", n), ("c", c), ("d", d), ("f", f)]);
        let mut group = Group::new(told, None);
        group.pick = Some(place);
        let label = fit(&name, 13.0, width - 2.0 * edge);
        group.add("pic-label", Shape::Text((edge, y + 12.0), Anchor::Start, label));
        let mut x = edge;
        let unit = (width - 2.0 * edge - room) / most as f32;
        for (way, people) in
            [&one.confirmed, &one.other].into_iter().enumerate().filter(|(_, p)| !p.is_empty())
        {
            let length = people.len() as f32 * unit;
            fill(&mut group, (x, y + 18.0), length, 16.0, way);
            x += length;
        }
        group.add("pic-value", Shape::Text((x + 6.0, y + 30.5), Anchor::Start, n.clone()));
        scene.group(group);
        let mut cells = vec![name];
        cells.extend(numbers);
        table.row(None, cells);
        y += 48.0;
    }
    scene.height = y;
    Picture { scene, table }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::domain::record::spine::{household, person};
    use crate::tracing::fixture::Scene;

    #[test]
    fn the_village_of_the_household_counts_before_the_own_one() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let (sick, contact, elsewhere) = (scene.person("A"), scene.person("B"), scene.person("C"));
        let home = scene.household(&[sick, contact]);
        scene.set(home, FieldSet::new().with(household::VILLAGE, "Sukamaju"));
        scene.set(sick, FieldSet::new().with(person::VILLAGE, "Kota"));
        scene.set(elsewhere, FieldSet::new().with(person::VILLAGE, " "));
        scene.case(outbreak, sick, "confirmed_symptomatic", Some("2026-11-01"));
        scene.case(outbreak, elsewhere, "suspect", Some("2026-11-01"));
        scene.exposure(outbreak, Some(sick), contact, "2026-11-02");
        let found = by_area(scene.book(), &scene.roll("2026-11-04"), outbreak);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].area.as_str(), &found[0].confirmed, &found[0].followed),
            ("Sukamaju", &vec![sick], &vec![contact])
        );
        assert_eq!((found[1].area.as_str(), &found[1].other), ("", &vec![elsewhere]));
        let drawn = picture(&found, Lang::Id);
        assert_eq!(drawn.scene.groups().filter_map(|group| group.pick).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(drawn.table.rows[1].cells, ["Wilayah belum dicatat", "1", "0", "1", "0", "0"]);
    }
}
