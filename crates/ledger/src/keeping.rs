//! Steps: what other slices ask of the ledger inside their own transaction.

use db::Tx;
use kernel::{BusinessDate, Id, Mandate, Money, PersonId, Result, StoreId};

use crate::PostingId;
use crate::accounts::{Role, accounts};
use crate::posting::{Document, Posting, Refused, Reversal};
use crate::store::{self, NewPosting};

/// Posts, and keeps the balances; refuses what does not sum to zero.
pub fn post(tx: &mut Tx, by: &Mandate, posting: &Posting) -> Result<PostingId> {
    let entries = posting.entries(accounts()?)?;
    let new = NewPosting {
        day: posting.day,
        store: posting.store,
        document: &posting.document,
        reverses: None,
        reason: "",
        by: person(by),
        at: posting.at,
    };
    write(tx, &new, entries)
}

/// Takes a posting back by its mirror image, on the day of taking back. Once only; a taking back is not taken back,
/// but posted anew.
pub fn reverse(tx: &mut Tx, by: &Mandate, reversal: &Reversal) -> Result<PostingId> {
    if reversal.reason.trim().is_empty() {
        return Err(Refused::NoReason.into());
    }
    let row = store::posting(tx, reversal.posting)?;
    if row.reverses.is_some() {
        return Err(Refused::IsReversal.into());
    }
    if let Some(by) = store::reversal_of(tx, row.id)? {
        return Err(Refused::Reversed { by }.into());
    }
    let entries = store::entries(tx, row.id)?;
    let document = Document { path: row.document, words: row.words };
    let new = NewPosting {
        day: reversal.day,
        store: row.store_id,
        document: &document,
        reverses: Some(row.id),
        reason: reversal.reason.trim(),
        by: person(by),
        at: reversal.at,
    };
    write(tx, &new, entries.into_iter().map(|entry| (entry.account, -entry.amount)))
}

/// Who posts; none when it is the house itself.
fn person(by: &Mandate) -> Option<PersonId> {
    Some(by.person).filter(|person| person.get() != 0)
}

fn write(
    tx: &mut Tx,
    new: &NewPosting,
    entries: impl IntoIterator<Item = (String, Money)>,
) -> Result<PostingId> {
    let id = store::add_posting(tx, new)?;
    let entries: Vec<(String, Money)> = entries.into_iter().collect();
    store::add_entries(tx, id, new, &entries)?;
    store::count(tx, id, new, &entries)?;
    Ok(id)
}

/// What an account holds at the end of a day, debit positive; of one store, or of all.
pub fn balance(tx: &mut Tx, role: Role, store: Option<StoreId>, day: BusinessDate) -> Result<Money> {
    let account = &accounts()?.of(role, day)?.code;
    store::balance(tx, account, store, day)
}

/// The day on which a posting stands.
pub fn day_of(tx: &mut Tx, posting: PostingId) -> Result<BusinessDate> {
    store::posting(tx, posting).map(|row| row.day)
}

/// The latest posting of a document that was not taken back.
pub fn posting_of(tx: &mut Tx, document: &str) -> Result<Option<PostingId>> {
    store::posting_of(tx, document)
}
