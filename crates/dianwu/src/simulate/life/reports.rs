//! Logs of the evening, reports of day, week and month, by those who think of it, and what those above say; and the
//! months that are settled.

use ::report::{ReportForm, ReviewForm, reviewing, writing};
use jiff::ToSpan;
use kernel::{BusinessDate, Result};
use pay::settling::{self, SettleForm};

use super::super::centre::Centre;

/// Who writes, and who reads it.
const WRITERS: [(&str, &str, &str); 20] = [
    ("greeter", "log", "head"),
    ("greeter2", "log", "head"),
    ("consultant", "log", "td"),
    ("consultant2", "log", "td"),
    ("therapist", "log", "td"),
    ("therapist2", "log", "td"),
    ("therapist3", "log", "td"),
    ("body", "log", "td"),
    ("body2", "log", "td"),
    ("hydro", "log", "td"),
    ("treatment", "log", "td"),
    ("treatment2", "log", "td"),
    ("cleaner", "log", "ad"),
    ("cleaner2", "log", "ad"),
    ("keeper", "log", "ad"),
    ("clerk", "log", "ad"),
    ("finance", "log", "ad"),
    ("head", "daily", "td"),
    ("td", "daily", "gm"),
    ("ad", "daily", "gm"),
];

/// Who reports on weeks and months, and to whom.
const LONGER: [(&str, &str); 3] = [("head", "td"), ("td", "gm"), ("ad", "gm")];

/// What went well, and what did not.
const WELL: [&str; 4] = ["当天预约都接待完", "老客都约好了下次", "新客两位都留了联系方式", "护理没有返工"];
const PROBLEMS: [&str; 5] =
    ["", "下午忙时人手紧", "停车不好找，客人晚到", "加热毯时好时坏，已报修", "两位体验客人没谈成"];

pub(super) fn day(centre: &mut Centre, shop: usize) {
    for (nth, (account, kind, reader)) in (0..).zip(WRITERS) {
        writes_if_minded(centre, shop, 21 * 60 + nth, (account, kind, reader));
    }
    let day = centre.day;
    for (nth, (account, reader)) in (0..).zip(LONGER) {
        if day.weekday().to_monday_zero_offset() == 6 {
            writes_if_minded(centre, shop, 20 * 60 + nth, (account, "weekly", reader));
        }
        if day == day.last_of_month() {
            writes_if_minded(centre, shop, 20 * 60 + 10 + nth, (account, "monthly", reader));
        }
    }
    if day.day() == 3 && shop == 0 {
        centre.at(shop, 11 * 60, settles);
    }
}

type Writer = (&'static str, &'static str, &'static str);

fn writes_if_minded(centre: &mut Centre, shop: usize, minute: i64, writer: Writer) {
    if centre.shops[shop].minds(writer.0) {
        centre.at(shop, minute, move |centre, shop| writes(centre, shop, writer));
    }
}

fn writes(centre: &mut Centre, shop: usize, writer: Writer) -> Result<()> {
    let day = centre.day;
    write(centre, shop, writer, day, true)
}

/// Writes about a day and hands it in; read the next morning, and where it is returned written once more.
fn write(
    centre: &mut Centre,
    shop: usize,
    (account, kind, reader): Writer,
    about: BusinessDate,
    may_return: bool,
) -> Result<()> {
    let at = &mut centre.shops[shop];
    let mut one = |texts: &[&'static str]| at.dice.one(texts).copied().unwrap_or_default();
    let form = ReportForm {
        kind: kind.into(),
        on: about.to_string(),
        well: one(&WELL).into(),
        problems: one(&PROBLEMS).into(),
        next: "明天照常，先打回访电话".into(),
        hand_in: "yes".into(),
        ..ReportForm::default()
    };
    let id = centre.does(shop, ("report", account), move |tx, call| writing::write(tx, call, &form))?;
    let Some(id) = id.filter(|_| centre.shops[shop].minds(reader)) else { return Ok(()) };
    let returned = may_return && centre.shops[shop].dice.happens(6);
    let decision = if returned { "return" } else { "accept" };
    let form = ReviewForm { decision: decision.into(), remark: "看了，写具体些".into() };
    centre.on_day(shop, (1, 9 * 60), move |centre, shop| {
        centre.does(shop, ("report read", reader), move |tx, call| reviewing::review(tx, call, id, &form))?;
        if returned && centre.shops[shop].minds(account) {
            centre.at(shop, 18 * 60, move |centre, shop| {
                write(centre, shop, (account, kind, reader), about, false)
            });
        }
        Ok(())
    });
    Ok(())
}

/// The finance clerk settles the pay of the month that is over, for the whole centre.
fn settles(centre: &mut Centre, shop: usize) -> Result<()> {
    let month = centre.day.first_of_month().checked_sub(1.month())?;
    let form = SettleForm { month: month.strftime("%Y-%m").to_string() };
    centre.does(shop, ("pay settled", "finance"), move |tx, call| {
        settling::settle(tx, call, &form).map(drop)
    })?;
    Ok(())
}
