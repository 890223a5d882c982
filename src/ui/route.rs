//! Places in the app. They live behind the `#` of the address: any static host serves them, a deep link
//! works before the service worker does, and no server ever sees which record was open. Ids are opaque.

use leptos::prelude::*;

use super::memory;
use crate::domain::id::RecordId;
use crate::platform::page;
use crate::report::paper::PaperKind;

/// A place in the app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// Today.
    #[default]
    Home,
    /// Cases.
    Cases,
    /// People and households.
    People,
    /// The directory of partners.
    Partners,
    /// Referrals that are still open, over all cases.
    Referrals,
    /// The round of the day.
    Day,
    /// All cases as a supervisor sees them.
    Supervision,
    /// One case.
    Case(RecordId),
    /// One person.
    Person(RecordId),
    /// Who may be recorded twice.
    Same,
    /// Two records that may be of one person.
    SamePair(RecordId, RecordId),
    /// One household.
    Household(RecordId),
    /// One partner.
    Partner(RecordId),
    /// Any record, with its history.
    Record(RecordId),
    /// The form of a record that is there.
    Edit(RecordId),
    /// The form of a new record of a kind, under a parent where it has one.
    New(String, Option<RecordId>),
    /// A visit to a household, person or case.
    Visit(RecordId),
    /// Whom to write a note or make a visit for.
    Choose(String),
    /// Contact tracing: who is due today.
    Contacts,
    /// One outbreak.
    Outbreak(RecordId),
    /// The rules of the diseases.
    Profiles,
    /// The questions that an agency adds to forms.
    Questions,
    /// A disease profile: the code of a built-in one, or the id of the agency's own.
    Profile(String),
    /// A line list from a file into an outbreak.
    LineList(RecordId),
    /// One person in an outbreak.
    Trace(RecordId, RecordId),
    /// The interview of a case.
    Interview(RecordId, RecordId),
    /// The form of a new test of a person in an outbreak.
    NewTest(RecordId, RecordId),
    /// The follow-up of a whole household.
    HomeRound(RecordId),
    /// Outreach, and how often whom.
    Outreach,
    /// Handing over, receiving, and figures.
    Report,
    /// Receiving alone: where files lead that were opened with the app or shared with it.
    Receive,
    /// A paper of a record, to be printed.
    Paper(PaperKind, RecordId),
    /// The success indicators.
    Indicators,
    /// A person, household or case as pictures.
    Drawn(RecordId),
    /// A photo of a paper, or a small file.
    File(RecordId),
    /// Fields on which two workers differ.
    Conflicts,
    /// What was thrown away.
    Trash,
    /// Search.
    Search,
    /// Settings.
    Settings,
    /// The keys by which hand-overs are sealed and signed.
    Keys,
}

impl Route {
    /// Reads the part of the address after `#`; what is not understood leads home.
    pub fn parse(hash: &str) -> Route {
        let parts: Vec<&str> = hash.split('/').filter(|part| !part.is_empty()).collect();
        let id = |text: &str| text.parse::<RecordId>().ok();
        let found = match parts.as_slice() {
            ["kasus"] => Some(Route::Cases),
            ["orang"] => Some(Route::People),
            ["mitra"] => Some(Route::Partners),
            ["rujukan"] => Some(Route::Referrals),
            ["hari"] => Some(Route::Day),
            ["supervisi"] => Some(Route::Supervision),
            ["kasus", at] => id(at).map(Route::Case),
            ["orang", at] => id(at).map(Route::Person),
            ["sama"] => Some(Route::Same),
            ["sama", one, other] => id(one).zip(id(other)).map(|(a, b)| Route::SamePair(a, b)),
            ["keluarga", at] => id(at).map(Route::Household),
            ["mitra", at] => id(at).map(Route::Partner),
            ["catatan", at] => id(at).map(Route::Record),
            ["ubah", at] => id(at).map(Route::Edit),
            ["baru", kind] => Some(Route::New((*kind).to_owned(), None)),
            ["baru", kind, parent] => id(parent).map(|parent| Route::New((*kind).to_owned(), Some(parent))),
            ["kunjungan", at] => id(at).map(Route::Visit),
            ["pilih", what] => Some(Route::Choose((*what).to_owned())),
            ["catat"] => Some(Route::Choose("note".to_owned())),
            ["kontak"] => Some(Route::Contacts),
            ["wabah", at] => id(at).map(Route::Outbreak),
            ["pertanyaan"] => Some(Route::Questions),
            ["profil"] => Some(Route::Profiles),
            ["profil", code] => Some(Route::Profile((*code).to_owned())),
            ["daftar", at] => id(at).map(Route::LineList),
            ["pantau", person, outbreak] => id(person).zip(id(outbreak)).map(|(a, b)| Route::Trace(a, b)),
            ["tes", person, outbreak] => id(person).zip(id(outbreak)).map(|(a, b)| Route::NewTest(a, b)),
            ["wawancara", person, outbreak] => {
                id(person).zip(id(outbreak)).map(|(a, b)| Route::Interview(a, b))
            }
            ["keliling", home] => id(home).map(Route::HomeRound),
            ["penjangkauan"] => Some(Route::Outreach),
            ["laporan"] => Some(Route::Report),
            ["terima"] => Some(Route::Receive),
            ["cetak", kind, at] => {
                PaperKind::of_slug(kind).zip(id(at)).map(|(kind, at)| Route::Paper(kind, at))
            }
            ["indikator"] => Some(Route::Indicators),
            ["gambar", at] => id(at).map(Route::Drawn),
            ["berkas", at] => id(at).map(Route::File),
            ["selisih"] => Some(Route::Conflicts),
            ["sampah"] => Some(Route::Trash),
            ["cari"] => Some(Route::Search),
            ["setelan"] => Some(Route::Settings),
            ["kunci"] => Some(Route::Keys),
            _ => None,
        };
        found.unwrap_or_default()
    }

