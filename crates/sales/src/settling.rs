//! A ticket is settled: everything it moves, in one transaction and a few statements.

use std::collections::BTreeMap;

use catalog::Goods;
use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Instant, Mandate, Money, Result};
use ledger::Document;
use prepaid::{Occasion, ProofId};
use web::Call;

use crate::books::{self, Amounts};
use crate::kind::{LineKind, Means};
use crate::refused::Refused;
use crate::share::{HOUSE, Journal, Share, ordered, parts};
use crate::spread::{Due, Given, Paid, Spread};
use crate::store::{self, LineRow, NewDebt, NewShare, TicketLineId, TipRow, Where};
use crate::wish::{Deal, Line, Tender, Wish};
use crate::{buying, paying};

/// What settling a ticket goes by.
pub(crate) struct Settling<'a> {
    pub call: &'a Call,
    pub by: &'a Mandate,
    pub place: Where,
    pub number: &'a str,
    pub goods: &'a Goods,
    pub wish: &'a Wish,
    /// What proves that the customer is there, where something of hers is used.
    pub proof: Option<prepaid::Proof>,
    /// How a guardian agreed, or a large prepayment is held; where it is empty, a line's own reason says so.
    pub consent: &'a str,
    /// The last day for what is owed, where none is given.
    pub due_on: BusinessDate,
}

impl Settling<'_> {
    pub(crate) fn at(&self) -> Instant {
        self.call.now
    }

    /// The ticket in the books, and each of its lines, so that one can be taken back by itself.
    pub(crate) fn occasion(&self, line: Option<usize>) -> Occasion {
        let Where { ticket, store, day, .. } = self.place;
        let path = match line {
            Some(line) => format!("tickets/{ticket}/lines/{}", line + 1),
            None => format!("tickets/{ticket}"),
        };
        let document = Document { path, words: format!("小票 {}", self.number) };
        Occasion { document, store, day, at: self.at() }
    }
}

/// What a line came to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Came {
    pub amount: Money,
    pub paid: Paid,
    /// What of it was paid with value that was given on top.
    pub gift: Money,
    /// The line of the package that it was taken from.
    pub session: Option<prepaid::LineId>,
}

/// Settles; the ticket's own row is there already.
pub(crate) fn settle(tx: &mut Tx, on: &Settling) -> Result<Money> {
    let given = on.wish.given()?;
    check_customer(on.wish, &given)?;
    let mut came = spread(on.wish, &given)?;
    let proof = prove(tx, on, &given)?;
    paying::trade_in(tx, on, &given, proof)?;
    buying::sell(tx, on, &came, &given)?;
    let mut tenders = pay(tx, on, proof, &given, &mut came)?;
    use_sessions(tx, on, proof, &mut came, &mut tenders)?;

    let rows: Vec<LineRow> =
        (1..).zip(on.wish.lines.iter().zip(&came)).map(|(at, (line, came))| row(at, line, came)).collect();
    let keys = store::add_lines(tx, on.place, &rows)?;
    store::add_tenders(tx, on.place, &tenders)?;
    let mut shares: Vec<NewShare> = vec![];
    for ((line, came), key) in on.wish.lines.iter().zip(&came).zip(&keys) {
        shares.extend(shares_of(line, came, *key)?);
    }
    // What is repaid was owed before: a ticket does not repay what it leaves owing itself.
    shares.extend(paying::arrive(tx, on, &keys)?);
    owe(tx, on, &came, &keys)?;
    store::add_shares(tx, on.place, &shares)?;
    store::add_tips(tx, on.place, &tips(on.wish, &keys))?;

    let amounts: Vec<Amounts> =
        on.wish.lines.iter().zip(&came).map(|(line, came)| Amounts::of(line, came)).collect();
    books::post(tx, on.by, &on.occasion(None), &amounts, &tenders)?;
    hand_over(tx, on)?;
    deal(tx, on)?;
    Ok(Money::total(came.iter().map(|came| came.amount))?)
}

/// What needs to know whose it is says so before anything moves.
fn check_customer(wish: &Wish, given: &[Tender]) -> Result<()> {
    let wants = |line: &Line| {
        line.deal == Deal::Session
            || matches!(line.kind, LineKind::Package | LineKind::Value | LineKind::Deposit | LineKind::Debt)
    };
    let nobody = wish.lines.iter().any(|line| wants(line) && wish.whose(line).is_none());
    let unknown = wish.customer.is_none() && given.iter().any(|tender| tender.means.wants_customer());
    if nobody || unknown { Err(Refused::NoCustomer.into()) } else { Ok(()) }
}

