use std::collections::BTreeSet;

use db::Tx;
use kernel::{Instant, PersonId, Result};
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};
use web::Call;
use web::notices::{Notice, Noticing};

use crate::state::Happened;
use crate::store;

/// Approvals as evidence, in figures, and as what waits.
pub struct Approvals;

/// What every decision is.
const DECIDED: [&str; 4] = ["approval.inbox", "approval.signature", "approval.effect", "approval.route"];

/// What decisions on forms of a kind are besides.
const OF_FORMS: [(&str, &str); 8] = [
    ("leave", "people.leave"),
    ("hire", "people.hire"),
    ("dismissal", "people.dismissal"),
    ("reward-penalty", "people.reward"),
    ("objection", "people.objection"),
    ("requisition", "stock.requisition"),
    ("purchase", "stock.purchase-request"),
    ("expense", "finance.claim"),
];

/// Every code that is answered here.
const CODES: [&str; 12] = {
    let mut all = [""; 12];
    let mut i = 0;
    while i < 12 {
        all[i] = if i < 4 { DECIDED[i] } else { OF_FORMS[i - 4].1 };
        i += 1;
    }
    all
};

impl Evidence for Approvals {
    fn codes(&self) -> &'static [&'static str] {
        &CODES
    }

    /// Whoever decided has worked on her inbox, along a route; where the form asks for it she has signed, and where it
    /// was the last decision it was carried out, in the same transaction. Before whom nothing lies is done as well: a
    /// calm day is no missed duty.
    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = vec![];
        let traces = store::traces(tx, asked.day)?;
        for trace in traces.iter().filter(|trace| asked.people.contains(&trace.person_id)) {
            if trace.kind == Happened::CarriedOut {
                continue;
            }
            let of_form = OF_FORMS.iter().filter(|(form, _)| *form == trace.form).map(|(_, code)| *code);
            proofs.extend(DECIDED.into_iter().chain(of_form).map(|code| Proof {
                code,
                about: About::Person(trace.person_id),
                at: trace.at,
                href: format!("/approvals/{}", trace.approval_id),
            }));
        }
        proofs.extend(calm(tx, asked)?);
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            "people.leave" => Some("/approvals?tab=inbox&form=leave"),
            "people.hire" => Some("/approvals?tab=inbox&form=hire"),
            "people.dismissal" => Some("/approvals?tab=inbox&form=dismissal"),
            "people.reward" => Some("/approvals?tab=inbox&form=reward-penalty"),
            "people.objection" => Some("/approvals?tab=inbox&form=objection"),
            "stock.requisition" => Some("/approvals?tab=inbox&form=requisition"),
            "stock.purchase-request" => Some("/approvals?tab=inbox&form=purchase"),
            "finance.claim" => Some("/approvals?tab=inbox&form=expense"),
            code => DECIDED.contains(&code).then_some("/approvals"),
        }
    }
}

/// What lies before nobody: it has no hour of its own.
fn calm(tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
    let laid = store::laid_before(tx, asked.day)?;
    let any: BTreeSet<PersonId> = laid.iter().map(|(person, _)| *person).collect();
    let of: BTreeSet<(PersonId, &str)> = laid.iter().map(|(person, form)| (*person, form.as_str())).collect();
    let mut proofs = vec![];
    for person in &asked.people {
        let free = DECIDED.into_iter().filter(|_| !any.contains(person));
        let of_forms = OF_FORMS.iter().filter(|(form, _)| !of.contains(&(*person, form)));
        proofs.extend(free.chain(of_forms.map(|(_, code)| *code)).map(|code| Proof {
            code,
            about: About::Person(*person),
            at: Instant::default(),
            href: "/approvals".to_owned(),
        }));
    }
    Ok(proofs)
}

impl Figures for Approvals {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        if asked.stores.is_empty() {
            return Ok(vec![]);
        }
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
