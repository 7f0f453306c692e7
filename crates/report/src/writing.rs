//! Writing: a report is opened, kept, and handed in, which freezes its figures.

use db::Tx;
use kernel::{Permission, Result};
use rhythm::{Period, place_of};
use serde_json::json;
use web::Call;

use crate::ReportId;
use crate::form::{Refused, ReportForm};
use crate::gathering;
use crate::kind::ReportKind;
use crate::store::{self, NewReport};

/// Keeps a report of one's own, and hands it in when it says so.
pub fn write(tx: &mut Tx, call: &Call, form: &ReportForm) -> Result<ReportId> {
    let chart = org::today(tx, call)?;
    let me = call.actor.person;
    let by = call.mandate(Permission::WriteReports, &place_of(&chart, me))?;
    let (kind, period, drawn) = form.parse()?;
    if period.from > chart.day {
        return Err(Refused::TooEarly { day: period.from }.into());
    }
    let kept = store::report_of(tx, me, kind, period.from)?;
    if kept.as_ref().is_some_and(|kept| !kept.status.is_open()) {
        return Err(Refused::HandedIn.into());
    }
    let day = rhythm::day(tx, call, chart.day)?;
    let seat = gathering::seat_for(&chart, &day.book, me, kind).ok_or(Refused::NoPost)?;
    let new = NewReport { kind, person: me, seat, period, at: call.now };
    let id = store::keep(tx, &new, form)?;
    if form.hands_in() {
        if kept.is_none_or(|kept| kept.handed_in_at.is_none()) {
            freeze(tx, call, id, &new)?;
        }
        store::send(tx, id, call.now)?;
        if let Some(strokes) = drawn {
            let digest = store::report(tx, id)?.digest()?;
            let row = store::SignatureRow { digest, strokes, signed_by: me, signed_at: call.now };
            store::sign(tx, id, &row)?;
        }
        store::add_turn(tx, id, "hand-in", me, call.now, &serde_json::to_string(&form.lines())?)?;
        let told = json!({ "kind": kind, "from": period.from });
        call.note(tx, &by, "report.handed_in", format!("reports/{id}"), told)?;
    }
    Ok(id)
}

/// Writes figures, deeds and parts once, with the seal over them, and to whom it goes.
fn freeze(tx: &mut Tx, call: &Call, id: ReportId, new: &NewReport) -> Result<()> {
    let mut frozen = gathering::gather(tx, call, new.person, new.kind, new.period)?;
    frozen.points = gathering::points(tx, call, new.person, new.kind, new.period)?;
    let day = org::today(tx, call)?.day;
    let day = rhythm::day(tx, call, day)?;
    let to = gathering::reader(&day, new.person, new.seat, new.kind).ok_or(Refused::Nobody)?;
    store::freeze(tx, id, &frozen)?;
    for seat in gathering::copies(&day.chart, new.seat) {
        store::copy(tx, id, seat)?;
    }
    let on = day.chart.organisation.business_date(new.seat.store, call.now);
    store::hand_in(tx, id, (call.now, on), to, &frozen.seal()?)
}

/// The span that a page of writing is about: that of the day asked for, or the one reported on today.
pub(crate) fn span(
    tx: &mut Tx,
    call: &Call,
    kind: ReportKind,
    on: Option<kernel::BusinessDate>,
) -> Result<Period> {
    let today = org::today(tx, call)?.day;
    Ok(on.map_or_else(|| kind.reported_on(today), |day| kind.span(day)))
}
