//! What people and programs are shown of the books.

use db::Tx;
use kernel::Permission::ViewLedger;
use kernel::{BusinessDate, Id, Place, Problems, Result, Scope, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Call, Choice, Routes};

use crate::store;

mod balances;
mod entries;
mod files;
mod posting;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("ledger")
        .get("/ledger", ViewLedger, "Show the trial balance of a time", balances::show)
        .get("/ledger/entries", ViewLedger, "List the entries of the books", entries::list)
        .get("/ledger/postings/{id}", ViewLedger, "Show a posting", posting::show)
        .get("/ledger/beancount", ViewLedger, "The books of a time as Beancount text", files::beancount)
        .get("/ledger/hledger", ViewLedger, "The books of a time as an hledger journal", files::hledger)
        .get("/ledger/vouchers", ViewLedger, "The postings of a time as vouchers", files::vouchers)
}

/// Which part of the books, as it stands in an address.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct TimeAsked {
    /// First day, `YYYY-MM-DD`; empty for the first of the month.
    #[serde(default)]
    pub from: String,
    /// Last day; empty for today.
    #[serde(default)]
    pub until: String,
    /// A store's key; empty for all that one may see.
    #[serde(default)]
    pub store: String,
    /// A voucher layout's code; empty for the first.
    #[serde(default)]
    pub layout: String,
}

/// Which part of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time {
    pub from: BusinessDate,
    pub until: BusinessDate,
    /// The store's key, or [`store::ALL`].
    pub store: i64,
}

/// Reads the address, and holds it within what the asker may see.
pub(crate) fn time(tx: &mut Tx, call: &Call, asked: &TimeAsked) -> Result<Time> {
    let today = org::today(tx, call)?.day;
    let mut wrong = Problems::default();
    let mut day = |field: &str, text: &str, usual: BusinessDate| match text.trim() {
        "" => Some(usual),
        text => wrong.need(field, parse_day(text), "not_a_day"),
    };
    let (from, until) = (day("from", &asked.from, today.first_of_month()), day("until", &asked.until, today));
    let wish = match asked.store.trim() {
        "" => Some(store::ALL),
        key => wrong.need("store", key.parse::<i64>().ok().filter(|key| *key > 0), "unknown"),
    };
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        wrong.add("until", "day_order");
    }
    let (from, until, wish) =
        wrong.or(from.zip(until).zip(wish).map(|((from, until), wish)| (from, until, wish)))?;
    Ok(Time { from, until, store: seen(call, wish)? })
}

/// The store one may see of the one that is wished; all of them where the right reaches so far.
pub(crate) fn seen(call: &Call, wish: i64) -> Result<i64> {
    if call.actor.scope(ViewLedger) == Some(Scope::Centre) {
        return Ok(wish);
    }
    let own = call.actor.holdings.iter().filter_map(|held| held.store);
    let store = match wish {
        store::ALL => own.into_iter().next().ok_or_else(kernel::Error::missing)?,
        key => StoreId::of(key),
    };
    call.sight(ViewLedger, &Place::store(store))?;
    Ok(store.get())
}

/// The stores to choose from; none where there is no choice.
pub(crate) fn stores(tx: &mut Tx, call: &Call) -> Result<Vec<Choice>> {
    if call.actor.scope(ViewLedger) != Some(Scope::Centre) {
        return Ok(vec![]);
    }
    let organisation = org::organisation(tx, call)?;
    let all = organisation.stores.values().map(|store| Choice::new(store.id, store.name.clone()));
    Ok(Some(all.collect()).filter(|all: &Vec<Choice>| all.len() > 1).unwrap_or_default())
}
