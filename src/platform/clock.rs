//! The one place that asks what time it is.

use crate::domain::zone::{Stamp, Zone};

/// Milliseconds since 1970 by the wall clock, which may be wrong.
pub fn wall_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds since the page started; it never goes back and does not follow the wall clock.
pub fn monotonic_ms() -> u64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
        as u64
}

/// Now, as a writer in this zone stamps it.
pub fn stamp(zone: Zone) -> Stamp {
    Stamp { ms: wall_ms(), offset: zone.offset_minutes() }
}

/// Today in this zone.
pub fn today(zone: Zone) -> chrono::NaiveDate {
    crate::domain::zone::local_date(wall_ms(), zone.offset_minutes())
}

/// The zone that the phone is set to, where it is one of Indonesia's.
pub fn phone_zone() -> Option<Zone> {
    let minutes = -js_sys::Date::new_0().get_timezone_offset();
    Zone::from_offset(minutes as i16)
}

/// Waits.
pub async fn sleep_ms(ms: u32) {
    gloo_timers::future::TimeoutFuture::new(ms).await;
}

/// Calls back before the browser paints next.
pub fn next_frame(callback: impl FnOnce() + 'static) {
    if let Some(window) = web_sys::window() {
        let callback = wasm_bindgen::closure::Closure::once_into_js(callback);
        // A page that is not shown has no frames.
        let _ = window.request_animation_frame(wasm_bindgen::JsCast::unchecked_ref(&callback));
    }
}

/// Lets the browser paint and take input before going on.
pub async fn breathe() {
    sleep_ms(0).await;
}
