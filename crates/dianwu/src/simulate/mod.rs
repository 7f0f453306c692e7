//! A centre that lives: day by day through its opening hours, by people who differ in skill and diligence, through the
//! slices' own doors and under a clock that is moved by hand. The same seed lives the same life. Its data is a
//! demonstration's, and every page says so.

mod agenda;
mod centre;
mod dice;
mod founding;
mod life;
mod people;

use std::collections::BTreeMap;
use std::sync::Arc;

use db::Db;
use identity::password;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use kernel::{BusinessDate, Clock, DayCut, DrivenClock, Instant, Result};
use web::Settings;

use crate::demo::{self, Branch};
use crate::shop;
use agenda::Agenda;
use centre::Centre;
use dice::Dice;
use people::Names;

/// What is lived.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// In how many stores.
    pub stores: usize,
    /// How many months, up to today.
    pub months: i64,
    /// What decides all chance.
    pub seed: u64,
}

/// What came of it: by name of the act, how often it was done and how often refused.
pub type Tally = BTreeMap<&'static str, (u64, u64)>;

/// Days of a month.
const MONTH: i64 = 30;
/// The customers of the demonstration come over so many days.
const GATHERED: i64 = 90;
/// The roster reaches so many weeks beyond what is lived.
const AHEAD: i64 = 5;

/// Lives so many months until the day before `now` in an empty database; `told` hears each day.
pub fn live(
    db: &Db,
    vault: customer::Vault,
    plan: &Plan,
    now: Instant,
    told: &dyn Fn(BusinessDate, i64, i64),
) -> Result<Tally> {
    let hash = password::hash(demo::PASSWORD)?;
    live_days(db, vault, plan, (now, plan.months * MONTH), &hash, told)
}

/// The same for so many days, with a password that was hashed already.
pub fn live_days(
    db: &Db,
    vault: customer::Vault,
    plan: &Plan,
    (now, days): (Instant, i64),
    hash: &str,
    told: &dyn Fn(BusinessDate, i64, i64),
) -> Result<Tally> {
    let mut centre = begin(db, vault, plan, (now, days), hash)?;
    let first = centre.end.checked_sub(days.days())?;
    for (nth, day) in
        (1..).zip(first.series(1.day()).take_while(|day| *day < first.saturating_add(days.days())))
    {
        centre.day = day;
        centre.clock.set(centre.cut.moment(day, 8 * 60));
        for shop in 0..centre.shops.len() {
            let purpose = (u64::try_from(nth).unwrap_or(0) << 16) + u64::try_from(shop).unwrap_or(0);
            centre.shops[shop].dice = Dice::new(plan.seed, purpose);
            life::day(&mut centre, shop);
        }
        let tomorrow = centre.cut.begins(day.tomorrow()?);
        centre.until(tomorrow)?;
        centre.night(tomorrow.plus_minutes(4 * 60).min(now))?;
        told(day, nth, days);
    }
    Ok(centre.tally)
}

/// The centre with all its stores on the morning of the first day.
fn begin(
    db: &Db,
    vault: customer::Vault,
    plan: &Plan,
    (now, days): (Instant, i64),
    hash: &str,
) -> Result<Centre> {
    let settings = Settings { demo: true, ..Settings::default() };
    // From the day alone, so that it is the same life at whatever minute somebody asks for it.
    let wall = DayCut { zone: TimeZone::get(demo::ZONE).unwrap_or(TimeZone::UTC), minutes: 0 };
    let opened = wall.business_date(now).checked_sub(days.max(GATHERED).days())?;
    let clock = Arc::new(DrivenClock::at(wall.moment(opened, 6 * 60)));
    let house = shop::house(db.clone(), Arc::clone(&clock) as Arc<dyn Clock>, settings, vault);
    let hash: Arc<str> = hash.into();
    let (founded, cut) = founding::found(db, &house.app, &hash)?;
    let mut stores = vec![(founded.store, Branch::FIRST)];
    let mut names = Names::new();
    for branch in (2..=plan.stores).map(Branch) {
        let further = (&founded, branch, plan.seed);
        stores.push((founding::open(db, &house.app, &hash, further, &mut names)?, branch));
    }
    let end = cut.business_date(now);
    let first = end.checked_sub(days.days())?;
    clock.set(cut.moment(first, 8 * 60));
    let weeks = days / 7 + AHEAD;
    let furnish = |(store, branch)| founding::furnish(db, &house.app, (store, branch, plan.seed), weeks);
    let shops = stores.into_iter().map(furnish).collect::<Result<Vec<_>>>()?;
    founding::issue(db, &house.app)?;
    Ok(Centre {
        db: db.clone(),
        app: house.app,
        clock,
        cut,
        shops,
        agenda: Agenda::default(),
        tally: Tally::new(),
        day: first,
        end,
    })
}
