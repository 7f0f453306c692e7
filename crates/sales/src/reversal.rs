//! Taking back (冲销): a whole ticket, or single lines of it, by a ticket of its own that mirrors them. Every balance
//! comes back to where it was: money by the means it came, stored value and sessions to where they were drawn, debts
//! and deposits too. What was used since is not taken back here, but refunded.

use db::Tx;
use garde::Validate;
use kernel::{Mandate, Money, Permission, Place, Problems, Result};
use prepaid::Occasion;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::books::{self, Amounts};
use crate::checkout::{number_of, receipt};
use crate::kind::{LineKind, Means};
use crate::place::my_shift;
use crate::refused::Refused;
use crate::spread::{Due, Given, Spread};
use crate::store::{
    self, DebtMove, LineRow, NewShare, NewTicket, Settled, TenderRow, TicketId, TicketLineId, TicketRow,
    Where,
};
use crate::wish::Deal;

/// What is taken back, and why.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct ReverseForm {
    /// The keys of the lines; none takes back all that is left.
    #[garde(length(max = 40), inner(length(max = 20)))]
    pub line: Vec<String>,
    /// The reason.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for ReverseForm {
    fn sample() -> ReverseForm {
        ReverseForm { line: vec![], why: "收错了项目".into() }
    }
}

/// Takes back; answers the ticket that does.
pub fn reverse(tx: &mut Tx, call: &Call, id: TicketId, form: &ReverseForm) -> Result<TicketId> {
    let ticket = store::ticket(tx, id)?;
    let place = Place::store(ticket.store_id);
    call.sight(Permission::ViewSales, &place)?;
    let by = call.mandate(Permission::ReverseTickets, &place)?;
    let mut wrong = web::limits(form);
    let why = Some(form.why.trim()).filter(|why| !why.is_empty());
    let why = wrong.need("why", why, "needed");
    let why = wrong.or(why)?;
    let number = match (&ticket.number, ticket.reverses) {
        (_, Some(_)) => return Err(Refused::IsReversal.into()),
        (None, _) => return Err(Refused::NotSettled.into()),
        (Some(number), None) => number.clone(),
    };
    let all = store::lines(tx, id)?;
    if all.iter().any(|line| line.amount < Money::ZERO) {
        return Err(Refused::IsRefund.into());
    }
    let gone = store::taken_back(tx, id)?;
    let lines = chosen(form, &all, &gone)?;
    let whole = gone.len() + lines.len() == all.len();

    let shift = my_shift(tx, call, ticket.store_id)?;
    let running = store::next_number(tx, shift.id)?.ok_or(Refused::ShiftClosed)?;
    let day = org::organisation(tx, call)?.business_date(Some(ticket.store_id), call.now);
    let settled = Settled {
        number: number_of(ticket.store_id, &shift, running),
        shift: shift.id,
        day,
        by: by.person,
        at: call.now,
    };
    let total = Money::total(lines.iter().map(|line| line.amount))?;
    let new = store::add_ticket(
        tx,
        &NewTicket {
            store: ticket.store_id,
            customer: ticket.customer_id,
            visit: ticket.visit_id,
            draft: "",
            words: &format!("冲销 {number}"),
            total: -total,
            by: by.person,
            at: call.now,
            settled: Some(&settled),
            reverses: Some(id),
            reason: why,
            receipt: receipt(),
        },
    )?;
    let back = Back {
        call,
        by: &by,
        ticket: &ticket,
        number: &number,
        place: Where { ticket: new, store: ticket.store_id, day, shift: shift.id },
        why,
    };
    back.rows(tx, &all, &lines, whole)?;
    let detail = json!({ "of": id, "lines": lines.len(), "total": -total, "why": why });
    call.note(tx, &by, "ticket.reversed", format!("tickets/{new}"), detail)?;
    Ok(new)
}

/// The lines that were asked for, or all that are left; refuses those that are gone.
fn chosen(form: &ReverseForm, all: &[LineRow], gone: &[TicketLineId]) -> Result<Vec<LineRow>> {
    let keys: Vec<&str> = form.line.iter().map(|key| key.trim()).filter(|key| !key.is_empty()).collect();
    let mut lines: Vec<LineRow> = vec![];
    for key in &keys {
        let line = all.iter().find(|line| line.id.to_string() == **key);
        let mut wrong = Problems::default();
        let line = wrong.need("line", line, "not_a_choice");
        let line = wrong.or(line)?;
        if gone.contains(&line.id) {
            return Err(Refused::Reversed.into());
        }
        if !lines.iter().any(|known| known.id == line.id) {
            lines.push(line.clone());
        }
    }
    if keys.is_empty() {
        lines = all.iter().filter(|line| !gone.contains(&line.id)).cloned().collect();
    }
    if lines.is_empty() { Err(Refused::Reversed.into()) } else { Ok(lines) }
}

