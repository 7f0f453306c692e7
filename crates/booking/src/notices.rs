use db::Tx;
use kernel::{Permission, Place, Result};
use web::Call;
use web::notices::{Notice, Noticing};

use crate::treat::now_at;
use crate::waiting;

/// What came free for those who wait, told to whoever books.
pub struct Freed;

impl Noticing for Freed {
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        let mut own = call.actor.holdings.iter().filter_map(|held| held.store);
        let Some(store) = own.find(|store| call.actor.may_at(Permission::Book, &Place::store(*store))) else {
            return Ok(vec![]);
        };
        let (today, _) = now_at(tx, call, store)?;
        let count = i64::try_from(waiting::offers(tx, store, today)?.len()).unwrap_or(0);
        Ok(vec![Notice {
            code: "booking.freed",
            count,
            words: String::new(),
            href: "/waiting".to_owned(),
            urgent: false,
        }])
    }
}
