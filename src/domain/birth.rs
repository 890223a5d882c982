//! When somebody was born, as far as anybody knows: an exact date, an age that was estimated on a day,
//! or unknown. Many clients have no papers, so an estimate is a full answer and stays one.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::value::Value;

/// What is known of a birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Birth {
    /// The date itself.
    Exact(NaiveDate),
    /// An age in whole years as it was estimated on a day.
    Estimated {
        /// Years of age on that day.
        age: u16,
        /// The day of the estimate.
        on: NaiveDate,
    },
    /// Asked, and not known.
    Unknown,
}

impl Birth {
    /// Age in completed years on a day; an estimate ages with the years since it was made.
    pub fn age_on(self, day: NaiveDate) -> Option<u16> {
        match self {
            Birth::Exact(date) => day.years_since(date).and_then(|years| u16::try_from(years).ok()),
            Birth::Estimated { age, on } => {
                let passed = if day >= on { day.years_since(on).unwrap_or(0) } else { 0 };
                u16::try_from(passed).ok().and_then(|years| age.checked_add(years))
            }
            Birth::Unknown => None,
        }
    }

    /// The year of birth, exact or estimated.
    pub fn year(self) -> Option<i32> {
        match self {
            Birth::Exact(date) => Some(date.year()),
            Birth::Estimated { age, on } => Some(on.year() - i32::from(age)),
            Birth::Unknown => None,
        }
    }

    /// As stored: `{"date": …}`, `{"age": …, "on": …}` or `{"unknown": true}`.
    pub fn to_value(self) -> Value {
        let mut map = BTreeMap::new();
        match self {
            Birth::Exact(date) => {
                map.insert("date".into(), Value::Text(date.to_string()));
            }
            Birth::Estimated { age, on } => {
                map.insert("age".into(), Value::Int(i64::from(age)));
                map.insert("on".into(), Value::Text(on.to_string()));
            }
            Birth::Unknown => {
                map.insert("unknown".into(), Value::Bool(true));
            }
        }
        Value::Map(map)
    }

    /// Reads the stored form.
    pub fn from_value(value: &Value) -> Option<Birth> {
        let Value::Map(map) = value else { return None };
        if let Some(Value::Text(date)) = map.get("date") {
            return date.parse().ok().map(Birth::Exact);
        }
        if let (Some(Value::Int(age)), Some(Value::Text(on))) = (map.get("age"), map.get("on")) {
            return Some(Birth::Estimated { age: u16::try_from(*age).ok()?, on: on.parse().ok()? });
        }
        matches!(map.get("unknown"), Some(Value::Bool(true))).then_some(Birth::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_estimate_grows_older_and_never_younger() {
        let birth = Birth::Estimated { age: 60, on: day("2020-06-01") };
        assert_eq!(birth.age_on(day("2026-05-31")), Some(65));
        assert_eq!(birth.age_on(day("2026-06-01")), Some(66));
        assert_eq!(birth.age_on(day("2019-01-01")), Some(60));
        assert_eq!(birth.year(), Some(1960));
    }

    #[test]
    fn a_leap_day_child_has_a_birthday_in_march() {
        let birth = Birth::Exact(day("2000-02-29"));
        assert_eq!(birth.age_on(day("2001-02-28")), Some(0));
        assert_eq!(birth.age_on(day("2001-03-01")), Some(1));
    }

    #[test]
    fn every_form_survives_storage() {
        for birth in [
            Birth::Exact(day("1968-08-05")),
            Birth::Estimated { age: 40, on: day("2026-11-21") },
            Birth::Unknown,
        ] {
            assert_eq!(Birth::from_value(&birth.to_value()), Some(birth));
        }
    }
}
