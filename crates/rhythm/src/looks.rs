//! To have looked: the proof of duties that consist of looking.

use db::Tx;
use kernel::{Actor, BusinessDate, PersonId, Result};
use web::{App, Call};

use crate::evidence::{About, Asked, Evidence, Proof};
use crate::store;

/// A page whose being looked at is somebody's duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The code of evidence.
    pub code: &'static str,
    /// Where it stands.
    pub href: &'static str,
}

/// One's own day.
pub const TODAY: Page = Page { code: "rhythm.today", href: "/today" };
/// The board of all duties.
pub const BOARD: Page = Page { code: "rhythm.duty-board", href: "/duties" };

const PAGES: [Page; 2] = [TODAY, BOARD];

/// Keeps that a person has looked, if it is the first time that day; the page does not wait for it.
pub fn keep(app: &App, seen_before: bool, person: PersonId, day: BusinessDate, page: Page) {
    if seen_before {
        return;
    }
    let (app, at) = (app.clone(), app.now());
    tokio::spawn(async move {
        let kept = app.write_unattended(move |tx| store::look(tx, person, day, page.code, at)).await;
        if let Err(error) = kept {
            tracing::warn!(%error, "a look was not kept");
        }
    });
}

/// Keeps that whoever asked for a page has looked at it today. For a page that is served by then.
pub async fn looked(app: &App, by: &Actor, page: Page) -> Result<()> {
    let seen = app.look(by, &page, |tx, call, page| {
        let day = org::today(tx, call)?.day;
        Ok((day, seen(tx, call.actor.person, day, *page)?))
    });
    let (day, seen) = seen.await?;
    keep(app, seen, by.person, day, page);
    Ok(())
}

/// A step: the asker has looked at a page. For whoever knows so without having served it.
pub fn look(tx: &mut Tx, call: &Call, page: Page) -> Result<()> {
    let day = org::today(tx, call)?.day;
    store::look(tx, call.actor.person, day, page.code, call.now)
}

/// Has the person looked that day already?
pub fn seen(tx: &mut Tx, person: PersonId, day: BusinessDate, page: Page) -> Result<bool> {
    store::has_looked(tx, person, day, page.code)
}

/// What looks at these pages prove. For slices that have pages whose being looked at is somebody's duty.
pub fn proofs(tx: &mut Tx, asked: &Asked, pages: &[Page]) -> Result<Vec<Proof>> {
    let rows = store::looks(tx, asked.day, &asked.people)?;
    let proof = |row: store::LookRow| {
        let page = pages.iter().find(|page| page.code == row.page)?;
        Some(Proof {
            code: page.code,
            about: About::Person(row.person_id),
            at: row.at,
            href: page.href.to_owned(),
        })
    };
    Ok(rows.into_iter().filter_map(proof).collect())
}

/// Looks as evidence.
pub struct Looks;

impl Evidence for Looks {
    fn codes(&self) -> &'static [&'static str] {
        &[TODAY.code, BOARD.code]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        proofs(tx, asked, &PAGES)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        PAGES.iter().find(|page| page.code == code).map(|page| page.href)
    }
}
