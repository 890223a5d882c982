//! The referral letter (*surat rujukan*): the least that a partner needs to serve somebody, with a slip to send back.
//!
//! It is not made where the client has not agreed to data going to this partner, refused, or took it back; an
//! emergency that is recorded as one opens that gate, and the letter says so. Religion, occupation, income, the
//! household and the history of the case are left out on purpose: what the partner must know stands in reason and
//! summary.

use super::writer::{DOTS, Identity, Writer};
use super::{Ask, Paper, PaperError, PaperKind};
use crate::casework::consent::{Weight, may_refer};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::casework::{case, referral};
use crate::domain::record::spine::{consent, household, partner, person};
use crate::domain::text::t;
use crate::ledger::RecordRef;

/// Writes the letter of a referral.
///
/// # Errors
/// [`PaperError::NotAllowed`] without consent, [`PaperError::NotHere`] where there is no such referral.
pub fn referral_letter(ask: &Ask<'_>, id: RecordId) -> Result<Paper, PaperError> {
    let record = ask.book.get_as(id, &referral::SPEC).ok_or(PaperError::NotHere)?;
    let case = record.parent_record().ok_or(PaperError::NotHere)?;
    let permission = may_refer(ask.book, record, ask.today);
    if permission.is_blocked() {
        let blocks = permission.concerns.into_iter().filter(|one| one.weight == Weight::Blocks).collect();
        return Err(PaperError::NotAllowed(blocks));
    }
    let mut w = Writer::about(ask, case);
    w.notices = permission.concerns.iter().map(|one| w.t(one.text)).collect();
    let to = w.referred_to(record);
    address(&mut w, record, &to);
    client(&mut w, case);
    let rows = vec![
        (t("Alasan rujukan", "Reason"), w.text(record, referral::REASON)),
        (t("Ringkasan", "Summary"), w.text(record, referral::SUMMARY)),
        (t("Layanan yang diminta", "Services asked"), w.text(record, referral::SERVICES)),
        (t("Berkas terlampir", "Papers enclosed"), w.text(record, referral::PAPERS)),
    ];
    w.fields(rows);
    if let Some(by) = permission.by {
        let text = ground(&w, by, permission.exception);
        w.paragraph(text);
    }
    let text = w.t(t(
        "Data dalam surat ini hanya untuk melayani rujukan tersebut dan tidak diteruskan kepada pihak lain. Mohon lembar umpan balik dikembalikan kepada kami. Atas kerja sama Saudara, kami sampaikan terima kasih.",
        "The data in this letter serve this referral only and are not to be passed on. Please return the slip to us. Thank you for your cooperation.",
    ));
    w.paragraph(text);
    let own = w.own_signature();
    w.signatures(vec![own]);
    slip(&mut w, case, &to);
    let number = case.text(case::CODE).trim().to_owned();
    Ok(w.finish(
        PaperKind::ReferralLetter,
        vec![
            (t("Nomor", "Number"), DOTS.to_owned()),
            (t("Nomor kasus", "Case number"), number),
            (
                t("Perihal", "Subject"),
                t("Rujukan klien", "Referral of a client").get(ask.style.lang).to_owned(),
            ),
        ],
    ))
}

fn address(w: &mut Writer<'_>, record: RecordRef<'_>, to: &str) {
    let place = record.get(referral::PARTNER).and_then(|id| w.ask.book.get_as(id, &partner::SPEC));
    let place = place.map_or("", |partner| partner.text(partner::ADDRESS).trim());
    let name = if to.is_empty() { DOTS } else { to };
    if to.is_empty() {
        let text = w.t(t("Mitra tujuan belum ditulis", "The partner is not written down yet"));
        w.notices.push(text);
    }
    let mut lines = format!("{} {name}", t("Kepada Yth.", "To:").get(w.lang));
    if !place.is_empty() {
        lines.push('\n');
        lines.push_str(place);
    }
    w.paragraph(lines);
    let text = w.t(t(
        "Dengan hormat, bersama surat ini kami merujuk klien berikut untuk memperoleh layanan.",
        "We refer the following client to you for service.",
    ));
    w.paragraph(text);
}

fn client(w: &mut Writer<'_>, case: RecordRef<'_>) {
    match case.parent_record() {
        Some(subject) if subject.is(&person::SPEC) => w.identity(subject, Identity::Least),
        Some(subject) if subject.is(&household::SPEC) => {
            let head = subject.get(household::HEAD).and_then(|id| w.ask.book.get_as(id, &person::SPEC));
            let rows = vec![
                (t("Keluarga", "Household"), w.said(subject.text(household::NAME))),
                (t("Kepala keluarga", "Head"), head.map_or_else(String::new, |head| w.name(head))),
                (t("Alamat", "Address"), w.address(subject)),
            ];
            w.fields(rows);
        }
        _ => {
            let text = w.t(t("Kelompok", "A group"));
            w.labelled(t("Klien", "Client"), text);
        }
    }
}

