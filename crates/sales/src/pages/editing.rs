//! What the page of an open ticket shows beside what is typed.

use std::collections::BTreeMap;

use customer::{CustomerId, Warning};
use db::Tx;
use kernel::{BusinessDate, Error, Money, Result, StoreId, Words};
use prepaid::{Tradable, UsableLine, Value};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Call, Choice};

use crate::checkout::{peeked, understood};
use crate::debt::Open;
use crate::form::TicketForm;
use crate::kind::Means;
use crate::store;
use crate::wish::{Deal, Line};

/// A line of an open ticket.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct EditedLine {
    pub at: usize,
    pub item: String,
    pub count: String,
    pub price: String,
    pub deal: String,
    pub why: String,
    pub server: String,
    pub seller: String,
    pub whose: String,
    pub from: String,
    pub visit_line: String,
    /// What it was understood as.
    pub words: Option<String>,
    /// The price of the day for one.
    pub list: Option<Money>,
    /// What it comes to; none while a session pays.
    pub amount: Option<Money>,
    /// What should be heeded with it.
    pub warnings: Vec<Words>,
}

impl EditedLine {
    /// Is there more than item, count and price, so that it stands open?
    pub fn has_more(&self) -> bool {
        [&self.deal, &self.why, &self.seller, &self.whose].iter().any(|text| !text.is_empty())
    }
}

/// A tender of an open ticket.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct EditedTender {
    pub at: usize,
    pub means: String,
    pub amount: String,
    pub reference: String,
}

/// Who pays, and what she has.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Payer {
    pub id: CustomerId,
    pub number: i64,
    pub name: String,
    /// What she owes, the oldest first.
    pub debts: Vec<Open>,
    /// Altogether.
    pub owing: Money,
    /// Stored value that she may use.
    pub value: Value,
    /// Deposits that she paid.
    pub deposits: Money,
    /// Packages of hers that may go into the price of the one on the ticket, with what is left of each; those that were
    /// given already are left out.
    pub packages: Vec<Tradable>,
    /// Sessions that she may ask for.
    pub sessions: Vec<UsableLine>,
    /// She was sent a code that she has not told yet.
    pub code_sent: bool,
    /// What must be heeded.
    pub warnings: Vec<Warning>,
    /// Numbers of the catalogue, for the sessions.
    #[serde(skip)]
    pub numbers: BTreeMap<i64, String>,
}

impl Payer {
    /// What the button of a session adds.
    pub fn adds(&self, line: &UsableLine) -> String {
        let number = self.numbers.get(&kernel::Id::get(line.offer)).map_or("", String::as_str);
        format!("session {} {number}", line.id)
    }

    /// All of her stored value that may be used.
    pub fn usable(&self) -> Money {
        self.value.total().unwrap_or_default()
    }
}

/// What stands beside the form.
pub(crate) struct Beside {
    pub lines: Vec<EditedLine>,
    pub tenders: Vec<EditedTender>,
    pub payer: Option<Payer>,
    pub due: Money,
    pub rest: Money,
    pub goods: Vec<Choice>,
    pub people: Vec<Choice>,
    pub tips: bool,
}

