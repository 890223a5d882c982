//! Writes the blocks of a paper: one way to say a name, a date, a code and a typed text, so that language and
//! pseudonym are decided in one place.

use chrono::NaiveDate;

use super::veil::{Veil, circle, initials_veil, masked};
use super::{Ask, Block, Paper, PaperKind, Signature, Table};
use crate::casework::person::{address_line, age, display_name, initials, members};
use crate::domain::birth::Birth;
use crate::domain::code::{CodeList, lists};
use crate::domain::field::{Field, FieldKind, marker};
use crate::domain::id::RecordId;
use crate::domain::record::casework::{action, referral};
use crate::domain::record::spine::{household, partner, person};
use crate::domain::text::{Lang, Text, t};
use crate::ledger::RecordRef;
use crate::report::history::value_text;
use crate::report::summary::date_text;

/// Room for a date, a number or a place to be written by hand.
pub(super) const DOTS: &str = "……………………";

/// How much of a person's identity is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// What a partner needs to know whom they serve.
    Least,
    /// All that a social report says.
    Whole,
}

pub(super) struct Writer<'a> {
    pub ask: &'a Ask<'a>,
    pub lang: Lang,
    veil: Veil,
    blocks: Vec<Block>,
    section: u8,
    pub notices: Vec<String>,
}

impl<'a> Writer<'a> {
    /// For a paper about a record: with a pseudonym, the people around it become initials.
    pub fn about(ask: &'a Ask<'a>, record: RecordRef<'a>) -> Self {
        let veil =
            if ask.style.pseudonym { initials_veil(&circle(ask.book, record)) } else { Veil::default() };
        Self::under(ask, veil)
    }

    /// For a paper with a veil of its own.
    pub fn under(ask: &'a Ask<'a>, veil: Veil) -> Self {
        Writer { ask, lang: ask.style.lang, veil, blocks: Vec::new(), section: 0, notices: Vec::new() }
    }

    pub fn pseudonym(&self) -> bool {
        self.ask.style.pseudonym
    }

    /// A text of ours.
    pub fn t(&self, text: Text) -> String {
        text.get(self.lang).to_owned()
    }

    /// A text that was typed in, under the veil.
    pub fn said(&self, text: &str) -> String {
        self.veil.text(text.trim())
    }

