//! What proves duties, and what can be counted.

use db::Tx;
use kernel::{Instant, Money, PersonId, Result, StoreId};
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::store::{self, DoneRow};

/// Cards, signatures and goods as evidence and in figures.
pub struct Prepayments;

const SIGNATURE: &str = "prepaid.session-signature";
const GOODS: &str = "prepaid.customer-goods";
const LIABILITY: &str = "finance.prepaid-liability";

impl Evidence for Prepayments {
    fn codes(&self) -> &'static [&'static str] {
        &[SIGNATURE, GOODS, LIABILITY]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = vec![];
        let done = |code, rows: Vec<DoneRow>| {
            let proof = move |row: DoneRow| {
                let href = format!("/prepaid/customers/{}", row.customer_id);
                proofs_of(asked, code, row.person_id, row.store_id, row.at, &href)
            };
            rows.into_iter().flat_map(proof).collect::<Vec<_>>()
        };
        proofs.extend(done(SIGNATURE, store::signed_on(tx, asked.day)?));
        proofs.extend(done(GOODS, store::goods_moved_on(tx, asked.day)?));
        for row in store::matched_on(tx, asked.day)? {
            let by = Some(row.matched_by);
            proofs.extend(proofs_of(asked, LIABILITY, by, row.store_id, row.matched_at, "/prepaid/custody"));
        }
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            SIGNATURE => Some("/prepaid"),
            GOODS => Some("/prepaid/goods"),
            LIABILITY => Some("/prepaid/custody"),
            _ => None,
        }
    }
}

/// Proof for the one who did it, and for her store, as far as they are asked about.
fn proofs_of(
    asked: &Asked,
    code: &'static str,
    person: Option<PersonId>,
    store: StoreId,
    at: Instant,
    href: &str,
) -> Vec<Proof> {
    let person = person.filter(|person| asked.people.contains(person)).map(About::Person);
    let store = Some(store).filter(|store| asked.stores.contains(store)).map(About::Store);
    let proof = |about| Proof { code, about, at, href: href.to_owned() };
    person.into_iter().chain(store).map(proof).collect()
}

impl Figures for Prepayments {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let sums = store::used_in(tx, period.from, period.until)?;
        let here = || sums.iter().filter(|sum| asked.stores.contains(&sum.store_id));
        let sessions = here().map(|sum| sum.sessions).sum();
        let worth = Money::total(here().map(|sum| sum.worth))?;
        let figure = |code, amount| Figure { code, amount, href: "/prepaid".to_owned() };
        Ok(vec![
            figure("prepaid.sessions", Amount::Count(sessions)),
            figure("prepaid.worth", Amount::Money(worth)),
        ])
    }
}
