//! What the till tells a log.

use db::Tx;
use kernel::{BusinessDate, PersonId, Result};
use report::{Deed, Deeds};
use web::Call;

use crate::proof::Till;
use crate::store;

impl Deeds for Till {
    fn tells(&self) -> &'static [&'static str] {
        &["sales.", "prepaid."]
    }

    fn deeds(&self, tx: &mut Tx, _: &Call, person: PersonId, day: BusinessDate) -> Result<Vec<Deed>> {
        let sold = store::sold_by(tx, person, day)?.into_iter().map(|(id, number, at, amount)| Deed {
            at,
            code: "sales.sold".to_owned(),
            words: format!("{number} · ¥{}", web::text::yuan(amount)),
            href: format!("/tickets/{id}"),
        });
        let mut deeds: Vec<Deed> = sold.collect();
        if let (count, Some(at)) = store::settled_by(tx, person, day)? {
            let href = format!("/tickets?from={day}&until={day}");
            deeds.push(Deed::counted(at, "sales.settled", usize::try_from(count)?, href));
        }
        Ok(deeds)
    }
}
