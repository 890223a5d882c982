//! The wait after wrong passphrases. A pure state that the caller stores twice (localStorage and
//! IndexedDB) **before** each attempt, so that killing the app in the middle counts as a failure.
//!
//! The rule: the first two failures are free, the third costs 5 s, each further one twice the last,
//! up to 15 minutes. A wait only runs while the app is open, by the monotonic clock of the page
//! (`performance.now`); the wall clock is never asked. Invariant: therefore no change of the clock,
//! forwards or backwards, and no reload shortens a wait.
//! What surprises: closing the app stops the wait rather than letting it pass. And the limit of all
//! this: whoever can clear the browser's storage or copy its files is not held up; against them only
//! the passphrase's strength counts. Nothing is ever destroyed here.

const FREE: u32 = 2;
const FIRST_WAIT_MS: u64 = 5_000;
/// The longest wait.
pub const LONGEST_WAIT_MS: u64 = 15 * 60_000;

/// How many attempts failed in a row and what is left of the wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    failures: u32,
    remaining_ms: u64,
}

impl Attempts {
    /// Failures since the last success.
    pub const fn failures(self) -> u32 {
        self.failures
    }

    /// What is left to wait before [`Attempts::begin`] allows another attempt.
    pub const fn remaining_ms(self) -> u64 {
        self.remaining_ms
    }

    /// The state to store before an attempt, counted as failed already; `None` while waiting.
    #[must_use]
    pub fn begin(self) -> Option<Self> {
        let failures = self.failures.saturating_add(1);
        (self.remaining_ms == 0).then_some(Self { failures, remaining_ms: wait_after(failures) })
    }

    /// The state to store after the vault opened.
    #[must_use]
    pub const fn succeeded() -> Self {
        Self { failures: 0, remaining_ms: 0 }
    }

    /// The state after the app was open for `elapsed_ms` of monotonic time. Store it now and then
    /// (every second or so), or a reload repeats more of the wait than needed.
    #[must_use]
    pub const fn after(self, elapsed_ms: u64) -> Self {
        Self { failures: self.failures, remaining_ms: self.remaining_ms.saturating_sub(elapsed_ms) }
    }

    /// The text to store.
    pub fn encode(self) -> String {
        format!("1:{}:{}", self.failures, self.remaining_ms)
    }

    /// The state from its two stored copies: the worse of both, so clearing one gains nothing.
    /// A copy that is there but cannot be read counts as three failures.
    pub fn decode(first: Option<&str>, second: Option<&str>) -> Self {
        let [first, second] = [first, second].map(Self::decode_one);
        Self {
            failures: first.failures.max(second.failures),
            remaining_ms: first.remaining_ms.max(second.remaining_ms),
        }
    }

    fn decode_one(text: Option<&str>) -> Self {
        let Some(text) = text else { return Self::default() };
        let damaged = Self { failures: FREE + 1, remaining_ms: FIRST_WAIT_MS };
        let Some((failures, remaining)) = text.strip_prefix("1:").and_then(|rest| rest.split_once(':'))
        else {
            return damaged;
        };
        match (failures.parse(), remaining.parse::<u64>()) {
            // A longer wait than we ever set is damage, and must not lock a worker out for a year.
            (Ok(failures), Ok(remaining)) => Self { failures, remaining_ms: remaining.min(LONGEST_WAIT_MS) },
            _ => damaged,
        }
    }
}

/// A state together with the page's monotonic clock.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    state: Attempts,
    seen_ms: u64,
}

impl Watch {
    /// Starts at `monotonic_ms`, the page's own clock (it may begin at any number).
    pub const fn new(state: Attempts, monotonic_ms: u64) -> Self {
        Self { state, seen_ms: monotonic_ms }
    }

    /// The state at `monotonic_ms`. A clock that steps back earns nothing.
    pub fn at(&mut self, monotonic_ms: u64) -> Attempts {
        self.state = self.state.after(monotonic_ms.saturating_sub(self.seen_ms));
        self.seen_ms = monotonic_ms;
        self.state
    }

