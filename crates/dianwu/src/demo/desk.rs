//! The front desk of the demonstration as it stands just now: calls, somebody who waits, what customers said, the greeters' rota.

use booking::LineState;
use booking::rooms::TurnForm;
use complaint::OpinionForm;
use complaint::opinions::{self, AskForm};
use db::Tx;
use desk::arrivals::{self, ArrivalForm};
use desk::rota::{self, StandForm};
use desk::slips::{self, AnswerForm, SlipForm};
use jiff::ToSpan;
use kernel::{Error, Result, StoreId};
use web::Call;

use super::complaint::{ago, customer_of};
use super::{acting, person};

/// From, until, and who stands at the door.
const STANDS: [(&str, &str, &str); 3] =
    [("10:00", "13:30", "greeter"), ("13:30", "17:00", "greeter2"), ("17:00", "21:00", "greeter")];

pub(super) fn fill(tx: &mut Tx, call: &Call, store: StoreId) -> Result<()> {
    let (greeter, head) = (acting(tx, call, "greeter")?, acting(tx, call, "head")?);
    for (starts, ends, account) in STANDS {
        let person = person(tx, call, account)?.to_string();
        let form = StandForm { day: String::new(), starts: starts.into(), ends: ends.into(), person };
        rota::stand(tx, &ago(&head, 60), &form)?;
    }
    calls(tx, &greeter)?;
    given(tx, call, store)?;
    let waits = ArrivalForm {
        customer: customer_of(tx, &greeter, "解语嫣")?.to_string(),
        note: "路过，想做面部".into(),
        ..ArrivalForm::default()
    };
    arrivals::arrive(tx, &ago(&greeter, 4), &waits).map(drop)
}

/// One call settled at once, one answered, one that waits.
fn calls(tx: &mut Tx, greeter: &Call) -> Result<()> {
    let consultants = {
        let organisation = org::organisation(tx, greeter)?;
        let store = organisation.stores.keys().next().copied();
        let department = store.and_then(|store| organisation.department_in(store, "consultants"));
        department.map(|department| format!("department/{}", department.id))
    };
    let to = consultants.ok_or_else(|| Error::fault("no consultants' department"))?;
    let asks =
        SlipForm {
            phone: "13800007890".into(), words: "问周末几点开门。".into(), ..SlipForm::default()
        };
    slips::take(tx, &ago(greeter, 130), &asks)?;
    let moves = SlipForm {
        phone: "13800008820".into(),
        words: "想把周五的护理改到周六。".into(),
        to: to.clone(),
        ..SlipForm::default()
    };
    let id = slips::take(tx, &ago(greeter, 95), &moves)?;
    let consultant = acting(tx, greeter, "consultant")?;
    let answer = AnswerForm { result: "已改到周六 14:00。".into() };
    slips::answer(tx, &ago(&consultant, 84), id, &answer)?;
    let waits = SlipForm {
        phone: "13800005678".into(),
        words: "问疗程还剩几次，请顾问回电。".into(),
        to,
        call_back: "yes".into(),
        ..SlipForm::default()
    };
    slips::take(tx, &ago(greeter, 3), &waits).map(drop)
}

/// What a customer said of a treatment of the last days, another who was asked, and a room that waits to be cleaned.
fn given(tx: &mut Tx, call: &Call, store: StoreId) -> Result<()> {
    let greeter = acting(tx, call, "greeter")?;
    let today = org::organisation(tx, &greeter)?.business_date(Some(store), greeter.now);
    let mut visits = vec![];
    for day in (1..8).map(|back| today.saturating_sub(back.days())) {
        let floor = booking::floor(tx, store, day)?;
        let done = floor.iter().filter(|line| line.state == LineState::Done && line.customer.is_some());
        visits.extend(done.map(|line| line.visit));
    }
    visits.dedup();
    for (visit, overall) in visits.into_iter().zip(["5", "4", ""]) {
        let form = AskForm { visit: visit.to_string() };
        let id = match opinions::ask(tx, &ago(&greeter, 26 * 60), &form) {
            // Only her companion was treated.
            Err(refused) if refused.refusal().is_some() => continue,
            id => id?,
        };
        let form = OpinionForm {
            overall: overall.into(),
            would_return: "yes".into(),
            words: "手法很舒服，房间也安静。".into(),
            marks: [("mark.booking".to_owned(), "4".to_owned())].into(),
            ..OpinionForm::default()
        };
        if !overall.is_empty() {
            opinions::answered(tx, &call.app, ago(&greeter, 25 * 60).now, id, &form)?;
        }
    }
    let used: Vec<_> = booking::floor(tx, store, today)?.iter().filter_map(|line| line.room).collect();
    let rooms = booking::rooms(tx, store, today)?;
    let Some(free) = rooms.iter().find(|room| !used.contains(&room.room.id)) else { return Ok(()) };
    let form = TurnForm { state: "to-clean".into(), note: String::new() };
    booking::rooms::turn(tx, &ago(&greeter, 9), free.room.id, &form)
}
