//! The year from the board, the months by the general manager, and the acceptance by whoever carries a target.

use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Money, Permission, Place, Result, StoreId};
use sales::Journal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::parts;
use crate::refused::Refused;
use crate::season::season;
use crate::sight;
use crate::store::{self, Level, NewTarget, TargetId};

/// A year's target, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct YearForm {
    /// The store; empty is one's own.
    #[garde(length(max = 20))]
    pub store: String,
    /// The year, `2026`.
    #[garde(length(max = 10))]
    pub year: String,
    /// `cash` or `consumption`.
    #[garde(length(max = 20))]
    pub measure: String,
    /// How much, in yuan.
    #[garde(length(max = 20))]
    pub amount: String,
    /// What there is to say: where the growth comes from, what to mind.
    #[garde(length(chars, max = 400))]
    pub words: String,
}

impl Form for YearForm {
    fn sample() -> YearForm {
        YearForm {
            year: "2027".into(),
            measure: "cash".into(),
            amount: "3600000".into(),
            words: "老客复购优先".into(),
            ..YearForm::default()
        }
    }
}

/// The board sets a year's target.
pub fn give(tx: &mut Tx, call: &Call, form: &YearForm) -> Result<TargetId> {
    let shop = sight::store(tx, call, Permission::GiveTargets, &form.store)?;
    let by = call.mandate(Permission::GiveTargets, &Place::store(shop))?;
    let mut wrong = web::limits(form);
    let year = wrong.need("year", kernel::parse_year(&form.year), "targets.year");
    let measure = wrong.need("measure", Journal::from_code(form.measure.trim()), "not_a_choice");
    let amount = form.amount.parse::<Money>().ok().filter(|amount| *amount > Money::ZERO);
    let amount = wrong.need("amount", amount, "not_an_amount");
    let ((period, measure), amount) = wrong.or(year.zip(measure).zip(amount))?;
    let words = form.words.trim().to_owned();
    let new = NewTarget { store: shop, measure, level: Level::Year, period, person: None, amount, words };
    let today = org::today(tx, call)?.day;
    let id = store::set(tx, &new, by.person, call.now, today)?;
    let detail = json!({ "store": shop, "year": period.year(), "measure": measure, "amount": amount });
    call.note(tx, &by, "targets.year_given", format!("targets/{id}"), detail)?;
    Ok(id)
}

/// Accepts a target: the year by whoever decides months, a month by whoever shares it out, a part by the one whose it is.
pub fn accept(tx: &mut Tx, call: &Call, id: TargetId) -> Result<TargetId> {
    let row = store::target(tx, id)?;
    let (needs, place) = match (row.level, row.person_id) {
        (Level::Year, _) => (Permission::DecideTargets, Place::store(row.store_id)),
        (Level::Month, _) | (Level::Person, None) => (Permission::ShareTargets, Place::store(row.store_id)),
        (Level::Person, Some(person)) => {
            if person != call.actor.person {
                return Err(Refused::NotHers.into());
            }
            (Permission::CarryTargets, Place::of(person, Some(row.store_id), None))
        }
    };
    let by = call.mandate(needs, &place)?;
    if row.accepted_at.is_some() || row.replaced_at.is_some() {
        return Err(Refused::NotOpen.into());
    }
    let today = org::today(tx, call)?.day;
    store::accept(tx, id, by.person, call.now, today)?;
    call.note(tx, &by, "targets.taken_on", format!("targets/{id}"), json!({ "amount": row.amount }))?;
    Ok(id)
}

/// The months of a year, as they are typed: twelve amounts from January on; an empty one is not decided yet.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct MonthsForm {
    /// The store; empty is one's own.
    #[garde(length(max = 20))]
    pub store: String,
    /// The year, `2026`.
    #[garde(length(max = 10))]
    pub year: String,
    /// `cash` or `consumption`.
    #[garde(length(max = 20))]
    pub measure: String,
    /// In yuan, one for each month.
    #[garde(length(max = 12), inner(length(max = 20)))]
    pub amount: Vec<String>,
}