/// The sum over lines and means; a line on a session comes to what its session turns out to be worth.
fn spread(wish: &Wish, given: &[Tender]) -> Result<Vec<Came>> {
    let open: Vec<usize> = (0..wish.lines.len()).filter(|at| wish.lines[*at].deal != Deal::Session).collect();
    let dues: Vec<Due> = open
        .iter()
        .map(|at| &wish.lines[*at])
        .map(|line| Due { kind: line.kind, amount: line.amount })
        .collect();
    let given: Vec<Given> =
        given.iter().map(|tender| Given { means: tender.means, amount: tender.amount }).collect();
    let spread = Spread::of(&dues, &given)?;
    let mut came = vec![Came::default(); wish.lines.len()];
    for (place, at) in open.iter().enumerate() {
        came[*at].amount = wish.lines[*at].amount;
        came[*at].paid = spread.paid(place, &given)?;
    }
    Ok(came)
}

/// One proof serves for all that is used of hers on this ticket.
fn prove(tx: &mut Tx, on: &Settling, given: &[Tender]) -> Result<Option<ProofId>> {
    let uses = given.iter().any(|tender| matches!(tender.means, Means::Value | Means::TradeIn))
        || on.wish.lines.iter().any(|line| line.deal == Deal::Session);
    match (uses, on.wish.customer, &on.proof) {
        (true, Some(customer), Some(proof)) => {
            prepaid::prove(tx, on.by, &on.occasion(None), customer, proof).map(Some)
        }
        (true, _, None) => Err(Refused::NoProof.into()),
        _ => Ok(None),
    }
}

/// Draws what the tenders stand for; stored value line by line, so that each can be taken back.
fn pay(
    tx: &mut Tx,
    on: &Settling,
    proof: Option<ProofId>,
    given: &[Tender],
    came: &mut [Came],
) -> Result<Vec<(Means, Money, String)>> {
    let mut tenders = vec![];
    for tender in given.iter().filter(|tender| tender.means != Means::Value) {
        paying::take(tx, on, tender)?;
        tenders.push((tender.means, tender.amount, tender.reference.clone()));
    }
    let (mut principal, mut gift) = (Money::ZERO, Money::ZERO);
    for (at, line) in on.wish.lines.iter().enumerate() {
        let (amount, Some(owner)) = (came[at].paid.value, on.wish.customer) else { continue };
        if amount > Money::ZERO {
            let served = on.wish.whose(line).unwrap_or(owner);
            let drawn = buying::spend(tx, on, at, owner, served, amount, proof)?;
            came[at].gift = drawn.gift;
            (principal, gift) = (principal.plus(drawn.principal)?, gift.plus(drawn.gift)?);
        }
    }
    let drawn = [(Means::Value, principal), (Means::Gift, gift)];
    let drawn = drawn.into_iter().filter(|(_, amount)| *amount != Money::ZERO);
    tenders.extend(drawn.map(|(means, amount)| (means, amount, String::new())));
    Ok(tenders)
}

fn use_sessions(
    tx: &mut Tx,
    on: &Settling,
    proof: Option<ProofId>,
    came: &mut [Came],
    tenders: &mut Vec<(Means, Money, String)>,
) -> Result<()> {
    let mut sum = Money::ZERO;
    let mut any = false;
    for (at, line) in on.wish.lines.iter().enumerate().filter(|(_, line)| line.deal == Deal::Session) {
        let customer: CustomerId = on.wish.whose(line).ok_or(Refused::NoCustomer)?;
        let (session, used) = buying::use_session(tx, on, at, line, customer, proof)?;
        came[at].amount = used.value;
        came[at].session = Some(session);
        sum = sum.plus(used.value)?;
        any = true;
    }
    if any && sum > Money::ZERO {
        tenders.push((Means::Session, sum, String::new()));
    }
    Ok(())
}

