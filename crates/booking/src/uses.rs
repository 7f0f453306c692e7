use catalog::{OfferId, Used, Uses};
use db::Tx;
use kernel::{BusinessDate, Result};

use crate::keeper::Visits;
use crate::store;

/// How often a treatment was given.
impl Uses for Visits {
    fn used(&self, tx: &mut Tx, offer: OfferId, from: BusinessDate, until: BusinessDate) -> Result<Used> {
        let given = store::times_given(tx, offer, from, until)?;
        // What was never given may be no treatment at all: the till knows then.
        Ok(Used { uses: Some(given).filter(|given| *given > 0), ..Used::default() })
    }
}