    /// Takes over the state that was stored after an attempt.
    pub const fn set(&mut self, state: Attempts) {
        self.state = state;
    }
}

/// The wait that follows the `failures`-th failure in a row.
pub const fn wait_after(failures: u32) -> u64 {
    if failures <= FREE {
        return 0;
    }
    let doublings = failures - FREE - 1;
    let wait = if doublings < 16 { FIRST_WAIT_MS << doublings } else { LONGEST_WAIT_MS };
    if wait < LONGEST_WAIT_MS { wait } else { LONGEST_WAIT_MS }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_failures_are_free_and_then_waits_double_to_a_quarter_of_an_hour() {
        let waits: Vec<u64> = (0..=13).map(|failures| wait_after(failures) / 1_000).collect();
        assert_eq!(waits, [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT_MS);
    }

    #[test]
    fn a_success_forgets_all_failures() {
        assert_eq!(Attempts::succeeded(), Attempts::default());
        assert!(Attempts::succeeded().begin().is_some());
    }

    #[test]
    fn clearing_one_copy_gains_nothing() {
        let state = Attempts { failures: 5, remaining_ms: 9_000 };
        assert_eq!(Attempts::decode(Some(&state.encode()), None), state);
        assert_eq!(Attempts::decode(None, Some(&state.encode())), state);
        assert_eq!(Attempts::decode(Some("1:0:0"), Some(&state.encode())), state);
        assert_eq!(Attempts::decode(None, None), Attempts::default());
    }

    #[test]
    fn an_unreadable_copy_counts_as_three_failures_and_never_as_a_longer_wait() {
        for bad in ["", "1:", "1:x:0", "2:0:0", "1:1", "1:-1:0"] {
            assert_eq!(Attempts::decode(Some(bad), None), Attempts { failures: 3, remaining_ms: 5_000 });
        }
        let huge = format!("1:9:{}", u64::MAX);
        assert_eq!(Attempts::decode(Some(&huge), None).remaining_ms(), LONGEST_WAIT_MS);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Open(u64),
        Reload(u64),
        Try,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0u64..400_000).prop_map(Step::Open),
            any::<u64>().prop_map(Step::Reload),
            Just(Step::Try)
        ]
    }

    proptest! {
        #[test]
        fn what_is_stored_reads_back(failures in any::<u32>(), remaining_ms in 0..=LONGEST_WAIT_MS) {
            let state = Attempts { failures, remaining_ms };
            prop_assert_eq!(Attempts::decode(Some(&state.encode()), None), state);
        }

        // A reload starts the page's clock anew at any number; only the stored text survives.
        #[test]
        fn no_mix_of_reloads_and_clocks_shortens_a_wait(steps in prop::collection::vec(step(), 0..60)) {
            let (mut clock, mut watch) = (0, Watch::new(Attempts::default(), 0));
            let (mut failures, mut open_since_failure) = (0, 0);
            for step in steps {
                match step {
                    Step::Open(ms) => {
                        clock += ms;
                        open_since_failure += ms;
                        watch.at(clock);
                    }
                    Step::Reload(start) => {
                        let stored = watch.at(clock).encode();
                        clock = start / 2;
                        watch = Watch::new(Attempts::decode(Some(&stored), None), clock);
                    }
                    Step::Try => {
                        let begun = watch.at(clock).begin();
                        prop_assert_eq!(begun.is_some(), open_since_failure >= wait_after(failures));
                        if let Some(state) = begun {
                            watch.set(state);
                            failures += 1;
                            open_since_failure = 0;
                        }
                    }
                }
            }
        }

        #[test]
        fn a_clock_that_steps_back_earns_nothing(from in any::<u64>(), to in any::<u64>()) {
            let state = Attempts { failures: 9, remaining_ms: 60_000 };
            let left = Watch::new(state, from).at(to).remaining_ms();
            prop_assert_eq!(left, 60_000u64.saturating_sub(to.saturating_sub(from)));
        }
    }
}