fn row(position: i64, line: &Line, came: &Came) -> LineRow {
    LineRow {
        id: kernel::Id::of(0),
        position,
        kind: line.kind,
        offer_id: line.offer,
        words: line.words.clone(),
        customer_id: line.whose,
        count: i64::from(line.count),
        list: line.list,
        amount: came.amount,
        deal: line.deal,
        why: line.why.clone(),
        money: came.paid.money,
        gift: came.gift,
        owed: came.paid.owed,
        package_line_id: came.session.map(kernel::Id::get),
        visit_line_id: line.visit_line,
        reverses: None,
    }
}

/// The rows of both journals: money for those who sold, value delivered for those who served. What is owed keeps the
/// sellers' shares, for the day on which it is paid. Value that was given on top is not performance.
fn shares_of(line: &Line, came: &Came, key: TicketLineId) -> Result<Vec<NewShare>> {
    let mut rows = vec![];
    let mut add = |journal, shares: &[Share], amount: Money, count| {
        let each = shares.iter().zip(parts(shares, amount));
        rows.extend(each.map(|(share, amount)| NewShare {
            line: key,
            journal,
            person: share.person,
            kind: line.kind,
            deal: line.deal,
            weight: share.weight,
            amount,
            count,
            debt: None,
            undoes: None,
        }));
    };
    let count = i64::from(line.count);
    let sold = came.paid.money > Money::ZERO || came.paid.owed > Money::ZERO;
    if sold && line.kind.is_performance() && line.kind != LineKind::Debt {
        add(Journal::Cash, &line.sellers, came.paid.money, count);
    }
    if line.kind.is_delivered() {
        add(Journal::Consumption, &line.servers, came.amount.minus(came.gift)?, count);
    }
    Ok(rows)
}

/// Whom a tip is for: those who are named with it, otherwise those who served on the ticket.
fn tips(wish: &Wish, keys: &[TicketLineId]) -> Vec<TipRow> {
    let served = wish.lines.iter().filter(|line| line.kind == LineKind::Treatment);
    let served = ordered(served.flat_map(|line| line.servers.iter().copied()).collect());
    let each = |(line, key): (&Line, &TicketLineId)| {
        let named = if line.servers == [HOUSE] { &served } else { &line.servers };
        let parts = parts(named, line.amount);
        named.iter().zip(parts).map(|(share, part)| TipRow::of(*key, *share, part)).collect::<Vec<_>>()
    };
    let tips = wish.lines.iter().zip(keys).filter(|(line, _)| line.kind == LineKind::Tip);
    tips.flat_map(each).collect()
}

fn owe(tx: &mut Tx, on: &Settling, came: &[Came], keys: &[TicketLineId]) -> Result<()> {
    let Some(customer) = on.wish.customer else { return Ok(()) };
    let owed = came.iter().zip(keys).filter(|(came, _)| came.paid.owed > Money::ZERO);
    let debts: Vec<NewDebt> = owed
        .map(|(came, key)| NewDebt {
            line: *key,
            customer,
            due_on: on.wish.due_on.unwrap_or(on.due_on),
            amount: came.paid.owed,
        })
        .collect();
    store::add_debts(tx, on.place.store, on.place.day, &debts)
}

/// What goes over the counter leaves the shelf.
fn hand_over(tx: &mut Tx, on: &Settling) -> Result<()> {
    let products = on.wish.lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Product);
    let moved = products.filter_map(|(at, line)| {
        let document = on.occasion(Some(at)).document.path;
        Some(stock::Moved { offer: line.offer?, count: i64::from(line.count), document })
    });
    let place = stock::Occasion { store: on.place.store, day: on.place.day, at: on.at() };
    stock::sell(tx, on.by, &place, &moved.collect::<Vec<_>>())
}

/// The prices really paid for one, for the lawful original price of promotions.
fn deal(tx: &mut Tx, on: &Settling) -> Result<()> {
    let mut dealt: BTreeMap<_, u32> = BTreeMap::new();
    for line in on.wish.lines.iter().filter(|line| matches!(line.deal, Deal::Usual | Deal::Discount)) {
        let Some(offer) = line.offer else { continue };
        let each = line.amount.split(&vec![1; line.count as usize]).last().copied().unwrap_or_default();
        *dealt.entry((offer, each)).or_default() += line.count;
    }
    let dealt: Vec<_> = dealt.into_iter().map(|((offer, price), count)| (offer, price, count)).collect();
    catalog::dealt(tx, on.place.store, on.place.day, &dealt)
}
