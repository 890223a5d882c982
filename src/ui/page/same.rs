//! Page: one person recorded twice. Who may be, two records side by side, and bringing them together or apart again.
//!
//! Nothing is decided by the app: it shows why two may be the same and in what they differ, and a person says so.

use leptos::prelude::*;

use super::case_part::{commit, facts, picker, radios};
use crate::app::App;
use crate::casework::duplicate::{OtherSteps, candidates_of};
use crate::casework::person::{display_name, facts as told};
use crate::casework::same_person::{PairSteps, also_recorded, plan_apart, plan_same, reasons, side_by_side};
use crate::domain::id::RecordId;
use crate::domain::kind::FieldSpec;
use crate::domain::record::spine::person;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, RecordRef};
use crate::platform::intl;
use crate::report::history::value_text;
use crate::ui::live::live;
use crate::ui::part::{busy_button, card, empty, link_row, list, long_list, missing, tr, working};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// What the list is called, also where a link leads to it.
pub const TITLE: Text = t("Tercatat dua kali?", "Recorded twice?");
const SEPARATED: Text = t("Dipisahkan lagi", "Separated again");

/// Everybody who may be on record twice.
pub fn view() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let pairs = app.worked(String::new, || Some(PairSteps::default()));
    let shown = move || {
        let Some(pairs) = pairs.get() else { return working() };
        if pairs.is_empty() {
            return empty(
                t("Tidak ada yang tampak ganda", "Nobody seems to be here twice"),
                t(
                    "Dua catatan yang mirip lebih dari namanya saja muncul di sini. Dua catatan lain digabungkan dari halaman orangnya.",
                    "Two records that are alike in more than the name show up here. Any two others are merged from the person's page.",
                ),
                None,
            );
        }
        let count = t("{n} pasang mungkin orang yang sama.", "{n} {n?pair|pairs} may be the same person.")
            .with(lang, &[("n", &pairs.len().to_string())]);
        let places: Vec<usize> = (0..pairs.len()).collect();
        let row = move |place: &usize| {
            let pair = pairs.get(*place)?;
            let name = |id| app.read_once(|book| book.get(id).map(|one| display_name(one, true))).flatten();
            let title = format!("{} · {}", name(pair.first)?, name(pair.second)?);
            let href = Route::SamePair(pair.first, pair.second).href();
            Some(link_row(href, title, words(&pair.reasons, lang), ().into_any()))
        };
        view! {
            <p role="status">{count}</p>
            <section class="card" aria-label=tr(TITLE)>{long_list(places, move |place| row(place).into_any())}</section>
        }
        .into_any()
    };
    view! {
        {top_bar(tr(TITLE), true)}
        <div class="stack">{live(shown)}</div>
    }
    .into_any()
}

fn words(reasons: &[Text], lang: Lang) -> String {
    reasons.iter().map(|reason| reason.get(lang)).collect::<Vec<_>>().join(" · ")
}

