//! Writes FHIR bundles of a book with every kind of record into a folder, for `tests/e2e/fhir.test.mjs`.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(clippy::unwrap_used, reason = "a tool of a test may stop at once")
)]

#[cfg(not(target_arch = "wasm32"))]
#[path = "../tests/convert/every_kind.rs"]
mod every_kind;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    use pendamping::domain::text::Lang;
    use pendamping::report::convert::{Form, Options, Profile, whole};

    let folder = std::path::PathBuf::from(std::env::args_os().nth(1).unwrap());
    for (name, text) in [
        ("plain", "Teks biasa"),
        ("hostile", "=1+1 <script>alert(1)</script>\u{a0}\u{2028}\u{0}\u{7f}\u{202e}"),
    ] {
        let phone = every_kind::every_kind(text);
        for profile in [Profile::Full, Profile::Statistics] {
            let options = Options { profile, ..Options::new("2026-11-22".parse().unwrap(), Lang::Id) };
            let bundle = whole(phone.ledger.book(), Form::Fhir, options);
            std::fs::write(folder.join(format!("{name}-{profile:?}.json")), bundle).unwrap();
        }
    }
}
