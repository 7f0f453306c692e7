//! What is typed on a ticket: one form for the page, for programs, and for what an open ticket keeps.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::Form;

use crate::kind::Means;

/// A ticket as it is typed. The fields of lines and tenders stand side by side: the first item belongs to the first
/// count. An empty item or amount leaves its line out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct TicketForm {
    /// The key of the customer who pays, as a picker chose it; empty for a passer-by.
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her: name, number of the file, telephone.
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// The key of the visit that it came of.
    #[garde(length(max = 20))]
    pub visit: String,
    /// What each line is: a number, name or initials of the catalogue, or `deposit`, `debt`, `tip`, `top-up`.
    #[garde(length(max = 40), inner(length(chars, max = 80)))]
    pub item: Vec<String>,
    /// How many; empty is one.
    #[garde(length(max = 40), inner(length(max = 5)))]
    pub count: Vec<String>,
    /// What is asked for one, in yuan; empty is the price of the day.
    #[garde(length(max = 40), inner(length(max = 20)))]
    pub price: Vec<String>,
    /// `gift` where it is given away, `session` where a package of hers pays, otherwise empty.
    #[garde(length(max = 40), inner(length(max = 10)))]
    pub deal: Vec<String>,
    /// Why it is cheaper, or given away.
    #[garde(length(max = 40), inner(length(chars, max = 100)))]
    pub why: Vec<String>,
    /// Who served: names or staff numbers, each with a weight where they differ, `陈思思 60、王丽 40`.
    #[garde(length(max = 40), inner(length(chars, max = 200)))]
    pub server: Vec<String>,
    /// Who sold, in the same way; empty is who looks after the customer, or who served.
    #[garde(length(max = 40), inner(length(chars, max = 200)))]
    pub seller: Vec<String>,
    /// The key of the customer whose it is, where it is not the one who pays.
    #[garde(length(max = 40), inner(length(max = 60)))]
    pub whose: Vec<String>,
    /// The line of a package that a session comes from, or the debt that is repaid; empty is the oldest that fits.
    #[garde(length(max = 40), inner(length(max = 20)))]
    pub from: Vec<String>,
    /// The line of the visit.
    #[garde(length(max = 40), inner(length(max = 20)))]
    pub visit_line: Vec<String>,
    /// What is paid with: `cash`, `card`, `wechat`, `alipay`, `bank`, `value`, `voucher`, `deposit`, `account`, `trade-in`.
    #[garde(length(max = 12), inner(length(max = 10)))]
    pub means: Vec<String>,
    /// How much of it, in yuan.
    #[garde(length(max = 12), inner(length(max = 20)))]
    pub amount: Vec<String>,
    /// The number of the payment at the terminal, or of the voucher; the key of the package that is traded in.
    #[garde(length(max = 12), inner(length(chars, max = 64)))]
    pub reference: Vec<String>,
    /// What pays the rest: the button that was pressed.
    #[garde(length(max = 10))]
    pub pay: String,
    /// A line that a button adds: an item, `session 12 F001` for a session of the package's line 12, `debt 7 300` for
    /// what is owed under 7; or `trade-in 5 750` for the package 5, with what is left of it.
    #[garde(length(chars, max = 60))]
    pub add: String,
    /// The last day for what is owed.
    #[garde(length(max = 10))]
    pub due_on: String,
    /// Where something of hers is used, her signature as strokes: `M10 20L12 22…`.
    #[garde(length(max = 24_000))]
    pub drawn: String,
    /// Instead of it, the code that she was sent.
    #[garde(length(max = 12))]
    pub code: String,
    /// Or why neither could be had; whoever settles the ticket is the witness.
    #[garde(length(chars, max = 200))]
    pub witness: String,
    /// For a minor: how her guardian agreed; or how a large prepayment is held.
    #[garde(length(chars, max = 200))]
    pub consent: String,
    /// The version that was looked at; empty does not mind.
    #[garde(length(max = 12))]
    pub version: String,
}

