//! Setting how a store books. A day is booked by one policy, so a new one begins tomorrow at the earliest; those before it
//! stay readable, and a deposit keeps the words of the rule that asked for it.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Id, Lang, Money, Permission, Place, Problems, Result, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::PolicyId;
use crate::clock::{minute_text, parse_minute};
use crate::minutes::LAST;
use crate::policy::{DepositRule, Policy, shipped};
use crate::state::Refused;
use crate::store::{self, PolicyRow};

/// So many rules of deposits fit into the form.
const RULES: usize = 6;

/// How a store books on a day.
pub(crate) fn policy(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Policy> {
    match store::policy_on(tx, store, day)? {
        Some(content) => Ok(serde_json::from_str(&content)?),
        None => shipped().cloned(),
    }
}

/// The numbers of the form, with the least and the most each may be.
pub(crate) const NUMBERS: [(&str, u32, u32); 8] = [
    ("step", 5, 60),
    ("days_ahead", 1, 730),
    ("gap", 0, 120),
    ("missed_after", 5, 240),
    ("online_days", 0, 365),
    ("online_notice", 0, 10_080),
    ("online_most", 0, 50),
    ("cancel_notice", 0, 10_080),
];

/// A policy as it is typed. The lists go together by their order, one rule of deposits each; a rule without a Chinese
/// name is none.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct PolicyForm {
    /// Key of the store; empty for all.
    #[garde(length(max = 20))]
    pub store: String,
    /// First day; tomorrow at the earliest.
    #[garde(length(max = 10))]
    pub from_day: String,
    /// Minutes between the beginnings that are offered.
    #[garde(length(max = 6))]
    pub step: String,
    /// How many days ahead one books.
    #[garde(length(max = 6))]
    pub days_ahead: String,
    /// Minutes that stay free between two customers.
    #[garde(length(max = 6))]
    pub gap: String,
    /// After how many minutes she is taken for a no-show.
    #[garde(length(max = 6))]
    pub missed_after: String,
    /// How many hours before the visit she is reminded; several parted by a comma, empty for never.
    #[garde(length(max = 40))]
    pub remind_hours: String,
    /// `zh-CN` or `en`: the language of what is sent, where hers is not known.
    #[garde(length(max = 10))]
    pub lang: String,
    /// How many days ahead customers book for themselves; 0 is not at all before the day.
    #[garde(length(max = 6))]
    pub online_days: String,
    /// At least so many minutes before.
    #[garde(length(max = 6))]
    pub online_notice: String,
    /// The first time of the day that is offered online, `HH:MM`.
    #[garde(length(max = 5))]
    pub online_from: String,
    /// The last.
    #[garde(length(max = 5))]
    pub online_until: String,
    /// How many visits to come one may have booked oneself.
    #[garde(length(max = 6))]
    pub online_most: String,
    /// How many minutes before she may still call it off herself.
    #[garde(length(max = 6))]
    pub cancel_notice: String,
    /// What each rule says.
    #[garde(length(max = RULES), inner(length(chars, max = 80)))]
    pub rule_zh: Vec<String>,
    /// The same in English.
    #[garde(length(max = RULES), inner(length(chars, max = 120)))]
    pub rule_en: Vec<String>,
    /// From which price on, in yuan; empty for any.
    #[garde(length(max = RULES), inner(length(max = 20)))]
    pub rule_price: Vec<String>,
    /// From how many missed visits on; empty for any.
    #[garde(length(max = RULES), inner(length(max = 4)))]
    pub rule_misses: Vec<String>,
    /// Within how many days.
    #[garde(length(max = RULES), inner(length(max = 4)))]
    pub rule_days: Vec<String>,
    /// So much, in yuan.
    #[garde(length(max = RULES), inner(length(max = 20)))]
    pub rule_amount: Vec<String>,
    /// Or so many percent of the price.
    #[garde(length(max = RULES), inner(length(max = 4)))]
    pub rule_percent: Vec<String>,
    /// Why it is set.
    #[garde(length(chars, max = 400))]
    pub why: String,
}

impl Form for PolicyForm {
    fn sample() -> PolicyForm {
        let form = shipped().map(PolicyForm::of).unwrap_or_default();
        PolicyForm { from_day: "2027-01-01".into(), why: "店会议定".into(), ..form }
    }
}

