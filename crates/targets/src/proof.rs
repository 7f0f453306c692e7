//! What targets prove and count.

use db::Tx;
use kernel::{Money, Result};
use rhythm::looks::Page;
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};
use sales::Journal;

use crate::months::{months, of_people};
use crate::progress::Progress;
use crate::store::{self, Level};

/// Targets as evidence and in figures.
pub struct Aims;

pub(crate) const PROGRESS: Page = Page { code: "targets.progress", href: "/targets" };
pub(crate) const FORECAST: Page = Page { code: "targets.forecast", href: "/targets/year" };

const YEAR: &str = "targets.year";
const DIRECTIVE: &str = "targets.directive";
const MONTH: &str = "targets.month";
const CASCADE: &str = "targets.cascade";
const PLAN: &str = "targets.plan";
const REVIEW: &str = "targets.review";

impl Evidence for Aims {
    fn codes(&self) -> &'static [&'static str] {
        &[PROGRESS.code, FORECAST.code, YEAR, DIRECTIVE, MONTH, CASCADE, PLAN, REVIEW]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = rhythm::looks::proofs(tx, asked, &[PROGRESS, FORECAST])?;
        let set = store::set_on(tx, asked.day)?.into_iter().map(|row| (row, false));
        let accepted = store::accepted_on(tx, asked.day)?.into_iter().map(|row| (row, true));
        for ((level, shop, person, at, period), accepted) in set.chain(accepted) {
            let year = format!("/targets/year?year={}", period.year());
            let month = format!("/targets?month={}", period.strftime("%Y-%m"));
            // A year's target is a directive: given by the one, accepted by the other.
            let (codes, href): (&[&'static str], String) = match (level, accepted) {
                (Level::Year, false) => (&[YEAR, DIRECTIVE], year),
                (Level::Year, true) => (&[DIRECTIVE], year),
                (Level::Month, _) => (&[MONTH], month),
                (Level::Person, _) => (&[CASCADE], month),
            };
            for code in codes {
                proofs.push(Proof { code, about: About::Person(person), at, href: href.clone() });
                proofs.push(Proof { code, about: About::Store(shop), at, href: href.clone() });
            }
        }
        let plans = store::plans_on(tx, asked.day)?.into_iter().map(|row| (PLAN, "plan", row));
        let reviews = store::reviews_on(tx, asked.day)?.into_iter().map(|row| (REVIEW, "review", row));
        for (code, page, (shop, person, at, period)) in plans.chain(reviews) {
            let href = format!("/targets/{page}?month={}", period.strftime("%Y-%m"));
            proofs.push(Proof { code, about: About::Person(person), at, href: href.clone() });
            proofs.push(Proof { code, about: About::Store(shop), at, href });
        }
        proofs.retain(|proof| match proof.about {
            About::Person(person) => asked.people.contains(&person),
            About::Store(store) => asked.stores.contains(&store),
        });
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            "targets.progress" => Some(PROGRESS.href),
            "targets.forecast" | YEAR | DIRECTIVE | MONTH => Some(FORECAST.href),
            CASCADE => Some("/targets/share"),
            PLAN => Some("/targets/plan"),
            REVIEW => Some("/targets/review"),
            _ => None,
        }
    }
}

impl Figures for Aims {
    /// What today asks of those asked about, and what is missing of their month. Money received and value delivered
    /// stand apart, because the one is no part of the other.
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let month = period.until.strftime("%Y-%m");
        let mut figures = vec![];
        for measure in Journal::ALL {
            let mut all = Progress::default();
            for shop in &asked.stores {
                all = all.plus(of_people(&months(tx, *shop, *measure, period.until)?, &asked.people)?)?;
            }
            if all.target > Money::ZERO {
                let href = format!("/targets?month={month}&measure={}", measure.code());
                let (today, gap) = match measure {
                    Journal::Cash => ("targets.cash_today", "targets.cash_gap"),
                    Journal::Consumption => ("targets.consumption_today", "targets.consumption_gap"),
                };
                figures.push(Figure { code: today, amount: Amount::Money(all.today), href: href.clone() });
                figures.push(Figure { code: gap, amount: Amount::Money(all.gap), href });
            }
        }
        Ok(figures)
    }
}
