//! Page: Beranda, which is today: overdue, due, drafts, and what is not handed over yet.

use leptos::prelude::*;

use crate::ui::live::live;

use super::super::part::{
    Beat, badge, busy_button, card, empty, link_row, list, tr, understood_first, working,
};
use super::super::route::Route;
use super::super::shell::top_bar;
use super::case::needs::FORM;
use super::report::office;
use crate::app::{App, FormDraft};
use crate::casework::agenda::{Agenda, Item};
use crate::casework::caseload::Caseload;
use crate::casework::day_plan::why_of;
use crate::domain::id::RecordId;
use crate::domain::record::casework::note;
use crate::domain::record::kind_of;
use crate::domain::record::spine::{household, person};
use crate::domain::record::tracing::lab_test;
use crate::domain::text::{Text, t};
use crate::ledger::Book;
use crate::platform::{clock, install, intl, prefs};
use crate::report::handover::{Urgency, days_since, standing, urgency};
use crate::report::summary;
use crate::tracing::roll::Roll;

/// How many rows of a group are shown on Beranda.
const SHOWN: usize = 25;

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let (load, roll) = (app.caseload(), app.roll());
    let beat = Beat::new(3);
    view! {
        {top_bar("Pendamping", false)}
        <div class="stack">
            <p class="row-sub">{live(move || intl::long_date(app.lang.get_untracked(), app.today.get()))}</p>
            <Damage/>
            <Drafts/>
            <Handover/>
            <Install/>
            {live(move || match (load.get(), roll.get()) {
                (Some(load), Some(roll)) => app.read(|book| today(app, book, &load, &roll, beat)).into_any(),
                _ => working(),
            })}
        </div>
    }
    .into_any()
}

fn today(app: App, book: &Book, load: &Caseload, roll: &Roll, beat: Beat) -> AnyView {
    let day = load.today;
    let plan = Agenda::of(&load.items);
    let due = roll.today(None).len();
    install::set_badge(plan.overdue.len());
    let nobody = book.of(&person::SPEC).next().is_none() && book.of(&household::SPEC).next().is_none();
    if nobody {
        return empty(
            t("Belum ada catatan", "Nothing recorded yet"),
            t(
                "Mulai dengan keluarga atau orang yang Anda kunjungi.",
                "Start with the household or person you visit.",
            ),
            Some((
                t("Catat orang pertama", "Record the first person"),
                Route::New("person".into(), None).href(),
            )),
        );
    }
    let quiet = plan.overdue.is_empty() && plan.due_today.is_empty() && due == 0;
    let round =
        due > 0 || plan.overdue.iter().chain(&plan.due_today).any(|item| why_of(book, *item, day).is_some());
    view! {
        {round.then(|| view! {
            <a class="btn btn--tonal btn--wide" href=Route::Day.href()>{tr(t("Susun kunjungan hari ini", "Plan today's visits"))}</a>
        })}
        {group(book, t("Terlambat", "Overdue"), "danger", &plan.overdue)}
        {group_later(app, beat, 2, t("Hari ini", "Today"), "accent", plan.due_today)}
        {(due > 0).then(|| {
            let text = t("{n} kontak perlu dipantau hari ini", "{n} {n?contact|contacts} to follow up today");
            let text = text.with(app.lang.get_untracked(), &[("n", &due.to_string())]);
            card(tr(t("Pemantauan kontak", "Contact follow-up")), None,
                list(vec![link_row(Route::Contacts.href(), text, String::new(), ().into_any())]))
        })}
        {referrals(load.referrals)}
        {quiet.then(|| view! { <p class="banner banner--info">{tr(t("Tidak ada yang jatuh tempo hari ini.", "Nothing is due today."))}</p> })}
        {group_later(app, beat, 3, t("Tujuh hari ke depan", "The next seven days"), "muted", plan.upcoming)}
    }
    .into_any()
}

/// The way to the referrals that are still open, over all cases.
fn referrals((open, late): (usize, usize)) -> Option<AnyView> {
    if open == 0 {
        return None;
    }
    let lang = App::get().lang.get_untracked();
    let count = |text: Text, n: usize| text.with(lang, &[("n", &n.to_string())]);
    let title = count(t("{n} rujukan belum selesai", "{n} {n?referral is|referrals are} still open"), open);
    let end = (late > 0).then(|| badge("danger", count(t("{n} terlambat", "{n} overdue"), late)));
    let row = link_row(Route::Referrals.href(), title, String::new(), end.into_any());
    Some(card(tr(t("Rujukan", "Referrals")), None, list(vec![row])))
}

