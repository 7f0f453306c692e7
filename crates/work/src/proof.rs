use db::Tx;
use kernel::{BusinessDate, Instant, PersonId, Result};
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::plan::PlanKind;
use crate::store;

/// Tasks and plans as evidence and in figures.
pub struct Work;

const TASK: &str = "rhythm.task";
const ACCOUNT: &str = "rhythm.task-account";

/// The evidence that a plan of a kind is.
fn plan_code(kind: PlanKind) -> &'static str {
    match kind {
        PlanKind::Day => "rhythm.plan",
        PlanKind::Week => "rhythm.week-plan",
        PlanKind::Month => "rhythm.month-plan",
    }
}

impl Evidence for Work {
    fn codes(&self) -> &'static [&'static str] {
        &[TASK, ACCOUNT, "rhythm.plan", "rhythm.week-plan", "rhythm.month-plan"]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = in_order(tx, asked)?;
        let of = |code| {
            move |row: store::Handled| Proof {
                code,
                about: About::Person(row.person_id),
                at: row.at,
                href: "/tasks".to_owned(),
            }
        };
        proofs.extend(store::handled(tx, asked.day)?.into_iter().map(of(TASK)));
        proofs.extend(store::accounts(tx, asked.day)?.into_iter().map(of(ACCOUNT)));
        proofs.extend(store::plans_in(tx, asked.day)?.into_iter().map(|plan| Proof {
            code: plan_code(plan.kind),
            about: About::Person(plan.person_id),
            at: plan.at,
            href: format!("/plans/{}", plan.id),
        }));
        proofs.retain(|proof| matches!(proof.about, About::Person(person) if asked.people.contains(&person)));
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            TASK | ACCOUNT => Some("/tasks"),
            "rhythm.plan" => Some("/plans/new?kind=day"),
            "rhythm.week-plan" => Some("/plans/new?kind=week"),
            "rhythm.month-plan" => Some("/plans/new?kind=month"),
            _ => None,
        }
    }
}

/// Who has no instruction left without an answer has her tasks in order: where nothing was given, nothing is missing.
fn in_order(tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
    let unanswered = unanswered(tx, asked.day)?;
    let ordered = asked.people.iter().filter(|person| !unanswered.contains(person));
    let proof = |person: &PersonId| Proof {
        code: TASK,
        about: About::Person(*person),
        at: Instant::default(),
        href: "/tasks".to_owned(),
    };
    Ok(ordered.map(proof).collect())
}

fn unanswered(tx: &mut Tx, day: BusinessDate) -> Result<std::collections::BTreeSet<PersonId>> {
    Ok(store::unanswered(tx, day)?.into_iter().collect())
}

impl Figures for Work {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let sums = store::sums(tx, period.from, period.until)?;
        let theirs = || sums.iter().filter(|sum| asked.people.contains(&sum.owner_id));
        let amount = Amount::Share(theirs().map(|sum| sum.done).sum(), theirs().map(|sum| sum.given).sum());
        let href = format!("/tasks/all?from={}&until={}", period.from, period.until);
        Ok(vec![Figure { code: "work.tasks", amount, href }])
    }
}
