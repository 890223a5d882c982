//! A story for the tests of papers: one client with a household, from the first visit to an evaluation.

use super::text::plain;
use super::{Ask, Paper, PaperError, PaperKind, Style, letterhead, make};
use crate::casework::fixture::{Desk, day, fields};
use crate::domain::birth::Birth;
use crate::domain::id::RecordId;
use crate::domain::record::casework::{
    action, advocacy, assessment, assistance, attainment, attendance, case, evaluation, finding, goal, need,
    note, referral, visit,
};
use crate::domain::record::spine::{agency, consent, household, member, partner, person, worker};

pub(super) struct Story {
    pub desk: Desk,
    pub ani: RecordId,
    pub home: RecordId,
    pub case: RecordId,
    pub visit: RecordId,
    pub referral: RecordId,
}

/// Compares a paper with what is expected, and shows the whole of it where they differ.
#[track_caller]
#[allow(clippy::print_stdout, reason = "the whole paper is what a failing test has to show")]
pub(super) fn expect(paper: Option<Paper>, expected: &str) {
    let text = plain(&paper.unwrap());
    if text.trim_end() != expected.trim_end() {
        println!("<<<<\n{text}>>>>");
        let line = text.lines().zip(expected.lines()).find(|(found, wanted)| found != wanted);
        panic!("the paper differs: {line:?}");
    }
}

impl Story {
    pub fn paper(&self, kind: PaperKind, id: RecordId, style: Style) -> Result<Paper, PaperError> {
        let head = letterhead(self.desk.book(), "Rina Nuraini", "");
        let ask = Ask {
            book: self.desk.book(),
            letterhead: &head,
            author: "Rina Nuraini",
            today: day("2026-11-21"),
            style,
            regions: None,
            since: None,
            roll: None,
            due: &self.desk.caseload("2026-11-21").items,
        };
        make(kind, &ask, id)
    }

    /// A client with a case and nothing else.
    pub fn empty() -> Story {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani Lestari"));
        let case = desk.make(&case::SPEC, Some(ani), fields());
        let none = RecordId([9; 16]);
        Story { desk, ani, home: none, case, visit: none, referral: none }
    }

