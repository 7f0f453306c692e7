//! Steps for the slices above: the till sells, imports say what was there.

use catalog::OfferId;
use db::Tx;
use kernel::{BusinessDate, Instant, Mandate, Result, StoreId};

use crate::entry::EntryKind;
use crate::store::{self, NewEntry};

/// Where and when it happens.
#[derive(Debug, Clone, Copy)]
pub struct Occasion {
    /// Whose shelf.
    pub store: StoreId,
    /// On which business day.
    pub day: BusinessDate,
    /// When.
    pub at: Instant,
}

/// So many of a thing, and what moved them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What.
    pub offer: OfferId,
    /// How many; negative where a sale is taken back.
    pub count: i64,
    /// The address of what moved them.
    pub document: String,
}

/// Takes off the shelf what was sold, and puts back what was taken back.
pub fn sell(tx: &mut Tx, by: &Mandate, on: &Occasion, sold: &[Moved]) -> Result<()> {
    let entry = |sold: &Moved| {
        let kind = if sold.count < 0 { EntryKind::Returned } else { EntryKind::Sold };
        NewEntry {
            offer: sold.offer,
            kind,
            count: -sold.count,
            counted: None,
            document: sold.document.clone(),
            words: String::new(),
        }
    };
    let entries: Vec<NewEntry> = sold.iter().map(entry).collect();
    store::add(tx, by, on, &entries)
}

/// So many were counted; also where as many were there as the entries say.
pub fn count(tx: &mut Tx, by: &Mandate, on: &Occasion, counted: &Moved, words: &str) -> Result<()> {
    let there = store::on_hand(tx, on.store, counted.offer)?;
    let entry = NewEntry {
        offer: counted.offer,
        kind: EntryKind::Counted,
        count: EntryKind::Counted.change(counted.count, there),
        counted: Some(counted.count),
        document: counted.document.clone(),
        words: words.to_owned(),
    };
    store::add(tx, by, on, &[entry])
}

/// Counts with these documents are as if they had not been.
pub fn take_back(tx: &mut Tx, by: &Mandate, on: &Occasion, document: &str, why: &str) -> Result<()> {
    let entries: Vec<NewEntry> = store::of_document(tx, document)?
        .into_iter()
        .map(|(offer, count)| NewEntry {
            offer,
            kind: EntryKind::Undone,
            count: -count,
            counted: None,
            document: document.to_owned(),
            words: why.to_owned(),
        })
        .collect();
    store::add(tx, by, on, &entries)
}
