//! Setting how the turns go, from a day on. A day is played by one policy, so a new one begins tomorrow at the earliest.

use std::collections::BTreeMap;

use booking::Dispatch;
use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Id, Money, Permission, Place, Problems, Result, StoreId, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::deed::PolicyId;
use crate::policy::{Order, Penalty, Policy, SkipReason, Spot, Start, Weigh};
use crate::refused::Refused;
use crate::store::{self, PolicyRow};

/// A policy as it is typed. `share.KIND` is what a dispatch of a kind counts, in percent of a turn; `keeps.REASON` is
/// `yes` where whoever is passed over for it keeps her place.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct PolicyForm {
    /// Key of the store; empty for all.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
    /// The board; empty for all.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub family: String,
    /// First day; tomorrow at the earliest.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub from_day: String,
    /// `queue` or `least-served`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub order: String,
    /// `arrival`, `carried` or `least-yesterday`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub start: String,
    /// `each` or `value`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub weigh: String,
    /// What weighs one turn by value, in yuan.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub standard: String,
    /// What costs less weighs half a turn, in yuan; empty for nothing.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub half_below: String,
    /// So many minutes after the shift began one is late.
    #[serde(default)]
    #[garde(length(max = 4))]
    pub late_minutes: String,
    /// Where the late go: `own` or `tail`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub late_place: String,
    /// After so many minutes of rest the place is lost; 0 is never.
    #[serde(default)]
    #[garde(length(max = 4))]
    pub rest_minutes: String,
    /// `yes`: a customer lost by the therapist's fault costs the turn.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub fault_costs: String,
    /// `yes`: a customer given back counts as her turn.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub return_costs: String,
    /// One a line: code, points, Chinese name, English name, parted by `|`.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    pub penalties: String,
    /// Why it is set.
    #[serde(default)]
    #[garde(length(chars, max = 400))]
    pub why: String,
    /// Shares and places.
    #[serde(flatten)]
    #[garde(length(max = 60))]
    pub more: BTreeMap<String, String>,
}

impl Form for PolicyForm {
    fn sample() -> PolicyForm {
        let policy = crate::policy::shipped_policy("face").ok();
        let form = policy.map(|policy| PolicyForm::of(&policy)).unwrap_or_default();
        PolicyForm {
            family: "face".into(), from_day: "2027-01-01".into(), why: "店会议定".into(), ..form
        }
    }
}

struct NewPolicy {
    from: BusinessDate,
    why: String,
    policy: Policy,
}

impl PolicyForm {
    /// A policy as it would be typed.
    pub fn of(policy: &Policy) -> PolicyForm {
        let yes = |is: bool| if is { "yes".to_owned() } else { String::new() };
        let yuan = |money: Money| money.typed();
        let shares =
            policy.shares.iter().map(|(kind, share)| (format!("share.{}", kind.code()), share.to_string()));
        let keeps =
            policy.keeps.iter().map(|(reason, keeps)| (format!("keeps.{}", reason.code()), yes(*keeps)));
        let penalty = |p: &Penalty| format!("{} | {} | {} | {}", p.code, p.points, p.name.zh, p.name.en);
        PolicyForm {
            order: policy.order.code().into(),
            start: policy.start.code().into(),
            weigh: policy.weigh.code().into(),
            standard: yuan(policy.standard),
            half_below: yuan(policy.half_below),
            late_minutes: policy.late_minutes.to_string(),
            late_place: policy.late_place.code().into(),
            rest_minutes: policy.rest_minutes.to_string(),
            fault_costs: yes(policy.fault_costs),
            return_costs: yes(policy.return_costs),
            penalties: policy.penalties.iter().map(penalty).collect::<Vec<_>>().join("\n"),
            more: shares.chain(keeps).collect(),
            ..PolicyForm::default()
        }
    }

    /// What stands at a share or a place.
    pub fn more(&self, kind: &str, code: &str) -> &str {
        self.more.get(&format!("{kind}.{code}")).map_or("", |text| text.trim())
    }

    fn parse(&self) -> Result<NewPolicy> {
        let mut wrong = web::limits(self);
        let from = wrong.need("from_day", parse_day(self.from_day.trim()), "not_a_day");
        let why = Some(self.why.trim()).filter(|why| !why.is_empty());
        let why = wrong.need("why", why, "needed");
        let policy = self.policy(&mut wrong);
        let ((from, why), policy) = wrong.or(from.zip(why).zip(policy))?;
        Ok(NewPolicy { from, why: why.to_owned(), policy })
    }

