//! What customers have in the house: goods that are left and used, and money that is asked back.

use ::prepaid::goods::{self, GoodsForm, GoodsMoveForm};
use ::prepaid::refund::{self, DecisionForm, PaymentForm, RefundForm};
use ::prepaid::{Bought, RefundId};
use customer::CustomerId;
use db::Tx;
use jiff::ToSpan;
use kernel::{Error, Result};
use web::Call;

use super::super::centre::Centre;

/// Why somebody wants her money back: ground, and her words.
const GROUNDS: [(&str, &str); 3] = [
    ("health", "医生建议先停一段时间"),
    ("change-of-mind", "搬家了，过来不方便"),
    ("not-as-agreed", "说好的时间总约不上"),
];

pub(super) fn day(centre: &mut Centre, shop: usize) {
    if centre.shops[shop].dice.happens(6) {
        let minute = 11 * 60 + centre.shops[shop].minutes(8 * 60);
        centre.at(shop, minute, asks_back);
    }
}

/// She leaves in the house what she bought, and some of it is used when she comes again.
pub(super) fn leaves(centre: &mut Centre, shop: usize, customer: CustomerId) -> Result<()> {
    let expires_on = centre.day.saturating_add(540.days()).to_string();
    let form = GoodsForm {
        name: "补水精华 50ml".into(),
        count: "1".into(),
        unit: "瓶".into(),
        place: "2 号柜".into(),
        expires_on,
    };
    let left = centre
        .does(shop, ("goods left", "greeter"), move |tx, call| goods::leave(tx, call, customer, &form))?;
    let Some(goods) = left else { return Ok(()) };
    let days = 9 + centre.shops[shop].minutes(20);
    centre.on_day(shop, (days, 15 * 60), move |centre, shop| {
        let form = GoodsMoveForm { kind: "used".into(), count: "1".into(), words: "护理时用完".into() };
        centre.does(shop, ("goods used", "greeter"), move |tx, call| {
            goods::move_goods(tx, call, goods, &form)
        })?;
        Ok(())
    });
    Ok(())
}

/// Somebody with sessions left wants her money back: her consultant takes it down, the director decides, the general
/// manager too where it is much, and the finance clerk pays.
fn asks_back(centre: &mut Centre, shop: usize) -> Result<()> {
    let at = &mut centre.shops[shop];
    if at.packaged.is_empty() {
        return Ok(());
    }
    let place = at.dice.below(at.packaged.len());
    let (customer, treatment) = at.packaged.remove(place);
    let (ground, why) = at.dice.one(&GROUNDS).copied().unwrap_or(GROUNDS[0]);
    let refused = at.dice.happens(12);
    let waits = 1 + at.minutes(3);
    let minds = at.minds("td");
    let day = centre.day;
    let id = centre.does(shop, ("refund asked", "consultant"), move |tx, call| {
        let goods = catalog::goods(tx, call, day)?;
        let good = goods.all().iter().find(|good| good.number == treatment).ok_or_else(Error::missing)?;
        let (_, lines) = ::prepaid::usable(tx, customer, day)?;
        let line = lines.iter().find(|line| line.offer == good.id).ok_or_else(Error::missing)?;
        let form = RefundForm { ground: ground.into(), why: why.into(), ..RefundForm::default() };
        refund::ask(tx, call, Bought::Package(line.package), &form)
    })?;
    let Some(id) = id.filter(|_| minds) else { return Ok(()) };
    let decision = if refused { "refused" } else { "approved" };
    let note = if refused { "条款写明本项不退，已当面解释" } else { "按法定算法退" };
    for (minute, who) in [(10 * 60 + 30, "td"), (11 * 60, "gm")].into_iter().take(if refused { 1 } else { 2 })
    {
        let form = DecisionForm { decision: decision.into(), note: note.into(), ..DecisionForm::default() };
        centre.on_day(shop, (waits, minute), move |centre, shop| {
            centre.does(shop, ("refund decided", who), move |tx, call| decide(tx, call, id, &form))?;
            Ok(())
        });
    }
    if !refused {
        centre.on_day(shop, (waits + 1, 14 * 60), move |centre, shop| {
            let form = PaymentForm { with: "wechat".into() };
            centre
                .does(shop, ("refund paid", "finance"), move |tx, call| refund::pay(tx, call, id, &form))?;
            Ok(())
        });
    }
    Ok(())
}

/// What one post could decide alone needs no second one.
fn decide(tx: &mut Tx, call: &Call, id: RefundId, form: &DecisionForm) -> Result<()> {
    match refund::decide(tx, call, id, form) {
        Err(error) if error.refusal().is_some_and(|refusal| refusal.code == "prepaid.settled") => Ok(()),
        done => done,
    }
}
