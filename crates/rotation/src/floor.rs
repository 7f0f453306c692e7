//! What booking knows of the people on a board: whose hands are full, whose booked customer comes next, who has a break.

use std::collections::BTreeMap;

use booking::{LineState, OnDuty};
use db::Tx;
use kernel::{Id, Instant, PersonId, Result};
use web::Call;

use crate::place::Boards;

/// The floor of a store, now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Floor {
    /// Whose hands are full, and until when.
    pub busy: BTreeMap<PersonId, Instant>,
    /// When her next booked customer comes.
    pub next: BTreeMap<PersonId, Instant>,
    /// Who has a break by the roster, and until when.
    pub breaks: BTreeMap<PersonId, Instant>,
    /// When her shift began, in minutes ago; those whose shift is still to come are left out.
    pub began: BTreeMap<PersonId, u32>,
}

impl Floor {
    /// As it is now: a dispatch that never became a visit keeps her busy until it is ended at the board, one that
    /// did as long as the visit says.
    pub fn now(tx: &mut Tx, call: &Call, boards: &Boards) -> Result<Floor> {
        let cut = org::organisation(tx, call)?.day_cut(Some(boards.store));
        let (day, minute) = booking::minute_at(&cut, call.now);
        let moment = |minute| booking::moment_of(&cut, day, minute);
        let lines = booking::floor(tx, boards.store, boards.day)?;
        let mut floor = Floor { busy: boards.busy(), ..Floor::default() };
        for (of, line) in &boards.lines {
            let ended = lines.iter().any(|l| l.line.get() == *line && l.state == LineState::Done);
            if ended {
                floor.busy.retain(|person, _| !boards.is_busy_with(*person, *of));
            }
        }
        for line in &lines {
            match line.state {
                LineState::InTreatment => {
                    floor.busy.insert(line.therapist, line.until.unwrap_or_else(|| moment(line.ends)));
                }
                LineState::Booked | LineState::Arrived if line.ends > minute => {
                    let at = moment(line.starts);
                    let next = floor.next.entry(line.therapist).or_insert(at);
                    *next = (*next).min(at);
                }
                _ => {}
            }
        }
        for duty in booking::on_duty(tx, boards.store, boards.day)? {
            floor.duty(&duty, minute, &moment);
        }
        Ok(floor)
    }

    fn duty(&mut self, duty: &OnDuty, minute: u32, moment: &impl Fn(u32) -> Instant) {
        if let Some(ago) = minute.checked_sub(duty.from) {
            self.began.insert(duty.person, ago);
        }
        if let Some(rest) = duty.breaks.iter().find(|rest| rest.from <= minute && minute < rest.until) {
            self.breaks.insert(duty.person, moment(rest.until));
        }
    }
}