fn yuan(fen: Option<i64>) -> String {
    let money = fen.and_then(|fen| Money::fen(fen).ok());
    money.map_or(String::new(), |money| money.typed())
}

impl PolicyForm {
    /// A policy as it would be typed.
    pub fn of(policy: &Policy) -> PolicyForm {
        let each = |text: fn(&DepositRule) -> String| policy.deposits.iter().map(text).collect::<Vec<_>>();
        let number = |number: Option<i64>| number.map_or(String::new(), |number| number.to_string());
        let hours: Vec<String> = policy.remind_hours.iter().map(i64::to_string).collect();
        PolicyForm {
            step: policy.step.to_string(),
            days_ahead: policy.days_ahead.to_string(),
            gap: policy.gap.to_string(),
            missed_after: policy.missed_after.to_string(),
            remind_hours: hours.join(", "),
            lang: policy.lang.clone(),
            online_days: policy.online_days.to_string(),
            online_notice: policy.online_notice.to_string(),
            online_from: minute_text(policy.online_from),
            online_until: minute_text(policy.online_until),
            online_most: policy.online_most.to_string(),
            cancel_notice: policy.cancel_notice.to_string(),
            rule_zh: each(|rule| rule.zh.clone()),
            rule_en: each(|rule| rule.en.clone()),
            rule_price: each(|rule| yuan(rule.price_from)),
            rule_amount: each(|rule| yuan(rule.amount)),
            rule_misses: policy.deposits.iter().map(|rule| number(rule.misses)).collect(),
            rule_days: policy
                .deposits
                .iter()
                .map(|rule| number(Some(rule.within_days).filter(|days| *days > 0)))
                .collect(),
            rule_percent: policy.deposits.iter().map(|rule| number(rule.percent)).collect(),
            ..PolicyForm::default()
        }
    }

    /// What stands in a field of numbers.
    pub fn number(&self, field: &str) -> &str {
        match field {
            "step" => &self.step,
            "days_ahead" => &self.days_ahead,
            "gap" => &self.gap,
            "missed_after" => &self.missed_after,
            "online_days" => &self.online_days,
            "online_notice" => &self.online_notice,
            "online_most" => &self.online_most,
            _ => &self.cancel_notice,
        }
    }

    fn parse(&self) -> Result<(BusinessDate, String, Policy)> {
        let mut wrong = web::limits(self);
        let from = wrong.need("from_day", parse_day(self.from_day.trim()), "not_a_day");
        let why = Some(self.why.trim().to_owned()).filter(|why| !why.is_empty());
        let why = wrong.need("why", why, "needed");
        let policy = self.policy(&mut wrong);
        let ((from, why), policy) = wrong.or(from.zip(why).zip(policy))?;
        Ok((from, why, policy))
    }

    fn policy(&self, wrong: &mut Problems) -> Option<Policy> {
        let numbers: Vec<Option<u32>> =
            NUMBERS.iter().map(|(field, least, most)| self.within(wrong, field, *least, *most)).collect();
        let &[step, days_ahead, gap, missed_after, online_days, online_notice, online_most, cancel_notice] =
            &numbers[..]
        else {
            return None;
        };
        let lang = Lang::ALL.into_iter().find(|lang| lang.tag() == self.lang.trim());
        let lang = wrong.need("lang", lang, "not_a_choice");
        let minute = |text: &str| parse_minute(text).filter(|minute| *minute <= LAST);
        let online_from = wrong.need("online_from", minute(&self.online_from), "not_a_time");
        let online_until = wrong.need("online_until", minute(&self.online_until), "not_a_time");
        let hours = self.remind_hours.split([',', '，', '、', ' ']).filter(|text| !text.is_empty());
        let hours: Option<Vec<i64>> =
            hours.map(|text| text.parse().ok().filter(|hours| (1..=720).contains(hours))).collect();
        let remind_hours =
            wrong.need("remind_hours", hours.filter(|hours| hours.len() <= 4), "booking.hours");
        let deposits = self.deposits(wrong);
        Some(Policy {
            step: step?,
            days_ahead: i64::from(days_ahead?),
            gap: gap?,
            missed_after: missed_after?,
            remind_hours: remind_hours?,
            lang: lang?.tag().to_owned(),
            online_days: i64::from(online_days?),
            online_notice: online_notice?,
            online_from: online_from?,
            online_until: online_until?,
            online_most: online_most?,
            cancel_notice: cancel_notice?,
            deposits: deposits?,
        })
    }

