//! Page: the directory of partners: whom to ask for what, and how they answered so far.

use leptos::prelude::*;

use crate::ui::live::live;

use super::cases::{Tab, tabs};
use super::tracing_parts::paged;
use crate::app::App;
use crate::casework::directory::{Query, Row, directory};
use crate::domain::code::{CodeList, lists};
use crate::domain::id::RecordId;
use crate::domain::record::spine::partner;
use crate::domain::text::{Lang, Text, t};
use crate::ui::memory::remembered;
use crate::ui::part::{badge, choice, empty, link_row, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// What the list shows of a partner.
#[derive(Clone, PartialEq)]
struct Shown {
    id: RecordId,
    name: String,
    sub: String,
    answers: String,
    waiting: usize,
}

impl Shown {
    fn of(row: &Row<'_>, lang: Lang) -> Shown {
        let kind = lists::PARTNER_KIND.label(row.partner.text(partner::KIND), lang);
        let parts = [kind, row.partner.text(partner::AREA).trim()];
        Shown {
            id: row.partner.id(),
            name: row.partner.text(partner::NAME).to_owned(),
            sub: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            answers: row.answers_in_words(lang),
            waiting: row.waiting,
        }
    }
}

/// The page.
pub fn view() -> AnyView {
    view! {
        {top_bar(tr(t("Mitra", "Partners")), false)}
        {body()}
    }
    .into_any()
}

/// The list with its filters, without the bar on top: on a wide screen it stands beside what is open.
pub fn body() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let (text, kind, need) = (remembered("query", ""), remembered("kind", ""), remembered("need", ""));
    // What can be chosen at all: kinds that are there, and needs that somebody served.
    let there = Memo::new(move |_| {
        let today = app.today.get();
        app.read(|book| {
            let rows = directory(book, &Query::default(), today);
            let kinds: Vec<String> =
                rows.iter().map(|row| row.partner.text(partner::KIND).to_owned()).collect();
            let needs: Vec<String> =
                rows.iter().flat_map(|row| &row.needs).map(|(need, _)| (*need).to_owned()).collect();
            (rows.len(), kinds, needs)
        })
        .unwrap_or_default()
    });
    let rows = Memo::new(move |_| {
        let today = app.today.get();
        let some = |text: String| (!text.is_empty()).then_some(text);
        let query = Query { text: text.get(), kind: some(kind.get()), need: some(need.get()) };
        app.read(|book| {
            directory(book, &query, today).iter().map(|row| Shown::of(row, lang)).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    });
    let any = Memo::new(move |_| there.with(|there| there.0 > 0));
    let found = move || {
        if !any.get() {
            return teach();
        }
        let count = rows.with(Vec::len);
        if count == 0 {
            return view! { <p class="hint" role="status">{tr(t("Tidak ada mitra dengan saringan ini.", "No partner fits this filter."))}</p> }
                .into_any();
        }
        let count = t("{n} mitra", "{n} {n?partner|partners}").with(lang, &[("n", &count.to_string())]);
        view! { <p class="hint" role="status">{count}</p> }.into_any()
    };
    let some = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    let list = move || {
        some.get().then(|| view! {
            <section class="card" aria-label=tr(t("Daftar mitra", "List of partners"))>{paged("list", rows, partner_row)}</section>
        })
    };
    view! {
        <div class="stack">
            {tabs(Tab::Partners)}
            {live(move || any.get().then(|| view! {
                <div class="cluster">
                    <a class="btn btn--primary" href=new_partner()>{tr(t("Mitra baru", "New partner"))}</a>
                    <a class="btn" href=Route::Referrals.href()>{tr(t("Rujukan terbuka", "Open referrals"))}</a>
                </div>
                <div class="field">
                    <label for="partner-filter">{tr(t("Saring nama, layanan, wilayah", "Filter by name, service, area"))}</label>
                    <input id="partner-filter" type="search" enterkeyhint="search" autocomplete="off" prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))/>
                </div>
                <div class="inline">
                    {met_codes("partner-kind", t("Jenis", "Kind"), t("Semua", "All"), &lists::PARTNER_KIND, kind,
                        move |code| there.with_untracked(|there| there.1.iter().any(|one| one == code)), lang)}
                    {met_codes("partner-need", t("Pernah melayani", "Has served"), t("Semua", "All"), &lists::NEED_KIND, need,
                        move |code| there.with_untracked(|there| there.2.iter().any(|one| one == code)), lang)}
                </div>
            }))}
            {live(found)}
            {list}
        </div>
    }
    .into_any()
}

fn new_partner() -> String {
    Route::New(partner::SPEC.name.into(), None).href()
}

fn teach() -> AnyView {
    empty(
        t("Belum ada mitra", "No partners yet"),
        t(
            "Mitra adalah puskesmas, dinas, lembaga, atau warga yang menerima rujukan. Catat layanan, berkas yang dibawa, dan nomornya; jawaban atas rujukan terhitung sendiri.",
            "Partners are the clinics, offices, organisations or people that take referrals. Record their services, the papers to bring and their numbers; how they answer is counted by itself.",
        ),
        Some((t("Catat mitra pertama", "Record the first partner"), new_partner())),
    )
}

/// A drop-down of the codes that can be met.
fn met_codes(
    id: &'static str,
    label: Text,
    all: Text,
    list: &'static CodeList,
    chosen: RwSignal<String>,
    met: impl Fn(&str) -> bool,
    lang: Lang,
) -> AnyView {
    let mut options = vec![(String::new(), tr(all).to_owned())];
    options.extend(
        list.codes
            .iter()
            .filter(|code| met(code.code))
            .map(|code| (code.code.to_owned(), code.label.get(lang).to_owned())),
    );
    choice(id, tr(label), options, move || chosen.get(), move |code| chosen.set(code))
}

fn partner_row(row: &Shown) -> AnyView {
    let waiting = (row.waiting > 0).then(|| badge("warn", tr(t("Menunggu", "Waiting"))));
    let sub = [row.sub.as_str(), row.answers.as_str()];
    let sub: Vec<&str> = sub.into_iter().filter(|text| !text.is_empty()).collect();
    link_row(Route::Partner(row.id).href(), row.name.clone(), sub.join(" · "), waiting.into_any())
}