/// Two records side by side.
pub fn pair(a: RecordId, b: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    // Whose record stands for both: at first the one that was there first.
    let stays = RwSignal::new(a.min(b));
    let title = t("Orang yang sama?", "The same person?");
    let shown = move || {
        let made = app.read(|book| {
            let (one, other) = (book.get_as(a, &person::SPEC)?, book.get_as(b, &person::SPEC)?);
            (one.id() != other.id()).then(|| compared(book, [one, other], lang))
        });
        let Some(made) = made.flatten() else { return already(app, a) };
        let answers = app.read_once(|book| {
            [a, b].map(|id| book.get(id).map(|one| display_name(one, false)).unwrap_or_default())
        });
        let [first, second] = answers.unwrap_or_default();
        let answers = vec![("1", format!("1 · {first}"), ""), ("2", format!("2 · {second}"), "")];
        let merge = move || async move {
            let main = stays.get_untracked();
            let other = if main == a { b } else { a };
            let drafts = app.read_once(|book| plan_same(book, main, other)).unwrap_or_default();
            let text = t("Digabungkan menjadi satu orang", "Merged into one person");
            if app.save_and_tell(drafts, None, text).await.is_ok() {
                Route::Person(main).replace();
            }
        };
        view! {
            {made}
            {card(tr(t("Gabungkan", "Merge")), None, view! {
                <div class="stack">
                    <p>{tr(t(
                        "Semua kunjungan, kasus, kontak, dan catatan dari keduanya akan ada di satu halaman. Tidak ada yang dihapus, dan keduanya dapat dipisahkan lagi kapan saja.",
                        "All visits, cases, contacts and notes of both will be on one page. Nothing is deleted, and the two can be separated again at any time.",
                    ))}</p>
                    <p>{tr(t("Nama dan data mana yang tampil?", "Whose name and facts are shown?"))}</p>
                    {radios("choices", "same-main".into(), tr(t("Nama dan data mana yang tampil?", "Whose name and facts are shown?")).into(), answers,
                        move || if stays.get() == a { "1" } else { "2" }.to_owned(),
                        // One of the two always stays, so a second touch changes nothing.
                        move |code| match code.as_str() {
                            "1" => stays.set(a),
                            "2" => stays.set(b),
                            _ => stays.notify(),
                        })}
                    {busy_button("btn btn--primary", t("Ya, ini orang yang sama", "Yes, this is the same person"), merge)}
                </div>
            }.into_any())}
        }
        .into_any()
    };
    view! {
        {top_bar(tr(title), true)}
        <div class="stack">{live(shown)}</div>
    }
    .into_any()
}

/// Where there is nothing to bring together any more.
fn already(app: App, id: RecordId) -> AnyView {
    let link = app.read_once(|book| {
        let main = book.get_as(id, &person::SPEC)?;
        Some(link_row(
            Route::Person(main.id()).href(),
            display_name(main, false),
            String::new(),
            ().into_any(),
        ))
    });
    let Some(link) = link.flatten() else { return missing() };
    view! {
        <p role="status">{tr(t("Keduanya sudah tercatat sebagai satu orang.", "The two are one person already."))}</p>
        {list(vec![link])}
    }
    .into_any()
}

