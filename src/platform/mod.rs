//! Thin edges to the browser. Nothing here decides; every function does one thing that only a browser
//! can do, and hands back plain values.

pub mod clock;
pub mod files;
pub mod install;
pub mod intl;
pub mod kdf;
pub mod page;
pub mod photo;
pub mod prefs;
pub mod regions;
pub mod scan;
pub mod sealer;
pub mod tabs;
pub mod worker;
