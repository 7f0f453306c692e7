//! What a customer has bought, as part of her story.

use customer::{CardLine, CustomerId, Happening, Keeper, Kept, Stays};
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Instant, Mandate, Money, Result};

use crate::store::{self, EntryKind, StatementLine};
use crate::{State, balance, usable};

/// Cards, packages and goods of customers.
pub struct PrepaidKeeper;

/// Packages that end within so many days are told.
const SOON: i64 = 30;

impl Keeper for PrepaidKeeper {
    fn happenings(&self, tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<Happening>> {
        let lines = store::statement(tx, customer, None)?;
        let most = usize::try_from(most).unwrap_or(0);
        Ok(lines.into_iter().take(most).map(happened).collect())
    }

    fn card(&self, tx: &mut Tx, customer: CustomerId, now: Instant) -> Result<Vec<CardLine>> {
        let day = now.at(&jiff::tz::TimeZone::UTC).date();
        let mut lines = vec![];
        let left = balance(tx, customer)?.left.total()?;
        if left > Money::ZERO {
            lines.push(line("prepaid.value", web::text::yuan(left), false));
        }
        let (_, sessions) = usable(tx, customer, day)?;
        for of in sessions.iter().filter(|of| of.owner == customer) {
            lines.push(line("prepaid.sessions", format!("{} {}/{}", of.name.zh, of.left, of.count), false));
        }
        let soon = day.checked_add(SOON.days()).unwrap_or(day);
        let mut ends: Vec<(BusinessDate, &str)> = sessions
            .iter()
            .filter(|of| of.owner == customer && of.state != State::Expired)
            .filter_map(|of| Some((of.last_day.filter(|last| *last <= soon)?, of.package_name.zh.as_str())))
            .collect();
        ends.sort_unstable();
        ends.dedup();
        lines.extend(
            ends.into_iter().map(|(last, name)| line("prepaid.ends", format!("{name} {last}"), true)),
        );
        Ok(lines)
    }

    fn export(&self, tx: &mut Tx, customer: CustomerId) -> Result<Vec<Kept>> {
        let statement = store::statement(tx, customer, None)?;
        let goods = store::goods_entries_of(tx, customer)?;
        Ok(vec![
            Kept { code: "prepaid.moved", rows: rows(&statement)? },
            Kept { code: "prepaid.goods", rows: rows(&goods)? },
        ])
    }

    fn merge(&self, tx: &mut Tx, _by: &Mandate, from: CustomerId, into: CustomerId) -> Result<()> {
        store::merge(tx, from, into)
    }

    fn erase(&self, tx: &mut Tx, _by: &Mandate, customer: CustomerId) -> Result<Vec<Stays>> {
        store::erase(tx, customer)?;
        let count = store::statement(tx, customer, None)?.len();
        Ok(vec![Stays { code: "prepaid.moved", count: i64::try_from(count).unwrap_or(i64::MAX) }])
    }
}

fn line(code: &'static str, words: String, warns: bool) -> CardLine {
    CardLine { code, words, warns }
}

fn rows(of: &[impl serde::Serialize]) -> Result<Vec<serde_json::Value>> {
    Ok(of.iter().map(serde_json::to_value).collect::<std::result::Result<_, _>>()?)
}

fn happened(line: StatementLine) -> Happening {
    let code = match line.kind {
        EntryKind::Sold => "prepaid.sold",
        EntryKind::Used => "prepaid.used",
        EntryKind::TradedIn => "prepaid.traded-in",
        EntryKind::Refunded => "prepaid.refunded",
        EntryKind::TakenBack => "prepaid.taken-back",
    };
    let amount = match line.sessions {
        Some(count) => format!("{count}"),
        None => web::text::yuan(line.value.plus(line.gift).unwrap_or(line.value)),
    };
    Happening {
        at: line.at,
        code,
        words: format!("{} {amount}", line.name_zh),
        person: line.entered_by,
        href: Some(format!("/prepaid/cards/{}", line.card)),
    }
}
