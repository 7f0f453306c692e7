use db::Tx;
use kernel::{BusinessDate, Instant, Result};
use rhythm::looks::{self, Page};
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::store;

/// The page of how the files stand.
pub(crate) const QUALITY: Page = Page { code: "customer.completeness", href: "/customers/quality" };
/// The list of customers, the new ones first.
pub(crate) const NEW: Page = Page { code: "customer.new-list", href: "/customers" };

const FILE: &str = "customer.file";
const CONSENT: &str = "customer.consent";
const PHOTO: &str = "customer.photo";

/// Customers' files as evidence and in figures.
pub struct Care;

impl Evidence for Care {
    fn codes(&self) -> &'static [&'static str] {
        &[FILE, CONSENT, PHOTO, QUALITY.code, NEW.code]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = looks::proofs(tx, asked, &[QUALITY, NEW])?;
        let (from, until) = moments(tx, asked.day)?;
        for file in store::completed_between(tx, from, until)? {
            proofs.push(Proof {
                code: FILE,
                about: About::Person(file.person_id),
                at: file.at,
                href: format!("/customers/{}", file.customer_id),
            });
        }
        for consent in store::consents_between(tx, from, until)? {
            let href = format!("/customers/{}/consents", consent.customer_id);
            proofs.push(Proof { code: CONSENT, about: About::Store(consent.store_id), at: consent.at, href });
        }
        for photo in store::photos_between(tx, from, until)? {
            let href = format!("/customers/{}/photos", photo.customer_id);
            proofs.push(Proof { code: PHOTO, about: About::Person(photo.person_id), at: photo.at, href });
        }
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            FILE | CONSENT | PHOTO => Some("/customers"),
            _ => [QUALITY, NEW].iter().find(|page| page.code == code).map(|page| page.href),
        }
    }
}

/// A day by the clock of the centre, in moments: close enough to the business day for what nobody does at night.
fn moments(tx: &mut Tx, day: BusinessDate) -> Result<(Instant, Instant)> {
    let cut = kernel::DayCut { zone: store::zone(tx)?, minutes: 0 };
    Ok((cut.begins(day), cut.begins(day.tomorrow().unwrap_or(day))))
}

impl Figures for Care {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let opened = store::opened_between(tx, period.from, period.until)?;
        let here = || opened.iter().filter(|opened| asked.stores.contains(&opened.store_id));
        let href = format!("/customers?from={}&until={}", period.from, period.until);
        let (files, complete) = (here().map(|o| o.files).sum(), here().map(|o| o.complete).sum());
        Ok(vec![
            Figure { code: "customer.new", amount: Amount::Count(files), href: href.clone() },
            Figure { code: "customer.complete", amount: Amount::Share(complete, files), href },
        ])
    }
}