struct Back<'a> {
    call: &'a Call,
    by: &'a Mandate,
    ticket: &'a TicketRow,
    number: &'a str,
    place: Where,
    why: &'a str,
}

impl Back<'_> {
    fn rows(&self, tx: &mut Tx, all: &[LineRow], lines: &[LineRow], whole: bool) -> Result<()> {
        let tenders = store::tenders(tx, self.ticket.id)?;
        let tenders = mirrored(all, lines, &tenders)?;
        for line in undone_in_order(lines) {
            self.prepaid(tx, line)?;
            self.debts(tx, line)?;
            self.deposit_line(tx, line)?;
        }
        self.deposits(tx, &tenders)?;
        if whole {
            for voucher in store::vouchers_of(tx, self.ticket.id)? {
                store::use_voucher(tx, voucher, None)?;
            }
        }
        let rows: Vec<LineRow> = (1..).zip(lines).map(|(at, line)| mirror(at, line)).collect();
        let keys = store::add_lines(tx, self.place, &rows)?;
        store::add_tenders(tx, self.place, &tenders)?;
        let mut shares = vec![];
        for (line, key) in lines.iter().zip(&keys) {
            shares.extend(back_shares(line, *key, store::shares_of(tx, line.id)?));
        }
        store::add_shares(tx, self.place, &shares)?;
        let tips = store::tips(tx, self.ticket.id)?;
        let back = |(line, key): (&LineRow, &TicketLineId)| -> Vec<_> {
            tips.iter().filter(|tip| tip.line_id == line.id).map(|tip| tip.back(*key)).collect()
        };
        let tips: Vec<_> = lines.iter().zip(&keys).flat_map(back).collect();
        store::add_tips(tx, self.place, &tips)?;
        let amounts: Vec<Amounts> = rows
            .iter()
            .map(|row| Amounts { kind: row.kind, deal: row.deal, amount: row.amount, gift: row.gift })
            .collect();
        books::post(tx, self.by, &self.occasion(None), &amounts, &tenders)?;
        self.shelve(tx, lines)
    }

    /// What was sold stands on the shelf again.
    fn shelve(&self, tx: &mut Tx, lines: &[LineRow]) -> Result<()> {
        let products = lines.iter().filter(|line| line.kind == LineKind::Product);
        let moved = products.filter_map(|line| {
            let document = self.occasion(Some(line.position)).document.path;
            Some(stock::Moved { offer: line.offer_id?, count: -line.count, document })
        });
        let place = stock::Occasion { store: self.place.store, day: self.place.day, at: self.call.now };
        stock::sell(tx, self.by, &place, &moved.collect::<Vec<_>>())
    }

    /// The new ticket in the books; or a line of the old one, whose movements prepaid takes back by its document.
    fn occasion(&self, line: Option<i64>) -> Occasion {
        let path = match line {
            Some(position) => format!("tickets/{}/lines/{position}", self.ticket.id),
            None => format!("tickets/{}", self.place.ticket),
        };
        let document = ledger::Document { path, words: format!("冲销小票 {}", self.number) };
        Occasion { document, store: self.place.store, day: self.place.day, at: self.call.now }
    }

    fn prepaid(&self, tx: &mut Tx, line: &LineRow) -> Result<()> {
        prepaid::take_back(tx, self.by, &self.occasion(Some(line.position)), self.why).map(drop)
    }

    /// What is owed for the line is owed no more; what the line repaid is owed again.
    fn debts(&self, tx: &mut Tx, line: &LineRow) -> Result<()> {
        let moved = |debt, amount| DebtMove {
            debt,
            kind: "taken-back",
            amount,
            day: self.place.day,
            line: Some(line.id),
            by: self.by.person,
            at: self.call.now,
        };
        for (debt, amount) in store::repaid_by(tx, line.id)? {
            store::move_debt(tx, &moved(debt, -amount))?;
        }
        let Some(debt) = store::debt_of_line(tx, line.id)? else { return Ok(()) };
        if debt.owing != debt.amount {
            return Err(Refused::DebtMoved { number: self.number.to_owned() }.into());
        }
        store::move_debt(tx, &moved(debt.id, debt.amount))
    }

    fn deposit_line(&self, tx: &mut Tx, line: &LineRow) -> Result<()> {
        match store::deposit_of_line(tx, line.id)? {
            Some((_, amount, left)) if amount != left => Err(Refused::DepositUsed.into()),
            Some((deposit, amount, _)) => {
                store::move_deposit(tx, deposit, amount, self.place.day, self.place.ticket, self.call.now)
            }
            None => Ok(()),
        }
    }

    /// What was paid with deposits goes back to them, the latest first.
    fn deposits(&self, tx: &mut Tx, tenders: &[(Means, Money, String)]) -> Result<()> {
        let back =
            tenders.iter().filter(|(means, ..)| *means == Means::Deposit).map(|(_, amount, _)| -*amount);
        let mut open = Money::total(back)?;
        if open == Money::ZERO {
            return Ok(());
        }
        for (deposit, used) in store::deposits_used(tx, self.ticket.id)? {
            let part = open.min(used);
            if part > Money::ZERO {
                store::move_deposit(tx, deposit, -part, self.place.day, self.place.ticket, self.call.now)?;
                open = open.minus(part)?;
            }
        }
        Ok(())
    }
}

