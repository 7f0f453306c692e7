//! The floor of a store as every browser that watches it is shown it. Read once for all of them: whoever asks while
//! nothing has happened since gets the copy of the process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use booking::{FloorLine, OnDuty, RoomNow};
use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Result, StoreId};
use web::Call;

use crate::store::{self, ArrivalRow, SlipRow};

/// What happened so far, as the journal counts it: another value after every change, whichever process made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pulse {
    /// From which note on it is counted.
    after: i64,
    count: i64,
    last: i64,
}

/// So many notes back one begins to count: more than can be under way at the same time.
const SLACK: i64 = 1000;

impl Pulse {
    /// Begins to count.
    pub fn begin(tx: &mut Tx, store: StoreId) -> Result<Pulse> {
        let after = (store::last_note(tx)? - SLACK).max(0);
        Pulse { after, ..Pulse::default() }.next(tx, store)
    }

    /// Counts on.
    pub fn next(self, tx: &mut Tx, store: StoreId) -> Result<Pulse> {
        let (count, last) = store::pulse(tx, store, self.after)?;
        Ok(Pulse { count, last, ..self })
    }

    /// Counts on, from later on when much has happened, so that counting stays short.
    pub fn on(self, tx: &mut Tx, store: StoreId) -> Result<Pulse> {
        if self.count > 4 * SLACK { Pulse::begin(tx, store) } else { self.next(tx, store) }
    }
}

/// Everything of a store's day.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// The store.
    pub store: StoreId,
    /// Its business day.
    pub day: BusinessDate,
    /// Every treatment.
    pub lines: Vec<FloorLine>,
    /// Every room.
    pub rooms: Vec<RoomNow>,
    /// Everybody on duty.
    pub duty: Vec<OnDuty>,
    /// Everybody who came in.
    pub arrivals: Vec<ArrivalRow>,
    /// Messages that wait for an answer.
    pub slips: Vec<SlipRow>,
    /// Complaints that wait.
    pub complaints: i64,
    /// Special situations that nobody has taken.
    pub alerts: i64,
    /// Names of customers.
    pub names: BTreeMap<CustomerId, String>,
}

impl Floor {
    /// Reads it.
    pub fn read(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Floor> {
        let lines = booking::floor(tx, store, day)?;
        let arrivals = store::arrivals_on(tx, store, day)?;
        let of_lines = lines.iter().filter_map(|line| line.customer);
        let mut customers: Vec<CustomerId> =
            of_lines.chain(arrivals.iter().filter_map(|row| row.customer_id)).collect();
        customers.sort_unstable();
        customers.dedup();
        let names = customer::briefs(tx, &customers)?.into_iter().map(|brief| (brief.id, brief.name));
        let (complaints, alerts) = complaint::waiting_at(tx, store)?;
        Ok(Floor {
            store,
            day,
            rooms: booking::rooms(tx, store, day)?,
            duty: booking::on_duty(tx, store, day)?,
            slips: store::open_slips(tx, kernel::Id::get(store))?,
            names: names.collect(),
            lines,
            arrivals,
            complaints,
            alerts,
        })
    }

    /// What somebody is called.
    pub fn name(&self, customer: Option<CustomerId>, guest: &str) -> String {
        customer.and_then(|id| self.names.get(&id).cloned()).unwrap_or_else(|| guest.to_owned())
    }
}

type Kept = BTreeMap<StoreId, (Pulse, Arc<Floor>)>;

/// The floors that this process last read; `shop.rs` gives it to the house.
#[derive(Default, Clone)]
pub struct Floors(Arc<Mutex<Kept>>);

impl Floors {
    fn kept(&self, store: StoreId) -> Option<(Pulse, Arc<Floor>)> {
        self.0.lock().ok()?.get(&store).cloned()
    }

    fn keep(&self, store: StoreId, pulse: Pulse, floor: &Arc<Floor>) {
        if let Ok(mut kept) = self.0.lock() {
            kept.insert(store, (pulse, floor.clone()));
        }
    }

    /// The floor as it is now: the copy, when nothing has happened since it was read.
    pub fn now(&self, tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Arc<Floor>> {
        let kept = self.kept(store).filter(|(_, floor)| floor.day == day);
        let pulse = match &kept {
            Some((pulse, _)) => pulse.on(tx, store)?,
            None => Pulse::begin(tx, store)?,
        };
        if let Some((was, floor)) = kept
            && was == pulse
        {
            return Ok(floor);
        }
        let floor = Arc::new(Floor::read(tx, store, day)?);
        self.keep(store, pulse, &floor);
        Ok(floor)
    }
}

/// The floor of a store now, for whoever may see it.
pub(crate) fn now(tx: &mut Tx, call: &Call, store: StoreId) -> Result<Arc<Floor>> {
    let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
    call.app.part::<Floors>().now(tx, store, day)
}
