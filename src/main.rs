//! The app in the browser. Natively this binary does nothing.
//!
//! `public/boot.js` loads it and waits for `pendampingAlive`; when that call never comes it shows the
//! recovery page.
//! Surprise: the module is split in two. What only [`split::inside`] reaches, which is the frame and its pages, is a
//! file of its own that is fetched while the passphrase is typed. The split stands here and not in the library,
//! because a split point is kept in every module that links it.

#[cfg(target_arch = "wasm32")]
fn main() {
    pendamping::ui::run(|| Box::pin(async { split::inside().await.ok() }));
}

#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "the macro declares both sides of the split as functions of the linker")]
mod split {
    use pendamping::ui::{self, Inside};
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    /// Fetches the second module and gives what only it holds.
    #[wasm_split(inside, fallible)]
    pub fn inside() -> Result<Inside, SplitLoaderError> {
        Ok(ui::inside())
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
