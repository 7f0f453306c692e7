//! The shelves: filled up on Mondays and when the store opens, counted at the end of the month.

use ::stock::moving::{self, MoveForm};
use catalog::{OfferId, OfferKind};
use db::Tx;
use kernel::{Result, StoreId};
use web::Call;

use super::super::centre::Centre;

/// Below so many, a product is ordered.
const LOW: i64 = 6;
/// So many are there when it has come.
const FULL: i64 = 24;

pub(super) fn day(centre: &mut Centre, shop: usize) {
    let monday = centre.day.weekday().to_monday_zero_offset() == 0;
    let empty = centre.shops[shop].booked.is_empty();
    if monday || empty {
        centre.at(shop, 9 * 60 + 20, fills);
    }
    if centre.day == centre.day.last_of_month() {
        centre.at(shop, 20 * 60 + 40, counts);
    }
}

/// Who keeps the shelves: a store without a keeper has its head do it.
fn keeper(centre: &Centre, shop: usize) -> &'static str {
    if centre.shops[shop].member("keeper").is_some() { "keeper" } else { "head" }
}

/// Every product, and how many are left of it.
fn shelf(tx: &mut Tx, call: &Call, store: StoreId) -> Result<Vec<(OfferId, i64)>> {
    let today = org::today(tx, call)?.day;
    let goods = catalog::goods(tx, call, today)?;
    let products = goods.all().iter().filter(|good| good.kind == OfferKind::Product);
    products.map(|good| Ok((good.id, stock::on_hand(tx, store, good.id)?))).collect()
}

fn fills(centre: &mut Centre, shop: usize) -> Result<()> {
    writes(centre, shop, |there| (there < LOW).then(|| ("received", FULL - there, "供应商送货")))
}

fn counts(centre: &mut Centre, shop: usize) -> Result<()> {
    writes(centre, shop, |there| Some(("counted", there.max(0), "月末盘点")))
}

fn writes(
    centre: &mut Centre,
    shop: usize,
    wanted: impl Fn(i64) -> Option<(&'static str, i64, &'static str)>,
) -> Result<()> {
    let (store, keeper) = (centre.shops[shop].store, keeper(centre, shop));
    for (offer, there) in centre.looks(move |tx, call| shelf(tx, call, store))? {
        let Some((kind, count, words)) = wanted(there) else { continue };
        let form = MoveForm {
            store: store.to_string(),
            kind: kind.into(),
            count: count.to_string(),
            words: words.into(),
        };
        let act = ("stock", keeper);
        centre.does(shop, act, move |tx, call| moving::move_stock(tx, call, offer, &form).map(drop))?;
    }
    Ok(())
}
