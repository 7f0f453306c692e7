//! Telling browsers that the floor has changed: one watcher a process and store, as long as somebody watches. It asks
//! the database, so that what another process did is seen as well.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kernel::{Result, StoreId};
use tokio::sync::watch;
use web::App;

use crate::floor::Floors;

/// How often the watcher looks. With the browser's own asking an update is there within half a second.
const EVERY: Duration = Duration::from_millis(250);

type Told = watch::Sender<u64>;

/// Everybody who watches in this process; `shop.rs` gives it to the house.
#[derive(Default, Clone)]
pub struct Watchers(Arc<Mutex<BTreeMap<StoreId, Told>>>);

impl Watchers {
    /// Watches a store: the number is another one after every change.
    pub fn watch(&self, app: &App, store: StoreId) -> watch::Receiver<u64> {
        let Ok(mut watched) = self.0.lock() else { return watch::channel(0).1 };
        if let Some(told) = watched.get(&store).filter(|told| !told.is_closed()) {
            return told.subscribe();
        }
        let (told, receiver) = watch::channel(0);
        watched.insert(store, told.clone());
        tokio::spawn(look_out(app.clone(), self.clone(), store, told));
        receiver
    }

    /// Ends the watch when nobody listens any more; true when it has ended.
    fn over(&self, store: StoreId, told: &Told) -> bool {
        let Ok(mut watched) = self.0.lock() else { return true };
        let nobody = told.receiver_count() == 0;
        if nobody {
            watched.remove(&store);
        }
        nobody
    }
}

async fn look_out(app: App, watchers: Watchers, store: StoreId, told: Told) {
    let mut known = None;
    while !watchers.over(store, &told) {
        match floor(&app, store).await {
            Ok(floor) => {
                let same = known.as_ref().is_some_and(|known: &Arc<_>| **known == *floor);
                if !same && known.is_some() {
                    told.send_modify(|number| *number += 1);
                }
                known = Some(floor);
            }
            Err(error) => tracing::warn!(%error, "the floor was not read"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn floor(app: &App, store: StoreId) -> Result<Arc<crate::floor::Floor>> {
    let house = app.clone();
    app.read(move |tx| {
        let organisation = org::fresh(tx, house.part())?;
        let day = organisation.business_date(Some(store), house.now());
        house.part::<Floors>().now(tx, store, day)
    })
    .await
}