/// One line as it is typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypedLine<'a> {
    pub at: usize,
    pub item: &'a str,
    pub count: &'a str,
    pub price: &'a str,
    pub deal: &'a str,
    pub why: &'a str,
    pub server: &'a str,
    pub seller: &'a str,
    pub whose: &'a str,
    pub from: &'a str,
    pub visit_line: &'a str,
}

/// One tender as it is typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypedTender<'a> {
    pub at: usize,
    pub means: &'a str,
    pub amount: &'a str,
    pub reference: &'a str,
}

fn at(texts: &[String], place: usize) -> &str {
    texts.get(place).map_or("", |text| text.trim())
}

impl TicketForm {
    /// The lines that say what they are.
    pub(crate) fn lines(&self) -> impl Iterator<Item = TypedLine<'_>> {
        (0..self.item.len()).map(|place| self.line(place)).filter(|line| !line.item.is_empty())
    }

    /// One of them.
    pub(crate) fn line(&self, place: usize) -> TypedLine<'_> {
        TypedLine {
            at: place,
            item: at(&self.item, place),
            count: at(&self.count, place),
            price: at(&self.price, place),
            deal: at(&self.deal, place),
            why: at(&self.why, place),
            server: at(&self.server, place),
            seller: at(&self.seller, place),
            whose: at(&self.whose, place),
            from: at(&self.from, place),
            visit_line: at(&self.visit_line, place),
        }
    }

    /// The tenders that say how much.
    pub(crate) fn tenders(&self) -> impl Iterator<Item = TypedTender<'_>> {
        let tender = |place| TypedTender {
            at: place,
            means: at(&self.means, place),
            amount: at(&self.amount, place),
            reference: at(&self.reference, place),
        };
        (0..self.amount.len()).map(tender).filter(|tender| !tender.amount.is_empty())
    }

    /// What proves that it is she whose card is used.
    pub(crate) fn proof(&self) -> Option<prepaid::Proof> {
        match (self.drawn.trim(), self.code.trim(), self.witness.trim()) {
            ("", "", "") => None,
            ("", "", why) => Some(prepaid::Proof::Witness(why.to_owned())),
            ("", code, _) => Some(prepaid::Proof::Code(code.to_owned())),
            (drawn, ..) => Some(prepaid::Proof::Signature(drawn.to_owned())),
        }
    }

    /// What an open ticket keeps: a signature or a code is for the bill as she saw it, so it is given anew.
    pub(crate) fn kept(&self) -> TicketForm {
        let nothing = String::new;
        TicketForm { version: nothing(), pay: nothing(), drawn: nothing(), code: nothing(), ..self.clone() }
    }

    /// The same with only these lines, and without what was to be paid.
    pub(crate) fn only(&self, keep: impl Fn(usize) -> bool) -> TicketForm {
        let mut form = TicketForm {
            customer: self.customer.clone(),
            customer_q: self.customer_q.clone(),
            visit: self.visit.clone(),
            ..TicketForm::default()
        };
        self.lines().filter(|line| keep(line.at)).for_each(|line| form.push(line));
        form
    }

    /// The same with the line that a button added, and without lines that were emptied.
    pub(crate) fn with_added(&self) -> TicketForm {
        let kept = self.only(|_| true);
        let mut form = TicketForm {
            item: kept.item,
            count: kept.count,
            price: kept.price,
            deal: kept.deal,
            why: kept.why,
            server: kept.server,
            seller: kept.seller,
            whose: kept.whose,
            from: kept.from,
            visit_line: kept.visit_line,
            add: String::new(),
            ..self.clone()
        };
        let line = TypedLine {
            at: 0,
            item: "",
            count: "",
            price: "",
            deal: "",
            why: "",
            server: "",
            seller: "",
            whose: "",
            from: "",
            visit_line: "",
        };
        match self.add.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["session", from, item] => form.push(TypedLine { item, from, deal: "session", ..line }),
            ["debt", from, price] => form.push(TypedLine { item: "debt", from, price, ..line }),
            ["trade-in", package, worth] => form.trade_in(package, worth),
            [] => {}
            words => form.push(TypedLine { item: &words.join(" "), ..line }),
        }
        form
    }

    /// A package that goes into the price of another one.
    fn trade_in(&mut self, package: &str, worth: &str) {
        let given = self.tenders().any(|one| one.means == Means::TradeIn.code() && one.reference == package);
        if given {
            return;
        }
        let place =
            self.amount.iter().rposition(|amount| !amount.trim().is_empty()).map_or(0, |last| last + 1);
        let put = |texts: &mut Vec<String>, text: &str| {
            texts.resize(place, String::new());
            texts.push(text.to_owned());
        };
        put(&mut self.means, Means::TradeIn.code());
        put(&mut self.amount, worth);
        put(&mut self.reference, package);
    }

    /// One line more.
    pub(crate) fn push(&mut self, line: TypedLine) {
        let place = self.item.len();
        let put = |texts: &mut Vec<String>, text: &str| {
            texts.resize(place, String::new());
            texts.push(text.to_owned());
        };
        put(&mut self.item, line.item);
        put(&mut self.count, line.count);
        put(&mut self.price, line.price);
        put(&mut self.deal, line.deal);
        put(&mut self.why, line.why);
        put(&mut self.server, line.server);
        put(&mut self.seller, line.seller);
        put(&mut self.whose, line.whose);
        put(&mut self.from, line.from);
        put(&mut self.visit_line, line.visit_line);
    }
}

