//! Which column means what. A mapping is kept as the names of the columns, so that next week's file is read in the
//! same way; a table for which nobody named anything is read by the names that lists commonly use, in English and
//! Indonesian, in Go.Data's exports and in the data sets of R's *outbreaks*.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::date::DateOrder;
use super::table::Table;
use super::{ListError, trimmed};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $code:literal: [$($word:literal),* $(,)?];)*) => {
        /// What a column means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Role {
            $($(#[$doc])* $name,)*
        }

        impl Role {
            /// Its code.
            pub const fn code(self) -> &'static str {
                match self { $(Role::$name => $code,)* }
            }

            /// Usual names, the surest first; plain letters and single blanks.
            const fn words(self) -> &'static [&'static str] {
                match self { $(Role::$name => &[$($word),*],)* }
            }
        }
    };
}

roles! {
    /// The person's id.
    Id = "id": ["case id", "visual id", "id", "caseid", "id kasus", "kode kasus", "no kasus", "nomor kasus", "person id",
        "contact id", "id kontak", "kode kontak", "patient id", "patient", "pasien", "id pasien", "case no",
        "case number", "case", "kasus", "uuid", "unique id", "record id", "no", "nomor", "kode"];
    /// A second id of the person, such as that of the program beside the one that people read. What stands in it, not its
    /// name, says that it is one.
    OtherId = "other_id": [];
    /// The name.
    Name = "name": ["name", "nama", "full name", "nama lengkap", "first name", "inisial", "initials"];
    /// The sex.
    Sex = "sex": ["sex", "gender", "jenis kelamin", "kelamin", "jk", "l p", "sex gender"];
    /// The age, as it is written.
    Age = "age": ["age", "umur", "usia", "age years", "age age years", "umur tahun", "umur thn"];
    /// The telephone number.
    Phone = "phone": ["phone", "phone number", "telephone", "telepon", "no telepon", "no hp", "hp", "nomor hp", "telp",
        "addresses phone number", "addresses phone number 1"];
    /// The address.
    Address = "address": ["address", "alamat", "address line 1", "addresses address line 1",
        "addresses address line 1 1", "alamat lengkap"];
    /// The first day of illness.
    Onset = "onset": ["date of onset", "onset", "onset date", "date onset", "dt onset", "symptom onset",
        "date of symptom onset", "symptom onset date", "date of onset of symptoms", "onset of symptoms",
        "date symptoms", "tanggal onset", "tgl onset", "tanggal mulai gejala", "tgl mulai gejala", "tanggal gejala",
        "tgl gejala", "tanggal sakit", "tgl sakit", "mulai sakit", "tanggal mulai sakit", "tgl mulai sakit",
        "date of prodrome", "date of rash", "tanggal ruam", "illness onset", "onset at"];
    /// The day of report or confirmation.
    Report = "report": ["date of reporting", "date of report", "report date", "date report", "dt report", "reported",
        "date reported", "reported date", "report", "confirm date", "confirmation date", "date of confirmation",
        "date confirmation", "date confirmed", "confirmed date", "tanggal lapor", "tgl lapor", "tanggal laporan",
        "tgl laporan", "tanggal konfirmasi", "tgl konfirmasi", "dt diag", "date of diagnosis", "diagnosis date",
        "tanggal diagnosis", "notification date", "date of notification"];
    /// The day of the outcome.
    OutcomeDate = "outcome_date": ["date of outcome", "outcome date", "date outcome", "tanggal hasil akhir",
        "tgl hasil akhir", "date of death", "death date", "dt death", "tanggal meninggal", "tgl meninggal"];
    /// How it ended.
    Outcome = "outcome": ["outcome", "outcome id", "hasil akhir", "status akhir", "kondisi akhir", "luaran"];
    /// Whether the person is a case.
    Classification = "classification": ["classification", "case classification", "klasifikasi", "klasifikasi kasus",
        "status kasus", "case status", "case def", "case definition"];
    /// The last contact of somebody whose source the list does not name.
    LastContact = "last_contact": ["date of last contact", "last contact date", "last contact", "tanggal kontak terakhir",
        "tgl kontak terakhir", "kontak terakhir"];
    /// The source of a link.
    From = "from": ["from", "infector", "infector id", "infector case", "infected by", "source visual id",
        "source visualid", "source person visual id", "source case contact id", "source id", "source case id", "source case", "source person id",
        "source uuid", "source uid", "dari", "sumber", "id sumber", "kasus sumber", "sumber penularan", "tertular dari", "index case",
        "kasus indeks", "from id", "parent", "source", "persons 1 id", "source person"];
    /// The exposed person of a link.
    To = "to": ["to", "infectee", "infectee id", "target visual id", "target visualid", "target person visual id",
        "target case contact id", "target id", "target person id", "target uuid", "target uid", "ke", "kepada", "id terpapar", "terpapar",
        "tertular", "to id", "child", "target", "persons 2 id", "target person", "exposed", "exposed id", "contact id",
        "contact", "id kontak", "kontak", "case id", "caseid", "id kasus", "id"];
    /// The day of a link.
    LinkDate = "link_date": ["contact date", "date of last contact", "date of contact", "date", "tanggal kontak",
        "tgl kontak", "tanggal", "date of exposure", "tanggal paparan", "dt contact"];
    /// The kind of a link.
    LinkKind = "link_kind": ["exposure", "source", "context of exposure", "exposure type", "kind", "type", "setting", "jenis kontak", "jenis paparan",
        "hubungan", "relation", "relationship", "kind of contact", "social relationship"];
    /// The last day of an exposure.
    LastExposure = "last_exposure": ["last exposure", "date of last contact", "last contact", "last contact date",
        "date of last exposure", "last exposure date", "paparan terakhir", "kontak terakhir",
        "tanggal paparan terakhir", "tgl paparan terakhir", "tanggal kontak terakhir", "tgl kontak terakhir",
        "exposure date", "date of exposure", "contact date", "tanggal paparan", "tgl paparan", "tanggal kontak",
        "tgl kontak", "last", "exposure", "dt end exp"];
    /// The first day of an exposure.
    FirstExposure = "first_exposure": ["first exposure", "date of first contact", "first contact", "first exposure date",
        "paparan pertama", "kontak pertama", "tanggal paparan pertama", "tanggal kontak pertama", "first", "dt start exp"];
    /// From when a contact is a case.
    BecameCase = "became_case": ["became case", "date become case", "date became case", "menjadi kasus",
        "tanggal menjadi kasus", "tgl menjadi kasus", "case date", "became case on", "date of onset", "onset", "tanggal onset"];
    /// When a contact died.
    Died = "died": ["died", "died on", "date of death", "death date", "death", "meninggal", "tanggal meninggal",
        "tgl meninggal", "date died"];
    /// The contact who was visited.
    VisitId = "visit_id": ["contact contact id", "contact visual id", "contact id", "contact uuid", "contact uid", "id kontak", "kode kontak", "person visual id", "visual id",
        "person id", "id", "contact", "kontak", "case id", "person", "kode"];
    /// The day a visit is about.
    VisitDate = "visit_date": ["date", "visit date", "date of visit", "follow up date", "date of follow up",
        "date of followup", "followup date", "tanggal", "tgl", "tanggal kunjungan", "tgl kunjungan",
        "tanggal pantau", "tgl pantau", "tanggal pemantauan", "tgl pemantauan"];
    /// What a visit found.
    VisitResult = "result": ["result", "status", "follow up status", "followup status", "hasil", "hasil kunjungan",
        "hasil pantau", "hasil pemantauan", "status id", "outcome", "kondisi"];
    /// When a visit was entered.
    VisitEntered = "entered": ["entered", "entered on", "date entered", "dicatat", "tanggal dicatat", "tgl dicatat",
        "tanggal input", "tgl input", "created at", "created on", "date of entry"];
}

