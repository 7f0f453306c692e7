//! Who may see a form: who asked, who decides or decided, and whoever oversees the forms of the store.

use db::Tx;
use kernel::{Error, Permission, PersonId, Place, Result};
use org::Chart;
use web::Call;

use crate::state::DeskState;
use crate::store::{self, ApprovalId, ApprovalRow, DeskRow};

/// For whom somebody may decide at a desk: for herself, for one she stands in for, or not at all.
pub(crate) fn sits(chart: &Chart, desk: &DeskRow, person: PersonId) -> Option<Option<PersonId>> {
    let holders = chart.holders(desk.seat());
    if holders.contains(&person) {
        return Some(None);
    }
    chart.delegators(person).into_iter().find(|other| holders.contains(other)).map(Some)
}

/// The open desk at which one may decide.
pub(crate) fn desk_of(
    chart: &Chart,
    desks: &[DeskRow],
    person: PersonId,
) -> Option<(DeskRow, Option<PersonId>)> {
    let mut open = desks.iter().filter(|desk| desk.state == DeskState::Open);
    open.find_map(|desk| Some((desk.clone(), sits(chart, desk, person)?)))
}

pub(crate) fn may_see(tx: &mut Tx, call: &Call, row: &ApprovalRow) -> Result<bool> {
    let person = call.actor.person;
    let place = Place { store: row.store_id, department: None, person: Some(row.asker_id) };
    if row.asker_id == person || call.actor.may_at(Permission::ViewApprovals, &place) {
        return Ok(true);
    }
    let chart = org::today(tx, call)?;
    let desks = store::desks(tx, row.id)?;
    let reached = desks.iter().filter(|desk| desk.opened_at.is_some());
    Ok(reached.into_iter().any(|desk| desk.done_by == Some(person) || sits(&chart, desk, person).is_some()))
}

/// A form that one may see; otherwise it is as if there were none.
pub(crate) fn seen(tx: &mut Tx, call: &Call, id: ApprovalId) -> Result<ApprovalRow> {
    let row = store::approval(tx, id)?;
    if may_see(tx, call, &row)? { Ok(row) } else { Err(Error::missing()) }
}
