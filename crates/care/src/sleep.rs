//! Whether a customer sleeps (沉睡), measured by her own cycle: who comes every week is missed after a month, who comes
//! every quarter is not.

use kernel::{BusinessDate, codes};

use crate::reason::Reason;
use crate::scheme::{SleepScheme, days};

codes! {
    /// How awake a customer is.
    pub enum Sleep {
        /// She comes (活跃).
        Awake = "awake",
        /// She is late by her own cycle (将流失).
        Drifting = "drifting",
        /// She stays away (沉睡).
        Asleep = "asleep",
        /// She no longer comes (流失).
        Lost = "lost",
    }
}

/// Her own cycle in days, and of how many gaps it is the middle one; the usual one when too few are known.
pub fn cycle(visits: &[BusinessDate], scheme: &SleepScheme) -> (i32, usize) {
    let mut on: Vec<BusinessDate> = visits.to_vec();
    on.sort_unstable();
    on.dedup();
    let mut gaps: Vec<i32> = on.windows(2).map(|pair| days(pair[0], pair[1])).collect();
    if gaps.len() < scheme.least_gaps {
        return (scheme.usual_cycle, 0);
    }
    gaps.sort_unstable();
    (gaps[gaps.len() / 2].clamp(scheme.shortest, scheme.longest), gaps.len())
}

/// How awake she is on a day, and why; nothing of somebody who never came.
pub fn sleep(
    visits: &[BusinessDate],
    today: BusinessDate,
    scheme: &SleepScheme,
) -> Option<(Sleep, Vec<Reason>)> {
    let last = visits.iter().copied().filter(|day| *day <= today).max()?;
    let (cycle, gaps) = cycle(visits, scheme);
    let away = days(last, today);
    let tenths = away * 10 / cycle.max(1);
    let sleep = match tenths {
        tenths if tenths >= scheme.lost => Sleep::Lost,
        tenths if tenths >= scheme.asleep => Sleep::Asleep,
        tenths if tenths >= scheme.drifting => Sleep::Drifting,
        _ => Sleep::Awake,
    };
    let measured = match gaps {
        0 => Reason::new("usual_cycle").with("days", cycle),
        gaps => Reason::new("own_cycle").with("days", cycle).with("gaps", gaps),
    };
    let since = Reason::new("away")
        .with("day", last)
        .with("days", away)
        .with("cycles", format!("{}.{}", tenths / 10, tenths % 10));
    Some((sleep, vec![measured, since]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::scheme;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: BusinessDate = date(2026, 11, 25);

    fn rules() -> &'static SleepScheme {
        &scheme(TODAY).expect("a scheme").sleep
    }

    fn ago(all: &[i64]) -> Vec<BusinessDate> {
        all.iter().map(|days| TODAY.saturating_sub(days.days())).collect()
    }

    fn of(all: &[i64]) -> Option<Sleep> {
        sleep(&ago(all), TODAY, rules()).map(|(sleep, _)| sleep)
    }

    #[test]
    fn who_comes_every_week_is_missed_sooner_than_who_comes_every_two_months() {
        assert_eq!(of(&[28, 35, 42, 49]), Some(Sleep::Asleep), "four weeks are four cycles");
        assert_eq!(of(&[28, 88, 148, 208]), Some(Sleep::Awake), "four weeks are half of one");
        assert_eq!(of(&[60]), Some(Sleep::Drifting), "one visit: by the usual month");
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn it_says_by_which_cycle() {
        let (_, why) = sleep(&ago(&[28, 35, 42, 49]), TODAY, rules()).expect("she came");
        assert_eq!(why[0], Reason::new("own_cycle").with("days", 7).with("gaps", 3));
        assert_eq!(why[1].args["cycles"], "4.0");
    }

    proptest! {
        #[test]
        fn nobody_wakes_by_staying_away(visits in prop::collection::vec(0i64..400, 1..12), later in 0i64..400) {
            let days = ago(&visits);
            let on = |day| sleep(&days, day, rules()).map(|(sleep, _)| sleep);
            prop_assert!(on(TODAY) <= on(TODAY.saturating_add(later.days())));
        }

        #[test]
        fn a_visit_today_wakes_everybody(visits in prop::collection::vec(1i64..400, 0..12)) {
            let all = [&visits[..], &[0]].concat();
            prop_assert_eq!(of(&all), Some(Sleep::Awake));
        }

        #[test]
        fn the_order_of_visits_does_not_matter(visits in prop::collection::vec(0i64..400, 0..12)) {
            let mut turned = visits.clone();
            turned.reverse();
            prop_assert_eq!(of(&visits), of(&turned));
        }
    }
}
