//! The copy of everything that is recorded of a person, for that person (UU 27/2022, Pasal 7 and 32): in plain
//! words, with who was told what, what they allowed, and who wrote when.
//!
//! What is left out, and why; the paper says so in the same words whether or not there was anything to leave out:
//! - who other people are: they are subjects of data too. Members of the household stand by their relation, others
//!   as "[orang lain]"; the source of an exposure and what the person is to it are left out, because they would
//!   tell of somebody else's illness; so are the others who were present at a visit;
//! - what was remarked of a relation with the other person, who told it;
//! - dangers for the visitor: the note is about how to come safely, often rests on what somebody else said, and
//!   handing it over may endanger that person or the worker (Pasal 33);
//! - the texts of visits, notes and cases of the household, which are about several people: they are listed by
//!   date, and can be read together with the worker.
//!
//! What surprises: free text is searched for known names only, so the worker is told to read it before handing it
//! over.

use rustc_hash::{FxHashMap, FxHashSet};

use super::veil::{Veil, circle, names_of};
use super::writer::Writer;
use super::{Ask, Paper, PaperError, PaperKind};
use crate::casework::consent::overview;
use crate::casework::person::initials;
use crate::casework::question;
use crate::casework::same_person::{also_recorded, side_by_side};
use crate::domain::code::lists;
use crate::domain::field::FieldType;
use crate::domain::id::RecordId;
use crate::domain::kind::{DELETED, FieldSpec, Kind};
use crate::domain::order::InOrder;
use crate::domain::record::casework::{
    action, advocacy, assessment, assistance, attainment, attendance, case, evaluation, finding, goal, need,
    note, referral, satisfaction, termination, visit,
};
use crate::domain::record::spine::{attachment, consent, data_request, household, member, person, relation};
use crate::domain::record::tracing::{exposure, follow_up, investigation, lab_test};
use crate::domain::text::{Lang, Text, t};
use crate::domain::value::Value;
use crate::domain::zone::local_date;
use crate::ledger::{Book, RecordRef};
use crate::report::genogram::inverse;
use crate::report::history::value_text;

const OTHER: Text = t("[orang lain]", "[another person]");
const MEMBER: Text = t("[anggota keluarga: {relation}]", "[member of the household: {relation}]");

/// Fields that are not copied: they are about others, or about the visitor's safety, or say nothing.
const LEFT_OUT: [(&str, &str); 11] = [
    ("person", person::DANGERS.name),
    ("person", person::DISCREET.name),
    ("person", person::GUARDIAN_NAME.name),
    ("person", person::GUARDIAN_PHONES.name),
    ("note", note::PARTICIPANTS.name),
    ("visit", visit::PRESENT.name),
    ("exposure", exposure::SOURCE.name),
    ("exposure", exposure::RELATION.name),
    ("household", household::HEAD.name),
    ("household", household::NAME.name),
    ("attachment", attachment::DIGEST.name),
];

/// Writes the copy for a person.
///
/// # Errors
/// [`PaperError::NotHere`] where there is no such person.
pub fn data_copy(ask: &Ask<'_>, id: RecordId) -> Result<Paper, PaperError> {
    let subject = ask.book.get_as(id, &person::SPEC).ok_or(PaperError::NotHere)?;
    let others = others(ask.book, subject, ask.style.lang);
    let mut copy = Copy {
        veil_of: &others,
        subject: subject.id(),
        copied: vec![subject.id()],
        w: Writer::under(ask, veil(ask, subject, &others)),
    };
    copy.intro();
    copy.own(subject);
    copy.homes(subject);
    copy.allowed(subject);
    copy.told(subject);
    copy.cases(subject);
    copy.loose(subject);
    copy.at_home(subject);
    copy.trail();
    copy.left_out();
    let name = copy.w.name(subject);
    let mut w = copy.w;
    let receiver = w.signature(t("Diterima oleh", "Received by"), name);
    let own = w.own_signature();
    w.signatures(vec![receiver, own]);
    w.notices.push(w.t(t(
        "Baca teks bebasnya sebelum diserahkan: nama orang yang tidak tercatat di sekitar klien tidak dikenali aplikasi.",
        "Read the free text before you hand this over: the app does not know names of people who are not recorded around the client.",
    )));
    let date = w.day(ask.today);
    Ok(w.finish(PaperKind::DataCopy, vec![(t("Tanggal", "Date"), date)]))
}

