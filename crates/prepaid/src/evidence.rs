//! What proves duties, and what can be counted.

use db::Tx;
use kernel::{Id, Instant, Money, PersonId, Result, StoreId};
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::store;

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
        for (person, store, at, customer) in store::signed_on(tx, asked.day)? {
            proofs.extend(both(asked, SIGNATURE, person, store, at, customer.get()));
        }
        for (person, store, at, customer) in store::goods_moved_on(tx, asked.day)? {
            proofs.extend(both(asked, GOODS, person, store, at, customer.get()));
        }
        for row in store::matched_on(tx, asked.day)? {
            let href = "/prepaid/custody".to_owned();
            let proof = |about| Proof { code: LIABILITY, about, at: row.matched_at, href: href.clone() };
            proofs.extend(
                abouts(asked, Some(row.matched_by), row.store_id).into_iter().map(proof).collect::<Vec<_>>(),
            );
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

fn abouts(asked: &Asked, person: Option<PersonId>, store: StoreId) -> Vec<About> {
    let person = person.filter(|person| asked.people.contains(person)).map(About::Person);
    let store = Some(store).filter(|store| asked.stores.contains(store)).map(About::Store);
    person.into_iter().chain(store).collect()
}

fn both(
    asked: &Asked,
    code: &'static str,
    person: Option<PersonId>,
    store: StoreId,
    at: Instant,
    customer: i64,
) -> Vec<Proof> {
    let href = format!("/prepaid/customers/{customer}");
    let proof = |about| Proof { code, about, at, href: href.clone() };
    abouts(asked, person, store).into_iter().map(proof).collect()
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
