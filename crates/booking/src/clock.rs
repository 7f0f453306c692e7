//! Minutes of a business day, as they are typed, shown and told by the clock.

use kernel::{BusinessDate, DayCut, Instant};
use org::Organisation;

use crate::minutes::LAST;

/// The business day and its minute somewhere at a moment.
pub fn minute_at(cut: &DayCut, at: Instant) -> (BusinessDate, u32) {
    let (day, wall) = (cut.business_date(at), at.at(&cut.zone));
    let later = if wall.date() > day { 24 * 60 } else { 0 };
    (day, later + wall.hour() as u32 * 60 + wall.minute() as u32)
}

/// The moment of a minute of a business day.
pub fn moment_of(cut: &DayCut, day: BusinessDate, minute: u32) -> Instant {
    DayCut { minutes: 0, ..cut.clone() }.moment(day, i64::from(minute))
}

/// `09:30`; past midnight `25:10`.
pub fn minute_text(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Reads `9:30`, `0930`, `25:10`.
pub fn parse_minute(text: &str) -> Option<u32> {
    let text = text.trim().replace('：', ":");
    let (hours, minutes) = match text.split_once(':') {
        Some(parts) => parts,
        None if text.is_ascii() && text.len() == 4 => text.split_at(2),
        None => return None,
    };
    let number =
        |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 36 && minutes < 60).then_some(hours * 60 + minutes)
}

/// The minutes in which a store is open on a day; none when it rests.
pub(crate) fn open_hours(
    organisation: &Organisation,
    store: kernel::StoreId,
    day: BusinessDate,
) -> Option<crate::Span> {
    let hours = organisation.calendar(Some(store)).hours(day)?;
    let minute = |minute: i64| u32::try_from(minute).unwrap_or(0).min(LAST);
    Some(crate::Span::new(minute(hours.opens), minute(hours.closes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::{TimeZone, offset};

    fn cut(minutes: i64) -> DayCut {
        DayCut { zone: TimeZone::fixed(offset(8)), minutes }
    }

    #[test]
    fn the_small_hours_are_late_minutes_of_the_evening_before() {
        let at: Instant = "2026-05-02T00:30+08:00".parse::<jiff::Timestamp>().expect("a moment").into();
        let friday = jiff::civil::date(2026, 5, 1);
        assert_eq!(minute_at(&cut(120), at), (friday, 24 * 60 + 30));
        assert_eq!(minute_at(&cut(0), at), (jiff::civil::date(2026, 5, 2), 30));
        assert_eq!(moment_of(&cut(120), friday, 24 * 60 + 30), at);
    }

    #[test]
    fn a_time_is_read_as_people_type_it() {
        assert_eq!(["9:30", "0930", "25:10", " 9：05 "].map(parse_minute), [570, 570, 1510, 545].map(Some));
        assert_eq!(["", "9", "24:60", "36:00", "-1:00", "9:3x", "+9:30"].map(parse_minute), [None; 7]);
        assert_eq!(minute_text(1510), "25:10");
    }
}
