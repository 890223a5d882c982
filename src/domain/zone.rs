//! Indonesia's three time zones. None has daylight saving, so a fixed offset is the whole truth.

use super::text::{Text, t};

/// Western, central and eastern Indonesian time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// Waktu Indonesia Barat, UTC+7.
    #[default]
    Wib,
    /// Waktu Indonesia Tengah, UTC+8.
    Wita,
    /// Waktu Indonesia Timur, UTC+9.
    Wit,
}

impl Zone {
    /// All three, west to east.
    pub const ALL: [Zone; 3] = [Zone::Wib, Zone::Wita, Zone::Wit];

    /// Minutes east of UTC.
    pub const fn offset_minutes(self) -> i16 {
        match self {
            Zone::Wib => 420,
            Zone::Wita => 480,
            Zone::Wit => 540,
        }
    }

    /// The abbreviation people write after a time.
    pub const fn abbreviation(self) -> &'static str {
        match self {
            Zone::Wib => "WIB",
            Zone::Wita => "WITA",
            Zone::Wit => "WIT",
        }
    }

    /// The IANA name, for `Intl`.
    pub const fn iana(self) -> &'static str {
        match self {
            Zone::Wib => "Asia/Jakarta",
            Zone::Wita => "Asia/Makassar",
            Zone::Wit => "Asia/Jayapura",
        }
    }

    /// The full name.
    pub const fn label(self) -> Text {
        match self {
            Zone::Wib => t("Waktu Indonesia Barat (WIB)", "Western Indonesia Time (WIB)"),
            Zone::Wita => t("Waktu Indonesia Tengah (WITA)", "Central Indonesia Time (WITA)"),
            Zone::Wit => t("Waktu Indonesia Timur (WIT)", "Eastern Indonesia Time (WIT)"),
        }
    }

    /// The zone with this offset, if it is one of the three.
    pub fn from_offset(minutes: i16) -> Option<Zone> {
        Zone::ALL.into_iter().find(|zone| zone.offset_minutes() == minutes)
    }
}

/// A writer's wall clock at the time of writing; it may be wrong, and is shown as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Milliseconds since 1970 UTC.
    pub ms: i64,
    /// Minutes east of UTC.
    pub offset: i16,
}

/// The calendar date at an instant (milliseconds since 1970 UTC) for somebody `offset_minutes` east.
pub fn local_date(ms: i64, offset_minutes: i16) -> chrono::NaiveDate {
    local_time(ms, offset_minutes).date()
}

/// Date and time of day at an instant for somebody `offset_minutes` east.
pub fn local_time(ms: i64, offset_minutes: i16) -> chrono::NaiveDateTime {
    let local = ms.saturating_add(i64::from(offset_minutes) * 60_000);
    chrono::DateTime::from_timestamp_millis(local).unwrap_or_default().naive_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_comes_two_hours_earlier_in_the_east() {
        // 2026-11-20 16:30 UTC
        let ms = 1_795_192_200_000;
        let date = |zone: Zone| local_date(ms, zone.offset_minutes()).to_string();
        assert_eq!(date(Zone::Wib), "2026-11-20");
        assert_eq!(date(Zone::Wita), "2026-11-21");
        assert_eq!(date(Zone::Wit), "2026-11-21");
    }
}
