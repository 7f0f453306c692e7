//! What happens at tills, at random.

use kernel::Result;
use proptest::prelude::*;
use sales::TicketForm;

use super::form;

/// One thing of a random history.
#[derive(Debug, Clone)]
pub enum Act {
    Sell(Box<TicketForm>),
    Back { ticket: i64, line: Option<usize> },
}

const LINES: [&str; 9] = [
    "F001|||||0003",
    "B001|2||||0003 60、0004 40",
    "P001",
    "K001||||||0002 2、0003 1",
    "F001|||session||0004",
    "V001",
    "deposit||123.45",
    "debt||77.77",
    "debt||500",
];

pub fn sale() -> impl Strategy<Value = Act> {
    let lines = prop::collection::vec(prop::sample::select(LINES.to_vec()), 1..5);
    let tenders = prop::collection::vec(
        (prop::sample::select(vec!["cash", "wechat", "value", "deposit"]), 1i64..30_000),
        0..3,
    );
    let rest = prop::sample::select(vec!["cash", "card", "value", "account", "alipay"]);
    (prop::sample::select(vec!["1", "2"]), lines, tenders, rest).prop_map(
        |(customer, lines, tenders, rest)| {
            let tenders: Vec<String> = tenders
                .iter()
                .map(|(means, fen)| format!("{means} {}.{:02}", fen / 100, fen % 100))
                .collect();
            let tenders: Vec<&str> = tenders.iter().map(String::as_str).collect();
            Act::Sell(Box::new(form(customer, &lines, &tenders, rest)))
        },
    )
}

pub fn act() -> impl Strategy<Value = Act> {
    let back = (1i64..40, prop::option::of(0usize..4)).prop_map(|(ticket, line)| Act::Back { ticket, line });
    prop_oneof![3 => sale(), 1 => back]
}

/// Refused is fine; a fault is not.
pub fn refused_at_most<T>(done: Result<T>) -> Option<T> {
    match done {
        Ok(done) => Some(done),
        Err(error) => {
            assert!(error.refusal().is_some(), "{error}");
            None
        }
    }
}
