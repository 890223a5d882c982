//! Dates and numbers in the user's language, through the browser's `Intl`.

use std::cell::RefCell;

use chrono::NaiveDate;
use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::domain::text::Lang;
use crate::domain::zone::{Stamp, Zone, local_time};

fn locale(lang: Lang) -> Array {
    let tag = match lang {
        Lang::Id => "id-ID",
        Lang::En => "en-GB",
    };
    Array::of1(&JsValue::from_str(tag))
}

/// The ways to write a date and a number.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Date,
    Short,
    Long,
    Number,
}

thread_local! {
    /// The browser takes longer to make a formatter than to write a hundred dates with it, so each is made once.
    static MADE: RefCell<Vec<((Lang, Style), Function)>> = const { RefCell::new(Vec::new()) };
}

fn make(lang: Lang, style: Style) -> Function {
    let pairs: &[(&str, &str)] = match style {
        Style::Date => &[("day", "numeric"), ("month", "long"), ("year", "numeric")],
        Style::Short => &[("weekday", "short"), ("day", "numeric"), ("month", "short")],
        Style::Long => &[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")],
        Style::Number => return Intl::NumberFormat::new(&locale(lang), &Object::new()).format(),
    };
    let options = Object::new();
    for (name, value) in pairs.iter().chain(&[("timeZone", "UTC")]) {
        // Setting a property on a fresh plain object cannot fail.
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    Intl::DateTimeFormat::new(&locale(lang), &options).format()
}

fn format(lang: Lang, style: Style, value: f64) -> Option<String> {
    let format = MADE.with_borrow_mut(|made| {
        if let Some((_, format)) = made.iter().find(|(key, _)| *key == (lang, style)) {
            return format.clone();
        }
        let format = make(lang, style);
        made.push(((lang, style), format.clone()));
        format
    });
    format.call1(&JsValue::UNDEFINED, &JsValue::from_f64(value)).ok()?.as_string()
}

fn format_date(lang: Lang, style: Style, date: NaiveDate) -> String {
    // A day is so many milliseconds since 1970, in UTC, which is the zone of the formatter.
    let ms = date.signed_duration_since(NaiveDate::default()).num_milliseconds();
    format(lang, style, ms as f64).unwrap_or_else(|| date.to_string())
}

/// `21 November 2026`.
pub fn date(lang: Lang, date: NaiveDate) -> String {
    format_date(lang, Style::Date, date)
}

/// `Sab, 21 Nov`.
pub fn short_date(lang: Lang, date: NaiveDate) -> String {
    format_date(lang, Style::Short, date)
}

/// `Sabtu, 21 November 2026`.
pub fn long_date(lang: Lang, date: NaiveDate) -> String {
    format_date(lang, Style::Long, date)
}

/// `21 November 2026 14.05 WIB`, by the writer's own clock.
pub fn stamp(lang: Lang, stamp: Stamp) -> String {
    let local = local_time(stamp.ms, stamp.offset);
    let zone = Zone::from_offset(stamp.offset).map_or("", Zone::abbreviation);
    let mark = match lang {
        Lang::Id => '.',
        Lang::En => ':',
    };
    let time = local.format("%H:%M").to_string().replace(':', &mark.to_string());
    format!("{} {time} {zone}", date(lang, local.date())).trim_end().to_owned()
}

/// `1.234`.
pub fn number(lang: Lang, value: i64) -> String {
    format(lang, Style::Number, value as f64).unwrap_or_else(|| value.to_string())
}
