//! What a ticket moves of the till's own: deposits, vouchers, debts repaid; and packages that are traded in.

use db::Tx;
use kernel::{Id, Money, Problems, Result};
use prepaid::{ProofId, TradeIn};

use crate::debt::{Open, repaid};
use crate::kind::{LineKind, Means};
use crate::refused::Refused;
use crate::settling::Settling;
use crate::share::{Journal, Share, parts};
use crate::store::{self, DebtMove, NewShare, TicketLineId};
use crate::wish::{Deal, Line, Tender};

/// Takes what a tender stands for.
pub(crate) fn take(tx: &mut Tx, on: &Settling, tender: &Tender) -> Result<()> {
    match tender.means {
        Means::Deposit => take_deposit(tx, on, tender.amount),
        Means::Voucher => take_voucher(tx, on, tender),
        _ => Ok(()),
    }
}

/// What is left of her packages goes into the price of the one that she buys (疗程升级). It belongs to that line: where
/// the line is taken back, they are hers again.
pub(crate) fn trade_in(tx: &mut Tx, on: &Settling, given: &[Tender], proof: Option<ProofId>) -> Result<()> {
    for tender in given.iter().filter(|tender| tender.means == Means::TradeIn) {
        let line = on.wish.lines.iter().position(|line| line.kind == LineKind::Package);
        let line = line.ok_or(Refused::TradesForOne)?;
        let owner = on.wish.whose(&on.wish.lines[line]).ok_or(Refused::NoCustomer)?;
        let mut wrong = Problems::default();
        let package = wrong.need("means", tender.reference.trim().parse().ok(), "not_a_choice");
        let what = TradeIn { owner, package: wrong.or(package)?, proof };
        let worth = prepaid::trade_in(tx, on.by, &on.occasion(Some(line)), &what)?;
        if worth != tender.amount {
            return Err(Refused::TradeWorth { worth }.into());
        }
    }
    Ok(())
}

fn take_deposit(tx: &mut Tx, on: &Settling, amount: Money) -> Result<()> {
    let customer = on.wish.customer.ok_or(Refused::NoCustomer)?;
    let mut open = amount;
    let deposits = store::deposits_left(tx, customer)?;
    for (deposit, left) in &deposits {
        let part = open.min(*left);
        if part > Money::ZERO {
            store::move_deposit(tx, *deposit, part, on.place.day, on.place.ticket, on.at())?;
            open = open.minus(part)?;
        }
    }
    match open {
        Money::ZERO => Ok(()),
        _ => {
            Err(Refused::DepositShort { left: Money::total(deposits.iter().map(|(_, left)| *left))? }.into())
        }
    }
}

fn take_voucher(tx: &mut Tx, on: &Settling, tender: &Tender) -> Result<()> {
    let number = tender.reference.trim().to_owned();
    let Some(voucher) = store::voucher(tx, &number)? else {
        return Err(Refused::VoucherUnknown { number }.into());
    };
    if voucher.used_by.is_some() {
        return Err(Refused::VoucherUsed { number }.into());
    }
    if voucher.until_day < on.place.day {
        return Err(Refused::VoucherOver { number, day: voucher.until_day }.into());
    }
    if tender.amount > voucher.worth {
        return Err(Refused::VoucherWorth { number, worth: voucher.worth }.into());
    }
    store::use_voucher(tx, voucher.id, Some(on.place.ticket))
}

/// Once the lines have keys: deposits come into being, debts are repaid. Answers the performance of those who sold
/// what is paid only now.
pub(crate) fn arrive(tx: &mut Tx, on: &Settling, keys: &[TicketLineId]) -> Result<Vec<NewShare>> {
    let mut shares = vec![];
    for (at, (line, key)) in on.wish.lines.iter().zip(keys).enumerate() {
        let Some(customer) = on.wish.whose(line) else { continue };
        match line.kind {
            LineKind::Deposit => store::add_deposit(tx, on.place, *key, customer, line.amount)?,
            LineKind::Debt => shares.extend(repay(tx, on, at, line, *key)?),
            _ => {}
        }
    }
    Ok(shares)
}

fn repay(tx: &mut Tx, on: &Settling, at: usize, line: &Line, key: TicketLineId) -> Result<Vec<NewShare>> {
    let customer = on.wish.whose(line).ok_or(Refused::NoCustomer)?;
    let open = store::open_debts(tx, customer)?;
    let (parts, left) = repaid(&open, line.debt, line.amount)?;
    if left > Money::ZERO {
        return Err(Refused::NotOwed { left: Money::total(open.iter().map(|one| one.owing))? }.into());
    }
    let mut shares = vec![];
    for part in parts {
        let moved = DebtMove {
            debt: part.debt,
            kind: "repaid",
            amount: part.owing,
            day: on.place.day,
            line: Some(key),
            by: store::person(on.by),
            at: on.at(),
        };
        store::move_debt(tx, &moved)?;
        shares.extend(of_the_sellers(tx, part, key)?);
        pay_in(tx, on, at, part)?;
    }
    Ok(shares)
}

/// What is repaid counts for those who sold, on the day of the repayment (trade rule 2.7).
fn of_the_sellers(tx: &mut Tx, part: Open, key: TicketLineId) -> Result<Vec<NewShare>> {
    let debt = store::debt(tx, part.debt)?;
    let sold = store::shares_of(tx, debt.line_id)?;
    let sold: Vec<Share> = sold
        .iter()
        .filter(|row| row.journal == Journal::Cash)
        .map(|row| Share { person: row.person_id, weight: u32::try_from(row.weight).unwrap_or(1) })
        .collect();
    let each = sold.iter().zip(parts(&sold, part.owing));
    Ok(each
        .map(|(share, amount)| NewShare {
            line: key,
            journal: Journal::Cash,
            person: share.person,
            kind: LineKind::Debt,
            deal: Deal::Usual,
            weight: share.weight,
            amount,
            count: 0,
            debt: Some(part.debt),
            undoes: None,
        })
        .collect())
}

/// What was bought on account may be used, as far as it is paid now.
fn pay_in(tx: &mut Tx, on: &Settling, at: usize, part: Open) -> Result<()> {
    let debt = store::debt(tx, part.debt)?;
    let (ticket, position, ..) = store::origin(tx, debt.line_id)?;
    let mut open = part.owing;
    for (bought, owed) in prepaid::bought(tx, &format!("tickets/{}/lines/{position}", ticket.get()))? {
        let paid = open.min(owed);
        if paid > Money::ZERO {
            prepaid::paid_in(tx, on.by, &on.occasion(Some(at)), bought, paid)?;
            open = open.minus(paid)?;
        }
    }
    Ok(())
}
