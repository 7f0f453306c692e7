//! Step: the law is asked before something prepaid is sold.

use customer::CustomerId;
use db::Tx;
use kernel::{Mandate, Money, Result};

use crate::law::{Does, Facts, Finding, article, findings, issuer};
use crate::{Occasion, Refused, store};

/// A purchase as the till knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// Who buys.
    pub customer: CustomerId,
    /// What one card would hold; none for a package, which is a service contract.
    pub card: Option<Money>,
    /// What the ticket takes for prepaid things altogether.
    pub price: Money,
    /// What of it is paid in cash.
    pub cash: Money,
    /// Does an organisation buy?
    pub organisation: bool,
    /// Outside the shop?
    pub off_site: bool,
    /// Does it end on a day?
    pub ends: bool,
    /// For a minor: how the guardian agreed; or that a large sum is held as a service contract.
    pub consent: String,
}

impl Purchase {
    /// The usual one: a person at the counter.
    pub fn by(customer: CustomerId) -> Purchase {
        Purchase {
            customer,
            card: None,
            price: Money::ZERO,
            cash: Money::ZERO,
            organisation: false,
            off_site: false,
            ends: false,
            consent: String::new(),
        }
    }
}

/// What the law has to say of a purchase, to be shown before it is settled.
pub fn advise(tx: &mut Tx, day: kernel::BusinessDate, what: &Purchase) -> Result<Vec<Finding>> {
    let brief = customer::brief(tx, what.customer)?;
    let facts = Facts {
        card: what.card,
        price: what.price,
        cash: what.cash,
        organisation: what.organisation,
        off_site: what.off_site,
        ends: what.ends,
        age: brief.age(day),
        identified: store::is_identified(tx, what.customer)?,
        consent: !what.consent.trim().is_empty(),
    };
    findings(&issuer(tx, day)?, &facts, day)
}

/// Refuses what the law forbids, naming the article; keeps what it only warns of with the document.
pub fn heed(tx: &mut Tx, _by: &Mandate, on: &Occasion, what: &Purchase) -> Result<Vec<Finding>> {
    let found = advise(tx, on.day, what)?;
    if let Some(finding) = found.iter().find(|finding| finding.does == Does::Refuse) {
        let article = article(&finding.article)?.law.for_gap();
        return Err(Refused::Unlawful { what: finding.says.for_gap(), article }.into());
    }
    for finding in &found {
        store::add_finding(tx, on, what.customer, finding, what.consent.trim())?;
    }
    Ok(found)
}
