use db::{Tx, args, sql};
use kernel::{Money, Result};
use rhythm::Amount;

use crate::MeetingId;
use crate::agenda::{AgendaItem, Section};

/// An amount as its cells: unit, how much, of how many.
fn cells(amount: Option<Amount>) -> (Option<String>, Option<i64>, Option<i64>) {
    match amount {
        None => (None, None, None),
        Some(Amount::Count(n)) => (Some("count".into()), Some(n), None),
        Some(Amount::Money(money)) => (Some("money".into()), Some(money.in_fen()), None),
        Some(Amount::Share(part, whole)) => (Some("share".into()), Some(part), Some(whole)),
    }
}

fn amount(unit: Option<&str>, amount: Option<i64>, whole: Option<i64>) -> Result<Option<Amount>> {
    let Some((unit, amount)) = unit.zip(amount) else { return Ok(None) };
    Ok(Some(match unit {
        "money" => Amount::Money(Money::fen(amount)?),
        "share" => Amount::Share(amount, whole.unwrap_or_default()),
        _ => Amount::Count(amount),
    }))
}

pub(crate) fn add_item(tx: &mut Tx, id: MeetingId, position: i64, item: &AgendaItem) -> Result<()> {
    let (unit, amount, whole) = cells(item.amount);
    let (target_unit, target, target_whole) = cells(item.target);
    tx.exec(
        sql!(
            "INSERT INTO meeting_item (meeting_id, position, section, department, title, words, unit, amount, whole, \
                                       target_unit, target, target_whole, href) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        ),
        args![
            id,
            position,
            item.section,
            item.department.clone().unwrap_or_default(),
            &item.title,
            &item.words,
            unit,
            amount,
            whole,
            target_unit,
            target,
            target_whole,
            &item.href
        ],
    )
    .map(drop)
}

db::record! {
    struct ItemRow {
        section: Section,
        department: String,
        title: String,
        words: String,
        unit: Option<String>,
        amount: Option<i64>,
        whole: Option<i64>,
        target_unit: Option<String>,
        target: Option<i64>,
        target_whole: Option<i64>,
        href: String,
    }
}

/// The agenda as it was when the meeting was opened.
pub(crate) fn items(tx: &mut Tx, id: MeetingId) -> Result<Vec<AgendaItem>> {
    let rows = tx.all(
        sql!("SELECT section, department, title, words, unit, amount, whole, target_unit, target, target_whole, href \
              FROM meeting_item WHERE meeting_id = $1 ORDER BY position" => ItemRow),
        args![id],
    )?;
    let item = |row: ItemRow| {
        Ok(AgendaItem {
            section: row.section,
            department: Some(row.department).filter(|code| !code.is_empty()),
            title: row.title,
            words: row.words,
            amount: amount(row.unit.as_deref(), row.amount, row.whole)?,
            target: amount(row.target_unit.as_deref(), row.target, row.target_whole)?,
            href: row.href,
        })
    };
    rows.into_iter().map(item).collect()
}
