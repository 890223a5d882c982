//! When an open vault locks itself. Pure: the page tells both of its clocks. Invariant: no setting of
//! the wall clock keeps a vault open for longer than its settings say. What surprises: two clocks are
//! needed, since the monotonic one may stand still while a phone sleeps and the wall clock can be set.

/// How far the wall clock may fall behind the monotonic one: the network corrects it by a little.
const CLOCK_TOLERANCE_MS: u64 = 2_000;

/// One moment on both clocks of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970.
    pub wall_ms: u64,
    /// Milliseconds of `performance.now`.
    pub monotonic_ms: u64,
}

/// The user's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockSettings {
    /// Without a touch or a key.
    pub idle_ms: u64,
    /// With the app in the background.
    pub hidden_ms: u64,
}

impl Default for LockSettings {
    fn default() -> Self {
        Self { idle_ms: 5 * 60_000, hidden_ms: 60_000 }
    }
}

/// Why the vault locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockReason {
    /// Nobody touched it.
    Idle,
    /// It was in the background for too long.
    Hidden,
    /// The device's clock went backwards.
    ClockBackwards,
}

/// Whether to lock at `now`. Ask on a timer, on `visibilitychange` and on `pageshow`.
pub fn should_lock(
    now: Moment,
    last_activity: Moment,
    hidden_since: Option<Moment>,
    settings: LockSettings,
) -> Option<LockReason> {
    let idle = now.since(last_activity);
    let hidden = hidden_since.map(|moment| now.since(moment));
    let backwards = [Some(idle), hidden].into_iter().flatten().any(|elapsed| elapsed.is_none());
    if backwards {
        return Some(LockReason::ClockBackwards);
    }
    if hidden.flatten().is_some_and(|elapsed| elapsed >= settings.hidden_ms) {
        return Some(LockReason::Hidden);
    }
    idle.is_some_and(|elapsed| elapsed >= settings.idle_ms).then_some(LockReason::Idle)
}

impl Moment {
    /// The time since `earlier`, the longer of both clocks; `None` if a clock went backwards.
    fn since(self, earlier: Self) -> Option<u64> {
        let monotonic = self.monotonic_ms.checked_sub(earlier.monotonic_ms)?;
        let wall = self.wall_ms.saturating_add(CLOCK_TOLERANCE_MS).checked_sub(earlier.wall_ms)?;
        (wall >= monotonic).then(|| monotonic.max(wall.saturating_sub(CLOCK_TOLERANCE_MS)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Moment = Moment { wall_ms: 1_800_000_000_000, monotonic_ms: 5_000 };

    fn later(wall: i64, monotonic: u64) -> Moment {
        Moment {
            wall_ms: START.wall_ms.saturating_add_signed(wall),
            monotonic_ms: START.monotonic_ms + monotonic,
        }
    }

    fn lock(now: Moment, hidden: Option<Moment>) -> Option<LockReason> {
        should_lock(now, START, hidden, LockSettings::default())
    }

    #[test]
    fn it_stays_open_while_in_use_and_locks_after_five_idle_minutes() {
        assert_eq!(lock(later(299_999, 299_999), None), None);
        assert_eq!(lock(later(300_000, 300_000), None), Some(LockReason::Idle));
    }

    #[test]
    fn it_locks_after_a_minute_in_the_background() {
        assert_eq!(lock(later(59_999, 59_999), Some(START)), None);
        assert_eq!(lock(later(60_000, 60_000), Some(START)), Some(LockReason::Hidden));
    }

    #[test]
    fn sleep_counts_even_if_the_monotonic_clock_stood_still() {
        assert_eq!(lock(later(300_000, 10), None), Some(LockReason::Idle));
        assert_eq!(lock(later(60_000, 10), Some(START)), Some(LockReason::Hidden));
    }

    #[test]
    fn a_clock_set_back_locks_even_by_less_than_the_idle_time() {
        assert_eq!(lock(later(-3_000, 0), None), Some(LockReason::ClockBackwards));
        assert_eq!(lock(later(60_000, 240_000), None), Some(LockReason::ClockBackwards));
        assert_eq!(lock(later(1_000, 4_000), Some(START)), Some(LockReason::ClockBackwards));
    }

    #[test]
    fn a_small_correction_by_the_network_does_not_lock() {
        assert_eq!(lock(later(-1_500, 0), None), None);
        assert_eq!(lock(later(8_500, 10_000), None), None);
    }

    proptest! {
        #[test]
        fn no_wall_clock_keeps_it_open_past_the_limit(wall in any::<i64>(), beyond in 0u64..1_000_000_000) {
            prop_assert!(lock(later(wall, 300_000 + beyond), None).is_some());
            prop_assert!(lock(later(wall, 60_000 + beyond), Some(START)).is_some());
        }
    }
}
