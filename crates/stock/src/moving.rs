//! Doors: people write down what comes in, is used or spoiled, and what they count.

use catalog::{Good, OfferId, OfferKind};
use db::Tx;
use garde::Validate;
use kernel::{Permission, Place, Result, StoreId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::entry::EntryKind;
use crate::refused::Refused;
use crate::steps::Occasion;
use crate::store::{self, NewEntry};

/// A movement as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct MoveForm {
    /// Key of the store; empty is one's own.
    #[garde(length(max = 20))]
    pub store: String,
    /// `received`, `used`, `spoiled`, or `counted` with how many there really are.
    #[garde(length(max = 10))]
    pub kind: String,
    /// How many.
    #[garde(length(max = 7))]
    pub count: String,
    /// From whom, for what, or why.
    #[garde(length(chars, max = 120))]
    pub words: String,
}

impl Form for MoveForm {
    fn sample() -> MoveForm {
        MoveForm {
            kind: "received".into(),
            count: "12".into(),
            words: "送货单 2026-118".into(),
            ..MoveForm::default()
        }
    }
}

/// A product of the day; anything else has no shelf.
pub(crate) fn product(tx: &mut Tx, call: &Call, offer: OfferId) -> Result<Good> {
    let today = org::today(tx, call)?.day;
    let goods = catalog::goods(tx, call, today)?;
    let good = goods.get(offer).ok_or_else(kernel::Error::missing)?;
    if good.kind == OfferKind::Product { Ok(good.clone()) } else { Err(Refused::NoProduct.into()) }
}

/// The stores whose shelves the asker may see, with their names, one's own first.
pub(crate) fn stores(tx: &mut Tx, call: &Call) -> Result<Vec<(StoreId, String)>> {
    let chart = org::today(tx, call)?;
    let may = |store: &StoreId| call.actor.may_at(Permission::ViewStock, &Place::store(*store));
    let mut seen: Vec<StoreId> = chart.open_stores().filter(may).collect();
    let works = |store: &StoreId| call.actor.holdings.iter().any(|held| held.store == Some(*store));
    seen.sort_by_key(|store| !works(store));
    let named = |store| Ok((store, chart.organisation.store(store)?.name.clone()));
    seen.into_iter().map(named).collect()
}

/// The one of them that is asked for, or the first.
pub(crate) fn chosen(stores: &[(StoreId, String)], typed: &str) -> Result<(StoreId, String)> {
    match typed.trim() {
        "" => stores.first().cloned().ok_or_else(|| Refused::NoStore.into()),
        typed => {
            let found = stores.iter().find(|(store, _)| store.to_string() == typed);
            found.cloned().ok_or_else(kernel::Error::missing)
        }
    }
}

/// Writes a movement down; answers at which store.
pub fn move_stock(tx: &mut Tx, call: &Call, offer: OfferId, form: &MoveForm) -> Result<StoreId> {
    let (store, _) = chosen(&stores(tx, call)?, &form.store)?;
    let by = call.mandate(Permission::KeepStock, &Place::store(store))?;
    let good = product(tx, call, offer)?;
    let mut wrong = web::limits(form);
    let kind = EntryKind::from_code(&form.kind).filter(|kind| EntryKind::BY_HAND.contains(kind));
    let kind = wrong.need("kind", kind, "not_a_choice");
    let least = if kind == Some(EntryKind::Counted) { 0 } else { 1 };
    let written = form.count.trim().parse().ok().filter(|count| (least..=999_999).contains(count));
    let written = wrong.need("count", written, "not_a_number");
    let words = form.words.trim();
    if kind == Some(EntryKind::Spoiled) && words.is_empty() {
        wrong.add("words", "needed");
    }
    let (kind, written): (EntryKind, i64) = wrong.or(kind.zip(written))?;
    let there = store::on_hand(tx, store, offer)?;
    let entry = NewEntry {
        offer,
        kind,
        count: kind.change(written, there),
        counted: (kind == EntryKind::Counted).then_some(written),
        document: format!("stock/{offer}"),
        words: words.to_owned(),
    };
    let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
    store::add(tx, &by, &Occasion { store, day, at: call.now }, &[entry])?;
    let detail = json!({ "number": good.number, "kind": kind, "count": written, "was": there });
    call.note(tx, &by, "stock.moved", format!("stock/{offer}"), detail)?;
    Ok(store)
}