/// What everybody around the subject is called on this paper.
fn others(book: &Book, subject: RecordRef<'_>, lang: Lang) -> FxHashMap<RecordId, String> {
    let mut found = FxHashMap::default();
    for other in book.referring(&relation::SPEC, relation::OTHER, subject.id()) {
        if let (Some(id), Some(kind)) = (other.parent(), other.get(relation::KIND)) {
            found.insert(id, format!("[{}]", seen_back(kind, lang)));
        }
    }
    for other in book.children(subject.id(), &relation::SPEC) {
        if let (Some(id), Some(kind)) = (other.get(relation::OTHER), other.get(relation::KIND)) {
            found.insert(id, format!("[{}]", lists::RELATION_KIND.label(kind, lang)));
        }
    }
    // What somebody is in the household says more, so it goes before.
    for own in book.referring(&member::SPEC, member::PERSON, subject.id()) {
        let Some(home) = own.parent() else { continue };
        for one in book.children(home, &member::SPEC) {
            let relation = one.text(member::RELATION);
            let label =
                lists::FAMILY_RELATION.label(if relation.is_empty() { "other" } else { relation }, lang);
            if let Some(id) = one.get(member::PERSON) {
                found.insert(id, MEMBER.with(lang, &[("relation", &label.to_lowercase())]));
            }
        }
    }
    found.remove(&subject.id());
    found
}

/// What the one is in whose record a relation stands, to the other of whom it says `kind`.
fn seen_back(kind: &str, lang: Lang) -> String {
    inverse(kind).map_or_else(|| lists::RELATION_KIND.label(kind, lang), |text| text.get(lang)).to_owned()
}

fn veil(ask: &Ask<'_>, subject: RecordRef<'_>, others: &FxHashMap<RecordId, String>) -> Veil {
    let lang = ask.style.lang;
    let circle = circle(ask.book, subject);
    let mut names: Vec<(String, Option<String>)> = Vec::new();
    for name in names_of(subject) {
        let instead = ask.style.pseudonym.then(|| initials(&name));
        names.push((name, instead));
    }
    let own: FxHashSet<String> = names.iter().map(|(name, _)| name.to_lowercase()).collect();
    let other = OTHER.get(lang).to_owned();
    for person in circle.people.iter().filter(|person| person.id() != subject.id()) {
        let instead = others.get(&person.id()).unwrap_or(&other);
        names.extend(names_of(*person).into_iter().map(|name| (name, Some(instead.clone()))));
    }
    let written = circle.names.into_iter().filter(|name| !own.contains(&name.trim().to_lowercase()));
    names.extend(written.map(|name| (name, Some(other.clone()))));
    Veil::new(names, ask.style.pseudonym)
}

struct Copy<'a, 'o> {
    w: Writer<'a>,
    veil_of: &'o FxHashMap<RecordId, String>,
    subject: RecordId,
    copied: Vec<RecordId>,
}

