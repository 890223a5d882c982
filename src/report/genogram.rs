//! The genogram: three generations round one person, with who lives together and how people get on.
//!
//! Squares are men, circles women, diamonds people of unknown sex; a double outline is the person in the
//! middle, a cross somebody who died, the number inside the age. Nothing that is on record is dropped
//! silently: what cannot be drawn is named in the table. What surprises: a record of violence does not
//! say who is violent to whom, so its line carries an arrow at both ends.

mod draw;
mod family;
mod layout;

use chrono::{Datelike, NaiveDate};

use self::family::{Family, How, family_of, relations_of};
use super::line::Line;
use super::scene::{Picture, Table};
use crate::casework::person::{age, display_name};
use crate::domain::birth::Birth;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::spine::{person, relation};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, RecordRef};

/// How a picture of people is told.
#[derive(Clone, Copy, Debug)]
pub struct Telling {
    /// The day on which ages are reckoned.
    pub today: NaiveDate,
    /// The language.
    pub lang: Lang,
    /// Whether people who asked for it are shown by their initials.
    pub discreet: bool,
}

/// The quality of a relation, as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// Two lines side by side.
    Close,
    /// A dashed line.
    Distant,
    /// A zigzag.
    Conflict,
    /// A line broken by two bars.
    CutOff,
    /// A zigzag with arrows.
    Violence,
}

impl Quality {
    /// Those that are drawn, in the order of the legend.
    pub const ALL: [Quality; 5] =
        [Quality::Close, Quality::Distant, Quality::Conflict, Quality::CutOff, Quality::Violence];

    /// Reads the stored code; a normal or unknown quality has no line of its own.
    pub fn of_code(code: &str) -> Option<Quality> {
        Quality::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Quality::Close => "close",
            Quality::Distant => "distant",
            Quality::Conflict => "conflict",
            Quality::CutOff => "cut_off",
            Quality::Violence => "violence",
        }
    }

    /// How it is drawn.
    pub const fn line(self) -> Line {
        match self {
            Quality::Close => Line::Double,
            Quality::Distant => Line::Dotted,
            Quality::Conflict => Line::Zigzag,
            Quality::CutOff => Line::Broken,
            Quality::Violence => Line::Violent,
        }
    }
}

/// Draws the genogram of a person; `None` where there is no such person.
pub fn genogram(book: &Book, index: RecordId, telling: Telling) -> Option<Picture> {
    let family = family_of(book, index)?;
    let table = table(book, &family, index, telling);
    let scene = draw::scene(&family, telling);
    Some(Picture { scene, table })
}

/// The name that stands in the picture.
fn name_of(record: Option<RecordRef<'_>>, telling: Telling) -> String {
    record.map_or_else(|| "?".to_owned(), |record| display_name(record, telling.discreet))
}

/// When somebody was born, as a number to sort by; those of whom it is not known come last.
fn born(record: Option<RecordRef<'_>>) -> i64 {
    match record.and_then(|record| record.get(person::BIRTH)) {
        Some(Birth::Exact(date)) => i64::from(date.num_days_from_ce()),
        Some(Birth::Estimated { age, on }) => i64::from(on.num_days_from_ce()) - i64::from(age) * 365,
        Some(Birth::Unknown) | None => i64::MAX,
    }
}

/// Name, sex, age, death and household in one line, for somebody who does not see the picture.
fn person_title(family: &Family<'_>, record: RecordRef<'_>, telling: Telling) -> String {
    let mut parts = vec![name_of(Some(record), telling)];
    let sex = record.text(person::SEX);
    if !sex.is_empty() {
        parts.push(lists::SEX.label(sex, telling.lang).to_lowercase());
    }
    if let Some(years) = age(record, telling.today) {
        parts.push(t("{n} tahun", "{n} {n?year|years}").with(telling.lang, &[("n", &years.to_string())]));
    }
    if record.get(person::DIED_ON).is_some() {
        parts.push(t("meninggal", "died").get(telling.lang).to_owned());
    }
    if family.home.contains(&record.id()) {
        parts.push(t("tinggal serumah", "of the same household").get(telling.lang).to_owned());
    }
    parts.join(", ")
}

