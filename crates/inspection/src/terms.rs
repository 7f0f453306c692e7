use kernel::{BusinessDate, Error, Result, Shipped};
use serde::Deserialize;

/// How long findings may take, and when one is a repeated one; holds from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    from: BusinessDate,
    /// Hours until a finding must be mended when nobody says otherwise.
    pub hours: i64,
    /// So many times the same point,
    pub repeated: i64,
    /// within so many days, is a repeated finding.
    pub days: i64,
}

#[derive(Deserialize)]
struct Terms {
    term: Vec<Term>,
}

/// The terms of a day: those that began last.
pub fn terms(day: BusinessDate) -> Result<Term> {
    static TERMS: Shipped<Terms> = Shipped::new(include_str!("../data/corrections.toml"));
    let all = TERMS.get()?;
    let begun = all.term.iter().filter(|term| term.from <= day).max_by_key(|term| term.from);
    begun.copied().ok_or_else(|| Error::fault(format!("no terms of corrections on {day}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_terms_hold_today_and_not_before_they_begin() {
        let today = terms(jiff::civil::date(2026, 11, 25)).expect("terms");
        assert!(today.hours > 0 && today.repeated > 1 && today.days > 0);
        assert!(terms(jiff::civil::date(1999, 1, 1)).is_err());
    }
}