fn compared(book: &Book, both: [RecordRef<'_>; 2], lang: Lang) -> AnyView {
    let [a, b] = both;
    let why = reasons(a, b);
    let why = if why.is_empty() {
        tr(t(
            "Aplikasi tidak melihat kemiripan. Hanya orang yang mengenal mereka yang tahu.",
            "The app sees no likeness. Only somebody who knows them can tell.",
        ))
        .to_owned()
    } else {
        words(&why, lang)
    };
    let rows = side_by_side(a, b);
    let differ: Vec<_> = rows
        .iter()
        .filter(|(_, [a, b])| a != b)
        .map(|(spec, values)| {
            let [one, two] = [0, 1].map(|side| {
                let value = values.get(side).and_then(Option::as_ref);
                format!(
                    "{}: {}",
                    side + 1,
                    value.map_or_else(|| "—".to_owned(), |value| value_text(spec, value, book, lang))
                )
            });
            (label(spec, lang), view! { <p>{one}</p> <p>{two}</p> }.into_any())
        })
        .collect();
    let none = differ.is_empty();
    let sides: Vec<_> = [(1, a), (2, b)]
        .into_iter()
        .map(|(number, one)| {
            let hangs = book.all_children(one.id()).count();
            let hangs = t("{n} catatan tentang orang ini", "{n} {n?record|records} about this person")
                .with(lang, &[("n", &hangs.to_string())]);
            let app = App::get();
            let about = told(book, one, app.today.get_untracked(), lang).join(" · ");
            let body = view! {
                <p>{about}</p>
                <p class="hint">{recorded(book, one, lang)}</p>
                <p class="hint">{hangs}</p>
                <a class="btn btn--text" href=Route::Person(one.id()).href()>{tr(t("Buka halamannya", "Open their page"))}</a>
            };
            card(format!("{number} · {}", display_name(one, false)), None, body.into_any())
        })
        .collect();
    view! {
        {card(tr(t("Mengapa", "Why")), None, view! { <p>{why}</p> }.into_any())}
        <div class="grid-2">{sides}</div>
        {(!none).then(|| card(tr(t("Yang berbeda", "What differs")), None, facts(differ)))}
    }
    .into_any()
}

/// Who recorded somebody first, and when.
fn recorded(book: &Book, one: RecordRef<'_>, lang: Lang) -> String {
    let info = one.first_commit().and_then(|number| book.commit_info(number));
    info.map_or_else(String::new, |info| format!("{} · {}", info.author, intl::stamp(lang, info.at)))
}

fn label(spec: &FieldSpec, lang: Lang) -> String {
    spec.label.get(lang).to_owned()
}

/// What else somebody is recorded as, with what only stands there, and the way to separate it again.
pub fn also(book: &Book, main: RecordRef<'_>, lang: Lang) -> AnyView {
    let app = App::get();
    let others = also_recorded(book, main.id());
    if others.is_empty() {
        return ().into_any();
    }
    let parts: Vec<_> = others
        .into_iter()
        .map(|other| {
            let id = other.id();
            let rows = side_by_side(main, other);
            let own: Vec<_> = rows
                .into_iter()
                .filter_map(|(spec, [ours, theirs])| {
                    let theirs = theirs.filter(|value| ours.as_ref() != Some(value))?;
                    Some((label(spec, lang), value_text(spec, &theirs, book, lang).into_any()))
                })
                .collect();
            let why = words(&reasons(main, other), lang);
            let name = display_name(other, false);
            let press = move |_| {
                let drafts = app.read_once(|book| plan_apart(book, id)).unwrap_or_default();
                commit(app, drafts, SEPARATED);
            };
            let apart = format!("{}: {name}", tr(t("Pisahkan lagi", "Separate again")));
            view! {
                <div class="stack">
                    <h3>{name}</h3>
                    <p class="hint">{recorded(book, other, lang)}</p>
                    {(!why.is_empty()).then(|| view! { <p class="hint">{why}</p> })}
                    {(!own.is_empty()).then(|| facts(own))}
                    <div class="cluster">
                        <a class="btn" href=Route::Record(id).href()>{tr(t("Buka catatan ini", "Open this record"))}</a>
                        <button type="button" class="btn" aria-label=apart on:click=press>{tr(t("Pisahkan lagi", "Separate again"))}</button>
                    </div>
                </div>
            }
            .into_any()
        })
        .collect();
    card(
        tr(t("Juga tercatat sebagai", "Also recorded as")),
        None,
        view! { <div class="stack">{parts}</div> }.into_any(),
    )
}

/// The way from a person's page to the other record of the same person.
pub fn find(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    // Everybody is read for it, so it waits until somebody asks.
    let open = RwSignal::new(false);
    let others = move || app.worked(move || id.to_string(), move || Some(OtherSteps::new(id)));
    let alike = move || {
        let others = others();
        live(move || {
            let Some(others) = others.get() else { return working() };
            let found = app.read_once(|book| book.get(id).map(|one| candidates_of(&others, one))).flatten();
            let found = found.unwrap_or_default();
            let rows = found.iter().filter_map(|(other, why)| {
                let name =
                    app.read_once(|book| book.get(*other).map(|one| display_name(one, true))).flatten()?;
                Some(link_row(Route::SamePair(id, *other).href(), name, words(why, lang), ().into_any()))
            });
            list(rows.collect())
        })
    };
    let inside = move || {
        open.get().then(|| {
            view! {
                {alike()}
                {picker("same-other", t("Cari catatan yang lain", "Find the other record"), person::SPEC.name,
                    t("Bandingkan", "Compare"), move |other| Route::SamePair(id, other).go())}
            }
            .into_any()
        })
    };
    view! {
        <details class="card" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>{tr(TITLE)}</summary>
            <div class="stack">{live(inside)}</div>
        </details>
    }
    .into_any()
}
