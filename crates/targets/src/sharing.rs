//! A month shared out to the people who carry it (分解). A department's part is the sum of its people's, so that parts
//! make the whole by themselves.

use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Money, Permission, PersonId, Place, Result, Scope, StoreId};
use org::Chart;
use sales::Journal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::giving::whole_of;
use crate::parts;
use crate::refused::Refused;
use crate::sight;
use crate::store::{self, Level, NewTarget, TargetRow};

/// Months of results by which parts are proposed.
const BACK: i64 = 3;

/// A month's parts, as they are typed, side by side.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct ShareForm {
    /// The store; empty is one's own.
    #[garde(length(max = 20))]
    pub store: String,
    /// The month, `2026-11`.
    #[garde(length(max = 10))]
    pub month: String,
    /// `cash` or `consumption`.
    #[garde(length(max = 20))]
    pub measure: String,
    /// Keys of the people.
    #[garde(length(max = 1000), inner(length(max = 20)))]
    pub person: Vec<String>,
    /// What each carries, in yuan; empty is nothing.
    #[garde(length(max = 1000), inner(length(max = 20)))]
    pub amount: Vec<String>,
}

impl Form for ShareForm {
    fn sample() -> ShareForm {
        ShareForm {
            month: "2026-11".into(),
            measure: "cash".into(),
            person: vec!["6".into()],
            amount: vec!["60000".into()],
            ..ShareForm::default()
        }
    }
}

/// Everybody of a store who carries targets, with the department, in the order of the departments.
pub(crate) fn carriers(chart: &Chart, shop: StoreId) -> Vec<(PersonId, Option<kernel::DepartmentId>)> {
    let mut all = vec![];
    for (person, seats) in chart.people() {
        let carries = |post| {
            let grants = chart.grants(post).iter();
            grants.into_iter().any(|g| g.permission == Permission::CarryTargets && g.scope >= Scope::Own)
        };
        let seat = seats.iter().find(|seat| seat.store == Some(shop) && carries(seat.post));
        all.extend(seat.map(|seat| (person, chart.department(*seat))));
    }
    all.sort_by_key(|(person, department)| (*department, *person));
    all
}

/// The store's target of a month.
pub(crate) fn month_of(
    tx: &mut Tx,
    shop: StoreId,
    measure: Journal,
    first: BusinessDate,
) -> Result<Option<TargetRow>> {
    Ok(store::targets(tx, shop, measure, Level::Month, first, first)?.into_iter().next())
}

/// Shares a month out. The parts make the whole, or it is refused with the difference.
pub fn share(tx: &mut Tx, call: &Call, form: &ShareForm) -> Result<usize> {
    let shop = sight::store(tx, call, Permission::ShareTargets, &form.store)?;
    let by = call.mandate(Permission::ShareTargets, &Place::store(shop))?;
    let mut wrong = web::limits(form);
    let first = wrong.need("month", kernel::parse_month(&form.month), "not_a_month");
    let measure = wrong.need("measure", Journal::from_code(form.measure.trim()), "not_a_choice");
    let chart = org::today(tx, call)?;
    let carriers = carriers(&chart, shop);
    let mut typed: Vec<(PersonId, Money)> = vec![];
    for (person, amount) in form.person.iter().zip(&form.amount) {
        let key: Option<PersonId> = person.trim().parse().ok();
        let key = key.filter(|key| carriers.iter().any(|(one, _)| one == key));
        let key = wrong.need("person", key, "not_a_choice");
        let text = if amount.trim().is_empty() { "0" } else { amount };
        let amount = text.parse::<Money>().ok().filter(|amount| *amount >= Money::ZERO);
        let amount = wrong.need(&format!("amount-{}", person.trim()), amount, "not_an_amount");
        typed.extend(key.zip(amount));
    }
    let (first, measure) = wrong.or(first.zip(measure))?;
    let month = month_of(tx, shop, measure, first)?.ok_or(Refused::NoMonth)?;
    let kept = store::targets(tx, shop, measure, Level::Person, first, first)?;
    // Whoever carries none any more keeps none, so that the parts are those that stand on the form.
    let gone = kept.iter().filter_map(|row| row.person_id);
    let gone: Vec<PersonId> = gone.filter(|person| typed.iter().all(|(one, _)| one != person)).collect();
    typed.extend(gone.into_iter().map(|person| (person, Money::ZERO)));
    whole_of(month.amount, &typed.iter().map(|(_, amount)| *amount).collect::<Vec<_>>())?;
    let today = org::today(tx, call)?.day;
    let mut changed = 0;
    for (person, amount) in &typed {
        let holds = kept.iter().find(|row| row.person_id == Some(*person)).map(|row| row.amount);
        if holds.unwrap_or_default() == *amount {
            continue;
        }
        let new = NewTarget {
            store: shop,
            measure,
            level: Level::Person,
            period: first,
            person: Some(*person),
            amount: *amount,
            words: String::new(),
        };
        store::set(tx, &new, by.person, call.now, today)?;
        changed += 1;
    }
    let detail = json!({ "month": first, "measure": measure, "parts": typed });
    call.note(tx, &by, "targets.shared", format!("targets?month={first}"), detail)?;
    Ok(changed)
}

/// What each would carry, by what she reached in the last months.
pub(crate) fn proposed(
    tx: &mut Tx,
    shop: StoreId,
    measure: Journal,
    first: BusinessDate,
    whole: Money,
    people: &[PersonId],
) -> Result<Vec<Money>> {
    let from = first.checked_sub(BACK.months())?;
    let mut reached = vec![Money::ZERO; people.len()];
    for (person, _, amount) in store::reached(tx, shop, measure, from, first.yesterday()?)? {
        if let Some(at) = people.iter().position(|one| Some(*one) == person) {
            reached[at] = reached[at].plus(amount)?;
        }
    }
    Ok(parts::by(whole, &parts::of_history(&reached)))
}
