//! The frame around every page: top bar, state of saving, navigation, messages and the cover.

use leptos::prelude::*;

use crate::ui::live::live;

use super::icon::Icon;
use super::page;
use super::part::{OpenPlace, busy_button, tr};
use super::route::Route;
use crate::app::{App, Saving};
use crate::domain::text::{Text, t};
use crate::platform::page as browser;

/// Whether the phone is in a client's hands. Then only what is meant for the client may be in the document.
#[derive(Clone, Copy)]
pub struct InClientsHands(pub RwSignal<bool>);

/// The frame, with the page of the present place in it. It exists only while the vault is open, so
/// nothing of a page is in the document while it is locked.
#[component]
pub fn Shell(route: RwSignal<Route>) -> impl IntoView {
    let sheet = RwSignal::new(false);
    let handed = RwSignal::new(false);
    provide_context(InClientsHands(handed));
    let worker_only = move |view: fn(RwSignal<Route>, RwSignal<bool>) -> AnyView| {
        move || (!handed.get()).then(|| untrack(|| view(route, sheet)))
    };
    Effect::new(move |before: Option<Route>| {
        let now = route.get();
        sheet.set(false);
        if before.is_some_and(|before| before != now) {
            browser::focus("main h1, header h1");
        }
        now
    });
    view! {
        <div class="app">
            {worker_only(|route, _| view! {
                <a class="skip-link" href="#isi" on:click=move |event| {
                    event.prevent_default();
                    browser::focus("#isi");
                }>{tr(t("Langsung ke isi", "Skip to content"))}</a>
                <Beside route/>
            }.into_any())}
            <Status/>
            <main id="isi" class="page" tabindex="-1">
                // Only a change of place makes a page anew: what a page reads while it is made must not, or
                // a save would throw away what is being typed.
                {live(move || route.with(|route| untrack(|| {
                    if handed.get_untracked() {
                        // Every way out of a client's hands ends before the lock.
                        wasm_bindgen_futures::spawn_local(App::get().lock());
                        return ().into_any();
                    }
                    page::view(route)
                })))}
            </main>
            {worker_only(|route, sheet| view! {
                <Nav route sheet/>
                <NewSheet sheet/>
                <Snackbar/>
            }.into_any())}
        </div>
        <div class="cover" aria-hidden="true"><span class="brand">"Pendamping"</span></div>
    }
}

/// Which list stands beside a page on a wide screen.
#[derive(Clone, Copy, PartialEq)]
enum List {
    Cases,
    People,
    Partners,
}

/// From this width on a list and one of its records stand side by side. The same stands in style/20-base.css.
const WIDE: &str = "(min-width: 75rem)";

/// The list that the open record is from. It stays as it is while one goes from record to record.
#[component]
fn Beside(route: RwSignal<Route>) -> impl IntoView {
    let wide = RwSignal::new(browser::matches_media(WIDE));
    browser::on_media(WIDE, move |matches| {
        // The frame may be gone by now.
        wide.try_set(matches);
    });
    let list = Memo::new(move |_| match route.get() {
        Route::Case(_) => Some(List::Cases),
        Route::Person(_) | Route::Household(_) => Some(List::People),
        Route::Partner(_) => Some(List::Partners),
        _ => None,
    });
    provide_context(OpenPlace(route));
    move || {
        let list = list.get().filter(|_| wide.get())?;
        let (label, body) = untrack(|| match list {
            List::Cases => (t("Daftar kasus di samping", "Cases beside this page"), page::cases::body()),
            List::People => (t("Daftar orang di samping", "People beside this page"), page::people::body()),
            List::Partners => {
                (t("Daftar mitra di samping", "Partners beside this page"), page::partners::body())
            }
        });
        Some(view! { <aside class="beside" aria-label=tr(label)>{body}</aside> })
    }
}

#[component]
fn Status() -> impl IntoView {
    let app = App::get();
    move || {
        let failed = match app.saving.get() {
            Saving::Failed(error) => Some(error),
            Saving::Saved | Saving::Busy => None,
        };
        if let Some(error) = failed {
            return view! {
                <div class="status status--danger" role="alert">
                    <strong>{tr(error.heading())}</strong>
                    <span>{tr(error.text())}</span>
                    {(!app.writer.get()).then(|| take_over(app))}
                </div>
            }
            .into_any();
        }
        if !app.writer.get() {
            return view! {
                <div class="status status--readonly" role="status">
                    <span>{tr(t("Hanya baca: tab lain sedang menulis.", "Read only: another tab is writing."))}</span>
                    {take_over(app)}
                </div>
            }
            .into_any();
        }
        if app.update_ready.get() {
            return view! {
                <div class="status" role="status">
                    <span>{tr(t("Versi baru siap.", "A new version is ready."))}</span>
                    {(app.dirty_forms.get() == 0).then(|| busy_button("btn btn--text", t("Muat ulang", "Reload"), move || app.apply_update()))}
                </div>
            }
            .into_any();
        }
        if !app.online.get() {
            return view! {
                <div class="status status--offline" role="status">
                    {tr(t("Luring, semua tersimpan di HP ini", "Offline, everything is saved on this phone"))}
                </div>
            }
            .into_any();
        }
        ().into_any()
    }
}

fn take_over(app: App) -> AnyView {
    busy_button("btn btn--text", t("Ambil alih", "Take over"), move || app.take_over())
}

