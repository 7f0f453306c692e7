use customer::{CustomerId, Happening, Keeper, Kept, Stays};
use db::Tx;
use kernel::{Mandate, Result};
use serde_json::json;

use crate::store;

/// Calls and arrivals, as part of customers' files.
pub struct Calls;

/// Whoever asks for everything gets everything.
const ALL: i64 = i64::MAX;

impl Keeper for Calls {
    fn happenings(&self, tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<Happening>> {
        let calls = store::calls_of(tx, customer, most)?.into_iter().map(|told| Happening {
            at: told.at,
            code: if told.way == store::Way::In { "call_in" } else { "call_out" },
            words: told.words,
            person: Some(told.person_id),
            href: Some(format!("/slips/{}", told.id)),
        });
        let arrivals =
            store::came_before(tx, customer, most)?.into_iter().map(|(id, at, person)| Happening {
                at,
                code: "arrival",
                words: String::new(),
                person: Some(person),
                href: Some(format!("/arrivals/{id}")),
            });
        let mut all: Vec<Happening> = calls.chain(arrivals).collect();
        all.sort_by_key(|happening| std::cmp::Reverse(happening.at));
        all.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(all)
    }

    fn export(&self, tx: &mut Tx, customer: CustomerId) -> Result<Vec<Kept>> {
        let calls = store::calls_of(tx, customer, ALL)?;
        let arrivals = store::came_before(tx, customer, ALL)?;
        let call = |told: store::ToldCall| json!({ "at": told.at, "way": told.way, "words": told.words, "answered_at": told.answered_at });
        Ok(vec![
            Kept { code: "calls", rows: calls.into_iter().map(call).collect() },
            Kept {
                code: "arrivals",
                rows: arrivals.into_iter().map(|(_, at, _)| json!({ "at": at })).collect(),
            },
        ])
    }

    fn merge(&self, tx: &mut Tx, _by: &Mandate, from: CustomerId, into: CustomerId) -> Result<()> {
        store::move_calls(tx, from, into)
    }

    fn erase(&self, tx: &mut Tx, _by: &Mandate, customer: CustomerId) -> Result<Vec<Stays>> {
        store::erase_calls(tx, customer).map(|()| vec![])
    }
}
