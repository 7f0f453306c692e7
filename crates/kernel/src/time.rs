use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::BusinessDate;

/// A moment, in UTC milliseconds since 1970, as both databases keep it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
#[schemars(extend("description" = "UTC milliseconds since 1970-01-01"))]
pub struct Instant(i64);

impl Instant {
    /// So many milliseconds after 1970.
    pub fn from_millis(millis: i64) -> Instant {
        Instant(millis.clamp(Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond()))
    }

    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// This moment and so many minutes; negative goes back.
    pub fn plus_minutes(self, minutes: i64) -> Instant {
        Instant::from_millis(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    /// The wall clock in a time zone.
    pub fn at(self, zone: &TimeZone) -> jiff::Zoned {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
    }
}

impl From<Timestamp> for Instant {
    fn from(timestamp: Timestamp) -> Instant {
        Instant(timestamp.as_millisecond())
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH).fmt(f)
    }
}

/// Where time comes from. Handed in everywhere, so that a test or a simulation can play a day.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Instant;
}

/// The machine's own clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that may ask the machine")]
    fn now(&self) -> Instant {
        Timestamp::now().into()
    }
}

/// The machine's clock, its hands put forward or back: it goes on from there.
pub struct ShiftedClock(i64);

impl ShiftedClock {
    /// A clock that shows `now` at this moment.
    pub fn beginning(now: Instant) -> ShiftedClock {
        ShiftedClock(now.millis() - SystemClock.now().millis())
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Instant {
        Instant::from_millis(SystemClock.now().millis() + self.0)
    }
}

/// A clock that stands until it is moved.
#[derive(Default)]
pub struct DrivenClock(AtomicI64);

impl DrivenClock {
    /// A clock standing at a moment.
    pub fn at(now: Instant) -> DrivenClock {
        DrivenClock(AtomicI64::new(now.millis()))
    }

    /// Moves the hands.
    pub fn set(&self, now: Instant) {
        self.0.store(now.millis(), Ordering::SeqCst);
    }
}

impl Clock for DrivenClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// How a store tells its business day (营业日): a store that closes at 02:00 books the small hours to yesterday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCut {
    /// The store's time zone.
    pub zone: TimeZone,
    /// Minutes after midnight at which the next business day begins; 0 is midnight itself.
    pub minutes: i64,
}

impl DayCut {
    /// The business day that a moment belongs to.
    pub fn business_date(&self, at: Instant) -> BusinessDate {
        at.plus_minutes(-self.minutes).at(&self.zone).date()
    }

    /// The moment a time of a business day stands for: `minutes` after that day's midnight, on the wall clock.
    /// Times before the cut belong to the following calendar day.
    pub fn moment(&self, day: BusinessDate, minutes: i64) -> Instant {
        let minutes = if minutes < self.minutes { minutes + 24 * 60 } else { minutes };
        let wall = day.at(0, 0, 0, 0).saturating_add(minutes.minutes());
        wall.to_zoned(self.zone.clone()).map(|z| z.timestamp().into()).unwrap_or_default()
    }

    /// The moment a business day begins.
    pub fn begins(&self, day: BusinessDate) -> Instant {
        self.moment(day, self.minutes)
    }
}

/// Reads `YYYY-MM-DD`, and nothing else.
pub fn parse_day(text: &str) -> Option<BusinessDate> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// Reads `YYYY-MM`, or any day of it: the first day of the month, in a year of this century or the next.
pub fn parse_month(text: &str) -> Option<BusinessDate> {
    let text = text.trim();
    let first = parse_day(&format!("{}-01", text.get(..7)?))?;
    let is_month = text.len() == 7 || parse_day(text).is_some();
    (is_month && (2000..2200).contains(&first.year())).then_some(first)
}

/// Reads `YYYY`: its first day.
pub fn parse_year(text: &str) -> Option<BusinessDate> {
    parse_day(&format!("{}-01-01", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_month_is_typed_by_itself_or_by_a_day_of_it() {
        let november = Some(jiff::civil::date(2026, 11, 1));
        assert_eq!(parse_month("2026-11"), november);
        assert_eq!(parse_month(" 2026-11-24 "), november);
        assert_eq!(parse_month("2026-13"), None);
        assert_eq!(parse_month("2026-11-99"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_a_month_panic(text in "\\PC{0,12}") {
            let _ = parse_month(&text);
        }
    }

    fn shanghai(minutes: i64) -> DayCut {
        DayCut { zone: TimeZone::fixed(jiff::tz::offset(8)), minutes }
    }

    fn at(text: &str) -> Instant {
        text.parse::<Timestamp>().expect("a timestamp").into()
    }

    #[test]
    fn half_past_midnight_belongs_to_the_evening_before() {
        let moment = at("2026-05-02T00:30+08:00");
        assert_eq!(shanghai(120).business_date(moment), jiff::civil::date(2026, 5, 1));
        assert_eq!(shanghai(0).business_date(moment), jiff::civil::date(2026, 5, 2));
    }

    #[test]
    fn the_cut_itself_begins_the_new_day() {
        assert_eq!(
            shanghai(120).business_date(at("2026-05-02T01:59:59.999+08:00")),
            jiff::civil::date(2026, 5, 1)
        );
        assert_eq!(shanghai(120).business_date(at("2026-05-02T02:00+08:00")), jiff::civil::date(2026, 5, 2));
    }

    #[test]
    fn a_duty_at_one_in_the_night_is_the_next_calendar_day() {
        let day = jiff::civil::date(2026, 5, 1);
        assert_eq!(shanghai(120).moment(day, 60), at("2026-05-02T01:00+08:00"));
        assert_eq!(shanghai(120).moment(day, 9 * 60), at("2026-05-01T09:00+08:00"));
    }

    #[test]
    fn a_day_is_read_strictly() {
        assert_eq!(parse_day("2026-11-24"), Some(jiff::civil::date(2026, 11, 24)));
        for wrong in ["2026-02-30", "24.11.2026", "2026-11-24T00:00", "", "2026-1-2", "20261124"] {
            assert_eq!(parse_day(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_time_of_a_day_belongs_to_that_day(days in 0i64..20_000, minutes in 0i64..1440, cut in 0i64..360) {
            let cut = shanghai(cut);
            let day = jiff::civil::date(1990, 1, 1).saturating_add(days.days());
            prop_assert_eq!(cut.business_date(cut.moment(day, minutes)), day);
        }
    }
}