    /// The part of the address after `#`.
    pub fn path(&self) -> String {
        match self {
            Route::Home => "/".into(),
            Route::Cases => "/kasus".into(),
            Route::People => "/orang".into(),
            Route::Partners => "/mitra".into(),
            Route::Referrals => "/rujukan".into(),
            Route::Day => "/hari".into(),
            Route::Supervision => "/supervisi".into(),
            Route::Case(id) => format!("/kasus/{id}"),
            Route::Person(id) => format!("/orang/{id}"),
            Route::Same => "/sama".into(),
            Route::SamePair(one, other) => format!("/sama/{one}/{other}"),
            Route::Household(id) => format!("/keluarga/{id}"),
            Route::Partner(id) => format!("/mitra/{id}"),
            Route::Record(id) => format!("/catatan/{id}"),
            Route::Edit(id) => format!("/ubah/{id}"),
            Route::New(kind, None) => format!("/baru/{kind}"),
            Route::New(kind, Some(parent)) => format!("/baru/{kind}/{parent}"),
            Route::Visit(id) => format!("/kunjungan/{id}"),
            Route::Choose(what) => format!("/pilih/{what}"),
            Route::Contacts => "/kontak".into(),
            Route::Questions => "/pertanyaan".into(),
            Route::Profiles => "/profil".into(),
            Route::Profile(code) => format!("/profil/{code}"),
            Route::LineList(id) => format!("/daftar/{id}"),
            Route::Outbreak(id) => format!("/wabah/{id}"),
            Route::Trace(person, outbreak) => format!("/pantau/{person}/{outbreak}"),
            Route::NewTest(person, outbreak) => format!("/tes/{person}/{outbreak}"),
            Route::Interview(person, outbreak) => format!("/wawancara/{person}/{outbreak}"),
            Route::HomeRound(home) => format!("/keliling/{home}"),
            Route::Outreach => "/penjangkauan".into(),
            Route::Report => "/laporan".into(),
            Route::Receive => "/terima".into(),
            Route::Paper(kind, id) => format!("/cetak/{}/{id}", kind.slug()),
            Route::Indicators => "/indikator".into(),
            Route::Drawn(id) => format!("/gambar/{id}"),
            Route::File(id) => format!("/berkas/{id}"),
            Route::Conflicts => "/selisih".into(),
            Route::Trash => "/sampah".into(),
            Route::Search => "/cari".into(),
            Route::Settings => "/setelan".into(),
            Route::Keys => "/kunci".into(),
        }
    }

    /// For `href`.
    pub fn href(&self) -> String {
        format!("#{}", self.path())
    }

    /// Goes there.
    pub fn go(&self) {
        page::set_hash(&self.path());
    }

    /// Goes there, so that "back" does not come back here: after a form is saved.
    pub fn replace(&self) {
        page::replace_hash(&self.path());
    }

    /// The page of a record: its own, where its kind has one.
    pub fn of(kind: &str, id: RecordId) -> Route {
        match kind {
            "person" => Route::Person(id),
            "household" => Route::Household(id),
            "case" => Route::Case(id),
            "partner" => Route::Partner(id),
            "outbreak" => Route::Outbreak(id),
            "disease_profile" => Route::Profile(id.to_string()),
            "attachment" => Route::File(id),
            "form_question" => Route::Questions,
            _ => Route::Record(id),
        }
    }
}

/// The place where a save began. Whoever went on to another one while it ran is not called back from there.
pub struct Began(String);

impl Began {
    /// It begins here and now.
    pub fn here() -> Began {
        Began(page::hash())
    }

    /// [`Route::go`], from where it began.
    pub fn go(&self, to: &Route) {
        if self.is_here() {
            to.go();
        }
    }

    /// [`Route::replace`], from where it began.
    pub fn replace(&self, to: &Route) {
        if self.is_here() {
            to.replace();
        }
    }

    fn is_here(&self) -> bool {
        self.0 == page::hash()
    }
}

/// The present place, kept true to the address.
pub fn provide_route() -> RwSignal<Route> {
    let route = RwSignal::new(Route::parse(&page::hash()));
    memory::begin();
    page::on_window("hashchange", move |_| {
        let next = Route::parse(&page::hash());
        memory::leave();
        if route.get_untracked() != next {
            route.set(next);
            memory::arrive();
        }
    });
    route
}