    fn within(&self, wrong: &mut Problems, field: &str, least: u32, most: u32) -> Option<u32> {
        let typed = self.number(field).trim().parse().ok().filter(|number| (least..=most).contains(number));
        if typed.is_none() {
            let args = vec![("from", least.to_string()), ("until", most.to_string())];
            wrong.add_with(field, "care.range", args);
        }
        typed
    }

    fn deposits(&self, wrong: &mut Problems) -> Option<Vec<DepositRule>> {
        let named = (0..self.rule_zh.len()).filter(|place| !self.rule_zh[*place].trim().is_empty());
        let read: Option<Vec<DepositRule>> = named.map(|place| self.rule(place)).collect();
        wrong.need("rules", read, "booking.deposit_rule")
    }

    /// A rule that asks for an amount or a share; none where that cannot be read.
    fn rule(&self, place: usize) -> Option<DepositRule> {
        let text = |list: &[String]| list.get(place).map_or(String::new(), |text| text.trim().to_owned());
        let number = |list: &[String], most: i64| match text(list).as_str() {
            "" => Some(None),
            typed => typed.parse::<i64>().ok().filter(|number| (1..=most).contains(number)).map(Some),
        };
        let fen = |list: &[String]| match text(list).as_str() {
            "" => Some(None),
            typed => typed.parse::<Money>().ok().map(Money::in_fen).filter(|fen| *fen > 0).map(Some),
        };
        let rule = DepositRule {
            zh: text(&self.rule_zh),
            en: text(&self.rule_en),
            price_from: fen(&self.rule_price)?,
            misses: number(&self.rule_misses, 100)?,
            within_days: number(&self.rule_days, 3650)?.unwrap_or(0),
            amount: fen(&self.rule_amount)?,
            percent: number(&self.rule_percent, 100)?,
        };
        let asks = rule.amount.is_some() != rule.percent.is_some();
        let counts = rule.misses.is_none() || rule.within_days > 0;
        Some(rule).filter(|_| asks && counts)
    }
}

/// Sets how a store books, from a day on.
pub fn set(tx: &mut Tx, call: &Call, form: &PolicyForm) -> Result<PolicyId> {
    let organisation = org::organisation(tx, call)?;
    let store = match form.store.trim() {
        "" => None,
        key => Some(key.parse::<StoreId>().unwrap_or(StoreId::of(0))),
    };
    let by = call.mandate(Permission::SetBookings, &store.map_or(Place::centre(), Place::store))?;
    if let Some(store) = store {
        organisation.store(store)?;
    }
    let (from_day, why, policy) = form.parse()?;
    let today = organisation.business_date(store, call.now);
    if from_day <= today {
        return Err(Refused::TooEarly { day: today.tomorrow()? }.into());
    }
    let row = PolicyRow {
        id: PolicyId::of(0),
        store_id: store,
        from_day,
        content: serde_json::to_string(&policy)?,
        why,
        set_by: by.person,
        set_at: call.now,
    };
    let id = store::add_policy(tx, &row)?;
    let detail = json!({ "store": store, "from": from_day, "why": row.why });
    call.note(tx, &by, "booking.policy", format!("bookings/policies/{id}"), detail)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_what_was_meant() {
        assert_eq!(&PolicyForm::sample().parse().expect("complete").2, shipped().expect("shipped"));
    }

    #[test]
    fn a_rule_asks_for_an_amount_or_a_share_and_counts_misses_within_days() {
        let problems = |form: PolicyForm| -> Vec<String> {
            let refusal = form.parse().err().and_then(|error| error.refusal().cloned()).expect("refused");
            refusal.problems.into_iter().map(|problem| problem.field).collect()
        };
        let sample = PolicyForm::sample;
        let both = PolicyForm { rule_amount: vec!["100".into(), "100".into()], ..sample() };
        assert_eq!(problems(both), ["rules"]);
        let endless = PolicyForm { rule_days: vec![], ..sample() };
        assert_eq!(problems(endless), ["rules"]);
        let wrong =
            PolicyForm { step: "0".into(), remind_hours: "x".into(), online_from: "x".into(), ..sample() };
        assert_eq!(problems(wrong), ["step", "online_from", "remind_hours"]);
    }
}
