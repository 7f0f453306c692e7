use db::Tx;
use kernel::Result;
use rhythm::looks::{self, Page};
use rhythm::{About, Asked, Evidence, Proof};

use crate::store;

/// What happened to the catalogue, as evidence.
pub struct Changes;

const CODES: [&str; 7] = [
    "catalog.dossier",
    "catalog.proposal",
    "catalog.trial",
    "catalog.decision",
    "catalog.publication",
    REVIEW,
    SKILLS.code,
];
const REVIEW: &str = "catalog.review";
/// Who has passed in what, and whose pass ends soon.
pub(crate) const SKILLS: Page = Page { code: "training.skill-matrix", href: "/skills" };

impl Evidence for Changes {
    fn codes(&self) -> &'static [&'static str] {
        &CODES
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let done = store::done_on(tx, asked.day)?.into_iter();
        let mut proofs: Vec<Proof> = done.filter_map(of_proposal).collect();
        for (offer, person, at) in store::reviews_on(tx, asked.day)? {
            let href = format!("/offers/{offer}#reviews");
            proofs.push(Proof { code: REVIEW, about: About::Person(person), at, href });
        }
        proofs.extend(looks::proofs(tx, asked, &[SKILLS])?);
        proofs.retain(|proof| matches!(proof.about, About::Person(person) if asked.people.contains(&person)));
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            "catalog.dossier" => Some("/catalog"),
            REVIEW => Some("/reviews"),
            code if code == SKILLS.code => Some(SKILLS.href),
            _ => CODES.contains(&code).then_some("/proposals"),
        }
    }
}

fn of_proposal(row: store::DoneRow) -> Option<Proof> {
    let code = CODES.iter().find(|code| code.strip_prefix("catalog.") == Some(&row.what))?;
    let href = format!("/proposals/{}", row.id);
    Some(Proof { code, about: About::Person(row.person_id), at: row.at, href })
}
