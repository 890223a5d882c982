//! Dates and numbers in the user's language, through the browser's `Intl`.

use chrono::{Datelike, NaiveDate};
use js_sys::{Array, Date, Intl, Object, Reflect};
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

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Setting a property on a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    object
}

fn format_date(lang: Lang, date: NaiveDate, pairs: &[(&str, &str)]) -> String {
    let ms = Date::utc(f64::from(date.year()), f64::from(date.month0() as i32));
    let at = Date::new(&JsValue::from_f64(ms));
    at.set_utc_full_year(date.year() as u32);
    at.set_utc_date(date.day());
    let options = options(pairs);
    let _ = Reflect::set(&options, &JsValue::from_str("timeZone"), &JsValue::from_str("UTC"));
    let format = Intl::DateTimeFormat::new(&locale(lang), &options);
    let text = format.format().call1(&JsValue::UNDEFINED, &at);
    text.ok().and_then(|text| text.as_string()).unwrap_or_else(|| date.to_string())
}

/// `21 November 2026`.
pub fn date(lang: Lang, date: NaiveDate) -> String {
    format_date(lang, date, &[("day", "numeric"), ("month", "long"), ("year", "numeric")])
}

/// `Sab, 21 Nov`.
pub fn short_date(lang: Lang, date: NaiveDate) -> String {
    format_date(lang, date, &[("weekday", "short"), ("day", "numeric"), ("month", "short")])
}

/// `Sabtu, 21 November 2026`.
pub fn long_date(lang: Lang, date: NaiveDate) -> String {
    format_date(
        lang,
        date,
        &[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")],
    )
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
    let format = Intl::NumberFormat::new(&locale(lang), &Object::new());
    let text = format.format().call1(&JsValue::UNDEFINED, &JsValue::from_f64(value as f64));
    text.ok().and_then(|text| text.as_string()).unwrap_or_else(|| value.to_string())
}
