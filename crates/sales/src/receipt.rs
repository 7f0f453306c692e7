//! A receipt (小票): the same words on paper of 58 or 80 millimetres, on a page, and under the customer's own address.

use customer::CustomerId;
use db::{Tx, job};
use kernel::{Id, Instant, Money, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Call, Say};

use crate::kind::{LineKind, Means};
use crate::store::{self, TicketId, TicketRow};

/// The kind of the job that prints.
pub const PRINT: &str = "receipt.print";

/// A line on a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReceiptLine {
    /// What.
    pub words: String,
    /// How many.
    pub count: i64,
    /// The price of the day for one.
    pub list: Money,
    /// What was asked for all.
    pub amount: Money,
}

/// What rests on her cards.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rest {
    /// Stored value, the gift with it.
    pub value: Money,
    /// Sessions left, by what they are of.
    pub sessions: Vec<(String, u32)>,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Receipt {
    /// The centre.
    pub centre: String,
    /// The store.
    pub store: String,
    /// The ticket's number.
    pub number: String,
    /// When.
    pub at: Instant,
    /// Who took the money.
    pub by: String,
    /// The customer, as far as a piece of paper may say.
    pub customer: String,
    /// The lines.
    pub lines: Vec<ReceiptLine>,
    /// What it comes to.
    pub total: Money,
    /// What it was paid with.
    pub tenders: Vec<(Means, Money)>,
    /// What rests on her cards, where the ticket sold or used one of them; as it is when the receipt is made.
    pub rest: Option<Rest>,
    /// What stands below.
    pub footer: String,
    /// Does it take another one back?
    pub reversal: bool,
    /// Millimetres of the paper.
    pub paper: i64,
}

impl Receipt {
    /// The receipt of a settled ticket.
    pub(crate) fn of(tx: &mut Tx, call: &Call, row: &TicketRow) -> Result<Receipt> {
        let organisation = org::organisation(tx, call)?;
        let setting = store::till_setting(tx, row.store_id)?;
        let tenders = store::tenders(tx, row.id)?;
        let customer = row.customer_id.map(|id| customer::brief(tx, id)).transpose()?;
        let lines = store::lines(tx, row.id)?;
        let rest = match row.customer_id.filter(|_| touches_cards(&lines, &tenders)) {
            Some(customer) => Some(rest(tx, customer)?),
            None => None,
        };
        let line = |line: store::LineRow| ReceiptLine {
            words: line.words,
            count: line.count,
            list: line.list,
            amount: line.amount,
        };
        Ok(Receipt {
            centre: organisation.centre.name.clone(),
            store: organisation.store(row.store_id)?.name.clone(),
            number: row.number.clone().ok_or_else(kernel::Error::missing)?,
            at: row.settled_at.unwrap_or_default(),
            by: row.settled_by.map_or("", |person| organisation.person_name(person)).to_owned(),
            customer: customer.map(|brief| half(&brief.name)).unwrap_or_default(),
            lines: lines.into_iter().map(line).collect(),
            total: Money::total(tenders.iter().map(|tender| tender.amount))?,
            tenders: tenders.iter().map(|tender| (tender.means, tender.amount)).collect(),
            rest,
            footer: setting.footer,
            reversal: row.reverses.is_some(),
            paper: setting.paper,
        })
    }

    /// Puts it off to be printed: the printer may be out of paper, the ticket is not.
    pub(crate) fn put_to_print(tx: &mut Tx, call: &Call, row: &TicketRow) -> Result<TicketId> {
        if row.settled_at.is_none() {
            return Err(crate::Refused::NotSettled.into());
        }
        job::put(tx, PRINT, &row.id.get(), call.now)?;
        Ok(row.id)
    }

    /// Characters in a line: a Chinese one takes two.
    fn width(&self) -> usize {
        if self.paper == 80 { 48 } else { 32 }
    }

