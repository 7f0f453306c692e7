use care::{Facts, Question, VisitFact};
use db::Tx;
use kernel::{BusinessDate, PersonId, Result, StoreId};

use crate::store;

/// What bookings know for care: treatments given, and who is here.
pub struct Given;

impl Facts for Given {
    fn visits(&self, tx: &mut Tx, asked: &Question) -> Result<Vec<VisitFact>> {
        let customer = asked.customer.map_or(0, kernel::Id::get);
        let rows = store::given(tx, asked.store, customer, asked.since)?;
        let fact = |(customer, day, at, therapist, visit)| VisitFact {
            customer,
            day,
            at,
            therapist,
            document: format!("visits/{visit}"),
        };
        Ok(rows.into_iter().map(fact).collect())
    }

    fn on_duty(&self, tx: &mut Tx, at: StoreId, day: BusinessDate) -> Result<Option<Vec<PersonId>>> {
        let rows = store::rosters(tx, at, day, day)?;
        Ok((!rows.is_empty()).then(|| rows.into_iter().map(|row| row.person_id).collect()))
    }
}
