use db::Tx;
use kernel::{Permission, Result};
use web::Call;
use web::notices::{Notice, Noticing};

use crate::store;

/// The follow-ups that are due to whoever asks.
pub struct Due;

impl Noticing for Due {
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        if !call.actor.may(Permission::CareForCustomers) {
            return Ok(vec![]);
        }
        let today = org::today(tx, call)?.day;
        let count = store::count_due(tx, call.actor.person, today)?;
        let (words, href) = (String::new(), "/care".to_owned());
        Ok(vec![Notice { code: "care_due", count, words, href, urgent: false }])
    }
}
