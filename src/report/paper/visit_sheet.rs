//! The visit sheet (*lembar kunjungan*): of a visit as it was recorded, or one to fill in by hand for a household,
//! person or case, with what is known already in place. For days without a phone, and for files that want paper.

use super::writer::{Identity, Writer};
use super::{Ask, Paper, PaperError, PaperKind};
use crate::casework::agenda::ItemKind;
use crate::casework::person::members;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::casework::{attendance, case, need, note, visit};
use crate::domain::record::spine::{household, person};
use crate::domain::text::{Text, t};
use crate::ledger::RecordRef;
use crate::report::summary::title;

/// Writes the sheet of a visit, or an empty one for a household, person or case.
///
/// # Errors
/// [`PaperError::NotHere`] where the record is gone or is of another kind.
pub fn visit_sheet(ask: &Ask<'_>, id: RecordId) -> Result<Paper, PaperError> {
    let record = ask.book.get(id).ok_or(PaperError::NotHere)?;
    if record.is(&visit::SPEC) {
        return filled(ask, record);
    }
    if record.is(&household::SPEC) || record.is(&person::SPEC) || record.is(&case::SPEC) {
        return Ok(empty(ask, record));
    }
    Err(PaperError::NotHere)
}

/// The person or household that a record is about.
fn subject<'a>(about: RecordRef<'a>) -> Option<RecordRef<'a>> {
    if about.is(&case::SPEC) { about.parent_record() } else { Some(about) }
}

fn whom(w: &mut Writer<'_>, about: RecordRef<'_>) {
    w.section(t("Yang dikunjungi", "Who is visited"));
    match subject(about) {
        Some(subject) if subject.is(&person::SPEC) => w.identity(subject, Identity::Least),
        Some(subject) if subject.is(&household::SPEC) => {
            let rows = vec![
                (t("Keluarga", "Household"), w.said(subject.text(household::NAME))),
                (t("Alamat", "Address"), w.address(subject)),
            ];
            w.fields(rows);
        }
        _ => {
            let name = w.said(&title(about, w.lang));
            w.labelled(t("Kasus", "Case"), name);
        }
    }
}

fn filled(ask: &Ask<'_>, record: RecordRef<'_>) -> Result<Paper, PaperError> {
    let about = record.parent_record().ok_or(PaperError::NotHere)?;
    let mut w = Writer::about(ask, about);
    whom(&mut w, about);
    w.section(t("Kunjungan", "The visit"));
    let (from, to) = (w.value(record, visit::FROM.name), w.value(record, visit::TO.name));
    let hours = match (from.is_empty(), to.is_empty()) {
        (false, false) => format!("{from} – {to}"),
        _ => format!("{from}{to}"),
    };
    // Others who were present are names that no record knows.
    let present = if w.pseudonym() { String::new() } else { w.text(record, visit::PRESENT) };
    let rows = vec![
        (t("Tanggal", "Date"), w.date(record, visit::DATE)),
        (t("Pukul", "Time"), hours),
        (t("Tempat", "Place"), w.code(record, visit::PLACE, &lists::VISIT_PLACE)),
        (t("Tujuan kunjungan", "Purpose"), w.code(record, visit::PURPOSE, &lists::VISIT_PURPOSE)),
        (t("Hasil kunjungan", "Outcome"), w.code(record, visit::OUTCOME, &lists::VISIT_OUTCOME)),
        (t("Orang lain yang hadir", "Others present"), present),
        (t("Kunjungan berikutnya", "Next visit"), w.date(record, visit::NEXT)),
    ];
    w.fields(rows);
    let seen = ask
        .book
        .children(record.id(), &attendance::SPEC)
        .filter_map(|one| {
            let person = one.get(attendance::PERSON).and_then(|id| ask.book.get_as(id, &person::SPEC))?;
            let state = w.code(one, attendance::STATE, &lists::ATTENDANCE);
            Some(vec![w.name(person), state, w.text(one, attendance::REMARK)])
        })
        .collect();
    w.table(t("Yang ditemui", "Who was seen"), &PEOPLE, seen);
    let notes: Vec<_> = ask.book.children(record.id(), &note::SPEC).collect();
    w.section(t("Catatan", "Notes"));
    let mut any = false;
    for one in notes {
        let rows = vec![
            (t("Catatan", "Note"), w.text(one, note::TEXT)),
            (t("S: kata klien", "S: the client's words"), w.text(one, note::SUBJECTIVE)),
            (t("O: yang terlihat", "O: observed"), w.text(one, note::OBJECTIVE)),
            (t("A: penilaian", "A: assessment"), w.text(one, note::ASSESSMENT)),
            (t("P: rencana", "P: plan"), w.text(one, note::PLAN)),
        ];
        any |= w.fields(rows);
    }
    let needs: Vec<String> = ask
        .book
        .referring(&need::SPEC, need::ORIGIN_RECORD, record.id())
        .into_iter()
        .map(|one| w.text(one, need::WHAT))
        .collect();
    let needs = needs.join(", ");
    any |= w.labelled(t("Kebutuhan yang terlihat", "Needs seen"), needs);
    if !any {
        let none = w.t(t("Tidak ada catatan.", "No notes."));
        w.paragraph(none);
    }
    Ok(signed(w, about, case_of(ask, record, about)))
}

