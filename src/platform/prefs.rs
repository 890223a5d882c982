//! Small settings in `localStorage`: language, theme, zone, and the sentinel. Nothing personal.

use gloo_storage::{LocalStorage, Storage};

/// Reads a setting.
pub fn read(name: &str) -> Option<String> {
    LocalStorage::get(key(name)).ok()
}

/// Writes a setting; `false` where the browser refuses, which only costs the setting.
pub fn write(name: &str, value: &str) -> bool {
    LocalStorage::set(key(name), value).is_ok()
}

/// Removes a setting.
pub fn remove(name: &str) {
    LocalStorage::delete(key(name));
}

fn key(name: &str) -> String {
    format!("pendamping.{name}")
}
