use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// When an entry falls due. Written as people would say it: `daily 08:30`, `weekly mon 09:00`, `monthly 5 17:00`,
/// `monthly last 18:00`, `yearly 12-05 17:00`, `on complaint-received`, `standing`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum When {
    /// Always in force, at no hour of its own.
    Standing,
    /// Every open day.
    Daily(TimeOfDay),
    /// Every week.
    Weekly(Weekday, TimeOfDay),
    /// Every month.
    Monthly(MonthDay, TimeOfDay),
    /// Every year, on a month and day.
    Yearly(YearDay, TimeOfDay),
    /// Whenever something happens, by the event's code.
    On(String),
}

/// A time on the wall clock, in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

/// A day that every month has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MonthDay {
    /// From 1 to 28; later days are missing in some months, and `last` says what is meant.
    Day(u8),
    /// The last.
    Last,
}

/// A day that every year has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearDay {
    month: u8,
    day: u8,
}

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "When it falls due", "examples": ["daily 08:30"] })
    }
}

/// A text that says no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotWhen(String);

impl fmt::Display for NotWhen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} says no time; right would be standing, daily 08:30, weekly mon 09:00, ", self.0)?;
        f.write_str("monthly 5 17:00, monthly last 18:00, yearly 12-05 17:00, on EVENT")
    }
}

impl std::error::Error for NotWhen {}

impl TimeOfDay {
    /// So many minutes after midnight, if the day has them.
    pub fn of_minutes(minutes: u16) -> Option<TimeOfDay> {
        (minutes < 24 * 60).then_some(TimeOfDay(minutes))
    }

    /// Minutes after midnight.
    pub fn minutes(self) -> i64 {
        self.0.into()
    }
}

impl YearDay {
    /// A month and day, if every year has it (the 29th of February is none).
    pub fn of(month: u8, day: u8) -> Option<YearDay> {
        Date::new(2025, month.try_into().ok()?, day.try_into().ok()?)
            .is_ok()
            .then_some(YearDay { month, day })
    }

    /// 1 to 12.
    pub fn month(self) -> i8 {
        self.month as i8
    }

    /// 1 to 31.
    pub fn day(self) -> i8 {
        self.day as i8
    }
}

impl When {
    /// The time of day, where there is one.
    pub fn at(&self) -> Option<TimeOfDay> {
        match self {
            When::Standing | When::On(_) => None,
            When::Daily(at) | When::Weekly(_, at) | When::Monthly(_, at) | When::Yearly(_, at) => Some(*at),
        }
    }

    /// The event it waits for, by its code.
    pub fn event(&self) -> Option<&str> {
        match self {
            When::On(event) => Some(event),
            _ => None,
        }
    }

    /// The word it begins with.
    pub fn rhythm(&self) -> &'static str {
        match self {
            When::Standing => "standing",
            When::Daily(_) => "daily",
            When::Weekly(..) => "weekly",
            When::Monthly(..) => "monthly",
            When::Yearly(..) => "yearly",
            When::On(_) => "on",
        }
    }

    /// Its place among a post's entries: by the day's hours first, then week, month and year, events, standing.
    pub fn order(&self) -> (u8, i64, i64) {
        let at = self.at().map_or(0, TimeOfDay::minutes);
        match self {
            When::Daily(_) => (0, 0, at),
            When::Weekly(day, _) => (1, day.to_monday_zero_offset().into(), at),
            When::Monthly(MonthDay::Day(day), _) => (2, (*day).into(), at),
            When::Monthly(MonthDay::Last, _) => (2, 31, at),
            When::Yearly(day, _) => (3, i64::from(day.month) * 100 + i64::from(day.day), at),
            When::On(_) => (4, 0, 0),
            When::Standing => (5, 0, 0),
        }
    }
}

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "mon"),
    (Weekday::Tuesday, "tue"),
    (Weekday::Wednesday, "wed"),
    (Weekday::Thursday, "thu"),
    (Weekday::Friday, "fri"),
    (Weekday::Saturday, "sat"),
    (Weekday::Sunday, "sun"),
];

/// The short name of a weekday in data: `mon`.
pub fn weekday_code(weekday: Weekday) -> &'static str {
    WEEKDAYS[weekday.to_monday_zero_offset() as usize % 7].1
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rhythm())?;
        match self {
            When::Standing => Ok(()),
            When::Daily(at) => write!(f, " {at}"),
            When::Weekly(day, at) => write!(f, " {} {at}", weekday_code(*day)),
            When::Monthly(MonthDay::Day(day), at) => write!(f, " {day} {at}"),
            When::Monthly(MonthDay::Last, at) => write!(f, " last {at}"),
            When::Yearly(day, at) => write!(f, " {:02}-{:02} {at}", day.month, day.day),
            When::On(event) => write!(f, " {event}"),
        }
    }
}

