//! A centre that lives: day by day through its opening hours, by people who differ in diligence, through the slices' own
//! doors and under a clock that is moved by hand. The same seed lives the same life. Its data is a demonstration's, and
//! every page says so.

mod dice;
mod life;

use std::collections::BTreeMap;
use std::sync::Arc;

use customer::CustomerId;
use db::{Db, Tx};
use identity::password;
use jiff::ToSpan;
use kernel::{BusinessDate, Clock, DayCut, DrivenClock, Error, Instant, Result, StoreId, SystemClock};
use web::{App, Call, Settings};

use crate::command::NewCentre;
use crate::{demo, shop};
use dice::Dice;

/// What is lived.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
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

/// The centre as its life goes on.
pub(crate) struct Centre {
    db: Db,
    app: App,
    clock: Arc<DrivenClock>,
    cut: DayCut,
    seed: u64,
    /// Visits of the coming days.
    booked: BTreeMap<BusinessDate, Vec<booking::VisitId>>,
    /// Everybody who has a file.
    customers: Vec<CustomerId>,
    /// Whoever bought stored value, and whoever had something put on account.
    valued: Vec<CustomerId>,
    indebted: Vec<CustomerId>,
    tally: Tally,
}

impl Centre {
    /// Somebody does something at a minute of a day. A refusal is an answer like any other, and counted.
    fn does<T: Send + 'static>(
        &mut self,
        (act, account): (&'static str, &'static str),
        at: Instant,
        door: impl Fn(&mut Tx, &Call) -> Result<T> + Send + 'static,
    ) -> Result<Option<T>> {
        self.clock.set(at);
        let call = Call::new(&self.app, &org::founding::house());
        let done = self.db.write_now(move |tx| {
            let call = demo::acting(tx, &call, account)?;
            door(tx, &call)
        });
        let (went, refused) = self.tally.entry(act).or_default();
        match done {
            Ok(value) => {
                *went += 1;
                Ok(Some(value))
            }
            Err(error) if error.refusal().is_some() => {
                *refused += 1;
                tracing::debug!(act, account, %error, "refused");
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }

    /// A customer, whoever it may be.
    fn somebody(&self, dice: &mut Dice) -> Result<CustomerId> {
        dice.one(&self.customers).copied().ok_or_else(Error::missing)
    }

    fn at(&self, day: BusinessDate, minutes: i64) -> Instant {
        self.cut.moment(day, minutes)
    }
}

/// Lives so many months until yesterday in an empty database; `told` hears each day.
pub fn live(
    db: &Db,
    vault: customer::Vault,
    plan: &Plan,
    told: &dyn Fn(BusinessDate, i64, i64),
) -> Result<Tally> {
    let now = SystemClock.now();
    let days = plan.months * MONTH;
    let settings = Settings { demo: true, ..Settings::default() };
    let clock = Arc::new(DrivenClock::at(now.plus_minutes(-days.max(GATHERED) * 24 * 60)));
    let house = shop::house(db.clone(), Arc::clone(&clock) as Arc<dyn Clock>, settings, vault);
    let cut = found(db, &house.app)?;
    let today = cut.business_date(now);
    let first = today.checked_sub(days.days())?;
    clock.set(cut.moment(first, 8 * 60));
    let customers = furnish(db, &house.app, days / 7 + 3)?;
    let mut centre = Centre {
        db: db.clone(),
        app: house.app,
        clock,
        cut,
        seed: plan.seed,
        booked: BTreeMap::new(),
        customers,
        valued: vec![],
        indebted: vec![],
        tally: Tally::new(),
    };
    for (nth, day) in (0..).zip(first.series(1.day()).take_while(|day| *day < today)) {
        let dice = Dice::new(centre.seed, nth);
        life::day(&mut centre, dice, day)?;
        told(day, i64::try_from(nth).unwrap_or(0) + 1, days);
    }
    Ok(centre.tally)
}

fn found(db: &Db, app: &App) -> Result<DayCut> {
    let call = Call::new(app, &org::founding::house());
    let hash = password::hash(demo::PASSWORD)?;
    db.write_now(move |tx| {
        let new = NewCentre {
            name: "花间美容中心".to_owned(),
            store: "静安店".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            demo: true,
        };
        let store = demo::founded(tx, &call, &new, &hash)?;
        Ok(org::organisation(tx, &call)?.day_cut(Some(store)))
    })
}

/// The demonstration's people and things; whom it has for customers.
fn furnish(db: &Db, app: &App, weeks: i64) -> Result<Vec<CustomerId>> {
    let call = Call::new(app, &org::founding::house());
    db.write_now(move |tx| {
        let store: Option<StoreId> = org::organisation(tx, &call)?.stores.keys().next().copied();
        let store = store.ok_or_else(Error::missing)?;
        demo::furnished(tx, &call, store, weeks)?;
        life::settle_in(tx, &call)?;
        let mut all: Vec<CustomerId> =
            customer::bringing::known(tx, store)?.into_iter().map(|(id, ..)| id).collect();
        all.sort_unstable();
        Ok(all)
    })
}
