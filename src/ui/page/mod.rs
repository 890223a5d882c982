//! One file a page. A page reads the book through the pure core and renders the answer; it decides
//! nothing.

mod care;
mod case;
mod case_forms;
mod case_part;
pub(super) mod cases;
mod choose;
mod conflicts;
mod contacts;
mod day;
mod drawn;
mod edit;
mod home;
mod home_round;
mod household;
mod indicator;
mod keys;
mod line_list;
mod outbreak;
mod outreach;
mod paper;
mod partner;
pub(super) mod partners;
pub(super) mod people;
mod person;
mod photo;
mod profile;
mod question;
mod record;
mod referrals;
mod report;
mod same;
mod search;
mod settings;
mod supervision;
mod survey;
mod trace;
mod tracing_parts;
mod trash;
mod visit;

use leptos::prelude::*;

use super::route::Route;
use crate::app::App;
use crate::domain::id::RecordId;

/// The page of a place.
pub fn view(route: &Route) -> AnyView {
    match route {
        Route::Home => home::view(),
        Route::Cases => cases::view(),
        Route::People => people::view(),
        Route::Partners => partners::view(),
        Route::Referrals => referrals::view(),
        Route::Day => day::view(),
        Route::Supervision => supervision::view(),
        Route::Case(id) => case::view(*id),
        Route::Person(id) => person::view(standing(*id)),
        Route::Same => same::view(),
        Route::SamePair(a, b) => same::pair(*a, *b),
        Route::Household(id) => household::view(*id),
        Route::Partner(id) => partner::view(*id),
        Route::Record(id) => record::view(*id),
        Route::Edit(id) => edit::existing(*id),
        Route::New(kind, parent) => edit::new(kind, *parent),
        Route::Visit(id) => visit::view(*id),
        Route::Choose(what) => choose::view(what),
        Route::Contacts => contacts::view(),
        Route::Outbreak(id) => outbreak::view(*id),
        Route::Questions => question::view(),
        Route::Profiles => profile::index(),
        Route::Profile(code) => profile::view(code.clone()),
        Route::LineList(id) => line_list::view(*id),
        Route::Trace(person, outbreak) => trace::view(standing(*person), *outbreak),
        Route::NewTest(person, outbreak) => edit::new_test(*person, *outbreak),
        Route::Interview(person, outbreak) => trace::interview::view(*person, *outbreak),
        Route::HomeRound(home) => home_round::view(*home),
        Route::Outreach => outreach::view(),
        Route::Report => report::view(),
        Route::Receive => report::receiving(),
        Route::Paper(kind, id) => paper::view(*kind, standing(*id)),
        Route::Indicators => indicator::view(),
        Route::Drawn(id) => drawn::view(standing(*id)),
        Route::File(id) => photo::view(*id),
        Route::Conflicts => conflicts::view(),
        Route::Trash => trash::view(),
        Route::Search => search::view(),
        Route::Settings => settings::view(),
        Route::Keys => keys::view(),
    }
}

/// The record that stands for what an address names: somebody may have been recorded twice. Forms keep to the record that
/// they were opened for, because their drafts do.
fn standing(id: RecordId) -> RecordId {
    App::get().read_once(|book| book.main_of(id)).unwrap_or(id)
}
