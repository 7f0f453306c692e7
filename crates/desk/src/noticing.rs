use complaint::climb;
use db::Tx;
use kernel::{Permission, Result};
use web::Call;
use web::notices::{Notice, Noticing};

use crate::policy::Urgency;
use crate::slips::is_for;
use crate::store::{self, SlipRow};

/// Messages that wait for somebody.
pub struct Messages;

impl Noticing for Messages {
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        if !call.actor.may(Permission::AnswerMessages) {
            return Ok(vec![]);
        }
        let open = store::open_slips(tx, 0)?;
        if open.is_empty() {
            return Ok(vec![]);
        }
        let chart = org::today(tx, call)?;
        let me = call.actor.person;
        let late = |row: &SlipRow| row.due_at.is_some_and(|due| call.now > due);
        let (pressing, waiting): (Vec<_>, Vec<_>) = open
            .iter()
            .filter(|row| is_for(&chart, row, me))
            .partition(|row| row.urgency == Urgency::Urgent || late(row));
        // Whoever wrote it down follows it, and so does each superior in turn.
        let risen = open.iter().filter(|row| late(row) && !is_for(&chart, row, me));
        let risen: Vec<_> = risen.filter(|row| row.taken_by == me || climbs_to(&chart, row, call)).collect();
        let notice = |code, rows: &[&SlipRow], urgent| Notice {
            code,
            count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
            words: rows.first().map(|row| row.who.clone()).unwrap_or_default(),
            href: match rows {
                [only] => format!("/slips/{}", only.id),
                _ => "/slips?open=yes".to_owned(),
            },
            urgent,
        };
        Ok(vec![
            notice("slips_pressing", &pressing, true),
            notice("slips", &waiting, false),
            notice("slips_late", &risen, false),
        ])
    }
}

/// Has it come up to the one who asks?
fn climbs_to(chart: &org::Chart, row: &SlipRow, call: &Call) -> bool {
    let Some(due) = row.due_at else { return false };
    let steps = climb::steps(due, row.climbs, call.now);
    let whose = row.for_person.or_else(|| {
        let mut people = chart.people();
        people.find(|(person, _)| is_for(chart, row, *person)).map(|(person, _)| person)
    });
    let Some(whose) = whose else { return false };
    let seat = climb::seat_of(chart, whose, row.store_id);
    seat.is_some_and(|seat| climb::hears(chart, seat, whose, steps).contains(&call.actor.person))
}
