//! What the house has set for sign-in and sessions: rows of the table `setting`, with the defaults of the migration.

use std::collections::BTreeMap;

/// When one has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Throttle {
    /// How far back failures count.
    pub window_minutes: i64,
    /// Failures of one name before it waits.
    pub account_failures: i64,
    /// Failures from one address before it waits.
    pub address_failures: i64,
    /// The first wait.
    pub first_wait_minutes: i64,
    /// The longest.
    pub longest_wait_minutes: i64,
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lifetime {
    /// Without being used.
    pub idle_minutes: i64,
    /// At the longest.
    pub absolute_minutes: i64,
}

impl Default for Throttle {
    fn default() -> Throttle {
        Throttle::from_rows(&BTreeMap::new())
    }
}

impl Throttle {
    /// From the rows of the table; what is missing, no number or not above zero is as we deliver it.
    pub fn from_rows(rows: &BTreeMap<String, String>) -> Throttle {
        let of = |name: &str, otherwise| number(rows.get(&format!("identity.throttle.{name}")), otherwise);
        Throttle {
            window_minutes: of("window_minutes", 60),
            account_failures: of("account_failures", 5),
            address_failures: of("address_failures", 30),
            first_wait_minutes: of("first_wait_minutes", 1),
            longest_wait_minutes: of("longest_wait_minutes", 30),
        }
    }
}

impl Lifetime {
    /// From the values of the two rows.
    pub fn of(idle: Option<&String>, absolute: Option<&String>) -> Lifetime {
        Lifetime { idle_minutes: number(idle, 720), absolute_minutes: number(absolute, 7 * 24 * 60) }
    }
}

fn number(text: Option<&String>, otherwise: i64) -> i64 {
    text.and_then(|text| text.trim().parse().ok())
        .filter(|n| (1..=10_000_000).contains(n))
        .unwrap_or(otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_counts_and_nonsense_does_not() {
        let rows = BTreeMap::from([
            ("identity.throttle.account_failures".to_owned(), " 3 ".to_owned()),
            ("identity.throttle.address_failures".to_owned(), "many".to_owned()),
            ("identity.throttle.window_minutes".to_owned(), "-1".to_owned()),
        ]);
        let set = Throttle::from_rows(&rows);
        assert_eq!((set.account_failures, set.address_failures, set.window_minutes), (3, 30, 60));
        assert_eq!(
            Lifetime::of(Some(&"30".to_owned()), None),
            Lifetime { idle_minutes: 30, absolute_minutes: 10_080 }
        );
    }
}
