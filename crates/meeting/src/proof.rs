use db::Tx;
use kernel::Result;
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::roll::MeetingKind;
use crate::store;

/// Meetings as evidence and in figures.
pub struct Meetings;

const AGENDA: &str = "rhythm.agenda";
const SUPERVISORS: &str = "rhythm.supervisors-meeting";
const DEPARTMENT: &str = "rhythm.department-meeting";
const ROLL: &str = "rhythm.roll-call";

impl Evidence for Meetings {
    fn codes(&self) -> &'static [&'static str] {
        &[AGENDA, SUPERVISORS, DEPARTMENT, ROLL]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = vec![];
        for meeting in store::on_day(tx, asked.day)? {
            let proof =
                |code, about, at| Proof { code, about, at, href: format!("/meetings/{}", meeting.id) };
            let chair = About::Person(meeting.chair_id);
            proofs.push(proof(AGENDA, chair, meeting.opened_at));
            let Some(closed) = meeting.closed_at else { continue };
            // None closes before everybody on the roll was called.
            proofs.push(proof(ROLL, About::Store(meeting.store_id), closed));
            match meeting.kind {
                // The supervisors' meeting is the store's: whoever writes it up has it as well.
                MeetingKind::Supervisors => {
                    proofs.push(proof(SUPERVISORS, chair, closed));
                    proofs.push(proof(SUPERVISORS, About::Store(meeting.store_id), closed));
                }
                MeetingKind::Department => proofs.push(proof(DEPARTMENT, chair, closed)),
            }
        }
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            AGENDA | SUPERVISORS => Some("/meetings/new?kind=supervisors"),
            DEPARTMENT | ROLL => Some("/meetings"),
            _ => None,
        }
    }
}

impl Figures for Meetings {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        if asked.stores.is_empty() {
            return Ok(vec![]);
        }
        let held = store::between(tx, period.from, period.until)?;
        let here = held.iter().filter(|meeting| asked.stores.contains(&meeting.store_id)).count();
        let href = format!("/meetings?from={}&until={}", period.from, period.until);
        Ok(vec![Figure { code: "meeting.held", amount: Amount::Count(here as i64), href }])
    }
}