impl Form for TicketForm {
    fn sample() -> TicketForm {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        TicketForm {
            item: texts(&["F001", "F002"]),
            count: texts(&["1", "1"]),
            price: texts(&["", "268"]),
            deal: texts(&["", ""]),
            why: texts(&["", "熟客首次体验"]),
            server: texts(&["0007", "0007 60、0008 40"]),
            seller: texts(&["", "0005"]),
            means: texts(&["cash"]),
            amount: texts(&["200"]),
            pay: "wechat".into(),
            ..TicketForm::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_item_leaves_its_line_out_and_short_fields_are_empty() {
        let form = TicketForm {
            item: vec!["F001".into(), " ".into(), "F002".into()],
            count: vec!["2".into()],
            amount: vec!["".into(), "5".into()],
            ..TicketForm::default()
        };
        let lines: Vec<_> = form.lines().map(|line| (line.at, line.item, line.count)).collect();
        assert_eq!(lines, [(0, "F001", "2"), (2, "F002", "")]);
        assert_eq!(form.tenders().map(|tender| tender.at).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_package_is_traded_in_once_and_after_what_was_typed() {
        let form = TicketForm {
            means: vec!["cash".into(), "cash".into()],
            amount: vec!["100".into(), String::new()],
            reference: vec![String::new()],
            add: "trade-in 5 750.00".into(),
            ..TicketForm::default()
        };
        let once = form.with_added();
        let twice = TicketForm { add: form.add, ..once.clone() }.with_added();
        let given: Vec<_> = twice.tenders().map(|one| (one.means, one.amount, one.reference)).collect();
        assert_eq!(given, [("cash", "100", ""), ("trade-in", "750.00", "5")]);
    }

    #[test]
    fn her_own_hand_goes_before_a_witness_and_is_not_kept() {
        let form = TicketForm { witness: "本人在场".into(), ..TicketForm::default() };
        assert_eq!(TicketForm::default().proof(), None);
        assert_eq!(form.proof(), Some(prepaid::Proof::Witness("本人在场".into())));
        let signed = TicketForm { drawn: "M1 2L3 4".into(), code: "123456".into(), ..form };
        assert_eq!(signed.proof(), Some(prepaid::Proof::Signature("M1 2L3 4".into())));
        assert_eq!(signed.kept().proof(), Some(prepaid::Proof::Witness("本人在场".into())));
    }

    #[test]
    fn a_part_keeps_its_lines_whole() {
        let form = TicketForm::sample();
        let part = form.only(|at| at == 1);
        assert_eq!(part.lines().count(), 1);
        assert_eq!((part.line(0).item, part.line(0).price), ("F002", "268"));
        assert!(part.tenders().next().is_none());
        let mut both = form.only(|at| at == 0);
        part.lines().for_each(|line| both.push(line));
        assert_eq!(both.only(|_| true), form.only(|_| true));
    }
}