#[component]
fn Nav(route: RwSignal<Route>, sheet: RwSignal<bool>) -> impl IntoView {
    let item = move |place: Route, text: Text, icon: Icon, here: fn(&Route) -> bool| {
        view! {
            <a class="nav-item" href=place.href() aria-current=move || here(&route.get()).then_some("page")>
                {icon.view()}
                <span>{tr(text)}</span>
            </a>
        }
    };
    let cases = |route: &Route| {
        matches!(
            route,
            Route::Cases
                | Route::People
                | Route::Partners
                | Route::Case(_)
                | Route::Person(_)
                | Route::Household(_)
                | Route::Partner(_)
        )
    };
    let contacts = |route: &Route| {
        matches!(
            route,
            Route::Contacts
                | Route::Outbreak(_)
                | Route::LineList(_)
                | Route::Trace(..)
                | Route::Interview(..)
                | Route::NewTest(..)
                | Route::HomeRound(_)
                | Route::Outreach
                | Route::Profiles
                | Route::Profile(_)
        )
    };
    view! {
        <nav class="nav" aria-label=tr(t("Utama", "Main"))>
            {item(Route::Home, t("Beranda", "Home"), Icon::Home, |route| matches!(route, Route::Home | Route::Day | Route::Referrals))}
            {item(Route::Cases, t("Kasus", "Cases"), Icon::Folder, cases)}
            <button type="button" class="fab" aria-haspopup="dialog" aria-label=tr(t("Buat baru", "New"))
                on:click=move |_| sheet.set(true)>
                {Icon::Plus.view()}
            </button>
            {item(Route::Contacts, t("Kontak", "Contacts"), Icon::Users, contacts)}
            {item(Route::Report, t("Laporan", "Reports"), Icon::Chart, |route| matches!(route, Route::Report | Route::Receive | Route::Indicators | Route::Supervision))}
        </nav>
    }
}

#[component]
fn NewSheet(sheet: RwSignal<bool>) -> impl IntoView {
    let dialog: NodeRef<leptos::html::Dialog> = NodeRef::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if sheet.get() {
            // Showing a dialog that is already shown is an error that changes nothing.
            let _ = dialog.show_modal();
        } else {
            dialog.close();
        }
    });
    let item = move |place: Route, text: Text, icon: Icon| {
        view! {
            <a class="row" href=place.href() on:click=move |_| sheet.set(false)>
                {icon.view()}
                <span class="row-main"><span class="row-title">{tr(text)}</span></span>
            </a>
        }
    };
    // The event comes some time after the dialog was closed: it may have been opened again.
    let closed = move || {
        if !dialog.get_untracked().is_some_and(|dialog| dialog.open()) {
            sheet.set(false);
        }
    };
    view! {
        <dialog class="sheet" node_ref=dialog aria-label=tr(t("Buat baru", "New")) on:close=move |_| closed()>
            <h2>{tr(t("Buat baru", "New"))}</h2>
            <div class="menu">
                {item(Route::Choose("visit".into()), t("Kunjungan", "Visit"), Icon::Door)}
                {item(Route::Choose("note".into()), t("Catatan", "Note"), Icon::Note)}
                {item(Route::New("person".into(), None), t("Orang", "Person"), Icon::Person)}
                {item(Route::New("household".into(), None), t("Keluarga", "Household"), Icon::House)}
                {item(Route::Contacts, t("Kontak", "Contact"), Icon::Users)}
            </div>
            <button type="button" class="btn btn--text btn--wide" on:click=move |_| sheet.set(false)>
                {tr(t("Tutup", "Close"))}
            </button>
        </dialog>
    }
}

#[component]
fn Snackbar() -> impl IntoView {
    let app = App::get();
    Effect::new(move |_| {
        if app.notice.get().is_some() {
            let shown = app.notice.get_untracked();
            gloo_timers::callback::Timeout::new(6_000, move || {
                if app.notice.get_untracked() == shown {
                    app.notice.set(None);
                }
            })
            .forget();
        }
    });
    view! {
        <div role="status" aria-live="polite" class="snackbar-place">
            {live(move || app.notice.get().map(|notice| view! {
                <div class="snackbar">
                    <span>{notice.text}</span>
                    {notice.undo.map(|name| busy_button("btn btn--text", t("Urungkan", "Undo"), move || async move {
                        if app.undo(name).await.is_ok() {
                            app.tell(t("Diurungkan", "Undone"));
                        }
                    }))}
                </div>
            }))}
        </div>
    }
}

/// The bar on top of a page: where one is, and the ways out.
pub fn top_bar(title: impl Into<String>, back: bool) -> AnyView {
    let app = App::get();
    let title = title.into();
    view! {
        <header class="topbar">
            {back.then(|| view! {
                <button type="button" class="btn-icon" aria-label=tr(t("Kembali", "Back")) on:click=|_| browser::back()>
                    {Icon::Back.view()}
                </button>
            })}
            <h1 tabindex="-1">{title}</h1>
            <div class="topbar-actions">
                <a class="btn-icon" href=Route::Search.href() aria-label=tr(t("Cari", "Search"))>{Icon::Search.view()}</a>
                // Beside a long title there is only room for what must always be at hand.
                {(!back).then(|| view! {
                    <a class="btn-icon" href=Route::Settings.href() aria-label=tr(t("Setelan", "Settings"))>
                        {Icon::Settings.view()}
                    </a>
                })}
                <button type="button" class="btn-icon" aria-label=tr(t("Kunci", "Lock"))
                    on:click=move |_| wasm_bindgen_futures::spawn_local(app.lock())>
                    {Icon::Lock.view()}
                </button>
            </div>
        </header>
    }
    .into_any()
}