impl From<When> for String {
    fn from(when: When) -> String {
        when.to_string()
    }
}

impl TryFrom<String> for When {
    type Error = NotWhen;

    fn try_from(text: String) -> Result<When, NotWhen> {
        text.parse()
    }
}

impl FromStr for When {
    type Err = NotWhen;

    fn from_str(text: &str) -> Result<When, NotWhen> {
        read(&text.split_whitespace().collect::<Vec<_>>()).ok_or_else(|| NotWhen(text.to_owned()))
    }
}

fn read(words: &[&str]) -> Option<When> {
    Some(match words {
        ["standing"] => When::Standing,
        ["daily", at] => When::Daily(time(at)?),
        ["weekly", day, at] => When::Weekly(weekday(day)?, time(at)?),
        ["monthly", "last", at] => When::Monthly(MonthDay::Last, time(at)?),
        ["monthly", day, at] => When::Monthly(MonthDay::Day(number(day, 1..=28)?), time(at)?),
        ["yearly", day, at] => When::Yearly(year_day(day)?, time(at)?),
        ["on", event] if is_code(event) => When::On((*event).to_owned()),
        _ => return None,
    })
}

fn weekday(text: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(_, code)| *code == text).map(|(day, _)| *day)
}

fn time(text: &str) -> Option<TimeOfDay> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |part: &str| part.len() == 2;
    let (h, m): (u16, u16) = (number(hours, 0..=23)?.into(), number(minutes, 0..=59)?.into());
    (two(hours) && two(minutes)).then_some(TimeOfDay(h * 60 + m))
}

fn year_day(text: &str) -> Option<YearDay> {
    let (month, day) = text.split_once('-')?;
    let found = YearDay::of(number(month, 1..=12)?, number(day, 1..=31)?)?;
    (text.len() == 5).then_some(found)
}

fn number(text: &str, range: std::ops::RangeInclusive<u8>) -> Option<u8> {
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().filter(|n| range.contains(n))
}

/// Small letters, digits and hyphens: what codes in the handbook look like.
pub(crate) fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn any_when() -> impl Strategy<Value = When> {
        let at = (0u16..1440).prop_map(TimeOfDay).boxed();
        let day = (1u8..=12, 1u8..=31).prop_filter_map("a day", |(month, day)| YearDay::of(month, day));
        let weekday = (0usize..7).prop_map(|n| WEEKDAYS[n].0);
        let of_month = prop_oneof![(1u8..=28).prop_map(MonthDay::Day), Just(MonthDay::Last)];
        prop_oneof![
            Just(When::Standing),
            at.clone().prop_map(When::Daily),
            (weekday, at.clone()).prop_map(|(day, at)| When::Weekly(day, at)),
            (of_month, at.clone()).prop_map(|(day, at)| When::Monthly(day, at)),
            (day, at).prop_map(|(day, at)| When::Yearly(day, at)),
            "[a-z][a-z0-9-]{0,20}".prop_map(When::On),
        ]
    }

    #[test]
    fn what_says_no_time_is_refused() {
        for wrong in [
            "",
            "always",
            "standing 08:00",
            "daily",
            "daily 8:30",
            "daily 24:00",
            "daily 08:60",
            "weekly monday 08:00",
            "weekly 08:00",
            "monthly 0 08:00",
            "monthly 29 08:00",
            "monthly +5 08:00",
            "yearly 02-29 08:00",
            "yearly 13-01 08:00",
            "yearly 1-2 08:00",
            "on",
            "on Big News",
            "daily 08:30 sharp",
        ] {
            assert!(wrong.parse::<When>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_hours_of_a_day_come_before_the_days_of_a_week() {
        let mut written =
            ["standing", "on theft", "weekly mon 08:00", "daily 21:00", "monthly 5 08:00", "daily 08:30"];
        written.sort_by_key(|text| text.parse::<When>().expect("a time").order());
        assert_eq!(
            written,
            ["daily 08:30", "daily 21:00", "weekly mon 08:00", "monthly 5 08:00", "on theft", "standing"]
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(when in any_when()) {
            prop_assert_eq!(when.to_string().parse::<When>(), Ok(when));
        }

        #[test]
        fn what_is_read_is_written_the_same(text in "(standing|(daily|weekly mon|monthly (last|[1-9])|yearly 1[0-2]-[12][0-9]) [01][0-9]:[0-5][0-9]|on [a-z-]{1,9})") {
            let when: When = text.parse().map_err(|e: NotWhen| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!(when.to_string(), text);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = text.parse::<When>();
        }
    }
}
