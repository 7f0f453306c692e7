//! Step: what moved for a document is undone.

use std::collections::BTreeSet;

use db::Tx;
use kernel::{Mandate, Result};
use ledger::{PostingId, Reversal};

use crate::selling::moving;
use crate::store::{self, EntryKind, Moving, person};
use crate::{Occasion, Refused};

/// Undoes everything prepaid that moved for the occasion's document, on the occasion's day: what was used comes back to
/// where it came from, what was sold goes, what was paid is owed again. Answers whether anything moved. What was sold and used since stays sold:
/// its money is given back by a refund.
pub fn take_back(tx: &mut Tx, by: &Mandate, on: &Occasion, reason: &str) -> Result<bool> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refused::NoReason.into());
    }
    let values = store::value_entries_of(tx, &on.document.path)?;
    let sessions = store::package_entries_of(tx, &on.document.path)?;
    let postings: BTreeSet<PostingId> = (values.iter().filter_map(|entry| entry.posting_id))
        .chain(sessions.iter().filter_map(|entry| entry.posting_id))
        .collect();
    for posting in postings {
        let reversal = Reversal { posting, day: on.day, at: on.at, reason: reason.to_owned() };
        ledger::reverse(tx, by, &reversal)?;
    }
    let back =
        |customer, posting| Moving { reason, ..moving(by, on, EntryKind::TakenBack, customer, posting) };
    // The latest goes first, so that a use is undone before the sale it came from.
    for entry in &sessions {
        if entry.kind == EntryKind::Sold {
            let line = store::line(tx, entry.line_id)?;
            if line.count_left != line.count {
                return Err(Refused::Begun { name: line.name().for_gap() }.into());
            }
        }
        store::undo_sessions(tx, &back(entry.customer_id, entry.posting_id), entry)?;
    }
    for entry in &values {
        if entry.kind == EntryKind::Sold {
            let lot = store::lot(tx, entry.lot_id)?;
            if lot.left() != lot.sold() {
                return Err(Refused::Begun { name: lot.name().for_gap() }.into());
            }
        }
        store::undo_value(tx, &back(entry.customer_id, entry.posting_id), entry)?;
    }
    let payments = store::payments_of(tx, &on.document.path)?;
    for payment in &payments {
        if let Some(bought) = payment.bought() {
            store::pay(tx, on, bought, -payment.amount, person(by), Some(payment.id))?;
        }
    }
    Ok(!values.is_empty() || !sessions.is_empty() || !payments.is_empty())
}