impl<'a> Copy<'a, '_> {
    fn book(&self) -> &'a Book {
        self.w.ask.book
    }

    fn intro(&mut self) {
        let text = self.w.t(t(
            "Ini salinan semua data yang kami catat tentang Anda. Anda berhak melihat dan mendapat salinannya, meminta perbaikan, menarik persetujuan, membatasi, dan meminta penghapusan (UU 27/2022 Pasal 6–11).",
            "This is a copy of all data that we recorded about you. You have the right to see it and get a copy, to have it corrected, to withdraw consent, to restrict its use and to ask for its erasure (Law 27/2022, articles 6–11).",
        ));
        self.w.paragraph(text);
    }

    fn own(&mut self, subject: RecordRef<'_>) {
        self.w.section(t("Data diri Anda", "About you"));
        let rows = self.rows(subject);
        self.w.record(rows);
        // What a second record of the same person says otherwise is theirs too.
        for other in also_recorded(self.book(), subject.id()) {
            let said = side_by_side(subject, other).into_iter().filter_map(|(spec, [ours, theirs])| {
                let theirs = theirs.filter(|theirs| ours.as_ref() != Some(theirs))?;
                let told = !LEFT_OUT.contains(&(person::SPEC.name, spec.name));
                told.then(|| (self.w.t(spec.label), self.value(spec, &theirs)))
            });
            let rows: Vec<_> = said.filter(|(_, text)| !text.is_empty()).collect();
            if !rows.is_empty() {
                let text = self.w.t(t("Juga tercatat sebagai", "Also recorded as"));
                self.w.paragraph(text);
                self.w.record(rows);
            }
        }
    }

    /// Labels and values of a record, without those that are left out.
    fn rows(&self, record: RecordRef<'_>) -> Vec<(String, String)> {
        let Some(kind) = record.spec() else { return Vec::new() };
        kind.fields
            .iter()
            .chain(question::answered(record))
            .filter(|spec| spec.name != DELETED.name && !LEFT_OUT.contains(&(kind.name, spec.name)))
            .filter_map(|spec| {
                let value = record.value(spec.name).filter(|value| !value.is_empty())?;
                let text = self.value(spec, &value);
                (!text.is_empty()).then(|| (self.w.t(spec.label), text))
            })
            .collect()
    }

    fn value(&self, spec: &FieldSpec, value: &Value) -> String {
        let lang = self.w.lang;
        if self.w.pseudonym() && question::is_personal_answer(spec) {
            return String::new();
        }
        // A bare number says nothing to whom it is about.
        match (spec.name, value) {
            ("score", Value::Int(score)) => return lists::SCORE.label(&score.to_string(), lang).to_owned(),
            ("level", Value::Int(level)) => {
                return lists::ATTAINMENT_LEVEL.label(&level.to_string(), lang).to_owned();
            }
            _ => {}
        }
        match (spec.ty, value) {
            (FieldType::Ref(kinds), Value::Text(id)) if kinds.contains(&person::SPEC.name) => {
                self.who(id.parse().ok())
            }
            (FieldType::Nik() | FieldType::Kk(), Value::Text(number)) => self.w.number(number),
            (FieldType::Phones() | FieldType::Region(), _) if self.w.pseudonym() => String::new(),
            (FieldType::Region(), Value::Text(code)) => {
                let name = self.w.ask.regions.map_or_else(String::new, |regions| regions.full_name(code));
                if name.is_empty() { code.clone() } else { name }
            }
            _ if self.w.pseudonym()
                && [person::ADDRESS.name, person::LIVES_ELSEWHERE.name].contains(&spec.name) =>
            {
                String::new()
            }
            _ => self.w.said(&value_text(spec, value, self.book(), lang)),
        }
    }

    /// Somebody, by what they are to the subject.
    fn who(&self, id: Option<RecordId>) -> String {
        match id {
            Some(id) if id == self.subject => {
                self.book().get(id).map_or_else(String::new, |own| self.w.name(own))
            }
            Some(id) => self.veil_of.get(&id).cloned().unwrap_or_else(|| self.w.t(OTHER)),
            None => String::new(),
        }
    }

    fn homes(&mut self, subject: RecordRef<'_>) {
        let memberships = self.book().referring(&member::SPEC, member::PERSON, subject.id());
        let mut shown = Vec::new();
        for own in memberships {
            let Some(home) = own.parent_record().filter(|home| home.is(&household::SPEC)) else { continue };
            if shown.is_empty() {
                self.w.section(t("Keluarga Anda", "Your household"));
            }
            shown.push(home.id());
            self.copied.extend([own.id(), home.id()]);
            let mut rows = self.rows(own);
            rows.retain(|(label, _)| *label != self.w.t(t("Orang", "Person")));
            rows.extend(self.rows(home));
            let members: Vec<&str> = self
                .book()
                .children(home.id(), &member::SPEC)
                .filter(|one| {
                    one.get(member::PERSON) != Some(self.subject) && one.get(member::UNTIL).is_none()
                })
                .map(|one| lists::FAMILY_RELATION.label(one.text(member::RELATION), self.w.lang))
                .filter(|label| !label.is_empty())
                .collect();
            if !members.is_empty() {
                rows.push((self.w.t(t("Anggota lain", "Other members")), members.join(", ")));
            }
            self.w.record(rows);
        }
        let relations: Vec<_> = self.book().children(subject.id(), &relation::SPEC).collect();
        let with_others = self.book().referring(&relation::SPEC, relation::OTHER, subject.id());
        if relations.is_empty() && with_others.is_empty() {
            return;
        }
        self.w.section(t("Hubungan Anda dengan orang lain", "Your relations to others"));
        self.records(relations);
        for one in with_others {
            self.copied.push(one.id());
            let rows = self.seen_from_here(one);
            self.w.record(rows);
        }
    }

    /// A relation that stands in the other's record, as it looks from the subject.
    fn seen_from_here(&self, one: RecordRef<'_>) -> Vec<(String, String)> {
        let kind = one.get(relation::KIND).map_or_else(String::new, |kind| seen_back(kind, self.w.lang));
        let quality = self.w.code(one, relation::QUALITY, &lists::RELATION_QUALITY);
        [
            (relation::OTHER.name, self.who(one.parent())),
            (relation::KIND.name, kind),
            (relation::QUALITY.name, quality),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .filter_map(|(name, text)| Some((self.w.t(relation::SPEC.field(name)?.label), text)))
        .collect()
    }

    fn records(&mut self, records: Vec<RecordRef<'a>>) {
        for record in records {
            self.copied.push(record.id());
            let rows = self.rows(record);
            self.w.record(rows);
        }
    }

    fn allowed(&mut self, subject: RecordRef<'_>) {
        let consents: Vec<_> = self.book().children(subject.id(), &consent::SPEC).collect();
        self.w.section(t("Persetujuan Anda", "What you allowed"));
        if consents.is_empty() {
            let none = self.w.t(t("Belum ada persetujuan yang dicatat.", "No consent is recorded."));
            self.w.paragraph(none);
        } else {
            let rows = overview(self.book(), subject.id(), self.w.ask.today)
                .into_iter()
                .map(|line| {
                    let to = self.w.partner(line.to);
                    let date =
                        line.decision.record.map_or_else(String::new, |one| self.w.date(one, consent::DATE));
                    let purpose = lists::CONSENT_PURPOSE.label(line.purpose, self.w.lang).to_owned();
                    vec![purpose, to, self.w.t(line.decision.standing.label()), date]
                })
                .collect();
            self.w.table(
                t("Yang berlaku sekarang", "What holds now"),
                &[t("Untuk", "For"), t("Kepada", "To"), t("Sekarang", "Now"), t("Sejak", "Since")],
                rows,
            );
            let title = self.w.t(t("Semua keputusan yang dicatat", "All decisions that were recorded"));
            self.w.subheading(title);
            self.records(consents);
        }
        let asked: Vec<_> = self.book().children(subject.id(), &data_request::SPEC).collect();
        if !asked.is_empty() {
            self.w.section(t("Permintaan Anda atas data", "What you asked about your data"));
            self.records(asked);
        }
    }

    /// The person's own cases.
    fn own_cases(&self, subject: RecordRef<'_>) -> Vec<RecordRef<'a>> {
        self.book().children(subject.id(), &case::SPEC).collect()
    }

    fn told(&mut self, subject: RecordRef<'_>) {
        self.w.section(t("Siapa diberi tahu apa", "Who was told what"));
        let mut rows = Vec::new();
        for case in self.own_cases(subject) {
            for one in self.book().children(case.id(), &referral::SPEC) {
                // A draft has told nobody anything.
                let Some(sent) = one.get(referral::SENT) else { continue };
                let told = [referral::REASON, referral::SUMMARY, referral::SERVICES];
                let told: Vec<String> = told
                    .into_iter()
                    .map(|field| self.w.text(one, field))
                    .filter(|text| !text.is_empty())
                    .collect();
                rows.push((sent, vec![self.w.day(sent), self.w.referred_to(one), told.join("\n")]));
            }
            for one in self.book().children(case.id(), &advocacy::SPEC) {
                let Some(date) = one.get(advocacy::DATE) else { continue };
                let whom = one.text(advocacy::WHOM).trim().to_owned();
                let whom = if whom.is_empty() { self.w.partner(one.get(advocacy::PARTNER)) } else { whom };
                rows.push((date, vec![self.w.day(date), whom, self.w.text(one, advocacy::DONE)]));
            }
        }
        rows.order_by_key(|(date, _)| *date);
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        let told = self.w.table(
            t("Kepada siapa data Anda diberikan", "To whom your data went"),
            &[t("Tanggal", "Date"), t("Kepada", "To"), t("Yang disampaikan", "What was told")],
            rows,
        );
        if !told {
            let none = self.w.t(t("Belum ada.", "Nobody so far."));
            self.w.paragraph(none);
        }
    }

    fn cases(&mut self, subject: RecordRef<'_>) {
        for case in self.own_cases(subject) {
            let code = case.text(case::CODE).trim();
            let title = t("Kasus Anda {code}", "Your case {code}").with(self.w.lang, &[("code", code)]);
            self.w.section_of(title.trim_end());
            self.records(vec![case]);
            const PARTS: [&Kind; 12] = [
                &assessment::SPEC,
                &need::SPEC,
                &goal::SPEC,
                &action::SPEC,
                &assistance::SPEC,
                &referral::SPEC,
                &advocacy::SPEC,
                &visit::SPEC,
                &note::SPEC,
                &evaluation::SPEC,
                &termination::SPEC,
                &satisfaction::SPEC,
            ];
            for kind in PARTS {
                self.part(case.id(), kind);
            }
            self.part(case.id(), &attachment::SPEC);
        }
    }

    /// The records of a kind under a parent, each with what hangs on it.
    fn part(&mut self, parent: RecordId, kind: &'static Kind) {
        let records: Vec<_> = self.book().children(parent, kind).collect();
        if records.is_empty() {
            return;
        }
        let title = self.w.t(kind.label);
        self.w.subheading(title);
        for record in records {
            self.records(vec![record]);
            for below in [&finding::SPEC, &attainment::SPEC, &note::SPEC] {
                let children = self.book().children(record.id(), below).collect();
                self.records(children);
            }
            let seen = self.book().children(record.id(), &attendance::SPEC);
            let own = seen.filter(|one| one.get(attendance::PERSON) == Some(self.subject)).collect();
            self.records(own);
        }
    }

    /// What hangs on the person without a case.
    fn loose(&mut self, subject: RecordRef<'_>) {
        let known = [
            person::SPEC.name,
            case::SPEC.name,
            consent::SPEC.name,
            data_request::SPEC.name,
            relation::SPEC.name,
        ];
        if self.book().all_children(subject.id()).all(|one| known.contains(&one.kind_name())) {
            return;
        }
        self.w.section(t("Catatan lain tentang Anda", "Other records of you"));
        const PARTS: [&Kind; 9] = [
            &need::SPEC,
            &assistance::SPEC,
            &visit::SPEC,
            &note::SPEC,
            &attachment::SPEC,
            &investigation::SPEC,
            &exposure::SPEC,
            &follow_up::SPEC,
            &lab_test::SPEC,
        ];
        for kind in PARTS {
            self.part(subject.id(), kind);
        }
    }

    /// Visits, notes and cases of the household: when, and how the person was seen.
    fn at_home(&mut self, subject: RecordRef<'_>) {
        let homes: Vec<RecordId> = self
            .book()
            .referring(&member::SPEC, member::PERSON, subject.id())
            .into_iter()
            .filter_map(|one| one.parent())
            .collect();
        let mut rows = Vec::new();
        for home in homes {
            for one in self.book().children(home, &visit::SPEC) {
                self.copied.push(one.id());
                let seen = self.book().children(one.id(), &attendance::SPEC);
                let own = seen.filter(|seen| seen.get(attendance::PERSON) == Some(self.subject)).last();
                let state = own
                    .map_or_else(String::new, |own| self.w.code(own, attendance::STATE, &lists::ATTENDANCE));
                let remark = own.map_or_else(String::new, |own| self.w.text(own, attendance::REMARK));
                let date = one.get(visit::DATE);
                rows.push((
                    date,
                    vec![self.w.date(one, visit::DATE), self.w.t(visit::SPEC.label), state, remark],
                ));
            }
            for (kind, field) in [(&note::SPEC, note::DATE), (&case::SPEC, case::OPENED)] {
                for one in self.book().children(home, kind) {
                    self.copied.push(one.id());
                    let row =
                        vec![self.w.date(one, field), self.w.t(kind.label), String::new(), String::new()];
                    rows.push((one.get(field), row));
                }
            }
        }
        if rows.is_empty() {
            return;
        }
        self.w.section(t("Catatan tentang keluarga Anda", "Records of your household"));
        rows.order_by_key(|(date, _)| *date);
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        self.w.table(
            t("Catatan keluarga", "Records of the household"),
            &[
                t("Tanggal", "Date"),
                t("Catatan", "Record"),
                t("Keadaan Anda", "How you were"),
                t("Keterangan", "Remark"),
            ],
            rows,
        );
    }

    /// Who wrote, from when to when, and how often (UU 27/2022, Pasal 31 and 32).
    fn trail(&mut self) {
        let mut seen = FxHashSet::default();
        let mut writers: Vec<(String, chrono::NaiveDate, chrono::NaiveDate, usize)> = Vec::new();
        for id in &self.copied {
            for step in self.book().history(*id) {
                if !seen.insert(step.commit.name) {
                    continue;
                }
                let date = local_date(step.commit.at.ms, step.commit.at.offset);
                match writers.iter_mut().find(|(name, ..)| *name == step.commit.author) {
                    Some((_, first, last, count)) => {
                        *first = date.min(*first);
                        *last = date.max(*last);
                        *count += 1;
                    }
                    None => writers.push((step.commit.author, date, date, 1)),
                }
            }
        }
        self.w.section(t("Siapa mencatat dan kapan", "Who recorded, and when"));
        let rows = writers
            .into_iter()
            .map(|(name, first, last, count)| {
                vec![name, self.w.span(Some(first), Some(last)), count.to_string()]
            })
            .collect();
        self.w.table(
            t("Riwayat pemrosesan", "History of processing"),
            &[t("Petugas", "Worker"), t("Tanggal", "Dates"), t("Jumlah simpanan", "Saves")],
            rows,
        );
    }

    fn left_out(&mut self) {
        self.w.section(t("Yang tidak disalin", "What is not copied"));
        let items = [
            t(
                "Jati diri orang lain: mereka juga berhak atas datanya. Mereka ditulis sebagai hubungan keluarga atau [orang lain].",
                "Who other people are: they have rights to their data too. They stand by their relation in the household, or as [another person].",
            ),
            t(
                "Catatan keselamatan petugas, bila ada (Pasal 33).",
                "Notes on the safety of the worker, if there are any (article 33).",
            ),
            t(
                "Isi catatan tentang keluarga yang menyangkut beberapa orang. Anda dapat membacanya bersama pendamping.",
                "The text of records about the household that concern several people. You can read them together with your worker.",
            ),
        ];
        let items = items.into_iter().map(|text| self.w.t(text)).collect();
        self.w.list(items);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::fields;
    use crate::report::paper::Style;
    use crate::report::paper::fixture::{Story, expect};
    use crate::report::paper::text::plain;

    #[test]
    fn the_copy_holds_all_that_is_recorded_of_a_person_and_who_was_told_what() {
        let story = Story::whole();
        let paper = story.paper(PaperKind::DataCopy, story.ani, Style::default()).ok();
        expect(paper, include_str!("expected/data_copy.txt"));
    }

    #[test]
    fn nobody_else_is_named_and_no_danger_is_told() {
        let mut story = Story::whole();
        let source = story.desk.make(&person::SPEC, None, fields().with(person::NAME, "Zul Karnain"));
        let made = fields().with(exposure::SOURCE, source).with(exposure::RELATION, "friend");
        story.desk.make(&exposure::SPEC, Some(story.ani), made);
        let told = fields().with(note::TEXT, "Zul Karnain dan Pak Budi datang, kata Ani");
        story.desk.make(&note::SPEC, Some(story.ani), told);
        for lang in [Lang::Id, Lang::En] {
            let style = Style { lang, pseudonym: false };
            let paper = story.paper(PaperKind::DataCopy, story.ani, style).ok();
            let text = paper.map(|paper| plain(&paper)).unwrap_or_default();
            for hidden in ["Zul", "Karnain", "Budi", "Santoso", "Citra", "Anjing"] {
                assert!(!text.contains(hidden), "{hidden}");
            }
            assert!(text.contains("Ani Lestari") && text.contains("kata Ani"));
        }
    }

    #[test]
    fn what_stands_in_the_record_of_somebody_else_is_copied_from_the_persons_own_side() {
        let mut story = Story::whole();
        let mother = story.desk.make(&person::SPEC, None, fields().with(person::NAME, "Wati Sulastri"));
        let made = fields().with(relation::OTHER, story.ani).with(relation::QUALITY, "conflict");
        let made =
            made.with(relation::KIND, "child").with(relation::REMARK, "Wati Sulastri takut kepada Ani");
        story.desk.make(&relation::SPEC, Some(mother), made);
        let told = fields().with(note::TEXT, "Bertemu Wati Sulastri di pasar");
        story.desk.make(&note::SPEC, Some(story.ani), told);
        let paper = story.paper(PaperKind::DataCopy, story.ani, Style::default()).ok();
        let text = paper.map(|paper| plain(&paper)).unwrap_or_default();
        let said = ["Orang lain: [Orang tua]", "Jenis hubungan: Orang tua", "Mutu hubungan: Konflik"];
        for said in said.into_iter().chain(["Bertemu [Orang tua] di pasar"]) {
            assert!(text.contains(said), "{said} is not in {text}");
        }
        assert!(!text.contains("Wati") && !text.contains("takut"));
    }

    #[test]
    fn what_the_agency_asked_is_copied_and_with_a_pseudonym_only_what_is_not_personal() {
        use crate::domain::record::spine::form_question;
        let mut story = Story::whole();
        let mut ask = |name: &str, privacy: &str| {
            let asked = fields().with(form_question::NAME, name).with(form_question::PRIVACY, privacy);
            question::field_of(story.desk.make(&form_question::SPEC, None, asked))
        };
        let names = [ask("Suku", "personal"), ask("Marga", ""), ask("Sumber air", "plain")];
        let unknown = question::field_of(RecordId([9; 16]));
        let answers = ["Batak Toba", "Sinaga", "Sumur bor", "Tidak jelas"].map(Value::from);
        let said = names.into_iter().chain([unknown]).zip(answers).collect();
        story.desk.change(&person::SPEC, story.ani, crate::domain::kind::FieldSet(said));
        for pseudonym in [false, true] {
            let style = Style { lang: Lang::Id, pseudonym };
            let text = plain(&story.paper(PaperKind::DataCopy, story.ani, style).unwrap());
            assert!(text.contains("Sumber air") && text.contains("Sumur bor"));
            for word in ["Suku", "Batak", "Marga", "Sinaga", "Tidak jelas"] {
                assert_eq!(text.contains(word), !pseudonym, "{word}");
            }
        }
    }

    #[test]
    fn every_field_that_is_left_out_is_declared() {
        for (kind, field) in LEFT_OUT {
            assert!(
                crate::domain::record::kind_of(kind).and_then(|kind| kind.field(field)).is_some(),
                "{field}"
            );
        }
    }
}
