use jiff::ToSpan;
use kernel::{BusinessDate, Result};

use crate::law::rules;

/// Is it asked for within seven days of the payment (art. 14)? The seventh day is within.
pub fn within_seven_days(paid: BusinessDate, asked: BusinessDate, city: &str) -> Result<bool> {
    let days = rules()?.days("seven-days", city, asked);
    Ok(days.is_some_and(|(days, _)| asked >= paid && between(paid, asked) <= days))
}

/// The last day on which a refund is paid in time, and the article behind it: the agreed one, or so many days after the
/// request, whichever comes first.
pub fn due(
    asked: BusinessDate,
    agreed: Option<BusinessDate>,
    city: &str,
    unused: bool,
) -> Result<(BusinessDate, &'static str)> {
    let rules = rules()?;
    let sooner = rules.days("pay-unused", city, asked).filter(|_| unused);
    let (days, article) = sooner.or(rules.days("pay", city, asked)).unwrap_or((15, "penalties-10"));
    let last = asked.checked_add(days.days()).unwrap_or(asked);
    Ok((agreed.map_or(last, |agreed| agreed.min(last)), article))
}

/// Days from one to another.
pub(crate) fn between(from: BusinessDate, until: BusinessDate) -> i64 {
    from.until(until).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_seventh_day_is_within_and_the_eighth_is_not() {
        let paid = date(2026, 3, 2);
        let asked = |day| within_seven_days(paid, date(2026, 3, day), "shanghai").expect("the rules");
        assert_eq!([asked(1), asked(2), asked(9), asked(10)], [false, true, true, false]);
    }

    #[test]
    fn a_refund_is_due_when_agreed_and_fifteen_days_after_the_request_at_the_latest() {
        let asked = date(2026, 3, 2);
        let due = |agreed, city, unused| due(asked, agreed, city, unused).expect("the rules");
        assert_eq!(due(None, "shanghai", true), (date(2026, 3, 17), "penalties-10"));
        assert_eq!(due(Some(date(2026, 3, 5)), "shanghai", false).0, date(2026, 3, 5));
        assert_eq!(due(Some(date(2026, 9, 1)), "shanghai", false).0, date(2026, 3, 17));
        assert_eq!(due(None, "beijing", true), (date(2026, 3, 7), "beijing-refund"));
        assert_eq!(due(None, "beijing", false).0, date(2026, 3, 17));
    }
}
