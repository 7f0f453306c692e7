use db::Tx;
use kernel::{Actor, Result};
use rhythm::looks::Page;
use rhythm::{About, Asked, Evidence, Proof};
use web::App;

use crate::store;

/// Pay as evidence.
pub struct Commission;

/// The schemes, whose being looked at is a duty of whoever watches over terms.
pub(crate) const SCHEMES: Page = Page { code: "people.commission-plan", href: "/pay/schemes" };

/// Keeps that the one who asks has looked at the schemes today.
pub(crate) async fn looked(app: &App, by: &Actor) -> Result<()> {
    let seen = app.look(by, &(), |tx, call, ()| {
        let day = org::today(tx, call)?.day;
        Ok((day, rhythm::looks::seen(tx, call.actor.person, day, SCHEMES)?))
    });
    let (day, seen) = seen.await?;
    rhythm::looks::keep(app, seen, by.person, day, SCHEMES);
    Ok(())
}

impl Evidence for Commission {
    fn codes(&self) -> &'static [&'static str] {
        &[SCHEMES.code]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = rhythm::looks::proofs(tx, asked, &[SCHEMES])?;
        for (scheme, person, at) in store::adopted_on(tx, asked.day)? {
            let href = format!("/pay/schemes/{scheme}");
            proofs.push(Proof { code: SCHEMES.code, about: About::Person(person), at, href });
        }
        proofs.retain(|proof| match proof.about {
            About::Person(person) => asked.people.contains(&person),
            About::Store(store) => asked.stores.contains(&store),
        });
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        (code == SCHEMES.code).then_some(SCHEMES.href)
    }
}
