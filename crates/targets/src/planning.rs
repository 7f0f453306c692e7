//! What a month is to be sold by (销售计划): whom the house is for, and what each category brings of the month's target;
//! and what was found when plan and results stood side by side. The next plan starts from those results.

use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Money, Permission, Place, Result, StoreId};
use sales::{Journal, LineKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::giving::whole_of;
use crate::refused::Refused;
use crate::store::{self, PlanId, ReviewId, Written};
use crate::{parts, sharing, sight};

/// Months of results by which a mix is proposed.
const BACK: i64 = 3;

/// What a month is made of: what is sold for money. Deposits and debts repaid are money for something sold at another
/// time, and are not planned.
pub(crate) const CATEGORIES: [LineKind; 4] =
    [LineKind::Treatment, LineKind::Product, LineKind::Package, LineKind::Value];

/// A month's plan, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct PlanForm {
    /// The store; empty is one's own.
    #[garde(length(max = 20))]
    pub store: String,
    /// The month, `2026-12`.
    #[garde(length(max = 10))]
    pub month: String,
    /// Whom the house is for this month, and which treatments lead.
    #[garde(length(chars, max = 2000))]
    pub positioning: String,
    /// In yuan: treatments, products, packages, stored value.
    #[garde(length(max = 4), inner(length(max = 20)))]
    pub amount: Vec<String>,
}

impl Form for PlanForm {
    fn sample() -> PlanForm {
        PlanForm {
            month: "2026-12".into(),
            positioning: "三十岁上下的上班族；主推补水和肩颈".into(),
            amount: ["40000", "20000", "60000", "30000"].map(String::from).to_vec(),
            ..PlanForm::default()
        }
    }
}

/// Writes a month's plan. Its categories make the month's target, or it is refused with the difference.
pub fn plan(tx: &mut Tx, call: &Call, form: &PlanForm) -> Result<PlanId> {
    let shop = sight::store(tx, call, Permission::ShareTargets, &form.store)?;
    let by = call.mandate(Permission::ShareTargets, &Place::store(shop))?;
    let mut wrong = web::limits(form);
    let first = wrong.need("month", kernel::parse_month(&form.month), "not_a_month");
    let positioning = form.positioning.trim();
    if positioning.is_empty() {
        wrong.add("positioning", "needed");
    }
    let mut mix = vec![];
    for (place, kind) in CATEGORIES.into_iter().enumerate() {
        let text = form.amount.get(place).map(|text| text.trim()).filter(|text| !text.is_empty());
        let amount = text.unwrap_or("0").parse::<Money>().ok().filter(|amount| *amount >= Money::ZERO);
        mix.extend(
            wrong.need(&format!("amount-{}", kind.code()), amount, "not_an_amount").map(|sum| (kind, sum)),
        );
    }
    let first = wrong.or(first)?;
    let month = sharing::month_of(tx, shop, Journal::Cash, first)?.ok_or(Refused::NoMonth)?;
    whole_of(month.amount, &mix.iter().map(|(_, amount)| *amount).collect::<Vec<_>>())?;
    let written = Written { by: by.person, at: call.now, on: org::today(tx, call)?.day };
    let id = store::add_plan(tx, shop, first, positioning, &mix, written)?;
    let detail = json!({ "store": shop, "month": first, "mix": mix });
    call.note(
        tx,
        &by,
        "targets.plan_written",
        format!("targets/plan?month={}", first.strftime("%Y-%m")),
        detail,
    )?;
    Ok(id)
}

/// What each category would bring, by what it brought in the months before.
pub(crate) fn proposed(
    tx: &mut Tx,
    shop: StoreId,
    first: BusinessDate,
    whole: Money,
) -> Result<Vec<(LineKind, Money)>> {
    let from = first.checked_sub(BACK.months())?;
    let brought = store::by_category(tx, shop, from, first.yesterday()?)?;
    let of = |kind| brought.iter().find(|(one, _)| *one == kind).map_or(Money::ZERO, |(_, sum)| *sum);
    let weights = parts::of_history(&CATEGORIES.map(of));
    Ok(CATEGORIES.into_iter().zip(parts::by(whole, &weights)).collect())
}

/// What was found of a month, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct ReviewForm {
    /// The store; empty is one's own.
    #[garde(length(max = 20))]
    pub store: String,
    /// The month, `2026-11`.
    #[garde(length(max = 10))]
    pub month: String,
    /// Why it came so, and what the next plan makes of it.
    #[garde(length(chars, max = 2000))]
    pub words: String,
}

impl Form for ReviewForm {
    fn sample() -> ReviewForm {
        ReviewForm {
            month: "2026-11".into(),
            words: "储值靠前，产品没人讲；下月每位顾问带一样居家产品".into(),
            ..ReviewForm::default()
        }
    }
}

/// Keeps what was found of a month.
pub fn review(tx: &mut Tx, call: &Call, form: &ReviewForm) -> Result<ReviewId> {
    let shop = sight::store(tx, call, Permission::ShareTargets, &form.store)?;
    let by = call.mandate(Permission::ShareTargets, &Place::store(shop))?;
    let mut wrong = web::limits(form);
    let first = wrong.need("month", kernel::parse_month(&form.month), "not_a_month");
    let words = form.words.trim();
    if words.is_empty() {
        wrong.add("words", "needed");
    }
    let first = wrong.or(first)?;
    let written = Written { by: by.person, at: call.now, on: org::today(tx, call)?.day };
    let id = store::add_review(tx, shop, first, words, written)?;
    let place = format!("targets/review?month={}", first.strftime("%Y-%m"));
    call.note(tx, &by, "targets.review_written", place, json!({ "store": shop, "month": first }))?;
    Ok(id)
}
