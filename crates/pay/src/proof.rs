use db::Tx;
use kernel::Result;
use rhythm::looks::Page;
use rhythm::{About, Asked, Evidence, Proof};

use crate::store;

/// Pay as evidence.
pub struct Commission;

/// The schemes, whose being looked at is a duty of whoever watches over terms.
pub(crate) const SCHEMES: Page = Page { code: "people.commission-plan", href: "/pay/schemes" };

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