/// On what ground the data go out.
fn ground(w: &Writer<'_>, by: RecordRef<'_>, exception: bool) -> String {
    let date = w.date(by, consent::DATE);
    if exception {
        let text = t(
            "Dirujuk tanpa persetujuan pada {date} atas dasar {basis} (UU 27/2022 Pasal 20): {why}",
            "Referred without consent on {date} on the ground of {basis} (Law 27/2022, article 20): {why}",
        );
        let basis = w.code(by, consent::LEGAL_BASIS, &lists::LEGAL_BASIS).to_lowercase();
        return text
            .with(w.lang, &[("date", &date), ("basis", &basis), ("why", &w.text(by, consent::REASON))]);
    }
    let how = w.code(by, consent::METHOD, &lists::CONSENT_METHOD).to_lowercase();
    let who = w.typed_name(by.text(consent::GIVEN_BY));
    let text = match (how.is_empty(), who.is_empty()) {
        (true, true) => {
            t("Klien menyetujui rujukan ini pada {date}.", "The client agreed to this referral on {date}.")
        }
        (false, true) => t(
            "Klien menyetujui rujukan ini pada {date} ({how}).",
            "The client agreed to this referral on {date} ({how}).",
        ),
        (true, false) => {
            t("Rujukan ini disetujui oleh {who} pada {date}.", "{who} agreed to this referral on {date}.")
        }
        (false, false) => t(
            "Rujukan ini disetujui oleh {who} pada {date} ({how}).",
            "{who} agreed to this referral on {date} ({how}).",
        ),
    };
    text.with(w.lang, &[("date", &date), ("how", &how), ("who", &who)])
}

/// The slip that the partner fills in: without the client's name, the case number will do.
fn slip(w: &mut Writer<'_>, case: RecordRef<'_>, to: &str) {
    w.page_break();
    let title = w.t(t("Lembar umpan balik rujukan", "Referral feedback slip"));
    w.heading(title);
    let number = case.text(case::CODE).trim().to_owned();
    let sender = w.ask.letterhead.lines.first().cloned().unwrap_or_default();
    w.fields(vec![
        (t("Nomor kasus", "Case number"), number),
        (t("Dari", "From"), to.to_owned()),
        (t("Kembali kepada", "Return to"), sender),
    ]);
    let boxes = [
        t("☐ Diterima dan akan dilayani", "☐ Accepted, will be served"),
        t("☐ Sudah dilayani", "☐ Already served"),
        t("☐ Belum dapat dilayani, karena: ……………………", "☐ Cannot be served, because: ……………………"),
    ];
    let boxes: Vec<String> = boxes.into_iter().map(|text| w.t(text)).collect();
    w.paragraph(boxes.join("\n"));
    w.blank(t("Hasil layanan dan saran", "Outcome and advice"), 4);
    let sign = w.signature(t("Petugas penerima", "Received by"), String::new());
    w.signatures(vec![sign]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{day, fields};
    use crate::domain::text::Lang;
    use crate::report::paper::Style;
    use crate::report::paper::fixture::{Story, expect};

    #[test]
    fn the_letter_holds_what_the_partner_needs_and_the_ground_on_which_it_goes_out() {
        let story = Story::whole();
        let paper = story.paper(PaperKind::ReferralLetter, story.referral, Style::default()).ok();
        expect(paper, include_str!("expected/referral_letter.txt"));
    }

    #[test]
    fn without_consent_there_is_no_letter_and_a_withdrawal_ends_it() {
        let mut story = Story::whole();
        let letter = |story: &Story| story.paper(PaperKind::ReferralLetter, story.referral, Style::default());
        assert!(letter(&story).is_ok());
        let taken_back = fields()
            .with(consent::PURPOSES, vec!["sharing".to_owned()])
            .with(consent::STATE, "withdrawn")
            .with(consent::DATE, day("2026-11-20"));
        story.desk.make(&consent::SPEC, Some(story.ani), taken_back);
        let refused = letter(&story).err();
        assert!(matches!(&refused, Some(PaperError::NotAllowed(list)) if list.len() == 1));
        assert!(refused.is_some_and(|error| !error.text().get(Lang::En).is_empty()));
    }

    #[test]
    fn an_emergency_without_consent_is_written_on_the_letter() {
        let mut story = Story::whole();
        let made = fields()
            .with(consent::PURPOSES, vec!["referral".to_owned()])
            .with(consent::STATE, "could_not_ask")
            .with(consent::LEGAL_BASIS, "vital_interest")
            .with(consent::REASON, "Ani pingsan")
            .with(consent::DATE, day("2026-11-20"));
        let exception = story.desk.make(&consent::SPEC, Some(story.ani), made);
        story.desk.change(&referral::SPEC, story.referral, fields().with(referral::CONSENT, exception));
        let style = Style { lang: Lang::En, pseudonym: true };
        let paper = story.paper(PaperKind::ReferralLetter, story.referral, style).ok();
        expect(paper, include_str!("expected/referral_letter_emergency.txt"));
    }
}