/// The roles of a list of cases.
pub const CASES: &[Role] = &[
    Role::Id,
    Role::OtherId,
    Role::Onset,
    Role::Report,
    Role::OutcomeDate,
    Role::Outcome,
    Role::Sex,
    Role::Classification,
    Role::Name,
    Role::Age,
    Role::Phone,
    Role::Address,
    Role::LastContact,
];
/// The roles of a list of links.
pub const LINKS: &[Role] = &[Role::From, Role::To, Role::LinkDate, Role::LinkKind];
/// The roles of a list of contacts to follow up.
pub const CONTACTS: &[Role] =
    &[Role::Id, Role::OtherId, Role::LastExposure, Role::FirstExposure, Role::BecameCase, Role::Died];
/// The roles of a list of visits.
pub const VISITS: &[Role] = &[Role::VisitId, Role::VisitDate, Role::VisitResult, Role::VisitEntered];

/// Which column means what, by the names of the columns, and how its dates are to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The columns.
    #[serde(default)]
    pub columns: BTreeMap<Role, String>,
    /// Further columns of one meaning, such as a second last day of exposure.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub more: BTreeMap<Role, Vec<String>>,
    /// The order of dates in all columns, where somebody gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// The order of dates in single columns; it wins.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dates_of: BTreeMap<Role, DateOrder>,
    /// Roles that are not to be looked for by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Role>,
}

