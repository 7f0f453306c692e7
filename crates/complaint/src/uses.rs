use catalog::{OfferId, Used, Uses};
use db::Tx;
use kernel::{BusinessDate, Result};

use crate::keeper::Said;
use crate::store;

/// How many complained of a treatment: of those whose complaint names the treatment that they were given.
impl Uses for Said {
    fn used(&self, tx: &mut Tx, offer: OfferId, from: BusinessDate, until: BusinessDate) -> Result<Used> {
        let complaints = store::complaints_about(tx, offer, from, until)?;
        Ok(Used { complaints: Some(complaints), ..Used::default() })
    }
}
