//! The till of the demonstration: a day of last month, yesterday counted and closed, today under way, with one ticket
//! that waits.

use customer::CustomerId;
use db::Tx;
use kernel::{Error, Result};
use sales::shift::{CountForm, OpenForm};
use sales::{TicketForm, checkout, closing, setting, shift};
use web::Call;

use super::{Past, acting};

/// Customer, what she takes (`item deal server seller`), what she pays with.
type Sale =
    (&'static str, &'static [[&'static str; 4]], &'static [(&'static str, &'static str)], &'static str);

const LAST_MONTH: [Sale; 3] = [
    ("", &[["F001", "", "0007", ""]], &[], "cash"),
    ("李小燕", &[["F004", "", "0007 60、0008 40", "0005"], ["P001", "", "0007", "0005"]], &[], "wechat"),
    ("张丽华", &[["K001", "", "", "0005"]], &[("card", "1500")], "alipay"),
];

const YESTERDAY: [Sale; 4] = [
    ("", &[["F001", "", "0007", ""]], &[], "wechat"),
    ("李小燕", &[["F002", "", "0008", "0005"], ["F005", "", "0007", "0005"]], &[("cash", "200")], "alipay"),
    ("王雪梅", &[["H003", "", "0012", "0006 60、0012 40"]], &[("card", "300")], "account"),
    ("", &[["B001", "", "0010", ""]], &[], "cash"),
];

const TODAY: [Sale; 5] = [
    ("", &[["F001", "", "0009", ""]], &[], "cash"),
    ("张丽华", &[["deposit", "200", "", "0005"]], &[], "wechat"),
    ("张丽华", &[["F004", "", "0007 60、0008 40", "0005"]], &[("deposit", "200")], "cash"),
    ("杨柳", &[["T001", "", "0013", "0006"], ["F005", "", "0007", "0006"]], &[("wechat", "300")], "card"),
    ("王雪梅", &[["debt", "100", "", ""]], &[], "wechat"),
];

/// So long ago that it was another month.
const DAYS_AGO: i64 = 31;

pub(super) fn fill(tx: &mut Tx, call: &Call, past: Past) -> Result<()> {
    if past == Past::MadeUp {
        made_up(tx, call)?;
    }
    let desk = acting(tx, call, "greeter")?;
    open(tx, &desk)?;
    // What is repaid today was put on account yesterday.
    let repays = |sale: &Sale| sale.1.iter().any(|line| line[0] == "debt");
    for sale in TODAY.iter().filter(|sale| past == Past::MadeUp || !repays(sale)) {
        let form = form(tx, &desk, sale)?;
        checkout::checkout(tx, &desk, &form)?;
    }
    let waits = ("陈美玲", &[["F003", "", "0007", ""]] as &[[&str; 4]], &[] as &[(&str, &str)], "");
    let form = form(tx, &desk, &waits)?;
    checkout::open(tx, &desk, &form).map(drop)
}

/// A day of last month, and yesterday.
fn made_up(tx: &mut Tx, call: &Call) -> Result<()> {
    let then = Call { now: call.now.plus_minutes(-DAYS_AGO * 24 * 60), ..call.clone() };
    let desk = acting(tx, &then, "greeter")?;
    day(tx, &desk, &LAST_MONTH)?;
    let head = acting(tx, &then, "head")?;
    closing::close_day(tx, &head, &closing::CloseForm::default())?;
    let before = Call { now: call.now.plus_minutes(-24 * 60), ..call.clone() };
    let manager = acting(tx, &before, "gm")?;
    let set = setting::SettingForm {
        tips: "yes".into(),
        paper: "58".into(),
        footer: "谢谢惠顾，欢迎再来".into(),
        due_days: "30".into(),
        ..setting::SettingForm::default()
    };
    setting::set(tx, &manager, &set)?;
    let desk = acting(tx, &before, "greeter")?;
    day(tx, &desk, &YESTERDAY)?;
    let head = acting(tx, &before, "head")?;
    closing::close_day(tx, &head, &closing::CloseForm::default()).map(drop)
}

fn open(tx: &mut Tx, desk: &Call) -> Result<sales::ShiftId> {
    shift::open(tx, desk, &OpenForm { till: "1".into(), began_with: "500".into() })
}

/// A whole day with its count: 500 of float, and the cash of its tickets.
fn day(tx: &mut Tx, desk: &Call, sales: &[Sale]) -> Result<()> {
    let id = open(tx, desk)?;
    for sale in sales {
        let form = form(tx, desk, sale)?;
        checkout::checkout(tx, desk, &form)?;
    }
    let pieces = ["7", "2", "1", "3", "1", "3", "", ""].map(String::from).to_vec();
    let count = CountForm {
        pieces,
        why: "找零时多给了".into(),
        left_in: "500".into(),
        words: "一元硬币不多了".into(),
    };
    shift::close(tx, desk, id, &count).map(drop)
}

fn form(tx: &mut Tx, desk: &Call, (name, lines, tenders, pay): &Sale) -> Result<TicketForm> {
    let mut form = TicketForm { pay: (*pay).into(), ..TicketForm::default() };
    if !name.is_empty() {
        form.customer = customer(tx, desk, name)?.to_string();
    }
    for [item, price, server, seller] in *lines {
        form.item.push((*item).into());
        form.price.push((*price).into());
        form.server.push((*server).into());
        form.seller.push((*seller).into());
    }
    for (means, amount) in *tenders {
        form.means.push((*means).into());
        form.amount.push((*amount).into());
    }
    Ok(form)
}

fn customer(tx: &mut Tx, desk: &Call, name: &str) -> Result<CustomerId> {
    let found = customer::search(tx, desk, name)?;
    let found = found.iter().find(|brief| brief.name == name);
    found.map(|brief| brief.id).ok_or_else(|| Error::fault(format!("no customer is called {name}")))
}