pub(crate) fn beside(tx: &mut Tx, call: &Call, store: StoreId, form: &TicketForm) -> Result<Beside> {
    let organisation = org::organisation(tx, call)?;
    let day = organisation.business_date(Some(store), call.now);
    let goods = catalog::goods(tx, call, day)?;
    let numbers = goods.all().iter().map(|good| (kernel::Id::get(good.id), good.number.clone())).collect();
    let read: BTreeMap<usize, Line> =
        peeked(tx, call, store, form)?.into_iter().filter_map(|(at, line)| Some((at, line?))).collect();
    let payer = match form.customer.parse() {
        Ok(id) => Some(Payer {
            packages: tradable(tx, id, form, &read)?,
            code_sent: prepaid::code::is_out(tx, id, call.now)?,
            ..payer(tx, id, day, numbers)?
        }),
        Err(_) => None,
    };
    let treatments = catalog::treatments(tx, call, day)?;
    let warned = |line: &Line| -> Vec<Words> {
        let Some((payer, offer)) = payer.as_ref().zip(line.offer) else { return vec![] };
        let treatment = treatments.get(kernel::Id::of(kernel::Id::get(offer)));
        let Some(treatment) = treatment.filter(|_| line.kind == crate::LineKind::Treatment) else {
            return vec![];
        };
        let uses: Vec<&str> = treatment
            .steps
            .iter()
            .flat_map(|step| &step.consumables)
            .map(|consumable| consumable.name.as_str())
            .collect();
        let touching = payer.warnings.iter().filter(|warning| {
            warning.touches(&treatment.family, &treatment.equipment, &uses.join("、")) != customer::Touch::Not
        });
        touching.map(|warning| warning.name.clone()).collect()
    };
    let lines = form.lines().map(|typed| {
        let line = read.get(&typed.at);
        EditedLine {
            at: typed.at,
            item: typed.item.to_owned(),
            count: typed.count.to_owned(),
            price: typed.price.to_owned(),
            deal: typed.deal.to_owned(),
            why: typed.why.to_owned(),
            server: typed.server.to_owned(),
            seller: typed.seller.to_owned(),
            whose: typed.whose.to_owned(),
            from: typed.from.to_owned(),
            visit_line: typed.visit_line.to_owned(),
            words: line.map(|line| line.words.clone()),
            list: line.map(|line| line.list),
            amount: line.filter(|line| line.deal != Deal::Session).map(|line| line.amount),
            warnings: line.map(warned).unwrap_or_default(),
        }
    });
    let lines: Vec<EditedLine> = lines.collect();
    let (due, rest) = sums(tx, call, store, form, &lines)?;
    let tenders = form.tenders().map(|tender| EditedTender {
        at: tender.at,
        means: tender.means.to_owned(),
        amount: tender.amount.to_owned(),
        reference: tender.reference.to_owned(),
    });
    let choice =
        |good: &catalog::Good| Choice::new(&good.number, format!("{} {}", good.number, good.name.zh));
    let here = organisation.people.values().filter(|person| person.left_on.is_none_or(|left| day <= left));
    Ok(Beside {
        tenders: tenders.collect(),
        payer,
        due,
        rest,
        goods: goods.all().iter().map(choice).collect(),
        people: here.map(|person| Choice::new(&person.staff_number, person.name.clone())).collect(),
        tips: store::till_setting(tx, store)?.tips,
        lines,
    })
}

/// What is due, and what of it no tender pays yet: a button that was refused is pressed anew.
fn sums(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    form: &TicketForm,
    lines: &[EditedLine],
) -> Result<(Money, Money)> {
    let form = TicketForm { pay: String::new(), ..form.clone() };
    match understood(tx, call, store, &form) {
        Ok(wish) => {
            let due = wish.due()?;
            let given = wish.given()?;
            let paid = given.iter().map(|tender| tender.amount);
            Ok((due, due.minus(Money::total(paid)?)?))
        }
        Err(Error::Refused(_)) => {
            let due = Money::total(lines.iter().filter_map(|line| line.amount))?;
            Ok((due, due))
        }
        Err(fault) => Err(fault),
    }
}

/// What may be traded in, once there is a package on the ticket that it can go into.
fn tradable(
    tx: &mut Tx,
    customer: CustomerId,
    form: &TicketForm,
    lines: &BTreeMap<usize, Line>,
) -> Result<Vec<Tradable>> {
    if !lines.values().any(|line| line.kind == crate::LineKind::Package) {
        return Ok(vec![]);
    }
    let given = |one: &Tradable| {
        let key = one.package.to_string();
        form.tenders().any(|tender| tender.means == Means::TradeIn.code() && tender.reference == key)
    };
    Ok(prepaid::tradable(tx, customer)?.into_iter().filter(|one| !given(one)).collect())
}

fn payer(tx: &mut Tx, id: CustomerId, day: BusinessDate, numbers: BTreeMap<i64, String>) -> Result<Payer> {
    let brief = customer::brief(tx, id)?;
    let debts = store::open_debts(tx, id)?;
    let deposits = store::deposits_left(tx, id)?;
    let (_, sessions) = prepaid::usable(tx, id, day)?;
    Ok(Payer {
        id,
        number: brief.number,
        name: brief.name,
        owing: Money::total(debts.iter().map(|debt| debt.owing))?,
        debts,
        value: prepaid::balance(tx, id)?.usable,
        deposits: Money::total(deposits.iter().map(|(_, left)| *left))?,
        packages: vec![],
        code_sent: false,
        sessions,
        warnings: customer::warnings(tx, id, day)?,
        numbers,
    })
}

/// The means that one may choose from, with what stands for them on the page.
pub(crate) fn means() -> Vec<(Means, &'static str)> {
    let icon = |means: &Means| match means {
        Means::Cash => "cash",
        Means::WeChat => "brand-wechat",
        Means::Alipay => "brand-alipay",
        Means::Card => "credit-card",
        Means::Bank => "building-bank",
        Means::Value | Means::Gift | Means::TradeIn => "wallet",
        Means::Voucher => "ticket",
        Means::Deposit | Means::Session => "receipt",
        Means::Account => "clock",
    };
    Means::CHOSEN.iter().map(|means| (*means, icon(means))).collect()
}
