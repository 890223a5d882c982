//! Pages, forms and components. Nothing here decides: pages ask the pure core and render the answer.

mod form;
mod gate;
mod icon;
mod live;
mod memory;
mod page;
mod part;
mod picture;
mod route;
mod shell;

use std::future::Future;
use std::pin::Pin;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use crate::app::{App, Phase};
use crate::platform::page as browser;
use route::Route;

/// Makes what stands behind the gates: the frame with its pages.
pub type Inside = fn(RwSignal<Route>) -> AnyView;

/// Fetches the module that holds the inside; nothing where that failed, and then it may be tried again.
pub type FetchInside = fn() -> Pin<Box<dyn Future<Output = Option<Inside>>>>;

/// The inside. Only a split point may call this: whoever does holds all pages in its own module.
pub fn inside() -> Inside {
    |route| view! { <shell::Shell route/> }.into_any()
}

/// How often, and how long apart, the inside is asked for once somebody waits for it.
const TRIES: usize = 5;
const PAUSE_MS: u32 = 2_000;

/// Puts the app on the page and starts it.
pub fn run(fetch: FetchInside) {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        browser::call_boot("pendampingCrashed");
    }));
    leptos::mount::mount_to_body(move || view! { <Root fetch/> });
    browser::call_boot("pendampingAlive");
}

#[component]
fn Root(fetch: FetchInside) -> impl IntoView {
    let app = App::get();
    let route = route::provide_route();
    let inside = RwSignal::new(None);
    app.watch_page();
    wasm_bindgen_futures::spawn_local(app.start());
    wasm_bindgen_futures::spawn_local(fetch_inside(app, fetch, inside));
    let waiting = || view! { <div class="gate" aria-busy="true"></div> }.into_any();
    // A change of language makes everything anew, so texts need not be reactive one by one.
    move || {
        app.lang.track();
        match app.phase.get() {
            Phase::Starting => waiting(),
            Phase::FirstStart => view! { <gate::FirstStart/> }.into_any(),
            Phase::Locked => view! { <gate::Unlock/> }.into_any(),
            Phase::Open => inside.get().map_or_else(waiting, |inside: Inside| inside(route)),
            stopped => view! { <gate::Stopped phase=stopped/> }.into_any(),
        }
    }
}

/// Fetches the inside while the gates are in use. The service worker keeps it beside the rest of the build, so this
/// can fail only on a first visit that loses the network: then nothing is disturbed before the vault is open.
async fn fetch_inside(app: App, fetch: FetchInside, inside: RwSignal<Option<Inside>>) {
    let mut awaited = 0;
    while awaited < TRIES {
        if let Some(found) = fetch().await {
            inside.set(Some(found));
            return;
        }
        TimeoutFuture::new(PAUSE_MS).await;
        awaited += usize::from(app.phase.get_untracked() == Phase::Open);
    }
    browser::call_boot("pendampingCrashed");
}