/// A group that is made in a later task.
fn group_later(
    app: App,
    beat: Beat,
    task: usize,
    title: Text,
    colour: &'static str,
    items: Vec<Item>,
) -> AnyView {
    beat.later(task, move || app.read_once(|book| group(book, title, colour, &items)).flatten().into_any())
}

fn group(book: &Book, title: Text, colour: &str, items: &[Item]) -> Option<AnyView> {
    if items.is_empty() {
        return None;
    }
    let lang = App::get().lang.get_untracked();
    let rows = items
        .iter()
        .take(SHOWN)
        .filter_map(|item| {
            let about = item.case.or(item.person).or(item.household).unwrap_or(item.record);
            let whom = book.get(item.person.or(item.household).or(item.case).unwrap_or(item.record))?;
            let href = match (item.person, item.outbreak) {
                (Some(who), Some(outbreak)) => Route::Trace(who, outbreak).href(),
                _ => book.get(about).map(|record| Route::of(record.kind_name(), about).href())?,
            };
            let sub = format!("{} · {}", item.kind.label().get(lang), intl::short_date(lang, item.date));
            let when = match item.days {
                0 => tr(t("hari ini", "today")).to_owned(),
                days if days > 0 => t("{n} hari", "{n} {n?day|days}").with(lang, &[("n", &days.to_string())]),
                days => t("{n} hari lagi", "in {n} {n?day|days}").with(lang, &[("n", &(-days).to_string())]),
            };
            Some(link_row(href, summary::discreet_title(whom, lang), sub, badge(colour, when)))
        })
        .collect();
    let more = items.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| {
        view! { <p class="row-sub">{t("dan {n} lagi", "and {n} more").with(lang, &[("n", &more.to_string())])}</p> }
    });
    let title = format!("{} ({})", title.get(lang), items.len());
    Some(card(title, None, view! { {list(rows)} {more} }.into_any()))
}

#[component]
fn Drafts() -> impl IntoView {
    let app = App::get();
    move || {
        let drafts = app.drafts();
        (!drafts.is_empty()).then(|| {
            let rows = drafts.into_iter().map(|(id, draft)| draft_row(app, id, draft)).collect::<Vec<_>>();
            card(tr(t("Draf belum disimpan", "Drafts not yet saved")), None, list(rows))
        })
    }
}

fn draft_row(app: App, id: RecordId, draft: FormDraft) -> AnyView {
    let lang = app.lang.get_untracked();
    let when = crate::ledger::Stamp { ms: draft.at, offset: app.zone.get_untracked().offset_minutes() };
    let route = Route::parse(&draft.route);
    let title = match &route {
        Route::New(kind, _) if kind == FORM => t("Kebutuhan dari asesmen", "Needs from the assessment"),
        Route::New(kind, _) => kind_of(kind).map_or(t("Catatan baru", "A new record"), |kind| kind.label),
        Route::NewTest(..) => lab_test::SPEC.label,
        Route::Visit(_) => t("Kunjungan", "Visit"),
        _ => t("Perubahan", "A change"),
    };
    view! {
        <li class="row">
            <a class="row-main" href=route.href()>
                <span class="row-title">{tr(title)}</span>
                <span class="row-sub">{intl::stamp(lang, when)}</span>
            </a>
            <span class="row-end">
                {busy_button("btn btn--text", t("Buang", "Discard"), move || async move {
                    if let Err(error) = app.drop_draft(id).await {
                        app.draft_failed(error);
                    }
                })}
            </span>
        </li>
    }
    .into_any()
}

#[component]
fn Handover() -> impl IntoView {
    let app = App::get();
    move || {
        let waiting = app.pending_handover().total();
        let today = app.today.get();
        let (handed, first) = app.handovers();
        let days = handed.map(|day| (today - day).num_days());
        if waiting == 0 && days.is_none() {
            return None;
        }
        let class = match urgency(days_since(handed, first, today), waiting) {
            Urgency::Calm => "banner banner--info",
            Urgency::Soon | Urgency::Now => "banner banner--warn",
        };
        Some(view! {
            <div class=class data-testid="handover">
                <div>
                    <span>{standing(days, waiting, app.lang.get_untracked())}</span>
                    {app.at_office().map(|there| view! { <p class="row-sub" data-testid="at-office">{office::line(&there)}</p> })}
                </div>
                {(waiting > 0).then(|| view! {
                    <a class="btn btn--text" href=Route::Report.href()>{tr(t("Serahkan", "Hand over"))}</a>
                })}
            </div>
        })
    }
}

/// After so many notes the person has seen what the app does, and is asked whether to install it.
const NOTES_BEFORE_INSTALL: usize = 2;

