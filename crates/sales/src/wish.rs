//! A ticket as it is understood: what was typed, against the catalogue, the people and the prices of the day.

use std::collections::BTreeSet;

use catalog::{Good, Goods, OfferId};
use customer::CustomerId;
use kernel::{BusinessDate, Id, Money, PersonId, Problems, Result, codes, parse_day};
use prepaid::LineId;

use crate::authority::Concession;
use crate::debt::DebtId;
use crate::form::{TicketForm, TypedLine, TypedTender};
use crate::kind::{LineKind, Means};
use crate::share::{Share, ordered, typed};

codes! {
    /// On what terms a line is sold.
    pub enum Deal {
        /// For the price of the day.
        Usual = "usual",
        /// Cheaper (优惠).
        Discount = "discount",
        /// Given away (赠送).
        Gift = "gift",
        /// A session of a package pays (扣次).
        Session = "session",
    }
}

/// One line, understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Its place in the form.
    pub at: usize,
    pub kind: LineKind,
    pub offer: Option<OfferId>,
    pub words: String,
    pub count: u32,
    /// The price of the day for one.
    pub list: Money,
    /// What is asked for all.
    pub amount: Money,
    pub deal: Deal,
    pub why: String,
    pub sellers: Vec<Share>,
    pub servers: Vec<Share>,
    pub whose: Option<CustomerId>,
    pub session: Option<LineId>,
    pub debt: Option<DebtId>,
    pub visit_line: Option<i64>,
}

/// One tender, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tender {
    pub means: Means,
    pub amount: Money,
    pub reference: String,
}

/// A ticket, understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wish {
    pub customer: Option<CustomerId>,
    pub visit: Option<i64>,
    pub lines: Vec<Line>,
    pub tenders: Vec<Tender>,
    /// What pays the rest.
    pub rest: Option<Means>,
    pub due_on: Option<BusinessDate>,
}

/// What a ticket may speak of.
pub(crate) struct Known<'a> {
    pub goods: &'a Goods,
    /// Who is meant by a name or a staff number.
    pub person: &'a dyn Fn(&str) -> Option<PersonId>,
    /// Who pays.
    pub customer: Option<CustomerId>,
    /// Who looks after her: counts as the seller where nobody is named.
    pub consultant: Option<PersonId>,
    /// Has she a file, so that the members' price is hers?
    pub member: bool,
}

/// The words for lines that are not of the catalogue, as people type them.
const OWN: [(LineKind, &[&str]); 4] = [
    (LineKind::Deposit, &["deposit", "订金", "定金"]),
    (LineKind::Debt, &["debt", "还欠款", "欠款"]),
    (LineKind::Tip, &["tip", "小费"]),
    (LineKind::Value, &["top-up", "储值", "充值"]),
];

fn own(item: &str) -> Option<LineKind> {
    let item = item.to_lowercase();
    OWN.iter().find(|(_, words)| words.contains(&item.as_str())).map(|(kind, _)| *kind)
}

impl Wish {
    /// What the form says, or all that is wrong with it.
    pub fn read(form: &TicketForm, known: &Known) -> Result<Wish> {
        let mut wrong = web::limits(form);
        let lines = form.lines().filter_map(|line| read_line(&line, known, &mut wrong)).collect();
        let tenders = form.tenders().filter_map(|tender| read_tender(&tender, &mut wrong)).collect();
        let rest = match form.pay.trim() {
            "" => Some(None),
            code => wrong.need("pay", chosen(code).map(Some), "not_a_choice"),
        };
        let due_on = match form.due_on.trim() {
            "" => Some(None),
            text => wrong.need("due_on", parse_day(text).map(Some), "not_a_day"),
        };
        let visit = key(&form.visit);
        wrong.or(rest.zip(due_on).map(|(rest, due_on)| Wish {
            customer: known.customer,
            visit,
            lines,
            tenders,
            rest,
            due_on,
        }))
    }

    /// Every line by itself, as far as it can be understood: for a page on which another one is still wrong.
    pub fn peek(form: &TicketForm, known: &Known) -> Vec<(usize, Option<Line>)> {
        form.lines().map(|line| (line.at, read_line(&line, known, &mut Problems::default()))).collect()
    }

    /// Treatments and goods at the price of the day, paid with money: nothing of anybody's is used up or comes into being.
    pub fn moves_money_alone(&self) -> bool {
        let given = self.tenders.iter().map(|tender| tender.means).chain(self.rest);
        let plain = |line: &Line| line.kind.is_delivered() && line.deal == Deal::Usual;
        self.visit.is_none() && self.lines.iter().all(plain) && given.into_iter().all(Means::is_money)
    }

