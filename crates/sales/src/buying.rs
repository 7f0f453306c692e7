//! What a ticket moves at prepaid: packages and stored value sold, value drawn, sessions used.

use catalog::{BundleContent, Content, Good, OfferKind};
use customer::CustomerId;
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Error, Money, Result};
use prepaid::{
    DrawRule, LineId, PackageSale, ProofId, Purchase, SessionUse, SoldLine, Spending, UnitRule, Used, Value,
    ValueSale,
};

use crate::kind::{LineKind, Means};
use crate::refused::Refused;
use crate::settling::{Came, Settling};
use crate::wish::{Line, Tender};

/// Sells what is prepaid on the ticket; what is owed of it is not paid yet, so it cannot be used yet.
pub(crate) fn sell(tx: &mut Tx, on: &Settling, came: &[Came], given: &[Tender]) -> Result<()> {
    heed(tx, on, given)?;
    for (at, (line, came)) in on.wish.lines.iter().zip(came).enumerate() {
        if !matches!(line.kind, LineKind::Package | LineKind::Value) {
            continue;
        }
        let customer = on.wish.whose(line).ok_or(Refused::NoCustomer)?;
        let good = line.offer.and_then(|offer| on.goods.get(offer));
        // Several of a kind are several sales, so that each has its own end.
        let even = vec![1; line.count as usize];
        let paid = line.amount.minus(came.paid.owed)?.split(&even);
        for (price, paid) in line.amount.split(&even).into_iter().zip(paid) {
            match (line.kind, good) {
                (LineKind::Value, good) => sell_value(tx, on, at, customer, good, price)?,
                (_, Some(good)) => sell_package(tx, on, at, customer, good, (price, paid))?,
                (_, None) => return Err(Error::fault("a package of the catalogue")),
            }
        }
    }
    Ok(())
}

/// Asks the law before anything prepaid is sold. What is typed as the reason of a line is how a guardian agreed.
fn heed(tx: &mut Tx, on: &Settling, given: &[Tender]) -> Result<()> {
    let prepaid = |line: &&Line| matches!(line.kind, LineKind::Package | LineKind::Value);
    let price = Money::total(on.wish.lines.iter().filter(prepaid).map(|line| line.amount))?;
    let cash = given.iter().filter(|tender| tender.means == Means::Cash).map(|tender| tender.amount);
    let cash = Money::total(cash)?.min(price);
    for (at, line) in on.wish.lines.iter().enumerate().filter(|(_, line)| prepaid(line)) {
        let customer = on.wish.whose(line).ok_or(Refused::NoCustomer)?;
        // A package is a service contract; stored value is a card each.
        let one = line.amount.split(&vec![1; line.count as usize]).into_iter().next();
        let card = one.filter(|_| line.kind == LineKind::Value);
        let consent = if on.consent.is_empty() { line.why.clone() } else { on.consent.to_owned() };
        let what = Purchase { card, price, cash, consent, ..Purchase::by(customer) };
        prepaid::heed(tx, on.by, &on.occasion(Some(at)), &what)?;
    }
    Ok(())
}

fn sell_value(
    tx: &mut Tx,
    on: &Settling,
    at: usize,
    customer: CustomerId,
    plan: Option<&Good>,
    price: Money,
) -> Result<()> {
    let gift = match plan.map(|plan| &plan.content) {
        Some(Content::Plan(plan)) => plan.gift,
        _ => Money::ZERO,
    };
    let sale = ValueSale {
        customer,
        plan: plan.map(|plan| plan.id),
        name: plan.map_or_else(|| kernel::Words::new("储值", "Stored value"), |plan| plan.name.clone()),
        value: Value { principal: price, gift },
        paid: price,
        rule: DrawRule::InProportion,
    };
    prepaid::sell_value(tx, on.by, &on.occasion(Some(at)), &sale).map(drop)
}

fn sell_package(
    tx: &mut Tx,
    on: &Settling,
    at: usize,
    customer: CustomerId,
    good: &Good,
    (price, paid): (Money, Money),
) -> Result<()> {
    let bundle = good.content.bundle().ok_or_else(|| Error::fault("a package that holds nothing"))?;
    let sale = PackageSale {
        customer,
        offer: Some(good.id),
        name: good.name.clone(),
        price,
        paid,
        rule: UnitRule::AllSessions,
        last_day: last_day(bundle, on.place.day)?,
        lines: sold_lines(on, bundle)?,
    };
    prepaid::sell_package(tx, on.by, &on.occasion(Some(at)), &sale).map(drop)
}

/// What is in it; a combination for some days holds its things like a package does.
fn sold_lines(on: &Settling, bundle: &BundleContent) -> Result<Vec<SoldLine>> {
    let mut lines = vec![];
    for line in &bundle.lines {
        let good =
            on.goods.get(line.offer).ok_or_else(|| Refused::NoSession { name: line.offer.to_string() })?;
        if good.kind == OfferKind::Instrument {
            return Err(Error::fault("an instrument in a package"));
        }
        lines.push(SoldLine {
            offer: line.offer,
            name: good.name.clone(),
            gift: line.gift,
            list_price: good.price,
            count: line.count,
        });
    }
    Ok(lines)
}

fn last_day(bundle: &BundleContent, day: BusinessDate) -> Result<Option<BusinessDate>> {
    bundle.valid_days.map(|days| Ok(day.checked_add(i64::from(days).days())?)).transpose()
}

/// Draws stored value for one line.
pub(crate) fn spend(
    tx: &mut Tx,
    on: &Settling,
    at: usize,
    owner: CustomerId,
    served: CustomerId,
    amount: Money,
    proof: Option<ProofId>,
) -> Result<Value> {
    let what = Spending { owner, served, amount, lot: None, proof, approval: None };
    prepaid::spend(tx, on.by, &on.occasion(Some(at)), &what)
}

/// Uses a session for one line: of the line of the package that was named, or of the oldest that fits, those bought
/// on this very ticket too.
pub(crate) fn use_session(
    tx: &mut Tx,
    on: &Settling,
    at: usize,
    line: &Line,
    customer: CustomerId,
    proof: Option<ProofId>,
) -> Result<(LineId, Used)> {
    let session = match line.session {
        Some(session) => session,
        None => {
            let (_, lines) = prepaid::usable(tx, customer, on.place.day)?;
            let fits = lines.iter().find(|one| Some(one.offer) == line.offer && one.usable > 0);
            let fits = fits.or_else(|| lines.iter().find(|one| Some(one.offer) == line.offer));
            fits.ok_or_else(|| Refused::NoSession { name: line.words.clone() })?.id
        }
    };
    let what = SessionUse { line: session, served: customer, proof, approval: None };
    Ok((session, prepaid::use_session(tx, on.by, &on.occasion(Some(at)), &what)?))
}
