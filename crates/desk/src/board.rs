//! The live board: what of a day stands where, worked out from the facts and the clock.

use booking::{FloorLine, LineState};
use kernel::Instant;
use serde::Serialize;

use crate::policy::Policy;

/// Where a treatment stands on the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Booked, and its time has passed.
    Late,
    /// Booked.
    Booked,
    /// She is there and waits.
    Waiting,
    /// Being given.
    InTreatment,
    /// Given.
    Done,
}

/// How a treatment stands at a minute of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// In which column.
    pub column: Column,
    /// Late and waiting ones: for how many minutes. In treatment: how many are left, below zero when over time.
    pub minutes: i64,
}

/// How a treatment stands; none for what was called off or never came.
pub fn standing(line: &FloorLine, minute: u32, now: Instant, policy: &Policy) -> Option<Standing> {
    let since = |at: Instant| now.millis().saturating_sub(at.millis()) / 60_000;
    Some(match line.state {
        LineState::Booked => {
            // Who said that she comes later is late only after that.
            let expected = line.visit_starts + line.late_minutes.unwrap_or(0);
            let late = i64::from(minute) - i64::from(expected);
            if late > i64::from(policy.late_after) {
                Standing { column: Column::Late, minutes: late }
            } else {
                Standing { column: Column::Booked, minutes: -late }
            }
        }
        LineState::Arrived => Standing { column: Column::Waiting, minutes: line.arrived_at.map_or(0, since) },
        LineState::InTreatment => {
            // Begun minutes count as whole ones, so that "0 left" is shown in the last minute and not before.
            let left = line.until.map_or(0, |until| (until.millis() - now.millis()).div_euclid(60_000));
            Standing { column: Column::InTreatment, minutes: left }
        }
        LineState::Done => Standing { column: Column::Done, minutes: line.ended_at.map_or(0, since) },
        LineState::Cancelled | LineState::NoShow => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::policy;
    use booking::{Dispatch, Source};
    use kernel::Id;
    use proptest::prelude::*;

    fn at(minute: i64) -> Instant {
        Instant::from_millis(1_795_449_600_000).plus_minutes(minute)
    }

    fn line(state: LineState) -> FloorLine {
        FloorLine {
            line: Id::of(1),
            store: Id::of(1),
            day: jiff::civil::date(2026, 11, 24),
            visit: Id::of(1),
            customer: None,
            guest: "秦女士".into(),
            treatment: Id::of(1),
            therapist: Id::of(1),
            dispatch: Dispatch::Booked,
            room: None,
            visit_starts: 600,
            starts: 600,
            ends: 660,
            hands: vec![],
            state,
            source: Source::Phone,
            late_minutes: None,
            arrived_at: Some(at(590)),
            begun_at: Some(at(600)),
            until: Some(at(660)),
            ended_at: None,
            note: String::new(),
        }
    }

    fn stands(line: &FloorLine, minute: u32) -> Option<Standing> {
        let policy = policy(jiff::civil::date(2026, 11, 24)).expect("a policy");
        standing(line, minute, at(minute.into()), policy)
    }

    #[test]
    fn a_booked_customer_is_late_after_some_minutes() {
        let booked = line(LineState::Booked);
        let column = |minute| stands(&booked, minute).map(|standing| (standing.column, standing.minutes));
        assert_eq!(column(570), Some((Column::Booked, 30)));
        assert_eq!(column(605), Some((Column::Booked, -5)));
        assert_eq!(column(606), Some((Column::Late, 6)));
    }

    #[test]
    fn who_said_that_she_comes_later_is_late_after_that() {
        let told = FloorLine { late_minutes: Some(20), ..line(LineState::Booked) };
        assert_eq!(stands(&told, 620).map(|standing| standing.column), Some(Column::Booked));
        assert_eq!(stands(&told, 626).map(|standing| standing.column), Some(Column::Late));
    }

    #[test]
    fn time_left_goes_below_zero() {
        let treated = line(LineState::InTreatment);
        let left = |minute| stands(&treated, minute).map(|standing| standing.minutes);
        assert_eq!([630, 660, 661].map(left), [Some(30), Some(0), Some(-1)]);
    }

    #[test]
    fn what_was_called_off_is_nowhere() {
        assert_eq!(stands(&line(LineState::Cancelled), 600), None);
        assert_eq!(stands(&line(LineState::NoShow), 600), None);
    }

    proptest! {
        /// Whatever the clock says, only a booked one may be late, and time runs down minute by minute.
        #[test]
        fn minutes_run_with_the_clock(minute in 0u32..1800) {
            for state in LineState::ALL {
                let (now, next) = (stands(&line(*state), minute), stands(&line(*state), minute + 1));
                if let (Some(now), Some(next)) = (now, next) {
                    prop_assert!(now.column != Column::Late || *state == LineState::Booked);
                    if *state == LineState::InTreatment {
                        prop_assert_eq!(next.minutes, now.minutes - 1);
                    }
                }
            }
        }
    }
}
