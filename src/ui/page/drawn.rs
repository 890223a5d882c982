//! Page: a record as pictures. A person has a genogram and an ecomap, a household an ecomap and the
//! genogram of its head, a case the change of its goals and of its assessment.

use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::App;
use crate::casework::attainment::attainment_of;
use crate::casework::case_view::{case_detail, case_title};
use crate::casework::person::{display_name, members};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{case, evaluation};
use crate::domain::record::spine::{household, person};
use crate::domain::text::t;
use crate::ledger::{Book, RecordRef};
use crate::report::chart;
use crate::report::ecomap::ecomap;
use crate::report::genogram::{Telling, genogram};
use crate::report::scene::Picture;
use crate::ui::part::{card, empty, missing, tr};
use crate::ui::picture::picture;
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// The page.
pub fn view(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let name = app.read_once(|book| book.get(id).map(title_of)).flatten().unwrap_or_default();
    let body = move || {
        let telling = Telling { today: app.today.get(), lang, discreet: true };
        app.read(|book| book.get(id).map_or_else(missing, |record| pictures(book, record, telling)))
    };
    view! {
        {top_bar(t("Gambar: {name}", "Pictures: {name}").with(lang, &[("name", &name)]), true)}
        <div class="stack">{live(body)}</div>
    }
    .into_any()
}

fn title_of(record: RecordRef<'_>) -> String {
    if record.is(&person::SPEC) {
        display_name(record, true)
    } else if record.is(&case::SPEC) {
        case_title(record, true)
    } else {
        record.text(household::NAME).to_owned()
    }
}

fn pictures(book: &Book, record: RecordRef<'_>, telling: Telling) -> AnyView {
    let mut found: Vec<(&'static str, &'static str, Picture)> = Vec::new();
    let mut add = |name, title, picture: Option<Picture>| {
        found.extend(picture.map(|picture| (name, title, picture)));
    };
    if record.is(&case::SPEC) {
        if let Some(detail) = case_detail(book, record.id(), telling.today) {
            let assessed = detail.assessments.last().map(|one| chart::assessment(one, telling.lang));
            add("assessment", tr(t("Asesmen", "Assessment")), assessed);
        }
        let mut evaluations: Vec<_> = book.children(record.id(), &evaluation::SPEC).collect();
        evaluations.order_by_key(|one| (one.get(evaluation::DATE), one.id()));
        let rated = evaluations.last().and_then(|last| attainment_of(book, last.id()));
        let rated = rated.filter(|one| !one.goals.is_empty());
        add(
            "goals",
            tr(t("Capaian tujuan", "Goal attainment")),
            rated.map(|one| chart::attainment(&one, telling.lang)),
        );
    }
    let who = if record.is(&household::SPEC) {
        members(book, record.id()).first().map(|one| one.person.id())
    } else if record.is(&case::SPEC) {
        record.parent()
    } else {
        Some(record.id())
    };
    let middle = if record.is(&case::SPEC) { record.parent() } else { Some(record.id()) };
    add("genogram", tr(t("Genogram", "Genogram")), who.and_then(|who| genogram(book, who, telling)));
    add("ecomap", tr(t("Ekomap", "Ecomap")), middle.and_then(|middle| ecomap(book, middle, telling)));
    if found.is_empty() {
        return empty(
            t("Belum ada yang dapat digambar", "Nothing to draw yet"),
            t(
                "Catat asesmen, evaluasi, atau hubungan keluarga lebih dahulu.",
                "Record an assessment, an evaluation or family relations first.",
            ),
            Some((t("Buka catatan", "Open the record"), Route::of(record.kind_name(), record.id()).href())),
        );
    }
    let cards: Vec<AnyView> =
        found.iter().map(|(name, title, one)| card(*title, None, picture(book, name, one))).collect();
    view! { {cards} }.into_any()
}
