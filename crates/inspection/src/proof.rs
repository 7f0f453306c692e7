use db::Tx;
use kernel::Result;
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::opening::ROUND;
use crate::store;

/// Opening checklists as evidence and in figures.
pub struct Openings;

/// The code of evidence.
const CODE: &str = "inspection.opening";

impl Evidence for Openings {
    fn codes(&self) -> &'static [&'static str] {
        &[CODE]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let handed_in = store::handed_in_on(tx, ROUND, asked.day, &asked.stores)?;
        let proof = |row: store::HandedIn| Proof {
            code: CODE,
            about: About::Store(row.store_id),
            at: row.at,
            href: format!("/openings/{}", row.id),
        };
        Ok(handed_in.into_iter().map(proof).collect())
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        (code == CODE).then_some("/opening")
    }
}

impl Figures for Openings {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let sums = store::sums(tx, ROUND, period.from, period.until)?;
        let here = || sums.iter().filter(|sum| asked.stores.contains(&sum.store_id));
        let href = format!("/openings?from={}&until={}", period.from, period.until);
        let figure = |code, count| Figure { code, amount: Amount::Count(count), href: href.clone() };
        Ok(vec![
            figure("inspection.openings", here().map(|sum| sum.sheets).sum()),
            figure("inspection.faults", here().map(|sum| sum.faults).sum()),
        ])
    }
}
