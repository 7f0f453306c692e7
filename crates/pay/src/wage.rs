//! Base wages (底薪): so much a month for holding a post, for part of a month by its days.

use jiff::ToSpan;
use kernel::{BusinessDate, Money, Result};

use crate::curve::{WHOLE, portion};
use crate::held::Held;
use crate::reckon::{Line, Month};
use crate::scheme::Rule;

/// What a rule pays for a month, a line each. Whoever acts for somebody keeps her own wage.
pub(crate) fn wages(month: &Month, rule: &Rule, held: &Held) -> Result<Vec<Line>> {
    let last = month.first.last_of_month();
    let days: Vec<BusinessDate> = month.first.series(1.day()).take_while(|day| *day <= last).collect();
    let all = Money::fen(days.len() as i64)?;
    let line = |(person, count)| {
        let part = Money::fen(count)?;
        let rate = portion(Money::fen(WHOLE)?, part, all)?;
        Ok(Line {
            person,
            row: None,
            scheme: month.scheme_id,
            rule: rule.code.clone(),
            is_back: false,
            base: rule.fee,
            rate: u32::try_from(rate.in_fen()).ok(),
            whole: None,
            amount: portion(rule.fee, part, all)?,
        })
    };
    held.days(&rule.posts, &days).into_iter().map(line).collect()
}
