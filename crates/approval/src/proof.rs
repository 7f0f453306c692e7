use db::Tx;
use kernel::Result;
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};
use web::Call;
use web::notices::{Notice, Noticing};

use crate::state::Happened;
use crate::store::{self, Trace};

/// Approvals as evidence, in figures, and as what waits.
pub struct Approvals;

const INBOX: &str = "approval.inbox";
const SIGNATURE: &str = "approval.signature";
const EFFECT: &str = "approval.effect";
const ROUTE: &str = "approval.route";

impl Evidence for Approvals {
    fn codes(&self) -> &'static [&'static str] {
        &[INBOX, SIGNATURE, EFFECT, ROUTE]
    }

    /// Whoever decided has worked on her inbox, along a route; whoever signed has signed; whose approval was the last
    /// has had it carried out.
    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let traces = store::traces(tx, asked.day)?;
        let mut proofs = vec![];
        for trace in traces.iter().filter(|trace| asked.people.contains(&trace.person_id)) {
            let proof = |code| Proof {
                code,
                about: About::Person(trace.person_id),
                at: trace.at,
                href: format!("/approvals/{}", trace.approval_id),
            };
            let decided = trace.kind != Happened::CarriedOut;
            let codes: [(&'static str, bool); 4] = [
                (INBOX, decided),
                (ROUTE, decided),
                (SIGNATURE, decided && Trace::is_signed(trace)),
                (EFFECT, !decided),
            ];
            proofs.extend(codes.into_iter().filter(|(_, is)| *is).map(|(code, _)| proof(code)));
        }
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        self.codes().contains(&code).then_some("/approvals")
    }
}

impl Trace {
    fn is_signed(&self) -> bool {
        self.signed.is_some()
    }
}

impl Figures for Approvals {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let sums = store::sums(tx, period.from, period.until)?;
        let here: Vec<_> = sums
            .iter()
            .filter(|sum| sum.store_id.is_none_or(|store| asked.stores.contains(&store)))
            .collect();
        let href = format!("/approvals?tab=all&from={}&until={}", period.from, period.until);
        let figure = |code, count| Figure { code, amount: Amount::Count(count), href: href.clone() };
        Ok(vec![
            figure("approval.asked", here.iter().map(|sum| sum.asked).sum()),
            figure("approval.approved", here.iter().map(|sum| sum.approved).sum()),
            figure("approval.open", here.iter().map(|sum| sum.open).sum()),
        ])
    }
}

impl Noticing for Approvals {
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        let day = org::today(tx, call)?.day;
        let waiting = store::waiting(tx, call.actor.person, day)?;
        let notice = |code, count, urgent| Notice {
            code,
            count,
            words: String::new(),
            href: "/approvals".to_owned(),
            urgent,
        };
        Ok(vec![
            notice("approval_urged", waiting.urged, true),
            notice("approval", waiting.count - waiting.urged, false),
        ])
    }
}