const PEOPLE: [Text; 3] = [t("Nama", "Name"), t("Keadaan", "How they were"), t("Keterangan", "Remark")];

fn empty(ask: &Ask<'_>, about: RecordRef<'_>) -> Paper {
    let mut w = Writer::about(ask, about);
    whom(&mut w, about);
    let mut whose = vec![about.id()];
    if about.is(&household::SPEC) {
        whose.extend(members(ask.book, about.id()).iter().map(|one| one.person.id()));
    }
    let due: Vec<String> = ask
        .due
        .iter()
        .filter(|item| {
            [item.case, item.person, item.household].into_iter().flatten().any(|id| whose.contains(&id))
        })
        .filter(|item| item.kind != ItemKind::DataRequest)
        .filter_map(|item| {
            let label = item.label.get(w.lang);
            // An announced visit is named by its day, not by the visit that announced it; and what an illness asks for
            // names no illness.
            if matches!(item.kind, ItemKind::Visit | ItemKind::Care(_)) {
                return Some(format!("{label}: {}", w.day(item.date)));
            }
            let what = w.said(&title(ask.book.get(item.record)?, w.lang));
            Some(format!("{label}: {what} ({})", w.day(item.date)))
        })
        .collect();
    if !due.is_empty() {
        w.section(t("Yang ditunggu", "What is due"));
        w.list(due);
    }
    w.section(t("Kunjungan", "The visit"));
    for label in [
        t("Tanggal dan jam", "Date and time"),
        t("Tujuan kunjungan", "Purpose"),
        t("Hasil (bertemu/tidak di rumah/menolak/pindah)", "Outcome (met/not home/refused/moved)"),
        t("Orang lain yang hadir", "Others present"),
    ] {
        w.blank(label, 1);
    }
    if let Some(home) = subject(about).filter(|subject| subject.is(&household::SPEC)) {
        // The columns are there to be filled in, so they say so.
        let dots = || "…………".to_owned();
        let rows =
            members(ask.book, home.id()).iter().map(|one| vec![w.name(one.person), dots(), dots()]).collect();
        w.table(t("Yang ditemui", "Who was seen"), &PEOPLE, rows);
    }
    w.section(t("Catatan", "Notes"));
    w.blank(t("S: kata klien", "S: the client's words"), 4);
    w.blank(t("O: yang terlihat", "O: observed"), 4);
    w.blank(t("A: penilaian", "A: assessment"), 3);
    w.blank(t("P: rencana", "P: plan"), 3);
    w.blank(t("Kunjungan berikutnya", "Next visit"), 1);
    let case = about.is(&case::SPEC).then_some(about);
    signed(w, about, case)
}

/// The case of a visit.
fn case_of<'a>(ask: &Ask<'a>, record: RecordRef<'a>, about: RecordRef<'a>) -> Option<RecordRef<'a>> {
    let named = record.get(visit::CASE).and_then(|id| ask.book.get_as(id, &case::SPEC));
    named.or_else(|| about.is(&case::SPEC).then_some(about))
}

fn signed(mut w: Writer<'_>, about: RecordRef<'_>, case: Option<RecordRef<'_>>) -> Paper {
    let client = subject(about).filter(|subject| subject.is(&person::SPEC));
    let name = client.map_or_else(String::new, |client| w.name(client));
    let client = w.signature(t("Klien/keluarga", "Client/family"), name);
    let own = w.own_signature();
    w.signatures(vec![client, own]);
    let code = case.map_or("", |case| case.text(case::CODE).trim()).to_owned();
    w.finish(PaperKind::VisitSheet, vec![(t("Nomor kasus", "Case number"), code)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Lang;
    use crate::report::paper::Style;
    use crate::report::paper::fixture::{Story, expect};

    #[test]
    fn the_sheet_of_a_visit_tells_what_happened_and_no_danger() {
        let story = Story::whole();
        let paper = story.paper(PaperKind::VisitSheet, story.visit, Style::default()).ok();
        expect(paper, include_str!("expected/visit_sheet.txt"));
    }

    #[test]
    fn an_empty_sheet_of_a_household_has_its_members_and_room_to_write() {
        let story = Story::whole();
        let style = Style { lang: Lang::En, pseudonym: false };
        let paper = story.paper(PaperKind::VisitSheet, story.home, style).ok();
        expect(paper, include_str!("expected/visit_sheet_empty.txt"));
        assert!(story.paper(PaperKind::VisitSheet, story.referral, style).is_err());
    }
}