/// When the person did not want to be asked, in milliseconds since 1970.
const NOT_NOW: &str = "install-later";

/// For so long they are not asked again.
const NOT_NOW_MS: i64 = 30 * 86_400_000;

#[component]
fn Install() -> impl IntoView {
    let app = App::get();
    // What the browser offers later is seen at the next visit to this page.
    let way = install::way();
    let asked = prefs::read(NOT_NOW).and_then(|text| text.parse::<i64>().ok());
    let later = RwSignal::new(asked.is_some_and(|at| clock::wall_ms() - at < NOT_NOW_MS));
    let put_off = move |_| {
        prefs::write(NOT_NOW, &clock::wall_ms().to_string());
        later.set(true);
    };
    move || {
        let way = way?;
        let notes =
            app.read(|book| book.of(&note::SPEC).take(NOTES_BEFORE_INSTALL).count()).unwrap_or_default();
        if later.get() || notes < NOTES_BEFORE_INSTALL {
            return None;
        }
        let act = match way {
            install::Way::Prompt => {
                busy_button("btn btn--tonal", t("Pasang", "Install"), move || async move {
                    install::prompt().await;
                    later.try_set(true);
                })
            }
            install::Way::ShareMenu => view! {
                <p>{tr(t(
                    "Ketuk Bagikan di Safari, lalu \"Tambahkan ke Layar Utama\".",
                    "Tap Share in Safari, then \"Add to Home Screen\".",
                ))}</p>
            }
            .into_any(),
        };
        Some(view! {
            <div class="banner banner--info" data-testid="install">
                <div>
                    <strong>{tr(t("Pasang Pendamping di layar utama", "Put Pendamping on the home screen"))}</strong>
                    <p>{tr(t(
                        "Aplikasi terbuka tanpa jaringan, dan peramban lebih menjaga catatan Anda.",
                        "The app opens without a network, and the browser takes better care of your notes.",
                    ))}</p>
                    <div class="cluster">
                        {act}
                        <button type="button" class="btn btn--text" on:click=put_off>{tr(t("Nanti saja", "Not now"))}</button>
                    </div>
                </div>
            </div>
        })
    }
}

/// The way out where what this device knows of itself does not open: nothing that was sealed for it opens either.
fn renew_device(app: App) -> AnyView {
    let understood = RwSignal::new(false);
    let renew = move || async move {
        if !understood.get_untracked() {
            return;
        }
        match app.renew_own_row().await {
            Ok(()) => app.tell(t(
                "HP ini mulai dengan data baru. Isi nama Anda di Setelan.",
                "This phone goes on with new data. Enter your name under Settings.",
            )),
            Err(error) => app.tell(error.text()),
        }
    };
    view! {
        <details>
            <summary>{tr(t("Data HP ini sendiri tidak terbaca", "This phone's own data cannot be read"))}</summary>
            <div class="stack">
                {understood_first(
                    t("Catatan klien tidak terkena.", "Notes about clients are not affected."),
                    t(
                        "Yang hilang: nama petugas, setelan, dan kunci serah terima. Berkas yang disegel hanya untuk HP ini tidak dapat dibuka lagi, dan kantor harus mendaftarkan HP ini lagi. Serahkan berkas dahulu.",
                        "What is lost: the worker's name, settings and the hand-over keys. Files that were sealed for this phone alone can no longer be opened, and the office must enrol it anew. Hand over a file first.",
                    ),
                    understood,
                )}
                <div class="cluster">{busy_button("btn", t("Mulai dengan data baru", "Go on with new data"), renew)}</div>
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Damage() -> impl IntoView {
    let app = App::get();
    move || {
        app.damage.with(|damage| {
            (!damage.is_empty()).then(|| {
                let rows: Vec<AnyView> = damage
                    .iter()
                    .map(|part| view! { <li>{format!("{:?} {} · {:?}", part.table, part.key, part.what)}</li> }.into_any())
                    .collect();
                view! {
                    <div class="banner banner--danger" role="alert" data-testid="damage">
                        <div>
                            <strong>{tr(t("Sebagian penyimpanan rusak atau hilang", "Part of the storage is damaged or missing"))}</strong>
                            <p>{tr(t(
                                "Yang lain tetap dapat dibaca. Serahkan berkas sekarang, lalu hubungi kantor.",
                                "The rest can still be read. Hand over a file now, then ask your office.",
                            ))}</p>
                            <ul>{rows}</ul>
                            {app.own_row_is_damaged().then(|| renew_device(app))}
                        </div>
                    </div>
                }
            })
        })
    }
}
