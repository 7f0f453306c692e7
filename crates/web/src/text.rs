//! How money, days and moments are written for people.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use kernel::{BusinessDate, Instant, Money};

use crate::i18n::Say;

/// `¥1,234.50`, `-¥0.05`.
pub fn yuan(money: Money) -> String {
    match money.to_string().strip_prefix('-') {
        Some(rest) => format!("-¥{rest}"),
        None => format!("¥{money}"),
    }
}

/// `2026-11-24 周二`, `2026-11-24 Tue`.
pub fn day(day: BusinessDate, say: Say) -> String {
    format!("{day} {}", weekday(day.weekday(), say))
}

/// `周二`, `Tue`.
pub fn weekday(weekday: Weekday, say: Say) -> String {
    const KEYS: [&str; 7] = [
        "common.weekday.mon",
        "common.weekday.tue",
        "common.weekday.wed",
        "common.weekday.thu",
        "common.weekday.fri",
        "common.weekday.sat",
        "common.weekday.sun",
    ];
    say.t(KEYS[weekday.to_monday_zero_offset() as usize])
}

/// `09:30`.
pub fn clock(at: Instant, zone: &TimeZone) -> String {
    let at = at.at(zone);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `2026-11-24 09:30`.
pub fn moment(at: Instant, zone: &TimeZone) -> String {
    format!("{} {}", at.at(zone).date(), clock(at, zone))
}
