//! Papers: what a worker prints or sends, as data. A page renders them, [`text::plain`] spells them as text.
//!
//! A paper is written in one language, with values as they were recorded. It shows only what is there: sections
//! that a reader expects say "belum ada", all others are left out. With a pseudonym, names of the people around
//! the case become initials, numbers are masked and addresses left out ([`veil`]); what free text still tells
//! cannot be known by a program, so such a paper says so on itself.
//!
//! What surprises: dangers for the visitor stand on no paper at all, because papers are left lying in homes.

pub mod data_copy;
mod letterhead;
pub mod outbreak_lists;
pub mod plan;
pub mod referral_letter;
pub mod social_report;
pub mod termination_letter;
pub mod text;
pub mod veil;
pub mod visit_sheet;
mod writer;

#[cfg(test)]
mod fixture;

use chrono::NaiveDate;

use crate::casework::agenda::Item;
use crate::casework::consent::Concern;
use crate::domain::id::RecordId;
use crate::domain::identity::region::Regions;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::tracing::roll::Roll;

pub use letterhead::{Letterhead, letterhead};

/// What kind of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaperKind {
    /// *Laporan sosial* of a case.
    SocialReport,
    /// *Surat rujukan*, of a referral.
    ReferralLetter,
    /// *Lembar kunjungan*: of a visit as it was, or empty for a household, person or case.
    VisitSheet,
    /// *Rencana intervensi* of a case, for the client to keep.
    Plan,
    /// *Surat terminasi* of a case.
    TerminationLetter,
    /// The copy of everything that is recorded of a person, for that person.
    DataCopy,
    /// *Daftar pantau harian* of an outbreak: whom to see today, with boxes.
    DailyList,
    /// *Daftar centang* of an outbreak: its contacts and the coming days.
    TickList,
    /// What the Puskesmas is told of an outbreak.
    HandOverList,
}

impl PaperKind {
    /// All kinds.
    pub const ALL: [PaperKind; 9] = [
        PaperKind::SocialReport,
        PaperKind::ReferralLetter,
        PaperKind::VisitSheet,
        PaperKind::Plan,
        PaperKind::TerminationLetter,
        PaperKind::DataCopy,
        PaperKind::DailyList,
        PaperKind::TickList,
        PaperKind::HandOverList,
    ];

    /// Whether it lists the people of an outbreak, so that it needs the roll.
    pub const fn is_of_outbreak(self) -> bool {
        matches!(self, PaperKind::DailyList | PaperKind::TickList | PaperKind::HandOverList)
    }

    /// Its word in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            PaperKind::SocialReport => "laporan-sosial",
            PaperKind::ReferralLetter => "rujukan",
            PaperKind::VisitSheet => "kunjungan",
            PaperKind::Plan => "rencana",
            PaperKind::TerminationLetter => "terminasi",
            PaperKind::DataCopy => "salinan-data",
            PaperKind::DailyList => "pantau-harian",
            PaperKind::TickList => "centang",
            PaperKind::HandOverList => "puskesmas",
        }
    }

    /// The kind of a word in an address.
    pub fn of_slug(slug: &str) -> Option<PaperKind> {
        PaperKind::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// What the user reads, which is also the paper's title.
    pub const fn label(self) -> Text {
        match self {
            PaperKind::SocialReport => t("Laporan sosial", "Social report"),
            PaperKind::ReferralLetter => t("Surat rujukan", "Referral letter"),
            PaperKind::VisitSheet => t("Lembar kunjungan", "Visit sheet"),
            PaperKind::Plan => t("Rencana intervensi", "Intervention plan"),
            PaperKind::TerminationLetter => t("Surat terminasi pelayanan", "Letter of termination"),
            PaperKind::DataCopy => t("Salinan data pribadi", "Copy of personal data"),
            PaperKind::DailyList => t("Daftar pantau hari ini", "Follow-up list of today"),
            PaperKind::TickList => t("Daftar centang kontak", "Tick list of contacts"),
            PaperKind::HandOverList => t("Laporan kontak untuk Puskesmas", "Contacts for the Puskesmas"),
        }
    }
}

