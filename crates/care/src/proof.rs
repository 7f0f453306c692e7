use db::Tx;
use kernel::Result;
use rhythm::looks::{self, Page};
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::store::{self, RunKind};

/// Care for customers as evidence and in figures.
pub struct Cared;

const FOLLOW_UP: &str = "customer.follow-up";
const CLASSES: &str = "customer.classes";
const SERVICE_NOTE: &str = "customer.service-note";
const ALLOCATION: &str = "booking.allocation";
const NEGOTIATION: &str = "sales.negotiation";

/// What is due, whose being looked at proves the follow-ups when none is due any more.
pub(crate) const DUE_PAGE: Page = Page { code: FOLLOW_UP, href: "/care" };
/// The board of negotiations, whose being looked at proves them when no next date has passed.
pub(crate) const BOARD_PAGE: Page = Page { code: NEGOTIATION, href: "/negotiations" };
/// The classes, whose being looked at proves that they were.
pub(crate) const CLASSES_PAGE: Page = Page { code: CLASSES, href: "/classes" };
/// How customers were shared out, whose being looked at proves that it was.
pub(crate) const ALLOCATION_PAGE: Page = Page { code: ALLOCATION, href: "/allocation" };

impl Evidence for Cared {
    fn codes(&self) -> &'static [&'static str] {
        &[FOLLOW_UP, CLASSES, SERVICE_NOTE, ALLOCATION, NEGOTIATION]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let day = asked.day;
        let proof = |code, person, at, href| Proof { code, about: About::Person(person), at, href };
        let mut proofs = looks::proofs(tx, asked, &[DUE_PAGE, BOARD_PAGE, CLASSES_PAGE, ALLOCATION_PAGE])?;
        for (id, person, at) in store::followed_on(tx, day)? {
            proofs.push(proof(FOLLOW_UP, person, at, format!("/follow-ups/{id}")));
        }
        for (id, person, at) in store::entries_on(tx, day)? {
            proofs.push(proof(NEGOTIATION, person, at, format!("/negotiations/{id}")));
        }
        for (customer, person, at) in store::service_notes_on(tx, day)? {
            proofs.push(proof(SERVICE_NOTE, person, at, format!("/care/{customer}")));
        }
        for run in store::runs_on(tx, day)? {
            let (code, href) = match run.kind {
                RunKind::Classes => (CLASSES, "/classes"),
                RunKind::Allocation => (ALLOCATION, "/allocation"),
            };
            let by = run.by_person.map(|person| proof(code, person, run.at, href.to_owned()));
            proofs.extend(by);
        }
        for (_, person, at) in store::allocations_on(tx, day)? {
            proofs.push(proof(ALLOCATION, person, at, "/allocation".to_owned()));
        }
        proofs.retain(|proof| matches!(proof.about, About::Person(person) if asked.people.contains(&person)));
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            FOLLOW_UP | SERVICE_NOTE => Some("/care"),
            CLASSES => Some("/classes"),
            ALLOCATION => Some("/allocation"),
            NEGOTIATION => Some("/negotiations"),
            _ => None,
        }
    }
}

impl Figures for Cared {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let done = store::count_done(tx, period.from, period.until)?;
        let talks = store::count_talks(tx, period.from, period.until)?;
        let hers = |rows: &[(kernel::PersonId, i64)]| -> i64 {
            rows.iter().filter(|(person, _)| asked.people.contains(person)).map(|(_, count)| count).sum()
        };
        let figure = |code, count, href| Figure { code, amount: Amount::Count(count), href };
        let href = format!("/follow-ups?done=yes&from={}&until={}", period.from, period.until);
        Ok(vec![
            figure("care.follow_ups", hers(&done), href),
            figure("care.talks", hers(&talks), "/negotiations".to_owned()),
        ])
    }
}
