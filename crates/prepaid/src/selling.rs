//! Steps: what the till asks for when something prepaid is bought.

use catalog::OfferId;
use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Mandate, Money, Result, StoreId, Words};
use ledger::{Line, Posting, PostingId, Role};

use crate::card::Bought;
use crate::sessions::{LineKind, UnitRule, Weight, spread};
use crate::store::{self, EntryKind, LotId, Moving, PackageId, ProofId, person};
use crate::value::{DrawRule, Value};
use crate::{Occasion, Proof, Refused};

/// Stored value to be sold (充值).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueSale {
    /// To whom.
    pub customer: CustomerId,
    /// The plan of the catalogue; none for a free sum.
    pub plan: Option<OfferId>,
    /// What it is called on her statement.
    pub name: Words,
    /// What she buys, and what she is given on top.
    pub value: Value,
    /// How much of the principal she pays now; the rest is owed at the till.
    pub paid: Money,
    /// What is drawn first.
    pub rule: DrawRule,
}

/// Sessions of one thing to be sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldLine {
    /// Of what.
    pub offer: OfferId,
    /// What it is called on her statement.
    pub name: Words,
    /// Given on top?
    pub gift: bool,
    /// What one costs by the list today: judges reckon with it when the customer withdraws.
    pub list_price: Money,
    /// How many.
    pub count: u32,
}

/// A package to be sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageSale {
    /// To whom.
    pub customer: CustomerId,
    /// The package of the catalogue; none where it was put together at the till.
    pub offer: Option<OfferId>,
    /// What it is called on her statement.
    pub name: Words,
    /// For how much.
    pub price: Money,
    /// How much of it she pays now; the rest is owed at the till.
    pub paid: Money,
    /// Over which sessions the price is spread.
    pub rule: UnitRule,
    /// The last day of use; none where there is no end.
    pub last_day: Option<BusinessDate>,
    /// What is in it.
    pub lines: Vec<SoldLine>,
}

/// Sells stored value: clearing at the debit side, what is owed in service at the credit side.
pub fn sell_value(tx: &mut Tx, by: &Mandate, on: &Occasion, sale: &ValueSale) -> Result<LotId> {
    let value = sale.value;
    if value.principal < Money::ZERO || value.gift < Money::ZERO || value.total()? == Money::ZERO {
        return Err(Refused::Nothing.into());
    }
    refuse_paid(sale.paid, value.principal)?;
    let new = store::NewLot {
        customer: sale.customer,
        offer: sale.plan,
        name: &sale.name,
        value,
        rule: sale.rule,
        by: person(by),
    };
    let lot = store::add_lot(tx, on, &new)?;
    let posting = post(tx, by, on, on.store, value_lines(value))?;
    store::enter_value(tx, &moving(by, on, EntryKind::Sold, sale.customer, posting), lot, value, None)?;
    first_payment(tx, by, on, Bought::Lot(lot), sale.paid)?;
    Ok(lot)
}

/// Sells a package: clearing at the debit side, what is owed in service at the credit side.
pub fn sell_package(tx: &mut Tx, by: &Mandate, on: &Occasion, sale: &PackageSale) -> Result<PackageId> {
    if sale.price < Money::ZERO || sale.lines.is_empty() || sale.lines.iter().any(|line| line.count == 0) {
        return Err(Refused::Nothing.into());
    }
    refuse_paid(sale.paid, sale.price)?;
    let new = store::NewPackage {
        customer: sale.customer,
        offer: sale.offer,
        name: &sale.name,
        price: sale.price,
        rule: sale.rule,
        last_day: sale.last_day,
        by: person(by),
    };
    let package = store::add_package(tx, on, &new)?;
    let lines = vec![Line::debit(Role::Clearing, sale.price), Line::credit(Role::PackageUnused, sale.price)];
    let posting = post(tx, by, on, on.store, lines)?;
    let moving = moving(by, on, EntryKind::Sold, sale.customer, posting);
    let weights: Vec<Weight> = sale.lines.iter().map(SoldLine::weight).collect();
    for (line, value) in sale.lines.iter().zip(spread(sale.rule, sale.price, &weights)) {
        let id = store::add_line(tx, package, &line.row(value))?;
        store::enter_sessions(tx, &moving, id, i64::from(line.count), value, None)?;
    }
    first_payment(tx, by, on, Bought::Package(package), sale.paid)?;
    Ok(package)
}

fn first_payment(tx: &mut Tx, by: &Mandate, on: &Occasion, bought: Bought, paid: Money) -> Result<()> {
    match paid {
        Money::ZERO => Ok(()),
        paid => store::pay(tx, on, bought, paid, person(by), None),
    }
}

impl SoldLine {
    fn kind(&self) -> LineKind {
        if self.gift { LineKind::Gift } else { LineKind::Paid }
    }

    fn weight(&self) -> Weight {
        Weight { kind: self.kind(), list_price: self.list_price, count: self.count }
    }

    fn row(&self, value: Money) -> store::NewLine<'_> {
        store::NewLine {
            offer: self.offer,
            name: &self.name,
            kind: self.kind(),
            list_price: self.list_price,
            count: self.count,
            value,
        }
    }
}