/// How a paper is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// The paper's language.
    pub lang: Lang,
    /// Whether names become initials.
    pub pseudonym: bool,
}

/// What every paper needs to know.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// The book.
    pub book: &'a Book,
    /// The office and the worker.
    pub letterhead: &'a Letterhead,
    /// Who writes it.
    pub author: &'a str,
    /// The day on the paper.
    pub today: NaiveDate,
    /// How it is written.
    pub style: Style,
    /// The list of regions, where it is at hand; without it an address ends with the village.
    pub regions: Option<&'a Regions>,
    /// From which day on to tell, for a paper that tells of some time ([`PaperKind::HandOverList`]).
    pub since: Option<NaiveDate>,
    /// Everybody who is traced, for the lists of an outbreak ([`PaperKind::is_of_outbreak`]); they are not made without.
    pub roll: Option<&'a Roll>,
    /// All that is due, for an empty [`PaperKind::VisitSheet`].
    pub due: &'a [Item],
}

/// A paper.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// What kind.
    pub kind: PaperKind,
    /// Its language.
    pub lang: Lang,
    /// The lines of the letterhead, the first the largest.
    pub letterhead: Vec<String>,
    /// The title.
    pub title: String,
    /// Number, date and the like, above or below the title.
    pub reference: Vec<(String, String)>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// The line at the foot of each page.
    pub footer: String,
    /// What the worker should know before handing it on; shown, not printed.
    pub notices: Vec<String>,
}

/// A part of a paper.
#[derive(Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A heading below that.
    Subheading(String),
    /// A paragraph; line breaks count.
    Paragraph(String),
    /// Labels and values.
    Fields(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// Points.
    List(Vec<String>),
    /// Room to write by hand.
    Blank {
        /// What is to be written.
        label: String,
        /// How many lines.
        lines: u8,
    },
    /// Places to sign, side by side.
    Signatures(Vec<Signature>),
    /// A remark about the paper itself.
    Remark(String),
    /// A new page begins.
    PageBreak,
}

/// A table.
#[derive(Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows, for those who hear it read.
    pub caption: String,
    /// The columns.
    pub head: Vec<String>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
}

/// A place to sign.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature {
    /// The line of place and date; may be empty.
    pub above: String,
    /// As what somebody signs.
    pub role: String,
    /// The name under the line; empty where it is to be written by hand.
    pub name: String,
    /// A registration number; may be empty.
    pub number: String,
}

/// Why there is no paper.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The record is not there, or not of a kind that this paper is about.
    #[error("no record for this paper")]
    NotHere,
    /// What the paper is about has not been recorded yet.
    #[error("nothing to put on this paper yet")]
    NothingYet(Text),
    /// It may not be given to a partner.
    #[error("no consent to share")]
    NotAllowed(Vec<Concern>),
}

impl PaperError {
    /// What the user reads.
    pub const fn text(&self) -> Text {
        match self {
            PaperError::NotHere => t("Catatan ini tidak ada lagi", "This record is no longer there"),
            PaperError::NothingYet(text) => *text,
            PaperError::NotAllowed(_) => t(
                "Surat ini tidak dibuat karena persetujuan berbagi data tidak ada",
                "This letter is not made, because there is no consent to share data",
            ),
        }
    }
}

/// Makes a paper of a record.
///
/// # Errors
/// [`PaperError`], each of which the page explains.
pub fn make(kind: PaperKind, ask: &Ask<'_>, id: RecordId) -> Result<Paper, PaperError> {
    match kind {
        PaperKind::SocialReport => social_report::social_report(ask, id),
        PaperKind::ReferralLetter => referral_letter::referral_letter(ask, id),
        PaperKind::VisitSheet => visit_sheet::visit_sheet(ask, id),
        PaperKind::Plan => plan::plan(ask, id),
        PaperKind::TerminationLetter => termination_letter::termination_letter(ask, id),
        PaperKind::DataCopy => data_copy::data_copy(ask, id),
        PaperKind::DailyList => outbreak_lists::daily_list(ask, id),
        PaperKind::TickList => outbreak_lists::tick_list(ask, id),
        PaperKind::HandOverList => outbreak_lists::hand_over_list(ask, id),
    }
}
