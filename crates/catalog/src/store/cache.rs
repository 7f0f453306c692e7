use std::sync::{Arc, RwLock};

use db::{Tx, args, sql};
use kernel::{BusinessDate, Error, Result, Words};
use web::Call;

use super::offers::{OfferRow, PriceRow, SoldRow, VersionRow, all_passes, sold_rows, treatment_rows};
use crate::goods::{Good, Goods};
use crate::offer::{Content, Treatment, TreatmentId};
use crate::treatments::{Pass, Passes, Treatments};

/// The days asked for last that are kept ready: a month that the desk turns over, and some.
const DAYS: usize = 40;

/// One day of the catalogue.
type Day = (BusinessDate, Arc<Treatments>, Arc<Passes>, Arc<Goods>);

/// The stamp of what was read, and the days of it.
type Kept = Option<(i64, Vec<Day>)>;

/// The treatments, passes and goods as each process keeps them; `shop.rs` gives it to the house.
#[derive(Clone, Default)]
pub struct CatalogCache(Arc<RwLock<Kept>>);

impl CatalogCache {
    fn day(&self, stamp: i64, day: BusinessDate) -> Option<Day> {
        let kept = self.0.read().ok()?;
        let (kept_stamp, days) = kept.as_ref()?;
        let found = days.iter().find(|(on, ..)| *on == day);
        found.filter(|_| *kept_stamp == stamp).cloned()
    }

    fn keep(&self, stamp: i64, day: &Day) {
        let Ok(mut kept) = self.0.write() else { return };
        match kept.as_mut().filter(|(kept_stamp, _)| *kept_stamp == stamp) {
            Some((_, days)) => {
                days.insert(0, day.clone());
                days.truncate(DAYS);
            }
            None => *kept = Some((stamp, vec![day.clone()])),
        }
    }
}

/// Says that the catalogue or the passes have changed. The stamp is random, so that a copy read within a
/// transaction that came to nothing is never taken for a later truth.
pub fn changed(tx: &mut Tx) -> Result<()> {
    tx.exec(sql!("UPDATE catalog_stamp SET stamp = $1 WHERE id = 1"), args![rand::random::<i64>()]).map(drop)
}

/// The treatments that are published and in force on a day.
pub fn treatments(tx: &mut Tx, call: &Call, day: BusinessDate) -> Result<Arc<Treatments>> {
    Ok(of_day(tx, call, day)?.1)
}

/// Who has passed in what on a day.
pub fn passes(tx: &mut Tx, call: &Call, day: BusinessDate) -> Result<Arc<Passes>> {
    Ok(of_day(tx, call, day)?.2)
}

/// What can be sold on a day.
pub fn goods(tx: &mut Tx, call: &Call, day: BusinessDate) -> Result<Arc<Goods>> {
    Ok(of_day(tx, call, day)?.3)
}

/// A treatment as it was published last, also when it is withdrawn.
pub fn treatment(tx: &mut Tx, id: TreatmentId) -> Result<Treatment> {
    let version = super::newest_version(tx, id.into())?.ok_or_else(Error::missing)?;
    let price = super::newest_price(tx, id.into())?.ok_or_else(Error::missing)?;
    let offer = super::offer(tx, id.into())?;
    read(&offer, &version, &price)
}

fn of_day(tx: &mut Tx, call: &Call, day: BusinessDate) -> Result<Day> {
    let cache: &CatalogCache = call.app.part();
    let stamp: i64 = tx.scalar(sql!("SELECT stamp FROM catalog_stamp WHERE id = 1" => (i64,)), args![])?;
    if let Some(kept) = cache.day(stamp, day) {
        return Ok(kept);
    }
    let passes: Vec<Pass> = all_passes(tx)?;
    let treatments = Treatments::of(load(tx, day)?);
    let goods: Vec<Good> = sold_rows(tx, day)?.into_iter().map(good).collect::<Result<_>>()?;
    let read = (day, Arc::new(treatments), Arc::new(Passes::on(day, &passes)), Arc::new(Goods::of(goods)));
    cache.keep(stamp, &read);
    Ok(read)
}

fn load(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Treatment>> {
    let (offers, versions, prices) = treatment_rows(tx, day)?;
    let offered = offers.iter().filter(|offer| org::holds(offer.first_day, offer.last_day, day));
    let whole = offered.filter_map(|offer| {
        let version = versions.iter().rfind(|version| version.offer_id == offer.id)?;
        let price = prices.iter().rfind(|price| price.offer_id == offer.id)?;
        Some(read(offer, version, price))
    });
    whole.collect()
}

fn read(offer: &OfferRow, version: &VersionRow, price: &PriceRow) -> Result<Treatment> {
    let Content::Treatment(content) = serde_json::from_str(&version.content)? else {
        return Err(Error::missing());
    };
    Ok(Treatment {
        id: offer.id.treatment(),
        number: offer.number.clone(),
        name: Words::new(&version.name_zh, &version.name_en),
        department: content.department,
        family: content.family,
        steps: content.steps,
        room_kind: content.room_kind,
        equipment: content.equipment,
        skill: content.skill,
        hand_fee: content.hand_fee,
        price: price.price,
        member_price: price.member_price,
    })
}

fn good(row: SoldRow) -> Result<Good> {
    Ok(Good {
        id: row.id,
        kind: row.kind,
        number: row.number,
        name: Words::new(&row.name_zh, &row.name_en),
        find: row.find,
        content: serde_json::from_str(&row.content)?,
        price: row.price,
        member_price: row.member_price,
    })
}
