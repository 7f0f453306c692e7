use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{Content, Goods};
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Money, PersonId, Result};
use web::Call;

use crate::curve::{WHOLE, rounded};
use crate::held::{Held, Seat};
use crate::law;
use crate::limit::{Bounds, Sheet};
use crate::reckon::{self, Earning, Line, reckon};
use crate::scheme::Scheme;
use crate::store::{self, CorrectionRow, EarningRow, SchemeId};

/// A month of everybody, worked out or as it was settled.
#[derive(Debug, Clone, Default)]
pub struct Month {
    /// What each person gets.
    pub sheets: BTreeMap<PersonId, Sheet>,
    /// Line by line; empty where the month is settled, whose lines are read one person at a time.
    pub lines: Vec<Line>,
}

/// Works a month out anew, under the scheme in force or under another one instead.
pub fn month(tx: &mut Tx, call: &Call, first: BusinessDate, instead: Option<&Scheme>) -> Result<Month> {
    let mut months = months(tx, call, first)?;
    if let (Some(scheme), Some(month)) = (instead, months.first_mut()) {
        (month.scheme, month.scheme_id) = (scheme.clone(), None);
    }
    let lines = reckon(first, &months, &held(tx, call)?)?;
    let sheets = sheets(tx, first, &lines)?;
    Ok(Month { sheets, lines })
}

/// The sheets of a month: as it was settled, or as it stands now.
pub(crate) fn as_it_stands(tx: &mut Tx, call: &Call, first: BusinessDate) -> Result<Month> {
    match store::settled(tx, first)? {
        Some(settled) => {
            let rows = store::sheets(tx, settled.id)?;
            let sheets = rows.into_iter().map(|row| (row.person_id, row.sheet())).collect();
            Ok(Month { sheets, lines: vec![] })
        }
        None => month(tx, call, first, None),
    }
}

/// The scheme in force in a month.
pub(crate) fn scheme_of(tx: &mut Tx, first: BusinessDate) -> Result<(Option<SchemeId>, Scheme)> {
    match store::in_force(tx, first)? {
        Some(row) => Ok((Some(row.id), row.scheme()?)),
        None => Ok((None, Scheme::usual()?)),
    }
}

/// The month and, after it, the earlier ones of which something is undone in it.
fn months(tx: &mut Tx, call: &Call, first: BusinessDate) -> Result<Vec<reckon::Month>> {
    let last = first.last_of_month();
    let stores: Vec<_> = org::organisation(tx, call)?.stores.keys().copied().collect();
    let mut now = vec![];
    for store in &stores {
        now.extend(store::earnings(tx, *store, first, last)?);
    }
    let earlier: BTreeSet<BusinessDate> =
        now.iter().map(|row| row.since.first_of_month()).filter(|month| *month < first).collect();
    now.retain(|row| row.since >= first);
    let mut months = vec![of(tx, call, first, now)?];
    for then in earlier {
        let mut rows = vec![];
        for store in &stores {
            rows.extend(store::earnings(tx, *store, then, then.last_of_month())?);
            rows.extend(store::undone(tx, *store, then, then.last_of_month(), last)?);
        }
        rows.retain(|row| row.since.first_of_month() == then);
        months.push(of(tx, call, then, rows)?);
    }
    Ok(months)
}

fn of(tx: &mut Tx, call: &Call, first: BusinessDate, mut rows: Vec<EarningRow>) -> Result<reckon::Month> {
    rows.sort_by_key(|row| (row.day, row.id));
    let (scheme_id, scheme) = scheme_of(tx, first)?;
    let mut earnings: Vec<Earning> = Vec::with_capacity(rows.len());
    let mut goods: Option<(BusinessDate, Arc<Goods>)> = None;
    for row in rows {
        if goods.as_ref().is_none_or(|(day, _)| *day != row.since) {
            goods = Some((row.since, catalog::goods(tx, call, row.since)?));
        }
        let good = row.offer_id.zip(goods.as_ref()).and_then(|(offer, (_, goods))| goods.get(offer));
        let fee = match good.map(|good| &good.content) {
            Some(Content::Treatment(treatment)) if treatment.hand_fee > Money::ZERO => {
                Some(treatment.hand_fee)
            }
            _ => None,
        };
        earnings.push(row.earning(fee));
    }
    Ok(reckon::Month { first, scheme_id, scheme, rows: earnings })
}

fn held(tx: &mut Tx, call: &Call) -> Result<Held> {
    let organisation = org::organisation(tx, call)?;
    let mut held = Held::default();
    for holding in &organisation.holdings {
        let post = organisation.post(holding.post_id)?;
        let seat = Seat {
            post: post.code.clone(),
            store: holding.store_id,
            department: post.department.clone(),
            acting: holding.kind == org::Tenure::Acting,
            from: holding.from_day,
            until: holding.until_day,
        };
        held.add(holding.person_id, seat);
    }
    Ok(held)
}

fn sheets(tx: &mut Tx, first: BusinessDate, lines: &[Line]) -> Result<BTreeMap<PersonId, Sheet>> {
    let last = first.last_of_month();
    let most = law::take(last)?.most;
    let minimum = law::minimum(&prepaid::city(tx, last)?, last)?.unwrap_or_default();
    let mut present: BTreeMap<PersonId, u32> = BTreeMap::new();
    let mut sums: BTreeMap<PersonId, [Money; 4]> = BTreeMap::new();
    for line in lines {
        let sum = sums.entry(line.person).or_default();
        if let (None, Some(rate)) = (line.row, line.rate) {
            *present.entry(line.person).or_default() += rate;
        }
        if line.is_back {
            sum[1] = sum[1].minus(line.amount)?;
        } else {
            sum[0] = sum[0].plus(line.amount)?;
        }
    }
    for (person, carried) in carried(tx, first)? {
        sums.entry(person).or_default()[2] = carried;
    }
    for CorrectionRow { person_id, amount, .. } in store::corrections(tx, first)? {
        let sum = &mut sums.entry(person_id).or_default()[3];
        *sum = sum.plus(amount)?;
    }
    let sheet = |(person, [earned, back, brought, corrected]): (PersonId, [Money; 4])| {
        let whole = u32::try_from(WHOLE)?;
        let least = rounded(minimum, present.get(&person).map_or(0, |rate| *rate.min(&whole)))?;
        Ok((person, Sheet::of(earned, back, brought, corrected, Bounds { most, least })?))
    };
    sums.into_iter().map(sheet).collect()
}

/// What the month before has carried on, where it is settled.
fn carried(tx: &mut Tx, first: BusinessDate) -> Result<Vec<(PersonId, Money)>> {
    let before = first.checked_sub(1.month())?;
    let Some(settled) = store::settled(tx, before)? else { return Ok(vec![]) };
    let rows = store::sheets(tx, settled.id)?.into_iter().filter(|row| row.carried > Money::ZERO);
    Ok(rows.map(|row| (row.person_id, row.carried)).collect())
}