/// What depends on a line goes before it, wherever it stands on the ticket: what was repaid before what was owed, a
/// session before the package that it was taken from, what stored value paid before the value itself.
fn undone_in_order(lines: &[LineRow]) -> Vec<&LineRow> {
    let mut ordered: Vec<&LineRow> = lines.iter().rev().collect();
    ordered.sort_by_key(|line| match line.kind {
        LineKind::Debt => 0,
        LineKind::Package => 2,
        LineKind::Value => 3,
        _ => 1,
    });
    ordered
}

fn mirror(position: i64, line: &LineRow) -> LineRow {
    LineRow {
        position,
        count: -line.count,
        amount: -line.amount,
        money: -line.money,
        gift: -line.gift,
        owed: -line.owed,
        reverses: Some(line.id),
        ..line.clone()
    }
}

fn back_shares(
    line: &LineRow,
    key: TicketLineId,
    rows: Vec<store::ShareRow>,
) -> impl Iterator<Item = NewShare> {
    let (kind, deal) = (line.kind, line.deal);
    rows.into_iter().map(move |row| NewShare {
        line: key,
        journal: row.journal,
        person: row.person_id,
        kind,
        deal,
        weight: u32::try_from(row.weight).unwrap_or(1),
        amount: -row.amount,
        count: -row.count,
        debt: row.debt_id,
        undoes: None,
    })
}

/// What goes back by which means: what each line was paid with when the ticket was settled, worked out anew by the
/// same rule.
fn mirrored(
    all: &[LineRow],
    lines: &[LineRow],
    tenders: &[TenderRow],
) -> Result<Vec<(Means, Money, String)>> {
    let open: Vec<&LineRow> = all.iter().filter(|line| line.deal != Deal::Session).collect();
    let dues: Vec<Due> = open.iter().map(|line| Due { kind: line.kind, amount: line.amount }).collect();
    // Both parts of the stored value were one tender when the ticket was settled.
    let mut given: Vec<(Given, &str)> = vec![];
    let mut value = Money::ZERO;
    for tender in tenders {
        match tender.means {
            Means::Value | Means::Gift => value = value.plus(tender.amount)?,
            Means::Session => {}
            means => given.push((Given { means, amount: tender.amount }, &tender.reference)),
        }
    }
    given.push((Given { means: Means::Value, amount: value }, ""));
    let plain: Vec<Given> = given.iter().map(|(given, _)| *given).collect();
    let spread = Spread::of(&dues, &plain)?;
    let mut back = vec![];
    for (at, (given, reference)) in given.iter().enumerate() {
        let mut sum = Money::ZERO;
        let mut gift = Money::ZERO;
        for line in lines {
            let Some(place) = open.iter().position(|one| one.id == line.id) else { continue };
            sum = sum.plus(spread.of_line(place).get(at).copied().unwrap_or_default())?;
            gift = gift.plus(line.gift)?;
        }
        if given.means == Means::Value {
            back.push((Means::Value, -sum.minus(gift)?, String::new()));
            back.push((Means::Gift, -gift, String::new()));
        } else {
            back.push((given.means, -sum, (*reference).to_owned()));
        }
    }
    let sessions = lines.iter().filter(|line| line.deal == Deal::Session).map(|line| line.amount);
    back.push((Means::Session, -Money::total(sessions)?, String::new()));
    back.retain(|(_, amount, _)| *amount != Money::ZERO);
    Ok(back)
}
