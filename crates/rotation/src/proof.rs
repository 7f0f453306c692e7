use db::Tx;
use kernel::Result;
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::deed::DeedKind;
use crate::store::{self, Trace};

/// The rotation as evidence and in figures.
pub struct Rotation;

/// The code of evidence.
const CODE: &str = "booking.rotation";

impl Evidence for Rotation {
    fn codes(&self) -> &'static [&'static str] {
        &[CODE]
    }

    /// A therapist takes part when her card hangs; the desk keeps the order when it dispatches, each with its reason.
    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let signed_in = store::traces(tx, asked.day, DeedKind::SignedIn)?;
        let dispatched = store::traces(tx, asked.day, DeedKind::Dispatched)?;
        let about = |about, trace: &Trace| Proof {
            code: CODE,
            about,
            at: trace.at,
            href: format!("/rotation/history?from={0}&until={0}", asked.day),
        };
        let own = signed_in.iter().map(|trace| about(About::Person(trace.person_id), trace));
        let desk = dispatched.iter().map(|trace| about(About::Person(trace.by_id), trace));
        let stores = dispatched.iter().map(|trace| about(About::Store(trace.store_id), trace));
        Ok(own.chain(desk).chain(stores).collect())
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        (code == CODE).then_some("/rotation")
    }
}

impl Figures for Rotation {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let sums = store::sums(tx, period.from, period.until)?;
        let here: Vec<_> = sums.iter().filter(|sum| asked.stores.contains(&sum.store_id)).collect();
        let href = format!("/rotation/fairness?from={}&until={}", period.from, period.until);
        let figure = |code, amount| Figure { code, amount, href: href.clone() };
        let income = kernel::Money::total(here.iter().map(|sum| sum.income))?;
        Ok(vec![
            figure("rotation.turns", Amount::Count(here.iter().map(|sum| sum.turns).sum())),
            figure("rotation.given", Amount::Count(here.iter().map(|sum| sum.given).sum())),
            figure("rotation.income", Amount::Money(income)),
            figure("rotation.points", Amount::Count(here.iter().map(|sum| sum.points).sum())),
        ])
    }
}
