//! Reading: comments on a line, acceptance, return with the reason.

use db::Tx;
use kernel::{Error, Mandate, Permission, Result};
use org::{Chart, Seat};
use rhythm::place_of;
use serde_json::json;
use web::Call;

use crate::ReportId;
use crate::form::{CommentForm, Refused, ReviewForm};
use crate::kind::ReportStatus;
use crate::store::{self, ReportRow};

/// A report that the asker may read: her own, one from below, one that is copied to her. A draft is its author's.
pub fn seen(tx: &mut Tx, call: &Call, chart: &Chart, id: ReportId) -> Result<ReportRow> {
    let report = store::report(tx, id)?;
    let mine = report.person_id == call.actor.person;
    if report.status == ReportStatus::Draft && !mine {
        return Err(Error::missing());
    }
    let seats = my_seats(call);
    let copied = store::copies(tx, id)?.iter().any(|copy| seats.contains(copy));
    let allowed = call.actor.may_at(Permission::ViewReports, &place_of(chart, report.person_id));
    if !mine && !allowed && !copied {
        return Err(Error::missing());
    }
    Ok(report)
}

/// The seats the asker sits on today, lent ones among them.
pub(crate) fn my_seats(call: &Call) -> Vec<Seat> {
    call.actor.holdings.iter().map(|held| Seat { post: held.post, store: held.store }).collect()
}

fn reviewing(call: &Call, chart: &Chart, report: &ReportRow) -> Result<Mandate> {
    if report.person_id == call.actor.person {
        return Err(Refused::Own.into());
    }
    call.mandate(Permission::ReviewReports, &place_of(chart, report.person_id))
}

/// Accepts a report, or returns it with the reason.
pub fn review(tx: &mut Tx, call: &Call, id: ReportId, form: &ReviewForm) -> Result<()> {
    let chart = org::today(tx, call)?;
    let report = seen(tx, call, &chart, id)?;
    let by = reviewing(call, &chart, &report)?;
    let status = form.parse()?;
    if report.status != ReportStatus::HandedIn {
        return Err(Refused::NotWaiting.into());
    }
    let remark = form.remark.trim();
    let on = chart.organisation.business_date(report.store_id, call.now);
    store::review(tx, id, status, call.actor.person, (call.now, on), remark)?;
    let turn = if status == ReportStatus::Accepted { "accept" } else { "return" };
    store::add_turn(tx, id, turn, call.actor.person, call.now, remark)?;
    call.note(tx, &by, "report.reviewed", format!("reports/{id}"), json!({ "turn": turn, "remark": remark }))
}

/// Says something to a line. The author may answer.
pub fn comment(tx: &mut Tx, call: &Call, id: ReportId, form: &CommentForm) -> Result<()> {
    let chart = org::today(tx, call)?;
    let report = seen(tx, call, &chart, id)?;
    let (line, words) = form.parse()?;
    let by = match report.person_id == call.actor.person {
        true => call.mandate(Permission::WriteReports, &place_of(&chart, report.person_id))?,
        false => reviewing(call, &chart, &report)?,
    };
    store::add_comment(tx, id, &line, call.actor.person, call.now, &words)?;
    call.note(tx, &by, "report.commented", format!("reports/{id}"), json!({ "line": line, "words": words }))
}

/// The reports that wait for the asker: those that went up to a seat she answers for, the oldest first.
pub(crate) fn waiting(tx: &mut Tx, call: &Call, chart: &Chart) -> Result<Vec<ReportRow>> {
    let mut seats = rhythm::answers_for(chart, call.actor.person);
    seats.extend(my_seats(call));
    seats.sort();
    seats.dedup();
    let mut waiting = vec![];
    for seat in seats {
        waiting.extend(store::waiting_for(tx, seat)?);
    }
    waiting.retain(|report| report.person_id != call.actor.person);
    waiting.sort_by_key(|report| (report.from_day, report.id));
    Ok(waiting)
}
