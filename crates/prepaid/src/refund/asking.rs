//! Door: a customer wants her money back.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Permission, Result, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use super::case::GiftPolicy;
use super::timer::{due, within_seven_days};
use crate::card::{Bought, Card, card};
use crate::law::{Ground, city, rules};
use crate::store::{self, NewRefund, RefundId, person};
use crate::{Refused, sight};

/// A request for a refund as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct RefundForm {
    /// The ground's code.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub ground: String,
    /// `counted` or `left-out`: what sessions given on top are worth.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub gifts: String,
    /// The day on which she asked; empty for today.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub asked_on: String,
    /// The day on which it was agreed to be paid; empty for none.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub agreed_on: String,
    /// Why, in her words.
    #[serde(default)]
    #[garde(length(chars, max = 400))]
    pub why: String,
}

impl Form for RefundForm {
    fn sample() -> RefundForm {
        RefundForm {
            ground: "health".into(),
            gifts: "counted".into(),
            asked_on: "2026-11-24".into(),
            agreed_on: String::new(),
            why: "怀孕了，医生不建议继续".into(),
        }
    }
}

/// A request, understood.
pub(crate) struct Asking {
    pub ground: &'static Ground,
    pub gifts: GiftPolicy,
    pub asked_on: BusinessDate,
    pub agreed_on: Option<BusinessDate>,
}

impl RefundForm {
    /// What is reckoned with; the words may still be lacking.
    pub(crate) fn parse(&self, today: BusinessDate, must: bool) -> Result<(Asking, &str)> {
        let rules = rules()?;
        let mut wrong = web::limits(self);
        let ground = match self.ground.trim() {
            "" if !must => rules.grounds().last(),
            code => wrong.need("ground", rules.ground(code), "not_a_choice"),
        };
        let gifts = match self.gifts.trim() {
            "" => Some(GiftPolicy::Counted),
            code => wrong.need("gifts", GiftPolicy::from_code(code), "not_a_choice"),
        };
        let asked_on = match self.asked_on.trim() {
            "" => Some(today),
            text => wrong.need("asked_on", parse_day(text), "not_a_day"),
        };
        if asked_on.is_some_and(|day| day > today) {
            wrong.add("asked_on", "not_a_past_day");
        }
        let agreed_on = match self.agreed_on.trim() {
            "" => None,
            text => wrong.need("agreed_on", parse_day(text), "not_a_day"),
        };
        let why = Some(self.why.trim()).filter(|why| !must || !why.is_empty());
        let why = wrong.need("why", why, "needed");
        wrong.or(ground
            .zip(gifts)
            .zip(asked_on)
            .zip(why)
            .map(|(((ground, gifts), asked_on), why)| (Asking { ground, gifts, asked_on, agreed_on }, why)))
    }
}

/// Takes down that a customer wants her money back; the clock runs from the day on which she asked.
pub fn ask(tx: &mut Tx, call: &Call, bought: Bought, form: &RefundForm) -> Result<RefundId> {
    let card = card(tx, bought)?;
    let by = sight::mandate(tx, call, Permission::AskRefunds, card.customer())?;
    let today = sight::today(tx, call, card.store())?;
    let (asking, why) = form.parse(today, true)?;
    let city = city(tx, asking.asked_on)?;
    refuse(tx, &card, &asking, &city)?;
    let (due_on, due_article) = due(asking.asked_on, asking.agreed_on, &city, card.is_untouched())?;
    let new = NewRefund {
        customer: card.customer(),
        store: card.store(),
        bought,
        ground: &asking.ground.code,
        gifts: asking.gifts,
        why,
        asked_on: asking.asked_on,
        agreed_on: asking.agreed_on,
        due_on,
        due_article,
        by: person(&by),
        at: call.now,
    };
    let id = store::add_refund(tx, &new)?;
    let detail = json!({ "card": bought, "ground": asking.ground.code, "due_on": due_on });
    call.note(tx, &by, "prepaid.refund_asked", format!("prepaid/refunds/{id}"), detail)?;
    Ok(id)
}

fn refuse(tx: &mut Tx, card: &Card, asking: &Asking, city: &str) -> Result<()> {
    if card.is_empty() {
        return Err(Refused::NothingLeft.into());
    }
    if store::refunds_of(tx, card.bought())?.iter().any(|refund| refund.is_open()) {
        return Err(Refused::RefundOpen.into());
    }
    let in_time = within_seven_days(card.day(), asking.asked_on, city)?;
    match asking.ground.code == "seven-days" && !in_time {
        true => Err(Refused::TooLate { day: card.day() }.into()),
        false => Ok(()),
    }
}