/// What was bought by a document, and what of each is not paid yet.
pub fn bought(tx: &mut Tx, document: &str) -> Result<Vec<(Bought, Money)>> {
    let lots = store::lots_of_document(tx, document)?;
    let packages = store::packages_of_document(tx, document)?;
    let lots = lots.iter().map(|lot| Ok((Bought::Lot(lot.id), lot.owed()?)));
    let packages = packages.iter().map(|package| Ok((Bought::Package(package.id), package.owed()?)));
    lots.chain(packages).collect()
}

/// Something bought on account has been paid, in part or whole (补交欠款); what it brings may be used from now on. The
/// debt itself, and its place in the books, is the till's.
pub fn paid_in(tx: &mut Tx, by: &Mandate, on: &Occasion, bought: Bought, amount: Money) -> Result<()> {
    if amount <= Money::ZERO {
        return Err(Refused::Nothing.into());
    }
    let owed = match bought {
        Bought::Lot(id) => store::lot(tx, id)?.owed()?,
        Bought::Package(id) => store::package(tx, id)?.owed()?,
    };
    match amount > owed {
        true => Err(Refused::TooMuch { owed }.into()),
        false => store::pay(tx, on, bought, amount, person(by), None),
    }
}

/// A package to be traded in for another one (疗程升级).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TradeIn {
    /// Whose both are.
    pub owner: CustomerId,
    /// The old one.
    pub package: PackageId,
    /// What proves that the customer was there.
    pub proof: Option<ProofId>,
}

/// Takes what is left of a package into the price of another one; answers what it brings, which the till takes for a
/// tender. Refuses while the old one is not paid for, or its refund is asked for. One whose last day is over counts like any other.
pub fn trade_in(tx: &mut Tx, by: &Mandate, on: &Occasion, what: &TradeIn) -> Result<Money> {
    let package = what.package;
    let old = store::package(tx, package)?;
    if old.customer_id != what.owner {
        return Err(Refused::NotHers.into());
    }
    let owed = old.owed()?;
    if owed > Money::ZERO {
        return Err(Refused::Unpaid { usable: Money::ZERO, owed }.into());
    }
    if store::refunds_of(tx, Bought::Package(package))?.iter().any(|refund| refund.is_open()) {
        return Err(Refused::RefundOpen.into());
    }
    let lines = store::lines(tx, package)?;
    let left: Vec<_> = lines.iter().filter(|line| line.count_left > 0).collect();
    let value = Money::total(left.iter().map(|line| line.value_left))?;
    if left.is_empty() {
        return Err(Refused::UsedUp { name: old.name().for_gap() }.into());
    }
    let lines = vec![Line::debit(Role::PackageUnused, value), Line::credit(Role::Clearing, value)];
    let posting = post(tx, by, on, old.store_id, lines)?;
    let moving =
        Moving { proof: what.proof, ..moving(by, on, EntryKind::TradedIn, old.customer_id, posting) };
    for line in left {
        store::move_sessions(tx, &moving, line.id, -i64::from(line.count_left), -line.value_left)?;
    }
    Ok(value)
}

/// Keeps what proves that the customer was there; one serves for everything that is used for a document. A code is taken
/// once, and only the one that was sent to her.
pub fn prove(
    tx: &mut Tx,
    by: &Mandate,
    on: &Occasion,
    customer: CustomerId,
    proof: &Proof,
) -> Result<ProofId> {
    let (kind, words) = match proof {
        Proof::Signature(drawn) => match approval::strokes(drawn) {
            Ok(Some(strokes)) => ("signature", strokes),
            _ => return Err(Refused::NotSigned.into()),
        },
        Proof::Code(code) => {
            crate::code::redeem(tx, customer, code, on.at)?;
            ("code", String::new())
        }
        Proof::Witness(why) if why.trim().is_empty() => return Err(Refused::NoReason.into()),
        Proof::Witness(why) => ("witness", why.trim().to_owned()),
    };
    store::add_proof(tx, on, &store::NewProof { kind, customer, words: &words, by: person(by) })
}

fn refuse_paid(paid: Money, price: Money) -> Result<()> {
    match paid {
        paid if paid < Money::ZERO => Err(Refused::Nothing.into()),
        paid if paid > price => Err(Refused::TooMuch { owed: price }.into()),
        _ => Ok(()),
    }
}

pub(crate) fn moving<'a>(
    by: &Mandate,
    on: &'a Occasion,
    kind: EntryKind,
    customer: CustomerId,
    posting: Option<PostingId>,
) -> Moving<'a> {
    Moving { kind, on, customer, proof: None, approval: "", posting, reason: "", by: person(by) }
}

/// What stored value that comes in moves in the books. The gift is promised in service, not owed in money, so it
/// stands on both sides.
pub(crate) fn value_lines(value: Value) -> Vec<Line> {
    vec![
        Line::debit(Role::Clearing, value.principal),
        Line::credit(Role::ValuePrincipal, value.principal),
        Line::debit(Role::GiftGranted, value.gift),
        Line::credit(Role::ValueGift, value.gift),
    ]
}

/// Posts at the store that sold; nothing where nothing moves.
pub(crate) fn post(
    tx: &mut Tx,
    by: &Mandate,
    on: &Occasion,
    store: StoreId,
    mut lines: Vec<Line>,
) -> Result<Option<PostingId>> {
    lines.retain(|line| line.amount != Money::ZERO);
    if lines.is_empty() {
        return Ok(None);
    }
    let posting = Posting { document: on.document.clone(), day: on.day, store, at: on.at, lines };
    ledger::post(tx, by, &posting).map(Some)
}
