use db::Tx;
use kernel::{Instant, Permission, PersonId, Result};
use org::Chart;
use web::Call;
use web::notices::{Notice, Noticing};

use crate::store::{self, TaskRow};

/// How far up an overdue task has come: nobody in its first day, then a step a day along the reporting line.
pub fn steps(due: Instant, now: Instant) -> usize {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    usize::try_from((now.millis() - due.millis()) / DAY).unwrap_or(0)
}

/// Who above the owner hears of it by now, the nearest first. A vacant seat is skipped upward.
pub fn hears(chart: &Chart, owner: PersonId, due: Instant, now: Instant) -> Vec<PersonId> {
    let mut hearing = vec![];
    let mut seat = chart.seats_held(owner).first().copied();
    for _ in 0..steps(due, now) {
        let Some((above, holders)) = seat.and_then(|seat| chart.superior(seat, Some(owner))) else { break };
        hearing.extend(holders.iter().copied().filter(|person| *person != owner));
        seat = Some(above);
    }
    hearing
}

/// Overdue tasks of others that have come up to a person.
pub(crate) fn risen(tx: &mut Tx, call: &Call, chart: &Chart, to: PersonId) -> Result<Vec<TaskRow>> {
    let below = chart.below(to);
    if below.is_empty() {
        return Ok(vec![]);
    }
    let mut overdue = store::overdue(tx, call.now)?;
    overdue.retain(|task| {
        below.contains(&task.owner_id) && hears(chart, task.owner_id, task.due_at, call.now).contains(&to)
    });
    Ok(overdue)
}

/// Tasks and plans that wait for the reader.
pub struct Overdue;

impl Noticing for Overdue {
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        if !call.actor.may(Permission::ViewWork) {
            return Ok(vec![]);
        }
        let person = call.actor.person;
        let chart = org::today(tx, call)?;
        let waiting = store::waiting(tx, person, call.now)?;
        let risen = risen(tx, call, &chart, person)?;
        let plans = crate::planning::to_review(tx, call, &chart)?;
        let notice = |code, count, href: &str, urgent| Notice {
            code,
            count,
            words: String::new(),
            href: href.to_owned(),
            urgent,
        };
        let words = risen.iter().map(|task| task.title.as_str()).take(2).collect::<Vec<_>>().join("；");
        Ok(vec![
            notice("work.to_accept", waiting.to_accept, "/tasks", false),
            notice("work.overdue", waiting.overdue, "/tasks", false),
            notice("work.to_agree", waiting.to_agree, "/tasks#agree", false),
            Notice { words, ..notice("work.risen", risen.len() as i64, "/tasks#risen", false) },
            notice("work.plans", plans.len() as i64, "/plans#review", false),
            notice("work.handed_down", store::untaken(tx, person)?, "/plans#down", false),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_a_day() {
        let due = Instant::from_millis(1_000_000);
        let after = |minutes: i64| steps(due, due.plus_minutes(minutes));
        assert_eq!([after(-99_999), after(0), after(1439), after(1440), after(3 * 1440)], [0, 0, 0, 1, 3]);
    }
}