    /// A typed text field.
    pub fn text<K>(&self, record: RecordRef<'_>, field: Field<K>) -> String
    where
        K: for<'b> FieldKind<Out<'b> = &'b str>,
    {
        self.said(record.text(field))
    }

    pub fn day(&self, date: NaiveDate) -> String {
        date_text(date, self.lang)
    }

    pub fn date(&self, record: RecordRef<'_>, field: Field<marker::Date>) -> String {
        record.get(field).map_or_else(String::new, |date| self.day(date))
    }

    pub fn code(&self, record: RecordRef<'_>, field: Field<marker::Code>, list: &'static CodeList) -> String {
        record.get(field).map_or_else(String::new, |code| list.label(code, self.lang).to_owned())
    }

    pub fn codes(
        &self,
        record: RecordRef<'_>,
        field: Field<marker::Codes>,
        list: &'static CodeList,
    ) -> String {
        let codes = record.get(field).unwrap_or_default();
        codes.into_iter().map(|code| list.label(code, self.lang)).collect::<Vec<_>>().join(", ")
    }

    /// Any field as it is shown elsewhere, under the veil.
    pub fn value(&self, record: RecordRef<'_>, name: &str) -> String {
        let spec = record.spec().and_then(|kind| kind.field(name));
        match (spec, record.value(name)) {
            (Some(spec), Some(value)) => self.said(&value_text(spec, &value, self.ask.book, self.lang)),
            _ => String::new(),
        }
    }

    /// A person's name, or the initials.
    pub fn name(&self, person: RecordRef<'_>) -> String {
        let name = display_name(person, false);
        if self.pseudonym() { initials(&name) } else { name }
    }

    /// A name that is no record.
    pub fn typed_name(&self, name: &str) -> String {
        if self.pseudonym() && !name.trim().is_empty() { initials(name) } else { name.trim().to_owned() }
    }

    /// A NIK or KK, as far as it may be seen.
    pub fn number(&self, number: &str) -> String {
        if self.pseudonym() { masked(number) } else { number.to_owned() }
    }

    /// `5 Agustus 1968 (58 tahun)`; with a pseudonym the age only.
    pub fn birth(&self, person: RecordRef<'_>) -> String {
        let years = age(person, self.ask.today).map(|years| {
            let text = match person.get(person::BIRTH) {
                Some(Birth::Estimated { .. }) => t("± {n} tahun", "about {n} {n?year|years}"),
                _ => t("{n} tahun", "{n} {n?year|years}"),
            };
            text.with(self.lang, &[("n", &years.to_string())])
        });
        match (person.get(person::BIRTH), years) {
            (Some(Birth::Exact(date)), years) if !self.pseudonym() => {
                let place = person.text(person::BIRTH_PLACE).trim();
                let place = if place.is_empty() { String::new() } else { format!("{place}, ") };
                let years = years.map_or_else(String::new, |years| format!(" ({years})"));
                format!("{place}{}{years}", self.day(date))
            }
            (_, Some(years)) => years,
            (Some(Birth::Unknown), None) => self.t(t("tidak diketahui", "unknown")),
            (_, None) => String::new(),
        }
    }

    /// The address with the region; nothing with a pseudonym.
    pub fn address(&self, record: RecordRef<'_>) -> String {
        if self.pseudonym() {
            return String::new();
        }
        let region = record.text(person::REGION);
        let region = self.ask.regions.map_or_else(String::new, |regions| regions.full_name(region));
        let parts = [address_line(record), region];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// Where a person lives: their own address, else their household's.
    pub fn home_address(&self, person: RecordRef<'_>) -> String {
        let own = self.address(person);
        if !own.is_empty() {
            return own;
        }
        let homes = crate::casework::person::households_of(self.ask.book, person.id());
        homes.into_iter().map(|home| self.address(home)).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// A partner by name.
    pub fn partner(&self, id: Option<RecordId>) -> String {
        let partner = id.and_then(|id| self.ask.book.get_as(id, &partner::SPEC));
        partner.map_or_else(String::new, |partner| partner.text(partner::NAME).trim().to_owned())
    }

    /// To whom a referral goes.
    pub fn referred_to(&self, referral: RecordRef<'_>) -> String {
        let partner = self.partner(referral.get(referral::PARTNER));
        if partner.is_empty() { referral.text(referral::PARTNER_NAME).trim().to_owned() } else { partner }
    }

    /// What an action is: its own words, else its kind.
    pub fn action(&self, record: RecordRef<'_>) -> String {
        let what = self.text(record, action::WHAT);
        if what.is_empty() { self.code(record, action::KIND, &lists::ACTION_KIND) } else { what }
    }

    /// Who does an action: a name, a partner, both, or the worker.
    pub fn who(&self, record: RecordRef<'_>) -> String {
        let parts = [self.text(record, action::WHO), self.partner(record.get(action::PARTNER))];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// From when to when, one date where both are the same or one is missing.
    pub fn span(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
        match (from, to) {
            (Some(from), Some(to)) if from != to => format!("{} – {}", self.day(from), self.day(to)),
            (Some(date), _) | (None, Some(date)) => self.day(date),
            (None, None) => String::new(),
        }
    }

    /// One decimal, as the language writes it.
    pub fn decimal(&self, number: f64) -> String {
        let text = format!("{number:.1}");
        if self.lang == Lang::Id { text.replace('.', ",") } else { text }
    }

    /// A heading with the next letter: `A. Identitas klien`.
    pub fn section(&mut self, title: Text) {
        self.section_of(title.get(self.lang));
    }

    pub fn section_of(&mut self, title: &str) {
        let letter = char::from(b'A'.saturating_add(self.section));
        self.section = self.section.saturating_add(1);
        self.blocks.push(Block::Heading(format!("{letter}. {title}")));
    }

    pub fn subheading(&mut self, title: String) {
        self.blocks.push(Block::Subheading(title));
    }

    pub fn heading(&mut self, title: String) {
        self.blocks.push(Block::Heading(title));
    }

    /// A paragraph, unless it is empty.
    pub fn paragraph(&mut self, text: String) {
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    /// A labelled text, unless it is empty; whether it was not.
    pub fn labelled(&mut self, label: Text, text: String) -> bool {
        self.fields(vec![(label, text)])
    }

    /// Labels and values without the empty ones; whether any were left.
    pub fn fields(&mut self, rows: Vec<(Text, String)>) -> bool {
        let rows: Vec<_> = rows
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| (self.t(label), value))
            .collect();
        self.raw_fields(rows)
    }

    pub fn raw_fields(&mut self, rows: Vec<(String, String)>) -> bool {
        let any = !rows.is_empty();
        // Fields that follow on fields are one list.
        match self.blocks.last_mut() {
            Some(Block::Fields(before)) => before.extend(rows),
            _ if any => self.blocks.push(Block::Fields(rows)),
            _ => {}
        }
        any
    }

    /// Labels and values of one record, apart from those before.
    pub fn record(&mut self, rows: Vec<(String, String)>) {
        if !rows.is_empty() {
            self.blocks.push(Block::Fields(rows));
        }
    }

    /// A table, unless it has no rows; whether it had. Columns that are empty in every row are left out.
    pub fn table(&mut self, caption: Text, head: &[Text], rows: Vec<Vec<String>>) -> bool {
        if rows.is_empty() {
            return false;
        }
        let used: Vec<bool> = (0..head.len())
            .map(|column| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty())))
            .collect();
        let keep = |cells: Vec<String>| -> Vec<String> {
            cells.into_iter().zip(&used).filter(|(_, used)| **used).map(|(cell, _)| cell).collect()
        };
        let head = keep(head.iter().map(|title| self.t(*title)).collect());
        let rows = rows.into_iter().map(keep).collect();
        self.blocks.push(Block::Table(Table { caption: self.t(caption), head, rows }));
        true
    }

    /// A table whose empty columns are room to write.
    pub fn raw_table(&mut self, caption: Text, head: Vec<String>, rows: Vec<Vec<String>>) {
        self.blocks.push(Block::Table(Table { caption: self.t(caption), head, rows }));
    }

    pub fn list(&mut self, items: Vec<String>) -> bool {
        let any = !items.is_empty();
        if any {
            self.blocks.push(Block::List(items));
        }
        any
    }

    pub fn blank(&mut self, label: Text, lines: u8) {
        let label = self.t(label);
        self.blocks.push(Block::Blank { label, lines });
    }

    pub fn page_break(&mut self) {
        self.blocks.push(Block::PageBreak);
    }

    pub fn signatures(&mut self, list: Vec<Signature>) {
        self.blocks.push(Block::Signatures(list));
    }

    /// The worker's own place to sign, with place and date.
    pub fn own_signature(&self) -> Signature {
        let head = self.ask.letterhead;
        let name = if self.ask.author.trim().is_empty() { &head.worker } else { self.ask.author };
        Signature {
            above: format!("{DOTS}, {}", self.day(self.ask.today)),
            role: self.t(t("Pekerja sosial/pendamping", "Social worker")),
            name: name.trim().to_owned(),
            number: head.registration.clone(),
        }
    }

    /// A place to sign for somebody else.
    pub fn signature(&self, role: Text, name: String) -> Signature {
        Signature { above: String::new(), role: self.t(role), name, number: String::new() }
    }

    /// The identity of a person.
    pub fn identity(&mut self, person: RecordRef<'_>, how: Identity) {
        let nik = person.text(person::NIK);
        let nik = if nik.is_empty() {
            let why = self.code(person, person::NO_NIK_REASON, &lists::NO_NIK_REASON);
            if why.is_empty() || how == Identity::Least {
                String::new()
            } else {
                t("tidak ada ({why})", "none ({why})").with(self.lang, &[("why", &why)])
            }
        } else {
            self.number(nik)
        };
        let guardian = person.get(person::GUARDIAN).and_then(|id| self.ask.book.get_as(id, &person::SPEC));
        let guardian = guardian.map_or_else(
            || self.typed_name(person.text(person::GUARDIAN_NAME)),
            |guardian| self.name(guardian),
        );
        let phones = person.get(person::PHONES).unwrap_or_default().join(", ");
        let phones = if self.pseudonym() { String::new() } else { phones };
        let address = self.home_address(person);
        self.fields(vec![
            (t("Nama", "Name"), self.name(person)),
            (t("NIK", "NIK"), nik),
            (t("Tempat, tanggal lahir/umur", "Born/age"), self.birth(person)),
            (t("Jenis kelamin", "Sex"), self.code(person, person::SEX, &lists::SEX)),
            (t("Alamat", "Address"), address),
            (t("Wali/pengampu", "Guardian"), guardian),
        ]);
        if how == Identity::Least {
            return;
        }
        let elsewhere =
            if self.pseudonym() { String::new() } else { self.text(person, person::LIVES_ELSEWHERE) };
        let cover = [
            self.code(person, person::HEALTH_COVER, &lists::HEALTH_COVER),
            self.code(person, person::HEALTH_COVER_STATUS, &lists::HEALTH_COVER_STATUS),
        ];
        let cover = cover.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        self.fields(vec![
            (t("Tinggal di", "Lives at"), elsewhere),
            (t("Telepon", "Telephone"), phones),
            (t("Agama", "Religion"), self.code(person, person::RELIGION, &lists::RELIGION)),
            (t("Status perkawinan", "Marital status"), self.code(person, person::MARITAL, &lists::MARITAL)),
            (t("Pendidikan", "Education"), self.code(person, person::EDUCATION, &lists::EDUCATION)),
            (t("Pekerjaan", "Occupation"), self.value(person, person::OCCUPATION.name)),
            (t("Kategori PPKS", "PPKS category"), self.codes(person, person::PPKS, &lists::PPKS)),
            (
                t("Ragam disabilitas", "Disability"),
                self.codes(person, person::DISABILITIES, &lists::DISABILITY),
            ),
            (t("Jaminan kesehatan", "Health cover"), cover),
            (t("Meninggal pada", "Died on"), self.date(person, person::DIED_ON)),
        ]);
    }

    /// A household: its members and its means.
    pub fn household(&mut self, home: RecordRef<'_>) {
        let kk = home.text(household::KK);
        let kk = if kk.is_empty() { String::new() } else { self.number(kk) };
        let rupiah = |field: Field<marker::Int>| {
            let value = self.value(home, field.name);
            if value.is_empty() { value } else { format!("Rp{value}") }
        };
        let decile = self.value(home, household::DTSEN_DECILE.name);
        let checked = self.date(home, household::DTSEN_CHECKED);
        let decile = match (decile.is_empty(), checked.is_empty()) {
            (true, _) => String::new(),
            (false, true) => decile,
            (false, false) => {
                let text = t("{n} (diperiksa {date})", "{n} (checked {date})");
                text.with(self.lang, &[("n", &decile), ("date", &checked)])
            }
        };
        let rows = vec![
            (t("Nomor KK", "KK number"), kk),
            (t("Alamat keluarga", "Household's address"), self.address(home)),
            (
                t("Keadaan rumah", "Condition of the house"),
                self.code(home, household::HOUSING, &lists::HOUSING),
            ),
            (t("Status tempat tinggal", "Tenure"), self.code(home, household::DWELLING, &lists::DWELLING)),
            (t("Penghasilan sebulan", "Monthly income"), rupiah(household::INCOME)),
            (t("Pengeluaran sebulan", "Monthly spending"), rupiah(household::SPENDING)),
            (t("Desil DTSEN", "DTSEN decile"), decile),
            (
                t("Bantuan yang diterima", "Assistance received"),
                self.codes(home, household::PROGRAMMES, &lists::PROGRAMME),
            ),
            (t("Keterangan", "Remark"), self.text(home, household::REMARK)),
        ];
        self.fields(rows);
        let rows = members(self.ask.book, home.id())
            .into_iter()
            .enumerate()
            .map(|(place, member)| {
                let years =
                    age(member.person, self.ask.today).map_or_else(String::new, |years| years.to_string());
                vec![
                    (place + 1).to_string(),
                    self.name(member.person),
                    lists::FAMILY_RELATION.label(member.relation, self.lang).to_owned(),
                    self.code(member.person, person::SEX, &lists::SEX),
                    years,
                    self.code(member.person, person::EDUCATION, &lists::EDUCATION),
                    self.value(member.person, person::OCCUPATION.name),
                ]
            })
            .collect();
        self.table(
            t("Anggota keluarga", "Members of the household"),
            &[
                t("No.", "No."),
                t("Nama", "Name"),
                t("Hubungan", "Relation"),
                t("Jenis kelamin", "Sex"),
                t("Umur", "Age"),
                t("Pendidikan", "Education"),
                t("Pekerjaan", "Occupation"),
            ],
            rows,
        );
    }

    /// The finished paper.
    pub fn finish(mut self, kind: PaperKind, reference: Vec<(Text, String)>) -> Paper {
        if self.pseudonym() {
            let text = t(
                "Nama disamarkan menjadi inisial, nomor dipotong, alamat dan telepon dihilangkan. Teks bebas mungkin masih memuat hal yang mengenali seseorang.",
                "Names are initials, numbers are cut, addresses and telephones are left out. Free text may still tell who somebody is.",
            );
            self.blocks.insert(0, Block::Remark(self.t(text)));
            self.notices.push(self.t(t(
                "Baca teks bebasnya sekali lagi sebelum dibagikan.",
                "Read the free text once more before you share this.",
            )));
        }
        let footer = t(
            "Rahasia – memuat data pribadi (UU 27/2022)",
            "Confidential – contains personal data (Law 27/2022)",
        );
        let reference = reference
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| (self.t(label), value))
            .collect();
        Paper {
            kind,
            lang: self.lang,
            letterhead: self.ask.letterhead.lines.clone(),
            title: self.t(kind.label()),
            reference,
            footer: self.t(footer),
            blocks: self.blocks,
            notices: self.notices,
        }
    }
}