    /// Whose it is, each once.
    pub fn customers(&self) -> BTreeSet<CustomerId> {
        self.customer.into_iter().chain(self.lines.iter().filter_map(|line| line.whose)).collect()
    }

    /// What is asked for all lines that no package pays.
    pub fn due(&self) -> Result<Money> {
        let open = self.lines.iter().filter(|line| line.deal != Deal::Session);
        Ok(Money::total(open.map(|line| line.amount))?)
    }

    /// What is let off, line by line, and what is given away, by the prices of the day.
    pub fn concessions(&self) -> Result<(Vec<Concession>, Money)> {
        let (mut concessions, mut gifts) = (vec![], Money::ZERO);
        for line in &self.lines {
            let usual = line.list.times(i64::from(line.count))?;
            match line.deal {
                Deal::Discount => concessions.push(Concession { usual, asked: line.amount }),
                Deal::Gift => gifts = gifts.plus(usual)?,
                Deal::Usual | Deal::Session => {}
            }
        }
        Ok((concessions, gifts))
    }

    /// The tenders, with what pays the rest.
    pub fn given(&self) -> Result<Vec<Tender>> {
        let mut given: Vec<Tender> =
            self.tenders.iter().filter(|tender| tender.amount != Money::ZERO).cloned().collect();
        let left = self.due()?.minus(Money::total(given.iter().map(|tender| tender.amount))?)?;
        if let Some(means) = self.rest.filter(|_| left > Money::ZERO) {
            let reference = self.tenders.iter().find(|one| one.means == means && one.amount == Money::ZERO);
            let reference = reference.map(|one| one.reference.clone()).unwrap_or_default();
            given.push(Tender { means, amount: left, reference });
        }
        value_last(given)
    }

    /// Whose a line is.
    pub fn whose(&self, line: &Line) -> Option<CustomerId> {
        line.whose.or(self.customer)
    }
}

/// Stored value is one tender and the last: what was given on top is told apart only when it is drawn, and what a line
/// was paid with can be worked out anew from the rows.
fn value_last(given: Vec<Tender>) -> Result<Vec<Tender>> {
    let (value, mut others): (Vec<Tender>, Vec<Tender>) =
        given.into_iter().partition(|tender| tender.means == Means::Value);
    let sum = Money::total(value.iter().map(|tender| tender.amount))?;
    if sum > Money::ZERO {
        others.push(Tender { means: Means::Value, amount: sum, reference: String::new() });
    }
    Ok(others)
}

fn chosen(code: &str) -> Option<Means> {
    Means::from_code(code).filter(|means| Means::CHOSEN.contains(means))
}

fn key(text: &str) -> Option<i64> {
    text.trim().parse().ok().filter(|key| *key > 0)
}

fn read_tender(typed: &TypedTender, wrong: &mut Problems) -> Option<Tender> {
    let traded = Some(Means::TradeIn).filter(|means| means.code() == typed.means);
    let means = wrong.need(&format!("means.{}", typed.at), traded.or(chosen(typed.means)), "not_a_choice");
    let field = format!("amount.{}", typed.at);
    let amount = typed.amount.parse::<Money>().ok().filter(|amount| *amount >= Money::ZERO);
    let amount = wrong.need(&field, amount, "not_an_amount");
    let tender = means.zip(amount);
    tender.map(|(means, amount)| Tender { means, amount, reference: typed.reference.to_owned() })
}

fn read_line(typed: &TypedLine, known: &Known, wrong: &mut Problems) -> Option<Line> {
    let field = |name: &str| format!("{name}.{}", typed.at);
    let count = match typed.count {
        "" => Some(1),
        text => {
            wrong.need(&field("count"), text.parse().ok().filter(|n| (1..=999).contains(n)), "line_count")
        }
    };
    let price = match typed.price {
        "" => Some(None),
        text => {
            let amount = text.parse::<Money>().ok().filter(|amount| *amount >= Money::ZERO);
            wrong.need(&field("price"), amount.map(Some), "not_an_amount")
        }
    };
    let servers = people(typed.server, &field("server"), known, wrong);
    let sellers = people(typed.seller, &field("seller"), known, wrong);
    let asked = Asked { count: count?, price: price? };
    let mut line = match own(typed.item) {
        Some(kind) => own_line(typed, kind, asked, wrong)?,
        None => {
            let good = known.goods.meant(typed.item);
            let good = wrong.need(&field("item"), good, "sales.item")?;
            good_line(typed, good, asked, known, wrong)?
        }
    };
    line.whose = key(typed.whose).map(Id::of);
    line.visit_line = key(typed.visit_line);
    (line.sellers, line.servers) = shares(line.kind, sellers?, servers?, known);
    Some(line)
}

