//! The region list, fetched when it is first needed (from the service worker's cache, so also offline).

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::domain::identity::region::Regions;

/// Fetches and reads the list; `None` where it cannot be had, which only costs the suggestions.
pub async fn load() -> Option<Regions> {
    let url = super::page::build_fact("regions")?;
    let response = JsFuture::from(super::page::window()?.fetch_with_str(&url)).await.ok()?;
    let response = response.dyn_into::<web_sys::Response>().ok().filter(web_sys::Response::ok)?;
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    Some(Regions::parse(&text))
}
