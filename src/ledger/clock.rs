//! The hybrid logical clock: wall time where it can be trusted, a counter where it cannot.
//!
//! A new time is always greater than every time this device has written or read, so what follows sorts
//! after what it follows even if the phone's clock is set back, or ten years ahead. What surprises: a
//! clock that was once far ahead stays ahead (it must, to keep the order); the time shown to people is
//! therefore the [`Stamp`](crate::domain::zone::Stamp), the writer's own wall clock, and never this one.

/// Milliseconds since 1970 in the upper 48 bits, a counter in the lower 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hlc(pub u64);

impl Hlc {
    /// The last time a file may carry: the year 2200. A later one is an attack on the order of things.
    pub const LATEST: Hlc = Hlc(7_258_118_400_000 << 16);

    /// The last wall time that is believed when writing: the year 2100. The room up to
    /// [`Hlc::LATEST`] is for counting on, so that a phone whose clock is set beyond it still writes
    /// commits that others take.
    const LATEST_WALL: u64 = 4_102_444_800_000;

    /// The wall part in milliseconds since 1970.
    pub const fn millis(self) -> u64 {
        self.0 >> 16
    }
}

/// The clock of one device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    last: Hlc,
}

impl Clock {
    /// Takes note of a time that was read.
    pub fn observe(&mut self, hlc: Hlc) {
        self.last = self.last.max(hlc);
    }

    /// The time of the next commit.
    pub fn tick(&mut self, now_ms: i64) -> Hlc {
        let wall = u64::try_from(now_ms).unwrap_or(0).min(Hlc::LATEST_WALL) << 16;
        self.last = Hlc(wall.max(self.last.0.saturating_add(1)));
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_does_not_turn_the_order_round() {
        let mut clock = Clock::default();
        let first = clock.tick(1_000_000);
        let second = clock.tick(5);
        let third = clock.tick(-5);
        assert!(first < second && second < third);
    }

    #[test]
    fn a_clock_set_beyond_every_date_writes_times_that_others_take() {
        let mut clock = Clock::default();
        let first = clock.tick(i64::MAX);
        let second = clock.tick(i64::MAX);
        assert!(first < second && second < Hlc::LATEST);
    }

    #[test]
    fn a_clock_ten_years_ahead_is_followed_and_then_kept() {
        let ten_years = 10 * 365 * 86_400_000;
        let mut clock = Clock::default();
        let ahead = clock.tick(1_700_000_000_000 + ten_years);
        let mended = clock.tick(1_700_000_000_000);
        assert!(ahead < mended);
        assert_eq!(ahead.millis(), mended.millis());
    }
}