    fn policy(&self, wrong: &mut Problems) -> Option<Policy> {
        let order = wrong.need("order", Order::from_code(&self.order), "not_a_choice");
        let start = wrong.need("start", Start::from_code(&self.start), "not_a_choice");
        let weigh = wrong.need("weigh", Weigh::from_code(&self.weigh), "not_a_choice");
        let late_place = wrong.need("late_place", Spot::from_code(&self.late_place), "not_a_choice");
        let standard = amount(wrong, "standard", &self.standard);
        let half_below = amount(wrong, "half_below", &self.half_below);
        let late_minutes = minutes(wrong, "late_minutes", &self.late_minutes);
        let rest_minutes = minutes(wrong, "rest_minutes", &self.rest_minutes);
        let shares = self.shares(wrong);
        let penalties = self.penalties(wrong);
        if weigh == Some(Weigh::Value) && standard == Some(Money::ZERO) {
            wrong.add("standard", "needed");
        }
        for reason in SkipReason::ALL {
            if !["", "yes"].contains(&self.more("keeps", reason.code())) {
                wrong.add(format!("keeps.{}", reason.code()), "not_a_choice");
            }
        }
        let keeps =
            SkipReason::ALL.iter().map(|reason| (*reason, self.more("keeps", reason.code()) == "yes"));
        Some(Policy {
            order: order?,
            start: start?,
            weigh: weigh?,
            standard: standard?,
            half_below: half_below?,
            shares: shares?,
            keeps: keeps.collect(),
            late_minutes: late_minutes?,
            late_place: late_place?,
            rest_minutes: rest_minutes?,
            fault_costs: self.fault_costs == "yes",
            return_costs: self.return_costs == "yes",
            penalties: penalties?,
        })
    }

    fn shares(&self, wrong: &mut Problems) -> Option<BTreeMap<Dispatch, u32>> {
        let mut shares = BTreeMap::new();
        for kind in Dispatch::ALL {
            let share = self.more("share", kind.code()).parse().ok().filter(|share| *share <= 100);
            if let Some(share) = wrong.need(&format!("share.{}", kind.code()), share, "rotation.share") {
                shares.insert(*kind, share);
            }
        }
        Some(shares).filter(|shares| shares.len() == Dispatch::ALL.len())
    }

    fn penalties(&self, wrong: &mut Problems) -> Option<Vec<Penalty>> {
        let lines = self.penalties.lines().map(str::trim).filter(|line| !line.is_empty());
        let read: Option<Vec<Penalty>> = lines.map(penalty).collect();
        wrong.need("penalties", read, "rotation.penalties")
    }
}

fn amount(wrong: &mut Problems, field: &str, text: &str) -> Option<Money> {
    match text.trim() {
        "" => Some(Money::ZERO),
        text => wrong.need(field, text.parse().ok().filter(|amount| *amount >= Money::ZERO), "not_an_amount"),
    }
}

fn minutes(wrong: &mut Problems, field: &str, text: &str) -> Option<u32> {
    wrong.need(field, text.trim().parse().ok(), "not_a_number")
}

/// `moved-card | 2 | 私自动牌 | Moved a card`
fn penalty(line: &str) -> Option<Penalty> {
    let mut parts = line.split('|').map(str::trim);
    let (code, points, zh, en) = (parts.next()?, parts.next()?, parts.next()?, parts.next().unwrap_or(""));
    let is_code =
        !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let points = points.parse().ok().filter(|points| (0..=1000).contains(points));
    let named = is_code && !zh.is_empty() && parts.next().is_none();
    Some(Penalty { code: code.to_owned(), points: points?, name: Words::new(zh, en) }).filter(|_| named)
}

/// Sets a policy from a day on.
pub fn set(tx: &mut Tx, call: &Call, form: &PolicyForm) -> Result<PolicyId> {
    let organisation = org::organisation(tx, call)?;
    let store = match form.store.trim() {
        "" => None,
        key => Some(key.parse::<StoreId>().unwrap_or(StoreId::of(0))),
    };
    let place = store.map_or(Place::centre(), Place::store);
    let by = call.mandate(Permission::SetRotation, &place)?;
    if let Some(store) = store {
        organisation.store(store)?;
    }
    let new = form.parse()?;
    let today = organisation.business_date(store, call.now);
    if new.from <= today {
        let day = today.tomorrow()?.to_string();
        return Err(Refused::TooEarly { day }.into());
    }
    let row = PolicyRow {
        id: PolicyId::of(0),
        store_id: store,
        family: form.family.trim().to_owned(),
        from_day: new.from,
        content: serde_json::to_string(&new.policy)?,
        why: new.why,
        set_by: by.person,
        set_at: call.now,
    };
    let id = store::set_policy(tx, &row)?;
    let detail = json!({ "family": row.family, "store": store, "from": new.from, "why": row.why });
    call.note(tx, &by, "rotation.policy", format!("rotation/policies/{id}"), detail)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_what_was_meant() {
        let policy = crate::policy::shipped_policy("face").expect("shipped");
        let form = PolicyForm { from_day: "2027-01-01".into(), why: "试".into(), ..PolicyForm::of(&policy) };
        assert_eq!(form.parse().expect("complete").policy, policy);
    }

    #[test]
    fn a_penalty_is_a_line() {
        assert_eq!(
            penalty("late | 1 | 迟到 | Late").map(|p| (p.points, p.name.en)),
            Some((1, "Late".into()))
        );
        assert!(
            ["late | x | 迟到", "Late | 1 | 迟到", "late | 1", "late|1|a|b|c"]
                .map(penalty)
                .iter()
                .all(Option::is_none)
        );
    }
}
