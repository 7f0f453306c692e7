//! The one search for customers: by name, reading, initials, the end of the telephone number, file and card number.
use std::collections::BTreeSet;

use db::Tx;
use kernel::{Permission, Result, StoreId};
use web::Call;

use crate::find::{Findable, Range, Term};
use crate::numbers::Phone;
use crate::store;
use crate::vault::Vault;
use crate::{Brief, CustomerId, Refused, sight};

/// How many are shown while typing.
const SHOWN: usize = 12;

/// The customers whom what was typed fits best, among those that the asker may see. A whole telephone number finds
/// by its hash; of several words all have to fit.
pub fn search(tx: &mut Tx, call: &Call, typed: &str) -> Result<Vec<Brief>> {
    let stores = sight::stores_of(tx, call, Permission::ViewCustomers)?;
    if let Some(phone) = Phone::read(typed).filter(|phone| phone.whole().len() >= 7) {
        let found = with_phone(tx, call, &phone)?;
        let found: Vec<Brief> = found.into_iter().filter(|brief| stores.contains(&brief.store_id)).collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    search_in(tx, &stores, typed)
}

/// The same in these stores, by keys alone.
pub fn search_in(tx: &mut Tx, stores: &[StoreId], typed: &str) -> Result<Vec<Brief>> {
    if let Some(whole) = Term::joined(typed) {
        let found = by_terms(tx, stores, &[whole])?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let terms = Term::all(typed);
    let found = ranged(tx, stores, &Term::ranges_with_end(&terms))?;
    if !found.is_empty() {
        return Ok(found);
    }
    by_terms(tx, stores, &terms)
}

/// Those whom the ranges find, the most telling first.
fn ranged(tx: &mut Tx, stores: &[StoreId], ranges: &[Range]) -> Result<Vec<Brief>> {
    let mut found: Vec<Brief> = vec![];
    for ((from, until), store) in
        ranges.iter().flat_map(|range| stores.iter().map(move |store| (range, store)))
    {
        if found.len() >= SHOWN {
            break;
        }
        for brief in store::found(tx, *store, from, until)? {
            if !found.iter().any(|known| known.id == brief.id) {
                found.push(brief);
            }
        }
    }
    found.truncate(SHOWN);
    Ok(found)
}

fn by_terms(tx: &mut Tx, stores: &[StoreId], terms: &[Term]) -> Result<Vec<Brief>> {
    let Some((first, others)) = terms.split_first() else { return Ok(vec![]) };
    if others.is_empty() {
        return ranged(tx, stores, &first.ranges());
    }
    let mut found: Vec<Brief> = vec![];
    for (from, until) in first.ranges() {
        for store in stores {
            // The first word alone may fit many whom the others do not.
            for brief in store::found_many(tx, *store, &from, &until)? {
                let fits = others.iter().all(|term| findable(&brief).fits(term));
                if fits && !found.iter().any(|known| known.id == brief.id) {
                    found.push(brief);
                }
            }
        }
        if found.len() >= SHOWN {
            break;
        }
    }
    found.truncate(SHOWN);
    Ok(found)
}

/// The keys that find a customer, for whoever brings many in at once.
pub fn keys(brief: &Brief) -> BTreeSet<Vec<u8>> {
    findable(brief).keys()
}

pub(crate) fn findable(brief: &Brief) -> Findable<'_> {
    Findable {
        name: &brief.name,
        number: brief.number,
        card: brief.card.as_deref(),
        phone_end: brief.phone_end.as_deref(),
    }
}

/// Everybody who has this number, wherever she belongs.
pub(crate) fn with_phone(tx: &mut Tx, call: &Call, phone: &Phone) -> Result<Vec<Brief>> {
    let vault: &Vault = call.app.part();
    store::with_phone(tx, vault.hash("phone", phone.whole()))
}

/// The customer whose number it is; of several who share one, she who came first. For calls and online bookings.
pub fn by_phone(tx: &mut Tx, call: &Call, phone: &Phone) -> Result<Option<CustomerId>> {
    Ok(with_phone(tx, call, phone)?.first().map(|brief| brief.id))
}

/// Whom a picker names: the key that it chose, or, where nothing could be chosen, the only one that what was typed
/// fits. What was typed since over the one chosen before counts more. Nobody when both are empty.
pub fn picked(tx: &mut Tx, call: &Call, chosen: &str, typed: &str) -> Result<Option<CustomerId>> {
    if let Ok(id) = chosen.trim().parse::<CustomerId>() {
        let row = sight::seeing(tx, call, id)?;
        if typed.trim().is_empty() {
            return Ok(Some(row.id));
        }
        let brief = crate::brief(tx, row.id)?;
        if Term::all(typed).iter().all(|term| findable(&brief).fits(term)) {
            return Ok(Some(row.id));
        }
    }
    if typed.trim().is_empty() {
        return Ok(None);
    }
    match search(tx, call, typed)?.as_slice() {
        [only] => Ok(Some(only.id)),
        _ => Err(Refused::NotPicked { typed: typed.trim().to_owned() }.into()),
    }
}