impl Role {
    /// Whether columns of this meaning are commonly called so, in plain words.
    pub(super) fn is_called(self, name: &str) -> bool {
        self.words().contains(&name)
    }
}

impl Mapping {
    /// Names a column.
    #[must_use]
    pub fn with(mut self, role: Role, column: &str) -> Mapping {
        self.columns.insert(role, column.to_owned());
        self
    }

    /// Drops the columns that another table does not have, so that they are looked for anew.
    pub fn keep(&mut self, headers: &[String]) {
        let same = |name: &String| {
            headers.iter().any(|header| header.to_lowercase() == trimmed(name).to_lowercase())
        };
        self.columns.retain(|_, name| same(name));
        for names in self.more.values_mut() {
            names.retain(same);
        }
    }

    /// The order that was given for a column.
    pub fn order_of(&self, role: Role) -> Option<DateOrder> {
        self.dates_of.get(&role).copied().or(self.dates)
    }

    /// The mapping of a table: what was named stays, the rest is looked for by the usual names. A column serves one
    /// role.
    pub fn suggest(&self, table: &Table, roles: &[Role]) -> Mapping {
        let mut found = self.clone();
        let plain: Vec<String> = table.headers.iter().map(|header| plain(header)).collect();
        let named = |found: &Mapping, header: &str| {
            found.columns.values().chain(found.more.values().flatten()).any(|name| {
                table
                    .column(name)
                    .is_ok_and(|place| table.headers.get(place).is_some_and(|one| one == header))
            })
        };
        for role in roles {
            if found.columns.contains_key(role) || self.without.contains(role) {
                continue;
            }
            let free = |place: &usize| table.headers.get(*place).is_some_and(|header| !named(&found, header));
            let place = role.words().iter().find_map(|word| {
                plain
                    .iter()
                    .enumerate()
                    .filter(|(_, header)| header == word)
                    .map(|(place, _)| place)
                    .find(free)
            });
            if let Some(header) = place.and_then(|place| table.headers.get(place)) {
                found.columns.insert(*role, header.clone());
            }
        }
        found
    }

    /// The place of the column of a role; an error where a named one is not there.
    pub fn place(&self, table: &Table, role: Role) -> Result<Option<usize>, ListError> {
        self.columns.get(&role).map(|name| table.column(name)).transpose()
    }
}

/// Whether lists commonly call a column so.
pub(super) fn is_usual(header: &str) -> bool {
    let name = plain(header);
    [CASES, LINKS, CONTACTS, VISITS].into_iter().flatten().any(|role| role.is_called(&name))
}

/// A header in plain words: `dateOfOnset`, `date_of_onset` and `Date of onset ` are one.
pub(super) fn plain(header: &str) -> String {
    let mut words = String::with_capacity(header.len());
    let mut before_lower = false;
    for letter in trimmed(header).chars() {
        let breaks = !letter.is_alphanumeric() || (letter.is_uppercase() && before_lower);
        if breaks && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        if letter.is_alphanumeric() {
            words.extend(letter.to_lowercase());
        }
        before_lower = letter.is_lowercase();
    }
    words.trim_end().to_owned()
}