    pub fn whole() -> Story {
        let mut desk = Desk::new();
        desk.make(
            &agency::SPEC,
            None,
            fields()
                .with(agency::NAME, "Dinas Sosial")
                .with(agency::LETTERHEAD, "DINAS SOSIAL KOTA BOGOR\nJl. Merdeka 1"),
        );
        desk.make(
            &worker::SPEC,
            None,
            fields().with(worker::NAME, "Rina Nuraini").with(worker::REGISTRATION, "STR 1234"),
        );
        let ani = desk.make(
            &person::SPEC,
            None,
            fields()
                .with(person::NAME, "Ani Lestari")
                .with(person::NIK, "3271014508680001")
                .with(person::SEX, "female")
                .with(person::BIRTH, Birth::Exact(day("1968-08-05")))
                .with(person::BIRTH_PLACE, "Bogor")
                .with(person::PHONES, vec!["+6281234567890".to_owned()])
                .with(person::ADDRESS, "Gang Melati 3")
                .with(person::RT, "02")
                .with(person::RW, "05")
                .with(person::RELIGION, "islam")
                .with(person::PPKS, vec!["PMKS-24".to_owned()])
                .with(person::DANGERS, "Anjing tetangga galak"),
        );
        let budi = desk.make(
            &person::SPEC,
            None,
            fields()
                .with(person::NAME, "Budi Santoso")
                .with(person::SEX, "male")
                .with(person::BIRTH, Birth::Estimated { age: 60, on: day("2026-01-01") }),
        );
        let citra = desk.make(&person::SPEC, None, fields().with(person::NAME, "Citra"));
        let home = desk.make(
            &household::SPEC,
            None,
            fields()
                .with(household::NAME, "Keluarga Budi Santoso")
                .with(household::HEAD, budi)
                .with(household::KK, "3271010101100002")
                .with(household::INCOME, 1_500_000),
        );
        for (who, relation) in [(budi, "head"), (ani, "wife"), (citra, "child")] {
            let made = fields().with(member::PERSON, who).with(member::RELATION, relation);
            desk.make(&member::SPEC, Some(home), made);
        }
        let clinic = desk.make(
            &partner::SPEC,
            None,
            fields().with(partner::NAME, "Puskesmas Merdeka").with(partner::ADDRESS, "Jl. Merdeka 9"),
        );
        desk.make(
            &consent::SPEC,
            Some(ani),
            fields()
                .with(consent::PURPOSES, vec!["service".to_owned(), "referral".to_owned()])
                .with(consent::STATE, "given")
                .with(consent::METHOD, "written")
                .with(consent::DATE, day("2026-10-01")),
        );
        let case = desk.make(
            &case::SPEC,
            Some(ani),
            fields()
                .with(case::CODE, "RN-2026-001")
                .with(case::OPENED, day("2026-10-01"))
                .with(case::SOURCE, "rt_rw")
                .with(case::PROBLEM, "Ibu Ani berhenti bekerja sejak sakit; Budi juga tidak bekerja.")
                .with(case::FIELD, "family_child")
                .with(case::RISK, "medium"),
        );
        for (date, score) in [("2026-10-02", 1), ("2026-11-01", 2)] {
            let made = fields()
                .with(assessment::DATE, day(date))
                .with(assessment::SOURCES, vec!["client".to_owned(), "family".to_owned()])
                .with(assessment::WISHES, "Ingin berjualan lagi")
                .with(assessment::CONCLUSION, "Ani Lestari rentan, tetapi didukung keluarga.");
            let id = desk.make(&assessment::SPEC, Some(case), made);
            let found = fields()
                .with(finding::DOMAIN, "economic")
                .with(finding::CONDITION, "Tidak ada penghasilan tetap")
                .with(finding::SCORE, score);
            desk.make(&finding::SPEC, Some(id), found);
            let found = fields().with(finding::DOMAIN, "biological").with(finding::CONDITION, "Batuk lama");
            desk.make(&finding::SPEC, Some(id), found.with(finding::STRENGTHS, "Mau berobat"));
        }
        let need = desk.make(
            &need::SPEC,
            Some(case),
            fields()
                .with(need::WHAT, "Modal usaha")
                .with(need::DOMAIN, "economic")
                .with(need::PRIORITY, "high")
                .with(need::STATE, "open"),
        );
        let goal = desk.make(
            &goal::SPEC,
            Some(case),
            fields()
                .with(goal::NEED, need)
                .with(goal::STATEMENT, "Ani berjualan nasi uduk")
                .with(goal::INDICATOR, "Penghasilan setiap minggu")
                .with(goal::TARGET, "Rp300.000 seminggu")
                .with(goal::CHOICE, "Berjualan di rumah")
                .with(goal::DUE, day("2027-01-31")),
        );
        desk.make(
            &action::SPEC,
            Some(case),
            fields()
                .with(action::GOAL, goal)
                .with(action::KIND, "access_funds")
                .with(action::WHAT, "Mengurus bantuan modal")
                .with(action::WHO, "Budi Santoso")
                .with(action::STATE, "done")
                .with(action::DONE_ON, day("2026-11-05"))
                .with(action::METHOD, "family")
                .with(action::RESULT, "Berkas diterima"),
        );
        desk.make(
            &action::SPEC,
            Some(case),
            fields()
                .with(action::GOAL, goal)
                .with(action::KIND, "training")
                .with(action::PARTNER, clinic)
                .with(action::STATE, "planned")
                .with(action::PLANNED_FROM, day("2026-12-01"))
                .with(action::PLANNED_TO, day("2026-12-03")),
        );
        desk.make(
            &action::SPEC,
            Some(case),
            fields()
                .with(action::KIND, "mediation")
                .with(action::STATE, "not_done")
                .with(action::NOT_DONE_REASON, "client_absent"),
        );
        desk.make(
            &assistance::SPEC,
            Some(case),
            fields()
                .with(assistance::DATE, day("2026-11-06"))
                .with(assistance::KIND, "food")
                .with(assistance::AMOUNT, "12.5")
                .with(assistance::UNIT, "kg"),
        );
        let referral = desk.make(
            &referral::SPEC,
            Some(case),
            fields()
                .with(referral::PARTNER, clinic)
                .with(referral::REASON, "Batuk lebih dari dua minggu")
                .with(referral::SUMMARY, "Ani tinggal bersama suami, Budi Santoso.")
                .with(referral::SERVICES, "Pemeriksaan dahak")
                .with(referral::PAPERS, "Fotokopi KTP")
                .with(referral::STATE, "sent")
                .with(referral::SENT, day("2026-11-10")),
        );
        desk.make(
            &advocacy::SPEC,
            Some(case),
            fields()
                .with(advocacy::DATE, day("2026-11-12"))
                .with(advocacy::WHOM, "Kelurahan")
                .with(advocacy::DONE, "Meminta surat keterangan")
                .with(advocacy::OUTCOME, "pending"),
        );
        let visit = desk.make(
            &visit::SPEC,
            Some(ani),
            fields()
                .with(visit::DATE, day("2026-11-11"))
                .with(visit::FROM, "09:30")
                .with(visit::TO, "10:15")
                .with(visit::PLACE, "home")
                .with(visit::PURPOSE, "monitoring")
                .with(visit::OUTCOME, "met")
                .with(visit::PRESENT, "Bu RT")
                .with(visit::NEXT, day("2026-11-25"))
                .with(visit::CASE, case),
        );
        desk.make(
            &attendance::SPEC,
            Some(visit),
            fields().with(attendance::PERSON, citra).with(attendance::STATE, "seen_well"),
        );
        desk.make(
            &note::SPEC,
            Some(visit),
            fields()
                .with(note::DATE, day("2026-11-11"))
                .with(note::KIND, "soap")
                .with(note::SUBJECTIVE, "“Saya mau jualan lagi, CITRA membantu.”")
                .with(note::PLAN, "Rujuk ke puskesmas"),
        );
        let seen = desk.make(
            &visit::SPEC,
            Some(home),
            fields().with(visit::DATE, day("2026-10-20")).with(visit::OUTCOME, "met"),
        );
        desk.make(
            &attendance::SPEC,
            Some(seen),
            fields().with(attendance::PERSON, ani).with(attendance::STATE, "seen_unwell"),
        );
        let evaluated = desk.make(
            &evaluation::SPEC,
            Some(case),
            fields()
                .with(evaluation::DATE, day("2026-11-15"))
                .with(evaluation::CONFORMITY, "followed")
                .with(evaluation::PROGRESS, "Mulai percaya diri")
                .with(evaluation::DECISION, "continue"),
        );
        desk.make(
            &attainment::SPEC,
            Some(evaluated),
            fields().with(attainment::GOAL, goal).with(attainment::LEVEL, -1),
        );
        Story { desk, ani, home, case, visit, referral }
    }
}
