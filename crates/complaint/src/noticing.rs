use db::Tx;
use kernel::{Permission, Result};
use web::Call;
use web::notices::{Notice, Noticing};

use crate::alerts::heard_by;
use crate::climb;
use crate::policy::policy;
use crate::store;

/// Special situations and complaints that wait for somebody.
pub struct Waiting;

impl Noticing for Waiting {
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        let mut notices = alerts(tx, call)?;
        notices.extend(complaints(tx, call)?);
        Ok(notices)
    }
}

/// Each special situation by itself: whoever hears of it must see at once which it is.
fn alerts(tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
    let untaken = store::untaken(tx)?;
    if untaken.is_empty() && !call.actor.may(Permission::TakeComplaints) {
        return Ok(vec![]);
    }
    let chart = org::today(tx, call)?;
    let mine = untaken.iter().filter(|alert| heard_by(&chart, alert, call.now).contains(&call.actor.person));
    let urgent = mine.map(|alert| Notice {
        code: "alert",
        count: 1,
        words: alert.words.clone(),
        href: format!("/alerts/{}", alert.id),
        urgent: true,
    });
    let mut notices: Vec<Notice> = urgent.collect();
    let taken = store::being_looked_after(tx, call.actor.person)?;
    notices.push(Notice {
        code: "alerts_taken",
        count: taken,
        words: String::new(),
        href: "/alerts?open=yes".to_owned(),
        urgent: false,
    });
    Ok(notices)
}

/// One's own complaints, and those of others that have climbed up.
fn complaints(tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
    let open = store::open(tx)?;
    if open.is_empty() {
        return Ok(vec![]);
    }
    let chart = org::today(tx, call)?;
    let me = call.actor.person;
    let (late, waiting): (Vec<_>, Vec<_>) =
        open.iter().filter(|row| row.owner_id == me).partition(|row| call.now > row.due_at);
    let mut climbed = vec![];
    for row in open.iter().filter(|row| row.owner_id != me && call.now > row.due_at) {
        let owned = climb::seat_of(&chart, row.owner_id, row.store_id);
        let seat = match owned {
            Some(seat) => Some(seat),
            None => policy(chart.day)?.owner_seat(&chart, row.store_id),
        };
        let steps = climb::steps(row.due_at, row.climbs, call.now);
        let hears = seat.map(|seat| climb::hears(&chart, seat, row.owner_id, steps)).unwrap_or_default();
        if hears.contains(&me) {
            climbed.push(row);
        }
    }
    let notice = |code, rows: &[&store::OpenRow], urgent| Notice {
        code,
        count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        words: rows.first().map(|row| row.who.clone()).unwrap_or_default(),
        href: match rows {
            [only] => format!("/complaints/{}", only.id),
            _ => "/complaints?late=yes".to_owned(),
        },
        urgent,
    };
    let to_do = Notice { href: "/complaints".to_owned(), ..notice("complaints_mine", &waiting, false) };
    Ok(vec![notice("complaints_late", &late, true), notice("complaints_climbed", &climbed, true), to_do])
}