/// What the other is, from the side of the one in whose record it does not stand; none where both are the same.
pub fn inverse(kind: &str) -> Option<Text> {
    Some(match kind {
        "parent" => t("Anak", "Child"),
        "child" => t("Orang tua", "Parent"),
        "adoptive_parent" => t("Anak angkat", "Adopted child"),
        "step_parent" => t("Anak tiri", "Step-child"),
        "foster_parent" => t("Anak asuh", "Foster child"),
        "guardian" => t("Anak dalam perwalian", "Ward"),
        "grandparent" => t("Cucu", "Grandchild"),
        "carer" => t("Yang dirawat", "Person cared for"),
        "employer" => t("Pekerja/bawahan", "Employee"),
        _ => return None,
    })
}

/// What `who` is to `index`, as far as it is written down.
fn relation_to<'a>(
    relations: &[RecordRef<'a>],
    index: RecordId,
    who: RecordId,
) -> Option<(RecordRef<'a>, bool)> {
    relations.iter().find_map(|record| {
        let (own, other) = (record.parent()?, record.get(relation::OTHER)?);
        match (own == index && other == who, own == who && other == index) {
            (true, _) => Some((*record, true)),
            (_, true) => Some((*record, false)),
            _ => None,
        }
    })
}

/// The kind of a relation in words, read from one side or the other.
fn kind_text(record: RecordRef<'_>, forward: bool, lang: Lang) -> String {
    let kind = record.text(relation::KIND);
    let turned = if forward { None } else { inverse(kind) };
    turned.map_or_else(|| lists::RELATION_KIND.label(kind, lang).to_owned(), |text| text.get(lang).to_owned())
}

fn quality_text(record: RecordRef<'_>, lang: Lang) -> String {
    lists::RELATION_QUALITY.label(record.text(relation::QUALITY), lang).to_owned()
}

/// What somebody is to the person in the middle where no relation says it.
fn by_links(family: &Family<'_>, place: usize) -> Text {
    let couple = |(a, b, former, concluded): &(usize, usize, bool, bool)| {
        ((*a == 0 && *b == place) || (*b == 0 && *a == place)).then_some((*former, *concluded))
    };
    let parent = |one: usize, of: usize| {
        family.parents.iter().find(|(parent, child, _)| *parent == one && *child == of).map(|one| one.2)
    };
    if place == 0 {
        return t("Orang yang digambarkan", "The person in the middle");
    }
    match family.couples.iter().find_map(couple) {
        Some((true, _)) => return t("Mantan pasangan", "Former partner"),
        Some((false, false)) => return t("Pasangan", "Partner"),
        Some((false, true)) => return t("Orang tua dari anak bersama", "Other parent of a child"),
        None => {}
    }
    match (parent(place, 0), parent(0, place)) {
        (Some(How::Birth), _) => return t("Orang tua", "Parent"),
        (_, Some(How::Birth)) => return t("Anak", "Child"),
        (Some(How::Other), _) => return t("Orang tua angkat/tiri/asuh", "Adoptive, step- or foster parent"),
        (_, Some(How::Other)) => return t("Anak angkat/tiri/asuh", "Adopted, step- or foster child"),
        (None, None) => {}
    }
    let shares = |(one, of, _): &(usize, usize, How)| *of == 0 && parent(*one, place).is_some();
    if family.parents.iter().any(shares) {
        return t("Saudara (orang tua yang sama)", "Brother or sister (a common parent)");
    }
    match family.people.get(place).map(|one| one.level) {
        Some(0) => t("Generasi yang sama", "Same generation"),
        Some(-1) => t("Satu generasi di atas", "One generation above"),
        Some(-2) => t("Dua generasi di atas", "Two generations above"),
        Some(1) => t("Satu generasi di bawah", "One generation below"),
        _ => t("Dua generasi di bawah", "Two generations below"),
    }
}