struct Asked {
    count: u32,
    price: Option<Money>,
}

/// Who sold and who served: where nobody is named, whoever looks after the customer sold, or whoever served.
fn shares(
    kind: LineKind,
    sellers: Vec<Share>,
    servers: Vec<Share>,
    known: &Known,
) -> (Vec<Share>, Vec<Share>) {
    let consultant = || known.consultant.map(|person| vec![Share { person: Some(person), weight: 1 }]);
    let sold = match (sellers.is_empty(), servers.is_empty()) {
        (false, _) => sellers,
        (true, false) if kind == LineKind::Treatment => servers.clone(),
        (true, _) => consultant().unwrap_or_else(|| servers.clone()),
    };
    let served = if servers.is_empty() && kind == LineKind::Product { sold.clone() } else { servers };
    (ordered(sold), ordered(served))
}

fn people(text: &str, field: &str, known: &Known, wrong: &mut Problems) -> Option<Vec<Share>> {
    let named = typed(text)
        .into_iter()
        .map(|(name, weight)| (known.person)(name).map(|person| Share { person: Some(person), weight }));
    wrong.need(field, named.collect(), "sales.person")
}

fn plain(typed: &TypedLine, kind: LineKind, list: Money, amount: Money, count: u32) -> Line {
    Line {
        at: typed.at,
        kind,
        offer: None,
        words: String::new(),
        count,
        list,
        amount,
        deal: Deal::Usual,
        why: typed.why.to_owned(),
        sellers: vec![],
        servers: vec![],
        whose: None,
        session: None,
        debt: None,
        visit_line: None,
    }
}

/// A line that is not of the catalogue says how much it is.
fn own_line(typed: &TypedLine, kind: LineKind, asked: Asked, wrong: &mut Problems) -> Option<Line> {
    let price = asked.price.filter(|price| *price > Money::ZERO);
    let price = wrong.need(&format!("price.{}", typed.at), price, "needed")?;
    let words = OWN.iter().find(|(own, _)| *own == kind).and_then(|(_, words)| words.get(1));
    let debt = if kind == LineKind::Debt { key(typed.from).map(Id::of) } else { None };
    let words = words.copied().unwrap_or_default().to_owned();
    let amount = price.times(i64::from(asked.count)).ok();
    let amount = wrong.need(&format!("price.{}", typed.at), amount, "not_an_amount")?;
    Some(Line { words, debt, ..plain(typed, kind, price, amount, asked.count) })
}

fn good_line(
    typed: &TypedLine,
    good: &Good,
    asked: Asked,
    known: &Known,
    wrong: &mut Problems,
) -> Option<Line> {
    let field = |name: &str| format!("{name}.{}", typed.at);
    let kind = wrong.need(&field("item"), LineKind::of(good.kind), "sales.item")?;
    let usual = good.member_price.filter(|_| known.member).unwrap_or(good.price);
    let deal = match (typed.deal, asked.price) {
        ("gift", _) if kind != LineKind::Value => Deal::Gift,
        ("session", _) if kind == LineKind::Treatment => Deal::Session,
        ("" | "usual" | "discount", Some(price)) if price < usual && kind != LineKind::Value => {
            Deal::Discount
        }
        ("" | "usual" | "discount", Some(price)) if price != usual => {
            wrong.add_with(field("price"), "sales.price", vec![("usual", usual.to_string())]);
            return None;
        }
        ("" | "usual" | "discount", _) => Deal::Usual,
        _ => {
            wrong.add(field("deal"), "not_a_choice");
            return None;
        }
    };
    if matches!(deal, Deal::Gift | Deal::Discount) && typed.why.is_empty() {
        wrong.add(field("why"), "needed");
    }
    if deal == Deal::Session && asked.count != 1 {
        wrong.add(field("count"), "sales.one");
    }
    let each = match deal {
        Deal::Gift | Deal::Session => Money::ZERO,
        _ => asked.price.unwrap_or(usual),
    };
    let amount = each.times(i64::from(asked.count)).ok();
    let amount = wrong.need(&field("price"), amount, "not_an_amount")?;
    let session = if deal == Deal::Session { key(typed.from).map(Id::of) } else { None };
    let line = plain(typed, kind, usual, amount, asked.count);
    Some(Line { offer: Some(good.id), words: good.name.zh.clone(), deal, session, ..line })
}
