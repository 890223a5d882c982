//! Pages, forms and components. Nothing here decides: pages ask the pure core and render the answer.

mod form;
mod gate;
mod icon;
mod memory;
mod page;
mod part;
mod picture;
mod route;
mod shell;

use leptos::prelude::*;

use crate::app::{App, Phase};
use crate::platform::page as browser;

/// Puts the app on the page and starts it.
pub fn run() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        browser::call_boot("pendampingCrashed");
    }));
    leptos::mount::mount_to_body(Root);
    browser::call_boot("pendampingAlive");
}

#[component]
fn Root() -> impl IntoView {
    let app = App::get();
    let route = route::provide_route();
    app.watch_page();
    wasm_bindgen_futures::spawn_local(app.start());
    // A change of language makes everything anew, so texts need not be reactive one by one.
    move || {
        app.lang.track();
        match app.phase.get() {
            Phase::Starting => view! { <div class="gate" aria-busy="true"></div> }.into_any(),
            Phase::FirstStart => view! { <gate::FirstStart/> }.into_any(),
            Phase::Locked => view! { <gate::Unlock/> }.into_any(),
            Phase::Open => view! { <shell::Shell route/> }.into_any(),
            stopped => view! { <gate::Stopped phase=stopped/> }.into_any(),
        }
    }
}
