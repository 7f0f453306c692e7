//! After some wrong tries one waits, and longer each time: guessing becomes hopeless, mistyping stays harmless.

use kernel::Instant;

use crate::settings::Throttle;

/// Wrong tries within the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Failures {
    /// How many.
    pub count: i64,
    /// When the last was.
    pub last: Option<Instant>,
}

/// How a try stands before it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It may be made; so many more after it.
    Free { left: i64 },
    /// Not before this moment.
    Wait { until: Instant },
}

/// May the account be tried from this address now?
pub(crate) fn standing(account: Failures, address: Failures, limits: &Throttle, now: Instant) -> Standing {
    let waits = [(account, limits.account_failures), (address, limits.address_failures)];
    let until = waits.iter().filter_map(|(failures, allowed)| wait(*failures, *allowed, limits)).max();
    match until.filter(|until| now < *until) {
        Some(until) => Standing::Wait { until },
        None => {
            let left = waits.iter().map(|(failures, allowed)| allowed - failures.count - 1).min();
            Standing::Free { left: left.unwrap_or(0).max(0) }
        }
    }
}

/// Until when; each failure beyond the allowed ones doubles the wait.
fn wait(failures: Failures, allowed: i64, limits: &Throttle) -> Option<Instant> {
    let beyond = u32::try_from((failures.count - allowed).min(62)).ok()?; // below zero: still free
    let minutes = limits.first_wait_minutes.saturating_mul(2_i64.saturating_pow(beyond));
    failures.last.map(|last| last.plus_minutes(minutes.min(limits.longest_wait_minutes)))
}

/// Whole minutes to wait, at least one.
pub(crate) fn minutes_until(until: Instant, now: Instant) -> i64 {
    (until.millis() - now.millis()).max(1).saturating_add(59_999) / 60_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> Instant {
        Instant::from_millis(0).plus_minutes(minute)
    }

    fn failures(count: i64) -> Failures {
        Failures { count, last: (count > 0).then(|| at(100)) }
    }

    #[test]
    fn the_first_tries_are_free_and_count_down() {
        let limits = Throttle::default();
        let left = |count| standing(failures(count), failures(count), &limits, at(100));
        assert_eq!(left(0), Standing::Free { left: 4 });
        assert_eq!(left(3), Standing::Free { left: 1 });
        assert_eq!(left(4), Standing::Free { left: 0 });
        assert_eq!(left(5), Standing::Wait { until: at(101) });
    }

    #[test]
    fn the_wait_doubles_up_to_the_longest_and_then_is_over() {
        let limits = Throttle::default();
        let now = |count, minute| standing(failures(count), Failures::default(), &limits, at(minute));
        assert_eq!(now(7, 100), Standing::Wait { until: at(104) });
        assert_eq!(now(60, 100), Standing::Wait { until: at(130) });
        assert_eq!(now(i64::MAX, 100), Standing::Wait { until: at(130) });
        assert_eq!(now(7, 104), Standing::Free { left: 0 });
    }

    #[test]
    fn an_address_waits_too_whatever_names_it_tries() {
        let limits = Throttle::default();
        let tried = standing(Failures::default(), failures(30), &limits, at(100));
        assert_eq!(tried, Standing::Wait { until: at(101) });
    }

    #[test]
    fn a_wait_is_told_in_whole_minutes() {
        assert_eq!(minutes_until(at(3), at(1)), 2);
        assert_eq!(minutes_until(Instant::from_millis(1), at(0)), 1);
    }

    proptest! {
        #[test]
        fn more_failures_never_wait_shorter(count in 0i64..80) {
            let limits = Throttle::default();
            let until = |count| wait(failures(count), 5, &limits);
            prop_assert!(until(count) <= until(count + 1));
        }
    }
}
