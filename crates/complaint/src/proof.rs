use db::Tx;
use kernel::{Result, StoreId};
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::case::StepKind;
use crate::store;

/// Complaints, special situations and opinions as evidence and in figures.
pub struct Spoken;

const ALERT: &str = "complaint.alert";
const HANDLED: &str = "complaint.handled";
const ESCALATION: &str = "complaint.escalation";
const VERDICT: &str = "complaint.verdict";
const CAUSES: &str = "complaint.causes";
const OPINION: &str = "customer.opinion";

/// The page of causes, whose being looked at proves that they were.
pub(crate) const CAUSES_PAGE: rhythm::looks::Page =
    rhythm::looks::Page { code: CAUSES, href: "/complaints/causes" };

/// The opinions, whose being read proves that they were.
pub(crate) const OPINIONS_PAGE: rhythm::looks::Page =
    rhythm::looks::Page { code: OPINION, href: "/opinions" };

/// The complaints, whose being looked at proves that they are handled when none is late.
pub(crate) const COMPLAINTS_PAGE: rhythm::looks::Page =
    rhythm::looks::Page { code: HANDLED, href: "/complaints" };

impl Evidence for Spoken {
    fn codes(&self) -> &'static [&'static str] {
        &[ALERT, HANDLED, ESCALATION, VERDICT, CAUSES, OPINION]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = alerts(tx, asked)?;
        proofs.extend(steps(tx, asked)?);
        proofs.extend(opinions(tx, asked)?);
        for look in rhythm::looks::proofs(tx, asked, &[CAUSES_PAGE, OPINIONS_PAGE, COMPLAINTS_PAGE])? {
            // Where no complaint is late, none has climbed and none waits for the customer's word.
            if look.code == HANDLED {
                proofs.extend([ESCALATION, VERDICT].map(|code| Proof { code, ..look.clone() }));
            }
            proofs.push(look);
        }
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            ALERT => Some("/alerts/new"),
            HANDLED | ESCALATION | VERDICT => Some("/complaints"),
            CAUSES => Some("/complaints/causes"),
            OPINION => Some("/opinions"),
            _ => None,
        }
    }
}

fn alerts(tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
    let rows = store::alerts_between(tx, asked.day, asked.day)?;
    let proof = |row: &store::AlertProof, about| Proof {
        code: ALERT,
        about,
        at: row.reported_at,
        href: format!("/alerts/{}", row.id),
    };
    let here = rows.iter().filter(|row| asked.stores.contains(&row.store_id));
    Ok(here
        .flat_map(|row| [proof(row, About::Person(row.reported_by)), proof(row, About::Store(row.store_id))])
        .collect())
}

fn steps(tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
    let rows = store::done_on(tx, asked.day)?;
    let mut proofs = vec![];
    for row in rows.iter().filter(|row| asked.stores.contains(&row.store_id)) {
        let mut prove = |code, about| {
            proofs.push(Proof { code, about, at: row.at, href: format!("/complaints/{}", row.complaint_id) });
        };
        match row.kind {
            StepKind::Remedy => prove(HANDLED, About::Store(row.store_id)),
            StepKind::Verdict => {
                prove(VERDICT, About::Store(row.store_id));
                prove(HANDLED, About::Store(row.store_id));
            }
            _ => {}
        }
        if let Some(person) = row.person_id.filter(|_| row.climbed > 0) {
            prove(ESCALATION, About::Person(person));
        }
    }
    Ok(proofs)
}

fn opinions(tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
    let rows = store::answered_on(tx, asked.day, asked.day)?;
    let here = rows.iter().filter(|row| asked.stores.contains(&row.store_id));
    Ok(here
        .flat_map(|row| {
            let people = [row.sent_by, row.person_id].into_iter().flatten().map(About::Person);
            people.chain([About::Store(row.store_id)]).map(|about| Proof {
                code: OPINION,
                about,
                at: row.answered_at,
                href: format!("/opinions/{}", row.id),
            })
        })
        .collect())
}

impl Figures for Spoken {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let Period { from, until } = period;
        let here = |store: &StoreId| asked.stores.contains(store);
        let counts = store::counts(tx, from, until)?;
        let counts: Vec<_> = counts.into_iter().filter(|row| here(&row.store_id)).collect();
        let sum = |of: fn(&store::CountRow) -> i64| counts.iter().map(of).sum::<i64>();
        let days = format!("from={from}&until={until}");
        let alerts = store::alerts_between(tx, from, until)?;
        let alerts = alerts.iter().filter(|row| here(&row.store_id)).count();
        let mut answered = store::answered_on(tx, from, until)?;
        answered.retain(|row| here(&row.store_id));
        answered.dedup_by_key(|row| row.id);
        let good = answered.iter().filter(|row| row.overall >= 4).count();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Ok(vec![
            Figure {
                code: "complaint.closed",
                amount: Amount::Share(sum(|row| row.closed), sum(|row| row.count)),
                href: format!("/complaints?{days}"),
            },
            Figure {
                code: "complaint.alerts",
                amount: Amount::Count(count(alerts)),
                href: format!("/alerts?{days}"),
            },
            Figure {
                code: "complaint.opinions",
                amount: Amount::Share(count(good), count(answered.len())),
                href: format!("/opinions?answered=yes&{days}"),
            },
        ])
    }
}