impl Form for MonthsForm {
    fn sample() -> MonthsForm {
        MonthsForm {
            year: "2027".into(),
            measure: "cash".into(),
            amount: vec!["300000".into(); 12],
            ..MonthsForm::default()
        }
    }
}

/// Decides the months of a year. Where the year has a target and all its months are decided, they make the whole.
pub fn decide(tx: &mut Tx, call: &Call, form: &MonthsForm) -> Result<usize> {
    let shop = sight::store(tx, call, Permission::DecideTargets, &form.store)?;
    let by = call.mandate(Permission::DecideTargets, &Place::store(shop))?;
    let mut wrong = web::limits(form);
    let year = wrong.need("year", kernel::parse_year(&form.year), "targets.year");
    let measure = wrong.need("measure", Journal::from_code(form.measure.trim()), "not_a_choice");
    let mut amounts: Vec<Option<Money>> = vec![];
    for (place, text) in form.amount.iter().enumerate().take(12) {
        let amount = text.parse::<Money>().ok().filter(|amount| *amount >= Money::ZERO);
        if amount.is_none() && !text.trim().is_empty() {
            wrong.add(format!("amount-{}", place + 1), "not_an_amount");
        }
        amounts.push(amount);
    }
    let (year, measure) = wrong.or(year.zip(measure))?;
    let whole = store::targets(tx, shop, measure, Level::Year, year, year)?.into_iter().next();
    let all: Vec<Money> = amounts.iter().copied().flatten().collect();
    if let Some(whole) = whole.filter(|_| all.len() == 12) {
        whole_of(whole.amount, &all)?;
    }
    let kept = store::targets(tx, shop, measure, Level::Month, year, year.last_of_year())?;
    let today = org::today(tx, call)?.day;
    let mut changed = 0;
    for (month, amount) in (0i64..).zip(amounts) {
        let period = year.checked_add(month.months())?;
        let holds = kept.iter().find(|row| row.period == period).map(|row| row.amount);
        let Some(amount) = amount.filter(|amount| Some(*amount) != holds) else { continue };
        let new = NewTarget {
            store: shop,
            measure,
            level: Level::Month,
            period,
            person: None,
            amount,
            words: String::new(),
        };
        store::set(tx, &new, by.person, call.now, today)?;
        changed += 1;
    }
    let detail = json!({ "store": shop, "year": year.year(), "measure": measure, "amounts": form.amount });
    call.note(tx, &by, "targets.months_decided", format!("targets/year?year={}", year.year()), detail)?;
    Ok(changed)
}

/// Parts that differ from the whole are refused, with the difference.
pub(crate) fn whole_of(whole: Money, all: &[Money]) -> Result<()> {
    let lack = parts::lack(whole, all)?;
    if lack == Money::ZERO {
        return Ok(());
    }
    Err(Refused::PartsDiffer { whole, parts: whole.minus(lack)?, lack }.into())
}

/// The months of a year as they are proposed: by what each brought the year before, or by how the trade's year runs.
pub(crate) fn proposed_months(
    tx: &mut Tx,
    shop: StoreId,
    measure: Journal,
    year: BusinessDate,
    whole: Money,
) -> Result<Vec<Money>> {
    let before = year.checked_sub(1.year())?;
    let mut reached = vec![Money::ZERO; 12];
    for (_, day, amount) in store::reached(tx, shop, measure, before, before.last_of_year())? {
        let at = usize::try_from(day.month() - 1).unwrap_or(0);
        reached[at] = reached[at].plus(amount)?;
    }
    let known = reached.iter().all(|month| *month > Money::ZERO);
    let weights = if known { parts::of_history(&reached) } else { season()?.months.to_vec() };
    Ok(parts::by(whole, &weights))
}
