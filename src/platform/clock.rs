//! The one place that asks what time it is.

use crate::domain::zone::{Stamp, Zone};
pub use crate::store::wait::breathe;

/// Milliseconds since 1970 by the wall clock, which may be wrong.
pub fn wall_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds since the page started; it never goes back and does not follow the wall clock.
pub fn monotonic_ms() -> u64 {
    precise_ms() as u64
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

/// Does something and waits for it, but no longer than this; it goes on where it takes longer.
pub async fn at_most(ms: u32, doing: impl Future<Output = ()> + 'static) {
    let done = std::rc::Rc::new(std::cell::Cell::new(false));
    let told = std::rc::Rc::clone(&done);
    wasm_bindgen_futures::spawn_local(async move {
        doing.await;
        told.set(true);
    });
    let until = monotonic_ms() + u64::from(ms);
    while !done.get() && monotonic_ms() < until {
        sleep_ms(50).await;
    }
}

/// Calls back before the browser paints next.
pub fn next_frame(callback: impl FnOnce() + 'static) {
    if let Some(window) = web_sys::window() {
        let callback = wasm_bindgen::closure::Closure::once_into_js(callback);
        // A page that is not shown has no frames.
        let _ = window.request_animation_frame(wasm_bindgen::JsCast::unchecked_ref(&callback));
    }
}

/// Work in slices: says when it is time to let the browser breathe, so that no task grows long on a slow phone.
pub struct Slices {
    until: f64,
}

/// How long a slice may take: two of them and a frame still fit into the 50 ms after which a page feels stuck.
const SLICE_MS: f64 = 8.0;

impl Slices {
    /// The first slice begins now.
    pub fn start() -> Slices {
        Slices { until: precise_ms() + SLICE_MS }
    }

    /// Whether the slice is used up.
    pub fn is_due(&self) -> bool {
        precise_ms() >= self.until
    }

    /// Breathes if the slice is used up.
    pub async fn breathe_if_due(&mut self) {
        if self.is_due() {
            breathe().await;
            self.until = precise_ms() + SLICE_MS;
        }
    }
}

fn precise_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}
