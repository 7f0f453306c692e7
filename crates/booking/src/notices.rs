use db::Tx;
use kernel::{Permission, Place, Result};
use web::Call;
use web::notices::{Notice, Noticing};

use crate::treat::now_at;
use crate::{concerned, waiting};

/// What came free for those who wait, and what was booked and cannot be kept as it is, told to whoever books.
pub struct Freed;

impl Noticing for Freed {
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        let mut own = call.actor.holdings.iter().filter_map(|held| held.store);
        let Some(store) = own.find(|store| call.actor.may_at(Permission::Book, &Place::store(*store))) else {
            return Ok(vec![]);
        };
        let (today, _) = now_at(tx, call, store)?;
        let notice = |code, count: usize, href: &str| Notice {
            code,
            count: i64::try_from(count).unwrap_or(0),
            words: String::new(),
            href: href.to_owned(),
            urgent: false,
        };
        Ok(vec![
            notice("booking.freed", waiting::offers(tx, store, today)?.len(), "/waiting"),
            notice("booking.concerned", concerned::count(tx, call, store)?, "/bookings/concerned"),
        ])
    }
}
