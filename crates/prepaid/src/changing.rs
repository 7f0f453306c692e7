//! Doors: what was bought is put on hold, resumed, extended, handed on, shared. Everything is written down with its
//! reason; nothing lapses: what has ended is opened again (法释〔2025〕4号, art. 24).

use customer::CustomerId;
use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Error, Permission, Problems, Result, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::card::{Bought, Card, card};
use crate::refund::between;
use crate::store::{self, ChangeId, ChangeKind, NewChange, ShareId, person};
use crate::{Refused, sight};

/// A change as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ChangeForm {
    /// `held`, `resumed`, `extended` or `handed-on`.
    #[serde(default)]
    #[garde(length(max = 12))]
    pub kind: String,
    /// The new last day of use, when it is extended.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub last_day: String,
    /// To whom it is handed on: her key.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub customer: String,
    /// To whom: what was typed to find her.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub customer_typed: String,
    /// Why, and how the customer said so.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for ChangeForm {
    fn sample() -> ChangeForm {
        ChangeForm { kind: "held".into(), why: "出差三个月".into(), ..ChangeForm::default() }
    }
}

impl ChangeForm {
    fn parse(&self) -> Result<(ChangeKind, Option<BusinessDate>, &str)> {
        let mut wrong = web::limits(self);
        let kind = wrong.need("kind", ChangeKind::from_code(&self.kind), "not_a_choice");
        let why = wrong.need("why", Some(self.why.trim()).filter(|why| !why.is_empty()), "needed");
        let last_day = match (kind, self.last_day.trim()) {
            (Some(ChangeKind::Extended), text) => wrong.need("last_day", parse_day(text), "not_a_day"),
            _ => None,
        };
        wrong.or(kind.zip(why).map(|(kind, why)| (kind, last_day, why)))
    }
}

/// Changes something that was bought.
pub fn change(tx: &mut Tx, call: &Call, bought: Bought, form: &ChangeForm) -> Result<ChangeId> {
    let card = card(tx, bought)?;
    let by = sight::mandate(tx, call, Permission::KeepPrepaid, card.customer())?;
    let (kind, last_day, why) = form.parse()?;
    let day = sight::today(tx, call, card.store())?;
    let mut new = NewChange {
        kind,
        day,
        old_day: card.last_day(),
        new_day: card.last_day(),
        handed: None,
        why,
        by: person(&by),
        at: call.now,
    };
    match kind {
        ChangeKind::Held => hold(tx, &card, day)?,
        ChangeKind::Resumed => new.new_day = resume(tx, &card, day)?,
        ChangeKind::Extended => new.new_day = extend(tx, &card, day, last_day)?,
        ChangeKind::HandedOn => new.handed = Some(hand_on(tx, call, &card, form)?),
    }
    let id = store::add_change(tx, bought, &new)?;
    let detail = json!({ "kind": kind, "why": why, "last_day": new.new_day });
    call.note(tx, &by, "prepaid.changed", format!("prepaid/cards/{bought}"), detail)?;
    Ok(id)
}

fn hold(tx: &mut Tx, card: &Card, day: BusinessDate) -> Result<()> {
    match card.frozen_since() {
        Some(day) => Err(Refused::Frozen { name: card.name().for_gap(), day }.into()),
        None => store::set_hold(tx, card.bought(), Some(day)),
    }
}

/// The days on hold are given back at the end.
fn resume(tx: &mut Tx, card: &Card, day: BusinessDate) -> Result<Option<BusinessDate>> {
    let since = card.frozen_since().ok_or(Refused::NotFrozen)?;
    store::set_hold(tx, card.bought(), None)?;
    let longer = |last: BusinessDate| last.checked_add(between(since, day).days()).unwrap_or(last);
    let last_day = card.last_day().map(longer);
    store::set_last_day(tx, card.bought(), last_day)?;
    Ok(last_day)
}

fn extend(
    tx: &mut Tx,
    card: &Card,
    day: BusinessDate,
    new: Option<BusinessDate>,
) -> Result<Option<BusinessDate>> {
    let old = card.last_day().ok_or(Refused::NoEnd)?;
    match new {
        Some(new) if new <= old || new < day => Err(Refused::Earlier { day: old.max(day) }.into()),
        new => store::set_last_day(tx, card.bought(), new).map(|()| new),
    }
}

/// Handing on binds once the house is told (art. 11); what is owed stays with whoever bought it, so it is paid first.
fn hand_on(tx: &mut Tx, call: &Call, card: &Card, form: &ChangeForm) -> Result<(CustomerId, CustomerId)> {
    let to = picked(tx, call, "customer", &form.customer, &form.customer_typed)?;
    let owed = card.owed()?;
    if owed > kernel::Money::ZERO {
        return Err(Refused::Unpaid { usable: kernel::Money::ZERO, owed }.into());
    }
    if to == card.customer() {
        return Err(Refused::HersAlready.into());
    }
    store::set_owner(tx, card.bought(), to)?;
    Ok((card.customer(), to))
}

/// The customer whom a picker names.
fn picked(tx: &mut Tx, call: &Call, field: &str, chosen: &str, typed: &str) -> Result<CustomerId> {
    let found = customer::picked(tx, call, chosen, typed)?;
    let mut wrong = Problems::default();
    let found = wrong.need(field, found, "needed");
    wrong.or(found)
}

/// Sharing as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ShareForm {
    /// With whom: her key.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub guest: String,
    /// With whom: what was typed to find her.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub guest_typed: String,
    /// What they are to each other, and how the owner said so.
    #[serde(default)]
    #[garde(length(chars, max = 120))]
    pub words: String,
}

impl Form for ShareForm {
    fn sample() -> ShareForm {
        ShareForm { guest: "2".into(), words: "母女，本人到店同意".into(), ..ShareForm::default() }
    }
}

/// Lets another customer use what one has bought.
pub fn share(tx: &mut Tx, call: &Call, owner: CustomerId, form: &ShareForm) -> Result<ShareId> {
    let by = sight::mandate(tx, call, Permission::KeepPrepaid, owner)?;
    let mut wrong = web::limits(form);
    let words = wrong.need("words", Some(form.words.trim()).filter(|words| !words.is_empty()), "needed");
    let words = wrong.or(words)?;
    let guest = picked(tx, call, "guest", &form.guest, &form.guest_typed)?;
    if guest == owner || store::shares(tx, owner, guest)? {
        return Err(Refused::HersAlready.into());
    }
    let id = store::add_share(tx, owner, guest, words, person(&by), call.now)?;
    let detail = json!({ "guest": guest, "words": words });
    call.note(tx, &by, "prepaid.shared", format!("prepaid/customers/{owner}"), detail)?;
    Ok(id)
}

/// Ends the sharing.
pub fn unshare(tx: &mut Tx, call: &Call, id: ShareId) -> Result<CustomerId> {
    let share = store::share(tx, id)?;
    let by = sight::mandate(tx, call, Permission::KeepPrepaid, share.owner_id)?;
    if share.ended_at.is_some() {
        return Err(Error::missing());
    }
    store::end_share(tx, id, person(&by), call.now)?;
    let detail = json!({ "guest": share.guest_id });
    call.note(tx, &by, "prepaid.unshared", format!("prepaid/customers/{}", share.owner_id), detail)?;
    Ok(share.owner_id)
}
