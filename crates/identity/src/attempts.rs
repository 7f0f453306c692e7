//! Tries at the door. Each is written down as failed before it is looked at, so that a hundred at once count as a
//! hundred; it is marked when it turns out right.

use db::Tx;
use jiff::tz::TimeZone;
use kernel::{Instant, Result};

use crate::account::AttemptId;
use crate::refused::Refused;
use crate::store;
use crate::throttle::{Standing, minutes_until, standing};

/// A try under way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    /// Its key.
    pub id: AttemptId,
    /// How many more one has, should it be wrong.
    pub left: i64,
}

/// Begins a try, or says how long to wait.
pub(crate) fn begin(tx: &mut Tx, now: Instant, zone: &TimeZone, name: &str, address: &str) -> Result<Begun> {
    let limits = store::throttle(tx)?;
    // Tries of a moment ahead are none, but those of a process whose clock is a little ahead: after the clock was put
    // right, nobody waits for a day that was a mistake.
    let window = (now.plus_minutes(-limits.window_minutes), now.plus_minutes(1));
    let of_name = store::failures_of(tx, name, window)?;
    let from_address = store::failures_from(tx, address, window)?;
    match standing(of_name, from_address, &limits, now) {
        Standing::Free { left } => Ok(Begun { id: store::add_attempt(tx, name, address, now)?, left }),
        Standing::Wait { until } => {
            let at = until.plus_minutes(1).at(zone).strftime("%H:%M").to_string();
            Err(Refused::Throttled { minutes: minutes_until(until, now), at }.into())
        }
    }
}

/// Forgets tries from before a moment; how many. For the nightly job: a month is plenty.
pub fn purge(tx: &mut Tx, before: Instant) -> Result<u64> {
    store::purge_attempts(tx, before)
}