    /// The receipt line by line, as wide as the paper.
    pub fn text(&self, say: Say, zone: &jiff::tz::TimeZone) -> Vec<String> {
        let width = self.width();
        let rule = "-".repeat(width);
        let mut text = vec![centred(&self.centre, width), centred(&self.store, width)];
        if self.reversal {
            text.push(centred(&say.t("sales.receipt.reversal"), width));
        }
        text.push(rule.clone());
        text.push(format!("{} {}", say.t("sales.receipt.number"), self.number));
        text.push(web::text::moment(self.at, zone));
        text.push(format!("{} {}", say.t("sales.receipt.by"), self.by));
        if !self.customer.is_empty() {
            text.push(format!("{} {}", say.t("sales.ticket.customer"), self.customer));
        }
        text.push(rule.clone());
        for line in &self.lines {
            text.extend(wrapped(&line.words, width));
            let each = format!("  {} x {}", line.list, line.count);
            text.push(apart(&each, &line.amount.to_string(), width));
        }
        text.push(rule.clone());
        text.push(apart(&say.t("sales.receipt.total"), &self.total.to_string(), width));
        for (means, amount) in &self.tenders {
            text.push(apart(&say.t(&means.title()), &amount.to_string(), width));
        }
        if let Some(rest) = &self.rest {
            text.push(rule.clone());
            text.push(say.t("sales.receipt.rest"));
            text.push(apart(&say.t("sales.means.value"), &rest.value.to_string(), width));
            for (words, left) in &rest.sessions {
                text.extend(wrapped(words, width));
                text.push(apart("", &say.fill("sales.receipt.sessions", &[("n", left.to_string())]), width));
            }
        }
        text.push(rule);
        text.extend(self.footer.lines().flat_map(|line| wrapped(line, width)));
        text
    }
}

fn touches_cards(lines: &[store::LineRow], tenders: &[store::TenderRow]) -> bool {
    let sold = |line: &store::LineRow| matches!(line.kind, LineKind::Package | LineKind::Value);
    let used = |tender: &store::TenderRow| {
        matches!(tender.means, Means::Value | Means::Gift | Means::Session | Means::TradeIn)
    };
    lines.iter().any(sold) || tenders.iter().any(used)
}

fn rest(tx: &mut Tx, customer: CustomerId) -> Result<Rest> {
    let value = prepaid::balance(tx, customer)?.left.total()?;
    let mut sessions: Vec<(String, u32)> = vec![];
    for line in prepaid::sessions_left(tx, customer)? {
        match sessions.iter_mut().find(|(words, _)| *words == line.0.zh) {
            Some((_, left)) => *left += line.1,
            None => sessions.push((line.0.zh, line.1)),
        }
    }
    Ok(Rest { value, sessions })
}

/// The first character of a name; the rest is not for a piece of paper that lies about.
fn half(name: &str) -> String {
    name.chars().take(1).chain("**".chars()).collect()
}

/// How many columns a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn centred(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text)) / 2))
}

/// One text at the left, one at the right.
fn apart(left: &str, right: &str, width: usize) -> String {
    let gap = width.saturating_sub(columns(left) + columns(right)).max(1);
    format!("{left}{}{right}", " ".repeat(gap))
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut taken = 0;
    for c in text.chars() {
        let wide = if c.is_ascii() { 1 } else { 2 };
        if taken + wide > width {
            lines.push(String::new());
            taken = 0;
        }
        taken += wide;
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

#[cfg(test)]
pub(crate) fn sample() -> Receipt {
    samples().remove(0)
}

/// Receipts to be shown.
pub(crate) fn samples() -> Vec<Receipt> {
    let fen = |fen| Money::fen(fen).unwrap_or_default();
    let line = |words: &str, count, amount| ReceiptLine {
        words: words.into(),
        count,
        list: fen(298_00),
        amount: fen(amount),
    };
    let receipt = Receipt {
        centre: "花间美容中心".into(),
        store: "静安店".into(),
        number: "1-20261124-1-0007".into(),
        at: Instant::from_millis(1_795_484_000_000),
        by: "唐糖".into(),
        customer: "王**".into(),
        lines: vec![
            line("深层补水护理", 1, 298_00),
            line("一款名字特别特别特别特别长的补水修护面膜", 2, 336_00),
        ],
        total: fen(634_00),
        tenders: vec![(Means::Cash, fen(200_00)), (Means::WeChat, fen(434_00))],
        rest: Some(Rest { value: fen(1_268_00), sessions: vec![("深层补水护理".into(), 3)] }),
        footer: "谢谢惠顾\n电话 021-0000 0000".into(),
        reversal: false,
        paper: 58,
    };
    let back = Receipt { reversal: true, paper: 80, customer: String::new(), rest: None, ..receipt.clone() };
    vec![receipt, back]
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    #[test]
    fn no_line_is_wider_than_the_paper() {
        for receipt in samples() {
            let text = receipt.text(Say(Lang::Chinese), &jiff::tz::TimeZone::UTC);
            for line in &text {
                assert!(columns(line) <= receipt.width(), "{line}");
            }
            assert!(text.iter().any(|line| line.ends_with("634.00")), "{text:?}");
        }
    }

    #[test]
    fn amounts_stand_at_the_right() {
        assert_eq!(apart("合计", "1.00", 10), "合计  1.00");
        assert_eq!(wrapped("补水面膜", 6), ["补水面", "膜"]);
        assert_eq!(half("王芳"), "王**");
    }
}
