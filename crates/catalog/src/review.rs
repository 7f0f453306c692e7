//! Looking back (复看): how a treatment, product or instrument did since the last time, and whether it stays.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Mandate, Permission, Place, Result, codes, ids, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::offer::OfferId;
use crate::proposal::margin;
use crate::propose::current;
use crate::refused::Refused;
use crate::store;
use crate::uses::{Used, UsesOf};

ids! {
    /// A look back at a thing.
    pub struct ReviewId;
}

codes! {
    /// What comes of a look back.
    pub enum Outcome {
        /// It stays as it is (保留).
        Keep = "keep",
        /// Something is to be changed (调整).
        Change = "change",
        /// It is to go (下架).
        Withdraw = "withdraw",
    }
}

impl Outcome {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("catalog.outcome.{}", self.code())
    }
}

/// The day on which a thing is due to be looked at: so many days after the last time, or after it came in.
pub fn due_on(first_day: BusinessDate, last: Option<BusinessDate>, every: i64) -> Result<BusinessDate> {
    Ok(last.unwrap_or(first_day).checked_add(jiff::Span::new().try_days(every)?)?)
}

/// What is known of a thing over a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Seen {
    pub from: BusinessDate,
    pub until: BusinessDate,
    pub used: Used,
    /// In hundredths of a percent of the list price.
    pub margin: Option<i64>,
}

/// The time since the last look, with what is known of it.
pub(crate) fn since_last(tx: &mut Tx, call: &Call, offer: OfferId) -> Result<Seen> {
    let last = store::reviews(tx, offer)?.first().map(|review| review.until_day);
    let first = store::offer(tx, offer)?.first_day;
    let today = org::today(tx, call)?.day;
    let from = last.map(|day| day.tomorrow()).transpose()?.unwrap_or(first).min(today);
    seen(tx, call, offer, from, today)
}

fn seen(tx: &mut Tx, call: &Call, offer: OfferId, from: BusinessDate, until: BusinessDate) -> Result<Seen> {
    let used = call.app.part::<UsesOf>().used(tx, offer, from, until)?;
    let (_, current) = current(tx, call, offer)?;
    Ok(Seen { from, until, used, margin: margin(current.price, current.cost) })
}

/// A look back as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct ReviewForm {
    /// First day that is looked at; empty is the day after the last look.
    #[garde(length(max = 10))]
    pub from_day: String,
    /// Last day; empty is today.
    #[garde(length(max = 10))]
    pub until_day: String,
    /// What was found.
    #[garde(length(chars, max = 2000))]
    pub finding: String,
    /// `keep`, `change` or `withdraw`.
    #[garde(length(max = 10))]
    pub decision: String,
}

impl Form for ReviewForm {
    fn sample() -> ReviewForm {
        ReviewForm {
            finding: "复购稳定，毛利合适，顾客反映香味偏重".into(),
            decision: "change".into(),
            ..ReviewForm::default()
        }
    }
}

impl ReviewForm {
    fn parse(
        &self,
        usual: (BusinessDate, BusinessDate),
    ) -> Result<(BusinessDate, BusinessDate, String, Outcome)> {
        let mut wrong = web::limits(self);
        let from = match self.from_day.trim() {
            "" => Some(usual.0),
            text => wrong.need("from_day", parse_day(text), "not_a_day"),
        };
        let until = match self.until_day.trim() {
            "" => Some(usual.1),
            text => wrong.need("until_day", parse_day(text).filter(|day| *day <= usual.1), "not_a_past_day"),
        };
        if until.is_some() && until < from {
            wrong.add("until_day", "day_order");
        }
        let finding = Some(self.finding.trim()).filter(|text| !text.is_empty());
        let finding = wrong.need("finding", finding, "needed").map(str::to_owned);
        let decision = wrong.need("decision", Outcome::from_code(&self.decision), "not_a_choice");
        let read = (from.zip(until)).zip(finding.zip(decision));
        wrong.or(read.map(|((from, until), (finding, decision))| (from, until, finding, decision)))
    }
}

pub(crate) fn reviewing(call: &Call) -> Result<Mandate> {
    call.mandate(Permission::ProposeCatalog, &Place::centre())
}

/// Writes a look back down, with the figures of the time that are known now.
pub fn review(tx: &mut Tx, call: &Call, offer: OfferId, form: &ReviewForm) -> Result<ReviewId> {
    let by = reviewing(call)?;
    let thing = store::offer(tx, offer)?;
    let usual = since_last(tx, call, offer)?;
    let (from, until, finding, decision) = form.parse((usual.from, usual.until))?;
    if let Some(day) = thing.last_day.filter(|day| *day < from) {
        return Err(Refused::Withdrawn { number: thing.number, day }.into());
    }
    let seen = seen(tx, call, offer, from, until)?;
    let new = store::NewReview { offer, seen, finding: &finding, decision };
    let mark = store::Mark { by: by.person, at: call.now, day: usual.until };
    let id = store::add_review(tx, &new, mark)?;
    let detail = json!({ "number": thing.number, "decision": decision, "finding": finding });
    call.note(tx, &by, "catalog.reviewed", format!("offers/{offer}"), detail)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_thing_is_due_so_long_after_it_was_looked_at_last() {
        let due = |last| due_on(date(2026, 1, 1), last, 90).expect("a day");
        assert_eq!(due(None), date(2026, 4, 1));
        assert_eq!(due(Some(date(2026, 3, 2))), date(2026, 5, 31));
        assert!(due_on(date(2026, 1, 1), None, i64::MAX).is_err(), "no panic");
    }

    #[test]
    fn a_look_back_says_what_was_found_and_what_comes_of_it() {
        let usual = (date(2026, 1, 1), date(2026, 3, 31));
        let read = ReviewForm::sample().parse(usual).expect("right");
        assert_eq!((read.0, read.1, read.3), (usual.0, usual.1, Outcome::Change));
        let wrong = ReviewForm { until_day: "2026-04-01".into(), ..ReviewForm::default() }.parse(usual);
        let refusal = wrong.err().and_then(|error| error.refusal().cloned()).expect("refused");
        let fields: Vec<String> = refusal.problems.into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["until_day", "finding", "decision"]);
    }
}