fn table(book: &Book, family: &Family<'_>, index: RecordId, telling: Telling) -> Table {
    let lang = telling.lang;
    let say = |text: Text| text.get(lang).to_owned();
    let middle = name_of(family.people.first().and_then(|one| one.record), telling);
    let caption = t("Genogram {name}", "Genogram of {name}").with(lang, &[("name", &middle)]);
    let mut table = Table::new(caption)
        .text(say(t("Siapa", "Who")))
        .text(say(t("Hubungan", "Relation")))
        .text(say(t("Mutu hubungan", "Quality of the relation")))
        .text(say(t("Jenis kelamin", "Sex")))
        .number(say(t("Umur", "Age")))
        .text(say(t("Serumah", "Same household")))
        .text(say(t("Keterangan", "Remark")));
    let own = relations_of(book, index);
    let drawn =
        family.people.iter().enumerate().filter_map(|(place, one)| Some((Some(place), one.record?, None)));
    let absent = family.absent.iter().map(|(record, why)| (None, *record, Some(*why)));
    for (place, record, why) in drawn.chain(absent) {
        let direct = relation_to(&own, index, record.id());
        let relation = direct.map_or_else(
            || place.map_or_else(String::new, |place| say(by_links(family, place))),
            |(one, forward)| kind_text(one, forward, lang),
        );
        let mut remarks = Vec::new();
        if record.get(person::DIED_ON).is_some() {
            remarks.push(say(t("meninggal", "died")));
        }
        if let Some(why) = why {
            let text = t("tidak digambar: {why}", "not drawn: {why}");
            remarks.push(text.with(lang, &[("why", why.label().get(lang))]));
        }
        let at_home = family.home.contains(&record.id());
        let cells = vec![
            name_of(Some(record), telling),
            relation,
            direct.map_or_else(String::new, |(one, _)| quality_text(one, lang)),
            lists::SEX.label(record.text(person::SEX), lang).to_owned(),
            age(record, telling.today).map_or_else(String::new, |years| years.to_string()),
            say(if at_home { t("ya", "yes") } else { t("tidak", "no") }),
            remarks.join("; "),
        ];
        table.row(Some(record.id()), cells);
    }
    for record in &family.relations {
        relation_row(&mut table, book, family, *record, index, telling);
    }
    notes(&mut table, family, lang);
    table
}

/// A relation between two others, or one of the person in the middle that could not be drawn.
fn relation_row(
    table: &mut Table,
    book: &Book,
    family: &Family<'_>,
    record: RecordRef<'_>,
    index: RecordId,
    telling: Telling,
) {
    let (Some(own), Some(other)) = (record.parent(), record.get(relation::OTHER)) else { return };
    let why = family.rejected.iter().find(|(id, _)| *id == record.id()).map(|(_, why)| *why);
    let both_drawn = family.place(own).is_some() && family.place(other).is_some();
    if why.is_none() && (own == index || other == index || !both_drawn) {
        return;
    }
    let remark = why.map_or_else(String::new, |why| {
        t("tidak digambar: {why}", "not drawn: {why}")
            .with(telling.lang, &[("why", why.label().get(telling.lang))])
    });
    let names = format!("{} – {}", name_of(book.get(own), telling), name_of(book.get(other), telling));
    let kind = kind_text(record, true, telling.lang);
    let quality = quality_text(record, telling.lang);
    let empty = String::new;
    table.row(Some(record.id()), vec![names, kind, quality, empty(), empty(), empty(), remark]);
}

fn notes(table: &mut Table, family: &Family<'_>, lang: Lang) {
    let mut say = |text: Text| table.notes.push(text.get(lang).to_owned());
    say(t(
        "Pada baris dengan dua nama, nama kedua adalah \"hubungan\" dari nama pertama.",
        "In a row with two names the second is the \"relation\" of the first.",
    ));
    if family.understood {
        say(t(
            "Yang dianggap demikian karena tidak ada catatan lain: anak dari kepala keluarga adalah juga anak pasangannya yang serumah, dan saudara kandung memiliki orang tua yang sama.",
            "Taken as understood where nothing else is on record: a child of the head of the household is also the child of the partner who lives there, and full brothers and sisters share their parents.",
        ));
    }
    if family.couples.iter().any(|(.., concluded)| *concluded) {
        say(t(
            "Garis pasangan putus-putus: orang tua dari anak yang sama, hubungan keduanya tidak tercatat.",
            "A dashed line between partners: parents of the same child whose relation is not on record.",
        ));
    }
    if family.people.iter().any(|one| one.record.is_none()) {
        say(t(
            "Tanda tanya: orang tua di antara kakek/nenek dan cucu belum tercatat.",
            "A question mark: the parent between a grandparent and a grandchild is not on record.",
        ));
    }
    if family.relations.iter().any(|one| one.text(relation::QUALITY) == Quality::Violence.code()) {
        say(t(
            "Catatan kekerasan tidak menyebut siapa pelakunya, maka panahnya ke dua arah.",
            "A record of violence does not say by whom, so its arrow points both ways.",
        ));
    }
}

#[cfg(test)]
mod tests;
